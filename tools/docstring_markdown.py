"""Docstrings as Markdown, for the reference of the site: roles become code, sessions become blocks.

Records are given a table of their fields and label sets a list of their labels. Docstrings are written for readers of the source, with ``:mod:`` and its like as Sphinx has them and
with sessions of the interpreter wherever one helps; Markdown would show the first as they are and
read the second as quotations.
"""

from __future__ import annotations

import re
from enum import Enum
from importlib import import_module
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

import griffe
from pydantic import BaseModel
from pydantic.fields import FieldInfo

if TYPE_CHECKING:
    from griffe import Class, Object

__all__ = ["DocstringMarkdown", "write_markdown"]

_ROLE: Final = re.compile(r":(?:mod|class|func|meth|attr|data|exc):`~?([^`]+)`")
_SESSION: Final = re.compile(r"^(?P<indent> *)>>> .*(?:\n(?P=indent)\S.*)*", re.MULTILINE)
_PAGE: Final = re.compile(r"\bdocs/([\w-]+)\.md\b")
_FLAG: Final = re.compile(r" *# doctest: \+\w+")


class DocstringMarkdown(griffe.Extension):
    """Rewrites each docstring as it is read."""

    def on_object(self, *, obj: Object, **_: Any) -> None:
        """Rewrite the docstring of an object."""
        if obj.docstring is not None:
            obj.docstring.value = write_markdown(obj.docstring.value)

    def on_class(self, *, cls: Class, **_: Any) -> None:
        """Add what a record or a set of labels holds to its docstring."""
        found = getattr(import_module(cls.module.path), cls.name, None)
        if cls.docstring is None or cls.is_private or not isinstance(found, type):
            return
        if issubclass(found, BaseModel):
            lines = ["| field | type | default |", "|---|---|---|"]
            lines += [
                f"| `{name}` | {_type(field)} | {_default(field)} |"
                for name, field in _fields(found)
            ]
            cls.docstring.value += "\n\n" + "\n".join(lines)
        elif issubclass(found, Enum):
            cls.docstring.value += "\n\n" + ", ".join(f"`{label.value}`" for label in found) + "."


def _fields(model: type[BaseModel]) -> list[tuple[str, FieldInfo]]:
    return list(model.model_fields.items())


def _type(field: FieldInfo) -> str:
    return f"`{_name(field.annotation)}`"


def _name(annotation: Any) -> str:
    """Return a type as a reader wants it: without module, bounds and checks."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _name(parts[0])
    if origin in (Union, UnionType):
        return " or ".join(_name(part) for part in parts)
    if origin is not None:
        return f"{origin.__name__}[{', '.join(_name(part) for part in parts)}]"
    known = {type(None): "None", ...: "..."}
    return known.get(annotation) or str(annotation.__name__)


def _default(field: FieldInfo) -> str:
    default = None if field.is_required() else field.get_default(call_default_factory=True)
    if field.is_required():
        return ""
    if isinstance(default, BaseModel):
        return f"`{type(default).__name__}()`"
    return f"`{default.value!r}`" if isinstance(default, Enum) else f"`{default!r}`"


def write_markdown(text: str) -> str:
    """Return a docstring as Markdown.

    >>> write_markdown("See :mod:`geoents.rules`.")
    'See `geoents.rules`.'
    """
    # The pages of the reference are one folder deep.
    text = _PAGE.sub(r"[\1](../\1.md)", _ROLE.sub(r"`\1`", text))
    return _SESSION.sub(_fence, text)


def _fence(session: re.Match[str]) -> str:
    indent = session["indent"]
    return f"{indent}```pycon\n{_FLAG.sub('', session[0])}\n{indent}```"
