"""Common nouns that refer to what was named: "the alliance", "the country", "the lawyer"."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from spacy.tokens import Span, Token

from geoents.body_kinds import is_called, is_kind_noun, is_open, kind_words, may_be_open
from geoents.clusters import Clusters, anaphora_data, fold, noun_phrase_start
from geoents.discourse import Discourse
from geoents.patients import patient_of

__all__ = ["find_nominal", "phrase_of"]

_DETERMINERS: Final = frozenset({"the", "this", "that"})
#: How many sentences back the body that a noun refers to is looked for.
_REACH: Final = 4
#: How many words a noun phrase has at most that refers to a body of an unknown kind.
_SHORT: Final = 2
_BLOCKING: Final = frozenset({"of", "that", "which", "called", "named", "known"})

Found = tuple[Span, int, str]


def phrase_of(token: Token) -> Span:
    """Return a noun with its determiner and adjectives: "the 15-member body"."""
    doc = token.doc
    start = noun_phrase_start(doc[token.i : token.i + 1])
    while start > token.sent.start and (
        doc[start - 1].tag_ in {"DT", "PDT", "PRP$"} or doc[start - 1].lower_ == "both"
    ):
        start -= 1
    return doc[start : token.i + 1]


def find_nominal(discourse: Discourse, token: Token) -> Found | None:
    """Return the phrase around a noun, what it refers to, and why; None when that is not clear."""
    nouns = anaphora_data()["nouns"]
    word, lemma = token.lower_, token.lemma_.lower()
    if token.dep_ in {"compound", "flat"}:
        return _body_of_post(discourse, token, lemma)
    if word in nouns["government"] or word in nouns["leaders"]:
        return _government(discourse, token)
    if (
        token.tag_ in {"NNS", "NNPS"}
        and (body := _named_in_the_plural(discourse, token)) is not None
    ):
        return phrase_of(token), body, f"the body named {word}"
    if word in anaphora_data()["fighters"]["nouns"]:
        return _fighters(discourse, token)
    if token.tag_ not in {"NN", "NNP"}:
        return None
    if lemma in nouns["state"]:
        return _country(discourse, token)
    if lemma in anaphora_data()["done"]["others"]:
        return _neighbour(discourse, token)
    if not _is_definite(token):
        return _own_body(discourse, token, lemma)
    is_title = token.i + 1 < len(token.doc) and token.nbor().tag_ == "NNP"
    person = None if is_title else _described_person(discourse, token)
    if person is not None:
        return phrase_of(token), person, f"the person described as {lemma}"
    if (body := _body(discourse, token, lemma)) is not None:
        return phrase_of(token), body, f"the body that is a {lemma}"
    return None


def _named_in_the_plural(discourse: Discourse, token: Token) -> int | None:
    """Return the one body whose name "the Brigades" takes up: the Palm Grove Brigades."""
    is_bare = len(phrase_of(token)) == 2 and phrase_of(token)[0].lower_ == "the"
    if not is_bare or not token.text[0].isupper() or token.i in discourse.named_tokens:
        return None
    named = {
        cluster
        for cluster in discourse.referred["ORG"]
        if any(
            name.split()[1:][-1:] == [token.lower_] for name in discourse.clusters.names(cluster)
        )
    }
    return named.pop() if len(named) == 1 else None


def _fighters(discourse: Discourse, token: Token) -> Found | None:
    """Resolve "the rebels" to the armed group named last, if it is clear which."""
    phrase, kind = phrase_of(token), anaphora_data()["fighters"]["kind"]
    is_bare = len(phrase) == _SHORT and phrase[0].lower_ in _DETERMINERS | {"these", "those"}
    if not is_bare or _is_followed(token) or _introduces(token):
        return None
    bodies = discourse.referred["ORG"]
    found = {body for body in bodies if is_called(discourse.clusters, body, kind)}
    if len(found) > 1:
        found = _nearest(discourse, token, found, may_be_main=True)
    return (phrase, found.pop(), "the armed group before") if len(found) == 1 else None


def _is_definite(token: Token) -> bool:
    doc, start = token.doc, phrase_of(token).start
    return doc[start].lower_ in _DETERMINERS


# -- states ----------------------------------------------------------------------------------------


def _country(discourse: Discourse, token: Token) -> Found | None:
    """Resolve "the country" to the one state before, "his country" to the person's state."""
    phrase = phrase_of(token)
    owner = next((t for t in token.lefts if t.dep_ == "nmod:poss"), None)
    if owner is not None:
        reference = discourse.at.get(owner.i)
        if reference is not None and reference.type == "PERSON":
            states = discourse.states_of(reference.cluster)
            if len(states) == 1:
                return phrase, states.pop(), "the person's state"
        return None
    if phrase[0].lower_ not in _DETERMINERS or _is_followed(token) or _has_name(discourse, phrase):
        return None
    state = _salient_state(discourse, token, discourse.states_called(token.lemma_.lower()))
    return None if state is None else (phrase, state, "the one state before")


