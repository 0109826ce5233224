"""Floors: what falls below one is told, and they only rise."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from documents import document, random_documents
from hypothesis import given
from hypothesis import strategies as st

from geoents.floors import (
    MARGIN,
    Floors,
    FloorsError,
    Part,
    check_floors,
    find_figure,
    fingerprint,
    raise_floors,
)
from geoents.records import Document
from geoents.score import score

GOLD = "sha256:" + "a" * 64
OTHER = "sha256:" + "b" * 64


def figures(f1: float, speech: float = 0.5) -> dict[str, Any]:
    return {
        "mentions": {"micro": {"f1": f1}, "types": {"STATE": {"f1": 1}}},
        "relations": {"families": {"speech": {"micro": {"f1": speech}}}},
    }


def floors(**named: float) -> Floors:
    names = {"mentions": "mentions.micro.f1", "speech": "relations.families.speech.f1"}
    return Floors(parts={"dev": Part(gold=GOLD, floors={names[k]: v for k, v in named.items()})})


# -- the gold's fingerprint ------------------------------------------------------------------------


@given(random_documents(), st.randoms(use_true_random=False))
def test_order_is_no_matter_to_the_fingerprint(gold: Document, random: Random) -> None:
    second = gold.model_copy(update={"id": "e"})
    lists = {
        name: random.sample(items := list(getattr(gold, name)), len(items))
        for name in ("mentions", "entities", "claims", "relations")
    }
    shuffled = gold.model_copy(update=lists)
    assert fingerprint([second, shuffled]) == fingerprint([gold, second])


def test_a_change_of_the_gold_changes_it() -> None:
    one = document("[Oman](STATE s) agreed.")
    seals = {
        fingerprint([one]),
        fingerprint([one, one.model_copy(update={"id": "e"})]),
        fingerprint([document("[Oman](ORG s) agreed.")]),
        fingerprint([document("[Oman](STATE s) agreed!")]),
        fingerprint([]),
    }
    assert len(seals) == 5
    assert all(seal.startswith("sha256:") and len(seal) == 71 for seal in seals)


# -- names of figures ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "is_there"),
    [
        ("mentions.micro.f1", True),
        ("mentions.f1", True),
        ("mentions.types.STATE.recall", True),
        ("mentions.micro.overlap.f1", True),
        ("entities.ceaf_e.f1", True),
        ("entities.b_cubed.precision", True),
        ("relations.micro.precision", True),
        ("relations.families.interaction.f1", True),
        ("relations.families.interaction.micro.f1", True),
        ("relations_with_factuality.f1", True),
        ("claims.micro.token_f1", True),
        ("factuality.all.source", True),
        ("relations.families.interaction", False),
        ("relations.families.gossip.f1", False),
        ("mentions.micro.f1.f1", False),
        ("", False),
    ],
)
def test_figures_have_names(name: str, is_there: bool) -> None:
    gold = document(
        "[Ilmar Tosk](PERSON p) met [Ana Kos](PERSON k) in [Oman](STATE s).",
        [("MET_WITH", "p", "k", None)],
    )
    found = find_figure(score([gold], [gold]).total.to_dict(), name)
    assert found == (1 if is_there else None)


# -- holding them ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("held", "gold", "problem"),
    [
        (floors(mentions=0.9), GOLD, None),
        (floors(mentions=0.91), GOLD, "mentions.micro.f1 is 0.9000, below its floor 0.9100"),
        (floors(mentions=0.5), OTHER, "the gold is not the one"),
        (Floors(), GOLD, "part dev has no floors (there are none)"),
        (
            Floors(parts={"dev": Part(gold=GOLD, floors={"mentions.micro.wit": 0.5})}),
            GOLD,
            "no figure mentions.micro.wit",
        ),
    ],
)
def test_what_is_wrong_is_one_line(held: Floors, gold: str, problem: str | None) -> None:
    found = check_floors(held, "dev", gold, figures(0.9))
    assert len(found) == (problem is not None)
    assert problem is None or problem in found[0]


def test_a_line_for_each_figure() -> None:
    assert len(check_floors(floors(mentions=0.91, speech=0.6), "dev", GOLD, figures(0.9))) == 2


# -- raising them ----------------------------------------------------------------------------------


def test_floors_rise_to_the_figure_less_the_margin() -> None:
    risen = raise_floors(floors(mentions=0.8, speech=0.5), "dev", GOLD, figures(0.9))
    assert risen == floors(mentions=0.9 - MARGIN, speech=0.5)


def test_a_new_part_gets_the_usual_figures_and_others_stay() -> None:
    risen = raise_floors(floors(mentions=0.8), "test", OTHER, figures(0.9))
    assert risen.parts["dev"] == floors(mentions=0.8).parts["dev"]
    assert risen.parts["test"].floors == {
        "mentions.micro.f1": 0.895,
        "relations.families.speech.f1": 0.495,
    }


def test_lower_floors_and_other_gold_have_to_be_allowed() -> None:
    held = floors(mentions=0.95, speech=0.5)
    with pytest.raises(FloorsError, match="below its floor"):
        raise_floors(held, "dev", GOLD, figures(0.9))
    lowered = raise_floors(held, "dev", GOLD, figures(0.9), allow_lower=True)
    assert lowered == floors(mentions=0.895, speech=0.5), "only what has to be lowered is"

    with pytest.raises(FloorsError, match="not the one"):
        raise_floors(held, "dev", OTHER, figures(0.99))
    anew = raise_floors(held, "dev", OTHER, figures(0.9), allow_lower=True)
    assert anew.parts["dev"].gold == OTHER
    assert set(anew.parts["dev"].floors.values()) == {0.895, 0.495}


@given(st.integers(0, 10_000).map(lambda n: n / 10_000), st.floats(0, 1), st.integers(0, 10_000))
def test_they_never_fall_by_themselves(floor: float, measured: float, speech: int) -> None:
    held = floors(mentions=floor, speech=0)
    try:
        risen = raise_floors(held, "dev", GOLD, figures(measured, speech / 10_000))
    except FloorsError:
        assert measured < floor
        return
    assert risen.parts["dev"].floors["mentions.micro.f1"] >= floor
    assert check_floors(risen, "dev", GOLD, figures(measured, speech / 10_000)) == []
    assert raise_floors(risen, "dev", GOLD, figures(measured, speech / 10_000)) == risen


# -- the file --------------------------------------------------------------------------------------


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.json"
    path.write_text(floors(mentions=0.9).to_json())
    assert Floors.read(path) == floors(mentions=0.9)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"parts": {"dev": {"gold": "x", "floors": {"a": 2}}}}',
        '{"parts": {"dev": {"gold": "x", "floors": {"a": true}}}}',
        '{"parts": {"dev": {"floors": {}}}}',
        '{"floors": {}}',
    ],
)
def test_another_file_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(text)
    with pytest.raises(FloorsError) as error:
        Floors.read(path)
    assert str(error.value).startswith(f"{path}: ")
    assert "\n" not in str(error.value)
