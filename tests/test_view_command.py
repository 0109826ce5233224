"""``geoents view``: which page it makes of what, and what it says when something is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from invented import invent_documents
from servers import Server, open_database
from spacy.language import Language
from typer.testing import CliRunner, Result

from geoents.cli import app
from geoents.records import write_jsonl
from geoents.sinks.questions import Questions

DOCUMENTS = list(invent_documents(3))
#: What stands on the page of a document, and on that of a corpus.
ONE, MANY = 'id="article"', 'id="contested"'


def view(*arguments: Path | str) -> Result:
    return CliRunner().invoke(app, ["view", *map(str, arguments)])


def find_data(html: str) -> Any:
    """Return what a page of a corpus shows, in an order of its own."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html)
    assert found is not None
    data = json.loads(found[1])
    return {
        name: sorted(map(json.dumps, part if isinstance(part, list) else part.get("rows", part)))
        for name, part in data.items()
    }


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "found.jsonl"
    write_jsonl(path, DOCUMENTS)
    return path


@pytest.fixture
def database(server: Server) -> str:
    """The address of a filled database: SQLite's, and PostgreSQL's where a server answers."""
    with open_database(server.url) as filled:
        filled.write_many(DOCUMENTS)
    return server.url


def test_many_records_make_the_page_of_a_corpus(records: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    found = view(records, "--out", out, "--title", "Three <wires>")
    assert found.exit_code == 0, found.output
    assert "MB; open it in a browser" in found.stderr
    html = out.read_text(encoding="utf-8")
    assert MANY in html and '<h1 dir="auto">Three &lt;wires&gt;</h1>' in html


def test_one_of_many_is_shown_with_its_text(records: Path, database: str, tmp_path: Path) -> None:
    pages = []
    for source in (str(records), database):
        out = tmp_path / "page.html"
        found = view(source, "--out", out, "--document", DOCUMENTS[1].id)
        assert found.exit_code == 0, found.output
        pages.append(out.read_text(encoding="utf-8"))
    assert ONE in pages[0]
    assert pages[0] == pages[1]


def test_a_database_makes_the_page_of_a_corpus(
    database: str, records: Path, tmp_path: Path
) -> None:
    shown = []
    for source in (database, str(records)):
        out = tmp_path / "page.html"
        found = view(source, "--out", out, "--title", "Wires")
        assert found.exit_code == 0, found.output
        shown.append(out.read_text(encoding="utf-8"))
    assert MANY in shown[0]
    assert find_data(shown[0]) == find_data(shown[1])


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    out = tmp_path / "page.html"
    found = view("postgresql+psycopg://me:secret@127.0.0.1:1/news", "--out", out)
    assert found.exit_code == 1
    assert len(found.stderr.splitlines()) == 1 and "connection failed" in found.stderr
    assert "secret" not in found.stderr
    assert not out.exists()


def test_one_record_makes_the_page_of_a_document(tmp_path: Path) -> None:
    source, out = tmp_path / "a.json", tmp_path / "page.html"
    source.write_text(DOCUMENTS[0].model_dump_json(), encoding="utf-8")
    assert view(source, "--out", out).exit_code == 0
    assert ONE in out.read_text(encoding="utf-8")


def test_a_text_is_read_first(
    nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoents.pipeline.load", lambda: nlp)
    source, out = tmp_path / "a.txt", tmp_path / "page.html"
    source.write_text("Norwegian Foreign Minister Marta Olsen denied that the talks had failed.")
    assert view(source, "--out", out).exit_code == 0
    html = out.read_text(encoding="utf-8")
    assert ONE in html and 'class="type">DENIED<' in html


def test_names_of_ones_own_are_known(tmp_path: Path) -> None:
    names = tmp_path / "names.csv"
    names.write_text("name,type,aliases,ids,state\nBlue Lantern,ORG,,,\n", encoding="utf-8")
    source, out = tmp_path / "a.txt", tmp_path / "page.html"
    source.write_text("Norway said it would never join Blue Lantern.")
    found = view(source, "--out", out, "--gazetteer", names)
    assert found.exit_code == 0, found.output
    assert "Blue Lantern (ORG, name)" in out.read_text(encoding="utf-8")


def test_texts_in_a_file_are_read_first(
    nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geoents.pipeline.load", lambda: nlp)
    source, out = tmp_path / "a.jsonl", tmp_path / "page.html"
    lines = [{"id": "a", "text": "Chad met Peru."}, {"id": "b", "text": "Chad left NATO."}]
    source.write_text("\n".join(map(json.dumps, lines)))
    assert view(source, "--out", out).exit_code == 0
    assert MANY in out.read_text(encoding="utf-8")


def test_a_document_is_read_back_as_it_was_written(database: str) -> None:
    questions = Questions(database)
    for document in DOCUMENTS:
        assert questions.read_document(document.id) == document
    questions.close()


def test_a_broken_line_is_told_and_the_others_are_shown(records: Path, tmp_path: Path) -> None:
    with records.open("a", encoding="utf-8") as lines:
        lines.write("{broken\n" + DOCUMENTS[0].model_dump_json())
    out = tmp_path / "page.html"
    found = view(records, "--out", out)
    assert found.exit_code == 1
    assert "found.jsonl:4: " in found.stderr
    assert f"document {DOCUMENTS[0].id}: another one has this id" in found.stderr
    assert "3 documents" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.jsonl"], 1, "nowhere.jsonl"),
        (["sqlite:///nowhere.db"], 1, "no such file"),
        (["mysql://a/b"], 2, "FILE|URL"),
        (["RECORDS", "--document", "x9"], 2, "no document x9"),
        (["DATABASE", "--document", "x9"], 2, "no document x9"),
    ],
)
def test_what_is_wrong_is_told(
    records: Path, database: str, tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    places = {"RECORDS": str(records), "DATABASE": database}
    out = tmp_path / "page.html"
    found = view(*(places.get(each, each) for each in arguments), "--out", out)
    assert found.exit_code == code, found.output
    assert message in found.output
    assert not out.exists()


def test_a_page_that_cannot_be_written_is_told(records: Path, tmp_path: Path) -> None:
    found = view(records, "--out", tmp_path / "nowhere" / "page.html")
    assert found.exit_code == 1
    assert "nothing is written there" in found.stderr


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text("")
    found = view(source, "--out", tmp_path / "page.html")
    assert found.exit_code == 1
    assert "no document" in found.stderr


def test_records_alone_need_no_model(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise AssertionError("the model was loaded")

    monkeypatch.setattr("geoents.batch.load_pipeline", fail)
    assert view(records, "--out", tmp_path / "page.html").exit_code == 0
