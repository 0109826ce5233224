"""spaCy's DocBin: docs with overlapping spans in ``doc.spans["sc"]`` and outermost ones as entities.

Mentions and claims are spans; their ids are those of the notes in ``doc.user_data["geoents"]``, a
JSON string that also has the relations. Tokens are cut where a span begins or ends, white space
but for single blanks is a token. Of other DocBins ``doc.spans["sc"]`` is read, else ``doc.ents``.
spaCy is imported when a file is read or written.

Format: https://spacy.io/api/docbin
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geoents.formats.folders import find
from geoents.formats.offsets import cut
from geoents.formats.sheets import CLAIM, Arc, Mark, Sheet, from_sheet, read_note, to_sheet
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError
from geoents.sinks.files import open_atomically

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

__all__ = ["read", "write"]

_KEY: Final = "geoents"
#: spaCy's own name for the spans of its span categorizer.
_GROUP: Final = "sc"


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a .spacy file, or a folder of them."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    for file in find(path, (".spacy",)):
        vocab = Vocab()
        try:
            docs = list(DocBin().from_bytes(file.read_bytes()).get_docs(vocab))
        except Exception as error:  # zlib's, msgpack's and numpy's, whatever the damage is
            tally.error(str(file), f"no DocBin ({type(error).__name__}: {error})")
            continue
        for number, doc in enumerate(docs, start=1):
            try:
                yield from_sheet(_to_sheet(doc, f"{file.stem}-{number}", tally), tally)
            except RecordError as error:
                tally.error(f"{file}: doc {number}", error)
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                tally.error(f"{file}: doc {number}", f"its user_data is damaged: {error}")


def _to_sheet(doc: Doc, name: str, tally: Tally) -> Sheet:
    note = read_note(doc.user_data.get(_KEY)) or {}
    marks: dict[str, Any] = note.pop("marks", {})
    sheet = Sheet(name, doc.text, note=note)
    for number, span in enumerate(doc.spans.get(_GROUP) or doc.ents, start=1):
        id_ = span.id_ or f"T{number}"
        sheet.marks.append(
            Mark(id_, span.start_char, span.end_char, span.label_, marks.get(id_, {}))
        )
    for group, spans in doc.spans.items():
        if group != _GROUP:
            tally.lose(f"span of the group {group}", len(spans))
    for arc in note.pop("arcs", []):
        sheet.arcs.append(Arc(**arc))
    return sheet


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write a .spacy file."""
    from spacy.tokens import DocBin
    from spacy.vocab import Vocab

    vocab = Vocab()
    bin_ = DocBin(store_user_data=True)
    count = 0
    for document in documents:
        bin_.add(_to_doc(vocab, to_sheet(document)))
        count += 1
    with open_atomically(path) as out:
        out.write(bin_.to_bytes())
    return count


def _to_doc(vocab: Vocab, sheet: Sheet) -> Doc:
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans

    tokens = cut(sheet.text, [(mark.start, mark.end) for mark in sheet.marks])
    doc = Doc(
        vocab,
        words=[sheet.text[token.start : token.end] for token in tokens],
        spaces=[token.has_blank for token in tokens],
    )
    first = {token.start: number for number, token in enumerate(tokens)}
    last = {token.end: number + 1 for number, token in enumerate(tokens)}
    spans = [
        Span(doc, first[mark.start], last[mark.end], label=mark.label, span_id=mark.id)
        for mark in sheet.marks
    ]
    doc.spans[_GROUP] = spans
    named = [span for span in spans if span.label_ != CLAIM and not doc[span.start].is_space]
    doc.ents = filter_spans([span for span in named if not doc[span.end - 1].is_space])
    note = sheet.note | {
        "marks": {mark.id: mark.note for mark in sheet.marks},
        "arcs": [
            {"label": arc.label, "source": arc.source, "target": arc.target, "note": arc.note}
            for arc in sheet.arcs
        ],
    }
    doc.user_data[_KEY] = json.dumps(note, ensure_ascii=False)
    return doc
