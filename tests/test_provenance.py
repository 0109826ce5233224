"""A record's ``provenance.rules`` changes with every file of data that decides what is extracted."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from geoents.rules import DATA, rules_digest

#: Prints what is opened of our data while a text is read that has a bit of everything.
WATCH = """
import json, sys
opened = set()
def see(event, values):
    if event == "open" and isinstance(values[0], str):
        opened.add(values[0])
sys.addaudithook(see)
import geoents
geoents.extract(
    'ORVA (Norwire) - Foreign Minister Ana Kos of Kenya allegedly denied on 3 May that he may leave '
    'NATO. "Do you agree?" a reporter asked. "Yes," she said.',
    published="2024-05-14",
)
print(json.dumps(sorted(opened)))
"""


def read_files() -> list[str]:
    run = subprocess.run(
        [sys.executable, "-c", WATCH], capture_output=True, text=True, check=True, timeout=120
    )
    paths = [Path(name) for name in json.loads(run.stdout)]
    return [str(path.relative_to(DATA)) for path in paths if path.is_relative_to(DATA)]


def test_what_is_read_to_extract_is_in_the_digest(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    plain = rules_digest(data=data)
    assert plain == rules_digest()
    found = read_files()
    assert {name.split("/")[0] for name in found} == {
        "answers", "confidence.toml", "dates", "factuality", "names", "relations", "speech",
    }  # fmt: skip
    for name in found:
        was = (data / name).read_bytes()
        (data / name).write_bytes(was + b"#\n")
        assert rules_digest(data=data) != plain, name
        (data / name).write_bytes(was)
    assert rules_digest(data=data) == plain


@pytest.mark.parametrize("name", ["pages/style.css", "formats/labels.toml", "rdf/shapes.ttl"])
def test_how_records_are_shown_is_not(tmp_path: Path, name: str) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    (data / name).write_bytes((data / name).read_bytes() + b"\n")
    assert rules_digest(data=data) == rules_digest()


def test_a_file_that_takes_another_name_changes_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    (data / "names" / "states.toml").rename(data / "names" / "states_.toml")
    assert rules_digest(data=data) != rules_digest()
