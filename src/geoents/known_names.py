"""What a user's own list of names says of the candidates for mentions (docs/gazetteers.md).

States and bodies of a list come to the other candidates as the shipped ones do; persons and posts,
which no shipped list has, are added here, and all take the list's keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from geoents.gazetteer import Match
from geoents.proposals import LEAST, TAGS_OF_NAMES, Candidate, Place, Proposals, is_joined
from geoents.schema import EntityType, Form

__all__ = ["settle_known_bodies", "with_known_persons", "with_known_posts"]

_WHY: Final = "gazetteer:"
_SURE: Final = 0.97
#: Of a post; a body's name may hold it: "Office of the Grain Reeve".
_POST: Final = 0.9
_LINKS: Final = frozenset({"of", "for", "at", "to", "in"})


def with_known_persons(proposals: Proposals, read: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates for persons, with those of a user's list that were read or not.

    A name of the list that is a part of a longer name is another person's; where a single name is
    also a part of one, "Olsen" beside "Ivan Olsen", whose it is stays for the linking to say.
    """
    doc = proposals.doc
    matches = [m for m in proposals.matches if m.type is EntityType.PERSON]
    listed = {_place(match) for match in matches}
    longer = [c for c in read if c.score >= LEAST and len(c.tokens()) > 1]
    others = {doc[i].text for c in longer if _place(c) not in listed for i in c.tokens()}
    # "Velmar" of a list's bodies is none, whatever the model reads; but not beside "Ana Velmar".
    bodies = {
        _place(match)
        for match in proposals.matches
        if match.type is not EntityType.PERSON and _is_decided(match)
    }
    found = {_place(c): c for c in read if _place(c) not in bodies or doc[c.end - 1].text in others}
    for match in matches:
        place = _place(match)
        is_joint = any(is_joined(doc, i) for i in place if i < len(doc))
        if is_joint or _around(place, longer) is not None:
            continue
        if not _is_decided(match) and place not in found:
            continue
        is_single = match.end - match.start == 1
        key = None if is_single and doc[match.start].text in others else _key(match)
        found[place] = Candidate(
            *place, EntityType.PERSON, Form.NAME, key, f"{_WHY} {match.form}", _SURE
        )
    return [candidate for _, candidate in sorted(found.items())]


def settle_known_bodies(
    proposals: Proposals, bodies: Sequence[Candidate], persons: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield candidates for bodies, those of a user's list no surer than a longer name around them.

    "Velmar" of a list stands inside "Velmar Workers' Union", which is a body of its own, and is no
    body in "Ana Velmar".
    """
    own = {
        _place(match): match
        for match in proposals.matches
        if match.type is EntityType.ORG and "own" in match.flags
    }
    listed = {_place(c) for c in persons if c.why.startswith(_WHY)}
    surnames = {
        proposals.doc[c.end - 1].text for c in persons if c.score >= LEAST and len(c.tokens()) > 1
    }
    for body in bodies:
        match = own.get(_place(body))
        if match is None:
            if body.key or _place(body) not in listed:
                yield body
            continue
        score = _SURE if match.others else body.score
        if len(body.tokens()) == 1 and proposals.doc[body.start].text in surnames:
            score = proposals.either(body.start, body.end, "ORG")
        outer = _around(_place(body), (*bodies, *persons))
        yield body._replace(
            key=_key(match),
            score=score if outer is None else min(score, outer.score),
            may_nest=outer is None or body.end < outer.end,
        )


def with_known_posts(proposals: Proposals, read: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates for posts, with those of a user's list.

    "Foreign Secretary" of a list is not in "Deputy Foreign Secretary"; of "Grain Reeve of Norland"
    only the post is the mention where the grammar reads one.
    """
    doc = proposals.doc
    found = {_place(candidate): candidate for candidate in read}
    for match in proposals.matches:
        place = _place(match)
        if match.type is not EntityType.OFFICE or _around(place, read) is not None:
            continue
        for post in read:
            if post.start == place[0] and post.end < place[1] and doc[post.end].lower_ in _LINKS:
                place = _place(post)
        if place in found:
            known = found[place]
            found[place] = known._replace(key=_key(match), score=max(known.score, _POST))
        elif _is_post(proposals, match):
            found[place] = Candidate(
                *place, EntityType.OFFICE, Form.NAME, _key(match), f"{_WHY} {match.form}", _POST
            )
    return list(found.values())


def _is_post(proposals: Proposals, match: Match) -> bool:
    """Tell whether a listed post counts that nothing else has read: not "the speaker" for "Speaker"."""
    if match.end - match.start > 1:
        return True
    token = proposals.doc[match.start]
    is_so_written = token.text in proposals.gazetteer.entry(match.key).forms()
    return is_so_written and (token.is_lower or token.tag_ in TAGS_OF_NAMES)


def _is_decided(match: Match) -> bool:
    """Tell whether a list says what a name is, so that the model is not asked."""
    return "own" in match.flags and (not match.ambiguous or bool(match.others))


def _key(match: Match) -> str | None:
    """Return the key of a match; None where a user's list has the name twice: two Marta Olsens."""
    return None if match.others and "own" in match.flags else match.key


def _place(span: Candidate | Match) -> Place:
    return span.start, span.end


def _around(place: Place, candidates: Sequence[Candidate]) -> Candidate | None:
    """Return the surest candidate that counts and holds a place and more, if there is one."""
    found = [
        c
        for c in candidates
        if c.score >= LEAST and c.start <= place[0] and place[1] <= c.end and _place(c) != place
    ]
    return max(found, key=lambda c: c.score, default=None)
