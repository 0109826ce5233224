"""JSON Lines: one record of SCHEMA.md a line, UTF-8."""

from __future__ import annotations

from typing import BinaryIO

from geoents.records import Document

__all__ = ["JsonLines"]


class JsonLines:
    """Writes a document a line; each line is out when ``write`` returns.

    Args:
        out: Where the lines go; it is left open.
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, document: Document) -> None:
        """Write one line, in one piece."""
        self._out.write(document.model_dump_json().encode() + b"\n")
        self._out.flush()

    def finalize(self) -> None:
        """Do nothing: no line is held back."""
