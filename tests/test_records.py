"""The record form: what it accepts, what it refuses and how it says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from documents import document, random_documents
from hypothesis import given
from pydantic import ValidationError

from geoents.records import (
    Document,
    Evidence,
    RecordError,
    Relation,
    Span,
    find_problems,
    parse_document,
    read_jsonl,
    write_jsonl,
)

MARKUP = "[Ilmar Tosk](PERSON p), [spokesman](OFFICE o) of [Estonia](STATE s), denied a deal."
RELATIONS = [
    ("HOLDS_OFFICE", "p", "o", None),
    ("OFFICE_OF", "o", "s", None),
    ("DENIED", "p", None, "a deal"),
]


def record() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(document(MARKUP, RELATIONS).model_dump_json())
    return loaded


def test_json_has_the_fields_of_the_schema_and_no_others() -> None:
    data = record()
    assert list(data) == (
        "id title published url text mentions entities claims relations provenance".split()
    )
    assert list(data["mentions"][0]) == "id start end text type form entity".split()
    assert list(data["entities"][0]) == "id type name aliases ids".split()
    assert list(data["claims"][0]) == "id start end text".split()
    relation = data["relations"][0]
    assert list(relation) == ("id type subject object claim confidence when evidence".split())
    assert list(relation["evidence"][0]) == (
        "start end rule trigger subject_mention object_mention factuality".split()
    )
    assert list(relation["evidence"][0]["factuality"]) == "polarity modality source".split()


def test_cues_are_written_only_where_there_are_some() -> None:
    assert "cue" not in Evidence(start=0, end=9).model_dump()
    evidence = Evidence(start=0, end=9, cue=[Span(start=2, end=5)])
    assert evidence.model_dump()["cue"] == [{"start": 2, "end": 5}]
    assert Evidence.model_validate_json(evidence.model_dump_json()) == evidence


def test_a_bare_relation_is_certain() -> None:
    relation = Relation(
        id="r", type="SAID", subject="e", claim="c", evidence=[Evidence(start=0, end=1)]
    )
    read = relation.evidence[0].factuality
    assert (relation.confidence, relation.when) == (1.0, None)
    assert (read.polarity, read.modality, read.source) == ("affirmed", "actual", None)


@given(random_documents())
def test_json_holds_the_whole_document(drawn: Document) -> None:
    assert Document.model_validate_json(drawn.model_dump_json()) == drawn


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        # Each row breaks one thing in an otherwise sound record.
        (("mentions", 0, "end"), 9, 'mention m0: 0-9 is "Ilmar Tos" in the text, not "Ilmar Tosk"'),
        (("claims", 0, "start"), 1, "claim c0: 1-"),
        (("mentions", 0, "start"), -3, "mention m0 start: Input should be greater than or equal"),
        (("mentions", 0, "entity"), "x", 'mention m0 ("Ilmar Tosk"): entity x is not listed'),
        (("mentions", 0, "type"), "ORG", "type ORG, but its entity p is PERSON"),
        (("mentions", 0, "type"), "PLACE", "mention m0 type: Input should be 'PERSON'"),
        (("mentions", 1, "id"), "m0", "mention m0: the id is used 2 times"),
        (("relations", 0, "id"), "r1", "relation r1: the id is used 2 times"),
        (("relations", 0, "subject"), "x", "relation r0 (HOLDS_OFFICE): subject x is not listed"),
        (("relations", 0, "object"), "x", "relation r0 (HOLDS_OFFICE): object x is not listed"),
        (("relations", 2, "claim"), "x", "relation r2 (DENIED): claim x is not listed"),
        (("relations", 0, "object"), None, "relation r0 (HOLDS_OFFICE): it has no object"),
        (("relations", 0, "object"), "s", 'object "Estonia" is STATE, not OFFICE'),
        (("relations", 0, "subject"), "s", 'subject "Estonia" is STATE, not PERSON'),
        (("relations", 0, "claim"), "c0", "relation r0 (HOLDS_OFFICE): it takes no claim"),
        (("relations", 2, "claim"), None, "relation r2 (DENIED): it has no claim"),
        (("relations", 2, "object"), "s", 'it takes no object, but has "Estonia"'),
        (("relations", 0, "evidence"), [], "relation r0 evidence: List should have at least 1"),
        (("relations", 0, "evidence", 0, "end"), 0, "relation r0 evidence 1: the span 0-0 is"),
        (("relations", 0, "evidence", 0, "end"), 999, "evidence 1 0-999 is outside the text"),
        (("relations", 0, "evidence", 0, "trigger"), {"start": 5, "end": 999}, "1 trigger 5-999"),
        (("relations", 0, "evidence", 0, "subject_mention"), "m9", "mention m9 is not listed"),
        (("relations", 0, "evidence", 0, "factuality", "source"), "x", "source x is not listed"),
        (("relations", 0, "when"), {"text": "now", "start": 0, "end": 3}, 'when: 0-3 is "Ilm"'),
        (("relations", 0, "confidence"), 1.5, "relation r0 confidence: Input should be less"),
        (("relations", 2, "responds_to"), ["r9"], "responds to r9, which is itself, not listed"),
        (
            ("relations", 2, "responds_to"),
            ["r2"],
            "r2 (DENIED): it responds to r2, which is itself",
        ),
        (("relations", 2, "responds_to"), ["r0", "r0"], "or there 2 times"),
        (("relations", 0, "colour"), "red", "relation r0 colour: Extra inputs are not permitted"),
    ],
)
def test_a_broken_record_is_refused_in_one_line(
    path: tuple[str | int, ...], value: object, message: str
) -> None:
    data = record()
    place: Any = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(RecordError) as refused:
        parse_document(json.dumps(data), where="run.jsonl:3")
    line = str(refused.value)
    assert line.startswith("run.jsonl:3: document d: ")
    assert message in line
    assert "\n" not in line


def test_a_relation_needs_a_target_or_a_claim_to_praise() -> None:
    with pytest.raises(ValidationError, match="neither object nor claim"):
        document("[Ilmar Tosk](PERSON p) was full of praise.", [("PRAISED", "p", None, None)])


def test_problems_of_an_unchecked_record_are_all_listed() -> None:
    data = record()
    data["mentions"][0]["end"] = 9
    data["relations"][0]["object"] = "x"
    unchecked = parse_document(json.dumps(data), checked=False)
    assert [problem.partition(":")[0] for problem in find_problems(unchecked)] == [
        "mention m0",
        "relation r0 (HOLDS_OFFICE)",
    ]


def test_offsets_are_code_points() -> None:
    # An emoji is two UTF-16 units, the accent a code point of its own, CRLF two characters.
    found = document("\N{WAVING WHITE FLAG} Cafe\N{COMBINING ACUTE ACCENT}\r\n[Oman](STATE s)")
    assert (found.mentions[0].start, found.mentions[0].end) == (9, 13)


def test_jsonl_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    # U+2028 ends a line for str.splitlines, not in JSONL.
    documents = [document(MARKUP, RELATIONS), document("One\N{LINE SEPARATOR}two", id_="e")]
    assert write_jsonl(path, documents) == 2
    assert list(read_jsonl(path)) == documents


def test_jsonl_may_have_empty_lines_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "text": ""}\r\n\r\n{"id": "b", "text": ""}')
    assert [found.id for found in read_jsonl(path)] == ["a", "b"]


@pytest.mark.parametrize("line", [b'{"id": "a"', b"[]", b'"a"', b"\xff", b'{"text": ""}'])
def test_what_is_no_document_is_refused_with_its_line(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(b'{"id": "a", "text": ""}\n' + line + b"\n")
    with pytest.raises(RecordError, match=r"run\.jsonl:2: \S"):
        list(read_jsonl(path))
