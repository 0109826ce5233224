"""What the components write on a spaCy ``Doc``: plain dicts, one room for all stages.

``doc._.geoents`` is an :class:`Annotations` dict. Plain dicts survive ``n_process`` and
``DocBin`` (a dataclass in ``doc._`` does not), though lists and tuples may change places there.
Positions in it are token indices unless a name ends in ``_char``.

Zones, entities, linking, relations and factuality each fill their part and read the parts
before; none of them imports another.
"""

from typing import NotRequired, TypedDict

from spacy.tokens import Doc, Span

__all__ = [
    "Annotations",
    "EntityData",
    "FactualityData",
    "MentionData",
    "RelationData",
    "ZoneData",
    "annotations",
    "mention_span",
]


class ZoneData(TypedDict):
    """A stretch of the page. ``kind`` is one of :data:`geoents.clean.ZoneKind`."""

    start_char: int
    end_char: int
    kind: str


class MentionData(TypedDict):
    """A mention: tokens ``start`` to ``end`` (half-open).

    ``type`` and ``form`` are values of ``schema.EntityType`` and ``schema.Form``. ``key`` is the
    id of the gazetteer entry it matched ("state:AM", "org:nato"), or None. ``why`` says in a few
    words what found it. ``entity`` is the id of its entity once linked. ``group`` has the ids of
    the entities of a plural nominal ("both countries"), else it is empty. ``holder`` is the id of
    the person for whom an OFFICE mention stands ("the spokesman said").

    ``sieve`` is the name of the function of linking that joined it to its entity, ``antecedent``
    the index of the mention to which it was joined: for pronouns and nominals the entity's
    last one before them. An entity's first mention has neither.
    """

    start: int
    end: int
    type: str
    form: str
    key: str | None
    why: str
    entity: str | None
    group: list[str]
    holder: str | None
    sieve: NotRequired[str]
    antecedent: NotRequired[int]


class EntityData(TypedDict):
    """An entity of the document; ``mentions`` are indices into ``Annotations.mentions``."""

    id: str
    type: str
    name: str
    aliases: list[str]
    ids: dict[str, str]
    mentions: list[int]


class FactualityData(TypedDict):
    """Polarity, modality, whose word it is (an entity id) and the cue's tokens, if any."""

    polarity: str
    modality: str
    source: str | None
    cue: list[int]


class RelationData(TypedDict):
    """One piece of evidence for a relation; ``convert`` merges equal relations.

    ``subject`` and ``object`` are entity ids, ``subject_mention`` and ``object_mention`` indices
    into ``Annotations.mentions``. ``claim_char`` is the claim's span in characters.
    ``start``/``end`` are the tokens of the sentence (or clause) that states it, ``trigger`` the
    index of the token that evokes it. ``tenure`` is a value of ``schema.Tenure``, for HOLDS_OFFICE
    where it is told.
    """

    type: str
    subject: str
    object: str | None
    claim_char: tuple[int, int] | None
    start: int
    end: int
    rule: str
    trigger: int
    subject_mention: int | None
    object_mention: int | None
    factuality: FactualityData | None
    confidence: float
    tenure: NotRequired[str]


class Annotations(TypedDict):
    """All that geoents knows about a ``Doc``.

    ``answers`` has pairs of indices into ``relations``: the first answers the second.
    """

    zones: list[ZoneData]
    mentions: list[MentionData]
    entities: list[EntityData]
    relations: list[RelationData]
    answers: NotRequired[list[tuple[int, int]]]


if not Doc.has_extension("geoents"):
    Doc.set_extension("geoents", default=None)


def annotations(doc: Doc) -> Annotations:
    """Return the annotations of ``doc``, made empty when it has none yet."""
    if doc._.geoents is None:
        doc._.geoents = Annotations(zones=[], mentions=[], entities=[], relations=[])
    data: Annotations = doc._.geoents
    return data


def mention_span(doc: Doc, mention: MentionData) -> Span:
    """Return the tokens of a mention as a labelled span."""
    return Span(doc, mention["start"], mention["end"], label=mention["type"])
