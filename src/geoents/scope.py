"""The words whose negation or hedge reaches a trigger: a climb up the tree, cue by cue.

At each word the cues of its own clause or noun phrase are read ("has *not* joined", "*possible*
withdrawal"). From a word to its head the way goes on only where the head governs it ("*plans* to
join", "*denied* holding talks"), as the cue files say. Where none does the way ends: "is not
discussing its membership" says nothing against the membership.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from spacy.tokens import Token

from geoents.cues import TRANSPARENT, Cues, load_cues
from geoents.schema import Modality, Polarity, RelationType

__all__ = [
    "CLAUSES",
    "NEGATED",
    "Claim",
    "Cue",
    "climb",
    "complements",
    "has_subject",
    "is_predicate",
    "is_seized",
    "nominal_cues",
    "openers_of",
]

NEGATED: Final = Polarity.NEGATED.value
CLAUSES: Final = frozenset({"xcomp", "ccomp", "csubj", "acl", "advcl"})
#: What a speech act makes of its claim where no cue word says it ("advocated joining").
_OF_CLAIM: Final = {
    RelationType.URGED.value: Modality.DESIRED.value,
    RelationType.ACCUSED.value: Modality.ALLEGED.value,
    RelationType.ALLEGED.value: Modality.ALLEGED.value,
    RelationType.DENIED.value: NEGATED,
    RelationType.REJECTED.value: NEGATED,
}
_ARGUMENTS: Final = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "expl"})
_ADVERBIAL: Final = frozenset({"advmod", "neg", "cc", "cc:preconj", "det", "obl"})
_ONGOING: Final = frozenset({"on", "during", "after", "following", "since", "despite"})
_SEIZED: Final = frozenset({"opportunity", "occasion", "chance"})
_SEIZING: Final = frozenset({"take", "use", "seize", "grab"})
_WOULD: Final = frozenset({"would", "'d", "’d"})
_ENTRIES: Final = frozenset({"accession", "admission", "membership", "entry", "candidacy"})


class Cue(NamedTuple):
    """A class of cue met on the way up, and the token that shows it."""

    label: str
    token: int


class Claim(NamedTuple):
    """What somebody said: characters, the act's type and trigger, the speaker's entity."""

    start: int
    end: int
    type: str
    trigger: int
    speaker: str

    def holds(self, token: Token) -> bool:
        """Tell whether the token stands in the claim."""
        return self.start <= token.idx and token.idx + len(token) <= self.end


def climb(trigger: Token, claims: Sequence[Claim], *, is_speech: bool = False) -> list[Cue]:
    """Return the cues whose scope holds ``trigger``, in the order of the way up."""
    cues = load_cues()
    found = list(_local(trigger, cues, claims, is_speech=is_speech))
    doc, token = trigger.doc, trigger
    while token.head.i != token.i:
        head = token.head
        if token.dep_ == "conj":
            found += _shared(token, cues, claims)
        else:
            labels = _governed(token, cues, claims)
            if labels is None:
                break
            found += [Cue(label, head.i) for label in sorted(labels - {TRANSPARENT, "modal"})]
            above = [
                cue
                for cue in _local(head, cues, claims, is_speech=False)
                # "would like to", "would urge": the wish is no less a wish.
                if not ("desired" in labels and doc[cue.token].lower_ in _WOULD)
            ]
            found += [c for c in above if c.label != NEGATED] if "modal" in labels else above
        token = head
    if not is_speech and _is_asked(token):
        found.append(Cue(Modality.POSSIBLE.value, token.i))
    # "There were no talks": the noun and its verb both show the same "no".
    return list(dict.fromkeys(found))


# -- one step up ------------------------------------------------------------------------------


def _governed(token: Token, cues: Cues, claims: Sequence[Claim]) -> frozenset[str] | None:
    """Return the classes in which the head puts ``token``; None where the way ends.

    "modal" stands for a head that lends its modality and not its polarity.
    """
    head = token.head
    kinds = complements(token)
    if _is_yet_to(token):
        return frozenset({TRANSPARENT})
    labels = cues.governing(head, kinds) or _governed_by_object(token, cues, kinds)
    if labels and token.dep_ == "nsubj:pass" and not _comes_about(head, cues):
        return None
    if labels:
        return labels
    claim = next((c for c in claims if _is_top(token, c)), None)
    if claim is not None:
        label = _OF_CLAIM.get(claim.type)
        bare = bool(kinds & {"infinitive", "gerund", "object"}) or not is_predicate(token)
        if label in {Modality.ALLEGED, NEGATED} or (label and bare):
            return frozenset({label})
        return None
    if token.dep_ == "xcomp" and head.pos_ != "ADJ":
        return frozenset({TRANSPARENT})
    if token.dep_ in {"advcl", "acl", "xcomp"} and "infinitive" in kinds:
        # A purpose is as sure as what is done for it: "will travel to Oslo to meet the premier".
        return frozenset({"modal"})
    return None


def _comes_about(verb: Token, cues: Cues) -> bool:
    """Tell whether a verb says of the event that it comes about: "is set to begin", "is set".

    "Its accession is expected to help trade" says nothing of whether it will be.
    """
    below = [c for c in verb.children if c.dep_ == "xcomp" and "to" in openers_of(c)]
    kinds = frozenset({"subject", "object"})
    return not below or below[0].lemma_ == "be" or bool(cues.governing(below[0], kinds))


def _governed_by_object(token: Token, cues: Cues, kinds: frozenset[str]) -> frozenset[str]:
    """Read "took no steps to leave" alike, whether "leave" hangs on "steps" or on "took"."""
    marks = [child.i for child in token.children if child.dep_ == "mark" and child.lower_ == "to"]
    if token.dep_ == "advcl" and "infinitive" in kinds and marks and marks[0] > 0:
        noun = token.doc[marks[0] - 1]
        if noun.head == token.head and noun.dep_ in {"obj", "nsubj:pass"}:
            return cues.governing(noun, kinds)
    return frozenset()


def _is_top(token: Token, claim: Claim) -> bool:
    return claim.holds(token) and not claim.holds(token.head) and token.head.i == claim.trigger


def complements(token: Token) -> frozenset[str]:
    """Return what kinds of complement ``token`` may be to its head, as the cue files name them."""
    dep = token.dep_
    openers = openers_of(token)
    if dep == "acl:relcl":
        return frozenset()
    if dep.split(":")[0] in CLAUSES:
        return _clause_kinds(token, openers)
    if dep in {"obj", "iobj", "nsubj:pass"}:
        entry = {"entry"} if token.lemma_.lower() in _ENTRIES else set()
        return frozenset({"object", *entry})
    if dep == "nsubj":
        return frozenset({"subject"})
    if dep.split(":")[0] in {"obl", "nmod"} and dep not in {"nmod:poss", "nmod:desc"}:
        return openers or frozenset({"object"})
    return frozenset({"compound"}) if dep == "compound" else frozenset()


def _clause_kinds(token: Token, openers: frozenset[str]) -> frozenset[str]:
    if "to" in openers and token.tag_ != "VBG" and not _is_to_be(token):
        raised = {"raised"} if _is_passive(token.head) else set()
        return frozenset({"infinitive", *raised, *openers} - {"to"})
    if token.tag_ == "VBG" and not has_subject(token) and not _auxiliaries(token):
        # Right behind its verb a participle is its complement: "did not rule out leaving".
        is_inner = token.dep_ in {"xcomp", "ccomp", "csubj"} or 0 < token.i - token.head.i <= 2
        return openers or frozenset({"gerund"} if is_inner else ())
    if token.dep_ == "xcomp":
        # "let Norland join" has a bare infinitive, "become a member" a noun.
        return frozenset({"infinitive"} if token.tag_ == "VB" else {"object"})
    if token.dep_ in {"ccomp", "csubj"} or (token.dep_ == "acl" and "that" in openers):
        is_bare = token.tag_ == "VB" and not _auxiliaries(token)  # "insisted that it leave"
        return frozenset({"that", "subjunctive"} if is_bare else {"that"})
    return openers - {"that"} if not has_subject(token) else frozenset()


def _shared(token: Token, cues: Cues, claims: Sequence[Claim]) -> list[Cue]:
    """Return the cues of the first conjunct's clause that hold for a later conjunct too."""
    first = token.head
    joiners = {child.lower_ for child in token.children if child.dep_ == "cc"}
    if not is_predicate(token) and not is_predicate(first):
        cues_there = list(nominal_cues(first, cues))
        # "no talks or meetings", but not "no talks and a summit".
        return [c for c in cues_there if c.label == NEGATED and joiners & {"or", "nor"}]
    has_own = has_subject(token) or any(c.dep_ in {"aux", "cop"} for c in token.children)
    if has_own or token.tag_ != first.tag_ or token.tag_ in {"VBD", "VBZ", "VBP"}:
        return []
    shared = list(_local(first, cues, claims, is_speech=False))
    return [c for c in shared if not (c.label == NEGATED and "but" in joiners)]


