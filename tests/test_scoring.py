"""The commands that compare records: what comes out, and when they fail."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from documents import document
from typer.testing import CliRunner, Result

from geoents.cli import app
from geoents.records import write_jsonl

MARKUP = "[Fiji](STATE s) met [Oman](STATE o). [Fiji](STATE s) said it is done."
MET = ("MET_WITH", "s", "o", None)
SAID = ("SAID", "s", None, "it is done")

GOLD = [document(MARKUP, [MET, SAID], id_="one"), document(MARKUP, [MET], id_="two")]
FOUND = [document(MARKUP, [MET], id_="one"), document(MARKUP, [SAID], id_="two")]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    write_jsonl(tmp_path / "gold.jsonl", GOLD)
    write_jsonl(tmp_path / "found.jsonl", FOUND)
    return tmp_path / "gold.jsonl", tmp_path / "found.jsonl"


def invoke(*arguments: object) -> Result:
    found = CliRunner().invoke(app, list(map(str, arguments)))
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found


def test_intervals_are_shown(files: tuple[Path, Path]) -> None:
    shown = invoke("score", *files).stdout
    assert "95 %" in shown
    assert "[100.0-100.0]" in shown
    found = json.loads(invoke("score", *files, "--json").stdout)
    low, high = found["intervals"]["relations.micro"]["f1"]
    assert low <= found["total"]["relations"]["micro"]["f1"] <= high
    assert found["total"]["entities"]["ceaf_e"]["f1"] == 1
    assert found["total"]["claims"]["micro"]["found"] == 0
    assert "rules" not in found


def test_rules_are_shown_where_asked_for(files: tuple[Path, Path]) -> None:
    assert "(no rule)" in invoke("score", *files, "--rules").stdout
    found = json.loads(invoke("score", *files, "--rules", "--json").stdout)
    assert found["rules"][""]["spurious"] == 1


def test_the_page_is_written_where_asked_for(files: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert invoke("score", *files, "--html", page).exit_code == 0
    assert "missed relation MET_WITH" in page.read_text(encoding="utf-8")
    gone = tmp_path / "absent" / "page.html"
    found = invoke("score", *files, "--html", gone)
    assert (found.exit_code, found.stderr) == (
        1,
        f"geoents: {gone}: no such file or directory; check the path\n",
    )


def test_floors_are_set_held_raised_and_lowered(files: tuple[Path, Path], tmp_path: Path) -> None:
    gold, found = files
    floors = tmp_path / "floors.json"

    def hold(*arguments: object) -> tuple[int, str]:
        result = invoke("score", gold, *arguments, "--gate", floors)
        return result.exit_code, result.stderr

    assert hold(found)[0] == 1  # There is no such file.
    assert hold(found, "--raise-floors")[0] == 0
    assert list(json.loads(floors.read_text())["parts"]) == ["gold"]
    assert hold(found) == (0, "")
    assert hold(gold) == (0, "")
    assert hold(gold, "--raise-floors")[0] == 0

    code, lines = hold(found)
    assert code == 1
    assert "geoents: part gold: relations.micro.f1 is 0.4000, below its floor 0.9950\n" in lines
    before = floors.read_text()
    assert hold(found, "--raise-floors")[0] == 1
    assert floors.read_text() == before
    assert hold(found, "--raise-floors", "--allow-lower")[0] == 0
    assert hold(found) == (0, "")

    write_jsonl(gold, GOLD[:1])
    code, lines = hold(found)
    assert (code, "the gold is not the one" in lines) == (1, True)
    assert hold(found, "--raise-floors")[0] == 1
    assert hold(found, "--raise-floors", "--allow-lower")[0] == 0
    assert hold(found, "--part", "other")[0] == 1
    assert hold(found, "--part", "other", "--raise-floors")[0] == 0
    assert list(json.loads(floors.read_text())["parts"]) == ["gold", "other"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--raise-floors"], "need --gate"),
        (["--part", "dev"], "need --gate"),
        (["--gate", "f.json", "--allow-lower"], "needs --raise-floors"),
        (["--gate", "f.json", "--types", "SAID"], "leave --types out"),
    ],
)
def test_options_that_do_not_go_together(
    files: tuple[Path, Path], options: list[str], message: str
) -> None:
    found = invoke("score", *files, *options)
    assert found.exit_code == 2
    assert message in found.stderr


def test_differences_of_runs(files: tuple[Path, Path]) -> None:
    found = invoke("diff", *files)
    assert found.exit_code == 0
    assert "Differences in one\n  lost relation\n    old: SAID(Fiji; " in found.stdout
    assert "gained relation" in found.stdout
    as_json = json.loads(invoke("diff", *files, "--json").stdout)
    assert as_json["total"]["relation"] == {"gained": 1, "lost": 2, "changed": 0}
    assert invoke("diff", files[0], files[0]).exit_code == 0
    assert invoke("diff", files[0], "absent.jsonl").exit_code == 1


def test_agreement_of_annotations(files: tuple[Path, Path]) -> None:
    found = invoke("agree", *files)
    assert found.exit_code == 0
    assert "kappa" in found.stdout
    as_json = json.loads(invoke("agree", *files, "--json").stdout)
    assert as_json["entities"]["ceaf_e"] == as_json["mentions"]["micro"] == 1
    assert as_json["relations"]["types"]["MET_WITH"]["both"] == 1
    only = json.loads(invoke("agree", *files, "--json", "--types", "said").stdout)
    assert list(only["relations"]["types"]) == ["SAID"]


@pytest.mark.parametrize("command", ["score", "diff", "agree"])
def test_none_needs_spacy(files: tuple[Path, Path], tmp_path: Path, command: str) -> None:
    more = ["--html", str(tmp_path / "p.html"), "--rules", "--errors"] if command == "score" else []
    code = "import sys; sys.modules['spacy'] = None; from geoents.cli import main; main()"
    arguments = [sys.executable, "-c", code, command, *map(str, files), *more]
    found = subprocess.run(arguments, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stderr
    assert "MET_WITH" in found.stdout
