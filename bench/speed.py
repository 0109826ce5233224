"""What geoents costs, beside its base model alone and beside a bare spaCy pipeline.

    python bench/speed.py [FOLDER]

Prints words per second on one and on two processes, for short invented documents and for long ones:
the demo's pages, or the records in FOLDER, such as ../shared/real. Then, each in a process of its own,
the time from a cold start to the first document, and time and peak memory on the long documents;
last, the whole command on the demo, and on one text of a megabyte. bench/yardstick.py says what the
bare pipeline is.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import spacy
import yardstick
from soak import make_text

import geoents

DEMO = Path(__file__).parent.parent / "demo"
WORDS = 20_000
#: What is measured: the name that is printed, by the argument that asks for it.
NAMES = {"spacy": "bare spaCy", "base": "base model", "whole": "geoents"}

Reader = Callable[[str], object]


def read_texts(folder: Path | None) -> dict[str, list[str]]:
    """The texts to measure on, short and long ones, some 20,000 words each."""
    rng = random.Random(7)
    short = [make_text(rng) for _ in range(600)]
    if folder is None:
        long = [p.read_text(encoding="utf8") for p in sorted(DEMO.glob("*.txt"))]
    else:
        long = [
            json.loads(p.read_text(encoding="utf8"))["text"] for p in sorted(folder.glob("*.json"))
        ]
    long *= max(1, WORDS // count_words(long))
    return {"short": short, "long": long}


def count_words(texts: Sequence[str]) -> int:
    """How many words texts have."""
    return sum(len(text.split()) for text in texts)


def load(kind: str, bare: Path) -> Reader:
    """What reads a text: ``kind`` is one of ``NAMES``, ``bare`` the folder of the bare pipeline."""
    if kind == "whole":
        return partial(geoents.extract, nlp=geoents.load())
    return spacy.load(bare if kind == "spacy" else "en_geoents")


def read(texts: Sequence[str], *, kind: str, bare: Path) -> float:
    """Seconds that texts take, loading left out."""
    reader = load(kind, bare)
    reader(texts[0])
    began = time.perf_counter()
    for text in texts:
        reader(text)
    return time.perf_counter() - began


def on_processes(count: int, texts: Sequence[str], *, kind: str, bare: Path) -> float:
    """Seconds until the slowest of ``count`` processes has read its share."""
    work = partial(read, kind=kind, bare=bare)
    with ProcessPoolExecutor(count, get_context("spawn")) as pool:
        return max(pool.map(work, [texts[i::count] for i in range(count)]))


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    groups = read_texts(folder)
    with TemporaryDirectory() as home:
        bare = Path(home, "bare")
        yardstick.make().to_disk(bare)
        for group, texts in groups.items():
            words = count_words(texts)
            print(f"{group} documents: {len(texts)}, {words:,} words")
            times: dict[tuple[str, int], float] = {}
            for kind, name in NAMES.items():
                for count in (1, 2):
                    times[kind, count] = on_processes(count, texts, kind=kind, bare=bare)
                one, two = times[kind, 1], times[kind, 2]
                print(
                    f"  {name:10} {words / one:7,.0f} words/s in one process, "
                    f"{words / two:7,.0f} in two ({one / two:.2f} times)",
                    flush=True,
                )
            share = 1 - times["base", 1] / times["whole", 1]
            print(f"  all after the base model is {share:.0%} of the time of geoents")
        page = Path(home, "long.json")
        for name, texts in (("cold start to the first document", ["Zembla denied it."]),
                            ("cold start and the long documents", groups["long"])):  # fmt: skip
            page.write_text(json.dumps(texts), encoding="utf8")
            for kind in NAMES:
                one_process = [sys.executable, __file__, "--read", kind, str(bare), str(page)]
                report(f"{name}, {NAMES[kind]}", one_process)
        megabyte = Path(home, "megabyte.txt")
        megabyte.write_text(make_megabyte(), encoding="utf8")
        out = Path(home, "out.jsonl")
        command = [sys.executable, "-m", "geoents", "extract", "--out", str(out)]
        report("the command on one page", [*command, str(DEMO / "communique.txt")])
        report("the command on the folder", [*command, str(folder or DEMO)])
        report("the command on a text of 1 MB", [*command, str(megabyte)])


def read_file(kind: str, bare: str, path: str) -> None:
    """Load a pipeline and read the texts in a file, as a process of its own does."""
    reader = load(kind, Path(bare))
    for text in json.loads(Path(path).read_text(encoding="utf8")):
        reader(text)


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
    if sys.argv[1:2] == ["--read"]:
        read_file(*sys.argv[2:])
    else:
        main()
