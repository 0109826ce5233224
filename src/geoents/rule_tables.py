"""Reading the TOML of rule files: whatever is not as it should be is told in one line.

Every error names the file and the rule, what is wrong, and what to do about it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from geoents.patterns import Element, Node, parse_node, parse_sequence
from geoents.schema import EntityType

__all__ = [
    "RuleError",
    "check_names",
    "check_roles",
    "expand",
    "hint",
    "list_of_strings",
    "parse_patterns",
    "read_toml",
    "strings",
    "table",
]

#: How many names an error lists at most.
_MOST: Final = 12
_TYPES: Final = frozenset(EntityType.__members__)


class RuleError(ValueError):
    """A rule file is not as it should be; the message is one line."""


def hint(name: str, known: Collection[str]) -> str:
    """Return what was probably meant, as the end of an error: "; did you mean 'lemmas'?".

    >>> hint("lemma", ["lemmas", "prepositions"]), hint("x", ["lemmas"])
    ("; did you mean 'lemmas'?", '; there are lemmas')
    """
    close = get_close_matches(name, known, n=1)
    if close:
        return f"; did you mean {close[0]!r}?"
    shown = [*sorted(known)[:_MOST], *["..."][: len(known) > _MOST]]
    return f"; there are {', '.join(shown)}" if known else "; leave it out"


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a file holds.

    Raises:
        RuleError: It is no TOML, or not UTF-8.
        OSError: It cannot be read.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        reason = " ".join(str(error).split())
        raise RuleError(f"{path}: {reason}; mend the TOML there") from None
    except UnicodeDecodeError:
        raise RuleError(f"{path}: not UTF-8; save it as UTF-8") from None


def table(data: Mapping[str, Any], key: str, where: str) -> dict[str, Any]:
    """Return a table by its key, empty where there is none."""
    found = data.get(key, {})
    if not isinstance(found, dict):
        raise RuleError(f"{where} must be a table; write it as [{key}] or [rule.{key}]")
    return found


def list_of_strings(values: Any, where: str) -> list[str]:
    """Return values that must be a list of strings."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise RuleError(f'{where} must be a list of strings; write it as ["...", "..."]')
    return values


def strings(values: Any, where: str) -> frozenset[str]:
    """Return values that must be a list of strings, as a set."""
    return frozenset(list_of_strings(values, where))


def expand(values: Any, labels: Mapping[str, frozenset[str]], where: str) -> frozenset[str]:
    """Return the words of a list, those of the sets that it names by "$NAME" among them."""
    found: set[str] = set()
    for value in list_of_strings(values, where):
        if value.startswith("$") and value[1:] not in labels:
            raise RuleError(f"{where}: unknown set {value}{hint(value[1:], labels)}")
        found |= labels[value[1:]] if value.startswith("$") else {value}
    return frozenset(found)


def parse_patterns(
    source: Mapping[str, Any], where: str
) -> tuple[list[tuple[Node, ...]], list[tuple[Element, ...]]]:
    """Read the tree patterns and the sequences of a construction or of a rule of its own."""
    patterns = source.get("patterns", [])
    sequences = list_of_strings(source.get("sequences", []), f"{where}: sequences")
    if not patterns and not sequences:
        raise RuleError(
            f"{where}: it has neither construction nor patterns nor sequences; give it one"
        )
    if not isinstance(patterns, list):
        raise RuleError(
            f'{where}: patterns must be a list of lists of nodes; write it as [["trigger: ..."]]'
        )
    try:
        return (
            [_parse_pattern(nodes, f"{where}: patterns") for nodes in patterns],
            [_parse_sequence(text) for text in sequences],
        )
    except ValueError as error:
        message = str(error)
        if where not in message:
            message = f"{where}: {message}; geoents.patterns shows how they are written"
        raise RuleError(message) from None


def _parse_pattern(nodes: Any, where: str) -> tuple[Node, ...]:
    pattern = tuple(parse_node(text) for text in list_of_strings(nodes, where))
    names: set[str | None] = set()
    for node in pattern:
        if (node.left is None) is bool(names) or (names and node.left not in names):
            raise RuleError(
                f"{where}: {node.name or node.left!r} hangs on no node named before; "
                "name that one first"
            )
        names.add(node.name)
    if not pattern:
        raise RuleError(f"{where}: a pattern has no node; begin it with one for the trigger")
    return pattern


def _parse_sequence(text: str) -> tuple[Element, ...]:
    sequence = parse_sequence(text)
    if not sequence:
        raise ValueError("a sequence is empty")
    for element in sequence:
        unknown = element.values - _TYPES if element.kind == "mention" else frozenset()
        if unknown:
            raise ValueError(f"{min(unknown)} in {text!r} is no entity type")
    return sequence


def check_names(data: Mapping[str, Any], known: set[str], what: str, where: str) -> None:
    """Refuse keys that mean nothing."""
    unknown = set(data) - known
    if unknown:
        name = min(unknown)
        raise RuleError(f"{where}: unknown {what} {name!r}{hint(name, known)}")


def check_roles(
    roles: Mapping[str, str],
    parts: Sequence[tuple[Node, ...] | tuple[Element, ...]],
    *,
    is_speech: bool,
    where: str,
) -> None:
    """Check that what fills a role is there: a speech act may find its subject by itself."""
    named = [
        {piece.name if isinstance(piece, Node) else piece.role for piece in part} for part in parts
    ]
    for role, name in roles.items():
        is_given = role != name
        if is_given and not any(name in names for names in named):
            every = {name for names in named for name in names if name}
            raise RuleError(
                f"{where}: {role} is {name!r}, which no pattern names{hint(name, every)}"
            )
    if not is_speech and not all(roles["subject"] in names for names in named):
        raise RuleError(
            f"{where}: a pattern names no {roles['subject']}; name the node that is the subject so"
        )
