"""Finds the names of states and bodies in a Doc: one compiled automaton over data/names.

``load_gazetteer().match(doc)`` returns matches by form ("name", "adjective", "metonym") and says
which are ambiguous; whether "Moscow" is the city or the government is for the entities component
to say, which sees the sentence.

Names are matched on lower-cased tokens with spaCy's PhraseMatcher, a trie of hashes, so speed
does not depend on their number; what was found is then held against the casing: "US" is never
"us", "TURKEY" and "Turkey" are Turkey, "turkey" is not. Line breaks within a name are passed over.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from spacy.attrs import LOWER
from spacy.lang.en import English
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

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

__all__ = [
    "Entry",
    "Gazetteer",
    "Match",
    "OfficeHead",
    "OfficeLexicon",
    "Organ",
    "OrganLexicon",
    "load_gazetteer",
]

_SHIPPED: Final = ("states", "bodies", "lookalikes")
_LEXICA: Final = frozenset({"offices.toml", "organs.toml"})
_DASHES: Final = HYPHENS | {"—"}
_LOOKALIKE: Final = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A name found in a Doc: its tokens ``start`` to ``end``, half-open.

    Attributes:
        start: First token.
        end: Token after the last.
        key: The entry's key; the likeliest where the words name several.
        type: STATE or ORG.
        form: "name", "adjective" or "metonym".
        ambiguous: Whether the words have other readings: "Georgia", "WHO" in a headline in capitals.
        others: Keys of other entries that the same words name: both Congos.
        flags: "language" (the adjective is also a language), "demonym" (a noun: "Kazakhs"),
            "prefix" ("Sino"), "acronym" (a name whose case counts), "caps" (found in a
            stretch of capitals, where case says nothing).
    """

    start: int
    end: int
    key: str
    type: EntityType
    form: Form
    ambiguous: bool
    others: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()


class _Name(NamedTuple):
    """One string of an entry, as the automaton knows it."""

    text: str
    key: str
    form: Form
    flags: frozenset[str]
    ambiguous: bool
    secondary: bool


# -- the names of an entry -------------------------------------------------------------------------


def _names(entry: Entry) -> Iterator[_Name]:
    """Yield the strings of an entry with form and flags."""
    lists = (
        ((entry.name, *entry.aliases), Form.NAME, ()),
        (entry.exact, Form.NAME, ("acronym",)),
        (_title_case(entry), Form.NAME, ("acronym",)),
        (entry.adjectives, Form.ADJECTIVE, ()),
        (entry.demonyms, Form.ADJECTIVE, ("demonym",)),
        (entry.prefixes, Form.ADJECTIVE, ("prefix",)),
        (entry.metonyms, Form.METONYM, ()),
    )
    for texts, form, flags in lists:
        for text in texts:
            own = (*flags, "language") if text in entry.language else flags
            yield _Name(
                text,
                entry.key,
                form,
                frozenset(own),
                text in entry.ambiguous,
                text in entry.secondary,
            )


def _title_case(entry: Entry) -> list[str]:
    """Return the acronyms as British papers write them: "Nato", "Unesco", "Cites" only if clear."""
    return [
        text.capitalize()
        for text in entry.exact
        if len(text) >= 4 and text.isalpha() and text.isupper() and text not in entry.ambiguous
    ]


def _spellings(text: str) -> set[str]:
    """Return a name with straight and curly apostrophe, with and without its accents."""
    straight = text.replace("’", "'")
    return {v for t in {straight, _plain(text)} for v in (t, t.replace("'", "’"))}


