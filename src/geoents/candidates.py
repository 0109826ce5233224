"""Candidates for mentions, each with a score: bodies and posts.

A candidate's score, 0 to 1, says how much speaks for it: what the model thinks, whether the
gazetteer or a grammar knows it, whether the words around it fit. Of candidates that overlap the
entities component keeps the best.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

from geoents.frames import frame_words, is_title
from geoents.offices import PostSpan, find_posts
from geoents.organs import OrganSpan, find_organs
from geoents.proposals import NAME_PARTICLES, Candidate, Place, Proposals, either
from geoents.schema import EntityType, Form
from geoents.spans import HYPHENS, POSSESSIVES

__all__ = ["find_bodies", "find_posts_of"]

_FORMS_OF_STATES: Final = frozenset(
    {"republic", "kingdom", "state", "emirate", "sultanate", "union"}
)
_NESTS: Final = 0.8
_OPENERS: Final = frozenset({"IN", "TO", "DT", "CC", ","})
_ARTICLES: Final = frozenset({"the", "a", "an"})


# -- bodies ----------------------------------------------------------------------------------------


def find_bodies(proposals: Proposals, states: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates for bodies: known, learned, named, and read by the grammar of organs."""
    found: dict[Place, Candidate] = {}
    for candidate in (
        *_known_bodies(proposals),
        *_model_bodies(proposals),
        *_organs(proposals, states),
    ):
        place = (candidate.start, candidate.end)
        if place not in found or found[place].score < candidate.score:
            key = candidate.key or (found[place].key if place in found else None)
            nests = candidate.may_nest or (place in found and found[place].may_nest)
            found[place] = candidate._replace(key=key, may_nest=nests)
    return list(found.values())


def _known_bodies(proposals: Proposals) -> Iterator[Candidate]:
    for match in proposals.matches:
        if match.type is not EntityType.ORG:
            continue
        model = proposals.either(match.start, match.end, "ORG")
        if match.form is Form.METONYM:
            score = max(model, 0.6 * (not match.ambiguous))
        else:
            score = model if match.ambiguous else 0.97
        yield Candidate(
            match.start,
            match.end,
            EntityType.ORG,
            match.form,
            match.key,
            f"gazetteer: {match.form}",
            score,
            may_nest=True,
        )


def _model_bodies(proposals: Proposals) -> Iterator[Candidate]:
    scores: dict[Place, list[float]] = {}
    nests: set[Place] = set()
    for span, score in proposals.learned_spans("ORG"):
        place = _bare_body(proposals, span)
        if place is not None:
            scores.setdefault(place, []).append(score * 0.9)
            if score >= _NESTS:
                nests.add(place)
    for span, score in proposals.named_spans("ORG"):
        place = _bare_body(proposals, span)
        if place is not None:
            scores.setdefault(place, []).append(score * 0.75)
    for place, found in scores.items():
        if not _is_generic(proposals, place):
            yield Candidate(
                *place,
                EntityType.ORG,
                Form.NAME,
                None,
                "model: organization",
                either(found),
                may_nest=place in nests,
            )


def _bare_body(proposals: Proposals, span: Place) -> Place | None:
    """Return a body's name without article and possessives on either side."""
    doc = proposals.doc
    start, end = proposals.within_line(span)
    while start < end and (doc[start].lower_ in _ARTICLES or not doc[start].text[0].isalnum()):
        start += 1
    if end - start > 1 and _only_describes(proposals, start):
        start += 1  # "the rebel Front for Renewal"
    if start > 1 and doc[start - 1].text in HYPHENS and doc[start - 2].is_lower:
        start += 1  # "the pro-European Liberal Party": the first word is half of another
    while end > start and (doc[end - 1].text in POSSESSIVES or doc[end - 1].text in ",;:.("):
        end -= 1
    while end - 1 > start and _describes(proposals, start, end - 1):
        end -= 1
    end = _past_apostrophe(proposals, start, end)
    if start < end < len(doc) and doc[end].text == "party" and doc[end - 1].text[0].isupper():
        end += 1  # "Roots party"
    for match in proposals.starting(start):
        # "Norway's Foreign Ministry": the state's own mention, then the body.
        if (
            match.type is EntityType.STATE
            and match.end < end - 1
            and doc[match.end].text in POSSESSIVES
        ):
            start = match.end + 1
    if start < end:
        start = _with_adjective(proposals, start, end)
    return (start, end) if end > start else None


