"""What :func:`geoents.explain` tells of a text, as records: offsets are those of the text itself."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from geoents.schema import EntityType, Form, Modality, Polarity, RelationType

__all__ = [
    "Explanation",
    "MentionReason",
    "MissingNode",
    "NearMiss",
    "Quote",
    "RelationReason",
    "SentenceReasons",
]


class _Reason(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quote(_Reason):
    """Words of the text, characters ``start`` to ``end`` (half-open)."""

    start: int
    end: int
    text: str


class MentionReason(Quote):
    """A mention, what found it, and what linked it.

    Attributes:
        why: What found it, and behind "linked:" what joined it or its entity to others.
        entity: The id that its entity has in the record of the same text; None for a plural
            ("both countries"), whose entities are in ``group``, and where nothing was linked.
        name: That entity's name.
        sieve: The function of linking that joined it to its entity; None for an entity's first.
        antecedent: The mention to which it was joined.
        group: The names of a plural's entities.
        holder: For a post that stands for a person, that person's name.
    """

    type: EntityType
    form: Form
    why: str
    key: str | None = None
    entity: str | None = None
    name: str | None = None
    sieve: str | None = None
    antecedent: Quote | None = None
    group: tuple[str, ...] = ()
    holder: str | None = None


class RelationReason(_Reason):
    """A relation, the rule and the word that gave it, and how its factuality was read.

    Attributes:
        subject: The entity's name; ``subject_mention`` and ``object_mention`` are the words.
        cues: The words that make it negated, planned and so on.
        source: The name of the one whose word it is, None where it is the author's.
        confidence: How likely it is right by this piece of evidence alone.
    """

    type: RelationType
    subject: str
    object: str | None
    claim: Quote | None
    rule: str
    trigger: Quote
    subject_mention: Quote | None
    object_mention: Quote | None
    polarity: Polarity
    modality: Modality
    cues: tuple[Quote, ...]
    source: str | None
    confidence: float


class MissingNode(_Reason):
    """A node or element of a pattern that nothing in the text fits.

    Attributes:
        written: As the rule or its construction has it.
        beside: The words from which it was looked for.
        nearest: The words there that come nearest, if any.
        reason: All of it in one line.
    """

    written: str
    beside: Quote
    nearest: Quote | None
    reason: str


class NearMiss(_Reason):
    """A rule whose trigger stands in the text but which gave no relation.

    Attributes:
        matched: The words that its nodes did fit, by the nodes' names.
        missing: The first nodes that nothing fits; empty where the whole pattern fits and the
            match was refused.
        reason: Why, in one line.
    """

    rule: str
    type: RelationType
    construction: str
    trigger: Quote
    matched: dict[str, Quote]
    missing: tuple[MissingNode, ...]
    reason: str


class SentenceReasons(Quote):
    """A sentence and all that was read in it.

    Attributes:
        number: Its place in the text, from 1.
        is_text: False in teasers, buttons, credits: nothing is read there.
        near: Rules that nearly fired; empty unless asked for.
    """

    number: int
    is_text: bool
    mentions: tuple[MentionReason, ...]
    relations: tuple[RelationReason, ...]
    near: tuple[NearMiss, ...] = ()


class Explanation(_Reason):
    """A text's sentences, or the one that was asked for."""

    sentences: tuple[SentenceReasons, ...]

    @property
    def mentions(self) -> list[MentionReason]:
        """All mentions, in order of the text."""
        return [mention for sentence in self.sentences for mention in sentence.mentions]

    @property
    def relations(self) -> list[RelationReason]:
        """All relations, in order of their triggers' sentences."""
        return [relation for sentence in self.sentences for relation in sentence.relations]

    @property
    def near(self) -> list[NearMiss]:
        """All rules that nearly fired, in order of the text."""
        return [miss for sentence in self.sentences for miss in sentence.near]
