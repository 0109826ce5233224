"""The command ``geoents export``: records into tables and graphs.

A line that is no record is told and left out; the others are written. Exit codes are those of
``geoents extract``: 0 all is well, 1 something failed, 2 the command was not understood.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geoents.exports import EXPORTERS, load_exporter

if TYPE_CHECKING:
    from geoents.console import Teller
    from geoents.exports import Write
    from geoents.records import Document

__all__ = ["add_to", "export"]

_FORMATS = "; ".join(f"{name}: {exporter.about}" for name, exporter in EXPORTERS.items())


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(export)


def export(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Records, one a line: what geoents extract --format jsonl writes.",
            show_default=False,
        ),
    ],
    to: Annotated[
        str,
        typer.Option("--to", metavar="FORMAT", help=f"{_FORMATS}.", show_default=False),
    ],
    out: Annotated[
        Path,
        typer.Option(
            metavar="PATH",
            help="The folder or file to write; a folder must be new or empty.",
            show_default=False,
        ),
    ],
    part_size: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="parquet alone: documents after which new files begin, 50,000 if not given.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Export records into tables and graphs."""
    from geoents.console import Teller
    from geoents.record_files import tell_apart
    from geoents.sinks import SinkError

    teller = Teller()
    write = _load(to, part_size, teller)
    try:
        count = write(tell_apart(_read(paths, teller), teller.error), out)
    except SinkError as error:
        teller.error(f"{out}: {error}")
        raise typer.Exit(1) from None
    except OSError as error:
        teller.error(f"{error.filename or out}: {(error.strerror or str(error)).lower()}")
        raise typer.Exit(1) from None
    teller.note(f"{count} documents written to {out}")
    raise typer.Exit(1 if teller.errors else 0)


def _load(name: str, part_size: int | None, teller: Teller) -> Write:
    if name not in EXPORTERS:
        raise typer.BadParameter(
            f"no format {name}; there are {', '.join(EXPORTERS)}", param_hint="--to"
        )
    if part_size is not None and not EXPORTERS[name].is_parted:
        raise typer.BadParameter(f"{name} is not written in parts", param_hint="--part-size")
    try:
        return load_exporter(name, documents_per_part=part_size)
    except ModuleNotFoundError as error:
        extra = EXPORTERS[name].extra
        if extra is None:
            raise
        teller.error(f'{name}: needs {error.name}; run pip install "geoents[{extra}]"')
        raise typer.Exit(1) from None


def _read(paths: Iterable[Path], teller: Teller) -> Iterator[Document]:
    from geoents.record_files import read_records

    for path in paths:
        yield from read_records(path, on_error=teller.error)
