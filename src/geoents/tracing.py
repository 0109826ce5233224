"""Where a rule's pattern stops fitting: for rules whose trigger is there but which did not match.

Matching itself (:func:`geoents.patterns.find`, :class:`geoents.sequences.Sequences`) keeps no
record of what failed, so that it stays fast; here a pattern that failed is followed once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from geoents.graph import Graph
from geoents.patterns import (
    TRIGGER,
    Element,
    Node,
    anchors,
    fitting,
    related,
    split_sequence,
    unmet,
)
from geoents.sequences import Sequences

__all__ = ["Gap", "Trace", "find_anchor", "trace_sequence", "trace_tree"]

_PLACES: Final = {
    ">": "below",
    ">++": "below and behind",
    ">--": "below and before",
    ">>": "anywhere below",
    "<": "right above",
    "<<": "anywhere above",
    ".": "right behind",
    ";": "right before",
}
#: What an argument may be, unlike a full stop.
_CONTENT: Final = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "VERB"})
_CASE: Final = frozenset({"case"})
_MARK: Final = frozenset({"mark", "case", "advmod"})


class Gap(NamedTuple):
    """A node that nothing fits: as written, the token it hangs on, the nearest one, and why."""

    written: str
    beside: int
    nearest: int | None
    reason: str


class Trace(NamedTuple):
    """How far a pattern fits at a trigger.

    Attributes:
        bound: The tokens of the nodes that fit, by name.
        gaps: The first nodes that nothing fits; empty where all of it fits.
        share: What share of the pattern fits, 0 to 1.
    """

    bound: dict[str, int]
    gaps: tuple[Gap, ...]
    share: float


# -- trees ------------------------------------------------------------------------------------------


def trace_tree(
    graph: Graph, pattern: Sequence[Node], written: Sequence[str], trigger: int
) -> Trace | None:
    """Return how far a tree pattern fits with its first node at ``trigger``.

    Args:
        graph: The doc's dependencies.
        pattern: The nodes, slots filled.
        written: The same as the file has them.
        trigger: A token.

    Returns:
        None where the token is not the pattern's trigger by its lemma.
    """
    first = pattern[0]
    failed = unmet(graph, first, trigger, graph.deps[trigger])
    if not anchors(pattern) or "lemma" in failed:
        return None
    bound = {first.name: trigger}
    if failed:
        reason = f"{_quoted(graph, trigger)} is no `{written[0]}`: it has " + _actual(
            graph, trigger, graph.deps[trigger], failed
        )
        return Trace(bound, (Gap(written[0], trigger, trigger, reason),), 0)
    at, bound = _furthest(graph, pattern, 1, bound)
    gaps = tuple(
        _gap(graph, pattern[i], written[i], bound)
        for i in range(at, len(pattern))
        if _is_gap(graph, pattern[i], bound)
    )
    return Trace(bound, gaps, at / len(pattern))


def _furthest(
    graph: Graph, pattern: Sequence[Node], at: int, bound: dict[str, int]
) -> tuple[int, dict[str, int]]:
    """Return at which node the best way through a pattern ends, and the tokens on it."""
    if at == len(pattern):
        return at, bound
    node = pattern[at]
    if node.left not in bound:
        return _furthest(graph, pattern, at + 1, bound)
    found = fitting(graph, node, bound)
    if node.negated or not found:
        is_passed = not found if node.negated else node.optional
        return _furthest(graph, pattern, at + 1, bound) if is_passed else (at, bound)
    ways = (_furthest(graph, pattern, at + 1, {**bound, node.name: token}) for token in found)
    return max(ways, key=lambda way: way[0])


def _is_gap(graph: Graph, node: Node, bound: dict[str, int]) -> bool:
    if node.left not in bound or node.name in bound or node.optional:
        return False
    return bool(fitting(graph, node, bound)) is node.negated


def _gap(graph: Graph, node: Node, written: str, bound: dict[str, int]) -> Gap:
    left = bound[node.left or ""]
    place = f"{_PLACES[node.operator]} {_quoted(graph, left)}"
    tests = written.partition(":")[2].strip() or "any"
    if node.negated:
        token = fitting(graph, node, bound)[0]
        return Gap(written, left, token, f"{_quoted(graph, token)} ({tests}) stands {place}")
    name = f"node `{node.name}`" if node.name else "node"
    reason = f"no {name} ({tests}) {place}"
    near = [
        (unmet(graph, node, token, label), token, label)
        for token, label in related(graph, left, node.operator)
        if token not in bound.values() and graph.doc[token].pos_ in _CONTENT
    ]
    # Near is what fails a single test.
    near = [item for item in near if len(item[0]) == 1]
    if not near:
        return Gap(written, left, None, reason)
    failed, token, label = min(near, key=lambda item: item[1])
    actual = _actual(graph, token, label, failed)
    return Gap(written, left, token, f"{reason}; {_quoted(graph, token)} there has {actual}")


def _actual(graph: Graph, i: int, label: str, failed: Sequence[str]) -> str:
    """Return what a token has where it fails tests: "dep obl, case with"."""
    token = graph.doc[i]
    values = {
        "dep": label,
        "pos": token.pos_,
        "tag": token.tag_,
        "lemma": token.lemma_,
        "case": "|".join(graph.words(i, _CASE)) or "none",
        "mark": "|".join(graph.words(i, _MARK)) or "none",
    }
    return ", ".join(f"{name} {values[name]}" for name in failed)


def _quoted(graph: Graph, i: int) -> str:
    return f"'{graph.doc[i].text}'"


# -- sequences ---------------------------------------------------------------------------------------


def trace_sequence(
    sequences: Sequences, pattern: Sequence[Element], written: str
) -> Iterator[tuple[int, Trace]]:
    """Yield for each token that may evoke a sequence how far it fits there.

    What evokes it is its word "trigger:..." or a mention whose head word it names; a sequence
    without either is not traced.

    Args:
        sequences: The doc's mentions.
        pattern: The elements, slots filled.
        written: The same as the file has it.
    """
    anchor = find_anchor(pattern)
    if anchor is None:
        return
    role = pattern[anchor].role or TRIGGER
    pattern = [*pattern]
    pattern[anchor] = replace(pattern[anchor], role=role)
    parts = split_sequence(written)
    seen: set[int] = set()
    for part, missing, word in _stretches(pattern, anchor):
        for roles in sequences.find(pattern[part]):
            bound = {
                name: ~index if index < 0 else sequences.root(index)
                for name, index in roles.items()
            }
            token = bound[role]
            if token in seen:
                continue
            seen.add(token)
            gaps: tuple[Gap, ...] = ()
            if missing is not None:
                beside = f"'{sequences.doc[token].text}'"
                reason = f"no `{parts[missing]}` {word} {beside}"
                gaps = (Gap(parts[missing], token, None, reason),)
            yield token, Trace(bound, gaps, (part.stop - part.start) / len(pattern))


def find_anchor(pattern: Sequence[Element]) -> int | None:
    """Return the place of the element that evokes a sequence: "trigger:..." or a named head word."""
    for place, element in enumerate(pattern):
        is_head = element.kind == "mention" and bool(element.head) and not element.negated
        if element.role == TRIGGER or is_head:
            return place
    return None


def _stretches(pattern: Sequence[Element], anchor: int) -> Iterator[tuple[slice, int | None, str]]:
    """Yield the parts of a pattern that hold its anchor, longest first, and what each lacks.

    All of it, then those from its start, then those to its end.
    """
    size = len(pattern)
    yield slice(0, size), None, ""
    for end in range(size - 1, anchor, -1):
        yield slice(0, end), end, "where it is wanted behind"
    for start in range(1, anchor + 1):
        wanted = [i for i in range(start) if pattern[i].kind in {"mention", "word"}]
        wanted = [i for i in wanted if not pattern[i].optional]
        if wanted and _may_start(pattern[start:]):
            yield slice(start, size), wanted[-1], "where it is wanted before"


def _may_start(pattern: Sequence[Element]) -> bool:
    """Tell whether the end of a pattern is one by itself: it leaves no mention it did not enter."""
    if pattern[0].kind not in {"mention", "word"} or pattern[0].optional:
        return False
    depth = 0
    for element in pattern:
        depth += (element.kind == "in") - (element.kind == "out")
        if depth < 0:
            return False
    return True
