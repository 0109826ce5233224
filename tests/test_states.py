"""Names of states with other readings: each row a text with its STATE mentions marked, and why.

Which entry a name means where several have it ("Congo", "Korean"), and what the gazetteer must know
of every state.
"""

from __future__ import annotations

import pytest
from babel import Locale
from spacy.language import Language

from geoents.annotations import annotations, mention_span
from geoents.examples import parse_example
from geoents.gazetteer import load_gazetteer
from geoents.names import Entry
from geoents.schema import EntityType

# (text with all its STATE mentions marked, why it is here)
ROWS = [
    # Georgia
    ("[Georgia](STATE) has applied to join the European Union.", "Georgia applies as a state"),
    ("Talks between [Georgia](STATE) and [Russia](STATE) have begun.", "beside another state"),
    ("[Georgian](STATE) troops crossed the river.", "Georgian troops are Georgia's"),
    ("Voters in Georgia, Ohio and Texas go to the polls on Tuesday.", "beside other US states"),
    ("She was elected governor of Georgia in 2018.", "states with governors are the US's"),
    ("The storm struck the [US](STATE) state of Georgia on Friday.", "called a US state"),
    ("The factory in Savannah, Georgia, will close.", "a city's state"),
    ("He met the Prime Minister of [Georgia](STATE) Davit Lomidze.", "a name after the state's"),
    ("Georgia Halloran told the court that she had left early.", "a given name"),
    # Jordan
    ("[Jordan](STATE) closed its border with [Syria](STATE).", "Jordan the state"),
    ("The king of [Jordan](STATE) will visit [Oman](STATE).", "who has a king"),
    ("Jordan Pellworth, a mechanic, said he saw nothing.", "a given name"),
    ("Helen Jordan resigned on Monday. Jordan had led the party for a year.", "a family name"),
    ("They crossed the Jordan River at night.", "the river"),
    # Turkey
    ("[Turkey](STATE) and [Greece](STATE) resumed talks.", "Turkey the state"),
    ("The guests ate turkey and rice.", "the bird"),
    ("[TURKEY](STATE) SIGNS GAS DEAL WITH [IRAQ](STATE)", "a headline in capitals"),
    # Chad, Mali, Niger
    ("The government of [Chad](STATE) blamed [Sudan](STATE).", "Chad the state"),
    ("Rebels from [Chad](STATE) crossed the border.", "where rebels come from"),
    ("[Niger](STATE) expelled the [French](STATE) ambassador.", "Niger the state"),
    ("[Nigerian](STATE) troops crossed into [Niger](STATE).", "Nigeria's into Niger"),
    ("A man called Chad was arrested in [Chad](STATE).", "the man and the state"),
    ("[Mali](STATE)'s junta thanked Mali Andersson, a nurse.", "the state and a given name"),
    ("Mali Andersson, a nurse, spoke.", "a given name"),
    ("[Jordan](STATE)'s king met Jordan Pellworth, a reporter.", "the state and the man"),
    ("A turkey escaped from a farm in [Turkey](STATE).", "the bird in the state"),
    # Peoples and languages
    ("She speaks four languages in addition to Spanish.", "told of languages"),
    ("[Spanish](STATE) officials speak of progress.", "those who speak"),
    ("The [French](STATE) speak other languages.", "a people among languages"),
    ("The [Germans](STATE) and the [Uzbeks](STATE) lost.", "a people beside an old name's"),
    ("The station broadcasts in English, French and Arabic.", "languages in a row"),
    ("He owns a French-language paper in a German-speaking town.", "a language in a compound"),
    ("The [French](STATE) army and the [German](STATE) navy met.", "a state's, not a language"),
    ("Chad Winterbourne, a lawyer, denied the charge.", "a given name"),
    ("Fishing boats on Lake Chad were burned.", "the lake"),
    ("[Mali](STATE) has expelled the [French](STATE) ambassador.", "Mali the state"),
    ("Soldiers in [Mali](STATE) seized power on Tuesday.", "where soldiers seize power"),
    ("[Niger](STATE) and [Nigeria](STATE) share a border.", "Niger and Nigeria"),
    ("[Nigerien](STATE) and [Nigerian](STATE) officials met.", "two adjectives a letter apart"),
    ("Floods along the Niger River destroyed the harvest.", "the river"),
    ("Militants in the Niger Delta blew up a pipeline.", "the delta"),
    # America
    ("[American](STATE) troops will leave the base.", "American is the US's"),
    ("The American continent was settled early.", "the continent"),
    ("North American markets fell.", "a continent"),
    ("[American](STATE) and [Mexican](STATE) officials met.", "beside another state's"),
    ("Latin American leaders met in Lima.", "a region"),
    ("South American football officials were arrested.", "a continent"),
    ("Central American migrants crossed the river.", "a region"),
    ("African Americans vote in large numbers.", "a people"),
    ("Officials from American Samoa attended.", "a territory"),
    # Samoa, Guinea, Ireland, Sudan, Dominica
    ("[Samoa](STATE) has elected its first woman as prime minister.", "Samoa the state"),
    ("[Guinea](STATE), [Guinea-Bissau](STATE) and [Equatorial Guinea](STATE) signed.", "Guineas"),
    ("[Papua New Guinea](STATE) voted in favour.", "the longest name"),
    ("[Ireland](STATE) has asked the European Union for help.", "Ireland the state"),
    ("Parties in Northern Ireland failed to form a government.", "a part of the UK"),
    ("[South Sudan](STATE) and [Sudan](STATE) agreed to withdraw their troops.", "both Sudans"),
    ("The [Dominican Republic](STATE) closed its border with [Haiti](STATE).", "not Dominica"),
    ("A Dominican friar wrote the chronicle.", "a religious order"),
    # China, Korea, Macedonia
    ("[China](STATE) protested.", "China the state"),
    ("Vases of fine china were on sale.", "the porcelain"),
    ("The [Republic of China](STATE) left the body in 1971.", "Taiwan's formal name is one name"),
    ("Two destroyers entered the South China Sea.", "a sea"),
    ("[South Korea](STATE) and [North Korea](STATE) traded insults.", "both Koreas"),
    ("The Korean War ended in 1953.", "both Koreas"),
    ("[Korea](STATE) has signed the pact.", "Korea alone"),
    ("The Congo River flooded.", "the river"),
    (
        "The [Democratic Republic of Congo](STATE) and the [Republic of Congo](STATE) signed.",
        "both Congos",
    ),
    ("[North Macedonia](STATE) joined NATO in 2020.", "the new name"),
    # cities, seas, regions, things
    ("A school in Lebanon, Pennsylvania, was evacuated.", "a US town"),
    ("He wore a Panama hat and a linen suit.", "a hat"),
    ("A tanker passed through the Panama Canal.", "a canal"),
    ("The navy patrols the Indian Ocean.", "an ocean"),
    ("Thousands marched in Mexico City.", "a city"),
    ("Officials in New Mexico declared an emergency.", "a US state"),
    ("Ministers met in Kuwait City.", "a city"),
    ("[Kuwait](STATE) will host the next summit.", "Kuwait the state"),
    ("The plane landed in Panama City.", "a city"),
    ("Guatemala City was shaken by an earthquake.", "a city"),
    ("The island of New Guinea has two halves.", "an island"),
    ("Cuba Hartwell, the actor, attended the premiere.", "a given name"),
    ("India Marlowe won the prize for her novel.", "a given name"),
    ("Israel Katende, a teacher, was among the dead.", "a given name"),
    ("Fires burned in Washington state for a week.", "a US state"),
    ("[Washington](STATE) has imposed new sanctions on [Iran](STATE).", "the government"),
    ("Thousands marched in Washington on Saturday.", "the city"),
    ("Denise Washington, a nurse, said the ward was full.", "a family name"),
    ("The ferry to Fort-de-France was cancelled.", "inside a city's name"),
    ("[Kenya](STATE) signed a contract with the [Emirates](STATE).", "with the article the state"),
    ("Emirates cancelled nine flights.", "the airline"),
    # compounds and former states
    ("The [Franco](STATE)-[German](STATE) brigade was disbanded.", "two halves"),
    ("[US](STATE)-led forces left in May.", "before a hyphen"),
    ("Pro-[Russian](STATE) and anti-[Russian](STATE) crowds clashed.", "after a hyphen"),
    ("The [Sino](STATE)-[Indian](STATE) border is quiet.", "a prefix"),
    ("He served in the [Soviet](STATE) army.", "a former state's adjective"),
    ("[Czechoslovakia](STATE) split in 1993.", "a former state"),
    ("The [USSR](STATE) collapsed in 1991.", "a former state's abbreviation"),
    ("[East Germany](STATE) opened its border.", "one half of a state"),
    ("[Abkhaz](STATE) and [South Ossetian](STATE) delegates walked out.", "breakaway states"),
]


