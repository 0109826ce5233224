"""Candidates for mentions of posts, each with a score: read by the grammar of posts, or learned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Final

from spacy.tokens import Doc

from geoents.frames import frame_words, is_title
from geoents.offices import PostSpan, find_posts
from geoents.proposals import Candidate, Place, Proposals
from geoents.schema import EntityType, Form
from geoents.tenure import without_tenure

__all__ = ["find_posts_of"]

_LINKS: Final = frozenset({"of", "for", "at", "in", "to", "from", "with", "on", "("})
#: The least score of a body's name that keeps its words out of a post.
_NAMED: Final = 0.65
_OPENERS: Final = frozenset({"IN", "TO", "DT", "CC", ","})


def find_posts_of(
    proposals: Proposals,
    persons: Sequence[Candidate],
    states: Sequence[Candidate],
    bodies: Sequence[Candidate],
) -> list[Candidate]:
    """Return candidates for posts: read by the grammar, or learned."""
    doc = proposals.doc
    names = [c for c in (*persons, *states, *bodies) if c.key or c.type is EntityType.PERSON]
    taken = {i for c in names if c.score >= 0.6 for i in c.tokens()}
    named = {
        i
        for c in bodies
        if c.score >= _NAMED and not _starts_with_body(proposals, c)
        for i in range(c.start + 1, c.end)
    }
    starts = {c.start for c in persons if c.score >= 0.5}
    ends = {c.end for c in persons if c.score >= 0.5}
    sure = [c for c in (*states, *bodies) if c.score >= 0.5]
    beside = {i for c in sure for i in (c.start, c.end)}
    bodied = {i for c in sure if c.type is EntityType.ORG for i in (c.start, c.end)}
    adjectives = {c.end for c in states if c.form is Form.ADJECTIVE}
    learned = dict(proposals.learned_spans("OFFICE"))
    learned_at: dict[int, list[Place]] = defaultdict(list)
    for place in learned:
        for i in range(*place):
            learned_at[i].append(place)
    found: dict[Place, Candidate] = {}
    used: set[Place] = set()
    for post in find_posts(doc, proposals.gazetteer.offices, taken=taken, named=named):
        support = {p: learned[p] for i in range(post.start, post.end) for p in learned_at[i]}
        used |= support.keys()
        if _is_figurative(doc, post):
            continue
        rulers = frame_words("before_post", "rulers")
        homes = bodied if post.head.noun in rulers else beside
        score = _post_score(doc, post, support, starts, ends, homes)
        is_profession = post.head.noun in frame_words("before_post", "professions")
        if is_profession and _is_of_state_alone(doc, post, bodied, adjectives):
            score *= 0.4
        place = _agreed(doc, post, support, {*taken, *named})
        why = f"post: {post.head.noun}"
        found[place] = Candidate(*place, EntityType.OFFICE, Form.NAME, None, why, score)
    for place, score in learned.items():
        if place not in used and not _is_no_post(proposals, place):
            found[place] = Candidate(
                *without_tenure(doc, *place),
                EntityType.OFFICE,
                Form.NAME,
                None,
                "model: post",
                score * 0.55,
            )
    return list(found.values())


def _is_no_post(proposals: Proposals, place: Place) -> bool:
    """Tell whether words are a military rank or a profession: "Vice Admiral", "meteorologist".

    A "chief economist" has a post.
    """
    words = [token.lower_ for token in proposals.doc[place[0] : place[1]]]
    if words[-1].strip(".") in {"retd", "ret", "rtd"}:
        return True  # "Maj Gen (retd)"
    if words[-1].endswith("ship"):
        return True  # "under the chairmanship of"
    if all(is_title(word) for word in words):
        return True  # "H.E."
    ranks = proposals.gazetteer.offices.ranks
    if words[-1] in frame_words("before_post", "military"):
        return all(
            word in frame_words("before_post", "grades") or word == "-" for word in words[:-1]
        )
    is_profession = words[-1].endswith(("ist", "ists"))
    return is_profession and not any(word in ranks for word in words[:-1])


def _is_figurative(doc: Doc, post: PostSpan) -> bool:
    """Tell whether words of a post are none here: "beauty queens", "Army Captain Sand"."""
    word = doc[post.head_end - 1].lower_
    if word in frame_words("before_post", "titles") and post.start:
        return doc[post.start - 1].text in frame_words("before_post", "figurative")
    if post.head.noun == "captain":
        around = doc[max(0, post.start - 2) : post.end + 4]
        return any(t.lower_ in frame_words("before_post", "forces") for t in around)
    if post.head.noun == "director" and post.head_start:
        return doc[post.head_start - 1].text in frame_words("before_post", "arts")
    after = doc[post.end : post.end + 1]
    is_noun = any(t.is_lower and t.tag_ in {"NN", "NNS"} for t in after)
    is_adjective = doc[post.head_start].text in frame_words("before_post", "adjectives")
    return is_adjective and post.weight == 0 and is_noun


def _starts_with_body(proposals: Proposals, candidate: Candidate) -> bool:
    """Tell whether a body's name begins with a known one: "EU Enlargement" for a commissioner's."""
    return any(
        match.type is EntityType.ORG and match.end < candidate.end
        for match in proposals.starting(candidate.start)
    )


def _agreed(doc: Doc, post: PostSpan, support: dict[Place, float], taken: Collection[int]) -> Place:
    """Return the words of a post: the grammar's, unless the model reads more on either side.

    What it reads over a name is not more of the post: "Minister of Economy" of Norway.
    """
    start, end = post.start, post.end
    for (low, high), score in support.items():
        if score >= 0.7 and low <= post.head_start and post.head_end <= high:
            start, end = min(start, low), max(end, high)
    end = next((i for i in range(post.end, end) if i in taken), end)
    while start < post.start and doc[start].tag_ in _OPENERS:
        start += 1  # "as" in "as secretary general"
    while end > post.end and is_title(doc[end - 1].text):
        end -= 1  # "Governor-General Dame" Mira Sand
    while end > post.end and doc[end - 1].tag_ in _OPENERS:
        end -= 1  # "minister of" in "minister of Norway"
    return without_tenure(doc, start, end)


def _post_score(
    doc: Doc,
    post: PostSpan,
    support: dict[Place, float],
    starts: set[int],
    ends: set[int],
    beside: set[int],
) -> float:
    """Return how sure it is that a head noun is a post here."""
    model = max(support.values(), default=0.0)
    is_title = _next_word(doc, post.end) in starts
    is_apposed = post.start > 1 and any(i in ends for i in range(post.start - 4, post.start))
    # "head of the World Bank"; not "the chief told the World Bank".
    is_linked = doc[post.end : post.end + 1].text.lower() in _LINKS
    has_body = any(i in beside for i in range(post.start - 1, post.start + 1)) or (
        is_linked and any(i in beside for i in range(post.end, post.end + 4))
    )
    if post.head.title_only and not is_title:
        return model * 0.8
    if post.head.needs_body and not is_title:
        is_plural = post.head.noun != " ".join(
            doc[post.head_start : post.head_end].text.lower().split()
        )
        deputies = frame_words("before_post", "deputies")
        is_ranked = post.start < post.head_start and doc[post.start].lower_ in deputies
        if is_plural or not (has_body or is_apposed or is_ranked):
            return model * 0.5  # "Congress leaders", "the reclusive leader"
    if model:
        return max(0.9, model)
    if is_title or post.weight:
        return 0.75
    return 0.6


def _is_of_state_alone(
    doc: Doc, post: PostSpan, bodied: Collection[int], adjectives: Collection[int]
) -> bool:
    """Tell whether a state's adjective is all that stands beside a head noun: "the Kenyan coach"."""
    is_linked = doc[post.end : post.end + 1].text.lower() in _LINKS
    is_bodied = any(i in bodied for i in (post.start - 1, post.start))
    return post.start in adjectives and not post.weight and not is_bodied and not is_linked


def _next_word(doc: Doc, end: int) -> int:
    """Return where the name after a post may start, behind an honorific or a comma."""
    place = end
    while place < len(doc) and (is_title(doc[place].text) or doc[place].text == ","):
        place += 1
    return place
