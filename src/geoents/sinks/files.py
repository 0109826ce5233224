"""Files and folders that are whole or not there: written beside their name, then moved to it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["make_atomically", "open_atomically", "sync"]


@contextlib.contextmanager
def open_atomically(path: Path | str) -> Iterator[BinaryIO]:
    """Open a file for writing that takes its name only when the block ends without an error.

    A file of that name keeps its contents until then, and its permissions for good; a link stays
    a link. What is no ordinary file (``/dev/stdout``, a pipe) is written to as it is.

    Raises:
        OSError: The folder is not there, or the file may not be written.
    """
    path = Path(path)
    if path.exists() and not path.is_file():
        with path.open("wb") as out:
            yield out
        return
    target = Path(os.path.realpath(path))
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied", str(path))
    # In the same folder, for only within one file system is a move a single step.
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as out:
            if target.exists():
                shutil.copymode(target, draft)
            yield out
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def make_atomically(path: Path | str) -> Iterator[Path]:
    """Yield a new folder to fill, which takes its name only when the block ends without an error.

    A folder of that name may be there when it is empty: what is in one is never replaced, for no
    single step puts one folder in another's place.

    Raises:
        FileExistsError: It is a file, or a folder that is not empty.
        OSError: The folder above it is not there, or may not be written.
    """
    path = Path(path)
    target = Path(os.path.realpath(path))
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise FileExistsError(17, "File exists, or a folder that is not empty", str(path))
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    shutil.rmtree(draft, ignore_errors=True)  # of a program of this number that was killed
    try:
        draft.mkdir()
        yield draft
        for written in (*draft.rglob("*"), draft):
            sync(written)
        draft.replace(target)
        sync(target.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
