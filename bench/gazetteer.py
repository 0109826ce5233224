"""What a user's own names cost: load time and words per second with 0 to 100,000 of them.

    python bench/gazetteer.py [FOLDER]

The names are invented, two or three words each, persons and bodies by turns; the texts, the demo's
pages or FOLDER's records as in speed.py, hold none of them. Times are CPU seconds of one process, the
sizes measured in turn, several rounds, and the median told, so that other work on the machine
weighs on all alike.
"""

from __future__ import annotations

import csv
import random
import statistics
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from speed import read_texts

import geoents
from geoents.gazetteer import load_gazetteer

SIZES = (0, 1_000, 10_000, 100_000)
ROUNDS = 3
WORDS = 3_000
SYLLABLES = "ka lo mi tu ren sal vor nim dek par ost bel gru hin jor wex yal zum".split()


def invent_names(count: int) -> list[str]:
    chance = random.Random(1)

    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()

    names: dict[str, None] = {}
    while len(names) < count:
        names[" ".join(word() for _ in range(chance.randint(2, 3)))] = None
    return list(names)


def write_names(folder: Path, count: int) -> Path:
    """A folder with one file of so many names, each with an id."""
    place = folder / str(count)
    place.mkdir()
    with (place / "names.csv").open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(("name", "type", "aliases", "ids"))
        for number, name in enumerate(invent_names(count)):
            type_ = "PERSON" if number % 2 else "ORG"
            rows.writerow((name, type_, "", f"wikidata=Q{10**9 + number}"))
    return place


def sample(folder: Path | None) -> list[str]:
    texts: list[str] = []
    words = 0
    for text in read_texts(folder):
        if words < WORDS:
            texts.append(text)
            words += len(text.split())
    return texts


def main() -> None:
    texts = sample(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    words = sum(len(text.split()) for text in texts)
    load_gazetteer()
    pipelines = {}
    with TemporaryDirectory() as folder:
        for size in SIZES:
            places = [write_names(Path(folder), size)] if size else []
            start = time.process_time()
            known = load_gazetteer(places)  # the pipeline then finds it loaded
            loading = time.process_time() - start
            pipelines[size] = geoents.load(gazetteer=places)
            print(
                f"{size:>7} names: loaded in {loading:.2f} s CPU, {len(known)} entries", flush=True
            )
    seconds: dict[int, list[float]] = {size: [] for size in SIZES}
    for _ in range(ROUNDS):
        for size, nlp in pipelines.items():
            start = time.process_time()
            for text in texts:
                geoents.extract(text, nlp=nlp)
            seconds[size].append(time.process_time() - start)
    base = statistics.median(seconds[0])
    for size, taken in seconds.items():
        median = statistics.median(taken)
        print(
            f"{size:>7} names: {words / median:6.0f} words/s, {median / base:.3f} of the time without"
        )


if __name__ == "__main__":
    main()
