"""Files of many documents, packed and not: what is read of them, and what is not unfolded."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from geoents.sources import count, find_inputs, read
from geoents.texts import Limits, Text

PAGE = """<html><head><title>Lakes</title></head><body><nav><a href="/">Home</a></nav><article>
<h1>Norland signs the lakes pact</h1>
<p>Norland and Ruritania signed the long-awaited pact on the lakes &amp; rivers on Monday, said
 Marta Olsen, who has led the talks for the ministry since the spring of last year.</p>
<p>“Nobody lost,” Olsen said at the ceremony in Zürich, which was attended by fishermen of both
 countries and by members of the commission that will oversee the waters from now on.</p>
</article></body></html>"""
LINES = b"".join(
    json.dumps({"text": f"Text {n}.", "id": f"t{n}"}).encode() + b"\n" for n in range(5)
)
PACK: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".zst": zstandard.ZstdCompressor().compress,
}
#: More than any file may unfold to without being large.
ZEROS = 80 * 2**20


class Run(NamedTuple):
    """What came of reading."""

    wheres: list[str]
    texts: list[Text]
    errors: list[str]
    notes: list[str]


def read_paths(*paths: Path, limits: Limits | None = None) -> Run:
    errors: list[str] = []
    notes: list[str] = []
    inputs = find_inputs(paths, on_error=errors.append)
    found = list(read(inputs, on_error=errors.append, on_note=notes.append, limits=limits))
    return Run([each.where for each in found], [each.text for each in found], errors, notes)


# -- packed files -----------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", PACK)
def test_packed_lines_are_read_as_plain_ones(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"news.jsonl{suffix}"
    # Two packed files in a row are one, as gzip and zstd have it.
    path.write_bytes(PACK[suffix](LINES[:80]) + PACK[suffix](LINES[80:]))
    run = read_paths(path)
    assert run.wheres == [f"{path}:{n}" for n in range(1, 6)]
    assert [text.id for text in run.texts] == ["t0", "t1", "t2", "t3", "t4"]
    assert (run.errors, run.notes) == ([], [])
    assert count(find_inputs([path], on_error=pytest.fail)) is None


@pytest.mark.parametrize("suffix", PACK)
def test_a_folder_has_packed_files_too(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a.html{suffix}").write_bytes(PACK[suffix](PAGE.encode()))
    (tmp_path / f"b.txt{suffix}").write_bytes(PACK[suffix](b"Norland agreed."))
    (tmp_path / f"c.pdf{suffix}").write_bytes(PACK[suffix](b"not read"))
    run = read_paths(tmp_path)
    assert ["Nobody lost" in text.text for text in run.texts] == [True, False]
    assert run.texts[1].text == "Norland agreed."


@pytest.mark.parametrize("suffix", PACK)
def test_a_damaged_file_gives_what_comes_before_the_damage(tmp_path: Path, suffix: str) -> None:
    cut_off = tmp_path / f"a.jsonl{suffix}"
    cut_off.write_bytes(PACK[suffix](LINES) + PACK[suffix](LINES.replace(b"t", b"u"))[:-9])
    no_such = tmp_path / f"b.jsonl{suffix}"
    no_such.write_bytes(LINES)
    run = read_paths(cut_off, no_such)
    assert [text.id for text in run.texts][:5] == ["t0", "t1", "t2", "t3", "t4"]
    assert len(run.errors) >= 1
    assert run.errors[-1].startswith(f"{no_such}: damaged, cut off or no {suffix} file (")


@pytest.mark.parametrize("suffix", PACK)
def test_a_file_that_unfolds_to_too_much_is_left_off(tmp_path: Path, suffix: str) -> None:
    bomb, after = tmp_path / f"a.jsonl{suffix}", tmp_path / "b.txt"
    bomb.write_bytes(PACK[suffix](LINES + b"0" * ZEROS))
    after.write_text("Norland agreed.")
    run = read_paths(bomb, after)
    assert [text.text for text in run.texts][-1] == "Norland agreed."
    assert len(run.texts) == 6  # What came before the bomb went off is read.
    (error,) = run.errors
    assert error == (
        f"{bomb}: it unfolds to more than 200 times its size; "
        "if you trust it, raise --max-expansion"
    )
    trusted = read_paths(bomb, limits=Limits(expansion=10**6))
    assert trusted.errors == [
        f"{bomb}:6: longer than 1,000,000 characters; cut it up, or raise --max-chars"
    ]


def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "a.jsonl.zst"
    bomb.write_bytes(PACK[".zst"](bytes(2 * 10**8)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    read_paths(bomb, limits=Limits(expansion=10**6))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000  # kB: the bound for a line and some buffers, not the 200 MB.


def test_a_long_line_costs_one_document(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    long = json.dumps({"text": "Norland agreed. " * 100}).encode()
    path.write_bytes(LINES + long + b"\n" + b"{" * 2000 + b"\n" + b'{"text": "End."}')
    run = read_paths(path, limits=Limits(characters=100))
    assert [text.text for text in run.texts] == [*(f"Text {n}." for n in range(5)), "End."]
    assert run.errors == [
        f"{path}:{n}: longer than 100 characters; cut it up, or raise --max-chars" for n in (6, 7)
    ]
    assert run.wheres[-1] == f"{path}:8"


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.json"])
def test_a_large_file_is_not_even_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"Norland agreed. " * 200)
    assert read_paths(path, limits=Limits(characters=100)).errors == [
        f"{path}: longer than 100 characters; cut it up, or raise --max-chars"
    ]


def test_a_page_over_its_time_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geoents.sources.read_page", lambda _: time.sleep(60))
    path = tmp_path / "a.html"
    path.write_text(PAGE)
    assert read_paths(path, limits=Limits(seconds=0.05)).errors == [
        f"{path}: not done after 0.05 s; cut it up, or raise --max-seconds"
    ]


# -- WARC -------------------------------------------------------------------------------------


def write_warc(path: Path) -> None:
    """Write a page in two encodings, a plain text, and what is passed over."""
    kinds = (
        ("response", "text/html; charset=utf-8", PAGE.encode(), "200 OK", None),
        ("response", "text/html", b"<html>gone</html>", "404 Not Found", None),
        ("response", "image/png", b"\x89PNG", "200 OK", None),
        (
            "response",
            "text/html; charset=iso-8859-1",
            PAGE.replace("Monday", "Sunday").replace("“", "").replace("”", "").encode("latin-1"),
            "200 OK",
            None,
        ),
        ("response", "text/plain", gzip.compress(b"Ruritania agreed."), "200 OK", "gzip"),
        ("response", "text/html", gzip.compress(bytes(30_000_000)), "200 OK", "gzip"),
        ("conversion", "text/plain", b"Norland did not.", None, None),
        ("response", "text/html", b"<html><body></body></html>", "200 OK", None),
    )
    records = [_record(1, "warcinfo", "application/warc-fields", b"software: test\r\n")]
    for number, (kind, type_, data, status, packed) in enumerate(kinds, start=2):
        if status is not None:
            fields = [f"HTTP/1.1 {status}", f"Content-Type: {type_}"]
            fields += [] if packed is None else [f"Content-Encoding: {packed}"]
            data = "\r\n".join([*fields, "", ""]).encode() + data
            type_ = "application/http; msgtype=response"
        records.append(_record(number, kind, type_, data))
    pack = gzip.compress if path.suffix == ".gz" else bytes
    path.write_bytes(b"".join(map(pack, records)))


def _record(number: int, kind: str, type_: str, content: bytes) -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:x:{number}>\r\n"
        f"WARC-Date: 2024-05-14T00:00:00Z\r\nWARC-Target-URI: https://norwire.example/{number}\r\n"
        f"Content-Type: {type_}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_pages_and_texts_of_a_web_archive_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write_warc(path)
    run = read_paths(path)
    assert run.wheres == [f"{path}:{n}" for n in (2, 5, 6, 8)]
    assert [text.url for text in run.texts] == [
        f"https://norwire.example/{number}" for number in (2, 5, 6, 8)
    ]
    assert all("ceremony in Zürich" in text.text for text in run.texts[:2])
    assert [text.text for text in run.texts[2:]] == ["Ruritania agreed.", "Norland did not."]
    assert run.errors == [
        f"{path}:7: longer than 1,000,000 characters; cut it up, or raise --max-chars",
        f"{path}:9: no article found in this page; save its text as .txt",
    ]


def test_a_file_that_is_no_web_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(b"no archive at all\r\n" * 20)
    (error,) = read_paths(path).errors
    assert error.startswith(f"{path}: damaged or no WARC file (")


# -- Parquet ----------------------------------------------------------------------------------


def test_rows_of_a_table_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table(
        {
            "id": [1, 2, 3, 4],
            "section": ["world"] * 4,
            "text": ["Norland agreed.", None, "Ruritania did not.", "Sudria may."],
            "published": [dt.date(2024, 5, 2), None, None, dt.date(2024, 5, 3)],
            "url": ["https://norwire.example/1", None, None, None],
        }
    )
    pq.write_table(table, path, row_group_size=2)
    run = read_paths(path)
    assert run.texts == [
        Text("Norland agreed.", "1", None, "2024-05-02", "https://norwire.example/1"),
        Text("Ruritania did not.", "3"),
        Text("Sudria may.", "4", published="2024-05-03"),
    ]
    assert run.wheres == [f"{path}:{n}" for n in (1, 3, 4)]
    assert run.errors == [
        f'{path}:2: it has no "text" that is a string; write {{"text": "..."}}',
    ]


def test_a_table_without_texts_is_told(tmp_path: Path) -> None:
    body, none = tmp_path / "a.parquet", tmp_path / "b.parquet"
    pq.write_table(pa.table({"body": ["Norland agreed."], "id": [1]}), body)
    none.write_bytes(b"PAR1 no table at all PAR1")
    one, two = read_paths(body, none).errors
    assert one == f'{body}: no column "text" (it has body, id); rename the one with the texts'
    assert two.startswith(f"{none}: damaged or no Parquet file (")


def test_a_column_that_unfolds_to_too_much_is_left_off(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    table = pa.table({"text": ["0" * (ZEROS // 4)] * 4})
    pq.write_table(table, path, compression="zstd", use_dictionary=False)
    (error,) = read_paths(path).errors
    assert error.startswith(f"{path}: it unfolds to more than 200 times its size; ")


# -- what is not installed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "module", "message"),
    [
        ("a.jsonl.zst", "zstandard", "reading .zst needs zstandard"),
        ("a.warc", "warcio.archiveiterator", "reading WARC needs warcio"),
        ("a.parquet", "pyarrow.parquet", "reading Parquet needs pyarrow"),
    ],
)
def test_a_missing_library_is_told_with_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, module: str, message: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    path = tmp_path / name
    path.write_bytes(b"x")
    assert read_paths(path).errors == [
        f"{path}: {message}; pip install 'geoents[archives]'",
    ]
