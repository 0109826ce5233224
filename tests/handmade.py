"""Docs written down by hand: for what must be tested apart from the model."""

from __future__ import annotations

from collections.abc import Iterable

import spacy
from spacy.tokens import Doc, Span

NLP = spacy.blank("en")


def parsed(rows: str, *, ents: Iterable[tuple[str, str]] = (), text: str | None = None) -> Doc:
    """Return the doc of rows "word tag dep head lemma".

    Heads count from 1 in each sentence, 0 is the root. A lemma that is not given is the word in
    small letters.

    Args:
        rows: One word a line, an empty line between sentences.
        ents: The words and labels of ``doc.ents``; each stands once in the text.
        text: The text, where words are not parted by single spaces.
    """
    words, tags, deps, heads, lemmas, starts = [], [], [], [], [], []
    for sentence in rows.strip().split("\n\n"):
        begin = len(words)
        for number, row in enumerate(sentence.strip().splitlines()):
            word, tag, dep, head, *lemma = row.split()
            words.append(word)
            tags.append(tag)
            deps.append(dep)
            heads.append(begin + (number if head == "0" else int(head) - 1))
            lemmas.append(lemma[0] if lemma else word.lower())
            starts.append(number == 0)
    doc = Doc(
        NLP.vocab,
        words=words,
        spaces=_spaces(words, text),
        tags=tags,
        deps=deps,
        heads=heads,
        lemmas=lemmas,
    )
    assert [token.is_sent_start is True for token in doc] == starts, "a sentence needs one root"
    doc.ents = [_span(doc, words, label) for words, label in ents]
    return doc


def _spaces(words: list[str], text: str | None) -> list[bool]:
    if text is None:
        return [True] * len(words)
    spaces, position = [], 0
    for word in words:
        position = text.index(word, position) + len(word)
        spaces.append(text[position : position + 1] == " ")
    return spaces


def _span(doc: Doc, words: str, label: str) -> Span:
    start = doc.text.index(words)
    span = doc.char_span(start, start + len(words), label=label)
    assert span is not None, f"{words!r} are no tokens"
    return span
