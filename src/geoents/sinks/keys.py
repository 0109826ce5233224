"""By what entities of different documents are known to be one: keys, each with its reason.

Two entities that share a key are one actor. Precision comes first: an entity is known by its ids;
where it has none, a state by its name, a body by its name with the state or body it belongs to, a
person by a full name with a state or body. "Ilmar Tosk, Norland's foreign minister" and "Ilmar
Tosk of the Norland Senate" share the key of his name in Norland; a bare "Tosk" has no key, nor has
a "Foreign Ministry" of which the text does not say whose it is. An entity with ids has no other
keys: two persons of one name and state whose ids differ stay two.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

from geoents.names import NAMES_DIR, read_entries
from geoents.records import Document
from geoents.schema import EntityType, Modality, Polarity, RelationType

__all__ = ["TYING", "Facts", "Link", "Named", "Thing", "find_keys", "shorten", "take_facts"]

_BELONGS: Final = frozenset({RelationType.PART_OF, RelationType.BASED_IN})
#: What ties a person to a state or body; an office does it by what the office is of.
_SERVES: Final = frozenset(
    {RelationType.SPOKE_FOR, RelationType.MEMBER_OF, RelationType.CITIZEN_OF}
)
#: All types that say anything about who is who.
TYING: Final = _BELONGS | _SERVES | {RelationType.HOLDS_OFFICE, RelationType.OFFICE_OF}
#: Keys that are longer are cut; PostgreSQL's indices take values of some 2,700 bytes.
_LONGEST: Final = 200


class Thing(NamedTuple):
    """What is to be known of an entity: its id in the document, type, name, other names, ids."""

    id: str
    type: EntityType
    name: str
    aliases: list[str]
    ids: dict[str, str]


class Link(NamedTuple):
    """A relation that the document states as a fact: type, subject, object."""

    type: RelationType
    subject: str
    object: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a document, what tells who its entities are; ``links`` has types of ``TYING`` only."""

    document_id: str
    things: list[Thing]
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Named:
    """By what an entity is known.

    Attributes:
        thing: The entity.
        keys: Each key with its reason in words, the best first; none for what stands alone.
        home: The state that a body belongs to, or that a state is, as an entity's id.
    """

    thing: Thing
    keys: dict[str, str]
    home: str | None


def take_facts(document: Document) -> Facts:
    """Return what a document says of who its entities are.

    A denied or a mere possible membership ties nobody: "is not a member", "may join".
    """
    things = [Thing(e.id, e.type, e.name, e.aliases, e.ids) for e in document.entities]
    links = [
        Link(relation.type, relation.subject, relation.object)
        for relation in document.relations
        if relation.type in TYING
        and relation.object is not None
        and any(
            e.factuality.polarity is Polarity.AFFIRMED and e.factuality.modality is Modality.ACTUAL
            for e in relation.evidence
        )
    ]
    return Facts(document.id, things, links)


def find_keys(facts: Facts) -> Iterator[Named]:
    """Yield all entities of a document but its posts, with their keys."""
    ties = _Ties(facts)
    # Sorted, so that the same facts give the same whatever order they were read in.
    for thing in sorted(facts.things, key=lambda thing: thing.id):
        if thing.type is EntityType.OFFICE:
            continue
        keys = {
            shorten(f"{scheme}:{value}"): f"{scheme} {value}"
            for scheme, value in sorted(thing.ids.items())
        }
        if not keys:
            keys = dict(ties.name_keys(thing))
        yield Named(thing, keys, ties.home(thing.id))


