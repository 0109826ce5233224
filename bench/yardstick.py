"""A bare spaCy pipeline to compare with: tagger, parser and entities on a small CNN.

Its networks have the sizes of ``en_core_web_sm`` (four layers of 96, hashed words, prefixes, suffixes
and shapes; a second CNN for entities), but its weights are random: no model need be downloaded. What
it finds is nonsense; what it costs is what a trained one of this shape costs, but for its lemmatizer.
"""

from __future__ import annotations

from typing import Any, Final

import spacy
from spacy.language import Language

WORDS: Final = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "width": 96,
    "depth": 4,
    "embed_size": 5_000,
    "window_size": 1,
    "maxout_pieces": 3,
    "subword_features": True,
    "pretrained_vectors": None,
}
SHARED: Final = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
LABELS: Final = {
    "tagger": ("CC", "CD", "DT", "IN", "JJ", "NN", "NNP", "NNS", "PRP", "RB", "VB", "VBD", "VBZ"),
    "parser": ("ROOT", "amod", "aux", "conj", "det", "dobj", "nsubj", "pobj", "prep", "punct"),
    "ner": ("DATE", "EVENT", "GPE", "NORP", "ORG", "PERSON"),
}


def make() -> Language:
    """Return the pipeline."""
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": WORDS})
    models: dict[str, dict[str, Any]] = {
        "tagger": {"@architectures": "spacy.Tagger.v2", "tok2vec": SHARED},
        "parser": _transitions("parser", SHARED),
        "ner": _transitions("ner", WORDS),
    }
    for name, model in models.items():
        pipe: Any = nlp.add_pipe(name, config={"model": model})
        for label in LABELS[name]:
            pipe.add_label(label)
    nlp.initialize()
    return nlp


def _transitions(kind: str, words: dict[str, Any]) -> dict[str, Any]:
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": 64,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": words,
    }
