"""Polarity, modality and source: a table of sentences, each with a reason where it is not plain.

In a sentence [joined](trigger) marks the word that evokes the relation, [said](act) the word of a
speech act and {SAID e1| ... } its claim, with the act's type and its speaker's entity.
"""

from __future__ import annotations

import re

import pytest
from spacy.language import Language
from spacy.tokens import Doc

import geoents.base  # noqa: F401  registers the component
from geoents.annotations import FactualityData, RelationData
from geoents.annotations import annotations as annotations_of
from geoents.cues import CLASSES, load_cues, load_examples
from geoents.factuality import read_factuality

AFFIRMED, NEGATED = "affirmed", "negated"
ACTUAL, PLANNED, POSSIBLE = "actual", "planned", "possible"
DESIRED, ALLEGED = "desired", "alleged"

_MARK = re.compile(
    r"\[(?P<word>[^\]]+)\]\((?P<role>\w+)\)|\{(?P<type>\w+) (?P<who>\w+)\||(?P<end>\})"
)

# sentence, relation type, polarity, modality, source
TABLE = [
    # Plain statements.
    ("Norland [joined](trigger) the pact.", "JOINED", AFFIRMED, ACTUAL, None),
    ("Joren Valk [met](trigger) the premier in Oslo.", "MET_WITH", AFFIRMED, ACTUAL, None),
    ("Norway and Iran held [talks](trigger) in May.", "NEGOTIATED_WITH", AFFIRMED, ACTUAL, None),
    # Negation in scope.
    ("Norland has not [joined](trigger) the pact.", "JOINED", NEGATED, ACTUAL, None),
    ("Norland hasn't [joined](trigger) the pact.", "JOINED", NEGATED, ACTUAL, None),
    ("Norway is not holding [talks](trigger) with Iran.", "NEGOTIATED_WITH", NEGATED, ACTUAL, None),
    ("Norway held no [talks](trigger) with Iran.", "NEGOTIATED_WITH", NEGATED, ACTUAL, None),
    ("No [talks](trigger) between Norway and Iran took place.", "NEGOTIATED_WITH", NEGATED, ACTUAL, None),
    ("There were no [talks](trigger) between Norway and Iran.", "NEGOTIATED_WITH", NEGATED, ACTUAL, None),
    ("Joren Valk never [visited](trigger) Norway.", "VISITED", NEGATED, ACTUAL, None),
    ("Neither Norway nor Iran has [joined](trigger) the pact.", "JOINED", NEGATED, ACTUAL, None),
    ("Norway is not a [member](trigger) of the pact.", "MEMBER_OF", NEGATED, ACTUAL, None),
    ("Norway is no longer a [member](trigger) of the pact.", "MEMBER_OF", NEGATED, ACTUAL, None),
    ("Norway has yet to [join](trigger) the pact.", "JOINED", NEGATED, ACTUAL, None),
    ("Norway failed to [join](trigger) the pact.", "JOINED", NEGATED, ACTUAL, None),
    ("Norway refused to [withdraw](trigger) from the pact.", "LEFT", NEGATED, ACTUAL, None),
    ("Joren Valk left Oslo without [meeting](trigger) the premier.", "MET_WITH", NEGATED, ACTUAL, None),
    ("The ministry denied holding [talks](trigger) with Iran.", "NEGOTIATED_WITH", NEGATED, ACTUAL, None),
    ("Norway has not taken any steps to [leave](trigger) the pact.", "LEFT", NEGATED, ACTUAL, None),
    ("Norway did not sign the treaty or [join](trigger) the pact.", "JOINED", NEGATED, ACTUAL, None),
    # Negation out of scope.
    ("Norway is not discussing its [membership](trigger) in the pact.", "MEMBER_OF", AFFIRMED, ACTUAL, None),
    ("Norway did not smile but [joined](trigger) the pact.", "JOINED", AFFIRMED, ACTUAL, None),
    ("Norway, which did not vote, [joined](trigger) the pact.", "JOINED", AFFIRMED, ACTUAL, None),
    ("Norway not only [joined](trigger) the pact but leads it.", "JOINED", AFFIRMED, ACTUAL, None),
    ("Norway has not spoken since it [joined](trigger) the pact.", "JOINED", AFFIRMED, ACTUAL, None),
    # Planned.
    ("Norway will [join](trigger) the pact.", "JOINED", AFFIRMED, PLANNED, None),
    ("Norway will not [join](trigger) the pact.", "JOINED", NEGATED, PLANNED, None),
    ("Joren Valk is to [visit](trigger) Norway.", "VISITED", AFFIRMED, PLANNED, None),
    ("Joren Valk is going to [visit](trigger) Norway.", "VISITED", AFFIRMED, PLANNED, None),
    ("Joren Valk is set to [visit](trigger) Norway.", "VISITED", AFFIRMED, PLANNED, None),
    ("Norway agreed to [join](trigger) the pact.", "JOINED", AFFIRMED, PLANNED, None),
    ("Norway has no plans to [join](trigger) the pact.", "JOINED", NEGATED, PLANNED, None),
    ("Joren Valk cancelled a planned [visit](trigger) to Norway.", "VISITED", NEGATED, PLANNED, None),
    ("[Talks](trigger) between Norway and Iran are scheduled for May.", "NEGOTIATED_WITH", AFFIRMED, PLANNED, None),
    ("Mira Sand will [serve](trigger) as chair of the council.", "HOLDS_OFFICE", AFFIRMED, PLANNED, None),
    ("Norway will hold [talks](trigger) with Iran.", "NEGOTIATED_WITH", AFFIRMED, PLANNED, None),
    # It has begun, whatever it was.
    ("Joren Valk is on a scheduled [visit](trigger) to Norway.", "VISITED", AFFIRMED, ACTUAL, None),
    ("Joren Valk was the first premier to [visit](trigger) Norway.", "VISITED", AFFIRMED, ACTUAL, None),
    # Possible.
    ("Norway may [leave](trigger) the pact.", "LEFT", AFFIRMED, POSSIBLE, None),
    ("Norway cannot [leave](trigger) the pact.", "LEFT", NEGATED, POSSIBLE, None),
    ("Norway is considering [leaving](trigger) the pact.", "LEFT", AFFIRMED, POSSIBLE, None),
    ("Norway and Iran are not discussing their possible [withdrawal](trigger) from the pact.", "LEFT", AFFIRMED, POSSIBLE, None),
    ("If Norway [leaves](trigger) the pact, Iran will follow.", "LEFT", AFFIRMED, POSSIBLE, None),
    ("Norway threatened to [leave](trigger) the pact.", "LEFT", AFFIRMED, POSSIBLE, None),
    ("Norway is unlikely to [leave](trigger) the pact.", "LEFT", NEGATED, POSSIBLE, None),
    ("Will Norway [leave](trigger) the pact?", "LEFT", AFFIRMED, POSSIBLE, None),
    ("Parliament asked whether Norway had [left](trigger) the pact.", "LEFT", AFFIRMED, POSSIBLE, None),
    # Desired.
    ("Joren Valk urged Norway to [leave](trigger) the pact.", "LEFT", AFFIRMED, DESIRED, None),
    ("Joren Valk urged Norway not to [leave](trigger) the pact.", "LEFT", NEGATED, DESIRED, None),
    ("Norway should [leave](trigger) the pact.", "LEFT", AFFIRMED, DESIRED, None),
    ("Norway wants to [leave](trigger) the pact.", "LEFT", AFFIRMED, DESIRED, None),
    ("Joren Valk called for [talks](trigger) with Norway.", "NEGOTIATED_WITH", AFFIRMED, DESIRED, None),
    ("Joren Valk called on Norway to [leave](trigger) the pact.", "LEFT", AFFIRMED, DESIRED, None),
    ("Joren Valk would like to [meet](trigger) the premier.", "MET_WITH", AFFIRMED, DESIRED, None),
    # What a demand is about is not what it demands.
    ("Joren Valk urged Norway to condemn the [attack](trigger) on Iran.", "ATTACKED", AFFIRMED, ACTUAL, None),
    ("Joren Valk called to [congratulate](trigger) the premier.", "PRAISED", AFFIRMED, ACTUAL, None),
    # Alleged.
    ("Joren Valk allegedly [attacked](trigger) Mira Sand.", "ATTACKED", AFFIRMED, ALLEGED, None),
    ("Joren Valk is accused of [attacking](trigger) Mira Sand.", "ATTACKED", AFFIRMED, ALLEGED, None),
    ("Media reported that Joren Valk was allegedly holding [consultations](trigger) with Norway.", "NEGOTIATED_WITH", AFFIRMED, ALLEGED, None),
    ("According to media reports, Norway [left](trigger) the pact.", "LEFT", AFFIRMED, ALLEGED, None),
    ("Norway is said to have [left](trigger) the pact.", "LEFT", AFFIRMED, ALLEGED, None),
    # Nesting: the weakest commitment, and negations counted.
    ("Norway may agree to [leave](trigger) the pact.", "LEFT", AFFIRMED, POSSIBLE, None),
    ("Norway reportedly plans to [leave](trigger) the pact.", "LEFT", AFFIRMED, ALLEGED, None),
    ("Joren Valk will urge Norway to [leave](trigger) the pact.", "LEFT", AFFIRMED, DESIRED, None),
    ("The ministry denied that Norway may [leave](trigger) the pact.", "LEFT", NEGATED, POSSIBLE, None),
    ("The ministry denied plans to [leave](trigger) the pact.", "LEFT", NEGATED, PLANNED, None),
    ("Norway did not rule out [leaving](trigger) the pact.", "LEFT", AFFIRMED, POSSIBLE, None),
    ("Joren Valk accused Norway of planning to [attack](trigger) Iran.", "ATTACKED", AFFIRMED, ALLEGED, None),
    # The source is the innermost speaker.
    ("Joren Valk [said](act) {SAID e1|Norway has not [joined](trigger) the pact}.", "JOINED", NEGATED, ACTUAL, "e1"),
    ("{SAID e1|Norway will [join](trigger) the pact}, Joren Valk [said](act).", "JOINED", AFFIRMED, PLANNED, "e1"),
    ("Joren Valk [said](act) {SAID e1|it would [join](trigger) the pact}.", "JOINED", AFFIRMED, PLANNED, "e1"),
    ("Joren Valk [urged](act) Norway {URGED e1|to [join](trigger) the pact}.", "JOINED", AFFIRMED, DESIRED, "e1"),
    ("Joren Valk [advised](act) {URGED e1|[joining](trigger) the pact}.", "JOINED", AFFIRMED, DESIRED, "e1"),
    ("Joren Valk [said](act) {SAID e1|Mira Sand had [claimed](act) {ALLEGED e2|Norway [attacked](trigger) Iran}}.", "ATTACKED", AFFIRMED, ALLEGED, "e2"),
    ("Joren Valk [said](act) {SAID e1|Norway [attacked](trigger) Iran}.", "ATTACKED", AFFIRMED, ACTUAL, "e1"),
    ("Joren Valk [denied](act) {DENIED e1|[meeting](trigger) the rebels}.", "MET_WITH", NEGATED, ACTUAL, "e1"),
    ("Norway [joined](trigger) the pact, Joren Valk [said](act): {SAID e1|It was late}.", "JOINED", AFFIRMED, ACTUAL, None),
    # Words of another sentence that an act only takes up are not its speaker's.
    ("{DENIED e1|Norway [left](trigger) the pact}.\n\nJoren Valk [denied](act) it on Monday.", "LEFT", AFFIRMED, ACTUAL, None),
    # A mention of a post is background, whoever speaks.
    ("Joren Valk [denied](act) {DENIED e1|meeting Norway's [minister](trigger) Mira Sand}.", "HOLDS_OFFICE", AFFIRMED, ACTUAL, None),
    ("Norway will not receive former [premier](trigger) Joren Valk.", "HOLDS_OFFICE", AFFIRMED, ACTUAL, None),
    ("Joren Valk [said](act) {SAID e1|Norway is a [member](trigger) of the pact}.", "MEMBER_OF", AFFIRMED, ACTUAL, "e1"),
    ("Mira Sand will become [chair](trigger) of the council.", "OFFICE_OF", AFFIRMED, ACTUAL, None),
    # Speech acts.
    ("Joren Valk did not [say](trigger) when.", "SAID", NEGATED, ACTUAL, None),
    ("Joren Valk may [warn](trigger) Norway.", "WARNED", AFFIRMED, POSSIBLE, None),
    ("Mira Sand [said](act) {SAID e2|Joren Valk had [urged](trigger) Norway to leave}.", "URGED", AFFIRMED, ACTUAL, "e2"),
    # The relation's own subject is no source of it.
    ("Joren Valk [said](act) {SAID e0|I [urge](trigger) Norway to leave}.", "URGED", AFFIRMED, ACTUAL, None),
    # The act is performed by the words.
    ("We want to [thank](trigger) Norway.", "PRAISED", AFFIRMED, ACTUAL, None),
    ("We can [confirm](trigger) that.", "CONFIRMED", AFFIRMED, ACTUAL, None),
]  # fmt: skip


