"""Words to the numbers the encoder reads: sub-word ids, letter-case classes, first sub-words.

Training and run time both call this, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["SUBWORDS_PER_WORD", "Encoded", "case_class", "encode_words"]

#: A URL or a run of symbols would otherwise fill a window by itself.
SUBWORDS_PER_WORD: Final = 8


@dataclass(frozen=True)
class Encoded:
    """A text of ``n`` words as ``k`` sub-words, without [CLS] and [SEP].

    Attributes:
        ids: Sub-word ids, length ``k``.
        cases: Letter-case class of the word each sub-word is from, length ``k``.
        first: For each word the index of its first sub-word, length ``n``.
    """

    ids: list[int]
    cases: list[int]
    first: list[int]

    @cached_property
    def bounds(self) -> list[int]:
        """Where each word's sub-words begin, and at the end ``k``: length ``n + 1``."""
        return [*self.first, len(self.ids)]


def case_class(word: str) -> int:
    """Return the letter-case class of a word, 1 to 7 (0 is for special sub-words).

    1 UPPER, 2 one capital letter, 3 Title, 4 lower, 5 has digits, 6 has capitals, 7 other.
    """
    if word.isupper():
        return 1 if len(word) > 1 else 2
    if word.istitle():
        return 3
    if word.islower():
        return 4
    if any(char.isdigit() for char in word):
        return 5
    if any(char.isupper() for char in word):
        return 6
    return 7


def encode_words(tokenizer: Tokenizer, words: Sequence[str]) -> Encoded:
    """Encode words; a word without a sub-word (a control character) becomes [UNK]."""
    ids: list[int] = []
    cases: list[int] = []
    first: list[int] = []
    if not words:
        return Encoded(ids, cases, first)
    encoding = tokenizer.encode(list(words), is_pretokenized=True, add_special_tokens=False)
    of_word: list[list[int]] = [[] for _ in words]
    for subword, index in zip(encoding.ids, encoding.word_ids, strict=True):
        if index is not None and len(of_word[index]) < SUBWORDS_PER_WORD:
            of_word[index].append(subword)
    unknown = tokenizer.token_to_id("[UNK]")
    assert unknown is not None, "the tokenizer has no [UNK]"
    for word, subwords in zip(words, of_word, strict=True):
        first.append(len(ids))
        ids.extend(subwords or [unknown])
        cases.extend([case_class(word)] * max(1, len(subwords)))
    return Encoded(ids, cases, first)
