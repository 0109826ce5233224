"""How prominent the persons of a text are where "he" or "she" stands: whom a reader thinks of.

Who is named nearer counts more, and so does a subject; who cannot be meant has no score. In "Kos
invited Lie and told him", the one told is not Kos.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Token

from geoents.discourse import Discourse, Reference, is_stating

__all__ = ["controller", "person_scores"]

#: How many sentences back the person may be.
_REACH: Final = 3
#: The same where nobody was named since.
_FAR: Final = 8
#: What makes a person prominent, in points.
_SUBJECT: Final = 2.0
#: Nearer than the subject of the verb above.
_CONTROLS: Final = 4.0
_AGREES: Final = 1.0
_SPOKE: Final = 1.0
_SENTENCE: Final = -1.2
#: Of whom another has told something, where the pronoun goes on to tell.
_TOLD: Final = -1.0
#: Of who was asked for what somebody refuses: "Kos urged Lie to go. He refused": Lie.
_ASKED: Final = 4.0
_ASKING: Final = frozenset(
    {
        "ask",
        "urge",
        "call",
        "tell",
        "order",
        "press",
        "invite",
        "want",
        "request",
        "implore",
        "beg",
        "advise",
        "appeal",
    }
)
_ANSWERING: Final = frozenset({"refuse", "decline", "agree", "accept", "obey", "comply", "oblige"})
#: Of whom the text is about, wherever named, and of who is named in passing in such a text.
_PROTAGONIST: Final = 0.9
_IN_PASSING: Final = -1.0
#: Nearer than a name in between: "met Lie, according to her aide Kos, and asked him" is Lie.
_PARALLEL: Final = 2.0
#: Verbs whose object does a bare infinitive, and those whose infinitive the subject does.
_HELPING: Final = frozenset({"help", "let", "make", "have"})
_PROMISING: Final = frozenset({"promise", "vow", "pledge", "threaten", "use", "take"})
_NOMINAL: Final = frozenset({"NOUN", "PROPN"})
_REFLEXIVES: Final = frozenset({"himself", "herself"})
#: How a verb that has no subject of its own hangs on the one whose subject does it too.
_SHARING: Final = frozenset({"xcomp", "advcl", "conj"})


def person_scores(discourse: Discourse, token: Token, gender: str) -> dict[int, float]:
    """Return the persons whom a pronoun may mean with their prominence.

    Args:
        discourse: The text before the pronoun.
        token: The pronoun.
        gender: "m" or "f".

    Returns:
        Points by cluster, the most for whom it rather is.
    """
    quoted = discourse.quoted[token.i]
    excluded = {discourse.speaker(token)} if quoted else set()
    pool = discourse.recent(token, _REACH, "PERSON") or discourse.recent(token, _FAR, "PERSON")
    pool += _subject_ahead(discourse, token)
    sources = {r.token for r in pool if _is_source(discourse.doc[r.token])}
    if token.dep_ != "nmod:poss":
        beside = (r for r in pool if discourse.share_verb(token, r))
        excluded |= {r.cluster for r in beside if r.token not in sources}
    if not quoted and any(not r.is_quoted for r in pool):
        # '"Kos lied," he said': who is only in the quoted words did not say them.
        pool = [r for r in pool if not r.is_quoted]
    excluded |= {r.cluster for r in pool if discourse.commands(token, r)}
    excluded |= _possessed(discourse, token)
    is_reflexive, is_object = token.lower_ in _REFLEXIVES, token.dep_ in {"obj", "iobj"}
    doers = {t.i for t in _doers(token)} if is_reflexive or is_object else set()
    if is_reflexive:
        pool = [r for r in pool if not doers or r.token in doers or r.token == token.i - 1]
    else:
        excluded |= {r.cluster for r in pool if r.token in doers}
    controllers = {controller(token), _named_beside(discourse, token)}
    is_first = not any(r.sentence == discourse.sentence_of[token.i] for r in pool)
    spoke = discourse.last_stating(token) if is_stating(token) else None
    protagonist = discourse.protagonist
    parallel = _object_beside(token)
    scores: dict[int, float] = {}
    genders = discourse.clusters.genders
    is_known = protagonist in discourse.referred["PERSON"] and protagonist not in excluded
    if protagonist is not None and is_known and genders.get(protagonist) == gender:
        scores[protagonist] = _PROTAGONIST
    for reference in pool:
        known = genders.get(reference.cluster, "")
        if reference.cluster in excluded or known not in {"", gender}:
            continue
        distance = abs(discourse.sentence_of[token.i] - reference.sentence)
        is_leading = reference.is_subject or reference.token in sources
        score = _SENTENCE * distance + _SUBJECT * is_leading + _AGREES * (known == gender)
        score += _CONTROLS * (reference.token in controllers)
        has_spoken = spoke is not None and reference.token == spoke.i
        score += _SPOKE * (has_spoken and is_first)
        # "She said the minister would leave. She said": not the minister
        score += _ASKED * _is_asked(discourse.doc[reference.token], token)
        is_told = is_stating(token) and discourse.doc[reference.token].head.dep_ == "ccomp"
        score += _TOLD * (is_told and is_leading and distance > 0)
        score += _PARALLEL * (parallel is not None and reference.token == parallel.i)
        if protagonist in scores and reference.cluster != protagonist and not has_spoken:
            # "Kos left, said Lie. She": not Lie. But "Lie is a graduate. She": nobody knows.
            is_source = distance > 1 or is_stating(discourse.doc[reference.token])
            is_mere_name = not known and distance > 0 and is_source
            score += _IN_PASSING * (not is_leading or is_mere_name)
        scores[reference.cluster] = max(score, scores.get(reference.cluster, score))
    return scores


def _possessed(discourse: Discourse, token: Token) -> set[int]:
    """Return the person who is named behind what is his: "his predecessor, Kos" is not of Kos."""
    after = token.head.i + 1
    if token.tag_ != "PRP$" or after <= token.i or after >= len(token.doc) - 1:
        return set()
    after += token.doc[after].text == ","
    name = discourse.clusters.starting(after, "PERSON")
    return set() if name is None else {discourse.clusters.of[name]}


def _is_asked(person: Token, pronoun: Token) -> bool:
    """Tell whether a person was asked for what the pronoun's verb answers."""
    is_answer = pronoun.dep_ == "nsubj" and pronoun.head.lemma_ in _ANSWERING
    is_object = person.dep_ in {"obj", "iobj", "obl", "nsubj:pass"}
    return is_answer and is_object and person.head.lemma_ in _ASKING


