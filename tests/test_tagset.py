"""Universal part of speech: what the fine tag leaves open, the tree decides."""

from __future__ import annotations

import pytest
from spacy.symbols import NAMES

from geoents.tagset import BY_TAG, mend_tags, universal_pos


@pytest.mark.parametrize(
    ("tag", "dep", "lower", "expected", "reason"),
    [
        ("NNP", "nsubj", "norland", "PROPN", "a name"),
        ("VBZ", "root", "says", "VERB", "a full verb"),
        ("VBZ", "cop", "is", "AUX", "the copula of a predicate"),
        ("VBD", "aux:pass", "was", "AUX", "of a passive"),
        ("VBD", "aux", "had", "AUX", "of a tense"),
        ("VBD", "root", "had", "VERB", '"Norland had a plan"'),
        ("MD", "aux", "will", "AUX", "a modal"),
        ("IN", "case", "in", "ADP", "a preposition"),
        ("IN", "mark", "that", "SCONJ", "a conjunction"),
        ("TO", "mark", "to", "PART", "of an infinitive"),
        ("TO", "case", "to", "ADP", '"to Oslo"'),
        ("DT", "det", "this", "DET", '"this plan"'),
        ("DT", "nsubj", "this", "PRON", '"this is new"'),
        ("WDT", "det", "which", "DET", '"which plan"'),
        ("WDT", "nsubj", "which", "PRON", '"which failed"'),
        ("PDT", "det:predet", "all", "DET", '"all the talks"'),
        ("RB", "advmod", "not", "PART", "a negation"),
        ("RB", "advmod", "n't", "PART", "a short one"),
        ("RB", "advmod", "n’t", "PART", "with a curly apostrophe"),
        ("RB", "advmod", "never", "ADV", "an adverb that negates"),
        ("POS", "case", "'s", "PART", "a possessive"),
        ("PRP$", "nmod:poss", "its", "PRON", "a possessive pronoun"),
        ("``", "punct", "“", "PUNCT", "what the table does not list is a mark"),
        ("HYPH", "punct", "-", "PUNCT", "a hyphen"),
        ("_SP", "dep", " ", "SPACE", "white space"),
    ],
)
def test_universal_pos(tag: str, dep: str, lower: str, expected: str, reason: str) -> None:
    assert universal_pos(tag, dep, lower) == expected, reason


def test_all_are_universal_tags_that_spacy_knows() -> None:
    assert set(BY_TAG.values()) | {"SCONJ", "PUNCT"} <= set(NAMES)


LABELS = {
    "tags": ["NNP", "NN", "NNS", "VBP", "VBZ", "VBD", "."],
    "deps": ["root", "nsubj", "obj", "vocative", "punct", "compound"],
}


@pytest.mark.parametrize(
    ("tags", "deps", "words", "expected", "reason"),
    [
        (["NNP", "NNS", "NNP"], ["nsubj", "root", "obj"], "sand thanks norway", "VBZ", "a subject and an object"),
        (["NNP", "NN", "NNP"], ["vocative", "root", "obj"], "sand train norway", "VBP", "no ending"),
        (["NNP", "NNS", "NNP"], ["compound", "root", "obj"], "sand thanks norway", "NNS", "no subject"),
        (["NNP", "VBD", "NNP"], ["nsubj", "root", "obj"], "sand thanked norway", "VBD", "a verb stays"),
    ],
)  # fmt: skip
def test_a_noun_with_subject_and_object_is_a_verb(
    tags: list[str], deps: list[str], words: str, expected: str, reason: str
) -> None:
    numbers = [LABELS["tags"].index(tag) for tag in tags]
    labels = [LABELS["deps"].index(dep) for dep in deps]
    mend_tags(numbers, [1, -1, 1], labels, words.split(), LABELS)
    assert LABELS["tags"][numbers[1]] == expected, reason
    assert "vocative" not in [LABELS["deps"][label] for label in labels]
