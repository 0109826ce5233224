"""Reads data/names: entries of states and bodies, and the lexica of posts and organs.

An entry is a TOML table, ``["org:nato"]``, of a user's also ``["person:me"]``. Its fields:

=============  =====================================================================================
``name``       the canonical name, required
``kind``       a noun for what it is: "alliance", "court", "party"; "country" for states
``nouns``      other nouns by which a text refers back to it: "bloc", "union"
``aliases``    other names; also ALL CAPS matches, and any casing that starts with a capital
``exact``      names whose case counts: "US", "WHO"; from four capitals on also "Nato"
``adjectives`` "Kazakh", "British"
``demonyms``   nouns for the people: "Kazakhs", "Briton"
``prefixes``   the first half of a compound: "Sino" in "Sino-Russian"
``metonyms``   capital or seat that may stand for it: "Yerevan", "Pentagon"
``secondary``  names that more often mean another entry: "Congolese" at the smaller Congo
``language``   adjectives that are also languages
``ambiguous``  a name with other readings, and which: ``{ Jordan = "a surname" }``
``part_of``    key of the body it is an organ of
``state``      key of the state it belongs to
``ids``        ids elsewhere: ``{ wikidata = "Q7184" }``
``flags``      "claimed", "former", "associated" (states); "opaque": no state's name in it counts
               ("American" in "Organization of American States")
=============  =====================================================================================

Sources: see the head of each file in ``data/names``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from geoents.schema import EntityType

__all__ = [
    "NAMES_DIR",
    "Entry",
    "OfficeHead",
    "OfficeLexicon",
    "Organ",
    "OrganLexicon",
    "check_entry",
    "key_type",
    "make_entry",
    "read_entries",
    "read_lookalikes",
    "read_offices",
    "read_organs",
    "read_tables",
]

NAMES_DIR: Final = Path(__file__).parent / "data" / "names"

_TYPES: Final = {type_.lower(): type_ for type_ in EntityType}
_KEY: Final = re.compile(rf"({'|'.join(_TYPES)}):[A-Za-z0-9][A-Za-z0-9-]*")
_FLAGS: Final = frozenset({"claimed", "former", "associated", "opaque"})
_LOWER: Final = frozenset({"bare", "modified", "acting", "never"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


# -- records ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the gazetteer; the fields are explained in the module's docstring."""

    key: str
    type: EntityType
    name: str
    kind: str = ""
    nouns: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    adjectives: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    ambiguous: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    part_of: str | None = None
    state: str | None = None
    ids: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    flags: frozenset[str] = frozenset()

    def forms(self) -> tuple[str, ...]:
        """Return all strings that name it, canonical name first."""
        lists = (self.aliases, self.exact, self.adjectives, self.demonyms, self.metonyms)
        return (self.name, *(form for forms in lists for form in forms))


@dataclass(frozen=True, slots=True)
class OfficeHead:
    """The head noun of a post: "minister", "secretary general".

    Attributes:
        noun: The singular, lower case.
        plurals: Its plurals.
        variants: Spellings and abbreviations: "secretary-general", "PM".
        exact: Variants whose case counts: "SG", "CM".
        spokes: Whether the holder speaks for the body: SPOKE_FOR.
        needs_body: Whether it is a post only at a body or before a name: "chief", "leader".
        title_only: Whether it is a post only as a title before a name: "MP", "Senator".
        royal: Whether it is a monarch's or heir's title: "king", "crown prince".
    """

    noun: str
    plurals: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    spokes: bool = False
    needs_body: bool = False
    title_only: bool = False
    royal: bool = False


@dataclass(frozen=True, slots=True)
class OfficeLexicon:
    """The words of a grammar of posts. All strings are lower case except the keys of ``exact``.

    Attributes:
        heads: Every spelling of a head noun, singular and plural, lower case, to the noun.
        exact: Spellings whose case counts ("SG") to the noun.
        plurals: The spellings of ``heads`` that are plurals.
        ranks: Qualifiers inside the post: "deputy", "first", "acting".
        portfolios: What a post is in charge of: "foreign", "foreign affairs".
        links: Words that join head and portfolio: "of", "for".
        max_words: Longest head in words, a hyphen or dot counted as one.
        firsts: The first words of all heads.
    """

    heads: Mapping[str, OfficeHead]
    exact: Mapping[str, OfficeHead]
    plurals: frozenset[str]
    ranks: frozenset[str]
    portfolios: frozenset[str]
    links: frozenset[str]
    max_words: int
    firsts: frozenset[str]

    def head(self, words: str) -> OfficeHead | None:
        """Return the head noun that ``words`` spell ("Prime Ministers"), if any."""
        return self.exact.get(words) or self.heads.get(words.lower())


