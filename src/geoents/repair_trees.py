"""A parsed text whose labels and edges can be changed: what repairs work on."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc

__all__ = ["CLAUSES", "FINITE", "IN_NAME", "NOUNS", "SUBJECTS", "Children", "Tree"]

NOUNS: Final = frozenset({"NN", "NNS", "NNP", "NNPS"})
IN_NAME: Final = NOUNS | {"JJ", "DT", "HYPH", "CD", "POS", "PRP$"}
SUBJECTS: Final = frozenset(
    {"nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass", "expl", "expl:impers"}
)
FINITE: Final = frozenset({"MD", "VBZ", "VBP", "VBD"})
CLAUSES: Final = frozenset({"root", "ROOT", "ccomp", "parataxis", "advcl"})

Children = list[list[tuple[int, str]]]


class Tree:
    """The labels and edges of a doc.

    Args:
        doc: The parsed text.
        deps: The label of each token.
        heads: The head of each token.
        children: For each token the ``(child, label)`` pairs of the tree.
    """

    def __init__(self, doc: Doc, deps: list[str], heads: list[int], children: Children) -> None:
        self.doc = doc
        self.deps = deps
        self.heads = heads
        self.children = children
        self.tags = [token.tag_ for token in doc]

    def has_to(self, i: int) -> bool:
        """Tell whether a verb is an infinitive with its "to"."""
        return self.tags[i] == "VB" and any(
            label == "mark" and self.doc[child].lower_ == "to" for child, label in self.children[i]
        )

    def before_comma(self, i: int | None, tags: frozenset[str]) -> int | None:
        """Return where the words of these tags before a comma before a token begin, behind a comma."""
        if i is None or i < 2 or self.doc[i - 1].text != ",":
            return None
        start = i - 1
        while start > 0 and self.tags[start - 1] in tags:
            start -= 1
        is_closed = 0 < start < i - 1 and self.doc[start - 1].text == ","
        return start if is_closed else None

    def relabel(self, child: int, label: str) -> None:
        """Change the label of a token's own edge."""
        head = self.heads[child]
        at = self.children[head].index((child, self.deps[child]))
        self.deps[child] = label
        self.children[head][at] = (child, label)

    def move(self, child: int, head: int, label: str) -> None:
        """Hang a token on another head."""
        self.children[self.heads[child]].remove((child, self.deps[child]))
        self.heads[child], self.deps[child] = head, label
        self.children[head].append((child, label))

    def add(self, head: int, child: int, label: str) -> None:
        """Hang a token on a second head, too."""
        if (child, label) not in self.children[head]:
            self.children[head].append((child, label))
