"""Files that are whole or not there: written beside their name, then moved to it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

__all__ = ["open_atomically"]


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
