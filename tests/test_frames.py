"""Documents as tables and frames, in files and in memory; what goes in comes out."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documents import document
from dressed import dress, dressed_documents, full_document
from hypothesis import given, settings
from typer.testing import CliRunner

import geoents
from geoents.cli import app
from geoents.records import Document, write_jsonl
from geoents.sinks.tables import METADATA, to_rows

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: geoents[tables]")

import pyarrow.csv as arrow_csv  # noqa: E402
import pyarrow.parquet as parquet  # noqa: E402

from geoents.exports import tables  # noqa: E402
from geoents.exports.tables import (  # noqa: E402
    SCHEMAS,
    Tables,
    to_arrow,
    write_arrow,
    write_csv,
    write_parquet,
)

PAGE = (Path(__file__).parent.parent / "docs" / "tables.md").read_text(encoding="utf-8")

#: Quotes, separators, NUL, line ends of all kinds, marks for right-to-left script, 4-byte letters.
STRANGE = ';\0|,\t\'""\n\r\r\n\v\x1a\\\u2028\u200f\u202bשלום\u202c 𝔘🇳🇴\U0010ffff\ufeff'


def strange_document() -> Document:
    """A document that has every field, with strange characters wherever text is free."""
    record = full_document().model_dump(mode="json")
    found = dress(record, [c + STRANGE if c in "aeo" else c for c in record["text"]])
    record = found.model_dump(mode="json")
    for entity in record["entities"]:
        entity["name"] += STRANGE
        entity["aliases"] += [STRANGE, ""]
        entity["ids"] |= {STRANGE: STRANGE, "": ""}
    record["relations"][0]["evidence"][0]["rule"] = STRANGE
    record["relations"][0]["confidence"] = 0.1 + 0.2
    record["provenance"]["model"] = STRANGE
    about = {"id": STRANGE, "title": STRANGE, "published": STRANGE, "url": STRANGE}
    return Document.model_validate(record | about)


#: What is none beside what is empty, and words that others take for none.
EMPTY = [
    Document(id="NA", title="", published=None, text=""),
    Document(id="null", title=None, published="nan", url="", text="NULL"),
]
ALL = [full_document(), strange_document(), *EMPTY]

DENIAL = document(
    "[Ilmar Tosk](PERSON p), acting [minister](OFFICE o) of [Norland](STATE s), denied an attack on "
    "[Sudland](STATE t). [Norland](STATE s) attacked it, [Sudland](STATE t) said.",
    [
        ("HOLDS_OFFICE", "p", "o", None),
        ("DENIED", "p", None, "an attack"),
        ("ATTACKED", "s", "t", None, "alleged by t", "negated by p", ""),
        ("ALLEGED", "t", None, "Norland attacked it"),
    ],
    id_="denial",
)


def news() -> Document:
    record = DENIAL.model_dump(mode="json")
    record["published"] = "2024-05-02"
    record["relations"][0]["tenure"] = "acting"
    record["relations"][1]["responds_to"] = ["r3"]
    for entity, code in (("s", "XN"), ("t", "XS")):
        next(e for e in record["entities"] if e["id"] == entity)["ids"] = {"iso3166": code}
    return Document.model_validate(record)


def expected(documents: list[Document]) -> dict[str, list[dict[str, Any]]]:
    """Rows that the tables should have: the SQL sink's, with lists and maps."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in Tables._fields}
    for found in documents:
        sql = {table.name: table_rows for table, table_rows in to_rows(found, "").items()}
        made = found.provenance
        about = dict.fromkeys(("geoents", "model", "rules")) if made is None else dict(made)
        (head,) = sql["documents"]
        rows["documents"].append({k: head[k] for k in head if k not in {"digest", "run"}} | about)
        rows["zones"] += sql["zones"]
        rows["mentions"] += sql["mentions"]
        rows["entities"] += sql["entities"]
        rows["claims"] += sql["claims"]
        rows["relations"] += [
            row | {"responds_to": relation.responds_to}
            for row, relation in zip(sql["relations"], found.relations, strict=True)
        ]
        rows["evidence"] += [
            row | {"cue": [{"start": start, "end": end} for start, end in row["cue"]]}
            for row in sql["evidence"]
        ]
    return rows


