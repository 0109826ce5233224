"""Enhanced dependencies: who does what, also where the tree leaves an argument out.

Rules match on this graph, not on the bare tree, so that one pattern for "Norland left the pact"
also finds "Norland met Belmark and left the pact", "Norland, which left the pact", "Norland
agreed to leave the pact", "after leaving the pact Norland ..." and "the states leaving the pact".
The added edges carry the label that the argument would have had (after Schuster and Manning
2016, "Enhanced English Universal Dependencies"), and one of our own: ``subject:of`` from a noun
that is said of another word to that word, without a copula ("Mira Sand, a member of the party",
"Mira Sand serves as chair").
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc, Token

from geoents.repaired import SUBJECTS, RepairedTree

__all__ = ["PREDICATED", "SUBJECTS", "Graph"]

PREDICATED: Final = "subject:of"
_SHARED: Final = frozenset({"nsubj", "nsubj:pass"})
#: Verbs whose infinitive is done by their subject although they have an object.
_SUBJECT_CONTROL: Final = frozenset({"promise", "vow", "threaten", "use", "take"})
#: After these a participle is the object's: "blamed it for leaving", "kept it from leaving".
_OF_OBJECT: Final = frozenset({"of", "for", "from", "into"})
_OPENERS: Final = frozenset({"mark", "case"})
#: "backed the plan to leave" does not say that who backs it leaves.
_TOWARDS_OTHERS: Final = frozenset(
    {
        "back", "support", "welcome", "reject", "oppose", "criticize", "criticise", "condemn", "praise",
        "urge", "demand", "discuss", "approve", "block", "slam", "hail", "denounce", "endorse", "cite",
    }
)  # fmt: skip
#: "stressed the need to help" does not say who helps.
_FOR_OTHERS: Final = frozenset(
    {"need", "call", "demand", "request", "importance", "necessity", "appeal", "pressure", "order"}
)
#: "called on Norland to leave": who is asked does it.
_ASKING: Final = frozenset({"call", "appeal", "prevail", "plead", "rely", "count", "wait", "look"})
_TO_WHOM: Final = frozenset({"on", "upon", "to", "with", "for"})
_CLAUSES: Final = frozenset({"acl:relcl", "advcl", "ccomp", "parataxis"})


class Graph(RepairedTree):
    """The children of every token of a doc, the tree's own first, then those added.

    Attributes:
        antecedents: What relative pronouns stand for whose verb is no relative clause itself or
            that have a preposition: "the pact, to which", "the pact, which it hopes to join".
    """

    def __init__(self, doc: Doc) -> None:
        super().__init__(doc)
        self.antecedents: dict[int, int] = {}
        for i in range(len(doc)):
            if self._is_relative(i):
                self._note_antecedent(i)
        # From the root down, so that a chain of missing subjects fills from its upper end:
        # "agreed to try to leave".
        for i in self._downwards():
            for child, label in self._added(i):
                if (child, label) not in self.children[i] and child != i:
                    self.children[i].append((child, label))

    def _downwards(self) -> list[int]:
        order = [i for i, head in enumerate(self.heads) if head == i]
        for i in order:
            order.extend(self.tree_children[i])
        return order

    def _added(self, i: int) -> Iterator[tuple[int, str]]:
        token, dep, head = self.doc[i], self.deps[i], self.heads[i]
        is_headline = dep == "parataxis" and token.tag_ == "VB" and self.doc[head].pos_ == "PROPN"
        if dep == "conj":
            yield from self._of_first_conjunct(i, head)
        elif (antecedent := self._antecedent(i)) is not None:
            yield from self._of_relative_clause(token, antecedent)
        elif dep == "acl":
            yield from self._of_participle(token, head)
        elif dep in {"xcomp", "advcl", "ccomp"} or is_headline:
            yield from self._of_subordinate(token, head)
        elif dep == "appos" or (dep == "parataxis" and self._is_noun(i) and self._is_noun(head)):
            yield head, PREDICATED
        if dep in {"obl", "obl:agent", "obl:arg", "nmod"} and "as" in self.words(
            i, frozenset({"case"})
        ):
            yield from self._of_role(i, head)

    def _antecedent(self, i: int) -> int | None:
        """Return what a relative clause is about: its head, or else the name before "who".

        Parsers hang "Mira Sand, who left the pact, said" on either.
        """
        if self.deps[i] == "acl:relcl":
            return self.heads[i]
        pronoun = next((c for c, _ in self.children[i] if c < i and self._is_relative(c)), None)
        if pronoun is None or self.doc[pronoun].lower_ not in {"who", "which"} or pronoun < 1:
            return None
        if self.deps[i] == "acl":
            return self.heads[i]
        before = pronoun - 1 - (self.doc[pronoun - 1].text == ",")
        if self.deps[i] not in {"advcl", "parataxis"} or not self._is_noun(before):
            return None
        while self.deps[before] in {"flat", "compound"} and self.heads[before] != before:
            before = self.heads[before]
        return before

    def _note_antecedent(self, pronoun: int) -> None:
        i = self.heads[pronoun]
        has_case = any(label == "case" for _, label in self.children[pronoun])
        if not has_case and self.deps[i] != "xcomp":
            return
        while self.heads[i] != i and self.deps[i] not in _CLAUSES:
            i = self.heads[i]
        while self.deps[i] == "conj":
            i = self.heads[i]
        noun = self.heads[i]
        if self.deps[i] == "acl:relcl" and noun < pronoun:
            # "the pact, a body to which it belongs"
            is_apposed = self.deps[noun] == "appos" and self.doc[noun].pos_ == "NOUN"
            self.antecedents[pronoun] = self.heads[noun] if is_apposed else noun

    def _has_subject(self, i: int) -> bool:
        return any(label in SUBJECTS for _, label in self.children[i])

    def _of_first_conjunct(self, i: int, first: int) -> Iterator[tuple[int, str]]:
        if self._is_noun(i) and self._is_noun(first):
            # "Mira Sand, founder and chair of the party": said of the same person.
            if not self._has_subject(i) and self.doc[i].ent_type_ != "PERSON":
                for child, label in self.children[first]:
                    if label == PREDICATED or (label in SUBJECTS and self._is_predicate(first)):
                        yield child, PREDICATED
            # "the founder and chair of the party": what follows both belongs to both.
            for child, label in self.children[first]:
                if (label == "nmod" and child > i) or (label == "nmod:poss" and child < first):
                    yield child, label
            return
        if not self._has_subject(i):
            for child, label in self.children[first]:
                if label in _SHARED:
                    yield child, "nsubj:pass" if self.is_passive(i) else "nsubj"
        for child, label in self.children[first]:
            if label == "obj" and child > i and self.argument(i, frozenset({"obj"})) is None:
                yield child, label

    def _is_predicate(self, i: int) -> bool:
        return any(label == "cop" for _, label in self.children[i])

    def _of_relative_clause(self, token: Token, antecedent: int) -> Iterator[tuple[int, str]]:
        is_bound = False
        for child, label in list(self.children[token.i]):
            if self._is_relative(child):
                is_bound = True
                yield from ((same, label) for same in self._same_as(antecedent))
        if is_bound or self._has_bound_below(token.i):
            return
        labels = {label for _, label in self.children[token.i]}
        if not labels & SUBJECTS:
            yield antecedent, "nsubj:pass" if self.is_passive(token.i) else "nsubj"
        elif "obj" not in labels and token.pos_ == "VERB":
            yield antecedent, "obj"

    def _has_bound_below(self, i: int) -> bool:
        return any(
            self._is_relative(deeper)
            for child, _ in self.children[i]
            for deeper, _ in self.children[child]
        )

    def _of_participle(self, token: Token, head: int) -> Iterator[tuple[int, str]]:
        if self._has_subject(token.i):
            return
        is_slip = token.tag_ == "VBD" and self.argument(token.i, frozenset({"obj"})) is None
        if token.tag_ == "VBN" or is_slip:
            yield from ((same, "nsubj:pass") for same in self._same_as(head))
        elif token.tag_ == "VBG":
            is_hope = "of" in self.words(token.i, _OPENERS)  # "Norland's hope of joining"
            is_hope &= self.doc[self.heads[head]].lemma_ != "accuse"
            owner = self.argument(head, frozenset({"nmod:poss"})) if is_hope else None
            yield from ((i, "nsubj") for i in (self._same_as(head) if owner is None else [owner]))
        elif token.tag_ == "VB" and (doer := self._owner_of_infinitive(head)) is not None:
            yield doer, "nsubj"

    def _same_as(self, i: int) -> list[int]:
        """Return a noun and whom it is said of: "Velmar, a station funded by Norland"."""
        found = [i]
        if self.deps[i] == "appos":
            found += [self.heads[i]]
            found += [c for c, label in self.children[self.heads[i]] if label == "appos" and c < i]
        elif self.doc[i].lower_ == "those" and self._is_predicate(self.heads[i]):
            found.append(self.heads[i])  # "among those who left it was Mira Sand"
        elif self._is_predicate(i) and (subject := self.subject(i)) is not None:
            found.append(subject)
        return found

    def _owner_of_infinitive(self, head: int) -> int | None:
        """Return who does what an infinitive at a noun says.

        "Norland's decision to leave", "Norland took the decision to leave", "she was the first to
        leave", and the headline "Norland to Leave Pact".
        """
        if self.doc[head].pos_ == "PROPN":
            return head
        owner = self.argument(head, frozenset({"nmod:poss"}))
        if owner is None:
            phrases = (c for c, label in self.children[head] if label == "nmod" and c > head)
            owner = next((c for c in phrases if "of" in self.words(c, _OPENERS)), None)
        is_own = self.doc[head].lemma_ not in _FOR_OTHERS
        is_own = is_own and self.doc[self.heads[head]].lemma_ not in _TOWARDS_OTHERS
        if owner is None and is_own and self.deps[head] in {"obj", "obl", "xcomp"}:
            owner = self.subject(self.heads[head])
        if owner is None and self._is_predicate(head):
            owner = self.subject(head)
        return owner

    def _of_subordinate(self, token: Token, head: int) -> Iterator[tuple[int, str]]:
        if self._has_subject(token.i) or token.pos_ not in {"VERB", "AUX", "NOUN", "PROPN", "ADJ"}:
            return
        is_finite = token.tag_ not in {"VBG", "VB"} and not self._is_of_object(token)
        if self.deps[token.i] == "ccomp" and is_finite:
            return
        controller = None
        is_complement = self.deps[token.i] == "xcomp" or self._is_of_object(token)
        if is_complement and self.doc[head].lemma_ not in _SUBJECT_CONTROL:
            controller = self.argument(head, frozenset({"obj", "iobj"}))
        if controller is None and token.tag_ == "VB" and self.doc[head].lemma_ in _ASKING:
            controller = self._asked(head, token.i)
        if controller is None:
            controller = self.subject(head)
            if self.deps[token.i] == "ccomp" and controller is not None and controller > token.i:
                return  # "Are negotiating it, the spokesman said": he does not.
        if controller is None and token.tag_ == "VB" and self.doc[head].pos_ == "PROPN":
            controller = head  # The headline "Norland to Leave Pact".
        if controller is None:
            return
        if token.pos_ in {"NOUN", "PROPN"}:
            yield controller, PREDICATED
        else:
            is_passive = self.is_passive(token.i) or self._is_past_participle(token)
            yield controller, "nsubj:pass" if is_passive else "nsubj"

    def _asked(self, head: int, end: int) -> int | None:
        """Return who is asked by a preposition: "called on Norland to leave"."""
        phrases = (c for c, label in self.children[head] if label == "obl" and head < c < end)
        return next((c for c in phrases if _TO_WHOM & set(self.words(c, _OPENERS))), None)

    def _is_of_object(self, token: Token) -> bool:
        """Tell whether a participle is what the object does: "accused her of leaving it"."""
        is_having = token.tag_ == "VBN" and not self._is_past_participle(token)
        is_participle = token.tag_ == "VBG" or is_having
        return is_participle and bool(_OF_OBJECT & set(self.words(token.i, _OPENERS)))

    def _is_past_participle(self, token: Token) -> bool:
        """Tell whether a participle is passive, not "of having left", "is said to have left"."""
        auxiliaries = {self.doc[c].lower_ for c, label in self.children[token.i] if label == "aux"}
        return token.tag_ == "VBN" and auxiliaries.isdisjoint({"have", "having", "has", "had"})

    def _of_role(self, i: int, head: int) -> Iterator[tuple[int, str]]:
        """Yield of whom an as-phrase is said: "named her as chair", "served as chair"."""
        if self._is_noun(head):
            owner = self.argument(head, frozenset({"nmod:poss"}))
            named = self.argument(head, frozenset({"appos"}))
            if named is not None and head < named < i:
                owner = named  # "with her aunt, Vera Sand, as treasurer": not she
        else:
            owner = self.argument(head, frozenset({"obj"}))
            owner = self.subject(head) if owner is None else owner
        if owner is not None:
            yield owner, PREDICATED
