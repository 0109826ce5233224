"""From a spaCy ``Doc`` to a :class:`~geoents.records.Document`: the only place that knows both.

Ids are given in order of the text, so the same text gives the same ids on every run: mentions
m1, m2 ... by place, entities e1 ... by first mention, claims c1 ... by place, relations r1 ... by
first evidence. What the text states twice is one relation with two pieces of evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.annotations import (
    Annotations,
    FactualityData,
    MentionData,
    RelationData,
    mention_span,
)
from geoents.annotations import annotations as annotations_of
from geoents.base_days import find_base_day
from geoents.confidence import Confidence
from geoents.dates import DateFound, find_triggers, find_when
from geoents.records import (
    Claim,
    Document,
    Entity,
    Evidence,
    Factuality,
    Mention,
    Provenance,
    Relation,
    Span,
    When,
)
from geoents.schema import SYMMETRIC, EntityType, Form, Modality, Polarity, RelationType, Tenure
from geoents.texts import document_id

__all__ = ["document_id", "group_evidence", "to_document"]

#: In these words two claims may differ and still be one: "the pact is dead", "Pact is dead".
_ARTICLES: Final = frozenset({"a", "an", "the"})
_WORD: Final = re.compile(r"\w+(?:[-'’.,]\w+)*|[%€$£]", re.UNICODE)
_STATED: Final = FactualityData(
    polarity=Polarity.AFFIRMED.value, modality=Modality.ACTUAL.value, source=None, cue=[]
)
#: What is planned or asked for lies ahead: "urged them to meet on Monday".
_AHEAD: Final = frozenset({Modality.PLANNED.value, Modality.DESIRED.value})


class _Key(NamedTuple):
    """What two pieces of evidence must share to be evidence for one relation."""

    type: str
    arguments: tuple[str, str]
    claim: tuple[str, ...] | None


class _Calendar(NamedTuple):
    """By what dates are found: the page's day, and the tokens that evoke relations."""

    base_day: str | None
    triggers: frozenset[int]


class _Ids(NamedTuple):
    """New ids: of entities by their old ones, of mentions by index, of claims by span."""

    entities: dict[str, str]
    mentions: dict[int, str]
    claims: dict[tuple[int, int], str]


def to_document(
    doc: Doc,
    *,
    id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    url: str | None = None,
    provenance: Provenance | None = None,
) -> Document:
    """Return what the components wrote on ``doc`` as a record.

    Args:
        doc: A text that the whole pipeline has read.
        id: The document's id; :func:`document_id` of the text when None.
        title: Its headline, kept as given.
        published: Its date, ISO 8601; relative dates ("on Monday") are reckoned from it, or
            else from the date that the page itself bears.
        url: Where it stands, kept as given.
        provenance: What read it.

    Raises:
        pydantic.ValidationError: A component broke the schema, such as a relation whose
            arguments do not fit its type.
    """
    data = annotations_of(doc)
    groups = group_evidence(doc)
    confidence = Confidence(doc)
    ids = _number(data, groups)
    answered = _find_answered(data, groups)
    text = doc.text
    base_day = find_base_day(text, data["zones"], published=published, url=url)
    calendar = _Calendar(base_day, find_triggers(doc))
    return Document(
        id=id or document_id(doc.text),
        title=title,
        published=published,
        url=url,
        text=text,
        mentions=_mentions(doc, data, ids),
        entities=_entities(data, ids),
        claims=[
            Claim(id=name, start=start, end=end, text=text[start:end])
            for (start, end), name in ids.claims.items()
        ],
        relations=[
            _merge(doc, group, ids, f"r{number}", calendar, answered[number], confidence)
            for number, group in enumerate(groups, start=1)
        ],
        provenance=provenance,
    )


def normalize_claim(text: str) -> tuple[str, ...]:
    """Return a claim's words without case, articles, punctuation and the width of its spaces."""
    words = _WORD.findall(text.casefold().replace("’", "'"))
    return tuple(word for word in words if word not in _ARTICLES)


# -- ids --------------------------------------------------------------------------------------


def _number(data: Annotations, groups: Iterable[list[RelationData]]) -> _Ids:
    by_place = sorted(_linked(data), key=lambda item: (item[1]["start"], -item[1]["end"], item[0]))
    entities: dict[str, str] = {}
    for old in (*(str(m["entity"]) for _, m in by_place), *_referred_to(data["relations"])):
        entities.setdefault(old, f"e{len(entities) + 1}")
    mentions = {index: f"m{number}" for number, (index, _) in enumerate(by_place, start=1)}
    # Of one relation's claims that differ in an article alone, the first stands for all.
    spans = {span for group in groups if (span := _claim_span(group[0])) is not None}
    claims = {span: f"c{number}" for number, span in enumerate(sorted(spans), start=1)}
    return _Ids(entities, mentions, claims)


def _claim_span(relation: RelationData) -> tuple[int, int] | None:
    """Return the claim's characters as a tuple, which another process sends as a list."""
    span = relation["claim_char"]
    return None if span is None else (span[0], span[1])


def _linked(data: Annotations) -> list[tuple[int, MentionData]]:
    """Return the mentions of one entity; a plural ("both states") is in no record."""
    return [(i, m) for i, m in enumerate(data["mentions"]) if m["entity"] is not None]


def _referred_to(relations: Iterable[RelationData]) -> Iterable[str]:
    for relation in sorted(relations, key=_place):
        source = relation["factuality"]["source"] if relation["factuality"] else None
        for entity in (relation["subject"], relation["object"], source):
            if entity is not None:
                yield entity


