"""Posts: which mentions name one post of one body, and which person a post stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from geoents.clusters import Clusters, anaphora_data, fold, noun_phrase_start, share_verb

__all__ = ["Post", "find_holders", "join_posts", "parse_post", "resolve_holders", "title_of"]

_SMALL: Final = frozenset({"of", "for", "the", "and", "affairs", "to", "in", "s"})
_DEFINITE: Final = frozenset({"the", "this", "that", "its", "their", "our"})
_NOT_REFERRING: Final = frozenset(
    {"a", "an", "any", "every", "each", "no", "next", "new", "first", "another", "some", "either"}
)
_BECOMING: Final = frozenset(
    "become elect appoint name serve act remain choose nominate make select reelect".split()
)
#: How many sentences back a post counts as just mentioned.
_NEAR: Final = 2
_FORMER: Final = frozenset({"former", "ex", "late", "then", "outgoing", "past", "previous"})


class Post(NamedTuple):
    """A post's words: "Deputy Minister of Health" is head minister, rank deputy, portfolio health."""

    head: str
    ranks: frozenset[str]
    portfolio: frozenset[str]
    is_plural: bool


@lru_cache(maxsize=4096)
def parse_post(text: str) -> Post:
    """Return the parts of a post's name by which it is compared.

    >>> parse_post("Deputy Minister of Foreign Affairs") == parse_post("deputy foreign minister")
    True
    """
    data = anaphora_data()["posts"]
    folded = re.sub(r"[\s\-‑–]+", " ", fold(text)).replace(".", "").strip()
    folded = data["synonyms"].get(folded, folded)
    noun, _, rest = re.sub(r"[^\w\s]", " ", folded).partition(" of ")
    if not rest:
        noun, _, rest = noun.partition(" for ")
    words = [data["words"].get(word, word) for word in noun.split()]
    ranks = [word for word in words if word in data["ranks"]]
    core = [word for word in words if word not in data["ranks"]] or words[-1:]
    head = data["words"].get(core[-1].removesuffix("s"), core[-1])
    is_plural = core[-1].endswith("s") and head != core[-1]
    if core[-1].endswith("s") and core[-1].removesuffix("s") in data["heads"]:
        head, is_plural = core[-1].removesuffix("s"), True
    portfolio = {data["words"].get(word, word) for word in (*core[:-1], *rest.split())}
    return Post(
        head,
        frozenset(ranks) - {head},
        frozenset(word for word in portfolio if word not in _SMALL and word != "republic"),
        is_plural,
    )


def is_short_post(short: Post, long: Post) -> bool:
    """Tell whether a post is a usual short form: "the minister" of "the health minister"."""
    return (
        short.head == long.head
        and short.ranks == long.ranks
        and short.is_plural == long.is_plural
        and short.portfolio < long.portfolio
    )


def find_holders(clusters: Clusters) -> dict[int, int]:
    """Return, for OFFICE mentions beside a name, the PERSON mention: by title or apposition.

    "President Olsen", "Marta Olsen, president of the bank", "the bank's president, Marta Olsen,".
    """
    found: dict[int, int] = {}
    for index in clusters.indices("OFFICE"):
        if parse_post(clusters.spans[index].text).is_plural:
            continue
        person = title_of(clusters, index)
        if person is None:
            person = _named_before(clusters, index)
        if person is not None:
            found[index] = person
    for index in clusters.indices("OFFICE"):
        # "Marta Olsen, president and chief executive of Velmar"
        root = clusters.roots[index]
        is_bare = all(token.dep_ != "det" for token in root.children)
        if index not in found and root.dep_ == "conj" and is_bare:
            for other, person in list(found.items()):
                if (
                    clusters.roots[other] == root.head
                    and clusters.spans[person].end <= clusters.spans[other].start
                ):
                    found[index] = person
    return found


