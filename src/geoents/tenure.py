"""Reads when a post is held from the words beside it: "former", "then", "outgoing", "-elect".

The words are data: the frames ``before_post`` and ``after_post`` of ``data/names/frames.toml``.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from spacy.tokens import Doc, Token

from geoents.frames import frame_words
from geoents.schema import Tenure
from geoents.spans import HYPHENS

__all__ = ["read_tenure", "without_tenure"]

#: Tags of the words between "former" and the post: "former Norwegian deputy health minister".
_MODIFIERS: Final = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "VBN", "VBG", "CD", "RB", "AFX", "FW"}
)
_LONGEST_PHRASE: Final = 10
_LONGEST_AFTER: Final = 3


def read_tenure(
    doc: Doc, start: int, end: int, *, bodies: Collection[int] = (), posts: Collection[int] = ()
) -> Tenure | None:
    """Return when the post at tokens ``start`` to ``end`` is held; None where no word tells it.

    Args:
        doc: The parsed text.
        start: The post's first token.
        end: The token after its last.
        bodies: Tokens of the names of states and bodies, passed over: "former Bank of Norway chief".
        posts: Tokens of posts; what is said of the first of two is said of both: "former
            president and party leader".
    """
    after = end + (end < len(doc) and doc[end].text in HYPHENS)
    for stop in range(min(after + _LONGEST_AFTER, len(doc)), after, -1):
        if (told := _told(doc[after:stop].text.lower(), "after_post")) is not None:
            return told
    for index in range(end - 1, max(start - _LONGEST_PHRASE, 0) - 1, -1):
        token = doc[index]
        told = _told(token.lower_, "before_post")
        if told is not None and _is_said_of(token, start, end):
            return told
        if token.lower_ in frame_words("before_post", "present"):
            return None
        is_inside = start <= index or index in bodies or index in posts
        joins = token.lower_ in {"and", "&"} and index - 1 in posts
        if not (is_inside or joins or token.tag_ in _MODIFIERS or token.text in HYPHENS):
            return None
        if token.i == token.sent.start:
            return None
    return None


def without_tenure(doc: Doc, start: int, end: int) -> tuple[int, int]:
    """Return a post's tokens without the words for its tenure: "president" of "ex-president-elect".

    "Acting" and the like stay: they are its rank.
    """
    rank = frame_words("before_post", Tenure.ACTING)
    while start < end - 1 and (
        doc[start].text in HYPHENS
        or (doc[start].lower_ not in rank and _told(doc[start].lower_, "before_post") is not None)
    ):
        start += 1
    while end - 1 > start and (
        doc[end - 1].text in HYPHENS or _told(doc[end - 1].lower_, "after_post") is not None
    ):
        end -= 1
    return start, end


def _told(words: str, frame: str) -> Tenure | None:
    return next((tenure for tenure in Tenure if words in frame_words(frame, tenure.value)), None)


def _is_said_of(token: Token, start: int, end: int) -> bool:
    """Tell whether a word goes with the post: not in "But then President Kos left"."""
    if token.lower_ == "late" and token.i + 1 < start:
        # "Late Tuesday President Kos left"; but "the late Norwegian president".
        return token.i > 0 and token.nbor(-1).tag_ in {"DT", "PRP$", "POS"}
    if token.tag_ != "RB" or token.nbor().text in HYPHENS:
        return True
    # The post may itself stand before its holder's name: "then President Kos".
    is_within = start <= token.head.i < end + 4
    return is_within and token.head.pos_ not in {"VERB", "AUX"}
