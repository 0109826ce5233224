"""Universal part of speech from the fine tag, the dependency label and the lemma-like form.

Source: the Universal Dependencies English guidelines (EWT and GUM agree on these).
"""

from __future__ import annotations

from typing import Final

__all__ = ["universal_pos"]

BY_TAG: Final[dict[str, str]] = {
    "CC": "CCONJ", "CD": "NUM", "DT": "DET", "EX": "PRON", "FW": "X", "GW": "X", "IN": "ADP",
    "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "LS": "X", "MD": "AUX", "NN": "NOUN", "NNS": "NOUN",
    "NNP": "PROPN", "NNPS": "PROPN", "PDT": "DET", "POS": "PART", "PRP": "PRON", "PRP$": "PRON",
    "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "RP": "ADP", "SYM": "SYM", "$": "SYM", "TO": "PART",
    "UH": "INTJ", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBP": "VERB",
    "VBZ": "VERB", "WDT": "PRON", "WP": "PRON", "WP$": "PRON", "WRB": "ADV", "ADD": "PROPN",
    "AFX": "X", "XX": "X", "_SP": "SPACE",
}  # fmt: skip
AUXILIARY: Final = frozenset({"aux", "aux:pass", "cop"})


def universal_pos(tag: str, dep: str, lower: str) -> str:
    """Return the universal tag of a word, "PUNCT" for tags of punctuation marks.

    >>> universal_pos("IN", "mark", "that"), universal_pos("IN", "case", "in")
    ('SCONJ', 'ADP')
    >>> universal_pos("VBZ", "cop", "is"), universal_pos("VBZ", "root", "says")
    ('AUX', 'VERB')
    """
    if tag.startswith("VB") and dep in AUXILIARY:
        return "AUX"
    if tag == "IN" and dep == "mark":
        return "SCONJ"
    if tag == "TO" and dep == "case":
        return "ADP"
    if tag in {"DT", "WDT"}:
        return "DET" if dep in {"det", "det:predet"} else "PRON"
    if tag == "RB" and lower in {"not", "n't", "n’t"}:
        return "PART"
    return BY_TAG.get(tag, "PUNCT")
