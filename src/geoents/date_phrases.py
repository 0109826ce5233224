"""Date expressions in a sentence: where they stand, and what their prepositions make of them.

They are found by the grammar of :mod:`geoents.date_shapes`; what the model alone takes for a date
("on Independence Day") is one without a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from spacy.tokens import Span, Token

from geoents.date_shapes import PHRASE
from geoents.date_words import load_date_words

__all__ = ["DatePhrase", "Opener", "find_date_phrases"]

_WORDS: Final = load_date_words()
_MONTH: Final = re.compile(rf"(?:{_WORDS.either('months')})\b", re.IGNORECASE)
_BARE: Final = re.compile(
    rf"(?:\d{{4}}|(?:{_WORDS.either('months')})\.?)(?: (?:and|to) \d{{4}})?", re.IGNORECASE
)
_DURATION: Final = re.compile(
    r"\d|(?:second|minute|hour|day|week|month|year|decade|centur)|daily|annual|time|now|recent",
    re.I,
)
_POINTS_OF_NAMES: Final = frozenset({"on", "in", "during", "at"})
_WEAK: Final = frozenset({"the", "just", "only"})
_PLAIN: Final = frozenset({"", "DATE", "TIME"})


class Opener(StrEnum):
    """What a date's preposition says: that it is the event's own, its beginning, or its end."""

    POINT = "point"
    SINCE = "since"
    FROM = "from"
    UNTIL = "until"
    BETWEEN = "between"
    BEYOND = "beyond"


class DatePhrase(NamedTuple):
    """A date expression.

    Attributes:
        start, end: Its tokens, with preposition and lead ("late on Monday").
        core: The words that have a value, without the lead; None when only the model knows it.
        opener: What its preposition makes of it.
        preposition: The preposition, in small letters, or "".
        is_possessive: Whether an 's follows ("Monday's talks").
        root: The token by which it hangs in the tree.
    """

    start: int
    end: int
    core: str | None
    opener: Opener
    preposition: str
    is_possessive: bool
    root: Token


def find_date_phrases(sentence: Span) -> list[DatePhrase]:
    """Return the date expressions of a sentence in the order of the text."""
    phrases = list(_by_grammar(sentence))
    taken = {i for phrase in phrases for i in range(phrase.start, phrase.end)}
    phrases.extend(_by_model(sentence, taken))
    return sorted(phrases, key=lambda phrase: phrase.start)


def _by_grammar(sentence: Span) -> Iterator[DatePhrase]:
    doc = sentence.doc
    for match in PHRASE.finditer(sentence.text):
        begin, stop = (sentence.start_char + at for at in match.span())
        tokens = [t for t in sentence if t.idx < stop and begin < t.idx + len(t)]
        if not tokens or any(t.ent_type_ not in _PLAIN for t in tokens):
            continue
        core = " ".join(match[0].split())
        # "May" is a month, "may" is none.
        if any(word[0].islower() for word in _MONTH.findall(core)):
            continue
        start, end = tokens[0].i, tokens[-1].i + 1
        before = doc[start - 1].lower_ if start > sentence.start else ""
        if before in _WORDS.lists["named_days"]:
            continue
        phrase = _extend(sentence, start, end, core)
        is_sure = phrase.start < start or phrase.is_possessive or tokens[0].ent_type_ == "DATE"
        # "2019 cases", "Ms May said": a number or a name alone needs to be told a date.
        if _BARE.fullmatch(core) and not is_sure:
            continue
        yield phrase


def _by_model(sentence: Span, taken: set[int]) -> Iterator[DatePhrase]:
    doc = sentence.doc
    for token in sentence:
        if token.ent_type_ != "DATE" or token.ent_iob_ != "B":
            continue
        end = token.i + 1
        while end < sentence.end and doc[end].ent_iob_ == "I":
            end += 1
        if taken.intersection(range(token.i, end)):
            continue
        phrase = _extend(sentence, token.i, end, None)
        if phrase.preposition in _POINTS_OF_NAMES and not _DURATION.search(doc[token.i : end].text):
            yield phrase


def _extend(sentence: Span, start: int, end: int, core: str | None) -> DatePhrase:
    """Take in what stands before the expression: "by the end of", "late on"."""
    doc = sentence.doc
    kinds = {word: Opener(kind) for kind, words in _WORDS.openers.items() for word in words}
    opener, preposition = Opener.POINT, ""
    first = start
    while first > sentence.start:
        word = doc[first - 1].lower_
        after = doc[first].lower_
        is_mid = word == "-" and doc[first - 2].lower_ == "mid"
        is_lead = is_mid or word in _WORDS.leads["words"]
        if is_lead or (word in _WORDS.leads["nouns"] and after in {"of", "on", "in"}):
            first -= 1
        elif word in kinds and (not preposition or _goes_before(doc[first - 1], after)):
            opener, preposition = kinds[word], word
            first -= 1
        else:
            break
    # A lead alone before a preposition that is not the date's: "the".
    while first < start and doc[first].lower_ in _WEAK and not preposition:
        first += 1
    is_possessive = end < len(doc) and doc[end].tag_ == "POS"
    return DatePhrase(first, end, core, opener, preposition, is_possessive, doc[first:end].root)


def _goes_before(token: Token, after: str) -> bool:
    """Tell whether a preposition may stand before the words in front of a date.

    "Prior to", "ahead of", "by the end of"; not "met in on".
    """
    if after in {"of", "to", "than", "on", "in"} and token.i + 1 < len(token.doc):
        return token.lower_ in _WORDS.openers["beyond"]
    return True
