"""DWIE: news with entities, coreference and relations between entities of the whole document.

Two forms are read: the published one, a .json file an article with ``content``, ``mentions``,
``concepts`` and ``relations``, and the tokenised one, a line an article with ``tokens``,
``entities`` and ``relations``, whose text is put together again (inside mentions as the set says,
elsewhere as print does). Labels become ours by ``data/formats/dwie.toml``:

- ``gpe0-x`` (adjectives and demonyms) are one entity with the ``gpe0`` that the set joins them to;
  the ``-x`` forms of relations say the same as those without.
- DWIE says of whom a person is head, minister or agent, but not by which word: where a ``role``
  that can be that post stands beside the person's name, it is the OFFICE.

Format: https://github.com/klimzaporojets/DWIE, README, "Dataset Format".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from geoents.formats.drafts import Draft
from geoents.formats.folders import find, parse_json
from geoents.formats.mapping import Mapping, load_mapping
from geoents.formats.offsets import is_same_words, join
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError, quote
from geoents.schema import EntityType, Form, RelationType

__all__ = ["read"]

_STATE_OF: Final = "gpe0"
_Span = tuple[int, int]
_Row = dict[str, Any]


@dataclass(slots=True)
class _Concept:
    """An entity of the set: its labels, its page on Wikipedia, its mentions."""

    key: str
    labels: list[str]
    link: str | None
    spans: list[_Span] = field(default_factory=list)


@dataclass(slots=True)
class _Article:
    """An article of either form, offsets in code points."""

    id: str
    text: str
    concepts: dict[str, _Concept]
    relations: list[tuple[str, str, str]]


# -- the two forms ----------------------------------------------------------------------------


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a .json or .jsonl file, or a folder of them."""
    for file in find(path, (".json", ".jsonl")):
        data = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
        rows = [(f"{file}:{n}", row) for n, row in enumerate(data.split(b"\n"), start=1)]
        if file.suffix == ".json":
            rows = [(str(file), data)]
        for where, row in rows:
            if not row.strip():
                continue
            with tally.reading(where, "DWIE's form"):
                article = _parse(parse_json(row, where, is_row=file.suffix != ".json"), tally)
                yield _convert(article, load_mapping("dwie"), tally)


def _parse(row: _Row, tally: Tally) -> _Article:
    if "tokens" in row:
        return _parse_tokens(row)
    if "content" not in row:
        raise RecordError('it has neither "content" nor "tokens"; run DWIE\'s dwie_download.py')
    return _parse_content(row, tally)


def _parse_content(row: _Row, tally: Tally) -> _Article:
    text = row["content"]
    concepts = {}
    for concept in row["concepts"]:
        tags = concept.get("tags") or []
        labels = [tag.removeprefix("type::") for tag in tags if tag.startswith("type::")]
        key = str(concept["concept"])
        concepts[key] = _Concept(key, labels, concept.get("link"))
    for mention in row["mentions"]:
        start, end, words = mention["begin"], mention["end"], mention["text"]
        if text[start:end] != words and text[start : end + 1] == words:
            end += 1  # The README calls the end the last character; most files have it behind.
        if not is_same_words(text[start:end], words):
            stands = quote(text[start:end])
            raise RecordError(f"{start}-{end} is {stands} in the text, not {quote(words)}")
        key = str(mention["concept"])
        if key not in concepts:
            tally.lose("mention of a concept that is not listed")
            continue
        concepts[key].spans.append((start, end))
    relations = [(str(one["s"]), one["p"], str(one["o"])) for one in row["relations"]]
    return _Article(str(row["id"]), text, concepts, relations)


def _parse_tokens(row: _Row) -> _Article:
    tokens: list[str] = row["tokens"]
    glued: set[int] = set()
    parted: set[int] = set()
    for entity in row["entities"]:
        for first, end, words in entity["mentions"]:
            _note_blanks(tokens, first, end, words, glued, parted)
    text, places = join(tokens, frozenset(glued), frozenset(parted))
    concepts = {}
    for entity in row["entities"]:
        key = str(entity["id"])
        concepts[key] = _Concept(key, list(entity["types"]), entity.get("link"))
        for first, end, words in entity["mentions"]:
            span = places[first][0], places[end - 1][1]
            stands = text[slice(*span)]
            inner = stands.find(words)  # "1960" in the token "1960s"
            if inner >= 0:
                span = span[0] + inner, span[0] + inner + len(words)
            elif not is_same_words(stands, words):
                raise RecordError(f"tokens {first}-{end} are {quote(stands)}, not {quote(words)}")
            concepts[key].spans.append(span)
    relations = [(str(s), p, str(o)) for s, p, o in row["relations"]]
    return _Article(str(row["id"]), text, concepts, relations)


def _note_blanks(
    tokens: list[str], first: int, end: int, words: str, glued: set[int], parted: set[int]
) -> None:
    """Note before which tokens of a mention its words have a blank, and before which none."""
    place = 0
    for number in range(first, end):
        token = tokens[number]
        rest = words[place:].lstrip()
        # A mention may end inside a token: "1960" in "1960s".
        found = words.find(token, place) if len(token) < len(rest) else len(words) - len(rest)
        if found < 0 or not token.startswith(words[found : found + len(token)]):
            return
        if number > first:
            (parted if found > place else glued).add(number)
        place = found + len(token)


# -- our labels -------------------------------------------------------------------------------


