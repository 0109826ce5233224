"""What is said: from a verb or noun of saying to the stretch of text that is its claim.

The tree gives the head of the claim (a clause under "said", the clause beside "X said", the
sentence around "according to X"); the sentence's surface steps in where the tree has none. The
claim is what is left of the clause without its attribution: no "that", no quotation mark at
either end, no final full stop, no trailing clause that only adds something (", which could ...").
:mod:`geoents.utterances` finds the claims that stand in quotation marks.
"""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from spacy.tokens import Doc

from geoents.clauses import SUBJECTS, Clauses
from geoents.edges import CIRCUMSTANCE, QUESTION, Edges
from geoents.graph import Graph
from geoents.stretches import Stretch, is_mark, moved_out, sentence_of
from geoents.surface import Surface

__all__ = ["Claims"]

_CLAUSES: Final = frozenset({"ccomp", "parataxis", "csubj"})
_LEFT: Final = frozenset({"ccomp", "parataxis", "dep"})
_MAYBE: Final = frozenset(
    {"xcomp", "obj", "iobj", "dep", "advcl", "acl", "acl:relcl", "conj", "obl", "nmod", "obl:unmarked"}
)  # fmt: skip
_OBJECTS: Final = frozenset({"obj", "iobj"})
_MEDIUM: Final = frozenset({"acl", "acl:relcl", "ccomp", "advcl"})
_WHETHER: Final = frozenset({"whether", "if"})
_OPENERS: Final = frozenset({"case", "mark"})
_NOT: Final = frozenset({"not", "never"})


