"""``geoents extract --engine ray``: Parquet in, Parquet out, on the machines of a Ray cluster."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from geoents.console import Teller

__all__ = ["extract_on_cluster"]


def extract_on_cluster(
    paths: Sequence[str], out: Path | None, *, teller: Teller, **options: Any
) -> int:
    """Run and return the exit code.

    Args:
        paths: Parquet files, or folders of them, that every machine can read.
        out: The folder to write.
        teller: Whom to tell what came of it.
        options: As for :func:`geoents.ray.extract`.

    Raises:
        typer.BadParameter: An input or the output is none that Ray reads or writes.
    """
    if out is None or out.suffix or out.is_file():
        raise typer.BadParameter("it writes a folder: --out FOLDER", param_hint="--engine ray")
    for path in map(Path, paths):
        if not (path.is_dir() or (path.is_file() and path.suffix == ".parquet")):
            raise typer.BadParameter(
                f"{path}: it reads .parquet files and folders of them", param_hint="--engine ray"
            )
    try:
        import ray
    except ModuleNotFoundError:
        teller.error("--engine ray: Ray is not installed; pip install 'geoents[ray]'")
        return 1
    from geoents.ray import extract_files

    # The cluster that RAY_ADDRESS names, or one of this machine alone.
    ray.init(logging_level=logging.WARNING, log_to_driver=False)
    try:
        found = [str(Path(path).resolve()) for path in paths]
        count, failed = extract_files(found, str(out.resolve()), **options)
    except Exception as error:  # what Ray tells of a task that failed is pages long
        reason = " ".join(str(error).split())[-300:]
        teller.error(f"--engine ray: {type(error).__name__}: {reason}; run it again to go on")
        return 1
    finally:
        ray.shutdown()
    teller.note(f"{out}: {count} texts, {count - failed} records")
    if failed:
        teller.error(f"{out}: {failed} texts have no record; the column error says why")
    return 1 if failed else 0
