"""How sure a relation is: what raises it, what lowers it, and that it tells right from wrong."""

from __future__ import annotations

import importlib.util
import math
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from handmade import parsed
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import geoents
from geoents.annotations import EntityData, FactualityData, MentionData, RelationData, ZoneData
from geoents.annotations import annotations as annotations_of
from geoents.confidence import (
    FEATURES,
    FITTED,
    Confidence,
    Fit,
    count_doublings,
    probability,
    read_fit,
)
from geoents.floors import fingerprint
from geoents.gold import read_gold
from geoents.rules import RELATIONS, SPEECH_ACTS, load_rules
from geoents.schema import RelationType

ROOT = Path(__file__).parent.parent
#: Rules that no file has: what interviews and colons give (:mod:`geoents.speech`).
WRITTEN_IN_CODE = {"said.answer", "said.interlude", "said.introduced"}

ROWS = """
    Tosk NNP nsubj 2
    said VBD root 0 say
    that IN mark 6
    the DT det 5
    truce NN nsubj 6
    holds VBZ ccomp 2 hold
    . . punct 2

    The DT det 2
    minister NN nsubj 3
    met VBD root 0 meet
    Ilmar NNP flat 5
    Kos NNP obj 3
    in IN case 7
    June NNP obl 3
"""
#: Of "Tosk", "The minister" (she is Tosk) and "Ilmar Kos".
MENTIONS = ((0, 1, "name", "t"), (8, 9, "nominal", "t"), (10, 12, "name", "k"))


def make_doc() -> Doc:
    doc = parsed(ROWS)
    data = annotations_of(doc)
    for start, end, form, entity in MENTIONS:
        mention = MentionData(
            start=start,
            end=end,
            type="PERSON",
            form=form,
            key=None,
            why="test",
            entity=entity,
            group=[],
            holder=None,
        )
        if form == "nominal":
            mention["antecedent"] = 0
        data["mentions"].append(mention)
    for id_, name, mentions in (("t", "Tosk", [0, 1]), ("k", "Ilmar Kos", [2])):
        data["entities"].append(
            EntityData(id=id_, type="PERSON", name=name, aliases=[], ids={}, mentions=mentions)
        )
    return doc


def piece(**more: Any) -> RelationData:
    """Return evidence for what the second sentence says."""
    plain = RelationData(
        type="MET_WITH",
        subject="t",
        object="k",
        claim_char=None,
        start=7,
        end=14,
        rule="met_with.nobodys",
        trigger=9,
        subject_mention=1,
        object_mention=2,
        factuality=None,
        confidence=0.8,
    )
    return plain | more  # type: ignore[return-value]


def said(words: str, **more: Any) -> RelationData:
    """Return evidence for what the first sentence says, with these words as its claim."""
    start = make_doc().text.index(words)
    plain = {"type": "SAID", "object": None, "claim_char": (start, start + len(words))}
    places = {"start": 0, "end": 7, "trigger": 1, "subject_mention": 0, "object_mention": None}
    return piece(**(plain | places | more))


FLAT = Fit(bias=1.0, types={}, rules={}, features={}, places=0.5)


# -- features ---------------------------------------------------------------------------------


def test_features_of_parties_and_sentence() -> None:
    found = Confidence(make_doc(), fit=FLAT).features(piece())
    assert found == {
        "subject_nominal": 1,
        "subject_reach": math.log2(1 + 8),
        "subject_one_word": 1,
        "object_length": 1,
        "sentence": math.log2(7 / 16),
        "unended": 1,
    }


def test_features_of_a_claim() -> None:
    judge = Confidence(make_doc(), fit=FLAT)
    whole, bare = judge.features(said("the truce holds")), judge.features(said("truce"))
    assert whole["claim_short"] == pytest.approx(math.log2(5 / 3))
    assert whole.keys() & {"claim_verbless", "claim_long", "claim_quoted", "unended"} == set()
    assert (bare["claim_verbless"], bare["claim_short"]) == (1, math.log2(5))


def test_features_of_factuality_and_zone() -> None:
    doc = make_doc()
    denied = FactualityData(polarity="negated", modality="possible", source=None, cue=[])
    data = annotations_of(doc)
    data["zones"] = [
        ZoneData(start_char=0, end_char=doc[7].idx, kind="headline"),
        ZoneData(start_char=doc[7].idx, end_char=len(doc.text), kind="caption"),
    ]
    judge = Confidence(doc, fit=FLAT)
    found = judge.features(piece(factuality=denied))
    assert (found["negated"], found["hedged"], found["caption"]) == (1, 1, 1)
    assert "headline" in judge.features(said("the truce holds"))


