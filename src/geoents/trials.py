"""Trying rules on their own examples and counterexamples.

An example's mentions are taken as its brackets say, so that only the rules are tried: its sentence
is read by the model, its relations by the rules. An example passes where what its roles state is
found, a counterexample where nothing of the rule's type is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import EntityData, MentionData, RelationData
from geoents.annotations import annotations as annotations_of
from geoents.examples import Example, ExampleSpan, parse_example
from geoents.factuality import read_factuality
from geoents.homes import rests_on_others
from geoents.relations import RelationsComponent
from geoents.rules import Rule, RuleMatcher
from geoents.schema import SIGNATURES, SPEECH, SYMMETRIC, RelationType
from geoents.speech import find_speech

__all__ = [
    "Failure",
    "Found",
    "Trials",
    "entity_id",
    "example_doc",
    "expected_relations",
    "ordered",
    "read_marks",
    "summarize",
]


class Found(NamedTuple):
    """A relation by the ids of its entities (:func:`entity_id`) and its claim's words, or ""."""

    subject: str
    object: str
    claim: str = ""


class Failure(NamedTuple):
    """An example or counterexample that did not come out as it should.

    Attributes:
        rule: The rule whose sentence it is.
        markup: The sentence, as the file has it.
        found: What was found instead, in words.
    """

    rule: Rule
    markup: str
    found: str


# -- docs ------------------------------------------------------------------------------------------


def example_doc(nlp: Language, example: Example | str) -> Doc:
    """Return an example's sentence with tags, trees, and its mentions linked as it says.

    Args:
        nlp: A pipeline with the model; of geoents' own components only the base is run.
        example: The sentence, or its markup.

    Raises:
        ValueError: The markup is broken.
    """
    if isinstance(example, str):
        example = parse_example(example)
    doc = nlp.make_doc(example.text)
    for name, component in nlp.pipeline:
        if not name.startswith("geoents_") or name == "geoents_base":
            doc = component(doc)
    _annotate(doc, example)
    return doc


def _annotate(doc: Doc, example: Example) -> None:
    """Write the example's mentions and entities on a doc."""
    data = annotations_of(doc)
    data["mentions"], data["entities"], data["relations"] = [], [], []
    known: dict[str, EntityData] = {}
    for span in example.spans:
        if span.type is None:
            continue
        tokens = doc.char_span(span.start, span.end, alignment_mode="expand")
        if tokens is None:
            raise ValueError(f"no words at {span.start}-{span.end} of {example.text!r}")
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
    """Return the id of a span's entity: "TYPE:text in lower case", or "TYPE:key" with ``=key``."""
    return f"{span.type}:{span.entity}"


# -- what is expected and found ---------------------------------------------------------------------


def expected_relations(example: Example, type_: RelationType) -> set[Found]:
    """Return what the roles of an example state.

    Without an object the subjects of a relation that needs one are joined with each other.
    """
    subjects, objects = _with_role(example, "subject"), _with_role(example, "object")
    if type_ in SPEECH:
        claims = [example.text[s.start : s.end] for s in example.spans if s.role == "claim"]
        return {Found(*parts) for parts in product(subjects, objects or [""], claims or [""])}
    pairs: Iterable[tuple[str, str]]
    if objects:
        pairs = ((s, o) for s, o in product(subjects, objects) if s != o)
    elif SIGNATURES[type_].object_required:
        pairs = list(combinations(subjects, 2))
        if type_ not in SYMMETRIC:
            pairs += [(o, s) for s, o in pairs]
    else:
        pairs = ((s, "") for s in subjects)
    return {ordered(Found(*pair), type_) for pair in pairs}


def _with_role(example: Example, role: str) -> list[str]:
    return list(dict.fromkeys(entity_id(s) for s in example.spans if s.role == role and s.type))


def ordered(found: Found, type_: RelationType) -> Found:
    """Return a relation with its entities in alphabetical order where its type is symmetric."""
    if type_ not in SYMMETRIC or found.subject <= found.object:
        return found
    return found._replace(subject=found.object, object=found.subject)


