"""Actors: who is one across documents, why, and that writes in any order come to the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import networkx
import pytest
from documents import document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from servers import Server, make_schema, open_database, write
from sqlalchemy import event

from geoents.records import Document
from geoents.sinks.keys import find_keys, take_facts
from geoents.sinks.sql import Database


def read_groups(server: Server) -> set[frozenset[tuple[str, str]]]:
    """The entities that are one actor, for all actors."""
    groups: dict[str, set[tuple[str, str]]] = {}
    for actor, *entity in server.rows("SELECT actor, document_id, entity FROM actor_entities"):
        groups.setdefault(actor, set()).add((entity[0], entity[1]))
    return {frozenset(group) for group in groups.values()}


def with_ids(found: Document, **ids: dict[str, str]) -> Document:
    """Give entities ids elsewhere."""
    record = found.model_dump()
    for entity in record["entities"]:
        entity["ids"] = ids.get(entity["id"], entity["ids"])
    return Document.model_validate(record)


def minister(id_: str, name: str, state: str, *, reading: str = "") -> Document:
    return document(
        f"[{name}](PERSON x), the [minister](OFFICE o) of [{state}](STATE s).",
        [("HOLDS_OFFICE", "x", "o", None, reading), ("OFFICE_OF", "o", "s", None)],
        id_=id_,
    )


def citizen(id_: str, name: str, state: str) -> Document:
    return document(
        f"[{name}](PERSON x) of [{state}](STATE s).", [("CITIZEN_OF", "x", "s", None)], id_=id_
    )


def organ(id_: str, name: str, state: str, type_: str = "PART_OF") -> Document:
    return document(f"[{name}](ORG x) [{state}](STATE s).", [(type_, "x", "s", None)], id_=id_)


def org(id_: str, name: str) -> Document:
    return document(f"[{name}](ORG x) met.", id_=id_)


def of_body(id_: str, name: str, body: str) -> Document:
    return document(
        f"[{name}](PERSON x) of [{body}](ORG b).", [("SPOKE_FOR", "x", "b", None)], id_=id_
    )


NORLAND = with_ids(citizen("a", "Ada Tosk", "Norland"), s={"iso3166": "XN"})
NORTHLAND = with_ids(citizen("b", "Ada Tosk", "Kingdom of Norland"), s={"iso3166": "XN"})


@pytest.mark.parametrize(
    ("first", "second", "is_one", "reason"),
    [
        # A full name with a state, however the state is tied to it and the name is written.
        (minister("a", "Ada Tosk", "Norland"), citizen("b", "Ada  TÓSK", "Norland"), True, "x"),
        (NORLAND, NORTHLAND, True, "the state's id counts, not its name"),
        (citizen("a", "Ada Tosk", "Norland"), citizen("b", "Ada Tosk", "Sudland"), False, "x"),
        (citizen("a", "Tosk", "Norland"), citizen("b", "Tosk", "Norland"), False, "half a name"),
        (org("a", "Ada"), org("b", "Ada"), False, "a body of nobody knows whose"),
        (
            minister("a", "Ada Tosk", "Norland", reading="negated"),
            citizen("b", "Ada Tosk", "Norland"),
            False,
            "not its minister",
        ),
        (
            minister("a", "Ada Tosk", "Norland", reading="possible"),
            citizen("b", "Ada Tosk", "Norland"),
            False,
            "may become its minister",
        ),
        (of_body("a", "Ada Tosk", "Reef Bank"), of_body("b", "Ada Tosk", "Reef Bank"), True, "x"),
        (of_body("a", "Ada Tosk", "Reef Bank"), of_body("b", "Ada Tosk", "Reef Co"), False, "x"),
        # Bodies: by name with their state, with or without the state's name in theirs.
        (organ("a", "Senate", "Norland"), organ("b", "Senate", "Norland"), True, "x"),
        (organ("a", "Senate", "Norland"), organ("b", "Senate", "Sudland"), False, "x"),
        (organ("a", "Senate of Norland", "Norland"), organ("b", "Senate", "Norland"), True, "x"),
        (organ("a", "Norland Senate", "Norland"), organ("b", "Senate", "Norland"), True, "x"),
        (
            organ("a", "Orva Ltd", "Norland", "BASED_IN"),
            organ("b", "Orva Ltd", "Norland"),
            True,
            "",
        ),
        (organ("a", "Senate", "Norland"), org("b", "Senate"), False, "whose senate?"),
        (org("a", "NATO"), org("b", "North Atlantic Alliance"), True, "there is one only"),
        (org("a", "Foreign Ministry"), org("b", "Foreign Ministry"), False, "whose?"),
        # Ids decide alone.
        (
            with_ids(citizen("a", "Ada Tosk", "Norland"), x={"wikidata": "Q1"}),
            with_ids(citizen("b", "Ada Tosk", "Norland"), x={"wikidata": "Q2"}),
            False,
            "two of one name",
        ),
        (
            with_ids(citizen("a", "Ada Tosk", "Norland"), x={"wikidata": "Q1"}),
            with_ids(citizen("b", "A. Tosk", "Sudland"), x={"wikidata": "Q1"}),
            True,
            "x",
        ),
    ],
)
def test_who_is_one(
    sqlite_server: Server, first: Document, second: Document, is_one: bool, reason: str
) -> None:
    write(sqlite_server, first, second)
    groups = read_groups(sqlite_server)
    assert (frozenset({("a", "x"), ("b", "x")}) in groups) is is_one, reason


def test_each_join_has_its_reason_and_posts_are_no_actors(server: Server) -> None:
    write(server, minister("a", "Ada Tosk", "Norland"), NORTHLAND, org("c", "Foreign Ministry"))
    assert server.rows("SELECT document_id, entity, reason FROM actor_entities ORDER BY 1, 2") == [
        ("a", "s", "a state named Norland"),
        ("a", "x", "Ada Tosk of Norland"),
        ("b", "s", "iso3166 XN"),
        ("b", "x", "Ada Tosk of Kingdom of Norland"),
        ("c", "x", "alone"),
    ]


def test_a_bridge_joins_and_takes_its_joins_with_it(server: Server) -> None:
    in_norland, in_sudland = (
        citizen("a", "Ada Tosk", "Norland"),
        citizen("b", "Ada Tosk", "Sudland"),
    )
    both = document(
        "[Ada Tosk](PERSON x) of [Norland](STATE s) and [Sudland](STATE t).",
        [("CITIZEN_OF", "x", "s", None), ("CITIZEN_OF", "x", "t", None)],
        id_="both",
    )
    write(server, in_norland, in_sudland)
    apart = read_groups(server)
    write(server, both)
    assert frozenset({("a", "x"), ("b", "x"), ("both", "x")}) in read_groups(server)
    write(server, document("Nothing.", id_="both"))
    assert read_groups(server) == apart
    # And none is left over.
    assert server.rows("SELECT count(*) FROM actors") == [(4,)]
    assert server.rows("SELECT count(*) FROM actor_keys") == [(4,)]


def test_a_wrong_join_is_taken_back_and_back_again(server: Server) -> None:
    found = [citizen(id_, "Ada Tosk", "Norland") for id_ in "abc"]
    with open_database(server.url) as database:
        database.write_many(found[:2])
        joined = read_groups(server)
        ((key,),) = server.rows("SELECT key FROM actor_keys WHERE key LIKE 'person:%'")
        assert database.separate(key)
        alone = {frozenset({(id_, "x")}) for id_ in "ab"}
        assert read_groups(server) >= alone
        database.write(found[2])
        assert read_groups(server) >= alone | {frozenset({("c", "x")})}
        assert not database.separate(key)
        assert database.rejoin(key)
        assert frozenset({(id_, "x") for id_ in "abc"}) in read_groups(server)
        assert not database.rejoin(key)
    assert joined != read_groups(server)


def test_ids_stay_when_others_join(server: Server) -> None:
    write(server, citizen("a", "Ada Tosk", "Norland"))
    before = server.rows("SELECT id, name FROM actors ORDER BY id")
    write(server, minister("b", "ADA TOSK", "Norland"), citizen("a", "Ada Tosk", "Norland"))
    assert server.rows("SELECT id, name FROM actors ORDER BY id") == before


NAMES = ["Ada Tosk", "Bo Lund", "Tosk"]
STATES = ["Norland", "Sudland", "Fiji"]


@st.composite
def drawn_documents(draw: st.DrawFn) -> Document:
    """Draw a document of few names, so that they are often those of others."""
    persons = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3))
    states = draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True))
    marked = [f"[{name}](PERSON p{n})" for n, name in enumerate(persons)]
    marked += [f"[{name}](STATE s{n})" for n, name in enumerate(states)]
    ties = st.tuples(st.sampled_from(range(len(persons))), st.sampled_from(range(len(states))))
    rows = [("CITIZEN_OF", f"p{p}", f"s{s}", None) for p, s in draw(st.lists(ties, max_size=4))]
    return document(" ".join(marked), rows, id_=f"d{draw(st.integers(0, 4))}")


def expected_groups(documents: Iterable[Document]) -> set[frozenset[tuple[str, str]]]:
    """The groups that entities and their keys make in a graph."""
    graph: Any = networkx.Graph()
    for each in documents:
        for named in find_keys(take_facts(each)):
            graph.add_node((each.id, named.thing.id))
            graph.add_edges_from(((each.id, named.thing.id), key) for key in named.keys)
    groups = networkx.connected_components(graph)
    return {frozenset(node for node in group if isinstance(node, tuple)) for group in groups}


def check_history(url: str, batches: list[list[Document]]) -> None:
    server, latest = Server(url), dict[str, Document]()
    with open_database(url) as database:
        for batch in batches:
            assert database.write_many(batch) == []
            latest |= {each.id: each for each in batch}
            assert read_groups(server) == expected_groups(latest.values())
        kept = {"SELECT key, actor FROM actor_keys", "SELECT id FROM actors"}
        groups = read_groups(server)
        counts = [len(server.rows(query)) for query in sorted(kept)]
        database.rebuild_actors()
        assert read_groups(server) == groups
        assert [len(server.rows(query)) for query in sorted(kept)] == counts
        server.do("DELETE FROM documents")
        database.rebuild_actors()
        assert server.rows("SELECT count(*) FROM actors") == [(0,)]
    server.engine.dispose()


histories = st.lists(st.lists(drawn_documents(), min_size=1, max_size=4), min_size=1, max_size=5)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=histories)
def test_any_writes_come_to_the_same_as_a_fresh_start(
    batches: list[list[Document]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    check_history(f"sqlite:///{tmp_path_factory.mktemp('history')}/news.db", batches)


@settings(max_examples=5)
@given(batches=histories)
def test_any_writes_come_to_the_same_on_the_server(batches: list[list[Document]]) -> None:
    with make_schema() as url:
        check_history(url, batches)


def test_an_unchanged_document_is_not_written_again(sqlite_server: Server) -> None:
    write(sqlite_server, NORLAND)
    database = Database(sqlite_server.url)
    statements: list[str] = []
    event.listen(
        database._engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    database.write_many([NORLAND])
    database.finalize()
    assert [s for s in statements if not s.startswith(("SELECT", "BEGIN"))] == []
