"""Acronyms that a text defines anew: "Ruzizi Self-Defence Front (RSF)" is no press association.

A gazetteer knows one body by an acronym, the text another. What the text spells out counts, here and
below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc

from geoents.annotations import MentionData
from geoents.gazetteer import Gazetteer
from geoents.naming import acronym_letters

__all__ = ["forget_redefined"]

#: How many letters a word has at least that tells names apart.
_LEAST: Final = 4


def forget_redefined(doc: Doc, mentions: Sequence[MentionData], gazetteer: Gazetteer) -> None:
    """Take the gazetteer's key from the mentions of acronyms that stand for another body here.

    Args:
        doc: The doc.
        mentions: Its mentions; changed in place.
        gazetteer: Whose names the spelled-out one is compared with.
    """
    ends = {
        m["end"]: m
        for m in mentions
        if m["type"] == "ORG" and not m["key"] and m["end"] - m["start"] > 1
    }
    redefined = set()
    for mention in mentions:
        start, key = mention["start"], mention["key"]
        if key is None or mention["type"] != "ORG" or start == 0 or doc[start - 1].text != "(":
            continue
        if (long := ends.get(start - 1)) is None:
            continue
        acronym = doc[start : mention["end"]].text
        spelled = doc[long["start"] : long["end"]].text
        if _may_abbreviate(acronym, spelled) and not _is_known(spelled, key, gazetteer):
            redefined.add((acronym, key))
    for mention in mentions:
        if (doc[mention["start"] : mention["end"]].text, mention["key"]) in redefined:
            mention["key"] = None


def _may_abbreviate(acronym: str, name: str) -> bool:
    """Tell whether an acronym's letters stand in a name in their order, the first one first."""
    letters, inside = acronym_letters(acronym), iter(re.sub(r"\W", "", name).lower())
    is_first = acronym.isupper() and name[:1].lower() == letters[:1]
    return len(letters) > 1 and is_first and all(letter in inside for letter in letters)


def _is_known(name: str, key: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a name shares a word with the names of a gazetteer's entry."""
    entry = gazetteer.entry(key)
    known = {word for other in (entry.name, *entry.aliases) for word in _words(other)}
    return not known.isdisjoint(_words(name))


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"\w+", name.lower()) if len(word) >= _LEAST}
