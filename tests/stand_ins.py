"""Readers of texts that need no model: for processes, which must be able to import them."""

from __future__ import annotations

import os
import signal
import time

from documents import document

from geoents.records import Document
from geoents.texts import Text
from geoents.workers import ReadText


class UnportableError(Exception):
    """An error that can be pickled and not be made again."""

    def __init__(self, one: str, two: str) -> None:
        super().__init__(f"{one} {two}")


def read(text: Text, seconds: dict[str, float]) -> Document:
    """Read "A-B" as "A met B", and do as the text says."""
    seconds["read"] = seconds.get("read", 0.0) + 1.0
    one, _, two = text.text.partition("-")
    match two:
        case "fails":
            raise ValueError(f"{one} fails")
        case "unportable":
            raise UnportableError(one, "fails")
        case "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exits":
            os._exit(7)
        case "hangs":
            time.sleep(600)
        case "waits":
            time.sleep(0.05)
    found = document(f"[{one}](STATE a) met [{two}](STATE b)", [("MET_WITH", "a", "b", None)])
    return found.model_copy(update={"id": text.id or one})


def load() -> ReadText:
    """Return the reader."""
    return read


def load_nothing() -> ReadText:
    """Fail as a model does that is not there."""
    raise OSError("no model")


def load_and_die() -> ReadText:
    """Die as a process does that has no memory."""
    os.kill(os.getpid(), signal.SIGKILL)
    return read
