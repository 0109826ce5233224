"""geoents: people, offices, states and organizations in news, and what the text says of them.

>>> import geoents
>>> document = geoents.extract("...")  # doctest: +SKIP

The names below are imported on first use, so that ``import geoents`` is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geoents.explaining import explain
    from geoents.exports.frames import to_pandas, to_polars
    from geoents.exports.tables import to_arrow
    from geoents.pipeline import extract, extract_many, load
    from geoents.records import (
        Claim,
        Document,
        Entity,
        Evidence,
        Factuality,
        Mention,
        Provenance,
        Relation,
    )
    from geoents.texts import Text

__version__ = "0.1.0"

__all__ = [
    "Claim",
    "Document",
    "Entity",
    "Evidence",
    "Factuality",
    "Mention",
    "Provenance",
    "Relation",
    "Text",
    "__version__",
    "explain",
    "extract",
    "extract_many",
    "load",
    "to_arrow",
    "to_pandas",
    "to_polars",
]

#: Where a name is; the others are in geoents.records.
_HOMES = {
    "Text": "geoents.texts",
    "explain": "geoents.explaining",
    "extract": "geoents.pipeline",
    "extract_many": "geoents.pipeline",
    "load": "geoents.pipeline",
    "to_arrow": "geoents.exports.tables",
    "to_pandas": "geoents.exports.frames",
    "to_polars": "geoents.exports.frames",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'geoents' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "geoents.records")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
