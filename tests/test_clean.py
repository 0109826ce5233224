"""Zones: each row is a page, what must come out, and why the row is there."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoents.clean import TEXT_KINDS, ZoneKind, find_lines, find_zones, is_hard_wrapped
from geoents.datelines import find_credits, find_dateline, is_credit
from geoents.noise import is_timestamp

BODY = "Norland and Sudria are to open talks on the border on Monday, minister Ilan Keto said."
MORE = "He did not say where the two delegations would meet, nor who would lead them this time."
TITLE = "Norland and Sudria to Open Talks on Border"


def zones(text: str) -> list[tuple[str, str]]:
    return [(zone.kind.value, text[zone.start : zone.end].strip()) for zone in find_zones(text)]


PAGES = [
    (
        "headline, once more as the page's title, body",
        f"{TITLE}\n{TITLE}\n\n{BODY}\n{MORE}",
        [("headline", TITLE), ("headline", TITLE), ("body", f"{BODY}\n{MORE}")],
    ),
    (
        "the headline stands again after a summary",
        f"{TITLE}\n{BODY}\n{TITLE}\n15:16 GMT 25.09.2023\n{MORE}",
        [
            ("headline", TITLE),
            ("body", BODY),
            ("headline", TITLE),
            ("boilerplate", "15:16 GMT 25.09.2023"),
            ("body", MORE),
        ],
    ),
    (
        "a headline and its deck",
        f"{TITLE}\nBoth sides speak of a good will\n{BODY}",
        [("headline", TITLE), ("headline", "Both sides speak of a good will"), ("body", BODY)],
    ),
    (
        "a question as headline shows itself by its place",
        f"Will Norland Leave the Pact?\n{BODY}",
        [("headline", "Will Norland Leave the Pact?"), ("body", BODY)],
    ),
    (
        "a first sentence is no headline, though the page has none",
        f"{BODY}\n{MORE}",
        [("body", f"{BODY}\n{MORE}")],
    ),
    (
        "a credit glued to its caption, the caption again with an agency's tail, the credit alone",
        f"{TITLE}\n© ILAN BEREKOSoldiers of Norland stand guard at the bridge in Orva, May 3, 2021.\n"
        "Soldiers of Norland stand guard at the bridge in Orva, May 3, 2021. - Norwire, 1920, "
        f"25.09.2023\n© ILAN BEREKO\n{BODY}",
        [
            ("headline", TITLE),
            ("credit", "© ILAN BEREKO"),
            ("caption", "Soldiers of Norland stand guard at the bridge in Orva, May 3, 2021."),
            ("caption", "Soldiers of Norland stand guard at the bridge in Orva, May 3, 2021."),
            ("credit", "- Norwire, 1920, 25.09.2023"),
            ("credit", "© ILAN BEREKO"),
            ("body", BODY),
        ],
    ),
    (
        "a caption without full stop, twice above its credit",
        f"{TITLE}\n{BODY}\nA camp of the guard near Orva\nA camp of the guard near Orva\n\n"
        f"© Bereko/Norwire\n{MORE}",
        [
            ("headline", TITLE),
            ("body", BODY),
            ("caption", "A camp of the guard near Orva"),
            ("caption", "A camp of the guard near Orva"),
            ("credit", "© Bereko/Norwire"),
            ("body", MORE),
        ],
    ),
    (
        "a caption that ends with its credit",
        f"{TITLE}\nThe bridge in Orva last month. Photo: Norwire\n{BODY}",
        [
            ("headline", TITLE),
            ("caption", "The bridge in Orva last month."),
            ("credit", "Photo: Norwire"),
            ("body", BODY),
        ],
    ),
    (
        "a file photo of an agency",
        f"{TITLE}\nFILE PHOTO: Ilan Keto arrives in Orva, May 3. REUTERS/Ann Bereko\n{BODY}",
        [
            ("headline", TITLE),
            ("credit", "FILE PHOTO:"),
            ("caption", "Ilan Keto arrives in Orva, May 3."),
            ("credit", "REUTERS/Ann Bereko"),
            ("body", BODY),
        ],
    ),
    (
        "a teaser in the midst: caption, section, title, time",
        f"{TITLE}\n{BODY}\nThe port of Orva, Norland (File) - Norwire, 1920, 06.09.2023\nAnalysis\n"
        f"How Sudria Loses Its Last Friends in the North\n6 September, 19:55 GMT\n{MORE}",
        [
            ("headline", TITLE),
            ("body", BODY),
            ("teaser", "The port of Orva, Norland (File) - Norwire, 1920, 06.09.2023"),
            ("boilerplate", "Analysis"),
            ("teaser", "How Sudria Loses Its Last Friends in the North"),
            ("boilerplate", "6 September, 19:55 GMT"),
            ("body", MORE),
        ],
    ),
    (
        "buttons, and the neighbours of the article",
        f"{TITLE}\n\nNo time to read?\nGet a summary\n\n{BODY}\n\n{MORE}\n\nNo time to read?\n"
        "Get a summary\nPrevious Article\n\nOfficials Warn of Floods in Sudria\n\nNext Article\n\n"
        "New Rules for Foresters in Norland",
        [
            ("headline", TITLE),
            ("boilerplate", "No time to read?"),
            ("boilerplate", "Get a summary"),
            ("body", f"{BODY}\n\n{MORE}"),
            ("boilerplate", "No time to read?"),
            ("boilerplate", "Get a summary"),
            ("boilerplate", "Previous Article"),
            ("teaser", "Officials Warn of Floods in Sudria"),
            ("boilerplate", "Next Article"),
            ("teaser", "New Rules for Foresters in Norland"),
        ],
    ),
    (
        "one article follows 'Next Article', what comes then is text again",
        f"{TITLE}\n{BODY}\nNext Article\nOfficials Warn of Floods in Sudria\n{MORE}",
        [
            ("headline", TITLE),
            ("body", BODY),
            ("boilerplate", "Next Article"),
            ("teaser", "Officials Warn of Floods in Sudria"),
            ("body", MORE),
        ],
    ),
    (
        "pointers to other articles on a line, and in a list",
        f"{TITLE}\n{BODY}\nAlso read: Sudria recalls its envoy from Orva\n{MORE}\nALSO READ:\n"
        "Norland doubles its fund for the poor\nSudria: Ministry website down after attack",
        [
            ("headline", TITLE),
            ("body", BODY),
            ("teaser", "Also read: Sudria recalls its envoy from Orva"),
            ("body", MORE),
            ("boilerplate", "ALSO READ:"),
            ("teaser", "Norland doubles its fund for the poor"),
            ("teaser", "Sudria: Ministry website down after attack"),
        ],
    ),
    (
        "'Read more' is a button; the sentence under it stays",
        f"{TITLE}\n{BODY}\nRead more\n{MORE}",
        [("headline", TITLE), ("body", BODY), ("boilerplate", "Read more"), ("body", MORE)],
    ),
    (
        "a heading inside the article is text",
        f"{TITLE}\n{BODY}\nA long way to Orva\n{MORE}",
        [("headline", TITLE), ("body", f"{BODY}\nA long way to Orva\n{MORE}")],
    ),
    (
        "a live blog's entries are dated, and text",
        f"{TITLE}\n{BODY}\n"
        + "".join(f"Keto Speaks in Town Number {n}\n1{n}:05 GMT\n{MORE}\n" for n in range(6)),
        [("headline", TITLE), ("body", f"{BODY}\nKeto Speaks in Town Number 0")]
        + [
            row
            for n in range(6)
            for row in (
                ("boilerplate", f"1{n}:05 GMT"),
                ("body", MORE + (f"\nKeto Speaks in Town Number {n + 1}" if n < 5 else "")),
            )
        ],
    ),
    (
        "bylines",
        f"{TITLE}\nBy Ann Bereko\n{BODY}\n(Reporting by Ann Bereko; editing by Jo Lind)",
        [
            ("headline", TITLE),
            ("credit", "By Ann Bereko"),
            ("body", BODY),
            ("credit", "(Reporting by Ann Bereko; editing by Jo Lind)"),
        ],
    ),
    (
        "an editor's initials and agencies after the last sentence",
        f"{TITLE}\n{BODY} {MORE} ab /cd (AFP, dpa)",
        [("headline", TITLE), ("body", f"{BODY} {MORE}"), ("credit", "ab /cd (AFP, dpa)")],
    ),
    (
        "an agency named inside the last sentence is text",
        f"{TITLE}\n{BODY} Sudria did not agree (Reuters did not learn why).",
        [
            ("headline", TITLE),
            ("body", f"{BODY} Sudria did not agree (Reuters did not learn why)."),
        ],
    ),
    (
        "a notice about cookies goes, a sentence about them stays",
        f"{TITLE}\nWe use cookies to improve this site. Accept?\n{BODY}\n"
        "The minister said that cookies of Sudria's makers would be taxed.",
        [
            ("headline", TITLE),
            ("boilerplate", "We use cookies to improve this site. Accept?"),
            ("body", f"{BODY}\nThe minister said that cookies of Sudria's makers would be taxed."),
        ],
    ),
    ("one sentence", BODY, [("body", BODY)]),
    ("white space alone", " \n\n ", [("body", "")]),
    ("nothing", "", []),
]


@pytest.mark.parametrize(("why", "text", "expected"), PAGES, ids=[row[0] for row in PAGES])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_zones(why: str, text: str, expected: list[tuple[str, str]], line_break: str) -> None:
    page = text.replace("\n", line_break)
    assert zones(page) == [(kind, part.replace("\n", line_break)) for kind, part in expected], why


DATELINES = [
    ("MOSCOW (Sputnik) - ", "city and agency"),
    ("ORVA, Norland — ", "city in capitals, state, dash"),
    ("BEIJING, Nov. 3 (Xinhua) -- ", "the stop after the month is no separator"),
    ("CAIRO: ", "city in capitals, colon"),
    ("Cape Town - ", "city in ordinary case, dash"),
    ("Orva: ", "city in ordinary case, colon, a long first paragraph"),
    ("Mumbai, India – ", "city and state in ordinary case"),
    ("SYDNEY and KUALA LUMPUR, Jul 26 2022 (IPS) - ", "two cities, date without comma"),
    ("LA PAZ, BOLIVIA.- ", "stop and dash"),
    ("Srinagar- ", "dash without space before it"),
    ("CAIRO – 26 July 2022: ", "the date behind the dash"),
    ("New York (November 25, 2021): ", "the date in brackets"),
    ("MOSCOW, September 25. /TASS/. ", "agency between slashes"),
    ("(Reuters) - ", "agency alone"),
    ("WASHINGTON (AP) — ", "agency and long dash"),
    ("ISLAMABAD, Mar 03: ", "short date, colon"),
    ("RIO DE JANEIRO, May 2 (EFE).- ", "lower case in a city's name"),
    ("BAKU, Azerbaijan, July 20. ", "date with a stop"),
]


@pytest.mark.parametrize(("dateline", "why"), DATELINES)
def test_datelines(dateline: str, why: str) -> None:
    text = dateline + BODY + "\n" + MORE
    assert zones(text)[0] == ("dateline", dateline.strip()), why
    assert find_zones(text)[1].start == len(dateline)


NO_DATELINES = [
    ("NATO - The alliance said on Monday that it would not send troops. NATO has 31 members.",
     "a name that comes back in capitals"),
    ("African Union Commission (AUC) - The body met on Monday and agreed on a mission to Orva.",
     "an acronym explained"),
    ("Ilan Keto - Prime Minister since 2019 - has left the party that he had led for ten years.",
     "a pair of dashes"),
    ("Keto: I will not resign, and nobody in the party has asked me to do so in these days, no.",
     "a speaker's turn"),
    ("The talks failed - The minister said on Monday that the two states would not meet again.",
     "lower-case words before the dash"),
    ("Analysis: The minister said on Monday that the two states would not meet again this year.",
     "a label, not a place"),
    ("Provision No. 1 — The parties agree that the bridge in Orva is to be open on all days.",
     "a number is no date"),
    ("On July 20. The day came and went, and nobody in Orva had seen the minister or his men.",
     "a date in a sentence"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), NO_DATELINES)
def test_no_datelines(text: str, why: str) -> None:
    assert "dateline" not in {kind for kind, _ in zones(text)}, why


def test_places_alone_count_only_at_the_top() -> None:
    text = f"{BODY}\n{MORE}\nOrva - The minister said on Monday that the two would not meet again."
    assert zones(text) == [("body", text)]


CREDITS = [
    ("© ANN BEREKO", True, "sign and name"),
    ("Photo: Norwire", True, "word and name"),
    ("AFP/Ann Bereko", True, "agency and name"),
    ("AFP via Getty Images", True, "agency and house"),
    ("(AP Photo/Ann Bereko, File)", True, "in brackets"),
    ("© ANN BEREKOSoldiers of Norland stand guard at the bridge", False, "glued to a caption"),
    ("Reuters said on Monday that it had seen the letter of the minister", False, "a sentence"),
    ("AP, AFP and Reuters were not let into the room.", False, "a sentence on agencies"),
]


@pytest.mark.parametrize(("line", "expected", "why"), CREDITS)
def test_credits(line: str, expected: bool, why: str) -> None:
    assert is_credit(line) is expected, why


TAILS = [
    ("Guards in Orva, May 3. (AP Photo/Ann Bereko)", "Guards in Orva, May 3.", True),
    ("Guards in Orva, May 3 [File: Ann Bereko/Reuters]", "Guards in Orva, May 3", True),
    ("© McBereko and other words that are glued to nothing", "", False),
    ("The two agreed to meet again. — SPA", "The two agreed to meet again.", False),
    ("The two agreed to meet again. (AFP)", "The two agreed to meet again.", False),
    ("He asked for bread and/or water.", "", False),
    ("Guards in Orva (photo) were seen by all.", "", False),
]


@pytest.mark.parametrize(("line", "text", "photo"), TAILS)
def test_credits_around_text(line: str, text: str, photo: bool) -> None:
    credits = find_credits(line)
    assert line[credits.start : credits.end] == (text or line)
    assert credits.photo is photo


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("6 September, 19:55 GMT", True),
        ("Updated: July 18, 2022 5:36:50 pm", True),
        ("3 min read", True),
        ("2023-09-25T15:16:00", True),
        ("Monday", False),  # a programme's heading
        ("2022", False),  # a chronicle's heading
        ("May 9 parade", False),
        ("12 states", False),
    ],
)
def test_timestamps(line: str, expected: bool) -> None:
    assert is_timestamp(line) is expected


WRAPPED = (
    "TALKS ON THE BORDER\n\nORVA, Norland (Norwire) - The two states are to open talks on the\n"
    "border that they closed in the spring, minister Ilan Keto said on\nMonday after a meeting "
    "with the envoy of Sudria in Orva.\nThe envoy did not speak to the press.\n\nIn the port "
    "nobody waits for the talks: ships come and go, and the\nguards of both states drink their "
    "tea in the same house, under\none roof.\n"
)


def test_hard_wrapped_text_is_not_cut_into_lines() -> None:
    assert is_hard_wrapped(WRAPPED)
    lines = [WRAPPED[line.start : line.end] for line in find_lines(WRAPPED)]
    assert [line.split()[0] for line in lines] == ["TALKS", "ORVA,", "The", "In"]
    assert [kind for kind, _ in zones(WRAPPED)] == ["headline", "dateline", "body"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{TITLE}\n{BODY}\n{MORE}", "a line each paragraph"),
        ("For the soup you need:\nonions\ngarlic\nsalt\noil\n\nPut all of it in a pot.", "a list"),
        ("", "nothing"),
    ],
)
def test_other_texts_are_not_hard_wrapped(text: str, why: str) -> None:
    assert not is_hard_wrapped(text), why


def test_one_break_inside_a_sentence_is_no_line_end() -> None:
    text = f"{TITLE}\n{BODY}\nThe ministers of the two states met in Orva on\nmonday evening."
    assert len(find_lines(text)) == 3


@given(
    st.lists(
        st.one_of(
            st.sampled_from([*(row[1] for row in PAGES), WRAPPED, *(d for d, _ in DATELINES)]),
            st.text(max_size=40),
        ),
        max_size=6,
    )
)
def test_zones_tile_every_text(parts: list[str]) -> None:
    text = "\n".join(parts)
    found = find_zones(text)
    assert "".join(text[zone.start : zone.end] for zone in found) == text
    assert all(zone.start < zone.end for zone in found)


@pytest.mark.parametrize("joint", ["\n", "\n\n", " "])
def test_a_megabyte_takes_seconds(joint: str) -> None:
    text = joint.join([TITLE, BODY, MORE, "Read more", "© ANN BEREKO"] * 4000)
    start = time.perf_counter()
    find_zones(text)
    assert time.perf_counter() - start < 10


def test_text_kinds() -> None:
    assert {ZoneKind.HEADLINE, ZoneKind.BODY, ZoneKind.CAPTION} == TEXT_KINDS
    assert find_dateline("") is None
