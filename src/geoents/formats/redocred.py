"""DocRED and Re-DocRED: Wikipedia passages with entities and relations of the whole document.

An array of documents: ``title``, ``sents`` (tokens), ``vertexSet`` (an entity is a list of
mentions with ``name``, ``sent_id``, ``pos`` and ``type``), ``labels`` (``h`` and ``t`` are places
in vertexSet, ``r`` a property of Wikidata, ``evidence`` sentences). Labels become ours by
``data/formats/redocred.toml``. The text is put together from the tokens as print does.

Format: https://github.com/thunlp/DocRED/tree/master/data and https://github.com/tonytan48/Re-DocRED
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from geoents.formats.drafts import Draft
from geoents.formats.folders import find, parse_json
from geoents.formats.mapping import load_mapping
from geoents.formats.offsets import join
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError
from geoents.schema import EntityType

__all__ = ["read"]


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a .json file, or a folder of them."""
    for file in find(path, (".json",)):
        try:
            rows = parse_json(file.read_bytes().removeprefix(b"\xef\xbb\xbf"), str(file))
        except RecordError as error:
            tally.error(str(file), error)
            continue
        seen: dict[str, int] = {}
        for number, row in enumerate(rows if isinstance(rows, list) else [rows], start=1):
            where = f"{file}: document {number}"
            with tally.reading(where, "DocRED's form"):
                title = row["title"]
                seen[title] = seen.get(title, 0) + 1
                name = title if seen[title] == 1 else f"{title}-{seen[title]}"
                yield _read_one(row, name, tally)


def _read_one(row: dict[str, Any], name: str, tally: Tally) -> Document:
    mapping = load_mapping("redocred")
    sentences: list[list[str]] = row["sents"]
    firsts = list(accumulate(map(len, sentences), initial=0))
    text, places = join([token for sentence in sentences for token in sentence])
    draft = Draft(name, text, tally, {"title": row["title"] or None})
    for number, entity in enumerate(row["vertexSet"]):
        for mention in entity:
            first = firsts[mention["sent_id"]]
            start = places[first + mention["pos"][0]][0]
            end = places[first + mention["pos"][1] - 1][1]
            label, rule = mapping.entity([mention["type"]])
            found = rule.read(text[start:end])
            if found is None:
                tally.lose(f"mention labelled {label}: {rule.reason}")
                continue
            if found[0] is not EntityType.PERSON and text[start:end].startswith(("The ", "the ")):
                start += 4
            draft.add(str(number), found[0], start, end, found[1])
    for link in row.get("labels") or []:
        rule_ = mapping.relation(link["r"])
        ends = [str(link["h"]), str(link["t"])]
        if rule_.reversed:
            ends.reverse()
        types = [draft.types.get(end) for end in ends]
        if rule_.to is None:
            tally.lose(f"relation {link['r']}: {rule_.reason}")
        elif types[0] is None or types[1] is None:
            tally.lose(f"relation {link['r']} of something that is no type of ours")
        elif not rule_.joins(types[0], types[1]):
            between = f"between {types[0]} and {types[1]}"
            tally.lose(f"relation {link['r']} {between}: {rule_.to} joins others")
        elif not link.get("evidence"):
            draft.relate(rule_.to, ends[0], ends[1])
        else:
            for sentence in link["evidence"]:
                span = places[firsts[sentence]][0], places[firsts[sentence + 1] - 1][1]
                draft.relate(rule_.to, ends[0], ends[1], span)
    return draft.document()
