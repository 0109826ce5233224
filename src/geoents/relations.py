"""component: standing relations and interactions, by the rules of ``data/relations``.

``geoents_relations`` matches the rules on the trees of the text's zones and on its mentions, finds
the entities at the arguments, and appends to ``annotations(doc)["relations"]`` what the signature
of the type allows. Coordination is spread here: what holds of "Norland" in "Norland and Belmark
left the pact" holds of both; what is said of one person ("Mira Sand, president of the bank, and
Tom Ree") holds of her alone. Where a rule has no object, the coordinated subjects are paired
("Norland and Belmark met").
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, permutations, takewhile
from pathlib import Path
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import MentionData, RelationData
from geoents.annotations import annotations as annotations_of
from geoents.arguments import Argument, Arguments
from geoents.declarations import Declaration
from geoents.graph import PREDICATED, Graph
from geoents.homes import Homes, is_home
from geoents.memberships import Memberships, leaves_unsaid
from geoents.patterns import MentionSpan
from geoents.posts import parse_post
from geoents.rivals import is_of_servant, without_rivals
from geoents.rules import Rule, RuleMatch, RuleMatcher, load_rules, rules_digest
from geoents.schema import SPEECH, SYMMETRIC, EntityType, RelationType
from geoents.tenure import read_tenure
from geoents.zones import is_text

__all__ = [
    "RelationsComponent",
    "fill",
    "find_relations",
    "make_relations",
    "sequence_spans",
    "trigger_of",
]

_SAID_OF_ONE: Final = frozenset({PREDICATED, "appos", "nmod:desc"})
_SINGULAR: Final = frozenset({"NN", "NNP"})
_PLURAL: Final = frozenset({"NNS", "NNPS"})
#: So many who meet hold a summit.
_SUMMIT: Final = 4
#: Said of a person by name: a post that stands for its holder has no other post and no home.
_OF_NAMES: Final = frozenset({RelationType.HOLDS_OFFICE, RelationType.CITIZEN_OF})
_ORDER: Final = {RelationType.HOLDS_OFFICE: 0, RelationType.OFFICE_OF: 1, RelationType.SPOKE_FOR: 2}


@Language.factory("geoents_relations", default_config={"folders": []}, assigns=["doc._.geoents"])
def make_relations(nlp: Language, name: str, folders: list[str]) -> RelationsComponent:
    """Make the component.

    Args:
        nlp: The pipeline it is for.
        name: Its name there.
        folders: Folders with further rules, in the format of ``data/relations``.

    Raises:
        RuleError: A rule file is not as it should be.
        NotADirectoryError: A folder is not there.
    """
    extra = tuple(Path(folder) for folder in folders)
    return RelationsComponent(load_rules(extra), digest=rules_digest(extra))


class RelationsComponent:
    """The relations component.

    Args:
        rules: The rules to match; those of a speech type are left to ``geoents_speech``.
        digest: Of the files that these and the speech rules come from, for the provenance.
    """

    def __init__(self, rules: Sequence[Rule], *, digest: str = "") -> None:
        self.digest = digest
        self.matcher = RuleMatcher([rule for rule in rules if rule.type not in SPEECH])

    def __call__(self, doc: Doc) -> Doc:
        """Append the relations of ``doc``, in the order of the text."""
        arguments, matches, kept = self.match(doc)
        note_holders(arguments, matches)
        found = _most_confident(
            relation
            for match in matches
            if not is_home(match.rule.construction) and not leaves_unsaid(match.rule.construction)
            for relation in find_relations(arguments, match)
        )
        found += find_homes(arguments, matches, found)
        found += find_unsaid(arguments, matches, found)
        kinds = _tokens_by_kind(arguments)
        for relation in without_rivals(found, arguments):
            _note_tenure(relation, arguments, kinds)
            for role in ("subject_mention", "object_mention"):
                index = relation[role]
                relation[role] = None if index is None else kept[index]
            annotations_of(doc)["relations"].append(relation)
        return doc

    def match(self, doc: Doc) -> tuple[Arguments, list[RuleMatch], list[int]]:
        """Return the mentions in the zones of text, where the rules match, and their indices.

        The indices are into ``annotations(doc)["mentions"]``, in the order of the arguments'.
        """
        data = annotations_of(doc)
        graph = Graph(doc)
        kept = [i for i, m in enumerate(data["mentions"]) if is_text(doc, doc[m["start"]].idx)]
        mentions = [data["mentions"][i] for i in kept]
        arguments = Arguments(graph, mentions, data["entities"])
        declaration = Declaration(graph, mentions)
        if declaration.author is not None:
            # What the points of a declaration tell, the body does whose it is.
            body = arguments.roots[declaration.author[1]]
            for verb in declaration.verbs():
                graph.children[verb].append((body, "nsubj"))
        spans = sequence_spans(arguments)
        return arguments, self.matcher.match(doc, spans, graph=graph), kept


def sequence_spans(arguments: Arguments) -> list[MentionSpan]:
    """Return the mentions as sequences see them, in the order of the arguments'.

    No pronoun but "her" stands for a name there: "it at the court" is no unit of it.
    """
    doc = arguments.graph.doc
    return [
        span._replace(type="")
        if mention["form"] == "pronoun" and doc[span.start].tag_ != "PRP$"
        else span
        for span, mention in zip(arguments.spans, arguments.mentions, strict=True)
    ]


def find_relations(arguments: Arguments, match: RuleMatch) -> Iterator[RelationData]:
    """Yield what a match states, with mentions as indices into ``arguments.mentions``.

    A pair whose types the rule refuses, or that joins an entity with itself, is none; nor is one
    with a part of another's name: in "the Norland Foreign Ministry spokesman" the spokesman is not
    Norland's.
    """
    subjects = fill(arguments, match, "subject")
    pairs: Iterable[tuple[Argument, Argument]]
    if "object" in match.nodes:
        objects = fill(arguments, match, "object")
        pairs = ((s, o) for s in subjects for o in objects)
    elif match.rule.type == RelationType.MET_WITH and len(subjects) >= _SUMMIT:
        pairs = ()  # "Fiji, Samoa, Tonga and Vanuatu met": a summit joins nobody.
    elif match.rule.type in SYMMETRIC:
        pairs = combinations(subjects, 2)
    else:
        # "Norland and Belmark exchanged fire": each did it to the other.
        pairs = permutations(subjects, 2)
    for subject, object_ in pairs:
        acts = match.rule.type not in _OF_NAMES
        if subject.entity == object_.entity or arguments.crosses_name(subject, object_, acts=acts):
            continue
        # Only names say by what they contain: "the Norland Navy", not "the Norland-led alliance".
        if arguments.is_nested(subject, object_) and not (
            match.mentions and arguments.is_named(subject) and arguments.is_named(object_)
        ):
            continue
        relation = _relation(arguments, match, subject, object_)
        if not is_of_servant(relation, arguments):
            yield relation


def note_holders(arguments: Arguments, matches: Iterable[RuleMatch]) -> None:
    """Note for posts whom the rules say to hold them: who "met the minister of trade, Mira Sand" met.

    The person then stands for the post in the other relations too, whatever the tree says.
    """
    holding = [match for match in matches if match.rule.type == RelationType.HOLDS_OFFICE]
    found = _most_confident(r for match in holding for r in find_relations(arguments, match))
    held: dict[int, set[str]] = defaultdict(set)
    for relation in without_rivals(found, arguments):
        post = relation["object_mention"]
        if post is not None and relation["subject_mention"] != post:
            held[post].add(relation["subject"])
    for post, persons in held.items():
        if len(persons) == 1 and arguments.is_singular(post):
            arguments.holders[post] = persons.pop()


def find_homes(
    arguments: Arguments, matches: Iterable[RuleMatch], found: Sequence[RelationData]
) -> list[RelationData]:
    """Return the relations of posts and organs that stand alone with their state, one for each."""
    homes = Homes(arguments, found)
    settled: dict[tuple[str, str], RelationData] = {}
    tellings: set[tuple[str, str, str]] = set()
    alone = [match for match in matches if is_home(match.rule.construction)]
    # Who holds a post, then whose the post is, then for whom its holder speaks.
    for match in sorted(alone, key=lambda match: _ORDER.get(match.rule.type, 1)):
        for subject in fill(arguments, match, "subject"):
            key = (match.rule.id, subject.entity)
            whose = homes.find(subject, match) if key not in settled else None
            if whose is None:
                continue
            # Several rules may name a post or organ: its state is told once.
            told = (match.rule.type, subject.entity, whose.entity)
            if told not in tellings:
                tellings.add(told)
                settled[key] = _relation(arguments, match, subject, whose)
                if match.rule.type in _ORDER:
                    homes.note(settled[key])
    return _without_doubles(arguments, found, list(settled.values()))


def find_unsaid(
    arguments: Arguments, matches: Iterable[RuleMatch], found: Sequence[RelationData]
) -> list[RelationData]:
    """Return who joined, left or belongs to a body that is not said there."""
    memberships = Memberships(arguments, found)
    unsaid = []
    open_ = [match for match in matches if leaves_unsaid(match.rule.construction)]
    for match in sorted(open_, key=lambda match: match.nodes["trigger"]):
        trigger = match.nodes["trigger"]
        told = memberships.told.get((match.rule.type, trigger), set())
        for subject in fill(arguments, match, "subject"):
            if subject.entity in told:
                continue
            body = memberships.find(subject, trigger)
            if body is not None and body.entity != subject.entity:
                unsaid.append(_relation(arguments, match, subject, body))
                # What follows may go on from it: "Norway belongs to it; Kenya left it".
                memberships.note(unsaid[-1])
    return _most_confident(unsaid)


def _without_doubles(
    arguments: Arguments, found: Iterable[RelationData], homes: Iterable[RelationData]
) -> list[RelationData]:
    """Keep, of the posts of one name that would all be one state's, the most mentioned."""
    counts = Counter(mention["entity"] for mention in arguments.mentions)
    named: dict[tuple[str, str | None, str], list[int]] = defaultdict(list)

    def name_of(relation: RelationData) -> tuple[str, str | None, str]:
        span = arguments.spans[relation["subject_mention"] or 0]
        words = arguments.graph.doc[span.start : span.end].text.casefold()
        return relation["type"], relation["object"], words

    homes = list(homes)
    taken = {name_of(relation) for relation in found}
    for relation in homes:
        named[name_of(relation)].append(counts[relation["subject"]])
    kept = []
    for relation in homes:
        name, count = name_of(relation), counts[relation["subject"]]
        if name not in taken and count == max(named[name]) and named[name].count(count) == 1:
            kept.append(relation)
    return kept


