"""The wheel by itself: built, installed in a bare environment, used away from the checkout.

The environment has the wheel and nothing else of ours; what the wheel depends on (300 MB) is lent
to it by a .pth file, through which an editable install of geoents is not seen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Building, for which hatchling is needed, is no business of those who only install.
pytest.importorskip("hatchling", reason="hatchling is not installed; pip install '.[dev]'")


def execute(*arguments: Path | str, cwd: Path, stdin: str = "") -> str:
    # Neither PYTHONPATH nor the working directory may lead back to the checkout.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    found = subprocess.run(
        list(map(str, arguments)),
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert found.returncode == 0, found.stderr
    return found.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT]
    execute(*build, cwd=out)
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("bare")
    execute(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    python = home / "bin" / "python"
    install = ["-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index"]
    execute(sys.executable, *install, wheel, cwd=home)
    ours = execute(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home)
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(ours.strip(), "lent.pth").write_text("\n".join(sorted(lent)))
    return home


def test_the_wheel_carries_model_rules_and_licences_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for name in (
        "geoents/py.typed",
        "geoents/data/names/states.toml",
        "geoents/data/relations/constructions.toml",
        "geoents/data/pages/errors.html",
        "geoents/data/pages/page.html",
        "geoents/data/pages/vendor/tabulator.min.js",
        "geoents/data/pages/vendor/tabulator.LICENSE",
        "geoents/data/rdf/shapes.ttl",
        "geoents/data/schema/document.schema.json",
        "en_geoents/meta.json",
        "en_geoents/en_geoents-0.1.0/config.cfg",
        "en_geoents.egg-info/PKG-INFO",
        "geoents-0.1.0.dist-info/licenses/LICENSE",
        "geoents-0.1.0.dist-info/licenses/NOTICE",
    ):
        assert name in names
    assert any(name.endswith(".onnx") for name in names)
    tops = {name.partition("/")[0] for name in names}
    assert tops == {"geoents", "en_geoents", "en_geoents.egg-info", "geoents-0.1.0.dist-info"}
    assert not [name for name in names if "training" in name or "__pycache__" in name]
    assert wheel.stat().st_size < 40_000_000


def test_the_command_extracts_a_sentence_elsewhere(environment: Path, tmp_path: Path) -> None:
    sentence = "Norwegian Foreign Minister Marta Olsen denied that the talks had failed."
    command = environment / "bin" / "geoents"
    line = execute(command, "extract", "-", "--format", "jsonl", cwd=tmp_path, stdin=sentence)
    document = json.loads(line)
    names = {entity["id"]: entity["name"] for entity in document["entities"]}
    assert ("DENIED", "Marta Olsen") in {
        (relation["type"], names[relation["subject"]]) for relation in document["relations"]
    }


def test_the_library_and_the_model_come_from_the_wheel(environment: Path, tmp_path: Path) -> None:
    code = (
        "import geoents, en_geoents, spacy, warnings\n"
        "warnings.simplefilter('error')\n"
        "print(geoents.__file__, en_geoents.__file__, sep='\\n')\n"
        "print(*spacy.load('en_geoents').pipe_names)\n"
        "print(geoents.extract('Norland denied it.').provenance.model)"
    )
    lines = execute(environment / "bin" / "python", "-I", "-c", code, cwd=tmp_path).splitlines()
    assert all(line.startswith(str(environment)) for line in lines[:2])
    assert "geoents_base" in lines[2].split()
    assert lines[3] == "en_geoents-0.1.0"
