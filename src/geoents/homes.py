"""Posts and organs that stand alone, and the state that the document leaves in no doubt.

"The prime minister", "parliament" and "the Ministry of Health" belong to a state that local news
hardly names beside them. It is that of the same person's other post ("Norway's deputy premier and
finance minister"), or else the text's own state: that of the dateline ("AMMAN -"), or the one that
most of the text's mentions of states mean. A post or organ with another body's words beside it ("president of the bank", "the
city's council") has no home, nor has a second post of a state that has one of that name ("President Cobb" beside "Norway's
president, Mira Sand").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

from geoents.annotations import RelationData
from geoents.annotations import annotations as annotations_of
from geoents.arguments import Argument, Arguments
from geoents.gazetteer import load_gazetteer
from geoents.schema import EntityType, RelationType

__all__ = ["HOME", "Homes"]

#: The construction whose rules name the posts and organs that have a home.
HOME: Final = "home"
#: The share of all mentions of states from which a state is the text's own.
_SHARE: Final = 0.6
#: The same for the state of a dateline.
_SHARE_BY_DATELINE: Final = 0.25
_FEWEST: Final = 2
_NAMED: Final = frozenset({"name", "adjective", "metonym"})
_BODY_BEHIND: Final = frozenset({"of", "for", "at", "in", "to"})
_PLURAL: Final = frozenset({"NNS", "NNPS"})


class Homes:
    """The home states of a doc's posts and organs.

    Args:
        arguments: The doc's mentions.
        relations: What rules have found, with mentions as indices into ``arguments.mentions``.
    """

    def __init__(self, arguments: Arguments, relations: Iterable[RelationData]) -> None:
        self.arguments = arguments
        self.bodies: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.posts: dict[str, set[str]] = defaultdict(set)
        self.holders: dict[str, set[str]] = defaultdict(set)
        for relation in relations:
            subject, object_ = relation["subject"], str(relation["object"])
            self.bodies[relation["type"], subject].add(object_)
            if relation["type"] == RelationType.HOLDS_OFFICE:
                self.posts[subject].add(object_)
                self.holders[object_].add(subject)
        self.state = self._own_state()

    def find(self, subject: Argument, relation: RelationType) -> Argument | None:
        """Return the state of a post or organ, None when it has a body or none is clear."""
        if self.bodies.get((relation.value, subject.entity)) or self._has_body_beside(subject):
            return None
        state = self._of_other_post(subject.entity) or self.state
        return None if state is None else Argument(state, self._mention_before(state, subject))

    def _own_state(self) -> str | None:
        counts = Counter(
            m["entity"]
            for m in self.arguments.mentions
            if m["type"] == EntityType.STATE and m["form"] in _NAMED and m["entity"]
        )
        total = counts.total()
        for state in self._states_of_datelines():
            if counts[state] >= _SHARE_BY_DATELINE * total:
                return state
        for state, count in counts.most_common(1):
            if count >= _FEWEST and count >= _SHARE * total:
                return state
        return None

    def _states_of_datelines(self) -> list[str]:
        doc = self.arguments.graph.doc
        keys: set[str] = set()
        for zone in annotations_of(doc)["zones"]:
            if zone["kind"] == "dateline":
                span = doc.char_span(zone["start_char"], zone["end_char"], alignment_mode="expand")
                if span is not None:
                    keys |= {match.key for match in load_gazetteer().match(span.as_doc())}
        found = [m["entity"] for m in self.arguments.mentions if m["key"] in keys and m["entity"]]
        return list(dict.fromkeys(found))

    def _of_other_post(self, post: str) -> str | None:
        """Return the one state that a holder's other posts belong to."""
        states = {
            body
            for holder in self.holders[post]
            for other in self.posts[holder]
            for body in self.bodies.get((RelationType.OFFICE_OF.value, other), ())
            if self.arguments.types.get(body) == EntityType.STATE
        }
        return states.pop() if len(states) == 1 else None

    def _has_body_beside(self, subject: Argument) -> bool:
        """Tell whether words beside any mention name what it belongs to: "of the bank"."""
        graph, doc = self.arguments.graph, self.arguments.graph.doc
        for index, mention in enumerate(self.arguments.mentions):
            if mention["entity"] != subject.entity:
                continue
            span, root = self.arguments.spans[index], self.arguments.roots[index]
            if doc[root].tag_ in _PLURAL:
                return True
            for child, label in graph.children[root]:
                if span.start <= child < span.end:
                    continue
                words = set(graph.words(child, frozenset({"case"})))
                if label == "nmod:poss" or (label == "nmod" and words & _BODY_BEHIND):
                    return True
            if any(doc[i].ent_type_ == "LOC" for i in range(span.start, span.end)):
                return True
        return False

    def _mention_before(self, state: str, subject: Argument) -> int:
        """Return the state's last mention before the subject's, or else its first."""
        places = [i for i, m in enumerate(self.arguments.mentions) if m["entity"] == state]
        start = self.arguments.spans[subject.mention].start
        before = [i for i in places if self.arguments.spans[i].start < start]
        return max(before, key=lambda i: self.arguments.spans[i].start) if before else places[0]
