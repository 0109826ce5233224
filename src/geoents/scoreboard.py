"""Scores and mistakes on standard output: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geoents.mistakes import Mistake
from geoents.report import tabulate
from geoents.score import Scores

__all__ = ["print_json", "print_tables"]

#: Columns of a page that goes into a file or a pipe: no heading is folded.
_WIDTH: Final = 160


def print_json(scores: Scores, mistakes: Iterable[Mistake] | None) -> None:
    """Print one JSON object: total, documents, absent, extra, and mistakes where asked for."""
    found: dict[str, Any] = scores.to_dict()
    if mistakes is not None:
        found["mistakes"] = [asdict(mistake) for mistake in mistakes]
    json.dump(found, sys.stdout, ensure_ascii=True, indent=1)
    sys.stdout.write("\n")


def print_tables(scores: Scores, mistakes: Iterable[Mistake] | None) -> None:
    """Print the tables of :mod:`geoents.report`, then the mistakes where asked for."""
    width = None if sys.stdout.isatty() else _WIDTH
    console = Console(width=width, highlight=False, markup=False, emoji=False)
    for title, columns, rows in tabulate(scores):
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        table.add_column(columns[0], no_wrap=True)
        for column in columns[1:]:
            table.add_column(column, justify="right")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(title, style="bold")
        console.print(table)
        console.print()
    if mistakes is not None:
        _print_mistakes(console, mistakes)


def _print_mistakes(console: Console, mistakes: Iterable[Mistake]) -> None:
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
