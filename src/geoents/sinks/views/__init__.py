"""Views for analysts: a question each, one row an answer, names instead of keys.

    readings        every piece of evidence with names; the others rest on it
    office_holders  who holds which post, of which body and state
    memberships     who is a member of what, and who is said not to be
    spokespeople    who speaks for whom
    statements      who said, denied, urged what to whom
    contested       what some assert and others deny
    timeline        who did or said what on which day

Each is a file of SQL that SQLite and PostgreSQL both read, but for the word for "a list of". They
take part in the layout of the tables: a view that changes needs a new revision.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import Final

from sqlalchemy import Connection, inspect

from geoents.schema import SPEECH, STANDING, SYMMETRIC

__all__ = ["VIEWS", "create_views", "drop_views"]

#: The views; each rests on those before it only.
VIEWS: Final = (
    "readings",
    "office_holders",
    "memberships",
    "spokespeople",
    "statements",
    "contested",
    "timeline",
)
_LISTS: Final = {"sqlite": "json_group_array", "postgresql": "json_agg"}


def create_views(connection: Connection) -> None:
    """Make all views."""
    words = {
        "list": _LISTS[connection.dialect.name],
        "speech": _quote(SPEECH),
        "standing": _quote(STANDING),
        "symmetric": _quote(SYMMETRIC),
    }
    for name in VIEWS:
        query = Path(__file__).with_name(f"{name}.sql").read_text(encoding="utf-8")
        connection.exec_driver_sql(f"CREATE VIEW {name} AS\n{Template(query).substitute(words)}")


def drop_views(connection: Connection) -> None:
    """Take away those views that are there."""
    present = set(inspect(connection).get_view_names())
    for name in reversed(VIEWS):
        if name in present:
            connection.exec_driver_sql(f"DROP VIEW {name}")


def _quote(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in sorted(names))