@pytest.mark.parametrize(("markup", "reason"), ROWS, ids=[markup for markup, _ in ROWS])
def test_state_or_not(nlp: Language, markup: str, reason: str) -> None:
    example = parse_example(markup)
    assert states(nlp, example.text) == {example.text[s.start : s.end] for s in example.spans}, (
        reason
    )


def states(nlp: Language, text: str) -> set[str]:
    doc = nlp(text)
    return {
        mention_span(doc, mention).text
        for mention in annotations(doc)["mentions"]
        if mention["type"] == "STATE" and mention["form"] not in {"nominal", "pronoun"}
    }


# (text, words in it, name of the state they mean, why)
MEANT = [
    ("Congo has 26 provinces.", "Congo", "Democratic Republic of the Congo", "alone the larger"),
    (
        "Congo signed the pact, officials in Brazzaville said.",
        "Congo",
        "Republic of the Congo",
        "its capital settles it",
    ),
    (
        "Officials in Kinshasa said that Congo had signed the pact.",
        "Congo",
        "Democratic Republic of the Congo",
        "its capital settles it",
    ),
    (
        "The Republic of Congo held elections. Congolese voters queued for hours.",
        "Congolese",
        "Republic of the Congo",
        "its long name settles the adjective",
    ),
    (
        "DR Congo held elections. Congolese voters queued for hours.",
        "Congolese",
        "Democratic Republic of the Congo",
        "its other name settles the adjective",
    ),
    (
        "North Korea fired a missile. The Korean army denied it.",
        "Korean",
        "North Korea",
        "the one Korea that is named",
    ),
    (
        "Officials in Seoul were dismayed. Korean shipyards lost orders.",
        "Korean",
        "South Korea",
        "the capital of the one Korea",
    ),
    ("Korean carmakers raised prices.", "Korean", "South Korea", "alone the South"),
    ("Korea has signed the pact.", "Korea", "South Korea", "the name alone, too"),
    (
        "DR Congo and the Republic of Congo signed. Troops of DR Congo left.",
        "Republic of Congo",
        "Republic of the Congo",
        "both Congos in one text",
    ),
    (
        "Police in Roseau held three men. The Dominican government thanked them.",
        "Dominican",
        "Dominica",
        "its capital settles it",
    ),
    (
        "The Dominican government closed the border with Haiti.",
        "Dominican",
        "Dominican Republic",
        "alone the larger",
    ),
    (
        "Guinea-Bissau voted on Sunday. Guinean voters were patient.",
        "Guinean",
        "Guinea-Bissau",
        "the one Guinea that is named",
    ),
    ("Guinean miners went on strike.", "Guinean", "Guinea", "alone Guinea"),
    ("Macedonia changed its name.", "Macedonia", "North Macedonia", "the old name"),
    ("The Republic of China kept the islands.", "Republic of China", "Taiwan", "not China"),
    (
        "The People's Republic of China voted against.",
        "People's Republic of China",
        "China",
        "China",
    ),
]


