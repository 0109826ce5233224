"""What a conversion could not keep and what went wrong, counted and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Tally"]


class Tally:
    """Counts what is lost on the way, and tells of documents that are left out.

    Args:
        on_error: Told of each document or file that is left out: one line with where and what.

    Attributes:
        errors: How many errors there were.
        lost: What was not kept, and how often.
    """

    def __init__(self, on_error: Callable[[str], None] = lambda line: None) -> None:
        self.errors = 0
        self.lost: Counter[str] = Counter()
        self._on_error = on_error

    def error(self, where: str, what: object) -> None:
        """Tell that a document is left out: where it stands and what is wrong, on one line."""
        self.errors += 1
        said = " ".join(str(what).split())
        self._on_error(said if said.startswith(f"{where}:") else f"{where}: {said}")

    @contextmanager
    def reading(self, where: str, form: str) -> Iterator[None]:
        """Tell of a document that cannot be read, and go on behind it.

        Args:
            where: Where it stands: file and line or number.
            form: Whose form it should have: "DWIE's form".
        """
        from geoents.records import RecordError  # slow to import; the command's help needs none

        try:
            yield
        except RecordError as error:
            self.error(where, error)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
            self.error(where, f"not {form} ({type(error).__name__}: {error})")

    def lose(self, what: str, count: int = 1) -> None:
        """Count something that is not kept."""
        if count:
            self.lost[what] += count

    def lines(self) -> Iterator[str]:
        """Yield a line for each kind of thing that was not kept, the most frequent first."""
        for what, count in self.lost.most_common():
            yield f"not kept: {count} × {what}"
