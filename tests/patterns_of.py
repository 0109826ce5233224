"""Every regular expression of the package: those its modules hold, and those written in its calls."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import geoents

FOLDER = Path(geoents.__file__).parent
#: Modules whose import does more than define things, or needs what may not be installed.
SKIPPED = {"geoents.__main__", "geoents.ray", "geoents.exports.ftm"}


def source_files() -> list[Path]:
    return sorted(FOLDER.rglob("*.py"))


def find_patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """Return the patterns by where they stand."""
    found: dict[str, re.Pattern[Any]] = {}
    for info in pkgutil.walk_packages([str(FOLDER)], "geoents."):
        if info.name in SKIPPED or "migrations.versions" in info.name or info.name.endswith(".env"):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            for number, pattern in enumerate(_inside([value])):
                found[f"{info.name}.{name}[{number}]"] = pattern
    for path in source_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (pattern := _written_in(node)) is not None:
                found[f"{path.relative_to(FOLDER)}:{node.lineno}"] = pattern  # type: ignore[attr-defined]
    return found


def _inside(values: Iterable[Any]) -> Iterator[re.Pattern[Any]]:
    for value in values:
        if isinstance(value, re.Pattern):
            yield value
        elif isinstance(value, dict):
            yield from _inside(value.values())
        elif isinstance(value, list | tuple | set | frozenset):
            yield from _inside(value)


def _written_in(node: ast.AST) -> re.Pattern[Any] | None:
    """Return the pattern of a call such as ``re.sub(r"...", ...)``."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
        return None
    first = node.args[0]
    is_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
    if is_re and isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
        return re.compile(first.value)
    return None
