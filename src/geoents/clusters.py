"""What linking works on: the mentions of a text, joined step by step into clusters.

A cluster is known by the index of its first mention. The functions here read a mention's
surroundings: its title, its honorific, the state or body that specifies it.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import insort
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

from spacy.tokens import Doc, Span, Token

from geoents.annotations import MentionData, mention_span
from geoents.names import OrganLexicon
from geoents.spans import POSSESSIVES

__all__ = [
    "PRONOUN_GENDERS",
    "Clusters",
    "anaphora_data",
    "edit_distance",
    "find_specifiers",
    "fold",
    "is_subject",
    "name_head",
    "noun_phrase_start",
    "share_verb",
]

PRONOUN_GENDERS: Final = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "csubj"})
_PARTICIPANTS: Final = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent"})
_SPECIFYING_PREPOSITIONS: Final = frozenset({"of", "for", "at", "with", "in"})
#: Tags of words that may stand between a noun phrase's start and its head.
_MODIFIERS: Final = frozenset(
    {"NNP", "NNPS", "NN", "NNS", "JJ", "HYPH", "POS", "CD", "RB", "AFX", "VBN"}
)


@cache
def anaphora_data() -> dict[str, Any]:
    """Return ``data/names/anaphora.toml``."""
    path = files("geoents") / "data" / "names" / "anaphora.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return ``text`` without case, accents, article and possessive: what names are compared by.

    >>> fold("the Présidence’s")
    'presidence'
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"['’]s?$", "", re.sub(r"\s+", " ", plain).strip())
    return plain.removeprefix("the ")


def edit_distance(one: str, two: str, *, limit: int) -> int:
    """Return how many letters differ, two exchanged ones counting as one, at most ``limit + 1``.

    >>> edit_distance("lukashenko", "lukashenka", limit=2), edit_distance("kareem", "kaerem", limit=2)
    (1, 1)
    """
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    rows = [list(range(len(two) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            best = min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b))
            if i > 1 < j and a == two[j - 2] and b == one[i - 2]:
                best = min(best, rows[-2][j - 2] + 1)
            row.append(best)
        rows.append(row)
    return min(rows[-1][-1], limit + 1)


def name_head(name: str) -> str:
    """Return the noun that heads a body's name.

    >>> name_head("liberal forum"), name_head("czech chamber of deputies")
    ('forum', 'chamber')
    """
    return re.split(r" (?:of|for) ", name)[0].split()[-1]


class Clusters:
    """Mentions and the clusters they are in; at first each mention is its own.

    Args:
        doc: A doc with tags and trees.
        mentions: Its mentions, in order of the text; kept, and extended by :meth:`add`.
        kinds: For gazetteer keys, the nouns that say what the entry is: "alliance", "kingdom".
        organs: The nouns of organs.
    """

    def __init__(
        self,
        doc: Doc,
        mentions: list[MentionData],
        *,
        kinds: dict[str, frozenset[str]],
        organs: OrganLexicon,
    ) -> None:
        self.doc = doc
        self.mentions = mentions
        # Of a plural, which has no cluster of its own, -1; its clusters are in ``groups``.
        self.of = list(range(len(mentions)))
        self.groups: dict[int, tuple[int, ...]] = {}
        self.members = {index: [index] for index in self.of}
        self.genders: dict[int, str] = {}
        self.kinds = kinds
        self.organs = organs
        #: The name of the sieve that is at work: it is noted on what is joined.
        self.sieve = ""
        self.spans = [mention_span(doc, mention) for mention in mentions]
        self.roots = [span.root for span in self.spans]
        self.texts = [fold(span.text) for span in self.spans]
        self.starts: dict[int, list[int]] = defaultdict(list)
        self.ends: dict[int, list[int]] = defaultdict(list)
        self.rooted: dict[int, list[int]] = defaultdict(list)
        self.typed: dict[str, list[int]] = defaultdict(list)
        for index, mention in enumerate(mentions):
            self.starts[mention["start"]].append(index)
            self.ends[mention["end"]].append(index)
            self.typed[mention["type"]].append(index)
            self.rooted[self.roots[index].i].append(index)
        # What is asked of clusters again and again in long texts, kept up to date by ``join``:
        # the first mention with a gazetteer key, and the names.
        self._keyed = {i: i for i, mention in enumerate(mentions) if mention["key"]}
        self._names: dict[int, dict[str, None]] = {i: {self.texts[i]: None} for i in self.of}
        #: What :mod:`geoents.nominals` has read beside mentions: tokens do not change.
        self.beside: dict[tuple[str, int], frozenset[str]] = {}
        #: The same by noun, once it was asked for: the persons' mentions that a text describes by it.
        self.described: dict[str, list[int]] | None = None
        #: What it has read of clusters, and from how many mentions: clusters only grow.
        self.read: dict[tuple[str, int], tuple[int, frozenset[str]]] = {}
        self._specifiers: dict[tuple[int, tuple[str, ...]], list[int]] = {}

    def ids(self, *types: str) -> list[int]:
        """Return the clusters of these types, in order of first mention."""
        return sorted(c for c in self.members if self.mentions[c]["type"] in types)

    def indices(self, *types: str) -> list[int]:
        """Return the named mentions of these types (those from the entities component)."""
        if len(types) == 1:
            return self.typed.get(types[0], [])
        return sorted(index for type_ in types for index in self.typed.get(type_, []))

    def join(self, first: int, second: int, why: str) -> None:
        """Join the clusters of two mentions; the later one's mentions get the reason."""
        one, two = sorted((self.of[first], self.of[second]))
        if one == two:
            return
        head = self.mentions[two]
        head["sieve"], head["antecedent"] = self.sieve, first if self.of[first] == one else second
        moved = self.members.pop(two)
        for index in moved:
            self.of[index] = one
            self._note(index, why)
        if len(moved) == 1:
            insort(self.members[one], moved[0])
        else:
            self.members[one] = sorted(self.members[one] + moved)
        self._names[one] |= self._names.pop(two)
        keyed = [self._keyed[c] for c in (one, two) if c in self._keyed]
        self._keyed.pop(two, None)
        if keyed:
            self._keyed[one] = min(keyed)
        self.genders[one] = self.genders.get(one) or self.genders.get(two, "")

    def add(self, span: Span, *, form: str, clusters: Sequence[int], why: str) -> None:
        """Add a nominal or pronoun that refers to one cluster, or to a group of several."""
        type_ = self.mentions[clusters[0]]["type"]
        mention = MentionData(
            start=span.start,
            end=span.end,
            type=type_,
            form=form,
            key=None,
            why=why,
            entity=None,
            group=[],
            holder=None,
            sieve=self.sieve,
        )
        index = len(self.mentions)
        self.mentions.append(mention)
        self.spans.append(span)
        self.roots.append(span.root)
        self.texts.append(fold(span.text))
        if len(clusters) == 1:
            self.of.append(clusters[0])
            self.members[clusters[0]].append(index)
            self._names[clusters[0]][self.texts[index]] = None
        else:
            self.of.append(-1)
            self.groups[index] = tuple(clusters)

    def key(self, cluster: int) -> str | None:
        """Return the gazetteer key of a cluster."""
        index = self._keyed.get(cluster)
        return None if index is None else self.mentions[index]["key"]

    def kinds_of(self, cluster: int) -> frozenset[str]:
        """Return the nouns that the gazetteer gives for what a cluster is."""
        return self.kinds.get(self.key(cluster) or "", frozenset())

    def names(self, cluster: int) -> list[str]:
        """Return the cluster's names as folded texts, each once."""
        return list(self._names[cluster])

    def agree(self, first: int, second: int) -> bool:
        """Tell whether two clusters may be one: same type, no two keys, no two genders."""
        one, two = self.of[first], self.of[second]
        if self.mentions[one]["type"] != self.mentions[two]["type"]:
            return False
        key, other_key = self.key(one), self.key(two)
        if key and other_key and key != other_key:
            return False
        gender, other_gender = self.genders.get(one), self.genders.get(two)
        return not gender or not other_gender or gender == other_gender

    def nested(self, outer: int) -> list[int]:
        """Return the mentions inside another mention's span, in order of the text."""
        span = self.spans[outer]
        return [
            index
            for position in range(span.start, span.end)
            for index in self.starts.get(position, ())
            if index != outer and self.spans[index].end <= span.end
        ]

    def before(self, position: int, *types: str) -> int | None:
        """Return the longest mention of these types that ends just before a token."""
        found = [i for i in self.ends.get(position, ()) if self.mentions[i]["type"] in types]
        return min(found, key=lambda i: self.spans[i].start, default=None)

    def starting(self, position: int, *types: str) -> int | None:
        """Return the longest mention of these types that starts at a token."""
        found = [i for i in self.starts.get(position, ()) if self.mentions[i]["type"] in types]
        return max(found, key=lambda i: self.spans[i].end, default=None)

    def specifiers(self, index: int, *types: str) -> list[int]:
        """Return the mentions that say whose post or body a mention is, as :func:`find_specifiers` does."""
        if (index, types) not in self._specifiers:
            self._specifiers[index, types] = find_specifiers(self, index, *types)
        return self._specifiers[index, types]

    def _note(self, index: int, why: str) -> None:
        mention = self.mentions[index]
        mention["why"] = f"{mention['why']}; linked: {why}" if mention["why"] else f"linked: {why}"


