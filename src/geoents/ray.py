"""Extraction on many machines: Ray Data reads, spreads and writes, its actors extract.

>>> import ray  # doctest: +SKIP
>>> from geoents.ray import extract  # doctest: +SKIP
>>> extract(ray.data.read_parquet("news/")).write_parquet("records/")  # doctest: +SKIP

An actor is a process that loads the pipeline once and then takes batch after batch. One that is
lost with its machine is begun anew elsewhere and its batch read again: a record depends on nothing
but its text and the pipeline, so nothing is lost and nothing differs. Needs ``geoents[ray]``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import ray.data

from geoents.archives import COLUMNS
from geoents.languages import find_foreign
from geoents.streams import FlawError
from geoents.text_records import to_text
from geoents.texts import Limits, Text

__all__ = ["extract", "extract_files"]

#: What a row is known by in the checkpoint: a hash of its file and its place there.
_ROW: Final = "row_hash"
#: An id, a record as JSON, and why there is none.
_Result = tuple[str | None, str | None, str | None]
#: Texts of a batch: enough to make handing over cheap, few enough to be lost without regret.
_BATCH: Final = 16


def extract(
    dataset: ray.data.Dataset,
    *,
    rules: str | Path | None = None,
    gazetteer: str | Path | Sequence[str | Path] = (),
    actors: int | tuple[int, int | None] = (1, None),
    batch_size: int = _BATCH,
    limits: Limits | None = None,
    any_language: bool = True,
    **remote: Any,
) -> ray.data.Dataset:
    """Return a dataset with the record of each text.

    Args:
        dataset: Rows with ``text``, and ``id``, ``title``, ``published`` and ``url`` where known.
        rules: As for :func:`geoents.load`; a path that every machine can read.
        gazetteer: The same.
        actors: How many processes extract: a number, or the least and the most; None for as many
            as the cluster has processors for.
        batch_size: Texts that are handed to one at a time.
        limits: What one text may cost; those over it have an error.
        any_language: Whether texts that are not English are read too; else they have an error.
        remote: Options of Ray for the actors, such as ``num_cpus`` (1 where not given).

    Returns:
        Rows with ``id``, ``record`` (the JSON that ``geoents extract`` writes for the text, to the
        byte) and ``error`` (None, or one line that says why there is no record), besides the
        columns of ``dataset`` that are none of those. Lazy, as Ray's datasets are.
    """
    least, most = (actors, actors) if isinstance(actors, int) else actors
    places = [gazetteer] if isinstance(gazetteer, str | Path) else list(gazetteer)
    options = {
        "rules": None if rules is None else str(Path(rules).resolve()),
        "gazetteer": [str(Path(place).resolve()) for place in places],
        "limits": limits or Limits(),
        "any_language": any_language,
    }
    return dataset.map_batches(
        _Extractor,
        fn_constructor_kwargs=options,
        batch_size=batch_size,
        batch_format="pyarrow",
        compute=ray.data.ActorPoolStrategy(min_size=least, max_size=most),
        **{"num_cpus": 1, **remote},
    )


def extract_files(
    paths: Sequence[str], out: str, *, checkpoint: str | None = None, **options: Any
) -> tuple[int, int]:
    """Read Parquet files, write Parquet files, and go on where a run before was broken off.

    Args:
        paths: Files or folders that every machine can read, on a disk or in an object store.
        out: A folder; what is there stays.
        checkpoint: A folder for the rows that are done; ``out`` with ".checkpoint" when None. It
            is removed when all are.
        options: As for :func:`extract`.

    Returns:
        How many rows are in ``out``, and how many of them have an error instead of a record.
    """
    context = ray.data.DataContext.get_current().copy()
    context.checkpoint_config = ray.data.checkpoint.CheckpointConfig(
        id_column=_ROW, checkpoint_path=checkpoint or f"{out.rstrip('/')}.checkpoint"
    )
    # Reading and writing claim no processor: when machines are lost, the actors left may have all
    # there are, and would wait for texts for ever. The newer reader always claims one.
    context.use_datasource_v2 = False
    with ray.data.DataContext.current(context):
        dataset = ray.data.read_parquet(list(paths), include_row_hash=True, num_cpus=0)
        extract(dataset, **options).write_parquet(out, ray_remote_args={"num_cpus": 0})
    written = ray.data.read_parquet(out, columns=["error"])
    return written.count(), written.filter(lambda row: row["error"] is not None).count()


class _Extractor:
    """What an actor holds: the pipeline, loaded once."""

    def __init__(
        self, *, rules: str | None, gazetteer: Sequence[str], limits: Limits, any_language: bool
    ) -> None:
        from geoents import pipeline  # spaCy: where texts are read, not where the run is begun

        self._extract_many = pipeline.extract_many
        self._limits = limits
        self._any_language = any_language
        self._nlp = pipeline.load(rules=rules, gazetteer=gazetteer)

    def __call__(self, batch: pa.Table) -> pa.Table:
        kept = [name for name in batch.column_names if name not in COLUMNS]
        given = batch.select([name for name in batch.column_names if name in COLUMNS])
        results = [self._read(row) for row in given.to_pylist()]
        table = batch.select(kept)
        for name, values in zip(("id", "record", "error"), zip(*results, strict=True), strict=True):
            table = table.append_column(name, pa.array(values, pa.string()))
        return table

    def _read(self, row: dict[str, Any]) -> _Result:
        """Return the id, the record and the error of a row."""
        try:
            text = to_text(row, where="", limits=self._limits, on_note=lambda _: None)
        except FlawError as error:
            return None if row.get("id") is None else str(row["id"]), None, str(error)
        if not self._any_language and (code := find_foreign(text.text)) is not None:
            return text.id, None, f"its language is {code}, not English"
        failed: list[str] = []

        def fail(_: Text, error: Exception) -> None:
            failed.append(f"{type(error).__name__}: {' '.join(str(error).split())[:300]}")

        read = partial(self._extract_many, nlp=self._nlp, limits=self._limits)
        for document in read([text], on_error=fail):
            return document.id, document.model_dump_json(), None
        return text.id, None, failed[0]
