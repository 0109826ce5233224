"""README: its code runs, its commands run, its table is what comes out."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from page_blocks import Ran
from spacy.language import Language

import geoents
from geoents.records import Document
from geoents.schema import EntityType, Modality, Polarity, RelationType
from geoents.sinks.table import RelationTable

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE, TABLE = re.findall(r"```text\n(.*?)```", README, re.DOTALL)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_commands_say_what_they_should(ran_page: Callable[[str], Ran]) -> None:
    ran = ran_page("README.md")
    shown = list(ran.commands.values())
    assert len(shown) == 11
    table, nothing, loaded, lines, scores, _, floors, differences, agreement, _, converted = shown
    assert "  relation " in table
    assert nothing == ""
    assert (ran.folder / "found.jsonl").read_text(encoding="utf-8").count("\n") == 3
    assert loaded == "geoents: note: 3 documents new or changed, 0 unchanged\n"
    record = json.loads(lines)
    assert record["published"] == "2024-05-14"
    assert f"Mistakes in {record['id']}" in scores
    assert "<h1>Mistakes: gold</h1>" in (ran.folder / "errors.html").read_text(encoding="utf-8")
    assert "floors.json: the floors of gold are written" in floors
    assert f"Differences in {record['id']}" in differences
    assert "kappa" in agreement
    assert "<title>" in (ran.folder / "news.html").read_text(encoding="utf-8")
    assert "documents written to brat" in converted
    assert len(list((ran.folder / "brat").glob("*.ann"))) == 3


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
