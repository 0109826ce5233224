"""Candidates for mentions of persons: what the model has read, without titles and possessives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from spacy.tokens import Doc, Token

from geoents.frames import frame_words, is_title
from geoents.proposals import LEAST, Candidate, Place, Proposals, either, is_joined
from geoents.schema import EntityType, Form
from geoents.spans import POSSESSIVES

__all__ = ["find_persons", "is_family"]

_JOINING: Final = frozenset({"and", "und", "&"})
_LONGEST_NAME: Final = 4
#: The score of a name that only its honorific tells.
_TITLED: Final = 0.7


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
    read = {i for place, found in scores.items() if either(found) >= LEAST for i in range(*place)}
    for place in _titled_names(proposals):
        if read.isdisjoint(range(*place)):
            scores.setdefault(place, []).append(_TITLED)
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
        and not is_family(doc, *place)
        # "the same Karelian potter"
        and not (place[1] - place[0] == 1 and doc[place[0]].tag_ == "JJ")
        and not _is_seat(proposals, place, scores)
    ]


def is_family(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a name is that of several who bear it: "the Olsen brothers", "the Olsens".

    "Olsen's brothers" are a person's.
    """
    if doc[end : end + 1].text in frame_words("person", "families"):
        return True
    name = doc[start].text
    if end - start > 1 or not name.endswith("s") or not start or doc[start - 1].lower_ != "the":
        return False
    return doc[start].tag_ == "NNPS" or doc.vocab.strings[name[:-1]] in doc.to_array("ORTH")


def _is_seat(proposals: Proposals, place: Place, scores: Mapping[Place, object]) -> bool:
    """Tell whether a name is the place that a lawmaker is elected in: "Lakeside East MP Ana Kos"."""
    end = place[1]
    words = proposals.doc[end : end + 1].text
    head = proposals.gazetteer.offices.head(words) if words else None
    if head is None or not head.title_only:
        return False
    return any(start == end + 1 for start, _ in scores)


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
    while (whole := _whole_name(proposals, *_with_joined(doc, start, end))) != (start, end):
        start, end = whole
    while end > start and (doc[end - 1].text in POSSESSIVES or doc[end - 1].text in ",;:-"):
        end -= 1
    if end <= start or all(is_title(doc[i].text) for i in range(start, end)):
        return None
    return start, end


def _with_joined(doc: Doc, start: int, end: int) -> Place:
    """Return a name with what hyphens join to it: "Perovac-Djuric", whatever part the model marked."""
    while end < len(doc) and is_joined(doc, end):
        end += 1
    while start > 0 and is_joined(doc, start):
        start -= 1
    return start, end


def _whole_name(proposals: Proposals, start: int, end: int) -> Place:
    """Return a name with the words beside it that the tree makes one name with it: "Lim Kok Beng"."""
    doc, lexicon = proposals.doc, proposals.gazetteer.offices
    while start > 0 and doc[start].dep_ == "flat":
        before = doc[start - 1]
        are_parts = before.dep_ == "flat" and before.head == doc[start].head
        if doc[start].head != before and not are_parts:
            break
        if not _may_be_name(before) or is_title(before.text) or lexicon.head(before.text):
            break
        start -= 1
    while start > 0 and _is_initial(doc[start - 1]):
        start -= 1
    if end < len(doc) and _is_ordinal(doc, start, end):
        end += 1
    filials = frame_words("person", "filials")
    if start > 1 and doc[start - 1].text in filials and _may_be_name(doc[start - 2]):
        start -= 2
    if end + 1 < len(doc) and doc[end].text in filials and _may_be_name(doc[end + 1]):
        end += 2
    while (
        end < len(doc)
        and doc[end].dep_ == "flat"
        and start <= doc[end].head.i < end
        and _may_be_name(doc[end])
    ):
        end += 1
    return start, end


def _is_ordinal(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a ruler's number follows: "King Hakon I", "Hakon III"; but "Olsen and I"."""
    if doc[end].text in frame_words("person", "ordinals"):
        return True
    royal = start > 0 and doc[start - 1].lower_ in frame_words("person", "numbered")
    return royal and doc[end].text in {"I", "V", "X"}


def _may_be_name(token: Token) -> bool:
    return token.is_alpha and token.text[0].isupper() and token.ent_type_ in {"", "PERSON"}


def _is_initial(token: Token) -> bool:
    """Tell whether a word is a name cut short: "Md.", "Ts."."""
    word = token.lower_.removesuffix(".")
    return word != token.lower_ and word in frame_words("person", "initials")


def _titled_names(proposals: Proposals) -> Iterator[Place]:
    """Yield the capitalised words after honorifics that only persons have: "U Thant Zin Oo"."""
    doc, lexicon = proposals.doc, proposals.gazetteer.offices
    for title in doc:
        word = title.lower_.rstrip(".")
        if not title.text[0].isupper() or word not in frame_words("person", "honorifics"):
            continue
        start = end = title.i + 1
        while end < min(start + _LONGEST_NAME, len(doc)) and _may_be_name(doc[end]):
            if is_title(doc[end].text) or lexicon.head(doc[end].text):
                break
            end += 1
        # "U Kyaw Zin", not the turn of "U Turn".
        if end - start > (len(word) == 1):
            yield start, end
