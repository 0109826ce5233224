"""How far two annotations of the same texts agree; neither is the standard.

>>> agree(one, other).total.b_cubed.strict.f1  # doctest: +SKIP
0.97
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from geoents.comparison import Comparison, Item, compare, pair_documents
from geoents.matching import match
from geoents.records import Document
from geoents.schema import RelationType
from geoents.score import tally
from geoents.tallies import Tally, by_family, micro

__all__ = ["FACTUALITY", "Agreement", "Kappa", "agree"]

#: What a factuality has, in order.
FACTUALITY: Final = ("polarity", "modality", "source")

_Labels = tuple[str, str, str]


def agree(
    one: Iterable[Document],
    other: Iterable[Document],
    *,
    types: Collection[RelationType | str] | None = None,
) -> Agreement:
    """Compare two annotations of the same texts.

    An addressee or a claim that only one of the two has is not held against a relation, as in
    scoring, whichever has it. Documents that only one of them has are left out.

    Args:
        one: The first annotation.
        other: The second one.
        types: The relation types to compare; all when None.

    Raises:
        ValueError: Two texts differ, an id is used twice, or a relation type is unknown.
    """
    wanted = None if types is None else frozenset(RelationType(name) for name in types)
    pairs, absent, extra = pair_documents(one, other)
    shared = [pair for pair in pairs if pair[0].id not in set(absent)]
    comparisons = [compare(*pair, types=wanted, mutual=True) for pair in shared]
    readings = [labels for comparison in comparisons for labels in _pair_readings(comparison)]
    return Agreement(
        total=sum(map(tally, comparisons), Tally()),
        kappas={
            part: _kappa([(a[number], b[number]) for a, b in readings])
            for number, part in enumerate(FACTUALITY)
        },
        documents=[document.id for document, _ in shared],
        only_one=absent,
        only_other=extra,
    )


def _pair_readings(comparison: Comparison) -> Iterator[tuple[_Labels, _Labels]]:
    """Yield the factualities of the relations that both have, each paired with its like.

    Where one annotation gives a relation more factualities than the other, those most alike are
    paired, and the rest are left out.
    """
    ids = comparison.gold_entity
    id_ = comparison.gold.id
    for one, other in comparison.relations.correct:
        ours = sorted(set(_labels(one, id_, {})))
        theirs = sorted(set(_labels(other, id_, {name: ids.get(name) for name in _names(other)})))
        edges = {
            (i, j): (1, sum(x == y for x, y in zip(a, b, strict=True)))
            for i, a in enumerate(ours)
            for j, b in enumerate(theirs)
        }
        yield from ((ours[i], theirs[j]) for i, j in sorted(match(edges).items()))


def _names(item: Item) -> set[str]:
    sources = (evidence.factuality.source for evidence in item.evidence)
    return {source for source in sources if source is not None}


def _labels(item: Item, document: str, known: dict[str, str | None]) -> Iterator[_Labels]:
    for evidence in item.evidence:
        read = evidence.factuality
        source = "none"
        if read.source is not None:
            # An entity of one document is never one of another, whatever their ids.
            name = known.get(read.source, read.source)
            source = f"{document} {name}" if name is not None else f"{document} only {read.source}"
        yield str(read.polarity), str(read.modality), source


def _kappa(pairs: list[tuple[str, str]]) -> Kappa:
    total = len(pairs)
    ones, others = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return Kappa(
        total=total,
        same=sum(a == b for a, b in pairs),
        expected=sum(n * others[label] for label, n in ones.items()) / total**2 if total else 0.0,
    )


@dataclass(frozen=True, slots=True)
class Kappa:
    """Cohen's kappa (1960): agreement in a label beyond what chance gives.

    Attributes:
        total: How many things both labelled.
        same: How many of them they labelled alike.
        expected: Which share they would label alike by chance.
    """

    total: int
    same: int
    expected: float

    @property
    def observed(self) -> float | None:
        """The share labelled alike; None where there is nothing."""
        return self.same / self.total if self.total else None

    @property
    def kappa(self) -> float | None:
        """From 1 down; 0 is chance. None where there is nothing, or both use one label alone."""
        if not self.total or self.expected >= 1:
            return None
        return (self.same / self.total - self.expected) / (1 - self.expected)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two annotations agree.

    Attributes:
        total: The counts, with the first annotation as gold and the second as prediction. F1 is
            the same either way.
        kappas: For polarity, modality and source of the relations that both have.
        documents: What was compared.
        only_one: Documents that only the first annotation has; they count nowhere.
        only_other: Documents that only the second one has.
    """

    total: Tally
    kappas: dict[str, Kappa]
    documents: list[str] = field(default_factory=list)
    only_one: list[str] = field(default_factory=list)
    only_other: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """Return all figures as JSON has them."""
        total = self.total
        claims = total.to_dict()["claims"]["micro"]
        families = by_family(total.relations)
        return {
            "documents": self.documents,
            "only_one": self.only_one,
            "only_other": self.only_other,
            "mentions": _f1(total.mentions) | {"overlap": micro(total.mentions).overlap.f1},
            "relations": _f1(total.relations)
            | {"families": {kind.value: micro(group).f1 for kind, group in families.items()}},
            "relations_with_factuality": _f1(total.factual),
            "entities": {
                "micro": micro(total.entities).f1,
                "b_cubed": total.b_cubed.strict.f1,
                "ceaf_e": total.ceaf_e.strict.f1,
            },
            "claims": {
                "one": claims["gold"],
                "other": claims["predicted"],
                "both": claims["found"],
                "overlap": claims["f1"],
                "exact": claims["exact_share"],
                "token_f1": claims["token_f1"],
            },
            "factuality": {
                part: {"total": one.total, "observed": one.observed, "kappa": one.kappa}
                for part, one in self.kappas.items()
            },
        }


def _f1(counts: Any) -> dict[str, Any]:
    rows = {
        kind.value: {"one": n.gold, "other": n.predicted, "both": n.correct, "f1": n.f1}
        for kind, n in counts.items()
    }
    return {"types": rows, "micro": micro(counts).f1}
