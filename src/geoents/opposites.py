"""Sayings that say no: the opposite of what another act says, or a reply that denies it.

A plain saying answers by its words. It says the opposite with the same verb ("has not recognized
it", "had recognized it"), denies that there is what the other speaks of ("made no secret deal"), is
the no of those at whom the other is directed ("accused Norland of theft", "We took nothing"), or is
put as a reply (:mod:`geoents.replies`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from spacy.tokens import Token

from geoents.contents import load_words
from geoents.debates import Act, Debate
from geoents.replies import calls_up, is_reply
from geoents.schema import RelationType

__all__ = ["Opposites"]

_R = RelationType
#: Acts that say that somebody did wrong, or will.
_CHARGES: Final = frozenset({_R.ACCUSED, _R.CRITICIZED, _R.ALLEGED, _R.WARNED})
_GUILT: Final = "guilt"
_REQUEST: Final = "request"
#: Words of a no to the whole of a charge: "had never used any such software".
_WHOLE: Final = frozenset({"such", "any", "anything", "anyone", "anybody", "never", "ever"})
_NOTHING: Final = "nothing to do with"
#: How far before a no what it answers may stand, in sentences.
_NEAR: Final = 2
#: How many tokens after its verb the time of a saying stands: "told a radio station last week".
_REPORTED: Final = 8
#: Which share of the smaller claim two claims must have in common.
_DENIED: Final = 0.3
_OPPOSITE: Final = 0.45
_ALIKE: Final = 0.5
_TWO: Final = 2


class Opposites:
    """Which acts the sayings of a doc say no to.

    Args:
        debate: The doc's speech acts.
    """

    def __init__(self, debate: Debate) -> None:
        self.debate = debate

    def find(self, act: Act, others: Sequence[Act]) -> Sequence[Act]:
        """Return those of other acts that a saying answers."""
        opposed = [o for o in others if self._is_opposite(act, o)]
        return opposed or self._replied(act, others)

    def _is_opposite(self, act: Act, other: Act) -> bool:
        """Tell whether a saying says the opposite of what another act says."""
        if act.content is None or other.content is None:
            return False
        if other.type == _R.SAID and other.trigger > act.trigger and not self._is_told(act, other):
            return False  # who speaks last answers
        one, two = act.content, other.content
        shared = self.debate.shared(act, other)
        if self._is_innocent(act, other):
            return True
        if not shared & one.words:
            return self._is_no_behind(act, other)
        is_same_verb = one.root == two.root
        if other.type == _R.URGED:
            if one.denied & two.words and 0 <= act.sentence - other.sentence <= _NEAR:
                return True  # "demanded compensation from Norland", "Norland will pay none"
            is_refused = self.debate.is_target(act, other) and one.is_negated and not two.is_negated
            is_same = one.root in shared or len(shared) >= _TWO
            return is_refused and (is_same or self._is_no_behind(act, other))
        if one.is_negated == two.is_negated:
            return is_same_verb and one.amount * two.amount < 0 and len(shared) >= 2
        if self.debate.is_target(act, other) and one.is_negated and not one.is_ahead:
            return self.debate.speaks_of(act, act.side)
        if len(shared | ({one.root} if is_same_verb else set())) < 2:
            return False
        share = self.debate.share(act, other, shared)
        if is_same_verb and share >= _OPPOSITE:
            return True
        if one.denied & shared and len(shared & one.words) >= _TWO and share >= _DENIED:
            return True  # "made no secret deal with Kenya", "had struck a secret deal with Kenya"
        is_about_it = bool(one.subject & shared) and one.is_negated
        if is_about_it and other.type in _CHARGES and share > _ALIKE:
            return True
        is_no = one.is_negated and not one.is_ahead and self.debate.speaks_of(act, act.side)
        return is_no and self.debate.is_concerned(act, other) and share >= _OPPOSITE

    def _is_no_behind(self, act: Act, other: Act) -> bool:
        """Tell whether those at whom an act is directed say no right behind it, in other words.

        "The Union urged Norland to put off the vote. 'We will not bow to pressure,' Olsen said."
        """
        one = act.content
        if one is None or not one.is_negated or not self.debate.is_target(act, other):
            return False
        if one.is_ahead != (other.type == _R.URGED) or other.trigger > act.trigger:
            return False
        distance = act.sentence - other.sentence
        names = load_words("nouns")[_REQUEST]
        if other.type == _R.URGED and any(
            t.lemma_.lower() in names for t in self.debate.claim(act) or ()
        ):
            return distance <= _NEAR  # "the request would not be granted"
        if one.is_own or one.is_flat:
            return distance <= _NEAR
        is_whole = any(t.lower_ in _WHOLE for t in self.debate.claim(act) or ())
        return distance <= 1 and is_whole and self.debate.speaks_of(act, act.side)

    def _is_innocent(self, act: Act, other: Act) -> bool:
        """Tell whether those whom an act is about had no hand in it: "had nothing to do with it"."""
        if act.content is None or other.trigger > act.trigger or other.type == _R.URGED:
            return False
        if act.sentence - other.sentence > _NEAR or not self.debate.is_concerned(act, other):
            return False
        claim = self.debate.claim(act)
        if claim is None:
            return False
        guilt = {t.lemma_.lower() for t in claim if t.pos_ == "NOUN"}
        has_none = bool(guilt & load_words("nouns")[_GUILT]) and bool(act.content.denied)
        return (has_none or _NOTHING in claim.text.lower()) and self.debate.speaks_of(act, act.side)

    def _is_told(self, act: Act, other: Act) -> bool:
        """Tell whether a later sentence tells what came before: "had told a radio station"."""
        verb = self.debate.doc[other.trigger]
        is_past = any(t.lower_ in {"had", "'d"} for t in verb.children if t.dep_ == "aux")
        return act.sentence <= 1 and (is_past or self._is_dated_back(verb))

    def _is_dated_back(self, verb: Token) -> bool:
        back = {t.lower_ for t in verb.sent if verb.is_ancestor(t) and t.i < verb.i + _REPORTED}
        return bool(back & {"earlier", "previously", "last"})

    def _replied(self, act: Act, others: Sequence[Act]) -> Sequence[Act]:
        """Return what a no answers that is put as a reply."""
        claim = self.debate.claim(act)
        if claim is None or act.content is None or not act.content.is_negated:
            return []
        is_such = calls_up(claim)
        if not is_such and not is_reply(self.debate.doc, act.trigger):
            return []
        before = [o for o in others if 0 <= act.sentence - o.sentence <= _NEAR]
        before = [o for o in before if o.trigger < act.trigger]
        meant = [
            o for o in before if self.debate.is_concerned(act, o) or self.debate.shared(act, o)
        ]
        meant = [o for o in meant if o.type != _R.URGED or act.content.is_ahead]
        return [self.debate.likeliest(meant, act)] if meant else []
