"""Quotations that a sentence without a verb of saying leads up to: 'Olsen is optimistic: "We go."'

Behind a colon a whole utterance is by the person whom the sentence before the colon is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from geoents.clauses import SUBJECTS
from geoents.interviews import Answer
from geoents.speakers import Mentions
from geoents.stretches import sentence_of, trim
from geoents.utterances import Utterances

__all__ = ["find_introduced"]

_FINITE: Final = frozenset({"VBD", "VBZ", "VBP"})


def find_introduced(doc: Doc, mentions: Mentions, utterances: Utterances) -> Iterator[Answer]:
    """Yield the sentences of such quotations with their speakers, and mark them as taken.

    Args:
        doc: A parsed text.
        mentions: Its linked mentions.
        utterances: Its quotations, with those marked as taken that have an attribution.
    """
    for number, colon in list(utterances.introduced()):
        subject = _subject_before(doc, colon)
        found = [] if subject is None else mentions.refer(subject)
        if subject is None or len(found) != 1:
            continue
        if mentions.data[found[0].mention]["type"] not in {"PERSON", "OFFICE"}:
            continue
        utterances.taken[number] = doc[subject].head.i
        for stretch in utterances.sentences([number]):
            claim = trim(doc, stretch)
            if claim is not None:
                yield Answer(*found[0], doc[subject].head.i, claim)


def _subject_before(doc: Doc, colon: int) -> int | None:
    """Return the one finite clause's subject between a sentence's start and a colon."""
    start = sentence_of(doc, colon).start
    words = doc[start:colon]
    subjects = [t.i for t in words if t.dep_ in SUBJECTS and start <= t.head.i < colon]
    is_finite = any(t.tag_ in _FINITE for t in words)
    return subjects[0] if len(subjects) == 1 and is_finite else None
