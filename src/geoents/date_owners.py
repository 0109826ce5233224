"""To which words of a sentence a date belongs: "said on Monday that they would meet on Friday".

A date belongs to the verb it hangs on and to what that verb holds, signs or begins ("held talks
on Monday"); or to a noun that has a day of its own ("talks on Friday"), and through it to the verb
that happened there ("told a news conference on Monday"). Through any other noun it belongs to
that noun's verb ("the minister on Monday urged").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Token

from geoents.clauses import FINITE, SUBJECTS
from geoents.date_phrases import DatePhrase, Opener
from geoents.date_words import load_date_words

__all__ = ["find_owners", "lies_ahead", "verb_of"]

_OWNERS: Final = load_date_words().owners
_SUPPORT: Final = _OWNERS["support"]
_SCHEDULE: Final = _OWNERS["schedule"]
_EVENTS: Final = _OWNERS["events"]
#: "The minister agreed at talks on Monday" agreed on Monday; not so "after talks on Monday".
_WITHIN: Final = frozenset({"in", "at", "during", "on"})
_FOR: Final = frozenset({"for"})
_OF: Final = frozenset({"of"})
_PREMODIFIERS: Final = frozenset({"nmod:poss", "compound", "amod", "nummod", "nmod:desc"})
_ARGUMENTS: Final = frozenset({"nsubj", "nsubj:pass", "csubj", "iobj", "ccomp", "root", "vocative"})
_PARTS: Final = frozenset(
    "sideline sidelines margin margins end start opening close occasion day round series session "
    "part framework side".split()
)
_LASTING: Final = frozenset({Opener.SINCE, Opener.FROM, Opener.UNTIL, Opener.BETWEEN})
_MODALS: Final = frozenset(
    "will 'll ’ll wo shall would 'd ’d may might could should must can sha".split()
)
_BE_PRESENT: Final = frozenset("is are am 's ’s 're ’re 'm ’m".split())
_HAVE: Final = frozenset({"have", "has", "had", "'ve", "’ve", "having"})
_EARLIER: Final = frozenset({"after", "following", "since"})
_LATER: Final = frozenset({"before", "ahead", "prior", "until"})
_STEPS: Final = 8


def find_owners(
    phrase: DatePhrase, phrases: Sequence[DatePhrase], triggers: frozenset[int]
) -> dict[int, Token]:
    """Return the words to which a date belongs, by index, the one it hangs on first.

    Args:
        phrase: The date.
        phrases: All dates of its sentence.
        triggers: The tokens that evoke events in the text.
    """
    found: dict[int, Token] = {}
    at = _governor(phrase, phrases)
    is_before_noun = _is_before_noun(phrase)
    for _ in range(_STEPS):
        if at is None or at.i in found:
            break
        if is_verbal(at):
            found[at.i] = at
            found.update((token.i, token) for token in _shared(at, phrase))
            at = _above_verb(at)
            continue
        is_event = at.lemma_.lower() in _EVENTS or at.i in triggers
        is_lasting = phrase.opener in _LASTING and at.i in triggers
        if is_event or is_before_noun or at.head.i == at.i:
            found[at.i] = at
            found.update((token.i, token) for token in _parts(at))
            # "According to a statement of Monday".
            found.update((c.i, c) for c in at.children if c.dep_ == "case" and c.i in triggers)
        if is_lasting or (is_before_noun and not is_event):
            break
        at = _above_noun(at, is_event, is_before_noun, triggers)
    return found


def is_verbal(token: Token) -> bool:
    """Tell whether a token heads a clause: a verb, or a predicate with "be"."""
    if any(child.dep_ == "cop" for child in token.children):
        return True
    return token.tag_.startswith("VB") and token.dep_ not in {
        "aux", "aux:pass", "cop", "amod", "compound", "case"
    }  # fmt: skip


def verb_of(trigger: Token) -> Token | None:
    """Return the verb whose date a trigger shares: itself, or what "holds" or "signs" it."""
    if is_verbal(trigger):
        return trigger
    head = trigger.head
    is_held = trigger.dep_.split(":")[0] in {"obj", "nsubj"} and is_verbal(head)
    return head if is_held and head.lemma_.lower() in _SUPPORT else None


def lies_ahead(
    owner: Token, *, is_speech: bool = False, is_present_past: bool = False
) -> bool | None:
    """Tell whether the date of an owner is still to come, None where the words do not say.

    Args:
        owner: The word that the date hangs on.
        is_speech: Whether it is a verb of speech: "says on Monday" has been said.
        is_present_past: Whether the present tells what was, as under a photo.
    """
    token = owner
    for _ in range(_STEPS):
        if is_verbal(token):
            ahead = _tense(token, is_speech=is_speech, is_present_past=is_present_past)
            if ahead is not None or token.tag_ in FINITE:
                return ahead
        else:
            words = {
                child.lower_ for child in token.children if child.dep_ in {"case", "amod", "mark"}
            }
            words |= {c.lower_ for w in token.children if w.dep_ == "case" for c in w.children}
            if words & _EARLIER:
                return False
            if words & _LATER or any(word.rstrip("d") in _SCHEDULE for word in words):
                return True
        if token.head == token:
            return None
        token = token.head
        is_speech = False
    return None


def _tense(token: Token, *, is_speech: bool, is_present_past: bool) -> bool | None:
    words = [child for child in token.children if child.dep_ in {"aux", "aux:pass", "cop", "mark"}]
    forms = {word.lower_ for word in words if word.i < token.i}
    if forms & _HAVE:
        return bool(forms & {"will", "'ll", "’ll"})
    if token.lemma_.lower() in _SCHEDULE and token.tag_ == "VBN":
        return True
    if forms & _MODALS:
        return True
    if "to" in forms:
        # "Managed to meet on Monday" is as past as "managed".
        if token.dep_ == "xcomp" and token.head.lemma_.lower() in _OWNERS["aspect"]:
            return _tense(token.head, is_speech=False, is_present_past=is_present_past)
        return True
    if token.tag_ == "VBD" or forms & {"was", "were", "did"}:
        return False
    if token.tag_ in {"VBZ", "VBP"} or forms & _BE_PRESENT:
        return not is_speech and not is_present_past
    if token.tag_ == "VBN":
        return False
    return None


def _governor(phrase: DatePhrase, phrases: Sequence[DatePhrase]) -> Token | None:
    """Return the word that a date hangs on, where the tree can be trusted."""
    root, doc = phrase.root, phrase.root.doc
    head = root.head
    if root.dep_ in _ARGUMENTS and not phrase.preposition:
        return None
    sentence = root.sent
    inside = {i for other in phrases for i in range(other.start, other.end)}
    if head.i in inside or head == root:
        # "Appointed in June 2022, met him last Thursday": June does not hang on Thursday.
        before = (doc[i] for i in range(phrase.start - 1, sentence.start - 1, -1))
        return next((t for t in before if is_verbal(t) or t.lemma_.lower() in _EVENTS), None)
    # "X attacked Y, the army said on Monday": Monday cannot hang on "attacked" across "said".
    low, high = sorted((head.i, phrase.start))
    above = set(head.ancestors)
    for token in reversed(doc[low + 1 : high]) if head.i < phrase.start else doc[low + 1 : high]:
        if token in above and is_verbal(token):
            return token
    return _outside_clause(phrase, _inside_commas(phrase, head) or head)


def _outside_clause(phrase: DatePhrase, verb: Token) -> Token:
    """Return the verb above a clause that opens, or is joined, behind the date.

    "Told them on Monday that Kenya had left": Monday is no part of what "that" opens.
    """
    for child in verb.children:
        # "Rejected it and on Monday accused them": the date opens what is joined.
        if child.dep_ == "conj" and is_verbal(child) and phrase.end <= child.i:
            joints = [word.i for word in child.children if word.dep_ == "cc"]
            if verb.i < phrase.start and any(joint < phrase.start for joint in joints):
                return child
    while verb.head != verb and any(
        phrase.end <= child.i < verb.i and child.dep_ in {"mark", "cc"} and child.lower_ != "to"
        for child in verb.children
    ):
        verb = verb.head
    return verb


def _inside_commas(phrase: DatePhrase, head: Token) -> Token | None:
    """Return the word that a date belongs to inside commas, when the tree hangs it on the verb.

    "Anna Kebo, president of Norland since 2021, met him."
    """
    doc, sentence = phrase.root.doc, phrase.root.sent
    if head.i < phrase.end or doc[phrase.end].lower_ != ",":
        return None
    found = None
    for token in reversed(doc[sentence.start : phrase.start]):
        if token.lower_ == ",":
            return found
        if found is None and (is_verbal(token) or token.dep_ == "appos"):
            found = token
    # "According to a statement issued on Monday, Norland has left".
    return found if found is not None and is_verbal(found) else None


def _is_before_noun(phrase: DatePhrase) -> bool:
    """Tell whether a date describes the noun after it: "Monday's talks", "the 2019 accord"."""
    root = phrase.root
    if phrase.is_possessive:
        return True
    return (
        not phrase.preposition
        and root.i < root.head.i
        and root.dep_ in _PREMODIFIERS
        and not is_verbal(root.head)
    )


def _above_verb(verb: Token) -> Token | None:
    lemma = verb.lemma_.lower()
    if verb.dep_.startswith("acl") and verb.tag_ in {"VBN", "VBD", "VBG"}:
        has_subject = any(child.dep_ in SUBJECTS for child in verb.children)
        # "A statement published on Monday", "a visit planned for Friday".
        if not has_subject and lemma in _SUPPORT | _SCHEDULE | _OWNERS["publish"]:
            return verb.head
    if verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _OWNERS["aspect"]:
        return verb.head
    return None


def _above_noun(
    noun: Token, is_event: bool, is_before_noun: bool, triggers: frozenset[int]
) -> Token | None:
    """Return the word above a noun to which the noun's date belongs too."""
    head, dep = noun.head, noun.dep_.split(":")[0]
    if head == noun:
        return None
    if not is_event:
        return head
    cases = {child.lower_ for child in noun.children if child.dep_ == "case"}
    lemma = head.lemma_.lower()
    if is_verbal(head):
        is_within = dep in {"obl", "nmod"} and bool(cases & _WITHIN)
        is_held = dep in {"obj", "nsubj", "iobj"} and lemma in _SUPPORT | _OWNERS["address"]
        # "Visited the summit on Monday": not the object's date alone, unless it is told of itself.
        is_loose = dep == "obj" and not is_before_noun and noun.i not in triggers
        return head if is_within or is_held or is_loose else None
    is_part = cases & _OF and head.lemma_.lower() in _EVENTS | _PARTS
    is_place = cases & _WITHIN and head.lemma_.lower() in _EVENTS
    return head if is_part or is_place else None


