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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from spacy.tokens import Doc, Token

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
    slots_of,
)
from geoents.rule_tables import (
    RuleError,
    check_names,
    check_roles,
    expand,
    hint,
    list_of_strings,
    parse_patterns,
    read_toml,
    strings,
    table,
)
from geoents.schema import SIGNATURES, SPEECH, EntityType, RelationType
from geoents.sequences import Sequences

__all__ = [
    "RELATIONS",
    "SPEECH_ACTS",
    "Example",
    "Rule",
    "RuleError",
    "RuleMatch",
    "RuleMatcher",
    "load_rules",
    "parse_example",
    "rules_digest",
]

DATA: Final = Path(__file__).parent / "data"
RELATIONS: Final = DATA / "relations"
SPEECH_ACTS: Final = DATA / "speech"
#: Folders of data that say how records are shown or written elsewhere, not what is in them.
_NOT_READ: Final = frozenset({"formats", "pages"})
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
        about: What it or its construction is for, "" where the files do not say.
        slots: What fills the slots of its patterns.
        written: Its patterns as the file or its construction has them: lists of nodes, and
            sequences as lists of one.
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
    about: str
    slots: Mapping[str, frozenset[str]]
    written: tuple[tuple[str, ...], ...]


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

    def copy(self) -> _Shared:
        return _Shared(dict(self.labels), dict(self.constructions))


# -- loading ----------------------------------------------------------------------------------


def load_rules(extra: tuple[Path, ...] = (), *, folder: Path = RELATIONS) -> tuple[Rule, ...]:
    """Return the rules that come with geoents and those of further folders.

    Args:
        extra: Folders in the same format; their rules replace ours of the same id, their
            constructions and label sets may use and replace ours. A folder may hold rules of
            every type. They are read anew on each call.
        folder: ``RELATIONS``, or ``SPEECH_ACTS`` for the rules of speech acts: only rules of its
            kind are returned.

    Raises:
        RuleError: A file is not as it should be; the message names file and rule.
        OSError: A folder is not there.
    """
    shipped, ours = _load_shipped(folder)
    rules, shared = dict(shipped), ours.copy()
    for path in extra:
        if not path.is_dir():
            raise NotADirectoryError(f"{path}: no folder with rules")
        if not any(path.glob("*.toml")):
            raise RuleError(
                f"{path}: no rules there; add a file named after a relation type, such as joined.toml"
            )
        rules.update(_read_folder(path, folder, shared))
    return tuple(rules.values())


@cache
def _load_shipped(folder: Path) -> tuple[dict[str, Rule], _Shared]:
    shared = _Shared()
    return dict(_read_folder(folder, folder, shared)), shared


def _read_folder(path: Path, kind: Path, shared: _Shared) -> Iterator[tuple[str, Rule]]:
    """Yield the rules of a kind in a folder; its constructions are added to what is shared."""
    if (path / CONSTRUCTIONS).is_file():
        _read_constructions(path / CONSTRUCTIONS, shared)
    for file in _rule_files(path):
        if (_type_of(file) in SPEECH) == (kind == SPEECH_ACTS):
            for rule in _read_rules(file, shared):
                yield rule.id, rule


def rules_digest(extra: tuple[Path, ...] = (), *, data: Path = DATA) -> str:
    """Return "sha256:..." over the files that decide what is extracted, names and contents.

    Args:
        extra: Folders with further rules.
        data: The folder with what comes with geoents: besides rules its names, words of dates,
            cues and fitted confidences.
    """
    shipped = ((path.relative_to(data), path) for path in data.rglob("*.toml"))
    files = sorted((p.as_posix(), path) for p, path in shipped if p.parts[0] not in _NOT_READ)
    for folder in extra:
        files += [(path.name, path) for path in sorted(folder.glob("*.toml"))]
    digest = hashlib.sha256()
    for name, path in files:
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return f"sha256:{digest.hexdigest()}"


def _rule_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.toml")) if path.name != CONSTRUCTIONS)


def _type_of(path: Path) -> RelationType:
    try:
        return RelationType(path.stem.upper())
    except ValueError:
        meant = hint(path.stem, [type_.lower() for type_ in RelationType])
        raise RuleError(f"{path}: the name is no relation type in lower case{meant}") from None


def _read_constructions(path: Path, shared: _Shared) -> None:
    data = read_toml(path)
    check_names(data, {"labels", "construction"}, "table", str(path))
    for name, values in table(data, "labels", f"{path}: labels").items():
        shared.labels[name] = strings(values, f"{path}: label set {name}")
    constructions = table(data, "construction", f"{path}: construction")
    for name in constructions:
        where = f"{path}: construction {name}"
        found = table(constructions, name, where)
        check_names(found, {"about", "patterns", "sequences", "defaults"}, "field", where)
        table(found, "defaults", f"{where}: defaults")
        shared.constructions[name] = found


