"""Scores as tables of text, to be drawn in a terminal or on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from geoents.schema import EntityType, RelationType
from geoents.score import PRF, Accuracy, Counts, Scores, Tally, by_family, macro, micro

__all__ = ["Table", "tabulate"]

_COUNTS = ("gold", "predicted", "correct", "incorrect", "partial", "missed", "spurious")
_PRF = ("P", "R", "F1")


def tabulate(scores: Scores) -> list[Table]:
    """Return the tables of a run: mentions, entities, relations, factuality, documents."""
    total = scores.total
    return [
        Table("Mentions", ("type", *_COUNTS, *_PRF, *_overlap()), [*_mention_rows(total)]),
        Table("Entities", ("type", "gold", "predicted", "correct", *_PRF), [*_entity_rows(total)]),
        Table("Relations", ("type", *_COUNTS, *_PRF, *_factual()), [*_relation_rows(total)]),
        Table(
            "Factuality of the relations found",
            ("", "gold", "polarity", "modality", "source", "all three"),
            [_shares("all", total.factuality), _shares("marked", total.marked)],
        ),
        Table(
            "Documents",
            ("document", "mention F1", "entity F1", "gold", "predicted", "correct", *_PRF),
            [*_document_rows(scores.documents)],
        ),
    ]


def _overlap() -> Iterator[str]:
    return (f"overlap {name}" for name in _PRF)


def _factual() -> Iterator[str]:
    return (f"factual {name}" for name in _PRF)


def _mention_rows(total: Tally) -> Iterator[list[str]]:
    for name, counts in _with_micro(total.mentions):
        yield [name, *_numbers(counts), *_percent(counts.strict), *_percent(counts.overlap)]


def _entity_rows(total: Tally) -> Iterator[list[str]]:
    for name, counts in _with_micro(total.entities):
        yield [name, *_numbers(counts)[:3], *_percent(counts.strict)]
    yield ["B-cubed", "", "", "", *_percent(total.b_cubed.strict)]


def _relation_rows(total: Tally) -> Iterator[list[str]]:
    none = Counts()
    for kind, group in by_family(total.relations).items():
        factual = {name: total.factual.get(name, none) for name in group}
        for name, counts in group.items():
            yield [
                name,
                *_numbers(counts),
                *_percent(counts.strict),
                *_percent(factual[name].strict),
            ]
        yield _summary(kind, group, factual)
    if total.relations:
        yield _summary("micro", total.relations, total.factual)
        means = macro(total.relations), macro(total.factual)
        yield ["macro", *("" for _ in _COUNTS), *_percent(means[0]), *_percent(means[1])]


def _summary(
    name: str, counts: Mapping[RelationType, Counts], factual: Mapping[RelationType, Counts]
) -> list[str]:
    whole = micro(counts)
    return [name, *_numbers(whole), *_percent(whole.strict), *_percent(micro(factual).strict)]


def _document_rows(documents: Mapping[str, Tally]) -> Iterator[list[str]]:
    for id_, one in documents.items():
        relations = micro(one.relations)
        yield [
            id_,
            *_percent([micro(one.mentions).f1, micro(one.entities).f1]),
            *_numbers(relations)[:3],
            *_percent(relations.strict),
        ]


def _with_micro(counts: Mapping[EntityType, Counts]) -> Iterator[tuple[str, Counts]]:
    yield from counts.items()
    yield "micro", micro(counts)


def _numbers(counts: Counts) -> list[str]:
    return [str(getattr(counts, name)) for name in _COUNTS]


def _shares(name: str, accuracy: Accuracy) -> list[str]:
    parts = ("polarity", "modality", "source", "whole")
    return [name, str(accuracy.total), *_percent(accuracy.share(part) for part in parts)]


def _percent(values: PRF | Iterable[float]) -> list[str]:
    return [f"{100 * value:.1f}" for value in values]


class Table(NamedTuple):
    """A titled table; the first column names the row, the others hold figures."""

    title: str
    columns: tuple[str, ...]
    rows: list[list[str]]
