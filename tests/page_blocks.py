"""The code blocks of a page, run as a reader would: one after the other, in one folder.

- Blocks of ``python`` share their names. What they print must be what their "#>" comments say;
  "#> ..." stands for any lines.
- Blocks of ``sh`` are ``geoents`` lines, run in this process; ``cd``, ``python FILE``, ``cat``, ``head``
  and ``export`` are understood, too, and ``|`` and ``>`` between them.
- A ``toml`` block whose first line is "# FOLDER/NAME.toml" is that file, or its continuation.

Comments in Markdown just before a block say what is else to be known; the site leaves them out:

    <!-- file: story.txt -->            the block is that file
    <!-- output -->                     the block is what the shell block before it printed
    <!-- fails: 1 -->                   the last command of the block ends with this exit code
    <!-- not run: why -->               nothing runs it
    <!-- before: geoents ... -->        a command that the page does not show, run first; as many as needed
    <!-- needs: rdflib, ray -->         skipped where these are not installed

A page's folder has the repository's ``demo``, the articles of ``tests/news`` as ``news``, and in
``given`` what hidden commands run (``tests/given``).
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import re
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent
from typing import Any, Final

import pytest
from spacy.language import Language
from typer.testing import CliRunner

import geoents
from geoents import pipeline
from geoents.cli import app

ROOT: Final = Path(__file__).parent.parent
RUN: Final = {"python", "sh"}
#: Languages of blocks that show something and are nothing to run.
SHOWN: Final = {"text", "json", "toml", "csv", "cypher", "sql"}
_BLOCK: Final = re.compile(
    r"(?P<before>(?:^ *<!--[^\n]*-->\n\s*?)*)"
    r"^(?P<indent> *)```(?P<language>[^\n`]*)\n(?P<code>.*?)^(?P=indent)``` *$",
    re.DOTALL | re.MULTILINE,
)
_MARK: Final = re.compile(r"<!-- (file|output|fails|not run|before|needs)(?:: (.*?))? -->")
_TOML_FILE: Final = re.compile(r"# ([\w./-]+\.toml)\n")


@dataclass(frozen=True, slots=True)
class Block:
    """A code block: its language, what stands in it, its line on the page, its marks."""

    page: str
    line: int
    language: str
    code: str
    marks: dict[str, str]

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(slots=True)
class Ran:
    """A page that was run: its folder, and what each block printed by its line on the page."""

    folder: Path
    printed: dict[int, str] = field(default_factory=dict)
    commands: dict[str, str] = field(default_factory=dict)


def read_blocks(path: Path) -> list[Block]:
    """Return the blocks of a page."""
    text = path.read_text(encoding="utf-8")
    found = []
    for match in _BLOCK.finditer(text):
        at = match.start("indent")
        marks: dict[str, str] = {}
        for name, words in _MARK.findall(match["before"]):
            marks[name] = f"{marks[name]}\n{words}" if name in marks else words
        line = text.count("\n", 0, at) + 1
        name = path.relative_to(ROOT).as_posix()
        found.append(Block(name, line, match["language"].strip(), dedent(match["code"]), marks))
    return found


def lacks(block: Block) -> str | None:
    """Return what a block needs that is not installed."""
    needed = [name.strip() for name in block.marks.get("needs", "").split(",") if name.strip()]
    return next((name for name in needed if importlib.util.find_spec(name) is None), None)


def run_page(path: Path, folder: Path, nlp: Language) -> Ran:
    """Run the blocks of a page in an empty folder.

    Raises:
        AssertionError: A block did not do what the page says; the message names file and line.
    """
    shutil.copytree(ROOT / "demo", folder / "demo", dirs_exist_ok=True)
    for name in ("news", "given"):
        shutil.copytree(ROOT / "tests" / name, folder / name, dirs_exist_ok=True)
    ran, names = Ran(folder), {"__name__": "__main__"}
    shown = ""
    with _loaded(nlp), contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        for block in read_blocks(path):
            if "file" in block.marks or block.language == "toml":
                _write_file(block)
            elif "output" in block.marks:
                _compare(block, block.code, shown)
            elif block.language in RUN and "not run" not in block.marks and lacks(block) is None:
                if "before" in block.marks:
                    _run_commands(block, block.marks["before"], patch, Ran(folder))
                if block.language == "sh":
                    shown = _run_commands(block, block.code, patch, ran)
                else:
                    shown = _run_python(block, names)
                ran.printed[block.line] = shown
    return ran


@contextlib.contextmanager
def _loaded(nlp: Language) -> Iterator[None]:
    """Give the pipeline that is loaded already to whoever asks for the plain one."""
    load = pipeline.load

    def load_once(*model: str, **options: Any) -> Language:
        return load(*model, **options) if model or any(options.values()) else nlp

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geoents, "load", load_once, raising=False)
        patch.setattr(pipeline, "load", load_once)
        yield


def _write_file(block: Block) -> None:
    name, code = block.marks.get("file"), block.code
    if name is None and (first := _TOML_FILE.match(code)):
        name, code = first[1], code[first.end() :]
    if name is None:
        return
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = path.read_text(encoding="utf-8") + "\n" if path.exists() else ""
    path.write_text(kept + code, encoding="utf-8")


def _run_python(block: Block, names: dict[str, Any]) -> str:
    printed = io.StringIO()
    # Errors name the page and its line.
    source = compile("\n" * block.line + block.code, block.page, "exec")
    with contextlib.redirect_stdout(printed):
        exec(source, names)
    expected = re.findall(r"(?:^|\s)#> ?(.*)$", block.code, re.MULTILINE)
    assert expected or not printed.getvalue(), f"{block}: it prints what the page does not say"
    _compare(block, "\n".join(expected), printed.getvalue())
    return printed.getvalue()


def _compare(block: Block, expected: str, printed: str) -> None:
    """Hold what was printed against what the page says; a line "..." stands for any lines."""
    lines = [line.rstrip() for line in expected.strip("\n").splitlines()]
    pattern = "".join(
        r"(?:[^\n]*\n)*?" if line == "..." else re.escape(line) + r"[^\S\n]*\n" for line in lines
    )
    said = f"{block}: the page says\n{expected}\nand it printed\n{printed}"
    text = "".join(f"{line}\n" for line in printed.strip("\n").splitlines())
    assert re.fullmatch(pattern, text), said


def _run_commands(block: Block, script: str, patch: pytest.MonkeyPatch, ran: Ran) -> str:
    lines = [line for line in script.replace("\\\n", " ").splitlines() if line.strip()]
    lines = [line for line in lines if not line.lstrip().startswith("#")]
    told = []
    for number, line in enumerate(lines, start=1):
        last = number == len(lines)
        wanted = int(block.marks.get("fails", "0")) if last else 0
        told.append(_run_line(f"{block}: {line}", line, wanted, patch))
        ran.commands[line] = told[-1]
    return "".join(told)


def _run_line(where: str, line: str, wanted: int, patch: pytest.MonkeyPatch) -> str:
    given, out, code, told = b"", "", 0, ""
    parts: list[list[str]] = [[]]
    for word in _words(line):
        if word == "|":
            parts.append([])
        else:
            parts[-1].append(word)
    for part in parts:
        part, source, target = _redirected(part)
        if source:
            given = Path(source).read_bytes()
        code, out, told = _run_command(where, part, given, patch)
        if target:
            Path(target).write_text(out, encoding="utf-8")
            out = ""
        given = out.encode()
    assert code == wanted, f"{where}: exit code {code}\n{out}{told}"
    return told + out if told else out


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>")
    lexer.whitespace_split = True
    return list(lexer)


def _redirected(words: list[str]) -> tuple[list[str], str, str]:
    kept, source, target = [], "", ""
    rest = iter(words)
    for word in rest:
        if word == "<":
            source = next(rest)
        elif word == ">":
            target = next(rest)
        else:
            kept.append(word)
    return kept, source, target


def _run_command(
    where: str, words: list[str], given: bytes, patch: pytest.MonkeyPatch
) -> tuple[int, str, str]:
    """Run one command; return its exit code and what it printed, on standard output and error."""
    command, *rest = words
    if command == "geoents":
        found = CliRunner().invoke(app, rest, input=given)
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise AssertionError(where) from found.exception
        return found.exit_code, found.stdout, found.stderr
    run = _COMMANDS.get(command)
    assert run is not None, f"{where}: {command!r} is nothing that the tests run"
    return 0, run(rest, given, patch), ""


def _cat(words: list[str], given: bytes, _: pytest.MonkeyPatch) -> str:
    return "".join(Path(name).read_text(encoding="utf-8") for name in words)


def _change_folder(words: list[str], given: bytes, _: pytest.MonkeyPatch) -> str:
    os.chdir(words[0])
    return ""


def _echo(words: list[str], given: bytes, _: pytest.MonkeyPatch) -> str:
    return f"{' '.join(words)}\n"


def _export(words: list[str], given: bytes, patch: pytest.MonkeyPatch) -> str:
    for word in words:
        name, _, value = word.partition("=")
        patch.setenv(name, value)
    return ""


def _head(words: list[str], given: bytes, _: pytest.MonkeyPatch) -> str:
    options = [word for word in words if word.startswith("-")]
    names = [word for word in words if not word.startswith("-")]
    text = _cat(names, given, _) if names else given.decode()
    number = int(options[0].lstrip("-n")) if options else 10
    return "".join(text.splitlines(keepends=True)[:number])


def _make_folder(words: list[str], given: bytes, _: pytest.MonkeyPatch) -> str:
    for name in words:
        if name != "-p":
            Path(name).mkdir(parents=True, exist_ok=True)
    return ""


def _python(words: list[str], given: bytes, patch: pytest.MonkeyPatch) -> str:
    printed = io.StringIO()
    patch.setattr(sys, "argv", words)
    source = compile(Path(words[0]).read_text(encoding="utf-8"), words[0], "exec")
    with contextlib.redirect_stdout(printed):
        exec(source, {"__name__": "__main__"})
    return printed.getvalue()


_COMMANDS: Final[dict[str, Callable[[list[str], bytes, pytest.MonkeyPatch], str]]] = {
    "cat": _cat,
    "cd": _change_folder,
    "echo": _echo,
    "export": _export,
    "head": _head,
    "mkdir": _make_folder,
    "python": _python,
}
