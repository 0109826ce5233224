"""Text as HTML in which elements nest, whatever overlaps what."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

__all__ = ["Layer", "count_inner", "nest"]


class Layer(NamedTuple):
    """An element around ``text[start:end]``: its name and attributes, as HTML."""

    start: int
    end: int
    name: str
    attributes: str = ""


def nest(
    text: str,
    start: int,
    end: int,
    layers: Iterable[Layer],
    cuts: Iterable[int] | None = None,
) -> str:
    """Return ``text[start:end]``, escaped, inside its layers.

    An element is parted where another one that began after it goes on, and at the stretch's ends.

    Args:
        text: The whole text.
        start: Where the stretch begins.
        end: Where it ends.
        layers: The elements; of two that begin together, the longer is the outer one.
        cuts: Offsets between which the text becomes ``<span data-a=START data-z=END>``, so that
            scripts can mark any stretch that ends at them. None: no such elements.

    >>> nest("Oman's army", 0, 11, [Layer(0, 11, "b"), Layer(0, 4, "i")])
    '<b><i>Oman</i>&#x27;s army</b>'
    """
    inside = sorted(
        (each for each in layers if each.start < end and start < each.end),
        key=lambda each: (max(each.start, start), -each.end),
    )
    edges = {start, end, *(cut for cut in cuts or () if start < cut < end)}
    for each in inside:
        edges |= {max(start, each.start), min(end, each.end)}
    parts: list[str] = []
    opened: list[Layer] = []
    waiting = inside[::-1]
    for first, last in pairwise(sorted(edges)):
        _close(opened, first, parts)
        while waiting and max(waiting[-1].start, start) == first:
            opened.append(waiting.pop())
            parts.append(f"<{opened[-1].name}{opened[-1].attributes}>")
        words = escape(text[first:last])
        is_plain = cuts is None
        parts.append(
            words if is_plain else f'<span data-a="{first}" data-z="{last}">{words}</span>'
        )
    _close(opened, end, parts, is_last=True)
    return "".join(parts)


def count_inner(spans: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each span how many levels of other spans stand inside it.

    >>> count_inner([(0, 11), (0, 4), (20, 24)])
    [1, 0, 0]
    """
    levels = [0] * len(spans)
    by_length = sorted(range(len(spans)), key=lambda n: spans[n][1] - spans[n][0])
    by_start = sorted(range(len(spans)), key=lambda n: spans[n][0])
    starts = [spans[n][0] for n in by_start]
    for n in by_length:
        start, end = spans[n]
        for place in range(bisect_left(starts, start), len(by_start)):
            other = by_start[place]
            if spans[other][0] >= end:
                break
            if spans[other][1] <= end and spans[other] != spans[n]:
                levels[n] = max(levels[n], levels[other] + 1)
    return levels


def _close(opened: list[Layer], place: int, parts: list[str], *, is_last: bool = False) -> None:
    """Close what ends at a place; what was opened inside it and goes on is opened again."""
    lowest = next((n for n, each in enumerate(opened) if is_last or each.end <= place), None)
    if lowest is None:
        return
    inner = opened[lowest:]
    parts.extend(f"</{each.name}>" for each in reversed(inner))
    del opened[lowest:]
    for each in inner:
        if not is_last and each.end > place:
            opened.append(each)
            parts.append(f"<{each.name}{each.attributes}>")
