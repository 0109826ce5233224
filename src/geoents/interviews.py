"""Interviews in question and answer: whose words the lines of a transcript are.

"Q: Will you stay? / A: I have been asked. I am thinking.", "Herald: Will you stay? / Ana Kos: No.": what
an answer states is said by the one who is interviewed, though no verb says so.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.annotations import MentionData
from geoents.schema import EntityType
from geoents.stretches import Stretch, sentence_of, trim
from geoents.transcripts import ANSWERS, QUESTIONS, LabelledLine, labelled_lines

__all__ = ["Answer", "find_answers"]

_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
#: How many lines each side has at least.
_LEAST: Final = 2


class Answer(NamedTuple):
    """A statement in an answer: who gives it, by which mention, the label's token, the words."""

    entity: str
    mention: int
    trigger: int
    claim: tuple[int, int]


def find_answers(doc: Doc, mentions: Sequence[MentionData]) -> Iterator[Answer]:
    """Yield the statements in the answers of an interview; nothing where a text is none.

    Args:
        doc: The parsed text.
        mentions: Its linked mentions.
    """
    text = doc.text
    lines = labelled_lines(text)
    by_label: dict[str, list[LabelledLine]] = defaultdict(list)
    for line in lines:
        by_label[line.label].append(line)
    asked = sum(len(by_label.get(label, ())) for label in QUESTIONS)
    asking = {label: sum(_asks(text, line) for line in own) for label, own in by_label.items()}
    total = sum(asking.values())
    for label, own in by_label.items():
        is_asked = asked >= _LEAST or total - asking[label] >= _LEAST
        if label in QUESTIONS or len(own) < _LEAST or not is_asked:
            continue
        if label in ANSWERS:
            speaker = _introduced(doc, mentions, lines[0].start)
        else:
            speaker = _labelled_person(doc, mentions, own[0])
        if speaker is not None:
            for line in own:
                yield from _statements(doc, line, *speaker)


def _asks(text: str, line: LabelledLine) -> bool:
    return text[line.words : line.end].rstrip().endswith("?")


def _introduced(doc: Doc, mentions: Sequence[MentionData], end: int) -> tuple[str, int] | None:
    """Return the person whom the words before the transcript name most, or first of several."""
    counts: Counter[str] = Counter()
    for mention in mentions:
        if mention["type"] == EntityType.PERSON and doc[mention["start"]].idx < end:
            counts[mention["entity"] or ""] += 1
    del counts[""]
    if not counts:
        return None
    person = counts.most_common(1)[0][0]
    return person, next(i for i, m in enumerate(mentions) if m["entity"] == person)


def _labelled_person(
    doc: Doc, mentions: Sequence[MentionData], line: LabelledLine
) -> tuple[str, int] | None:
    """Return the person whom a line's label names."""
    for index, mention in enumerate(mentions):
        start = doc[mention["start"]].idx
        is_inside = line.start <= start < line.words
        if is_inside and mention["type"] == EntityType.PERSON and mention["entity"]:
            return mention["entity"], index
    return None


def _statements(doc: Doc, line: LabelledLine, entity: str, mention: int) -> Iterator[Answer]:
    """Yield the sentences of an answer that have a finite verb and ask nothing."""
    span = doc.char_span(line.words, line.end, alignment_mode="contract")
    if span is None:
        return
    label = doc.char_span(line.start, line.words, alignment_mode="expand")
    at = span.start
    while at < span.end:
        sentence = sentence_of(doc, at)
        stretch = Stretch(max(sentence.start, span.start), min(sentence.end, span.end))
        tokens = doc[stretch.start : stretch.end]
        if any(t.tag_ in _FINITE for t in tokens) and not tokens.text.rstrip().endswith("?"):
            claim = trim(doc, stretch)
            if claim is not None:
                trigger = (
                    stretch.start if label is None or line.start == line.words else label.start
                )
                yield Answer(entity, mention, trigger, claim)
        at = max(stretch.end, at + 1)
