"""Prodigy's JSONL: a task a line with tokens, spans and relations (the ``relations`` interface).

Offsets are code points. Mentions and claims are spans; a relation's head is its subject, its child
the object or claim. Tokens are cut where a span begins or ends. What these do not say stands in
properties named ``geoents``, which Prodigy keeps as it finds them, and the document's in ``meta``.

Format: https://prodi.gy/docs/api-interfaces#relations
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from geoents.formats.folders import find, parse_json
from geoents.formats.offsets import cut
from geoents.formats.sheets import Arc, Mark, Sheet, from_sheet, read_note, to_sheet
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError, quote
from geoents.sinks.files import open_atomically

__all__ = ["read", "write"]

_KEY: Final = "geoents"
_KNOWN: Final = ("id", "title", "published", "url")


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a .jsonl file, or a folder of them; tasks that were not accepted are left out."""
    for file in find(path, (".jsonl",)):
        rows = file.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
        for number, row in enumerate(rows, start=1):
            if not row.strip():
                continue
            where = f"{file}:{number}"
            with tally.reading(where, "Prodigy's form"):
                task = parse_json(row, where, is_row=True)
                if task.get("answer", "accept") != "accept":
                    tally.lose(f"task with the answer {task['answer']}")
                    continue
                yield from_sheet(_to_sheet(task, f"{file.stem}-{number}", tally), tally)


def _to_sheet(task: dict[str, Any], name: str, tally: Tally) -> Sheet:
    meta = task.get("meta") or {}
    note = read_note(meta.get(_KEY)) or {}
    known = {key: meta[key] for key in _KNOWN if isinstance(meta.get(key), str)}
    sheet = Sheet(name, task["text"], note=known | note)
    ids: dict[tuple[int, int, str], str] = {}
    for span in task.get("spans") or []:
        id_ = f"T{len(sheet.marks) + 1}"
        start, end, label = span["start"], span["end"], span.get("label", "")
        words = span.get("text")
        if words is not None and sheet.text[start:end] != words:
            stands = quote(sheet.text[start:end])
            raise RecordError(f"{start}-{end} is {stands} in the text, not {quote(words)}")
        own = dict(span.get(_KEY) or {})
        id_ = own.pop("mark", id_)
        sheet.marks.append(Mark(id_, start, end, label, own))
        ids.setdefault((start, end, label), id_)
    marks = {mark.id for mark in sheet.marks}
    for link in task.get("relations") or []:
        own = dict(link.get(_KEY) or {})
        ends = []
        for side in ("head", "child"):
            span = link[f"{side}_span"]
            named = own.pop(side, None)
            place = span["start"], span["end"], span.get("label") or ""
            ends.append(named if named in marks else ids.get(place, ""))
        sheet.arcs.append(Arc(link["label"], ends[0], ends[1], own.get("note") or {}))
    if task.get("accept"):
        tally.lose("chosen option of a task", len(task["accept"]))
    return sheet


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write a .jsonl file of tasks that are accepted."""
    count = 0
    with open_atomically(path) as out:
        for document in documents:
            out.write(json.dumps(_task(to_sheet(document)), ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _task(sheet: Sheet) -> dict[str, Any]:
    text = sheet.text
    tokens = cut(text, [(mark.start, mark.end) for mark in sheet.marks])
    first = {token.start: number for number, token in enumerate(tokens)}
    last = {token.end: number for number, token in enumerate(tokens)}
    spans: dict[str, dict[str, Any]] = {}
    for mark in sheet.marks:
        spans[mark.id] = {
            "start": mark.start,
            "end": mark.end,
            "token_start": first[mark.start],
            "token_end": last[mark.end],
            "label": mark.label,
        }
    note = dict(sheet.note)
    known = {key: note.pop(key) for key in _KNOWN if key in note}
    return {
        "text": text,
        "tokens": [
            {
                "text": text[token.start : token.end],
                "start": token.start,
                "end": token.end,
                "id": number,
                "ws": token.has_blank,
            }
            for number, token in enumerate(tokens)
        ],
        "spans": [
            span | {_KEY: {"mark": mark.id} | mark.note}
            for mark, span in zip(sheet.marks, spans.values(), strict=True)
        ],
        "relations": [
            {
                "head": spans[arc.source]["token_end"],
                "child": spans[arc.target]["token_end"],
                "head_span": spans[arc.source],
                "child_span": spans[arc.target],
                "label": arc.label,
                _KEY: {"head": arc.source, "child": arc.target, "note": arc.note},
            }
            for arc in sheet.arcs
        ],
        # As text: Prodigy shows the values of meta below the task.
        "meta": known | {_KEY: json.dumps(note, ensure_ascii=False)},
        "answer": "accept",
        "_view_id": "relations",
    }
