"""How many of re3d's pairs are found: who is in charge of, belongs to and talks with whom.

    python bench/re3d.py FOLDER [--missed]

FOLDER is re3d's, or one of its sources; relations of a confidence below 0.5 are left out, as its
authors advise. re3d's ends are phrases ("U.S. forces", "his", "a senior ISIL leader"). A pair is in
scope where each end closes with a mention of ours (a name, or a noun or pronoun that was linked),
the two are different entities and one of the types below may join them: SCHEMA.md gives no
relation for "mourners", "EU leaders" or an unnamed minister. It is found where a relation of such a type
joins them, in either order; a person is joined to a body through the post too (HOLDS_OFFICE and
OFFICE_OF). Only recall is told, for re3d labels far fewer pairs than we have types. ``--missed``
lists what is in scope and not found.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import geoents
from geoents.formats.folders import find
from geoents.records import Document
from geoents.schema import SIGNATURES, EntityType, RelationType

#: Which of our relations state what a label of re3d states.
TYPES: Final = {
    "InChargeOf": {"OFFICE_OF", "HOLDS_OFFICE", "MEMBER_OF", "PART_OF"},
    "BelongsTo": {"MEMBER_OF", "PART_OF", "OFFICE_OF", "SPOKE_FOR", "CITIZEN_OF", "BASED_IN"},
    "CommWith": {"MET_WITH", "NEGOTIATED_WITH", "AGREED_WITH", "VISITED", "APPOINTED"}
    | {str(type_) for type_ in RelationType if SIGNATURES[type_].claim},
}


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def joined(record: Document, types: set[str]) -> set[frozenset[str]]:
    """Return the pairs of entities that a relation of these types joins."""
    pairs = {
        frozenset((relation.subject, relation.object))
        for relation in record.relations
        if relation.object is not None and relation.type in types
    }
    if "OFFICE_OF" in types:
        held = [(r.subject, r.object) for r in record.relations if r.type == "HOLDS_OFFICE"]
        of = [(r.subject, r.object) for r in record.relations if r.type == "OFFICE_OF"]
        pairs |= {
            frozenset((holder, body))
            for holder, post in held
            for office, body in of
            if post == office and body is not None
        }
    return pairs


def entities(record: Document, start: int, end: int) -> set[str]:
    """Return the entities with whose mention a phrase closes."""
    return {m.entity for m in record.mentions if start < m.end and m.start < end <= m.end}


def may_join(pair: frozenset[str], record: Document, label: str) -> bool:
    """Tell whether a relation of a label's types may join two entities."""
    one, other = (entity.type for entity in record.entities if entity.id in pair)
    if label == "InChargeOf" and {one, other} == {EntityType.PERSON, EntityType.ORG}:
        return True
    signatures = [SIGNATURES[RelationType(type_)] for type_ in TYPES[label]]
    return any(
        (one in s.subject and other in s.object) or (other in s.subject and one in s.object)
        for s in signatures
    )


def main() -> None:
    """Print the table of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--missed", action="store_true", help="list what is not found")
    options = parser.parse_args()
    everything: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for documents in find(options.folder, (".json",)):
        if documents.name != "documents.json":
            continue
        texts = {row["_id"]: row["text"] for row in rows(documents)}
        links = [row for row in rows(documents.parent / "relations.json") if row["type"] in TYPES]
        read = {id_: geoents.extract(texts[id_]) for id_ in {row["documentId"] for row in links}}
        for row in links:
            if row["confidence"] < 0.5:
                continue
            label, record = row["type"], read[row["documentId"]]
            everything[label] += 1
            source = entities(record, row["sourceBegin"], row["sourceEnd"])
            target = entities(record, row["targetBegin"], row["targetEnd"])
            pairs = {frozenset((one, other)) for one in source for other in target if one != other}
            pairs = {pair for pair in pairs if may_join(pair, record, label)}
            if not pairs:
                continue
            wanted[label] += 1
            if pairs & joined(record, TYPES[label]):
                found[label] += 1
            elif options.missed:
                start = min(row["sourceBegin"], row["targetBegin"])
                end = max(row["sourceEnd"], row["targetEnd"])
                words = " ".join(record.text[start:end].split())
                print(f"{label}: {row['source']} | {row['target']} | {words}")
    print(f"{'label':12} {'all':>5} {'in scope':>9} {'found':>6} {'recall':>7}")
    for label in TYPES:
        recall = 100 * found[label] / max(1, wanted[label])
        print(f"{label:12} {everything[label]:5} {wanted[label]:9} {found[label]:6} {recall:7.1f}")


if __name__ == "__main__":
    main()
