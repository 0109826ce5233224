"""Reads a user's own names, CSV or TOML, and puts them together with the shipped entries.

A folder holds any number of ``.csv`` and ``.toml`` files. TOML has the form of ``data/names`` (see
:mod:`geoents.names`), ``["person:..."]`` and ``["office:..."]`` besides; ``offices.toml`` and
``organs.toml`` add to the lexica. CSV has a header and one entry a row:

    name,type,aliases,ids
    Marta Olsen,PERSON,M. Olsen|Marta K. Olsen,wikidata=Q1|viaf=22
    Nordic Grain Board,ORG,NGB,

Columns are the fields of an entry and ``key``; lists are parted by "|", tables are "name=value|...".
``state`` and ``part_of`` take keys or names. What belongs together:

- A key that the shipped names have: the user's name and values win, lists are added to.
- A name of one shipped entry of the type: that entry, with its own name, gets ids and aliases.
- A name given before: the first entry of that name and type whose ids, state and body it does not
  contradict; two persons of one name with two ids stay two.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from io import StringIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from geoents.names import Entry, check_entry, key_type, make_entry, read_tables
from geoents.schema import EntityType

__all__ = ["Stamp", "UserNames", "find_files", "read_user_names"]

_SUFFIXES: Final = frozenset({".csv", ".toml"})
_DELIMITERS: Final = ",;\t"
_KINDS: Final = {f.name: str(f.type) for f in fields(Entry) if f.name != "type"}
_LISTS: Final = tuple(name for name, kind in _KINDS.items() if kind.startswith("tuple"))
_FIRST: Final = ("name", "type", "aliases", "ids")
_COLUMNS: Final = (*_FIRST, *(name for name in _KINDS if name not in _FIRST))
_TYPES: Final = {type_.value: type_ for type_ in EntityType}


class Stamp(NamedTuple):
    """A file and what tells that it has changed: when it was written, in ns, and its bytes."""

    path: Path
    written: int
    size: int


@dataclass
class UserNames:
    """What a user's files hold.

    Attributes:
        entries: The shipped entries and the user's, by key.
        tables: The TOML files of entries, which may hold ``[lookalikes]``.
        offices: The files that add to the lexicon of posts.
        organs: The files that add to the lexicon of organs.
    """

    entries: dict[str, Entry]
    tables: list[Path] = field(default_factory=list)
    offices: list[Path] = field(default_factory=list)
    organs: list[Path] = field(default_factory=list)


class _Row(NamedTuple):
    """An entry and where it stands, as errors name it: "names.csv:12", "names.toml: org:nato"."""

    where: str
    entry: Entry
    has_key: bool


# -- files -----------------------------------------------------------------------------------------


def find_files(places: Iterable[Path]) -> tuple[Stamp, ...]:
    """Return the files of names in folders, and files that are named themselves, each once.

    Raises:
        FileNotFoundError: A place is not there.
        ValueError: A folder holds no names, a file is neither CSV nor TOML.
    """
    found: dict[Path, None] = {}
    for place in places:
        if place.is_dir():
            files = [p for p in sorted(place.iterdir()) if p.suffix.lower() in _SUFFIXES]
            if not files:
                raise ValueError(f"{place}: holds no .csv and no .toml file; put your names there")
        elif not place.exists():
            raise FileNotFoundError(f"{place}: no such folder or file of names")
        elif place.suffix.lower() not in _SUFFIXES:
            raise ValueError(f"{place}: is neither .csv nor .toml; save the names as one of them")
        else:
            files = [place]
        found |= dict.fromkeys(path.resolve() for path in files)
    stats = ((path, path.stat()) for path in found)
    return tuple(Stamp(path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)


def read_user_names(paths: Iterable[Path], shipped: Mapping[str, Entry]) -> UserNames:
    """Return the entries of a user's files together with the shipped ones.

    Raises:
        ValueError: A file is not well-formed, in one line: file, line or key, what to do.
    """
    names = UserNames(entries=dict(shipped))
    rows: list[_Row] = []
    for path in paths:
        if path.suffix.lower() == ".csv":
            rows += _read_csv(path)
        elif path.name in {"offices.toml", "organs.toml"}:
            (names.offices if path.name == "offices.toml" else names.organs).append(path)
        else:
            names.tables.append(path)
            for key, table in read_tables(path):
                entry = _with_acronyms(make_entry(path, key, table))
                rows.append(_Row(f"{path}: {key}", entry, has_key=True))
    own, places = _gather(rows)
    _add(names.entries, own, places)
    return names


# -- one row ---------------------------------------------------------------------------------------


def _read_csv(path: Path) -> Iterator[_Row]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ValueError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    head = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = _columns(path, next(reader, []))
        for cells in reader:
            if any(map(str.strip, cells)):
                yield _row(f"{path}:{reader.line_num}", columns, cells)
    except csv.Error as error:
        raise ValueError(f"{path}:{reader.line_num}: {error}; mend the quotes there") from error


def _columns(path: Path, header: Sequence[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in header]
    known = ", ".join(_COLUMNS)
    for number, name in enumerate(columns):
        if name not in _COLUMNS:
            raise ValueError(f"{path}:1: unknown column {name!r}; use some of {known}")
        if name in columns[:number]:
            raise ValueError(f"{path}:1: column {name!r} stands twice; remove one")
    for name in ("name", "type"):
        if name not in columns:
            raise ValueError(f"{path}:1: no column {name!r}; begin with a line such as {known}")
    return columns


def _row(where: str, columns: Sequence[str], cells: Sequence[str]) -> _Row:
    if len(cells) > len(columns):
        raise ValueError(
            f"{where}: {len(cells)} cells under {len(columns)} columns; put quotes around a cell "
            "that holds the separator"
        )
    given = {c: " ".join(v.split()) for c, v in zip(columns, cells, strict=False) if v}
    name, type_name, key = given.pop("name", ""), given.pop("type", ""), given.pop("key", "")
    type_ = _TYPES.get(type_name) or _TYPES.get(type_name.upper())
    if type_ is None:
        raise ValueError(f"{where}: type {type_name!r} is none; use one of {', '.join(_TYPES)}")
    if not re.search(r"\w", name):
        raise ValueError(f"{where}: the name {name!r} is empty; write one or remove the row")
    if key and key_type(key) is not type_:
        raise ValueError(
            f'{where}: {key!r} is no key; write "{type_.lower()}:" with letters, digits, hyphens'
        )
    values = {c: _value(where, c, value) for c, value in given.items() if value}
    # A quotation mark, which no key in a file has, keeps it from being a shipped entry's.
    entry = Entry(key=key or f'{type_.lower()}:"{name}"', type=type_, name=name, **values)
    check_entry(entry, lambda problem: ValueError(f"{where}: {problem}"))
    return _Row(where, _with_acronyms(entry), has_key=bool(key))


def _value(where: str, column: str, cell: str) -> Any:
    """Return a cell, not empty, as the field of an entry that its column is."""
    kind = _KINDS[column]
    if kind.startswith("str"):
        return cell
    parts = [part for part in map(str.strip, cell.split("|")) if part]
    if kind.startswith("tuple"):
        return tuple(parts)
    if kind.startswith("frozenset"):
        return frozenset(parts)
    pairs: dict[str, str] = {}
    for part in parts:
        name, _, value = map(str.strip, part.partition("="))
        if not name or not value:
            raise ValueError(f"{where}: {column}: {part!r} is no pair; write it as wikidata=Q1")
        pairs[name] = value
    return MappingProxyType(pairs)


def _with_acronyms(entry: Entry) -> Entry:
    """Return an entry whose single words in capitals are acronyms: "WHO" is never "who"."""
    if entry.type is EntityType.PERSON:
        return entry  # "KOS" in a list in capitals is Kos.
    acronyms = [
        text
        for text in (entry.name, *entry.aliases)
        if text.isupper() and " " not in text and len(text) > 1 and text not in entry.exact
    ]
    return replace(entry, exact=(*entry.exact, *acronyms)) if acronyms else entry


# -- all rows --------------------------------------------------------------------------------------


def _gather(rows: Iterable[_Row]) -> tuple[dict[str, Entry], dict[str, str]]:
    """Return the user's entries by key, each made of all its rows, and where each begins."""
    own: dict[str, Entry] = {}
    places: dict[str, str] = {}
    by_name: dict[tuple[EntityType, str], list[str]] = defaultdict(list)
    without_key: list[_Row] = []
    for row in rows:
        key = row.entry.key
        if not row.has_key:
            without_key.append(row)
        elif key not in own:
            own[key], places[key] = row.entry, row.where
            by_name[row.entry.type, row.entry.name].append(key)
        elif own[key] != row.entry:
            raise ValueError(
                f"{row.where}: key {key} is at {places[key]} with other content; "
                "put both into one or give one another key"
            )
    for where, entry, _ in without_key:
        same = by_name[entry.type, entry.name]
        found = next((key for key in same if _agree(own[key], entry)), None)
        if found is not None:
            own[found] = own[found] if own[found] == entry else _unite(own[found], entry)
            continue
        if same:
            told = ",".join(f"{k}={v}" for k, v in sorted(entry.ids.items()))
            entry = replace(entry, key=f"{entry.key} {told} {entry.state} {entry.part_of}")
        own[entry.key], places[entry.key] = entry, where
        same.append(entry.key)
    return own, places


