"""Whom a text is about: the one person of a profile, or of a story about one person.

"PROFILE: Who is Ana Kos ... Born in 1961, she ... In 2016 the bank appointed her ...": "she" is Kos, whoever is
named in passing.
"""

from __future__ import annotations

from collections import Counter
from typing import Final

from geoents.annotations import annotations as annotations_of
from geoents.clusters import PRONOUN_GENDERS, Clusters
from geoents.dialogues import find_quoted_exchanges

__all__ = ["find_protagonist"]

#: How many of these a text has at least that is about one person, and how many for one of the other gender.
_LEAST: Final = 5
_CLEARLY: Final = 2
#: How many where it is an interview.
_LEAST_ASKED: Final = 2
#: How many times a person is named, and as often as any other; how often all others may be.
_TWICE: Final = 2
#: How many sentences the opening has in which a person is named first.
_OPENING: Final = 3


def find_protagonist(clusters: Clusters, quoted: list[bool]) -> int | None:
    """Return whom a text is about, and note the gender by which it goes on to speak of that person.

    The opening names one person alone, the rest nobody half as often, and pronouns of one gender abound.

    Args:
        clusters: The clusters of names and posts, with the genders known so far.
        quoted: For each token whether it stands in a quotation.
    """
    counts = Counter(clusters.of[index] for index in clusters.indices("PERSON"))
    person = _opening_person(clusters)
    if person is None:
        return None
    said = Counter(
        PRONOUN_GENDERS[token.lower_]
        for token in clusters.doc
        if token.lower_ in PRONOUN_GENDERS and not quoted[token.i]
    )
    gender, count = max(said.items(), key=lambda item: item[1], default=("", 0))
    known = clusters.genders.get(person, "")
    rivals = [
        times
        for other, times in counts.items()
        if other != person and clusters.genders.get(other, "") in {"", gender}
    ]
    asked = find_quoted_exchanges(clusters.doc.text)
    if asked and count >= _LEAST_ASKED and known in {"", gender}:
        clusters.genders[person] = gender
        return person
    if count < _LEAST or count < _CLEARLY * (said.total() - count) or known not in {"", gender}:
        return None
    most, total = _TWICE * max(rivals, default=0), sum(rivals)
    if counts[person] < max(_TWICE, most) or total > _TWICE * counts[person]:
        return None
    clusters.genders[person] = gender
    return person


def _opening_person(clusters: Clusters) -> int | None:
    """Return the one person whom the headline names, or else the first sentence that names any."""
    doc = clusters.doc
    ends = [zone["end_char"] for zone in annotations_of(doc)["zones"] if zone["kind"] == "headline"]
    headline_end = min(ends, default=0)
    first: dict[int, set[int]] = {}
    sentences = {token.i: number for number, span in enumerate(doc.sents) for token in span}
    for index in clusters.indices("PERSON"):
        start = clusters.spans[index].start
        place = -1 if doc[start].idx < headline_end else sentences[start]
        if place < _OPENING:
            first.setdefault(place, set()).add(clusters.of[index])
    for _, persons in sorted(first.items()):
        return next(iter(persons)) if len(persons) == 1 else None
    return None
