"""What other tools find on the same texts: docs/compare.md has the figures and what they mean.

    python bench/peers.py quotations POLNEAR        # who said what, on PolNeAR's political news
    python bench/peers.py speech GOLD...            # the same, on gold of ours
    python bench/peers.py names GOLD...             # persons, organizations, states
    python bench/peers.py pairs GOLD...             # which actors a sentence joins

Needs geoents, textacy, geotext, flashgeotext, pycountry and spaCy's en_core_web_sm, in an
environment of their own. POLNEAR has PolNeAR's ``text`` and ``attributions``, GOLD is a folder of
records. ``--model NAME`` is spaCy's model, where it has another name. A tool that is not installed
is left out.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import spacy
from polnear import Attribution, Count, Found, Span, attributions, count, is_in_scope, share

import geoents
from geoents.formats.polnear import Article, read_articles
from geoents.formats.tally import Tally
from geoents.gold import read_gold
from geoents.matching import scored_mentions
from geoents.records import Document
from geoents.schema import SYMMETRIC, Family, family

QUOTES = frozenset("\"“”'‘’«»")
#: What spaCy's labels are in our types; a nationality is a mention of its state.
LABELS = {"PERSON": "PERSON", "ORG": "ORG", "GPE": "STATE", "NORP": "STATE"}


class Name(NamedTuple):
    """A name in a text."""

    start: int
    end: int
    type: str


@cache
def load(model: str) -> Any:
    """Load a spaCy model once."""
    return spacy.load(model)


@cache
def pipeline() -> Any:
    """Load geoents once."""
    return geoents.load()


@cache
def record(text: str, id_: str) -> Document:
    """Return what geoents reads in a text."""
    return geoents.extract(text, id=id_, nlp=pipeline())


# Who said what


def quotations(text: str, model: str) -> list[Found]:
    """Return the direct quotations that textacy finds, on a model.

    Raises:
        ValueError: A quotation mark is left over, and textacy gives nothing for the text.
    """
    from textacy.extract import direct_quotations

    return [
        Found(
            tuple((token.idx, token.idx + len(token)) for token in triple.speaker),
            ((triple.content.start_char, triple.content.end_char),),
        )
        for triple in direct_quotations(load(model)(text))
    ]


def is_quoted(text: str, attribution: Attribution) -> bool:
    """Tell whether a content begins with a quotation mark, or behind one."""
    return any(
        QUOTES & {text[start : start + 1], text[start - 1 : start] if start else ""}
        for start, _ in attribution.content
    )


def read_speech(gold: Iterable[Document]) -> Iterator[Article]:
    """Yield the speech of gold as attributions: each claim, with all mentions of who says it."""
    for document in gold:
        spans = spans_of_entities(document)
        claims = {claim.id: (claim.start, claim.end) for claim in document.claims}
        said = [
            Attribution(r.type, tuple(spans[r.subject]), (), (claims[r.claim],))
            for r in document.relations
            if r.claim is not None
        ]
        yield Article(document.id, document.text, said)


def spans_of_entities(document: Document) -> dict[str, list[Span]]:
    """Return the mentions of each entity."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for mention in document.mentions:
        spans[mention.entity].append((mention.start, mention.end))
    return spans


def compare_quotations(articles: Sequence[Article], model: str) -> None:
    """Print who finds how many attributions of some articles."""
    tools: dict[str, Callable[[str, str], list[Found]]] = {
        "geoents": lambda text, id_: attributions(record(text, id_)),
    }
    for name in (model, "en_geoents") if find_spec("textacy") else ():
        tools[f"textacy on {name}"] = lambda text, id_, name=name: quotations(text, name)
    print(f"{len(articles)} articles")
    print(
        f"{'tool':34} {'matched':20} {'of':9} {'theirs':>6} {'ours':>5} {'P':>6} {'R':>6} {'F1':>6}"
    )
    for tool, find in tools.items():
        counts: dict[tuple[str, str], Count] = defaultdict(Count)
        given_up = 0
        for article in articles:
            try:
                ours = find(article.text, article.id)
            except ValueError:
                ours, given_up = [], given_up + 1
            add(counts, article.text, ours, article.attributions, record(article.text, article.id))
        for (what, of), total in counts.items():
            p, r, f1 = total.figures()
            print(
                f"{tool:34} {what:20} {of:9} {total.theirs:6} {total.ours:5} "
                f"{p:6.1f} {r:6.1f} {f1:6.1f}"
            )
        if given_up:
            print(f"{tool:34} gave up on {given_up} texts: an odd number of quotation marks")


