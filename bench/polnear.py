"""How well attributions are found: who said what, on PolNeAR's political news.

    python bench/polnear.py FOLDER [--records FILE] [--wrong]

FOLDER has PolNeAR's ``text`` and ``attributions``. Records are read from FILE (JSONL, the texts'
ids those of PolNeAR) where it is given; else the texts are read here. An attribution of ours is
what one verb or noun of saying evokes: its claims, which may be several sentences, and its
speaker; of "criticized Kenya", which has no claim, whom it is about. Prints precision, recall and F1 of

- content: theirs and ours share characters;
- speaker and content: the speaker is the source as well, by any of its mentions; of "who" and
  "which", by a mention before it in its sentence. Attributions without a source are left out of
  what is to be found here.

each for all of PolNeAR's attributions, and for those in scope, whose source holds a mention of a
PERSON, STATE or ORG: SCHEMA.md gives no relation for speakers that are no entity ("witnesses",
"voters"). Mentions are the pipeline's, as PolNeAR has none. Precision is over all of ours both
times. ``--wrong`` lists what is missed (<) and spurious (>).
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import geoents
from geoents.formats.polnear import Article, Attribution, Span, read_articles
from geoents.formats.tally import Tally
from geoents.records import Document, read_jsonl
from geoents.schema import SIGNATURES, EntityType

RELATIVE = frozenset({"who", "which", "that", "whom"})


class Found(NamedTuple):
    """An attribution of ours: its speaker's mentions and its content, as spans of the text."""

    speaker: tuple[Span, ...]
    content: tuple[Span, ...]


class Count(NamedTuple):
    """How many of ours are right, of how many, and how many of theirs are found, of how many."""

    right: int = 0
    ours: int = 0
    found: int = 0
    theirs: int = 0

    def plus(self, other: Count) -> Count:
        """Return the sum of two counts."""
        return Count(*(a + b for a, b in zip(self, other, strict=True)))

    def figures(self) -> tuple[float, float, float]:
        """Return precision, recall and F1 in per cent."""
        precision, recall = self.right / max(1, self.ours), self.found / max(1, self.theirs)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        return 100 * precision, 100 * recall, 100 * f1


def attributions(record: Document) -> list[Found]:
    """Return the attributions of a record: speech relations of one trigger and speaker."""
    said = {item.id: (item.start, item.end) for item in (*record.claims, *record.mentions)}
    mentions: dict[str, list[Span]] = defaultdict(list)
    for mention in record.mentions:
        mentions[mention.entity].append((mention.start, mention.end))
    grouped: dict[tuple[int, str], set[Span]] = defaultdict(set)
    for relation in record.relations:
        evidence = relation.evidence[0]
        content = relation.claim or evidence.object_mention
        if SIGNATURES[relation.type].claim and content is not None:
            at = evidence.trigger.start if evidence.trigger else evidence.start
            grouped[at, relation.subject].add(said[content])
    return [
        Found(tuple(mentions[subject]), tuple(sorted(spans)))
        for (_, subject), spans in sorted(grouped.items())
    ]


def is_in_scope(attribution: Attribution, record: Document) -> bool:
    """Tell whether a source holds a mention of an actor."""
    return any(
        mention.type is not EntityType.OFFICE
        and share([(mention.start, mention.end)], attribution.source)
        for mention in record.mentions
    )


def source_of(attribution: Attribution, text: str) -> list[Span]:
    """Return the spans of a source; a relative pronoun begins where its sentence does."""
    spans = []
    for start, end in attribution.source:
        if text[start:end].lower() in RELATIVE:
            start = max(text.rfind(stop, 0, start) for stop in (". ", "\n", "” ", '" ')) + 1
        spans.append((start, end))
    return spans


def share(one: Iterable[Span], other: Sequence[Span]) -> bool:
    """Tell whether any of some spans and any of others have a character in common."""
    return any(a[0] < b[1] and b[0] < a[1] for a in one for b in other)


def count(
    text: str,
    ours: Sequence[Found],
    theirs: Sequence[Attribution],
    wanted: Sequence[Attribution],
    *,
    who: bool,
) -> tuple[Count, list[Attribution], list[Found]]:
    """Return the count, what is missed of the wanted and what of ours is none of theirs."""

    def is_same(found: Found, attribution: Attribution) -> bool:
        is_said = share(found.content, attribution.content)
        return is_said and (not who or share(found.speaker, source_of(attribution, text)))

    missed = [a for a in wanted if not any(is_same(f, a) for f in ours)]
    spurious = [f for f in ours if not any(is_same(f, a) for a in theirs)]
    right, found = len(ours) - len(spurious), len(wanted) - len(missed)
    return Count(right, len(ours), found, len(wanted)), missed, spurious


def read_records(articles: Sequence[Article], path: Path | None) -> Mapping[str, Document]:
    """Return the records of the articles by id, from a file or by reading their texts."""
    if path is not None:
        return {record.id: record for record in read_jsonl(path)}
    records = geoents.extract_many(article.text for article in articles)
    return {a.id: record for a, record in zip(articles, records, strict=True)}


def lines(text: str, missed: Iterable[Attribution], spurious: Iterable[Found]) -> Iterator[str]:
    """Yield a line for each attribution that is missed or spurious."""
    for attribution in missed:
        yield "< " + " | ".join(words(text, part) for part in attribution[1:])
    for found in spurious:
        yield f"> {words(text, found.speaker[:1])} | {words(text, found.content)}"


def words(text: str, spans: Iterable[Span]) -> str:
    """Return the words of spans on one line."""
    return " ... ".join(" ".join(text[start:end].split()) for start, end in spans)


def main() -> None:
    """Print the table of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=Path, help="records of the texts, JSONL")
    parser.add_argument("--wrong", action="store_true", help="list what is missed and spurious")
    options = parser.parse_args()
    tally = Tally(lambda line: print(line, file=sys.stderr))
    articles = list(read_articles(options.folder, tally))
    records = read_records(articles, options.records)
    counts: dict[tuple[str, str], Count] = defaultdict(Count)
    for article in articles:
        if article.id not in records:
            continue
        record = records[article.id]
        ours = attributions(record)
        theirs = [a for a in article.attributions if a.content]
        scope = [a for a in theirs if is_in_scope(a, record)]
        for name, wanted in (("all", theirs), ("in scope", scope)):
            counts["content", name] = counts["content", name].plus(
                count(article.text, ours, theirs, wanted, who=False)[0]
            )
            sourced = [a for a in wanted if a.source]
            both, missed, spurious = count(article.text, ours, theirs, sourced, who=True)
            counts["speaker and content", name] = counts["speaker and content", name].plus(both)
        if options.wrong:
            print(f"# {article.id}")
            print("\n".join(lines(article.text, missed, spurious)))
    print(f"{'matched':20} {'of':9} {'theirs':>6} {'ours':>5} {'P':>6} {'R':>6} {'F1':>6}")
    for (what, name), total in counts.items():
        p, r, f1 = total.figures()
        print(f"{what:20} {name:9} {total.theirs:6} {total.ours:5} {p:6.1f} {r:6.1f} {f1:6.1f}")


if __name__ == "__main__":
    main()
