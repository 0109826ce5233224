"""The strings that an entry of the gazetteer is found by, and the automaton that finds them.

:func:`names_of` spells an entry out; :class:`Automaton` finds any number of spellings in one pass
over a text (Aho and Corasick 1975, through ahocorasick_rs), so that speed does not depend on how
many there are. Both compare lower case; casing is for the gazetteer to judge.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick
from spacy.tokens import Doc

from geoents.names import Entry
from geoents.schema import EntityType, Form

__all__ = ["LOOKALIKE", "Automaton", "Name", "lookalike", "names_of", "plain"]

#: The key of phrases that only look like a state's name.
LOOKALIKE: Final = ""
_ARTICLE: Final = "the "


class Name(NamedTuple):
    """One string of an entry, as the automaton knows it.

    ``flags`` are those of :class:`geoents.gazetteer.Match`, and "article" (the text must have
    "the" before it), "any-case" (casing says nothing).
    """

    text: str
    key: str
    form: Form
    flags: frozenset[str]
    ambiguous: bool
    secondary: bool


def names_of(entry: Entry) -> Iterator[Name]:
    """Yield the strings of an entry with form and flags."""
    names = (entry.name, *entry.aliases)
    if entry.exact:
        names = tuple(name for name in names if name not in entry.exact)
    base = ("any-case",) if entry.type is EntityType.OFFICE else ()
    lists = (
        (names, Form.NAME, base),
        (entry.exact, Form.NAME, ("acronym",)),
        (_title_case(entry), Form.NAME, ("acronym",)),
        (entry.adjectives, Form.ADJECTIVE, ()),
        (entry.demonyms, Form.ADJECTIVE, ("demonym",)),
        (entry.prefixes, Form.ADJECTIVE, ("prefix",)),
        (entry.metonyms, Form.METONYM, ()),
    )
    for texts, form, flags in lists:
        for text in texts:
            own = frozenset((*flags, "language") if text in entry.language else flags)
            bare = text
            # "The Hague" is a seat, and its article a part of it.
            if form is Form.NAME and text[: len(_ARTICLE)].lower() == _ARTICLE:
                bare, own = text[len(_ARTICLE) :].lstrip(), own | {"article"}
            yield Name(bare, entry.key, form, own, text in entry.ambiguous, text in entry.secondary)


def lookalike(text: str) -> Name:
    """Return a phrase that holds a state's name and does not mean it: "Indian Ocean"."""
    return Name(text, LOOKALIKE, Form.NAME, frozenset(), False, False)


def _title_case(entry: Entry) -> list[str]:
    """Return the acronyms as British papers write them: "Nato", "Unesco", "Cites" only if clear."""
    return [
        text.capitalize()
        for text in entry.exact
        if len(text) >= 4 and text.isalpha() and text.isupper() and text not in entry.ambiguous
    ]


def plain(text: str) -> str:
    """Return text with straight apostrophes and without accents, for comparison."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _spellings(text: str) -> Iterable[str]:
    """Return a name with straight and curly apostrophe, with and without its accents."""
    if text.isascii() and "'" not in text:
        return (text,)
    straight = text.replace("’", "'")
    return {v for t in (straight, plain(text)) for v in (t, t.replace("'", "’"))}


def _lowered(text: str) -> str:
    """Return text in lower case, letter for letter: "İ" would become two."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)


class Automaton:
    """Finds names in docs, wherever they begin and end with a token.

    Args:
        names: The names; several may be spelled alike.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        spelled: list[str] = []
        self._named: list[Name] = []
        for name in names:
            opening = _ARTICLE if "article" in name.flags else ""
            for spelling in _spellings(name.text):
                spelled.append(opening + _lowered(spelling))
                self._named.append(name)
        self._automaton = AhoCorasick(spelled, store_patterns=False)

    def find(self, doc: Doc) -> Iterator[tuple[int, int, Name]]:
        """Yield the tokens, half-open, of each name spelled in a doc, whatever its casing."""
        starts = {token.idx: token.i for token in doc}
        ends = {token.idx + len(token): token.i + 1 for token in doc}
        hits = self._automaton.find_matches_as_indexes(_lowered(doc.text), overlapping=True)
        for number, start_char, end_char in hits:
            if start_char in starts and end_char in ends:
                name = self._named[number]
                yield starts[start_char] + ("article" in name.flags), ends[end_char], name