def rows_of(table: Any) -> list[dict[str, Any]]:
    """An Arrow table's rows, with maps as dicts."""
    rows: list[dict[str, Any]] = table.to_pylist()
    return [row | ({"ids": dict(row["ids"])} if "ids" in row else {}) for row in rows]


def read_parquet(folder: Path) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for name in Tables._fields:
        files = sorted(folder.joinpath(name).iterdir())
        found[name] = [row for file in files for row in rows_of(parquet.read_table(file))]
    return found


def read_csv(path: Path, schema: Any) -> list[dict[str, Any]]:
    """Read a CSV file; lists and maps are read from their JSON."""
    nested = {field.name for field in schema if pa.types.is_nested(field.type)}
    types = {f.name: pa.string() if f.name in nested else f.type for f in schema}
    table = arrow_csv.read_csv(
        path,
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=types, strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )
    return [
        {name: json.loads(value) if name in nested else value for name, value in row.items()}
        for row in table.to_pylist()
    ]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


# -- columns ----------------------------------------------------------------------------------


def test_the_columns_are_those_of_the_sql_tables() -> None:
    for name, schema in SCHEMAS._asdict().items():
        sql = METADATA.tables[name].columns
        extra = {"documents": ["geoents", "model", "rules"], "relations": ["responds_to"]}
        kept = [column.name for column in sql if column.name not in {"digest", "run"}]
        assert schema.names == kept + extra.get(name, [])
        for column in sql:
            if column.name in kept:
                assert schema.field(column.name).nullable == column.nullable


def test_the_docs_name_every_column() -> None:
    table = re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)
    told = {name: re.findall(r"`(\w+)`", columns) for name, columns in table}
    assert told == {name: schema.names for name, schema in SCHEMAS._asdict().items()}


def test_tables_hold_every_field() -> None:
    found = to_arrow(ALL)
    assert {name: rows_of(table) for name, table in found._asdict().items()} == expected(ALL)
    relations = rows_of(found.relations)
    assert relations[0]["responds_to"] == ["r4"] and relations[0]["confidence"] == 0.25
    assert relations[4]["tenure"] == "acting"
    assert relations[2]["plover"] == "CONSULT"
    assert rows_of(found.evidence)[0]["cue"][1]["end"] > 0


def test_no_documents_are_tables_without_rows() -> None:
    assert [table.num_rows for table in to_arrow([])] == [0] * len(Tables._fields)
    assert [table.schema for table in to_arrow([])] == list(SCHEMAS)


# -- files ------------------------------------------------------------------------------------


def test_parquet_comes_back(tmp_path: Path) -> None:
    assert write_parquet(iter(ALL), tmp_path / "out") == len(ALL)
    assert names(tmp_path) == sorted(f"out/{n}/part-00000.parquet" for n in Tables._fields)
    assert read_parquet(tmp_path / "out") == expected(ALL)


def test_csv_comes_back(tmp_path: Path) -> None:
    assert write_csv(iter(ALL), tmp_path / "out") == len(ALL)
    assert names(tmp_path) == sorted(f"out/{n}.csv" for n in Tables._fields)
    for name, rows in expected(ALL).items():
        assert read_csv(tmp_path / "out" / f"{name}.csv", getattr(SCHEMAS, name)) == rows


def test_arrow_files_come_back(tmp_path: Path) -> None:
    assert write_arrow(iter(ALL), tmp_path / "out") == len(ALL)
    assert names(tmp_path) == sorted(f"out/{n}.arrow" for n in Tables._fields)
    for name, rows in expected(ALL).items():
        with pa.ipc.open_file(str(tmp_path / "out" / f"{name}.arrow")) as file:
            assert rows_of(file.read_all()) == rows


