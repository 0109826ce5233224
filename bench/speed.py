"""Words per second of the base model and of the whole extraction on the same texts.

    python bench/speed.py [FOLDER]

Without FOLDER the demo's pages, repeated, are read; FOLDER holds records, such as ../shared/real.
One and two processes; the time from a cold start to the first record; then time and peak memory of
the whole command on the folder, and on one text of a megabyte made of the demo's pages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import spacy

import geoents

DEMO = Path(__file__).parent.parent / "demo"


def read_texts(folder: Path | None) -> list[str]:
    """The texts to measure on, some 40,000 words."""
    if folder is None:
        texts = [p.read_text(encoding="utf8") for p in sorted(DEMO.glob("*.txt"))]
    else:
        texts = [
            json.loads(p.read_text(encoding="utf8"))["text"] for p in sorted(folder.glob("*.json"))
        ]
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
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    texts = read_texts(folder)
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} texts, {words:,} words")
    times: dict[tuple[str, int], float] = {}
    for name, work in (("base model", read_base), ("whole extraction", read_whole)):
        for count in (1, 2):
            times[name, count] = seconds = on_processes(count, work, texts)
            print(f"{name:18} {count} process(es) {words / seconds:8,.0f} words/s")
    share = times["whole extraction", 1] / times["base model", 1] - 1
    print(f"all after the base model adds {share:.0%} of its time")
    code = "import geoents; geoents.extract('Zembla denied it.')"
    report("cold start to the first record", [sys.executable, "-c", code])
    with TemporaryDirectory() as home:
        page = Path(home, "megabyte.txt")
        page.write_text(make_megabyte(), encoding="utf8")
        out = Path(home, "out.jsonl")
        command = [sys.executable, "-m", "geoents", "extract", "--out", str(out)]
        report("the command on the folder", [*command, str(folder or DEMO)])
        report("the command on a text of 1 MB", [*command, str(page)])


def make_megabyte() -> str:
    """Return a text of a million characters."""
    pages = "\n\n".join(path.read_text(encoding="utf8") for path in sorted(DEMO.glob("*.txt")))
    return (pages * (1_000_000 // len(pages) + 1))[:1_000_000]


def report(name: str, command: Sequence[str]) -> None:
    """Run a command and print how long it took and how much memory it had at most."""
    began = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name}: exit code {os.waitstatus_to_exitcode(status)}")
    process.returncode = 0
    print(
        f"{name}: {time.perf_counter() - began:.1f} s "
        f"({usage.ru_utime + usage.ru_stime:.1f} s of CPU), {usage.ru_maxrss / 1024:,.0f} MB"
    )


if __name__ == "__main__":
    main()
