"""The shapes that date expressions have, as regular expressions over words parted by one space.

A shape is a way to write a date ("Monday, 4 May 2020"), with the groups from which
:mod:`geoents.date_values` reckons its value. Months are known by their capital alone ("may 5
people"), which is left to :mod:`geoents.date_phrases`.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from geoents.date_words import load_date_words

__all__ = ["PHRASE", "SHAPES", "Shape"]


class Shape(StrEnum):
    """The ways to write a date."""

    ISO = "iso"
    RANGE = "range"
    DAYS_OF_MONTH = "days_of_month"
    MONTH_OF_DAYS = "month_of_days"
    DAY = "day"
    NAMED_MONTH = "named_month"
    PART_OF_YEAR = "part_of_year"
    SEASON = "season"
    MONTH = "month"
    DECADE = "decade"
    YEAR = "year"
    AGO = "ago"
    WEEKEND = "weekend"
    WEEKDAYS = "weekdays"
    WEEKDAY = "weekday"
    SAME_DAY = "same_day"
    NEAR = "near"
    PERIOD = "period"
    THE_PERIOD = "the_period"


_WORDS: Final = load_date_words()
_M: Final = rf"(?:{_WORDS.either('months')})\b\.?"
_W: Final = rf"(?:{_WORDS.either('weekdays')})"
_SHORT_W: Final = rf"(?:{_W}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\b\.?)"
_D: Final = r"\d{1,2}(?:st|nd|rd|th)?"
_Y: Final = r"(?:1[5-9]|20)\d\d(?![\ds%]|[.,]\d)"
_PART: Final = rf"(?:{_WORDS.either('parts_of_day')})"
_N: Final = rf"(?:{_WORDS.either('numbers')}|\d{{1,3}})"
_OTHER_YEAR: Final = r"(?:of )?(?:last|this|next) year"
_SEASON: Final = rf"(?:{_WORDS.either('seasons')})"
_TO: Final = r"(?: ?[-–—] ?| to | until | till | through | and )"

_DAY: Final = (
    rf"(?:(?:(?:this|last|next|past) )?{_SHORT_W},? (?:{_PART},? )?\(?(?:the )?)?"
    rf"(?:{_M} {_D}\b(?! ?{_M})|(?:the )?{_D}(?: of)? {_M})(?:,? {_Y}| {_OTHER_YEAR})?"
)
_MONTH: Final = rf"{_M}(?:,? (?:of )?{_Y}| {_OTHER_YEAR})?"
_ANY: Final = rf"(?:{_DAY}|{_MONTH}|{_Y})"

#: In the order in which they are tried: the longest that fits is to come first.
SHAPES: Final[dict[Shape, str]] = {
    Shape.ISO: r"\d{4}-\d\d-\d\d",
    Shape.MONTH_OF_DAYS: rf"(?P<month>{_M}) (?P<first>{_D}){_TO}(?P<last>{_D})(?! {_M})\b(?P<tail>,? {_Y})?",
    Shape.DAYS_OF_MONTH: (
        rf"(?:{_SHORT_W},? )?(?P<first>(?:the )?{_D}){_TO}(?P<last>(?:{_SHORT_W},? )?(?:the )?{_D}(?: of)? {_M}(?:,? {_Y})?)"
    ),
    Shape.RANGE: rf"(?P<first>{_ANY}){_TO}(?P<last>{_ANY}|\d\d(?![\d:.,]))",
    Shape.DAY: rf"{_DAY}\)?(?: {_PART})?",
    Shape.NAMED_MONTH: rf"(?P<which>last|this|next) (?P<month>{_M})(?! \d)",
    Shape.PART_OF_YEAR: (
        r"(?P<number>first|second|third|fourth) (?P<part>half|quarter) of "
        rf"(?:the year |the )?(?P<year>{_Y}|(?:last|this|next) year)"
    ),
    Shape.SEASON: rf"(?:(?:last|this|next|past) {_SEASON}|{_SEASON} (?:of )?(?:{_Y}|{_OTHER_YEAR}))",
    Shape.MONTH: _MONTH,
    Shape.DECADE: r"(?:1[5-9]|20)\d0s",
    Shape.YEAR: _Y,
    Shape.AGO: rf"(?P<number>{_N}) (?P<unit>day|week|month|year)s? ago",
    Shape.WEEKEND: r"(?P<which>the|this past|this|the past|the last|last|next) weekend(?! of)",
    Shape.WEEKDAYS: rf"(?P<first>{_W}){_TO}(?P<last>{_W})",
    Shape.WEEKDAY: (
        rf"(?:(?P<which>last|this past|this|next|past) )?(?P<day>{_W})(?! (?:of|in) {_M})(?: {_PART})?"
        r"(?: (?:of )?(?P<week>last|this|next) week\b)?"
    ),
    Shape.SAME_DAY: (rf"(?:the )?same (?:day|{_PART})|that (?:same )?(?:day|{_PART})"),
    Shape.NEAR: (
        rf"(?P<day>today|yesterday|tomorrow)(?: {_PART})?|(?P<now>tonight|overnight|this {_PART})"
        rf"|(?P<night>last (?:night|evening))"
    ),
    Shape.PERIOD: r"(?:the )?(?P<which>last|past|this|next|previous|coming) (?P<unit>week|month|year)",
    Shape.THE_PERIOD: (
        r"(?:earlier|later|early|late|end|start|beginning|middle|close|course) (?:in|of) the (?P<unit>day|week|month|year)"
    ),
}


def _phrase() -> re.Pattern[str]:
    """Return one expression for all shapes, over text whose words any white space may part."""
    plain = (re.sub(r"\(\?P<\w+>", "(?:", shape) for shape in SHAPES.values())
    joined = "|".join(f"(?:{shape})" for shape in plain)
    spaced = joined.replace(" ?", r"\s*").replace(" ", r"\s+")
    # "pre-2019" and "v2.2019" are no dates, "mid-June" is.
    return re.compile(rf"(?<![\w.])(?:(?<!-)|(?<=mid-))(?:{spaced})(?!\w|-\d)", re.IGNORECASE)


PHRASE: Final = _phrase()
