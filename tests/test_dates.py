"""Dates: which one a relation has, and which day it is."""

from __future__ import annotations

import runpy
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from handmade import parsed
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from geoents.annotations import ZoneData
from geoents.base_days import find_base_day
from geoents.date_values import normalize_date
from geoents.dates import find_when

BENCH = runpy.run_path(str(Path(__file__).parent.parent / "bench" / "dates.py"))

#: A Monday.
PUBLISHED = "2023-09-25"


@pytest.mark.parametrize(
    ("text", "past", "future", "reason"),
    [
        # Days by their place in the week.
        ("today", "2023-09-25", "2023-09-25", "the page's own day"),
        ("yesterday", "2023-09-24", "2023-09-24", "the day before, whatever the tense"),
        ("Tomorrow", "2023-09-26", "2023-09-26", "the day after"),
        ("on Monday", "2023-09-25", "2023-09-25", "on a Monday's page it is the same day"),
        ("Tuesday", "2023-09-19", "2023-09-26", "the last one, or the next for what will be"),
        ("Sunday", "2023-09-24", "2023-10-01", "across the end of a month"),
        ("Monday evening", "2023-09-25", "2023-09-25", "the hour does not change the day"),
        ("late Tuesday night", "2023-09-19", "2023-09-26", "nor do two words for it"),
        ("this morning", "2023-09-25", "2023-09-25", "today"),
        ("tonight", "2023-09-25", "2023-09-25", "today"),
        ("last Monday", "2023-09-18", "2023-09-18", "the nearest before the page's day"),
        ("next Monday", "2023-10-02", "2023-10-02", "the nearest after it"),
        ("last Thursday", "2023-09-21", "2023-09-21", "the nearest before it"),
        ("next Thursday", "2023-09-28", "2023-09-28", "the nearest after it"),
        ("this Thursday", "2023-09-21", "2023-09-28", "by the tense, like Thursday alone"),
        ("Thursday last week", "2023-09-21", "2023-09-21", "told by its week"),
        ("Friday next week", "2023-10-06", "2023-10-06", "told by its week"),
        ("last night", "2023-09-24", "2023-09-24", "the evening before"),
        ("overnight", "2023-09-24/2023-09-25", "2023-09-24/2023-09-25", "two days share a night"),
        ("earlier in the day", "2023-09-25", "2023-09-25", "the page's own day"),
        ("later today", "2023-09-25", "2023-09-25", "no hour is told"),
        ("the first Monday of May", None, None, "which one is not reckoned"),
        # Days of the calendar.
        ("September 25, 2023", "2023-09-25", "2023-09-25", "in full"),
        ("25 September 2023", "2023-09-25", "2023-09-25", "the British way"),
        ("Sept. 4", "2023-09-04", "2024-09-04", "short and without its year"),
        ("the 4th of September", "2023-09-04", "2024-09-04", "as an ordinal"),
        ("Monday, September 25", "2023-09-25", "2023-09-25", "will be today: not a year ahead"),
        ("Monday (May 4)", None, None, "no Monday in any year near"),
        ("Sunday, 4 September", "2022-09-04", "2022-09-04", "in the year where it is a Sunday"),
        ("this Tuesday, May 2, 2023", "2023-05-02", "2023-05-02", "told three times"),
        ("4 April last year", "2022-04-04", "2022-04-04", "its year by the page's"),
        ("30 December", "2022-12-30", "2023-12-30", "last year's, or this year's"),
        ("2023-09-04", "2023-09-04", "2023-09-04", "ISO"),
        ("June 31", None, None, "no such day"),
        ("Feb. 29, 2023", None, None, "not in that year"),
        ("2023-13-45", None, None, "no date at all"),
        ("04.09.2023", None, None, "day or month first: a guess"),
        # Months and years.
        ("May 2022", "2022-05", "2022-05", "a month is as exact as the text is"),
        ("in May", "2023-05", "2024-05", "the last one, or the next"),
        ("in September", "2023-09", "2023-09", "the month of the page is meant, not next year's"),
        ("mid-June", "2023-06", "2024-06", "no day is made up"),
        ("late June", "2023-06", "2024-06", "nor here"),
        ("the end of June 2021", "2021-06", "2021-06", "nor here"),
        ("2019", "2019", "2019", "a year"),
        ("the 1990s", None, None, "ten years"),
        ("early 2021", "2021", "2021", "no month is made up"),
        ("June last year", "2022-06", "2022-06", "its year by the page's"),
        ("last June", "2023-06", "2023-06", "the nearest before the page's month"),
        ("last October", "2022-10", "2022-10", "across a new year"),
        ("next June", "2024-06", "2024-06", "the nearest after it"),
        ("the summer of 2019", None, None, "a season has no edges"),
        ("the second quarter of 2021", "2021-04/2021-06", "2021-04/2021-06", "a quarter has"),
        ("the third half of 2021", None, None, "there is none"),
        # Intervals.
        ("3 to 5 May", "2023-05-03/2023-05-05", "2024-05-03/2024-05-05", "the month once"),
        ("from 3 to 5 May 2021", "2021-05-03/2021-05-05", "2021-05-03/2021-05-05", "with a year"),
        ("May 3-5", "2023-05-03/2023-05-05", "2024-05-03/2024-05-05", "the American way"),
        ("28 December to 2 January", "2022-12-28/2023-01-02", "2023-12-28/2024-01-02", "two years"),
        (
            "between 3 and 5 May",
            "2023-05-03/2023-05-05",
            "2024-05-03/2024-05-05",
            "and all between",
        ),
        ("3 and 5 May", None, None, "two days, with one between"),
        ("3 and 4 May", "2023-05-03/2023-05-04", "2024-05-03/2024-05-04", "two days in a row"),
        ("Friday to Sunday", "2023-09-22/2023-09-24", "2023-09-29/2023-10-01", "by the week"),
        ("2010 to 2014", "2010/2014", "2010/2014", "years"),
        ("2010-14", "2010/2014", "2010/2014", "a year in short"),
        ("2014 to 2010", None, None, "backwards"),
        ("March to June 2021", "2021-03/2021-06", "2021-03/2021-06", "months"),
        # Periods.
        ("last week", "2023-09-18/2023-09-24", "2023-09-18/2023-09-24", "Monday to Sunday"),
        ("earlier this week", "2023-09-25/2023-10-01", "2023-09-25/2023-10-01", "so far or not"),
        ("next week", "2023-10-02/2023-10-08", "2023-10-02/2023-10-08", "the week ahead"),
        ("last month", "2023-08", "2023-08", "a calendar month"),
        ("next year", "2024", "2024", "a calendar year"),
        ("the past week", None, None, "which seven days is not told"),
        ("the end of the year", "2023", "2023", "a calendar year"),
        ("two days ago", "2023-09-23", "2023-09-23", "counted in days"),
        ("two weeks ago", "2023-09-11/2023-09-17", "2023-09-11/2023-09-17", "counted in weeks"),
        ("three years ago", "2020", "2020", "counted in years"),
        ("a month ago", "2023-08", "2023-08", "a is one"),
        ("several days ago", None, None, "how many is not told"),
        ("the weekend", "2023-09-23/2023-09-24", "2023-09-30/2023-10-01", "by the tense"),
        ("last weekend", "2023-09-23/2023-09-24", "2023-09-23/2023-09-24", "the one just past"),
        ("next weekend", None, None, "the coming one, or the one after it"),
        ("the same day", None, None, "no date before it"),
        ("three weeks", None, None, "a length, no date"),
        # Form.
        ("on\n  Monday", "2023-09-25", "2023-09-25", "wrapped onto two lines"),
        ("", None, None, "nothing"),
        ("the", None, None, "a lead and no date"),
    ],
)
def test_normalize_date(text: str, past: str | None, future: str | None, reason: str) -> None:
    assert normalize_date(text, published=PUBLISHED) == past, reason
    assert normalize_date(text, published=PUBLISHED, is_future=True) == future, reason


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("on Monday", None, "nothing to reckon from"),
        ("last week", None, "nor here"),
        ("Sept. 4", None, "the year is not known"),
        ("September 4, 2023", "2023-09-04", "nothing to reckon"),
        ("May 2022", "2022-05", "nor here"),
        ("2019", "2019", "nor here"),
    ],
)
@pytest.mark.parametrize("published", [None, "", "a Monday", "2023-02-30"])
def test_without_a_day_of_publication(
    text: str, expected: str | None, reason: str, published: str | None
) -> None:
    assert normalize_date(text, published=published) == expected, reason


