"""Lines of a transcript: who speaks is told by labels, or by the words alone.

Lines open with a label ("Q: Will you stay?", "Ana Kos: I will."), or else questions and answers
alternate (:mod:`geoents.dialogues`). In brackets behind a label may stand who asks: "Q (Ivan Lie,
Herald): Will you stay?".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.clean import Line, find_lines
from geoents.dialogues import Exchange, find_exchanges
from geoents.stretches import is_mark

__all__ = [
    "ANSWERS",
    "QUESTIONS",
    "TIME",
    "LabelledLine",
    "asking_labels",
    "asks",
    "labelled_lines",
    "opens_line",
]

#: Labels of the one who asks, and of the one who answers, case folded.
QUESTIONS: Final = frozenset(
    {"q", "question", "journalist", "reporter", "correspondent", "interviewer", "moderator"}
)
ANSWERS: Final = frozenset({"a", "answer"})
#: What an entry of a live blog opens with: "10:41", "4.15pm -".
TIME: Final = re.compile(r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?\s*(?:GMT|UTC)?\s*[-–—|]?\s*")
_LABEL: Final = re.compile(
    r"\**(?P<short>[QqAa])\s?\d{0,2}\s?[:.]\**\s*"
    r"|(?P<name>[^\W\d_][\w.'’-]*(?:,? [^\W\d_][\w.'’-]*){0,5})(?: ?\([^()\n]{1,80}\))?\s?:\s"
)


_ANSWER: Final = re.compile(r"(?<=[?.!])\s+A\s?[:.]\s+(?=[A-Z“\"'])")
_TITLE: Final = frozenset({"NOUN", "PROPN", "ADJ"})
#: The same of a title with its body, and how many tokens it has at most.
_IN_TITLE: Final = _TITLE | {"DET", "PART", "ADP", "PUNCT", "PRON"}
_LONGEST_TITLE: Final = 14
#: How often each of two labels stands at least that take turns.
_TURNS: Final = 3


class LabelledLine(NamedTuple):
    """A line by characters: its label, case folded, where it begins, where its words do, its end."""

    label: str
    start: int
    words: int
    end: int


def asks(text: str, line: LabelledLine) -> bool:
    """Tell whether a line's words end as a question."""
    return text[line.words : line.end].rstrip().endswith("?")


def labelled_lines(text: str) -> list[LabelledLine]:
    """Return the lines that open with a label, in order, or those of an interview without labels.

    There the words begin where the line does.
    """
    lines = [
        labelled
        for line in map(partial(_behind_time, text), find_lines(text))
        if (found := _LABEL.match(text, line.start, line.end)) is not None
        for labelled in _parted(
            text,
            LabelledLine(
                (found["short"] or found["name"]).casefold(), line.start, found.end(), line.end
            ),
        )
    ]
    if any(line.label in QUESTIONS for line in lines) or _alternate(text, lines):
        return lines
    return [
        line for exchange in find_exchanges(text) for line in _labelled(text, exchange)
    ] or lines


def _behind_time(text: str, line: Line) -> Line:
    """Return a line without the time that it opens with."""
    time = TIME.match(text, line.start, line.end)
    return line if time is None else line._replace(start=time.end())


def _parted(text: str, line: LabelledLine) -> Iterator[LabelledLine]:
    """Yield a question and the answer that stands on its line: "Q: Will you stay? A: I will."."""
    answer = _ANSWER.search(text, line.words, line.end) if line.label in QUESTIONS else None
    if answer is None:
        yield line
        return
    yield line._replace(end=answer.start())
    yield LabelledLine("a", answer.start(), answer.end(), line.end)


def _alternate(text: str, lines: Sequence[LabelledLine]) -> bool:
    """Tell whether two labels take turns of which one asks: "Herald: Why? / Kos: I had to."."""
    counts = Counter(line.label for line in lines)
    regular = {label for label, count in counts.items() if count >= _TURNS}
    asked = Counter(line.label for line in lines if asks(text, line))
    return len(regular) > 1 and any(asked[label] >= _TURNS for label in regular)


def _labelled(text: str, exchange: Exchange) -> Iterator[LabelledLine]:
    asked = exchange.question
    yield LabelledLine("question", asked.start, asked.start, asked.end)
    for line in exchange.answer:
        label = _LABEL.match(text, line.start, line.end)
        words = line.start if label is None else label.end()
        yield LabelledLine("answer", line.start, words, line.end)


def asking_labels(text: str) -> list[LabelledLine]:
    """Return the lines of those labels under which a transcript mostly asks.

    >>> text = "WHP: Why?\\nKOS: I had to.\\nWHP: Did you?\\nKOS: Yes."
    >>> [line.label for line in asking_labels(text)]
    ['whp', 'whp']
    """
    lines = labelled_lines(text)
    every = Counter(line.label for line in lines)
    asking = Counter(line.label for line in lines if asks(text, line))
    return [line for line in lines if asking[line.label] > max(1, every[line.label] / 2)]


def opens_line(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a mention, or the title before it, opens its line: "Minister Olsen: ...".

    Args:
        doc: A parsed text.
        start: The mention's first token.
        end: The token behind it.
    """
    line = doc.text.rfind("\n", 0, doc[start].idx) + 1
    if (time := TIME.match(doc.text, line)) is not None:
        line = time.end()
    before = [t for t in doc[max(0, start - 6) : start] if t.idx >= line]
    after = doc[end:][1:2]
    if len(after) and is_mark(after[0]):
        # 'They left. Norway's envoy, Mira Olsen: "We stay."'
        words = [t for t in doc[max(0, start - _LONGEST_TITLE) : start] if t.idx >= line]
        stops = [n for n, t in enumerate(words) if t.text in {".", "!", "?"} or is_mark(t)]
        words = words[stops[-1] + 1 :] if stops else words
        if len(words) < _LONGEST_TITLE and all(t.pos_ in _IN_TITLE for t in words):
            return True
    is_near = not before or before[0].idx == line or before[0].is_space or is_mark(before[0])
    return is_near and all(t.pos_ in _TITLE or t.is_space or is_mark(t) for t in before)
