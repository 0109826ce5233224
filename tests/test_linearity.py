"""What comes before and after the base model takes time in proportion to a text's length."""

from __future__ import annotations

import gc
import time
from pathlib import Path

from spacy.language import Language

from geoents.convert import to_document
from geoents.pipeline import default_pipeline

DEMO = Path(__file__).parent.parent / "demo"
QUOTED = '"I will not leave the office," said Ana Kos, a lawyer. "We have told them so."'
#: In characters, and how many times as long the longer text is.
SHORT, TIMES = 20_000, 4
#: A text four times as long may take so many times the time: a quadratic step takes 16 times.
MOST = 6
#: Seconds that a machine with other work may add to a short step.
SLACK = 0.15


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
    short, long = measure(nlp, make_text(SHORT)), measure(nlp, make_text(TIMES * SHORT))
    slow = {n: (short[n], long[n]) for n in short if long[n] > MOST * short[n] + SLACK}
    assert not slow, f"seconds on {SHORT} and {TIMES * SHORT} characters: {slow}"
