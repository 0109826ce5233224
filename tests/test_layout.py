"""The layout of databases: an old one is brought along with its rows, and is then as a new one."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from documents import document
from servers import Server, open_database, write
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from geoents.records import Document
from geoents.sinks import LostSinkError, layout
from geoents.sinks.questions import Questions
from geoents.sinks.sql import Database
from geoents.sinks.tables import METADATA, make_run_id
from geoents.sinks.views import VIEWS

MADE = {"geoents": "0.1.0", "model": "en_geoents 1", "rules": "sha256:1"}
SPOKESMAN = document(
    '[Ilmar Tosk](PERSON p), [spokesman](OFFICE o) of [Norland](STATE s), said it\'s "so"; \u202e𝔘.',
    [
        ("SAID", "p", None, "it's"),
        ("HOLDS_OFFICE", "p", "o", None),
        ("OFFICE_OF", "o", "s", None),
    ],
    id_="spokesman",
)
MADE_BY_MODEL = Document.model_validate(SPOKESMAN.model_dump() | {"provenance": MADE})
BY_HAND = document(
    "[Ilmar Tosk](PERSON p) of [Norland](STATE s).", [("CITIZEN_OF", "p", "s", None)], id_="hand"
)


def make_old(server: Server, *documents: Document) -> None:
    """Make a database as geoents did before layouts had numbers, with documents' rows."""
    with server.engine.begin() as connection:
        layout._run_alembic(connection, "upgrade", "1")
        connection.execute(text("DROP TABLE alembic_version"))
        for each in documents:
            for statement, values in old_rows(each):
                connection.execute(text(statement), values)


def old_rows(found: Document) -> list[tuple[str, dict[str, Any]]]:
    made = found.provenance
    rows: list[tuple[str, dict[str, Any]]] = [
        (
            "documents",
            {"id": found.id, "text": found.text, "digest": "x", "url": "https://x.example/?a=%d"}
            | ({} if made is None else made.model_dump()),
        )
    ]
    for e in found.entities:
        values = {"id": e.id, "type": e.type.value, "name": e.name, "aliases": "[]", "ids": "{}"}
        rows.append(("entities", values))
    for m in found.mentions:
        values = {"id": m.id, "entity": m.entity, "start_char": m.start, "end_char": m.end}
        rows.append(("mentions", values | {"text": m.text, "type": m.type.value, "form": "name"}))
    for c in found.claims:
        values = {"id": c.id, "start_char": c.start, "end_char": c.end, "text": c.text}
        rows.append(("claims", values))
    for r in found.relations:
        ends = {"subject": r.subject, "object": r.object, "claim": r.claim}
        rows.append(("relations", {"id": r.id, "type": r.type.value, "confidence": 0.5} | ends))
        words = {"start_char": 0, "end_char": 3, "text": "Ilm", "trigger_start": 0, "cue": "[]"}
        read = {"polarity": "affirmed", "modality": "actual", "trigger_end": 2}
        rows.append(("evidence", {"relation": r.id, "number": 1} | words | read))
    found_rows = []
    for table, values in rows:
        if table != "documents":
            values = {"document_id": found.id} | values
        names = ", ".join(values)
        places = ", ".join(f":{name}" for name in values)
        found_rows.append((f"INSERT INTO {table} ({names}) VALUES ({places})", values))  # noqa: S608
    return found_rows


