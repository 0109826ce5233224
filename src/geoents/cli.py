"""The command ``geoents``; what it does stands in a module for each part.

Exit codes: 0 all is well; 1 some documents failed, the others are written; 2 the command was
not understood; 130, 143, 141 ended by Ctrl-C, SIGTERM or a reader such as ``head`` that had enough.
Modules that are slow to import (spaCy above all) are imported by the commands that need them.
"""

from __future__ import annotations

import signal
import sys
from typing import Annotated, NoReturn

import typer

import geoents
from geoents import scoring
from geoents.command_help import add_examples
from geoents.db_commands import add_to as add_db
from geoents.explain_command import add_to as add_explain
from geoents.export_command import add_to as add_export
from geoents.extract_command import add_to as add_extract
from geoents.formats.command import add_to as add_convert
from geoents.rule_commands import add_to as add_rules
from geoents.view_command import add_to as add_view

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


add_extract(app)
app.command()(scoring.score)
app.command()(scoring.diff)
app.command()(scoring.agree)
add_convert(app)
add_db(app)
add_explain(app)
add_export(app)
add_rules(app)
add_view(app)
add_examples(app)
