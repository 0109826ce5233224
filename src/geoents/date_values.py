"""The value of a date expression: "on Monday" is a day, reckoned from the day of publication.

Days and months of the calendar are read by dateparser; weekdays, weeks and weekends by the news's
habit. The value is as exact as the text is ("2023-09-04", "2023-06", "2023",
"2023-09-04/2023-09-06") and None where it would be a guess:

- a weekday is the nearest of its name, back from the page's day or ahead of it, by the tense;
- "last Thursday" is the nearest one before the page's day, "next Thursday" the nearest after it;
- "last week" runs from Monday to Sunday, "two weeks ago" likewise; "the weekend" is two days;
- "overnight" is the night before the page's day, of two days; "last night" is the day before;
- a season has no value, a quarter or half of a year has its months;
- "the same day" has the day of the date before it in the text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from geoents.date_shapes import SHAPES, Shape
from geoents.date_words import load_date_words

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

__all__ = ["as_day", "normalize_date"]

_SHAPES: Final = {shape: re.compile(pattern, re.IGNORECASE) for shape, pattern in SHAPES.items()}
_YEAR: Final = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_LEAD: Final = re.compile(
    r"(?:on|in|at|over|during|late|early|earlier|later|back|the|of|from|between"
    r"|(?:end|beginning|start|middle|morning|afternoon|evening|night|hours)(?= of| on)) |mid-",
    re.IGNORECASE,
)
_BESIDE_DAY: Final = re.compile(
    rf"^(?:this|last|next|past) | (?:{load_date_words().either('parts_of_day')})\b", re.IGNORECASE
)
_AND: Final = re.compile(r"\band\b", re.IGNORECASE)
_DAYS: Final = tuple(day.removesuffix("day") for day in load_date_words().lists["weekdays"])
_STEPS: Final = {
    "last": -1,
    "past": -1,
    "previous": -1,
    "this": 0,
    "the": 0,
    "next": 1,
    "coming": 1,
}


class _Frame(NamedTuple):
    """From where a date is reckoned, and whether it lies ahead."""

    base: date | None
    is_future: bool
    previous: str | None
    is_between: bool = False


def normalize_date(
    text: str,
    *,
    published: str | None = None,
    is_future: bool | None = False,
    previous: str | None = None,
) -> str | None:
    """Return a date expression's ISO 8601 value: a day, a month, a year or an interval.

    Args:
        text: The expression, with or without its preposition.
        published: The day from which "on Monday" is reckoned, ISO 8601.
        is_future: Whether the date lies ahead; None when that is not known, and then there is a
            value only where both ways lead to the same.
        previous: The day of the date before it in the text, ISO 8601.

    >>> normalize_date("last week", published="2023-09-25")
    '2023-09-18/2023-09-24'
    """
    words = " ".join(text.split())
    base = as_day(published)
    ways = (False, True) if is_future is None else (is_future,)
    is_between = words.lower().startswith("between ")
    values = {_read(words, _Frame(base, way, previous, is_between)) for way in ways}
    return values.pop() if len(values) == 1 else None


def as_day(published: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time, None for anything else."""
    match = _ISO.match(published or "")
    if match is None:
        return None
    year, month, day = (int(part) for part in match[0].split("-"))
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def _read(words: str, frame: _Frame) -> str | None:
    """Return the value of the words, without what stands before them and does not matter."""
    while True:
        for shape, pattern in _SHAPES.items():
            match = pattern.fullmatch(words)
            if match is not None:
                return _READERS[shape](match, frame)
        lead = _LEAD.match(words)
        if lead is None:
            return None
        words = words[lead.end() :]


# -- the calendar -----------------------------------------------------------------------------


def _read_iso(match: re.Match[str], frame: _Frame) -> str | None:
    return match[0] if as_day(match[0]) else None


def _read_day(match: re.Match[str], frame: _Frame) -> str | None:
    words = re.sub(r"[()]", "", match[0])
    words = _BESIDE_DAY.sub("", words)
    return _parse(_with_year(words, frame), frame, length=len("2023-09-04"))


def _read_month(match: re.Match[str], frame: _Frame) -> str | None:
    return _parse(_with_year(match[0], frame), frame, length=len("2023-09"))


def _with_year(words: str, frame: _Frame) -> str:
    """Put a number for "last year" ("June last year")."""
    if frame.base is None:
        return words
    year = frame.base.year
    return re.sub(
        r"(?:of )?(last|this|next) year",
        lambda match: str(year + _STEPS[match[1].lower()]),
        words,
        flags=re.IGNORECASE,
    )


