"""Rules of one's own: a folder beside ours, in the library, in the command, and docs/rules.md."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from page_blocks import Ran
from spacy.language import Language
from typer.testing import CliRunner

import geoents
from geoents.cli import app
from geoents.pipeline import load
from geoents.rules import RuleError, load_rules, rules_digest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
PARTED = "Kenya parted ways with the African Union in May."


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def write_page(folder: Path) -> None:
    """Write the files that the page shows; blocks of one file follow each other in it."""
    files: dict[str, str] = {"story.txt": blocks("text")[0]}
    for block in blocks("toml"):
        name, _, text = block.removeprefix("# ").partition("\n")
        files[name] = files.get(name, "") + text + "\n"
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    write_page(folder)
    return folder


@pytest.fixture(scope="module")
def ours(home: Path) -> Language:
    """The pipeline with the page's rules, really loaded."""
    return load(rules=home / "my_rules")


@pytest.fixture
def loader(
    nlp: Language, ours: Language, home: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Language]:
    """Stand in for ``geoents.load``: what is asked for is loaded already."""
    monkeypatch.chdir(home)

    def loaded(*, rules: Path | str | None = None) -> Language:
        assert rules is None or Path(rules).resolve() == (home / "my_rules").resolve()
        return nlp if rules is None else ours

    monkeypatch.setattr("geoents.pipeline.load", loaded)
    monkeypatch.setattr(geoents, "load", loaded, raising=False)
    return loaded


# -- the library ----------------------------------------------------------------------------------------


def test_rules_of_relations_and_of_speech_are_added(nlp: Language, ours: Language) -> None:
    text = blocks("text")[0]
    without = geoents.extract(text, nlp=nlp)
    found = geoents.extract(text, nlp=ours)
    assert {"LEFT", "SAID"}.isdisjoint({r.type for r in without.relations})
    fired = {evidence.rule for r in found.relations for evidence in r.evidence}
    assert {"left.jettison", "said.warble"} <= fired
    said = next(r for r in found.relations if r.type == "SAID")
    claims = {claim.id: claim.text for claim in found.claims}
    assert claims[said.claim or ""] == "the bridge was safe"


def test_constructions_of_ones_own_may_be_used(nlp: Language, ours: Language) -> None:
    found = geoents.extract(PARTED, nlp=ours)
    names = {entity.id: entity.name for entity in found.entities}
    left = [r for r in found.relations if r.type == "LEFT"]
    assert [(names[r.subject], names[r.object or ""]) for r in left] == [("Kenya", "African Union")]
    assert left[0].evidence[0].rule == "left.part"
    assert [r for r in geoents.extract(PARTED, nlp=nlp).relations if r.type == "LEFT"] == []


def test_our_rules_still_fire(ours: Language) -> None:
    found = geoents.extract("Norway left NATO in May.", nlp=ours)
    assert "left.active" in {e.rule for r in found.relations for e in r.evidence}


def test_the_digest_covers_the_users_files_as_they_were_loaded(
    nlp: Language, ours: Language, home: Path
) -> None:
    def digest(pipeline: Language) -> str:
        made = geoents.extract(PARTED, nlp=pipeline).provenance
        assert made is not None
        return made.rules

    assert digest(nlp) == rules_digest()
    assert digest(ours) == rules_digest((home / "my_rules",))
    assert digest(ours) != digest(nlp)


def test_a_changed_file_changes_the_digest_and_is_read_anew(tmp_path: Path) -> None:
    rule = '[rule.mine]\nconstruction = "active"\nlemmas = ["{}"]\nexamples = ["a"]\n'
    path = tmp_path / "left.toml"
    digests, lemmas = [], []
    for lemma in ("jettison", "shred"):
        path.write_text(rule.format(lemma), encoding="utf-8")
        digests.append(rules_digest((tmp_path,)))
        lemmas.append(
            next(r for r in load_rules((tmp_path,)) if r.id == "left.mine").slots["lemmas"]
        )
    assert digests[0] != digests[1]
    assert lemmas == [{"jettison"}, {"shred"}]


def test_a_construction_of_ours_is_replaced_for_the_users_rules_alone(tmp_path: Path) -> None:
    (tmp_path / "constructions.toml").write_text(
        "[construction.active]\n"
        'patterns = [["trigger: lemma=$lemmas", "trigger . subject:", "trigger ; object:"]]\n',
        encoding="utf-8",
    )
    (tmp_path / "left.toml").write_text(
        '[rule.mine]\nconstruction = "active"\nlemmas = ["leave"]\nexamples = ["a"]\n',
        encoding="utf-8",
    )
    by_id = {rule.id: rule for rule in load_rules((tmp_path,))}
    assert by_id["left.mine"].written[0][1] == "trigger . subject:"
    (shipped,) = (rule for rule in load_rules() if rule.id == "left.active")
    assert by_id["left.active"] == shipped
    assert shipped.construction == "active"


