"""Sieves that join names: gazetteer key, exact name, acronym, short form.

Each sieve takes the clusters and joins what it is sure of; a mention with two candidates is left
alone. The order matters: each relies on what those before it have joined.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from geoents.clusters import Clusters, anaphora_data, fold, name_head
from geoents.genders import note_genders
from geoents.persons import (
    join_original_scripts,
    join_person_initials,
    join_person_variants,
    join_short_persons,
    name_words,
)
from geoents.spans import POSSESSIVES

__all__ = ["NAME_SIEVES"]

_STOP: Final = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "&", "y", "du"})
_LINKS: Final = frozenset({"of", "for"})
_PARTIES: Final = frozenset({"party", "union", "alliance", "movement", "democrats"})


# -- all types -------------------------------------------------------------------------------------


def join_keys(clusters: Clusters) -> None:
    """Join mentions with the same gazetteer key: "Armenia", "Armenian", "Yerevan said".

    Not posts: a list's "Grain Reeve" may be every state's.
    """
    first: dict[tuple[str, str], int] = {}
    for index, mention in enumerate(clusters.mentions):
        if mention["key"] and mention["type"] != "OFFICE":
            name = (mention["type"], mention["key"])
            clusters.join(first.setdefault(name, index), index, f"same key {mention['key']}")


def join_exact_names(clusters: Clusters) -> None:
    """Join equal names: "Sava Telecom ... Sava Telecom".

    Bodies named by a common noun are compared with their state, for "the Foreign Ministry" may
    be of two states; a person's single name waits for :func:`join_short_persons`.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in clusters.indices("STATE", "ORG"):
        groups[clusters.mentions[index]["type"], _bag(clusters.texts[index])].append(index)
    for index in clusters.indices("PERSON"):
        if len(name_words(clusters.texts[index])) > 1:
            groups["PERSON", clusters.texts[index]].append(index)
    for group in groups.values():
        _join_compatible(clusters, group, "same name")


def _bag(name: str) -> str:
    """Return a body's words without order: "Ministry of the Interior" is "Interior Ministry"."""
    words = [word for word in re.findall(r"\w+", name) if word not in _STOP]
    return " ".join(sorted(words) if len(words) > 1 else words) or name


def _join_compatible(clusters: Clusters, group: Sequence[int], why: str) -> None:
    """Join mentions of one name with those of the same state; those without one if it is the only."""
    states = {index: _states(clusters, index) for index in group}
    named: dict[int, int] = {}
    for index in group:
        for state in states[index]:
            clusters.join(named.setdefault(state, index), index, why)
    heads = {clusters.of[index] for index in named.values()}
    bare = [index for index in group if not states[index]]
    if len(heads) == 1:
        bare.insert(0, next(iter(named.values())))
    for index in bare[1:]:
        if clusters.agree(bare[0], index):
            clusters.join(bare[0], index, why)


def _states(clusters: Clusters, index: int) -> set[int]:
    if clusters.mentions[index]["type"] != "ORG" or clusters.mentions[index]["key"]:
        return set()
    return {clusters.of[i] for i in clusters.specifiers(index, "STATE")}


def join_common_names(clusters: Clusters) -> None:
    """Join "the Kingdom" with the one kingdom of the text, or the one most often named."""
    nouns = anaphora_data()["nouns"]["state"]
    common = [index for index in clusters.indices("STATE") if clusters.texts[index] in nouns]
    for index in common:
        fitting = [
            cluster
            for cluster in clusters.ids("STATE")
            if clusters.texts[index] in clusters.kinds_of(cluster)
        ]
        fitting.sort(key=lambda cluster: -len(clusters.members[cluster]))
        sizes = [len(clusters.members[cluster]) for cluster in fitting]
        if fitting and (len(fitting) == 1 or sizes[0] > 2 * sizes[1]):
            clusters.join(fitting[0], index, "the one state that is so called")


# -- organizations ---------------------------------------------------------------------------------


def join_defined_acronyms(clusters: Clusters) -> None:
    """Join a name and the acronym in brackets after it: "Nordic Grain Board (NGB)"."""
    doc = clusters.doc
    for index in clusters.indices("ORG", "STATE"):
        end = clusters.spans[index].end
        end += doc[end : end + 1].text in POSSESSIVES  # "the Grain Board's (NGB) seat"
        if end + 1 < len(doc) and doc[end].text in {"(", ","}:
            after = end + 1 + (doc[end + 1].lower_ in {"the", "or"})
            other = clusters.starting(after, clusters.mentions[index]["type"])
            if other is None or clusters.spans[other].end >= len(doc):
                continue
            is_bracketed = doc[end].text == "(" and doc[clusters.spans[other].end].text == ")"
            acronym = clusters.spans[other].text
            is_initials = abbreviates(acronym, clusters.spans[index].text)
            # "Nordic Chamber of Grain (Nordgran)": one word, as are acronyms that are spoken.
            is_short = acronym.isupper() or len(clusters.spans[other]) == 1
            if (is_initials or (is_bracketed and is_short)) and clusters.agree(index, other):
                clusters.join(index, other, "acronym defined in the text")


