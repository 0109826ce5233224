"""What two runs over the same texts have that the other has not: gained, lost and changed.

>>> for found in find_differences(old, new).documents["a"]:  # doctest: +SKIP
...     print(found.kind, found.layer, found.old, "->", found.new)
changed relation LEFT(Norway, NFC): affirmed planned -> LEFT(Norway, NFC): negated planned
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from geoents.comparison import Comparison, Item, by_id, compare
from geoents.descriptions import describe, describe_factuality, name_rules
from geoents.records import Document, Entity, Mention, quote

__all__ = ["KINDS", "LAYERS", "Difference", "Differences", "find_differences"]

Kind = Literal["gained", "lost", "changed"]

LAYERS: Final = ("relation", "mention", "entity")
KINDS: Final = ("gained", "lost", "changed")


def find_differences(old: Iterable[Document], new: Iterable[Document]) -> Differences:
    """Compare two runs, document by document; ids of mentions, entities and so on do not matter.

    Raises:
        ValueError: An id is twice in a run.
    """
    before, after = by_id(old, "the old run"), by_id(new, "the new run")
    result = Differences(
        only_old=[id_ for id_ in before if id_ not in after],
        only_new=[id_ for id_ in after if id_ not in before],
    )
    for id_, document in before.items():
        if id_ not in after:
            continue
        if document.text != after[id_].text:
            result.other_text.append(id_)
            continue
        comparison = compare(document, after[id_], mutual=True, every_form=True)
        result.documents[id_] = [
            *_compare_relations(comparison),
            *_compare_mentions(comparison),
            *_compare_entities(comparison),
        ]
    return result


def _compare_relations(comparison: Comparison) -> Iterator[Difference]:
    relations = comparison.relations
    for one, other in relations.correct:
        what = [*_changes(comparison, one, other)]
        if what:
            yield _relation("changed", comparison, one, other, what)
    for one, other in (*relations.partial, *relations.incorrect):
        what = ["type"] if one.type is not other.type else ["parties or claim"]
        yield _relation("changed", comparison, one, other, what)
    for one in relations.missed:
        yield _relation("lost", comparison, one, None)
    for other in relations.spurious:
        yield _relation("gained", comparison, None, other)


def _changes(comparison: Comparison, one: Item, other: Item) -> Iterator[str]:
    was = describe_factuality(comparison.gold, one)
    is_ = describe_factuality(comparison.predicted, other, comparison.gold_entity)
    if set(was) != set(is_):
        yield "factuality"
    if one.object != other.object and {one.object, one.subject} != {other.object, other.subject}:
        yield "object"
    spans = [None if item.claim is None else item.claim.text for item in (one, other)]
    if spans[0] != spans[1]:
        yield "claim"


def _relation(
    kind: Kind,
    comparison: Comparison,
    one: Item | None,
    other: Item | None,
    what: Iterable[str] = (),
) -> Difference:
    item = one or other
    assert item is not None
    evidence = min(item.evidence, key=lambda e: (e.start, e.end))
    return Difference(
        layer="relation",
        kind=kind,
        type=item.type,
        old=None if one is None else _say(comparison.gold, one),
        new=None if other is None else _say(comparison.predicted, other),
        what=tuple(what),
        text=" ".join(comparison.gold.text[evidence.start : evidence.end].split()),
        rules=tuple(name_rules(item if other is None else other)),
    )


def _say(document: Document, item: Item) -> str:
    read = "; ".join(describe_factuality(document, item).values())
    return f"{describe(document, item)}: {read}"


def _compare_mentions(comparison: Comparison) -> Iterator[Difference]:
    mentions = comparison.mentions
    for one, other in mentions.correct:
        if one.form is not other.form:
            yield _mention("changed", comparison, one, other, ["form"])
    for one, other in mentions.partial:
        yield _mention("changed", comparison, one, other, ["span"])
    for one, other in mentions.incorrect:
        same = (one.start, one.end) == (other.start, other.end)
        yield _mention("changed", comparison, one, other, ["type"] if same else ["type", "span"])
    for one in mentions.missed:
        yield _mention("lost", comparison, one, None)
    for other in mentions.spurious:
        yield _mention("gained", comparison, None, other)


def _mention(
    kind: Kind,
    comparison: Comparison,
    one: Mention | None,
    other: Mention | None,
    what: Iterable[str] = (),
) -> Difference:
    place = one or other
    assert place is not None
    text = comparison.gold.text[max(0, place.start - 40) : place.end + 40]

    def say(mention: Mention) -> str:
        form = f" {mention.form}" if mention.form is not None else ""
        return f"{mention.type}{form} {quote(mention.text)} at {mention.start}-{mention.end}"

    return Difference(
        layer="mention",
        kind=kind,
        type=place.type,
        old=None if one is None else say(one),
        new=None if other is None else say(other),
        what=tuple(what),
        text=" ".join(text.split()),
    )


def _compare_entities(comparison: Comparison) -> Iterator[Difference]:
    # A mention that only one run has is told as such; here is told what the others now refer to.
    shared = comparison.mentions.correct
    was: dict[str, Counter[str]] = {}
    is_: dict[str, Counter[str]] = {}
    for one, other in shared:
        ours = comparison.gold_entity.get(other.entity)
        if ours != one.entity:
            was.setdefault(one.entity, Counter())[one.text] += 1
            if ours is not None:
                is_.setdefault(ours, Counter())[one.text] += 1
    for old, new in comparison.entities.correct:
        left, joined = was.get(old.id, Counter()), is_.get(old.id, Counter())
        what = [name for name in ("name", "ids") if getattr(old, name) != getattr(new, name)]
        what += [f"lost {_count(text, n)}" for text, n in sorted(left.items())]
        what += [f"gained {_count(text, n)}" for text, n in sorted(joined.items())]
        if what:
            yield _entity("changed", comparison, old, new, what)
    for old in comparison.entities.missed:
        yield _entity("lost", comparison, old, None)
    for new in comparison.entities.spurious:
        yield _entity("gained", comparison, None, new)


def _count(text: str, times: int) -> str:
    return quote(text) if times == 1 else f"{times}x {quote(text)}"


def _entity(
    kind: Kind,
    comparison: Comparison,
    one: Entity | None,
    other: Entity | None,
    what: Iterable[str] = (),
) -> Difference:
    entity = other if one is None else one
    assert entity is not None
    document = comparison.predicted if one is None else comparison.gold
    words = dict.fromkeys(m.text for m in document.mentions if m.entity == entity.id)

    def say(found: Entity) -> str:
        ids = "".join(f" {key}:{value}" for key, value in sorted(found.ids.items()))
        return f"{found.type} {quote(found.name)}{ids}"

    return Difference(
        layer="entity",
        kind=kind,
        type=entity.type,
        old=None if one is None else say(one),
        new=None if other is None else say(other),
        what=tuple(what),
        text=" | ".join(" ".join(word.split()) for word in words),
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two runs do not have in common.

    Attributes:
        layer: ``relation``, ``mention`` or ``entity``.
        kind: ``gained``, ``lost`` or ``changed``.
        type: The entity or relation type, the old one where there is one.
        old: What the old run says, or None.
        new: What the new run says, or None.
        what: What has changed: "factuality", "claim", "span" ...
        text: The words where it stands, or an entity's mentions.
        rules: The rules that a relation comes from, in the new run where it has it.
    """

    layer: str
    kind: Kind
    type: str
    old: str | None
    new: str | None
    text: str
    what: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(slots=True)
class Differences:
    """What two runs do not have in common.

    Attributes:
        documents: The differences in each document that both have, by id.
        only_old: Documents that only the old run has.
        only_new: Documents that only the new run has.
        other_text: Documents that have another text now; they were not compared.
    """

    documents: dict[str, list[Difference]] = field(default_factory=dict)
    only_old: list[str] = field(default_factory=list)
    only_new: list[str] = field(default_factory=list)
    other_text: list[str] = field(default_factory=list)

    def count(self, layer: str, kind: str) -> int:
        """Return how many differences of one layer and kind there are."""
        every = (one for found in self.documents.values() for one in found)
        return sum(one.layer == layer and one.kind == kind for one in every)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; documents without a difference are left out."""
        return {
            "total": {layer: {kind: self.count(layer, kind) for kind in KINDS} for layer in LAYERS},
            "documents": {
                id_: [asdict(one) for one in found]
                for id_, found in self.documents.items()
                if found
            },
            "only_old": self.only_old,
            "only_new": self.only_new,
            "other_text": self.other_text,
        }
