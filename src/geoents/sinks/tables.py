"""The tables of the SQL sink, and a document as their rows.

Ids are unique inside a document, so every key begins with ``document_id``. Offsets are half-open
code points into ``documents.text``; they are called ``start_char`` and ``end_char`` because
``end`` is a word of SQL.

    documents   id, title, published, url, text, digest, geoents, model, rules
    entities    id, type, name, aliases (JSON list), ids (JSON object)
    mentions    id, entity, start_char, end_char, text, type, form
    claims      id, start_char, end_char, text
    relations   id, type, subject, object (entities), claim, confidence, when_...
    evidence    relation, number (1, 2 ...), start_char, end_char, text, rule, trigger_...,
                subject_mention, object_mention, polarity, modality, source (entity), cue (JSON)
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from geoents.records import Document, Evidence, Relation

__all__ = ["CHILDREN", "DOCUMENTS", "METADATA", "to_rows"]

METADATA: Final = MetaData()


def _key() -> Column[Any]:
    """Return the first part of a key; what hangs on a document goes when it goes."""
    return Column(
        "document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )


def _word(name: str, *, is_key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, primary_key=is_key, nullable=nullable and not is_key)


def _number(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable)


def _span() -> Iterator[Column[Any] | CheckConstraint]:
    yield _number("start_char")
    yield _number("end_char")
    yield CheckConstraint("0 <= start_char AND start_char < end_char")


def _refers(column: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["document_id", column], [f"{table}.document_id", f"{table}.id"], ondelete="CASCADE"
    )


DOCUMENTS: Final = Table(
    "documents",
    METADATA,
    _word("id", is_key=True),
    _word("title", nullable=True),
    _word("published", nullable=True),
    _word("url", nullable=True),
    _word("text"),
    _word("digest"),
    _word("geoents", nullable=True),
    _word("model", nullable=True),
    _word("rules", nullable=True),
    Index("documents_published", "published"),
    Index("documents_url", "url", postgresql_using="hash"),
)

_ENTITIES: Final = Table(
    "entities",
    METADATA,
    _key(),
    _word("id", is_key=True),
    _word("type"),
    _word("name"),
    Column("aliases", JSON, nullable=False),
    Column("ids", JSON, nullable=False),
    # By hash, because PostgreSQL's trees take no value of more than 2,700 bytes.
    Index("entities_name", "name", postgresql_using="hash"),
)

_MENTIONS: Final = Table(
    "mentions",
    METADATA,
    _key(),
    _word("id", is_key=True),
    _word("entity"),
    *_span(),
    _word("text"),
    _word("type"),
    _word("form", nullable=True),
    _refers("entity", "entities"),
    Index("mentions_entity", "document_id", "entity"),
)

_CLAIMS: Final = Table(
    "claims",
    METADATA,
    _key(),
    _word("id", is_key=True),
    *_span(),
    _word("text"),
)

_RELATIONS: Final = Table(
    "relations",
    METADATA,
    _key(),
    _word("id", is_key=True),
    _word("type"),
    _word("subject"),
    _word("object", nullable=True),
    _word("claim", nullable=True),
    Column("confidence", Double, nullable=False),
    _word("when_text", nullable=True),
    _word("when_value", nullable=True),
    _number("when_start", nullable=True),
    _number("when_end", nullable=True),
    _refers("subject", "entities"),
    _refers("object", "entities"),
    _refers("claim", "claims"),
    Index("relations_type", "type", "when_value"),
    Index("relations_subject", "document_id", "subject"),
    Index("relations_object", "document_id", "object"),
    Index("relations_claim", "document_id", "claim"),
)

_EVIDENCE: Final = Table(
    "evidence",
    METADATA,
    _key(),
    _word("relation", is_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *_span(),
    _word("text"),
    _word("rule", nullable=True),
    _number("trigger_start", nullable=True),
    _number("trigger_end", nullable=True),
    _word("subject_mention", nullable=True),
    _word("object_mention", nullable=True),
    _word("polarity"),
    _word("modality"),
    _word("source", nullable=True),
    Column("cue", JSON, nullable=False),
    _refers("relation", "relations"),
    _refers("subject_mention", "mentions"),
    _refers("object_mention", "mentions"),
    _refers("source", "entities"),
    Index("evidence_rule", "rule"),
    Index("evidence_source", "document_id", "source"),
    Index("evidence_subject_mention", "document_id", "subject_mention"),
    Index("evidence_object_mention", "document_id", "object_mention"),
)

#: What hangs on a document; each refers only to those before it.
CHILDREN: Final = (_ENTITIES, _MENTIONS, _CLAIMS, _RELATIONS, _EVIDENCE)

_Row = dict[str, Any]


def to_rows(document: Document, digest: str) -> dict[Table, list[_Row]]:
    """Return a document as rows for every table; ``digest`` is its record's fingerprint."""
    made = document.provenance
    key = {"document_id": document.id}
    head = {
        "id": document.id,
        "title": document.title,
        "published": document.published,
        "url": document.url,
        "text": document.text,
        "digest": digest,
        "geoents": None if made is None else made.geoents,
        "model": None if made is None else made.model,
        "rules": None if made is None else made.rules,
    }
    return {
        DOCUMENTS: [head],
        _ENTITIES: [key | entity.model_dump(mode="json") for entity in document.entities],
        _MENTIONS: [
            key | _spanned(mention.model_dump(mode="json")) for mention in document.mentions
        ],
        _CLAIMS: [key | _spanned(claim.model_dump(mode="json")) for claim in document.claims],
        _RELATIONS: [key | _relation(relation) for relation in document.relations],
        _EVIDENCE: [
            key | {"relation": relation.id, "number": number} | _evidence(evidence, document.text)
            for relation in document.relations
            for number, evidence in enumerate(relation.evidence, start=1)
        ],
    }


def _spanned(record: _Row) -> _Row:
    record["start_char"], record["end_char"] = record.pop("start"), record.pop("end")
    return record


def _relation(relation: Relation) -> _Row:
    when = relation.when
    return {
        "id": relation.id,
        "type": relation.type.value,
        "subject": relation.subject,
        "object": relation.object,
        "claim": relation.claim,
        "confidence": relation.confidence,
        "when_text": None if when is None else when.text,
        "when_value": None if when is None else when.value,
        "when_start": None if when is None else when.start,
        "when_end": None if when is None else when.end,
    }


def _evidence(evidence: Evidence, text: str) -> _Row:
    trigger = evidence.trigger
    read = evidence.factuality
    return {
        "start_char": evidence.start,
        "end_char": evidence.end,
        "text": text[evidence.start : evidence.end],
        "rule": evidence.rule,
        "trigger_start": None if trigger is None else trigger.start,
        "trigger_end": None if trigger is None else trigger.end,
        "subject_mention": evidence.subject_mention,
        "object_mention": evidence.object_mention,
        "polarity": read.polarity.value,
        "modality": read.modality.value,
        "source": read.source,
        "cue": [[cue.start, cue.end] for cue in evidence.cue],
    }
