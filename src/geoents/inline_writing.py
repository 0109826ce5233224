"""Writing a document in the inline form of gold (see :mod:`geoents.inline`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from geoents.markup import write_markup
from geoents.records import Claim, Document, Entity, Evidence, Mention, Relation, Span
from geoents.schema import Form, Modality, Polarity
from geoents.snippets import write_snippet

__all__ = ["SEPARATOR", "default_name", "entity_key", "write_inline"]

#: The line between the text and what is said about it.
SEPARATOR: Final = "===== annotation ====="

_RANKS: Final = {Form.NAME: 0, Form.METONYM: 1, Form.ADJECTIVE: 2}


def write_inline(document: Document) -> str:
    """Return a document in the inline form; :func:`geoents.inline.parse_inline` reads it back.

    Nothing is lost but the order of mentions, claims and entities in their lists, which
    becomes that of the text.

    Raises:
        ValueError: Two mentions cross, or an id has a space or a bracket in it.
    """
    mentions = sorted(document.mentions, key=lambda m: (m.start, -m.end))
    inside, outside = _sort_claims(document, mentions)
    labels = [(c.start, c.end, f"claim ={_id(c.id)}") for c in inside]
    labels += [(m.start, m.end, _label(m, f"m{n}")) for n, m in enumerate(mentions, start=1)]
    lines = [f"CLAIM {_id(c.id)} {write_snippet(document.text, c.start, c.end)}" for c in outside]
    lines += _entity_lines(document)
    for number, relation in enumerate(document.relations, start=1):
        lines += _relation_lines(document.text, relation, f"r{number}")
    header = "\n".join(_header_lines(document))
    body = write_markup(document.text, labels)
    return "\n".join([f"{header}\n\n{body}", SEPARATOR, *lines, ""])


def entity_key(words: str) -> str:
    """Return the key of an entity that is called like ``words``.

    >>> entity_key("Marta  Olsen")
    'marta-olsen'
    """
    return re.sub(r"[\s()\[\]]+", "-", words.casefold())


def default_name(mentions: Sequence[Mapping[str, Any]], key: str) -> str:
    """Return the longest of an entity's mentions: of its names, else metonyms, else adjectives."""
    best = max(mentions, key=lambda m: (-_RANKS.get(m["form"], 3), len(m["text"])), default=None)
    return key if best is None else str(best["text"])


def _sort_claims(
    document: Document, mentions: Sequence[Mention]
) -> tuple[list[Claim], list[Claim]]:
    """Part the claims that brackets can show from those that cross a mention or another claim."""
    inside: list[Claim] = []
    outside: list[Claim] = []
    for claim in sorted(document.claims, key=lambda c: (c.start, -c.end)):
        others = [(one.start, one.end) for one in mentions] + [(c.start, c.end) for c in inside]
        crossed = any(
            start < claim.start < end < claim.end or claim.start < start < claim.end < end
            for start, end in others
        )
        (outside if crossed else inside).append(claim)
    return inside, outside


def _id(id_: str) -> str:
    if re.search(r"[\s()\[\]]", id_):
        raise ValueError(f"the id {id_!r} has a space or a bracket in it")
    return id_


def _label(mention: Mention, id_: str) -> str:
    words: list[str] = [mention.type]
    if mention.entity != entity_key(mention.text):
        words.append(f"={_id(mention.entity)}")
    if mention.form is not Form.NAME:
        words.append(mention.form or "?")
    if mention.id != id_:
        words.append(f"#{_id(mention.id)}")
    return " ".join(words)


def _header_lines(document: Document) -> Iterator[str]:
    for name in ("id", "title", "published", "url"):
        value = getattr(document, name)
        if value is not None:
            odd = (
                value != value.strip() or value[:1] in ("", '"', "{") or len(value.splitlines()) > 1
            )
            yield f"{name}: {json.dumps(value) if odd else value}"
    if document.provenance is not None:
        yield f"provenance: {document.provenance.model_dump_json()}"


def _entity_lines(document: Document) -> Iterator[str]:
    mentions: dict[str, list[dict[str, Any]]] = {}
    for mention in sorted(document.mentions, key=lambda m: (m.start, -m.end)):
        mentions.setdefault(mention.entity, []).append(mention.model_dump())
    for entity in document.entities:
        own = mentions.get(entity.id, [])
        plain = own and own[0]["type"] == entity.type
        if not plain or entity.aliases or entity.ids or entity.name != default_name(own, entity.id):
            yield _entity_line(entity)


def _entity_line(entity: Entity) -> str:
    words = ["ENTITY", _id(entity.id), entity.type, _quoted(entity.name)]
    words += [f"alias={_quoted(alias)}" for alias in entity.aliases]
    words += [f"{key}={_quoted(value)}" for key, value in entity.ids.items()]
    return " ".join(words)


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _relation_lines(text: str, relation: Relation, id_: str) -> Iterator[str]:
    words: list[str] = [relation.type, _id(relation.subject)]
    if relation.object is not None:
        words += ["->", _id(relation.object)]
    if relation.claim is not None:
        words += [":", relation.claim]
    if relation.when is not None:
        when = relation.when
        value = "" if when.value is None else f"={when.value}"
        words.append(f"when={write_snippet(text, when.start, when.end)}{value}")
    if relation.tenure is not None:
        words.append(f"tenure={relation.tenure}")
    words += [f"answers={_id(answered)}" for answered in relation.responds_to]
    if relation.confidence != 1:
        words.append(f"confidence={relation.confidence!r}")
    if relation.id != id_:
        words.append(f"#{_id(relation.id)}")
    yield " ".join(words)
    for evidence in relation.evidence:
        yield f"  {_evidence_line(text, evidence)}"


def _evidence_line(text: str, evidence: Evidence) -> str:
    words = [write_snippet(text, evidence.start, evidence.end)]
    factuality = evidence.factuality
    if factuality.polarity is not Polarity.AFFIRMED:
        words.append(factuality.polarity)
    if factuality.modality is not Modality.ACTUAL:
        words.append(factuality.modality)
    if factuality.source is not None:
        words.append(f"by={_id(factuality.source)}")
    if evidence.rule is not None:
        words.append(f"rule={_id(evidence.rule)}")
    if evidence.trigger is not None:
        words.append(f"trigger={_inner(text, evidence, evidence.trigger)}")
    words += [f"cue={_inner(text, evidence, cue)}" for cue in evidence.cue]
    if evidence.subject_mention is not None:
        words.append(f"subject={_id(evidence.subject_mention)}")
    if evidence.object_mention is not None:
        words.append(f"object={_id(evidence.object_mention)}")
    return " ".join(words)


def _inner(text: str, outer: Span, span: Span) -> str:
    """Write a span by its words inside ``outer``, or by numbers where it stands elsewhere."""
    if outer.start <= span.start and span.end <= outer.end:
        written = write_snippet(
            text[outer.start : outer.end], span.start - outer.start, span.end - outer.start
        )
        if written.startswith('"'):
            return written
    return f"{span.start}-{span.end}"
