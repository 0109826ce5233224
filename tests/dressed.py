"""Documents for the tests of formats: with emoji, CRLF, combining marks, and everything there is."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from documents import random_documents
from hypothesis import strategies as st

from geoents.records import Document

#: Characters that others count differently: of two UTF-16 units, of many bytes, of two code points.
_LETTERS = (
    "w",
    "😀",
    "👩‍🚒",
    "e\u0301",
    "ß",
    "🇳🇴",
    "[",
    '"',
    "\\",
    "<",
    "&",
    "'",
    "#",
    "|",
    "\u2028x",
)
_BLANKS = (" ", "  ", "\r\n", "\n", " \r\n\r\n ", "\t", "\u00a0", "\n\n")


@st.composite
def dressed_documents(draw: st.DrawFn) -> Document:
    """Draw a random document whose every character may be another one, or more."""
    record = draw(random_documents()).model_dump(mode="json")
    text = record["text"]
    pieces = [
        draw(st.sampled_from(_BLANKS))
        if character == " "
        else draw(st.sampled_from(_LETTERS)) + ("" if draw(st.booleans()) else character)
        for character in text
    ]
    return dress(record, pieces)


def dress(record: dict[str, Any], pieces: list[str]) -> Document:
    """Return a document with each character of its text replaced by a piece."""
    places = list(accumulate(map(len, pieces), initial=0))
    text = "".join(pieces)

    def move(item: Any) -> Any:
        if isinstance(item, list):
            return [move(one) for one in item]
        if not isinstance(item, dict):
            return item
        moved = {key: move(value) for key, value in item.items()}
        if "start" in moved:
            moved |= {"start": places[item["start"]], "end": places[item["end"]]}
            if "text" in moved:
                moved["text"] = text[moved["start"] : moved["end"]]
        return moved

    return Document.model_validate(move(record) | {"text": text})


def full_document() -> Document:
    """Return a document that uses every field of the record form, with mentions that nest."""
    text = "😀 [Norlandic\r\nForeign Ministry] spokeswoman Marta Olse\u0301n denied talks on Monday.\r\n"

    def span(words: str) -> dict[str, int]:
        start = text.index(words)
        return {"start": start, "end": start + len(words)}

    def mention(id_: str, words: str, type_: str, entity: str, form: str | None) -> dict[str, Any]:
        head = {"id": id_, "text": words, "type": type_, "entity": entity, "form": form}
        return head | span(words)

    evidence = span("spokeswoman Marta Olse\u0301n") | {
        "rule": "denied.active",
        "trigger": span("denied"),
        "cue": [span("denied"), span("talks")],
        "subject_mention": "p",
        "object_mention": None,
        "factuality": {"polarity": "negated", "modality": "possible", "source": "ministry"},
    }
    return Document.model_validate(
        {
            "id": "talks/1",
            "title": "Talks\tdenied",
            "published": "2024-05-02",
            "url": "https://example.org/?a=1&b=2",
            "text": text,
            "mentions": [
                mention("s", "Norlandic", "STATE", "norland", "adjective"),
                mention("o", "Norlandic\r\nForeign Ministry", "ORG", "ministry", "name"),
                mention("f", "spokeswoman", "OFFICE", "post", None),
                mention("p", "Marta Olse\u0301n", "PERSON", "olsen", "name"),
            ],
            "entities": [
                {
                    "id": "norland",
                    "type": "STATE",
                    "name": "Norland",
                    "aliases": ["Kingdom of Norland"],
                    "ids": {"iso3166": "NX"},
                },
                {"id": "ministry", "type": "ORG", "name": "Ministry"},
                {"id": "post", "type": "OFFICE", "name": "spokeswoman"},
                {"id": "olsen", "type": "PERSON", "name": "Marta Olsen"},
                {"id": "unseen", "type": "STATE", "name": "Sudland"},
            ],
            "claims": [{"id": "c", "text": "talks"} | span("talks")],
            "relations": [
                {
                    "id": "rel",
                    "type": "DENIED",
                    "subject": "olsen",
                    "claim": "c",
                    "confidence": 0.25,
                    "when": {"text": "on Monday", "value": "2024-04-29"} | span("on Monday"),
                    "evidence": [evidence, span("denied")],
                    "responds_to": ["r4"],
                },
                {
                    "id": "r2",
                    "type": "OFFICE_OF",
                    "subject": "post",
                    "object": "ministry",
                    "evidence": [span("spokeswoman")],
                },
                {
                    "id": "r3",
                    "type": "NEGOTIATED_WITH",
                    "subject": "norland",
                    "object": "unseen",
                    "evidence": [span("talks")],
                },
                {
                    "id": "r4",
                    "type": "SAID",
                    "subject": "olsen",
                    "object": "norland",
                    "claim": "c",
                    "evidence": [span("denied talks")],
                },
                {
                    "id": "r5",
                    "type": "HOLDS_OFFICE",
                    "subject": "olsen",
                    "object": "post",
                    "tenure": "acting",
                    "evidence": [span("spokeswoman Marta Olse\u0301n")],
                },
            ],
            "provenance": {"geoents": "0.1.0", "model": "m", "rules": "sha256:0"},
        }
    )
