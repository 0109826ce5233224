"""A document in a cell of a notebook: its text in colours and its relations, without scripts."""

from __future__ import annotations

from html import escape
from typing import Final

from geoents.records import Document
from geoents.viewer.document import name_state, render_statement, render_text
from geoents.viewer.shell import read_part
from geoents.viewer.wording import describe_relation

__all__ = ["render_cell"]

#: Relations that are shown; a notebook keeps its output in its file.
_ROWS: Final = 40


def render_cell(document: Document) -> str:
    """Return a document as a piece of HTML that stands alone."""
    entities = {entity.id: entity for entity in document.entities}
    claims = {claim.id: claim.text for claim in document.claims}
    rows = []
    for relation in document.relations[:_ROWS]:
        how = "; ".join(describe_relation(relation, entities))
        rows.append(
            f'<tr class="{name_state(relation)}"><td class="type">{relation.type}</td>'
            f'<td class="statement">{render_statement(relation, entities, claims)}</td>'
            f"<td>{escape(how)}</td><td>{relation.confidence:.2f}</td></tr>"
        )
    if len(document.relations) > _ROWS:
        more = f"and {len(document.relations) - _ROWS} more"
        rows.append(f'<tr><td colspan="4" class="dim">{more}</td></tr>')
    head = "<tr><th>relation</th><th>who, whom, what</th><th>how</th><th>confidence</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table>" if rows else ""
    return (
        f'<div class="geoents"><style>{read_part("cell.css")}</style>'
        f'<div class="text">{render_text(document)}</div>{table}</div>'
    )
