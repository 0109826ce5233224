"""The inline form of gold (:mod:`geoents.inline`) as a format: one .txt file a document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from geoents.formats.folders import find, named, read_text
from geoents.formats.tally import Tally
from geoents.inline import parse_inline, write_inline
from geoents.records import Document, RecordError, find_problems
from geoents.sinks.files import open_atomically

__all__ = ["read", "write"]


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a file in the inline form, or a folder of .txt files."""
    for file in find(path, (".txt",)):
        try:
            document = parse_inline(read_text(file), where=str(file), checked=False)
            for problem in find_problems(document):
                raise RecordError(f"{file}: {problem}")
        except ValueError as error:
            tally.error(str(file), error)
        else:
            yield document


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write a folder of .txt files; a document whose mentions cross is left out."""
    count = 0
    for file, document in named(path, documents, ".txt"):
        try:
            written = write_inline(document)
            parse_inline(written, checked=False)
        except ValueError as error:
            tally.error(f"document {document.id}", f"the inline form cannot hold it: {error}")
            continue
        with open_atomically(file) as out:
            out.write(written.encode())
        count += 1
    return count
