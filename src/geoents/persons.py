"""Sieves that join the names of persons: variants, other scripts, short forms.

"Marta J. Olsen", "Marta Olsen", "Ms Olsen" and "Olsen" are one person where no other can be meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import combinations
from typing import Final

from spacy.tokens import Doc

from geoents.annotations import MentionData, mention_span
from geoents.clusters import Clusters, edit_distance, fold
from geoents.genders import gender_of

__all__ = [
    "join_original_scripts",
    "join_person_initials",
    "join_person_variants",
    "join_short_persons",
    "match_names",
    "name_words",
    "take_initials_for_persons",
]

_PARTICLES: Final = frozenset(
    "de da do dos das del della di du la le el al van von der den ter ten bin bint ibn ben abu "
    "ad as an at ath ash az zu af y e".split()
)
#: Titles that stand before a given name.
_MONARCHS: Final = frozenset({"king", "queen", "emperor", "empress", "sultan", "emir", "pope"})
#: More longer names than a person has that are each a variant of another.
_VARIANTS: Final = 4
#: How many words a name has at least that is called by its initials.
_SPELLED: Final = 3
_SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv", "md", "phd"})


def join_person_variants(clusters: Clusters) -> None:
    """Join longer names of one person.

    "Marta J. Olsen" and "Marta Olsen", "Al Rashid Karim" and "Rashid Kareem": initials,
    particles, patronymics and transliterations apart.
    """
    full = [c for c in clusters.ids("PERSON") if len(name_words(clusters.texts[c])) > 1]
    # Each word of the shorter name begins like one of the longer name's.
    begin = {c: frozenset(word[0] for word in name_words(clusters.texts[c])) for c in full}
    for index in full:
        ours = begin[index]
        found = {
            clusters.of[other]
            for other in full
            if (ours <= begin[other] or begin[other] <= ours)
            and clusters.of[other] != clusters.of[index]
            and clusters.agree(index, other)
            and _match_full(clusters.texts[index], clusters.texts[other])
        }
        # "Mira Sand Lie Vik ... Mira Sand Lie ... Mira Sand" are one: each goes with each.
        if 0 < len(found) < _VARIANTS and all(
            _go_together(clusters, *pair) for pair in combinations([index, *sorted(found)], 2)
        ):
            clusters.join(min(found), index, "variant of the name")


def _go_together(clusters: Clusters, index: int, other: int) -> bool:
    """Tell whether each longer name of one person goes with each of another.

    "Tomas Sand Lie" is not "Tomas Sand Valk", though either may be "Tomas Sand".
    """
    ours, theirs = (
        [name for name in clusters.names(person) if len(name_words(name)) > 1]
        for person in (clusters.of[index], other)
    )
    return all(_match_full(one, two) for one in ours for two in theirs)


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


def take_initials_for_persons(doc: Doc, mentions: list[MentionData]) -> None:
    """Make persons of bodies that are a person's initials: "Ana Maria Lima (AML) ... AML said".

    Only where no body of the text has these initials.
    """
    bodies = {
        _initials(mention_span(doc, mention).text)
        for mention in mentions
        if mention["type"] in {"ORG", "OFFICE"} and mention["end"] - mention["start"] > 1
    }
    persons = {
        _initials(mention_span(doc, mention).text)
        for mention in mentions
        if mention["type"] == "PERSON"
    }
    for mention in mentions:
        text = mention_span(doc, mention).text
        is_open = mention["type"] == "ORG" and not mention["key"] and text.isupper()
        if is_open and text in persons and text not in bodies:
            mention["type"] = "PERSON"


def _initials(name: str) -> str:
    """Return the initials of a name of three words or more, else "": "AML" of "Ana Maria Lima"."""
    words = re.findall(r"\w+", name)
    return "".join(word[0] for word in words).upper() if len(words) >= _SPELLED else ""


def join_person_initials(clusters: Clusters) -> None:
    """Join initials with the one person who has them: "Ana Maria Lima ... AML"."""
    spelled: dict[str, list[int]] = defaultdict(list)
    for index in clusters.indices("PERSON"):
        spelled[_initials(clusters.spans[index].text)].append(index)
    for index in clusters.indices("PERSON"):
        text = clusters.spans[index].text
        found = {clusters.of[other] for other in spelled.get(text, ())} if text.isupper() else set()
        if len(found) == 1 and clusters.agree(min(found), index):
            clusters.join(found.pop(), index, "initials")


def join_short_persons(clusters: Clusters) -> None:
    """Join "Olsen", "Mr Olsen" or "Marta" with the one person who can be meant.

    A last name counts more than a first name, the persons named before more than those named
    later, and gender excludes: with Ivan and Marta Olsen in the text, "Ms Olsen" is Marta and
    "Olsen" nobody. Single names that no longer name explains are one person.
    """
    singles: dict[tuple[str, ...], int] = {}
    longer = _LongerPersons(clusters)
    for index in clusters.indices("PERSON"):
        words = name_words(clusters.texts[index])
        if len(words) > 1:
            continue
        found = _persons_named(clusters, index, longer)
        if len(found) == 1:
            # "Mira Sand Lie left. Sand ...", then "her aunt Vera Sand": "Sand" goes on being Mira.
            person = longer.called.setdefault(words, index)
            is_known = person != index and longer.may_be(person, index)
            clusters.join(person if is_known else found[0], index, "short form of the name")
        elif not found or clusters.agree(singles.get(words, index), index):
            # "Abu Saeed ... Saeed": the particle is no word of a name.
            clusters.join(singles.setdefault(words, index), index, "same name")


class _LongerPersons:
    """The persons named by several words, and how well a single name can stand for each."""

    def __init__(self, clusters: Clusters) -> None:
        self._clusters = clusters
        self._names: dict[int, list[str]] = {}
        # Every word of a short form begins like one of the longer name's.
        self._begin: dict[int, set[str]] = {}
        for cluster in clusters.ids("PERSON"):
            # "the Sand-Lie government" is of two persons, who have other names
            names = [n for n in clusters.names(cluster) if len(name_words(n)) > 1 and " " in n]
            if names:
                self._names[cluster] = names
                self._begin[cluster] = {w[0] for name in names for w in name_words(name)}
        self._ranks: dict[str, dict[int, int]] = {}
        self._titles: dict[int, tuple[int, frozenset[str]]] = {}
        #: The mention by which a person was first called by a single name.
        self.called: dict[tuple[str, ...], int] = {}

    def may_be(self, known: int, index: int) -> bool:
        """Tell whether a single name can be whom the same name meant before."""
        person, title = self._clusters.of[known], _title(self._clusters, index)
        return self._clusters.agree(known, index) and self.may_have_title(person, title)

    def ranks(self, single: str) -> dict[int, int]:
        """Return the persons a single name can stand for, with their rank."""
        if single not in self._ranks:
            begin = {word[0] for word in name_words(single)}
            ranks = {
                person: max(match_names(single, name) for name in names)
                for person, names in self._names.items()
                if begin <= self._begin[person]
            }
            self._ranks[single] = {person: rank for person, rank in ranks.items() if rank}
        # A person is known by its first mention, which may have become a single name before it.
        return {self._clusters.of[person]: rank for person, rank in self._ranks[single].items()}

    def may_have_title(self, person: int, title: str) -> bool:
        """Tell whether a person has this title or none."""
        members = self._clusters.members[person]
        if self._titles.get(person, (0, None))[0] != len(members):
            titles = frozenset(_title(self._clusters, i) for i in members) - {""}
            self._titles[person] = (len(members), titles)
        titles = self._titles[person][1]
        return not title or not titles or title in titles


def _persons_named(clusters: Clusters, index: int, longer: _LongerPersons) -> list[int]:
    """Return the persons with a longer name that a single name can stand for."""
    ranks: dict[int, int] = {}
    title = _title(clusters, index)
    for other, rank in sorted(longer.ranks(clusters.texts[index]).items()):
        if other == clusters.of[index] or not clusters.agree(index, other):
            continue
        # "King Hakon" is not "Deputy Minister Hakon Lie", nor "Crown Prince Olav bin Hakon"; but
        # "President Xu" may be "Xu Ming", and "President Lie" "Deputy Minister Hakon Lie".
        if (rank == 3 and title not in _MONARCHS) or longer.may_have_title(other, title):
            ranks[other] = rank
    best = [other for other, rank in ranks.items() if rank == max(ranks.values())]
    earlier = [other for other in best if other < index]
    if ranks and not earlier:
        # "Mira Sand Lie left. Sand ...", and only later "Vera Sand"
        before = [other for other in ranks if other < index]
        best = before if len(before) == 1 else best
    if len(best) > 1 and gender_of(clusters, index):
        known = [other for other in best if clusters.genders.get(other)]
        best = known or best
    return earlier if len(best) > 1 and len(earlier) == 1 else best


def _title(clusters: Clusters, index: int) -> str:
    """Return the post just before a name, folded, or ""."""
    post = clusters.before(clusters.spans[index].start, "OFFICE")
    return "" if post is None else clusters.texts[post]


@lru_cache(maxsize=4096)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name by which it is compared.

    >>> name_words("joão de souza jr."), name_words("bashar al-assad")
    (('joao', 'souza'), ('bashar', 'assad'))
    """
    words = [re.sub(r"[^\w]", "", w) for w in re.split(r"[\s\-–‑.]+", fold(name))]
    core = [w for w in words if w and w not in _PARTICLES and w not in _SUFFIXES]
    return tuple(core or [w for w in words if w])