def _agree(one: Entry, two: Entry) -> bool:
    """Tell whether two entries of one name may be one: no two ids, states or bodies."""
    return (
        all(two.ids.get(name, value) == value for name, value in one.ids.items())
        and (one.state is None or two.state is None or one.state == two.state)
        and (one.part_of is None or two.part_of is None or one.part_of == two.part_of)
    )


def _unite(one: Entry, two: Entry) -> Entry:
    """Return an entry with what another adds: its names and ids, and values that it lacks."""
    changes: dict[str, Any] = {
        name: tuple(dict.fromkeys((*getattr(one, name), *getattr(two, name)))) for name in _LISTS
    }
    names = {one.name, *changes["exact"]}
    aliases = dict.fromkeys((*changes["aliases"], two.name))
    changes["aliases"] = tuple(alias for alias in aliases if alias not in names)
    return replace(
        one,
        **changes,
        kind=one.kind or two.kind,
        state=one.state or two.state,
        part_of=one.part_of or two.part_of,
        ids=MappingProxyType({**one.ids, **two.ids}),
        ambiguous=MappingProxyType({**one.ambiguous, **two.ambiguous}),
        flags=one.flags | two.flags,
    )


def _override(shipped: Entry, own: Entry) -> Entry:
    """Return a shipped entry as a user's of the same key changes it: the user's values win."""
    united = _unite(replace(own, kind=own.kind or shipped.kind), shipped)
    return replace(united, ids=MappingProxyType({**shipped.ids, **own.ids}))