@pytest.mark.parametrize(
    ("text", "published", "expected", "reason"),
    [
        ("yesterday", "2023-09-25T23:30:00Z", "2023-09-24", "a time of day is passed over"),
        ("yesterday", "2024-03-01", "2024-02-29", "a leap year"),
        ("last month", "2024-01-15", "2023-12", "across a new year"),
        ("next month", "2023-12-15", "2024-01", "the other way"),
        ("this week", "2024-01-01", "2024-01-01/2024-01-07", "a Monday begins its week"),
        ("this week", "2023-12-31", "2023-12-25/2023-12-31", "a Sunday ends it"),
    ],
)
def test_other_days_of_publication(text: str, published: str, expected: str, reason: str) -> None:
    assert normalize_date(text, published=published) == expected, reason


@pytest.mark.parametrize(
    ("text", "published", "expected", "reason"),
    [
        ("on Tuesday", "2023-09-25", None, "the last one or the next"),
        ("on Monday", "2023-09-25", "2023-09-25", "the page's day, either way"),
        ("last week", "2023-09-25", "2023-09-18/2023-09-24", "told by its word"),
    ],
)
def test_without_a_tense(text: str, published: str, expected: str | None, reason: str) -> None:
    assert normalize_date(text, published=published, is_future=None) == expected, reason