# -- the cues at one word ---------------------------------------------------------------------


def _local(token: Token, cues: Cues, claims: Sequence[Claim], *, is_speech: bool) -> Iterator[Cue]:
    """Yield the cues of the word's own clause or noun phrase; one negation at most."""
    met = list(nominal_cues(token, cues))
    if is_predicate(token):
        met += _verbal_cues(token, cues, claims, is_speech=is_speech)
    negations = 0
    for cue in met:
        negations += cue.label == NEGATED
        if cue.label != NEGATED or negations == 1:
            yield cue


def nominal_cues(token: Token, cues: Cues) -> Iterator[Cue]:
    """Yield the cues of a noun phrase: "*no* talks", "a *possible* withdrawal", "*without* talks"."""
    openers = openers_of(token)
    for child in token.children:
        if child.dep_ == "det":
            yield from _listed(cues, "determiners", child)
        elif token.pos_ in {"NOUN", "PROPN"} and _is_attribute(child):
            for cue in _listed(cues, "adjectives", child):
                # "is on a scheduled visit": it has begun.
                if not (cue.label == Modality.PLANNED and openers & _ONGOING):
                    yield cue
        elif child.dep_ == "nmod":  # "a member neither of the pact nor of the union"
            for joiner in (c for c in child.children if c.dep_ == "cc:preconj"):
                yield from _listed(cues, "determiners", joiner)
    yield from _marker_cues(token, cues)


