"""The day from which a page's dates are reckoned ("on Monday").

The day given with the text counts, or the dateline's where that is a few days earlier: a story
filed on Tuesday and printed on Wednesday has Tuesday's "today". Where none is given, the first of
these that is there does: a full date in the dateline ("KYIV (Norwire) - 3 May 2023"); one in a line
of the page that is no text ("Published: 12 March 2024"); the page's address ("/2022/07/25/"); the
dateline's day, in the year that every full date of the page has ("NAIROBI, March 12 (Norwire) -").
A page with none of them has no such day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from geoents.annotations import ZoneData
from geoents.clean import TEXT_KINDS, ZoneKind
from geoents.date_shapes import PHRASE
from geoents.date_values import as_day, normalize_date
from geoents.noise import is_timestamp

__all__ = ["find_base_day"]

_ADDRESS: Final = re.compile(r"https?://\S+|www\.\S+")
_IN_ADDRESS: Final = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?:(?P<s>[/_-])(?P<m>\d\d?)(?P=s)(?P<d>\d\d?)|(?P<mm>\d\d)(?P<dd>\d\d))(?!\d)"
)
_DATED: Final = re.compile(
    r"\s*(?:(?:first|last)\s+)?(?:published|posted|updated|date|issued)\b", re.I
)
_NUMBER: Final = re.compile(r"\d")
_DAY: Final = len("2023-09-04")
#: How much later than it was filed a story may be printed.
_PRINTING: Final = timedelta(days=4)
#: In characters: an address stands at the head of a page.
_HEAD: Final = 500


def find_base_day(
    text: str, zones: Sequence[ZoneData], *, published: str | None = None, url: str | None = None
) -> str | None:
    """Return the page's day in ISO 8601, None where it is not known.

    Args:
        text: The page.
        zones: Its zones; a dateline or a time stamp is found by them.
        published: Its date as given, ISO 8601.
        url: Its address as given.
    """
    given = as_day(published)
    datelines = [_of(text, zone) for zone in zones if zone["kind"] == ZoneKind.DATELINE]
    if given is not None:
        return _filed(datelines, given) or given.isoformat()
    for lines in (datelines, list(_stamps(text, zones))):
        for line in lines:
            day = next(_full_days(line), None)
            if day is not None:
                return day
    for address in (url or "", *_ADDRESS.findall(text[:_HEAD])):
        day = _day_of_address(address)
        if day is not None:
            return day
    return _with_year_of_page(datelines, text)


def _of(text: str, zone: ZoneData) -> str:
    return text[zone["start_char"] : zone["end_char"]]


def _stamps(text: str, zones: Sequence[ZoneData]) -> Iterator[str]:
    """Yield the lines that tell when the page was published."""
    others = [_of(text, zone) for zone in zones if zone["kind"] not in TEXT_KINDS]
    lines = [line.strip() for other in others for line in other.splitlines()]
    yield from (line for line in lines if _DATED.match(line))
    yield from (line for line in lines if is_timestamp(line))


def _full_days(line: str) -> Iterator[str]:
    """Yield the days of a line that are written with their year."""
    for match in PHRASE.finditer(line):
        day = normalize_date(match[0])
        if day is not None and len(day) == _DAY:
            yield day


def _day_of_address(address: str) -> str | None:
    for match in _IN_ADDRESS.finditer(address):
        month, day = int(match["m"] or match["mm"]), int(match["d"] or match["dd"])
        found = as_day(f"{match['y']}-{month:02d}-{day:02d}")
        if found is not None:
            return found.isoformat()
    return None


def _with_year_of_page(datelines: Sequence[str], text: str) -> str | None:
    years = {day[:4] for day in _full_days(text)} if datelines else set()
    if len(years) != 1:
        return None
    return next(_days(datelines, date(int(years.pop()), 12, 31)), None)


def _filed(datelines: Sequence[str], given: date) -> str | None:
    """Return the dateline's day, if it is near enough to the one given."""
    first = (given - _PRINTING).isoformat()
    return next((d for d in _days(datelines, given) if first <= d <= given.isoformat()), None)


def _days(datelines: Sequence[str], latest: date) -> Iterator[str]:
    """Yield the days of datelines, which may lack their year ("March 12"), up to the latest."""
    for line in datelines:
        for match in PHRASE.finditer(line):
            day = normalize_date(match[0], published=latest.isoformat())
            if day is not None and len(day) == _DAY and _NUMBER.search(match[0]):
                yield day
