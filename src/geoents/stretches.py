"""Stretches of text by tokens: sentences put together again, attributions, and a claim's edges."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from geoents.annotations import annotations as annotations_of
from geoents.graph import Graph
from geoents.quotations import QUOTE_MARKS

__all__ = [
    "Stretch",
    "attribution_of",
    "is_mark",
    "moved_out",
    "opens_sentence",
    "sentence_of",
    "trim",
]

#: What is cut off the characters of a claim; an apostrophe at its end may be a possessive.
_LEADING: Final = "".join(sorted(QUOTE_MARKS)) + " \n\t\xa0"
_TRAILING: Final = '“”„«»"` \n\t\xa0'
#: Titles whose full stop ends no sentence: "Smt. Olsen".
_ABBREVIATIONS: Final = frozenset(
    {"smt", "shri", "sri", "md", "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "rev", "hon",
     "sen", "rep", "gov", "adv", "sgt", "st", "no"}
)  # fmt: skip
_STOPS: Final = ".!?…"


class Stretch(NamedTuple):
    """Tokens ``start`` to ``end`` (half-open) of what was said."""

    start: int
    end: int


def attribution_of(graph: Graph, trigger: int, subject_start: int | None) -> Stretch:
    """Return the tokens from a speaker to the verb of saying, whichever comes first."""
    start = trigger if subject_start is None else min(trigger, subject_start)
    verb = graph.heads[trigger]
    if verb < start < trigger and graph.doc[trigger - 1].lower_ == "as":
        # "the agency quoted Olsen as saying"
        subject = graph.subject(verb)
        start = verb if subject is None or subject > verb else graph.doc[subject].left_edge.i
    while start > 0 and graph.heads[start - 1] == trigger and graph.doc[start - 1].pos_ == "AUX":
        start -= 1
    return Stretch(start, trigger + 1)


def moved_out(graph: Graph, head: int) -> set[int]:
    """Return the tokens below a head that a repair has hung elsewhere.

    "Confirmed that the road was shut, but cautioned that ...".
    """
    below = {token.i for token in graph.doc[head].subtree}
    moved = [i for i in below if i != head and graph.heads[i] not in below]
    return {token.i for i in moved for token in graph.doc[i].subtree}


def sentence_of(doc: Doc, i: int) -> Stretch:
    """Return the sentence of a token, as the stops show it.

    The parser may cut where there is no stop ("The talks have failed, | Olsen said") and may not
    cut between two quotations ("'It is over.' 'We go,' he said"). Here a sentence ends at a line's
    end, and at a stop before a capital.
    """
    starts = _sentence_starts(doc)
    place = bisect_right(starts, i)
    return Stretch(starts[place - 1], starts[place])


@lru_cache(maxsize=1)
def _sentence_starts(doc: Doc) -> list[int]:
    """Return where the sentences of a doc begin, and its end; a sentence never leaves its zone."""
    offsets = [token.idx for token in doc]
    # "... on Thursday. ab /cd (AFP)"
    zones = {bisect_left(offsets, zone["start_char"]) for zone in annotations_of(doc)["zones"]}
    return [*(at for at in range(len(doc)) if at in zones or opens_sentence(doc, at)), len(doc)]


def opens_sentence(doc: Doc, i: int) -> bool:
    """Tell whether a sentence begins with a token, or with the quotation mark that it is."""
    if i == 0 or "\n" in doc[i - 1].text:
        return True
    if is_mark(doc[i]) and doc[i].whitespace_:
        return False  # it closes
    before = i - 1
    while before > 0 and (is_mark(doc[before]) or doc[before].is_space):
        if is_mark(doc[before]) and not doc[before].whitespace_ and not doc[before + 1].is_space:
            return False  # the mark before opened the sentence
        before -= 1
    first = i
    while first < len(doc) - 1 and is_mark(doc[first]):
        first += 1
    stop, text = doc[before].text, doc[first].text
    if (
        stop == "."
        and before
        and doc[before - 1].lower_ in _ABBREVIATIONS
        and not doc[before - 1].whitespace_
    ):
        return False
    if stop in {".", "?", "!"}:
        return not text[:1].islower() and not doc[first].is_punct
    return stop[-1] in _STOPS and bool(doc[i].is_sent_start or doc[first].is_sent_start)


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
