"""What a clause looks like in the tree: finite or not, with a subject, a "that" or a "to"."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

from geoents.graph import Graph
from geoents.stretches import Stretch

__all__ = ["FINITE", "SUBJECTS", "Clauses", "resumed_verb"]

SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer", "expl"})
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
_AND: Final = frozenset({"and", "or", "but"})
_ENDED: Final = frozenset({"VBD", "VBZ", "VBP"})
#: Verbs of "as Olsen noted": with others "as" is a time, "as she read, they rose".
_ASIDE: Final = frozenset(
    {"say", "note", "state", "point", "explain", "report", "write", "tell", "mention", "argue", "observe", "remark",
     "acknowledge", "admit", "announce", "warn", "predict", "claim", "suggest", "stress", "recall", "confirm", "allege",
     "concede", "complain", "boast", "reveal", "disclose", "hint", "lament", "assert", "affirm"}
)  # fmt: skip
#: Verbs that report a question: "asked why A". What one says is no question: "said why".
_ASKING: Final = frozenset({"ask", "question", "wonder", "inquire", "enquire", "query", "doubt"})
_INDIRECT: Final = frozenset({"whether", "if", "why", "how"})
#: What the parser takes an attribution for that stands between a subject and its verb.
_INSERTED: Final = frozenset({"acl:relcl", "acl", "parataxis", "appos"})


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

    def behind_that(self, i: int, start: int) -> int:
        """Return where a clause begins: "said over the weekend that [A]", whatever that hangs on."""
        if self.doc[start].pos_ not in _ADVERBIAL:
            return start  # "warned Kenya that [A]"
        marks = [child for child in self.graph.tree_children[i] if start < child < i]
        marks = [child for child in marks if self.graph.deps[child] == "mark"]
        return next((m + 1 for m in marks if self.doc[m].lower_ == "that"), start)

    def opens_with_to(self, i: int) -> bool:
        """Tell whether a clause is an infinitive with "to"."""
        return any(
            self.doc[child].lower_ == "to" for child in self.graph.tree_children[i] if child < i
        )

    def has_object(self, i: int) -> bool:
        """Tell whether a verb has an object, as the parser has it."""
        return any(self.graph.deps[c] in {"obj", "iobj"} for c in self.graph.tree_children[i])

    def is_conjunct(self, i: int) -> bool:
        """Tell whether an "and" joins a verb to the one before: "the year ends, and he reports"."""
        joins = (c for c in self.graph.tree_children[i] if self.graph.deps[c] == "cc")
        return self.graph.deps[i] == "conj" and any(c < i for c in joins)

    def is_aside(self, i: int) -> bool:
        """Tell whether a verb only says whose words its clause stands in: "as Olsen noted, A"."""
        words = [self.doc[child] for child in self.graph.tree_children[i]]
        if self.doc[i].lemma_.lower() == "put":
            words = [t for t in words if t.lower_ != "it"]  # "as Olsen put it"
        return (
            self.graph.deps[i] == "advcl"
            and self.doc[i].lemma_.lower() in _ASIDE | {"put"}
            and any(t.lower_ == "as" and t.i < i for t in words)
            and not any(t.dep_ in {"obj", "ccomp", "xcomp", "aux"} for t in words)
        )

    def is_inserted(self, i: int) -> bool:
        """Tell whether a verb with its subject stands inside its claim: "the treaty, he argued, is void".

        The parser may take it for something beside its subject.
        """
        words = list(self.doc[i].subtree)
        ends = self.doc[min(words[-1].i + 1, len(self.doc) - 1)], self.doc[max(words[0].i - 1, 0)]
        is_parted = words[0].text == "," or ends[1].text == ","
        return (
            self.graph.deps[i] in _INSERTED
            and self.doc[i].lemma_.lower() in _ASIDE
            and self.doc[i].tag_ in FINITE
            and is_parted
            and (words[-1].text == "," or ends[0].text == ",")
            and not any(t.tag_ in {"WP", "WDT", "WRB", "WP$"} for t in words)
            and not any(t.dep_ in {"ccomp", "xcomp"} for t in self.doc[i].children)
            and sum(t.dep_ in {"nsubj", "obj"} for t in self.doc[i].children) <= 1
            and self.doc[i].head.dep_ in SUBJECTS
        )

    def is_question(self, i: int, trigger: int) -> bool:
        """Tell whether a clause is the question that a verb reports: "asked whether he left"."""
        first = self.doc[self.first_word(i, trigger)]
        is_asking = self.doc[trigger].lemma_.lower() in _ASKING
        # Not "Asked whether he would leave, Olsen smiled", "When he asked her if it was late".
        label = self.graph.deps[trigger]
        is_active = label == "conj" or (self.has_subject(trigger) and label != "advcl")
        return is_asking and is_active and first.lower_ in _INDIRECT

    def is_relative(self, i: int) -> bool:
        """Tell whether a verb's subject is a relative pronoun: "Olsen, who said A"."""
        return any(
            self.doc[child].tag_ in {"WP", "WDT"} and self.graph.deps[child] in SUBJECTS
            for child in self.graph.tree_children[i]
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


_ADVERBIAL: Final = frozenset({"ADP", "ADV", "CCONJ"})
#: What only those do who also say; a tree may give it to what they speak of.
_ACTORS_DO: Final = frozenset(
    {"deny", "accuse", "blame", "condemn", "criticize", "criticise", "denounce", "urge", "vow"}
)


def resumed_verb(token: Token) -> Token | None:
    """Return the verb that a finite one goes on from over the clause between them.

    In "Olsen says that Norland will buy, and warns Kenya" the parser joins "warns" to "buy", but
    an auxiliary is followed by no finite verb, and present and past are not joined: it goes on
    from "says". None where there is no such verb.
    """
    parent = token.head
    if token.dep_ != "conj" or any(child.dep_ in SUBJECTS for child in token.children):
        return None
    tag = token.tag_
    if parent.tag_ == "VB" and token.lower_ != token.lemma_ and token.lower_.endswith("ed"):
        tag = "VBD"  # "would fail and criticized"
    words = (parent, *(child for child in parent.children if child.i < parent.i))
    finite = next((word.tag_ for word in words if word.tag_ in FINITE), tag)
    if tag == "VBD" and parent.tag_ == "VBN" and token.lemma_ in _ACTORS_DO:
        finite = parent.tag_  # "said the shell had hit a barn and denied that ..."
    if tag not in _ENDED or finite == tag:
        return None
    ancestors = [t for t in parent.ancestors if t.i < parent.i]
    return next((t for t in ancestors if t.tag_ == tag and t.pos_ == "VERB"), None)
