"""Fits ``Relation.confidence`` on gold, and tells how well it holds.

    .venv/bin/python tools/fit_confidence.py data/gold/dev data/gold/wide MORE_GOLD... --held data/gold/test

Reads the gold with the working tree, labels each relation found as right or wrong by the scorer's
own matching, fits a logistic regression with a normal prior on every weight, and writes
``src/geoents/data/confidence.toml`` and the tables of ``docs/confidence.md``. ``--held`` adds the
tables of gold that the fit does not see; of it nothing but tables is printed or written. With
``--only-print`` no file is written.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language

import geoents
from geoents.annotations import RelationData
from geoents.comparison import compare
from geoents.confidence import (
    FEATURES,
    FITTED,
    Confidence,
    Fit,
    count_doublings,
    probability,
    read_fit,
)
from geoents.convert import group_evidence, to_document
from geoents.floors import fingerprint
from geoents.gold import read_gold

DOCS = Path(__file__).parent.parent / "docs" / "confidence.md"
#: The precision (one through the variance) of the normal prior of each kind of weight, by
#: cross-validation over 3, 5 and 10; a further level for constructions brought nothing.
PRIORS = {"bias": 1e-6, "types": 10.0, "rules": 3.0, "features": 5.0, "places": 0.3}
FOLDS = 10
BINS = (0.0, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)
THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)

Floats = Any  # numpy's arrays


@dataclass(frozen=True)
class Case:
    """A relation found: the document it is from, its evidence, whether gold has it."""

    document: str
    pieces: tuple[RelationData, ...]
    features: tuple[dict[str, float], ...]
    is_right: bool


@dataclass(frozen=True)
class Part:
    """Gold of one folder or file, and what was found in its texts."""

    name: str
    fingerprint: str
    documents: int
    gold: int
    cases: list[Case]


# -- reading ----------------------------------------------------------------------------------


def read_part(path: Path, nlp: Language) -> Part:
    """Extract the texts of gold and hold what is found against it."""
    gold = read_gold(path)
    wanted, cases = 0, []
    for document in gold:
        with nlp.memory_zone():
            doc = nlp(document.text)
            record = to_document(doc, id=document.id, published=document.published)
            relations = compare(document, record).relations
            judge = Confidence(doc)
            right = {other.relation.id for _, other in relations.correct}
            wanted += sum(1 for _ in relations.gold)
            # Of two relations that are one in terms of gold, the scorer keeps the first.
            scored = {item.relation.id for item in relations.predicted}
            for relation, pieces in zip(record.relations, group_evidence(doc), strict=True):
                if relation.id in scored:
                    features = tuple(judge.features(piece) for piece in pieces)
                    case = Case(document.id, tuple(pieces), features, relation.id in right)
                    cases.append(case)
    return Part(path.name, fingerprint(gold), len(gold), wanted, cases)


# -- fitting ----------------------------------------------------------------------------------


def fit(cases: Sequence[Case], *, rounds: int = 4) -> Fit:
    """Fit all weights; each round judges a relation by what was its best piece in the last."""
    found = Fit(0.0, {}, {}, {}, 0.0)
    for _ in range(rounds):
        found = _fit_once(cases, [best_piece(found, case) for case in cases])
    return found


def best_piece(known: Fit, case: Case) -> int:
    """Return the index of the piece that a relation is judged by."""
    scores = [known.score(*both) for both in zip(case.pieces, case.features, strict=True)]
    return scores.index(max(scores))


def estimate(known: Fit, case: Case) -> float:
    """Return what :meth:`geoents.confidence.Confidence.estimate` returns of a relation."""
    best = best_piece(known, case)
    score = known.score(case.pieces[best], case.features[best])
    return round(probability(score + known.places * count_doublings(case.pieces)), 3)


def _fit_once(cases: Sequence[Case], chosen: Sequence[int]) -> Fit:
    rows = [list(_weights(case, index)) for case, index in zip(cases, chosen, strict=True)]
    names = sorted({name for row in rows for name, _ in row})
    columns = {name: index for index, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for name, value in row:
            matrix[number, columns[name]] = value
    right = np.array([float(case.is_right) for case in cases])
    prior = np.array([PRIORS[kind] for kind, _ in names])
    weights = _regress(matrix, right, prior)
    places = columns.get(("places", ""))
    if places is not None and weights[places] < 0:
        # A further piece of evidence makes nothing less likely, whatever few cases say.
        matrix[:, places] = 0
        weights = _regress(matrix, right, prior)
    tables: dict[str, dict[str, float]] = {kind: {} for kind in PRIORS}
    for (kind, name), weight in zip(names, weights.tolist(), strict=True):
        tables[kind][name] = round(weight, 3) + 0.0
    return Fit(
        bias=tables["bias"][""],
        types=tables["types"],
        rules=tables["rules"],
        features={name: tables["features"].get(name, 0.0) for name in FEATURES},
        places=tables["places"].get("", 0.0),
    )


def _weights(case: Case, index: int) -> Iterator[tuple[tuple[str, str], float]]:
    """Yield the weights that a relation's score is the sum of, and how often each counts."""
    piece = case.pieces[index]
    yield ("bias", ""), 1.0
    yield ("types", piece["type"]), 1.0
    yield ("rules", piece["rule"]), 1.0
    yield from ((("features", name), value) for name, value in case.features[index].items())
    if doublings := count_doublings(case.pieces):
        yield ("places", ""), doublings


