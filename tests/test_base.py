"""The base model: trees, windows and offsets on texts of every shape."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from geoents.base import BaseModel

LONG = (
    "The foreign minister of Zembla met the ambassador on Tuesday, and the two sides "
    "agreed to resume the talks that had been broken off in March. "
)


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
def test_any_text_gets_trees_and_keeps_its_offsets(
    parser: Language, text: str, reason: str
) -> None:
    doc = parser(text)
    assert doc.text == text, reason
    assert doc.has_annotation("DEP") or not len(doc), reason
    check_trees(doc)
    for span in [*doc.ents, *doc.spans["learned"]]:
        assert text[span.start_char : span.end_char] == span.text, reason


def test_last_sentence_of_a_long_text_is_analysed_like_its_first(parser: Language) -> None:
    sentences = list(parser(LONG * 20).sents)
    assert len(sentences) == 20
    first, *others = [
        [(token.head.i - token.i, token.dep_.split(":")[0]) for token in sentence]
        for sentence in sentences[1:]
    ]
    for number, other in enumerate(others):
        # What else is in the window may sway a word or two, no more.
        same = sum(one == two for one, two in zip(first, other, strict=True))
        assert same >= len(first) - 3, number


def test_same_text_same_analysis_whatever_runs_beside_it(parser: Language) -> None:
    alone = parser(LONG).to_array(["HEAD", "TAG", "DEP"])
    among = list(parser.pipe(["Short.", LONG, LONG * 5]))[1].to_array(["HEAD", "TAG", "DEP"])
    assert np.array_equal(alone, among)


def test_processes_give_what_one_process_gives(parser: Language) -> None:
    texts = [LONG, "Zembla denied it.", "", LONG * 2]
    one = [doc.to_json() for doc in parser.pipe(texts)]
    two = [doc.to_json() for doc in parser.pipe(texts, n_process=2, batch_size=2)]
    assert one == two


def test_model_round_trips_through_disk_and_bytes(parser: Language, tmp_path: object) -> None:
    parser.to_disk(str(tmp_path))
    again = spacy.load(str(tmp_path))
    assert again(LONG).to_json() == parser(LONG).to_json()
    copy = BaseModel().from_bytes(parser.get_pipe("geoents_base").to_bytes())
    assert copy.analyse(["Zembla", "agreed"], [0]).heads == [1, -1]


def test_component_without_weights_says_what_to_do() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("geoents_base")
    with pytest.raises(ValueError, match=r"geoents\.load"):
        blank("A text.")


def test_missing_file_is_named(tmp_path: object) -> None:
    with pytest.raises(FileNotFoundError, match=r"network\.onnx"):
        BaseModel().from_disk(str(tmp_path))


def test_tags_lemmas_and_entities_of_a_plain_sentence(parser: Language) -> None:
    doc = parser("Marta Olsen denied the reports in Oslo on Monday.")
    assert [t.tag_ for t in doc][:4] == ["NNP", "NNP", "VBD", "DT"]
    assert doc[2].lemma_ == "deny"
    assert doc[2].dep_ == "root"
    assert ("Marta Olsen", "PERSON") in [(e.text, e.label_) for e in doc.ents]


def test_docs_come_back_from_a_doc_bin(parser: Language) -> None:
    doc = parser(LONG)
    packed = DocBin(attrs=["HEAD", "DEP", "TAG", "POS", "LEMMA", "ENT_TYPE", "ENT_IOB"])
    packed.add(doc)
    (again,) = DocBin().from_bytes(packed.to_bytes()).get_docs(parser.vocab)
    assert again.to_json() == doc.to_json()
    assert [s.text for s in again.spans["learned"]] == [s.text for s in doc.spans["learned"]]


@settings(max_examples=30)
@given(st.text(max_size=60))
def test_nothing_goes_without_a_tree(parser: Language, text: str) -> None:
    check_trees(parser(text))
