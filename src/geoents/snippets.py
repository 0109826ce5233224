"""Spans written as the words that stand there: ``"the talks"``, ``"The"@2``, ``"They … home"``.

A snippet is a JSON string. When its words stand in several places, ``@2`` is the second one; a
long one may have its middle left out. ``12-17`` (code points) names any span whatever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from geoents.records import quote

__all__ = ["SNIPPET", "Snippet", "find_snippet", "read_snippet", "write_snippet"]

#: A snippet, as a part of a regular expression.
SNIPPET: Final = r'(?:"(?:[^"\\]|\\.)*"(?:@\d+)?|\d+-\d+)'

_GAP: Final = " … "
# Longer ones are written with their middle left out.
_LONG: Final = 100
_KEPT_WORDS: Final = 5


class Snippet(NamedTuple):
    """Words and which of their places is meant (None: there is only one), or a span."""

    words: str
    place: int | None
    span: tuple[int, int] | None = None


def read_snippet(written: str) -> Snippet:
    """Read what :data:`SNIPPET` matches.

    Raises:
        ValueError: It is no JSON string.
    """
    if not written.startswith('"'):
        start, _, end = written.partition("-")
        return Snippet("", None, (int(start), int(end)))
    words, _, place = written.rpartition("@") if written[-1] != '"' else (written, "", "")
    return Snippet(json.loads(words, strict=False), int(place) if place else None)


def find_snippet(text: str, snippet: Snippet) -> tuple[int, int]:
    """Return the span of a snippet.

    >>> find_snippet("They left. They went home.", Snippet("They … home", None))
    (11, 25)

    Raises:
        ValueError: The words do not stand in the text, or in more places than one.
    """
    if snippet.span is not None:
        if not 0 <= snippet.span[0] < snippet.span[1] <= len(text):
            raise ValueError(f"{snippet.span[0]}-{snippet.span[1]} is no span of the text")
        return snippet.span
    places = _places(text, snippet.words)
    said = quote(snippet.words)
    if not places:
        raise ValueError(f"{said} does not stand in the text")
    if snippet.place is None and len(places) > 1:
        raise ValueError(f"{said} stands in {len(places)} places: say which (@1 is the first)")
    place = snippet.place or 1
    if place > len(places):
        raise ValueError(f"{said} stands in {len(places)} places, there is no @{place}")
    return places[place - 1]


def write_snippet(text: str, start: int, end: int) -> str:
    """Return the shortest snippet that finds a span again."""
    words = text[start:end]
    tried = [words]
    if len(words) > _LONG:
        kept = re.findall(r"\S+", words)
        short = " ".join(kept[:_KEPT_WORDS]) + _GAP + " ".join(kept[-_KEPT_WORDS:])
        tried.insert(0, short)
    for one in tried:
        places = _places(text, one)
        if (start, end) in places:
            number = f"@{places.index((start, end)) + 1}" if len(places) > 1 else ""
            return json.dumps(one, ensure_ascii=False) + number
    return f"{start}-{end}"


@lru_cache(maxsize=4096)
def _places(text: str, words: str) -> tuple[tuple[int, int], ...]:
    found = tuple(_exact(text, words))
    return found or tuple(_loose(text, words))


def _exact(text: str, words: str) -> Iterator[tuple[int, int]]:
    start = text.find(words) if words else -1
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)


def _loose(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield the places of words with any white space between and gaps as short as possible.

    Of several beginnings before one ending the last one counts.
    """
    parts = [r"\s+".join(map(re.escape, part.split())) for part in words.split(_GAP)]
    if not all(parts):
        return
    ends: dict[int, int] = {}
    patterns = [re.compile(part) for part in parts]
    for first in patterns[0].finditer(text):
        end = first.end()
        for pattern in patterns[1:]:
            following = pattern.search(text, end)
            if following is None:
                break
            end = following.end()
        else:
            ends[end] = first.start()
    yield from sorted((start, end) for end, start in ends.items())
