"""The gazetteer: each row is a text, all that must be found in it, and why the row is there."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from pathlib import Path

import pytest
import spacy

from geoents.clusters import fold
from geoents.gazetteer import Entry, Gazetteer, Match, load_gazetteer
from geoents.names import NAMES_DIR, read_entries, read_lookalikes, read_offices, read_organs
from geoents.schema import EntityType

BLANK = spacy.blank("en")
GAZETTEER = load_gazetteer()

Row = tuple[str, str, list[str]]


def matches(text: str, gazetteer: Gazetteer = GAZETTEER) -> list[tuple[str, Match]]:
    doc = BLANK(text)
    return [(doc[match.start : match.end].text, match) for match in gazetteer.match(doc)]


def shown(text: str, gazetteer: Gazetteer = GAZETTEER) -> list[str]:
    """Return what was found as "words = key form", with "?" where they have other readings."""
    return [
        f"{words} = {match.key} {match.form.value}{'?' if match.ambiguous else ''}"
        for words, match in matches(text, gazetteer)
    ]


CASE: list[Row] = [
    ("capitals count in an acronym", "The US told us nothing.", ["US = state:US name"]),
    ("with full stops too", "He told us of the U.S. plan.", ["U.S. = state:US name"]),
    ("at the end of a sentence", "They left the U.S.", ["U.S. = state:US name"]),
    ("a bird is no state", "It sells turkey and china.", []),
    ("a state with another reading", "Turkey sells fish.", ["Turkey = state:TR name?"]),
    (
        "capitals are a state where the word is one",
        "TURKEY AND GREECE RESUME TALKS",
        ["TURKEY = state:TR name?", "GREECE = state:GR name"],
    ),
    (
        "in a headline in capitals an acronym may be a word",
        "US TELLS US NOTHING ABOUT TALKS",
        ["US = state:US name?", "US = state:US name?"],
    ),
    ("WHO is a pronoun there", "WHO WILL LEAD THE PARTY", ["WHO = org:who name?"]),
    ("and the health body elsewhere", "The WHO chief spoke.", ["WHO = org:who name?"]),
    ("but not in lower case", "The man who spoke.", []),
    (
        "acronyms side by side are no headline",
        "UK/US trade fell.",
        ["UK = state:GB name", "US = state:US name"],
    ),
    (
        "long acronyms as British papers write them",
        "Nato and Unesco agreed.",
        ["Nato = org:nato name", "Unesco = org:unesco name"],
    ),
    ("short ones stay as they are", "The Un and the Eu agreed.", []),
    (
        "a name with one capital",
        "The European commission met.",
        ["European commission = org:eu-commission name"],
    ),
    ("no name in lower case", "the united states of the union", []),
    (
        "a name that starts small",
        "al-Shabaab and Al-Shabaab",
        ["al-Shabaab = org:al-shabaab name", "Al-Shabaab = org:al-shabaab name"],
    ),
    (
        "a body's name in capitals",
        "BRICS BANK AND OPEC MEET",
        ["BRICS BANK = org:ndb name", "BRICS = org:brics name", "OPEC = org:opec name"],
    ),
]

SPELLING: list[Row] = [
    ("a curly apostrophe", "Côte d’Ivoire voted.", ["Côte d’Ivoire = state:CI name"]),
    ("a straight one, no accent", "Cote d'Ivoire voted.", ["Cote d'Ivoire = state:CI name"]),
    (
        "both in a body's name",
        "People’s Bank of China",
        ["People’s Bank of China = org:cn-pboc name", "China = state:CN name"],
    ),
    (
        "a possessive is no part",
        "The UK's and the EU’s plans",
        ["UK = state:GB name", "EU = org:eu name"],
    ),
    (
        "a party's accents",
        "Sinn Féin and Sinn Fein",
        ["Sinn Féin = org:gb-sinn-fein name", "Sinn Fein = org:gb-sinn-fein name"],
    ),
    ("British spelling", "World Health Organisation", ["World Health Organisation = org:who name"]),
    ("a line break within a name", "The United\nStates left.", ["United\nStates = state:US name"]),
    (
        "a line break within a body's name",
        "The Arab\nLeague met.",
        ["Arab\nLeague = org:arab-league name"],
    ),
    ("a blank line parts two texts", "The United\n\nStates left.", []),
    (
        "a break after an abbreviation",
        "The U.S.\nArmy left.",
        ["U.S.\nArmy = org:us-army name", "U.S. = state:US name"],
    ),
    ("a word joined by a hyphen", "a US-led force", ["US = state:US name"]),
    ("and by a prefix", "pro-Russia rebels", ["Russia = state:RU name"]),
    ("a name with a hyphen", "Congo-Brazzaville", ["Congo-Brazzaville = state:CG name"]),
    ("a sign in a name", "P5+1 talks", ["P5+1 = org:p5-1 name"]),
    ("a sign at its end", "OPEC+ met.", ["OPEC+ = org:opec-plus name"]),
    ("a saint in capitals", "ST. LUCIA VOTES", ["ST. LUCIA = state:LC name"]),
    ("a body in capitals", "ARAB LEAGUE MEETS", ["ARAB LEAGUE = org:arab-league name"]),
    ("two spellings of a group", "G-7 and G7", ["G-7 = org:g7 name", "G7 = org:g7 name"]),
]

STATES: list[Row] = [
    ("an adjective", "a Kazakh envoy", ["Kazakh = state:KZ adjective"]),
    ("the people", "Armenians voted.", ["Armenians = state:AM adjective"]),
    ("one of them", "a Briton", ["Briton = state:GB adjective"]),
    (
        "half a compound",
        "Sino-Russian trade",
        ["Sino = state:CN adjective", "Russian = state:RU adjective"],
    ),
    ("no compound, no half", "The Sino option", []),
    ("a capital", "Yerevan agreed.", ["Yerevan = state:AM metonym"]),
    (
        "the longest name",
        "South Korea and Korea",
        ["South Korea = state:KR name", "Korea = state:KR name?"],
    ),
    (
        "four Guineas",
        "Guinea, Guinea-Bissau, Equatorial Guinea and Papua New Guinea",
        [
            "Guinea = state:GN name",
            "Guinea-Bissau = state:GW name",
            "Equatorial Guinea = state:GQ name",
            "Papua New Guinea = state:PG name",
        ],
    ),
    ("an island is none", "New Guinea is an island.", []),
    ("Niger is not in Nigeria", "Nigeria voted.", ["Nigeria = state:NG name"]),
    (
        "a state and the state in it",
        "Northern Cyprus",
        ["Northern Cyprus = state:northern-cyprus name"],
    ),
    (
        "both Congos by name",
        "Republic of the Congo, Democratic Republic of the Congo",
        [
            "Republic of the Congo = state:CG name",
            "Democratic Republic of the Congo = state:CD name",
        ],
    ),
    ("a people of two states", "a Congolese envoy", ["Congolese = state:CD adjective?"]),
    ("another one", "a Dominican envoy", ["Dominican = state:DO adjective?"]),
    ("a state in the Caucasus", "Georgia opened an embassy.", ["Georgia = state:GE name?"]),
    ("a state of the US", "in Atlanta, Georgia, on Monday", []),
    ("a continent", "Latin American leaders met.", []),
    ("a sea", "ships in the South China Sea", []),
    ("a sea, then a state", "China and the South China Sea", ["China = state:CN name"]),
    ("a river", "the Congo River", []),
    ("a former state", "the Soviet Union fell", ["Soviet Union = state:soviet-union name"]),
    ("a breakaway state", "Abkhazia voted.", ["Abkhazia = state:abkhazia name"]),
]

BODIES: list[Row] = [
    (
        "a body in its organ",
        "NATO Parliamentary Assembly",
        ["NATO Parliamentary Assembly = org:nato-pa name", "NATO = org:nato name"],
    ),
    (
        "another one",
        "The UN Security Council",
        ["UN Security Council = org:unsc name", "UN = org:un name"],
    ),
    (
        "two steps up",
        "Interparliamentary Assembly of the Commonwealth of Independent States",
        [
            "Interparliamentary Assembly of the Commonwealth of Independent States = org:cis-ipa name",
            "Commonwealth of Independent States = org:cis name",
        ],
    ),
    (
        "a namesake that is no organ",
        "The World Bank Group",
        ["World Bank Group = org:world-bank-group name"],
    ),
    ("another one", "Samsung Electronics", ["Samsung Electronics = org:samsung-electronics name"]),
    (
        "a party whose name ends like another's",
        "Liberal Democratic Party",
        ["Liberal Democratic Party = org:jp-ldp name?"],
    ),
    (
        "a state in a body",
        "the Central Bank of West African States",
        ["Central Bank of West African States = org:bceao name"],
    ),
    (
        "a state's adjective in a body",
        "Israeli Knesset",
        ["Israeli Knesset = org:il-knesset name", "Israeli = state:IL adjective"],
    ),
    (
        "a state in a mission's name",
        "the African Union Mission in Somalia",
        [
            "African Union Mission in Somalia = org:amisom name",
            "African Union = org:au name",
            "Somalia = state:SO name",
        ],
    ),
    (
        "an opaque body",
        "Organization of American States",
        ["Organization of American States = org:oas name"],
    ),
    (
        "a party that is opaque",
        "Alternative for Germany",
        ["Alternative for Germany = org:de-afd name"],
    ),
    (
        "a broadcaster that is opaque",
        "The Voice of America said",
        ["Voice of America = org:voa name"],
    ),
    (
        "outside it the state counts",
        "Organization of American States and American envoys",
        ["Organization of American States = org:oas name", "American = state:US adjective?"],
    ),
    ("a capital in an outlet", "The Moscow Times wrote", ["Moscow Times = org:moscow-times name"]),
    ("a seat", "The Kremlin denied it.", ["Kremlin = org:kremlin metonym"]),
    (
        "three seats",
        "White House, Pentagon and Downing Street",
        [
            "White House = org:us-presidency metonym",
            "Pentagon = org:us-dod metonym",
            "Downing Street = org:gb-downing metonym",
        ],
    ),
    (
        "a seat with and without accents",
        "Élysée, Elysée, Elysee",
        [
            "Élysée = org:fr-elysee metonym",
            "Elysée = org:fr-elysee metonym",
            "Elysee = org:fr-elysee metonym",
        ],
    ),
    (
        "a ministry by its state",
        "the Russian Foreign Ministry",
        ["Russian Foreign Ministry = org:ru-mfa name", "Russian = state:RU adjective"],
    ),
    (
        "in half capitals",
        "the Ukrainian parliament",
        ["Ukrainian parliament = org:ua-rada name", "Ukrainian = state:UA adjective"],
    ),
    ("an acronym that two bodies have", "The PA said", ["PA = org:pa name?"]),
    ("a common noun for a paper", "Guardian reporters", ["Guardian = org:guardian name?"]),
    (
        "a slash in a name",
        "Radio Free Europe/Radio Liberty",
        ["Radio Free Europe/Radio Liberty = org:rferl name"],
    ),
    (
        "a comma in a name",
        "the Foreign, Commonwealth and Development Office",
        ["Foreign, Commonwealth and Development Office = org:gb-fcdo name"],
    ),
    ("an invented body is not known", "the Norland Board of Grain", []),
]


@pytest.mark.parametrize(("why", "text", "expected"), CASE + SPELLING + STATES + BODIES)
def test_match(why: str, text: str, expected: list[str]) -> None:
    assert shown(text) == expected, why


def test_both_keys_of_one_name() -> None:
    (_, match), *rest = matches("a Congolese envoy")
    assert not rest and (match.key, match.others) == ("state:CD", ("state:CG",))


FLAGS = [
    ("Sino-Russian trade", "Sino", {"prefix"}, "half a compound"),
    ("in Armenian", "Armenian", {"language"}, "an adjective that is also a language"),
    ("many Armenians", "Armenians", {"demonym"}, "a noun"),
    ("the OSCE", "OSCE", {"acronym"}, "a name whose case counts"),
    ("Asean", "Asean", {"acronym"}, "the same in British papers"),
    ("GREECE AND ITALY AGREE", "GREECE", {"caps"}, "a name in capitals"),
    ("EU AND GREECE AGREE ON AID", "EU", {"acronym", "caps"}, "an acronym among capitals"),
]


@pytest.mark.parametrize(("text", "words", "flags", "why"), FLAGS)
def test_flags(text: str, words: str, flags: set[str], why: str) -> None:
    found = dict(matches(text))
    assert found[words].flags == flags, why


def test_doc_is_only_read() -> None:
    doc = BLANK("The\nUnited\nStates and NATO")
    before = doc.to_bytes()
    GAZETTEER.match(doc)
    assert doc.to_bytes() == before


def test_offsets_are_those_of_the_doc_with_breaks() -> None:
    doc = BLANK("Yes.\nThe United\nStates of America and the Arab\nLeague")
    spans = [doc[match.start : match.end].text for match in GAZETTEER.match(doc)]
    assert spans == ["United\nStates of America", "Arab\nLeague"]


# -- loading ---------------------------------------------------------------------------------------


def test_loading_twice_gives_the_same_object(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('["org:nbg"]\nname = "Norland Board of Grain"\n')
    assert load_gazetteer() is load_gazetteer() is GAZETTEER
    assert load_gazetteer([tmp_path]) is load_gazetteer([str(tmp_path)]) is not GAZETTEER


def test_own_names_add_to_the_shipped(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        '["state:ZA-norland"]\nname = "Norland"\nadjectives = ["Norlander"]\n'
        '["org:nbg"]\nname = "Norland Board of Grain"\nexact = ["NBG"]\nstate = "state:ZA-norland"\n'
        '[lookalikes]\n"Norland Sea" = "sea"\n',
        encoding="utf-8",
    )
    (tmp_path / "offices.toml").write_text('[heads]\n"grain reeve" = {}\n', encoding="utf-8")
    (tmp_path / "organs.toml").write_text(
        '[organs]\nthing = { kind = "court" }\n', encoding="utf-8"
    )
    own = load_gazetteer([tmp_path])
    assert shown("The NBG, a Norlander body, and Greece sail the Norland Sea.", own) == [
        "NBG = org:nbg name",
        "Norlander = state:ZA-norland adjective",
        "Greece = state:GR name",
    ]
    assert own.offices.head("Grain Reeve") and own.offices.head("minister")
    assert own.organs.organ("Thing") and own.organs.organ("ministry")
    assert own.entry("org:nbg").state == "state:ZA-norland"
    assert len(own) == len(GAZETTEER) + 2


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere: no such folder or file of names"):
        load_gazetteer([tmp_path / "nowhere"])


def test_unknown_key() -> None:
    with pytest.raises(KeyError, match="org:nowhere"):
        GAZETTEER.entry("org:nowhere")


def test_compiling_takes_no_time() -> None:
    paths = [NAMES_DIR / f"{stem}.toml" for stem in ("states", "bodies", "lookalikes")]
    start = time.process_time()
    Gazetteer(
        read_entries(paths),
        read_offices([NAMES_DIR / "offices.toml"]),
        read_organs([NAMES_DIR / "organs.toml"]),
        lookalikes=read_lookalikes(paths),
    )
    assert time.process_time() - start < 3.0


# -- the shipped entries ---------------------------------------------------------------------------

ENTRIES = list(GAZETTEER.entries())
ORGS = [entry for entry in ENTRIES if entry.type is EntityType.ORG]
SOURCE = (NAMES_DIR / "bodies.toml").read_text(encoding="utf-8")


def test_there_are_enough() -> None:
    assert len(ORGS) >= 1000
    assert sum(entry.type is EntityType.STATE for entry in ENTRIES) >= 195


def test_every_entry_says_what_it_is() -> None:
    assert [entry.key for entry in ENTRIES if not entry.kind] == []


def test_no_form_is_empty_or_given_twice() -> None:
    for entry in ENTRIES:
        forms = entry.forms()
        assert all(form == form.strip() and form for form in forms), entry.key
        assert len(forms) == len(set(forms)), entry.key


def test_no_name_begins_with_the_article() -> None:
    names = [form for entry in ORGS for form in entry.forms() if form.lower().startswith("the ")]
    assert names == []


def test_what_names_two_entries_is_known() -> None:
    """Two bodies of one name would both be found as one of them: each shared form is a mistake."""
    keys = defaultdict(set)
    for entry in ORGS:
        for form in entry.forms():
            keys[form].add(entry.key)
    for entry in ENTRIES:
        if entry.type is EntityType.STATE:
            for form in entry.forms():
                if form in keys:
                    keys[form].add(entry.key)
    # The seat of two governments: which one is meant is for the sentence to say.
    del keys["Brussels"]
    assert {form: both for form, both in keys.items() if len(both) > 1} == {}


def test_every_body_is_found_by_all_its_names() -> None:
    unfound = [
        (entry.key, form)
        for entry in ORGS
        for form in entry.forms()
        if all((words, match.key) != (form, entry.key) for words, match in matches(form))
    ]
    assert unfound == []


def test_acronyms_abbreviate_a_name_or_say_why() -> None:
    explained = {
        acronym
        for note in re.findall(r"(?m)^exact = .*\]  # (.+)$", SOURCE)
        for acronym in re.findall(r"(\S+?)(?:: | by )", note)
    }
    strange = {
        acronym
        for entry in ORGS
        for acronym in entry.exact
        if not any(abbreviates(acronym, name) for name in (entry.name, *entry.aliases))
    }
    assert strange == explained


def abbreviates(acronym: str, name: str) -> bool:
    """Tell whether the letters stand in a name in their order, the first one at a word's start."""
    letters = re.sub(r"[^a-z0-9]", "", fold(acronym))
    words = re.findall(r"[a-z0-9]+", fold(name))
    return any(
        word[0] == letters[0] and is_subsequence(letters, "".join(words[place:]))
        for place, word in enumerate(words)
    )


def is_subsequence(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


def test_organs_lead_to_a_body_without_circles() -> None:
    for entry in ORGS:
        seen: list[Entry] = [entry]
        while (above := seen[-1].part_of) is not None:
            seen.append(GAZETTEER.entry(above))
            assert len(seen) < 5, [e.key for e in seen]
            assert seen[-1].type is EntityType.ORG


def test_no_identifier_of_a_body_is_without_source() -> None:
    assert [entry.key for entry in ORGS if entry.ids] == []


SHOULD = [
    "ASEAN", "CSTO", "ECOWAS", "G20", "IAEA", "ICC", "IMF", "Interpol", "Mercosur", "OPEC", "OSCE",
    "OPCW", "SAARC", "SCO", "UNHCR", "UNICEF", "WTO", "FIFA", "Reuters", "TASS", "Xinhua", "Hamas",
    "Hezbollah", "Taliban", "Boko Haram", "Amnesty International", "BRICS", "Eurasian Economic Union",
]  # fmt: skip


@pytest.mark.parametrize("name", SHOULD)
def test_bodies_of_world_news(name: str) -> None:
    assert [match.type for words, match in matches(name) if words == name] == [EntityType.ORG]
