"""Exports into graphs: FollowTheMoney, RDF, GraphML, GEXF and neo4j-admin's CSV."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from documents import Row, document, random_documents
from hypothesis import HealthCheck, given, settings
from typer.testing import CliRunner

from geoents.cli import app
from geoents.exports import EXPORTERS, load_exporter
from geoents.records import Document, Relation, find_problems, write_jsonl

followthemoney = pytest.importorskip("followthemoney", reason="pip install '.[dev]'")
rdflib = pytest.importorskip("rdflib", reason="pip install '.[dev]'")
pyshacl = pytest.importorskip("pyshacl", reason="pip install '.[dev]'")

from followthemoney import model  # noqa: E402
from rdflib.namespace import ORG, PROV, RDF, RDFS  # noqa: E402

from geoents.exports.graph_files import to_graph  # noqa: E402
from geoents.exports.networks import gather, node_id  # noqa: E402
from geoents.exports.rdf import GEOENTS, SHAPES  # noqa: E402

# rdflib's own reader of JSON-LD uses what rdflib will drop.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

DOCS = (Path(__file__).parent.parent / "docs" / "graphs.md").read_text(encoding="utf-8")
GRAPHS = ("ftm", "ttl", "jsonld", "graphml", "gexf", "neo4j")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")

#: What some format or other has a meaning for: quotes, line ends, delimiters, marks for
#: right-to-left script, four bytes in UTF-8, NUL and other controls, and what is no character.
HARD = 'a "b" \'c\' \\n;,|\t<&>]]> \r\n\r \u200f\u05d0\u202e \U0001f3db\u2028 \x00\x01\x1f\x7f\x85\ufffe """'
XML = HARD
for _code in "\x00\x01\x1f\ufffe":
    XML = XML.replace(_code, "\ufffd")


def told(
    found: Document,
    *,
    ids: dict[str, dict[str, str]] | None = None,
    relations: dict[str, dict[str, Any]] | None = None,
    **changes: Any,
) -> Document:
    """Return a document with outside ids of entities, changes of relations and of itself."""
    record = found.model_dump(mode="json") | changes
    for entity in record["entities"]:
        entity["ids"] = (ids or {}).get(entity["id"], {})
    for relation in record["relations"]:
        relation.update((relations or {}).get(relation["id"], {}))
    return Document.model_validate(record)


KAZAKHSTAN = {"iso3166": "KZ", "wikidata": "Q232"}
MADE = {
    "geoents": "0.1.0",
    "model": "en_geoents 0.1.0",
    "rules": "sha256:1",
    "encoding": "cp1252",
}


def cabinet(id_: str, *readings: str, **changes: Any) -> Document:
    found = document(
        "[Ilmar Tosk](PERSON p), [Foreign Minister](OFFICE o) of [Kazakhstan](STATE s), and "
        "[Ada Lund](PERSON q), of the [Senate](ORG n), spoke for the [Upper Bar](ORG u); "
        "[Kazakhstan](STATE s) joined the [SADC](ORG x); he was elected since 2019.",
        [
            ("HOLDS_OFFICE", "p", "o", None, *readings),
            ("OFFICE_OF", "o", "s", None),
            ("MEMBER_OF", "s", "x", None, *readings),
            ("PART_OF", "n", "s", None),
            ("SPOKE_FOR", "q", "n", None),
            ("CITIZEN_OF", "q", "s", None),
            ("MEMBER_OF", "q", "u", None),
            ("PART_OF", "u", "n", None),
        ],
        id_=id_,
    )
    about = {"published": "2024-05-02", "url": f"https://www.news.example/{id_}"}
    changes = {"title": "Spoke", "provenance": MADE} | about | changes
    return told(found, ids={"s": KAZAKHSTAN}, **changes)


