"""Build src/geoents/data/names/states.toml from public facts and our own additions.

    python tools/build_names.py --corpora DIR

``DIR`` holds ``country-codes`` (datasets/country-codes, PDDL) and ``factbook``
(factbook/factbook.json, CC0). Babel (CLDR) tells which adjectives are also languages.
``states_hand.toml``, beside this script, has what they do not say.
"""

from __future__ import annotations

import argparse
import csv
import html
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel import Locale

HERE = Path(__file__).parent
TARGET = HERE.parent / "src/geoents/data/names/states.toml"
LISTS = ("aliases", "exact", "adjectives", "demonyms", "prefixes", "metonyms", "secondary")

# The factbook's file for a code that country-codes does not map.
FACTBOOK_FILE = {"XK": "kv", "EH": "wi", "PS": None, "TW": "tw", "RS": "ri", "ME": "mj", "SS": "od"}

# Abbreviations of the factbook that the press does not use, or uses for something else.
NOT_ABBREVIATIONS = {"CH", "NL", "DROC", "SRV", "FDRE", "RMI"}

GOVERNMENT_NOUNS = (
    "kingdom",
    "republic",
    "federation",
    "emirate",
    "emirates",
    "sultanate",
    "principality",
    "commonwealth",
    "confederation",
    "empire",
    "union",
)

HEADER = """\
# States: names, adjectives, capitals. Written by tools/build_names.py: do not edit by hand,
# add to tools/states_hand.toml instead. Sources: datasets/country-codes (PDDL), the CIA World
# Factbook (CC0), CLDR through Babel (which adjectives are languages), our own hand.
# The fields are explained in src/geoents/names.py.
"""


def text_of(value: Any) -> str:
    """Return the factbook's text of a field, without markup and notes."""
    text = html.unescape(value.get("text", "")) if isinstance(value, dict) else ""
    return re.split(r";? note\b|<", text)[0].strip(" ;,")


def split_list(text: str) -> list[str]:
    """Split "Kittitian(s), Nevisian(s) or X" into its parts."""
    return [part.strip() for part in re.split(r",| or |;|/", text) if part.strip()]


def nouns_of(text: str) -> list[str]:
    """Return the singulars and plurals in a factbook "noun": "Kazakhstani(s)"."""
    nouns: list[str] = []
    for part in split_list(text):
        stem = re.sub(r"\s*\(.*?\)", "", part).strip()
        if not stem[:1].isupper() or "man(" in part or stem.endswith(("man", "woman")):
            continue
        nouns.append(stem)
        if "(s)" in part:
            nouns.append(stem + "s")
    return nouns


def adjectives_of(text: str) -> list[str]:
    """Return the adjectives in a factbook "adjective"."""
    stems = [re.sub(r"\s*\(.*?\)", "", part).strip(" ()") for part in split_list(text)]
    return [re.sub(r"^or ", "", stem) for stem in stems if stem[:1].isupper()]


def clean_name(name: str) -> str:
    """Return a formal name without article, bracket and footnote: "Niger (the)"."""
    name = re.sub(r"\s*\(.*?\)|\s*\*|;.*", "", html.unescape(name)).strip()
    name = name.replace("’", "'")
    return re.sub(r"^[Tt]he ", "", name)


def capitals_of(text: str) -> list[str]:
    """Return the first capital that the factbook names."""
    first = re.split(r"[(;,]| in ", text)[0].strip()
    return [first] if first and not first.startswith(("no ", "administered")) else []


