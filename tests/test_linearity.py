"""What comes before and after the base model takes time in proportion to a text's length."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest
from spacy.language import Language

import geoents
from geoents.convert import to_document
from geoents.pipeline import default_pipeline
from geoents.posts import _Sides

DEMO = Path(__file__).parent.parent / "demo"
QUOTED = '"I will not leave the office," said Ana Kos, a lawyer. "We have told them so."'
#: In characters, and how many times as long the longer text is.
SHORT, TIMES = 20_000, 4
#: A text four times as long may take so many times the time: a quadratic step takes 16 times.
MOST = 6
#: Seconds that a machine with other work may add to a short step.
SLACK = 0.15
#: A step that grows too fast does so each time; a machine that is busy does not.
TRIES = 3


def make_text(size: int) -> str:
    """Return the demo's pages, each with a quotation in the first person, up to a length."""
    pages = (path.read_text(encoding="utf8") for path in sorted(DEMO.glob("*.txt")))
    text = "".join(f"{page}\n\n{QUOTED}\n\n" for page in pages)
    return (text * (size // len(text) + 1))[:size]


def measure(nlp: Language, text: str) -> dict[str, float]:
    """Return the seconds of CPU that each component takes, without the base model.

    The collector of cycles rests: it goes through all that the other tests have left.
    """
    seconds: dict[str, float] = {}
    gc.collect()
    gc.disable()
    with nlp.memory_zone():
        doc = nlp.make_doc(text)
        for name, component in nlp.pipeline:
            began = time.process_time()
            doc = component(doc)
            seconds[name] = time.process_time() - began
        began = time.process_time()
        to_document(doc)
        seconds["record"] = time.process_time() - began
    gc.enable()
    del seconds["geoents_base"]
    return seconds


def test_each_component_is_linear_in_the_length_of_a_text() -> None:
    nlp = default_pipeline()
    measure(nlp, make_text(1_000))  # Lists and rules are read at first use.
    slow: dict[str, tuple[float, float]] = {}
    for _ in range(TRIES):
        short, long = measure(nlp, make_text(SHORT)), measure(nlp, make_text(TIMES * SHORT))
        slow = {n: (short[n], long[n]) for n in short if long[n] > MOST * short[n] + SLACK}
        if not slow:
            break
    assert not slow, f"seconds on {SHORT} and {TIMES * SHORT} characters: {slow}"


SAME = "Norlandic President Ivan Lie met fishermen in Orva on Monday. "


def test_one_holder_named_again_and_again_is_compared_in_proportion(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text that names one minister a thousand times compares no two mentions that are one already."""
    counts: list[int] = []
    agree = _Sides.agree

    def count(self: _Sides, one: int, two: int) -> bool:
        counts[-1] += 1
        return agree(self, one, two)

    monkeypatch.setattr(_Sides, "agree", count)
    for times in (25, 100):
        counts.append(0)
        geoents.extract(SAME * times, nlp=nlp)
    assert 0 < counts[1] < MOST * max(counts[0], 20)
