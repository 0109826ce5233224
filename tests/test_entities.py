"""Which words are mentions: sentences with every mention marked, on the shipped model."""

from __future__ import annotations

import pytest
from spacy.language import Language

from geoents.annotations import annotations, mention_span
from geoents.examples import parse_example

# (sentence with all its mentions, why it is here)
ROWS = [
    ("[Norway](STATE) and [Kenya](STATE) agreed on fish.", "names of states"),
    ("[Norwegian](STATE) farmers and [Kenyans](STATE) protested.", "adjective and demonym"),
    ("The [Franco](STATE)-[German](STATE) plan failed.", "the first half of a compound"),
    ("[US](STATE)-led troops left the valley.", "a state before a hyphen"),
    ("The pro-[Russian](STATE) rebels withdrew.", "a state after a hyphen"),
    ("The [U.S.](STATE) and the [UK](STATE) voted against it.", "abbreviations"),
    ("Nobody told us about it.", "us is not US"),
    ("They ate turkey at the feast.", "turkey is not Turkey"),
    ("[Turkey](STATE) closed the border on Monday.", "Turkey is"),
    ("The song is sung in Russian.", "the language"),
    ("[Russian](STATE) troops crossed the river.", "not the language"),
    ("[Moscow](STATE metonym) denied the report.", "a capital that denies is the government"),
    ("The delegates met in Moscow.", "a capital in which people meet is a city"),
    (
        "Relations between [Moscow](STATE metonym) and [Baku](STATE metonym) have cooled.",
        "capitals that have relations are governments",
    ),
    ("The ship sailed into the Gulf of Mexico.", "a state's name inside a sea's"),
    ("[Marta Olsen](PERSON) met [Joseph Kiprop](PERSON) on Monday.", "persons"),
    ("Mr. [Olsen](PERSON) thanked Dr. [Kiprop](PERSON).", "honorifics are outside"),
    ("[Olsen](PERSON)'s speech was short.", "the possessive is outside"),
    ("[President](OFFICE) [Marta Olsen](PERSON) resigned.", "a post before a name"),
    (
        "[Kenyan](STATE) [Deputy Foreign Minister](OFFICE) [Joseph Kiprop](PERSON) resigned.",
        "rank and portfolio belong to the post, the state does not",
    ),
    (
        "[Marta Olsen](PERSON), [Minister of Foreign Affairs](OFFICE) of [Norway](STATE), spoke.",
        "a portfolio after the post",
    ),
    ("The [prime minister](OFFICE) declined to comment.", "a post that stands for its holder"),
    (
        "Former [president](OFFICE) [Joseph Kiprop](PERSON) was arrested.",
        "former is no part of the post",
    ),
    ("The journalist [Marta Olsen](PERSON) wrote it.", "an occupation is no post"),
    ("General [Joseph Kiprop](PERSON) led the troops.", "a rank is no post"),
    (
        "A [spokesman](OFFICE) for the [[Norwegian](STATE) Foreign Ministry](ORG) denied it.",
        "the state's adjective nests in the body's name",
    ),
    (
        "[Norway](STATE)'s [Foreign Ministry](ORG) denied it.",
        "the state's possessive is outside the body's name",
    ),
    ("The [United Nations](ORG) ([UN](ORG)) sent aid.", "a body and its acronym"),
    ("[Norway](STATE) is a member of [NATO](ORG).", "an alliance"),
    (
        "The [[NATO](ORG) Parliamentary Assembly](ORG) met on Monday.",
        "a body inside a body's name",
    ),
    ("The [Kremlin](ORG metonym) rejected the plan.", "a seat that stands for a body"),
    ("The government has lost its majority.", "a government is no body of its own"),
    ("The [army](ORG) took the town on Friday.", "a lower-case organ that names one body"),
    ("The [Ministry of Health](ORG) confirmed the figures.", "a ministry by its name"),
    ("In January, prices fell. On Monday they rose.", "months and weekdays"),
    ("The rebels urged [Lusaka](STATE metonym) to talk.", "a capital that is urged"),
    ("They waited for a letter from [Oslo](STATE metonym).", "a letter comes from a government"),
    ("The pro-[Russian](STATE) [Regions Party](ORG) won.", "the half of a compound is no name's"),
    ("Trains from Oslo take nine hours.", "trains come from a city"),
    ("[Ana Kos-Olsen](PERSON) resigned on Monday.", "a hyphen joins two family names"),
    ("[Ana Kos](PERSON) und [Ivan Lie](PERSON) resigned.", "two names over an und"),
    ("The daily [Le Matin](ORG) printed it.", "a noun heralds a body"),
    ("The [Workers' Alliance](ORG) won nine seats.", "a plural's apostrophe inside a name"),
    ("The visit of the Government of [Norway](STATE) was short.", "a government is no body"),
    (
        "[Green Party](ORG) [leader](OFFICE) [Ana Kos](PERSON) said the vote was fair.",
        "the party is no portfolio of its leader",
    ),
    (
        "[Kestrel Oil](ORG) [chief](OFFICE) [Ana Kos](PERSON) said prices would rise.",
        "nor is the company's last word",
    ),
    (
        "[EU](ORG) [Enlargement Commissioner](OFFICE) [Marta Olsen](PERSON) resigned.",
        "but a portfolio behind a known body is",
    ),
    ("[President](OFFICE)-elect [Ana Kos](PERSON) thanked them.", "-elect is no part of the post"),
    (
        "[Prime Minister](OFFICE)-designate [Ivan Lie](PERSON) thanked them.",
        "nor is -designate",
    ),
    ("The [Pensioners' Voice](ORG) won nine seats.", "an apostrophe before no noun of bodies"),
    (
        "The [High Representative for Foreign Affairs](OFFICE), [Marta Olsen](PERSON), spoke.",
        "a portfolio behind for",
    ),
    (
        "[Norway](STATE)'s [Permanent Representative](OFFICE) to the [UN](ORG) abstained.",
        "a post at a body",
    ),
    (
        "[First Deputy Minister for Foreign and European Affairs](OFFICE) [Ivan Lie](PERSON) left.",
        "two ranks and two matters",
    ),
    (
        "The [public relations officer](OFFICE) of the [police](ORG) confirmed it.",
        "a head of three words",
    ),
    (
        "The [foreign, interior and defence ministers](OFFICE) met on Monday.",
        "three portfolios of a plural",
    ),
    (
        "The [Minister of Economy](OFFICE) of [Armenia](STATE), [Ana Kos](PERSON), arrived.",
        "a state is outside the post",
    ),
    ("The party left the [Northern Bloc](ORG) in May.", "a bloc that reads like a place"),
    (
        "[Kenya](STATE) wants to join the [Highland Salt Register](ORG).",
        "one that reads like a thing",
    ),
    (
        "[Marta Olsen](PERSON), a member of the [Reed and Anchor Party](ORG), resigned.",
        "one name with an and",
    ),
    ("The [Senate](ORG) and the [National Assembly](ORG) met.", "two bodies"),
    ("Fighters of the [Tarsa Volunteers](ORG) attacked a post.", "a name's last word"),
    (
        "[Marta Olsen](PERSON) leads the [People's Lantern](ORG), a small party.",
        "a possessive in it",
    ),
    ("[Boko Haram](ORG) attacked the village on Sunday.", "a known body is no person"),
    ("[Ansar al-Sharia](ORG) fighters left the city.", "a hyphen inside a body's name"),
    ("The [Kenyan](STATE) leader met reporters.", "a state's leader is its ruler, no post"),
    ("The [Hamas](ORG) [leader](OFFICE) met reporters.", "a body's leader has a post"),
    ("A senior police officer was hurt.", "officers are of no one body"),
    ("[Brussels](ORG metonym) rejected the plan on Monday.", "the EU by its seat"),
    (
        "[Belgium](STATE) is split: [Brussels](STATE metonym) rejected the plan on Monday.",
        "Belgium's government where Belgium is named",
    ),
    ("The delegates met in Brussels.", "the city"),
    (
        "[Kenya](STATE)'s foreign and defence ministries denied it.",
        "a plural that stands for two bodies",
    ),
    (
        "The foreign and defence ministries of [Norway](STATE) denied it.",
        "the same with the state behind",
    ),
    ("[Norway](STATE)'s Foreign and Defence Ministries denied it.", "and with capitals"),
    (
        "The [Norwegian](STATE) and [Kenyan](STATE) foreign ministries denied it.",
        "of two states",
    ),
    ("The [Foreign Ministry](ORG) and [Defence Ministry](ORG) denied it.", "two names"),
    (
        "The [Ministry of Foreign and European Affairs](ORG) denied it.",
        "one name with two matters",
    ),
    (
        "The [National Front Party](ORG) ([NFP](ORG)) won the vote.",
        "no body inside that only lacks its kind",
    ),
    ("The ruling [Roots party](ORG) won the vote.", "party as a part of the name"),
    ("The ruling [NFP](ORG) party won the vote.", "and behind an acronym as none"),
    (
        "The [[CIS](ORG) Assembly](ORG) met on Monday.",
        "a known body inside a name that it begins",
    ),
    (
        "Talks between the [U.S.](STATE)-[Egypt](STATE) group and the [UN](ORG) failed.",
        "a hyphen behind a full stop",
    ),
    (
        "The [Village Defence Committees](ORG) ([VDCs](ORG))and the [UN](ORG) met.",
        "no space behind a bracket",
    ),
    (
        'He took money from the betting company [Sortex](ORG). "[Sortex](ORG) paid," he said.',
        "called a company once, a company throughout",
    ),
    # docs/reading-mentions.md: bodies that are none
    (
        "Exports of ready made garments (RMG) to [Norway](STATE) rose. RMG makers were glad.",
        "an acronym that the text spells out as goods",
    ),
    (
        "The Economic Policy Conference (EPC) ends on Friday. The EPC will discuss [Norway](STATE).",
        "and as an event",
    ),
    (
        "The [State Security Service](ORG) ([SSS](ORG)) denied it.",
        "and as a body",
    ),
    ("The [Kenyan](STATE) Government rejected it.", "a government with a capital is none either"),
    ("The ship left Velora airport on Monday.", "a name before what kind of place it is"),
    (
        "[Norway](STATE) signed the [United Nations](ORG) Convention against Torture.",
        "a convention is no body, who made it is",
    ),
    (
        "[Kenya](STATE) laid the Coastal Cable System (CCS). The CCS is fast.",
        "what is built is no body, nor is its acronym",
    ),
    ("[Coastal Cables](ORG), a company, laid it.", "but a plural may be a company's name"),
    # persons that are none
    ("The Olsen brothers fled to [Kenya](STATE).", "a family"),
    (
        "[Marta Olsen](PERSON) denied it. The Olsens own three mines in [Kenya](STATE).",
        "a family by its plural",
    ),
    (
        "[Marta Olsen](PERSON) called [Olsen](PERSON)'s brothers.",
        "the brothers of a person",
    ),
    (
        "Lakeside East [MP](OFFICE) [Joseph Kiprop](PERSON) resigned.",
        "the place that a lawmaker is elected in",
    ),
    # posts that are none
    ("Vice Admiral [Ivan Lie](PERSON) led the fleet.", "a rank of two words"),
    ("The meteorologist [Ana Kos](PERSON) expects rain.", "a profession"),
    (
        "The [chief economist](OFFICE) of the [World Bank](ORG), [Ana Kos](PERSON), spoke.",
        "but a post of one",
    ),
    (
        "The talks were held under the chairmanship of [Norway](STATE).",
        "what somebody with a post does",
    ),
    (
        "[Ana Kos](PERSON) chairs the [Board of Directors](ORG) of [Velmar Oil](ORG).",
        "those of whom a board is made",
    ),
    # the grammar of posts
    (
        "The [Acting First Deputy Minister for Foreign and European Affairs](OFFICE), "
        "[Ana Kos](PERSON), resigned.",
        "three ranks and two matters",
    ),
    ("The [Speaker](OFFICE) of the [House](ORG), [Ana Kos](PERSON), spoke.", "of a chamber"),
    (
        "[Deputy Speaker](OFFICE) of the [House of Assembly](ORG) [Ivan Lie](PERSON) spoke.",
        "a rank, and the chamber's name between post and name",
    ),
    (
        "[Norwegian](STATE) and [Kenyan](STATE) [foreign ministers](OFFICE) met in Geneva.",
        "one plural post of two states",
    ),
    (
        "The [president](OFFICE) and the [prime minister](OFFICE) met on Monday.",
        "two posts apart from names",
    ),
    (
        "[Prime Minister](OFFICE) and [Finance Minister](OFFICE) [Ana Kos](PERSON) resigned.",
        "two posts before one name",
    ),
    (
        "[Ana Kos](PERSON), [president](OFFICE) and [chief executive](OFFICE) of "
        "[Velmar Oil](ORG), resigned.",
        "two posts behind one name",
    ),
    ("Then-[foreign minister](OFFICE) [Ivan Lie](PERSON) signed it.", "then is no part of it"),
    ("Outgoing [Prime Minister](OFFICE) [Ana Kos](PERSON) resigned.", "nor is outgoing"),
    ("[Interim President](OFFICE) [Ana Kos](PERSON) spoke.", "interim is a rank"),
    (
        "They named [Sanne Prins](PERSON), a grower of 34, as [acting deputy leader](OFFICE).",
        "a rank makes a post of a leader without a body",
    ),
    (
        "The board appointed [Ana Kos](PERSON) as [secretary general](OFFICE) of the [NGB](ORG).",
        "as is outside",
    ),
    # the grammar of bodies
    ("[Norway](STATE)'s [Constitutional Court](ORG) sat on Monday.", "a court"),
    ("[Norway](STATE) protested. The country's [Supreme Court](ORG) agreed.", "of the country"),
    ("[Norway](STATE) protested. Its [parliament](ORG) voted on Tuesday.", "a pronoun's"),
    ("The [[Peruvian](STATE) Ministry of Foreign Affairs](ORG) denied it.", "a ministry of"),
    (
        "The [White House](ORG metonym), [Downing Street](ORG metonym) and the "
        "[Kremlin](ORG metonym) declined to comment.",
        "three seats",
    ),
    (
        "The [Council](ORG) of the [NCO](ORG) condemned the strike.",
        "an organ and its body by an acronym",
    ),
    (
        "The [Council of the [European Union](ORG)](ORG) condemned the strike.",
        "a fixed name with its body inside",
    ),
    (
        "The reports, according to the daily [Le Phare](ORG), are true.",
        "a noun heralds a body before a comma",
    ),
    ("The party [Olsen](PERSON) leads won nine seats.", "but not who does what is told of it"),
    (
        "The ban hit [Rimba Tua](ORG), a [Malaysian](STATE) timber firm.",
        "an apposition says that it is a body",
    ),
    (
        "The head of the company, [Ana Kos](PERSON), denied it.",
        "a name behind a comma that is not the company's",
    ),
    (
        "The [minister](OFFICE) of [Norway](STATE) wrote on [X](ORG) that all was well.",
        "a platform",
    ),
    ("[Malcolm X](PERSON) spoke.", "a name that is one letter"),
    (
        "The aid went to internally displaced persons (IDPs). IDPs fled to [Kenya](STATE).",
        "many are no one body",
    ),
    # capitals
    ("London's [Financial Courier](ORG) reported it.", "a paper is published in a city"),
    ("[Moscow](STATE metonym)'s [Ministry of Defence](ORG) denied it.", "a ministry is a state's"),
    ("Officials blame [Astana](STATE metonym) for the delay.", "who is blamed is a government"),
    # ships, machines, works and figures of stories
    ("The frigate Halden fired at the cruiser Admiral Norrin.", "ships"),
    ("HMS Norrland left [Kenya](STATE). The Norrland is old.", "a ship again without its prefix"),
    ("The ship [Marta Olsen](PERSON) bought sank.", "who does what is told of a ship"),
    ("The Kestrel 3 rocket exploded.", "a machine by its number"),
    ("[Radio 7](ORG) reported it.", "a number in a body's name"),
    ("The film Kestrel won nine prizes.", "a work"),
    ("The book [Marta Olsen](PERSON) wrote was banned.", "who made a work"),
    ("The novel's heroine, Katrin Vold, flees to [Kenya](STATE).", "a figure of a story"),
    (
        "In the film, [Ana Kos](PERSON) plays Katrin, a farmer's wife. Katrin hates the sea.",
        "a figure that somebody plays, and again",
    ),
    (
        "[Ivan Lie](PERSON), who stars as Inspector Bernt Valdis in the thriller, spoke.",
        "a figure with a title",
    ),
    (
        "[Ana Kos](PERSON) played [Marta Olsen](PERSON) in the final on Monday.",
        "a match is no story",
    ),
    # names and what is said with them
    ("[Huawei Technologies Co.](ORG) sued.", "a company's legal form is its name"),
    ("The [French](STATE) [National Rally](ORG) party won.", "adjective and kind of a known party"),
    ("The Islamist [Prosperous Harvest Party](ORG) won.", "a party without its creed"),
    ("[[Kenyan](STATE) Army](ORG) Captain [Mira Sand](PERSON) left.", "a rank is no post"),
    ("The [[Kenyan](STATE) [Red Cross](ORG)](ORG) came.", "a body of a state, not of all"),
    ("The [Kenyan](STATE) beauty queens left.", "a queen of no state"),
    ("Half of the 20 premier members left.", "premier as an adjective"),
    ("Two cabinet-level officials left.", "a level is no body"),
    (
        "[Minister of National Development Planning](OFFICE) [Mira Sand](PERSON) left.",
        "a portfolio is no body",
    ),
    ("[Chief Election Commissioner](OFFICE) [Mira Sand](PERSON) left.", "rank and portfolio"),
    ("The [[Kenyan](STATE) border service](ORG) held two men.", "an organ in lower case"),
    (
        "[Mira Sand](PERSON), a [counsellor](OFFICE) at the [[Kenyan](STATE) embassy](ORG), left.",
        "a diplomat",
    ),
]


