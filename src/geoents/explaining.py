"""Why a text was read as it was: what found each mention, what linked it, which rule fired.

:func:`explain` runs the pipeline and tells, sentence by sentence, what its components have noted
on the way; on request also which rules nearly fired, and what was missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from geoents.annotations import FactualityData, MentionData, RelationData
from geoents.annotations import annotations as annotations_of
from geoents.confidence import Confidence
from geoents.convert import to_document
from geoents.explanations import (
    Explanation,
    MentionReason,
    MissingNode,
    NearMiss,
    Quote,
    RelationReason,
    SentenceReasons,
)
from geoents.near_misses import Near, find_near
from geoents.pipeline import default_pipeline
from geoents.schema import EntityType, Form, Modality, Polarity, RelationType
from geoents.zones import is_text

__all__ = ["NoSentenceError", "explain"]

_STATED = FactualityData(
    polarity=Polarity.AFFIRMED.value, modality=Modality.ACTUAL.value, source=None, cue=[]
)


class NoSentenceError(ValueError):
    """A text has no sentence of a number; the message is one line."""


def explain(
    text: str, *, near: bool = False, sentence: int | None = None, nlp: Language | None = None
) -> Explanation:
    """Read one English text and return why it was read so, sentence by sentence.

    Args:
        text: The text, as it is.
        near: Tell also which rules nearly fired.
        sentence: The number of a sentence, from 1: tell of it alone, and what nearly fired there.
        nlp: A pipeline of :func:`geoents.load`, which may have rules of your own; the default one
            when None.

    Raises:
        NoSentenceError: There is no sentence of that number.
    """
    nlp = nlp or default_pipeline()
    # The zone frees the words that only this text has.
    with nlp.memory_zone():
        return _Telling(nlp(text), nlp).explanation(near=near, sentence=sentence)


class _Telling:
    """One doc being told of."""

    def __init__(self, doc: Doc, nlp: Language) -> None:
        self._doc = doc
        self._nlp = nlp
        self._data = annotations_of(doc)
        self._confidence = Confidence(doc)
        self._names = {entity["id"]: entity["name"] for entity in self._data["entities"]}
        # Entities have in a record other ids than here.
        record = to_document(doc)
        self._ids = {(m.start, m.end, m.type.value): m.entity for m in record.mentions}

    def explanation(self, *, near: bool, sentence: int | None) -> Explanation:
        """Return what is to be told."""
        sentences = list(enumerate((s for s in self._doc.sents if s.text.strip()), start=1))
        if sentence is not None:
            if not 0 < sentence <= len(sentences):
                raise NoSentenceError(
                    f"there is no sentence {sentence}; the text has {len(sentences)}"
                )
            sentences, near = [sentences[sentence - 1]], True
        nearly = self._find_near([span for _, span in sentences]) if near else []
        return Explanation(
            sentences=tuple(self._sentence(span, number, nearly) for number, span in sentences)
        )

    def _find_near(self, spans: Sequence[Span]) -> list[Near]:
        if not spans:
            return []
        relations: Any = self._nlp.get_pipe("geoents_relations")
        speech: Any = self._nlp.get_pipe("geoents_speech")
        return find_near(self._doc, relations, speech, start=spans[0].start, end=spans[-1].end)

    def _sentence(self, span: Span, number: int, nearly: Sequence[Near]) -> SentenceReasons:
        inside = range(span.start, span.end)
        return SentenceReasons(
            **self._quote(span.start, span.end).model_dump(),
            number=number,
            is_text=is_text(self._doc, span.start_char),
            mentions=tuple(
                self._mention(m) for m in self._data["mentions"] if m["start"] in inside
            ),
            relations=tuple(
                self._relation(r) for r in self._data["relations"] if r["trigger"] in inside
            ),
            near=tuple(self._near_miss(near) for near in nearly if near.trigger in inside),
        )

    def _quote(self, start: int, end: int) -> Quote:
        span = self._doc[start:end]
        return Quote(start=span.start_char, end=span.end_char, text=span.text)

    def _quote_mention(self, index: int | None) -> Quote | None:
        if index is None:
            return None
        mention = self._data["mentions"][index]
        return self._quote(mention["start"], mention["end"])

    def _mention(self, mention: MentionData) -> MentionReason:
        quote = self._quote(mention["start"], mention["end"])
        entity, holder = mention["entity"], mention["holder"]
        return MentionReason(
            **quote.model_dump(),
            type=EntityType(mention["type"]),
            form=Form(mention["form"]),
            why=mention["why"],
            key=mention["key"],
            entity=self._ids.get((quote.start, quote.end, mention["type"])) if entity else None,
            name=self._names[entity] if entity else None,
            sieve=mention.get("sieve"),
            antecedent=self._quote_mention(mention.get("antecedent")),
            group=tuple(self._names[one] for one in mention["group"]),
            holder=self._names[holder] if holder else None,
        )

    def _relation(self, relation: RelationData) -> RelationReason:
        read = relation["factuality"] or _STATED
        object_, span, source = relation["object"], relation["claim_char"], read["source"]
        claim = None
        if span is not None:
            claim = Quote(start=span[0], end=span[1], text=self._doc.text[span[0] : span[1]])
        return RelationReason(
            type=RelationType(relation["type"]),
            subject=self._names[relation["subject"]],
            object=self._names[object_] if object_ else None,
            claim=claim,
            rule=relation["rule"],
            trigger=self._quote(relation["trigger"], relation["trigger"] + 1),
            subject_mention=self._quote_mention(relation["subject_mention"]),
            object_mention=self._quote_mention(relation["object_mention"]),
            polarity=Polarity(read["polarity"]),
            modality=Modality(read["modality"]),
            cues=tuple(self._quote(cue, cue + 1) for cue in read["cue"]),
            source=self._names[source] if source else None,
            confidence=self._confidence.estimate([relation]),
        )

    def _near_miss(self, near: Near) -> NearMiss:
        matched = {name: at for name, at in near.trace.bound.items() if name}
        return NearMiss(
            rule=near.rule.id,
            type=near.rule.type,
            construction=near.rule.construction,
            trigger=self._quote(near.trigger, near.trigger + 1),
            matched={name: self._quote(at, at + 1) for name, at in matched.items()},
            missing=tuple(
                MissingNode(
                    written=gap.written,
                    beside=self._quote(gap.beside, gap.beside + 1),
                    nearest=None
                    if gap.nearest is None
                    else self._quote(gap.nearest, gap.nearest + 1),
                    reason=gap.reason,
                )
                for gap in near.trace.gaps
            ),
            reason=near.reason,
        )
