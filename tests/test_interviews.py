"""Interviews in question and answer: the answers' statements are said by the one interviewed."""

from __future__ import annotations

import pytest
from spacy.language import Language

import geoents

INTRO = "Nets and Votes\n\nAna Kos heads the union of fishers in Bergen.\n\n"
TURNS = [
    ("Will you run for office?", "I have a boat to mend. Maybe later."),
    ("Who pays the union?", "The members do. Why do you ask?"),
]


def transcript(question: str, answer: str) -> str:
    turns = [f"{question}: {asked}\n\n{answer}: {said}" for asked, said in TURNS]
    return INTRO + "\n\n".join(turns)


@pytest.mark.parametrize(
    ("question", "answer"),
    [("Q", "A"), ("Question", "Answer"), ("Herald", "Ana Kos"), ("Herald", "Kos")],
)
def test_statements_in_answers(nlp: Language, question: str, answer: str) -> None:
    document = geoents.extract(transcript(question, answer), nlp=nlp)
    names = {entity.id: entity.name for entity in document.entities}
    claims = {claim.id: claim.text for claim in document.claims}
    said = [
        (names[r.subject], claims[r.claim])
        for r in document.relations
        if r.type == "SAID" and r.claim is not None
    ]
    assert ("Ana Kos", "I have a boat to mend") in said
    assert ("Ana Kos", "The members do") in said
    assert not [claim for _, claim in said if "Maybe" in claim or claim.endswith("?")]


@pytest.mark.parametrize(
    "text",
    [
        INTRO + "Time: The talks began at nine.\n\nPlace: They met in Bergen.",
        INTRO + "A: The first plan is cheap.\n\nB: The second plan is dear.",
        INTRO + "Q: Is it late?\n\nA: It is.",
    ],
    ids=["a list of facts", "a list of letters", "a single question"],
)
def test_what_is_no_interview(nlp: Language, text: str) -> None:
    document = geoents.extract(text, nlp=nlp)
    assert not [e for r in document.relations for e in r.evidence if e.rule == "said.answer"]