@pytest.mark.parametrize(("text", "words", "name", "reason"), MEANT)
def test_which_state_is_meant(nlp: Language, text: str, words: str, name: str, reason: str) -> None:
    doc = nlp(text)
    data = annotations(doc)
    names = {entity["id"]: entity["name"] for entity in data["entities"]}
    found = {
        names[mention["entity"]]
        for mention in data["mentions"]
        if mention["type"] == "STATE" and mention_span(doc, mention).text == words
    }
    assert found == {name}, reason


# The members of the United Nations by ISO 3166 code, and its two observer states.
MEMBERS = """
    AD AE AF AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CF CG CH
    CI CL CM CN CO CR CU CV CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FM FR GA GB GD GE GH GM GN
    GQ GR GT GW GY HN HR HT HU ID IE IL IN IQ IR IS IT JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MG MH MK ML MM MN MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP
    NR NZ OM PA PE PG PH PK PL PT PW PY QA RO RS RU RW SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV
    SY SZ TD TG TH TJ TL TM TN TO TR TT TV TZ UA UG US UY UZ VC VE VN VU WS YE ZA ZM ZW
""".split()
OBSERVERS = ["PS", "VA"]
# Their capital bears the state's name (Singapore), or a name that is none of a government (Victoria).
WITHOUT_CAPITAL = {"DJ", "LU", "MC", "SC", "SG", "SM", "ST", "VA"}
# "the Vatican diplomat": the name itself is the adjective.
WITHOUT_DEMONYM = {"VA"}
# Our source of Wikidata ids gives none.
WITHOUT_WIKIDATA = {"NA"}
# CLDR's names that nobody writes: "Congo - Brazzaville", "Myanmar (Burma)".
ODD_IN_CLDR = {"CD", "CG", "MM"}