def _shared(verb: Token, phrase: DatePhrase) -> Iterator[Token]:
    """Yield the words below a verb that have its date: what is held, the post that is taken."""
    lemma = verb.lemma_.lower()
    takes_all = lemma in _SUPPORT | _SCHEDULE
    takes_post = lemma in _OWNERS["holding"]
    for child in verb.children:
        dep = child.dep_.split(":")[0]
        cases = {word.lower_ for word in child.children if word.dep_ == "case"}
        is_held = takes_all and dep in {"nsubj", "obj", "xcomp"}
        is_post = takes_post and (dep in {"obj", "xcomp", "nsubj"} or "as" in cases)
        # "Met on Monday for talks", but "arrived on Monday for talks" later.
        within = _WITHIN | _FOR if lemma in _OWNERS["gather"] else _WITHIN
        is_within = dep == "obl" and cases & within and child.lemma_.lower() in _EVENTS
        is_begun = dep == "xcomp" and lemma in _OWNERS["aspect"] | _SCHEDULE
        if is_held or is_post or is_within or is_begun:
            if child.dep_ in SUBJECTS and child.lemma_.lower() not in _EVENTS and takes_post:
                continue
            yield child
            yield from _parts(child)


def _parts(noun: Token) -> Iterator[Token]:
    """Yield the nouns of "a round of talks", "talks and consultations"."""
    for child in noun.children:
        cases = {word.lower_ for word in child.children if word.dep_ == "case"}
        if (child.dep_.startswith("nmod") and cases & _OF) or child.dep_ == "conj":
            yield child
