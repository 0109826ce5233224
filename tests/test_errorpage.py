"""The page of mistakes: whole, escaped, and with the right words marked."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from documents import Row, document, random_documents
from hypothesis import given
from hypothesis import strategies as st

from geoents.comparison import compare
from geoents.errorpage import find_sentence, render_page
from geoents.mistakes import Mistake, find_mistakes
from geoents.records import Document
from geoents.report import tabulate
from geoents.score import score
from geoents.viewer.shell import embed_json

VOID = {"meta", "link", "input"}


class Page(HTMLParser):
    """What a browser would see: elements that close, marks, articles and scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.marks: list[tuple[str, str]] = []
        self.articles: list[str] = []
        self.quotes: list[str] = []
        self.scripts: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update((name, value or "") for name, value in attrs)
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        if tag == "article":
            self.articles.append("")
        if tag == "blockquote":
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if "article" in tags:
            self.articles[-1] += data
        if "blockquote" in tags:
            self.quotes[-1] += data
            if tags[-1] == "mark":
                self.marks.append((str(self.open[-1][1]["class"]), data))
        if tags and tags[-1] == "script":
            self.scripts.append(data)


def render(gold: Document, predicted: Document) -> tuple[Page, list[Mistake], str]:
    mistakes = find_mistakes(compare(gold, predicted))
    tables = tabulate(score([gold], [predicted]))
    page = render_page("Mistakes", "Some.", tables, mistakes, {gold.id: gold.text})
    return Page(page), mistakes, page


def test_words_are_marked_in_their_sentence() -> None:
    text = "Nobody slept. [Ilmar Tosk](PERSON p) met Ana [Kos](PERSON k) today. It rained."
    gold = document(text.replace("Ana [Kos]", "[Ana Kos]"), [("MET_WITH", "p", "k", None)])
    page, mistakes, _ = render(gold, document(text))
    assert [(one.layer, one.kind) for one in mistakes] == [
        ("relation", "missed"),
        ("mention", "partial"),
    ]
    # Evidence of these documents is the whole text.
    assert page.quotes[1] == "Ilmar Tosk met Ana Kos today."
    assert page.marks[-2:] == [("gold mention", "Ana "), ("gold mention predicted", "Kos")]
    assert ("gold subject", "Ilmar Tosk") in page.marks
    assert ("gold object", "Ana Kos") in page.marks
    assert "missed relation MET_WITH" in page.articles[0]


def test_text_is_never_markup() -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \u2028 ${title} $title"
    gold = document(f"[Tosk](PERSON p) said {evil} to [Kos](PERSON k).", id_="<b>&\"'")
    row: Row = ("SAID", "p", None, evil)
    gold = document(f"[Tosk](PERSON p) said {evil} to [Kos](PERSON k).", [row], id_="<b>&\"'")
    page, mistakes, html = render(gold, gold.model_copy(update={"relations": [], "mentions": []}))
    assert len(mistakes) == len(page.articles) == 5
    assert any(evil in quote for quote in page.quotes)
    assert "img" not in page.tags and "b" not in page.tags
    assert html.count("<script") == html.count("</script>") == 2
    facets = json.loads(page.scripts[0])
    assert {facet[4] for facet in facets} == {"<b>&\"'"}


def test_the_page_stands_alone() -> None:
    gold = document("[Oman](STATE s) agreed.")
    page, _, html = render(gold, document("Oman agreed."))
    assert not re.search(r"https?://|@import|\burl\(", html)
    linked = {(n, v) for n, v in page.attributes if n in {"src", "href"}}
    assert linked == {("href", "data:,"), ("href", "#items")}
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert "default-src 'none'" in html
    assert "prefers-color-scheme: dark" in html
    assert len(page.scripts) == 2


def test_a_run_without_mistakes_has_a_page_too() -> None:
    gold = document("[Oman](STATE s) agreed.")
    page, _, html = render(gold, gold)
    assert page.articles == []
    assert "No mistake." in html


@given(random_documents(), random_documents())
def test_any_mistakes_make_a_page(gold: Document, predicted: Document) -> None:
    page, mistakes, _ = render(gold, predicted)
    assert len(page.articles) == len(mistakes) == len(json.loads(page.scripts[0]))
    assert all(quote in gold.text for quote in page.quotes)


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_embedded_json_is_json_and_ends_no_script(value: object) -> None:
    text = embed_json(value)
    assert json.loads(text) == value
    assert not set("<>&") & set(text)


@pytest.mark.parametrize(
    ("text", "words", "sentence", "reason"),
    [
        ("It rained. Tosk left. He ran.", "Tosk", "Tosk left.", "a sentence"),
        ("It rained. Tosk left.", "It", "It rained.", "the first"),
        ("It rained. Mr. Tosk left. He ran.", "left", "Mr. Tosk left.", "a title"),
        ("It rained. J. Tosk left.", "Tosk", "J. Tosk left.", "an initial"),
        ('"It rained." "Tosk left," he said.', "left", '"Tosk left," he said.', "quotes"),
        ("Tosk Leaves\nTosk left.", "Leaves", "Tosk Leaves", "a line"),
        ("It rained. Tosk left. He ran.", "left. He", "Tosk left. He ran.", "words over two"),
        ("Tosk paid 3.5 crowns to U.N. staff", "to", "Tosk paid 3.5 crowns to U.N. staff", "dots"),
    ],
)
def test_sentences(text: str, words: str, sentence: str, reason: str) -> None:
    start = text.index(words)
    begin, stop = find_sentence(text, start, start + len(words))
    assert text[begin:stop] == sentence, reason
