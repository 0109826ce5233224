"""Matching: mentions by their spans, entities by their mentions, and always one to one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, permutations

import pytest
from documents import document, random_documents
from hypothesis import given
from hypothesis import strategies as st

from geoents.comparison import compare
from geoents.matching import match
from geoents.records import Document
from geoents.score import PRF, Counts, micro, score

# -- mentions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gold", "predicted", "expected", "reason"),
    [
        (
            "[Ilmar Tosk](PERSON p) spoke.",
            "[Ilmar Tosk](PERSON x) spoke.",
            Counts(gold=1, predicted=1, correct=1),
            "the same span and type; ids do not matter",
        ),
        (
            "[Oman](STATE s) agreed.",
            "[Oman](STATE s metonym) agreed.",
            Counts(gold=1, predicted=1, correct=1),
            "nor does the form",
        ),
        (
            "[Ilmar Tosk](PERSON p) spoke.",
            "Ilmar [Tosk](PERSON p) spoke.",
            Counts(gold=1, predicted=1, partial=1),
            "another span that overlaps counts half the way",
        ),
        (
            "[Oman](STATE s) agreed.",
            "[Oman](ORG s) agreed.",
            Counts(gold=1, predicted=1, incorrect=1),
            "another type does not",
        ),
        (
            "[Oman](STATE s) agreed.",
            "Oman agreed.",
            Counts(gold=1, missed=1),
            "missed",
        ),
        (
            "Oman agreed.",
            "Oman [agreed](ORG o).",
            Counts(predicted=1, spurious=1),
            "made up",
        ),
        (
            "[[Omani](STATE s) Parliament](ORG o) sat.",
            "[[Omani](STATE s) Parliament](ORG o) sat.",
            Counts(gold=2, predicted=2, correct=2),
            "a nested mention is one of its own",
        ),
        (
            "[[Omani](STATE s) Parliament](ORG o) sat.",
            "[Omani Parliament](ORG o) sat.",
            Counts(gold=2, predicted=1, correct=1, missed=1),
            "which the outer one does not stand for",
        ),
        (
            "[[NATO](ORG a) Committee](ORG b) sat.",
            "[NATO](ORG a) Committee sat.",
            Counts(gold=2, predicted=1, correct=1, missed=1),
            "nor the inner one for the outer, of the same type",
        ),
        (
            "[Ilmar Tosk](PERSON p) spoke.",
            "[Ilmar](PERSON p) [Tosk](PERSON q) spoke.",
            Counts(gold=1, predicted=2, partial=1, spurious=1),
            "one mention is matched with one",
        ),
        (
            "[Oman](STATE s) said [it](STATE s pronoun) and [the country](STATE s nominal) agreed.",
            "[Oman](STATE s) said it and the country agreed.",
            Counts(gold=1, predicted=1, correct=1),
            "nominals and pronouns are not rewarded",
        ),
        (
            "[Oman](STATE s) said it agreed.",
            "[Oman](STATE s) said [it](STATE s pronoun) agreed.",
            Counts(gold=1, predicted=1, correct=1),
            "nor punished",
        ),
        (
            "[Oman](STATE s) agreed.",
            "[[Oman](STATE s)](STATE t) agreed.",
            Counts(gold=1, predicted=1, correct=1),
            "a span that is listed twice counts once",
        ),
    ],
)
def test_mentions(gold: str, predicted: str, expected: Counts, reason: str) -> None:
    assert micro(score([document(gold)], [document(predicted)]).total.mentions) == expected, reason


def test_figures_of_mentions_strict_and_overlap() -> None:
    gold = document("[Oman](STATE s) and [Ilmar Tosk](PERSON p) met [Fiji](STATE t).")
    predicted = document("[Oman](STATE s) and Ilmar [Tosk](PERSON p) met Fiji.")
    counts = micro(score([gold], [predicted]).total.mentions)
    assert counts.strict == PRF(1 / 2, 1 / 3, 2 / 5)
    assert counts.overlap == PRF(2 / 2, 2 / 3, 4 / 5)
    assert (counts.precision, counts.recall, counts.f1) == counts.strict


# -- entities --------------------------------------------------------------------------------------

THREE = "[Tosk](PERSON {}) came, [Tosk](PERSON {}) saw, [Tosk](PERSON {}) left."


@pytest.mark.parametrize(
    ("gold", "predicted", "matched", "reason"),
    [
        ("aaa", "xxx", {"x": "a"}, "all mentions shared"),
        ("aab", "xyy", {"x": "a", "y": "b"}, "one to one, though y shares as much with a"),
        ("aaa", "xxy", {"x": "a"}, "the one that shares most; the other is spurious"),
        ("abb", "xxx", {"x": "b"}, "and the other way round"),
        ("abc", "xyz", {"x": "a", "y": "b", "z": "c"}, "each its own"),
    ],
)
def test_entities_are_matched_by_shared_mentions(
    gold: str, predicted: str, matched: dict[str, str], reason: str
) -> None:
    one, other = document(THREE.format(*gold)), document(THREE.format(*predicted))
    assert compare(one, other).gold_entity == matched, reason
    counts = micro(score([one], [other]).total.entities)
    assert (counts.correct, counts.gold, counts.predicted) == (
        len(matched),
        len(set(gold)),
        len(set(predicted)),
    )


def test_an_overlapping_mention_matches_where_no_equal_one_does() -> None:
    gold = document("[Ilmar Tosk](PERSON p) met [Ana Kos](PERSON q).")
    predicted = document("Ilmar [Tosk](PERSON x) met [Ana Kos](PERSON y).")
    assert compare(gold, predicted).gold_entity == {"x": "p", "y": "q"}


def test_b_cubed_of_a_split_entity() -> None:
    scores = score([document(THREE.format(*"aaa"))], [document(THREE.format(*"xxy"))]).total
    # Of the three mentions two have 2 of 3 companions, one has itself.
    assert scores.b_cubed.strict.precision == 1
    assert scores.b_cubed.strict.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3) / 3)


# -- one to one ------------------------------------------------------------------------------------


@given(random_documents(), random_documents())
def test_each_thing_is_matched_at_most_once(gold: Document, predicted: Document) -> None:
    found = compare(gold, predicted)
    for alignment in (found.mentions, found.entities, found.relations, found.factual):
        pairs = [*alignment.correct, *alignment.partial, *alignment.incorrect]
        ones = [id(one) for one, _ in pairs] + [id(one) for one in alignment.missed]
        others = [id(other) for _, other in pairs] + [id(other) for other in alignment.spurious]
        assert len(set(ones)) == len(ones)
        assert len(set(others)) == len(others)


weights = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2))


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), weights, max_size=9))
def test_no_matching_is_worth_more(edges: dict[tuple[int, int], tuple[int, ...]]) -> None:
    matched = match(edges)
    assert len(set(matched.values())) == len(matched)
    assert all(pair in edges for pair in matched.items())

    def worth(pairs: Iterable[tuple[int, int]]) -> tuple[int, ...]:
        found = [edges[pair] for pair in pairs]
        return tuple(map(sum, zip(*found, strict=True))) or (0, 0, 0)

    best = max(
        worth(pairs)
        for size in range(min(4, len(edges)) + 1)
        for pairs in combinations(edges, size)
        if len({left for left, _ in pairs}) == len({right for _, right in pairs}) == size
    )
    assert worth(matched.items()) == best


def test_matching_does_not_depend_on_the_order_of_edges() -> None:
    edges = [((0, 0), (1, 2)), ((0, 1), (1, 2)), ((1, 0), (1, 2)), ((1, 1), (1, 2))]
    assert len({tuple(sorted(match(dict(e)).items())) for e in permutations(edges)}) == 1
