"""Cuts a text's words into the windows that the encoder reads.

Short paragraphs share a window. A paragraph longer than a window is read in steps: each next window
starts at the last sentence that the one before could not finish, so every sentence is seen whole and
the last sentence of a text is analysed as well as its first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["MOST_SUBWORDS", "MOST_WORDS", "Window", "next_window", "plan_windows"]

MOST_WORDS: Final = 112
MOST_SUBWORDS: Final = 380


class Window(NamedTuple):
    """Words ``start`` to ``end``; ``stop`` is where the paragraph ends. Open while end < stop."""

    start: int
    end: int
    stop: int

    @property
    def is_open(self) -> bool:
        """Whether the window ends inside its paragraph."""
        return self.end < self.stop


def fitting_end(first: Sequence[int], start: int, stop: int) -> int:
    """Return how far a window from word ``start`` may reach.

    ``first`` has the first sub-word of each word, and the total at its end.
    """
    end = min(stop, start + MOST_WORDS)
    while end > start + 1 and first[end] - first[start] > MOST_SUBWORDS:
        end -= 1
    return end


def plan_windows(starts: Sequence[int], first: Sequence[int]) -> list[Window]:
    """Return the first windows of a text: packed short paragraphs, and each long one's first part.

    Args:
        starts: Index of the first word of each paragraph, ascending, beginning with 0.
        first: First sub-word of each word, plus the number of sub-words: length words + 1.
    """
    total = len(first) - 1
    windows: list[Window] = []
    pack: Window | None = None
    for start, stop in zip(starts, [*starts[1:], total], strict=True):
        if pack is not None and fitting_end(first, pack.start, stop) == stop:
            pack = Window(pack.start, stop, stop)
            continue
        if pack is not None:
            windows.append(pack)
            pack = None
        end = fitting_end(first, start, stop)
        if end == stop:
            pack = Window(start, stop, stop)
        else:
            windows.append(Window(start, end, stop))
    if pack is not None:
        windows.append(pack)
    return windows


def next_window(window: Window, resume: int, first: Sequence[int]) -> Window:
    """Return the window that goes on at word ``resume`` in an open window's paragraph."""
    return Window(resume, fitting_end(first, resume, window.stop), window.stop)
