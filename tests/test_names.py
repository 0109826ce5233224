"""Readers of data/names: what they take, each error in one line, and the shipped files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy

from geoents.names import (
    NAMES_DIR,
    read_entries,
    read_lookalikes,
    read_offices,
    read_organs,
)
from geoents.schema import EntityType

ENTRY = '["state:ZA"]\nname = "Norland"\n'
BODY = '["org:sov"]\nname = "Sudria Order of Voters"\n'


def write(folder: Path, *texts: str) -> list[Path]:
    """Write each text to a file of its own and return the files."""
    paths = [folder / f"names-{number}.toml" for number, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


# -- what a reader refuses: why, files, the key it names, what it says to do -----------------------

BAD_ENTRIES = [
    ("TOML that ends too early", ['["state:ZA"'], "names-0.toml", "mend the TOML there"),
    ("a key without a type", ['["norland"]\nname = "Norland"\n'], "'norland'", "is no key; write"),
    ("a type that is no entry's", ['["river:x"]\nname = "X"\n'], "'river:x'", "is no key"),
    ("a blank in a key", ['["org:a b"]\nname = "A"\n'], "'org:a b'", "is no key"),
    ("a value in place of a table", ['"org:sov" = 3\n'], "org:sov", "is no table; write it as"),
    ("a name twice in two files", [ENTRY, ENTRY], "state:ZA", "names-0.toml; choose another key"),
    ("no name", ['["org:sov"]\nkind = "order"\n'], "org:sov", "has no name; add name"),
    ("an empty name", ['["org:sov"]\nname = " "\n'], "'name'", "a string, not empty"),
    ("a number for a name", ['["org:sov"]\nname = 7\n'], "'name'", "a string, not empty, is 7"),
    ("a misspelt field", [f'{BODY}alias = ["SOV"]\n'], "'alias'", "use one of name, kind"),
    ("the key as a field", [f'{BODY}key = "org:x"\n'], "'key'", "unknown field"),
    ("a string for a list", [f'{BODY}aliases = "SOV"\n'], "'aliases'", "a list of strings"),
    ("an empty string in a list", [f'{BODY}exact = [""]\n'], "'exact'", "a list of strings"),
    ("a list for a table", [f'{BODY}ids = ["Q1"]\n'], "'ids'", "a table of strings"),
    ("a number in a table", [f"{BODY}ids = {{ wikidata = 1 }}\n"], "'ids'", "a table of strings"),
    ("a string for flags", [f'{BODY}flags = "opaque"\n'], "'flags'", "a list of strings"),
    ("an unknown flag", [f'{BODY}flags = ["dim"]\n'], "['dim']", "use ['associated', 'claimed'"),
    ("a reading of no name", [f'{BODY}ambiguous = {{ X = "y" }}\n'], "['X']", "no name of it"),
    ("a secondary that is no name", [f'{BODY}secondary = ["X"]\n'], "secondary", "no name of it"),
    ("a language that is no name", [f'{ENTRY}language = ["X"]\n'], "language", "no name of it"),
    ("a state that is no entry", [f'{BODY}state = "state:ZB"\n'], "'state:ZB'", "is no entry"),
    ("part of no entry", [f'{BODY}part_of = "org:x"\n'], "part_of = 'org:x'", "is no entry"),
]


@pytest.mark.parametrize(("why", "texts", "named", "advice"), BAD_ENTRIES)
def test_entries_refused(
    why: str, texts: list[str], named: str, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=re.escape(advice)) as error:
        read_entries(write(tmp_path, *texts))
    message = str(error.value)
    assert named in message and str(tmp_path) in message and "\n" not in message, why


BAD_LOOKALIKES = [
    ("a list", 'lookalikes = ["Norland Sea"]\n'),
    ("a number", '[lookalikes]\n"Norland Sea" = 1\n'),
    ("an empty kind", '[lookalikes]\n"Norland Sea" = ""\n'),
]


@pytest.mark.parametrize(("why", "text"), BAD_LOOKALIKES)
def test_lookalikes_refused(why: str, text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="lookalikes: must be a table of strings"):
        read_lookalikes(write(tmp_path, text))


BAD_OFFICES = [
    ("an unknown section", ["[posts]\nchair = {}\n"], "posts", "unknown section; use one of heads"),
    ("a list without words", ['[ranks]\nword = ["vice"]\n'], "ranks", "needs a list of strings"),
    ("a list in place of a section", ['ranks = ["vice"]\n'], "ranks", "needs a list of strings"),
    ("heads in place of a table", ["heads = 3\n"], "heads", "unknown section"),
    ("a head twice", ["[heads]\nchair = {}\n"] * 2, "chair", "names-0.toml; remove one"),
    ("a head without a table", ["[heads]\nchair = 1\n"], "chair", "is no table"),
    ("a flag in quotes", ['[heads]\nchair = { spokes = "yes" }\n'], "'spokes'", "true or false"),
    ("the noun as a field", ['[heads]\nchair = { noun = "x" }\n'], "'noun'", "unknown field"),
    (
        "one form of two heads",
        ['[heads]\nchair = { variants = ["Head"] }\nhead = {}\n'],
        "head",
        "is a form of two heads; remove one",
    ),
]


@pytest.mark.parametrize(("why", "texts", "named", "advice"), BAD_OFFICES)
def test_offices_refused(
    why: str, texts: list[str], named: str, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=re.escape(advice)) as error:
        read_offices(write(tmp_path, *texts))
    assert named in str(error.value) and "\n" not in str(error.value), why


BAD_ORGANS = [
    ("an unknown section", ["[heads]\ncourt = {}\n"], "heads", "use one of organs, modifiers"),
    ("a case that is none", ['[organs]\ncourt = { lower = "often" }\n'], "'often'", "use one of"),
    ("a number for a kind", ["[organs]\ncourt = { kind = 1 }\n"], "'kind'", "a string, not empty"),
    ("an organ twice", ["[organs]\ncourt = {}\n"] * 2, "court", "names-0.toml; remove one"),
    (
        "one form of two organs",
        ['[organs]\ncourt = { plurals = ["Courts"] }\ncourts = {}\n'],
        "courts",
        "is a form of two organs; remove one",
    ),
]


@pytest.mark.parametrize(("why", "texts", "named", "advice"), BAD_ORGANS)
def test_organs_refused(
    why: str, texts: list[str], named: str, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=re.escape(advice)) as error:
        read_organs(write(tmp_path, *texts))
    assert named in str(error.value) and "\n" not in str(error.value), why


# -- what a reader makes of a good file ------------------------------------------------------------


def test_entry_keeps_its_fields(tmp_path: Path) -> None:
    text = (
        f'{ENTRY}["org:nlb"]\nname = "Norland Bank"\nkind = "bank"\nexact = ["NLB"]\n'
        'metonyms = ["Orva Square"]\nambiguous = { NLB = "a bird" }\nstate = "state:ZA"\n'
        'flags = ["opaque"]\n[lookalikes]\n"Norland Sea" = "sea"\n'
    )
    paths = write(tmp_path, text)
    entries = read_entries(paths)
    bank = entries["org:nlb"]
    assert list(entries) == ["state:ZA", "org:nlb"]
    assert entries["state:ZA"].type is EntityType.STATE and bank.type is EntityType.ORG
    assert bank.forms() == ("Norland Bank", "NLB", "Orva Square")
    assert (bank.state, bank.flags, bank.part_of) == ("state:ZA", {"opaque"}, None)
    assert read_lookalikes(paths) == {"Norland Sea": "sea"}


def test_offices_of_several_files_add_up(tmp_path: Path) -> None:
    one = '[heads]\nsecretary = { plurals = ["Secretaries"], exact = ["Sec"] }\n'
    two = '[heads]\n"chair of chairs" = { needs_body = true }\n[ranks]\nwords = ["Vice", "first"]\n'
    lexicon = read_offices(write(tmp_path, one, two))
    assert lexicon.head("SECRETARIES") is lexicon.head("secretary") is not None
    assert lexicon.head("Sec") is lexicon.head("secretary") and lexicon.head("sec") is None
    assert lexicon.plurals == {"secretaries"} and lexicon.ranks == {"vice", "first"}
    assert lexicon.max_words == 3 and lexicon.head("chair") is None


def test_hyphen_and_apostrophe_count_as_words_of_a_head(tmp_path: Path) -> None:
    lexicon = read_offices(write(tmp_path, '[heads]\n"keeper-at-arms\' seal" = {}\n'))
    assert lexicon.max_words == 7  # keeper - at - arms ' seal


def test_organs_are_found_in_any_case(tmp_path: Path) -> None:
    text = '[organs]\n"high court" = { kind = "court" }\n[generic]\nwords = ["Regime"]\n'
    lexicon = read_organs(write(tmp_path, text))
    assert lexicon.organ("HIGH Court") is not None and lexicon.organ("high") is None
    assert lexicon.generic == {"regime"} and lexicon.max_words == 2


# -- the shipped lexica ----------------------------------------------------------------------------

OFFICES = read_offices([NAMES_DIR / "offices.toml"])
ORGANS = read_organs([NAMES_DIR / "organs.toml"])

HEADS = [
    ("Prime Ministers", "prime minister", "a plural"),
    ("PM", "prime minister", "an abbreviation whose case counts"),
    ("pm", None, "the hour"),
    ("secretary-general", "secretary general", "a spelling with a hyphen"),
    ("Secretaries-General", "secretary general", "its plural"),
    ("chargé d’affaires", "chargé d'affaires", "a curly apostrophe"),
    ("Spokespeople", "spokesperson", "a plural that is another word"),
    ("CEO", "chief executive officer", "initials"),
    ("Rep.", "rep.", "a lawmaker's title"),
    ("DG", "director general", "initials whose case counts"),
    ("dg", None, "no initials"),
    ("journalist", None, "an occupation"),
    ("general", None, "a military rank"),
    ("counterpart", None, "no post of its own"),
    ("lawmaker", None, "no post of its own"),
    ("colonel", None, "a military rank"),
]


@pytest.mark.parametrize(("words", "noun", "why"), HEADS)
def test_heads_of_posts(words: str, noun: str | None, why: str) -> None:
    head = OFFICES.head(words)
    assert (head and head.noun) == noun, why


FLAGS = [
    ("spokeswoman", "spokes"),
    ("press secretary", "spokes"),
    ("chief", "needs_body"),
    ("leader", "needs_body"),
    ("boss", "needs_body"),
    ("head", "needs_body"),
    ("MP", "title_only"),
    ("Senator", "title_only"),
    ("Sen.", "title_only"),
    ("crown prince", "royal"),
    ("Emir", "royal"),
]


@pytest.mark.parametrize(("words", "flag"), FLAGS)
def test_flags_of_posts(words: str, flag: str) -> None:
    head = OFFICES.head(words)
    assert head is not None
    set_flags = {f for f in ("spokes", "needs_body", "title_only", "royal") if getattr(head, f)}
    assert set_flags == {flag}


def test_words_of_posts_keep_apart() -> None:
    held = {"former", "ex", "outgoing", "then", "late", "elect"}
    assert not held & OFFICES.ranks, "they say when a post is held and are no part of it"
    assert not held & OFFICES.portfolios
    occupations = {"journalist", "lawyer", "activist", "lawmaker", "counterpart", "general", "imam"}
    assert not occupations & set(OFFICES.heads), "what is no post heads none"
    assert not OFFICES.links & (OFFICES.ranks | OFFICES.portfolios)
    assert {"deputy", "acting", "interim"} <= OFFICES.ranks


def test_portfolios_name_matters_and_no_bodies() -> None:
    assert len(OFFICES.portfolios) >= 900
    assert not OFFICES.portfolios & {"government", "army", "parliament", "police", "court"}


LOWER = [
    ("army", "bare", "the army said"),
    ("parliament", "bare", "parliament voted"),
    ("cabinet", "bare", "the cabinet met"),
    ("police", "bare", "police said"),
    ("central bank", "bare", "the central bank cut rates"),
    ("ministry", "modified", "the foreign ministry, not the ministry"),
    ("embassy", "modified", "the Chinese embassy, not the embassy"),
    ("court", "modified", "the constitutional court, not the court"),
    ("party", "never", "the party"),
    ("company", "never", "the company"),
    ("agency", "never", "the agency"),
]


@pytest.mark.parametrize(("noun", "lower", "example"), LOWER)
def test_organs_in_lower_case(noun: str, lower: str, example: str) -> None:
    organ = ORGANS.organ(noun)
    assert organ is not None and organ.lower == lower, example


GENERIC = ["government", "authorities", "opposition", "security forces", "state media", "regime"]


@pytest.mark.parametrize("word", GENERIC)
def test_generic_words_are_no_organs(word: str) -> None:
    assert word in ORGANS.generic and ORGANS.organ(word) is None


def test_generic_words_and_organs_keep_apart() -> None:
    assert not ORGANS.generic & set(ORGANS.nouns)


def test_every_organ_has_a_kind() -> None:
    assert [organ.noun for organ in ORGANS.nouns.values() if not organ.kind] == []


PARLIAMENTS = ["Knesset", "Duma", "Bundestag", "Majlis", "Lok Sabha", "Sejm", "Verkhovna Rada"]


def test_longest_forms_are_counted_as_the_tokenizer_splits_them() -> None:
    tokenize = spacy.blank("en").tokenizer
    for lexicon, forms in ((OFFICES, OFFICES.heads), (ORGANS, ORGANS.nouns)):
        assert max(len(tokenize(form)) for form in forms) <= lexicon.max_words <= 8


@pytest.mark.parametrize("name", PARLIAMENTS)
def test_parliaments_by_their_own_names(name: str) -> None:
    organ = ORGANS.organ(name)
    assert organ is not None and organ.kind == "parliament" and organ.alone


def test_lists_hold_lower_case_without_repeats() -> None:
    for stem in ("offices", "organs"):
        text = (NAMES_DIR / f"{stem}.toml").read_text(encoding="utf-8")
        for section in re.findall(r"words = \[(.*?)\n\]", text, flags=re.DOTALL):
            words = re.findall(r'"([^"]+)"', re.sub(r"(?m)#.*$", "", section))
            assert words == [word.lower() for word in words]
            assert len(words) == len(set(words)), stem
