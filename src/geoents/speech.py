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
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import RelationData
from geoents.annotations import annotations as annotations_of
from geoents.claims import is_mark, sentence_of, trim
from geoents.cues import load_cues
from geoents.graph import Graph
from geoents.patterns import MentionSpan
from geoents.rules import SPEECH_ACTS, RuleMatch, RuleMatcher, load_rules
from geoents.schema import SIGNATURES, EntityType, Modality, RelationType
from geoents.scope import NEGATED, climb, nominal_cues
from geoents.settling import Found, hedge, length, settle
from geoents.speakers import TEXTS, Mentions, Reference, quoted_by, subject_of
from geoents.wording import BESIDE, CLAUSE, COLON, Wording
from geoents.zones import is_text

__all__ = ["SpeechComponent", "find_speech"]

_OBJECT: Final = frozenset({"object", "passive_object"})
#: The words judge somebody else's: whoever says them denies what they are about.
_CORRESPONDENCE: Final = "correspondence"
_VERDICT: Final = frozenset({"verdict", _CORRESPONDENCE})
_ADVERB: Final = "adverb"
_FIRST_PERSON: Final = frozenset({"i", "we"})
_DAYS: Final = frozenset({"today", "yesterday", "tomorrow"})
#: What is refused with these is speech itself.
_SPEAKING: Final = frozenset(
    {"comment", "say", "answer", "respond", "speak", "talk", "elaborate", "discuss", "disclose", "reveal", "confirm",
     "name", "specify", "give", "reply", "provide", "identify", "be", "rule"}
)  # fmt: skip
_TITLE: Final = frozenset({"NOUN", "PROPN", "ADJ"})
_DEFINITE: Final = frozenset({"the", "this"})
_NOT_DONE: Final = frozenset(
    {Modality.PLANNED.value, Modality.POSSIBLE.value, Modality.DESIRED.value}
)
_NOBODY: Final[list[Reference | None]] = [None]
_NOTHING: Final[list[tuple[int, int] | None]] = [None]
#: The rule by which words go on whose attribution coloured only its own: "X warned. 'A.'".
_PLAIN_RULE: Final = "said.clause"
#: How much surer an attribution is of its own words than of those that follow it.
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
        ValueError: A rule file is not as it should be.
        NotADirectoryError: A folder is not there.
    """
    return SpeechComponent(tuple(Path(folder) for folder in folders))


class SpeechComponent:
    """Appends the speech relations of a doc to its annotations.

    Args:
        folders: Folders with rules besides ours.
    """

    def __init__(self, folders: tuple[Path, ...] = ()) -> None:
        self.matcher = _matcher(folders)

    def __call__(self, doc: Doc) -> Doc:
        """Write on ``doc`` what is said in it."""
        annotations_of(doc)["relations"].extend(find_speech(doc, self.matcher))
        return doc


@cache
def _matcher(folders: tuple[Path, ...]) -> RuleMatcher:
    return RuleMatcher(load_rules(folders, folder=SPEECH_ACTS))


def find_speech(doc: Doc, matcher: RuleMatcher | None = None) -> list[RelationData]:
    """Return the speech relations of a doc, in order of the text, without factuality.

    Args:
        doc: A parsed text with linked mentions.
        matcher: The rules; those that come with geoents when None.
    """
    return _Reading(doc, matcher or _matcher(())).relations()


class _Reading:
    """One doc being read."""

    def __init__(self, doc: Doc, matcher: RuleMatcher) -> None:
        self.doc = doc
        self.graph = Graph(doc)
        self.mentions = Mentions(doc, self.graph)
        self.types = {e["id"]: EntityType(e["type"]) for e in annotations_of(doc)["entities"]}
        self.matches: dict[int, list[RuleMatch]] = {}
        self.hedges: list[RuleMatch] = []
        self.found: list[Found] = []
        spans = [MentionSpan(m["start"], m["end"], m["type"]) for m in self.mentions.data]
        for match in matcher.match(doc, spans, graph=self.graph):
            self._sort_in(match)
        self.wording = Wording(self.graph, frozenset(self.matches))
        self.utterances = self.wording.utterances

    def _sort_in(self, match: RuleMatch) -> None:
        trigger = self._trigger(match)
        if not is_text(self.doc, self.doc[trigger].idx):
            return
        if match.rule.construction == COLON and not self._opens_line(match.mentions["subject"]):
            return
        if match.rule.construction == _ADVERB:
            self.hedges.append(match)
        else:
            self.matches.setdefault(trigger, []).append(match)

    def _trigger(self, match: RuleMatch) -> int:
        if match.rule.construction == COLON:
            return self.mentions.data[match.mentions["subject"]]["end"]
        return match.nodes["trigger"]

    def _opens_line(self, index: int) -> bool:
        """Tell whether a mention, or the title before it, opens its line: "Minister Olsen: ..."."""
        start = self.mentions.data[index]["start"]
        line = self.doc.text.rfind("\n", 0, self.doc[start].idx) + 1
        before = [t for t in self.doc[max(0, start - 6) : start] if t.idx >= line]
        is_near = not before or before[0].idx == line or before[0].is_space or is_mark(before[0])
        return is_near and all(t.pos_ in _TITLE or t.is_space or is_mark(t) for t in before)

    def relations(self) -> list[RelationData]:
        """Return the relations of the doc."""
        inner = [t for t in sorted(self.matches) if self._is_inner(t)]
        for trigger in sorted(self.matches):
            if trigger not in inner:
                self._read(trigger)
        self._go_on()
        for trigger in inner:
            self._read(trigger)
        hedge(self.doc, self.found, self.hedges)
        return settle(self.doc, self.found)

    def _is_inner(self, trigger: int) -> bool:
        if self.utterances.at[trigger] is not None:
            return True
        if any(m.rule.construction in _VERDICT for m in self.matches[trigger]):
            return True
        subject = subject_of(self.graph, self.mentions, trigger)
        return subject is not None and self.doc[subject].lower_ in _FIRST_PERSON

    # -- one act ------------------------------------------------------------------------------

    def _read(self, trigger: int) -> None:
        """Write the relations of an act by the surest rule that finds all its parts."""
        matches = sorted(self.matches[trigger], key=lambda m: -m.rule.confidence)
        for match in matches:
            subject = self._subject(match, trigger)
            if subject is not None and subject == match.nodes.get("object"):
                continue  # "said Olsen": behind the verb stands who speaks
            is_said = self._is_done(match, trigger)
            subjects = self._refer(subject) if subject is not None and is_said else []
            if is_said and not subjects:
                subjects = self._participle(trigger)
            act = _Act(match, trigger, subjects, self._objects(match))
            found = list(self._relations(act, subject))
            if found:
                self.found += found
                return

    def _is_done(self, match: RuleMatch, trigger: int) -> bool:
        """Tell whether the act took place: "said", but not "did not say", "is to announce"."""
        construction, token = match.rule.construction, self.doc[match.nodes.get("verb", trigger)]
        if construction in BESIDE or construction == _CORRESPONDENCE:
            return True
        if token.pos_ not in {"VERB", "AUX"} and construction not in _VERDICT:
            # Whatever becomes of a call, it is a call: "his call for talks was ignored".
            return all(cue.label != NEGATED for cue in nominal_cues(token, load_cues()))
        cues = climb(token, (), is_speech=True)
        labels = [cue.label for cue in cues]
        if labels.count(NEGATED) % 2:
            return False
        return not _NOT_DONE & set(labels) or self._is_performed(token.i)

    def _is_performed(self, trigger: int) -> bool:
        """Tell whether a speaker does what the words say: "I want to thank", "we must warn"."""
        token = self.doc[trigger]
        while (
            token.dep_ in {"xcomp", "conj"}
            and self.graph.argument(token.i, frozenset({"nsubj"})) is None
        ):
            token = token.head
        subject = self.graph.subject(token.i)
        return subject is not None and self.doc[subject].lower_ in _FIRST_PERSON

    def _subject(self, match: RuleMatch, trigger: int) -> int | None:
        nodes = match.nodes
        if "subject" in nodes:
            return nodes["subject"]
        if match.rule.construction in _VERDICT:
            return trigger
        if "verb" in nodes:
            return subject_of(self.graph, self.mentions, nodes["verb"])
        quoted = quoted_by(self.graph, self.mentions, trigger)
        if quoted is not None:
            return quoted
        if self.doc[trigger].pos_ in {"VERB", "AUX"} or match.rule.construction in CLAUSE:
            return subject_of(self.graph, self.mentions, trigger)
        return None

    def _participle(self, trigger: int) -> list[Reference]:
        """Return who performs the act that a participle goes on from: "said A, adding that B"."""
        token = self.doc[trigger]
        if token.tag_ != "VBG":
            return []
        for ancestor in token.ancestors:
            if ancestor.i in self.matches and ancestor.pos_ == "VERB":
                subject = subject_of(self.graph, self.mentions, ancestor.i)
                return [] if subject is None else self.mentions.refer(subject)
        return []

    def _refer(self, subject: int) -> list[Reference]:
        """Return who speaks; in the first person and in a verdict whoever says the sentence."""
        if self.doc[subject].lower_ in _FIRST_PERSON or subject in self.matches:
            speaker = self._speaker_of(subject)
            if speaker is not None:
                return [speaker]
        return self.mentions.refer(subject) or self._author_of(subject)

    def _author_of(self, noun: int) -> list[Reference]:
        """Return whose text "the statement" is, when an act before spoke of one."""
        token = self.doc[noun]
        determiners = {child.lower_ for child in token.children if child.dep_ == "det"}
        if token.lemma_.lower() not in TEXTS or not determiners & _DEFINITE:
            return []
        for found in reversed(self.found):
            relation = found.relation
            sentence = self.doc[relation["trigger"]].sent
            if any(t.lemma_ == token.lemma_ and t.i < noun for t in sentence):
                return [Reference(relation["subject"], relation["subject_mention"] or 0)]
        return []

    def _speaker_of(self, token: int) -> Reference | None:
        """Return the speaker of the innermost claim that holds a token."""
        place = self.doc[token].idx
        around = [
            found.relation
            for found in self.found
            if found.relation["claim_char"] is not None
            and found.relation["claim_char"][0] <= place < found.relation["claim_char"][1]
        ]
        if not around:
            return None
        inner = min(around, key=lambda r: length(r["claim_char"]))
        return Reference(inner["subject"], inner["subject_mention"] or 0)

    def _objects(self, match: RuleMatch) -> list[Reference]:
        if "object" not in match.nodes:
            return []
        return self.mentions.refer(match.nodes["object"])

    # -- its relations ------------------------------------------------------------------------

    def _relations(self, act: _Act, subject: int | None) -> Iterator[Found]:
        stretches = self.wording.of(act.match, act.trigger, subject)
        signature = SIGNATURES[act.match.rule.type]
        types = act.match.rule.types
        subjects = [r for r in act.subjects if self._fits(r, types["subject"])]
        taken = {r.entity for r in subjects}
        objects = [
            r for r in act.objects if self._fits(r, types["object"]) and r.entity not in taken
        ]
        head = act.match.nodes.get("claim")
        if head is not None and self._says_nothing(act, head):
            return
        if (
            signature.claim_or_object
            and act.match.rule.construction in _OBJECT
            and head is not None
        ):
            if self._is_actor(head):
                return  # "praised Kenya": an actor is no claim, but the target
            objects = [r for r in self._owners(head) if r.entity not in taken]
        trimmed = dict.fromkeys(trim(self.doc, stretch) for stretch in stretches)
        claims = [span for span in trimmed if span is not None]
        if head is None and act.match.rule.construction in CLAUSE and not claims:
            return
        if signature.claim_required and not claims:
            return
        if (signature.object_required and not objects) or not (claims or objects):
            return
        for speaker in subjects:
            for target in objects or _NOBODY:
                for claim in claims or _NOTHING:
                    yield Found(self._relation(act, speaker, target, claim), head)

    def _fits(self, reference: Reference, types: frozenset[EntityType]) -> bool:
        return self.types.get(reference.entity) in types

    def _says_nothing(self, act: _Act, head: int) -> bool:
        """Tell whether a "claim" has no content: "declined to comment", "disclosed it on Monday"."""
        token, type_ = self.doc[head], act.match.rule.type
        if act.match.rule.construction == "infinitive" and type_ == RelationType.REJECTED:
            return token.lemma_.lower() in _SPEAKING
        if act.match.rule.construction not in _OBJECT:
            return False
        is_pronoun = token.pos_ == "PRON" and type_ in {RelationType.SAID, RelationType.CONFIRMED}
        return is_pronoun or token.ent_type_ == "DATE" or token.lower_ in _DAYS

    def _is_actor(self, head: int) -> bool:
        index = self.mentions.at(head, offices=False)
        return index is not None and self.mentions.roots[index] == head

    def _owners(self, head: int) -> list[Reference]:
        """Return whose doing is praised or criticized: "Kenya's help", "the role played by Kenya"."""
        for child, label in self.graph.children[head]:
            if label == "nmod:poss":
                return self.mentions.refer(child)
            if label in {"acl", "nmod"} and child > head:
                agents = [child] if label == "nmod" else self.graph.tree_children[child]
                for agent in agents:
                    if "by" in self.graph.words(agent, frozenset({"case"})):
                        return self.mentions.refer(agent)
        return []

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
            if inside is not None:
                trigger = self.utterances.taken.get(inside)
            else:
                trigger = self._last_act(before)
            if trigger is None:
                continue
            self.utterances.taken[number] = trigger
            speakers = self._speakers_at(trigger)
            for stretch in self.utterances.sentences([number]):
                claim = trim(self.doc, stretch)
                if claim is not None and is_text(self.doc, claim[0]):
                    self.found += [self._continued(r, claim) for r in speakers]

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
