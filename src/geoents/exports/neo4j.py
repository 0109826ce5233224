"""CSV for neo4j-admin: nodes and relationships with typed headers, and the import's arguments.

The folder has ``entities.csv``, ``claims.csv`` and ``documents.csv`` with nodes, ``relations.csv``
and ``mentions.csv`` with relationships, and ``import.args``, which neo4j-admin takes as
``@import.args``. Items of a list are parted by U+001F, which no name has, so that commas and
semicolons are letters like others; where a value does have one it becomes U+FFFD.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from geoents.exports.networks import Network, document_key, gather
from geoents.records import Document
from geoents.schema import EntityType
from geoents.sinks.files import make_atomically

__all__ = ["SEPARATOR", "write"]

#: Parts the items of a list.
SEPARATOR: Final = "\x1f"

_Row = Sequence[str | int | None]
_LABELS: Final = {
    EntityType.PERSON: "Person",
    EntityType.OFFICE: "Office",
    EntityType.STATE: "State",
    EntityType.ORG: "Organization",
}
_ARGUMENTS: Final = """\
--array-delimiter=U+001F
--multiline-fields=true
--nodes=entities.csv
--nodes=claims.csv
--nodes=documents.csv
--relationships=relations.csv
--relationships=mentions.csv
"""


def write(documents: Iterable[Document], out: Path) -> int:
    """Write documents as a folder of CSV files and return how many there were."""
    network = gather(documents)
    with make_atomically(out) as folder:
        _write(folder / "entities.csv", _entities(network))
        _write(folder / "claims.csv", _claims(network))
        _write(folder / "documents.csv", _documents(network))
        _write(folder / "relations.csv", _relations(network))
        _write(folder / "mentions.csv", _mentions(network))
        (folder / "import.args").write_text(_ARGUMENTS, encoding="utf-8")
    return network.read


def _write(path: Path, rows: Iterator[_Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _entities(network: Network) -> Iterator[_Row]:
    yield "id:ID", "name", "aliases:string[]", "ids:string[]", "mentions:int", ":LABEL"
    for node in network.nodes.values():
        ids = (f"{scheme}:{value}" for scheme, value in sorted(node.ids.items()))
        labels = _join(("Entity", _LABELS[node.type]))
        mentions = node.documents.total()
        yield node.id, node.name, _join(node.aliases), _join(ids), mentions, labels


def _claims(network: Network) -> Iterator[_Row]:
    yield "id:ID", "text", ":LABEL"
    for id_, claim in network.claims.items():
        yield id_, claim.text, "Claim"


def _documents(network: Network) -> Iterator[_Row]:
    yield "id:ID", "document", "title", "published", "url", ":LABEL"
    for id_, source in network.documents.items():
        yield id_, source.id, source.title, source.published, source.url, "Document"


def _relations(network: Network) -> Iterator[_Row]:
    yield (
        *(":START_ID", ":END_ID", ":TYPE", "polarity", "modality", "source", "tenure"),
        *("count:int", "documents:string[]"),
    )
    for said, arc in network.arcs.items():
        yield (
            *(said.subject, said.object, said.relation, said.polarity, said.modality),
            *(said.source, said.tenure, arc.count, _join(arc.documents)),
        )


def _mentions(network: Network) -> Iterator[_Row]:
    """Yield which entity and which claim stands in which document."""
    yield ":START_ID", ":END_ID", ":TYPE", "count:int"
    for node in network.nodes.values():
        for document, count in node.documents.items():
            yield node.id, document_key(document), "MENTIONED_IN", count
    for id_, claim in network.claims.items():
        yield id_, document_key(claim.document), "STATED_IN", 1


def _join(values: Iterable[str]) -> str:
    return SEPARATOR.join(value.replace(SEPARATOR, "\N{REPLACEMENT CHARACTER}") for value in values)
