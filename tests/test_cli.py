"""The command: what comes out, what is said when something is wrong, and how it ends.

Most tests put hand-made documents in the pipeline's place; those at the end run the real one.
"""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from documents import document
from typer.testing import CliRunner, Result

import geoents
from geoents.cli import app
from geoents.records import Document, read_jsonl, write_jsonl
from geoents.sinks import LostSinkError
from geoents.sinks.sql import Database

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "demo"

#: A pipeline that reads "A-B" as "A met B", fails at "!", and takes a second over "...".
STAND_IN = """
import sys, time
from types import ModuleType
from documents import document

def extract_many(texts, *, nlp=None, on_error=None, limits=None, profile=None):
    for text in texts:
        if "!" in text.text:
            on_error(text, ValueError("cannot\\nread that"))
            continue
        if text.text.endswith("..."):
            time.sleep(1)
        one, _, two = text.text.strip(" .\\n").partition("-")
        found = document(f"[{one}](STATE a)-[{two or one}](STATE b)", [("MET_WITH", "a", "b", None)])
        yield found.model_copy(update=text._asdict() | {"text": found.text})

module = ModuleType("geoents.pipeline")
module.extract_many, module.load = extract_many, lambda: None
sys.modules["geoents.pipeline"] = module
import geoents
geoents.pipeline = module
"""


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the stand-in where the command finds the pipeline."""
    monkeypatch.setitem(sys.modules, "geoents.pipeline", ModuleType("geoents.pipeline"))
    monkeypatch.setattr(geoents, "pipeline", None, raising=False)
    exec(STAND_IN, {})


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


Write = Callable[[str, str], Path]


def invoke(*arguments: Path | str, **options: Any) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **options)


def command(*arguments: Path | str, before: str = STAND_IN) -> list[str]:
    """Return a command line that runs the command in a process, after some preparation."""
    code = f"{before}\nfrom geoents.cli import main\nmain()"
    return [sys.executable, "-c", code, *map(str, arguments)]


ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}


def execute(*arguments: Path | str, **options: Any) -> subprocess.CompletedProcess[str]:
    before = options.pop("before", STAND_IN)
    return subprocess.run(
        command(*arguments, before=before),
        env=options.pop("env", ENVIRONMENT),
        capture_output=True,
        text=True,
        timeout=120,
        **options,
    )


def records(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


# -- what comes out ---------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_in")
class TestExtract:
    """``geoents extract`` in this process."""

    def test_a_table_is_the_default(self, write: Write) -> None:
        found = invoke("extract", write("a.txt", "Fiji-Oman."))
        assert (found.exit_code, found.stderr) == (0, "")
        assert found.stdout.splitlines()[2].split() == ["MET_WITH", "Fiji", "Oman", "Fiji-Oman"]

    def test_records_are_lines(self, write: Write) -> None:
        line = '{"text": "Peru-Chad", "id": "x", "url": "u"}'
        paths = write("a.txt", "Fiji-Oman"), write("b.jsonl", f"{line}\n")
        found = invoke("extract", *paths, "--format", "jsonl")
        one, two = map(Document.model_validate, records(found.stdout))
        assert (one.text, two.text) == ("Fiji-Oman", "Peru-Chad")
        assert (two.id, two.url) == ("x", "u")

    @pytest.mark.parametrize("source", ["a.txt", "-"])
    def test_what_is_known_of_a_single_text_is_kept(self, write: Write, source: str) -> None:
        path = write("a.txt", "Fiji-Oman") if source != "-" else source
        options = ["--published", "2024-05-02", "--title", "T", "--url", "u", "--format", "jsonl"]
        found = invoke("extract", path, *options, input="Fiji-Oman")
        (record,) = records(found.stdout)
        assert (record["published"], record["title"], record["url"]) == ("2024-05-02", "T", "u")

    def test_the_suffix_of_a_file_says_its_format(self, write: Write, tmp_path: Path) -> None:
        path = write("a.txt", "Fiji-Oman")
        assert invoke("extract", path, "--out", tmp_path / "out.jsonl").stdout == ""
        assert next(read_jsonl(tmp_path / "out.jsonl")).text == "Fiji-Oman"
        invoke("extract", path, "--out", tmp_path / "out.txt")
        assert "MET_WITH" in (tmp_path / "out.txt").read_text()
        invoke("extract", path, "--out", tmp_path / "out.txt", "--format", "jsonl")
        assert next(read_jsonl(tmp_path / "out.txt")).text == "Fiji-Oman"

    def test_a_database_is_filled_and_alone_prints_no_table(
        self, write: Write, tmp_path: Path
    ) -> None:
        arguments = ["extract", write("a.txt", "Fiji-Oman"), "--db", f"sqlite:///{tmp_path}/a.db"]
        found = invoke(*arguments)
        assert (found.exit_code, found.stdout) == (0, "")
        assert found.stderr == "geoents: note: 1 documents new or changed, 0 unchanged\n"
        assert "0 documents new or changed, 1 unchanged" in invoke(*arguments).stderr
        assert "MET_WITH" in invoke(*arguments, "--format", "table").stdout
        connection = sqlite3.connect(tmp_path / "a.db")
        assert connection.execute("SELECT type FROM relations").fetchall() == [("MET_WITH",)]
        connection.close()

    def test_one_bad_text_is_told_and_the_others_are_written(
        self, write: Write, tmp_path: Path
    ) -> None:
        paths = [
            write("a.txt", "Fiji-Oman"),
            write("b.txt", "!"),
            write("c.txt", ""),
            tmp_path / "absent.txt",
            write("d.jsonl", '{"text": "Peru-Chad"}\nno JSON\n{"text": "Cuba-Mali"}'),
        ]
        out = tmp_path / "out.jsonl"
        found = invoke("extract", *paths, "--out", out)
        assert found.exit_code == 1
        assert [each.text for each in read_jsonl(out)] == ["Fiji-Oman", "Peru-Chad", "Cuba-Mali"]
        absent, failed, empty, broken = found.stderr.splitlines()
        assert absent == f"geoents: {paths[3]}: no such file or folder; check the path"
        assert failed == (
            f"geoents: {paths[1]}: not extracted, ValueError: cannot read that; please report it"
        )
        assert empty.startswith(f"geoents: {paths[2]}: it is empty")
        assert broken.startswith(f"geoents: {paths[4]}:2: broken JSON")

    def test_a_note_is_no_failure(self, write: Write) -> None:
        paths = write("a.txt", "Fiji-Oman"), write("b.txt", "Fiji-Oman")
        found = invoke("extract", *paths)
        assert found.exit_code == 0
        assert (
            found.stderr == f"geoents: note: {paths[1]}: the same text as {paths[0]}; read once\n"
        )

    def test_a_database_that_is_not_there_is_told_without_its_password(self, write: Write) -> None:
        url = "postgresql://u:geheim@127.0.0.1:1/x"
        found = invoke("extract", write("a.txt", "Fiji-Oman"), "--db", url)
        assert (found.exit_code, found.stdout) == (1, "")
        assert found.stderr.startswith("geoents: postgresql://u@127.0.0.1:1/x: ")
        assert "geheim" not in found.output
        assert found.stderr.count("\n") == 1

    def test_a_file_that_cannot_be_written_is_told(self, write: Write, tmp_path: Path) -> None:
        out = tmp_path / "absent" / "out.jsonl"
        found = invoke("extract", write("a.txt", "Fiji-Oman"), "--out", out)
        assert found.exit_code == 1
        assert found.stderr == (
            f"geoents: {out}: no such file or directory; nothing is written there\n"
        )

    def test_file_names_steer_no_terminal(self, write: Write, tmp_path: Path) -> None:
        found = invoke("extract", tmp_path / "a\x1b[2J\nb.txt", write("a.txt", "Fiji-Oman"))
        assert f"geoents: {tmp_path}/a?[2J?b.txt: no such file" in found.stderr

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["extract"], "Missing argument 'PATH"),
            (["extract", "."], None),
            (["extract", "a.txt", "--format", "xml"], "'xml' is not one of 'table', 'jsonl'"),
            (["extract", "a.txt", "--db", "news.db"], "not a database address"),
            (["extract", "a.txt", "--published", "yesterday"], "is no ISO date"),
            (["extract", "a.txt", "b.txt", "--title", "T"], "--title: only for a single text"),
            (["extract", "c.jsonl", "--url", "u"], "--url: only for a single text"),
            (["frobnicate"], "No such command"),
            (["score", "a.txt", "--types", "SAID,LIKED"], "no relation type LIKED"),
        ],
    )
    def test_what_is_not_understood_is_code_2(
        self,
        write: Write,
        monkeypatch: pytest.MonkeyPatch,
        tmp_path: Path,
        arguments: list[str],
        message: str | None,
    ) -> None:
        for name in ("a.txt", "b.txt", "c.jsonl"):
            write(name, "{}")
        monkeypatch.chdir(tmp_path)
        found = invoke(*arguments)
        if message is None:
            assert found.exit_code != 2
        else:
            assert (found.exit_code, found.stdout) == (2, "")
            assert message in " ".join(found.stderr.split())


def test_the_version_is_printed() -> None:
    assert invoke("--version").stdout == f"geoents {geoents.__version__}\n"


# -- how it ends ------------------------------------------------------------------------------


def test_a_reader_that_has_enough_ends_it_quietly(write: Write) -> None:
    lines = "\n".join(f'{{"text": "Fiji{n}-Oman"}}' for n in range(5_000))
    arguments = command("extract", write("a.jsonl", lines), "--format", "jsonl")
    with subprocess.Popen(
        arguments, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        assert b"Fiji0" in child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait() == 128 + signal.SIGPIPE


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_was_finished_before_ctrl_c_is_written(
    write: Write, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    source = write("a.jsonl", '{"text": "Fiji-Oman"}\n{"text": "Peru-Chad..."}\n{"text": "X-Y"}')
    out, db = tmp_path / "out.jsonl", tmp_path / "a.db"
    arguments = command("extract", source, "--out", out, "--db", f"sqlite:///{db}")
    with subprocess.Popen(arguments, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True) as child:
        patience = time.monotonic() + 60
        while not _holds_a_line(tmp_path) and time.monotonic() < patience:
            time.sleep(0.02)
        assert not out.exists()
        child.send_signal(number)
        assert child.stderr is not None
        assert child.stderr.read() == (
            "geoents: note: stopped; what was finished is written (1 documents)\n"
        )
        assert child.wait() == code
    assert [each.text for each in read_jsonl(out)] == ["Fiji-Oman"]
    connection = sqlite3.connect(db)
    assert connection.execute("SELECT text FROM documents").fetchall() == [("Fiji-Oman",)]
    connection.close()
    assert not list(tmp_path.glob(".*"))


def _holds_a_line(folder: Path) -> bool:
    return any(draft.stat().st_size for draft in folder.glob(".out.jsonl.*"))


def test_ctrl_c_while_the_model_is_loaded_ends_it_quietly(write: Write, tmp_path: Path) -> None:
    slow = "def load():\n    print('loading', flush=True)\n    time.sleep(60)\nmodule.load = load"
    arguments = command(
        *("extract", write("a.txt", "Fiji-Oman"), "--out", tmp_path / "out.jsonl"),
        before=STAND_IN + slow,
    )
    with subprocess.Popen(
        arguments, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "loading\n"
        child.send_signal(signal.SIGINT)
        assert "Traceback" not in child.communicate()[1]
        assert child.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.usefixtures("stand_in")
def test_a_model_that_is_not_there_is_told(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail() -> None:
        raise OSError("[E050] Can't find model\n'en_geoents'.")

    monkeypatch.setattr(geoents.pipeline, "load", fail)
    found = invoke("extract", write("a.txt", "Fiji-Oman"), "--out", tmp_path / "out.jsonl")
    assert found.exit_code == 1
    assert found.stderr == (
        "geoents: the model cannot be loaded ([E050] Can't find model 'en_geoents'.); "
        "reinstall geoents\n"
    )
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.usefixtures("stand_in")
def test_a_database_that_is_lost_ends_the_run_but_keeps_the_file(
    write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = write("a.jsonl", '{"text": "Fiji-Oman"}\n{"text": "Peru-Chad"}\n{"text": "Cuba-Mali"}')
    take = Database.write

    def lose(self: Database, found: Document) -> None:
        if "Peru" in found.text:
            raise LostSinkError("sqlite:///a.db: database or disk is full")
        take(self, found)

    monkeypatch.setattr(Database, "write", lose)
    out = tmp_path / "out.jsonl"
    found = invoke("extract", path, "--out", out, "--db", f"sqlite:///{tmp_path}/a.db")
    assert found.exit_code == 1
    assert found.stderr == (
        f"geoents: {path}:2: sqlite:///a.db: database or disk is full; "
        "nothing after this was read\n"
    )
    assert [each.text for each in read_jsonl(out)] == ["Fiji-Oman"]


def test_an_option_that_is_no_text_is_refused(write: Write) -> None:
    path = write("a.txt", "Fiji-Oman")
    found = invoke("extract", path, "--title", b"Zo\xeb".decode("utf-8", "surrogateescape"))
    assert found.exit_code == 2
    assert "--title: not UTF-8" in found.stderr


def test_lines_come_as_texts_come() -> None:
    arguments = command("extract", "-", "--format", "jsonl")
    with subprocess.Popen(
        arguments, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        for name in ("Fiji", "Peru"):
            child.stdin.write(f'{{"text": "{name}-Oman"}}\n'.encode())
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["text"] == f"{name}-Oman"
        child.stdin.close()
        assert child.wait() == 0


def run_in_terminal(arguments: list[str], **variables: str) -> tuple[str, str]:
    """Run a command whose stderr, and stdout if asked, is a terminal; return both."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        arguments,
        env=ENVIRONMENT | {"TERM": "xterm-256color", "COLUMNS": "100"} | variables,
        stdout=subprocess.PIPE if "PIPED" in variables else theirs,
        stderr=theirs,
        text=True,
    ) as child:
        os.close(theirs)
        shown = b""
        while data := _read_terminal(ours):
            shown += data
        out = child.stdout.read() if child.stdout is not None else ""
    os.close(ours)
    return out, shown.decode()


