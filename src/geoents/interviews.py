"""Interviews in question and answer: whose words the lines of a transcript are.

"Q: Will you stay? / A: I have been asked. I am thinking.", "Herald: Will you stay? / Ana Kos: No.": what
an answer states is said by the one who is interviewed, though no verb says so. A label may be the post of who
speaks, "Spokesperson: We have not left the pact.", whose name stands in the heading; and an answer goes on in
the lines below it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from geoents.annotations import MentionData
from geoents.clean import Line, find_lines
from geoents.schema import EntityType
from geoents.speakers import SPOKESPEOPLE
from geoents.stretches import Stretch, sentence_of, trim
from geoents.transcripts import ANSWERS, QUESTIONS, LabelledLine, asks, labelled_lines

__all__ = ["Answer", "behind_yes_or_no", "find_answers", "introduced_person"]

_FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
#: How many lines each side has at least.
_LEAST: Final = 2
#: How many words thanks have at most that state nothing else.
_SHORT: Final = 8


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
    lines, every = labelled_lines(text), find_lines(text)
    by_label: dict[str, list[LabelledLine]] = defaultdict(list)
    for line in lines:
        by_label[line.label].append(line)
    asked = sum(len(by_label.get(label, ())) for label in QUESTIONS)
    asking = {label: sum(asks(text, line) for line in own) for label, own in by_label.items()}
    total = sum(asking.values())
    first = next(
        (line.start for line in lines if line.label in QUESTIONS), lines[0].start if lines else 0
    )
    for label, own in by_label.items():
        is_asked = asked >= _LEAST or total - asking[label] >= _LEAST
        if label in QUESTIONS or len(own) < _LEAST or not is_asked:
            continue
        if label in ANSWERS:
            speaker = introduced_person(doc, mentions, first)
            # "Spokesperson Kos: Good morning. ...": what precedes the first question
            opening = [line for line in lines if line.start < first]
            own = [
                *(line for line in opening if _is_of(doc, mentions, line, speaker)),
                *own,
            ]
        else:
            speaker = _labelled_person(doc, mentions, own[0])
            is_other = len(own) > _LEAST and asking[label] < len(own) / 2
            if (
                speaker is None
                and is_other
                and sum(len(o) > _LEAST for o in by_label.values()) == 2
            ):
                # "HN: Why? / AK: I had to.": of two who take turns the one who is introduced
                speaker = introduced_person(doc, mentions, lines[0].start)
        if speaker is not None:
            for line in own:
                yield from _statements(doc, line, *speaker)
                for further in _further_lines(text, line, lines, every):
                    yield from _statements(doc, further, *speaker)


def _is_of(
    doc: Doc, mentions: Sequence[MentionData], line: LabelledLine, speaker: tuple[str, int] | None
) -> bool:
    """Tell whether a line's label names a person."""
    named = _labelled_person(doc, mentions, line)
    return named is not None and speaker is not None and named[0] == speaker[0]


def _further_lines(
    text: str, line: LabelledLine, labelled: Sequence[LabelledLine], lines: Sequence[Line]
) -> Iterator[LabelledLine]:
    """Yield the lines without a label in which an answer goes on, up to the next label.

    None behind the last label: there the page may go on with something else.
    """
    if line.start == line.words:
        return
    end = next((other.start for other in labelled if other.start > line.start), line.end)
    for further in lines:
        if line.end <= further.start < end and text[further.start : further.end].strip():
            yield LabelledLine(line.label, further.start, further.start, further.end)


def introduced_person(
    doc: Doc, mentions: Sequence[MentionData], end: int
) -> tuple[str, int] | None:
    """Return the person whom the words before the transcript name most, or first of several.

    In a briefing a spokesperson goes first: "The Spokesperson, Ms. Ana Kos, told that the minister ...".
    """
    counts: Counter[str] = Counter()
    is_briefing = any(t.lower_ == "briefing" for t in doc if t.idx < end)
    for index, mention in enumerate(mentions if is_briefing else ()):
        is_post = mention["type"] == EntityType.OFFICE and doc[mention["start"]].idx < end
        words = {token.lower_ for token in doc[mention["start"] : mention["end"]]}
        if is_post and mention["holder"] and words & SPOKESPEOPLE:
            return mention["holder"], index
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
    """Return the person whom a line's label names, by name or by the post."""
    posts: list[tuple[str, int]] = []
    for index, mention in enumerate(mentions):
        start = doc[mention["start"]].idx
        if not line.start <= start < line.words:
            continue
        if mention["type"] == EntityType.PERSON and mention["entity"]:
            return mention["entity"], index
        if mention["type"] == EntityType.OFFICE and mention["holder"]:
            posts.append((mention["holder"], index))
    return next(iter(posts), None)


def behind_yes_or_no(doc: Doc, stretch: Stretch) -> Stretch:
    """Return what follows "No." or "Yes.", which may be taken for part of its sentence."""
    at = stretch.start
    while at < stretch.end and doc[at].is_space:
        at += 1
    word = doc[at].lower_ if at < stretch.end else ""
    if word in {"no", "yes"} and at + 1 < stretch.end and doc[at + 1].text == ".":
        return Stretch(at + 2, stretch.end)
    return Stretch(at + 1, stretch.end) if word in {"no.", "yes."} else stretch


def _is_courtesy(tokens: Span) -> bool:
    """Tell whether a sentence only thanks those who listen: "Thank you all"."""
    words = [t.lower_ for t in tokens if not (t.is_punct or t.is_space)]
    return words[:2] == ["thank", "you"] and len(words) <= _SHORT


def _statements(doc: Doc, line: LabelledLine, entity: str, mention: int) -> Iterator[Answer]:
    """Yield the sentences of an answer that have a finite verb and ask nothing."""
    span = doc.char_span(line.words, line.end, alignment_mode="contract")
    if span is None:
        return
    is_labelled = line.start < line.words
    label = doc.char_span(line.start, line.words, alignment_mode="expand") if is_labelled else None
    at = span.start
    while at < span.end:
        sentence = sentence_of(doc, at)
        stretch = Stretch(max(sentence.start, span.start), min(sentence.end, span.end))
        tokens = doc[stretch.start : stretch.end]
        is_asking = tokens.text.rstrip().endswith("?")
        if any(t.tag_ in _FINITE for t in tokens) and not is_asking and not _is_courtesy(tokens):
            claim = trim(doc, behind_yes_or_no(doc, stretch))
            if claim is not None:
                trigger = stretch.start if label is None else label.start
                yield Answer(entity, mention, trigger, claim)
        at = max(stretch.end, at + 1)