def _doers(token: Token) -> list[Token]:
    """Return who does what a verb says that a pronoun is the object of.

    Kos in "Kos met her" and in "Kos invited Lie and told him", Lie in "Kos asked Lie to help him".
    """
    verb = token.head
    while not any(child.dep_.startswith("nsubj") for child in verb.children):
        if verb.dep_ not in _SHARING or verb.head.pos_ not in {"VERB", "AUX"}:
            return []
        if verb.dep_ == "advcl" and not any(child.dep_ == "mark" for child in verb.lefts):
            return []  # "Kos won, making her the leader": not Kos, but her winning makes her so
        if verb.dep_ == "xcomp":
            asked = _asked(verb)
            if asked:
                return asked
        verb = verb.head
    subjects = [child for child in verb.children if child.dep_.startswith("nsubj")]
    if verb.dep_ == "acl:relcl" and any(child.tag_ in {"WP", "WDT"} for child in subjects):
        return [verb.head]
    return [one for subject in subjects for one in (subject, *subject.conjuncts)]


def controller(token: Token) -> int | None:
    """Return who does the infinitive that "his" or "its" stands in.

    "Urged Vik to bring his country", "helped Norland open its ports and train its crews".
    """
    verb = token
    if token.dep_ == "nmod:poss":
        verb = token.head
        while verb.pos_ in _NOMINAL and verb.head != verb:
            verb = verb.head
    while verb.dep_ == "conj" and verb.head != verb:
        verb = verb.head
    above = verb.head.lemma_
    has_to = any(child.lower_ == "to" for child in verb.lefts)
    if verb.dep_ != "xcomp" or above in _PROMISING or not (has_to or above in _HELPING):
        return None
    return next((asked.i for asked in _asked(verb)), None)


def _object_beside(token: Token) -> Token | None:
    """Return the object of the verb to which the pronoun's is coordinated: "met Lie and asked him"."""
    verb = token.head
    if token.dep_ not in {"obj", "iobj"} or verb.dep_ != "conj":
        return None
    return next((child for child in verb.head.children if child.dep_ == "obj"), None)


def _asked(verb: Token) -> list[Token]:
    """Return who is asked for what a verb says, before it: Vik in "urged Vik to leave"."""
    return [c for c in verb.head.children if c.dep_ in {"obj", "iobj"} and c.i < verb.i]


def _named_beside(discourse: Discourse, token: Token) -> int | None:
    """Return who is named just before "and his": "the reign of Kos and his wife"."""
    if token.dep_ != "nmod:poss" or token.head.dep_ != "conj" or token.i < 2:
        return None
    if token.nbor(-1).lower_ != "and":
        return None
    before = discourse.clusters.before(token.i - 1, "PERSON")
    return None if before is None else discourse.clusters.roots[before].i


def _is_source(token: Token) -> bool:
    """Tell whether words are by a person: "according to Kos, he left"."""
    near = (token, token.head) if token.dep_ in {"flat", "appos", "compound"} else (token,)
    return any(child.lower_ == "according" for one in near for child in one.lefts)


def _subject_ahead(discourse: Discourse, token: Token) -> list[Reference]:
    """Return the person who is the subject after a fronted phrase: "In her speech, Olsen said"."""
    for ancestor in token.ancestors:
        for child in ancestor.lefts:
            if child.i > token.i and child.dep_.startswith("nsubj"):
                return [
                    Reference(
                        child.i,
                        discourse.sentence_of[child.i],
                        cluster,
                        "PERSON",
                        True,
                        False,
                        True,
                    )
                    for cluster in discourse.persons_at(child.i)
                ]
    return []