def find_specifiers(clusters: Clusters, index: int, *types: str) -> list[int]:
    """Return the mentions that say whose post or body a mention is.

    "Kazakh" in "the Kazakh foreign minister", "Norway" in "Norway's parliament" and in "the
    parliament of Norway", "Kazakh" inside the name "Kazakh Foreign Ministry".
    """
    doc, span = clusters.doc, clusters.spans[index]
    found = [i for i in clusters.nested(index) if clusters.mentions[i]["type"] in types]
    start = noun_phrase_start(span)
    for position in range(span.start, start, -1):
        other = clusters.before(position, *types)
        if other is not None and _touches(clusters, other, span.start):
            found.append(other)
            break
    end = span.end
    while end + 1 < len(doc) and doc[end].lower_ in _SPECIFYING_PREPOSITIONS:
        end += 1
        while end < len(doc) and doc[end].tag_ in {"DT", "PRP$"}:
            end += 1
        other = clusters.starting(end, *types)
        if other is None:
            break
        end = clusters.spans[other].end
        if end < len(doc) and doc[end].lower_ in POSSESSIVES:
            # "head of Velmar's works council" is no post of Velmar's.
            other = clusters.starting(end + 1, *types)
            if other is None:
                break
            end = clusters.spans[other].end
        found.append(other)
    if not found:
        found = [
            other
            for token in clusters.roots[index].children
            if _specifies(token, span)
            for other in clusters.rooted.get(token.i, ())
            if clusters.mentions[other]["type"] in types and _may_own(clusters, other)
        ]
    return list(dict.fromkeys(found))


