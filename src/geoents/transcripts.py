"""Lines of a transcript: who speaks is told by labels, or by the words alone.

Lines open with a label ("Q: Will you stay?", "Ana Kos: I will."), or else questions and answers
alternate (:mod:`geoents.dialogues`). In brackets behind a label may stand who asks: "Q (Ivan Lie,
Herald): Will you stay?".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from geoents.clean import find_lines
from geoents.dialogues import Exchange, find_exchanges

__all__ = ["ANSWERS", "QUESTIONS", "LabelledLine", "labelled_lines"]

#: Labels of the one who asks, and of the one who answers, case folded.
QUESTIONS: Final = frozenset({"q", "question", "journalist", "reporter", "correspondent"})
ANSWERS: Final = frozenset({"a", "answer"})
_LABEL: Final = re.compile(
    r"(?P<short>[QqAa])\s?[:.]\s*"
    r"|(?P<name>[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){0,5})(?: ?\([^()\n]{1,80}\))?\s?:\s"
)


class LabelledLine(NamedTuple):
    """A line by characters: its label, case folded, where it begins, where its words do, its end."""

    label: str
    start: int
    words: int
    end: int


def labelled_lines(text: str) -> list[LabelledLine]:
    """Return the lines that open with a label, in order, or those of an interview without labels.

    There the words begin where the line does.
    """
    lines = [
        LabelledLine(
            (found["short"] or found["name"]).casefold(), line.start, found.end(), line.end
        )
        for line in find_lines(text)
        if (found := _LABEL.match(text, line.start, line.end)) is not None
    ]
    if any(line.label in QUESTIONS for line in lines):
        return lines
    return [line for exchange in find_exchanges(text) for line in _labelled(exchange)] or lines


def _labelled(exchange: Exchange) -> Iterator[LabelledLine]:
    asked = exchange.question
    yield LabelledLine("question", asked.start, asked.start, asked.end)
    for line in exchange.answer:
        yield LabelledLine("answer", line.start, line.start, line.end)
