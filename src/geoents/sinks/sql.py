"""Documents in a database, SQLite or PostgreSQL, ready to be asked the minute they land.

A document is written in one transaction, alone or with the others of its batch, so it is there
whole or not at all, whenever the program is killed. It is known by its id: the same record again
changes nothing, another record of that id takes the place of the old one and touches no row of
other documents.

>>> with Database("sqlite:///news.db") as database:  # doctest: +SKIP
...     database.write(geoents.extract("..."))
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, Table, create_engine, delete, event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from geoents.records import Document
from geoents.sinks import LostSinkError, SinkError
from geoents.sinks.actors import Traces, block, chunks, join, rebuild, take_out, unblock
from geoents.sinks.addresses import Address
from geoents.sinks.keys import take_facts
from geoents.sinks.layout import hold, prepare
from geoents.sinks.tables import CHILDREN, DOCUMENTS, RUNS, to_rows

__all__ = ["Database", "one_line_errors", "open_engine"]

#: Seconds that a writer waits for another one on the same SQLite file.
_PATIENCE: Final = 60
#: NUL in JSON; after an even number of backslashes, for "\\\\u0000" are six harmless characters.
_NUL: Final = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class Database:
    """Writes documents into the tables of :mod:`geoents.sinks.tables`, which it makes if need be.

    Tables of an older layout are brought to today's, with their rows.

    Args:
        url: ``sqlite:///news.db`` or ``postgresql+psycopg://user@host/database``.

    Attributes:
        written: Documents that were new or had changed.
        unchanged: Documents that stood there already, word for word.
        upgraded: The number of the older layout that the tables had, or None.

    Raises:
        ValueError: The address is none of a database that this can write to.
        LostSinkError: No database answers there, or its tables are not ours.
    """

    def __init__(self, url: str) -> None:
        self._address = Address.parse(url)
        self._engine = open_engine(self._address)
        self.written = 0
        self.unchanged = 0
        try:
            with one_line_errors(self._address):
                self.upgraded = prepare(self._engine, self._address)
        except Exception:
            self._engine.dispose()
            raise

    @property
    def is_file(self) -> bool:
        """Whether it is a file of SQLite, which takes a transaction for little."""
        return self._address.is_sqlite

    def write(self, document: Document) -> None:
        """Take one document; it is committed when this returns.

        Raises:
            SinkError: The database cannot hold it: PostgreSQL takes no NUL character.
            LostSinkError: The database is gone, full or locked.
        """
        self._write([document])

    def write_many(self, documents: Sequence[Document]) -> list[tuple[Document, SinkError]]:
        """Take a batch in one transaction; it is committed when this returns.

        Of documents with one id the last counts.

        Returns:
            Documents that the database cannot hold, each with the reason; the others are in.

        Raises:
            LostSinkError: The database is gone, full or locked; no document is in by half.
        """
        try:
            self._write(documents)
        except SinkError:
            # One of them; now each in its own transaction.
            refused = []
            for document in documents:
                try:
                    self._write([document])
                except SinkError as error:
                    refused.append((document, error))
            return refused
        return []

    def separate(self, key: str) -> bool:
        """Let a key of actors join nothing from now on; return whether it had joined anything."""
        with self._transaction() as connection:
            return block(connection, key)

    def rejoin(self, key: str) -> bool:
        """Let a separated key join again; return whether it was separated."""
        with self._transaction() as connection:
            return unblock(connection, key)

    def rebuild_actors(self) -> None:
        """Work out all actors anew, such as after rows were deleted by hand."""
        with self._transaction() as connection:
            rebuild(connection)

    def finalize(self) -> None:
        """Close the connections; the end of a ``with`` block does it too."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.finalize()

    def _write(self, documents: Sequence[Document]) -> None:
        digests = {each.id: self._digest(each) for each in documents}
        latest = {each.id: each for each in documents}
        with self._transaction() as connection:
            stored = _read_digests(connection, digests)
            changed = [id_ for id_, digest in digests.items() if stored.get(id_) != digest]
            if changed:
                traces = _take_away(connection, stored.keys() & changed)
                _write(connection, [latest[id_] for id_ in changed], digests, traces)
        self.written += len(changed)
        self.unchanged += len(documents) - len(changed)

    def _digest(self, document: Document) -> str:
        record = document.model_dump_json()
        # SQLite keeps NUL as any other character; PostgreSQL's text has none.
        if self._engine.dialect.name == "postgresql" and _NUL.search(record):
            raise SinkError("PostgreSQL holds no NUL character; take it out, or write to SQLite")
        return hashlib.sha256(record.encode()).hexdigest()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with one_line_errors(self._address), self._engine.begin() as connection:
            hold(connection)
            yield connection


