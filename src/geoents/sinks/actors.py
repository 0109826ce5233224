"""Actors: the persons, states and bodies that entities of all documents are.

Entities that share a key of :mod:`geoents.sinks.keys`, directly or through others, are one actor.
What is written is joined at once, and what goes takes its joins with it: after any writes the
actors are the groups that a fresh start would find. Nothing in the other tables is changed by a
join, so each can be taken back: a key that is blocked joins nothing.

An actor's id is one of its keys ("iso3166:KZ"), and stays while that key is its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select, update

from geoents.schema import EntityType, Modality, Polarity, RelationType
from geoents.sinks.actor_tables import ACTOR_BLOCKS, ACTOR_ENTITIES, ACTOR_KEYS, ACTORS
from geoents.sinks.keys import TYING, Facts, Link, Named, Thing, find_keys, shorten
from geoents.sinks.tables import ENTITIES, METADATA

__all__ = ["Traces", "block", "chunks", "join", "rebuild", "settle", "take_out", "unblock"]

#: Values of one IN list: SQLite takes 32,766 parameters a statement.
_MOST: Final = 10_000
#: Documents whose entities are joined at once when everything is.
_DOCUMENTS: Final = 200

#: How the id begins of an actor that is one entity without keys.
_ALONE: Final = "entity:"

_RELATIONS, _EVIDENCE = METADATA.tables["relations"], METADATA.tables["evidence"]
_Group = frozenset[str]


@dataclass
class Traces:
    """What entities left behind that were taken out, until :func:`settle`.

    Attributes:
        actors: The actors they were of.
        bridges: Sets of keys that one of them held together, with its actor.
    """

    actors: set[str] = field(default_factory=set)
    bridges: dict[_Group, str] = field(default_factory=dict)


def chunks(values: Collection[Any], size: int = _MOST) -> Iterator[list[Any]]:
    """Yield values in lists that fit a statement."""
    listed = list(values)
    return (listed[i : i + size] for i in range(0, len(listed), size))


def take_out(connection: Connection, document_ids: Collection[str]) -> Traces:
    """Take documents' entities from their actors, before their rows go."""
    traces = Traces()
    of = ACTOR_ENTITIES.c
    for some in chunks(document_ids):
        for actor, keys in connection.execute(
            select(of.actor, of.known_by).where(of.document_id.in_(some))
        ):
            traces.actors.add(actor)
            if len(keys) > 1:
                traces.bridges[frozenset(keys)] = actor
        connection.execute(delete(ACTOR_ENTITIES).where(of.document_id.in_(some)))
    # What stood alone comes back under the same id, if it does.
    alone = {actor for actor in traces.actors if actor.startswith(_ALONE)}
    _drop_empty(connection, alone)
    traces.actors -= alone
    return traces


def join(connection: Connection, documents: Sequence[Facts], traces: Traces) -> None:
    """Give entities of documents, whose rows are there, their actors; then :func:`settle`."""
    named = [(facts.document_id, each) for facts in documents for each in find_keys(facts)]
    joins = _Joins(connection, {key for _, each in named for key in each.keys})
    rows = []
    for document_id, each in named:
        keys = joins.usable(each.keys)
        actor = joins.place(keys, each.thing, _alone(document_id, each.thing.id))
        rows.append((actor, _row(document_id, each)))
        # What one entity held together, another does now.
        traces.bridges.pop(frozenset(each.keys), None)
    joins.write()
    if rows:
        connection.execute(
            ACTOR_ENTITIES.insert(), [row | {"actor": joins.root(actor)} for actor, row in rows]
        )
    traces.actors = {joins.root(actor) for actor in traces.actors}
    traces.bridges = {keys: joins.root(actor) for keys, actor in traces.bridges.items()}
    settle(connection, traces)


def settle(connection: Connection, traces: Traces) -> None:
    """Part the actors that nothing holds together any more, and drop those nobody is left of."""
    for actor in sorted(set(traces.bridges.values())):
        _part(connection, actor)
    _drop_empty(connection, traces.actors)