def _regress(matrix: Floats, right: Floats, prior: Floats) -> Floats:
    """Return the likeliest weights of a logistic regression, by Newton's method."""
    weights = np.zeros(matrix.shape[1])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-matrix @ weights))
        curvature = (matrix * (chances * (1 - chances))[:, None]).T @ matrix + np.diag(prior)
        step = np.linalg.solve(curvature, matrix.T @ (right - chances) - prior * weights)
        weights += step
        if np.abs(step).max() < 1e-9:
            break
    return weights


def cross_validate(cases: Sequence[Case]) -> list[float]:
    """Return the estimate of each relation by a fit that has not seen its document."""
    folds = [fold_of(case.document) for case in cases]
    fits = [
        fit([case for case, other in zip(cases, folds, strict=True) if other != fold])
        for fold in range(FOLDS)
    ]
    return [estimate(fits[fold], case) for case, fold in zip(cases, folds, strict=True)]


def fold_of(document: str) -> int:
    """Return the fold of a document, by its id alone."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % FOLDS


# -- telling ----------------------------------------------------------------------------------


def tell(chances: Sequence[float], cases: Sequence[Case], gold: int) -> Iterator[str]:
    """Yield the lines of the tables: how sure, how right, and what a threshold buys."""
    sure = np.array(chances)
    right = np.array([float(case.is_right) for case in cases])
    order = np.argsort(-sure, kind="stable")
    third = len(order) // 3
    base = right.mean()
    yield (
        f"{len(cases)} relations, {base:.1%} of them right. "
        f"Expected calibration error {calibration_error(sure, right):.3f}, "
        f"Brier score {np.mean((sure - right) ** 2):.4f} (a constant: {base * (1 - base):.4f}), "
        f"area under the ROC curve {area(sure, right):.3f}. "
        f"Right are {right[order[:third]].mean():.1%} of the surest third, "
        f"{right[order[-third:]].mean():.1%} of the least sure."
    )
    yield ""
    yield "| confidence | relations | predicted | observed |"
    yield "|---|---|---|---|"
    for low, high in pairwise(BINS):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            yield (
                f"| {low:.2f}-{high:.2f} | {inside.sum()} "
                f"| {sure[inside].mean():.3f} | {right[inside].mean():.3f} |"
            )
    yield ""
    yield "| threshold | kept | precision | recall |"
    yield "|---|---|---|---|"
    for threshold in THRESHOLDS:
        kept = sure >= threshold
        name = f"{threshold:.2f}" if threshold else "none"
        precision = f"{right[kept].mean():.3f}" if kept.any() else "–"
        yield f"| {name} | {kept.sum()} | {precision} | {right[kept].sum() / gold:.3f} |"


def calibration_error(sure: Floats, right: Floats, *, bins: int = 10) -> float:
    """Return how far off estimates are, on average over bins of as many relations each."""
    order = np.argsort(sure, kind="stable")
    off = [
        abs(sure[part].mean() - right[part].mean()) * len(part)
        for part in np.array_split(order, bins)
    ]
    return float(sum(off) / len(order))


def area(sure: Floats, right: Floats) -> float:
    """Return how often of a right and a wrong relation the right one is the surer."""
    good, bad = sure[right == 1], sure[right == 0]
    wins = (good[:, None] > bad).sum() + (good[:, None] == bad).sum() / 2
    return float(wins / (len(good) * len(bad)))


# -- writing ----------------------------------------------------------------------------------


def write_fit(known: Fit, parts: Iterable[Part], path: Path) -> None:
    """Write fitted numbers as the pipeline reads them."""
    lines = [
        "# How likely relations are right, in log-odds: see src/geoents/confidence.py.",
        "# Written by tools/fit_confidence.py; do not edit.",
        f'fitted = "{date.today().isoformat()}"',
        f"bias = {known.bias}",
        f"places = {known.places}",
        "",
    ]
    for part in parts:
        lines += [
            "[[gold]]",
            f'name = "{part.name}"',
            f'fingerprint = "{part.fingerprint}"',
            f"documents = {part.documents}",
            f"relations = {len(part.cases)}",
            "",
        ]
    for name, table in (
        ("features", known.features),
        ("types", known.types),
        ("rules", known.rules),
    ):
        lines.append(f"[{name}]")
        lines += [
            f'"{key}" = {table[key]}' for key in (table if name == "features" else sorted(table))
        ]
        lines.append("")
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def write_tables(name: str, lines: Iterable[str]) -> None:
    """Put lines between the marks of a name in the docs."""
    text = DOCS.read_text(encoding="utf-8")
    marks = re.compile(rf"(<!-- {name}[^\n]*-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if not marks.search(text):
        raise SystemExit(f"{DOCS}: the marks of {name} are gone; put them back")
    body = "\n".join(lines)
    DOCS.write_text(marks.sub(lambda m: f"{m[1]}{body}\n{m[2]}", text), encoding="utf-8")


def tell_features(known: Fit) -> Iterator[str]:
    """Yield the table of the features and their weights."""
    yield "| feature | weight | what |"
    yield "|---|---|---|"
    for name, what in FEATURES.items():
        yield f"| `{name}` | {known.features[name]:+.2f} | {what} |"
    yield f"| `places` | {known.places:+.2f} | doublings of the sentences that state the relation |"


def main() -> None:
    """Fit, tell and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path, help="gold to fit on: folders or files")
    parser.add_argument("--held", type=Path, help="gold to measure on, which the fit does not see")
    parser.add_argument("--only-print", action="store_true", help="write no file")
    options = parser.parse_args()
    nlp = geoents.load()
    parts = [read_part(path, nlp) for path in options.gold]
    cases = [case for part in parts for case in part.cases]
    known = fit(cases)
    tables = {
        "features": list(tell_features(known)),
        "cross-validation": list(
            tell(cross_validate(cases), cases, sum(part.gold for part in parts))
        ),
    }
    if options.held:
        held = read_part(options.held, nlp)
        chances = [estimate(known, case) for case in held.cases]
        tables["held-out"] = list(tell(chances, held.cases, held.gold))
    for name, lines in tables.items():
        print(f"\n{name}\n", *lines, sep="\n")
    if not options.only_print:
        write_fit(known, parts, FITTED)
        assert read_fit() == known
        for name, lines in tables.items():
            write_tables(name, lines)


if __name__ == "__main__":
    main()
