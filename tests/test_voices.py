"""Whose words the first person is: quotations, the answers of interviews, declarations."""

from __future__ import annotations

import pytest
from spacy.language import Language

from geoents.annotations import annotations as annotations_of

INTERVIEW = """Mira Sand is the chairwoman of the Coastal Union. We met her in a café in Ostby.

Q: Why did you leave the Harbour Party?

A: I left it in May. My brother is still there.

Q: And the government's offer?

A: I have not read it."""

TALK = """“I Never Signed It”

Mira Sand, 51, has led the Coastal Union since May. She received us in Ostby.

Why did you leave the Harbour Party?

“I was tired,” she says. “I left it in May.”

Will you come back?

“My brother asked me,” Sand says."""

#: A text, the words before and including a pronoun, and who it is, None for nobody.
ROWS = [
    ('"It is late. I will go," Mira Sand said.', "late. I", "Mira Sand"),
    ('Mira Sand was tired. "I will go," she said.', '"I', "Mira Sand"),
    ('Mira Sand was tired. "It is late," she said. "I will go."', '"I', "Mira Sand"),
    ('"I will go," Mira Sand said.\n\n"I am tired. My train leaves at six."', '"I am', "Mira Sand"),
    ('"I will go," Mira Sand said.\n\n"I am tired. My train leaves at six."', "My", "Mira Sand"),
    ("Mira Sand spoke. Later somebody cried: 'I will go.'", "'I", None),
    ('Mira Sand met Joren Valk. "I will go," a guard said.', '"I', None),
    ("I met Mira Sand at noon.", "I", None),
    ('"We will go," Norway\'s foreign minister, Mira Sand, said.', '"We', "Norway"),
    (
        'Norway\'s foreign minister, Mira Sand, was tired. "We will go," she said.',
        '"We',
        "Norway",
    ),
    ('"We will go," the writer Mira Sand said.', '"We', None),
    (INTERVIEW, "did you", "Mira Sand"),
    (INTERVIEW, "A: I left", "Mira Sand"),
    (INTERVIEW, "May. My", "Mira Sand"),
    (TALK, "“I Never", "Mira Sand"),
    (TALK, "did you", "Mira Sand"),
    (TALK, "“I left", "Mira Sand"),
    (TALK, "Will you", "Mira Sand"),
    (TALK.replace("you", "they"), "“I Never", None),
    ("Mira Sand wrote a book. Would you read it?", "Would you", None),
]


@pytest.mark.parametrize(("text", "words", "name"), ROWS)
def test_first_and_second_person(nlp: Language, text: str, words: str, name: str | None) -> None:
    doc = nlp(text)
    data = annotations_of(doc)
    place = text.index(words)
    token = next(
        t for t in doc if t.idx >= place and t.lower_ in {"i", "my", "we", "you", "me", "our"}
    )
    found = [m for m in data["mentions"] if m["start"] == token.i and m["form"] == "pronoun"]
    names = {entity["id"]: entity["name"] for entity in data["entities"]}
    assert [names[m["entity"] or ""] for m in found] == ([] if name is None else [name])
