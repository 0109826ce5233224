"""Names of a user's own: what a file may say, how they meet the shipped ones, what comes out."""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import spacy
from conftest import MODEL
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from typer.testing import CliRunner

import geoents
from geoents.cli import app
from geoents.gazetteer import Gazetteer, NamesError, load_gazetteer
from geoents.schema import EntityType

ROOT = Path(__file__).parent.parent
DEMO = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "demo").glob("*.txt"))]
PAGE = (ROOT / "docs" / "gazetteers.md").read_text(encoding="utf-8")
BLANK = spacy.blank("en")
SHIPPED = load_gazetteer()
HEAD = "name,type,aliases,ids\n"


def read(folder: Path, text: str | bytes, *, name: str = "names.csv") -> Gazetteer:
    """Write one file and return the gazetteer with it."""
    data = text if isinstance(text, bytes) else text.encode()
    (folder / name).write_bytes(data)
    return load_gazetteer([folder])


def keys(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    """The words found in a text and the names of their entries."""
    doc = BLANK(text)
    return [
        (doc[match.start : match.end].text, gazetteer.entry(match.key).name)
        for match in gazetteer.match(doc)
    ]


# -- what is refused: why, file, where it says so, what it says to do ------------------------------

BAD = [
    (
        "a misspelt column",
        "name,type,alias\nA Bo,ORG,\n",
        ":1:",
        "unknown column 'alias'; use some",
    ),
    ("a column twice", "name,type,name\nA Bo,ORG,A\n", ":1:", "'name' stands twice; remove one"),
    ("no header", "Marta Olsen,PERSON\n", ":1:", "unknown column 'marta olsen'; use some of name"),
    ("no types", "name,ids\nMarta Olsen,\n", ":1:", "no column 'type'; begin with a line such as"),
    ("nothing at all", "", ":1:", "no column 'name'; begin with a line"),
    ("an unknown type", HEAD + "\nA Bo,FIRM,,\n", ":3:", "type 'FIRM' is none; use one of PERSON"),
    ("no name", HEAD + "  ,ORG,,\n", ":2:", "the name '' is empty; write one or remove the row"),
    ("a name of signs", HEAD + "-,ORG,,\n", ":2:", "the name '-' is empty"),
    ("a cell too many", HEAD + "Bo, Ana,PERSON,,\n", ":2:", "put quotes around a cell"),
    ("an id without its name", HEAD + "A Bo,ORG,,Q1\n", ":2:", "'Q1' is no pair; write it as wiki"),
    ("an open quote", HEAD + 'A Bo,ORG,"A,\n', ":2:", "mend the quotes there"),
    (
        "Latin 1",
        (HEAD + "\nJosé Kos,PERSON,,\n").encode("latin-1"),
        ":3:",
        "save the file as UTF-8",
    ),
    ("a key that is none", "name,type,key\nA Bo,ORG,a bo\n", ":2:", "'a bo' is no key; write"),
    ("another type's key", "name,type,key\nA Bo,ORG,person:bo\n", ":2:", 'write "org:"'),
    (
        "one key, two entries",
        "name,type,key\nA Bo,ORG,org:bo\nB Bo,ORG,org:bo\n",
        ":3:",
        "names.csv:2 with other content; put both into one",
    ),
    ("an unknown state", "name,type,state\nA Bo,ORG,Nowhere\n", ":2:", "is neither key nor name"),
    (
        "a circle",
        "name,type,part_of\nAna Board,ORG,Bo Board\nBo Board,ORG,Ana Board\n",
        ":2:",
        "part_of leads back to",
    ),
    ("an unknown flag", "name,type,flags\nA Bo,ORG,dim\n", ":2:", "unknown flags ['dim']; use"),
    ("a reading of no name", "name,type,ambiguous\nA Bo,ORG,X=y\n", ":2:", "no name of it"),
]


@pytest.mark.parametrize(("why", "text", "where", "advice"), BAD)
def test_a_bad_file_is_refused_in_one_line(
    why: str, text: str | bytes, where: str, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(NamesError, match=re.escape(advice)) as error:
        read(tmp_path, text)
    assert str(error.value).startswith(f"{tmp_path / 'names.csv'}{where} "), why
    assert "\n" not in str(error.value)


def test_bad_toml_is_refused_in_one_line(tmp_path: Path) -> None:
    cases = [
        ('["river:bo"]\nname = "Bo"\n', "'river:bo': is no key; write one of"),
        ('["person:bo"]\nname = ""\n', "person:bo: field 'name' must be a string, not empty"),
        ('["person:bo"]\nnames = "Bo"\n', "person:bo: unknown field 'names'; use one of name"),
        ('["person:bo"\n', "mend the TOML there"),
        ('["person:bo"]\nname = "José"\n'.encode("latin-1"), "is not UTF-8; save it as UTF-8"),
    ]
    for text, advice in cases:
        with pytest.raises(NamesError, match=re.escape(advice)) as error:
            read(tmp_path, text, name="names.toml")
        assert "names.toml" in str(error.value) and "\n" not in str(error.value)


def test_a_key_in_two_files_is_refused_unless_they_say_the_same(tmp_path: Path) -> None:
    read(tmp_path, '["org:bo"]\nname = "Ana Bo"\n', name="a.toml")
    same = read(tmp_path, "name,type,key\nAna Bo,ORG,org:bo\n", name="b.csv")
    assert len(same) == len(SHIPPED) + 1
    with pytest.raises(
        NamesError, match=r"b\.csv:2: key org:bo is at .*a\.toml: org:bo with other"
    ):
        read(tmp_path, "name,type,key\nAna Bo Board,ORG,org:bo\n", name="b.csv")


def test_places_without_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        NamesError, match=r"holds no \.csv and no \.toml file; put your names there"
    ):
        load_gazetteer([tmp_path])
    (tmp_path / "names.xlsx").write_bytes(b"PK")
    with pytest.raises(NamesError, match=r"names.xlsx: is neither \.csv nor \.toml; save"):
        load_gazetteer([tmp_path / "names.xlsx"])


# -- what a file may look like ---------------------------------------------------------------------

GOOD = [
    ("a name and a type", "name,type\nAna Bo,ORG\n"),
    ("a byte order mark", "\ufeffname,type\nAna Bo,ORG\n"),
    ("columns in any order and case", "Type,Name\norg,Ana  Bo \n"),
    ("a row shorter than the header", HEAD + "Ana Bo,ORG\n"),
    ("semicolons, as spreadsheets in half of Europe write", "name;type;ids\r\nAna Bo;ORG;\r\n"),
    ("tabs", "name\ttype\nAna Bo\tORG\n"),
    ("empty lines and no last line end", "name,type\n\n,\nAna Bo,ORG"),
    ("twice the same", "name,type\nAna Bo,ORG\nAna Bo,ORG\n"),
]


@pytest.mark.parametrize(("why", "text"), GOOD)
def test_a_good_file_is_read(why: str, text: str, tmp_path: Path) -> None:
    own = read(tmp_path, text)
    assert len(own) == len(SHIPPED) + 1, why
    assert keys(own, "the Ana Bo said") == [("Ana Bo", "Ana Bo")], why


def test_every_field_of_an_entry_is_a_column(tmp_path: Path) -> None:
    own = read(
        tmp_path,
        "key,name,type,kind,aliases,exact,metonyms,ambiguous,state,part_of,ids,flags\n"
        "org:bo,Bo Bank,ORG,bank,Bank of Bo|Bo Banking,BB,Bo Square,BB=a bird,Norway,NATO,"
        "lei=1|wikidata=Q1,opaque\n",
    )
    bank = own.entry("org:bo")
    assert bank.aliases == ("Bank of Bo", "Bo Banking") and bank.exact == ("BB",)
    assert (bank.kind, bank.metonyms, bank.flags) == ("bank", ("Bo Square",), {"opaque"})
    assert (bank.state, bank.part_of) == ("state:NO", "org:nato")
    assert dict(bank.ids) == {"lei": "1", "wikidata": "Q1"}
    assert dict(bank.ambiguous) == {"BB": "a bird"}


CASES = [
    ("capitals", "VELMAR SAID", "Velmar,ORG", [("VELMAR", "Velmar")]),
    ("a common word in lower case", "an orange sky", "Orange,ORG", []),
    ("an acronym is no word", "Who and who", "WHOO,ORG,WHO", []),
    ("a list in capitals", "Ana Bo", "ANA BO,PERSON", [("Ana Bo", "ANA BO")]),
    ("without its accents", "Jose Kos", "José Kos,PERSON", [("Jose Kos", "José Kos")]),
    ("with another apostrophe", "Ana O’Bo", "Ana O'Bo,PERSON", [("Ana O’Bo", "Ana O'Bo")]),
    ("over a line break", "the Ana\nBo", "Ana Bo,ORG", [("Ana\nBo", "Ana Bo")]),
    ("inside a word", "Velmarian", "Velmar,ORG", []),
    ("the article is no part", "the Bo Post", "The Bo Post,ORG", [("Bo Post", "The Bo Post")]),
    ("and must be there", "a Bo Post", "The Bo Post,ORG", []),
    (
        "a post in any case",
        "the grain reeve",
        "Grain Reeve,OFFICE",
        [("grain reeve", "Grain Reeve")],
    ),
    ("a letter that has two in lower case", "İn Velmar", "Velmar,ORG", [("Velmar", "Velmar")]),
]


@pytest.mark.parametrize(("why", "text", "row", "expected"), CASES)
def test_casing_and_spelling(
    why: str, text: str, row: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert keys(read(tmp_path, f"name,type,aliases\n{row}\n"), text) == expected, why


# -- how they meet the shipped names, and each other -----------------------------------------------


def test_a_shipped_name_gets_ids_and_aliases_and_stays_clear(tmp_path: Path) -> None:
    own = read(tmp_path, HEAD + "NATO,ORG,Atlantic Pact,wikidata=Q7184\n")
    assert len(own) == len(SHIPPED)
    nato = own.entry("org:nato")
    assert (nato.name, nato.ids["wikidata"]) == (SHIPPED.entry("org:nato").name, "Q7184")
    (first,), (second,) = (own.match(BLANK(text)) for text in ("NATO", "the Atlantic Pact"))
    assert first.key == second.key == "org:nato" and not first.ambiguous and not first.others
    assert SHIPPED.match(BLANK("the Atlantic Pact")) == []


def test_a_shipped_key_is_changed_field_by_field(tmp_path: Path) -> None:
    own = read(
        tmp_path, '["state:NO"]\nname = "Norge"\nids = { wikidata = "Q0" }\n', name="mine.toml"
    )
    norway, shipped = own.entry("state:NO"), SHIPPED.entry("state:NO")
    assert (norway.name, norway.ids["wikidata"], norway.ids["iso3166"]) == ("Norge", "Q0", "NO")
    assert norway.adjectives == shipped.adjectives and "Norway" in norway.aliases


def test_rows_of_one_name_are_one_unless_they_contradict(tmp_path: Path) -> None:
    own = read(
        tmp_path,
        HEAD + "Ana Bo,PERSON,,wikidata=Q1\nAna Bo,PERSON,A. Bo,\nAna Bo,PERSON,,wikidata=Q2\n",
    )
    assert len(own) == len(SHIPPED) + 2
    (match,) = own.match(BLANK("Ana Bo"))
    assert match.others and {"own"} <= match.flags
    (short,) = own.match(BLANK("A. Bo"))
    assert dict(own.entry(short.key).ids) == {"wikidata": "Q1"}


def test_loading_twice_changes_nothing(tmp_path: Path) -> None:
    text = (
        HEAD
        + "Ana Bo,PERSON,,wikidata=Q1\nAna Bo,PERSON,,wikidata=Q2\nNATO,ORG,Pact,\nAna Bo,ORG\n"
    )
    once = read(tmp_path, text)
    assert (
        load_gazetteer([tmp_path, tmp_path / "names.csv", str(tmp_path)])._entries == once._entries
    )
    entries = list(once.entries())
    # A copy under another name is other files with the same content.
    assert list(read(tmp_path, text, name="zcopy.csv").entries()) == entries


def test_a_file_that_has_changed_is_read_again(tmp_path: Path) -> None:
    first = read(tmp_path, "name,type\nAna Bo,ORG\n")
    assert load_gazetteer([tmp_path]) is first
    assert keys(read(tmp_path, "name,type\nAna Lie,ORG\n"), "Ana Lie") == [("Ana Lie", "Ana Lie")]


def test_it_travels_as_the_places_it_was_read_from(tmp_path: Path) -> None:
    own = read(tmp_path, "name,type\nAna Bo,ORG\n")
    data = pickle.dumps(own)
    assert len(data) < 1000 and keys(pickle.loads(data), "Ana Bo") == [("Ana Bo", "Ana Bo")]


WORDS = st.text(alphabet="qxzjw", min_size=3, max_size=7).map(str.capitalize)


@settings(max_examples=12)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), max_size=300), st.data())
def test_names_that_no_text_holds_change_nothing(names: list[str], data: st.DataObject) -> None:
    types = [data.draw(st.sampled_from(EntityType)) for _ in names]
    rows = "".join(f"{name},{type_}\n" for name, type_ in zip(names, types, strict=True))
    with TemporaryDirectory() as folder:
        own = read(Path(folder), f"name,type\n{rows}")
    for text in DEMO:
        doc = BLANK(text)
        assert own.match(doc) == SHIPPED.match(doc)


