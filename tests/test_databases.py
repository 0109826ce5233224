"""Asking databases: the views, the queries of docs/databases.md, and ``geoents db``."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from documents import document
from servers import Server, open_database
from sqlalchemy import make_url
from typer.testing import CliRunner

from geoents.cli import app
from geoents.records import Document
from geoents.sinks import LostSinkError
from geoents.sinks.questions import Questions

DOCS = Path(__file__).parent.parent / "docs" / "databases.md"
#: Of the page's states, those of the invented records below.
QUERIES = [
    query.replace("'Norway'", "'Norland'").replace("'Kenya'", "'Sudland'")
    for query in re.findall(r"```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
]


def published(found: Document, day: str, **changes: Any) -> Document:
    made = {"geoents": "0.1.0", "model": "en_geoents 1", "rules": "sha256:1"}
    about = {"published": day, "url": f"https://news.example/{found.id}", "provenance": made}
    return Document.model_validate(found.model_dump() | about | changes)


def cabinet(id_: str, day: str, reading: str = "") -> Document:
    found = document(
        "[Ilmar Tosk](PERSON p), [Foreign Minister](OFFICE o) of [Norland](STATE s) and member of "
        "[SADC](ORG x), met; [Ada Lund](PERSON q) speaks for the [Senate](ORG n).",
        [
            ("HOLDS_OFFICE", "p", "o", None, reading),
            ("OFFICE_OF", "o", "s", None),
            ("MEMBER_OF", "s", "x", None),
            ("PART_OF", "n", "s", None),
            ("SPOKE_FOR", "q", "n", None),
        ],
        id_=id_,
    )
    return published(found, day)


DENIAL = document(
    "[Ilmar Tosk](PERSON p) of [Norland](STATE s) denied talks with [Sudland](STATE t), which is no "
    "member of [SADC](ORG x). [Norland](STATE s) attacked it, [Sudland](STATE t) said.",
    [
        ("DENIED", "p", None, "talks with Sudland"),
        ("NEGOTIATED_WITH", "t", "s", None, "negated by p"),
        ("MEMBER_OF", "t", "x", None, "negated"),
        ("ATTACKED", "s", "t", None, "alleged by t"),
        ("ALLEGED", "t", None, "Norland attacked it"),
        ("CITIZEN_OF", "p", "s", None),
    ],
    id_="denial",
)
TALKS = document(
    "[Norland](STATE s) met and negotiated with [Sudland](STATE t).",
    [("NEGOTIATED_WITH", "s", "t", None)],
    id_="talks",
)


def respond(found: Document, answer: str, answered: str) -> Document:
    record = found.model_dump(mode="json")
    for relation in record["relations"]:
        if relation["id"] == answer:
            relation["responds_to"] = [answered]
    return Document.model_validate(record)


NEWS = [
    cabinet("one", "2024-05-02T10:00:00Z"),
    cabinet("two", "2024-05-09"),
    cabinet("no", "2024-06-01", "negated"),
    published(respond(DENIAL, "r0", "r4"), "2024-05-10"),
    published(TALKS, "2024-05-11"),
]


@pytest.fixture
def news(server: Server) -> Server:
    with open_database(server.url) as database:
        assert database.write_many(NEWS) == []
    return server


def ask(server: Server, sql: str) -> list[list[Any]]:
    with Questions(server.url) as questions:
        return questions.ask(sql).rows


def view(server: Server, name: str, *columns: str) -> list[tuple[Any, ...]]:
    with Questions(server.url) as questions:
        answer = questions.ask_view(name)
    places = [answer.columns.index(column) for column in columns]
    return sorted((tuple(row[place] for place in places) for row in answer.rows), key=repr)


def test_the_views_answer(news: Server) -> None:
    seen = ("first_seen", "last_seen", "documents", "sources")
    assert view(news, "office_holders", "person", "post", "body", "state", *seen) == [
        (
            *("Ilmar Tosk", "Foreign Minister", "Norland", "Norland"),
            *("2024-05-02", "2024-05-09", 2, ["one", "two"]),
        )
    ]
    assert view(news, "memberships", "member", "body", "polarity", "modality", "documents") == [
        ("Norland", "SADC", "affirmed", "actual", 3),
        ("Sudland", "SADC", "negated", "actual", 1),
    ]
    assert view(news, "spokespeople", "person", "speaks_for", "state", *seen) == [
        ("Ada Lund", "Senate", "Norland", "2024-05-02", "2024-06-01", 3, ["no", "one", "two"])
    ]
    columns = ("published", "speaker", "verb", "addressee", "claim", "url")
    assert view(news, "statements", *columns) == [
        ("2024-05-10", "Ilmar Tosk", "DENIED", None, "talks with Sudland", NEWS[3].url),
        ("2024-05-10", "Sudland", "ALLEGED", None, "Norland attacked it", NEWS[3].url),
    ]
    columns = ("type", "claim", "asserted", "denied", "asserted_by", "denied_by", "sources")
    assert view(news, "contested", *columns) == [
        ("ALLEGED", "Norland attacked it", 1, 1, ["Sudland"], ["Ilmar Tosk"], ["denial"]),
        (
            *("NEGOTIATED_WITH", None, 1, 1, ["the text of talks"], ["Ilmar Tosk"]),
            ["denial", "talks"],
        ),
    ]
    assert view(news, "timeline", "day", "subject", "type", "object", "polarity") == [
        ("2024-05-10", "Ilmar Tosk", "DENIED", None, "affirmed"),
        ("2024-05-10", "Norland", "ATTACKED", "Sudland", "affirmed"),
        ("2024-05-10", "Sudland", "ALLEGED", None, "affirmed"),
        ("2024-05-10", "Sudland", "NEGOTIATED_WITH", "Norland", "negated"),
        ("2024-05-11", "Norland", "NEGOTIATED_WITH", "Sudland", "affirmed"),
    ]
    assert len(view(news, "readings", "type")) == sum(len(each.relations) for each in NEWS)


def test_rows_of_views_are_in_the_order_of_their_columns(news: Server) -> None:
    def persons(*words: str) -> list[str]:
        told = run("query", "timeline", "--db", news.url, "--format", "jsonl", *words)
        return [json.loads(line)["subject"] for line in told.splitlines()]

    found = ["Ilmar Tosk", "Norland", "Sudland", "Sudland", "Norland"]
    assert persons() == found
    assert persons("--limit", "2") == found[:2]
    assert persons("--limit", "0") == []


def test_of_a_post_of_several_for_several_states_nobody_is_told_whose(server: Server) -> None:
    both = "[Ada Lund](PERSON p) and [Ilmar Tosk](PERSON q), [presidents](OFFICE o) of "
    held = [("HOLDS_OFFICE", "p", "o", None), ("HOLDS_OFFICE", "q", "o", None)]
    of = [("OFFICE_OF", "o", "s", None), ("OFFICE_OF", "o", "t", None)]
    states = "[Norland](STATE s) and [Sudland](STATE t)"
    senate = "[Norland](STATE s) and its [Senate](ORG t)"
    one = "[Ada Lund](PERSON p), [president](OFFICE o) of "
    written = [
        document(f"{both}{states}", [*held, *of], id_="whose"),
        document(f"{both}{senate}", [*held, *of, ("PART_OF", "t", "s", None)], id_="one state"),
        document(f"{one}{states}", [held[0], *of], id_="one person"),
    ]
    with open_database(server.url) as database:
        assert database.write_many(written) == []
    found = view(server, "office_holders", "sources", "person", "state")
    assert [row for row in found if "whose" in row[0]] == [
        (["whose"], "Ada Lund", None),
        (["whose"], "Ilmar Tosk", None),
    ]
    states_of = {(row[1], row[2]) for row in found if "whose" not in row[0]}
    assert states_of == {
        ("Ada Lund", "Norland"),
        ("Ada Lund", "Sudland"),
        ("Ilmar Tosk", "Norland"),
    }
    known = dict(server.rows("SELECT document_id, reason FROM actor_entities WHERE entity = 'p'"))
    assert known == {
        "whose": "alone",
        "one state": "Ada Lund of Norland; Ada Lund of Senate",
        "one person": "Ada Lund of Norland; Ada Lund of Sudland",
    }


def test_the_docs_queries_find_something(news: Server) -> None:
    assert len(QUERIES) == 9
    for query in QUERIES:
        assert ask(news, query) != [], query
    assert ask(news, QUERIES[3]) == [
        ["2024-05-10", "Ilmar Tosk", "talks with Sudland", "https://news.example/denial"]
    ]


def run(*words: str, code: int = 0, env: dict[str, str] | None = None) -> str:
    found = CliRunner().invoke(app, ["db", *words], env=env)
    assert found.exit_code == code, (found.output, found.exception)
    return found.output


def write_lines(path: Path, *lines: str) -> str:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(path)


def test_records_are_loaded_and_asked(server: Server, tmp_path: Path) -> None:
    lines = [each.model_dump_json() for each in NEWS]
    path = write_lines(tmp_path / "news.jsonl", *lines[:2], "{}", "", *lines[2:])
    told = run("load", path, "--db", server.url, "--batch", "2", code=1)
    assert "news.jsonl:3: id: Field required" in told
    assert "5 documents new or changed, 0 unchanged" in told
    write_lines(tmp_path / "news.jsonl", *lines)
    again = run("load", path, env={"GEOENTS_DB": server.url})
    assert again == "geoents: note: 0 documents new or changed, 5 unchanged\n"

    shown = run("status", "--db", server.url)
    assert re.search(r"^documents +5$", shown, re.MULTILINE)
    assert "geoents 0.1.0, en_geoents 1, sha256:1: 5 documents" in shown
    holders = run("query", "office_holders", "--db", server.url, "--format", "jsonl")
    assert [json.loads(line)["sources"] for line in holders.splitlines()] == [["one", "two"]]
    table = run("query", "contested", "--db", server.url)
    assert "NEGOTIATED_WITH" in table and "the text of talks" in table
    sql = "SELECT id, title FROM documents ORDER BY id"
    rows = run("query", "--db", server.url, "--sql", sql, "--format", "csv", "--limit", "1")
    assert rows == "id,title\ndenial,\n"


def test_a_query_is_asked_as_it_is_written(news: Server) -> None:
    assert ask(news, "SELECT DISTINCT speaker FROM statements WHERE speaker LIKE 'Ilmar%'") == [
        ["Ilmar Tosk"]
    ]
    assert ask(news, "SELECT 'at 10 :30', '%s', ':x'") == [["at 10 :30", "%s", ":x"]]


def test_a_query_changes_nothing(news: Server) -> None:
    before = news.dump()
    writing = "(?i)read.?only"
    several = "only execute one statement|multiple commands"
    for sql, message in (
        ("DELETE FROM documents", writing),
        ("DROP VIEW timeline", writing),
        ("CREATE TABLE x (y TEXT)", writing),
        ("COMMIT; DELETE FROM documents", several),
        ("SELECT 1; DELETE FROM documents", several),
    ):
        told = run("query", "--sql", sql, "--db", news.url, code=1)
        assert re.search(message, told), told
    assert news.dump() == before


def test_what_cannot_be_asked_is_told_in_a_line(news: Server) -> None:
    assert "there is no holders" in run("query", "holders", "--db", news.url, code=2)
    assert "or give --sql" in run("query", "--db", news.url, code=2)
    assert "or give --sql" in run("query", "--sql", " ", "--db", news.url, code=2)
    told = run("query", "--sql", "SELECT nothing FROM documents", "--db", news.url, code=1)
    assert "nothing" in told and told.count("\n") == 1


def test_a_key_is_separated_and_joins_again(news: Server) -> None:
    query = "SELECT count(*) FROM actors WHERE name = 'Ilmar Tosk'"
    key = "person:ilmar tosk@state:norland"
    assert ask(news, query) == [[2]]
    run("separate", key, "--db", news.url)
    # Of four texts one denied that he is its minister, and stood apart before.
    assert ask(news, query) == [[4]]
    run("separate", key, "--undo", "--db", news.url)
    assert ask(news, query) == [[2]]
    assert "was not separated" in run("separate", key, "--undo", "--db", news.url, code=1)


def test_nul_is_refused_by_the_server_and_the_rest_of_the_batch_is_written(
    postgres_server: Server, tmp_path: Path
) -> None:
    bad = document("[No\0land](STATE s) left.", id_="bad")
    lines = [each.model_dump_json() for each in (NEWS[0], bad, NEWS[1])]
    told = run("load", write_lines(tmp_path / "a", *lines), "--db", postgres_server.url, code=1)
    assert "document bad: PostgreSQL holds no NUL character; take it out" in told
    assert postgres_server.rows("SELECT id FROM documents ORDER BY id") == [("one",), ("two",)]


@pytest.mark.parametrize("words", [["status"], ["query", "timeline"], ["load", "{path}"]])
def test_a_password_is_never_shown(tmp_path: Path, words: list[str]) -> None:
    pytest.importorskip("psycopg")
    path = write_lines(tmp_path / "a.jsonl", NEWS[0].model_dump_json())
    url = "postgresql://u:geheim@127.0.0.1:1/x"
    told = run(*(word.format(path=path) for word in words), env={"GEOENTS_DB": url}, code=1)
    assert "postgresql://u@127.0.0.1:1/x: " in told and "geheim" not in told
    assert "geheim" not in run(words[0], "--help", env={"GEOENTS_DB": url})


def test_asking_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(LostSinkError, match="no such file"):
        Questions(f"sqlite:///{tmp_path}/absent.db")
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_our_tables_is_told(postgres_server: Server) -> None:
    assert make_url(postgres_server.url).database == "test"
    with pytest.raises(LostSinkError, match="no tables of geoents are there; load some with"):
        Questions(postgres_server.url)
