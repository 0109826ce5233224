"""A sentence's three readings: the words that each is given, and how they are joined."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.language import Language

from geoents.base_scores import Scores, SentenceScores, join_readings, scores_within
from geoents.base_words import plain_names
from geoents.spans import Labelled


@pytest.fixture(scope="module")
def parser() -> Language:
    return spacy.load("en_geoents")


def _person(start: int, end: int) -> Labelled:
    return Labelled(start, end, "PERSON", 0.9)


def test_plain_names_keep_words_marks_and_capitals() -> None:
    words = ["ZHANNA", "-", "Lys", "Qworp", "met", "Li", "in", "Oslo"]
    plain = plain_names(words, [_person(0, 4), _person(5, 6)])
    assert len(plain) == len(words)
    assert plain[1] == "-" and plain[4:5] + plain[6:] == ["met", "in", "Oslo"]
    assert plain[0].isupper() and plain[2].istitle() and plain[3].istitle()
    assert {plain[0], plain[3], plain[5]}.isdisjoint(words)


def test_one_family_name_gets_one_plain_name_and_another_in_another_reading() -> None:
    words = ["Xyzzo", "Qworp", "met", "Ulla", "Brant", ".", "Qworp", "left"]
    persons = [_person(0, 2), _person(3, 5), _person(6, 7)]
    first, second = (plain_names(words, persons, shift=shift) for shift in (0, 3))
    assert first[1] == first[6] != first[4]
    assert second[1] == second[6] != first[1]


def test_words_without_persons_are_as_they_are() -> None:
    assert plain_names(["Norway", "left"], []) == ["Norway", "left"]


def test_a_windows_scores_are_cut_to_a_sentence_with_its_root() -> None:
    size = 4
    square = np.arange((size + 1) ** 2, dtype=np.float32).reshape(size + 1, size + 1)
    row = np.arange(size + 1, dtype=np.int32)
    empty = np.zeros((size + 1, 2), np.float32)
    scores = Scores(row, empty, square, square.astype(np.int32), empty, empty, empty)
    cut = scores_within(scores, 1, 3)
    assert cut.tags.tolist() == [2, 3]
    assert cut.arcs.tolist() == [[10, 12, 13], [15, 17, 18]]


def test_readings_are_averaged_and_outvote_one_another() -> None:
    def reading(tag: int, arc: float) -> SentenceScores:
        return SentenceScores(
            np.array([tag], np.int32),
            np.array([[arc, 0]], np.float32),
            np.array([[tag, 0]], np.int32),
        )

    joined = join_readings([reading(1, 0.0), reading(2, 3.0), reading(2, 6.0)])
    assert joined.tags.tolist() == [2] and joined.labels.tolist() == [[2, 0]]
    assert joined.arcs.tolist() == [[3.0, 0.0]]
    assert join_readings([reading(1, 0.0), reading(2, 0.0)]).tags.tolist() == [1]


def test_names_never_seen_do_not_change_the_tree_of_what_stands_around_them(
    parser: Language,
) -> None:
    text = "{} told reporters that {} had lent the ministry six boats and would visit Kenya in May."
    names = ("Mary Smith", "David Brown"), ("Bounmy Sayalath", "Hrafnhildur Bjarkadottir")
    trees = [[(token.dep_, token.head.i) for token in parser(text.format(*pair))] for pair in names]
    same = sum(one == other for one, other in zip(*trees, strict=True))
    assert same >= len(trees[0]) - 1
