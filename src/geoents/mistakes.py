"""What a prediction got wrong, item by item with its text: for reading errors one by one.

>>> for mistake in errors(gold, predicted):  # doctest: +SKIP
...     print(mistake.kind, mistake.gold, mistake.predicted, mistake.text)
missed SAID(Ilmar Tosk; "the border stays open") None 'The border stays open, Tosk said.'
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from geoents.comparison import Comparison, Item, compare, pair_documents
from geoents.descriptions import describe, describe_factuality, name_rules
from geoents.matching import Alignment, scored_mentions
from geoents.records import Document, Mention, Span, quote
from geoents.schema import RelationType

__all__ = ["Mark", "Mistake", "errors", "find_mistakes"]

T = TypeVar("T")

_CONTEXT = 60


def errors(
    gold: Iterable[Document],
    predicted: Iterable[Document],
    *,
    types: Collection[RelationType | str] | None = None,
) -> list[Mistake]:
    """List all mistakes of a run, by document and place in the text.

    Args:
        gold: The annotated documents.
        predicted: The extracted ones (see :func:`geoents.score.score`).
        types: The relation types to list; all when None.
    """
    wanted = None if types is None else frozenset(RelationType(name) for name in types)
    pairs, _, _ = pair_documents(gold, predicted)
    return [m for pair in pairs for m in find_mistakes(compare(*pair, types=wanted))]


def find_mistakes(comparison: Comparison) -> list[Mistake]:
    """List the mistakes in one document, by place in the text."""
    found = [
        *_find_mentions(comparison),
        *_find_entities(comparison),
        *_find_relations(comparison),
        *_find_factuality(comparison),
    ]
    return sorted(found, key=lambda m: (m.start, m.layer, m.kind, m.gold or "", m.predicted or ""))


def _find_mentions(comparison: Comparison) -> Iterator[Mistake]:
    text = comparison.gold.text
    for kind, one, other in _wrong(comparison.mentions):
        place = one or other
        assert place is not None
        yield Mistake(
            document=comparison.gold.id,
            layer="mention",
            kind=kind,
            type=place.type,
            gold=None if one is None else f"{one.type} {quote(one.text)}",
            predicted=None if other is None else f"{other.type} {quote(other.text)}",
            text=_line(text[max(0, place.start - _CONTEXT) : place.end + _CONTEXT]),
            rule=None,
            start=place.start,
            end=place.end,
            marks=(*_mark_all("gold", "mention", one), *_mark_all("predicted", "mention", other)),
        )


def _find_entities(comparison: Comparison) -> Iterator[Mistake]:
    for kind, one, other in _wrong(comparison.entities):
        document = comparison.predicted if one is None else comparison.gold
        entity = other if one is None else one
        assert entity is not None
        mentions = [m for m in scored_mentions(document) if m.entity == entity.id]
        named = f"{entity.type} {quote(entity.name)}"
        yield Mistake(
            document=comparison.gold.id,
            layer="entity",
            kind=kind,
            type=entity.type,
            gold=None if one is None else named,
            predicted=None if other is None else named,
            text=_line(" | ".join(dict.fromkeys(mention.text for mention in mentions))),
            rule=None,
            start=mentions[0].start,
            end=mentions[0].end,
            marks=(*_mark_all("gold" if other is None else "predicted", "mention", *mentions),),
        )


def _find_relations(comparison: Comparison) -> Iterator[Mistake]:
    for kind, one, other in _wrong(comparison.relations):
        item = one or other
        assert item is not None
        evidence = min(item.evidence, key=lambda e: (e.start, e.end))
        yield Mistake(
            document=comparison.gold.id,
            layer="relation",
            kind=kind,
            type=item.type,
            gold=None if one is None else describe(comparison.gold, one),
            predicted=None if other is None else describe(comparison.predicted, other),
            text=_line(comparison.gold.text[evidence.start : evidence.end]),
            rule=_rules(other),
            start=evidence.start,
            end=evidence.end,
            marks=_mark_relation(comparison, one, other),
        )


def _find_factuality(comparison: Comparison) -> Iterator[Mistake]:
    """Yield the relations found that have not all the factualities of gold, or others."""
    for one, other in comparison.relations.correct:
        wanted = describe_factuality(comparison.gold, one)
        offered = describe_factuality(comparison.predicted, other, comparison.gold_entity)
        if set(wanted) != set(offered):
            evidence = min(one.evidence, key=lambda e: (e.start, e.end))
            relation = describe(comparison.gold, one)
            yield Mistake(
                document=comparison.gold.id,
                layer="factuality",
                kind="incorrect",
                type=one.type,
                gold=f"{relation}: {'; '.join(wanted.values())}",
                predicted=f"{relation}: {'; '.join(offered.values())}",
                text=_line(comparison.gold.text[evidence.start : evidence.end]),
                rule=_rules(other),
                start=evidence.start,
                end=evidence.end,
                marks=_mark_relation(comparison, one, other),
            )


def _mark_relation(
    comparison: Comparison, one: Item | None, other: Item | None
) -> tuple[Mark, ...]:
    marks = [
        *(() if one is None else _mark_item("gold", comparison.gold, one)),
        *(() if other is None else _mark_item("predicted", comparison.predicted, other)),
    ]
    return tuple(dict.fromkeys(marks))


def _mark_item(side: str, document: Document, item: Item) -> Iterator[Mark]:
    """Mark the parties, the claim and the words of a relation where its evidence stands."""
    if item.claim is not None:
        yield Mark(item.claim.start, item.claim.end, side, "claim")
    relation = item.relation
    by_id = {mention.id: mention for mention in document.mentions}
    for evidence in item.evidence:
        if evidence.trigger is not None:
            yield Mark(evidence.trigger.start, evidence.trigger.end, side, "trigger")
        yield from _mark_all(side, "cue", *evidence.cue)
        parties = (
            ("subject", relation.subject, evidence.subject_mention),
            ("object", relation.object, evidence.object_mention),
        )
        for role, entity, mention in parties:
            if mention is not None:
                yield from _mark_all(side, role, by_id[mention])
            elif entity is not None:
                named = [m for m in document.mentions if m.entity == entity]
                yield from _mark_all(side, role, *(m for m in named if _is_inside(m, evidence)))


def _is_inside(mention: Mention, evidence: Span) -> bool:
    return evidence.start <= mention.start and mention.end <= evidence.end


def _mark_all(side: str, role: str, *spans: Span | Mention | None) -> Iterator[Mark]:
    yield from (Mark(span.start, span.end, side, role) for span in spans if span is not None)


def _wrong(alignment: Alignment[T]) -> Iterator[tuple[str, T | None, T | None]]:
    for one, other in alignment.partial:
        yield "partial", one, other
    for one, other in alignment.incorrect:
        yield "incorrect", one, other
    for one in alignment.missed:
        yield "missed", one, None
    for other in alignment.spurious:
        yield "spurious", None, other


def _rules(item: Item | None) -> str | None:
    return None if item is None else ", ".join(name_rules(item)) or None


def _line(text: str) -> str:
    return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Mark:
    """Words that a mistake is about.

    Attributes:
        start: Where they begin, in code points.
        end: Where they end.
        side: ``gold`` or ``predicted``: who says so.
        role: ``mention``, ``subject``, ``object``, ``claim``, ``trigger`` or ``cue``.
    """

    start: int
    end: int
    side: str
    role: str


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that was missed, made up or got wrong.

    Attributes:
        document: The document's id.
        layer: ``mention``, ``entity``, ``relation`` or ``factuality``.
        kind: ``missed``, ``spurious``, ``partial`` or ``incorrect`` (see ``matching.Alignment``).
        type: The entity or relation type, gold's where there is one.
        gold: What gold says there, or None.
        predicted: What was predicted there, or None.
        text: The evidence, or a mention with the words around it, or an entity's names.
        rule: The rules that the prediction comes from.
        start: Where the evidence, the mention or the entity's first one begins, in code points.
        end: Where that ends.
        marks: The words that it is about, on both sides.
    """

    document: str
    layer: str
    kind: str
    type: str
    gold: str | None
    predicted: str | None
    text: str
    rule: str | None
    start: int
    end: int
    marks: tuple[Mark, ...] = ()
