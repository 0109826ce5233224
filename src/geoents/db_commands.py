"""The commands ``geoents db``: load records into a database, ask it, see what it holds.

An address is taken from ``--db`` or from GEOENTS_DB, where no list of processes shows its
password; it is told without it. Exit codes are those of ``geoents extract``.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from geoents.console import Teller
    from geoents.records import Document
    from geoents.sinks.questions import Answer, Questions
    from geoents.sinks.sql import Database

__all__ = ["add_to"]

_VIEWS: Final = (
    "office_holders, memberships, spokespeople, statements, contested, timeline or readings"
)
_Url = Annotated[
    str,
    typer.Option(
        "--db",
        metavar="URL",
        envvar="GEOENTS_DB",
        show_envvar=True,
        help="sqlite:///news.db or postgresql+psycopg://user@host/database.",
        show_default=False,
    ),
]


class Shape(StrEnum):
    """How answers are written."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    for command in (load, status, query, upgrade, separate):
        group.command()(command)
    app.add_typer(group, name="db", help="Load records into a database, and ask it.")


def load(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Records, one a line: what geoents extract --format jsonl writes.",
            show_default=False,
        ),
    ],
    db: _Url,
    batch: Annotated[
        int, typer.Option(min=1, max=10_000, help="Documents that are written at once.")
    ] = 100,
) -> None:
    """Load records into a database; the same again changes nothing."""
    from geoents.record_files import read_records

    with _telling() as teller, _opened(db, teller) as database:
        for path in paths:
            for documents in _batches(read_records(path, on_error=teller.error), batch):
                for document, error in database.write_many(documents):
                    teller.error(f"{path}: document {document.id}: {error}")
        teller.note(f"{database.written} documents new or changed, {database.unchanged} unchanged")


def status(db: _Url) -> None:
    """Show the layout of a database, what it holds and what wrote it."""
    with _telling() as teller:
        with _asking(db) as questions:
            told = list(questions.describe())
            width = max(len(name) for name, _ in told)
            for name, value in told:
                typer.echo(f"{name:<{width}}  {value}")
        if questions.is_old:
            teller.note("its layout is older than this geoents'; run geoents db upgrade")


def query(
    db: _Url,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help=f"{_VIEWS}.", show_default=False),
    ] = None,
    sql: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="A query of your own instead.", show_default=False),
    ] = None,
    shape: Annotated[Shape, typer.Option("--format", help="How answers are written.")] = (
        Shape.TABLE
    ),
    limit: Annotated[
        int | None, typer.Option(min=0, help="Rows at most.", show_default=False)
    ] = None,
) -> None:
    """Ask a database: a view by its name, or a query of your own; nothing is changed."""
    if (name is None) == (not (sql or "").strip()):
        raise typer.BadParameter(f"name one of {_VIEWS}, or give --sql", param_hint="NAME")
    with _telling(), _asking(db) as questions:
        try:
            answer = questions.ask_view(name, limit) if name else questions.ask(sql or "", limit)
        except KeyError:
            raise typer.BadParameter(
                f"there is no {name}; name {_VIEWS}", param_hint="NAME"
            ) from None
        _show(answer, shape)


def upgrade(db: _Url) -> None:
    """Bring the tables to this version's layout, and work the actors out anew."""
    with _telling() as teller, _opened(db, teller) as database:
        database.rebuild_actors()
        teller.note("the layout is up to date, and the actors are worked out anew")


def separate(
    key: Annotated[
        str, typer.Argument(help="A key of actor_keys that joins what is not one.", metavar="KEY")
    ],
    db: _Url,
    undo: Annotated[bool, typer.Option("--undo", help="Let it join again.")] = False,
) -> None:
    """Take back the joins of actors by a key, now and for what comes."""
    with _telling() as teller, _opened(db, teller) as database:
        if undo and not database.rejoin(key):
            teller.error(f"{key}: was not separated")
        elif not undo and not database.separate(key):
            teller.note(f"{key}: has joined nothing yet, and will not")


@contextmanager
def _telling() -> Iterator[Teller]:
    """Tell of what goes wrong in one line each, and end with the exit code."""
    from geoents.console import Teller, end_quietly
    from geoents.sinks import LostSinkError, SinkError

    teller = Teller()
    try:
        yield teller
        sys.stdout.flush()
    except BrokenPipeError:
        end_quietly()
    except (LostSinkError, SinkError) as error:
        teller.error(str(error))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        teller.error(f"{error.filename}: {reason}" if error.filename else reason)
    if teller.errors:
        raise typer.Exit(1)


@contextmanager
def _opened(url: str, teller: Teller) -> Iterator[Database]:
    from geoents.sinks.sql import Database

    try:
        database = Database(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--db") from None
    with database:
        if database.upgraded is not None:
            teller.note(f"its tables, of layout {database.upgraded}, were brought to today's")
        yield database


@contextmanager
def _asking(url: str) -> Iterator[Questions]:
    from geoents.sinks.questions import Questions

    try:
        questions = Questions(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--db") from None
    with questions:
        yield questions


def _batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _show(answer: Answer, shape: Shape) -> None:
    if shape is Shape.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([_cell(value) for value in row] for row in answer.rows)
    elif shape is Shape.JSONL:
        for row in answer.rows:
            record = dict(zip(answer.columns, row, strict=True))
            typer.echo(json.dumps(record, ensure_ascii=False, default=str))
    else:
        _draw(answer.columns, list(answer.rows))


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    return str(value)


def _draw(columns: Sequence[str], rows: list[Sequence[Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = (" ".join(_cell(value).split()) for value in row)
        table.add_row(*(Text("".join(c if c.isprintable() else "?" for c in s)) for s in cells))
    width = None if sys.stdout.isatty() else 40 * len(columns)
    Console(width=width, highlight=False, markup=False, emoji=False).print(table)
