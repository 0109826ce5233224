"""Formats that people annotate in, and public sets: one module for each, read and written alike.

A format is a module with ``read`` (a path to documents) and, where it can be written, ``write``.
None of them imports spaCy or an optional library before it is used; this module imports none of
them.

>>> sorted(name for name, format_ in FORMATS.items() if not format_.is_written)
['dwie', 'polnear', 're3d', 'redocred']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

from geoents.formats.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from geoents.records import Document

__all__ = ["FORMATS", "Format", "Reader", "Tally", "Writer", "load_reader", "load_writer"]


class Format(NamedTuple):
    """A format: the module that knows it, what it is, and whether it can be written."""

    module: str
    about: str
    is_written: bool = True


#: The formats by the names that ``geoents convert`` knows them by.
FORMATS: Final = {
    "json": Format("lines", "our records: a .json file, or a folder of them"),
    "jsonl": Format("lines", "our records, one a line"),
    "inline": Format("inline", "our inline form of gold: a folder of .txt files"),
    "brat": Format("brat", "brat standoff: a folder of .txt and .ann files"),
    "inception": Format("inception", "INCEpTION: UIMA CAS XMI with a type system"),
    "labelstudio": Format("labelstudio", "Label Studio's JSON: an array of tasks"),
    "prodigy": Format("prodigy", "Prodigy's JSONL with tokens, spans and relations"),
    "docbin": Format("docbin", "spaCy's DocBin: a .spacy file"),
    "conll": Format("conll", "CoNLL: a token a line, BIO labels"),
    "dwie": Format("dwie", "DWIE: a folder of .json files, or JSON lines", is_written=False),
    "redocred": Format("redocred", "DocRED and Re-DocRED: a .json file", is_written=False),
    "re3d": Format("re3d", "re3d: a folder with its three .json files", is_written=False),
    "polnear": Format(
        "polnear", "PolNeAR: a folder with its text and attributions", is_written=False
    ),
}


class Reader(Protocol):
    """Reads documents, one after the other; what is wrong with one is told to the tally."""

    def __call__(self, path: Path, tally: Tally) -> Iterator[Document]:
        """Read a file or folder.

        Raises:
            OSError: It is not there, or cannot be read.
        """


class Writer(Protocol):
    """Writes documents; a document that the format cannot hold is told to the tally."""

    def __call__(self, path: Path, documents: Iterable[Document], tally: Tally) -> int:
        """Write a file or folder and return how many documents are in it.

        Raises:
            OSError: It cannot be written.
        """


def load_reader(name: str) -> Reader:
    """Return the reader of a format.

    Raises:
        ModuleNotFoundError: It needs a library that is not installed.
        ValueError: There is no such format.
    """
    return _module(name).read


def load_writer(name: str) -> Writer:
    """Return the writer of a format.

    Raises:
        ModuleNotFoundError: It needs a library that is not installed.
        ValueError: There is no such format, or it is read only.
    """
    if name in FORMATS and not FORMATS[name].is_written:
        raise ValueError(f"{name} is read, but not written")
    if name == "json":
        return _module(name).write_json
    return _module(name).write


class _FormatModule(Protocol):
    read: Reader
    write: Writer
    write_json: Writer


def _module(name: str) -> _FormatModule:
    if name not in FORMATS:
        raise ValueError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    return cast(_FormatModule, import_module(f"geoents.formats.{FORMATS[name].module}"))
