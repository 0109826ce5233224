"""A table for people: what each document states, a relation a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from geoents.records import Document, Evidence, Relation, quote
from geoents.schema import Modality, Polarity, family

__all__ = ["RelationTable"]

#: Columns of the page when it goes into a file or a pipe.
_WIDTH: Final = 100
_HEADING: Final = 80
#: Characters of the evidence that are shown before and after the trigger's first.
_BEFORE: Final = 14
_AFTER: Final = 36
_TRAILING: Final = re.compile(r" +$", re.MULTILINE)
_COLORS: Final = {"standing": "cyan", "speech": "green", "interaction": "magenta"}


class RelationTable:
    """Writes a heading and a table of relations for each document.

    A relation that the text states as a fact in its own voice has nothing in the column "how";
    else there stands what is different: "not", "possible", "by Ilmar Tosk"; for a post that is
    not simply held, its tenure: "former".

    Args:
        out: A terminal, a pipe or a file; it is left open. Colours go to terminals only, and
            nowhere when NO_COLOR is set.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        width = None if out.isatty() else _WIDTH
        self._console = Console(file=out, width=width, highlight=False, markup=False, emoji=False)

    def write(self, document: Document) -> None:
        """Write one document's table."""
        names = {entity.id: entity.name for entity in document.entities}
        claims = {claim.id: claim.text for claim in document.claims}
        with self._console.capture() as page:
            self._console.print(_heading(document))
            if document.relations:
                table = _empty_table()
                for relation in document.relations:
                    table.add_row(*_cells(document, relation, names, claims))
                self._console.print(table)
            else:
                self._console.print("  no relations", style="dim")
        # A page that is cut out and pasted elsewhere should have no spaces at its right.
        self._out.write(_TRAILING.sub("", page.get()) + "\n")
        self._out.flush()

    def finalize(self) -> None:
        """Do nothing: no row is held back."""


def _heading(document: Document) -> Text:
    first_line = next((line for line in document.text.splitlines() if line.strip()), "")
    title = _clean(document.title or first_line)
    if len(title) > _HEADING:
        title = title[: _HEADING - 3].rstrip() + "..."
    heading = Text(title, style="bold")
    about = [part for part in (document.published, document.url) if part]
    if about:
        heading.append(f"  ({', '.join(map(_clean, about))})", style="dim")
    return heading


def _empty_table() -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("  relation", no_wrap=True)
    table.add_column("subject", ratio=5)
    table.add_column("object or claim", ratio=9)
    table.add_column("how", ratio=4)
    table.add_column("evidence", ratio=8)
    table.expand = True
    return table


def _cells(
    document: Document, relation: Relation, names: dict[str, str], claims: dict[str, str]
) -> Iterator[Text]:
    yield Text(f"  {relation.type}", style=_COLORS[family(relation.type)])
    yield Text(_clean(names[relation.subject]))
    yield Text(_clean(_object_or_claim(relation, names, claims)))
    tenure = [] if relation.tenure is None else [relation.tenure.value]
    how = dict.fromkeys([*tenure, *(_how(evidence, names) for evidence in relation.evidence)])
    yield Text("; ".join(map(_clean, filter(None, how))), style="yellow")
    first = relation.evidence[0]
    times = f"{len(relation.evidence)}x " if len(relation.evidence) > 1 else ""
    yield Text(times + _clean(_show(document.text, first)), style="dim")


def _object_or_claim(relation: Relation, names: dict[str, str], claims: dict[str, str]) -> str:
    object_ = "" if relation.object is None else names[relation.object]
    if relation.claim is None:
        return object_
    claim = quote(claims[relation.claim], 96)
    return f"to {object_}: {claim}" if object_ else claim


def _how(evidence: Evidence, names: dict[str, str]) -> str:
    """Return what there is besides "affirmed, actual, in the author's voice"."""
    read = evidence.factuality
    words = []
    if read.polarity is Polarity.NEGATED:
        words.append("not")
    if read.modality is not Modality.ACTUAL:
        words.append(read.modality.value)
    if read.source is not None:
        words.append(f"by {names[read.source]}")
    return " ".join(words)


def _show(text: str, evidence: Evidence) -> str:
    """Return the words around the trigger: "…Tosk denied that the border…"."""
    start, end = evidence.start, evidence.end
    if end - start > _BEFORE + _AFTER:
        anchor = start if evidence.trigger is None else evidence.trigger.start
        start = max(start, anchor - _BEFORE)
        end = min(end, anchor + _AFTER)
    words = text[start:end]
    # A word that was cut in two is left out.
    if start > evidence.start:
        words = f"…{words.partition(' ')[2]}"
    if end < evidence.end:
        words = f"{words.rpartition(' ')[0]}…"
    return words


def _clean(text: str) -> str:
    """Return a text on one line, without the codes that would steer the reader's terminal."""
    line = " ".join(text.split())
    if line.isprintable():
        return line
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) == "Cc" else c for c in line
    )
