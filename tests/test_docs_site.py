"""The site: it builds without a warning, its links lead, it loads nothing from a network."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from page_blocks import ROOT

#: What a browser fetches when it shows a page, and what a reader follows.
LOADED = {("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src")}
FOLLOWED = {("a", "href")}
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?")


class Page(HTMLParser):
    """The links of a page and the places in it that links may lead to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.anchors = {"", "top"}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if (tag, name) in LOADED | FOLLOWED:
                self.links.append((tag, name, value))
            if name == "id" or (tag, name) == ("a", "name"):
                self.anchors.add(value)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def links(pages: dict[Path, Page]) -> Iterator[tuple[Path, str, str, str]]:
    for path, page in pages.items():
        for tag, name, target in page.links:
            yield path, tag, name, target


def test_every_page_is_there(site: Path) -> None:
    made = {path.relative_to(site).as_posix() for path in site.rglob("*.html")}
    kept = {path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md")}
    assert made >= {path.with_suffix(".html").as_posix() for path in kept}
    assert made >= {"model-card.html", "changelog.html", "contributing.html", "tutorial.html"}


def test_links_lead_to_files_and_places(site: Path, pages: dict[Path, Page]) -> None:
    lost = []
    for path, _, _, target in links(pages):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        # Of the page for lost readers, links begin at the server's root.
        base = site if target.startswith("/") else path.parent
        there = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else path
        there = there / "index.html" if there.is_dir() else there
        if not there.exists():
            lost.append(f"{path.relative_to(site)}: {target}")
        elif there.suffix == ".html" and unquote(parts.fragment) not in pages[there].anchors:
            lost.append(f"{path.relative_to(site)}: {target}: no such place")
    assert sum(1 for _ in links(pages)) > 1000
    assert lost == []


def test_nothing_is_loaded_from_a_network(site: Path, pages: dict[Path, Page]) -> None:
    loaded = {(tag, target) for _, tag, name, target in links(pages) if (tag, name) in LOADED}
    assert len(loaded) > 10
    assert [link for link in loaded if urlsplit(link[1]).netloc] == []
    fetched = []
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        for target in re.findall(r"url\(\s*[\"']?([^\"')]+)|@import\s+[\"']([^\"']+)", text):
            fetched += [part for part in target if urlsplit(part).netloc]
    for path in pages:
        styles = re.findall(r"<style.*?</style>", path.read_text(encoding="utf-8"), re.DOTALL)
        fetched += re.findall(r"@import|url\(\W?https?:", "".join(styles))
    assert fetched == []


def test_links_out_are_addresses(pages: dict[Path, Page]) -> None:
    out = {target for _, _, _, target in links(pages) if urlsplit(target).scheme}
    wrong = []
    for target in sorted(out):
        parts = urlsplit(target)
        is_web = parts.scheme == "https" and _HOST.fullmatch(parts.netloc)
        if not is_web and not (parts.scheme == "mailto" and "@" in parts.path):
            wrong.append(target)
    assert wrong == []


def test_comments_for_the_tests_are_left_out(pages: dict[Path, Page]) -> None:
    told = re.compile(r"<!-- (?:not run|before|needs|file|output|fails|made by)\b")
    assert [path for path in pages if told.search(path.read_text(encoding="utf-8"))] == []
