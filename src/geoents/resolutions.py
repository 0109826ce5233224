"""Who speaks in a declaration whose points are verbs alone: "The Heads of State: 1. Welcome ..."."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from functools import cached_property
from typing import Final

from spacy.tokens import Doc

from geoents.clean import Line, find_lines
from geoents.schema import EntityType
from geoents.speakers import Mentions, Reference

__all__ = ["Resolution"]

#: How many points make a declaration.
_LEAST: Final = 3
_POINT: Final = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[-–•*])?\s*")
_ADVERBS: Final = frozenset({"also", "further", "furthermore", "again", "hereby", "jointly"})
_BASE: Final = frozenset({"VB", "VBP"})
_OPENERS: Final = frozenset(":,;")


class Resolution:
    """The points of a declaration, each of which opens with what its authors do.

    Args:
        mentions: The doc's linked mentions.
        acts: The tokens that are verbs of saying.
    """

    def __init__(self, mentions: Mentions, acts: Set[int]) -> None:
        self.mentions = mentions
        self.doc: Doc = mentions.doc
        self._acts = acts

    def author(self, trigger: int) -> list[Reference]:
        """Return the body whose act a verb is that opens a point, or goes on from one that does."""
        return list(self._authors) if self.opens(trigger) else []

    def opens(self, trigger: int) -> bool:
        """Tell whether a verb opens a point, or goes on from one that does."""
        heads, seen = self.mentions.graph.heads, trigger
        while self.mentions.graph.deps[seen] == "conj" and self.doc[heads[seen]].tag_ in _BASE:
            seen = heads[seen]
        return seen in self._openings

    @cached_property
    def _openings(self) -> frozenset[int]:
        """The verbs that open points; none where there are too few."""
        found = {verb for line in find_lines(self._text) if (verb := self._verb(line)) is not None}
        return frozenset(found) if len(found) >= _LEAST else frozenset()

    @cached_property
    def _text(self) -> str:
        return str(self.doc.text)  # which is put together anew each time

    def _verb(self, line: Line) -> int | None:
        """Return the verb of saying without a subject by which a line begins."""
        opening = _POINT.match(self._text, line.start, line.end)
        span = self.doc.char_span(
            line.start if opening is None else opening.end(), line.end, alignment_mode="contract"
        )
        if span is None:
            return None
        for token in span[:3]:
            if token.i in self._acts:
                has_subject = any(child.dep_.startswith("nsubj") for child in token.children)
                is_open = token.text.istitle() or token.i > span.start
                return token.i if token.tag_ in _BASE and is_open and not has_subject else None
            if token.lower_ not in _ADVERBS and not token.lower_.endswith("ly"):
                return None
        return None

    @cached_property
    def _authors(self) -> tuple[Reference, ...]:
        """The body that the words before the first point name most; of equals the first."""
        first = min(self._openings, default=0)
        counts: Counter[str] = Counter()
        places: dict[str, int] = {}
        for index, mention in enumerate(self.mentions.data):
            if mention["start"] < first and mention["type"] == EntityType.ORG and mention["entity"]:
                counts[mention["entity"]] += 1
                places.setdefault(mention["entity"], index)
        before = self.doc[:first].text.rstrip()
        preamble = before.rstrip("0123456789.()").rstrip()
        if not counts or preamble[-1:] not in _OPENERS:
            return ()
        body = counts.most_common(1)[0][0]
        return (Reference(body, places[body]),)
