"""Layout 1: documents with their rows. Databases of this layout do not tell it themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "documents",
        _text("id", primary_key=True),
        *_texts("title", "published", "url"),
        _text("text"),
        _text("digest"),
        *_texts("geoents", "model", "rules"),
    )
    op.create_index("documents_published", "documents", ["published"])
    op.create_index("documents_url", "documents", ["url"], postgresql_using="hash")
    op.create_table(
        "entities",
        *_key(),
        _text("type"),
        _text("name"),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.Column("ids", sa.JSON, nullable=False),
    )
    op.create_index("entities_name", "entities", ["name"], postgresql_using="hash")
    op.create_table(
        "mentions",
        *_key(),
        _text("entity"),
        *_span(),
        _text("text"),
        _text("type"),
        *_texts("form"),
        _refers("entity", "entities"),
    )
    op.create_index("mentions_entity", "mentions", ["document_id", "entity"])
    op.create_table("claims", *_key(), *_span(), _text("text"))
    op.create_table(
        "relations",
        *_key(),
        _text("type"),
        _text("subject"),
        *_texts("object", "claim"),
        sa.Column("confidence", sa.Double, nullable=False),
        *_texts("when_text", "when_value"),
        *_numbers("when_start", "when_end"),
        _refers("subject", "entities"),
        _refers("object", "entities"),
        _refers("claim", "claims"),
    )
    op.create_index("relations_type", "relations", ["type", "when_value"])
    for column in ("subject", "object", "claim"):
        op.create_index(f"relations_{column}", "relations", ["document_id", column])
    op.create_table(
        "evidence",
        _document(),
        _text("relation", primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        *_span(),
        _text("text"),
        *_texts("rule"),
        *_numbers("trigger_start", "trigger_end"),
        *_texts("subject_mention", "object_mention"),
        _text("polarity"),
        _text("modality"),
        *_texts("source"),
        sa.Column("cue", sa.JSON, nullable=False),
        _refers("relation", "relations"),
        _refers("subject_mention", "mentions"),
        _refers("object_mention", "mentions"),
        _refers("source", "entities"),
    )
    op.create_index("evidence_rule", "evidence", ["rule"])
    for column in ("source", "subject_mention", "object_mention"):
        op.create_index(f"evidence_{column}", "evidence", ["document_id", column])


def _text(name: str, *, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=primary_key, nullable=False)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer) for name in names]


def _document() -> sa.Column[str]:
    owner = sa.ForeignKey("documents.id", ondelete="CASCADE")
    return sa.Column("document_id", sa.Text, owner, primary_key=True)


def _key() -> tuple[sa.Column[str], sa.Column[str]]:
    return _document(), _text("id", primary_key=True)


def _span() -> tuple[sa.Column[int], sa.Column[int], sa.CheckConstraint]:
    return (
        sa.Column("start_char", sa.Integer, nullable=False),
        sa.Column("end_char", sa.Integer, nullable=False),
        sa.CheckConstraint("0 <= start_char AND start_char < end_char"),
    )


def _refers(column: str, table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["document_id", column], [f"{table}.document_id", f"{table}.id"], ondelete="CASCADE"
    )
