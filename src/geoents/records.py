"""The record form of SCHEMA.md as pydantic models: what extraction yields and gold files hold.

Offsets are half-open code points into ``Document.text``, which is never changed. A document
checks itself when it is made: spans hold the text they say, ids are unique, nothing dangles,
relations keep to the signatures of :mod:`geoents.schema`.

>>> norland = Entity(id="e1", type="STATE", name="Norland")
>>> mention = Mention(id="m1", start=0, end=7, text="Norland", type="STATE", entity="e1")
>>> Document(id="a", text="Norland agreed.", mentions=[mention], entities=[norland]).mentions[0].end
7
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    ValidationInfo,
    model_serializer,
    model_validator,
)

from geoents.displays import Displayed
from geoents.faults import describe_fault
from geoents.schema import SIGNATURES, EntityType, Form, Modality, Polarity, RelationType, Tenure

__all__ = [
    "UNCHECKED",
    "Claim",
    "Document",
    "Entity",
    "Evidence",
    "Factuality",
    "Mention",
    "Provenance",
    "RecordError",
    "Relation",
    "Span",
    "Trigger",
    "When",
    "find_problems",
    "parse_document",
    "quote",
    "read_jsonl",
    "write_jsonl",
]

#: Validation context that reads a document without checking it against itself; its problems
#: are then listed by :func:`find_problems`.
UNCHECKED: Final = {"checked": False}

_Id = Annotated[str, Field(min_length=1)]
_Words = Annotated[str, Field(min_length=1)]
_Offset = Annotated[int, Field(ge=0)]


def read_jsonl(path: Path | str, *, checked: bool = True) -> Iterator[Document]:
    """Read the documents of a JSONL file, one a line; empty lines are passed over.

    Raises:
        RecordError: A line is no document; the message names file, line and item.
    """
    with Path(path).open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            data = line.removeprefix(b"\xef\xbb\xbf").strip()
            if data:
                yield parse_document(data, where=f"{path}:{number}", checked=checked)


def write_jsonl(path: Path | str, documents: Iterable[Document]) -> int:
    """Write documents as JSONL (UTF-8, one a line) and return how many there were."""
    count = 0
    with Path(path).open("w", encoding="utf-8", newline="\n") as out:
        for document in documents:
            out.write(document.model_dump_json() + "\n")
            count += 1
    return count


def parse_document(data: str | bytes, *, where: str = "", checked: bool = True) -> Document:
    """Read one document from its JSON.

    Args:
        data: The JSON object, UTF-8 when bytes.
        where: What an error message begins with, such as a file and a line.
        checked: Whether the document is checked against itself (see :func:`find_problems`).

    Raises:
        RecordError: One line: where, which document, which item, what.
    """
    try:
        return Document.model_validate_json(data, context=None if checked else UNCHECKED)
    except ValidationError as error:
        parts = [where, *describe_fault(error, data)]
        raise RecordError(": ".join(part for part in parts if part)) from None


def find_problems(document: Document) -> Iterator[str]:
    """List what is wrong in a document: spans, ids, references, signatures.

    A document that was made in the ordinary way has none.
    """
    yield from _find_repeated_ids(document)
    yield from _find_misaligned(document)
    entities = {entity.id: entity for entity in document.entities}
    for mention in document.mentions:
        item = f"mention {mention.id} ({quote(mention.text)})"
        if mention.entity not in entities:
            yield f"{item}: entity {mention.entity} is not listed"
        elif (kind := entities[mention.entity].type) is not mention.type:
            yield f"{item}: type {mention.type}, but its entity {mention.entity} is {kind}"
    claims = {claim.id for claim in document.claims}
    mentions = {mention.id for mention in document.mentions}
    ids = {relation.id for relation in document.relations}
    for relation in document.relations:
        item = f"relation {relation.id} ({relation.type})"
        dangling = list(_find_dangling(relation, entities.keys(), claims, mentions))
        dangling += _find_unanswered(relation, ids)
        yield from (f"{item}: {problem}" for problem in dangling)
        if not dangling:
            yield from (f"{item}: {problem}" for problem in _find_unsigned(relation, entities))


def quote(text: str, limit: int = 60) -> str:
    """Return ``text`` in quotation marks on one line, its middle left out when it is long."""
    line = " ".join(text.split())
    if len(line) > limit:
        line = f"{line[: limit // 2].rstrip()} ... {line[-limit // 2 :].lstrip()}"
    return f'"{line}"'


def _find_repeated_ids(document: Document) -> Iterator[str]:
    lists: list[tuple[str, list[str]]] = [
        ("mention", [mention.id for mention in document.mentions]),
        ("entity", [entity.id for entity in document.entities]),
        ("claim", [claim.id for claim in document.claims]),
        ("relation", [relation.id for relation in document.relations]),
    ]
    for kind, ids in lists:
        if len(set(ids)) < len(ids):
            for id_, count in Counter(ids).items():
                if count > 1:
                    yield f"{kind} {id_}: the id is used {count} times"


def _find_misaligned(document: Document) -> Iterator[str]:
    text = document.text
    for mention in document.mentions:
        if text[mention.start : mention.end] != mention.text:
            yield f"mention {mention.id}: {_mismatch(text, mention)}"
    for claim in document.claims:
        if text[claim.start : claim.end] != claim.text:
            yield f"claim {claim.id}: {_mismatch(text, claim)}"
    for relation in document.relations:
        item = f"relation {relation.id} ({relation.type})"
        when = relation.when
        if when is not None and text[when.start : when.end] != when.text:
            yield f"{item}: when: {_mismatch(text, when)}"
        for number, evidence in enumerate(relation.evidence, start=1):
            spans: list[tuple[str, Span]] = [("", evidence)]
            if evidence.trigger is not None:
                spans.append((" trigger", evidence.trigger))
            spans.extend((" cue", cue) for cue in evidence.cue)
            for name, span in spans:
                if span.end > len(text):
                    yield (
                        f"{item}: evidence {number}{name} {span.start}-{span.end} is outside "
                        f"the text (length {len(text)})"
                    )


def _mismatch(text: str, span: Mention | Claim | When) -> str:
    stands = quote(text[span.start : span.end])
    return f"{span.start}-{span.end} is {stands} in the text, not {quote(span.text)}"


def _find_dangling(
    relation: Relation, entities: Iterable[str], claims: set[str], mentions: set[str]
) -> Iterator[str]:
    known = set(entities)
    if relation.subject not in known:
        yield f"subject {relation.subject} is not listed"
    if relation.object is not None and relation.object not in known:
        yield f"object {relation.object} is not listed"
    if relation.claim is not None and relation.claim not in claims:
        yield f"claim {relation.claim} is not listed"
    for evidence in relation.evidence:
        source = evidence.factuality.source
        if source is not None and source not in known:
            yield f"source {source} is not listed"
        for mention in (evidence.subject_mention, evidence.object_mention):
            if mention is not None and mention not in mentions:
                yield f"mention {mention} is not listed"


def _find_unanswered(relation: Relation, relations: set[str]) -> Iterator[str]:
    for answered, count in Counter(relation.responds_to).items():
        if answered not in relations - {relation.id} or count > 1:
            yield f"it responds to {answered}, which is itself, not listed or there {count} times"


def _find_unsigned(relation: Relation, entities: dict[str, Entity]) -> Iterator[str]:
    """Say how a relation, none of whose references dangle, breaks its type's signature."""
    signature = SIGNATURES[relation.type]
    subject = entities[relation.subject]
    if subject.type not in signature.subject:
        yield f"subject {quote(subject.name)} is {subject.type}, not {_any(signature.subject)}"
    if relation.object is not None:
        object_ = entities[relation.object]
        if not signature.object:
            yield f"it takes no object, but has {quote(object_.name)}"
        elif object_.type not in signature.object:
            yield f"object {quote(object_.name)} is {object_.type}, not {_any(signature.object)}"
    elif signature.object_required:
        yield "it has no object"
    if relation.claim is not None and not signature.claim:
        yield "it takes no claim"
    if relation.claim is None and signature.claim_required:
        yield "it has no claim"
    if signature.claim_or_object and relation.claim is None and relation.object is None:
        yield "it has neither object nor claim"
    if relation.tenure is not None and relation.type is not RelationType.HOLDS_OFFICE:
        yield f"it takes no tenure, but has {relation.tenure}"


