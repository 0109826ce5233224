"""Sentences that a parser or a tagger gets wrong, or whose parties stand apart: read as a whole.

One row each: the text, what it states, what it must not state, and why.
"""

from __future__ import annotations

import pytest
from spacy.language import Language

import geoents

Row = tuple[str, str, str | None, str | None]
RESOLUTION = """The Heads of State of Kenya, Uganda and Chad, meeting in the Coastal Union, in Mombasa:

1. Welcome the truce of May.

2. Strongly condemn the raid on the customs service, and call upon Chad to reopen the road.

3. Reject the proposal of the Velmar Corporation to raise the fees.

4. Announce that the summit of next year will be held in Kampala."""

ROWS: list[tuple[str, list[Row], list[Row], str]] = [
    (
        "The minister denied it on Monday. Norway may leave NATO, its envoy to Oslo, Mira Sand, said.",
        [("SAID", "Mira Sand", None, "Norway may leave NATO")],
        [("SAID", "Norway", None, "Norway may leave NATO")],
        "who stands between what is said and the verb says it",
    ),
    (
        "Norway is not leaving NATO, the foreign ministry said on Tuesday, after a newspaper report of a"
        " meeting on the coast caused an uproar at home.",
        [("SAID", "foreign ministry", None, "Norway is not leaving NATO")],
        [],
        "what stands behind the verb of saying is no part of what is said",
    ),
    (
        'Mira Sand, a lawmaker, demanded that the minister resign and accused Kenya of "sleeping beside the switchboard".',
        [
            ("URGED", "Mira Sand", None, "the minister resign"),
            ("ACCUSED", "Mira Sand", "Kenya", "sleeping beside the switchboard"),
        ],
        [],
        "a verb with tense does not go on from one without",
    ),
    (
        'Mira Sand has ruled out membership, calling NATO "a karaoke club".',
        [
            ("REJECTED", "Mira Sand", None, "membership"),
            ("SAID", "Mira Sand", None, "a karaoke club"),
        ],
        [],
        "a participle of saying is the speaker's, not the object's",
    ),
    (
        "The Chadian army has been bombing camps of the Kanem Front ever since.",
        [("ATTACKED", "Chadian army", "Kanem Front", None)],
        [],
        "what ends in ing behind been is a verb",
    ),
    (
        "Kenya accused Uganda of feeding the rebels, a charge Foreign Minister Mira Sand dismissed as a bedtime story.",
        [("DENIED", "Mira Sand", None, "feeding the rebels")],
        [],
        "a charge dismissed is denied",
    ),
    (
        "Kenya and Uganda quarrel over fish. Uganda's minister arrived on Monday. In Nairobi, government"
        " spokesman Tom Ree said Kenya would wait.",
        [("SPOKE_FOR", "Tom Ree", "Kenya", None)],
        [("SPOKE_FOR", "Tom Ree", "Uganda", None)],
        "where a sentence is told tells whose spokesman speaks",
    ),
    (
        "Norway thanked Uganda. Tom Ree flew to Kenya, where the health minister, Mira Sand, received him. Norway slept.",
        [("OFFICE_OF", "health minister", "Kenya", None)],
        [],
        "and so does where behind a state",
    ),
    (
        "Norwegian Foreign Minister Mira Sand received her Kenyan counterpart, Tom Ree, on Monday."
        " Both ministers called for a ceasefire.",
        [
            ("URGED", "Mira Sand", None, "a ceasefire"),
            ("URGED", "Tom Ree", None, "a ceasefire"),
        ],
        [],
        "both ministers are those of the text, and both speak",
    ),
    (
        "Norway's former justice minister, Joren Valk, died. The minister said the courts were closed.",
        [],
        [("SAID", "Joren Valk", None, "the courts were closed")],
        "a bare post is not its former holder's",
    ),
    (
        "Tom Ree, a member of Kenya's parliament, urged the government to wait. Uganda and Chad had called for haste.",
        [("URGED", "Tom Ree", "Kenya", "wait")],
        [],
        "the government is that of who speaks of it",
    ),
    (
        'They left. Norway\'s envoy, Mira Sand: "No shot was fired."',
        [("SAID", "Mira Sand", None, "No shot was fired")],
        [],
        "a quotation behind a colon is of whoever stands before it",
    ),
    (
        "The Coastal Pact has eight members. Kenya, which left in 2022, has no plans to return.",
        [("LEFT", "Kenya", "Coastal Pact", None), ("JOINED", "Kenya", "Coastal Pact", None)],
        [],
        "who left and may return is of the body told before",
    ),
    (
        "Mira Sand, spokeswoman of the presidency, denied it. Norway is calm. Norway held no vote for the presidency.",
        [("SPOKE_FOR", "Mira Sand", "presidency", None)],
        [],
        "a presidency with a spokeswoman is a body",
    ),
    (
        "A Ugandan delegation flew to Kenya on Thursday.",
        [("VISITED", "Uganda", "Kenya", None)],
        [],
        "a delegation stands for the state that sends it",
    ),
    (
        "The Kenyan side said it would join NATO.",
        [("JOINED", "Kenya", "NATO", None)],
        [],
        "it is the side of the state",
    ),
    (
        "Norway will lend Latvia six radio masts.",
        [("SUPPORTED", "Norway", "Latvia", None)],
        [],
        "who gets something is not its owner",
    ),
    (
        "Norway's prime minister, Mira Sand, thanked her predecessor, Joren Valk.",
        [
            ("HOLDS_OFFICE", "Mira Sand", "prime minister of Norway", None),
            ("HOLDS_OFFICE", "Joren Valk", "prime minister of Norway", None),
        ],
        [],
        "two hold one post, one after the other",
    ),
    (
        "The Senate elected Mira Sand speaker of parliament in place of Joren Valk.",
        [("HOLDS_OFFICE", "Joren Valk", "speaker of parliament", None)],
        [],
        "in whose place somebody is elected had the post",
    ),
    (
        "Kenya's president on Tuesday named the economist Mira Lucia Sand finance minister.",
        [("HOLDS_OFFICE", "Mira Lucia Sand", "finance minister", None)],
        [],
        "a noun before the name, the post behind it",
    ),
    (
        "Nicaragua, Mira Sand added, had no plans to join.",
        [("SAID", "Mira Sand", None, "had no plans to join")],
        [],
        "a report in the midst of its claim",
    ),
    (
        "Norway denied ever having negotiated with them.",
        [("DENIED", "Norway", None, "ever having negotiated with them")],
        [],
        "a participle behind an adverb",
    ),
    (
        "A Norwegian patrol boat opened fire on a Kenyan canoe.",
        [("ATTACKED", "Norway", "Kenya", None)],
        [],
        "ships stand for their states",
    ),
    (
        "The delegations of Algeria and Mali met on Monday.",
        [("MET_WITH", "Algeria", "Mali", None)],
        [],
        "delegations stand for their states",
    ),
    (
        "“Lorries will roll by October,” Ugandan Foreign Minister Tom Ree told reporters, at the end of a two-day visit"
        " to Uganda by his Kenyan counterpart, Mira Sand.",
        [("VISITED", "Mira Sand", "Uganda", None)],
        [("VISITED", "Tom Ree", "Uganda", None)],
        "who visits stands behind the place",
    ),
    (
        "At the invitation of the President of the Republic of Kenya, H.E. Mr. Tom Ree, the President of the Republic of"
        " Uganda, H.E. Ms. Mira Sand, paid a State Visit to Kenya from 14 to 16 May 2025.",
        [
            ("VISITED", "Mira Sand", "Kenya", None),
            ("HOLDS_OFFICE", "Mira Sand", "President of Uganda", None),
        ],
        [("VISITED", "Tom Ree", "Kenya", None)],
        "who is invited visits, not who invites",
    ),
    (
        "Minister Hadi Mutash thanks Norway for the boats.",
        [("PRAISED", "Hadi Mutash", "Norway", "the boats")],
        [],
        "a verb that may be a noun",
    ),
    (
        "The Pact will admit Chad, its leader, Mira Sand, announced on Monday evening.",
        [("SAID", "Mira Sand", None, "The Pact will admit Chad")],
        [],
        "the speaker behind an apposition is none of the claim",
    ),
    (
        "Minister Tom Ree confirmed that the road was closed, but cautioned that the bridge might follow.",
        [
            ("CONFIRMED", "Tom Ree", None, "the road was closed"),
            ("WARNED", "Tom Ree", None, "the bridge might follow"),
        ],
        [],
        "a verb of saying goes on from its speaker",
    ),
    (
        "Tom Ree acknowledged that two payments had come late, and thanked Norway for its patience.",
        [
            ("CONFIRMED", "Tom Ree", None, "two payments had come late"),
            ("PRAISED", "Tom Ree", "Norway", "its patience"),
        ],
        [],
        "a past tense does not go on from an auxiliary",
    ),
    (
        "Kenya accused Norway of theft, a charge the Norwegian minister, Mira Sand, denied.",
        [("ACCUSED", "Kenya", "Norway", "theft"), ("DENIED", "Mira Sand", None, "theft")],
        [],
        "a denial hangs on its charge",
    ),
    (
        "Gustav Oyela of the Democratic Movement accused the ruling Land and Justice Party of shielding bigger names.",
        [("ACCUSED", "Gustav Oyela", "Land and Justice Party", "shielding bigger names")],
        [],
        "who is accused stands before the gerund",
    ),
    (
        "Norway asked Uganda for help, but Uganda declined.",
        [("REJECTED", "Uganda", "Norway", "help")],
        [],
        "a bare refusal answers what was asked for",
    ),
    (
        "Norway is rich. Uganda refused.",
        [],
        [("REJECTED", "Uganda", None, "refused"), ("REJECTED", "Uganda", "Norway", "refused")],
        "a refusal of what nobody asked for says nothing",
    ),
    (
        "Asked whether guards had fired, Minister Tom Ree acknowledged an incident.",
        [("CONFIRMED", "Tom Ree", None, "an incident")],
        [("CONFIRMED", "Tom Ree", None, "Asked whether guards had fired")],
        "the question is no claim",
    ),
    (
        "A spokeswoman for Tom Ree, Mira Sand, dismissed rumours of a wider reshuffle.",
        [("DENIED", "Mira Sand", None, "rumours of a wider reshuffle")],
        [("DENIED", "Tom Ree", None, "rumours of a wider reshuffle")],
        "a name behind a comma is no second of a list",
    ),
    (
        "Mira Sand, the president of Norway, Joren Valk, the premier of Kenya, and others met.",
        [
            ("HOLDS_OFFICE", "Mira Sand", "president of Norway", None),
            ("HOLDS_OFFICE", "Joren Valk", "premier of Kenya", None),
        ],
        [("HOLDS_OFFICE", "Joren Valk", "president of Norway", None)],
        "names before their posts",
    ),
    (
        "In Tbilisi the spokeswoman of the Prime Minister of Georgia, Mira Sand, spoke.",
        [("OFFICE_OF", "Prime Minister of Georgia", "Georgia", None)],
        [("HOLDS_OFFICE", "Mira Sand", "Prime Minister of Georgia", None)],
        "the name is hers who serves",
    ),
    (
        "Norway's President Joren Valk named Mira Sand defence minister on Monday.",
        [("HOLDS_OFFICE", "Mira Sand", "defence minister", None)],
        [("HOLDS_OFFICE", "Mira Sand", "defence minister of Mira Sand", None)],
        "who is appointed owns no post",
    ),
    (
        "The Norwegian director Mira Sand made three films.",
        [("CITIZEN_OF", "Mira Sand", "Norway", None)],
        [("OFFICE_OF", "director of Norway", "Norway", None)],
        "a profession with nothing but a state's adjective is no post",
    ),
    (
        "Norway is a member neither of the European Union nor of the African Union.",
        [("MEMBER_OF", "Norway", "European Union", None)],
        [],
        "neither",
    ),
    (
        "Kenya and Uganda clashed. The African Union urged the two to share the water.",
        [
            ("URGED", "African Union", "Kenya", "share the water"),
            ("URGED", "African Union", "Uganda", "share the water"),
        ],
        [],
        "the two that were listed last",
    ),
    (
        "The Blue Front has grown. Norway blacklisted it last year.",
        [("SANCTIONED", "Norway", "Blue Front", None)],
        [],
        "to whom it is done",
    ),
    (
        "Norway and Kenya quarrel over fish. Kenya has sent its neighbour two fire boats.",
        [("SUPPORTED", "Kenya", "Norway", None)],
        [],
        "the other of two states",
    ),
    (
        "Norway condemned the attack by the Blue Front on a patrol boat of the Malian navy.",
        [("ATTACKED", "Blue Front", "Malian navy", None)],
        [],
        "who did it and to whom hang on the deed",
    ),
    (
        "Tom Ree said that Foreign Secretary Smt. Anjali Raman had met Kenya's minister Joren Valk.",
        [("MET_WITH", "Anjali Raman", "Joren Valk", None)],
        [],
        "no sentence begins behind a title",
    ),
    (
        "Environment Minister Mira Perin-Vuko left. “We waited,” Perin-Vuko told reporters.",
        [("SAID", "Mira Perin-Vuko", None, "We waited")],
        [],
        "a double surname alone",
    ),
    (
        RESOLUTION,
        [
            ("PRAISED", "Coastal Union", None, "the truce of May"),
            ("CRITICIZED", "Coastal Union", None, "the raid on the customs service"),
            ("URGED", "Coastal Union", "Chad", "reopen the road"),
            ("SAID", "Coastal Union", None, "the summit of next year will be held in Kampala"),
        ],
        [],
        "points that open with what their authors do",
    ),
    (
        "Kenya is a founder of the Coastal Union, to which Uganda also belongs.",
        [("MEMBER_OF", "Uganda", "Coastal Union", None)],
        [],
        "what a relative pronoun with a preposition stands for",
    ),
    (
        "The council fears the Coastal Union, which Kenya hopes to join next year.",
        [("JOINED", "Kenya", "Coastal Union", None)],
        [],
        "a relative pronoun that is the object of an infinitive",
    ),
    (
        "Kenyan Foreign Minister Mira Sand dined with her Ugandan counterpart, Tom Ree, and left.",
        [("MET_WITH", "Mira Sand", "Tom Ree", None)],
        [],
        "a name between commas is whose noun stands before it",
    ),
    (
        "Two lawmakers of the Harvest Party, Mira Sand and Tom Ree, left the chamber.",
        [
            ("MEMBER_OF", "Mira Sand", "Harvest Party", None),
            ("MEMBER_OF", "Tom Ree", "Harvest Party", None),
        ],
        [],
        "persons listed behind their body",
    ),
    (
        "Jonas Valk crossed from the Harvest Party to the United Front in May.",
        [
            ("LEFT", "Jonas Valk", "Harvest Party", None),
            ("JOINED", "Jonas Valk", "United Front", None),
        ],
        [("PART_OF", "United Front", "Harvest Party", None)],
        "a phrase that is no part of the one before it",
    ),
    (
        "The Coastal Union admitted Kenya in 1999.",
        [("JOINED", "Kenya", "Coastal Union", None)],
        [],
        "a name that is taken for a clause",
    ),
    (
        "Kenyan guards had fired on a Ugandan police boat, Uganda said.",
        [("ATTACKED", "Kenya", "Uganda", None)],
        [],
        "a participle with have is no passive",
    ),
    (
        "Kenya helped Uganda rebuild its army.",
        [("PART_OF", "army", "Uganda", None), ("SUPPORTED", "Kenya", "Uganda", None)],
        [("PART_OF", "army", "Kenya", None)],
        "what is its own is his who does the infinitive",
    ),
    (
        "The Coastal Union suspended Chad in March. The secretary-general, Tom Ree, said the door was open.",
        [
            ("LEFT", "Chad", "Coastal Union", None),
            ("OFFICE_OF", "secretary-general", "Coastal Union", None),
        ],
        [],
        "a secretary-general is of the body that acted last",
    ),
    (
        "Kenya and Uganda share a lake. Kenya's president flew home on Monday. The two neighbours signed a pact on fish.",
        [("AGREED_WITH", "Kenya", "Uganda", None)],
        [],
        "the two that the text is about",
    ),
    (
        "Norway met Kenya in Oslo. Talks between the two sides ended without a deal.",
        [("NEGOTIATED_WITH", "Norway", "Kenya", None)],
        [],
        "the two sides that met",
    ),
    (
        "Mira Sand replaced Tom Ree as finance minister of Kenya. Her predecessor, Tom Ree, joined the Harvest Party.",
        [
            ("HOLDS_OFFICE", "Tom Ree", "finance minister of Kenya", None),
            ("JOINED", "Tom Ree", "Harvest Party", None),
        ],
        [("JOINED", "Mira Sand", "Harvest Party", None)],
        "a predecessor is another person and held the post",
    ),
]