def _convert(article: _Article, mapping: Mapping, tally: Tally) -> Document:
    draft = Draft(article.id, article.text, tally)
    states = {s: o for s, p, o in article.relations if p == _STATE_OF and _is_state(article, s, o)}
    posts = _Posts(article, mapping, states)
    for concept in article.concepts.values():
        label, rule = mapping.entity(concept.labels)
        key = states.get(concept.key, concept.key)
        for start, end in concept.spans:
            found = rule.read(article.text[start:end])
            if found is None:
                tally.lose(f"mention labelled {label}: {rule.reason}")
                continue
            own = posts.key(concept.key, (start, end)) if found[0] is EntityType.OFFICE else key
            draft.add(own, found[0], start, end, found[1])
            if concept.link and found[1] is Form.NAME and own == key:
                draft.ids.setdefault(key, {"wikipedia": concept.link})
    posts.relate(draft)
    _relate(article, draft, mapping, states, posts, tally)
    return draft.document()


def _is_state(article: _Article, adjective: str, state: str) -> bool:
    found = (article.concepts[adjective].labels, article.concepts[state].labels)
    return "gpe0-x" in found[0] and "gpe0" in found[1]


def _relate(
    article: _Article,
    draft: Draft,
    mapping: Mapping,
    states: dict[str, str],
    posts: _Posts,
    tally: Tally,
) -> None:
    named = {
        (label.removesuffix("-x"), states.get(s, s), states.get(o, o))
        for s, label, o in article.relations
    }
    for label, subject, object_ in sorted(named):
        if label == _STATE_OF:
            continue
        rule = mapping.relation(label)
        if rule.to is None:
            if label not in posts.labels:
                tally.lose(f"relation {label}: {rule.reason}")
            elif (label, subject, object_) not in posts.found:
                tally.lose(f"relation {label} without a word for the post beside the name")
            continue
        ends = (object_, subject) if rule.reversed else (subject, object_)
        types = [draft.types.get(key) for key in ends]
        tags = set(article.concepts[object_].labels) if object_ in article.concepts else set()
        if rule.unless and (rule.unless, subject, object_) in named:
            tally.lose(f"relation {label} where {rule.unless} says more")
        elif rule.object_tags and not rule.object_tags & tags:
            tally.lose(f"relation {label} to {_kind(tags)}: {rule.reason}")
        elif types[0] is None or types[1] is None:
            tally.lose(f"relation {label} of something that is no type of ours")
        elif not rule.joins(types[0], types[1]):
            tally.lose(
                f"relation {label} between {types[0]} and {types[1]}: {rule.to} joins others"
            )
        elif not draft.relate(rule.to, *ends):
            tally.lose(f"relation {label} of one entity to itself")


def _kind(tags: set[str]) -> str:
    return min(tags - {"entity", "organization"}, default="organization")


class _Posts:
    """The roles that are somebody's post: which person holds them, and of what."""

    def __init__(self, article: _Article, mapping: Mapping, states: dict[str, str]) -> None:
        self.article = article
        self.tables: dict[str, _Row] = mapping.extra["posts"]
        self.labels = self.tables.keys()
        #: What was found: label, person, what the post is of.
        self.found: set[tuple[str, str, str]] = set()
        #: Which post a role's mention is: the role, what it is of.
        self._keys: dict[_Span, str] = {}
        self._held: dict[tuple[str, str], list[_Span]] = {}
        self._of: dict[str, str] = {}
        before, behind = (re.compile(mapping.extra["beside"][k]) for k in ("before", "behind"))
        roles = [
            (span, concept.key)
            for concept in article.concepts.values()
            if "role" in concept.labels
            for span in concept.spans
        ]
        links: dict[str, list[tuple[str, str]]] = {}
        for subject, label, object_ in article.relations:
            name = label.removesuffix("-x")
            if name in self.tables:
                links.setdefault(subject, []).append((name, states.get(object_, object_)))
        for person, theirs in links.items():
            for start, end in article.concepts[person].spans:
                for role, key in roles:
                    gap = article.text[role[1] : start] if role[1] <= start else None
                    other = article.text[end : role[0]] if end <= role[0] else None
                    if (gap is not None and before.fullmatch(gap)) or (
                        other is not None and behind.fullmatch(other)
                    ):
                        self._hold(person, (start, end), role, key, theirs)

    def _hold(
        self, person: str, name: _Span, role: _Span, key: str, links: list[tuple[str, str]]
    ) -> None:
        words = self.article.text[slice(*role)].replace("-", " ").casefold().split()
        for label, table in self.tables.items():
            targets = [target for one, target in links if one == label]
            if targets and set(words) & set(table["words"]) and role not in self._keys:
                post = f"{' '.join(words)} of {targets[0]}"
                self._keys[role] = post
                self._of[post] = targets[0]
                span = min(role[0], name[0]), max(role[1], name[1])
                self._held.setdefault((person, post), []).append(span)
                self.found.add((label, person, targets[0]))

    def key(self, role: str, span: _Span) -> str:
        """Return the entity of a role's mention: a post of something, or the role itself."""
        return self._keys.get(span, role)

    def relate(self, draft: Draft) -> None:
        """Add who holds which post, and what the posts are of."""
        for (person, post), spans in self._held.items():
            for span in spans:
                draft.relate(RelationType.HOLDS_OFFICE, person, post, span)
        for post, target in self._of.items():
            draft.relate(RelationType.OFFICE_OF, post, target)
