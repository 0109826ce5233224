"""The base model: trees, windows and offsets on texts of every shape."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from geoents.base import BaseModel
from geoents.encoding import case_class
from geoents.spans import decode_spans
from geoents.trees import best_tree, is_tree
from geoents.windows import MOST_WORDS, next_window, plan_windows

LONG = (
    "The foreign minister of Zembla met the ambassador on Tuesday, and the two sides "
    "agreed to resume the talks that had been broken off in March. "
)


@pytest.fixture(scope="module")
def base(nlp: Language) -> Language:
    """The model alone, without geoents' own components."""
    return spacy.load("en_geoents")


def check_trees(doc: Doc) -> None:
    """One root a sentence, no cycles, every token inside its sentence."""
    for sentence in doc.sents:
        roots = [token for token in sentence if token.head is token or token.head.i == token.i]
        assert len(roots) == 1
        for token in sentence:
            assert sentence.start <= token.head.i < sentence.end
            seen = set()
            while token.head.i != token.i:
                assert token.i not in seen
                seen.add(token.i)
                token = token.head


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" ", "white space alone"),
        ("\n\n\n", "line breaks alone"),
        ("Yes", "one word"),
        ("\u200b", "a word that has no sub-word"),
        ("The talks 🇳🇴👩‍👩‍👧 failed.", "emoji with joiners"),
        ("Pre\u0301sident Nguye\u0302\u0303n spoke.", "combining marks"),
        ("She left.\r\nHe stayed.\r\n", "CRLF"),
        ("The\u00a0minister\u00a0said\u202fno.", "no-break spaces"),
        ("see https://example.org/" + "a" * 3000 + " now", "a word longer than a window"),
        ("word " * 1000, "no sentence end at all"),
        (LONG * 40, "one paragraph, many windows"),
    ],
)
def test_any_text_gets_trees_and_keeps_its_offsets(base: Language, text: str, reason: str) -> None:
    doc = base(text)
    assert doc.text == text, reason
    assert doc.has_annotation("DEP") or not len(doc), reason
    check_trees(doc)
    for span in [*doc.ents, *doc.spans["learned"]]:
        assert text[span.start_char : span.end_char] == span.text, reason


def test_last_sentence_of_a_long_text_is_analysed_like_its_first(base: Language) -> None:
    doc = base(LONG * 60)
    sentences = list(doc.sents)
    labels = [[token.dep_ for token in sentence if not token.is_space] for sentence in sentences]
    assert len(sentences) == 60
    assert labels[-1] == labels[1] == labels[30]


def test_same_text_same_analysis_whatever_runs_beside_it(base: Language) -> None:
    alone = base(LONG).to_array(["HEAD", "TAG", "DEP"])
    among = list(base.pipe(["Short.", LONG, LONG * 5]))[1].to_array(["HEAD", "TAG", "DEP"])
    assert np.array_equal(alone, among)


def test_processes_give_what_one_process_gives(base: Language) -> None:
    texts = [LONG, "Zembla denied it.", "", LONG * 2]
    one = [doc.to_json() for doc in base.pipe(texts)]
    two = [doc.to_json() for doc in base.pipe(texts, n_process=2, batch_size=2)]
    assert one == two


def test_model_round_trips_through_disk_and_bytes(base: Language, tmp_path: object) -> None:
    base.to_disk(str(tmp_path))
    again = spacy.load(str(tmp_path))
    assert again(LONG).to_json() == base(LONG).to_json()
    copy = BaseModel().from_bytes(base.get_pipe("geoents_base").to_bytes())
    assert copy.analyse(["Zembla", "agreed"], [0]).heads == [1, -1]


def test_component_without_weights_says_what_to_do() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("geoents_base")
    with pytest.raises(ValueError, match=r"geoents\.load"):
        blank("A text.")


def test_missing_file_is_named(tmp_path: object) -> None:
    with pytest.raises(FileNotFoundError, match=r"network\.onnx"):
        BaseModel().from_disk(str(tmp_path))


def test_tags_lemmas_and_entities_of_a_plain_sentence(base: Language) -> None:
    doc = base("Marta Olsen denied the reports in Oslo on Monday.")
    assert [t.tag_ for t in doc][:4] == ["NNP", "NNP", "VBD", "DT"]
    assert doc[2].lemma_ == "deny"
    assert doc[2].dep_ == "root"
    assert ("Marta Olsen", "PERSON") in [(e.text, e.label_) for e in doc.ents]
    assert [chunk.text for chunk in doc.noun_chunks][0] == "Marta Olsen"


def scores(rows: list[list[float]]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


@pytest.mark.parametrize(
    ("rows", "heads", "reason"),
    [
        ([[9, 0, 0], [0, 9, 0]], [-1, 0], "arg-max is a tree"),
        ([[0, 0, 5], [1, 5, 0]], [1, -1], "a cycle: the word with the better root score is root"),
        ([[5, 0, 1], [6, 2, 0]], [1, -1], "two roots: one of them gives way"),
    ],
)
def test_best_tree(rows: list[list[float]], heads: list[int], reason: str) -> None:
    assert best_tree(scores(rows)) == heads, reason


def test_every_score_matrix_gives_a_tree() -> None:
    random = np.random.default_rng(3)
    for size in [1, 2, 3, 5, 9, 14] * 5:
        heads = best_tree(random.normal(size=(size, size + 1)).astype(np.float32))
        assert is_tree(heads)


def test_word_lists_beyond_the_fallback_still_get_a_tree() -> None:
    random = np.random.default_rng(4)
    assert is_tree(best_tree(random.normal(size=(170, 171)).astype(np.float32)))


@pytest.mark.parametrize(
    ("heads", "expected"),
    [([-1], True), ([-1, -1], False), ([1, 0], False), ([-1, 2, 1], False), ([2, 0, -1], True)],
)
def test_is_tree(heads: list[int], expected: bool) -> None:
    assert is_tree(heads) is expected


def test_windows_cover_every_word_once() -> None:
    first = list(range(0, 401))
    windows = plan_windows([0, 30, 60, 90, 110, 390], first)
    assert [(w.start, w.end, w.stop) for w in windows] == [
        (0, 110, 110),
        (110, 110 + MOST_WORDS, 390),
        (390, 400, 400),
    ]
    assert next_window(windows[1], 200, first) == (200, 200 + MOST_WORDS, 390)


def test_bio_decoding_repairs_an_inside_without_begin() -> None:
    labels = ["O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG"]
    spans = decode_spans(scores([[0, 3, 0, 0, 0], [0, 0, 2, 0, 2.5], [5, 0, 0, 0, 0]]), labels)
    assert [(s.start, s.end, s.label) for s in spans] == [(0, 2, "PERSON")]


@pytest.mark.parametrize(
    ("word", "expected"),
    [("NATO", 1), ("A", 2), ("Paris", 3), ("paris", 4), ("1990", 5), ("iPhone", 6), ("!", 7)],
)
def test_case_class(word: str, expected: int) -> None:
    assert case_class(word) == expected
