"""Relations compared: what equals what, as "Scoring" in SCHEMA.md has it."""

from __future__ import annotations

import pytest
from documents import Row, document

from geoents.comparison import CLAIM_F1, token_f1
from geoents.records import Document
from geoents.score import Counts, micro, score

# -- standing relations and interactions -----------------------------------------------------------

PAGE = (
    "[Ilmar Tosk](PERSON p), [premier](OFFICE o) of [Norland](STATE n), met [Ana Kos](PERSON k) "
    "of [Sudria](STATE s), a member of the [Sea League](ORG l), and said the border stays open."
)


def relations(*rows: Row) -> Document:
    return document(PAGE, rows)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected", "reason"),
    [
        (
            [("MEMBER_OF", "s", "l", None)],
            [("MEMBER_OF", "s", "l", None)],
            Counts(gold=1, predicted=1, correct=1),
            "type, subject and object",
        ),
        (
            [("MEMBER_OF", "s", "l", None)],
            [("MEMBER_OF", "n", "l", None)],
            Counts(gold=1, predicted=1, partial=1),
            "another subject is no match",
        ),
        (
            [("MEMBER_OF", "s", "l", None)],
            [("JOINED", "s", "l", None)],
            Counts(gold=1, predicted=1, missed=1, spurious=1),
            "nor a type of another family",
        ),
        (
            [("LEFT", "s", "l", None)],
            [("JOINED", "s", "l", None)],
            Counts(gold=1, predicted=1, incorrect=1),
            "nor one of the same family",
        ),
        (
            [("MET_WITH", "p", "k", None)],
            [("MET_WITH", "k", "p", None)],
            Counts(gold=1, predicted=1, correct=1),
            "a meeting has no direction",
        ),
        (
            [("SUPPORTED", "n", "s", None)],
            [("SUPPORTED", "s", "n", None)],
            Counts(gold=1, predicted=1, missed=1, spurious=1),
            "support has one",
        ),
        (
            [("MET_WITH", "p", "k", None)],
            [("MET_WITH", "p", "k", None), ("MET_WITH", "k", "p", None)],
            Counts(gold=1, predicted=1, correct=1),
            "once per document",
        ),
        (
            [("MEMBER_OF", "s", "l", None), ("MEMBER_OF", "s", "l", None)],
            [("MEMBER_OF", "s", "l", None)],
            Counts(gold=1, predicted=1, correct=1),
            "in gold too",
        ),
        (
            [("HOLDS_OFFICE", "p", "o", None)],
            [],
            Counts(gold=1, missed=1),
            "missed",
        ),
        (
            [],
            [("VISITED", "p", "s", None)],
            Counts(predicted=1, spurious=1),
            "made up",
        ),
    ],
)
def test_relations(gold: list[Row], predicted: list[Row], expected: Counts, reason: str) -> None:
    total = score([relations(*gold)], [relations(*predicted)]).total
    assert micro(total.relations) == expected, reason


def test_arguments_are_entities_however_the_text_names_them() -> None:
    gold = document(
        "[Oman](STATE a) met [Fiji](STATE b). [Fiji](STATE b) left.",
        [("MET_WITH", "a", "b", None)],
    )
    predicted = document(
        "[Oman](STATE x) met Fiji. [Fiji](STATE y) left.", [("MET_WITH", "x", "y", None)]
    )
    assert micro(score([gold], [predicted]).total.relations).correct == 1


def test_an_entity_that_is_not_matched_is_no_argument() -> None:
    gold = document("[Oman](STATE a) met [Fiji](STATE b).", [("MET_WITH", "a", "b", None)])
    predicted = document("[Oman](STATE a) met [Fiji](ORG b).", [("MET_WITH", "a", "b", None)])
    assert micro(score([gold], [predicted]).total.relations).correct == 0


# -- factuality ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gold", "predicted", "plain", "factual", "reason"),
    [
        ([""], [""], 1, (1, 1, 1), "affirmed and actual"),
        (["negated"], [""], 1, (0, 1, 1), "polarity is required the second time"),
        (["planned"], ["possible"], 1, (0, 1, 1), "and modality"),
        (["by p"], ["by k"], 1, (1, 1, 1), "the source is not, it is reported apart"),
        (
            ["alleged by p", "negated by k"],
            ["alleged"],
            1,
            (1, 1, 2),
            "each reading of gold counts",
        ),
        (["alleged"], ["alleged", "negated"], 1, (1, 2, 1), "and each reading offered"),
        (["planned", "planned by p"], ["planned"], 1, (1, 1, 1), "two sources, one reading"),
    ],
)
def test_factuality_is_required_the_second_time(
    gold: list[str],
    predicted: list[str],
    plain: int,
    factual: tuple[int, int, int],
    reason: str,
) -> None:
    one = relations(("LEFT", "s", "l", None, *gold))
    other = relations(("LEFT", "s", "l", None, *predicted))
    total = score([one], [other]).total
    assert micro(total.relations).correct == plain
    counts = micro(total.factual)
    assert (counts.correct, counts.predicted, counts.gold) == factual, reason


