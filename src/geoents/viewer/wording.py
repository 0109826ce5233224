"""Words that pages have for what records say."""

from __future__ import annotations

from collections.abc import Mapping

from geoents.records import Entity, Factuality, Relation
from geoents.schema import Modality, Polarity

__all__ = ["describe_reading", "describe_relation", "join_words", "show_name"]


def show_name(entity: Entity) -> str:
    """Return an entity's name on one line, its id where it has none."""
    return join_words(entity.name) or entity.id


def join_words(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def describe_relation(relation: Relation, entities: Mapping[str, Entity]) -> list[str]:
    """Return what there is besides the bare fact: its tenure, each way of telling it, its day."""
    readings = [describe_reading(each.factuality, entities) for each in relation.evidence]
    tenure = [] if relation.tenure is None else [relation.tenure.value]
    when = [] if relation.when is None else [relation.when.value or relation.when.text]
    return list(filter(None, dict.fromkeys([*tenure, *readings, *when])))


def describe_reading(read: Factuality, entities: Mapping[str, Entity]) -> str:
    """Return what there is besides "affirmed, actual, in the text's own voice".

    >>> describe_reading(Factuality(polarity="negated", modality="planned"), {})
    'not planned'
    """
    is_negated = read.polarity is Polarity.NEGATED
    how = "" if read.modality is Modality.ACTUAL else read.modality.value
    if is_negated:
        how = f"not {how}" if how else "negated"
    source = "" if read.source is None else f"by {show_name(entities[read.source])}"
    return " ".join(filter(None, [how, source]))
