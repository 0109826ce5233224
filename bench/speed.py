"""Words per second of the base model and of the whole extraction on the same texts.

    python bench/speed.py [FOLDER]

Without FOLDER the demo's pages, repeated, are read. One and two processes; also the time from a
cold start to the first record.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import spacy

import geoents

DEMO = Path(__file__).parent.parent / "demo"


def read_texts(folder: Path | None) -> list[str]:
    """The texts to measure on, some 40,000 words."""
    if folder is None:
        texts = [p.read_text(encoding="utf8") for p in sorted(DEMO.glob("*.txt"))]
    else:
        texts = [json.loads(p.read_text(encoding="utf8"))["text"] for p in sorted(folder.glob("*.json"))]
    words = sum(len(text.split()) for text in texts)
    return texts * max(1, 20_000 // words)


def read_base(texts: Sequence[str]) -> float:
    """Seconds the base model alone takes, loading left out."""
    nlp = spacy.load("en_geoents")
    nlp(texts[0])
    began = time.perf_counter()
    for text in texts:
        nlp(text)
    return time.perf_counter() - began


def read_whole(texts: Sequence[str]) -> float:
    """Seconds the whole extraction takes, loading left out."""
    nlp = geoents.load()
    geoents.extract(texts[0], nlp=nlp)
    began = time.perf_counter()
    for text in texts:
        geoents.extract(text, nlp=nlp)
    return time.perf_counter() - began


def on_processes(count: int, work: Callable[[Sequence[str]], float], texts: Sequence[str]) -> float:
    """Seconds until the slowest of ``count`` processes has read its share."""
    with ProcessPoolExecutor(count) as pool:
        return max(pool.map(work, [texts[i::count] for i in range(count)]))


def main() -> None:
    """Measure and print."""
    texts = read_texts(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} texts, {words:,} words")
    times: dict[tuple[str, int], float] = {}
    for name, work in (("base model", read_base), ("whole extraction", read_whole)):
        for count in (1, 2):
            times[name, count] = seconds = on_processes(count, work, texts)
            print(f"{name:18} {count} process(es) {words / seconds:8,.0f} words/s")
    share = times["whole extraction", 1] / times["base model", 1] - 1
    print(f"all after the base model adds {share:.0%} of its time")
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "import geoents; geoents.extract('Zembla denied it.')"], check=True
    )
    print(f"cold start to the first record {time.perf_counter() - began:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"peak memory of a process {peak:,.0f} MB")


if __name__ == "__main__":
    main()
