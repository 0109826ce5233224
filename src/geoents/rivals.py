"""Relations that a surer reading of the same words rules out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from geoents.annotations import RelationData
from geoents.arguments import Arguments
from geoents.frames import is_title
from geoents.schema import RelationType

__all__ = ["is_of_servant", "without_rivals"]

#: How the rules end that tell who held another's post before or after.
_SUCCESSION: Final = ".succession"
_OPENERS: Final = frozenset({"the", "a", "an", "its", "then", "former"})


def without_rivals(relations: Iterable[RelationData], arguments: Arguments) -> list[RelationData]:
    """Drop what a surer reading of the same words rules out.

    A single post has one holder and one body: in "Mira Sand, President Joren Valk and others" it
    is not Sand's, in "UN envoy Mira Sand of Norland" not Norland's. An organ of a state is PART_OF
    it, not BASED_IN it.
    """
    relations = list(relations)
    organs = {(r["subject"], r["object"]) for r in relations if r["type"] == RelationType.PART_OF}
    surest: dict[tuple[str, int], float] = {}
    for relation in relations:
        post = _post_of(relation, arguments)
        if post is not None:
            key = (relation["type"], post)
            surest[key] = max(surest.get(key, 0), relation["confidence"])
    held = {
        (r["object_mention"], r["subject"])
        for r in relations
        if r["type"] == RelationType.HOLDS_OFFICE
    }
    kept = []
    for relation in relations:
        post = _post_of(relation, arguments)
        is_ruled_out = False
        if relation["type"] == RelationType.OFFICE_OF and (post, relation["object"]) in held:
            continue  # nobody serves himself: "named Mira Sand as his adviser"
        if relation["type"] == RelationType.BASED_IN:
            is_ruled_out = (relation["subject"], relation["object"]) in organs
        elif post is not None and arguments.is_singular(post):
            is_ruled_out = relation["confidence"] < surest[relation["type"], post]
        if not is_ruled_out:
            kept.append(relation)
    return kept


def is_of_servant(relation: RelationData, arguments: Arguments) -> bool:
    """Tell whether a post before a name is another's: whom the named one serves, or named before it."""
    person, post = relation["subject_mention"], _post_of(relation, arguments)
    if relation["type"] != RelationType.HOLDS_OFFICE or person is None or post is None:
        return False
    start = arguments.spans[person].start
    if start <= arguments.spans[post].end:
        return False
    is_parted = "," in {arguments.graph.doc[i].text for i in range(max(0, start - 4), start)}
    is_others = arguments.is_served(post) or _is_of_name_before(arguments, post, person)
    return is_parted and is_others


def _is_of_name_before(arguments: Arguments, post: int, person: int) -> bool:
    """Tell whether names stand before their posts: "Mira Sand, minister, Joren Valk, envoy, met".

    The name behind a post has a post of its own behind it, and the first name none before it.
    """
    doc, end = arguments.graph.doc, arguments.spans[person].end
    if doc[end : end + 1].text != "," or not arguments.starts_post(end + 1):
        return False
    before = arguments.spans[post].start - 1
    while before > 0 and doc[before].lower_ in _OPENERS:
        before -= 1
    first = arguments.person_before(before) if doc[before].text == "," else None
    while first and is_title(doc[first - 1].text):
        first -= 1
    return first is not None and doc[max(first - 1, 0)].text not in {",", "and"}


def _post_of(relation: RelationData, arguments: Arguments) -> int | None:
    """Return the mention of the post in HOLDS_OFFICE and OFFICE_OF, if it is in the sentence."""
    is_held = relation["type"] == RelationType.HOLDS_OFFICE
    post = relation["object_mention" if is_held else "subject_mention"]
    if post is None or not (is_held or relation["type"] == RelationType.OFFICE_OF):
        return None
    if relation["rule"].endswith(_SUCCESSION):
        return None  # "the minister thanked her predecessor, Valk": one post, one after the other
    return post if relation["start"] <= arguments.mentions[post]["start"] else None
