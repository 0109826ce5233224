"""Files of a format: finding them, and names for documents that become files of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from geoents.records import Document, RecordError

__all__ = ["find", "named", "parse_json", "read_text"]

_UNSAFE: Final = re.compile(r"[^\w.-]+")


def find(path: Path, suffixes: Iterable[str]) -> list[Path]:
    """Return a file itself, or the files of a folder and below whose suffix is one of these.

    Raises:
        OSError: There is no such file or folder, or none in it.
    """
    if path.is_file():
        return [path]
    wanted = frozenset(suffixes)
    if not path.is_dir():
        raise FileNotFoundError(2, "No such file or folder", str(path))
    found = [
        file
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in wanted and not file.name.startswith(".") and file.is_file()
    ]
    if not found:
        names = " or ".join(sorted(wanted))
        raise FileNotFoundError(2, f"No {names} file in this folder", str(path))
    return found


def named(
    folder: Path, documents: Iterable[Document], suffix: str
) -> Iterator[tuple[Path, Document]]:
    """Yield a file in the folder for each document, named by its id; the folder is made."""
    folder.mkdir(parents=True, exist_ok=True)
    used: set[str] = set()
    for document in documents:
        stem = _UNSAFE.sub("_", document.id).lstrip(".")[:100] or "document"
        name, number = stem, 1
        while name.casefold() in used:
            number += 1
            name = f"{stem}-{number}"
        used.add(name.casefold())
        yield folder / f"{name}{suffix}", document


def read_text(path: Path) -> str:
    """Return a file's text, its line ends as they are.

    Raises:
        ValueError: It is not UTF-8; the message says where.
        OSError: It cannot be read.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start} is not UTF-8; save it as UTF-8") from None


def parse_json(data: str | bytes, where: str, *, is_row: bool = False) -> Any:
    """Return what JSON says.

    Args:
        data: The JSON, UTF-8 when bytes.
        where: What an error message begins with, such as the file.
        is_row: Whether ``where`` has the line already.

    Raises:
        RecordError: It is broken; the message names file and line.
    """
    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        line = "" if is_row else f":{error.lineno}"
        message = f"{where}{line}: broken JSON: {error.msg} (column {error.colno})"
    except UnicodeDecodeError as error:
        message = f"{where}: byte {error.start} is not UTF-8; save it as UTF-8"
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 10,000 brackets
        message = f"{where}: JSON that cannot be read ({error})"
    raise RecordError(message)
