"""What in a sentence says that it is a reply to what somebody else said.

The words of a reply need not repeat those of the charge. "The agency accused the guard of leaving
migrants adrift. *Asked about the complaint*, the minister said the guard had abandoned nobody" and
"The minister *hit back*, saying ..." tell it by their verbs; "denied agreeing to a truce, *a day
after* the president had announced that the rebels had signed one" by the clause beside it.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Span, Token

from geoents.contents import load_words

__all__ = ["calls_up", "is_reply", "is_set_beside"]

_BACK: Final = "back"
_CASES: Final = frozenset({"about", "on", "over", "to", "regarding"})
_NEAR: Final = 4


def is_reply(doc: Doc, trigger: int) -> bool:
    """Tell whether a verb of saying is put as a reply: "hit back, telling members that ..."."""
    words = load_words("replies")
    token = doc[trigger]
    if token.lemma_.lower() in words["verbs"]:
        return True
    return any(_replies(word, words) for word in token.sent if _belongs(word, token))


def _replies(word: Token, words: dict[str, frozenset[str]]) -> bool:
    lemma = word.lemma_.lower()
    if lemma in words["back"] and any(t.lower_ == _BACK for t in _next(word)):
        return True
    if lemma in words["asked"] and any(t.lower_ in _CASES for t in _next(word)):
        return True
    return lemma in words["nouns"] and word.i > 0 and word.nbor(-1).lower_ in {"in", "by"}


def _next(word: Token) -> Span:
    return word.doc[word.i + 1 : min(word.i + 1 + _NEAR, len(word.doc))]


def _belongs(word: Token, saying: Token) -> bool:
    """Tell whether a word stands beside a verb of saying: above it, or before what is said."""
    if word in saying.ancestors:
        return True
    return saying.is_ancestor(word) and all(
        not (up.dep_ in {"ccomp", "parataxis", "conj"} and saying.is_ancestor(up))
        for up in [word, *word.ancestors]
    )


def is_set_beside(doc: Doc, answer: int, other: int) -> bool:
    """Tell whether a verb's sentence sets it beside an earlier act: "denied it after X claimed it".

    Args:
        doc: The parsed text.
        answer: The trigger of the answer.
        other: The trigger of the other act, later in the same sentence.
    """
    if other <= answer or doc[other].sent != doc[answer].sent:
        return False
    after = load_words("replies")["after"]
    return any(token.lower_ in after for token in doc[answer + 1 : other])


def calls_up(claim: Span) -> bool:
    """Tell whether a claim says no to what somebody spoke of: "made no such remark"."""
    such = load_words("replies")["such"]
    return any(t.lower_ in such and t.i > 0 and t.nbor(-1).lower_ in {"no", "any"} for t in claim)
