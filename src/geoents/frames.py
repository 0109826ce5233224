"""Reads data/names/frames.toml and capitals.toml: the words beside a name that decide what it names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

__all__ = ["frame_roles", "frame_words", "is_kind", "is_legal_form", "is_title"]


@cache
def frame_words(frame: str, role: str) -> frozenset[str]:
    """Return the lower-case words that play a role in a frame.

    >>> "ambassador" in frame_words("governed", "to")
    True

    Raises:
        KeyError: There is no such frame or role.
    """
    return frozenset(_read()[frame][role])


def is_title(word: str) -> bool:
    """Tell whether a word before a name is a title and no part of it: "Dr.", "Sheikh"."""
    return word.lower().rstrip(".") in frame_words("person", "titles")


def is_kind(words: Iterable[str]) -> bool:
    """Tell whether words behind a body's name only say what it is: "party", "news agency"."""
    kinds = frame_words("body", "kinds") | {"party"}
    return all(word in kinds for word in words)


def is_legal_form(words: Iterable[str]) -> bool:
    """Tell whether words behind a company's name only say what it is before the law: "Ltd."."""
    forms = frame_words("body", "legal")
    return all(word in forms or word.rstrip(".") in forms for word in words)


@cache
def frame_roles(frame: str) -> frozenset[str]:
    """Return the roles of a frame; KeyError when there is no such frame."""
    return frozenset(_read()[frame])


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    folder = files("geoents") / "data" / "names"
    frames: dict[str, dict[str, list[str]]] = {}
    for name in ("frames.toml", "capitals.toml"):
        frames |= tomllib.loads((folder / name).read_text(encoding="utf-8"))
    return frames
