"""Brackets in a text: ``[words](label)``, nested as deep as wanted, with backslash escapes.

The rule examples (:mod:`geoents.examples`) and the inline form of gold (:mod:`geoents.inline`)
are written in it; what stands in the round brackets is theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

__all__ = ["Labelled", "MarkupError", "parse_markup", "write_markup"]

_TOKEN = re.compile(r"\\(?P<escaped>[\[\]\\])|(?P<open>\[)|\]\((?P<label>[^()]*)\)|(?P<stray>\])")
_SPECIAL = re.compile(r"[\[\]\\]")


class Labelled(NamedTuple):
    """Characters ``start`` to ``end`` of the bare text and what stands in their round brackets.

    ``place`` is where the label ends in the marked-up text.
    """

    start: int
    end: int
    label: str
    place: int


def parse_markup(markup: str) -> tuple[str, list[Labelled]]:
    r"""Return the bare text and its labelled spans in the order of the text, the outer first.

    >>> text, spans = parse_markup(r"[[Norland](STATE)'s Navy](ORG) \[sic\]")
    >>> text, [(text[span.start : span.end], span.label) for span in spans]
    ("Norland's Navy [sic]", [("Norland's Navy", 'ORG'), ('Norland', 'STATE')])

    Raises:
        MarkupError: Brackets do not pair, or a bracket is not followed by a label.
    """
    parts: list[str] = []
    length = last = 0
    opened: list[tuple[int, int]] = []
    spans: list[tuple[int, Labelled]] = []
    for token in _TOKEN.finditer(markup):
        words = markup[last : token.start()] + (token["escaped"] or "")
        parts.append(words)
        length += len(words)
        last = token.end()
        if token["open"]:
            opened.append((length, token.start()))
        elif token["stray"]:
            raise MarkupError("a closing bracket without a label after it", token.start())
        elif token["label"] is not None:
            if not opened:
                raise MarkupError("a closing bracket too many", token.start())
            start, order = opened.pop()
            spans.append((order, Labelled(start, length, token["label"], last)))
    if opened:
        raise MarkupError("a bracket is not closed", opened[-1][1])
    parts.append(markup[last:])
    return "".join(parts), [span for _, span in sorted(spans, key=itemgetter(0))]


def write_markup(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Return ``text`` with its spans in brackets; of equal spans the first is the outer one.

    >>> write_markup("Norland's Navy", [(0, 14, "ORG"), (0, 7, "STATE")])
    "[[Norland](STATE)'s Navy](ORG)"

    Raises:
        ValueError: Two spans cross.
    """
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    out: list[str] = []
    opened: list[tuple[int, int, str]] = []
    last = 0

    def close(before: int) -> None:
        nonlocal last
        while opened and opened[-1][1] <= before:
            _, end, label = opened.pop()
            out.append(_escape(text[last:end]) + f"]({label})")
            last = end

    for span in ordered:
        close(span[0])
        if opened and opened[-1][1] < span[1]:
            one, other = (repr(text[s:e]) for s, e, _ in (opened[-1], span))
            raise ValueError(f"{one} and {other} cross")
        out.append(_escape(text[last : span[0]]) + "[")
        last = span[0]
        opened.append(span)
    close(len(text))
    return "".join(out) + _escape(text[last:])


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


class MarkupError(ValueError):
    """Brackets that do not pair; ``place`` is where in the marked-up text."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.place = place