TALKS = told(
    document(
        "[Ilmar Tosk](PERSON p) told [Ada Lund](PERSON q) that [Kazakhstan](STATE s) and "
        "[Armenia](STATE t) do not negotiate; [Armenia](STATE t) may leave the [SADC](ORG x), of "
        "which it is no member; they did negotiate.",
        [
            ("SAID", "p", "q", "Kazakhstan and Armenia do not negotiate"),
            ("NEGOTIATED_WITH", "t", "s", None, "negated by p", ""),
            ("NEGOTIATED_WITH", "s", "t", None, ""),
            ("LEFT", "t", "x", None, "possible by p"),
            ("MEMBER_OF", "t", "x", None, "negated by p"),
            ("DENIED", "q", None, "they did negotiate"),
        ],
        id_="talks",
    ),
    ids={"s": KAZAKHSTAN, "t": {"iso3166": "AM", "wikidata": "Q399"}},
    relations={"r5": {"responds_to": ["r0"]}},
)
NEWS = [cabinet("one"), cabinet("two", url=None, published="2024-05"), TALKS]


def hard() -> Document:
    """Return a document all of whose words, names and ids are hard to write."""
    text = f"{HARD} said {HARD}. {HARD} of {HARD}"
    size = len(HARD)
    second = size + len(" said ")
    third = second + size + len(". ")
    fourth = third + size + len(" of ")
    spans = [(0, "PERSON", "p/1"), (third, "OFFICE", "o 1"), (fourth, "STATE", "s")]
    return Document.model_validate(
        {
            "id": f'x/1:2#%20 {HARD}"',
            "title": HARD,
            "url": f"https://news.example/{HARD}",
            "published": "on Monday",
            "text": text,
            "mentions": [
                {"id": f"m{n}", "start": at, "end": at + size, "text": HARD, "type": t, "entity": e}
                for n, (at, t, e) in enumerate(spans)
            ],
            "entities": [
                {"id": e, "type": t, "name": HARD, "aliases": [f"{HARD};{n}", "b"]}
                for n, (_, t, e) in enumerate(spans)
            ],
            "claims": [{"id": "c\n1", "start": second, "end": second + size, "text": HARD}],
            "relations": [
                relation("r 1", "SAID", "p/1", None, len(text), claim="c\n1"),
                relation("r2", "HOLDS_OFFICE", "p/1", "o 1", len(text)),
                relation("r3", "OFFICE_OF", "o 1", "s", len(text)),
            ],
        }
    )


def relation(
    id_: str, type_: str, subject: str, object_: str | None, end: int, claim: str | None = None
) -> dict[str, Any]:
    evidence = [{"start": 0, "end": end, "rule": HARD}]
    record = {"id": id_, "type": type_, "subject": subject, "object": object_, "claim": claim}
    return record | {"evidence": evidence}


def export(name: str, documents: list[Document], folder: Path) -> Path:
    out = folder / f"out.{name}"
    assert load_exporter(name)(iter(documents), out) == len(documents)
    return out


# -- all of them -----------------------------------------------------------------------------------


