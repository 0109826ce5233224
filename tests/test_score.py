"""The scorer as a whole: perfect for gold itself, blind to order, not to be bribed."""

from __future__ import annotations

import json
from random import Random

import pytest
from documents import TEXT, Row, document, random_documents
from hypothesis import given
from hypothesis import strategies as st

from geoents.matching import scored_mentions
from geoents.mistakes import errors
from geoents.records import Document, Entity, Evidence, Mention, Relation
from geoents.schema import EntityType, Family, RelationType
from geoents.score import PRF, Counts, Tally, by_family, macro, micro, score

PAGE = (
    "[Ilmar Tosk](PERSON p), [premier](OFFICE o) of [Norland](STATE n), met [Ana Kos](PERSON k) "
    "of [Sudria](STATE s), a member of the [Sea League](ORG l), and said the border stays open."
)


def relations(*rows: Row) -> Document:
    return document(PAGE, rows)


# -- properties ------------------------------------------------------------------------------------


def named(found: Document) -> Document:
    """Return a document with only the relations of entities that some scored mention names."""
    names = {mention.entity for mention in scored_mentions(found)}
    kept = [
        relation
        for relation in found.relations
        if {relation.subject, relation.object or relation.subject} <= names
        and all(e.factuality.source in {None, *names} for e in relation.evidence)
    ]
    return found.model_copy(update={"relations": kept})


@given(random_documents().map(named))
def test_gold_against_itself_is_perfect(gold: Document) -> None:
    total = score([gold], [gold]).total
    for counts in (total.mentions, total.entities, total.relations, total.factual):
        assert micro(counts).strict == PRF(1, 1, 1)
        assert micro(counts).correct == micro(counts).gold == micro(counts).predicted
    assert total.b_cubed.strict == PRF(1, 1, 1)
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
        before, after = (micro(score([gold], [p]).total.mentions) for p in (predicted, more))
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
