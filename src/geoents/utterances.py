"""Quotations that are speech, and which attribution is theirs.

A quotation is an **utterance** when it stands by itself ("'We agree,' Olsen said. 'It is late.'")
and a **fragment** when the sentence runs through it ("she called the plan 'a disgrace'"). An
utterance belongs to the attribution beside it; one without its own goes on with the speaker of the
words before it. A fragment is part of whatever clause it stands in (:mod:`geoents.claims`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from typing import Final

from spacy.tokens import Doc, Span, Token

from geoents.graph import Graph
from geoents.quotations import Quotation, find_quotations, split_sentences
from geoents.stretches import Stretch, is_mark, sentence_of

__all__ = ["Utterances"]

_TERMINAL: Final = frozenset(".!?…")
_PAUSES: Final = frozenset({",", ":", "–", "—", "-", "--", ";"})
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD", "VB"})
#: Verbs that may stand alone behind a quotation that has ended: "'It is over.' Olsen said."
_PLAIN: Final = frozenset(
    {
        "say",
        "add",
        "tell",
        "explain",
        "continue",
        "conclude",
        "write",
        "note",
        "state",
        "remark",
        "comment",
        "tweet",
    }
)
_SAYING: Final = frozenset({"VBD", "VBZ", "VBP", "VBG"})
#: How many words may stand between a quotation and its attribution: "in a statement, Olsen said".
_DISTANCE: Final = 7


class Utterances:
    """The quotations of a doc, told apart as utterances and fragments.

    Args:
        graph: The doc's dependencies.
        acts: The triggers of all acts of saying in it.

    Attributes:
        quotations: All of them, in order of the text.
        at: For each token the index of the quotation that it stands in, or None.
        taken: The quotations that have an attribution, by index, with that attribution's trigger.
    """

    def __init__(self, graph: Graph, acts: Set[int]) -> None:
        self.graph = graph
        self.acts = acts
        self.doc: Doc = graph.doc
        self.text: str = self.doc.text
        self.quotations: list[Quotation] = find_quotations(self.doc)
        self._starts = [quotation.start for quotation in self.quotations]
        self._ends = [quotation.end for quotation in self.quotations]
        self.at: list[int | None] = [None] * len(self.doc)
        for number, quotation in enumerate(self.quotations):
            for i in range(quotation.start, quotation.end):
                self.at[i] = number
        self.taken: dict[int, int] = {}

    # -- what kind of quotation ---------------------------------------------------------------

    def before(self, number: int) -> Token | None:
        """Return the last word or stop before a quotation in its paragraph."""
        i = self.quotations[number].start - 1
        while i >= 0 and (is_mark(self.doc[i]) or self.doc[i].text == "..."):
            i -= 1
        if i < 0 or self.doc[i].is_space or self.has_break(i, self.quotations[number].start):
            return None
        return self.doc[i]

    def after(self, number: int) -> Token | None:
        """Return the first word or stop behind a quotation in its paragraph."""
        end = self.quotations[number].end
        i = end
        while i < len(self.doc) and is_mark(self.doc[i]):
            i += 1
        if i >= len(self.doc) or self.doc[i].is_space or self.has_break(end - 1, i):
            return None
        return self.doc[i]

    def has_break(self, left: int, right: int) -> bool:
        """Tell whether a line ends between two tokens."""
        return "\n" in self.text[self.doc[left].idx + len(self.doc[left]) : self.doc[right].idx]

    def opens_anew(self, number: int) -> bool:
        """Tell whether a quotation opens a sentence of its own."""
        before = self.before(number)
        return (
            before is None
            or before.text[-1] in _TERMINAL
            or self.at[before.i] is not None
            or not self._is_same_text(before.i, number)
        )

    def _is_same_text(self, i: int, number: int) -> bool:
        sentence = sentence_of(self.doc, i)
        return sentence.start <= self.quotations[number].start < sentence.end

    def is_closed_off(self, number: int) -> bool:
        """Tell whether a quotation ends with a stop or a comma, on either side of its mark."""
        quotation = self.quotations[number]
        last = self.text[quotation.start_char : quotation.end_char].rstrip()[-1:]
        after = self.after(number)
        return (
            (not last.isalnum() and last not in ")]%")
            or after is None
            or after.text in {",", ".", "?", "!", "…", "–", "—", "-", ";"}
        )

    def is_sentence(self, number: int) -> bool:
        """Tell whether a quotation has a verb, and so may be a whole utterance."""
        quotation = self.quotations[number]
        tokens = self.doc[quotation.start : quotation.end]
        return (
            any(t.tag_ in _FINITE for t in tokens) or len(split_sentences(self.doc, quotation)) > 1
        )

    # -- whose --------------------------------------------------------------------------------

    def beside(self, trigger: int, attribution: Stretch, complements: Sequence[int]) -> list[int]:
        """Return the quotations, left and right, that an attribution tells the speaker of.

        Args:
            trigger: The verb of saying (outside quotations).
            attribution: The verb with its speaker.
            complements: The heads of what the parser takes for its claims, to its right.
        """
        found = []
        left, right = self._neighbours(trigger)
        if left is not None and self._is_before(left, attribution, trigger, complements):
            found.append(left)
        if right is not None and self._is_behind(right, attribution, trigger, complements, found):
            found.append(right)
        return found

    def _neighbours(self, trigger: int) -> tuple[int | None, int | None]:
        before = bisect_right(self._ends, trigger)
        after = bisect_right(self._starts, trigger)
        left = before - 1 if before else None
        right = after if after < len(self.quotations) else None
        if left is not None and not self._reaches(left, trigger):
            left = None
        if right is not None and self.has_break(trigger, self.quotations[right].start):
            gap = self.doc[trigger + 1 : self.quotations[right].start]
            words = [t for t in gap if not (t.is_space or is_mark(t))]
            # "Olsen said:" may end its line.
            if not words or words[-1].text != ":":
                right = None
        return left, right

    def _reaches(self, number: int, trigger: int) -> bool:
        """Tell whether a quotation and an act behind it stand in one paragraph.

        The line may break behind its comma: "'We agree,' / Olsen said".
        """
        quotation = self.quotations[number]
        if not self.has_break(quotation.end - 1, trigger):
            return True
        between = self.text[quotation.end_char : self.doc[trigger].idx].strip()
        is_open = self.text[: quotation.end_char].rstrip()[-1:] == ","
        return is_open and between.count("\n") == 0 and len(between.split()) <= _DISTANCE

    def _is_before(
        self, number: int, attribution: Stretch, trigger: int, complements: Sequence[int]
    ) -> bool:
        quotation = self.quotations[number]
        if self._is_taken(number, trigger) or not self.is_closed_off(number):
            return False
        gap = [
            t
            for t in self.doc[quotation.end : attribution.start]
            if not (t.is_punct or t.is_space or is_mark(t))
        ]
        if any(t.pos_ == "VERB" for t in gap) or len(gap) > _DISTANCE:
            return False
        if not (self.opens_anew(number) or self._follows_pause(number)):
            return False
        last = self.text[: quotation.end_char].rstrip()[-1:]
        is_finished = last == "." or self._ends_after_mark(number)
        # "'A.' Olsen said that B": B is what this verb reports.
        return not (is_finished and (complements or not self._is_bare(trigger)))

    def _is_taken(self, number: int, trigger: int) -> bool:
        return self.taken.get(number, trigger) != trigger

    def _ends_after_mark(self, number: int) -> bool:
        after = self.after(number)
        return after is not None and after.text == "."

    def _follows_pause(self, number: int) -> bool:
        before = self.before(number)
        return before is not None and before.text in _PAUSES

    def _is_bare(self, trigger: int) -> bool:
        """Tell whether nothing but circumstances stands behind a verb of saying."""
        if self.doc[trigger].lemma_.lower() not in _PLAIN:
            return False
        end = sentence_of(self.doc, trigger).end
        behind = [t for t in self.doc[trigger + 1 : end] if not (t.is_punct or t.is_space)]
        return len(behind) <= _DISTANCE and self.at[min(trigger + 1, len(self.at) - 1)] is None

    def _is_behind(
        self,
        number: int,
        attribution: Stretch,
        trigger: int,
        complements: Sequence[int],
        found: Sequence[int],
    ) -> bool:
        quotation = self.quotations[number]
        before = self.before(number)
        if self._is_taken(number, trigger):
            return False
        if before is None:
            return self._line_ends_with_colon(number, trigger)
        gap = self.doc[attribution.end : quotation.start]
        if any(t.text[-1:] in _TERMINAL for t in gap) or self._has_act(gap, trigger):
            return False
        if complements and min(self._first(i, trigger) for i in complements) < quotation.start:
            return False
        if before.text == ":":
            return not self.is_told(number)
        if before.text == "," or before.text in _PAUSES:
            return self.is_sentence(number) or bool(found)
        first = self.doc[quotation.start]
        if complements:
            return self.is_sentence(number)
        return first.text[:1].isupper() and self.is_sentence(number) and len(gap) <= _DISTANCE

    def is_told(self, number: int) -> bool:
        """Tell whether a quotation behind a colon is another's: "Norland denied it: 'A,' Olsen said"."""
        quotation = self.quotations[number]
        before = self.before(number)
        if before is None or before.text != ":":
            return False
        if self.text[: quotation.end_char].rstrip()[-1:] != ",":
            return False
        behind = [t for t in self.doc[quotation.end :][: 2 * _DISTANCE] if not is_mark(t)]
        verb = next((t for t in behind if t.pos_ == "VERB" or "\n" in t.text), None)
        is_joined = bool(behind) and behind[0].dep_ == "cc"
        return verb is not None and verb.i in self.acts and verb.tag_ in _FINITE and not is_joined

    def _line_ends_with_colon(self, number: int, trigger: int) -> bool:
        i = self.quotations[number].start - 1
        while i > trigger and (self.doc[i].is_space or is_mark(self.doc[i])):
            i -= 1
        return self.doc[i].text == ":" and sentence_of(self.doc, trigger).end > i

    def _has_act(self, gap: Span, trigger: int) -> bool:
        """Tell whether another act of saying is nearer to a quotation."""
        return any(t.i in self.acts and t.i != trigger and t.tag_ in _SAYING for t in gap)

    def _first(self, head: int, after: int) -> int:
        return min(
            (t.i for t in self.doc[head].subtree if t.i > after and not (t.is_punct or is_mark(t))),
            default=head,
        )

    def sentences(self, numbers: Sequence[int]) -> list[Stretch]:
        """Return the sentences of quotations; of one that an attribution interrupts the longer part."""
        found: list[Stretch] = []
        for number in numbers:
            quotation = self.quotations[number]
            spans = [Stretch(s.start, s.end) for s in split_sentences(self.doc, quotation)]
            if found and spans and number > 0 and self._goes_on(number, found[-1]):
                longer = max(found[-1], spans[0], key=lambda s: s.end - s.start)
                found[-1:] = [longer]
                spans = spans[1:]
            found += spans
        return found

    def _goes_on(self, number: int, last: Stretch) -> bool:
        """Tell whether a quotation continues the sentence of the one before: "'A,' X said, 'and B'."""
        before = self.before(number)
        first = self.doc[self.quotations[number].start]
        ended = self.doc[last.end - 1].text[-1:] in _TERMINAL
        return (
            before is not None
            and before.text in _PAUSES
            and not ended
            and (first.text[:1].islower() or first.text in {"I", "I'm"})
        )

    # -- those without attribution --------------------------------------------------------------

    def continuations(self) -> Iterator[tuple[int, int]]:
        """Yield the utterances without attribution, each with the token that it goes on from.

        That token is the first of the narration, or of the quotation, which ends before it.
        """
        for number, quotation in enumerate(self.quotations):
            if number in self.taken or not self._is_utterance(number):
                continue
            i = quotation.start - 1
            while i >= 0 and (self.doc[i].is_space or is_mark(self.doc[i])):
                i -= 1
            if i >= 0:
                yield number, i

    def standing(self) -> Iterator[int]:
        """Yield the utterances without attribution that are paragraphs of their own."""
        for number, quotation in enumerate(self.quotations):
            is_free = number not in self.taken and self._is_utterance(number)
            is_alone = self.before(number) is None and self.after(number) is None
            if is_free and is_alone and quotation.is_closed:
                yield number

    def introduced(self) -> Iterator[tuple[int, int]]:
        """Yield the utterances behind a colon that no attribution has taken, with the colon."""
        for number in range(len(self.quotations)):
            before = self.before(number)
            if before is None or before.text != ":" or self.at[before.i] is not None:
                continue
            is_free = number not in self.taken and not self.is_told(number)
            if is_free and self.is_sentence(number):
                yield number, before.i

    def _is_utterance(self, number: int) -> bool:
        if not self.opens_anew(number) or not self.is_sentence(number):
            return False
        after = self.after(number)
        quotation = self.quotations[number]
        is_whole = after is None or after.is_sent_start or after.text[-1] in _TERMINAL
        last = self.text[: quotation.end_char].rstrip()[-1:]
        return is_whole or last in _TERMINAL or not quotation.is_closed