def join_acronyms(clusters: Clusters) -> None:
    """Join an acronym with the one name whose initials it is: "NGB ... Nordic Grain Board"."""
    spelled: dict[str, list[int]] = defaultdict(list)
    for index in clusters.indices("ORG"):
        for letters in initials(clusters.spans[index].text):
            spelled[letters].append(index)
    seen: set[tuple[int, str]] = set()
    for index in clusters.indices("ORG"):
        text = clusters.spans[index].text
        if not re.fullmatch(r"[A-Z][A-Za-z.&-]{1,9}", text) or sum(map(str.isupper, text)) < 2:
            continue
        if (clusters.of[index], text) in seen:
            continue
        seen.add((clusters.of[index], text))
        named = {clusters.of[other] for other in spelled.get(acronym_letters(text), ())}
        found = {other for other in named - {clusters.of[index]} if clusters.agree(index, other)}
        if len(found) == 1:
            clusters.join(found.pop(), index, "acronym by initials")


@lru_cache(maxsize=4096)
def abbreviates(acronym: str, name: str) -> bool:
    """Tell whether an acronym has the initials of a name, with or without its small words.

    >>> abbreviates("NGB", "Nordic Grain Board"), abbreviates("NGB", "Nordic Board")
    (True, False)
    """
    letters = acronym_letters(acronym)
    return len(letters) > 1 and letters in initials(name)


def acronym_letters(acronym: str) -> str:
    """Return the letters of an acronym, folded: "ngb" of "N.G.B." and of "NGBs"."""
    return re.sub(r"[^a-z]", "", fold(re.sub(r"(?<=[A-Z])s$", "", acronym)))


@lru_cache(maxsize=4096)
def initials(name: str) -> frozenset[str]:
    """Return the initials of a name of several words, with and without its small words."""
    words = re.findall(r"\w+", fold(name))
    if len(words) < 2:
        return frozenset()
    full = "".join(word[0] for word in words)
    # "SA Medical Council" is the SAMC.
    spoken = [w.lower() if w.isupper() else w[0].lower() for w in re.findall(r"\w+", name)]
    whole = "" if name.isupper() else "".join(spoken)
    return frozenset({full, "".join(word[0] for word in words if word not in _STOP), whole}) - {""}


def join_short_organizations(clusters: Clusters) -> None:
    """Join a short form with the one longer name it can stand for.

    "Foreign Ministry" and "Kazakh Foreign Ministry"; "Velmar" and "Velmar Group"; "the Democrats"
    and "Democratic Party". "UN" and "UN Security Council" are two: what is left out must be a
    word for the kind of body, a state or a place before it.
    """
    named: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index in clusters.indices("ORG", "STATE"):
        named[clusters.mentions[index]["type"], clusters.texts[index]].append(index)
    longer = _LongerNames(named)
    seen: set[tuple[int, str, frozenset[int]]] = set()
    for index in clusters.indices("ORG", "STATE"):
        text, states = clusters.texts[index], _states(clusters, index)
        if (clusters.of[index], text, frozenset(states)) in seen:
            continue
        seen.add((clusters.of[index], text, frozenset(states)))
        found: set[int] = set()
        for member in longer.of(clusters.mentions[index]["type"], text):
            other = clusters.of[member]
            if other in found or other == clusters.of[index] or not clusters.agree(index, other):
                continue
            theirs = _states(clusters, member)
            is_other = states and theirs and not states & theirs
            if not is_other and not _holds(clusters, member, index):
                found.add(other)
        if len(found) == 1:
            clusters.join(found.pop(), index, "short form of the name")
            for same in named[clusters.mentions[index]["type"], text]:
                if clusters.of[same] == clusters.of[index] and _takes_up(clusters, same):
                    clusters.mentions[same]["form"] = "nominal"


def _takes_up(clusters: Clusters, index: int) -> bool:
    """Tell whether a short name is the noun that heads a longer one: "the Chamber", "the Rally".

    Not "Parliament", which is a name by itself.
    """
    span = clusters.spans[index]
    if len(span) > 1 or span.start == 0 or span.doc[span.start - 1].lower_ not in {"the", "its"}:
        return False
    organ = clusters.organs.organ(span.text)
    if organ is not None:
        return not organ.alone
    own = clusters.texts[index]
    names = (name for name in clusters.names(clusters.of[index]) if " " in name)
    return any(name_head(name) == own for name in names)


