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

__all__ = ["best_tree", "is_tree", "spanning_tree"]

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
        :data:`CANDIDATES` words and wherever the best heads have no cycle; else the best among
        each word's best heads.
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

    Roots are tried in the order of the most that a tree with them can score, until none of those
    left can beat the best tree found; mostly the first one decides.
    """
    finite = np.where(np.isfinite(scores), scores, -1e4).astype(float)
    inner, size = finite[:, 1:], len(finite)
    highest = inner.max(1)
    bounds = highest.sum() - highest + finite[:, 0]
    best, value = [-1] * size, -np.inf
    for root in np.argsort(-bounds, kind="stable").tolist():
        if bounds[root] <= value:
            break
        heads: list[int] = inner.argmax(1).tolist()
        heads[root] = -1
        if not is_tree(heads):
            heads = _arborescence(inner, root)
        total = float(finite[np.arange(size), np.array(heads) + 1].sum())
        if total > value:
            best, value = heads, total
    return best


def _arborescence(scores: NDArray[np.float64], root: int) -> list[int]:
    """Return the heads of the best tree with this root, among the best heads of each word."""
    import networkx as nx

    try:
        tree = nx.maximum_spanning_arborescence(_graph(scores, root, CANDIDATES))
    except nx.NetworkXException:  # these heads have no such tree
        tree = nx.maximum_spanning_arborescence(_graph(scores, root, len(scores)))
    heads = [-1] * len(scores)
    for head, word in tree.edges:
        heads[word] = head
    return heads


def _graph(scores: NDArray[np.float64], root: int, candidates: int) -> nx.DiGraph[int]:
    """Return the arcs from its best heads to each word but the root."""
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_node(root)
    for word, row in enumerate(scores):
        if word != root:
            for head in np.argsort(-row, kind="stable")[:candidates].tolist():
                if head != word:
                    graph.add_edge(head, word, weight=float(row[head]))
    return graph