def summarize(doc: Doc, relations: Iterable[RelationData], type_: RelationType) -> set[Found]:
    """Return the relations of a type in the form of :func:`expected_relations`."""
    found = set()
    for relation in relations:
        if relation["type"] == type_:
            start, end = relation["claim_char"] or (0, 0)
            claim = doc.text[start:end]
            found.add(ordered(Found(relation["subject"], relation["object"] or "", claim), type_))
    return found


def read_marks(doc: Doc, type_: RelationType) -> list[set[str]]:
    """Read the factuality of a doc's relations; return the marks of those of a type."""
    read_factuality(doc)
    marks = []
    for relation in annotations_of(doc)["relations"]:
        if relation["type"] == type_ and (read := relation["factuality"]) is not None:
            marks.append({read["polarity"], read["modality"]})
    return marks


# -- trials -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trials:
    """Tries rules: an example with its rule alone (where it can be) and with all rules, a counterexample with all.

    Args:
        nlp: A pipeline of :func:`geoents.load`.
        rules: All rules, of relations and of speech acts.
    """

    nlp: Language
    rules: Sequence[Rule]

    @cached_property
    def _component(self) -> RelationsComponent:
        return RelationsComponent(self.rules)

    @cached_property
    def _speech(self) -> RuleMatcher:
        return RuleMatcher([rule for rule in self.rules if rule.type in SPEECH])

    def failures(self, rule: Rule) -> Iterator[Failure]:
        """Yield the sentences of a rule that do not come out as they should."""
        for kind, judge in (
            (rule.examples, self.judge_example),
            (rule.counterexamples, self.judge_counterexample),
        ):
            for markup in kind:
                try:
                    found = judge(rule, markup)
                except ValueError as error:
                    found = str(error)
                if found:
                    yield Failure(rule, markup, found)

    def judge_example(self, rule: Rule, markup: str) -> str:
        """Return what was found instead of what an example states, "" where it is as it should be.

        Raises:
            ValueError: The markup is broken.
        """
        example = parse_example(markup)
        expected = expected_relations(example, rule.type)
        if not expected:
            return "the example names no subject and object; mark them: [Norland](STATE subject)"
        doc = example_doc(self.nlp, example)
        if rule.type in SPEECH:
            # A continuation ("'A,' she said. 'B.'") is more than one relation.
            found = self._read(doc, rule.type)
            return "" if expected <= found else _say(doc, found, "found")
        alone = summarize(doc, _relations_of(RelationsComponent([rule]), doc), rule.type)
        if not expected & alone and not rests_on_others(rule):
            return _say(doc, alone, "the rule alone finds")
        found = self._read(doc, rule.type)
        if found != expected:
            return _say(doc, found, "all rules together find")
        if example.marks:
            wrong = [
                marks for marks in read_marks(doc, rule.type) if not set(example.marks) <= marks
            ]
            if wrong:
                return f"found as {' '.join(sorted(wrong[0]))}"
        return ""

    def judge_counterexample(self, rule: Rule, markup: str) -> str:
        """Return what was found in a counterexample, "" where nothing of the rule's type was.

        Raises:
            ValueError: The markup is broken.
        """
        doc = example_doc(self.nlp, markup)
        found = self._read(doc, rule.type)
        return _say(doc, found, "found") if found else ""

    def _read(self, doc: Doc, type_: RelationType) -> set[Found]:
        if type_ in SPEECH:
            return summarize(doc, find_speech(doc, self._speech), type_)
        return summarize(doc, _relations_of(self._component, doc), type_)


def _relations_of(component: RelationsComponent, doc: Doc) -> list[RelationData]:
    annotations_of(doc)["relations"] = []
    return annotations_of(component(doc))["relations"]


def _say(doc: Doc, found: Iterable[Found], words: str) -> str:
    """Return "found SUBJECT -> OBJECT: claim", the entities by their names."""
    names = {entity["id"]: entity["name"] for entity in annotations_of(doc)["entities"]}
    shown = []
    for relation in sorted(found):
        arguments = [names[part] for part in relation[:2] if part]
        line = " -> ".join(arguments)
        shown.append(f"{line}: {relation.claim}" if relation.claim else line)
    return f"{words} {'; '.join(shown) or 'nothing'}"
