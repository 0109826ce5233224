"""A text to read, and the id that it gets from its words alone. Light: it imports no spaCy."""

from __future__ import annotations

import hashlib
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final, NamedTuple, NoReturn

__all__ = ["Limits", "OverLimitError", "Text", "document_id", "is_iso_date", "time_limit"]

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
    ``encoding`` is that of the bytes it was read from, where it had to be guessed.
    """

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    url: str | None = None
    encoding: str | None = None


class Limits(NamedTuple):
    """What one document may cost before it is cut off, so that it does not hold up the others.

    Attributes:
        characters: The longest text that is read. What is read from a file before its text is
            known, such as a page's markup, may have ``bytes``.
        seconds: The longest time on one text.
        expansion: How many times its size a compressed file may unfold to, past the first 64 MiB.
    """

    characters: int = 1_000_000
    seconds: float = 600.0
    expansion: int = 200

    @property
    def bytes(self) -> int:
        """The most bytes of one document: four a character, and as much markup thrice."""
        return 16 * self.characters


class OverLimitError(Exception):
    """A document over one of the limits; the message is one line and says what to do."""


@contextmanager
def time_limit(seconds: float | None) -> Iterator[None]:
    """Raise ``OverLimitError`` inside a block that takes longer; in other threads there is no limit."""
    is_main = threading.current_thread() is threading.main_thread()
    if seconds is None or not is_main or not hasattr(signal, "setitimer"):
        yield
        return

    def cut_off(*_: object) -> NoReturn:
        raise OverLimitError(f"not done after {seconds:g} s; cut it up, or raise --max-seconds")

    former = signal.signal(signal.SIGALRM, cut_off)
    # Again every second: what is raised inside a callback of C is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, former)
