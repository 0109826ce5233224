"""PLOVER: each of our events has a decision, the page says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import document

from geoents.plover import PLOVER, code_relation, table_lines
from geoents.records import Document
from geoents.schema import INTERACTIONS, SPEECH

PAGE = Path(__file__).parent.parent / "docs" / "plover.md"


def code(found: Document) -> str | None:
    types = {entity.id: entity.type for entity in found.entities}
    event = code_relation(found.relations[0], types)
    return None if event is None else event.value


def test_every_act_and_event_is_decided() -> None:
    assert set(PLOVER) == SPEECH | INTERACTIONS
    assert all(coding.reason for coding in PLOVER.values())


def test_the_page_has_the_table_of_the_code() -> None:
    assert "\n".join(table_lines()) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (("AGREED_WITH", "a", "b", None), "AGREE"),
        (("AGREED_WITH", "a", "b", None, "negated"), None),
        (("MET_WITH", "a", "b", None, "planned"), "AGREE"),
        (("MET_WITH", "a", "b", None, "possible"), None),
        (("MET_WITH", "a", "b", None, "planned", "actual"), "CONSULT"),
        (("MET_WITH", "a", "b", None, "negated", "planned"), "AGREE"),
        (("ATTACKED", "a", "b", None), "ASSAULT"),
        (("ATTACKED", "a", "b", None, "planned"), None),
        (("ATTACKED", "a", "b", None, "alleged"), None),
        (("LEFT", "a", "o", None), "SANCTION"),
        (("LEFT", "p", "o", None), "RETREAT"),
        (("LEFT", "p", "o", None, "planned"), None),
        (("WARNED", "a", "b", "stay away"), "THREATEN"),
        (("WARNED", "a", None, "stay away"), None),
        (("DENIED", "a", None, "stay away"), None),
        (("HOLDS_OFFICE", "p", "f", None), None),
    ],
)
def test_codes(relation: tuple[str | None, ...], expected: str | None) -> None:
    text = (
        "[Norland](STATE a) told [Belmark](STATE b) to stay away. [Mira Sand](PERSON p) is "
        "[chair](OFFICE f) of [SADC](ORG o)."
    )
    assert code(document(text, [relation])) == expected
