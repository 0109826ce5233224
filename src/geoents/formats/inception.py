"""INCEpTION: UIMA CAS XMI, a .xmi file for each document with TypeSystem.xml beside them.

Needs dkpro-cassis (``pip install "geoents[inception]"``), which turns UIMA's UTF-16 offsets into
code points. Mentions and claims are ``webanno.custom.GeoentsSpan`` with their label, relations
``webanno.custom.GeoentsRelation`` from Governor (subject) to Dependent (object or claim); what
these do not say stands in their feature ``note``, the document's own in
``webanno.custom.GeoentsDocument``. DKPro's NamedEntity is read as well.

Format: https://inception-project.github.io/releases/current/docs/user-guide.html, "UIMA CAS XMI".
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from geoents.formats.folders import find, named
from geoents.formats.sheets import Arc, Mark, Sheet, from_sheet, read_note, to_sheet
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError
from geoents.sinks.files import open_atomically

__all__ = ["read", "write"]

_SPAN: Final = "webanno.custom.GeoentsSpan"
_RELATION: Final = "webanno.custom.GeoentsRelation"
_DOCUMENT: Final = "webanno.custom.GeoentsDocument"
_NAMED: Final = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_TYPES: Final = "TypeSystem.xml"
_QUIET: Final = ("uima.", "de.tudarmstadt.ukp.dkpro.core.api.segmentation.", "de.tudarmstadt.ukp.dkpro.core.api.metadata.", "de.tudarmstadt.ukp.clarin.webanno.")  # fmt: skip


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a .xmi file, or a folder of them; the type system stands beside or above each.

    Raises:
        ModuleNotFoundError: dkpro-cassis is not installed.
    """
    import cassis

    systems: dict[Path, Any] = {}
    for file in find(path, (".xmi",)):
        try:
            system = _find_types(file)
            if system not in systems:
                with system.open("rb") as stream:
                    systems[system] = cassis.load_typesystem(stream)
            with file.open("rb") as stream, warnings.catch_warnings():
                # An offset outside the text, or in the middle of an emoji.
                warnings.filterwarnings("error", "Not mapping external offset")
                cas = cassis.load_cas_from_xmi(stream, typesystem=systems[system])
            yield from_sheet(_to_sheet(cas, file.stem, tally), tally)
        except OSError as error:
            tally.error(str(error.filename or file), (error.strerror or str(error)).lower())
        except Exception as error:  # cassis and lxml have no common error for damaged XML
            line = getattr(error, "lineno", None)
            tally.error(f"{file}:{line}" if line else str(file), error or type(error).__name__)


def _find_types(file: Path) -> Path:
    for folder in (file.parent, file.parent.parent):
        for name in (_TYPES, _TYPES.lower()):
            if (folder / name).is_file():
                return folder / name
    raise FileNotFoundError(2, "no type system beside it", str(file.parent / _TYPES))


def _to_sheet(cas: Any, stem: str, tally: Tally) -> Sheet:
    if cas.sofa_string is None:
        raise RecordError("it has no text")
    sheet = Sheet(stem, cas.sofa_string)
    ids: dict[int, str] = {}
    unknown: Counter[str] = Counter()
    spans: list[tuple[Any, str]] = []
    links: list[Any] = []
    for item in cas.select_all_fs():
        match item.type.name:
            case name if name == _SPAN:
                spans.append((item, item.label or ""))
            case name if name == _NAMED:
                spans.append((item, item.value or ""))
            case name if name == _RELATION:
                links.append(item)
            case name if name == _DOCUMENT:
                sheet.note = read_note(item.note) or {}
            case name if not name.startswith(_QUIET):
                unknown[name] += 1
    for item, label in spans:
        note = read_note(getattr(item, "note", None)) or {}
        form = getattr(item, "form", None)
        if form:
            note["form"] = form
        ids[item.xmiID] = f"T{len(ids) + 1}"
        sheet.marks.append(Mark(ids[item.xmiID], item.begin, item.end, label, note))
    for item in links:
        ends = [ids.get(end.xmiID, "") if end else "" for end in (item.Governor, item.Dependent)]
        sheet.arcs.append(Arc(item.label or "", ends[0], ends[1], read_note(item.note) or {}))
    for name, count in unknown.items():
        tally.lose(f"annotation of the layer {name}", count)
    return sheet


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write a folder of .xmi files and their TypeSystem.xml.

    Raises:
        ModuleNotFoundError: dkpro-cassis is not installed.
    """
    import cassis

    system = _type_system(cassis)
    count = 0
    for file, document in named(path, documents, ".xmi"):
        try:
            data = _to_cas(cassis, system, to_sheet(document)).to_xmi().encode()
        except ValueError as error:
            # XML knows no control characters, not even escaped.
            tally.error(f"document {document.id}", f"XML cannot hold it: {error}")
            continue
        with open_atomically(file) as out:
            out.write(data)
        count += 1
    path.mkdir(parents=True, exist_ok=True)
    with open_atomically(path / _TYPES) as out:
        out.write(system.to_xml().encode())
    return count


def _type_system(cassis: Any) -> Any:
    system = cassis.TypeSystem()
    span = system.create_type(_SPAN, "uima.tcas.Annotation")
    relation = system.create_type(_RELATION, "uima.tcas.Annotation")
    whole = system.create_type(_DOCUMENT, "uima.cas.AnnotationBase")
    for type_, names in ((span, ("label", "form", "note")), (relation, ("label", "note"))):
        for name in names:
            system.create_feature(type_, name, "uima.cas.String")
    system.create_feature(whole, "note", "uima.cas.String")
    system.create_feature(relation, "Governor", span)
    system.create_feature(relation, "Dependent", span)
    return system


def _to_cas(cassis: Any, system: Any, sheet: Sheet) -> Any:
    cas = cassis.Cas(system)
    cas.sofa_string = sheet.text
    cas.sofa_mime = "text/plain"
    types = {name: system.get_type(name) for name in (_SPAN, _RELATION, _DOCUMENT)}
    cas.add(types[_DOCUMENT](note=_dump(sheet.note)))
    spans: dict[str, Any] = {}
    for mark in sheet.marks:
        note = {key: value for key, value in mark.note.items() if key != "form"}
        span = types[_SPAN](
            begin=mark.start,
            end=mark.end,
            label=mark.label,
            form=mark.note.get("form"),
            note=_dump(note),
        )
        cas.add(span)
        spans[mark.id] = span
    for arc in sheet.arcs:
        source, target = spans[arc.source], spans[arc.target]
        # INCEpTION anchors a relation at its Dependent.
        cas.add(
            types[_RELATION](
                begin=target.begin,
                end=target.end,
                Governor=source,
                Dependent=target,
                label=arc.label,
                note=_dump(arc.note),
            )
        )
    return cas


def _dump(note: dict[str, Any]) -> str:
    return json.dumps(note, ensure_ascii=False)
