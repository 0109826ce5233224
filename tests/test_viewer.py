"""Pages without a browser: whole, escaped, standing alone, and true to the records."""

from __future__ import annotations

import hashlib
import re
import tomllib
from html.parser import HTMLParser
from importlib.resources import files

import pytest
from documents import document, random_documents
from hypothesis import given
from hypothesis import strategies as st
from invented import invent_documents
from spacy import displacy

from geoents import displacy as ours
from geoents.records import Document
from geoents.viewer.cell import render_cell
from geoents.viewer.corpus import gather, render_corpus
from geoents.viewer.document import render_document, render_text
from geoents.viewer.layers import Layer, count_inner, nest

VENDOR = files("geoents") / "data" / "pages" / "vendor"
DOCUMENTS = list(invent_documents(5))
#: Elements that have no end.
VOID = {"meta", "link", "input", "br"}


class Page(HTMLParser):
    """Asserts that elements close in their order, and gathers what a page would load or run."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.handlers: set[str] = set()
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value or "" for name, value in attrs if name in {"src", "href", "action"}}
        self.handlers |= {name for name, _ in attrs if name.startswith("on")}
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.words.append(data)


def layers_of(text: str) -> st.SearchStrategy[list[Layer]]:
    place = st.integers(0, len(text))
    spans = st.tuples(place, place).filter(lambda span: span[0] < span[1])
    made = st.builds(lambda span, name: Layer(*span, name), spans, st.sampled_from("bius"))
    return st.lists(made, max_size=6)


class TestLayers:
    TEXT = '<Oman> & "Chad\'s" army'

    @given(layers_of(TEXT), st.none() | st.lists(st.integers(0, len(TEXT))))
    def test_whatever_overlaps_the_text_stays(
        self, layers: list[Layer], cuts: list[int] | None
    ) -> None:
        html = nest(self.TEXT, 0, len(self.TEXT), layers, cuts)
        assert "".join(Page(html).words) == self.TEXT
        for layer in layers:
            inside = re.findall(rf"<{layer.name}>", html)
            assert inside

    @pytest.mark.parametrize(
        ("layers", "html", "reason"),
        [
            ([(0, 4, "b"), (4, 6, "i")], "<b>abcd</b><i>ef</i>", "side by side"),
            ([(0, 6, "b"), (2, 4, "i")], "<b>ab<i>cd</i>ef</b>", "one inside the other"),
            ([(0, 4, "b"), (2, 6, "i")], "<b>ab<i>cd</i></b><i>ef</i>", "crossing"),
            ([(0, 2, "b"), (0, 4, "i")], "<i><b>ab</b>cd</i>ef", "the longer is the outer"),
            ([(-3, 2, "b"), (9, 12, "i")], "<b>ab</b>cdef", "from before, and far behind"),
        ],
    )
    def test_elements_nest(
        self, layers: list[tuple[int, int, str]], html: str, reason: str
    ) -> None:
        assert nest("abcdef", 0, 6, [Layer(*each) for each in layers]) == html, reason

    def test_cuts_are_offsets_of_the_whole_text(self) -> None:
        assert nest("abcd", 1, 4, [], [2]) == (
            '<span data-a="1" data-z="2">b</span><span data-a="2" data-z="4">cd</span>'
        )

    def test_levels_are_counted_from_within(self) -> None:
        assert count_inner([(0, 9), (0, 5), (1, 3), (7, 9), (10, 12)]) == [2, 1, 0, 0, 0]


class TestDocumentPage:
    @given(random_documents())
    def test_any_document_makes_a_page(self, found: Document) -> None:
        html = render_document(found)
        page = Page(html)
        assert html.count('class="card relation') == len(found.relations)
        assert html.count('class="card entity"') == len(found.entities)
        shown = " ".join("".join(Page(render_text(found)).words).split())
        assert shown == " ".join(found.text.split())
        assert page.handlers == set()

    def test_nested_mentions_are_nested(self) -> None:
        found = document("[[Zambian](STATE z) Foreign Ministry](ORG m) denied it.")
        html = render_text(found)
        assert re.search(r'class="m ORG [^>]*--in:1[^>]*><span class="m STATE [^>]*--in:0', html)

    def test_what_is_no_text_is_grey(self) -> None:
        text = (
            "Chad Meets Peru Over Herring Quota\n"
            "OSLO (Meridian Wire) - [Chad](STATE c) met [Peru](STATE p) on Monday.\n"
            "Read more: Ten Things to Know About Herring"
        )
        html = render_text(document(text))
        assert 'title="dateline: nothing is read from it">OSLO (Meridian Wire) -' in html
        assert '<p class="teaser"' in html

    def test_evidence_has_no_empty_lines_around_it(self) -> None:
        found = document(
            "[Chad](STATE c) met\n[Peru](STATE p).\n\n", [("MET_WITH", "c", "p", None)]
        )
        assert '<blockquote class="">Chad met\nPeru.</blockquote>' in render_document(found)

    def test_lines_that_were_wrapped_run_on(self) -> None:
        text = "The ministers of the two\nstates met and agreed on\nsome of the points."
        assert render_text(Document(id="a", text=text)).count("<p") == 1

    def test_the_page_stands_alone_and_is_small(self) -> None:
        html = render_document(DOCUMENTS[0])
        page = Page(html)
        assert page.links == {"data:,", "#relations", DOCUMENTS[0].url}
        assert not re.search(r"@import|\burl\((?!#)|sourceMappingURL", html)
        assert "default-src 'none'" in html and "prefers-color-scheme: dark" in html
        assert len(html.encode()) < 200_000

    def test_an_ordinary_long_article_stays_under_a_megabyte(self) -> None:
        text = "[Chad](STATE c) met [Peru](STATE p) on Monday, and nobody knew what for. " * 300
        found = document(text, [("MET_WITH", "c", "p", None)])
        relation = found.relations[0]
        evidence = [
            relation.evidence[0].model_copy(update={"start": place, "end": place + 60})
            for place in range(0, 300 * 60, 60)
        ]
        rows = [
            relation.model_copy(update={"id": f"r{number}", "evidence": [each]})
            for number, each in enumerate(evidence)
        ]
        html = render_document(found.model_copy(update={"relations": rows}))
        assert len(found.text) > 15_000
        assert len(html.encode()) < 1_000_000


class TestCorpusPage:
    def test_it_holds_what_the_documents_say(self) -> None:
        with gather(DOCUMENTS) as questions:
            html = render_corpus(questions, "Five <wires>")
        page = Page(html)
        count = sum(len(found.relations) for found in DOCUMENTS)
        assert f"5 documents, {count} relations" in "".join(page.words)
        assert "Five <wires>" in "".join(page.words)
        assert page.links == {"data:,", "#panels"}
        assert page.handlers == set()
        assert "sourceMappingURL" not in html and "@import" not in html

    def test_no_documents_make_a_page_too(self) -> None:
        with gather([]) as questions:
            assert "0 documents" in render_corpus(questions, "None")


def test_vendored_files_are_what_they_say() -> None:
    libraries = tomllib.loads((VENDOR / "vendored.toml").read_text(encoding="utf-8"))
    known = {"vendored.toml"}
    for library in libraries.values():
        licence = (VENDOR / library["licence_file"]).read_text(encoding="utf-8")
        assert "Permission" in licence and "Copyright" in licence
        known.add(library["licence_file"])
        for name, digest in library["sha256"].items():
            assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
            known.add(name)
    assert {path.name for path in VENDOR.iterdir()} == known


class TestNotebook:
    def test_a_document_shows_itself(self) -> None:
        html = DOCUMENTS[0]._repr_html_()
        assert html == render_cell(DOCUMENTS[0])
        page = Page(html)
        assert "script" not in page.tags and page.links == set()
        assert 'class="negated"' in "".join(each._repr_html_() for each in DOCUMENTS)

    @given(random_documents())
    def test_any_document_does(self, found: Document) -> None:
        assert Page(found._repr_html_()).handlers == set()


class TestDisplacy:
    FOUND = document(
        "[[Zambian](STATE z) Foreign Ministry](ORG m) did not meet [Peru](STATE p).",
        [("PART_OF", "m", "z", None)],
    )

    def test_ents_are_the_outermost_names(self) -> None:
        data = ours.to_ents(self.FOUND)
        assert [(each["start"], each["end"], each["label"]) for each in data["ents"]] == [
            (0, 24, "ORG"),
            (38, 42, "STATE"),
        ]
        assert "Zambian Foreign Ministry" in displacy.render(
            data, style="ent", manual=True, jupyter=False
        )

    def test_spans_nest(self) -> None:
        data = ours.to_spans(self.FOUND)
        spans = [
            (" ".join(data["tokens"][each["start_token"] : each["end_token"]]), each["label"])
            for each in data["spans"]
        ]
        assert spans == [
            ("Zambian Foreign Ministry", "ORG"),
            ("Zambian", "STATE"),
            ("Peru", "STATE"),
        ]
        html = displacy.render(data, style="span", manual=True, jupyter=False, options=ours.OPTIONS)
        assert ours.OPTIONS["colors"]["ORG"] in html

    def test_relations_are_arcs(self) -> None:
        (found,) = invent_documents(1)
        data = ours.to_deps(found)
        arcs = [
            (drawing["words"][arc["start"]]["text"], arc["label"], arc["dir"])
            for drawing in data
            for arc in drawing["arcs"]
        ]
        with_objects = [each for each in found.relations if each.object]
        assert len(arcs) == len(with_objects)
        assert "<svg" in displacy.render(data, style="dep", manual=True, jupyter=False)

    @given(random_documents())
    def test_any_document_can_be_drawn(self, found: Document) -> None:
        data = ours.to_spans(found)
        assert all(0 <= each["start_token"] < each["end_token"] for each in data["spans"])
        displacy.render(ours.to_ents(found), style="ent", manual=True, jupyter=False)
        displacy.render(ours.to_deps(found), style="dep", manual=True, jupyter=False)
