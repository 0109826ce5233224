"""RDF in Turtle and JSON-LD: the terms of W3C ORG, PROV and Web Annotation, and a few of ours.

What the text itself states as a fact is a plain triple: ``<tosk> org:holds <post>``. Every
reading of every relation, facts included, is a ``geoents:Statement`` (an ``rdf:Statement``) with
polarity, modality and whose word it is: of "Norland is not a member of the SADC, Tosk said" there
is a statement and no triple. Where a mention, a claim or a statement stands in the text is an
``oa:Annotation``, with offsets in code points and the words themselves.

Documents are written one after the other and memory holds one of them. Every node has an IRI, none
is blank, so the same documents give the same file and files can be joined. ``data/rdf/shapes.ttl``
has SHACL shapes for it; docs/graphs.md explains the terms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, XSD

from geoents.exports.networks import claim_id, document_key, is_stated, node_id
from geoents.records import Claim, Document, Entity, Evidence, Mention, Provenance, Relation
from geoents.schema import EntityType, RelationType, Tenure
from geoents.sinks.files import open_atomically
from geoents.texts import is_iso_date

__all__ = ["GEOENTS", "SHAPES", "to_rdf", "write_jsonld", "write_turtle"]

#: SHACL shapes of what is written here.
SHAPES: Final = Path(__file__).parent.parent / "data" / "rdf" / "shapes.ttl"
#: Our own terms. URNs: no server of ours answers for them.
GEOENTS: Final = Namespace("urn:geoents:vocabulary:")
_OA: Final = Namespace("http://www.w3.org/ns/oa#")
_BASE: Final = "urn:geoents:"
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_PREFIXES: Final[dict[str, str]] = {
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "geoents": str(GEOENTS),
    "oa": str(_OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "skos": str(SKOS),
    "xsd": str(XSD),
}
_CLASSES: Final = {
    EntityType.PERSON: (FOAF.Person,),
    EntityType.OFFICE: (ORG.Post,),
    EntityType.STATE: (ORG.Organization, GEOENTS.State),
    EntityType.ORG: (ORG.Organization,),
}
#: Relations that ORG has a word for; the others are words of our own.
_TERMS: Final = {
    RelationType.HOLDS_OFFICE: ORG.holds,
    RelationType.OFFICE_OF: ORG.postIn,
    RelationType.MEMBER_OF: ORG.memberOf,
    RelationType.PART_OF: ORG.subOrganizationOf,
}
#: Tenures of those who hold the post as the text is written; ``org:holds`` knows no time.
_HOLDING: Final = frozenset({None, Tenure.ACTING, Tenure.OUTGOING})
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20\x7f-\xa0<>\"{}|\\^`\ufff0-\uffff]+")
_QID: Final = re.compile(r"Q[1-9][0-9]*", re.ASCII)
#: Characters that Turtle may have in a literal, but many a reader takes for an end or a fault.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
#: Characters before and after a quotation that tell it from others of the same words.
_CONTEXT: Final = 32


def write_turtle(documents: Iterable[Document], out: Path) -> int:
    """Write documents as one Turtle file and return how many there were."""
    count = 0
    with open_atomically(out) as file:
        lines = (f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in _PREFIXES.items())
        file.write("".join(lines).encode())
        for document in documents:
            turtle = to_rdf(document).serialize(format="turtle")
            # The prefixes, which end at the first empty line, are at the head of the file.
            body = turtle.partition("\n\n")[2].strip("\n")
            escaped = _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04X}", body)
            file.write(f"\n{escaped}\n".encode())
            count += 1
    return count


def write_jsonld(documents: Iterable[Document], out: Path) -> int:
    """Write documents as one JSON-LD file, a node a line, and return how many there were."""
    count = 0
    with open_atomically(out) as file:
        context = json.dumps(_PREFIXES, ensure_ascii=False)
        file.write(f'{{"@context": {context},\n"@graph": ['.encode())
        separator = "\n"
        for document in documents:
            for node in _to_nodes(to_rdf(document)):
                line = json.dumps(node, ensure_ascii=False, sort_keys=True)
                file.write(f"{separator}{line}".encode())
                separator = ",\n"
            count += 1
        file.write(b"\n]}\n")
    return count


def _to_nodes(graph: Graph) -> list[dict[str, Any]]:
    """Return the node objects of JSON-LD, in order of their ids."""
    found = json.loads(graph.serialize(format="json-ld", context=_PREFIXES))
    nodes: list[dict[str, Any]] = found["@graph"]
    return sorted(nodes, key=lambda node: str(node["@id"]))


def to_rdf(document: Document) -> Graph:
    """Return a document's triples."""
    graph = Graph(bind_namespaces="none")
    for prefix, iri in _PREFIXES.items():
        graph.bind(prefix, iri)
    _Writer(graph, document).write()
    return graph


