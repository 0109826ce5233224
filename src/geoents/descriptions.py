"""Relations and factualities in words, for lists of mistakes and of differences."""

from __future__ import annotations

from collections.abc import Mapping

from geoents.comparison import Item
from geoents.records import Document, quote

__all__ = ["describe", "describe_factuality", "name_rules"]


def describe(document: Document, item: Item) -> str:
    """Return a relation as ``SAID(Ilmar Tosk; "the border stays open")``."""
    names = {entity.id: entity.name for entity in document.entities}
    relation = item.relation
    words = names[relation.subject]
    if relation.object is not None:
        words += f", {names[relation.object]}"
    if item.claim is not None:
        words += f"; {quote(item.claim.text, 120)}"
    return f"{relation.type}({words})"


def describe_factuality(
    document: Document, item: Item, gold_entity: Mapping[str, str] | None = None
) -> dict[tuple[str, str, str | None], str]:
    """Return each factuality of a relation in words, by polarity, modality and source.

    Args:
        document: Where the relation stands.
        item: The relation.
        gold_entity: The gold entity of each predicted one, where the document is a prediction;
            a source that is none of gold's is "".
    """
    names = {entity.id: entity.name for entity in document.entities}
    found = {}
    for read in sorted((e.factuality for e in item.evidence), key=str):
        source = read.source
        if source is not None and gold_entity is not None:
            source = gold_entity.get(source, "")
        words = f"{read.polarity} {read.modality}"
        if read.source is not None:
            words += f" by {names[read.source]}"
        found[str(read.polarity), str(read.modality), source] = words
    return found


def name_rules(item: Item) -> list[str]:
    """Return the rules that read a relation, by name."""
    return sorted({evidence.rule for evidence in item.evidence if evidence.rule is not None})
