"""Interviews in question and answer: the answers' statements are said by the one interviewed."""

from __future__ import annotations

import pytest
from spacy.language import Language

import geoents
from geoents.dialogues import find_exchanges
from geoents.records import Document

INTRO = "Nets and Votes\n\nAna Kos heads the union of fishers in Bergen.\n\n"
TURNS = [
    ("Will you run for office?", "I have a boat to mend. Maybe later."),
    ("Who pays the union?", "The members do. Why do you ask?"),
]


def transcript(question: str, answer: str) -> str:
    turns = [f"{question}: {asked}\n\n{answer}: {said}" for asked, said in TURNS]
    return INTRO + "\n\n".join(turns)


def told(document: Document) -> dict[str, str]:
    """Return what is said in a document, with the name of who says it."""
    names = {entity.id: entity.name for entity in document.entities}
    claims = {claim.id: claim.text for claim in document.claims}
    return {
        claims[r.claim]: names[r.subject]
        for r in document.relations
        if r.type == "SAID" and r.claim is not None
    }


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q", "A"),
        ("Question", "Answer"),
        ("Herald", "Ana Kos"),
        ("Herald", "Kos"),
    ],
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


BRIEFINGS = {
    "post and ministry": (
        "Transcript of the Media Briefing by the Spokesperson, Ministry of Fisheries, Ms. Mira Sand\n"
        "Oslo, 13 February 2025\n\n"
        "Spokesperson: Good morning. Norway has opened the harbour.\n\n"
        "Q (Ivan Lie, Fjord Weekly): Has Norway left the African Union?\n\n"
        "Spokesperson: No. Norway has not left the African Union.\n\n"
        "Q: Is the road open?\n\n"
        "Spokesperson: The road is open. Thank you all."
    ),
    "label with the name": (
        "Weekly Media Briefing by the Official Spokesperson (March 14, 2024)\n\n"
        "Smt. Mira Sand, Official Spokesperson: Good afternoon. Norway has opened the harbour.\n\n"
        "Ivan Lie, Fjord Weekly: Has Norway left the African Union?\n\n"
        "Smt. Mira Sand, Official Spokesperson: Norway has not left the African Union.\n\n"
        "Karl Vik, Harbour News: Is the road open?\n\n"
        "Smt. Mira Sand, Official Spokesperson: The road is open."
    ),
    "an answer in several lines": (
        "Press Conference of Foreign Minister Mira Sand\n\n"
        "Moderator: The floor is yours.\n\n"
        "Minister: Norway has opened the harbour.\n\n"
        "Norway has not left the African Union.\n\n"
        "Question: Is the road open?\n\n"
        "Minister: The road is open.\n\n"
        "Question: Who pays for it?\n\n"
        "Minister: I do not know."
    ),
}


@pytest.mark.parametrize("text", list(BRIEFINGS.values()), ids=list(BRIEFINGS))
def test_who_answers_by_the_post(nlp: Language, text: str) -> None:
    document = geoents.extract(text, nlp=nlp)
    names = {entity.id: entity.name for entity in document.entities}
    said = told(document)
    stated = [
        "Norway has opened the harbour",
        "Norway has not left the African Union",
        "The road is open",
    ]
    assert {claim: said.get(claim) for claim in stated} == dict.fromkeys(stated, "Mira Sand")
    assert not [claim for claim in said if "Thank" in claim or "floor" in claim]
    left = [r for r in document.relations if r.type == "LEFT"]
    sources = {names.get(e.factuality.source or "") for r in left for e in r.evidence}
    assert "Mira Sand" in sources


MORE_TURNS = [
    ("Will you run for office?", "I have a boat to mend. Maybe later."),
    ("Who pays the union?", "Our members pay it, and I thank them."),
    ("Is the harbour open?", "We open the harbour in May."),
    ("What do the fishers want?", "They want a lower levy, and so do I."),
]
FORMS = {
    "labels in capitals": "HERALD: {}\n\nKOS: {}",
    "initials": "HB: {}\n\nAK: {}",
    "bold questions": "**{}**\n\n{}",
    "numbers": "Q1: {}\n\nA1: {}",
    "one line": "Q: {} A: {}",
    "quoted answers": "{}\n\n“{}”",
    "dashes and quoted answers": "– {}\n\n“{}”",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_other_forms_of_question_and_answer(nlp: Language, form: str) -> None:
    text = INTRO + "\n\n".join(form.format(*turn) for turn in MORE_TURNS)
    said = told(geoents.extract(text, nlp=nlp))
    stated = ["I have a boat to mend", "We open the harbour in May"]
    assert {claim: said.get(claim) for claim in stated} == dict.fromkeys(stated, "Ana Kos")
    assert not [claim for claim in said if claim.startswith(("Is ", "Who ", "What "))]


UNLABELLED = """Nets and Votes

Ana Kos heads the union of fishers in Bergen.

Why did you leave the council?

It had stopped listening. We asked it three times.

Minister Joren Valk says you wanted his chair.

That is not true.

Could you come back?

I may come back in May.

You were no friend of the levy.

We opposed it, and I still do.

Who comes after you?

My deputy wants it.

She laughs. The next day a letter came."""


def test_an_interview_without_labels(nlp: Language) -> None:
    document = geoents.extract(UNLABELLED, nlp=nlp)
    claims = {claim.id: claim.text for claim in document.claims}
    said = {
        claims[r.claim]
        for r in document.relations
        if r.claim and any(e.rule == "said.answer" for e in r.evidence)
    }
    assert said == {
        "It had stopped listening",
        "We asked it three times",
        "That is not true",
        "I may come back in May",
        "We opposed it, and I still do",
        "My deputy wants it",
    }


def test_who_answers_is_nobody_told_of(nlp: Language) -> None:
    text = """Ana Kos, who leads the union of fishers, met us in Bergen.

Herald: Did you speak to the minister, Joren Valk?

Kos: I met him twice. He asked me to wait for the budget.

Herald: Why did you leave the council?

Kos: It had stopped listening."""
    document = geoents.extract(text, nlp=nlp)
    names = {entity.id: entity.name for entity in document.entities}
    urged = {
        (names[r.subject], names[r.object or ""]) for r in document.relations if r.type == "URGED"
    }
    assert urged == {("Joren Valk", "Ana Kos")}


def test_a_columnist_who_asks_himself_gives_no_interview() -> None:
    asked = "So I ask, who pays?\n\nWe all do.\n\n"
    assert find_exchanges(asked * 4) == []
    assert len(find_exchanges("Who pays?\n\nWe all do.\n\n" * 4)) == 4
