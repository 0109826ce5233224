"""What a text's own definitions say of its acronyms: "ready made garments (RMG)" are no body.

A model, or a list of bodies, reads "RMG" as a body wherever it stands. Where the text spells an
acronym out, the words tell what it is of: a common noun, a conference or a treaty is no body, and
neither is the acronym, here and below.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from spacy.tokens import Doc, Token

from geoents.frames import frame_words
from geoents.gazetteer import OrganLexicon
from geoents.proposals import LEAST, Candidate, Place

__all__ = ["find_defined_matters", "without_matters"]

_ACRONYM: Final = re.compile(r"[A-Z][A-Z&.-]{1,7}s?")
_SMALL: Final = frozenset(
    {"of", "the", "and", "for", "in", "on", "to", "with", "against", "at", "by", "a", "&", "-"}
)
_LINKS: Final = frozenset({"of", "on", "for", "against", "to", "in", "with", "concerning"})
_LONGEST: Final = 14


def find_defined_matters(
    doc: Doc, bodies: Sequence[Candidate], lexicon: OrganLexicon
) -> frozenset[str]:
    """Return the acronyms that the text defines as something that is no body.

    Args:
        doc: The tagged doc.
        bodies: Candidates for bodies, which the words of a definition may be.
        lexicon: The nouns of organs.
    """
    read = {i for body in bodies if body.score >= LEAST for i in body.tokens()}
    found: set[str] = set()
    for token in doc[:-2]:
        acronym = doc[token.i + 1]
        if token.text != "(" or doc[token.i + 2].text != ")":
            continue
        if not _ACRONYM.fullmatch(acronym.text):
            continue
        place = _spelled_out(doc, token.i, acronym.text)
        if place is not None and _is_matter(doc, place, read, lexicon):
            found.add(acronym.text)
    return frozenset(found)


def without_matters(
    doc: Doc, candidates: Iterable[Candidate], matters: Collection[str]
) -> list[Candidate]:
    """Return the candidates that are no acronym of what is no body."""
    return [c for c in candidates if len(c.tokens()) > 1 or doc[c.start].text not in matters]


def _spelled_out(doc: Doc, end: int, acronym: str) -> Place | None:
    """Return the words before a bracket whose letters an acronym has, each its first one."""
    letters = re.sub(r"[^a-z]", "", acronym.removesuffix("s").lower())
    words: list[str] = []
    every: list[str] = []
    for i in range(end - 1, max(end - _LONGEST, 0) - 1, -1):
        token = doc[i]
        is_small = token.lower_ in _SMALL
        if not (is_small or token.is_alpha):
            return None
        every.insert(0, token.lower_)
        if is_small:
            continue
        words.insert(0, token.lower_)
        if len(words) > len(letters):
            return None
        if len(letters) > 1 and (_spells(letters, words) or _spells(letters, every)):
            return i, end
    return None


def _spells(letters: str, words: Sequence[str]) -> bool:
    """Tell whether letters are the first ones of all words, with more from inside where they lack.

    >>> _spells("rmg", ["readymade", "garments"]), _spells("rmg", ["readymade", "shirts"])
    (True, False)
    """
    if not words:
        return not letters
    if not letters or letters[0] != words[0][0]:
        return False
    # The letters that may come from inside the word, the fewest first.
    for count in range(1, len(letters) - len(words) + 2):
        inside = iter(words[0][1:])
        if not all(letter in inside for letter in letters[1:count]):
            return False
        if _spells(letters[count:], words[1:]):
            return True
    return False


def _is_matter(doc: Doc, place: Place, read: AbstractSet[int], lexicon: OrganLexicon) -> bool:
    """Tell whether the words of a definition name no body."""
    head = _head(doc, place)
    if head.lower_ in frame_words("body", "agreements") | frame_words("body", "works"):
        return True  # "United Nations Convention against Corruption", whatever the model reads
    if head.is_lower and head.tag_ == "NNS":
        return True  # "internally displaced persons": many are no one body
    if not read.isdisjoint(range(*place)):
        return False
    if head.lower_ in frame_words("body", "events"):
        return True
    # "economically weaker section", but "state security service"
    return head.is_lower and not _is_of_bodies(head, lexicon)


def _head(doc: Doc, place: Place) -> Token:
    """Return the noun that a name turns on: the last one before a preposition."""
    start, end = place
    stop = next((i for i in range(start + 1, end) if doc[i].lower_ in _LINKS), end)
    return doc[stop - 1]


def _is_of_bodies(noun: Token, lexicon: OrganLexicon) -> bool:
    words = {noun.lower_, noun.lemma_.lower()}
    if any(lexicon.organ(word) is not None for word in words):
        return True
    return any(words & frame_words("body", role) for role in ("heralds", "kinds", "lasts"))