def _touches(clusters: Clusters, other: int, start: int) -> bool:
    """Tell whether only a possessive and adjectives stand between: "Norway's then-minister"."""
    between = clusters.doc[clusters.spans[other].end : start]
    return (
        _may_own(clusters, other)
        and len(between) <= 4
        and all(
            t.lower_ in POSSESSIVES or t.tag_ in {"JJ", "HYPH", "POS", "RB", "NNP", "NN", "VBN"}
            for t in between
        )
    )


def _may_own(clusters: Clusters, index: int) -> bool:
    """Tell whether a mention may be a possessor.

    A person is one by a possessive or preposition alone: not in "named Marta Olsen minister".
    """
    span, doc = clusters.spans[index], clusters.doc
    is_marked = doc[span.end : span.end + 1].text in POSSESSIVES or any(
        t.dep_ == "case" for t in span.root.lefts
    )
    return clusters.mentions[index]["type"] != "PERSON" or is_marked


def _specifies(token: Token, span: Span) -> bool:
    """Tell whether the tree makes a word a possessor or an of-phrase of a mention.

    For words further off than those that the text itself shows beside the mention.
    """
    between = (
        span.doc[token.i : span.start] if token.i < span.start else span.doc[span.end : token.i]
    )
    if any(t.pos_ in {"VERB", "AUX"} for t in between):
        return False
    if token.dep_ == "nmod:poss":
        return token.i < span.start
    prepositions = {t.lower_ for t in token.lefts if t.dep_ == "case"}
    return token.dep_ == "nmod" and token.i >= span.end and bool(prepositions & {"of", "for"})


def noun_phrase_start(span: Span) -> int:
    """Return where the words that may modify a mention from the left begin, in tokens."""
    doc, start = span.doc, span.start
    lowest = max(span.sent.start, start - 10)
    while start > lowest:
        token = doc[start - 1]
        if token.tag_ not in _MODIFIERS and token.lower_ not in POSSESSIVES:
            break
        start -= 1
    return start


def is_subject(token: Token) -> bool:
    """Tell whether a token is, or is a conjunct of, the subject of a clause."""
    while token.dep_ == "conj":
        token = token.head
    return token.dep_ in SUBJECTS


def share_verb(one: Token, other: Token) -> bool:
    """Tell whether two words are participants of one verb: "Kos met her", "spoke with Lie"."""
    return one.head == other.head and {one.dep_, other.dep_} <= _PARTICIPANTS
