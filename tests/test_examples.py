"""The form of annotated sentences."""

from __future__ import annotations

import pytest

from geoents.examples import Example, ExampleSpan, parse_example


@pytest.mark.parametrize(
    ("markup", "expected", "reason"),
    [
        ("Nobody came.", Example("Nobody came.", (), ()), "nothing annotated"),
        (
            "[Kos](PERSON subject) left.",
            Example("Kos left.", (ExampleSpan(0, 3, "PERSON", "subject", "kos", "name"),), ()),
            "type and role",
        ),
        (
            "[Kos](subject PERSON) left.",
            Example("Kos left.", (ExampleSpan(0, 3, "PERSON", "subject", "kos", "name"),), ()),
            "in any order",
        ),
        (
            "[she](PERSON =kos pronoun) left.",
            Example("she left.", (ExampleSpan(0, 3, "PERSON", None, "kos", "pronoun"),), ()),
            "a key and a form",
        ),
        (
            "Kos said [it was late](claim).",
            Example(
                "Kos said it was late.",
                (ExampleSpan(9, 20, None, "claim", "it was late", "name"),),
                (),
            ),
            "a claim has no type",
        ),
        (
            "[[Norland](STATE object)'s Navy](ORG subject)",
            Example(
                "Norland's Navy",
                (
                    ExampleSpan(0, 14, "ORG", "subject", "norland's navy", "name"),
                    ExampleSpan(0, 7, "STATE", "object", "norland", "name"),
                ),
                (),
            ),
            "nested: the outer one first",
        ),
        (
            "Kos may not leave. {negated, possible}",
            Example("Kos may not leave.", (), ("negated", "possible")),
            "marks of the whole",
        ),
        (
            "👍 [Çelik](PERSON) left (again).",
            Example(
                "👍 Çelik left (again).", (ExampleSpan(2, 7, "PERSON", None, "çelik", "name"),), ()
            ),
            "code points; round brackets of the text stay",
        ),
    ],
)
def test_parse_example(markup: str, expected: Example, reason: str) -> None:
    assert parse_example(markup) == expected, reason


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ("[Kos left.", "not closed"),
        ("Kos](PERSON) left.", "too many"),
        ("[Kos](PERSN) left.", "unknown word 'PERSN'"),
        ("Kos left. {maybe}", "unknown mark 'maybe'"),
    ],
)
def test_broken_markup_is_named(markup: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_example(markup)


def test_entities_that_play_a_role() -> None:
    example = parse_example(
        "[Kos](PERSON subject) and [Lie](PERSON subject) met [her](PERSON object =ana pronoun)."
    )
    assert example.entities("subject") == {"kos", "lie"}
    assert example.entities("object") == {"ana"}
    assert example.entities("addressee") == frozenset()
