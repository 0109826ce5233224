"""CoNLL: a token a line with BIO labels, a blank line between sentences, one layer of mentions.

What is written has a tab between token and label; lines that begin with "# " name the document
and its text (as JSON), so that offsets come back. Only outermost mentions have a place; nested
ones, entities, forms, claims and relations are counted as lost.

What is read: CoNLL-2003 and its like. Columns parted by blanks: the last one is the label. Parted
by tabs: every column behind the token is a layer of labels. B, I (also as the first of a span), E,
L, S and U are understood; ``-DOCSTART-`` and ``# newdoc`` part documents. Without the text's line,
tokens are put together as print does. Labels become ours by ``data/formats/labels.toml``.

Format: https://aclanthology.org/W03-0419 (CoNLL-2003), section 3.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from geoents.formats.drafts import Draft
from geoents.formats.folders import find, read_text
from geoents.formats.mapping import load_mapping
from geoents.formats.offsets import cut, join
from geoents.formats.tally import Tally
from geoents.inline_writing import entity_key
from geoents.records import Document, Mention, RecordError, quote
from geoents.schema import EntityType, Form
from geoents.sinks.files import open_atomically

__all__ = ["read", "write"]

_SUFFIXES: Final = (".conll", ".bio", ".iob", ".iob2", ".tsv", ".txt", ".ner")
_DOC: Final = "# newdoc id = "
_HEAD: Final = "# document = "
_TEXT: Final = "# text = "

_Row = tuple[int, str]


# -- reading ----------------------------------------------------------------------------------


def read(path: Path, tally: Tally) -> Iterator[Document]:
    """Read a file, or a folder of .conll, .bio, .iob, .tsv, .ner and .txt files."""
    for file in find(path, _SUFFIXES):
        try:
            rows = list(enumerate(read_text(file).removeprefix("\ufeff").split("\n"), start=1))
        except ValueError as error:
            tally.error(str(file), error)
            continue
        for number, part in enumerate(_documents(rows), start=1):
            try:
                yield _read_one(part, f"{file.stem}-{number}", file, tally)
            except RecordError as error:
                tally.error(f"{file}:{part[0][0]}", error)


def _documents(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    """Part the rows of a file into documents; a part without a token is none."""
    part: list[_Row] = []
    for row in rows:
        if row[1].startswith((_DOC.rstrip(), "# newdoc", "-DOCSTART-")):
            if _has_content(part):
                yield part
            part = []
        part.append(row)
    if _has_content(part):
        yield part


def _has_content(part: Sequence[_Row]) -> bool:
    return any(
        line.startswith(_DOC) or (line.strip() and not line.startswith(("# ", "-DOCSTART-")))
        for _, line in part
    )


def _read_one(part: list[_Row], name: str, file: Path, tally: Tally) -> Document:
    text: str | None = None
    head: dict[str, str] = {}
    tokens: list[str] = []
    layers: list[list[str]] = []
    for number, line in part:
        line = line.rstrip("\r")
        if line.startswith((_TEXT, _HEAD, _DOC)):
            try:
                value = json.loads(line.partition(" = ")[2])
            except ValueError:
                value = line.partition(" = ")[2]
            if line.startswith(_TEXT):
                text = value if isinstance(value, str) else None
            elif line.startswith(_DOC):
                head["id"] = str(value)
            elif isinstance(value, dict):
                head |= value
        elif line.startswith(("-DOCSTART-", "# ")):
            continue
        elif not line.strip():
            if tokens and tokens[-1] != "\n":
                tokens.append("\n")
                layers.append([])
        else:
            fields = line.rstrip().split("\t")
            labels = fields[1:]
            if len(fields) == 1:
                fields = line.split()
                labels = fields[-1:]
            if len(fields) < 2:
                raise RecordError(f"{file}:{number}: a token without a label: {quote(line)}")
            tokens.append(fields[0])
            layers.append(labels)
    while tokens and tokens[-1] == "\n":
        tokens.pop()
        layers.pop()
    words = [token for token in tokens if token != "\n"]
    if text is None:
        text, spans = join(tokens)
    else:
        spans = _align(text, tokens, words)
    draft = Draft(head.pop("id", name), text, tally, dict(head))
    for layer in range(max(map(len, layers), default=0)):
        column = [labels[layer] if layer < len(labels) else "O" for labels in layers]
        _add(draft, column, spans, tally)
    return draft.document()


def _align(text: str, tokens: Sequence[str], words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the tokens stand in their text.

    Raises:
        RecordError: The text does not hold them in this order.
    """
    spans = []
    place = 0
    for token in tokens:
        if token == "\n":
            spans.append((place, place))
            continue
        start = text.find(token, place)
        if start < 0 or text[place:start].strip():
            raise RecordError(f"the token {quote(token)} is not the next one of the text")
        place = start + len(token)
        spans.append((start, place))
    return spans


