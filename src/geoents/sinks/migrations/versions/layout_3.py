"""Layout 3: encodings, and zones, whose rows are worked out when the tables are there; views anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"

_KINDS = "'body', 'boilerplate', 'caption', 'credit', 'dateline', 'headline', 'teaser'"


def upgrade() -> None:
    """Bring a database of layout 2, with its rows, to this one."""
    op.add_column("documents", sa.Column("encoding", sa.Text))
    owner = sa.ForeignKey("documents.id", ondelete="CASCADE")
    op.create_table(
        "zones",
        sa.Column("document_id", sa.Text, owner, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("start_char", sa.Integer, nullable=False),
        sa.Column("end_char", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.CheckConstraint("0 <= start_char AND start_char < end_char", name="span"),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name="kind_known"),
        sa.CheckConstraint("1 <= number", name="counted"),
    )
