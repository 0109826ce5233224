"""GraphML and GEXF, which networkx, Gephi, yEd and Cytoscape read.

A node is an entity or a claim (see :mod:`geoents.exports.networks`), an edge a relation with one
way of reading it. Lists stand in one attribute as JSON, for neither format has lists. XML cannot
hold NUL and most other control characters, escaped or not: each is U+FFFD in these files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO, Final

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from geoents.exports.networks import Arc, Network, Node, Statement, gather
from geoents.records import Document
from geoents.sinks.files import open_atomically

__all__ = ["to_graph", "write_gexf", "write_graphml"]

#: What is no ``Char`` of XML 1.0.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLAIM: Final = "CLAIM"


def write_graphml(documents: Iterable[Document], out: Path) -> int:
    """Write documents as one GraphML file and return how many there were."""
    return _write(documents, out, lambda graph, file: nx.write_graphml(graph, file))


def write_gexf(documents: Iterable[Document], out: Path) -> int:
    """Write documents as one GEXF 1.2 file and return how many there were."""
    return _write(documents, out, _write_gexf)


def to_graph(network: Network) -> nx.MultiDiGraph:
    """Return a network as a graph whose attributes are texts and numbers.

    Nodes have ``label``, ``kind`` (an entity type or ``CLAIM``), ``documents``, ``mentions`` and,
    where there are any, ``aliases`` and outside ids (``id_wikidata``); edges have ``label`` and
    ``relation`` (both the type: Gephi shows the one, and takes ``type`` for itself),
    ``polarity``, ``modality``, ``count``, ``documents`` and, where told, ``source_node`` (the id of
    whose word it is) and ``tenure``.
    """
    graph = nx.MultiDiGraph()
    for node in network.nodes.values():
        graph.add_node(node.id, **_node_attributes(node))
    for id_, claim in network.claims.items():
        graph.add_node(
            id_, label=_clean(claim.text), kind=_CLAIM, documents=_list([claim.document])
        )
    for number, (statement, arc) in enumerate(network.arcs.items()):
        graph.add_edge(
            statement.subject,
            statement.object,
            # Unique in the whole file: both formats want ids of edges.
            key=f"r{number}",
            **_edge_attributes(statement, arc),
        )
    return graph


def _write(
    documents: Iterable[Document], out: Path, write: Callable[[nx.MultiDiGraph, BinaryIO], None]
) -> int:
    network = gather(documents)
    with open_atomically(out) as file:
        write(to_graph(network), file)
    return network.read


def _write_gexf(graph: nx.MultiDiGraph, file: BinaryIO) -> None:
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(graph)
    # The day of writing; the same documents shall give the same file.
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    writer.write(file)


def _node_attributes(node: Node) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        _scheme_attribute(scheme): _clean(value) for scheme, value in node.ids.items()
    }
    attributes |= {
        "label": _clean(node.name),
        "kind": node.type.value,
        "mentions": node.documents.total(),
        "documents": _list(node.documents),
    }
    if node.aliases:
        attributes["aliases"] = _list(node.aliases)
    return attributes


def _scheme_attribute(scheme: str) -> str:
    """Return the attribute of an outside id: "id_wikidata", never the name of another one."""
    return f"id_{_clean(scheme)}"


def _edge_attributes(statement: Statement, arc: Arc) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "label": statement.relation.value,
        "relation": statement.relation.value,
        "polarity": statement.polarity.value,
        "modality": statement.modality.value,
        "count": arc.count,
        "documents": _list(arc.documents),
    }
    if statement.source is not None:
        attributes["source_node"] = statement.source
    if statement.tenure is not None:
        attributes["tenure"] = statement.tenure.value
    return attributes


def _list(values: Iterable[str]) -> str:
    return _clean(json.dumps(list(values), ensure_ascii=False))


def _clean(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
