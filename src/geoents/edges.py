"""Where a claim ends: what belongs to it though the parser hangs it elsewhere, and what does not."""

from __future__ import annotations

from collections.abc import Set
from typing import Final

from spacy.tokens import Doc, Token

from geoents.clauses import FINITE, SUBJECTS, Clauses, resumed_verb
from geoents.graph import Graph
from geoents.stretches import Stretch, is_mark

__all__ = ["CIRCUMSTANCE", "DAYS", "NOMINAL", "QUESTION", "Edges"]

NOMINAL: Final = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"})
QUESTION: Final = frozenset({"WRB", "WP", "WDT", "WP$"})
#: Prepositions of phrases that belong to the noun before them: "the development of the valley".
_OF_NOUNS: Final = frozenset(
    {"of", "for", "between", "among", "through", "towards", "to", "over", "about"}
)
#: Prepositions with the nouns that ask for them: "voiced confidence in the treaty".
_GOVERNED: Final[dict[str, frozenset[str]]] = {
    preposition: frozenset(nouns.split())
    for preposition, nouns in {
        "in": "confidence faith trust belief interest role participation involvement investment interference progress",
        "with": "solidarity satisfaction dissatisfaction displeasure sympathy disagreement frustration cooperation tie",
        "at": "anger surprise dismay outrage disappointment alarm delight shock effort attempt",
        "on": "attack ban crackdown stance position assault raid war sanction restriction report agreement decision",
        "against": "attack sanction crackdown war campaign violence protest aggression allegation crime",
        "from": "withdrawal exit departure independence separation secession",
        "into": "inquiry investigation probe invasion research",
    }.items()
}
_DASHES: Final = frozenset({"-", "--", "–", "—"})
#: Conjunctions with which the narration sets something else against a claim.
_CONTRASTS: Final = frozenset({"while", "whereas", "although", "though"})
#: Verbs that stand before their subject: "she could go on, said Olsen".
_ATTRIBUTING: Final = frozenset({"say", "add", "report", "write", "note", "explain", "claim"})
DAYS: Final = frozenset(
    {
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "yesterday",
        "today",
    }
)
_BEFORE_DATES: Final = frozenset({"on", "late", "early", "earlier", "last"})
#: Relations to a verb of saying of what is no part of its claim.
_OWN: Final = frozenset({"conj", "parataxis", "nsubj", "obj", "iobj", "ccomp"})
#: Adjuncts with which a clause may follow its verb of saying that are no claim.
CIRCUMSTANCE: Final = frozenset(
    {"as", "when", "while", "after", "before", "if", "because", "although", "though", "since", "until",
     "whereas", "once", "unless"}
)  # fmt: skip


#: What a parser may make of a noun that stands beside the clause before its comma.
_BESIDE: Final = frozenset({"parataxis", "obj", "dep", "obl", "obl:unmarked", "conj", "list"})


