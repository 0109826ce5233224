"""From arc scores to one dependency tree a sentence.

The best head of each word usually gives a tree already; where it does not, the maximum spanning
arborescence does (Chu and Liu 1965, Edmonds 1967; networkx).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_tree", "is_tree", "spanning_tree"]

#: Beyond this length Edmonds' algorithm is too slow for a fallback; such "sentences" are word lists.
LONGEST: Final = 160


def best_tree(scores: NDArray[np.float32]) -> list[int]:
    """Return each word's head in the best tree with one root.

    Args:
        scores: ``(n, n + 1)``: row ``i`` scores the heads of word ``i``; column 0 is the root,
            column ``j + 1`` is word ``j``.

    Returns:
        ``n`` heads, ``-1`` for the root, else the index of a word.
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
    """Return the heads of the maximum spanning arborescence with exactly one root."""
    import networkx as nx

    size = len(scores)
    finite = np.where(np.isfinite(scores), scores, -1e4).astype(float)
    # A penalty larger than any tree's score span keeps all but one word off the root.
    penalty = float(np.abs(finite).max() * 2 * (size + 1) + 1)
    graph = nx.DiGraph()
    for word in range(size):
        graph.add_edge(0, word + 1, weight=float(finite[word, 0]) - penalty)
        for head in range(size):
            if head != word:
                graph.add_edge(head + 1, word + 1, weight=float(finite[word, head + 1]))
    tree = nx.maximum_spanning_arborescence(graph)
    heads = [-1] * size
    for head, word in tree.edges:
        heads[word - 1] = head - 1
    return heads
