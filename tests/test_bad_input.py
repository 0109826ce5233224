"""Inputs that are broken, huge or no text: one clear line, one document, and spans that hold."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from fuzzing import check_page, check_text
from spacy.language import Language

import geoents
from geoents.decoding import NotTextError, decode
from geoents.pages import decode_page, read_page
from geoents.sources import find_inputs, read

NEWS = "Prime Minister Łukasz Żuraw said “we won’t go” to Orva’s café. "
PARAGRAPHS = "".join(
    f"<p>Norland and Sudria are to open talks on the border on day {day}, a minister said.</p>"
    for day in range(8)
)
DEEP = 20_000


# -- encodings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "text", "guessed", "reason"),
    [
        (NEWS.encode("utf-16"), NEWS, None, "its mark says what it is"),
        (NEWS.encode("utf-16-be"), NEWS, "utf-16-be", "no mark"),
        (NEWS.encode()[1:] * 3 + b"\xc5", NEWS[1:] + NEWS[1:] + NEWS[1:] + "�",
         "utf-8 with 1 broken character", "cut in the midst of a letter"),
        ((NEWS * 2).encode().replace(b"said", b"sa\xe9d"), (NEWS * 2).replace("said", "sa�d"),
         "utf-8 with 2 broken characters", "a word of another encoding in it"),
        ("Le café d'Orva était fermé, a dit l'agence.".encode("latin-1"),
         "Le café d'Orva était fermé, a dit l'agence.", "cp1252", "Latin-1 has no mark"),
    ],
)  # fmt: skip
def test_encodings_are_found(data: bytes, text: str, guessed: str | None, reason: str) -> None:
    assert decode(data) == (text, guessed), reason


def test_an_encoding_that_was_guessed_stands_in_the_record(tmp_path: Path, nlp: Language) -> None:
    path = tmp_path / "news.txt"
    path.write_bytes("The café owner Ilan Keto said the talks were over.".encode("latin-1"))
    notes: list[str] = []
    sources = read(find_inputs([path], on_error=notes.append), on_error=print, on_note=notes.append)
    (document,) = geoents.extract_many((source.text for source in sources), nlp=nlp)
    assert document.provenance is not None
    encoding = document.provenance.encoding
    assert encoding is not None
    assert notes == [f"{path}: not UTF-8, read as {encoding}"]
    assert '"encoding":' not in geoents.extract(document.text, nlp=nlp).model_dump_json()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4, "a picture"),
        (b"PK\x03\x04" + bytes(range(256)) * 4, "an archive"),
        (b"\0" * 500, "NULs alone"),
    ],
)
def test_what_is_no_text_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(NotTextError, match=r"^[^\n]+; [^\n]+$"):
        decode(data)


# -- texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \n\t\r\n", "white space"),
        ("\0", "a NUL"),
        ("The\0 minister\0 of Norland said\0 no.", "NULs between letters"),
        ("😀👍🏽🇰🇿👨‍👩‍👧‍👦 " * 60, "only emoji"),
        ("MINISTER OF NORLAND ILAN KETO SAYS TALKS WITH SUDRIA GO ON. " * 10, "only capitals"),
        ("denied " * 1_000, "one word, many times"),
        ("Norland" * 8_000, "one line, one word"),
        ("(" * 1_000 + "said" + ")" * 1_000, "deep brackets"),
        ("“He said “" * 400, "quotations that never end"),
        ("Keto said that " * 300 + "it is over.", "clause in clause"),
        ("Norland, " * 700 + "and Sudria met.", "a list without end"),
        ("a\u0301\u0310\u0331" * 3_000, "marks on marks"),
        ("\n" * 20_000, "line ends"),
        ("Министр Илан Кето сказал, что переговоры в Орве будут продолжены. " * 20, "no English"),
    ],
)
def test_odd_texts_are_read_and_every_span_holds(text: str, reason: str, nlp: Language) -> None:
    check_text(text, nlp, limit=60)


def test_a_text_over_the_limit_costs_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"Norland said no. " * 3_000_000)  # 50 MB
    (tmp_path / "b.txt").write_text("Norland and Sudria met in Orva.")
    errors: list[str] = []
    sources = list(
        read(find_inputs([tmp_path], on_error=print), on_error=errors.append, on_note=print)
    )
    assert [source.text.text for source in sources] == ["Norland and Sudria met in Orva."]
    assert len(errors) == 1
    assert "longer than 1,000,000 characters" in errors[0]


# -- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<div>" * DEEP + PARAGRAPHS, "deep"),
        ("<table><tr><td>" * DEEP + PARAGRAPHS, "deep tables"),
        ("<b><i>" * DEEP + PARAGRAPHS, "elements that end in no order"),
        ("<ul>" + "<li>Norland said it" * DEEP + "</ul>" + PARAGRAPHS, "one list of 20,000"),
        ("<!--" * DEEP + PARAGRAPHS, "comments that never end"),
        ("<p>" + "&amp;" * DEEP + "</p>" + PARAGRAPHS, "entities"),
        ('<script type="application/ld+json">' + '{"a":[' * DEEP + "</script>" + PARAGRAPHS, "JSON"),
        ('<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
         '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><p>&c;</p>' + PARAGRAPHS, "a billion laughs"),
        ("<link rel=canonical href='//['>" + PARAGRAPHS, "an address that is none"),
        ("\0" + PARAGRAPHS, "a NUL"),
    ],
)  # fmt: skip
def test_hostile_pages_are_read_or_refused_in_time(page: str, reason: str) -> None:
    check_page(page.encode())


ATTRIBUTES = " ".join(f'a{number}=">"' for number in range(DEEP))


@pytest.mark.parametrize(
    ("page", "is_read", "reason"),
    [
        (f"{PARAGRAPHS}<p {ATTRIBUTES}>Norland agreed.</p>", False, "20,000 on a paragraph"),
        (f"<body {ATTRIBUTES}>{PARAGRAPHS}", False, "on the body"),
        (f"{PARAGRAPHS}<p {ATTRIBUTES}", False, "without an end"),
        (PARAGRAPHS + "<p " + "a/b=<c<d " * DEEP, False, "names that look like elements"),
        (PARAGRAPHS + "<p" + " a=\"b" * DEEP, False, "quotes that do not match"),
        ("<script>if (a <b " + "and c " * DEEP + "</script>" + PARAGRAPHS, True, "a script"),
        (f'<img src="data:{"A b" * DEEP}">' + PARAGRAPHS, True, "a picture in an attribute"),
        ("<i a=1>it</i>" * 2_000 + PARAGRAPHS, True, "many with one each"),
        ((f"<p {' '.join(f'a{n}=1' for n in range(900))}>" + "Norland met Sudria in Orva.") * 40
         + PARAGRAPHS, True, "many on many"),
    ],
)  # fmt: skip
def test_attributes_without_number_hold_nothing_up(page: str, is_read: bool, reason: str) -> None:
    began = time.process_time()
    if is_read:
        assert "Norland and Sudria are to open talks" in read_page(page).text
    else:
        with pytest.raises(NotTextError, match="over 1,000 attributes on one element; save"):
            read_page(page)
    assert time.process_time() - began < 5


def test_a_page_whose_metadata_cannot_be_read_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """htmldate fails on some pages, such as one whose root is what it leaves out."""
    from trafilatura import core

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(core, "extract_metadata", fail)
    assert "Norland" in read_page(f"<html><body>{PARAGRAPHS}</body></html>").text


def test_the_time_on_a_page_grows_with_its_length() -> None:
    def seconds(count: int) -> float:
        page = "<ul>" + "<li>Norland said it again" * count + "</ul>" + PARAGRAPHS
        began = time.process_time()
        read_page(decode_page(page.encode()).text)
        return time.process_time() - began

    seconds(10)
    assert seconds(40_000) < 20 * max(0.2, seconds(4_000))
