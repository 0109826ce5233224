"""Accuracy of the dates of relations on a file of cases.

    python bench/dates.py FILE [--wrong]

A case has a ``text``, the trigger's ``words`` in it, the ISO ``value`` of its date ("" where it
has none or no sure one) and may have the day ``published`` and the ``when`` in the text's words.
Prints how many values are right, with a value and without, and how many ``when``; ``--wrong``
lists what is not.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

from spacy.language import Language

import geoents
from geoents.annotations import annotations
from geoents.base_days import find_base_day
from geoents.convert import to_document
from geoents.dates import find_when


def read_case(nlp: Language, case: dict[str, Any]) -> tuple[str, str]:
    """The value and words found for a case: of a relation that the words evoke, or else theirs."""
    doc = nlp(case["text"])
    published = str(case["published"]) if case.get("published") else None
    start = case["text"].index(case["words"])
    end = start + len(case["words"])
    record = to_document(doc, published=published)
    evoked = [
        r
        for r in record.relations
        if any(start <= e.trigger.start and e.trigger.end <= end for e in r.evidence)
    ]
    if evoked:
        dated = [r.when for r in evoked if r.when is not None]
        whens = sorted(dated, key=lambda when: when.value is None)
        return (whens[0].value or "", whens[0].text) if whens else ("", "")
    words = doc.char_span(start, end, alignment_mode="expand")
    assert words is not None
    base = find_base_day(doc.text, annotations(doc)["zones"], published=published)
    found = find_when(doc, words.root.i, published=base)
    return ("", "") if found is None else (found.value or "", found.text)


def main() -> None:
    """Print the accuracy on the file named first."""
    cases = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf8"))["case"]
    nlp = geoents.load()
    right = {True: 0, False: 0}
    total = {True: 0, False: 0}
    spans = named = 0
    for case in cases:
        value, words = read_case(nlp, case)
        has_value = bool(case["value"])
        total[has_value] += 1
        right[has_value] += value == str(case["value"])
        if case.get("when"):
            named += 1
            spans += case["when"] in words or (bool(words) and words in case["when"])
        if value != str(case["value"]) and "--wrong" in sys.argv:
            print(f"{case['words']!r} {case['value']!r} got {value!r} {words!r}: {case['text']}")
    print(f"values {sum(right.values())} of {len(cases)} right")
    print(
        f"  with a value {right[True]} of {total[True]}, without {right[False]} of {total[False]}"
    )
    print(f"  words {spans} of {named}")


if __name__ == "__main__":
    main()
