"""Documents as Arrow tables, and those as Parquet, Arrow and CSV files.

The tables are those of the SQL sink, with its names and columns (:mod:`geoents.sinks.tables`),
save that what made a document stands in ``documents`` and what a relation responds to in
``relations``, so that there are seven:

    documents   id, title, published, url, text, geoents, model, rules
    zones, mentions, entities, claims, relations, evidence    document_id, ... as in SQL

Lists are lists: ``aliases`` and ``responds_to`` of strings, ``cue`` of spans; ``ids`` is a map.
CSV holds them as JSON. Of a run only a batch of documents is in memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final, Generic, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from sqlalchemy import Column, Double, Integer, Text

from geoents.records import Document
from geoents.sinks.files import make_atomically
from geoents.sinks.tables import METADATA, to_rows

__all__ = ["SCHEMAS", "Tables", "to_arrow", "write_arrow", "write_csv", "write_parquet"]

#: A batch ends with as many documents, or as many characters of text, whichever comes first.
_BATCH: Final = 1_000
_BATCH_TEXT: Final = 8_000_000

_T = TypeVar("_T")
_Row = dict[str, Any]


class Tables(NamedTuple, Generic[_T]):
    """Documents as seven tables of one kind: of pyarrow, pandas or Polars.

    ``tables.relations`` is one of them, ``tables._asdict()`` has all by name.
    """

    documents: _T
    zones: _T
    mentions: _T
    entities: _T
    claims: _T
    relations: _T
    evidence: _T


_WORD: Final = pa.string()
_WORDS: Final = pa.list_(pa.field("item", _WORD, nullable=False))
_SPAN: Final = pa.struct([pa.field(name, pa.int64(), nullable=False) for name in ("start", "end")])
_NESTED: Final = {
    "aliases": _WORDS,
    "ids": pa.map_(_WORD, _WORD),
    "cue": pa.list_(pa.field("item", _SPAN, nullable=False)),
}
_FLAT: Final = {Text: _WORD, Integer: pa.int64(), Double: pa.float64()}
#: Columns of the SQL tables that say nothing here, and those that stand in tables of their own there.
_LEFT_OUT: Final = {"digest", "run"}
_TAKEN_IN: Final = {
    "documents": [pa.field(name, _WORD) for name in ("geoents", "model", "rules")],
    "relations": [pa.field("responds_to", _WORDS, nullable=False)],
}


def _field(column: Column[Any]) -> pa.Field:
    name = column.name
    type_ = _NESTED[name] if name in _NESTED else _FLAT[type(column.type)]
    return pa.field(name, type_, nullable=bool(column.nullable))


def _schema(name: str) -> pa.Schema:
    columns = METADATA.tables[name].columns
    fields = [_field(column) for column in columns if column.name not in _LEFT_OUT]
    return pa.schema(fields + _TAKEN_IN.get(name, []))


#: The Arrow schema of each table.
SCHEMAS: Final[Tables[Any]] = Tables(*map(_schema, Tables._fields))


def to_arrow(documents: Iterable[Document]) -> Tables[Any]:
    """Return documents as Arrow tables (``pyarrow.Table``)."""
    batches = list(_batches(documents))
    if not batches:
        return Tables(*(schema.empty_table() for schema in SCHEMAS))
    return Tables(*map(pa.concat_tables, zip(*(tables for tables, _ in batches), strict=True)))


def write_parquet(
    documents: Iterable[Document], out: Path, *, documents_per_part: int = 50_000
) -> int:
    """Write a folder ``out`` with a folder for each table: ``relations/part-00000.parquet``, ....

    Parts of the same number hold the same documents, so each can be read by itself.

    Args:
        documents: What to write.
        out: The folder; it is there when all is written, and must not have files before.
        documents_per_part: After how many documents new files begin.

    Returns:
        How many documents there were.

    Raises:
        OSError: The folder cannot be made, or has files.
    """

    def open_one(folder: Path, name: str, number: int) -> Any:
        path = folder / name / f"part-{number:05}.parquet"
        path.parent.mkdir(exist_ok=True)
        schema = getattr(SCHEMAS, name)
        return pyarrow.parquet.ParquetWriter(path, schema, compression="zstd")

    return _write(documents, out, open_one, documents_per_part)


def write_arrow(documents: Iterable[Document], out: Path) -> int:
    """Write a folder ``out`` with a file for each table in Arrow's own form: ``relations.arrow``.

    Such files (Feather, IPC) are read without copying. See :func:`write_parquet`.
    """

    def open_one(folder: Path, name: str, _number: int) -> Any:
        return pa.ipc.new_file(str(folder / f"{name}.arrow"), getattr(SCHEMAS, name))

    return _write(documents, out, open_one)


def write_csv(documents: Iterable[Document], out: Path) -> int:
    """Write a folder ``out`` with a CSV file for each table: ``relations.csv``. UTF-8.

    Every string stands in quotation marks; what is none is an empty cell without them. See
    :func:`write_parquet`.
    """

    def open_one(folder: Path, name: str, _number: int) -> Any:
        schema = pa.schema([_flat(field) for field in getattr(SCHEMAS, name)])
        return pyarrow.csv.CSVWriter(str(folder / f"{name}.csv"), schema)

    return _write(documents, out, open_one, reshape=_flatten)


def _write(
    documents: Iterable[Document],
    out: Path,
    open_one: Callable[[Path, str, int], Any],
    documents_per_part: int | None = None,
    *,
    reshape: Callable[[Any], Any] = lambda table: table,
) -> int:
    """Write with what ``open_one`` opens, given folder, table and part: pyarrow's writers."""
    written = 0
    with make_atomically(out) as folder:
        for number, part in enumerate(_parts(documents, documents_per_part)):
            with ExitStack() as stack:
                writers = [
                    stack.enter_context(open_one(folder, name, number)) for name in Tables._fields
                ]
                for tables, count in _batches(part):
                    for writer, table in zip(writers, tables, strict=True):
                        writer.write_table(reshape(table))
                    written += count
    return written


