"""The inline form of gold: nothing is lost on the way there and back, and errors say where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from documents import random_documents
from hypothesis import assume, given

from geoents.inline import check_inline, main, parse_inline, read_inline, write_inline
from geoents.markup import parse_markup, write_markup
from geoents.records import Document, RecordError

SOURCE = r"""id: talks
title: Norland Denies Talks
published: 2024-05-02

Norland Denies Talks

[Norland](STATE =n) denied on Monday [holding [talks](claim =c2)](claim =c1) \[sic\], [[Norlandic](STATE =n adjective)
Foreign Ministry](ORG =mfa) [spokeswoman](OFFICE =post) [Marta Olsen](PERSON) said. [Olsen](PERSON =marta-olsen) left.

Norland Denies Talks
===== annotation =====
ENTITY n STATE "Kingdom of Norland" alias="Norland" iso3166=NX
HOLDS_OFFICE marta-olsen -> post
  "spokeswoman Marta Olsen"
DENIED n : c1 when="on Monday"=2024-04-29 confidence=0.5
  "Norland denied … talks" by=marta-olsen trigger="denied" cue="denied" rule=denied.active subject=m1
SAID marta-olsen : c2 answers=r2 answers=r1 #said
  "Norland Denies Talks"@2 negated possible
"""


def normal(document: Document) -> dict[str, Any]:
    """A record with its lists in the order of the text."""
    record = document.model_dump(mode="json")
    for name in ("mentions", "claims"):
        record[name].sort(key=lambda item: (item["start"], -item["end"], item["id"]))
    record["entities"].sort(key=lambda entity: entity["id"])
    return record


def test_reading() -> None:
    document = parse_inline(SOURCE)
    assert document.text.startswith("Norland Denies Talks\n\nNorland denied on Monday holding")
    assert document.text.endswith("left.\n\nNorland Denies Talks")
    assert [(m.text, m.type, m.form, m.entity) for m in document.mentions] == [
        ("Norland", "STATE", "name", "n"),
        ("Norlandic\nForeign Ministry", "ORG", "name", "mfa"),
        ("Norlandic", "STATE", "adjective", "n"),
        ("spokeswoman", "OFFICE", "name", "post"),
        ("Marta Olsen", "PERSON", "name", "marta-olsen"),
        ("Olsen", "PERSON", "name", "marta-olsen"),
    ]
    assert [(e.id, e.name) for e in document.entities][:2] == [
        ("n", "Kingdom of Norland"),
        ("mfa", "Norlandic\nForeign Ministry"),
    ]
    assert [(c.id, c.text) for c in document.claims] == [("c1", "holding talks"), ("c2", "talks")]
    holds, denied, said = document.relations
    assert (holds.id, denied.id, said.id) == ("r1", "r2", "said")
    evidence = denied.evidence[0]
    assert document.text[evidence.start : evidence.end] == "Norland denied on Monday holding talks"
    assert denied.when is not None
    assert (denied.when.text, denied.when.value) == ("on Monday", "2024-04-29")
    assert (evidence.factuality.source, evidence.rule) == ("marta-olsen", "denied.active")
    assert evidence.trigger is not None
    assert document.text[evidence.trigger.start : evidence.trigger.end] == "denied"
    second = said.evidence[0]
    assert second.start == document.text.rindex("Norland Denies Talks")
    assert (second.factuality.polarity, second.factuality.modality) == ("negated", "possible")


def test_writing_reads_back() -> None:
    document = parse_inline(SOURCE)
    assert normal(parse_inline(write_inline(document))) == normal(document)


@given(document=random_documents())
def test_nothing_is_lost(document: Document) -> None:
    crossing = [
        (one, other)
        for one in document.mentions
        for other in document.mentions
        if one.start < other.start < one.end < other.end
    ]
    assume(not crossing)
    assert normal(parse_inline(write_inline(document), checked=False)) == normal(document)


@pytest.mark.parametrize(
    "text", ["", "\r\n a\u0301 🇳🇴\r\n", "[x](ORG) \\n", "===== annotation =====", "\n\nid: x\n\n"]
)
def test_any_text_survives(text: str) -> None:
    document = Document(id="a", title=' "odd" ', text=text)
    assert parse_inline(write_inline(document)) == document


def test_a_claim_that_crosses_a_mention_stands_below() -> None:
    text = "Marta Olsen left"
    record = {
        "id": "a",
        "text": text,
        "mentions": [
            {
                "id": "m1",
                "start": 0,
                "end": 11,
                "text": "Marta Olsen",
                "type": "PERSON",
                "entity": "e",
            }
        ],
        "entities": [{"id": "e", "type": "PERSON", "name": "Marta Olsen"}],
        "claims": [{"id": "c1", "start": 6, "end": 16, "text": "Olsen left"}],
        "relations": [
            {
                "id": "r1",
                "type": "SAID",
                "subject": "e",
                "claim": "c1",
                "evidence": [{"start": 0, "end": 16}],
            }
        ],
    }
    document = Document.model_validate(record)
    written = write_inline(document)
    assert 'CLAIM c1 "Olsen left"' in written
    assert parse_inline(written) == document


def test_crossing_mentions_are_not_written() -> None:
    with pytest.raises(ValueError, match="'Marta Olsen' and 'Olsen left' cross"):
        write_markup("Marta Olsen left", [(0, 11, "PERSON"), (6, 16, "ORG")])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "[Marta Olsen](PERSON)",
            "[Marta Olsen(PERSON)",
            "g.txt:8: a bracket is not closed: '[Marta Olsen(PERSON)",
        ),
        ("[Olsen](PERSON", "[Olsen](PERSN", "g.txt:8: unknown word 'PERSN' at 'Olsen'"),
        ("id: talks\n", "", "g.txt:1: the header has no id"),
        ("title: N", "titel: N", "g.txt:2: 'titel: Norland Denies Talks' is no header line"),
        (
            "marta-olsen -> post",
            "marta-olsen > post",
            "g.txt:13: unknown words '>'",
        ),
        ("HOLDS_OFFICE", "HELD_OFFICE", "g.txt:13: unknown relation type 'HELD_OFFICE'"),
        (
            '"spokeswoman Marta',
            '"spokesman Marta',
            'g.txt:14: "spokesman Marta Olsen" does not stand',
        ),
        ('Talks"@2', 'Talks"', 'g.txt:18: "Norland Denies Talks" stands in 2 places'),
        ('Talks"@2', 'Talks"@3', "g.txt:18: "),
        (" negated possible", " denied", "g.txt:18: unknown words 'denied'"),
        (
            "marta-olsen -> post",
            "n -> post",
            'g.txt:13: relation r1 (HOLDS_OFFICE): subject "Kingdom',
        ),
        ("marta-olsen : c2", "marta-olsen : c3", "g.txt:17: relation said (SAID): claim c3 is not"),
        (
            "SAID marta-olsen : c2 answers=r2 answers=r1 #said\n",
            "",
            'g.txt:7: claim c2 ("talks"): no relation has it',
        ),
        ('  "spokeswoman Marta Olsen"\n', "", "g.txt:13: HOLDS_OFFICE has no line of evidence"),
        (
            "by=marta-olsen",
            "by=marta",
            "g.txt:15: relation r2 (DENIED): source marta is not listed",
        ),
    ],
)
def test_errors_name_file_line_and_words(
    tmp_path: Path, old: str, new: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in SOURCE
    path = tmp_path / "g.txt"
    path.write_text(SOURCE.replace(old, new), encoding="utf-8")
    problems = check_inline(path)
    assert any(message in problem for problem in problems), problems
    assert all("\n" not in problem for problem in problems)
    with pytest.raises(RecordError):
        read_inline(path)
    assert main([str(path)]) == 1
    assert message in capsys.readouterr().out


def test_a_sound_file_is_ok(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "g.txt"
    path.write_text(SOURCE, encoding="utf-8", newline="")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: ok\n"


def test_markup_keeps_the_order_of_equal_spans() -> None:
    text, spans = parse_markup("[[Kremlin](STATE)](ORG)")
    assert (text, [span.label for span in spans]) == ("Kremlin", ["ORG", "STATE"])
