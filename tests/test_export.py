"""The command ``geoents export``, and what exporters share."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import Result
from documents import document
from typer.testing import CliRunner

from geoents import exports
from geoents.cli import app
from geoents.exports import EXPORTERS, Exporter, load_exporter
from geoents.records import Document
from geoents.sinks import SinkError
from geoents.sinks.files import make_atomically, open_atomically

FIRST = document(
    "[Fiji](STATE s) met [Oman](STATE o).", [("MET_WITH", "s", "o", None)], id_="first"
)
SECOND = document("[Oman](STATE s) agreed.", id_="second")


def run(*words: Path | str, code: int = 0) -> Result:
    found = CliRunner().invoke(app, ["export", *map(str, words)])
    assert found.exit_code == code, (found.output, found.exception)
    return found


def write_lines(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exporter that writes the ids of documents, and refuses one that is "odd"."""

    def write(documents: Iterable[Document], out: Path) -> int:
        with open_atomically(out) as file:
            count = 0
            for found in documents:
                if found.id == "odd":
                    raise SinkError("document odd: it is odd; give it another id")
                file.write(f"{found.id}\n".encode())
                count += 1
            return count

    module: Any = ModuleType("ids_for_tests")
    module.write = write
    monkeypatch.setitem(sys.modules, "ids_for_tests", module)
    monkeypatch.setitem(EXPORTERS, "ids", Exporter("ids_for_tests:write", "ids in a file"))


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_exporter_is_there_and_says_what_it_is(name: str) -> None:
    exporter = EXPORTERS[name]
    assert exporter.about in " ".join(run("--help").output.split())
    if exporter.extra is None:
        assert callable(load_exporter(name))
        return
    try:
        write = load_exporter(name)
    except ModuleNotFoundError as error:
        pytest.skip(f"{error.name} is not installed: geoents[{exporter.extra}]")
    assert callable(write)


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_exporter_writes_and_counts(name: str, tmp_path: Path) -> None:
    try:
        write = load_exporter(name)
    except ModuleNotFoundError as error:
        pytest.skip(f"{error.name} is not installed: geoents[{EXPORTERS[name].extra}]")
    for number, documents in enumerate(([FIRST, SECOND], [])):
        out = tmp_path / f"out{number}"
        assert write(iter(documents), out) == len(documents)
        assert out.exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.usefixtures("ids")
def test_records_of_several_files_are_exported(tmp_path: Path) -> None:
    one = write_lines(tmp_path / "one.jsonl", FIRST.model_dump_json(), "")
    two = write_lines(tmp_path / "two.jsonl", "\ufeff" + SECOND.model_dump_json())
    told = run(one, two, "--to", "ids", "--out", tmp_path / "out.txt")
    assert (
        told.stderr.split() == f"geoents: note: 2 documents written to {tmp_path}/out.txt".split()
    )
    assert told.stdout == ""
    assert (tmp_path / "out.txt").read_text() == "first\nsecond\n"


@pytest.mark.usefixtures("ids")
def test_what_is_no_record_and_what_comes_twice_is_told_and_left_out(tmp_path: Path) -> None:
    line = FIRST.model_dump_json()
    path = write_lines(tmp_path / "a.jsonl", line, "{}", "no", line, SECOND.model_dump_json())
    told = run(path, "--to", "ids", "--out", tmp_path / "out", code=1).stderr
    assert "a.jsonl:2: id: Field required" in told
    assert "a.jsonl:3: Invalid JSON" in told
    assert "document first: another one has this id; it is left out" in told
    assert "2 documents written" in told
    assert (tmp_path / "out").read_text() == "first\nsecond\n"


@pytest.mark.usefixtures("ids")
def test_what_cannot_be_written_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    odd = SECOND.model_copy(update={"id": "odd"})
    path = write_lines(tmp_path / "a.jsonl", FIRST.model_dump_json(), odd.model_dump_json())
    told = run(path, "--to", "ids", "--out", tmp_path / "out", code=1).stderr
    assert told.endswith("out: document odd: it is odd; give it another id\n")
    told = run(path, "--to", "ids", "--out", tmp_path / "nowhere" / "out", code=1).stderr
    assert "no such file or directory" in told
    told = run(tmp_path / "none.jsonl", "--to", "ids", "--out", tmp_path / "out", code=1).stderr
    assert "none.jsonl: no such file or directory" in told
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_folder_with_files_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: geoents[tables]")
    path = write_lines(tmp_path / "a.jsonl", FIRST.model_dump_json())
    run(path, "--to", "parquet", "--out", tmp_path / "out")
    told = run(path, "--to", "parquet", "--out", tmp_path / "out", code=1).stderr
    assert f"{tmp_path}/out: file exists, or a folder that is not empty" in told


def test_a_run_is_written_in_parts(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: geoents[tables]")
    path = write_lines(tmp_path / "a.jsonl", FIRST.model_dump_json(), SECOND.model_dump_json())
    run(path, "--to", "parquet", "--out", tmp_path / "out", "--part-size", "1")
    parts = sorted(part.name for part in (tmp_path / "out" / "relations").iterdir())
    assert parts == ["part-00000.parquet", "part-00001.parquet"]
    words = ("--to", "gexf", "--out", tmp_path / "graph", "--part-size", "1")
    assert "gexf is not written in parts" in run(path, *words, code=2).stderr
    with pytest.raises(ValueError, match=r"^gexf is not written in parts"):
        load_exporter("gexf", documents_per_part=1)


def test_a_format_that_is_not_there_is_not_understood(tmp_path: Path) -> None:
    told = run(tmp_path / "a.jsonl", "--to", "papyrus", "--out", tmp_path / "out", code=2).stderr
    assert "no format papyrus; there are" in told and "parquet" in told
    with pytest.raises(ValueError, match=r"^no exporter 'papyrus'; there are "):
        load_exporter("papyrus")


def test_a_library_that_is_not_there_is_told_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def miss(name: str) -> ModuleType:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")

    monkeypatch.setattr(exports, "import_module", miss)
    told = run(tmp_path / "a.jsonl", "--to", "parquet", "--out", tmp_path / "out", code=1).stderr
    assert 'parquet: needs pyarrow; run pip install "geoents[tables]"' in told
    monkeypatch.setitem(EXPORTERS, "bare", Exporter("bare:write", "a file"))
    failed = run(tmp_path / "a.jsonl", "--to", "bare", "--out", tmp_path / "out", code=1)
    assert isinstance(failed.exception, ModuleNotFoundError)  # Ours to mend, not the user's.


def test_a_folder_takes_its_name_when_it_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with make_atomically(out) as folder:
        (folder / "a").write_text("1")
        (folder / "b").mkdir()
        (folder / "b" / "c").write_text("2")
        assert not out.exists()
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")) == [
        *("out", "out/a", "out/b", "out/b/c")
    ]


def test_a_folder_that_fills_up_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(OSError, match=r"not empty"), make_atomically(out) as folder:
        (folder / "a").write_text("1")
        out.mkdir()
        (out / "mine").write_text("2")
    assert [str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")] == ["out", "out/mine"]


def test_what_a_killed_program_left_is_cleared_by_one_of_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 17)
    left = tmp_path / ".out.17.part"
    left.mkdir()
    (left / "half").write_text("1")
    with make_atomically(tmp_path / "out") as folder:
        (folder / "a").write_text("1")
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "a"]
