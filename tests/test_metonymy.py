"""Capitals as governments and as places: floors on data/gold/metonymy, and the frames one by one."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from spacy.language import Language

ROOT = Path(__file__).parent.parent
BENCH = runpy.run_path(str(ROOT / "bench/metonymy.py"))
GOLD = ROOT / "data/gold/metonymy"

# F1 of the government and of the place, in per cent: floors that only rise.
FLOORS = {"dev": (92.0, 92.0), "test": (86.0, 84.0)}


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_readings_stay_above_their_floors(nlp: Language, name: str) -> None:
    cases = BENCH["read_cases"](GOLD / f"{name}.toml")
    of = BENCH["figures"](cases, BENCH["read_capitals"](nlp, cases))
    # Figures alone: nobody who tunes the decision shall read the sentences of the test part.
    found = {reading: round(of[reading].f1, 1) for reading in BENCH["READINGS"]}
    floors = dict(zip(BENCH["READINGS"], FLOORS[name], strict=True))
    fallen = {r: f"{found[r]} < {floors[r]}" for r in floors if found[r] < floors[r]}
    assert not fallen, f"{name}: F1 below its floor: {fallen}"


def test_there_are_sentences_enough_in_both_readings() -> None:
    cases = [case for name in FLOORS for case in BENCH["read_cases"](GOLD / f"{name}.toml")]
    texts = {case.text for case in cases}
    by_reading = {r: sum(case.reading == r for case in cases) for r in BENCH["READINGS"]}
    assert len(texts) >= 150
    assert min(by_reading.values()) >= 60


def test_cases_with_other_words_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text('[[case]]\ntext = "Oslo agreed."\nwords = "Oslo"\nnth = 2\nreading = "place"\n')
    with pytest.raises(ValueError, match="case 1: no such words"):
        BENCH["read_cases"](path)


def test_figures_of_one_wrong_reading() -> None:
    cases = [
        BENCH["Case"]("Oslo agreed.", 0, 4, "government"),
        BENCH["Case"]("In Oslo.", 3, 7, "place"),
    ]
    of = BENCH["figures"](cases, ["government", "government"])
    assert of["government"].precision == 50.0
    assert of["government"].recall == 100.0
    assert of["place"].f1 == 0.0
