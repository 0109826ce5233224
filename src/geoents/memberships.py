"""Bodies left unsaid: "Norway joined in 2012", "Kenya has frozen its membership", "she left it".

A report names a body once and then tells who came and went. The body is that of the memberships
told before: for a state the last body named whose members are states, for a person one that this
person belongs to. Before any membership is told it is the one body just named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from geoents.annotations import RelationData
from geoents.arguments import Argument, Arguments
from geoents.schema import EntityType, RelationType

__all__ = ["Memberships", "leaves_unsaid"]

#: How the constructions begin whose rules have no object.
_UNSAID: Final = "unsaid"
_TELLING: Final = frozenset(
    {RelationType.MEMBER_OF.value, RelationType.JOINED.value, RelationType.LEFT.value}
)
#: How many tokens before the act its body is named at most, if the text tells of several.
_NEAR: Final = 150
#: The same where the text has not told yet of any body's members.
_BESIDE: Final = 60


def leaves_unsaid(construction: str) -> bool:
    """Tell whether the rules of a construction leave it to the text what their object is."""
    return construction.startswith(_UNSAID)


class Memberships:
    """The bodies whose members a doc tells of.

    Args:
        arguments: The doc's mentions.
        relations: What rules have found, with mentions as indices into ``arguments.mentions``.
    """

    def __init__(self, arguments: Arguments, relations: Iterable[RelationData]) -> None:
        self.arguments = arguments
        #: What is told with its body: for each type and trigger, of whom.
        self.told: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._bodies: dict[str, set[str]] = defaultdict(set)
        self._of_states: set[str] = set()
        for relation in relations:
            self.note(relation)

    def note(self, relation: RelationData) -> None:
        """Take account of a relation."""
        type_, subject, object_ = relation["type"], relation["subject"], str(relation["object"])
        if type_ in _TELLING:
            self.told[type_, relation["trigger"]].add(subject)
            self._bodies[subject].add(object_)
            if self.arguments.types.get(subject) == EntityType.STATE:
                self._of_states.add(object_)

    def find(self, subject: Argument, trigger: int) -> Argument | None:
        """Return the body that somebody joined, left or belongs to; None where none is clear."""
        if self.arguments.types[subject.entity] == EntityType.STATE:
            bodies = self._of_states or self._only_body(trigger)
        else:
            bodies = self._bodies[subject.entity] or self._only_body(trigger)
        return self._last_named(bodies, trigger)

    def _only_body(self, trigger: int) -> set[str]:
        """Return the one body named in the words before a token, in a set; empty where several are."""
        found = {
            body
            for mention, span in zip(self.arguments.mentions, self.arguments.spans, strict=True)
            if 0 <= trigger - span.end <= _BESIDE and (body := mention["entity"]) is not None
            if self.arguments.types[body] == EntityType.ORG
        }
        return found if len(found) == 1 else set()

    def _last_named(self, bodies: set[str], trigger: int) -> Argument | None:
        """Return the body named last before a token; far before it only where there is one."""
        arguments, found = self.arguments, None
        for index, (mention, span) in enumerate(
            zip(arguments.mentions, arguments.spans, strict=True)
        ):
            body = mention["entity"]
            is_body = body in bodies and arguments.types[body] == EntityType.ORG
            is_near = trigger - span.end <= _NEAR or len(bodies) == 1
            if body is not None and is_body and is_near and span.end <= trigger:
                found = Argument(body, index)
        return found
