"""The commands ``geoents rules list``, ``show`` and ``test``.

Exit codes: 0 all is well; 1 an example failed, or a rule file is not as it should be; 2 the
command was not understood.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geoents.schema import RelationType

if TYPE_CHECKING:
    from geoents.rules import Rule

__all__ = ["add_to"]

_WIDTH: Final = 100

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

_Folder = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="DIR",
        exists=True,
        file_okay=False,
        help="A folder with rules of your own, added to ours (docs/rules.md).",
        show_default=False,
    ),
]
_Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]


def add_to(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.add_typer(app, name="rules", help="List, show and test the rules of relations.")


@app.command("list")
def list_rules(
    type_: Annotated[
        str | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help="Those of a relation, such as JOINED.",
            show_default=False,
        ),
    ] = None,
    rules: _Folder = None,
    as_json: _Json = False,
) -> None:
    """List the rules: id, type, construction, number of examples and counterexamples."""
    wanted = None if type_ is None else _parse_type(type_)
    with _told():
        found = [rule for rule in _load(rules) if wanted in (None, rule.type)]
    if as_json:
        _write_json([_summary(rule) for rule in found])
        return
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for column in ("rule", "type", "construction", "examples", "counterexamples"):
        table.add_column(column, no_wrap=True, justify="right" if "examples" in column else "left")
    for rule in found:
        counts = (str(len(rule.examples)), str(len(rule.counterexamples)))
        table.add_row(rule.id, rule.type, rule.construction or "(its own)", *counts)
    _print(table)


@app.command()
def show(
    id_: Annotated[
        str, typer.Argument(metavar="ID", help="A rule, such as joined.active.", show_default=False)
    ],
    rules: _Folder = None,
    as_json: _Json = False,
) -> None:
    """Show a rule: what it is about, its patterns and words, its examples."""
    with _told():
        known = {rule.id: rule for rule in _load(rules)}
    if id_ not in known:
        close = get_close_matches(id_, known, n=3)
        meant = f"did you mean {' or '.join(close)}?" if close else "geoents rules list has all"
        raise typer.BadParameter(f"no rule {id_}; {meant}", param_hint="ID")
    rule = known[id_]
    if as_json:
        _write_json(_whole(rule))
        return
    from rich.text import Text

    for line in _lines(rule):
        _print(Text(line, style="bold" if line.startswith(rule.id) else ""))


@app.command()
def test(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            exists=True,
            file_okay=False,
            help="A folder with rules of your own; without it the shipped rules are tested.",
            show_default=False,
        ),
    ] = None,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type", metavar="TYPE", help="Only those of a relation.", show_default=False
        ),
    ] = None,
) -> None:
    """Read the examples and counterexamples of rules, and tell which do not come out right."""
    from geoents.console import Teller

    wanted = None if type_ is None else _parse_type(type_)
    teller = Teller()
    with _told():
        rules = _load(folder)
    tried = [
        rule
        for rule in rules
        if wanted in (None, rule.type) and (folder is None or rule.path.parent == folder)
    ]
    from geoents.batch import ModelError, load_language
    from geoents.trials import Trials

    try:
        trials = Trials(load_language(), rules)
    except ModelError as error:
        teller.error(str(error))
        raise typer.Exit(1) from None
    failed = 0
    for rule in tried:
        for failure in trials.failures(rule):
            failed += 1
            typer.echo(f"{rule.path}: {rule.id}: {failure.markup}: {failure.found}")
    sentences = sum(len(rule.examples) + len(rule.counterexamples) for rule in tried)
    teller.note(f"{len(tried)} rules, {sentences} sentences, {failed} failed")
    raise typer.Exit(1 if failed else 0)


# -- loading ------------------------------------------------------------------------------------------


@contextmanager
def _told() -> Iterator[None]:
    """Tell of a rule file that is not as it should be in one line, and end with exit code 1."""
    from geoents.console import Teller
    from geoents.rules import RuleError

    try:
        yield
    except RuleError as error:
        Teller().error(str(error))
        raise typer.Exit(1) from None


def _load(folder: Path | None) -> tuple[Rule, ...]:
    from geoents.rules import SPEECH_ACTS, load_rules

    extra = () if folder is None else (folder,)
    return (*load_rules(extra), *load_rules(extra, folder=SPEECH_ACTS))


def _parse_type(name: str) -> RelationType:
    try:
        return RelationType(name.upper())
    except ValueError:
        close = get_close_matches(name.upper(), list(RelationType), n=1)
        meant = f"did you mean {close[0]}?" if close else f"there are {', '.join(RelationType)}"
        raise typer.BadParameter(f"no relation {name}; {meant}", param_hint="--type") from None


# -- writing -------------------------------------------------------------------------------------------


def _summary(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "type": rule.type,
        "construction": rule.construction or None,
        "examples": len(rule.examples),
        "counterexamples": len(rule.counterexamples),
    }


def _whole(rule: Rule) -> dict[str, object]:
    return _summary(rule) | {
        "path": str(rule.path),
        "about": rule.about,
        "confidence": rule.confidence,
        "roles": {role: name for role, name in rule.roles.items() if role != name},
        "subject_types": sorted(rule.types["subject"]),
        "object_types": sorted(rule.types["object"]),
        "patterns": [list(pattern) for pattern in rule.written],
        "slots": {name: sorted(words) for name, words in rule.slots.items()},
        "examples": list(rule.examples),
        "counterexamples": list(rule.counterexamples),
    }


def _lines(rule: Rule) -> Iterator[str]:
    yield f"{rule.id}  {rule.type}  confidence {rule.confidence:g}"
    yield f"  in {rule.path}"
    if rule.about:
        yield f"  about {rule.about}"
    for role in ("subject", "object"):
        if rule.types[role]:
            name = rule.roles[role]
            node = "" if name == role else f", the pattern's `{name}`"
            yield f"  {role} {' or '.join(sorted(rule.types[role]))}{node}"
    yield f"  construction {rule.construction or '(its own)'}"
    for pattern in rule.written:
        yield f"    {pattern[0]}"
        yield from (f"      {node}" for node in pattern[1:])
    for name, words in sorted(rule.slots.items()):
        yield f"  ${name}: {', '.join(sorted(words))}"
    yield from _sentences("examples", rule.examples)
    yield from _sentences("counterexamples", rule.counterexamples)


def _sentences(title: str, markups: Iterable[str]) -> Iterator[str]:
    for number, markup in enumerate(markups):
        if not number:
            yield f"  {title}"
        yield f"    {markup}"


def _print(what: object) -> None:
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    console.print(what, soft_wrap=True)


def _write_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
