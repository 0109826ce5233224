"""Says what is wrong in a JSON record: which document, which item, what."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

__all__ = ["describe_fault"]


def describe_fault(error: ValidationError, data: str | bytes) -> Iterator[str]:
    """Yield the parts of a one-line message: document, item, what.

    Args:
        error: What reading the record raised; its first error is told.
        data: The record's JSON.
    """
    first = error.errors(include_url=False, include_context=False)[0]
    loc = first["loc"]
    if first["type"] != "json_invalid":
        raw: Any = json.loads(data)
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            yield f"document {raw['id']}"
        if loc:
            yield _locate(raw, loc)
    yield first["msg"].removeprefix("Value error, ").replace("\n", " ")


def _locate(raw: Any, loc: tuple[int | str, ...]) -> str:
    """Return "relation r3 evidence 1 start" for ("relations", 2, "evidence", 0, "start")."""
    singular = {"mentions": "mention", "entities": "entity", "claims": "claim"}
    words: list[str] = []
    for step in loc:
        if isinstance(step, int):
            raw = raw[step] if isinstance(raw, list) and step < len(raw) else None
            id_ = raw.get("id") if isinstance(raw, dict) else None
            words.append(str(id_ or step + 1))
        else:
            raw = raw.get(step) if isinstance(raw, dict) else None
            words.append(singular.get(step, "relation" if step == "relations" else step))
    return " ".join(words)
