"""What the command says besides its results: one-line errors and a progress bar, on stderr."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

__all__ = ["Teller", "end_quietly"]

_COLUMNS: Final = (
    TextColumn("reading"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeRemainingColumn(compact=True),
)


def end_quietly() -> NoReturn:
    """End as other programs do whose reader has gone: ``geoents extract news | head``."""
    # Python would flush standard output once more at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(128 + signal.SIGPIPE)


class Teller:
    """Tells people what goes wrong, a line each, and how far things are.

    Attributes:
        errors: How many errors it told of.
    """

    def __init__(self) -> None:
        self.errors = 0
        self._console = Console(stderr=True, highlight=False, markup=False, emoji=False)

    def error(self, line: str) -> None:
        """Tell of something that was not done."""
        self.errors += 1
        self._print(f"geoents: {line}")

    def note(self, line: str) -> None:
        """Tell of something worth knowing."""
        self._print(f"geoents: note: {line}")

    @contextmanager
    def progress(self, count: Callable[[], int | None]) -> Iterator[Callable[[], None]]:
        """Show a bar where it helps: more than one text, and a terminal that shows nothing else.

        Args:
            count: Says how many texts there are, None where nobody knows yet.

        Yields:
            What to call after each text.
        """
        is_shown = self._console.is_terminal and not sys.stdout.isatty()
        total = count() if is_shown else 0
        if total is not None and total < 2:
            yield lambda: None
            return
        with Progress(*_COLUMNS, console=self._console, transient=True) as bar:
            task = bar.add_task("reading", total=total)
            yield lambda: bar.advance(task)

    def _print(self, line: str) -> None:
        # File names may hold line ends, and codes that steer the terminal.
        shown = "".join(c if c.isprintable() or ord(c) > 0x9F else "?" for c in line)
        shown = shown.encode("utf-8", "backslashreplace").decode("utf-8")
        self._console.print(shown, soft_wrap=True)
