"""Counting characters as others count them, and cutting a text into tokens and back."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

__all__ = ["Token", "Utf16", "cut", "is_same_words", "join", "squeeze"]

# A letter keeps its combining marks; white space is a token of its own.
_PIECE: Final = re.compile(r"\s+|\w(?:[\w\u0300-\u036f\u200d\ufe0f])*|.", re.DOTALL)


class Utf16:
    """Turns offsets in UTF-16 code units (Java, JavaScript) into code points and back.

    >>> units = Utf16("a😀b")
    >>> units.to_points(3), units.to_units(2)
    (2, 3)
    """

    def __init__(self, text: str) -> None:
        self._starts = list(accumulate((2 if c > "\uffff" else 1 for c in text), initial=0))

    def to_units(self, point: int) -> int:
        """Return the code units before a code point."""
        return self._starts[point]

    def to_points(self, unit: int) -> int:
        """Return the code points before a code unit.

        Raises:
            ValueError: It is outside the text, or in the middle of a character.
        """
        point = bisect_left(self._starts, unit)
        if point == len(self._starts) or self._starts[point] != unit:
            raise ValueError(f"offset {unit} is no character's")
        return point


class Token(NamedTuple):
    """Characters of a text, and whether one blank that is no token of its own follows."""

    start: int
    end: int
    has_blank: bool


def cut(text: str, spans: Iterable[tuple[int, int]] = ()) -> list[Token]:
    """Cut a text into tokens that cover all of it, so that every span is made of whole tokens.

    >>> [text[t.start:t.end] for text in ["Norland's Navy"] for t in cut(text, [(0, 2)])]
    ['No', 'rland', "'", 's', 'Navy']
    """
    starts, ends = set[int](), set[int]()
    for start, end in spans:
        starts.add(start)
        ends.add(end)
    edges = sorted(starts | ends)
    tokens: list[Token] = []
    for piece in _PIECE.finditer(text):
        start, end = piece.span()
        if (
            text[start] == " "
            and tokens
            and not text[tokens[-1].start : tokens[-1].end].isspace()
            and start not in starts
            and start + 1 not in ends
        ):
            tokens[-1] = tokens[-1]._replace(has_blank=True)
            start += 1
        inner = edges[bisect_left(edges, start + 1) : bisect_left(edges, end)]
        for last, following in zip([start, *inner], [*inner, end], strict=True):
            if last < following:
                tokens.append(Token(last, following, False))
    return tokens


_CLOSING: Final = re.compile(
    r"(?:[,.;:?!)\]}%…”»]+|['’](?:s|re|m|ve|ll|d|S)|n['’]t|['’])\Z", re.IGNORECASE
)
_OPENING: Final = frozenset("([{$#€£“«")
_TIGHT: Final = frozenset("-/")


def join(
    tokens: Sequence[str], glued: frozenset[int] = frozenset(), parted: frozenset[int] = frozenset()
) -> tuple[str, list[tuple[int, int]]]:
    r"""Put tokens together as they are written in print; return the text and each one's span.

    A token that is a line end stays one.

    Args:
        tokens: The tokens.
        glued: The tokens before which there is no blank, whatever the rules say.
        parted: The tokens before which there is one.

    >>> join(["“", "No", ",", "”", "Norland", "'s", "Navy", "said", ".", "\n", "It", "left"])[0]
    "“No,” Norland's Navy said.\nIt left"
    """
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    is_quoting = False
    before = "\n"
    is_open = False
    for number, token in enumerate(tokens):
        quote = token == '"'
        is_tight = before.isspace() or token.isspace() or is_open or before in _OPENING
        is_tight = is_tight or bool(_CLOSING.match(token)) or (quote and is_quoting)
        if token in _TIGHT or before in _TIGHT:
            around = tokens[number - 2 : number] if before in _TIGHT else []
            left = around[0] if len(around) == 2 else before
            right = token if before in _TIGHT else "".join(tokens[number + 1 : number + 2])
            is_tight = is_tight or (left[-1:].isalnum() and right[:1].isalnum())
        if number in glued:
            is_tight = True
        elif number in parted:
            is_tight = False
        if not is_tight:
            parts.append(" ")
            length += 1
        is_open = quote and not is_quoting
        is_quoting = is_quoting != quote and token != "\n"
        parts.append(token)
        spans.append((length, length + len(token)))
        length += len(token)
        before = token
    return "".join(parts), spans


def squeeze(text: str) -> str:
    """Return a text with its white space made single blanks."""
    return " ".join(text.split())


def is_same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but white space."""
    return one == other or "".join(one.split()) == "".join(other.split())
