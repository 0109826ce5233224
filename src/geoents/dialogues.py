"""Interviews without labels: lines that ask, each with the lines of an answer behind it.

"Why did you leave? / It had stopped listening to us. / Could you come back? / We might." Only the
words tell: a question ends as one or speaks to somebody ("you"), answers are in the first person.

Or the answers alone stand in quotation marks: "Why did you leave? / 'It had stopped listening to us.'"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from geoents.clean import Line, find_lines

__all__ = ["Exchange", "find_exchanges", "find_quoted_exchanges"]

#: How many questions, and answers in the first person, make an interview.
_LEAST: Final = 3
#: What share of the answers must be in the first person.
_SHARE: Final = 0.5
#: From what share of questions in the first person a text is none.
_MUSING: Final = 0.35
#: How many words a question has at most, and how many sentences.
_LONGEST: Final = 45
_MOST: Final = 3
_FIRST: Final = frozenset({"i", "we", "my", "our", "me", "us", "mine", "ours"})
_SECOND: Final = frozenset({"you", "your", "yours", "yourself"})
_THIRD: Final = frozenset({"he", "she", "his", "her"})
_QUOTES: Final = '"“”«»„'
#: What stands around a line that is set in bold.
_MARKUP: Final = " *_\t"
#: What may open a line that asks, where another's words open with quotation marks.
_DASHES: Final = ("–", "—", "- ")
#: What share of the questions must be answered in quotation marks.
_QUOTED_SHARE: Final = 0.75
_END: Final = re.compile(r"[.!?](?=\s|$)")
_WORD: Final = re.compile(r"[^\W\d_]+")


class Exchange(NamedTuple):
    """A question and the lines of its answer."""

    question: Line
    answer: Sequence[Line]


def find_exchanges(text: str) -> list[Exchange]:
    """Return the questions of an interview and their answers; nothing where a text is none."""
    lines = [line for line in find_lines(text) if text[line.start : line.end].strip()]
    exchanges = [e for e in _pair(text, lines) if e.answer]
    asked = sum(_ends_as_question(text, e.question) for e in exchanges)
    own = sum(any(_words(text, line) & _FIRST for line in e.answer) for e in exchanges)
    # A columnist who puts questions to himself: "So, I ask, who is worse?"
    musing = sum(bool(_words(text, e.question) & _FIRST) for e in exchanges)
    is_interview = min(asked, own) >= _LEAST and own >= _SHARE * len(exchanges)
    return exchanges if is_interview and musing < _MUSING * len(exchanges) else []


def find_quoted_exchanges(text: str) -> list[Exchange]:
    """Return the questions of an interview whose answers alone are quoted, and those answers.

    An answer's lines may tell a little, too: "She closes the window. 'None.'"
    """
    lines = [line for line in find_lines(text) if text[line.start : line.end].strip()]
    asking = [_asks_unquoted(text, line) for line in lines]
    exchanges: list[Exchange] = []
    for number, line in enumerate(lines):
        if asking[number]:
            following = range(number + 1, len(lines))
            last = next((n for n in following if asking[n]), len(lines))
            answer = [a for a in lines[number + 1 : last] if _quotes(text, a)]
            exchanges.append(Exchange(line, answer[: 1 if last == len(lines) else None]))
    if not exchanges:
        return []
    first = lines.index(exchanges[0].question)
    quoted = [e for e in exchanges if e.answer and e.answer[0] == _next(lines, e.question)]
    asked = sum(_ends_as_question(text, e.question) for e in quoted)
    is_interview = len(quoted) >= _LEAST and asked >= _LEAST - 1
    is_regular = len(quoted) >= _QUOTED_SHARE * len(exchanges)
    # In a report what the lead is to tell stands in quotation marks, too.
    told = sum(_quotes(text, line) for line in lines[:first])
    return quoted if is_interview and is_regular and told < len(quoted) else []


def _next(lines: Sequence[Line], line: Line) -> Line | None:
    return next((other for other in lines if other.start > line.start), None)


def _quotes(text: str, line: Line) -> bool:
    return any(mark in text[line.start : line.end] for mark in _QUOTES)


def _asks_unquoted(text: str, line: Line) -> bool:
    """Tell whether a line asks, or opens with a dash as questions do: "– Warsaw is impatient too."."""
    words = text[line.start : line.end].strip()
    is_short = len(words.split()) <= _LONGEST and len(_END.findall(words)) <= _MOST
    is_open = words.startswith(_DASHES) and not _quotes(text, line)
    return _is_question(text, line) or (is_short and is_open)


def _pair(text: str, lines: Sequence[Line]) -> Iterator[Exchange]:
    question: Line | None = None
    answer: list[Line] = []
    for line in lines:
        if _is_question(text, line):
            if question is not None:
                yield Exchange(question, answer)
            question, answer = line, []
        elif question is not None and not _is_told(text, line):
            answer.append(line)
    if question is not None:
        # Behind the last answer the writer may go on: only its first line is sure.
        first = answer[:1]
        more = [line for line in answer[1:] if _words(text, line) & _FIRST]
        yield Exchange(question, first + more)


def _is_question(text: str, line: Line) -> bool:
    """Tell whether a line asks, or tells somebody what is said: "He says you lied"."""
    words = text[line.start : line.end].strip(_MARKUP)
    if words[:1] in _QUOTES and words[-1:] in _QUOTES and words[-2:-1] == "?":
        words = words[1:-1]  # a question alone in quotation marks
    sentences = len(_END.findall(words))
    if len(words.split()) > _LONGEST or sentences > _MOST or any(m in words for m in _QUOTES):
        return False
    said = _words(text, line)
    return _ends_as_question(text, line) or bool(said & _SECOND and not said & _FIRST)


def _ends_as_question(text: str, line: Line) -> bool:
    return text[line.start : line.end].rstrip(_MARKUP + _QUOTES).endswith("?")


def _is_told(text: str, line: Line) -> bool:
    """Tell whether a line is the writer's: a quotation, or "She laughs." in the third person."""
    words = text[line.start : line.end].strip()
    first = _WORD.match(words)
    is_narrated = first is not None and first.group().lower() in _THIRD
    return words[:1] in _QUOTES or (is_narrated and not _words(text, line) & _FIRST)


def _words(text: str, line: Line) -> set[str]:
    return {word.lower() for word in _WORD.findall(text[line.start : line.end])}
