"""Many machines: what a Ray cluster writes is what this machine writes, whoever is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from spacy.language import Language

import geoents
from geoents import Text

pytest.importorskip("ray", reason="Ray is not installed: pip install 'geoents[ray]'")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

TEXTS = [
    f"Foreign Minister Ilan Keto said on Monday that Norland had {count} posts on the border. "
    "He denied that his country would leave the Orva Pact."
    for count in range(2, 42)
]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Four files of ten texts; one row has none, and some have no id."""
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(4):
        texts: list[str | None] = list(TEXTS[number * 10 : number * 10 + 10])
        rows = [
            {"id": None if place % 5 else f"{number}-{place}", "text": text,
             "published": "2023-09-25", "outlet": "Norwire"}
            for place, text in enumerate(texts)
        ]  # fmt: skip
        if number == 3:
            rows[9]["text"] = None
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{number}.parquet")
    return folder


def extract_here(news: Path, nlp: Language) -> list[str]:
    rows = pa.concat_tables(map(pq.read_table, sorted(news.iterdir()))).to_pylist()
    texts = [
        Text(row["text"], id=row["id"], published=row["published"]) for row in rows if row["text"]
    ]
    return [document.model_dump_json() for document in geoents.extract_many(texts, nlp=nlp)]


def test_a_cluster_writes_the_same_though_its_driver_and_a_worker_are_killed(
    news: Path, tmp_path: Path, nlp: Language
) -> None:
    out = tmp_path / "records"
    script = Path(__file__).with_name("ray_cluster.py")
    cluster = subprocess.Popen(
        [sys.executable, script, news, out],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"RAY_USAGE_STATS_ENABLED": "0"},
        start_new_session=True,
    )
    try:
        printed, errors = cluster.communicate(timeout=400)
    finally:
        if cluster.poll() is None:
            os.killpg(cluster.pid, signal.SIGKILL)
    assert cluster.returncode == 0, errors[-3_000:]
    found = json.loads(printed.splitlines()[-1])
    assert found["driver"] == -signal.SIGKILL
    assert found["is_worker_killed_midway"]
    assert (found["written"], found["failed"]) == (40, 1)

    rows = pa.concat_tables(map(pq.read_table, sorted(out.glob("*.parquet")))).to_pylist()
    assert sorted(row["record"] for row in rows if row["record"]) == sorted(extract_here(news, nlp))
    (failed,) = (row for row in rows if row["record"] is None)
    assert "text" in failed["error"]
    assert {row["outlet"] for row in rows} == {"Norwire"}
    assert not out.with_name("records.checkpoint").exists()


def test_the_command_says_what_ray_reads_and_writes(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from geoents.cli import app

    (tmp_path / "news.txt").write_text("Norland and Sudria met in Orva.")
    rows = [
        (["news.txt", "--out", "records"], "it reads .parquet files and folders of them"),
        ([".", "--out", "records.jsonl"], "it writes a folder"),
        (["."], "it writes a folder"),
    ]
    for (name, *options), said in rows:
        arguments = ["extract", str(tmp_path / name), "--engine", "ray", *options]
        run = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
        assert run.exit_code == 2, run.output
        assert said in " ".join(run.output.split())
