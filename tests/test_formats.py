"""Formats people annotate in: nothing is lost on the way there and back, or it is said."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from documents import random_documents
from dressed import dressed_documents, full_document
from hypothesis import assume, given, settings
from test_inline import normal

from geoents.formats import FORMATS, Tally, load_reader, load_writer
from geoents.formats.folders import named
from geoents.formats.mapping import find_state, load_mapping
from geoents.formats.offsets import Utf16, cut, join
from geoents.formats.sheets import Arc, Mark, Sheet, from_sheet, to_sheet
from geoents.records import Document, RecordError

#: Those that hold all there is, and what a document becomes in them.
LOSSLESS = ["jsonl", "brat", "labelstudio", "prodigy", "docbin", "inception"]


def through(name: str, documents: Iterable[Document], tally: Tally | None = None) -> list[Document]:
    """Documents after they were written in a format and read again."""
    tally = tally or Tally()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "set")
        if name in {"labelstudio", "prodigy", "docbin", "conll", "jsonl"}:
            path = path.with_suffix(
                {"docbin": ".spacy", "labelstudio": ".json", "conll": ".conll"}.get(name, ".jsonl")
            )
        load_writer(name)(path, documents, tally)
        return list(load_reader(name)(path, tally))


def fail(line: str) -> None:
    raise AssertionError(line)


# -- there and back ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", [*LOSSLESS, "json"])
def test_nothing_of_a_full_document_is_lost(name: str) -> None:
    document, tally = full_document(), Tally(fail)
    assert through(name, [document], tally) == [document]
    assert not tally.lost


def test_inline_loses_nothing_but_the_order() -> None:
    document = full_document()
    [found] = through("inline", [document])
    assert normal(found) == normal(document)


@pytest.mark.parametrize("name", LOSSLESS)
@settings(max_examples=40)
@given(document=dressed_documents())
def test_offsets_survive_emoji_crlf_and_nesting(name: str, document: Document) -> None:
    tally = Tally(fail)
    assert through(name, [document], tally) == [document]
    assert not tally.lost


@settings(max_examples=40)
@given(document=dressed_documents())
def test_inline_survives_or_says_why_not(document: Document) -> None:
    crossing = any(
        one.start < other.start < one.end < other.end
        for one in document.mentions
        for other in document.mentions
    )
    tally = Tally()
    if crossing:
        with pytest.raises(FileNotFoundError):
            through("inline", [document], tally)
        assert tally.errors == 1
    else:
        [found] = through("inline", [document], tally)
        assert normal(found) == normal(document)


@settings(max_examples=40)
@given(document=dressed_documents())
def test_conll_keeps_the_text_and_outermost_mentions(document: Document) -> None:
    tally = Tally(fail)
    [found] = through("conll", [document], tally)
    assert (found.id, found.text) == (document.id, document.text)
    spans = {(m.start, m.end, m.type) for m in document.mentions}
    kept = {(m.start, m.end, m.type) for m in found.mentions}
    assert kept <= spans
    lost = sum(n for what, n in tally.lost.items() if what.startswith("mention"))
    # Two mentions of the same words and type, at one place, are one mention.
    assert len(kept) == len(document.mentions) - lost
    assert tally.lost["claim"] == len(document.claims)
    assert tally.lost["relation"] == len(document.relations)


@pytest.mark.parametrize("name", LOSSLESS)
@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("\r\n a\u0301 🇳🇴\r\n", [(0, 2), (0, 9), (3, 5), (6, 8)]),
        ("\ufeffA  B ", [(0, 2), (1, 3), (2, 3), (3, 4), (5, 6), (0, 6)]),
        ("x\u2028y\x85z\n\n", [(0, 3), (1, 2), (5, 7), (5, 6)]),
        ("T1\tPERSON 0 1\n#\n", [(0, 15), (2, 3), (14, 16)]),
    ],
)
def test_edges_of_white_space(name: str, text: str, spans: list[tuple[int, int]]) -> None:
    record = {
        "id": "a",
        "text": text,
        "mentions": [
            {
                "id": f"m{n}",
                "start": start,
                "end": end,
                "text": text[start:end],
                "type": "ORG",
                "entity": "e",
            }
            for n, (start, end) in enumerate(spans)
        ],
        "entities": [{"id": "e", "type": "ORG", "name": "E"}],
    }
    document = Document.model_validate(record)
    assert through(name, [document], Tally(fail)) == [document]


def test_documents_of_odd_and_like_ids_get_files_of_their_own(tmp_path: Path) -> None:
    ids = ["../x", "a b", "a/b", "A_B", ".", "ü" * 200]
    documents = [Document(id=id_, text="x") for id_ in ids]
    files = [path for path, _ in named(tmp_path / "new", documents, ".txt")]
    assert len({file.name.casefold() for file in files}) == len(ids)
    assert {file.parent for file in files} == {tmp_path / "new"}
    assert {d.id for d in through("brat", documents)} == set(ids)


@given(document=random_documents())
def test_a_sheet_holds_a_document(document: Document) -> None:
    tally = Tally(fail)
    assert from_sheet(to_sheet(document), tally) == document
    assert not tally.lost


# -- what people change -----------------------------------------------------------------------


def test_what_people_change_counts_and_not_the_notes() -> None:
    sheet = to_sheet(full_document())
    arc = next(arc for arc in sheet.arcs if arc.label == "DENIED")
    arc.label = "REJECTED"
    sheet.arcs = [arc for arc in sheet.arcs if arc.label != "OFFICE_OF"]
    person = next(mark for mark in sheet.marks if mark.label == "PERSON")
    post = next(mark for mark in sheet.marks if mark.label == "OFFICE")
    sheet.arcs.append(Arc("HOLDS_OFFICE", person.id, post.id))
    found = from_sheet(sheet, Tally(fail))
    types = {relation.type.value: relation for relation in found.relations}
    assert set(types) == {"REJECTED", "NEGOTIATED_WITH", "SAID", "HOLDS_OFFICE"}
    assert types["REJECTED"].confidence == 0.25
    new = types["HOLDS_OFFICE"]
    assert (new.subject, new.object) == ("olsen", "post")
    stretch = found.text[new.evidence[0].start : new.evidence[0].end]
    assert stretch == "spokeswoman Marta Olse\u0301n"


def test_a_mention_of_another_type_gets_an_entity_of_its_own() -> None:
    sheet = Sheet("a", "Norland and Norland")
    sheet.marks = [
        Mark("1", 0, 7, "STATE", {"entity": "n"}),
        Mark("2", 12, 19, "ORG", {"entity": "n"}),
    ]
    found = from_sheet(sheet, Tally(fail))
    assert [(e.id, e.type) for e in found.entities] == [("n", "STATE"), ("n-org", "ORG")]


def test_a_new_mention_joins_the_entity_of_its_group() -> None:
    sheet = Sheet("a", "Olsen and Marta Olsen", groups=[["2", "1"]])
    sheet.marks = [Mark("1", 0, 5, "PERSON"), Mark("2", 10, 21, "PERSON", {"entity": "olsen"})]
    assert {m.entity for m in from_sheet(sheet, Tally(fail)).mentions} == {"olsen"}


def test_common_labels_are_understood() -> None:
    sheet = Sheet("a", "Olsen left Kazakhstan for Harbour City")
    sheet.marks = [Mark("1", 0, 5, "PER"), Mark("2", 11, 21, "GPE"), Mark("3", 26, 38, "GPE")]
    tally = Tally(fail)
    found = from_sheet(sheet, tally)
    assert [(m.type, m.form) for m in found.mentions] == [("PERSON", "name"), ("STATE", "name")]
    assert next(iter(tally.lost)).startswith("annotation labelled GPE: a place with a government")


def test_what_has_no_place_in_our_records_is_counted() -> None:
    sheet = Sheet("a", "Norland and Olsen met")
    sheet.marks = [Mark("1", 0, 7, "STATE"), Mark("2", 12, 17, "PERSON"), Mark("3", 18, 21, "VERB")]
    sheet.arcs = [
        Arc("CITIZEN_OF", "1", "2"),
        Arc("LIKES", "1", "2"),
        Arc("MET_WITH", "1", "3"),
        Arc("SAID", "1", "2"),
        Arc("MET_WITH", "1", "2"),
    ]
    tally = Tally(fail)
    found = from_sheet(sheet, tally)
    assert [relation.type for relation in found.relations] == ["MET_WITH"]
    assert sorted(tally.lost) == [
        "CITIZEN_OF from STATE: its subject may not be one",
        "MET_WITH that does not join a mention to a mention or a claim",
        "SAID without a claim",
        "annotation labelled VERB: no type of ours",
        "link labelled LIKES: no relation of ours",
    ]


def test_a_copied_note_gives_no_id_twice() -> None:
    sheet = Sheet("a", "Norland")
    sheet.marks = [Mark("1", 0, 7, "STATE", {"id": "m1"}), Mark("2", 0, 3, "STATE", {"id": "m1"})]
    assert [m.id for m in from_sheet(sheet, Tally(fail)).mentions] == ["m1", "m2"]


@pytest.mark.parametrize(
    "note", [{"entities": [1]}, {"relations": [{}]}, {"title": 5}, {"entities": 3}]
)
def test_a_damaged_note_of_a_document_is_an_error(note: dict[str, object]) -> None:
    sheet = Sheet("a", "Norland", [Mark("1", 0, 7, "STATE")], note=note)
    with pytest.raises(RecordError):
        from_sheet(sheet, Tally())


def test_a_damaged_note_is_an_error_of_one_line() -> None:
    sheet = Sheet("a", "Norland", [Mark("1", 0, 7, "STATE", {"form": "loud"})])
    with pytest.raises(RecordError, match=r"\Amentions 0 form: [^\n]+\Z"):
        from_sheet(sheet, Tally())


# -- parts ------------------------------------------------------------------------------------


def test_utf16_offsets_go_both_ways() -> None:
    text = "a😀e\u0301\r\n👩‍🚒"
    units = Utf16(text)
    for point in range(len(text) + 1):
        expected = len(text[:point].encode("utf-16-le")) // 2
        assert units.to_units(point) == expected
        assert units.to_points(expected) == point
    for odd in (2, 99):
        with pytest.raises(ValueError, match="no character's"):
            units.to_points(odd)


@given(document=dressed_documents())
def test_tokens_cover_the_text_and_part_at_spans(document: Document) -> None:
    assume(document.text)
    spans = [(m.start, m.end) for m in document.mentions]
    tokens = cut(document.text, spans)
    text = "".join(
        document.text[token.start : token.end] + " " * token.has_blank for token in tokens
    )
    assert text == document.text
    assert {start for start, _ in spans} <= {token.start for token in tokens}
    assert {end for _, end in spans} <= {token.end for token in tokens}


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("Marta Olsen ( left ) , said .", "Marta Olsen (left), said."),
        ('He said : " No . " Then " Yes . "', 'He said: "No." Then "Yes."'),
        ("Norland 's e - mail did n't cost $ 10", "Norland's e-mail didn't cost $10"),
        ("Rain - and / or snow", "Rain-and/or snow"),
        ("A \n B", "A \n B"),
    ],
)
def test_tokens_are_put_together_as_in_print(tokens: str, text: str) -> None:
    found, spans = join(tokens.split(" "))
    assert found == text.replace(" \n ", "\n")
    assert [found[start:end] for start, end in spans] == tokens.split(" ")


@pytest.mark.parametrize("name", ["labels", "dwie", "polnear", "re3d", "redocred"])
def test_mappings_give_a_reason_for_every_label(name: str) -> None:
    mapping = load_mapping(name)
    rules = [*mapping.entities.values(), *mapping.relations.values()]
    assert rules
    assert all(rule.reason for rule in rules)


def test_states_are_told_by_their_words() -> None:
    assert find_state("Kazakhstan") == "name"
    assert find_state("the Netherlands") == "name"
    assert find_state("Armenian") == "adjective"
    # A capital may be a town, Georgia a state of the US.
    assert find_state("Paris") is None
    assert find_state("Georgia") is None


def test_every_format_is_known_by_its_module() -> None:
    for name, format_ in FORMATS.items():
        assert callable(load_reader(name))
        if format_.is_written:
            assert callable(load_writer(name))
        else:
            with pytest.raises(ValueError, match="not written"):
                load_writer(name)
    with pytest.raises(ValueError, match="no format 'word'"):
        load_reader("word")


def test_what_is_slow_to_import_is_imported_when_it_is_used() -> None:
    code = (
        "import sys, geoents.formats as f, geoents.formats.command\n"
        "assert 'pydantic' not in sys.modules\n"
        "[f.load_reader(name) for name in f.FORMATS]\n"
        "assert not {'spacy', 'cassis'} & sys.modules.keys()\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
