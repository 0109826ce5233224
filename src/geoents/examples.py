"""Annotated sentences, the form in which rules carry their tests.

``[Marta Olsen](PERSON subject), spokesman for [the ministry](ORG object)`` is a sentence with
two mentions and the roles that they play. In the round brackets stand, in any order: an entity
type, a role (subject, object, addressee, claim, trigger), ``=key`` for mentions of one entity
that are spelled differently, ``nominal`` or ``pronoun`` for the form. Square brackets nest:
``[[Norland](STATE object)'s Navy](ORG subject)``. Words in curly brackets at the end are marks
of the whole relation: ``... {negated possible}``.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from geoents.markup import Labelled, MarkupError, parse_markup
from geoents.schema import EntityType, Form, Modality, Polarity

__all__ = ["Example", "ExampleSpan", "parse_example"]

_MARKS = re.compile(r"\s*\{([^{}]*)\}\s*$")
_ROLES: Final = frozenset({"subject", "object", "addressee", "claim", "trigger"})
_TYPES: Final = frozenset(EntityType.__members__)
_FORMS: Final = frozenset(form.value for form in Form)
_MARK_WORDS: Final = frozenset(m.value for m in (*Polarity, *Modality))


class ExampleSpan(NamedTuple):
    """An annotated stretch of an example's text, in characters.

    ``type`` is None for a claim or a trigger; ``entity`` is the same for mentions of one entity.
    """

    start: int
    end: int
    type: str | None
    role: str | None
    entity: str
    form: str


class Example(NamedTuple):
    """A sentence, its annotated spans in the order of the text, and its marks."""

    text: str
    spans: tuple[ExampleSpan, ...]
    marks: tuple[str, ...]

    def entities(self, role: str) -> frozenset[str]:
        """Return the entities that play a role."""
        return frozenset(span.entity for span in self.spans if span.role == role)


def parse_example(markup: str) -> Example:
    """Read an annotated sentence.

    >>> example = parse_example("[Marta Olsen](PERSON subject) heads [Norland](STATE object).")
    >>> example.text, [(span.start, span.end, span.role) for span in example.spans]
    ('Marta Olsen heads Norland.', [(0, 11, 'subject'), (18, 25, 'object')])

    Raises:
        ValueError: Brackets do not pair, or a word in them means nothing.
    """
    ending = _MARKS.search(markup)
    marks = tuple(re.split(r"[\s,]+", ending[1].strip())) if ending else ()
    body = markup[: ending.start()] if ending else markup
    try:
        text, labelled = parse_markup(body)
    except MarkupError as error:
        raise ValueError(f"{error} in {markup!r}") from None
    spans = tuple(_make_span(span, text, markup) for span in labelled)
    unknown = set(marks) - _MARK_WORDS
    if unknown:
        raise ValueError(f"unknown mark {min(unknown)!r} in {markup!r}")
    return Example(text, spans, marks)


def _make_span(span: Labelled, text: str, markup: str) -> ExampleSpan:
    type_: str | None = None
    role: str | None = None
    entity, form = text[span.start : span.end].casefold(), Form.NAME.value
    for word in span.label.split():
        if word in _TYPES:
            type_ = word
        elif word in _ROLES:
            role = word
        elif word in _FORMS:
            form = word
        elif word.startswith("="):
            entity = word[1:]
        else:
            raise ValueError(f"unknown word {word!r} in {markup!r}")
    return ExampleSpan(span.start, span.end, type_, role, entity, form)
