"""Plurals that refer to several of those named before: "both countries", "the two leaders", "both"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from spacy.tokens import Span, Token

from geoents.clusters import anaphora_data
from geoents.discourse import Discourse
from geoents.nominals import descriptions, phrase_of

__all__ = ["add_group", "number_of", "resolve_plural"]

#: Nouns that are a number of persons.
_PAIRS: Final = frozenset({"pair", "duo"})
_OF_TALKS: Final = frozenset({"sides", "delegations"})
#: How many times as often as a third the two are named that "the two neighbours" are.
_RATHER: Final = 1.2
_BARE: Final = _PAIRS | {"both"}
_NUMBERS: Final = {
    "both": 2,
    "pair": 2,
    "duo": 2,
    "two": 2,
    "2": 2,
    "three": 3,
    "3": 3,
    "four": 4,
    "4": 4,
    "five": 5,
}

_TWO: Final = 2
_COUNTERPART: Final = "counterpart"
#: How many sentences back an antecedent may be.
_REACH: Final = 3


def number_of(discourse: Discourse, token: Token) -> int:
    """Return how many a plural counts: 2 for "both countries" and "the two", 0 where it tells none.

    "The ministers" of a text with two ministers are both.
    """
    if not (token.tag_ in {"NNS", "NNPS"} or _is_bare_number(token)):
        return 0
    if token.tag_ == "CD" or token.lower_ in _BARE:
        return _NUMBERS.get(token.lower_, 0)
    counted = next((_NUMBERS[t.lower_] for t in token.lefts if t.lower_ in _NUMBERS), 0)
    first = next(iter(token.lefts), None)
    is_named = any(child.dep_ == "nmod" for child in token.rights)
    is_bare = first is not None and first.lower_ == "the" and len(list(token.lefts)) == 1
    if not is_bare or is_named:
        return counted
    # "The Sides signed", "the delegations agreed": of talks, and so two
    return 2 if token.lower_ in _OF_TALKS or len(_holders(discourse, token)) == _TWO else counted


def _holders(discourse: Discourse, token: Token) -> tuple[int, ...]:
    """Return those named before whose posts a plural may name: ministers of "both ministers"."""
    lemma = token.lemma_.lower()
    if lemma not in anaphora_data()["nouns"]["leader"]:
        return ()
    clusters, names = discourse.clusters, discourse.referred["PERSON"]
    found = {
        person
        for person, offices in discourse.offices_of.items()
        if any(lemma in name.split() for office in offices for name in clusters.names(office))
    }
    # "met his counterpart, Karl Vik": who has the same post abroad.
    found |= {
        clusters.of[index]
        for index in clusters.indices("PERSON")
        if found and _COUNTERPART in descriptions(clusters, index)
    }
    return tuple(sorted(found & names))


def _is_bare_number(token: Token) -> bool:
    """Tell whether a number stands for a noun: "the two also called for", "appealed to both"."""
    is_party = token.dep_.startswith("nsubj") or token.dep_ in {"obj", "iobj", "obl"}
    if token.lower_ in _PAIRS and any(child.dep_ == "nmod" for child in token.children):
        return False  # "the pair of shoes"
    return is_party and (token.lower_ == "both" or (token.i > 0 and token.nbor(-1).lower_ == "the"))


def resolve_plural(discourse: Discourse, token: Token, number: int) -> None:
    """Resolve "both countries", "the two leaders", "the three sides" to the last so many named.

    The nearest sentence that names exactly so many decides; one that names more stops the search.
    """
    words = {token.lower_, *(t.lower_ for t in token.lefts)}
    if not words & {"both", "the", "these", "those"}:
        return
    seen: dict[int, None] = {}
    types: tuple[str, ...] = ()
    actors = _actors_on(token)
    if len(holders := _holders(discourse, token)) == number:
        seen = dict.fromkeys(holders)
    if token.lemma_.lower() in _NUMBERS:
        is_subject = token.dep_.startswith("nsubj")  # "the two said": rather persons
        for listed in (("PERSON",), ("STATE",)) if is_subject else (("PERSON", "STATE"),):
            seen = seen or _last_listed(discourse, token, number, actors, listed)
    kinds = _plural_types(token)
    if not seen and kinds and kinds[0] == ("STATE",):
        # "The two neighbours" are those that the text is about, if two are.
        main = discourse.main_states(number, share=_RATHER)
        acting = {r.cluster for i in actors if (r := discourse.at.get(i)) is not None}
        named = discourse.referred["STATE"]
        if acting.isdisjoint(main) and named.issuperset(main):
            seen = dict.fromkeys(main)
    for types in kinds if not seen else ():
        for distance in range(_REACH):
            recent = discourse.recent(token, distance, *types)
            seen = dict.fromkeys(r.cluster for r in recent if r.token not in actors)
            if len(seen) >= number:
                break
        if seen:
            break
    if len(seen) != number and types == ("STATE",):
        seen = dict.fromkeys(discourse.main_states(number))
    if len(seen) == number:
        add_group(discourse, phrase_of(token), tuple(seen), "nominal")


def _actors_on(token: Token) -> frozenset[int]:
    """Return who does to a plural what is done: "Norway and Kenya urged the two sides to talk"."""
    verb = token.head
    while verb.dep_ in {"xcomp", "conj", "nmod", "obl"} and verb.head != verb:
        verb = verb.head
    subjects = [t for t in verb.children if t.dep_ == "nsubj"]
    if token in subjects or token.dep_.startswith("nsubj"):
        return frozenset()
    return frozenset(t.i for subject in subjects for t in (subject, *subject.conjuncts))


def _last_listed(
    discourse: Discourse,
    token: Token,
    number: int,
    actors: frozenset[int],
    types: tuple[str, ...],
) -> dict[int, None]:
    """Return the last so many of one type that are listed: "Norway and Kenya ... the two"."""
    recent = discourse.recent(token, _REACH - 1, *types)
    at = {r.token: r for r in recent if r.token not in actors}
    for reference in reversed(recent):
        first = token.doc[reference.token]
        listed = [at[t.i] for t in (first, *first.conjuncts) if t.i in at]
        seen = dict.fromkeys(r.cluster for r in sorted(listed))
        is_whole = len(listed) == 1 + len(first.conjuncts)
        if is_whole and len(seen) == number and len({r.type for r in listed}) == 1:
            return seen
    return {}


def _plural_types(token: Token) -> Sequence[tuple[str, ...]]:
    """Return the types that a plural may refer to, the likelier ones first."""
    nouns = anaphora_data()["nouns"]
    lemma = token.lemma_.lower()
    if lemma in nouns["state"] or lemma == "state":
        return [("STATE",)]
    if lemma in nouns["leader"] or lemma in _NUMBERS:
        return [("PERSON",)] if lemma in nouns["leader"] else [("PERSON",), ("STATE",)]
    if lemma in nouns["side"]:
        return [("STATE",), ("STATE", "ORG")]
    if lemma in nouns["organization"] or lemma in nouns["body"]["nouns"]:
        return [("ORG",)]
    return []


def add_group(discourse: Discourse, span: Span, group: tuple[int, ...], form: str) -> None:
    """Add a mention that refers to several entities."""
    discourse.clusters.add(span, form=form, clusters=group, why="the ones named just before")
    discourse.groups[span.root.i] = group
