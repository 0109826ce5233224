"""Help that teaches: every command has examples, and each of them is understood."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from geoents.cli import app
from geoents.command_help import EXAMPLES


def find_commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from find_commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = dict(find_commands(typer.main.get_command(app)))


def test_every_command_has_examples() -> None:
    assert {" ".join(path) for path in COMMANDS} | {""} == EXAMPLES.keys()


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_examples_are_shown_and_understood(path: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*path, "--help"]).stdout
    for line in EXAMPLES[" ".join(path)]:
        assert f"    {line}\n" in shown
        words = shlex.split(line.rpartition(" | ")[2])
        assert words[: len(path) + 1] == ["geoents", *path]
        command = COMMANDS[path]
        context = command.context_class(command)
        # Files need not be there: options and the number of arguments are what is checked.
        _, rest, _ = command.make_parser(context).parse_args(words[len(path) + 1 :])
        assert rest == []


def test_the_program_shows_where_to_begin() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert "geoents view article.txt --out a.html" in shown
    assert "--install-completion" in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands_and_options(shell: str) -> None:
    environment = {**os.environ, "_GEOENTS_COMPLETE": f"source_{shell}"}
    script = subprocess.run(
        [
            sys.executable,
            "-c",
            "from geoents.cli import main; import sys; sys.argv[0]='geoents'; main()",
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    assert "_GEOENTS_COMPLETE" in script and "geoents" in script


@pytest.mark.parametrize(
    ("words", "expected"), [("geoents vi", "view"), ("geoents db qu", "query")]
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_are_offered_what_fits(shell: str, words: str, expected: str) -> None:
    environment = {
        **os.environ,
        "_GEOENTS_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
        "_TYPER_COMPLETE_ARGS": words,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    offered = subprocess.run(
        [
            sys.executable,
            "-c",
            "from geoents.cli import main; import sys; sys.argv[0]='geoents'; main()",
        ],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout
    # zsh and fish are told what a command does, too.
    names = {"bash": r"(\w+)", "zsh": r"\(\(\"(\w+)\":", "fish": r"(\w+)\t"}
    assert re.findall(names[shell], offered) == [expected]


def test_what_is_wrong_is_told_in_one_line() -> None:
    for words, said in (
        ("viewx", "No such command 'viewx'. Did you mean 'view'?"),
        ("view a.txt", "Missing option '--out'"),
        ("view a.txt --ot b", "No such option: --ot"),
        ("score", "Missing argument 'GOLD'"),
    ):
        found = CliRunner().invoke(app, words.split())
        assert found.exit_code == 2
        errors = [line for line in found.output.splitlines() if line.startswith("Error: ")]
        assert len(errors) == 1 and said in errors[0], words
        assert "Traceback" not in found.output
