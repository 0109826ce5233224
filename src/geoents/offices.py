"""The grammar of posts: where a text names one, and which of its words are the post.

A post is a head noun of the lexicon (``data/names/offices.toml``) with its rank and portfolio, on
either side: "Acting First Deputy Minister for Foreign and European Affairs". The state or body it
belongs to, "former", "-elect" and the holder's name are outside.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.gazetteer import OfficeHead, OfficeLexicon
from geoents.spans import HYPHENS

__all__ = ["PostSpan", "find_posts"]

_AND: Final = frozenset({"and", "&"})
_LONGEST_PORTFOLIO: Final = 6
#: What is made of holders of a post.
_BOARDS: Final = frozenset({"board", "council", "cabinet", "committee", "house", "conference"})
_NOUN_TAGS: Final = frozenset({"NN", "NNS", "NNP", "NNPS"})


class PostSpan(NamedTuple):
    """A post named in a doc: tokens ``start`` to ``end``, and those of its head noun.

    ``weight`` counts its words beside the head: rank and portfolio make a post sure.
    """

    start: int
    end: int
    head: OfficeHead
    head_start: int
    head_end: int

    @property
    def weight(self) -> int:
        """How many words stand beside the head."""
        return (self.end - self.start) - (self.head_end - self.head_start)


def find_posts(
    doc: Doc,
    lexicon: OfficeLexicon,
    *,
    taken: Collection[int] = (),
    named: Collection[int] = (),
) -> list[PostSpan]:
    """Return the posts named in ``doc``, in order; they do not overlap.

    Args:
        doc: A tagged doc.
        lexicon: The words of posts.
        taken: Tokens of names of persons, states and bodies, which are no part of a post.
        named: Tokens inside names of bodies, which are no rank or portfolio: "Party" in "Green
            Party leader".
    """
    posts: list[PostSpan] = []
    position = 0
    while position < len(doc):
        found = _head_at(doc, position, lexicon)
        if found is None:
            position += 1
            continue
        head, end = found
        if _qualifies_next(doc, position, end, lexicon):
            position = end
            continue
        if any(i in taken for i in range(position, end)):
            position = end
            continue
        if _ends_body(doc, position, head):
            position = end
            continue
        lowest = posts[-1].end if posts else 0
        start = _extend_left(doc, position, lexicon, lowest, {*taken, *named})
        stop = _extend_right(doc, end, lexicon, taken)
        posts.append(PostSpan(start, stop, head, position, end))
        position = stop
    return posts


def _head_at(doc: Doc, start: int, lexicon: OfficeLexicon) -> tuple[OfficeHead, int] | None:
    """Return the longest head noun that starts at a token, and where it ends."""
    if doc[start].lower_ not in lexicon.firsts:
        return None
    if start and doc[start].text == "PM" and doc[start - 1].like_num:
        return None  # "5 PM"
    for end in range(min(len(doc), start + lexicon.max_words), start, -1):
        if doc[end - 1].is_space or doc[end - 1].text in HYPHENS:
            continue
        head = lexicon.head(_words(doc, start, end))
        if head is not None and any(doc[i].tag_ in _NOUN_TAGS for i in range(start, end)):
            return head, end
    return None


def _qualifies_next(doc: Doc, start: int, end: int, lexicon: OfficeLexicon) -> bool:
    """Tell whether a head noun is the rank or portfolio of another one behind it.

    "Deputy Prime Minister", "justice minister", "Chief Economic Adviser".
    """
    words = _words(doc, start, end).lower()
    if words not in lexicon.ranks and words not in lexicon.portfolios:
        return False
    place: int | None = end
    while place is not None and place < len(doc):
        if _head_at(doc, place, lexicon) is not None:
            return True
        if doc[place].text in HYPHENS:
            place += 1
            continue
        ranks = _longest_after(doc, place, lexicon.ranks)
        place = _longest_after(doc, place, lexicon.portfolios) or ranks
    return False


def _ends_body(doc: Doc, start: int, head: OfficeHead) -> bool:
    """Tell whether a plural says of whom a body is made: "the board of directors"."""
    is_plural = doc[start].lower_ in head.plurals
    return (
        is_plural
        and start > 1
        and doc[start - 1].lower_ == "of"
        and doc[start - 2].lower_ in _BOARDS
    )


def _words(doc: Doc, start: int, end: int) -> str:
    return " ".join(doc[start:end].text.split())


def _extend_left(
    doc: Doc, start: int, lexicon: OfficeLexicon, lowest: int, taken: Collection[int]
) -> int:
    """Return where the post begins: before its ranks and its portfolio."""
    while start > lowest:
        before = _qualifier_before(doc, start, lexicon, lowest)
        if before is None or any(i in taken for i in range(before, start)):
            break
        start = before
    return start


def _qualifier_before(doc: Doc, start: int, lexicon: OfficeLexicon, lowest: int) -> int | None:
    """Return where the rank or portfolio that ends just before a token begins."""
    end = start
    if end - 1 > lowest and doc[end - 1].text in HYPHENS and not doc[end - 2].whitespace_:
        end -= 1  # "vice-president": the rank stands before the hyphen
    elif end - 1 > lowest and doc[end - 1].lower_ in _AND:
        # "foreign and defence minister"
        first = _longest_before(doc, end - 1, lexicon.portfolios, lowest)
        has_second = _longest_after(doc, end, lexicon.portfolios) is not None
        return first if has_second else None
    elif end - 1 > lowest and doc[end - 1].text == ",":
        # "foreign, interior and defence ministers"
        following = _longest_after(doc, end, lexicon.portfolios)
        is_listed = following is not None and doc[following].lower_ in {*_AND, ","}
        return _longest_before(doc, end - 1, lexicon.portfolios, lowest) if is_listed else None
    for words in (lexicon.portfolios, lexicon.ranks):
        found = _longest_before(doc, end, words, lowest)
        if found is not None:
            return found
    return None


def _longest_before(doc: Doc, end: int, words: Collection[str], lowest: int) -> int | None:
    for start in range(max(lowest, end - _LONGEST_PORTFOLIO), end):
        if _words(doc, start, end).lower() in words and not doc[start].is_space:
            return start
    return None


def _longest_after(doc: Doc, start: int, words: Collection[str]) -> int | None:
    for end in range(min(len(doc), start + _LONGEST_PORTFOLIO), start, -1):
        if _words(doc, start, end).lower() in words and not doc[end - 1].is_space:
            return end
    return None


def _extend_right(doc: Doc, end: int, lexicon: OfficeLexicon, taken: Collection[int]) -> int:
    """Return where the post ends: after "of Foreign Affairs and Trade", "for Health"."""
    while True:
        after = end
        if after < len(doc) and doc[after].lower_ in lexicon.links:
            after += 1
            if after < len(doc) and doc[after].lower_ == "the":
                after += 1
            stop = _portfolios_at(doc, after, lexicon, taken)
        else:
            return end
        if stop is None:
            return end
        end = stop


def _portfolios_at(
    doc: Doc, start: int, lexicon: OfficeLexicon, taken: Collection[int]
) -> int | None:
    """Return where a list of portfolios ends that starts at a token: "Health, Labour and Welfare"."""
    end = _portfolio_at(doc, start, lexicon, taken)
    while end is not None:
        following = next(iter(_after_comma(doc, end)), None)
        more = None if following is None else _portfolio_at(doc, following, lexicon, taken)
        if more is None:
            break
        end = more
    return end


def _after_comma(doc: Doc, end: int) -> Iterator[int]:
    """Yield where the next item of a list can start after an item."""
    place = end
    if place < len(doc) and doc[place].text == ",":
        place += 1
    if place < len(doc) and doc[place].lower_ in _AND:
        place += 1
    if end < place < len(doc):
        yield place


def _portfolio_at(
    doc: Doc, start: int, lexicon: OfficeLexicon, taken: Collection[int]
) -> int | None:
    end = _longest_after(doc, start, lexicon.portfolios)
    if end is None or any(i in taken for i in range(start, end)):
        return None
    return end
