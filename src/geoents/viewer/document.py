"""One document as a page: its text in colours, its entities and relations, why each is there."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Final

from geoents.clean import TEXT_KINDS, Zone, ZoneKind, find_lines, find_zones
from geoents.records import Document, Entity, Evidence, Mention, Relation
from geoents.schema import SYMMETRIC, EntityType, Modality, Polarity, family
from geoents.viewer.layers import Layer, count_inner, nest
from geoents.viewer.shell import GRAPH_SCRIPTS, fill, render_shell
from geoents.viewer.wording import describe_relation, join_words, show_name

__all__ = ["name_state", "render_document", "render_statement", "render_text"]

#: What a zone is called that is no text.
_ZONES: Final = {
    ZoneKind.DATELINE: "dateline",
    ZoneKind.CREDIT: "credit",
    ZoneKind.TEASER: "teaser of another article",
    ZoneKind.BOILERPLATE: "no part of the article",
}


def render_document(document: Document) -> str:
    """Return the page of a document."""
    title = _find_title(document)
    counts = Counter(entity.type for entity in document.entities)
    body = fill(
        "document.html",
        title=escape(title),
        about=_render_about(document),
        legend="".join(_render_type(type_, counts[type_]) for type_ in EntityType),
        text=render_text(document, cuts=_find_cuts(document)),
        entities="".join(_render_entities(document)) or '<p class="dim">No entity.</p>',
        relations="".join(_render_relations(document)) or '<p class="dim">No relation.</p>',
        entity_count=f"{len(document.entities)}",
        relation_count=f"{len(document.relations)}",
    )
    return render_shell(
        title,
        body,
        data=_collect(document),
        scripts=("graph.js", "document.js"),
        styles=("document.css",),
        vendored=GRAPH_SCRIPTS,
    )


def _find_title(document: Document) -> str:
    """Return a document's headline, or else how its text begins, or its id."""
    lines = (line.strip() for line in document.text.splitlines())
    title = document.title or next(filter(None, lines), "") or document.id
    return title if len(title) <= 120 else title[:117].rstrip() + "..."


def render_text(document: Document, *, cuts: Iterable[int] | None = None) -> str:
    """Return the text as paragraphs with its mentions; what is no text is greyed.

    Args:
        document: The document.
        cuts: As for :func:`geoents.viewer.layers.nest`.
    """
    zones = find_zones(document.text)
    starts = [zone.start for zone in zones]
    places = None if cuts is None else sorted(cuts)
    layers = [*_layer_zones(zones), *_layer_mentions(document)]
    waiting = sorted(layers, key=lambda layer: layer.start, reverse=True)
    opened: list[Layer] = []
    parts = []
    for line in find_lines(document.text):
        while waiting and waiting[-1].start < line.end:
            opened.append(waiting.pop())
        opened = [layer for layer in opened if layer.end > line.start]
        inside = places and places[bisect_left(places, line.start) : bisect_left(places, line.end)]
        kind = zones[bisect_right(starts, line.start) - 1].kind
        html = nest(document.text, line.start, line.end, opened, inside)
        parts.append(f'<p class="{kind.value}" dir="auto">{html}</p>')
    return "\n".join(parts)


def _layer_zones(zones: Iterable[Zone]) -> Iterator[Layer]:
    for zone in zones:
        if zone.kind not in TEXT_KINDS:
            about = f' class="zone" title="{_ZONES[zone.kind]}: nothing is read from it"'
            yield Layer(zone.start, zone.end, "span", about)


def _layer_mentions(document: Document) -> Iterator[Layer]:
    names = {entity.id: show_name(entity) for entity in document.entities}
    levels = count_inner([(mention.start, mention.end) for mention in document.mentions])
    for mention, level in zip(document.mentions, levels, strict=True):
        form = "" if mention.form is None else mention.form.value
        title = ", ".join(filter(None, [mention.type.value, form]))
        attributes = (
            f' class="m {mention.type} {form}" style="--in:{level}" tabindex="-1"'
            f' data-e="{escape(mention.entity)}" data-m="{escape(mention.id)}"'
            f' title="{escape(names[mention.entity])} ({title})"'
        )
        yield Layer(mention.start, mention.end, "span", attributes)