def add(
    counts: dict[tuple[str, str], Count],
    text: str,
    ours: Sequence[Found],
    given: Sequence[Attribution],
    read: Document,
) -> None:
    """Add the counts of one text; those with a speaker only of attributions that have a source."""
    theirs = [a for a in given if a.content]
    wanted = {
        "all": theirs,
        "in scope": [a for a in theirs if is_in_scope(a, read)],
        "quoted": [a for a in theirs if is_quoted(text, a)],
    }
    for of, some in wanted.items():
        for what, who in (("content", False), ("speaker and content", True)):
            sought = [a for a in some if a.source] if who else some
            found = count(text, ours, theirs, sought, who=who)[0]
            counts[what, of] = counts[what, of].plus(found)


# Names


def names_of_geoents(text: str) -> Iterator[Name]:
    """Yield the mentions that are scored: names, adjectives and seats, not nouns or pronouns."""
    for mention in scored_mentions(record(text, "text")):
        yield Name(mention.start, mention.end, mention.type.value)


def names_of_spacy(text: str, model: str) -> Iterator[Name]:
    """Yield the entities of a spaCy model that have types like ours, trimmed as ours are."""
    for entity in load(model)(text).ents:
        if entity.label_ in LABELS:
            yield trim(text, entity.start_char, entity.end_char, LABELS[entity.label_])


def names_of_flashgeotext(text: str) -> Iterator[Name]:
    """Yield the countries that flashgeotext finds."""
    for found in flashgeotext().extract(text, span_info=True)["countries"].values():
        for start, end in found["span_info"]:
            yield trim(text, start, end, "STATE")


@cache
def flashgeotext() -> Any:
    """Load flashgeotext once."""
    from flashgeotext.geotext import GeoText

    return GeoText()


def names_of_geotext(text: str) -> Iterator[Name]:
    """Yield the countries and nationalities that geotext finds; it gives words and no places."""
    from geotext import GeoText

    found = GeoText(text)
    yield from places(text, {*found.countries, *found.nationalities})


def names_of_pycountry(text: str) -> Iterator[Name]:
    """Yield the names of the ISO list, by looking for its words."""
    import pycountry

    words = {
        name
        for country in pycountry.countries
        for name in (country.name, getattr(country, "common_name", ""), country.name.split(",")[0])
        if name
    }
    yield from places(text, words)


def places(text: str, words: set[str]) -> Iterator[Name]:
    """Yield where words stand in a text, the longest first."""
    if words:
        longest = sorted(words, key=len, reverse=True)
        pattern = r"\b(?:" + "|".join(map(re.escape, longest)) + r")\b"
        for match in re.finditer(pattern, text):
            yield Name(match.start(), match.end(), "STATE")


def trim(text: str, start: int, end: int, type_: str) -> Name:
    """Leave out an article before a name and a possessive behind it: the schema's spans have none."""
    words = text[start:end]
    start += len(words) - len(re.sub(r"^[Tt]he\s+", "", words))
    end -= len(words) - len(re.sub(r"['’]s?$", "", words))
    return Name(start, end, type_)


def compare_names(gold: Sequence[Document], model: str) -> None:
    """Print how many names of gold each tool finds, by type."""
    tools: dict[str, Callable[[str], Iterator[Name]]] = {"geoents": names_of_geoents}
    if find_spec(model):
        tools[model] = lambda text: names_of_spacy(text, model)
    for name in ("flashgeotext", "geotext", "pycountry"):
        if find_spec(name):
            tools[name] = globals()[f"names_of_{name}"]
    print(
        f"{'tool':26} {'type':7} {'gold':>5} {'found':>5}   {'strict P, R, F1':>20}   overlap P, R, F1"
    )
    for tool, find in tools.items():
        strict: dict[str, Count] = defaultdict(Count)
        overlap: dict[str, Count] = defaultdict(Count)
        for document in gold:
            found = set(find(document.text))
            wanted = {Name(m.start, m.end, m.type.value) for m in scored_mentions(document)}
            for kind in ("PERSON", "ORG", "STATE"):
                ours = {name for name in found if name.type == kind}
                theirs = {name for name in wanted if name.type == kind}
                same = len(ours & theirs)
                strict[kind] = strict[kind].plus(Count(same, len(ours), same, len(theirs)))
                overlap[kind] = overlap[kind].plus(
                    Count(touching(ours, theirs), len(ours), touching(theirs, ours), len(theirs))
                )
        for kind, total in strict.items():
            if total.ours:
                print(
                    f"{tool:26} {kind:7} {total.theirs:5} {total.ours:5}   "
                    f"{figures(total)}   {figures(overlap[kind])}"
                )


