"""A run over many texts: read, extract, hand on; whatever happens, what was finished is kept."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, Protocol

from geoents.records import Document
from geoents.sinks import LostSinkError, Sink, SinkError
from geoents.sources import Source
from geoents.texts import Text

if TYPE_CHECKING:
    from spacy.language import Language

__all__ = [
    "ExtractMany",
    "Interrupts",
    "ModelError",
    "Outcome",
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
        failed: Texts that were read but not extracted, or not taken by every sink.
        signal: The signal that ended the run before its time, or None.
    """

    written: int = 0
    failed: int = 0
    signal: int | None = None


class ModelError(RuntimeError):
    """The model cannot be loaded; the message is one line."""


def load_pipeline(**options: Path | Sequence[Path] | None) -> ExtractMany:
    """Return ``extract_many`` on the pipeline of :func:`load_language`."""
    from geoents import pipeline  # spaCy is slow to import

    return partial(pipeline.extract_many, nlp=load_language(**options))


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
    on_error: Callable[[str], None],
    on_done: Callable[[], None] = lambda: None,
) -> Outcome:
    """Extract from texts one after the other and write each document to every sink.

    Args:
        sources: The texts with their places.
        sinks: Where documents go; they are finalized here. When one is lost, the run ends.
        extract_many: What extracts.
        interrupts: What Ctrl-C is held back by while a document is written.
        on_error: Told of each text that fails, in one line.
        on_done: Called after each text, written or failed.

    Raises:
        OSError: The file under a sink takes no more, such as a pipe whose reader has gone.
    """
    outcome = Outcome()
    where = ""

    def texts() -> Iterator[Text]:
        nonlocal where
        for source in sources:
            # extract_many asks for a text only when it is done with the last one.
            where = source.where
            yield source.text

    def fail(_: Text, error: Exception) -> None:
        reason = " ".join(str(error).split())[:300]
        on_error(f"{where}: not extracted, {type(error).__name__}: {reason}; please report it")
        outcome.failed += 1
        on_done()

    try:
        for document in extract_many(texts(), on_error=fail):
            with interrupts.held_back():
                if _write(document, where, sinks, on_error):
                    outcome.written += 1
                else:
                    outcome.failed += 1
            on_done()
    except KeyboardInterrupt:
        outcome.signal = interrupts.received or signal.SIGINT
    except LostSinkError as error:
        on_error(f"{where}: {error}; nothing after this was read")
        outcome.failed += 1
    for sink in sinks:
        sink.finalize()
    return outcome


def _write(
    document: Document, where: str, sinks: Iterable[Sink], on_error: Callable[[str], None]
) -> bool:
    is_written = True
    for sink in sinks:
        try:
            sink.write(document)
        except SinkError as error:
            on_error(f"{where}: {error}")
            is_written = False
    return is_written


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
