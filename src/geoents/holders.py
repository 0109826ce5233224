"""Whom a post stands for: the person beside it, or the one who holds it elsewhere in the text."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from spacy.tokens import Doc, Token

from geoents.clusters import Clusters, anaphora_data, noun_phrase_start
from geoents.frames import frame_words
from geoents.posts import parse_post
from geoents.schema import Tenure
from geoents.spans import POSSESSIVES
from geoents.tenure import read_tenure

__all__ = ["find_holders", "resolve_holders", "title_of"]

_DEFINITE: Final = frozenset({"the", "this", "that", "its", "their", "our"})
_SERVING: Final = frozenset({"of", "for", "to"})
_NOT_REFERRING: Final = frozenset(
    {"a", "an", "any", "every", "each", "no", "next", "new", "first", "another", "some", "either"}
)
_BECOMING: Final = frozenset(
    "become elect appoint name serve act remain choose nominate make select reelect".split()
)
#: Verbs of clauses that tell a holder's name: "who uses the name", "who calls himself", "nicknamed".
_USING: Final = frozenset({"use", "take", "adopt", "bear", "carry"})
_CALLING: Final = frozenset({"call", "style", "identify", "name", "introduce"})
_NICKNAMING: Final = frozenset({"nickname", "dub", "call", "name", "codename"})
_NAME_NOUNS: Final = frozenset({"name", "nom", "pseudonym", "alias", "nickname", "sobriquet"})
_REFLEXIVE: Final = frozenset({"himself", "herself", "themselves", "themself"})
#: How many words behind the verb the name begins at most.
_NAME_DISTANCE: Final = 9
_FORMER: Final = frozenset({Tenure.FORMER, Tenure.THEN, Tenure.OUTGOING})


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
        if person is None:
            person = _named_by_clause(clusters, index)
        if person is not None:
            found[index] = person
    for index in clusters.indices("OFFICE"):
        # "Marta Olsen, president and chief executive of Velmar"
        root = clusters.roots[index]
        is_bare = all(token.dep_ != "det" for token in root.children)
        if index not in found and root.dep_ == "conj" and is_bare:
            for other in clusters.rooted.get(root.head.i, ()):
                person = found.get(other)
                if person is not None and clusters.spans[person].end <= clusters.spans[other].start:
                    found[index] = person
    return found


def title_of(clusters: Clusters, index: int) -> int | None:
    """Return the person whose name follows a post: as a title, or as an apposition.

    "Deputy Foreign Minister of Norway Marta Olsen said", "the minister, Marta Olsen, said".
    """
    doc, span = clusters.doc, clusters.spans[index]
    ends = [span.end]
    ends += [clusters.spans[i].end for i in clusters.specifiers(index, "STATE", "ORG")]
    ends += _end_of_body_beside(clusters, index)
    for end in sorted({end for end in ends if end >= span.end}):
        # "the spokeswoman Grace Olsen" has no title
        person = clusters.starting(end, "PERSON")
        person = clusters.starting(_skip(doc, end), "PERSON") if person is None else person
        if person is not None:
            return person
        if end < len(doc) and doc[end].text == "," and not _is_served(clusters, index):
            person = clusters.starting(_skip(doc, end + 1), "PERSON")
            if person is not None and _closes(clusters, index, person):
                return person
    return None


def _end_of_body_beside(clusters: Clusters, index: int) -> list[int]:
    """Return where a body ends that stands between commas: "the Secretary, Ministry of Health, Ms Kos"."""
    doc, end = clusters.doc, clusters.spans[index].end
    if not clusters.spans[index].text[:1].isupper() or doc[end : end + 1].text != ",":
        return []
    body = clusters.starting(end + 1, "ORG")
    if body is None:
        return []
    after = clusters.spans[body].end
    return [after] if doc[after : after + 1].text == "," else []


def _is_served(clusters: Clusters, index: int) -> bool:
    """Tell whether a name after a comma is that of who serves the post's holder.

    "The spokeswoman of the prime minister, Marta Olsen,".
    """
    doc = clusters.doc
    start = noun_phrase_start(clusters.spans[index]) - 1
    if start < 1 or doc[start].lower_ != "the" or doc[start - 1].lower_ not in _SERVING:
        return False
    servant = clusters.before(start - 1, "OFFICE")
    if servant is None:
        return False
    opening = noun_phrase_start(clusters.spans[servant]) - 1
    return opening >= 0 and doc[opening].lower_ in _DEFINITE


def _skip(doc: Doc, position: int) -> int:
    """Pass over honorifics and brackets' openings: "President Dr. Olsen"."""
    data = anaphora_data()["gender"]
    honorifics = {*data["honorifics"], *data["address"], "his", "her"}
    honorifics |= frame_words("person", "titles")
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
    is_closed = end >= len(doc) or doc[end].text in {",", ".", ";", ")", "(", "–", "—", "-"}
    # A heading: "Briefing by the Spokesperson, Ms. Marta Olsen", and the line ends.
    is_closed = is_closed or (doc[end].is_space and "\n" in doc[end].text)
    is_listed = name.dep_ == "conj" or any(t.dep_ == "cc" for t in name.children)
    is_definite = any(t.lower_ in _DEFINITE or t.dep_ == "nmod:poss" for t in root.lefts) or bool(
        clusters.specifiers(index, "STATE", "ORG")
    )
    return is_closed and not is_listed and (is_definite or name.dep_ == "appos")