@pytest.mark.parametrize(
    ("gold", "predicted", "right", "reason"),
    [
        ("negated possible by p", "negated possible by p", (1, 1, 1, 1), "all of it"),
        ("negated possible by p", "possible by p", (0, 1, 1, 0), "polarity is wrong"),
        ("negated possible by p", "negated by p", (1, 0, 1, 0), "modality is"),
        ("negated possible by p", "negated possible by k", (1, 1, 0, 0), "the source is"),
        ("negated possible by p", "negated possible", (1, 1, 0, 0), "or is not given"),
        ("", "by p", (1, 1, 0, 0), "or is made up"),
    ],
)
def test_accuracy_of_factuality(
    gold: str, predicted: str, right: tuple[int, int, int, int], reason: str
) -> None:
    one, other = (relations(("LEFT", "s", "l", None, text)) for text in (gold, predicted))
    total = score([one], [other]).total
    found = total.factuality
    assert found.total == 1
    assert (found.polarity, found.modality, found.source, found.whole) == right, reason
    assert total.marked.total == bool(gold)


# -- speech ----------------------------------------------------------------------------------------

SPEECH = (
    "[Ilmar Tosk](PERSON p) told [Ana Kos](PERSON k) in [Fiji](STATE f) that the old border "
    "stays open for ever; no army will cross it."
)


@pytest.mark.parametrize(
    ("gold", "predicted", "expected", "reason"),
    [
        (
            [("SAID", "p", None, "the old border stays open")],
            [("SAID", "p", None, "the old border stays open")],
            (1, 1, 1),
            "the same claim",
        ),
        (
            [("SAID", "p", None, "the old border stays open")],
            [("SAID", "p", None, "border stays open for ever")],
            (1, 1, 1),
            "three words shared of five and five: 0.6",
        ),
        (
            [("SAID", "p", None, "the old border stays")],
            [("SAID", "p", None, "border stays open for")],
            (1, 1, 1),
            "two of four and four: 0.5, which is enough",
        ),
        (
            [("SAID", "p", None, "the old border stays open")],
            [("SAID", "p", None, "stays open for ever")],
            (0, 1, 1),
            "two of five and four: 0.44, which is not",
        ),
        (
            [("SAID", "p", None, "the old border stays open")],
            [("SAID", "k", None, "the old border stays open")],
            (0, 1, 1),
            "another speaker",
        ),
        (
            [("SAID", "p", None, "the old border stays open")],
            [("CONFIRMED", "p", None, "the old border stays open")],
            (0, 1, 1),
            "another type",
        ),
        (
            [("SAID", "p", None, "the old border stays open")],
            [("SAID", "p", "k", "the old border stays open")],
            (1, 1, 1),
            "an addressee that gold does not name is not held against it",
        ),
        (
            [("SAID", "p", "k", "the old border stays open")],
            [("SAID", "p", None, "the old border stays open")],
            (0, 1, 1),
            "one that gold names has to be there",
        ),
        (
            [("SAID", "p", "k", "the old border stays open")],
            [("SAID", "p", "f", "the old border stays open")],
            (0, 1, 1),
            "and be the right one",
        ),
        (
            [("ACCUSED", "p", "f", None)],
            [("ACCUSED", "p", "f", "no army will cross it")],
            (1, 1, 1),
            "a claim that gold does not have is not held against it either",
        ),
        (
            [("ACCUSED", "p", "f", "no army will cross it")],
            [("ACCUSED", "p", "f", None)],
            (0, 1, 1),
            "one that gold has must be there",
        ),
        (
            [("SAID", "p", None, "the old border stays open")],
            [
                ("SAID", "p", None, "the old border stays open"),
                ("SAID", "p", None, "the old border stays open for ever"),
            ],
            (1, 2, 1),
            "each gold relation is matched once",
        ),
        (
            [
                ("SAID", "p", None, "the old border stays open"),
                ("SAID", "p", None, "no army will cross it"),
            ],
            [("SAID", "p", None, "the old border stays open for ever; no army will cross it")],
            (1, 1, 2),
            "and so is each predicted one",
        ),
        (
            [("SAID", "p", None, "the old border stays open")],
            [
                ("SAID", "p", None, "the old border stays open"),
                ("SAID", "p", None, "old border stays open"),
            ],
            (1, 1, 1),
            "an article alone makes no second claim",
        ),
    ],
)
def test_speech(
    gold: list[Row], predicted: list[Row], expected: tuple[int, int, int], reason: str
) -> None:
    total = score([document(SPEECH, gold)], [document(SPEECH, predicted)]).total
    counts = micro(total.relations)
    assert (counts.correct, counts.predicted, counts.gold) == expected, reason


def test_claims_are_paired_so_that_most_are_found() -> None:
    # Taken greedily, the first prediction would go to the first gold claim, and the second to none.
    whole, part = "the old border stays open for ever", "the old border stays"
    gold = [("SAID", "p", None, part), ("SAID", "p", None, "open for ever; no army will cross it")]
    predicted = [("SAID", "p", None, whole), ("SAID", "p", None, "stays open for ever; no army")]
    total = score([document(SPEECH, gold)], [document(SPEECH, predicted)]).total
    assert micro(total.relations).correct == 2


@pytest.mark.parametrize(
    ("one", "other", "expected", "reason"),
    [
        ("the border is open", "The border is open.", 1.0, "case and marks do not count"),
        ("the border’s guard", "the border's guard", 1.0, "nor does the kind of apostrophe"),
        ("no, no, no", "no", 0.5, "words are counted"),
        ("a b", "c d", 0.0, "nothing shared"),
        ("...", "?!", 1.0, "two without a word"),
        ("...", "open", 0.0, "one without"),
        ("3.5 percent", "3,5 percent", 0.5, "a number is one word"),
    ],
)
def test_token_f1(one: str, other: str, expected: float, reason: str) -> None:
    assert token_f1(one, other) == pytest.approx(expected), reason
    assert token_f1(other, one) == token_f1(one, other)


def test_the_threshold_is_the_schemas() -> None:
    assert CLAIM_F1 == 0.5