def _stated(text: str, nlp: Language) -> set[Row]:
    document = geoents.extract(text, nlp=nlp)
    names = {entity.id: entity.name for entity in document.entities}
    claims = {claim.id: claim.text for claim in document.claims}
    return {
        (
            relation.type.value,
            names[relation.subject],
            None if relation.object is None else names[relation.object],
            None if relation.claim is None else claims[relation.claim],
        )
        for relation in document.relations
    }


@pytest.mark.parametrize(
    ("text", "expected", "excluded", "reason"), ROWS, ids=[row[3] for row in ROWS]
)
def test_what_a_text_states(
    nlp: Language, text: str, expected: list[Row], excluded: list[Row], reason: str
) -> None:
    stated = _stated(text, nlp)
    assert not set(expected) - stated, reason
    assert not set(excluded) & stated, reason


def test_neither_negates(nlp: Language) -> None:
    text = next(row[0] for row in ROWS if "neither" in row[3].lower())
    document = geoents.extract(text, nlp=nlp)
    polarities = {e.factuality.polarity.value for r in document.relations for e in r.evidence}
    assert polarities == {"negated"}


ITEMS = [
    (
        "NAIROBI",
        "KENYA",
        "Kenya's courts are full. The president, Amina Otieno, thanked the judges.",
    ),
    (
        "OSLO",
        "NORWAY",
        "Norway's harbours are closed. The foreign minister, Mira Sand, blamed the ice.",
    ),
    (
        "LIMA",
        "PERU",
        "Peru's miners are on strike. The labour minister, Rosa Quilla, offered talks.",
    ),
    (
        "ACCRA",
        "GHANA",
        "Ghana's cocoa is late. The farm minister, Kofi Adanu, expects a higher price.",
    ),
]
FORMS = {
    "datelines": "{0}, May 4 (Desk) - {2}",
    "places": "{0}: {2}",
    "states": "{1}: {2}",
    "headings": "{1}\n\n{2}",
    "paragraphs": "{2}",
    "a list": "• {2}",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_each_item_of_a_round_up_has_its_state(nlp: Language, form: str) -> None:
    text = "World briefs\n\n" + "\n\n".join(form.format(*item) for item in ITEMS)
    stated = _stated(text, nlp)
    owners = {row[1]: row[2] for row in stated if row[0] == "OFFICE_OF"}
    assert owners == {
        "president": "Kenya",
        "foreign minister": "Norway",
        "labour minister": "Peru",
        "farm minister": "Ghana",
    }
    assert not {row for row in stated if row[0] == "SAID"}


def test_one_story_is_no_round_up(nlp: Language) -> None:
    text = (
        "Kenya and Norway met in Oslo.\n\nKenya's cocoa is late.\n\nNorway's harbours are closed.\n\n"
        "Kenya wants a loan.\n\nNorway has none to give. The finance minister, Mira Sand, said so."
    )
    assert ("OFFICE_OF", "finance minister", "Kenya", None) not in _stated(text, nlp)
