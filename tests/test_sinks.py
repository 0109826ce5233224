"""Sinks: what is written is whole, is written once, and comes out as it went in."""

from __future__ import annotations

import io
import random
import sqlite3
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from documents import document
from servers import Server, open_database, write
from sqlalchemy import make_url, text

from geoents.records import Claim, Document, Entity, Evidence, Mention, Relation, Trigger, When
from geoents.sinks import LostSinkError, SinkError
from geoents.sinks.batches import Batches
from geoents.sinks.files import open_atomically
from geoents.sinks.jsonl import JsonLines
from geoents.sinks.sql import Database
from geoents.sinks.table import RelationTable

MEETING = document(
    "[Ilmar Tosk](PERSON p), [spokesman](OFFICE o) of the [Norland Senate](ORG n), said the border "
    "stays open. [Norland](STATE s) is reportedly no member of [SADC](ORG x).",
    [
        ("SAID", "p", None, "the border stays open"),
        ("HOLDS_OFFICE", "p", "o", None),
        ("MEMBER_OF", "s", "x", None, "negated alleged by n", "possible"),
    ],
    id_="meeting",
)
OTHER = document(
    "[Fiji](STATE s) met [Oman](STATE o).", [("MET_WITH", "s", "o", None)], id_="other"
)

ODD = "O'Zoë\"; DROP TABLE documents; --\u202e\u200f\r\n 𝔘lmar 🇳🇴 %s :name \\ \u0301\ufeff"


def odd_document(extra: str = "") -> Document:
    """A document that has every field, with odd characters in every one that is free text."""
    name = ODD + extra
    body = f"{name} said {name}"
    end = len(name)
    place = end + len(" said ")
    return Document(
        id=f"id {name}",
        title=name,
        published="2024-05-02",
        url=f"https://x.example/{name}",
        text=body,
        mentions=[
            Mention(id="m1", start=0, end=end, text=name, type="STATE", form="name", entity="e1")
        ],
        entities=[Entity(id="e1", type="STATE", name=name, aliases=[name], ids={"iso3166": "NL"})],
        claims=[Claim(id="c1", start=place, end=place + end, text=name)],
        relations=[
            Relation(
                id="r1",
                type="SAID",
                subject="e1",
                claim="c1",
                confidence=0.1 + 0.2,
                when=When(text=name, start=0, end=end, value="2024-05"),
                evidence=[
                    Evidence(
                        start=0,
                        end=len(body),
                        rule="said.active",
                        trigger=Trigger(start=end + 1, end=end + 5),
                        subject_mention="m1",
                        cue=[Trigger(start=0, end=1)],
                    )
                ],
            )
        ],
    )


# -- lines and tables -------------------------------------------------------------------------


@pytest.mark.parametrize("found", [MEETING, odd_document(), odd_document("\0")])
def test_a_line_holds_the_whole_document(found: Document) -> None:
    out = io.BytesIO()
    JsonLines(out).write(found)
    data = out.getvalue()
    assert data.count(b"\n") == 1
    assert Document.model_validate_json(data) == found


def draw(*documents: Document) -> str:
    out = io.StringIO()
    sink = RelationTable(out)
    for each in documents:
        sink.write(each)
    sink.finalize()
    return out.getvalue()


def test_a_table_has_a_row_for_each_relation() -> None:
    lines = draw(MEETING.model_copy(update={"title": "Border", "published": "2024-05-02"}))
    heading, header, said, *rest = lines.splitlines()
    assert heading == "Border  (2024-05-02)"
    assert header.split() == ["relation", "subject", "object", "or", "claim", "how", "evidence"]
    assert said.split()[:3] == ["SAID", "Ilmar", "Tosk"]
    member = next(line for line in rest if "MEMBER_OF" in line)
    assert member.split()[:5] == ["MEMBER_OF", "Norland", "SADC", "not", "alleged"]
    assert "2x" in member
    how = " ".join(line[60:75].strip() for line in rest)
    assert "by Norland" in how and "possible" in how
    assert "actual" not in lines and "affirmed" not in lines


def test_a_table_fits_a_page_and_has_no_loose_ends() -> None:
    claim = "the border " + "between the two countries " * 20 + "stays open"
    found = document(f"[Fiji](STATE s) said {claim}.", [("SAID", "s", None, claim)])
    for line in draw(found, MEETING, OTHER).splitlines():
        assert len(line) <= 100
        assert line == line.rstrip()