def block(connection: Connection, key: str) -> bool:
    """Let a key join nothing from now on; return whether it has joined anything."""
    actor = connection.scalar(select(ACTOR_KEYS.c.actor).where(ACTOR_KEYS.c.key == key))
    if connection.scalar(select(ACTOR_BLOCKS.c.key).where(ACTOR_BLOCKS.c.key == key)) is None:
        connection.execute(ACTOR_BLOCKS.insert(), [{"key": key}])
    if actor is not None:
        _part(connection, actor)
        settle(connection, Traces(actors={actor}))
    return actor is not None


def unblock(connection: Connection, key: str) -> bool:
    """Let a key join again; return whether it was blocked."""
    found = connection.execute(delete(ACTOR_BLOCKS).where(ACTOR_BLOCKS.c.key == key))
    rebuild(connection)
    return bool(found.rowcount)


def rebuild(connection: Connection) -> None:
    """Work out all actors anew from the documents' rows."""
    for table in (ACTOR_ENTITIES, ACTOR_KEYS, ACTORS):
        connection.execute(delete(table))
    ids = connection.scalars(select(ENTITIES.c.document_id).distinct()).all()
    for some in chunks(sorted(ids), _DOCUMENTS):
        join(connection, list(_read(connection, some)), Traces())


def _row(document_id: str, named: Named) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "entity": named.thing.id,
        "reason": "; ".join(dict.fromkeys(named.keys.values())) or "alone",
        "known_by": named.keys,
        "home": named.home,
    }


class _Joins:
    """Groups that grow by keys, first in memory, then written."""

    def __init__(self, connection: Connection, keys: Collection[str]) -> None:
        self._connection = connection
        self._actors: dict[str, str] = {}
        self._blocked = set(connection.scalars(select(ACTOR_BLOCKS.c.key)))
        for some in chunks(keys):
            query = select(ACTOR_KEYS.c.key, ACTOR_KEYS.c.actor).where(ACTOR_KEYS.c.key.in_(some))
            self._actors.update((key, actor) for key, actor in connection.execute(query))
        self._stored = set(self._actors.values())
        self._new: dict[str, Thing] = {}
        self._new_keys: dict[str, str] = {}
        self._moved: dict[str, str] = {}

    def usable(self, keys: Iterable[str]) -> list[str]:
        return [key for key in keys if key not in self._blocked]

    def root(self, actor: str) -> str:
        while actor in self._moved:
            actor = self._moved[actor]
        return actor

    def place(self, keys: list[str], thing: Thing, alone: str) -> str:
        """Return the actor of an entity with these keys, which become the actor's."""
        found = sorted({self.root(self._actors[key]) for key in keys if key in self._actors})
        if not found:
            actor = keys[0] if keys else alone
            self._new[actor] = thing
        else:
            actor = self._survivor(found)
            self._moved.update((other, actor) for other in found if other != actor)
        for key in keys:
            if key not in self._actors:
                self._actors[key] = self._new_keys[key] = actor
        return actor

    def _survivor(self, actors: list[str]) -> str:
        """Return the one whose id the most entities have been known by."""
        stored = [actor for actor in actors if actor in self._stored]
        if len(stored) < 2:
            return (stored or actors)[0]
        of = ACTOR_ENTITIES.c.actor
        query = select(of).where(of.in_(stored)).group_by(of).order_by(func.count().desc(), of)
        return self._connection.scalar(query.limit(1)) or stored[0]

    def write(self) -> None:
        new = {id_: thing for id_, thing in self._new.items() if id_ not in self._moved}
        # What is left of documents whose rows were deleted by hand.
        _drop_empty(self._connection, new)
        _insert(
            self._connection,
            ACTORS,
            [{"id": id_, "type": t.type.value, "name": t.name} for id_, t in new.items()],
        )
        _insert(
            self._connection,
            ACTOR_KEYS,
            [{"key": key, "actor": self.root(a)} for key, a in self._new_keys.items()],
        )
        for actor in self._moved.keys() & self._stored:
            for table in (ACTOR_KEYS, ACTOR_ENTITIES):
                moved = update(table).where(table.c.actor == actor)
                self._connection.execute(moved.values(actor=self.root(actor)))
            self._connection.execute(delete(ACTORS).where(ACTORS.c.id == actor))


def _drop_empty(connection: Connection, actors: Collection[str]) -> None:
    left = select(ACTOR_ENTITIES.c.actor).where(ACTOR_ENTITIES.c.actor == ACTORS.c.id)
    for some in chunks(actors):
        connection.execute(delete(ACTORS).where(ACTORS.c.id.in_(some), ~left.exists()))