def _read_terminal(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux's way to say that nobody holds the other end any more.
        return b""


def test_a_bar_is_shown_for_many_texts_on_a_terminal(write: Write) -> None:
    many = write("a.jsonl", "\n".join(f'{{"text": "Fiji{n}-Oman"}}' for n in range(3)))
    one = write("a.txt", "Fiji-Oman")
    out, shown = run_in_terminal(command("extract", many, "--format", "jsonl"), PIPED="1")
    assert "3/3" in shown
    assert len(records(out)) == 3
    assert run_in_terminal(command("extract", one, "--format", "jsonl"), PIPED="1")[1] == ""
    # Where the table itself goes to the terminal, it shows how far things are.
    assert "3/3" not in run_in_terminal(command("extract", many))[1]


def test_colours_are_for_terminals_without_no_color(write: Write) -> None:
    path = write("a.txt", "Fiji-Oman")
    colour = "\x1b[35m"
    assert colour in run_in_terminal(command("extract", path))[1]
    assert colour not in run_in_terminal(command("extract", path), NO_COLOR="1")[1]
    assert "\x1b" not in execute("extract", path).stdout


# -- score ------------------------------------------------------------------------------------

GOLD = [
    document(
        "[Fiji](STATE s) met [Oman](STATE o). [Fiji](STATE s) said it is done.",
        [("MET_WITH", "s", "o", None), ("SAID", "s", None, "it is done")],
        id_="one",
    ),
    document("[Peru](STATE s) slept.", id_="two"),
]
FOUND = [GOLD[0].model_copy(update={"relations": GOLD[0].relations[:1]})]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    write_jsonl(tmp_path / "gold.jsonl", GOLD)
    write_jsonl(tmp_path / "found.jsonl", FOUND)
    return tmp_path / "gold.jsonl", tmp_path / "found.jsonl"


def test_scores_are_tables(files: tuple[Path, Path]) -> None:
    found = invoke("score", *files)
    assert found.exit_code == 0
    rows = {line.split()[0]: line.split() for line in found.stdout.splitlines() if line.strip()}
    assert rows["MET_WITH"][1:4] == ["1", "1", "1"]
    assert rows["SAID"][1:4] == ["1", "0", "0"]
    assert rows["Mentions"] == ["Mentions"]
    assert found.stderr == (
        "geoents: note: document two is in gold only; all of it counts as missed\n"
    )
    assert "missed relation" not in found.stdout


def test_mistakes_are_listed_where_asked_for(files: tuple[Path, Path]) -> None:
    shown = invoke("score", *files, "--errors").stdout
    assert "Mistakes in one\n  missed relation\n" in shown
    assert '    gold: SAID(Fiji; "it is done")\n' in shown


def test_scores_are_json_where_asked_for(files: tuple[Path, Path]) -> None:
    found = json.loads(invoke("score", *files, "--json", "--errors").stdout)
    assert found["absent"] == ["two"]
    assert found["total"]["relations"]["types"]["MET_WITH"]["f1"] == 1.0
    assert found["total"]["relations"]["micro"]["recall"] == 0.5
    assert [m["type"] for m in found["mistakes"] if m["layer"] == "relation"] == ["SAID"]
    one_type = json.loads(invoke("score", *files, "--json", "--types", "met_with").stdout)
    assert list(one_type["total"]["relations"]["types"]) == ["MET_WITH"]


@pytest.mark.usefixtures("stand_in")
def test_texts_are_read_now_where_nothing_is_given(tmp_path: Path) -> None:
    gold = document("[Fiji](STATE s)-[Oman](STATE o)", [("MET_WITH", "s", "o", None)])
    (tmp_path / "gold").mkdir()
    (tmp_path / "gold" / "a.json").write_text(gold.model_dump_json())
    found = json.loads(invoke("score", tmp_path / "gold", "--json").stdout)
    assert found["total"]["relations"]["types"]["MET_WITH"]["correct"] == 1


def test_gold_that_cannot_be_read_is_told(write: Write, tmp_path: Path) -> None:
    for path, message in [
        (tmp_path / "absent.jsonl", "no such file or folder"),
        (write("a.txt", "x"), "neither .json nor .jsonl"),
        (write("b.jsonl", "{}"), ":1: "),
    ]:
        found = invoke("score", path, path)
        assert found.exit_code == 1
        assert found.stderr.startswith(f"geoents: {path}{message if ':1' in message else ': '}")
        assert message in found.stderr
        assert found.stderr.count("\n") == 1


# -- without spaCy, and fast ------------------------------------------------------------------

NO_SPACY = "import sys; sys.modules['spacy'] = None"


def test_scoring_records_needs_no_spacy(files: tuple[Path, Path]) -> None:
    found = execute("score", *files, "--errors", before=NO_SPACY)
    assert (found.returncode, "MET_WITH" in found.stdout) == (0, True), found.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["extract", "--help"], ["--version"]])
