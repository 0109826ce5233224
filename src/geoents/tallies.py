"""Counts of what was found and what they amount to: tallies of documents, which add up.

>>> (Counts(gold=2, predicted=1, correct=1) + Counts(gold=2, predicted=3, correct=2)).recall
0.75
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from statistics import fmean
from typing import Any, Final, NamedTuple, TypeVar

from geoents.schema import EntityType, Family, RelationType, family

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
    "in_order",
    "macro",
    "micro",
]

K = TypeVar("K", EntityType, RelationType)
C = TypeVar("C", "Counts", "ClaimCounts")

_ORDER: Final[tuple[EntityType | RelationType, ...]] = (*EntityType, *RelationType)


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


def in_order(types: Iterable[K]) -> list[K]:
    """Return types in the order of the schema."""
    return sorted(types, key=_ORDER.index)


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
class CeafE:
    """CEAF-e (Luo 2005): gold and predicted entities matched one to one, by their likeness.

    ``likeness`` is the highest sum of phi-4 that a one-to-one matching reaches: of two entities,
    twice the mentions they share, divided by the mentions of both.
    """

    likeness: Fraction = Fraction()
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: CeafE) -> CeafE:
        return CeafE(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(CeafE)))

    @property
    def strict(self) -> PRF:
        """The likeness reached, per predicted and per gold entity, and their harmonic mean."""
        return PRF.of(float(self.likeness), self.predicted, self.gold)


@dataclass(frozen=True, slots=True)
class ClaimCounts:
    """Claims of one type of speech, whatever else their relations have.

    ``found`` ones pair a gold and a predicted claim of the same type and speaker whose token F1
    is at least 0.5; ``exact`` ones have the same words (case and punctuation apart).
    ``likeness`` is the sum of the token F1 of those found.
    """

    gold: int = 0
    predicted: int = 0
    found: int = 0
    exact: int = 0
    likeness: Fraction = Fraction()

    def __add__(self, other: ClaimCounts) -> ClaimCounts:
        names = [f.name for f in fields(ClaimCounts)]
        return ClaimCounts(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def strict(self) -> PRF:
        """What was found, among the predicted and the gold claims."""
        return PRF.of(self.found, self.predicted, self.gold)

    @property
    def exact_share(self) -> float:
        """How many of those found have the same words."""
        return self._mean(self.exact)

    @property
    def token_f1(self) -> float:
        """Mean token F1 of those found."""
        return self._mean(float(self.likeness))

    def _mean(self, total: float) -> float:
        if self.found:
            return total / self.found
        return 0.0 if self.gold or self.predicted else 1.0


@dataclass(frozen=True, slots=True)
class RuleCounts:
    """What came of the relations that one rule read; one that several rules read counts for each.

    ``alone`` is what the rule contributes: correct relations that no other rule found.
    """

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    spurious: int = 0
    alone: int = 0

    def __add__(self, other: RuleCounts) -> RuleCounts:
        names = [f.name for f in fields(RuleCounts)]
        return RuleCounts(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def predicted(self) -> int:
        """All relations that the rule read."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def precision(self) -> float:
        """Correct ones among them."""
        return self.correct / self.predicted if self.predicted else 1.0


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
        ceaf_e: Entities as wholes.
        relations: Per relation type.
        factual: The same, where polarity and modality have to be right.
        factuality: Factuality of the relations found.
        marked: The same, where gold has another than affirmed, actual and no source.
        claims: Per type of speech.
        rules: Per rule that predicted relations come from; "" where none is named.
    """

    mentions: dict[EntityType, Counts] = field(default_factory=dict)
    entities: dict[EntityType, Counts] = field(default_factory=dict)
    b_cubed: BCubed = BCubed()
    ceaf_e: CeafE = CeafE()
    relations: dict[RelationType, Counts] = field(default_factory=dict)
    factual: dict[RelationType, Counts] = field(default_factory=dict)
    factuality: Accuracy = Accuracy()
    marked: Accuracy = Accuracy()
    claims: dict[RelationType, ClaimCounts] = field(default_factory=dict)
    rules: dict[str, RuleCounts] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            mentions=_add(self.mentions, other.mentions, Counts()),
            entities=_add(self.entities, other.entities, Counts()),
            b_cubed=self.b_cubed + other.b_cubed,
            ceaf_e=self.ceaf_e + other.ceaf_e,
            relations=_add(self.relations, other.relations, Counts()),
            factual=_add(self.factual, other.factual, Counts()),
            factuality=self.factuality + other.factuality,
            marked=self.marked + other.marked,
            claims=_add(self.claims, other.claims, ClaimCounts()),
            rules={
                name: self.rules.get(name, RuleCounts()) + other.rules.get(name, RuleCounts())
                for name in sorted(self.rules.keys() | other.rules.keys())
            },
        )

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as JSON has them."""
        return {
            "mentions": _rows(self.mentions, overlap=True),
            "entities": _rows(self.entities)
            | {"b_cubed": self.b_cubed.strict._asdict(), "ceaf_e": self.ceaf_e.strict._asdict()},
            "relations": _family_rows(self.relations),
            "relations_with_factuality": _family_rows(self.factual),
            "factuality": {"all": _shares(self.factuality), "marked": _shares(self.marked)},
            "claims": {
                "types": {kind.value: _claim_row(count) for kind, count in self.claims.items()},
                "micro": _claim_row(sum(self.claims.values(), ClaimCounts())),
            },
        }

    def rules_to_dict(self) -> dict[str, Any]:
        """Return what each rule is worth as JSON has it."""
        return {
            name: asdict(count) | {"precision": count.precision}
            for name, count in self.rules.items()
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


def _add(one: Mapping[K, C], other: Mapping[K, C], none: C) -> dict[K, C]:
    return {
        kind: one.get(kind, none) + other.get(kind, none)
        for kind in in_order(one.keys() | other.keys())
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


def _claim_row(counts: ClaimCounts) -> dict[str, Any]:
    row = {name: getattr(counts, name) for name in ("gold", "predicted", "found", "exact")}
    shares = {"exact_share": counts.exact_share, "token_f1": counts.token_f1}
    return row | counts.strict._asdict() | shares
