"""Texts read by several processes that start once, load the model once each, and may die.

Each process has a pipe of its own, so that one that is killed in the midst of anything disturbs no
other; a pool with a common queue (concurrent.futures, multiprocessing) is lost with one process, or
hangs on the lock that it held. A process is given texts a batch at a time, of some 8,000
characters, and answers for each text, so that what it was on when it died is known: that text fails,
the others of its batch are read by the next process. Documents come out in the order of the texts.

What is read and how is the caller's: ``load`` is called in each process and gives the reader.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Final

from geoents.records import Document, parse_document
from geoents.texts import OverLimitError, Text

__all__ = ["LoadReader", "Pool", "ReadText", "WorkerDiedError", "WorkersError", "read_in_workers"]

#: A batch ends with the text that fills it up to so many characters, or after so many texts.
_CHARACTERS: Final = 8_000
_TEXTS: Final = 16
#: Texts that may be under way for each process: those behind a slow one are read meanwhile.
_WINDOW: Final = 128
#: Processes that may die one after the other while they load the model: before any has done so,
#: and later, when it can be done.
_FAILED_STARTS: Final = (3, 30)
#: Libraries that would else start a thread for every core in every process.
_ONE_THREAD: Final = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)

#: Reads a text; the seconds that each part of it took are added to the dict.
ReadText = Callable[[Text, dict[str, float]], Document]
LoadReader = Callable[[], ReadText]

_Batch = list[tuple[int, Text]]
_Answer = bytes | Exception


class WorkerDiedError(RuntimeError):
    """A process that died while it read a text: killed, out of memory, or crashed in C."""


class WorkersError(RuntimeError):
    """Processes that cannot even start; the message is one line and says what to do."""


def read_in_workers(
    texts: Iterable[Text],
    load: LoadReader,
    *,
    workers: int,
    on_error: Callable[[Text, Exception], None],
    seconds: float | None = None,
    profile: dict[str, float] | None = None,
) -> Iterator[Document]:
    """Yield the documents of texts in order, read by ``workers`` processes.

    Args:
        texts: The texts, read lazily, some way ahead of the documents.
        load: What each process calls once for its reader; pickled.
        workers: How many processes.
        on_error: Called with a text that failed and why, in order among the documents.
        seconds: The time that a text may take, after which its process is killed.
        profile: Where the seconds that each part took are added up.

    Raises:
        WorkersError: The processes die before they have read anything.
        Exception: What ``load`` raised.
    """
    pool = Pool(load, workers, seconds, profile)
    try:
        yield from pool.read(enumerate(texts), on_error)
    finally:
        pool.stop()


class Pool:
    """The processes, the texts under way, and the answers that wait for their turn.

    Args:
        load: What each process calls once for its reader.
        workers: How many processes.
        seconds: The time that a text may take.
        profile: Where the seconds that each part took are added up.
    """

    def __init__(
        self,
        load: LoadReader,
        workers: int,
        seconds: float | None = None,
        profile: dict[str, float] | None = None,
    ) -> None:
        self._load = pickle.dumps(load)
        self._seconds = seconds
        self._profile = {} if profile is None else profile
        self._failed_starts = 0
        self._is_proven = False
        self._returned: deque[tuple[int, Text]] = deque()
        self._under_way: dict[int, Text] = {}
        self._answers: dict[int, _Answer] = {}
        self._workers = [_Worker(self._load) for _ in range(workers)]

    def read(
        self, texts: Iterator[tuple[int, Text]], on_error: Callable[[Text, Exception], None]
    ) -> Iterator[Document]:
        """Yield the documents of texts, numbered from 0; see :func:`read_in_workers`."""
        turn = 0
        batch: _Batch = []
        while True:
            # Ahead of need: a batch is at hand when a process asks for one.
            if not batch and len(self._under_way) < _WINDOW * len(self._workers):
                batch = self._take_batch(texts)
            for worker in self._workers:
                if batch and worker.is_idle:
                    worker.give(batch)
                    batch = self._take_batch(texts) if self._has_idle() else []
            if not self._under_way:
                return
            self._collect()
            while turn in self._answers:
                answer, text = self._answers.pop(turn), self._under_way.pop(turn)
                turn += 1
                if isinstance(answer, bytes):
                    yield parse_document(answer, checked=False)  # The process has checked it.
                else:
                    on_error(text, answer)

    def stop(self) -> None:
        """End all processes at once."""
        for worker in self._workers:
            worker.kill()

    def _has_idle(self) -> bool:
        return any(worker.is_idle for worker in self._workers)

    def _take_batch(self, texts: Iterator[tuple[int, Text]]) -> _Batch:
        """Return what a dead process has left, or else the next texts."""
        if self._returned:
            batch = list(self._returned)
            self._returned.clear()
            return batch
        batch, size = [], 0
        for number, text in islice(texts, _TEXTS):
            batch.append((number, text))
            self._under_way[number] = text
            size += len(text.text)
            if size >= _CHARACTERS:
                break
        return batch

    def _collect(self) -> None:
        """Wait for answers, deaths or the end of a text's time, and take what there is."""
        patience = self._patience()
        found = wait([worker.pipe for worker in self._workers], timeout=patience)
        for place, worker in enumerate(self._workers):
            if worker.pipe in found:
                try:
                    self._take(worker, worker.pipe.recv())
                except (EOFError, ConnectionError):
                    self._bury(place, self._describe_death(worker))
            elif worker.deadline(self._seconds) < time.monotonic():
                # Nothing has come from it since, for what has come was taken first.
                self._bury(
                    place,
                    OverLimitError(
                        f"not done after {self._seconds:g} s; cut it up, or raise --max-seconds"
                    ),
                )

    def _patience(self) -> float | None:
        """Return the seconds until the first deadline, None where there is none."""
        first = min(worker.deadline(self._seconds) for worker in self._workers)
        return None if first == float("inf") else max(0.0, first - time.monotonic())

    def _take(self, worker: _Worker, message: tuple[_Answer | None, dict[str, float]]) -> None:
        answer, seconds = message
        worker.since = time.monotonic()
        if answer is None:
            worker.is_ready = True
            self._failed_starts, self._is_proven = 0, True
        elif not worker.is_ready and isinstance(answer, Exception):
            raise answer
        else:
            number, _ = worker.batch.popleft()
            self._answers[number] = answer
        for name, spent in seconds.items():
            self._profile[name] = self._profile.get(name, 0.0) + spent

    def _bury(self, place: int, reason: Exception) -> None:
        """Put a new process in a dead one's place; what that was on has failed."""
        worker = self._workers[place]
        worker.kill()
        if worker.batch:
            number, _ = worker.batch.popleft()
            self._answers[number] = reason
            self._returned.extend(worker.batch)
        elif not worker.is_ready:
            self._failed_starts += 1
            if self._failed_starts >= _FAILED_STARTS[self._is_proven]:
                raise WorkersError(
                    f"processes die while they load the model ({reason}); "
                    "it may be for want of memory: use fewer --workers"
                )
        self._workers[place] = _Worker(self._load)

    def _describe_death(self, worker: _Worker) -> Exception:
        code = worker.wait()
        how = f"exit code {code}"
        if code < 0:
            with suppress(ValueError):
                how = signal.Signals(-code).name
        return WorkerDiedError(f"the process that read it died ({how})")


