"""Posts and organs that stand alone, and the state that the document leaves in no doubt.

"The prime minister", "parliament" and "the Ministry of Health" belong to a state that local news
hardly names beside them. It is that of the same person's other post ("Norway's deputy premier and
finance minister"), or else the text's own state: that of the dateline ("AMMAN -"), the one that
most of the text's mentions of states mean, or, of several that it is about, the only one whose
posts it never names with it ("the prime minister met the Kenyan president"), or the one that it
names twice as often as any other. A minister and a ministry have no state but one, so that one
mention of the only state of a text will do. A post or organ with
another body's words beside it ("president of the bank", "the city's council") has no home, nor has
a second post of one name ("President Cobb" beside "Norway's president, Mira Sand").
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Final

from spacy.tokens import Doc

from geoents.annotations import RelationData
from geoents.annotations import annotations as annotations_of
from geoents.arguments import Argument, Arguments
from geoents.gazetteer import load_gazetteer
from geoents.kinds import Kinds
from geoents.patterns import MentionSpan
from geoents.rules import Rule, RuleMatch
from geoents.schema import EntityType, RelationType
from geoents.spans import POSSESSIVES

__all__ = ["HOME", "Homes", "is_home", "rests_on_others"]

#: The construction whose rules name the posts and organs that have a home.
HOME: Final = "home"
#: The construction of who held a post before or after another.
_SUCCESSION: Final = "succession"
#: The share of all mentions of states from which a state is the text's own.
_SHARE: Final = 0.6
#: The same for the state of a dateline.
_SHARE_BY_DATELINE: Final = 0.25
#: The same for each of the states that a text is about, where it is about several.
_SHARE_OF_TWO: Final = 0.25
#: How often a state must be named to lead all others, how many times as often as the next, its share.
_LEAST, _TIMES, _SHARE_OF_FIRST = 4, 2, 0.35
#: Words of posts and organs that only states have.
_STATES_ALONE: Final = frozenset({"minister", "ministers", "ministry", "republic"})
_RANKS: Final = frozenset({"prime", "first", "deputy", "vice", "the"})
_GOVERNED: Final = frozenset({RelationType.OFFICE_OF.value, RelationType.PART_OF.value})
#: Words with which the name of what is below a state opens.
_BELOW_A_STATE: Final = (
    "chief minister", "provincial", "city", "county", "district", "municipal", "local council",
    "regional",
)  # fmt: skip
#: Words in the names of what is no state's: "Congress party", "Central American Parliament".
_NO_STATES: Final = frozenset({"party", "american", "african", "european", "arab"})
#: Organs that places below a state have too: "Ostby Police".
_LOCAL_TOO: Final = frozenset(
    {"police", "court", "parliament", "assembly", "legislature", "congress", "senate", "tribunal"}
)
_NAMED: Final = frozenset({"name", "adjective", "metonym"})
_SENT: Final = frozenset({"to", "in"})
_BODY_BEHIND: Final = frozenset({"of", "for", "at"})
#: How many words before a post or organ its possessor stands.
_NEAR: Final = 4
_PLURAL: Final = frozenset({"NNS", "NNPS"})
_PERSON: Final = frozenset({EntityType.PERSON})


def is_home(construction: str) -> bool:
    """Tell whether the rules of a construction leave it to the document whose a post or organ is."""
    return construction in {HOME, _SUCCESSION}


def rests_on_others(rule: Rule) -> bool:
    """Tell whether a rule takes what it states from what others have found."""
    is_voice = rule.construction == HOME and rule.type == RelationType.SPOKE_FOR
    return is_voice or rule.construction == _SUCCESSION


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
        self.kinds = Kinds(arguments)
        for relation in relations:
            self.note(relation)
        self._mentions_of: dict[str | None, list[int]] = defaultdict(list)
        self._state_ends: dict[int, list[int]] = defaultdict(list)
        for index, mention in enumerate(arguments.mentions):
            self._mentions_of[mention["entity"]].append(index)
        for span in arguments.spans:
            if span.type == EntityType.STATE:
                self._state_ends[span.start].append(span.end)
        self.named_states = Counter(
            m["entity"]
            for m in arguments.mentions
            if m["type"] == EntityType.STATE and m["form"] in _NAMED and m["entity"]
        )
        self.state = self._own_state()

    def note(self, relation: RelationData) -> None:
        """Take account of a relation."""
        subject, object_ = relation["subject"], str(relation["object"])
        self.bodies[relation["type"], subject].add(object_)
        if relation["type"] == RelationType.HOLDS_OFFICE:
            self.posts[subject].add(object_)
            self.holders[object_].add(subject)

    def find(self, subject: Argument, match: RuleMatch) -> Argument | None:
        """Return whose a post or organ is, None when it has a body or none is clear."""
        relation = match.rule.type
        if relation == RelationType.HOLDS_OFFICE:
            return self._post_of_other(subject, match)
        if self.bodies.get((relation.value, subject.entity)):
            return None
        if relation == RelationType.SPOKE_FOR:
            return self._body_of_post(subject)
        if self._has_body_beside(subject):
            return None
        if EntityType.STATE not in match.rule.types["object"]:
            return self.kinds.find(subject.mention)
        if relation == RelationType.OFFICE_OF and self.kinds.has_kind(subject.mention):
            return None
        return self._state_of(subject)

    def _post_of_other(self, subject: Argument, match: RuleMatch) -> Argument | None:
        """Return the one post of somebody's predecessor or successor: "she succeeds Joren Valk"."""
        if self.posts.get(subject.entity):
            return None
        if "other" in match.mentions:
            others = self.arguments.of_mention(match.mentions["other"], _PERSON)
        else:
            others = self.arguments.at(match.nodes["other"], _PERSON)
        posts = self.posts.get(others[0].entity, set()) if len(others) == 1 else set()
        if len(posts) != 1 or others[0].entity == subject.entity:
            return None
        post = next(iter(posts))
        mention = self._mention_before(post, subject)
        return None if mention is None else Argument(post, mention)

    def _body_of_post(self, subject: Argument) -> Argument | None:
        """Return the one body of the post by which a person speaks: "the spokesman, Sand"."""
        post = self.arguments.mentions[subject.mention]["entity"]
        bodies = self.bodies.get((RelationType.OFFICE_OF.value, post or ""), set())
        body = next(iter(bodies), None)
        if len(bodies) != 1 or body is None or body == subject.entity:
            return None
        mention = self._mention_before(body, subject)
        return None if mention is None else Argument(body, mention)

    def _state_of(self, subject: Argument) -> Argument | None:
        """Return the state of a post or organ, None when none is clear."""
        state = self._of_other_post(subject.entity) or self.state or self._only_state(subject)
        if state is not None and state in self._destinations(subject.entity):
            return None
        mention = None if state is None else self._mention_before(state, subject)
        return None if state is None or mention is None else Argument(state, mention)

    def _destinations(self, post: str) -> set[str | None]:
        """Return to whom an envoy is sent: "the ambassador to Norway" is not Norway's."""
        doc, found = self.arguments.graph.doc, set()
        for index in self._mentions_of[post]:
            at = self.arguments.spans[index].end
            if doc[at : at + 1].text in _SENT:
                at += 2 if doc[at + 1 : at + 2].text == "the" else 1
                found |= {m["entity"] for m in self.arguments.mentions if m["start"] == at}
        return found

    def _own_state(self) -> str | None:
        """Return the text's own state; a state named once needs a post or organ beside it."""
        counts = self.named_states
        total = counts.total()
        for state in self._states_of_datelines():
            if counts[state] >= _SHARE_BY_DATELINE * total:
                return state
        governed = {
            body
            for (type_, _), found in self.bodies.items()
            if type_ in _GOVERNED
            for body in found
        }
        for state, count in counts.most_common(1):
            if count >= _SHARE * total and (count > 1 or state in governed):
                return state
        bare = self._without_posts([s for s, n in counts.items() if n >= _SHARE_OF_TWO * total])
        return bare or self._most_governed() or self._most_named()

    def _only_state(self, subject: Argument) -> str | None:
        """Return the only state that a text names, for what only states have: "the health minister"."""
        span = self.arguments.spans[subject.mention]
        words = {token.lower_ for token in self.arguments.graph.doc[span.start : span.end]}
        # "Norway invited the prime minister": of a rank alone nothing is told.
        if words.isdisjoint(_STATES_ALONE) or len(words - _RANKS) < 2:
            return None
        if len(self.named_states) != 1:
            return None
        state = next(iter(self.named_states))
        # "a body like the US' council" says nothing of where the text is at home
        is_at_home = any(
            self.arguments.mentions[i]["form"] == "name" and not self._is_possessive(i)
            for i in self._mentions_of[state]
        )
        return state if is_at_home else None

    def _is_possessive(self, index: int) -> bool:
        end = self.arguments.spans[index].end
        return self.arguments.graph.doc[end : end + 1].text in POSSESSIVES

    def _most_named(self) -> str | None:
        """Return the state that is named far more often than any other."""
        counts = self.named_states
        (state, first), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        is_far_ahead = first >= max(_LEAST, _TIMES * second, _SHARE_OF_FIRST * counts.total())
        return state if is_far_ahead else None

    def _most_governed(self) -> str | None:
        """Return the state that is named most, if it is also the one with most posts and organs."""
        governed = Counter(
            body
            for (type_, _), found in self.bodies.items()
            if type_ in _GOVERNED
            for body in found
            if self.arguments.types.get(body) == EntityType.STATE
        )
        tops = []
        for counter in (self.named_states, governed):
            first, second = [*counter.most_common(2), ("", 0), ("", 0)][:2]
            tops.append(first[0] if first[1] > second[1] else "")
        return tops[0] if tops[0] and tops[0] == tops[1] else None

    def _without_posts(self, states: list[str]) -> str | None:
        """Return, of the states that a text is about, the only one named with none of its posts.

        "The prime minister met the Kenyan president": it is not Kenya's.
        """
        named = {
            body
            for (type_, _), found in self.bodies.items()
            if type_ == RelationType.OFFICE_OF
            for body in found
        }
        bare = [state for state in states if state not in named]
        return bare[0] if len(bare) == 1 < len(states) else None

    def _states_of_datelines(self) -> list[str]:
        doc = self.arguments.graph.doc
        keys: set[str] = set()
        offsets = [token.idx for token in doc]
        for zone in annotations_of(doc)["zones"]:
            if zone["kind"] == "dateline":
                first = bisect_right(offsets, zone["start_char"]) - 1
                tokens = doc[max(first, 0) : bisect_right(offsets, zone["end_char"] - 1)]
                words = [token.text for token in tokens]
                keys |= {match.key for match in load_gazetteer().match(Doc(doc.vocab, words=words))}
        found = [
            m["entity"]
            for m in self.arguments.mentions
            if m["type"] == EntityType.STATE and m["key"] in keys and m["entity"]
        ]
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
        """Tell whether words in or beside any mention name what it belongs to: "of the bank"."""
        doc = self.arguments.graph.doc
        for index in self._mentions_of[subject.entity]:
            mention = self.arguments.mentions[index]
            span, root = self.arguments.spans[index], self.arguments.roots[index]
            following = doc[span.end].lower_ if span.end < len(doc) else ""
            if doc[root].tag_ in _PLURAL or following in _BODY_BEHIND:
                return True
            if any(self._owns(child, span) for child in self.arguments.graph.tree_children[root]):
                return True
            if mention["type"] == EntityType.ORG and self._has_state_inside(span):
                return True
            if self._has_place_inside(span):
                return True
        return False

    def _owns(self, token: int, span: MentionSpan) -> bool:
        """Tell whether a word is a possessor right before a mention: "the city's new council"."""
        return (
            self.arguments.graph.deps[token] == "nmod:poss"
            and span.start - _NEAR <= token < span.start
            and self.arguments.graph.doc[token].pos_ != "PRON"
            and not self._is_person(token)
        )

    def _is_person(self, token: int) -> bool:
        """Tell whether a possessor is a person: "Sand's finance minister" is still the state's."""
        return bool(self.arguments.at(token, frozenset({EntityType.PERSON})))

    def _has_state_inside(self, span: MentionSpan) -> bool:
        inside = (end for at in range(span.start, span.end) for end in self._state_ends.get(at, ()))
        return any(end <= span.end for end in inside)

    def _has_place_inside(self, span: MentionSpan) -> bool:
        """Tell whether a name holds words that no organ of a state has: "Ostby Police"."""
        doc = self.arguments.graph.doc
        words = [token for token in doc[span.start : span.end] if token.is_alpha]
        if doc[span.start : span.end].text.lower().startswith(_BELOW_A_STATE):
            return True
        if _NO_STATES & {token.lower_ for token in words}:
            return True
        if not _LOCAL_TOO & {token.lower_ for token in words}:
            return False
        known = _organ_words()
        return any(token.is_title and token.lower_ not in known for token in words)

    def _mention_before(self, state: str, subject: Argument) -> int | None:
        """Return the state's last mention before the subject's, or else its first."""
        spans, places = self.arguments.spans, self._mentions_of[state]
        before = [i for i in places if spans[i].start < spans[subject.mention].start]
        return max(before, key=lambda i: spans[i].start, default=next(iter(places), None))


@cache
def _organ_words() -> frozenset[str]:
    """Return the words by which organs of states are named: "electoral", "court", "of"."""
    organs = load_gazetteer().organs
    phrases = [noun for noun, organ in organs.nouns.items() if organ.state_organ]
    words = {word for phrase in (*phrases, *organs.modifiers) for word in phrase.split()}
    return frozenset(words | {"general", "first", "second", "grand", "administrative", "people"})
