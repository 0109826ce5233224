"""Export trained weights as an int8 ONNX graph inside a spaCy model folder.

python export.py --build build/model --out ../en_geoents-0.1.0
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import spacy
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from spacy.lookups import Lookups, load_lookups

import geoents.base  # noqa: F401  registers the factory
from geoents.base import LABELS, NETWORK, TOKENIZER, BaseModel
from network import Layer, Network
from train import BASE, HERE, network_sizes

INPUTS = ["ids", "cases", "mask", "first"]
OUTPUTS = ["tags", "starts", "arcs", "labels", "entities", "actors", "nested"]


def export_graph(network: Network, path: Path) -> None:
    """Write the network as a float ONNX graph with free batch and length."""
    network.eval()
    for module in network.modules():
        if isinstance(module, Layer):
            module.fused = False
    ids = torch.randint(5, 3000, (2, 32))
    first = torch.arange(20).repeat(2, 1)
    axes: dict[str, dict[int, str]] = {name: {0: "batch", 1: "subwords"} for name in INPUTS[:3]}
    axes["first"] = {0: "batch", 1: "words"}
    axes |= {name: {0: "batch", 1: "words"} for name in OUTPUTS}
    axes["arcs"] = axes["labels"] = {0: "batch", 1: "words", 2: "heads"}
    torch.onnx.export(
        network,
        (ids, torch.ones_like(ids), torch.ones_like(ids), first),
        str(path),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """Quantise the weights to int8, each where it costs least (measured: see the model card).

    The encoder's products are computed in int8, with a scale for each column and activations
    quantised as they come. Their weights are unsigned: products of signed ones overflow on
    processors without VNNI, so that answers would depend on the machine. Products that leave the
    wide layer (``down``) are computed in float, for a few of its activations are huge; so are the
    heads, which are small. These only keep their weights in int8.
    """
    model = onnx.load(str(source))
    products = [node for node in model.graph.node if node.op_type in {"MatMul", "Einsum"}]
    plain = [n for n in products if "/encoder/" in n.name and not n.name.endswith("/down/MatMul")]
    store_table(model.graph, "encoder.words.weight")
    for node in products:
        if node not in plain:
            store_weight(model.graph, node)
    with tempfile.TemporaryDirectory() as folder:
        halfway = Path(folder, "stored.onnx")
        onnx.save(model, str(halfway))
        quantize_dynamic(
            str(halfway),
            str(target),
            weight_type=QuantType.QUInt8,
            per_channel=True,
            nodes_to_quantize=[node.name for node in plain],
        )


def store_table(graph: onnx.GraphProto, name: str) -> None:
    """Store an embedding in int8 with a scale for each row."""
    look_up = next(
        node for node in graph.node if node.op_type == "Gather" and node.input[0] == name
    )
    rows, scales = store(graph, name, axis=1)
    ids, vectors = look_up.input[1], look_up.output[0]
    steps = [
        helper.make_node("Gather", [rows, ids], [f"{name}.whole"]),
        helper.make_node("Cast", [f"{name}.whole"], [f"{name}.float"], to=TensorProto.FLOAT),
        helper.make_node("Gather", [scales, ids], [f"{name}.scale"]),
        helper.make_node("Mul", [f"{name}.float", f"{name}.scale"], [vectors]),
    ]
    replace(graph, look_up, steps)


def store_weight(graph: onnx.GraphProto, product: onnx.NodeProto) -> None:
    """Store the weight of a product, if it has one, in int8 with a scale for each column.

    onnxruntime makes it float again when it opens the graph.
    """
    name = product.input[1]
    if all(tensor.name != name for tensor in graph.initializer):
        return  # a product of two activations
    columns, scales = store(graph, name, axis=-2)
    steps = [
        helper.make_node("Cast", [columns], [f"{name}.float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}.float", scales], [name]),
    ]
    replace(graph, product, [*steps, product])


def store(graph: onnx.GraphProto, name: str, *, axis: int) -> tuple[str, str]:
    """Put an initializer in int8 and its scales, one along ``axis``, in its place; return their names."""
    tensor = next(tensor for tensor in graph.initializer if tensor.name == name)
    weights = numpy_helper.to_array(tensor)
    scales = (np.abs(weights).max(axis, keepdims=True) / 127).astype(np.float32)
    stored = np.round(weights / scales).astype(np.int8)
    graph.initializer.remove(tensor)
    names = f"{name}.int8", f"{name}.scales"
    for values, part in zip((stored, scales), names, strict=True):
        graph.initializer.append(numpy_helper.from_array(values, part))
    return names


def replace(graph: onnx.GraphProto, node: onnx.NodeProto, steps: list[onnx.NodeProto]) -> None:
    """Put steps in a node's place, in order."""
    place = list(graph.node).index(node)
    graph.node.remove(node)
    for offset, step in enumerate(steps):
        graph.node.insert(place + offset, step)


def assemble(graph: Path, labels: dict[str, list[str]], out: Path, version: str) -> None:
    """Write the spaCy pipeline: the base component and spaCy's rule lemmatizer with its tables."""
    nlp = spacy.blank("en")
    nlp.meta.update({"name": "geoents", "version": version, "license": "see README.md"})
    base = nlp.add_pipe("geoents_base")
    assert isinstance(base, BaseModel)
    base._take(
        {
            NETWORK: graph.read_bytes(),
            TOKENIZER: plain_tokenizer().encode(),
            LABELS: json.dumps(labels).encode(),
        }
    )
    lemmatizer: Any = nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    tables: Lookups = load_lookups("en", ["lemma_rules", "lemma_exc", "lemma_index"])
    index = tables.get_table("lemma_index")
    shadows = shadowing(index["verb"])
    index["verb"] = [verb for verb in index["verb"] if verb not in shadows]
    lemmatizer.initialize(list, nlp=nlp, lookups=tables)
    if out.exists():
        shutil.rmtree(out)
    nlp.to_disk(out)


def shadowing(verbs: Iterable[str]) -> set[str]:
    """Return the verbs for which spaCy's rules take the forms of a verb in -e: "hop" for "hopes".

    Their own forms are found without the index: they double the last letter ("hopped", an exception
    in the tables) or only add an s.
    """
    known = set(verbs)
    return {
        verb
        for verb in known
        if verb + "e" in known and re.search(r"[^aeiou][aeiou][^aeiouwxy]$", verb)
    }


def plain_tokenizer() -> str:
    """MiniLM's tokenizer without truncation and padding, as JSON."""
    content = json.loads((BASE / "tokenizer.json").read_text(encoding="utf8"))
    content["truncation"] = content["padding"] = None
    return json.dumps(content, ensure_ascii=False)


def main() -> None:
    """Read the command line and export."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--build", type=Path, required=True, help="folder with network.pt and labels.json"
    )
    parser.add_argument("--out", type=Path, required=True, help="the spaCy model folder to write")
    parser.add_argument("--float", action="store_true", help="do not quantise")
    parser.add_argument("--version", default="0.1.0")
    options = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text(encoding="utf8"))
    labels = json.loads((options.build / "labels.json").read_text(encoding="utf8"))
    network = Network(network_sizes(config, labels))
    network.load_state_dict(torch.load(options.build / "network.pt", weights_only=True))
    with tempfile.TemporaryDirectory() as folder:
        plain, small = Path(folder, "float.onnx"), Path(folder, "int8.onnx")
        export_graph(network, plain)
        onnx.checker.check_model(str(plain))
        if not options.float:
            quantise(plain, small)
        assemble(plain if options.float else small, labels, options.out, options.version)
    size = sum(p.stat().st_size for p in options.out.rglob("*") if p.is_file())
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
