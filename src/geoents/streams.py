"""Bytes of inputs, unpacked as they are read (.gz, .zst) and never more at once than is allowed.

A file that unfolds to far more than its size (a "bomb") is left off there: what it takes in memory
and time is bounded by :class:`~geoents.texts.Limits`.
"""

from __future__ import annotations

import gzip
import io
import os
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, NamedTuple

from geoents.texts import Limits

__all__ = [
    "HARMLESS",
    "PACKED",
    "FlawError",
    "Line",
    "open_input",
    "read_all",
    "read_lines",
    "too_long",
    "unfolds",
]

#: Suffixes of files that are unpacked.
PACKED: Final = (".gz", ".zst")
#: Any file may unfold to this many bytes.
HARMLESS: Final = 64 * 2**20
_CHUNK: Final = 2**20


class FlawError(ValueError):
    """One input that cannot be read; the message says what is wrong and what to do."""


class Line(NamedTuple):
    """A line with its number, from 1; ``data`` is None where it is too long to be read."""

    number: int
    data: bytes | None


@contextmanager
def open_input(path: Path | None, limits: Limits) -> Iterator[IO[bytes]]:
    """Open a file, or standard input for None; what is packed is unpacked.

    Raises:
        FlawError: It cannot be unpacked, now or while it is read, or unfolds to too much.
        OSError: It cannot be opened or read.
    """
    if path is None:
        with _open_stdin() as stream:
            yield stream
        return
    suffix = path.suffix.lower()
    with path.open("rb") as raw:
        if suffix not in PACKED:
            yield raw
            return
        try:
            bounded = _Bounded(_unpack(raw, suffix), raw.tell, limits.expansion)
            yield io.BufferedReader(bounded, _CHUNK)
        except Exception as error:
            if not _is_damage(error):
                raise
            raise FlawError(
                f"damaged, cut off or no {suffix} file ({error}); get it anew"
            ) from None


def _open_stdin() -> IO[bytes]:
    try:
        # A copy of the descriptor, so that closing it leaves standard input open.
        return os.fdopen(os.dup(sys.stdin.fileno()), "rb")
    except (io.UnsupportedOperation, AttributeError):
        return sys.stdin.buffer


def _is_damage(error: Exception) -> bool:
    # zstandard is optional: what it raises cannot be named by its class here.
    known = isinstance(error, EOFError | zlib.error | gzip.BadGzipFile)
    return known or type(error).__name__ == "ZstdError"


def _unpack(raw: BinaryIO, suffix: str) -> Any:
    if suffix == ".gz":
        return gzip.GzipFile(fileobj=raw)
    try:
        import zstandard
    except ImportError:
        raise FlawError("reading .zst needs zstandard; pip install 'geoents[archives]'") from None
    return zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True)


class _Bounded(io.RawIOBase):
    """Reads what is unpacked as long as it stands in some relation to what is packed.

    Args:
        unpacked: The bytes.
        position: How many packed bytes have been read for them.
        expansion: How many bytes one packed byte may give, past the harmless.
    """

    def __init__(self, unpacked: Any, position: Callable[[], int], expansion: int) -> None:
        self._unpacked = unpacked
        self._position = position
        self._expansion = expansion
        self._count = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; return how many bytes came."""
        # One piece at a time: what comes before some damage is given out.
        data = self._unpacked.read1(len(buffer))
        self._count += len(data)
        most = max(HARMLESS, self._expansion * self._position())
        if self._count > most:
            raise FlawError(unfolds(self._expansion))
        buffer[: len(data)] = data
        return len(data)


def read_all(stream: IO[bytes], limits: Limits, head: bytes = b"") -> bytes:
    """Return what is left of a stream, after what has been read of it.

    Raises:
        FlawError: It is more than a document may have.
    """
    data = head + stream.read(max(0, limits.bytes + 1 - len(head)))
    if len(data) > limits.bytes:
        raise FlawError(too_long(limits))
    return data


def unfolds(expansion: int) -> str:
    """Return what is said of a file that unfolds to too much."""
    return (
        f"it unfolds to more than {expansion} times its size; "
        "if you trust it, raise --max-expansion"
    )


def too_long(limits: Limits) -> str:
    """Return what is said of a document over its size."""
    return f"longer than {limits.characters:,} characters; cut it up, or raise --max-chars"


def read_lines(stream: IO[bytes], limits: Limits, *, first: int = 1) -> Iterator[Line]:
    """Yield lines with their numbers; one that is too long is passed over without holding it.

    Args:
        stream: The lines.
        limits: What one line may have.
        first: The number of the first line.
    """
    number = first
    while data := stream.readline(limits.bytes + 1):
        if len(data) <= limits.bytes:
            yield Line(number, data)
        else:
            while data and not data.endswith(b"\n"):
                data = stream.readline(_CHUNK)
            yield Line(number, None)
        number += 1
