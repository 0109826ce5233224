"""Candidates for mentions of persons: what the model has read, without titles and possessives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc

from geoents.frames import is_title
from geoents.proposals import NAME_PARTICLES, Candidate, Place, Proposals, either
from geoents.schema import EntityType, Form
from geoents.spans import POSSESSIVES

__all__ = ["find_persons"]

_JOINING: Final = frozenset({"and", "und", "&"})


def find_persons(proposals: Proposals) -> list[Candidate]:
    """Return candidates for persons: the names without titles, honorifics and possessives."""
    doc = proposals.doc
    scores: dict[Place, list[float]] = {}
    for source, weight in ((proposals.named_spans, 0.9), (proposals.learned_spans, 0.85)):
        for span, score in source("PERSON"):
            for part in _parts(doc, span):
                place = _bare_name(proposals, part)
                if place is not None:
                    scores.setdefault(place, []).append(score * weight)
    capitals = {
        (match.start, match.end)
        for match in proposals.matches
        if match.type is EntityType.STATE and not match.ambiguous
    }
    longer = [place for place in scores if place[1] - place[0] > 1 and place not in capitals]
    surnames = {doc[end - 1].text for _, end in longer}
    return [
        Candidate(*place, EntityType.PERSON, Form.NAME, None, "model: person", either(found))
        for place, found in sorted(scores.items())
        if any(doc[i].text[:1].isalpha() for i in range(*place))
        # "Lusaka" and "Nauru" are the capital and the state, unless a person is so called.
        and (place not in capitals or doc[place[1] - 1].text in surnames)
    ]


def _parts(doc: Doc, span: Place) -> Iterator[Place]:
    """Yield the names in a span that the model has read over an "and"."""
    start = span[0]
    for i in range(*span):
        if doc[i].lower_ in _JOINING:
            yield start, i
            start = i + 1
    yield start, span[1]


def _bare_name(proposals: Proposals, span: Place) -> Place | None:
    """Return a person's name without the title before it and the possessive after it."""
    doc, lexicon = proposals.doc, proposals.gazetteer.offices
    start, end = proposals.within_line(span)
    while start < end - 1 and (
        lexicon.head(doc[start].text) is not None
        or lexicon.head(doc[start].text.rstrip(".")) is not None
        or is_title(doc[start].text)
        or not doc[start].text[0].isalpha()
    ):
        start += 1
    # "Perovac-Djuric" is one name, whatever part of it the model has marked.
    while end < len(doc) and _is_joined(doc, end):
        end += 1
    while start > 0 and _is_joined(doc, start):
        start -= 1
    while end > start and (doc[end - 1].text in POSSESSIVES or doc[end - 1].text in ",;:-"):
        end -= 1
    if end <= start or all(is_title(doc[i].text) for i in range(start, end)):
        return None
    return start, end


def _is_joined(doc: Doc, i: int) -> bool:
    """Tell whether a hyphen joins a token to the one before: "Kos-Olsen", "al-Rashid"."""
    hyphen = i if doc[i].text == "-" else i - 1
    if doc[hyphen].text != "-" or hyphen == 0 or hyphen + 1 >= len(doc):
        return False
    parts = doc[hyphen - 1], doc[hyphen + 1]
    is_tight = not (parts[0].whitespace_ or doc[hyphen].whitespace_)
    opens = parts[0].text[0].isupper() or parts[0].text in NAME_PARTICLES
    return is_tight and opens and parts[1].text[0].isupper()
