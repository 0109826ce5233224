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

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from statistics import fmean
from typing import Any, NamedTuple, TypeVar

from geoents.comparison import Comparison, Item, compare, pair_documents
from geoents.matching import Alignment
from geoents.records import Document
from geoents.schema import EntityType, Family, Modality, Polarity, RelationType, family

__all__ = [
    "PRF",
    "Accuracy",
    "BCubed",
    "Counts",
    "Scores",
    "Tally",
    "by_family",
    "macro",
    "micro",
    "score",
    "tally",
]

T = TypeVar("T")
K = TypeVar("K", EntityType, RelationType)
# Polarity, modality, and the source in terms of gold entities.
_Reading = tuple[Polarity, Modality, str | None]


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
    wanted = None if types is None else frozenset(RelationType(name) for name in types)
    pairs, absent, extra = pair_documents(gold, predicted)
    documents = {one.id: tally(compare(one, other, types=wanted)) for one, other in pairs}
    return Scores(sum(documents.values(), Tally()), documents, absent, extra)


def tally(comparison: Comparison) -> Tally:
    """Count what a comparison of one document found."""
    readings = list(_read_factuality(comparison))
    return Tally(
        mentions=_count(comparison.mentions, lambda mention: mention.type),
        entities=_count(comparison.entities, lambda entity: entity.type),
        b_cubed=_b_cubed(comparison),
        relations=_count(comparison.relations, lambda item: item.type),
        factual=_count(comparison.factual, lambda item: item.type),
        factuality=_accuracy(readings),
        marked=_accuracy(pair for pair in readings if pair[0] != _UNMARKED),
    )


def micro(counts: Mapping[K, Counts]) -> Counts:
    """Return the counts of all types together."""
    return sum(counts.values(), Counts())


def macro(counts: Mapping[K, Counts]) -> PRF:
    """Return the means over the types that gold has, each weighing the same."""
    present = [count for count in counts.values() if count.gold]
    if not present:
        return micro(counts).strict
    return PRF(
        fmean(count.precision for count in present),
        fmean(count.recall for count in present),
        fmean(count.f1 for count in present),
    )


def by_family(counts: Mapping[RelationType, Counts]) -> dict[Family, dict[RelationType, Counts]]:
    """Group the counts of relation types by family."""
    grouped = {
        kind: {name: count for name, count in counts.items() if family(name) is kind}
        for kind in Family
    }
    return {kind: group for kind, group in grouped.items() if group}


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
        for kind in _in_order(present)
    }


def _in_order(types: Iterable[K]) -> list[K]:
    return sorted(types, key=_ORDER.index)


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


_ORDER: tuple[EntityType | RelationType, ...] = (*EntityType, *RelationType)
_UNMARKED: _Reading = (Polarity.AFFIRMED, Modality.ACTUAL, None)


class PRF(NamedTuple):
    """Precision, recall and F1, from 0 to 1; all are 1 where there was nothing to find."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, found: float, predicted: int, gold: int) -> PRF:
        """Return them for so many right ones among the predicted and the gold ones."""
        if not predicted and not gold:
            return cls(1.0, 1.0, 1.0)
        return cls(
            found / predicted if predicted else 0.0,
            found / gold if gold else 0.0,
            2 * found / (predicted + gold),
        )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things of one kind were found.

    ``gold`` is the sum of ``correct``, ``partial``, ``incorrect`` and ``missed``. In the row of
    one type, ``incorrect`` counts gold things of the type that were given another one.
    """

    gold: int = 0
    predicted: int = 0
    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))

    @property
    def strict(self) -> PRF:
        """Only what is correct counts."""
        return PRF.of(self.correct, self.predicted, self.gold)

    @property
    def overlap(self) -> PRF:
        """What is partly right counts too (mentions: another span that overlaps)."""
        return PRF.of(self.correct + self.partial, self.predicted, self.gold)

    @property
    def precision(self) -> float:
        """Correct ones among the predicted."""
        return self.strict.precision

    @property
    def recall(self) -> float:
        """Correct ones among the gold."""
        return self.strict.recall

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return self.strict.f1


