"""Processes that read: in order, each text by itself, and whatever happens to one of them.

``GEOENTS_KILLS=100`` kills as many processes as that says; a few in CI.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import stand_ins
from spacy.language import Language

import geoents
from geoents.records import Document
from geoents.texts import Limits, OverLimitError, Text
from geoents.workers import WorkerDiedError, WorkersError, read_in_workers

KILLS = int(os.environ.get("GEOENTS_KILLS", "5"))


class Run(NamedTuple):
    """What came of reading: ids of documents, and errors by the id of their text."""

    ids: list[str]
    errors: dict[str, Exception]


def texts(*second: str) -> list[Text]:
    return [Text(f"Fiji-{word}", id=f"{n}") for n, word in enumerate(second)]


def read_all(given: list[Text], **options: Any) -> Run:
    errors: dict[str, Exception] = {}
    found = read_in_workers(
        given,
        stand_ins.load,
        on_error=lambda text, error: errors.update({str(text.id): error}),
        **{"workers": 2, **options},
    )
    return Run([document.id for document in found], errors)


def test_documents_come_in_the_order_of_the_texts() -> None:
    given = texts(*random.Random(5).choices(["Oman", "waits", "Peru"], k=120))
    assert read_all(given) == ([text.id for text in given], {})
    assert multiprocessing.active_children() == []


def test_texts_are_read_not_far_ahead() -> None:
    asked = 0

    def endless() -> Iterator[Text]:
        nonlocal asked
        while True:
            asked += 1
            yield Text("Fiji-Oman", id=str(asked))

    found = read_in_workers(endless(), stand_ins.load, workers=2, on_error=pytest.fail)
    assert [next(found).id for _ in range(3)] == ["1", "2", "3"]
    assert asked < 1000
    found.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_what_fails_is_told_and_the_others_are_read() -> None:
    run = read_all(texts("Oman", "fails", "Peru", "unportable", "Chad"))
    assert run.ids == ["0", "2", "4"]
    assert {id_: (type(e), str(e)) for id_, e in run.errors.items()} == {
        "1": (ValueError, "Fiji fails"),
        "3": (RuntimeError, "UnportableError: Fiji fails"),
    }


def test_a_process_that_dies_costs_the_text_that_it_was_on() -> None:
    run = read_all(texts("Oman", "Peru", "dies", "Chad", "Mali", "exits", "Cuba"))
    assert run.ids == ["0", "1", "3", "4", "6"]
    assert {id_: (type(e), str(e)) for id_, e in run.errors.items()} == {
        "2": (WorkerDiedError, "the process that read it died (SIGKILL)"),
        "5": (WorkerDiedError, "the process that read it died (exit code 7)"),
    }


def test_a_text_over_its_time_is_cut_off() -> None:
    began = time.monotonic()
    run = read_all(texts("Oman", "hangs", "Peru", "waits"), seconds=1.5)
    assert run.ids == ["0", "2", "3"]
    assert isinstance(run.errors["1"], OverLimitError)
    assert str(run.errors["1"]).startswith("not done after 1.5 s; ")
    assert time.monotonic() - began < 60


def test_a_reader_that_takes_its_time_costs_no_text() -> None:
    found = read_in_workers(
        texts(*["Oman"] * 40), stand_ins.load, workers=1, seconds=0.5, on_error=pytest.fail
    )
    ids = []
    for document in found:
        ids.append(document.id)
        if len(ids) == 1:
            time.sleep(1.0)  # Longer than a text may take.
    assert len(ids) == 40


def test_a_model_that_is_not_there_is_told() -> None:
    with pytest.raises(OSError, match="no model"):
        list(
            read_in_workers(texts("Oman"), stand_ins.load_nothing, workers=2, on_error=pytest.fail)
        )
    assert multiprocessing.active_children() == []


def test_processes_that_cannot_start_end_the_run() -> None:
    with pytest.raises(WorkersError, match=r"SIGKILL.*fewer --workers"):
        list(
            read_in_workers(texts("Oman"), stand_ins.load_and_die, workers=1, on_error=pytest.fail)
        )
    assert multiprocessing.active_children() == []


def test_the_seconds_of_all_processes_are_added_up() -> None:
    profile: dict[str, float] = {}
    read_all(texts(*["Oman"] * 50), profile=profile)
    assert profile == {"read": 50.0}


def test_processes_killed_at_random_cost_a_text_each_at_most() -> None:
    given = texts(*["waits"] * (30 + 30 * KILLS))
    errors: dict[str, Exception] = {}
    ids: list[str] = []
    killed: list[int] = []

    def kill_some() -> None:
        rng = random.Random()
        while len(killed) < KILLS:
            done = len(ids) + rng.randint(5, 20)  # Processes at work, not those that start.
            while len(ids) < done:
                time.sleep(0.005)
            time.sleep(rng.uniform(0, 0.2))
            children = [child.pid for child in multiprocessing.active_children()]
            if children and (pid := rng.choice(children)) is not None:
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)

    threading.Thread(target=kill_some, daemon=True).start()
    for document in read_in_workers(
        given,
        stand_ins.load,
        workers=2,
        on_error=lambda text, error: errors.update({str(text.id): error}),
    ):
        ids.append(document.id)
    print(f"{len(killed)} processes killed, {len(errors)} of {len(given)} texts lost")
    assert killed
    assert len(errors) <= len(killed)
    assert all(isinstance(error, WorkerDiedError) for error in errors.values())
    # Each text is either read or told, once, and what is read is in order.
    assert ids == [text.id for text in given if text.id not in errors]


# -- with the real pipeline -------------------------------------------------------------------

STORY = (
    "Norland's Foreign Minister Ana Kos met Kenyan President Ivan Lie in Orva on Monday.\n\n"
    "“We agreed on fish,” Kos said. She denied that Norland would leave the Sea League.\n"
)


def test_processes_give_the_bytes_that_one_process_gives(nlp: Language) -> None:
    given = [Text(STORY.replace("Kos", f"Kos{'a' * n}"), published="2024-05-14") for n in range(6)]
    given += [Text("Norland agreed. " * 300), Text("too long" * 1000), Text("Chad left NATO.")]
    told: list[tuple[str, str]] = []

    def read(workers: int) -> list[str]:
        found: Iterator[Document] = geoents.extract_many(
            given,
            nlp=nlp,
            workers=workers,
            limits=Limits(characters=6000),
            on_error=lambda text, error: told.append((text.text[:8], str(error))),
        )
        return [document.model_dump_json() for document in found]

    assert read(workers=2) == read(workers=0)
    error = ("too long", "longer than 6,000 characters; cut it up, or raise --max-chars")
    assert told == [error, error]


def test_a_process_of_several_uses_one_thread(nlp: Language) -> None:
    from geoents.pipeline import load_reader

    base: Any = nlp.get_pipe("geoents_base")
    before, base.threads = base.threads, 4
    load_reader(lambda: nlp, None)
    assert base.threads == 1
    base.threads = before


def test_a_text_over_its_time_is_cut_off_in_this_process_too(nlp: Language) -> None:
    told: list[str] = []
    former = signal.getsignal(signal.SIGALRM)
    found = geoents.extract_many(
        [STORY * 100, "Chad left NATO."],
        nlp=nlp,
        limits=Limits(seconds=0.2),
        on_error=lambda _, error: told.append(str(error)),
    )
    (document,) = found
    assert [relation.type for relation in document.relations] == ["LEFT"]
    assert told == ["not done after 0.2 s; cut it up, or raise --max-seconds"]
    assert not nlp.vocab.in_memory_zone
    assert signal.getsignal(signal.SIGALRM) == former
