"""From BIO scores to labelled spans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = ["HYPHENS", "POSSESSIVES", "Labelled", "decode_spans"]

#: What joins the parts of a word, as it is tokenized.
HYPHENS: Final = frozenset("-‐‑–")
#: The possessive's endings.
POSSESSIVES: Final = frozenset({"'s", "’s", "'", "’"})


class Labelled(NamedTuple):
    """Words ``start`` to ``end`` (half-open) with a label and its mean probability."""

    start: int
    end: int
    label: str
    score: float


def decode_spans(scores: NDArray[np.float32], labels: Sequence[str]) -> list[Labelled]:
    """Return the spans of the best valid BIO sequence.

    Args:
        scores: ``(n, labels)`` logits.
        labels: "O", "B-X", "I-X" ... in the order of the columns.
    """
    path = scores.argmax(1)
    if not path.any():
        return []
    if not is_valid(path.tolist(), labels):
        path = viterbi(scores, labels)
    shifted = np.exp(scores - scores.max(1, keepdims=True))
    chosen = shifted[np.arange(len(path)), path] / shifted.sum(1)
    spans: list[Labelled] = []
    start = -1
    for index, label in enumerate([*(labels[i] for i in path), "O"]):
        if start >= 0 and label[0] != "I":
            spans.append(
                Labelled(start, index, labels[path[start]][2:], float(chosen[start:index].mean()))
            )
            start = -1
        if label[0] == "B":
            start = index
    return spans


def is_valid(path: Sequence[int], labels: Sequence[str]) -> bool:
    """Tell whether every I-X follows B-X or I-X."""
    before = "O"
    for index in path:
        label = labels[index]
        if label[0] == "I" and before[2:] != label[2:]:
            return False
        before = label
    return True


def viterbi(scores: NDArray[np.float32], labels: Sequence[str]) -> NDArray[np.int64]:
    """Return the best label sequence in which every I-X follows B-X or I-X."""
    size = len(labels)
    allowed = np.array(
        [[to[0] != "I" or before[2:] == to[2:] for to in labels] for before in labels]
    )
    bars = np.where(allowed, 0.0, -1e9)
    first = np.where([label[0] == "I" for label in labels], -1e9, 0.0)
    best = scores[0] + first
    back = np.zeros((len(scores), size), dtype=np.int64)
    for row in range(1, len(scores)):
        paths = best[:, None] + bars
        back[row] = paths.argmax(0)
        best = paths.max(0) + scores[row]
    path = [int(best.argmax())]
    for row in range(len(scores) - 1, 0, -1):
        path.append(int(back[row, path[-1]]))
    return np.array(path[::-1], dtype=np.int64)
