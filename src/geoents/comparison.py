"""A predicted document matched with its gold: which predicted relations are which gold ones.

Relations are compared by their parties in terms of gold entities, so entities are matched first
(:mod:`geoents.matching`), by their names: a party that only "the organization" or "he" stands
for in the sentence is matched through the names that its entity has elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final, Protocol

from geoents.matching import Alignment, align_entities, align_mentions, match, scored_mentions
from geoents.records import Claim, Document, Entity, Evidence, Mention, Relation
from geoents.schema import SPEECH, SYMMETRIC, Modality, Polarity, RelationType, family

__all__ = [
    "CLAIM_F1",
    "Comparison",
    "Item",
    "by_id",
    "compare",
    "pair_documents",
    "token_f1",
    "words_of",
]

#: The token F1 from which on two claims are the same.
CLAIM_F1: Final = 0.5

_ARTICLES: Final = frozenset({"a", "an", "the"})
_WORD = re.compile(r"\w+(?:['.,-]\w+)*")

# A party in terms of gold entities: (True, gold id), or (False, predicted id) for a predicted
# entity that is no gold entity, which equals no other.
_End = tuple[bool, str]


def compare(
    gold: Document,
    predicted: Document,
    *,
    types: Collection[RelationType] | None = None,
    mutual: bool = False,
    every_form: bool = False,
) -> Comparison:
    """Match a predicted document with its gold.

    Args:
        gold: The document as annotated.
        predicted: The same text as extracted.
        types: The relation types to compare; all when None.
        mutual: Whether neither is the standard: then an addressee or a claim that only one of
            the two has is not held against the pair, whichever has it.
        every_form: Whether nominals and pronouns are compared too; they do not count in scores.

    Raises:
        ValueError: The two have different texts.
    """
    if gold.text != predicted.text:
        raise ValueError(
            f"document {gold.id}: gold and prediction have different texts, "
            f"from character {_first_difference(gold.text, predicted.text)} on"
        )
    listed = [scored_mentions(document, every_form=every_form) for document in (gold, predicted)]
    mentions = align_mentions(*listed)
    entities = align_entities(gold, predicted, mentions)
    ours = {entity.id: (True, entity.id) for entity in gold.entities}
    theirs: dict[str, _End] = {entity.id: (False, entity.id) for entity in predicted.entities}
    theirs |= {pred.id: (True, entity.id) for entity, pred in entities.correct}
    wanted = frozenset(RelationType if types is None else types)
    plain = _items(gold, ours, wanted), _items(predicted, theirs, wanted)
    return Comparison(
        gold=gold,
        predicted=predicted,
        mentions=mentions,
        entities=entities,
        relations=_align_items(*plain, mutual=mutual),
        factual=_align_items(*(_spread(items) for items in plain), mutual=mutual),
        claims=_align_claims(*plain),
        gold_entity={pred.id: entity.id for entity, pred in entities.correct},
    )


def pair_documents(
    gold: Iterable[Document], predicted: Iterable[Document]
) -> tuple[list[tuple[Document, Document]], list[str], list[str]]:
    """Pair gold documents with the predictions that have their ids.

    Returns:
        The pairs, in the order of gold; the ids of gold documents without prediction, which are
        paired with empty ones; the ids of predictions without gold, which are left out.

    Raises:
        ValueError: An id is used twice.
    """
    ours, theirs = by_id(gold, "gold"), by_id(predicted, "the prediction")
    pairs = [
        (document, theirs.get(id_) or Document(id=id_, text=document.text))
        for id_, document in ours.items()
    ]
    absent = [id_ for id_ in ours if id_ not in theirs]
    return pairs, absent, [id_ for id_ in theirs if id_ not in ours]


def token_f1(gold: str, predicted: str) -> float:
    """Return the F1 of two texts as bags of words, without case and punctuation."""
    return _bag_f1(Counter(_words(gold)), Counter(_words(predicted)))


def words_of(item: Item) -> list[str]:
    """Return the words of a relation's claim, without case and punctuation."""
    return [] if item.claim is None else _words(item.claim.text)