@dataclass(frozen=True, slots=True)
class BCubed:
    """B-cubed (Bagga and Baldwin 1998) of entities over their mentions.

    A mention that the other side does not have counts as one of no right company.
    """

    precision_sum: Fraction = Fraction()
    recall_sum: Fraction = Fraction()
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: BCubed) -> BCubed:
        return BCubed(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(BCubed)))

    @property
    def strict(self) -> PRF:
        """Mean precision and recall of a mention, and their harmonic mean."""
        if not self.predicted and not self.gold:
            return PRF(1.0, 1.0, 1.0)
        precision = float(self.precision_sum / self.predicted) if self.predicted else 0.0
        recall = float(self.recall_sum / self.gold) if self.gold else 0.0
        both = precision + recall
        return PRF(precision, recall, 2 * precision * recall / both if both else 0.0)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many factualities there were in the relations found, and in how many what was right."""

    total: int = 0
    polarity: int = 0
    modality: int = 0
    source: int = 0
    whole: int = 0

    def __add__(self, other: Accuracy) -> Accuracy:
        return Accuracy(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Accuracy)))

    def share(self, part: str) -> float:
        """Return the accuracy of ``polarity``, ``modality``, ``source`` or the ``whole``."""
        return getattr(self, part) / self.total if self.total else 1.0


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of one document, or of many: tallies add up.

    Attributes:
        mentions: Per entity type, by span.
        entities: Per entity type; correct ones are matched with a gold entity.
        b_cubed: Entities by their mentions.
        relations: Per relation type.
        factual: The same, where polarity and modality have to be right.
        factuality: Factuality of the relations found.
        marked: The same, where gold has another than affirmed, actual and no source.
    """

    mentions: dict[EntityType, Counts] = field(default_factory=dict)
    entities: dict[EntityType, Counts] = field(default_factory=dict)
    b_cubed: BCubed = BCubed()
    relations: dict[RelationType, Counts] = field(default_factory=dict)
    factual: dict[RelationType, Counts] = field(default_factory=dict)
    factuality: Accuracy = Accuracy()
    marked: Accuracy = Accuracy()

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            mentions=_add(self.mentions, other.mentions),
            entities=_add(self.entities, other.entities),
            b_cubed=self.b_cubed + other.b_cubed,
            relations=_add(self.relations, other.relations),
            factual=_add(self.factual, other.factual),
            factuality=self.factuality + other.factuality,
            marked=self.marked + other.marked,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as JSON has them."""
        return {
            "mentions": _rows(self.mentions, overlap=True),
            "entities": _rows(self.entities) | {"b_cubed": self.b_cubed.strict._asdict()},
            "relations": _family_rows(self.relations),
            "relations_with_factuality": _family_rows(self.factual),
            "factuality": {"all": _shares(self.factuality), "marked": _shares(self.marked)},
        }


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a run.

    Attributes:
        total: All documents together.
        documents: Each gold document, by id.
        absent: Gold documents that were not predicted; they count as missed wholly.
        extra: Predicted documents that gold does not have; they count nowhere.
    """

    total: Tally
    documents: dict[str, Tally]
    absent: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as JSON has them, in total and per document."""
        return {
            "total": self.total.to_dict(),
            "documents": {id_: one.to_dict() for id_, one in self.documents.items()},
            "absent": self.absent,
            "extra": self.extra,
        }


def _add(one: Mapping[K, Counts], other: Mapping[K, Counts]) -> dict[K, Counts]:
    none = Counts()
    return {
        kind: one.get(kind, none) + other.get(kind, none)
        for kind in _in_order(one.keys() | other.keys())
    }


def _row(counts: Counts, *, overlap: bool = False) -> dict[str, Any]:
    row = asdict(counts) | counts.strict._asdict()
    return row | {"overlap": counts.overlap._asdict()} if overlap else row


def _rows(counts: Mapping[K, Counts], *, overlap: bool = False) -> dict[str, Any]:
    return {
        "types": {kind.value: _row(count, overlap=overlap) for kind, count in counts.items()},
        "micro": _row(micro(counts), overlap=overlap),
        "macro": macro(counts)._asdict(),
    }


def _family_rows(counts: Mapping[RelationType, Counts]) -> dict[str, Any]:
    families = {
        kind.value: {"micro": _row(micro(group)), "macro": macro(group)._asdict()}
        for kind, group in by_family(counts).items()
    }
    return _rows(counts) | {"families": families}


def _shares(accuracy: Accuracy) -> dict[str, Any]:
    parts = ("polarity", "modality", "source", "whole")
    return {"total": accuracy.total} | {part: accuracy.share(part) for part in parts}
