"""Answers: an allegation and its denial are found in one document, and nothing else is."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest
from dressed import full_document
from sqlalchemy import create_engine, text

import geoents
from geoents.formats import load_reader, load_writer
from geoents.formats.tally import Tally
from geoents.inline import parse_inline, write_inline
from geoents.records import Document
from geoents.sinks.sql import Database

ROOT = Path(__file__).parent.parent
CASES = ROOT / "data" / "gold" / "answers"
SCORER: Any = runpy.run_path(str(ROOT / "tools" / "score_answers.py"))
#: Floors of precision and recall; they only rise. The second half of dev is harder than the first.
FLOORS = {"dev": (0.97, 0.8)}


def answers(document: Document) -> list[tuple[str, str, str, str]]:
    """Who answers by what, whom and what."""
    names = {entity.id: entity.name for entity in document.entities}
    relations = {relation.id: relation for relation in document.relations}
    return [
        (
            relation.type.value,
            names[relation.subject],
            relations[other].type.value,
            names[relations[other].subject],
        )
        for relation in document.relations
        for other in relation.responds_to
    ]


@pytest.fixture(scope="module")
def extract(nlp: Any) -> Any:
    return lambda words: answers(geoents.extract(words, nlp=nlp))


@pytest.mark.parametrize("part", FLOORS)
def test_cases_stay_above_their_floors(part: str, nlp: Any) -> None:
    cases = SCORER["read_cases"](CASES / f"{part}.toml")
    texts = [geoents.Text(case["text"], id=case["id"]) for case in cases]
    tally = SCORER["score"](cases, list(geoents.extract_many(texts, nlp=nlp)))
    precision, recall = FLOORS[part]
    assert tally.precision >= precision, tally.wrong
    assert tally.recall >= recall, tally.wrong


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # By its name: the accusation that is directed at the answering side.
        (
            "Kenya accused Uganda of arming rebels. Chad accused Niger of theft. Uganda denied the "
            "accusation.",
            [("DENIED", "Uganda", "ACCUSED", "Kenya")],
        ),
        # A plural means all that are directed at it.
        (
            "Kenya accused Uganda of arming rebels. Chad accused Uganda of theft. Uganda denied "
            "the accusations.",
            [("DENIED", "Uganda", "ACCUSED", "Kenya"), ("DENIED", "Uganda", "ACCUSED", "Chad")],
        ),
        # By its content, wherever it stands.
        (
            "Norway denied that its ships had cut the cable. Sweden said on Monday that Norwegian "
            "ships had cut the cable near Gotland.",
            [("DENIED", "Norway", "SAID", "Sweden")],
        ),
        # A saying says the opposite with the same verb.
        (
            "Somalia said that Ethiopia had recognized the island. Ethiopia said on Friday that it "
            "had not recognized the island.",
            [("SAID", "Ethiopia", "SAID", "Somalia")],
        ),
        # A refusal answers a demand.
        (
            "Kenya urged Uganda to open the border. Uganda rejected the demand.",
            [("REJECTED", "Uganda", "URGED", "Kenya")],
        ),
        # Nobody answers himself, nor his own spokesman.
        ("Kenya said that the port was open. Kenya said that the port was not open.", []),
        # A denial of something else.
        (
            "Kenya said that its port was full of ships. Uganda denied that its army had crossed "
            "the river.",
            [],
        ),
        # An accusation against others is not answered.
        ("Kenya accused Uganda of arming rebels. Chad denied the existence of a plan.", []),
        # What did not take place answers nothing.
        ("Kenya accused Uganda of arming rebels. Uganda did not deny the accusation.", []),
        # The noun with its owner means what he said, in whatever words.
        (
            "Uganda urged Kenya on Friday to wait another month. Kenya has brushed aside calls by "
            "Uganda to delay the ban on plates.",
            [("REJECTED", "Kenya", "URGED", "Uganda")],
        ),
        # What is alleged of the body that speaks.
        (
            "Kenya's electoral commission said claims of vote rigging were false. Uganda had "
            "alleged that the electoral commission altered results in eleven districts.",
            [
                ("SAID", "electoral commission", "ALLEGED", "Uganda"),
                ("DENIED", "electoral commission", "ALLEGED", "Uganda"),
            ],
        ),
        # Where nothing else is found, the noun itself is answered.
        (
            "Kenya dismissed a report by Amnesty International that prisoners were being beaten.",
            [("DENIED", "Kenya", "SAID", "Amnesty International")],
        ),
        # Its sentence says that it is a reply.
        (
            "Greenpeace accused Kenya of ignoring a leak. Asked about the complaint, Kenyan "
            "Interior Minister Karl Tamm said no pipe had burst.",
            [("SAID", "Karl Tamm", "ACCUSED", "Greenpeace")],
        ),
        # Those at whom a demand is directed say no in other words; later that is no answer.
        (
            'Uganda urged Kenya to postpone the vote. "We will not bow to pressure," Kenyan '
            "Prime Minister Karl Tamm said.",
            [("SAID", "Karl Tamm", "URGED", "Uganda")],
        ),
        (
            "Uganda accused Kenya of spying on ministers. Kenyan Prime Minister Karl Tamm said "
            "that Kenya had not received a new ambassador.",
            [],
        ),
        # There is no such thing; who told of it before stands behind.
        (
            "Kenya said on Friday that it had made no secret deal with Chad. Uganda had told a "
            "radio station that Kenya had struck a secret deal with Chad.",
            [("SAID", "Kenya", "SAID", "Uganda")],
        ),
        # Who tells of an answer is not answered by it.
        (
            "Karl Tamm has admitted to the theft of nine boats, according to Kenya.",
            [],
        ),
        # Words for the same deed.
        (
            "Kenya said that Uganda had stolen nine boats. Uganda confirmed the theft.",
            [("CONFIRMED", "Uganda", "SAID", "Kenya")],
        ),
        # A yes to the same.
        ("Kenya said that the port was open. Uganda said that the port was open.", []),
    ],
)
def test_who_answers_whom(
    words: str, expected: list[tuple[str, str, str, str]], extract: Any
) -> None:
    assert extract(words) == expected


def test_an_answer_survives_the_inline_form() -> None:
    found = full_document()
    assert found.relations[0].responds_to == ["r4"]
    again = parse_inline(write_inline(found), checked=False)
    assert again.relations[0].responds_to == ["r4"]


def test_an_answer_is_left_out_of_json_where_there_is_none() -> None:
    relations = json.loads(full_document().model_dump_json())["relations"]
    assert [relation.get("responds_to") for relation in relations] == [["r4"], *[None] * 4]


def test_who_says_it_happened_and_who_denies_it_is_one_query(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'news.db'}"
    sink = Database(url)
    sink.write(full_document())
    sink.finalize()
    query = """
        SELECT no.type, yes.type FROM relation_responses AS r
        JOIN relations AS no ON (no.document_id, no.id) = (r.document_id, r.relation)
        JOIN relations AS yes ON (yes.document_id, yes.id) = (r.document_id, r.responds_to)"""
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text(query)).all() == [("DENIED", "SAID")]
    engine.dispose()


def test_an_answer_to_what_somebody_took_away_is_told(tmp_path: Path) -> None:
    path, tally = tmp_path / "talks.jsonl", Tally()
    load_writer("prodigy")(path, [full_document()], tally)
    task = json.loads(path.read_text(encoding="utf-8"))
    task["relations"] = [arc for arc in task["relations"] if arc["label"] != "SAID"]
    path.write_text(json.dumps(task) + "\n", encoding="utf-8")
    (read,) = load_reader("prodigy")(path, tally)
    assert not any(relation.responds_to for relation in read.relations)
    assert tally.lost["answer to a relation that is gone"] == 1
