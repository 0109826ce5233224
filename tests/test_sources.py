"""Reading: which texts a path yields, and the one line for each that cannot be read."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import json
import lzma
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from documents import document

from geoents.sources import Source, count, find_inputs, read
from geoents.texts import Text, document_id, is_iso_date


class Run(NamedTuple):
    """What came of reading."""

    sources: list[Source]
    errors: list[str]
    notes: list[str]

    @property
    def texts(self) -> list[Text]:
        return [source.text for source in self.sources]


def read_paths(*paths: Path | str) -> Run:
    errors: list[str] = []
    notes: list[str] = []
    inputs = find_inputs(paths, on_error=errors.append)
    sources = list(read(inputs, on_error=errors.append, on_note=notes.append))
    return Run(sources, errors, notes)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def write(name: str, data: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


Write = Callable[[str, bytes | str], Path]

ODD = "Zoë\u202e said\u00a0“no”\r\nto 𝔘lmar \0 🇳🇴; 'x' -- \u200f\u0301"


# -- plain text -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        ODD.encode(),
        b"\xef\xbb\xbf" + ODD.encode(),
        ODD.encode("utf-16"),
        b"\xfe\xff" + ODD.encode("utf-16-be"),
        ODD.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16 big-endian", "utf-32"],
)
def test_no_character_of_a_text_is_changed(write: Write, data: bytes) -> None:
    run = read_paths(write("a.txt", data))
    assert run.texts == [Text(ODD, id=document_id(ODD))]
    assert (run.errors, run.notes) == ([], [])


def test_an_encoding_that_is_guessed_is_named(write: Write) -> None:
    text = "Der Außenminister erklärte, die Gespräche würden über Ostern fortgeführt. " * 9
    path = write("old.txt", text.encode("cp1252"))
    run = read_paths(path)
    assert run.texts[0].text == text
    (note,) = run.notes
    assert note.startswith(f"{path}: not UTF-8, read as cp125")


def test_utf16_without_a_mark_is_read(write: Write) -> None:
    run = read_paths(write("wide.txt", "Norland agreed to the terms.".encode("utf-16-le")))
    assert run.texts[0].text == "Norland agreed to the terms."
    assert run.notes[0].endswith("not UTF-8, read as utf-16-le")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b" \r\n\t\n", "it is empty"),
        (b"\xef\xbb\xbf", "it is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a binary file, no text"),
        (b"\x7fELF" + b"\0\1\2\3\4" * 100, "a binary file, no text"),
        (b"PK\x03\x04" + b"\0\1\2\3\4" * 100, "a ZIP archive (.zip, .docx, .epub), no text"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", "a PDF, no text"),
        (gzip.compress(b"Norland agreed."), "packed by gzip"),
        (bz2.compress(b"Norland agreed."), "packed by bzip2"),
        (lzma.compress(b"Norland agreed."), "packed by xz"),
        (b"news.txt".ljust(257, b"\0") + b"ustar\x0000" + b"Norland agreed.", "a tar archive"),
        (b"\xff\xfea\0b\0c", "its mark says utf-16-le, but byte 4 is none"),
    ],
)
def test_what_is_no_text_is_told_in_one_line(write: Write, data: bytes, reason: str) -> None:
    path = write("a.txt", data)
    run = read_paths(path)
    assert run.sources == []
    (error,) = run.errors
    assert error.startswith(f"{path}: {reason}")
    assert "; " in error  # What to do.


@pytest.mark.parametrize("text", ["BZh is no word.", "PK signed.", "7z and xz met."])
def test_a_text_that_begins_as_an_archive_does_is_read(write: Write, text: str) -> None:
    assert read_paths(write("a.txt", text.encode())).texts[0].text == text


# -- pages ------------------------------------------------------------------------------------

PAGE = """<html><head><title>Lakes | Meridian</title>
<meta property="og:title" content="Norland signs the lakes pact">
<link rel="canonical" href="https://meridian.example/lakes">
<meta property="article:published_time" content="2024-06-11T08:00:00+02:00"></head>
<body><nav><a href="/">Home</a><a href="/subscribe">Subscribe now</a></nav><article>
<h1>Norland signs the lakes pact</h1>
<p>Norland and Ruritania signed the long-awaited pact on the lakes &amp; rivers on Monday, said
 Marta Olsen, who has led the talks for the ministry since the spring of last year.</p>
<p>“Nobody lost,” Olsen said at the ceremony, which was attended by fishermen of both countries
 and by members of the commission that will oversee the waters from now on.</p>
