"""Mistakes: what a run got wrong, in words."""

from __future__ import annotations

from documents import document

from geoents.mistakes import errors

SPEECH = (
    "[Ilmar Tosk](PERSON p) told [Ana Kos](PERSON k) in [Fiji](STATE f) that the old border "
    "stays open for ever; no army will cross it."
)


def test_mistakes_name_what_is_wrong_with_its_text() -> None:
    gold = document(
        "[Ilmar Tosk](PERSON p) left [Oman](STATE s) for [Fiji](STATE f).",
        [("VISITED", "p", "f", None, "planned")],
    )
    predicted = document(
        "Ilmar [Tosk](PERSON p) left [Oman](ORG s) for [Fiji](STATE f).",
        [("VISITED", "p", "f", None), ("SANCTIONED", "p", "f", None)],
    )
    found = {(m.layer, m.kind, m.gold, m.predicted) for m in errors([gold], [predicted])}
    assert found == {
        ("mention", "partial", 'PERSON "Ilmar Tosk"', 'PERSON "Tosk"'),
        ("mention", "incorrect", 'STATE "Oman"', 'ORG "Oman"'),
        ("entity", "missed", 'STATE "Oman"', None),
        ("entity", "spurious", None, 'ORG "Oman"'),
        ("relation", "spurious", None, "SANCTIONED(Tosk, Fiji)"),
        (
            "factuality",
            "incorrect",
            "VISITED(Ilmar Tosk, Fiji): affirmed planned",
            "VISITED(Ilmar Tosk, Fiji): affirmed actual",
        ),
    }
    assert [m.start for m in errors([gold], [predicted])] == sorted(
        m.start for m in errors([gold], [predicted])
    )


def test_mistakes_of_speech_have_their_claim() -> None:
    claim = "the old border stays open"
    gold = document(SPEECH, [("SAID", "p", None, claim)])
    (mistake,) = errors([gold], [document(SPEECH)])[-1:]
    assert mistake.gold == f'SAID(Ilmar Tosk; "{claim}")'
    assert mistake.text.startswith("Ilmar Tosk told Ana Kos")