def touching(some: set[Name], others: set[Name]) -> int:
    """Count the names that share a character with any of the others."""
    spans = [(name.start, name.end) for name in others]
    return sum(share([(name.start, name.end)], spans) for name in some)


def figures(total: Count) -> str:
    """Return precision, recall and F1 as text."""
    return " ".join(f"{figure:6.1f}" for figure in total.figures())


# Pairs of actors


def compare_pairs(gold: Sequence[Document], model: str) -> None:
    """Print how many interactions of gold have their two actors joined, whatever by."""
    wanted = joined = triples = reached = relations = typed = 0
    for document in gold:
        spans = spans_of_entities(document)
        theirs = [
            (r.type, spans[r.subject], spans[r.object or ""])
            for r in document.relations
            if family(r.type) is Family.INTERACTION
        ]
        ours = list(pairs(record(document.text, document.id)))
        svo = list(triples_of_textacy(document.text, model))
        wanted, relations, triples = wanted + len(theirs), relations + len(ours), triples + len(svo)
        for type_, subject, object_ in theirs:
            ends = [(subject, object_)] + [(object_, subject)] * (type_ in SYMMETRIC)
            joined += any(is_joined(a, b, ends) for _, a, b in ours)
            typed += any(t == type_ and is_joined(a, b, ends) for t, a, b in ours)
            reached += any(is_joined(a, b, ends) for a, b in svo)
    print(f"interactions in gold: {wanted}")
    print(
        f"geoents: {relations} interactions; {joined} pairs joined, {typed} with the type of gold"
    )
    print(f"textacy on {model}: {triples} triples; {reached} pairs joined, and no types")


def pairs(read: Document) -> Iterator[tuple[str, list[Span], list[Span]]]:
    """Yield the interactions of a record: type, mentions of the subject, of the object."""
    spans = spans_of_entities(read)
    for relation in read.relations:
        if family(relation.type) is Family.INTERACTION:
            yield relation.type, spans[relation.subject], spans[relation.object or ""]


def triples_of_textacy(text: str, model: str) -> Iterator[tuple[list[Span], list[Span]]]:
    """Yield subject and object of the triples that textacy finds."""
    from textacy.extract import subject_verb_object_triples

    for triple in subject_verb_object_triples(load(model)(text)):
        yield (
            [(token.idx, token.idx + len(token)) for token in triple.subject],
            [(token.idx, token.idx + len(token)) for token in triple.object],
        )


def is_joined(
    subject: Sequence[Span],
    object_: Sequence[Span],
    ends: Sequence[tuple[Sequence[Span], Sequence[Span]]],
) -> bool:
    """Tell whether two sides share a character with either of some ends."""
    return any(share(subject, one) and share(object_, other) for one, other in ends)


def main() -> None:
    """Print one comparison."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["quotations", "speech", "names", "pairs"])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--model", default="en_core_web_sm", help="spaCy's model")
    options = parser.parse_args()
    packages = [
        "geoents",
        "spacy",
        "textacy",
        "geotext",
        "flashgeotext",
        "pycountry",
        options.model,
    ]
    print(*(f"{name} {version(name)}" for name in packages if find_spec(name)), sep=", ")
    if options.what == "quotations":
        tally = Tally(lambda line: print(line, file=sys.stderr))
        return compare_quotations(list(read_articles(options.folders[0], tally)), options.model)
    gold = [document for folder in options.folders for document in read_gold(folder)]
    print(f"{len(gold)} texts, {sum(len(document.text.split()) for document in gold):,} words")
    if options.what == "speech":
        return compare_quotations(list(read_speech(gold)), options.model)
    return (compare_names if options.what == "names" else compare_pairs)(gold, options.model)


if __name__ == "__main__":
    main()
