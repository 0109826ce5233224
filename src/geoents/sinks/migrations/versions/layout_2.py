"""Layout 2: runs, constraints that mirror the record form, actors, tenure, answers, PLOVER.

A revision is what it was on its day: it takes no name or label from the package.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "2"
down_revision = "1"

_TYPES = "'OFFICE', 'ORG', 'PERSON', 'STATE'"
_FORMS = "'adjective', 'metonym', 'name', 'nominal', 'pronoun'"
_EVENTS = (
    "'AGREED_WITH', 'APPOINTED', 'ATTACKED', 'JOINED', 'LEFT', 'MET_WITH', 'NEGOTIATED_WITH', "
    "'SANCTIONED', 'SUPPORTED', 'VISITED'"
)
_STANDING = (
    "'BASED_IN', 'CITIZEN_OF', 'HOLDS_OFFICE', 'MEMBER_OF', 'OFFICE_OF', 'PART_OF', 'SPOKE_FOR'"
)
_SPEECH = (
    "'ACCUSED', 'ALLEGED', 'CONFIRMED', 'CRITICIZED', 'DENIED', 'PRAISED', 'REJECTED', 'SAID', "
    "'URGED', 'WARNED'"
)
_CLAIMED = "'ALLEGED', 'CONFIRMED', 'DENIED', 'REJECTED', 'SAID', 'URGED', 'WARNED'"
_SPAN = "0 <= start_char AND start_char < end_char"


def upgrade() -> None:
    """Bring a database of layout 1, with its rows, to this one."""
    _make_runs()
    _make_checks()
    _make_actors()
    _make_answers()


def _make_runs() -> None:
    columns = [sa.Column(name, sa.Text, nullable=False) for name in ("geoents", "model", "rules")]
    runs = op.create_table("runs", sa.Column("id", sa.Text, primary_key=True), *columns)
    with op.batch_alter_table("documents") as batch:
        batch.add_column(sa.Column("run", sa.Text))
        batch.create_foreign_key("documents_run_fkey", "runs", ["run"], ["id"])
    made = ("geoents", "model", "rules")
    documents = sa.table("documents", *(sa.column(name) for name in ("run", *made)))
    connection = op.get_bind()
    versions = sa.select(*(documents.c[name] for name in made)).distinct()
    for row in connection.execute(versions.where(documents.c.geoents.is_not(None))).all():
        id_ = hashlib.sha256("\n".join(row).encode()).hexdigest()[:16]
        values = dict(zip(made, row, strict=True))
        op.bulk_insert(runs, [{"id": id_} | values])
        its_own = sa.and_(*(documents.c[name] == value for name, value in values.items()))
        connection.execute(documents.update().where(its_own).values(run=id_))
    with op.batch_alter_table("documents") as batch:
        for name in made:
            batch.drop_column(name)
    op.create_index("documents_run", "documents", ["run"])


def _make_checks() -> None:
    with op.batch_alter_table("entities") as batch:
        batch.create_check_constraint("type_known", f"type IN ({_TYPES})")
    with _alter_spans("mentions") as batch:
        batch.create_check_constraint("span", _SPAN)
        batch.create_check_constraint("type_known", f"type IN ({_TYPES})")
        batch.create_check_constraint("form_known", f"form IN ({_FORMS})")
    with _alter_spans("claims") as batch:
        batch.create_check_constraint("span", _SPAN)
    either = "'CRITICIZED', 'PRAISED'"
    objects = f"{_STANDING}, {_EVENTS}, 'ACCUSED'"
    none = "'ALLEGED', 'CONFIRMED', 'DENIED'"
    tenures = "'acting', 'elect', 'former', 'incoming', 'outgoing', 'then'"
    with op.batch_alter_table("relations") as batch:
        batch.add_column(sa.Column("tenure", sa.Text))
        for name, condition in {
            "type_known": f"type IN ({_STANDING}, {_SPEECH}, {_EVENTS})",
            "has_object": f"object IS NOT NULL OR type NOT IN ({objects})",
            "takes_object": f"object IS NULL OR type NOT IN ({none})",
            "has_claim": f"claim IS NOT NULL OR type NOT IN ({_CLAIMED})",
            "takes_claim": f"claim IS NULL OR type NOT IN ({_STANDING}, {_EVENTS})",
            "says_something": f"object IS NOT NULL OR claim IS NOT NULL OR type NOT IN ({either})",
            "confidence_share": "0 <= confidence AND confidence <= 1",
            "when_whole": "(when_text IS NULL) = (when_start IS NULL)",
            "when_span": _optional_span("when"),
            "tenure_known": f"tenure IN ({tenures})",
            "tenure_of_office": "tenure IS NULL OR type = 'HOLDS_OFFICE'",
        }.items():
            batch.create_check_constraint(name, condition)
    modalities = "'actual', 'alleged', 'desired', 'planned', 'possible'"
    with _alter_spans("evidence") as batch:
        for name, condition in {
            "span": _SPAN,
            "counted": "1 <= number",
            "trigger_span": _optional_span("trigger"),
            "polarity_known": "polarity IN ('affirmed', 'negated')",
            "modality_known": f"modality IN ({modalities})",
        }.items():
            batch.create_check_constraint(name, condition)


@contextmanager
def _alter_spans(table: str) -> Iterator[BatchOperations]:
    """Alter a table without the nameless check of layout 1, which gets a name."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(f"{table}_check", table, type_="check")
    with warnings.catch_warnings():
        # The copy that SQLite puts in a table's place leaves the check out: what we want.
        warnings.filterwarnings("ignore", "Unnamed CHECK constraint")
        with op.batch_alter_table(table) as batch:
            yield batch


