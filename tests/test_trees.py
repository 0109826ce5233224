"""From arc scores to trees: one root, no cycle, and the best such tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoents.trees import LONGEST, best_tree, is_tree, spanning_tree

#: Whole numbers: sums are exact, and ties are common.
matrices = st.integers(1, 4).flatmap(
    lambda n: arrays(np.float32, (n, n + 1), elements=st.integers(-5, 5))
)


def has_one_root_and_no_cycle(heads: Sequence[int]) -> bool:
    """Tell it the slow way: from every word the root is reached in at most n steps."""
    for word in range(len(heads)):
        steps = 0
        while heads[word] >= 0:
            word, steps = heads[word], steps + 1
            if steps > len(heads):
                return False
    return sum(head < 0 for head in heads) == 1


def total(scores: np.ndarray, heads: Sequence[int]) -> float:
    return sum(float(scores[word, head + 1]) for word, head in enumerate(heads))


def all_trees(size: int) -> list[tuple[int, ...]]:
    choices = ([head for head in range(-1, size) if head != word] for word in range(size))
    return [heads for heads in product(*choices) if has_one_root_and_no_cycle(heads)]


@pytest.mark.parametrize(
    ("rows", "heads", "reason"),
    [
        ([[7, 0]], [-1], "one word is the root"),
        ([[-7, 99]], [-1], "however it scores"),
        ([[9, 0, 0], [0, 9, 0]], [-1, 0], "arg-max is a tree"),
        ([[0, 0, 5], [1, 5, 0]], [1, -1], "a cycle: the word with the better root score is root"),
        ([[5, 0, 3], [6, 2, 0]], [1, -1], "two roots: one of them gives way"),
        ([[5, 99, 1], [1, 5, 99]], [-1, 0], "no word is its own head"),
        (
            [[0, 0, 9, 0], [0, 0, 0, 9], [0, 9, 0, 0]],
            None,
            "a cycle of three with every root as good: any tree of two of its arcs",
        ),
    ],
)
def test_best_tree(rows: list[list[float]], heads: list[int] | None, reason: str) -> None:
    scores = np.array(rows, dtype=np.float32)
    found = best_tree(scores)
    if heads is None:
        assert total(scores, found) == 18, reason
        assert is_tree(found), reason
    else:
        assert found == heads, reason


@given(matrices)
def test_no_tree_scores_higher(scores: np.ndarray) -> None:
    best = max(total(scores, heads) for heads in all_trees(len(scores)))
    for find in (best_tree, spanning_tree):
        found = find(scores)
        assert has_one_root_and_no_cycle(found)
        assert total(scores, found) == best


def test_scores_are_left_as_they_are() -> None:
    scores = np.arange(12, dtype=np.float32).reshape(3, 4)
    before = scores.copy()
    best_tree(scores)
    assert np.array_equal(scores, before)


@pytest.mark.parametrize("size", [5, 9, 14, 30, LONGEST, LONGEST + 1, 300])
def test_every_score_matrix_gives_a_tree(size: int) -> None:
    random = np.random.default_rng(size)
    assert has_one_root_and_no_cycle(
        best_tree(random.normal(size=(size, size + 1)).astype(np.float32))
    )


def test_infinite_scores_give_a_tree_too() -> None:
    scores = np.full((3, 4), -np.inf, dtype=np.float32)
    assert has_one_root_and_no_cycle(best_tree(scores))


@pytest.mark.parametrize(
    ("heads", "expected", "reason"),
    [
        ([-1], True, "one word"),
        ([-1, -1], False, "two roots"),
        ([1, 0], False, "no root"),
        ([-1, 2, 1], False, "a cycle beside the root"),
        ([2, 0, -1], True, "a chain"),
        ([-1, 1], False, "its own head"),
        ([], False, "no word, no root"),
    ],
)
def test_is_tree(heads: list[int], expected: bool, reason: str) -> None:
    assert is_tree(heads) is expected, reason


@given(
    st.integers(1, 5).flatmap(lambda n: st.lists(st.integers(-1, n - 1), min_size=n, max_size=n))
)
def test_is_tree_is_what_the_slow_way_tells(heads: list[int]) -> None:
    assert is_tree(heads) is has_one_root_and_no_cycle(heads)
