"""``geoents rules list``, ``show`` and ``test``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner, Result

from geoents.cli import app
from geoents.rules import SPEECH_ACTS, load_rules
from geoents.trials import Trials

GOOD = """
[rule.jettison]
about = "states that throw away their seat"
construction = "nominal_with_verb"
lemmas = ["seat"]
verbs = ["jettison"]
prepositions = ["in"]
examples = ["[Norway](STATE subject) jettisoned its seat in [the Arctic Council](ORG object)."]
"""


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["rules", *words])


@pytest.fixture
def loaded(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoents.pipeline.load", lambda **_: nlp)


def folder(tmp_path: Path, text: str, name: str = "left") -> Path:
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


# -- list -------------------------------------------------------------------------------------------


def test_all_rules_are_listed_with_their_counts() -> None:
    found = run("list", "--json")
    assert found.exit_code == 0, found.output
    rows = json.loads(found.stdout)
    rules = [*load_rules(), *load_rules(folder=SPEECH_ACTS)]
    assert [row["id"] for row in rows] == [rule.id for rule in rules]
    by_id = {row["id"]: row for row in rows}
    for rule in rules:
        row = by_id[rule.id]
        assert (row["type"], row["construction"] or "") == (rule.type, rule.construction)
        assert row["examples"] == len(rule.examples)
        assert row["counterexamples"] == len(rule.counterexamples)


def test_the_list_is_filtered_by_type_and_has_the_users_rules(tmp_path: Path) -> None:
    found = run("list", "--type", "left", "--rules", str(folder(tmp_path, GOOD)))
    assert found.exit_code == 0, found.output
    heading, *lines = found.stdout.splitlines()
    assert heading.split() == ["rule", "type", "construction", "examples", "counterexamples"]
    assert {line.split()[1] for line in lines} == {"LEFT"}
    assert lines[-1].split() == ["left.jettison", "LEFT", "nominal_with_verb", "1", "0"]


def test_an_unknown_type_is_told_with_what_was_meant() -> None:
    found = run("list", "--type", "JOIN")
    assert found.exit_code == 2
    assert "no relation JOIN; did you mean JOINED?" in found.stderr


# -- show -------------------------------------------------------------------------------------------


def test_a_rule_is_shown_with_patterns_words_and_sentences() -> None:
    rule = next(rule for rule in load_rules() if rule.id == "left.active")
    found = run("show", "left.active")
    assert found.exit_code == 0, found.output
    lines = [line.strip() for line in found.stdout.splitlines()]
    assert lines[0] == f"left.active  LEFT  confidence {rule.confidence:g}"
    assert "construction active" in lines
    assert "trigger >++ object: dep=$OBJECT case=none" in lines
    assert f"$lemmas: {', '.join(sorted(rule.slots['lemmas']))}" in lines
    assert "object ORG" in lines
    assert set(rule.examples) | set(rule.counterexamples) <= set(lines)


def test_a_rule_that_turns_the_arguments_round_says_so() -> None:
    lines = run("show", "joined.admit").stdout.splitlines()
    assert "  subject STATE, the pattern's `object`" in lines


def test_a_users_rule_is_shown_for_machines(tmp_path: Path) -> None:
    found = run("show", "left.jettison", "--json", "--rules", str(folder(tmp_path, GOOD)))
    record = json.loads(found.stdout)
    assert record["about"] == "states that throw away their seat"
    assert record["slots"]["verbs"] == ["jettison"]
    assert record["patterns"][0][0] == "trigger: lemma=$lemmas pos=NOUN|PROPN"
    assert record["path"] == str(tmp_path / "left.toml")


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("left.actve", "no rule left.actve; did you mean left.active"),
        ("qqqqqq", "no rule qqqqqq; geoents rules list has all"),
    ],
)
def test_an_unknown_rule_is_told_with_what_was_meant(id_: str, message: str) -> None:
    found = run("show", id_)
    assert (found.exit_code, found.stdout) == (2, "")
    assert message in found.stderr


# -- test --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("loaded")
def test_shipped_rules_are_tried() -> None:
    rules = [rule for rule in load_rules() if rule.type == "SPOKE_FOR"]
    sentences = sum(len(rule.examples) + len(rule.counterexamples) for rule in rules)
    found = run("test", "--type", "SPOKE_FOR")
    assert f"{len(rules)} rules, {sentences} sentences, 0 failed" in found.stderr
    assert (found.exit_code, found.stdout) == (0, "")


@pytest.mark.usefixtures("loaded")
def test_a_users_folder_is_tried_alone(tmp_path: Path) -> None:
    found = run("test", str(folder(tmp_path, GOOD)))
    assert found.stderr == "geoents: note: 1 rules, 1 sentences, 0 failed\n"
    assert (found.exit_code, found.stdout) == (0, "")


@pytest.mark.usefixtures("loaded")
def test_each_failure_is_a_line_with_file_rule_sentence_and_what_was_found(tmp_path: Path) -> None:
    bad = GOOD + (
        "counterexamples = [\n"
        '    "[Norway](STATE) jettisoned its seat in [NATO](ORG).",\n'
        '    "[Norway](STATE jettisoned its seat.",\n'
        "]\n"
    )
    bad += GOOD.replace("rule.jettison", "rule.shred").replace('["jettison"]', '["shred"]')
    found = run("test", str(folder(tmp_path, bad)))
    path = tmp_path / "left.toml"
    assert found.exit_code == 1
    counted, broken, missed = found.stdout.splitlines()
    assert counted == (
        f"{path}: left.jettison: [Norway](STATE) jettisoned its seat in [NATO](ORG).: "
        "found Norway -> NATO"
    )
    assert broken.startswith(f"{path}: left.jettison: [Norway](STATE jettisoned its seat.: ")
    assert missed.startswith(f"{path}: left.shred: [Norway](STATE subject) jettisoned")
    assert missed.endswith("the rule alone finds nothing")
    assert "2 rules, 4 sentences, 3 failed" in found.stderr


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    "words", [["list", "--rules"], ["show", "left.active", "--rules"], ["test"]]
)
def test_a_broken_file_is_one_line(tmp_path: Path, words: list[str]) -> None:
    found = run(
        *words, str(folder(tmp_path, GOOD.replace("nominal_with_verb", "nominal_with_vreb")))
    )
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == (
        f"geoents: {tmp_path}/left.toml: rule jettison: unknown construction "
        "'nominal_with_vreb'; did you mean 'nominal_with_verb'?\n"
    )


# -- the trials themselves -------------------------------------------------------------------------


def test_an_example_without_roles_tries_nothing_and_fails(nlp: Language) -> None:
    rule = next(rule for rule in load_rules() if rule.id == "left.active")
    judged = Trials(nlp, load_rules()).judge_example(rule, "[Norway](STATE) left [NATO](ORG).")
    assert judged.startswith("the example names no subject and object")


def test_marks_of_an_example_are_compared(nlp: Language) -> None:
    trials = Trials(nlp, load_rules())
    rule = next(rule for rule in trials.rules if rule.id == "left.active")
    sentence = "[Norway](STATE subject) did not leave [NATO](ORG object)."
    assert trials.judge_example(rule, f"{sentence} {{negated}}") == ""
    assert trials.judge_example(rule, f"{sentence} {{planned}}") == "found as actual negated"


def test_speech_is_tried_with_its_claim(nlp: Language) -> None:
    trials = Trials(nlp, load_rules(folder=SPEECH_ACTS))
    rule = next(rule for rule in trials.rules if rule.id == "said.clause")
    right = "[Marta Olsen](PERSON subject) said that [the bridge was closed](claim)."
    wrong = "[Marta Olsen](PERSON subject) said that [the bridge](claim) was closed."
    assert trials.judge_example(rule, right) == ""
    assert trials.judge_example(rule, wrong) == "found Marta Olsen: the bridge was closed"