class Edges:
    """Moves the edges of claims.

    Args:
        graph: The doc's dependencies.
        acts: Tokens that are verbs or nouns of saying; a claim ends where the next act begins.
    """

    def __init__(self, graph: Graph, acts: Set[int]) -> None:
        self.graph = graph
        self.doc: Doc = graph.doc
        self.acts = acts
        self.clauses = Clauses(graph)

    def cut(self, stretch: Stretch, head: int) -> Stretch:
        """Cut the trailing clauses that are not part of a claim.

        Of "stressing that A and adding that B" the claim A ends before the "and".
        """
        end = stretch.end
        for token in self.doc[stretch.start + 1 : stretch.end]:
            is_act = token.lemma_.lower() in _ATTRIBUTING and token.tag_ in FINITE
            if is_act and self.doc[token.i - 1].text == "," and token.i > head:
                # "she could go on, said Olsen"
                return Stretch(stretch.start, min(end, token.i - 1))
            before = self.doc[token.i - 1]
            if token.i in self.acts and token.tag_ == "VBG" and before.dep_ == "cc":
                end = min(end, before.i if before.i > head else end)
            resumed = resumed_verb(token)
            if resumed is not None and resumed.i < stretch.start:
                # "says that Norland will buy, and warns Kenya"
                end = min(end, *(t.i for t in token.subtree))
            if token.i == head or not self._is_added(token, head):
                continue
            first, last = self._opening(token), token.right_edge.i + 1
            if first <= stretch.start + 1 or self._goes_on_after(first, last, stretch.end, head):
                continue
            last_word = first - 1
            while last_word > stretch.start and is_mark(self.doc[last_word]):
                last_word -= 1
            if self.doc[last_word].text in {",", "–", "—", "-"} or token.dep_ == "conj":
                end = min(end, first)
        return Stretch(stretch.start, end)

    def extended(self, stretch: Stretch, head: int, limit: int) -> Stretch:
        """Let a clause go on over phrases that the parser hangs on its verb of saying.

        In "said that she could aspire to re-election" the last phrase may hang on "said". A date
        belongs there, and so does what a comma and a subordinator, a participle or another act
        open.
        """
        trigger, end = self.graph.heads[head], stretch.end
        own = self._own_parts(trigger, head)
        is_noun = self.doc[head].pos_ in {"NOUN", "PROPN", "PRON"}
        after = self.doc[min(end + 1, len(self.doc) - 1)]
        # "a proposal by the council", but not "the result by counting twice"
        is_by = end < limit and self.doc[end].lower_ == "by" and end == head + 1
        is_agent = is_by and after.tag_ != "VBG"
        if is_noun and end < limit and self.doc[end].lower_ not in _OF_NOUNS and not is_agent:
            return Stretch(stretch.start, self._governed_end(head, end, limit))
        while end < limit and end not in own and not self._is_boundary(end, trigger):
            end += 1
        return Stretch(stretch.start, end)

    def _governed_end(self, head: int, end: int, limit: int) -> int:
        """Return where the phrase ends that a noun asks for, if it stands right behind the noun."""
        nouns = _GOVERNED.get(self.doc[end].lower_, frozenset())
        if self.doc[head].lemma_.lower() not in nouns or head != end - 1:
            return end
        phrase = next((c for c in self.doc[head].head.children if c.left_edge.i == end), None)
        is_date = phrase is None or phrase.ent_type_ == "DATE" or phrase.lower_ in DAYS
        return end if phrase is None or is_date else min(limit, phrase.right_edge.i + 1)

    def with_subject(self, stretch: Stretch, head: int, lowest: int) -> Stretch:
        """Give a finite clause the noun phrase before it, which the parser took for an object."""
        start = stretch.start
        if self.clauses.is_finite(head) and not self.clauses.has_subject(head):
            while start > lowest and self.doc[start - 1].pos_ in NOMINAL:
                start -= 1
            for child in self.graph.tree_children[self.graph.heads[head]]:
                # "said Olsen, who was ill, had left": the parser may give Olsen to "said".
                is_noun = self.graph.deps[child] in {"nsubj", "obj"} and lowest <= child < start
                if is_noun and self.doc[child].right_edge.i + 1 >= start:
                    start = max(lowest, self.doc[child].left_edge.i)
        return Stretch(start, stretch.end)

    def with_start(self, stretch: Stretch, lowest: int) -> Stretch:
        """Let a claim that opens with its verb begin where its sentence or its attribution allows.

        "Some nine boats (of wood) were lost, said Olsen": the parser may hang the boats elsewhere.
        """
        start = lowest
        while start < stretch.start and (
            self.doc[start].is_punct or self.doc[start].is_space or is_mark(self.doc[start])
        ):
            start += 1
        words = self.doc[start : stretch.start]
        is_verb = self.doc[stretch.start].tag_ in FINITE or self.clauses.has_subject(stretch.start)
        if not is_verb or not len(words) or words[0].lower_ in DAYS:
            return stretch
        if words[0].pos_ not in NOMINAL and words[0].i != words[0].sent.start:
            return stretch
        if any(t.text in {":", ";"} or (t.i in self.acts and t.tag_ in FINITE) for t in words):
            return stretch
        return Stretch(start, stretch.end)

    def cut_beside(self, stretch: Stretch, head: int, attribution: Stretch) -> Stretch:
        """Cut a clause beside its attribution, and give it the subject the parser has given to that.

        "Hundreds of boats are at sea, the rights group Fjord said": "hundreds" may hang on "said".
        """
        stretch = self.cut(stretch, head)
        for child in self.graph.tree_children[attribution.end - 1]:
            noun = self.doc[child]
            is_subject = noun.dep_ in SUBJECTS and noun.right_edge.i + 1 == stretch.start
            if is_subject and child < attribution.start:
                return Stretch(noun.left_edge.i, stretch.end)
        return stretch

    def behind_date(self, stretch: Stretch, trigger: int) -> Stretch:
        """Leave to a verb of saying the date right behind it: "said on Friday they had won"."""
        start = stretch.start
        if start != trigger + 1:
            return stretch
        while start < stretch.end and (
            self._is_date(start)
            or (self.doc[start].lower_ in _BEFORE_DATES and self._is_date(start + 1))
        ):
            start += 1
        first = self.doc[min(start, stretch.end - 1)]
        is_that = first.lower_ == "that" and start > stretch.start
        is_clause = is_that or (first.pos_ in NOMINAL and first.tag_ != "POS")
        return Stretch(start, stretch.end) if is_clause else stretch

    def goes_its_own_way(self, start: int, end: int) -> bool:
        """Tell whether the narration goes on behind an attribution: "A, X said, and B began"."""
        while start < end and (self.doc[start].is_punct or is_mark(self.doc[start])):
            start += 1
        if start >= end:
            return False
        first = self.doc[start]
        if self.doc[start - 1].text in _DASHES and first.pos_ == "DET":
            return True  # "A, Norland reported – a blow to its allies"
        if first.lower_ in _CONTRASTS or (first.tag_ == "VBG" and first.i in self.acts):
            return True
        return first.dep_ == "cc" and any(
            token.dep_ in SUBJECTS and self.clauses.is_finite(token.head.i)
            for token in self.doc[start + 1 : first.head.i]
        )

    def _is_date(self, i: int) -> bool:
        token = self.doc[min(i, len(self.doc) - 1)]
        return token.lower_ in DAYS

    def _own_parts(self, trigger: int, head: int) -> set[int]:
        """Return the tokens that surely belong to a verb of saying: dates, conjuncts, objects.

        So do those of who reports the saying: "Norland said it would leave, the paper wrote".
        """
        own = [c for c in self.graph.tree_children[trigger] if c != head and self._is_own(c)]
        above = self.graph.heads[trigger]
        if above > trigger and above in self.acts:
            own += [c for c in self.graph.tree_children[above] if self.graph.deps[c] in SUBJECTS]
        return {token.i for child in own for token in self.doc[child].subtree}

    def _is_own(self, child: int) -> bool:
        if self.doc[child].ent_type_ == "DATE":
            return True
        if self.graph.deps[child] == "advcl":
            first = self._opening(self.doc[child])
            return self.doc[first - 1].text == "," or self.doc[first].lower_ in CIRCUMSTANCE
        return self.graph.deps[child] in _OWN

    def _is_boundary(self, i: int, trigger: int) -> bool:
        token = self.doc[i]
        if token.dep_ == "cc" and token.head.dep_ == "conj" and token.head.head.i == trigger:
            return True
        if token.i in self.acts and (token.tag_ in FINITE or token.tag_ == "VBG"):
            return True
        after = self.doc[min(i + 1, len(self.doc) - 1)]
        if token.lower_ == "that" or (token.dep_ == "cc" and after.lower_ == "that"):
            return True
        opens = after.tag_ in QUESTION | {"VBG"} or after.lower_ in CIRCUMSTANCE
        if token.dep_ == "cc" and self.doc[i - 1].text == ",":
            return True
        return "\n" in token.text or (token.text in {",", ";", "–", "—"} and opens)

    def _opening(self, token: Token) -> int:
        """Return the first word of a clause."""
        return min(t.i for t in token.subtree if not (t.is_punct or t.is_space) or t == token)

    def _goes_on_after(self, first: int, last: int, end: int, head: int) -> bool:
        """Tell whether a claim goes on behind an added clause.

        A clause with ", which" or ", who" ends only at a comma, whatever the parser says.
        """
        is_relative = self.doc[first].tag_ in {"WDT", "WP"} and self.doc[first - 1].text == ","
        rest = [t.text for t in self.doc[last:end]]
        if (
            is_relative
            and head < first
            and "," not in rest
            and not any(t in {"“", '"', "”"} for t in rest)
        ):
            return False
        return self._is_open_after(last, end)

    def _is_open_after(self, last: int, end: int) -> bool:
        return any(not (t.is_punct or t.is_space) for t in self.doc[last:end])

    def _is_added(self, token: Token, head: int) -> bool:
        """Tell whether a clause only adds to a claim: ", which could ...", ", adding that ..."."""
        first = self.doc[self._opening(token)]
        is_remark = first.lower_ in {"a", "an"} and first.i and self.doc[first.i - 1].text == ","
        if token.dep_ == "appos" or (is_remark and token.tag_ == "NN" and token.dep_ in _BESIDE):
            # ", a charge that could lead to prison", ", a move that Kenya warned against"
            return any(child.dep_ == "acl:relcl" for child in token.children)
        if (
            token.dep_ in {"conj", "advcl", "ccomp", "advcl:relcl"}
            and self.doc[self._opening(token)].tag_ == "WDT"
        ):
            # ", which could ...", whatever the parser takes it for
            return True
        if token.dep_ == "acl:relcl":
            return self.doc[self._opening(token)].tag_ in QUESTION or any(
                t.tag_ in QUESTION for t in token.children if t.i < token.i
            )
        if token.dep_ in {"advcl", "parataxis"} and token.i in self.acts:
            return token.tag_ == "VBG" or (token.i > head and self.clauses.has_subject(token.i))
        return False
