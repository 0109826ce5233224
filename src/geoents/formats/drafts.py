"""A document in the making: entities, their mentions and relations, as other sets list them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from geoents.formats.tally import Tally
from geoents.inline_writing import default_name
from geoents.records import Document, RecordError
from geoents.schema import SIGNATURES, SYMMETRIC, EntityType, Form, RelationType

__all__ = ["Draft"]

_Item = dict[str, Any]


@dataclass(slots=True)
class Draft:
    """Collects what a set says of a text, and makes a document of what our records can hold."""

    id: str
    text: str
    tally: Tally
    head: _Item = field(default_factory=dict)
    types: dict[str, EntityType] = field(default_factory=dict)
    mentions: dict[str, dict[tuple[int, int], Form]] = field(default_factory=dict)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    relations: dict[tuple[RelationType, str, str], list[tuple[int, int]]] = field(
        default_factory=dict
    )
    claims: list[tuple[int, int]] = field(default_factory=list)
    speech: list[tuple[RelationType, str, int, tuple[int, int]]] = field(default_factory=list)

    def add(self, key: str, type_: EntityType, start: int, end: int, form: Form) -> None:
        """Add a mention of an entity; ``key`` names the entity, its first type is kept.

        Raises:
            RecordError: It is outside the text.
        """
        if not 0 <= start < end <= len(self.text):
            raise RecordError(f"{start}-{end} is no span of the text ({len(self.text)})")
        own = self.types.setdefault(key, type_)
        if own is not type_:
            self.tally.lose(f"mention as {type_} of an entity that is {own}")
            return
        taken = (k for k, spans in self.mentions.items() if (start, end) in spans)
        if any(self.types[other] is type_ for other in taken):
            self.tally.lose("second mention of one type at one place")
            return
        self.mentions.setdefault(key, {})[start, end] = form

    def relate(
        self, type_: RelationType, subject: str, object_: str, span: tuple[int, int] | None = None
    ) -> bool:
        """Add a relation; without a span its evidence is the shortest stretch that names both.

        Returns:
            Whether it is there: both have mentions of types that the relation joins.
        """
        ends = self.mentions.get(subject), self.mentions.get(object_)
        signature = SIGNATURES[type_]
        if not ends[0] or not ends[1] or subject == object_:
            return False
        if self.types[subject] not in signature.subject:
            return False
        if self.types[object_] not in signature.object:
            return False
        key = (type_, subject, object_)
        if type_ in SYMMETRIC and (type_, object_, subject) in self.relations:
            key = (type_, object_, subject)
        found = span or min(
            ((min(a[0], b[0]), max(a[1], b[1])) for a in ends[0] for b in ends[1]),
            key=lambda stretch: (stretch[1] - stretch[0], stretch),
        )
        spans = self.relations.setdefault(key, [])
        if found not in spans and (span or not spans):
            spans.append(found)
        return True

    def claim(self, span: tuple[int, int]) -> int:
        """Add a claim, whoever's it is, and return its number."""
        self.claims.append(span)
        return len(self.claims)

    def say(self, type_: RelationType, subject: str, claim: int, span: tuple[int, int]) -> bool:
        """Add a speech relation without an object; ``claim`` is a claim's number.

        Returns:
            Whether it is there: the subject has mentions, and the type needs no object.
        """
        signature = SIGNATURES[type_]
        is_fit = subject in self.mentions and self.types[subject] in signature.subject
        if is_fit and signature.claim and not signature.object_required:
            self.speech.append((type_, subject, claim, span))
            return True
        return False

    def document(self) -> Document:
        """Return the document; entities without a mention are left out.

        Raises:
            RecordError: It cannot be one; the message is one line.
        """
        numbers = {key: f"e{n}" for n, key in enumerate(self.mentions, start=1)}
        spans = sorted(
            (
                (start, end, key, form)
                for key, own in self.mentions.items()
                for (start, end), form in own.items()
            ),
            key=lambda span: (span[0], -span[1], numbers[span[2]]),
        )
        mentions = [
            {
                "id": f"m{number}",
                "start": start,
                "end": end,
                "text": self.text[start:end],
                "type": self.types[key],
                "form": form,
                "entity": numbers[key],
            }
            for number, (start, end, key, form) in enumerate(spans, start=1)
        ]
        entities = [
            {
                "id": id_,
                "type": self.types[key],
                "name": default_name([m for m in mentions if m["entity"] == id_], id_),
                "ids": self.ids.get(key, {}),
            }
            for key, id_ in numbers.items()
        ]
        relations = [
            {
                "id": f"r{number}",
                "type": type_,
                "subject": numbers[subject],
                "object": numbers[object_],
                "evidence": [{"start": start, "end": end} for start, end in stretches],
            }
            for number, ((type_, subject, object_), stretches) in enumerate(
                self.relations.items(), start=1
            )
        ]
        relations += [
            {
                "id": f"r{number}",
                "type": type_,
                "subject": numbers[subject],
                "claim": f"c{claim}",
                "evidence": [{"start": start, "end": end}],
            }
            for number, (type_, subject, claim, (start, end)) in enumerate(
                self.speech, start=len(relations) + 1
            )
        ]
        claims = [
            {"id": f"c{number}", "start": start, "end": end, "text": self.text[start:end]}
            for number, (start, end) in enumerate(self.claims, start=1)
        ]
        record = self.head | {"id": self.id, "text": self.text, "mentions": mentions}
        record["claims"] = claims
        try:
            return Document.model_validate(record | {"entities": entities, "relations": relations})
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            where = " ".join(str(step) for step in first["loc"])
            raise RecordError(f"{where}: {first['msg'].removeprefix('Value error, ')}") from None
