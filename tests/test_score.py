"""The scorer as a whole: perfect for gold itself, blind to order, not to be bribed."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from documents import TEXT, Row, document, named, random_documents
from hypothesis import given
from hypothesis import strategies as st

from geoents.matching import scored_mentions
from geoents.mistakes import errors
from geoents.records import Document, Entity, Evidence, Mention, Relation
from geoents.schema import EntityType, Family, RelationType
from geoents.score import (
    PRF,
    ClaimCounts,
    Counts,
    RuleCounts,
    Tally,
    by_family,
    macro,
    micro,
    score,
)

PAGE = (
    "[Ilmar Tosk](PERSON p), [premier](OFFICE o) of [Norland](STATE n), met [Ana Kos](PERSON k) "
    "of [Sudria](STATE s), a member of the [Sea League](ORG l), and said the border stays open."
)


def relations(*rows: Row) -> Document:
    return document(PAGE, rows)


# -- properties ------------------------------------------------------------------------------------


@given(random_documents().map(named))
def test_gold_against_itself_is_perfect(gold: Document) -> None:
    total = score([gold], [gold]).total
    for counts in (total.mentions, total.entities, total.relations, total.factual):
        assert micro(counts).strict == PRF(1, 1, 1)
        assert micro(counts).correct == micro(counts).gold == micro(counts).predicted
    assert total.b_cubed.strict == total.ceaf_e.strict == PRF(1, 1, 1)
    assert total.ceaf_e.likeness == total.ceaf_e.gold == total.ceaf_e.predicted
    assert all(
        count.strict == (1, 1, 1) and count.exact == count.likeness == count.gold
        for count in total.claims.values()
    )
    assert all(count.predicted == count.correct for count in total.rules.values())
    assert total.factuality.whole == total.factuality.total
    assert errors([gold], [gold]) == []


@given(random_documents(), random_documents(), st.randoms(use_true_random=False))
def test_order_changes_nothing(gold: Document, predicted: Document, random: Random) -> None:
    def shuffled(found: Document) -> Document:
        lists = {
            name: list(getattr(found, name))
            for name in ("mentions", "entities", "claims", "relations")
        }
        for items in lists.values():
            random.shuffle(items)
        return found.model_copy(update=lists)

    expected = score([gold], [predicted]).total
    assert score([shuffled(gold)], [shuffled(predicted)]).total == expected


@given(random_documents(), random_documents(), st.sampled_from(list(EntityType)))
def test_a_wrong_mention_never_raises_precision(
    gold: Document, predicted: Document, kind: EntityType
) -> None:
    taken = {(m.start, m.end, m.type) for one in (gold, predicted) for m in one.mentions}
    free = [
        (start, end)
        for start, end in ((0, 2), (3, 5), (6, 8), (0, len(TEXT)))
        if (start, end, kind) not in taken
    ]
    for start, end in free:
        more = predicted.model_copy(
            update={
                "entities": [*predicted.entities, Entity(id="new", type=kind, name="new")],
                "mentions": [
                    *predicted.mentions,
                    Mention(
                        id="new",
                        start=start,
                        end=end,
                        text=TEXT[start:end],
                        type=kind,
                        entity="new",
                    ),
                ],
            }
        )
        totals = [score([gold], [p]).total for p in (predicted, more)]
        before, after = (micro(total.mentions) for total in totals)
        for was, now in (
            (totals[0].b_cubed.strict, totals[1].b_cubed.strict),
            (totals[0].ceaf_e.strict, totals[1].ceaf_e.strict),
        ):
            assert now.precision <= was.precision
            assert now.recall == was.recall or not scored_mentions(gold)
        assert (after.correct, after.predicted) == (before.correct, before.predicted + 1)
        assert after.precision <= before.precision
        assert after.gold == before.gold


@given(random_documents(), random_documents(), st.sampled_from(["MET_WITH", "SANCTIONED", "LEFT"]))
def test_a_wrong_relation_never_raises_precision(
    gold: Document, predicted: Document, type_: str
) -> None:
    # Its subject is an entity that no mention names, so it is no entity of gold.
    wrong = Relation(
        id="new",
        type=RelationType(type_),
        subject="new",
        object="new",
        evidence=[Evidence(start=0, end=2)],
    )
    more = predicted.model_copy(
        update={
            "entities": [*predicted.entities, Entity(id="new", type=EntityType.ORG, name="new")],
            "relations": [*predicted.relations, wrong],
        }
    )
    before, after = (score([gold], [p]).total for p in (predicted, more))
    for name in ("relations", "factual"):
        was, now = micro(getattr(before, name)), micro(getattr(after, name))
        assert (now.correct, now.predicted) == (was.correct, was.predicted + 1)
        assert now.precision <= was.precision
        assert now.gold == was.gold


@given(random_documents(), random_documents())
def test_counts_add_up(gold: Document, predicted: Document) -> None:
    total = score([gold], [predicted]).total
    for counts in (total.mentions, total.entities, total.relations, total.factual):
        every = micro(counts)
        matched = every.correct + every.partial + every.incorrect
        assert every.gold == matched + every.missed
        assert every.predicted == matched + every.spurious
        assert sum(counts.values(), Counts()) == every


def ceaf_e_by_hand(gold: Document, predicted: Document) -> Fraction:
    """The likeness of CEAF-e, by trying every one-to-one matching of entities."""
    ours, theirs = (list(clusters(found).values()) for found in (gold, predicted))
    few, many = sorted((ours, theirs), key=len)
    return max(
        sum(
            (
                Fraction(2 * len(one & other), len(one) + len(other))
                for one, other in zip(few, chosen, strict=True)
            ),
            Fraction(),
        )
        for chosen in permutations(many, len(few))
    )


def clusters(found: Document) -> dict[str, set[tuple[int, int, str]]]:
    entities: dict[str, set[tuple[int, int, str]]] = {}
    for mention in scored_mentions(found):
        place = (mention.start, mention.end, mention.type.value)
        entities.setdefault(mention.entity, set()).add(place)
    return entities


@given(random_documents(), random_documents())
def test_ceaf_e_is_the_best_matching_there_is(gold: Document, predicted: Document) -> None:
    found = score([gold], [predicted]).total.ceaf_e
    assert found.likeness == ceaf_e_by_hand(gold, predicted)
    assert (found.gold, found.predicted) == (len(clusters(gold)), len(clusters(predicted)))


THREE = "[Tosk](PERSON {}) came, [Tosk](PERSON {}) saw, [Tosk](PERSON {}) left."


@pytest.mark.parametrize(
    ("gold", "predicted", "expected", "reason"),
    [
        ("aab", "xxy", PRF(1, 1, 1), "all as in gold"),
        ("aaa", "xxy", PRF(0.4, 0.8, 8 / 15), "2 * 2 / (3 + 2), of two entities and of one"),
        ("aab", "xxx", PRF(0.8, 0.4, 8 / 15), "and the other way round"),
        ("aab", "xyy", PRF(2 / 3, 2 / 3, 2 / 3), "2/3 for a with x, and for b with y"),
    ],
)
def test_ceaf_e(gold: str, predicted: str, expected: PRF, reason: str) -> None:
    one, other = document(THREE.format(*gold)), document(THREE.format(*predicted))
    assert score([one], [other]).total.ceaf_e.strict == pytest.approx(expected), reason


# -- claims and rules ------------------------------------------------------------------------------

SPEECH = (
    "[Ilmar Tosk](PERSON p) told [Ana Kos](PERSON k) that the old border stays open for ever; "
    "no army will cross it. The old border stays open!"
)
CLAIM = "the old border stays open"


@pytest.mark.parametrize(
    ("gold", "predicted", "expected", "reason"),
    [
        (("SAID", "p", None, CLAIM), ("SAID", "p", None, CLAIM), (1, 1, 1.0), "the same"),
        (
            ("SAID", "p", None, CLAIM),
            ("SAID", "p", None, "The old border stays open!"),
            (1, 1, 1.0),
            "the same words elsewhere",
        ),
        (
            ("SAID", "p", "k", CLAIM),
            ("SAID", "p", None, CLAIM),
            (1, 1, 1.0),
            "the addressee is no part of the claim, though the relation is wrong without it",
        ),
        (
            ("SAID", "p", None, CLAIM),
            ("SAID", "p", None, "old border stays open for ever"),
            (1, 0, 8 / 11),
            "four words of five and six",
        ),
        (("SAID", "p", None, CLAIM), ("SAID", "p", None, "no army"), (0, 0, 0.0), "another claim"),
        (("SAID", "p", None, CLAIM), ("SAID", "k", None, CLAIM), (0, 0, 0.0), "another speaker"),
        (("SAID", "p", None, CLAIM), ("DENIED", "p", None, CLAIM), (0, 0, 0.0), "another type"),
    ],
)
def test_claims(gold: Row, predicted: Row, expected: tuple[int, int, float], reason: str) -> None:
    total = score([document(SPEECH, [gold])], [document(SPEECH, [predicted])]).total
    whole = sum(total.claims.values(), ClaimCounts())
    assert (whole.gold, whole.predicted) == (1, 1)
    assert (whole.found, whole.exact) == expected[:2], reason
    assert whole.token_f1 == pytest.approx(expected[2]), reason


def test_rules_have_what_they_alone_found() -> None:
    gold = relations(("MET_WITH", "p", "k", None), ("MEMBER_OF", "s", "l", None))
    rows: list[tuple[str, str, str, None]] = [
        ("MET_WITH", "p", "k", None),
        ("MEMBER_OF", "s", "l", None),
        ("VISITED", "p", "n", None),
    ]
    found = relations(*rows)
    rules = (["met.active", "met.passive"], ["member.noun"], ["met.active"])
    predicted = found.model_copy(
        update={
            "relations": [
                relation.model_copy(
                    update={"evidence": [Evidence(start=0, end=2, rule=rule) for rule in names]}
                )
                for relation, names in zip(found.relations, rules, strict=True)
            ]
        }
    )
    assert score([gold], [predicted]).total.rules == {
        "member.noun": RuleCounts(correct=1, alone=1),
        "met.active": RuleCounts(correct=1, spurious=1),
        "met.passive": RuleCounts(correct=1),
    }
    assert list(score([gold], [found]).total.rules) == [""], "predictions that name no rule"


# -- documents and figures -------------------------------------------------------------------------


def test_documents_are_paired_by_id() -> None:
    oman = document("[Oman](STATE s) agreed.", id_="a")
    fiji = document("[Fiji](STATE s) agreed.", id_="b")
    extra = document("[Peru](STATE s) agreed.", id_="c")
    scores = score([oman, fiji], [extra, oman])
    assert (scores.absent, scores.extra) == (["b"], ["c"])
    assert micro(scores.total.mentions) == Counts(gold=2, predicted=1, correct=1, missed=1)
    assert micro(scores.documents["b"].mentions).missed == 1
    assert sum(scores.documents.values(), Tally()) == scores.total


def test_unlike_texts_are_refused_with_the_place() -> None:
    with pytest.raises(ValueError, match=r"document d: .* from character 4 on"):
        score([document("Oman agreed.")], [document("Omani agreed.")])
    with pytest.raises(ValueError, match="document d is twice in gold"):
        score([document("A"), document("A")], [])
    with pytest.raises(ValueError, match="twice in the prediction"):
        score([document("A")], [document("A"), document("A")])


def test_only_the_types_asked_for_are_scored() -> None:
    gold = relations(("MET_WITH", "p", "k", None), ("MEMBER_OF", "s", "l", None))
    total = score([gold], [relations()], types=["MEMBER_OF"]).total
    assert list(total.relations) == [RelationType.MEMBER_OF]
    with pytest.raises(ValueError, match="KNOWS"):
        score([gold], [gold], types=["KNOWS"])


def test_micro_weighs_things_and_macro_types() -> None:
    gold = relations(
        ("MET_WITH", "p", "k", None), ("MEMBER_OF", "s", "l", None), ("MEMBER_OF", "n", "l", None)
    )
    predicted = relations(("MEMBER_OF", "s", "l", None), ("MEMBER_OF", "n", "l", None))
    counts = score([gold], [predicted]).total.relations
    assert micro(counts).recall == pytest.approx(2 / 3)
    assert macro(counts).recall == pytest.approx(1 / 2)
    assert {kind: list(group) for kind, group in by_family(counts).items()} == {
        Family.STANDING: [RelationType.MEMBER_OF],
        Family.INTERACTION: [RelationType.MET_WITH],
    }


@pytest.mark.parametrize(
    ("found", "predicted", "gold", "expected", "reason"),
    [
        (0, 0, 0, PRF(1, 1, 1), "nothing to find and nothing found"),
        (0, 0, 3, PRF(0, 0, 0), "nothing found"),
        (0, 3, 0, PRF(0, 0, 0), "nothing to find"),
        (1, 2, 4, PRF(0.5, 0.25, 1 / 3), "the harmonic mean"),
    ],
)
def test_prf(found: int, predicted: int, gold: int, expected: PRF, reason: str) -> None:
    assert PRF.of(found, predicted, gold) == pytest.approx(expected), reason


def test_figures_are_json() -> None:
    gold = relations(("LEFT", "s", "l", None, "planned by p"))
    figures = json.loads(json.dumps(score([gold], [gold]).to_dict()))
    assert figures["total"]["relations"]["families"]["interaction"]["micro"]["f1"] == 1
    assert figures["total"]["mentions"]["micro"]["overlap"]["f1"] == 1
    assert figures["total"]["factuality"]["marked"] == {
        "total": 1,
        "polarity": 1,
        "modality": 1,
        "source": 1,
        "whole": 1,
    }
    assert list(figures["documents"]) == ["d"]
