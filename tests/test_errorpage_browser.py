"""The page of mistakes in a real browser; skipped where there is no Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from documents import document

from geoents.comparison import compare
from geoents.errorpage import render_page
from geoents.mistakes import find_mistakes
from geoents.report import tabulate
from geoents.score import score

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
HOSTILE = "<script>document.title='run'</script>"
GOLD = document(
    f"[Ilmar Tosk](PERSON p) met [Fiji](STATE s). {HOSTILE}", [("MET_WITH", "p", "s", None)]
)
FOUND = document(f"[Ilmar Tosk](PERSON p) met [Fiji](ORG s). {HOSTILE}")
#: Chooses in the filter named, then writes into the title how many mistakes are left.
CHOOSE = """<script>
const select = Array.from(document.querySelectorAll("select")).find(
  (one) => Array.from(one.options).some((option) => option.value === "=%s"));
select.value = "=%s";
select.dispatchEvent(new Event("input", { bubbles: true }));
select.dispatchEvent(new Event("change", { bubbles: true }));
document.title += "|" + document.getElementById("shown").textContent;
</script></body>"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here to open the page in")


def open_page(page: str, folder: Path) -> str:
    """Return the page's DOM after its scripts have run."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--user-data-dir={folder / 'profile'}", path.as_uri()]
    done = subprocess.run(command, capture_output=True, timeout=90, check=True)
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def page() -> str:
    mistakes = find_mistakes(compare(GOLD, FOUND))
    tables = tabulate(score([GOLD], [FOUND]))
    return render_page("Mistakes", "Some.", tables, mistakes, {GOLD.id: GOLD.text})


@pytest.mark.parametrize("choice", ["mention", "relation"])
def test_filters_leave_what_they_should(page: str, choice: str, tmp_path: Path) -> None:
    opened = open_page(page.replace("</body>", CHOOSE % (choice, choice)), tmp_path)
    title = re.search(r"<title>(.*?)</title>", opened)
    assert title is not None
    shown = re.search(r"\|(\d+) of (\d+) shown", title[1])
    assert shown is not None, title[1]
    assert 0 < int(shown[1]) < int(shown[2])


def test_a_text_full_of_script_is_shown_not_run(page: str, tmp_path: Path) -> None:
    opened = open_page(page, tmp_path)
    assert "<title>run</title>" not in opened
    assert "&lt;script&gt;document.title=" in opened
