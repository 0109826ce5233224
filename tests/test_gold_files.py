"""The gold in data/gold: sound, as large as promised, and with all that it should hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from test_inline import normal

from geoents.agreement import agree
from geoents.gold import check_gold, read_gold
from geoents.inline import parse_inline, write_inline
from geoents.records import Document
from geoents.schema import EntityType, Modality, Polarity, RelationType
from geoents.tallies import micro

GOLD = Path(__file__).parent.parent / "data" / "gold"
PARTS = ("dev", "test", "wide")
MANY = {RelationType.DENIED, RelationType.SPOKE_FOR, RelationType.MEMBER_OF}


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    return read_gold(GOLD)


@pytest.mark.parametrize("part", PARTS)
def test_nothing_is_wrong_in_it(part: str) -> None:
    assert check_gold(GOLD / part) == []


def test_all_parts_are_read_beside_their_floors(documents: list[Document]) -> None:
    assert (GOLD / "floors.json").is_file()
    parts = [document.id for part in PARTS for document in read_gold(GOLD / part)]
    assert sorted(document.id for document in documents) == sorted(parts)


def test_the_agreement_told_is_what_the_double_annotation_gives(documents: list[Document]) -> None:
    one, two = (read_gold(GOLD.parent / "agreement" / f"{name}.jsonl") for name in ("one", "two"))
    texts = {document.id: document.text for document in documents}
    assert [(d.id, d.text) for d in one] == [(d.id, d.text) for d in two]
    assert len(one) >= 30
    assert all(texts[document.id] == document.text for document in one)
    guidelines = (GOLD / "GUIDELINES.md").read_text(encoding="utf-8")
    total = agree(one, two).total
    for name, counts in (("mentions", total.mentions), ("all relations", total.relations)):
        assert f"| {name} | {100 * micro(counts).f1:.1f} |" in guidelines


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
