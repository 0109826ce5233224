"""From tokens to the entities they stand for: the arguments of relations.

A relation's argument is a mention: the smallest whose syntactic head is the token, or else that
contains it. An OFFICE mention stands for its holder where a person is wanted, a plural ("both
countries") for its group, a government and its forces ("the Norland government", "troops from
Norland") for their state, a group for its examples ("countries such as Norland") or its leader
("a delegation led by Sand"). Coordination is spread here, once: "Norland and Belmark" are two
arguments of whatever the first is an argument of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from geoents.annotations import EntityData, MentionData
from geoents.graph import Graph
from geoents.patterns import MentionSpan
from geoents.schema import EntityType

__all__ = ["Argument", "Arguments"]

_NAME_PARTS: Final = frozenset({"flat", "nmod:desc", "compound"})
#: Who acts for the state that is named with them.
_ACTING_FOR_STATE: Final = frozenset(
    {
        "government", "governments", "authorities", "regime", "leadership", "leaders", "troops",
        "forces", "ministers", "presidents", "premiers",
        "soldiers", "jets", "warplanes", "warships", "missiles", "drones", "artillery", "side",
        "delegation", "negotiators", "diplomats", "officials", "military", "commandos", "planes",
        "aircraft", "helicopters", "representative", "representatives", "police", "policemen", "guards",
        "bombers", "fighters", "tanks", "gunboats", "rockets", "shells", "marines", "paratroopers",
        "counterparts", "capital", "envoys", "airmen", "sailors", "servicemen", "peacekeepers", "units", "gunboat",
        "battalions", "warplane", "warship", "emissaries", "delegations", "boat", "boats", "ship", "ships",
        "vessel", "vessels", "trawler", "trawlers", "canoe", "helicopter", "jet", "drone", "frigate",
    }
)  # fmt: skip
#: Who acts for the body that is named with them.
_ACTING_FOR_BODY: Final = frozenset(
    {
        "delegation", "negotiators", "officials", "representatives", "representative", "fighters",
        "soldiers", "troops", "militants", "gunmen", "rebels", "guerrillas", "militiamen",
        "board", "negotiator", "leadership", "combatants", "insurgents", "leaders", "ministers",
        "envoys", "emissaries", "units", "delegations", "guards", "officers", "policemen",
    }
)  # fmt: skip
#: With one of these they act for another: "Norland's opposition leaders".
_NOT_ACTING: Final = frozenset(
    {"opposition", "rebel", "party", "religious", "union", "tribal", "business", "former", "church"}
)
#: Nouns behind a body's name that are no part of it.
_KINDS: Final = frozenset(
    {
        "party", "movement", "coalition", "alliance", "faction", "bloc", "group", "militia",
        "organization", "organisation", "network", "agency", "newspaper", "company", "union",
    }
)  # fmt: skip
#: Words for a part of a group that is named behind them: "two of the party's lawmakers".
_PARTS: Final = frozenset({"several", "some", "many", "most", "all", "both", "none", "few"})
#: Who travels and meets for the one who leads them: "a delegation led by Sand".
_LED: Final = frozenset({"delegation", "mission", "team", "group", "party", "entourage"})
_LEADING: Final = frozenset({"led", "headed", "chaired"})
#: Plurals that stand for the examples behind them: "countries such as Norland and Belmark".
_EXAMPLES: Final = frozenset({"such as", "including", "like", "among them"})
_OF_THEM: Final = frozenset({"them", "whom"})
_OF_STATE: Final = frozenset({"amod", "compound", "nmod:poss", "nmod:desc"})
_BESIDE: Final = frozenset({"appos", "nmod", "nmod:desc", "flat"})
_REFERRING: Final = frozenset({"nominal", "pronoun"})
_BY_NAME: Final = frozenset({"of", "from"})
_BEHIND: Final = frozenset({"nmod", "obl", "appos", "acl"})
_SERVING: Final = frozenset({"of", "for", "to"})
_DEFINITE: Final = frozenset({"the", "its", "their"})
_PLURAL: Final = frozenset({"NNS", "NNPS"})
_SINGULAR: Final = frozenset({"NN", "NNP"})
_CASE: Final = frozenset({"case"})


class Argument(NamedTuple):
    """An entity that fills a role, and the mention (index) by which it does."""

    entity: str
    mention: int


class Arguments:
    """The mentions of a doc, found by token.

    Args:
        graph: The doc's dependencies.
        mentions: Its mentions, linked.
        entities: Its entities.
    """

    def __init__(
        self, graph: Graph, mentions: Sequence[MentionData], entities: Iterable[EntityData]
    ) -> None:
        self.graph = graph
        self.mentions = mentions
        self.types = {entity["id"]: EntityType(entity["type"]) for entity in entities}
        doc = graph.doc
        self.spans = [MentionSpan(m["start"], m["end"], m["type"]) for m in mentions]
        self.roots = [doc[span.start : span.end].root.i for span in self.spans]
        #: For OFFICE mentions without a holder, who is said to hold the post there.
        self.holders: dict[int, str] = {}
        self._at: dict[int, list[int]] = {}
        #: Nouns whose actors are being looked for: a parse may close a ring of nouns.
        self._followed: set[int] = set()
        # Of equal names the state first: "the Norlandic Federation" is no company.
        by_size = sorted(
            range(len(mentions)),
            key=lambda m: (self.spans[m].end - self.spans[m].start, self.spans[m].type != "STATE"),
        )
        for index in by_size:
            for token in range(self.spans[index].start, self.spans[index].end):
                self._at.setdefault(token, []).append(index)

    def at(self, token: int, types: frozenset[EntityType]) -> list[Argument]:
        """Return the entities of the wanted types for which a token stands, without conjuncts."""
        token = self.graph.antecedents.get(token, token)
        here = self._at.get(token, [])
        headed = [index for index in here if self.roots[index] == token]
        # The whole name first: "Norland People's Army", not the "People's Army" inside it.
        whole_first = sorted(headed, key=lambda index: self._is_inside_namesake(index, headed))
        for index in [*whole_first, *here]:
            found = self.of_mention(index, types)
            if found:
                return found
        # "Mr Velk" may have its head outside the name.
        for child, label in self.graph.children[token] if not here else ():
            if label in _NAME_PARTS and child > token:
                for index in self._at.get(child, ()):
                    if self.mentions[index]["type"] == EntityType.PERSON:
                        return self.of_mention(index, types)
        if all(self.mentions[index]["type"] == EntityType.OFFICE for index in here):
            # "the foreign ministers of Norland and Belmark", "her counterpart, Joren Valk"
            return (
                self._acting_through(token, types)
                or self._in_apposition(token, types)
                or self._standing_for(token, types)
            )
        return []

    def _standing_for(self, token: int, types: frozenset[EntityType]) -> list[Argument]:
        """Return for whom a group stands: its examples, those it is a part of, or its leader."""
        word = self.graph.doc[token]
        is_part = word.tag_ == "CD" or word.lower_ in _PARTS
        for child in (c for c in self.graph.tree_children[token] if c > token):
            below, label = self.graph.doc[child], self.graph.deps[child]
            cases = set(self.graph.words(child, _CASE))
            if below.lower_ in _OF_THEM and "among" in cases:
                # "four lawmakers, among them Sand and Ree, left"
                beside = (c for c in self.graph.tree_children[child] if c > child)
                named = next((c for c in beside if self.graph.deps[c] in _BESIDE), None)
                return [] if named is None else self.spread(named, types)
            if word.tag_ == "NNS" and label in _BEHIND and cases & _EXAMPLES:
                # "sanctions on countries such as Norland and Belmark"
                return self.spread(child, types)
            if is_part and label == "nmod" and "of" in cases and below.tag_ in _PLURAL:
                return self._in_apposition(child, types)
            if label == "acl" and word.lower_ in _LED and below.lower_ in _LEADING:
                for agent in self.graph.tree_children[child]:
                    if "by" in self.graph.words(agent, _CASE):
                        return self.spread(agent, types & {EntityType.PERSON})
        return []

    def _is_inside_namesake(self, index: int, others: Sequence[int]) -> bool:
        """Tell whether a name is the end of a longer name of its type."""
        return any(
            other != index
            and self.mentions[other]["type"] == self.mentions[index]["type"]
            and self.mentions[other]["form"] not in _REFERRING
            and self.spans[other] != self.spans[index]
            and _holds(self.spans[other], self.spans[index])
            for other in others
        )

    def _in_apposition(self, token: int, types: frozenset[EntityType]) -> list[Argument]:
        """Return who stands beside a noun that names nobody: "the ruler of the region, Sand"."""
        for child in self.graph.tree_children[token]:
            is_beside = self.graph.deps[child] in _BESIDE and not self.graph.words(child, _CASE)
            if is_beside and child > token and child in self._at:
                # "two activists, Sand and Ree, were freed": both of them were.
                word = self.graph.doc[token]
                is_plural = word.tag_ == "NNS" or (word.tag_ == "CD" and word.lower_ != "one")
                return self.spread(child, types) if is_plural else self.at(child, types)
            is_noun = is_beside and child > token and self.graph.deps[child] == "appos"
            if is_noun and (found := self._in_apposition(child, types)):
                # "its partner, the Norlandic haulier Velmar": named behind the second noun
                return found
            if self.graph.deps[child] == "nmod" and self.graph.doc[token].tag_ == "NNS":
                # "two lawmakers of the Green Party, Sand and Ree": hung on the party as two more.
                types_here = types & {EntityType.PERSON}
                found = [a for c in self._conjuncts({child}) for a in self.at(c, types_here)]
                if found and not self.at(child, types_here):
                    return found
        return []

    def _acting_through(self, token: int, types: frozenset[EntityType]) -> list[Argument]:
        """Return the states whose government or forces a noun names, or the body behind it.

        "The leaders of Norland and Belmark" act for both.
        """
        if token in self._followed:
            return []
        self._followed.add(token)
        try:
            return self._behind(token, types)
        finally:
            self._followed.discard(token)

    def _behind(self, token: int, types: frozenset[EntityType]) -> list[Argument]:
        word = self.graph.doc[token].lower_
        before = (self.graph.doc[child].lower_ for child in self.graph.tree_children[token])
        if not _NOT_ACTING.isdisjoint(before):
            return []
        wanted = types & {EntityType.STATE} if word in _ACTING_FOR_STATE else frozenset()
        if word in _ACTING_FOR_BODY:
            wanted |= types & {EntityType.ORG}
        for child, label in self.graph.children[token] if wanted else ():
            is_of = label in _OF_STATE or _BY_NAME & set(self.graph.words(child, _CASE))
            if is_of and child in self._at and (found := self.spread(child, wanted)):
                return found
            # "senior Norlandic government officials", each noun nearer to the name
            is_kin = label == "compound" and child < token
            if is_kin and child not in self._at and (found := self._acting_through(child, types)):
                return found
        return []

    def of_mention(self, index: int, types: frozenset[EntityType]) -> list[Argument]:
        """Return the entities of the wanted types for which a mention stands."""
        mention = self.mentions[index]
        wanted = [mention["entity"], *mention["group"]]
        if mention["type"] == EntityType.OFFICE:
            wanted.append(mention["holder"] or self.holders.get(index))
        found = [e for e in wanted if e is not None and self.types.get(e) in types]
        return [Argument(entity, index) for entity in dict.fromkeys(found)]

    def crosses_name(self, one: Argument, other: Argument, *, acts: bool = False) -> bool:
        """Tell whether an argument is part of a longer name that does not hold the other.

        Where ``acts``, a post that stands for its holder is no such name: "the minister flew home".
        """
        return self._is_part_of_name(one, other, acts) or self._is_part_of_name(other, one, acts)

    def is_nested(self, one: Argument, other: Argument) -> bool:
        """Tell whether one argument's mention is inside the other's."""
        if one.mention == other.mention:
            return False  # "the two countries"
        first, second = self.spans[one.mention], self.spans[other.mention]
        return _holds(first, second) or _holds(second, first)

    def is_named(self, argument: Argument) -> bool:
        """Tell whether an argument is named, not referred to by a noun or pronoun."""
        return self.mentions[argument.mention]["form"] not in _REFERRING

    def has_title(self, argument: Argument) -> bool:
        """Tell whether a post stands right before a name."""
        start = self.spans[argument.mention].start
        return any(
            span.type == EntityType.OFFICE and span.end == start
            for span in (self.spans[index] for index in self._at.get(start - 1, ()))
        )

    def is_served(self, post: int) -> bool:
        """Tell whether a name behind a post is that of who serves its holder.

        "The spokeswoman of the prime minister of Norland, Mira Sand,".
        """
        doc, start = self.graph.doc, self.spans[post].start
        if start < 3 or doc[start - 1].lower_ != "the" or doc[start - 2].lower_ not in _SERVING:
            return False
        return any(
            self.mentions[index]["type"] == EntityType.OFFICE
            and any(doc[i].lower_ in _DEFINITE for i in self.graph.tree_children[self.roots[index]])
            for index in self._at.get(start - 3, ())
        )

    def starts_post(self, token: int) -> bool:
        """Tell whether a post begins at a token, or behind an article or a state there."""
        return any(
            self.mentions[index]["type"] == EntityType.OFFICE
            for place in range(token, token + 3)
            for index in self._at.get(place, ())
            if self.spans[index].start == place
        )

    def person_before(self, token: int) -> int | None:
        """Return where the person's name begins that ends before a token."""
        here = self._at.get(token - 1, ())
        starts = [
            self.spans[i].start for i in here if self.mentions[i]["type"] == EntityType.PERSON
        ]
        return min(starts, default=None)

    def is_singular(self, mention: int) -> bool:
        """Tell whether a mention's head is a singular noun."""
        return self.graph.doc[self.roots[mention]].tag_ in _SINGULAR

    def _is_part_of_name(self, one: Argument, other: Argument, acts: bool) -> bool:
        span, apart = self.spans[one.mention], self.spans[other.mention]
        for index in self._at.get(span.start, ()):
            outer, mention = self.spans[index], self.mentions[index]
            # But "the Norlandic minister" says nothing of his own.
            if acts and index == one.mention and not 0 <= span.start - apart.end <= 1:
                continue
            if (
                mention["form"] not in _REFERRING
                and mention["entity"] != one.entity
                and _holds(outer, span)
                and not _holds(outer, apart)
            ):
                return True
        return False

    def spread(
        self, token: int, types: frozenset[EntityType], *, mention: int | None = None
    ) -> list[Argument]:
        """Return the entities of a token (or of the given mention there) and of its conjuncts."""
        if mention is None:
            found = self.at(token, types)
            inside = self._inside(token)
        else:
            found = self.of_mention(mention, types)
            span = self.spans[mention]
            inside = set(range(span.start, span.end))
        seen = {token}
        for other in self._conjuncts(inside | {token} | self._holder_beside(token)):
            if other not in seen:
                seen.add(other)
                found += [a for a in self.at(other, types) if a not in found]
        return found

    def _inside(self, token: int) -> set[int]:
        here = self._at.get(token, [])
        headed = [index for index in here if self.roots[index] == token] or here
        if not headed:
            return {token}
        return set(range(self.spans[headed[0]].start, self.spans[headed[0]].end))

    def _holder_beside(self, token: int) -> set[int]:
        """Return the words of the holder's name in apposition to a post.

        In "the minister, Mira Sand, and Tom Ree signed it" a parser hangs "Ree" on "Sand".
        """
        holders = {
            self.mentions[index]["holder"]
            for index in self._at.get(token, ())
            if self.mentions[index]["type"] == EntityType.OFFICE
        } - {None}
        for child in self.graph.tree_children[token] if holders else ():
            if self.graph.deps[child] == "appos" and any(
                self.mentions[index]["entity"] in holders for index in self._at.get(child, ())
            ):
                return self._inside(child)
        return set()

    def _conjuncts(self, tokens: set[int]) -> list[int]:
        found: list[int] = []
        pending = sorted(tokens)
        while pending:
            token = pending.pop(0)
            for child in self.graph.tree_children[token]:
                if (
                    self.graph.deps[child] == "conj"
                    and child not in tokens
                    and child not in found
                    and self.graph.doc[child].pos_ not in {"VERB", "AUX"}
                ):
                    found.append(child)
                    # A third name may hang on any word of the second.
                    tokens = tokens | self._inside(child)
                    pending += sorted(self._inside(child))
        return sorted(found)


def _holds(outer: MentionSpan, inner: MentionSpan) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
