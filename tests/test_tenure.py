"""When a post is held, read from the words beside it: on the shipped model."""

from __future__ import annotations

import pytest
from spacy.language import Language

import geoents
from geoents.schema import Modality, RelationType, Tenure

# (sentence, the tenure of each holding in it by holder, why it is here)
ROWS: list[tuple[str, dict[str, Tenure | None], str]] = [
    ("President Ana Kos denied it.", {"Ana Kos": None}, "no word, no tenure"),
    ("Former President Ana Kos denied it.", {"Ana Kos": Tenure.FORMER}, "before the post"),
    ("Ex-president Ana Kos left Kenya.", {"Ana Kos": Tenure.FORMER}, "before a hyphen"),
    (
        "Former Norwegian Foreign Minister Ivan Lie was arrested.",
        {"Ivan Lie": Tenure.FORMER},
        "before the state's adjective",
    ),
    (
        "Former Bank of Norway governor Ivan Lie denied it.",
        {"Ivan Lie": Tenure.FORMER},
        "before a body with an of in its name",
    ),
    (
        "Ivan Lie, formerly foreign minister of Norway, was arrested.",
        {"Ivan Lie": Tenure.FORMER},
        "an adverb",
    ),
    (
        "Former presidents Ana Kos and Ivan Lie met.",
        {"Ana Kos": Tenure.FORMER, "Ivan Lie": Tenure.FORMER},
        "a plural's is each one's",
    ),
    (
        "President Ana Kos met former minister Ivan Lie.",
        {"Ana Kos": None, "Ivan Lie": Tenure.FORMER},
        "of two posts each has its own",
    ),
    (
        "Then-President Ana Kos signed the treaty in 2003.",
        {"Ana Kos": Tenure.THEN},
        "then, with a hyphen",
    ),
    (
        "Ivan Lie, the then foreign minister of Norway, signed it.",
        {"Ivan Lie": Tenure.THEN},
        "then, without",
    ),
    ("But then President Ana Kos left the room.", {"Ana Kos": None}, "then as an adverb"),
    ("Late Tuesday President Ana Kos left the room.", {"Ana Kos": None}, "late of a day"),
    ("The late president Ana Kos had signed it.", {"Ana Kos": Tenure.FORMER}, "late of a person"),
    (
        "Outgoing Prime Minister Ana Kos thanked her party.",
        {"Ana Kos": Tenure.OUTGOING},
        "soon to be left",
    ),
    (
        "The interim president, Ana Kos, met caretaker Prime Minister Ivan Lie.",
        {"Ana Kos": Tenure.ACTING, "Ivan Lie": Tenure.ACTING},
        "a rank inside the post",
    ),
    (
        "Norway's president-elect, Ana Kos, thanked the voters.",
        {"Ana Kos": Tenure.ELECT},
        "behind a hyphen",
    ),
    (
        "Prime Minister-designate Ivan Lie promised to form a cabinet.",
        {"Ivan Lie": Tenure.ELECT},
        "designate",
    ),
    (
        "Incoming Finance Minister Ivan Lie promised cuts.",
        {"Ivan Lie": Tenure.INCOMING},
        "to take it up",
    ),
    (
        "Former President Ana Kos's spokesman Ivan Lie denied it.",
        {"Ana Kos": Tenure.FORMER, "Ivan Lie": None},
        "a possessive's is not the next post's",
    ),
]


@pytest.mark.parametrize(("text", "tenures", "reason"), ROWS, ids=[row[-1] for row in ROWS])
def test_tenure(nlp: Language, text: str, tenures: dict[str, Tenure | None], reason: str) -> None:
    document = geoents.extract(text, nlp=nlp)
    names = {entity.id: entity.name for entity in document.entities}
    found = {
        names[relation.subject]: relation.tenure
        for relation in document.relations
        if relation.type is RelationType.HOLDS_OFFICE
    }
    assert found == tenures, reason


@pytest.mark.parametrize("post", ["President-elect", "Incoming President"])
def test_a_post_yet_to_be_taken_up_is_planned(nlp: Language, post: str) -> None:
    document = geoents.extract(f"{post} Ana Kos thanked the voters.", nlp=nlp)
    holdings = [r for r in document.relations if r.type is RelationType.HOLDS_OFFICE]
    assert [e.factuality.modality for r in holdings for e in r.evidence] == [Modality.PLANNED]


def test_the_words_for_it_are_no_part_of_the_post(nlp: Language) -> None:
    document = geoents.extract("Norway's president-elect, Ana Kos, thanked them.", nlp=nlp)
    assert "president" in {mention.text for mention in document.mentions}
