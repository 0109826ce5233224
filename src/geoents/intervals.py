"""How sure a score is: bootstrap intervals over documents.

Documents are drawn anew with replacement, as many as there are, and scored again; the interval
holds the middle 95 % of what comes out (percentile method; Efron and Tibshirani 1993, ch. 13).
It says how much a figure would move with other texts of the same kind. Few documents make it
narrower than it should be: below ten, read it as a lower bound.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geoents.schema import Family, RelationType, family
from geoents.tallies import BCubed, CeafE, ClaimCounts, Counts, Scores, Tally

__all__ = ["RESAMPLES", "Interval", "Intervals", "estimate"]

#: How often the documents are drawn anew.
RESAMPLES: Final = 1000

_SEED: Final = 20240514
_PARTS: Final = ("precision", "recall", "f1")
# Found and predicted, found and gold: they add up, and make precision and recall.
_Sums = tuple[float, float, float, float]
_Array = NDArray[np.float64]


def estimate(scores: Scores, *, resamples: int = RESAMPLES, seed: int = _SEED) -> Intervals:
    """Return the 95 % intervals of the figures of a run, by name.

    They depend on the documents and the seed alone, not on the order of documents.

    Args:
        scores: What :func:`geoents.score.score` returned.
        resamples: How often the documents are drawn anew.
        seed: The same seed gives the same intervals on every machine.

    Returns:
        Intervals of precision, recall and F1 for each of ``mentions.micro``,
        ``mentions.types.STATE``, ``entities.micro``, ``entities.b_cubed``, ``entities.ceaf_e``,
        ``relations.micro``, ``relations.families.speech.micro``, ``relations.types.SAID``,
        ``claims.micro`` and their like; none of a figure for which fewer than two documents
        have something to find or something found.
    """
    documents = [scores.documents[id_] for id_ in sorted(scores.documents)]
    if not documents:
        return {}
    figures = dict(_figures(scores.total))
    sums = np.array(
        [[numbers for read in figures.values() for numbers in read(one)] for one in documents],
        dtype=np.float64,
    )
    drawn = _draw(len(documents), resamples, seed) @ sums
    middle: Intervals = {}
    for number, name in enumerate(figures):
        columns = slice(4 * number, 4 * number + 4)
        # One document drawn again and again would seem to be sure of itself.
        is_spread = np.count_nonzero(_has_something(sums[:, columns])) >= 2
        if is_spread and _has_something(drawn[:, columns]).any():
            middle[name] = _find_middle(drawn[:, columns])
    return middle


def _draw(size: int, resamples: int, seed: int) -> _Array:
    """Return how often each document is in each resample."""
    # random() gives the same numbers in every version of Python; NumPy promises no such thing.
    random = Random(seed).random
    counts = np.zeros((resamples, size), dtype=np.float64)
    for row in range(resamples):
        for _ in range(size):
            counts[row, int(random() * size)] += 1
    return counts


def _has_something(sums: _Array) -> NDArray[np.bool_]:
    return (sums[:, 1] > 0) | (sums[:, 3] > 0)


def _find_middle(sums: _Array) -> dict[str, Interval]:
    # A resample in which there was nothing to find says nothing.
    found_p, predicted, found_r, gold = sums[_has_something(sums)].T
    precision = found_p / np.maximum(predicted, 1)
    recall = found_r / np.maximum(gold, 1)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both > 0, both, 1)
    columns: dict[str, _Array] = dict(zip(_PARTS, (precision, recall, f1), strict=True))
    return {
        part: Interval(*(round(float(edge), 6) for edge in np.percentile(values, [2.5, 97.5])))
        for part, values in columns.items()
    }


def _figures(total: Tally) -> Iterator[tuple[str, Callable[[Tally], _Sums]]]:
    yield "mentions.micro", lambda one: _of_counts(one.mentions.values())
    for entity in total.mentions:
        yield f"mentions.types.{entity}", _reader("mentions", entity)
    for entity in total.entities:
        yield f"entities.types.{entity}", _reader("entities", entity)
    yield "entities.micro", lambda one: _of_counts(one.entities.values())
    yield "entities.b_cubed", lambda one: _of_b_cubed(one.b_cubed)
    yield "entities.ceaf_e", lambda one: _of_ceaf_e(one.ceaf_e)
    for layer, key in (("relations", "relations"), ("relations_with_factuality", "factual")):
        yield f"{layer}.micro", _reader(key)
        for kind in Family:
            yield f"{layer}.families.{kind}.micro", _reader(key, kind)
        for relation in getattr(total, key):
            yield f"{layer}.types.{relation}", _reader(key, relation)
    yield "claims.micro", lambda one: _of_claims(one.claims.values())
    for relation in total.claims:
        yield f"claims.types.{relation}", _claim_reader(relation)


def _reader(key: str, of: Any = None) -> Callable[[Tally], _Sums]:
    """Return what reads the sums of one type, of one family, or of all."""

    def read(one: Tally) -> _Sums:
        counts = getattr(one, key)
        if of is None:
            return _of_counts(counts.values())
        if isinstance(of, Family):
            return _of_counts(count for kind, count in counts.items() if family(kind) is of)
        return _of_counts(_only(counts, of))

    return read


def _claim_reader(of: RelationType) -> Callable[[Tally], _Sums]:
    return lambda one: _of_claims(_only(one.claims, of))


def _only(counts: Mapping[Any, Any], kind: Any) -> list[Any]:
    return [counts[kind]] if kind in counts else []


def _of_counts(counts: Iterable[Counts]) -> _Sums:
    whole = sum(counts, Counts())
    return whole.correct, whole.predicted, whole.correct, whole.gold


def _of_claims(counts: Iterable[ClaimCounts]) -> _Sums:
    whole = sum(counts, ClaimCounts())
    return whole.found, whole.predicted, whole.found, whole.gold


def _of_b_cubed(one: BCubed) -> _Sums:
    return float(one.precision_sum), one.predicted, float(one.recall_sum), one.gold


def _of_ceaf_e(one: CeafE) -> _Sums:
    return float(one.likeness), one.predicted, float(one.likeness), one.gold


class Interval(NamedTuple):
    """The edges of an interval, from 0 to 1."""

    low: float
    high: float


#: Figure, then precision, recall or f1, then its interval.
Intervals = dict[str, dict[str, Interval]]
