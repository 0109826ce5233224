"""Names that are nobody's, though a model reads them as a person's or a body's.

Ships, machines and works ("the frigate Halden", "the Kestrel 3 rocket", "the film Halden") and figures of stories ("the film's
heroine, Katrin Vold") are told by the words beside one of their mentions; what is so called once is
no person and no body throughout the text. The words are in ``data/names/frames.toml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from spacy.tokens import Doc, Span, Token

from geoents.frames import frame_words
from geoents.proposals import LEAST, Candidate
from geoents.schema import EntityType
from geoents.spans import POSSESSIVES

__all__ = ["without_things"]

_QUOTES: Final = frozenset("\"'“‘«")
#: How far from a word of a story, in sentences, a part in it may be told.
_REACH: Final = 2
#: How many words stand at most between a verb and its "as": "who stars in the drama as Katrin".
_GAP: Final = 6


def without_things(
    doc: Doc, persons: Sequence[Candidate], bodies: Sequence[Candidate]
) -> tuple[list[Candidate], list[Candidate]]:
    """Return the persons and bodies that are no ship, machine or figure of a story.

    Args:
        doc: The parsed doc.
        persons: Candidates for persons.
        bodies: Candidates for bodies.

    Candidates of the gazetteer stay.
    """
    read = [c for c in (*persons, *bodies) if c.key is None and c.score >= LEAST]
    things = {c for c in read if _is_craft(doc, c) or _is_model(doc, c, bodies)}
    # "the ship Marta Olsen" is called like somebody: "Olsen" alone is her.
    surnames = {doc[c.end - 1].text for c in persons if c.score >= LEAST and len(c.tokens()) > 1}
    names = {_text(doc, c) for c in things} - surnames
    names |= _figures(doc, [c for c in read if c.type is EntityType.PERSON])

    def stay(candidates: Sequence[Candidate]) -> list[Candidate]:
        return [c for c in candidates if c.key or not (c in things or _text(doc, c) in names)]

    return stay(persons), stay(bodies)


def _text(doc: Doc, candidate: Candidate) -> str:
    return " ".join(doc[candidate.start : candidate.end].text.split())


# -- ships and machines ----------------------------------------------------------------------------


def _is_craft(doc: Doc, candidate: Candidate) -> bool:
    """Tell whether a name is a ship's or a work's: "the cruiser Admiral Halden", "the film Halden"."""
    following = doc[candidate.start + 1 : candidate.start + 2].text[:1]
    if doc[candidate.start].text in frame_words("thing", "prefixes") and following.isupper():
        return True
    skipped = frame_words("thing", "honoured")
    noun = _word_before(doc, candidate.start, skipped)
    if noun is None:
        return False
    if noun.text in frame_words("thing", "prefixes"):
        return True
    kinds = frame_words("thing", "crafts") | frame_words("thing", "titled")
    if noun.lower_ not in kinds or noun.tag_ not in {"NN", "NNS"}:
        return False
    return not _opens_clause(doc[candidate.start : candidate.end], noun)


def _word_before(doc: Doc, start: int, skipped: frozenset[str], *marks: str) -> Token | None:
    """Return the word before a name, past quotation marks, other marks and titles; None without."""
    for i in range(start - 1, -1, -1):
        if doc[i].text in _QUOTES or doc[i].text in marks:
            continue
        if doc[i].lower_.rstrip(".") not in skipped:
            return doc[i]
    return None


def _opens_clause(name: Span, noun: Token) -> bool:
    """Tell whether a name is the subject of what is told of a noun: "the ship Olsen sold"."""
    root, doc = name.root, name.doc
    if root.dep_.startswith("nsubj") and root.head.head.i == noun.i:
        return True
    verb = doc[name.end : name.end + 1]
    return any(t.dep_ in {"acl", "acl:relcl"} and t.head.i == noun.i for t in verb)


def _is_model(doc: Doc, candidate: Candidate, bodies: Sequence[Candidate]) -> bool:
    """Tell whether a name is a machine's by its number: "the Kestrel 3 rocket", "the Boeing 737"."""
    start, end = candidate.start, candidate.end
    name = doc[start:end].text
    if not name[-1].isdigit() and not any(c.isdigit() for c in doc[end - 1].text):
        return False
    if len(name.replace("-", " ").split()) < 2 or doc[start].lower_ in frame_words(
        "body", "firsts"
    ):
        return False
    beside = [*doc[max(0, start - 1) : start], *doc[end : end + 1]]
    machines = frame_words("thing", "machines") | frame_words("thing", "crafts")
    if any(token.lower_ in machines for token in beside):
        return True
    return any(b.key and b.start == start and b.end == end - 1 for b in bodies)


