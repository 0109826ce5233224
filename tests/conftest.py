"""Fixtures: the shipped pipeline, loaded once."""

from __future__ import annotations

import os

import pytest
from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline on the shipped model (or the one named by GEOENTS_MODEL)."""
    import geoents

    return geoents.load(os.environ.get("GEOENTS_MODEL", "en_geoents"))
