"""Posts: which mentions name one post of one body, and which person a post stands for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.clusters import Clusters, anaphora_data, fold, share_verb
from geoents.schema import Tenure
from geoents.tenure import read_tenure

__all__ = ["Post", "is_short_post", "join_posts", "parse_post"]

_SMALL: Final = frozenset({"of", "for", "the", "and", "affairs", "to", "in", "s"})
#: Held by another than the one who holds it now.
_OTHER_TIMES: Final = frozenset({Tenure.FORMER, Tenure.THEN, Tenure.ELECT, Tenure.INCOMING})
#: How many sentences back a post counts as just mentioned.
_NEAR: Final = 2


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
    # A post of no word, such as "%", is compared by itself.
    words = [data["words"].get(word, word) for word in noun.split() or [folded]]
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
            # Asked first: of a long text's pairs nearly all are joined already.
            if (
                clusters.of[one] != clusters.of[two]
                and fits(posts[one], posts[two])
                and sides.agree(one, two)
            ):
                clusters.join(one, two, why)
    by_head: dict[str, dict[Post, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, post in posts.items():
        by_head[post.head][post].append(index)
    for index, post in posts.items():
        long = {
            clusters.of[by_body[other, body]]
            for other in by_head[post.head]
            if is_short_post(post, other)
            for body in sides.bodies[index]
            if (other, body) in by_body
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
            found: set[int] = set()
            unfit = {clusters.of[index]}
            for other in (
                i for p, group in by_head[post.head].items() if fits(post, p) for i in group
            ):
                cluster = clusters.of[other]
                if cluster in found or cluster in unfit:
                    continue
                if not sides.may_be_one(index, other) or sides.is_of_later_body(index, other):
                    unfit.add(cluster)
                elif sides.agree(index, other) and not sides.share_verb(index, other):
                    found.add(cluster)
            chosen = sides.choose(index, sorted(found))
            if chosen is not None:
                clusters.join(index, chosen, why)


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
        self.sent_to = {i: _destination(clusters, i) for i in self.posts}
        self.elsewhere = {i: _other_body(clusters, i) for i in self.posts if not self.bodies[i]}
        self._joined: dict[tuple[str, int, int], set[int]] = {}
        self._times: dict[int, bool] = {}

    def all_bodies(self, index: int) -> set[int]:
        """Return the bodies of a mention's cluster."""
        members = self.clusters.members[self.clusters.of[index]]
        # Clusters only grow: with so many members its bodies are these.
        if (key := ("bodies", members[0], len(members))) not in self._joined:
            self._joined[key] = set().union(*(self.bodies[i] for i in members))
        return self._joined[key]

    def all_holders(self, index: int) -> set[int]:
        """Return the persons whom a mention's cluster stands beside."""
        of, members = self.clusters.of, self.clusters.members[self.clusters.of[index]]
        if (key := ("holders", members[0], len(members))) not in self._joined:
            self._joined[key] = {of[self.holders[i]] for i in members if i in self.holders}
        return self._joined[key]

    def may_be_one(self, one: int, two: int) -> bool:
        """Tell whether neither two bodies nor two holders speak against joining two clusters.

        Two who hold one post in turn do not.
        """
        bodies = self.all_bodies(one), self.all_bodies(two)
        holders = self.all_holders(one), self.all_holders(two)
        return _may_agree(*bodies) and (_may_agree(*holders) or self._succeed(one, two))

    def _succeed(self, one: int, two: int) -> bool:
        """Tell whether one post has two holders in turn: "President Kos, former President Vik".

        What is said of one of the two must set them apart in time; equal words alone do not.
        """
        if self.posts[one] != self.posts[two] or self.posts[one].is_plural:
            return False
        clusters = [self.clusters.members[self.clusters.of[index]] for index in (one, two)]
        return any(all(self._is_of_another_time(i) for i in members) for members in clusters)

    def _is_of_another_time(self, index: int) -> bool:
        if index not in self._times:
            span = self.clusters.spans[index]
            told = read_tenure(self.clusters.doc, span.start, span.end)
            self._times[index] = told in _OTHER_TIMES
        return self._times[index]

    def share_verb(self, one: int, two: int) -> bool:
        """Tell whether one verb has both, who then are two: "President Kos met the president"."""
        return share_verb(*(self.clusters.roots[self.holders.get(i, i)] for i in (one, two)))

    def agree(self, one: int, two: int) -> bool:
        """No two bodies: "Kenya's president" is not "the party's president"."""
        ours, theirs = self.all_bodies(one), self.all_bodies(two)
        sent = {self.sent_to[one], self.sent_to[two]} - {None}
        if len(sent) == 2:  # "ambassador to Norway", "ambassador to Kenya"
            return False
        here, there = self.elsewhere.get(one, ""), self.elsewhere.get(two, "")
        if here != there and (here or there):
            return False
        return _may_agree(ours, theirs)

    def is_of_later_body(self, index: int, other: int) -> bool:
        """Tell whether "its commander" stands before the body of the other post is named at all."""
        is_owned = any(t.tag_ == "PRP$" for t in self.clusters.roots[index].lefts)
        bodies = self.all_bodies(other)
        return is_owned and bool(bodies) and min(bodies) > index

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
        near = {i for at in range(start, end) for i in clusters.starts.get(at, ())}
        recent = [c for c in found if near.intersection(clusters.members[c])]
        earlier = [c for c in found if c < index]
        for fitting in (found, recent, states, earlier):
            if len(fitting) == 1:
                return fitting[0]
        return None


def _may_agree(ours: set[int], theirs: set[int]) -> bool:
    return not ours or not theirs or bool(ours & theirs)


def _destination(clusters: Clusters, index: int) -> int | None:
    """Return to whom an envoy is sent: Norway in "ambassador to Norway"."""
    doc, end = clusters.doc, clusters.spans[index].end
    if doc[end : end + 1].text != "to":
        return None
    end += 2 if doc[end + 1 : end + 2].text == "the" else 1
    state = clusters.starting(end, "STATE", "ORG")
    return None if state is None else clusters.of[state]


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
