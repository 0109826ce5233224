"""Whose post "its leader" holds: which state or body before "its" means.

"Norway will meet the Fund, its negotiator said" is Norway's, "the Fund asked Norway to wait. Its leader" the Fund's.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Span, Token

from geoents.clusters import anaphora_data
from geoents.discourse import Discourse, is_stating

__all__ = ["owner_of_post"]

#: Posts of states that bodies have too.
_OF_BOTH: Final = frozenset({"envoy", "ambassador", "president"})
#: How many sentences back an antecedent may be.
_REACH: Final = 3


def owner_of_post(discourse: Discourse, token: Token, post: Span) -> tuple[int | None, str]:
    """Return whose leader "its leader" is, and why: of what the nearest sentence names.

    A minister's is a state, a leader's or spokesman's rather a body. Of several, the subject counts: also of
    the other kind, and before all others in "Norway will meet the Fund, its negotiator said".
    """
    words = anaphora_data()["nouns"]["of_states"]
    is_of_state = post[-1].lower_ in words or post.text.lower() in words
    kinds = ("STATE", "ORG") if is_of_state else ("ORG", "STATE")
    if _states(token, post):
        here = discourse.recent(token, 0, *kinds)
        acting = {r.cluster for r in here if r.is_subject and not r.is_quoted}
        if len(acting) == 1:
            return acting.pop(), "whose post it is"
    # A body has an envoy too: "The Fund urged Norway and Kenya to talk. Its envoy said".
    near = (0, 1) if post[-1].lower_ in _OF_BOTH else (0,)
    nearest = [(distance, kind) for distance in near for kind in kinds]
    for distance, type_ in (*nearest, *((d, k) for k in kinds for d in range(1, _REACH + 1))):
        fitting = discourse.recent(token, distance, type_)
        found = {r.cluster for r in fitting}
        leading = {r.cluster for r in fitting if r.is_subject}
        if type_ == kinds[1] and (distance, type_) in nearest:
            found = leading  # "In Norway its spokesman said": not Norway's
        chosen = next((c for c in (found, leading) if len(c) == 1), set())
        if not chosen and discourse.main_body in found:
            return discourse.main_body, "whose post it is"
        if chosen:
            return chosen.pop(), "whose post it is"
        if found:
            return None, ""
    return None, ""


def _states(token: Token, post: Span) -> bool:
    """Tell whether "its leader" states what stands before it, whatever the parser hangs it on."""
    doc, end = token.doc, post.end
    verbs = anaphora_data()["stating"]["verbs"]
    is_next = end < len(doc) and doc[end].tag_ in {"VBD", "VBZ"} and doc[end].lemma_ in verbs
    is_behind = token.i > token.sent.start and doc[token.i - 1].text in {",", "”", '"'}
    return is_behind and (is_next or is_stating(token.head))
