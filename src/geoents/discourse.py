"""The text so far, as a reader has it in mind: who was referred to, where, and how prominently."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import takewhile
from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from geoents.clusters import Clusters, anaphora_data, is_subject, share_verb
from geoents.protagonists import find_protagonist
from geoents.quotations import quoted_tokens

__all__ = ["Discourse", "Reference", "is_stating"]

#: How many times as often as others the states are named that "the two countries" may be.
_CLEARLY: Final = 2
#: A state is the text's own when it has this share of all mentions of states.
_HOME_SHARE: Final = 0.6
#: The same for the body that a text is about.
_MAIN_SHARE: Final = 0.5
_COMPLEMENTS: Final = frozenset({"ccomp", "xcomp", "obj", "iobj", "csubj"})


#: How many words back who spoke before is looked for.
_HEARD: Final = 120


class Reference(NamedTuple):
    """A word that refers to a cluster: its token, sentence, and what kind of word it is."""

    token: int
    sentence: int
    cluster: int
    type: str
    is_subject: bool
    is_quoted: bool
    is_name: bool


class Discourse:
    """References in order of the text; it grows as anaphors are resolved from left to right."""

    def __init__(self, clusters: Clusters, held: dict[int, int], holders: dict[int, int]) -> None:
        self.clusters = clusters
        self.doc: Doc = clusters.doc
        self.holders = holders
        self.quoted = quoted_tokens(self.doc)
        self.sentence_of = [0] * len(self.doc)
        number = 0
        for sentence in self.doc.sents:
            for token in sentence:
                self.sentence_of[token.i] = number
            # "4." before a point is no sentence of its own.
            number += any(token.is_alpha for token in sentence)
        self.references: list[Reference] = []
        #: The same by token, and the clusters referred to so far by type.
        self.at: dict[int, Reference] = {}
        self.referred: dict[str, set[int]] = defaultdict(set)
        self.groups: dict[int, tuple[int, ...]] = {}
        self.named = sorted(self._named(held))
        self._persons_by_sentence: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for position, cluster, type_ in self.named:
            if type_ == "PERSON":
                self._persons_by_sentence[self.sentence_of[position]].append((position, cluster))
        #: The posts beside each person who has some.
        self.offices_of: dict[int, set[int]] = defaultdict(set)
        for index, person in holders.items():
            self.offices_of[clusters.of[person]].add(clusters.of[index])
        #: The tokens of names, where no common noun refers.
        self.named_tokens = {i for span in clusters.spans for i in range(span.start, span.end)}
        self._called: dict[str, frozenset[int]] = {}
        self._called_in_full: dict[str, list[int]] = {}
        self._declarant: int | None = None
        #: Whom the text is about, if it is about one person.
        self.protagonist = find_protagonist(clusters, self.quoted)

    def _named(self, held: dict[int, int]) -> Iterable[tuple[int, int, str]]:
        """Yield token, cluster and type of what the names and posts refer to."""
        covered = {
            inner
            for outer in self.clusters.indices("ORG", "PERSON")
            for inner in self.clusters.nested(outer)
            # "the Brandt administration" does not refer to Brandt
            if self.clusters.spans[inner] != self.clusters.spans[outer]
        }
        for index, mention in enumerate(self.clusters.mentions):
            root = self.clusters.roots[index].i
            if mention["type"] == "OFFICE":
                if index in held and index not in self.holders:
                    yield root, held[index], "PERSON"
            elif index not in covered:
                yield root, self.clusters.of[index], mention["type"]

    def refer(self, token: Token, cluster: int, type_: str, *, is_name: bool = False) -> None:
        """Note that a token refers to a cluster, by its name or else as an anaphor."""
        reference = Reference(
            token.i,
            self.sentence_of[token.i],
            cluster,
            type_,
            is_subject(token),
            self.quoted[token.i],
            is_name,
        )
        self.references.append(reference)
        self.at[token.i] = reference
        self.referred[type_].add(cluster)

    def recent(self, token: Token, distance: int, *types: str) -> list[Reference]:
        """Return references of these types, at most ``distance`` sentences before a token."""
        lowest = self.sentence_of[token.i] - distance
        near = takewhile(lambda r: r.sentence >= lowest, reversed(self.references))
        return [r for r in near if r.type in types and r.token < token.i][::-1]

    def called_in_full(self, phrase: str, token: Token) -> set[int]:
        """Return the bodies named before a token that the gazetteer calls by a phrase."""
        clusters = self.clusters
        if phrase not in self._called_in_full:
            # The first mention of each, and of names alone: a later one is not before the token
            # where the first is not.
            first: dict[int, int] = {}
            for index in clusters.indices("ORG"):
                if phrase in clusters.kinds_of(clusters.of[index]):
                    first.setdefault(clusters.of[index], index)
            self._called_in_full[phrase] = list(first.values())
        named = self._called_in_full[phrase]
        return {clusters.of[i] for i in named if clusters.spans[i].end <= token.i}

    def speaker(self, token: Token) -> int | None:
        """Return whose words a quoted token is, as far as the sentence or the one before tells."""
        number = self.sentence_of[token.i]
        here = [
            cluster
            for position, cluster in self._persons_by_sentence[number]
            if not self.quoted[position] and is_subject(self.doc[position])
        ]
        if here:
            return here[0]
        for reference in reversed(self.references):
            if reference.type == "PERSON" and not reference.is_quoted and reference.is_subject:
                return reference.cluster
        return None

    def quoted_speaker(self, token: Token) -> int | None:
        """Return who "I" is in a quotation: the subject of its verb, or the sentence's only one."""
        if not self.quoted[token.i]:
            return None
        verb = next((t for t in token.ancestors if not self.quoted[t.i]), token)
        subjects = [child for child in verb.children if child.dep_ == "nsubj"]
        speakers = [
            c for child in subjects if not self.quoted[child.i] for c in self.persons_at(child.i)
        ]
        if len(speakers) == 1:
            return speakers[0]
        persons = self._persons_by_sentence[self.sentence_of[token.i]]
        outside = {
            cluster
            for position, cluster in persons
            if not self.quoted[position] and is_subject(self.doc[position])
        }
        if not subjects and not outside:
            # The parser has the one who speaks suffer what is told: "'We go,' the minister, Sand, said"
            outside = {cluster for position, cluster in persons if not self.quoted[position]}
        return outside.pop() if len(outside) == 1 else None

    def declarant(self, token: Token) -> int | None:
        """Return the body that "we" is outside quotations, where the text has said who "we" are.

        "We, the leaders of the member states of the Amber Pact, ... We condemn ..."
        """
        if self.quoted[token.i]:
            return None
        if self._declarant is None and token.i + 1 < len(self.doc):
            following = token.nbor().text == ","
            end = token.sent.end
            bodies = [
                index
                for position in range(token.i + 2, end)
                for index in self.clusters.starts.get(position, ())
                if self.clusters.mentions[index]["type"] == "ORG"
            ]
            if following and bodies and self._is_of(bodies[0]):
                self._declarant = self.clusters.of[bodies[0]]
        return self._declarant

    def body_of(self, speaker: int | None) -> int | None:
        """Return the one state or body whose post a speaker holds: who "we" are.

        '"We will not leave the pact," Norway's foreign minister said.'
        """
        owners = set() if speaker is None else self.bodies_of(speaker)
        return owners.pop() if len(owners) == 1 else None

    def bodies_of(self, person: int) -> set[int]:
        """Return the states and bodies whose posts a person holds."""
        posts = [i for o in self.offices_of.get(person, ()) for i in self.clusters.members[o]]
        return {
            self.clusters.of[body]
            for index in posts
            for body in self.clusters.specifiers(index, "STATE", "ORG")
        }

    def _is_of(self, index: int) -> bool:
        """Tell whether a body stands in an of-phrase: "the members of the Amber Pact"."""
        start = self.clusters.spans[index].start
        before = [self.doc[i].lower_ for i in range(max(0, start - 2), start)]
        return "of" in before

    def persons_at(self, position: int) -> list[int]:
        """Return the persons that a token names."""
        persons = self._persons_by_sentence[self.sentence_of[position]]
        return [cluster for at, cluster in persons if at == position]

    @cached_property
    def home_state(self) -> int | None:
        """The state that most mentions of states are of, if it is so clear."""
        return self._leading("STATE", _HOME_SHARE)

    @cached_property
    def main_body(self) -> int | None:
        """The body that at least half of all mentions of bodies are of, if it is named thrice."""
        return self._leading("ORG", _MAIN_SHARE, least=3)

    def main_states(self, number: int, *, share: float = _CLEARLY) -> list[int]:
        """Return the so many states that the text names most, none where others come near.

        A report on Norway and Kenya may name Iran in passing: "the two countries" are the first two.
        """
        ranked = [*self._counts_of_states.most_common(number + 1), (-1, 0)]
        if len(ranked) <= number or ranked[number - 1][1] < share * ranked[number][1]:
            return []
        return [state for state, _ in ranked[:number]]

    @cached_property
    def _counts_of_states(self) -> Counter[int]:
        """How many mentions each state has that is named."""
        return Counter(self.clusters.of[index] for index in self.clusters.indices("STATE"))

    def _leading(self, type_: str, share: float, *, least: int = 1) -> int | None:
        """Return what this share of all mentions of a type, and so many, are of."""
        counts = Counter(self.clusters.of[index] for index in self.clusters.indices(type_))
        for cluster, count in counts.most_common(1):
            if count >= least and count >= share * counts.total():
                return cluster
        return None

    def states_called(self, lemma: str) -> frozenset[int]:
        """Return the states that a noun fits: kingdoms for "the kingdom", all for "the country"."""
        if lemma not in self._called:
            states = self.clusters.ids("STATE")
            fitting = frozenset(s for s in states if lemma in self.clusters.kinds_of(s))
            self._called[lemma] = fitting or frozenset(states)
        return self._called[lemma]

    def states_beside(self, token: Token) -> set[int]:
        """Return the states referred to so far in a token's own paragraph."""
        start = token.i
        while start > 0 and "\n" not in self.doc[start - 1].text:
            start -= 1
        near = takewhile(lambda r: r.token >= start, reversed(self.references))
        return {r.cluster for r in near if r.type == "STATE"}

    def share_verb(self, token: Token, reference: Reference) -> bool:
        """Tell whether two words are subject and object of one verb: "Kos met her"."""
        return share_verb(token, self.doc[reference.token])

    def commands(self, pronoun: Token, reference: Reference) -> bool:
        """Tell whether a name is in the words that a pronoun is the subject of.

        It then is another person: "Kos had resigned, she said", "she praised Kos". In "When Kos
        arrived, she spoke" it may be the same one.
        """
        if not reference.is_name or not pronoun.dep_.startswith("nsubj"):
            return False
        verb, other = pronoun.head, self.doc[reference.token]
        branch = next((t for t in (other, *other.ancestors) if t.head == verb), None)
        if branch is not None and verb.is_ancestor(other):
            return branch.dep_ in _COMPLEMENTS
        is_inserted = verb.dep_ == "parataxis" and reference.token < pronoun.i
        return is_inserted and verb.head.sent == other.sent

    def subject_before(self, token: Token) -> Token | None:
        """Return the nearest subject before a token, in its sentence or the one before it."""
        lowest = self.sentence_of[token.i] - 1
        position = token.i - 1
        while position >= 0 and self.sentence_of[position] >= lowest:
            other = self.doc[position]
            is_subject = other.dep_.startswith("nsubj") and other.tag_ not in {"WDT", "WP", "EX"}
            # "Norway voted. One of its towns ...": not the phrase that the word stands in
            if is_subject and not other.is_ancestor(token):
                return other
            position -= 1
        return None

    def last_stating(self, token: Token) -> Token | None:
        """Return the subject of the statement before a token, in its sentence or the one before it.

        "Norway" in "Norway said prices would fall. It added": not the prices.
        """
        lowest = self.sentence_of[token.i] - 1
        for position in range(token.i - 1, max(-1, token.i - _HEARD), -1):
            if self.sentence_of[position] < lowest:
                break
            if not self.quoted[position] and is_stating(self.doc[position]):
                return self.doc[position]
        return None

    def states_of(self, person: int) -> set[int]:
        """Return the states that a person's posts or nationality tie it to.

        Norway for "Norway's minister Kos", "Norwegian writer Kos" and "Kos of the Norwegian army".
        """
        clusters = self.clusters
        offices = self.offices_of.get(person, ())
        posts = [i for office in offices for i in clusters.members[office]]
        states: set[int] = set()
        for index in posts:
            for body in clusters.specifiers(index, "STATE", "ORG"):
                if clusters.mentions[body]["type"] == "STATE":
                    states.add(clusters.of[body])
                else:
                    states |= {clusters.of[s] for s in clusters.specifiers(body, "STATE")}
        if not states:
            for index in clusters.members[person]:
                if clusters.mentions[index]["form"] not in {"nominal", "pronoun"}:
                    found = clusters.specifiers(index, "STATE")
                    states |= {clusters.of[s] for s in found}
        return states


def is_stating(token: Token) -> bool:
    """Tell whether a token is the subject of a verb that says something: "It added that ..."."""
    verb = token.head
    if token.dep_ not in {"nsubj", "expl"} or verb.pos_ != "VERB" or token.tag_ in {"WDT", "WP"}:
        return False
    if any(child.dep_ in {"aux:pass", "expl"} and child != token for child in verb.children):
        return False
    if verb.lemma_.lower() in anaphora_data()["stating"]["verbs"]:
        return True
    return any(child.dep_ == "ccomp" for child in verb.children)
