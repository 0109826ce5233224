"""From BIO scores to spans: the best valid sequence, whatever the scores."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geoents.spans import decode_spans, is_valid, viterbi

LABELS = ["O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG"]
NO, BP, IP, BO, IO = range(5)

#: Scores are whole numbers, so that sums are exact and "best" is not a matter of rounding.
matrices = st.integers(1, 5).flatmap(
    lambda n: arrays(np.float32, (n, len(LABELS)), elements=st.integers(-9, 9))
)


def one_hot(path: list[int]) -> np.ndarray:
    """Return scores that clearly prefer one label a word."""
    scores = np.zeros((len(path), len(LABELS)), dtype=np.float32)
    scores[np.arange(len(path)), path] = 9
    return scores


@pytest.mark.parametrize(
    ("path", "expected", "reason"),
    [
        ([NO, NO, NO], [], "nothing there"),
        ([BP], [(0, 1, "PERSON")], "one word, which is a span to the end"),
        ([BP, IP, NO], [(0, 2, "PERSON")], "an inside goes on"),
        ([BP, BP], [(0, 1, "PERSON"), (1, 2, "PERSON")], "a begin ends the span before"),
        ([BP, IP, BO, IO], [(0, 2, "PERSON"), (2, 4, "ORG")], "two that touch"),
        ([NO, BO, IO, IO], [(1, 4, "ORG")], "up to the end of the text"),
        ([BO, NO, BP], [(0, 1, "ORG"), (2, 3, "PERSON")], "one word between"),
    ],
)
def test_a_valid_path_is_read_as_it_is(
    path: list[int], expected: list[tuple[int, int, str]], reason: str
) -> None:
    found = decode_spans(one_hot(path), LABELS)
    assert [(s.start, s.end, s.label) for s in found] == expected, reason


@pytest.mark.parametrize(
    ("rows", "expected", "reason"),
    [
        (
            [[0, 3, 0, 0, 0], [0, 0, 2, 0, 2.5], [5, 0, 0, 0, 0]],
            [(0, 2, "PERSON")],
            "an inside of another type becomes one of the same",
        ),
        (
            [[5, 1, 0, 0, 0], [0, 1, 2, 0, 0]],
            [(1, 2, "PERSON")],
            "an inside after nothing becomes a begin",
        ),
        (
            [[0, 0, 9, 0, 0], [0, 0, 9, 0, 0]],
            [(0, 2, "PERSON")],
            "at the start of the text too",
        ),
        (
            [[1, 0, 0, 0, 0], [2, 0, 0, 0, 2.5]],
            [],
            "and is given up where nothing may come before it",
        ),
    ],
)
def test_an_invalid_path_gives_way_to_the_best_valid_one(
    rows: list[list[float]], expected: list[tuple[int, int, str]], reason: str
) -> None:
    found = decode_spans(np.array(rows, dtype=np.float32), LABELS)
    assert [(s.start, s.end, s.label) for s in found] == expected, reason


def test_score_is_the_mean_probability_of_the_chosen_labels() -> None:
    scores = np.log(
        np.array([[0.2, 0.8, 1e-9, 1e-9, 1e-9], [0.4, 1e-9, 0.6, 1e-9, 1e-9]], dtype=np.float32)
    )
    (found,) = decode_spans(scores, LABELS)
    assert found.score == pytest.approx(0.7, abs=1e-6)


@given(matrices)
def test_viterbi_finds_the_best_valid_path(scores: np.ndarray) -> None:
    best = max(
        sum(float(scores[row, label]) for row, label in enumerate(path))
        for path in product(range(len(LABELS)), repeat=len(scores))
        if is_valid(path, LABELS)
    )
    path = viterbi(scores, LABELS)
    assert is_valid(path.tolist(), LABELS)
    assert sum(float(scores[row, label]) for row, label in enumerate(path)) == best


@given(matrices)
def test_spans_are_in_order_and_apart(scores: np.ndarray) -> None:
    found = decode_spans(scores, LABELS)
    edges = [edge for span in found for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= s.start < s.end <= len(scores) and 0 < s.score <= 1 for s in found)


@given(st.integers(1, 4).flatmap(lambda n: arrays(np.float32, (n, 5), elements=st.integers(0, 9))))
def test_a_valid_arg_max_is_what_viterbi_finds(scores: np.ndarray) -> None:
    path = scores.argmax(1)
    if is_valid(path.tolist(), LABELS):
        chosen = scores[np.arange(len(path)), viterbi(scores, LABELS)]
        assert chosen.sum() == scores.max(1).sum()


@pytest.mark.parametrize(
    ("path", "expected", "reason"),
    [
        ([NO, BP, IP], True, "an inside after its begin"),
        ([BO, IO, IO], True, "or after an inside"),
        ([IP], False, "not first"),
        ([NO, IO], False, "nor after nothing"),
        ([BP, IO], False, "nor after another type"),
        ([], True, "no word, no fault"),
    ],
)
def test_is_valid(path: list[int], expected: bool, reason: str) -> None:
    assert is_valid(path, LABELS) is expected, reason
