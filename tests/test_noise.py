"""Lines that are no text: each kind with look-alikes that are."""

from __future__ import annotations

import pytest

from geoents.noise import (
    ends_sentence,
    is_button,
    is_byline,
    is_date_word,
    is_headline_like,
    is_section_label,
    is_shouted_name,
    is_teaser_label,
    is_teaser_line,
    is_timestamp,
    line_key,
    names_day,
)


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("Share", True, "a button"),
        ("SHARE THIS ARTICLE »", True, "in capitals, with an arrow"),
        ("No time to read?", True, "with a question mark"),
        ("Accept all\u00a0cookies", True, "with a no-break space"),
        ("* * *", True, "a rule"),
        ("🇳🇴", True, "a flag alone"),
        ("https://example.org/a?b=1", True, "an address"),
        ("Sign up for our morning newsletter", True, "free words after a button's"),
        ("Follow us on Telegram", True, "a network"),
        ("12 comments", True, "a counter"),
        ("Tags: Norland, Sudria, border", True, "tags"),
        ("We use cookies to improve this site.", True, "a notice"),
        ("Share the land", False, "an order of peasants"),
        ("Norland and Sudria share a border", False, "a sentence with a button's word"),
        ("12 ministers", False, "a number of something else"),
        ("Follow the money", False, "nothing to follow it on"),
        ("By continuing the talks Norland hopes to win time.", False, "no terms are accepted"),
        ("Print", True, "one word"),
        ("x" * 500, False, "too long for a button"),
    ],
)
def test_buttons(line: str, expected: bool, reason: str) -> None:
    assert is_button(line) is expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("World News", True, "a section"),
        ("Analysis:", True, "with a colon"),
        ("Norland", False, "a name"),
        ("Analysis of the talks", False, "a title"),
    ],
)
def test_section_labels(line: str, expected: bool, reason: str) -> None:
    assert is_section_label(line) is expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("Next Article", 1, "one teaser follows"),
        ("Related stories", 20, "many follow"),
        ("Don’t miss", 20, "curly apostrophe"),
        ("More from Norland", 20, "of one place"),
        ("Read more", 0, "a button under a cut text"),
        ("Read more:", 20, "with a colon it announces"),
        ("Related parties to the deal", 0, "a title"),
        ("Next year", 0, "no article"),
    ],
)
def test_teaser_labels(line: str, expected: int, reason: str) -> None:
    assert is_teaser_label(line) == expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("ALSO READ: Talks Resume in Norland", True, "label and title"),
        ("See also » Talks Resume in Norland", True, "another joint"),
        ("READ MORE Talks Resume in Norland", True, "in capitals no joint is needed"),
        ("Read more talks into it than there were.", False, "a sentence"),
        ("Watch the border: it is where the talks will fail.", False, "words before the colon"),
        ("Recommended - by nobody", True, "dash"),
    ],
)
def test_teaser_lines(line: str, expected: bool, reason: str) -> None:
    assert is_teaser_line(line) is expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("By Ann Bereko", True, "a writer"),
        ("BY ANN BEREKO AND ILAN KETO | ORVA", True, "two, with their place"),
        ("Written by: Ann Bereko", True, "colon"),
        ("(Reporting by Ann Bereko; editing by Ilan Keto)", True, "at the end"),
        ("Additional reporting by Ann Bereko", True, "helper"),
        ("With inputs from agencies", True, "agencies"),
        ("Source: Norwire", True, "source"),
        ("By May the talks had failed.", False, "a sentence"),
        ("By Ann Bereko's account nobody left.", False, "another"),
        ("Source of the river", False, "no colon"),
    ],
)
def test_bylines(line: str, expected: bool, reason: str) -> None:
    assert is_byline(line) is expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("ANN BEREKO", True, "a name as bylines are set"),
        ("JEAN-LUC O'KEBO", True, "hyphen and apostrophe"),
        ("Ann Bereko", False, "ordinary case"),
        ("BREAKING", False, "one word"),
        ("TALKS IN NORLAND FAIL", False, "a headline"),
        ("ORVA 2023", False, "a number"),
        ("A BEREKO", False, "a single letter"),
    ],
)
def test_shouted_names(line: str, expected: bool, reason: str) -> None:
    assert is_shouted_name(line) is expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("Norland and Sudria Open Talks", True, "a headline"),
        ("Will Norland Leave?", True, "a question"),
        ("Norland and Sudria opened talks.", False, "a full stop"),
        ("and Sudria opened talks", False, "a small letter first"),
        ("Talks", False, "one word"),
        ("Keto said:", False, "a colon"),
        ("“We will leave the pact,”", False, "an utterance"),
        (" ".join(["Word"] * 31), False, "too many words"),
        ("", False, "nothing"),
    ],
)
def test_headlines(line: str, expected: bool, reason: str) -> None:
    assert is_headline_like(line) is expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("He left.", True, "full stop"),
        ("“He left.”", True, "inside a quotation"),
        ("He left …", True, "dots"),
        ("Did he (leave?)", True, "bracket"),
        ("Norland to Leave Pact", False, "a headline"),
        ("He said:", False, "a colon"),
        ("", False, "nothing"),
    ],
)
def test_ends_of_sentences(line: str, expected: bool, reason: str) -> None:
    assert ends_sentence(line) is expected, reason


@pytest.mark.parametrize(
    ("line", "expected", "reason"),
    [
        ("19:55", True, "a time"),
        ("25.09.2023", True, "a date"),
        ("Monday, 25 September 2023 | 10:30 am GMT", True, "all of it"),
        ("2 hours ago", True, "relative"),
        ("Talks on 25 September 2023", False, "a word that is no date's"),
        ("25", False, "a number"),
        ("Monday", False, "a programme's heading"),
    ],
)
def test_timestamps(line: str, expected: bool, reason: str) -> None:
    assert is_timestamp(line) is expected, reason


def test_words_of_dates() -> None:
    assert all(is_date_word(word) for word in ("Nov.", "3", "3rd", "2023", "Monday,"))
    assert not any(is_date_word(word) for word in ("Norland", "31st-century", ""))
    assert all(names_day(word) for word in ("Nov.", "Monday,"))
    assert not any(names_day(word) for word in ("3", "2023", "today"))


def test_two_prints_of_a_line_have_one_key() -> None:
    assert line_key("Norland’s “Talks” — Again!") == line_key("NORLAND'S TALKS AGAIN")
    assert line_key("Norland Talks") != line_key("Norland Talk")