def title_of(clusters: Clusters, index: int) -> int | None:
    """Return the person whose name follows a post: as a title, or as an apposition.

    "Deputy Foreign Minister of Norway Marta Olsen said", "the minister, Marta Olsen, said".
    """
    doc, span = clusters.doc, clusters.spans[index]
    ends = [span.end]
    ends += [clusters.spans[i].end for i in clusters.specifiers(index, "STATE", "ORG")]
    for end in sorted({end for end in ends if end >= span.end}):
        position = _skip(doc, end)
        person = clusters.starting(position, "PERSON")
        if person is not None:
            return person
        if end < len(doc) and doc[end].text == ",":
            person = clusters.starting(_skip(doc, end + 1), "PERSON")
            if person is not None and _closes(clusters, index, person):
                return person
    return None


def _skip(doc: Doc, position: int) -> int:
    """Pass over honorifics and brackets' openings: "President Dr. Olsen"."""
    data = anaphora_data()["gender"]
    honorifics = {*data["honorifics"], *data["address"], "his", "her"}
    while position < len(doc) and (
        doc[position].lower_.rstrip(".") in honorifics or doc[position].is_quote
    ):
        position += 1
    return position


def _closes(clusters: Clusters, index: int, person: int) -> bool:
    """Tell whether "the minister, Marta Olsen," is an apposition, not a list."""
    doc, root = clusters.doc, clusters.roots[index]
    name = clusters.roots[person]
    end = clusters.spans[person].end
    is_closed = end >= len(doc) or doc[end].text in {",", ".", ";", ")", "–", "—", "-"}
    is_listed = name.dep_ == "conj" or any(t.dep_ == "cc" for t in name.children)
    is_definite = any(t.lower_ in _DEFINITE or t.dep_ == "nmod:poss" for t in root.lefts) or bool(
        clusters.specifiers(index, "STATE", "ORG")
    )
    return is_closed and not is_listed and (is_definite or name.dep_ == "appos")


def _named_before(clusters: Clusters, index: int) -> int | None:
    """Return the person before a post in apposition or as the subject of a copula."""
    doc, span, root = clusters.doc, clusters.spans[index], clusters.roots[index]
    start = noun_phrase_start(span)
    while start > span.sent.start and doc[start - 1].tag_ in {"DT", "PRP$"}:
        start -= 1
    while start > span.sent.start and doc[start - 1].tag_ == "DT":
        start = noun_phrase_start(doc[start - 1 : start])
    before = start - 1
    if before > 0 and doc[before].lower_ in {"is", "was", "serves", "served"}:
        before -= 1
        if doc[before].lower_ == "who":
            before -= 1
    if before > 0 and doc[before].text in {",", "(", "–", "—"}:
        person = clusters.before(before, "PERSON")
        if person is not None and not _heads_next_clause(root, clusters.roots[person]):
            return person
    if any(t.dep_ == "cop" for t in root.children):
        return _person_at(clusters, [t for t in root.lefts if t.dep_ == "nsubj"])
    head = root.head
    if root.dep_ in {"xcomp", "obl", "obj"} and head.lemma_.lower() in _BECOMING:
        passive = [t for t in head.lefts if t.dep_ == "nsubj:pass"]
        objects = [t for t in head.rights if t.dep_ == "obj"]
        active = [t for t in head.lefts if t.dep_ == "nsubj"]
        return _person_at(clusters, passive or objects or active)
    return None


def _heads_next_clause(root: Token, name: Token) -> bool:
    """Tell whether a post after a comma is the subject of its own clause.

    "In the talks with Olsen, the minister said ..."
    """
    return root.dep_.startswith("nsubj") and root.head not in {name, name.head}


def _person_at(clusters: Clusters, tokens: list[Token]) -> int | None:
    return next(
        (i for i in clusters.indices("PERSON") if tokens and clusters.roots[i] == tokens[0]), None
    )


# -- which mentions name one post ------------------------------------------------------------------