def _only_describes(proposals: Proposals, index: int) -> bool:
    """Tell whether a lower-case word before a capital is no part of a name: "rebel Front"."""
    word, after = proposals.doc[index], proposals.doc[index + 1]
    is_word = word.is_lower and word.is_alpha and word.text not in NAME_PARTICLES
    is_organ = proposals.gazetteer.organs.organ(word.text) is not None
    return is_word and not is_organ and after.text[0].isupper() and word.tag_ in {"JJ", "NN", "NNS"}


def _with_adjective(proposals: Proposals, start: int, end: int) -> int:
    """Return where an organ's name begins with its state's adjective: "Iranian Foreign Ministry"."""
    organ = proposals.gazetteer.organs.organ(proposals.doc[end - 1].text)
    if organ is None or not organ.state_organ or not proposals.doc[end - 1].text[0].isupper():
        return start
    before = start - 1
    is_adjective = before >= 0 and any(
        m.end == start and m.type is EntityType.STATE and m.form is Form.ADJECTIVE
        for m in proposals.starting(before)
    )
    return before if is_adjective else start


def _past_apostrophe(proposals: Proposals, start: int, end: int) -> int:
    """Return the end of a name that was cut at a plural's apostrophe: "Workers' Trade Union"."""
    doc = proposals.doc
    if not (start < end < len(doc) and doc[end].text in "'’" and doc[end - 1].text.endswith("s")):
        return end
    for last in range(end + 1, min(end + 4, len(doc))):
        if not doc[last].text[0].isupper():
            break
        if proposals.gazetteer.organs.organ(doc[last].text) is not None:
            return last + 1
    return end


def _describes(proposals: Proposals, start: int, index: int) -> bool:
    """Tell whether a name's last word only says what it is: "Velmar group", "Canal 1 radio"."""
    doc = proposals.doc
    word = doc[index].text
    if (
        not word.islower()
        or word == "party"
        or not any(doc[i].text[0].isupper() for i in range(start, index))
    ):
        return False
    organ = proposals.gazetteer.organs.organ(word)
    return word in frame_words("body", "kinds") or organ is None or not organ.state_organ


def _is_generic(proposals: Proposals, place: Place) -> bool:
    """Tell whether words name no body of their own: "the government", "Opposition"."""
    words = " ".join(proposals.doc[place[0] : place[1]].text.lower().split())
    generic = proposals.gazetteer.organs.generic
    if words in generic or words.partition(" of ")[0] in generic:
        return True
    if is_title(words):
        return True
    if words.split()[-1] in _FORMS_OF_STATES and _is_of_state(proposals, place[1]):
        return True  # "the Socialist Republic of Viet Nam"
    # "the Maldivian attaché", "the Russian Federation", "the Bridgetown daily": the state's, or a city.
    matches = [match for match in proposals.starting(place[0]) if match.end == place[1]]
    is_body = any(match.type is EntityType.ORG for match in matches)
    return not is_body and any(m.type is EntityType.STATE and not m.ambiguous for m in matches)


def _is_of_state(proposals: Proposals, end: int) -> bool:
    """Tell whether "of" and a state's name follow."""
    is_of = proposals.doc[end : end + 1].text.lower() == "of"
    return is_of and any(m.type is EntityType.STATE for m in proposals.starting(end + 1))


def _organs(proposals: Proposals, states: Sequence[Candidate]) -> Iterator[Candidate]:
    doc = proposals.doc
    places: dict[int, Place] = {}
    for (start, end), score in proposals.named_spans("LOC"):
        if score >= 0.5:
            places.update((i, (start, end)) for i in range(start, end))
    for match in proposals.matches:
        if match.type is EntityType.ORG and not match.ambiguous:  # "the CIS Assembly"
            places.update((i, (match.start, match.end)) for i in range(match.start, match.end))
    for state in states:
        places.update((i, (state.start, state.end)) for i in state.tokens())
    for span in find_organs(doc, proposals.gazetteer.organs, places=places):
        score = _organ_score(proposals, span)
        if score:
            yield Candidate(
                span.start,
                span.end,
                EntityType.ORG,
                Form.NAME,
                None,
                f"organ: {span.organ.noun}",
                score,
            )