def _relation(
    arguments: Arguments, match: RuleMatch, subject: Argument, object_: Argument
) -> RelationData:
    trigger = trigger_of(match, arguments.mentions)
    sentence = arguments.graph.doc[trigger].sent
    return RelationData(
        type=match.rule.type.value,
        subject=subject.entity,
        object=object_.entity,
        claim_char=None,
        start=sentence.start,
        end=sentence.end,
        rule=match.rule.id,
        trigger=trigger,
        subject_mention=subject.mention,
        object_mention=object_.mention,
        factuality=None,
        confidence=match.rule.confidence,
    )


def _tokens_by_kind(arguments: Arguments) -> dict[str, set[int]]:
    """Return the tokens of posts, and those of bodies and states."""
    kinds: dict[str, set[int]] = {"posts": set(), "bodies": set()}
    for mention in arguments.mentions:
        if mention["type"] != EntityType.PERSON:
            kind = "posts" if mention["type"] == EntityType.OFFICE else "bodies"
            kinds[kind].update(range(mention["start"], mention["end"]))
    return kinds


def _note_tenure(relation: RelationData, arguments: Arguments, kinds: dict[str, set[int]]) -> None:
    """Add to the holding of a post when it is held: "former President Sand"."""
    post = relation["object_mention"]
    if relation["type"] != RelationType.HOLDS_OFFICE or post is None:
        return
    span = arguments.mentions[post]
    tenure = read_tenure(arguments.graph.doc, span["start"], span["end"], **kinds)
    if tenure is not None:
        relation["tenure"] = tenure.value


