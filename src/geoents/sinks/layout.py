"""The layout of a database: made where there is none, brought up to date where it is older.

A layout has a number, Alembic's revision. Tables and views come in one transaction, so another
program sees the old layout with its rows or the new one, and a kill leaves the old.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, inspect, select, table, text
from sqlalchemy.sql import column

from geoents.sinks import LostSinkError
from geoents.sinks.actors import chunks, rebuild
from geoents.sinks.addresses import Address
from geoents.sinks.tables import DOCUMENTS, METADATA, ZONES, divide
from geoents.sinks.views import create_views, drop_views

__all__ = ["LAYOUT", "hold", "prepare", "read_layout"]

#: The layout that this version of geoents writes.
LAYOUT: Final = "3"
#: Documents whose texts are in memory at once when zones are worked out anew.
_DOCUMENTS: Final = 200
#: The lock that writers to PostgreSQL hold: "geoents" in letters of a telephone.
_LOCK: Final = 4363687
#: Columns by which a database of layout 1, which does not tell its number, is known.
_FIRST: Final = {
    "documents": "id title published url text digest geoents model rules",
    "entities": "document_id id type name aliases ids",
    "mentions": "document_id id entity start_char end_char text type form",
    "claims": "document_id id start_char end_char text",
    "relations": "document_id id type subject object claim confidence when_value",
    "evidence": "document_id relation number start_char end_char polarity modality",
}


def hold(connection: Connection) -> None:
    """Let no other writer in until the transaction ends; readers go on.

    One writer at a time is what makes two of them safe: none waits for a row of the other's.
    SQLite does that by itself, for transactions there begin as writers'.
    """
    if connection.dialect.name == "postgresql":
        schema = func.hashtext(func.current_schema())
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK, schema)))


def read_layout(connection: Connection) -> str | None:
    """Return the number of a database's layout; None where it does not tell."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    number: str | None = connection.scalar(
        select(column("version_num")).select_from(table("alembic_version"))
    )
    return number


def prepare(engine: Engine, address: Address) -> str | None:
    """Make a database's tables and views, or bring them to this version's layout.

    Returns:
        The number of the older layout that it had; None where nothing was to be brought along.

    Raises:
        LostSinkError: The tables are another program's, or a newer geoents' own.
    """
    with engine.begin() as connection:
        hold(connection)
        found = _find(connection, address)
        if found == LAYOUT:
            return None
        if found is None:
            METADATA.create_all(connection)
            create_views(connection)
            _run_alembic(connection, "stamp")
            return None
    with engine.connect() as connection:
        _enforce_keys(connection, False)
        try:
            with connection.begin():
                hold(connection)
                found = _find(connection, address)
                if found == LAYOUT:  # Another writer was faster.
                    return None
                _upgrade(connection, found or "")
        finally:
            _enforce_keys(connection, True)
    return found


def _upgrade(connection: Connection, found: str) -> None:
    drop_views(connection)
    if not inspect(connection).has_table("alembic_version"):
        _run_alembic(connection, "stamp", found)
    _run_alembic(connection, "upgrade")
    _divide(connection)
    rebuild(connection)
    create_views(connection)
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise LostSinkError(f"a row of {broken[0]} refers to nothing; nothing was changed")


def _divide(connection: Connection) -> None:
    """Give its zones to each document that was written before there were any."""
    of = DOCUMENTS.c
    known = select(ZONES.c.number).where(ZONES.c.document_id == of.id)
    ids = connection.scalars(select(of.id).where(of.text != "", ~known.exists())).all()
    for some in chunks(ids, _DOCUMENTS):
        texts = connection.execute(select(of.id, of.text).where(of.id.in_(some))).all()
        rows = [row for id_, body in texts for row in divide(id_, body)]
        if rows:
            connection.execute(ZONES.insert(), rows)


def _find(connection: Connection, address: Address) -> str | None:
    """Return the layout's number, None where there are no tables of ours nor another's."""
    number = read_layout(connection)
    if number is not None:
        if not number.isdecimal():
            raise LostSinkError(
                f"{address}: its tables are another program's; name another database or schema"
            )
        if int(number) > int(LAYOUT):
            raise LostSinkError(
                f"{address}: its layout is {number}, of a newer geoents; update geoents"
            )
        return number
    inspector = inspect(connection)
    present = {name for name in METADATA.tables if inspector.has_table(name)}
    for name in sorted(present):
        columns = {each["name"] for each in inspector.get_columns(name)}
        needed = _FIRST.get(name, "of_ours").split()
        absent = next((each for each in needed if each not in columns), None)
        if absent is not None:
            raise LostSinkError(
                f'{address}: its table "{name}" is not ours, it has no column "{absent}"; '
                "name another database"
            )
    return "1" if present else None


def _enforce_keys(connection: Connection, is_on: bool) -> None:
    # SQLite changes a table by putting a copy in its place; rows that refer to it must not go
    # with the old one. Outside transactions only, hence not by SQLAlchemy, which would begin one.
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if is_on else 'OFF'}")


def _run_alembic(connection: Connection, what: str, revision: str = "head") -> None:
    from alembic import command  # slow to import, and seldom needed
    from alembic.config import Config

    config = Config()
    folder = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    (command.stamp if what == "stamp" else command.upgrade)(config, revision)
