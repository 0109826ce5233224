"""The pages that are made from the code are those that it makes now."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from page_blocks import ROOT

from geoents.command_help import EXAMPLES
from geoents.rules import SPEECH_ACTS, load_rules
from geoents.schema import RelationType


def load_tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = load_tool("build_docs")


def read(name: str) -> str:
    return Path(ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", TOOL.PAGES)
def test_the_page_is_what_is_made_now(name: str) -> None:
    assert read(name) == TOOL.PAGES[name](), "run: python tools/build_docs.py"


def test_the_command_page_has_every_command() -> None:
    page = read("reference/cli.md")
    for command in filter(None, EXAMPLES):
        assert f"\n## geoents {command}\n" in page
    assert "| `--help`" not in page and page.count("--help`") == 1


def test_the_relations_page_has_every_type_and_rule() -> None:
    page = read("relations.md")
    for type_ in RelationType:
        assert f"\n### {type_}\n" in page
    for rule in [*load_rules(), *load_rules(folder=SPEECH_ACTS)]:
        assert f"\n- `{rule.id}`: " in page


@pytest.mark.parametrize(
    ("markup", "drawn"),
    [
        (
            "[Norland](STATE subject) left [NATO](ORG object).",
            '<b class="subject">Norland</b> left <i class="object">NATO</i>.',
        ),
        (
            "[[Norland](STATE object)'s Navy](ORG subject) *sailed*. {negated possible}",
            '<b class="subject"><i class="object">Norland</i>\'s Navy</b> \\*sailed\\*. '
            "(negated, possible)",
        ),
        (
            "[Mira Sand](PERSON subject) said [a < b](claim).",
            '<b class="subject">Mira Sand</b> said <ins class="claim">a &lt; b</ins>.',
        ),
        ("[Oslo](STATE) [said](trigger) so.", "Oslo said so."),
    ],
)
def test_sentences_are_drawn(markup: str, drawn: str) -> None:
    assert TOOL.draw(markup) == drawn
