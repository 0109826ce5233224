"""Reading and checking gold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from documents import document

from geoents.gold import check, check_gold, read_gold
from geoents.records import Document, RecordError, write_jsonl

SOUND = document(
    "[Nadir Ospan](PERSON p) told [Fiji](STATE s): “We agree.” “No,” [Fiji](STATE s) replied.",
    [("SAID", "p", "s", "We agree"), ("SAID", "s", None, "No")],
)


def changed(found: Document, **update: object) -> Document:
    """Return a document with parts replaced and nothing checked."""
    return found.model_copy(update=update)


def test_sound_gold_has_no_problems() -> None:
    assert check(SOUND) == []


@pytest.mark.parametrize(
    ("broken", "problem"),
    [
        (
            changed(SOUND, mentions=[*SOUND.mentions, SOUND.mentions[0]]),
            "PERSON mention 0-11 is listed 2 times",
        ),
        (
            document("The [upper [house](ORG a) of](ORG b) Ruritania sat."),
            None,  # Nested is right ...
        ),
        (
            changed(
                SOUND,
                mentions=[
                    *SOUND.mentions,
                    SOUND.mentions[0].model_copy(
                        update={"id": "x", "start": 6, "end": 16, "text": "Ospan told"}
                    ),
                ],
            ),
            'mention x ("Ospan told") crosses the edge of mention m0 ("Nadir Ospan")',  # not this.
        ),
        (
            document("[Fiji ](STATE s) agreed."),
            'mention m0 ("Fiji"): white space at its edge',
        ),
        (
            changed(SOUND, relations=SOUND.relations[:1]),
            'claim c1 ("No"): no relation has it',
        ),
        (
            document("[Fiji](STATE s): “No.”", [("SAID", "s", None, "“No")]),
            'claim c0 ("“No"): quotation mark at its edge',
        ),
        (
            document("[Fiji](STATE s): “No” is no answer.", [("SAID", "s", None, "“No” is no")]),
            None,  # The claim quotes something itself.
        ),
        (
            changed(SOUND, mentions=SOUND.mentions[1:]),
            'entity p ("Nadir Ospan"): no mention',
        ),
        (
            document("[Fiji](STATE s) met itself.", [("MET_WITH", "s", "s", None)]),
            "relation r0 (MET_WITH): it joins entity s to itself",
        ),
        (
            document(
                "[Fiji](STATE a) and [Oman](STATE b) met.",
                [("MET_WITH", "a", "b", None), ("MET_WITH", "b", "a", None)],
            ),
            "relations r0, r1 are the same MET_WITH",  # It has no direction.
        ),
        (
            document(
                "[Fiji](STATE a) backed [Oman](STATE b), [Oman](STATE b) [Fiji](STATE a).",
                [("SUPPORTED", "a", "b", None), ("SUPPORTED", "b", "a", None)],
            ),
            None,  # Support has.
        ),
        (
            changed(SOUND, entities=[e for e in SOUND.entities if e.id != "s"]),
            'mention m1 ("Fiji"): entity s is not listed',
        ),
    ],
)
def test_problems_of_annotation_are_named(broken: Document, problem: str | None) -> None:
    assert (problem in check(broken)) if problem else check(broken) == []


def test_a_folder_is_read_in_order_of_name(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "b.jsonl", [document("Two", id_="2"), document("Three", id_="3")])
    (tmp_path / "a.json").write_text(document("One", id_="1").model_dump_json())
    (tmp_path / "README.md").write_text("No gold.")
    assert [found.id for found in read_gold(tmp_path)] == ["1", "2", "3"]
    assert [found.id for found in read_gold(tmp_path / "a.json")] == ["1"]


def test_an_id_stands_once_in_gold(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(document("One").model_dump_json())
    with pytest.raises(RecordError, match=r"b\.json: document d stands in .*a\.json too"):
        read_gold(tmp_path)
    assert [line.endswith("a.json too") for line in check_gold(tmp_path)] == [True]


def test_every_problem_in_a_folder_is_listed_with_its_file(tmp_path: Path) -> None:
    for name in ("a", "b"):
        data = json.loads(document("[Fiji](STATE s) agreed.", id_=name).model_dump_json())
        data["mentions"][0]["end"] = 3
        (tmp_path / f"{name}.json").write_text(json.dumps(data))
    assert check_gold(tmp_path) == [
        f'{tmp_path}/{name}.json: document {name}: mention m0: 0-3 is "Fij" in the text, not "Fiji"'
        for name in ("a", "b")
    ]
    with pytest.raises(RecordError, match="mention m0: 0-3"):
        read_gold(tmp_path)


@pytest.mark.parametrize("name", ["absent", "notes.txt", "empty"])
def test_what_holds_no_gold_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("[]")
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordError, match=name):
        read_gold(tmp_path / name)
