"""How well capitals are told apart: the government ("Yerevan said") and the place ("in Yerevan").

    python bench/metonymy.py FILE [--wrong]

Prints precision, recall and F1 of either reading over a file of sentences, data/gold/metonymy/*.toml:
``[[case]]`` tables with ``text``, the ``words`` that are read, their ``nth`` occurrence (1 where it
is not told) and the ``reading``. A capital is read as the government where it is a STATE mention.
``--wrong`` lists the cases read otherwise than the file has it.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from spacy.language import Language

import geoents
from geoents.annotations import annotations, mention_span
from geoents.schema import EntityType, Form

READINGS = ("government", "place")


class Case(NamedTuple):
    """The words of ``text`` from ``start`` to ``end``, in code points, and how they are meant."""

    text: str
    start: int
    end: int
    reading: str


class Figures(NamedTuple):
    """Precision, recall and F1 of a reading, in per cent."""

    precision: float
    recall: float
    f1: float


def read_cases(path: Path) -> list[Case]:
    """Return a file's cases; ValueError where the words are not in the text."""
    cases = []
    for number, table in enumerate(tomllib.loads(path.read_text("utf8"))["case"], start=1):
        start = -1
        for _ in range(table.get("nth", 1)):
            start = table["text"].find(table["words"], start + 1)
            if start < 0:
                raise ValueError(f"{path}: case {number}: no such words in its text")
        if table["reading"] not in READINGS:
            raise ValueError(f"{path}: case {number}: reading is not one of {READINGS}")
        cases.append(Case(table["text"], start, start + len(table["words"]), table["reading"]))
    return cases


def read_capitals(nlp: Language, cases: Sequence[Case]) -> list[str]:
    """Return how the pipeline reads each case."""
    found = []
    for case, doc in zip(cases, nlp.pipe(case.text for case in cases), strict=True):
        governments = {
            (span.start_char, span.end_char)
            for mention in annotations(doc)["mentions"]
            if mention["type"] == EntityType.STATE and mention["form"] == Form.METONYM
            for span in [mention_span(doc, mention)]
        }
        found.append(READINGS[(case.start, case.end) not in governments])
    return found


def figures(cases: Iterable[Case], found: Iterable[str]) -> dict[str, Figures]:
    """Return the figures of each reading."""
    pairs = [(case.reading, own) for case, own in zip(cases, found, strict=True)]
    of = {}
    for reading in READINGS:
        correct = pairs.count((reading, reading))
        precision = correct / max(1, sum(own == reading for _, own in pairs))
        recall = correct / max(1, sum(gold == reading for gold, _ in pairs))
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        of[reading] = Figures(100 * precision, 100 * recall, 100 * f1)
    return of


def main() -> None:
    """Print the table of a file."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--wrong", action="store_true", help="list the cases read wrong")
    options = parser.parse_args()
    cases = read_cases(options.file)
    found = read_capitals(geoents.load(), cases)
    print(f"{'reading':10} {'cases':>5} {'P':>6} {'R':>6} {'F1':>6}")
    for reading, of in figures(cases, found).items():
        count = sum(case.reading == reading for case in cases)
        print(f"{reading:10} {count:5} {of.precision:6.1f} {of.recall:6.1f} {of.f1:6.1f}")
    if options.wrong:
        for case, own in zip(cases, found, strict=True):
            if own != case.reading:
                words = case.text[case.start : case.end]
                print(f"{words!r} is the {case.reading}, read as the {own}: {case.text}")


if __name__ == "__main__":
    main()
