"""Words as sub-words: every word has at least one, no word has many."""

from __future__ import annotations

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from geoents.encoding import SUBWORDS_PER_WORD, case_class, encode_words

PIECES = ["[UNK]", "the", "min", "##ister", "oslo", *".,:/-", *ascii_lowercase]
PIECES += [f"##{letter}" for letter in ascii_lowercase]


def make_tokenizer() -> Tokenizer:
    """Return a WordPiece tokenizer as the model has one, with a vocabulary of letters."""
    tokenizer = Tokenizer(
        WordPiece({piece: i for i, piece in enumerate(PIECES)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    return tokenizer


TOKENIZER = make_tokenizer()


@pytest.mark.parametrize(
    ("words", "pieces", "first", "reason"),
    [
        ([], [], [], "a text without words"),
        (["The", "minister"], ["the", "min", "##ister"], [0, 1], "a word of two sub-words"),
        (["\x07", "the"], ["[UNK]", "the"], [0, 1], "a control character has no sub-word"),
        (["\u200b"], ["[UNK]"], [0], "nor has a zero-width space, here the only word"),
        (["the", "\x00", "\x01", "oslo"], ["the", "[UNK]", "[UNK]", "oslo"], [0, 1, 2, 3], "two"),
        (["Ósló"], ["oslo"], [0], "accents and case do not count"),
        (["林"], ["[UNK]"], [0], "a script that the vocabulary lacks"),
        (["a.b"], ["a", ".", "b"], [0], "a mark inside a word parts its sub-words, not the word"),
    ],
)
def test_sub_words(words: list[str], pieces: list[str], first: list[int], reason: str) -> None:
    encoded = encode_words(TOKENIZER, words)
    assert [PIECES[i] for i in encoded.ids] == pieces, reason
    assert encoded.first == first, reason


@pytest.mark.parametrize("word", ["https://" + "z" * 500, "." * 40, "z" * 99])
def test_a_long_word_is_cut_and_the_next_one_starts_after_it(word: str) -> None:
    encoded = encode_words(TOKENIZER, ["the", word, "oslo"])
    assert len(encoded.ids) <= 2 + SUBWORDS_PER_WORD
    assert encoded.first == [0, 1, len(encoded.ids) - 1]
    assert PIECES[encoded.ids[-1]] == "oslo"


def test_all_sub_words_have_the_case_of_their_word() -> None:
    encoded = encode_words(TOKENIZER, ["MINISTER", "Oslo", "\x07", "minister"])
    assert encoded.cases == [1, 1, 3, 7, 4, 4]


@given(st.lists(st.text(min_size=1, max_size=20), max_size=12))
def test_every_word_has_one_to_so_many_sub_words(words: list[str]) -> None:
    encoded = encode_words(TOKENIZER, words)
    sizes = [
        stop - start
        for start, stop in zip(
            encoded.first, [*encoded.first[1:], len(encoded.ids)][: len(words)], strict=True
        )
    ]
    assert len(encoded.first) == len(words)
    assert all(1 <= size <= SUBWORDS_PER_WORD for size in sizes)
    assert len(encoded.cases) == len(encoded.ids)


@given(st.lists(st.sampled_from(["the", "Oslo", "\x07", "x-y", "MIN"]), min_size=1, max_size=8))
def test_a_word_is_encoded_alike_in_any_company(words: list[str]) -> None:
    alone = [piece for word in words for piece in encode_words(TOKENIZER, [word]).ids]
    assert encode_words(TOKENIZER, words).ids == alone


@pytest.mark.parametrize(
    ("word", "expected", "reason"),
    [
        ("NATO", 1, "capitals alone"),
        ("U.S.", 1, "marks do not count"),
        ("A", 2, "one capital may begin a sentence or be an initial"),
        ("Paris", 3, "title case"),
        ("Al-Farid", 3, "each part of it"),
        ("paris", 4, "lower case"),
        ("pro-eu", 4, "with a mark"),
        ("1990", 5, "a number"),
        ("COVID-19", 1, "capitals go before digits"),
        ("3rd", 4, "and so do small letters"),
        ("iPhone", 6, "capitals inside"),
        ("McKay", 6, "more than one"),
        ("!", 7, "no letter at all"),
        ("林", 7, "a script without case"),
    ],
)
def test_case_class(word: str, expected: int, reason: str) -> None:
    assert case_class(word) == expected, reason