def _organ_score(proposals: Proposals, span: OrganSpan) -> float:
    """Return how sure it is that an organ's noun names one body here."""
    organ = span.organ
    model = proposals.either(span.start, span.end, "ORG")
    if span.is_indefinite:
        return model
    is_bare = not (span.is_cased or span.is_modified or span.has_state)
    if is_bare and (organ.lower != "bare" or _modifies_occupation(proposals, span.end)):
        # "the ministry" refers back to one named before; "police custody" is of no one body.
        return 0.0
    if span.is_cased:
        if (span.is_modified or span.has_state) and (organ.modified or organ.of):
            return max(model, 0.7)
        return max(model, 0.55 if organ.alone else 0.0)
    is_specified = span.has_state or span.is_modified
    if organ.lower == "bare" or (organ.lower == "modified" and is_specified):
        return max(model, 0.6 if is_specified else 0.5)
    return model


def _modifies_occupation(proposals: Proposals, end: int) -> bool:
    """Tell whether a noun that is no post follows: "police custody", but "army commander"."""
    doc = proposals.doc
    if end >= len(doc) or doc[end].tag_ not in {"NN", "NNS"}:
        return False
    return doc[end].lower_ not in proposals.gazetteer.offices.firsts


# -- posts -----------------------------------------------------------------------------------------


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
    starts = {c.start for c in persons if c.score >= 0.5}
    ends = {c.end for c in persons if c.score >= 0.5}
    beside = {i for c in (*states, *bodies) if c.score >= 0.5 for i in (c.start, c.end)}
    learned = dict(proposals.learned_spans("OFFICE"))
    found: dict[Place, Candidate] = {}
    used: set[Place] = set()
    for post in find_posts(doc, proposals.gazetteer.offices, taken=taken):
        support = {p: s for p, s in learned.items() if p[0] < post.end and post.start < p[1]}
        used |= support.keys()
        score = _post_score(doc, post, support, starts, ends, beside)
        place = _agreed(doc, post, support)
        why = f"post: {post.head.noun}"
        found[place] = Candidate(*place, EntityType.OFFICE, Form.NAME, None, why, score)
    for place, score in learned.items():
        if place not in used:
            found[place] = Candidate(
                *place, EntityType.OFFICE, Form.NAME, None, "model: post", score * 0.55
            )
    return list(found.values())


def _agreed(doc: Doc, post: PostSpan, support: dict[Place, float]) -> Place:
    """Return the words of a post: the grammar's, unless the model reads more on either side."""
    start, end = post.start, post.end
    for (low, high), score in support.items():
        if score >= 0.7 and low <= post.head_start and post.head_end <= high:
            start, end = min(start, low), max(end, high)
    while end > post.end and doc[end - 1].tag_ in _OPENERS:
        end -= 1  # "minister of" in "minister of Norway"
    return start, end


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
    has_body = any(i in beside for i in range(post.start - 1, post.start + 1)) or any(
        i in beside for i in range(post.end, post.end + 4)
    )
    if post.head.title_only and not is_title:
        return model * 0.8
    if post.head.needs_body and not is_title:
        is_plural = post.head.noun != " ".join(
            doc[post.head_start : post.head_end].text.lower().split()
        )
        if is_plural or not (has_body or is_apposed):
            return model * 0.5  # "Congress leaders", "the reclusive leader"
    if model:
        return max(0.9, model)
    if is_title or post.weight:
        return 0.75
    return 0.6


def _next_word(doc: Doc, end: int) -> int:
    """Return where the name after a post may start, behind an honorific or a comma."""
    place = end
    while place < len(doc) and (is_title(doc[place].text) or doc[place].text == ","):
        place += 1
    return place