def join_posts(clusters: Clusters, holders: dict[int, int]) -> None:
    """Join the mentions of one post: same words and body, or same words and holder.

    "Kenya's president", "President Otieno" and later "the president" are one; the prime
    ministers of two states are two. A bare post goes to the only one it fits, else to nobody.
    """
    posts = (sides := _Sides(clusters, holders)).posts
    by_body: dict[tuple[Post, int], int] = {}
    for index, bodies in sides.bodies.items():
        for body in sorted(bodies):
            first = by_body.setdefault((posts[index], body), index)
            clusters.join(first, index, "same post, same body")
    by_holder: dict[int, list[int]] = defaultdict(list)
    for index, person in sorted(holders.items()):
        by_holder[clusters.of[person]].append(index)
    fits: Callable[[Post, Post], bool]
    for fits, why in (
        (Post.__eq__, "same post, same holder"),
        (_short_or_long, "short form of the post, same holder"),
    ):
        for one, two in (pair for group in by_holder.values() for pair in combinations(group, 2)):
            if fits(posts[one], posts[two]) and sides.agree(one, two):
                clusters.join(one, two, why)
    by_head: dict[str, list[int]] = defaultdict(list)
    for index, post in posts.items():
        by_head[post.head].append(index)
    for index, post in posts.items():
        long = {
            clusters.of[other]
            for other in by_head[post.head]
            if is_short_post(post, posts[other]) and sides.bodies[index] & sides.bodies[other]
        }
        if len(long) == 1:
            clusters.join(long.pop(), index, "short form of the post, same body")
    for fits, why in (
        (Post.__eq__, "the only such post"),
        (is_short_post, "short form of the only such post"),
    ):
        for index, post in posts.items():
            if sides.bodies[index] or sides.elsewhere[index] or post.is_plural:
                continue
            found = {
                clusters.of[other]
                for other in by_head[post.head]
                if clusters.of[other] != clusters.of[index]
                and fits(post, posts[other])
                and sides.agree(index, other)
                and sides.may_share_holder(index, other)
            }
            other = sides.choose(index, sorted(found))
            if other is not None:
                clusters.join(index, other, why)


def _short_or_long(one: Post, two: Post) -> bool:
    """Tell whether one holder's two posts are one: "the minister", "acting health minister"."""
    if one.is_plural or two.is_plural:
        return False
    data = anaphora_data()["posts"]
    if one.head in data["vague"] or two.head in data["vague"]:
        return True
    kept = one.ranks ^ two.ranks <= frozenset(data["temporary"])
    return one.head == two.head and kept and not (one.portfolio and two.portfolio)


class _Sides:
    """What stands beside posts: their bodies and holders, read through the clusters so far."""

    def __init__(self, clusters: Clusters, holders: dict[int, int]) -> None:
        self.clusters = clusters
        self.holders = holders
        self.posts = {i: parse_post(clusters.spans[i].text) for i in clusters.indices("OFFICE")}
        self.bodies = {
            i: {clusters.of[j] for j in clusters.specifiers(i, "STATE", "ORG", "PERSON")}
            - {clusters.of[holders[i]] if i in holders else -1}
            for i in self.posts
        }
        self.elsewhere = {i: _other_body(clusters, i) for i in self.posts if not self.bodies[i]}
        self._joined: dict[tuple[int, int], set[int]] = {}

    def all_bodies(self, index: int) -> set[int]:
        """Return the bodies of a mention's cluster."""
        members = self.clusters.members[self.clusters.of[index]]
        # Clusters only grow: with so many members its bodies are these.
        if (key := (members[0], len(members))) not in self._joined:
            self._joined[key] = set().union(*(self.bodies[i] for i in members))
        return self._joined[key]

    def all_holders(self, index: int) -> set[int]:
        """Return the persons whom a mention's cluster stands beside."""
        of, members = self.clusters.of, self.clusters.members[self.clusters.of[index]]
        return {of[self.holders[i]] for i in members if i in self.holders}

    def may_share_holder(self, one: int, two: int) -> bool:
        """Tell whether no two holders speak against it: "President Kos met the president"."""
        roots = [self.clusters.roots[self.holders.get(i, i)] for i in (one, two)]
        if share_verb(*roots):
            return False
        ours, theirs = self.all_holders(one), self.all_holders(two)
        return not ours or not theirs or bool(ours & theirs)

    def agree(self, one: int, two: int) -> bool:
        """No two bodies: "Kenya's president" is not "the party's president"."""
        ours, theirs = self.all_bodies(one), self.all_bodies(two)
        here, there = self.elsewhere.get(one, ""), self.elsewhere.get(two, "")
        if here != there and (here or there):
            return False
        return not ours or not theirs or bool(ours & theirs)

    def choose(self, index: int, found: list[int]) -> int | None:
        """Return the one post of several that a bare one can be, if there is one.

        A state's post goes before a club's, one named before goes before one named later, one of
        the same or the last two sentences before those further off.
        """
        clusters = self.clusters
        states = [
            c
            for c in found
            if any(clusters.mentions[b]["type"] == "STATE" for b in self.all_bodies(c))
        ]
        end = clusters.spans[index].start
        start = _sentences_back(clusters.doc, end)
        near = {i for i, span in enumerate(clusters.spans) if start <= span.start < end}
        recent = [c for c in found if near.intersection(clusters.members[c])]
        earlier = [c for c in found if c < index]
        for fitting in (found, recent, states, earlier):
            if len(fitting) == 1:
                return fitting[0]
        return None


