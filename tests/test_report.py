"""Scores as tables."""

from __future__ import annotations

from documents import document

from geoents.report import tabulate
from geoents.score import score

GOLD = document(
    "[Ilmar Tosk](PERSON p) met [Ana Kos](PERSON k) in [Oman](STATE s) and spoke of peace.",
    [
        ("MET_WITH", "p", "k", None),
        ("VISITED", "p", "s", None, "planned"),
        ("SAID", "p", None, "peace"),
    ],
)
PREDICTED = document(
    "[Ilmar Tosk](PERSON p) met Ana [Kos](PERSON k) in [Oman](STATE s) and spoke of peace.",
    [("MET_WITH", "p", "k", None), ("VISITED", "p", "s", None)],
)
TABLES = {table.title: table for table in tabulate(score([GOLD], [PREDICTED]))}


def row(title: str, name: str) -> dict[str, str]:
    table = TABLES[title]
    (found,) = (row for row in table.rows if row[0] == name)
    return dict(zip(table.columns, found, strict=True))


def test_every_row_fits_its_columns() -> None:
    for table in TABLES.values():
        assert all(len(row) == len(table.columns) for row in table.rows), table.title
        assert len(set(table.columns)) == len(table.columns)


def test_mentions() -> None:
    micro = row("Mentions", "micro")
    assert (micro["gold"], micro["correct"], micro["partial"]) == ("3", "2", "1")
    assert (micro["F1"], micro["overlap F1"]) == ("66.7", "100.0")
    assert row("Mentions", "STATE")["F1"] == "100.0"


def test_entities() -> None:
    assert row("Entities", "micro")["F1"] == "100.0"
    assert row("Entities", "B-cubed")["P"] == "66.7"


def test_relations_by_type_family_and_together() -> None:
    names = [found[0] for found in TABLES["Relations"].rows]
    assert names == [
        "SAID",
        "speech",
        "MET_WITH",
        "VISITED",
        "interaction",
        "micro",
        "macro",
    ]
    micro = row("Relations", "micro")
    assert (micro["gold"], micro["predicted"], micro["correct"], micro["missed"]) == (
        "3",
        "2",
        "2",
        "1",
    )
    assert (micro["P"], micro["R"], micro["factual P"]) == ("100.0", "66.7", "50.0")
    assert row("Relations", "macro")["R"] == "66.7"
    assert row("Relations", "speech")["R"] == "0.0"


def test_factuality_of_what_was_found() -> None:
    title = "Factuality of the relations found"
    assert row(title, "all")["modality"] == "50.0"
    assert row(title, "marked") == {
        "": "marked",
        "gold": "1",
        "polarity": "100.0",
        "modality": "0.0",
        "source": "100.0",
        "all three": "0.0",
    }


def test_documents() -> None:
    assert row("Documents", "d")["R"] == "66.7"


def test_a_run_without_relations_has_tables_too() -> None:
    tables = {t.title: t for t in tabulate(score([document("Nobody came.")], []))}
    assert tables["Relations"].rows == []
    assert tables["Mentions"].rows[-1][0] == "micro"
