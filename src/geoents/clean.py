"""Raw page or wire text -> zones: what is headline, dateline, body, caption, and what no text is.

Zones tile the text in order and change nothing: offsets stay the source's. The rules go by the
shape of lines (length, final punctuation, time stamps), their place and their repetition, never by
outlet. They lean to text: a sentence wrongly removed costs more than a button kept.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

from geoents.datelines import find_credits, find_dateline, is_credit, is_plausible
from geoents.noise import (
    ends_sentence,
    is_button,
    is_byline,
    is_headline_like,
    is_section_label,
    is_shouted_name,
    is_teaser_label,
    is_teaser_line,
    is_timestamp,
    line_key,
)

__all__ = ["TEXT_KINDS", "Line", "Zone", "ZoneKind", "find_lines", "find_zones", "is_hard_wrapped"]


class ZoneKind(StrEnum):
    """What a stretch of a page is."""

    HEADLINE = "headline"
    DATELINE = "dateline"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    TEASER = "teaser"
    BOILERPLATE = "boilerplate"


#: The kinds that are text: annotated, and read for relations.
TEXT_KINDS: Final = frozenset({ZoneKind.HEADLINE, ZoneKind.BODY, ZoneKind.CAPTION})


class Zone(NamedTuple):
    """A stretch ``text[start:end]`` of one kind, with the white space that follows it."""

    start: int
    end: int
    kind: ZoneKind


class Line(NamedTuple):
    """A logical line without the white space around it; a hard-wrapped paragraph is one line."""

    start: int
    end: int


_PHYSICAL: Final = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_WIDEST: Final = 120
_K = ZoneKind


def find_zones(text: str) -> list[Zone]:
    """Divide a text into zones.

    Args:
        text: A page or wire text, as it is.

    Returns:
        Zones in order that tile the text: the first starts at 0, each next one where the one
        before ends, the last ends at ``len(text)``. Adjacent lines of body are one zone; every
        other line is a zone of its own, and so are the parts of a line that holds several kinds.
        An empty text has no zones.
    """
    if not text:
        return []
    page = _Page(text)
    parts: list[tuple[int, ZoneKind]] = []
    for index in range(len(page.lines)):
        for start, kind in page.divide(index):
            if not parts or kind is not _K.BODY or parts[-1][1] is not _K.BODY:
                parts.append((start, kind))
    if not parts:
        return [Zone(0, len(text), _K.BODY)]
    starts = [0, *(start for start, _ in parts[1:]), len(text)]
    return [Zone(starts[i], starts[i + 1], kind) for i, (_, kind) in enumerate(parts)]


def is_hard_wrapped(text: str) -> bool:
    """Tell whether a text's lines are cut at a fixed width, inside sentences.

    >>> is_hard_wrapped("The ministers of the two\\nstates met and agreed on\\nsome of the points.")
    True
    """
    return _wrap_width(text, list(_physical_lines(text))) is not None


def find_lines(text: str) -> list[Line]:
    """Return the logical lines of a text: a line break inside a sentence ends none.

    Sentences begin anew at the start of each.
    """
    physical = list(_physical_lines(text))
    width = _wrap_width(text, physical)
    lines: list[Line] = []
    for line in physical:
        if lines and _goes_on(text, lines[-1], line, width):
            lines[-1] = Line(lines[-1].start, line.end)
        else:
            lines.append(line)
    return lines


def _physical_lines(text: str) -> Iterator[Line]:
    for found in _PHYSICAL.finditer(text):
        content = found[0]
        start = found.start() + len(content) - len(content.lstrip("\ufeff \t\xa0\u200b\u3000"))
        end = start + len(text[start : found.end()].rstrip())
        if end > start and text[start:end].strip():
            yield Line(start, end)


def _wrap_width(text: str, lines: Sequence[Line]) -> int | None:
    """Return the width at which a hard-wrapped text is cut, None for other texts."""
    pairs = [pair for pair in pairwise(lines) if _is_adjacent(text, *pair)]
    inside = [line for line, after in pairs if _is_cut(text, line, after)]
    if len(inside) < 2 or len(inside) < 0.35 * len(pairs):
        return None
    lengths = sorted(line.end - line.start for line, _ in pairs)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    middle = sorted(line.end - line.start for line in inside)[len(inside) // 2]
    # Lists of short lower-case items ("onions", "garlic") are no wrapped prose.
    return width if middle >= 20 and width <= _WIDEST else None


def _is_adjacent(text: str, line: Line, after: Line) -> bool:
    gap = text[line.end : after.start]
    return len(gap.replace("\r\n", "\n").strip(" \t\xa0")) == 1


def _is_cut(text: str, line: Line, after: Line) -> bool:
    """Tell whether a sentence runs over a line break: no full stop before, lower case after."""
    return text[after.start].islower() and not ends_sentence(text[line.start : line.end])


def _goes_on(text: str, line: Line, after: Line, width: int | None) -> bool:
    if not _is_adjacent(text, line, after):
        return False
    last = max(text.rfind("\n", 0, line.end), text.rfind("\r", 0, line.end)) + 1
    before = text[max(last, line.start) : line.end]
    if width is None:
        # One break inside a sentence does not make a wrapped text, but is no line's end either.
        return (
            len(before) >= 30 and before[-1] not in ":;" and _is_cut(text, line, after)
        ) or before.endswith((" the", " of", " and", " to", " in", " a"))
    if _is_cut(text, line, after):
        return True
    word = re.match(r"\S+", text[after.start : after.end])
    fitted = len(before) + 1 + (word.end() if word else 0) <= width
    # A line is the last of its paragraph when the next word had still fitted on it.
    return not fitted or (len(before) > 0.85 * width and not ends_sentence(before))


class _Page:
    """The lines of one page with their kinds; a line of text may still hold credits around it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = find_lines(text)
        self.strings = [text[line.start : line.end] for line in self.lines]
        self.credits = [find_credits(string) for string in self.strings]
        self.keys = [
            line_key(string[credits.start : credits.end]) if len(string) < 600 else ""
            for string, credits in zip(self.strings, self.credits, strict=True)
        ]
        self.kinds = [self._kind_alone(index) for index in range(len(self.lines))]
        self._mark_captions()
        self._mark_headlines()
        self._mark_bylines()
        self._mark_announced()
        self._mark_dated_teasers()
        self._datelines = self._find_datelines()

    def divide(self, index: int) -> Iterator[tuple[int, ZoneKind]]:
        """Yield start and kind of a line's parts."""
        line, kind, credits = self.lines[index], self.kinds[index], self.credits[index]
        if kind not in TEXT_KINDS:
            yield line.start, kind
            return
        if credits.start:
            yield line.start, _K.CREDIT
        text_start = line.start + credits.start
        dateline = self._datelines.get(index, 0)
        if dateline:
            yield line.start, _K.DATELINE
            text_start = line.start + dateline
        yield text_start, kind
        if credits.end < len(self.strings[index]):
            yield line.start + credits.end, _K.CREDIT

    def _kind_alone(self, index: int) -> ZoneKind:
        line = self.strings[index]
        if len(line) <= 400:
            if is_credit(line):
                return _K.CREDIT
            if is_button(line) or is_timestamp(line) or is_teaser_label(line):
                return _K.BOILERPLATE
            if is_teaser_line(line):
                return _K.TEASER
        return _K.CAPTION if self.credits[index].photo else _K.BODY

    def _mark_captions(self) -> None:
        """A line without full stop above a credit is a caption, and so is its second print."""
        for index, kind in enumerate(self.kinds):
            if kind is not _K.CREDIT:
                continue
            above = index - 1
            if above > 0 and self.kinds[above] is _K.BODY and self._is_short_open(above):
                self.kinds[above] = _K.CAPTION
        captions = {
            key
            for key, kind in zip(self.keys, self.kinds, strict=True)
            if kind is _K.CAPTION and len(key) > 20
        }
        for index, key in enumerate(self.keys):
            if key in captions and self.kinds[index] is _K.BODY:
                self.kinds[index] = _K.CAPTION

    def _is_short_open(self, index: int) -> bool:
        line = self.strings[index]
        return len(line) <= 300 and not ends_sentence(line) and line[-1] not in ",;:"

    def _mark_headlines(self) -> None:
        """The first lines of text without full stop, and wherever they stand again."""
        texts = [i for i, kind in enumerate(self.kinds) if kind in TEXT_KINDS]
        if not texts:
            return
        headlines: list[int] = []
        repeated = Counter(self.keys)
        for index in texts[:4]:
            line = self.strings[index]
            if self.kinds[index] is not _K.BODY or not is_headline_like(line):
                break
            # A question, or a headline with a full stop, shows itself by standing twice.
            if ends_sentence(line) and repeated[self.keys[index]] < 2 and line[-1] != "?":
                break
            dateline = find_dateline(line)
            if dateline is not None and (dateline.certain or dateline.shouted):
                break
            headlines.append(index)
        if len(headlines) == len(texts) and len(texts) > 1:
            headlines = headlines[:1]  # all lines are short: a list under its headline
        if len(texts) == 1 and headlines and not _is_title_case(self.strings[headlines[0]]):
            headlines = []
        keys = {self.keys[index] for index in headlines}
        for index in texts:
            if self.keys[index] in keys and self.kinds[index] is _K.BODY:
                self.kinds[index] = _K.HEADLINE

    def _mark_bylines(self) -> None:
        first = next((i for i, kind in enumerate(self.kinds) if kind in TEXT_KINDS), None)
        for index, line in enumerate(self.strings):
            if self.kinds[index] not in (_K.BODY, _K.HEADLINE):
                continue
            # "ANN KEBO" below the headline; above it, it may be the headline itself.
            is_named = is_shouted_name(line) and self.kinds[index - 1] is _K.HEADLINE
            if (is_byline(line) and not ends_sentence(line)) or (
                is_named and index != first and self.keys.count(self.keys[index]) == 1
            ):
                self.kinds[index] = _K.CREDIT

    def _mark_announced(self) -> None:
        """Lines under "Next Article" or "Related stories" are teasers while they look like it."""
        for index, line in enumerate(self.strings):
            allowed = is_teaser_label(line) if self.kinds[index] is _K.BOILERPLATE else 0
            below = index + 1
            while allowed and below < len(self.lines):
                if self.kinds[below] in (_K.BODY, _K.HEADLINE):
                    if not self._is_teaser_title(below):
                        break
                    self.kinds[below] = _K.TEASER
                    allowed -= 1
                elif self.kinds[below] not in (_K.CAPTION, _K.CREDIT) and not is_timestamp(
                    self.strings[below]
                ):
                    break
                below += 1

    def _is_teaser_title(self, index: int) -> bool:
        line = self.strings[index]
        if not is_headline_like(line) or (ends_sentence(line) and line[-1] not in "?!"):
            return False
        return self.kinds[index] is not _K.HEADLINE or index > len(self.lines) // 2

    def _mark_dated_teasers(self) -> None:
        """A headline in the midst of the body with a time stamp below it points elsewhere.

        Above it may stand its section ("Analysis") and its photo's caption.
        """
        first_body = next((i for i, kind in enumerate(self.kinds) if kind is _K.BODY), None)
        if first_body is None:
            return
        dated = [
            index - 1
            for index in range(first_body + 2, len(self.lines))
            if self.kinds[index] is _K.BOILERPLATE
            and is_timestamp(self.strings[index])
            and self.kinds[index - 1] in (_K.BODY, _K.TEASER)
            and self._is_teaser_title(index - 1)
        ]
        if len(dated) > 4:
            return  # a live blog: its entries are dated too
        for title in dated:
            self.kinds[title] = _K.TEASER
            above = title - 1
            label = self.strings[above]
            if self.kinds[above] is _K.BODY and (
                is_section_label(label)
                or (len(label.split()) <= 3 and self._is_short_open(above) and label[0].isupper())
            ):
                self.kinds[above] = _K.BOILERPLATE
                above -= 1
            if above > first_body and self.kinds[above] is _K.CAPTION:
                self.kinds[above] = _K.TEASER
        for index, line in enumerate(self.strings):
            if (
                self.kinds[index] is _K.BODY
                and is_section_label(line)
                and index + 1 < len(self.lines)
            ):
                self.kinds[index] = _K.BOILERPLATE

    def _find_datelines(self) -> dict[int, int]:
        found: dict[int, int] = {}
        bodies = 0
        turns = sum(
            re.match(r"[^\W\d_a-z]\w+(?: [^\W\d_a-z]\w+)?: ", s) is not None for s in self.strings
        )
        for index, line in enumerate(self.strings):
            if self.kinds[index] is not _K.BODY or self._is_heading(index):
                continue
            bodies += 1
            dateline = find_dateline(line)
            if dateline is None or dateline.end >= self.credits[index].end:
                continue
            near_top = bodies <= (3 if dateline.shouted else 1)
            if dateline.certain or (
                near_top
                and not (dateline.colon and turns > 1)
                and is_plausible(dateline, line, count=self.text.count)
            ):
                found[index] = dateline.end
        return found

    def _is_heading(self, index: int) -> bool:
        return len(self.strings[index]) < 60 and not ends_sentence(self.strings[index])


def _is_title_case(line: str) -> bool:
    words = [word for word in line.split() if len(word) > 3]
    return len(words) > 1 and all(not word[0].islower() for word in words)
