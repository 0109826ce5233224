"""A text to read, and the id that it gets from its words alone. Light: it imports no spaCy."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final, NamedTuple

__all__ = ["Text", "document_id", "is_iso_date"]

_MONTH_OR_YEAR: Final = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d(?:$|[T ])", re.ASCII)


def document_id(text: str) -> str:
    """Return an id that depends on nothing but the text: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def is_iso_date(value: str) -> bool:
    """Whether a value is a year, a month, a day or a day with its time, as ISO 8601 writes them.

    >>> is_iso_date("2023-09-25T08:30:00Z"), is_iso_date("2023-09"), is_iso_date("25/09/2023")
    (True, True, False)
    """
    if _MONTH_OR_YEAR.fullmatch(value):
        return True
    if not _DAY.match(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


class Text(NamedTuple):
    """A text to read, with what is known about it.

    ``published`` is an ISO date ("2023-09-25"); ``id`` is made from the text when it is None.
    """

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
