"""Each format as its own documentation shows it, written by hand; and what is wrong, in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from dressed import full_document
from spacy.tokens import DocBin, Span

from geoents.formats import Tally, load_reader, load_writer
from geoents.formats.labelstudio import CONFIGURATION
from geoents.records import Document

TEXT = "😀 Norland met\r\nMarta Olsen"


def read(name: str, path: Path, *, errors: int = 0) -> tuple[list[Document], Tally, list[str]]:
    lines: list[str] = []
    tally = Tally(lines.append)
    documents = list(load_reader(name)(path, tally))
    assert len(lines) == tally.errors == errors, lines
    assert all("\n" not in line for line in lines)
    return documents, tally, lines


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def spans(document: Document) -> list[tuple[str, str]]:
    return [(m.text, m.type.value) for m in document.mentions]


def links(document: Document) -> list[tuple[str, str, str | None]]:
    names = {entity.id: entity.name for entity in document.entities}
    return [(r.type.value, names[r.subject], names.get(r.object or "")) for r in document.relations]


# -- brat -------------------------------------------------------------------------------------

BRAT = """T1\tSTATE 2 9\tNorland
T2\tPERSON 15 20;21 26\tMarta Olsen
T3\tPERSON 21 26\tOlsen
T4\tVerb 10 13\tmet
R1\tMET_WITH Arg1:T1 Arg2:T2
*\tEquiv T2 T3
E1\tVerb:T4 Agent:T1
A1\tNegation E1
A2\tForm T3 name
N1\tReference T1 Wikidata:Q0\tNorland
#1\tAnnotatorNotes T1\tsure?
"""


def test_brat_as_its_manual_has_it(tmp_path: Path) -> None:
    text = TEXT.replace("\r\n", " ")
    put(tmp_path / "one.txt", text)
    put(tmp_path / "one.ann", BRAT.replace("15 20;21 26", "14 19;20 25").replace("21 26", "20 25"))
    [document], tally, _ = read("brat", tmp_path)
    assert document.text == text
    assert spans(document) == [("Norland", "STATE"), ("Marta Olsen", "PERSON"), ("Olsen", "PERSON")]
    assert len({m.entity for m in document.mentions}) == 2
    assert document.mentions[2].form == "name"
    assert links(document) == [("MET_WITH", "Norland", "Olsen")]
    assert dict(tally.lost) == {
        "event": 1,
        "attribute Negation": 1,
        "normalization to a knowledge base": 1,
        "note of the type AnnotatorNotes": 1,
        "annotation labelled Verb: no type of ours": 1,
    }


def test_brat_tells_of_gaps(tmp_path: Path) -> None:
    put(tmp_path / "one.txt", "North and South Norland")
    put(tmp_path / "one.ann", "T1\tSTATE 0 5;16 23\tNorth Norland\n")
    [document], tally, _ = read("brat", tmp_path)
    assert spans(document) == [("North and South Norland", "STATE")]
    assert "gap in a discontinuous annotation" in next(iter(tally.lost))


def test_brat_as_we_write_it(tmp_path: Path) -> None:
    load_writer("brat")(tmp_path, [full_document()], Tally())
    rows = (tmp_path / "talks_1.ann").read_text(encoding="utf-8").split("\n")
    assert rows[0] == "T1\tSTATE 3 12\tNorlandic"
    # A line end parts an annotation, as in brat itself.
    assert rows[2] == "T2\tORG 3 12;14 30\tNorlandic Foreign Ministry"
    assert "R2\tOFFICE_OF Arg1:T3 Arg2:T2" in rows
    assert (tmp_path / "talks_1.txt").read_bytes().endswith(b"Monday.\r\n")
    configuration = (tmp_path / "annotation.conf").read_text(encoding="utf-8")
    assert "MEMBER_OF\tArg1:ORG|PERSON|STATE, Arg2:ORG\n" in configuration
    assert "DENIED\tArg1:ORG|PERSON|STATE, Arg2:CLAIM\n" in configuration
    for section in ("[entities]", "[relations]", "[events]", "[attributes]"):
        assert section in configuration.split("\n")


@pytest.mark.parametrize(
    ("ann", "said"),
    [
        ("T1\tSTATE 0 3\tNorland\n", 'one.ann:1: T1 0 3 is "Nor" in the text, not "Norland"'),
        ("\nT1\tSTATE 0 99\tNorland\n", "one.ann:2: T1 0-99 is no span of the text (7)"),
        ("T1\tSTATE x 3\tNor\n", "one.ann:1: invalid literal"),
        ("T1\n", 'one.ann:1: too short: "T1"'),
        ("R1\tMET_WITH Arg1:T1\n", "one.ann:1: a relation has two arguments"),
        ("hello\n", 'one.ann:1: no annotation of brat: "hello"'),
    ],
)
def test_brat_errors_name_file_and_line(tmp_path: Path, ann: str, said: str) -> None:
    put(tmp_path / "one.txt", "Norland")
    put(tmp_path / "one.ann", ann)
    put(tmp_path / "two.txt", "Norland")
    put(tmp_path / "two.ann", "")
    documents, _, [line] = read("brat", tmp_path, errors=1)
    assert [document.id for document in documents] == ["two"]
    assert said in line


def test_brat_files_come_in_pairs(tmp_path: Path) -> None:
    put(tmp_path / "a.txt", "x")
    put(tmp_path / "b.ann", "")
    put(tmp_path / "c.txt", b"\xff")
    put(tmp_path / "c.ann", "")
    _, _, lines = read("brat", tmp_path, errors=3)
    assert [Path(line.split(":")[0]).name for line in lines] == ["a.ann", "b.txt", "c.txt"]


# -- INCEpTION --------------------------------------------------------------------------------

XMI = """<?xml version="1.0" encoding="UTF-8"?>
<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:type="http:///de/tudarmstadt/ukp/dkpro/core/api/ner/type.ecore"
 xmlns:custom="http:///webanno/custom.ecore" xmi:version="2.0">
