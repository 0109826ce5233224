"""The relations component: what is spread, paired, left out and inferred, beyond single rules."""

from __future__ import annotations

import pytest
from example_docs import Pair, example_doc, found_pairs
from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import EntityData, ZoneData, annotations
from geoents.relations import RelationsComponent
from geoents.rules import load_rules
from geoents.schema import RelationType


@pytest.fixture(scope="module")
def component() -> RelationsComponent:
    return RelationsComponent(load_rules())


def read(nlp: Language, component: RelationsComponent, markup: str) -> Doc:
    return component(example_doc(nlp, markup))


# markup, type, pairs of keys
TABLE: list[tuple[str, RelationType, set[Pair]]] = [
    # A single post is said of one person, whoever is coordinated with the holder.
    (
        "[Mira Sand](PERSON =sand), [president](OFFICE =post) of the [bank](ORG), and [Tom Ree](PERSON) met.",
        RelationType.HOLDS_OFFICE,
        {("PERSON:sand", "OFFICE:post")},
    ),
    (
        "[President](OFFICE =post) [Mira Sand](PERSON =sand) and [Tom Ree](PERSON) met in Oslo.",
        RelationType.HOLDS_OFFICE,
        {("PERSON:sand", "OFFICE:post")},
    ),
    # A plural is said of all.
    (
        "[Norway](STATE =no) and [Kenya](STATE =ke) are members of the [pact](ORG =p).",
        RelationType.MEMBER_OF,
        {("STATE:no", "ORG:p"), ("STATE:ke", "ORG:p")},
    ),
    # ... but not of who has a title of his own, nor of who stands behind him.
    (
        "[Presidents](OFFICE =post) [Mira Sand](PERSON =sand) of [Kenya](STATE), [Joren Valk](PERSON =valk) of [Norway](STATE),"
        " [Prime Minister](OFFICE =pm) [Tom Ree](PERSON =ree) of [Iceland](STATE), as well as [Otuke](PERSON) and [Cobb](PERSON), met.",
        RelationType.HOLDS_OFFICE,
        {("PERSON:sand", "OFFICE:post"), ("PERSON:valk", "OFFICE:post"), ("PERSON:ree", "OFFICE:pm")},
    ),
    # Part of a longer name is no argument of its own.
    (
        "The [[Kazakh](STATE =kz) Foreign Ministry](ORG =m) [spokesman](OFFICE =post) spoke.",
        RelationType.OFFICE_OF,
        {("OFFICE:post", "ORG:m")},
    ),
    # Of two readings of one post the surer one holds.
    (
        "[UN](ORG =un) [Secretary General](OFFICE =post) [Mira Sand](PERSON) of [Norway](STATE) spoke.",
        RelationType.OFFICE_OF,
        {("OFFICE:post", "ORG:un")},
    ),
    # An organ is part of its state, not based in it.
    ("The [[Norwegian](STATE =no) Navy](ORG =navy) sailed.", RelationType.BASED_IN, set()),
    ("The [[Norwegian](STATE =no) Navy](ORG =navy) sailed.", RelationType.PART_OF, {("ORG:navy", "STATE:no")}),
    # The text's own state has the posts that stand alone ...
    (
        "[Norway](STATE =no) voted in May. In [Norway](STATE =no) the [prime minister](OFFICE =pm) resigned.",
        RelationType.OFFICE_OF,
        {("OFFICE:pm", "STATE:no")},
    ),
    # ... but not a second one of the same name,
    (
        "[Norway](STATE =no)'s [president](OFFICE =a), [Mira Sand](PERSON), spoke in [Norway](STATE =no)."
        " [President](OFFICE =b) [Walter Cobb](PERSON) was abroad.",
        RelationType.OFFICE_OF,
        {("OFFICE:a", "STATE:no")},
    ),
    # ... nor one with another body beside it,
    (
        "[Norway](STATE =no) voted in May. In [Norway](STATE =no) the [president](OFFICE) of a bank resigned.",
        RelationType.OFFICE_OF,
        set(),
    ),
    # ... the possessor of which may be a person;
    (
        "[Norway](STATE =no) voted in May. In [Norway](STATE =no) they like [Mira Sand](PERSON)'s [prime minister](OFFICE =pm).",
        RelationType.OFFICE_OF,
        {("OFFICE:pm", "STATE:no")},
    ),
    # of two states it is the one whose posts are never named with it,
    (
        "[Norway](STATE =no) and [Kenya](STATE =ke) voted in May. In [Norway](STATE =no) the [prime minister](OFFICE =pm) met the"
        " [Kenyan](STATE =ke) [president](OFFICE =p).",
        RelationType.OFFICE_OF,
        {("OFFICE:pm", "STATE:no"), ("OFFICE:p", "STATE:ke")},
    ),
    # ... and where no state prevails, there is none.
    (
        "[Norway](STATE =no) and [Kenya](STATE =ke) voted in May. The [prime minister](OFFICE =pm) resigned.",
        RelationType.OFFICE_OF,
        set(),
    ),
    # A state named once needs a post or organ beside it: here it is only a place.
    (
        "[Norway](STATE =no) is far away. The [prime minister](OFFICE =pm) resigned.",
        RelationType.OFFICE_OF,
        set(),
    ),
    # Of several states that for which most speaks: the one that acts first and is named most,
    (
        "[Norway](STATE =no)'s [premier](OFFICE =a), [Mira Sand](PERSON), flew to [Kenya](STATE =ke)."
        " [Norway](STATE =no) was quiet. The [finance minister](OFFICE =b) stayed at home.",
        RelationType.OFFICE_OF,
        {("OFFICE:a", "STATE:no"), ("OFFICE:b", "STATE:no")},
    ),
    # the last one named before, those of a list passed over,
    (
        "[Kenya](STATE =ke) is large. [Norway](STATE =no) is not: it buys from [Peru](STATE =pe) and"
        " [Oman](STATE =om). [Norway](STATE =no) waits, said the [finance minister](OFFICE =b).",
        RelationType.OFFICE_OF,
        {("OFFICE:b", "STATE:no")},
    ),
    # or the one whose capital is told of as a city.
    (
        "[Norway](STATE =no) trades with [Kenya](STATE =ke). Snow fell in Oslo."
        " [Norwegians](STATE =no adjective) saw the [finance minister](OFFICE =b) slip.",
        RelationType.OFFICE_OF,
        {("OFFICE:b", "STATE:no")},
    ),
    (
        "[Norway](STATE =no) trades with [Kenya](STATE =ke). Rain fell, and the [finance minister](OFFICE =b) slept.",
        RelationType.OFFICE_OF,
        set(),
    ),
    # A person's other post tells the state.
    (
        "[Kenya](STATE =ke)'s [deputy premier](OFFICE =a), [Amina Otuke](PERSON =o), left [Norway](STATE)."
        " [Norway](STATE) thanked [Finance Minister](OFFICE =b) [Otuke](PERSON =o).",
        RelationType.OFFICE_OF,
        {("OFFICE:a", "STATE:ke"), ("OFFICE:b", "STATE:ke")},
    ),
    # A place below the state has organs of the same kind.
    (
        "[Norway](STATE =no) voted in May. In [Norway](STATE =no) the [Ostby Police](ORG) were on guard.",
        RelationType.PART_OF,
        set(),
    ),
    # A group stands for the examples behind it, for those it is a part of, or for its leader.
    (
        "[Norway](STATE =no) imposed sanctions on countries such as [Iran](STATE =ir) and [Kenya](STATE =ke).",
        RelationType.SANCTIONED,
        {("STATE:no", "STATE:ir"), ("STATE:no", "STATE:ke")},
    ),
    (
        "Two of its lawmakers, [Mira Sand](PERSON =sand) and [Tom Ree](PERSON =ree), left the [Coastal Alliance](ORG =p).",
        RelationType.LEFT,
        {("PERSON:sand", "ORG:p"), ("PERSON:ree", "ORG:p")},
    ),
    (
        "A delegation led by [Mira Sand](PERSON =sand) visited [Kenya](STATE =ke).",
        RelationType.VISITED,
        {("PERSON:sand", "STATE:ke")},
    ),
    ("A team praised by [Mira Sand](PERSON =sand) visited [Kenya](STATE =ke).", RelationType.VISITED, set()),
    # Named only behind the second noun.
    (
        "[Norway](STATE =no) blacklisted its partner, the [Kenyan](STATE =ke) haulier [Velmar Trans](ORG =v).",
        RelationType.SANCTIONED,
        {("STATE:no", "ORG:v")},
    ),
    # A name whose end the parse hangs on a noun coordinated with its head: the noun leads back to it.
    (
        "[Norwegian](STATE =no) troops attacked [Islamic Front of Norland and the Levant](ORG =front) fighters on Monday.",
        RelationType.ATTACKED,
        {("STATE:no", "ORG:front")},
    ),
    # A capital is attacked for its state.
    (
        "[Norway](STATE =no) bombed the [Kenyan](STATE =ke) capital.",
        RelationType.ATTACKED,
        {("STATE:no", "STATE:ke")},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "type_", "expected"), TABLE)
