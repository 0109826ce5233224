"""An invented corpus of any size, for the pages that show many documents: the same on every run."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from geoents.records import Document

_STATES = (
    "Norland Sudland Estmark Westria Illyra Kosmia Varania Tollen Brevia Ostmar Lorvia Pelland "
    "Quorra Sabria Trevonia Ulmark Vessia Wendland Xandria Yrland Zemlia Arvenia Bostria Corvia"
).split()
_WEIGHTS = [1 / place for place in range(1, len(_STATES) + 1)]
_ORGS = [
    "Fisheries Council",
    "Northern Pact",
    "Court of Rivers",
    "Straits Commission",
    "Meridian Wire",
    "Green Front",
    "League of Ports",
    "Amber Fund",
]
_FIRST = "Marta Ilmar Ana Pieter Chanda Thandiwe Lotte Rasmus Ines Joren Mila Oskar".split()
_LAST = "Olsen Tosk Kos Lund Brandt Varga Sorel Hallik Dunn Ferro Amsel Keller Roth Vik".split()
_POSTS = ["Foreign Minister", "Prime Minister", "spokesman", "Defense Minister", "ambassador"]
_CLAIMS = [
    "the border would stay open",
    "the talks had failed",
    "no ship had left the port",
    "the fishing quota must be halved",
    "a joint force was being prepared",
    "the treaty would be signed in the autumn",
]
_VERBS = {"SAID": "said that", "DENIED": "denied that", "WARNED": "warned that"}
# What a sentence says of two actors: its type, the words between them, polarity, modality.
_DEEDS = [
    ("MET_WITH", "met", "affirmed", "actual"),
    ("MET_WITH", "did not meet", "negated", "actual"),
    ("SANCTIONED", "imposed sanctions on", "affirmed", "actual"),
    ("SANCTIONED", "allegedly imposed sanctions on", "affirmed", "alleged"),
    ("SUPPORTED", "backed", "affirmed", "actual"),
    ("AGREED_WITH", "will sign an agreement with", "affirmed", "planned"),
    ("NEGOTIATED_WITH", "is not negotiating with", "negated", "actual"),
    ("ATTACKED", "attacked", "affirmed", "actual"),
]
_STANDINGS = [
    ("is a member of the", "affirmed", "actual"),
    ("is not a member of the", "negated", "actual"),
    ("may be a member of the", "affirmed", "possible"),
]
_TOKEN = re.compile(r"\[(?P<words>[^]]+)\]\((?P<type>[A-Z]+)\)|\{(?P<claim>[^}]+)\}")


def invent_documents(count: int, *, seed: int = 7) -> Iterator[Document]:
    """Yield ``count`` documents with seven or eight relations each."""
    chance = random.Random(seed)
    people = [f"{first} {last}" for first in _FIRST for last in _LAST]
    chance.shuffle(people)
    posts = {
        name: (_POSTS[place % len(_POSTS)], chance.choice(_STATES))
        for place, name in enumerate(people[:60])
    }
    for number in range(count):
        day = date(2024, 1, 8) + timedelta(days=int(chance.triangular(0, 300, 200)))
        yield _write(number, day, posts, chance)


def _write(
    number: int, day: date, posts: dict[str, tuple[str, str]], chance: random.Random
) -> Document:
    text = _Text()
    who = chance.choice(list(posts))
    post, state = posts[who]
    verb = chance.choice(list(_VERBS))
    ids = text.add(
        f"[{state}](STATE) [{post}](OFFICE) [{who}](PERSON) {_VERBS[verb]} {{{chance.choice(_CLAIMS)}}}."
    )
    text.relate("HOLDS_OFFICE", ids[2], ids[1], post)
    text.relate("OFFICE_OF", ids[1], ids[0], post)
    text.relate(verb, ids[2], None, _VERBS[verb].split()[0], claim=True)
    for type_, words, polarity, modality in chance.sample(_DEEDS, 3):
        one = chance.choices(_STATES, _WEIGHTS)[0]
        other = chance.choice([state for state in _STATES[:12] if state != one])
        ids = text.add(f"[{one}](STATE) {words} [{other}](STATE).")
        text.relate(type_, *ids, words, polarity=polarity, modality=modality)
    words, polarity, modality = chance.choices(_STANDINGS, (8, 1, 1))[0]
    ids = text.add(f"[{chance.choice(_STATES)}](STATE) {words} [{chance.choice(_ORGS)}](ORG).")
    text.relate("MEMBER_OF", *ids, "member of", polarity=polarity, modality=modality)
    title = text.text.partition(".")[0]
    return Document.model_validate(
        {
            "id": f"wire-{number:05}",
            "title": title,
            "published": day.isoformat(),
            "url": f"https://wire.example/{number}",
            "text": text.text,
            **text.parts,
        }
    )


class _Text:
    """A text that grows by sentences with marked names and one ``{claim}``."""

    def __init__(self) -> None:
        self.text = ""
        self.parts: dict[str, list[Any]] = {
            "entities": [],
            "mentions": [],
            "claims": [],
            "relations": [],
        }
        self._ids: dict[tuple[str, str], str] = {}
        self._mentions: dict[str | None, str] = {}
        self._sentence = (0, 0)

    def add(self, markup: str) -> list[str]:
        """Add a sentence and return the ids of the entities that it names."""
        begin = len(self.text)
        last, ids = 0, []
        for token in _TOKEN.finditer(markup):
            self.text += markup[last : token.start()]
            last = token.end()
            words = token["words"] or token["claim"]
            span = {"start": len(self.text), "end": len(self.text) + len(words), "text": words}
            self.text += words
            if token["claim"]:
                self.parts["claims"].append({"id": f"c{len(self.parts['claims'])}", **span})
                continue
            kind = token["type"]
            id_ = self._ids.setdefault((kind, words), f"e{len(self._ids)}")
            if len(self.parts["entities"]) < len(self._ids):
                ids_ = {"wikidata": f"Q90{_ORGS.index(words)}"} if words in _ORGS else {}
                entity = {"id": id_, "type": kind, "name": words, "ids": ids_}
                self.parts["entities"].append(entity)
            mention = {"id": f"m{len(self.parts['mentions'])}", "type": kind, "form": "name"}
            self.parts["mentions"].append({**mention, "entity": id_, **span})
            self._mentions[id_] = mention["id"]
            ids.append(id_)
        self.text += markup[last:]
        self._sentence = begin, len(self.text)
        self.text += " "
        return ids

    def relate(
        self,
        type_: str,
        subject: str,
        object_: str | None,
        trigger: str,
        *,
        claim: bool = False,
        polarity: str = "affirmed",
        modality: str = "actual",
    ) -> None:
        """Add a relation that the last sentence states."""
        begin, end = self._sentence
        start = self.text.index(trigger, begin)
        number = len(self.parts["relations"])
        evidence = {
            "start": begin,
            "end": end,
            "rule": f"{type_.lower()}.active",
            "subject_mention": self._mentions[subject],
            "object_mention": self._mentions.get(object_),
            "trigger": {"start": start, "end": start + len(trigger)},
            "factuality": {"polarity": polarity, "modality": modality},
        }
        self.parts["relations"].append(
            {
                "id": f"r{number}",
                "type": type_,
                "subject": subject,
                "object": object_,
                "claim": self.parts["claims"][-1]["id"] if claim else None,
                "confidence": 0.5 + (number * 7 + len(self.text)) % 50 / 100,
                "evidence": [evidence],
            }
        )
