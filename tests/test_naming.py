"""Names and posts compared as words, without a text around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoents.clusters import edit_distance, fold
from geoents.naming import abbreviates, is_short_form
from geoents.persons import match_names, name_words
from geoents.posts import is_short_post, parse_post


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("The Présidence’s", "presidence", "article, accents, case and possessive"),
        ("States'", "states", "a plural's possessive"),
        ("Nordic\n  League", "nordic league", "a line break in a name"),
        ("Theodora", "theodora", "no article"),
        ("Straße", "strasse", "case folding, not lowering"),
        ("", "", "nothing"),
    ],
)
def test_fold(text: str, expected: str, reason: str) -> None:
    assert fold(text) == expected, reason


@pytest.mark.parametrize(
    ("name", "expected", "reason"),
    [
        ("Marta Olsen", ["marta", "olsen"], "plain"),
        ("João de Souza Jr.", ["joao", "souza"], "accents, particle, suffix"),
        ("Rashid al-Karim", ["rashid", "karim"], "an article with a hyphen"),
        ("Lin Mei-hua", ["lin", "mei", "hua"], "parts of a given name"),
        ("J.P. Olsen", ["j", "p", "olsen"], "initials"),
        ("De La", ["de", "la"], "a name of particles alone is kept"),
        ("", [], "nothing"),
    ],
)
def test_name_words(name: str, expected: list[str], reason: str) -> None:
    assert list(name_words(name)) == expected, reason


@pytest.mark.parametrize(
    ("short", "long", "expected", "reason"),
    [
        ("olsen", "marta olsen", 3, "the last name"),
        ("marta", "marta olsen", 2, "the first name"),
        ("lima", "ana lima costa", 1, "a middle name"),
        ("m. olsen", "marta olsen", 3, "an initial"),
        ("marta olsen", "marta j. olsen", 3, "an initial left out"),
        ("lima costa", "ana lima costa", 3, "the first name left out"),
        ("olsen marta", "marta olsen", 3, "family name first"),
        ("rashid karim", "rashid al-karim", 3, "a particle left out"),
        ("lin meihua", "lin mei-hua", 3, "written as one word"),
        ("ivan olsen", "marta olsen", 0, "another first name"),
        ("marta olsen", "olsen", 0, "the longer one is not short"),
        ("olsen", "marta olander", 0, "another last name"),
        ("kos", "ana kot", 0, "three letters are too few for a slip"),
        ("lukavenka", "taras lukavenko", 3, "a letter in a long name is transliteration"),
        ("jaber said", "ali jaber nasser said", 0, "neither the first nor the last two"),
        ("mira sand", "m.s. lie", 0, "initials alone are no name"),
        ("mahmud", "m.s. lie", 0, "nor is one"),
        ("", "marta olsen", 0, "nothing"),
    ],
)
def test_match_names(short: str, long: str, expected: int, reason: str) -> None:
    assert match_names(short, long) == expected, reason


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_edit_distance_is_symmetric_and_bounded(one: str, other: str, limit: int) -> None:
    found = edit_distance(one, other, limit=limit)
    assert found == edit_distance(other, one, limit=limit)
    assert (found == 0) is (one == other)
    assert found <= limit + 1
    assert found >= min(abs(len(one) - len(other)), limit + 1)


@pytest.mark.parametrize(
    ("one", "other", "expected", "reason"),
    [
        ("kareem", "kaerem", 1, "two letters exchanged"),
        ("kareem", "karim", 2, "one changed, one left out"),
        ("kos", "olsen", 3, "beyond the limit it does not go on"),
        ("", "ab", 2, "from nothing"),
    ],
)
def test_edit_distance(one: str, other: str, expected: int, reason: str) -> None:
    assert edit_distance(one, other, limit=2) == expected, reason


@pytest.mark.parametrize(
    ("acronym", "name", "expected", "reason"),
    [
        ("NGB", "Nordic Grain Board", True, "the initials"),
        ("NGBs", "Nordic Grain Board", True, "with a plural's s"),
        ("N.G.B.", "Nordic Grain Board", True, "with dots"),
        ("BGN", "Board of Grain for the North", True, "without the small words"),
        ("BOGN", "Board of Grain North", True, "with them"),
        ("SANGB", "SA Nordic Grain Board", True, "an acronym inside gives all its letters"),
        ("NGB", "Nordic Board", False, "a letter too many"),
        ("N", "Nordic", False, "one letter stands for anything"),
        ("NG", "Nordic-Grain", True, "words joined by a hyphen"),
    ],
)
def test_abbreviates(acronym: str, name: str, expected: bool, reason: str) -> None:
    assert abbreviates(acronym, name) is expected, reason


@pytest.mark.parametrize(
    ("short", "long", "expected", "reason"),
    [
        ("foreign ministry", "kazakh foreign ministry", True, "the end of it"),
        ("supreme court", "supreme court of zembla", True, "without an of-phrase"),
        ("velmar", "velmar group", True, "without its kind"),
        ("velmar", "velmar invest group", False, "a word that is no kind"),
        ("velmar telecom", "velmar telecom invest group", True, "of two words more is sure"),
        ("un", "un security council", False, "a body and its organ"),
        ("democrats", "civic democratic party", True, "a party's people"),
        ("greens", "green bank", False, "a bank has none"),
        ("velmar group", "velmar group", False, "the same name is not short"),
        ("", "velmar group", False, "nothing"),
    ],
)
def test_is_short_form(short: str, long: str, expected: bool, reason: str) -> None:
    assert is_short_form(short.split(), long.split()) is expected, reason


@pytest.mark.parametrize(
    ("one", "other", "same", "reason"),
    [
        ("Deputy Minister of Foreign Affairs", "deputy foreign minister", True, "order and case"),
        ("Prime Minister", "premier", True, "synonyms"),
        ("PM", "prime minister", True, "an abbreviation"),
        ("Defence Minister", "defense minister", True, "spelling"),
        ("spokeswoman", "spokesman", True, "the holder's gender"),
        ("chairman", "chair", True, "here too"),
        ("vice-president", "Vice President", True, "a hyphen"),
        ("minister", "deputy minister", False, "a rank"),
        ("minister", "ministers", False, "number"),
        ("foreign minister", "finance minister", False, "portfolio"),
        ("prime minister", "minister", False, "prime is a rank"),
    ],
)
def test_posts_with_the_same_parts(one: str, other: str, same: bool, reason: str) -> None:
    assert (parse_post(one) == parse_post(other)) is same, reason


@pytest.mark.parametrize(
    ("short", "long", "expected", "reason"),
    [
        ("minister", "health minister", True, "the portfolio left out"),
        ("deputy minister", "deputy health minister", True, "but not the rank"),
        ("minister", "deputy health minister", False, "with the rank left out it is another"),
        ("minister", "minister", False, "the same is not short"),
        ("minister", "health ministers", False, "one and several"),
        ("health minister", "finance minister", False, "two portfolios"),
    ],
)
def test_short_posts(short: str, long: str, expected: bool, reason: str) -> None:
    assert is_short_post(parse_post(short), parse_post(long)) is expected, reason
