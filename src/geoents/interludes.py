"""Quotations that stand by themselves between two others by one speaker.

'"We go," Olsen said.' / 'The guests had left.' / '"It is late."' / '"We stay," Olsen said.': a whole
paragraph in quotation marks whose neighbours are both Olsen's is his too, where nobody else is
named in between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from spacy.tokens import Doc

from geoents.annotations import MentionData, RelationData
from geoents.interviews import Answer
from geoents.settling import Found
from geoents.speakers import Mentions
from geoents.stretches import trim
from geoents.utterances import Utterances

__all__ = ["find_interludes"]

#: How many tokens may stand between such a quotation and the words on either side.
_NEAR: Final = 150


def find_interludes(
    doc: Doc, mentions: Mentions, utterances: Utterances, found: Sequence[Found]
) -> Iterator[Answer]:
    """Yield the sentences of such quotations with their speakers, and mark them as taken.

    Args:
        doc: A parsed text.
        mentions: Its linked mentions.
        utterances: Its quotations, with those marked as taken that have an attribution.
        found: The relations found so far.
    """
    said = [(_token(doc, r), r) for r, _ in found if r["claim_char"] is not None]
    said.sort(key=itemgetter(0))
    for number in list(utterances.standing()):
        quotation = utterances.quotations[number]
        before = bisect_left(said, quotation.start, key=itemgetter(0)) - 1
        after = bisect_left(said, quotation.end, key=itemgetter(0))
        if before < 0 or after == len(said):
            continue
        (left, last), (right, following) = said[before], said[after]
        is_near = quotation.start - _NEAR <= left and right < quotation.end + _NEAR
        index = last["subject_mention"]
        if not is_near or last["subject"] != following["subject"] or index is None:
            continue
        start, end = max(last["trigger"], left), max(following["trigger"], right)
        between = mentions.narrated(start + 1, end, utterances.at)
        if any(_is_another(mention, last["subject"]) for mention in between):
            continue
        utterances.taken[number] = last["trigger"]
        for stretch in utterances.sentences([number]):
            claim = trim(doc, stretch)
            if claim is not None:
                yield Answer(last["subject"], index, last["trigger"], claim)


def _token(doc: Doc, relation: RelationData) -> int:
    """Return the first token of a claim."""
    claim = relation["claim_char"]
    span = None if claim is None else doc.char_span(*claim, alignment_mode="expand")
    return relation["trigger"] if span is None else span.start


def _is_another(mention: MentionData, speaker: str) -> bool:
    """Tell whether a mention refers to another person than the speaker."""
    who = mention["holder"] or mention["entity"]
    return mention["type"] in {"PERSON", "OFFICE"} and who != speaker
