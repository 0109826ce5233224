"""Docs from annotated sentences, and the relations on them as pairs; see :mod:`geoents.trials`."""

from __future__ import annotations

from spacy.tokens import Doc

from geoents.annotations import annotations
from geoents.schema import RelationType
from geoents.trials import entity_id, example_doc, summarize

__all__ = ["Pair", "entity_id", "example_doc", "found_pairs"]

Pair = tuple[str, str]


def found_pairs(doc: Doc, type_: RelationType) -> set[Pair]:
    """Return the subject and object of every relation of a type on a doc."""
    relations = annotations(doc)["relations"]
    return {(found.subject, found.object) for found in summarize(doc, relations, type_)}
