"""What kind of body a cluster is, and which common nouns may refer to it.

A body's kind is told by the words of its names ("Velmar Airlines"), by the gazetteer, and by what
a text calls it once ("the rebel group Black Reef", "Velmar, a maker of pumps"). Where none of them
tells, a body is of an open kind: a noun may refer to it if nothing else comes into question.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache

from geoents.clusters import Clusters, anaphora_data, name_head

__all__ = ["is_called", "is_kind_noun", "is_open", "kind_words", "may_be_open"]


@cache
def _kinds_by_noun() -> dict[str, frozenset[str]]:
    """Return the kinds of bodies that each noun may refer to."""
    kinds = anaphora_data()["kinds"]
    nouns = {noun for kind in kinds.values() for noun in kind["nouns"]}
    return {
        noun: frozenset(name for name, kind in kinds.items() if noun in kind["nouns"])
        for noun in nouns
    }


@cache
def _kinds_by_sign() -> dict[str, frozenset[str]]:
    """Return the kinds that each word of a name or description tells."""
    kinds = anaphora_data()["kinds"]
    told: dict[str, set[str]] = defaultdict(set)
    for name, kind in kinds.items():
        for word in (*kind["nouns"], *kind["weak"], *kind["signs"]):
            told[word].add(name)
    return {word: frozenset(names) for word, names in told.items()}


@cache
def _weak_nouns() -> frozenset[str]:
    """Return the nouns that refer only to what has them in its name or is called so."""
    return frozenset(noun for kind in anaphora_data()["kinds"].values() for noun in kind["weak"])


def is_kind_noun(lemma: str) -> bool:
    """Tell whether a noun refers to bodies of a kind: "company", "militia", no "news"."""
    return lemma in _kinds_by_noun() or lemma in _weak_nouns()


def may_be_open(lemma: str) -> bool:
    """Tell whether a noun may refer to a body of which nothing tells the kind: "the firm"."""
    kinds = anaphora_data()["kinds"]
    return any(kinds[name]["open"] for name in _kinds_by_noun().get(lemma, ()))


def is_called(clusters: Clusters, cluster: int, lemma: str) -> bool:
    """Tell whether a noun may refer to a body: by its kind, or because it heads its name."""
    nouns = anaphora_data()["nouns"]
    words = kind_words(clusters, cluster)
    if lemma in nouns["body"]["nouns"]:
        return not words & set(nouns["body"]["unfit"])
    if lemma in nouns["organization"]:
        # "Velmar Group" is a company; "the rebel group Black Reef" is a group, which says nothing.
        telling = words - (set(nouns["body"]["nouns"]) - _name_words(clusters, cluster))
        if lemma in words or telling & set(nouns["organization"][lemma]):
            return True
    elif not is_kind_noun(lemma):
        return lemma in _heads(clusters, cluster)
    kinds = _kinds_by_noun().get(lemma, frozenset())
    return lemma in words or bool(kinds & _told_kinds(clusters, cluster))


def is_open(clusters: Clusters, cluster: int) -> bool:
    """Tell whether nothing says of which kind a body is: "Velmar", no "Velmar Airlines"."""
    if clusters.kinds_of(cluster) or _told_kinds(clusters, cluster):
        return False
    words = kind_words(clusters, cluster)
    return not any(clusters.organs.organ(word) is not None for word in words)


def _heads(clusters: Clusters, cluster: int) -> frozenset[str]:
    """Return the nouns that head a body's longer names: "forum" of "Liberal Forum"."""
    return _read_once(clusters, "heads", cluster, _find_heads)


def _find_heads(clusters: Clusters, cluster: int) -> Iterable[str]:
    return (name_head(name) for name in clusters.names(cluster) if len(name.split()) > 1)


def kind_words(clusters: Clusters, cluster: int) -> frozenset[str]:
    """Return the words of a body's names and of what it is called."""
    return _read_once(clusters, "words", cluster, _find_words)


def _find_words(clusters: Clusters, cluster: int) -> Iterable[str]:
    return _name_words(clusters, cluster) | _described_kinds(clusters, cluster)


def _name_words(clusters: Clusters, cluster: int) -> frozenset[str]:
    """Return the words of a body's names and of what the gazetteer says it is."""
    words = {word for name in clusters.names(cluster) for word in re.findall(r"\w+", name)}
    return clusters.kinds_of(cluster) | words


def _told_kinds(clusters: Clusters, cluster: int) -> frozenset[str]:
    return _read_once(clusters, "kinds", cluster, _find_kinds)


def _find_kinds(clusters: Clusters, cluster: int) -> Iterable[str]:
    signs = _kinds_by_sign()
    told = {kind for word in _name_words(clusters, cluster) for kind in signs.get(word, ())}
    if known := clusters.kinds_of(cluster):
        # A weak noun of the gazetteer's tells less than its own kind: the EU is a bloc, no party.
        kinds = anaphora_data()["kinds"]
        told -= {
            kind for kind in told if kinds[kind]["nouns"] and not known & set(kinds[kind]["nouns"])
        }
    # What stands beside a name says less: "in a Velmar post" is no newspaper's.
    called = _described_kinds(clusters, cluster) & (_kinds_by_noun().keys() | _weak_nouns())
    return told or {kind for word in called for kind in signs[word]}


def _read_once(
    clusters: Clusters, what: str, cluster: int, read: Callable[[Clusters, int], Iterable[str]]
) -> frozenset[str]:
    """Return what is read of a cluster; again only when it has grown."""
    size = len(clusters.members[cluster])
    known = clusters.read.get((what, cluster))
    if known is None or known[0] != size:
        clusters.read[what, cluster] = known = (size, frozenset(read(clusters, cluster)))
    return known[1]


def _described_kinds(clusters: Clusters, cluster: int) -> frozenset[str]:
    """Return the words a text describes a body by: "gas company Velmar", "Velmar is a company"."""
    return frozenset().union(*(_kinds_beside(clusters, i) for i in clusters.members[cluster]))


def _kinds_beside(clusters: Clusters, index: int) -> frozenset[str]:
    key = ("kinds", index)
    if key not in clusters.beside:
        doc, span, root = clusters.doc, clusters.spans[index], clusters.roots[index]
        nouns = [*doc[max(0, span.start - 1) : span.start], *doc[span.end : span.end + 1]]
        nouns += [t for t in root.children if t.dep_ == "appos"]
        if root.dep_ == "appos" and root.head.i < span.start:
            nouns.append(root.head)  # "the rebel group, Black Reef"
        if root.dep_ == "nsubj" and any(t.dep_ == "cop" for t in root.head.children):
            nouns.append(root.head)
        clusters.beside[key] = frozenset(t.lemma_.lower() for t in nouns if t.tag_ == "NN")
    return clusters.beside[key]
