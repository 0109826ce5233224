"""Names of bodies that the model has read too short, in two, or as a place's or a thing's.

"the Dawna | Volunteers Council", "the Lotus | and | Plough Party", "the Northern Bloc", which it takes
for a place: where the words themselves say that a body is named, the whole name is a candidate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from typing import Final

from spacy.tokens import Doc

from geoents.frames import frame_words, is_title
from geoents.proposals import LEAST, Candidate, Place, Proposals
from geoents.repair_trees import NOUNS
from geoents.schema import EntityType, Form
from geoents.spans import POSSESSIVES

__all__ = ["without_parts"]

_BEFORE: Final = frozenset({"the", "our", "its", "their", "his", "her", "'s", "’s"})
_AND: Final = frozenset({"and", "&"})
#: Labels of named entities that a body's name may be taken for.
_TAKEN_FOR: Final = ("LOC", "MISC", "FAC")
#: The score from which a span of the model tells where a name starts or goes on.
_HINT: Final = 0.3
#: How many words a name with the noun of a body has at least.
_LEAST_WORDS: Final = 2
#: The score of a whole name.
_WHOLE: Final = 0.9


def without_parts(proposals: Proposals, found: Mapping[Place, Candidate]) -> dict[Place, Candidate]:
    """Return candidates for bodies by place, with whole names in place of the parts of them read."""
    whole = {place: found.get(place, _candidate(place)) for place in _whole_bodies(proposals)}
    over = {i: place for place in whole for i in range(*place)}
    kept = {
        place: body
        for place, body in found.items()
        if body.key or place in whole or not _is_within(place, over.get(place[0]))
    }
    return kept | {
        place: body._replace(score=max(body.score, _WHOLE)) for place, body in whole.items()
    }


def _candidate(place: Place) -> Candidate:
    why = "model: organization, its whole name"
    return Candidate(*place, EntityType.ORG, Form.NAME, None, why, _WHOLE)


def _is_within(place: Place, outer: Place | None) -> bool:
    return outer is not None and outer[0] <= place[0] and place[1] <= outer[1]


def _whole_bodies(proposals: Proposals) -> set[Place]:
    """Return the places of bodies' whole names that the model has read otherwise."""
    doc = proposals.doc
    read = {
        place
        for spans in (proposals.learned_spans("ORG"), proposals.named_spans("ORG"))
        for place, score in spans
        if score >= LEAST
    }
    begun = {
        start
        for label in ("PERSON", "OFFICE")
        for (start, _), score in proposals.learned_spans(label)
        if score >= LEAST
    }
    ends: dict[int, int] = {}
    for start, end in read:
        ends[start] = max(end, ends.get(start, end))
    told = Counter(_words(doc, place) for place in read)
    whole = {_extended(proposals, place, begun) for place in read}
    whole |= {
        (place[0], end)
        for place in read
        if told[_words(doc, place)] == 1 and (end := _joined_end(proposals, place, ends))
    }
    for label in _TAKEN_FOR:
        for place, score in proposals.named_spans(label):
            if score >= _HINT and _is_league(proposals, place):
                whole.add(place)
    return whole - read


def _extended(proposals: Proposals, place: Place, begun: Set[int]) -> Place:
    """Return a body's name with what follows up to a noun of bodies: "Northern Ports | Conference".

    ``begun`` are the tokens at which a person or a post begins.
    """
    doc, (start, end) = proposals.doc, place
    if _is_known(proposals, place) or _is_kind(proposals, doc[end - 1].lower_):
        return place
    bare = end - (doc[end - 1].text in POSSESSIVES)
    is_owner = doc[bare - 1].lower_ in frame_words("body", "owners")
    is_owner = is_owner and doc[bare : bare + 1].text in POSSESSIVES
    # "the People | 's Lamp" has one word more at least.
    stop, least = (bare + 1, bare + 2) if is_owner else (end, end)
    while stop < len(doc) and stop not in begun and _goes_on(proposals, stop):
        stop += 1
    while stop > least and not _is_kind(proposals, doc[stop - 1].lower_):
        stop -= 1
    return (start, stop) if stop > end and stop >= least else place


def _goes_on(proposals: Proposals, i: int) -> bool:
    """Tell whether a word may be the next of a name: with a capital, and nothing else begins there."""
    doc = proposals.doc
    token = doc[i]
    is_word = token.is_alpha and token.text[0].isupper() and token.tag_ in NOUNS
    if not is_word or doc[i - 1].whitespace_ != " " or is_title(token.text):
        return False
    return not (proposals.starting(i) or proposals.gazetteer.offices.head(token.text))


def _joined_end(proposals: Proposals, place: Place, ends: Mapping[int, int]) -> int:
    """Return where one name ends that was read as two, or 0: "the [Lotus] and [Plough Party]".

    Not two bodies, "the Senate and National Assembly" or "the UN and African Union": the first
    would be known or have a noun of bodies. ``ends`` tells where what was read ends, by its start.
    """
    doc, (start, end) = proposals.doc, place
    if end + 1 >= len(doc) or doc[end].lower_ not in _AND or start == 0:
        return 0
    last = (end + 1, ends.get(end + 1, end))
    is_short = last[1] - last[0] < _LEAST_WORDS
    if is_short or doc[start - 1].lower_ not in _BEFORE or doc[end - 1].is_upper:
        return 0
    has_kind = any(_is_kind(proposals, doc[i].lower_) for i in range(start, end))
    is_whole = _is_kind(proposals, doc[last[1] - 1].lower_) and not _is_known(proposals, last)
    return last[1] if is_whole and not has_kind and not _is_known(proposals, place) else 0


def _is_league(proposals: Proposals, place: Place) -> bool:
    """Tell whether what was read as a place or thing has the noun of a body: "the Northern Bloc"."""
    doc, (start, end) = proposals.doc, place
    if end - start < _LEAST_WORDS or _is_known(proposals, place):
        return False
    is_named = all(doc[i].text[0].isupper() for i in range(start, end))
    is_owned = start > 0 and doc[start - 1].lower_ in _BEFORE
    return is_named and is_owned and doc[end - 1].lower_ in frame_words("body", "leagues")


def _is_known(proposals: Proposals, place: Place) -> bool:
    return any(match.end == place[1] for match in proposals.starting(place[0]))


def _is_kind(proposals: Proposals, word: str) -> bool:
    """Tell whether a noun ends names of bodies: "council", "pool", "shimbun"."""
    if any(word in frame_words("body", role) for role in ("leagues", "lasts", "tails")):
        return True
    return proposals.gazetteer.organs.organ(word) is not None


def _words(doc: Doc, place: Place) -> str:
    return doc[place[0] : place[1]].text.lower()
