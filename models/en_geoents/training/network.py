"""The network: a MiniLM encoder with a letter-case embedding and linear and biaffine heads.

Sources: MiniLM (Wang et al. 2020), BERT (Devlin et al. 2019), deep biaffine parsing
(Dozat and Manning 2017). Only training needs torch; what ships is the exported graph.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

CASES = 8
MINUS = -1e4


@dataclass(frozen=True)
class Sizes:
    """Widths of the network and its label counts."""

    hidden: int
    layers: int
    attention_heads: int
    arc: int
    label: int
    entity: int
    dropout: float
    tags: int
    deps: int
    entities: int
    actors: int
    nested: int
    root: int  # the index of the label "root"


class Layer(nn.Module):
    """One post-norm transformer layer, named so that BERT's weights map onto it."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        width = sizes.hidden
        self.heads = sizes.attention_heads
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.last_norm = nn.LayerNorm(width, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.fused = True

    def split(self, x: Tensor) -> Tensor:
        batch, length, width = x.shape
        return x.view(batch, length, self.heads, width // self.heads).transpose(1, 2)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        query, key, value = (
            self.split(self.query(x)),
            self.split(self.key(x)),
            self.split(self.value(x)),
        )
        if self.fused:
            # No dropout here: drawing its masks took a third of a step on a processor.
            mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        else:
            weights = (query @ key.transpose(-1, -2)) * (query.shape[-1] ** -0.5) + bias
            mixed = weights.softmax(-1) @ value
        batch, length, width = x.shape
        mixed = mixed.transpose(1, 2).reshape(batch, length, width)
        x = self.norm(x + self.dropout(self.output(mixed)))
        return self.last_norm(x + self.dropout(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """BERT's encoder with an added embedding of each sub-word's letter case."""

    def __init__(self, sizes: Sizes, vocabulary: int = 30522, positions: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, sizes.hidden)
        self.positions = nn.Embedding(positions, sizes.hidden)
        self.kinds = nn.Embedding(2, sizes.hidden)
        self.cases = nn.Embedding(CASES, sizes.hidden)
        nn.init.zeros_(self.cases.weight)
        self.norm = nn.LayerNorm(sizes.hidden, eps=1e-12)
        self.dropout = nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))

    def forward(self, ids: Tensor, cases: Tensor, mask: Tensor) -> Tensor:
        places = torch.arange(ids.shape[1], device=ids.device)
        x = self.words(ids) + self.cases(cases) + self.positions(places) + self.kinds.weight[0]
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].to(x.dtype)) * MINUS
        for layer in self.layers:
            x = layer(x, bias)
        return x


class Biaffine(nn.Module):
    """Scores pairs of vectors: bilinear, linear in each side, and constant."""

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, width + 1, width + 1) * 0.02)

    @staticmethod
    def extend(x: Tensor) -> Tensor:
        return torch.cat([x, torch.ones_like(x[..., :1])], -1)

    def forward(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Scores of all pairs, (batch, outputs, dependents, heads)."""
        left = torch.einsum("bxi,oij->boxj", self.extend(dependents), self.weight)
        return left @ self.extend(heads).transpose(1, 2)[:, None]

    def aligned(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Scores of the pairs at equal positions, (batch, positions, outputs)."""
        left = torch.einsum("bxi,oij->bxoj", self.extend(dependents), self.weight)
        return (left @ self.extend(heads).unsqueeze(-1)).squeeze(-1)


class Network(nn.Module):
    """All heads over one encoder. A word is its first sub-word; position 0 is [CLS], the root."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder(sizes)
        width = sizes.hidden
        self.dropout = nn.Dropout(sizes.dropout)
        self.tag = nn.Linear(width, sizes.tags)
        self.start = nn.Linear(width, 2)
        self.entity = self.deep(sizes.entity, sizes.entities)
        self.actor = self.deep(sizes.entity, sizes.actors)
        self.nested = self.deep(sizes.entity, sizes.nested)
        self.arc_dependent, self.arc_head = self.arm(sizes.arc), self.arm(sizes.arc)
        self.label_dependent, self.label_head = self.arm(sizes.label), self.arm(sizes.label)
        self.arc, self.label = Biaffine(sizes.arc, 1), Biaffine(sizes.label, sizes.deps)

    def arm(self, width: int) -> nn.Sequential:
        return nn.Sequential(
            nn.Linear(self.sizes.hidden, width), nn.GELU(), nn.Dropout(self.sizes.dropout)
        )

    def deep(self, width: int, outputs: int) -> nn.Sequential:
        return nn.Sequential(self.arm(width), nn.Linear(width, outputs))

    def words(self, ids: Tensor, cases: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """Vectors of [CLS] and each word, (batch, words + 1, hidden)."""
        x = self.dropout(self.encoder(ids, cases, mask))
        return torch.gather(x, 1, first.unsqueeze(-1).expand(-1, -1, x.shape[-1]))

    def arcs(self, x: Tensor) -> Tensor:
        return self.arc(self.arc_dependent(x), self.arc_head(x))[:, 0]

    def forward(
        self, ids: Tensor, cases: Tensor, mask: Tensor, first: Tensor
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
        """The exported graph: tags, starts, arcs, best label of each arc, entities, actors, nested."""
        x = self.words(ids, cases, mask, first)
        labels = self.label(self.label_dependent(x), self.label_head(x))
        # The label "root" belongs to arcs from position 0 and to no other.
        is_root = torch.zeros(labels.shape[1], 1, dtype=labels.dtype)
        is_root[self.sizes.root] = 1.0
        from_root = (torch.arange(x.shape[1]) == 0).to(labels.dtype)[None, :]
        clash = is_root * (1.0 - from_root) + (1.0 - is_root) * from_root
        best = (labels + MINUS * clash[None, :, None, :]).argmax(1).to(torch.int32)
        tags = self.tag(x).argmax(-1).to(torch.int32)
        return (
            tags,
            self.start(x),
            self.arcs(x),
            best,
            self.entity(x),
            self.actor(x),
            self.nested(x),
        )


def load_encoder(encoder: Encoder, path: Path) -> None:
    """Fill ``encoder`` with BERT weights in the safetensors file at ``path``."""
    source = load_file(str(path))
    target = {
        "words.weight": "embeddings.word_embeddings.weight",
        "positions.weight": "embeddings.position_embeddings.weight",
        "kinds.weight": "embeddings.token_type_embeddings.weight",
        "norm.weight": "embeddings.LayerNorm.weight",
        "norm.bias": "embeddings.LayerNorm.bias",
    }
    inside = {
        "query": "attention.self.query",
        "key": "attention.self.key",
        "value": "attention.self.value",
        "output": "attention.output.dense",
        "norm": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "last_norm": "output.LayerNorm",
    }
    for index in range(len(encoder.layers)):
        for ours, theirs in inside.items():
            for part in ("weight", "bias"):
                target[f"layers.{index}.{ours}.{part}"] = f"encoder.layer.{index}.{theirs}.{part}"
    state = {ours: source[theirs] for ours, theirs in target.items()}
    state["cases.weight"] = encoder.cases.weight.data
    encoder.load_state_dict(state)
