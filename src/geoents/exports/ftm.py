"""FollowTheMoney entities, one a line of JSON: for Aleph, OpenSanctions' tools and ``ftm``.

=====================  ===========================================================================
document               Article; what is said of others has it as ``proof``
PERSON                 Person, with nationality and the names of posts
OFFICE                 Position, with country and organization
STATE                  PublicBody with the topic ``gov.national``: there is no schema of states
ORG                    PublicBody where a chain of PART_OF ends at a state, else Organization;
                       never Company, for a record does not tell what kind of body it is
HOLDS_OFFICE           Occupancy
MEMBER_OF              Membership
SPOKE_FOR              Representation with the role "spokesperson"
=====================  ===========================================================================

The vocabulary has no words for "not", "may" and "says who". So only what the text itself states as
a fact is written (:func:`geoents.exports.networks.is_stated`): "Norland is not a member of the
SADC", "Tosk may become minister" and "Lund claimed that he is minister" give nothing.

Names, dates, countries and URLs are put in the library's own form, which drops control characters
and marks for right-to-left script; quotations of the text are left as they stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from followthemoney import EntityProxy, model

from geoents.exports.networks import document_key, is_fact, is_stated, node_id
from geoents.records import Document, Entity, Relation, When
from geoents.schema import EntityType, Form, RelationType, Tenure
from geoents.sinks.files import open_atomically

__all__ = ["to_proxies", "write"]

_PREFIX: Final = "geoents"
_SCHEMAS: Final = {
    EntityType.PERSON: "Person",
    EntityType.OFFICE: "Position",
    EntityType.STATE: "PublicBody",
    EntityType.ORG: "Organization",
}
#: Relations that are entities there: schema, subject's property, object's property.
_LINKS: Final = {
    RelationType.HOLDS_OFFICE: ("Occupancy", "holder", "post"),
    RelationType.MEMBER_OF: ("Membership", "member", "organization"),
    RelationType.SPOKE_FOR: ("Representation", "agent", "client"),
}
#: The library's users say "current" and "ended"; a minister-elect is neither.
_STATUS: Final = {
    Tenure.FORMER: "ended",
    Tenure.ACTING: "current",
    Tenure.OUTGOING: "current",
}
_BELONGS: Final = frozenset({RelationType.PART_OF, RelationType.BASED_IN, RelationType.OFFICE_OF})
_SPAN: Final = re.compile(r"(?:from|between)\b", re.IGNORECASE)


def write(documents: Iterable[Document], out: Path) -> int:
    """Write documents as lines of JSON, one an entity, and return how many documents there were.

    Entities with an outside id are joined over documents, and what is said of two of them; so all
    entities, without the texts, are in memory until the end.
    """
    found: dict[str, EntityProxy] = {}
    count = 0
    for document in documents:
        count += 1
        for proxy in to_proxies(document):
            if proxy.id in found:
                found[proxy.id].merge(proxy)
            elif proxy.id is not None:
                found[proxy.id] = proxy
    with open_atomically(out) as file:
        for proxy in found.values():
            line = json.dumps(proxy.to_dict(), ensure_ascii=False, sort_keys=True)
            file.write(line.encode() + b"\n")
    return count


def to_proxies(document: Document) -> Iterator[EntityProxy]:
    """Yield a document's entities; those of other documents may have the same ids."""
    article = _make("Article", document_key(document.id))
    article.add("title", document.title)
    article.add("publishedAt", document.published)
    _add_origin(article, document)
    yield article
    facts = _Facts(document)
    proxies = {entity.id: facts.describe(entity) for entity in document.entities}
    for relation in facts.stated:
        if relation.object is not None:
            facts.connect(relation.type, proxies[relation.subject], proxies[relation.object])
    yield from proxies.values()
    for relation in facts.stated:
        if relation.type in _LINKS and relation.object is not None:
            link = _link(document, relation, proxies[relation.subject], proxies[relation.object])
            link.add("proof", article)
            yield link