class _Writer:
    """Writes one document into a graph."""

    def __init__(self, graph: Graph, document: Document) -> None:
        self._graph = graph
        self._document = document
        self._iri = URIRef(_BASE + document_key(document.id))
        self._types = {entity.id: entity.type for entity in document.entities}
        self._entities = {e.id: URIRef(_BASE + node_id(document, e)) for e in document.entities}
        self._claims = {c.id: URIRef(_BASE + claim_id(document, c)) for c in document.claims}
        self._statements: dict[str, list[URIRef]] = {}
        self._activity: URIRef | None = None

    def write(self) -> None:
        document = self._document
        self._write_document()
        if document.provenance is not None:
            self._write_extraction(document.provenance)
        for entity in document.entities:
            self._write_entity(entity)
        for mention in document.mentions:
            body = self._entities[mention.entity]
            note = self._annotate(self._part("mention", mention.id), body, mention, "identifying")
            if mention.form is not None:
                self._add(note, GEOENTS.form, Literal(mention.form.value))
        for claim in document.claims:
            iri = self._claims[claim.id]
            self._add(iri, RDF.type, GEOENTS.Claim)
            self._add(iri, RDF.value, Literal(claim.text))
            self._annotate(self._part("quotation", claim.id), iri, claim, "identifying")
        for relation in document.relations:
            self._write_relation(relation)
        for relation in document.relations:
            for statement in self._statements[relation.id]:
                for answered in relation.responds_to:
                    for other in self._statements[answered]:
                        self._add(statement, GEOENTS.respondsTo, other)

    def _write_document(self) -> None:
        document = self._document
        self._add(self._iri, RDF.type, PROV.Entity)
        self._add(self._iri, RDF.type, GEOENTS.Document)
        self._add(self._iri, DCTERMS.identifier, Literal(document.id))
        self._add(self._iri, PROV.value, Literal(document.text))
        if document.title is not None:
            self._add(self._iri, DCTERMS.title, Literal(document.title))
        if document.published is not None:
            self._add(self._iri, DCTERMS.issued, _day(document.published))
        if document.url is not None:
            is_iri = _IRI.fullmatch(document.url) is not None
            url = URIRef(document.url) if is_iri else Literal(document.url)
            self._add(self._iri, DCTERMS.source, url)

    def _write_extraction(self, made: Provenance) -> None:
        versions = made.model_dump(exclude={"encoding"})
        agent = URIRef(f"{_BASE}software/" + "/".join(quote(p, safe="") for p in versions.values()))
        self._add(agent, RDF.type, PROV.SoftwareAgent)
        for name, value in versions.items():
            self._add(agent, GEOENTS[name], Literal(value))
        self._activity = self._part("extraction")
        self._add(self._activity, RDF.type, PROV.Activity)
        self._add(self._activity, PROV.used, self._iri)
        if made.encoding is not None:
            self._add(self._activity, GEOENTS.encoding, Literal(made.encoding))
        self._add(self._activity, PROV.wasAssociatedWith, agent)

    def _write_entity(self, entity: Entity) -> None:
        iri = self._entities[entity.id]
        for class_ in _CLASSES[entity.type]:
            self._add(iri, RDF.type, class_)
        self._add(iri, RDFS.label, Literal(entity.name))
        for alias in entity.aliases:
            self._add(iri, SKOS.altLabel, Literal(alias))
        for scheme, value in entity.ids.items():
            self._add(iri, DCTERMS.identifier, Literal(f"{scheme}:{value}"))
        wikidata = entity.ids.get("wikidata", "")
        if _QID.fullmatch(wikidata):
            self._add(iri, OWL.sameAs, URIRef(_WIKIDATA + wikidata))

    def _write_relation(self, relation: Relation) -> None:
        if relation.object is not None and is_stated(relation) and relation.tenure in _HOLDING:
            self._write_fact(relation, self._entities[relation.object])
        readings = dict.fromkeys(evidence.factuality for evidence in relation.evidence)
        iris = {
            read: self._part("statement", relation.id, str(number))
            for number, read in enumerate(readings, start=1)
        }
        self._statements[relation.id] = list(iris.values())
        for iri in iris.values():
            self._write_statement(iri, relation)
        for read, iri in iris.items():
            self._add(iri, GEOENTS.polarity, Literal(read.polarity.value))
            self._add(iri, GEOENTS.modality, Literal(read.modality.value))
            if read.source is not None:
                self._add(iri, GEOENTS.source, self._entities[read.source])
        for number, evidence in enumerate(relation.evidence, start=1):
            name = self._part("evidence", relation.id, str(number))
            note = self._annotate(name, iris[evidence.factuality], evidence, "linking")
            if evidence.rule is not None:
                self._add(note, GEOENTS.rule, Literal(evidence.rule))

    def _write_fact(self, relation: Relation, object_: URIRef) -> None:
        subject = self._entities[relation.subject]
        self._add(subject, self._term(relation), object_)
        if relation.type is RelationType.MEMBER_OF:
            membership = self._part("membership", relation.id)
            self._add(membership, RDF.type, ORG.Membership)
            self._add(membership, ORG.member, subject)
            self._add(membership, ORG.organization, object_)
            self._add(membership, PROV.wasDerivedFrom, self._iri)

    def _write_statement(self, iri: URIRef, relation: Relation) -> None:
        self._add(iri, RDF.type, GEOENTS.Statement)
        self._add(iri, RDF.type, RDF.Statement)
        self._add(iri, RDF.subject, self._entities[relation.subject])
        self._add(iri, RDF.predicate, self._term(relation))
        if relation.claim is not None:
            self._add(iri, GEOENTS.claim, self._claims[relation.claim])
        object_ = None if relation.object is None else self._entities[relation.object]
        if object_ is None and relation.claim is not None:
            object_ = self._claims[relation.claim]
        if object_ is not None:
            self._add(iri, RDF.object, object_)
        self._add(iri, GEOENTS.relation, Literal(relation.type.value))
        self._add(iri, GEOENTS.confidence, Literal(relation.confidence))
        if relation.tenure is not None:
            self._add(iri, GEOENTS.tenure, Literal(relation.tenure.value))
        if relation.when is not None:
            self._add(iri, GEOENTS.whenWords, Literal(relation.when.text))
            if relation.when.value is not None:
                self._add(iri, GEOENTS.when, _day(relation.when.value))
        self._add(iri, PROV.wasDerivedFrom, self._iri)
        if self._activity is not None:
            self._add(iri, PROV.wasGeneratedBy, self._activity)

    def _term(self, relation: Relation) -> URIRef:
        """Return the property of a relation.

        ``org:postIn`` joins a post and a body, so the post of "adviser to Tosk" has our own.
        """
        own = GEOENTS[relation.type.value]
        object_ = None if relation.object is None else self._types[relation.object]
        if relation.type is RelationType.OFFICE_OF and object_ is EntityType.PERSON:
            return own
        return _TERMS.get(relation.type, own)

    def _annotate(
        self, iri: URIRef, body: URIRef, span: Mention | Claim | Evidence, motive: str
    ) -> URIRef:
        """Say what some characters of the text are about, and return the annotation."""
        start, end, text = span.start, span.end, self._document.text
        target, place, words = (URIRef(f"{iri}#{p}") for p in ("target", "position", "quote"))
        self._add(iri, RDF.type, _OA.Annotation)
        self._add(iri, _OA.motivatedBy, _OA[motive])
        self._add(iri, _OA.hasBody, body)
        self._add(iri, _OA.hasTarget, target)
        self._add(target, RDF.type, _OA.SpecificResource)
        self._add(target, _OA.hasSource, self._iri)
        self._add(target, _OA.hasSelector, place)
        self._add(target, _OA.hasSelector, words)
        self._add(place, RDF.type, _OA.TextPositionSelector)
        self._add(place, _OA.start, Literal(start, datatype=XSD.nonNegativeInteger))
        self._add(place, _OA.end, Literal(end, datatype=XSD.nonNegativeInteger))
        self._add(words, RDF.type, _OA.TextQuoteSelector)
        self._add(words, _OA.exact, Literal(text[start:end]))
        self._add(words, _OA.prefix, Literal(text[max(0, start - _CONTEXT) : start]))
        self._add(words, _OA.suffix, Literal(text[end : end + _CONTEXT]))
        return iri

    def _part(self, kind: str, *names: str) -> URIRef:
        parts = (self._document.id, *names)
        return URIRef(f"{_BASE}{kind}/" + "/".join(quote(part, safe="") for part in parts))

    def _add(self, subject: URIRef, predicate: URIRef, value: URIRef | Literal) -> None:
        self._graph.add((subject, predicate, value))


def _day(value: str) -> Literal:
    """Return a date with its type in XML Schema; an interval or any other words as they are."""
    if not is_iso_date(value):
        return Literal(value)
    types = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    if len(value) in types:
        return Literal(value, datatype=types[len(value)])
    return Literal(datetime.fromisoformat(value).isoformat(), datatype=XSD.dateTime)