</article><footer>Accept cookies</footer></body></html>"""


def test_the_article_of_a_page_is_read_with_what_the_page_says_of_it(write: Write) -> None:
    run = read_paths(write("a.html", PAGE), write("b.HTM", PAGE.replace("Monday", "Sunday")))
    assert run.errors == []
    assert [text.published for text in run.texts] == ["2024-06-11"] * 2
    text = run.texts[0]
    assert text.title == "Norland signs the lakes pact"
    assert text.url == "https://meridian.example/lakes"
    assert "lakes & rivers on Monday" in text.text
    assert "“Nobody lost,” Olsen said" in text.text
    assert "Subscribe" not in text.text
    assert "cookies" not in text.text


def test_a_page_is_read_in_the_encoding_it_declares(write: Write) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1251">').replace("Olsen", "Ольсен")
    run = read_paths(write("a.html", page.replace("“", '"').replace("”", '"').encode("cp1251")))
    assert "Ольсен said at the ceremony" in run.texts[0].text
    assert run.notes == []


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<html>", "   "])
def test_a_page_without_article_is_told(write: Write, page: str) -> None:
    path = write("a.html", page)
    run = read_paths(path)
    assert run.sources == []
    assert [error.partition(";")[0] for error in run.errors] in (
        [f"{path}: no article found in this page"],
        [f"{path}: it is empty"],
    )


# -- objects ----------------------------------------------------------------------------------


def test_objects_are_read_one_a_line(write: Write) -> None:
    lines = [
        {
            "text": ODD,
            "id": "a",
            "title": "T",
            "published": "2024-05-02",
            "url": "https://x.example",
        },
        {"text": "Norland agreed.", "id": 17, "title": "", "section": "world"},
        {"text": "Ruritania did not.", "id": None, "published": "2024-05-02T10:00:00Z"},
    ]
    path = write("news.jsonl", "\ufeff" + "\n\n".join(map(json.dumps, lines)) + "\r\n")
    run = read_paths(path)
    assert (run.errors, run.notes) == ([], [])
    assert run.sources == [
        Source(f"{path}:1", Text(ODD, "a", "T", "2024-05-02", "https://x.example")),
        Source(f"{path}:3", Text("Norland agreed.", "17")),
        Source(
            f"{path}:5",
            Text(
                "Ruritania did not.",
                document_id("Ruritania did not."),
                published="2024-05-02T10:00:00Z",
            ),
        ),
    ]


def test_our_own_records_are_read_for_their_texts(write: Write) -> None:
    record = document("[Fiji](STATE s) met [Oman](STATE o).", [("MET_WITH", "s", "o", None)])
    record = record.model_copy(update={"title": "T", "published": "2024-05-02"})
    expected = Text("Fiji met Oman.", "d", "T", "2024-05-02")
    assert read_paths(write("a.json", record.model_dump_json(indent=1))).texts == [expected]
    assert read_paths(write("a.jsonl", record.model_dump_json())).texts == [expected]


def test_a_broken_line_stops_no_other(write: Write) -> None:
    lines = [
        '{"text": "One."}',
        '{"text": "Two."',
        '["Three."]',
        '{"title": "Four."}',
        '{"text": "Five.", "url": 5}',
        '{"text": " "}',
        r'{"text": "Seven \ud83d."}',
        '{"text": "Eight.", "published": "8 May 2024"}',
        "[" * 100_000,
    ]
    path = write("news.jsonl", "\n".join(lines).encode() + b'\n{"text": "\xff"}\n{"text": "End."}')
    run = read_paths(path)
    assert [text.text for text in run.texts] == ["One.", "Eight.", "End."]
    starts = [
        f"{path}:2: broken JSON at character 15",
        f"{path}:3: not an object",
        f'{path}:4: it has no "text"',
        f'{path}:5: its "url" is no string',
        f"{path}:6: it is empty",
        f"{path}:7: character 6 of its text is half a surrogate pair",
        f"{path}:9: ",
        f"{path}:10: byte 10 is not UTF-8",
    ]
    assert len(run.errors) == len(starts)
    for error, start in zip(run.errors, starts, strict=True):
        assert error.startswith(start)
        assert "\n" not in error
    assert run.texts[1].published is None
    assert run.notes == [f'{path}:8: "published" is no ISO date such as 2023-09-25; left out']


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("2024", True),
        ("2024-02", True),
        ("2024-02-29", True),
        ("2024-02-29T23:59:59+02:00", True),
        ("2024-02-29 08:00", True),
        ("2023-02-29", False),
        ("2024-13", False),
        ("29.02.2024", False),
        ("yesterday", False),
        ("", False),
        ("2024-02-29Tea", False),
    ],
)
def test_iso_dates(value: str, is_one: bool) -> None:
    assert is_iso_date(value) is is_one


# -- folders and paths ------------------------------------------------------------------------


def test_a_folder_is_read_in_order_with_what_is_below(write: Write, tmp_path: Path) -> None:
    names = ["b.txt", "a/z.txt", "a/c.jsonl", "c.TXT", "d.json"]
    for name in names:
        write(f"in/{name}", json.dumps({"text": f"Text of {name}."}))
    for name in ("notes.md", "picture.png", ".hidden.txt", ".git/config.txt"):
        write(f"in/{name}", "not read")
    run = read_paths(tmp_path / "in")
    wheres = [Path(source.where).relative_to(tmp_path / "in").as_posix() for source in run.sources]
    assert wheres == ["a/c.jsonl:1", "a/z.txt", "b.txt", "c.TXT", "d.json"]
    assert run.errors == []


def test_a_file_that_is_named_is_read_whatever_its_suffix(write: Write) -> None:
    assert read_paths(write("article.md", "Norland agreed.")).texts[0].text == "Norland agreed."


def test_paths_that_lead_nowhere_are_told_and_the_others_read(write: Write, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = read_paths(tmp_path / "absent.txt", tmp_path / "empty", write("a.txt", "Norland agreed."))
    assert run.errors == [
        f"{tmp_path}/absent.txt: no such file or folder; check the path",
        f"{tmp_path}/empty: no .txt, .html, .htm, .jsonl, .json, .warc, .parquet file "
        "in this folder; name another",
    ]
    assert len(run.sources) == 1


def test_a_file_without_permission_is_told(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:  # Root, who runs tests in containers, may read everything.
        raise PermissionError(errno.EACCES, "Permission denied")

    path = write("a.txt", "secret")
    monkeypatch.setattr(Path, "open", refuse)
    assert read_paths(path).errors == [f"{path}: permission denied; make it readable"]


def test_a_text_that_stands_twice_is_read_once(write: Write) -> None:
    first, second = write("a.txt", "Norland agreed."), write("b.txt", "Norland agreed.")
    run = read_paths(first, second, first)
    assert len(run.sources) == 1
    assert run.errors == []
    assert run.notes == [
        f"{second}: the same text as {first}; read once",
        f"{first}: the same text as {first}; read once",
    ]


def test_two_texts_with_one_id_are_an_error(write: Write) -> None:
    path = write("a.jsonl", '{"id": "x", "text": "One."}\n{"id": "x", "text": "Two."}')
    run = read_paths(path)
    assert [text.text for text in run.texts] == ["One."]
    assert run.errors == [f"{path}:2: the id x is that of {path}:1; give it an id of its own"]


def test_files_are_opened_one_after_the_other(write: Write) -> None:
    paths = [write(f"{n}.txt", f"Text {n}.") for n in range(3)]
    inputs = find_inputs(paths, on_error=pytest.fail)
    sources = read(inputs, on_error=pytest.fail, on_note=pytest.fail)
    next(sources)
    paths[1].write_text("Changed.")
    assert next(sources).text.text == "Changed."


def test_texts_are_counted_without_reading_them(write: Write) -> None:
    paths = [write("a.txt", "One."), write("b.jsonl", "{}\n\n{}\n{}"), write("c.html", "x")]
    assert count(find_inputs(paths, on_error=pytest.fail)) == 5
    assert count(find_inputs([*paths, "-"], on_error=pytest.fail)) is None


# -- standard input ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "texts", "wheres"),
    [
        ("\n Norland agreed.\nIt did.\n", ["\n Norland agreed.\nIt did.\n"], ["standard input"]),
        ('\n{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."], [":2", ":3"]),
        ('{\n "text": "One."\n}\n', ["One."], ["standard input"]),
        ("{braces} are text too.", ["{braces} are text too."], ["standard input"]),
    ],
)
def test_standard_input_is_read_as_what_it_looks_like(
    monkeypatch: pytest.MonkeyPatch, data: str, texts: list[str], wheres: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    run = read_paths("-")
    assert [text.text for text in run.texts] == texts
    for source, where in zip(run.sources, wheres, strict=True):
        assert source.where.endswith(where)


def test_a_page_may_come_in_by_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PAGE.encode())))
    assert read_paths("-").texts[0].published == "2024-06-11"


def test_objects_on_standard_input_are_read_as_they_come() -> None:
    code = (
        "from geoents.sources import *\n"
        "for s in read(find_inputs(['-'], on_error=print), on_error=print, on_note=print):\n"
        "    print(s.text.text, flush=True)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        for word in (b"One.", b"Two."):
            child.stdin.write(b'{"text": "' + word + b'"}\n')
            child.stdin.flush()
            assert child.stdout.readline().strip() == word  # Standard input is still open.
        child.stdin.close()


def test_reading_imports_no_spacy(write: Write) -> None:
    path = write("a.html", PAGE)
    code = (
        "import sys; sys.modules['spacy'] = None\n"
        "from geoents.sources import *\n"
        f"inputs = find_inputs([{str(path)!r}], on_error=exit)\n"
        "print(len(list(read(inputs, on_error=exit, on_note=exit))))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (found.stdout, found.stderr) == ("1\n", "")
