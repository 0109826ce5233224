"""The three pages in a real browser: filters, evidence, keys, phones, and texts that are hostile."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

HOSTILE = (
    "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\"> "
    "</script><svg onload=alert(1)> &lt;b&gt; ${title} <!--<script> ]]> </title></style><textarea> "
    "\u05e9\u05dc\u05d5\u05dd \U0001f468\u200d\U0001f469\u200d\U0001f467 \u202ertl\u202c"
)
#: A document that negates one thing and alleges another.
DOCUMENT = next(
    found
    for found in invent_documents(100)
    if {"negated", "alleged"}
    <= {
        str(value)
        for relation in found.relations
        for value in relation.evidence[0].factuality.model_dump().values()
    }
)
GOLD = document(
    f"[Ilmar Tosk](PERSON p) met [Fiji](STATE s). {HOSTILE}", [("MET_WITH", "p", "s", None)]
)
FOUND = document(f"[Ilmar Tosk](PERSON p) met [Fiji](ORG s). {HOSTILE}")


def attack(found: Document) -> Document:
    """Put markup wherever a record has free text; names first, for they stand in most places."""
    data = found.model_dump(mode="json")
    data |= {"id": HOSTILE, "title": HOSTILE, "url": f"javascript:{HOSTILE}"}
    for entity in data["entities"]:
        entity |= {"name": entity["name"] + HOSTILE, "aliases": [HOSTILE], "ids": {"x": HOSTILE}}
    for relation in data["relations"]:
        relation["evidence"][0]["rule"] = HOSTILE
    data["text"] += HOSTILE
    end = len(data["text"])
    data["claims"].append({"id": "c9", "start": end - len(HOSTILE), "end": end, "text": HOSTILE})
    said = {"id": "r99", "type": "SAID", "subject": data["entities"][0]["id"], "claim": "c9"}
    data["relations"].append({**said, "evidence": [{"start": end - len(HOSTILE), "end": end}]})
    return Document.model_validate(data)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with start_browser() as started:
        yield started


@pytest.fixture(scope="module")
def corpus() -> str:
    with gather(invent_documents(720)) as questions:
        return render_corpus(questions, "Wires")


@pytest.fixture(scope="module")
def mistakes() -> str:
    found = find_mistakes(compare(GOLD, FOUND))
    tables = tabulate(score([GOLD], [FOUND]))
    return render_page("Mistakes", "Some.", tables, found, {GOLD.id: GOLD.text})


class TestDocument:
    def test_filters_leave_what_they_should(self, browser: Any, tmp_path: Path) -> None:
        with open_page(browser, render_document(DOCUMENT), tmp_path) as page:
            cards = page.locator(".relation:visible")
            assert cards.count() == len(DOCUMENT.relations)
            page.select_option("#type", "=MEMBER_OF")
            assert cards.count() == 1
            assert page.locator("#shown").inner_text() == f"1 of {len(DOCUMENT.relations)}"
            page.click("text=Show all")
            page.select_option("#how", "=alleged")
            alleged = [
                each
                for each in DOCUMENT.relations
                if each.evidence[0].factuality.modality == "alleged"
            ]
            assert cards.count() == len(alleged) > 0
            page.click("text=Show all")
            page.locator("#confidence").fill("0.9")
            kept = [each for each in DOCUMENT.relations if each.confidence >= 0.9]
            assert cards.count() == len(kept) < len(DOCUMENT.relations)
            page.click("text=Show all")
            page.fill("#words", "no such words")
            assert page.locator("#none").is_visible()

    def test_a_relation_shows_its_evidence(self, browser: Any, tmp_path: Path) -> None:
        number = next(
            n
            for n, each in enumerate(DOCUMENT.relations)
            if each.evidence[0].factuality.polarity == "negated"
        )
        evidence = DOCUMENT.relations[number].evidence[0]
        with open_page(browser, render_document(DOCUMENT), tmp_path) as page:
            card = page.locator(".relation").nth(number)
            card.locator("summary").hover()
            marked = "".join(page.locator("#article .ev").all_inner_texts())
            assert marked == DOCUMENT.text[evidence.start : evidence.end]
            page.mouse.move(5, 5)
            assert page.locator("#article .ev").count() == 0
            card.locator("summary").click()
            page.mouse.move(5, 5)
            assert evidence.trigger is not None
            trigger = DOCUMENT.text[evidence.trigger.start : evidence.trigger.end]
            assert "".join(page.locator("#article .tr.no").all_inner_texts()) == trigger
            assert str(evidence.rule) in card.locator("figcaption").inner_text()
            assert "negated, actual, in the text's own voice" in page.locator("#note").inner_text()
            struck = card.locator(".statement").evaluate("e => getComputedStyle(e).textDecoration")
            assert "line-through" in struck

    def test_a_mention_leads_to_its_relations(self, browser: Any, tmp_path: Path) -> None:
        with open_page(browser, render_document(DOCUMENT), tmp_path) as page:
            mention = page.locator("#article .PERSON").first
            entity = mention.get_attribute("data-e")
            mention.click()
            own = [each for each in DOCUMENT.relations if entity in (each.subject, each.object)]
            assert page.locator(".relation:visible").count() == len(own) > 0
            page.click("#who button")
            assert page.locator(".relation:visible").count() == len(DOCUMENT.relations)
            page.click("#to-entities")
            page.locator(".entity summary").first.click()
            places = page.locator(".entity[open] .place").count()
            assert places == len([each for each in DOCUMENT.mentions if each.entity == entity])

    def test_the_graph_leads_to_evidence(self, browser: Any, tmp_path: Path) -> None:
        drawn = [each for each in DOCUMENT.relations if each.object is not None]
        with open_page(browser, render_document(DOCUMENT), tmp_path) as page:
            page.click("#to-graph")
            assert page.locator(".edge").count() == len(drawn)
            assert page.locator(".edge.negated").count() > 0
            page.locator(".edge").first.focus()
            page.keyboard.press("Enter")
            assert page.locator(".relation[open]").get_attribute("data-r") == drawn[0].id

    def test_keys_do_what_they_say(self, browser: Any, tmp_path: Path) -> None:
        with open_page(browser, render_document(DOCUMENT), tmp_path) as page:
            page.keyboard.press("j")
            page.keyboard.press("j")
            page.keyboard.press("Enter")
            assert page.locator(".relation[open]").get_attribute("data-r") == "r1"
            page.keyboard.press("k")
            page.keyboard.press("/")
            page.keyboard.type("member")
            assert page.locator(".relation:visible").count() == 1
            page.keyboard.press("Escape")
            page.keyboard.press("n")
            assert page.evaluate("document.activeElement.textContent") == DOCUMENT.mentions[0].text
            page.locator("#to-relations").focus()
            page.keyboard.press("ArrowRight")
            assert page.locator("#to-entities").get_attribute("aria-selected") == "true"

    def test_a_phone_has_a_tab_for_the_text(self, browser: Any, tmp_path: Path) -> None:
        with open_page(browser, render_document(DOCUMENT), tmp_path, size=PHONE) as page:
            assert page.locator("#article").is_visible()
            page.click("#to-relations")
            assert not page.locator("#article").is_visible()
            page.locator(".relation summary").first.click()
            page.locator(".jump:visible").first.click()
            assert page.locator("#article .ev").first.is_visible()
            page.click("#back")
            assert page.locator(".relation[open]").is_visible()

    def test_without_scripts_all_is_shown(self, browser: Any, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        path.write_text(render_document(DOCUMENT), encoding="utf-8")
        context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.locator(".relation:visible").count() == len(DOCUMENT.relations)
        assert page.locator(".entity:visible").count() == len(DOCUMENT.entities)
        context.close()


class TestCorpus:
    def test_every_question_has_its_answer(self, browser: Any, corpus: str, tmp_path: Path) -> None:
        with open_page(browser, corpus, tmp_path) as page:
            assert "5,040 relations" in page.locator("header").inner_text()
            for name in ("offices", "memberships", "statements", "timeline"):
                page.click(f"#to-{name}")
                page.locator(f"#{name} .tabulator-row").nth(3).click()
                assert page.locator("#detail blockquote").count() > 0, name
                page.click("#detail .close")
            page.locator("#timeline .tabulator-row").first.focus()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            assert page.locator("#detail blockquote").count() > 0
            page.keyboard.press("Escape")
            assert not page.locator("#detail").is_visible()
            page.click("#to-contested")
            side = page.locator(".claim").first
            assert side.locator(".yes blockquote").count() > 0
            assert side.locator(".against blockquote").count() > 0
            page.click("#to-network")
            page.locator("#network .edge").first.focus()
            page.keyboard.press("Enter")
            assert page.locator("#detail blockquote").count() > 0

    def test_filters_and_bars_leave_what_they_should(
        self, browser: Any, corpus: str, tmp_path: Path
    ) -> None:
        with open_page(browser, corpus, tmp_path) as page:
            page.click("#to-timeline")
            shown = page.locator("#timeline form output")
            assert shown.inner_text() == "2,880 of 2,880"
            bar = page.locator(".day").nth(4)
            found = re.search(r": (\d+) statements, (\d+) events", bar.get_attribute("aria-label"))
            assert found is not None
            bar.locator(".back").click(force=True)
            assert shown.inner_text() == f"{int(found[1]) + int(found[2])} of 2,880"
            page.click("#timeline >> text=Show all")
            page.select_option("#timeline select[data-facet=how]", "=alleged")
            rows = page.locator("#timeline .tabulator-row")
            assert set(rows.locator("[tabulator-field=modality]").all_inner_texts()) == {"alleged"}
            page.click("#to-network")
            page.locator("#network .node").first.focus()
            page.keyboard.press("Enter")
            assert page.locator("#who").is_visible()

    @pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
    def test_5_000_relations_are_searched_and_sorted_without_lag(
        self, browser: Any, corpus: str, tmp_path: Path, size: dict[str, int]
    ) -> None:
        measure = """() => new Promise((done) => {
            const start = performance.now();
            (%s)();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0));
        })"""
        write = "() => { const s = document.getElementById('search'); s.value = '%s';"
        write += " s.dispatchEvent(new Event('input', { bubbles: true })); }"
        sort = "() => document.querySelector('#timeline .tabulator-col[tabulator-field=when]"
        sort += " .tabulator-col-content').click()"
        choose = "() => { const s = document.querySelector('#timeline [data-facet=type]');"
        choose += (
            " s.value = '=SUPPORTED'; s.dispatchEvent(new Event('input', { bubbles: true })); }"
        )
        with open_page(browser, corpus, tmp_path, size=size) as page:
            page.click("#to-timeline")
            page.locator("#timeline .tabulator-row").first.wait_for()
            acts = {words: write % words for words in ("t", "tosk", "norland", "")}
            for name, act in {**acts, "filter": choose, "sort": sort}.items():
                # Best of three: what else the machine does is no lag of the page's.
                assert min(page.evaluate(measure % act) for _ in range(3)) < 500, name
            left = page.locator("#timeline form output").inner_text().split()[0]
            assert 0 < int(left) < 1_000

    def test_a_phone_shows_rows_and_their_evidence(
        self, browser: Any, corpus: str, tmp_path: Path
    ) -> None:
        with open_page(browser, corpus, tmp_path, size=PHONE) as page:
            page.click("#to-statements")
            page.locator("#statements .tabulator-row").first.click()
            assert page.locator("#detail blockquote").is_visible()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


class TestMistakes:
    @pytest.mark.parametrize("layer", ["mention", "relation"])
    def test_filters_leave_what_they_should(
        self, browser: Any, mistakes: str, layer: str, tmp_path: Path
    ) -> None:
        with open_page(browser, mistakes, tmp_path) as page:
            page.select_option("#layer", f"={layer}")
            left = re.fullmatch(r"(\d+) of (\d+) shown", page.locator("#shown").inner_text())
            assert left is not None
            assert 0 < int(left[1]) < int(left[2])
            heads = page.locator("#items article:visible h3").all_inner_texts()
            assert len(heads) == int(left[1])
            assert all(f" {layer} " in head for head in heads)
            page.keyboard.press("j")
            assert page.evaluate("document.activeElement.localName") == "article"


class TestHostileTexts:
    """Texts full of script are shown, not run."""

    def test_on_the_page_of_a_document(self, browser: Any, tmp_path: Path) -> None:
        html = render_document(attack(DOCUMENT))
        with open_page(browser, html, tmp_path) as page:
            page.click("#to-graph")
            page.click("#to-relations")
            page.locator(".relation summary").last.click()
            assert HOSTILE in page.locator("#article").inner_text()
            assert HOSTILE in page.locator(".relation[open] q").inner_text()
            assert page.title() != "run"
            assert page.locator("img, a[href^='javascript:'], svg[onload]").count() == 0

    def test_on_the_page_of_a_corpus(self, browser: Any, tmp_path: Path) -> None:
        documents = [attack(DOCUMENT), *invent_documents(3)]
        with gather(documents) as questions:
            html = render_corpus(questions, HOSTILE)
        with open_page(browser, html, tmp_path) as page:
            assert page.locator("h1").inner_text() == HOSTILE
            for name in ("offices", "memberships", "contested", "network", "timeline"):
                page.click(f"#to-{name}")
            page.click("#to-statements")
            page.fill("#search", "onerror")
            page.locator("#statements .tabulator-row").first.click()
            assert HOSTILE in page.locator("#detail").inner_text()
            # Paper has a table of its own making.
            page.keyboard.press("Escape")
            page.evaluate("dispatchEvent(new Event('beforeprint'))")
            assert HOSTILE in page.locator(".tabulator-print-table").first.inner_text()
            assert page.title() == HOSTILE
            assert page.locator("img, a[href^='javascript:'], svg[onload]").count() == 0

    def test_on_the_page_of_mistakes(self, browser: Any, mistakes: str, tmp_path: Path) -> None:
        with open_page(browser, mistakes, tmp_path) as page:
            assert "document.title='run'" in page.locator("blockquote").first.inner_text()
            assert page.title() == "Mistakes"

    @pytest.mark.parametrize(
        ("url", "is_link"),
        [
            ("https://wire.example/a?b=1&c=2", True),
            ('https://wire.example/"onmouseover="alert(1)', True),
            ("JavaScript:alert(1)", False),
            (" javascript:alert(1)", False),
            ("java\nscript:alert(1)", False),
            ("data:text/html,<script>alert(1)</script>", False),
            ("//wire.example/a", False),
        ],
    )
    def test_only_addresses_of_the_web_are_links(
        self, browser: Any, tmp_path: Path, url: str, is_link: bool
    ) -> None:
        found = DOCUMENT.model_copy(update={"url": url})
        links = "all => all.map(e => e.getAttribute('href')).filter(each => each[0] !== '#')"
        with gather([found]) as questions:
            corpus = render_corpus(questions, "One")
        with open_page(browser, render_document(found), tmp_path) as page:
            assert page.locator("a[href]").evaluate_all(links) == [url] * is_link
            assert page.locator("[onmouseover]").count() == 0
        with open_page(browser, corpus, tmp_path) as page:
            page.click("#to-timeline")
            page.locator("#timeline .tabulator-row").first.click()
            assert page.locator("#detail blockquote").count() == 1
            assert page.locator("a[href]").evaluate_all(links) == [url] * is_link

    def test_a_script_that_came_in_all_the_same_does_not_run(
        self, browser: Any, tmp_path: Path
    ) -> None:
        html = render_document(DOCUMENT).replace(
            "</main>", "<script>window.ran = 1</script></main>"
        )
        path = tmp_path / "page.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context()
        page = context.new_page()
        page.goto(path.as_uri())
        assert page.evaluate("window.ran") is None
        context.close()
