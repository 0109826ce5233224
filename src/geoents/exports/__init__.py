"""What records are exported to: tables and graphs, one module for each family, found by name.

An exporter is a function ``write(documents, out) -> int``: it takes documents one at a time, never
holds a run in memory unless its library must, and leaves ``out`` whole or not there
(:func:`geoents.sinks.files.open_atomically`, :func:`geoents.sinks.files.make_atomically`). It
returns how many documents there were.

Its module is imported when it is asked for, and may import the libraries of its extra at its top.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from geoents.records import Document

__all__ = ["EXPORTERS", "Exporter", "Write", "load_exporter"]


class Write(Protocol):
    """Writes documents to a file or folder and returns how many there were."""

    def __call__(self, documents: Iterable[Document], out: Path, /) -> int:
        """Write them.

        Raises:
            OSError: The file or folder cannot be written, or a folder of that name has files.
            SinkError: It cannot hold what is in the documents (NUL in XML).
        """


class Exporter(NamedTuple):
    """Where a writer is (``module:function``), what it writes, and the extra it needs, if any.

    ``about`` is a phrase for the help text; it says whether ``out`` is a file or a folder.
    ``is_parted`` says that the function takes ``documents_per_part``.
    """

    target: str
    about: str
    extra: str | None = None
    is_parted: bool = False


EXPORTERS: Final[dict[str, Exporter]] = {
    "parquet": Exporter(
        "geoents.exports.tables:write_parquet", "Parquet files in a folder", "tables", True
    ),
    "arrow": Exporter("geoents.exports.tables:write_arrow", "Arrow files in a folder", "tables"),
    "csv": Exporter("geoents.exports.tables:write_csv", "CSV files in a folder", "tables"),
    "ftm": Exporter("geoents.exports.ftm:write", "a file of FollowTheMoney entities", "graphs"),
    "ttl": Exporter("geoents.exports.rdf:write_turtle", "a file of RDF in Turtle", "graphs"),
    "jsonld": Exporter("geoents.exports.rdf:write_jsonld", "a file of RDF in JSON-LD", "graphs"),
    "graphml": Exporter("geoents.exports.graph_files:write_graphml", "a GraphML file"),
    "gexf": Exporter("geoents.exports.graph_files:write_gexf", "a GEXF file"),
    "neo4j": Exporter("geoents.exports.neo4j:write", "CSV files for neo4j-admin in a folder"),
}


def load_exporter(name: str, *, documents_per_part: int | None = None) -> Write:
    """Return an exporter's function.

    Args:
        name: A name in ``EXPORTERS``.
        documents_per_part: After how many documents new files begin, where it is parted.

    Raises:
        ValueError: There is no such exporter, or it writes no parts.
        ModuleNotFoundError: A library of its extra is not installed.
    """
    if name not in EXPORTERS:
        raise ValueError(f"no exporter {name!r}; there are {', '.join(EXPORTERS)}")
    exporter = EXPORTERS[name]
    module, _, function = exporter.target.partition(":")
    write = getattr(import_module(module), function)
    if documents_per_part is not None:
        if not exporter.is_parted:
            raise ValueError(f"{name} is not written in parts")
        write = partial(write, documents_per_part=documents_per_part)
    return cast(Write, write)
