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
from geoents.matching import Alignment, scored_mentions
from geoents.records import Document, quote
from geoents.schema import RelationType

__all__ = ["Mistake", "errors", "find_mistakes"]

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
            gold=None if one is None else _describe(comparison.gold, one),
            predicted=None if other is None else _describe(comparison.predicted, other),
            text=_line(comparison.gold.text[evidence.start : evidence.end]),
            rule=None if other is None else _rules(other),
            start=evidence.start,
        )


def _find_factuality(comparison: Comparison) -> Iterator[Mistake]:
    """Yield the relations found that have not all the factualities of gold, or others."""
    for one, other in comparison.relations.correct:
        wanted = _factualities(comparison.gold, one)
        offered = _factualities(comparison.predicted, other, comparison)
        if set(wanted) != set(offered):
            evidence = min(one.evidence, key=lambda e: (e.start, e.end))
            relation = _describe(comparison.gold, one)
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
            )


def _factualities(
    document: Document, item: Item, comparison: Comparison | None = None
) -> dict[tuple[str, str, str | None], str]:
    names = {entity.id: entity.name for entity in document.entities}
    found = {}
    for read in sorted((e.factuality for e in item.evidence), key=str):
        source = read.source
        if source is not None and comparison is not None:
            source = comparison.gold_entity.get(source, "")
        words = f"{read.polarity} {read.modality}"
        if read.source is not None:
            words += f" by {names[read.source]}"
        found[str(read.polarity), str(read.modality), source] = words
    return found


def _wrong(alignment: Alignment[T]) -> Iterator[tuple[str, T | None, T | None]]:
    for one, other in alignment.partial:
        yield "partial", one, other
    for one, other in alignment.incorrect:
        yield "incorrect", one, other
    for one in alignment.missed:
        yield "missed", one, None
    for other in alignment.spurious:
        yield "spurious", None, other


def _describe(document: Document, item: Item) -> str:
    names = {entity.id: entity.name for entity in document.entities}
    relation = item.relation
    words = names[relation.subject]
    if relation.object is not None:
        words += f", {names[relation.object]}"
    if item.claim is not None:
        words += f"; {quote(item.claim.text, 120)}"
    return f"{relation.type}({words})"


def _rules(item: Item) -> str | None:
    rules = sorted({evidence.rule for evidence in item.evidence if evidence.rule is not None})
    return ", ".join(rules) or None


def _line(text: str) -> str:
    return " ".join(text.split())


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
        start: Where the text begins, in code points.
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
