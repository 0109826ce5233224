"""Print how large the page of a corpus is, and how long a reader waits for it.

    python tools/measure_pages.py             # 720 invented wires: 5,040 relations
    python tools/measure_pages.py corpus.html # a page that `geoents view` has made

Each act is timed from its event to the frame after it, five times; the middle one is printed, in
milliseconds. Needs Playwright and a Chromium on the machine.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from geoents.viewer.corpus import gather, render_corpus

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))
from invented import invent_documents  # noqa: E402

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
TIME = """(act) => new Promise((done) => {
  const start = performance.now();
  new Function(act)();
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
})"""
FIRE = "%s.dispatchEvent(new Event('input', { bubbles: true }))"
SEARCH = "const s = document.getElementById('search'); s.value = '%s'; " + FIRE % "s"
FILTER = (
    "const s = document.querySelector('#timeline select[data-facet=type]'); "
    "s.selectedIndex = s.selectedIndex ? 0 : 1; " + FIRE % "s"
)
SORT = "document.querySelector('#timeline [tabulator-field=%s] .tabulator-col-content').click()"
ACTS = {
    "search, one letter": (SEARCH % "", SEARCH % "t"),
    "search, one word": (SEARCH % "", SEARCH % "president"),
    "search, none": (SEARCH % "t", SEARCH % ""),
    "filter": ("", FILTER),
    "sort by day": ("", SORT % "when"),
    "sort by words": ("", SORT % "claim"),
    "network": ("", "document.getElementById('to-network').click()"),
}


def main() -> None:
    """Measure the page that is named, or else that of the invented corpus."""
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if sys.argv[1:] else invent_page(Path(folder, "corpus.html"))
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        load = os.getloadavg()[0]
        print(f"{path.stat().st_size / 1e6:.2f} MB, {os.cpu_count()} CPUs, load {load:.1f}")
        for name, size in SIZES.items():
            for act, spent in measure(browser, path, size).items():
                print(f"{name:8} {act:20} {spent:5.0f} ms")
        browser.close()


def invent_page(path: Path) -> Path:
    """Write the page of the corpus that the tests have."""
    with gather(invent_documents(720)) as questions:
        path.write_text(render_corpus(questions, "Wires"), encoding="utf-8")
    return path


def measure(browser: Browser, path: Path, size: tuple[int, int]) -> dict[str, float]:
    """Return what each act takes."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    navigation = "performance.getEntriesByType('navigation')[0].loadEventEnd"
    spent = {"open": float(page.evaluate(navigation))}
    page.click("#to-timeline")
    page.locator("#timeline .tabulator-row").first.wait_for()
    for name, (before, act) in ACTS.items():
        spent[name] = median(time_act(page, before, act) for _ in range(5))
    context.close()
    return spent


def time_act(page: Page, before: str, act: str) -> float:
    """Do what comes before, then time an act."""
    page.evaluate(TIME, before)
    return float(page.evaluate(TIME, act))


if __name__ == "__main__":
    main()
