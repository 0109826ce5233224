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