def _is_attribute(token: Token) -> bool:
    """Tell whether a word describes its noun: "possible withdrawal", "President-elect Valk"."""
    if token.dep_ in {"amod", "compound", "nmod:desc", "advmod"}:
        return token.i < token.head.i or token.pos_ != "VERB"
    return token.i > 0 and token.doc[token.i - 1].text == "-" and token.head.i < token.i


def _marker_cues(token: Token, cues: Cues) -> Iterator[Cue]:
    for child in token.children:
        if child.dep_ in {"mark", "case", "cc"}:
            for form in _openings(child):
                first = child.i - (form.count(" ") if form.endswith(child.lower_) else 0)
                for label in sorted(cues.classes("markers", form)):
                    yield Cue(label, first)


def _verbal_cues(
    token: Token, cues: Cues, claims: Sequence[Claim], *, is_speech: bool
) -> Iterator[Cue]:
    reported = bool(claims) or token.dep_ in {"ccomp", "parataxis"}
    auxiliaries = _auxiliaries(token)
    for child in token.children:
        if child in auxiliaries:
            kind = "auxiliaries"
            if reported and cues.classes("reported_auxiliaries", child.lower_):
                kind = "reported_auxiliaries"
            yield from _listed(cues, kind, child)
        elif child.dep_ in _ADVERBIAL and child.pos_ not in {"NOUN", "PROPN"}:
            following = child.doc[child.i + 1].lower_ if child.i + 1 < len(child.doc) else ""
            if not cues.classes("not_before", following):
                yield from _listed(cues, "adverbs", child)
            before = child.doc[child.i - 1].lower_ if child.i else ""
            for label in sorted(cues.classes("adverbs", f"{before} {child.lower_}")):
                yield Cue(label, child.i - 1)  # "no longer a member"
        elif child.dep_ in _ARGUMENTS and not (is_speech and child.dep_ not in {"nsubj"}):
            yield from _argument_cues(child, cues)
        if child.dep_ in {"obl", "advcl"}:
            yield from _source_cues(child, cues)
        if child.dep_ == "advcl" and auxiliaries and not is_speech:
            # "would join if invited" leaves open whether it joins.
            yield from (c for c in _marker_cues(child, cues) if c.label == Modality.POSSIBLE)
    yield from _infinitive_cues(token, cues, auxiliaries)


def _argument_cues(argument: Token, cues: Cues) -> Iterator[Cue]:
    """Yield the negation of "no state joined", "none of them joined", "neither A nor B joined"."""
    if cues.classes("not_before", argument.lower_):
        return
    yield from _listed(cues, "pronouns", argument)
    for child in argument.children:
        if child.dep_ in {"det", "cc:preconj", "cc", "advmod"} and child.i < argument.i:
            yield from _listed(cues, "determiners", child)


def _source_cues(phrase: Token, cues: Cues) -> Iterator[Cue]:
    """Yield "according to media reports", unless the report has a name: it is a source then."""
    is_bare = all(token.pos_ != "PROPN" for token in phrase.subtree)
    if is_bare and openers_of(phrase) & {"according", "amid", "per"}:
        yield from _listed(cues, "sources", phrase)


