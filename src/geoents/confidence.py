"""How likely it is that a relation is right: fitted on gold, read from ``data/confidence.toml``.

A piece of evidence has a score in log-odds: what gold tells of its type and its rule, and what it
tells of the piece's features, added up. A rule that gold has not tried counts half with what its
type is worth and half with what it says of itself. A relation has the score of its best piece, and
more for each further place that states it. ``tools/fit_confidence.py`` writes the file;
docs/confidence.md tells how, and how well it holds.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from spacy.tokens import Doc

from geoents.annotations import MentionData, RelationData
from geoents.annotations import annotations as annotations_of
from geoents.clean import ZoneKind
from geoents.schema import EntityType, Form, Modality, Polarity
from geoents.zones import kind_at

__all__ = ["FEATURES", "FITTED", "Confidence", "Fit", "count_doublings", "probability", "read_fit"]

FITTED: Final = Path(__file__).parent / "data" / "confidence.toml"

#: What may be known of a piece of evidence, and why it should matter. Where it does not hold, or
#: there is no such party or claim, it is 0; "doublings" are logarithms to the base of 2.
FEATURES: Final = {
    "subject_nominal": 'the subject is a common noun: "the ministry said"',
    "subject_pronoun": 'the subject is a pronoun: "she said"',
    "subject_reach": "doublings of the words back to what such a subject takes up",
    "subject_one_word": "the subject is a person of whom the text has one name alone",
    "subject_small_post": 'the subject is a post without a capital: "chairman of the board"',
    "object_pronoun": "the object is a pronoun",
    "object_length": "doublings of the words of the object's mention",
    "headline": "the trigger stands in a headline",
    "caption": "the trigger stands in a caption",
    "negated": "the relation is negated",
    "hedged": "the relation is planned, possible, desired or alleged",
    "distance": "doublings of the words between the trigger and the farther party",
    "sentence": "doublings of the words of the sentence beyond sixteen (below: negative)",
    "unended": "the sentence has no full stop or the like at its end",
    "claim_quoted": "the claim stands in quotation marks",
    "claim_short": "halvings of the claim's words below five",
    "claim_long": "doublings of the claim's words beyond sixteen",
    "claim_verbless": 'the claim has no verb: "the need for talks"',
}

#: Further places that state a relation count up to this many.
_MOST_PLACES: Final = 8
#: Nothing is so clear, or so odd, that it is right or wrong beyond doubt.
_LEAST, _MOST = 0.01, 0.99
_VERBS: Final = ("VB", "MD")
_QUOTES: Final = frozenset("\"'“”„«»‘’")
_STOPS: Final = frozenset(".!?\"'”’»)")
#: In words.
_SHORT, _LONG = 5, 16


@dataclass(frozen=True, slots=True)
class Fit:
    """What was fitted, in log-odds.

    Attributes:
        bias: Of every relation.
        types: Of a relation type, by its name, besides the bias.
        rules: Of a rule, by its id, besides those of its type.
        features: Of each unit of a feature of :data:`FEATURES`.
        places: Of each doubling of the places that state a relation; not negative.
    """

    bias: float
    types: Mapping[str, float]
    rules: Mapping[str, float]
    features: Mapping[str, float]
    places: float

    def score(self, piece: RelationData, features: Mapping[str, float]) -> float:
        """Return the log-odds of a piece of evidence that it is right."""
        known = self.bias + self.types.get(piece["type"], 0.0)
        if piece["rule"] in self.rules:
            known += self.rules[piece["rule"]]
        else:
            known = (known + _log_odds(piece["confidence"])) / 2
        return known + sum(self.features.get(name, 0.0) * value for name, value in features.items())


class Confidence:
    """The relations of one doc being judged.

    Args:
        doc: A text that the whole pipeline has read.
        fit: The fitted numbers; those that come with geoents when None.
    """

    def __init__(self, doc: Doc, *, fit: Fit | None = None) -> None:
        self._doc = doc
        self._text: str = doc.text
        self._fit = fit or _shipped_fit()
        data = annotations_of(doc)
        self._mentions = data["mentions"]
        self._entities = {entity["id"]: entity for entity in data["entities"]}

    def estimate(self, pieces: Sequence[RelationData]) -> float:
        """Return how likely a relation is right, from 0.01 to 0.99, to three digits.

        Args:
            pieces: All evidence for it, one piece at least.
        """
        best = max(self._fit.score(piece, self.features(piece)) for piece in pieces)
        return round(probability(best + self._fit.places * count_doublings(pieces)), 3)

    def features(self, piece: RelationData) -> dict[str, float]:
        """Return the features of a piece of evidence that are not 0."""
        return {name: float(value) for name, value in self._features(piece) if value}

    def _features(self, piece: RelationData) -> Iterator[tuple[str, float]]:
        subject = self._mention(piece["subject_mention"])
        object_ = self._mention(piece["object_mention"])
        if subject is not None:
            yield from self._features_of_subject(subject)
        if object_ is not None:
            yield "object_pronoun", object_["form"] == Form.PRONOUN
            yield "object_length", _doublings(object_["end"] - object_["start"])
        trigger = piece["trigger"]
        zone = kind_at(self._doc, self._doc[trigger].idx)
        yield "headline", zone == ZoneKind.HEADLINE
        yield "caption", zone == ZoneKind.CAPTION
        if read := piece["factuality"]:
            yield "negated", read["polarity"] == Polarity.NEGATED
            yield "hedged", read["modality"] != Modality.ACTUAL
        gaps = [_gap(trigger, mention) for mention in (subject, object_) if mention is not None]
        yield "distance", _doublings(1 + max(gaps, default=0))
        yield "sentence", _doublings(piece["end"] - piece["start"], unit=_LONG)
        stated = self._doc[piece["start"] : piece["end"]].text.rstrip()
        yield "unended", stated[-1:] not in _STOPS
        if piece["claim_char"] is not None:
            yield from self._features_of_claim(*piece["claim_char"])

    def _features_of_subject(self, subject: MentionData) -> Iterator[tuple[str, float]]:
        yield "subject_nominal", subject["form"] == Form.NOMINAL
        yield "subject_pronoun", subject["form"] == Form.PRONOUN
        first = self._mention(subject.get("antecedent"))
        if first is not None and subject["form"] in {Form.NOMINAL, Form.PRONOUN}:
            yield "subject_reach", _doublings(1 + abs(subject["start"] - first["start"]))
        entity = self._entities.get(subject["entity"] or "")
        if entity is not None and entity["type"] == EntityType.PERSON:
            yield "subject_one_word", len(entity["name"].split()) == 1
        words = self._doc[subject["start"] : subject["end"]].text
        yield "subject_small_post", subject["type"] == EntityType.OFFICE and words.islower()

    def _features_of_claim(self, start: int, end: int) -> Iterator[tuple[str, float]]:
        length = len(self._text[start:end].split())
        yield "claim_quoted", self._text[max(0, start - 1) : start] in _QUOTES
        yield "claim_short", max(0.0, -_doublings(length, unit=_SHORT))
        yield "claim_long", max(0.0, _doublings(length, unit=_LONG))
        span = self._doc.char_span(start, end, alignment_mode="expand")
        yield "claim_verbless", not any(token.tag_.startswith(_VERBS) for token in span or ())

    def _mention(self, index: int | None) -> MentionData | None:
        is_there = index is not None and index < len(self._mentions)
        return self._mentions[index] if index is not None and is_there else None


def count_doublings(pieces: Iterable[RelationData]) -> float:
    """Return the doublings of the sentences in which the evidence for a relation stands.

    No more than eight sentences count.
    """
    places = {(piece["start"], piece["end"]) for piece in pieces}
    return _doublings(min(_MOST_PLACES, len(places)))


def probability(score: float) -> float:
    """Return the chance that log-odds stand for, kept away from 0 and 1."""
    return min(max((1 + math.tanh(score / 2)) / 2, _LEAST), _MOST)


def read_fit(path: Path = FITTED) -> Fit:
    """Read fitted numbers from a file as ``tools/fit_confidence.py`` writes it."""
    table = tomllib.loads(path.read_text("utf8"))
    return Fit(**{name: table[name] for name in ("bias", "types", "rules", "features", "places")})


@cache
def _shipped_fit() -> Fit:
    return read_fit()


def _log_odds(chance: float) -> float:
    chance = min(max(chance, _LEAST), _MOST)
    return math.log(chance / (1 - chance))


def _doublings(count: int, *, unit: int = 1) -> float:
    return math.log2(max(1, count) / unit)


def _gap(trigger: int, mention: MentionData) -> int:
    """Return how many tokens stand between a trigger and a mention, which may hold it."""
    return max(0, mention["start"] - trigger - 1, trigger - mention["end"])
