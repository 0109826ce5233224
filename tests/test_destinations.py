"""Capitals that somebody travels to stand for their state; other cities and places do not."""

from __future__ import annotations

import pytest
from spacy.language import Language

from geoents.annotations import annotations


def _states(nlp: Language, text: str) -> set[str]:
    """Return the names of the states that a text mentions as destinations."""
    data = annotations(nlp(text))
    names = {entity["id"]: entity["name"] for entity in data["entities"]}
    return {
        names[str(mention["entity"])]
        for mention in data["mentions"]
        if mention["type"] == "STATE" and mention["form"] == "nominal"
    }


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Prime Minister Mira Sand flew to Oslo on Monday.", "Norway"),
        ("Prime Minister Mira Sand visited Nairobi on Monday.", "Kenya"),
        ("Mira Sand's first visit to Oslo lasted two days.", "Norway"),
        ("Mira Sand arrived in Nairobi on Monday.", "Kenya"),
    ],
)
def test_destination_is_its_state(nlp: Language, text: str, state: str) -> None:
    assert _states(nlp, text) == {state}


@pytest.mark.parametrize(
    "text",
    [
        "Prime Minister Mira Sand was born in Oslo.",
        "Prime Minister Mira Sand flew to Bergen on Monday.",
        "The conference in Nairobi ended on Monday.",
    ],
)
def test_place_is_no_destination(nlp: Language, text: str) -> None:
    assert _states(nlp, text) == set()