def _neighbour(discourse: Discourse, token: Token) -> Found | None:
    """Resolve "its neighbour" to the other of the two states that a text is about."""
    owner = next((t for t in token.lefts if t.dep_ == "nmod:poss"), None)
    reference = None if owner is None else discourse.at.get(owner.i)
    if reference is None or reference.type != "STATE" or _is_followed(token):
        return None
    others = discourse.states_beside(token) - {reference.cluster}
    if len(others) != 1:
        others = set(discourse.main_states(2)) - {reference.cluster}
    if len(others) != 1:
        near = {r.cluster for r in discourse.recent(token, _REACH, "STATE")}
        others = near - {reference.cluster}
    phrase = phrase_of(token)
    return (phrase, others.pop(), "the other of two states") if len(others) == 1 else None


def _salient_state(discourse: Discourse, token: Token, fitting: frozenset[int]) -> int | None:
    """Return the one state of the sentence so far, or else of the nearest sentence with a state.

    Where it names several, the one that the text is about, if it is among them.
    """
    verb = token.head
    doers = [t for t in verb.children if t.dep_.startswith("nsubj") and t != token]
    doing = {r.cluster for t in doers if (r := discourse.at.get(t.i)) is not None}
    for distance in range(4):
        recent = discourse.recent(token, distance, "STATE")
        found = {r.cluster for r in recent if r.cluster in fitting} - doing
        if found:
            home = discourse.home_state
            return found.pop() if len(found) == 1 else home if home in found else None
    return None


def _government(discourse: Discourse, token: Token) -> Found | None:
    """Resolve "the German government" to Germany, "the government" to the text's own state."""
    doc, phrase = token.doc, phrase_of(token)
    clusters = discourse.clusters
    inside = [
        index
        for position in range(phrase.start, token.i)
        for index in clusters.starts.get(position, ())
        if clusters.mentions[index]["type"] == "STATE" and clusters.spans[index].end <= token.i
    ]
    if inside:
        state = clusters.of[inside[-1]]
        return doc[clusters.spans[inside[-1]].start : token.i + 1], state, "the state's government"
    if token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "of":
        after = token.i + 2 + (doc[token.i + 2].lower_ == "the")
        other = clusters.starting(after, "STATE")
        # "the leaders of Norway and Kenya" are no one state's.
        if other is None or any(t.dep_ == "conj" for t in clusters.roots[other].children):
            return None
        return phrase, clusters.of[other], "the state's government"
    word = token.lower_
    if word in anaphora_data()["nouns"]["leaders"] or _has_name(discourse, phrase):
        return None
    owner = phrase[0]
    if owner.tag_ == "PRP$":
        reference = discourse.at.get(owner.i)
        if reference is None:
            return None
        if reference.type == "STATE":
            return phrase, reference.cluster, "the state's government"
        states = discourse.states_of(reference.cluster) if reference.type == "PERSON" else set()
        return (phrase, states.pop(), "the person's state") if len(states) == 1 else None
    home = discourse.home_state
    if home is None:
        home = next(iter(discourse.main_states(1)), None)
    if owner.lower_ != "the" or len(phrase) > 3:
        return None
    near = {r.cluster for r in discourse.recent(token, 2, "STATE")}
    if home is not None and (not near or home in near):
        return phrase, home, "the text's own state"
    whose = _state_of_critic(discourse, token)
    return None if whose is None else (phrase, whose, "the state of who speaks of it")


