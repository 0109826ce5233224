"""Scores as tables of text, to be drawn in a terminal or on a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from geoents.agreement import Agreement
from geoents.intervals import Intervals
from geoents.schema import EntityType, RelationType
from geoents.tallies import (
    PRF,
    Accuracy,
    ClaimCounts,
    Counts,
    RuleCounts,
    Scores,
    Tally,
    by_family,
    macro,
    micro,
)

__all__ = ["Table", "tabulate", "tabulate_agreement", "tabulate_rules"]

_COUNTS = ("gold", "predicted", "correct", "incorrect", "partial", "missed", "spurious")
_PRF = ("P", "R", "F1")
_BAND: Final = "95 %"


def tabulate(scores: Scores, intervals: Intervals | None = None) -> list[Table]:
    """Return the tables of a run: mentions, entities, relations, claims, factuality, documents.

    Args:
        scores: The scores of the run.
        intervals: The intervals of its F1, which then have a column of their own.
    """
    total = scores.total
    bands = intervals or {}
    tables = [
        Table("Mentions", ("type", *_COUNTS, *_PRF, *_overlap()), [*_mention_rows(total)]),
        Table("Entities", ("type", "gold", "predicted", "correct", *_PRF), [*_entity_rows(total)]),
        Table("Relations", ("type", *_COUNTS, *_PRF, *_factual()), [*_relation_rows(total)]),
        Table(
            "Claims",
            ("type", "gold", "predicted", "found", *_PRF, "same words", "token F1"),
            [*_claim_rows(total)],
        ),
    ]
    if bands:
        layers = ("mentions", "entities", "relations", "claims")
        tables = [_add_bands(*pair, bands) for pair in zip(tables, layers, strict=True)]
    return [
        *tables,
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


def tabulate_rules(rules: Mapping[str, RuleCounts]) -> Table:
    """Return what came of each rule's relations; "alone" are correct ones no other rule found."""
    names = ("correct", "incorrect", "partial", "spurious")
    rows = [
        [
            rule or "(no rule)",
            *(str(getattr(counts, name)) for name in names),
            *_percent([counts.precision]),
            str(counts.alone),
        ]
        for rule, counts in rules.items()
    ]
    return Table("Rules", ("rule", *names, "P", "alone"), rows)


def tabulate_agreement(agreement: Agreement) -> list[Table]:
    """Return the tables of two annotations: per label, entities, claims, factuality."""
    total = agreement.total
    columns = ("type", "one", "other", "both", "F1")
    claims = sum(total.claims.values(), ClaimCounts())
    found = total.relations.values()
    relations = [
        *(row for group in by_family(total.relations).items() for row in _family_agreement(*group)),
        *([_agreed("micro", micro(total.relations))] if found else []),
    ]
    return [
        Table("Mentions", columns, [_agreed(*row) for row in _with_micro(total.mentions)]),
        Table(
            "Entities",
            ("measure", "F1"),
            [
                ["matched", *_percent([micro(total.entities).f1])],
                ["B-cubed", *_percent([total.b_cubed.strict.f1])],
                ["CEAF-e", *_percent([total.ceaf_e.strict.f1])],
            ],
        ),
        Table("Relations", columns, relations),
        Table(
            "Claims of the same type and speaker",
            ("", "one", "other", "both", "F1", "same words", "token F1"),
            [
                [
                    "all",
                    *map(str, (claims.gold, claims.predicted, claims.found)),
                    *_percent([claims.strict.f1, claims.exact_share, claims.token_f1]),
                ]
            ],
        ),
        Table(
            "Factuality of the relations that both have",
            ("", "both", "alike", "kappa"),
            [
                [
                    part,
                    str(one.total),
                    "-" if one.observed is None else f"{100 * one.observed:.1f}",
                    "-" if one.kappa is None else f"{one.kappa:.2f}",
                ]
                for part, one in agreement.kappas.items()
            ],
        ),
    ]


def _family_agreement(name: str, group: Mapping[RelationType, Counts]) -> Iterator[list[str]]:
    yield from (_agreed(kind, counts) for kind, counts in group.items())
    yield _agreed(name, micro(group))


def _agreed(name: str, counts: Counts) -> list[str]:
    numbers = (counts.gold, counts.predicted, counts.correct)
    return [name, *map(str, numbers), *_percent([counts.f1])]


def _add_bands(table: Table, layer: str, bands: Intervals) -> Table:
    """Put a column with the interval of F1 behind F1."""
    place = table.columns.index("F1") + 1
    rows = []
    for row in table.rows:
        name = row[0]
        tried = (f"types.{name}", f"families.{name}.micro", name.lower().replace("-", "_"))
        found = next((bands[key] for one in tried if (key := f"{layer}.{one}") in bands), None)
        band = ""
        if found is not None:
            low, high = found["f1"]
            band = f"[{100 * low:.1f}-{100 * high:.1f}]"
        rows.append([*row[:place], band, *row[place:]])
    return Table(table.title, (*table.columns[:place], _BAND, *table.columns[place:]), rows)


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
    yield ["CEAF-e", "", "", "", *_percent(total.ceaf_e.strict)]


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


def _claim_rows(total: Tally) -> Iterator[list[str]]:
    whole = sum(total.claims.values(), ClaimCounts())
    for name, counts in (*total.claims.items(), ("micro", whole)):
        yield [
            name,
            *map(str, (counts.gold, counts.predicted, counts.found)),
            *_percent(counts.strict),
            *_percent([counts.exact_share, counts.token_f1]),
        ]


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
