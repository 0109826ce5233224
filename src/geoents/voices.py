"""Whose words "I" and "we" stand in: quotations, and the answers of an interview.

Who speaks is known only when the rest of the text is resolved: in '"I left," she said' the name
is that of the pronoun behind the quotation. So the first person is resolved last.

An interview puts questions in lines of their own, and its lead names the one who answers. There
"you" in a question is that person, and so is "I" in an answer or in a quoted headline.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

from spacy.tokens import Token

from geoents.clean import Line, find_lines
from geoents.clusters import is_subject
from geoents.dialogues import find_quoted_exchanges
from geoents.discourse import Discourse
from geoents.quotations import Quotation, find_quotations
from geoents.stretches import is_mark
from geoents.transcripts import ANSWERS, QUESTIONS, LabelledLine, labelled_lines

__all__ = ["SECOND_PERSON", "Interview", "Voices"]

SECOND_PERSON: Final = frozenset({"you", "your", "yours", "yourself"})
_PERSONAL: Final = SECOND_PERSON | {"i", "me", "my", "mine", "myself"}
#: How many words a line has at most that puts a question.
_LONGEST: Final = 60
#: How many questions make an interview.
_LEAST: Final = 2
_SENTENCE_ENDS: Final = frozenset(".!?")


#: Lines, labelled or not.
_Stretch = Line | LabelledLine


class Interview(NamedTuple):
    """An interview: the cluster of who answers, and the lines of questions and of answers."""

    person: int
    questions: Sequence[_Stretch]
    answers: Sequence[_Stretch]


class Voices:
    """The speakers of a doc's quotations and answers.

    Args:
        discourse: The doc's references, all names and third persons resolved.
    """

    def __init__(self, discourse: Discourse) -> None:
        self._discourse = discourse
        self._doc = discourse.doc
        # A doc's text is put together anew each time it is asked for.
        self._text: str = self._doc.text
        self._speakers: dict[int, int | None] = {}

    def speaker(self, token: Token) -> int | None:
        """Return the person in whose words a token stands, None where that is not clear."""
        number = self._at(token.i)
        if number is not None:
            known = self._discourse.quoted_speaker(token)
            return self._of_quotation(number) if known is None else known
        interview = self.interview
        if interview is not None and _is_inside(token, interview.answers):
            return interview.person
        return None

    def asked(self, token: Token) -> int | None:
        """Return the person whom an interview's question means by "you"."""
        interview = self.interview
        if interview is None or not _is_inside(token, interview.questions):
            return None
        return interview.person if self._at(token.i) is None else None

    @cached_property
    def _quotations(self) -> list[Quotation]:
        return find_quotations(self._doc)

    @cached_property
    def _starts(self) -> list[int]:
        return [quotation.start for quotation in self._quotations]

    def _at(self, position: int) -> int | None:
        number = bisect_right(self._starts, position) - 1
        is_inside = number >= 0 and position < self._quotations[number].end
        return number if is_inside else None

    # -- quotations ----------------------------------------------------------------------------

    def _of_quotation(self, number: int) -> int | None:
        """Return who speaks: by the attribution beside a quotation, or as the one before it."""
        if number not in self._speakers:
            self._speakers[number] = None
            found = self._attributed(self._quotations[number])
            if not found and number and self._goes_on(number):
                previous = self._of_quotation(number - 1)
                found = {previous} - {None}
            if not found and self.interview is not None and self._is_answer(number):
                found = {self.interview.person}
            self._speakers[number] = found.pop() if len(found) == 1 else None
        return self._speakers[number]

    def _attributed(self, quotation: Quotation) -> set[int | None]:
        """Return the persons who are subjects in the sentences of a quotation, outside it."""
        first = self._doc[quotation.start].sent.start
        last = self._doc[quotation.end - 1].sent.end
        outside = [*range(first, quotation.start), *range(quotation.end, last)]
        persons: set[int | None] = set()
        for position in outside:
            if self._at(position) is None and is_subject(self._doc[position]):
                persons.update(self._persons_at(position))
        return persons

    def _persons_at(self, position: int) -> list[int]:
        reference = self._discourse.at.get(position)
        if reference is not None:
            return [reference.cluster] if reference.type == "PERSON" else []
        return self._discourse.persons_at(position)

    def _goes_on(self, number: int) -> bool:
        """Tell whether a quotation is by who spoke the one before: only its attribution parts them."""
        before, here = self._quotations[number - 1], self._quotations[number]
        if before.chain == here.chain:
            return True
        between = [t for t in self._doc[before.end : here.start] if not is_mark(t)]
        words = [t for t in between if not t.is_space]
        opens_paragraph = bool(between) and between[-1].is_space
        parted = any(t.text.count("\n") > 1 for t in between)
        return sum(t.text[-1] in _SENTENCE_ENDS for t in words) <= 1 and (
            opens_paragraph or not parted
        )

    # -- interviews ----------------------------------------------------------------------------

    def _is_answer(self, number: int) -> bool:
        """Tell whether a quotation follows a question, or is the headline of an interview."""
        if self.interview is None:
            return False
        start = self._quotations[number].start_char
        after = start > self.interview.questions[0].start
        return after or not self._text[:start].strip("\n \"'“‘")

    def answering(self, token: Token) -> int | None:
        """Return the interviewed person where "I" or "you" beside a third person shows who that is not.

        "He asked me to wait": who answers is not "he".
        """
        questions = self._questions
        if len(questions) < _LEAST or token.idx < questions[0].start or self.interview is None:
            return None
        is_personal = any(t.lower_ in _PERSONAL and self._at(t.i) is None for t in token.sent)
        return self.interview.person if is_personal and self._at(token.i) is None else None

    @cached_property
    def _questions(self) -> Sequence[_Stretch]:
        """The lines that put questions, told by the text alone."""
        labelled = labelled_lines(self._text)
        questions: Sequence[_Stretch] = [line for line in labelled if line.label in QUESTIONS]
        quoted = [] if questions else find_quoted_exchanges(self._text)
        questions = questions or [exchange.question for exchange in quoted]
        return questions or [line for line in find_lines(self._text) if self._asks(line)]

    @cached_property
    def interview(self) -> Interview | None:
        """The text's interview, if it is one."""
        labelled, questions = labelled_lines(self._text), self._questions
        if len(questions) < _LEAST:
            return None
        person = self._introduced(questions[0].start)
        answers = [line for line in labelled if line.label in ANSWERS]
        named = [line for line in labelled if line.label not in ANSWERS | QUESTIONS]
        if not answers and len(named) >= _LEAST:
            by_person: dict[int, list[LabelledLine]] = defaultdict(list)
            for line in named:
                by_person[self._labelled(line)].append(line)
            by_person.pop(-1, None)
            # Of several who answer nobody is "you".
            if len(by_person) == 1:
                person, answers = next(iter(by_person.items()))
        return None if person is None else Interview(person, questions, answers)

    def _labelled(self, line: LabelledLine) -> int:
        """Return the person whom a line's label names, by name or post, else -1."""
        span = self._doc.char_span(line.start, line.words, alignment_mode="contract")
        found = [c for token in span or () for c in self._persons_at(token.i)]
        return found[0] if found else -1

    def _asks(self, line: Line) -> bool:
        """Tell whether a line speaks to somebody, outside quotations."""
        span = self._doc.char_span(line.start, line.end, alignment_mode="expand")
        if span is None or len(span) > _LONGEST:
            return False
        if any(self._at(token.i) is not None for token in span):
            return False
        return any(token.lower_ in SECOND_PERSON for token in span)

    def _introduced(self, end: int) -> int | None:
        """Return the person whom the lines before the first question refer to most."""
        counts: Counter[int] = Counter()
        for reference in self._discourse.references:
            if reference.type == "PERSON" and self._doc[reference.token].idx < end:
                counts[reference.cluster] += 1
        ranked = counts.most_common(2)
        is_clear = len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] > ranked[1][1])
        return ranked[0][0] if is_clear else None


def _is_inside(token: Token, lines: Sequence[_Stretch]) -> bool:
    return any(line.start <= token.idx < line.end for line in lines)