def _place(relation: RelationData) -> tuple[int, int, str, int, str, str, str]:
    return (
        relation["start"],
        relation["trigger"],
        relation["type"],
        relation["end"],
        relation["rule"],
        relation["subject"],
        relation["object"] or "",
    )


# -- parts ------------------------------------------------------------------------------------


def _mentions(doc: Doc, data: Annotations, ids: _Ids) -> list[Mention]:
    mentions = []
    for index, name in ids.mentions.items():
        mention = data["mentions"][index]
        span = mention_span(doc, mention)
        mentions.append(
            Mention(
                id=name,
                start=span.start_char,
                end=span.end_char,
                text=span.text,
                type=EntityType(mention["type"]),
                form=Form(mention["form"]),
                entity=ids.entities[str(mention["entity"])],
            )
        )
    return mentions


def _entities(data: Annotations, ids: _Ids) -> list[Entity]:
    known = {entity["id"]: entity for entity in data["entities"]}
    return [
        Entity(
            id=name,
            type=EntityType(known[old]["type"]),
            name=known[old]["name"],
            aliases=list(known[old]["aliases"]),
            ids=dict(known[old]["ids"]),
        )
        for old, name in ids.entities.items()
        if old in known
    ]


def group_evidence(doc: Doc) -> list[list[RelationData]]:
    """Return the evidence for each relation of the record, in the record's order."""
    groups: dict[_Key, list[RelationData]] = {}
    text = doc.text
    for relation in sorted(annotations_of(doc)["relations"], key=_place):
        groups.setdefault(_key(text, relation), []).append(relation)
    return list(groups.values())


def _key(text: str, relation: RelationData) -> _Key:
    subject, object_ = relation["subject"], relation["object"] or ""
    arguments = (subject, object_)
    if relation["type"] in SYMMETRIC and object_ < subject:
        arguments = (object_, subject)
    span = _claim_span(relation)
    claim = None if span is None else normalize_claim(text[span[0] : span[1]])
    return _Key(relation["type"], arguments, claim)


def _find_answered(data: Annotations, groups: list[list[RelationData]]) -> dict[int, list[str]]:
    """Return the ids of the relations that each one answers, by the answering one's number."""
    number_of = {id(piece): n for n, group in enumerate(groups, start=1) for piece in group}
    numbers = [number_of[id(piece)] for piece in data["relations"]]
    found: dict[int, set[int]] = {number: set() for number in numbers}
    for one, other in data.get("answers", []):
        if numbers[one] != numbers[other]:
            found[numbers[one]].add(numbers[other])
    return {number: [f"r{n}" for n in sorted(others)] for number, others in found.items()}


def _merge(
    doc: Doc,
    group: list[RelationData],
    ids: _Ids,
    name: str,
    calendar: _Calendar,
    answered: list[str],
    confidence: Confidence,
) -> Relation:
    first = group[0]
    evidence: list[Evidence] = []
    seen: set[tuple[object, ...]] = set()
    for relation in group:
        piece = _evidence(doc, relation, ids, is_turned=relation["subject"] != first["subject"])
        # Two rules that read the same of a sentence are one piece of evidence.
        key = (piece.start, piece.end, tuple(piece.factuality))
        if key not in seen:
            seen.add(key)
            evidence.append(piece)
    span = _claim_span(first)
    return Relation(
        id=name,
        type=RelationType(first["type"]),
        subject=ids.entities[first["subject"]],
        object=None if first["object"] is None else ids.entities[first["object"]],
        claim=None if span is None else ids.claims[span],
        confidence=confidence.estimate(group),
        when=_when(doc, group, calendar),
        tenure=next((Tenure(r["tenure"]) for r in group if "tenure" in r), None),
        evidence=evidence,
        responds_to=answered,
    )


def _when(doc: Doc, group: list[RelationData], calendar: _Calendar) -> When | None:
    """Return the first date that has a value, or else the first."""
    found = [date for relation in group if (date := _date(doc, relation, calendar)) is not None]
    first = next((date for date in found if date.value is not None), found[0] if found else None)
    return None if first is None else When(**first._asdict())


def _date(doc: Doc, relation: RelationData, calendar: _Calendar) -> DateFound | None:
    modality = (relation["factuality"] or _STATED)["modality"]
    return find_when(
        doc,
        relation["trigger"],
        published=calendar.base_day,
        relation=relation["type"],
        is_planned=modality in _AHEAD,
        triggers=calendar.triggers,
    )


def _evidence(doc: Doc, relation: RelationData, ids: _Ids, *, is_turned: bool) -> Evidence:
    span = doc[relation["start"] : relation["end"]]
    trigger = doc[relation["trigger"]]
    factuality = relation["factuality"] or _STATED
    source = factuality["source"]
    mentions = [relation["subject_mention"], relation["object_mention"]]
    if is_turned:
        mentions.reverse()
    subject_mention, object_mention = (
        None if index is None else ids.mentions.get(index) for index in mentions
    )
    return Evidence(
        start=span.start_char,
        end=span.end_char,
        rule=relation["rule"],
        trigger=Span(start=trigger.idx, end=trigger.idx + len(trigger)),
        subject_mention=subject_mention,
        object_mention=object_mention,
        factuality=Factuality(
            polarity=Polarity(factuality["polarity"]),
            modality=Modality(factuality["modality"]),
            source=None if source is None else ids.entities[source],
        ),
        cue=[Span(start=doc[i].idx, end=doc[i].idx + len(doc[i])) for i in factuality["cue"]],
    )
