"""Reads the corpora into windows of words with whatever labels they have.

A window is one training example: up to ``window`` words, whole sentences or paragraphs. Labels it
lacks are None. Entity labels are sets, so that corpora with other label inventories teach only what
they know: wikigold's MISC may be a demonym, its O may be a date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import spacy

Sentence = tuple[list[str], list[str], list[int], list[str]]

NEWSWIRE_LABELS = {
    "Person": "PERSON",
    "Organization": "ORG",
    "Location": "LOC",
    "NORP": "NORP",
    "Facility": "FAC",
    "Date": "DATE",
    "Money": "MONEY",
    "Product": "PRODUCT",
    "Misc": "MISC",
    "Miscellaneous": "MISC",
}
WIKIGOLD_LABELS = {
    "PER": ["PERSON"],
    "ORG": ["ORG"],
    "LOC": ["LOC", "FAC"],
    "MISC": ["MISC", "NORP", "PRODUCT"],
}
POLITICS_LABELS = {
    "politician": ["PERSON"],
    "person": ["PERSON"],
    "politicalparty": ["ORG"],
    "organisation": ["ORG"],
    "country": ["LOC"],
    "location": ["LOC", "FAC"],
    "election": ["MISC"],
    "event": ["MISC"],
    "misc": ["MISC", "NORP", "PRODUCT"],
}
UNLABELLED = ["DATE", "MONEY", "PRODUCT", "FAC"]


@dataclass
class Window:
    """Words with the labels that their corpus gives.

    ``entities`` holds for each word the set of BIO labels that are right, or None where the corpus is
    silent; ``heads`` are 1-based within the window, 0 for a root; ``sentences`` numbers the sentences.
    """

    words: list[str]
    tags: list[str] | None = None
    heads: list[int] | None = None
    deps: list[str] | None = None
    starts: list[int] | None = None
    sentences: list[int] | None = None
    entities: list[set[str] | None] | None = None
    actors: list[str] | None = None
    nested: list[str] | None = None
    kind: str = field(default="tree")


def read_conllu(path: Path) -> Iterator[list[Sentence]]:
    """Yield documents: lists of sentences (words, fine tags, heads, labels)."""
    document: list[Sentence] = []
    for block in path.read_text(encoding="utf8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if re.match(r"\d+\t", line)]
        if "# newdoc" in block and document:
            yield document
            document = []
        if rows:
            document.append(
                (
                    [r[1] for r in rows],
                    [r[4] for r in rows],
                    [int(r[6]) for r in rows],
                    [r[7] for r in rows],
                )
            )
    if document:
        yield document


def tree_windows(path: Path, size: int) -> list[Window]:
    """Pack the sentences of a treebank into windows; a longer sentence is a window of its own."""
    windows: list[Window] = []
    for document in read_conllu(path):
        pack: list[Sentence] = []
        for sentence in document:
            if pack and sum(len(s[0]) for s in pack) + len(sentence[0]) > size:
                windows.append(tree_window(pack))
                pack = []
            pack.append(sentence)
        windows.append(tree_window(pack))
    return windows


def tree_window(sentences: Sequence[Sentence]) -> Window:
    """Join sentences into one window."""
    window = Window([], [], [], [], [], [])
    assert window.tags is not None and window.heads is not None and window.deps is not None
    assert window.starts is not None and window.sentences is not None
    for number, (words, tags, heads, deps) in enumerate(sentences):
        offset = len(window.words)
        window.words += words
        window.tags += tags
        window.heads += [head + offset if head else 0 for head in heads]
        window.deps += deps
        window.starts += [1] + [0] * (len(words) - 1)
        window.sentences += [number] * len(words)
    return window


def outlet(name: str) -> str:
    """Return the outlet of a newswire file name: "WT_kw_times_3.json" is "kw_times"."""
    return re.sub(r"_\d+(\..*)?$", "", name.removeprefix("WT_")).removesuffix("_.txt.tsv")


def newswire_paragraphs(path: Path) -> list[tuple[list[str], list[str]]]:
    """Return the paragraphs of an article: words and BIO labels in our inventory."""
    paragraphs: list[tuple[list[str], list[str]]] = [([], [])]
    for line in path.read_text(encoding="utf8").splitlines():
        cells = line.split("\t")
        if len(cells) < 2 or not cells[0].strip():
            if paragraphs[-1][0]:
                paragraphs.append(([], []))
            continue
        if cells[0].startswith("http"):
            continue
        prefix, _, label = cells[1].partition("-")
        name = NEWSWIRE_LABELS.get(label)
        bio = "O" if name is None else f"{'B' if prefix in 'BS' else 'I'}-{name}"
        words, labels = paragraphs[-1]
        if bio[0] == "I" and (not labels or labels[-1][2:] != name):
            bio = f"B-{name}"
        words.append(cells[0])
        labels.append(bio)
    return [p for p in paragraphs if p[0]]


def clean_labels(words: Sequence[str], labels: Sequence[str]) -> list[set[str] | None]:
    """Drop the supervision of words that the newswire annotators label inconsistently.

    "southern Indian state of Kerala" stands there as one Location, elsewhere as NORP and Location:
    lower-case words that open a Location or Organization, and an article, teach nothing.
    """
    cleaned: list[set[str] | None] = [{label} for label in labels]
    index = 0
    while index < len(labels):
        if labels[index][0] == "B":
            end = index + 1
            while end < len(labels) and labels[end][0] == "I":
                end += 1
            if labels[index][2:] in {"LOC", "ORG"}:
                start = index
                while start < end and (words[start].islower() or words[start] in {"The", "A"}):
                    start += 1
                if index < start < end:
                    for silent in range(index, start + 1):
                        cleaned[silent] = None
            index = end
        else:
            index += 1
    return cleaned


def pack_paragraphs(
    paragraphs: Iterable[tuple[list[str], list[set[str] | None]]], size: int
) -> Iterator[Window]:
    """Pack paragraphs into windows; a paragraph that is too long is cut."""
    words: list[str] = []
    labels: list[set[str] | None] = []
    for more_words, more_labels in paragraphs:
        if words and len(words) + len(more_words) > size:
            yield Window(words, entities=labels, kind="entities")
            words, labels = [], []
        words, labels = words + more_words, labels + more_labels
        while len(words) > size:
            yield Window(words[:size], entities=labels[:size], kind="entities")
            words, labels = words[size:], [as_begin(labels[size]), *labels[size + 1 :]]
    if words:
        yield Window(words, entities=labels, kind="entities")


def as_begin(labels: set[str] | None) -> set[str] | None:
    """Turn an I label at the start of a window into B."""
    return None if labels is None else {re.sub(r"^I-", "B-", label) for label in labels}


def newswire_windows(
    folder: Path, size: int, keep: Callable[[str], bool], *, clean: bool
) -> list[Window]:
    """Windows of the articles whose file name ``keep`` accepts."""
    windows: list[Window] = []
    for path in sorted(folder.glob("processed_annotated/*.tsv")):
        if keep(path.name):
            paragraphs = newswire_paragraphs(path)
            labelled = (
                (words, clean_labels(words, labels) if clean else [{label} for label in labels])
                for words, labels in paragraphs
            )
            windows += pack_paragraphs(labelled, size)
    return windows


def column_windows(path: Path, size: int, mapping: dict[str, list[str]]) -> list[Window]:
    """Windows of a CoNLL file with other labels: the label sets that ``mapping`` allows."""
    silent = {"O"} | {f"{p}-{label}" for p in "BI" for label in UNLABELLED}
    sentences: list[tuple[list[str], list[set[str] | None]]] = []
    for block in re.split(r"\n\s*\n", path.read_text(encoding="utf8")):
        words: list[str] = []
        labels: list[set[str] | None] = []
        before = ""
        for line in block.splitlines():
            cells = line.split()
            if len(cells) != 2 or cells[0] == "-DOCSTART-":
                continue
            prefix, _, label = cells[1].partition("-")
            if not label:
                labels.append(set(silent))
            else:
                begins = prefix == "B" or label != before
                labels.append({f"{'B' if begins else 'I'}-{name}" for name in mapping[label]})
            before = label
            words.append(cells[0])
        if words:
            sentences.append((words, labels))
    return list(pack_paragraphs(sentences, size))


def mention_windows(paths: Iterable[Path], size: int) -> list[Window]:
    """Windows of gold records, tokenised as at run time, with our own mention labels."""
    blank = spacy.blank("en")
    windows: list[Window] = []
    for path in paths:
        record = json.loads(path.read_text(encoding="utf8"))
        doc = blank.make_doc(record["text"])
        actors, nested = ["O"] * len(doc), ["O"] * len(doc)
        mentions = sorted(record["mentions"], key=lambda m: (m["start"], -m["end"]))
        for mention in mentions:
            span = doc.char_span(mention["start"], mention["end"], alignment_mode="expand")
            layer = nested if mention["type"] == "STATE" else actors
            if layer is actors and any(actors[i] != "O" for i in range(span.start, span.end)):
                layer = nested
            if mention["type"] in {"PERSON", "OFFICE"} and layer is nested:
                continue
            if any(layer[i] != "O" for i in range(span.start, span.end)):
                continue
            for i in range(span.start, span.end):
                layer[i] = f"{'B' if i == span.start else 'I'}-{mention['type']}"
        pack: list[int] = []
        for line in paragraph_tokens(doc):
            if pack and len(pack) + len(line) > size:
                windows.append(mention_window(doc, pack, actors, nested))
                pack = []
            pack += line
            while len(pack) > size:
                windows.append(mention_window(doc, pack[:size], actors, nested))
                pack = pack[size:]
        if pack:
            windows.append(mention_window(doc, pack, actors, nested))
    return windows


def paragraph_tokens(doc: spacy.tokens.Doc) -> Iterator[list[int]]:
    """Yield the indices of the words of each line, without white space."""
    line: list[int] = []
    for token in doc:
        if token.is_space:
            if "\n" in token.text and line:
                yield line
                line = []
        else:
            line.append(token.i)
    if line:
        yield line


def mention_window(
    doc: spacy.tokens.Doc, indices: Sequence[int], actors: Sequence[str], nested: Sequence[str]
) -> Window:
    return Window(
        [doc[i].text for i in indices],
        actors=[actors[i] for i in indices],
        nested=[nested[i] for i in indices],
        kind="mentions",
    )
