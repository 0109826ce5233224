"""What the command says besides its results, on stderr: one-line errors, how far it is, how fast."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
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
#: Seconds between two lines that say how far things are, where lines are for programs.
_PULSE: Final = 30.0


def end_quietly() -> NoReturn:
    """End as other programs do whose reader has gone: ``geoents extract news | head``."""
    # Python would flush standard output once more at its end, and complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(128 + signal.SIGPIPE)


class Teller:
    """Tells people what goes wrong, a line each, and how far things are; or programs, in JSON.

    Args:
        is_json: Whether each line is an object: ``time`` (ISO 8601), ``level``, ``message``, and
            figures under their names.

    Attributes:
        errors: How many errors it told of.
    """

    def __init__(self, *, is_json: bool = False) -> None:
        self.errors = 0
        self.is_json = is_json
        self._console = Console(stderr=True, highlight=False, markup=False, emoji=False)

    def error(self, line: str) -> None:
        """Tell of something that was not done."""
        self.errors += 1
        self._tell("error", line)

    def note(self, line: str, **figures: object) -> None:
        """Tell of something worth knowing."""
        self._tell("info", line, **figures)

    def sum_up(self, written: int, failed: int, words: int, seconds: float) -> None:
        """Tell what came of a run, and how fast."""
        each = max(seconds, 0.001)
        self.note(
            f"{written:,} documents written, {failed:,} failed in {seconds:,.1f} s "
            f"({written / each:,.1f} documents/s, {words / each:,.0f} words/s)",
            written=written,
            failed=failed,
            words=words,
            seconds=round(seconds, 3),
            documents_per_second=round(written / each, 3),
            words_per_second=round(words / each, 1),
        )

    def profile(self, seconds: dict[str, float]) -> None:
        """Tell how long each part of the work took, of all processes together."""
        total = sum(seconds.values()) or 1.0
        if self.is_json:
            self.note("profile", **{name: round(spent, 3) for name, spent in seconds.items()})
            return
        for name, spent in sorted(seconds.items(), key=lambda item: -item[1]):
            self.note(f"{name:20} {spent:10.2f} s {spent / total:6.1%}")

    @contextmanager
    def progress(self, count: Callable[[], int | None]) -> Iterator[Callable[[], None]]:
        """Show a bar where it helps: more than one text, and a terminal that shows nothing else.

        Args:
            count: Says how many texts there are, None where nobody knows yet.

        Yields:
            What to call after each text.
        """
        if self.is_json:
            yield self._pulse()
            return
        is_shown = self._console.is_terminal and not sys.stdout.isatty()
        total = count() if is_shown else 0
        if total is not None and total < 2:
            yield lambda: None
            return
        with Progress(*_COLUMNS, console=self._console, transient=True) as bar:
            task = bar.add_task("reading", total=total)
            yield lambda: bar.advance(task)

    def _pulse(self) -> Callable[[], None]:
        done, told = 0, time.monotonic()

        def advance() -> None:
            nonlocal done, told
            done += 1
            if time.monotonic() - told >= _PULSE:
                told = time.monotonic()
                self.note("reading", documents=done)

        return advance

    def _tell(self, level: str, line: str, **figures: object) -> None:
        if self.is_json:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            record = {"time": now, "level": level, "message": line, **figures}
            self._console.file.write(json.dumps(record) + "\n")
            self._console.file.flush()
        else:
            self._print(f"geoents: {'' if level == 'error' else 'note: '}{line}")

    def _print(self, line: str) -> None:
        # File names may hold line ends, and codes that steer the terminal.
        shown = "".join(c if c.isprintable() or ord(c) > 0x9F else "?" for c in line)
        shown = shown.encode("utf-8", "backslashreplace").decode("utf-8")
        self._console.print(shown, soft_wrap=True)
