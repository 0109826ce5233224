"""Many documents as a page: offices, memberships, statements, what is contested, actors, days.

It rests on the views of a database (:mod:`geoents.sinks.views`); records in files are put into one
for as long as that takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from geoents.records import Document
from geoents.schema import SYMMETRIC, RelationType, family
from geoents.sinks import SinkError
from geoents.sinks.questions import Answer, Questions
from geoents.sinks.sql import Database
from geoents.viewer.shell import GRAPH_SCRIPTS, fill, render_shell

__all__ = ["gather", "render_corpus"]

#: What the page takes of each view; the rest can be found from it.
_READINGS: Final = (
    "type subject object claim polarity modality source day tenure confidence quotation "
    "subject_actor object_actor relation number rule"
).split()
_OFFICES: Final = (
    "person post body state tenure first_seen last_seen documents sources person_actor".split()
)
_MEMBERSHIPS: Final = (
    "member body polarity modality first_seen last_seen documents sources member_actor body_actor"
).split()
_CONTESTED: Final = (
    "type subject object claim asserted denied asserted_by denied_by first_seen last_seen "
    "sources subject_actor object_actor"
).split()
_BATCH: Final = 100


@contextmanager
def gather(documents: Iterable[Document]) -> Iterator[Questions]:
    """Put documents into a database that goes when the block ends.

    Raises:
        SinkError: It cannot hold one of them.
    """
    with TemporaryDirectory(prefix="geoents-") as folder:
        url = f"sqlite:///{Path(folder, 'corpus.db')}"
        database = Database(url)
        try:
            _write(database, documents)
        finally:
            database.finalize()
        questions = Questions(url)
        try:
            yield questions
        finally:
            questions.close()


def render_corpus(questions: Questions, title: str) -> str:
    """Return the page of all documents of a database.

    Args:
        questions: The database.
        title: The page's title, in plain text.

    Raises:
        LostSinkError: The database is gone, or its layout too old.
    """
    data = _collect(questions)
    actors = len(data["actors"])
    relation = data["readings"]["columns"].index("relation")
    relations = len({(row[0], row[relation]) for row in data["readings"]["rows"]})
    about = f"{len(data['documents']):,} documents, {relations:,} relations, {actors:,} actors"
    return render_shell(
        title,
        fill("corpus.html", title=escape(title), about=about),
        data=data,
        scripts=("graph.js", "tables.js", "corpus.js"),
        styles=("vendor/tabulator_simple.min.css", "corpus.css"),
        vendored=(*GRAPH_SCRIPTS, "vendor/tabulator.min.js"),
    )


def _write(database: Database, documents: Iterable[Document]) -> None:
    batch: list[Document] = []
    for document in documents:
        batch.append(document)
        if len(batch) == _BATCH:
            _write_batch(database, batch)
            batch = []
    _write_batch(database, batch)


def _write_batch(database: Database, batch: list[Document]) -> None:
    for document, error in database.write_many(batch):
        raise SinkError(f"document {document.id}: {error}")


def _collect(questions: Questions) -> dict[str, Any]:
    found = questions.ask("SELECT id, title, published, url FROM documents ORDER BY published, id")
    places = {row[0]: place for place, row in enumerate(found.rows)}
    readings = _add_rules(questions, questions.ask_view("readings"))
    answers = questions.ask("SELECT document_id, relation, responds_to FROM relation_responses")
    actors = questions.ask("SELECT id, name, type FROM actors")
    return {
        "families": {type_: family(type_) for type_ in RelationType},
        "symmetric": sorted(SYMMETRIC),
        "documents": found.rows,
        "actors": {row[0]: row[1:] for row in actors.rows},
        "answers": [[places[row[0]], row[1], row[2]] for row in answers.rows],
        "readings": _pick(readings, ("document_id", *_READINGS), places),
        "offices": _pick(questions.ask_view("office_holders"), _OFFICES, places),
        "memberships": _pick(questions.ask_view("memberships"), _MEMBERSHIPS, places),
        "contested": _pick(questions.ask_view("contested"), _CONTESTED, places),
    }


def _add_rules(questions: Questions, readings: Answer) -> Answer:
    """Return readings with the rule of each, which the view does not tell."""
    found = questions.ask("SELECT document_id, relation, number, rule FROM evidence")
    rules = {tuple(row[:3]): row[3] for row in found.rows}
    at = [readings.columns.index(name) for name in ("document_id", "relation", "number")]
    rows = [[*row, rules[tuple(row[place] for place in at)]] for row in readings.rows]
    return Answer([*readings.columns, "rule"], rows)


def _pick(answer: Answer, columns: Iterable[str], places: dict[str, int]) -> dict[str, Any]:
    """Return some columns of an answer; documents are told by their places in the list of them."""
    names = list(columns)
    at = [answer.columns.index(name) for name in names]
    rows = [[row[place] for place in at] for row in answer.rows]
    for column, name in enumerate(names):
        if name == "document_id":
            for row in rows:
                row[column] = places[row[column]]
        elif name == "sources":
            for row in rows:
                row[column] = [places[source] for source in row[column]]
    return {"columns": names, "rows": rows}
