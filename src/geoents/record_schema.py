"""The JSON Schema of the records, as it stands in ``data/schema/document.schema.json``.

After a change of :mod:`geoents.records`: ``python -m geoents.record_schema`` writes it anew.

It says what a record may have. What joins its parts (ids that dangle, spans that do not hold
their text, relations whose ends are of a wrong type) no JSON Schema can say: see
:func:`geoents.records.find_problems`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from geoents.records import Document

__all__ = ["PATH", "make_schema", "show_schema"]

#: The file that is shipped.
PATH: Final = Path(__file__).parent / "data" / "schema" / "document.schema.json"


def make_schema() -> dict[str, Any]:
    """Return the schema of a document; those of its parts are its ``$defs``."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return head | Document.model_json_schema(mode="validation")


def show_schema() -> str:
    """Return the schema as the file has it."""
    return json.dumps(make_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.parent.mkdir(exist_ok=True)
    PATH.write_text(show_schema(), encoding="utf-8")
