"""Differences of two runs."""

from __future__ import annotations

import pytest
from documents import Row, document, named, random_documents
from hypothesis import given

from geoents.differences import KINDS, LAYERS, find_differences
from geoents.records import Document

SPEECH = (
    "[Ilmar Tosk](PERSON p) told [Ana Kos](PERSON k) in [Fiji](STATE f) that the old border "
    "stays open for ever."
)
CLAIM = "the old border stays open"

Found = tuple[str, str, tuple[str, ...], str | None, str | None]


def differences(old: Document, new: Document) -> list[Found]:
    found = find_differences([old], [new]).documents[old.id]
    return [(one.layer, one.kind, one.what, one.old, one.new) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "expected", "reason"),
    [
        (
            [("VISITED", "p", "f", None)],
            [],
            ("lost", (), "VISITED(Ilmar Tosk, Fiji): affirmed actual", None),
            "lost",
        ),
        (
            [],
            [("VISITED", "p", "f", None, "planned by k")],
            ("gained", (), None, "VISITED(Ilmar Tosk, Fiji): affirmed planned by Ana Kos"),
            "gained",
        ),
        (
            [("VISITED", "p", "f", None)],
            [("VISITED", "p", "f", None, "negated")],
            (
                "changed",
                ("factuality",),
                "VISITED(Ilmar Tosk, Fiji): affirmed actual",
                "VISITED(Ilmar Tosk, Fiji): negated actual",
            ),
            "another factuality",
        ),
        (
            [("SAID", "p", None, CLAIM)],
            [("SAID", "p", None, "the old border stays open for ever")],
            (
                "changed",
                ("claim",),
                f'SAID(Ilmar Tosk; "{CLAIM}"): affirmed actual',
                f'SAID(Ilmar Tosk; "{CLAIM} for ever"): affirmed actual',
            ),
            "another edge of the claim",
        ),
        (
            [("SAID", "p", "k", CLAIM)],
            [("SAID", "p", None, CLAIM)],
            (
                "changed",
                ("object",),
                f'SAID(Ilmar Tosk, Ana Kos; "{CLAIM}"): affirmed actual',
                f'SAID(Ilmar Tosk; "{CLAIM}"): affirmed actual',
            ),
            "the addressee",
        ),
        (
            [("SAID", "p", None, CLAIM)],
            [("DENIED", "p", None, CLAIM)],
            (
                "changed",
                ("type",),
                f'SAID(Ilmar Tosk; "{CLAIM}"): affirmed actual',
                f'DENIED(Ilmar Tosk; "{CLAIM}"): affirmed actual',
            ),
            "the type",
        ),
        ([("MET_WITH", "p", "k", None)], [("MET_WITH", "k", "p", None)], None, "no direction"),
    ],
)
def test_relations(
    old: list[Row], new: list[Row], expected: tuple[object, ...] | None, reason: str
) -> None:
    found = differences(document(SPEECH, old), document(SPEECH, new))
    assert found == ([] if expected is None else [("relation", *expected)]), reason


def test_mentions_of_every_form() -> None:
    old = document("[Oman](STATE s) said [it](STATE s pronoun) met [Ilmar Tosk](PERSON p) there.")
    new = document("[Oman](ORG o) said it met Ilmar [Tosk](PERSON p) [there](STATE t nominal).")
    assert [one[1:] for one in differences(old, new) if one[0] == "mention"] == [
        ("changed", ("span",), 'PERSON name "Ilmar Tosk" at 17-27', 'PERSON name "Tosk" at 23-27'),
        ("changed", ("type",), 'STATE name "Oman" at 0-4', 'ORG name "Oman" at 0-4'),
        ("lost", (), 'STATE pronoun "it" at 10-12', None),
        ("gained", (), None, 'STATE nominal "there" at 28-33'),
    ]


def test_entities_by_what_their_mentions_refer_to() -> None:
    text = "[Oman](STATE {}) met [Fiji](STATE {}), and [it](STATE {} pronoun) left."
    found = differences(document(text.format("a", "b", "a")), document(text.format("x", "y", "y")))
    assert found == [
        ("entity", "changed", ('lost "it"',), 'STATE "Oman"', 'STATE "Oman"'),
        ("entity", "changed", ('gained "it"',), 'STATE "Fiji"', 'STATE "Fiji"'),
    ]


def test_documents_of_one_run_and_with_another_text_are_named() -> None:
    old = [document("A", id_="a"), document("B", id_="b"), document("C", id_="c")]
    new = [document("C!", id_="c"), document("D", id_="d"), document("B", id_="b")]
    found = find_differences(old, new)
    assert (found.only_old, found.only_new, found.other_text) == (["a"], ["d"], ["c"])
    assert found.documents == {"b": []}
    assert found.to_dict()["documents"] == {}
    with pytest.raises(ValueError, match="document a is twice in the old run"):
        find_differences([old[0], old[0]], [])


@given(random_documents(), random_documents())
def test_what_one_direction_gains_the_other_loses(one: Document, other: Document) -> None:
    same = named(one, every_form=True)
    assert find_differences([same], [same]).documents == {"d": []}
    there, back = find_differences([one], [other]), find_differences([other], [one])
    # Mentions are matched by place alone, so that no tie is broken another way.
    assert there.count("mention", "gained") == back.count("mention", "lost")
    assert there.count("mention", "lost") == back.count("mention", "gained")
    counts = [there.count(layer, kind) for layer in LAYERS for kind in KINDS]
    assert sum(counts) == len(there.documents["d"])