def judge_sentence(parser: Language, marked: str, relation: str) -> tuple[Doc, FactualityData]:
    """Read a marked sentence; the relation's subject is e0."""
    text, roles, claims = "", [], []
    opened: list[tuple[int, str, str]] = []
    position = 0
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        position = match.end()
        if match["word"]:
            roles.append((match["role"], len(text)))
            text += match["word"]
        elif match["end"]:
            start, kind, speaker = opened.pop()
            claims.append((start, len(text), kind, speaker))
        else:
            opened.append((len(text), match["type"], match["who"]))
    text += marked[position:]
    doc = parser(text)
    at = {token.idx: token.i for token in doc}
    acts = [at[place] for role, place in roles if role == "act"]
    (trigger,) = (at[place] for role, place in roles if role == "trigger")
    relations = [_relation(doc, relation, "e0", trigger, None)]
    # Claims stand in the order of their acts, inner ones are closed first.
    for (start, end, kind, speaker), act in zip(sorted(claims), acts, strict=True):
        relations.append(_relation(doc, kind, speaker, act, (start, end)))
    annotations_of(doc)["relations"] = relations
    judged = annotations_of(read_factuality(doc))["relations"][0]["factuality"]
    assert judged is not None
    return doc, judged


def _relation(
    doc: Doc, kind: str, subject: str, trigger: int, claim: tuple[int, int] | None
) -> RelationData:
    return RelationData(
        type=kind,
        subject=subject,
        object=None,
        claim_char=claim,
        start=0,
        end=len(doc),
        rule="test",
        trigger=trigger,
        subject_mention=None,
        object_mention=None,
        factuality=None,
        confidence=1.0,
    )


