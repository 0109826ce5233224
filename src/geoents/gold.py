"""Gold files: reading a file or folder of annotated documents, and finding what is wrong in them.

A gold file holds one document (``.json``) or one a line (``.jsonl``) in the record form.

>>> check_gold("data/gold")  # doctest: +SKIP
['data/gold/a.json: document a: mention m3: 4-9 is "he No" in the text, not "Norland"']
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from geoents.records import (
    Document,
    Mention,
    RecordError,
    find_problems,
    parse_document,
    quote,
    read_jsonl,
)
from geoents.schema import SYMMETRIC

__all__ = ["check", "check_gold", "find_files", "read_gold"]

_SUFFIXES = frozenset({".json", ".jsonl"})
_FLOORS = "floors.json"
# No bracket: a claim may end with one that it opened itself.
_MARKS = '"“”„«»'


def read_gold(path: Path | str) -> list[Document]:
    """Read the documents of a gold file or folder, in order of file name.

    Raises:
        RecordError: A document is broken, two have the same id, or there is none.
    """
    documents: list[Document] = []
    seen: dict[str, str] = {}
    for where, document in _read(Path(path), checked=True):
        if document.id in seen:
            raise RecordError(f"{where}: document {document.id} stands in {seen[document.id]} too")
        seen[document.id] = where
        documents.append(document)
    if not documents:
        raise RecordError(f"{path}: no document")
    return documents


def check_gold(path: Path | str) -> list[str]:
    """Check every document of a gold file or folder; one line for each problem.

    Raises:
        RecordError: A file holds no document at all (broken JSON, unknown type or field).
    """
    problems: list[str] = []
    seen: dict[str, str] = {}
    for where, document in _read(Path(path), checked=False):
        item = f"{where}: document {document.id}"
        if document.id in seen:
            problems.append(f"{item}: it stands in {seen[document.id]} too")
        seen.setdefault(document.id, where)
        problems.extend(f"{item}: {problem}" for problem in check(document))
    return problems


def check(document: Document) -> list[str]:
    """List what is wrong in a gold document: each problem names the item and its words.

    Besides what no document may have (see :func:`geoents.records.find_problems`) these are
    problems of annotation: duplicates, crossing mentions, loose edges, things nothing refers to.
    """
    problems = list(find_problems(document))
    problems += _find_mention_problems(document.mentions)
    problems += _find_claim_problems(document)
    problems += _find_entity_problems(document)
    problems += _find_relation_problems(document)
    return problems


def find_files(path: Path | str) -> list[Path]:
    """Return the gold files in a folder, by name, or the file itself.

    A ``floors.json`` beside them holds floors (see :mod:`geoents.floors`) and no document.

    Raises:
        RecordError: There is no such file or folder, or it is no ``.json`` or ``.jsonl`` file.
    """
    root = Path(path)
    if root.is_dir():
        files = (file for file in root.rglob("*") if file.suffix in _SUFFIXES)
        return sorted(file for file in files if file.name != _FLOORS)
    if not root.is_file():
        raise RecordError(f"{root}: no such file or folder")
    if root.suffix not in _SUFFIXES:
        raise RecordError(f"{root}: neither .json nor .jsonl")
    return [root]


def _read(path: Path, *, checked: bool) -> Iterator[tuple[str, Document]]:
    for file in find_files(path):
        if file.suffix == ".jsonl":
            for document in read_jsonl(file, checked=checked):
                yield str(file), document
        else:
            yield str(file), parse_document(file.read_bytes(), where=str(file), checked=checked)


def _find_mention_problems(mentions: list[Mention]) -> Iterator[str]:
    counts = Counter((m.start, m.end, m.type) for m in mentions)
    for (start, end, kind), count in counts.items():
        if count > 1:
            yield f"{kind} mention {start}-{end} is listed {count} times"
    for mention in mentions:
        if mention.text != mention.text.strip():
            yield f"mention {mention.id} ({quote(mention.text)}): white space at its edge"
    # Sorted, an outer mention stands before the mentions nested in it.
    open_: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        open_ = [other for other in open_ if other.end > mention.start]
        for other in open_:
            if other.end < mention.end:
                yield (
                    f"mention {mention.id} ({quote(mention.text)}) crosses the edge of "
                    f"mention {other.id} ({quote(other.text)})"
                )
        open_.append(mention)


def _find_claim_problems(document: Document) -> Iterator[str]:
    used = {relation.claim for relation in document.relations}
    spans: dict[tuple[int, int], str] = {}
    for claim in document.claims:
        item = f"claim {claim.id} ({quote(claim.text)})"
        if claim.id not in used:
            yield f"{item}: no relation has it"
        first = spans.setdefault((claim.start, claim.end), claim.id)
        if first != claim.id:
            yield f"{item}: same span as claim {first}"
        if claim.text != claim.text.strip():
            yield f"{item}: white space at its edge"
        # Inner marks stay, at an edge too: '"Enough is enough" was the slogan' keeps both.
        stripped = claim.text.strip()
        if (stripped[:1] in _MARKS) != (stripped[-1:] in _MARKS) and _is_odd(stripped):
            yield f"{item}: quotation mark at its edge"


def _is_odd(text: str) -> bool:
    return sum(text.count(mark) for mark in _MARKS) % 2 == 1


def _find_entity_problems(document: Document) -> Iterator[str]:
    mentioned = {mention.entity for mention in document.mentions}
    for entity in document.entities:
        if entity.id not in mentioned:
            yield f"entity {entity.id} ({quote(entity.name)}): no mention"


def _find_relation_problems(document: Document) -> Iterator[str]:
    claims = {claim.id: (claim.start, claim.end) for claim in document.claims}
    same: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for relation in document.relations:
        item = f"relation {relation.id} ({relation.type})"
        span = claims.get(relation.claim) if relation.claim is not None else None
        ends: list[str | None] = [relation.subject, relation.object]
        if relation.type in SYMMETRIC:
            ends.sort(key=str)
        same[(relation.type, *ends, span)].append(relation.id)
        if relation.subject == relation.object:
            yield f"{item}: it joins entity {relation.subject} to itself"
        for evidence in relation.evidence:
            if not document.text[evidence.start : evidence.end].strip():
                yield f"{item}: evidence {evidence.start}-{evidence.end} is white space"
    for (kind, *_), ids in same.items():
        if len(ids) > 1:
            yield f"relations {', '.join(ids)} are the same {kind}"
