"""The JSON Schema that is shipped, and records of older versions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from documents import document, random_documents
from dressed import full_document
from hypothesis import given
from pydantic import BaseModel

from geoents import records
from geoents.record_schema import PATH, make_schema
from geoents.records import Document, parse_document

jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")

SCHEMA: dict[str, Any] = json.loads(PATH.read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

#: What the first version wrote: before cues, tenures and answers.
OLD_LINE = (
    '{"id":"a1","title":null,"published":"2024-05-02","url":null,'
    '"text":"Ada Lund, Norland\'s minister, denied a deal on Monday.",'
    '"mentions":[{"id":"m1","start":0,"end":8,"text":"Ada Lund","type":"PERSON","form":"name",'
    '"entity":"e1"},{"id":"m2","start":10,"end":17,"text":"Norland","type":"STATE","form":"name",'
    '"entity":"e2"},{"id":"m3","start":20,"end":28,"text":"minister","type":"OFFICE",'
    '"form":"nominal","entity":"e3"}],'
    '"entities":[{"id":"e1","type":"PERSON","name":"Ada Lund","aliases":[],"ids":{}},'
    '{"id":"e2","type":"STATE","name":"Norland","aliases":["Norlandic"],"ids":{"iso3166":"XN"}},'
    '{"id":"e3","type":"OFFICE","name":"minister","aliases":[],"ids":{}}],'
    '"claims":[{"id":"c1","start":37,"end":43,"text":"a deal"}],'
    '"relations":[{"id":"r1","type":"DENIED","subject":"e1","object":null,"claim":"c1",'
    '"confidence":0.9,"when":{"text":"on Monday","start":44,"end":53,"value":"2024-04-29"},'
    '"evidence":[{"start":0,"end":54,"rule":"denied.active","trigger":{"start":30,"end":36},'
    '"subject_mention":"m1","object_mention":null,'
    '"factuality":{"polarity":"affirmed","modality":"actual","source":null}}]},'
    '{"id":"r2","type":"HOLDS_OFFICE","subject":"e1","object":"e3","claim":null,"confidence":1.0,'
    '"when":null,"evidence":[{"start":0,"end":28,"rule":null,"trigger":null,'
    '"subject_mention":null,"object_mention":null,'
    '"factuality":{"polarity":"affirmed","modality":"actual","source":null}}]}],'
    '"provenance":{"geoents":"0.0.9","model":"en_geoents-0.0.9","rules":"sha256:1"}}'
)

#: What a record must have. One more here, and records of older versions no longer load.
REQUIRED = {
    "Span": "start end",
    "Mention": "id start end text type entity",
    "Entity": "id type name",
    "Claim": "id start end text",
    "When": "text start end",
    "Factuality": "",
    "Evidence": "start end",
    "Relation": "id type subject evidence",
    "Provenance": "geoents model rules",
    "Document": "id text",
}


def test_the_schema_is_what_the_records_say() -> None:
    assert make_schema() == SCHEMA, "run python -m geoents.record_schema"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert set(REQUIRED) - set(SCHEMA["$defs"]) == {"Document"}


@given(random_documents())
def test_every_record_is_valid(found: Document) -> None:
    VALIDATOR.validate(json.loads(found.model_dump_json()))


def test_the_schema_knows_every_field() -> None:
    record = json.loads(full_document().model_dump_json())
    VALIDATOR.validate(record)
    for part in (record, record["relations"][0], record["relations"][0]["evidence"][0]):
        part["no_such_field"] = 1
        assert not VALIDATOR.is_valid(record)
        del part["no_such_field"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("text",), None),
        (("mentions", 0, "type"), "PLACE"),
        (("mentions", 0, "start"), -1),
        (("relations", 0, "evidence"), []),
        (("relations", 0, "confidence"), 1.5),
        (("relations", 4, "tenure"), "sometimes"),
        (("relations", 0, "evidence", 0, "factuality", "polarity"), "yes"),
    ],
)
def test_the_schema_refuses_what_the_records_refuse(
    path: tuple[str | int, ...], value: object
) -> None:
    record = json.loads(full_document().model_dump_json())
    part: Any = record
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(records.RecordError):
        parse_document(json.dumps(record))


def test_a_record_of_the_first_version_still_loads() -> None:
    found = parse_document(OLD_LINE)
    assert found.relations[1].tenure is None and found.relations[0].responds_to == []
    # What it does not say is not added either.
    assert json.loads(found.model_dump_json()) == json.loads(OLD_LINE)
    VALIDATOR.validate(json.loads(OLD_LINE))


def test_no_field_has_become_required() -> None:
    required = {
        name: {field for field, info in model.model_fields.items() if info.is_required()}
        for name, model in vars(records).items()
        if isinstance(model, type) and issubclass(model, BaseModel) and name in records.__all__
    }
    assert required.pop("Trigger") == required["Span"]
    assert required == {name: set(fields.split()) for name, fields in REQUIRED.items()}


@given(random_documents())
def test_a_record_with_nothing_but_what_is_required_loads(drawn: Document) -> None:
    record = drawn.model_dump(mode="json", exclude_unset=True)
    bare = {"id": record["id"], "text": record["text"]}
    entities = [{"id": e["id"], "type": e["type"], "name": e["name"]} for e in record["entities"]]
    mentions = [
        {key: m[key] for key in ("id", "start", "end", "text", "type", "entity")}
        for m in record["mentions"]
    ]
    found = Document.model_validate(bare | {"entities": entities, "mentions": mentions})
    assert [e.aliases for e in found.entities] == [[] for _ in entities]
    assert [m.form for m in found.mentions] == [None for _ in mentions]
    assert found.relations == [] and found.provenance is None


def test_a_record_of_a_newer_version_is_refused_in_one_line() -> None:
    record = json.loads(document("[Norland](STATE s) agreed.").model_dump_json())
    record["entities"][0]["mood"] = "good"
    with pytest.raises(records.RecordError, match=r"^document d: entity s mood: Extra inputs"):
        parse_document(json.dumps(record))