@pytest.mark.parametrize(("marked", "relation", "polarity", "modality", "source"), TABLE)
def test_table(
    parser: Language, marked: str, relation: str, polarity: str, modality: str, source: str | None
) -> None:
    _, judged = judge_sentence(parser, marked, relation)
    assert (judged["polarity"], judged["modality"], judged["source"]) == (
        polarity,
        modality,
        source,
    )


EXAMPLES = [
    (label, marked, is_example)
    for label in CLASSES
    for is_example, sentences in zip((True, False), load_examples(label), strict=True)
    for marked in sentences
]


@pytest.mark.parametrize(("label", "marked", "is_example"), EXAMPLES)
def test_examples_of_the_cue_files(
    parser: Language, label: str, marked: str, is_example: bool
) -> None:
    relation = "MEMBER_OF" if "[member]" in marked else "LEFT"
    _, judged = judge_sentence(parser, marked, relation)
    assert (label in (judged["polarity"], judged["modality"])) is is_example


def test_every_class_has_examples_of_both_kinds() -> None:
    assert all(len(load_examples(label)[0]) >= 5 for label in CLASSES)
    assert all(load_examples(label)[1] for label in CLASSES)


def test_cue_is_kept(parser: Language) -> None:
    doc, judged = judge_sentence(parser, "Norway has not [joined](trigger) the pact.", "JOINED")
    assert [doc[i].text for i in judged["cue"]] == ["not"]


def test_what_is_judged_stays(parser: Language) -> None:
    doc, judged = judge_sentence(parser, "Norway may [join](trigger) the pact.", "JOINED")
    before = dict(judged)
    assert annotations_of(read_factuality(doc))["relations"][0]["factuality"] == before


def test_no_governor_is_in_two_classes_for_one_complement() -> None:
    # "unlikely" is negated and possible on purpose; a verb in two files is a slip.
    doubled = {"unlikely", "unwilling"}
    for word, entries in load_cues().governors.items():
        seen: dict[tuple[str, str, str], str] = {}
        for entry in entries:
            for complement in entry.complements:
                key = (entry.particle, entry.pos, complement)
                assert word in doubled or seen.setdefault(key, entry.label) == entry.label, (
                    word,
                    complement,
                )
