"""Sieves that join names: gazetteer key, exact name, acronym, short form.

Each sieve takes the clusters and joins what it is sure of; a mention with two candidates is left
alone. The order matters: each relies on what those before it have joined.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from geoents.clusters import Clusters, anaphora_data, edit_distance, fold, gender_of

__all__ = ["NAME_SIEVES", "edit_distance", "match_names", "name_words"]

_STOP: Final = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "&", "y", "du"})
_PARTICLES: Final = frozenset(
    "de da do dos das del della di du la le el al van von der den ter ten bin bint ibn ben abu "
    "ad as an at ath ash az zu af y e".split()
)
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd"})


# -- all types -------------------------------------------------------------------------------------


def join_keys(clusters: Clusters) -> None:
    """Join mentions with the same gazetteer key: "Armenia", "Armenian", "Yerevan said"."""
    first: dict[tuple[str, str], int] = {}
    for index, mention in enumerate(clusters.mentions):
        if mention["key"]:
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
        if end + 1 < len(doc) and doc[end].text in {"(", ","}:
            after = end + 1 + (doc[end + 1].lower_ in {"the", "or"})
            other = clusters.starting(after, clusters.mentions[index]["type"])
            if other is None or clusters.spans[other].end >= len(doc):
                continue
            is_bracketed = doc[end].text == "(" and doc[clusters.spans[other].end].text == ")"
            acronym = clusters.spans[other].text
            is_initials = abbreviates(acronym, clusters.spans[index].text)
            if (is_initials or (is_bracketed and acronym.isupper())) and clusters.agree(
                index, other
            ):
                clusters.join(index, other, "acronym defined in the text")


def join_acronyms(clusters: Clusters) -> None:
    """Join an acronym with the one name whose initials it is: "NGB ... Nordic Grain Board"."""
    for index in clusters.indices("ORG"):
        text = clusters.spans[index].text
        if not re.fullmatch(r"[A-Z][A-Za-z.&-]{1,9}", text) or sum(map(str.isupper, text)) < 2:
            continue
        found = {
            clusters.of[other]
            for other in clusters.indices("ORG")
            if clusters.of[other] != clusters.of[index]
            and abbreviates(text, clusters.spans[other].text)
            and clusters.agree(index, other)
        }
        if len(found) == 1:
            clusters.join(found.pop(), index, "acronym by initials")


@lru_cache(maxsize=32768)
def abbreviates(acronym: str, name: str) -> bool:
    """Tell whether an acronym has the initials of a name, with or without its small words.

    >>> abbreviates("NGB", "Nordic Grain Board"), abbreviates("NGB", "Nordic Board")
    (True, False)
    """
    letters = re.sub(r"[^a-z]", "", fold(re.sub(r"(?<=[A-Z])s$", "", acronym)))
    words = re.findall(r"\w+", fold(name))
    if len(words) < 2 or len(letters) < 2:
        return False
    full = "".join(word[0] for word in words)
    short = "".join(word[0] for word in words if word not in _STOP)
    return letters in {full, short}


def join_short_organizations(clusters: Clusters) -> None:
    """Join a short form with the one longer name it can stand for.

    "Foreign Ministry" and "Kazakh Foreign Ministry"; "Velmar" and "Velmar Group"; "the Democrats"
    and "Democratic Party". "UN" and "UN Security Council" are two: what is left out must be a
    word for the kind of body, a state or a place before it.
    """
    for index in clusters.indices("ORG", "STATE"):
        short = re.findall(r"\w+", clusters.texts[index])
        states = _states(clusters, index)
        found = set()
        for other in clusters.ids(clusters.mentions[index]["type"]):
            if other == clusters.of[index] or not clusters.agree(index, other):
                continue
            for member in clusters.members[other]:
                long = re.findall(r"\w+", clusters.texts[member])
                theirs = _states(clusters, member)
                if (
                    is_short_form(short, long)
                    and not (states and theirs and not states & theirs)
                    and not _holds(clusters, member, index)
                ):
                    found.add(other)
        if len(found) == 1:
            clusters.join(found.pop(), index, "short form of the name")


def _holds(clusters: Clusters, outer: int, inner: int) -> bool:
    """Tell whether an entity's name is a part of the other's with its own mention there."""
    return any(clusters.of[i] == clusters.of[inner] for i in clusters.nested(outer))


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
        return True
    rest = long[len(short) :]
    if list(long[: len(short)]) == list(short):
        # "the Supreme Court of Norway", "Velmar Group"; "Velmar Telecom Invest Group"
        is_kind = rest[-1] in kinds if len(short) > 1 else all(word in kinds for word in rest)
        return rest[0] in {"of", "for"} or is_kind
    return len(short) == 1 and _is_partisan(short[0], long)


def _is_partisan(word: str, long: Sequence[str]) -> bool:
    """Tell whether a plural names a party's people: "Democrats", "Democratic Party"."""
    stem = word.removesuffix("s")
    return (
        word.endswith("s")
        and len(stem) > 4
        and long[-1] in {"party", "union", "alliance", "movement", "democrats"}
        and any(part.startswith(stem) for part in long[:-1])
    )


# -- persons ---------------------------------------------------------------------------------------


def note_genders(clusters: Clusters) -> None:
    """Note the gender that a title tells: "Ms Brandt", "King Harald", "spokeswoman Ana Kos"."""
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for index in clusters.indices("PERSON"):
        if gender := gender_of(clusters, index):
            votes[clusters.of[index]][gender] += 1
    for cluster, counter in votes.items():
        clusters.genders[cluster] = counter.most_common(1)[0][0]


