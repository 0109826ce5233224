"""Two small pattern languages: over the dependency graph, and over adjacent mentions.

A **tree pattern** is a list of nodes, one string each. The first names the trigger; each other
one hangs by an operator on a node named before::

    "trigger: lemma=$lemmas pos=VERB"
    "trigger > subject: dep=$SUBJECT"
    "trigger > object: dep=$OBLIQUE case=$prepositions"
    "trigger >? topic: dep=$OBLIQUE case=on|about"        # optional
    "trigger !> : dep=iobj"                               # there is no such child

Operators are those of spaCy's DependencyMatcher: ``>`` child, ``<`` head, ``>>`` descendant,
``<<`` ancestor, ``>++`` child to the right, ``>--`` child to the left, ``.`` next token, ``;``
the token before. Unlike there, nodes may be optional or negated, and children are those of
:class:`geoents.graph.Graph`.
A test is ``attribute=value|value``; a value is a word, ``$slot`` (lower case: the rule fills it)
or ``$LABELS`` (upper case: a set of constructions.toml). Attributes: ``dep`` (label of the edge),
``pos``, ``tag``, ``lemma`` (lemma or form, caseless; "rule out" is "rule" with the particle
"out"), ``case`` (a preposition or 's on it), ``mark`` (a word that opens the clause).

A **sequence** is one string: mentions and words that follow each other in one sentence::

    "<body: ORG|STATE> 's? <post: OFFICE> <holder: PERSON>"

``<role: TYPES>`` is a mention, ``<role: ORG $lemmas>`` one whose head word is in the slot,
``<role: ORG !$lemmas>`` one whose is not. ``<role: STATE>+`` is one of a list of mentions,
``<role: STATE>++`` of a list of at least two ("Norland, Belmark and Kestia"); each of them fills the
role in turn, and what follows stands behind the last. ``trigger:$lemmas`` is a word that evokes the
relation, as a post does where there is none; its negation and modality count. ``of|for`` are words, ``?`` makes one optional, ``!of``
is no word but asks that none of them follows, ``~3`` is up to three words outside any mention and
no punctuation. ``{`` steps into the mention just read, to its start, ``}`` to its end:
``"<subject: ORG $lemmas> { <object: STATE>"`` is an organization whose name opens with a state.
:mod:`geoents.sequences` finds where they fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from spacy.tokens import Token

from geoents.graph import Graph

__all__ = [
    "TRIGGER",
    "Element",
    "MentionSpan",
    "Node",
    "anchors",
    "bind_element",
    "bind_node",
    "find",
    "fitting",
    "parse_node",
    "parse_sequence",
    "related",
    "slots_of",
    "split_sequence",
    "unmet",
]

_NODE = re.compile(
    r"(?:(?P<left>\w+) (?P<not>!)?(?P<op>[<>.;+-]+)(?P<opt>\?)? )?(?P<name>\w*) ?:(?P<tests>.*)"
)
_MENTION = re.compile(
    r"<(?P<role>\w*): ?(?P<types>[A-Z|]+)(?: (?P<not>!)?(?P<head>[$\w|]+))?>(?P<many>\+{0,2})"
)
_OPERATORS: Final = frozenset({">", "<", ">>", "<<", ">++", ">--", ".", ";"})
#: The role of the word that evokes a relation.
TRIGGER: Final = "trigger"
#: The roles of who takes part in it.
_PARTIES: Final = frozenset({"subject", "object"})
_ATTRIBUTES: Final = frozenset({"dep", "pos", "tag", "lemma", "case", "mark"})
_CASE: Final = frozenset({"case"})
_MARK: Final = frozenset({"mark", "case", "advmod"})


class MentionSpan(NamedTuple):
    """What a sequence needs to know of a mention: tokens ``start`` to ``end``, and its type."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a tree pattern; ``tests`` maps an attribute to the values it may have."""

    name: str
    left: str | None
    operator: str
    tests: Mapping[str, frozenset[str]]
    optional: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a sequence.

    ``kind`` is "mention", "word", "not", "gap", "in" or "out"; ``values`` are its types or words,
    ``head`` the head words that a mention may have (any when empty) or, if ``negated``, may not
    have, ``most`` the longest gap, ``least`` how many mentions a list has, 0 where there is none.
    """

    kind: str
    values: frozenset[str] = frozenset()
    role: str = ""
    head: frozenset[str] = frozenset()
    optional: bool = False
    negated: bool = False
    most: int = 0
    least: int = 0


# -- reading ----------------------------------------------------------------------------------


def parse_node(text: str) -> Node:
    """Read one node of a tree pattern.

    >>> parse_node("trigger > subject: dep=nsubj").operator
    '>'

    Raises:
        ValueError: The text is no node.
    """
    match = _NODE.fullmatch(text)
    if match is None or (match["op"] and match["op"] not in _OPERATORS):
        raise ValueError(f"not a pattern node: {text!r}")
    tests = {}
    for test in match["tests"].split():
        attribute, _, values = test.partition("=")
        if attribute not in _ATTRIBUTES or not values:
            raise ValueError(f"not a test: {test!r} in {text!r}")
        tests[attribute] = frozenset(values.split("|"))
    return Node(
        match["name"],
        match["left"],
        match["op"] or "",
        tests,
        bool(match["opt"]),
        bool(match["not"]),
    )


def parse_sequence(text: str) -> tuple[Element, ...]:
    """Read a sequence pattern.

    >>> [element.kind for element in parse_sequence("<a: ORG> 's? <b: OFFICE>")]
    ['mention', 'word', 'mention']

    Raises:
        ValueError: A part is no element.
    """
    return tuple(_parse_element(part) for part in split_sequence(text))


def split_sequence(text: str) -> list[str]:
    """Return the elements of a sequence pattern as they are written."""
    return re.findall(r"<[^>]*>\+*|[^\s<]+", text)


def _parse_element(part: str) -> Element:
    if part.startswith("<"):
        match = _MENTION.fullmatch(part)
        if match is None:
            raise ValueError(f"not a mention: {part!r}")
        head = frozenset(match["head"].split("|")) if match["head"] else frozenset()
        types = frozenset(match["types"].split("|"))
        least = len(match["many"])
        is_negated = bool(match["not"])
        return Element("mention", types, match["role"], head, negated=is_negated, least=least)
    if part in "{}":
        return Element("in" if part == "{" else "out")
    if re.fullmatch(r"~\d", part):
        return Element("gap", most=int(part[1]))
    if part.startswith("!") and len(part) > 1:
        return Element("not", frozenset(part[1:].split("|")))
    role = TRIGGER if part.startswith(f"{TRIGGER}:") else ""
    words = part.removeprefix(f"{TRIGGER}:")
    is_optional = words.endswith("?") and len(words) > 1
    return Element("word", frozenset(words.rstrip("?").split("|")), role, optional=is_optional)


def slots_of(part: Node | Element) -> frozenset[str]:
    """Return the names of the slots and label sets that a node or element refers to."""
    if isinstance(part, Node):
        values = frozenset[str]().union(*part.tests.values())
    else:
        values = part.values | part.head
    return frozenset(value[1:] for value in values if value.startswith("$"))


def bind_node(node: Node, words: Mapping[str, frozenset[str]]) -> Node:
    """Return the node with its slots filled."""
    return replace(node, tests={name: _fill(v, words) for name, v in node.tests.items()})


def bind_element(element: Element, words: Mapping[str, frozenset[str]]) -> Element:
    """Return the element with its slots filled."""
    return replace(element, values=_fill(element.values, words), head=_fill(element.head, words))


def _fill(values: frozenset[str], words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    sets = [words[v[1:]] if v.startswith("$") else frozenset({v}) for v in values]
    return frozenset[str]().union(*sets)


# -- tree patterns ----------------------------------------------------------------------------


def anchors(pattern: Sequence[Node]) -> frozenset[str]:
    """Return the words that the trigger may be, empty when it may be any."""
    lemmas = pattern[0].tests.get("lemma", frozenset())
    return frozenset(lemma.split(" ")[0] for lemma in lemmas)


def find(graph: Graph, pattern: Sequence[Node], trigger: int) -> Iterator[dict[str, int]]:
    """Yield every way in which the pattern fits with its first node at ``trigger``."""
    if _passes(graph, pattern[0], trigger, graph.deps[trigger]):
        yield from _extend(graph, pattern, 1, {pattern[0].name: trigger})


def _extend(
    graph: Graph, pattern: Sequence[Node], at: int, bound: dict[str, int]
) -> Iterator[dict[str, int]]:
    if at == len(pattern):
        yield bound
        return
    node = pattern[at]
    if node.left not in bound:
        # It hangs on an optional node that is not there.
        yield from _extend(graph, pattern, at + 1, bound)
        return
    found = fitting(graph, node, bound)
    if node.negated:
        if not found:
            yield from _extend(graph, pattern, at + 1, bound)
        return
    for token in found:
        yield from _extend(graph, pattern, at + 1, {**bound, node.name: token})
    if node.optional and not found:
        yield from _extend(graph, pattern, at + 1, bound)


def fitting(graph: Graph, node: Node, bound: Mapping[str, int]) -> list[int]:
    """Return the tokens that a node may be, in order of the text, once its left one is bound."""
    left = bound[node.left or ""]
    edges = set(related(graph, left, node.operator))
    if node.name in _PARTIES and node.operator == ">++":
        # "with which it negotiated": the phrase stands in front for its pronoun's sake.
        edges |= {edge for edge in graph.children[left] if edge[0] in graph.antecedents}
    found = {
        token
        for token, label in edges
        if token not in bound.values() and _passes(graph, node, token, label)
    }
    return sorted(found)


def unmet(graph: Graph, node: Node, i: int, label: str) -> list[str]:
    """Return the attributes whose tests a token fails, reached by an edge of that label."""
    token = graph.doc[i]
    return [
        name for name, values in node.tests.items() if not _has(graph, token, name, values, label)
    ]


def related(graph: Graph, i: int, operator: str) -> Iterator[tuple[int, str]]:
    """Yield the tokens to which an operator leads from a token, with the edge's label."""
    if operator in {">", ">++", ">--"}:
        for child, label in graph.children[i]:
            if operator == ">" or (child > i) == (operator == ">++"):
                yield child, label
    elif operator == ">>":
        for token in graph.doc[i].subtree:
            if token.i != i:
                yield token.i, graph.deps[token.i]
    elif operator in {"<", "<<"}:
        while graph.heads[i] != i:
            edge, i = graph.deps[i], graph.heads[i]
            yield i, edge
            if operator == "<":
                return
    else:
        other = i + 1 if operator == "." else i - 1
        if 0 <= other < len(graph.doc):
            yield other, graph.deps[other]


def _passes(graph: Graph, node: Node, i: int, label: str) -> bool:
    token = graph.doc[i]
    return all(_has(graph, token, name, values, label) for name, values in node.tests.items())


def _has(graph: Graph, token: Token, name: str, values: frozenset[str], label: str) -> bool:
    if name == "dep":
        return label in values
    if name == "pos":
        return token.pos_ in values
    if name == "tag":
        return token.tag_ in values
    if name == "lemma":
        return has_lemma(graph, token, values)
    labels = _CASE if name == "case" else _MARK
    words = graph.words(token.i, labels)
    return any(word in values for word in words) or ("none" in values and not words)


def has_lemma(graph: Graph, token: Token, lemmas: frozenset[str]) -> bool:
    """Tell whether the token's lemma or form is one of the lemmas, with its particle if it has one.

    "none" in ``lemmas`` stands for nothing here.
    """
    forms = {token.lemma_.lower(), token.lower_}
    if forms & lemmas:
        return True
    for child, label in graph.children[token.i]:
        if label in {"compound:prt", "advmod", "case"} and child > token.i:
            particle = graph.doc[child].lower_
            if any(f"{form} {particle}" in lemmas for form in forms):
                return True
    return False