@pytest.mark.parametrize(("markup", "reason"), ROWS, ids=[reason for _, reason in ROWS])
def test_mentions(nlp: Language, markup: str, reason: str) -> None:
    example = parse_example(markup)
    doc = nlp(example.text)
    found = {
        (span.start_char, span.end_char, span.label_)
        for mention in annotations(doc)["mentions"]
        if mention["form"] not in {"nominal", "pronoun"}
        for span in [mention_span(doc, mention)]
    }
    assert found == {(span.start, span.end, span.type) for span in example.spans}, reason


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Norway agreed.", {"Norway": "name"}),
        ("Norwegian ships left.", {"Norwegian": "adjective"}),
        ("Moscow denied the report.", {"Moscow": "metonym"}),
    ],
)
def test_form_is_always_set(nlp: Language, text: str, forms: dict[str, str]) -> None:
    doc = nlp(text)
    found = {mention_span(doc, m).text: m["form"] for m in annotations(doc)["mentions"]}
    assert found == forms


def test_nothing_is_found_in_teasers_and_credits(nlp: Language) -> None:
    text = (
        "Norway Leaves Fish Pact\n"
        "OSLO (Meridian Wire) - Norway has left the fish pact, Foreign Minister Marta Olsen said.\n"
        "© PHOTO : JOSEPH KIPROP\n"
        "Read more: Kenya Rejects Offer\n"
    )
    doc = nlp(text)
    found = {mention_span(doc, mention).text for mention in annotations(doc)["mentions"]}
    assert {"Norway", "Foreign Minister", "Marta Olsen"} <= found
    assert found.isdisjoint({"OSLO", "Meridian Wire", "JOSEPH KIPROP", "Kenya"})


def test_a_name_that_is_cut_short_is_read_as_elsewhere(nlp: Language) -> None:
    text = (
        "LAGOON STATES COMPACT\nApia Declaration on Lagoons\n\n"
        "The Lagoon States Compact met on Monday. The Lagoon States Compact has nine members."
    )
    doc = nlp(text)
    found = [mention_span(doc, m).text.title() for m in annotations(doc)["mentions"]]
    assert found == ["Lagoon States Compact"] * 3


def test_mentions_are_the_same_on_every_run(nlp: Language) -> None:
    text = "Norway's Foreign Minister Marta Olsen met the UN envoy in Geneva. She thanked him."
    assert annotations(nlp(text)) == annotations(nlp(text))
