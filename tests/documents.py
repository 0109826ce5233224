"""Documents for the tests of records, gold and the scorer: from markup, and at random."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from hypothesis import strategies as st

from geoents.matching import scored_mentions
from geoents.records import Document, Evidence, Factuality, Relation
from geoents.schema import SIGNATURES, Form, Modality, Polarity, RelationType, Tenure

_TOKEN = re.compile(r"\[|\]\((?P<type>[A-Z]+) (?P<entity>\w+)(?: (?P<form>\w+))?\)")

# Type, subject, object, claim, then readings such as "negated possible by p".
Row = Sequence[str | None]


def document(markup: str, relations: Iterable[Row] = (), *, id_: str = "d") -> Document:
    """Return the document of "[Ilmar Tosk](PERSON p) spoke"; an id may have a form after it.

    Evidence is the whole text, a claim the first place where its words stand.
    """
    text, mentions, opened, last = "", [], [], 0
    for token in _TOKEN.finditer(markup):
        text += markup[last : token.start()]
        last = token.end()
        if token["type"] is None:
            opened.append(len(text))
        else:
            start = opened.pop()
            mentions.append(
                {
                    "id": f"m{len(mentions)}",
                    "start": start,
                    "end": len(text),
                    "text": text[start:],
                    "type": token["type"],
                    "form": token["form"] or "name",
                    "entity": token["entity"],
                }
            )
    text += markup[last:]
    entities = {m["entity"]: m for m in reversed(mentions)}
    claims: dict[str, dict[str, Any]] = {}
    rows = []
    for type_, subject, object_, claim, *readings in relations:
        if claim is not None and claim not in claims:
            start = text.index(claim)
            claims[claim] = {
                "id": f"c{len(claims)}",
                "start": start,
                "end": start + len(claim),
                "text": claim,
            }
        evidence = [
            {"start": 0, "end": len(text), "factuality": factuality(reading or "")}
            for reading in readings or [""]
        ]
        rows.append(
            {
                "id": f"r{len(rows)}",
                "type": type_,
                "subject": subject,
                "object": object_,
                "claim": None if claim is None else claims[claim]["id"],
                "evidence": evidence,
            }
        )
    return Document.model_validate(
        {
            "id": id_,
            "text": text,
            "mentions": mentions,
            "entities": [
                {"id": key, "type": m["type"], "name": m["text"]} for key, m in entities.items()
            ],
            "claims": list(claims.values()),
            "relations": rows,
        }
    )


def factuality(reading: str) -> dict[str, str]:
    """Return the factuality of "negated", "planned by p", "" (affirmed, actual, no source)."""
    words, _, source = reading.partition("by ")
    found = {"source": source} if source else {}
    for word in words.split():
        found["polarity" if word in list(Polarity) else "modality"] = word
    return found


#: Every random document has this text, so that any two can be compared.
WORDS = [f"w{n}" for n in range(24)]
TEXT = " ".join(WORDS)


@st.composite
def random_documents(draw: st.DrawFn) -> Document:
    """Draw a document on ``TEXT`` with any mentions and any relations their types allow."""
    kinds = draw(st.lists(st.sampled_from(["PERSON", "OFFICE", "STATE", "ORG"]), max_size=6))
    names = [f"e{n}" for n in range(len(kinds))]
    mentions = []
    for index in draw(st.lists(st.sampled_from(range(len(kinds))), max_size=12)) if kinds else []:
        start, end = draw(spans(longest=3))
        form = draw(st.sampled_from([None, *Form]))
        mentions.append((start, end, kinds[index], form, names[index]))
    claims = draw(st.lists(spans(longest=8), max_size=5))
    relations = []
    for _ in range(draw(st.integers(0, 8)) if kinds else 0):
        type_ = draw(st.sampled_from(list(RelationType)))
        signature = SIGNATURES[type_]
        subjects = [n for n, kind in zip(names, kinds, strict=True) if kind in signature.subject]
        objects = [n for n, kind in zip(names, kinds, strict=True) if kind in signature.object]
        if not subjects or (signature.object_required and not objects):
            continue
        if (signature.claim_required or signature.claim_or_object) and not claims:
            continue
        object_ = draw(st.sampled_from(objects)) if signature.object_required else None
        claim = draw(st.integers(0, len(claims) - 1)) if signature.claim and claims else None
        evidence = draw(st.lists(random_evidence(names), min_size=1, max_size=3))
        is_held = type_ is RelationType.HOLDS_OFFICE
        tenure = draw(st.sampled_from([None, *Tenure])) if is_held else None
        relations.append((type_, draw(st.sampled_from(subjects)), object_, claim, evidence, tenure))
    return Document.model_validate(
        {
            "id": "d",
            "text": TEXT,
            "mentions": [
                {
                    "id": f"m{n}",
                    "start": start,
                    "end": end,
                    "text": TEXT[start:end],
                    "type": kind,
                    "form": form,
                    "entity": entity,
                }
                for n, (start, end, kind, form, entity) in enumerate(mentions)
            ],
            "entities": [
                {"id": name, "type": kind, "name": name}
                for name, kind in zip(names, kinds, strict=True)
            ],
            "claims": [
                {"id": f"c{n}", "start": start, "end": end, "text": TEXT[start:end]}
                for n, (start, end) in enumerate(claims)
            ],
            "relations": [
                Relation(
                    id=f"r{n}",
                    type=type_,
                    subject=subject,
                    object=object_,
                    claim=None if claim is None else f"c{claim}",
                    tenure=tenure,
                    evidence=evidence,
                )
                for n, (type_, subject, object_, claim, evidence, tenure) in enumerate(relations)
            ],
        }
    )


def named(found: Document, *, every_form: bool = False) -> Document:
    """Return a document with only the relations of entities that some mention names."""
    names = {mention.entity for mention in scored_mentions(found, every_form=every_form)}
    kept = [
        relation
        for relation in found.relations
        if {relation.subject, relation.object or relation.subject} <= names
        and all(e.factuality.source in {None, *names} for e in relation.evidence)
    ]
    return found.model_copy(update={"relations": kept})


@st.composite
def spans(draw: st.DrawFn, longest: int) -> tuple[int, int]:
    """Draw the characters of one or more words of ``TEXT``."""
    first = draw(st.integers(0, len(WORDS) - 1))
    words = WORDS[first : first + draw(st.integers(1, longest))]
    start = TEXT.index(words[0] + " ") if first < len(WORDS) - 1 else TEXT.rindex(words[0])
    return start, start + len(" ".join(words))


@st.composite
def random_evidence(draw: st.DrawFn, sources: list[str]) -> Evidence:
    """Draw a piece of evidence anywhere in ``TEXT``."""
    start, end = draw(spans(longest=12))
    read = Factuality(
        polarity=draw(st.sampled_from(Polarity)),
        modality=draw(st.sampled_from(Modality)),
        source=draw(st.sampled_from([None, *sources])),
    )
    return Evidence(start=start, end=end, factuality=read)
