"""Our own records: JSON Lines, and one JSON file a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from geoents.formats.folders import find, named
from geoents.formats.tally import Tally
from geoents.records import Document, RecordError, parse_document
from geoents.sinks.files import open_atomically

__all__ = ["read", "write", "write_json"]


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a .jsonl file, a .json file of one document, or a folder of such files."""
    for file in find(path, (".json", ".jsonl")):
        data = file.read_bytes().removeprefix(b"\xef\xbb\xbf")
        if file.suffix != ".json":
            rows = [(f"{file}:{n}", row) for n, row in enumerate(data.split(b"\n"), start=1)]
        else:
            rows = [(str(file), data)]
        for where, row in rows:
            if row.strip():
                try:
                    yield parse_document(row, where=where)
                except RecordError as error:
                    tally.error(where, error)


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write a .jsonl file."""
    count = 0
    with open_atomically(path) as out:
        for document in documents:
            out.write(document.model_dump_json().encode() + b"\n")
            count += 1
    return count


def write_json(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write a folder with a .json file for each document; a single document into a .json file."""
    count = 0
    if path.suffix == ".json" and not path.is_dir():
        for document in documents:
            count += 1
            if count > 1:
                tally.error(f"document {document.id}", f"{path} holds the first; name a folder")
                continue
            with open_atomically(path) as out:
                out.write(document.model_dump_json(indent=1).encode() + b"\n")
        return min(count, 1)
    for file, document in named(path, documents, ".json"):
        with open_atomically(file) as out:
            out.write(document.model_dump_json(indent=1).encode() + b"\n")
        count += 1
    return count
