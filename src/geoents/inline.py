r"""The inline form of gold: a document as people write and review it, and back without loss.

.. code-block:: text

    id: talks
    published: 2024-05-02

    [Norland](STATE) denied [holding talks](claim =c1), [Marta Olsen](PERSON =olsen) said.
    ===== annotation =====
    ENTITY norland STATE "Kingdom of Norland" alias="Norland" iso3166=NX
    DENIED norland : c1 when="on Monday"=2024-04-29
      "Norland denied holding talks" by=olsen trigger="denied"

In the text, ``[words](TYPE =entity form)`` is a mention and ``[words](claim =id)`` a claim
(:mod:`geoents.markup`). A mention without ``=entity`` is of the entity that is called like its
words; one without a form is a ``name``; ``?`` says that nobody gave it a form. Entities need a line
only where their name is not the longest of their mentions', or for aliases and ids. Below each
relation stand its pieces of evidence as snippets (:mod:`geoents.snippets`), with the polarity and
modality where they are not affirmed and actual, ``by=`` the source, and whatever else a record has.
A relation is called by its place, ``r2`` for the second, or as ``#id`` on its line says: a denial
of the first has ``answers=r1``.

``python -m geoents.inline FILE...`` checks files: one line for each problem, or "ok".
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from geoents.gold import check
from geoents.inline_writing import SEPARATOR, default_name, entity_key, write_inline
from geoents.markup import MarkupError, parse_markup
from geoents.records import UNCHECKED, Document, RecordError
from geoents.schema import EntityType, Form, Modality, Polarity, RelationType
from geoents.snippets import SNIPPET, find_snippet, read_snippet

__all__ = ["check_inline", "main", "parse_inline", "read_inline", "write_inline"]

_HEADER = re.compile(r"(\w+):[ \t]*(.*?)[ \t]*\r?\Z")
_FIELDS: Final = frozenset({"id", "title", "published", "url", "provenance"})
_ENTITY = re.compile(r'ENTITY (\S+) (\w+)(?: ("(?:[^"\\]|\\.)*"))?((?: .*)?)\Z')
_CLAIM = re.compile(rf"CLAIM (\S+) ({SNIPPET})\Z")
_RELATION = re.compile(r"([A-Z_]+) (\S+)(?: -> (\S+))?(?: : (\S+))?((?: .*)?)\Z")
_EVIDENCE = re.compile(rf"\s+({SNIPPET})(.*)\Z")
_OPTION = re.compile(
    rf"\s+(?:(?P<key>\w+)=(?P<snippet>{SNIPPET})(?:=(?P<value>\S+))?"
    r"|(?P<name>\w+)=(?P<plain>[^\s\"]\S*)|(?P<word>[^\s=\"]+))"
)


def read_inline(path: Path | str) -> Document:
    """Read a file in the inline form.

    Raises:
        RecordError: The first problem: file, line, what and the words.
    """
    with Path(path).open(encoding="utf-8", newline="") as file:
        return parse_inline(file.read(), where=str(path))


def parse_inline(source: str, *, where: str = "", checked: bool = True) -> Document:
    """Read a document from its inline form.

    Args:
        source: The inline form; line breaks in its text are kept as they are.
        where: What an error message begins with, such as the file.
        checked: Whether the annotation is checked (see :func:`geoents.gold.check`).

    Raises:
        RecordError: The first problem: where, line, what and the words.
    """
    reader = _Reader(source, where)
    document = reader.read()
    if checked:
        for problem in reader.problems(document):
            raise RecordError(problem)
    return document


def check_inline(path: Path | str) -> list[str]:
    """List the problems of a file in the inline form, each with file, line and words."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        reader = _Reader(file.read(), str(path))
    try:
        document = reader.read()
    except RecordError as error:
        return [str(error)]
    return list(reader.problems(document))


