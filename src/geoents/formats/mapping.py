"""How the labels of other sets become ours: read from ``data/formats``, with the reasons.

``[entities.LABEL]`` and ``[relations.LABEL]`` say what a label becomes (``to``), or why it becomes
nothing (``reason`` alone). An entity may have several labels: the first table that names one of
them counts, so that their order is their rank. Fields besides ``to`` and ``reason``:

===============  ==================================================================================
``form``         of the mentions: "adjective" for demonyms
``words``        only mentions that hold one of these words, the last first: posts among roles
``not_words``    only mentions that hold none of these words: titles before persons' names
``states``       what words that name a state become instead: STATE; "only": nothing but that
``named``        only mentions with a capital letter
``subject``,     our types that the ends must have, where that is less than the signature of ``to``
``object``       allows
``object_tags``  labels of the set of which the object must have one
``reversed``     the object of the set is our subject
``unless``       not where this relation of the set joins the same two
===============  ==================================================================================
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

from geoents.names import read_entries
from geoents.schema import SIGNATURES, EntityType, Form, RelationType

__all__ = ["EntityRule", "Mapping", "RelationRule", "find_state", "load_mapping"]

_DATA: Final = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class EntityRule:
    """What a label of entities becomes; the fields are those of the file."""

    reason: str
    to: EntityType | None = None
    form: Form = Form.NAME
    words: frozenset[str] = frozenset()
    not_words: frozenset[str] = frozenset()
    states: str = ""
    named: bool = False

    def read(self, words: str) -> tuple[EntityType, Form] | None:
        """Return the type and form of a mention of these words, or None where it is not ours."""
        if self.states and (form := find_state(words)) is not None:
            return EntityType.STATE, form
        if self.to is None or self.states == "only":
            return None
        parts = words.replace("-", " ").casefold().split()
        if self.words and not self.words.intersection(parts):
            return None
        if self.not_words.intersection(parts):
            return None
        if self.named and not any(c.isupper() for c in words.removeprefix("The ")):
            return None
        return self.to, self.form


@dataclass(frozen=True, slots=True)
class RelationRule:
    """What a label of relations becomes; the fields are those of the file."""

    reason: str
    to: RelationType | None = None
    subject: frozenset[str] = frozenset()
    object: frozenset[str] = frozenset()
    object_tags: frozenset[str] = frozenset()
    reversed: bool = False
    unless: str = ""

    def joins(self, subject: EntityType, object_: EntityType) -> bool:
        """Whether it becomes a relation of ours between these types."""
        if self.to is None:
            return False
        signature = SIGNATURES[self.to]
        return subject in (self.subject or signature.subject) and object_ in (
            self.object or signature.object
        )


@dataclass(frozen=True, slots=True)
class Mapping:
    """A set's labels; ``extra`` has the other tables of its file."""

    entities: dict[str, EntityRule]
    relations: dict[str, RelationRule]
    extra: dict[str, Any]

    def entity(self, labels: list[str]) -> tuple[str, EntityRule]:
        """Return the rule of an entity with these labels, and the label it is of."""
        for label, rule in self.entities.items():
            if label in labels:
                return label, rule
        return (labels[0] if labels else "no label"), EntityRule("not in the mapping")

    def relation(self, label: str) -> RelationRule:
        """Return the rule of a label."""
        return self.relations.get(label) or RelationRule("not in the mapping")


@cache
def load_mapping(name: str) -> Mapping:
    """Return the mapping of a set, such as "dwie".

    Raises:
        ValueError: The file says something that it may not; the message names file and table.
    """
    path = _DATA / "formats" / f"{name}.toml"
    with path.open("rb") as file:
        tables = tomllib.load(file)
    return Mapping(
        {label: _entity(path, label, table) for label, table in tables.pop("entities").items()},
        {
            label: _relation(path, label, table)
            for label, table in tables.pop("relations", {}).items()
        },
        tables,
    )


def _entity(path: Path, label: str, table: dict[str, Any]) -> EntityRule:
    values = _checked(path, label, table, EntityRule)
    if "to" in values:
        values["to"] = EntityType(values["to"])
    if "form" in values:
        values["form"] = Form(values["form"])
    return EntityRule(**values)


def _relation(path: Path, label: str, table: dict[str, Any]) -> RelationRule:
    values = _checked(path, label, table, RelationRule)
    if "to" in values:
        values["to"] = RelationType(values["to"])
    return RelationRule(**values)


def _checked(path: Path, label: str, table: dict[str, Any], cls: type) -> dict[str, Any]:
    known = {field.name for field in fields(cls)}
    if unknown := table.keys() - known:
        raise ValueError(f"{path}: {label}: unknown field {sorted(unknown)[0]}")
    if not table.get("reason"):
        raise ValueError(f"{path}: {label}: no reason")
    return {key: frozenset(v) if isinstance(v, list) else v for key, v in table.items()}


def find_state(words: str) -> Form | None:
    """Return how words name a state, by name or adjective, or None where they do not.

    Capitals are no names here: only the text tells whether they stand for a government.

    >>> find_state("the United Kingdom"), find_state("Armenians"), find_state("Yerevan")
    (<Form.NAME: 'name'>, <Form.ADJECTIVE: 'adjective'>, None)
    """
    return _states().get(words.removeprefix("the ").removeprefix("The "))


@cache
def _states() -> dict[str, Form]:
    found: dict[str, Form] = {}
    for entry in read_entries([_DATA / "names" / "states.toml"]).values():
        found |= dict.fromkeys((*entry.adjectives, *entry.demonyms), Form.ADJECTIVE)
        names = {entry.name, *entry.aliases, *entry.exact}
        found |= dict.fromkeys(names - entry.ambiguous.keys(), Form.NAME)
    return found
