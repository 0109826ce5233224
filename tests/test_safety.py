"""What data cannot do: run code, hang a regular expression, write into a page or a query."""

from __future__ import annotations

import ast
import os
import re
import time
from pathlib import Path
from typing import Any

import pytest
from patterns_of import FOLDER, find_patterns, source_files

import geoents
from geoents import Document
from geoents.gazetteer import NamesError
from geoents.rules import RuleError

#: Modules and functions that make code, or objects of any class, from what they are given.
CODE = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "runpy", "code"}
CALLS = {"eval", "exec", "compile", "__import__"}
#: What the processes of one run send each other, made by this program alone.
BETWEEN_PROCESSES = {"workers.py"}
PATTERNS = find_patterns()


# -- no code from data ------------------------------------------------------------------------


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_no_module_makes_code_or_objects_from_data(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: set[str] = set()
        if isinstance(node, ast.Import):
            names = {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = {(node.module or "").split(".")[0]}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in CALLS, f"{path}:{node.lineno}"
        elif isinstance(node, ast.keyword) and node.arg in {"allow_pickle", "shell"}:
            assert isinstance(node.value, ast.Constant) and node.value.value is False, path
        assert not names & CODE or path.name in BETWEEN_PROCESSES, f"{path}: {names & CODE}"


def test_the_data_and_model_folders_hold_data_alone() -> None:
    """spaCy's ``lookups.bin`` is MessagePack, which holds numbers and words."""
    import en_geoents

    suffixes = {".py", ".pyc", ".so", ".pkl", ".pickle", ".pt", ".joblib", ".yaml", ".yml"}
    model = Path(en_geoents.__file__).parent
    folders = [FOLDER / "data", *model.glob("en_geoents-*")]
    assert len(folders) == 2
    for folder in folders:
        assert not [path for path in folder.rglob("*") if path.suffix in suffixes]


#: Each would make the file if it were run: by Python, by a shell, by a template or by YAML.
ATTEMPTS = [
    "__import__('os').system('touch {mark}')",
    "$(touch {mark})",
    "`touch {mark}`",
    "{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}",
    "!!python/object/apply:os.system ['touch {mark}']",
    "file:{mark}",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_rules_and_names_of_users_run_nothing(attempt: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    words = attempt.format(mark=mark)
    rules = tmp_path / "rules"
    rules.mkdir()
    quoted = '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'
    (rules / "said.toml").write_text(
        f"[rule.mine]\nconstruction = {quoted}\ntriggers = [{quoted}]\nexamples = [{quoted}]\n"
    )
    with pytest.raises(RuleError):
        geoents.load(rules=rules)
    names = tmp_path / "names.toml"
    names.write_text(f"[[body]]\nname = {quoted}\nstate = {quoted}\n")
    with pytest.raises(NamesError):
        geoents.load(gazetteer=names)
    assert not mark.exists()


def test_a_model_folder_that_holds_a_pickle_loads_none(tmp_path: Path) -> None:
    import pickle

    class Attempt:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.mkdir, (str(tmp_path / "mark"),)

    model = tmp_path / "model"
    model.mkdir()
    for name in (
        "model",
        "network.onnx",
        "tokenizer.json",
        "labels.json",
        "meta.json",
        "config.cfg",
    ):
        (model / name).write_bytes(pickle.dumps(Attempt()))
    with pytest.raises((OSError, ValueError)):
        geoents.load(model)
    assert not (tmp_path / "mark").exists()


# -- regular expressions ----------------------------------------------------------------------

#: What patterns repeat, in rows that end in something none of them takes.
SEEDS = ["a", "A", "1", " ", "\n", ".", "-", "'", "“", "(", "[", "<", "&", "=", "/", ":", "_"]
SEEDS += ["a ", "A ", "A. ", "a.", "a-", "Aa ", "1 ", "1:", "1.", "1,", "https://a", "a’s ", "é"]


def test_patterns_are_found() -> None:
    assert len({pattern.pattern for pattern in PATTERNS.values()}) > 100


def test_no_pattern_takes_exponential_time() -> None:
    """At 32 repetitions 2**32 steps would take minutes: the time is looked at from 18 on."""
    seen: set[tuple[Any, int]] = set()
    for where, pattern in PATTERNS.items():
        if (key := (pattern.pattern, pattern.flags)) in seen:
            continue
        seen.add(key)
        for seed in SEEDS:
            for count in (18, 22, 26, 32, 600):
                text: Any = seed * (count // len(seed)) + "\x01"
                if isinstance(pattern.pattern, bytes):
                    text = text.encode()
                began = time.process_time()
                pattern.search(text)
                pattern.fullmatch(text)
                taken = time.process_time() - began
                assert taken < 0.5, f"{where}: {taken:.1f} s on {seed!r} * {count}"


def test_regexploit_finds_nothing() -> None:
    """It looks for repetitions that can share what they take: cubic time and worse."""
    sre = pytest.importorskip("regexploit.ast.sre", reason="pip install regexploit")
    redos = pytest.importorskip("regexploit.redos")

    class Parser(sre.SreOpParser):  # type: ignore[misc,name-defined]
        """Takes possessive repetitions, newer than it, for what is worse: ordinary ones."""

        from_POSSESSIVE_REPEAT = sre.SreOpParser.from_MAX_REPEAT  # noqa: N815

        def from_ATOMIC_GROUP(self, group: Any) -> Any:  # noqa: N802
            return self.sequence_or_singleton(group)

    flags = re.IGNORECASE | re.VERBOSE | re.DOTALL | re.MULTILINE | re.ASCII
    for where, pattern in PATTERNS.items():
        written = pattern.pattern
        if isinstance(written, bytes):
            written = written.decode("latin-1")
        found = redos.find(Parser().parse_sre(written, pattern.flags & flags))
        assert not [one for one in found if one.starriness > 2], where


# -- pages and queries ------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&</title></style>\u2028"


def is_put_together(query: ast.expr) -> bool:
    """Tell whether a query has a value in its text; a choice of two words of ours is none."""
    if isinstance(query, ast.JoinedStr):
        values = [part.value for part in query.values if isinstance(part, ast.FormattedValue)]
        return not all(
            isinstance(value, ast.IfExp)
            and isinstance(value.body, ast.Constant)
            and isinstance(value.orelse, ast.Constant)
            for value in values
        )
    is_format = isinstance(query, ast.Call) and getattr(query.func, "attr", "") == "format"
    return is_format or isinstance(query, ast.BinOp)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("f'SELECT {name}'", True),
        ("'SELECT %s' % name", True),
        ("'SELECT {}'.format(name)", True),
        ("select(table)", False),
        ("f'PRAGMA x = {1 if on else 0}'", False),
    ],
)
def test_a_query_that_is_put_together_is_seen(query: str, expected: bool) -> None:
    assert is_put_together(ast.parse(query, mode="eval").body) is expected


def test_queries_have_their_values_as_parameters() -> None:
    """No text of SQL is put together from values: what stands in braces is a name of ours."""
    for path in source_files():
        if "migrations" in path.parts or path.parent.name == "views":
            continue  # tables and views of ours, whose names no parameters can be
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
                "execute", "executescript", "exec_driver_sql", "scalars", "scalar"
            }:  # fmt: skip
                is_made = bool(node.args) and is_put_together(node.args[0])
                assert not is_made, f"{path}:{node.lineno}: a query is put together"


def test_a_page_shows_hostile_words_and_runs_none() -> None:
    from geoents.viewer.cell import render_cell
    from geoents.viewer.corpus import gather, render_corpus
    from geoents.viewer.document import render_document

    person = {"id": "e1", "type": "PERSON", "name": HOSTILE, "aliases": [HOSTILE]}
    mention = {"id": "m1", "start": 0, "end": len(HOSTILE), "text": HOSTILE, "type": "PERSON",
               "form": "name", "entity": "e1"}  # fmt: skip
    document = Document.model_validate(
        {"id": HOSTILE, "title": HOSTILE, "url": f"javascript:{HOSTILE}", "text": HOSTILE,
         "entities": [person], "mentions": [mention]}
    )  # fmt: skip
    pages = [render_cell(document), render_document(document)]
    with gather([document]) as questions:
        pages.append(render_corpus(questions, HOSTILE))
    for page in pages:
        assert "<script>alert(1)" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page


def test_a_hostile_document_is_stored_as_it_is(tmp_path: Path) -> None:
    from geoents.sinks.sql import Database

    words = "'; DROP TABLE documents; --"
    database = Database(f"sqlite:///{tmp_path / 'news.db'}")
    for number in range(2):
        database.write(Document(id=f"{words}{number}", title=words, url=HOSTILE, text=words))
    database.finalize()

    import sqlite3

    with sqlite3.connect(tmp_path / "news.db") as connection:
        rows = connection.execute("SELECT title, url, text FROM documents").fetchall()
    connection.close()
    assert rows == [(words, HOSTILE, words)] * 2
