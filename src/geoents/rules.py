"""Relation rules are data: this reads them, and finds where they match.

``data/relations`` has one TOML file per relation type (``member_of.toml``), each with tables
``[rule.NAME]``, and ``constructions.toml``, which names the label sets (``[labels]``) and the
constructions that rules share (``[construction.NAME]``). ``data/speech`` is built alike, for the
speech acts, with constructions of its own. :mod:`geoents.patterns` describes the pattern
languages. A rule has:

``construction``
    the construction it uses, or its own ``patterns`` (lists of nodes) or ``sequences`` (strings);
slots
    ``lemmas = [...]`` and whatever else the construction's patterns refer to (``$prepositions``);
    an item "$NAME" stands for a label set or a list of the file's own ``[words]``;
``subject``, ``object``, ``claim``, ``addressee``, ``trigger``
    which node or role fills it, where it is not the one of that name;
``subject_types``, ``object_types``
    entity types that these may have, where they are fewer than the relation's;
``confidence``
    how sure it is, 0 to 1;
``examples``, ``counterexamples``
    annotated sentences (:func:`parse_example`), which run as tests.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from spacy.tokens import Doc

from geoents.examples import Example, parse_example
from geoents.graph import Graph
from geoents.patterns import (
    TRIGGER,
    Element,
    MentionSpan,
    Node,
    anchors,
    bind_element,
    bind_node,
    find,
    parse_node,
    parse_sequence,
    slots_of,
)
from geoents.schema import SIGNATURES, SPEECH, EntityType, RelationType
from geoents.sequences import Sequences

__all__ = [
    "RELATIONS",
    "SPEECH_ACTS",
    "Example",
    "Rule",
    "RuleMatch",
    "RuleMatcher",
    "load_rules",
    "parse_example",
    "rules_digest",
]

RELATIONS: Final = Path(__file__).parent / "data" / "relations"
SPEECH_ACTS: Final = Path(__file__).parent / "data" / "speech"
CONSTRUCTIONS: Final = "constructions.toml"
ROLES: Final = ("trigger", "subject", "object", "claim", "addressee")
_TEXTS: Final = ("about", "construction", *ROLES)
_LISTS: Final = ("examples", "counterexamples", "sequences")
_TYPES: Final = {"subject": "subject_types", "object": "object_types"}
_CONFIDENCE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to match.

    Attributes:
        id: The file's stem and the rule's name: "left.active".
        type: The relation it finds.
        construction: The construction that it uses, "" when its patterns are its own.
        patterns: Its tree patterns, slots filled.
        sequences: Its sequences of mentions, slots filled.
        roles: Which node or role fills "subject", "object" and so on.
        types: Which types "subject" and "object" may have; within the relation's signature.
        confidence: How sure it is, 0 to 1.
        examples: Annotated sentences in which it matches.
        counterexamples: Annotated sentences in which its type is not found.
        path: The file it comes from.
    """

    id: str
    type: RelationType
    construction: str
    patterns: tuple[tuple[Node, ...], ...]
    sequences: tuple[tuple[Element, ...], ...]
    roles: Mapping[str, str]
    types: Mapping[str, frozenset[EntityType]]
    confidence: float
    examples: tuple[str, ...]
    counterexamples: tuple[str, ...]
    path: Path


