"""Memory over a long run: reads short invented documents and prints resident memory as it goes.

    python bench/soak.py [DOCUMENTS] [--out TABLE.csv]

One process reads them as ``extract_many`` does, out of JSON Lines and into JSON Lines. Every
document has names of its own that no other has, so that a vocabulary that keeps them grows. The
last line compares the peak at the end with the peak after a tenth of the documents; exit code 1
says that it grew by more than 10 %.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

import geoents
from geoents.sinks.jsonl import JsonLines
from geoents.sources import find_inputs, read

ONSETS: Final = "b br d dr f g gr h j k kl l m n p pr r s sk st t tr v z".split()
VOWELS: Final = "a e i o u ae ai ei ia io ou".split()
STATES: Final = "Norway Kenya Peru Chad Fiji Oman Ghana Nepal Jordan Chile Latvia Malta".split()
SENTENCES: Final = (
    "{state}'s Foreign Minister {a} met {other} President {b} in {city} on Monday.",
    '"We agreed on the {thing} pact," {a} told reporters.',
    "{b} denied that {other} would leave the {body}.",
    "{body} spokesman {c} urged {state} to return to the {thing} talks.",
    "{state} may join the {body} next year, according to {c}.",
    "{a}, a member of the {party} Party, accused {b} of blocking the {thing} deal.",
    "The {body} condemned the attack on {city} and warned {other} against sanctions.",
)


class Sample(NamedTuple):
    """Memory after some documents, in MB: now, and the most there has been so far."""

    documents: int
    seconds: float
    resident: float
    peak: float


def make_word(rng: random.Random) -> str:
    """Return a name that nobody has."""
    parts = (rng.choice(ONSETS) + rng.choice(VOWELS) for _ in range(rng.randint(2, 4)))
    return "".join(parts).capitalize()


def make_text(rng: random.Random) -> str:
    """Return a few sentences on invented people."""
    state, other = rng.sample(STATES, 2)
    words = {name: f"{make_word(rng)} {make_word(rng)}" for name in "abc"}
    words |= {"city": make_word(rng), "party": make_word(rng), "thing": make_word(rng).lower()}
    words["body"] = f"{make_word(rng)} Fisheries Council"
    chosen = rng.sample(SENTENCES, rng.randint(2, 4))
    return " ".join(chosen).format(state=state, other=other, **words)


def write_texts(path: Path, count: int) -> None:
    """Write documents as JSON Lines; the same ones on every run."""
    rng = random.Random(7)
    with path.open("w", encoding="utf-8") as out:
        for _ in range(count):
            out.write(json.dumps({"text": make_text(rng), "published": "2024-05-14"}) + "\n")


def measure(path: Path, out: Path, every: int) -> Iterator[Sample]:
    """Read the documents of a file and yield the memory after every so many."""
    nlp = geoents.load()
    began = time.monotonic()
    inputs = find_inputs([path], on_error=sys.exit)
    sources = read(inputs, on_error=sys.exit, on_note=lambda _: None)
    texts = (source.text for source in sources)
    with out.open("wb") as lines:
        sink = JsonLines(lines)
        for number, document in enumerate(geoents.extract_many(texts, nlp=nlp), start=1):
            sink.write(document)
            if number % every == 0:
                yield Sample(number, time.monotonic() - began, read_resident(), read_peak())


def read_resident() -> float:
    """Return this process's resident memory in MB, as Linux tells it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def read_peak() -> float:
    """Return the most resident memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("documents", type=int, nargs="?", default=20_000)
    parser.add_argument("--out", type=Path, help="a table of the samples (CSV)")
    options = parser.parse_args()
    samples: list[Sample] = []
    with TemporaryDirectory() as home:
        path = Path(home, "texts.jsonl")
        write_texts(path, options.documents)
        every = max(1, options.documents // 40)
        print("documents  seconds  resident MB  peak MB")
        for sample in measure(path, Path(home, "found.jsonl"), every):
            samples.append(sample)
            bar = "#" * round(sample.resident / 16)
            print(
                f"{sample.documents:9,} {sample.seconds:8.0f} {sample.resident:12.1f} "
                f"{sample.peak:8.1f}  {bar}",
                flush=True,
            )
            if options.out is not None:
                rows = [",".join(Sample._fields), *(",".join(map(str, s)) for s in samples)]
                options.out.write_text("\n".join(rows) + "\n", encoding="utf-8")
    early = next(s for s in samples if s.documents * 10 >= options.documents)
    growth = samples[-1].peak / early.peak - 1
    print(
        f"peak after {early.documents:,}: {early.peak:.1f} MB, "
        f"after {samples[-1].documents:,}: {samples[-1].peak:.1f} MB ({growth:+.1%})"
    )
    sys.exit(growth > 0.1)


if __name__ == "__main__":
    main()
