"""Words that name no body of their own, though they read like it: "the government", "Opposition"."""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc

from geoents.frames import frame_words, is_title
from geoents.proposals import Place, Proposals
from geoents.schema import EntityType
from geoents.spans import HYPHENS

__all__ = ["is_generic", "is_level"]

_FORMS_OF_STATES: Final = frozenset(
    {"republic", "kingdom", "state", "emirate", "sultanate", "union"}
)


def is_generic(proposals: Proposals, place: Place) -> bool:
    """Tell whether words name no body of their own: "the government", "Opposition"."""
    words = " ".join(proposals.doc[place[0] : place[1]].text.lower().split())
    generic = proposals.gazetteer.organs.generic
    if words in generic or words.partition(" of ")[0] in generic:
        return True
    if is_title(words):
        return True
    if _is_coordinated_matter(proposals, place) or _is_agreement(proposals.doc, place):
        return True
    if is_level(proposals.doc, place[1]):
        return True
    if words.split()[-1] in generic and any(
        match.type is EntityType.STATE and match.end == place[1] - 1
        for match in proposals.starting(place[0])
    ):
        return True  # "the Peruvian Government"
    organ = proposals.gazetteer.organs.organ(words)
    is_bare = organ is not None and organ.lower == "bare" and proposals.doc[place[0]].is_lower
    after = proposals.doc[place[1] : place[1] + 1].text
    if is_bare and after in frame_words("body", "staff"):
        return True  # "a senior police officer"
    if words.split()[-1] in _FORMS_OF_STATES and _is_of_state(proposals, place[1]):
        return True  # "the Socialist Republic of Viet Nam"
    # "the Maldivian attaché", "the Russian Federation", "the Bridgetown daily": the state's, or a city.
    matches = [match for match in proposals.starting(place[0]) if match.end == place[1]]
    is_body = any(match.type is EntityType.ORG for match in matches)
    return not is_body and any(m.type is EntityType.STATE and not m.ambiguous for m in matches)


def is_level(doc: Doc, end: int) -> bool:
    """Tell whether a word only says how high somebody is: "cabinet-level officials"."""
    return doc[end : end + 1].text in HYPHENS and doc[end + 1 : end + 2].text.lower() == "level"


def _is_agreement(doc: Doc, place: Place) -> bool:
    """Tell whether a name is a treaty's, a law's or a work's: "Convention against Corruption"."""
    links = (i for i in range(place[0] + 1, place[1]) if doc[i].tag_ == "IN")
    head = doc[next(links, place[1]) - 1]
    return head.text[0].isupper() and head.lower_ in (
        frame_words("body", "agreements") | frame_words("body", "works")
    )


def _is_coordinated_matter(proposals: Proposals, place: Place) -> bool:
    """Tell whether words only say which: "foreign and defence" in "foreign and defence ministries"."""
    organs = proposals.gazetteer.organs
    words = [token.lower_ for token in proposals.doc[place[0] : place[1]]]
    last = words[-1]
    if organs.organ(last) is None and any(map(organs.organ, (last[:-1], last[:-3] + "y"))):
        words.pop()  # "the foreign and defence ministries" are two
    return "and" in words and all(w in organs.modifiers or w in {"and", ","} for w in words)


def _is_of_state(proposals: Proposals, end: int) -> bool:
    """Tell whether "of" and a state's name follow."""
    is_of = proposals.doc[end : end + 1].text.lower() == "of"
    return is_of and any(m.type is EntityType.STATE for m in proposals.starting(end + 1))