def test_the_same_day_is_that_of_the_date_before() -> None:
    assert normalize_date("the same day", previous="2023-09-04") == "2023-09-04"


@given(
    st.dates(date(1950, 1, 1), date(2090, 12, 31)),
    st.sampled_from("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()),
    st.booleans(),
)
def test_a_weekday_is_the_nearest_one_of_its_name(
    published: date, name: str, is_future: bool
) -> None:
    value = normalize_date(f"on {name}", published=published.isoformat(), is_future=is_future)
    assert value is not None
    day = date.fromisoformat(value)
    away = day - published if is_future else published - day
    assert timedelta() <= away < timedelta(days=7)
    assert f"{day:%A}" == name


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_a_full_date_is_the_same_on_every_page(day: date) -> None:
    for text in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}"):
        assert normalize_date(text) == day.isoformat()
        assert normalize_date(text, published=PUBLISHED, is_future=True) == day.isoformat()


MET = """
    Norland NNP nsubj 2
    met VBD root 0 meet
    Sudria NNP obj 2
    on IN case 5
    Monday NNP obl 2
"""
WILL_MEET = """
    Norland NNP nsubj 3
    will MD aux 3
    meet VB root 0
    Sudria NNP obj 3
    on IN case 6
    Tuesday NNP obl 3
"""
HELD_TALKS = """
    Norland NNP nsubj 2
    held VBD root 0 hold
    talks NNS obj 2 talk
    on IN case 5
    Monday NNP obl 2
"""
LEFT_TALKS = HELD_TALKS.replace("held VBD root 0 hold", "criticized VBD root 0 criticize")
TALKS_MONDAY = """
    Monday NNP nmod:poss 3
    's POS case 1
    talks NNS nsubj 4 talk
    failed VBD root 0 fail
"""
AFTER = MET.replace("on IN", "after IN")
SUBJECT = """
    Monday NNP nsubj 2
    saw VBD root 0 see
    talks NNS obj 2 talk
"""
TWO_SENTENCES = """
    Norland NNP nsubj 2
    met VBD root 0 meet
    Sudria NNP obj 2
    . . punct 2

    On IN case 2
    Tuesday NNP obl 4
    Kos NNP nsubj 4
    left VBD root 0 leave
"""
TWO_DATES = """
    In IN case 2
    May NNP obl 4
    Norland NNP nsubj 4
    met VBD root 0 meet
    Sudria NNP obj 4
    on IN case 7
    Monday NNP obl 4
    or CC cc 7
"""


@pytest.mark.parametrize(
    ("rows", "dates", "trigger", "expected", "reason"),
    [
        (MET, ["Monday"], "met", ("on Monday", "2023-09-25"), "it hangs on the trigger"),
        (WILL_MEET, ["Tuesday"], "meet", ("on Tuesday", "2023-09-26"), "and is still to come"),
        (HELD_TALKS, ["Monday"], "talks", ("on Monday", "2023-09-25"), "on the support verb"),
        (LEFT_TALKS, ["Monday"], "talks", None, "that day they were criticized, not held"),
        (TALKS_MONDAY, ["Monday"], "talks", ("Monday", "2023-09-25"), "as its possessor"),
        (AFTER, ["Monday"], "met", None, '"after Monday" is not Monday'),
        (SUBJECT, ["Monday"], "saw", None, "a day that sees is no adjunct"),
        (TWO_SENTENCES, ["Tuesday"], "met", None, "another sentence's date"),
        (TWO_SENTENCES, ["Tuesday"], "left", ("On Tuesday", "2023-09-19"), "its own sentence's"),
        (TWO_DATES, ["May", "Monday"], "met", ("In May", "2023-05"), "the nearer of two"),
        (MET, [], "met", ("on Monday", "2023-09-25"), "the model need not know it"),
    ],
)
def test_find_when(
    rows: str, dates: list[str], trigger: str, expected: tuple[str, str] | None, reason: str
) -> None:
    doc = parsed(rows, ents=[(text, "DATE") for text in dates])
    (at,) = (token.i for token in doc if token.text == trigger)
    found = find_when(doc, at, published=PUBLISHED)
    assert (None if found is None else (found.text, found.value)) == expected, reason
    if found is not None:
        assert doc.text[found.start : found.end] == found.text