def describe(server: Server) -> dict[str, Any]:
    """All there is in a database besides its rows, in a form that can be compared."""
    inspector = inspect(server.engine)
    found: dict[str, Any] = {"views": sorted(inspector.get_view_names())}
    assert set(inspector.get_table_names()) == {*METADATA.tables, "alembic_version"}
    for name in METADATA.tables:
        found[name] = {
            "columns": sorted(
                (c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(name)
            ),
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "refers": sorted(
                (key["constrained_columns"], key["referred_table"], key["options"])
                for key in inspector.get_foreign_keys(name)
            ),
            "indices": sorted(
                (i["name"], i["column_names"], i["unique"], str(i.get("dialect_options")))
                for i in inspector.get_indexes(name)
            ),
            # Words, for labels may stand in another order.
            "checks": sorted(
                (str(c["name"]), sorted(re.findall(r"\w+|[<>=]+", c["sqltext"])))
                for c in inspector.get_check_constraints(name)
            ),
        }
    return found


def test_an_old_database_becomes_as_a_new_one(server: Server, tmp_path: Path) -> None:
    """Fails when ``tables.py`` has what no revision makes: add it to the newest, or a new one."""
    make_old(server)
    with open_database(server.url) as database:
        assert database.upgraded == "1"
    brought = describe(server)
    names = [*reversed(VIEWS)]
    server.do(
        *(f"DROP VIEW {name}" for name in names),
        *(f"DROP TABLE {table.name}" for table in reversed(METADATA.sorted_tables)),
        "DROP TABLE alembic_version",
    )
    with open_database(server.url) as database:
        assert database.upgraded is None
    assert brought == describe(server)


def test_old_rows_are_brought_along(server: Server) -> None:
    make_old(server, MADE_BY_MODEL, BY_HAND)
    before = {
        name: sorted(server.rows(f"SELECT document_id, id FROM {name}"))  # noqa: S608
        for name in ("entities", "mentions", "claims", "relations")
    }
    evidence = server.rows("SELECT * FROM evidence ORDER BY document_id, relation")
    with open_database(server.url) as database:
        assert database.upgraded == "1"
    run = make_run_id(MADE_BY_MODEL.provenance)
    assert server.rows("SELECT id, run, url FROM documents ORDER BY id") == [
        ("hand", None, "https://x.example/?a=%d"),
        ("spokesman", run, "https://x.example/?a=%d"),
    ]
    assert server.rows("SELECT id, geoents, model, rules FROM runs") == [(run, *MADE.values())]
    assert server.rows("SELECT text FROM documents WHERE id = 'spokesman'") == [(SPOKESMAN.text,)]
    assert server.rows("SELECT document_id, start_char, end_char, kind FROM zones ORDER BY 1") == [
        ("hand", 0, len(BY_HAND.text), "body"),
        ("spokesman", 0, len(SPOKESMAN.text), "body"),
    ]
    for name, rows in before.items():
        assert sorted(server.rows(f"SELECT document_id, id FROM {name}")) == rows, name  # noqa: S608
    assert server.rows("SELECT * FROM evidence ORDER BY document_id, relation") == evidence
    # Actors and views are there for the old rows too.
    assert server.rows(
        "SELECT person, post, state, documents FROM office_holders ORDER BY person"
    ) == [("Ilmar Tosk", "spokesman", "Norland", 1)]
    assert server.rows(
        "SELECT a.name, count(*) FROM actors a JOIN actor_entities e ON e.actor = a.id "
        "GROUP BY a.id, a.name ORDER BY a.name"
    ) == [("Ilmar Tosk", 2), ("Norland", 2)]
    # What comes next is written as ever; the old digest says that it is another record.
    assert write(server, MADE_BY_MODEL) == (1, 0)
    assert write(server, MADE_BY_MODEL) == (0, 1)
    assert server.counts()["documents"] == 2


def test_an_upgrade_that_fails_leaves_the_old_layout(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(server, MADE_BY_MODEL)

    def fail(_: object) -> None:
        raise LostSinkError("the power is gone")

    monkeypatch.setattr(layout, "create_views", fail)
    with pytest.raises(LostSinkError, match="power"):
        Database(server.url)
    monkeypatch.undo()
    assert server.rows("SELECT geoents FROM documents") == [("0.1.0",)]
    assert not inspect(server.engine).has_table("alembic_version")
    with open_database(server.url) as database:
        assert database.upgraded == "1"
    assert server.counts()["evidence"] == 3


def test_two_programs_bring_one_database_along(server: Server) -> None:
    make_old(server, MADE_BY_MODEL)
    upgraded: list[str | None] = []

    def work() -> None:
        with open_database(server.url) as database:
            upgraded.append(database.upgraded)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(upgraded, key=str) == ["1", None]
    assert server.rows("SELECT version_num FROM alembic_version") == [(layout.LAYOUT,)]


def test_the_number_is_the_newest_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(layout.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [layout.LAYOUT]


def test_a_newer_layout_is_refused(server: Server) -> None:
    write(server, BY_HAND)
    server.do("UPDATE alembic_version SET version_num = '99'")
    with pytest.raises(LostSinkError, match="its layout is 99, of a newer geoents; update geoents"):
        Database(server.url)


def test_an_old_database_shows_what_it_holds(server: Server) -> None:
    make_old(server, MADE_BY_MODEL)
    message = "its layout is 1, older than its views; run geoents db"
    with Questions(server.url) as questions:
        told = dict(questions.describe())
        assert questions.is_old
        with pytest.raises(LostSinkError, match=message):
            questions.ask_view("timeline")
    assert (told["layout"], told["documents"], told["evidence"]) == ("1", "1", "3")
    assert told.keys().isdisjoint({"zones", "actors", "run"})


def test_another_program_that_uses_alembic_is_told_from_a_newer_geoents(server: Server) -> None:
    server.do(
        "CREATE TABLE alembic_version (version_num TEXT PRIMARY KEY)",
        "INSERT INTO alembic_version VALUES ('ae1027a6acf')",
    )
    with pytest.raises(LostSinkError, match="its tables are another program's; name another"):
        Database(server.url)
    with pytest.raises(LostSinkError, match="no tables of geoents are there"):
        Questions(server.url)


def test_a_table_of_another_program_is_refused(server: Server) -> None:
    server.do("CREATE TABLE runs (id TEXT PRIMARY KEY)")
    with pytest.raises(LostSinkError, match='its table "runs" is not ours'):
        Database(server.url)
    assert not inspect(server.engine).has_table("documents")


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("entities", "type = 'CITY'", "type_known"),
        ("mentions", "form = 'nickname'", "form_known"),
        ("mentions", "end_char = start_char", "span"),
        ("mentions", "start_char = -1", "span"),
        ("claims", "start_char = end_char + 1", "span"),
        ("relations", "type = 'KNOWS'", "type_known"),
        ("relations", "type = 'SAID', claim = NULL", "has_claim"),
        ("relations", "type = 'HOLDS_OFFICE', claim = NULL, object = NULL", "has_object"),
        ("relations", "type = 'PRAISED', claim = NULL, object = NULL", "says_something"),
        ("relations", "type = 'DENIED', claim = 'c0', object = 's'", "takes_object"),
        ("relations", "type = 'MET_WITH', claim = 'c0', object = 's'", "takes_claim"),
        ("relations", "confidence = 1.5", "confidence_share"),
        ("relations", "when_text = 'on Monday'", "when_whole"),
        ("relations", "when_text = 'on Monday', when_start = 5, when_end = 4", "when_span"),
        ("relations", "type = 'SAID', claim = 'c0', tenure = 'former'", "tenure_of_office"),
        (
            "relations",
            "type = 'HOLDS_OFFICE', claim = NULL, object = 'o', tenure = 'retired'",
            "tenure_known",
        ),
        ("evidence", "number = 0", "counted"),
        ("zones", "kind = 'footer'", "kind_known"),
        ("zones", "number = 0", "counted"),
        ("zones", "end_char = start_char", "span"),
        ("evidence", "trigger_start = 5", "trigger_span"),
        ("evidence", "trigger_start = 5, trigger_end = 5", "trigger_span"),
        ("evidence", "polarity = 'unsure'", "polarity_known"),
        ("evidence", "modality = 'likely'", "modality_known"),
        ("evidence", "source = 'nobody'", "(?i)foreign key"),
        ("documents", "run = 'none'", "(?i)foreign key"),
        ("actors", "type = 'OFFICE'", "type_known"),
    ],
)
def test_rows_that_no_record_has_are_refused(
    server: Server, table: str, change: str, constraint: str
) -> None:
    write(server, SPOKESMAN)
    key = "id = 'r0'" if table == "relations" else "TRUE"
    with pytest.raises(IntegrityError, match=constraint):
        server.do(f"UPDATE {table} SET {change} WHERE {key}")  # noqa: S608