def _parse(words: str, frame: _Frame, *, length: int) -> str | None:
    """Return the first ``length`` characters of the day that dateparser reads."""
    if _YEAR.search(words):
        found = _parser(None, False).get_date_data(words).date_obj
        return None if found is None else str(found.date().isoformat())[:length]
    if frame.base is None:
        return None
    past = _parser(frame.base, False).get_date_data(words).date_obj
    if past is None:
        return None
    weekday = next((i for i, day in enumerate(_DAYS) if words.lower().startswith(day[:3])), None)
    if weekday is not None and words[:3].lower() != "may" and length == len("2023-09-04"):
        # "Monday, September 25" is in the year in which that is a Monday.
        years = (past.year, past.year + 1, past.year - 1)
        days = [_replace_year(past.date(), year) for year in years]
        near = [day for day in days if day is not None and day.weekday() == weekday]
        return near[0].isoformat() if near else None
    day: str = past.date().isoformat()
    # "Will meet on September 25", written on that day, is not a year ahead.
    if frame.is_future and day[:length] != frame.base.isoformat()[:length]:
        day = _parser(frame.base, True).get_date_data(words).date_obj.date().isoformat()
    return day[:length]


def _replace_year(day: date, year: int) -> date | None:
    return day.replace(year=year) if day.day <= monthrange(year, day.month)[1] else None


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


def _read_named_month(match: re.Match[str], frame: _Frame) -> str | None:
    """ "Last June" is the nearest before the page's month, "this June" is of its year."""
    if frame.base is None:
        return None
    which = match["which"].lower()
    found = _parse(f"{match['month']} {frame.base.year}", frame, length=len("2023-09"))
    if found is None or which == "this":
        return found
    here = frame.base.isoformat()[: len("2023-09")]
    is_right = found < here if which == "last" else found > here
    year = frame.base.year if is_right else frame.base.year + _STEPS[which]
    return f"{year:04d}{found[4:]}"


def _read_year(match: re.Match[str], frame: _Frame) -> str | None:
    return match[0]


def _read_part_of_year(match: re.Match[str], frame: _Frame) -> str | None:
    year = match["year"] if match["year"].isdigit() else _with_year(match["year"], frame)
    number = ("first", "second", "third", "fourth").index(match["number"].lower())
    length = 6 if match["part"].lower() == "half" else 3
    if not year.isdigit() or (number + 1) * length > 12:
        return None
    return f"{year}-{number * length + 1:02d}/{year}-{(number + 1) * length:02d}"


def _read_nothing(match: re.Match[str], frame: _Frame) -> str | None:
    return None


# -- intervals --------------------------------------------------------------------------------


def _read_range(match: re.Match[str], frame: _Frame) -> str | None:
    """ "2010 to 2014", "3 May to 5 June", "2010-14"."""
    first, last = match["first"], match["last"]
    if last.isdigit() and len(last) == 2:
        if not _YEAR.fullmatch(first):
            return None
        last = first[:2] + last
    return _join(first, last, match, frame)


def _read_month_of_days(match: re.Match[str], frame: _Frame) -> str | None:
    month, tail = match["month"], match["tail"] or ""
    return _join(f"{month} {match['first']}", f"{month} {match['last']}{tail}", match, frame)


def _read_days_of_month(match: re.Match[str], frame: _Frame) -> str | None:
    month = re.search(r"[^\W\d]+\.?(?:,? \d{4})?$", match["last"])
    first = match["first"] if month is None else f"{match['first']} {month[0]}"
    return _join(first, match["last"], match, frame)


def _read_weekdays(match: re.Match[str], frame: _Frame) -> str | None:
    return _join(match["first"], match["last"], match, frame)


def _join(first: str, last: str, match: re.Match[str], frame: _Frame) -> str | None:
    """Return the interval of two expressions; the nearer to the page is read first.

    "On 3 and 5 May" is no interval, as "between 3 and 5 May" is; "on 3 and 4 May" is one of two
    days.
    """
    if frame.is_future and not _YEAR.search(last):
        start = _read(first, frame)
        inner = _Frame(_first_day(start), True, None)
        end = _read(last, inner) if inner.base else None
    else:
        end = _read(last, frame)
        inner = _Frame(_first_day(end), False, None)
        start = _read(first, inner) if inner.base else None
    if start is None or end is None or start[: len(end)] > end[: len(start)]:
        return None
    if _AND.search(match[0]) and not frame.is_between:
        days = as_day(start), as_day(end)
        if days[0] is None or days[1] is None or days[1] - days[0] != timedelta(days=1):
            return None
    return f"{start}/{end}"


def _first_day(value: str | None) -> date | None:
    return None if value is None or "/" in value else as_day((value + "-01-01")[:10])


