"""The speech acts of a doc, and what two of them have to do with each other.

Whose side a speaker is on, at whom an act is directed or whom it is about, and what two claims have
in common: the ground on which :mod:`geoents.answers` tells who answers whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from geoents.annotations import RelationData
from geoents.annotations import annotations as annotations_of
from geoents.contents import Content, Contents, entity_keys
from geoents.schema import RelationType
from geoents.sides import Sides

__all__ = ["ANSWERABLE", "DIRECTED", "Act", "Debate"]

_R = RelationType
#: What each type of answer may answer. A yes or no to a demand is of another kind than to a claim.
ANSWERABLE: Final[dict[str, frozenset[str]]] = {
    _R.DENIED: frozenset({_R.ACCUSED, _R.ALLEGED, _R.SAID, _R.CRITICIZED, _R.WARNED}),
    _R.CONFIRMED: frozenset({_R.ACCUSED, _R.ALLEGED, _R.SAID}),
    _R.REJECTED: frozenset({_R.URGED, _R.WARNED, _R.CRITICIZED, _R.ACCUSED}),
    _R.SAID: frozenset({_R.ACCUSED, _R.ALLEGED, _R.SAID, _R.CRITICIZED, _R.WARNED, _R.URGED}),
}
_ANSWERED: Final = frozenset().union(*ANSWERABLE.values())
#: Acts whose object is the one who does what the claim says.
DIRECTED: Final = frozenset({_R.ACCUSED, _R.CRITICIZED, _R.URGED})
_RELATIVE: Final = ".relative"
_HEADLINE: Final = "headline"


class Act(NamedTuple):
    """A speech act: its place in the list, its sentence, for whom its speaker speaks."""

    number: int
    relation: RelationData
    type: str
    trigger: int
    sentence: int
    side: frozenset[str]
    target: str | None
    content: Content | None


class Debate:
    """The speech acts of one doc.

    Args:
        doc: A text whose relations have their factuality.
    """

    def __init__(self, doc: Doc) -> None:
        data = annotations_of(doc)
        self.doc = doc
        # A doc's text is put together anew each time it is asked for.
        self.text: str = doc.text
        self.sides = Sides(data["relations"])
        self.contents = Contents(doc, data)
        self.acts = [
            self._act(number, relation)
            for number, relation in enumerate(data["relations"])
            if relation["type"] in _ANSWERED or relation["type"] in ANSWERABLE
        ]
        self.bodies = {e["id"] for e in data["entities"] if e["type"] in {"STATE", "ORG"}}
        self.acts.sort(key=lambda act: (act.trigger, act.number))
        self._headline_end = max(
            (zone["end_char"] for zone in data["zones"] if zone["kind"] == _HEADLINE), default=0
        )

    def _act(self, number: int, relation: RelationData) -> Act:
        span, target = relation["claim_char"], relation["object"]
        content = None if span is None else self.contents.read((span[0], span[1]))
        if content is not None and not content.subject:
            # "denied owing taxes", "accused Norland of shelling": who did it stands outside.
            doer = target if relation["type"] in DIRECTED else relation["subject"]
            if doer is not None:
                keys = entity_keys([doer])
                content = content._replace(keys=content.keys | keys, subject=keys)
        return Act(
            number,
            relation,
            relation["type"],
            relation["trigger"],
            self.contents.sentence(relation["trigger"]),
            self.sides.of(relation["subject"]),
            target,
            content,
        )

    def is_within(self, act: Act, other: Act) -> bool:
        """Tell whether an act is named in the claim of another speaker's act."""
        span = other.relation["claim_char"]
        is_others = act.relation["subject"] != other.relation["subject"]
        if act.relation["rule"].endswith(_RELATIVE):
            return False  # "accused Norland of theft, a charge that Norland denies"
        return is_others and span is not None and span[0] <= self._place(act) < span[1]

    def is_head(self, act: Act, other: Act) -> bool:
        """Tell whether an act is the noun that heads another's claim: "denied Kenya's *claim* that"."""
        claim = self.claim(other)
        is_noun = claim is not None and claim.root.i == act.trigger
        return is_noun and self.is_within(act, other)

    def _place(self, act: Act) -> int:
        place: int = self.doc[act.trigger].idx
        return place

    def is_target(self, act: Act, other: Act) -> bool:
        """Tell whether an act is directed at the side of another one's speaker."""
        if other.target is None or other.type not in DIRECTED:
            return False
        return self.sides.is_one(act.relation["subject"], other.target)

    def is_concerned(self, act: Act, other: Act) -> bool:
        """Tell whether a speaker's side is who another act is about."""
        if other.target is not None and other.type in DIRECTED:
            return self.is_target(act, other)
        return other.content is not None and bool(entity_keys(act.side) & other.content.keys)

    def is_behind(self, act: Act, other: Act) -> bool:
        """Tell whether an act follows another one in the same sentence or the next."""
        return other.trigger < act.trigger and act.sentence - other.sentence <= 1

    def claim(self, act: Act) -> Span | None:
        """Return the tokens of what is said."""
        span = act.relation["claim_char"]
        return None if span is None else self.doc.char_span(*span, alignment_mode="expand")

    def speaks_of(self, act: Act, side: frozenset[str]) -> bool:
        """Tell whether a claim is of a side, or of the speaker: "We are not building anything"."""
        if act.content is None:
            return False
        return act.content.is_own or bool(act.content.keys & entity_keys(side))

    def shared(self, act: Act, other: Act) -> frozenset[str]:
        """Return what two claims have in common; "we" and what one denies hold the own side."""
        if act.content is None or other.content is None:
            return frozenset()
        asked = other.side if other.target is None else self.sides.of(other.target)
        is_own = act.content.is_own or act.type != _R.SAID
        mine = act.content.keys | (entity_keys(act.side) if is_own else frozenset())
        theirs = other.content.keys | entity_keys(asked)
        return (mine & other.content.keys) | (act.content.keys & theirs)

    def share(self, act: Act, other: Act, shared: frozenset[str]) -> float:
        """Return how much of the smaller of two claims they have in common, from 0 to 1."""
        if act.content is None or other.content is None:
            return 0.0
        weigh = self.contents.weigh
        least = min(weigh(act.content.keys), weigh(other.content.keys))
        return weigh(shared) / least if least else 0.0

    def is_headline(self, act: Act) -> bool:
        """Tell whether an act stands in the headline, or in the first sentence."""
        return act.sentence == 0 or self.doc[act.trigger].idx < self._headline_end

    def likeliest(self, acts: Sequence[Act], answer: Act) -> Act:
        """Return the act that an answer most likely means: near, not far before, in so many words."""

        def rank(act: Act) -> tuple[bool, int, bool, int]:
            is_near = act.type != _R.SAID or answer.sentence - act.sentence <= 1
            # "said that 600 had died, and blamed Kenya": the figures are what was said.
            is_worded = act.relation["claim_char"] is not None
            return is_near, act.sentence, is_worded, act.trigger

        return max(acts, key=rank)
