"""Points of declarations, communiques and resolutions are acts of the body whose paper it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.language import Language

import geoents

HEADING = "KINSHASA DECLARATION\n\nSummit of the Coastal Union, Kinshasa, 4 March 2025\n\n"
WE = "We, the Heads of State and Government of the Coastal Union, meeting in Kinshasa,"
#: What the points say: the verb in its base form, third person and past, the rest, whether it is an act.
POINTS = [
    (("welcome", "welcomes", "welcomed"), "the truce signed by Chad and Libya in May", "PRAISED"),
    (
        ("condemn", "condemns", "condemned"),
        "the attack on a post of the Niger police",
        "CRITICIZED",
    ),
    (("call", "calls", "called"), "upon Chad to reopen the road", "URGED"),
    (("reject", "rejects", "rejected"), "the proposal of the Velmar Corporation", "REJECTED"),
    (("note", "notes", "noted"), "the accession of Gabon to the Coastal Union", None),
]
BASE, THIRD, PAST = range(3)

Mark = Callable[[int], str]


def numbered(number: int) -> str:
    return f"{number}. "


def listed(form: int, mark: Mark, subject: str = "", *, capitals: bool = False) -> str:
    lines = []
    for number, (verbs, rest, _) in enumerate(POINTS, 1):
        verb = verbs[form].upper() if capitals else verbs[form]
        words = f"{subject} {verb}" if subject else verb[0].upper() + verb[1:]
        lines.append(
            f"{mark(number)}{words} {rest}{'.' if number == len(POINTS) or subject else ';'}"
        )
    return "\n\n".join(lines) + "\n"


PAPERS = {
    "numbers": f"{WE}\n\n{listed(BASE, numbered)}",
    "no numbers": f"{WE}\n\n{listed(BASE, lambda _: '')}",
    "Roman numbers": f"{WE}\n\n{listed(BASE, lambda n: ('I', 'II', 'III', 'IV', 'V')[n - 1] + '. ')}",
    "bullets": f"{WE}\n\n{listed(BASE, lambda _: '• ')}",
    "letters and capitals": f"{WE}\n\n{listed(BASE, lambda n: f'({chr(96 + n)}) ', capitals=True)}",
    "the third person": f"The Council of the Coastal Union,\n\n{listed(THIRD, numbered)}",
    "the past": f"The Assembly of the Coastal Union, at its tenth session:\n\n{listed(PAST, numbered)}",
    "sentences with we": f"{WE}\n\n{listed(BASE, numbered, 'We')}",
    "sentences with they": (
        f"The Ministers of the Coastal Union met in Kinshasa.\n\n{listed(PAST, numbered, 'They')}"
    ),
}


def acts(text: str, nlp: Language) -> list[tuple[str, str]]:
    document = geoents.extract(text, nlp=nlp)
    names = {entity.id: entity.name for entity in document.entities}
    kinds = {kind for _, _, kind in POINTS}
    return [(r.type.value, names[r.subject]) for r in document.relations if r.type.value in kinds]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS)
def test_each_point_is_an_act_of_the_body(nlp: Language, paper: str) -> None:
    stated = acts(HEADING + paper, nlp)
    assert {kind for kind, _ in stated} == {kind for _, _, kind in POINTS} - {None}
    assert all(subject.endswith("Coastal Union") for _, subject in stated)


def test_points_of_a_list_that_is_no_declaration_are_nobodys(nlp: Language) -> None:
    text = "How to Welcome Guests\n\nMira Sand has five rules for a good evening in Oslo.\n\n"
    assert not acts(text + listed(BASE, numbered), nlp)
