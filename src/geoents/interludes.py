"""Quotations that stand by themselves between two others by one speaker.

'"We go," Olsen said.' / 'The guests had left.' / '"It is late."' / '"We stay," Olsen said.': a whole
paragraph in quotation marks whose neighbours are both Olsen's is his too, where nobody else is
named in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

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
    said = [(_token(doc, f), f) for f in found if f.relation["claim_char"] is not None]
    said.sort(key=lambda pair: pair[0])
    for number in list(utterances.standing()):
        quotation = utterances.quotations[number]
        before = [f for at, f in said if quotation.start - _NEAR <= at < quotation.start]
        after = [f for at, f in said if quotation.end <= at < quotation.end + _NEAR]
        if not before or not after:
            continue
        last, following = before[-1].relation, after[0].relation
        index = last["subject_mention"]
        if last["subject"] != following["subject"] or index is None:
            continue
        start = max(last["trigger"], _token(doc, before[-1]))
        end = max(following["trigger"], _token(doc, after[0]))
        if _is_parted(mentions, utterances, last["subject"], start, end):
            continue
        utterances.taken[number] = last["trigger"]
        for stretch in utterances.sentences([number]):
            claim = trim(doc, stretch)
            if claim is not None:
                yield Answer(last["subject"], index, last["trigger"], claim)


def _token(doc: Doc, found: Found) -> int:
    """Return the first token of a claim."""
    claim = found.relation["claim_char"]
    span = None if claim is None else doc.char_span(*claim, alignment_mode="expand")
    return found.relation["trigger"] if span is None else span.start


def _is_parted(
    mentions: Mentions, utterances: Utterances, speaker: str, start: int, end: int
) -> bool:
    """Tell whether the narration between two tokens refers to another person than the speaker."""
    return any(
        mention["type"] in {"PERSON", "OFFICE"}
        and (mention["holder"] or mention["entity"]) != speaker
        and start < mention["start"] < end
        and utterances.at[mention["start"]] is None
        for mention in mentions.data
    )