def fill(arguments: Arguments, match: RuleMatch, role: str) -> list[Argument]:
    """Return the entities that fill a role, those coordinated with the first included."""
    types = match.rule.types[role]
    if role in match.mentions:
        index = match.mentions[role]
        others = [other for name, other in match.mentions.items() if name != role]
        is_last = all(arguments.spans[o].end <= arguments.spans[index].start for o in others)
        is_nationality = match.rule.type == RelationType.CITIZEN_OF
        if is_last and not is_nationality and _qualifies_next_noun(arguments, index):
            return []
        # "Presidents Sand and Otuke": only a plural is said of all that is coordinated.
        if not any(_is_plural(arguments, other) for other in others):
            return arguments.of_mention(index, types)
        found = arguments.spread(match.nodes[role], types, mention=index)
        return list(takewhile(lambda a: a.mention == index or not arguments.has_title(a), found))
    if role not in match.nodes:
        return []
    token = match.nodes[role]
    if token == match.nodes.get("trigger") or _is_said_of_one(arguments.graph, match, token):
        return arguments.at(token, types)
    return arguments.spread(token, types)


def _is_plural(arguments: Arguments, index: int) -> bool:
    """Tell whether a mention is a plural, as by its words also "Presidents" before names is."""
    span = arguments.spans[index]
    if arguments.graph.doc[arguments.roots[index]].tag_ in _PLURAL:
        return True
    words = arguments.graph.doc[span.start : span.end].text
    return span.type == EntityType.OFFICE and parse_post(words).is_plural


