"""Hypothesis looks for a text or a page that crashes, hangs or misplaces a span.

A few dozen of each run in CI; ``GEOENTS_FUZZ=10000`` runs as many as that says.
tools/fuzz.py does the same with atheris, which is led by the code that an input reaches.
"""

from __future__ import annotations

import os
from typing import Final

from fuzzing import FRAGMENTS, PAGE_FRAGMENTS, check_page, check_text, compose
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from geoents.decoding import NotTextError, decode

RUNS: Final = int(os.environ.get("GEOENTS_FUZZ", "40"))
many = settings(
    max_examples=RUNS,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

#: Fragments in a row, now and then a character of any script.
texts = st.lists(st.integers(0, len(FRAGMENTS) + 300), max_size=20).map(compose) | st.text(
    max_size=80
)
#: Anything Unicode can hold, but half of a surrogate pair, which extract refuses.
pages = st.lists(st.integers(0, len(PAGE_FRAGMENTS) - 1), max_size=60).map(
    lambda choices: compose(choices, PAGE_FRAGMENTS)
)
encodings = st.sampled_from(("utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252"))


@many
@given(texts)
@example("%s <b> ")  # a post without a word
@example("the Norland Foreign Ministrythe Norland Foreign Ministry")  # a name as the last word
def test_every_text_gives_a_sound_record(nlp: Language, text: str) -> None:
    check_text(text, nlp)


@many
@given(pages, encodings)
def test_every_page_is_read_or_refused(page: str, encoding: str) -> None:
    check_page(page.encode(encoding, "replace"))


@many
@given(st.binary(max_size=400) | st.builds(lambda t, e: t.encode(e, "replace"), texts, encodings))
def test_every_file_is_text_or_refused(data: bytes) -> None:
    try:
        decode(data)
    except NotTextError as error:
        assert "\n" not in str(error)
