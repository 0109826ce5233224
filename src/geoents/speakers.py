"""Who speaks: from a verb or noun of saying to the persons, states and bodies that are its subject.

A speaker is a mention at the subject: a name, a pronoun or nominal that linking has resolved, the
person behind a post ("the deputy minister said"), the body behind its spokespeople or its
statement ("a ministry statement said"). Officials, witnesses and media are no entity, and what
they say has no speaker.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.annotations import MentionData
from geoents.annotations import annotations as annotations_of
from geoents.graph import Graph
from geoents.quotations import QUOTE_MARKS

__all__ = ["SPOKESPEOPLE", "TEXTS", "Mentions", "Reference"]

_ACTORS: Final = frozenset({"PERSON", "ORG", "STATE"})
_NAME_PARTS: Final = frozenset(
    {"flat", "appos", "compound", "nmod:desc", "nmod", "parataxis", "list", "dep"}
)
_OF_BODY: Final = frozenset({"of", "for", "by", "from", "at"})
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
SPOKESPEOPLE: Final = frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "spokespeople", "spokespersons", "spokesmen"}
)
#: Who speaks for the body named with them: "army spokespeople", "a court judge".
_VOICES: Final = SPOKESPEOPLE | frozenset(
    {
        "judge", "prosecutor", "prosecutors", "prosecution", "representative", "representatives",
        "leadership", "administration", "government", "authorities", "regime", "junta", "investigators",
        "campaign", "office", "side", "delegation",
    }
)  # fmt: skip
#: Texts and means, whose words are those of the one they come from.
TEXTS: Final = frozenset(
    {
        "statement", "report", "statistics", "communique", "communiqué", "letter", "post", "tweet", "message",
        "release", "declaration", "website", "account", "document", "memo", "notice", "survey",
        "poll", "study", "paper", "data", "figures", "bulletin", "speech", "press", "diplomacy",
        "statements", "reports", "stance", "position", "remarks", "comments", "decree", "application",
        "assessment", "analysis", "briefing", "dispatch", "cable", "editorial", "audit", "inquiry", "email", "note",
        "resolution", "article", "ruling", "verdict", "filing", "brief", "page", "database", "estimates",
        "probe", "investigation",
    }
)  # fmt: skip
#: What a name's body is, behind it.
_KINDS: Final = frozenset(
    {
        "agency", "news", "magazine", "newspaper", "daily", "weekly", "network", "channel", "broadcaster", "station",
        "outlet", "television", "tv", "radio", "portal", "site", "group", "company", "party", "movement", "foundation",
        "organisation", "organization", "body", "railway", "bank", "airline", "firm", "union", "watchdog",
        "regulator", "operator", "giant", "tabloid", "court", "team", "office",
    }
)  # fmt: skip
#: Bodies that a headline names by their kind alone: "Ministry Denies Reports".
_ORGANS: Final = frozenset({"ministry", "court", "embassy", "commission", "union", "parliament"})
#: What others do with a text that is not theirs.
_PASSED_ON: Final = frozenset(
    {"cited", "quoted", "seen", "obtained", "reviewed", "carried", "viewed", "leaked", "shared"}
)
_CALLED: Final = frozenset({"named", "called"})
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

    def narrated(self, start: int, end: int, quoted: Sequence[int | None]) -> Iterator[MentionData]:
        """Yield the mentions that begin from ``start`` on and before ``end``, outside quotations.

        Args:
            start: A token.
            end: A token behind it.
            quoted: For each token of the doc the number of its quotation, or None.
        """
        first = bisect_left(self.data, start, key=itemgetter("start"))
        for mention in islice(self.data, first, None):
            if mention["start"] >= end:
                return
            if quoted[mention["start"]] is None:
                yield mention

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
            # "Norland, the rebels and the council": the parser may take the second for an apposition.
            is_listed = label == "appos" and any(
                self.graph.deps[deeper] == "conj" for deeper in self.graph.tree_children[child]
            )
            if (
                (label == "conj" or is_listed)
                and is_noun
                and not any(t.tag_ in _FINITE for t in between)
            ):
                yield from self._coordinated(child)

    def _refer_one(self, token: int) -> Iterator[Reference]:
        index = self.at(token)
        if index is None:
            antecedent = self._antecedent(token)
            yield from self._around(token) if antecedent is None else self.refer(antecedent)
            return
        mention = self.data[index]
        if mention["type"] == "OFFICE":
            yield from self._holder(token, index)
        elif mention["type"] in _ACTORS:
            person = self._named_in(token, index) if mention["type"] != "PERSON" else None
            yield from self._entities(index if person is None else person)

    def _antecedent(self, token: int) -> int | None:
        """Return whom a relative pronoun means: Olsen in "Olsen, whom she accused of theft"."""
        if self.doc[token].tag_ not in {"WP", "WDT"}:
            return None
        before = token - 1
        while before > 0 and self.doc[before].text in {",", ")"}:
            before -= 1
        index = self.outermost(before) if before < token - 1 else None
        if index is not None and self.data[index]["type"] in _ACTORS:
            return self.roots[index]
        for ancestor in self.doc[token].ancestors:
            if ancestor.dep_ == "acl:relcl" and ancestor.head.i < token:
                return ancestor.head.i
        return None

    def _entities(self, index: int) -> Iterator[Reference]:
        mention = self.data[index]
        ids = [mention["entity"]] if mention["entity"] else list(mention["group"])
        yield from (Reference(entity, index) for entity in ids if entity)

    def _holder(self, token: int, index: int) -> Iterator[Reference]:
        person = self._named_in(token, index)
        mention = self.data[index]
        if person is not None:
            # "magistrates Alfredo Sand and Karl Vik said"
            yield from self.refer(self.roots[person])
        elif (group := self._group(token)) is not None:
            yield from self._entities(group)
        elif mention["holder"]:
            yield Reference(mention["holder"], index)
        elif self.doc[token].lower_ in _VOICES or self.doc[mention["end"] - 1].lower_ in _VOICES:
            yield from list(self._body(token)) or self._only_holder(mention)
        else:
            yield from self._only_holder(mention)

    def _group(self, token: int) -> int | None:
        """Return the mention of several whom a plural post names: "both ministers"."""
        if self.doc[token].tag_ not in {"NNS", "NNPS"}:
            return None
        group = next((i for i in self.covering.get(token, ()) if self.data[i]["group"]), None)
        return group if group is not None and self.roots[group] == token else None

    def _only_holder(self, post: MentionData) -> list[Reference]:
        """Return the one person of a text who holds a bare post: "No talks, spokesman says"."""
        found: dict[str, int] = {}
        word = self.doc[post["end"] - 1].lower_
        for index, mention in enumerate(self.data if self._is_bare(post["start"]) else ()):
            is_post = mention["type"] == "OFFICE" and mention["start"] != post["start"]
            if not is_post or self.doc[mention["end"] - 1].lower_ != word:
                continue
            person = self._named_in(self.roots[index], index)
            entity = mention["holder"] if person is None else self.data[person]["entity"]
            if entity:
                found.setdefault(entity, index if person is None else person)
        return [Reference(e, i) for e, i in found.items()] if len(found) == 1 else []

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
        elif (named := self._named_kind(token)) is not None:
            yield from self._entities(named)
        elif self._described(token) is not None:
            yield from self._entities(self._described(token) or 0)
        elif self.doc[token].pos_ in {"PROPN", "NOUN"} and self.doc[token].lower_ not in _FAMILY:
            # The parser may head a name by its first word: "Olsen" in "Marta Olsen".
            for child, label in self.graph.children[token]:
                # "a resident named Marta Olsen"
                called = self.doc[child].lower_ if label == "acl" else ""
                if called in _CALLED and child + 1 < len(self.doc):
                    index = self.outermost(child + 1)
                    yield from () if index is None else self._entities(index)
                    return
            for child, label in self.graph.children[token]:
                is_named = label in {"compound", "nmod:desc"} and child == token + 1
                # "the conglomerate Fjord Holdings": the name may be a mere attribute behind it.
                is_apposed = label == "nmod" and child > token and not self._prepositions(child)
                if label in {"flat", "appos"} or is_named or is_apposed:
                    # Or list those who speak behind what they are: "the parties, A, B and C".
                    found = self.refer(child)
                    yield from found
                    if found:
                        return

    def _described(self, token: int) -> int | None:
        """Return the person whose name follows what he is: "cleric Karl Olsen, accused by Norland"."""
        if self.graph.deps[token] != "nmod:desc" or self.graph.heads[token] <= token:
            return None
        index = self.at(self.graph.heads[token], offices=False)
        is_next = index is not None and self.data[index]["start"] == token + 1
        return (
            index
            if is_next and index is not None and self.data[index]["type"] == "PERSON"
            else None
        )

    def _named_kind(self, token: int) -> int | None:
        """Return the body that a noun for its kind means: named beside it, or the text's first."""
        if self.doc[token].lower_ not in _KINDS | _ORGANS:
            return None
        named = self._named_beside(token) if self.doc[token].lower_ in _KINDS else None
        if named is None and self.doc[token].lower_ in _ORGANS and self._is_bare(token):
            return self._first_body(self.doc[token].lower_)
        return named

    def _is_bare(self, token: int) -> bool:
        """Tell whether a noun opens its clause without an article: "..., ministry says"."""
        before = self.doc[token - 1] if token else None
        is_first = before is None or before.is_punct or before.is_space
        return is_first and self.doc[token].left_edge.i >= token - 1

    def _first_body(self, word: str) -> int | None:
        """Return the first mention of a body whose name has a word: the Ministry of Trade."""
        for index, mention in enumerate(self.data):
            words = self.doc[mention["start"] : mention["end"]]
            if mention["type"] == "ORG" and any(t.lower_ == word for t in words):
                return index
        return None

    def _named_beside(self, token: int) -> int | None:
        """Return the body whose name stands before or behind its kind.

        "The Reuters news agency", "the SNR state railway", "the daily Le Matin".
        """
        # 'the "Le Matin" daily'
        position = token - 1 - (token > 1 and set(self.doc[token - 1].text) <= QUOTE_MARKS)
        while position > token - 4 and position > 0 and self._is_attribute(position):
            position -= 1
        is_marked = token + 2 < len(self.doc) and set(self.doc[token + 1].text) <= QUOTE_MARKS
        for place in (token + 1 + is_marked, position):
            index = self.outermost(place) if place < len(self.doc) else None
            if index is not None and self.data[index]["type"] == "ORG":
                return index
        return None

    def _is_attribute(self, position: int) -> bool:
        is_named = self.outermost(position) is not None
        return not is_named and self.doc[position].pos_ in {"NOUN", "ADJ", "PROPN"}

    def _body(self, token: int) -> Iterator[Reference]:
        """Yield the body or person that a spokesman or a statement belongs to."""
        for child, label in self.graph.children[token]:
            if label == "nmod:poss" or (
                label.startswith("nmod") and self._prepositions(child) & _OF_BODY
            ):
                found = list(self.refer(child))
                yield from found
                if found or label == "nmod:poss":
                    return  # "their UN representatives" are not the UN's
        for child, label in self.graph.children[token]:
            # "a statement issued in Oslo by Olsen"
            for deeper in self.graph.tree_children[child] if label == "acl" else ():
                if self.doc[child].lower_ in _PASSED_ON:
                    break  # "a report cited by Reuters" is not Reuters's
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
