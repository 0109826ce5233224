"""Reads data/factuality: which words negate, hedge or report, and over which complements.

A class is the name of its file: negated, planned, possible, desired, alleged, transparent.
data/factuality/negated.toml tells how the lists are read.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from spacy.tokens import Token

__all__ = ["CLASSES", "TRANSPARENT", "Cues", "Governor", "load_cues", "load_examples"]

CLASSES: Final = ("negated", "planned", "possible", "desired", "alleged")
TRANSPARENT: Final = "transparent"
_LISTS: Final = (
    "auxiliaries",
    "reported_auxiliaries",
    "infinitive_auxiliaries",
    "adverbs",
    "determiners",
    "pronouns",
    "adjectives",
    "markers",
    "not_before",
    "sources",
    "nominals",
    "predicates",
)
_CLAUSE: Final = ("infinitive", "gerund", "that")
_DEFAULT: Final = frozenset({*_CLAUSE, "object"})
_PREDICATED: Final = frozenset({"subject", "infinitive", "that"})
_PARTICLE_DEPS: Final = frozenset({"compound:prt", "advmod", "obj", "xcomp", "obl", "case"})


class Governor(NamedTuple):
    """A word that puts ``complements`` into ``label``.

    ``particle`` and ``pos`` may be empty; ``pos`` may name several ("ADJ/ADV").
    """

    word: str
    particle: str
    pos: str
    complements: frozenset[str]
    label: str


@dataclass(frozen=True, slots=True)
class Cues:
    """All cue words. ``words[list][form]`` has the classes that list it there."""

    words: dict[str, dict[str, frozenset[str]]]
    governors: dict[str, tuple[Governor, ...]]

    def classes(self, kind: str, form: str) -> frozenset[str]:
        """Return the classes in whose list ``kind`` the lower-case ``form`` stands."""
        return self.words[kind].get(form, frozenset())

    def governing(self, head: Token, complements: frozenset[str]) -> frozenset[str]:
        """Return the classes in which ``head`` puts a complement of one of these kinds.

        A form comes before its lemma ("prepared to", "prepare to"), a verb with its particle
        before the bare verb ("call off", "call for"). Empty when the head governs none of them.
        """
        for word in dict.fromkeys((head.lower_, head.lemma_.lower())):
            entries = [
                g
                for g in self.governors.get(word, ())
                if g.complements & complements and _fits(g, head)
            ]
            if any(g.particle for g in entries):
                entries = [g for g in entries if g.particle]
            if entries:
                return frozenset(g.label for g in entries)
        return frozenset()


@cache
def load_cues() -> Cues:
    """Read all cue files of the package.

    Raises:
        ValueError: A file has a list that is not known.
    """
    words: dict[str, dict[str, set[str]]] = {kind: {} for kind in _LISTS}
    governors: dict[str, list[Governor]] = {}
    for label in (*CLASSES, TRANSPARENT):
        table = _table(label)
        for kind in _LISTS:
            for form in table.get(kind, ()):
                words[kind].setdefault(form, set()).add(label)
        entries = [_parse_governor(entry, label) for entry in table.get("governors", ())]
        entries += [
            Governor(a, "", "ADJ/ADV", _PREDICATED, label) for a in table.get("adjectives", ())
        ]
        for governor in entries:
            governors.setdefault(governor.word, []).append(governor)
    return Cues(
        words={k: {w: frozenset(s) for w, s in v.items()} for k, v in words.items()},
        governors={word: tuple(entries) for word, entries in governors.items()},
    )


def load_examples(label: str) -> tuple[list[str], list[str]]:
    """Return the examples and counterexamples of a class, triggers as ``[word](trigger)``."""
    table = _table(label)
    return list(table["examples"]), list(table["counterexamples"])


def _table(label: str) -> dict[str, Any]:
    path = files("geoents") / "data" / "factuality" / f"{label}.toml"
    table = tomllib.loads(path.read_text("utf8"))
    known = {*_LISTS, "governors", "examples", "counterexamples", "polarity", "modality"}
    unknown = sorted(set(table) - known)
    if unknown:
        raise ValueError(f"{path}: no list is called {unknown[0]!r}; use one of {sorted(known)}")
    return table


def _parse_governor(entry: str, label: str) -> Governor:
    name, _, complements = entry.partition(":")
    name, _, pos = name.strip().partition("/")
    word, _, particle = name.partition(" ")
    kinds = [kind.strip() for kind in complements.split(",") if kind.strip()]
    wanted = frozenset(kinds) if kinds else _DEFAULT
    if "clause" in wanted:
        wanted = wanted - {"clause"} | set(_CLAUSE)
    return Governor(word, particle, pos, wanted, label)


def _fits(governor: Governor, head: Token) -> bool:
    if governor.pos and head.pos_ not in governor.pos.split("/"):
        return False
    if not governor.particle:
        return True
    # "ruled out", "called on Norland": the particle may open a phrase of its own.
    return any(
        word.lower_ == governor.particle and word.dep_ in _PARTICLE_DEPS
        for child in head.children
        for word in (child, *child.children)
        if word is child or child.dep_ in {"obl", "advcl", "xcomp"}
    )
