"""What the command reads: files, folders and standard input, one text at a time.

Everything is read lazily and in order, and no more than one document of it is held. Nothing that is
wrong with one input stops the others: it becomes one line, with where, what and what to do, for
``on_error``; what a reader should know but need not mend goes to ``on_note``.

``find_inputs`` and ``read`` are what other engines build on (geoents.ray); their signatures stay.

>>> inputs = find_inputs(["news"], on_error=print)  # doctest: +SKIP
>>> for source in read(inputs, on_error=print, on_note=print):  # doctest: +SKIP
...     print(source.where, source.text.title)
news/2024.jsonl:1 Talks resume
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO, Final, NamedTuple

from geoents.archives import read_parquet, read_warc
from geoents.decoding import NotTextError, decode
from geoents.languages import find_foreign
from geoents.manifest import Manifest
from geoents.pages import decode_page, read_page
from geoents.streams import PACKED, FlawError, Line, open_input, read_all, read_lines, too_long
from geoents.text_records import EMPTY, check_text, parse_object, to_text
from geoents.texts import Limits, OverLimitError, Text, document_id, time_limit

__all__ = ["STDIN", "Input", "Kind", "Source", "count", "find_inputs", "read"]

#: The path that stands for standard input.
STDIN: Final = "-"

_Tell = Callable[[str], None]
_ANYWAY: Final = "--any-language reads it still"


class Kind(StrEnum):
    """How an input is read."""

    TEXT = "text"
    PAGE = "page"
    LINES = "lines"
    OBJECT = "object"
    WARC = "WARC"
    PARQUET = "Parquet"
    STDIN = "standard input"


_KINDS: Final = {
    ".txt": Kind.TEXT,
    ".html": Kind.PAGE,
    ".htm": Kind.PAGE,
    ".jsonl": Kind.LINES,
    ".json": Kind.OBJECT,
    ".warc": Kind.WARC,
    ".parquet": Kind.PARQUET,
}


class Input(NamedTuple):
    """A file to read, or standard input, and how messages name it."""

    where: str
    kind: Kind
    path: Path | None = None


class Source(NamedTuple):
    """A text with the place it came from: a file, and a line where the file holds many."""

    where: str
    text: Text


@dataclass(frozen=True, slots=True)
class _Reading:
    """How inputs are read: limits, the manifest, and whom to tell."""

    on_error: _Tell
    on_note: _Tell
    limits: Limits
    manifest: Manifest

    def fail(self, place: str, reason: object) -> None:
        """Tell of a document that is left out."""
        self.on_error(f"{place}: {reason}")
        self.manifest.fail(place, str(reason))


# -- finding ----------------------------------------------------------------------------------


def find_inputs(paths: Iterable[str | Path], *, on_error: _Tell) -> list[Input]:
    """Return the files that ``paths`` name, in order; no file is opened.

    A folder stands for the .txt, .html, .htm, .jsonl, .json, .warc and .parquet files in it and
    below, packed ones (.jsonl.gz, .warc.zst) too, sorted by path; names that begin with a dot are
    passed over. A file that is named is read whatever its suffix, as plain text where that says
    nothing. "-" is standard input.
    """
    inputs: list[Input] = []
    for path in paths:
        if str(path) == STDIN:
            inputs.append(Input("standard input", Kind.STDIN))
            continue
        path = Path(path)
        try:
            path.stat()
        except OSError as error:
            on_error(f"{path}: {_explain(error)}")
            continue
        if path.is_dir():
            found = _walk(path, on_error)
            if not found:
                on_error(f"{path}: no {', '.join(_KINDS)} file in this folder; name another")
            inputs += found
        else:
            inputs.append(Input(str(path), _kind(path) or Kind.TEXT, path))
    return inputs


def _kind(path: Path) -> Kind | None:
    if path.suffix.lower() in PACKED:
        path = path.with_suffix("")
    return _KINDS.get(path.suffix.lower())


def _walk(root: Path, on_error: _Tell) -> list[Input]:
    def refuse(error: OSError) -> None:
        on_error(f"{error.filename}: {_explain(error)}")

    found: list[Path] = []
    for folder, below, names in os.walk(root, onerror=refuse):
        below[:] = [name for name in below if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    kinds = ((path, _kind(path)) for path in sorted(found))
    return [Input(str(path), kind, path) for path, kind in kinds if kind is not None]


def count(inputs: Iterable[Input]) -> int | None:
    """Return how many texts there are, at a glance, or None where only reading would tell."""
    total = 0
    for item in inputs:
        is_packed = item.path is not None and item.path.suffix.lower() in PACKED
        if item.path is None or is_packed or item.kind in (Kind.WARC, Kind.PARQUET):
            return None
        if item.kind is not Kind.LINES:
            total += 1
        elif item.path.is_file():
            try:
                with item.path.open("rb") as lines:
                    total += sum(1 for line in lines if line.strip())
            except OSError:
                total += 1  # What is wrong with it is said when it is read.
    return total


# -- reading ----------------------------------------------------------------------------------


def read(
    inputs: Iterable[Input],
    *,
    on_error: _Tell,
    on_note: _Tell,
    limits: Limits | None = None,
    manifest: Manifest | None = None,
    any_language: bool = True,
) -> Iterator[Source]:
    """Read texts one after the other, lazily; each has an id, and no two the same.

    Args:
        inputs: What :func:`find_inputs` found.
        on_error: Told of each input, line or text that is left out, and why.
        on_note: Told of guesses, and of a text that stands twice and is read once.
        limits: How large a document may be, and how far a file may unfold.
        manifest: What earlier runs have settled, which is not read again. What is read and what
            fails here is entered there.
        any_language: Whether texts that are not English are read too.
    """
    manifest = manifest or Manifest()
    how = _Reading(on_error, on_note, limits or Limits(), manifest)
    for where, text in _read_all(inputs, how):
        digest = document_id(text.text)
        id_ = text.id or digest
        first = manifest.find(id_)
        if first is None:
            if not any_language and (code := find_foreign(text.text)) is not None:
                how.fail(where, f"its language is {code}, not English; {_ANYWAY}")
                continue
            manifest.enter(id_, where, digest)
            yield Source(where, text._replace(id=id_))
        elif first.digest != digest:
            how.fail(where, f"the id {id_} is that of {first.place}; give it an id of its own")
        elif first.is_new:
            on_note(f"{where}: the same text as {first.place}; read once")


def _read_all(inputs: Iterable[Input], how: _Reading) -> Iterator[Source]:
    for item in inputs:
        try:
            how.manifest.enter_input(item.where, _stamp(item.path))
            yield from _read_input(item, how)
        except OSError as error:
            how.fail(item.where, _explain(error))
        except (NotTextError, FlawError) as error:
            how.fail(item.where, error)


def _stamp(path: Path | None) -> str:
    """Return what changes when a file does."""
    if path is None:
        return "standard input"
    found = path.stat()
    return f"{found.st_size} {found.st_mtime_ns}"


def _read_input(item: Input, how: _Reading) -> Iterator[Source]:
    where, is_settled = item.where, how.manifest.is_settled
    if item.kind is Kind.PARQUET and item.path is not None:
        yield from _read_parquet(where, item.path, how)
        return
    if item.kind in (Kind.TEXT, Kind.PAGE, Kind.OBJECT) and is_settled(where):
        return
    with open_input(item.path, how.limits) as stream:
        match item.kind:
            case Kind.LINES:
                yield from _read_lines(where, read_lines(stream, how.limits), how)
            case Kind.WARC:
                yield from _read_warc(where, stream, how)
            case Kind.STDIN:
                yield from _read_stdin(where, stream, how)
            case Kind.OBJECT:
                yield _read_object(where, read_all(stream, how.limits), how)
            case Kind.PAGE:
                yield _read_html(where, read_all(stream, how.limits), how)
            case _:
                yield _read_plain(where, read_all(stream, how.limits), how)


def _read_plain(where: str, data: bytes, how: _Reading) -> Source:
    text, guessed = decode(data)
    if guessed is not None:
        how.on_note(f"{where}: not UTF-8, read as {guessed}")
    return Source(where, check_text(Text(text, encoding=guessed), how.limits))


def _read_html(
    where: str, data: bytes, how: _Reading, *, encoding: str | None = None, url: str | None = None
) -> Source:
    if not data.strip():
        raise FlawError(EMPTY)
    html, guessed = decode_page(data, declared=encoding)
    if guessed is not None:
        how.on_note(f"{where}: not UTF-8, read as {guessed}")
    try:
        with time_limit(how.limits.seconds):
            text = read_page(html)
    except OverLimitError as error:
        raise FlawError(str(error)) from None
    text = text._replace(url=url or text.url, encoding=guessed)
    return Source(where, check_text(text, how.limits))


def _read_lines(where: str, lines: Iterable[Line], how: _Reading) -> Iterator[Source]:
    is_empty = True
    for number, line in lines:
        if line is not None and not line.strip():
            continue
        is_empty = False
        place = f"{where}:{number}"
        if how.manifest.is_settled(place):
            continue
        try:
            if line is None:
                raise FlawError(too_long(how.limits))
            source = _read_object(place, line.strip(), how)
        except FlawError as error:
            how.fail(place, error)
        else:
            yield source
    if is_empty:
        raise FlawError(EMPTY)


def _read_object(where: str, data: bytes, how: _Reading) -> Source:
    if not data.strip():
        raise FlawError(EMPTY)
    record = parse_object(data)
    return Source(where, to_text(record, where=where, limits=how.limits, on_note=how.on_note))


def _read_warc(where: str, stream: IO[bytes], how: _Reading) -> Iterator[Source]:
    for number, url, data, is_page, encoding in read_warc(stream, how.limits):
        place = f"{where}:{number}"
        if how.manifest.is_settled(place):
            continue
        try:
            if data is None:
                raise FlawError(too_long(how.limits))
            if is_page:
                source = _read_html(place, data, how, encoding=encoding, url=url)
            else:
                where_, text = _read_plain(place, data, how)
                source = Source(where_, text._replace(url=url))
        except (NotTextError, FlawError) as error:
            how.fail(place, error)
        else:
            yield source


def _read_parquet(where: str, path: Path, how: _Reading) -> Iterator[Source]:
    for number, row in read_parquet(path, how.limits):
        place = f"{where}:{number}"
        if how.manifest.is_settled(place):
            continue
        try:
            text = to_text(row, where=place, limits=how.limits, on_note=how.on_note)
        except FlawError as error:
            how.fail(place, error)
        else:
            yield Source(place, text)


def _read_stdin(where: str, stream: IO[bytes], how: _Reading) -> Iterator[Source]:
    """Read what comes in by what it looks like: a page, objects one a line, or plain text.

    Objects are read as they come: ``tail -f news.jsonl | geoents extract -`` waits for no end.
    """
    begun: list[bytes] = []
    while line := stream.readline(how.limits.bytes + 1):
        begun.append(line)
        if line.strip():
            break
    head = b"".join(begun)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"{"):
        try:
            parse_object(head.strip())
        except FlawError:
            yield _read_braces(where, read_all(stream, how.limits, head), how)
        else:
            rest = read_lines(stream, how.limits, first=len(begun) + 1)
            yield from _read_lines(where, chain([Line(len(begun), head)], rest), how)
    elif start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        yield _read_html(where, read_all(stream, how.limits, head), how)
    else:
        yield _read_plain(where, read_all(stream, how.limits, head), how)


def _read_braces(where: str, data: bytes, how: _Reading) -> Source:
    """Read what begins with a brace: one object on many lines, or a text that does."""
    try:
        record = parse_object(data)
    except FlawError:
        return _read_plain(where, data, how)
    return Source(where, to_text(record, where=where, limits=how.limits, on_note=how.on_note))


def _explain(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "no such file or folder; check the path"
        case PermissionError():
            return "permission denied; make it readable"
        case _:
            return f"{(error.strerror or str(error)).lower()}; check the file"
