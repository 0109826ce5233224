"""What the command reads: files, folders and standard input, one text at a time.

Nothing that is wrong with one input stops the others: it becomes one line, with where, what and
what to do, for ``on_error``; what a reader should know but need not mend goes to ``on_note``.

>>> inputs = find_inputs(["news"], on_error=print)  # doctest: +SKIP
>>> for source in read(inputs, on_error=print, on_note=print):  # doctest: +SKIP
...     print(source.where, source.text.title)
news/2024.jsonl:1 Talks resume
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from geoents.decoding import NotTextError, decode
from geoents.pages import decode_page, read_page
from geoents.texts import Text, document_id, is_iso_date

__all__ = ["STDIN", "Input", "Kind", "Source", "count", "find_inputs", "read"]

#: The path that stands for standard input.
STDIN: Final = "-"

_OPTIONAL: Final = ("title", "published", "url")

_Tell = Callable[[str], None]


class Kind(StrEnum):
    """How an input is read."""

    TEXT = "text"
    PAGE = "page"
    LINES = "lines"
    OBJECT = "object"
    STDIN = "standard input"


_KINDS: Final = {
    ".txt": Kind.TEXT,
    ".html": Kind.PAGE,
    ".htm": Kind.PAGE,
    ".jsonl": Kind.LINES,
    ".json": Kind.OBJECT,
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


class _FlawError(ValueError):
    """One input that cannot be read; the message says what is wrong and what to do."""


# -- finding ----------------------------------------------------------------------------------


def find_inputs(paths: Iterable[str | Path], *, on_error: _Tell) -> list[Input]:
    """Return the files that ``paths`` name, in order; no file is opened.

    A folder stands for the .txt, .html, .htm, .jsonl and .json files in it and below, sorted by
    path; names that begin with a dot are passed over. A file that is named is read whatever its
    suffix, as plain text where that says nothing. "-" is standard input.
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
            inputs.append(Input(str(path), _KINDS.get(path.suffix.lower(), Kind.TEXT), path))
    return inputs


def _walk(root: Path, on_error: _Tell) -> list[Input]:
    def refuse(error: OSError) -> None:
        on_error(f"{error.filename}: {_explain(error)}")

    found: list[Path] = []
    for folder, below, names in os.walk(root, onerror=refuse):
        below[:] = [name for name in below if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    return [
        Input(str(path), _KINDS[path.suffix.lower()], path)
        for path in sorted(found)
        if path.suffix.lower() in _KINDS
    ]


def count(inputs: Iterable[Input]) -> int | None:
    """Return how many texts there are, at a glance, or None where only reading would tell."""
    total = 0
    for item in inputs:
        if item.path is None:
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


def read(inputs: Iterable[Input], *, on_error: _Tell, on_note: _Tell) -> Iterator[Source]:
    """Read texts one after the other, lazily; each has an id, and no two the same.

    Args:
        inputs: What :func:`find_inputs` found.
        on_error: Told of each input, line or text that is left out, and why.
        on_note: Told of guesses, and of a text that stands twice and is read once.
    """
    seen: dict[str, tuple[str, str]] = {}
    for source in _read_all(inputs, on_error, on_note):
        where, text = source
        digest = document_id(text.text)
        id_ = text.id or digest
        if id_ not in seen:
            seen[id_] = where, digest
            yield Source(where, text._replace(id=id_))
            continue
        first, first_digest = seen[id_]
        if first_digest == digest:
            on_note(f"{where}: the same text as {first}; read once")
        else:
            on_error(f"{where}: the id {id_} is that of {first}; give it an id of its own")


def _read_all(inputs: Iterable[Input], on_error: _Tell, on_note: _Tell) -> Iterator[Source]:
    for item in inputs:
        try:
            with _open(item) as stream:
                yield from _read_one(item, stream, on_error, on_note)
        except OSError as error:
            on_error(f"{item.where}: {_explain(error)}")
        except (NotTextError, _FlawError) as error:
            on_error(f"{item.where}: {error}")


def _open(item: Input) -> IO[bytes]:
    if item.path is None:
        # A copy of the descriptor, so that closing it leaves standard input open.
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb") if _has_fileno() else sys.stdin.buffer
    return item.path.open("rb")


def _has_fileno() -> bool:
    try:
        sys.stdin.fileno()
    except (io.UnsupportedOperation, AttributeError):
        return False
    return True


def _read_one(item: Input, stream: IO[bytes], on_error: _Tell, on_note: _Tell) -> Iterator[Source]:
    match item.kind:
        case Kind.LINES:
            yield from _read_lines(item.where, stream, on_error, on_note)
        case Kind.OBJECT:
            yield from _read_object(item.where, stream.read(), on_note)
        case Kind.STDIN:
            yield from _read_stdin(item.where, stream, on_error, on_note)
        case Kind.PAGE:
            yield _read_html(item.where, stream.read(), on_note)
        case Kind.TEXT:
            yield _read_plain(item.where, stream.read(), on_note)


def _read_plain(where: str, data: bytes, on_note: _Tell) -> Source:
    text, guessed = decode(data)
    if guessed is not None:
        on_note(f"{where}: not UTF-8, read as {guessed}")
    return Source(where, _check(Text(text)))


def _read_html(where: str, data: bytes, on_note: _Tell) -> Source:
    if not data.strip():
        raise _FlawError(_EMPTY)
    html, guessed = decode_page(data)
    if guessed is not None:
        on_note(f"{where}: not UTF-8, read as {guessed}")
    return Source(where, _check(read_page(html)))


def _read_lines(
    where: str, lines: Iterable[bytes], on_error: _Tell, on_note: _Tell
) -> Iterator[Source]:
    is_empty = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        is_empty = False
        place = f"{where}:{number}"
        try:
            source = _from_record(place, _parse(line.strip()), on_note)
        except _FlawError as error:
            on_error(f"{place}: {error}")
        else:
            yield source
    if is_empty:
        raise _FlawError(_EMPTY)


def _read_object(where: str, data: bytes, on_note: _Tell) -> Iterator[Source]:
    if not data.strip():
        raise _FlawError(_EMPTY)
    yield _from_record(where, _parse(data), on_note)


def _read_stdin(where: str, stream: IO[bytes], on_error: _Tell, on_note: _Tell) -> Iterator[Source]:
    """Read what comes in by what it looks like: a page, objects one a line, or plain text.

    Objects are read as they come: ``tail -f news.jsonl | geoents extract -`` waits for no end.
    """
    head: list[bytes] = []
    for line in stream:
        head.append(line)
        if line.strip():
            break
    start = b"".join(head).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"{"):
        try:
            _parse(head[-1].strip())
        except _FlawError:
            yield _read_braces(where, b"".join([*head, stream.read()]), on_note)
        else:
            yield from _read_lines(where, chain(head, stream), on_error, on_note)
    elif start.startswith((b"<!doctype html", b"<html", b"<?xml")):
        yield _read_html(where, b"".join([*head, stream.read()]), on_note)
    else:
        yield _read_plain(where, b"".join([*head, stream.read()]), on_note)


