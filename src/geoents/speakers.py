"""Who speaks: from a verb or noun of saying to the persons, states and bodies that are its subject.

A speaker is a mention at the subject: a name, a pronoun or nominal that linking has resolved, the
person behind a post ("the deputy minister said"), the body behind its spokespeople or its
statement ("a ministry statement said"). Officials, witnesses and media are no entity, and what
they say has no speaker.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from geoents.annotations import MentionData
from geoents.annotations import annotations as annotations_of
from geoents.graph import Graph

__all__ = [
    "TEXTS",
    "Mentions",
    "Reference",
    "is_passive",
    "noun_phrase_start",
    "quoted_by",
    "subject_of",
]

_ACTORS: Final = frozenset({"PERSON", "ORG", "STATE"})
_SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "nsubj:outer"})
_NAME_PARTS: Final = frozenset(
    {"flat", "appos", "compound", "nmod:desc", "nmod", "parataxis", "list", "dep"}
)
_OF_BODY: Final = frozenset({"of", "for", "by", "from", "at"})
_QUOTING: Final = frozenset({"quote", "cite", "report"})
_RELATIVE: Final = frozenset({"WP", "WDT", "WP$"})
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
_CASE: Final = frozenset({"case"})
_SKIPPED: Final = frozenset({"RB", "MD", "VBP", "VBZ", "VBD", "VBN"})
#: Who speaks for the body named with them: "army spokespeople", "a court judge".
_VOICES: Final = frozenset(
    {
        "spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokespersons", "spokesmen",
        "judge", "prosecutor", "prosecutors", "prosecution", "representative", "representatives",
        "leadership", "administration", "government", "authorities", "regime", "investigators",
    }
)  # fmt: skip
#: Texts and means, whose words are those of the one they come from.
TEXTS: Final = frozenset(
    {
        "statement", "report", "communique", "communiqué", "letter", "post", "tweet", "message",
        "release", "declaration", "website", "account", "document", "memo", "notice", "survey",
        "poll", "study", "paper", "data", "figures", "bulletin", "speech", "press", "diplomacy",
        "statements", "reports", "stance", "position", "remarks", "comments", "decree", "application",
        "resolution", "article", "ruling", "verdict", "filing", "brief", "page", "database", "estimates",
    }
)  # fmt: skip
#: What a name's body is, behind it.
_KINDS: Final = frozenset(
    {
        "agency", "news", "magazine", "newspaper", "daily", "weekly", "network", "channel", "broadcaster", "station",
        "outlet", "television", "tv", "radio", "portal", "site", "group", "company", "party", "movement", "foundation",
        "organisation", "organization", "court", "team", "office",
    }
)  # fmt: skip
_FAMILY: Final = frozenset(
    {"family", "lawyer", "lawyers", "supporters", "allies", "officials", "sources"}
)


class Reference(NamedTuple):
    """An entity as a mention refers to it; ``mention`` is an index."""

    entity: str
    mention: int


class Mentions:
    """The linked mentions of a doc, found by their tokens."""

    def __init__(self, doc: Doc, graph: Graph) -> None:
        self.doc = doc
        self.graph = graph
        self.data: list[MentionData] = annotations_of(doc)["mentions"]
        self.covering: dict[int, list[int]] = {}
        self.roots: list[int] = []
        order = sorted(
            range(len(self.data)), key=lambda i: self.data[i]["end"] - self.data[i]["start"]
        )
        for index in order:
            for position in range(self.data[index]["start"], self.data[index]["end"]):
                self.covering.setdefault(position, []).append(index)
        for mention in self.data:
            self.roots.append(doc[mention["start"] : mention["end"]].root.i)

    def at(self, token: int, *, offices: bool = True) -> int | None:
        """Return the smallest mention headed by the token, or else the smallest that holds it."""
        found = [
            index
            for index in self.covering.get(token, ())
            if self.data[index]["type"] in _ACTORS or offices
        ]
        headed = [index for index in found if self.roots[index] == token]
        return next(iter(headed or found), None)

    def refer(self, token: int) -> list[Reference]:
        """Return what a noun or pronoun and those coordinated with it refer to, as actors."""
        found: list[Reference] = []
        for part in self._coordinated(token):
            for reference in self._refer_one(part):
                if reference.entity not in {other.entity for other in found}:
                    found.append(reference)
        return found

    def _coordinated(self, token: int) -> Iterator[int]:
        yield token
        for child, label in self.graph.children[token]:
            is_noun = self.doc[child].pos_ in {"NOUN", "PROPN", "PRON", "ADJ"}
            # In "Olsen said that he and Kos agreed" Kos does not speak, whatever the parser says.
            between = self.doc[min(token, child) : max(token, child)]
            if label == "conj" and is_noun and not any(t.tag_ in _FINITE for t in between):
                yield from self._coordinated(child)

    def _refer_one(self, token: int) -> Iterator[Reference]:
        index = self.at(token)
        if index is None:
            yield from self._around(token)
            return
        mention = self.data[index]
        if mention["type"] == "OFFICE":
            yield from self._holder(token, index)
        elif mention["type"] in _ACTORS:
            person = self._named_in(token, index) if mention["type"] != "PERSON" else None
            yield from self._entities(index if person is None else person)

    def _entities(self, index: int) -> Iterator[Reference]:
        mention = self.data[index]
        ids = [mention["entity"]] if mention["entity"] else list(mention["group"])
        yield from (Reference(entity, index) for entity in ids if entity)

    def _holder(self, token: int, index: int) -> Iterator[Reference]:
        person = self._named_in(token, index)
        mention = self.data[index]
        if person is not None:
            yield from self._entities(person)
        elif mention["holder"]:
            yield Reference(mention["holder"], index)
        elif self.doc[token].lower_ in _VOICES or self.doc[mention["end"] - 1].lower_ in _VOICES:
            yield from self._body(token)

    def _named_in(self, token: int, index: int | None) -> int | None:
        """Return the person named in the phrase of a post: "spokesman Marta Olsen"."""
        for child, label in self.graph.children[token]:
            if label in _NAME_PARTS and not self._prepositions(child):
                other = self.at(child, offices=False)
                if other is not None and self.data[other]["type"] == "PERSON":
                    return other
        if index is not None:
            # "spokesman Marta Olsen", "Nazari, the spokesman": side by side, whatever the parser says.
            end = self.data[index]["end"]
            while end < len(self.doc) and self.doc[end].text in {
                ",",
                "(",
                "Mr",
                "Mr.",
                "Dr",
                "Dr.",
            }:
                end += 1
            if end - self.data[index]["end"] <= 1 and self.data[index]["type"] == "OFFICE":
                for other in self.covering.get(end, ()):
                    if self.data[other]["type"] == "PERSON" and self.data[other]["start"] == end:
                        return other
        return None

    def _around(self, token: int) -> Iterator[Reference]:
        """Yield what a noun without a mention stands for."""
        person = self._named_in(token, None)
        if person is not None:
            yield from self._entities(person)
        elif self.doc[token].lower_ in _VOICES | TEXTS:
            yield from self._body(token)
        elif self.doc[token].lower_ in _KINDS and self._named_before(token) is not None:
            yield from self._entities(self._named_before(token) or 0)
        elif self.doc[token].pos_ in {"PROPN", "NOUN"} and self.doc[token].lower_ not in _FAMILY:
            # The parser may head a name by its first word: "Olsen" in "Marta Olsen".
            for child, label in self.graph.children[token]:
                if label in {"flat", "appos"}:
                    # Or list those who speak behind what they are: "the parties, A, B and C".
                    found = self.refer(child)
                    yield from found
                    if found:
                        return

    def _named_before(self, token: int) -> int | None:
        """Return the body whose name its kind follows: "the Reuters news agency"."""
        position = token - 1
        while position > 0 and self.doc[position].lower_ in _KINDS:
            position -= 1
        index = self.outermost(position)
        return index if index is not None and self.data[index]["type"] == "ORG" else None

    def _body(self, token: int) -> Iterator[Reference]:
        """Yield the body or person that a spokesman or a statement belongs to."""
        for child, label in self.graph.children[token]:
            if label == "nmod:poss" or (
                label.startswith("nmod") and self._prepositions(child) & _OF_BODY
            ):
                found = list(self.refer(child))
                if found:
                    yield from found
                    return
        for child, label in self.graph.children[token]:
            # "a statement issued in Oslo by Olsen"
            for deeper in self.graph.tree_children[child] if label == "acl" else ():
                if self._prepositions(deeper) & {"by", "from"}:
                    yield from self.refer(deeper)
                    return
        after = token + 1
        if after < len(self.doc) and self.doc[after].lower_ in _OF_BODY:
            after += 1 + (self.doc[min(after + 1, len(self.doc) - 1)].lower_ == "the")
            index = self.outermost(after)
            if index is not None and self.data[index]["type"] in _ACTORS:
                yield from self._entities(index)
                return
        for position in range(token - 1, max(-1, token - 6), -1):
            if self.doc[position].pos_ in {"VERB", "ADP", "PUNCT"}:
                return
            index = self.outermost(position)
            if index is not None and self.data[index]["type"] in _ACTORS:
                yield from self._entities(index)
                return
            if index is not None and self.data[index]["holder"]:
                yield Reference(str(self.data[index]["holder"]), index)
                return

    def outermost(self, position: int) -> int | None:
        """Return the largest mention that holds a token."""
        return self.covering[position][-1] if self.covering.get(position) else None

    def _prepositions(self, token: int) -> set[str]:
        return set(self.graph.words(token, frozenset({"case", "mark"})))


def is_passive(graph: Graph, verb: int) -> bool:
    """Tell whether a verb is passive: "was told", "accused by Norland of"."""
    if graph.is_passive(verb):
        return True
    token = graph.doc[verb]
    has_aux = any(graph.deps[child] == "aux" for child, _ in graph.children[verb])
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
    subjects = [
        child
        for child, label in graph.children[verb]
        if label in _SUBJECTS
        and graph.doc[child].tag_ not in _RELATIVE
        # "and in a letter wrote that": no subject, whatever the parser says.
        and not (child < verb and graph.words(child, _CASE) and not mentions.refer(child))
    ]
    if not subjects and graph.deps[verb] == "conj" and token.tag_ in _FINITE:
        return subject_of(graph, mentions, graph.heads[verb])
    antecedent = None if subjects else _antecedent(graph, mentions, verb)
    if antecedent is not None:
        return antecedent
    left = [child for child in subjects if child < verb]
    if left:
        # The nearest, unless it is only the object that the parser has called a subject.
        named = [child for child in left if mentions.refer(child)]
        return max(named or left)
    shared = [child for child in subjects if graph.heads[child] != verb]
    if shared and token.tag_ in {"VBG", "VB"}:
        # "Calling Norland a friend, Olsen said": the parser may take Norland for the subject.
        return shared[0]
    if subjects and token.tag_ not in {"VBG", "VB"}:
        return subjects[0]
    if token.tag_ in {"VBD", "VBZ", "VBP", "VBN", "VB"} or subjects:
        return next(iter(_neighbours(mentions, token)), subjects[0] if subjects else None)
    return None


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


def _neighbours(mentions: Mentions, verb: Token) -> Iterable[int]:
    """Yield the mention beside a verb for which the parser has no subject: "said Marta Olsen"."""
    doc, position = verb.doc, verb.i - 1
    while position > 0 and doc[position].tag_ in _SKIPPED and position > verb.i - 4:
        position -= 1
    if position >= 0 and doc[position].sent == verb.sent:
        index = mentions.outermost(position)
        before = doc[mentions.data[index]["start"] - 1] if index is not None else None
        if index is not None and (before is None or before.pos_ != "ADP"):
            yield mentions.roots[index]
    after = verb.i + 1
    if after < len(doc) and doc[after].lower_ == "the":
        after += 1
    index = mentions.outermost(after) if after < len(doc) else None
    if index is not None and mentions.data[index]["start"] in {after, after - 1}:
        # "said Norland Foreign Minister Mira Sand": of names in a row the last one.
        while (follower := mentions.outermost(mentions.data[index]["end"])) is not None:
            index = follower
        yield mentions.roots[index]


def noun_phrase_start(graph: Graph, head: int, *, lowest: int) -> int:
    """Return the first token of the phrase around a noun, at least ``lowest``."""
    doc = graph.doc
    start = head
    for token in doc[head].subtree:
        if lowest <= token.i < start and all(
            _is_within(doc, head, i) for i in range(token.i, start)
        ):
            start = token.i
    while start > lowest and doc[start - 1].pos_ in {"PROPN", "NOUN", "ADJ", "DET", "NUM"}:
        start -= 1
    return start


def _is_within(doc: Doc, head: int, i: int) -> bool:
    token = doc[i]
    return token.i == head or any(ancestor.i == head for ancestor in token.ancestors)


def unique(references: Sequence[Reference]) -> list[Reference]:
    """Return the references, each entity once."""
    return list({reference.entity: reference for reference in reversed(references)}.values())[::-1]
