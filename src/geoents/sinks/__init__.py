"""Where documents go: JSON Lines, a table to read, a database. One module for each.

A sink is ``write`` and ``finalize``. It takes documents one at a time and never holds a run in
memory; what it has taken when the program is killed is whole.
"""

from __future__ import annotations

from typing import Protocol

from geoents.records import Document

__all__ = ["LostSinkError", "Sink", "SinkError"]


class Sink(Protocol):
    """What takes documents."""

    def write(self, document: Document) -> None:
        """Take one document.

        Raises:
            SinkError: It cannot hold this document; the next ones it can.
            LostSinkError: It takes no more.
            OSError: The file under it takes no more.
        """

    def finalize(self) -> None:
        """Write out what is held back and let go; nothing is written after this."""


class SinkError(Exception):
    """A document that a sink cannot hold; the message is one line and says what to do."""


class LostSinkError(Exception):
    """A sink that cannot be written to (any more); the message is one line, without passwords."""
