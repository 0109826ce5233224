"""What a clause looks like in the tree: finite or not, with a subject, a "that" or a "to"."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

from geoents.graph import Graph
from geoents.stretches import Stretch

__all__ = ["FINITE", "SUBJECTS", "Clauses"]

SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer", "expl"})
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
_AND: Final = frozenset({"and", "or", "but"})


class Clauses:
    """Tests on the clauses of a doc; each is named by the token that heads it.

    Args:
        graph: The doc's dependencies.
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.doc: Doc = graph.doc

    def has_subject(self, i: int) -> bool:
        """Tell whether a clause has a subject of its own."""
        return any(self.graph.deps[child] in SUBJECTS for child in self.graph.tree_children[i])

    def is_finite(self, i: int) -> bool:
        """Tell whether a clause has a finite verb."""
        words = [i, *self.graph.tree_children[i]]
        return any(self.doc[word].tag_ in FINITE for word in words if word <= i)

    def opens_with_that(self, i: int, after: int) -> bool:
        """Tell whether a clause opens with the conjunction "that"."""
        return any(
            after < child < i
            and self.doc[child].lower_ == "that"
            and self.graph.deps[child] == "mark"
            for child in self.graph.tree_children[i]
        )

    def opens_with_to(self, i: int) -> bool:
        """Tell whether a clause is an infinitive with "to"."""
        return any(
            self.doc[child].lower_ == "to" for child in self.graph.tree_children[i] if child < i
        )

    def is_joined(self, token: Token) -> bool:
        """Tell whether a clause is joined by "and that", to whatever word of the one before."""
        return token.dep_ == "conj" and any(
            child.lower_ == "that" and child.dep_ == "mark" and self.doc[child.i - 1].lower_ in _AND
            for child in token.children
        )

    def first_word(self, i: int, after: int) -> int:
        """Return the first word of a clause behind a token."""
        return min((t.i for t in self.doc[i].subtree if t.i > after and not t.is_punct), default=i)

    def is_clause(self, stretch: Stretch) -> bool:
        """Tell whether a stretch has a finite verb with its subject."""
        return any(
            self.doc[i].dep_ in SUBJECTS
            and stretch.start <= self.doc[i].head.i < stretch.end
            and self.is_finite(self.doc[i].head.i)
            for i in range(stretch.start, stretch.end)
        )

    def has_verb(self, stretch: Stretch) -> bool:
        """Tell whether a stretch has a finite verb, or an infinitive."""
        tokens = self.doc[stretch.start : stretch.end]
        return any(t.tag_ in FINITE or t.tag_ == "VB" for t in tokens)
