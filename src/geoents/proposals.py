"""What the base model and the gazetteer propose as mentions, before anything is decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc

from geoents.clean import is_hard_wrapped
from geoents.gazetteer import Gazetteer, Match
from geoents.schema import EntityType, Form

__all__ = [
    "LEAST",
    "NAME_PARTICLES",
    "TAGS_OF_NAMES",
    "Candidate",
    "Place",
    "Proposals",
    "either",
    "is_joined",
]

#: The score from which a candidate counts.
LEAST: Final = 0.5
#: The score from which a body's name counts inside the name of something else.
_SURE: Final = 0.95
#: Labels of named entities that are no persons and bodies.
_NO_ACTORS: Final = frozenset({"LOC", "FAC", "MISC", "PRODUCT", "NORP"})
#: Lower-case words in names, before a hyphen or a space: "al-Rashid", "van Dyke".
NAME_PARTICLES: Final = frozenset("al el an ar as ash at az ad ed ul ur de la le van von".split())

#: Tags of single words that may be a name.
TAGS_OF_NAMES: Final = frozenset({"NNP", "NNPS", "FW", "CD"})

#: Tokens, half-open.
Place = tuple[int, int]


class Candidate(NamedTuple):
    """Tokens ``start`` to ``end`` that may be a mention.

    ``key`` is a gazetteer key, ``why`` what found it, ``may_nest`` whether it may stand inside
    another body's name.
    """

    start: int
    end: int
    type: EntityType
    form: Form
    key: str | None
    why: str
    score: float
    may_nest: bool = False

    def tokens(self) -> range:
        """Return the indices of its tokens."""
        return range(self.start, self.end)


class Proposals:
    """What the base model and the gazetteer say of a doc, looked up by span."""

    def __init__(self, doc: Doc, gazetteer: Gazetteer) -> None:
        self.doc = doc
        self.gazetteer = gazetteer
        self.matches: list[Match] = [m for m in gazetteer.match(doc) if _stands_as_name(doc, m)]
        self._starting: dict[int, list[Match]] = defaultdict(list)
        for match in self.matches:
            self._starting[match.start].append(match)
        self._is_wrapped = is_hard_wrapped(doc.text)
        self._scores: dict[str, dict[tuple[int, int, str], float]] = {}
        for name in ("learned", "named"):
            group = doc.spans[name]
            self._scores[name] = {
                (span.start, span.end, span.label_): score
                for span, score in zip(group, group.attrs["scores"], strict=True)
            }
        # The places, events and things that the model has read over each token.
        self._others: dict[int, list[tuple[int, int, str, float]]] = defaultdict(list)
        for (start, end, label), score in self._scores["named"].items():
            if label in _NO_ACTORS and score >= LEAST:
                for i in range(start, end):
                    self._others[i].append((start, end, label, score))

    def learned(self, start: int, end: int, label: str) -> float:
        """Return how sure the model is of a label of SCHEMA.md on exactly these tokens."""
        return self._scores["learned"].get((start, end, label), 0.0)

    def named(self, start: int, end: int, label: str) -> float:
        """Return how sure the model is of a named-entity label on exactly these tokens."""
        return self._scores["named"].get((start, end, label), 0.0)

    def reads_otherwise(self, span: Place, score: float) -> bool:
        """Tell whether the model is surer that words name no body than that they do.

        "Gilbert Park" is a place, "Tancredo Neves" in "Tancredo Neves Bridge" a part of one. What
        stands in a longer name, and is itself sure, is a body there: "Velmar" in "Velmar Cup".

        Args:
            span: The tokens that may name a body.
            score: How sure the model is that they do.
        """
        start, end = span
        for low, high, label, other in self._others.get(start, ()):
            if end > high:
                continue
            # What is read as a place by itself is one even where the body is a little likelier.
            is_place = label == "LOC" and (low, high) == span
            if score < (_SURE if is_place else min(other, _SURE)):
                return True
        return False

    def starting(self, start: int) -> list[Match]:
        """Return the gazetteer's matches that start at a token."""
        return self._starting.get(start, [])

    def either(self, start: int, end: int, label: str) -> float:
        """Return how sure the model is of a label that both inventories have."""
        return either([self.learned(start, end, label), self.named(start, end, label)])

    def within_line(self, span: Place) -> Place:
        """Return a span up to where its line or paragraph ends: no name goes on after it."""
        start, end = span
        for i in range(start, end):
            text = self.doc[i].text
            if "\n" in text and (not self._is_wrapped or text.count("\n") > 1):
                return (start, i) if i > start else (i + 1, end)
        return span

    def learned_spans(self, label: str) -> Iterator[tuple[Place, float]]:
        """Yield the spans with a label of SCHEMA.md and their scores."""
        return self._spans("learned", label)

    def named_spans(self, label: str) -> Iterator[tuple[Place, float]]:
        """Yield the spans with a named-entity label and their scores."""
        return self._spans("named", label)

    def _spans(self, name: str, label: str) -> Iterator[tuple[Place, float]]:
        for (start, end, own), score in self._scores[name].items():
            if own == label:
                yield (start, end), score


def _stands_as_name(doc: Doc, match: Match) -> bool:
    """Tell whether a match may be a name: no user's "Shell" where the sentence has a common noun.

    "Shell companies were closed": of a single word that only a user's list knows, the tag decides;
    not of "president" and other posts, which are common nouns.
    """
    if "own" not in match.flags or match.end - match.start > 1 or match.type is EntityType.OFFICE:
        return True
    token = doc[match.start]
    return match.form is not Form.NAME or token.tag_ in TAGS_OF_NAMES or not token.is_alpha


def is_joined(doc: Doc, i: int) -> bool:
    """Tell whether a hyphen joins a token to the one before: "Kos-Olsen", "al-Rashid"."""
    hyphen = i if doc[i].text == "-" else i - 1
    if doc[hyphen].text != "-" or hyphen == 0 or hyphen + 1 >= len(doc):
        return False
    parts = doc[hyphen - 1], doc[hyphen + 1]
    is_tight = not (parts[0].whitespace_ or doc[hyphen].whitespace_)
    opens = parts[0].text[0].isupper() or parts[0].text in NAME_PARTICLES
    return is_tight and opens and parts[1].text[0].isupper()


def either(scores: Sequence[float]) -> float:
    """Return the score of what several sources propose: more than the best of them."""
    missing = 1.0
    for score in scores:
        missing *= 1.0 - score
    return 1.0 - missing
