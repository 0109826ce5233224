"""Texts from the objects that inputs hold: a JSON line, a row of a table, our own records."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from geoents.streams import FlawError, too_long
from geoents.texts import Limits, Text, is_iso_date

__all__ = ["EMPTY", "check_text", "parse_object", "to_text"]

#: What is said of an input with nothing in it.
EMPTY: Final = "it is empty; give it a text or leave it out"

_OPTIONAL: Final = ("title", "published", "url")


def parse_object(data: bytes) -> dict[str, Any]:
    """Return a JSON object.

    Raises:
        FlawError: It is none.
    """
    try:
        found = json.loads(data.removeprefix(b"\xef\xbb\xbf").decode("utf-8"))
    except UnicodeDecodeError as error:
        raise FlawError(f"byte {error.start} is not UTF-8; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise FlawError(f"broken JSON at character {error.pos} ({error.msg}); mend it") from None
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits, 10,000 brackets
        raise FlawError(f"JSON that cannot be read ({error}); mend it") from None
    if not isinstance(found, dict):
        raise FlawError('not an object; write {"text": "..."}, one a line in .jsonl')
    return found


def to_text(
    record: dict[str, Any], *, where: str, limits: Limits, on_note: Callable[[str], None]
) -> Text:
    """Return the text of an object; of our own record form as well, whose labels are left.

    Args:
        record: The object: ``text`` and, where known, ``id``, ``title``, ``published``, ``url``.
        where: Its place, for notes.
        limits: How long the text may be.
        on_note: Told of a date that is none.

    Raises:
        FlawError: It has no text, or a value that is not as it should be.
    """
    text = record.get("text")
    if not isinstance(text, str):
        raise FlawError('it has no "text" that is a string; write {"text": "..."}')
    id_ = record.get("id")
    if isinstance(id_, int) and not isinstance(id_, bool):
        id_ = str(id_)  # Databases number their articles.
    values: dict[str, Any] = {"id": id_} | {name: record.get(name) for name in _OPTIONAL}
    if isinstance(values["published"], date):  # Tables have dates of their own.
        values["published"] = values["published"].isoformat()
    for name, value in values.items():
        if value is not None and not isinstance(value, str):
            raise FlawError(f'its "{name}" is no string; write it in quotation marks or null')
    published = values["published"]
    if published and not is_iso_date(published):
        on_note(f'{where}: "published" is no ISO date such as 2023-09-25; left out')
        values["published"] = None
    return check_text(Text(text, **{name: v or None for name, v in values.items()}), limits)


def check_text(text: Text, limits: Limits) -> Text:
    """Return the text itself.

    Raises:
        FlawError: There is nothing in it, too much, or something that no Unicode text can hold.
    """
    if not text.text.strip("\ufeff\0 \t\r\n"):
        raise FlawError(EMPTY)
    if len(text.text) > limits.characters:
        raise FlawError(too_long(limits))
    for name, value in text._asdict().items():
        if value is not None and not value.isascii():
            place = next((i for i, c in enumerate(value) if "\ud800" <= c <= "\udfff"), None)
            if place is not None:
                raise FlawError(
                    f"character {place} of its {name} is half a surrogate pair, "
                    "which no encoding holds; replace it"
                )
    return text
