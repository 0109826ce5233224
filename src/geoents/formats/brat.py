"""brat standoff: a folder with a .txt and an .ann file for each document, and annotation.conf.

Offsets are code points. A mention or claim is a text-bound annotation (``T``), a relation a binary
one (``R``) with the arguments Arg1 and Arg2, the form of a mention an attribute (``A``), the
mentions of one entity an ``Equiv``. The rest stands in notes (``#``) of the type ``Geoents``; the
document's own note is at ``T0``, which no annotation has. As brat does, an annotation that runs
over a line end is written in fragments.

Format: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from geoents.formats.folders import find, named, read_text
from geoents.formats.offsets import is_same_words
from geoents.formats.sheets import LABELS, Arc, Mark, Sheet, from_sheet, read_note, to_sheet
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError, quote
from geoents.schema import SIGNATURES, SYMMETRIC, EntityType, Form
from geoents.sinks.files import open_atomically

__all__ = ["read", "write"]

_NOTE: Final = "Geoents"
_WHOLE: Final = "T0"
_BREAK: Final = re.compile(r"[\r\n]+")
_NAMES: Final = {
    "E": "event",
    "N": "normalization to a knowledge base",
    "*": "equivalence other than Equiv",
}


# -- reading ----------------------------------------------------------------------------------


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a folder of .txt and .ann pairs, or one pair by either of its files."""
    for file in dict.fromkeys(file.with_suffix("") for file in find(path, (".ann", ".txt"))):
        ann, txt = (file.with_name(f"{file.name}{suffix}") for suffix in (".ann", ".txt"))
        try:
            yield from_sheet(_read_pair(txt, ann, tally), tally)
        except RecordError as error:
            tally.error(str(ann), error)
        except ValueError as error:
            tally.error(str(txt), error)
        except OSError as error:
            tally.error(str(error.filename), (error.strerror or str(error)).lower())


def _read_pair(txt: Path, ann: Path, tally: Tally) -> Sheet:
    sheet = Sheet(txt.stem, read_text(txt))
    try:
        rows = read_text(ann).split("\n")
    except ValueError as error:
        raise RecordError(f"{ann}: {error}") from None
    notes: list[tuple[str, str, str]] = []
    attributes: list[list[str]] = []
    arcs: dict[str, Arc] = {}
    for number, row in enumerate(rows, start=1):
        fields = row.rstrip("\r").split("\t", 2)
        words = fields[1].split(" ") if len(fields) > 1 else []
        try:
            match row[:1]:
                case "T":
                    sheet.marks.append(_mark(fields, sheet.text, tally))
                case "R":
                    arcs[fields[0]] = _relation(words)
                case "A" | "M":
                    attributes.append(words)
                case "#":
                    notes.append((words[0], words[1], fields[2] if len(fields) > 2 else ""))
                case "*" if words and words[0] == "Equiv":
                    sheet.groups.append(words[1:])
                case "" | "\r":
                    pass
                case first if first in _NAMES:
                    tally.lose(_NAMES[first])
                case _:
                    raise ValueError(f"no annotation of brat: {quote(row)}")
        except (ValueError, IndexError) as error:
            said = str(error) if isinstance(error, ValueError) else f"too short: {quote(row)}"
            raise RecordError(f"{ann}:{number}: {said}") from None
    sheet.arcs = list(arcs.values())
    marks = {mark.id: mark for mark in sheet.marks}
    _attach(sheet, marks, arcs, notes, tally)
    for words in attributes:
        mark = marks.get(words[1]) if len(words) > 1 else None
        if mark and words[0] == "Form" and words[-1] in Form.__members__.values():
            mark.note["form"] = words[-1]
        else:
            tally.lose(f"attribute {words[0] if words else ''}")
    return sheet


def _attach(
    sheet: Sheet,
    marks: dict[str, Mark],
    arcs: dict[str, Arc],
    notes: Iterable[tuple[str, str, str]],
    tally: Tally,
) -> None:
    """Put the notes where they belong."""
    for kind, target, written in notes:
        note = read_note(written) if kind == _NOTE else None
        if note is None:
            tally.lose(f"note of the type {kind}")
        elif target == _WHOLE:
            sheet.note = note
        elif target in marks:
            mark = marks[target]
            edges = note.pop("edges", None)
            # A blank line at its edge is in no fragment.
            if edges and edges[0] <= mark.start and mark.end <= edges[1]:
                mark.start, mark.end = edges
            mark.note = note
        elif target in arcs:
            arcs[target].note = note
        else:
            tally.lose("note at an annotation that is not there")


