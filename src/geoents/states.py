"""Which names of states in a text mean the state.

The gazetteer says where the words stand; here the sentence decides: "Jordan" the man, "Georgia" the
US state, "Russian" the language, and above all "Yerevan" the government against Yerevan the city.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from spacy.tokens import Doc, Token

from geoents.frames import frame_words
from geoents.gazetteer import Match
from geoents.schema import Form

__all__ = ["Overlaps", "is_state"]

#: Returns the probability that a span carries a label, 0.0 where the model did not say so.
Overlaps = Callable[[int, int, str], float]

_SUBJECTS: Final = frozenset({"nsubj", "nsubj:outer"})
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
        return _is_government(doc, match, sure)
    if "language" in match.flags and _is_language(doc, match):
        return False
    if match.form is Form.NAME and sure < _SURE and _is_part_of_place(doc, match, named):
        return False
    if match.ambiguous:
        return sure >= _SURE or _is_named(match, named)
    return True


def _is_named(match: Match, named: Overlaps) -> bool:
    label = "LOC" if match.form is Form.NAME else "NORP"
    return named(match.start, match.end, label) >= _SURE


def _is_language(doc: Doc, match: Match) -> bool:
    """Tell whether "Russian" is the language: "in Russian", "speaks Russian", "Russian language"."""
    token = doc[match.end - 1]
    following = doc[match.end].lower_ if match.end < len(doc) else ""
    if following in frame_words("language", "nouns"):
        return True
    if token.dep_ in {"amod", "compound", "nmod:desc"} or token.tag_ in {"NNPS", "NNS"}:
        return False
    if token.dep_ in {"obl", "nmod"}:
        opening = frame_words("language", "prepositions")
        return any(child.lower_ in opening for child in token.lefts)
    return token.dep_ == "obj" and token.head.lemma_.lower() in frame_words("language", "verbs")


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


def _is_government(doc: Doc, match: Match, sure: float) -> bool:
    """Tell whether a capital stands for its government.

    A place preposition speaks for the city whatever the model says; otherwise the model, or a frame
    in which only a government makes sense: who denies, with whom there are relations.
    """
    token = doc[match.start : match.end].root
    if _locates(token) or _is_listed_with_place(doc, match):
        return False
    return sure >= _SURE or _acts(token) or _is_dealt_with(token) or _is_addressed(token)


def _locates(token: Token) -> bool:
    while token.dep_ == "conj":
        token = token.head
    if _cases(token) & frame_words("place", "prepositions"):
        return True
    is_modifier = token.dep_ in {"compound", "nmod:poss", "nmod:desc", "amod"}
    return is_modifier and token.head.lower_ in frame_words("place", "nouns")


def _cases(token: Token) -> set[str]:
    return {child.lower_ for child in token.children if child.dep_ == "case"}


def _is_listed_with_place(doc: Doc, match: Match) -> bool:
    """Tell whether "Lima, Peru" or "LIMA (Reuters)" names the city."""
    if match.end + 1 >= len(doc):
        return False
    after, name = doc[match.end], doc[match.end + 1]
    return after.text == "(" or (
        after.text == "," and name.ent_type_ == "LOC" and name.dep_ != "conj"
    )


def _acts(token: Token) -> bool:
    token = _first_name(token)
    verb = token.head
    if token.dep_ not in _SUBJECTS or verb.pos_ != "VERB":
        return False
    lemma = verb.lemma_.lower()
    if lemma in frame_words("government", "acts"):
        return True
    # "warned that Oslo could blacklist it", "asked whether Oslo would free them"
    is_told = verb.dep_ in {"ccomp", "advcl"} and any(t.dep_ == "mark" for t in verb.lefts)
    has_object = any(t.dep_ in {"obj", "xcomp", "ccomp"} for t in verb.children)
    return is_told and has_object and lemma not in frame_words("government", "civic")


def _is_dealt_with(token: Token) -> bool:
    token = _first_name(token)
    cases, head = _cases(token), token.head.lemma_.lower()
    if "to" in cases and head in frame_words("government", "posts"):
        return True
    if "by" in cases and token.head.tag_ == "VBN":
        return True  # "accused by Ankara"
    return head in frame_words("government", "dealings") and (
        token.dep_ == "nmod:poss" or bool(cases & frame_words("government", "prepositions"))
    )


def _is_addressed(token: Token) -> bool:
    """Tell whether somebody deals with a capital's government: "urged Oslo", "a letter from Oslo"."""
    token = _first_name(token)
    head = token.head.lemma_.lower()
    if token.dep_ in {"obj", "iobj", "nsubj:pass"}:
        return head in frame_words("government", "targets")
    cases = _cases(token)
    if "from" in cases:
        return head in frame_words("government", "messages")
    return bool(cases & {"with", "against"}) and head in frame_words("government", "joint_acts")


def _first_name(token: Token) -> Token:
    """Return the first of names that are listed: "Moscow" for "Baku" in "Moscow and Baku"."""
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    return token
