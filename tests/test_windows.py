"""Windows: every word is read, none exceeds what the encoder takes, sentences are seen whole."""

from __future__ import annotations

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoents.windows import MOST_SUBWORDS, MOST_WORDS, Window, next_window, plan_windows


@st.composite
def texts(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Draw paragraph starts and first sub-words, as a text of short and long words has them."""
    sizes = draw(st.lists(st.integers(1, 400), min_size=1, max_size=8))
    starts = [0, *accumulate(sizes)]
    weights = draw(st.lists(st.integers(1, 8), min_size=1, max_size=5))
    first = [0, *accumulate(weights[i % len(weights)] for i in range(starts[-1]))]
    return starts[:-1], first


@given(texts())
def test_windows_are_as_large_as_the_encoder_takes(text: tuple[list[int], list[int]]) -> None:
    starts, first = text
    for window in plan_windows(starts, first):
        assert window.start < window.end <= window.stop
        assert window.end - window.start <= MOST_WORDS
        assert first[window.end] - first[window.start] <= MOST_SUBWORDS


@given(texts(), st.data())
def test_every_word_is_read_once_whatever_is_left_unfinished(
    text: tuple[list[int], list[int]], data: st.DataObject
) -> None:
    starts, first = text
    queue, read = plan_windows(starts, first), []
    while queue:
        window = queue.pop()
        done = window.end
        if window.is_open:
            done = data.draw(st.integers(window.start + 1, window.end))
            queue.append(next_window(window, done, first))
        read += range(window.start, done)
    assert sorted(read) == list(range(len(first) - 1))


@given(texts())
def test_paragraphs_are_cut_only_where_they_are_too_long(
    text: tuple[list[int], list[int]],
) -> None:
    starts, first = text
    windows = plan_windows(starts, first)
    assert {window.start for window in windows} <= set(starts)
    for start, stop in pairwise([*starts, len(first) - 1]):
        if stop - start <= MOST_WORDS and first[stop] - first[start] <= MOST_SUBWORDS:
            assert sum(w.start <= start and stop <= w.end for w in windows) == 1


@pytest.mark.parametrize(
    ("starts", "words", "expected", "reason"),
    [
        ([0], 5, [(0, 5, 5)], "a short text"),
        ([0], MOST_WORDS, [(0, 112, 112)], "one that just fits"),
        ([0], MOST_WORDS + 1, [(0, 112, 113)], "one word more leaves the window open"),
        ([0, 30, 60, 90, 110], 120, [(0, 110, 110), (110, 120, 120)], "short ones share a window"),
        ([0, 50], 300, [(0, 50, 50), (50, 162, 300)], "a long one does not"),
        (
            [0, 200, 210],
            220,
            [(0, 112, 200), (200, 220, 220)],
            "what comes after a long one shares again",
        ),
    ],
)
def test_plan(
    starts: list[int], words: int, expected: list[tuple[int, int, int]], reason: str
) -> None:
    assert plan_windows(starts, range(words + 1)) == [Window(*w) for w in expected], reason


def test_long_words_make_short_windows() -> None:
    first = [8 * i for i in range(201)]
    assert plan_windows([0], first) == [Window(0, 47, 200)]
    assert MOST_SUBWORDS // 8 == 47


def test_a_single_word_too_long_is_a_window_by_itself() -> None:
    assert plan_windows([0], [0, 500, 1000]) == [Window(0, 1, 2)]


def test_the_next_window_ends_with_its_paragraph() -> None:
    first = range(401)
    window = Window(110, 222, 390)
    assert next_window(window, 200, first) == Window(200, 312, 390)
    assert next_window(window, 380, first) == Window(380, 390, 390)
    assert window.is_open
    assert not Window(380, 390, 390).is_open