def _state_of_critic(discourse: Discourse, token: Token) -> int | None:
    """Return the one state of who does something to "the government": a lawmaker urges his own."""
    verb = token.head
    subjects = [t for t in verb.children if t.dep_ == "nsubj" and t.i < token.i]
    if token.dep_ not in {"obj", "obl", "iobj"} or not subjects:
        return None
    within = {r.cluster for t in subjects[0].subtree if (r := discourse.at.get(t.i)) is not None}
    states = within & discourse.referred["STATE"]
    person = discourse.at.get(subjects[0].i)
    if not states and person is not None and person.type == "PERSON":
        states = discourse.states_of(person.cluster)
    return states.pop() if len(states) == 1 else None


# -- bodies ----------------------------------------------------------------------------------------


def _body(discourse: Discourse, token: Token, lemma: str) -> int | None:
    """Return the one body that "the commission" or "the organization" can be.

    Of several, the one named last counts; where nothing tells a body's kind, it counts if no other
    was named just before.
    """
    nouns = anaphora_data()["nouns"]
    is_vague = lemma in nouns["body"]["nouns"]
    is_known = is_vague or lemma in nouns["organization"] or is_kind_noun(lemma)
    if not (is_known or _may_head_a_name(discourse, token, lemma)):
        return None
    phrase = phrase_of(token)
    if _is_followed(token) or _has_name(discourse, phrase) or _introduces(token):
        return None
    clusters = discourse.clusters
    if is_vague:
        pool = {reference.cluster for reference in discourse.recent(token, 3, "ORG")}
    else:
        pool = discourse.referred["ORG"]
    found = {cluster for cluster in pool if is_called(clusters, cluster, lemma)}
    if is_known and not may_be_open(lemma):
        found = {cluster for cluster in found if lemma in kind_words(clusters, cluster)} or found
    if token.i:
        # "the military alliance", as the gazetteer calls NATO, be it inside another name, and no other
        whole = discourse.called_in_full(f"{token.nbor(-1).lower_} {lemma}", token)
        found = whole if len(whole) == 1 else found
    if found and may_be_open(lemma) and token.is_lower and len(phrase) <= _SHORT:
        # "New Course ... The party": not the front of the lead, which is called nothing here
        near = {r.cluster for r in discourse.recent(token, _REACH - 1, "ORG")}
        if found.isdisjoint(near) and (nearer := _open_bodies(discourse, token)):
            found = nearer
    if len(found) > 1:
        found = _nearest(discourse, token, found, may_be_main=not is_vague)
    if is_vague and len(found) != 1:
        bodies = discourse.referred["ORG"]
        patient = patient_of(
            discourse, token, fits=lambda c: c in bodies and is_called(clusters, c, lemma)
        )
        found = set() if patient is None else {patient}
    if not found and may_be_open(lemma) and token.is_lower and len(phrase) <= _SHORT:
        found = _open_bodies(discourse, token)
    return found.pop() if len(found) == 1 else None


def _nearest(discourse: Discourse, token: Token, found: set[int], *, may_be_main: bool) -> set[int]:
    """Return of several bodies the one named last, or the one that the text is about."""
    for distance in range(_REACH):
        near = {r.cluster for r in discourse.recent(token, distance, "ORG")} & found
        if len(near) == 1:
            return near
        if near:
            break
    main = discourse.main_body if may_be_main else None
    return {main} & found if main is not None else set()


def _open_bodies(discourse: Discourse, token: Token) -> set[int]:
    """Return the body just before of which nothing tells the kind, if none else was named there."""
    clusters = discourse.clusters
    near = discourse.recent(token, _REACH - 1, "ORG")
    fitting = {r.cluster for r in near if is_open(clusters, r.cluster)}
    is_salient = any(r.is_subject and r.cluster in fitting for r in near)
    return fitting if is_salient or any(len(clusters.members[c]) > 1 for c in fitting) else set()


def _own_body(discourse: Discourse, token: Token, lemma: str) -> Found | None:
    """Resolve "her ministry" and "his party" to the one fitting body whose post the person holds."""
    owner = next((t for t in token.lefts if t.tag_ == "PRP$"), None)
    reference = None if owner is None else discourse.at.get(owner.i)
    if reference is None or reference.type != "PERSON" or _is_followed(token):
        return None
    own = discourse.bodies_of(reference.cluster)
    found = {body for body in own if is_called(discourse.clusters, body, lemma)}
    if not found and lemma in anaphora_data()["nouns"]["body"]["own"]:
        found = own & discourse.referred["ORG"]  # "his movement", whatever its name
    phrase = phrase_of(token)
    return (phrase, found.pop(), "the person's own") if len(found) == 1 else None


