"""Databases for tests, each test's own: a SQLite file, a schema on the PostgreSQL server."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from geoents.records import Document
from geoents.sinks.sql import Database
from geoents.sinks.tables import CHILDREN, DOCUMENTS, METADATA

POSTGRES = os.environ.get("GEOENTS_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")


class Server:
    """A database of its own, and plain connections to look into it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine: Engine = create_engine(url)

    def rows(self, query: str, **values: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def do(self, *statements: str) -> None:
        with self.engine.begin() as connection:
            if self.url.startswith("sqlite"):
                connection.execute(text("PRAGMA foreign_keys = ON"))
            for statement in statements:
                connection.execute(text(statement))

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        tables = METADATA.sorted_tables
        return {t.name: sorted(self.rows(f"SELECT * FROM {t.name}"), key=repr) for t in tables}  # noqa: S608

    def counts(self) -> dict[str, int]:
        """Rows of documents and of what hangs on them."""
        tables = [table.name for table in (DOCUMENTS, *CHILDREN)]
        return {name: self.rows(f"SELECT count(*) FROM {name}")[0][0] for name in tables}  # noqa: S608


@pytest.fixture
def sqlite_server(tmp_path: Path) -> Iterator[Server]:
    server = Server(f"sqlite:///{tmp_path}/news.db")
    yield server
    server.engine.dispose()


@pytest.fixture
def postgres_server() -> Iterator[Server]:
    """A schema of its own on the server, gone afterwards."""
    with make_schema() as url:
        server = Server(url)
        yield server
        server.engine.dispose()


@contextmanager
def make_schema() -> Iterator[str]:
    """The address of a new schema; the test is skipped where no server answers."""
    pytest.importorskip("psycopg")
    admin = create_engine(POSTGRES, connect_args={"connect_timeout": 3})
    name = f"geoents_{uuid.uuid4().hex[:12]}"
    try:
        with admin.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
    except OperationalError:
        admin.dispose()
        pytest.skip("no PostgreSQL server at GEOENTS_POSTGRES (root@127.0.0.1:5432/test)")
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    admin.dispose()


@pytest.fixture(params=["sqlite_server", "postgres_server"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def write(server: Server, *documents: Document) -> tuple[int, int]:
    """Write documents in a run of its own; return how many were new, and how many known."""
    with open_database(server.url) as database:
        for each in documents:
            database.write(each)
        return database.written, database.unchanged


@contextmanager
def open_database(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.finalize()
