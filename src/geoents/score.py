"""The scorer: what predictions are worth, held against gold.

It follows "Scoring" in SCHEMA.md and ``data/gold/GUIDELINES.md``, needs no spaCy, and scores any
system that writes the record form.

>>> from geoents.gold import read_gold
>>> from geoents.records import read_jsonl
>>> total = score(read_gold("data/gold"), read_jsonl("run.jsonl")).total  # doctest: +SKIP
>>> micro(total.mentions).f1, micro(total.relations).precision  # doctest: +SKIP
(0.91, 0.78)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import TypeVar

from geoents.comparison import Comparison, Item, compare, pair_documents, words_of
from geoents.matching import Alignment, match
from geoents.records import Document
from geoents.schema import EntityType, Modality, Polarity, RelationType
from geoents.tallies import (
    PRF,
    Accuracy,
    BCubed,
    CeafE,
    ClaimCounts,
    Counts,
    RuleCounts,
    Scores,
    Tally,
    by_family,
    in_order,
    macro,
    micro,
)

__all__ = [
    "PRF",
    "Accuracy",
    "BCubed",
    "CeafE",
    "ClaimCounts",
    "Counts",
    "RuleCounts",
    "Scores",
    "Tally",
    "by_family",
    "compare_all",
    "macro",
    "micro",
    "score",
    "tally",
]

T = TypeVar("T")
K = TypeVar("K", EntityType, RelationType)
# Polarity, modality, and the source in terms of gold entities.
_Reading = tuple[Polarity, Modality, str | None]
_UNMARKED: _Reading = (Polarity.AFFIRMED, Modality.ACTUAL, None)


def score(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    *,
    types: Collection[RelationType | str] | None = None,
) -> Scores:
    """Score predicted documents against the gold ones that have the same ids.

    Args:
        gold: The annotated documents.
        predicted: The extracted documents. Where one is absent, its gold counts as missed;
            documents that are not in gold are left out.
        types: The relation types to score; all when None. Mentions and entities are scored
            in any case.

    Raises:
        ValueError: Two texts differ, an id is used twice, or a relation type is unknown.
    """
    return compare_all(gold, predicted, types=types)[1]


def compare_all(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    *,
    types: Collection[RelationType | str] | None = None,
) -> tuple[list[Comparison], Scores]:
    """Score as :func:`score` does, and return the comparisons that the scores were counted on."""
    wanted = None if types is None else frozenset(RelationType(name) for name in types)
    pairs, absent, extra = pair_documents(gold, predicted)
    comparisons = [compare(one, other, types=wanted) for one, other in pairs]
    documents = {comparison.gold.id: tally(comparison) for comparison in comparisons}
    return comparisons, Scores(sum(documents.values(), Tally()), documents, absent, extra)


def tally(comparison: Comparison) -> Tally:
    """Count what a comparison of one document found."""
    readings = list(_read_factuality(comparison))
    return Tally(
        mentions=_count(comparison.mentions, lambda mention: mention.type),
        entities=_count(comparison.entities, lambda entity: entity.type),
        b_cubed=_b_cubed(comparison),
        ceaf_e=_ceaf_e(comparison),
        relations=_count(comparison.relations, lambda item: item.type),
        factual=_count(comparison.factual, lambda item: item.type),
        factuality=_accuracy(readings),
        marked=_accuracy(pair for pair in readings if pair[0] != _UNMARKED),
        claims=_count_claims(comparison.claims),
        rules=_count_rules(comparison.relations),
    )


def _count(alignment: Alignment[T], type_of: Callable[[T], K]) -> dict[K, Counts]:
    tallies: dict[str, Counter[K]] = {
        "gold": Counter(map(type_of, alignment.gold)),
        "predicted": Counter(map(type_of, alignment.predicted)),
        "missed": Counter(map(type_of, alignment.missed)),
        "spurious": Counter(map(type_of, alignment.spurious)),
    }
    for name in ("correct", "partial", "incorrect"):
        tallies[name] = Counter(type_of(one) for one, _ in getattr(alignment, name))
    present = tallies["gold"].keys() | tallies["predicted"].keys()
    return {
        kind: Counts(**{name: tallied[kind] for name, tallied in tallies.items()})
        for kind in in_order(present)
    }


def _b_cubed(comparison: Comparison) -> BCubed:
    gold = Counter(mention.entity for mention in comparison.mentions.gold)
    predicted = Counter(mention.entity for mention in comparison.mentions.predicted)
    shared = Counter((one.entity, other.entity) for one, other in comparison.mentions.correct)
    return BCubed(
        sum((Fraction(n * n, predicted[other]) for (_, other), n in shared.items()), Fraction()),
        sum((Fraction(n * n, gold[one]) for (one, _), n in shared.items()), Fraction()),
        predicted=predicted.total(),
        gold=gold.total(),
    )


def _ceaf_e(comparison: Comparison) -> CeafE:
    gold = Counter(mention.entity for mention in comparison.mentions.gold)
    predicted = Counter(mention.entity for mention in comparison.mentions.predicted)
    shared = Counter((one.entity, other.entity) for one, other in comparison.mentions.correct)
    left = {id_: number for number, id_ in enumerate(sorted(gold))}
    right = {id_: number for number, id_ in enumerate(sorted(predicted))}
    # phi-4 of each pair, as integers over one denominator, for the matching has to be exact.
    phi = {
        (left[one], right[other]): Fraction(2 * n, gold[one] + predicted[other])
        for (one, other), n in shared.items()
    }
    whole = lcm(*(value.denominator for value in phi.values()))
    edges = {pair: (int(value * whole),) for pair, value in phi.items()}
    likeness = sum((phi[pair] for pair in match(edges).items()), Fraction())
    return CeafE(likeness, predicted=len(predicted), gold=len(gold))


def _count_claims(claims: Alignment[Item]) -> dict[RelationType, ClaimCounts]:
    counts: dict[RelationType, ClaimCounts] = defaultdict(ClaimCounts)
    for item in claims.gold:
        counts[item.type] += ClaimCounts(gold=1)
    for item in claims.predicted:
        counts[item.type] += ClaimCounts(predicted=1)
    for one, other in claims.correct:
        total = one.bag.total() + other.bag.total()
        shared = (one.bag & other.bag).total()
        counts[one.type] += ClaimCounts(
            found=1,
            exact=int(words_of(one) == words_of(other)),
            likeness=Fraction(2 * shared, total) if total else Fraction(1),
        )
    return {kind: counts[kind] for kind in in_order(counts)}


def _count_rules(relations: Alignment[Item]) -> dict[str, RuleCounts]:
    counts: dict[str, RuleCounts] = defaultdict(RuleCounts)
    kinds = {
        "correct": [other for _, other in relations.correct],
        "incorrect": [other for _, other in relations.incorrect],
        "partial": [other for _, other in relations.partial],
        "spurious": relations.spurious,
    }
    for kind, items in kinds.items():
        for item in items:
            rules = {evidence.rule or "" for evidence in item.evidence}
            for rule in rules:
                alone = int(kind == "correct" and len(rules) == 1)
                counts[rule] += RuleCounts(**{kind: 1}, alone=alone)
    return {rule: counts[rule] for rule in sorted(counts)}


def _read_factuality(comparison: Comparison) -> Iterator[tuple[_Reading, _Reading]]:
    """Yield each factuality of gold in the relations found, with the nearest predicted one."""
    for one, other in comparison.relations.correct:
        offered = sorted(set(_readings(other, comparison.gold_entity)), key=str)
        for wanted in sorted(set(_readings(one)), key=str):
            yield wanted, max(offered, key=lambda reading: _agreement(wanted, reading))


def _readings(item: Item, gold_entity: Mapping[str, str] | None = None) -> Iterator[_Reading]:
    for evidence in item.evidence:
        read = evidence.factuality
        source = read.source
        if source is not None and gold_entity is not None:
            # An entity that gold does not have is nobody's source there: no id is empty.
            source = gold_entity.get(source, "")
        yield read.polarity, read.modality, source


def _agreement(wanted: _Reading, offered: _Reading) -> int:
    return sum(one == other for one, other in zip(wanted, offered, strict=True))


def _accuracy(readings: Iterable[tuple[_Reading, _Reading]]) -> Accuracy:
    total = Accuracy()
    for wanted, offered in readings:
        polarity, modality, source = (int(a == b) for a, b in zip(wanted, offered, strict=True))
        whole = int(wanted == offered)
        total += Accuracy(1, polarity, modality, source, whole)
    return total