def join_person_variants(clusters: Clusters) -> None:
    """Join longer names of one person.

    "Marta J. Olsen" and "Marta Olsen", "Al Rashid Karim" and "Rashid Kareem": initials,
    particles, patronymics and transliterations apart.
    """
    full = [c for c in clusters.ids("PERSON") if len(name_words(clusters.texts[c])) > 1]
    for index in full:
        found = {
            clusters.of[other]
            for other in full
            if clusters.of[other] != clusters.of[index]
            and clusters.agree(index, other)
            and _match_full(clusters.texts[index], clusters.texts[other])
        }
        if len(found) == 1:
            clusters.join(found.pop(), index, "variant of the name")


def _match_full(one: str, two: str) -> bool:
    return match_names(one, two) > 0 or match_names(two, one) > 0


def join_original_scripts(clusters: Clusters) -> None:
    """Join a name with its original script in brackets after it: "Lin Mei-hua (林美華)"."""
    doc = clusters.doc
    for index in clusters.indices("PERSON", "ORG"):
        end = clusters.spans[index].end
        other = clusters.starting(end + 1, clusters.mentions[index]["type"])
        is_foreign = other is not None and not re.search(r"[a-zA-Z]", clusters.spans[other].text)
        if other is not None and doc[end].text == "(" and is_foreign:
            clusters.join(index, other, "original script in brackets")


def join_short_persons(clusters: Clusters) -> None:
    """Join "Olsen", "Mr Olsen" or "Marta" with the one person who can be meant.

    A last name counts more than a first name, the persons named before more than those named
    later, and gender excludes: with Ivan and Marta Olsen in the text, "Ms Olsen" is Marta and
    "Olsen" nobody. Single names that no longer name explains are one person.
    """
    singles: dict[str, int] = {}
    for index in clusters.indices("PERSON"):
        if len(name_words(clusters.texts[index])) > 1:
            continue
        found = _persons_named(clusters, index)
        if len(found) == 1:
            clusters.join(found[0], index, "short form of the name")
        elif not found or clusters.agree(singles.get(clusters.texts[index], index), index):
            clusters.join(singles.setdefault(clusters.texts[index], index), index, "same name")


def _persons_named(clusters: Clusters, index: int) -> list[int]:
    """Return the persons with a longer name that a single name can stand for."""
    ranks: dict[int, int] = {}
    title = _title(clusters, index)
    for other in clusters.ids("PERSON"):
        if other == clusters.of[index] or not clusters.agree(index, other):
            continue
        names = (n for n in clusters.names(other) if len(name_words(n)) > 1)
        rank = max((match_names(clusters.texts[index], name) for name in names), default=0)
        # "King Hakon" is not "Deputy Minister Hakon Lie", but "President Xu" may be "Xu Ming".
        if rank == 3 or (rank and _may_have_title(clusters, other, title)):
            ranks[other] = rank
    best = [other for other, rank in ranks.items() if rank == max(ranks.values())]
    earlier = [other for other in best if other < index]
    if len(best) > 1 and gender_of(clusters, index):
        known = [other for other in best if clusters.genders.get(other)]
        best = known or best
    return earlier if len(best) > 1 and len(earlier) == 1 else best


def _may_have_title(clusters: Clusters, person: int, title: str) -> bool:
    titles = {_title(clusters, i) for i in clusters.members[person]} - {""}
    return not title or not titles or title in titles


def _title(clusters: Clusters, index: int) -> str:
    """Return the post just before a name, folded, or ""."""
    post = clusters.before(clusters.spans[index].start, "OFFICE")
    return "" if post is None else clusters.texts[post]


def name_words(name: str) -> list[str]:
    """Return the words of a person's name by which it is compared.

    >>> name_words("joão de souza jr."), name_words("bashar al-assad")
    (['joao', 'souza'], ['bashar', 'assad'])
    """
    words = [re.sub(r"[^\w]", "", w) for w in re.split(r"[\s\-–‑.]+", fold(name))]
    core = [w for w in words if w and w not in _PARTICLES and w not in _SUFFIXES]
    return core or [w for w in words if w]


@lru_cache(maxsize=32768)
def match_names(short: str, long: str) -> int:
    """Return how well a name can be the short form of another: 0 not at all, 3 best.

    3: it ends like the longer one ("Olsen", "Marta Olsen"); 2: it is its first word; 1: one
    inside. Several words must all be found in their order.

    >>> match_names("m. olsen", "marta olsen"), match_names("marta", "marta olsen")
    (3, 2)
    >>> match_names("ivan olsen", "marta olsen")
    0
    """
    few, many = name_words(short), name_words(long)
    if "".join(few) == "".join(many) or sorted(few) == sorted(many):
        return 3
    if len(few) > len(many) or not few:
        return 0
    position = -1
    places = []
    for word in few:
        position = next(
            (i for i in range(position + 1, len(many)) if _same_word(word, many[i])), -1
        )
        if position < 0:
            return 0
        places.append(position)
    if len(few) > 1:
        # A middle or family name may be left out; the first one only in "Lima Costa" for
        # "Ana Lima Costa": "Nasser Al Jaber Al Said" is the son of "Ali Nasser Al Jaber Al Said".
        is_tail = len(few) == 2 and len(many) == 3 and places == [1, 2]
        return 3 if places[0] == 0 or is_tail else 0
    if places[-1] == len(many) - 1 or _same_word(few[0], many[-1]):
        return 3
    return 2 if places[0] == 0 else 1


def _same_word(one: str, two: str) -> bool:
    if one == two:
        return True
    if 1 in {len(one), len(two)}:
        return one[0] == two[0]
    shorter = min(len(one), len(two))
    if shorter < 6 or one[0] != two[0]:
        return False
    return edit_distance(one, two, limit=2) <= (1 if shorter < 8 else 2)


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
    join_short_persons,
)
