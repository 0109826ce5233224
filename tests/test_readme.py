"""README: its code runs, its commands run, its table is what comes out."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner

import geoents
from geoents.cli import app
from geoents.records import Document
from geoents.schema import EntityType, Modality, Polarity, RelationType
from geoents.sinks.table import RelationTable
from geoents.texts import document_id

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE, TABLE = re.findall(r"```text\n(.*?)```", README, re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("code", blocks("python"))
def test_the_library_example_prints_what_it_says(
    code: str, nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(geoents, "load", lambda: nlp, raising=False)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    expected = re.findall(r"#> (.*)", code)
    assert expected
    assert [line for line in expected if line not in printed.getvalue().splitlines()] == []


def test_the_commands_run(nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoents.pipeline.load", lambda: nlp)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "demo", "demo")
    text = Path("demo", "communique.txt").read_text(encoding="utf-8")
    gold = Document(id=document_id(text), text=text)
    Path("gold").mkdir()
    Path("gold", "a.json").write_text(gold.model_dump_json(), encoding="utf-8")

    (script,) = blocks("sh")
    shown = [_run(line) for line in script.splitlines()]
    assert len(shown) == 11
    table, nothing, loaded, lines, scores, _, floors, differences, agreement, _, converted = shown
    assert "  relation " in table
    assert nothing == ""
    assert Path("found.jsonl").read_text(encoding="utf-8").count("\n") == 3
    assert loaded == "geoents: note: 3 documents new or changed, 0 unchanged\n"
    assert json.loads(lines)["published"] == "2024-05-14"
    assert f"Mistakes in {gold.id}" in scores
    assert "<h1>Mistakes: gold</h1>" in Path("errors.html").read_text(encoding="utf-8")
    assert "floors.json: the floors of gold are written" in floors
    assert f"Differences in {gold.id}" in differences
    assert "kappa" in agreement
    assert "<title>" in Path("news.html").read_text(encoding="utf-8")
    assert "documents written to brat" in converted
    assert len(list(Path("brat").glob("*.ann"))) == 3


def _run(line: str) -> str:
    command, *words = shlex.split(line, comments=True)
    assert command == "geoents"
    given = b""
    if "<" in words:
        *words, _, name = words
        given = Path(name).read_bytes()
    found = CliRunner().invoke(app, words, input=given)
    assert found.exit_code == 0, (line, found.output, found.exception)
    return found.output


def test_the_table_is_what_comes_out(nlp: Language) -> None:
    out = io.StringIO()
    RelationTable(out).write(geoents.extract(PAGE, published="2024-05-14", nlp=nlp))
    shown, real = _rows(TABLE), _rows(out.getvalue())
    # A row may come or go as rules get better; tools/refresh_readme.py writes the table anew.
    assert len(shown & real) >= 0.8 * max(len(shown), len(real)), (shown, real)


def _rows(table: str) -> set[tuple[str, str]]:
    """The relations of a table, by type and the first words of the subject."""
    lines = table.splitlines()
    at = next(line.index("subject") for line in lines if "relation  " in line)
    rows = [line for line in lines if re.match(r"  [A-Z]+(?:_[A-Z]+)* ", line)]
    return {(line[:at].strip(), line[at:].split("  ")[0].strip()) for line in rows}


def test_every_label_is_named() -> None:
    for labels in (EntityType, RelationType, Polarity, Modality):
        for label in labels:
            assert f"`{label}`" in README, label


def test_the_record_shown_has_all_fields_and_no_others() -> None:
    shown = set(re.findall(r'"(\w+)":', README[README.index('    {"id"') :])) - {"iso3166", "text"}
    schema = Document.model_json_schema()
    fields = set(schema["properties"])
    for definition in schema["$defs"].values():
        fields |= set(definition.get("properties", ()))
    assert shown == fields - {
        "cue",
        "encoding",
        "responds_to",
        "tenure",
        "text",
    }  # These are left out where there are none.


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#]+)\)", README))
def test_links_lead_to_files(target: str) -> None:
    assert target.startswith("https://") or (ROOT / target).exists()


@pytest.mark.parametrize("path", re.findall(r"`((?:src|demo|models|tools)/[\w./-]+)`", README))
def test_paths_lead_to_files(path: str) -> None:
    assert (ROOT / path).exists()
