"""Words per second with one and with two worker processes, measured in one run.

    python bench/workers.py [ROUNDS]

Both pools are loaded first; then they take turns on the same invented documents, short ones and
longer ones, so that whatever else the machine does falls on both. Beside the time on the clock, which
is what counts on a machine with nothing else to do, stands the processor time of all processes for
a thousand words: where that is the same with two, two free cores read twice as fast.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import time
from functools import partial
from pathlib import Path
from typing import NamedTuple

import psutil
from soak import make_text

from geoents.pipeline import default_pipeline, load_reader
from geoents.texts import Text
from geoents.workers import Pool

DEMO = Path(__file__).parent.parent / "demo"
COUNTS = (1, 2)
ROUNDS, SHORT, LONG = 5, 160, 24
#: Additions that take a process about a second.
ADDITIONS = 15_000_000


class Spent(NamedTuple):
    """Seconds on the clock, and of the processor."""

    clock: float
    processor: float


def short_texts(rng: random.Random) -> list[Text]:
    """Return texts of two to four sentences."""
    return [Text(make_text(rng)) for _ in range(SHORT)]


def long_texts(rng: random.Random) -> list[Text]:
    """Return texts of some 700 words."""
    page = DEMO.joinpath("communique.txt").read_text(encoding="utf-8")
    return [Text(" ".join([page, *(make_text(rng) for _ in range(14))])) for _ in range(LONG)]


def fail(_: Text, error: Exception) -> None:
    """End the run."""
    raise error


def processor_seconds() -> float:
    """Return the processor time of this process and its children so far."""
    own = psutil.Process()
    times = [process.cpu_times() for process in (own, *own.children(recursive=True))]
    return sum(each.user + each.system for each in times)


def read(pool: Pool, texts: list[Text]) -> Spent:
    """Read texts and return what that took."""
    clock, processor = time.perf_counter(), processor_seconds()
    assert sum(1 for _ in pool.read(enumerate(texts), fail)) == len(texts)
    return Spent(time.perf_counter() - clock, processor_seconds() - processor)


def add_up(_: int) -> int:
    """Use the processor and nothing else."""
    return sum(range(ADDITIONS))


def measure_machine() -> float:
    """Return how many times as much two processes add up as one."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        pool.map(add_up, range(2), 1)
        clocks = []
        for count in COUNTS:
            began = time.perf_counter()
            pool.map(add_up, range(count), 1)
            clocks.append(time.perf_counter() - began)
    return 2 * clocks[0] / clocks[1]


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    print(f"the machine: 2 processes add up {measure_machine():.2f} times what 1 does", flush=True)
    load = partial(load_reader, default_pipeline, None)
    pools = {count: Pool(load, count) for count in COUNTS}
    rng = random.Random(7)
    try:
        for name, make in (("short", short_texts), ("long", long_texts)):
            given = make(rng)
            for pool in pools.values():
                read(pool, given)  # Every process is warm.
            spent: dict[int, list[Spent]] = {count: [] for count in COUNTS}
            for _ in range(rounds):
                for count, pool in pools.items():
                    spent[count].append(read(pool, given))
            words = rounds * sum(len(text.text.split()) for text in given)
            first = sum(each.clock for each in spent[COUNTS[0]])
            for count in COUNTS:
                clock, processor = (sum(column) for column in zip(*spent[count], strict=True))
                print(
                    f"{name:5} documents, {count} process(es): {words / clock:7,.0f} words/s, "
                    f"{first / clock:.2f} times; {1000 * processor / words:.2f} s of processor "
                    "for 1,000 words",
                    flush=True,
                )
    finally:
        for pool in pools.values():
            pool.stop()
    assert not multiprocessing.active_children()


if __name__ == "__main__":
    main()
