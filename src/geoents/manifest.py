"""What a run has read, written and failed at, kept on disk: to go on after it was stopped.

A manifest is a SQLite file beside the output. Documents are settled in it together with the length
that the output had then, after that output is on the disk: whatever stops the run in between
(Ctrl-C, kill -9, a full disk, a power cut), what lies in the output past that length is cut off and
read again, so that no document is lost, written twice or half-written.

Without a path it is a temporary file that knows ids for the length of one run: memory stays flat.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

__all__ = ["Entry", "Failure", "Manifest", "ManifestError", "State"]

_LAYOUT: Final = 1
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS texts (id TEXT PRIMARY KEY, place TEXT NOT NULL, "
    "digest TEXT NOT NULL, run INTEGER NOT NULL, state TEXT NOT NULL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS texts_by_place ON texts (place)",
    "CREATE TABLE IF NOT EXISTS failures "
    "(place TEXT PRIMARY KEY, id TEXT, error TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS inputs (place TEXT PRIMARY KEY, stamp TEXT NOT NULL) WITHOUT ROWID",
)


class ManifestError(Exception):
    """A manifest that cannot be used; the message is one line and says what to do."""


class State(StrEnum):
    """What became of a text."""

    READ = "read"
    WRITTEN = "written"
    FAILED = "failed"


class Entry(NamedTuple):
    """A text that was met: where, the digest of its words, whether in this run, what became of it."""

    place: str
    digest: str
    is_new: bool
    state: State


class Failure(NamedTuple):
    """A document that is not in the output, and why; ``id`` is None where it was not even read."""

    place: str
    id: str | None
    error: str


class Manifest:
    """Opens a manifest, or makes it.

    Args:
        path: The file; a temporary one when None.
        retry: Whether texts that failed in an earlier run are to be read again.

    Attributes:
        length: Bytes of the output that are settled.
        failed: Documents that have failed in this run, whether read or not.

    Raises:
        ManifestError: It cannot be opened, is none, or another run holds it.
    """

    def __init__(self, path: Path | None = None, *, retry: bool = False) -> None:
        self._path = path
        self._retry = retry
        self._maker: str | None = None
        self._is_same = False
        self.failed = 0
        try:
            self._database = sqlite3.connect(path or "", timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            raise ManifestError(f"{path}: {error}; make it writable") from None
        self._execute("PRAGMA locking_mode = EXCLUSIVE")
        self._execute(f"PRAGMA synchronous = {'OFF' if path is None else 'EXTRA'}")
        self._begin()
        for table in _TABLES:
            self._execute(table)
        layout = self._recall("layout", _LAYOUT)
        if layout != _LAYOUT:
            raise ManifestError(f"{path}: layout {layout}, this geoents has {_LAYOUT}; start anew")
        # What was read but not settled is read again.
        self._execute("DELETE FROM texts WHERE state = ?", State.READ)
        self.length: int = self._recall("length", 0)
        self._run: int = self._recall("run", 0) + 1
        self._note("layout", _LAYOUT)
        self._note("run", self._run)
        self.commit(self.length)

    # -- what is known ------------------------------------------------------------------------

    def enter_input(self, place: str, stamp: str) -> None:
        """Take note of an input that is about to be read; a stamp tells if it is changed since."""
        known = self._fetch("SELECT stamp FROM inputs WHERE place = ?", place)
        if known is None:
            self._execute("INSERT INTO inputs VALUES (?, ?)", place, stamp)
        self._is_same = known is not None and known[0] == stamp

    def is_settled(self, place: str) -> bool:
        """Tell whether an earlier run has settled the text at a place of the input entered last.

        False for all places of an input that has changed: its texts are known by their ids alone.
        """
        if self._path is None or not self._is_same:
            return False
        found = self._fetch("SELECT run, state FROM texts WHERE place = ?", place)
        return found is not None and found[0] < self._run and not self._is_retried(found[1])

    def find(self, id_: str) -> Entry | None:
        """Return the text of an id, unless it is to be read (again)."""
        found = self._fetch("SELECT place, digest, run, state FROM texts WHERE id = ?", id_)
        if found is None:
            return None
        place, digest, run, state = found
        if run < self._run and self._is_retried(state):
            return None
        return Entry(place, digest, run == self._run, State(state))

    def _is_retried(self, state: str) -> bool:
        return self._retry and state == State.FAILED

    def failures(self) -> Iterator[Failure]:
        """Yield what failed and has not been read since, by place."""
        for row in self._execute("SELECT place, id, error FROM failures ORDER BY place"):
            yield Failure(*row)

    # -- what happens -------------------------------------------------------------------------

    def enter(self, id_: str, place: str, digest: str) -> None:
        """Take note of a text that is being read."""
        self._execute(
            "INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?)",
            *(id_, place, digest, self._run, State.READ),
        )

    def check_maker(self, maker: str) -> None:
        """Compare what makes the records with what made those that are written.

        Raises:
            ManifestError: It is not the same: one output should not mix two versions.
        """
        if maker == self._maker:
            return
        known = self._recall("maker", maker)
        if known != maker:
            raise ManifestError(
                f"{self._path}: the run was begun with {known}, this is {maker}; "
                "go on with that, or start anew with another --out"
            )
        self._note("maker", maker)
        self._maker = maker

    def settle(self, id_: str) -> None:
        """Take note that the record of a text is written."""
        found = self._fetch("SELECT place FROM texts WHERE id = ?", id_)
        self._execute("UPDATE texts SET state = ? WHERE id = ?", State.WRITTEN, id_)
        if found is not None:
            self._execute("DELETE FROM failures WHERE place = ?", found[0])

    def fail(self, place: str, error: str, id_: str | None = None) -> None:
        """Take note of a document that is not in the output."""
        self.failed += 1
        self._execute("INSERT OR REPLACE INTO failures VALUES (?, ?, ?)", place, id_, error)
        self._execute("UPDATE texts SET state = ? WHERE id = ?", State.FAILED, id_)

    def place_of(self, id_: str) -> str:
        """Return where the text of an id stands, "" for one that was never entered."""
        found = self._fetch("SELECT place FROM texts WHERE id = ?", id_)
        return "" if found is None else str(found[0])

    def commit(self, length: int) -> None:
        """Settle for good what has happened; the output has so many bytes on the disk."""
        self.length = length
        if self._path is not None:
            self._note("length", length)
            self._execute("COMMIT")
            self._begin()

    def close(self) -> None:
        """Let go; what is not committed is forgotten."""
        self._database.close()

    # -- SQL ----------------------------------------------------------------------------------

    def _begin(self) -> None:
        if self._path is not None:
            self._execute("BEGIN IMMEDIATE")

    def _recall(self, name: str, default: Any) -> Any:
        found = self._fetch("SELECT value FROM facts WHERE name = ?", name)
        return default if found is None else found[0]

    def _note(self, name: str, value: object) -> None:
        self._execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", name, value)

    def _fetch(self, statement: str, *values: object) -> Any:
        return self._execute(statement, *values).fetchone()

    def _execute(self, statement: str, *values: object) -> sqlite3.Cursor:
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            reason = str(error)
            if "locked" in reason:
                reason = "another run is writing there; wait for it"
            elif "full" in reason:
                reason += "; make room and run it again"
            raise ManifestError(f"{self._path or 'temporary file'}: {reason}") from None
