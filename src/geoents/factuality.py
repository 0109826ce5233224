"""component: polarity, modality and source of every relation on the ``Doc``.

The cues whose scope holds the trigger (:mod:`geoents.scope` finds them) are put together without
regard to their order:

- polarity: negated when the negations are odd in number. Two are no plain yes: "did not rule out
  withdrawing" is affirmed and possible.
- modality: the weakest commitment on the way: possible, then desired, alleged, planned, actual
  ("may agree to join" is possible, "reportedly plans to join" alleged, "will urge it to join"
  desired).
- source: the speaker of the innermost claim that holds the trigger; never a speech act's own
  subject.

A standing relation that a noun phrase only mentions ("Norland Foreign Minister Mira Sand") is
background: affirmed, actual, the author's, whoever speaks and whatever is denied of her.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from geoents.annotations import FactualityData, RelationData
from geoents.annotations import annotations as annotations_of
from geoents.cues import load_cues
from geoents.schema import SPEECH, STANDING, Modality, Polarity, RelationType, Tenure
from geoents.scope import (
    CLAUSES,
    NEGATED,
    Claim,
    Cue,
    climb,
    complements,
    has_subject,
    is_predicate,
    is_seized,
    nominal_cues,
    openers_of,
)

__all__ = ["judge", "read_factuality"]

#: From the weakest commitment to the strongest.
_WEAKEST_FIRST: Final = (
    Modality.POSSIBLE,
    Modality.DESIRED,
    Modality.ALLEGED,
    Modality.PLANNED,
)
#: Types whose claim may be another speaker's words, which they only take up: "The information is
#: false" denies a sentence that its speaker never said.
_TAKES_UP: Final = frozenset({"DENIED", "CONFIRMED", "REJECTED", "CRITICIZED", "PRAISED"})
#: Rules whose trigger is negated because what it judges is denied.
_VERDICTS: Final = (".correspondence", ".untruth", ".no_truth", ".without_merit")
#: Who is yet to take up a post.
_AHEAD: Final = frozenset({Tenure.ELECT.value, Tenure.INCOMING.value})
_FIRST_PERSON: Final = frozenset({"i", "we"})
_DEEDS: Final = frozenset({"ATTACKED", "SANCTIONED", "SUPPORTED", "VISITED"})
_JUDGING: Final = frozenset({"oppose", "reject", "dismiss"})
_OWNER: Final = frozenset({"nmod:poss", "compound", "amod"})
# In characters.
_STRETCH: Final = 500
_SPEECH: Final = frozenset(r.value for r in SPEECH)
_STANDING: Final = frozenset(r.value for r in STANDING)


@Language.component("geoents_factuality")
def read_factuality(doc: Doc) -> Doc:
    """Give every relation of ``doc`` that has none its factuality."""
    relations = annotations_of(doc)["relations"]
    claims = sorted(_claims(relations), key=lambda c: (c.end - c.start, c.start, c.trigger))
    # By stretches of text, so that a long text does not try all claims on each relation.
    near: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        for stretch in range(claim.start // _STRETCH, claim.end // _STRETCH + 1):
            near[stretch].append(claim)
    for relation in relations:
        if relation["factuality"] is None:
            stretch = doc[relation["trigger"]].idx // _STRETCH
            read = judge(doc, relation, near.get(stretch, ()))
            if relation.get("tenure") in _AHEAD and read["modality"] == Modality.ACTUAL:
                read["modality"] = Modality.PLANNED.value  # "President-elect Sand"
            relation["factuality"] = read
    return doc


def judge(doc: Doc, relation: RelationData, claims: Iterable[Claim] = ()) -> FactualityData:
    """Return the factuality of a relation.

    Args:
        doc: The parsed text.
        relation: Its ``trigger``, ``type`` and ``subject`` are read.
        claims: The claims of the text, innermost first.
    """
    trigger = doc[relation["trigger"]]
    around = [c for c in claims if c.trigger != trigger.i and c.holds(trigger)]
    around = [c for c in around if not _taken_up_elsewhere(doc, c)]
    if relation["type"] in _STANDING and is_background(trigger, relation["type"]):
        return compose(list(nominal_cues(trigger, load_cues())), None)
    is_speech = relation["type"] in _SPEECH
    if relation["type"] in _DEEDS and _is_granted(trigger):
        cues = list(nominal_cues(trigger, load_cues()))
    else:
        cues = climb(trigger, around, is_speech=is_speech)
    if not is_speech and relation["type"] not in _STANDING:
        kind = "nominals" if trigger.pos_ == "NOUN" else "predicates"
        classes = load_cues().classes(kind, trigger.lemma_.lower())
        # "its bid for the council", "is due in Oslo"
        cues += [Cue(label, trigger.i) for label in sorted(classes)]
    if is_speech and (_is_performed(trigger) or is_seized(trigger)):
        # "I want to thank", "We must warn" do what they say they want to do.
        cues = [c for c in cues if c.label not in {"desired", "possible"}]
    if is_speech:
        # The "no" is of the words, not of the act: "No talks, says Norland", "it is not true".
        is_verdict = str(relation["rule"]).endswith(_VERDICTS)
        cues = [
            c for c in cues if c.label != NEGATED or not (is_verdict or doc[c.token].dep_ == "det")
        ]
    source = around[0].speaker if around else None
    if is_speech and source == relation["subject"]:
        source = None
    return compose(cues, source)


def compose(cues: list[Cue], source: str | None) -> FactualityData:
    """Put the cues of the way up together."""
    negations = sum(cue.label == NEGATED for cue in cues)
    labels = {cue.label for cue in cues}
    if negations and negations % 2 == 0:
        labels.add(Modality.POSSIBLE)
    modality = next((m for m in _WEAKEST_FIRST if m in labels), Modality.ACTUAL)
    polarity = Polarity.NEGATED if negations % 2 else Polarity.AFFIRMED
    return FactualityData(
        polarity=polarity.value,
        modality=modality.value,
        source=source,
        cue=sorted({cue.token for cue in cues if cue.label in (NEGATED, modality)}),
    )


def is_background(trigger: Token, relation: str) -> bool:
    """Tell whether a standing relation is only mentioned, in a noun phrase, not stated.

    The post's body always is: in "will become chair of the council" only the holding is planned.
    """
    if relation == RelationType.OFFICE_OF:
        return True
    while trigger.dep_ == "conj" and not is_predicate(trigger):
        trigger = trigger.head
    if is_predicate(trigger) or trigger.dep_ in CLAUSES:
        return False
    return not (trigger.dep_ == "obl" and "as" in openers_of(trigger))


def _is_granted(trigger: Token) -> bool:
    """Tell whether a deed that stands with its doer is only judged: "opposed Norland's attack"."""
    is_judged = trigger.head.lemma_.lower() in _JUDGING and "object" in complements(trigger)
    return is_judged and any(child.dep_ in _OWNER for child in trigger.lefts)


def _is_performed(trigger: Token) -> bool:
    """Tell whether the speaker performs the act in the first person."""
    while trigger.dep_ in {"xcomp", "conj"} and not has_subject(trigger):
        trigger = trigger.head
    return any(
        child.dep_ == "nsubj" and child.lower_ in _FIRST_PERSON for child in trigger.children
    )


def _claims(relations: Iterable[RelationData]) -> Iterator[Claim]:
    for relation in relations:
        span = relation["claim_char"]
        if span is not None and relation["type"] in _SPEECH:
            yield Claim(*span, relation["type"], relation["trigger"], relation["subject"])


def _taken_up_elsewhere(doc: Doc, claim: Claim) -> bool:
    """Tell whether an act only takes up words that stand in another sentence."""
    if claim.type not in _TAKES_UP:
        return False
    sentence = doc[claim.trigger].sent
    return not (sentence.start_char < claim.end and claim.start < sentence.end_char)
