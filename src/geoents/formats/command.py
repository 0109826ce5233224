"""The command ``geoents convert``: documents from one format into another.

What a format cannot keep is told on standard error, a line for each kind with its count. A
document that is broken is told and left out; the others are written. Exit codes are those of
``geoents extract``: 0 all is well, 1 some documents failed, 2 the command was not understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geoents.formats import FORMATS, Reader, Writer, load_reader, load_writer
from geoents.formats.tally import Tally

if TYPE_CHECKING:
    from geoents.records import Document

__all__ = ["add_to", "convert"]

_READ = ", ".join(FORMATS)
_WRITTEN = ", ".join(name for name, format_ in FORMATS.items() if format_.is_written)


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(convert)


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="A file or folder.", show_default=False)
    ],
    target: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help="What to write: a folder for json, inline, brat and inception, else a file.",
            show_default=False,
        ),
    ],
    from_: Annotated[
        str,
        typer.Option("--from", metavar="FORMAT", help=f"One of {_READ}.", show_default=False),
    ],
    to: Annotated[
        str,
        typer.Option("--to", metavar="FORMAT", help=f"One of {_WRITTEN}.", show_default=False),
    ],
) -> None:
    """Convert annotated documents from one format into another."""
    from geoents.console import Teller

    teller = Teller()
    tally = Tally(teller.error)
    reader, writer = _load(from_, to, teller)
    if source.resolve() == target.resolve():
        raise typer.BadParameter("IN and OUT are the same", param_hint="OUT")
    try:
        count = writer(target, _tell_apart(reader(source, tally), tally), tally)
    except OSError as error:
        teller.error(f"{error.filename or target}: {(error.strerror or str(error)).lower()}")
        raise typer.Exit(1) from None
    for line in tally.lines():
        teller.note(line)
    teller.note(f"{count} documents written to {target}")
    raise typer.Exit(1 if teller.errors else 0)


def _tell_apart(documents: Iterable[Document], tally: Tally) -> Iterator[Document]:
    """Yield documents; one with the id of another is told and left out."""
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            tally.error(f"document {document.id}", "another one has this id; give it its own")
            continue
        seen.add(document.id)
        yield document


if TYPE_CHECKING:
    from geoents.console import Teller


def _load(from_: str, to: str, teller: Teller) -> tuple[Reader, Writer]:
    for name, option, written in ((from_, "--from", False), (to, "--to", True)):
        known = [n for n, format_ in FORMATS.items() if format_.is_written or not written]
        if name not in known:
            raise typer.BadParameter(
                f"no format {name}; there are {', '.join(known)}", param_hint=option
            )
    if "inception" in (from_, to):
        from importlib.util import find_spec

        if find_spec("cassis") is None:
            teller.error('inception: needs dkpro-cassis; run pip install "geoents[inception]"')
            raise typer.Exit(1)
    return load_reader(from_), load_writer(to)
