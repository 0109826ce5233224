"""One-to-one matching, and with it the mentions and entities of a prediction and of its gold.

Every matching is optimal and does not depend on the order of items. What the matches are worth
is counted in :mod:`geoents.score`; the decisions taken here where SCHEMA.md is silent are
written down in ``data/gold/GUIDELINES.md``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

import networkx as nx

from geoents.records import Document, Entity, Mention
from geoents.schema import Form

__all__ = ["Alignment", "align_entities", "align_mentions", "match", "scored_mentions"]

#: Gold need not list these: they are neither rewarded nor punished.
_UNSCORED: Final = frozenset({Form.NOMINAL, Form.PRONOUN})

T = TypeVar("T")


def match(edges: Mapping[tuple[int, int], tuple[int, ...]]) -> dict[int, int]:
    """Match left with right numbers one to one, so that the matched weights sum up highest.

    Args:
        edges: The weight of each pair (left, right) that may be matched: non-negative integers,
            compared position by position, the first of which decides before the second.

    Returns:
        The right number of each left number matched. It does not depend on the order of edges.
    """
    matched: dict[int, int] = {}
    for component in _components(sorted(edges)):
        if len(component) == 1:
            matched.update(component)
            continue
        # One integer for each weight: a position outweighs all that the next ones can sum up to.
        size = len({left for left, _ in component}) + 1
        highest = [max(position) for position in zip(*(edges[e] for e in component), strict=True)]
        graph = nx.Graph()
        for left, right in component:
            weight = 0
            for value, top in zip(edges[left, right], highest, strict=True):
                weight = weight * (top * size + 1) + value
            graph.add_edge((0, left), (1, right), weight=weight)
        for pair in nx.max_weight_matching(graph):
            (_, left), (_, right) = sorted(pair)
            matched[left] = right
    return matched


def scored_mentions(document: Document, *, every_form: bool = False) -> list[Mention]:
    """Return the mentions that count, each span and type once.

    Nominals and pronouns do not, unless ``every_form`` is wanted.
    """
    unique: dict[tuple[int, int, str], Mention] = {}
    for mention in sorted(document.mentions, key=lambda m: m.id):
        if every_form or mention.form not in _UNSCORED:
            unique.setdefault((mention.start, -mention.end, mention.type), mention)
    return [unique[key] for key in sorted(unique)]


def align_mentions(gold: list[Mention], predicted: list[Mention]) -> Alignment[Mention]:
    """Match scored mentions: equal ones, then overlapping ones of the same type, then the rest."""
    result = Alignment[Mention]()
    same = {(m.start, m.end, m.type): m for m in predicted}
    for mention in gold:
        found = same.pop((mention.start, mention.end, mention.type), None)
        if found is None:
            result.missed.append(mention)
        else:
            result.correct.append((mention, found))
    result.spurious = list(same.values())
    for pairs, same_type in ((result.partial, True), (result.incorrect, False)):
        edges = {
            (i, j): (1, size)
            for i, j, size in _overlaps(result.missed, result.spurious)
            if (result.missed[i].type is result.spurious[j].type) is same_type
        }
        result.take(pairs, match(edges))
    return result


def _overlaps(
    gold: Sequence[Mention], predicted: Sequence[Mention]
) -> Iterator[tuple[int, int, int]]:
    """Yield the indices of mentions that overlap, and by how many characters."""
    starts = [mention.start for mention in predicted]
    longest = max((m.end - m.start for m in predicted), default=0)
    for i, one in enumerate(gold):
        first = bisect_left(starts, one.start - longest)
        for j in range(first, bisect_left(starts, one.end)):
            size = min(one.end, predicted[j].end) - max(one.start, predicted[j].start)
            if size > 0:
                yield i, j, size


def align_entities(
    gold: Document, predicted: Document, mentions: Alignment[Mention]
) -> Alignment[Entity]:
    """Match entities by the mentions they share: equal ones first, overlapping ones in a tie."""
    result = Alignment(
        missed=_scored_entities(gold, [*mentions.gold]),
        spurious=_scored_entities(predicted, [*mentions.predicted]),
    )
    left = {entity.id: i for i, entity in enumerate(result.missed)}
    right = {entity.id: j for j, entity in enumerate(result.spurious)}
    equal: Counter[tuple[int, int]] = Counter()
    overlapping: Counter[tuple[int, int]] = Counter()
    for counter, pairs in ((equal, mentions.correct), (overlapping, mentions.partial)):
        counter.update((left[one.entity], right[other.entity]) for one, other in pairs)
    edges = {}
    for i, j in equal.keys() | overlapping.keys():
        same_name = result.missed[i].name == result.spurious[j].name
        edges[i, j] = (equal[i, j], overlapping[i, j], int(same_name))
    result.take(result.correct, match(edges))
    return result


def _scored_entities(document: Document, mentions: Iterable[Mention]) -> list[Entity]:
    """Return the entities that scored mentions name, in the order of their first mention."""
    first: dict[str, tuple[int, int]] = {}
    for mention in mentions:
        place = (mention.start, -mention.end)
        first[mention.entity] = min(place, first.get(mention.entity, place))
    found = [entity for entity in document.entities if entity.id in first]
    return sorted(found, key=lambda entity: (*first[entity.id], entity.type, entity.id))


def _components(edges: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    graph = nx.Graph()
    graph.add_edges_from(((0, left), (1, right)) for left, right in edges)
    number = {
        node: index for index, nodes in enumerate(nx.connected_components(graph)) for node in nodes
    }
    grouped: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for left, right in edges:
        grouped[number[0, left]].append((left, right))
    yield from grouped.values()


@dataclass(slots=True)
class Alignment(Generic[T]):
    """What became of the gold and the predicted things of one kind; each is in one list.

    Pairs are (gold, predicted).

    Attributes:
        correct: Right in all that counts.
        partial: Of the right type, but with another span, party or claim.
        incorrect: In the right place, but of another type.
        missed: Gold that nothing resembles.
        spurious: Predictions that resemble nothing.
    """

    correct: list[tuple[T, T]] = field(default_factory=list)
    partial: list[tuple[T, T]] = field(default_factory=list)
    incorrect: list[tuple[T, T]] = field(default_factory=list)
    missed: list[T] = field(default_factory=list)
    spurious: list[T] = field(default_factory=list)

    @property
    def gold(self) -> Iterator[T]:
        """All gold things."""
        for pairs in (self.correct, self.partial, self.incorrect):
            yield from (one for one, _ in pairs)
        yield from self.missed

    @property
    def predicted(self) -> Iterator[T]:
        """All predicted things."""
        for pairs in (self.correct, self.partial, self.incorrect):
            yield from (other for _, other in pairs)
        yield from self.spurious

    def take(self, pairs: list[tuple[T, T]], matched: Mapping[int, int]) -> None:
        """Move what was matched, by index into missed and spurious, to one of the lists."""
        pairs.extend((self.missed[i], self.spurious[j]) for i, j in sorted(matched.items()))
        self.drop(matched)

    def drop(self, matched: Mapping[int, int]) -> None:
        """Remove what was matched, by index, from missed and spurious."""
        taken = set(matched.values())
        self.missed = [item for i, item in enumerate(self.missed) if i not in matched]
        self.spurious = [item for j, item in enumerate(self.spurious) if j not in taken]