def _mark(fields: list[str], text: str, tally: Tally) -> Mark:
    label, _, written = fields[1].partition(" ")
    spans = [[int(offset) for offset in part.split()] for part in written.split(";")]
    if any(len(span) != 2 for span in spans):
        raise ValueError(f"no offsets: {quote(written)}")
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"{fields[0]} {start}-{end} is no span of the text ({len(text)})")
    stands = " ".join(text[start:end] for start, end in spans)
    if len(fields) > 2 and not is_same_words(stands, fields[2]):
        where = f"{fields[0]} {written}"
        raise ValueError(f"{where} is {quote(stands)} in the text, not {quote(fields[2])}")
    spans.sort()
    gaps = [text[one[1] : other[0]] for one, other in pairwise(spans)]
    if any(gap.strip() for gap in gaps):
        tally.lose("gap in a discontinuous annotation: read from its first fragment to its last")
    return Mark(fields[0], spans[0][0], spans[-1][1], label)


def _relation(words: list[str]) -> Arc:
    ends = [word.partition(":")[2] for word in words[1:]]
    if len(ends) != 2 or not all(ends):
        raise ValueError(f"a relation has two arguments: {quote(' '.join(words))}")
    return Arc(words[0], ends[0], ends[1])


# -- writing ----------------------------------------------------------------------------------


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write a folder of .txt and .ann files with an annotation.conf."""
    count = 0
    for txt, document in named(path, documents, ".txt"):
        sheet = to_sheet(document)
        files = {txt: sheet.text, txt.with_suffix(".ann"): "".join(_rows(sheet))}
        for file, content in files.items():
            with open_atomically(file) as out:
                out.write(content.encode())
        count += 1
    path.mkdir(parents=True, exist_ok=True)
    with open_atomically(path / "annotation.conf") as out:
        out.write("".join(_configuration()).encode())
    return count


def _rows(sheet: Sheet) -> Iterator[str]:
    notes = [(_WHOLE, sheet.note)]
    clusters: dict[str, list[str]] = {}
    number = 0
    for mark in sheet.marks:
        note = dict(mark.note)
        fragments = list(_fragments(sheet.text, mark.start, mark.end))
        written = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(_BREAK.sub(" ", sheet.text[start:end]) for start, end in fragments)
        yield f"{mark.id}\t{mark.label} {written}\t{words}\n"
        if (fragments[0][0], fragments[-1][1]) != (mark.start, mark.end):
            note["edges"] = [mark.start, mark.end]
        if "form" in note:
            number += 1
            yield f"A{number}\tForm {mark.id} {note.pop('form')}\n"
        if "entity" in note:
            clusters.setdefault(note["entity"], []).append(mark.id)
        notes.append((mark.id, note))
    for ids in clusters.values():
        if len(ids) > 1:
            yield f"*\tEquiv {' '.join(ids)}\n"
    for number, arc in enumerate(sheet.arcs, start=1):
        yield f"R{number}\t{arc.label} Arg1:{arc.source} Arg2:{arc.target}\n"
        notes.append((f"R{number}", arc.note))
    for number, (target, note) in enumerate(notes, start=1):
        yield f"#{number}\t{_NOTE} {target}\t{json.dumps(note, ensure_ascii=False)}\n"


def _fragments(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a span that line ends part; all of it where it is line ends only."""
    last, is_empty = start, True
    for gap in _BREAK.finditer(text, start, end):
        if last < gap.start():
            is_empty = False
            yield last, gap.start()
        last = gap.end()
    if last < end:
        yield last, end
    elif is_empty:
        yield start, end


def _configuration() -> Iterator[str]:
    """Yield the lines of annotation.conf: what brat lets people annotate."""
    mentions = "|".join(EntityType)
    yield "# The labels of geoents: see SCHEMA.md.\n\n[entities]\n"
    yield from (f"{label}\n" for label in LABELS)
    yield "\n[relations]\n<OVERLAP>\tArg1:<ANY>, Arg2:<ANY>, <OVL-TYPE>:<ANY>\n"
    yield f"Equiv\tArg1:{mentions}, Arg2:{mentions}, <REL-TYPE>:symmetric-transitive\n"
    for type_, signature in SIGNATURES.items():
        object_ = sorted(signature.object) + (["CLAIM"] if signature.claim else [])
        symmetric = ", <REL-TYPE>:symmetric" if type_ in SYMMETRIC else ""
        yield f"{type_}\tArg1:{'|'.join(sorted(signature.subject))}, "
        yield f"Arg2:{'|'.join(object_)}{symmetric}\n"
    yield f"\n[events]\n\n[attributes]\nForm\tArg:{mentions}, Value:{'|'.join(Form)}\n"