def contents(path: Path) -> dict[str, bytes]:
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    return {file.name: file.read_bytes() for file in files}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_same_documents_give_the_same_file(name: str, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first = contents(export(name, [*NEWS, hard()], tmp_path))
    assert first == contents(export(name, [*NEWS, hard()], tmp_path / "again"))
    assert all(first.values())


@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_is_left_of_an_export_that_broke_off(name: str, tmp_path: Path) -> None:
    def broken() -> Iterator[Document]:
        yield TALKS
        raise RuntimeError("unplugged")

    with pytest.raises(RuntimeError, match="unplugged"):
        load_exporter(name)(broken(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", GRAPHS)
def test_no_documents_are_a_file_too(name: str, tmp_path: Path) -> None:
    out = export(name, [], tmp_path)
    if name in {"ttl", "jsonld"}:
        assert len(read_rdf(out)) == 0
    elif name in READERS:
        assert len(READERS[name](out)) == 0


@pytest.mark.parametrize(
    ("name", "library", "module"), [("ttl", "rdflib", "rdf"), ("ftm", "followthemoney", "ftm")]
)
def test_a_missing_library_is_told_in_a_line_with_its_extra(
    name: str, library: str, module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_jsonl(tmp_path / "news.jsonl", NEWS)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delitem(sys.modules, f"geoents.exports.{module}", raising=False)
    command = ["export", str(tmp_path / "news.jsonl"), "--to", name, "--out", str(tmp_path / "o")]
    found = CliRunner().invoke(app, command)
    assert found.exit_code == 1
    lines = found.stderr.strip().splitlines()
    assert len(lines) == 1
    assert library in lines[0]
    assert "geoents[graphs]" in lines[0]
    assert not (tmp_path / "o").exists()


def test_node_ids_never_meet_by_accident() -> None:
    one = document("[a](PERSON c)", id_="a/b")
    two = document("[a](PERSON b)", id_="a")
    ids = [node_id(found, found.entities[0]) for found in (one, two)]
    assert ids == ["person/a%2Fb/c", "person/a/b"]
    found = told(two, ids={"b": {"viaf": "7/8", "lccn": "n 1"}})
    assert node_id(found, found.entities[0]) == "person/lccn:n%201"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(found=random_documents())
def test_any_document_is_exported_and_valid(
    found: Document, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("random")
    assert list(ftm_faults(read_ftm(export("ftm", [found], folder)))) == []
    assert shacl_faults(read_rdf(export("ttl", [found], folder))) == ""
    for name in ("graphml", "gexf"):
        assert len(READERS[name](export(name, [found], folder))) == len(found.entities) + len(
            found.claims
        )
    assert list(csv_faults(export("neo4j", [found], folder))) == []


# -- FollowTheMoney --------------------------------------------------------------------------------


def test_what_is_part_of_itself_has_no_parent(tmp_path: Path) -> None:
    body = {"id": "a", "type": "ORG", "name": "Coastal Union"}
    parts = [relation("r1", "PART_OF", "a", "a", 9)]
    record = {"id": "d", "text": "The union", "entities": [body], "relations": parts}
    entities = read_ftm(export("ftm", [Document.model_validate(record)], tmp_path))
    assert [e["properties"].get("parent") for e in entities if e["schema"] == "Organization"] == [
        None
    ]


def read_ftm(path: Path) -> list[dict[str, Any]]:
    # Not splitlines: U+2028 ends no line of JSON Lines.
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def ftm_faults(entities: list[dict[str, Any]]) -> Iterator[str]:
    """Say what the library and its schema find wrong, references from one to another included."""
    schemas = {entity["id"]: model.get(entity["schema"]) for entity in entities}
    if len(schemas) < len(entities):
        yield "an id is there twice"
    for entity in entities:
        schema = schemas[entity["id"]]
        try:
            schema.validate(entity)
        except followthemoney.exc.InvalidData as error:
            yield f"{schema.name}: {error.errors}"
        yield from (
            f"{schema.name}: no {name}"
            for name in schema.required
            if not entity["properties"].get(name)
        )
        for name, values in entity["properties"].items():
            property_ = schema.properties.get(name)
            if property_ is None:
                yield f"{schema.name} has no {name}"
            elif property_.range is not None:
                for value in values:
                    other = schemas.get(value)
                    if other is None or not other.is_a(property_.range):
                        yield f"{schema.name}.{name} is no {property_.range.name}"


def ftm_of(entities: list[dict[str, Any]], schema: str) -> list[dict[str, Any]]:
    return [entity["properties"] for entity in entities if entity["schema"] == schema]


def test_followthemoney_accepts_what_is_written(tmp_path: Path) -> None:
    entities = read_ftm(export("ftm", [*NEWS, hard()], tmp_path))
    assert list(ftm_faults(entities)) == []
    assert {entity["schema"] for entity in entities} == {
        *("Article", "Person", "Position", "PublicBody", "Organization"),
        *("Occupancy", "Membership", "Representation"),
    }


@pytest.mark.parametrize(
    ("schema", "name", "values"),
    [
        ("PublicBody", "country", ["xx"]),
        ("Membership", "member", []),
        ("Membership", "member", ["nobody"]),
        ("Occupancy", "startDate", ["soon"]),
        ("Person", "held", ["yes"]),
    ],
)
def test_a_broken_entity_is_found(
    schema: str, name: str, values: list[str], tmp_path: Path
) -> None:
    entities = read_ftm(export("ftm", NEWS, tmp_path))
    ftm_of(entities, schema)[0][name] = values
    assert list(ftm_faults(entities)) != []


def test_what_a_text_states_is_in_followthemoney(tmp_path: Path) -> None:
    start = cabinet("one").text.index("since 2019")
    when = {"text": "since 2019", "start": start, "end": start + 10, "value": "2019/.."}
    found = cabinet("one", relations={"r0": {"tenure": "former", "when": when}})
    entities = read_ftm(export("ftm", [found], tmp_path))
    people = {person["name"][0]: person for person in ftm_of(entities, "Person")}
    assert people["Ilmar Tosk"]["position"] == ["Foreign Minister"]
    assert people["Ada Lund"]["nationality"] == ["kz"]
    (post,) = ftm_of(entities, "Position")
    assert (post["name"], post["country"]) == (["Foreign Minister"], ["kz"])
    bodies = {body["name"][0]: body for body in ftm_of(entities, "PublicBody")}
    assert set(bodies) == {"Kazakhstan", "Senate", "Upper Bar"}
    assert bodies["Kazakhstan"]["wikidataId"] == ["Q232"]
    # By way of the Senate.
    assert bodies["Upper Bar"]["country"] == ["kz"]
    assert [body["name"] for body in ftm_of(entities, "Organization")] == [["SADC"]]
    (held,) = ftm_of(entities, "Occupancy")
    assert held["status"] == ["ended"]
    assert held["summary"] == ["former"]
    assert held["startDate"] == ["2019"]
    assert held["description"] == [found.text]
    assert held["sourceUrl"] == ["https://www.news.example/one"]
    assert held["publisher"] == ["news.example"]
    assert len(ftm_of(entities, "Membership")) == 2
    (voice,) = ftm_of(entities, "Representation")
    assert voice["role"] == ["spokesperson"]
    (article,) = ftm_of(entities, "Article")
    assert (article["title"], article["publishedAt"]) == (["Spoke"], ["2024-05-02"])


@pytest.mark.parametrize(
    ("reading", "count"),
    [
        ("", 1),
        ("negated", 0),
        ("possible", 0),
        ("planned", 0),
        ("alleged", 0),
        ("by q", 0),
    ],
)
def test_what_a_text_does_not_state_itself_is_not_in_followthemoney(
    reading: str, count: int, tmp_path: Path
) -> None:
    entities = read_ftm(export("ftm", [cabinet("one", reading)], tmp_path))
    assert len(ftm_of(entities, "Occupancy")) == count
    assert len([e for e in ftm_of(entities, "Person") if "position" in e]) == count
    assert len(ftm_of(entities, "Membership")) == count + 1


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("since 2019", "2019/..", {"startDate": "2019"}),
        ("until March", "../2023-03", {"endDate": "2023-03"}),
        ("from 1997 to 1999", "1997/1999", {"startDate": "1997", "endDate": "1999"}),
        ("on Monday", "2023-09-25", {"date": "2023-09-25"}),
        ("last week", "2023-09-18/2023-09-24", {}),
        ("once", None, {}),
    ],
)
def test_dates_in_followthemoney(
    words: str, value: str | None, expected: dict[str, str], tmp_path: Path
) -> None:
    found = document(
        f"[Ada Lund](PERSON p) was [minister](OFFICE o) {words}", [("HOLDS_OFFICE", "p", "o", None)]
    )
    start = found.text.index(words)
    when = {"text": words, "start": start, "end": start + len(words), "value": value}
    found = told(found, relations={"r0": {"when": when}})
    (held,) = ftm_of(read_ftm(export("ftm", [found], tmp_path)), "Occupancy")
    dates = {name: held[name][0] for name in ("startDate", "endDate", "date") if name in held}
    assert dates == expected


def test_only_outside_ids_join_entities_in_followthemoney(tmp_path: Path) -> None:
    entities = read_ftm(export("ftm", NEWS, tmp_path))
    names = [body["name"] for body in ftm_of(entities, "PublicBody")]
    assert names.count(["Kazakhstan"]) == 1
    assert [person["name"] for person in ftm_of(entities, "Person")].count(["Ilmar Tosk"]) == 3


def test_a_body_is_public_when_one_of_its_documents_says_so(tmp_path: Path) -> None:
    bare = document("the [Senate](ORG n)", id_="bare")
    known = [told(found, ids={"n": {"wikidata": "Q1"}}) for found in (bare, cabinet("one"))]
    entities = read_ftm(export("ftm", known, tmp_path))
    assert list(ftm_faults(entities)) == []
    (senate,) = [each for each in entities if each["properties"].get("wikidataId") == ["Q1"]]
    assert senate["schema"] == "PublicBody"


# -- RDF -------------------------------------------------------------------------------------------


def read_rdf(path: Path) -> rdflib.Graph:
    form = {".ttl": "turtle", ".jsonld": "json-ld"}[path.suffix]
    return rdflib.Graph().parse(path, format=form)


def shacl_faults(graph: rdflib.Graph) -> str:
    conforms, _, report = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(SHAPES))
    return "" if conforms else report


def test_turtle_and_jsonld_say_the_same_and_keep_to_the_shapes(tmp_path: Path) -> None:
    turtle = read_rdf(export("ttl", [*NEWS, hard()], tmp_path))
    assert set(turtle) == set(read_rdf(export("jsonld", [*NEWS, hard()], tmp_path)))
    assert not any(isinstance(node, rdflib.BNode) for triple in turtle for node in triple)
    assert shacl_faults(turtle) == ""


def _breaks() -> dict[str, Callable[[rdflib.Graph], None]]:
    def drop(predicate: Any) -> Callable[[rdflib.Graph], None]:
        return lambda graph: graph.remove(next(iter(graph.triples((None, predicate, None)))))

    def put(predicate: Any, value: Any) -> Callable[[rdflib.Graph], None]:
        def change(graph: rdflib.Graph) -> None:
            subject = next(iter(graph.subjects(predicate, None)))
            graph.set((subject, predicate, value))

        return change

    return {
        "a statement without polarity": drop(GEOENTS.polarity),
        "no such modality": put(GEOENTS.modality, rdflib.Literal("certain")),
        "two readings in one": lambda graph: (
            graph.add(
                (
                    next(iter(graph.subjects(RDF.type, GEOENTS.Statement))),
                    GEOENTS.polarity,
                    rdflib.Literal("negated"),
                )
            )
            and None
        ),
        "more than sure": put(GEOENTS.confidence, rdflib.Literal(1.5)),
        "on the word of a document": put(GEOENTS.source, rdflib.URIRef("urn:geoents:document/one")),
        "an annotation of nothing": drop(OA.hasTarget),
        "a span that ends before it begins": put(
            OA.end, rdflib.Literal(0, datatype=rdflib.XSD.nonNegativeInteger)
        ),
        "a quotation of no words": put(OA.exact, rdflib.Literal("")),
        "a person as a post": put(ORG.holds, rdflib.URIRef("urn:geoents:person/one/q")),
        "a membership of nobody": drop(ORG.member),
        "an entity without a name": drop(RDFS.label),
        "a document without text": drop(PROV.value),
        "made by nothing": drop(PROV.wasAssociatedWith),
    }


@pytest.mark.parametrize("fault", _breaks())
def test_a_broken_graph_breaks_the_shapes(fault: str, tmp_path: Path) -> None:
    graph = read_rdf(export("ttl", [cabinet("one", "by q", ""), TALKS], tmp_path))
    _breaks()[fault](graph)
    assert shacl_faults(graph) != ""


def iri(name: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"urn:geoents:{name}")


def test_facts_are_triples_and_readings_are_statements(tmp_path: Path) -> None:
    graph = read_rdf(export("ttl", NEWS, tmp_path))
    tosk, post, state = iri("person/one/p"), iri("office/one/o"), iri("state/wikidata:Q232")
    assert (tosk, ORG.holds, post) in graph
    assert (post, ORG.postIn, state) in graph
    assert (iri("org/one/n"), ORG.subOrganizationOf, state) in graph
    assert (iri("person/one/q"), GEOENTS.CITIZEN_OF, state) in graph
    assert (state, ORG.memberOf, iri("org/one/x")) in graph
    wikidata = rdflib.URIRef("http://www.wikidata.org/entity/Q232")
    assert (state, rdflib.OWL.sameAs, wikidata) in graph
    assert (iri("membership/one/r2"), ORG.member, state) in graph
    # Denied, and possible: no triples, but statements.
    armenia, body = iri("state/wikidata:Q399"), iri("org/talks/x")
    assert (armenia, None, body) not in graph
    read = iri("statement/talks/r4/1")
    assert graph.value(read, RDF.subject) == armenia
    assert graph.value(read, RDF.predicate) == ORG.memberOf
    assert graph.value(read, RDF.object) == body
    assert str(graph.value(read, GEOENTS.polarity)) == "negated"
    assert graph.value(read, GEOENTS.source) == iri("person/talks/p")
    # One relation, read in two ways.
    readings = {
        (str(graph.value(one, GEOENTS.polarity)), graph.value(one, GEOENTS.source) is None)
        for one in (iri("statement/talks/r1/1"), iri("statement/talks/r1/2"))
    }
    assert readings == {("negated", False), ("affirmed", True)}
    assert graph.value(iri("statement/talks/r0/1"), RDF.object) == iri("person/talks/q")
    claim = graph.value(iri("statement/talks/r0/1"), GEOENTS.claim)
    assert str(graph.value(claim, RDF.value)) == "Kazakhstan and Armenia do not negotiate"
    assert (
        iri("statement/talks/r5/1"),
        GEOENTS.respondsTo,
        iri("statement/talks/r0/1"),
    ) in graph


@pytest.mark.parametrize(
    ("tenure", "holds"),
    [(None, True), ("acting", True), ("outgoing", True), ("former", False), ("elect", False)],
)
def test_who_holds_a_post_no_longer_or_not_yet_does_not_hold_it(
    tenure: str | None, holds: bool, tmp_path: Path
) -> None:
    found = cabinet("one", relations={"r0": {"tenure": tenure}})
    graph = read_rdf(export("ttl", [found], tmp_path))
    assert ((iri("person/one/p"), ORG.holds, None) in graph) is holds
    assert graph.value(iri("statement/one/r0/1"), RDF.predicate) == ORG.holds


def test_a_post_that_serves_a_person_is_in_no_organization(tmp_path: Path) -> None:
    rows: list[Row] = [("OFFICE_OF", "o", "p", None)]
    found = document("an [adviser](OFFICE o) to [Ada Lund](PERSON p)", rows)
    graph = read_rdf(export("ttl", [found], tmp_path))
    assert (iri("office/d/o"), GEOENTS.OFFICE_OF, iri("person/d/p")) in graph
    assert (None, ORG.postIn, None) not in graph
    assert shacl_faults(graph) == ""


def test_selectors_find_their_words_in_the_text(tmp_path: Path) -> None:
    graph = read_rdf(export("ttl", [*NEWS, hard()], tmp_path))
    targets = list(graph.subjects(RDF.type, OA.SpecificResource))
    assert len(targets) > 40
    for target in targets:
        text = str(graph.value(graph.value(target, OA.hasSource), PROV.value))
        place, words = rdflib.URIRef(target), rdflib.URIRef(target)
        for selector in graph.objects(target, OA.hasSelector):
            if (selector, RDF.type, OA.TextQuoteSelector) in graph:
                words = selector
            else:
                place = selector
        start, end = (int(graph.value(place, name)) for name in (OA.start, OA.end))
        prefix, exact, suffix = (
            str(graph.value(words, name)) for name in (OA.prefix, OA.exact, OA.suffix)
        )
        assert text[start:end] == exact
        assert text[: start + len(exact)].endswith(prefix + exact)
        assert text[start:].startswith(exact + suffix)


@pytest.mark.parametrize("name", ["ttl", "jsonld"])
def test_rdf_holds_every_character(name: str, tmp_path: Path) -> None:
    found = hard()
    path = export(name, [found], tmp_path)
    graph = read_rdf(path)
    (subject,) = graph.subjects(RDF.type, GEOENTS.Document)
    assert str(graph.value(subject, PROV.value)) == found.text
    assert str(graph.value(subject, rdflib.DCTERMS.identifier)) == found.id
    assert str(graph.value(subject, rdflib.DCTERMS.title)) == HARD
    assert str(graph.value(subject, rdflib.DCTERMS.source)) == found.url
    assert {str(label) for label in graph.objects(None, RDFS.label)} == {HARD}
    # Readers that stop at a NUL never see one.
    assert b"\x00" not in path.read_bytes()


@pytest.mark.parametrize(
    ("published", "type_"),
    [
        ("2024", "gYear"),
        ("2024-05", "gYearMonth"),
        ("2024-05-02", "date"),
        ("2024-05-02T10:00Z", "dateTime"),
        ("2024-02-31", None),
        ("on Monday", None),
    ],
)
def test_days_have_their_type(published: str, type_: str | None, tmp_path: Path) -> None:
    graph = read_rdf(export("ttl", [told(TALKS, published=published)], tmp_path))
    issued = graph.value(iri("document/talks"), rdflib.DCTERMS.issued)
    assert issued.datatype == (None if type_ is None else rdflib.XSD[type_])
    assert str(issued).startswith(published.removesuffix("Z"))


# -- GraphML and GEXF ------------------------------------------------------------------------------

READERS: dict[str, Callable[[Path], Any]] = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}


@pytest.mark.parametrize("name", READERS)
def test_networkx_reads_graph_files_back(name: str, tmp_path: Path) -> None:
    documents = [*NEWS, hard()]
    read = READERS[name](export(name, documents, tmp_path))
    made = to_graph(gather(documents))
    assert dict(read.nodes(data=True)) == dict(made.nodes(data=True))
    edges = [
        sorted(
            (start, end, sorted((k, v) for k, v in about.items() if k != "id"))
            for start, end, about in graph.edges(data=True)
        )
        for graph in (read, made)
    ]
    assert edges[0] == edges[1]


def test_edges_say_what_is_said_how_often_and_where() -> None:
    graph = to_graph(gather(NEWS))
    kazakhstan, armenia = "state/wikidata:Q232", "state/wikidata:Q399"
    about = graph.nodes[kazakhstan]
    assert (about["label"], about["kind"], about["id_iso3166"]) == ("Kazakhstan", "STATE", "KZ")
    assert json.loads(about["documents"]) == ["one", "two", "talks"]
    # Both ways round, by the author: one edge, twice; by Tosk's word: another.
    talks = [
        (about["polarity"], about["modality"], about.get("source_node"), about["count"])
        for start, end, about in graph.edges(data=True)
        if {start, end} == {kazakhstan, armenia}
    ]
    assert sorted(talks, key=str) == [
        ("affirmed", "actual", None, 2),
        ("negated", "actual", "person/talks/p", 1),
    ]
    said = {
        graph.nodes[end]["label"]: about["relation"]
        for start, end, about in graph.edges(data=True)
        if start == "person/talks/p"
    }
    assert said == {"Ada Lund": "SAID", "Kazakhstan and Armenia do not negotiate": "SAID"}


def test_edges_of_many_documents_are_one() -> None:
    bodies = {"s": KAZAKHSTAN, "x": {"wikidata": "Q7184"}}
    documents = [told(cabinet(id_), ids=bodies) for id_ in ("one", "two")]
    graph = to_graph(gather(documents))
    (about,) = graph.get_edge_data("state/wikidata:Q232", "org/wikidata:Q7184").values()
    assert (about["count"], json.loads(about["documents"])) == (2, ["one", "two"])


@pytest.mark.parametrize("name", READERS)
def test_xml_holds_every_character_that_it_can(name: str, tmp_path: Path) -> None:
    found = hard()
    read = READERS[name](export(name, [found], tmp_path))
    labels = {about["label"] for _, about in read.nodes(data=True)}
    assert labels == {XML}
    person = node_id(found, found.entities[0])
    assert json.loads(read.nodes[person]["aliases"])[0] == HARD.replace("\ufffe", "\ufffd") + ";0"


# -- neo4j-admin -----------------------------------------------------------------------------------


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def csv_faults(folder: Path) -> Iterator[str]:
    """Say what neo4j-admin would refuse: ids that are there twice, ends that are not there."""
    options = (folder / "import.args").read_text(encoding="utf-8").split()
    files = dict[str, list[list[dict[str, str]]]](nodes=[], relationships=[])
    for option in options:
        kind, _, file = option.removeprefix("--").partition("=")
        if kind in files:
            files[kind].append(read_csv(folder / file))
    nodes = [row["id:ID"] for rows in files["nodes"] for row in rows]
    if len(set(nodes)) < len(nodes):
        yield "an id is there twice"
    for rows in files["relationships"]:
        for row in rows:
            yield from (
                f"no node {row[end]}"
                for end in (":START_ID", ":END_ID")
                if row[end] not in set(nodes)
            )
            if not re.fullmatch(r"[A-Z_]+", row[":TYPE"]):
                yield f"no type {row[':TYPE']}"


def test_neo4j_gets_nodes_and_relationships(tmp_path: Path) -> None:
    folder = export("neo4j", [*NEWS, hard()], tmp_path)
    assert list(csv_faults(folder)) == []
    entities = {row["id:ID"]: row for row in read_csv(folder / "entities.csv")}
    state = entities["state/wikidata:Q232"]
    assert state["name"] == "Kazakhstan"
    assert state["ids:string[]"].split("\x1f") == ["iso3166:KZ", "wikidata:Q232"]
    assert state[":LABEL"].split("\x1f") == ["Entity", "State"]
    relations = read_csv(folder / "relations.csv")
    (denied,) = [row for row in relations if row[":TYPE"] == "MEMBER_OF" and row["source"]]
    assert denied == {
        ":START_ID": "state/wikidata:Q399",
        ":END_ID": "org/talks/x",
        ":TYPE": "MEMBER_OF",
        "polarity": "negated",
        "modality": "actual",
        "source": "person/talks/p",
        "tenure": "",
        "count:int": "1",
        "documents:string[]": "talks",
    }
    mentions = read_csv(folder / "mentions.csv")
    assert {
        ":START_ID": "state/wikidata:Q232",
        ":END_ID": "document/talks",
        ":TYPE": "MENTIONED_IN",
        "count:int": "1",
    } in mentions


def test_csv_holds_every_character(tmp_path: Path) -> None:
    found = hard()
    folder = export("neo4j", [found], tmp_path)
    (about,) = read_csv(folder / "documents.csv")
    assert (about["document"], about["title"], about["url"]) == (found.id, HARD, found.url)
    (claim,) = read_csv(folder / "claims.csv")
    assert claim["text"] == HARD
    entities = read_csv(folder / "entities.csv")
    assert {row["name"] for row in entities} == {HARD}
    # U+001F parts the items of a list.
    aliases = entities[0]["aliases:string[]"].split("\x1f")
    assert aliases == [HARD.replace("\x1f", "\ufffd") + ";0", "b"]


def test_a_broken_folder_is_found(tmp_path: Path) -> None:
    folder = export("neo4j", NEWS, tmp_path)
    path = folder / "claims.csv"
    path.write_text(path.read_text().splitlines()[0] + "\n")
    assert list(csv_faults(folder))


# -- the documentation -----------------------------------------------------------------------------


def test_docs_make_every_format() -> None:
    (script,) = re.findall(r"```sh\n(geoents export.*?)```", DOCS, re.DOTALL)
    commands = [line.partition("#")[0].split() for line in script.splitlines()]
    assert [command[command.index("--to") + 1] for command in commands] == list(GRAPHS)


def test_docs_name_every_format_and_our_every_term(tmp_path: Path) -> None:
    for name in GRAPHS:
        assert f"`{name}`" in DOCS
        assert EXPORTERS[name].extra == ("graphs" if name in {"ftm", "ttl", "jsonld"} else None)
    graph = read_rdf(export("ttl", NEWS, tmp_path))
    assert list(find_problems(TALKS)) == []
    types = set(Relation.model_fields["type"].annotation)  # type: ignore[arg-type]
    for term in {str(node) for triple in graph for node in triple if str(node).startswith(GEOENTS)}:
        name = term.removeprefix(str(GEOENTS))
        assert name in types or f"`geoents:{name}`" in DOCS, name
