"""The words of an act of saying: the quotations and clauses that are its claims, as tokens.

This is where :mod:`geoents.claims` (what the trees show) and :mod:`geoents.utterances` (what the
quotation marks show) come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import pairwise
from typing import Final

from geoents.claims import Claims
from geoents.graph import Graph
from geoents.rules import RuleMatch
from geoents.schema import RelationType
from geoents.stretches import Stretch, attribution_of, sentence_of
from geoents.subjects import noun_phrase_start
from geoents.utterances import Utterances

__all__ = ["BESIDE", "CLAUSE", "COLON", "TAKEN_UP", "Wording"]

#: Constructions without a claim node, whose claim is a quotation or a finite clause.
CLAUSE: Final = frozenset(
    {
        "clause", "addressed_clause", "addressed_to", "interview", "text_finding", "put_it",
        "passive_addressed_clause", "made_clear_behind",
    }
)  # fmt: skip
#: Constructions of a phrase beside its claim.
BESIDE: Final = frozenset({"according_to", "according_to_next", "source_noun"})
#: Constructions whose claim runs on to whom it goes: "his condolences to Kenya".
_OBJECT_TO: Final = frozenset({"object_to", "object_to_of_class"})
_AGAINST: Final = "against"
#: Acts whose nouns take what they are about with a "to".
_TOWARDS_THINGS: Final = frozenset(
    {RelationType.REJECTED, RelationType.PRAISED, RelationType.CRITICIZED}
)
COLON: Final = "colon"
#: The construction whose claim is the sentence before: "This was stated by Olsen".
TAKEN_UP: Final = "taken_up"


class Wording:
    """Finds what is said in a doc.

    Args:
        graph: The doc's dependencies.
        acts: The triggers of all acts of saying in it.

    Attributes:
        utterances: The doc's quotations; those that :meth:`of` returns are marked as taken there.
    """

    def __init__(self, graph: Graph, acts: Set[int]) -> None:
        self.graph = graph
        self.doc = graph.doc
        self.claims = Claims(graph, acts)
        self.utterances = Utterances(graph, acts)

    def of(self, match: RuleMatch, trigger: int, subject: int | None) -> list[Stretch]:
        """Return what an act says; empty where its construction has no claim, or none is found.

        Args:
            match: The rule's match.
            trigger: The verb or noun of saying.
            subject: The word that says who speaks, where there is one.
        """
        construction = match.rule.construction
        if construction in CLAUSE:
            found = self._of_clause(trigger, subject)
        elif construction in BESIDE:
            found = self._of_phrase(trigger, match.nodes["subject"])
        elif construction == COLON:
            found = self._of_colon(trigger)
        elif construction == TAKEN_UP:
            found = self._sentence_before(trigger)
        elif "claim" not in match.nodes:
            return []
        else:
            if self._is_addressee(match):
                return []
            found = self.claims.phrase(match.nodes["claim"], without=self._other_party(match))
            if construction == _AGAINST:
                found = [Stretch(trigger + 1, found[0].end)]  # not "is against the plan"
            judged = match.nodes.get("judgement", match.nodes["claim"])
            if judged < match.nodes["claim"]:
                # 'rejected as "false" reports of a split': the judgement is no part of them
                found = [Stretch(judged + 1, found[0].end)]
            if match.nodes.get("predicate", match.nodes["claim"]) < match.nodes["claim"]:
                return []  # "branded the jailed men as traitors": "jailed" is no predicate
            if "predicate" in match.nodes:
                ends = self.claims.phrase(match.nodes["predicate"])
                found = [Stretch(found[0].start, max(found[0].end, ends[0].end))]
        clipped = dict.fromkeys(self._clipped(stretch, trigger) for stretch in found)
        return [stretch for stretch in clipped if stretch.end > stretch.start]

    def _other_party(self, match: RuleMatch) -> int | None:
        """Return the party that is no part of a claim; condolences are "to Kenya".

        In "the rejection of the deal by Norland" who speaks stands behind the claim, in "called the
        report nonsense" the judgement.
        """
        nodes = match.nodes
        party = None if match.rule.construction in _OBJECT_TO else nodes.get("object")
        behind = max(nodes.get("subject", -1), nodes.get("judgement", -1))
        return behind if behind > nodes["claim"] else party

    def _is_addressee(self, match: RuleMatch) -> bool:
        """Tell whether the "claim" of a noun is to whom it goes: "an appeal to the citizens"."""
        head = self.doc[match.nodes["claim"]]
        if match.rule.type in _TOWARDS_THINGS:
            return False  # "objections to the treaty", "tribute to his courage"
        is_noun = self.doc[match.nodes["trigger"]].pos_ == "NOUN"
        openers = self.graph.words(head.i, frozenset({"case", "mark"}))
        return is_noun and openers == ["to"] and head.pos_ in {"NOUN", "PROPN", "PRON"}

    def _of_clause(self, trigger: int, subject: int | None) -> list[Stretch]:
        sentence = sentence_of(self.doc, trigger)
        start = None
        if subject is not None and sentence.start <= subject < sentence.end:
            start = noun_phrase_start(self.graph, subject, lowest=sentence.start)
        attribution = attribution_of(self.graph, trigger, start)
        if self.utterances.at[trigger] is None:
            complements = self.claims.complements(trigger)
            inside = {self.utterances.at[head] for head in complements}
            if None not in inside and any(
                self.utterances.is_told(n) for n in inside if n is not None
            ):
                return []  # 'Norland denied it: "A," Olsen said': A is not what Norland denied
            numbers = self.utterances.beside(trigger, attribution, complements)
            if numbers:
                return self._take(numbers, trigger)
        return self._with_rest(self.claims.reported(trigger, attribution), trigger)

    def _of_phrase(self, trigger: int, subject: int) -> list[Stretch]:
        phrase = trigger if self.doc[trigger].pos_ == "NOUN" else subject
        attribution, found = self.claims.around(phrase, trigger)
        if self.utterances.at[trigger] is None:
            numbers = self.utterances.beside(trigger, attribution, ())
            if numbers:
                return self._take(numbers, trigger)
        return found

    def _of_colon(self, trigger: int) -> list[Stretch]:
        """Return the sentences of the rest of a line: "Olsen: We have not decided"."""
        numbers = [n for n in self.utterances.at[trigger + 1 : trigger + 3] if n is not None][:1]
        if numbers and self.utterances.is_sentence(numbers[0]):
            return self._take(numbers, trigger)  # "Olsen: 'We agree. We go.'"
        end = trigger + 1
        while end < len(self.doc) and not self.utterances.has_break(trigger, end):
            end += 1
        rest = self.doc[trigger + 1 : end]
        cuts = [trigger + 1, *(t.i for t in rest if t.is_sent_start and t.i > trigger + 1), end]
        found = [Stretch(a, b) for a, b in pairwise(cuts)]
        return [s for s in found if self.claims.tests.is_clause(s)]

    def _sentence_before(self, trigger: int) -> list[Stretch]:
        """Return the sentence before that of a verb, unless it stands in quotation marks."""
        end = sentence_of(self.doc, trigger).start
        before = end - 1
        while before > 0 and self.doc[before].is_space:
            before -= 1
        if before < 0 or self.utterances.at[trigger] is not None:
            return []
        found = Stretch(sentence_of(self.doc, before).start, before + 1)
        is_free = self.utterances.at[found.start] is None and self.claims.tests.is_clause(found)
        return [found] if is_free else []

    def _take(self, numbers: Iterable[int], trigger: int) -> list[Stretch]:
        numbers = list(numbers)
        for number in numbers:
            self.utterances.taken.setdefault(number, trigger)
        return self.utterances.sentences(numbers)

    def _with_rest(self, found: list[Stretch], trigger: int) -> list[Stretch]:
        """Add the further sentences of a quotation in which a claim ends: 'is "late. We go."'."""
        if self.utterances.at[trigger] is not None:
            return found
        rest: list[Stretch] = []
        for stretch in found:
            number = self._quotation_at_end(stretch)
            if number is not None and number not in self.utterances.taken:
                self.utterances.taken[number] = trigger
                sentences = self.utterances.sentences([number])
                rest += [s for s in sentences if all(s.start >= other.end for other in found)]
        return [*found, *rest]

    def _quotation_at_end(self, stretch: Stretch) -> int | None:
        for token in reversed(self.doc[stretch.start : stretch.end]):
            if not (token.is_punct or token.is_space):
                return self.utterances.at[token.i]
        return None

    def _clipped(self, stretch: Stretch, trigger: int) -> Stretch:
        """Keep a claim within the quotation that its verb stands in."""
        number = self.utterances.at[trigger]
        if number is None:
            return stretch
        quotation = self.utterances.quotations[number]
        if sentence_of(self.doc, trigger).start <= stretch.start < stretch.end <= quotation.start:
            return stretch  # 'The report "does not correspond to reality", Olsen said'
        return Stretch(max(stretch.start, quotation.start), min(stretch.end, quotation.end))
