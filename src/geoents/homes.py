"""Posts and organs that stand alone, and the state that the document leaves in no doubt.

"The prime minister", "parliament" and "the Ministry of Health" belong to a state that local news
hardly names beside them. It is that of the same person's other post ("Norway's deputy premier and
finance minister"), or else the text's own state: the only one that it names, or of several the one
for which most speaks (:mod:`geoents.home_states`). A minister and a ministry have no state but one,
so that one mention of the only state of a text will do. A post or organ with another body's words
beside it ("president of the bank", "the city's council") has no home, nor has a second post of one
name ("President Cobb" beside "Norway's president, Mira Sand").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Final

from geoents.annotations import RelationData
from geoents.arguments import Argument, Arguments
from geoents.gazetteer import load_gazetteer
from geoents.home_states import HomeStates
from geoents.kinds import Kinds
from geoents.patterns import MentionSpan
from geoents.rules import Rule, RuleMatch
from geoents.schema import EntityType, RelationType
from geoents.spans import POSSESSIVES

__all__ = ["HOME", "Homes", "is_home", "rests_on_others"]

#: The construction whose rules name the posts and organs that have a home.
HOME: Final = "home"
#: The same where a word beside them tells that they have one: "government spokesman".
_HOME_BEHIND: Final = "home_behind"
#: The construction of who held a post before or after another.
_SUCCESSION: Final = "succession"
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
_SENT: Final = frozenset({"to", "in"})
_OF: Final = frozenset({"of"})
_BODY_BEHIND: Final = frozenset({"of", "for", "at"})
#: How many words before a post or organ its possessor stands.
_NEAR: Final = 4
_PLURAL: Final = frozenset({"NNS", "NNPS"})
_PERSON: Final = frozenset({EntityType.PERSON})


def is_home(construction: str) -> bool:
    """Tell whether the rules of a construction leave it to the document whose a post or organ is."""
    return construction in {HOME, _HOME_BEHIND, _SUCCESSION}


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

    def __init__(self, arguments: Arguments, relations: Sequence[RelationData]) -> None:
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
        with_posts = {str(r["object"]) for r in relations if r["type"] == RelationType.OFFICE_OF}
        self.states = HomeStates(arguments, with_posts)
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
        is_of_kind = EntityType.STATE not in match.rule.types["object"]
        if self._has_body_beside(subject, places=not is_of_kind):
            return None
        if is_of_kind:
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
        state = self._of_other_post(subject.entity)
        if state is None and len(self.states.counts) > 1:
            state = self.states.choose(self.arguments.spans[subject.mention].start)
        elif state is None:
            state = self.state or self._only_state(subject)
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
        """Return the only state that a text names, if a post, an organ or a dateline is there too."""
        if len(self.states.counts) != 1:
            return None
        [(state, count)] = self.states.counts.items()
        governed = {
            body
            for (type_, _), found in self.bodies.items()
            if type_ in _GOVERNED
            for body in found
        }
        is_clear = count > 1 or state in governed or state in self.states.of_datelines
        return state if is_clear else None

    def _only_state(self, subject: Argument) -> str | None:
        """Return the only state that a text names, for what only states have: "the health minister"."""
        span = self.arguments.spans[subject.mention]
        words = {token.lower_ for token in self.arguments.graph.doc[span.start : span.end]}
        # "Norway invited the prime minister": of a rank alone nothing is told.
        if words.isdisjoint(_STATES_ALONE) or len(words - _RANKS) < 2:
            return None
        if len(self.states.counts) != 1:
            return None
        state = next(iter(self.states.counts))
        # "a body like the US' council" says nothing of where the text is at home
        is_at_home = any(
            self.arguments.mentions[i]["form"] == "name" and not self._is_possessive(i)
            for i in self._mentions_of[state]
        )
        return state if is_at_home else None

    def _is_possessive(self, index: int) -> bool:
        end = self.arguments.spans[index].end
        return self.arguments.graph.doc[end : end + 1].text in POSSESSIVES

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

    def _has_body_beside(self, subject: Argument, *, places: bool) -> bool:
        """Tell whether words in or beside any mention name what it belongs to: "of the bank".

        ``places`` tells whether words that no organ of a state has count: "party leader".
        """
        doc = self.arguments.graph.doc
        for index in self._mentions_of[subject.entity]:
            mention = self.arguments.mentions[index]
            span, root = self.arguments.spans[index], self.arguments.roots[index]
            if doc[root].tag_ in _PLURAL or self._has_body_behind(index):
                return True
            if any(self._owns(child, span) for child in self.arguments.graph.tree_children[root]):
                return True
            if mention["type"] == EntityType.ORG and self._has_state_inside(span):
                return True
            if places and self._has_place_inside(span):
                return True
        return False

    def _has_body_behind(self, index: int) -> bool:
        """Tell whether a body follows: "the head of the bank", not "accused the minister of lying"."""
        end = self.arguments.spans[index].end
        following = list(self.arguments.graph.doc[end : end + 2])
        is_organ = self.arguments.mentions[index]["type"] == EntityType.ORG
        if not following or following[-1].tag_ == "VBG":
            return False
        # "sits in parliament for the Green Party"
        return following[0].lower_ in (_OF if is_organ else _BODY_BEHIND)

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
    return frozenset(
        words
        | {
            "general",
            "first",
            "second",
            "grand",
            "administrative",
            "people",
            "anti",
            "corruption",
            "republic",
        }
    )