def _any(types: Iterable[EntityType]) -> str:
    return " or ".join(sorted(types))


class RecordError(ValueError):
    """A document that cannot be read; the message is one line."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(_Record):
    """Characters ``start`` to ``end`` of the text, half-open and not empty."""

    start: _Offset
    end: _Offset

    @model_validator(mode="after")
    def _is_not_empty(self) -> Span:
        if self.end <= self.start:
            raise ValueError(f"the span {self.start}-{self.end} is empty")
        return self


#: The words that evoke a relation ("denied", "spokesman for").
Trigger = Span


class Mention(_Record):
    """A span that names an entity. ``form`` is None where nobody annotated it."""

    id: _Id
    start: _Offset
    end: _Offset
    text: _Words
    type: EntityType
    form: Form | None = None
    entity: _Id


class Entity(_Record):
    """What mentions refer to, inside one document.

    ``name`` is its best name, ``aliases`` its other ones, ``ids`` its keys elsewhere
    (``{"iso3166": "KZ"}``).
    """

    id: _Id
    type: EntityType
    name: str
    aliases: list[str] = []
    ids: dict[str, str] = {}


class Claim(_Record):
    """What somebody said, as a span."""

    id: _Id
    start: _Offset
    end: _Offset
    text: _Words


class When(_Record):
    """The words that say when, and their day (ISO 8601, as exact as the text is) where known."""

    text: _Words
    start: _Offset
    end: _Offset
    value: str | None = None


class Factuality(_Record):
    """Whether the text affirms a relation, how surely, and on whose word (an entity id)."""

    polarity: Polarity = Polarity.AFFIRMED
    modality: Modality = Modality.ACTUAL
    source: _Id | None = None


class Evidence(Span):
    """A stretch of text that states a relation, and what was read there.

    ``rule`` is the rule that matched, ``subject_mention`` and ``object_mention`` the mentions it
    joined. ``cue`` has the words that negate or hedge; it is left out of JSON when there are
    none, so that a record without cues has the fields of SCHEMA.md and no others.
    """

    rule: str | None = None
    trigger: Trigger | None = None
    subject_mention: _Id | None = None
    object_mention: _Id | None = None
    factuality: Factuality = Factuality()
    cue: list[Span] = []

    @model_serializer(mode="wrap")
    def _leave_out_empty_cue(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        record: dict[str, Any] = serialize(self)
        if not self.cue:
            record.pop("cue", None)
        return record


class Relation(_Record):
    """A typed relation between entities, with at least one piece of evidence.

    JSON leaves out ``tenure`` (of HOLDS_OFFICE alone) and ``responds_to`` (ids) where untold.
    """

    id: _Id
    type: RelationType
    subject: _Id
    object: _Id | None = None
    claim: _Id | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0
    when: When | None = None
    tenure: Tenure | None = None
    evidence: Annotated[list[Evidence], Field(min_length=1)]
    responds_to: list[_Id] = []

    @model_serializer(mode="wrap")
    def _leave_out_the_untold(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        record: dict[str, Any] = serialize(self)
        told = {"tenure": self.tenure is not None, "responds_to": bool(self.responds_to)}
        return {name: value for name, value in record.items() if told.get(name, True)}


class Provenance(_Record):
    """What made a record: geoents, model, fingerprint of rules and own names; a guessed encoding."""

    geoents: str
    model: str
    rules: str
    encoding: str | None = None

    @model_serializer(mode="wrap")
    def _leave_out_none(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in serialize(self).items() if value is not None}


class Document(Displayed, _Record):
    """A text with everything extracted from it.

    ``published`` is an ISO 8601 date (or date and time). ``provenance`` is None where people
    made the record.
    """

    id: _Id
    title: str | None = None
    published: str | None = None
    url: str | None = None
    text: str
    mentions: list[Mention] = []
    entities: list[Entity] = []
    claims: list[Claim] = []
    relations: list[Relation] = []
    provenance: Provenance | None = None

    @model_validator(mode="after")
    def _is_sound(self, info: ValidationInfo) -> Document:
        if info.context is None or info.context.get("checked", True):
            for problem in find_problems(self):
                raise ValueError(problem)
        return self
