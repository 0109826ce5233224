"""The gender that a text shows of a person: by a title, a given name, a name's form, a noun.

"Ms Brandt", "Lena Brandt", "Nurgul Asanova", "the actress Brandt": what one mention shows holds for all.
What shows it is data: ``data/names/anaphora.toml``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from spacy.tokens import Token

from geoents.clusters import Clusters, anaphora_data, fold, is_subject

__all__ = ["gender_by_form", "gender_of", "note_described_genders", "note_genders"]

_POSSESSIVES: Final = {"his": "m", "her": "f"}
#: How long a family name is at least whose ending tells something.
_LONG: Final = 6


def gender_of(clusters: Clusters, index: int) -> str:
    """Return "f" or "m" where the words before a person's name or the given name tell, else "".

    >>> "f" for "Ms Brandt" and "spokeswoman Lena Brandt", "m" for "King Harald"
    """
    title = _title_of(clusters, index)
    if title and title not in anaphora_data()["gender"]["vague"]:
        return _gender_of_noun(title)
    span = clusters.spans[index]
    given = anaphora_data()["given"]
    first = fold(span[0].text)
    if len(span) > 1:
        return "f" if first in given["female"] else "m" if first in given["male"] else ""
    return ""


def _title_of(clusters: Clusters, index: int) -> str:
    """Return the word before a name that tells a gender, or ""."""
    doc, span = clusters.doc, clusters.spans[index]
    before = [doc[i].lower_.rstrip(".") for i in range(max(0, span.start - 3), span.start)]
    title = before[-1:] if before else []
    if is_subject(span.root) and span.root.head.head.i == span.start - 1:
        title = []  # "the man Brandt lived with"
    words = (*title, *(w for w in before if w.endswith(("woman", "women"))))
    return next((word for word in words if _gender_of_noun(word)), "")


def _gender_of_noun(noun: str) -> str:
    data = anaphora_data()["gender"]
    return "f" if noun in data["female"] else "m" if noun in data["male"] else ""


def gender_by_form(name: str) -> str:
    """Return "f" or "m" where a person's name shows it by its form, else "".

    >>> gender_by_form("Nurgul Asanova"), gender_by_form("Kudaibergen uulu Almaz")
    ('f', 'm')
    """
    forms: Mapping[str, list[str]] = anaphora_data()["forms"]
    words = [fold(word).strip(".,'’") for word in name.split()]
    for place, word in enumerate(words):
        if len(words) == 1:
            break
        if word in forms["female_words"] or (place and word in forms["female_inside"]):
            return "f"
        if word in forms["male_words"] or (place and word in forms["male_inside"]):
            return "m"
        is_inside = place > 0
        if is_inside and word.endswith(tuple(forms["female_patronymics"])):
            return "f"
        if is_inside and place < len(words) - 1 and word.endswith(tuple(forms["male_patronymics"])):
            return "m"
    last = words[-1].rpartition("-")[2] if words else ""
    if len(last) < _LONG or last.endswith(tuple(forms["neither"])):
        return ""
    if last.endswith(tuple(forms["female_endings"])):
        return "f"
    return "m" if last.endswith(tuple(forms["male_endings"])) else ""


def note_genders(clusters: Clusters) -> None:
    """Note the gender that titles and names show: "Ms Brandt", "King Harald", "Nurgul Asanova".

    A title or given name counts before a name's form, that before "chairman", which women are too.
    """
    votes: dict[int, tuple[Counter[str], ...]] = defaultdict(
        lambda: (Counter(), Counter(), Counter())
    )
    for index in clusters.indices("PERSON"):
        told = (
            gender_of(clusters, index),
            gender_by_form(clusters.spans[index].text),
            _gender_of_noun(_title_of(clusters, index)),
        )
        for counter, gender in zip(votes[clusters.of[index]], told, strict=True):
            counter.update([gender] if gender else [])
    for cluster, counters in votes.items():
        clusters.genders[cluster] = next((c.most_common(1)[0][0] for c in counters if c), "")


def note_described_genders(clusters: Clusters, held: Mapping[int, int]) -> None:
    """Note the gender that posts and nouns tell of who shows none by name.

    "Brandt, a spokeswoman", "Brandt, a mother of three", "Brandt is an actress", "Brandt and her party".

    Args:
        clusters: The clusters of names and posts.
        held: For OFFICE mentions that stand for a person, that person's cluster.
    """
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for index, person in held.items():
        votes[person][_gender_of_noun(clusters.texts[index].split()[-1])] += 1
    for index in clusters.indices("PERSON"):
        for noun in _nouns_beside(clusters.roots[index]):
            votes[clusters.of[index]][_gender_of_noun(noun.lower_)] += 1
        votes[clusters.of[index]][_gender_of_owner(clusters, index)] += 1
    for cluster, counter in votes.items():
        told = {gender: count for gender, count in counter.items() if gender}
        if len(told) == 1 and not clusters.genders.get(cluster):
            clusters.genders[cluster] = next(iter(told))


def _nouns_beside(root: Token) -> Iterator[Token]:
    """Yield the nouns that say what a person is, in apposition or as predicate."""
    if root.dep_ == "appos":
        yield root.head
    yield from (child for child in root.children if child.dep_ == "appos")
    if root.dep_ == "nsubj" and any(child.dep_ == "cop" for child in root.head.children):
        yield root.head


def _gender_of_owner(clusters: Clusters, index: int) -> str:
    """Return the gender of "Brandt and her party", else ""."""
    doc, end = clusters.doc, clusters.spans[index].end
    if end + 1 >= len(doc) or doc[end].lower_ != "and" or doc[end + 1].tag_ != "PRP$":
        return ""
    return _POSSESSIVES.get(doc[end + 1].lower_, "")
