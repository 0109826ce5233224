"""Rows per second into SQLite and PostgreSQL, and what share of extraction's time that is.

    python bench/databases.py [DOCUMENTS]

Writes made-up documents of the size of news (250 words, 20 entities, 32 mentions, 9 claims, 30
relations: the means of our gold), one a transaction as ``geoents extract`` does, and in batches of
100 as ``geoents db load`` does; then the same again, which changes nothing. Extraction is measured on
the demo's pages just before. "time" is the share of its time that writing takes, by the clock;
"processor" that of its processor time, which other programs on the machine hardly change and which
leaves out the server's. PostgreSQL is that of GEOENTS_POSTGRES, in a schema of its own that is dropped;
it is left out where none answers.
"""

from __future__ import annotations

import os
import random
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from speed import read_texts
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

import geoents
from geoents.records import Claim, Document, Entity, Evidence, Mention, Provenance, Relation, Span
from geoents.sinks.sql import Database
from geoents.sinks.tables import METADATA

POSTGRES = os.environ.get("GEOENTS_POSTGRES", "postgresql+psycopg://root@127.0.0.1:5432/test")
WORDS = 250
SAMPLE = 4_000  # words that are extracted to know how long that takes
KINDS = ["PERSON"] * 5 + ["STATE"] * 5 + ["ORG"] * 6 + ["OFFICE"] * 4


def make_document(number: int) -> Document:
    """A document of some of the same 500 persons, 60 states and 300 bodies."""
    chance = random.Random(number)
    words = ["".join(chance.choices("abcdefghijklmnop", k=5)) for _ in range(WORDS)]
    body = " ".join(words)
    place = [index * 6 for index in range(WORDS)]
    pools = {"PERSON": 500, "STATE": 60, "ORG": 300, "OFFICE": 40}
    entities = [
        Entity(id=f"e{n}", type=kind, name=f"{kind.title()} No {chance.randrange(pools[kind])}")
        for n, kind in enumerate(KINDS)
    ]
    mentions = []
    for n in range(32):
        entity, start = entities[n % len(entities)], place[n * 7]
        mentions.append(
            Mention(
                id=f"m{n}",
                start=start,
                end=start + 5,
                text=body[start : start + 5],
                type=entity.type,
                form="name",
                entity=entity.id,
            )
        )
    claims = []
    for n in range(9):
        start = place[n * 20]
        claims.append(Claim(id=f"c{n}", start=start, end=start + 59, text=body[start : start + 59]))
    shapes = (
        [("SAID", n % 5, None, f"c{n}") for n in range(9)]
        + [("HOLDS_OFFICE", n % 5, 16 + n % 4, None) for n in range(5)]
        + [("OFFICE_OF", 16 + n % 4, 5 + n, None) for n in range(5)]
        + [("PART_OF", 10 + n, 5 + n % 5, None) for n in range(5)]
        + [("MET_WITH", n, 5 + n % 5, None) for n in range(6)]
    )
    relations = [
        Relation(
            id=f"r{n}",
            type=type_,
            subject=f"e{subject}",
            object=None if object_ is None else f"e{object_}",
            claim=claim,
            evidence=[
                Evidence(
                    start=place[n * 7],
                    end=place[n * 7] + 119,
                    rule="rule.name",
                    trigger=Span(start=place[n * 7], end=place[n * 7] + 5),
                )
            ],
        )
        for n, (type_, subject, object_, claim) in enumerate(shapes)
    ]
    return Document(
        id=f"document {number}",
        title="Title",
        published=f"2024-05-{number % 28 + 1:02}",
        url=f"https://news.example/{number}",
        text=body,
        mentions=mentions,
        entities=entities,
        claims=claims,
        relations=relations,
        provenance=Provenance(geoents="0.1.0", model="bench", rules="sha256:0"),
    )


def measure_extraction() -> tuple[float, float]:
    """Seconds a word that extraction takes, and seconds of the processor."""
    texts, nlp = read_texts(None), geoents.load()
    geoents.extract(texts[0], nlp=nlp)
    words, began, began_work = 0, time.perf_counter(), time.process_time()
    for each in texts:
        geoents.extract(each, nlp=nlp)
        words += len(each.split())
        if words >= SAMPLE:
            break
    return (time.perf_counter() - began) / words, (time.process_time() - began_work) / words


def measure(url: str, documents: list[Document], batch: int) -> tuple[float, float, float, int]:
    """Seconds to write, of which the processor's, seconds to write again, and rows then."""
    database = Database(url)
    database.write(make_document(-1))  # reads the names of bodies, once a run
    seconds, worked = [], []
    for _ in range(2):
        began, began_work = time.perf_counter(), time.process_time()
        for first in range(0, len(documents), batch):
            database.write_many(documents[first : first + batch])
        seconds.append(time.perf_counter() - began)
        worked.append(time.process_time() - began_work)
    database.finalize()
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = sum(
            connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608
            for name in METADATA.tables
        )
    engine.dispose()
    return seconds[0], worked[0], seconds[1], rows


@contextmanager
def make_schema() -> Iterator[str]:
    name = f"bench_{uuid.uuid4().hex[:12]}"
    admin = create_engine(POSTGRES, connect_args={"connect_timeout": 3})
    with admin.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    url = make_url(POSTGRES).update_query_dict({"options": f"-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    admin.dispose()


def show(name: str, url: str, documents: list[Document], batch: int) -> None:
    per_word, work_per_word = measure_extraction()
    seconds, worked, again, rows = measure(url, documents, batch)
    count = len(documents)
    words = count * WORDS
    print(
        f"{name:<11}{batch:>6}{count / seconds:>13,.0f}{rows / seconds:>9,.0f}"
        f"{1 / per_word:>18,.0f}{seconds / (words * per_word):>8.1%}"
        f"{worked / (words * work_per_word):>11.1%}{count / again:>14,.0f}"
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    documents = [make_document(number) for number in range(count)]
    print(
        "database    batch  documents/s   rows/s  extraction words/s    time  processor  again, doc/s"
    )
    for batch in (1, 16, 100):
        with TemporaryDirectory() as folder:
            show("SQLite", f"sqlite:///{Path(folder)}/news.db", documents, batch)
    for batch in (1, 16, 100):
        try:
            with make_schema() as url:
                show("PostgreSQL", url, documents, batch)
        except (OperationalError, ModuleNotFoundError):
            print("PostgreSQL: none answers")
            break


if __name__ == "__main__":
    main()
