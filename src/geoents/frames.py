"""Reads data/names/frames.toml: the words beside a name that decide what it names."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

__all__ = ["frame_words", "is_title"]


@cache
def frame_words(frame: str, role: str) -> frozenset[str]:
    """Return the lower-case words that play a role in a frame.

    >>> "ambassador" in frame_words("government", "posts")
    True

    Raises:
        KeyError: There is no such frame or role.
    """
    return frozenset(_read()[frame][role])


def is_title(word: str) -> bool:
    """Tell whether a word before a name is a title and no part of it: "Dr.", "Sheikh"."""
    return word.lower().rstrip(".") in frame_words("person", "titles")


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    path = files("geoents") / "data" / "names" / "frames.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