<cas:NULL xmi:id="0"/>
<type:NamedEntity xmi:id="11" sofa="1" begin="3" end="10" value="ORG"/>
<type:NamedEntity xmi:id="12" sofa="1" begin="16" end="27" value="PER"/>
<type:NamedEntity xmi:id="13" sofa="1" begin="3" end="10" value="LOC"/>
<custom:Mood xmi:id="14" sofa="1" begin="3" end="10"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"
 sofaString="&#128512; Norland met&#13;&#10;Marta Olsen"/>
<cas:View sofa="1" members="11 12 13 14"/>
</xmi:XMI>
"""
TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
<typeDescription><name>de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity</name>
<description/><supertypeName>uima.tcas.Annotation</supertypeName><features>
<featureDescription><name>value</name><description/><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription></features></typeDescription>
<typeDescription><name>webanno.custom.Mood</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName></typeDescription>
</types></typeSystemDescription>
"""


def test_inception_counts_utf16(tmp_path: Path) -> None:
    pytest.importorskip("cassis")
    put(tmp_path / "one.xmi", XMI)
    put(tmp_path / "TypeSystem.xml", TYPES)
    [document], tally, _ = read("inception", tmp_path)
    assert document.text == TEXT
    assert spans(document) == [("Norland", "ORG"), ("Marta Olsen", "PERSON")]
    assert dict(tally.lost) == {
        "annotation labelled LOC: a place; a STATE only where the words are a state's name": 1,
        "annotation of the layer webanno.custom.Mood": 1,
    }


def test_inception_as_we_write_it(tmp_path: Path) -> None:
    pytest.importorskip("cassis")
    load_writer("inception")(tmp_path, [full_document()], Tally())
    xmi = (tmp_path / "talks_1.xmi").read_text(encoding="utf-8")
    # The emoji is two code units: all that stands behind it begins one later.
    assert 'begin="4" end="13" label="STATE"' in xmi
    assert "GeoentsRelation" in (tmp_path / "TypeSystem.xml").read_text(encoding="utf-8")


