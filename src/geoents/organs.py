"""The grammar of organs: ministries, parliaments, courts, armies and the like, in any state.

"the Norwegian foreign ministry", "Ministry of Health and Welfare", "parliament", "the army": which
words name one body, by the nouns of ``data/names/organs.toml``. A state's adjective is part of the
name, its possessive and the article are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.gazetteer import Organ, OrganLexicon
from geoents.spans import HYPHENS, POSSESSIVES

__all__ = ["OrganSpan", "find_organs"]

_NOUN_TAGS: Final = frozenset({"NN", "NNS", "NNP", "NNPS"})
_MODIFIER_TAGS: Final = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ"})
_FUNCTION_TAGS: Final = frozenset({"DT", "IN", "CC", "PRP", "PRP$", "TO", "MD", "WDT", "WP", "EX"})
_INDEFINITE: Final = frozenset(
    {"a", "an", "any", "every", "each", "no", "some", "another", "other", "many", "most", "such"}
)
_LINKS: Final = frozenset({"of", "for"})
_AND: Final = frozenset({"and", "&"})


class OrganSpan(NamedTuple):
    """Words that name an organ: tokens ``start`` to ``end``.

    Attributes:
        is_cased: Whether the noun has a capital, as in a proper name.
        is_modified: Whether a modifier or an of-phrase says which organ it is.
        has_state: Whether a state's or place's name stands in it.
        is_indefinite: Whether it is one of many: "an army", "every court".
    """

    start: int
    end: int
    organ: Organ
    is_cased: bool
    is_modified: bool
    has_state: bool
    is_indefinite: bool


def find_organs(
    doc: Doc, lexicon: OrganLexicon, *, places: Mapping[int, tuple[int, int]]
) -> list[OrganSpan]:
    """Return the organs named in ``doc``, in order; they do not overlap.

    Args:
        doc: A tagged doc.
        lexicon: The nouns of organs.
        places: For every token of a state's or place's name, where that name starts and ends.
    """
    found: list[OrganSpan] = []
    position = 0
    while position < len(doc):
        at = _noun_at(doc, position, lexicon)
        if at is None:
            position += 1
            continue
        organ, end = at
        span = _whole(doc, position, end, organ, lexicon, places, found[-1].end if found else 0)
        found.append(span)
        position = max(end, span.end)
    return found


def _noun_at(doc: Doc, start: int, lexicon: OrganLexicon) -> tuple[Organ, int] | None:
    if doc[start].lower_ not in lexicon.firsts:
        return None
    for end in range(min(len(doc), start + lexicon.max_words), start, -1):
        organ = lexicon.organ(" ".join(doc[start:end].text.split()))
        if organ is not None and doc[end - 1].tag_ in _NOUN_TAGS:
            return organ, end
    return None


def _whole(
    doc: Doc,
    start: int,
    end: int,
    organ: Organ,
    lexicon: OrganLexicon,
    places: Mapping[int, tuple[int, int]],
    lowest: int,
) -> OrganSpan:
    is_cased = doc[start].text[0].isupper()
    noun_start = start
    start = _modified_from(doc, start, is_cased, lexicon, places, lowest)
    is_modified = start < noun_start
    has_state = False
    if organ.state_organ and start - 1 >= lowest and start - 1 in places:
        before = places[start - 1]
        # "Kenya's parliament" has the state beside it, "Kenyan parliament" within.
        if before[1] == start and before[0] >= lowest:
            start, has_state = before[0], True
            if is_cased:  # "the Royal Thai Police"
                start = _modified_from(doc, start, is_cased, lexicon, places, lowest)
    stop = _of_phrase(doc, end, is_cased, organ, lexicon, places)
    before_it = doc[start - 1].lower_ if start else ""
    return OrganSpan(
        start,
        stop,
        organ,
        is_cased,
        is_modified or stop > end,
        has_state or _is_owned_by_place(doc, start, stop, places),
        before_it in _INDEFINITE,
    )


def _modified_from(
    doc: Doc,
    start: int,
    is_cased: bool,
    lexicon: OrganLexicon,
    places: Mapping[int, tuple[int, int]],
    lowest: int,
) -> int:
    """Return where the words before an organ's noun begin that belong to its name."""
    while start > lowest:
        index = start - 1
        if index - 1 >= lowest and doc[index].text in HYPHENS and not doc[index].whitespace_:
            index -= 1  # "Anti-Corruption Commission"
        if not _modifies(doc, index, is_cased, lexicon, places):
            break
        start = index
    return start


def _modifies(
    doc: Doc,
    index: int,
    is_cased: bool,
    lexicon: OrganLexicon,
    places: Mapping[int, tuple[int, int]],
) -> bool:
    """Tell whether a word before an organ's noun belongs to its name."""
    token = doc[index]
    if index in places or token.is_space or token.is_punct:
        return False
    if token.lower_ in lexicon.modifiers:
        return True
    is_capital = token.text[0].isupper() and token.tag_ not in _FUNCTION_TAGS
    return is_cased and is_capital and not (token.is_sent_start and token.is_stop)


def _of_phrase(
    doc: Doc,
    end: int,
    is_cased: bool,
    organ: Organ,
    lexicon: OrganLexicon,
    places: Mapping[int, tuple[int, int]],
) -> int:
    """Return where "of Health and Welfare" ends, or ``end`` where there is no such phrase."""
    if not organ.of or end + 1 >= len(doc) or doc[end].lower_ not in _LINKS:
        return end
    place = end + 1
    if doc[place].lower_ == "the" and place + 1 < len(doc):
        place += 1
    stop = _words_from(doc, place, is_cased, lexicon, places)
    return stop if stop > place else end


def _words_from(
    doc: Doc,
    start: int,
    is_cased: bool,
    lexicon: OrganLexicon,
    places: Mapping[int, tuple[int, int]],
) -> int:
    """Return where a run of a body's matters ends: "Foreign Affairs, Trade and Industry"."""
    stop, place = start, start
    while place < len(doc):
        token = doc[place]
        is_matter = token.lower_ in lexicon.modifiers or token.lower_ == "affairs"
        is_name = is_cased and token.text[0].isupper() and token.tag_ in _MODIFIER_TAGS
        if place in places:
            # "Union of European Democrats": a place's adjective before the matter.
            after = places[place][1]
            is_name = is_cased and after < len(doc) and doc[after].text[0].isupper()
            is_matter = False
        if not token.is_punct and (is_matter or is_name):
            place += 1
            stop = place
        elif place > start and (token.text == "," or token.lower_ in _AND):
            place += 1
        else:
            break
    return stop


def _is_owned_by_place(
    doc: Doc, start: int, stop: int, places: Mapping[int, tuple[int, int]]
) -> bool:
    """Tell whether "Norway's" stands before, or "of Norway" after."""
    if start > 1 and doc[start - 1].text in POSSESSIVES and start - 2 in places:
        return True
    after = stop
    if after + 1 < len(doc) and doc[after].lower_ in {"of", "in"}:
        after += 1
        if doc[after].lower_ == "the" and after + 1 < len(doc):
            after += 1
        return after in places
    return False
