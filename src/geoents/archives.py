"""Archives of many documents: WARC (by warcio) and Parquet (by pyarrow), read piece by piece.

Both libraries are optional: ``pip install 'geoents[archives]'``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from geoents.streams import HARMLESS, FlawError, unfolds
from geoents.texts import Limits

__all__ = ["COLUMNS", "Capture", "Row", "read_parquet", "read_warc"]

#: The columns that are read; the first must be there.
COLUMNS: Final = ("text", "id", "title", "published", "url")
#: Rows held at a time: a row of a dictionary column may be large and stand there by a number.
_ROWS: Final = 16
_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_KEPT: Final = frozenset({"response", "resource", "conversion"})
_INSTALL: Final = "pip install 'geoents[archives]'"


class Capture(NamedTuple):
    """A page or plain text of a WARC file.

    Attributes:
        number: The record's number in the file, from 1, others counted too.
        url: The address it was got from.
        data: Its bytes, without the headers, or None where they are too many.
        is_page: Whether it is HTML, else plain text.
        encoding: The encoding that the server named, if any.
    """

    number: int
    url: str | None
    data: bytes | None
    is_page: bool
    encoding: str | None


class Row(NamedTuple):
    """A row of a table, with its number from 1."""

    number: int
    values: dict[str, Any]


def read_warc(stream: IO[bytes], limits: Limits) -> Iterator[Capture]:
    """Yield the pages and plain texts of a WARC file; what else is in it is passed over.

    Args:
        stream: The file, unpacked.
        limits: How many bytes a page may have.

    Raises:
        FlawError: warcio is missing, or the file is damaged.
    """
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError:
        raise FlawError(f"reading WARC needs warcio; {_INSTALL}") from None
    try:
        for number, record in enumerate(ArchiveIterator(stream), start=1):
            if record.rec_type in _KEPT and (found := _to_capture(number, record, limits)):
                yield found
    except ArchiveLoadFailed as error:
        reason = " ".join(str(error).split())[:200]
        raise FlawError(f"damaged or no WARC file ({reason}); get it anew") from None


def _to_capture(number: int, record: Any, limits: Limits) -> Capture | None:
    headers = record.http_headers
    if headers is not None and headers.get_statuscode() != "200":
        return None
    named = (headers or record.rec_headers).get_header("Content-Type") or ""
    kind, _, rest = named.partition(";")
    kind = kind.strip().lower()
    if kind not in _PAGES and kind != "text/plain":
        return None
    _, is_named, encoding = rest.lower().partition("charset=")
    return Capture(
        number,
        record.rec_headers.get_header("WARC-Target-URI"),
        _read_content(record, limits),
        kind in _PAGES,
        encoding.strip("\"' ;") if is_named else None,
    )


def _read_content(record: Any, limits: Limits) -> bytes | None:
    # A block at a time: what a server packed may unfold to anything.
    content, data = record.content_stream(), bytearray()
    while len(data) <= limits.bytes and (block := content.read(65_536)):
        data += block
    return bytes(data) if len(data) <= limits.bytes else None


def read_parquet(path: Path, limits: Limits) -> Iterator[Row]:
    """Yield the rows of a Parquet file, a few at a time.

    Args:
        path: The file.
        limits: How long a text may be, and how far a column may unfold.

    Raises:
        FlawError: pyarrow is missing, the file is damaged or a bomb, or it has no column "text".
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise FlawError(f"reading Parquet needs pyarrow; {_INSTALL}") from None
    try:
        with ParquetFile(path, buffer_size=2**20, pre_buffer=False) as table:
            names = [name for name in COLUMNS if name in table.schema_arrow.names]
            if COLUMNS[0] not in names:
                found = ", ".join(table.schema_arrow.names[:8]) or "none"
                raise FlawError(f'no column "text" (it has {found}); rename the one with the texts')
            _check_columns(table.metadata, names, limits)
            number = 0
            for batch in table.iter_batches(batch_size=_ROWS, columns=names, use_threads=False):
                for values in batch.to_pylist():
                    number += 1
                    yield Row(number, values)
    except ArrowException as error:
        reason = " ".join(str(error).split())[:200]
        raise FlawError(f"damaged or no Parquet file ({reason}); get it anew") from None


def _check_columns(metadata: Any, names: list[str], limits: Limits) -> None:
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            column = metadata.row_group(group).column(index)
            most = max(HARMLESS, limits.expansion * column.total_compressed_size)
            if column.path_in_schema in names and column.total_uncompressed_size > most:
                raise FlawError(unfolds(limits.expansion))
