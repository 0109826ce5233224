"""What one occurrence of a name says of the others in the same text.

The model reads each window by itself; here "Olsen" alone is the person whom the text has named
"Marta Olsen", and a name that is mostly read as a body is one throughout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Doc, Token

from geoents.frames import frame_words
from geoents.person_candidates import is_family
from geoents.proposals import LEAST, Candidate
from geoents.schema import EntityType, Form

__all__ = ["settle_names"]

_SURE: Final = 0.8
#: The least score of a body whose name is in the gazetteer and has no other reading.
_KNOWN: Final = 0.9
#: Labels of named entities that are no bodies.
_NO_BODIES: Final = frozenset({"LOC", "FAC", "MISC", "PRODUCT"})
_SMALL: Final = frozenset(
    {"of", "the", "and", "for", "in", "on", "to", "de", "la", "del", "des", "du"}
)
#: What a company's short name leaves out.
_COMPANY: Final = frozenset(
    {"holdings", "holding", "group", "company", "corporation", "inc", "ltd", "plc"}
)
_LONGEST_ACRONYM: Final = 8
_PROPER: Final = frozenset({"NNP", "NNPS"})
_CLOSERS: Final = frozenset({".", ",", ";", ":", ")", ""})
_JOINERS: Final = frozenset("-‐‑–.'’")


def settle_names(
    doc: Doc, persons: Sequence[Candidate], bodies: Sequence[Candidate]
) -> tuple[list[Candidate], list[Candidate]]:
    """Return persons and bodies as the whole text reads their names.

    Args:
        doc: The tagged doc.
        persons: Candidates for persons.
        bodies: Candidates for bodies.
    """
    known = _single_names(doc, persons, -1)
    firsts = _single_names(doc, persons, 0) | _middle_names(doc, persons)
    read_as = _majority(doc, persons, bodies)
    read_as |= dict.fromkeys(_names_of_bodies(doc, persons, bodies) - known, EntityType.ORG)
    settled_persons: list[Candidate] = []
    settled_bodies: list[Candidate] = []
    for candidate in (*persons, *bodies):
        type_ = _settled_type(doc, candidate, known | firsts, read_as)
        if type_ is not candidate.type:
            candidate = candidate._replace(
                type=type_, why=f"{candidate.why}; elsewhere {type_.lower()}"
            )
        same = settled_persons if type_ is EntityType.PERSON else settled_bodies
        same.append(candidate)
    settled_persons.extend(_unread(doc, known, [*settled_persons, *settled_bodies]))
    whole = list(_unread_bodies(doc, settled_bodies, settled_persons))
    over = {i: body for body in whole for i in body.tokens()}
    # Shorter readings give way: "Lagoon States" where "Lagoon States Forum" stands.
    settled_bodies = [b for b in settled_bodies if b.key or b.start not in over]
    return settled_persons, [*settled_bodies, *whole]


def _text(doc: Doc, candidate: Candidate) -> str:
    return " ".join(doc[candidate.start : candidate.end].text.split())


def _single_names(doc: Doc, persons: Sequence[Candidate], place: int) -> frozenset[str]:
    """Return the last or first words of the longer names of persons: "Olsen" of "Marta Olsen"."""
    names = set()
    for person in persons:
        start, end = person.end - 1 if place else person.start, person.end
        if not place:
            end = person.start + 1
        while start - 2 > person.start and doc[start - 1].text in _JOINERS:
            start -= 2  # "Perin-Vuko" of "Mira Perin-Vuko"
        text = doc[start:end].text
        if person.score >= _SURE and person.end - person.start > end - start and len(text) > 2:
            names.add(text)
    return frozenset(names)


def _middle_names(doc: Doc, persons: Sequence[Candidate]) -> frozenset[str]:
    """Return the first of two family names: "Nsue" of "Teodoro Nsue Okori"."""
    return frozenset(
        doc[person.end - 2].text
        for person in persons
        if person.score >= _SURE
        and person.end - person.start > 2
        and doc[person.end - 2].is_alpha
        and doc[person.end - 2].is_title
        and len(doc[person.end - 2]) > 2
    )


def _majority(
    doc: Doc, persons: Sequence[Candidate], bodies: Sequence[Candidate]
) -> dict[str, EntityType]:
    """Return, for names that are read both as a person and as a body, the likelier type."""
    sums: dict[str, dict[EntityType, float]] = defaultdict(lambda: defaultdict(float))
    for candidate in (*persons, *bodies):
        sums[_text(doc, candidate)][candidate.type] += candidate.score
    return {
        text: max(sorted(found), key=lambda type_: found[type_])
        for text, found in sums.items()
        if len(found) > 1
    }


def _names_of_bodies(
    doc: Doc, persons: Sequence[Candidate], bodies: Sequence[Candidate]
) -> set[str]:
    """Return the names that are bodies' wherever they stand: known ones, and those called so once.

    "Boko Haram" is in the gazetteer; after "the daily Le Corail" a "Le Corail" alone is no person.
    """
    is_known = (c.key is not None and c.form is Form.NAME and c.score >= _KNOWN for c in bodies)
    known = {_text(doc, body) for body, known in zip(bodies, is_known, strict=True) if known}
    return known | {_text(doc, c) for c in (*persons, *bodies) if _is_called_body(doc, c)}


def _settled_type(
    doc: Doc, candidate: Candidate, known: frozenset[str], read_as: dict[str, EntityType]
) -> EntityType:
    text = _text(doc, candidate)
    if candidate.key is not None:
        return candidate.type
    if candidate.type is EntityType.PERSON and _is_acronym(doc, candidate):
        return EntityType.ORG
    if text in known or _is_called_person(doc, candidate):
        return EntityType.PERSON
    return read_as.get(text, candidate.type)


def _is_called_person(doc: Doc, candidate: Candidate) -> bool:
    """Tell whether the words before a name are a person's: "Mrs. Sand", "his lawyer, Mira Sand,"."""
    start, after = candidate.start, doc[candidate.end : candidate.end + 1].text
    if not start or len(candidate.tokens()) < 2:
        return False
    if doc[start - 1].lower_.rstrip(".") in frame_words("person", "honorifics"):
        return True
    if doc[start - 1].text != "," or after not in _CLOSERS or start < 3:
        return False
    words = [token.lower_ for token in doc[max(0, start - 6) : start - 1]]
    is_owned = any(word in {"his", "her", "its", "their", "'s", "’s"} for word in words[:-1])
    return is_owned and words[-1] in frame_words("person", "described")