# -- figures of stories ----------------------------------------------------------------------------


def _figures(doc: Doc, persons: Sequence[Candidate]) -> set[str]:
    """Return the names, and the parts of names, of figures of stories."""
    works = [token for token in doc if token.lower_ in frame_words("story", "works")]
    if not works:
        return set()
    near = _sentences_near(works)
    told = [c for c in persons if doc[c.start].sent.start in near]
    actors = {word for c in told if _plays(doc, c) for word in _text(doc, c).split()}
    found = {word for c in told if _is_figure(doc, c) for word in _text(doc, c).split()} - actors
    # "Katrin Vold" where the part was told of "Katrin".
    return found | {
        _text(doc, c)
        for c in persons
        if doc[c.start].text in found and actors.isdisjoint(_text(doc, c).split())
    }


def _sentences_near(words: Sequence[Token]) -> set[int]:
    """Return where the sentences start that stand near sentences with one of the words."""
    starts = [sent.start for sent in words[0].doc.sents]
    places = {start: i for i, start in enumerate(starts)}
    found: set[int] = set()
    for word in words:
        place = places[word.sent.start]
        found.update(starts[max(0, place - _REACH) : place + _REACH + 1])
    return found


def _is_figure(doc: Doc, person: Candidate) -> bool:
    """Tell whether the words beside a name say that it is a figure's."""
    return _is_called_figure(doc, person) or _is_played(doc[person.start : person.end].root)


def _is_called_figure(doc: Doc, person: Candidate) -> bool:
    """Tell whether a noun before a name says so: "the film's hero, Captain Ahmer"."""
    titles = frame_words("person", "titles") | frame_words("story", "titles")
    noun = _word_before(doc, person.start, titles - {"the"}, ",")
    if noun is None or noun.sent != doc[person.start].sent:
        return False
    if noun.lower_ == "as":
        stars = frame_words("story", "stars")
        return any(t.lemma_ in stars for t in doc[max(0, noun.i - _GAP) : noun.i])
    if noun.lower_ == "of" and noun.i:
        noun = doc[noun.i - 1]
        is_told = any(t.lower_ in frame_words("story", "works") for t in noun.sent)
        return is_told and noun.lower_ in frame_words("story", "parts")
    return noun.lower_ in frame_words("story", "figures") and _is_of_work(noun)


def _is_of_work(noun: Token) -> bool:
    """Tell whether a work has a figure: "the film's hero", "the hero of the novel", "the character"."""
    if noun.lower_ in frame_words("story", "parts"):
        return True
    works, doc = frame_words("story", "works"), noun.doc
    owners = (t for t in doc[max(0, noun.i - 4) : noun.i] if doc[t.i + 1].text in POSSESSIVES)
    inside = (t for t in noun.children if t.dep_ == "nmod")
    return any(t.lower_ in works for t in (*owners, *inside))


def _is_played(name: Token) -> bool:
    """Tell whether a person plays who is named: "Kos plays Katrin", "Katrin, played by Kos"."""
    verbs, verb = frame_words("story", "verbs"), name.head
    if any(t.dep_ == "acl" and t.lemma_ in verbs and _has_doer(t) for t in name.children):
        return True
    if verb.lemma_ not in verbs:
        return False
    if name.dep_ == "nsubj:pass":
        return _has_doer(verb)
    return name.dep_ == "obj" and any(
        t.dep_ == "nsubj" and (t.ent_type_ == "PERSON" or t.tag_ in {"PRP", "WP"})
        for t in verb.children
    )


def _has_doer(verb: Token) -> bool:
    return any(t.lower_ == "by" for child in verb.children for t in child.children)


def _plays(doc: Doc, person: Candidate) -> bool:
    """Tell whether a person plays a part: "Kos plays Katrin", "played by Kos"."""
    root = doc[person.start : person.end].root
    if root.head.lemma_ not in frame_words("story", "verbs") | frame_words("story", "stars"):
        return False
    return root.dep_ == "nsubj" or any(t.lower_ == "by" for t in root.children)
