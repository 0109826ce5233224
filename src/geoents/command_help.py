"""The examples in the help of each command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import typer
    from typer.models import CommandInfo

__all__ = ["EXAMPLES", "add_examples"]

#: Lines to copy for each command, by its name and that of its group; those of the program first.
EXAMPLES: Final[dict[str, tuple[str, ...]]] = {
    "": (
        "geoents extract article.txt            # a table for people",
        "geoents view article.txt --out a.html  # a page to look at",
        "geoents extract --help                 # every command has examples",
    ),
    "extract": (
        "geoents extract article.txt --published 2024-05-14",
        "geoents extract news --out found.jsonl",
        "geoents extract news --db sqlite:///news.db",
        "curl -s https://news.example/a | geoents extract - --format jsonl",
    ),
    "view": (
        "geoents view article.txt --out article.html",
        "geoents view found.jsonl --out corpus.html --title 'Wires of May'",
        "geoents view found.jsonl --document a17 --out a17.html",
        "geoents view sqlite:///news.db --out corpus.html",
    ),
    "explain": (
        "geoents explain article.txt",
        "geoents explain article.txt --sentence 2 --near",
        "echo 'Norland left the pact.' | geoents explain - --json",
    ),
    "export": (
        "geoents export found.jsonl --to parquet --out tables",
        "geoents export found.jsonl --to graphml --out actors.graphml",
    ),
    "convert": (
        "geoents convert found.jsonl brat --from jsonl --to brat",
        "geoents convert tasks.json gold --from labelstudio --to json",
    ),
    "score": (
        "geoents score gold found.jsonl",
        "geoents score gold found.jsonl --html errors.html",
        "geoents score gold --gate floors.json",
    ),
    "diff": ("geoents diff before.jsonl after.jsonl",),
    "agree": ("geoents agree annotator-a annotator-b",),
    "db load": ("geoents db load found.jsonl --db sqlite:///news.db",),
    "db status": ("geoents db status --db sqlite:///news.db",),
    "db query": (
        "geoents db query office_holders --db sqlite:///news.db",
        "geoents db query contested --db sqlite:///news.db --format csv",
        "geoents db query --db sqlite:///news.db --sql 'SELECT name FROM actors'",
    ),
    "db upgrade": ("geoents db upgrade --db sqlite:///news.db",),
    "db separate": ("geoents db separate KEY --db sqlite:///news.db",),
    "rules list": ("geoents rules list --type JOINED", "geoents rules list --rules my_rules"),
    "rules show": ("geoents rules show joined.active",),
    "rules test": ("geoents rules test", "geoents rules test my_rules"),
}


def add_examples(app: typer.Typer) -> None:
    """Put its examples under the help of every command of a program that has some."""
    for path, command in _find_commands(app):
        if path in EXAMPLES:
            command.epilog = _lay_out(EXAMPLES[path])
    app.info.epilog = _lay_out(EXAMPLES[""])


def _lay_out(lines: Iterable[str]) -> str:
    # click wraps a paragraph unless it begins with "\b".
    return "\n".join(["\b", "Examples:", *(f"  {line}" for line in lines)])


def _find_commands(app: typer.Typer, group: str = "") -> Iterator[tuple[str, CommandInfo]]:
    for command in app.registered_commands:
        name = command.name or getattr(command.callback, "__name__", "")
        yield f"{group}{name}", command
    for each in app.registered_groups:
        if each.typer_instance is not None:
            yield from _find_commands(each.typer_instance, f"{group}{each.name} ")
