"""The tables of actors: the persons, states and bodies that entities of all documents are.

    actors          id, type, name
    actor_entities  document_id, entity, actor, reason, known_by (JSON object, key to reason),
                    home (the entity of the state that a body belongs to, or that a state is)
    actor_keys      key, actor: what entities are joined by
    actor_blocks    key: what no longer joins

They are worked out from the documents' tables by :mod:`geoents.sinks.actors`; posts are no actors.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Table,
    Text,
)

from geoents.sinks.tables import METADATA

__all__ = ["ACTORS", "ACTOR_BLOCKS", "ACTOR_ENTITIES", "ACTOR_KEYS"]


def _refers(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["document_id", column], ["entities.document_id", "entities.id"], ondelete="CASCADE"
    )


ACTORS: Final = Table(
    "actors",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("name", Text, nullable=False),
    CheckConstraint("type IN ('ORG', 'PERSON', 'STATE')", name="type_known"),
    Index("actors_name", "name", postgresql_using="hash"),
)

ACTOR_ENTITIES: Final = Table(
    "actor_entities",
    METADATA,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("actor", Text, ForeignKey("actors.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("known_by", JSON, nullable=False),
    Column("home", Text),
    _refers("entity"),
    _refers("home"),
    Index("actor_entities_actor", "actor"),
    Index("actor_entities_home", "document_id", "home"),
)

ACTOR_KEYS: Final = Table(
    "actor_keys",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("actor", Text, ForeignKey("actors.id", ondelete="CASCADE"), nullable=False),
    Index("actor_keys_actor", "actor"),
)

ACTOR_BLOCKS: Final = Table("actor_blocks", METADATA, Column("key", Text, primary_key=True))
