"""Interviews whose answers alone are quoted: "– Why did you leave? / 'It had stopped listening to us.'".

What stands in the quotation marks of an answer is said by the one who is interviewed, and so is a
headline in quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from geoents.dialogues import find_quoted_exchanges
from geoents.interviews import Answer, behind_yes_or_no, introduced_person
from geoents.speakers import Mentions
from geoents.stretches import Stretch, trim
from geoents.utterances import Utterances

__all__ = ["find_quoted_answers"]

_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD", "VB"})


def find_quoted_answers(doc: Doc, mentions: Mentions, utterances: Utterances) -> Iterator[Answer]:
    """Yield the sentences of such answers that have a verb, and mark the quotations as taken.

    Args:
        doc: A parsed text.
        mentions: Its linked mentions.
        utterances: Its quotations, with those marked as taken that have an attribution.
    """
    exchanges = find_quoted_exchanges(utterances.text)
    if not exchanges:
        return
    first = exchanges[0].question.start
    speaker = introduced_person(doc, mentions.data, first)
    if speaker is None:
        return
    answers = [line for exchange in exchanges for line in exchange.answer]
    for number, quotation in enumerate(utterances.quotations):
        start, end = quotation.start_char, quotation.end_char
        is_headline = end < first and utterances.before(number) is None
        is_headline = is_headline and utterances.after(number) is None
        is_answer = any(line.start <= start < line.end for line in answers)
        is_free = number not in utterances.taken and utterances.opens_anew(number)
        if not is_free or not (is_answer or is_headline):
            continue
        utterances.taken[number] = quotation.start
        for stretch in utterances.sentences([number]):
            tokens = doc[stretch.start : stretch.end]
            is_asking = tokens.text.rstrip().endswith("?")
            if is_asking or not any(t.tag_ in _FINITE for t in tokens):
                continue
            claim = trim(doc, behind_yes_or_no(doc, Stretch(stretch.start, stretch.end)))
            if claim is not None:
                yield Answer(*speaker, stretch.start, claim)
