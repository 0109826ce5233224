"""Fuzz extraction or the reading of pages with atheris, which is led by the code that it reaches.

``python tools/fuzz.py text -runs=10000`` or ``page``; other options are libFuzzer's. It ends at
the first input that crashes, hangs or misplaces a span, and writes that input to a file; named
instead of runs, the file is tried again. atheris is in none of our extras: ``pip install atheris``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris
from spacy.language import Language

with atheris.instrument_imports(include=["geoents"]):
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    from fuzzing import FRAGMENTS, PAGE_FRAGMENTS, check_page, check_text, compose

    from geoents import extract, load

#: Long inputs from the start: libFuzzer would else begin with four bytes, which are two words.
_OPTIONS = ("-len_control=0", f"-max_len={2 * 24}")


def main() -> None:
    """Run until an input fails or the runs are done."""
    kind = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    arguments = [sys.argv[0], *_OPTIONS, *sys.argv[1:]]
    if kind == "text":
        nlp = load()
        for number in range(8):  # what the first documents load does not count
            extract(compose(range(number * 40, number * 40 + 40)), nlp=nlp)
        atheris.Setup(arguments, lambda data: _try_text(data, nlp))
    elif kind == "page":
        atheris.Setup(arguments, _try_page)
    else:
        sys.exit(__doc__)
    atheris.Fuzz()


def _try_text(data: bytes, nlp: Language) -> None:
    """Four of five numbers are fragments, the others single characters of many scripts."""
    check_text(compose(_choose(data, len(FRAGMENTS) * 5 // 4)), nlp)


def _try_page(data: bytes) -> None:
    """Every fourth input is bytes as they are, the others are markup in a row."""
    if data[:1] and data[0] % 4 == 0:
        check_page(data[1:])
        return
    choices = _choose(data[1:], len(PAGE_FRAGMENTS))
    check_page(compose(choices, PAGE_FRAGMENTS).encode("utf-8", "replace"))


def _choose(data: bytes, count: int) -> list[int]:
    """Return a number below ``count`` for every two bytes."""
    pairs = range(0, len(data) - 1, 2)
    return [int.from_bytes(data[i : i + 2], "little") % count for i in pairs]


if __name__ == "__main__":
    main()