def test_relations(
    nlp: Language,
    component: RelationsComponent,
    markup: str,
    type_: RelationType,
    expected: set[Pair],
) -> None:
    assert found_pairs(read(nlp, component, markup), type_) == expected


def test_a_plural_nominal_pairs_its_group(nlp: Language, component: RelationsComponent) -> None:
    doc = example_doc(nlp, "The [two countries](STATE nominal =both) met in Oslo.")
    data = annotations(doc)
    names = ["STATE:a", "STATE:b"]
    data["mentions"][0]["entity"] = None
    data["mentions"][0]["group"] = names
    data["entities"] = [
        EntityData(id=name, type="STATE", name=name, aliases=[], ids={}, mentions=[])
        for name in names
    ]
    component(doc)
    assert found_pairs(doc, RelationType.MET_WITH) == {("STATE:a", "STATE:b")}


def test_nothing_is_taken_from_boilerplate(nlp: Language, component: RelationsComponent) -> None:
    doc = example_doc(nlp, "[Norway](STATE)'s [prime minister](OFFICE) resigned.")
    annotations(doc)["zones"] = [ZoneData(start_char=0, end_char=len(doc.text), kind="boilerplate")]
    assert annotations(component(doc))["relations"] == []


def test_mentions_and_sentence_of_a_relation(nlp: Language, component: RelationsComponent) -> None:
    # The first mention stands where nothing is read, so indices differ from those of the text.
    markup = "[Kenya](STATE) waits. [Norway](STATE)'s [prime minister](OFFICE) resigned."
    doc = example_doc(nlp, markup)
    start = doc.text.index("Norway")
    annotations(doc)["zones"] = [
        ZoneData(start_char=0, end_char=start, kind="boilerplate"),
        ZoneData(start_char=start, end_char=len(doc.text), kind="body"),
    ]
    (relation,) = annotations(component(doc))["relations"]
    assert (relation["subject_mention"], relation["object_mention"]) == (2, 1)
    assert relation["start"] <= relation["trigger"] < relation["end"]
    assert doc[relation["trigger"]].text == "minister"
    assert relation["rule"] == "office_of.possessive"
    assert relation["factuality"] is None and relation["claim_char"] is None
    assert 0 < relation["confidence"] <= 1


def test_component_takes_folders_of_rules(nlp: Language) -> None:
    with pytest.raises(NotADirectoryError, match="no folder with rules"):
        nlp.create_pipe("geoents_relations", config={"folders": ["/nowhere"]})
