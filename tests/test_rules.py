"""The rules of data/relations: every example is found, no counterexample is; and their loader."""

from __future__ import annotations

import pytest
from example_docs import example_doc, expected_pairs, found_pairs
from spacy.language import Language

from geoents.annotations import annotations
from geoents.factuality import read_factuality
from geoents.gazetteer import load_gazetteer
from geoents.relations import RelationsComponent
from geoents.rules import Rule, load_rules, parse_example
from geoents.schema import SPEECH, RelationType

RULES = [rule for rule in load_rules() if rule.type not in SPEECH]


def _cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, markup, id=f"{rule.id}-{number}")
        for rule in RULES
        for number, markup in enumerate(getattr(rule, kind), start=1)
    ]


@pytest.fixture(scope="session")
def component() -> RelationsComponent:
    return RelationsComponent(RULES)


@pytest.mark.parametrize(("rule", "markup"), _cases("examples"))
def test_example_is_found(
    nlp: Language, component: RelationsComponent, rule: Rule, markup: str
) -> None:
    example = parse_example(markup)
    expected = expected_pairs(example, rule.type)
    assert expected, "the example names no subject and object"
    doc = example_doc(nlp, example)
    RelationsComponent([rule])(doc)
    assert expected & found_pairs(doc, rule.type), "the rule alone"
    annotations(doc)["relations"] = []
    component(doc)
    assert found_pairs(doc, rule.type) == expected, "all rules"
    if example.marks:
        read_factuality(doc)
        for relation in annotations(doc)["relations"]:
            if relation["type"] == rule.type:
                read = relation["factuality"]
                assert read is not None
                assert set(example.marks) <= {read["polarity"], read["modality"]}


@pytest.mark.parametrize(("rule", "markup"), _cases("counterexamples"))
def test_counterexample_is_not_found(
    nlp: Language, component: RelationsComponent, rule: Rule, markup: str
) -> None:
    doc = example_doc(nlp, markup)
    component(doc)
    assert found_pairs(doc, rule.type) == set()


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
