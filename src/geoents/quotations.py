"""Quotations: which stretches of a text stand in quotation marks.

Marks are read as writers set them, not as they should: straight, curly, angled, doubled or single
ones, one kind closing another, an opening mark before each paragraph of a long speech, a closing
mark forgotten. A quotation that is still open where its paragraph ends goes on in the next one
when that one opens with a mark; both are then one ``chain``.

>>> import spacy
>>> doc = spacy.blank("en")('"We agreed," Olsen said. "It was late."')
>>> [doc.text[q.start_char:q.end_char] for q in find_quotations(doc)]
['We agreed,', 'It was late.']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

__all__ = ["QUOTE_MARKS", "Quotation", "find_quotations", "quoted_tokens", "split_sentences"]

_OPENERS: Final = frozenset({"“", "„", "‟", "«", "``"})
_CLOSERS: Final = frozenset({"”", "»", "''"})
_SINGLE_OPENERS: Final = frozenset({"‘", "'", "‛"})
_SINGLE_CLOSERS: Final = frozenset({"’", "'"})
_TERMINAL: Final = frozenset(".!?…,;:-–—")
#: What may follow a closing mark at once.
_FOLLOWING: Final = frozenset(".,;:!?)]")
_OPENING, _CLOSING = frozenset("“„«"), frozenset("”»")
#: Every character that may be part of a quotation mark.
QUOTE_MARKS: Final = frozenset("“”„‟«»\"‘’‛'`")
_MARK: Final = re.compile(r"``|''|[“”„‟«»\"]")
# A blank line, or a line that ends as a sentence or a quotation does. Other line breaks are only
# where an old mail or terminal wrapped the text.
_BREAK: Final = re.compile(r"\n[^\S\n]*\n\s*|(?<=[.!?:;,”»\"’…)])[^\S\n]*\n\s*|\n\s*(?=[“„«\"])")
#: A single-quoted stretch is a quotation only up to this many characters.
_LONGEST_SINGLE: Final = 600


class Quotation(NamedTuple):
    """A stretch between quotation marks.

    Attributes:
        start: Its first token.
        end: The token after its last one.
        start_char: Where it starts, after the mark.
        end_char: Where it ends, before the mark.
        chain: A number that the paragraphs of one long quotation share.
        is_closed: Whether a closing mark was found.
    """

    start: int
    end: int
    start_char: int
    end_char: int
    chain: int
    is_closed: bool


class _Stretch(NamedTuple):
    start: int
    end: int
    is_closed: bool
    goes_on: bool


def find_quotations(doc: Doc) -> list[Quotation]:
    """Return the quotations of a doc, in order of the text; of nested ones the outermost."""
    text = doc.text
    found: list[Quotation] = []
    chain, goes_on = 0, False
    for start, end in _paragraphs(text):
        first = len(text[start:end]) - len(text[start:end].lstrip()) + start
        doubles = list(_doubles(text, start, end))
        singles = list(_singles(text, start, end, doubles))
        stretches = sorted([*doubles, *singles])
        goes_on = goes_on and (bool(stretches) or first == end)
        for stretch in stretches:
            continues = goes_on and text[first : stretch.start].strip("“„«\"‘'`") == ""
            goes_on = False
            chain += not continues
            span = doc.char_span(stretch.start, stretch.end, alignment_mode="expand")
            if span is not None and text[stretch.start : stretch.end].strip():
                found.append(
                    Quotation(
                        span.start, span.end, stretch.start, stretch.end, chain, stretch.is_closed
                    )
                )
            goes_on = stretch.goes_on
    return found


def split_sentences(doc: Doc, quotation: Quotation) -> list[Span]:
    """Return the parts of a quotation that stand in one sentence each.

    A stop and a capital part two sentences, whether or not the parser has seen it; without a stop
    nothing does but a line's end.
    """
    starts = [
        i
        for i in range(quotation.start, quotation.end)
        if i == quotation.start or _opens_sentence(doc, i)
    ]
    spans = [doc[a:b] for a, b in pairwise([*starts, quotation.end])]
    return [span for span in spans if any(token.is_alpha or token.like_num for token in span)]


def _opens_sentence(doc: Doc, i: int) -> bool:
    before = i - 1
    while before > 0 and (set(doc[before].text) <= QUOTE_MARKS or doc[before].is_space):
        before -= 1
    stop = doc[before].text
    if "\n" in doc[before:i].text:
        return bool(doc[i].is_sent_start)
    if stop in {".", "?", "!"}:
        return not doc[i].text[:1].islower() and not doc[i].is_punct
    return bool(doc[i].is_sent_start) and stop[-1] in ".?!…"


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _doubles(text: str, start: int, end: int) -> Iterator[_Stretch]:
    """Yield what stands in double marks in one paragraph."""
    opened: int | None = None
    depth = 0
    for match in _MARK.finditer(text, start, end):
        mark, at, after = match[0], match.start(), match.end()
        before_is_free = at == start or text[at - 1].isspace() or text[at - 1] in "([{—–-‘'/:"
        after_is_free = after == end or text[after].isspace()
        if opened is None:
            if not after_is_free and (mark in _OPENERS or before_is_free):
                opened, depth = after, 0
        elif (
            mark in _CLOSERS
            or after_is_free
            # „So“, and “so“, are closed by a mark that opens elsewhere.
            or (not before_is_free and (mark not in _OPENERS or text[after] in _FOLLOWING))
        ):
            if depth:
                depth -= 1
            else:
                yield _Stretch(opened, at, True, False)
                opened = None
        elif text[start:at].rstrip()[-1:] in _TERMINAL and depth == 0:
            # "... to protect. “They will ...": opened anew without having been closed.
            yield _Stretch(opened, at, False, True)
            opened = after
        else:
            depth += 1
    if opened is not None:
        yield _Stretch(opened, end, False, True)


def _singles(text: str, start: int, end: int, doubles: Sequence[_Stretch]) -> Iterator[_Stretch]:
    """Yield what stands in single marks, outside double ones."""
    at = start
    while at < end:
        inside = next((d for d in doubles if d.start <= at < d.end), None)
        if inside is not None:
            at = inside.end
            continue
        close = _closing_single(text, at, min(end, at + _LONGEST_SINGLE), start)
        if close is None or any(at < d.start < close for d in doubles):
            at += 1
        else:
            yield _Stretch(at + 1, close, True, False)
            at = close + 1


def _closing_single(text: str, at: int, end: int, start: int) -> int | None:
    """Return where the single mark at ``at`` is closed, None when it opens nothing."""
    if at + 2 >= end or not _opens_single(text, at, start):
        return None
    closers: list[int] = []
    for i in range(at + 3, end):
        if closers and i + 2 < end and _opens_single(text, i, start):
            break
        if (
            text[i] in _SINGLE_CLOSERS
            and not text[i - 1].isspace()
            and (i + 1 >= end or not text[i + 1].isalnum())
        ):
            closers.append(i)
    # In ‘the states’ rights matter’ the first one is a possessive, for another follows.
    return next((i for i in closers if text[i - 1] != "s"), closers[0] if closers else None)


def _opens_single(text: str, at: int, start: int) -> bool:
    """Tell whether the character at ``at`` is a single mark before a word."""
    if text[at] not in _SINGLE_OPENERS:
        return False
    before, after = text[at - 1] if at > start else " ", text[at + 1]
    return (before.isspace() or before in "([—–-:") and (after.isalpha() or after in "[(")


def quoted_tokens(doc: Doc) -> list[bool]:
    """Tell for each token whether it stands in a direct quotation.

    A quotation that is still open at a blank line ends there: newspapers close only the last
    paragraph of a long one.
    """
    inside, quoted = False, []
    for token in doc:
        text = token.text
        if text == '"' or text in {"``", "''"}:
            inside = not inside
            quoted.append(True)
            continue
        if text[0] in _OPENING:
            inside = True
        quoted.append(inside)
        if text[-1] in _CLOSING or (token.is_space and text.count("\n") > 1):
            inside = False
    return quoted
