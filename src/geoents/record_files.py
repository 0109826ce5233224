"""Files of records, one a line, read past what is broken in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from geoents.records import Document, RecordError, parse_document

__all__ = ["read_records"]


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