def test_a_document_without_relations_says_so() -> None:
    assert draw(document("Nothing happened.\nAt all.")) == "Nothing happened.\n  no relations\n\n"


def test_no_text_steers_the_terminal_or_is_taken_for_markup() -> None:
    name = "\x1b[31mRed\x9b2J [bold]Tosk[/] :smile:"
    found = Document(
        id="a",
        title=name,
        text=name,
        mentions=[
            Mention(id="m", start=0, end=len(name), text=name, type="PERSON", entity="e"),
        ],
        entities=[Entity(id="e", type="PERSON", name=name)],
    )
    shown = draw(found)
    assert "\x1b" not in shown and "\x9b" not in shown
    assert "[bold]Tosk[/] :smile:" in shown


# -- files ------------------------------------------------------------------------------------


def test_a_file_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    path.chmod(0o640)
    with open_atomically(path) as out:
        out.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_left_as_it_was_when_something_fails(tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old")
    with pytest.raises(RuntimeError), open_atomically(path) as out:
        out.write(b"half")
        raise RuntimeError
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "link.jsonl"
    link.symlink_to(tmp_path / "there" / "out.jsonl")
    with open_atomically(link) as out:
        out.write(b"x")
    assert link.is_symlink() and (tmp_path / "there" / "out.jsonl").read_bytes() == b"x"
    with open_atomically("/dev/null") as out:
        out.write(b"x")
    assert Path("/dev/null").is_char_device()


# -- databases --------------------------------------------------------------------------------


def test_a_document_is_there_in_rows(server: Server) -> None:
    write(server, MEETING)
    assert server.counts() == {
        "documents": 1,
        "zones": 1,
        "entities": 5,
        "mentions": 5,
        "claims": 1,
        "relations": 3,
        "evidence": 4,
        "relation_responses": 0,
    }
    assert server.rows(
        "SELECT r.type, s.name, o.name, e.number, e.polarity, e.modality, source.name "
        "FROM relations r JOIN evidence e ON (e.document_id, e.relation) = (r.document_id, r.id) "
        "JOIN entities s ON (s.document_id, s.id) = (r.document_id, r.subject) "
        "JOIN entities o ON (o.document_id, o.id) = (r.document_id, r.object) "
        "LEFT JOIN entities source ON (source.document_id, source.id) = (e.document_id, e.source) "
        "WHERE r.type = 'MEMBER_OF' ORDER BY e.number"
    ) == [
        ("MEMBER_OF", "Norland", "SADC", 1, "negated", "alleged", "Norland Senate"),
        ("MEMBER_OF", "Norland", "SADC", 2, "affirmed", "possible", None),
    ]


def test_zones_tile_the_text(server: Server) -> None:
    page = "Norland Denies Talks With Sudland\n\nOSLO (Wire) - Norland denied talks on Monday.\n"
    write(server, Document(id="page", text=page), Document(id="empty", text=""))
    rows = server.rows("SELECT number, start_char, end_char, kind FROM zones ORDER BY number")
    assert [(number, page[start:end], kind) for number, start, end, kind in rows] == [
        (1, "Norland Denies Talks With Sudland\n\n", "headline"),
        (2, "OSLO (Wire) - ", "dateline"),
        (3, "Norland denied talks on Monday.\n", "body"),
    ]


def test_what_was_deleted_by_hand_is_written_again(server: Server) -> None:
    write(server, MEETING, OTHER)
    before = server.dump()
    server.do("DELETE FROM documents WHERE id = 'meeting'")
    assert write(server, MEETING, OTHER) == (1, 1)
    assert server.dump() == before


def test_the_same_again_changes_nothing(server: Server) -> None:
    assert write(server, MEETING, OTHER) == (2, 0)
    before = server.dump()
    assert write(server, OTHER, MEETING) == (0, 2)
    assert server.dump() == before


def test_a_changed_document_replaces_its_own_rows_only(server: Server) -> None:
    write(server, MEETING, OTHER)
    before = server.dump()
    changed = document("[Fiji](STATE s) left.", id_="meeting")
    assert write(server, changed, OTHER) == (1, 1)
    after = server.dump()
    for name, rows in before.items():
        others = [row for row in rows if "other" in row]
        assert [row for row in after[name] if "other" in row] == others, name
    assert server.rows("SELECT id, text FROM documents ORDER BY id") == [
        ("meeting", "Fiji left."),
        ("other", "Fiji met Oman."),
    ]
    assert server.rows("SELECT count(*) FROM relations WHERE document_id = 'meeting'") == [(0,)]


def test_another_model_is_a_change(server: Server) -> None:
    write(server, MEETING)
    made = {"geoents": "9.0", "model": "m", "rules": "sha256:1", "encoding": "cp1252"}
    newer = Document.model_validate(MEETING.model_dump() | {"provenance": made})
    assert write(server, newer) == (1, 0)
    assert server.rows(
        "SELECT r.geoents, r.model, r.rules FROM documents d JOIN runs r ON r.id = d.run"
    ) == [("9.0", "m", "sha256:1")]
    assert server.rows("SELECT encoding FROM documents") == [("cp1252",)]


def test_odd_text_comes_out_as_it_went_in(server: Server) -> None:
    found = odd_document("\0" if server.url.startswith("sqlite") else "")
    write(server, OTHER, found)
    name = found.title

    def value(columns: str, table: str) -> list[tuple[Any, ...]]:
        return server.rows(f"SELECT {columns} FROM {table} WHERE document_id <> 'other'")  # noqa: S608

    assert server.rows("SELECT id, title, url, text FROM documents WHERE id <> 'other'") == [
        (f"id {name}", name, f"https://x.example/{name}", found.text)
    ]
    assert value("name", "entities") == [(name,)]
    assert value("text", "mentions") == [(name,)]
    assert value("text", "claims") == [(name,)]
    assert value("when_text, when_value, confidence", "relations") == [(name, "2024-05", 0.1 + 0.2)]
    assert value("text, rule", "evidence") == [(found.text, "said.active")]


def test_postgres_refuses_nul_and_goes_on(postgres_server: Server) -> None:
    with open_database(postgres_server.url) as database:
        with pytest.raises(SinkError, match="holds no NUL character; take it out, or write to"):
            database.write(odd_document("\0"))
        database.write(odd_document(r" \u0000"))  # Six harmless characters.
        database.write(OTHER)
    assert postgres_server.counts()["documents"] == 2


def test_batches_go_in_when_full_and_at_the_end(server: Server) -> None:
    refused: list[str] = []
    batches = Batches(Database(server.url), lambda d, _: refused.append(d.id), size=2)
    documents = [document("Nothing.", id_=name) for name in ("one", "two", "three")]
    batches.write(documents[0])
    assert server.counts()["documents"] == 0
    batches.write(documents[1])
    assert server.counts()["documents"] == 2
    batches.write(documents[2])
    batches.finalize()
    batches.finalize()
    assert server.counts()["documents"] == 3
    assert refused == []


def test_batches_tell_of_what_postgres_refuses(postgres_server: Server) -> None:
    refused: list[tuple[str, str]] = []
    batches = Batches(
        Database(postgres_server.url), lambda d, error: refused.append((d.id, str(error)))
    )
    bad = odd_document("\0")
    for each in (bad, OTHER):
        batches.write(each)
    batches.finalize()
    assert [id_ for id_, _ in refused] == [bad.id]
    assert "holds no NUL character" in refused[0][1]
    assert postgres_server.rows("SELECT id FROM documents") == [(OTHER.id,)]


def test_a_batch_that_is_lost_is_told_once(postgres_server: Server) -> None:
    database = Database(postgres_server.url)
    batches = Batches(database, lambda *_: None, size=2)
    batches.write(OTHER)
    database._write = lost  # type: ignore[method-assign]
    with pytest.raises(LostSinkError, match="gone; the last 2 documents are not in"):
        batches.write(document("Nothing.", id_="two"))
    batches.finalize()
    assert postgres_server.counts()["documents"] == 0


def lost(documents: object) -> None:
    """Stand for a server that goes away."""
    raise LostSinkError("gone")


def test_postgres_refuses_an_id_beyond_its_index_and_goes_on(postgres_server: Server) -> None:
    # Random, for PostgreSQL compresses what repeats itself.
    long = "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=9_000))
    with open_database(postgres_server.url) as database:
        with pytest.raises(SinkError, match="index row"):
            database.write(document("Nothing.", id_=long))
        database.write(document(f"[{long}](STATE s)", id_="long name"))
    assert postgres_server.rows("SELECT id FROM documents") == [("long name",)]


def test_deleting_a_document_deletes_what_hangs_on_it(server: Server) -> None:
    write(server, MEETING, OTHER)
    with server.engine.begin() as connection:
        if server.url.startswith("sqlite"):
            connection.execute(text("PRAGMA foreign_keys = ON"))
        connection.execute(text("DELETE FROM documents WHERE id = 'meeting'"))
    assert server.counts() == {
        "documents": 1,
        "zones": 1,
        "entities": 2,
        "mentions": 2,
        "claims": 0,
        "relations": 1,
        "evidence": 1,
        "relation_responses": 0,
    }


def test_a_document_is_written_whole_or_not_at_all(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(server, MEETING)
    before = server.dump()
    changed = MEETING.model_copy(update={"title": "Changed"})
    dangling = OTHER.relations[0].model_copy(update={"object": "e99"})
    for broken in (
        changed.model_copy(update={"relations": [dangling]}),
        OTHER.model_copy(update={"relations": [dangling]}),
    ):
        with pytest.raises(SinkError, match=r"(?i)foreign key"):
            write(server, broken)
    assert server.dump() == before


def test_the_demo_questions_are_answered(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/demo.db"
    server = Server(url)
    denial = document(
        "[Ilmar Tosk](PERSON p) of the [Norland Senate](ORG n) denied talks.",
        [("DENIED", "p", None, "talks"), ("SPOKE_FOR", "p", "n", None)],
        id_="denial",
    )
    write(server, MEETING, OTHER, denial)
    server.engine.dispose()
    query = Path(__file__).parent.parent / "demo" / "query.py"
    found = subprocess.run(
        [sys.executable, str(query), f"{tmp_path}/demo.db"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "  Ilmar Tosk | spokesman | -\n" in found.stdout
    assert "  Norland | SADC | negated\n" in found.stdout
    assert "  Fiji | MET_WITH | Oman | affirmed | actual | -\n" in found.stdout
    assert found.stdout.count("?\n") == 5 and "nothing" not in found.stdout


# -- what is wrong with a database ------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("news.db", "not a database address; write sqlite:///news.db"),
        ("postgresql://u:geheim@[::1/x", "not a database address; write"),
        ("mysql://u:geheim@h/x", "mysql is no database geoents writes to; write"),
        ("sqlite://", "the address names no file"),
    ],
)
def test_what_is_no_address_is_told_without_the_password(url: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}") as caught:
        Database(url)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://u:geheim%40x@127.0.0.1:1/x",
        "postgresql://u@127.0.0.1:1/x?password=geheim",
        "postgres://u:geheim@127.0.0.1:1/x?connect_timeout=geheim",
        "postgresql://u:geheim@127.0.0.1:1/x?geheim=1",
    ],
)
def test_a_password_is_in_no_message(url: str) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(LostSinkError) as caught:
        Database(url)
    message = str(caught.value)
    assert message.startswith("postgresql://u@127.0.0.1:1/x: ")
    assert "geheim" not in message
    assert "\n" not in message
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def spoil(path: Path, how: str) -> None:
    if how == "no database":
        path.write_bytes(b"This is a letter, and a long one at that. " * 50)
    elif how == "foreign tables":
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE documents (id TEXT PRIMARY KEY, body TEXT)")
        connection.commit()
        connection.close()


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("no folder", "unable to open database file"),
        ("no database", "file is not a database"),
        ("foreign tables", 'its table "documents" is not ours, it has no column "title"'),
    ],
)
def test_a_file_that_is_no_database_of_ours_is_told(tmp_path: Path, how: str, message: str) -> None:
    path = tmp_path / ("absent/news.db" if how == "no folder" else "news.db")
    spoil(path, how)
    with pytest.raises(LostSinkError) as caught:
        Database(f"sqlite:///{path}")
    assert str(caught.value).startswith(f"sqlite:///{path}: {message}")


def test_a_database_that_is_lost_is_told(postgres_server: Server) -> None:
    name = f"victim_{uuid.uuid4().hex}"
    url = make_url(postgres_server.url).update_query_dict({"application_name": name})
    with open_database(url.render_as_string(hide_password=False)) as database:
        database.write(OTHER)
        found = postgres_server.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name",
            name=name,
        )
        assert found == [(True,)]
        with pytest.raises(LostSinkError, match=r"^postgresql://root@127\.0\.0\.1:5432/test: "):
            database.write(MEETING)
        database.write(MEETING)  # The next connection is a new one.
    assert postgres_server.counts()["documents"] == 2
