"""Who performs a verb of saying: the word that is its subject, whatever the parser makes of it.

Beside plain subjects and agents: the antecedent of "who said", the name before an apposition or a
relative clause, the names that stand behind the verb ("said Foreign Minister Olsen").
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from spacy.tokens import Doc, Token

from geoents.clauses import resumed_verb
from geoents.graph import Graph
from geoents.quotations import QUOTE_MARKS
from geoents.speakers import Mentions

__all__ = ["is_passive", "neighbour_of", "noun_phrase_start", "quoted_by", "subject_of"]

_SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_QUOTING: Final = frozenset({"quote", "cite", "report"})
_RELATIVE: Final = frozenset({"WP", "WDT", "WP$"})
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
#: Verbs that may stand between their words and the outlet or body they are by.
_REPORTING: Final = frozenset(
    {
        "report",
        "say",
        "write",
        "inform",
        "announce",
        "note",
        "reveal",
        "add",
        "warn",
        "explain",
        "state",
        "claim",
    }
)
_CLAUSES: Final = frozenset({"ccomp", "xcomp"})
#: What may stand behind an outlet's name: "reports Le Jour daily".
_OUTLETS: Final = frozenset({"daily", "newspaper", "agency", "magazine", "weekly"})
_DATES: Final = frozenset(
    {
        "on", "late", "early", "last", "yesterday", "today", "monday", "tuesday", "wednesday", "thursday", "friday",
        "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august", "september",
        "october", "november", "december",
    }
)  # fmt: skip
_ROW: Final = frozenset({"NOUN", "PROPN", "ADJ"})
_CASE: Final = frozenset({"case"})
_SKIPPED: Final = frozenset({"RB", "MD", "VBP", "VBZ", "VBD", "VBN"})


def is_passive(graph: Graph, verb: int) -> bool:
    """Tell whether a verb is passive: "was told", "accused by Norland of"."""
    if graph.is_passive(verb):
        return True
    token = graph.doc[verb]
    # "have denied A and rejected statements by the council": the auxiliary may be the first verb's.
    first = graph.heads[verb] if graph.deps[verb] == "conj" else verb
    has_aux = any(
        graph.deps[child] == "aux" for part in (verb, first) for child, _ in graph.children[part]
    )
    return (
        token.tag_ == "VBN"
        and not has_aux
        and any(
            "by" in graph.words(child, frozenset({"case"})) for child, _ in graph.children[verb]
        )
    )


def subject_of(graph: Graph, mentions: Mentions, verb: int) -> int | None:
    """Return the word that says who performs a verb: its subject, of a passive its agent."""
    token = graph.doc[verb]
    if is_passive(graph, verb):
        agents = [
            child
            for child, _ in graph.children[verb]
            if child > verb and "by" in graph.words(child, frozenset({"case"}))
        ]
        return agents[0] if agents else None
    resumed = resumed_verb(token)
    if resumed is not None:
        return subject_of(graph, mentions, resumed.i)
    above = _agreeing(graph, token)
    if above is not None:
        return above
    subjects = [
        child
        for child, label in graph.children[verb]
        # "It reaffirmed that A": the parser may take "it" for a mere place holder.
        if (label in _SUBJECTS or (label == "expl" and child < verb))
        and graph.doc[child].tag_ not in _RELATIVE
        # "and in a letter wrote that": no subject, whatever the parser says.
        and not (child < verb and graph.words(child, _CASE) and not mentions.refer(child))
        # "MANILA: Minister Olsen has said": nor what a colon parts from the verb.
        and not any(t.text == ":" for t in graph.doc[child:verb])
    ]
    closing = _closing(mentions, token)
    if closing is not None:
        return closing
    if token.tag_ == "VB" and graph.deps[verb] == "acl":
        described = _described(graph, graph.heads[verb])
        if described is not None:
            return described
    behind = _inverted(graph, mentions, token) if not _has_own_subject(graph, verb) else None
    if behind is not None:
        return behind
    if not subjects and graph.deps[verb] == "conj" and token.tag_ in _FINITE:
        return subject_of(graph, mentions, graph.heads[verb])
    earlier = None if subjects else _resumed_over_stop(token)
    if earlier is not None:
        return subject_of(graph, mentions, earlier.i)
    antecedent = None if subjects else _antecedent(graph, mentions, verb)
    if antecedent is not None:
        return antecedent
    left = [child for child in subjects if child < verb]
    if left and graph.doc[max(left)].tag_ == "PRP" and max(left) == verb - 1:
        return max(left)  # "Olsen and Vik deny it, they said"
    if left:
        # The nearest, unless it is only the object that the parser has called a subject.
        named = [child for child in left if mentions.refer(child)]
        right = [
            child
            for child, label in graph.children[verb]
            if child > verb and label in _SUBJECTS | {"obj"} and mentions.refer(child)
        ]
        if not named and right and _follows_pause(graph.doc, verb):
            return right[0]  # "No talks, says Norland"
        apposed = None if named else _before_apposition(mentions, token)
        # "One of its leaders, Marta Olsen, said"
        return max(named or left) if apposed is None else mentions.roots[apposed]
    shared = [child for child in subjects if graph.heads[child] != verb]
    if shared and token.tag_ in {"VBG", "VB"}:
        # "Calling Norland a friend, Olsen said": the parser may take Norland for the subject.
        return shared[0]
    if subjects and token.tag_ not in {"VBG", "VB"}:
        return subjects[0]
    parted = _before_relative(mentions, token) if token.tag_ in _FINITE else None
    if parted is not None:
        return parted
    if token.tag_ in {"VBD", "VBZ", "VBP", "VBN", "VB"} or subjects:
        return next(iter(_neighbours(mentions, token)), subjects[0] if subjects else None)
    return None


def _resumed_over_stop(verb: Token) -> Token | None:
    """Return the verb of the sentence before that one without a subject goes on from.

    "Olsen criticized the fund. And called for an audit."
    """
    first = verb.sent[0]
    is_open = first.dep_ == "cc" and verb.tag_ in _FINITE and verb.head.i == verb.i
    if not is_open or first.i == 0 or any(t.pos_ != "ADV" for t in verb.doc[first.i + 1 : verb.i]):
        return None
    root = verb.doc[first.i - 1].sent.root
    return root if root.pos_ == "VERB" else None


def _described(graph: Graph, noun: int) -> int | None:
    """Return who a predicate noun describes: Olsen in "Olsen is the first chair to call for A"."""
    has_copula = any(graph.deps[child] == "cop" for child in graph.tree_children[noun])
    return graph.subject(noun) if has_copula else None


def quoted_by(graph: Graph, mentions: Mentions, participle: int) -> int | None:
    """Return who is quoted: Olsen in "Olsen was quoted as saying", "Reuters cited Olsen as saying"."""
    doc, verb = graph.doc, graph.heads[participle]
    if doc[participle - 1].lower_ != "as" or doc[verb].lemma_.lower() not in _QUOTING:
        return None
    if is_passive(graph, verb):
        subject = graph.subject(verb)
        return next(iter(_neighbours(mentions, doc[verb])), None) if subject is None else subject
    return graph.argument(verb, frozenset({"obj", "iobj"}))


def _antecedent(graph: Graph, mentions: Mentions, verb: int) -> int | None:
    """Return the mention before "who" where the parser does not join them: "Olsen, who said"."""
    for child, label in graph.children[verb]:
        if label in _SUBJECTS and graph.doc[child].tag_ in _RELATIVE and child > 1:
            before = child - 1
            while before > 0 and graph.doc[before].text in {",", ")", "]"}:
                before -= 1
            index = mentions.outermost(before)
            return None if index is None else mentions.roots[index]
    return None


def _before_relative(mentions: Mentions, verb: Token) -> int | None:
    """Return the name that a relative clause parts from its verb: "Olsen, who was ill, wrote"."""
    doc = verb.doc
    if doc[verb.i - 1].text != ",":
        return None
    for position in range(verb.i - 2, max(verb.sent.start, 1), -1):
        if doc[position].tag_ in _RELATIVE and doc[position - 1].text == ",":
            index = mentions.outermost(position - 2)
            return None if index is None else mentions.roots[index]
    return None


def neighbour_of(mentions: Mentions, verb: int) -> int | None:
    """Return the mention beside a verb, as if the parser had no subject for it."""
    return next(iter(_neighbours(mentions, mentions.doc[verb])), None)


def _neighbours(mentions: Mentions, verb: Token) -> Iterable[int]:
    """Yield the noun or mention beside a verb for which the parser has no subject: "said Marta Olsen"."""
    doc, position = verb.doc, verb.i - 1
    while position > 0 and doc[position].tag_ in _SKIPPED and position > verb.i - 4:
        position -= 1
    if position >= 0 and doc[position].pos_ == "NOUN" and mentions.refer(position):
        yield position  # "the Reuters news agency said"
    if position >= 0 and doc[position].sent == verb.sent:
        index = mentions.outermost(position)
        before = doc[mentions.data[index]["start"] - 1] if index is not None else None
        if index is not None and (before is None or before.pos_ != "ADP"):
            yield mentions.roots[index]
    for parted in (_before_apposition(mentions, verb), _before_phrase(mentions, verb)):
        if parted is not None:
            yield mentions.roots[parted]
    after = verb.i + 1
    if after < len(doc) and doc[after].lower_ == "the":
        after += 1
    index = mentions.outermost(after) if after < len(doc) else None
    if index is not None and mentions.data[index]["start"] in {after, after - 1}:
        index = _last_in_row(mentions, index)
        end = mentions.data[index]["end"]
        # In "Olsen, QC, said the court was closed" the court does not speak.
        if end >= len(doc) or doc[end].tag_ not in _FINITE:
            yield mentions.roots[index]


def _before_apposition(mentions: Mentions, verb: Token) -> int | None:
    """Return the mention that an apposition parts from its verb: "Olsen, QC, said".

    Or that is the apposition: "the spokesman, Karl Olsen, said". A date may stand before the verb.
    """
    doc, end = verb.doc, verb.i - 1
    while end > 0 and (
        doc[end].ent_type_ == "DATE" or doc[end].lower_ in _DATES or doc[end].like_num
    ):
        end -= 1
    if end < 3 or doc[end].text != ",":
        return None
    last = end - 1
    while doc[last].text == ")" or (
        last > end - 5 and doc[end - 1].text == ")" and doc[last + 1].text != "("
    ):
        last -= 1
    index = mentions.outermost(last)
    if index is not None and mentions.data[index]["type"] in {"PERSON", "ORG"}:
        first = mentions.data[index]["start"] - 1
        while first > 0 and doc[first].pos_ == "PROPN" and mentions.outermost(first) is None:
            first -= 1  # "Mr", "Shri"
        if doc[first].text == ",":
            return index
    for position in range(end - 1, max(end - 14, 1), -1):
        if doc[position].pos_ == "VERB":
            return None
        if doc[position].text == ",":
            index = mentions.outermost(position - 1)
            is_person = index is not None and mentions.data[index]["type"] == "PERSON"
            return index if is_person else None
    return None


def _follows_pause(doc: Doc, verb: int) -> bool:
    """Tell whether a comma or a quotation mark stands before a verb."""
    return verb > 0 and (doc[verb - 1].text == "," or set(doc[verb - 1].text) <= QUOTE_MARKS)


def _inverted(graph: Graph, mentions: Mentions, verb: Token) -> int | None:
    """Return who stands behind a verb that follows its words: "the bridge may fall, warned Olsen"."""
    doc = verb.doc
    if verb.tag_ not in {"VBD", "VBZ"} or not _follows_pause(doc, verb.i):
        return None
    complements = [
        child
        for child in graph.tree_children[verb.i]
        if child > verb.i and graph.deps[child] in _CLAUSES
    ]
    if complements or verb.i + 1 >= len(doc):
        return None
    start = verb.i + 1
    is_reporting = verb.lemma_.lower() in _REPORTING
    while is_reporting and start < len(doc) - 1 and mentions.outermost(start) is None:
        if doc[start].pos_ not in _ROW | {"DET"}:
            return None
        start += 1  # "reports the daily Le Jour"
    index = mentions.outermost(start)
    if index is None or mentions.data[index]["start"] != start:
        return None
    index = _last_in_row(mentions, index)
    end = mentions.data[index]["end"]
    if is_reporting and end < len(doc) and doc[end].lower_ in _OUTLETS:
        end += 1  # "reports Le Jour daily"
    root, type_ = mentions.roots[index], mentions.data[index]["type"]
    is_speaker = type_ == "PERSON" or (is_reporting and type_ == "ORG")
    is_speaker = is_speaker or (type_ == "OFFICE" and bool(mentions.refer(root)))
    return root if is_speaker and (end >= len(doc) or doc[end].is_punct) else None


def _closing(mentions: Mentions, verb: Token) -> int | None:
    """Return who stands with a verb at the end of a line: "Olsen to Stay, Premier Insists"."""
    doc, end = verb.doc, verb.i + 1
    is_last = end >= len(doc) or "\n" in doc[end].text or doc[end].text == "."
    index = mentions.outermost(verb.i - 1) if verb.i and is_last else None
    if index is None or mentions.data[index]["end"] != verb.i or verb.tag_ not in _FINITE:
        return None
    start = mentions.data[index]["start"]
    return mentions.roots[index] if start and doc[start - 1].text == "," else None


def _has_own_subject(graph: Graph, verb: int) -> bool:
    return any(c < verb and graph.deps[c] in _SUBJECTS for c in graph.tree_children[verb])


def _agreeing(graph: Graph, verb: Token) -> int | None:
    """Return the singular subject above a verb that the parser has joined to a plural one.

    "She wants to join the pact, of which A and B are members, but says that can wait."
    """
    if verb.tag_ != "VBZ" or graph.deps[verb.i] != "conj":
        return None
    if any(graph.deps[child] in _SUBJECTS for child in graph.tree_children[verb.i]):
        return None
    subject = graph.subject(graph.heads[verb.i])
    if subject is None or not _is_plural(graph, subject):
        return None
    for ancestor in verb.head.ancestors:
        subject = graph.subject(ancestor.i) if _is_finite(graph, ancestor) else None
        if subject is not None and subject < verb.i and not _is_plural(graph, subject):
            return subject
    return None


def _is_finite(graph: Graph, token: Token) -> bool:
    words = [token.i, *graph.tree_children[token.i]]
    return any(graph.doc[word].tag_ in _FINITE for word in words if word <= token.i)


def _is_plural(graph: Graph, noun: int) -> bool:
    token = graph.doc[noun]
    is_joined = any(graph.deps[child] == "conj" for child in graph.tree_children[noun])
    return is_joined or token.tag_ in {"NNS", "NNPS"} or token.lower_ in {"they", "we", "you", "i"}


def _before_phrase(mentions: Mentions, verb: Token) -> int | None:
    """Return the mention that only a phrase parts from its verb: "Olsen in a letter said"."""
    doc = verb.doc
    for position in range(verb.i - 1, max(verb.i - 8, verb.sent.start) - 1, -1):
        if doc[position].is_punct or doc[position].pos_ in {"VERB", "AUX", "SCONJ", "CCONJ"}:
            return None
        index = mentions.outermost(position)
        if index is not None and mentions.data[index]["type"] == "PERSON":
            start = mentions.data[index]["start"]
            return index if start == 0 or doc[start - 1].pos_ != "ADP" else None
    return None


def _last_in_row(mentions: Mentions, index: int) -> int:
    """Return the last of names in a row: Sand in "Norland Foreign Minister Mira Sand"."""
    doc, position = mentions.doc, mentions.data[index]["end"]
    while position < len(doc) and (doc[position].pos_ in _ROW or doc[position].tag_ == "POS"):
        follower = mentions.outermost(position)
        if follower is None:
            position += 1
        else:
            index, position = follower, mentions.data[follower]["end"]
    return index


def noun_phrase_start(graph: Graph, head: int, *, lowest: int) -> int:
    """Return the first token of the phrase around a noun, at least ``lowest``."""
    doc = graph.doc
    start = head
    for token in doc[head].subtree:
        if lowest <= token.i < start and all(
            _is_within(doc, head, i) for i in range(token.i, start)
        ):
            start = token.i
    while start < head and doc[start].is_punct:
        start += 1  # ", its spokesman Karl Olsen said": the comma closes the claim
    while start > lowest and doc[start - 1].pos_ in {"PROPN", "NOUN", "ADJ", "DET", "NUM"}:
        start -= 1
    return start


def _is_within(doc: Doc, head: int, i: int) -> bool:
    token = doc[i]
    return token.i == head or any(ancestor.i == head for ancestor in token.ancestors)
