"""The parties to an act of saying: who performs it, and whom it is addressed to or is about.

Besides what its trigger and its rule show this takes whoever's words are being read: "I urge
Norland" in a quotation is its speaker's urging, "the statement added" is by the one who issued the
statement.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from geoents.declarations import Declaration
from geoents.earlier_speakers import ADDING, DEFINITE, NEAR, EarlierSpeakers
from geoents.graph import Graph
from geoents.performance import FIRST_PERSON, VERDICT
from geoents.rules import RuleMatch
from geoents.schema import RelationType
from geoents.settling import Found
from geoents.speakers import TEXTS, Mentions, Reference
from geoents.stretches import Stretch, is_mark
from geoents.subjects import neighbour_of, quoted_by, subject_of
from geoents.unnamed_speakers import goes_on_unnamed
from geoents.wording import CLAUSE

__all__ = ["Parties"]

_AGENTS: Final = frozenset({"by", "from"})
_CASE: Final = frozenset({"case"})
_FINITE: Final = frozenset({"VBD", "VBZ", "VBP"})
_VERBAL: Final = frozenset({"VERB", "AUX"})
_NOMINAL: Final = frozenset({"DET", "PRON", "PROPN", "NOUN", "ADJ", "NUM"})
#: Verbs that name their hearer first: "told the court his client was ill".
_TELLING: Final = frozenset({"tell", "inform", "assure", "remind", "notify", "warn", "reassure"})
_BODIES: Final = frozenset({"STATE", "ORG"})
#: What somebody puts forward, whose owner may stand behind an "of".
_PROPOSALS: Final = frozenset(
    {"proposal", "offer", "request", "demand", "call", "appeal", "plea", "plan", "initiative", "bid", "application"}
)  # fmt: skip
#: What somebody is praised or criticized for, whose doer stands behind an "of".
_DEEDS: Final = frozenset(
    {
        "role", "effort", "work", "leadership", "decision", "move", "action", "support", "stance", "position", "performance",
        "behaviour", "behavior", "policy", "approach", "handling", "contribution", "achievement", "conduct", "attitude",
        "statement", "remark", "comment", "commitment", "courage", "bravery", "sacrifice", "response", "success", "refusal",
        "failure", "intervention", "generosity", "help", "stand", "resolve", "readiness", "willingness", "inaction", "silence",
    }
)  # fmt: skip
#: What is done with them by whose they are.
_FILED: Final = frozenset(
    {"file", "make", "submit", "lodge", "put", "present", "bring", "issue", "raise"}
)
_OBLIQUE: Final = frozenset({"him", "her"})
#: How many characters behind a question its answer begins at most.
_ANSWER: Final = 40


class Parties:
    """Finds who takes part in the acts of a doc.

    Args:
        mentions: The doc's mentions.
        acts: The triggers of all acts.
        found: The relations found so far; the list grows while the doc is being read.
        quoted: For each token the number of its quotation, or None.
    """

    def __init__(
        self,
        mentions: Mentions,
        acts: Set[int],
        found: Sequence[Found],
        quoted: Sequence[int | None],
    ) -> None:
        self.quoted = quoted
        self.doc = mentions.doc
        self.graph: Graph = mentions.graph
        self.mentions = mentions
        self.acts = acts
        self.found = found
        self.earlier = EarlierSpeakers(mentions, found)
        self._declaration = Declaration(mentions.graph, mentions.data)

    def subject(self, match: RuleMatch, trigger: int) -> int | None:
        """Return the word that says who performs an act; of a verdict its trigger."""
        nodes = match.nodes
        if "subject" in nodes:
            return nodes["subject"]
        if match.rule.construction in VERDICT:
            return trigger
        if "verb" in nodes and self._declaration.opens(nodes["verb"]):
            return None
        if "verb" in nodes:
            return subject_of(self.graph, self.mentions, nodes["verb"])
        if self._declaration.opens(trigger):
            return None
        quoted = quoted_by(self.graph, self.mentions, trigger)
        if quoted is not None:
            return quoted
        if self.doc[trigger].pos_ in _VERBAL or match.rule.construction in CLAUSE:
            verb = self._goes_on_from(trigger)
            subject = subject_of(self.graph, self.mentions, trigger if verb is None else verb)
            is_quoted = subject is not None and self.quoted[subject] is not None
            is_quoted = is_quoted and not self._is_title(subject or 0)
            if is_quoted and self.quoted[trigger] is None:
                # Who is spoken of in a quotation does not speak it.
                return neighbour_of(self.mentions, trigger)
            return subject
        return None

    def _is_title(self, token: int) -> bool:
        """Tell whether a name alone stands in quotation marks: '"Le Jour" said the border was open'."""
        index = self.mentions.outermost(token)
        if index is None:
            return False
        start, end = self.mentions.data[index]["start"], self.mentions.data[index]["end"]
        marks = (self.doc[max(0, start - 1)], self.doc[min(end, len(self.doc) - 1)])
        return all(is_mark(mark) for mark in marks)

    def _goes_on_from(self, trigger: int) -> int | None:
        """Return the verb that a participle right behind it goes on from: "Olsen said, adding"."""
        if self.doc[trigger].tag_ != "VBG" or trigger < 2:
            return None
        if self.doc[trigger - 1].dep_ == "cc":
            # "stressing that A and adding that B"
            above = [t for t in self.doc[trigger].ancestors if t.i < trigger and t.i in self.acts]
            return next((t.i for t in above if t.tag_ == "VBG"), None)
        if self.doc[trigger - 1].text != ",":
            return None
        for position in range(trigger - 2, max(-1, trigger - 8), -1):
            token = self.doc[position]
            if position in self.acts and token.tag_ in _FINITE:
                return position
            if token.pos_ in _VERBAL or "\n" in token.text:
                break
        if self.doc[trigger].lemma_.lower() not in ADDING:
            return None
        # "Olsen said that Norland was ready, adding that B": Olsen adds, not Norland.
        above = [t for t in self.doc[trigger].ancestors if t.i < trigger and t.i in self.acts]
        return next((t.i for t in above if t.tag_ in _FINITE), None)

    def is_speakers_own(self, match: RuleMatch, trigger: int) -> bool:
        """Tell whether whoever's words are being read performs an act: "I urge"."""
        subject = self.subject(match, trigger)
        return subject is not None and (
            subject == trigger or self.doc[subject].lower_ in FIRST_PERSON
        )

    def performers(self, subject: int | None, trigger: int) -> list[Reference]:
        """Return who performs an act, from the word that says so."""
        found: list[Reference] = []
        if subject is not None:
            if goes_on_unnamed(self.mentions, self.acts, self.quoted, subject):
                return []
            if subject == trigger or self.doc[subject].lower_ in FIRST_PERSON:
                found = self.earlier.speaker_at(subject)
            found = found or self.earlier.going_on(subject, trigger)
            found = found or self.mentions.refer(subject) or self.earlier.author_of(subject)
            found = found or self._declared(subject)
            found = found or self.earlier.together(subject) or self.earlier.last_speaker(subject)
        return found or self._of_participle(trigger) or self._declared(trigger)

    def _declared(self, trigger: int) -> list[Reference]:
        """Return whose declaration it is where an act, or its subject, opens a point of one."""
        # "Express their gratitude": the noun's verb opens the point
        opens = self._declaration.opens
        is_declared = opens(trigger) or opens(self.doc[trigger].head.i)
        is_declared = is_declared or self._declaration.is_author(trigger)
        author = self._declaration.author if is_declared else None
        return [] if author is None else [Reference(*author)]

    def proposer(self, head: int, performers: Sequence[Reference]) -> list[Reference]:
        """Return whose demand "the demand" is, where the last act but this one was a demand.

        "Olsen demanded an inquiry. Norland rejected the demand."
        """
        opener = self.doc[head].left_edge.lower_
        if opener not in DEFINITE or self.doc[head].lemma_.lower() not in _PROPOSALS:
            return []
        own = {performer.entity for performer in performers}
        for relation, _ in reversed(self.found):
            if not relation["trigger"] < head <= relation["trigger"] + NEAR:
                continue
            if relation["subject"] in own:
                continue
            is_demand = relation["type"] == RelationType.URGED
            return (
                [Reference(relation["subject"], relation["subject_mention"] or 0)]
                if is_demand
                else []
            )
        return []

    def _of_participle(self, trigger: int) -> list[Reference]:
        """Return who performs the act that a participle goes on from: "said A, adding that B"."""
        token = self.doc[trigger]
        is_participle = token.tag_ == "VBG" and token.lower_ != "according"
        for ancestor in token.ancestors if is_participle else ():
            # "Calling it a lie, Olsen said"; not "he left, noting that A, the agency reported".
            is_before = ancestor.i < trigger or token.i <= token.sent.start + 1
            if ancestor.i in self.acts and ancestor.pos_ == "VERB" and is_before:
                subject = subject_of(self.graph, self.mentions, ancestor.i)
                return [] if subject is None else self.mentions.refer(subject)
        noun = token.head
        if not is_participle or token.dep_ != "acl" or noun.lemma_.lower() not in TEXTS:
            return []
        # "issued a statement condemning the attack"
        verb = noun.head
        subject = self.graph.subject(verb.i) if verb.pos_ == "VERB" and noun != verb else None
        return [] if subject is None else self.mentions.refer(subject)

    def is_to_you(self, match: RuleMatch) -> bool:
        """Tell whether an act is towards the one who is interviewed: "has accused you of theft"."""
        object_ = match.nodes.get("object")
        is_you = object_ is not None and self.doc[object_].lower_ == "you"
        return is_you and object_ is not None and self.quoted[object_] is None

    def others(self, token: int, performers: Sequence[Reference]) -> list[Reference]:
        """Return towards whom an act is, from the word that says so.

        Outside quotations "you" is who answers next; "him" and "her" that linking has left open
        are the one other person of the sentence and the one before.
        """
        word = self.doc[token].lower_
        if word == "you" and self.quoted[token] is None:
            end = self.doc[token].sent.end_char
            after = [r for r, _ in self.found if r["claim_char"] and r["claim_char"][0] >= end]
            near = [r for r in after if r["claim_char"] and r["claim_char"][0] <= end + _ANSWER]
            first = min(near, key=lambda r: r["claim_char"] or (0, 0), default=None)
            return (
                []
                if first is None
                else [Reference(first["subject"], first["subject_mention"] or 0)]
            )
        found = self.mentions.refer(token)
        if word in _OBLIQUE and {r.entity for r in found} <= {p.entity for p in performers}:
            found = []  # "Olsen wrote to the president, thanking him": nobody thanks himself
        if found or word not in _OBLIQUE or not performers:
            return found
        start = max(0, self.doc[token].sent.start - 1)
        start = self.doc[start].sent.start
        persons: dict[str, int] = {}
        for position in range(start, token):
            for index in self.mentions.covering.get(position, ()):
                mention = self.mentions.data[index]
                if mention["type"] == "PERSON" and mention["entity"]:
                    persons[mention["entity"]] = index
        left = [e for e in persons if e not in {p.entity for p in performers}]
        return [Reference(e, persons[e]) for e in left] if len(left) == 1 else []

    def addressee(
        self, trigger: int, stretches: list[Stretch]
    ) -> tuple[list[Reference], list[Stretch]]:
        """Part the hearer from a claim that the parser begins with: "told the court he was ill"."""
        nobody: list[Reference] = []
        if self.doc[trigger].lemma_.lower() not in _TELLING or not stretches:
            return nobody, stretches
        if not trigger < stretches[0].start:
            return self._hearer(trigger), stretches
        first = trigger + 1 + (self.doc[min(trigger + 1, len(self.doc) - 1)].pos_ == "DET")
        claim = stretches[0]
        if not trigger < claim.start <= first < claim.end:
            return nobody, stretches
        index = self.mentions.outermost(first)
        end = first + 1 if index is None else self.mentions.data[index]["end"]
        has_that = end < claim.end and self.doc[end].lower_ == "that"
        if end >= claim.end or (self.doc[end].pos_ not in _NOMINAL and not has_that):
            return nobody, stretches
        if index is None and (first == trigger + 1 or self.doc[first].pos_ != "NOUN"):
            return nobody, stretches
        hearers = nobody if index is None else self.mentions.refer(self.mentions.roots[index])
        return hearers, [Stretch(end + has_that, claim.end), *stretches[1:]]

    def charged(self, heads: Sequence[int]) -> list[Reference]:
        """Return who is to do what is demanded: Kenya in "demanded that Kenya withdraw"."""
        for head in heads:
            subject = self.graph.subject(head)
            if (
                self.doc[head].tag_ == "VB"
                and subject is not None
                and not self.graph.is_passive(head)
            ):
                return self.mentions.refer(subject)
        return []

    def _hearer(self, trigger: int) -> list[Reference]:
        """Return who stands behind "told" when the words stand before: "'A,' he told the daily Le Jour"."""
        first = trigger + 1
        while first < len(self.doc) - 1 and self.doc[first].pos_ in {"DET", "ADJ"}:
            if self.mentions.outermost(first) is not None:
                break
            first += 1
        index = self.mentions.outermost(first) if first < len(self.doc) else None
        if index is not None:
            return self.mentions.refer(self.mentions.roots[index])
        is_noun = first < len(self.doc) and self.doc[first].pos_ == "NOUN"
        return self.mentions.refer(first) if is_noun else []

    def is_actor(self, head: int, *, offices: bool = False) -> bool:
        """Tell whether a word heads the name of a person, state or body, or ends it.

        With ``offices`` a post counts too: nobody says a post, "Kenya recalled its ambassador".
        """
        index = self.mentions.at(head, offices=offices)
        ends = (
            ()
            if index is None
            else (self.mentions.roots[index], self.mentions.data[index]["end"] - 1)
        )
        return head in ends

    def owners(self, head: int) -> list[Reference]:
        """Return whose doing is praised or criticized: "Kenya's help", "the role played by Kenya"."""
        is_proposed = self.doc[head].lemma_.lower() in _PROPOSALS
        is_owned = is_proposed or self.doc[head].lemma_.lower() in _DEEDS
        for child, label in self.graph.children[head]:
            if label == "nmod:poss":
                return self.mentions.refer(child)
            if label in {"amod", "compound", "nmod:desc"} and child < head:
                # "a Kenyan proposal"
                index = self.mentions.at(child, offices=False)
                if index is not None and self.mentions.data[index]["type"] in _BODIES:
                    return self.mentions.refer(child)
            if label == "nmod" and is_owned and "of" in self.graph.words(child, _CASE):
                return self.mentions.refer(child)  # "rejected the proposal of Kenya"
            if label in {"acl", "nmod"} and child > head:
                agents = [child] if label == "nmod" else self.graph.tree_children[child]
                for agent in agents:
                    words = set(self.graph.words(agent, _CASE))
                    # "politicians from the Green Party" are criticized, not their party.
                    if "by" in words or (is_owned and words & _AGENTS):
                        return self.mentions.refer(agent)
            if label == "acl:relcl" and is_proposed and self.doc[child].lemma_ in _FILED:
                # "denied an appeal that Olsen filed"
                subject = self.graph.subject(child)
                return [] if subject is None else self.mentions.refer(subject)
        index = self.mentions.outermost(head - 1) if head else None
        is_adjective = index is not None and self.doc[head - 1].tag_ == "JJ"
        if index is not None and is_adjective and self.mentions.data[index]["type"] == "STATE":
            return self.mentions.refer(head - 1)
        for child in self.graph.tree_children[self.graph.heads[head]]:
            # "a proposal by the council": the phrase may hang on the verb.
            is_agent = child > head + 1 and "by" in self.graph.words(child, _CASE)
            if is_agent and self.doc[head + 1].lower_ == "by" and self.doc[head].pos_ == "NOUN":
                return self.mentions.refer(child)
        return []