def _plain(text: str) -> str:
    """Return text with straight apostrophes and without accents, for comparison."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.replace("’", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


# -- the automaton ---------------------------------------------------------------------------------


class Gazetteer:
    """The names of states and bodies, and the lexica of posts and organs.

    Attributes:
        offices: The words of posts.
        organs: The nouns of organs.
    """

    def __init__(
        self,
        entries: dict[str, Entry],
        offices: OfficeLexicon,
        organs: OrganLexicon,
        *,
        lookalikes: Iterable[str] = (),
    ) -> None:
        self.offices = offices
        self.organs = organs
        self._entries = entries
        names = [name for entry in entries.values() for name in _names(entry)]
        names += [
            _Name(text, _LOOKALIKE, Form.NAME, frozenset(), False, False) for text in lookalikes
        ]
        # Of their words the names need lower case only; the other attributes of a full
        # vocabulary take three times as long to compute as the names to tokenize.
        nlp = English(Vocab(lex_attr_getters={LOWER: str.lower}))
        self._matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._by_id: dict[int, list[_Name]] = defaultdict(list)
        spellings: dict[str, list[_Name]] = defaultdict(list)
        for name in names:
            for spelling in _spellings(name.text):
                spellings[spelling.lower()].append(name)
        for spelling, named in spellings.items():
            # Cased as in the entry: the tokenizer splits "U.S." and "u.s." apart differently, and
            # "St. Lucia" and "ST. LUCIA".
            cased = {t for name in named for t in _spellings(name.text) if t.lower() == spelling}
            cased |= {text.upper() for text in cased if "." in text}
            self._matcher.add(spelling, [nlp.make_doc(text) for text in sorted(cased)])
            self._by_id[nlp.vocab.strings[spelling]] = named

    def __len__(self) -> int:
        return len(self._entries)

    def entry(self, key: str) -> Entry:
        """Return the entry with this key; KeyError when there is none."""
        return self._entries[key]

    def entries(self) -> Iterator[Entry]:
        """Yield all entries, states first."""
        yield from self._entries.values()

    def match(self, doc: Doc) -> list[Match]:
        """Return the names in ``doc``, in text order, the longer first.

        Of names of states that overlap the longest is kept ("South Korea", not "Korea"); so too of
        bodies, save that a body is kept inside its organ: "NATO" in "NATO Parliamentary Assembly",
        not "World Bank" in "World Bank Group". States inside bodies are kept, save capitals ("Moscow
        Times") and what an opaque body holds. The doc is only read.
        """
        view, places = _without_breaks(doc)
        found: dict[tuple[int, int], list[tuple[_Name, bool]]] = {}
        for match_id, start, end in self._matcher(view):
            surface = view[start:end].text
            for name in self._by_id[match_id]:
                caps = _fits(name, surface)
                if caps is None or ("prefix" in name.flags and not _starts_compound(view, end)):
                    continue
                caps = caps or ("acronym" in name.flags and _in_capitals(view, start, end))
                found.setdefault((start, end), []).append((name, caps))
        matches: list[Match] = []
        masks: list[tuple[int, int]] = []
        for (start, end), named in found.items():
            if any(name.key == _LOOKALIKE for name, _ in named):
                masks.append((start, end))
            for type_ in EntityType.STATE, EntityType.ORG:
                own = [n for n in named if n[0].key and self.entry(n[0].key).type is type_]
                if own:
                    matches.append(_merge(start, end, type_, own))
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
        return states + bodies

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


def _merge(start: int, end: int, type_: EntityType, named: list[tuple[_Name, bool]]) -> Match:
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
    return Match(
        start=places[match.start],
        end=places[match.end - 1] + 1,
        key=match.key,
        type=match.type,
        form=match.form,
        ambiguous=match.ambiguous,
        others=match.others,
        flags=match.flags,
    )


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


def _fits(name: _Name, surface: str) -> bool | None:
    """Return whether ``surface`` spells the name in capitals only; None when it does not spell it."""
    if _plain(name.text) == _plain(surface):
        return False
    if "acronym" in name.flags:
        return None
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
def _load(extra: tuple[Path, ...]) -> Gazetteer:
    own = [path for folder in extra for path in sorted(folder.glob("*.toml"))]
    entries = [path for path in own if path.name not in _LEXICA]
    return Gazetteer(
        read_entries([*(NAMES_DIR / f"{stem}.toml" for stem in _SHIPPED), *entries]),
        read_offices([NAMES_DIR / "offices.toml", *(p for p in own if p.name == "offices.toml")]),
        read_organs([NAMES_DIR / "organs.toml", *(p for p in own if p.name == "organs.toml")]),
        lookalikes=read_lookalikes([NAMES_DIR / "lookalikes.toml", *entries]),
    )


def load_gazetteer(extra: Sequence[Path | str] = ()) -> Gazetteer:
    """Return the gazetteer, read and compiled once per process and ``extra``.

    Args:
        extra: Folders of TOML files in the format of ``data/names`` (see :mod:`geoents.names`):
            ``offices.toml`` and ``organs.toml`` add to the lexica, all others hold entries and
            ``[lookalikes]``.

    Raises:
        NotADirectoryError: A folder of ``extra`` is not there.
        ValueError: A file is not well-formed: one line with file, key and what to do.
    """
    folders = tuple(Path(folder).resolve() for folder in extra)
    for folder in folders:
        if not folder.is_dir():
            raise NotADirectoryError(f"{folder}: no such folder of names")
    return _load(folders)
