"""component: mentions of persons, posts, states and bodies, typed and nested.

``geoents_entities`` puts together what the base model proposes (``doc.spans["learned"]`` and
``["named"]``), what the gazetteer knows and what the grammars of posts and organs read, and writes
``annotations(doc)["mentions"]``. Persons, posts and bodies do not overlap; states, and bodies inside
a body's name, nest in them. Nothing is a mention outside the zones that are text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import MentionData
from geoents.annotations import annotations as annotations_of
from geoents.candidates import find_bodies
from geoents.coherence import settle_names
from geoents.definitions import find_defined_matters, without_matters
from geoents.frames import is_kind
from geoents.gazetteer import Gazetteer, load_gazetteer
from geoents.known_names import settle_known_bodies, with_known_persons, with_known_posts
from geoents.namesakes import settle_namesakes
from geoents.person_candidates import find_persons
from geoents.post_candidates import find_posts_of
from geoents.proposals import LEAST, Candidate, Proposals
from geoents.schema import EntityType, Form
from geoents.states import is_state
from geoents.things import without_things
from geoents.zones import is_text

__all__ = ["find_mentions", "make_entities"]


@Language.factory("geoents_entities", assigns=["doc._.geoents"], default_config={"names": []})
def make_entities(nlp: Language, name: str, names: list[str]) -> EntitiesComponent:
    """Make the component; ``names`` are places of a user's own names (docs/gazetteers.md)."""
    return EntitiesComponent(load_gazetteer(names))


class EntitiesComponent:
    """The entities component, with the names that it knows."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer

    def __call__(self, doc: Doc) -> Doc:
        """Write the mentions of ``doc`` and return it."""
        mentions = find_mentions(doc, self.gazetteer)
        annotations_of(doc)["mentions"] = [_as_data(candidate) for candidate in mentions]
        return doc


def find_mentions(doc: Doc, gazetteer: Gazetteer) -> list[Candidate]:
    """Return the mentions of a doc that the base model has read, in order, the outer first."""
    proposals = Proposals(doc, gazetteer)
    persons = with_known_persons(proposals, find_persons(proposals))
    states, seats = _without_seats(proposals, _find_states(proposals, persons))
    capitals = [state for state in states if state.form is Form.METONYM]
    bodies = [*_elsewhere(find_bodies(proposals, states), [*capitals, *seats]), *seats]
    bodies = list(settle_known_bodies(proposals, bodies, persons))
    matters = find_defined_matters(doc, bodies, gazetteer.organs)
    bodies = without_matters(doc, bodies, matters)
    read, bodies = settle_names(doc, persons, bodies)
    persons, bodies = without_things(doc, read, bodies)
    bodies = [b for b in bodies if not _is_portfolio(doc, b)]
    posts = with_known_posts(proposals, find_posts_of(proposals, persons, states, bodies))
    posts = without_matters(doc, posts, matters)
    bodies = _outside_ministers(bodies, posts)
    # "Inspector" of a figure of a story
    figures = {c.start for c in read} - {c.start for c in persons}
    posts = [post for post in posts if post.end not in figures]
    actors = _whole_names(doc, _without_overlaps([*persons, *bodies, *posts]))
    actors = _units_apart(doc, actors, bodies, gazetteer)
    nested = _nested_bodies(doc, actors, bodies)
    kept = [*actors, *nested, *_outside_persons(states, actors)]
    kept = [c for c in kept if is_text(doc, doc[c.start].idx)]
    return sorted(kept, key=lambda c: (c.start, -c.end, c.type))


def _as_data(candidate: Candidate) -> MentionData:
    return MentionData(
        start=candidate.start,
        end=candidate.end,
        type=candidate.type.value,
        form=candidate.form.value,
        key=candidate.key,
        why=candidate.why,
        entity=None,
        group=[],
        holder=None,
    )


def _find_states(proposals: Proposals, persons: Sequence[Candidate]) -> Iterator[Candidate]:
    doc = proposals.doc
    inside = {i for person in persons if person.score >= LEAST for i in person.tokens()}
    taken: set[int] = set()
    for match in settle_namesakes(doc, proposals.matches):
        if is_state(doc, match, learned=proposals.learned, named=proposals.named, persons=inside):
            taken.update(range(match.start, match.end))
            why = f"gazetteer: {match.form}"
            yield Candidate(
                match.start, match.end, EntityType.STATE, match.form, match.key, why, 1.0
            )
        else:
            taken.update(range(match.start, match.end))


def _without_seats(
    proposals: Proposals, states: Iterable[Candidate]
) -> tuple[list[Candidate], list[Candidate]]:
    """Part from the states the capitals that stand for a body with its seat there: "Brussels".

    "Brussels will impose duties" is the EU, unless the text names Belgium.
    """
    named = {match.key for match in proposals.matches if match.form is not Form.METONYM}
    kept: list[Candidate] = []
    seats: list[Candidate] = []
    for state in states:
        body = next(
            (
                match
                for match in proposals.starting(state.start)
                if match.end == state.end and match.type is EntityType.ORG
            ),
            None,
        )
        is_capital = body is not None and body.form is state.form is Form.METONYM
        if body is None or not is_capital or state.key in named:
            kept.append(state)
        else:
            why = f"gazetteer: {body.form}"
            seats.append(state._replace(type=EntityType.ORG, key=body.key, why=why))
    return kept, seats


def _elsewhere(candidates: Iterable[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with other places than those of others."""
    places = {(other.start, other.end) for other in others}
    return [c for c in candidates if (c.start, c.end) not in places]


