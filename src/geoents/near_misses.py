"""Which rules nearly fired: their trigger is there, but the pattern does not fit or is refused.

Of a trigger that gave a relation of the rule's type nothing is told: another rule did its work.
Rules without words of their own ("<post: OFFICE> <holder: PERSON>") have no trigger to go by: they
are told only where they matched two entities and were refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.annotations import RelationData
from geoents.annotations import annotations as annotations_of
from geoents.arguments import Arguments
from geoents.graph import Graph
from geoents.homes import is_home
from geoents.memberships import leaves_unsaid
from geoents.patterns import MentionSpan, anchors
from geoents.performance import is_done, says_nothing
from geoents.relations import (
    RelationsComponent,
    fill,
    find_relations,
    sequence_spans,
    trigger_of,
)
from geoents.rules import Rule, RuleMatch, RuleMatcher
from geoents.schema import SIGNATURES, SYMMETRIC, EntityType
from geoents.sequences import Sequences
from geoents.speech import Reading, SpeechComponent
from geoents.tracing import Gap, Trace, find_anchor, trace_sequence, trace_tree
from geoents.zones import is_text

__all__ = ["Near", "find_near"]

_WHOLE: Final = 1.0


class Near(NamedTuple):
    """A rule that nearly fired: at which token, how far its pattern fits, and why it did not.

    ``trace`` has no gaps where the pattern fits and the match was refused.
    """

    rule: Rule
    trigger: int
    trace: Trace
    reason: str


def find_near(
    doc: Doc, relations: RelationsComponent, speech: SpeechComponent, *, start: int, end: int
) -> list[Near]:
    """Return the rules that nearly fired, by trigger, those that fit best first.

    Args:
        doc: A doc that the whole pipeline has read.
        relations: The component that read its standing relations and interactions.
        speech: The one that read its speech acts.
        start: The first token at which triggers are looked for.
        end: The token behind the last.
    """
    arguments, matches, _ = relations.match(doc)
    reading = Reading(doc, speech.matcher)
    reading.relations()  # makes known who speaks, which acts in quotations need
    spans = [MentionSpan(m["start"], m["end"], m["type"]) for m in reading.mentions.data]
    graph = arguments.graph
    found = [
        *_refused(arguments, matches),
        *_refused_acts(reading),
        *_unfit(relations.matcher, graph, Sequences(graph, sequence_spans(arguments))),
        *_unfit(speech.matcher, graph, Sequences(graph, spans)),
    ]
    fired = {(r["trigger"], r["type"]) for r in annotations_of(doc)["relations"]}
    best: dict[tuple[str, int], Near] = {}
    for near in found:
        is_asked = start <= near.trigger < end and is_text(doc, doc[near.trigger].idx)
        if not is_asked or (near.trigger, near.rule.type) in fired:
            continue
        key = (near.rule.id, near.trigger)
        if key not in best or near.trace.share > best[key].trace.share:
            best[key] = near
    # A whole pattern without a reason is a match that another one stands for.
    told = [near for near in best.values() if near.reason]
    return sorted(told, key=lambda near: (near.trigger, -near.trace.share, near.rule.id))


# -- patterns that do not fit -------------------------------------------------------------------------


def _unfit(matcher: RuleMatcher, graph: Graph, sequences: Sequences) -> Iterator[Near]:
    """Yield the traces of all patterns whose trigger is there, whole ones without a reason."""
    for token in graph.doc:
        for rule, pattern in matcher.evoked_by(token):
            written = rule.written[rule.patterns.index(pattern)]
            trace = trace_tree(graph, pattern, written, token.i)
            if trace is not None:
                yield Near(rule, token.i, trace, _say(trace.gaps))
    for rule in matcher.rules:
        for number, sequence in enumerate(rule.sequences, start=len(rule.patterns)):
            for place, trace in trace_sequence(sequences, sequence, rule.written[number][0]):
                yield Near(rule, place, trace, _say(trace.gaps))


def _say(gaps: tuple[Gap, ...]) -> str:
    return "; ".join(gap.reason for gap in gaps)


# -- matches that are refused -------------------------------------------------------------------------


def _refused(arguments: Arguments, matches: list[RuleMatch]) -> Iterator[Near]:
    """Yield the matches of relation rules that came to nothing."""
    data = annotations_of(arguments.graph.doc)["relations"]
    pairs = {_key(relation) for relation in data}
    subjects = {(relation["type"], relation["subject"]) for relation in data}
    for match in matches:
        trigger = trigger_of(match, arguments.mentions)
        trace = Trace(dict(match.nodes), (), _WHOLE)
        if is_home(match.rule.construction) or leaves_unsaid(match.rule.construction):
            homeless = fill(arguments, match, "subject")
            if any((match.rule.type, a.entity) not in subjects for a in homeless):
                yield Near(match.rule, trigger, trace, "the text leaves it open whose it is")
            continue
        keys = {_key(relation) for relation in find_relations(arguments, match)}
        if not keys:
            yield Near(match.rule, trigger, trace, _refusal(arguments, match))
        elif keys.isdisjoint(pairs):
            yield Near(match.rule, trigger, trace, "a surer rule reads the same words otherwise")


def _key(relation: RelationData) -> tuple[str, str, str]:
    subject, object_ = relation["subject"], relation["object"] or ""
    if relation["type"] in SYMMETRIC and object_ < subject:
        subject, object_ = object_, subject
    return relation["type"], subject, object_


def _refusal(arguments: Arguments, match: RuleMatch) -> str:
    """Return why a match states nothing."""
    roles = [role for role in ("subject", "object") if role in match.nodes]
    filled = [fill(arguments, match, role) for role in roles]
    for role, found in zip(roles, filled, strict=True):
        if not found:
            # A rule without words of its own matches at every name.
            return _unfilled(arguments, match, role) if _has_words(match.rule) else ""
    names = {e["id"]: e["name"] for e in annotations_of(arguments.graph.doc)["entities"]}
    if len(filled) < 2:
        return f"{names[filled[0][0].entity]} has no second one to be paired with"
    subject, object_ = filled[0][0], filled[1][0]
    if subject.entity == object_.entity:
        return f"subject and object are both {names[subject.entity]}"
    one, other = (_words(arguments, argument.mention) for argument in (subject, object_))
    if arguments.is_nested(subject, object_):
        return f"'{one}' and '{other}' stand one inside the other"
    return f"'{one}' or '{other}' is but part of a longer name, or a post where a name is wanted"


def _words(arguments: Arguments, index: int) -> str:
    span = arguments.spans[index]
    return arguments.graph.doc[span.start : span.end].text


def _has_words(rule: Rule) -> bool:
    """Tell whether a rule names the words that evoke it."""
    return any(anchors(pattern) for pattern in rule.patterns) or any(
        find_anchor(sequence) is not None for sequence in rule.sequences
    )


def _unfilled(arguments: Arguments, match: RuleMatch, role: str) -> str:
    """Return why no entity fills a role: "`object` 'pact' is no mention"."""
    token = match.nodes[role]
    graph, types = arguments.graph, match.rule.types[role]
    around = [
        (span.end - span.start, index)
        for index, span in enumerate(arguments.spans)
        if span.start <= token < span.end
    ]
    if not around:
        return f"`{role}` '{graph.doc[token].text}' is no mention"
    index = min(around)[1]
    return _misfit(role, _words(arguments, index), arguments.mentions[index]["type"], types)


def _misfit(role: str, words: str, type_: str, types: frozenset[EntityType]) -> str:
    wanted = " or ".join(sorted(types))
    if type_ in types:
        return f"`{role}` '{words}' is linked to no entity that can be {wanted}"
    return f"`{role}` '{words}' is {type_}, not {wanted}"


# -- acts of saying that are refused ---------------------------------------------------------------------


def _refused_acts(reading: Reading) -> Iterator[Near]:
    """Yield the matches of speech rules whose trigger came to nothing."""
    for trigger, matches in reading.matches.items():
        for match in matches:
            trace = Trace(dict(match.nodes), (), _WHOLE)
            yield Near(match.rule, trigger, trace, _refusal_of_act(reading, match, trigger))


def _refusal_of_act(reading: Reading, match: RuleMatch, trigger: int) -> str:
    """Return why an act of saying gives no relation, in the order in which it is judged."""
    parties, doc, rule = reading.parties, reading.doc, match.rule
    signature = SIGNATURES[rule.type]
    subject = parties.subject(match, trigger)
    if not is_done(reading.graph, match, trigger):
        return "the act did not take place: it is negated, planned, possible or wished for"
    if subject is None:
        return "nobody is named who performs it"
    speakers = parties.performers(subject, trigger)
    if not speakers:
        return f"`subject` '{doc[subject].text}' stands for no entity"
    if not any(reading.types.get(s.entity) in rule.types["subject"] for s in speakers):
        type_ = reading.types[speakers[0].entity]
        return _misfit("subject", doc[subject].text, type_, rule.types["subject"])
    if says_nothing(reading.graph, match):
        return "its claim has no content"
    if signature.claim_required and not reading.wording.of(match, trigger, subject):
        return "no words are found that it says"
    target = match.nodes.get("object")
    others = [] if target is None else parties.others(target, speakers)
    if signature.object_required and target is not None and not others:
        return f"`object` '{doc[target].text}' stands for no entity"
    if signature.object_required and not others:
        return "nobody is named towards whom it is"
    return "another rule or act reads the same words"
