"""Measure the released model (quantised, through spaCy) on text it was not trained on.

    python evaluate.py --shared ../../../../shared --model ../en_geoents-0.1.0 --out ../figures.json

Trees are scored over gold words with predicted sentences; entities strictly (same span and label).
With --float, a folder that export.py has written with its --float, what int8 costs is measured too.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from corpora import Sentence, newswire_paragraphs, outlet, read_conllu
from train import HERE

Span = tuple[int, int, str]
Counts = dict[str, Counter[str]]
# Words in a window of ../shared/spikes/joint.py.
SPIKE_WINDOW = 110


def read(nlp: Language, words: Sequence[str], starts: Iterable[int]) -> Doc:
    """Run the model over given words, with the given paragraph starts."""
    doc = Doc(nlp.vocab, words=list(words))
    for start in starts:
        doc[start].is_sent_start = True
    return nlp(doc)


def packs(document: Sequence[Sentence], size: int) -> Iterator[list[Sentence]]:
    """Cut a document before a sentence wherever ``size`` words would be passed.

    Longer sentences are left out. So ../shared/spikes/joint.py measured: the first sentence of each
    window of 110 words starts where the window does.
    """
    pack: list[Sentence] = []
    for sentence in document:
        if len(sentence[0]) > size:
            continue
        if pack and sum(len(s[0]) for s in pack) + len(sentence[0]) > size:
            yield pack
            pack = []
        pack.append(sentence)
    if pack:
        yield pack


def score_trees(nlp: Language, path: Path, *, window: int = 0) -> dict[str, float]:
    """LAS, UAS, fine tag accuracy and sentence F on a treebank.

    Its documents are read whole, or cut into windows of so many words (see :func:`packs`).
    """
    words = tags = heads = labels = right = predicted = gold_starts = 0
    documents: Iterable[Sequence[Sentence]] = read_conllu(path)
    if window:
        documents = [pack for document in documents for pack in packs(document, window)]
    for document in documents:
        texts = [word for sentence in document for word in sentence[0]]
        doc = read(nlp, texts, [0])
        place = 0
        gold = set()
        for sentence in document:
            gold.add(place)
            for i, (tag, head, dep) in enumerate(zip(*sentence[1:], strict=True)):
                token = doc[place + i]
                expected = place + head - 1 if head else token.i
                words += 1
                tags += token.tag_ == tag
                heads += token.head.i == expected
                labels += token.head.i == expected and token.dep_ == dep
            place += len(sentence[0])
        found = {token.i for token in doc if token.is_sent_start}
        right, predicted, gold_starts = (
            right + len(found & gold),
            predicted + len(found),
            gold_starts + len(gold),
        )
    return {
        "words": words,
        "tag": tags / words,
        "UAS": heads / words,
        "LAS": labels / words,
        "sentence F": 2 * right / (predicted + gold_starts),
    }


def bio_spans(labels: Sequence[str]) -> set[Span]:
    """Spans of a BIO sequence."""
    spans, start = set(), -1
    for i, label in enumerate([*labels, "O"]):
        if start >= 0 and label[0] != "I":
            spans.add((start, i, labels[start][2:]))
            start = -1
        if label[0] == "B":
            start = i
    return spans


def count(counts: Counts, gold: set[Span], found: set[Span]) -> None:
    """Add one text's hits and misses."""
    for name, spans in (
        ("correct", gold & found),
        ("missed", gold - found),
        ("spurious", found - gold),
    ):
        for *_, label in spans:
            counts.setdefault(label, Counter())[name] += 1
            counts.setdefault("all", Counter())[name] += 1


def f_scores(counts: Counts) -> dict[str, float]:
    """F1 per label."""
    return {
        label: 2 * c["correct"] / max(1, 2 * c["correct"] + c["missed"] + c["spurious"])
        for label, c in sorted(counts.items())
    }


def score_newswire(
    nlp: Language, folder: Path, outlets: set[str], change: Callable[[str], str]
) -> tuple[dict[str, float], int]:
    """Entity F1 per label on the articles of held-out outlets, and how many they are."""
    counts: Counts = {}
    articles = 0
    for path in sorted(folder.glob("processed_annotated/*.tsv")):
        if outlet(path.name) not in outlets:
            continue
        articles += 1
        words: list[str] = []
        labels: list[str] = []
        starts = []
        for more_words, more_labels in newswire_paragraphs(path):
            starts.append(len(words))
            words += [change(word) for word in more_words]
            labels += more_labels
        doc = read(nlp, words, starts)
        count(counts, bio_spans(labels), {(e.start, e.end, e.label_) for e in doc.ents})
    return f_scores(counts), articles


