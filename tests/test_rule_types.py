"""A rule may take fewer entity types than its relation, not others."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoents.rules import load_rules
from geoents.schema import SIGNATURES, EntityType, RelationType

_RULE = """
[rule.of_ours]
construction = "active"
lemmas = ["depose"]
object_types = ["{type}"]
examples = ["[Norland](STATE subject) deposed [Mira Sand](PERSON object)."]
"""


def _folder(tmp_path: Path, type_: str) -> tuple[Path]:
    (tmp_path / "attacked.toml").write_text(_RULE.format(type=type_), encoding="utf-8")
    return (tmp_path,)


def test_types_are_the_rule_s_or_the_relation_s(tmp_path: Path) -> None:
    rule = next(r for r in load_rules(_folder(tmp_path, "PERSON")) if r.id == "attacked.of_ours")
    assert rule.types["object"] == {EntityType.PERSON}
    assert rule.types["subject"] == SIGNATURES[RelationType.ATTACKED].subject


def test_type_that_the_relation_refuses_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="of_ours: OFFICE can be no object of ATTACKED"):
        load_rules(_folder(tmp_path, "OFFICE"))
