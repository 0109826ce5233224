"""The parser's tree of a doc with its usual slips repaired, to ask it for subjects and arguments."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from geoents.repair_trees import NOUNS
from geoents.repairs import repair

__all__ = ["SUBJECTS", "RepairedTree"]

SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer"})
_SHARED: Final = frozenset({"nsubj", "nsubj:pass"})
_RELATIVE: Final = frozenset({"WP", "WDT", "WP$"})
_IN_NOUN_PHRASE: Final = NOUNS | {"JJ", "JJR", "JJS", "CD", "VBN", "VBG", "HYPH", "RB", "AFX"}


class RepairedTree:
    """The children of every token of a doc, with the label of each edge.

    Attributes:
        doc: The parsed text.
        children: For each token the ``(child, label)`` pairs.
        tree_children: For each token its children in the tree.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.deps: list[str] = [token.dep_ for token in doc]
        self.heads: list[int] = [token.head.i for token in doc]
        self.children: list[list[tuple[int, str]]] = [[] for _ in doc]
        for i, head in enumerate(self.heads):
            if head != i:
                self.children[head].append((i, self.deps[i]))
        repair(doc, self.deps, self.heads, self.children)
        self.tree_children: list[list[int]] = [[] for _ in doc]
        for i, head in enumerate(self.heads):
            if head != i:
                self.tree_children[head].append(i)
        for i in range(len(doc)):
            self._mend_lists(i)
            self._mend_fronted(i)
            self._mend_subjects(i)
            self._mend_phrases(i)
            self._mend_objects(i)
            self._mend_owners(i)

    def argument(self, i: int, labels: frozenset[str]) -> int | None:
        """Return the first child of ``i`` with one of the labels."""
        return next((child for child, label in self.children[i] if label in labels), None)

    def subject(self, i: int) -> int | None:
        """Return the subject of ``i``, active or passive; of "Norway, which left", Norway."""
        subjects = [child for child, label in self.children[i] if label in _SHARED]
        named = (child for child in subjects if not self._is_relative(child))
        return next(named, next(iter(subjects), None))

    def is_passive(self, i: int) -> bool:
        """Tell whether the verb at ``i`` has a passive auxiliary."""
        return any(self.deps[child] == "aux:pass" for child, _ in self.children[i])

    def words(self, i: int, labels: frozenset[str]) -> list[str]:
        """Return the words with which ``i`` is marked, as "from", "according to", "'s"."""
        found = []
        for child, label in self.children[i]:
            if label in labels:
                rest = [c for c, deeper in self.children[child] if deeper == "fixed"]
                found.append(" ".join(self.doc[c].lower_ for c in [child, *rest]))
        return found

    def _relabel(self, head: int, child: int, label: str) -> None:
        at = self.children[head].index((child, self.deps[child]))
        self.deps[child] = label
        self.children[head][at] = (child, label)

    def _move(self, i: int, head: int, label: str) -> None:
        """Hang a word on another head."""
        old = self.heads[i]
        self.children[old].remove((i, self.deps[i]))
        self.tree_children[old].remove(i)
        self.heads[i], self.deps[i] = head, label
        self.children[head].append((i, label))
        self.tree_children[head].append(i)

    def _mend_lists(self, i: int) -> None:
        """Make a noun that stands behind a finished list what is said of it.

        In "Norway, Kenya and Iran, members of the pact," a parser may make "members" a fourth.
        """
        first = self.heads[i]
        if self.deps[i] != "conj" or self.doc[i].tag_ != "NNS" or self.doc[first].pos_ != "PROPN":
            return
        before = self.doc[i].left_edge.i - 1
        lists = (c for c, label in self.children[first] if label == "conj" and c < i)
        is_finished = any(("cc" in {d for _, d in self.children[c]}) for c in lists)
        is_joined = any(label == "cc" for _, label in self.children[i])
        if is_finished and not is_joined and before > first and self.doc[before].text == ",":
            self._relabel(first, i, "appos")

    def _mend_fronted(self, i: int) -> None:
        """Make the noun behind a fronted phrase the subject: "In Oslo the minister was received"."""
        phrase, article = self.heads[i], self.doc[i].left_edge.i
        verb = self.heads[phrase]
        if self.deps[i] != "appos" or self.doc[article].lower_ != "the" or verb < i:
            return
        words = (self.doc[c].lower_ for c, label in self.children[phrase] if label == "case")
        is_fronted = self.deps[phrase] == "obl" and "in" in words and article == phrase + 1
        if is_fronted and self.doc[verb].pos_ == "VERB" and self.subject(verb) is None:
            self._move(i, verb, "nsubj")

    def _mend_subjects(self, i: int) -> None:
        """Join two subjects with "and" between them: "Sand and her counterpart Valk met"."""
        subjects = sorted(c for c, label in self.children[i] if label == "nsubj" and c < i)
        for first, second in pairwise(subjects):
            between = self.doc[first + 1 : second]
            is_joined = any(self.deps[t.i] == "cc" and t.lower_ == "and" for t in between)
            if is_joined and not any(t.pos_ in {"VERB", "AUX"} for t in between):
                self._move(second, first, "conj")
                return

    def _mend_phrases(self, i: int) -> None:
        """Make what a preposition opens a phrase, and give "between" to the noun before it."""
        before = [c for c, label in self.children[i] if label == "case" and c < i]
        if not before or self.doc[before[0]].tag_ != "IN":
            return
        if self.deps[i] in {"nsubj", "nsubj:pass"} and self.heads[i] != i:
            self._relabel(self.heads[i], i, "obl")
        noun = max(0, before[0] - 1)
        is_between = self.doc[before[0]].lower_ == "between" and self.heads[i] != noun
        if is_between and self.doc[noun].tag_ in NOUNS:
            self.children[noun].append((i, "nmod"))

    def _mend_objects(self, i: int) -> None:
        """Make a second subject, behind its verb, the object; a second object, before it, the subject.

        Of "Norland urged Belmark to leave" a parser may make "Norland" and "Belmark" subjects.
        """
        subjects = [child for child, label in self.children[i] if label == "nsubj"]
        objects = [child for child, label in self.children[i] if label == "obj"]
        if self.doc[i].pos_ != "VERB":
            return
        if not objects and len(subjects) == 2 and subjects[0] < i < subjects[1]:
            self._relabel(i, subjects[1], "obj")
        if not subjects and len(objects) == 2 and objects[0] < i < objects[1]:
            self._relabel(i, objects[0], "nsubj")

    def _mend_owners(self, i: int) -> None:
        """Give what stands before 's to the noun that follows.

        In "Norland's talks failed" a parser may make "Norland" the subject of the verb.
        """
        if self.doc[i].tag_ != "POS" or i == 0:
            return
        owner = self.heads[i] if self.deps[i] == "case" and self.heads[i] < i else i - 1
        while self.deps[owner] == "flat" and self.heads[owner] < owner:
            owner = self.heads[owner]
        is_owner = self.deps[owner] == "nmod:poss" and self.heads[owner] > i
        if is_owner or self.deps[owner] in {"flat", "conj"}:
            return
        last = i
        while last + 1 < len(self.doc) and self.doc[last + 1].tag_ in _IN_NOUN_PHRASE:
            last += 1
        if self.doc[last].tag_ in NOUNS and (owner, "nmod:poss") not in self.children[last]:
            self.children[last].append((owner, "nmod:poss"))
            if (i, "case") not in self.children[owner]:
                self.children[owner].append((i, "case"))

    def _is_relative(self, i: int) -> bool:
        token = self.doc[i]
        return token.tag_ in _RELATIVE or (token.lower_ == "that" and token.pos_ == "PRON")

    def _is_noun(self, i: int) -> bool:
        return self.doc[i].pos_ in {"NOUN", "PROPN"}
