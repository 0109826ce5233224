"""Acronyms that the text defines otherwise than the gazetteer does."""

from __future__ import annotations

import pytest
from spacy.language import Language

import geoents


@pytest.mark.parametrize(
    ("text", "name", "reason"),
    [
        (
            "The Ruzizi Self-Defence Front (RSF) overran a camp. The RSF said it would stay.",
            "Ruzizi Self-Defence Front",
            "the text's own body",
        ),
        (
            "Reporters Without Borders (RSF) counted nine arrests. RSF said the judges were late.",
            "Reporters Without Borders",
            "the gazetteer's body",
        ),
        (
            "RSF said the judges were late.",
            "Reporters Without Borders",
            "no definition in the text",
        ),
    ],
)
def test_whose_acronym_it_is(nlp: Language, text: str, name: str, reason: str) -> None:
    document = geoents.extract(text, nlp=nlp)
    speakers = {r.subject for r in document.relations if r.type == "SAID"}
    entities = [e for e in document.entities if e.id in speakers]
    assert [e.name for e in entities] == [name], reason