def test_every_feature_has_a_weight_and_no_other_is_told() -> None:
    judge = Confidence(make_doc())
    told = judge.features(piece()).keys() | judge.features(said("truce")).keys()
    assert told <= FEATURES.keys()
    assert read_fit().features.keys() == FEATURES.keys()


# -- estimates --------------------------------------------------------------------------------


@given(
    count=st.integers(1, 12),
    trigger=st.sampled_from([1, 9]),
    rule=st.sampled_from(["met_with.active", "met_with.nobodys"]),
    stated=st.floats(0, 1),
)
def test_more_evidence_makes_nothing_less_sure(
    count: int, trigger: int, rule: str, stated: float
) -> None:
    judge = Confidence(make_doc())
    pieces = [
        piece(start=n % 7, trigger=trigger, rule=rule, confidence=stated) for n in range(count)
    ]
    chances = [judge.estimate(pieces[: n + 1]) for n in range(count)]
    assert chances == sorted(chances)
    assert all(0.01 <= chance <= 0.99 and chance == round(chance, 3) for chance in chances)
    assert judge.estimate(pieces[::-1]) == chances[-1]


def test_what_one_sentence_states_twice_counts_once() -> None:
    assert count_doublings([piece(), piece(rule="other.rule")]) == 0
    assert count_doublings([piece(), said("truce")]) == 1
    assert count_doublings([piece(start=n, end=n + 1) for n in range(14)]) == 3


@given(st.floats(-1e3, 1e3))
def test_nothing_is_beyond_doubt(score: float) -> None:
    assert 0.01 <= probability(score) <= 0.99


def test_a_rule_that_gold_has_not_tried() -> None:
    """It counts half by its type, half by what it says of itself."""
    fit = Fit(
        bias=1.0, types={"MET_WITH": 0.5}, rules={"met_with.known": 2.0}, features={}, places=0
    )

    def chance(**more: Any) -> float:
        return Confidence(make_doc(), fit=fit).estimate([piece(**more)])

    assert chance(rule="met_with.known", confidence=0.1) == round(probability(3.5), 3)
    assert chance(confidence=0.5) == round(probability(0.75), 3)
    assert chance(confidence=0.3) < chance(confidence=0.6) < chance(confidence=1.0) <= 0.99
    assert chance(confidence=0.8) > chance(confidence=0.8, type="VISITED")


def test_rules_of_ones_own_are_judged_by_what_they_state(tmp_path: Path) -> None:
    """The whole way: from a folder of rules to the record."""
    chances = []
    for stated in (0.2, 0.95):
        (tmp_path / "attacked.toml").write_text(
            '[rule.gloom]\nconstruction = "active"\nlemmas = ["outfox"]\n'
            f"confidence = {stated}\n"
            'examples = ["[Norway](STATE subject) outfoxed [Chad](STATE object)."]\n'
        )
        found = geoents.extract("Norway outfoxed Chad.", nlp=geoents.load(rules=tmp_path))
        (relation,) = (r for r in found.relations if r.evidence[0].rule == "attacked.gloom")
        chances.append(relation.confidence)
    assert chances[0] < chances[1] - 0.1


def test_clear_words_are_surer_than_roundabout_ones(nlp: Language) -> None:
    def chance(text: str) -> float:
        (found,) = (r for r in geoents.extract(text, nlp=nlp).relations if r.type == "SAID")
        return found.confidence

    full = chance("Marta Olsen said the talks with Chad had failed.")
    assert full > chance("Olsen said the talks with Chad had failed.")
    assert full > chance("Marta Olsen left early. She said the talks with Chad had failed.")
    assert full > chance("Marta Olsen said the talks with Chad had failed")
    quoted = chance('"The talks with Chad have failed because of the weather," Marta Olsen said.')
    assert quoted > chance("Marta Olsen stressed the need for talks.")


# -- the file ---------------------------------------------------------------------------------