@settings(max_examples=25)
@given(dressed_documents())
def test_any_document_comes_back(tmp_path_factory: pytest.TempPathFactory, found: Document) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_parquet([found], folder / "parquet")
    write_csv([found], folder / "csv")
    rows = expected([found])
    assert read_parquet(folder / "parquet") == rows
    for name in Tables._fields:
        assert read_csv(folder / "csv" / f"{name}.csv", getattr(SCHEMAS, name)) == rows[name]


def many(count: int) -> Iterator[Document]:
    for number in range(count):
        yield DENIAL.model_copy(update={"id": f"d{number:03}"})


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (1, [1]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])]
)
def test_a_long_run_is_written_in_parts(tmp_path: Path, count: int, sizes: list[int]) -> None:
    out = tmp_path / "out"
    assert write_parquet(many(count), out, documents_per_part=3) == count
    parts = [f"part-{number:05}.parquet" for number in range(len(sizes))]
    assert names(out) == sorted(f"{name}/{part}" for name in Tables._fields for part in parts)
    ids = []
    for part, size in zip(parts, sizes, strict=True):
        held = parquet.read_table(out / "documents" / part)["id"].to_pylist()
        assert len(held) == size
        relations = parquet.read_table(out / "relations" / part)
        assert set(relations["document_id"].to_pylist()) == set(held)
        ids += held
    assert ids == [found.id for found in many(count)]


def test_a_batch_ends_after_some_documents_or_much_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_BATCH", 4)
    write_parquet(many(10), tmp_path / "few")
    monkeypatch.setattr(tables, "_BATCH_TEXT", len(DENIAL.text))
    write_parquet(many(10), tmp_path / "long")
    sizes = {}
    for name in ("few", "long"):
        file = parquet.ParquetFile(tmp_path / name / "documents" / "part-00000.parquet")
        with file:
            groups = file.metadata.num_row_groups
            sizes[name] = [file.metadata.row_group(n).num_rows for n in range(groups)]
    assert sizes == {"few": [4, 4, 2], "long": [2, 2, 2, 2, 2]}
    assert read_parquet(tmp_path / "long") == expected(list(many(10)))


def test_of_a_long_run_only_a_batch_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "_BATCH", 5)
    converted: list[int] = []
    convert = tables._convert

    def count(rows: Any) -> Any:
        converted.append(len(rows.documents))
        return convert(rows)

    monkeypatch.setattr(tables, "_convert", count)

    def watched() -> Iterator[Document]:
        for number, found in enumerate(many(23)):
            assert sum(converted) >= number - 5
            yield found

    write_csv(watched(), tmp_path / "out")
    assert converted == [5, 5, 5, 5, 3]


# -- whole or not there -----------------------------------------------------------------------

WRITERS = [write_parquet, write_csv, write_arrow]