class RuleMatch(NamedTuple):
    """Where a rule matched: tokens by role, and for a sequence also mentions (indices) by role.

    The names are the relation's ("subject", "object"), whatever the construction calls them;
    nodes without such a meaning keep their own name.
    """

    rule: Rule
    nodes: dict[str, int]
    mentions: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What rules share: label sets, and the tables of the constructions."""

    labels: dict[str, frozenset[str]] = field(default_factory=dict)
    constructions: dict[str, dict[str, Any]] = field(default_factory=dict)


# -- loading ----------------------------------------------------------------------------------


@cache
def load_rules(extra: tuple[Path, ...] = (), *, folder: Path = RELATIONS) -> tuple[Rule, ...]:
    """Return the rules that come with geoents and those of further folders.

    Args:
        extra: Folders in the same format; their constructions and label sets may use and replace
            ours. A folder may hold rules of every type.
        folder: ``RELATIONS``, or ``SPEECH_ACTS`` for the rules of speech acts: only rules of its
            kind are returned.

    Raises:
        ValueError: A file is not as it should be; the message names file and rule.
        OSError: A folder is not there.
    """
    shared = _Shared()
    rules: dict[str, Rule] = {}
    for path in (folder, *extra):
        if not path.is_dir():
            raise NotADirectoryError(f"{path}: no folder with rules")
        if (path / CONSTRUCTIONS).is_file():
            _read_constructions(path / CONSTRUCTIONS, shared)
        for file in _rule_files(path):
            if (_type_of(file) in SPEECH) == (folder == SPEECH_ACTS):
                rules.update((rule.id, rule) for rule in _read_rules(file, shared))
    return tuple(rules.values())


def rules_digest(extra: tuple[Path, ...] = ()) -> str:
    """Return "sha256:..." over all rule files, names and contents."""
    digest = hashlib.sha256()
    for folder in (RELATIONS, SPEECH_ACTS, *extra):
        for path in sorted(folder.glob("*.toml")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"


def _rule_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.toml")) if path.name != CONSTRUCTIONS)


def _type_of(path: Path) -> RelationType:
    try:
        return RelationType(path.stem.upper())
    except ValueError:
        raise ValueError(f"{path}: the name is no relation type in lower case") from None


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}") from None


def _read_constructions(path: Path, shared: _Shared) -> None:
    data = _read_toml(path)
    for name, values in data.pop("labels", {}).items():
        shared.labels[name] = _strings(values, f"{path}: label set {name}")
    for name, table in data.pop("construction", {}).items():
        unknown = set(table) - {"about", "patterns", "sequences", "defaults"}
        if unknown:
            raise ValueError(f"{path}: construction {name}: unknown field {min(unknown)!r}")
        shared.constructions[name] = table
    if data:
        raise ValueError(f"{path}: unknown table {min(data)!r}")


def _read_rules(path: Path, shared: _Shared) -> Iterator[Rule]:
    data = _read_toml(path)
    unknown = set(data) - {"words", "rule"}
    if unknown:
        raise ValueError(f"{path}: unknown table {min(unknown)!r}")
    labels = dict(shared.labels)
    for name, values in _table(data, "words", f"{path}: words").items():
        labels[name] = _expanded(values, labels, f"{path}: words {name}")
    for name in _table(data, "rule", f"{path}: rule"):
        table = _table(data["rule"], name, f"{path}: rule {name}")
        yield _make_rule(f"{path.stem}.{name}", table, path, labels, shared)


def _make_rule(
    id_: str,
    table: dict[str, Any],
    path: Path,
    labels: dict[str, frozenset[str]],
    shared: _Shared,
) -> Rule:
    where = f"{path}: rule {id_.partition('.')[2]}"
    for key in _TEXTS:
        if not isinstance(table.get(key, ""), str):
            raise ValueError(f"{where}: {key} must be a string")
    confidence = table.get("confidence", _CONFIDENCE)
    if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise ValueError(f"{where}: confidence must be a number from 0 to 1")
    lists = {key: tuple(_list(table.get(key, []), f"{where}: {key}")) for key in _LISTS}
    if not lists["examples"]:
        raise ValueError(f"{where}: it has no examples")
    source = table
    if "construction" in table:
        if table["construction"] not in shared.constructions:
            raise ValueError(f"{where}: unknown construction {table['construction']!r}")
        source = shared.constructions[table["construction"]]
    patterns, sequences = _parse(source, where)
    known = {*_TEXTS, *_LISTS, *_TYPES.values(), "confidence", "patterns"}
    slots = dict(source.get("defaults", {}))
    slots.update((key, value) for key, value in table.items() if key not in known)
    parts: list[tuple[Node, ...] | tuple[Element, ...]] = [*patterns, *sequences]
    wanted = {slot for part in parts for piece in part for slot in slots_of(piece)}
    unknown = set(slots) - wanted
    if unknown:
        raise ValueError(f"{where}: unknown field {min(unknown)!r}")
    words = dict(labels)
    for key, values in slots.items():
        words[key] = _expanded(values, labels, f"{where}: {key}")
    empty = wanted - set(words)
    if empty:
        raise ValueError(f"{where}: nothing fills ${min(empty)}")
    type_ = _type_of(path)
    return Rule(
        id=id_,
        type=type_,
        construction=table.get("construction", ""),
        patterns=tuple(tuple(bind_node(node, words) for node in pattern) for pattern in patterns),
        sequences=tuple(
            tuple(bind_element(part, words) for part in sequence) for sequence in sequences
        ),
        roles={role: table.get(role, role) for role in ROLES},
        types=_types(table, type_, where),
        confidence=float(confidence),
        examples=lists["examples"],
        counterexamples=lists["counterexamples"],
        path=path,
    )


def _types(
    table: dict[str, Any], type_: RelationType, where: str
) -> dict[str, frozenset[EntityType]]:
    """Return the types that a rule's arguments may have: the signature's, or fewer."""
    signature = SIGNATURES[type_]
    types = {"subject": signature.subject, "object": signature.object}
    for role, key in _TYPES.items():
        if key in table:
            named = _strings(table[key], f"{where}: {key}")
            unfit = named - types[role]
            if unfit:
                raise ValueError(f"{where}: {min(unfit)} can be no {role} of {type_}")
            types[role] = frozenset(EntityType(name) for name in named)
    return types


def _parse(
    source: dict[str, Any], where: str
) -> tuple[list[tuple[Node, ...]], list[tuple[Element, ...]]]:
    patterns = source.get("patterns", [])
    sequences = _list(source.get("sequences", []), f"{where}: sequences")
    if not patterns and not sequences:
        raise ValueError(f"{where}: it has neither construction nor patterns nor sequences")
    if not isinstance(patterns, list):
        raise ValueError(f"{where}: patterns must be a list of lists of nodes")
    try:
        return (
            [_parse_pattern(nodes, f"{where}: patterns") for nodes in patterns],
            [parse_sequence(text) for text in sequences],
        )
    except ValueError as error:
        message = str(error)
        raise ValueError(message if where in message else f"{where}: {message}") from None


def _parse_pattern(nodes: Any, where: str) -> tuple[Node, ...]:
    pattern = tuple(parse_node(text) for text in _list(nodes, where))
    names: set[str | None] = set()
    for node in pattern:
        if (node.left is None) is bool(names) or (names and node.left not in names):
            raise ValueError(f"{where}: {node.name or node.left!r} hangs on no node named before")
        names.add(node.name)
    if not pattern:
        raise ValueError(f"{where}: a pattern has no node")
    return pattern


def _table(data: dict[str, Any], key: str, where: str) -> dict[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise ValueError(f"{where} must be a table")
    return table


def _list(values: Any, where: str) -> list[str]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{where} must be a list of strings")
    return values


def _strings(values: Any, where: str) -> frozenset[str]:
    return frozenset(_list(values, where))


def _expanded(values: Any, labels: Mapping[str, frozenset[str]], where: str) -> frozenset[str]:
    found: set[str] = set()
    for value in _list(values, where):
        if value.startswith("$") and value[1:] not in labels:
            raise ValueError(f"{where}: unknown set {value}")
        found |= labels[value[1:]] if value.startswith("$") else {value}
    return frozenset(found)


# -- matching ---------------------------------------------------------------------------------


class RuleMatcher:
    """Finds where rules match. Pure: it writes nothing on the doc."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_word: dict[str, list[tuple[Rule, tuple[Node, ...]]]] = {}
        for rule in self.rules:
            for pattern in rule.patterns:
                for word in anchors(pattern) or {""}:
                    self._by_word.setdefault(word, []).append((rule, pattern))
        self._order = {rule.id: place for place, rule in enumerate(self.rules)}

    def match(
        self, doc: Doc, mentions: Sequence[MentionSpan] = (), *, graph: Graph | None = None
    ) -> list[RuleMatch]:
        """Return all matches, in the order of the text, then of the rules.

        Args:
            doc: The parsed text.
            mentions: Its mentions; sequences match on them.
            graph: Its enhanced dependencies, made when None.
        """
        graph = Graph(doc) if graph is None else graph
        found = [*self._in_trees(graph), *self._in_sequences(Sequences(graph, mentions))]
        return sorted(found, key=self._place)

    def _place(self, match: RuleMatch) -> tuple[int, int, list[tuple[str, int]]]:
        first = min(match.nodes.values())
        return first, self._order[match.rule.id], sorted(match.nodes.items())

    def _in_trees(self, graph: Graph) -> Iterator[RuleMatch]:
        for token in graph.doc:
            for word in sorted({token.lemma_.lower(), token.lower_, ""}):
                for rule, pattern in self._by_word.get(word, ()):
                    for nodes in find(graph, pattern, token.i):
                        yield RuleMatch(rule, _renamed(rule, nodes), {})

    def _in_sequences(self, sequences: Sequences) -> Iterator[RuleMatch]:
        for rule in self.rules:
            for pattern in rule.sequences:
                for roles in sequences.find(pattern):
                    trigger = roles.get(TRIGGER, 0)
                    mentions = _renamed(rule, {r: i for r, i in roles.items() if i >= 0})
                    nodes = {role: sequences.root(index) for role, index in mentions.items()}
                    if trigger < 0:
                        nodes[TRIGGER] = ~trigger
                    yield RuleMatch(rule, nodes, mentions)


def _renamed(rule: Rule, found: Mapping[str, int]) -> dict[str, int]:
    """Name what was found by the relation's roles; other names stay."""
    named = {role: found[name] for role, name in rule.roles.items() if name in found}
    taken = {name for role, name in rule.roles.items() if name in found}
    return named | {n: at for n, at in found.items() if n and n not in taken and n not in named}