def by_id(documents: Iterable[Document], where: str) -> dict[str, Document]:
    """Return documents by their ids; ``where`` is what an error calls the run.

    Raises:
        ValueError: An id is used twice.
    """
    found: dict[str, Document] = {}
    for document in documents:
        if document.id in found:
            raise ValueError(f"document {document.id} is twice in {where}")
        found[document.id] = document
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold().replace("’", "'"))


def _bag_f1(gold: Counter[str], predicted: Counter[str]) -> float:
    total = gold.total() + predicted.total()
    # Two claims without a word ("...", "?!") are as good as equal.
    return 2 * (gold & predicted).total() / total if total else 1.0


def _first_difference(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))


def _items(
    document: Document, ends: Mapping[str, _End], types: Collection[RelationType]
) -> list[Item]:
    """Return the relations of a document, each piece of knowledge once with all its evidence."""
    claims = {claim.id: claim for claim in document.claims}
    unique: dict[tuple[object, ...], Item] = {}
    for relation in sorted(document.relations, key=_place):
        if relation.type not in types:
            continue
        claim = None if relation.claim is None else claims[relation.claim]
        words = [] if claim is None else _words(claim.text)
        subject = ends[relation.subject]
        object_ = None if relation.object is None else ends[relation.object]
        pair: tuple[_End | None, ...] = (subject, object_)
        if relation.type in SYMMETRIC:
            pair = tuple(sorted(pair, key=str))
        # "A truce holds", says the headline, and the text "that the truce holds": one claim.
        core = None if claim is None else tuple(w for w in words if w not in _ARTICLES)
        item = unique.setdefault(
            (relation.type, pair, core),
            Item(relation, subject=subject, object=object_, claim=claim, bag=Counter(words)),
        )
        item.evidence.extend(relation.evidence)
    return list(unique.values())


def _place(relation: Relation) -> tuple[int, str]:
    return min(evidence.start for evidence in relation.evidence), relation.id


def _spread(items: Iterable[Item]) -> list[Item]:
    """Return one item for each polarity and modality that a relation has."""
    spread: list[Item] = []
    for item in items:
        values = {(e.factuality.polarity, e.factuality.modality) for e in item.evidence}
        for value in sorted(values):
            evidence = [
                e for e in item.evidence if (e.factuality.polarity, e.factuality.modality) == value
            ]
            spread.append(replace(item, evidence=evidence, factuality=value))
    return spread


def _align_items(gold: list[Item], predicted: list[Item], *, mutual: bool) -> Alignment[Item]:
    result = Alignment(missed=list(gold), spurious=list(predicted))
    result.take(result.correct, match(_edges(result, partial(_agree, mutual=mutual))))
    near = match(_edges(result, _resemble))
    kinds = {True: result.partial, False: result.incorrect}
    for i, j in sorted(near.items()):
        one, other = result.missed[i], result.spurious[j]
        kinds[one.type is other.type].append((one, other))
    result.drop(near)
    return result


def _align_claims(gold: list[Item], predicted: list[Item]) -> Alignment[Item]:
    """Match claims of the same type and speaker by their words, whatever the addressee."""
    result = Alignment(
        missed=[item for item in gold if item.claim is not None],
        spurious=[item for item in predicted if item.claim is not None],
    )
    result.take(result.correct, match(_edges(result, _agree_in_claim)))
    return result


def _agree_in_claim(gold: Item, predicted: Item) -> tuple[int, ...] | None:
    if gold.type is not predicted.type or gold.subject != predicted.subject:
        return None
    likeness = _likeness(gold, predicted)
    return (1, round(1000 * likeness)) if likeness >= CLAIM_F1 else None


def _edges(result: Alignment[Item], judge: _Judge) -> dict[tuple[int, int], tuple[int, ...]]:
    by_family: dict[str, list[int]] = defaultdict(list)
    for j, item in enumerate(result.spurious):
        by_family[family(item.type)].append(j)
    edges: dict[tuple[int, int], tuple[int, ...]] = {}
    for i, item in enumerate(result.missed):
        for j in by_family[family(item.type)]:
            weight = judge(item, result.spurious[j])
            if weight is not None:
                edges[i, j] = weight
    return edges


