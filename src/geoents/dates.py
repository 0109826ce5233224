"""Dates of relations: "met on Monday" is a day, reckoned from the page's day.

The date of a relation belongs to the word that evokes it (:mod:`geoents.date_owners`); a verb that
follows another one over an "and" has that one's day ("arrived on Monday and met"), unless it has a
date or a subject of its own. What lasts has open intervals: "minister since 2020" is "2020/..",
"until 2019" is "../2019" (ISO 8601-2); for events such dates are none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from geoents.annotations import annotations as annotations_of
from geoents.clauses import SUBJECTS
from geoents.date_owners import find_owners, lies_ahead, verb_of
from geoents.date_phrases import DatePhrase, Opener, find_date_phrases
from geoents.date_values import normalize_date
from geoents.schema import SPEECH, STANDING, RelationType

__all__ = ["DateFound", "find_triggers", "find_when"]

#: Standing relations that begin and end; of the others no text tells the date.
_LASTING: Final = frozenset(
    {RelationType.HOLDS_OFFICE, RelationType.MEMBER_OF, RelationType.SPOKE_FOR}
)
_TAKES_UP: Final = re.compile(r"\b(?:same|that) ", re.IGNORECASE)
_CAPTION: Final = "caption"
_BACK: Final = 2
_DAY: Final = len("2023-09-04")


class DateFound(NamedTuple):
    """The characters of a date expression, its words, and its ISO 8601 value where known."""

    start: int
    end: int
    text: str
    value: str | None


class _Belonging(NamedTuple):
    """A date of the trigger, and the word that the date hangs on."""

    phrase: DatePhrase
    owner: Token


def find_when(
    doc: Doc,
    trigger: int,
    *,
    published: str | None = None,
    relation: RelationType | str | None = None,
    is_planned: bool = False,
    triggers: frozenset[int] | None = None,
) -> DateFound | None:
    """Return the date that belongs to the token ``trigger``, or None.

    Args:
        doc: A parsed text.
        trigger: The index of the token that evokes the relation.
        published: The day from which "on Monday" is reckoned, ISO 8601.
        relation: The relation's type, where it is known.
        is_planned: Whether the relation is to come, as its factuality tells.
        triggers: :func:`find_triggers` of the doc, for who asks for many dates.
    """
    kind = None if relation is None else RelationType(relation)
    is_lasting = kind in _LASTING
    if kind in STANDING and not is_lasting:
        return None
    if triggers is None:
        triggers = find_triggers(doc)
    found = [item for item in _dates_of(doc, trigger, triggers) if _is_own(item.phrase, is_lasting)]
    if not found:
        return None
    phrase, owner = min(found, key=lambda item: _distance(item.phrase, trigger))
    is_speech = kind in SPEECH and owner.i == trigger
    ahead = True if is_planned else _lies_ahead(owner, is_speech=is_speech)
    value = _value(phrase, published=published, is_future=ahead, is_lasting=is_lasting)
    span = doc[phrase.start : phrase.end]
    return DateFound(span.start_char, span.end_char, span.text, value)


def find_triggers(doc: Doc) -> frozenset[int]:
    """Return the tokens that evoke a doc's relations."""
    return frozenset(relation["trigger"] for relation in annotations_of(doc)["relations"])


def _dates_of(doc: Doc, trigger: int, triggers: frozenset[int]) -> list[_Belonging]:
    """Return the dates of a trigger, or else those of the verb that it follows over an "and"."""
    word = doc[trigger]
    phrases = find_date_phrases(word.sent)
    if not phrases:
        return []
    owned = [(phrase, find_owners(phrase, phrases, triggers)) for phrase in phrases]
    own = [_Belonging(p, next(iter(owners.values()))) for p, owners in owned if trigger in owners]
    verb = verb_of(word)
    while not own and verb is not None and verb.dep_ == "conj":
        if any(child.dep_ in SUBJECTS for child in verb.children):
            break
        verb = verb.head
        own = [
            _Belonging(p, next(iter(owners.values())))
            for p, owners in owned
            if verb.i in owners and _spreads(p, verb)
        ]
    return own


def _spreads(phrase: DatePhrase, verb: Token) -> bool:
    """Tell whether a date goes on over an "and": one in front of the verb, or a single day."""
    if phrase.start < verb.i:
        return True
    day = phrase.core is not None and normalize_date(phrase.core, published="2000-01-01")
    return bool(day) and len(str(day)) == _DAY


def _is_own(phrase: DatePhrase, is_lasting: bool) -> bool:
    """Tell whether a date is one of the relation itself, by its preposition."""
    if phrase.opener == Opener.BEYOND:
        return False
    if phrase.opener in {Opener.SINCE, Opener.UNTIL}:
        return is_lasting
    if phrase.opener == Opener.FROM:
        return is_lasting or "/" in (_plain_value(phrase) or "")
    return True


def _plain_value(phrase: DatePhrase) -> str | None:
    """Return the value that a date has on some page, for its form alone."""
    return normalize_date(phrase.core or "", published="2000-01-01")


def _distance(phrase: DatePhrase, trigger: int) -> tuple[bool, int, int]:
    """A date that is known by its words comes before one that only the model knows."""
    away = phrase.start - trigger if phrase.start > trigger else trigger - phrase.end + 1
    return (phrase.core is None, away, phrase.start)


def _lies_ahead(owner: Token, *, is_speech: bool = False) -> bool | None:
    zones = annotations_of(owner.doc)["zones"]  # They tile the text.
    at = bisect_right(zones, owner.idx, key=lambda zone: zone["start_char"]) - 1
    is_caption = at >= 0 and zones[at]["kind"] == _CAPTION
    return lies_ahead(owner, is_speech=is_speech, is_present_past=is_caption)


def _value(
    phrase: DatePhrase, *, published: str | None, is_future: bool | None, is_lasting: bool
) -> str | None:
    if phrase.core is None:
        return None
    words = f"between {phrase.core}" if phrase.opener == Opener.BETWEEN else phrase.core
    previous = _day_before(phrase, published) if _TAKES_UP.search(words) else None
    value = normalize_date(words, published=published, is_future=is_future, previous=previous)
    if value is None or "/" in value or not is_lasting:
        return value
    if phrase.opener in {Opener.SINCE, Opener.FROM}:
        return f"{value}/.."
    return f"../{value}" if phrase.opener == Opener.UNTIL else value


def _day_before(phrase: DatePhrase, published: str | None) -> str | None:
    """Return the day of the nearest date before a phrase, where that date is a day."""
    for before in _phrases_before(phrase):
        owner = before.root.head
        value = normalize_date(before.core or "", published=published, is_future=_lies_ahead(owner))
        return value if value is not None and len(value) == _DAY else None
    return None


def _phrases_before(phrase: DatePhrase) -> Iterator[DatePhrase]:
    """Yield the dates before a phrase, the nearest first, from a few sentences back."""
    sentence = phrase.root.sent
    for _ in range(_BACK + 1):
        phrases = find_date_phrases(sentence)
        yield from (p for p in reversed(phrases) if p.start < phrase.start)
        if sentence.start == 0:
            return
        sentence = phrase.root.doc[sentence.start - 1].sent