def _find_cuts(document: Document) -> set[int]:
    """Return every offset at which a script may have to begin or end a mark."""
    spans: list[tuple[int, int]] = [(each.start, each.end) for each in document.mentions]
    spans += [(each.start, each.end) for each in document.claims]
    for relation in document.relations:
        if relation.when is not None:
            spans.append((relation.when.start, relation.when.end))
        for evidence in relation.evidence:
            marks = [evidence, *([evidence.trigger] if evidence.trigger else []), *evidence.cue]
            spans += [(mark.start, mark.end) for mark in marks]
    return {place for span in spans for place in span}


# -- what stands around the text ---------------------------------------------------------------------


def _render_about(document: Document) -> str:
    parts = [escape(part) for part in (document.published, document.id) if part]
    if document.url is not None:
        parts.insert(1 if document.published else 0, _render_url(document.url))
    if document.provenance is not None:
        made = document.provenance
        rules = f" title={escape(made.rules)!r}" if "'" not in made.rules else ""
        parts.append(f"<span{rules}>geoents {escape(made.geoents)}, {escape(made.model)}</span>")
    return " · ".join(parts)


def _render_url(url: str) -> str:
    """Return a link, or the words alone where following them would run something."""
    if url.startswith(("https://", "http://")):
        return f'<a href="{escape(url)}" rel="noreferrer noopener">{escape(url)}</a>'
    return escape(url)


def _render_type(type_: EntityType, count: int) -> str:
    return (
        f'<button type="button" class="key" data-type="{type_}" aria-pressed="true">'
        f'<span class="m {type_}">{type_}</span> <span class="dim">{count}</span></button>'
    )


def _render_entities(document: Document) -> Iterator[str]:
    mentions: dict[str, list[Mention]] = {entity.id: [] for entity in document.entities}
    for mention in document.mentions:
        mentions[mention.entity].append(mention)
    counts = Counter(
        id_ for each in document.relations for id_ in {each.subject, each.object} if id_
    )
    order = list(EntityType)
    for entity in sorted(
        document.entities, key=lambda each: (order.index(each.type), -len(mentions[each.id]))
    ):
        yield _render_entity(entity, mentions[entity.id], counts[entity.id])


def _render_entity(entity: Entity, mentions: list[Mention], relations: int) -> str:
    known = [f"{escape(key)} {escape(value)}" for key, value in entity.ids.items()]
    aliases = [escape(alias) for alias in entity.aliases if alias != entity.name]
    about = "".join(
        f"<dt>{name}</dt><dd>{', '.join(words)}</dd>"
        for name, words in (("also", aliases), ("ids", known))
        if words
    )
    places = "".join(
        f'<li><button type="button" class="place" data-m="{escape(each.id)}">'
        f"{escape(join_words(each.text))}</button>"
        f' <span class="dim">{each.form.value if each.form else ""}</span></li>'
        for each in mentions
    )
    return (
        f'<details class="card entity" data-e="{escape(entity.id)}">'
        f'<summary><span class="m {entity.type}">{escape(show_name(entity))}</span>'
        f' <span class="dim">{_count_noun(len(mentions), "mention")}</span></summary>'
        f"{f'<dl>{about}</dl>' if about else ''}<ul class='places'>{places}</ul>"
        f'<button type="button" class="only" data-e="{escape(entity.id)}"'
        f"{'' if relations else ' disabled'}>{_count_noun(relations, 'relation')}</button></details>"
    )