def _is_portfolio(doc: Doc, body: Candidate) -> bool:
    """Tell whether a common noun is what a minister is for: "police" in "the police minister"."""
    following = doc[body.end : body.end + 1].text.lower()
    return following in {"minister", "ministers"} and doc[body.start : body.end].text.islower()


def _outside_ministers(bodies: Sequence[Candidate], posts: Sequence[Candidate]) -> list[Candidate]:
    """Return the bodies that are no minister's portfolio: "Planning" in "Minister of Planning"."""
    ministers = [p for p in posts if p.why.endswith("minister") and p.score >= LEAST]
    inside = {i for post in ministers for i in post.tokens()}
    return [b for b in bodies if b.key or not inside.issuperset(b.tokens())]


def _without_overlaps(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the best candidates that do not overlap: by score, then the longer, then the first."""
    kept: list[Candidate] = []
    taken: set[int] = set()
    ordered = sorted(candidates, key=lambda c: (-c.score, c.start - c.end, c.start, c.type))
    for candidate in ordered:
        if candidate.score >= LEAST and taken.isdisjoint(candidate.tokens()):
            kept.append(candidate)
            taken.update(candidate.tokens())
    return kept


def _whole_names(doc: Doc, actors: Sequence[Candidate]) -> list[Candidate]:
    """Return the actors, the parts of a person's name as one: "Sigrun | Hrefna Ketils"."""
    whole: list[Candidate] = []
    for actor in sorted(actors, key=lambda c: c.start):
        last = whole[-1] if whole else None
        are_persons = last is not None and last.type is actor.type is EntityType.PERSON
        is_first = last is not None and last.end == actor.start == last.start + 1
        if (last is not None and _is_rest_of_body(doc, last, actor)) or (
            last is not None and are_persons and is_first and actor.key is None
        ):
            whole[-1] = last._replace(end=actor.end)
        else:
            whole.append(actor)
    return whole


def _is_rest_of_body(doc: Doc, body: Candidate, rest: Candidate) -> bool:
    """Tell whether a body's last word was read apart: "Tigris | Vanguard"."""
    word = doc[rest.start]
    return (
        body.type is rest.type is EntityType.ORG
        and body.key is rest.key is None
        and body.form is rest.form is Form.NAME
        and body.end == rest.start == rest.end - 1
        and word.is_title
        and not doc[body.end - 1].is_punct
    )


def _units_apart(
    doc: Doc, actors: Sequence[Candidate], bodies: Sequence[Candidate], gazetteer: Gazetteer
) -> list[Candidate]:
    """Return the actors, a unit "of the body" apart from its body: "Council of the NCO" is two."""
    endings = {
        b.end: b
        for b in sorted(bodies, key=lambda b: b.score)
        if b.score >= LEAST and (b.key or _is_acronym(doc, b))
    }
    apart: list[Candidate] = []
    for actor in actors:
        body = endings.get(actor.end)
        if body is None:
            body = _acronym_of_unit(doc, actor, gazetteer)
        stop = 0 if body is None else body.start - (doc[body.start - 1].lower_ in {"the", "its"})
        if (
            body is not None
            and actor.type is EntityType.ORG
            and actor.key is None
            and stop - 1 > actor.start
            and doc[stop - 1].lower_ == "of"
        ):
            apart += [actor._replace(end=stop - 1), body]
        else:
            apart.append(actor)
    return apart


def _acronym_of_unit(doc: Doc, unit: Candidate, gazetteer: Gazetteer) -> Candidate | None:
    """Return the body by an acronym whose organ a name says that it is: "NCO" in "Council of the NCO"."""
    if unit.type is not EntityType.ORG or len(unit.tokens()) < 4:
        return None
    place = unit.end - 1
    noun = doc[place - 3].text
    is_unit = doc[place - 2 : place].text.lower() == "of the" and gazetteer.organs.organ(noun)
    body = unit._replace(start=place, why="acronym of the body of an organ", may_nest=False)
    return body if is_unit and _is_acronym(doc, body) and doc[place].is_alpha else None


def _nested_bodies(
    doc: Doc, actors: Sequence[Candidate], bodies: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield the bodies named inside another body's name: "NATO" in "Committee for NATO Enlargement"."""
    # Actors do not overlap: a token is inside one at most.
    outer = {i: c for c in actors if c.type is EntityType.ORG for i in c.tokens()}
    seen = {(c.start, c.end) for c in outer.values()}
    for body in bodies:
        place = (body.start, body.end)
        if not body.may_nest or body.score < LEAST or place in seen:
            continue
        # What ends an outer name is its kind: "Foreign Ministry" in "Norwegian Foreign Ministry".
        around = outer.get(body.start)
        if around is not None and _is_all_but_kind(doc, body, around):
            continue
        if around is not None and body.key and body.key == around.key:
            continue  # "Velmar" in "Velmar Holdings"
        if around is not None and _opens_name(doc, body, around):
            continue
        if around is not None and (body.end < around.end or (body.key and body.end == around.end)):
            seen.add(place)
            yield body


def _opens_name(doc: Doc, body: Candidate, around: Candidate) -> bool:
    """Tell whether words are the head of a longer name: "Economic Community" of some states."""
    root = doc[around.start : around.end].root.i
    is_head = body.start == around.start and body.end < around.end and root in body.tokens()
    return is_head and body.key is None


def _is_acronym(doc: Doc, body: Candidate) -> bool:
    return body.end - body.start == 1 and len(doc[body.start]) > 1 and doc[body.start].is_upper


def _is_all_but_kind(doc: Doc, body: Candidate, outer: Candidate) -> bool:
    """Tell whether an outer name only adds what the body is: "National Front" in "National Front Party"."""
    rest = [doc[i].lower_ for i in range(body.end, outer.end)]
    return body.start == outer.start and bool(rest) and is_kind(rest)


def _outside_persons(
    states: Sequence[Candidate], actors: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield the states that do not stand in a person's name, and are no body's whole name."""
    persons = {i for c in actors if c.type is EntityType.PERSON for i in c.tokens()}
    whole = {(c.start, c.end) for c in actors if c.type is EntityType.ORG and c.key}
    for state in states:
        if persons.isdisjoint(state.tokens()) and (state.start, state.end) not in whole:
            yield state