def test_all_members_and_observers_are_told() -> None:
    assert len(set(MEMBERS)) == 193
    assert {entry(code).ids["iso3166"] for code in MEMBERS + OBSERVERS} == {*MEMBERS, *OBSERVERS}


@pytest.mark.parametrize("code", MEMBERS + OBSERVERS)
def test_a_state_has_capital_demonym_and_ids(code: str) -> None:
    state = entry(code)
    assert state.ids["iso3166"] == code
    assert bool(state.metonyms) == (code not in WITHOUT_CAPITAL), "capital"
    assert bool(state.adjectives or state.demonyms) == (code not in WITHOUT_DEMONYM), "demonym"
    assert ("wikidata" in state.ids) == (code not in WITHOUT_WIKIDATA), "Wikidata id"


@pytest.mark.parametrize("code", sorted({*MEMBERS, *OBSERVERS} - ODD_IN_CLDR))
def test_the_iso_code_is_that_of_the_name(code: str) -> None:
    """CLDR, which the ids were not built from, calls the territory of that code by a name of ours."""
    name = Locale("en").territories[code].replace("’", "'").replace("&", "and")
    forms = {form.replace("&", "and") for form in entry(code).forms()}
    assert name in forms or name.replace("St.", "Saint") in forms


def test_iso_and_wikidata_ids_are_of_one_state_each() -> None:
    states = [e for e in load_gazetteer().entries() if e.type is EntityType.STATE]
    for kind in ("iso3166", "wikidata"):
        ids = [state.ids[kind] for state in states if kind in state.ids]
        assert len(ids) == len(set(ids)), kind


@pytest.mark.parametrize("flag", ["claimed", "former"])
def test_claimed_and_former_states_are_listed(flag: str) -> None:
    names = {e.name for e in load_gazetteer().entries() if flag in e.flags}
    some = {
        "claimed": {"Palestine", "Kosovo", "Taiwan", "Abkhazia", "South Ossetia", "Transnistria"},
        "former": {"Soviet Union", "Yugoslavia", "Czechoslovakia", "East Germany", "Biafra"},
    }
    assert some[flag] <= names


def entry(code: str) -> Entry:
    return load_gazetteer().entry(f"state:{code}")
