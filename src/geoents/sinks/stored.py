"""A document as it was, read back from its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, select

from geoents.records import Document
from geoents.sinks.tables import DOCUMENTS, METADATA, RUNS

__all__ = ["read_document"]

_Row = dict[str, Any]
_SPAN: Final = {"start_char": "start", "end_char": "end"}


def read_document(connection: Connection, id_: str) -> Document:
    """Return a document; what stands in lists is in the order of their ids.

    Raises:
        KeyError: There is no such document.
    """
    head = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == id_)).mappings().first()
    if head is None:
        raise KeyError(id_)
    run = select(RUNS.c.geoents, RUNS.c.model, RUNS.c.rules).where(RUNS.c.id == head["run"])
    made = connection.execute(run).mappings().first()
    evidence = list(_rows(connection, "evidence", id_, "number"))
    responses = list(_rows(connection, "relation_responses", id_, "responds_to"))
    return Document.model_validate(
        {
            **{name: head[name] for name in ("id", "title", "published", "url", "text")},
            "entities": list(_rows(connection, "entities", id_)),
            "mentions": list(_rows(connection, "mentions", id_)),
            "claims": list(_rows(connection, "claims", id_)),
            "relations": [
                _relation(row, evidence, responses) for row in _rows(connection, "relations", id_)
            ],
            "provenance": None if made is None else dict(made),
        }
    )


def _rows(connection: Connection, name: str, id_: str, order: str = "id") -> Iterator[_Row]:
    table = METADATA.tables[name]
    found = connection.execute(select(table).where(table.c.document_id == id_)).mappings()
    for row in sorted(found, key=lambda each: _place(each[order])):
        yield {_SPAN.get(key, key): row[key] for key in row if key != "document_id"}


def _place(key: Any) -> tuple[int, str]:
    """Return a sort key by which "m10" stands behind "m9"."""
    return len(str(key)), str(key)


def _relation(row: _Row, evidence: list[_Row], responses: list[_Row]) -> _Row:
    when = None
    if row["when_text"] is not None:
        when = {part: row[f"when_{part}"] for part in ("text", "start", "end", "value")}
    return {
        **{name: row[name] for name in ("id", "type", "subject", "object", "claim")},
        **{name: row[name] for name in ("confidence", "tenure")},
        "when": when,
        "evidence": [_evidence(each) for each in evidence if each["relation"] == row["id"]],
        "responds_to": [each["responds_to"] for each in responses if each["relation"] == row["id"]],
    }


def _evidence(row: Mapping[str, Any]) -> _Row:
    trigger = None
    if row["trigger_start"] is not None:
        trigger = {"start": row["trigger_start"], "end": row["trigger_end"]}
    return {
        **{name: row[name] for name in ("start", "end", "rule", "subject_mention")},
        "object_mention": row["object_mention"],
        "trigger": trigger,
        "factuality": {name: row[name] for name in ("polarity", "modality", "source")},
        "cue": [{"start": start, "end": end} for start, end in row["cue"]],
    }
