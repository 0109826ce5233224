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

from spacy.tokens import Doc, Token

from geoents.graph import Graph
from geoents.stretches import Stretch, is_mark, sentence_of

__all__ = ["Claims"]

_CLAUSES: Final = frozenset({"ccomp", "parataxis", "csubj"})
_LEFT: Final = frozenset({"ccomp", "parataxis", "dep"})
_MAYBE: Final = frozenset(
    {
        "xcomp",
        "obj",
        "iobj",
        "dep",
        "advcl",
        "acl",
        "acl:relcl",
        "conj",
        "obl",
        "nmod",
        "obl:unmarked",
    }
)
_OBJECTS: Final = frozenset({"obj", "iobj"})
_SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer", "expl"})
_NOMINAL: Final = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"})
#: Prepositions of phrases that belong to the noun before them: "the development of the valley".
_OF_NOUNS: Final = frozenset({"of", "for", "between", "among", "through", "towards"})
#: Relations to a verb of saying of what is no part of its claim.
_OWN: Final = frozenset({"conj", "parataxis", "advcl", "nsubj", "obj", "iobj", "ccomp"})
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
_QUESTION: Final = frozenset({"WRB", "WP", "WDT", "WP$"})
_WHETHER: Final = frozenset({"whether", "if"})
_OPENERS: Final = frozenset({"case", "mark"})
#: Adjuncts with which a clause may follow its verb of saying that are no claim.
_CIRCUMSTANCE: Final = frozenset(
    {"as", "when", "while", "after", "before", "if", "because", "although", "though", "since", "until",
     "whereas", "once", "unless"}
)  # fmt: skip


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
        if dep in _MAYBE and self._opens_with_that(child, trigger):
            return [child]
        if dep == "xcomp" and self._is_finite(child) and not self._opens_with_to(child):
            return [child]
        if dep in _OBJECTS and self.doc[child].pos_ in {"NOUN", "PROPN", "PRON"}:
            # "told the paper that A": the parser may hang A on the paper.
            return [
                deeper
                for deeper in self.graph.tree_children[child]
                if deeper > child
                and self.graph.deps[deeper] in {"acl", "acl:relcl", "ccomp", "advcl"}
                and self._opens_with_that(deeper, child)
                and self._has_subject(deeper)
                and not self._is_relative(deeper)
            ]
        return []

    def _opens_with_to(self, i: int) -> bool:
        return any(
            self.doc[child].lower_ == "to" for child in self.graph.tree_children[i] if child < i
        )

    def _is_relative(self, i: int) -> bool:
        """Tell whether the "that" of a clause is one of its arguments: "the plan that failed"."""
        return any(
            self.doc[child].lower_ == "that" and label in _SUBJECTS | {"obj"}
            for child, label in self.graph.children[i]
        )

    def _is_statement(self, i: int, trigger: int) -> bool:
        """Tell whether a clause says something: "said he left", but not "said when he left"."""
        if self.graph.deps[i] == "parataxis" and not self._is_beside(i, trigger):
            return False
        if i in self.acts and self._is_attribution(i, trigger):
            return False
        for child in self.graph.tree_children[i]:
            token = self.doc[child]
            if child > i or child < trigger:
                continue
            if token.lower_ in _WHETHER and token.dep_ in {"mark", "advmod"}:
                return False
            if token.tag_ in _QUESTION and child == self._first(i, trigger):
                return False
            if token.lower_ in _CIRCUMSTANCE and token.dep_ == "mark":
                return False
        return self._has_subject(i) or self._opens_with_that(i, trigger) or self._is_finite(i)

    def _is_attribution(self, i: int, trigger: int) -> bool:
        """Tell whether an act behind a verb of saying is none of its words: ", said Olsen"."""
        first = self._first(i, trigger)
        before = self.doc[first - 1]
        return first == i or before.text == "," or is_mark(before)

    def _is_beside(self, i: int, trigger: int) -> bool:
        """Tell whether a clause beside a verb may be its claim: not "...; B" and not "he added"."""
        first = self._first(i, trigger)
        return self._has_subject(i) and i not in self.acts and self.doc[first - 1].text != ";"

    def _first(self, i: int, after: int) -> int:
        return min((t.i for t in self.doc[i].subtree if t.i > after and not t.is_punct), default=i)

    def _opens_with_that(self, i: int, after: int) -> bool:
        return any(
            after < child < i
            and self.doc[child].lower_ == "that"
            and self.graph.deps[child] == "mark"
            for child in self.graph.tree_children[i]
        )

    def _has_subject(self, i: int) -> bool:
        return any(self.graph.deps[child] in _SUBJECTS for child in self.graph.tree_children[i])

    def _is_finite(self, i: int) -> bool:
        words = [i, *self.graph.tree_children[i]]
        return any(self.doc[word].tag_ in _FINITE for word in words if word <= i)

    def before(self, trigger: int) -> int | None:
        """Return the head of the clause that a verb of saying follows or interrupts: "A, X said"."""
        for child in self.graph.tree_children[trigger]:
            is_clause = self._has_subject(child) or self._is_finite(child)
            if child < trigger and self.graph.deps[child] in _LEFT and is_clause:
                return child
        head = self.graph.heads[trigger]
        if head != trigger and self.graph.deps[trigger] == "parataxis":
            return head
        return None

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
            found = self.clauses(heads[0], bounds, without={trigger})
            for head in heads[1:]:
                more = self.clauses(head, bounds, without={trigger})
                if found and more and not self._opens_with_that(head, trigger):
                    # "said A, B and C", where the parser joins the three to the verb
                    found[-1:] = [Stretch(found[-1].start, more[-1].end)]
                else:
                    found += more
            found = [stretch for stretch in found if self._has_verb(stretch)]
            if found:
                return found
        head = self.before(trigger)
        if head is not None:
            around = {t.i for t in self.doc[trigger].subtree}
            if self.graph.heads[head] == trigger:
                around -= {t.i for t in self.doc[head].subtree}
            return self.beside(head, attribution, around)
        return self._on_surface(trigger, attribution, sentence)

    def _has_verb(self, stretch: Stretch) -> bool:
        return any(t.pos_ in {"VERB", "AUX"} for t in self.doc[stretch.start : stretch.end])

    def clauses(
        self, head: int, bounds: Stretch, *, without: Set[int] = frozenset()
    ) -> list[Stretch]:
        """Return a clause, and apart from it those joined to it with a "that" of their own."""
        joined = [
            child
            for child in self.graph.tree_children[head]
            if self.graph.deps[child] == "conj"
            and any(
                self.doc[mark].lower_ == "that" and self.graph.deps[mark] == "mark"
                for mark in self.graph.tree_children[child]
            )
        ]
        outside = set(without) | {t.i for child in joined for t in self.doc[child].subtree}
        inside = [t.i for t in self.doc[head].subtree if t.i not in outside]
        inside = [i for i in inside if bounds.start <= i < bounds.end]
        found = [Stretch(min(inside), max(inside) + 1)] if inside else []
        found = [self._with_subject(s, head, bounds.start) for s in found]
        found = [self._cut(self._extended(s, head, bounds.end), head) for s in found]
        for child in joined:
            found += self.clauses(child, bounds, without=without)
        return found

    def _extended(self, stretch: Stretch, head: int, limit: int) -> Stretch:
        """Let a clause go on over phrases that the parser hangs on its verb of saying.

        In "said that she could aspire to re-election" the last phrase may hang on "said". A date
        belongs there, and so does what a comma and a subordinator, a participle or another act
        open.
        """
        trigger, end = self.graph.heads[head], stretch.end
        own = self._own_parts(trigger, head)
        if self.doc[head].pos_ in {"NOUN", "PROPN"} and end < limit:
            if self.doc[end].lower_ not in _OF_NOUNS:
                return stretch
        while end < limit and end not in own and not self._is_boundary(end, trigger):
            end += 1
        return Stretch(stretch.start, end)

    def _own_parts(self, trigger: int, head: int) -> set[int]:
        """Return the tokens that surely belong to a verb of saying: dates, conjuncts, objects."""
        return {
            token.i
            for child in self.graph.tree_children[trigger]
            if child != head
            and (self.doc[child].ent_type_ == "DATE" or self.graph.deps[child] in _OWN)
            for token in self.doc[child].subtree
        }

    def _is_boundary(self, i: int, trigger: int) -> bool:
        token = self.doc[i]
        if token.dep_ == "cc" and token.head.dep_ == "conj" and token.head.head.i == trigger:
            return True
        if token.i in self.acts and token.pos_ in {"VERB", "AUX"}:
            return True
        after = self.doc[min(i + 1, len(self.doc) - 1)]
        if token.lower_ == "that" or (token.dep_ == "cc" and after.lower_ == "that"):
            return True
        opens = after.tag_ in _QUESTION | {"VBG"} or after.lower_ in _CIRCUMSTANCE
        return token.is_space or (token.text in {",", ";", "–", "—"} and opens)

    def _with_subject(self, stretch: Stretch, head: int, lowest: int) -> Stretch:
        """Give a finite clause the noun phrase before it, which the parser took for an object."""
        start = stretch.start
        if self._is_finite(head) and not self._has_subject(head):
            while start > lowest and self.doc[start - 1].pos_ in _NOMINAL:
                start -= 1
        return Stretch(start, stretch.end)

    def beside(self, head: int, attribution: Stretch, excluded: Set[int]) -> list[Stretch]:
        """Return the longer part of a clause that an attribution follows or interrupts."""
        inside = {
            t.i
            for t in self.doc[head].subtree
            if t.i not in excluded and not attribution.start <= t.i < attribution.end
        }
        left = [i for i in inside if i < attribution.start]
        right = [i for i in inside if i >= attribution.end]
        parts = [Stretch(min(part), max(part) + 1) for part in (left, right) if part]
        parts = [self._cut(part, head) for part in parts]
        return [max(parts, key=self._words)] if parts else []

    def _words(self, stretch: Stretch) -> int:
        return sum(t.is_alpha or t.like_num for t in self.doc[stretch.start : stretch.end])

    def _on_surface(self, trigger: int, attribution: Stretch, sentence: Stretch) -> list[Stretch]:
        """Read a claim for which the parser shows no clause: behind "that", or before the comma."""
        for token in self.doc[attribution.end : min(attribution.end + 8, sentence.end)]:
            if token.is_punct or token.pos_ == "VERB":
                break
            if token.lower_ == "that" and token.tag_ == "IN" and token.i + 2 < sentence.end:
                return [self._cut(Stretch(token.i + 1, sentence.end), trigger)]
        behind = Stretch(trigger + 1, sentence.end)
        if self.graph.deps[trigger] == "acl:relcl" and self._opens_with_verb(behind):
            # "a trial that Norland said was illegal"
            return [self._cut(behind, trigger)]
        left = Stretch(sentence.start, attribution.start)
        comma = self.doc[left.end - 1] if left.end > left.start else None
        is_left = comma is not None and (comma.text == "," or is_mark(comma))
        if is_left and self.is_clause(left) and not self._is_subordinate(left):
            return [left]
        return []

    def _opens_with_verb(self, stretch: Stretch) -> bool:
        return stretch.start < stretch.end and self.doc[stretch.start].tag_ in _FINITE

    def is_clause(self, stretch: Stretch) -> bool:
        """Tell whether a stretch has a finite verb with its subject."""
        return any(
            self.doc[i].dep_ in _SUBJECTS
            and stretch.start <= self.doc[i].head.i < stretch.end
            and self._is_finite(self.doc[i].head.i)
            for i in range(stretch.start, stretch.end)
        )

    def _is_subordinate(self, stretch: Stretch) -> bool:
        first = next((t for t in self.doc[stretch.start : stretch.end] if not t.is_punct), None)
        return first is None or first.lower_ in _CIRCUMSTANCE or first.pos_ == "ADP"

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
        outside = {t.i for child in joined for t in self.doc[child].subtree}
        if (
            without is not None
            and without != head
            and self.doc[head].is_ancestor(self.doc[without])
        ):
            outside |= {t.i for t in self.doc[without].subtree} - {head}
        inside = [t.i for t in self.doc[head].subtree if t.i not in outside]
        marks = self._openers(head)
        start = max([min(inside), *(m + 1 for m in marks)])
        claim = Stretch(start, max(inside) + 1)
        governor = self.graph.heads[head]
        if without is None and governor < head and self.doc[governor].pos_ == "VERB" and not joined:
            claim = self._extended(claim, head, sentence_of(self.doc, head).end)
        found = [self._cut(claim, head)]
        for child in joined:
            found += self.phrase(child)
        return found

    def _openers(self, head: int) -> list[int]:
        found = []
        for child in self.graph.tree_children[head]:
            if (
                child < head
                and self.graph.deps[child] in _OPENERS
                and self.doc[child].lower_ != "'s"
            ):
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
            return attribution, [self._cut(max(left, right, key=self._words), phrase)]
        host = self.graph.heads[phrase]
        while host != self.graph.heads[host] and not self._is_predicate(host):
            host = self.graph.heads[host]
        return attribution, self.beside(host, attribution, frozenset(inside))

    def _is_predicate(self, i: int) -> bool:
        return self.doc[i].pos_ in {"VERB", "AUX"} or self._has_subject(i)

    # -- edges --------------------------------------------------------------------------------

    def _cut(self, stretch: Stretch, head: int) -> Stretch:
        """Cut the trailing clauses that are not part of a claim."""
        end = stretch.end
        for token in self.doc[stretch.start + 1 : stretch.end]:
            if token.i == head or not self._is_added(token, head):
                continue
            first, last = self._opening(token), token.right_edge.i + 1
            if first <= stretch.start + 1 or self._is_open_after(last, stretch.end):
                continue
            if self.doc[first - 1].text in {",", "–", "—", "-"} or token.dep_ == "conj":
                end = min(end, first)
        return Stretch(stretch.start, end)

    def _opening(self, token: Token) -> int:
        """Return the first word of a clause."""
        return min(t.i for t in token.subtree if not (t.is_punct or t.is_space) or t == token)

    def _is_open_after(self, last: int, end: int) -> bool:
        return any(not (t.is_punct or t.is_space) for t in self.doc[last:end])

    def _is_added(self, token: Token, head: int) -> bool:
        """Tell whether a clause only adds to a claim: ", which could ...", ", adding that ..."."""
        if token.dep_ == "appos":
            # ", a charge that could lead to prison"
            return any(child.dep_ == "acl:relcl" for child in token.children)
        if (
            token.dep_ in {"conj", "advcl", "ccomp", "advcl:relcl"}
            and self.doc[self._opening(token)].tag_ == "WDT"
        ):
            # ", which could ...", whatever the parser takes it for
            return True
        if token.dep_ == "acl:relcl":
            return self.doc[self._opening(token)].tag_ in _QUESTION or any(
                t.tag_ in _QUESTION for t in token.children if t.i < token.i
            )
        if token.dep_ in {"advcl", "parataxis"} and token.i in self.acts:
            return token.tag_ == "VBG" or (token.i > head and self._has_subject(token.i))
        return False