class _Facts:
    """What one document itself states, and whose bodies and posts are of which state by it."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._entities = {entity.id: entity for entity in document.entities}
        self._named: set[tuple[str, str]] = {
            (mention.entity, mention.text)
            for mention in document.mentions
            if mention.form is Form.NAME
        }
        self.stated = [relation for relation in document.relations if is_stated(relation)]

    def describe(self, entity: Entity) -> EntityProxy:
        """Return an entity without what relates it to others."""
        schema = _SCHEMAS[entity.type]
        if entity.type is EntityType.ORG and self._states(entity.id, {RelationType.PART_OF}):
            schema = "PublicBody"
        proxy = _make(schema, node_id(self._document, entity))
        proxy.add("name", entity.name)
        for alias in entity.aliases:
            proxy.add("alias" if self._is_full(entity, alias) else "weakAlias", alias)
        proxy.add("wikidataId", entity.ids.get("wikidata"))
        if entity.type is EntityType.STATE:
            proxy.add("topics", "gov.national")
        if entity.type is not EntityType.PERSON:
            for state in self._states(entity.id, _BELONGS):
                proxy.add("country", state.ids.get("iso3166"))
        if not entity.ids:
            # What many documents know would have as many of these.
            proxy.add("proof", _make("Article", document_key(self._document.id)))
            _add_origin(proxy, self._document)
        return proxy

    def connect(self, type_: RelationType, subject: EntityProxy, object_: EntityProxy) -> None:
        """Add to two entities what needs no entity of its own.

        FollowTheMoney refuses what is related to itself, as a record by hand may have it: left out.
        """
        if subject.id == object_.id:
            return
        if type_ is RelationType.HOLDS_OFFICE:
            subject.add("position", object_.get("name"))
        elif type_ is RelationType.CITIZEN_OF:
            subject.add("nationality", object_.get("country"))
        elif type_ is RelationType.PART_OF:
            subject.add("parent", object_)
        elif type_ is RelationType.OFFICE_OF and object_.schema.is_a("Organization"):
            subject.add("organization", object_)

    def _states(self, id_: str, types: Iterable[RelationType]) -> list[Entity]:
        """Return the states that an entity is or, over bodies above it, belongs to."""
        seen, ways, states = {id_}, [id_], []
        while ways:
            one = ways.pop()
            if self._entities[one].type is EntityType.STATE:
                states.append(self._entities[one])
            for relation in self.stated:
                above = relation.object
                if (
                    relation.type in types
                    and relation.subject == one
                    and above not in {None, *seen}
                ):
                    assert above is not None
                    seen.add(above)
                    ways.append(above)
        return states

    def _is_full(self, entity: Entity, alias: str) -> bool:
        """Whether a name tells by itself who is meant: not "Tosk", "Norlandic" and "Norhaven"."""
        if entity.type is EntityType.PERSON:
            return " " in alias
        return entity.type is not EntityType.STATE or (entity.id, alias) in self._named


def _link(
    document: Document, relation: Relation, subject: EntityProxy, object_: EntityProxy
) -> EntityProxy:
    schema, subject_property, object_property = _LINKS[relation.type]
    tenure = "" if relation.tenure is None else relation.tenure.value
    link = _make(schema, f"{relation.type} {subject.id} {object_.id} {tenure}")
    link.add(subject_property, subject)
    link.add(object_property, object_)
    if relation.type is RelationType.SPOKE_FOR:
        link.add("role", "spokesperson")
    if relation.tenure is not None:
        link.add("status", _STATUS.get(relation.tenure))
        link.add("summary", relation.tenure.value)
    if relation.when is not None:
        for name, value in _dates(relation.when):
            link.add(name, value)
    for evidence in relation.evidence:
        if is_fact(evidence):
            words = document.text[evidence.start : evidence.end]
            link.add("description", words, cleaned=True)
    _add_origin(link, document)
    return link


def _dates(when: When) -> Iterator[tuple[str, str]]:
    """Yield properties of a date: "since 2019", "until March", "from 1997 to 1999", "on Monday".

    A stretch that is no term of office, such as "last week", gives nothing.
    """
    start, slash, end = (when.value or "").partition("/")
    if start and not slash:
        yield "date", start
    elif slash and (".." in {start, end} or _SPAN.match(when.text)):
        if start != "..":
            yield "startDate", start
        if end != "..":
            yield "endDate", end


def _make(schema: str, key: str) -> EntityProxy:
    proxy = model.make_entity(schema, key_prefix=_PREFIX)
    proxy.make_id(key)
    return proxy


def _add_origin(proxy: EntityProxy, document: Document) -> None:
    if document.url is None:
        return
    proxy.add("sourceUrl", document.url)
    if proxy.get("sourceUrl"):
        proxy.add("publisher", (urlsplit(document.url).hostname or "").removeprefix("www."))
