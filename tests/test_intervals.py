"""Bootstrap intervals: sound, the same each time, and silent where there is nothing to say."""

from __future__ import annotations

from random import Random

from documents import document, random_documents
from hypothesis import given
from hypothesis import strategies as st

from geoents.intervals import estimate
from geoents.records import Document
from geoents.score import Counts, Tally, micro, score

MARKUP = "[Ilmar Tosk](PERSON p) met [Ana Kos](PERSON k) in [Oman](STATE s)."
MET = ("MET_WITH", "p", "k", None)


def runs(found: int, missed: int) -> tuple[list[Document], list[Document]]:
    """Gold with one meeting a document, and a prediction that has some of them."""
    gold = [document(MARKUP, [MET], id_=f"d{n}") for n in range(found + missed)]
    return gold, [one if n < found else document(MARKUP, id_=one.id) for n, one in enumerate(gold)]


def test_what_is_right_everywhere_has_no_width() -> None:
    gold, _ = runs(4, 0)
    intervals = estimate(score(gold, gold))
    assert {tuple(edges) for parts in intervals.values() for edges in parts.values()} == {(1, 1)}
    assert {"mentions.micro", "entities.ceaf_e", "entities.b_cubed"} <= intervals.keys()
    assert "relations.families.interaction.micro" in intervals
    assert "relations.types.MET_WITH" in intervals
    assert "relations.families.speech.micro" not in intervals, "there was nothing to find"


def test_recall_of_a_share_has_the_binomial_interval() -> None:
    found = estimate(score(*runs(30, 20)))["relations.micro"]
    assert found["precision"] == (1, 1)
    # 0.6 +- 1.96 * sqrt(0.6 * 0.4 / 50)
    assert abs(found["recall"].low - 0.464) < 0.03
    assert abs(found["recall"].high - 0.736) < 0.03


def test_the_same_comes_out_each_time_and_in_any_order() -> None:
    gold, predicted = runs(5, 7)
    first = estimate(score(gold, predicted))
    assert estimate(score(gold, predicted)) == first
    Random(3).shuffle(gold)
    assert estimate(score(gold, predicted)) == first


def test_one_document_says_nothing() -> None:
    assert estimate(score(*runs(1, 0))) == {}
    assert estimate(score([], [])) == {}
    gold = [document(MARKUP, id_="a"), document(MARKUP, [MET], id_="b")]
    found = estimate(score(gold, gold))
    assert "mentions.micro" in found
    assert "relations.micro" not in found, "b alone has a relation"


@given(st.lists(st.tuples(random_documents(), random_documents()), min_size=2, max_size=4))
def test_edges_are_in_order_and_between_0_and_1(pairs: list[tuple[Document, Document]]) -> None:
    gold = [one.model_copy(update={"id": f"d{n}"}) for n, (one, _) in enumerate(pairs)]
    predicted = [other.model_copy(update={"id": f"d{n}"}) for n, (_, other) in enumerate(pairs)]
    scores = score(gold, predicted)
    for parts in estimate(scores, resamples=20).values():
        for low, high in parts.values():
            assert 0 <= low <= high <= 1
    # What is drawn are the tallies, which add up to the total.
    assert sum(scores.documents.values(), Tally()) == scores.total
    assert isinstance(micro(scores.total.mentions), Counts)
