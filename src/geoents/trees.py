"""From arc scores to one dependency tree a sentence.

The best head of each word usually gives a tree already; where it does not, the maximum spanning
arborescence does (Chu and Liu 1965, Edmonds 1967). networkx has it too, but takes six seconds for a
text of a hundred tokens that is no language.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_tree", "is_tree", "spanning_tree"]

#: Longer "sentences" are lists of words, which have no tree worth seeking.
LONGEST: Final = 160


def best_tree(scores: NDArray[np.float32]) -> list[int]:
    """Return each word's head in the best tree with one root.

    Args:
        scores: ``(n, n + 1)``: row ``i`` scores the heads of word ``i``; column 0 is the root,
            column ``j + 1`` is word ``j``.

    Returns:
        ``n`` heads, ``-1`` for the root, else the index of a word. It is the best tree of all up to
        :data:`LONGEST` words and wherever the best heads have no cycle; else all words hang on
        the one that is most likely the root.
    """
    scores = scores.copy()
    size = len(scores)
    scores[np.arange(size), np.arange(size) + 1] = -np.inf
    heads: list[int] = (scores.argmax(1) - 1).tolist()
    if is_tree(heads):
        return heads
    if size <= LONGEST:
        return spanning_tree(scores)
    root = int(scores[:, 0].argmax())
    return [-1 if word == root else root for word in range(size)]


def is_tree(heads: Sequence[int]) -> bool:
    """Tell whether heads (-1 for a root) have one root and no cycle."""
    if sum(head < 0 for head in heads) != 1:
        return False
    reaches_root = [head < 0 for head in heads]
    for word in range(len(heads)):
        path: list[int] = []
        while not reaches_root[word]:
            if word in path:
                return False
            path.append(word)
            word = heads[word]
        for seen in path:
            reaches_root[seen] = True
    return True


def spanning_tree(scores: NDArray[np.float32]) -> list[int]:
    """Return the heads of the maximum spanning arborescence with exactly one root.

    Each arc from the root loses more than all other arcs can differ by, so that one tree has as
    few of them as there can be (Stanojevic and Cohen 2021).
    """
    size = len(scores)
    nodes = np.full((size + 1, size + 1), -np.inf)
    nodes[1:] = np.where(np.isfinite(scores), scores, -1e4)
    nodes[1:, 0] -= 1 + size * float(np.ptp(nodes[1:]))
    np.fill_diagonal(nodes, -np.inf)
    return [int(head) - 1 for head in _arborescence(nodes)[1:]]


def _arborescence(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the head of each node in the best tree under node 0 (whose own head means nothing).

    Where the best heads have a cycle, it becomes one node of a smaller problem. Dense, for every
    word may have every head: some 10 ms for 160 words however bad the scores are.

    Args:
        scores: ``(n, n)``: row ``i`` scores the heads of node ``i``; minus infinity on the diagonal.
    """
    heads: NDArray[np.intp] = scores.argmax(1)
    cycle = _find_cycle(heads.tolist())
    if not cycle:
        return heads
    inside = np.array(cycle)
    outside = np.setdiff1d(np.arange(len(scores)), inside)
    size = len(outside)
    # What the tree gains when an arc into the cycle stands for the cycle's own to the same node.
    entering = scores[np.ix_(inside, outside)] - scores[inside, heads[inside]][:, None]
    leaving = scores[np.ix_(outside, inside)]
    smaller = np.full((size + 1, size + 1), -np.inf)
    smaller[:size, :size] = scores[np.ix_(outside, outside)]
    smaller[size, :size] = entering.max(0)
    smaller[:size, size] = leaving.max(1)
    found = _arborescence(smaller)
    whole = np.append(outside, -1)[found[:size]]
    heads[outside] = np.where(found[:size] == size, inside[leaving.argmax(1)], whole)
    entry = found[size]
    heads[inside[entering[:, entry].argmax()]] = outside[entry]
    return heads


def _find_cycle(heads: Sequence[int]) -> list[int]:
    """Return the nodes of a cycle that does not hold node 0, or none."""
    is_done = [node == 0 for node in range(len(heads))]
    for node in range(len(heads)):
        path: list[int] = []
        on_path: set[int] = set()
        while not is_done[node]:
            if node in on_path:
                return path[path.index(node) :]
            path.append(node)
            on_path.add(node)
            node = heads[node]
        for seen in path:
            is_done[seen] = True
    return []