@lru_cache(maxsize=4096)
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
    places: list[int] = []
    for word in few:
        position = next(
            (i for i in range(position + 1, len(many)) if _same_word(word, many[i])), -1
        )
        if position < 0:
            return 0
        places.append(position)
    if all(1 in {len(a), len(many[i])} for a, i in zip(few, places, strict=True)):
        return 0  # "Mira Sand" is no "M.S. Lie"
    if len(few) > 1:
        # A middle or family name may be left out; the first one only in "Lima Costa" for
        # "Ana Lima Costa": "Nasser Al Jaber Al Said" is the son of "Ali Nasser Al Jaber Al Said".
        # Double names count once: "Lima Sand-Costa" for "Ana Lima Sand-Costa".
        is_tail = (len(short.split()), len(long.split())) == (2, 3) or (len(few), len(many)) == (
            2,
            3,
        )
        is_tail = is_tail and places == list(range(1, len(many)))
        # "Sand-Costa" for "Ana Maria Sand-Costa"
        is_tail = is_tail or (len(short.split()) == 1 and places[-1] == len(many) - 1)
        # "Lima Costa" for "Ana Maria Lima Costa", all of them plain words
        is_plain = len(few) == len(short.split()) and len(many) == len(long.split())
        is_tail = is_tail or (is_plain and (len(few), places) == (2, [2, 3]) and len(many) == 4)
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