def _count_noun(count: int, noun: str) -> str:
    """Return "1 mention" or "2 mentions"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# -- relations -----------------------------------------------------------------------------------------


def _render_relations(document: Document) -> Iterator[str]:
    entities = {entity.id: entity for entity in document.entities}
    claims = {claim.id: claim.text for claim in document.claims}
    for relation in document.relations:
        yield _render_relation(document, relation, entities, claims)


def _render_relation(
    document: Document, relation: Relation, entities: dict[str, Entity], claims: dict[str, str]
) -> str:
    statement = render_statement(relation, entities, claims)
    type_ = f'<span class="type">{relation.type}</span>'
    how = describe_relation(relation, entities)
    facts = "".join(f'<span class="how">{escape(words)}</span>' for words in how)
    evidence = "".join(_render_evidence(document, each, entities) for each in relation.evidence)
    answers = ""
    if relation.responds_to:
        answers = f"<p class='dim'>answers {escape(', '.join(relation.responds_to))}</p>"
    share = f"{relation.confidence:.2f}"
    return (
        f'<details class="card relation {family(relation.type)} {name_state(relation)}"'
        f' id="{escape(f"relation-{relation.id}")}" data-r="{escape(relation.id)}">'
        f'<summary><span class="statement">{type_} {statement}</span>'
        f'<span class="share" style="--share:{share}" title="confidence">{share}</span>'
        f'<span class="facts">{facts}</span></summary>{evidence}{answers}</details>'
    )


def render_statement(
    relation: Relation, entities: dict[str, Entity], claims: dict[str, str]
) -> str:
    """Return whom a relation joins and what was said, as HTML."""
    parts = [_render_name(entities[relation.subject])]
    if relation.object is not None:
        parts += [
            '<span class="to" aria-label="to">→</span>',
            _render_name(entities[relation.object]),
        ]
    if relation.claim is not None:
        parts.append(f"<q>{escape(join_words(claims[relation.claim]))}</q>")
    return " ".join(parts)


def _render_name(entity: Entity) -> str:
    return f'<span class="m {entity.type} name">{escape(show_name(entity))}</span>'


def name_state(relation: Relation) -> str:
    """Return classes: "negated" or "alleged" where all evidence is."""
    reads = [each.factuality for each in relation.evidence]
    states = {
        "negated": all(read.polarity is Polarity.NEGATED for read in reads),
        "alleged": all(read.modality is Modality.ALLEGED for read in reads),
    }
    return " ".join(name for name, is_so in states.items() if is_so)


def _render_evidence(document: Document, evidence: Evidence, entities: dict[str, Entity]) -> str:
    layers = [Layer(cue.start, cue.end, "span", ' class="cue"') for cue in evidence.cue]
    if evidence.trigger is not None:
        layers.append(Layer(evidence.trigger.start, evidence.trigger.end, "b", ' class="trigger"'))
    read = evidence.factuality
    facts = [("rule", evidence.rule or "none told")]
    if evidence.trigger is not None:
        facts.append(("trigger", document.text[evidence.trigger.start : evidence.trigger.end]))
    facts.append(("factuality", f"{read.polarity}, {read.modality}"))
    if evidence.cue:
        facts.append(("cue", ", ".join(document.text[c.start : c.end] for c in evidence.cue)))
    facts.append(
        ("source", "the text itself" if read.source is None else entities[read.source].name)
    )
    rows = "".join(f"<dt>{name}</dt><dd>{escape(join_words(words))}</dd>" for name, words in facts)
    # Lines are kept, but not those around the words.
    words = document.text[evidence.start : evidence.end]
    start = evidence.start + len(words) - len(words.lstrip())
    quoted = nest(document.text, start, start + len(words.strip()), layers)
    states = " ".join(
        name
        for name, is_so in (
            ("negated", read.polarity is Polarity.NEGATED),
            ("alleged", read.modality is Modality.ALLEGED),
        )
        if is_so
    )
    return (
        f'<figure><blockquote class="{states}">{quoted}</blockquote><figcaption><dl>{rows}</dl>'
        '<button type="button" class="jump">Show in the text</button></figcaption></figure>'
    )


# -- for the scripts -----------------------------------------------------------------------------------


def _collect(document: Document) -> dict[str, Any]:
    """Return what the page's scripts need: who is in which relation, where, how."""
    claims = {claim.id: [claim.start, claim.end] for claim in document.claims}
    names = {entity.id: entity.name for entity in document.entities}
    return {
        "entities": {each.id: [show_name(each), each.type] for each in document.entities},
        "symmetric": sorted(SYMMETRIC),
        "relations": [
            {
                "id": relation.id,
                "type": relation.type,
                "family": family(relation.type),
                "subject": relation.subject,
                "object": relation.object,
                "claim": claims.get(relation.claim or ""),
                "when": None if relation.when is None else [relation.when.start, relation.when.end],
                "confidence": relation.confidence,
                "evidence": [
                    {
                        "span": [each.start, each.end],
                        "trigger": None
                        if each.trigger is None
                        else [each.trigger.start, each.trigger.end],
                        "cues": [[cue.start, cue.end] for cue in each.cue],
                        "subject": each.subject_mention,
                        "object": each.object_mention,
                        "polarity": each.factuality.polarity,
                        "modality": each.factuality.modality,
                        "source": names.get(each.factuality.source or ""),
                        "rule": each.rule,
                    }
                    for each in relation.evidence
                ],
            }
            for relation in document.relations
        ],
    }
