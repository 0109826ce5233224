"""Label Studio's JSON: an array of tasks with labels on a text and relations between them.

Mentions and claims are regions of the control ``label`` on the object ``text``. The text and the
note of a document stand in the task's ``data`` (where Label Studio leaves them alone), a region's
note in its ``meta.text``, the notes of relations, which have no meta, in the data as well. The
newer Label Studio counts code points, the older UTF-16 code units, some count a CRLF as one: a
region says its words, so that the reader sees which.

Format: https://labelstud.io/guide/task_format and .../guide/export#Label-Studio-JSON-format-of-annotated-tasks
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from geoents.formats.folders import find, parse_json
from geoents.formats.offsets import Utf16, is_same_words
from geoents.formats.sheets import LABELS, Arc, Mark, Sheet, from_sheet, read_note, to_sheet
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError, quote
from geoents.schema import RelationType
from geoents.sinks.files import open_atomically

__all__ = ["CONFIGURATION", "read", "write"]

#: The labelling interface that shows what :func:`write` writes; paste it into a project.
CONFIGURATION: Final = "\n".join(
    [
        "<View>",
        '  <Labels name="label" toName="text">',
        *(f'    <Label value="{label}"/>' for label in LABELS),
        "  </Labels>",
        "  <Relations>",
        *(f'    <Relation value="{type_}"/>' for type_ in RelationType),
        "  </Relations>",
        '  <Text name="text" value="$text"/>',
        "</View>",
    ]
)

_KEY: Final = "geoents"


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read an array of tasks, or one task, from a .json file or a folder of them."""
    for file in find(path, (".json",)):
        try:
            tasks = parse_json(file.read_bytes().removeprefix(b"\xef\xbb\xbf"), str(file))
        except RecordError as error:
            tally.error(str(file), error)
            continue
        for number, task in enumerate(tasks if isinstance(tasks, list) else [tasks], start=1):
            where = f"{file}: task {number}"
            with tally.reading(where, "Label Studio's form"):
                yield from_sheet(_to_sheet(task, f"{file.stem}-{number}", tally), tally)


def _to_sheet(task: dict[str, Any], name: str, tally: Tally) -> Sheet:
    data = task["data"]
    text = data.get("text")
    if not isinstance(text, str):
        raise RecordError('its data has no "text"')
    note = read_note(data.get(_KEY)) or {}
    known = {key: data[key] for key in ("id", "title", "published", "url") if data.get(key)}
    sheet = Sheet(str(task.get("id") or name), text, note=known | note)
    done = [one for one in task.get("annotations") or [] if not one.get("was_cancelled")]
    tally.lose("annotation of a task besides its first", len(done) - 1 if done else 0)
    if not done:
        done = task.get("predictions") or []
    results = done[0].get("result", []) if done else []
    regions = [one for one in results if "labels" in one.get("value", {})]
    convert = _counting(text, [region["value"] for region in regions])
    for region in regions:
        value = region["value"]
        meta = (region.get("meta") or {}).get("text") or [None]
        found = read_note(meta[0] if isinstance(meta, list) else meta)
        if found is None and meta[0] is not None:
            tally.lose("note of a region")
        tally.lose("label of a region besides its first", len(value["labels"]) - 1)
        start, end = convert(value["start"]), convert(value["end"])
        sheet.marks.append(Mark(region["id"], start, end, value["labels"][0], found or {}))
    notes = sheet.note.pop("arcs", [])
    for result in results:
        if result.get("type") == "relation":
            sheet.arcs += _arcs(result, notes, tally)
        elif "labels" not in result.get("value", {}):
            tally.lose(f"result of the type {result.get('type')}")
    return sheet


def _arcs(result: dict[str, Any], notes: list[dict[str, Any]], tally: Tally) -> Iterator[Arc]:
    """Yield the arcs of a relation, one for each label, with the notes that fit them."""
    source, target = result["from_id"], result["to_id"]
    if result.get("direction") == "left":
        source, target = target, source
    if not result.get("labels"):
        tally.lose("relation without a label")
    for label in result.get("labels") or []:
        same = [one for one in notes if (one["from"], one["to"]) == (source, target)]
        same.sort(key=lambda one: one["label"] != label)
        if same:
            notes.remove(same[0])
        yield Arc(label, source, target, same[0]["note"] if same else {})


def _counting(text: str, values: list[dict[str, Any]]) -> Callable[[int], int]:
    """Return what turns a task's offsets into code points: the way all its words agree with.

    Raises:
        RecordError: There is none.
    """
    units = Utf16(text)
    kept = [i for i, c in enumerate(text) if c != "\r" or text[i + 1 : i + 2] != "\n"]
    kept.append(len(text))
    ways: list[Callable[[int], int]] = [lambda i: i, units.to_points, kept.__getitem__]
    first: dict[str, Any] = {}
    for way in ways:
        for value in values:
            if "text" not in value:
                continue
            try:
                words = text[way(value["start"]) : way(value["end"])]
            except (ValueError, IndexError):
                words = ""
            # It writes a line end in a region's words as backslash and n.
            if not is_same_words(words, value["text"].replace("\\n", "\n")) or not words:
                first = first or value
                break
        else:
            return way
    stands = text[first["start"] : first["end"]]
    where = f"{first['start']}-{first['end']}"
    raise RecordError(f"{where} is {quote(stands)} in the text, not {quote(first['text'])}")


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write an array of tasks with their annotations."""
    count = 0
    with open_atomically(path) as out:
        out.write(b"[")
        for document in documents:
            task = json.dumps(_task(to_sheet(document)), ensure_ascii=False)
            out.write((",\n" if count else "\n").encode() + task.encode())
            count += 1
        out.write(b"\n]\n")
    return count


def _task(sheet: Sheet) -> dict[str, Any]:
    note = dict(sheet.note)
    arcs = [
        {"from": arc.source, "to": arc.target, "label": arc.label, "note": arc.note}
        for arc in sheet.arcs
    ]
    known = {key: note.pop(key) for key in ("id", "title", "published", "url") if key in note}
    data: dict[str, Any] = {"text": sheet.text} | known | {_KEY: note | {"arcs": arcs}}
    result: list[dict[str, Any]] = []
    for mark in sheet.marks:
        words = sheet.text[mark.start : mark.end]
        value = {"start": mark.start, "end": mark.end, "text": words, "labels": [mark.label]}
        meta = {"text": [json.dumps(mark.note, ensure_ascii=False)]}
        region = {"id": mark.id, "from_name": "label", "to_name": "text", "type": "labels"}
        result.append(region | {"value": value, "meta": meta})
    for arc in sheet.arcs:
        link = {"type": "relation", "from_id": arc.source, "to_id": arc.target}
        result.append(link | {"direction": "right", "labels": [arc.label]})
    return {"data": data, "annotations": [{"result": result}]}
