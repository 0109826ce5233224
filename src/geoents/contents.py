"""What a claim is about: its entities and content words, and whether it says yes or no.

Two claims are about the same where they share entities (whatever the text calls them there: "the
minister", "he") and words that are rare in the document. "Pakistani drones had struck a village"
and "We do not strike villages" share a verb and a noun; two claims that only name the same state
share its name, which the whole text does.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from functools import cache, cached_property
from importlib.resources import files
from math import log
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span, Token

from geoents.annotations import Annotations
from geoents.cues import load_cues
from geoents.schema import EntityType
from geoents.stretches import opens_sentence

__all__ = ["Content", "Contents", "entity_keys", "load_words"]

_CONTENT: Final = frozenset({"NOUN", "VERB", "ADJ", "PROPN", "NUM"})
_DERIVED: Final = frozenset({"NOUN", "VERB"})
#: Endings by which a noun is made of a verb, and how much must be left: "seizure", "seize".
_ENDINGS: Final = (
    ("ation", 4), ("ment", 3), ("ure", 4), ("ing", 3), ("ion", 5), ("al", 5), ("ate", 4), ("e", 3),
)  # fmt: skip
_SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "csubj", "nsubj:outer"})
_OBJECTS: Final = frozenset({"obj", "obl", "xcomp", "attr", "expl"})
_NEGATED: Final = "negated"
_FUTURE: Final = frozenset({"will", "would", "shall", "'ll", "’ll", "can", "could"})
_OPINION: Final = frozenset({"think", "believe", "suppose", "hope", "know", "insist"})
_FIRST_PERSON: Final = frozenset({"i", "we", "us", "my", "our", "me"})
_FLAT: Final = frozenset({"no", "nobody", "none", "nothing", "neither", "never", "there"})
_ENTITY: Final = "@"
#: Opens the keys of words for the same thing: "theft" and "steal" are one.
_CONCEPT: Final = "="
_SHORT: Final = 4


class Content(NamedTuple):
    """What a claim says.

    ``keys`` are entities ("@" and their id) and words without their endings, ``subject`` those of
    the one that it speaks of, ``root`` the word that heads it. ``is_negated`` tells that it says
    no, ``is_ahead`` that it is about what will or would be, ``is_own`` that it is in the first
    person, ``is_flat`` that it opens with its no ("There will be no delay", "Nobody was hurt"),
    ``denied`` are the things of which it says that there are none, and the deeds that are not done
    ("made no secret deal", "would stay and not resign");
    ``amount`` is -1 for "less", 1 for "all".
    """

    keys: frozenset[str]
    subject: frozenset[str]
    root: str
    is_negated: bool
    is_ahead: bool
    is_own: bool
    is_flat: bool
    denied: frozenset[str]
    amount: int

    @property
    def words(self) -> frozenset[str]:
        """The keys that are no entities."""
        return frozenset(key for key in self.keys if not key.startswith(_ENTITY))


@cache
def load_words(table: str) -> dict[str, frozenset[str]]:
    """Return the lists of a table of ``data/answers/words.toml``."""
    path = files("geoents") / "data" / "answers" / "words.toml"
    lists: dict[str, list[str]] = tomllib.loads(path.read_text("utf8"))[table]
    return {name: frozenset(words) for name, words in lists.items()}


class Contents:
    """The contents of a doc's claims, and how rare each key is in it.

    Args:
        doc: A text with linked mentions.
        data: Its annotations.
    """

    def __init__(self, doc: Doc, data: Annotations) -> None:
        self.doc = doc
        self._entities: dict[int, set[str]] = {}
        self._named: set[int] = set()
        for mention in data["mentions"]:
            if mention["entity"] is None:
                continue
            for i in range(mention["start"], mention["end"]):
                self._entities.setdefault(i, set()).add(_ENTITY + mention["entity"])
                if mention["type"] != EntityType.OFFICE:
                    self._named.add(i)
        self._starts = [i for i in range(len(doc)) if opens_sentence(doc, i)]

    def sentence(self, token: int) -> int:
        """Return the number of the sentence of a token."""
        return bisect_right(self._starts, token) - 1

    def is_named(self, token: int) -> bool:
        """Tell whether a token stands in the name of an entity, or in a noun that stands for it."""
        return token in self._named

    def entities(self, token: int) -> frozenset[str]:
        """Return the ids of the entities in whose names or nouns a token stands."""
        keys = self._entities.get(token, set())
        return frozenset(key.removeprefix(_ENTITY) for key in keys)

    def read(self, span: tuple[int, int]) -> Content | None:
        """Return the content of the characters of a claim; None where they hold no word."""
        claim = self.doc.char_span(*span, alignment_mode="expand")
        if claim is None or not len(claim):
            return None
        root = _said(claim)
        subject = [t for t in root.children if t.dep_ in _SUBJECTS and t in claim]
        lowered = {token.lower_ for token in claim}
        words = load_words("content")
        amount = bool(lowered & words["full"]) - bool(lowered & words["less"])
        return Content(
            keys=frozenset(self._keys(claim)),
            subject=frozenset(key for token in subject for key in self._keys(token.subtree)),
            root=_stem(root),
            is_negated=_is_negated(root, claim),
            is_ahead=any(t.lower_ in _FUTURE for t in root.children),
            is_own=bool(lowered & _FIRST_PERSON),
            is_flat=next((t.lower_ for t in claim if t.is_alpha), "") in _FLAT,
            denied=frozenset(key for t in claim if _is_none(t) for key in self._keys([t])),
            amount=amount,
        )

    def weigh(self, keys: Iterable[str]) -> float:
        """Return how much a set of keys tells: what few sentences have tells much."""
        total = len(self._starts)
        return sum(log(1 + total / max(1, self._sentences[key])) for key in keys)

    @cached_property
    def _sentences(self) -> Counter[str]:
        """How many sentences have each key."""
        ends = [*self._starts[1:], len(self.doc)]
        counts: Counter[str] = Counter()
        for start, end in zip(self._starts, ends, strict=True):
            counts.update(set(self._keys(self.doc[start:end])))
        return counts

    def _keys(self, tokens: Iterable[Token]) -> Iterable[str]:
        words = load_words("content")
        for token in tokens:
            yield from self._entities.get(token.i, ())
            if token.i in self._named or token.pos_ not in _CONTENT:
                continue
            if token.pos_ == "NUM" and token.is_alpha:
                continue  # "two lawmakers", "two ministries"
            lemma = token.lemma_.lower()
            if lemma not in words["light"] and lemma not in words["times"] and len(lemma) > 1:
                yield _stem(token)


def _said(claim: Span) -> Token:
    """Return the word that heads what a claim says: "I think the port is open" says "is open"."""
    root: Token = claim.root
    inner = [t for t in root.children if t.dep_ == "ccomp" and t in claim]
    return inner[0] if inner and root.lemma_.lower() in _OPINION else root


def _stem(token: Token) -> str:
    """Return a word by which a noun and the verb that it is made of are the same."""
    lemma: str = token.lemma_.lower()
    concept = _concepts().get(lemma)
    if concept is not None:
        return concept
    if token.pos_ in _DERIVED:
        for ending, least in _ENDINGS:
            if lemma.endswith(ending) and len(lemma) - len(ending) >= least:
                return lemma.removesuffix(ending).removesuffix("e")
    # The parser may take one "Sable" for a name and the next for a noun.
    return lemma.removesuffix("e") if len(lemma) > _SHORT else lemma


@cache
def _concepts() -> dict[str, str]:
    """Return the key of each word that has others for the same."""
    return {
        word: _CONCEPT + name for name, words in load_words("concepts").items() for word in words
    }


def _is_negated(root: Token, claim: Span) -> bool:
    """Tell whether a clause says no: in an adverb, or in its subject or object ("no names")."""
    cues = load_cues()
    parts = [t for t in root.children if t in claim]
    for token in parts:
        if _NEGATED in cues.classes("adverbs", token.lower_) and not _is_only(token):
            return True
        inner = [token, *(t for t in token.children if t.dep_ == "det")]
        if token.dep_ in _SUBJECTS | _OBJECTS and any(
            _NEGATED in cues.classes(kind, t.lower_)
            for t in inner
            for kind in ("determiners", "pronouns")
        ):
            return True
    return root.dep_ != "conj" and any(t.lower_ == "no" and t.dep_ == "det" for t in root.children)


def _is_none(token: Token) -> bool:
    """Tell whether there is none of what a word names: "no deal", "will not resign"."""
    if token.pos_ == "VERB":
        return any(_NEGATED in load_cues().classes("adverbs", t.lower_) for t in token.children)
    return token.pos_ == "NOUN" and any(
        t.lower_ == "no" and t.i < token.i for t in token.children if t.dep_ == "det"
    )


def _is_only(token: Token) -> bool:
    """Tell whether a "not" is that of "not only", which says yes."""
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return after is not None and after.lower_ in {"only", "just", "merely", "least"}


def entity_keys(entities: Iterable[str]) -> frozenset[str]:
    """Return the keys of entities by their ids."""
    return frozenset(_ENTITY + entity for entity in entities)