def _optional_span(name: str) -> str:
    start, end = f"{name}_start", f"{name}_end"
    return (
        f"({start} IS NULL AND {end} IS NULL) OR ({start} IS NOT NULL AND {end} IS NOT NULL "
        f"AND 0 <= {start} AND {start} < {end})"
    )


def _make_actors() -> None:
    op.create_table(
        "actors",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.CheckConstraint("type IN ('ORG', 'PERSON', 'STATE')", name="type_known"),
    )
    op.create_index("actors_name", "actors", ["name"], postgresql_using="hash")
    whole = sa.ForeignKey("documents.id", ondelete="CASCADE")
    op.create_table(
        "actor_entities",
        sa.Column("document_id", sa.Text, whole, primary_key=True),
        sa.Column("entity", sa.Text, primary_key=True),
        sa.Column("actor", sa.Text, sa.ForeignKey("actors.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("known_by", sa.JSON, nullable=False),
        sa.Column("home", sa.Text),
        *(
            sa.ForeignKeyConstraint(
                ["document_id", column],
                ["entities.document_id", "entities.id"],
                ondelete="CASCADE",
            )
            for column in ("entity", "home")
        ),
    )
    op.create_index("actor_entities_actor", "actor_entities", ["actor"])
    op.create_index("actor_entities_home", "actor_entities", ["document_id", "home"])
    owner = sa.ForeignKey("actors.id", ondelete="CASCADE")
    op.create_table(
        "actor_keys",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("actor", sa.Text, owner, nullable=False),
    )
    op.create_index("actor_keys_actor", "actor_keys", ["actor"])
    op.create_table("actor_blocks", sa.Column("key", sa.Text, primary_key=True))


def _make_answers() -> None:
    op.create_table(
        "relation_responses",
        sa.Column(
            "document_id",
            sa.Text,
            sa.ForeignKey("documents.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("relation", "responds_to")),
        *(
            sa.ForeignKeyConstraint(
                ["document_id", name],
                ["relations.document_id", "relations.id"],
                ondelete="CASCADE",
            )
            for name in ("relation", "responds_to")
        ),
    )
    op.create_index(
        "relation_responses_responds_to", "relation_responses", ["document_id", "responds_to"]
    )
    with op.batch_alter_table("relations") as batch:
        batch.add_column(sa.Column("plover", sa.Text))
    op.execute(f"UPDATE relations SET plover = CASE {_planned()} END WHERE {_has('planned')}")
    op.execute(f"UPDATE relations SET plover = CASE {_happened()} END WHERE {_has('actual')}")


def _has(modality: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM evidence WHERE evidence.document_id = relations.document_id AND "
        "evidence.relation = relations.id AND evidence.polarity = 'affirmed' AND "
        f"evidence.modality = '{modality}')"
    )


def _planned() -> str:
    types = "'AGREED_WITH', 'JOINED', 'MET_WITH', 'NEGOTIATED_WITH', 'SUPPORTED', 'VISITED'"
    return f"WHEN type IN ({types}) THEN 'AGREE'"


def _happened() -> str:
    codes = {
        "ACCUSE": "'ACCUSED', 'CRITICIZED'",
        "AGREE": "'AGREED_WITH'",
        "ASSAULT": "'ATTACKED'",
        "CONSULT": "'MET_WITH', 'NEGOTIATED_WITH', 'VISITED'",
        "REJECT": "'REJECTED'",
        "REQUEST": "'URGED'",
        "SANCTION": "'LEFT', 'SANCTIONED'",
        "SUPPORT": "'JOINED', 'PRAISED', 'SUPPORTED'",
    }
    whose = (
        "EXISTS (SELECT 1 FROM entities WHERE entities.document_id = relations.document_id AND "
        "entities.id = relations.subject AND entities.type = 'PERSON')"
    )
    cases = [
        "WHEN type = 'WARNED' AND object IS NOT NULL THEN 'THREATEN'",
        f"WHEN type = 'LEFT' AND {whose} THEN 'RETREAT'",
        *(f"WHEN type IN ({types}) THEN '{code}'" for code, types in codes.items()),
    ]
    return " ".join(cases)