def _agree(gold: Item, predicted: Item, *, mutual: bool) -> tuple[int, ...] | None:
    """Return how well a prediction fits the gold relation that it equals, else None."""
    if gold.type is not predicted.type or gold.factuality != predicted.factuality:
        return None
    if gold.type not in SPEECH:
        return (1, 0, 0) if _same_ends(gold, predicted) else None
    either_way = mutual and _same_ends(predicted, gold)
    if not (_same_ends(gold, predicted) or either_way):
        return None
    likeness = _likeness(gold, predicted)
    if mutual:
        likeness = max(likeness, _likeness(predicted, gold))
    if likeness < CLAIM_F1:
        return None
    return 1, round(1000 * likeness), int(gold.object == predicted.object)


def _resemble(gold: Item, predicted: Item) -> tuple[int, ...] | None:
    """Return how near a prediction comes to a gold relation of the same family, else None.

    With another type it has all else right, with the same type one of two things: a party, or
    the claim. Both must have been read in the same place.
    """
    if gold.factuality != predicted.factuality or not _same_place(gold, predicted):
        return None
    all_ends = _same_ends(gold, predicted)
    if gold.type not in SPEECH:
        if gold.type is not predicted.type:
            return (1, 1000) if all_ends else None
        return (1, 500) if gold.ends & predicted.ends else None
    likeness = _likeness(gold, predicted)
    if gold.type is not predicted.type:
        return (1, 1000) if all_ends and likeness >= CLAIM_F1 else None
    right_claim = gold.claim is not None and likeness >= CLAIM_F1
    right_end = gold.subject == predicted.subject or (
        gold.object is not None and gold.object == predicted.object
    )
    if right_claim or (right_end and _claims_meet(gold, predicted)):
        return 1, round(500 * likeness)
    return None


def _same_ends(gold: Item, predicted: Item) -> bool:
    straight = gold.subject == predicted.subject
    if gold.type in SPEECH:
        # An addressee that gold does not name is not held against the prediction.
        return straight and gold.object in (None, predicted.object)
    if straight and gold.object == predicted.object:
        return True
    symmetric = gold.type in SYMMETRIC and predicted.type in SYMMETRIC
    return symmetric and (gold.object, gold.subject) == (predicted.subject, predicted.object)


def _likeness(gold: Item, predicted: Item) -> float:
    if gold.claim is None:
        return 1.0
    return 0.0 if predicted.claim is None else _bag_f1(gold.bag, predicted.bag)


def _same_place(gold: Item, predicted: Item) -> bool:
    return any(
        one.start < other.end and other.start < one.end
        for one in gold.evidence
        for other in predicted.evidence
    )


def _claims_meet(gold: Item, predicted: Item) -> bool:
    one, other = gold.claim, predicted.claim
    if one is None or other is None:
        return True
    return one.start < other.end and other.start < one.end


class _Judge(Protocol):
    def __call__(self, gold: Item, predicted: Item, /) -> tuple[int, ...] | None: ...


@dataclass(slots=True)
class Item:
    """A relation as it is scored, with the evidence of all relations that equal it.

    ``factuality`` is its polarity and modality where these are to be matched too.
    """

    relation: Relation
    subject: _End
    object: _End | None
    claim: Claim | None
    bag: Counter[str]
    evidence: list[Evidence] = field(default_factory=list)
    factuality: tuple[Polarity, Modality] | None = None

    @property
    def type(self) -> RelationType:
        """The relation's type."""
        return self.relation.type

    @property
    def ends(self) -> set[tuple[str, _End | None]]:
        """Its parties, with their places where these matter."""
        if self.type in SYMMETRIC:
            return {("either", self.subject), ("either", self.object)}
        return {("subject", self.subject), ("object", self.object)}


@dataclass(slots=True)
class Comparison:
    """A document's prediction matched with its gold.

    ``factual`` is ``relations`` again, where polarity and modality have to be right too.
    ``claims`` has the speech relations with a claim, matched by type, speaker and claim alone.
    ``gold_entity`` has the gold entity's id for each predicted entity matched.
    """

    gold: Document
    predicted: Document
    mentions: Alignment[Mention]
    entities: Alignment[Entity]
    relations: Alignment[Item]
    factual: Alignment[Item]
    claims: Alignment[Item]
    gold_entity: dict[str, str]
