"""Finds known names in a Doc: one automaton over data/names and over a user's own.

``load_gazetteer().match(doc)`` returns matches by form ("name", "adjective", "metonym") and says
which are ambiguous; whether "Moscow" is the city or the government is for the entities component
to say, which sees the sentence.

Names are matched in lower case, from where a token begins to where one ends, in one pass however
many they are; what was found is then held against the casing: "US" is never "us", "TURKEY" and
"Turkey" are Turkey, "turkey" is not. Line breaks within a name are passed over.
"""

from __future__ import annotations

import gc
import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final
from weakref import WeakValueDictionary

from spacy.tokens import Doc

from geoents.names import (
    NAMES_DIR,
    Entry,
    OfficeHead,
    OfficeLexicon,
    Organ,
    OrganLexicon,
    read_entries,
    read_lookalikes,
    read_offices,
    read_organs,
)
from geoents.schema import EntityType, Form
from geoents.spans import HYPHENS
from geoents.spellings import LOOKALIKE, Automaton, Name, lookalike, names_of, plain
from geoents.user_names import Stamp, find_files, read_user_names

__all__ = [
    "Entry",
    "Gazetteer",
    "Match",
    "NamesError",
    "OfficeHead",
    "OfficeLexicon",
    "Organ",
    "OrganLexicon",
    "load_gazetteer",
]

_SHIPPED: Final = ("states", "bodies", "lookalikes")
_DASHES: Final = HYPHENS | {"—"}


