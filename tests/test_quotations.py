"""Quotations, as writers set them: every kind of mark, nested, over paragraphs, never closed."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from geoents.quotations import find_quotations, split_sentences

NLP = spacy.blank("en")


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        # Every kind of mark.
        ('"We agreed," Olsen said.', ["We agreed,"], "straight"),
        ("“We agreed,” Olsen said.", ["We agreed,"], "curly"),
        ("«We agreed», Olsen said.", ["We agreed"], "angled"),
        ("„We agreed“, Olsen said.", ["We agreed"], "German: closed by what elsewhere opens"),
        ("„We agreed”, Olsen said.", ["We agreed"], "Polish"),
        ("``We agreed,'' Olsen said.", ["We agreed,"], "doubled, as typewriters set them"),
        ("''We agreed,'' Olsen said.", ["We agreed,"], "doubled apostrophes"),
        ("'We agreed,' Olsen said.", ["We agreed,"], "single"),
        ("‘We agreed,’ Olsen said.", ["We agreed,"], "single and curly"),
        ('"We agreed,” Olsen said.', ["We agreed,"], "one kind closes another"),
        ('“We agreed" Olsen said.', ["We agreed"], "and the other way round"),
        # Several.
        ('"No," Olsen said. "It is late."', ["No,", "It is late."], "parted by the attribution"),
        ("‘No,’ Olsen said, ‘and go.’", ["No,", "and go."], "single ones so parted"),
        ("It is “no deal” and “no talks”.", ["no deal", "no talks"], "two scare quotes"),
        ('Olsen said "yes".Kos said "no".', ["yes", "no"], "no space after the full stop"),
        ("It's 'no talks' and it's 'late'.", ["no talks", "late"], "a word in -s before the mark"),
        # Nested: the outermost counts.
        (
            "\"Kos called it 'a joke' twice,\" Olsen said.",
            ["Kos called it 'a joke' twice,"],
            "single",
        ),
        ("“Kos called it ‘a joke’.”", ["Kos called it ‘a joke’."], "closed at the same place"),
        ("“Kos called it “a joke” twice.”", ["Kos called it “a joke” twice."], "the same marks"),
        ('("We agreed," said Olsen.)', ["We agreed,"], "in brackets"),
        # What is no quotation.
        ("The states' rights and the ministers’ plan", [], "possessives"),
        ("Olsen's plan isn't Kos's plan.", [], "more apostrophes"),
        ("In the '90s Olsen said 'no' to it.", ["no"], "a decade"),
        ("It was rock 'n' roll.", [], "a letter left out on both sides"),
        ('The rope is 5" long and 6" wide.', [], "inches"),
        ('""', [], "nothing in it"),
        ("Olsen said “ ” twice.", [], "nor here"),
        ("", [], "an empty text"),
        # Possessives inside.
        ("‘The states’ rights matter,’ Olsen said.", ["The states’ rights matter,"], "curly"),
        ("Kos: 'It's the ministers' fault.'", ["It's the ministers' fault."], "straight"),
        # Not closed.
        ('"We agreed, Olsen said.', ["We agreed, Olsen said."], "up to the end of its paragraph"),
        ('Olsen: "We agreed.\n\nKos left.', ["We agreed."], "not beyond it"),
        ("“We agreed. “It is late,” Olsen said.", ["We agreed. ", "It is late,"], "opened anew"),
        # Line breaks.
        (
            "“We will never\naccept it,” Olsen said.",
            ["We will never\naccept it,"],
            "a wrapped line",
        ),
        ('"One.\r\n\r\n"Two," Olsen said.', ["One.", "Two,"], "paragraphs, CRLF"),
        # Code points.
        ("🇳🇴 “Ça va 👍,” Olsen said.", ["Ça va 👍,"], "emoji before and inside"),
    ],
)
def test_quotations(text: str, expected: list[str], reason: str) -> None:
    found = find_quotations(NLP(text))
    assert [text[q.start_char : q.end_char] for q in found] == expected, reason


@pytest.mark.parametrize(
    ("text", "chains", "closed", "reason"),
    [
        ('"No," Olsen said. "It is late."', [1, 2], [True, True], "two utterances"),
        (
            "“First.\n\n“Second.\n\n“Third,” Olsen said. “New.”",
            [1, 1, 1, 2],
            [False, False, True, True],
            "only the last paragraph of a speech is closed",
        ),
        (
            "“First.\n\nKos left.\n\n“Second,” Olsen said.",
            [1, 2],
            [False, True],
            "a paragraph that does not open with a mark ends it",
        ),
        (
            "“First.”\n\n“Second,” Olsen said.",
            [1, 2],
            [True, True],
            "what was closed does not go on",
        ),
        (
            "“First.\n\nKos agreed: “Second.”",
            [1, 2],
            [False, True],
            "nor does it where words stand before the mark",
        ),
        ('"One.\n"Two," Olsen said.', [1, 1], [False, True], "a line may be a paragraph"),
    ],
)
def test_chains(text: str, chains: list[int], closed: list[bool], reason: str) -> None:
    found = find_quotations(NLP(text))
    assert [q.chain for q in found] == chains, reason
    assert [q.is_closed for q in found] == closed, reason


def test_tokens_of_a_quotation_are_those_between_its_marks() -> None:
    doc = NLP('Olsen said: "We agreed." Kos left.')
    (found,) = find_quotations(doc)
    assert [token.text for token in doc[found.start : found.end]] == ["We", "agreed", "."]


@given(st.text(alphabet="ab s.,\n\"'“”‘’„«»`1(", max_size=60))
def test_any_text_is_read_from_left_to_right(text: str) -> None:
    end = 0
    for found in find_quotations(NLP(text)):
        assert end <= found.start_char < found.end_char <= len(text)
        assert text[found.start_char : found.end_char].strip()
        assert found.start < found.end
        end = found.end_char


@given(st.lists(st.sampled_from(["We agreed", "It is late", "no"]), min_size=1, max_size=5))
def test_well_set_quotations_come_back(parts: list[str]) -> None:
    for opening, closing in ("“”", '""', "«»", "‘’", "''"):
        text = " and ".join(f"{opening}{part}{closing}" for part in parts)
        found = find_quotations(NLP(text))
        assert [text[q.start_char : q.end_char] for q in found] == parts
        assert [q.chain for q in found] == list(range(1, len(parts) + 1))


def test_sentences_of_a_quotation() -> None:
    doc = NLP('Olsen said "We agreed. It is late!  ..." in Oslo.')
    for token in doc:
        token.is_sent_start = token.text in {"Olsen", "It", "..."}
    (quotation,) = find_quotations(doc)
    # The dots at the end are a sentence without a word.
    assert [span.text.strip() for span in split_sentences(doc, quotation)] == [
        "We agreed.",
        "It is late!",
    ]
