"""Pronouns and plurals: which of what was named before they refer to.

The text is read once, from left to right, so that an anaphor can follow another one. A link is
made only when one candidate is left, or when one stands clearly before the others.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from geoents.clusters import PRONOUN_GENDERS, Clusters, anaphora_data
from geoents.discourse import Discourse, is_stating
from geoents.nominals import find_nominal
from geoents.patients import patient_of
from geoents.plurals import add_group, number_of, resolve_plural
from geoents.post_owners import owner_of_post
from geoents.prominence import controller, person_scores
from geoents.voices import SECOND_PERSON, Voices

__all__ = ["resolve_anaphors"]

_NEUTER: Final = frozenset({"it", "its", "itself"})
_MINE: Final = frozenset({"i", "me", "my", "mine", "myself"})
_OURS: Final = frozenset({"we", "us", "our"})
_PLURAL: Final = frozenset({"they", "them", "their", "themselves"})
#: How "it" hangs on a verb whose subject does something to it.
_ACTED_ON: Final = frozenset({"obj", "iobj", "obl"})
#: How a verb without a subject hangs on the words that name who does it.
_CONTROLLED: Final = frozenset({"xcomp", "acl", "advcl", "conj", "obj", "ccomp"})
#: What "it" does that is nobody.
_APPEARING: Final = frozenset(
    {"seem", "appear", "happen", "emerge", "follow", "turn", "transpire", "matter", "help"}
)
#: How many sentences back an antecedent may be.
_REACH: Final = 3
#: How many points more than the next the person needs who is meant.
_MARGIN: Final = 0.9


def resolve_anaphors(clusters: Clusters, held: dict[int, int], holders: dict[int, int]) -> None:
    """Add the nominal and pronoun mentions that can be resolved.

    Args:
        clusters: The clusters of names and posts.
        held: For OFFICE mentions, the cluster of the person they stand for.
        holders: For OFFICE mentions beside a name, that name's mention.
    """
    discourse = Discourse(clusters, held, holders)
    named: dict[int, list[tuple[int, str]]] = {}
    for position, cluster, type_ in discourse.named:
        named.setdefault(position, []).append((cluster, type_))
    taken = {root.i for root in clusters.roots}
    government = anaphora_data()["nouns"]["government"]
    voices = Voices(discourse)
    for token in clusters.doc:
        for cluster, type_ in named.get(token.i, []):
            discourse.refer(token, cluster, type_, is_name=True)
        number = number_of(discourse, token)
        if token.tag_ in {"PRP", "PRP$"}:
            _resolve_pronoun(discourse, token, voices)
        elif number:
            resolve_plural(discourse, token, number)
        elif token.tag_.startswith("NN") and (token.i not in taken or token.lower_ in government):
            found = find_nominal(discourse, token)
            if found is not None:
                phrase, cluster, why = found
                clusters.add(phrase, form="nominal", clusters=[cluster], why=why)
                discourse.refer(token, cluster, clusters.mentions[cluster]["type"])
    _resolve_first_person(discourse, voices)


# -- pronouns --------------------------------------------------------------------------------------


def _resolve_pronoun(discourse: Discourse, token: Token, voices: Voices) -> None:
    word = token.lower_
    following = token.nbor().lower_ if token.i + 1 < len(token.doc) else ""
    if following in anaphora_data()["gender"]["address"]:
        return  # "His Majesty" is a title
    if word in PRONOUN_GENDERS:
        found, why = _person_meant(discourse, token, PRONOUN_GENDERS[word], voices)
    elif word in _NEUTER:
        found, why = _body_meant(discourse, token)
    elif word in _PLURAL:
        group = _group_meant(discourse, token)
        if group:
            add_group(discourse, token.doc[token.i : token.i + 1], group, "pronoun")
        return
    else:
        return
    if found is not None:
        _add_pronoun(discourse, token, found, why)


def _add_pronoun(discourse: Discourse, token: Token, cluster: int, why: str) -> None:
    span = token.doc[token.i : token.i + 1]
    discourse.clusters.add(span, form="pronoun", clusters=[cluster], why=why)
    discourse.refer(token, cluster, discourse.clusters.mentions[cluster]["type"])


def _resolve_first_person(discourse: Discourse, voices: Voices) -> None:
    """Resolve "I" and "we", and "you" in an interview's questions."""
    for token in discourse.doc:
        if token.tag_ not in {"PRP", "PRP$"}:
            continue
        word, found, why = token.lower_, None, ""
        if word in _MINE:
            found, why = voices.speaker(token), "whose words they are"
        elif word in SECOND_PERSON:
            found, why = voices.asked(token), "who is interviewed"
        elif word in _OURS:
            found, why = discourse.declarant(token), "the body whose declaration it is"
            if found is None:
                speaker = voices.speaker(token)
                found, why = discourse.body_of(speaker), "whose post the speaker holds"
        if found is not None:
            _add_pronoun(discourse, token, found, why)


