"""Options that several commands have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

__all__ = ["GazetteerOption", "RulesOption"]

RulesOption = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="A folder with rules of your own, added to ours (docs/rules.md).",
        show_default=False,
    ),
]

GazetteerOption = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="DIR",
        exists=True,
        help="A folder, or a .csv or .toml file, with names of your own: persons, bodies, posts, "
        "states (docs/gazetteers.md). May be given several times.",
        show_default=False,
    ),
]
