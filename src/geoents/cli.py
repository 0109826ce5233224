"""The command: ``geoents extract``, and ``score``, ``diff`` and ``agree`` of :mod:`geoents.scoring`.

Exit codes: 0 all is well; 1 some documents failed, the others are written; 2 the command was
not understood; 130, 143, 141 ended by Ctrl-C, SIGTERM or a reader such as ``head`` that had enough.
Modules that are slow to import (spaCy above all) are imported by the commands that need them.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

import geoents
from geoents import scoring
from geoents.db_commands import add_to as add_db
from geoents.explain_command import add_to as add_explain
from geoents.export_command import add_to as add_export
from geoents.formats.command import add_to as add_convert
from geoents.rule_commands import add_to as add_rules
from geoents.sources import Input, Kind, Source, count, find_inputs, read
from geoents.texts import is_iso_date

if TYPE_CHECKING:
    from geoents.sinks import Sink
    from geoents.sinks.sql import Database

__all__ = ["app", "main"]

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


#: Inputs that hold one text; standard input may.
_SINGLE = (Kind.TEXT, Kind.PAGE, Kind.OBJECT, Kind.STDIN)


class Format(StrEnum):
    """How documents are written."""

    TABLE = "table"
    JSONL = "jsonl"


def main() -> NoReturn:
    """Run the command."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    sys.exit(0)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"geoents {geoents.__version__}")
        raise typer.Exit


@app.callback()
def _geoents(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Who holds which office, who is a member of what, who said or denied what: from news."""


@app.command()
def extract(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders, or - for standard input: .txt, .html, .jsonl or .json "
            '({"text": ..., "id", "title", "published", "url"}).',
            show_default=False,
        ),
    ],
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="A table to read, or one JSON record a line. Without it: what the suffix of "
            "--out says, nothing besides --db, else a table.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write there; standard output without it.", show_default=False
        ),
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Write into a database too: sqlite:///news.db or "
            "postgresql+psycopg://user@host/database.",
            show_default=False,
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="The day of a single text, such as 2023-09-25.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The headline of a single text.", show_default=False),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The address of a single text.", show_default=False),
    ] = None,
    rules: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            exists=True,
            file_okay=False,
            help="A folder with rules of your own, added to ours (docs/rules.md).",
            show_default=False,
        ),
    ] = None,
    gazetteer: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            exists=True,
            help="A folder, or a .csv or .toml file, with names of your own: persons, bodies, "
            "posts, states (docs/gazetteers.md). May be given several times.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Extract entities, relations and claims from texts."""
    from geoents.batch import Interrupts, ModelError, load_pipeline, run
    from geoents.console import Teller, end_quietly
    from geoents.sinks import LostSinkError

    teller = Teller()
    inputs = find_inputs(paths, on_error=teller.error)
    known = {"published": published, "title": title, "url": url}
    given = {name: value for name, value in known.items() if value is not None}
    _check_given(inputs, given)
    if not inputs:
        raise typer.Exit(1)
    try:
        with Interrupts() as interrupts, ExitStack() as stack:
            database = _open_database(db)
            sinks: list[Sink] = [] if database is None else [database]
            if out is not None or format_ is not None or database is None:
                sinks.append(stack.enter_context(_open_output(out, format_)))
            sources = read(inputs, on_error=teller.error, on_note=teller.note)
            extract_many = load_pipeline(rules=rules, gazetteer=gazetteer)
            with teller.progress(lambda: count(inputs)) as advance:
                outcome = run(
                    _fill_in(sources, given),
                    sinks,
                    extract_many,
                    interrupts,
                    on_error=teller.error,
                    on_done=advance,
                )
    except BrokenPipeError:
        end_quietly()
    except OSError as error:
        teller.error(
            f"{out or 'standard output'}: {(error.strerror or str(error)).lower()}; nothing is written there"
        )
        raise typer.Exit(1) from None
    except (LostSinkError, ModelError) as error:
        teller.error(str(error))
        raise typer.Exit(1) from None
    if database is not None and len(sinks) == 1:
        teller.note(f"{database.written} documents new or changed, {database.unchanged} unchanged")
    if outcome.signal is not None:
        teller.note(f"stopped; what was finished is written ({outcome.written} documents)")
        raise typer.Exit(128 + outcome.signal)
    raise typer.Exit(1 if teller.errors else 0)


def _check_given(inputs: list[Input], given: dict[str, str]) -> None:
    if given and inputs and [item.kind for item in inputs] not in ([kind] for kind in _SINGLE):
        options = ", ".join(f"--{name}" for name in given)
        raise typer.BadParameter(f"{options}: only for a single text; put them into a .jsonl file")
    for name, value in given.items():
        if any("\ud800" <= c <= "\udfff" for c in value):  # how Python shows bytes of no encoding
            raise typer.BadParameter("not UTF-8; write it in UTF-8", param_hint=f"--{name}")
    if "published" in given and not is_iso_date(given["published"]):
        raise typer.BadParameter(
            f"{given['published']} is no ISO date such as 2023-09-25", param_hint="--published"
        )


def _fill_in(sources: Iterable[Source], given: dict[str, str]) -> Iterator[Source]:
    for where, text in sources:
        yield Source(where, text._replace(**given) if given else text)


def _open_database(url: str | None) -> Database | None:
    if url is None:
        return None
    from geoents.sinks.sql import Database

    try:
        return Database(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--db") from None


@contextmanager
def _open_output(path: Path | None, format_: Format | None) -> Iterator[Sink]:
    """Open the file or standard output as a sink; a file takes its name when the block ends."""
    from geoents.sinks.files import open_atomically
    from geoents.sinks.jsonl import JsonLines
    from geoents.sinks.table import RelationTable

    if format_ is None:
        is_lines = path is not None and path.suffix.lower() in {".jsonl", ".json"}
        format_ = Format.JSONL if is_lines else Format.TABLE
    if path is None:
        # A terminal that cannot show a letter shows "?"; records are UTF-8 whatever it says.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        yield JsonLines(sys.stdout.buffer) if format_ is Format.JSONL else RelationTable(sys.stdout)
        return
    with open_atomically(path) as out:
        if format_ is Format.JSONL:
            yield JsonLines(out)
        else:
            page = TextIOWrapper(out, encoding="utf-8", newline="\n", write_through=True)
            yield RelationTable(page)
            page.detach()


app.command()(scoring.score)
app.command()(scoring.diff)
app.command()(scoring.agree)
add_convert(app)
add_db(app)
add_explain(app)
add_export(app)
add_rules(app)