# -- reckoned from the page's day -------------------------------------------------------------


def _read_near(match: re.Match[str], frame: _Frame) -> str | None:
    if frame.base is None:
        return None
    before = (frame.base - timedelta(days=1)).isoformat()
    if (match["now"] or "").lower() == "overnight":
        return f"{before}/{frame.base.isoformat()}"
    if match["night"]:
        return before
    step = {"yesterday": -1, "tomorrow": 1}.get((match["day"] or "").lower(), 0)
    return (frame.base + timedelta(days=step)).isoformat()


def _read_weekday(match: re.Match[str], frame: _Frame) -> str | None:
    base = frame.base
    if base is None:
        return None
    weekday = _DAYS.index(match["day"].lower().removesuffix("day"))
    if match["week"]:
        monday = base - timedelta(days=base.weekday())
        return (monday + timedelta(weeks=_STEPS[match["week"].lower()], days=weekday)).isoformat()
    which = (match["which"] or "").lower()
    back = (base.weekday() - weekday) % 7
    if which == "next" or (frame.is_future and which in {"", "this"}):
        ahead = (7 - back) % 7
        return (base + timedelta(days=ahead or (7 if which == "next" else 0))).isoformat()
    # On a Monday's page "on Monday" is the same day, "last Monday" is not.
    return (base - timedelta(days=back or (0 if which in {"", "this"} else 7))).isoformat()


def _read_weekend(match: re.Match[str], frame: _Frame) -> str | None:
    base = frame.base
    if base is None:
        return None
    which = match["which"].lower().replace("the ", "")
    saturday = base + timedelta(days=5 - base.weekday())
    is_on = base.weekday() >= 5
    if "past" in which or which == "last":
        saturday -= timedelta(weeks=1)
    elif which == "next":
        # On a weekday that is the coming one for some, and the one after it for others.
        if not is_on:
            return None
        saturday += timedelta(weeks=1)
    elif not frame.is_future and not is_on:
        saturday -= timedelta(weeks=1)
    return f"{saturday.isoformat()}/{(saturday + timedelta(days=1)).isoformat()}"


def _read_period(match: re.Match[str], frame: _Frame) -> str | None:
    which = match["which"].lower()
    # "The past week" is seven days, "the last year" twelve months: of which days is not said.
    if which in {"past", "previous", "coming"} or match[0].lower().startswith("the last"):
        return None
    return _period(frame.base, _STEPS[which], match["unit"])


def _read_the_period(match: re.Match[str], frame: _Frame) -> str | None:
    return _period(frame.base, 0, match["unit"])


def _read_ago(match: re.Match[str], frame: _Frame) -> str | None:
    """ "Two days ago" is a day, "three years ago" a year, "two weeks ago" a week."""
    numbers = load_date_words().lists["numbers"]
    word = match["number"].lower()
    number = int(word) if word.isdigit() else max(1, numbers.index(word))
    return _period(frame.base, -number, match["unit"])


def _read_same_day(match: re.Match[str], frame: _Frame) -> str | None:
    return frame.previous


def _period(base: date | None, step: int, unit: str) -> str | None:
    """Return the day, week, month or year that is ``step`` of them from the page's own."""
    if base is None:
        return None
    if unit.lower() == "day":
        return (base + timedelta(days=step)).isoformat()
    if unit.lower() == "week":
        monday = base - timedelta(days=base.weekday()) + timedelta(weeks=step)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    if unit.lower() == "month":
        months = base.year * 12 + base.month - 1 + step
        return f"{months // 12:04d}-{months % 12 + 1:02d}"
    return f"{base.year + step:04d}"


_READERS: Final[dict[Shape, Callable[[re.Match[str], _Frame], str | None]]] = {
    Shape.ISO: _read_iso,
    Shape.RANGE: _read_range,
    Shape.DAYS_OF_MONTH: _read_days_of_month,
    Shape.MONTH_OF_DAYS: _read_month_of_days,
    Shape.DAY: _read_day,
    Shape.NAMED_MONTH: _read_named_month,
    Shape.PART_OF_YEAR: _read_part_of_year,
    Shape.SEASON: _read_nothing,
    Shape.MONTH: _read_month,
    Shape.DECADE: _read_nothing,
    Shape.YEAR: _read_year,
    Shape.AGO: _read_ago,
    Shape.WEEKEND: _read_weekend,
    Shape.WEEKDAYS: _read_weekdays,
    Shape.WEEKDAY: _read_weekday,
    Shape.SAME_DAY: _read_same_day,
    Shape.NEAR: _read_near,
    Shape.PERIOD: _read_period,
    Shape.THE_PERIOD: _read_the_period,
}