class _Reader:
    """Reads one source; remembers the line of every item."""

    def __init__(self, source: str, where: str) -> None:
        self.where = where
        self.lines: dict[str, int] = {}
        self.header, rest = _split_head(source)
        self.body_line = len(self.header) + 2
        body, separator, tail = rest.rpartition(f"\n{SEPARATOR}\n")
        self.body = body if separator else rest.removesuffix("\n")
        self.declarations = tail.split("\n") if separator else []
        self.tail_line = self.body_line + self.body.count("\n") + 2
        self.record: dict[str, Any] = {}

    def read(self) -> Document:
        """Return the document, not checked against itself."""
        self.record = self._read_header()
        try:
            text, spans = parse_markup(self.body)
        except MarkupError as error:
            near = self.body[error.place :].split("\n")[0][:40]
            raise self._error(self._body_line(error.place), f"{error}: {near!r}") from None
        self.record |= {"text": text, "mentions": [], "entities": [], "claims": [], "relations": []}
        mentions = self.record["mentions"]
        for span in spans:
            line = self._body_line(span.place)
            item: dict[str, Any] = {"start": span.start, "end": span.end}
            item["text"] = text[span.start : span.end]
            words = span.label.split()
            if "claim" in words:
                self._add_claim(item, words, line)
            else:
                mentions.append(self._mention(item, words, line, len(mentions) + 1))
        self._read_declarations()
        self._add_entities()
        try:
            return Document.model_validate(self.record, context=UNCHECKED)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            raise self._error(1, f"{first['loc']}: {first['msg']}") from None

    def problems(self, document: Document) -> Iterator[str]:
        """Yield what is wrong in the annotation, with its line."""
        for problem in check(document):
            item = re.match(r"(?:(mention|claim|entity|relation)s? )?(\S+?)[,: ]", problem)
            line = self.lines.get(f"{item[1]} {item[2]}", 1) if item else 1
            yield f"{self._at(line)}: {problem}"

    def _read_header(self) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for number, line in enumerate(self.header, start=1):
            found = _HEADER.match(line)
            if found is None or found[1] not in _FIELDS:
                named = ", ".join(sorted(_FIELDS))
                raise self._error(number, f"{line[:40]!r} is no header line ({named})")
            is_json = found[2].startswith(('"', "{"))
            with self._at_line(number):
                record[found[1]] = json.loads(found[2]) if is_json else found[2]
        if "id" not in record:
            raise self._error(1, "the header has no id")
        return record

    def _body_line(self, place: int) -> int:
        return self.body_line + self.body.count("\n", 0, place)

    def _add_claim(self, item: dict[str, Any], words: Sequence[str], line: int) -> None:
        ids = [word[1:] for word in words if word.startswith("=")]
        if len(words) != 2 or len(ids) != 1 or not ids[0]:
            raise self._error(line, f"a claim is (claim =id), not ({' '.join(words)})")
        self.lines[f"claim {ids[0]}"] = line
        self.record["claims"].append({"id": ids[0]} | item)

    def _mention(
        self, item: dict[str, Any], words: Sequence[str], line: int, number: int
    ) -> dict[str, Any]:
        mention = item | {"id": f"m{number}", "form": Form.NAME.value}
        mention["entity"] = entity_key(item["text"])
        for word in words:
            if word in EntityType.__members__:
                mention["type"] = word
            elif word in _FORMS:
                mention["form"] = word
            elif word == "?":
                mention["form"] = None
            elif word[0] == "=" and word[1:]:
                mention["entity"] = word[1:]
            elif word[0] == "#" and word[1:]:
                mention["id"] = word[1:]
            else:
                raise self._error(line, f"unknown word {word!r} at {item['text'][:40]!r}")
        if "type" not in mention:
            raise self._error(line, f"no type at {item['text'][:40]!r}")
        self.lines.setdefault(f"mention {mention['id']}", line)
        self.lines.setdefault(f"entity {mention['entity']}", line)
        return mention

    def _read_declarations(self) -> None:
        for line, text in enumerate(self.declarations, start=self.tail_line):
            text = text.rstrip("\r ")
            if not text.strip():
                continue
            with self._at_line(line):
                if text[0].isspace():
                    self._add_evidence(text)
                elif text.startswith("ENTITY "):
                    self._declare(text, line)
                elif text.startswith("CLAIM "):
                    self._place_claim(text, line)
                else:
                    self._add_relation(text, line)
        for relation in self.record["relations"]:
            if not relation["evidence"]:
                line = self.lines[f"relation {relation['id']}"]
                raise self._error(line, f"{relation['type']} has no line of evidence below it")

    def _declare(self, text: str, line: int) -> None:
        found = _match(_ENTITY, text, 'ENTITY key TYPE "name"')
        entity: dict[str, Any] = {"id": found[1], "type": found[2], "aliases": [], "ids": {}}
        if found[2] not in EntityType.__members__:
            raise ValueError(f"unknown type {found[2]!r}")
        if found[3]:
            entity["name"] = json.loads(found[3])
        for option in _options(found[4]):
            name, value = option["key"] or option["name"], option["snippet"] or option["plain"]
            if name is None:
                raise ValueError(f"unknown word {option['word']!r}")
            value = json.loads(value) if value.startswith('"') else value
            if name == "alias":
                entity["aliases"].append(value)
            else:
                entity["ids"][name] = value
        self.lines[f"entity {found[1]}"] = line
        self.record["entities"].append(entity)

    def _place_claim(self, text: str, line: int) -> None:
        found = _match(_CLAIM, text, 'CLAIM id "words"')
        start, end = self._find(found[2])
        item = {"start": start, "end": end, "text": self.record["text"][start:end]}
        self._add_claim(item, ["claim", f"={found[1]}"], line)

    def _add_relation(self, text: str, line: int) -> None:
        found = _match(_RELATION, text, "TYPE subject -> object : claim")
        if found[1] not in RelationType.__members__:
            raise ValueError(f"unknown relation type {found[1]!r}")
        id_ = f"r{len(self.record['relations']) + 1}"
        relation: dict[str, Any] = {"type": found[1], "subject": found[2], "object": found[3]}
        relation |= {"claim": found[4], "evidence": []}
        for option in _options(found[5]):
            if option["word"] and option["word"][0] == "#":
                id_ = option["word"][1:]
            elif option["key"] == "when":
                start, end = self._find(option["snippet"])
                words = self.record["text"][start:end]
                relation["when"] = {"text": words, "start": start, "end": end}
                relation["when"]["value"] = option["value"]
            elif option["name"] == "answers":
                relation.setdefault("responds_to", []).append(option["plain"])
            elif option["name"] == "confidence":
                relation["confidence"] = float(option["plain"])
            elif option["name"] == "tenure":
                relation["tenure"] = option["plain"]
            else:
                raise ValueError(f"unknown words {option[0].strip()!r}")
        self.lines[f"relation {id_}"] = line
        self.record["relations"].append({"id": id_} | relation)

    def _add_evidence(self, text: str) -> None:
        found = _match(_EVIDENCE, text, '"words of the text" negated by=entity')
        if not self.record["relations"]:
            raise ValueError("evidence without a relation above it")
        start, end = self._find(found[1])
        factuality: dict[str, Any] = {}
        evidence: dict[str, Any] = {"start": start, "end": end, "factuality": factuality, "cue": []}
        for option in _options(found[2]):
            word, key, name = option["word"], option["key"], option["name"]
            if word in Polarity.__members__.values():
                factuality["polarity"] = word
            elif word in Modality.__members__.values():
                factuality["modality"] = word
            elif name == "by":
                factuality["source"] = option["plain"]
            elif name == "rule":
                evidence["rule"] = option["plain"]
            elif name in {"subject", "object"}:
                evidence[f"{name}_mention"] = option["plain"]
            elif key in {"trigger", "cue"}:
                inner = self._find(option["snippet"], within=(start, end))
                span = dict(zip(("start", "end"), inner, strict=True))
                evidence["cue"] += [span] if key == "cue" else []
                if key == "trigger":
                    evidence["trigger"] = span
            else:
                raise ValueError(f"unknown words {option[0].strip()!r}")
        self.record["relations"][-1]["evidence"].append(evidence)

    def _find(self, written: str, within: tuple[int, int] | None = None) -> tuple[int, int]:
        snippet = read_snippet(written)
        if within is None or snippet.span is not None:
            return find_snippet(self.record["text"], snippet)
        start, end = find_snippet(self.record["text"][slice(*within)], snippet)
        return within[0] + start, within[0] + end

    def _add_entities(self) -> None:
        """Add the entities that no line declares, and the names that none gives."""
        mentions: dict[str, list[dict[str, Any]]] = {}
        for mention in self.record["mentions"]:
            mentions.setdefault(mention["entity"], []).append(mention)
        declared = {entity["id"] for entity in self.record["entities"]}
        for key, own in mentions.items():
            if key not in declared:
                self.record["entities"].append({"id": key, "type": own[0]["type"]})
        for entity in self.record["entities"]:
            entity.setdefault("name", default_name(mentions.get(entity["id"], []), entity["id"]))

    @contextmanager
    def _at_line(self, line: int) -> Iterator[None]:
        """Say what goes wrong with its line."""
        try:
            yield
        except RecordError:
            raise
        except ValueError as error:
            raise self._error(line, str(error)) from None

    def _error(self, line: int, message: str) -> RecordError:
        return RecordError(f"{self._at(line)}: {message}")

    def _at(self, line: int) -> str:
        return f"{self.where}:{line}" if self.where else f"line {line}"


_FORMS: Final = frozenset(form.value for form in Form)


def _split_head(source: str) -> tuple[list[str], str]:
    """Return the header's lines, and what stands behind the blank line below them."""
    lines: list[str] = []
    rest = source
    while True:
        line, end, rest = rest.partition("\n")
        if not line.strip() or not end:
            return lines, rest
        lines.append(line)


def _match(pattern: re.Pattern[str], text: str, shape: str) -> re.Match[str]:
    found = pattern.match(text)
    if found is None:
        raise ValueError(f"{text.strip()[:60]!r} is not of the shape: {shape}")
    return found


def _options(text: str) -> Iterator[re.Match[str]]:
    place = 0
    while text[place:].strip():
        found = _OPTION.match(text, place)
        if found is None:
            raise ValueError(f"unknown words {text[place:].strip()[:60]!r}")
        yield found
        place = found.end()


def main(paths: Iterable[str]) -> int:
    """Check files and print what is wrong; return the number of files that have problems."""
    wrong = 0
    for path in paths:
        problems = check_inline(path)
        wrong += bool(problems)
        print("\n".join(problems) if problems else f"{path}: ok")
    return wrong


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))