def _read_braces(where: str, data: bytes, on_note: _Tell) -> Source:
    """Read what begins with a brace: one object on many lines, or a text that does."""
    try:
        record = _parse(data)
    except _FlawError:
        return _read_plain(where, data, on_note)
    return _from_record(where, record, on_note)


# -- records and checks -----------------------------------------------------------------------

_EMPTY: Final = "it is empty; give it a text or leave it out"


def _parse(data: bytes) -> dict[str, Any]:
    try:
        found = json.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _FlawError(f"byte {error.start} is not UTF-8; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise _FlawError(f"broken JSON at character {error.pos} ({error.msg}); mend it") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 10,000 brackets
        raise _FlawError(f"JSON that cannot be read ({error}); mend it") from None
    if not isinstance(found, dict):
        raise _FlawError('not an object; write {"text": "..."}, one a line in .jsonl')
    return found


def _from_record(where: str, record: dict[str, Any], on_note: _Tell) -> Source:
    """Return the text of an object; of our own record form as well, whose labels are left."""
    text = record.get("text")
    if not isinstance(text, str):
        raise _FlawError('it has no "text" that is a string; write {"text": "..."}')
    id_ = record.get("id")
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)  # Databases number their articles.
    values: dict[str, Any] = {"id": id_} | {name: record.get(name) for name in _OPTIONAL}
    for name, value in values.items():
        if value is not None and not isinstance(value, str):
            raise _FlawError(f'its "{name}" is no string; write it in quotation marks or null')
    published = values["published"]
    if published and not is_iso_date(published):
        on_note(f'{where}: "published" is no ISO date such as 2023-09-25; left out')
        values["published"] = None
    return Source(where, _check(Text(text, **{name: v or None for name, v in values.items()})))


def _check(text: Text) -> Text:
    """Return the text itself.

    Raises:
        _FlawError: There is nothing in it, or something that no Unicode text can hold.
    """
    if not text.text.strip("\ufeff\0 \t\r\n"):
        raise _FlawError(_EMPTY)
    for name, value in text._asdict().items():
        if value is not None and not value.isascii():
            place = next((i for i, c in enumerate(value) if "\ud800" <= c <= "\udfff"), None)
            if place is not None:
                raise _FlawError(
                    f"character {place} of its {name} is half a surrogate pair, "
                    "which no encoding holds; replace it"
                )
    return text


def _explain(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "no such file or folder; check the path"
        case PermissionError():
            return "permission denied; make it readable"
        case _:
            return f"{(error.strerror or str(error)).lower()}; check the file"