def test_inception_errors(tmp_path: Path) -> None:
    pytest.importorskip("cassis")
    put(tmp_path / "a" / "one.xmi", XMI)
    _, _, [line] = read("inception", tmp_path / "a", errors=1)
    assert "TypeSystem.xml: no type system beside it" in line
    put(tmp_path / "a" / "TypeSystem.xml", TYPES)
    put(tmp_path / "a" / "two.xmi", XMI.replace("<cas:NULL", "<cas:NULL <"))
    documents, _, [line] = read("inception", tmp_path / "a", errors=1)
    assert [document.id for document in documents] == ["one"]
    assert "two.xmi:5:" in line
    for wrong in ("99", "1"):  # behind the text; between the two units of the emoji
        put(
            tmp_path / "a" / "two.xmi",
            XMI.replace('begin="3" end="10" value="ORG"', f'begin="{wrong}" end="10" value="ORG"'),
        )
        documents, _, [line] = read("inception", tmp_path / "a", errors=1)
        assert "two.xmi: " in line
        assert f"offset [{wrong}]" in line
    lines: list[str] = []
    written = load_writer("inception")(
        tmp_path / "b",
        [Document(id="x", text="\x01"), Document(id="y", text="y")],
        Tally(lines.append),
    )
    assert written == 1
    assert lines[0].startswith("document x: XML cannot hold it")


# -- Label Studio -----------------------------------------------------------------------------


def task(*regions: dict[str, Any], text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "data": {"text": text},
        "annotations": [{"id": 1, "result": list(regions)}],
    } | more


def region(id_: str, start: int, end: int, text: str, label: str) -> dict[str, Any]:
    value = {"start": start, "end": end, "text": text, "labels": [label]}
    return {"value": value, "id": id_, "from_name": "label", "to_name": "text", "type": "labels"}


RELATION = {"from_id": "b", "to_id": "a", "type": "relation", "direction": "left"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((2, 9), (15, 26)),  # code points, as Label Studio writes since 1.4
        ((3, 10), (16, 27)),  # UTF-16 code units, as it wrote before (issue 1347)
        ((2, 9), (14, 25)),  # code points, a CRLF counted as one
    ],
)
def test_label_studio_in_each_way_of_counting(
    tmp_path: Path, first: tuple[int, int], second: tuple[int, int]
) -> None:
    regions = [
        region("a", *first, "Norland", "STATE"),
        region("b", *second, "Marta Olsen", "PERSON"),
    ]
    tasks = [task(*regions, RELATION | {"labels": ["MET_WITH"]})]
    path = put(tmp_path / "export.json", json.dumps(tasks))
    [document], tally, _ = read("labelstudio", path)
    assert document.id == "7"
    assert spans(document) == [("Norland", "STATE"), ("Marta Olsen", "PERSON")]
    assert links(document) == [("MET_WITH", "Norland", "Marta Olsen")]
    assert not tally.lost


def test_label_studio_takes_the_first_annotation_else_a_prediction(tmp_path: Path) -> None:
    one, other = ([region("a", 2, 9, "Norland", label)] for label in ("ORG", "STATE"))
    annotations = [{"result": other, "was_cancelled": True}, {"result": one}, {"result": other}]
    rating = [{"type": "rating", "value": {"rating": 3}}]
    tasks = [
        task(annotations=annotations),
        task(id=8, annotations=[], predictions=[{"result": other + rating}]),
    ]
    documents, tally, _ = read("labelstudio", put(tmp_path / "a.json", json.dumps(tasks)))
    assert [spans(d) for d in documents] == [[("Norland", "ORG")], [("Norland", "STATE")]]
    assert set(tally.lost) == {
        "annotation of a task besides its first",
        "result of the type rating",
    }


def test_label_studio_errors(tmp_path: Path) -> None:
    tasks = [
        task(region("a", 2, 5, "Olsen", "PERSON")),
        {"annotations": []},
        "no task",
        task(id=9),
    ]
    documents, _, lines = read("labelstudio", put(tmp_path / "a.json", json.dumps(tasks)), errors=3)
    assert [document.id for document in documents] == ["9"]
    assert lines[0].endswith('a.json: task 1: 2-5 is "Nor" in the text, not "Olsen"')
    assert "a.json: task 2: not Label Studio's form" in lines[1]
    _, _, [line] = read("labelstudio", put(tmp_path / "b.json", "[\n{]"), errors=1)
    assert "b.json:2: broken JSON" in line
    _, _, [line] = read("labelstudio", put(tmp_path / "c.json", "[" * 100_000), errors=1)
    assert "c.json: JSON that cannot be read" in line


def test_label_studio_s_interface_has_every_label() -> None:
    assert '<Label value="CLAIM"/>' in CONFIGURATION
    assert '<Relation value="HOLDS_OFFICE"/>' in CONFIGURATION


# -- Prodigy ----------------------------------------------------------------------------------


