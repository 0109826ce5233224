"""Declarations whose points are verbs alone: "The Heads of State: 1. Welcome ... 2. Condemn ...".

A communique tells the same in the past or of the third person: "The Council: 1. Welcomed ...", and
its points may have a subject that says no more: "1. The Ministers welcomed ...".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from geoents.annotations import MentionData
from geoents.clean import find_lines
from geoents.frames import frame_words
from geoents.graph import Graph
from geoents.schema import EntityType

__all__ = ["Declaration"]

#: How many points make a declaration.
_LEAST: Final = 3
_POINT: Final = re.compile(r"(?P<mark>\(?(?:\d{1,2}|[a-z]|[ivxIVX]{1,4})[.)]|[-–•*])?\s*")
_ADVERBS: Final = frozenset({"also", "further", "furthermore", "again", "hereby", "jointly"})
_VERBS: Final = frozenset({"VB", "VBP", "VBD", "VBN", "VBZ"})
_OPENERS: Final = frozenset(":,;")
_ARTICLES: Final = frozenset({"the", "all"})
_PRONOUNS: Final = frozenset({"we", "they"})
_SUBJECTS: Final = frozenset({"nsubj"})


class _Points(NamedTuple):
    """The points of a declaration: their verbs, the subjects that say no more, where they begin."""

    verbs: frozenset[int]
    subjects: frozenset[int]
    start: int


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
        return seen in self._points.verbs

    def is_author(self, subject: int) -> bool:
        """Tell whether a point's subject stands for the authors: "The Ministers", "We"."""
        return subject in self._points.subjects

    def verbs(self) -> list[int]:
        """Return the verbs that tell what the authors do, without a subject that is named."""
        if self.author is None:
            return []
        found = []
        for token in self.doc:
            subject = self.graph.subject(token.i) if token.tag_ in _VERBS else None
            is_bare = subject is None and token.tag_ in _VERBS and self.opens(token.i)
            if is_bare or (subject is not None and self.is_author(subject)):
                found.append(token.i)
        return found

    @cached_property
    def _points(self) -> _Points:
        text = str(self.doc.text)  # which is put together anew each time
        verbs: set[int] = set()
        subjects: set[int] = set()
        start, first = -1, -1
        for line in find_lines(text):
            point = _POINT.match(text, line.start, line.end)
            words = line.start if point is None else point.end()
            span = self.doc.char_span(words, line.end, alignment_mode="contract")
            verb = None if span is None else self._verb(span)
            subject = None if span is None or verb is not None else self._collective(span)
            is_marked = point is not None and bool(point["mark"])
            # The points run from the first that is marked, of those that follow one another.
            if is_marked or verb is not None:
                first = line.start if first < 0 else first
            elif subject is None and span is not None and len(span):
                first = -1
            verbs |= {verb} - {None}  # type: ignore[arg-type]
            subjects |= {subject} - {None} if is_marked else set()  # type: ignore[arg-type]
            if start < 0 and (verb is not None or (subject is not None and is_marked)):
                start = first
        verbs = verbs if len(verbs) >= _LEAST else set()
        subjects = subjects if len(subjects) >= _LEAST else set()
        return _Points(frozenset(verbs), frozenset(subjects), start)

    def _verb(self, span: Span) -> int | None:
        """Return the verb without a subject by which a line begins."""
        for token in span[:3]:
            if token.lemma_.lower() in frame_words("body", "declares"):
                has_subject = any(child.dep_.startswith("nsubj") for child in token.children)
                is_open = token.is_title or token.is_upper or token.i > span.start
                return token.i if token.tag_ in _VERBS and is_open and not has_subject else None
            if token.lower_ not in _ADVERBS and not token.lower_.endswith("ly"):
                return None
        return None

    def _collective(self, span: Span) -> int | None:
        """Return the subject by which a line begins that says no more than who the authors are."""
        for token in span[:6]:
            is_subject = token.dep_ in _SUBJECTS and token.head.pos_ == "VERB"
            if is_subject and token.head.lemma_.lower() in frame_words("body", "declares"):
                is_plural = token.tag_ in {"NNS", "NNPS"} and span[0].lower_ in _ARTICLES
                return token.i if is_plural or token.lower_ in _PRONOUNS else None
        return None

    @cached_property
    def author(self) -> tuple[str, int] | None:
        """The body that the words before the first point name most, of equals the first, and where."""
        points = self._points
        if not points.verbs and not points.subjects:
            return None
        counts: Counter[str] = Counter()
        places: dict[str, int] = {}
        for index, mention in enumerate(self.mentions):
            is_before = self.doc[mention["start"]].idx < points.start
            if is_before and mention["type"] == EntityType.ORG and mention["entity"]:
                counts[mention["entity"]] += 1
                places.setdefault(mention["entity"], index)
        before = str(self.doc.text)[: max(points.start, 0)].rstrip()
        is_titled = not frame_words("body", "papers").isdisjoint(re.findall(r"\w+", before.lower()))
        if not counts or (before[-1:] not in _OPENERS and not is_titled):
            return None
        body = counts.most_common(1)[0][0]
        return body, places[body]
