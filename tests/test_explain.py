"""``geoents.explain`` and the command: why a text was read as it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner

import geoents
from geoents import linking, naming, persons, posts
from geoents.cli import app
from geoents.explaining import NoSentenceError
from geoents.explanations import Explanation, NearMiss

STORY = (
    "Norwegian Foreign Minister Marta Olsen met Kenyan President Ivan Lie in Oslo on Monday. "
    "Olsen said that she had signed a pact with Kenya. "
    "“Norway will not leave NATO,” she said."
)


@pytest.fixture(scope="module")
def told(nlp: Language) -> Explanation:
    return geoents.explain(STORY, nlp=nlp)


def near(nlp: Language, text: str, rule: str) -> NearMiss:
    found = geoents.explain(text, near=True, nlp=nlp).near
    return next(miss for miss in found if miss.rule == rule)


# -- what was found ---------------------------------------------------------------------------------


def test_sentences_stand_in_order_and_hold_what_is_read_in_them(told: Explanation) -> None:
    assert [s.number for s in told.sentences] == [1, 2, 3]
    for sentence in told.sentences:
        assert STORY[sentence.start : sentence.end] == sentence.text
        for mention in sentence.mentions:
            assert sentence.start <= mention.start < mention.end <= sentence.end
            assert STORY[mention.start : mention.end] == mention.text
        for relation in sentence.relations:
            assert sentence.start <= relation.trigger.start < sentence.end


def test_mentions_and_relations_are_those_of_the_record(nlp: Language, told: Explanation) -> None:
    record = geoents.extract(STORY, nlp=nlp)
    assert {(m.start, m.end, m.type, m.form, m.entity) for m in told.mentions if m.entity} == {
        (m.start, m.end, m.type, m.form, m.entity) for m in record.mentions
    }
    names = {entity.id: entity.name for entity in record.entities}
    assert {(m.entity, m.name) for m in told.mentions if m.entity} == set(names.items())
    assert {(r.type, r.rule) for r in told.relations} >= {
        (relation.type, evidence.rule)
        for relation in record.relations
        for evidence in relation.evidence
    }


def test_a_mention_tells_what_found_it(told: Explanation) -> None:
    first = next(m for m in told.mentions if m.text == "Norwegian")
    assert (first.type, first.form, first.key) == ("STATE", "adjective", "state:NO")
    assert first.why == "gazetteer: adjective"
    assert (first.sieve, first.antecedent) == (None, None)


def test_a_mention_tells_which_sieve_joined_it_to_what(told: Explanation) -> None:
    joined = {
        mention.text: (mention.sieve, mention.antecedent.text)
        for mention in told.mentions
        if mention.antecedent is not None
    }
    assert joined["Olsen"] == ("join_short_persons", "Marta Olsen")
    assert joined["Norway"] == ("join_keys", "Norwegian")
    assert joined["she"][0] == "resolve_anaphors"
    known = {*naming.NAME_SIEVES, posts.join_posts, linking.resolve_anaphors}
    assert {sieve for sieve, _ in joined.values()} <= {sieve.__name__ for sieve in known}
    assert persons.join_short_persons in naming.NAME_SIEVES


def test_every_mention_but_an_entitys_first_has_an_antecedent_of_its_entity(
    told: Explanation,
) -> None:
    entity_at = {(m.start, m.end): m.entity for m in told.mentions}
    bare: list[str | None] = []
    for mention in told.mentions:
        if mention.antecedent is None:
            bare.append(mention.entity)
        else:
            assert entity_at[mention.antecedent.start, mention.antecedent.end] == mention.entity
    assert sorted(map(str, bare)) == sorted({str(m.entity) for m in told.mentions})


def test_a_post_tells_for_whom_it_stands(told: Explanation) -> None:
    minister = next(m for m in told.mentions if m.type == "OFFICE" and "Minister" in m.text)
    assert minister.holder == "Marta Olsen"


def test_a_plural_tells_its_group(nlp: Language) -> None:
    text = "Norway and Kenya signed a pact on Monday. Both countries said it was fair."
    both = next(m for m in geoents.explain(text, nlp=nlp).mentions if m.text == "Both countries")
    assert both.entity is None
    assert both.group == ("Norway", "Kenya")
    assert both.sieve == "resolve_anaphors"


def test_a_relation_tells_rule_trigger_and_factuality(told: Explanation) -> None:
    left = next(r for r in told.relations if r.type == "LEFT")
    assert (left.subject, left.rule, left.trigger.text) == ("Norway", "left.active", "leave")
    assert (left.polarity, left.source) == ("negated", "Marta Olsen")
    assert "not" in [cue.text for cue in left.cues]
    said = next(r for r in told.relations if r.type == "SAID" and r.trigger.text == "said")
    assert said.claim is not None
    assert STORY[said.claim.start : said.claim.end] == said.claim.text
    assert (said.polarity, said.source, said.cues) == ("affirmed", None, ())


def test_near_misses_are_told_on_request_only(told: Explanation, nlp: Language) -> None:
    assert told.near == []
    assert geoents.explain(STORY, sentence=2, nlp=nlp).near
    assert geoents.explain("", near=True, nlp=nlp).sentences == ()


def test_one_sentence_is_told_as_in_the_whole(told: Explanation, nlp: Language) -> None:
    (second,) = geoents.explain(STORY, sentence=2, nlp=nlp).sentences
    assert second.model_copy(update={"near": ()}) == told.sentences[1]
    assert all(second.start <= miss.trigger.start < second.end for miss in second.near)
    with pytest.raises(NoSentenceError, match="there is no sentence 4; the text has 3"):
        geoents.explain(STORY, sentence=4, nlp=nlp)


# -- what nearly fired --------------------------------------------------------------------------------


def test_a_missing_node_is_named_with_where_it_was_looked_for(nlp: Language) -> None:
    miss = near(nlp, "Norway left early on Monday.", "left.active")
    assert miss.trigger.text == "left"
    assert miss.matched["subject"].text == "Norway"
    (gap,) = miss.missing
    assert gap.written == "trigger >++ object: dep=$OBJECT case=none"
    assert gap.beside.text == "left"
    assert miss.reason.startswith(
        "no node `object` (dep=$OBJECT case=none) below and behind 'left'"
    )


def test_what_comes_nearest_is_told_with_what_it_has(nlp: Language) -> None:
    miss = near(nlp, "Norway withdrew with NATO.", "left.withdraw")
    (gap,) = miss.missing
    assert gap.nearest is not None
    assert gap.nearest.text == "NATO"
    assert gap.reason.endswith("'NATO' there has case with")


def test_a_node_that_must_not_be_there_is_named(nlp: Language) -> None:
    miss = near(nlp, "The club was joined by Norway.", "joined.active")
    assert "'was' (dep=aux:pass) stands below 'joined'" in miss.reason


def test_a_trigger_of_another_kind_is_named(nlp: Language) -> None:
    miss = near(nlp, "Norway was on leave in May.", "left.active")
    assert "'leave' is no `trigger: lemma=$lemmas pos=VERB|AUX`: it has pos NOUN" in miss.reason


def test_an_element_of_a_sequence_is_named(nlp: Language) -> None:
    found = geoents.explain("The spokesman for Norway left.", near=True, nlp=nlp).near
    misses = [m for m in found if m.type == "SPOKE_FOR" and m.missing]
    assert misses
    assert any("PERSON" in gap.written for miss in misses for gap in miss.missing)


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("Norway joined the walk.", "joined.active", "`object` 'walk' is no mention"),
        (
            "Norway joined Kenya in May.",
            "joined.active",
            "`object` 'Kenya' is STATE, not ORG",
        ),
        (
            "Marta Olsen did not say that the bridge was closed.",
            "said.clause",
            "the act did not take place: it is negated, planned, possible or wished for",
        ),
        (
            "A witness said that the bridge was closed.",
            "said.clause",
            "`subject` 'witness' stands for no entity",
        ),
    ],
)
def test_a_refused_match_says_why(nlp: Language, text: str, rule: str, reason: str) -> None:
    miss = near(nlp, text, rule)
    assert miss.missing == ()
    assert miss.reason == reason


def test_a_rule_that_fired_or_whose_work_is_done_is_not_near(nlp: Language) -> None:
    found = geoents.explain("Norway joined NATO in May.", near=True, nlp=nlp)
    assert "JOINED" in [r.type for r in found.relations]
    assert [m for m in found.near if m.type == "JOINED" and m.trigger.text == "joined"] == []


# -- the command ----------------------------------------------------------------------------------------


@pytest.fixture
def loaded(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoents.pipeline.load", lambda **_: nlp)


@pytest.mark.usefixtures("loaded")
def test_the_command_tells_people(tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    found = CliRunner().invoke(app, ["explain", str(path), "--near"])
    assert found.exit_code == 0, found.output
    assert f"1  {STORY.partition('. ')[0]}." in found.output.splitlines()
    assert "joined by join_short_persons to 'Marta Olsen' at 27" in found.output
    assert "rule left.active at 'leave', confidence" in found.output
    assert "negated" in found.output
    assert "  nearly" in found.output.splitlines()


@pytest.mark.usefixtures("loaded")
def test_the_command_tells_machines(told: Explanation) -> None:
    found = CliRunner().invoke(app, ["explain", "-", "--json"], input=STORY.encode())
    assert found.exit_code == 0, found.output
    assert Explanation.model_validate(json.loads(found.stdout)) == told


@pytest.mark.usefixtures("loaded")
def test_what_is_asked_wrongly_is_told_in_one_line(tmp_path: Path) -> None:
    run = CliRunner()
    found = run.invoke(app, ["explain", "-", "--sentence", "9"], input=STORY.encode())
    assert (found.exit_code, found.stdout) == (2, "")
    assert "there is no sentence 9; the text has 3" in found.stderr
    (tmp_path / "a.txt").write_text("Norway agreed.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Kenya agreed.", encoding="utf-8")
    assert run.invoke(app, ["explain", str(tmp_path)]).exit_code == 2
    missing = run.invoke(app, ["explain", str(tmp_path / "c.txt")])
    assert missing.exit_code == 1
    assert missing.stderr.count("\n") == 1


@pytest.mark.usefixtures("loaded")
def test_codes_that_steer_a_terminal_are_not_printed() -> None:
    found = CliRunner().invoke(app, ["explain", "-"], input=b"Norway \x1b[31mjoined NATO.")
    assert "\x1b" not in found.stdout
