"""What "it" and "that" stand for in a denial or refusal: the words before that it answers.

"Vesla claimed that the port had closed. Norland denied that" denies "the port had closed". The
words are those of an act in the sentence before ("accused you of theft. 'I deny it'"), of a
question there ("Is it true that you left? 'That is nonsense'"), or else of the last act of somebody
else not far before. A denial of a mere pronoun for which there are none says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from typing import Final

from spacy.tokens import Doc, Token

from geoents.annotations import RelationData
from geoents.claims import Claims
from geoents.schema import RelationType
from geoents.stretches import Stretch, sentence_of, trim

__all__ = ["take_up"]

_PRONOUN: Final = re.compile(r"(it|this|that|so|all (this|that|of it)|these|those)", re.IGNORECASE)
#: "This report" is the one before; "such reports" are what is denied.
_DEMONSTRATIVE: Final = re.compile(
    r"(this|that)( kind of)? (information|news|report|claim|rumou?r|story|allegation|accusation|statement)",
    re.IGNORECASE,
)
#: The rule of "Kenya accused Norland of theft, a charge that Norland denies".
_RELATIVE: Final = "denied.relative"
#: The rule of "Kenya asked Norland to leave. Norland refused".
_REFUSAL: Final = "rejected.refused"
#: Acts whose words somebody else denies.
_DENIABLE: Final = frozenset(
    r.value
    for r in (
        RelationType.ACCUSED,
        RelationType.ALLEGED,
        RelationType.SAID,
        RelationType.CRITICIZED,
        RelationType.WARNED,
    )
)
_ACCUSING: Final = frozenset({"accuse", "suspect"})
_ASKED: Final = frozenset({"true", "right", "correct", "possible", "claim", "rumour", "rumor"})
_STORIES: Final = frozenset(
    {"report", "rumour", "rumor", "story", "claim", "suggestion", "allegation"}
)
_CLAUSES: Final = frozenset({"ccomp", "csubj", "acl", "advcl", "xcomp"})
#: How many characters before a denial what it takes up may stand.
_REACH: Final = 500


def take_up(doc: Doc, relations: Sequence[RelationData], claims: Claims) -> list[RelationData]:
    """Return the speech relations of a doc with what denials take up for their claims.

    Args:
        doc: The parsed text.
        relations: Its speech relations, in order of the text.
        claims: The claims of its trees.
    """
    found = []
    whole = doc.text
    for relation in relations:
        span = relation["claim_char"]
        text = "" if span is None else whole[slice(*span)]
        if relation["rule"] == _REFUSAL:
            found += _refused(doc, relation, relations)
            continue
        is_bare = _PRONOUN.fullmatch(text) is not None or relation["rule"] == _RELATIVE
        is_this = _DEMONSTRATIVE.fullmatch(text) is not None
        if relation["type"] != RelationType.DENIED or not (is_bare or is_this):
            found.append(relation)
            continue
        words = _antecedent(doc, whole, relation, relations, claims)
        if words is not None:
            copy = relation.copy()
            copy["claim_char"] = words
            found.append(copy)
        elif not is_bare:
            found.append(relation)
    return found


def _refused(
    doc: Doc, refusal: RelationData, relations: Sequence[RelationData]
) -> list[RelationData]:
    """Return the refusals of what somebody was asked for last: one for each who asked."""
    place = doc[refusal["trigger"]].idx
    asked = [
        r
        for r in relations
        if r["type"] == RelationType.URGED
        and r["object"] == refusal["subject"]
        and r["claim_char"] is not None
        and r["trigger"] < refusal["trigger"]
        and place - _REACH <= r["claim_char"][1] <= place
    ]
    last = max((r["trigger"] for r in asked), default=-1)
    found = []
    for demand in (r for r in asked if r["trigger"] == last):
        copy = refusal.copy()
        copy["claim_char"] = demand["claim_char"]
        copy["object"], copy["object_mention"] = demand["subject"], demand["subject_mention"]
        found.append(copy)
    return found


def _antecedent(
    doc: Doc,
    text: str,
    denial: RelationData,
    relations: Sequence[RelationData],
    claims: Claims,
) -> tuple[int, int] | None:
    """Return the characters of the words that a denial takes up."""
    sentence = sentence_of(doc, denial["trigger"])
    before = sentence_of(doc, _last_word(doc, sentence.start)) if sentence.start else sentence
    near = doc[before.start].idx
    place = doc[denial["trigger"]].idx
    spans = [
        (_before(text, r["claim_char"], place), r) for r in relations if _is_deniable(r, denial)
    ]
    acts = [(span, r) for span, r in spans if span is not None]
    acts = [(span, r) for span, r in acts if place - _REACH <= span[1] <= place]
    fronted = _asked(doc, Stretch(sentence.start, denial["trigger"]), claims)
    if fronted is not None and all(span[1] <= doc[sentence.start].idx for span, _ in acts):
        return fronted  # "As for the report that Norland left, he dismissed it as fiction"
    if not acts or max(span[1] for span, _ in acts) <= near:
        asked = _asked(doc, Stretch(before.start, denial["trigger"]), claims)
        if asked is not None:
            return asked
    return max((span for span, _ in acts), key=lambda span: span[1], default=None)


def _before(text: str, span: tuple[int, int] | None, place: int) -> tuple[int, int] | None:
    """Return the part of a claim before a denial that stands in it.

    "accused Norland of theft, a charge that Norland denies" accuses of "theft".
    """
    if span is None or not span[0] < place < span[1]:
        return span
    comma = text.rfind(",", span[0], place)
    return (span[0], comma) if comma > span[0] else None


def _is_deniable(relation: RelationData, denial: RelationData) -> bool:
    is_others = relation["subject"] != denial["subject"]
    return relation["type"] in _DENIABLE and is_others and relation is not denial


def _last_word(doc: Doc, end: int) -> int:
    position = end - 1
    while position > 0 and doc[position].is_space:
        position -= 1
    return max(position, 0)


def _asked(doc: Doc, stretch: Stretch, claims: Claims) -> tuple[int, int] | None:
    """Return the last clause that a question or an unnamed speaker puts: "Some say that you left"."""
    for token in reversed(doc[stretch.start : stretch.end]):
        heads = _put_by(token, claims.acts)
        for head in heads:
            words = trim(doc, claims.phrase(head, without=head)[0])
            if words is not None and words[1] <= doc[stretch.end].idx:
                return words
    return None


def _is_marked_relative(token: Token) -> bool:
    is_marked = any(t.lower_ == "that" and t.dep_ == "mark" for t in token.lefts)
    return token.dep_ == "acl:relcl" and is_marked


def _put_by(token: Token, acts: Set[int]) -> list[int]:
    children = [child for child in token.children if child.i > token.i]
    # "the report that Norland had left": the parser may take what is reported for a relative clause.
    children = [c for c in children if c.dep_ in _CLAUSES or _is_marked_relative(c)]
    if token.lemma_.lower() in _ACCUSING:
        return [c.i for c in children if c.tag_ == "VBG"]
    if token.i in acts or token.lower_ in _ASKED or token.lemma_ in _STORIES:
        openers = {"that", "whether", "if"} if token.lemma_.lower() == "ask" else {"that"}
        opened = [c for c in children if any(t.lower_ in openers for t in c.lefts)]
        return [c.i for c in opened]
    return []
