"""Posts that stand alone with the kind of their body: "the ministry spokesman", "Judge Sand", "the speaker".

Which kinds of body a post is at by itself, and by which words each kind is named, is data
(``post_at`` and ``kind_of_body`` in ``data/names/frames.toml``). The body is the only one of the
kind that the document names before or behind; of several there is none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

from geoents.arguments import Argument, Arguments
from geoents.frames import frame_roles, frame_words
from geoents.schema import EntityType

__all__ = ["Kinds"]

_BY_NAME = frozenset({"name", "adjective"})
#: How many tokens around a post its body is named at most.
_NEAR = 400
#: Of several that one counts which alone is named so many tokens before.
_BESIDE = 40
#: Before a post of a state's: "government spokesman".
_OF_STATES = frozenset({"government", "presidential", "cabinet", "palace"})
#: How many tokens before a post its body acts at most.
_ACTED = 60


class Kinds:
    """The bodies of a doc by the words of their names.

    Args:
        arguments: The doc's mentions.
    """

    def __init__(self, arguments: Arguments) -> None:
        self.arguments = arguments
        self._named: dict[str, list[int]] = defaultdict(list)
        for index, mention in enumerate(arguments.mentions):
            is_body = mention["type"] == EntityType.ORG and mention["form"] in _BY_NAME
            if is_body and mention["entity"] is not None:
                span = arguments.spans[index]
                for token in arguments.graph.doc[span.start : span.end]:
                    self._named[token.lower_].append(index)

    def has_kind(self, mention: int) -> bool:
        """Tell whether a kind of body stands in or right before a post: "party leader"."""
        return self._kind_beside(mention) is not None

    def find(self, mention: int) -> Argument | None:
        """Return the body of a post by its kind; None where the kind or the body is not clear."""
        kind = self._kind_beside(mention)
        words = kind and {kind, *frame_words("kind_of_body", kind)}
        words = words or self._kinds_of_post(mention)
        return self._only(words, mention) if words else self._acting(mention)

    def _acting(self, mention: int) -> Argument | None:
        """Return the body that acted last before a post of its voice or its head.

        "The Kenyan navy denied it. Spokesman Tom Ree said", "The union met. The secretary-general".
        """
        doc, here = self.arguments.graph.doc, self.arguments.spans[mention]
        words = doc[here.start : here.end].text.lower().replace(" - ", "-")
        is_held = self.arguments.mentions[mention]["holder"] is not None
        is_states = doc[max(0, here.start - 1)].lower_ in _OF_STATES
        if not is_held or is_states or words not in frame_words("body", "voices"):
            return None
        deps, sentence = self.arguments.graph.deps, doc[here.start].sent.start
        for index in range(mention - 1, -1, -1):
            span, other = self.arguments.spans[index], self.arguments.mentions[index]
            if here.start - span.start > _ACTED:
                return None
            is_body = other["type"] == EntityType.ORG and other["entity"] is not None
            is_subject = deps[self.arguments.roots[index]].startswith("nsubj")
            is_before = span.start < sentence or "." in doc[span.end : here.start].text
            if is_body and is_subject and is_before and other["entity"]:
                return Argument(other["entity"], index)
        return None

    def _kind_beside(self, mention: int) -> str | None:
        doc, span = self.arguments.graph.doc, self.arguments.spans[mention]
        inside = [token.lower_ for token in doc[span.start : span.end - 1]]
        before = (
            doc[span.start - 1].lower_ if span.start and not doc[span.start].is_sent_start else ""
        )
        kinds = frame_roles("kind_of_body")
        return next((word for word in (before, *inside) if word in kinds), None)

    def _kinds_of_post(self, mention: int) -> set[str]:
        """Return the words that name bodies at which a post is by itself: courts for a judge."""
        post = self.arguments.graph.doc[self.arguments.roots[mention]].lower_
        return set(frame_words("post_at", post)) if post in frame_roles("post_at") else set()

    def _only(self, words: set[str], mention: int) -> Argument | None:
        spans, mentions = self.arguments.spans, self.arguments.mentions
        here = spans[mention].start
        # Mentions stand in the order of the text.
        near = [
            i
            for named in (self._named.get(word, []) for word in words)
            for i in named[
                bisect_left(named, here - _NEAR, key=lambda i: spans[i].start) : bisect_right(
                    named, here + _NEAR, key=lambda i: spans[i].start
                )
            ]
        ]
        entities = {mentions[i]["entity"] for i in near}
        if len(entities) > 1:
            near = [i for i in near if here - _BESIDE <= spans[i].start < here]
            entities = {mentions[i]["entity"] for i in near}
        if len(entities) != 1 or None in entities:
            return None
        before = [i for i in near if spans[i].start < here]
        last = max(before, key=lambda i: spans[i].start) if before else min(near)
        entity = mentions[last]["entity"]
        return None if entity is None else Argument(entity, last)
