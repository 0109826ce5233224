"""Zones on a Doc: where sentences are bound to begin, and what is text."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from geoents.annotations import annotations as annotations_of
from geoents.zones import is_text, mark_zones

NLP = spacy.blank("en")
BODY = "Norland and Sudria are to open talks on the border on Monday, minister Ilan Keto said."
MORE = "He did not say where the two delegations would meet, nor who would lead them this time."
TITLE = "Norland and Sudria to Open Talks on Border"


def starts(text: str) -> list[str]:
    """Return the words at which a sentence must begin."""
    doc = mark_zones(NLP(text))
    return [token.text for token in doc if token.is_sent_start and not token.is_space]


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        (f"{TITLE}\n{BODY}\n{MORE}", ["Norland", "Norland", "He"], "headline and paragraphs"),
        (f"{TITLE}\r\n\r\n{BODY}\r\n{MORE}", ["Norland", "Norland", "He"], "CRLF"),
        (BODY, ["Norland"], "one sentence"),
        (f"  \n{BODY}", ["Norland"], "white space before it"),
        ("", [], "nothing"),
        (" \n ", [], "white space alone"),
    ],
)
def test_sentences_begin_at_zones_and_lines(text: str, expected: list[str], reason: str) -> None:
    assert starts(text) == expected, reason


def test_a_token_that_two_zones_share_begins_a_sentence() -> None:
    # A credit glued to its caption: the tokenizer does not see the joint.
    text = (
        f"{TITLE}\n© ILAN BEREKOSoldiers of Norland stand guard at the bridge in Orva, May 3, 2021."
        "\nSoldiers of Norland stand guard at the bridge in Orva, May 3, 2021. - Norwire, 1920, "
        f"25.09.2023\n© ILAN BEREKO\n{BODY}"
    )
    doc = mark_zones(NLP(text))
    caption = next(z for z in annotations_of(doc)["zones"] if z["kind"] == "caption")
    held = next(t for t in doc if t.idx <= caption["start_char"] < t.idx + len(t))
    assert held.is_sent_start


def test_text_is_told_from_what_is_none() -> None:
    text = f"{TITLE}\n{BODY}\n15:16 GMT 25.09.2023\n{MORE}"
    doc = mark_zones(NLP(text))
    places = [text.index(words) for words in (TITLE, BODY, "15:16", MORE)]
    assert [is_text(doc, place) for place in places] == [True, True, False, True]


def test_a_doc_without_zones_is_all_text() -> None:
    assert is_text(NLP(BODY), 0)


@given(st.text(alphabet="aB. \n\r\t©-,1", max_size=80))
def test_no_start_is_forbidden_and_zones_lie_in_the_text(text: str) -> None:
    doc = mark_zones(NLP(text))
    assert all(token.is_sent_start is not False for token in doc if token.i)
    for zone in annotations_of(doc)["zones"]:
        assert 0 <= zone["start_char"] <= zone["end_char"] <= len(text)
