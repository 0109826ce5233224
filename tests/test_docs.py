"""The pages: every code block runs and prints what it says, or says why it does not run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from page_blocks import ROOT, RUN, SHOWN, Block, Ran, lacks, read_blocks

PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
BLOCKS = [block for page in PAGES for block in read_blocks(page)]
#: Commands and code in an indented block, where nothing would run them.
_INDENTED = re.compile(
    r"\n\n {4}(?:geoents|python|pip|make|import|from|curl|docker|psql|cd|[A-Z_]+=\S+) [^\n]*"
)
#: Queries run against databases of invented records.
_QUERIED = {"docs/databases.md": "test_databases.py", "docs/tables.md": "test_frames.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_the_blocks_of_a_page_run(page: Path, ran_page: Callable[[str], Ran]) -> None:
    blocks = [block for block in read_blocks(page) if is_run(block)]
    ran = ran_page(name_of(page))
    lines = {block.line for block in blocks if lacks(block) is None}
    assert ran.printed.keys() == lines
    if lacking := {lacks(block) for block in blocks if lacks(block)}:
        pytest.skip(f"some blocks need {', '.join(sorted(filter(None, lacking)))}")


def is_run(block: Block) -> bool:
    return block.language in RUN and "not run" not in block.marks


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_every_block_is_run_or_shown_or_says_why_not(block: Block) -> None:
    assert block.language in RUN | SHOWN, "name its language; of shells that is sh"
    if "not run" in block.marks:
        assert block.language in RUN
        assert len(block.marks["not run"]) > 10, "give the reason"
    if block.language == "sql":
        assert block.page in _QUERIED


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_block_hides(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    fences = len(re.findall(r"^ *```", text, re.MULTILINE))
    assert fences == 2 * len(read_blocks(page)), "a fence is not closed, or not as deep as it opens"
    prose = re.sub(r"^( *)```.*?^\1```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert _INDENTED.findall(prose) == [], "fence it, so that it runs"