def _person_meant(
    discourse: Discourse, token: Token, gender: str, voices: Voices
) -> tuple[int | None, str]:
    """Return the person that he or she is, and why.

    "Olsen met Kos. She said": Olsen, the subject, unless a title says she is a man. In Olsen's
    own quoted words, "she" is not Olsen.
    """
    scores = person_scores(discourse, token, gender)
    if (answering := voices.answering(token)) is not None:
        scores.pop(answering, None)
    ranked = sorted(scores, key=lambda cluster: -scores[cluster])
    if not ranked:
        return None, ""
    if len(ranked) == 1:
        known = discourse.clusters.genders
        if not known.get(ranked[0]):
            known[ranked[0]] = gender
        return ranked[0], "the one person it can be"
    if scores[ranked[0]] - scores[ranked[1]] >= _MARGIN:
        return ranked[0], "the most prominent person before"
    return None, ""


def _body_meant(discourse: Discourse, token: Token) -> tuple[int | None, str]:
    """Return the state or body that "it" or "its" is, and why.

    "Norway said it would stay": the one state or body before it in the sentence, or else in the
    sentence before, and only if it is a subject or the pronoun a possessive.
    """
    if (token.dep_ == "expl" and not _is_sayer(token)) or _is_impersonal(token):
        return None, ""
    if (post := discourse.clusters.starting(token.i + 1, "OFFICE")) is not None:
        return owner_of_post(discourse, token, discourse.clusters.spans[post])
    here = discourse.recent(token, 0, "STATE", "ORG")
    # "Norway named the man who it said was ill": who is at hand in the sentence goes first.
    is_first = not any(r.is_subject and not r.is_quoted for r in here)
    stater = discourse.last_stating(token) if is_first and is_stating(token) else None
    if stater is not None:
        spoke = discourse.at.get(stater.i)
        if spoke is None or spoke.type == "PERSON" or stater.conjuncts:
            return None, ""  # "The plan says prices will fall. It says"
        return spoke.cluster, "who spoke before"
    if (other := patient_of(discourse, token)) is not None:
        return other, "to whom it is done"
    doer = controller(token) if token.dep_ == "nmod:poss" else None
    asked = None if doer is None else discourse.at.get(doer)
    if asked is not None and asked.type != "PERSON":
        return asked.cluster, "who is to do it"  # "urged Norland to open its ports"
    pool = here or discourse.recent(token, 1, "STATE", "ORG")
    found = {reference.cluster for reference in pool}
    subject = discourse.subject_before(token)
    if subject is None:
        return None, ""
    subjects = {r.cluster for r in pool if r.token == subject.i}
    if subjects and any(t.i < token.i for t in subject.conjuncts):
        return None, ""  # "Norway and Kenya met. It": nobody knows which
    if len(subjects) == 1 and not _acts_on(token, subject):
        return subjects.pop(), "the subject before"
    is_owner = token.dep_ == "nmod:poss" and any(r.is_subject for r in pool)
    if len(found) == 1 and is_owner:
        return found.pop(), "the one state or body before"
    if token.dep_ == "iobj":
        # Who is given something acts itself: "The fund appealed for help. Norway gave it a ship."
        given = {r.cluster for r in discourse.recent(token, 1, "STATE", "ORG")} - subjects
        if len(given) == 1:
            return given.pop(), "the one other state or body before"
    return None, ""


