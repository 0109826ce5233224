"""PolNeAR: who said or thought what in political news, a .txt and an .ann file for each article.

The annotations are brat's: ``Source``, ``Cue`` and ``Content`` marks, which an event joins to one
attribution. :func:`read_articles` gives them as they are. In our records each content is a claim
(of one in several fragments the longest); who is quoted is a mention, and the attribution a
relation, where the words alone tell whom they mean (``data/formats/polnear.toml``).

Of an article that several people annotated the first by their names is read.

Format: https://github.com/networkdynamics/PolNeAR, README.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from geoents.formats.drafts import Draft
from geoents.formats.folders import find, read_text
from geoents.formats.mapping import Mapping, load_mapping
from geoents.formats.offsets import is_same_words
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError, quote
from geoents.schema import EntityType, RelationType

__all__ = ["Article", "Attribution", "Span", "read", "read_articles"]

#: Offsets of the text, half-open.
Span = tuple[int, int]

_FORM: Final = "PolNeAR's form"
_ANNOTATOR: Final = re.compile(r"(?P<id>.+)_[0-9a-f]{4}")
_DAY: Final = re.compile(r"_(\d{4}-\d{2}-\d{2})_")
_NUMBER: Final = re.compile(r"\d+$")


class Attribution(NamedTuple):
    """Who said what, by which words, as fragments of the text; any of the three may be empty."""

    label: str
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


class Article(NamedTuple):
    """An article with its attributions, in the order of its file."""

    id: str
    text: str
    attributions: list[Attribution]


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a folder that has a folder of texts and one of attributions, or an .ann file."""
    for article in read_articles(path, tally):
        with tally.reading(article.id, _FORM):
            yield _convert(article, load_mapping("polnear"), tally)


def read_articles(path: Path, tally: Tally) -> Iterator[Article]:
    """Read the same as they are annotated, without our types.

    Raises:
        OSError: There is no such folder, or no .ann file in it.
    """
    seen: set[str] = set()
    for file in find(path, (".ann",)):
        named = _ANNOTATOR.fullmatch(file.stem)
        id_ = named["id"] if named else file.stem
        if id_ in seen:
            tally.lose("annotation of an article by one more person")
            continue
        seen.add(id_)
        with tally.reading(str(file), _FORM):
            try:
                text = read_text(file.parent.parent / "text" / f"{id_}.txt")
            except OSError as error:
                raise RecordError(f"{error.filename}: {(error.strerror or '').lower()}") from None
            yield Article(id_, text, list(_attributions(read_text(file), text, file)))


def _attributions(rows: str, text: str, file: Path) -> Iterator[Attribution]:
    marks: dict[str, tuple[Span, ...]] = {}
    events: list[str] = []
    for number, row in enumerate(rows.split("\n"), start=1):
        fields = row.rstrip("\r").split("\t", 2)
        if row[:1] == "T":
            marks[fields[0]] = _fragments(fields, text, f"{file}:{number}")
        elif row[:1] == "E":
            events.append(fields[1])
    for event in events:
        (label, _), *roles = (part.split(":") for part in event.split())
        spans: dict[str, tuple[Span, ...]] = {}
        for role, id_ in roles:
            name = _NUMBER.sub("", role)  # Content2 is more of the content
            spans[name] = tuple(sorted((*spans.get(name, ()), *marks[id_])))
        yield Attribution(label, *(spans.get(name, ()) for name in ("Source", "Cue", "Content")))


def _fragments(fields: list[str], text: str, where: str) -> tuple[Span, ...]:
    written = fields[1].partition(" ")[2]
    spans = [(int(a), int(b)) for a, b in (part.split() for part in written.split(";"))]
    stands = " ".join(text[start:end] for start, end in spans)
    if max(spans)[1] > len(text) or not is_same_words(stands, fields[2]):
        said = f"{written} is {quote(stands)} in the text, not {quote(fields[2])}"
        raise RecordError(f"{where}: {said}")
    return tuple(sorted(spans))


def _convert(article: Article, mapping: Mapping, tally: Tally) -> Document:
    day = _DAY.search(article.id)
    head = {"published": day[1]} if day else {}
    draft = Draft(article.id, article.text, tally, head)
    for attribution in article.attributions:
        if not attribution.content:
            tally.lose("attribution without content")
            continue
        if len(attribution.content) > 1:
            tally.lose("fragment of a content", len(attribution.content) - 1)
        claim = draft.claim(max(attribution.content, key=lambda span: span[1] - span[0]))
        rule = mapping.relation(attribution.label)
        subject = _source(draft, attribution, mapping, tally) if rule.to else None
        if rule.to is None:
            tally.lose(f"speaker of {attribution.label}: {rule.reason}")
        elif subject is not None:
            spans = (*attribution.source, *attribution.cue, draft.claims[claim - 1])
            around = min(start for start, _ in spans), max(end for _, end in spans)
            type_ = _type(article.text, attribution, mapping) or rule.to
            if not draft.say(type_, subject, claim, around):
                tally.lose(f"speaker of {type_}: the set does not say about whom")
    return draft.document()


def _source(draft: Draft, attribution: Attribution, mapping: Mapping, tally: Tally) -> str | None:
    """Add the mention of who is quoted, and return the key of its entity."""
    if len(attribution.source) != 1:
        tally.lose("source in no or several fragments")
        return None
    start, end = attribution.source[0]
    rule = mapping.entities["Source"]
    found = rule.read(draft.text[start:end])
    if found is None:
        tally.lose(f"source: {rule.reason}")
        return None
    type_, form = found
    titles = rule.words if type_ is EntityType.PERSON else frozenset({"the"})
    words = draft.text[start:end].split()
    while len(words) > 1 and words[0].casefold() in titles:
        words = words[1:]
        start = draft.text.index(words[0], start + 1, end)
    key = f"{type_} {' '.join(words).casefold()}"
    draft.add(key, type_, start, end, form)
    return key if key in draft.types else None


def _type(text: str, attribution: Attribution, mapping: Mapping) -> RelationType | None:
    """Return what the words of a cue make of an attribution."""
    words = {word for start, end in attribution.cue for word in text[start:end].casefold().split()}
    for name, cues in mapping.extra["cues"].items():
        if words & set(cues):
            return RelationType(name)
    return None
