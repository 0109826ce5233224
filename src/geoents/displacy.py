"""A document as data for spaCy's displaCy: drawn as a text, in levels or as arcs.

>>> from spacy import displacy  # doctest: +SKIP
>>> displacy.render(to_ents(document), style="ent", manual=True, options=OPTIONS)  # doctest: +SKIP
>>> displacy.render(to_spans(document), style="span", manual=True, options=OPTIONS)  # doctest: +SKIP
>>> displacy.render(to_deps(document), style="dep", manual=True)  # doctest: +SKIP

None of it needs spaCy to make.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from geoents.records import Document, Evidence, Mention, Relation
from geoents.schema import Form

__all__ = ["OPTIONS", "to_deps", "to_ents", "to_spans"]

#: Options for the styles "ent" and "span": the colours that our pages have.
OPTIONS: Final[dict[str, Any]] = {
    "colors": {"PERSON": "#a9d3ee", "OFFICE": "#f6d9a4", "STATE": "#a6dfcb", "ORG": "#ecc3de"}
}
_NAMED: Final = (Form.NAME, Form.ADJECTIVE, Form.METONYM, None)
_PIECE: Final = re.compile(r"\w+|[^\w\s]+")


def to_ents(document: Document) -> dict[str, Any]:
    """Return data for the style "ent", which knows no nesting: the outermost names.

    >>> to_ents(Document(id="a", text="It rained."))
    {'text': 'It rained.', 'ents': [], 'title': None}
    """
    ents = []
    end = 0
    for mention in _find_named(document):
        if mention.start >= end:
            ents.append({"start": mention.start, "end": mention.end, "label": mention.type.value})
            end = mention.end
    return {"text": document.text, "ents": ents, "title": document.title}


def to_spans(document: Document) -> dict[str, Any]:
    """Return data for the style "span": all names, each above those inside it.

    Tokens are words and signs, parted also where a name begins or ends.
    """
    named = list(_find_named(document))
    places = _tokenize(document, named)
    starts, ends = [start for start, _ in places], [end for _, end in places]
    return {
        "text": document.text,
        "tokens": [document.text[start:end] for start, end in places],
        "spans": [
            {
                "start_token": bisect_right(ends, mention.start),
                "end_token": bisect_left(starts, mention.end),
                "label": mention.type.value,
                "kb_id": "",
                "kb_url": "#",
            }
            for mention in named
        ],
        "title": document.title,
    }


def to_deps(document: Document) -> list[dict[str, Any]]:
    """Return data for the style "dep", a drawing for each stretch that states relations.

    Its words are the mentions that relations join there, its arcs the relations; a negated one
    has "not" before its name.
    """
    mentions = {mention.id: mention for mention in document.mentions}
    drawings: dict[tuple[int, int], list[tuple[Relation, Evidence]]] = {}
    for relation in document.relations:
        for evidence in relation.evidence:
            if evidence.subject_mention and evidence.object_mention:
                drawings.setdefault((evidence.start, evidence.end), []).append((relation, evidence))
    return [_draw(drawings[place], mentions) for place in sorted(drawings)]


def _draw(found: list[tuple[Relation, Evidence]], mentions: dict[str, Mention]) -> dict[str, Any]:
    joined = {id_ for _, each in found for id_ in (each.subject_mention, each.object_mention)}
    shown = sorted(
        (mentions[id_] for id_ in joined if id_ is not None),
        key=lambda mention: (mention.start, -mention.end),
    )
    place = {mention.id: number for number, mention in enumerate(shown)}
    arcs = []
    for relation, evidence in found:
        subject = place[str(evidence.subject_mention)]
        object_ = place[str(evidence.object_mention)]
        if subject != object_:
            negation = "not " if evidence.factuality.polarity == "negated" else ""
            arcs.append(
                {
                    "start": min(subject, object_),
                    "end": max(subject, object_),
                    "label": f"{negation}{relation.type}",
                    "dir": "right" if subject < object_ else "left",
                }
            )
    words = [{"text": mention.text, "tag": mention.type.value} for mention in shown]
    return {"words": words, "arcs": arcs}


def _find_named(document: Document) -> Iterator[Mention]:
    """Yield names, adjectives, metonyms and posts in their order, the outer before the inner."""
    yield from sorted(
        (mention for mention in document.mentions if mention.form in _NAMED),
        key=lambda mention: (mention.start, -mention.end),
    )


def _tokenize(document: Document, named: list[Mention]) -> list[tuple[int, int]]:
    edges = {edge for mention in named for edge in (mention.start, mention.end)}
    places = []
    for piece in _PIECE.finditer(document.text):
        cuts = [edge for edge in edges if piece.start() < edge < piece.end()]
        bounds = sorted({piece.start(), piece.end(), *cuts})
        places += list(pairwise(bounds))
    return places
