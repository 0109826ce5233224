"""Fixtures: the shipped model alone and the whole pipeline, each loaded once."""

from __future__ import annotations

import os
from typing import Final

import pytest
import spacy
from hypothesis import settings
from servers import postgres_server, server, sqlite_server
from spacy.language import Language

# How long one example takes is the machine's business, not the code's.
settings.register_profile("geoents", deadline=None)
settings.load_profile("geoents")

__all__ = ["nlp", "parser", "postgres_server", "server", "sqlite_server"]

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
