"""Whose words an act is that names its speaker only by what came before.

"he added", "they said in a joint statement", "the statement added", "I urge Norland" in a quotation:
who spoke or was named earlier in the text tells who speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from geoents.annotations import RelationData
from geoents.graph import Graph
from geoents.settling import Found, length
from geoents.speakers import SPOKESPEOPLE, TEXTS, Mentions, Reference
from geoents.stretches import is_mark, sentence_of
from geoents.subjects import subject_of

__all__ = ["ADDING", "DEFINITE", "NEAR", "EarlierSpeakers"]

ADDING: Final = frozenset({"add", "continue", "conclude"})
DEFINITE: Final = frozenset({"the", "this"})
#: How many tokens after an act a bare "he said" may still mean its speaker.
NEAR: Final = 120
_ALSO: Final = frozenset({"also", "further"})
_SINGULAR: Final = frozenset({"he", "she"})
_OTHER: Final = {
    "he": frozenset({"she", "her", "hers", "herself"}),
    "she": frozenset({"he", "him", "his", "himself"}),
}
_BODIES: Final = frozenset({"STATE", "ORG"})
_PERSONAL: Final = frozenset({"PERSON", "OFFICE"})
_SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass"})
_PLURAL: Final = frozenset({"NNS", "NNPS"})
#: Nouns for one who has just spoken that name no post.
_ROLES: Final = frozenset(
    {"official", "lawyer", "politician", "lawmaker", "diplomat", "president",
     "ex-president", "minister", "leader"}
)  # fmt: skip
#: How many tokens back the owner of "the report" is looked for.
_REACH: Final = 200


class EarlierSpeakers:
    """Finds who has spoken, or was named, before an act.

    Args:
        mentions: The doc's mentions.
        found: The relations found so far; the list grows while the doc is being read.
    """

    def __init__(self, mentions: Mentions, found: Sequence[Found]) -> None:
        self.doc = mentions.doc
        self.graph: Graph = mentions.graph
        self.mentions = mentions
        self.found = found

    def going_on(self, subject: int, trigger: int) -> list[Reference]:
        """Return who spoke last for one who "added", whomever his words before were about.

        'Olsen said that Vik had left. "He took the train," he added': Olsen added it. And "he" is
        a body's spokesman who has just spoken without a name, where "he said" closes a sentence.
        """
        word, verb = self.doc[subject].lower_, self.doc[trigger]
        if word not in _SINGULAR or not self._is_last(subject, trigger):
            return []
        is_adding = verb.lemma_.lower() in ADDING or any(t.lower_ in _ALSO for t in verb.children)
        if not is_adding:
            return self._of_spokesman(subject)
        found = self.last_speaker(subject)
        return found if found and self._agrees(found[0], word) else []

    def _is_last(self, subject: int, trigger: int) -> bool:
        """Tell whether an attribution stands behind its words: "'A,' he added"."""
        before = self.doc[min(subject, trigger) - 1] if min(subject, trigger) else None
        return before is not None and (before.text == "," or is_mark(before))

    def _agrees(self, reference: Reference, word: str) -> bool:
        """Tell whether no other mention calls somebody by the pronoun of the other gender."""
        other = _OTHER[word]
        return not any(
            mention["entity"] == reference.entity and self.doc[mention["start"]].lower_ in other
            for mention in self.mentions.data
            if mention["end"] == mention["start"] + 1
        )

    def _last_act(self, token: int) -> RelationData | None:
        """Return the last relation found whose act stands near before a token."""
        return next(
            (r for r, _ in reversed(self.found) if r["trigger"] < token <= r["trigger"] + NEAR),
            None,
        )

    def told_of(self, token: int) -> int | None:
        """Return the last act before a sentence, if its performer is whom the sentence is about.

        'He had no ship, Olsen said. He waited for a year. "It was cold."': Olsen goes on.
        """
        root = self.doc[token].sent.root.i
        subject = self.graph.subject(root)
        told = [] if subject is None else self.mentions.refer(subject)
        start = self.doc[token].sent.start
        near = [r for r, _ in self.found if start - NEAR <= r["trigger"] < start]
        last = max(near, key=lambda r: r["trigger"], default=None)
        is_same = last is not None and [r.entity for r in told] == [last["subject"]]
        return last["trigger"] if last is not None and is_same else None

    def _of_spokesman(self, token: int) -> list[Reference]:
        """Return the body whose spokesman, unnamed, spoke last: "the army's spokesman said"."""
        relation = self._last_act(token)
        index = None if relation is None else relation["subject_mention"]
        if relation is None or index is None or self.mentions.data[index]["type"] not in _BODIES:
            return []
        spoke = subject_of(self.graph, self.mentions, relation["trigger"])
        while spoke is not None and self.doc[spoke].lower_ in _SINGULAR:
            # "..., he said. ..., he said": back to the spokesman
            before = [r for r, _ in self.found if r["trigger"] < spoke]
            if not before or before[-1]["subject"] != relation["subject"]:
                return []
            spoke = subject_of(self.graph, self.mentions, before[-1]["trigger"])
        if spoke is None or self.doc[spoke].lower_ not in SPOKESPEOPLE:
            return []
        return [Reference(relation["subject"], index)]

    def speaker_at(self, token: int) -> list[Reference]:
        """Return the speaker of the innermost claim that holds a token."""
        place = self.doc[token].idx
        relations = [relation for relation, _ in self.found]
        spans = [(r["claim_char"], r) for r in relations if r["claim_char"] is not None]
        around = [(length(span), r) for span, r in spans if span and span[0] <= place < span[1]]
        if not around:
            return []
        inner = min(around, key=lambda pair: pair[0])[1]
        return [Reference(inner["subject"], inner["subject_mention"] or 0)]

    def author_of(self, noun: int) -> list[Reference]:
        """Return whose text "the statement" is: of an act before that spoke of one, or its owner."""
        token = self.doc[noun]
        if token.lower_ == "it":
            return self._text_before(noun)
        determiners = {child.lower_ for child in token.children if child.dep_ == "det"}
        if token.lemma_.lower() not in TEXTS or not determiners & DEFINITE:
            return []
        for relation, _ in reversed(self.found):
            sentence = self.doc[relation["trigger"]].sent
            if any(t.lemma_ == token.lemma_ and t.i < noun for t in sentence):
                return self._performers(relation["trigger"])
        for position in range(noun - 1, max(-1, noun - _REACH), -1):
            if self.doc[position].lemma_ == token.lemma_ and self.mentions.refer(position):
                return self.mentions.refer(position)
        return []

    def _performers(self, trigger: int) -> list[Reference]:
        """Return all who perform an act that has been read."""
        own = [r for r, _ in self.found if r["trigger"] == trigger]
        by_entity = {r["subject"]: Reference(r["subject"], r["subject_mention"] or 0) for r in own}
        return list(by_entity.values())

    def _text_before(self, pronoun: int) -> list[Reference]:
        """Return whose text "it" is, where the act before was that text's: "it said"."""
        relation = self._last_act(pronoun)
        if relation is None:
            return []
        subject = subject_of(self.graph, self.mentions, relation["trigger"])
        word = "" if subject is None else self.doc[subject].lower_
        index = relation["subject_mention"]
        is_body = index is not None and self.mentions.data[index]["type"] in _BODIES
        if word == "it" or word in TEXTS or is_body:
            return [Reference(relation["subject"], index or 0)]
        return []

    def together(self, subject: int) -> list[Reference]:
        """Return who "they" are that linking has left open: the nearest subject, if it names several.

        "Olsen and Vik met in Oslo. The border stays open, they said."
        """
        if self.doc[subject].lower_ != "they":
            return []
        start = sentence_of(self.doc, subject).start
        start = sentence_of(self.doc, max(0, start - 1)).start
        for position in range(subject - 1, start - 1, -1):
            if self.graph.deps[position] not in _SUBJECTS:
                continue
            if self.doc[position].lower_ == "they":
                return self._performers(self.graph.heads[position])
            found = self.mentions.refer(position)
            if len(found) > 1:
                return found
            if (
                self.doc[position].tag_ in _PLURAL
                and self.graph.heads[position] != self.graph.heads[subject]
            ):
                return []  # "officials met Olsen; they said"
        return []

    def last_speaker(self, subject: int) -> list[Reference]:
        """Return who spoke last, for a "he" or "the official" that linking has left open."""
        token = self.doc[subject]
        is_definite = any(child.lower_ in DEFINITE for child in token.children)
        is_office = self._is_office(subject) and is_definite
        if token.lower_ not in _SINGULAR and not is_office:
            return []
        relation = self._last_act(subject)
        speaker = None if relation is None else relation["subject_mention"]
        if relation is None or speaker is None:
            return []
        if self.mentions.data[speaker]["type"] in _PERSONAL:
            return [Reference(relation["subject"], speaker)]
        is_voice = token.lower_ in _SINGULAR or token.lower_ in SPOKESPEOPLE
        return self._of_spokesman(subject) if is_voice else []

    def _is_office(self, token: int) -> bool:
        index = self.mentions.at(token)
        is_office = index is not None and self.mentions.data[index]["type"] == "OFFICE"
        return is_office or self.doc[token].lower_ in _ROLES | SPOKESPEOPLE
