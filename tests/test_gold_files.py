"""The gold in data/gold: sound, as large as promised, and with all that it should hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from test_inline import normal

from geoents.gold import check_gold, read_gold
from geoents.inline import parse_inline, write_inline
from geoents.records import Document
from geoents.schema import EntityType, Modality, Polarity, RelationType

GOLD = Path(__file__).parent.parent / "data" / "gold"
PARTS = ("dev", "test")
MANY = {RelationType.DENIED, RelationType.SPOKE_FOR, RelationType.MEMBER_OF}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return [document for part in PARTS for document in read_gold(GOLD / part)]


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_wrong_in_it(part: str) -> None:
    assert check_gold(GOLD / part) == []


def test_it_is_large_enough(documents: list[Document]) -> None:
    assert len(documents) >= 80
    assert sum(len(document.text.split()) for document in documents) >= 15_000
    assert len({document.id for document in documents}) == len(documents)


def test_every_label_is_there(documents: list[Document]) -> None:
    relations = [relation for document in documents for relation in document.relations]
    counts = Counter(relation.type for relation in relations)
    for type_ in RelationType:
        assert counts[type_] >= (40 if type_ in MANY else 15), type_
    readings = [e.factuality for relation in relations for e in relation.evidence]
    assert {reading.polarity for reading in readings} == set(Polarity)
    assert {reading.modality for reading in readings} == set(Modality)
    assert {m.type for document in documents for m in document.mentions} == set(EntityType)


def test_the_inline_form_holds_all_of_it(documents: list[Document]) -> None:
    for document in documents:
        assert normal(parse_inline(write_inline(document))) == normal(document)
