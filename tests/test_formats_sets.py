"""Public sets in the form they are published in; the texts are our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from test_formats_read import links, put, read, spans

from geoents.formats import Tally
from geoents.formats.polnear import read_articles
from geoents.gold import check

# -- DWIE -------------------------------------------------------------------------------------

_TYPES = {
    "norlandic": ["entity", "gpe0-x", "loc-x", "other"],
    "france": ["entity", "gpe", "gpe0", "location"],
    "french": ["entity", "gpe0-x", "loc-x", "other"],
    "president": ["role", "value"],
    "trade": ["role", "value"],
    "tosk": ["entity", "head_of_state", "person", "politician"],
    "olsen": ["entity", "person"],
    "party": ["entity", "organization", "party"],
    "club": ["entity", "organization", "sport_team"],
    "army": ["entity", "organization", "army", "agency"],
    "town": ["entity", "gpe", "gpe2", "location"],
    "line": ["footer", "other"],
}
_WORDS = [
    ("french", "French"),
    ("president", "President"),
    ("tosk", "Ilmar Tosk"),
    ("france", "France"),
    ("olsen", "Marta Olsen"),
    ("trade", "striker"),
    ("club", "Harbour United"),
    ("party", "Green Front"),
    ("army", "Land Army"),
    ("town", "Harbour City"),
    ("tosk", "Tosk"),
    ("line", "mo/it"),
]
_TEXT = (
    "French President Ilmar Tosk of France met 🎉 Marta Olsen, a striker of Harbour United and "
    "member of the Green Front. The Land Army is in Harbour City, Tosk said.\nmo/it"
)
_LINKS = [
    ("french", "gpe0", "france"),
    ("tosk", "head_of_state", "france"),
    ("tosk", "head_of_state-x", "french"),
    ("tosk", "agent_of", "france"),
    ("tosk", "head_of", "party"),
    ("tosk", "member_of", "party"),
    ("olsen", "member_of", "party"),
    ("olsen", "member_of", "club"),
    ("olsen", "citizen_of-x", "french"),
    ("army", "agency_of-x", "french"),
    ("army", "based_in2", "town"),
    ("army", "smells_of", "town"),
]


def published() -> dict[str, Any]:
    keys = list(_TYPES)
    mentions = []
    place = 0
    for key, words in _WORDS:
        start = _TEXT.index(words, place)
        place = start + len(words)
        span = {"begin": start, "end": place, "text": words, "concept": keys.index(key)}
        mentions.append(span | {"candidates": [], "scores": []})
    return {
        "id": "DW_1",
        "content": _TEXT,
        "tags": ["all", "train"],
        "mentions": mentions,
        "concepts": [
            {
                "concept": n,
                "text": key,
                "keyword": False,
                "count": 1,
                "link": "France" if key == "france" else None,
                "tags": [f"type::{type_}" for type_ in types] + ["gender::male"],
            }
            for n, (key, types) in enumerate(_TYPES.items())
        ],
        "relations": [{"s": keys.index(s), "p": p, "o": keys.index(o)} for s, p, o in _LINKS],
        "iptc": ["11000000"],
    }


def tokenised() -> dict[str, Any]:
    tokens: list[str] = []
    for part in _TEXT.replace(",", " ,").replace(".", " .").replace("\n", " \n ").split(" "):
        tokens.append(part)
    keys = list(_TYPES)
    entities: list[dict[str, Any]] = [
        {"id": n, "types": types, "link": "France" if key == "france" else None, "mentions": []}
        for n, (key, types) in enumerate(_TYPES.items())
    ]
    place = 0
    for key, words in _WORDS:
        parts = words.split(" ")
        while tokens[place : place + len(parts)] != parts:
            place += 1
        entities[keys.index(key)]["mentions"].append([place, place + len(parts), words])
        place += len(parts)
    relations = [[keys.index(s), p, keys.index(o)] for s, p, o in _LINKS]
    return {"id": "DW_1", "tokens": tokens, "entities": entities, "relations": relations}


def test_dwie_in_both_of_its_forms(tmp_path: Path) -> None:
    put(tmp_path / "a" / "DW_1.json", json.dumps(published(), indent=1))
    put(tmp_path / "b" / "dev.jsonl", json.dumps(tokenised()))
    for folder in ("a", "b"):
        [document], tally, _ = read("dwie", tmp_path / folder)
        assert document.id == "DW_1"
        assert document.text == _TEXT
        assert spans(document) == [
            ("French", "STATE"),
            ("President", "OFFICE"),
            ("Ilmar Tosk", "PERSON"),
            ("France", "STATE"),
            ("Marta Olsen", "PERSON"),
            ("Harbour United", "ORG"),
            ("Green Front", "ORG"),
            ("Land Army", "ORG"),
            ("Tosk", "PERSON"),
        ]
        assert document.mentions[0].form == "adjective"
        assert document.mentions[0].entity == document.mentions[3].entity
        assert next(e for e in document.entities if e.name == "France").ids == {
            "wikipedia": "France"
        }
        assert sorted(links(document)) == [
            ("HOLDS_OFFICE", "Ilmar Tosk", "President"),
            ("MEMBER_OF", "Marta Olsen", "Green Front"),
            ("OFFICE_OF", "President", "France"),
            ("PART_OF", "Land Army", "France"),
        ]
        assert check(document) == []
        lost = "\n".join(tally.lines())
        for said in (
            "1 × relation member_of where head_of says more",
            "1 × relation member_of to sport_team: works or plays there",
            "1 × relation citizen_of: also where an office alone tells it",
            "1 × relation head_of without a word for the post beside the name",
            "1 × relation agent_of without a word for the post beside the name",
            "1 × relation smells_of: not in the mapping",
            "1 × mention labelled gpe2: a town",
            "1 × mention labelled role: a trade",
            "1 × mention labelled footer",
        ):
            assert f"not kept: {said}" in lost


def test_dwie_errors(tmp_path: Path) -> None:
    wrong, right = tokenised(), tokenised() | {"id": "DW_2"}
    wrong["entities"][0]["mentions"] = [[0, 2, "Norlandic"]]
    bare = {key: value for key, value in published().items() if key != "content"}
    rows = [json.dumps(wrong), "{", json.dumps(bare), json.dumps({"tokens": []}), json.dumps(right)]
    documents, _, lines = read("dwie", put(tmp_path / "a.jsonl", "\n".join(rows)), errors=4)
    assert [document.id for document in documents] == ["DW_2"]
    assert 'a.jsonl:1: tokens 0-2 are "French President", not "Norlandic"' in lines[0]
    assert "a.jsonl:2: broken JSON" in lines[1]
    assert "run DWIE's dwie_download.py" in lines[2]
    assert "a.jsonl:4: not DWIE's form (KeyError: 'entities')" in lines[3]


def test_dwie_mentions_say_how_their_tokens_are_parted(tmp_path: Path) -> None:
    row = {
        "id": "x",
        "tokens": ["Ja", "-", "Olsen", "-", "ran", "in", "1960s", "with", "A", "/", "B"],
        "entities": [
            {"id": 0, "types": ["person"], "link": None, "mentions": [[0, 3, "Ja-Olsen"]]},
            {"id": 1, "types": ["organization"], "link": None, "mentions": [[8, 11, "A / B"]]},
            {"id": 2, "types": ["organization"], "link": None, "mentions": [[6, 7, "1960"]]},
        ],
        "relations": [],
    }
    [document], _, _ = read("dwie", put(tmp_path / "a.jsonl", json.dumps(row)))
    assert document.text == "Ja-Olsen-ran in 1960s with A / B"
    assert [m.text for m in document.mentions] == ["Ja-Olsen", "1960", "A / B"]


# -- Re-DocRED --------------------------------------------------------------------------------


def vertex(name: str, sentence: int, start: int, end: int, type_: str) -> dict[str, Any]:
    return {"name": name, "sent_id": sentence, "pos": [start, end], "type": type_}


def redocred(**changed: Any) -> dict[str, Any]:
    return {
        "title": "Ilmar Tosk",
        "sents": [
            "Ilmar Tosk joined the Green Front .".split(),
            "The Front is in the United Kingdom ; 5 left it .".split(),
        ],
        "vertexSet": [
            [vertex("Ilmar Tosk", 0, 0, 2, "PER")],
            [vertex("Green Front", 0, 4, 6, "ORG"), vertex("The Front", 1, 0, 2, "ORG")],
            [vertex("United Kingdom", 1, 5, 7, "LOC")],
            [vertex("5", 1, 8, 9, "NUM")],
        ],
        "labels": [
            {"h": 0, "t": 1, "r": "P102", "evidence": [0]},
            {"h": 1, "t": 0, "r": "P488", "evidence": []},
            {"h": 0, "t": 2, "r": "P27", "evidence": [1]},
            {"h": 2, "t": 1, "r": "P527", "evidence": []},
            {"h": 0, "t": 3, "r": "P463", "evidence": []},
            {"h": 0, "t": 2, "r": "P102", "evidence": []},
        ],
    } | changed


def test_redocred(tmp_path: Path) -> None:
    rows = [redocred(), redocred()]
    documents, tally, _ = read("redocred", put(tmp_path / "dev.json", json.dumps(rows)))
    assert [document.id for document in documents] == ["Ilmar Tosk", "Ilmar Tosk-2"]
    document = documents[0]
    assert document.text == (
        "Ilmar Tosk joined the Green Front. The Front is in the United Kingdom; 5 left it."
    )
    assert spans(document) == [
        ("Ilmar Tosk", "PERSON"),
        ("Green Front", "ORG"),
        ("Front", "ORG"),
        ("United Kingdom", "STATE"),
    ]
    assert links(document) == [
        ("MEMBER_OF", "Ilmar Tosk", "Green Front"),
        ("PART_OF", "Green Front", "United Kingdom"),
    ]
    evidence = document.relations[0].evidence[0]
    assert document.text[evidence.start : evidence.end] == "Ilmar Tosk joined the Green Front."
    assert sum(tally.lost.values()) == 10
    assert tally.lost["relation P463 of something that is no type of ours"] == 2
    assert tally.lost["relation P102 between PERSON and STATE: MEMBER_OF joins others"] == 2


def test_redocred_errors(tmp_path: Path) -> None:
    broken = redocred(vertexSet=[[vertex("x", 9, 0, 1, "PER")]])
    rows = [broken, {"sents": []}, redocred()]
    documents, _, lines = read("redocred", put(tmp_path / "a.json", json.dumps(rows)), errors=2)
    assert len(documents) == 1
    assert "a.json: document 1: not DocRED's form (IndexError" in lines[0]
    assert "a.json: document 2: not DocRED's form (KeyError: 'title')" in lines[1]
    _, _, [line] = read("redocred", put(tmp_path / "b.json", "[\n\n,"), errors=1)
    assert "b.json:3: broken JSON" in line


# -- re3d -------------------------------------------------------------------------------------

_RE3D = (
    "The UK fought the Green Front. Marta Olsen, minister, met General Tosk and Ilmar “Ivo” Tosk."
)


def entity(words: str, type_: str, confidence: float = 1, **more: Any) -> dict[str, Any]:
    start = _RE3D.index(words)
    span = {
        "begin": start,
        "end": start + len(words),
        "value": words.replace("“", "'").replace("”", "'"),
    }
    return {"_id": words, "documentId": "D", "type": type_, "confidence": confidence} | span | more


def relation(source: str, type_: str, target: str, confidence: float = 1) -> dict[str, Any]:
    first, second = _RE3D.index(source), _RE3D.index(target)
    return {
        "type": type_,
        "documentId": "D",
        "confidence": confidence,
        "begin": 0,
        "end": 1,
        "value": "",
        "source": source,
        "sourceBegin": first,
        "sourceEnd": first + len(source),
        "target": target,
        "targetBegin": second,
        "targetEnd": second + len(target),
    }


def re3d(folder: Path, documents: list[Any], entities: list[Any], relations: list[Any]) -> None:
    for name, rows in (("documents", documents), ("entities", entities), ("relations", relations)):
        content = "\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows)
        put(folder / f"{name}.json", content)


def test_re3d(tmp_path: Path) -> None:
    row = {"_id": "D", "title": "Talks", "text": _RE3D, "sourceUrl": "https://example.org"}
    persons = ["Marta Olsen", "General Tosk", "Ilmar “Ivo” Tosk"]
    re3d(
        tmp_path / "some source",
        [row],
        [
            entity("The UK", "Organisation"),
            entity("Green Front", "Organisation"),
            *(entity(person, "Person") for person in persons),
            entity("minister", "Person", 0.2),
        ],
        [
            relation("The UK", "FightingAgainst", "Green Front"),
            relation("Marta Olsen", "CommWith", "Ilmar “Ivo” Tosk"),
            relation("Marta Olsen", "CommWith", "General Tosk"),
            relation("Marta Olsen", "Likes", "Green Front"),
            relation("Green Front", "BelongsTo", "The UK", 0.1),
        ],
    )
    [document], tally, _ = read("re3d", tmp_path)
    assert (document.title, document.url) == ("Talks", "https://example.org")
    assert spans(document) == [
        ("UK", "STATE"),
        ("Green Front", "ORG"),
        ("Marta Olsen", "PERSON"),
        ("Ilmar “Ivo” Tosk", "PERSON"),
    ]
    assert links(document) == [
        ("ATTACKED", "UK", "Green Front"),
        ("MET_WITH", "Marta Olsen", "Ilmar “Ivo” Tosk"),
    ]
    assert sum(tally.lost.values()) == 5
    assert tally.lost["relation CommWith of something that is no type of ours"] == 1


def test_re3d_joins_synonyms(tmp_path: Path) -> None:
    row = {"_id": "D", "title": "", "text": _RE3D}
    persons = [entity("Marta Olsen", "Person"), entity("Ilmar “Ivo” Tosk", "Person")]
    re3d(tmp_path, [row], persons, [relation("Marta Olsen", "IsSynonymOf", "Ilmar “Ivo” Tosk")])
    [document], _, _ = read("re3d", tmp_path)
    assert len(document.entities) == 1


def test_re3d_errors(tmp_path: Path) -> None:
    rows = [{"_id": "D", "text": _RE3D}, "{", {"_id": "E"}, {"_id": "F", "text": "x"}]
    re3d(tmp_path / "a", rows, [entity("The UK", "Person", value="The EU")], [])
    put(tmp_path / "b" / "documents.json", "")
    documents, _, lines = read("re3d", tmp_path, errors=4)
    assert [document.id for document in documents] == ["F"]
    assert any('documents.json:1: 0-6 is "The UK" in the text, not "The EU"' in li for li in lines)
    assert any("documents.json:2: broken JSON" in line for line in lines)
    assert any("documents.json:3: not re3d's form (KeyError: 'text')" in line for line in lines)
    assert any("entities.json: no such file" in line for line in lines)


# -- PolNeAR ----------------------------------------------------------------------------------

_POLNEAR = (
    "“The bridge,” Mr. Olsen said, “is closed.” Norland denied a ban. He smiled.\n"
    "Critics fear a flood. Kenya accused Norland."
)
#: Source, cue and content of each attribution, as their words.
_ATTRIBUTIONS = [
    ("Mr. Olsen", "said", ["“is closed.”", "“The bridge,”"]),
    ("Norland", "denied", ["a ban"]),
    ("Kenya", "accused", ["Norland."]),
    ("Critics", "fear", ["a flood"]),
    ("", "fear", ["a flood"]),
    ("He", "smiled", []),
]


def polnear(folder: Path, id_: str = "herald_2024-03-05_bridge", by: str = "4b22") -> Path:
    rows: list[str] = []

    def mark(label: str, parts: list[str]) -> str:
        spans = [(_POLNEAR.rindex(part), len(part)) for part in parts]
        written = ";".join(f"{start} {start + length}" for start, length in spans)
        rows.append(f"T{len(rows)}\t{label} {written}\t{' '.join(parts)}")
        return f"{label}:T{len(rows) - 1}"

    events = []
    for source, cue, content in _ATTRIBUTIONS:
        label = "Attribution" if source else "Attribution-no-source"
        roles = [mark(label, [cue]), mark("Cue", [cue])]
        roles += [mark("Source", [source])] if source else []
        roles += [mark("Content", content)] if content else []
        events.append(f"E{len(events)}\t{' '.join(roles)} ")
    put(folder / "text" / f"{id_}.txt", _POLNEAR)
    return put(folder / "attributions" / f"{id_}_{by}.ann", "\n".join([*rows, *events]))


def test_polnear(tmp_path: Path) -> None:
    polnear(tmp_path)
    polnear(tmp_path, by="4e07")
    [document], tally, _ = read("polnear", tmp_path)
    assert (document.id, document.published) == ("herald_2024-03-05_bridge", "2024-03-05")
    # Norland is no state: what it said is a claim, but nobody's.
    assert spans(document) == [("Olsen", "PERSON"), ("Kenya", "STATE")]
    assert links(document) == [("SAID", "Olsen", None)]
    words = [claim.text for claim in document.claims]
    assert words == ["“The bridge,”", "a ban", "Norland.", "a flood", "a flood"]
    assert document.relations[0].claim == "c1"
    assert tally.lost["fragment of a content"] == 1
    assert tally.lost["attribution without content"] == 1
    assert tally.lost["annotation of an article by one more person"] == 1
    assert tally.lost["speaker of ACCUSED: the set does not say about whom"] == 1
    assert any(what.startswith("speaker of Attribution-no-source") for what in tally.lost)


def test_polnear_as_it_is_annotated(tmp_path: Path) -> None:
    [article] = read_articles(polnear(tmp_path), Tally())
    found = [
        tuple([_POLNEAR[start:end] for start, end in part] for part in (a.source, a.cue, a.content))
        for a in article.attributions
    ]
    assert found[0] == (["Mr. Olsen"], ["said"], ["“The bridge,”", "“is closed.”"])
    assert found[5] == (["He"], ["smiled"], [])


def test_polnear_errors(tmp_path: Path) -> None:
    other = polnear(tmp_path, "b")
    put(other, other.read_text("utf8").replace("denied", "denies"))
    polnear(tmp_path, "c")
    (tmp_path / "text" / "c.txt").unlink()
    rows = polnear(tmp_path, "d").read_text("utf8").replace("Source:T2", "Source:T99")
    put(tmp_path / "attributions" / "d_4b22.ann", rows)
    documents, _, lines = read("polnear", tmp_path, errors=3)
    assert not documents
    assert any('is "denied" in the text, not "denies"' in line for line in lines)
    assert any("c.txt: no such file" in line for line in lines)
    assert any("not PolNeAR's form (KeyError: 'T99')" in line for line in lines)
