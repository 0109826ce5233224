"""Documents in a database, SQLite or PostgreSQL, ready to be asked the minute they land.

A document is written in one transaction, so it is there whole or not at all, whenever the
program is killed. It is known by its id: the same record again changes nothing, another record
of that id takes the place of the old one and touches no row of other documents.

>>> sink = Database("sqlite:///news.db")  # doctest: +SKIP
>>> sink.write(geoents.extract("..."))  # doctest: +SKIP
>>> sink.finalize()  # doctest: +SKIP
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, delete, event, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from geoents.records import Document
from geoents.sinks import LostSinkError, SinkError
from geoents.sinks.addresses import Address
from geoents.sinks.tables import CHILDREN, DOCUMENTS, METADATA, to_rows

__all__ = ["Database"]

#: Seconds that a writer waits for another one on the same SQLite file.
_PATIENCE: Final = 60
#: The number of the lock under which tables are made: "geoents" in letters of a telephone.
_LOCK: Final = 4363687


class Database:
    """Writes documents into the tables of :mod:`geoents.sinks.tables`, which it makes if need be.

    Args:
        url: ``sqlite:///news.db`` or ``postgresql+psycopg://user@host/database``.

    Attributes:
        written: Documents that were new or had changed.
        unchanged: Documents that stood there already, word for word.

    Raises:
        ValueError: The address is none of a database that this can write to.
        LostSinkError: No database answers there, or its tables are not ours.
    """

    def __init__(self, url: str) -> None:
        self._address = Address.parse(url)
        self._engine = _make_engine(self._address)
        self.written = 0
        self.unchanged = 0
        try:
            with self._one_line_errors(), self._engine.begin() as connection:
                _make_tables(connection, self._address)
        except Exception:
            self._engine.dispose()
            raise

    def write(self, document: Document) -> None:
        """Take one document; it is committed when this returns.

        Raises:
            SinkError: The database cannot hold it: PostgreSQL takes no NUL character.
            LostSinkError: The database is gone, full or locked.
        """
        self._refuse_nul(document)
        with self._one_line_errors(), self._engine.begin() as connection:
            if _write(connection, document):
                self.written += 1
            else:
                self.unchanged += 1

    def finalize(self) -> None:
        """Close the connections."""
        self._engine.dispose()

    def _refuse_nul(self, document: Document) -> None:
        # SQLite keeps NUL as any other character; PostgreSQL's text has none.
        if self._engine.dialect.name != "postgresql":
            return
        names = (name for entity in document.entities for name in (entity.name, *entity.aliases))
        about = (document.id, document.title, document.published, document.url)
        if any("\0" in value for value in (document.text, *about, *names) if value is not None):
            raise SinkError("PostgreSQL holds no NUL character; take it out, or write to SQLite")

    @contextmanager
    def _one_line_errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            cause = getattr(error, "orig", None) or error
            message = self._address.censor(str(cause).strip().partition("\n")[0])
            kind = SinkError if _is_about_one_document(error) else LostSinkError
            raise kind(f"{self._address}: {message}") from None


def _is_about_one_document(error: SQLAlchemyError) -> bool:
    if isinstance(error, DataError | IntegrityError):
        return True
    # "Program limit exceeded": an id or a name that is too long for PostgreSQL's index.
    code = getattr(getattr(error, "orig", None), "sqlstate", None)
    return code is not None and str(code).startswith("54")


def _make_engine(address: Address) -> Engine:
    if address.is_sqlite:
        engine = create_engine(address.url, connect_args={"timeout": _PATIENCE})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_immediate)
        return engine
    try:
        return create_engine(address.url, hide_parameters=True)
    except ModuleNotFoundError:
        raise LostSinkError(
            f"{address}: PostgreSQL needs psycopg; pip install 'geoents[postgres]'"
        ) from None


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions would begin late and end early; ours are explicit.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_immediate(connection: Connection) -> None:
    # Two writers that both read first and write then would each wait for the other for ever.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_tables(connection: Connection, address: Address) -> None:
    """Make the tables that are not there; refuse those that something else has made."""
    if connection.dialect.name == "postgresql":
        # Two writers that find no tables would both make them, and one would fail.
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    inspector = inspect(connection)
    for table in METADATA.sorted_tables:
        if not inspector.has_table(table.name):
            continue
        present = {column["name"] for column in inspector.get_columns(table.name)}
        absent = [column.name for column in table.columns if column.name not in present]
        if absent:
            raise LostSinkError(
                f'{address}: its table "{table.name}" is not ours, it has no column '
                f'"{absent[0]}"; name another database'
            )
    METADATA.create_all(connection)


def _write(connection: Connection, document: Document) -> bool:
    """Write a document and return whether that changed anything."""
    digest = hashlib.sha256(document.model_dump_json().encode()).hexdigest()
    rows = to_rows(document, digest)
    row = rows[DOCUMENTS][0]
    if not _claim(connection, row):
        return False
    for table in reversed(CHILDREN):
        connection.execute(delete(table).where(table.c.document_id == document.id))
    for table in CHILDREN:
        if rows[table]:
            connection.execute(table.insert(), rows[table])
    return True


def _claim(connection: Connection, row: dict[str, Any]) -> bool:
    """Insert or update a document's own row, and hold it against other writers.

    Returns:
        Whether it is another than the one that stood there; if not, nothing is touched.
    """
    found = connection.scalar(select(DOCUMENTS.c.digest).where(DOCUMENTS.c.id == row["id"]))
    if found == row["digest"]:
        return False
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(DOCUMENTS)
    connection.execute(
        insert.values(row).on_conflict_do_update(
            index_elements=[DOCUMENTS.c.id],
            set_={name: value for name, value in row.items() if name != "id"},
        )
    )
    return True
