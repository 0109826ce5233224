"""re3d: a folder with documents.json, entities.json and relations.json, an object a line.

Entities and relations of a confidence below 0.5 are left out, as the set's authors advise. Labels
become ours by ``data/formats/re3d.toml``. Entities that ``IsSynonymOf`` joins are one.

Format: https://github.com/dstl/re3d, README.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from geoents.formats.drafts import Draft
from geoents.formats.folders import find, parse_json
from geoents.formats.mapping import load_mapping
from geoents.formats.offsets import is_same_words
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError, quote
from geoents.schema import EntityType

__all__ = ["read"]

_SURE: Final = 0.5
_SAME: Final = "IsSynonymOf"
# The set writes typographic quotation marks of its values as plain ones.
_PLAIN: Final = str.maketrans('“”‘’"', "'''''")

_Row = dict[str, Any]


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a folder, or a folder of such folders."""
    files = find(path, (".json",)) if path.is_dir() else [path]
    for documents in [file for file in files if file.name == "documents.json"] or [path]:
        folder = documents.parent
        try:
            texts = list(_rows(documents, tally))
            entities, relations = (
                _by_document(_rows(folder / f"{name}.json", tally))
                for name in ("entities", "relations")
            )
        except OSError as error:
            tally.error(str(error.filename or documents), (error.strerror or str(error)).lower())
            continue
        for where, row in texts:
            try:
                id_ = row["_id"]
                yield _read_one(row, entities[id_], relations[id_], tally)
            except RecordError as error:
                tally.error(where, error)
            except (AttributeError, KeyError, TypeError) as error:
                tally.error(where, f"not re3d's form ({type(error).__name__}: {error})")


def _rows(path: Path, tally: Tally) -> Iterator[tuple[str, _Row]]:
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    for number, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            where = f"{path}:{number}"
            try:
                row = parse_json(line, where, is_row=True)
            except RecordError as error:
                tally.error(where, error)
                continue
            if isinstance(row, dict):
                yield where, row
            else:
                tally.error(where, "no object")


def _by_document(rows: Iterator[tuple[str, _Row]]) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = defaultdict(list)
    for _, row in rows:
        found[row.get("documentId", "")].append(row)
    return found


def _read_one(row: _Row, entities: list[_Row], relations: list[_Row], tally: Tally) -> Document:
    mapping = load_mapping("re3d")
    text = row["text"]
    head = {"title": row.get("title") or None, "url": row.get("sourceUrl") or None}
    draft = Draft(row["_id"], text, tally, head)
    keys: dict[tuple[int, int], str] = {}
    same = _Sets()
    for link in relations:
        if link["type"] == _SAME and link["confidence"] >= _SURE:
            same.join(*_ends(link))
    for entity in entities:
        if entity["confidence"] < _SURE:
            tally.lose(f"entity of a confidence below {_SURE}")
            continue
        start, end = entity["begin"], entity["end"]
        words = text[start:end]
        if not is_same_words(words.translate(_PLAIN), entity["value"].translate(_PLAIN)):
            raise RecordError(
                f"{start}-{end} is {quote(words)} in the text, not {quote(entity['value'])}"
            )
        label, rule = mapping.entity([entity["type"]])
        found = rule.read(words)
        if found is None:
            tally.lose(f"entity labelled {label}: {rule.reason}")
            continue
        if found[0] is EntityType.STATE or found[0] is EntityType.ORG:
            # A title is no name: only persons are told by synonyms and not by their words.
            start += 4 if words.startswith(("The ", "the ")) else 0
        key = _key(same, (entity["begin"], end), text[start:end], found[0])
        draft.add(key, found[0], start, end, found[1])
        keys[entity["begin"], end] = key
    for link in relations:
        _relate(draft, link, keys, tally)
    return draft.document()


def _key(same: _Sets, span: tuple[int, int], words: str, type_: EntityType) -> str:
    """Return the entity of a span: its synonyms', else that of its words."""
    first = same.first(span)
    return f"{type_} {first}" if first != span or same.has(span) else f"{type_} {words.casefold()}"


def _relate(draft: Draft, link: _Row, keys: dict[tuple[int, int], str], tally: Tally) -> None:
    label = link["type"]
    rule = load_mapping("re3d").relation(label)
    if link["confidence"] < _SURE:
        tally.lose(f"relation of a confidence below {_SURE}")
        return
    if label == _SAME:
        return
    ends = [keys.get(end, "") for end in _ends(link)]
    types = [draft.types.get(key) for key in ends]
    if rule.reversed:
        ends.reverse()
        types.reverse()
    span = min(link["sourceBegin"], link["targetBegin"]), max(link["sourceEnd"], link["targetEnd"])
    if rule.to is None:
        tally.lose(f"relation {label}: {rule.reason}")
    elif types[0] is None or types[1] is None:
        tally.lose(f"relation {label} of something that is no type of ours")
    elif not rule.joins(types[0], types[1]):
        tally.lose(f"relation {label} between {types[0]} and {types[1]}: {rule.reason}")
    elif not draft.relate(rule.to, ends[0], ends[1], span):
        tally.lose(f"relation {label} of one entity to itself")


def _ends(link: _Row) -> tuple[tuple[int, int], tuple[int, int]]:
    return (link["sourceBegin"], link["sourceEnd"]), (link["targetBegin"], link["targetEnd"])


class _Sets:
    """Spans that are one entity."""

    def __init__(self) -> None:
        self._above: dict[tuple[int, int], tuple[int, int]] = {}

    def has(self, span: tuple[int, int]) -> bool:
        return span in self._above

    def first(self, span: tuple[int, int]) -> tuple[int, int]:
        while self._above.get(span, span) != span:
            span = self._above[span]
        return span

    def join(self, one: tuple[int, int], other: tuple[int, int]) -> None:
        first, second = sorted((self.first(one), self.first(other)))
        self._above[first] = first
        self._above[second] = first