def test_prodigy_as_its_manual_has_it(tmp_path: Path) -> None:
    spans_ = [
        {"start": 2, "end": 9, "token_start": 1, "token_end": 1, "label": "STATE"},
        {"start": 15, "end": 26, "token_start": 4, "token_end": 5, "label": "PERSON"},
    ]
    link = {
        "head": 1,
        "child": 5,
        "head_span": spans_[0],
        "child_span": spans_[1],
        "label": "MET_WITH",
    }
    rows = [
        {"text": TEXT, "spans": spans_, "relations": [link], "answer": "accept"},
        {"text": TEXT, "spans": spans_, "answer": "reject"},
        {"text": TEXT, "meta": {"source": "x"}},
    ]
    path = put(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    documents, tally, _ = read("prodigy", path)
    assert [d.id for d in documents] == ["a-1", "a-3"]
    assert links(documents[0]) == [("MET_WITH", "Norland", "Marta Olsen")]
    assert dict(tally.lost) == {"task with the answer reject": 1}


def test_prodigy_as_we_write_it(tmp_path: Path) -> None:
    load_writer("prodigy")(tmp_path / "a.jsonl", [full_document()], Tally())
    found = json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8"))
    tokens = found["tokens"]
    assert "".join(t["text"] + " " * t["ws"] for t in tokens) == found["text"]
    assert [t["id"] for t in tokens] == list(range(len(tokens)))
    for span in found["spans"]:
        assert tokens[span["token_start"]]["start"] == span["start"]
        assert tokens[span["token_end"]]["end"] == span["end"]
    for link in found["relations"]:
        assert link["head"] == link["head_span"]["token_end"]
        assert {"label", "start", "end"} <= link["child_span"].keys()


def test_prodigy_errors(tmp_path: Path) -> None:
    rows = ["{", json.dumps({"spans": []}), json.dumps({"text": "x", "spans": [{"start": 0, "end": 9, "label": "ORG"}]}), '{"text": "y"}']  # fmt: skip
    documents, _, lines = read("prodigy", put(tmp_path / "a.jsonl", "\n".join(rows)), errors=3)
    assert [document.text for document in documents] == ["y"]
    assert "a.jsonl:1: broken JSON" in lines[0]
    assert "a.jsonl:2: not Prodigy's form (KeyError: 'text')" in lines[1]
    assert "a.jsonl:3: ORG 0-9 is no span of the text (1)" in lines[2]


# -- DocBin -----------------------------------------------------------------------------------


def test_docbin_that_others_wrote(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    one, other = nlp("Norland met Marta Olsen"), nlp("Norland met Marta Olsen")
    one.ents = [Span(one, 0, 1, label="STATE"), Span(one, 2, 4, label="PERSON")]
    other.spans["sc"] = [Span(other, 2, 4, label="PERSON"), Span(other, 3, 4, label="PERSON")]
    other.spans["nouns"] = [Span(other, 0, 1, label="N")]
    DocBin(docs=[one, other]).to_disk(tmp_path / "a.spacy")
    documents, tally, _ = read("docbin", tmp_path / "a.spacy")
    assert [spans(d) for d in documents] == [
        [("Norland", "STATE"), ("Marta Olsen", "PERSON")],
        [("Marta Olsen", "PERSON"), ("Olsen", "PERSON")],
    ]
    assert dict(tally.lost) == {"span of the group nouns": 1}


def test_docbin_has_entities_to_train_on(tmp_path: Path) -> None:
    path = tmp_path / "a.spacy"
    load_writer("docbin")(path, [full_document()], Tally())
    [doc] = DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)
    assert doc.text == full_document().text
    assert [ent.label_ for ent in doc.ents] == ["ORG", "OFFICE", "PERSON"]
    assert [span.label_ for span in doc.spans["sc"]] == [
        "STATE",
        "ORG",
        "OFFICE",
        "PERSON",
        "CLAIM",
    ]


def test_docbin_errors(tmp_path: Path) -> None:
    _, _, [line] = read("docbin", put(tmp_path / "a.spacy", b"no"), errors=1)
    assert "a.spacy: no DocBin" in line


# -- CoNLL ------------------------------------------------------------------------------------

CONLL_2003 = """-DOCSTART- -X- -X- O

U.N. NNP I-NP I-ORG
official NN I-NP O
Ilmar NNP I-NP I-PER
Tosk NNP I-NP I-PER
heads VBZ I-VP O
for IN I-PP O
Kazakhstan NNP I-NP I-LOC
. . O O

Marta NNP I-NP B-PER
Olsen NNP I-NP I-PER

-DOCSTART- -X- -X- O

SOCCER NN I-NP O
Cup NN I-NP I-MISC
"""


def test_conll_2003(tmp_path: Path) -> None:
    documents, tally, _ = read("conll", put(tmp_path / "eng.txt", CONLL_2003))
    assert [d.text for d in documents] == [
        "U.N. official Ilmar Tosk heads for Kazakhstan.\nMarta Olsen",
        "SOCCER Cup",
    ]
    assert spans(documents[0]) == [
        ("U.N.", "ORG"),
        ("Ilmar Tosk", "PERSON"),
        ("Kazakhstan", "STATE"),
        ("Marta Olsen", "PERSON"),
    ]
    assert len(tally.lost) == 1
    assert next(iter(tally.lost)).startswith("mention labelled MISC:")


@pytest.mark.parametrize(
    "labels",
    [
        "B-PER I-PER B-PER O B-ORG",
        "I-PER I-PER B-PER O I-ORG",
        "B-PER E-PER S-PER O S-ORG",
        "B-PER L-PER U-PER O U-ORG",
    ],
)
def test_conll_in_its_spellings(tmp_path: Path, labels: str) -> None:
    rows = zip("Marta Olsen Tosk met Norma".split(), labels.split(), strict=True)
    content = "\n".join(f"{token}\t{label}" for token, label in rows)
    [document], _, _ = read("conll", put(tmp_path / "a.bio", content))
    assert spans(document) == [("Marta Olsen", "PERSON"), ("Tosk", "PERSON"), ("Norma", "ORG")]


def test_conll_layers_behind_tabs(tmp_path: Path) -> None:
    content = "Norland\tB-ORG\tB-ORG\nNavy\tI-ORG\tO\nleft\tO\n"
    [document], _, _ = read("conll", put(tmp_path / "a.tsv", content))
    assert spans(document) == [("Norland Navy", "ORG"), ("Norland", "ORG")]


def test_conll_as_we_write_it(tmp_path: Path) -> None:
    tally = Tally()
    load_writer("conll")(tmp_path / "a.conll", [full_document()], tally)
    rows = (tmp_path / "a.conll").read_text(encoding="utf-8").split("\n")
    assert rows[0] == '# newdoc id = "talks/1"'
    assert rows[3:8] == ["😀\tO", "[\tO", "Norlandic\tB-ORG", "Foreign\tI-ORG", "Ministry\tI-ORG"]
    assert tally.lost["mention nested in another, or crossing it"] == 1
    assert tally.lost["claim"] == 1
    assert tally.lost["provenance"] == 1


def test_conll_errors(tmp_path: Path) -> None:
    content = '# newdoc id = a\n# text = "Norland"\nSudland\tO\n\n# newdoc id = b\nTosk\n\n# newdoc id = c\nTosk\tO\n'
    documents, _, lines = read("conll", put(tmp_path / "a.conll", content), errors=2)
    assert [(d.id, d.text) for d in documents] == [("c", "Tosk")]
    assert lines[0].endswith('a.conll:1: the token "Sudland" is not the next one of the text')
    assert lines[1].endswith('a.conll:6: a token without a label: "Tosk"')


# -- our own ----------------------------------------------------------------------------------


def test_records_and_inline_tell_of_bad_documents_and_go_on(tmp_path: Path) -> None:
    rows = ['{"id": "a"}', "", '{"id": "b", "text": "x"}', "{"]
    documents, _, lines = read("jsonl", put(tmp_path / "a.jsonl", "\n".join(rows)), errors=2)
    assert [document.id for document in documents] == ["b"]
    assert "a.jsonl:1: document a: text" in lines[0]
    assert "a.jsonl:4: " in lines[1]
    put(tmp_path / "inline" / "a.txt", "id: a\n\n[Norland](COUNTRY)")
    put(tmp_path / "inline" / "b.txt", "id: b\n\nNorland")
    documents, _, [line] = read("inline", tmp_path / "inline", errors=1)
    assert [document.id for document in documents] == ["b"]
    assert "a.txt:3: unknown word 'COUNTRY'" in line