def _is_acronym(doc: Doc, candidate: Candidate) -> bool:
    """Tell whether a name is an acronym in a line that is not all capitals: "OLAF", not "KOS"."""
    if len(candidate.tokens()) > 1:
        return False
    token = doc[candidate.start]
    is_short = token.is_alpha and token.is_upper and 2 < len(token) <= _LONGEST_ACRONYM
    return is_short and any(word.is_lower for word in token.sent)


def _is_called_body(doc: Doc, candidate: Candidate) -> bool:
    """Tell whether a noun before a name says that it is a body's: "the daily Le Corail".

    Not in "the party Olsen leads", where the name is a clause's subject.
    """
    if doc[candidate.start].lower_ in frame_words("body", "firsts"):
        return True
    if len(candidate.tokens()) > 1 and doc[candidate.end - 1].lower_ in frame_words(
        "body", "lasts"
    ):
        return True
    root = doc[candidate.start : candidate.end].root
    if _is_apposed_body(root, candidate):
        return True
    before = candidate.start - 1
    if before < 0 or not doc[before].is_lower:
        return False
    if doc[before].lower_ not in frame_words("body", "heralds"):
        return False
    if doc[candidate.end : candidate.end + 1].text in _CLOSERS:
        return True  # "according to the daily Le Corail."
    herald = doc[before]
    # In "the site Velmar claimed" the parser may give the verb two subjects.
    are_one = herald.head.i == root.head.i and herald.dep_ == root.dep_
    return root.head.i == before or herald.head.i in candidate.tokens() or are_one


