"""Stretches of text by tokens: sentences put together again, attributions, and a claim's edges."""

from __future__ import annotations

from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from geoents.graph import Graph
from geoents.quotations import QUOTE_MARKS

__all__ = ["Stretch", "attribution_of", "is_mark", "sentence_of", "trim"]

#: What is cut off the characters of a claim; an apostrophe at its end may be a possessive.
_LEADING: Final = "".join(sorted(QUOTE_MARKS)) + " \n\t\xa0"
_TRAILING: Final = '“”„«»"` \n\t\xa0'
_STOPS: Final = ".!?…"


class Stretch(NamedTuple):
    """Tokens ``start`` to ``end`` (half-open) of what was said."""

    start: int
    end: int


def attribution_of(graph: Graph, trigger: int, subject_start: int | None) -> Stretch:
    """Return the tokens from a speaker to the verb of saying, whichever comes first."""
    start = trigger if subject_start is None else min(trigger, subject_start)
    while start > 0 and graph.heads[start - 1] == trigger and graph.doc[start - 1].pos_ == "AUX":
        start -= 1
    return Stretch(start, trigger + 1)


def sentence_of(doc: Doc, i: int) -> Stretch:
    """Return the sentence of a token, put together where it was cut without a stop.

    "The talks have failed, | Olsen said" is one sentence.
    """
    sentence = doc[i].sent
    start, end = sentence.start, sentence.end
    while start > 0 and _goes_on(doc, start):
        start = doc[start - 1].sent.start
    while end < len(doc) and _goes_on(doc, end):
        end = doc[end].sent.end
    return Stretch(start, end)


def _goes_on(doc: Doc, i: int) -> bool:
    """Tell whether the sentence before a token goes on with it: no stop and no line's end."""
    before = i - 1
    while before > 0 and is_mark(doc[before]):
        before -= 1
    token = doc[before]
    is_broken = "\n" in doc[before:i].text
    return token.text[-1] not in _STOPS and not token.is_space and not is_broken


def is_mark(token: Token) -> bool:
    """Tell whether a token is a quotation mark."""
    return set(token.text) <= QUOTE_MARKS


def trim(doc: Doc, stretch: Stretch) -> tuple[int, int] | None:
    """Return the characters of a claim without "that", quotation marks and stops at its edges."""
    start, end = stretch
    while start < end and (
        _is_edge(doc[start]) or (doc[start].lower_ == "that" and doc[start].dep_ == "mark")
    ):
        start += 1
    while end > start and _is_edge(doc[end - 1]):
        end -= 1
    if start >= end:
        return None
    first, text = doc[start].idx, doc[start:end].text
    inner = text.lstrip(_LEADING).rstrip(_TRAILING)
    first += len(text) - len(text.lstrip(_LEADING))
    return (first, first + len(inner)) if inner else None


def _is_edge(token: Token) -> bool:
    if token.is_space or is_mark(token) or (token.dep_ == "cc" and token.lower_ == "and"):
        return True
    return token.is_punct and token.text not in {"(", ")", "[", "]", "%", "#", "&", "@"}