def test_the_file_is_of_the_rules_and_the_gold_there_are() -> None:
    """If not, run tools/fit_confidence.py again."""
    table = tomllib.loads(FITTED.read_text("utf8"))
    known = {rule.id for folder in (RELATIONS, SPEECH_ACTS) for rule in load_rules(folder=folder)}
    assert set(table["rules"]) <= known | WRITTEN_IN_CODE
    assert set(table["types"]) <= {kind.value for kind in RelationType}
    assert table["places"] >= 0
    prints = {gold["name"]: gold["fingerprint"] for gold in table["gold"]}
    assert prints["dev"] == fingerprint(read_gold(ROOT / "data/gold/dev"))


def test_the_page_has_the_weights_of_the_file() -> None:
    page, weights = (ROOT / "docs/confidence.md").read_text("utf8"), read_fit().features
    rows = re.findall(r"^\| `(\w+)` \| ([+-][\d.]+) \|", page, re.MULTILINE)
    told = {name: float(weight) for name, weight in rows if name != "places"}
    assert told.keys() == weights.keys()
    assert all(abs(told[name] - weight) <= 0.0051 for name, weight in weights.items())
    assert page.count("| threshold | kept | precision | recall |") == 2


# -- the fit ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """``tools/fit_confidence.py``, which is no package."""
    spec = importlib.util.spec_from_file_location(
        "fit_confidence", ROOT / "tools/fit_confidence.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def made_cases(tool: ModuleType) -> list[Any]:
    """Return cases of two rules, right 90 and 50 times of 100, and one that was right once."""
    cases = []
    for rule, right, count in (("a.good", 90, 100), ("a.bad", 50, 100), ("a.rare", 1, 1)):
        for n in range(count):
            pieces = (piece(rule=rule),)
            cases.append(tool.Case(f"{rule}{n}", pieces, ({"headline": 1.0},), n < right))
    return cases


def test_rules_are_as_sure_as_they_were_right(tool: ModuleType) -> None:
    cases = made_cases(tool)
    known = tool.fit(cases)
    chance = {case.pieces[0]["rule"]: tool.estimate(known, case) for case in cases}
    assert chance["a.good"] == pytest.approx(0.9, abs=0.04)
    assert chance["a.bad"] == pytest.approx(0.5, abs=0.06)
    # Right once of once is not always right.
    assert 0.6 < chance["a.rare"] < 0.9


def test_the_fit_does_not_see_the_document_it_judges(tool: ModuleType) -> None:
    """Every rule has one case: to know its label is to have seen it."""
    cases = [tool.Case(f"d{n}", (piece(rule=f"a.r{n}"),), ({},), n % 2 == 0) for n in range(200)]

    def lead(chances: list[float]) -> float:
        """Return how much surer the right ones are."""
        return (sum(chances[::2]) - sum(chances[1::2])) / 100

    known = tool.fit(cases)
    assert lead([tool.estimate(known, case) for case in cases]) > 0.05
    assert lead(tool.cross_validate(cases)) < 0.02


def test_figures(tool: ModuleType) -> None:
    import numpy as np

    sure, right = np.array([0.9] * 10 + [0.3] * 10), np.array([1.0] * 10 + [0.0] * 10)
    assert tool.area(sure, right) == 1
    assert tool.area(1 - sure, right) == 0
    assert tool.calibration_error(sure, right) == pytest.approx(0.2)
    cases = [tool.Case("d", (piece(),), ({},), bool(one)) for one in right]
    lines = list(tool.tell(sure.tolist(), cases, 20))
    assert "| 0.90-0.95 | 10 | 0.900 | 1.000 |" in lines
    assert "| 0.50 | 10 | 1.000 | 0.500 |" in lines


def test_the_surest_are_the_more_precise(tool: ModuleType, nlp: Language) -> None:
    """On our gold, judged by fits that have not seen the document."""
    part = tool.read_part(ROOT / "data/gold/dev", nlp)
    chances = tool.cross_validate(part.cases)
    shipped = [tool.estimate(read_fit(), case) for case in part.cases]
    for sure, margin in ((chances, 0.05), (shipped, 0.07)):
        order = sorted(range(len(sure)), key=lambda n: -sure[n])
        third = len(order) // 3
        top, bottom = (
            sum(part.cases[n].is_right for n in some) / third
            for some in (order[:third], order[-third:])
        )
        assert top - bottom > margin
    right = sum(case.is_right for case in part.cases) / len(part.cases)
    assert abs(sum(shipped) / len(shipped) - right) < 0.04