@contextmanager
def one_line_errors(address: Address) -> Iterator[None]:
    """Turn a database's errors into those of sinks, in one line and without the password."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        message = address.censor(str(cause).strip().partition("\n")[0])
        kind = SinkError if _is_about_one_document(error) else LostSinkError
        raise kind(f"{address}: {message}") from None


def _is_about_one_document(error: SQLAlchemyError) -> bool:
    if isinstance(error, DataError | IntegrityError):
        return True
    # "Program limit exceeded": an id or a name that is too long for PostgreSQL's index.
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return code is not None and str(code).startswith("54")


def open_engine(address: Address, *, is_reader: bool = False) -> Engine:
    """Return SQLAlchemy's engine for an address; its transactions begin as writers'.

    Args:
        address: The database.
        is_reader: Whether it only reads; the database then refuses what would write.

    Raises:
        LostSinkError: The driver is not installed.
    """
    if address.is_sqlite:
        engine = create_engine(address.url, connect_args={"timeout": _PATIENCE})
        if is_reader:
            event.listen(engine, "connect", _set_up_reader)
        else:
            event.listen(engine, "connect", _set_up_sqlite)
            event.listen(engine, "begin", _begin_immediate)
        return engine
    # A prepared statement is a single one: "COMMIT; DELETE ..." does not slip out of a reader's hands.
    given = {"prepare_threshold": 0} if is_reader else {}
    try:
        engine = create_engine(address.url, hide_parameters=True, connect_args=given)
    except ModuleNotFoundError:
        raise LostSinkError(
            f"{address}: PostgreSQL needs psycopg; pip install 'geoents[postgres]'"
        ) from None
    if is_reader:
        event.listen(engine, "begin", _begin_reading)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions would begin late and end early; ours are explicit.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _set_up_reader(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA query_only = ON")


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


def _begin_immediate(connection: Connection) -> None:
    # Two writers that both read first and write then would each wait for the other for ever.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _read_digests(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Return the digests of those documents that are there."""
    of = DOCUMENTS.c
    stored: dict[str, str] = {}
    for some in chunks(ids):
        query = select(of.id, of.digest).where(of.id.in_(some))
        stored.update((id_, digest) for id_, digest in connection.execute(query))
    return stored


def _take_away(connection: Connection, ids: Collection[str]) -> Traces:
    """Delete what hangs on documents, and return what their entities leave behind."""
    if not ids:
        return Traces()
    traces = take_out(connection, ids)
    for table in reversed(CHILDREN):
        for some in chunks(ids):
            connection.execute(delete(table).where(table.c.document_id.in_(some)))
    return traces


def _write(
    connection: Connection, documents: Sequence[Document], digests: dict[str, str], traces: Traces
) -> None:
    """Write documents of which nothing, or no more than their own rows, is there."""
    rows: dict[Table, list[dict[str, Any]]] = defaultdict(list)
    for document in documents:
        for table, its_rows in to_rows(document, digests[document.id]).items():
            rows[table] += its_rows
    # Of one id they are one: the id is made of all the rest.
    _upsert(connection, RUNS, [*{row["id"]: row for row in rows[RUNS]}.values()], replaces=False)
    _upsert(connection, DOCUMENTS, rows[DOCUMENTS])
    for table in CHILDREN:
        if rows[table]:
            connection.execute(table.insert(), rows[table])
    join(connection, [take_facts(document) for document in documents], traces)


def _upsert(
    connection: Connection, table: Table, rows: list[dict[str, Any]], *, replaces: bool = True
) -> None:
    if not rows:
        return
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
    values = {name: insert.excluded[name] for name in rows[0] if name != "id"}
    key = [table.c.id]
    if replaces:
        statement = insert.on_conflict_do_update(index_elements=key, set_=values)
    else:
        statement = insert.on_conflict_do_nothing(index_elements=key)
    connection.execute(statement, rows)