@dataclass(frozen=True, slots=True)
class Organ:
    """A noun by which organs and organizations are named.

    Attributes:
        noun: The singular, lower case: "ministry", "security council".
        plurals: Its plurals.
        kind: The kind of body, a noun for linking: "parliament" for "sejm".
        state_organ: Whether one named with a state's adjective is PART_OF the state.
        of: Whether "Noun of X" is a name: "Ministry of Health".
        modified: Whether "X Noun" is a name: "Foreign Ministry".
        alone: Whether the capitalized noun alone is a name: "Parliament".
        lower: Whether lower case is an ORG: "bare" ("the army"), "modified" ("the foreign
            ministry", not "the ministry"), "acting" ("the presidency said") or "never" ("the party").
        nominal: Whether "the noun" refers back to a body named before: "the ministry".
    """

    noun: str
    plurals: tuple[str, ...] = ()
    kind: str = ""
    state_organ: bool = False
    of: bool = True
    modified: bool = True
    alone: bool = False
    lower: str = "never"
    nominal: bool = True


@dataclass(frozen=True, slots=True)
class OrganLexicon:
    """The nouns of organs and organizations, lower case.

    Attributes:
        nouns: Singular and plural to the organ.
        modifiers: What stands before a state organ's noun in lower case: "foreign" ministry.
        generic: Words that never make an ORG: "government", "authorities".
        max_words: Longest noun in words, a hyphen or apostrophe counted as one.
    """

    nouns: Mapping[str, Organ]
    modifiers: frozenset[str]
    generic: frozenset[str]
    max_words: int
    firsts: frozenset[str]

    def organ(self, words: str) -> Organ | None:
        """Return the organ that ``words`` name ("Ministries"), if any."""
        return self.nouns.get(words.lower())


# -- reading ---------------------------------------------------------------------------------------


def _error(path: Path, key: str, problem: str) -> ValueError:
    return ValueError(f"{path}: {key}: {problem}")


def _read(path: Path) -> dict[str, Any]:
    """Return a TOML file's content; what is wrong with its bytes or its syntax names the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: byte {error.start} is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path}: {error}; mend the TOML there") from error


def _checked(
    path: Path, key: str, table: Any, cls: type[Entry | OfficeHead | Organ], own: frozenset[str]
) -> dict[str, Any]:
    """Return a table's values as constructor arguments of ``cls``, each of the field's type."""
    if not isinstance(table, dict):
        raise _error(path, key, "is no table; write it as [section] with fields below")
    kinds = {f.name: f.type for f in fields(cls) if f.name not in own}
    values: dict[str, Any] = {}
    for name, value in table.items():
        kind = str(kinds.get(name))
        if name not in kinds:
            known = ", ".join(kinds)
            raise _error(path, key, f"unknown field {name!r}; use one of {known}")
        if kind == "bool":
            good, wanted = isinstance(value, bool), "true or false"
        elif kind.startswith(("tuple", "frozenset")):
            good, wanted = _is_strings(value), "a list of strings"
        elif kind.startswith("Mapping"):
            good = isinstance(value, dict) and _is_strings(list(value.values()))
            wanted = "a table of strings"
        else:
            good, wanted = isinstance(value, str) and bool(value.strip()), "a string, not empty"
        if not good:
            raise _error(path, key, f"field {name!r} must be {wanted}, is {value!r}")
        if kind.startswith("tuple"):
            value = tuple(value)
        elif kind.startswith("frozenset"):
            value = frozenset(value)
        values[name] = value
    return values


def _is_strings(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v.strip() for v in value)


def read_entries(paths: Iterable[Path]) -> dict[str, Entry]:
    """Return the entries of TOML files by key.

    Raises:
        ValueError: A bad key, field or value, a key given twice, a ``state`` or ``part_of`` that
            is no entry. One line: file, key, what to do.
    """
    entries: dict[str, Entry] = {}
    origin: dict[str, Path] = {}
    for path in paths:
        for key, table in read_tables(path):
            if key in entries:
                raise _error(path, key, f"is already in {origin[key]}; choose another key")
            entries[key], origin[key] = make_entry(path, key, table), path
    for key, entry in entries.items():
        for part, other in (("state", entry.state), ("part_of", entry.part_of)):
            if other is not None and other not in entries:
                raise _error(origin[key], key, f"{part} = {other!r} is no entry; add or mend it")
    return entries


def read_tables(path: Path) -> Iterator[tuple[str, Any]]:
    """Yield the keys and tables of a TOML file's entries, as they stand there."""
    for key, table in _read(path).items():
        if key != "lookalikes":
            yield key, table


def key_type(key: str) -> EntityType | None:
    """Return the type that a key begins with, "org:nato"; None when it is no key."""
    return _TYPES[match[1]] if (match := _KEY.fullmatch(key)) else None


def make_entry(path: Path, key: str, table: Any) -> Entry:
    """Return the entry that a table of a TOML file holds; ValueError as in :func:`read_entries`."""
    type_ = key_type(key)
    if type_ is None:
        kinds = ", ".join(f'["{kind}:..."]' for kind in _TYPES)
        raise _error(path, repr(key), f"is no key; write one of {kinds}")
    if "name" not in (values := _checked(path, key, table, Entry, frozenset({"key", "type"}))):
        raise _error(path, key, 'has no name; add name = "..."')
    entry = Entry(key=key, type=type_, **values)
    check_entry(entry, lambda problem: _error(path, key, problem))
    return entry