def _other_body(clusters: Clusters, index: int) -> str:
    """Return the words for a body that is no mention: "leader of the biggest faction"."""
    doc, span = clusters.doc, clusters.spans[index]
    nouns = anaphora_data()["nouns"]
    for token in clusters.roots[index].children:
        is_after = token.i > span.end and doc[span.end].lower_ == "of"
        is_owner = token.dep_ == "nmod:poss" and token.tag_ != "PRP$" and token.i < span.start
        if (is_after and token.dep_ == "nmod") or is_owner:
            return "" if token.lemma_.lower() in nouns["state"] else fold(token.text)
    return ""


def _sentences_back(doc: Doc, position: int) -> int:
    """Return where the sentence before the one before a token's begins."""
    start = doc[position].sent.start
    for _ in range(_NEAR):
        start = doc[max(start - 1, 0)].sent.start
    return start


# -- whom a post stands for ------------------------------------------------------------------------


def resolve_holders(clusters: Clusters, holders: dict[int, int]) -> dict[int, int]:
    """Return, for OFFICE mentions that stand for a person, the person's cluster.

    Beside a name it is that person; a bare "the minister" is the one who holds the post in this
    text. A predecessor ("the former minister, Ivan Kos") counts only for "the former minister".
    "A minister", "the next minister" and "elected as minister" stand for nobody.
    """
    known: dict[int, dict[int, bool]] = defaultdict(dict)
    for index, person in holders.items():
        holds = known[clusters.of[index]]
        name = clusters.of[person]
        holds[name] = holds.get(name, True) and _is_former(clusters, index)
    resolved: dict[int, int] = {}
    for index in clusters.indices("OFFICE"):
        if index in holders:
            resolved[index] = clusters.of[holders[index]]
            continue
        if not stands_for_holder(clusters, index):
            continue
        persons = known[clusters.of[index]]
        is_former = _is_former(clusters, index)
        fitting = [p for p, former in persons.items() if former == is_former]
        fitting = fitting or ([] if is_former else list(persons))
        if len(fitting) == 1:
            resolved[index] = fitting[0]
    return resolved


def _is_former(clusters: Clusters, index: int) -> bool:
    span = clusters.spans[index]
    words = clusters.doc[noun_phrase_start(span) : span.end]
    return any(t.lower_ in _FORMER for t in words)


def stands_for_holder(clusters: Clusters, index: int) -> bool:
    """Tell whether a post apart from a name refers to who holds it."""
    doc, span, root = clusters.doc, clusters.spans[index], clusters.roots[index]
    if parse_post(span.text).is_plural or root.tag_ in {"NNS", "NNPS"}:
        return False
    start = noun_phrase_start(span)
    left = doc[max(start - 1, 0) : span.start]
    if any(t.lower_ in _NOT_REFERRING for t in left):
        return False
    if start > 1 and doc[start - 1].lower_ in {"as", "become", "became"}:
        return False
    if root.dep_ in {"compound", "nmod:desc"} and root.head.i >= span.end:
        return False
    is_predicate = any(t.dep_ == "cop" for t in root.children) or root.dep_ == "xcomp"
    of_post = root.head.lower_ in {"post", "office", "position", "role", "job", "candidate"}
    return not is_predicate and not of_post