def _read_rules(path: Path, shared: _Shared) -> Iterator[Rule]:
    data = read_toml(path)
    check_names(data, {"words", "rule"}, "table", str(path))
    labels = dict(shared.labels)
    for name, values in table(data, "words", f"{path}: words").items():
        labels[name] = expand(values, labels, f"{path}: words {name}")
    for name in table(data, "rule", f"{path}: rule"):
        found = table(data["rule"], name, f"{path}: rule {name}")
        yield _make_rule(f"{path.stem.lower()}.{name}", found, path, labels, shared)


def _make_rule(
    id_: str,
    data: dict[str, Any],
    path: Path,
    labels: dict[str, frozenset[str]],
    shared: _Shared,
) -> Rule:
    where = f"{path}: rule {id_.partition('.')[2]}"
    for key in _TEXTS:
        if not isinstance(data.get(key, ""), str):
            raise RuleError(f'{where}: {key} must be a string; write it as {key} = "..."')
    confidence = data.get("confidence", _CONFIDENCE)
    if not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise RuleError(f"{where}: confidence must be a number from 0 to 1; write it as 0.8")
    lists = {key: tuple(list_of_strings(data.get(key, []), f"{where}: {key}")) for key in _LISTS}
    if not lists["examples"]:
        raise RuleError(
            f'{where}: it has no examples; add an annotated sentence: examples = ["..."]'
        )
    source = data
    if "construction" in data:
        name = data["construction"]
        if name not in shared.constructions:
            meant = hint(name, shared.constructions)
            raise RuleError(f"{where}: unknown construction {name!r}{meant}")
        if "patterns" in data or "sequences" in data:
            raise RuleError(f"{where}: it has a construction and patterns of its own; keep one")
        source = shared.constructions[name]
    patterns, sequences = parse_patterns(source, where)
    known = {*_TEXTS, *_LISTS, *_TYPES.values(), "confidence", "patterns"}
    slots = dict(source.get("defaults", {}))
    slots.update((key, value) for key, value in data.items() if key not in known)
    parts: list[tuple[Node, ...] | tuple[Element, ...]] = [*patterns, *sequences]
    wanted = {slot for part in parts for piece in part for slot in slots_of(piece)}
    unknown = set(slots) - wanted
    if unknown:
        meant = hint(min(unknown), (wanted - set(labels)) | known)
        raise RuleError(f"{where}: unknown field {min(unknown)!r}{meant}")
    filled = {key: expand(values, labels, f"{where}: {key}") for key, values in slots.items()}
    words = labels | filled
    empty = wanted - set(words)
    if empty:
        raise RuleError(f'{where}: nothing fills ${min(empty)}; add {min(empty)} = ["..."]')
    type_ = _type_of(path)
    roles = {role: data.get(role, role) for role in ROLES}
    check_roles(roles, parts, is_speech=type_ in SPEECH, where=where)
    return Rule(
        id=id_,
        type=type_,
        construction=data.get("construction", ""),
        patterns=tuple(tuple(bind_node(node, words) for node in pattern) for pattern in patterns),
        sequences=tuple(
            tuple(bind_element(part, words) for part in sequence) for sequence in sequences
        ),
        roles=roles,
        types=_types(data, type_, where),
        confidence=float(confidence),
        examples=lists["examples"],
        counterexamples=lists["counterexamples"],
        path=path,
        about=data.get("about") or str(source.get("about", "")),
        slots=filled,
        written=(
            *(tuple(pattern) for pattern in source.get("patterns", [])),
            *((sequence,) for sequence in source.get("sequences", [])),
        ),
    )


def _types(
    data: dict[str, Any], type_: RelationType, where: str
) -> dict[str, frozenset[EntityType]]:
    """Return the types that a rule's arguments may have: the signature's, or fewer."""
    signature = SIGNATURES[type_]
    types = {"subject": signature.subject, "object": signature.object}
    for role, key in _TYPES.items():
        if key in data:
            named = strings(data[key], f"{where}: {key}")
            unfit = named - types[role]
            if unfit:
                meant = hint(min(unfit), types[role])
                raise RuleError(f"{where}: {min(unfit)} can be no {role} of {type_}{meant}")
            types[role] = frozenset(EntityType(name) for name in named)
    return types


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
            for rule, pattern in self.evoked_by(token):
                for nodes in find(graph, pattern, token.i):
                    yield RuleMatch(rule, _renamed(rule, nodes), {})

    def evoked_by(self, token: Token) -> Iterator[tuple[Rule, tuple[Node, ...]]]:
        """Yield the tree patterns whose trigger a token may be by its lemma or form."""
        for word in sorted({token.lemma_.lower(), token.lower_, ""}):
            yield from self._by_word.get(word, ())

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