def check_entry(entry: Entry, error: Callable[[str], ValueError]) -> None:
    """Raise what ``error`` makes of the first thing wrong with an entry's flags and lists."""
    if unknown := sorted(entry.flags - _FLAGS):
        raise error(f"unknown flags {unknown}; use {sorted(_FLAGS)}")
    if entry.ambiguous or entry.secondary or entry.language:
        named = {entry.name, *entry.forms(), *entry.prefixes}
        for part in ("ambiguous", "secondary", "language"):
            if stray := sorted(set(getattr(entry, part)) - named):
                raise error(f"{part} lists {stray}, no name of it; add or remove")


def read_lookalikes(paths: Iterable[Path]) -> dict[str, str]:
    """Return the phrases that hold a state's name and do not mean it: "Indian Ocean"."""
    phrases: dict[str, str] = {}
    for path in paths:
        table = _read(path).get("lookalikes", {})
        if not isinstance(table, dict) or not _is_strings([*table, *table.values()]):
            raise _error(path, "lookalikes", 'must be a table of strings: "Indian Ocean" = "sea"')
        phrases |= table
    return phrases


def _sections(paths: Iterable[Path], table: str, lists: tuple[str, ...]) -> dict[str, Any]:
    """Return ``{table: {noun: (path, fields)}, list: set}`` of lexicon files, merged."""
    merged: dict[str, Any] = {table: {}} | {name: set() for name in lists}
    for path in paths:
        for section, value in _read(path).items():
            if section == table and isinstance(value, dict):
                for noun, values in value.items():
                    if noun in merged[table]:
                        known = merged[table][noun][0]
                        raise _error(path, noun, f"is already in {known}; remove one")
                    merged[table][noun] = (path, values)
            elif section in lists:
                words: Any = value.get("words") if isinstance(value, dict) else None
                if not _is_strings(words):
                    raise _error(path, section, 'needs a list of strings: words = ["..."]')
                merged[section] |= set(words)
            else:
                use = ", ".join((table, *lists))
                raise _error(path, section, f"unknown section; use one of {use}")
    return merged


def _most_words(forms: Iterable[str]) -> int:
    """Return the length of the longest form as a tokenizer splits it: "attorney-general" is three."""
    return max((len(re.findall(r"\w+|[^\w\s]", form)) for form in forms), default=0)


def _firsts(forms: Iterable[str]) -> frozenset[str]:
    """Return the first words of forms, lower case, whether or not a hyphen or dot ends a word."""
    return frozenset(
        first.lower()
        for form in forms
        for first in (form.split()[0], re.split(r"(?<=\w)[^\w]", form)[0])
    )


def read_offices(paths: Iterable[Path]) -> OfficeLexicon:
    """Return the lexicon of posts; a bad file raises ValueError as in :func:`read_entries`."""
    lists = ("ranks", "portfolios", "links")
    merged = _sections(paths, "heads", lists)
    heads: dict[str, OfficeHead] = {}
    exact: dict[str, OfficeHead] = {}
    plurals: set[str] = set()
    for noun, (path, table) in merged["heads"].items():
        head = OfficeHead(noun, **_checked(path, noun, table, OfficeHead, frozenset({"noun"})))
        plurals |= {plural.lower() for plural in head.plurals}
        for form in (noun, *head.plurals, *head.variants):
            if heads.setdefault(form.lower(), head) is not head:
                raise _error(path, noun, f"{form!r} is a form of two heads; remove one")
        exact |= dict.fromkeys(head.exact, head)
    return OfficeLexicon(
        heads=MappingProxyType(heads),
        exact=MappingProxyType(exact),
        plurals=frozenset(plurals),
        max_words=_most_words(heads),
        firsts=_firsts((*heads, *exact)),
        **{name: frozenset(word.lower() for word in merged[name]) for name in lists},
    )


def read_organs(paths: Iterable[Path]) -> OrganLexicon:
    """Return the lexicon of organs; a bad file raises ValueError as in :func:`read_entries`."""
    lists = ("modifiers", "generic")
    merged = _sections(paths, "organs", lists)
    nouns: dict[str, Organ] = {}
    for noun, (path, table) in merged["organs"].items():
        organ = Organ(noun, **_checked(path, noun, table, Organ, frozenset({"noun"})))
        if organ.lower not in _LOWER:
            raise _error(path, noun, f"lower = {organ.lower!r}; use one of {sorted(_LOWER)}")
        for form in (noun, *organ.plurals):
            if nouns.setdefault(form.lower(), organ) is not organ:
                raise _error(path, noun, f"{form!r} is a form of two organs; remove one")
    return OrganLexicon(
        nouns=MappingProxyType(nouns),
        max_words=_most_words(nouns),
        firsts=_firsts(nouns),
        **{name: frozenset(word.lower() for word in merged[name]) for name in lists},
    )
