"""A document as annotation tools see it: marks on a text, arcs between marks, notes on both.

brat, INCEpTION, Label Studio, Prodigy and DocBin all hold a :class:`Sheet`. Marks are mentions
(labelled with their type) and claims (``CLAIM``); an arc is a relation, from a mention of its
subject to one of its object, or to its claim. What a mark and an arc do not say themselves stands
in their notes, so that nothing is lost; where a tool changed them, they are right, not the notes.
Offsets in notes are code points, whatever the format counts in.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

from pydantic import ValidationError

from geoents.formats.mapping import load_mapping
from geoents.formats.tally import Tally
from geoents.inline_writing import default_name, entity_key
from geoents.records import Document, Evidence, RecordError, Relation
from geoents.schema import SIGNATURES, EntityType, RelationType

__all__ = ["CLAIM", "LABELS", "Arc", "Mark", "Sheet", "from_sheet", "read_note", "to_sheet"]

CLAIM: Final = "CLAIM"
#: What a mark may be labelled with.
LABELS: Final = (*EntityType, CLAIM)

_Note = dict[str, Any]


@dataclass(slots=True)
class Mark:
    """A stretch of text with a label; ``id`` is unique in its sheet."""

    id: str
    start: int
    end: int
    label: str
    note: _Note = field(default_factory=dict)


@dataclass(slots=True)
class Arc:
    """A labelled link from one mark to another (their ids)."""

    label: str
    source: str
    target: str
    note: _Note = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """A text with marks and arcs; ``groups`` are marks of one entity, for want of notes."""

    id: str
    text: str
    marks: list[Mark] = field(default_factory=list)
    arcs: list[Arc] = field(default_factory=list)
    note: _Note = field(default_factory=dict)
    groups: list[list[str]] = field(default_factory=list)


def read_note(written: object) -> _Note | None:
    """Return a note that geoents wrote, from its JSON; None for anything else."""
    if isinstance(written, dict):
        return written
    if not isinstance(written, str) or not written.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


# -- from documents ---------------------------------------------------------------------------


def to_sheet(document: Document) -> Sheet:
    """Return a document as marks, arcs and notes; :func:`from_sheet` makes the same of it."""
    sheet = Sheet(document.id, document.text)
    marks: dict[str, str] = {}
    of: dict[str, list[Mark]] = {}
    for mention in document.mentions:
        note: _Note = {"id": mention.id, "entity": mention.entity}
        if mention.form is not None:
            note["form"] = mention.form.value
        mark = Mark(
            f"T{len(sheet.marks) + 1}", mention.start, mention.end, mention.type.value, note
        )
        sheet.marks.append(mark)
        marks[mention.id] = mark.id
        of.setdefault(mention.entity, []).append(mark)
    claims: dict[str, str] = {}
    for claim in document.claims:
        mark = Mark(f"T{len(sheet.marks) + 1}", claim.start, claim.end, CLAIM, {"id": claim.id})
        sheet.marks.append(mark)
        claims[claim.id] = mark.id
    loose = []
    for relation in document.relations:
        arc = _arc(relation, of, claims)
        if arc is None:
            loose.append(relation.model_dump(mode="json", exclude_defaults=True))
        else:
            sheet.arcs.append(arc)
    sheet.note = _document_note(document, loose)
    return sheet


def _document_note(document: Document, loose: list[_Note]) -> _Note:
    names = ("id", "title", "published", "url")
    note: _Note = {name: value for name in names if (value := getattr(document, name)) is not None}
    if document.provenance is not None:
        note["provenance"] = document.provenance.model_dump()
    mentioned = {mention.entity for mention in document.mentions}
    note["entities"] = [
        entity.model_dump(mode="json", exclude_defaults=True)
        | ({} if entity.id in mentioned else {"bare": True})
        for entity in document.entities
    ]
    if loose:
        note["relations"] = loose
    note["order"] = {
        name: [item.id for item in items]
        for name in ("mentions", "claims", "relations")
        if len(items := getattr(document, name)) > 1
    }
    return note


def _arc(
    relation: Relation, of: Mapping[str, Sequence[Mark]], claims: Mapping[str, str]
) -> Arc | None:
    """Return a relation as an arc, or None where one of its ends has no mark."""
    first = relation.evidence[0]
    source = _end(of.get(relation.subject, []), first, first.subject_mention)
    if relation.object is not None:
        target = _end(of.get(relation.object, []), first, first.object_mention)
    else:
        target = claims.get(relation.claim or "")
    if source is None or target is None:
        return None
    note = relation.model_dump(
        mode="json", exclude_defaults=True, exclude={"type", "subject", "object"}
    )
    if relation.object is None:
        del note["claim"]
    return Arc(relation.type.value, source, target, note)


def _end(marks: Sequence[Mark], evidence: Evidence, named: str | None) -> str | None:
    """Return the mark of the mention that evidence names, else the one nearest to it."""
    if not marks:
        return None

    def distance(mark: Mark) -> tuple[bool, int]:
        gap = max(evidence.start - mark.start, mark.end - evidence.end, 0)
        return mark.note["id"] != named, gap

    return min(marks, key=distance).id


# -- to documents -----------------------------------------------------------------------------


def from_sheet(sheet: Sheet, tally: Tally) -> Document:
    """Return the document of a sheet; what has no place in our records is counted.

    Raises:
        RecordError: A mark is outside the text, or a note is damaged; the message is one line.
    """
    try:
        return _Binder(sheet, tally).bind()
    except RecordError:
        raise
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise RecordError(f"a note is damaged ({type(error).__name__}: {error})") from None


class _Binder:
    """Makes a document of a sheet."""

    def __init__(self, sheet: Sheet, tally: Tally) -> None:
        self.sheet = sheet
        self.tally = tally
        self.mentions: dict[str, _Note] = {}
        self.claims: dict[str, _Note] = {}
        self.relations: list[_Note] = []
        self.entities: dict[str, _Note] = {}

    def bind(self) -> Document:
        note = self.sheet.note
        marks = sorted(self.sheet.marks, key=lambda mark: (mark.start, -mark.end))
        self._add_marks(marks)
        self._add_entities(note.get("entities", []))
        used: set[str] = set()
        for arc in self.sheet.arcs:
            self._add_arc(arc, used)
        for loose in note.get("relations", []):
            self._add_relation(dict(loose), used)
        self._drop_unanswered()
        self._drop_unused()
        record = {name: note.get(name) for name in ("title", "published", "url", "provenance")}
        record |= {"id": note.get("id") or self.sheet.id, "text": self.sheet.text}
        lists: dict[str, Iterable[_Note]] = {
            "mentions": self.mentions.values(),
            "claims": self.claims.values(),
            "relations": self.relations,
        }
        order = note.get("order") or {}
        record |= {name: _sorted(items, order.get(name, [])) for name, items in lists.items()}
        record["entities"] = list(self.entities.values())
        try:
            return Document.model_validate(record)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            where = " ".join(str(step) for step in first["loc"])
            said = first["msg"].removeprefix("Value error, ")
            raise RecordError(": ".join(part for part in (where, said) if part)) from None

    def _add_marks(self, marks: Sequence[Mark]) -> None:
        used: dict[str, set[str]] = {"m": set(), "c": set()}
        given = [mark.note.get("id") for mark in marks]
        group = {id_: ids[0] for ids in self.sheet.groups for id_ in ids}
        grouped: dict[str, str] = {}
        for mark in marks:
            if mark.id in group and mark.note.get("entity") is not None:
                grouped.setdefault(group[mark.id], mark.note["entity"])
        for mark in marks:
            text = self.sheet.text
            if not 0 <= mark.start < mark.end <= len(text):
                raise RecordError(
                    f"{mark.label} {mark.start}-{mark.end} is no span of the text ({len(text)})"
                )
            item: _Note = {"start": mark.start, "end": mark.end}
            item["text"] = text[mark.start : mark.end]
            if mark.label == CLAIM:
                self.claims[mark.id] = {
                    "id": _fresh(mark.note.get("id"), "c", used["c"], given)
                } | item
            elif (found := _type(mark.label, item["text"])) is not None:
                item["id"] = _fresh(mark.note.get("id"), "m", used["m"], given)
                item |= {"type": found[0], "form": mark.note.get("form", found[1])}
                key = mark.note.get("entity")
                if key is None and mark.id in group:
                    key = grouped.setdefault(group[mark.id], entity_key(item["text"]))
                item["entity"] = key or entity_key(item["text"])
                self.mentions[mark.id] = item
            else:
                reason = load_mapping("labels").entities.get(mark.label)
                said = reason.reason if reason else "no type of ours"
                self.tally.lose(f"annotation labelled {mark.label}: {said}")

    def _add_entities(self, noted: Sequence[_Note]) -> None:
        """Give every mention an entity of its type; where they differ, most mentions decide."""
        types: dict[str, Counter[str]] = {}
        for mention in self.mentions.values():
            types.setdefault(mention["entity"], Counter())[mention["type"]] += 1
        self.entities = {entity["id"]: dict(entity) for entity in noted}
        for key, counts in types.items():
            entity = self.entities.setdefault(key, {"id": key})
            if entity.get("type") not in counts:
                entity["type"] = counts.most_common(1)[0][0]
        for mention in self.mentions.values():
            entity = self.entities[mention["entity"]]
            if entity["type"] != mention["type"]:
                key = f"{mention['entity']}-{mention['type'].lower()}"
                self.entities.setdefault(key, {"id": key, "type": mention["type"]})
                mention["entity"] = key
        own: dict[str, list[_Note]] = {}
        for mention in self.mentions.values():
            own.setdefault(mention["entity"], []).append(mention)
        for key, entity in self.entities.items():
            entity.setdefault("name", default_name(own.get(key, []), key))

    def _add_arc(self, arc: Arc, used: set[str]) -> None:
        if arc.label not in RelationType.__members__:
            self.tally.lose(f"link labelled {arc.label}: no relation of ours")
            return
        source, target = self.mentions.get(arc.source), self.mentions.get(arc.target)
        claim = self.claims.get(arc.target)
        if source is None or (target is None and claim is None):
            self.tally.lose(f"{arc.label} that does not join a mention to a mention or a claim")
            return
        relation = dict(arc.note)
        relation |= {"type": arc.label, "subject": source["entity"]}
        ends = [source]
        if target is not None:
            relation["object"] = target["entity"]
            ends.append(target)
        if claim is not None:
            relation["claim"] = claim["id"]
            ends.append(claim)
        if not relation.get("evidence"):
            stretch = {"start": min(e["start"] for e in ends), "end": max(e["end"] for e in ends)}
            relation["evidence"] = [stretch | {"subject_mention": source["id"]}]
            if target is not None:
                relation["evidence"][0]["object_mention"] = target["id"]
        self._add_relation(relation, used)

    def _add_relation(self, relation: _Note, used: set[str]) -> None:
        problem = self._problem(relation)
        if problem:
            self.tally.lose(problem)
            return
        given = [arc.note.get("id") for arc in self.sheet.arcs]
        relation["id"] = _fresh(relation.get("id"), "r", used, given)
        mentions = {mention["id"] for mention in self.mentions.values()}
        relation["evidence"] = [dict(evidence) for evidence in relation["evidence"]]
        for evidence in relation["evidence"]:
            for name in ("subject_mention", "object_mention"):
                if evidence.get(name) not in mentions:
                    evidence.pop(name, None)
        self.relations.append(relation)

    def _problem(self, relation: _Note) -> str:
        """Say why a relation that somebody drew is none of ours, or return nothing."""
        signature = SIGNATURES[RelationType(relation["type"])]
        kind = relation["type"]
        ends = [self.entities.get(relation.get(name) or "") for name in ("subject", "object")]
        subject, object_ = (end and end["type"] for end in ends)
        if subject not in signature.subject:
            return f"{kind} from {subject}: its subject may not be one"
        if object_ is not None and object_ not in signature.object:
            return f"{kind} to {object_}: its object may not be one"
        if object_ is None and signature.object_required:
            return f"{kind} without an object"
        claims = {claim["id"] for claim in self.claims.values()}
        if relation.get("claim") is not None and not signature.claim:
            return f"{kind} to a claim: it takes none"
        if relation.get("claim") not in claims:
            if signature.claim_required or (signature.claim_or_object and object_ is None):
                return f"{kind} without a claim"
            relation.pop("claim", None)
        return ""

    def _drop_unanswered(self) -> None:
        """Leave out that a relation answers another one that somebody took away."""
        left = {relation["id"] for relation in self.relations}
        for relation in self.relations:
            answered = relation.get("responds_to", [])
            kept = [id_ for id_ in answered if id_ in left]
            self.tally.lose("answer to a relation that is gone", len(answered) - len(kept))
            if answered:
                relation["responds_to"] = kept

    def _drop_unused(self) -> None:
        """Leave out entities whose mentions somebody took away."""
        used = {mention["entity"] for mention in self.mentions.values()}
        for relation in self.relations:
            used |= {relation["subject"], relation.get("object")}
            for evidence in relation["evidence"]:
                used.add((evidence.get("factuality") or {}).get("source"))
        for key in list(self.entities):
            if not self.entities[key].pop("bare", False) and key not in used:
                del self.entities[key]


def _type(label: str, words: str) -> tuple[str, str | None] | None:
    """Return the type and form that a label stands for: one of ours, or a common one such as PER."""
    if label in EntityType.__members__:
        return label, None
    found = load_mapping("labels").entity([label])[1].read(words)
    return found and (found[0].value, found[1].value)


def _fresh(id_: object, letter: str, used: set[str], given: Iterable[object] = ()) -> str:
    """Return an id that is not used yet: the one given, or a new one that is nobody's."""
    if not isinstance(id_, str) or not id_ or id_ in used:
        taken = used.union(one for one in given if isinstance(one, str))
        id_ = next(new for n in count(1) if (new := f"{letter}{n}") not in taken)
    used.add(id_)
    return id_


def _sorted(items: Iterable[_Note], order: Sequence[str]) -> list[_Note]:
    """Return items in a given order of ids; those it does not name stand behind."""
    places = {id_: place for place, id_ in enumerate(order)}
    return sorted(items, key=lambda item: places.get(item["id"], len(places)))
