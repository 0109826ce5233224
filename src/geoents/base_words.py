"""The words of a text as the network is given them: verbs sunk from capitals, names made plain.

Names that a network has hardly seen ("Bounmy Sayalath-Inthy") mislead it about all that stands
around them, and what stands around a sentence sways it too. A sentence is therefore read three
times: in its text, there again with common names of as many words in place of the persons', and
alone with other common names. :mod:`geoents.base_scores` joins the readings. Who is named and
where sentences begin is read from the text itself alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from spacy.tokens import Doc

from geoents.frames import frame_words
from geoents.spans import Labelled

__all__ = ["line_starts", "paragraph_starts", "plain_names", "sink_capitals"]

_GIVEN: Final = (
    "John", "Mary", "Peter", "Anna", "David", "Susan", "Michael", "Linda", "James", "Karen",
)  # fmt: skip
_FAMILY: Final = (
    "Smith", "Johnson", "Brown", "Miller", "Wilson", "Taylor", "Anderson", "Thomas", "Moore", "Martin",
)  # fmt: skip
#: A word of capitals has more letters; an initial has fewer.
_INITIALS: Final = 2


def sink_capitals(words: Sequence[str]) -> list[str]:
    """Return words with the verbs of declarations in small letters that are printed in capitals.

    >>> sink_capitals(["WELCOME", "the", "truce", "and", "NOTE", "that", "NATO", "left"])
    ['Welcome', 'the', 'truce', 'and', 'note', 'that', 'NATO', 'left']
    """
    sunk = list(words)
    for i, word in enumerate(words):
        is_verb = word.isupper() and word.lower() in frame_words("body", "declares")
        beside = (words[max(0, i - 1)], words[min(i + 1, len(words) - 1)])
        if is_verb and not all(other.isupper() or not other.isalpha() for other in beside):
            goes_on = i > 0 and (words[i - 1].islower() or words[i - 1] == ",")
            sunk[i] = word.lower() if goes_on else word.capitalize()
    return sunk


def plain_names(words: Sequence[str], persons: Iterable[Labelled], *, shift: int = 0) -> list[str]:
    """Return words with common names in place of persons' names.

    Who has the same last word in the name gets the same family name.

    Args:
        words: The words of a text.
        persons: The spans of its persons' names.
        shift: By how much the names taken differ from those of another reading.

    >>> told = ["Xyzzo", "Qworp", "met", "Mr", "Qworp"]
    >>> plain_names(told, [Labelled(0, 2, "PERSON", 0.9), Labelled(4, 5, "PERSON", 0.9)])
    ['John', 'Smith', 'met', 'Mr', 'Smith']
    """
    plain = list(words)
    numbers: dict[str, int] = {}
    for span in persons:
        number = shift + numbers.setdefault(words[span.end - 1], len(numbers))
        for place in range(span.start, span.end):
            word = words[place]
            if not word[:1].isalpha():
                continue
            is_last = place == span.end - 1
            names = _FAMILY if is_last else _GIVEN
            name = names[(number + (0 if is_last else place - span.start)) % len(names)]
            plain[place] = name.upper() if word.isupper() and len(word) > _INITIALS else name
    return plain


def paragraph_starts(doc: Doc, words: Sequence[int]) -> list[int]:
    """Return the positions in ``words`` that begin a paragraph.

    A sentence start that an earlier component has set counts, and so does a blank line.
    """
    starts = [0]
    for position in range(1, len(words)):
        before, here = words[position - 1], words[position]
        gap = doc[before + 1 : here].text if here > before + 1 else ""
        if gap.count("\n") > 1 or any(
            doc[i].is_sent_start is True for i in range(before + 1, here + 1)
        ):
            starts.append(position)
    return starts


def line_starts(doc: Doc, words: Sequence[int]) -> set[int]:
    """Return the positions in ``words`` that begin a line."""
    return {
        position
        for position in range(1, len(words))
        if "\n" in doc[words[position - 1] + 1 : words[position]].text
    }
