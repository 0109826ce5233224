"""The network's answers for a stretch of a text, and how those of several readings are joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["Floats", "Scores", "SentenceScores", "join_readings", "scores_within"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Scores(NamedTuple):
    """The network's answers for one window of ``n`` words; row and column 0 are [CLS], the root."""

    tags: Ints
    starts: Floats
    arcs: Floats
    labels: Ints
    entities: Floats
    actors: Floats
    nested: Floats


class SentenceScores(NamedTuple):
    """What its tree is decoded from: of ``n`` words ``tags`` (n), ``arcs`` and ``labels`` (n, n + 1).

    Column 0 is the root.
    """

    tags: Ints
    arcs: Floats
    labels: Ints


def scores_within(scores: Scores, start: int, end: int) -> SentenceScores:
    """Return what a window's scores say of the sentence of its words ``start`` to ``end``."""
    rows = slice(start + 1, end + 1)
    columns = np.r_[0, rows]
    return SentenceScores(
        scores.tags[rows], scores.arcs[rows][:, columns], scores.labels[rows][:, columns]
    )


def join_readings(readings: Sequence[SentenceScores]) -> SentenceScores:
    """Return what several readings of a sentence say together.

    Arcs are averaged; of tags and labels that counts which most readings have, of as many the first.
    """
    return SentenceScores(
        tags=_vote([reading.tags for reading in readings]),
        arcs=np.mean([reading.arcs for reading in readings], axis=0),
        labels=_vote([reading.labels for reading in readings]),
    )


def _vote(answers: Sequence[Ints]) -> Ints:
    """Return for each place the answer that most give, of as many the first.

    >>> _vote([np.array([1, 1, 1]), np.array([2, 2, 1]), np.array([2, 3, 3])]).tolist()
    [2, 1, 1]
    """
    given = np.stack(answers)
    support = (given[:, None] == given[None]).sum(1)
    best: Ints = np.take_along_axis(given, support.argmax(0)[None], 0)[0]
    return best