class _Ties:
    """Who belongs where in one document."""

    def __init__(self, facts: Facts) -> None:
        self._things = {thing.id: thing for thing in facts.things}
        self._owners: dict[str, list[str]] = defaultdict(list)
        self._bodies: dict[str, list[str]] = defaultdict(list)
        posts: dict[str, list[str]] = defaultdict(list)
        links = sorted(facts.links)
        for link in links:
            if link.type in _BELONGS:
                self._owners[link.subject].append(link.object)
            elif link.type is RelationType.OFFICE_OF:
                posts[link.subject].append(link.object)
        holders = Counter(
            link.object for link in set(links) if link.type is RelationType.HOLDS_OFFICE
        )
        for link in links:
            if link.type in _SERVES:
                self._bodies[link.subject].append(link.object)
            elif link.type is RelationType.HOLDS_OFFICE:
                bodies = posts[link.object]
                # Of "Presidents Tosk and Lund of Norland and Sudland" nobody knows who is whose.
                if holders[link.object] == 1 or len({*map(self.home, bodies)} - {None}) <= 1:
                    self._bodies[link.subject] += bodies

    def name_keys(self, thing: Thing) -> Iterator[tuple[str, str]]:
        name = _plain(thing.name)
        if thing.type is EntityType.STATE and name:
            yield shorten(f"state:{name}"), f"a state named {thing.name}"
        elif thing.type is EntityType.PERSON and " " in name:
            for body in self._bodies[thing.id]:
                for place, label in self._places(body):
                    yield shorten(f"person:{name}@{place}"), f"{thing.name} of {label}"
        elif thing.type is EntityType.ORG:
            known = _known(thing)
            if known is not None:
                yield shorten(f"body:{known}"), f"a body known as {thing.name}"
                return
            for owner in self._above(thing.id):
                key = _own_key(owner)
                if key is None:
                    continue
                for variant in _without_state(name, owner):
                    yield shorten(f"org:{variant}@{key}"), f"{thing.name} of {owner.name}"

    def home(self, id_: str) -> str | None:
        thing = self._things[id_]
        if thing.type is EntityType.STATE:
            return id_
        above = (owner.id for owner in self._above(id_) if owner.type is EntityType.STATE)
        return next(above, None)

    def _above(self, id_: str) -> Iterator[Thing]:
        """Yield what an entity is part of, directly and further up; loops end."""
        seen, waiting = {id_}, list(self._owners[id_])
        while waiting:
            owner = waiting.pop(0)
            if owner not in seen:
                seen.add(owner)
                yield self._things[owner]
                waiting += self._owners[owner]

    def _places(self, body: str) -> Iterator[tuple[str, str]]:
        """Yield keys of a state or body and of those above it, with their names."""
        for thing in (self._things[body], *self._above(body)):
            key = _own_key(thing)
            if key is None and thing.type is EntityType.ORG:
                # A full name and a body's name are enough, whoever's body it is.
                key = f"org:{_plain(thing.name)}"
            if key is not None:
                yield key, thing.name


def _own_key(thing: Thing) -> str | None:
    """Return a key of a state, or of a body that needs no state beside its name."""
    if thing.ids:
        scheme, value = min(thing.ids.items())
        return f"{scheme}:{value}"
    if thing.type is EntityType.STATE:
        return f"state:{_plain(thing.name)}"
    known = _known(thing) if thing.type is EntityType.ORG else None
    return None if known is None else f"body:{known}"


def _without_state(name: str, owner: Thing) -> Iterator[str]:
    """Yield a body's plain name, and what is left of it without its state's names.

    "norlandic foreign ministry" and "foreign ministry of norland": "foreign ministry".
    """
    yield name
    for other in map(_plain, (owner.name, *owner.aliases)):
        if other and name.startswith(f"{other} "):
            yield name.removeprefix(f"{other} ")
        for link in (" of ", " of the "):
            if other and name.endswith(link + other):
                yield name.removesuffix(link + other)


def _known(thing: Thing) -> str | None:
    names = _bodies()
    found = (names.get(_plain(name)) for name in (thing.name, *thing.aliases))
    return next((key for key in found if key is not None), None)


@cache
def _bodies() -> dict[str, str]:
    """Return the bodies of the gazetteer by each name that means no other of them."""
    keys: dict[str, set[str]] = defaultdict(set)
    entries = read_entries(NAMES_DIR / name for name in ("states.toml", "bodies.toml"))
    for entry in entries.values():
        if entry.type is not EntityType.ORG:
            continue
        for name in (entry.name, *entry.aliases, *entry.exact):
            if name not in entry.ambiguous:
                keys[_plain(name)].add(entry.key.removeprefix("org:"))
    return {name: min(found) for name, found in keys.items() if len(found) == 1}


def _plain(name: str) -> str:
    """Return a name in small letters, without accents, full stops and doubled blanks."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c) and c not in ".'’")
    return " ".join(kept.split())


def shorten(key: str) -> str:
    """Return a key as it is, or cut with a fingerprint where it is too long for an index."""
    if len(key) <= _LONGEST:
        return key
    fingerprint = hashlib.sha256(key.encode()).hexdigest()[:32]
    return f"{key[: _LONGEST // 2]}#{fingerprint}"
