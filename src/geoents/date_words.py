"""Reads data/dates: the words of dates and of what a date may belong to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["DateWords", "load_date_words"]


@dataclass(frozen=True, slots=True)
class DateWords:
    """The lists of data/dates/words.toml, in small letters.

    ``lists`` are its ordered lists by name; ``openers``, ``leads`` and ``owners`` its tables.
    """

    lists: dict[str, tuple[str, ...]]
    openers: dict[str, frozenset[str]]
    leads: dict[str, frozenset[str]]
    owners: dict[str, frozenset[str]]

    def either(self, name: str) -> str:
        """Return the words of a list as one alternative of a regular expression."""
        return "|".join(self.lists[name])


@cache
def load_date_words() -> DateWords:
    """Return the words of dates, read once."""
    data = tomllib.loads(
        files("geoents").joinpath("data", "dates", "words.toml").read_text(encoding="utf8")
    )
    tables = {
        name: {key: frozenset(words) for key, words in table.items()}
        for name, table in data.items()
        if isinstance(table, dict)
    }
    lists = {name: tuple(words) for name, words in data.items() if isinstance(words, list)}
    return DateWords(lists, tables["openers"], tables["leads"], tables["owners"])