def _parts(documents: Iterable[Document], size: int | None) -> Iterator[Iterator[Document]]:
    """Yield documents in parts, to be read one after the other; the first may be empty."""
    stream = iter(documents)
    yield islice(stream, size)
    for first in stream:
        yield chain([first], islice(stream, None if size is None else size - 1))


def _batches(documents: Iterable[Document]) -> Iterator[tuple[Tables[Any], int]]:
    """Yield the tables of some documents at a time, with their number."""
    rows, count, length = _no_rows(), 0, 0
    for document in documents:
        for held, new in zip(rows, _rows(document), strict=True):
            held.extend(new)
        count += 1
        length += len(document.text)
        if count == _BATCH or length > _BATCH_TEXT:
            yield _convert(rows), count
            rows, count, length = _no_rows(), 0, 0
    if count:
        yield _convert(rows), count


def _no_rows() -> Tables[list[_Row]]:
    return Tables(*([] for _ in Tables._fields))


def _convert(rows: Tables[list[_Row]]) -> Tables[Any]:
    pairs = zip(rows, SCHEMAS, strict=True)
    return Tables(*(pa.Table.from_pylist(rows, schema=schema) for rows, schema in pairs))


def _rows(document: Document) -> Tables[list[_Row]]:
    found = {table.name: rows for table, rows in to_rows(document, digest="").items()}
    if document.provenance is not None:
        found["documents"][0] |= document.provenance.model_dump(exclude={"encoding"})
    for row, relation in zip(found["relations"], document.relations, strict=True):
        row["responds_to"] = relation.responds_to
    for row in found["entities"]:
        row["ids"] = list(row["ids"].items())
    for row in found["evidence"]:
        row["cue"] = [{"start": start, "end": end} for start, end in row["cue"]]
    return Tables(*(found[name] for name in Tables._fields))


def _flat(field: pa.Field) -> pa.Field:
    return field.with_type(_WORD) if pa.types.is_nested(field.type) else field


def _flatten(table: Any) -> Any:
    """Return an Arrow table with its lists and maps as JSON."""
    for place, field in enumerate(table.schema):
        if pa.types.is_nested(field.type):
            is_map = pa.types.is_map(field.type)
            values = (dict(v) if is_map else v for v in table.column(place).to_pylist())
            cells = [json.dumps(value, ensure_ascii=False) for value in values]
            table = table.set_column(place, _flat(field), pa.array(cells, _WORD))
    return table
