"""Scores, mistakes and differences on standard output: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geoents.differences import KINDS, LAYERS, Differences
from geoents.mistakes import Mistake
from geoents.report import Table as Figures

__all__ = ["print_differences", "print_json", "print_mistakes", "print_tables"]

#: Columns of a page that goes into a file or a pipe: no heading is folded.
_WIDTH: Final = 160


def print_json(found: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    json.dump(found, sys.stdout, ensure_ascii=True, indent=1)
    sys.stdout.write("\n")


def print_tables(tables: Iterable[Figures]) -> None:
    """Print tables such as those of :mod:`geoents.report`."""
    console = _open_console()
    for title, columns, rows in tables:
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        table.add_column(columns[0], no_wrap=True)
        for column in columns[1:]:
            table.add_column(column, justify="right")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(title, style="bold")
        console.print(table)
        console.print()


def print_mistakes(mistakes: Iterable[Mistake]) -> None:
    """Print mistakes one by one, with their text."""
    console = _open_console()
    document = None
    for mistake in mistakes:
        if mistake.document != document:
            document = mistake.document
            console.print(f"Mistakes in {document}", style="bold")
        head = f"  {mistake.kind} {mistake.layer}"
        rule = f" [{mistake.rule}]" if mistake.rule else ""
        console.print(f"{head}{rule}", soft_wrap=True)
        for name, said in (("gold", mistake.gold), ("predicted", mistake.predicted)):
            if said is not None:
                console.print(f"    {name}: {said}", soft_wrap=True)
        console.print(f"    text: {mistake.text}", style="dim", soft_wrap=True)


def print_differences(differences: Differences) -> None:
    """Print what two runs do not have in common: a table of counts, then each with its text."""
    rows = [[layer, *(str(differences.count(layer, kind)) for kind in KINDS)] for layer in LAYERS]
    print_tables([Figures("Differences", ("", *KINDS), rows)])
    console = _open_console()
    for id_, found in differences.documents.items():
        if found:
            console.print(f"Differences in {id_}", style="bold")
        for one in found:
            what = f" ({', '.join(one.what)})" if one.what else ""
            rules = f" [{', '.join(one.rules)}]" if one.rules else ""
            console.print(f"  {one.kind} {one.layer}{what}{rules}", soft_wrap=True)
            for name, said in (("old", one.old), ("new", one.new)):
                if said is not None:
                    console.print(f"    {name}: {said}", soft_wrap=True)
            console.print(f"    text: {one.text}", style="dim", soft_wrap=True)


def _open_console() -> Console:
    width = None if sys.stdout.isatty() else _WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False)