def _infinitive_cues(token: Token, cues: Cues, auxiliaries: list[Token]) -> Iterator[Cue]:
    """Yield "is to meet", and the headline's "Norland to Join Pact"."""
    marks = [child for child in token.children if child.dep_ == "mark" and child.lower_ == "to"]
    if not marks or _is_yet_to(token):
        return
    forms = [a for a in auxiliaries if a.i < marks[0].i]
    for auxiliary in forms:
        yield from _listed(cues, "infinitive_auxiliaries", auxiliary)
    has_subject_before = token.dep_ in {"root", "ROOT"} and any(
        child.i < marks[0].i and child.pos_ in {"PROPN", "NOUN", "PRON"} for child in token.children
    )
    # The parser may make the headline's name its head: "Norland" in "Norland to Join Pact".
    is_headline = (
        token.dep_ in {"acl", "parataxis"}
        and token.head.dep_ in {"root", "ROOT"}
        and token.head.pos_ == "PROPN"
        and token.head.i < marks[0].i
    )
    if not forms and (has_subject_before or is_headline):
        yield Cue(Modality.PLANNED.value, marks[0].i)


def _listed(cues: Cues, kind: str, token: Token) -> Iterator[Cue]:
    for label in sorted(cues.classes(kind, token.lower_)):
        yield Cue(label, token.i)


# -- what a token is --------------------------------------------------------------------------


def is_predicate(token: Token) -> bool:
    """Tell whether a word heads a clause: a verb, or a noun or adjective that is predicated."""
    return token.pos_ in {"VERB", "AUX"} or any(
        child.dep_ in {"cop", "aux", "nsubj", "nsubj:pass"} for child in token.children
    )


def has_subject(token: Token) -> bool:
    """Tell whether a clause has a subject of its own."""
    return any(child.dep_ in {"nsubj", "nsubj:pass", "csubj", "expl"} for child in token.children)


def is_seized(token: Token) -> bool:
    """Tell whether an act is done with a chance for it: "took the opportunity to thank Norland"."""
    while token.dep_ == "conj":
        token = token.head
    noun = token.head
    if token.dep_ in {"advcl", "xcomp"}:
        objects = [child for child in noun.children if child.dep_ == "obj" and child.i < token.i]
        noun = objects[-1] if objects else noun
    return noun.lemma_ in _SEIZED and noun.head.lemma_ in _SEIZING


def _is_yet_to(token: Token) -> bool:
    """Tell whether a clause opens with "has yet to"; "taken yet to hold" does not."""
    return any(
        form.endswith(" yet to") and NEGATED in load_cues().classes("markers", form)
        for form in openers_of(token)
    )


def _is_passive(token: Token) -> bool:
    return any(child.dep_ in {"nsubj:pass", "aux:pass"} for child in token.children)


def _is_to_be(token: Token) -> bool:
    """Tell whether an infinitive is a finite "is to meet"."""
    marks = [child.i for child in token.children if child.dep_ == "mark" and child.lower_ == "to"]
    return bool(marks) and any(a.i < marks[0] for a in _auxiliaries(token))


def _auxiliaries(token: Token) -> list[Token]:
    return [child for child in token.children if child.dep_ in {"aux", "aux:pass", "cop"}]


def openers_of(token: Token) -> frozenset[str]:
    """Return the words that open a phrase or clause: "in", "that", "yet to"."""
    return frozenset(
        form
        for child in token.children
        if child.dep_ in {"case", "mark"} and child.i < token.i
        for form in _openings(child)
    )


def _openings(word: Token) -> tuple[str, ...]:
    """Return an opener's form alone and with its neighbours ("instead of", "has yet to")."""
    doc, i = word.doc, word.i
    forms = [token.lower_ for token in doc[max(0, i - 2) : i + 2]]
    at = min(i, 2)
    longer = (forms[at - 1 : at + 1], forms[at - 2 : at + 1], forms[at : at + 2])
    return (word.lower_, *(" ".join(words) for words in longer if len(words) > 1))


def _is_asked(token: Token) -> bool:
    """Tell whether a sentence is a yes-no question: "Will Norland join?"."""
    sentence = token.sent
    words = [t for t in sentence if not (t.is_punct or t.is_space)]
    is_question = any(t.text == "?" and t.head == token for t in sentence)
    return bool(words) and is_question and words[0].dep_ in {"aux", "cop", "aux:pass"}
