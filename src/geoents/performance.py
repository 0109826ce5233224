"""Whether words of saying perform an act, and whether the act says anything.

"did not say", "is expected to announce" and "would urge" are no acts; "declined to comment" and
"disclosed it" are acts without content.
"""

from __future__ import annotations

from typing import Final

from geoents.cues import load_cues
from geoents.graph import Graph
from geoents.rules import RuleMatch
from geoents.schema import Modality, RelationType
from geoents.scope import NEGATED, climb, is_seized, nominal_cues
from geoents.stretches import is_mark, sentence_of
from geoents.wording import BESIDE

__all__ = [
    "FIRST_PERSON",
    "NEGATIVE",
    "OBJECT",
    "VERDICT",
    "is_circumstance",
    "is_done",
    "says_nothing",
]

#: Constructions whose claim is the object of a verb.
OBJECT: Final = frozenset({"object", "passive_object"})
#: Verdicts that are negations: "does not correspond to reality", "is not true".
NEGATIVE: Final = frozenset({"correspondence", "untruth", "no_truth", "verdict_without"})
#: Constructions that judge somebody else's words: whoever says them denies what they are about.
VERDICT: Final = NEGATIVE | {"verdict", "verdict_passive", "own_thanks", "own_grateful"}
FIRST_PERSON: Final = frozenset({"i", "we"})
_SUBJECT: Final = frozenset({"nsubj"})
_VERBAL: Final = frozenset({"VERB", "AUX"})
_NOT_DONE: Final = frozenset(
    {Modality.PLANNED.value, Modality.POSSIBLE.value, Modality.DESIRED.value}
)
#: Verbs that stand between their claim and their subject: "..., reports the Daily".
_REPORTING: Final = frozenset({"report", "announce", "reveal"})
#: How long one asks for something is not what one asks for.
_TIMES: Final = frozenset({"years", "months", "weeks", "days", "decades", "hours", "long"})
#: Who is greeted where he is "welcomed", not praised.
_GUESTS: Final = frozenset(
    {
        "visitor", "guest", "delegation", "representative", "participant", "delegate", "attendee", "audience", "crowd",
        "newcomer", "tourist", "passenger", "traveller", "traveler", "fan", "reader", "viewer", "pilgrim", "refugee",
    }
)  # fmt: skip
_DAYS: Final = frozenset({"today", "yesterday", "tomorrow"})
#: Types whose claim may not be a mere "it"; a plan may be: "one of them has rejected it".
_PLAIN: Final = frozenset({RelationType.SAID, RelationType.CONFIRMED})
#: Who is praised or rejected is no claim.
_PERSONS: Final = frozenset({"him", "her", "me", "you", "us", "he", "she", "whom", "who"})
#: What is announced or voiced with these is only a topic: "announced the results".
_TOPICS: Final = frozenset(
    {
        "finding",
        "result",
        "detail",
        "moment",
        "indicator",
        "stance",
        "position",
        "view",
        "thought",
        "opinion",
        "name",
        "date",
    }
)
_NOTHING: Final = frozenset({"nothing"})
_IN_MIND: Final = frozenset({"hoping", "considering", "expecting", "fearing", "wishing"})
#: What is refused with these is speech itself.
_SPEAKING: Final = frozenset(
    {
        "comment", "say", "answer", "respond", "speak", "talk", "elaborate", "discuss", "disclose",
        "reveal", "confirm", "name", "specify", "give", "reply", "provide", "identify", "be",
    }
)  # fmt: skip


def is_circumstance(graph: Graph, trigger: int) -> bool:
    """Tell whether a participle only says with what in mind something is done: "hoping to win"."""
    is_aside = graph.doc[trigger].lower_ in _IN_MIND
    return is_aside and all(graph.deps[child] != "aux" for child in graph.tree_children[trigger])


