"""Documents held back until a batch is full: a transaction on a server costs more than its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from geoents.records import Document
from geoents.sinks import LostSinkError, SinkError
from geoents.sinks.sql import Database

__all__ = ["Batches"]

_SIZE: Final = 16


class Batches:
    """A sink that writes to a database some documents at a time, each batch whole or not at all.

    Args:
        database: Where they go; it is closed by :meth:`finalize`.
        on_refused: Called with a document that the database cannot hold, and why, when its batch
            is written.
        size: Documents in a batch.
    """

    def __init__(
        self,
        database: Database,
        on_refused: Callable[[Document, SinkError], None],
        *,
        size: int = _SIZE,
    ) -> None:
        self._database = database
        self._on_refused = on_refused
        self._size = size
        self._waiting: list[Document] = []

    def write(self, document: Document) -> None:
        """Take one document; with the one that fills the batch all of them are committed.

        Raises:
            LostSinkError: The database is gone, full or locked; nothing of the batch is in.
        """
        self._waiting.append(document)
        if len(self._waiting) >= self._size:
            self._flush()

    def finalize(self) -> None:
        """Write what is held back and close the database."""
        try:
            self._flush()
        finally:
            self._database.finalize()

    def _flush(self) -> None:
        # Whatever becomes of them, they are not written twice.
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        try:
            refused = self._database.write_many(batch)
        except LostSinkError as error:
            raise LostSinkError(f"{error}; the last {len(batch)} documents are not in") from None
        for document, reason in refused:
            self._on_refused(document, reason)