def _acts_on(token: Token, subject: Token) -> bool:
    """Tell whether a subject does something to "it", which then is another.

    "Norway left it", and by control "Norway has no plans to leave it".
    """
    if token.dep_ not in _ACTED_ON:
        return False
    verb = token.head
    while verb != subject.head and verb.dep_ in _CONTROLLED:
        if any(child.dep_.startswith("nsubj") for child in verb.children):
            return False
        verb = verb.head
    return verb == subject.head


def _is_sayer(token: Token) -> bool:
    """Tell whether "it" states something, though the parser takes it for a place holder.

    "It reaffirmed that Norway stays", but not "it seems that", "it was said that".
    """
    verb = token.head
    is_beside = verb.pos_ == "VERB" and 0 < verb.i - token.i <= 2
    is_stated = any(child.dep_ == "ccomp" and child.i > verb.i for child in verb.children)
    is_passive = any(child.dep_ == "aux:pass" for child in verb.children)
    return is_beside and is_stated and not is_passive and verb.lemma_ not in _APPEARING


def _is_impersonal(token: Token) -> bool:
    """Tell whether "it" refers to nothing: "it is clear that", "it rained"."""
    head = token.head
    if token.dep_ == "nmod:poss":
        return False
    clausal = any(t.dep_ in {"csubj", "ccomp", "csubj:pass"} for t in head.children)
    is_copular = any(t.dep_ == "cop" for t in head.children)
    if head.lemma_ == "seem" or (clausal and head.pos_ in {"ADJ", "NOUN"}):
        return True
    # "It is late", but "it is a member of the pact".
    return is_copular and not (head.pos_ == "NOUN" and any(t.dep_ == "det" for t in head.children))


def _group_meant(discourse: Discourse, token: Token) -> tuple[int, ...]:
    """Return the group that "they" is: the coordinated subject before, or a resolved plural.

    "Norway and Kenya said they would talk", "the two countries said they would talk".
    """
    subject = discourse.subject_before(token)
    if subject is None:
        return ()
    if subject.i in discourse.groups:
        return discourse.groups[subject.i]
    parts = [subject, *subject.conjuncts]
    at = {r.token: r.cluster for r in discourse.recent(token, 1, "STATE", "ORG", "PERSON")}
    for part in parts:
        # "Olsen and his counterpart Karl Vik said they ...": the name stands behind its post.
        persons = [] if part.i in at else list(discourse.persons_at(part.i))
        if len(persons) == 1:
            at[part.i] = persons[0]
    group = tuple(dict.fromkeys(at[part.i] for part in parts if part.i in at))
    if len(parts) == len(group) == 1 and (other := _met(subject, at)) is not None:
        group, parts = (*group, other), [subject, subject]
    return group if len(group) == len(parts) > 1 else ()


def _met(subject: Token, at: dict[int, int]) -> int | None:
    """Return with whom a subject meets or talks: "Norway held talks with Kenya. They signed"."""
    verb = subject.head
    if verb.lemma_ not in anaphora_data()["meeting"]["verbs"]:
        return None
    for token in verb.subtree:
        is_object = token.head == verb and token.dep_ == "obj"
        is_with = token.dep_ in {"obl", "nmod"} and any(t.lower_ == "with" for t in token.lefts)
        if token.i > verb.i and (is_object or is_with) and token.i in at:
            return at[token.i] if at[token.i] != at.get(subject.i) else None
    return None
