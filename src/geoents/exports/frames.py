"""Documents as frames of pandas and of Polars; both come by way of Arrow.

>>> import geoents
>>> frames = geoents.to_pandas(geoents.extract_many(["..."]))  # doctest: +SKIP
>>> frames.relations[["type", "subject", "object"]]  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pyarrow as pa

from geoents.exports.tables import Tables, to_arrow
from geoents.records import Document

if TYPE_CHECKING:
    import pandas
    import polars

__all__ = ["to_pandas", "to_polars"]


def to_pandas(documents: Iterable[Document]) -> Tables[pandas.DataFrame]:
    """Return documents as frames of pandas; see :mod:`geoents.exports.tables` for the columns.

    What is none is ``pandas.NA``, numbers stay whole numbers, ``ids`` are dicts.

    Raises:
        ModuleNotFoundError: pandas or pyarrow is not installed (``geoents[pandas]``).
    """
    import pandas

    types = {pa.string(): pandas.StringDtype(), pa.int64(): pandas.Int64Dtype()}
    tables = to_arrow(documents)
    return Tables(
        *(table.to_pandas(types_mapper=types.get, maps_as_pydicts="strict") for table in tables)
    )


def to_polars(documents: Iterable[Document]) -> Tables[polars.DataFrame]:
    """Return documents as frames of Polars; see :mod:`geoents.exports.tables` for the columns.

    Raises:
        ModuleNotFoundError: Polars or pyarrow is not installed (``geoents[polars]``).
    """
    import polars

    return Tables(*(polars.DataFrame(table) for table in to_arrow(documents)))
