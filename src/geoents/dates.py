"""Dates of relations: "met on Monday" is a day, reckoned from the day of publication.

A date counts for a relation where it hangs on the trigger. Expressions are read by dateparser; the
value is as exact as the text is ("2023-09-04", "2023-06", "2023") and None where it would be a
guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from spacy.tokens import Doc, Span, Token

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

__all__ = ["DateFound", "find_when", "normalize_date"]

_ADJUNCTS: Final = frozenset({"obl", "nmod", "advmod", "compound", "amod"})
#: "after Monday" and "by June" are no date of the event itself, "since 2020" is its beginning.
_BEYOND: Final = frozenset({"after", "before", "by", "until", "till", "since", "from", "between"})
_SUPPORT: Final = frozenset({"hold", "take", "make", "pay", "have", "sign", "begin", "start"})
_YEAR: Final = re.compile(r"\b(?:1[89]|20)\d\d\b")
_MONTH: Final = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_WEEKDAY: Final = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DAY: Final = re.compile(
    rf"(?:{_WEEKDAY},? )?(?:(?:{_MONTH})\.? \d\d?(?:st|nd|rd|th)?|"
    rf"\d\d?(?:st|nd|rd|th)?(?: of)? (?:{_MONTH})\.?)(?:,? \d{{4}})?",
    re.IGNORECASE,
)
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH_ONLY: Final = re.compile(rf"(?:{_MONTH})\.?(?:,? \d{{4}})?", re.IGNORECASE)
_NEAR: Final = re.compile(rf"today|yesterday|tomorrow|{_WEEKDAY}", re.IGNORECASE)
_PERIOD: Final = re.compile(r"(last|this|next) (week|month|year)", re.IGNORECASE)
_LEAD: Final = re.compile(
    r"(?:(?:on|in|late|early|earlier|later|the|of|end|beginning|start|middle) |mid-)", re.IGNORECASE
)
_PART_OF_DAY: Final = re.compile(r" (?:morning|afternoon|evening|night)$", re.IGNORECASE)
_TODAY: Final = re.compile(r"tonight|this (?:morning|afternoon|evening)", re.IGNORECASE)


class DateFound(NamedTuple):
    """The characters of a date expression, its words, and its ISO 8601 value where known."""

    start: int
    end: int
    text: str
    value: str | None


def find_when(doc: Doc, trigger: int, *, published: str | None = None) -> DateFound | None:
    """Return the date that hangs on the token ``trigger``, or None.

    Args:
        doc: A parsed text with DATE entities.
        trigger: The index of the token that evokes the relation.
        published: The day from which "on Monday" is reckoned, ISO 8601.
    """
    word = doc[trigger]
    dates = [e for e in _dates_in(word.sent) if _hangs_on(e, word)]
    if not dates:
        return None
    span = min(dates, key=lambda e: (abs(e.root.i - trigger), e.start))
    is_future = any(child.lemma_ in {"will", "shall"} for child in word.children)
    value = normalize_date(span.text, published=published, is_future=is_future)
    return DateFound(span.start_char, span.end_char, span.text, value)


def _dates_in(sentence: Span) -> Iterator[Span]:
    """Yield the DATE entities of a sentence; ``doc.ents`` would make spans of the whole text's."""
    doc = sentence.doc
    for token in sentence:
        if token.ent_type_ == "DATE" and token.ent_iob_ == "B":
            end = token.i + 1
            while end < len(doc) and doc[end].ent_iob_ == "I":
                end += 1
            if end <= sentence.end:
                yield doc[token.i : end]


def normalize_date(
    text: str, *, published: str | None = None, is_future: bool = False
) -> str | None:
    """Return a date expression's ISO 8601 value: a day, a month, a year or an interval of days.

    >>> normalize_date("last week", published="2023-09-25")
    '2023-09-18/2023-09-24'
    """
    words = " ".join(text.split())
    if _YEAR.fullmatch(words):
        return words
    base = _as_day(published)
    words = _strip(words)
    if not _YEAR.search(words):
        if base is None:
            return None
        period = _PERIOD.fullmatch(words)
        if period:
            return _period(base, period[1].lower(), period[2].lower())
        if _NEAR.fullmatch(words):
            return _near(base, words.lower(), is_future=is_future)
    if _ISO.fullmatch(words):
        return words if _as_day(words) else None
    if _MONTH_ONLY.fullmatch(words):
        return _parse(words, base, is_future=is_future, length=len("2023-09"))
    if _DAY.fullmatch(words):
        return _parse(words, base, is_future=is_future, length=len("2023-09-04"))
    return None


def _parse(words: str, base: date | None, *, is_future: bool, length: int) -> str | None:
    """Return the first ``length`` characters of the day that dateparser reads.

    "Will meet on September 25", written on that day, is not a year ahead.
    """
    past = _parser(base, False).get_date_data(words).date_obj
    if past is None:
        return None
    day: str = past.date().isoformat()
    if is_future and base is not None and day[:length] != base.isoformat()[:length]:
        day = _parser(base, True).get_date_data(words).date_obj.date().isoformat()
    return day[:length]


@lru_cache(maxsize=256)
def _parser(base: date | None, is_future: bool) -> DateDataParser:
    # dateparser takes long to import, and most texts need it only when they have a date.
    from dateparser.date import DateDataParser

    settings: dict[str, object] = {
        "PREFER_DATES_FROM": "future" if is_future else "past",
        "PREFER_DAY_OF_MONTH": "first",
    }
    if base is not None:
        settings["RELATIVE_BASE"] = datetime(base.year, base.month, base.day)
    return DateDataParser(languages=["en"], settings=settings)


def _near(base: date, word: str, *, is_future: bool) -> str:
    """Return the day of "today", "yesterday", "tomorrow" or a weekday."""
    steps = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in steps:
        return (base + timedelta(days=steps[word])).isoformat()
    days = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")
    weekday = days.index(word.removesuffix("day"))
    # On a Monday's page "on Monday" is the same day.
    back = (base.weekday() - weekday) % 7
    return (base + timedelta(days=(7 - back) % 7 if is_future else -back)).isoformat()


def _period(base: date, which: str, unit: str) -> str:
    step = {"last": -1, "this": 0, "next": 1}[which]
    if unit == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    if unit == "month":
        months = base.year * 12 + base.month - 1 + step
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    return f"{base.year + step:04d}"


def _strip(words: str) -> str:
    """Take off what does not change the day: "on the", "late last week", "Monday evening"."""
    words = _PART_OF_DAY.sub("", _TODAY.sub("today", words))
    while match := _LEAD.match(words):
        if _PERIOD.fullmatch(words):
            break
        words = words[match.end() :]
    return words


def _as_day(published: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time, None for anything else."""
    match = _ISO.match(published or "")
    if match is None:
        return None
    year, month, day = (int(part) for part in match[0].split("-"))
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _hangs_on(span: Span, trigger: Token) -> bool:
    root = span.root
    if root.dep_.split(":")[0] not in _ADJUNCTS:
        return False
    openers = {child.lower_ for child in root.children if child.dep_ == "case"}
    if openers & _BEYOND:
        return False
    if root.head == trigger:
        return True
    # "held talks on Monday": the date hangs on the support verb.
    return (
        root.head == trigger.head
        and trigger.dep_ in {"obj", "nsubj:pass", "nsubj"}
        and root.head.lemma_.lower() in _SUPPORT
    )