def _is_apposed_body(root: Token, candidate: Candidate) -> bool:
    """Tell whether an apposition says so: "Velmar, a Kenyan operator", "a consultancy, Voie Verte,"."""
    doc, kinds = root.doc, frame_words("body", "described")
    behind = doc[candidate.end : candidate.end + 2].text.lower()
    if behind in {", a", ", an", ", the"}:
        return any(t.dep_ == "appos" and t.lower_ in kinds for t in root.children)
    if root.dep_ != "appos" or doc[candidate.start - 1].text != ",":
        return False
    # Not "head of the company, Ana Kos", which a parser hangs on the company.
    noun = root.head
    is_one = any(t.dep_ == "det" and t.lower_ in {"a", "an"} for t in noun.children)
    return noun.lower_ in kinds and noun.i < candidate.start and is_one


def _unread(
    doc: Doc, known: frozenset[str], candidates: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield the single names of known persons that nothing was read at: "Gen Olsen"."""
    taken = {i for candidate in candidates for i in candidate.tokens()}
    for token in doc:
        if token.text in known and token.i not in taken and token.tag_ in _PROPER:
            beside = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc)]
            is_apart = not any(other.text in _JOINERS or other.ent_type_ for other in beside)
            if is_apart and not is_family(doc, token.i, token.i + 1):
                place = (token.i, token.i + 1)
                yield Candidate(
                    *place, EntityType.PERSON, Form.NAME, None, "name of a person before", _SURE
                )


def _read_otherwise(doc: Doc) -> dict[int, int]:
    """Return, for tokens of what the model surely reads as no body, how long a name they can refuse.

    "Indus Waters" in "Indus Waters Treaty", and a port or station by its whole name; another whole
    name may be misread.
    """
    named = doc.spans["named"]
    return {
        i: len(span) + (span.label_ == "FAC")
        for span, score in zip(named, named.attrs["scores"], strict=True)
        if span.label_ in _NO_BODIES and score >= _KNOWN
        for i in range(span.start, span.end)
    }


def _unread_bodies(
    doc: Doc, bodies: Sequence[Candidate], persons: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield the places of sure names of several words where nothing or less was read: a headline's.

    "CARIBBEAN POWER POOL" above, "the Caribbean Power Pool" below; "Velmar" after "Velmar Holdings".
    """
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for body in bodies:
        words = tuple(doc[i].lower_ for i in body.tokens())
        if body.score >= _SURE and len(words) > 1:
            names[words[0]].add(words)
            if len(words) == 2 and words[1] in _COMPANY and doc[body.start].tag_ in _PROPER:
                names[words[0]].add(words[:1])
    read = [c for c in (*bodies, *persons) if c.score >= LEAST]
    parts = {i: c for c in read for i in c.tokens()}
    firm = {i for c in read if c.key or c.type is EntityType.PERSON for i in c.tokens()}
    others = _read_otherwise(doc)
    for token in doc:
        for words in sorted(names.get(token.lower_, ()), key=len, reverse=True):
            end = token.i + len(words)
            here = doc[token.i : end]
            place = range(token.i, end)
            inner = {parts[i] for i in place if i in parts}
            is_free = firm.isdisjoint(place) and all(
                token.i <= c.start and c.end <= end and len(c.tokens()) < len(place) for c in inner
            )
            if (
                is_free
                and others.get(token.i, 0) <= len(words)
                and tuple(other.lower_ for other in here) == words
                and all(t.text[0].isupper() or t.lower_ in _SMALL or t.is_punct for t in here)
            ):
                firm.update(place)
                why = "name of a body elsewhere"
                yield Candidate(token.i, end, EntityType.ORG, Form.NAME, None, why, _SURE)
                break
