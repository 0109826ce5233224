"""component: which speech act of a doc answers which other one.

Somebody alleges, accuses, says, criticizes, warns or urges; somebody else denies, rejects or
confirms it, or says the opposite. An act answers another one

- by its name, where the claim is a mere noun: "Zimbabwe accused Zambia of shelling a camp. Zambia
  denied *the accusation*." Of the acts that may be called so the one that is directed at the
  answering side is meant, else the last one just before; a plural means all that are directed at
  it. What the answer is directed at is known by the object of the accusation, or by its words:
  "Finland says a Russian ship cut the cable. *Russia* called the accusation absurd."
- by its content, where the claims share entities and rare words (:mod:`geoents.contents`): "claimed
  that Romanian troops were in Moldova" and "confirmed that Romanian troops had taken part in a drill".
  A denial or confirmation says the same as what it answers ("denied owing taxes"); a plain saying
  says the opposite with the same verb ("has not recognized it", "had recognized it"), or is the
  accused one's own no: "accused China of building on the reef", "We are not building anything".
- by both, where its claim is such a noun with more: "brushed aside *calls from Washington* to delay
  the ban" answers what Washington urged, in whatever words; where the text has no other act of
  theirs, the noun itself is what is answered ("dismissed a *report by Amnesty* that ...").
- by its sentence, which says that it is a reply (:mod:`geoents.replies`): "hit back, saying ...".
- by what stands beside it: a headline denies what the same side denies below ("Army Denies Using
  Banned Weapons"), a no that goes on after a denial answers the same ("Zambia has denied the
  accusation. 'No Zambian soldier fired a shot,' the minister said"), and "The accusations are
  baseless" is a saying besides the denial that it makes.

Nobody answers himself, nor his own spokesman (:mod:`geoents.sides`). Sentences on one topic are no
answers: "Enschede will raise its tolls", "Higher tolls would hurt small islands".
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from geoents.annotations import RelationData
from geoents.annotations import annotations as annotations_of
from geoents.contents import entity_keys, load_words
from geoents.debates import ANSWERABLE, DIRECTED, Act, Debate
from geoents.opposites import Opposites
from geoents.replies import is_set_beside
from geoents.schema import Polarity, RelationType

__all__ = ["find_answers", "read_answers"]

_R = RelationType
_PRONOUNS: Final = frozenset({"it", "this", "that", "these", "those", "them", "so"})
_DOING_SO: Final = ["doing", "so"]
_NAMELESS: Final = {_R.REJECTED: "request", _R.CONFIRMED: "account", _R.DENIED: "account"}
_ALLEGING: Final = frozenset({_R.ACCUSED, _R.ALLEGED})
_GUILT: Final = "guilt"
_REQUEST: Final = "request"
#: How an owner hangs on the noun for what he said: "Israel's claim", "Israeli claims".
_OWNED: Final = frozenset({"nmod:poss", "compound", "amod", "nmod:desc"})
_OWNING: Final = frozenset({"by", "from"})
# How far away what is answered may stand, in sentences: called by its name, by whom it is directed
# at or not, taken up in a word ("confirmed the seizure"), and told by its words.
_NEAR: Final = 2
_TAKEN_UP: Final = 4
_FAR: Final = 8
_REACH: Final = 60
#: Which share of the smaller claim two claims must have in common.
_CONCERNED: Final = 0.3
_UNCONCERNED: Final = 0.5
_BEHIND: Final = 0.33
_TWO: Final = 2


@Language.component("geoents_answers")
def read_answers(doc: Doc) -> Doc:
    """Write on ``doc`` which of its relations answer which others."""
    annotations_of(doc)["answers"] = find_answers(doc)
    return doc


def find_answers(doc: Doc) -> list[tuple[int, int]]:
    """Return pairs of indices into a doc's relations: the first answers the second.

    Args:
        doc: A text whose relations have their factuality.
    """
    return sorted(_Answers(Debate(doc)).pairs())


class _Answers:
    """Who answers whom in a debate."""

    def __init__(self, debate: Debate) -> None:
        self.debate = debate
        #: Of each act, in the order of the acts.
        self._sentences = [act.sentence for act in debate.acts]
        self.opposites = Opposites(debate)

    def pairs(self) -> set[tuple[int, int]]:
        """Return who answers whom, by numbers."""
        found: dict[int, set[int]] = {}
        for act in self.debate.acts:
            if act.type in ANSWERABLE and _is_done(act.relation):
                others = {other.number for other in self._answered(act)}
                if others:
                    found[act.number] = others
        self._go_on(found)
        return {(number, other) for number, others in found.items() for other in others}

    def _answered(self, act: Act) -> Sequence[Act]:
        around = [o for o in self._around(act) if o.type in ANSWERABLE[act.type]]
        others = [o for o in around if self._may_answer(act, o)]
        if act.type == _R.SAID:
            return self.opposites.find(act, others)
        noun = self._noun(act)
        if noun is not None:
            found = list(self._called(act, noun, others))
        else:
            found = [o for o in others if self._is_same(act, o)]
            found += [o for o in self._owned(act, others) if o not in found]
        found += [o for o in others if o not in found and self._is_beside(act, o)]
        return found or [o for o in around if self.debate.is_head(o, act)]

    def _around(self, act: Act) -> Iterator[Act]:
        first = bisect_left(self._sentences, act.sentence - _REACH)
        end = bisect_right(self._sentences, act.sentence + _REACH)
        yield from (other for other in self.debate.acts[first:end] if other is not act)

    def _may_answer(self, act: Act, other: Act) -> bool:
        speaker, asked = act.relation["subject"], other.relation["subject"]
        if speaker == asked or not _is_done(other.relation):
            return False
        # "He admitted to the theft, according to the police": the police tell of the answer.
        if self.debate.is_within(act, other) or self.debate.is_within(other, act):
            return False
        # A lawmaker may accuse the state whose parliament he sits in.
        return not self.debate.sides.is_one(speaker, asked) or self.debate.is_target(act, other)

    # -- by its name ------------------------------------------------------------------------------

    def _noun(self, act: Act) -> tuple[str, Token] | None:
        """Return the name by which an act calls what it answers, with its class.

        None where its claim says more than that name: "the reports of an attack on a bus".
        """
        claim = self.debate.claim(act)
        if claim is None:
            return None
        words = [t for t in claim if t.is_alpha]
        if [t.lower_ for t in words] == _DOING_SO:
            return _NAMELESS[RelationType(act.type)], words[0]
        if len(words) == 1 and words[0].lower_ in _PRONOUNS:
            return _NAMELESS[RelationType(act.type)], words[0]
        nouns = [t for t in words if t.pos_ in {"NOUN", "PROPN"}]
        for token in nouns:
            for name, lemmas in _classes(act):
                if token.lemma_.lower() in lemmas and self._fits(act, name):
                    own = {token.lemma_.lower(), *load_words("content")["light"]}
                    rest = [t for t in claim if t.pos_ in {"NOUN", "VERB", "NUM"}]
                    if all(
                        t.lemma_.lower() in own or self.debate.contents.is_named(t.i) for t in rest
                    ):
                        return name, token
        return None

    def _fits(self, act: Act, name: str) -> bool:
        return bool(load_words("types")[name] & ANSWERABLE[act.type])

    def _called(self, act: Act, noun: tuple[str, Token], others: Sequence[Act]) -> Iterable[Act]:
        name, token = noun
        types = load_words("types")[name]
        named = self._named_others(act)
        fitting = [o for o in others if o.type in types and (not named or o.side & named)]
        before = [o for o in fitting if 0 <= act.sentence - o.sentence <= _FAR]
        before = [o for o in before if o.trigger < act.trigger]
        directed = [o for o in before if self.debate.is_concerned(act, o)]
        if not directed and not before and self.debate.is_headline(act):
            directed = [o for o in fitting if o.trigger > act.trigger]
            directed = [o for o in directed if self.debate.is_concerned(act, o)][:1]
        if directed:
            best = self.debate.likeliest(directed, act)
            is_plural = token.tag_ in {"NNS", "NNPS"}
            return [o for o in directed if o.type == best.type] if is_plural else [best]
        near = [o for o in before if act.sentence - o.sentence <= _NEAR]
        near = [o for o in near if o.target is None or not self._is_elsewhere(act, o)]
        return [self.debate.likeliest(near, act)] if near and name != _GUILT else []

    def _owned(self, act: Act, others: Sequence[Act]) -> Iterable[Act]:
        """Return what a noun with its owner calls up: "rejected Israel's claim that ..."."""
        claim = self.debate.claim(act)
        if claim is None or act.content is None:
            return []
        head = claim.root
        names = [n for n, lemmas in _classes(act) if head.lemma_.lower() in lemmas]
        names = [name for name in names if self._fits(act, name)]
        if not names:
            return []
        types = load_words("types")[names[0]]
        owners = self._owners(head)
        near = [o for o in others if o.type in types and abs(act.sentence - o.sentence) <= _FAR]
        if owners:
            near = [
                o
                for o in near
                if any(self.debate.sides.is_one(o.relation["subject"], w) for w in owners)
            ]
        alike = [o for o in near if self.debate.shared(act, o) & act.content.words]
        if alike:
            best = max(alike, key=lambda o: self.debate.contents.weigh(self.debate.shared(act, o)))
            return [best] if owners or self.debate.is_target(act, best) else []
        # "claims of vote rigging are false", where somebody claims that the same body altered results
        directed = [
            o
            for o in near
            if self.debate.is_target(act, o)
            or (o.type in _ALLEGING and self.debate.is_concerned(act, o))
        ]
        return directed if len(directed) == 1 else []

    def _owners(self, noun: Token) -> frozenset[str]:
        """Return whose claim, call or report a noun means."""
        owners: set[str] = set()
        for child in noun.children:
            cases = {t.lower_ for t in child.children if t.dep_ == "case"}
            made = [t for t in child.children if {c.lower_ for c in t.children} & {"by"}]
            if child.dep_ in _OWNED or cases & _OWNING:
                owners |= self.debate.contents.entities(child.i)
            elif child.tag_ == "VBN" and child.i > noun.i and made:
                owners |= self.debate.contents.entities(
                    made[0].i
                )  # "a demand made by the Commission"
        return frozenset(owners)

    def _named_others(self, act: Act) -> set[str]:
        """Return the others whom a claim names: "rejected Zimbabwe's accusation"."""
        if act.content is None:
            return set()
        keys = act.content.keys - entity_keys(act.side)
        return {key[1:] for key in keys - act.content.words}

    def _is_elsewhere(self, act: Act, other: Act) -> bool:
        """Tell whether an act is directed at somebody else than the answering side."""
        is_placed = bool(act.side & self.debate.bodies)
        return other.type in DIRECTED and is_placed and not self.debate.is_target(act, other)

    # -- by its content ---------------------------------------------------------------------------

    def _is_same(self, act: Act, other: Act) -> bool:
        """Tell whether an act denies or confirms what another one says."""
        if act.relation["claim_char"] == other.relation["claim_char"] is not None:
            return True
        if act.content is None or other.content is None:
            return False
        if act.type == _R.REJECTED and other.type != _R.URGED:
            return False
        if act.content.is_negated != other.content.is_negated and act.type != _R.REJECTED:
            return False
        shared = self.debate.shared(act, other)
        is_concerned = self.debate.is_concerned(act, other)
        if not shared & act.content.words:
            return False
        if len(shared) < _TWO and self.debate.is_behind(act, other) and not self._is_bare(act):
            return self.debate.share(act, other, shared) >= _BEHIND
        if len(shared) < _TWO:
            return self._is_bare(act) and 0 <= act.sentence - other.sentence <= _TAKEN_UP
        share = self.debate.share(act, other, shared)
        is_sure = is_concerned or act.content.root == other.content.root
        return share >= (_CONCERNED if is_sure else _UNCONCERNED)

    def _is_bare(self, act: Act) -> bool:
        """Tell whether a claim is one word that takes up another's: "confirmed the seizure"."""
        span = act.relation["claim_char"]
        is_definite = span is not None and self.debate.text[slice(*span)].lower().startswith("the ")
        return is_definite and act.content is not None and len(act.content.words) == 1

    def _is_beside(self, act: Act, other: Act) -> bool:
        """Tell whether an answer is set beside what it answers: "denied it after X said it"."""
        if not is_set_beside(self.debate.doc, act.trigger, other.trigger):
            return False
        return bool(self.debate.shared(act, other)) or self.debate.is_concerned(act, other)

    # -- by what stands beside it -----------------------------------------------------------------

    def _go_on(self, found: dict[int, set[int]]) -> None:
        """Give what goes on after an answer, what makes it, and what heads it the same."""
        answering = [act for act in self.debate.acts if act.number in found]
        sentences = [act.sentence for act in answering]
        offsets = [self.debate.doc[act.trigger].idx for act in answering]
        by_number = {act.number: act for act in self.debate.acts}
        for act in self.debate.acts:
            if act.number in found or act.type not in ANSWERABLE or not _is_done(act.relation):
                continue
            first, end = 0, len(answering)
            span = act.relation["claim_char"]
            if act.type == _R.SAID and span is not None:
                # A saying goes with the answers around it, and with those in its claim.
                around = bisect_left(sentences, act.sentence - _REACH - 1)
                first = min(around, bisect_left(offsets, span[0]))
                behind = bisect_right(sentences, act.sentence + _REACH)
                end = max(behind, bisect_left(offsets, span[1]))
            for answer in answering[first:end]:
                places = [by_number[number].sentence for number in found[answer.number]]
                if self._goes_with(act, answer, places):
                    may = ANSWERABLE[act.type]
                    others = {n for n in found[answer.number] if by_number[n].type in may}
                    if others:
                        found[act.number] = others
                        break

    def _goes_with(self, act: Act, answer: Act, places: Sequence[int]) -> bool:
        """Tell whether an act goes on with an answer to acts in the sentences at ``places``."""
        speaker = act.relation["subject"]
        is_one = self.debate.sides.is_one(speaker, answer.relation["subject"])
        if not is_one and act.side & self.debate.bodies:
            return False
        if act.type == answer.type == _R.DENIED:
            return is_one and self.debate.is_headline(act) and not self.debate.is_headline(answer)
        span = act.relation["claim_char"]
        if act.type != _R.SAID or answer.type not in {_R.DENIED, _R.REJECTED} or span is None:
            return False
        if span[0] <= self.debate.doc[answer.trigger].idx < span[1]:
            return speaker == answer.relation["subject"]
        if act.trigger < answer.trigger or act.content is None or not act.content.is_negated:
            return False
        if act.content.is_ahead and answer.type != _R.REJECTED:
            return False
        if not any(0 <= act.sentence - place <= 1 for place in (answer.sentence, *places)):
            return False
        return (is_one and act.content.is_flat) or self.debate.speaks_of(act, answer.side)


def _classes(act: Act) -> list[tuple[str, frozenset[str]]]:
    """Return the classes of nouns for what is answered; a suggestion that is rejected is a request."""
    classes = list(load_words("nouns").items())
    return sorted(classes, key=lambda item: act.type == _R.REJECTED and item[0] != _REQUEST)


def _is_done(relation: RelationData) -> bool:
    """Tell whether an act took place: not "did not deny"."""
    read = relation["factuality"]
    return read is None or read["polarity"] == Polarity.AFFIRMED
