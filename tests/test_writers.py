"""Writers that are killed, and writers side by side: real processes, on both databases.

``GEOENTS_KILLS=200 python -m pytest tests/test_writers.py -s`` kills more of them, and counts.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.connection import Connection

import pytest
from documents import document
from servers import Server, open_database, write
from writers import IDS, make_document, write_for_ever, write_rounds

KILLS = int(os.environ.get("GEOENTS_KILLS", "10"))
# Writers are forked from a process that has imported everything, so that they start at once.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["writers"])


def check_whole(server: Server) -> dict[str, int]:
    """Check that every document is whole, and its entities have their actors.

    Returns:
        The documents' versions.
    """
    found = server.rows(
        "SELECT d.id, d.text, (SELECT count(*) FROM mentions m WHERE m.document_id = d.id), "
        "(SELECT count(*) FROM relations r WHERE r.document_id = d.id), "
        "(SELECT count(*) FROM evidence e WHERE e.document_id = d.id), "
        "(SELECT count(*) FROM actor_entities a WHERE a.document_id = d.id) FROM documents d"
    )
    versions = {}
    for id_, words, mentions, relations, evidence, actors in found:
        version = int(words.split()[0].removeprefix("v"))
        size = 4 + version % 5
        assert (mentions, relations, evidence, actors) == (
            4 * size // 2,
            2 * size,
            2 * size,
            2 * size,
        )
        number = int(id_.lstrip("abcdefghijklmnopqrstuvwxyz"))
        prefix = id_.removesuffix(str(number))
        assert words == make_document(prefix, number, version).text
        versions[id_] = version
    orphans = "SELECT count(*) FROM actors a WHERE NOT EXISTS (SELECT 1 FROM actor_entities e WHERE e.actor = a.id)"
    assert server.rows(orphans) == [(0,)]
    return versions


def read_groups(server: Server) -> set[frozenset[tuple[str, str]]]:
    """The entities that are one actor, for all actors."""
    groups: dict[str, set[tuple[str, str]]] = {}
    for actor, *entity in server.rows("SELECT actor, document_id, entity FROM actor_entities"):
        groups.setdefault(actor, set()).add((entity[0], entity[1]))
    return {frozenset(group) for group in groups.values()}


def check_actors(server: Server) -> None:
    """Check that the actors are those that a fresh start finds."""
    before = read_groups(server)
    with open_database(server.url) as database:
        database.rebuild_actors()
    assert read_groups(server) == before


def read_all(told: Connection) -> dict[str, int]:
    """The versions of documents that a dead writer has told of."""
    versions: dict[str, int] = {}
    try:
        while told.poll():
            versions.update(told.recv())
    except EOFError:
        pass
    return versions


@pytest.mark.parametrize("batch", [1, 7])
def test_a_killed_writer_loses_its_batch_at_most(server: Server, batch: int) -> None:
    chance = random.Random(batch)
    midway, known = 0, dict[str, int]()
    for kill in range(KILLS):
        ours, theirs = PROCESSES.Pipe()
        args = (server.url, "k", batch, 1_000 * kill, theirs)
        child = PROCESSES.Process(target=write_for_ever, args=args)
        child.start()
        theirs.close()
        assert ours.recv() == "ready"
        # Some batches in, and then at any moment of the next, however fast the machine is.
        told = {}
        began = time.monotonic()
        for _ in range(chance.randint(0, 6)):
            told |= dict(ours.recv())
        pace = (time.monotonic() - began) / (len(told) // batch or 1)
        time.sleep(chance.uniform(0, 2) * min(pace, 0.5))
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        assert child.exitcode == -signal.SIGKILL
        told |= read_all(ours)
        ours.close()
        stored = check_whole(server)
        # All that was told is there; and at most the batch that was committed and not yet told.
        expected = known | told
        others = [id_ for id_, version in stored.items() if version != expected.get(id_)]
        assert expected.keys() <= stored.keys() and len(others) <= batch
        assert all(stored[id_] > expected.get(id_, 0) for id_ in others)
        known = stored
        midway += bool(told)
    print(f"\n{server.url.partition(':')[0]}: {KILLS} writers killed, {midway} of them midway")
    assert midway > 0
    check_actors(server)
    # And no lock is left.
    assert write(server, document("[Fiji](STATE s) left.", id_="other")) == (1, 0)


def test_writers_side_by_side_neither_fail_nor_wait_for_ever(server: Server) -> None:
    # All find no tables, and make them; then they write the same documents in different orders.
    children, pipes = [], []
    for seed in range(3):
        ours, theirs = PROCESSES.Pipe()
        child = PROCESSES.Process(target=write_rounds, args=(server.url, seed, 6, theirs))
        child.start()
        theirs.close()
        children.append(child)
        pipes.append(ours)
    for child, pipe in zip(children, pipes, strict=True):
        assert pipe.poll(60) and pipe.recv() == "ready"
        assert pipe.poll(120) and pipe.recv() == "done"
        child.join()
        assert child.exitcode == 0
        pipe.close()
    assert len(check_whole(server)) == IDS
    check_actors(server)
