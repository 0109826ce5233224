"""Docs from the annotated sentences of the rule files: parsed by the model, mentions as marked."""

from __future__ import annotations

from itertools import combinations, product

from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import EntityData, MentionData, annotations
from geoents.examples import Example, ExampleSpan, parse_example
from geoents.schema import SIGNATURES, SYMMETRIC, RelationType

Pair = tuple[str, str]


def example_doc(nlp: Language, example: Example | str) -> Doc:
    """Return an example's sentence with tags, trees, and its mentions linked as it says.

    Ids of entities are "TYPE:text in lower case", or "TYPE:key" for spans with ``=key``.
    """
    if isinstance(example, str):
        example = parse_example(example)
    doc = nlp.make_doc(example.text)
    for name, component in nlp.pipeline:
        if not name.startswith("geoents_") or name == "geoents_base":
            doc = component(doc)
    annotate(doc, example)
    return doc


def annotate(doc: Doc, example: Example) -> None:
    """Write the example's mentions and entities on a doc."""
    data = annotations(doc)
    data["mentions"], data["entities"], data["relations"] = [], [], []
    known: dict[str, EntityData] = {}
    for span in example.spans:
        if span.type is None:
            continue
        tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
        assert tokens is not None, f"no tokens at {span} in {example.text!r}"
        name = entity_id(span)
        if name not in known:
            known[name] = EntityData(
                id=name, type=span.type, name=tokens.text, aliases=[], ids={}, mentions=[]
            )
        known[name]["mentions"].append(len(data["mentions"]))
        data["mentions"].append(
            MentionData(
                start=tokens.start,
                end=tokens.end,
                type=span.type,
                form=span.form,
                key=None,
                why="example",
                entity=name,
                group=[],
                holder=None,
            )
        )
    data["entities"] = list(known.values())


def entity_id(span: ExampleSpan) -> str:
    """Return the id of a span's entity."""
    return f"{span.type}:{span.entity}"


def expected_pairs(example: Example, type_: RelationType) -> set[Pair]:
    """Return the subject and object of every relation that the roles of an example state.

    Without an object the subjects are joined with each other.
    """
    subjects = _with_role(example, "subject")
    objects = _with_role(example, "object")
    if objects:
        pairs = {(s, o) for s, o in product(subjects, objects) if s != o}
    elif SIGNATURES[type_].object_required:
        pairs = set(combinations(subjects, 2))
        if type_ not in SYMMETRIC:
            pairs |= {(o, s) for s, o in pairs}
    else:
        pairs = {(s, "") for s in subjects}
    return {ordered(pair, type_) for pair in pairs}


def found_pairs(doc: Doc, type_: RelationType) -> set[Pair]:
    """Return the subject and object of every relation of a type on a doc."""
    return {
        ordered((relation["subject"], relation["object"] or ""), type_)
        for relation in annotations(doc)["relations"]
        if relation["type"] == type_
    }


def ordered(pair: Pair, type_: RelationType) -> Pair:
    """Return a pair in alphabetical order where the type is symmetric, else as it is."""
    return (min(pair), max(pair)) if type_ in SYMMETRIC else pair


def _with_role(example: Example, role: str) -> list[str]:
    return list(dict.fromkeys(entity_id(s) for s in example.spans if s.role == role and s.type))
