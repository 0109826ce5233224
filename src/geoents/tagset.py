"""Universal part of speech from the fine tag, the dependency label and the lemma-like form.

Source: the Universal Dependencies English guidelines (EWT and GUM agree on these).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["mend_tags", "universal_pos"]

BY_TAG: Final[dict[str, str]] = {
    "CC": "CCONJ", "CD": "NUM", "DT": "DET", "EX": "PRON", "FW": "X", "GW": "X", "IN": "ADP",
    "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ", "LS": "X", "MD": "AUX", "NN": "NOUN", "NNS": "NOUN",
    "NNP": "PROPN", "NNPS": "PROPN", "PDT": "DET", "POS": "PART", "PRP": "PRON", "PRP$": "PRON",
    "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "RP": "ADP", "SYM": "SYM", "$": "SYM", "TO": "PART",
    "UH": "INTJ", "VB": "VERB", "VBD": "VERB", "VBG": "VERB", "VBN": "VERB", "VBP": "VERB",
    "VBZ": "VERB", "WDT": "PRON", "WP": "PRON", "WP$": "PRON", "WRB": "ADV", "ADD": "PROPN",
    "AFX": "X", "XX": "X", "_SP": "SPACE",
}  # fmt: skip
_SUBJECTS: Final = frozenset({"nsubj", "vocative"})
_OBJECTS: Final = frozenset({"obj", "ccomp"})
_NOTING: Final = frozenset({"notes", "welcomes", "thanks", "calls", "requests", "urges", "regrets"})
#: What hangs on a verb, behind its object.
_OF_VERBS: Final = frozenset({"obl", "advmod", "advcl", "punct", "parataxis", "conj"})
_TENSED: Final = frozenset({"MD", "VBD", "VBP", "VBZ"})
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


def mend_tags(
    tags: list[int],
    heads: list[int],
    deps: list[int],
    words: Sequence[str],
    labels: dict[str, list[str]],
) -> None:
    """Make verbs of nouns that the tree gives a subject and an object: "Sand thanks Norland".

    And nouns of verbs behind an article or a possessive: "Norland and Belmark are its members". A
    noun behind "been" that ends in "ing" is a verb, and the head of its clause; a verb with tense goes
    on from one that has it, too.

    Args:
        tags: The fine tag of each word, an index into ``labels["tags"]``; changed in place.
        heads: The head of each word, -1 for a root; changed in place.
        deps: The dependency label of each word, an index into ``labels["deps"]``; changed in place.
        words: The words, lower-cased.
        labels: The model's labels.
    """
    names, relations = labels["tags"], labels["deps"]
    if not {"VBZ", "VBP"} <= set(names):
        return
    _name_owned(tags, heads, deps, names, relations)
    _make_progressive(tags, heads, deps, words, labels)
    _part_tensed(tags, heads, deps, labels)
    for word, (tag, over) in enumerate(zip(tags, heads, strict=True)):
        is_call = over < 0 and words[word] == "calls" and names[tag] == "NNS"
        if is_call and words[word + 1 : word + 2] in (["on"], ["upon"]):
            tags[word] = names.index("VBZ")  # "Calls upon Norland to leave"
    below: dict[int, set[str]] = {}
    for word, head in enumerate(heads):
        label, is_before = relations[deps[word]], word < head
        is_verb = names[tags[word]].startswith("VB")
        if label in _SUBJECTS and is_before:
            below.setdefault(head, set()).add("subject")
        elif not is_before and (label in _OBJECTS or (label == "conj" and is_verb)):
            below.setdefault(head, set()).add("object")
        elif label == "compound" and is_before:
            below.setdefault(head, set()).add("name")
        elif label == "vocative" and words[head] == "thanks":
            below.setdefault(head, set()).add("object")  # "Sand thanks Norland for the boats"
    for head, found in below.items():
        is_note = words[head] in _NOTING and "object" in found and heads[head] < 0
        is_note = is_note and "name" not in found
        if is_note and names[tags[head]] == "NNS":
            tags[head] = names.index("VBZ")  # "Notes that Norland has left"
        if names[tags[head]] == "UH" and "object" in found:
            tags[head] = names.index("VB")  # "Welcome the truce"
        if len(found - {"name"}) < 2 or names[tags[head]] not in {"NN", "NNS"}:
            continue
        ends = words[head].endswith("s") and not words[head].endswith("ss")
        tags[head] = names.index("VBZ" if ends else "VBP")
        for word, over in enumerate(heads):
            if over == head and relations[deps[word]] == "vocative":
                deps[word] = relations.index("nsubj" if word < head else "obj")


def _name_owned(
    tags: list[int],
    heads: Sequence[int],
    deps: Sequence[int],
    names: Sequence[str],
    relations: Sequence[str],
) -> None:
    for word, head in enumerate(heads):
        is_before = head == word + 1 and relations[deps[word]] in {"det", "nmod:poss", "case"}
        if is_before and names[tags[word]] == "IN" and names[tags[head]] == "VBZ":
            tags[head] = names.index("NNS")  # "He is in talks with Norland"
        if not is_before or names[tags[word]] not in {"DT", "PRP$"}:
            continue
        if names[tags[head]] == "VBZ":
            tags[head] = names.index("NNS")
        elif names[tags[head]] in {"VB", "VBP"}:
            tags[head] = names.index("NN")


def _make_progressive(
    tags: list[int],
    heads: list[int],
    deps: list[int],
    words: Sequence[str],
    labels: dict[str, list[str]],
) -> None:
    """Make a verb of the noun before what it does: "the army has been bombing camps"."""
    names, relations = labels["tags"], labels["deps"]
    for word in range(1, len(words)):
        noun = heads[word]
        is_behind = words[word - 1] == "been" and heads[word - 1] == noun > word
        is_noun = names[tags[word]] in {"NN", "JJ"} and words[word].endswith("ing")
        if not (is_behind and is_noun) or relations[deps[word - 1]] != "cop":
            continue
        tags[word] = names.index("VBG")
        for other, head in enumerate(heads):
            if head == noun and (other < word or relations[deps[other]] in _OF_VERBS):
                heads[other] = word
        deps[word - 1] = relations.index("aux")
        heads[word], deps[word] = heads[noun], deps[noun]
        heads[noun], deps[noun] = word, relations.index("obj")


def _part_tensed(
    tags: Sequence[int], heads: list[int], deps: Sequence[int], labels: dict[str, list[str]]
) -> None:
    """Hang a verb with tense on the one before that has it: "demanded that he resign and accused him"."""
    names, relations = labels["tags"], labels["deps"]
    aided = {
        head
        for word, head in enumerate(heads)
        if relations[deps[word]] in AUXILIARY and names[tags[word]] in _TENSED
    }
    begun = {
        head for word, head in enumerate(heads) if word < head and relations[deps[word]] == "nsubj"
    }
    for word, bare in enumerate(heads):
        if relations[deps[word]] != "conj" or word in begun or not 0 <= bare < word:
            continue
        verb = heads[bare]
        is_clause = relations[deps[bare]] in {"ccomp", "xcomp"} and 0 <= verb < bare
        is_bare = names[tags[bare]] == "VB" and bare not in aided
        if is_clause and is_bare and names[tags[verb]] == names[tags[word]] == "VBD":
            heads[word] = verb
