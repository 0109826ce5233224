"""Capitals that somebody travels to: the city is no mention, but whoever visits it visits its state.

So is the seat of a ministry, which is that state's: "the foreign ministry in Oslo".

"She flew to Oslo" names no state, so that ``geoents_entities`` leaves "Oslo" out; SCHEMA.md has it
that she visited Norway all the same. Such a word refers to the state as "the country" does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Doc, Token

from geoents.annotations import MentionData
from geoents.frames import frame_words
from geoents.gazetteer import Gazetteer
from geoents.schema import EntityType, Form
from geoents.zones import is_text

__all__ = ["find_destinations"]

_PHRASES: Final = frozenset({"obl", "nmod", "obl:arg", "advcl"})
_BEFORE: Final = frozenset({"compound", "nmod:desc", "nmod", "amod"})


def find_destinations(
    doc: Doc, gazetteer: Gazetteer, mentions: Iterable[MentionData]
) -> Iterator[MentionData]:
    """Yield a nominal mention of the state for every capital that a travel verb or noun names.

    Args:
        doc: A doc with tags and trees.
        gazetteer: Where capitals stand.
        mentions: The doc's mentions; what they cover is left alone.
    """
    taken = {i for mention in mentions for i in range(mention["start"], mention["end"])}
    for match in gazetteer.match(doc):
        is_capital = match.type is EntityType.STATE and match.form is Form.METONYM
        span = doc[match.start : match.end]
        if not is_capital or not taken.isdisjoint(range(match.start, match.end)):
            continue
        if is_text(doc, span.start_char) and is_destination(span.root):
            yield MentionData(
                start=match.start,
                end=match.end,
                type=EntityType.STATE.value,
                form=Form.NOMINAL.value,
                key=match.key,
                why="the capital somebody travels to",
                entity=None,
                group=[],
                holder=None,
            )


def is_destination(token: Token) -> bool:
    """Tell whether a word is where somebody travels: "visited Oslo", "his trip to Oslo"."""
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    head, dep = token.head, token.dep_
    lemma = head.lemma_.lower()
    cases = {child.lower_ for child in token.children if child.dep_ == "case"}
    if dep == "obj" and not cases:
        return lemma in frame_words("travel", "visits")
    if dep == "nmod" and cases == {"in"} and lemma in frame_words("travel", "seats"):
        return True
    if dep in _PHRASES and cases:
        named = lemma in frame_words("travel", "verbs") | frame_words("travel", "nouns")
        arrives = lemma in frame_words("travel", "arrivals") and "in" in cases
        return arrives or (named and bool(cases & frame_words("travel", "prepositions")))
    return dep in _BEFORE and not cases and lemma in frame_words("travel", "nouns")