class _LongerNames:
    """The mentions by a name that another name can be the short form of, looked up by words.

    Args:
        named: The mentions by type and folded name.
    """

    def __init__(self, named: Mapping[tuple[str, str], list[int]]) -> None:
        self._named = named
        self._words = {text: re.findall(r"\w+", text) for _, text in named}
        self._by_edge: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._parties: dict[str, set[str]] = defaultdict(set)
        self._found: dict[tuple[str, str], list[int]] = {}
        for type_, text in named:
            words = self._words[text]
            heads = [words[i - 1] for i, word in enumerate(words) if i and word in _LINKS][:1]
            if len(words) > 2 and words[-1] in anaphora_data()["kind_words"]["words"]:
                heads.append(words[-2])
            for word in {*words[:1], *words[-1:], *heads}:
                self._by_edge[type_, word].add(text)
            if words and words[-1] in _PARTIES:
                self._parties[type_].add(text)

    def of(self, type_: str, text: str) -> list[int]:
        """Return the mentions by longer names, in order of the text."""
        if (type_, text) not in self._found:
            short = self._words[text]
            near: set[str] = set()
            if short:
                near = self._by_edge[type_, short[0]] | self._by_edge[type_, short[-1]]
                near |= self._parties[type_] if len(short) == 1 else set()
            longer = [one for one in near if is_short_form(short, self._words[one])]
            self._found[type_, text] = sorted(i for one in longer for i in self._named[type_, one])
        return self._found[type_, text]


def _holds(clusters: Clusters, outer: int, inner: int) -> bool:
    """Tell whether an entity's name is a part of the other's with its own mention there.

    "Velmar" in "Velmar Research Fund" is another body, in "Velmar Holdings" the same.
    """
    span, kinds = clusters.spans[outer], anaphora_data()["kinds"]["company"]["signs"]
    return any(
        clusters.of[i] == clusters.of[inner]
        and not (
            clusters.spans[i].start == span.start
            and all(
                fold(t.text).strip(".") in kinds for t in span.doc[clusters.spans[i].end : span.end]
            )
        )
        for i in clusters.nested(outer)
    )


def is_short_form(short: Sequence[str], long: Sequence[str]) -> bool:
    """Tell whether the words of a name are a usual short form of a longer one.

    >>> is_short_form(["foreign", "ministry"], ["kazakh", "foreign", "ministry"])
    True
    >>> is_short_form(["un"], ["un", "security", "council"])
    False
    """
    kinds = anaphora_data()["kind_words"]["words"]
    if not short or len(short) >= len(long):
        return len(short) == 1 and len(long) == 2 and _is_partisan(short[0], long)
    if list(long[-len(short) :]) == list(short):
        # "the Union" is no "Council of the European Union".
        return not _LINKS & set(long[: -len(short)])
    if _is_head(short, long):
        return True
    if long[-1] in kinds and list(long[-len(short) - 1 : -1]) == list(short) and len(short) > 1:
        return True  # "National Front" of "French National Front party"
    rest = long[len(short) :]
    if list(long[: len(short)]) == list(short):
        # "the Supreme Court of Norway", "Velmar Group"; "Velmar Telecom Invest Group"
        is_kind = rest[-1] in kinds if len(short) > 1 else all(word in kinds for word in rest)
        return rest[0] in _LINKS or is_kind
    return len(short) == 1 and _is_partisan(short[0], long)


def _is_head(short: Sequence[str], long: Sequence[str]) -> bool:
    """Tell whether words are those before a longer name's "of": "Chamber", "Czech Chamber of Deputies"."""
    end = next((i for i, word in enumerate(long) if word in _LINKS), 0)
    return end - len(short) > 0 and list(long[end - len(short) : end]) == list(short)


def _is_partisan(word: str, long: Sequence[str]) -> bool:
    """Tell whether a plural names a party's people: "Democrats", "Democratic Party"."""
    stem = word.removesuffix("s")
    return (
        word.endswith("s")
        and len(stem) > 4
        and long[-1] in _PARTIES
        and any(part.startswith(stem) for part in long[:-1])
    )


#: The sieves in their order.
NAME_SIEVES: Final = (
    join_keys,
    join_exact_names,
    join_common_names,
    join_defined_acronyms,
    join_acronyms,
    join_short_organizations,
    note_genders,
    join_person_variants,
    join_original_scripts,
    join_person_initials,
    join_short_persons,
)
