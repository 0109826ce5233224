"""What is said where the tree shows no clause: read from the sentence's words."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc

from geoents.clauses import FINITE, Clauses
from geoents.edges import CIRCUMSTANCE, DAYS, NOMINAL, Edges
from geoents.graph import Graph
from geoents.stretches import Stretch, is_mark

__all__ = ["Surface"]

#: Verbs whose clause needs no "that", and who take no object: "said the talks had failed".
_REPORTING: Final = frozenset("say add claim believe insist argue think note warn".split())
_ASKED: Final = frozenset({"asked", "questioned", "pressed", "quizzed"})
#: Verbs that may end a sentence with their speaker: "..., informs the ministry".
_ENDING: Final = frozenset(
    {"say", "add", "report", "inform", "announce", "state", "warn", "claim", "write", "note", "insist", "reveal"}
)  # fmt: skip


class Surface:
    """The words around the attributions of a doc.

    Args:
        graph: The doc's dependencies.
        tests: What its clauses are like.
        edges: Where its claims end.
    """

    def __init__(self, graph: Graph, tests: Clauses, edges: Edges) -> None:
        self.graph = graph
        self.doc: Doc = graph.doc
        self.tests = tests
        self.edges = edges

    def read(self, trigger: int, attribution: Stretch, sentence: Stretch) -> list[Stretch]:
        """Read a claim for which the parser shows no clause: behind "that", or before the comma."""
        for token in self.doc[attribution.end : min(attribution.end + 8, sentence.end)]:
            if token.is_punct or token.pos_ == "VERB":
                break
            if token.lower_ == "that" and token.tag_ == "IN" and token.i + 2 < sentence.end:
                return [self.edges.cut(Stretch(token.i + 1, sentence.end), trigger)]
        behind = Stretch(trigger + 1, sentence.end)
        if self.graph.deps[trigger] == "acl:relcl" and self._opens_with_verb(behind):
            # "a trial that Norland said was illegal"
            return [self.edges.cut(behind, trigger)]
        if self._opens_with_clause(behind, trigger, attribution):
            return [self.edges.cut(Stretch(behind.start, self.clause_end(behind)), trigger)]
        left = Stretch(sentence.start, attribution.start)
        if self._is_in_relative(attribution):
            return [self.edges.cut(Stretch(attribution.end + 1, sentence.end), trigger)]
        comma = self.doc[left.end - 1] if left.end > left.start else None
        is_left = comma is not None and (comma.text == "," or is_mark(comma))
        # "the year ends, and before May, Norland reports a loss": the loss is what it reports
        is_joined = self.tests.is_conjunct(trigger) and self.tests.has_object(trigger)
        if not is_left or is_joined or self._is_subordinate(left):
            return []
        is_claim = self.tests.is_clause(left) or self._is_headline(left, trigger, sentence)
        return [left] if is_claim else []

    def _is_in_relative(self, attribution: Stretch) -> bool:
        """Tell whether an attribution stands in a clause: "nine coins, which, Olsen says, is fair"."""
        before = self.doc[max(0, attribution.start - 2) : attribution.start]
        after = self.doc[attribution.end : attribution.end + 1].text
        return (
            len(before) == 2 and before[0].tag_ in {"WDT", "WP"} and before[1].text == after == ","
        )

    def _is_headline(self, left: Stretch, trigger: int, sentence: Stretch) -> bool:
        """Tell whether words without a clause are a claim: "No talks, says Oslo".

        With a verb the parser may only have lost its subject: "..., informs the ministry".
        """
        if self.doc[trigger].lemma_.lower() not in _ENDING:
            return False
        behind = [t for t in self.doc[trigger + 1 : sentence.end] if not (t.is_space or t.is_punct)]
        behind = [t for t in behind if t.ent_type_ != "DATE" and t.lower_ not in DAYS]
        if any(t.pos_ not in NOMINAL | {"PART", "ADP"} for t in behind):
            return False
        if (left.end == trigger) != bool(behind):
            return False  # who speaks stands on one side
        if self.tests.has_verb(left):
            words = self.doc[left.start : left.end]
            # "Olsen to Stay, Premier Insists"
            is_planned = any(t.tag_ == "VB" and t.nbor(-1).lower_ == "to" for t in words[2:])
            return is_planned or any(t.tag_ in FINITE for t in words)
        return left.end - left.start > 2 and self.doc[left.start].tag_ not in {"VBG", "VBN"}

    def _opens_with_clause(self, stretch: Stretch, trigger: int, attribution: Stretch) -> bool:
        """Tell whether a noun phrase and a finite verb stand behind "Olsen said"."""
        is_plain = self.doc[trigger].lemma_.lower() in _REPORTING
        has_object = self.tests.has_object(trigger)
        if attribution.start == trigger or has_object or not is_plain:
            return False
        tokens = self.doc[stretch.start : self.clause_end(stretch)]
        if not len(tokens) or tokens[0].pos_ not in NOMINAL:
            return False
        verbs = [t.i for t in tokens if t.tag_ in FINITE]
        return bool(verbs) and verbs[0] > stretch.start

    def clause_end(self, stretch: Stretch) -> int:
        """Return where a clause ends that stands in another: "who said he was ill, left"."""
        for i in range(stretch.start, stretch.end - 1):
            after = i + 1
            while after < stretch.end - 1 and is_mark(self.doc[after]):
                after += 1
            if self.doc[i].text == "," and self.doc[after].tag_ in FINITE:
                return i
        return stretch.end

    def _opens_with_verb(self, stretch: Stretch) -> bool:
        return stretch.start < stretch.end and self.doc[stretch.start].tag_ in FINITE

    def _is_subordinate(self, stretch: Stretch) -> bool:
        first = next((t for t in self.doc[stretch.start : stretch.end] if not t.is_punct), None)
        if first is not None and first.lower_ in _ASKED:
            return True  # "Asked whether they had left, Olsen admitted it"
        return first is None or first.lower_ in CIRCUMSTANCE or first.pos_ == "ADP"
