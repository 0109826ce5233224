"""Questions to a database that change nothing: the views, one's own SQL, what it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Connection, CursorResult, column, func, select, table, text

from geoents.records import Document
from geoents.sinks import LostSinkError
from geoents.sinks.actor_tables import ACTORS
from geoents.sinks.addresses import Address
from geoents.sinks.layout import LAYOUT, read_layout
from geoents.sinks.sql import one_line_errors, open_engine
from geoents.sinks.stored import read_document
from geoents.sinks.tables import CHILDREN, DOCUMENTS, RUNS
from geoents.sinks.views import VIEWS

__all__ = ["Answer", "Questions"]

#: The columns of views that are lists.
_LISTS: Final = frozenset({"sources", "asserted_by", "denied_by"})


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows with the names of their columns; lists are lists, not JSON."""

    columns: list[str]
    rows: list[list[Any]]


class Questions:
    """Reads a database that :class:`geoents.sinks.sql.Database` has made.

    Args:
        url: As for ``Database``.

    Raises:
        ValueError: The address is none of a database of ours.
        LostSinkError: No database answers there, or none of geoents.
    """

    def __init__(self, url: str) -> None:
        self._address = Address.parse(url)
        path = self._address.url.database or ""
        if self._address.is_sqlite and not path.startswith("file:") and not Path(path).is_file():
            # SQLite would make one.
            raise LostSinkError(f"{self._address}: no such file")
        self._engine = open_engine(self._address, is_reader=True)
        try:
            with self._reading() as connection:
                self._layout = read_layout(connection)
                is_ours = (
                    connection.dialect.has_table(connection, "documents")
                    if self._layout is None
                    else self._layout.isdecimal()
                )
        except Exception:
            self._engine.dispose()
            raise
        if not is_ours:
            self._engine.dispose()
            raise LostSinkError(
                f"{self._address}: no tables of geoents are there; load some with geoents db load"
            )

    @property
    def is_old(self) -> bool:
        """Whether the tables have an older layout than this version writes."""
        return self._layout is None or int(self._layout) < int(LAYOUT)

    def ask_view(self, name: str, limit: int | None = None) -> Answer:
        """Return a view's rows, in the order of their columns; what is none comes last.

        Raises:
            KeyError: There is no view of that name.
            LostSinkError: The database is gone, or its layout too old.
        """
        if name not in VIEWS:
            raise KeyError(name)
        if self.is_old:
            raise LostSinkError(
                f"{self._address}: its layout is {self._layout or 1}, older than its views; "
                "run geoents db upgrade"
            )
        with self._reading() as connection:
            rows = select(text("*")).select_from(table(name))
            columns = _answer(connection.execute(rows.limit(0))).columns
            order: list[ColumnElement[Any]] = [
                column(each).nulls_last() for each in columns if each not in _LISTS
            ]
            answer = _answer(connection.execute(rows.order_by(*order).limit(limit)))
            return _with_lists(answer)

    def ask(self, sql: str, limit: int | None = None) -> Answer:
        """Return the rows of a query; one that would write is refused by the database.

        Raises:
            LostSinkError: The query is none, or writes; the message is the database's.
        """
        with self._reading() as connection:
            # Neither "LIKE 'A%'" nor "'at 10 :30'" has places for parameters.
            return _answer(connection.execute(text(sql.replace(":", r"\:"))), limit)

    def describe(self) -> Iterator[tuple[str, str]]:
        """Yield what there is: the layout, numbers of rows, and runs with their documents."""
        yield "address", str(self._address)
        yield "layout", f"{self._layout or 1}"
        with self._reading() as connection:
            for each in (DOCUMENTS, *CHILDREN, ACTORS):
                if not connection.dialect.has_table(connection, each.name):
                    continue  # Of a newer layout than that of the database.
                count = connection.scalar(select(func.count()).select_from(each))
                yield each.name, f"{count:,}"
            if not connection.dialect.has_table(connection, RUNS.name):
                return
            written = (
                select(RUNS.c.geoents, RUNS.c.model, RUNS.c.rules, func.count(DOCUMENTS.c.id))
                .outerjoin_from(RUNS, DOCUMENTS, RUNS.c.id == DOCUMENTS.c.run)
                .group_by(RUNS.c.id, RUNS.c.geoents, RUNS.c.model, RUNS.c.rules)
                .order_by(RUNS.c.geoents, RUNS.c.model, RUNS.c.rules)
            )
            for geoents, model, rules, count in connection.execute(written):
                yield "run", f"geoents {geoents}, {model}, {rules}: {count:,} documents"

    def read_document(self, id_: str) -> Document:
        """Return a document as it was written.

        Raises:
            KeyError: There is no such document.
            LostSinkError: The database is gone.
        """
        with self._reading() as connection:
            return read_document(connection, id_)

    def close(self) -> None:
        """Close the connections; the end of a ``with`` block does it too."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with one_line_errors(self._address), self._engine.connect() as connection:
            yield connection


def _answer(result: CursorResult[Any], limit: int | None = None) -> Answer:
    if not result.returns_rows:
        return Answer([], [])
    rows: Sequence[Any] = result.all() if limit is None else result.fetchmany(limit)
    return Answer(list(result.keys()), [list(row) for row in rows])


def _with_lists(answer: Answer) -> Answer:
    """Make lists of SQLite's JSON, which is text; PostgreSQL's driver has done that."""
    for place, name in enumerate(answer.columns):
        for row in answer.rows if name in _LISTS else ():
            value = json.loads(row[place]) if isinstance(row[place], str) else row[place]
            row[place] = sorted(value or [])
    return answer