def is_done(graph: Graph, match: RuleMatch, trigger: int) -> bool:
    """Tell whether an act took place.

    Args:
        graph: The doc's dependencies.
        match: The rule's match.
        trigger: The verb or noun of saying.
    """
    construction = match.rule.construction
    token = graph.doc[match.nodes.get("verb", trigger)]
    if construction in BESIDE or construction in NEGATIVE:
        return True
    if token.pos_ not in _VERBAL and construction not in VERDICT:
        # Whatever becomes of a call, it is a call: "his call for talks was ignored".
        return all(cue.label != NEGATED for cue in nominal_cues(token, load_cues()))
    sentence = sentence_of(graph.doc, token.i)
    cues = climb(token, (), is_speech=True)
    cues = [cue for cue in cues if sentence.start <= cue.token < sentence.end]
    if token.i and graph.doc[token.i - 1].text == ",":
        # "No talks, says Norland": the parser may take what is said for who says it.
        cues = [cue for cue in cues if cue.token > token.i or graph.doc[cue.token].dep_ != "det"]
    labels = [cue.label for cue in cues]
    if labels.count(NEGATED) % 2:
        return False
    is_sure = not _NOT_DONE & set(labels) or is_performed(graph, token.i)
    return is_sure or is_seized(token)


def is_performed(graph: Graph, trigger: int) -> bool:
    """Tell whether a speaker does what the words say: "I want to thank", "we must warn"."""
    token = graph.doc[trigger]
    while token.dep_ in {"xcomp", "conj"} and graph.argument(token.i, _SUBJECT) is None:
        token = token.head
    subject = graph.subject(token.i)
    return subject is not None and graph.doc[subject].lower_ in FIRST_PERSON


def says_nothing(graph: Graph, match: RuleMatch) -> bool:
    """Tell whether a match's claim has no content: "declined to comment", "confirmed it today"."""
    head = match.nodes.get("claim")
    if head is None:
        return False
    token, type_ = graph.doc[head], match.rule.type
    if not graph.antecedents.keys().isdisjoint(child for child, _ in graph.children[head]):
        return True  # "the pact, which it hopes to join": no whole clause
    if token.lower_ == "own":
        return True  # "issued a denial of its own"
    if type_ is RelationType.URGED and (token.lower_ in _TIMES or _is_search(graph, match)):
        return True  # "has argued for years", "will seek out allies"
    if type_ is RelationType.PRAISED and token.lemma_.lower() in _GUESTS:
        return _is_greeting(graph, match)
    if match.rule.construction == "gerund":
        # "denied bail, citing the crime": what a comma parts only goes along with it.
        first = min(t.i for t in token.subtree if not t.is_punct)
        return graph.doc[max(0, first - 1)].text == ","
    if match.rule.construction == "infinitive" and type_ is RelationType.REJECTED:
        return token.lemma_.lower() in _SPEAKING
    if match.rule.construction not in OBJECT | {"predication"}:
        return False
    if match.rule.construction == "object" and graph.is_passive(match.nodes["trigger"]):
        return True  # "was announced last year by Olsen"
    has_clause = any(t.dep_ in {"acl", "acl:relcl", "ccomp"} for t in token.children)
    is_topic = token.lemma_.lower() in _TOPICS and not has_clause
    if token.lower_ in _NOTHING or (type_ is RelationType.SAID and is_topic):
        return True
    trigger = graph.doc[match.nodes["trigger"]]
    before = graph.doc[max(0, trigger.i - 1)]
    if trigger.lemma_.lower() in _REPORTING and (before.text == "," or is_mark(before)):
        # "..., reports the Daily": what stands behind the verb is its subject.
        return True
    if graph.doc[min(trigger.i + 1, len(graph.doc) - 1)].lower_ == "from":
        return True  # "Olsen hails from the valley"
    is_pronoun = token.pos_ == "PRON" and (type_ in _PLAIN or token.lower_ in _PERSONS)
    return is_pronoun or token.ent_type_ == "DATE" or token.lower_ in _DAYS


def _is_search(graph: Graph, match: RuleMatch) -> bool:
    trigger = match.nodes.get("trigger")
    return trigger is not None and any(
        graph.doc[child].lower_ == "out" for child in graph.tree_children[trigger]
    )


def _is_greeting(graph: Graph, match: RuleMatch) -> bool:
    """Tell whether guests are only received: "welcomed the visitors"."""
    trigger = match.nodes.get("trigger")
    return trigger is not None and graph.doc[trigger].lemma_.lower() == "welcome"
