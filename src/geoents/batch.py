"""A run over many texts: read, extract, hand on; whatever happens, what was finished is kept."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, Protocol

from geoents.manifest import Manifest
from geoents.records import Document
from geoents.sinks import LostSinkError, Sink, SinkError
from geoents.sources import Source
from geoents.texts import Limits, OverLimitError, Text
from geoents.workers import WorkerDiedError, WorkersError, read_in_workers

if TYPE_CHECKING:
    from spacy.language import Language

    from geoents.pipeline import Reader

__all__ = [
    "ExtractMany",
    "Interrupts",
    "ModelError",
    "Outcome",
    "WorkersError",
    "load_language",
    "load_pipeline",
    "run",
]

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class ExtractMany(Protocol):
    """:func:`geoents.extract_many` on one pipeline."""

    def __call__(
        self, texts: Iterable[Text], *, on_error: Callable[[Text, Exception], None]
    ) -> Iterator[Document]:
        """Yield the documents of texts, lazily, one after the other."""


@dataclass
class Outcome:
    """What came of a run.

    Attributes:
        written: Documents that every sink has taken.
        failed: Documents that could not be read or extracted, or not be taken by every sink.
        words: Words in what was written.
        seconds: How long it took, without loading the model where this process did that.
        is_whole: Whether all texts were read.
        signal: The signal that ended the run before its time, or None.
    """

    written: int = 0
    failed: int = 0
    words: int = 0
    seconds: float = 0.0
    is_whole: bool = True
    signal: int | None = None


class ModelError(RuntimeError):
    """The model cannot be loaded; the message is one line."""


def load_pipeline(
    *,
    workers: int = 0,
    limits: Limits | None = None,
    profile: dict[str, float] | None = None,
    **options: Path | Sequence[Path] | None,
) -> ExtractMany:
    """Return ``extract_many`` on the pipeline of :func:`load_language`.

    Args:
        workers: Processes that read, each of which loads the model; 0 loads it here.
        limits: What one text may cost.
        profile: Where the seconds that each component took are added up.
        options: As for :func:`load_language`.
    """
    if workers:
        return partial(
            read_in_workers,
            load=partial(_load_reader, options, limits),
            workers=workers,
            seconds=None if limits is None else limits.seconds,
            profile=profile,
        )
    from geoents import pipeline  # spaCy is slow to import

    nlp = load_language(**options)
    return partial(pipeline.extract_many, nlp=nlp, limits=limits, profile=profile)


def _load_reader(options: dict[str, Any], limits: Limits | None) -> Reader:
    """Load the pipeline in a process that reads."""
    from geoents import pipeline

    return pipeline.load_reader(partial(load_language, **options), limits)


def load_language(**options: Path | Sequence[Path] | None) -> Language:
    """Return the default pipeline.

    Args:
        options: Options of :func:`geoents.load`; one that is None is left out.

    Raises:
        ModelError: The model, or what an option names, cannot be loaded.
    """
    from geoents import pipeline

    given: dict[str, Any] = {name: path for name, path in options.items() if path is not None}
    try:
        return pipeline.load(**given)
    except (OSError, ValueError) as error:
        from geoents.gazetteer import NamesError
        from geoents.rules import RuleError

        reason = " ".join(str(error).split())
        if isinstance(error, NamesError | RuleError):
            raise ModelError(reason) from None
        raise ModelError(f"the model cannot be loaded ({reason}); reinstall geoents") from None


def run(
    sources: Iterable[Source],
    sinks: Sequence[Sink],
    extract_many: ExtractMany,
    interrupts: Interrupts,
    *,
    manifest: Manifest,
    on_error: Callable[[str], None],
    on_done: Callable[[], None] = lambda: None,
) -> Outcome:
    """Extract from texts one after the other and write each document to every sink.

    Args:
        sources: The texts with their places.
        sinks: Where documents go; they are finalized here. When one is lost, the run ends.
        extract_many: What extracts.
        interrupts: What Ctrl-C is held back by while a document is written.
        manifest: Where ``sources`` are entered as they are read; told here what became of them.
        on_error: Told of each text that fails, in one line.
        on_done: Called after each text, written or failed, when the manifest knows of it.

    Raises:
        OSError: The file under a sink takes no more, such as a pipe whose reader has gone.
        ManifestError: The manifest takes no more, or is that of other records than these.
    """
    outcome = Outcome()
    began = time.monotonic()

    def fail(where: str, id_: str | None, reason: str) -> None:
        on_error(f"{where}: {reason}")
        manifest.fail(where, reason, id_)

    def refuse(text: Text, error: Exception) -> None:
        with interrupts.held_back():
            fail(manifest.place_of(text.id or ""), text.id, f"not extracted, {_describe(error)}")
            on_done()

    try:
        texts = (source.text for source in sources)
        for document in extract_many(texts, on_error=refuse):
            with interrupts.held_back():
                where = manifest.place_of(document.id)
                manifest.check_maker(_maker(document))
                if (reason := _write(document, sinks)) is None:
                    manifest.settle(document.id)
                    outcome.written += 1
                    outcome.words += len(document.text.split())
                else:
                    fail(where, document.id, reason)
                on_done()
    except KeyboardInterrupt:
        outcome.signal = interrupts.received or signal.SIGINT
        outcome.is_whole = False
    except LostSinkError as error:
        on_error(f"{where}: {error}; nothing after this was read")
        outcome.failed += 1
        outcome.is_whole = False
    for sink in sinks:
        sink.finalize()
    outcome.failed += manifest.failed
    outcome.seconds = time.monotonic() - began
    return outcome


def _describe(error: Exception) -> str:
    reason = " ".join(str(error).split())[:300]
    if isinstance(error, OverLimitError | WorkerDiedError):
        return reason
    return f"{type(error).__name__}: {reason}; please report it"


def _maker(document: Document) -> str:
    made = document.provenance
    return "" if made is None else f"geoents {made.geoents}, {made.model}, rules {made.rules}"


def _write(document: Document, sinks: Iterable[Sink]) -> str | None:
    """Write a document to every sink; return why one of them cannot hold it."""
    reasons: list[str] = []
    for sink in sinks:
        try:
            sink.write(document)
        except SinkError as error:
            reasons.append(str(error))
    return "; ".join(reasons) or None


class Interrupts:
    """Turns SIGINT and SIGTERM into ``KeyboardInterrupt``, but never in the midst of a write.

    A context manager; outside the main thread, where signals do not arrive, it does nothing.

    Attributes:
        received: The last signal that came, or None.
    """

    def __init__(self) -> None:
        self.received: int | None = None
        self._is_held_back = False
        self._former: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._former = {number: signal.signal(number, self._take) for number in _SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Let a signal that comes inside the block take effect at its end."""
        self._is_held_back = True
        try:
            yield
        finally:
            self._is_held_back = False
        if self.received is not None:
            raise KeyboardInterrupt

    def _take(self, number: int, _frame: FrameType | None) -> None:
        self.received = number
        if not self._is_held_back:
            raise KeyboardInterrupt
