"""For whom a speaker speaks: the body behind a post, the state behind a body.

"Zimbabwe accused Zambia. Defence Minister Mulopa said ..." is answered by Zambia's side: the
minister holds a post of Zambia. A spokesman who repeats what his ministry said answers nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from geoents.annotations import RelationData
from geoents.schema import Polarity, RelationType

__all__ = ["Sides"]

#: Relations whose subject speaks for their object.
_SPEAKS_FOR: Final = frozenset(
    {
        RelationType.HOLDS_OFFICE.value,
        RelationType.OFFICE_OF.value,
        RelationType.SPOKE_FOR.value,
        RelationType.PART_OF.value,
    }
)


class Sides:
    """The entities that each entity of a document speaks for.

    Args:
        relations: The document's relations, with their factuality.
    """

    def __init__(self, relations: Iterable[RelationData]) -> None:
        self._above: dict[str, set[str]] = defaultdict(set)
        self._known: dict[str, frozenset[str]] = {}
        for relation in relations:
            read = relation["factuality"]
            is_so = read is None or read["polarity"] == Polarity.AFFIRMED
            if relation["type"] in _SPEAKS_FOR and relation["object"] is not None and is_so:
                self._above[relation["subject"]].add(relation["object"])

    def of(self, entity: str) -> frozenset[str]:
        """Return an entity and all that it speaks for."""
        if entity not in self._known:
            found, left = {entity}, [entity]
            while left:
                for above in self._above.get(left.pop(), ()):
                    if above not in found:
                        found.add(above)
                        left.append(above)
            self._known[entity] = frozenset(found)
        return self._known[entity]

    def is_one(self, entity: str, other: str) -> bool:
        """Tell whether one of two entities speaks for the other, or both are the same."""
        return entity in self.of(other) or other in self.of(entity)
