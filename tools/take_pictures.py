"""Take docs/pictures: the pages at a desktop's and a phone's width, of texts with invented persons.

    python tools/take_pictures.py

Needs Playwright, Pillow and a Chromium on the machine.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import geoents
from geoents.comparison import compare
from geoents.errorpage import render_page
from geoents.mistakes import find_mistakes
from geoents.report import tabulate
from geoents.score import score
from geoents.viewer.corpus import gather, render_corpus
from geoents.viewer.document import render_document

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from invented import invent_documents  # noqa: E402

OUT = ROOT / "docs" / "pictures"
SIZES = {"desktop": (1280, 860), "phone": (390, 780)}
README = ROOT / "README.md"


def main() -> None:
    """Take all pictures."""
    OUT.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, html in make_pages().items():
            path = Path(folder, f"{name}.html")
            path.write_text(html, encoding="utf-8")
            for size in SIZES:
                take(browser, path, f"{name}-{size}", size)
        take(browser, Path(folder, "document.html"), "document-dark", "desktop", scheme="dark")
        browser.close()


def make_pages() -> dict[str, str]:
    """Return the pages: README's text, 60 invented wires, and what a faulty run gets wrong."""
    (text, *_) = re.findall(r"```text\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    found = geoents.extract(text, published="2024-05-14")
    with gather(invent_documents(60)) as questions:
        corpus = render_corpus(questions, "Wires of 2024")
    gold = list(invent_documents(6))
    flawed = [
        each.model_copy(update={"relations": each.relations[:-1], "mentions": each.mentions[:-1]})
        for each in gold
    ]
    pairs = zip(gold, flawed, strict=True)
    mistakes = [mistake for pair in pairs for mistake in find_mistakes(compare(*pair))]
    texts = {each.id: each.text for each in gold}
    about = f"{len(mistakes)} mistakes in {len(gold)} documents."
    scores = render_page("Mistakes: wires", about, tabulate(score(gold, flawed)), mistakes, texts)
    return {"document": render_document(found), "corpus": corpus, "scores": scores}


def take(browser: Browser, path: Path, name: str, size: str, *, scheme: Any = "light") -> None:
    """Take one picture."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(path.as_uri())
    ACTS[path.stem](page, size)
    page.wait_for_timeout(200)
    picture = Image.open(BytesIO(page.screenshot()))
    picture.convert("RGB").quantize(200).save(OUT / f"{name}.png", optimize=True)
    context.close()


def open_relation(page: Page, size: str) -> None:
    """Open the relation that is negated; on a phone, show its words."""
    if size == "phone":
        page.click("#to-relations")
    page.locator(".relation.negated summary").first.click()
    if size == "phone":
        page.locator(".jump:visible").first.click()


def open_network(page: Page, size: str) -> None:
    """Draw the actors; on a phone, what is contested."""
    page.click("#to-network" if size == "desktop" else "#to-contested")


def scroll_to_mistakes(page: Page, size: str) -> None:
    """Show the mistakes rather than the scores."""
    page.locator(".tables summary").click()


ACTS: dict[str, Callable[[Page, str], None]] = {
    "document": open_relation,
    "corpus": open_network,
    "scores": scroll_to_mistakes,
}

if __name__ == "__main__":
    main()