def test_help_needs_no_spacy(arguments: list[str]) -> None:
    assert execute(*arguments, before=NO_SPACY).returncode == 0


def test_importing_geoents_imports_little() -> None:
    code = (
        "import time; began = time.process_time(); import geoents; took = time.process_time() - began\n"
        "import sys; heavy = {'spacy', 'numpy', 'pydantic', 'sqlalchemy', 'rich'} & set(sys.modules)\n"
        "print(took < 0.3, heavy)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "True set()\n"


# -- with the real pipeline -------------------------------------------------------------------


def test_the_demo_pages_from_files_to_answers(tmp_path: Path) -> None:
    out, db = tmp_path / "out.jsonl", tmp_path / "a.db"
    arguments = ["extract", str(DEMO), "--out", str(out), "--db", f"sqlite:///{db}"]
    run = [sys.executable, "-m", "geoents", *arguments]
    first = subprocess.run(run, capture_output=True, text=True, timeout=300)
    assert (first.returncode, first.stderr) == (0, "")
    found = {each.title or each.text.split("\n")[0]: each for each in read_jsonl(out)}
    assert len(found) == 3
    kinds = {relation.type for each in found.values() for relation in each.relations}
    assert {"SAID", "DENIED", "HOLDS_OFFICE", "OFFICE_OF", "MEMBER_OF", "PART_OF"} <= kinds
    page = found['"Nobody has asked us to leave", says defence chief']
    assert page.published == "2024-06-11"
    assert "Subscribe" not in page.text

    before = out.read_bytes(), _dump(db)
    second = subprocess.run(run, capture_output=True, text=True, timeout=300)
    assert second.returncode == 0
    assert (out.read_bytes(), _dump(db)) == before  # The same input gives the same bytes.

    scored = execute("score", out, out, "--json", before=NO_SPACY)
    assert json.loads(scored.stdout)["total"]["relations"]["micro"]["f1"] == 1.0


def _dump(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return sorted(connection.iterdump())
    finally:
        connection.close()


# -- a run at scale ---------------------------------------------------------------------------


@pytest.mark.usefixtures("stand_in")
class TestLog:
    """What is said on standard error."""

    def test_lines_are_objects_where_asked_for(self, write: Write) -> None:
        paths = write("a.txt", "Fiji-Oman"), write("b.txt", "!\x1b[2J"), write("c.txt", "Fiji-Oman")
        found = invoke("extract", *paths, "--log-format", "json")
        failed, note, end = map(json.loads, found.stderr.splitlines())
        assert found.exit_code == 1
        assert failed["level"] == "error"
        assert failed["message"].startswith(f"{paths[1]}: not extracted, ValueError")
        assert (note["level"], end["level"]) == ("info", "info")
        assert (end["written"], end["failed"], end["words"]) == (1, 1, 1)
        assert end["documents_per_second"] > 0
        assert datetime.fromisoformat(end["time"]).tzinfo is not None

    def test_what_could_not_be_read_is_counted_as_failed(self, write: Write) -> None:
        paths = write("a.txt", "Fiji-Oman"), write("b.txt", ""), write("c.jsonl", '[1]\n{"text":\n')
        end = invoke("extract", *paths, "--log-format", "json").stderr.splitlines()[-1]
        assert (json.loads(end)["written"], json.loads(end)["failed"]) == (1, 3)

    def test_counts_and_rates_are_told_where_asked_for(self, write: Write) -> None:
        found = invoke("extract", write("a.txt", "Fiji-Oman"), "--profile")
        summary = r"geoents: note: 1 documents written, 0 failed in [\d.]+ s \([\d.,]+ documents/s, [\d,]+ words/s\)"
        assert re.match(summary, found.stderr)

    @pytest.mark.parametrize("option", ["--max-chars", "--max-seconds", "--max-expansion"])
    def test_limits_are_above_nothing(self, write: Write, option: str) -> None:
        assert invoke("extract", write("a.txt", "Fiji-Oman"), option, "0").exit_code == 2

    def test_a_long_text_is_left_out(self, write: Write) -> None:
        paths = write("a.txt", "Fiji-Oman" * 9), write("b.txt", "Fiji-Oman")
        found = invoke("extract", *paths, "--max-chars", "20", "--format", "jsonl")
        assert [record["text"] for record in records(found.stdout)] == ["Fiji-Oman"]
        assert found.stderr == (
            f"geoents: {paths[0]}: longer than 20 characters; cut it up, or raise --max-chars\n"
        )


def test_processes_write_the_bytes_that_one_process_writes(tmp_path: Path) -> None:
    alone, several = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    run = [sys.executable, "-m", "geoents", "extract", str(DEMO), "--out"]
    subprocess.run([*run, str(alone)], check=True, timeout=300)
    found = subprocess.run(
        [*run, str(several), "--workers", "2", "--profile"],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert several.read_bytes() == alone.read_bytes()
    assert "3 documents written, 0 failed" in found.stderr
    assert re.search(r"note: geoents_base +[\d.]+ s +[\d.]+%", found.stderr)
