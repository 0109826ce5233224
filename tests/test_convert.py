"""From a Doc to a record: ids, one relation for all that states it, evidence once each."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from handmade import parsed
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from spacy.tokens import Doc

from geoents.annotations import EntityData, FactualityData, MentionData, RelationData
from geoents.annotations import annotations as annotations_of
from geoents.convert import document_id, normalize_claim, to_document
from geoents.records import Document

ROWS = """
    Tosk NNP nsubj 2
    said VBD root 0 say
    the DT det 4
    truce NN nsubj 5
    holds VBZ ccomp 2 hold
    . . punct 2

    Kos NNP nsubj 2
    met VBD root 0 meet
    Tosk NNP obj 2
    on IN case 5
    Monday NNP obl 2
    . . punct 2

    Truce NN nsubj 2
    holds VBZ ccomp 5 hold
    , , punct 5
    Tosk NNP nsubj 5
    said VBD root 0 say
"""
#: The tokens of the three sentences.
FIRST, SECOND, THIRD = (0, 6), (6, 12), (12, 17)
#: The entities: "t" is named at tokens 0, 8 and 15, "k" at token 6.
TOSK, KOS = "t", "k"


def make_doc(*relations: RelationData) -> Doc:
    """Return a doc in which Tosk and Kos are entities and stand in these relations."""
    doc = parsed(ROWS, ents=[("Monday", "DATE")])
    data = annotations_of(doc)
    # Out of order on purpose.
    for entity, place in ((KOS, 6), (TOSK, 15), (TOSK, 0), (TOSK, 8)):
        data["mentions"].append(
            MentionData(
                start=place,
                end=place + 1,
                type="PERSON",
                form="name",
                key=None,
                why="test",
                entity=entity,
                group=[],
                holder=None,
            )
        )
    data["entities"] = [
        EntityData(id=KOS, type="PERSON", name="Kos", aliases=[], ids={}, mentions=[0]),
        EntityData(
            id=TOSK,
            type="PERSON",
            name="Ilmar Tosk",
            aliases=["Tosk"],
            ids={"own": "7"},
            mentions=[1, 2, 3],
        ),
    ]
    data["relations"] = list(relations)
    return doc


def relation(
    type_: str,
    subject: str,
    object_: str | None,
    span: tuple[int, int],
    trigger: int,
    **more: Any,
) -> RelationData:
    return RelationData(
        type=type_,
        subject=subject,
        object=object_,
        claim_char=more.get("claim"),
        start=span[0],
        end=span[1],
        rule=more.get("rule", "test.rule"),
        trigger=trigger,
        subject_mention=more.get("subject_mention"),
        object_mention=more.get("object_mention"),
        factuality=more.get("factuality"),
        confidence=more.get("confidence", 0.5),
    )


def read(polarity: str, modality: str, source: str | None = None, cue: int = -1) -> FactualityData:
    cues = [] if cue < 0 else [cue]
    return FactualityData(polarity=polarity, modality=modality, source=source, cue=cues)


def chars(doc: Doc, start: int, end: int) -> tuple[int, int]:
    span = doc[start:end]
    return span.start_char, span.end_char


TEXT = parsed(ROWS)
WITH_ARTICLE, WITHOUT = chars(TEXT, 2, 5), chars(TEXT, 12, 14)
SAID_FIRST = relation("SAID", TOSK, None, FIRST, 1, claim=WITH_ARTICLE, rule="said.active")
SAID_AGAIN = relation("SAID", TOSK, None, THIRD, 16, claim=WITHOUT, rule="said.inverted")
MET = relation("MET_WITH", KOS, TOSK, SECOND, 7, subject_mention=0, object_mention=3)


def evidence_of(found: Document, number: int = 0) -> list[str]:
    return [found.text[e.start : e.end] for e in found.relations[number].evidence]


def test_ids_follow_the_text() -> None:
    found = to_document(make_doc(MET, SAID_FIRST))
    assert [(m.id, m.start, m.entity) for m in found.mentions] == [
        ("m1", 0, "e1"),
        ("m2", 28, "e2"),
        ("m3", 36, "e1"),
        ("m4", 67, "e1"),
    ]
    assert [(e.id, e.name, e.aliases, e.ids) for e in found.entities] == [
        ("e1", "Ilmar Tosk", ["Tosk"], {"own": "7"}),
        ("e2", "Kos", [], {}),
    ]
    assert [(r.id, r.type, r.subject, r.object, r.claim) for r in found.relations] == [
        ("r1", "SAID", "e1", None, "c1"),
        ("r2", "MET_WITH", "e2", "e1", None),
    ]
    assert [(c.id, c.text) for c in found.claims] == [("c1", "the truce holds")]
    assert found.relations[1].evidence[0].subject_mention == "m2"
    assert found.relations[1].evidence[0].object_mention == "m3"


@given(st.randoms(use_true_random=False))
def test_the_order_of_components_changes_nothing(random: Random) -> None:
    rows = [
        SAID_FIRST,
        SAID_AGAIN,
        MET,
        relation("MET_WITH", TOSK, KOS, SECOND, 7),
        relation("SUPPORTED", KOS, TOSK, SECOND, 7),
        relation("SUPPORTED", TOSK, KOS, SECOND, 7),
    ]
    expected = to_document(make_doc(*rows))
    random.shuffle(rows)
    assert to_document(make_doc(*rows)) == expected


def test_a_document_is_known_by_its_text() -> None:
    assert document_id("a") == document_id("a")
    assert document_id("a") != document_id("a ")
    assert to_document(make_doc()).id == document_id(TEXT.text)
    assert len(document_id("\ud800")) == 16  # Half an emoji, as broken pages have it.
    given_ = to_document(make_doc(), id="own", title="T", url="u", published="2023-09-25")
    assert (given_.id, given_.title, given_.url, given_.published) == (
        "own",
        "T",
        "u",
        "2023-09-25",
    )


@pytest.mark.parametrize(
    ("rows", "expected", "reason"),
    [
        ([], [], "nothing stated"),
        ([SAID_FIRST], [["Tosk said the truce holds ."]], "stated once"),
        (
            [SAID_FIRST, SAID_AGAIN],
            [["Tosk said the truce holds .", "Truce holds , Tosk said"]],
            "twice, with claims that an article and a capital part: one relation",
        ),
        (
            [MET, relation("MET_WITH", TOSK, KOS, SECOND, 7, rule="other")],
            [["Kos met Tosk on Monday ."]],
            "a symmetric pair read from both sides in one sentence",
        ),
        (
            [MET, relation("MET_WITH", TOSK, KOS, THIRD, 16)],
            [["Kos met Tosk on Monday .", "Truce holds , Tosk said"]],
            "and in two sentences",
        ),
        (
            [MET, relation("SUPPORTED", KOS, TOSK, SECOND, 7)],
            [["Kos met Tosk on Monday ."], ["Kos met Tosk on Monday ."]],
            "two types are two",
        ),
        (
            [
                relation("SUPPORTED", KOS, TOSK, SECOND, 7),
                relation("SUPPORTED", TOSK, KOS, SECOND, 7),
            ],
            [["Kos met Tosk on Monday ."], ["Kos met Tosk on Monday ."]],
            "so are two directions where direction counts",
        ),
        (
            [SAID_FIRST, {**SAID_AGAIN, "claim_char": chars(TEXT, 13, 14)}],
            [["Tosk said the truce holds ."], ["Truce holds , Tosk said"]],
            "a noun less is another claim",
        ),
        (
            [SAID_FIRST, {**SAID_AGAIN, "type": "DENIED"}],
            [["Tosk said the truce holds ."], ["Truce holds , Tosk said"]],
            "said and denied",
        ),
        (
            [SAID_FIRST, {**SAID_AGAIN, "object": KOS}],
            [["Tosk said the truce holds ."], ["Truce holds , Tosk said"]],
            "said to nobody and to Kos",
        ),
        (
            [SAID_FIRST, {**SAID_FIRST, "rule": "z"}, {**SAID_FIRST, "rule": "a"}],
            [["Tosk said the truce holds ."]],
            "three rules that read the same are one piece of evidence",
        ),
        (
            [
                {**MET, "factuality": read("affirmed", "alleged", TOSK)},
                {**MET, "factuality": read("negated", "actual", KOS)},
            ],
            [["Kos met Tosk on Monday .", "Kos met Tosk on Monday ."]],
            "alleged by one and denied by another: a piece of evidence for each",
        ),
    ],
)
def test_merging(rows: list[RelationData], expected: list[list[str]], reason: str) -> None:
    found = to_document(make_doc(*rows))
    assert [evidence_of(found, i) for i in range(len(found.relations))] == expected, reason


def test_every_claim_is_some_relations() -> None:
    # "Truce holds" is evidence for the relation that has the claim "the truce holds".
    found = to_document(make_doc(SAID_AGAIN, SAID_FIRST))
    assert [claim.text for claim in found.claims] == ["the truce holds"]
    assert found.relations[0].claim == "c1"


def test_claims_are_numbered_by_place_and_shared() -> None:
    rows = [{**SAID_AGAIN, "type": "DENIED"}, SAID_FIRST, {**SAID_FIRST, "type": "CONFIRMED"}]
    found = to_document(make_doc(*rows))
    assert [claim.text for claim in found.claims] == ["the truce holds", "Truce holds"]
    assert [(r.type, r.claim) for r in found.relations] == [
        ("CONFIRMED", "c1"),
        ("SAID", "c1"),
        ("DENIED", "c2"),
    ]


def test_a_turned_pair_keeps_its_mentions_in_place() -> None:
    turned = relation("MET_WITH", TOSK, KOS, THIRD, 16, subject_mention=1, object_mention=0)
    (found,) = to_document(make_doc(MET, turned)).relations
    assert (found.subject, found.object) == ("e2", "e1")
    assert [(e.subject_mention, e.object_mention) for e in found.evidence] == [
        ("m2", "m3"),
        ("m2", "m4"),
    ]


def test_what_evidence_carries() -> None:
    factuality = read("negated", "planned", TOSK, cue=9)
    found = to_document(make_doc({**MET, "factuality": factuality}))
    (one,) = found.relations
    (evidence,) = one.evidence
    assert evidence.rule == "test.rule"
    assert evidence.trigger is not None
    assert found.text[evidence.trigger.start : evidence.trigger.end] == "met"
    assert [found.text[c.start : c.end] for c in evidence.cue] == ["on"]
    read_ = evidence.factuality
    assert (read_.polarity, read_.modality, read_.source) == ("negated", "planned", "e1")


def test_what_factuality_has_not_read_is_stated_as_fact() -> None:
    (evidence,) = to_document(make_doc(MET)).relations[0].evidence
    read_ = evidence.factuality
    assert (read_.polarity, read_.modality, read_.source) == ("affirmed", "actual", None)
    assert evidence.cue == []


def test_confidence_is_of_all_evidence() -> None:
    rows: list[RelationData] = [
        {**SAID_FIRST, "confidence": 0.4},
        {**SAID_AGAIN, "confidence": 0.9},
    ]
    first, second, both = (
        to_document(make_doc(*some)).relations[0].confidence for some in (rows[:1], rows[1:], rows)
    )
    assert first < second < both


def test_date_of_a_relation() -> None:
    found = to_document(make_doc(MET, SAID_FIRST), published="2023-09-27T10:00:00Z")
    said, met = found.relations
    assert said.when is None
    assert met.when is not None
    assert (met.when.text, met.when.value) == ("on Monday", "2023-09-25")
    assert found.text[met.when.start : met.when.end] == "on Monday"


def test_plurals_are_in_no_record_but_their_relations_are() -> None:
    doc = make_doc({**MET, "subject_mention": 4})
    mention = {**annotations_of(doc)["mentions"][0], "entity": None, "group": [KOS, TOSK]}
    annotations_of(doc)["mentions"].append(mention)  # type: ignore[arg-type]
    found = to_document(doc)
    assert len(found.mentions) == 4
    assert found.relations[0].evidence[0].subject_mention is None


def test_entities_that_nothing_refers_to_are_left_out() -> None:
    doc = make_doc(MET)
    annotations_of(doc)["entities"].append(
        EntityData(id="x", type="ORG", name="X", aliases=[], ids={}, mentions=[])
    )
    assert [entity.name for entity in to_document(doc).entities] == ["Ilmar Tosk", "Kos"]


def test_an_entity_that_only_a_relation_refers_to_comes_last() -> None:
    doc = make_doc({**MET, "type": "VISITED", "object": "x"})
    annotations_of(doc)["entities"].insert(
        0, EntityData(id="x", type="ORG", name="X", aliases=[], ids={}, mentions=[])
    )
    found = to_document(doc)
    assert [(e.id, e.name) for e in found.entities] == [
        ("e1", "Ilmar Tosk"),
        ("e2", "Kos"),
        ("e3", "X"),
    ]


def test_a_component_that_breaks_the_schema_is_found_out() -> None:
    with pytest.raises(ValidationError, match="PERSON, not OFFICE"):
        to_document(make_doc({**MET, "type": "HOLDS_OFFICE"}))


def test_a_doc_without_annotations_is_an_empty_record() -> None:
    found = to_document(parsed(ROWS))
    assert (found.mentions, found.entities, found.claims, found.relations) == ([], [], [], [])
    assert found.text == TEXT.text


@pytest.mark.parametrize(
    ("one", "other", "same", "reason"),
    [
        ("The truce holds", "truce holds", True, "article and capital"),
        ("the truce  holds.", "the truce\nholds", True, "spaces and marks"),
        ("the truce holds", "the truce held", False, "another word"),
        ("holds the truce", "the truce holds", False, "another order"),
        ("5% more", "5 more", False, "a sign that says something"),
        ("Norland's plan", "Norland’s plan", True, "the kind of apostrophe"),
        ("", "the", True, "nothing left"),
    ],
)
def test_normalize_claim(one: str, other: str, same: bool, reason: str) -> None:
    assert (normalize_claim(one) == normalize_claim(other)) is same, reason


def test_a_doc_from_another_process_is_read_alike() -> None:
    # msgpack knows no tuples.
    sent = {**SAID_FIRST, "claim_char": list(WITH_ARTICLE)}
    assert to_document(make_doc(sent)) == to_document(make_doc(SAID_FIRST))  # type: ignore[arg-type]