def _add(entries: dict[str, Entry], own: Mapping[str, Entry], places: Mapping[str, str]) -> None:
    """Add a user's entries to the shipped ones, in place."""
    shipped = _keys_by_name(entries.values())
    same: dict[str, str] = {}
    for key, entry in own.items():
        if key in entries:
            entries[key] = _override(entries[key], entry)
            continue
        known = shipped.get((entry.type, entry.name), ())
        if len(known) == 1:
            same[key] = next(iter(known))
            entries[same[key]] = _unite(
                entries[same[key]], replace(entry, state=None, part_of=None)
            )
        else:
            entries[key] = entry
    related = [key for key in own if key in entries and (own[key].state or own[key].part_of)]
    by_name = _keys_by_name(entries.values()) if related else {}

    def resolve(key: str, column: str, wanted: EntityType) -> str | None:
        value: str | None = getattr(entries[key], column)
        value = same.get(value or "", value)
        if value is None or value in entries:
            return value
        found = by_name.get((wanted, value), set())
        if len(found) != 1:
            what = "names several" if found else "is neither key nor name of any"
            raise ValueError(
                f"{places[key]}: {column} {value!r} {what} {wanted}; write its key or add it"
            )
        return next(iter(found))

    for key in related:
        state = resolve(key, "state", EntityType.STATE)
        body = resolve(key, "part_of", EntityType.ORG)
        entries[key] = replace(entries[key], state=state, part_of=body)
    for key in related:
        _check_way_up(entries, key, places[key])


def _keys_by_name(entries: Iterable[Entry]) -> dict[tuple[EntityType, str], set[str]]:
    """Return the keys of entries by type and each name that is no adjective and no seat."""
    keys: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
    for entry in entries:
        for name in (entry.name, *entry.aliases, *entry.exact):
            keys[entry.type, name].add(entry.key)
    return keys


def _check_way_up(entries: Mapping[str, Entry], key: str, where: str) -> None:
    seen = {key}
    above = entries[key].part_of
    while above is not None:
        if above in seen:
            raise ValueError(f"{where}: part_of leads back to {above}; mend one of them")
        seen.add(above)
        above = entries[above].part_of
