"""docs/schema.md: every sentence of its tables is read, and gives what its row says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language

import geoents
from geoents.records import Document, Relation
from geoents.schema import EntityType, Form, Modality, Polarity, RelationType, Tenure

PAGE = (Path(__file__).parent.parent / "docs" / "schema.md").read_text(encoding="utf-8")
#: The day on which the page's texts were published.
PUBLISHED = "2024-05-14"

_NOTATION = re.compile(r'(?P<type>[A-Z_]+)\((?P<ends>[^;"]*)(?:; "(?P<claim>[^"]+)")?\)')

Read = Callable[[str], Document]
Row = dict[str, str]


def _tables() -> Iterator[list[Row]]:
    """Yield the rows of each table, as cells by the names of their columns."""
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        head, _, *rows = (
            [cell.strip().strip("`") for cell in line.strip("|\n").split("|")]
            for line in block.splitlines()
        )
        yield [dict(zip(head, row, strict=True)) for row in rows]


ROWS = [row for table in _tables() for row in table]
MENTIONS = [row for row in ROWS if "mention" in row]
READINGS = [row for row in ROWS if "factuality" in row]
DATES = [row for row in ROWS if "words" in row]
TENURES = [row for row in ROWS if "tenure" in row]
ANSWERS = [row for row in ROWS if "answers" in row]


def _name(row: Row) -> str:
    return "|".join(row.values())


@pytest.fixture(scope="module")
def read(nlp: Language) -> Read:
    return cache(lambda text: geoents.extract(text, published=PUBLISHED, nlp=nlp))


def write(document: Document, relation: Relation) -> str:
    """Return a relation as the page writes it."""
    names = {entity.id: entity.name for entity in document.entities}
    claims = {claim.id: claim.text for claim in document.claims}
    ends = ", ".join(names[end] for end in (relation.subject, relation.object) if end)
    said = "" if relation.claim is None else f'; "{claims[relation.claim]}"'
    return f"{relation.type}({ends}{said})"


def find(document: Document, written: str) -> Relation:
    """Return the one relation of a document that the page writes so."""
    found = {write(document, relation): relation for relation in document.relations}
    assert written in found, sorted(found)
    return found[written]


@pytest.mark.parametrize("row", MENTIONS, ids=_name)
def test_the_mention_is_found(row: Row, read: Read) -> None:
    document = read(row["sentence"])
    names = {entity.id: entity.name for entity in document.entities}
    found = {(m.text, m.type.value, m.form, names[m.entity]) for m in document.mentions}
    assert (row["mention"], row["type"], row["form"], row["entity"]) in found


@pytest.mark.parametrize("row", READINGS, ids=_name)
def test_the_relation_comes_out_as_it_is_told(row: Row, read: Read) -> None:
    document = read(row["sentence"])
    relation = find(document, row["relation"])
    names = {entity.id: entity.name for entity in document.entities}
    told = set()
    for evidence in relation.evidence:
        factuality = evidence.factuality
        reading = f"{factuality.polarity}, {factuality.modality}"
        if factuality.source is not None:
            reading += f", source {names[factuality.source]}"
        told.add(reading)
    assert told == {row["factuality"]}


@pytest.mark.parametrize("row", DATES, ids=_name)
def test_the_date_comes_out(row: Row, read: Read) -> None:
    when = find(read(row["sentence"]), row["relation"]).when
    assert when is not None
    assert (when.text, when.value) == (row["words"], row["value"])


@pytest.mark.parametrize("row", TENURES, ids=_name)
def test_the_tenure_comes_out(row: Row, read: Read) -> None:
    assert find(read(row["sentence"]), row["relation"]).tenure == row["tenure"]


@pytest.mark.parametrize("row", ANSWERS, ids=_name)
def test_the_answer_is_tied_to_what_it_answers(row: Row, read: Read) -> None:
    document = read(row["text"])
    answered = find(document, row["answers"])
    assert find(document, row["relation"]).responds_to == [answered.id]


def test_each_row_is_tested() -> None:
    tested = [*MENTIONS, *READINGS, *DATES, *TENURES, *ANSWERS]
    assert len(tested) == len(ROWS)
    assert all(_NOTATION.fullmatch(row["relation"]) for row in ROWS if "relation" in row)


def test_every_label_has_a_sentence() -> None:
    types = [str(row["relation"]).partition("(")[0] for row in READINGS]
    assert set(types) == set(RelationType)
    assert {row["type"] for row in MENTIONS} == set(EntityType)
    assert {row["form"] for row in MENTIONS} == set(Form)
    assert {row["tenure"] for row in TENURES} == set(Tenure)
    readings = [row["factuality"].split(", ") for row in READINGS]
    assert {polarity for polarity, *_ in readings} == set(Polarity)
    assert {modality for _, modality, *_ in readings} == set(Modality)
    assert {bool(rest) for _, _, *rest in readings} == {True, False}


def test_how_many_types_the_page_says_there_are() -> None:
    assert f"{len(RelationType)} types of relation" in PAGE
