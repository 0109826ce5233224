"""component: speech acts, who said, denied, urged what, on the ``Doc``.

Every verb or noun of saying that a rule of ``data/speech`` matches is one act. Of the rules that
match there the surest one whose parts are all found decides the type; the speaker comes from
:mod:`geoents.speakers`, the claim from :mod:`geoents.claims` and :mod:`geoents.utterances`. Each
sentence of a quotation is one relation. Nothing is written for acts that did not take place ("did
not say", "is expected to announce") and for speakers that are no entity ("a witness").

Acts inside a quotation or in the first person are read last, when it is known whose words they
are: "I urge Norland to ..." is the speaker's urging.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import RelationData
from geoents.annotations import annotations as annotations_of
from geoents.denials import take_up
from geoents.graph import Graph
from geoents.interludes import find_interludes
from geoents.interviews import Answer, find_answers
from geoents.introductions import find_introduced
from geoents.parties import Parties
from geoents.patterns import MentionSpan
from geoents.performance import OBJECT, is_circumstance, is_done, says_nothing
from geoents.quoted_answers import find_quoted_answers
from geoents.rules import SPEECH_ACTS, RuleMatch, RuleMatcher, load_rules
from geoents.schema import SIGNATURES, EntityType, RelationType
from geoents.settling import Found, hedge, settle
from geoents.speakers import Mentions, Reference
from geoents.stretches import Stretch, sentence_of, trim
from geoents.transcripts import LabelledLine, asking_labels, opens_line
from geoents.wording import CLAUSE, COLON, TAKEN_UP, Wording
from geoents.zones import is_text

__all__ = ["Reading", "SpeechComponent", "find_speech"]

_ADVERB: Final = "adverb"
_OBJECTS: Final = frozenset({"obj", "nsubj:pass"})
_SUBJUNCTIVE: Final = "subjunctive"
_CHARGED: Final = "charged_infinitive"
_TARGET: Final = frozenset({"target_and_claim"})
#: Constructions whose claim is no actor: "reiterated to the president its support".
_OF_THINGS: Final = OBJECT | {"object_to"}
#: Constructions that need their target: "called the plan a fraud" is not about anybody.
_OF_SOMEBODY: Final = frozenset({"epithet", "object_to_class"})
_TO_PERSONS: Final = frozenset({"thank", "congratulate", "credit", "felicitate"})
#: How many letters a state's acronym has at most: "US: No plan to leave".
_ACRONYM: Final = 3
#: "This was revealed by Olsen" does not say what.
_POINTERS: Final = frozenset({"this", "it", "that", "which", "what"})
_NOBODY: Final[list[Reference | None]] = [None]
_NOTHING: Final[list[tuple[int, int] | None]] = [None]
#: The rule by which words go on whose attribution coloured only its own: "X warned. 'A.'".
_ANSWERED: Final = 0.7
_PLAIN_RULE: Final = "said.clause"
#: How much surer an attribution is of its own words than of what follows.
_CONTINUED: Final = 0.9


class _Act(NamedTuple):
    """An act of saying: its rule match, who performs it, towards whom."""

    match: RuleMatch
    trigger: int
    subjects: list[Reference]
    objects: list[Reference]


@Language.factory("geoents_speech", default_config={"folders": []}, assigns=["doc._.geoents"])
def make_speech(nlp: Language, name: str, folders: list[str]) -> SpeechComponent:
    """Return the component.

    Args:
        nlp: The pipeline.
        name: The component's name in it.
        folders: Folders with further rules, in the format of ``data/speech``.

    Raises:
        RuleError: A rule file is not as it should be.
        NotADirectoryError: A folder is not there.
    """
    return SpeechComponent(tuple(Path(folder) for folder in folders))


class SpeechComponent:
    """Appends the speech relations of a doc to its annotations.

    Args:
        folders: Folders with rules besides ours.
    """

    def __init__(self, folders: tuple[Path, ...] = ()) -> None:
        self.matcher = (
            RuleMatcher(load_rules(folders, folder=SPEECH_ACTS)) if folders else _shipped_matcher()
        )

    def __call__(self, doc: Doc) -> Doc:
        """Write on ``doc`` what is said in it."""
        annotations_of(doc)["relations"].extend(find_speech(doc, self.matcher))
        return doc


@cache
def _shipped_matcher() -> RuleMatcher:
    return RuleMatcher(load_rules(folder=SPEECH_ACTS))


def find_speech(doc: Doc, matcher: RuleMatcher | None = None) -> list[RelationData]:
    """Return the speech relations of a doc, in order of the text, without factuality.

    Args:
        doc: A parsed text with linked mentions.
        matcher: The rules; those that come with geoents when None.
    """
    return Reading(doc, matcher or _shipped_matcher()).relations()


class Reading:
    """One doc being read.

    Args:
        doc: A parsed text with linked mentions.
        matcher: The rules.

    Attributes:
        matches: The rules' matches by their trigger, those outside the zones of text left out.
    """

    def __init__(self, doc: Doc, matcher: RuleMatcher) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.graph = Graph(doc)
        self.mentions = Mentions(doc, self.graph)
        self.types = {e["id"]: EntityType(e["type"]) for e in annotations_of(doc)["entities"]}
        self.matches: dict[int, list[RuleMatch]] = {}
        self.hedges: list[RuleMatch] = []
        self.found: list[Found] = []
        spans = [MentionSpan(m["start"], m["end"], m["type"]) for m in self.mentions.data]
        for match in matcher.match(doc, spans, graph=self.graph):
            self._sort_in(match)
        acts = frozenset(self.matches)
        self.wording = Wording(self.graph, acts)
        self.parties = Parties(self.mentions, acts, self.found, self.wording.utterances.at)
        self.utterances = self.wording.utterances

    @cached_property
    def _asking(self) -> list[LabelledLine]:
        """The lines under labels that ask: looked for only where a colon may attribute words."""
        return asking_labels(self.text)

    def _sort_in(self, match: RuleMatch) -> None:
        trigger = self._trigger(match)
        if not is_text(self.doc, self.doc[trigger].idx) or is_circumstance(self.graph, trigger):
            return
        if match.rule.construction == COLON and not self._speaks(match.mentions["subject"]):
            return
        if match.rule.construction == _ADVERB:
            self.hedges.append(match)
        else:
            self.matches.setdefault(trigger, []).append(match)

    def _trigger(self, match: RuleMatch) -> int:
        if match.rule.construction == COLON:
            return self.mentions.data[match.mentions["subject"]]["end"]
        return match.nodes["trigger"]

    def _speaks(self, index: int) -> bool:
        """Tell whether who stands before a colon speaks: not a dateline, "KUALA LUMPUR: ..."."""
        mention = self.mentions.data[index]
        name = self.doc[mention["start"] : mention["end"]].text
        is_place = mention["type"] == "STATE" and name.isupper() and len(name) > _ACRONYM
        at = self.doc[mention["start"]].idx
        if any(line.start <= at < line.words for line in self._asking):
            return False  # "HERALD: Will you stay?"
        return not is_place and opens_line(self.doc, mention["start"], mention["end"])

    def relations(self) -> list[RelationData]:
        """Return the relations of the doc."""
        inner = [t for t in sorted(self.matches) if self._is_inner(t)]
        for trigger in sorted(self.matches):
            if trigger not in inner:
                self._read(trigger)
        replies = find_quoted_answers(self.doc, self.mentions, self.utterances)
        self.found += [self._made(reply, "said.answer") for reply in replies]
        introduced = find_introduced(self.doc, self.mentions, self.utterances)
        self.found += [self._made(words, "said.introduced") for words in introduced]
        self._go_on()
        between = list(find_interludes(self.doc, self.mentions, self.utterances, self.found))
        self.found += [self._made(words, "said.interlude") for words in between]
        answers = find_answers(self.doc, self.mentions.data)
        self.found += [self._made(answer, "said.answer") for answer in answers]
        for trigger in inner:
            self._read(trigger)
        hedge(self.doc, self.found, self.hedges)
        return take_up(self.doc, settle(self.doc, self.found), self.wording.claims)

    def _is_inner(self, trigger: int) -> bool:
        """Tell whether it must be known whose words an act stands in before it is read."""
        return self.utterances.at[trigger] is not None or any(
            self.parties.is_speakers_own(match, trigger) or self.parties.is_to_you(match)
            for match in self.matches[trigger]
        )

    # -- one act ------------------------------------------------------------------------------

    def _read(self, trigger: int) -> None:
        """Write the relations of an act by the surest rule that finds all its parts."""
        for match in sorted(self.matches[trigger], key=lambda m: -m.rule.confidence):
            subject, object_ = self.parties.subject(match, trigger), match.nodes.get("object")
            if subject is not None and subject == object_:
                continue  # "said Olsen": behind the verb stands who speaks
            subjects: list[Reference] = []
            if is_done(self.graph, match, trigger):
                subjects = self.parties.performers(subject, trigger)
            objects = [] if object_ is None else self.parties.others(object_, subjects)
            stretches = self.wording.of(match, trigger, subject)
            found = list(self._relations(_Act(match, trigger, subjects, objects), stretches))
            if found:
                self.found += found
                return

    # -- its relations ------------------------------------------------------------------------

    def _relations(self, act: _Act, stretches: list[Stretch]) -> Iterator[Found]:
        rule, head = act.match.rule, act.match.nodes.get("claim")
        signature = SIGNATURES[rule.type]
        if rule.type is RelationType.URGED and self._is_rejected(act.trigger):
            return  # "rejected her demand for an inquiry" makes no demand
        subjects = self._fitting(act.subjects, rule.types["subject"])
        objects = self._fitting(act.objects, rule.types["object"])
        if rule.construction in CLAUSE and not objects:
            hearers, stretches = self.parties.addressee(act.trigger, stretches)
            if not hearers and rule.type is RelationType.URGED:
                hearers = self.parties.charged(self.wording.claims.complements(act.trigger))
            objects = self._fitting(hearers, rule.types["object"])
        if rule.construction == _SUBJUNCTIVE and head is not None and not objects:
            objects = self._fitting(self.parties.charged([head]), rule.types["object"])
        if rule.construction == _CHARGED and not objects:
            return  # "called for elections to be held"
        if rule.construction in _OF_SOMEBODY and not objects:
            return
        if head is not None and rule.construction in _OF_THINGS:
            offices = rule.type is RelationType.SAID
            if self.parties.is_actor(head, offices=offices):
                return  # "praised Kenya": an actor is no claim, but the target
        has_owner = signature.claim_or_object or rule.type is RelationType.REJECTED
        if head is not None and has_owner and not objects:
            objects = self._fitting(self.parties.owners(head), rule.types["object"])
            if not objects and rule.type is RelationType.REJECTED:
                objects = self._fitting(
                    self.parties.proposer(head, act.subjects), rule.types["object"]
                )
        if not objects and rule.construction in _TARGET and rule.type is RelationType.PRAISED:
            lemma = self.doc[act.trigger].lemma_.lower()
            if lemma not in _TO_PERSONS:
                return  # "praised Norland's work on the bridge": not "the bridge"
        trimmed = dict.fromkeys(trim(self.doc, stretch) for stretch in stretches)
        empty = _POINTERS if rule.type is RelationType.SAID else frozenset()
        claims = [s for s in trimmed if s and self.text[slice(*s)].lower() not in empty]
        if rule.construction == TAKEN_UP:
            claims = [span for span in claims if not self._is_said(span)]
        needs_claim = signature.claim_required or rule.construction in CLAUSE
        if says_nothing(self.graph, act.match) or (needs_claim and not claims):
            return
        for speaker in subjects:
            others = [target for target in objects if target.entity != speaker.entity]
            if not others and (signature.object_required or not claims):
                continue
            for target in others or _NOBODY:
                for claim in claims or _NOTHING:
                    yield Found(self._relation(act, speaker, target, claim), head)

    def _is_said(self, span: tuple[int, int]) -> bool:
        """Tell whether words have a speaker already, in whole or in part."""
        said = [f.relation["claim_char"] for f in self.found]
        return any(other and other[0] < span[1] and span[0] < other[1] for other in said)

    def _is_rejected(self, trigger: int) -> bool:
        """Tell whether a demand is what another act turns down."""
        if self.doc[trigger].pos_ != "NOUN" or self.graph.deps[trigger] not in _OBJECTS:
            return False
        governor = self.matches.get(self.graph.heads[trigger], ())
        return any(match.rule.type is RelationType.REJECTED for match in governor)

    def _fitting(
        self, references: list[Reference], types: frozenset[EntityType]
    ) -> list[Reference]:
        return [r for r in references if self.types.get(r.entity) in types]

    def _relation(
        self,
        act: _Act,
        speaker: Reference,
        target: Reference | None,
        claim: tuple[int, int] | None,
    ) -> RelationData:
        start, end = self._evidence(act.trigger, claim)
        return RelationData(
            type=act.match.rule.type.value,
            subject=speaker.entity,
            object=None if target is None else target.entity,
            claim_char=claim,
            start=start,
            end=end,
            rule=act.match.rule.id,
            trigger=act.trigger,
            subject_mention=speaker.mention,
            object_mention=None if target is None else target.mention,
            factuality=None,
            confidence=act.match.rule.confidence,
        )

    def _evidence(self, trigger: int, claim: tuple[int, int] | None) -> tuple[int, int]:
        """Return the tokens of the sentence of an act, with its claim where that stands beside."""
        sentence = sentence_of(self.doc, trigger)
        span = None if claim is None else self.doc.char_span(*claim, alignment_mode="expand")
        if span is None:
            return sentence.start, sentence.end
        if span.end <= sentence.start - 1 or span.start > sentence.end + 1:
            return span.start, span.end
        return min(sentence.start, span.start), max(sentence.end, span.end)

    # -- quotations without attribution -------------------------------------------------------

    def _go_on(self) -> None:
        """Give quotations without attribution to the speaker of the words before them."""
        for number, before in self.utterances.continuations():
            inside = self.utterances.at[before]
            if inside is not None and not self.utterances.opens_anew(inside):
                # 'accused him of "bringing out the big guns." "He will fail."'
                before, inside = self.utterances.quotations[inside].start - 1, None
            if inside is not None:
                trigger = self.utterances.taken.get(inside)
            else:
                trigger = self._last_act(before)
                trigger = self.parties.earlier.told_of(before) if trigger is None else trigger
            if trigger is None:
                continue
            self.utterances.taken[number] = trigger
            speakers = self._speakers_at(trigger)
            for stretch in self.utterances.sentences([number]):
                claim = trim(self.doc, stretch)
                if claim is not None and is_text(self.doc, claim[0]):
                    self.found += [self._continued(r, claim) for r in speakers]

    def _made(self, answer: Answer, rule: str) -> Found:
        """Make what stands without a verb of saying a saying of the one whose words it is."""
        span = self.doc.char_span(*answer.claim, alignment_mode="expand")
        relation = RelationData(
            type=RelationType.SAID.value,
            subject=answer.entity,
            object=None,
            claim_char=answer.claim,
            start=answer.trigger if span is None else span.start,
            end=answer.trigger + 1 if span is None else span.end,
            rule=rule,
            trigger=answer.trigger,
            subject_mention=answer.mention,
            object_mention=None,
            factuality=None,
            confidence=_ANSWERED,
        )
        return Found(relation, None)

    def _last_act(self, before: int) -> int | None:
        sentence = sentence_of(self.doc, before)
        triggers = [f.relation["trigger"] for f in self.found]
        here = [t for t in triggers if sentence.start <= t < sentence.end]
        return min(here, key=lambda t: (self._depth(t), t)) if here else None

    def _depth(self, token: int) -> int:
        return sum(1 for _ in self.doc[token].ancestors)

    def _speakers_at(self, trigger: int) -> list[RelationData]:
        by_speaker = {
            f.relation["subject"]: f.relation
            for f in self.found
            if f.relation["trigger"] == trigger
        }
        return list(by_speaker.values())

    def _continued(self, relation: RelationData, claim: tuple[int, int]) -> Found:
        start, end = self._evidence(relation["trigger"], claim)
        is_plain = relation["type"] == RelationType.SAID
        copy = relation.copy()
        if not is_plain:
            copy["type"], copy["rule"] = RelationType.SAID.value, _PLAIN_RULE
        copy["claim_char"], copy["start"], copy["end"] = claim, start, end
        copy["object"] = relation["object"] if is_plain else None
        copy["object_mention"] = relation["object_mention"] if is_plain else None
        copy["confidence"] = round(relation["confidence"] * _CONTINUED, 3)
        return Found(copy, None)