@pytest.mark.parametrize("write", WRITERS)
def test_what_breaks_off_leaves_nothing(tmp_path: Path, write: Any) -> None:
    def broken() -> Iterator[Document]:
        yield from many(5)
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError, match="the reader broke"):
        write(broken(), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", ["write_parquet", "write_csv", "write_arrow"])
def test_a_kill_leaves_nothing_under_the_name(tmp_path: Path, write: str) -> None:
    (tmp_path / "one.json").write_text(DENIAL.model_dump_json(), encoding="utf-8")
    code = (
        "import os, signal\n"
        "from pathlib import Path\n"
        "from geoents.exports import tables\n"
        "from geoents.records import parse_document\n"
        "found = parse_document(Path('one.json').read_bytes())\n"
        "def documents():\n"
        "    for n in range(40):\n"
        "        yield found.model_copy(update={'id': str(n)})\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "tables._BATCH = 8\n"
        f"tables.{write}(documents(), Path('out'))\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert not (tmp_path / "out").exists()
    (draft,) = (path for path in tmp_path.iterdir() if path.name != "one.json")
    assert re.fullmatch(r"\.out\.\d+\.part", draft.name)
    assert sum(path.stat().st_size for path in draft.rglob("*")) > 0  # It had begun.
    assert getattr(tables, write)(many(2), tmp_path / "out") == 2


@pytest.mark.parametrize("write", WRITERS)
def test_what_is_there_is_not_replaced(tmp_path: Path, write: Any) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "notes.txt").write_text("mine")
    file = tmp_path / "file"
    file.write_text("mine")
    for out in (full, file):
        with pytest.raises(FileExistsError):
            write(many(1), out)
    assert names(tmp_path) == ["file", "full/notes.txt"]
    (tmp_path / "empty").mkdir()
    assert write(many(1), tmp_path / "empty") == 1
    with pytest.raises(FileNotFoundError):
        write(many(1), tmp_path / "nowhere" / "out")


# -- frames -----------------------------------------------------------------------------------


def test_pandas_frames_hold_every_field() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: geoents[pandas]")
    frames = geoents.to_pandas(iter(ALL))
    for name, rows in expected(ALL).items():
        frame = getattr(frames, name)
        assert list(frame.columns) == getattr(SCHEMAS, name).names
        assert len(frame) == len(rows)
        for column in frame.columns:
            for value, row in zip(frame[column], rows, strict=True):
                wanted = row[column]
                if wanted is None:
                    assert value is pandas.NA
                else:
                    assert (list(value) if isinstance(wanted, list) else value) == wanted
    assert str(frames.evidence["trigger_start"].dtype) == "Int64"
    assert geoents.to_pandas([]).relations.empty


def test_polars_frames_hold_every_field() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed: geoents[polars]")
    frames = geoents.to_polars(iter(ALL))
    for name, rows in expected(ALL).items():
        found = getattr(frames, name).to_dicts()
        if name == "entities":  # Older Polars shows a map as a list of pairs.
            for row in found:
                pairs = row["ids"]
                if isinstance(pairs, list):
                    row["ids"] = {pair["key"]: pair["value"] for pair in pairs}
        assert found == rows
    assert frames.evidence["trigger_start"].dtype == polars.Int64
    assert geoents.to_polars([]).relations.is_empty()


# -- docs -------------------------------------------------------------------------------------


@pytest.fixture
def exported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the commands of the docs were run."""
    monkeypatch.chdir(tmp_path)
    write_jsonl("news.jsonl", [news()])
    (script,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    commands = [line.split()[1:] for line in script.splitlines() if "export" in line]
    assert len(commands) == 3
    for command in commands:
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
    return tmp_path


def test_the_queries_of_the_docs_answer(exported: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    queries = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    with duckdb.connect() as connection:
        views, *answers = (connection.execute(query).fetchall() for query in queries)
    assert views == []
    assert answers[:3] == [
        [("Ilmar Tosk", "minister", "acting", "2024-05-02")],
        [("2024-05-02", "Ilmar Tosk", "an attack", "ALLEGED", "Sudland")],
        [("XN", "XS", "ASSAULT", 1)],
    ]
    assert [row[2] for row in answers[3]] == ["HOLDS_OFFICE", "DENIED", "ATTACKED", "ALLEGED"]
    assert len(answers) == 4


def test_duckdb_reads_strange_text(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    found = strange_document()
    write_parquet([found], tmp_path / "out")
    files = str(tmp_path / "out" / "documents" / "*.parquet")
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT title, text FROM read_parquet(?)", [files]).fetchall()
        spans = [
            connection.execute(
                "SELECT substring(text, ? + 1, ?) FROM read_parquet(?)",
                [mention.start, mention.end - mention.start, files],
            ).fetchall()[0][0]
            for mention in found.mentions
        ]
    assert rows == [(STRANGE, found.text)]
    assert spans == [mention.text for mention in found.mentions]


def test_pandas_reads_the_csv_as_the_docs_say(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not installed: geoents[pandas]")
    text = STRANGE.replace("\0", "")  # Before its version 3 a cell ended there.
    write_csv([Document(id="strange", text=text), *EMPTY], tmp_path / "out")
    path = tmp_path / "out" / "documents.csv"
    frame = pandas.read_csv(path, keep_default_na=False)
    assert frame["id"].tolist() == ["strange", "NA", "null"]
    assert frame["text"].tolist() == [text, "", "NULL"]
    assert pandas.read_csv(path)["id"].isna().tolist() == [False, True, True]