class Claims:
    """The claims of a doc's attributions, found in the trees.

    Args:
        graph: The doc's dependencies.
        acts: Tokens that are verbs or nouns of saying; a claim ends where the next act begins.
    """

    def __init__(self, graph: Graph, acts: Set[int]) -> None:
        self.graph = graph
        self.doc: Doc = graph.doc
        self.acts = acts
        self.tests = Clauses(graph)
        self.edges = Edges(graph, acts)
        self.surface = Surface(graph, self.tests, self.edges)

    # -- of verbs -----------------------------------------------------------------------------

    def complements(self, trigger: int) -> list[int]:
        """Return the heads of the clauses behind a verb of saying: "said (that) A and that B"."""
        found = []
        for child in self.graph.tree_children[trigger]:
            if child > trigger:
                found += self._complement(child, self.graph.deps[child], trigger)
        return found

    def _complement(self, child: int, dep: str, trigger: int) -> list[int]:
        if dep in _CLAUSES:
            return [child] if self._is_statement(child, trigger) else []
        is_said = self.tests.opens_with_that(child, trigger)
        if dep in _MAYBE and (is_said or self.tests.is_question(child, trigger)):
            return [child]
        if dep == "xcomp" and self.tests.is_finite(child) and not self.tests.opens_with_to(child):
            return [child]
        if dep in _OBJECTS and self.doc[child].pos_ in {"NOUN", "PROPN", "PRON"}:
            # "told the paper that A": the parser may hang A on the paper.
            return [
                deeper
                for deeper in self.graph.tree_children[child]
                if deeper > child
                and self.graph.deps[deeper] in {"acl", "acl:relcl", "ccomp", "advcl"}
                and self.tests.opens_with_that(deeper, child)
                and self.tests.has_subject(deeper)
                and not self._is_relative(deeper)
            ]
        return self._in_medium(child) if dep == "obl" else []

    def _in_medium(self, noun: int) -> list[int]:
        """Return what is said where the parser hangs it on the medium: "said in a video that A"."""
        return [
            token.i
            for token in self.doc[noun].subtree
            if token.i > noun
            and token.dep_ in _MEDIUM
            and self.tests.opens_with_that(token.i, noun)
            and self.tests.is_finite(token.i)
            and self.tests.has_subject(token.i)
            and not self._is_relative(token.i)
        ][:1]

    def _is_relative(self, i: int) -> bool:
        """Tell whether the "that" of a clause is one of its arguments: "the plan that failed"."""
        return any(
            self.doc[child].lower_ == "that" and label in SUBJECTS | {"obj"}
            for child, label in self.graph.children[i]
        )

    def _is_statement(self, i: int, trigger: int) -> bool:
        """Tell whether a clause says something: "said he left", but not "said when he left"."""
        if self.graph.deps[i] == "parataxis" and not self._is_beside(i, trigger):
            return False
        if self.doc[trigger].lemma_ == "hold" and not self.tests.opens_with_that(i, trigger):
            return False  # "held talks" with a verb for the parser
        if i in self.acts and self._is_attribution(i, trigger):
            return False
        for child in self.graph.tree_children[i]:
            token = self.doc[child]
            if child > i or child < trigger:
                continue
            if token.dep_ == "cc" and self.doc[trigger + 1].text == "," and child == trigger + 2:
                return False  # "A, Olsen said, and B began"
            is_asked = token.lower_ in _WHETHER and token.dep_ in {"mark", "advmod"}
            is_first = child == self.tests.first_word(i, trigger)
            if is_asked or (token.tag_ in QUESTION and is_first):
                return self.tests.is_question(i, trigger)
            if token.lower_ in CIRCUMSTANCE and token.dep_ == "mark":
                return False
        return (
            self.tests.has_subject(i)
            or self.tests.opens_with_that(i, trigger)
            or self.tests.is_finite(i)
        )

    def _is_attribution(self, i: int, trigger: int) -> bool:
        """Tell whether an act behind a verb of saying is none of its words: ", said Olsen"."""
        first = self.tests.first_word(i, trigger)
        before = self.doc[first - 1]
        return first == i or before.text == "," or is_mark(before)

    def _is_beside(self, i: int, trigger: int) -> bool:
        """Tell whether a clause beside a verb may be its claim: not "...; B" and not "he added"."""
        first = self.tests.first_word(i, trigger)
        return self.tests.has_subject(i) and i not in self.acts and self.doc[first - 1].text != ";"

    def before(self, trigger: int) -> int | None:
        """Return the head of the clause that a verb of saying follows or interrupts: "A, X said"."""
        for child in self.graph.tree_children[trigger]:
            is_clause = self.tests.has_subject(child) or self.tests.is_finite(child)
            if child < trigger and self.graph.deps[child] in _LEFT and is_clause:
                return child
        head = self.graph.heads[trigger]
        if self.tests.is_inserted(trigger):
            return self.graph.heads[head]
        is_beside = head != trigger and self.graph.deps[trigger] == "parataxis"
        start = self.doc[trigger].left_edge.i
        is_beside = is_beside and ";" not in {self.doc[start].text, self.doc[start - 1].text}
        is_aside = self.tests.is_aside(trigger) and head not in self.acts
        return head if is_beside or is_aside else None

    def reported(self, trigger: int, attribution: Stretch) -> list[Stretch]:
        """Return what a verb reports, without quotation marks or with some inside.

        Args:
            trigger: The verb of saying.
            attribution: The verb with its subject and the adjuncts between them.
        """
        sentence = sentence_of(self.doc, trigger)
        heads = self.complements(trigger)
        if heads:
            bounds = Stretch(attribution.end, sentence.end)
            found: list[Stretch] = []
            for head in heads:
                more = self.clauses(head, bounds, without={trigger})
                if found and more and not self.tests.opens_with_that(head, trigger):
                    # "said A, B and C", where the parser joins the three to the verb
                    found[-1:] = [Stretch(found[-1].start, more[-1].end)]
                else:
                    found += more
            found = [stretch for stretch in found if self.tests.has_verb(stretch)]
            found = [self.edges.behind_date(stretch, trigger) for stretch in found]
            if self.tests.is_relative(trigger):
                # "who said he was ill, left"
                found = [Stretch(s.start, self.surface.clause_end(s)) for s in found]
            if found:
                return [self.edges.with_start(found[0], attribution.end), *found[1:]]
        host = self.before(trigger)
        if host is not None:
            around = {t.i for t in self.doc[trigger].subtree}
            if self.graph.heads[host] == trigger:
                around -= {t.i for t in self.doc[host].subtree}
            found = self.beside(host, attribution, around)
            is_part = self.tests.is_inserted(trigger)
            return [stretch for stretch in found if is_part or self.tests.has_verb(stretch)]
        return self.surface.read(trigger, attribution, sentence)

    def clauses(
        self, head: int, bounds: Stretch, *, without: Set[int] = frozenset()
    ) -> list[Stretch]:
        """Return a clause, and apart from it those joined to it with a "that" of their own."""
        joined: list[int] = []
        for token in self.doc[head].subtree:
            is_inner = any(self.doc[other].is_ancestor(token) for other in joined)
            if token.i != head and not is_inner and self.tests.is_joined(token):
                joined.append(token.i)
        outside = set(without) | {t.i for child in joined for t in self.doc[child].subtree}
        outside |= moved_out(self.graph, head)
        inside = [t.i for t in self.doc[head].subtree if t.i not in outside]
        inside = [i for i in inside if bounds.start <= i < bounds.end]
        found = (
            [Stretch(self.tests.behind_that(head, min(inside)), max(inside) + 1)] if inside else []
        )
        found = [self.edges.with_subject(s, head, bounds.start) for s in found]
        found = [self.edges.cut(self.edges.extended(s, head, bounds.end), head) for s in found]
        for child in joined:
            found += self.clauses(child, bounds, without=without)
        return found

    def beside(self, head: int, attribution: Stretch, excluded: Set[int]) -> list[Stretch]:
        """Return the longer part of a clause that an attribution follows or interrupts."""
        sentence = sentence_of(self.doc, attribution.end - 1)
        inside = {
            t.i
            for t in self.doc[head].subtree
            if t.i not in excluded
            and sentence.start <= t.i < sentence.end
            and not attribution.start <= t.i < attribution.end
        }
        if not inside:
            # A line may end between the words and who says them: "'A,' / Olsen remarked".
            inside = {t.i for t in self.doc[head].subtree if t.i not in excluded}
            inside -= set(range(*attribution))
        left = [i for i in inside if i < attribution.start]
        right = [i for i in inside if i >= attribution.end]
        if left and right:
            # "A, Olsen said at a conference in Oslo, the first in years"
            is_adjunct = min(right) == attribution.end and self.doc[min(right)].pos_ == "ADP"
            is_whole = self.tests.has_verb(Stretch(min(left), max(left) + 1))
            end = sentence_of(self.doc, head).end
            if (is_adjunct and is_whole) or self.edges.goes_its_own_way(min(right), end):
                right = []
        parts = [Stretch(min(part), max(part) + 1) for part in (left, right) if part]
        parts = [self.edges.cut_beside(part, head, attribution) for part in parts]
        if parts and parts[0].end <= attribution.start:
            parts[0] = self.edges.with_start(parts[0], sentence.start)
        # Of equal parts that with the verb: "the treaty, Olsen argued, was void".
        return [max(parts, key=lambda s: (self._words(s), self.tests.has_verb(s)))] if parts else []

    def _words(self, stretch: Stretch) -> int:
        return sum(t.is_alpha or t.like_num for t in self.doc[stretch.start : stretch.end])

    # -- of phrases ---------------------------------------------------------------------------

    def phrase(self, head: int, *, without: int | None = None) -> list[Stretch]:
        """Return the words of a complement without what opens it: "for [an inquiry]".

        ``without`` heads a phrase that is no part of it, wherever the parser hangs it: in "blamed
        the flood on Kenya" the claim is "the flood".

        Complements joined with an opener of their own are claims of their own: "called for A and
        for B", "urged them to A and to B".
        """
        joined = [
            child
            for child in self.graph.tree_children[head]
            if self.graph.deps[child] == "conj" and self._openers(child) and self._openers(head)
        ]
        # "urged them to wait; a lorry had been hit"
        added = [c for c in self.graph.tree_children[head] if self._is_parted(c)]
        outside = {t.i for child in (*joined, *added) for t in self.doc[child].subtree}
        outside |= moved_out(self.graph, head)
        other = self.doc[head if without is None else without]
        if other.i != head and self.doc[head].is_ancestor(other):
            outside |= {t.i for t in other.subtree} - {head}
        inside = [t.i for t in self.doc[head].subtree if t.i not in outside]
        governor = self.graph.heads[head]
        if governor < head and self.doc[governor].pos_ == "VERB":
            inside = [i for i in inside if i > governor]  # "Velmar Denies Leaving the Pact"
        marks = self._openers(head)
        start = max([min(inside), *(m + 1 for m in marks)])
        if start > 1 and self.doc[start - 1].lower_ == "to" and self.doc[start - 2].lower_ in _NOT:
            start -= 2  # "urged Norland [not to leave]"
        claim = Stretch(self._owner_start(start, head), max(inside) + 1)
        if self.tests.is_relative(governor):
            claim = Stretch(claim.start, self.surface.clause_end(claim))
        elif (
            without is None and governor < head and self.doc[governor].pos_ == "VERB" and not joined
        ):
            claim = self.edges.extended(claim, head, sentence_of(self.doc, head).end)
        found = [self.edges.cut(claim, head)]
        for child in joined:
            found += self.phrase(child)
        return found

    def _is_parted(self, child: int) -> bool:
        """Tell whether a semicolon stands before a sentence that the parser hangs on another."""
        start = self.doc[child].left_edge.i
        is_semicolon = ";" in {self.doc[start].text, self.doc[start - 1].text}
        return self.graph.deps[child] == "parataxis" and is_semicolon

    def _owner_start(self, start: int, head: int) -> int:
        """Return where a noun's owner begins: "welcomed [Oslo's decision]", whatever Oslo hangs on."""
        if start < 2 or self.doc[start - 1].tag_ != "POS" or self.doc[head].pos_ != "NOUN":
            return start
        start -= 2
        while start > 0 and self.doc[start - 1].pos_ in {"PROPN", "DET", "ADJ"}:
            start -= 1
        return start

    def _openers(self, head: int) -> list[int]:
        found = []
        # "news that the treaty is in danger": the "in" opens the predicate, not the clause.
        openers = frozenset({"mark"}) if self.tests.has_subject(head) else _OPENERS
        for child in (c for c in self.graph.tree_children[head] if c < head):
            if self.graph.deps[child] in openers and self.doc[child].lower_ != "'s":
                found.append(child)
                found += [c for c in self.graph.tree_children[child] if c < head]
        return found

    def around(self, phrase: int, trigger: int) -> tuple[Stretch, list[Stretch]]:
        """Return an attributing phrase ("according to X"), and the claim beside it."""
        doc, sentence = self.doc, sentence_of(self.doc, phrase)
        inside = [t.i for t in doc[phrase].subtree] + [trigger]
        attribution = Stretch(min(inside), max(inside) + 1)
        words = doc[sentence.start : sentence.end]
        edges = [t.i for t in words if not (t.is_punct or t.is_space)]
        if edges and (attribution.start <= edges[0] or attribution.end > edges[-1]):
            left = Stretch(sentence.start, attribution.start)
            right = Stretch(attribution.end, sentence.end)
            return attribution, [self.edges.cut(max(left, right, key=self._words), phrase)]
        host = self.graph.heads[phrase]
        while host != self.graph.heads[host] and not self._is_predicate(host):
            host = self.graph.heads[host]
        return attribution, self.beside(host, attribution, frozenset(inside))

    def _is_predicate(self, i: int) -> bool:
        return self.doc[i].pos_ in {"VERB", "AUX"} or self.tests.has_subject(i)
