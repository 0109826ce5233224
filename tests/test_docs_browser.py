"""The site in a browser, from the disk: the search answers, nothing is fetched, a phone is wide enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import DESKTOP, PHONE, start_browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_site_is_read_from_the_disk(site: Path, size: dict[str, int]) -> None:
    with start_browser() as browser:
        page = browser.new_context(viewport=size, offline=True).new_page()
        wrongs: list[str] = []
        page.on("pageerror", lambda error: wrongs.append(str(error)))
        page.on("request", lambda asked: wrongs.append(asked.url) if is_far(asked.url) else None)
        for name in ("index", "relations", "reference/index", "reference/cli"):
            page.goto((site / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], name
        if size is PHONE:
            page.click("label[for=__search] >> visible=true")
        page.click(".md-search__input")
        page.keyboard.type("quarantine")
        found = page.locator(".md-search-result__item a").first
        found.wait_for(timeout=30_000)
        assert "A million articles" in page.inner_text(".md-search-result__list")
        assert wrongs == []


def is_far(address: str) -> bool:
    return not address.startswith(("file:", "data:", "about:", "blob:"))