class _Worker:
    """A process, its pipe, and the texts it has not answered for; the first is the one it is on."""

    def __init__(self, load: bytes) -> None:
        # Not forked: threads and locks of this process do not survive that.
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.batch: deque[tuple[int, Text]] = deque()
        self.is_ready = False
        self.since = time.monotonic()
        self._process = context.Process(
            target=_work, args=(theirs, load), name="geoents-worker", daemon=True
        )
        self._process.start()
        theirs.close()

    @property
    def is_idle(self) -> bool:
        return self.is_ready and not self.batch

    def give(self, batch: _Batch) -> None:
        """Send texts to read; a process that has just died is noticed by its pipe later."""
        self.batch.extend(batch)
        self.since = time.monotonic()
        with suppress(ConnectionError):
            self.pipe.send([text for _, text in batch])

    def deadline(self, seconds: float | None) -> float:
        """Return when the text that it is on will have taken too long."""
        return self.since + seconds if seconds is not None and self.batch else float("inf")

    def wait(self) -> int:
        """Return the exit code of a process whose pipe is closed."""
        self._process.join(10)
        return self._process.exitcode or 0

    def kill(self) -> None:
        self.pipe.close()
        self._process.kill()
        self._process.join()


def _work(pipe: Connection, load: bytes) -> None:
    """Be a worker: load, say so, then answer for each text until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the parent ends us.
    threading.Thread(target=_end_with_parent, daemon=True).start()
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"), TOKENIZERS_PARALLELISM="false")
    try:
        read: ReadText = pickle.loads(load)()
    except Exception as error:
        pipe.send((_portable(error), {}))
        return
    pipe.send((None, {}))
    with suppress(EOFError, ConnectionError):
        while True:
            for text in pipe.recv():
                seconds: dict[str, float] = {}
                try:
                    answer: _Answer = read(text, seconds).model_dump_json().encode()
                except Exception as error:  # the batch's edge: one bad text must not stop others
                    answer = _portable(error)
                pipe.send((answer, seconds))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _portable(error: Exception) -> Exception:
    """Return an error that can be sent; not every one can be pickled, or made again from that."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error
