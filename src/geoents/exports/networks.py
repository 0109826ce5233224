"""Entities of many documents as the nodes of one network, relations as its edges.

Entities of one type that share an outside id ("wikidata Q232") are one node; without an id an
entity is a node of its own document, for a name alone does not tell who somebody is. A node's id
is worked out from its own entity, so that exports of different days fit together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple
from urllib.parse import quote

from geoents.records import Claim, Document, Entity, Evidence, Relation
from geoents.schema import (
    SYMMETRIC,
    EntityType,
    Modality,
    Polarity,
    RelationType,
    Tenure,
)

__all__ = [
    "Arc",
    "ClaimNode",
    "Network",
    "Node",
    "Source",
    "Statement",
    "claim_id",
    "document_key",
    "gather",
    "is_fact",
    "is_stated",
    "node_id",
]

#: Of an entity with several ids, the scheme that its node is known by; else the first by name.
_FIRST: Final = "wikidata"


def node_id(document: Document, entity: Entity) -> str:
    """Return the id of an entity's node: ASCII, the same on every run.

    "state/wikidata:Q232" where the entity has an outside id, else type, document and entity:
    "person/news-7/e4". What is no letter, digit or one of ``_.-~`` is percent-encoded, so two
    entities never get one id by accident.
    """
    kind = entity.type.lower()
    if not entity.ids:
        return f"{kind}/{_encode(document.id)}/{_encode(entity.id)}"
    scheme = _FIRST if _FIRST in entity.ids else min(entity.ids)
    return f"{kind}/{_encode(scheme)}:{_encode(entity.ids[scheme])}"


def claim_id(document: Document, claim: Claim) -> str:
    """Return the id of a claim's node: "claim/news-7/c1"."""
    return f"claim/{_encode(document.id)}/{_encode(claim.id)}"


def document_key(id_: str) -> str:
    """Return the id of the node of a document with this id: "document/news-7"."""
    return f"document/{_encode(id_)}"


def is_fact(evidence: Evidence) -> bool:
    """Whether the text itself states the relation here: affirmed, actual, on nobody else's word."""
    read = evidence.factuality
    return (
        read.polarity is Polarity.AFFIRMED
        and read.modality is Modality.ACTUAL
        and read.source is None
    )


def is_stated(relation: Relation) -> bool:
    """Whether the text itself states the relation as a fact, at least once."""
    return any(is_fact(evidence) for evidence in relation.evidence)


def _encode(part: str) -> str:
    return quote(part, safe="")


@dataclass(slots=True)
class Node:
    """A person, post, state or organization.

    Attributes:
        id: See :func:`node_id`.
        type: The type of its entities.
        name: Its name in the first document.
        aliases: All its other names, in order of appearance.
        ids: Its outside ids by scheme.
        documents: How often each document (by id) mentions it; zero where nothing is marked.
    """

    id: str
    type: EntityType
    name: str
    aliases: dict[str, None] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    documents: Counter[str] = field(default_factory=Counter)


class Statement(NamedTuple):
    """What an edge says: two nodes (or a node and a claim), how they relate, how it is read.

    ``subject``, ``object`` and ``source`` are ids of nodes; ``source`` is None in the text's own
    voice. The ends of a symmetric relation are in order of their ids.
    """

    subject: str
    relation: RelationType
    object: str
    polarity: Polarity
    modality: Modality
    source: str | None
    tenure: Tenure | None


@dataclass(slots=True)
class Arc:
    """Where a statement is made: the pieces of evidence in all, and documents in order."""

    count: int = 0
    documents: dict[str, None] = field(default_factory=dict)


class ClaimNode(NamedTuple):
    """What somebody said, with the id of its document."""

    text: str
    document: str


class Source(NamedTuple):
    """A document without its text."""

    id: str
    title: str | None
    published: str | None
    url: str | None


@dataclass(slots=True)
class Network:
    """Nodes, claims and documents by the ids of their nodes, and arcs by what they say."""

    nodes: dict[str, Node] = field(default_factory=dict)
    claims: dict[str, ClaimNode] = field(default_factory=dict)
    documents: dict[str, Source] = field(default_factory=dict)
    arcs: dict[Statement, Arc] = field(default_factory=dict)
    read: int = 0


def gather(documents: Iterable[Document]) -> Network:
    """Join documents into one network; of each, its text is not kept."""
    network = Network()
    for document in documents:
        _add(network, document)
        network.read += 1
    return network


def _add(network: Network, document: Document) -> None:
    ids = {entity.id: node_id(document, entity) for entity in document.entities}
    for entity in document.entities:
        _add_entity(network, document, entity, ids[entity.id])
    for mention in document.mentions:
        network.nodes[ids[mention.entity]].documents[document.id] += 1
    claims = {claim.id: claim_id(document, claim) for claim in document.claims}
    for claim in document.claims:
        network.claims[claims[claim.id]] = ClaimNode(claim.text, document.id)
    network.documents[document_key(document.id)] = Source(
        document.id, document.title, document.published, document.url
    )
    for relation in document.relations:
        # "Tosk told Lund that ...": an edge from him to her, and one to what he said.
        ends = [] if relation.object is None else [ids[relation.object]]
        if relation.claim is not None:
            ends.append(claims[relation.claim])
        for end in ends:
            for evidence in relation.evidence:
                statement = _state(relation, evidence, ids, end)
                arc = network.arcs.setdefault(statement, Arc())
                arc.count += 1
                arc.documents[document.id] = None


def _add_entity(network: Network, document: Document, entity: Entity, id_: str) -> None:
    node = network.nodes.setdefault(id_, Node(id_, entity.type, entity.name))
    for name in (entity.name, *entity.aliases):
        if name != node.name:
            node.aliases[name] = None
    node.ids = entity.ids | node.ids
    node.documents[document.id] += 0


def _state(relation: Relation, evidence: Evidence, ids: dict[str, str], end: str) -> Statement:
    subject = ids[relation.subject]
    if relation.type in SYMMETRIC and end < subject:
        subject, end = end, subject
    read = evidence.factuality
    return Statement(
        subject,
        relation.type,
        end,
        read.polarity,
        read.modality,
        None if read.source is None else ids[read.source],
        relation.tenure,
    )
