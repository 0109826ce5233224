"""What a parser gets wrong in ways that the words themselves show, put right before rules match.

Long names and titles mislead it most: in "the minister, Mira Sand, and the envoy Tom Ree signed it"
the envoy becomes a part of "Sand", in "Norland is to leave the pact" nobody leaves. Only what the
order of the words leaves in no doubt is mended; :class:`geoents.graph.Graph` does it first.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc

from geoents.phrase_repairs import mend_phrase
from geoents.repair_trees import CLAUSES, FINITE, IN_NAME, NOUNS, SUBJECTS, Children, Tree
from geoents.report_repairs import mend_report

__all__ = ["repair"]

_UNITED: Final = frozenset({"nmod:desc", "compound", "flat", "appos", "nmod"})
_BEFORE_VERB: Final = frozenset({"aux", "aux:pass", "cop", "advmod", "mark"})
_MISTAKEN: Final = frozenset({"obj", "iobj", "obl", "dep", "nmod"})
_CONJUNCTIONS: Final = frozenset({"after", "before", "until", "since", "as", "while"})
_TIMES: Final = frozenset(
    {
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january",
        "february", "march", "april", "may", "june", "july", "august", "september", "october",
        "november", "december", "today", "yesterday", "tomorrow", "day", "week", "month", "year",
        "night", "morning", "evening", "afternoon", "time",
    }
)  # fmt: skip

#: Verbs whose clause needs no "that".
_SAYING: Final = frozenset(
    {"say", "add", "claim", "argue", "insist", "note", "think", "believe", "hope", "warn"}
)
#: "and visiting envoy Tom Ree signed": no act of the first.
_ARRIVING: Final = frozenset({"visiting", "incoming", "outgoing", "acting"})

#: Who is one of a body or at its head: a name behind both is the person's.
_OF_BODIES: Final = frozenset(
    {
        "member", "leader", "co-leader", "head", "chief", "chair", "chairman", "chairwoman", "chairperson", "founder",
        "co-founder", "director", "owner", "editor", "president", "secretary", "spokesman", "spokeswoman",
        "spokesperson", "representative", "commander", "lawmaker", "senator", "deputy", "veteran",
    }
)  # fmt: skip


def repair(doc: Doc, deps: list[str], heads: list[int], children: Children) -> None:
    """Mend labels and add missing edges, in place.

    Args:
        doc: The parsed text.
        deps: The label of each token.
        heads: The head of each token.
        children: For each token the ``(child, label)`` pairs of the tree.
    """
    tree = _Mender(doc, deps, heads, children)
    for i in range(len(doc)):
        tree.coordinate(i)
        tree.hang_before_comma(i)
        tree.hang_phrase(i)
        tree.open_name(i)
        tree.return_subject(i)
        tree.hang_on_subject(i)
        tree.return_apposition(i)
        tree.lift_apposition(i)
        tree.return_infinitive(i)
        tree.open_clause(i)
        mend_report(tree, i)
        mend_phrase(tree, i)
        if doc[i].pos_ == "VERB":
            tree.give_subject(i)


class _Mender(Tree):
    def coordinate(self, i: int) -> None:
        """Coordinate a noun that "and" joins to another but the parser made a part of it.

        "the minister, Mira Sand, and the envoy Tom Ree"; "Mira Sand and visiting envoy Tom Ree".
        """
        joins = [child for child, label in self.children[i] if label == "cc" and child < i]
        head = self.heads[i]
        if not joins or head >= joins[0]:
            return
        if any(c < joins[0] and label != "punct" for c, label in self.children[i]):
            return  # "Mira Sand of the Land and Sea Union"
        if self.deps[i] in _UNITED and self.tags[i] in NOUNS:
            if all(self.tags[j] in IN_NAME for j in range(joins[-1] + 1, i)):
                self.relabel(i, "conj")
        elif self.deps[i] == "advcl" and self.doc[i].lower_ in _ARRIVING:
            self._coordinate_guest(i, head)
        elif self.deps[i] == "conj" and self.tags[i] == "VBG" and self.tags[head] in NOUNS:
            for j in range(i + 1, min(i + 8, len(self.doc))):
                if self.heads[j] == head and self.deps[j] in _UNITED and self.tags[j] in NOUNS:
                    self.relabel(j, "conj")
                    self.relabel(i, "amod")
                    return
                if self.tags[j] not in IN_NAME:
                    return

    def _coordinate_guest(self, i: int, verb: int) -> None:
        guests = [c for c, label in self.children[i] if label in {"obj", "nsubj"} and c > i]
        hosts = [c for c, label in self.children[verb] if label.startswith("nsubj") and c < i]
        if guests and hosts and all(self.tags[j] in IN_NAME for j in range(i + 1, guests[0])):
            self.move(guests[0], hosts[0], "conj")
            self.children[i] = []

    def open_name(self, i: int) -> None:
        """Give the preposition before an occupation to the name too: "the killing of writer Mira Sand"."""
        before = i - 1
        is_title = before >= 0 and self.tags[before] == "NN" and self.deps[before] == self.deps[i]
        if not is_title or self.deps[i] not in {"nmod", "obl"} or self.doc[i].pos_ != "PROPN":
            return
        if self.heads[before] != self.heads[i] or any(
            label == "case" for _, label in self.children[i]
        ):
            return
        self.children[i] += [(c, label) for c, label in self.children[before] if label == "case"]

    def return_subject(self, i: int) -> None:
        """Give the second subject of a predicate to the verb of saying behind it.

        "Norland is in talks with Belmark, the spokesman of the ministry said."
        """
        head = self.heads[i]
        verb = self.heads[head]
        if self.deps[i] != "nsubj" or self.deps[head] != "ccomp" or not head < i < verb:
            return
        if self.doc[verb].pos_ != "VERB" or self.doc[head].pos_ == "VERB":
            return
        has_own = any(label in SUBJECTS and c < head for c, label in self.children[head])
        if has_own and not any(label in SUBJECTS for _, label in self.children[verb]):
            self.move(i, verb, "nsubj")

    def hang_before_comma(self, i: int) -> None:
        """Give a preposition to the name behind it: "talks with Velmar Oil, a Norlandic firm".

        A parser may hang it on the firm.
        """
        cases = [c for c, label in self.children[i] if label == "case" and c < i]
        if not cases or self.deps[i] in {"conj", "case"}:
            return
        start = end = cases[-1] + 1
        while end < i and self.tags[end] in IN_NAME:
            end += 1
        is_closed = start < end < i and self.doc[end].text == ","
        if not is_closed or self.doc[end - 1].pos_ != "PROPN":
            return
        name = next((j for j in range(start, end) if not start <= self.heads[j] < end), None)
        if name is None or (self.heads[name] == i and self.deps[name] != "compound"):
            return
        self.children[name].append((cases[-1], "case"))
        if self.heads[i] != i and self.heads[i] != name:
            self.add(self.heads[i], name, self.deps[i])

    def hang_phrase(self, i: int) -> None:
        """Give a phrase that was taken for a part of a distant name to the word before it.

        "President Sand was received by King Valk": a parser makes "Valk" a part of "Sand". And
        "raids on the police by the Green Band", where the band becomes the police.
        """
        before = [c for c, label in self.children[i] if label == "case" and c < i]
        if not before or self.tags[before[0]] != "IN" or self.deps[i] not in {"flat", "appos"}:
            return
        left = before[0] - 1
        if left <= self.heads[i] and self.deps[i] == "flat":
            return
        if self.deps[i] == "appos":
            self.add(self.heads[i], i, "nmod")
            left = self.heads[i] if self.heads[i] < i else left
            if self.deps[left] == "nmod":
                self.add(self.heads[left], i, "nmod")
        elif self.doc[left].pos_ == "VERB":
            self.add(left, i, "obl")
        elif self.tags[left] in NOUNS:
            self.add(left, i, "nmod")

    def hang_on_subject(self, i: int) -> None:
        """Give a phrase between a verb and its subject to the subject.

        "The visit of Mira Sand to Norland was short": a parser hangs "Norland" on the verb.
        """
        verb = self.heads[i]
        if self.deps[i] not in {"obl", "nmod"} or i > verb:
            return
        cases = [c for c, label in self.children[i] if label == "case" and c < i]
        for child, label in self.children[verb] if cases else ():
            is_noun = self.tags[child] in {"NN", "NNS"} and label in {"nsubj", "nsubj:pass"}
            if is_noun and child < cases[0]:
                self.add(child, i, "nmod")
                return

    def return_apposition(self, i: int) -> None:
        """Give an apposition to the noun before it on its own side of the verb.

        "The head of the port greeted the envoy of the bank, Tom Ree": a parser makes Ree the head.
        """
        head = self.heads[i]
        verb, end = self.heads[head], i - 1
        if self.deps[i] != "appos" or not head < verb < i:
            return
        while end > verb and (self.doc[end].is_punct or self.deps[end] == "nmod:desc"):
            end -= 1
        for child, _ in self.children[verb]:
            is_noun = verb < child < i and self.tags[child] in NOUNS
            if is_noun and self.doc[child].right_edge.i == end:
                self.move(i, child, "appos")
                return

    def lift_apposition(self, i: int) -> None:
        """Give a person's name behind "a member of the upper house of parliament, " to the member."""
        head = self.heads[i]
        if self.doc[i].ent_type_ != "PERSON" or head > i:
            return
        if self._is_listed_alone(i):
            self.move(i, self.heads[head], "appos")
        if self.deps[i] != "appos":
            return
        while self.deps[head] == "nmod" and self.heads[head] < head:
            if self.doc[head].ent_type_ == "PERSON" or self.doc[head].lemma_ in _OF_BODIES:
                return
            head = self.heads[head]
            if self.doc[head].lemma_ in _OF_BODIES and self.tags[head] == "NN":
                self.move(i, head, "appos")
                return

    def _is_listed_alone(self, i: int) -> bool:
        """Tell whether a name is no second of a list: "a spokeswoman for Ree, Mira Sand, left"."""
        head = self.heads[i]
        over, end = self.heads[head], self.doc[i].right_edge.i + 1
        if self.deps[i] != "conj" or self.deps[head] != "nmod" or not over < head:
            return False
        is_single = all(
            c == i or label not in {"conj", "cc"}
            for c, label in (*self.children[head], *self.children[i])
        )
        start = self.doc[i].left_edge.i
        is_closed = "," in {self.doc[start].text, self.doc[start - 1].text} and (
            end < len(self.doc) and self.doc[end].text in {",", "."}
        )
        return is_single and is_closed and self.doc[over].lemma_ in _OF_BODIES

    def return_infinitive(self, i: int) -> None:
        """Coordinate an infinitive with the one before it, not with the finite verb of both.

        "Norland urged them to leave, and to call on Belmark to follow": Norland calls on nobody.
        """
        head = self.heads[i]
        if self.deps[i] != "conj" or self.tags[head] not in FINITE or not self.has_to(i):
            return
        for child, label in self.children[head]:
            if label == "xcomp" and head < child < i and self.has_to(child):
                self.move(i, child, "conj")
                return

    def open_clause(self, i: int) -> None:
        """Make a clause of a second subject with a participle: "Olsen said the prize aimed to show".

        The parser reads "the prize that was aimed", and has both Olsen and the prize say it.
        """
        if self.doc[i].lemma_ not in _SAYING or self.tags[i] not in FINITE:
            return
        subjects = [c for c, label in self.children[i] if label == "nsubj"]
        labels = {label for _, label in self.children[i]}
        if len(subjects) != 2 or not subjects[0] < i < subjects[1] or labels & {"ccomp", "obj"}:
            return
        for child, label in self.children[subjects[1]]:
            if label == "acl" and child > subjects[1] and self.tags[child] in {"VBN", "VBD"}:
                self.move(child, i, "ccomp")
                self.move(subjects[1], child, "nsubj")
                return

    def give_subject(self, i: int) -> None:
        """Give a finite verb without a subject what stands where the subject does."""
        labels = {label for _, label in self.children[i]}
        if labels & SUBJECTS or self.deps[i] not in CLAUSES:
            return
        auxiliaries = [
            c for c, label in self.children[i] if label in {"aux", "aux:pass", "cop"} and c < i
        ]
        is_finite = self.tags[i] in FINITE or any(self.tags[c] in FINITE for c in auxiliaries)
        # "The party on Monday named her": the tagger takes "named" for a participle.
        is_finite = is_finite or (self.tags[i] == "VBN" and "obj" in labels)
        if not is_finite:
            return
        label = "nsubj:pass" if "aux:pass" in labels else "nsubj"
        for child, old in list(self.children[i]):
            if child < i and old in _MISTAKEN and self._may_be_subject(child):
                self.relabel(child, label)
                return
        found = self._noun_before(i)
        if found is not None and self.heads[found] > i:
            self.move(found, i, label)  # taken for a part of the object behind the verb
        elif found is not None:
            self.add(i, found, label)

    def _may_be_subject(self, i: int) -> bool:
        if self.tags[i] not in NOUNS or self.doc[i].lower_ in _TIMES:
            return False
        cases = [c for c, label in self.children[i] if label == "case"]
        # "after the minister resigned"
        opens = len(cases) == 1 and self.doc[cases[0]].lower_ in _CONJUNCTIONS
        return not cases or (opens and self.deps[self.heads[i]] == "advcl")

    def _noun_before(self, i: int) -> int | None:
        """Return the noun phrase that ends where a verb with its auxiliaries begins."""
        at = i - 1
        while at >= 0 and self.heads[at] == i and self.deps[at] in _BEFORE_VERB:
            at -= 1
        if at < 0 or self.tags[at] not in NOUNS:
            return None
        while (
            self.deps[at] == "conj" and self.heads[at] < at and self.tags[self.heads[at]] in NOUNS
        ):
            at = self.heads[at]
        start = at
        while start > 0 and self.tags[start - 1] in IN_NAME:
            start -= 1
        while start <= self.heads[at] < at:
            at = self.heads[at]
        # "A court named after Sand was chosen": what is a phrase of its own is no subject.
        is_astray = self.deps[at] in _UNITED and not start <= self.heads[at] <= at
        is_phrase = any(label == "case" and c < at for c, label in self.children[at])
        if not is_astray or is_phrase or self.doc[at].lower_ in _TIMES:
            return None
        if start > 0 and self.tags[start - 1] == "IN" and self.deps[start - 1] == "case":
            return None
        return None if self._is_above(at, i) else at

    def _is_above(self, i: int, other: int) -> bool:
        while self.heads[other] != other:
            other = self.heads[other]
            if other == i:
                return True
        return False
