"""Who it is to whom something is done that only states and bodies suffer: "Norway blacklisted it"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from spacy.tokens import Token

from geoents.clusters import anaphora_data
from geoents.discourse import Discourse

__all__ = ["patient_of"]

_OBJECTS: Final = frozenset({"obj", "iobj"})
#: How many sentences back the state or body may be.
_REACH: Final = 3


def patient_of(
    discourse: Discourse, token: Token, *, fits: Callable[[int], bool] | None = None
) -> int | None:
    """Return the state or body before to which something is done; None where none is clear.

    Not who does it: "The Brigade claims that the police attacked its camp", for nobody attacks his
    own.

    Args:
        discourse: The text so far.
        token: The pronoun or noun in question.
        fits: Which clusters come into question; all where None.
    """
    verb, data = token.head, anaphora_data()["done"]
    is_owner = token.dep_ == "nmod:poss" and verb.dep_ in _OBJECTS
    verb = verb.head if is_owner else verb
    if not is_owner and token.dep_ not in _OBJECTS:
        return None
    if verb.pos_ != "VERB" or (is_owner and verb.lemma_ not in data["to_foes"]):
        return None
    is_listed = verb.lemma_ in data["by_listing"] and any(
        t.lemma_ in data["lists"] for t in verb.subtree
    )
    if verb.lemma_ not in data["to_actors"] and not is_listed:
        return None
    subjects = [t for t in verb.children if t.dep_.startswith("nsubj")]
    actors = {c.i for t in subjects for c in (t, *t.conjuncts)}
    doing = {r.cluster for i in actors if (r := discourse.at.get(i)) is not None}
    for distance in range(_REACH):
        near = [
            r
            for r in discourse.recent(token, distance, "STATE", "ORG")
            if r.cluster not in doing and (fits is None or fits(r.cluster))
        ]
        leading = {r.cluster for r in near if r.is_subject}
        found = {r.cluster for r in near}
        if found:
            chosen = leading if len(leading) == 1 else found
            return chosen.pop() if len(chosen) == 1 else None
    return None
