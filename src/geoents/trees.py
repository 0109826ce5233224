"""From arc scores to one dependency tree a sentence.

The best head of each word usually gives a tree already; where it does not, the maximum spanning
arborescence does (Chu and Liu 1965, Edmonds 1967; networkx).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["best_heads", "best_tree", "is_tree", "spanning_tree"]

#: Beyond this length Edmonds' algorithm is too slow for a fallback; such "sentences" are word lists.
LONGEST: Final = 160
#: The spanning tree is sought among so many best heads of each word.
CANDIDATES: Final = 5


def best_tree(scores: NDArray[np.float32]) -> list[int]:
    """Return each word's head in the best tree with one root.

    Args:
        scores: ``(n, n + 1)``: row ``i`` scores the heads of word ``i``; column 0 is the root,
            column ``j + 1`` is word ``j``.

    Returns:
        ``n`` heads, ``-1`` for the root, else the index of a word. It is the best tree of all up to
        :data:`CANDIDATES` words, and wherever the best heads of all words but the root are free of
        cycles; else the best among each word's best heads.
    """
    scores = scores.copy()
    size = len(scores)
    scores[np.arange(size), np.arange(size) + 1] = -np.inf
    heads: list[int] = (scores.argmax(1) - 1).tolist()
    if is_tree(heads):
        return heads
    heads = best_heads(scores)
    if is_tree(heads):
        return heads
    if size <= LONGEST:
        return spanning_tree(scores)
    root = int(scores[:, 0].argmax())
    return [-1 if word == root else root for word in range(size)]


def best_heads(scores: NDArray[np.float32]) -> list[int]:
    """Return the best head of each word, with exactly one root: the one that costs least.

    No tree scores higher, so that they are the best tree if they are one.
    """
    heads: list[int] = scores[:, 1:].argmax(1).tolist()
    finite = np.where(np.isfinite(scores), scores, -1e4)
    cost = finite[:, 1:].max(1) - finite[:, 0]
    heads[int(cost.argmin())] = -1
    return heads


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

    Of each word only the best :data:`CANDIDATES` heads are tried, unless these have no tree.
    """
    import networkx as nx

    finite = np.where(np.isfinite(scores), scores, -1e4).astype(float)
    try:
        tree = nx.maximum_spanning_arborescence(_graph(finite, CANDIDATES))
    except nx.NetworkXException:
        tree = nx.maximum_spanning_arborescence(_graph(finite, len(finite)))
    heads = [-1] * len(scores)
    for head, word in tree.edges:
        heads[word - 1] = head - 1
    return heads


def _graph(scores: NDArray[np.float64], candidates: int) -> nx.DiGraph[int]:
    """Return the arcs to each word from the root, which is 0, and from its best heads."""
    import networkx as nx

    size = len(scores)
    # A penalty larger than any tree's score span keeps all but one word off the root.
    penalty = float(np.abs(scores).max() * 2 * (size + 1) + 1)
    graph: nx.DiGraph[int] = nx.DiGraph()
    for word, row in enumerate(scores):
        graph.add_edge(0, word + 1, weight=float(row[0]) - penalty)
        for head in np.argsort(-row[1:], kind="stable")[:candidates].tolist():
            if head != word:
                graph.add_edge(head + 1, word + 1, weight=float(row[head + 1]))
    return graph
