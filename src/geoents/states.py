"""Which names of states in a text mean the state.

The gazetteer says where the words stand; here the sentence decides: "Jordan" the man, "Georgia" the
US state, "Russian" the language, and above all "Yerevan" the government against Yerevan the city.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from spacy.tokens import Doc, Token

from geoents.capitals import is_government
from geoents.frames import frame_words
from geoents.gazetteer import Match
from geoents.namesakes import SETTLED
from geoents.schema import Form
from geoents.spans import HYPHENS

__all__ = ["Overlaps", "is_state"]

#: Returns the probability that a span carries a label, 0.0 where the model did not say so.
Overlaps = Callable[[int, int, str], float]

_SURE: Final = 0.5


def is_state(
    doc: Doc, match: Match, *, learned: Overlaps, named: Overlaps, persons: Collection[int]
) -> bool:
    """Tell whether a match of a state's name means the state.

    Args:
        doc: The parsed doc.
        match: A STATE match of the gazetteer.
        learned: How sure the model is that exactly these tokens are a label of SCHEMA.md.
        named: The same for the labels of named entities (LOC, NORP, ORG).
        persons: Tokens of persons' names.
    """
    if any(i in persons for i in range(match.start, match.end)):
        return False
    sure = learned(match.start, match.end, "STATE")
    if match.form is Form.METONYM:
        return is_government(doc, match.start, match.end, sure=sure)
    if "language" in match.flags and _is_language(doc, match):
        return False
    if match.form is Form.NAME and sure < _SURE and _is_part_of_place(doc, match, named):
        return False
    if match.ambiguous:
        if match.form is Form.NAME and _begins_name(doc, match, persons):
            return False
        if SETTLED in match.flags and named(match.start, match.end, "ORG") < _SURE:
            return True
        return sure >= _SURE or _is_named(match, named)
    return True


def _begins_name(doc: Doc, match: Match, persons: Collection[int]) -> bool:
    """Tell whether a person's name goes on after it, of which the model read the rest: "India Marlowe"."""
    is_one_word = match.end - match.start == 1
    if match.start and doc[match.start - 1].tag_ == "IN":
        return False  # "the Prime Minister of Georgia Davit Lomidze"
    return is_one_word and match.end in persons and doc[match.end].text[0].isupper()


def _is_named(match: Match, named: Overlaps) -> bool:
    label = "LOC" if match.form is Form.NAME else "NORP"
    return named(match.start, match.end, label) >= _SURE


def _is_language(doc: Doc, match: Match) -> bool:
    """Tell whether "Russian" is the language: "in Russian", "speaks Russian", "Russian-language"."""
    token = doc[match.end - 1]
    after = match.end + (match.end < len(doc) and doc[match.end].text in HYPHENS)
    following = doc[after].lower_ if after < len(doc) else ""
    if following in frame_words("language", "nouns"):
        return True
    while token.dep_ == "conj" and token.head.i < token.i:
        token = token.head  # "broadcasts in English, Spanish and Russian"
    if token.dep_ in {"amod", "compound", "nmod:desc"} or token.tag_ in {"NNPS", "NNS"}:
        return False
    if _is_told_of_languages(token):
        return True
    if token.dep_ in {"obl", "nmod"}:
        opening = frame_words("language", "prepositions")
        return any(child.lower_ in opening for child in token.lefts)
    return token.dep_ == "obj" and token.head.lemma_.lower() in frame_words("language", "verbs")


def _is_told_of_languages(token: Token) -> bool:
    """Tell whether a sentence tells of languages: "four languages in addition to Spanish"."""
    if any(child.dep_ == "det" for child in token.lefts):
        return False  # "the French speak other languages"
    words = frame_words("language", "nouns")
    return any(t.lower_ in words or t.lemma_ == "speak" for t in token.sent)


def _is_part_of_place(doc: Doc, match: Match, named: Overlaps) -> bool:
    """Tell whether the model reads a longer place there: "Gulf of Mexico", "New Britain"."""
    if named(match.start, match.end, "LOC") >= _SURE:
        return False
    return any(named(start, end, "LOC") >= _SURE for start, end in _wider(doc, match))


def _wider(doc: Doc, match: Match) -> list[tuple[int, int]]:
    """Return spans around a match whose added words are part of a name."""
    spans: list[tuple[int, int]] = []
    for left in range(4):
        for right in range(3):
            start, end = match.start - left, match.end + right
            added = [*range(start, match.start), *range(match.end, end)]
            if start < 0 or end > len(doc) or not added:
                continue
            edge = [doc[start], doc[end - 1]]
            if all(token.text[0].isupper() for token in edge) and not any(
                doc[i].is_punct or doc[i].is_space for i in added
            ):
                spans.append((start, end))
    return spans