def read_factbook(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the factbook's countries by their file's name, a FIPS code."""
    return {path.stem: json.loads(path.read_text()) for path in folder.glob("*-*/*.json")} | {
        path.stem: json.loads(path.read_text())
        for region in ("africa", "europe")
        for path in (folder / region).glob("*.json")
    }


def facts(code: str, row: Mapping[str, str], book: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return what the sources say about a state, in the fields of states.toml."""
    record: dict[str, Any] = {field: [] for field in LISTS}
    names = [row.get("UNTERM English Short", ""), row.get("UNTERM English Formal", "")]
    names += [row.get("official_name_en", ""), row.get("CLDR display name", "")]
    stem = FACTBOOK_FILE.get(code, row.get("FIPS", "").lower())
    if stem in book:
        government = book[stem].get("Government", {})
        country = government.get("Country name", {})
        people = book[stem].get("People and Society", {}).get("Nationality", {})
        short = text_of(country.get("conventional short form"))
        names = [short, text_of(country.get("conventional long form")), *names]
        for part in split_list(text_of(country.get("abbreviation"))):
            abbreviation = re.sub(r"[()]", "", part)
            if re.fullmatch(r"[A-Z][A-Za-z]+", abbreviation):
                record["exact"].append(abbreviation)
        record["adjectives"] = adjectives_of(text_of(people.get("adjective")))
        record["demonyms"] = nouns_of(text_of(people.get("noun")))
        record["metonyms"] = capitals_of(text_of(government.get("Capital", {}).get("name")))
    if row.get("Capital"):
        record["metonyms"].append(clean_name(row["Capital"]))
    cleaned = [clean_name(name) for name in names]
    record["aliases"] = [
        name
        for name in cleaned
        if name and name not in ("none", "UK", "US") and " - " not in name and "," not in name
    ]
    record["exact"] = [a for a in record["exact"] if a not in NOT_ABBREVIATIONS]
    record["name"] = clean_name(row.get("CLDR display name", "")).replace(" & ", " and ")
    if row:
        wikidata = row["wikidata_id"].rsplit("/", 1)[-1]
        record["ids"] = {"iso3166": code} | ({"wikidata": wikidata} if wikidata else {})
    return record


def unique(values: Iterable[str]) -> list[str]:
    """Return the values once each, in order."""
    return list(dict.fromkeys(values))


def merge(record: dict[str, Any], hand: Mapping[str, Any], languages: set[str]) -> dict[str, Any]:
    """Return a state's record with our own additions, each string once."""
    dropped = set(hand.get("drop", ()))
    merged: dict[str, Any] = {
        field: unique([*(v for v in record[field] if v not in dropped), *hand.get(field, ())])
        for field in LISTS
    }
    merged["name"] = hand.get("name", record.get("name"))
    merged["kind"] = "country"
    merged["flags"] = hand.get("flags", [])
    merged["ids"] = record.get("ids", {}) | hand.get("ids", {})
    names = {merged["name"], *merged["aliases"], *merged["exact"]}
    merged["aliases"] = [a for a in merged["aliases"] if a != merged["name"]]
    adjectives = [a for a in merged["adjectives"] if a not in names]
    merged["adjectives"] = adjectives
    merged["demonyms"] = [d for d in merged["demonyms"] if d not in adjectives and d not in names]
    merged["metonyms"] = [c for c in merged["metonyms"] if c not in names]
    merged["nouns"] = ["state", "nation", *government_nouns({merged["name"], *merged["aliases"]})]
    merged["language"] = [a for a in adjectives if a in languages]
    merged["ambiguous"] = hand.get("ambiguous", {})
    stray = (
        (set(merged["ambiguous"]) | set(merged["secondary"]))
        - names
        - {form for field in ("adjectives", "demonyms", "metonyms") for form in merged[field]}
    )
    if stray:
        raise SystemExit(f"{merged['name']}: ambiguous but no name of it: {sorted(stray)}")
    return merged


def government_nouns(names: Iterable[str]) -> list[str]:
    """Return the nouns of the long names by which a text may refer back: "the Kingdom"."""
    words = {word.lower() for name in names for word in name.split()}
    return [noun for noun in GOVERNMENT_NOUNS if noun in words]


def quote(value: str) -> str:
    """Return a TOML string."""
    return json.dumps(value, ensure_ascii=False)


def table(key: str, record: Mapping[str, Any]) -> str:
    """Return a state's TOML table."""
    lines = [
        f"[{quote(key)}]",
        f"name = {quote(record['name'])}",
        f"kind = {quote(record['kind'])}",
    ]
    for field in ("nouns", *LISTS, "language", "flags"):
        if record[field]:
            lines.append(f"{field} = [{', '.join(map(quote, record[field]))}]")
    for field in ("ambiguous", "ids"):
        if record[field]:
            pairs = (f"{quote(k)} = {quote(v)}" for k, v in record[field].items())
            lines.append(f"{field} = {{ {', '.join(pairs)} }}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write states.toml."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    corpora: Path = parser.parse_args().corpora
    with (corpora / "country-codes/country-codes.csv").open(newline="") as stream:
        rows = {row["ISO3166-1-Alpha-2"]: row for row in csv.DictReader(stream)}
    book = read_factbook(corpora / "factbook")
    hand = tomllib.loads((HERE / "states_hand.toml").read_text())
    languages = set(Locale("en").languages.values())
    missing = {c for c, row in rows.items() if row["is_independent"] == "Yes"} - hand.keys()
    if missing:
        raise SystemExit(f"no table in states_hand.toml for {sorted(missing)}")
    tables = [
        table(f"state:{code}", merge(facts(code, rows.get(code, {}), book), extra, languages))
        for code, extra in hand.items()
    ]
    TARGET.write_text(HEADER + "\n" + "\n".join(tables))
    print(f"{len(tables)} states to {TARGET}")


if __name__ == "__main__":
    main()
