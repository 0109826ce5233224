"""Prints how well answers are found: precision, recall, F1 on cases in the form of FORM.md.

    .venv/bin/python tools/score_answers.py data/gold/answers/dev.toml [-v]

With ``-v`` every case that is not wholly right is listed with what was missed and what was spurious.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geoents
from geoents.records import Document, Relation


@dataclass
class Tally:
    """Pairs of all cases, and the cases that are not wholly right."""

    correct: int = 0
    spurious: int = 0
    missed: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.correct / max(1, self.correct + self.spurious)

    @property
    def recall(self) -> float:
        return self.correct / max(1, self.correct + self.missed)

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def read_cases(path: Path) -> list[dict[str, Any]]:
    """Read the cases of a file.

    Raises:
        ValueError: Words of a pair do not stand in their text exactly once.
    """
    cases: list[dict[str, Any]] = tomllib.loads(path.read_text("utf8"))["case"]
    for case in cases:
        for pair in (*case["pairs"], *case.get("may", ())):
            for words in (pair["answer"], pair["answered"]):
                if case["text"].count(words) != 1:
                    count = case["text"].count(words)
                    raise ValueError(f"{path}: {case['id']}: {words!r} stands there {count} times")
    return cases


def score(cases: list[dict[str, Any]], documents: list[Document]) -> Tally:
    """Compare what the documents answer with the gold pairs of their cases."""
    tally = Tally()
    for case, document in zip(cases, documents, strict=True):
        by_id = {relation.id: relation for relation in document.relations}
        found: set[int] = set()
        spurious: dict[tuple[int, int], str] = {}
        for answer in document.relations:
            for other in answer.responds_to:
                two = (answer, by_id[other])
                hits = {i for i, pair in enumerate(case["pairs"]) if is_meant(document, two, pair)}
                found |= hits
                if not hits and not any(is_meant(document, two, p) for p in case.get("may", ())):
                    spurious[answer.evidence[0].start, by_id[other].evidence[0].start] = show(
                        document, two
                    )
        missed = [pair for i, pair in enumerate(case["pairs"]) if i not in found]
        tally.correct += len(found)
        tally.spurious += len(spurious)
        tally.missed += len(missed)
        tally.wrong += [f"{case['id']}: spurious: {words}" for words in spurious.values()]
        tally.wrong += [f"{case['id']}: missed: {p['answer']} > {p['answered']}" for p in missed]
    return tally


def is_meant(document: Document, two: tuple[Relation, Relation], pair: dict[str, str]) -> bool:
    """Tell whether a gold pair means these two relations."""
    return all(
        is_at(document, relation, words)
        for relation, words in zip(two, (pair["answer"], pair["answered"]), strict=True)
    )


def is_at(document: Document, relation: Relation, words: str) -> bool:
    """Tell whether words stand in a relation's evidence and overlap its trigger or claim."""
    start = document.text.index(words)
    end = start + len(words)
    claims = [claim for claim in document.claims if claim.id == relation.claim]
    for evidence in relation.evidence:
        marks = [evidence.trigger, *claims]
        if any(mark and mark.start < end and start < mark.end for mark in marks):
            # A claim that stands in another sentence than the act is the relation's words too.
            spans = [evidence, *claims]
            if any(span.start < end and start < span.end for span in spans):
                return True
    return False


def show(document: Document, two: tuple[Relation, Relation]) -> str:
    """Return two relations in few words."""
    names = {entity.id: entity.name for entity in document.entities}
    claims = {claim.id: claim.text for claim in document.claims}
    parts = [f"{r.type} {names[r.subject]}: {claims.get(r.claim or '', '-')!r}" for r in two]
    return " > ".join(parts)


def main(arguments: list[str]) -> Iterator[str]:
    """Yield the lines of the report."""
    cases = read_cases(Path(arguments[0]))
    texts = [geoents.Text(case["text"], id=case["id"]) for case in cases]
    tally = score(cases, list(geoents.extract_many(texts)))
    if "-v" in arguments:
        yield from tally.wrong
    yield (
        f"{len(cases)} cases, {tally.correct + tally.missed} pairs: "
        f"precision {tally.precision:.3f}, recall {tally.recall:.3f}, F1 {tally.f1:.3f} "
        f"({tally.correct} correct, {tally.spurious} spurious, {tally.missed} missed)"
    )


if __name__ == "__main__":
    for line in main(sys.argv[1:]):
        print(line)