def _qualifies_next_noun(arguments: Arguments, index: int) -> bool:
    """Tell whether a state's adjective stands behind a preposition: "editor of the Norse daily"."""
    doc, start = arguments.graph.doc, arguments.spans[index].start
    if arguments.mentions[index]["form"] != "adjective":
        return False
    before = [token.pos_ for token in doc[max(0, start - 2) : start]]
    return before[-1:] == ["ADP"] or before == ["ADP", "DET"]


def _is_said_of_one(graph: Graph, match: RuleMatch, token: int) -> bool:
    """Tell whether a singular noun is said of the word at ``token``, and so not of its conjuncts.

    By a copula, an apposition or a title: "President Sand and Joren Valk".
    """
    trigger = match.nodes.get("trigger")
    if match.rule.types["subject"] == {EntityType.STATE}:
        # "the pact (Norland, Belmark)" lists its members.
        return False
    if trigger is None or graph.doc[trigger].tag_ not in _SINGULAR:
        return False
    if graph.heads[trigger] == token:
        return graph.deps[trigger] in _SAID_OF_ONE
    return any(child == token and label in _SAID_OF_ONE for child, label in graph.children[trigger])


def trigger_of(match: RuleMatch, mentions: Sequence[MentionData]) -> int:
    """Return the token that evokes the relation: of adjacent mentions the post, else the subject."""
    if "trigger" in match.nodes:
        return match.nodes["trigger"]
    for role, index in match.mentions.items():
        if mentions[index]["type"] == "OFFICE":
            return match.nodes[role]
    return match.nodes["subject"]


def _most_confident(relations: Iterable[RelationData]) -> list[RelationData]:
    """Keep one of equal relations of a sentence: the most confident, of these the first."""
    best: dict[tuple[str, frozenset[str] | tuple[str, str], int], RelationData] = {}
    for relation in relations:
        pair = (relation["subject"], str(relation["object"]))
        is_symmetric = relation["type"] in SYMMETRIC
        key = (relation["type"], frozenset(pair) if is_symmetric else pair, relation["start"])
        if key not in best or relation["confidence"] > best[key]["confidence"]:
            best[key] = relation
    return list(best.values())