# -- what comes out --------------------------------------------------------------------------------

NAMES = """name,type,aliases,ids,state
Marta Olsen,PERSON,Olsen Marta,wikidata=Q900001,
Tembo,PERSON,,wikidata=Q900002,
John Doran,PERSON,,wikidata=Q1,
John Doran,PERSON,,wikidata=Q2,
Nordic Grain Board,ORG,NGB,wikidata=Q900003,Norway
Velmar,ORG,,wikidata=Q900004,
Grain Reeve,OFFICE,,wikidata=Q900006,Norway
Prime Minister of Kenya,OFFICE,,wikidata=Q900007,Kenya
Norland,STATE,,wikidata=Q900009,
NATO,ORG,Atlantic Pact,wikidata=Q7184,
"""

# (sentence, words of mentions and the id of their entities, why)
ROWS = [
    ("Marta Olsen said that taxes would fall.", {"Marta Olsen": "Q900001"}, "a person"),
    ("MARTA OLSEN VISITS NORLAND", {"MARTA OLSEN": "Q900001"}, "in capitals"),
    ("Marta Olsen-Lie visited Norway.", {"Marta Olsen-Lie": None}, "a part of another name"),
    ("Tembo said that taxes would fall.", {"Tembo": "Q900002"}, "a single name"),
    (
        "Ivan Tembo resigned on Monday. Tembo denied the report.",
        {"Ivan Tembo": None, "Tembo": None},
        "a single name that the text explains",
    ),
    ("John Doran resigned on Monday.", {"John Doran": None}, "two persons of one name"),
    ("Velmar signed the contract on Monday.", {"Velmar": "Q900004"}, "a body"),
    ("The NGB criticized the plan.", {"NGB": "Q900003"}, "an acronym"),
    (
        "Norland joined NATO in 2004.",
        {"Norland": "Q900009", "NATO": "Q7184"},
        "a state of one's own",
    ),
    ("The Atlantic Pact welcomed the plan.", {"Atlantic Pact": "Q7184"}, "a shipped one's alias"),
    (
        "The grain reeve of Norway, Ana Kos, denied the report.",
        {"grain reeve": "Q900006"},
        "a post that no grammar knows",
    ),
    ("Sweden's grain reeve resigned on Monday.", {"grain reeve": None}, "another state's"),
    ("Kenya's prime minister resigned on Monday.", {"prime minister": "Q900007"}, "by its body"),
    (
        "The prime minister of Kenya resigned on Monday.",
        {"prime minister": "Q900007"},
        "the span is the post alone",
    ),
    (
        "The deputy prime minister of Kenya resigned on Monday.",
        {"deputy prime minister": None},
        "a deputy's is another post",
    ),
]