class NamesError(ValueError):
    """What is wrong with a user's names: one line with file, line or key, and what to do."""


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a Doc: its tokens ``start`` to ``end``, half-open.

    Attributes:
        start: First token.
        end: Token after the last.
        key: The entry's key; the likeliest where the words name several.
        type: STATE or ORG; PERSON and OFFICE from a user's own names.
        form: "name", "adjective" or "metonym".
        ambiguous: Whether the words have other readings: "Georgia", "WHO" in a headline in capitals.
        others: Keys of other entries that the same words name: both Congos.
        flags: "language" (the adjective is also a language), "demonym" (a noun: "Kazakhs"),
            "prefix" ("Sino"), "acronym" (a name whose case counts), "caps" (found in a
            stretch of capitals, where case says nothing), "own" (a user's own name).
    """

    start: int
    end: int
    key: str
    type: EntityType
    form: Form
    ambiguous: bool
    others: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


# -- the automaton ---------------------------------------------------------------------------------


class Gazetteer:
    """The names of states and bodies, and a user's own, and the lexica of posts and organs.

    One that :func:`load_gazetteer` has read is pickled as the places it was read from.

    Attributes:
        offices: The words of posts.
        organs: The nouns of organs.
        digest: "sha256:..." over a user's own files, names and contents; "" without any.
    """

    def __init__(
        self,
        entries: dict[str, Entry],
        offices: OfficeLexicon,
        organs: OrganLexicon,
        *,
        lookalikes: Iterable[str] = (),
        own: Collection[str] = (),
        places: Sequence[Path] | None = None,
        digest: str = "",
    ) -> None:
        self.offices = offices
        self.organs = organs
        self.digest = digest
        self._entries = entries
        self._own = frozenset(own)
        self._places = places
        self._posts: dict[str, set[str]] = defaultdict(set)
        for entry in entries.values():
            if entry.type is EntityType.OFFICE:
                for form in entry.forms():
                    self._posts[plain(form).lower()].add(entry.key)
        names = (name for entry in entries.values() for name in names_of(entry))
        self._automaton = Automaton(chain(names, map(lookalike, lookalikes)))

    def __reduce__(self) -> tuple[Callable[..., Gazetteer], tuple[Any, ...]]:
        if self._places is None:
            raise TypeError("only a gazetteer of load_gazetteer can be pickled")
        return load_gazetteer, (self._places,)

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, key: str) -> Entry:
        """Return the entry with this key; KeyError when there is none."""
        return self._entries[key]

    def entries(self) -> Iterator[Entry]:
        """Yield all entries, states first, a user's own last."""
        yield from self._entries.values()

    def post(self, name: str) -> Entry | None:
        """Return the one post that a user's list has by a name, in lower case and without accents."""
        keys = self._posts.get(name, set())
        return self.entry(next(iter(keys))) if len(keys) == 1 else None

    def match(self, doc: Doc) -> list[Match]:
        """Return the names in ``doc``, in text order, the longer first.

        Of names of states that overlap the longest is kept ("South Korea", not "Korea"); so too of
        bodies, save that a body is kept inside its organ: "NATO" in "NATO Parliamentary Assembly",
        not "World Bank" in "World Bank Group". States inside bodies are kept, save capitals ("Moscow
        Times") and what an opaque body holds. Persons, and posts, do not overlap among themselves.
        The doc is only read.
        """
        view, places = _without_breaks(doc)
        found: dict[tuple[int, int], list[tuple[Name, bool]]] = {}
        for start, end, name in self._automaton.find(view):
            caps = _fits(name, view[start:end].text)
            if caps is None or ("prefix" in name.flags and not _starts_compound(view, end)):
                continue
            caps = caps or ("acronym" in name.flags and _in_capitals(view, start, end))
            found.setdefault((start, end), []).append((name, caps))
        matches: list[Match] = []
        masks: list[tuple[int, int]] = []
        for (start, end), named in found.items():
            if any(name.key == LOOKALIKE for name, _ in named):
                masks.append((start, end))
            for type_ in EntityType:
                own = [n for n in named if n[0].key and self.entry(n[0].key).type is type_]
                if own:
                    match = _merge(start, end, type_, own)
                    if self._own.issuperset((match.key, *match.others)):
                        match = replace(match, flags=match.flags | {"own"})
                    matches.append(match)
        kept = self._resolve(matches, masks)
        kept.sort(key=lambda m: (m.start, -m.end, m.type))
        return [_moved(m, places) for m in kept] if places else kept

    def _resolve(self, matches: list[Match], masks: list[tuple[int, int]]) -> list[Match]:
        """Return the matches without those that a longer one rules out."""
        ordered = sorted(matches, key=lambda m: (m.start - m.end, m.start))
        bodies: list[Match] = []
        at: dict[int, list[Match]] = defaultdict(list)
        for match in (m for m in ordered if m.type is EntityType.ORG):
            near = [other for i in range(match.start, match.end) for other in at.get(i, ())]
            if not any(self._rules_out(other, match) for other in near):
                bodies.append(match)
                for i in range(match.start, match.end):
                    at[i].append(match)
        opaque = [b for b in bodies if "opaque" in self.entry(b.key).flags]
        barred = masks + [(b.start, b.end) for b in opaque]
        states: list[Match] = []
        taken: set[int] = set()
        for match in (m for m in ordered if m.type is EntityType.STATE):
            place = (match.start, match.end)
            if not taken.isdisjoint(range(*place)):
                continue
            if any(_inside(place, span) and place != span for span in barred):
                continue
            if match.form is Form.METONYM and any(
                _inside(place, (b.start, b.end)) and place != (b.start, b.end)
                for b in at.get(match.start, ())
            ):
                continue
            states.append(match)
            taken.update(range(*place))
        return [
            *states,
            *bodies,
            *_longest(m for m in ordered if m.type is EntityType.PERSON),
            *_longest(m for m in ordered if m.type is EntityType.OFFICE),
        ]

    def _rules_out(self, longer: Match, match: Match) -> bool:
        """Return whether a longer body takes this one's words without being an organ of it."""
        place, span = (match.start, match.end), (longer.start, longer.end)
        if not _overlap(place, span):
            return False
        return not _inside(place, span) or not self._is_organ(longer.key, match.key)

    def _is_organ(self, key: str, body: str) -> bool:
        """Return whether an entry is part of a body, directly or through what it is part of."""
        above = self.entry(key).part_of
        return above is not None and (above == body or self._is_organ(above, body))


def _longest(matches: Iterable[Match]) -> Iterator[Match]:
    """Yield those of matches, ordered by length, that overlap none before."""
    taken: set[int] = set()
    for match in matches:
        if taken.isdisjoint(range(match.start, match.end)):
            taken.update(range(match.start, match.end))
            yield match


def _merge(start: int, end: int, type_: EntityType, named: list[tuple[Name, bool]]) -> Match:
    """Return one match for all names that the same words spell, the likeliest first.

    The bare "Congolese" names both Congos; a name goes before an adjective and a metonym.
    """
    order = list(Form)
    ranked = sorted(named, key=lambda n: (n[0].secondary, order.index(n[0].form), n[0].ambiguous))
    name, caps = ranked[0]
    others = dict.fromkeys(n.key for n, _ in ranked if n.key != name.key)
    return Match(
        start=start,
        end=end,
        key=name.key,
        type=type_,
        form=name.form,
        ambiguous=name.ambiguous or bool(others) or (caps and "acronym" in name.flags),
        others=tuple(others),
        flags=name.flags | {"caps"} if caps else name.flags,
    )


def _moved(match: Match, places: list[int]) -> Match:
    """Return the match with the doc's token indices in place of the view's."""
    return replace(match, start=places[match.start], end=places[match.end - 1] + 1)


def _without_breaks(doc: Doc) -> tuple[Doc, list[int]]:
    """Return the doc without single line breaks, and its tokens' indices; [] when it is the same.

    A hard-wrapped wire text has "United" and "States" on two lines; a blank line parts names.
    """
    if not any(token.is_space for token in doc):
        return doc, []
    kept = [t for t in doc if not t.is_space or t.text.count("\n") > 1]
    words = [t.text for t in kept]
    # "U.S." and "Army" parted by a break are not one word: all but the doc's own joints are spaces.
    spaces = [bool(t.whitespace_) or (t.i + 1 < len(doc) and doc[t.i + 1].is_space) for t in kept]
    return Doc(doc.vocab, words=words, spaces=spaces), [t.i for t in kept]


def _fits(name: Name, surface: str) -> bool | None:
    """Return whether ``surface`` spells the name in capitals only; None when it does not spell it."""
    if plain(name.text) == plain(surface):
        return False
    if "acronym" in name.flags:
        return None
    if "any-case" in name.flags:
        return surface.isupper()  # "the grain reeve" holds the post that a list calls "Grain Reeve"
    if surface.isupper():
        return True
    # "the Jewish state", "al-Shabaab": a name that starts small may be written either way.
    return False if surface[0].isupper() or name.text[0].islower() else None


def _in_capitals(doc: Doc, start: int, end: int) -> bool:
    """Return whether the words around are all in capitals: a headline, where "US" may be "us"."""
    near = [doc[i] for i in (*range(max(0, start - 3), start), *range(end, min(len(doc), end + 3)))]
    words = [t.text for t in near if t.is_alpha and len(t) > 1]
    # One long word at least: "UK/US trade" and "UN, EU" are acronyms side by side.
    return (
        len(words) > 1
        and all(word.isupper() for word in words)
        and any(len(word) > 4 for word in words)
    )


def _starts_compound(doc: Doc, end: int) -> bool:
    """Return whether a hyphen and a word follow: "Sino" in "Sino-Russian"."""
    return end + 1 < len(doc) and doc[end].text in _DASHES and doc[end + 1].text[0].isalpha()


def _inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]


