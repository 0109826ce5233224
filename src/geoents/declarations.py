"""Declarations whose points are verbs alone: "The Heads of State: 1. Welcome ... 2. Condemn ...".

A communique tells the same in the past: "The Council: 1. Welcomed ...".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from spacy.tokens import Doc

from geoents.annotations import MentionData
from geoents.clean import Line, find_lines
from geoents.frames import frame_words
from geoents.graph import Graph
from geoents.schema import EntityType

__all__ = ["Declaration"]

#: How many points make a declaration.
_LEAST: Final = 3
_POINT: Final = re.compile(r"(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|[-–•*])?\s*")
_ADVERBS: Final = frozenset({"also", "further", "furthermore", "again", "hereby", "jointly"})
_VERBS: Final = frozenset({"VB", "VBP", "VBD", "VBN"})
_OPENERS: Final = frozenset(":,;")


class Declaration:
    """The points of a text that open with what its authors do, and who they are.

    Args:
        graph: The doc's dependencies.
        mentions: Its linked mentions.
    """

    def __init__(self, graph: Graph, mentions: Sequence[MentionData]) -> None:
        self.graph = graph
        self.doc: Doc = graph.doc
        self.mentions = mentions

    def opens(self, verb: int) -> bool:
        """Tell whether a verb opens a point, or goes on from one that does."""
        heads, seen = self.graph.heads, verb
        while self.graph.deps[seen] == "conj" and self.doc[heads[seen]].tag_ in _VERBS:
            seen = heads[seen]
        return seen in self.openings

    def verbs(self) -> list[int]:
        """Return the verbs that open points or go on from one that does, without a subject."""
        if not self.openings or self.author is None:
            return []
        return [
            token.i
            for token in self.doc
            if token.tag_ in _VERBS and self.opens(token.i) and self.graph.subject(token.i) is None
        ]

    @cached_property
    def openings(self) -> frozenset[int]:
        """The verbs that open points; none where there are too few."""
        text = str(self.doc.text)  # which is put together anew each time
        found = {v for line in find_lines(text) if (v := self._verb(text, line)) is not None}
        return frozenset(found) if len(found) >= _LEAST else frozenset()

    def _verb(self, text: str, line: Line) -> int | None:
        """Return the verb without a subject by which a line begins."""
        opening = _POINT.match(text, line.start, line.end)
        start = line.start if opening is None else opening.end()
        span = self.doc.char_span(start, line.end, alignment_mode="contract")
        for token in span[:3] if span is not None else ():
            if token.lemma_.lower() in frame_words("body", "declares"):
                has_subject = any(child.dep_.startswith("nsubj") for child in token.children)
                is_open = token.is_title or token.is_upper or token.i > span.start
                return token.i if token.tag_ in _VERBS and is_open and not has_subject else None
            if token.lower_ not in _ADVERBS and not token.lower_.endswith("ly"):
                return None
        return None

    @cached_property
    def author(self) -> tuple[str, int] | None:
        """The body that the words before the first point name most, of equals the first, and where."""
        first = min(self.openings, default=0)
        counts: Counter[str] = Counter()
        places: dict[str, int] = {}
        for index, mention in enumerate(self.mentions):
            if mention["start"] < first and mention["type"] == EntityType.ORG and mention["entity"]:
                counts[mention["entity"]] += 1
                places.setdefault(mention["entity"], index)
        before = self.doc[:first].text.rstrip()
        if (point := re.search(r"\(?(?:\d{1,2}|[a-z])[.)]$", before)) is not None:
            before = before[: point.start()]
        if not counts or before.rstrip()[-1:] not in _OPENERS:
            return None
        body = counts.most_common(1)[0][0]
        return body, places[body]
