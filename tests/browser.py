"""A headless Chromium for the tests of pages; they are skipped where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@contextmanager
def start_browser() -> Iterator[sync_api.Browser]:
    """Start the machine's own Chromium."""
    if not CHROMIUM:
        pytest.skip("no Chromium here to open the page in")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def open_page(
    browser: sync_api.Browser, html: str, folder: Path, *, size: dict[str, int] = DESKTOP
) -> Iterator[sync_api.Page]:
    """Open a page from a file, offline; anything that goes wrong in it fails the test."""
    path = folder / "page.html"
    path.write_text(html, encoding="utf-8")
    context = browser.new_context(viewport=size, offline=True)
    page = context.new_page()
    wrongs: list[str] = []
    page.on("pageerror", lambda error: wrongs.append(str(error)))
    page.on("console", lambda message: wrongs.append(message.text))
    page.on("request", lambda request: wrongs.append(request.url))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert [wrong for wrong in wrongs if wrong not in (path.as_uri(), "data:,")] == []