def _add(
    draft: Draft, labels: Sequence[str], spans: Sequence[tuple[int, int]], tally: Tally
) -> None:
    mapping = load_mapping("labels")
    for first, last, label in _spans(labels):
        start, end = spans[first][0], spans[last][1]
        known, rule = mapping.entity([label])
        type_ = EntityType.__members__.get(label)
        found = (type_, Form.NAME) if type_ else rule.read(draft.text[start:end])
        if found is None:
            tally.lose(f"mention labelled {known}: {rule.reason}")
            continue
        key = f"{found[0]} {entity_key(draft.text[start:end])}"
        draft.add(key, found[0], start, end, found[1])


def _spans(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the first and last token of each span and its label."""
    begin: int | None = None
    kind = ""
    for number, label in enumerate([*labels, "O"]):
        prefix, _, name = label.partition("-")
        goes_on = prefix in "IEL" and bool(name) and name == kind and begin is not None
        if begin is not None and not goes_on:
            yield begin, number - 1, kind
            begin = None
        if name and not goes_on:
            begin, kind = number, name
        if begin is not None and prefix in "ELSU":
            yield begin, number, kind
            begin = None


# -- writing ----------------------------------------------------------------------------------


def write(path: Path, documents: Iterable[Document], tally: Tally) -> int:
    """Write one file of all documents."""
    count = 0
    with open_atomically(path) as out:
        for document in documents:
            out.write("".join(_rows(document, tally)).encode())
            count += 1
    return count


def _rows(document: Document, tally: Tally) -> Iterator[str]:
    text = document.text
    outer = _outermost(document, tally)
    tally.lose("claim", len(document.claims))
    tally.lose("relation", len(document.relations))
    tally.lose("entity (mentions of the same words become one)", len(document.entities))
    tally.lose("form of a mention", sum(m.form is not None for m in document.mentions))
    tally.lose("id of a mention", len(document.mentions))
    tally.lose("provenance", document.provenance is not None)
    yield f"{_DOC}{json.dumps(document.id, ensure_ascii=False)}\n"
    head = {
        name: value
        for name in ("title", "published", "url")
        if (value := getattr(document, name)) is not None
    }
    if head:
        yield f"{_HEAD}{json.dumps(head, ensure_ascii=False)}\n"
    yield f"{_TEXT}{json.dumps(text, ensure_ascii=False)}\n"
    label_at: dict[int, Mention] = {}
    for mention in outer:
        label_at |= dict.fromkeys(range(mention.start, mention.end), mention)
    is_blank = True
    for token in cut(text, [(m.start, m.end) for m in outer]):
        words = text[token.start : token.end]
        if words.isspace() or not words.strip("\ufeff"):
            if "\n" in words and not is_blank and token.start not in label_at:
                yield "\n"
                is_blank = True
            continue
        inside = label_at.get(token.start)
        label = "O"
        if inside is not None:
            label = f"{'B' if inside.start == token.start else 'I'}-{inside.type}"
        yield f"{words}\t{label}\n"
        is_blank = False
    if not is_blank:
        yield "\n"


def _outermost(document: Document, tally: Tally) -> list[Mention]:
    """Return the mentions that no other one holds or crosses, in order."""
    found: list[Mention] = []
    for _, same in groupby(
        sorted(document.mentions, key=lambda m: (m.start, -m.end)), key=lambda m: m.start
    ):
        first, *others = same
        tally.lose("mention nested in another, or crossing it", len(others))
        if found and found[-1].end > first.start:
            tally.lose("mention nested in another, or crossing it")
        elif first.text != first.text.strip():
            tally.lose("mention with white space at its edge")
        else:
            found.append(first)
    return found