def _alone(document_id: str, entity: str) -> str:
    return shorten(f"{_ALONE}{document_id}:{entity}")


def _insert(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)


def _part(connection: Connection, actor: str) -> None:
    """Make an actor as many as its entities' keys still hold together."""
    of = ACTOR_ENTITIES.c
    query = (
        select(of.document_id, of.entity, of.known_by, ENTITIES.c.type, ENTITIES.c.name)
        .join_from(ACTOR_ENTITIES, ENTITIES, _same_entity())
        .where(of.actor == actor)
        .order_by(of.document_id, of.entity)
    )
    blocked = set(connection.scalars(select(ACTOR_BLOCKS.c.key)))
    rows = connection.execute(query).all()
    parts = _components([[key for key in row.known_by if key not in blocked] for row in rows])
    kept = {key for keys, _ in parts for key in keys}
    stored = connection.scalars(select(ACTOR_KEYS.c.key).where(ACTOR_KEYS.c.actor == actor)).all()
    for some in chunks([key for key in stored if key not in kept]):
        connection.execute(delete(ACTOR_KEYS).where(ACTOR_KEYS.c.key.in_(some)))
    for keys, members in parts:
        first = rows[members[0]]
        alone = _alone(first.document_id, first.entity)
        if actor in keys or actor == alone:
            continue
        id_ = keys[0] if keys else alone
        _insert(connection, ACTORS, [{"id": id_, "type": first.type, "name": first.name}])
        moved = update(ACTOR_ENTITIES).where(
            of.document_id == bindparam("d"), of.entity == bindparam("e")
        )
        where = [{"d": rows[i].document_id, "e": rows[i].entity} for i in members]
        connection.execute(moved.values(actor=id_), where)
        for some in chunks(keys):
            renamed = update(ACTOR_KEYS).where(ACTOR_KEYS.c.key.in_(some))
            connection.execute(renamed.values(actor=id_))


def _components(sets: Sequence[Sequence[str]]) -> list[tuple[list[str], list[int]]]:
    """Return groups of sets that share keys: keys (in order of appearance) and set numbers."""
    parents: dict[str, str] = {}

    def root(key: str) -> str:
        while (parent := parents.setdefault(key, key)) != key:
            parents[key] = key = parents[parent]
        return key

    for keys in sets:
        for key in keys:
            parents[root(key)] = root(keys[0])
    groups: dict[str, tuple[dict[str, None], list[int]]] = {}
    for number, keys in enumerate(sets):
        name = root(keys[0]) if keys else f"\0{number}"
        held, members = groups.setdefault(name, ({}, []))
        held.update(dict.fromkeys(keys))
        members.append(number)
    return [(list(held), members) for held, members in groups.values()]


def _same_entity() -> Any:
    of = ACTOR_ENTITIES.c
    return (of.document_id == ENTITIES.c.document_id) & (of.entity == ENTITIES.c.id)


def _read(connection: Connection, ids: list[str]) -> Iterator[Facts]:
    """Read documents' facts back; the same as :func:`geoents.sinks.keys.take_facts` gave."""
    of, r, e = ENTITIES.c, _RELATIONS.c, _EVIDENCE.c
    stated = select(e.number).where(
        e.document_id == r.document_id,
        e.relation == r.id,
        e.polarity == Polarity.AFFIRMED.value,
        e.modality == Modality.ACTUAL.value,
    )
    links: dict[str, list[Link]] = {id_: [] for id_ in ids}
    query = (
        select(r.document_id, r.type, r.subject, r.object)
        .where(r.document_id.in_(ids), r.type.in_([t.value for t in TYING]), stated.exists())
        .where(r.object.is_not(None))
        .order_by(r.document_id, r.id)
    )
    for id_, type_, subject, object_ in connection.execute(query):
        links[id_].append(Link(RelationType(type_), subject, object_))
    rows = connection.execute(
        select(of.document_id, of.id, of.type, of.name, of.aliases, of.ids)
        .where(of.document_id.in_(ids))
        .order_by(of.document_id, of.id)
    )
    for id_, group in groupby(rows, key=lambda row: row.document_id):
        things = [Thing(i, EntityType(t), name, a, ids_) for _, i, t, name, a, ids_ in group]
        yield Facts(id_, things, links[id_])
