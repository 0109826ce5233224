"""``geoents convert``: what is written, what is told, and how it ends."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest
import typer
from dressed import full_document
from typer.testing import CliRunner, Result

from geoents.formats.command import add_to
from geoents.records import Document, read_jsonl, write_jsonl

app = typer.Typer(pretty_exceptions_enable=False)
add_to(app)


@app.callback()
def _program() -> None:
    """With a callback, a program of one command still calls it by name."""


def convert(*args: object) -> Result:
    return CliRunner().invoke(app, ["convert", *map(str, args)])


def test_there_and_back_on_the_command_line(tmp_path: Path) -> None:
    source, target, back = tmp_path / "a.jsonl", tmp_path / "brat", tmp_path / "b.jsonl"
    write_jsonl(source, [full_document()])
    found = convert(source, target, "--from", "jsonl", "--to", "brat")
    assert found.exit_code == 0, found.output
    assert found.stdout == ""
    assert "geoents: note: 1 documents written" in found.stderr.replace("\n", " ")
    assert convert(target, back, "--from", "brat", "--to", "jsonl").exit_code == 0
    assert list(read_jsonl(back)) == [full_document()]


def test_what_a_format_cannot_hold_is_told(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", [full_document()])
    found = convert(tmp_path / "a.jsonl", tmp_path / "a.conll", "--from", "jsonl", "--to", "conll")
    assert found.exit_code == 0
    assert "geoents: note: not kept: 5 × relation\n" in found.stderr
    assert "geoents: note: not kept: 1 × claim\n" in found.stderr


def test_a_bad_document_stops_no_others(tmp_path: Path) -> None:
    rows = ['{"id": "a", "text": "x"}', "{", '{"id": "a", "text": "y"}', '{"id": "b", "text": "z"}']
    (tmp_path / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    target = tmp_path / "b.json"
    found = convert(tmp_path / "a.jsonl", target, "--from", "jsonl", "--to", "labelstudio")
    assert found.exit_code == 1
    assert "a.jsonl:2: " in found.stderr
    assert "document a: another one has this id" in found.stderr
    assert [task["data"]["text"] for task in json.loads(target.read_bytes())] == ["x", "z"]


@pytest.mark.parametrize(
    ("from_", "to", "said"),
    [
        ("word", "jsonl", "no format word"),
        ("jsonl", "dwie", "no format dwie"),
        ("jsonl", "jsonl", "the same"),
    ],
)
def test_what_is_not_understood(tmp_path: Path, from_: str, to: str, said: str) -> None:
    path = tmp_path / "a.jsonl"
    write_jsonl(path, [Document(id="a", text="x")])
    found = convert(path, path, "--from", from_, "--to", to)
    assert found.exit_code == 2
    assert said in found.output


def test_a_json_file_holds_one_document(tmp_path: Path) -> None:
    source, target = tmp_path / "a.jsonl", tmp_path / "b.json"
    write_jsonl(source, [Document(id="a", text="x"), Document(id="b", text="y")])
    found = convert(source, target, "--from", "jsonl", "--to", "json")
    assert found.exit_code == 1
    assert "document b: " in found.stderr
    assert json.loads(target.read_bytes())["id"] == "a"
    assert convert(source, tmp_path / "c", "--from", "jsonl", "--to", "json").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == ["a.json", "b.json"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    target = tmp_path / "b.jsonl"
    found = convert(tmp_path / "a.jsonl", target, "--from", "prodigy", "--to", "jsonl")
    assert found.exit_code == 1
    assert "a.jsonl: no such file or folder" in found.stderr
    assert not target.exists()


def test_inception_without_its_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "cassis" else find(name)
    )
    found = convert(tmp_path, tmp_path / "x", "--from", "inception", "--to", "json")
    assert found.exit_code == 1
    assert 'pip install "geoents[inception]"' in found.stderr