def _overlap(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return span[0] < other[1] and other[0] < span[1]


# -- loading ---------------------------------------------------------------------------------------


@cache
def _shipped() -> Gazetteer:
    return Gazetteer(
        read_entries(NAMES_DIR / f"{stem}.toml" for stem in _SHIPPED),
        read_offices([NAMES_DIR / "offices.toml"]),
        read_organs([NAMES_DIR / "organs.toml"]),
        lookalikes=read_lookalikes([NAMES_DIR / "lookalikes.toml"]),
        places=(),
    )


#: Those in use by their files: two pipelines on one folder share its names.
_loaded: WeakValueDictionary[tuple[Stamp, ...], Gazetteer] = WeakValueDictionary()


def load_gazetteer(extra: Sequence[Path | str] = ()) -> Gazetteer:
    """Return the gazetteer, read and compiled once per process and content of ``extra``.

    Args:
        extra: A user's own names: folders or files, TOML or CSV (see :mod:`geoents.user_names`).

    Raises:
        FileNotFoundError: A place of ``extra`` is not there.
        NamesError: A file is not well-formed, or a folder holds none.
    """
    places = [Path(place).resolve() for place in extra]
    if not places:
        return _shipped()
    try:
        files = find_files(places)
        known = _loaded.get(files)
        if known is None:
            with _uncollected():
                known = _loaded[files] = _with_own(_shipped(), files, places)
    except ValueError as error:
        raise NamesError(str(error)) from error
    return known


def _with_own(shipped: Gazetteer, files: Sequence[Stamp], places: Sequence[Path]) -> Gazetteer:
    entries = {entry.key: entry for entry in shipped.entries()}
    names = read_user_names([stamp.path for stamp in files], entries)
    return Gazetteer(
        names.entries,
        read_offices([NAMES_DIR / "offices.toml", *names.offices]),
        read_organs([NAMES_DIR / "organs.toml", *names.organs]),
        lookalikes=read_lookalikes([NAMES_DIR / "lookalikes.toml", *names.tables]),
        own=names.entries.keys() - entries.keys(),
        places=places,
        digest=_digest(files),
    )


def _digest(files: Iterable[Stamp]) -> str:
    """Return "sha256:..." over files, wherever they lie and in whatever order they were given."""
    contents = sorted((stamp.path.name.encode(), stamp.path.read_bytes()) for stamp in files)
    digest = hashlib.sha256(b"".join(name + b"\0" + text + b"\0" for name, text in contents))
    return f"sha256:{digest.hexdigest()}"


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep Python from looking for garbage: of a million names just read it would find none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
