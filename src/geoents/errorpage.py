"""One page on which every mistake is seen in its sentence, with filters and the tables of scores.

The page needs no network and no other file; without JavaScript it shows everything, unfiltered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Final

from geoents.mistakes import Mark, Mistake
from geoents.report import Table
from geoents.viewer.shell import fill, render_shell

__all__ = ["find_sentence", "render_page"]

# Where a sentence ends: at a stop before white space and a new beginning, or at a line's end.
# "Mr. Tosk" and "J. Tosk" go on.
_END: Final = re.compile(
    r"""(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|St|Lt))(?<!\b(?:Mrs|Gen|Sen|Rep|Gov|Col))(?<!\bProf)"""
    r"""[.!?…]+["'”’»)\]]*(?=\s+["'“‘«(\[]*[^\W_a-z])|\n"""
)
#: No mistake shows more of the text than this on one side of its words.
_REACH: Final = 600


def render_page(
    title: str,
    summary: str,
    tables: Iterable[Table],
    mistakes: Sequence[Mistake],
    texts: Mapping[str, str],
) -> str:
    """Return the page.

    Args:
        title: Its title, in plain text as all the rest.
        summary: A line below the title.
        tables: The tables of scores.
        mistakes: What to show, in this order.
        texts: The text of each document, by id.
    """
    facets = [
        [one.layer, one.kind, one.type, one.rule.split(", ") if one.rule else "", one.document]
        for one in mistakes
    ]
    body = fill(
        "errors.html",
        title=escape(title),
        summary=escape(summary),
        tables="\n".join(map(_render_table, tables)),
        items="\n".join(_render_mistake(one, texts[one.document]) for one in mistakes)
        or "<p>No mistake.</p>",
    )
    return render_shell(title, body, data=facets, scripts=("errors.js",), styles=("errors.css",))


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence, or sentences, that hold characters ``start`` to ``end`` of a text."""
    first = max(0, start - _REACH)
    last = min(len(text), end + _REACH)
    ends = [found.end() for found in _END.finditer(text, first, last) if found.end() <= start]
    begin = ends[-1] if ends else first
    following = _END.search(text, max(end - 1, start), last)
    stop = following.end() if following is not None else last
    while begin < start and text[begin].isspace():
        begin += 1
    while stop > end and text[stop - 1].isspace():
        stop -= 1
    return begin, stop


def _render_table(table: Table) -> str:
    head = "".join(
        f'<th scope="col">{escape(column)}</th>' if column else "<td></td>"
        for column in table.columns
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.title)}</caption>"
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(table.title)}"><table class="scores">{caption}<thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _render_mistake(mistake: Mistake, text: str) -> str:
    rule = f" by {mistake.rule}" if mistake.rule else ""
    said = "".join(
        f"<dt>{name}</dt><dd>{escape(words)}</dd>"
        for name, words in (("gold", mistake.gold), ("predicted", mistake.predicted))
        if words is not None
    )
    return (
        f'<article tabindex="0" class="card {escape(mistake.kind)}">'
        f"<h3>{escape(f'{mistake.kind} {mistake.layer} {mistake.type}')}"
        f' <span class="dim">{escape(f"in {mistake.document}{rule}")}</span></h3>'
        f"{_render_places(mistake, text)}<dl>{said}</dl></article>"
    )


def _render_places(mistake: Mistake, text: str) -> str:
    """Render the sentences of the marks, each once; an entity may have many."""
    spans = [(mistake.start, mistake.end), *((mark.start, mark.end) for mark in mistake.marks)]
    joined: list[tuple[int, int]] = []
    for begin, stop in sorted({find_sentence(text, *span) for span in spans}):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(stop, joined[-1][1])
        else:
            joined.append((begin, stop))
    return "".join(
        f"<blockquote>{_mark_words(text, begin, stop, mistake.marks)}</blockquote>"
        for begin, stop in joined
    )


def _mark_words(text: str, begin: int, stop: int, marks: Iterable[Mark]) -> str:
    """Return a stretch of text, in which marks may overlap, as HTML."""
    inside = [mark for mark in marks if mark.start < stop and begin < mark.end]
    edges = {begin, stop}
    edges.update(max(begin, mark.start) for mark in inside)
    edges.update(min(stop, mark.end) for mark in inside)
    parts = []
    for start, end in pairwise(sorted(edges)):
        words = escape(text[start:end])
        over = [mark for mark in inside if mark.start <= start and end <= mark.end]
        if over:
            names = dict.fromkeys(name for mark in over for name in (mark.side, mark.role))
            roles = ", ".join(dict.fromkeys(f"{mark.side} {mark.role}" for mark in over))
            words = (
                f'<mark class="{escape(" ".join(names))}" title="{escape(roles)}">{words}</mark>'
            )
        parts.append(words)
    return "".join(parts)
