"""The rules of data/relations: every example is found, no counterexample is; and their loader."""

from __future__ import annotations

import pytest
from spacy.language import Language

from geoents.gazetteer import load_gazetteer
from geoents.rules import Rule, load_rules
from geoents.schema import SPEECH, RelationType
from geoents.trials import Trials

RULES = [rule for rule in load_rules() if rule.type not in SPEECH]


def _cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, markup, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, markup in enumerate(getattr(rule, kind), start=1)
    ]


@pytest.fixture(scope="session")
def trials(nlp: Language) -> Trials:
    return Trials(nlp, RULES)


@pytest.mark.parametrize(("rule", "markup"), _cases("examples"))
def test_example_is_found(trials: Trials, rule: Rule, markup: str) -> None:
    assert trials.judge_example(rule, markup) == ""


@pytest.mark.parametrize(("rule", "markup"), _cases("counterexamples"))
def test_counterexample_is_not_found(trials: Trials, rule: Rule, markup: str) -> None:
    assert trials.judge_counterexample(rule, markup) == ""


def test_spokespersons_are_those_of_the_lexicon() -> None:
    # The lexicon finds the posts, the rules say whose voice they are: neither may know more.
    heads = load_gazetteer().offices.heads
    spokes = {form for form, head in heads.items() if head.spokes and len(form.split()) < 3}
    slots = {
        word
        for rule in RULES
        if rule.type is RelationType.SPOKE_FOR
        for sequence in rule.sequences
        for element in sequence
        for word in element.head
    }
    assert {form.replace("-", " ") for form in spokes} <= slots
    posts = {form for form, head in heads.items() if not head.spokes}
    assert not slots & posts


def test_no_state_organ_is_only_based_in_its_state() -> None:
    organs = load_gazetteer().organs.nouns
    words = {
        word
        for rule in RULES
        if rule.type is RelationType.BASED_IN
        for sequence in rule.sequences
        for element in sequence
        for word in element.head
        if not element.negated
    }
    assert words
    assert not {noun for noun, organ in organs.items() if organ.state_organ} & words
