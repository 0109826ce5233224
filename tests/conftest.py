"""Fixtures: the shipped model alone and the whole pipeline, each loaded once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import page_blocks
import pytest
import spacy
from hypothesis import settings
from servers import postgres_server, server, sqlite_server
from spacy.language import Language

# How long one example takes is the machine's business, not the code's.
settings.register_profile("geoents", deadline=None)
settings.load_profile("geoents")

__all__ = ["nlp", "parser", "postgres_server", "ran_page", "server", "site", "sqlite_server"]

MODEL: Final = os.environ.get("GEOENTS_MODEL", "en_geoents")


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline on the shipped model (or the one named by GEOENTS_MODEL)."""
    import geoents

    return geoents.load(MODEL)


@pytest.fixture(scope="session")
def parser() -> Language:
    """The model alone, without geoents' own components."""
    return spacy.load(MODEL)


@pytest.fixture(scope="session")
def ran_page(
    nlp: Language, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], page_blocks.Ran]:
    """Run the code blocks of a page of the repository ("docs/scale.md"), once a session."""

    @cache
    def run(name: str) -> page_blocks.Ran:
        folder = tmp_path_factory.mktemp(Path(name).stem)
        return page_blocks.run_page(page_blocks.ROOT / name, folder, nlp)

    return run


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the documentation, built without a warning."""
    pytest.importorskip("mkdocs", reason="pip install '.[dev]'")
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        # Not "--quiet": warnings would be neither shown nor counted.
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=page_blocks.ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert built.returncode == 0, built.stderr
    assert "Documentation built" in built.stderr and "WARNING" not in built.stderr, built.stderr
    return folder
