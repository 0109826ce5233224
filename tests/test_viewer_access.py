"""The pages for those who have no mouse, no colours, a screen reader, paper, or another script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PHONE, open_page, start_browser
from documents import document
from invented import invent_documents

from geoents.comparison import compare
from geoents.errorpage import render_page
from geoents.mistakes import find_mistakes
from geoents.records import Document
from geoents.report import tabulate
from geoents.score import score
from geoents.viewer.corpus import gather, render_corpus
from geoents.viewer.document import render_document

STYLE = (files("geoents") / "data" / "pages" / "style.css").read_text(encoding="utf-8")
#: What is left of A4 between the margins, in CSS pixels.
PAPER = {"width": 702, "height": 1000}
ROWS = [
    ("MET_WITH", "a", "b", None),
    ("SANCTIONED", "a", "b", None),
    ("SUPPORTED", "a", "b", None),
    ("ATTACKED", "a", "b", None),
]
OVERRIDE, EMBEDDING = "\u202e", "\u202b"

# Headings that skip a level, pages without one main part, and controls without a name.
STRUCTURE = """() => {
  const seen = (each) => each.checkVisibility();
  const wrongs = [];
  const mains = [...document.querySelectorAll("main")].filter(seen);
  if (mains.length !== 1) { wrongs.push(`${mains.length} main parts`); }
  let last = 0;
  for (const heading of [...document.querySelectorAll("h1, h2, h3, h4")].filter(seen)) {
    const level = Number(heading.localName[1]);
    if (level > last + 1) { wrongs.push(`${heading.localName} after h${last}`); }
    last = level;
  }
  for (const each of document.querySelectorAll("button, select, input, [role=button]")) {
    const name = each.getAttribute("aria-label") || each.textContent.trim()
      || [...(each.labels || [])].map((label) => label.textContent.trim()).join("");
    if (seen(each) && !name) { wrongs.push(`no name: ${each.outerHTML.slice(0, 80)}`); }
  }
  for (const grid of document.querySelectorAll("[role=grid]")) {
    for (const child of grid.querySelectorAll("[tabindex='0']:not([role])")) {
      wrongs.push(`no role: ${child.className}`);
    }
  }
  return wrongs;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with start_browser() as started:
        yield started


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    gold = list(invent_documents(40))
    flawed = [each.model_copy(update={"relations": each.relations[:-1]}) for each in gold]
    mistakes = [
        mistake
        for pair in zip(gold, flawed, strict=True)
        for mistake in find_mistakes(compare(*pair))
    ]
    texts = {each.id: each.text for each in gold}
    with gather(gold) as questions:
        corpus = render_corpus(questions, "Wires")
    tables = tabulate(score(gold, flawed))
    return {
        "document": render_document(gold[0]),
        "corpus": corpus,
        "mistakes": render_page("Mistakes", "Some.", tables, mistakes, texts),
    }


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", ["document", "corpus", "mistakes"])
def test_every_part_has_its_place_and_every_control_a_name(
    browser: Any, pages: dict[str, str], name: str, size: dict[str, int], tmp_path: Path
) -> None:
    with open_page(browser, pages[name], tmp_path, size=size) as page:
        tabs = page.locator("[role=tab]:visible")
        assert page.evaluate(STRUCTURE) == []
        for number in range(tabs.count()):
            tabs.nth(number).click()
            assert page.evaluate(STRUCTURE) == [], tabs.nth(number).inner_text()


class TestKeys:
    def test_a_table_is_no_trap(self, browser: Any, pages: dict[str, str], tmp_path: Path) -> None:
        with open_page(browser, pages["corpus"], tmp_path) as page:
            page.locator("#to-statements").focus()
            page.keyboard.press("Enter")
            page.locator("#statements .tabulator-row").first.wait_for()
            page.locator("#statements form button").focus()
            stops = []
            inside = "document.activeElement.closest('#statements .table') !== null"
            page.keyboard.press("Tab")
            while page.evaluate(inside) and len(stops) < 50:
                stops.append(page.evaluate("document.activeElement.getAttribute('role')"))
                page.keyboard.press("Tab")
            assert stops == ["columnheader"] * 5 + ["rowgroup"]

    def test_a_table_is_sorted_and_read_by_keys(
        self, browser: Any, pages: dict[str, str], tmp_path: Path
    ) -> None:
        with open_page(browser, pages["corpus"], tmp_path) as page:
            page.click("#to-statements")
            head = page.locator("#statements .tabulator-col[tabulator-field=subject]")
            head.focus()
            page.keyboard.press("Enter")
            assert head.get_attribute("aria-sort") == "ascending"
            page.keyboard.press(" ")
            assert head.get_attribute("aria-sort") == "descending"
            page.locator("#statements .tabulator-tableholder").focus()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            assert page.locator("#detail blockquote").count() > 0
            page.keyboard.press("Escape")
            at = page.evaluate(
                "[...document.querySelectorAll('#statements .tabulator-row')]"
                ".indexOf(document.activeElement)"
            )
            assert at == 1

    def test_a_phone_can_skip_to_the_relations(
        self, browser: Any, pages: dict[str, str], tmp_path: Path
    ) -> None:
        with open_page(browser, pages["document"], tmp_path, size=PHONE) as page:
            assert not page.locator("#relations").is_visible()
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            assert page.locator(".relation:visible").count() > 0


class TestPaper:
    @pytest.mark.parametrize("look", ["light", "dark"])
    def test_it_is_light(
        self, browser: Any, pages: dict[str, str], look: str, tmp_path: Path
    ) -> None:
        with open_page(browser, pages["document"], tmp_path) as page:
            page.emulate_media(color_scheme=look)
            page.click(".look")
            dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
            page.emulate_media(media="print", color_scheme=look)
            style = "(e => [e.backgroundColor, e.color])(getComputedStyle(document.body))"
            assert page.evaluate(style) == ["rgb(255, 255, 255)", "rgb(29, 29, 27)"] != [dark]

    @pytest.mark.parametrize("name", ["document", "corpus", "mistakes"])
    def test_nothing_is_cut_off(
        self, browser: Any, pages: dict[str, str], name: str, tmp_path: Path
    ) -> None:
        with open_page(browser, pages[name], tmp_path, size=PAPER) as page:
            page.emulate_media(media="print")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            assert page.locator("details:not([open])").count() == 0
            assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
            wide = "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).length"
            assert page.locator(".scroll").evaluate_all(wide) == 0

    def test_a_table_is_printed_whole(
        self, browser: Any, pages: dict[str, str], tmp_path: Path
    ) -> None:
        with open_page(browser, pages["corpus"], tmp_path) as page:
            page.click("#to-timeline")
            page.locator("#timeline .tabulator-row").first.wait_for()
            drawn = page.locator("#timeline .tabulator-row").count()
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            total = page.locator("#timeline form output").inner_text().split()[-1]
            printed = page.locator("#timeline .tabulator-print-table tbody tr").count()
            assert printed == int(total) > drawn


class TestScripts:
    def test_a_name_turns_nothing_else_round(self, browser: Any, tmp_path: Path) -> None:
        found = document("[Tosk](PERSON a) met [Kos](PERSON b).", [("MET_WITH", "a", "b", None)])
        for entity in found.entities:
            object.__setattr__(entity, "name", entity.name + OVERRIDE + EMBEDDING)
        with open_page(browser, render_document(found), tmp_path) as page:
            left = [
                page.locator(".statement").first.locator(each).bounding_box()["x"]
                for each in (".type", ".name >> nth=0", ".to", ".name >> nth=1")
            ]
            assert left == sorted(left)


class TestGraphs:
    def test_labels_of_lines_can_be_read(self, browser: Any, tmp_path: Path) -> None:
        found = document("[Chad](STATE a) met [Peru](STATE b).", ROWS)
        evidence = found.relations[1].evidence[0]
        object.__setattr__(evidence.factuality, "polarity", "negated")
        with open_page(browser, render_document(found), tmp_path) as page:
            page.click("#to-graph")
            assert page.locator(".edge").count() == len(ROWS)
            # The line through a label is one of its own: a text's would lie below its rim.
            assert page.locator(".edge.negated .strike[d]").count() == 1
            assert page.locator(".edge .strike").count() == 1
            boxes = page.locator(".edge text, .node rect").evaluate_all(
                "all => all.map(e => e.getBoundingClientRect()).map(b => [b.x, b.y, b.right, b.bottom])"
            )
            for place, one in enumerate(boxes):
                for other in boxes[place + 1 :]:
                    wide = min(one[2], other[2]) - max(one[0], other[0])
                    high = min(one[3], other[3]) - max(one[1], other[1])
                    assert wide < 2 or high < 5, (one, other)

    def test_long_names_are_shown_whole(self, browser: Any, tmp_path: Path) -> None:
        long = "Permanent Representative of Norland to the Office of the League of Ports in Tollen"
        found = document(
            f"[Tosk](PERSON a) is [{long}](OFFICE b).", [("HOLDS_OFFICE", "a", "b", None)]
        )
        with open_page(browser, render_document(found), tmp_path) as page:
            page.click("#to-graph")
            node = page.locator(".node.OFFICE")
            assert node.locator("text").text_content() == long
            assert node.get_attribute("aria-label") == f"{long}, OFFICE"
            words, frame = (
                node.locator(each).evaluate(
                    "e => (b => [b.x, b.y, -b.right, -b.bottom])(e.getBoundingClientRect())"
                )
                for each in ("text", "rect")
            )
            assert all(inner > outer for inner, outer in zip(words, frame, strict=True))


def test_nothing_moves_for_those_who_want_no_motion(
    browser: Any, pages: dict[str, str], tmp_path: Path
) -> None:
    style = "getComputedStyle(document.documentElement).scrollBehavior"
    with open_page(browser, pages["document"], tmp_path) as page:
        page.emulate_media(reduced_motion="no-preference")
        assert page.evaluate(style) == "smooth"
        page.emulate_media(reduced_motion="reduce")
        assert page.evaluate(style) == "auto"


def test_cues_are_told_without_colours(browser: Any, tmp_path: Path) -> None:
    text = "[Chad](STATE a) has not met [Peru](STATE b)."
    data = document(text, ROWS[:1]).model_dump(mode="json")
    data["relations"][0]["evidence"][0]["cue"] = [{"start": 9, "end": 12}]
    found = Document.model_validate(data)
    style = "e => getComputedStyle(e).textDecoration"
    with open_page(browser, render_document(found), tmp_path) as page:
        page.locator(".relation summary").first.click()
        assert page.locator("#article .cu").all_inner_texts() == ["not"]
        assert "wavy" in page.locator("#article .cu").first.evaluate(style)
        assert "wavy" in page.locator(".relation[open] .cue").first.evaluate(style)


class TestColours:
    """Contrast as WCAG 2.2 has it: 4.5 for words, 3 for lines that tell types apart."""

    LOOKS = re.findall(r":root[^{]*\{\s*(--page[^}]*)\}", STYLE)

    @staticmethod
    def light_of(colour: str) -> float:
        digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return sum(
            share * each for share, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
        )

    @pytest.mark.parametrize("number", [0, 1, 2])
    def test_words_stand_out(self, number: int) -> None:
        colours = dict(re.findall(r"--(\w+): (#\w{3,6});", self.LOOKS[number]))

        def contrast(one: str, other: str) -> float:
            low, high = sorted(self.light_of(colours[each]) for each in (one, other))
            return (high + 0.05) / (low + 0.05)

        backs = ("page", "back", "raised")
        words = "ink dim speech standing interaction focus".split()
        assert min(contrast(word, back) for word in words for back in backs) >= 4.5
        for mark in ("mark", "trigger", "cue", "gold", "pred", "both"):
            assert contrast("ink", mark) >= 4.5, mark
        for line in ("person", "office", "state", "org", "bad"):
            assert min(contrast(line, back) for back in backs) >= 3, line