def _body_of_post(discourse: Discourse, token: Token, lemma: str) -> Found | None:
    """Resolve the body before a post: "ministry spokeswoman Ana Kos", "party leader Kos"."""
    clusters = discourse.clusters
    post = clusters.starting(token.i + 1, "OFFICE")
    if post is None or clusters.starts.get(token.i) or not token.is_lower:
        return None
    body = _body(discourse, token, lemma)
    return None if body is None else (token.doc[token.i : token.i + 1], body, f"the {lemma}")


def _may_head_a_name(discourse: Discourse, token: Token, lemma: str) -> bool:
    """Tell whether a noun can be the short name of a body: "the Forum", "the chamber", no "news"."""
    if token.i in discourse.named_tokens:
        return False
    organ = discourse.clusters.organs.organ(lemma)
    return token.text[0].isupper() or (organ is not None and organ.nominal)


# -- persons ---------------------------------------------------------------------------------------


def _described_person(discourse: Discourse, token: Token) -> int | None:
    """Return the one person whom the text has called so before: "lawyer Kos ... the lawyer"."""
    clusters = discourse.clusters
    lemma = token.lemma_.lower()
    if clusters.described is None:
        clusters.described = defaultdict(list)
        for index in clusters.indices("PERSON"):
            for noun in descriptions(clusters, index):
                clusters.described[noun].append(index)
    found = {
        clusters.of[index]
        for index in clusters.described.get(lemma, ())
        if clusters.spans[index].end <= token.i
    }
    if not found and lemma in anaphora_data()["nouns"]["politician"]:
        recent = discourse.recent(token, 2, "PERSON")
        found = {r.cluster for r in recent}
        found = found if found <= discourse.offices_of.keys() else set()
    return found.pop() if len(found) == 1 and not _is_followed(token) else None


def descriptions(clusters: Clusters, index: int) -> frozenset[str]:
    """Return the nouns that stand beside a person's name: "lawyer Kos", "Kos, a lawyer"."""
    key = ("descriptions", index)
    if key not in clusters.beside:
        clusters.beside[key] = _find_descriptions(clusters, index)
    return clusters.beside[key]


def _find_descriptions(clusters: Clusters, index: int) -> frozenset[str]:
    doc, span, root = clusters.doc, clusters.spans[index], clusters.roots[index]
    nouns: list[Token] = []
    if span.start and doc[span.start - 1].tag_ == "NN":
        nouns.append(doc[span.start - 1])
    nouns += [t for t in root.children if t.dep_ == "appos"]
    if root.dep_ == "appos":
        nouns.append(root.head)
    beside = {t.dep_ for t in root.head.children} if root.dep_ == "nsubj" else set()
    if "cop" in beside and "case" not in beside:
        nouns.append(root.head)  # "Kos is a lawyer", but "Kos was over the moon"
    others = anaphora_data()["nouns"]
    # "Olsen, 54th minute" is no minute.
    found = frozenset(fold(t.lemma_) for t in nouns if t.tag_ == "NN" and not t.ent_type_)
    return found - set(others["organization"]) - set(others["body"]["nouns"]) - set(others["state"])


def _is_followed(token: Token) -> bool:
    """Tell whether words after a noun make it another one: "the group of states".

    "Accused the group of planting a bomb" says no more of the group.
    """
    following = token.doc[token.i + 1 : token.i + 3]
    if not len(following) or following[0].lower_ not in _BLOCKING:
        return False
    return not (len(following) == 2 and following[0].lower_ == "of" and following[1].tag_ == "VBG")


def _introduces(token: Token) -> bool:
    """Tell whether a noun says what another is: "the company Velmar", "Velmar is the company"."""
    if token.dep_ == "appos" or any(child.dep_ == "cop" for child in token.children):
        return True
    return token.i + 1 < len(token.doc) and token.nbor().tag_ == "NNP"


def _has_name(discourse: Discourse, phrase: Span) -> bool:
    """Tell whether a name specifies a phrase: "the Norwegian company", not "the US-led alliance"."""
    clusters = discourse.clusters
    inside = (i for token in phrase for i in clusters.starts.get(token.i, ()))
    ends = (clusters.spans[i].end for i in inside)
    doc = phrase.doc
    return any(
        end <= phrase.end and not (end < len(doc) and doc[end].tag_ == "HYPH") for end in ends
    )