def _named_before(clusters: Clusters, index: int) -> int | None:
    """Return the person before a post in apposition or as the subject of a copula."""
    doc, span, root = clusters.doc, clusters.spans[index], clusters.roots[index]
    if doc[span.end : span.end + 1].text in POSSESSIVES:  # "Olsen, the minister's spokesman,"
        return None
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


def _named_by_clause(clusters: Clusters, index: int) -> int | None:
    """Return the person whose name a clause on a post tells: "its leader, who goes by Abu Sand"."""
    root = clusters.roots[index]
    described = (root, *(child for child in root.rights if child.dep_ == "appos"))
    for verb in (child for noun in described for child in noun.rights):
        if not verb.dep_.startswith("acl") or not _tells_name(verb):
            continue
        for position in range(verb.i + 1, min(verb.i + _NAME_DISTANCE, len(verb.doc))):
            person = clusters.starting(position, "PERSON")
            if person is not None and clusters.mentions[person]["form"] == "name":
                end = clusters.spans[person].end
                is_owner = verb.doc[end : end + 1].text in POSSESSIVES
                is_inside = verb.is_ancestor(clusters.roots[person])
                return person if is_inside and not is_owner else None
    return None


def _tells_name(verb: Token) -> bool:
    """Tell whether a clause says how somebody is called: "who calls himself", "known as"."""
    lemma, after = verb.lemma_.lower(), {t.lower_ for t in verb.rights}
    phrase = {t.lower_ for child in verb.rights for t in (child, *child.children)}
    if lemma == "go":
        return "by" in phrase
    if lemma in _USING:
        return bool(phrase & _NAME_NOUNS)
    if lemma in _CALLING and verb.tag_ != "VBN":
        return bool(after & _REFLEXIVE)
    return verb.tag_ == "VBN" and (lemma in _NICKNAMING or (lemma == "know" and "as" in phrase))


def _heads_next_clause(root: Token, name: Token) -> bool:
    """Tell whether a post after a comma is the subject of its own clause.

    "In the talks with Olsen, the minister said ..."
    """
    return root.dep_.startswith("nsubj") and root.head not in {name, name.head}


def _person_at(clusters: Clusters, tokens: list[Token]) -> int | None:
    rooted = clusters.rooted.get(tokens[0].i, ()) if tokens else ()
    return next((i for i in rooted if clusters.mentions[i]["type"] == "PERSON"), None)


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
        if len(fitting) == 1:
            resolved[index] = fitting[0]
    return resolved


def _is_former(clusters: Clusters, index: int) -> bool:
    span = clusters.spans[index]
    bodies = clusters.specifiers(index, "STATE", "ORG")
    passed = {
        i for body in bodies for i in range(clusters.spans[body].start, clusters.spans[body].end)
    }
    return read_tenure(clusters.doc, span.start, span.end, bodies=passed) in _FORMER


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