def score_uner(nlp: Language, path: Path) -> dict[str, float]:
    """PERSON, ORG and LOC on UNER's annotation of UD EWT."""
    names = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}
    counts: Counts = {}
    for block in path.read_text(encoding="utf8").split("\n\n"):
        rows = [line.split("\t") for line in block.split("\n") if line[:1].isdigit()]
        if not rows:
            continue
        labels = [
            f"{prefix}-{names[label]}" if label in names else "O"
            for prefix, _, label in (row[2].partition("-") for row in rows)
        ]
        doc = read(nlp, [row[1] for row in rows], [0])
        found = {(e.start, e.end, e.label_) for e in doc.ents if e.label_ in names.values()}
        count(counts, bio_spans(labels), found)
    return f_scores(counts)


def score_mentions(nlp: Language, paths: Iterable[Path]) -> dict[str, float]:
    """Strict F1 of the learned mention candidates on gold records."""
    counts: Counts = {}
    for path in paths:
        record = json.loads(path.read_text(encoding="utf8"))
        doc = nlp(record["text"])
        gold = {(m["start"], m["end"], m["type"]) for m in record["mentions"]}
        count(counts, gold, {(s.start_char, s.end_char, s.label_) for s in doc.spans["learned"]})
    return f_scores(counts)


def measure_plain(nlp: Language, shared: Path, outlets: set[str]) -> dict[str, dict[str, float]]:
    """The figures by which an unquantised model is compared."""
    corpora = shared / "corpora"
    newswire = score_newswire(nlp, corpora / "worldwide-newswire", outlets, str)[0]
    treebanks = {
        f"UD {name.upper()} test": score_trees(nlp, corpora / f"ud-{name}/en_{name}-ud-test.conllu")
        for name in ("ewt", "gum")
    }
    return treebanks | {"newswire": newswire}


def measure_speed(nlp: Language, paths: Iterable[Path]) -> dict[str, float]:
    """Words a second of the base model alone, in one process, one text after the other."""
    docs = [nlp.make_doc(json.loads(path.read_text(encoding="utf8"))["text"]) for path in paths]
    nlp(docs[0].copy())
    began = time.perf_counter()
    for doc in docs:
        nlp(doc)
    return {"words a second": round(sum(map(len, docs)) / (time.perf_counter() - began))}


def measure(nlp: Language, shared: Path, outlets: set[str]) -> dict[str, dict[str, float]]:
    """All figures of the model card."""
    corpora = shared / "corpora"
    newswire = corpora / "worldwide-newswire"
    figures: dict[str, dict[str, float]] = {}
    for name in ("ewt", "gum"):
        path = corpora / f"ud-{name}/en_{name}-ud-test.conllu"
        figures[f"UD {name.upper()} test"] = score_trees(nlp, path)
        figures[f"UD {name.upper()} test in windows of {SPIKE_WINDOW} words"] = score_trees(
            nlp, path, window=SPIKE_WINDOW
        )
    plain, articles = score_newswire(nlp, newswire, outlets, str)
    figures[f"newswire, {articles} articles of unseen outlets"] = plain
    figures["the same in Title Case"] = score_newswire(
        nlp, newswire, outlets, lambda w: w[:1].upper() + w[1:]
    )[0]
    figures["the same in CAPITALS"] = score_newswire(nlp, newswire, outlets, str.upper)[0]
    figures["UNER EWT test"] = score_uner(nlp, corpora / "uner-ewt/en_ewt-ud-test.iob2")
    unseen = [
        p for p in sorted((shared / "real-train").glob("*.json")) if outlet(p.name) in outlets
    ]
    figures[f"learned mentions, {len(unseen)} unseen records"] = score_mentions(nlp, unseen)
    real = sorted((shared / "real").glob("*.json"))
    figures["learned mentions, the ten real articles"] = score_mentions(nlp, real)
    figures["speed on the ten real articles, one process"] = measure_speed(nlp, real)
    return figures


def main() -> None:
    """Read the command line, measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--float", type=Path, help="the same model, not quantised")
    parser.add_argument("--out", type=Path, help="JSON file for the figures")
    options = parser.parse_args()
    config = tomllib.loads((HERE / "config.toml").read_text(encoding="utf8"))
    nlp = spacy.load(options.model, exclude=["lemmatizer"])
    began = time.time()
    outlets = set(config["data"]["test_outlets"])
    figures = measure(nlp, options.shared, outlets)
    if options.float:
        plain = spacy.load(options.float, exclude=["lemmatizer"])
        for name, values in measure_plain(plain, options.shared, outlets).items():
            figures[f"{name}, weights in float"] = values
    for name, values in figures.items():
        print(
            f"{name:48}",
            " ".join(f"{k} {v:.4f}" if v <= 1 else f"{k} {v:,}" for k, v in values.items()),
        )
    print(f"{time.time() - began:.0f} s")
    if options.out:
        options.out.write_text(json.dumps(figures, indent=1), encoding="utf8")


if __name__ == "__main__":
    main()
