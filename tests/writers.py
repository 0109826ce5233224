"""Writer processes for the tests, with documents that show whether they are whole."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection

from documents import document

from geoents.records import Document
from geoents.sinks.sql import Database

#: Documents that a writer writes over and over.
IDS = 20


def make_document(prefix: str, number: int, version: int) -> Document:
    """A document of a version: its mentions, its relations and their evidence are as many.

    Persons come and go with versions, are in a state or another and are known from other
    documents, so that actors are joined and parted.
    """
    chance = random.Random(f"{number} {version}")
    size = 4 + version % 5
    names = [f"[Ada Tosk{chance.randrange(6)}](PERSON p{n})" for n in range(size)]
    states = [f"[State{chance.randrange(4)}](STATE s{n})" for n in range(size)]
    rows = [("CITIZEN_OF", f"p{n}", f"s{chance.randrange(size)}", None) for n in range(size)]
    rows += [("CITIZEN_OF", f"p{n}", f"s{n}", None) for n in range(size)]
    markup = " ".join([f"v{version}", *names, *states])
    return document(markup, rows, id_=f"{prefix}{number}")


def write_for_ever(url: str, prefix: str, batch: int, version: int, told: Connection) -> None:
    """Write versions after ``version`` in batches; tell of each batch that is committed."""
    database = Database(url)
    told.send("ready")
    while True:
        version += 1
        for first in range(0, IDS, batch):
            numbers = range(first, min(first + batch, IDS))
            made = [make_document(prefix, number, version) for number in numbers]
            assert database.write_many(made) == []
            told.send([(each.id, version) for each in made])


def write_rounds(url: str, seed: int, rounds: int, told: Connection) -> None:
    """Write documents that another process writes too, in batches of any size and order."""
    chance = random.Random(seed)
    database = Database(url)
    told.send("ready")
    for version in range(rounds):
        numbers = list(range(IDS))
        chance.shuffle(numbers)
        while numbers:
            size = chance.randint(1, 8)
            made = [make_document("d", number, version) for number in numbers[:size]]
            numbers = numbers[size:]
            assert database.write_many(made) == []
    database.finalize()
    told.send("done")
