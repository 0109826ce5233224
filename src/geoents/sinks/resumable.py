"""An output file that a later run goes on with, with its manifest and its quarantine beside it.

Of ``found.jsonl``: ``found.jsonl.part`` is what is written until the run is done, when it takes its
name; ``found.jsonl.manifest`` is the manifest, and ``found.jsonl.quarantine`` lists, a JSON object
a line, the documents that failed: ``place``, ``id``, ``error``.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from geoents.manifest import Manifest, ManifestError
from geoents.records import Document
from geoents.sinks.files import open_atomically, sync
from geoents.sinks.jsonl import JsonLines

__all__ = ["ResumableLines", "open_resumable"]

#: Seconds of work that a kill may cost.
_SECONDS: Final = 1.0


class ResumableLines:
    """A sink of JSON Lines that settles what it has written about every second.

    Args:
        file: The file, at its end.
        manifest: Where documents are settled.

    Attributes:
        is_done: Set when all texts have been read.
    """

    def __init__(self, file: BinaryIO, manifest: Manifest) -> None:
        self.is_done = False
        self._file = file
        self._lines = JsonLines(file)
        self._manifest = manifest
        self._settled = time.monotonic()

    def write(self, document: Document) -> None:
        """Settle what was written before, if it is time, and write one line.

        Raises:
            OSError: The disk is full.
            ManifestError: Likewise.
        """
        if time.monotonic() - self._settled >= _SECONDS:
            self.finalize()
        self._lines.write(document)

    def finalize(self) -> None:
        """Settle what is written: first it goes to the disk, then the manifest says so."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._manifest.commit(self._file.tell())
        self._settled = time.monotonic()


@contextmanager
def open_resumable(path: Path, manifest: Manifest) -> Iterator[ResumableLines]:
    """Open the output of a run where its manifest left it.

    It takes its name when the block ends with ``is_done`` set; else it waits for the next run.

    Args:
        path: The output's name.
        manifest: The run's manifest, ``path`` with the suffix ``.manifest`` added.

    Raises:
        ManifestError: There is an output that is not of this run, or less of it than was settled.
        OSError: The file cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    if not part.exists():
        if not path.exists():
            part.touch()
        elif manifest.length:
            path.replace(part)
        else:
            raise ManifestError(f"{path}: is there, but of no run to go on with; name another")
    size = part.stat().st_size
    if size < manifest.length:
        raise ManifestError(
            f"{part}: {size:,} bytes, but {manifest.length:,} were written; "
            f"remove it and {path.name}.manifest, and start anew"
        )
    with part.open("r+b") as file:
        file.truncate(manifest.length)
        file.seek(0, os.SEEK_END)
        lines = ResumableLines(file, manifest)
        sync(path.parent)
        yield lines
    _write_failures(path.with_name(f"{path.name}.quarantine"), manifest)
    if lines.is_done:
        part.replace(path)
        sync(path.parent)


def _write_failures(path: Path, manifest: Manifest) -> None:
    lines = [json.dumps(failure._asdict(), ensure_ascii=False) for failure in manifest.failures()]
    if not lines:
        path.unlink(missing_ok=True)
        return
    with open_atomically(path) as out:
        out.writelines(f"{line}\n".encode() for line in lines)
