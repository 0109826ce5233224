"""Between acts of saying: which of those that share words or a speaker stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.annotations import RelationData
from geoents.rules import RuleMatch
from geoents.schema import RelationType

__all__ = ["Found", "hedge", "length", "settle"]


# In characters.
_STRETCH: Final = 500


class Found(NamedTuple):
    """A speech relation, and the token that heads its claim where its rule names it."""

    relation: RelationData
    head: int | None


def hedge(doc: Doc, found: Iterable[Found], hedges: Iterable[RuleMatch]) -> None:
    """Turn what is said to be allegedly so into ALLEGED.

    Args:
        doc: The parsed text.
        found: Relations, which are changed.
        hedges: Matches of rules whose trigger is an adverb.
    """
    headed: dict[int, list[RelationData]] = defaultdict(list)
    for relation, _ in found:
        claim = relation["claim_char"]
        if relation["type"] == RelationType.SAID and claim is not None:
            span = doc.char_span(*claim, alignment_mode="contract")
            if span is not None:
                headed[span.root.i].append(relation)
    for match in hedges:
        for relation in headed.get(doc[match.nodes["trigger"]].head.i, ()):
            if relation["type"] == RelationType.SAID:
                relation["type"], relation["rule"] = match.rule.type.value, match.rule.id
                relation["object"] = relation["object_mention"] = None


def settle(doc: Doc, found: Iterable[Found]) -> list[RelationData]:
    """Return the relations that stay, in order of the text."""
    items = sorted(found, key=_surest_first)
    offsets = [token.idx for token in doc]
    outer = dict(enumerate(items))
    said = _Nearby(offsets)
    for number, item in outer.items():
        said.add(number, item.relation)
    for number, item in sorted(outer.items(), key=lambda pair: -pair[1].relation["trigger"]):
        # One by one: of two acts that the parser puts into each other one stays.
        others = said.near(item.relation, item.head)
        if any(_is_within(offsets, item, outer[other]) for other in others if other in outer):
            del outer[number]
    kept: dict[int, RelationData] = {}
    held = _Nearby(offsets)
    for number, item in outer.items():
        others = held.near(item.relation)
        if not any(_gives_way(offsets, item.relation, kept[other]) for other in others):
            kept[number] = item.relation
            held.add(number, item.relation)
    return sorted(kept.values(), key=_place)


class _Nearby:
    """Relations by the stretches of text that their triggers and claims lie in.

    Acts that share no stretch have nothing to do with each other.

    Args:
        offsets: Where each token of the text starts, in characters.
    """

    def __init__(self, offsets: Sequence[int]) -> None:
        self._offsets = offsets
        self._at: dict[int, list[int]] = defaultdict(list)

    def add(self, number: int, relation: RelationData) -> None:
        """Add a relation under a number."""
        for place in self._places(relation):
            self._at[place].append(number)

    def near(self, relation: RelationData, head: int | None = None) -> list[int]:
        """Return the numbers of the relations that share a stretch with one, in order."""
        places = self._places(relation)
        if head is not None:
            places.add(self._offsets[head] // _STRETCH)
        return sorted({number for place in places for number in self._at.get(place, ())})

    def _places(self, relation: RelationData) -> set[int]:
        places = {self._offsets[relation["trigger"]] // _STRETCH}
        if relation["claim_char"] is not None:
            start, end = relation["claim_char"]
            places |= set(range(start // _STRETCH, (end - 1) // _STRETCH + 1))
        else:
            # Two accusations of one target without words are one, wherever they stand.
            places.add(-1)
        return places


def _surest_first(found: Found) -> tuple[float, int]:
    return -found.relation["confidence"], found.relation["trigger"]


def _place(relation: RelationData) -> tuple[int, tuple[int, int], str, str]:
    claim = relation["claim_char"] or (0, 0)
    return relation["trigger"], claim, relation["subject"], relation["object"] or ""


def _gives_way(offsets: Sequence[int], relation: RelationData, other: RelationData) -> bool:
    """Tell whether a surer relation has the same words for its claim.

    Not where one act stands in the claim of the other: "'Kos said it was late,' Olsen said".
    """
    one, two = relation["claim_char"], other["claim_char"]
    if one is None or two is None:
        return _key(relation) == _key(other)
    shared = min(one[1], two[1]) - max(one[0], two[0])
    if shared <= 0:
        return False
    if _key(relation) == _key(other):
        return True
    if relation["trigger"] == other["trigger"]:
        return False
    if _holds(offsets, one, other["trigger"]) or _holds(offsets, two, relation["trigger"]):
        return False
    if relation["subject"] != other["subject"]:
        return shared >= 0.9 * max(length(one), length(two))
    return relation["type"] == other["type"] and shared >= 0.6 * min(length(one), length(two))


def _key(relation: RelationData) -> tuple[object, ...]:
    return relation["type"], relation["subject"], relation["object"], relation["claim_char"]


def _is_within(offsets: Sequence[int], found: Found, other: Found) -> bool:
    """Tell whether an act only repeats another of the same speaker, in which it stands.

    "said he believed that ..." is one saying; in "voiced thanks" the noun is the act.
    """
    relation, outer = found.relation, other.relation
    if relation["subject"] != outer["subject"] or relation["trigger"] == outer["trigger"]:
        return False
    if found.head == outer["trigger"]:
        return True
    claim = outer["claim_char"]
    if claim is None or relation["type"] != RelationType.SAID:
        return False
    return _holds(offsets, claim, relation["trigger"])


def _holds(offsets: Sequence[int], span: tuple[int, int], token: int) -> bool:
    return span[0] <= offsets[token] < span[1]


def length(span: tuple[int, int] | None) -> int:
    """Return how many characters a span has; none is 0."""
    return 0 if span is None else span[1] - span[0]
