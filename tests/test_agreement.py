"""Agreement of two annotations, neither of which is the standard."""

from __future__ import annotations

import json

import pytest
from documents import Row, document, named, random_documents
from hypothesis import given

from geoents.agreement import Kappa, agree
from geoents.records import Document
from geoents.report import tabulate_agreement
from geoents.tallies import ClaimCounts, micro

PAGE = (
    "[Ilmar Tosk](PERSON p) told [Ana Kos](PERSON k) in [Fiji](STATE f) that the old border "
    "stays open for ever; no army will cross it."
)
CLAIM = "the old border stays open"


def page(*rows: Row) -> Document:
    return document(PAGE, rows)


@pytest.mark.parametrize(
    ("one", "other", "both", "reason"),
    [
        (("SAID", "p", "k", CLAIM), ("SAID", "p", None, CLAIM), 1, "one has the addressee"),
        (
            ("SAID", "p", "k", CLAIM),
            ("SAID", "p", "f", CLAIM),
            0,
            "both have one, and not the same",
        ),
        (("ACCUSED", "p", "k", CLAIM), ("ACCUSED", "p", "k", None), 1, "one has the claim"),
        (("SAID", "p", None, CLAIM), ("SAID", "p", None, "no army"), 0, "other claims"),
        (("VISITED", "p", "f", None), ("VISITED", "k", "f", None), 0, "other parties"),
    ],
)
def test_relations_agree_either_way_round(one: Row, other: Row, both: int, reason: str) -> None:
    for a, b in ((one, other), (other, one)):
        assert micro(agree([page(a)], [page(b)]).total.relations).correct == both, reason


def test_claims_agree_in_words_or_overlap() -> None:
    one = page(("SAID", "p", None, CLAIM), ("SAID", "p", None, "no army will cross it"))
    other = page(
        ("SAID", "p", None, CLAIM + " for ever"), ("SAID", "p", None, "no army will cross it")
    )
    claims = sum(agree([one], [other]).total.claims.values(), ClaimCounts())
    assert (claims.found, claims.exact) == (2, 1)
    assert claims.token_f1 == pytest.approx((1 + 10 / 12) / 2)


def test_kappa_is_cohens() -> None:
    # Four actual for both, two planned for both, one actual/planned, one planned/actual.
    readings = [("", "")] * 4 + [("planned", "planned")] * 2 + [("", "planned"), ("planned", "")]
    ones, others = [], []
    for number, (a, b) in enumerate(readings):
        for documents, reading in ((ones, a), (others, b)):
            made = page(("VISITED", "p", "f", None, reading))
            documents.append(made.model_copy(update={"id": f"d{number}"}))
    found = agree(ones, others).kappas
    assert found["modality"] == Kappa(total=8, same=6, expected=pytest.approx(34 / 64))
    assert found["modality"].kappa == pytest.approx((48 - 34) / 30)
    assert found["polarity"].observed == 1
    assert found["polarity"].kappa is None, "both use one label alone"


def test_sources_are_entities() -> None:
    one = document(
        "[Tosk](PERSON a) said [Kos](PERSON b) left [Oman](STATE c).",
        [("VISITED", "b", "c", None, "by a")],
    )
    other = document(
        "[Tosk](PERSON x) said [Kos](PERSON y) left [Oman](STATE z).",
        [("VISITED", "y", "z", None, "by x")],
    )
    wrong = document(
        "[Tosk](PERSON x) said [Kos](PERSON y) left [Oman](STATE z).",
        [("VISITED", "y", "z", None, "by y")],
    )
    assert agree([one], [other]).kappas["source"].observed == 1
    assert agree([one], [wrong]).kappas["source"].observed == 0


def test_readings_most_alike_are_compared() -> None:
    one = page(("VISITED", "p", "f", None, "planned by k", "negated"))
    other = page(("VISITED", "p", "f", None, "negated"))
    for a, b in ((one, other), (other, one)):
        found = agree([a], [b]).kappas
        assert {part: (kappa.total, kappa.same) for part, kappa in found.items()} == {
            "polarity": (1, 1),
            "modality": (1, 1),
            "source": (1, 1),
        }


def test_documents_that_one_alone_has_are_left_out() -> None:
    found = agree([document("A", id_="a")], [document("B", id_="b")])
    assert (found.documents, found.only_one, found.only_other) == ([], ["a"], ["b"])
    assert found.kappas["source"].kappa is None


@given(random_documents(), random_documents())
def test_figures_are_the_same_either_way_round(one: Document, other: Document) -> None:
    there, back = agree([one], [other]), agree([other], [one])
    assert micro(there.total.mentions).f1 == micro(back.total.mentions).f1
    assert there.total.b_cubed.strict.f1 == pytest.approx(back.total.b_cubed.strict.f1)
    assert there.total.ceaf_e.strict.f1 == back.total.ceaf_e.strict.f1
    for kappa in there.kappas.values():
        assert kappa.kappa is None or kappa.kappa <= 1
    json.dumps(there.to_dict(), allow_nan=False)
    for table in tabulate_agreement(there):
        assert all(len(row) == len(table.columns) for row in table.rows), table.title


@given(random_documents().map(named))
def test_an_annotation_agrees_with_itself(one: Document) -> None:
    found = agree([one], [one])
    assert micro(found.total.mentions).f1 == found.total.ceaf_e.strict.f1 == 1
    assert all(kappa.same == kappa.total for kappa in found.kappas.values())
