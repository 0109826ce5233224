"""Lines of a transcript, which open with a label: "Q: Will you stay?", "Ana Kos: I will."."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from geoents.clean import find_lines

__all__ = ["ANSWERS", "QUESTIONS", "LabelledLine", "labelled_lines"]

#: Labels of the one who asks, and of the one who answers, case folded.
QUESTIONS: Final = frozenset({"q", "question"})
ANSWERS: Final = frozenset({"a", "answer"})
_LABEL: Final = re.compile(
    r"(?P<short>[QqAa])\s?[:.]\s*|(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3})\s?:\s"
)


class LabelledLine(NamedTuple):
    """A line by characters: its label, case folded, where it begins, where its words do, its end."""

    label: str
    start: int
    words: int
    end: int


def labelled_lines(text: str) -> list[LabelledLine]:
    """Return the lines that open with a label, in order."""
    return [
        LabelledLine(
            (found["short"] or found["name"]).casefold(), line.start, found.end(), line.end
        )
        for line in find_lines(text)
        if (found := _LABEL.match(text, line.start, line.end)) is not None
    ]