# -- what is wrong with a folder ---------------------------------------------------------------------------


RULE = '[rule.mine]\nconstruction = "active"\nlemmas = ["leave"]\nexamples = ["a"]\n'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "join",
            RULE,
            "join.toml: the name is no relation type in lower case; did you mean 'joined'?",
        ),
        (
            "left",
            RULE.replace('"active"', '"activ"'),
            "left.toml: rule mine: unknown construction 'activ'; did you mean 'active'?",
        ),
        (
            "left",
            RULE.replace("lemmas", "lemma"),
            "left.toml: rule mine: unknown field 'lemma'; did you mean 'lemmas'?",
        ),
        (
            "left",
            RULE.replace('lemmas = ["leave"]\n', ""),
            'left.toml: rule mine: nothing fills $lemmas; add lemmas = ["..."]',
        ),
        (
            "left",
            RULE.replace('examples = ["a"]\n', ""),
            'left.toml: rule mine: it has no examples; add an annotated sentence: examples = ["..."]',
        ),
        (
            "left",
            RULE + 'object = "objekt"\n',
            "left.toml: rule mine: object is 'objekt', which no pattern names; did you mean 'object'?",
        ),
        (
            "left",
            RULE + 'sequences = ["<subject: STATE> leaves"]\n',
            "left.toml: rule mine: it has a construction and patterns of its own; keep one",
        ),
        (
            "left",
            '[rule.mine]\nsequences = ["<subject: STAET> leaves"]\nexamples = ["a"]\n',
            "left.toml: rule mine: STAET in '<subject: STAET> leaves' is no entity type; "
            "geoents.patterns shows how they are written",
        ),
        (
            "left",
            '[rule.mine]\nsequences = ["<object: ORG> leaves"]\nexamples = ["a"]\n',
            "left.toml: rule mine: a pattern names no subject; name the node that is the subject so",
        ),
        ("left", "[rule.mine", "left.toml: Expected"),
    ],
)
def test_what_is_wrong_is_one_line_with_file_rule_and_what_to_do(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules((tmp_path,))
    assert str(caught.value).startswith(f"{tmp_path}/{message}")
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "left.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(RuleError, match=r"left\.toml: not UTF-8; save it as UTF-8"):
        load_rules((tmp_path,))


def test_a_folder_without_rules_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no rules there; add a file named after a relation type"):
        load_rules((tmp_path,))


def test_the_command_tells_what_is_wrong_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loaded(*, rules: Path) -> Language:
        load_rules((rules,))
        raise AssertionError

    monkeypatch.setattr("geoents.pipeline.load", loaded)
    (tmp_path / "left.toml").write_text(RULE.replace("lemmas", "lemma"), encoding="utf-8")
    run = CliRunner()
    found = run.invoke(app, ["extract", "-", "--rules", str(tmp_path)], input=b"Norway left.")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(f"geoents: {tmp_path}/left.toml: rule mine: unknown field")
    assert found.stderr.count("\n") == 1
    missing = run.invoke(app, ["extract", "-", "--rules", str(tmp_path / "none")], input=b"a")
    assert missing.exit_code == 2
    assert "does not exist" in missing.stderr


# -- docs/rules.md --------------------------------------------------------------------------------------


def test_the_pages_rules_pass_and_fire(ran_page: Callable[[str], Ran]) -> None:
    told = ran_page("docs/rules.md").commands
    assert len(told) == 5
    assert "2 rules, 4 sentences, 0 failed" in told["geoents rules test my_rules"]
    (record,) = (text for line, text in told.items() if "extract" in line)
    types = {relation["type"] for relation in json.loads(record)["relations"]}
    assert {"LEFT", "SAID"} <= types


def test_all_the_pages_rules_pass(loader: Callable[..., Language]) -> None:
    found = CliRunner().invoke(app, ["rules", "test", "my_rules"])
    assert found.exit_code == 0, found.output
    assert "3 rules, 5 sentences, 0 failed" in found.output


def test_the_pages_words_on_errors_are_true(ours: Language, tmp_path: Path) -> None:
    write_page(tmp_path)
    path = tmp_path / "my_rules" / "left.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"part_ways"', '"part_way"'), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        load_rules((path.parent,))
    assert str(caught.value) == f"{tmp_path}/{blocks('text')[1].strip()}"

    near = geoents.explain("Kenya parted ways after the African Union.", near=True, nlp=ours).near
    miss = next(miss for miss in near if miss.rule == "left.part")
    assert miss.reason in " ".join(PAGE.split())
    (walk,) = (
        m
        for m in geoents.explain("Kenya joined the walk.", near=True, nlp=ours).near
        if m.rule == "joined.active"
    )
    assert walk.reason in PAGE


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#\s]+\.md)\)", PAGE))
def test_links_lead_to_files(target: str) -> None:
    assert (ROOT / "docs" / target).exists()
