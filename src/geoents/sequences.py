"""Where a sequence of mentions and words stands in a text; :mod:`geoents.patterns` reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from geoents.graph import Graph
from geoents.patterns import Element, MentionSpan

__all__ = ["Sequences"]

_AND: Final = frozenset({"and", "&", "or", "nor"})
#: What stands between the mentions of a list.
_LISTING: Final = _AND | {","}
_LONGEST_ASIDE: Final = 6
_LONGEST_BRACKETS: Final = 8


class Sequences:
    """The mentions of a doc, ready to be matched by sequences."""

    def __init__(self, graph: Graph, mentions: Sequence[MentionSpan]) -> None:
        self.doc = graph.doc
        self.graph = graph
        self.mentions = mentions
        self.starting: dict[int, list[int]] = {}
        self.covered: set[int] = set()
        # A doc's tokens are costly to make anew each time a pattern asks.
        self._lower = [token.lower_ for token in self.doc]
        self._words = [frozenset({token.lower_, token.lemma_.lower()}) for token in self.doc]
        self._places: dict[str, list[int]] = {}
        for i, words in enumerate(self._words):
            for word in words:
                self._places.setdefault(word, []).append(i)
        self._sentence_starts = [bool(token.is_sent_start) for token in self.doc]
        self._puncts = [token.is_punct for token in self.doc]
        self._lists: dict[tuple[Element, int], tuple[list[int], int]] = {}
        self._head_words: dict[MentionSpan, frozenset[str]] = {}
        for index, mention in enumerate(mentions):
            self.starting.setdefault(mention.start, []).append(index)
            self.covered.update(range(mention.start, mention.end))

    def find(self, pattern: Sequence[Element]) -> Iterator[dict[str, int]]:
        """Yield the mentions (indices, by role) of every place where the pattern fits.

        Under "trigger" stands ``~i`` for the token ``i``.
        """
        if not self._has_words_of(pattern):
            return
        if pattern[0].kind == "mention":
            starts = sorted(self.starting)
        else:
            found = (self._places.get(word, ()) for word in pattern[0].values)
            starts = sorted({i for places in found for i in places})
        for start in starts:
            seen: list[dict[str, int]] = []
            for roles in self._step(pattern, 0, start, {}, ()):
                if roles not in seen:
                    seen.append(roles)
                    yield roles

    def _has_words_of(self, pattern: Sequence[Element]) -> bool:
        """Tell whether the doc has a word for each place of a pattern that must have one."""
        return not any(
            element.kind == "word"
            and not element.optional
            and self._places.keys().isdisjoint(element.values)
            for element in pattern
        )

    def _step(
        self,
        pattern: Sequence[Element],
        at: int,
        position: int,
        roles: dict[str, int],
        outer: tuple[MentionSpan, ...],
    ) -> Iterator[dict[str, int]]:
        if at == len(pattern):
            yield roles
            return
        element = pattern[at]
        if at and element.kind in {"mention", "word"} and self._is_start(position) and not outer:
            return
        if element.kind == "in":
            last = self.mentions[roles[_last_role(pattern, at)]]
            yield from self._step(pattern, at + 1, last.start, roles, (*outer, last))
        elif element.kind == "out":
            yield from self._step(pattern, at + 1, outer[-1].end, roles, outer[:-1])
        elif element.kind == "not":
            if not self._is_word(position, element):
                yield from self._step(pattern, at + 1, position, roles, outer)
        elif element.kind == "gap":
            yield from self._gap(pattern, at, position, roles, outer)
        elif element.kind == "word":
            if self._is_inside(position, outer) and self._is_word(position, element):
                # A word's place is no mention's: it is given as a negative number.
                bound = {**roles, element.role: ~position} if element.role else roles
                yield from self._step(pattern, at + 1, position + 1, bound, outer)
            if element.optional:
                # Also where the word is there: "Sheikh" may be a title or belong to the name.
                yield from self._step(pattern, at + 1, position, roles, outer)
        elif element.least:
            if position not in self.starting:
                return
            key = (element, position)
            if key not in self._lists:
                self._lists[key] = self._listed(element, position)
            listed, end = self._lists[key]
            for index in listed if len(listed) >= element.least else ():
                if index not in roles.values():
                    bound = {**roles, element.role: index}
                    yield from self._step(pattern, at + 1, end, bound, outer)
        else:
            for index in self.starting.get(position, ()):
                mention = self.mentions[index]
                if self._fits(element, mention, outer) and index not in roles.values():
                    bound = {**roles, element.role: index}
                    yield from self._step(pattern, at + 1, mention.end, bound, outer)

    def _gap(
        self,
        pattern: Sequence[Element],
        at: int,
        position: int,
        roles: dict[str, int],
        outer: tuple[MentionSpan, ...],
    ) -> Iterator[dict[str, int]]:
        for size in range(pattern[at].most + 1):
            yield from self._step(pattern, at + 1, position + size, roles, outer)
            here = position + size
            if not self._is_inside(here, outer) or self._puncts[here]:
                return
            if here in self.covered and not outer:
                return

    def _listed(self, element: Element, position: int) -> tuple[list[int], int]:
        """Return the mentions of a list that starts at a position, and where it ends.

        "Norland, Belmark and, since May, the Kestian Islands": "and" stands before the last.
        """
        found: list[int] = []
        end, is_last = position, False
        while (index := self._whole_at(element, position)) is not None:
            found.append(index)
            end = self.mentions[index].end
            if is_last:
                break
            position, is_last = self._behind_comma(end)
        return found, end

    def _whole_at(self, element: Element, position: int) -> int | None:
        """Return the longest mention at a position that fits."""
        here = [
            i for i in self.starting.get(position, ()) if self._fits(element, self.mentions[i], ())
        ]
        return max(here, key=lambda i: self.mentions[i].end, default=None)

    def _behind_comma(self, position: int) -> tuple[int, bool]:
        """Return where the next of a list starts, and whether it is the last; -1 where none can."""
        start = position = self._behind_brackets(position)
        while position < len(self._lower) and self._lower[position] in _LISTING:
            position += 1
        words = set(self._lower[start:position])
        if position == start or self._is_start(position):
            return -1, False
        if self._lower[position - 1] == "," and not words <= {","}:
            # "and, since last year, Guyana"
            ends = range(position, min(position + _LONGEST_ASIDE, len(self._lower) - 1))
            closing = next((i for i in ends if self._puncts[i] or i in self.covered), position)
            position = closing + 1 if self._lower[closing] == "," else position
        if position < len(self._lower) and self._lower[position] == "the":
            position += 1
        return position, bool(words & _AND)

    def _behind_brackets(self, position: int) -> int:
        """Return where the text goes on behind what stands in brackets: "Sand (Greens)"."""
        if position < len(self._lower) and self._lower[position] == "(":
            for i in range(position, min(position + _LONGEST_BRACKETS, len(self._lower))):
                if self._lower[i] == ")":
                    return i + 1
        return position

    def _is_inside(self, position: int, outer: tuple[MentionSpan, ...]) -> bool:
        end = outer[-1].end if outer else len(self.doc)
        return 0 <= position < end

    def _is_word(self, position: int, element: Element) -> bool:
        return position < len(self._words) and not self._words[position].isdisjoint(element.values)

    def _is_start(self, position: int) -> bool:
        return position < len(self._sentence_starts) and self._sentence_starts[position]

    def _fits(self, element: Element, mention: MentionSpan, outer: tuple[MentionSpan, ...]) -> bool:
        if mention.type not in element.values or (outer and mention.end > outer[-1].end):
            return False
        if not element.head:
            return True
        return self.head_words(mention).isdisjoint(element.head) == element.negated

    def root(self, index: int) -> int:
        """Return the syntactic head of a mention."""
        mention = self.mentions[index]
        return self.doc[mention.start : mention.end].root.i

    def head_words(self, mention: MentionSpan) -> frozenset[str]:
        """Return what says what is named: "ministry" in "Norland's Ministry of Fisheries".

        The head word's lemma and form, these with the word before or the two behind, and the
        whole name.
        """
        if mention not in self._head_words:
            self._head_words[mention] = self._find_head_words(mention)
        return self._head_words[mention]

    def _find_head_words(self, mention: MentionSpan) -> frozenset[str]:
        end = mention.end
        for i in range(mention.start + 1, mention.end):
            if self.doc[i].lower_ in {"of", "for", "on", "in", "to", "("}:
                end = i
                break
        token = self.doc[end - 1]
        words = {token.lower_, token.lemma_.lower()}
        if end - 1 > mention.start:
            # "press secretary" and "central bank" say more than their last word.
            words |= {f"{self.doc[end - 2].lower_} {word}" for word in words}
        # "Norlandic Chamber of Deputies" is a parliament, a chamber of commerce is none.
        words.add(self.doc[end - 1 : min(end + 2, mention.end)].text.lower())
        words.add(self.doc[mention.start : mention.end].text.lower())
        return frozenset(words)


def _last_role(pattern: Sequence[Element], at: int) -> str:
    return next(e.role for e in reversed(pattern[:at]) if e.kind == "mention")