def test_a_date_whose_day_is_not_known_is_kept_in_words() -> None:
    doc = parsed(MET, ents=[("Monday", "DATE")])
    found = find_when(doc, 1)
    assert found is not None
    assert (found.text, found.value) == ("on Monday", None)


def test_other_entities_are_no_dates() -> None:
    doc = parsed(MET, ents=[("Monday", "ORG")])
    assert find_when(doc, 1, published=PUBLISHED) is None


SINCE = """
    Kebo NNP nsubj 4
    was VBD cop 4 be
    prime JJ amod 4
    minister NN root 0
    since IN case 6
    2020 CD obl 4
"""


@pytest.mark.parametrize(
    ("rows", "relation", "expected", "reason"),
    [
        (SINCE, "HOLDS_OFFICE", "2020/..", "what lasts has a beginning"),
        (SINCE.replace("since", "until"), "HOLDS_OFFICE", "../2020", "and an end"),
        (SINCE.replace("since", "in"), "HOLDS_OFFICE", "2020", "or is of a year"),
        (SINCE.replace("since", "by"), "HOLDS_OFFICE", None, "not its own date"),
        (SINCE, "OFFICE_OF", None, "whose post it is has no date"),
        (SINCE, "MET_WITH", None, "an event does not last"),
    ],
)
def test_what_lasts(rows: str, relation: str, expected: str | None, reason: str) -> None:
    found = find_when(parsed(rows), 3, published=PUBLISHED, relation=relation)
    assert (found and found.value) == expected, reason


@pytest.mark.parametrize(
    ("text", "published", "url", "expected", "reason"),
    [
        ("Talks began.", "2024-03-14", None, "2024-03-14", "as given"),
        ("Talks began.", "a day", None, None, "no date"),
        ("ORVA, March 12, 2024 (Norwire) - ", None, None, "2024-03-12", "in full"),
        ("ORVA, March 12 (Norwire) - ", "2024-03-14", None, "2024-03-12", "filed before"),
        ("ORVA, March 12 (Norwire) - ", "2024-06-14", None, "2024-06-14", "not so long before"),
        ("ORVA, March 12 (Norwire) - ", None, None, None, "of which year is not known"),
        ("ORVA - ", None, "https://norwire.test/2024/03/12/talks", "2024-03-12", "the address"),
        ("ORVA - ", None, "https://norwire.test/1234567890123", None, "a number is no date"),
    ],
)
def test_the_day_of_a_page(
    text: str, published: str | None, url: str | None, expected: str | None, reason: str
) -> None:
    zones = [ZoneData(start_char=0, end_char=len(text), kind="dateline")]
    assert find_base_day(text, zones, published=published, url=url) == expected, reason


def test_the_day_of_a_page_by_its_stamp_and_by_its_year() -> None:
    stamp, filed = "Published: 12 March 2024", "ORVA, March 12 (Norwire) - "
    zones = [ZoneData(start_char=0, end_char=len(stamp), kind="boilerplate")]
    assert find_base_day(stamp, zones) == "2024-03-12"
    zones = [
        ZoneData(start_char=0, end_char=len(filed), kind="dateline"),
        ZoneData(start_char=len(filed), end_char=100, kind="body"),
    ]
    assert find_base_day(filed + "They signed it on 3 January 2024.", zones) == "2024-03-12"
    assert find_base_day(filed + "Signed on 3 May 2020 and 3 May 2024.", zones) is None


DEV = Path(__file__).parent.parent / "data" / "gold" / "dates" / "dev.toml"
#: The least share of the cases whose value is right.
FLOOR = 0.93


def test_cases(nlp: Language) -> None:
    cases = tomllib.loads(DEV.read_text(encoding="utf8"))["case"]
    wrong = [
        (case["words"], case["value"], value, case["text"])
        for case in cases
        if (value := BENCH["read_case"](nlp, case)[0]) != case["value"]
    ]
    assert 1 - len(wrong) / len(cases) >= FLOOR, wrong
