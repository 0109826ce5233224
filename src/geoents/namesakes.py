"""States that share a name: which of them a text means, and which names are American places.

"Congolese" is of either Congo, "Korean" of either Korea: the one that the text names in so many
words, or by its capital, most often; where it names none or both alike, the likelier of the
gazetteer. "Georgia" among Ohio and Texas is the US state, "Lebanon, Pennsylvania" a town.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from spacy.tokens import Doc

from geoents.frames import frame_words
from geoents.gazetteer import Match
from geoents.schema import EntityType, Form
from geoents.spans import POSSESSIVES

__all__ = ["SETTLED", "settle_namesakes"]

#: Flag of an ambiguous match whose state the text also names by other words: "Chad" beside "Chadian".
SETTLED: Final = "settled"


def settle_namesakes(doc: Doc, matches: Sequence[Match]) -> Iterator[Match]:
    """Yield the STATE matches with the key that the text means, without American places.

    Args:
        doc: The doc.
        matches: Its matches.
    """
    states = [match for match in matches if match.type is EntityType.STATE]
    clear = Counter(m.key for m in states if not m.others and not m.ambiguous)
    american = _american_keys(doc, states, clear)
    for match in states:
        if match.key in american and _is_us_name(doc, match):
            continue
        if _is_american_town(doc, match):
            continue
        key = max((match.key, *match.others), key=lambda k: clear[k])
        if match.ambiguous and clear[key]:
            match = replace(match, key=key, flags=match.flags | {SETTLED})
        yield match


def _american_keys(doc: Doc, states: Sequence[Match], clear: Counter[str]) -> set[str]:
    """Return the states whose name is a US state's all through the text.

    One that the text names in so many words ("Tbilisi", for Georgia) is none of them.
    """
    namesakes = [m for m in states if _is_us_name(doc, m) and not clear[m.key]]
    if not namesakes:
        return set()
    if _names_us_states(doc):
        return {match.key for match in namesakes}
    return {match.key for match in namesakes if _is_us_state(doc, match)}


def _is_us_name(doc: Doc, match: Match) -> bool:
    text = doc[match.start : match.end].text.lower()
    return match.form is Form.NAME and text in frame_words("us_state", "names")


def _names_us_states(doc: Doc) -> bool:
    """Tell whether a text names a US state that nothing else is called like."""
    clear = frame_words("us_state", "names") - frame_words("us_state", "others")
    return any(
        doc[i : i + 2].text.lower() in clear
        or (doc[i].lower_ in clear and doc[i].text[0].isupper())
        for i in range(len(doc))
    )


def _is_us_state(doc: Doc, match: Match) -> bool:
    """Tell whether the words beside it say so: "governor of Georgia", "Georgia Republicans"."""
    before = doc[max(0, match.start - 2) : match.start]
    if len(before) == 2 and before[1].lower_ in {"of", "from"}:
        return before[0].lower_ in frame_words("us_state", "before")
    after = doc[match.end : match.end + 3]
    words = [token.lower_ for token in after if token.text not in POSSESSIVES]
    return bool(words) and words[0] in frame_words("us_state", "after")


def _is_american_town(doc: Doc, match: Match) -> bool:
    """Tell whether a US state follows behind a comma: "Lebanon, Pennsylvania", "Paris, Texas"."""
    if match.form is Form.ADJECTIVE or doc[match.end : match.end + 1].text != ",":
        return False
    following = doc[match.end + 1 : match.end + 3]
    names = frame_words("us_state", "names")
    is_state = following.text.lower() in names or following[:1].text.lower() in names
    # "Georgia, Ohio and Texas" is a list, "in Paris, Texas, on Monday" a town with its state.
    return is_state and not _is_us_name(doc, match)
