"""Files of records, one a line, read past what is broken in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from geoents.records import Document, RecordError, parse_document

__all__ = ["read_records", "tell_apart"]


def read_records(path: Path, *, on_error: Callable[[str], None]) -> Iterator[Document]:
    """Yield the records of a JSONL file.

    Args:
        path: The file.
        on_error: Told of each line that is no record and is left out: file, line and what.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            data = line.removeprefix(b"\xef\xbb\xbf").strip()
            if data:
                try:
                    yield parse_document(data, where=f"{path}:{number}")
                except RecordError as error:
                    on_error(str(error))


def tell_apart(
    documents: Iterable[Document], on_error: Callable[[str], None]
) -> Iterator[Document]:
    """Yield documents; one with the id of another is told and left out."""
    seen: set[str] = set()
    for document in documents:
        if document.id in seen:
            on_error(f"document {document.id}: another one has this id; it is left out")
            continue
        seen.add(document.id)
        yield document
