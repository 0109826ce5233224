"""Which texts are not English: told by their letters, their small words and, in doubt, py3langid.

The small words of English ("the", "of") are found in nearly every English text, so that the
detector, which takes a second to load, is asked about the others alone. It answers only when
it is sure: a foreign text that is read costs less than an English one that is not.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["find_foreign"]

#: Characters looked at: a page may end in other languages, and begins in its own.
_SAMPLE: Final = 4_000
#: Fewer letters tell no language: a headline of names, a row of emoji.
_LEAST_LETTERS: Final = 60
#: Words that no other language uses as often; "in", "on", "was" and "of" are words of others too.
_SMALL: Final = frozenset("the and with that from by for his said has have will were not".split())
#: Of the words of English news, from 12 to 25 % are such.
_ENGLISH: Final = 0.08
#: How sure the detector must be.
_SURE: Final = 0.9
#: Letters past these are of no Latin alphabet.
_LAST_LATIN: Final = "\u024f"
_WORD: Final = re.compile(r"[^\W\d_]+")


def find_foreign(text: str) -> str | None:
    """Return what a text that is not English is in: a code of ISO 639-1, or None.

    None also where it cannot be told, as of a text without words.

    >>> find_foreign("The minister said that the talks with the neighbours were not over.") is None
    True
    """
    words = _WORD.findall(text[:_SAMPLE])
    letters = sum(map(len, words))
    if letters < _LEAST_LETTERS:
        return None
    small = sum(word.lower() in _SMALL for word in words)
    if small > _ENGLISH * len(words):
        return None
    # Words in capitals alone look like none of the texts that the detector knows.
    sample = " ".join(word.lower() if word.isupper() else word for word in words)
    code, probability = _load_detector().classify(sample)
    if code == "en":
        return None
    foreign = sum(letter > _LAST_LATIN for word in words for letter in word)
    return code if probability >= _SURE or foreign > letters / 2 else None


@cache
def _load_detector() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
