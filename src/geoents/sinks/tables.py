"""The tables of the SQL sink, and a document as their rows.

Ids are unique inside a document, so every key begins with ``document_id``. Offsets are half-open
code points into ``documents.text``; they are called ``start_char`` and ``end_char`` because
``end`` is a word of SQL.

    runs        id, geoents, model, rules: what wrote documents
    documents   id, title, published, url, text, digest, encoding (where it was guessed), run
    zones       number (1, 2 ...), start_char, end_char, kind: headline, body ...; they tile the text
    entities    id, type, name, aliases (JSON list), ids (JSON object)
    mentions    id, entity, start_char, end_char, text, type, form
    claims      id, start_char, end_char, text
    relations   id, type, subject, object (entities), claim, confidence, when_..., tenure, plover
    relation_responses  relation, responds_to (relations): the first answers the second
    evidence    relation, number (1, 2 ...), start_char, end_char, text, rule, trigger_...,
                subject_mention, object_mention, polarity, modality, source (entity), cue (JSON)

Actors have tables of their own, in :mod:`geoents.sinks.actor_tables`.
The constraints mirror the record form as far as one row shows it. The layout has a number; what
changes it here needs a revision in ``migrations/versions`` and views that fit it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
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

from geoents.clean import ZoneKind, find_zones
from geoents.plover import code_relation
from geoents.records import Document, Evidence, Provenance, Relation
from geoents.schema import (
    SIGNATURES,
    EntityType,
    Form,
    Modality,
    Polarity,
    RelationType,
    Signature,
    Tenure,
)

__all__ = [
    "CHILDREN",
    "DOCUMENTS",
    "ENTITIES",
    "METADATA",
    "RUNS",
    "ZONES",
    "divide",
    "make_run_id",
    "to_rows",
]

METADATA: Final = MetaData()


def _key() -> Column[Any]:
    """Return the first part of a key; what hangs on a document goes when it goes."""
    return Column(
        "document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )


def _word(name: str, *, is_key: bool = False, nullable: bool = False) -> Column[Any]:
    return Column(name, Text, primary_key=is_key, nullable=nullable and not is_key)


def _counter() -> Column[Any]:
    """Return the last part of a key: 1, 2 ... in the order of the record or the text."""
    return Column("number", Integer, primary_key=True, autoincrement=False)


def _number(name: str, *, nullable: bool = False) -> Column[Any]:
    return Column(name, Integer, nullable=nullable)


def _span() -> Iterator[Column[Any] | CheckConstraint]:
    yield _number("start_char")
    yield _number("end_char")
    yield CheckConstraint("0 <= start_char AND start_char < end_char", name="span")


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({_list(values)})", name=f"{column}_known")


def _list(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


def _optional_span(name: str) -> CheckConstraint:
    """Return a check that both ends are there or none, and in their order."""
    start, end = f"{name}_start", f"{name}_end"
    return CheckConstraint(
        f"({start} IS NULL AND {end} IS NULL) OR ({start} IS NOT NULL AND {end} IS NOT NULL "
        f"AND 0 <= {start} AND {start} < {end})",
        name=f"{name}_span",
    )


def _signed() -> Iterator[CheckConstraint]:
    """Yield what the signatures say of objects and claims; entity types are in other rows."""

    def types(having: Callable[[Signature], bool]) -> str:
        return _list(type_ for type_, signature in SIGNATURES.items() if having(signature))

    required = types(lambda s: s.object_required)
    yield CheckConstraint(f"object IS NOT NULL OR type NOT IN ({required})", name="has_object")
    none = types(lambda s: not s.object)
    yield CheckConstraint(f"object IS NULL OR type NOT IN ({none})", name="takes_object")
    required = types(lambda s: s.claim_required)
    yield CheckConstraint(f"claim IS NOT NULL OR type NOT IN ({required})", name="has_claim")
    none = types(lambda s: not s.claim)
    yield CheckConstraint(f"claim IS NULL OR type NOT IN ({none})", name="takes_claim")
    either = types(lambda s: s.claim_or_object)
    yield CheckConstraint(
        f"object IS NOT NULL OR claim IS NOT NULL OR type NOT IN ({either})", name="says_something"
    )


def _refers(column: str, table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["document_id", column], [f"{table}.document_id", f"{table}.id"], ondelete="CASCADE"
    )


RUNS: Final = Table(
    "runs",
    METADATA,
    _word("id", is_key=True),
    _word("geoents"),
    _word("model"),
    _word("rules"),
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
    _word("encoding", nullable=True),
    Column("run", Text, ForeignKey("runs.id")),
    Index("documents_published", "published"),
    Index("documents_url", "url", postgresql_using="hash"),
    Index("documents_run", "run"),
)

ZONES: Final = Table(
    "zones",
    METADATA,
    _key(),
    _counter(),
    *_span(),
    _word("kind"),
    _one_of("kind", ZoneKind),
    CheckConstraint("1 <= number", name="counted"),
)

ENTITIES: Final = Table(
    "entities",
    METADATA,
    _key(),
    _word("id", is_key=True),
    _word("type"),
    _word("name"),
    Column("aliases", JSON, nullable=False),
    Column("ids", JSON, nullable=False),
    _one_of("type", EntityType),
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
    _one_of("type", EntityType),
    _one_of("form", Form),
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
    _word("tenure", nullable=True),
    _word("plover", nullable=True),
    _refers("subject", "entities"),
    _refers("object", "entities"),
    _refers("claim", "claims"),
    _one_of("type", RelationType),
    *_signed(),
    CheckConstraint("0 <= confidence AND confidence <= 1", name="confidence_share"),
    CheckConstraint("(when_text IS NULL) = (when_start IS NULL)", name="when_whole"),
    _optional_span("when"),
    _one_of("tenure", Tenure),
    CheckConstraint("tenure IS NULL OR type = 'HOLDS_OFFICE'", name="tenure_of_office"),
    Index("relations_type", "type", "when_value"),
    Index("relations_subject", "document_id", "subject"),
    Index("relations_object", "document_id", "object"),
    Index("relations_claim", "document_id", "claim"),
)

_RESPONSES: Final = Table(
    "relation_responses",
    METADATA,
    _key(),
    *(_word(name, is_key=True) for name in ("relation", "responds_to")),
    *(_refers(name, "relations") for name in ("relation", "responds_to")),
    Index("relation_responses_responds_to", "document_id", "responds_to"),
)

_EVIDENCE: Final = Table(
    "evidence",
    METADATA,
    _key(),
    _word("relation", is_key=True),
    _counter(),
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
    CheckConstraint("1 <= number", name="counted"),
    _optional_span("trigger"),
    _one_of("polarity", Polarity),
    _one_of("modality", Modality),
    Index("evidence_rule", "rule"),
    Index("evidence_source", "document_id", "source"),
    Index("evidence_subject_mention", "document_id", "subject_mention"),
    Index("evidence_object_mention", "document_id", "object_mention"),
)

#: What hangs on a document; each refers only to those before it.
CHILDREN: Final = (ZONES, ENTITIES, _MENTIONS, _CLAIMS, _RELATIONS, _EVIDENCE, _RESPONSES)

_Row = dict[str, Any]


def to_rows(document: Document, digest: str) -> dict[Table, list[_Row]]:
    """Return a document as rows for every table; ``digest`` is its record's fingerprint."""
    made = document.provenance
    run = None if made is None else make_run_id(made)
    key = {"document_id": document.id}
    types = {entity.id: entity.type for entity in document.entities}
    head = {
        "id": document.id,
        "title": document.title,
        "published": document.published,
        "url": document.url,
        "text": document.text,
        "digest": digest,
        "encoding": None if made is None else made.encoding,
        "run": run,
    }
    return {
        RUNS: [] if made is None else [{"id": run} | made.model_dump(exclude={"encoding"})],
        DOCUMENTS: [head],
        ZONES: divide(document.id, document.text),
        ENTITIES: [key | entity.model_dump(mode="json") for entity in document.entities],
        _MENTIONS: [
            key | _spanned(mention.model_dump(mode="json")) for mention in document.mentions
        ],
        _CLAIMS: [key | _spanned(claim.model_dump(mode="json")) for claim in document.claims],
        _RELATIONS: [key | _relation(relation, types) for relation in document.relations],
        _RESPONSES: [
            key | {"relation": relation.id, "responds_to": answered}
            for relation in document.relations
            for answered in relation.responds_to
        ],
        _EVIDENCE: [
            key | {"relation": relation.id, "number": number} | _evidence(evidence, document.text)
            for relation in document.relations
            for number, evidence in enumerate(relation.evidence, start=1)
        ],
    }


def divide(document_id: str, text: str) -> list[_Row]:
    """Return the rows of a text's zones, which no record holds: the text alone tells them."""
    return [
        {
            "document_id": document_id,
            "number": number,
            "start_char": zone.start,
            "end_char": zone.end,
            "kind": zone.kind.value,
        }
        for number, zone in enumerate(find_zones(text), start=1)
    ]


def make_run_id(made: Provenance) -> str:
    """Return the key of what made a document: the same versions give the same key."""
    versions = "\n".join((made.geoents, made.model, made.rules))
    return hashlib.sha256(versions.encode()).hexdigest()[:16]


def _spanned(record: _Row) -> _Row:
    record["start_char"], record["end_char"] = record.pop("start"), record.pop("end")
    return record


def _relation(relation: Relation, types: dict[str, EntityType]) -> _Row:
    when, event = relation.when, code_relation(relation, types)
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
        "tenure": None if relation.tenure is None else relation.tenure.value,
        "plover": None if event is None else event.value,
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