@contextmanager
def knowing(nlp: Language, *places: Path) -> Iterator[Language]:
    """Give a pipeline the names that load(gazetteer=places) would, for a while."""
    own = load_gazetteer(places)
    pipes = [nlp.get_pipe(name) for name in ("geoents_entities", "geoents_linking")]
    for pipe in pipes:
        pipe.gazetteer = own
    yield nlp
    for pipe in pipes:
        pipe.gazetteer = SHIPPED


@pytest.mark.parametrize(("text", "expected", "why"), ROWS)
def test_mentions_have_the_lists_ids(
    text: str, expected: dict[str, str | None], why: str, nlp: Language, tmp_path: Path
) -> None:
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    with knowing(nlp, tmp_path):
        document = geoents.extract(text, nlp=nlp)
    ids = {entity.id: entity.ids.get("wikidata") for entity in document.entities}
    found = {mention.text: ids[mention.entity] for mention in document.mentions if mention.entity}
    assert {words: found.get(words, "no mention") for words in expected} == expected, why


def test_an_entity_has_the_lists_name(nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text(NAMES, encoding="utf-8")
    with knowing(nlp, tmp_path):
        document = geoents.extract("Olsen Marta resigned. The NGB criticized her.", nlp=nlp)
    names = {(entity.type, entity.name) for entity in document.entities}
    assert {(EntityType.PERSON, "Marta Olsen"), (EntityType.ORG, "Nordic Grain Board")} <= names


def test_a_common_word_is_no_name(nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("name,type\nOrange,ORG\n")
    text = (
        "Orange juice was sold at the fair. They sold an orange. A spokesman for Orange resigned."
    )
    with knowing(nlp, tmp_path):
        document = geoents.extract(text, nlp=nlp)
    assert [m.start for m in document.mentions if m.text == "Orange"] == [text.rindex("Orange")]


def test_two_loads_and_many_names_write_the_same_records(nlp: Language, tmp_path: Path) -> None:
    none = geoents.extract(DEMO[0], nlp=nlp)
    rows = "".join(f"Qx{i} Zq{i}xx,{type_}\n" for i in range(500) for type_ in EntityType)
    (tmp_path / "names.csv").write_text(f"name,type\n{rows}")
    with knowing(nlp, tmp_path):
        once = geoents.extract(DEMO[0], nlp=nlp)
    with knowing(nlp, tmp_path, tmp_path):
        twice = geoents.extract(DEMO[0], nlp=nlp)
    assert once == twice
    assert once.model_copy(update={"provenance": none.provenance}) == none


def test_the_provenance_tells_which_names_were_used(nlp: Language, tmp_path: Path) -> None:
    def rules(*places: Path) -> str:
        with knowing(nlp, *places):
            made = geoents.extract("Norway left.", nlp=nlp).provenance
        assert made is not None
        return made.rules

    shipped = geoents.extract("Norway left.", nlp=nlp).provenance
    assert shipped is not None
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        (folder / "names.csv").write_text(NAMES, encoding="utf-8")
    found = rules(tmp_path / "a")
    assert found == rules(tmp_path / "b") == rules(tmp_path / "a", tmp_path / "a")
    (tmp_path / "b" / "names.csv").write_text("name,type\nVelmar,ORG\n", encoding="utf-8")
    assert len({found, rules(tmp_path / "b"), shipped.rules}) == 3


ORGANS = """
[organs]
conclave = { kind = "council", lower = "never", nominal = true }
"""


def test_a_users_organ_is_taken_up_by_its_noun(nlp: Language, tmp_path: Path) -> None:
    (tmp_path / "organs.toml").write_text(ORGANS, encoding="utf-8")
    text = "Norway's Grain Conclave met on Monday. It was late when the conclave rose."
    with knowing(nlp, tmp_path):
        document = geoents.extract(text, nlp=nlp)
    found = {m.text: m.entity for m in document.mentions if m.type is EntityType.ORG}
    assert found.keys() >= {"Grain Conclave", "the conclave"}
    assert found["Grain Conclave"] == found["the conclave"]


def test_the_page_names_fields_and_toml_that_are_read(tmp_path: Path) -> None:
    (table,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    own = read(tmp_path, table, name="names.toml")
    assert keys(own, "the Norlander envoy on the Norland Sea") == [("Norlander", "Norland")]
    columns = re.findall(r"(?m)^\| (`.*?`) \|", PAGE)
    named = {name for cell in columns for name in re.findall(r"`(\w+)`", cell)}
    header = ",".join(sorted(named))
    assert len(read(tmp_path, f"{header}\n", name="names.csv")) == len(SHIPPED) + 2


def test_load_and_the_command_take_the_folder(tmp_path: Path) -> None:
    folder, text = tmp_path / "own", tmp_path / "a.txt"
    folder.mkdir()
    (folder / "names.csv").write_text(NAMES, encoding="utf-8")
    text.write_text("Marta Olsen said that taxes would fall.")
    own = geoents.load(MODEL, gazetteer=folder)
    assert own.config["components"]["geoents_entities"]["names"] == [str(folder)]
    many = geoents.extract_many([text.read_text()] * 2, nlp=own)
    assert [d.entities[0].ids["wikidata"] for d in many] == ["Q900001"] * 2

    options = ["extract", str(text), "--format", "jsonl", "--gazetteer", str(folder)]
    found = CliRunner().invoke(app, options)
    assert found.exit_code == 0, found.output
    assert json.loads(found.output)["entities"][0]["ids"] == {"wikidata": "Q900001"}

    (folder / "bad.csv").write_text("name,kind\n")
    refused = CliRunner().invoke(app, options)
    assert refused.exit_code == 1
    assert f"{folder / 'bad.csv'}:1: no column 'type'" in refused.output
    assert refused.output.count("\n") == 1
