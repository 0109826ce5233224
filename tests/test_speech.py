"""Speech: the rules' own examples, and a table of sentences with what is said in them and by whom."""

from __future__ import annotations

import pytest
from example_docs import example_doc
from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import annotations
from geoents.examples import parse_example
from geoents.rules import SPEECH_ACTS, Rule, load_rules
from geoents.speech import find_speech
from geoents.trials import Trials

RULES = load_rules(folder=SPEECH_ACTS)
EXAMPLES = [(rule, text) for rule in RULES for text in rule.examples]
COUNTEREXAMPLES = [(rule, text) for rule in RULES for text in rule.counterexamples]

Row = tuple[str, str, str | None, str | None]


def said_in(doc: Doc) -> list[Row]:
    """Return type, subject, object and claim of every speech relation, entities by their name."""
    names = {entity["id"]: entity["name"] for entity in annotations(doc)["entities"]}
    return [
        (
            relation["type"],
            names[relation["subject"]],
            None if relation["object"] is None else names[relation["object"]],
            None
            if relation["claim_char"] is None
            else doc.text[relation["claim_char"][0] : relation["claim_char"][1]],
        )
        for relation in find_speech(doc)
    ]


# -- the rules' examples --------------------------------------------------------------------------


@pytest.fixture(scope="session")
def trials(nlp: Language) -> Trials:
    return Trials(nlp, RULES)


@pytest.mark.parametrize(("rule", "text"), EXAMPLES, ids=[f"{r.id}: {t}" for r, t in EXAMPLES])
def test_rule_finds_its_example(trials: Trials, rule: Rule, text: str) -> None:
    assert trials.judge_example(rule, text) == ""


@pytest.mark.parametrize(
    ("rule", "text"), COUNTEREXAMPLES, ids=[f"{r.id}: {t}" for r, t in COUNTEREXAMPLES]
)
def test_rule_does_not_match_its_counterexample(trials: Trials, rule: Rule, text: str) -> None:
    assert trials.judge_counterexample(rule, text) == ""


# -- claims ---------------------------------------------------------------------------------------

OLSEN = "Marta Olsen"

# An annotated text; type and claim of what Olsen says in it; why the row is there.
CLAIMS = [
    # Clauses.
    (
        "[Marta Olsen](PERSON) said that the talks had failed.",
        [("SAID", "the talks had failed")],
        "the claim has no 'that'",
    ),
    (
        "[Marta Olsen](PERSON) said the talks had failed.",
        [("SAID", "the talks had failed")],
        "there may be no 'that' at all",
    ),
    (
        "The talks have failed, [Marta Olsen](PERSON) said.",
        [("SAID", "The talks have failed")],
        "the attribution may come last",
    ),
    (
        "The talks have failed, said [Marta Olsen](PERSON), who leads the delegation.",
        [("SAID", "The talks have failed")],
        "turned round, with a clause about the speaker",
    ),
    (
        "The talks on the border, [Marta Olsen](PERSON) said, have failed after nine long days.",
        [("SAID", "have failed after nine long days")],
        "of an interrupted claim the longer part",
    ),
    (
        "[Marta Olsen](PERSON) said that the talks had failed and that the border was closed.",
        [("SAID", "the talks had failed"), ("SAID", "the border was closed")],
        "two 'that' are two relations",
    ),
    (
        "[Marta Olsen](PERSON) said that the talks had failed and the border was closed.",
        [("SAID", "the talks had failed and the border was closed")],
        "one 'that' is one relation",
    ),
    (
        "[Marta Olsen](PERSON) said the border was closed, which could cost millions.",
        [("SAID", "the border was closed")],
        "a trailing clause that adds something is cut off",
    ),
    (
        "[Marta Olsen](PERSON) said the talks had failed, adding that the border was closed.",
        [("SAID", "the talks had failed"), ("SAID", "the border was closed")],
        "each verb has its claim",
    ),
    (
        "It was a trial that [Marta Olsen](PERSON) said was illegal.",
        [("SAID", "was illegal")],
        "a claim may lack its subject",
    ),
    # Quotations.
    (
        '"The talks have failed," [Marta Olsen](PERSON) said. "The border is closed."',
        [("SAID", "The talks have failed"), ("SAID", "The border is closed")],
        "what follows the attribution is hers too",
    ),
    (
        "“The talks have failed. The border is closed,” [Marta Olsen](PERSON) said.",
        [("SAID", "The talks have failed"), ("SAID", "The border is closed")],
        "one relation for each sentence",
    ),
    (
        "[Marta Olsen](PERSON) said: “The talks have failed. The border is closed.”",
        [("SAID", "The talks have failed"), ("SAID", "The border is closed")],
        "behind a colon",
    ),
    (
        "‘The talks on the border have failed,’ said [Marta Olsen](PERSON), ‘and we left.’",
        [("SAID", "The talks on the border have failed")],
        "of an interrupted quotation the longer part",
    ),
    (
        '[Marta Olsen](PERSON) said the plan was "a disgrace".',
        [("SAID", 'the plan was "a disgrace')],
        "a quotation inside a clause; no mark stands at the edge",
    ),
    (
        "“The talks have failed,” [Marta Olsen](PERSON) said.\n\n“The border is closed.”",
        [("SAID", "The talks have failed"), ("SAID", "The border is closed")],
        "a paragraph without attribution goes on",
    ),
    (
        "“The talks have failed,” [Marta Olsen](PERSON) said.\n\n“We are sad.\n\n“We will go.”",
        [("SAID", "The talks have failed"), ("SAID", "We are sad"), ("SAID", "We will go")],
        "a speech over several paragraphs",
    ),
    (
        "[Marta Olsen](PERSON) said the talks had failed. “The border is closed.”",
        [("SAID", "the talks had failed"), ("SAID", "The border is closed")],
        "a quotation goes on from a clause",
    ),
    (
        "“The talks have failed!” [Marta Olsen](PERSON) told the crowd.",
        [("SAID", "The talks have failed")],
        "no mark of exclamation at the edge",
    ),
    (
        "[Marta Olsen](PERSON =olsen) said the plan was “dead.” “We tried,” [she](PERSON pronoun =olsen) "
        "added. “We failed.”",
        [("SAID", "the plan was “dead"), ("SAID", "We tried"), ("SAID", "We failed")],
        "quotations side by side",
    ),
    (
        "[Marta Olsen](PERSON) spoke. “We tried,” said a witness. [Marta Olsen](PERSON) left. “It is so.”",
        [],
        "a quotation behind a narrative sentence is nobody's",
    ),
    # Phrases.
    (
        "According to [Marta Olsen](PERSON), the talks have failed.",
        [("SAID", "the talks have failed")],
        "according to, before the claim",
    ),
    (
        "The talks have failed, according to [Marta Olsen](PERSON).",
        [("SAID", "The talks have failed")],
        "and behind it",
    ),
    (
        "“The talks have failed,” according to [Marta Olsen](PERSON).",
        [("SAID", "The talks have failed")],
        "and with a quotation",
    ),
    # The verb decides the type.
    (
        "[Marta Olsen](PERSON) vowed that the border would stay open.",
        [("SAID", "the border would stay open")],
        "vow",
    ),
    (
        "[Marta Olsen](PERSON) threatened to close the border.",
        [("WARNED", "close the border")],
        "threaten",
    ),
    (
        "[Marta Olsen](PERSON) proposed that the talks be moved.",
        [("URGED", "the talks be moved")],
        "propose",
    ),
    (
        "[Marta Olsen](PERSON) conceded that the talks had failed.",
        [("CONFIRMED", "the talks had failed")],
        "concede",
    ),
    (
        "[Marta Olsen](PERSON) opposes the pipeline.",
        [("REJECTED", "the pipeline")],
        "oppose",
    ),
    (
        "[Marta Olsen](PERSON) rejected responsibility for the flood.",
        [("DENIED", "responsibility for the flood")],
        "reject responsibility",
    ),
    (
        "The accusations are baseless, [Marta Olsen](PERSON) said.",
        [("SAID", "The accusations are baseless"), ("DENIED", "The accusations")],
        "a verdict denies what it is about",
    ),
    (
        "“I urge the ministry to publish the letter,” [Marta Olsen](PERSON) said.",
        [
            ("SAID", "I urge the ministry to publish the letter"),
            ("URGED", "publish the letter"),
        ],
        "the words themselves perform the act",
    ),
    (
        "“We can confirm that the bridge is closed,” [Marta Olsen](PERSON) said.",
        [
            ("SAID", "We can confirm that the bridge is closed"),
            ("CONFIRMED", "the bridge is closed"),
        ],
        "so do these",
    ),
    (
        "[Marta Olsen](PERSON =olsen) said [she](PERSON pronoun =olsen) believed the talks had failed.",
        [("SAID", "she believed the talks had failed")],
        "saying what one believes is one saying",
    ),
    (
        "[Marta Olsen](PERSON) announced a ceasefire in the valley.",
        [("SAID", "a ceasefire in the valley")],
        "a noun phrase may be the claim",
    ),
    (
        "The bridge, [Marta Olsen](PERSON) says, will not survive another winter in the valley.",
        [("SAID", "will not survive another winter in the valley")],
        "an attribution between the subject and its verb",
    ),
    (
        "Hundreds of boats are at sea after the storm, the skipper [Marta Olsen](PERSON) said.",
        [("SAID", "Hundreds of boats are at sea after the storm")],
        "the subject of the words stays with them, though the parser gives it to the verb of saying",
    ),
    (
        "[Marta Olsen](PERSON) is hopeful: “The bridge will stand.”",
        [("SAID", "The bridge will stand")],
        "a sentence about her leads up to her words",
    ),
    (
        "The sign by [Marta Olsen](PERSON) bears a question: “Why do we need a bridge?”",
        [],
        "what leads up to these is about a sign",
    ),
    (
        "[Marta Olsen](PERSON) left early. And called for an inquiry.",
        [("URGED", "an inquiry")],
        "a sentence that begins with 'and' goes on from the one before",
    ),
    ("[Marta Olsen](PERSON) left early. Called names, she wept.", [], "one that does not is alone"),
    (
        "“The bridge is safe,” [Marta Olsen](PERSON) said. She stated this in the valley.",
        [("SAID", "The bridge is safe")],
        "what has a speaker is not said again by 'this'",
    ),
    (
        "As for the report that the bridge had fallen, [Marta Olsen](PERSON) dismissed it as fiction.",
        [("DENIED", "the bridge had fallen")],
        "what a sentence opens with is what it denies",
    ),
    (
        "As for the report that the bridge had fallen, [Marta Olsen](PERSON) read it as fiction.",
        [],
        "read is not denied",
    ),
    # Nothing said.
    ("[Marta Olsen](PERSON) announced the results of the vote.", [], "a topic without content"),
    ("[Marta Olsen](PERSON) declined to comment.", [], "no content"),
    ("[Marta Olsen](PERSON) did not say when the talks would start.", [], "not said"),
    ("[Marta Olsen](PERSON) discussed the border with the envoys.", [], "a topic only"),
    ("[Marta Olsen](PERSON) is expected to announce a ceasefire.", [], "not yet said"),
    ("A witness told [Marta Olsen](PERSON) that the bridge was closed.", [], "hers are the ears"),
    ("[Marta Olsen](PERSON) was told that the bridge was closed.", [], "by nobody known"),
    (
        "“The bridge is closed,” a witness said. “I saw it.” [Marta Olsen](PERSON) left.",
        [],
        "a speaker that is no entity keeps the words",
    ),
    # What the parser leads astray.
    (
        '[Marta Olsen](PERSON) said the prize aimed to show that "poetry is not some form of medicine".',
        [("SAID", 'the prize aimed to show that "poetry is not some form of medicine')],
        "a clause that looks like a noun with a participle",
    ),
    (
        "[Marta Olsen](PERSON) said the miller, who ruled the valley with an iron fist for nine years, "
        "did not talk too much.",
        [
            (
                "SAID",
                "the miller, who ruled the valley with an iron fist for nine years, did not talk too much",
            )
        ],
        "the subject, with its clause, belongs to the claim",
    ),
    (
        "A mere nine dollars per annum – equivalent to ten days of spending – would ensure that all "
        "children benefit, [Marta Olsen](PERSON) told the conference.",
        [
            (
                "SAID",
                "A mere nine dollars per annum – equivalent to ten days of spending – would ensure "
                "that all children benefit",
            )
        ],
        "so does one between dashes that the parser gives to the attribution",
    ),
    (
        "The plot fetched him little, which, [Marta Olsen](PERSON) says, is not a fair price.",
        [("SAID", "is not a fair price")],
        "only the relative clause is said",
    ),
    ("This was revealed by [Marta Olsen](PERSON) at the start of the week.", [], "revealed what?"),
    (
        "[Marta Olsen](PERSON) held talks could succeed.",
        [],
        "'held' says something only with 'that': the parser may take 'talks' for a clause",
    ),
    # Quotations between two of one speaker.
    (
        "“The talks have failed,” [Marta Olsen](PERSON) said.\n\nThe guests had left by noon.\n\n"
        "“It is a long road.”\n\nThe hall was empty.\n\n“The border is closed,” "
        "[Marta Olsen](PERSON) said.",
        [
            ("SAID", "The talks have failed"),
            ("SAID", "It is a long road"),
            ("SAID", "The border is closed"),
        ],
        "a paragraph of its own between two of one speaker is that speaker's",
    ),
    (
        "“The talks have failed,” [Marta Olsen](PERSON) said.\n\n[Karl Vik](PERSON) had left by noon."
        "\n\n“It is a long road.”\n\nThe hall was empty.\n\n“The border is closed,” "
        "[Marta Olsen](PERSON) said.",
        [("SAID", "The talks have failed"), ("SAID", "The border is closed")],
        "not where somebody else is named in between",
    ),
    (
        "[Marta Olsen](PERSON =olsen) said the talks had failed. A villager said the road was long. "
        "[She](PERSON pronoun =olsen) added that the dust was everywhere.",
        [("SAID", "the talks had failed")],
        "who spoke without a name goes on",
    ),
    (
        "[Marta Olsen](PERSON =olsen) said the talks had failed. The report said the road was long. "
        "[She](PERSON pronoun =olsen) added that the dust was everywhere.",
        [("SAID", "the talks had failed"), ("SAID", "the dust was everywhere")],
        "a report is no person who goes on",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CLAIMS, ids=[row[2] for row in CLAIMS])
def test_what_is_said(
    nlp: Language, text: str, expected: list[tuple[str, str]], reason: str
) -> None:
    found = said_in(example_doc(nlp, parse_example(text)))
    assert all(subject == OLSEN for _, subject, _, _ in found)
    assert sorted((type_, claim) for type_, _, _, claim in found) == sorted(expected)


# -- speakers and those spoken to -----------------------------------------------------------------

# An annotated text; type, subject and object of what is said in it; why the row is there.
SPEAKERS = [
    (
        "[Norland](STATE) and [Belmark](STATE) said the border was closed.",
        [("SAID", "Norland", None), ("SAID", "Belmark", None)],
        "both speak",
    ),
    (
        "The [Foreign Ministry](ORG) said in a statement that the border was closed.",
        [("SAID", "Foreign Ministry", None)],
        "a body speaks",
    ),
    (
        "A statement by the [Foreign Ministry](ORG) said the border was closed.",
        [("SAID", "Foreign Ministry", None)],
        "so does its statement",
    ),
    (
        "The border is closed, [Foreign Ministry](ORG) [spokesman](OFFICE) [Joren Valk](PERSON) said.",
        [("SAID", "Joren Valk", None)],
        "of a post with a name the person",
    ),
    (
        "A [Foreign Ministry](ORG) [spokesman](OFFICE) said the border was closed.",
        [("SAID", "Foreign Ministry", None)],
        "of one without a name the body",
    ),
    (
        "[Joren Valk](PERSON), who said the border was closed, left.",
        [("SAID", "Joren Valk", None)],
        "the subject of a relative clause",
    ),
    (
        "[Joren Valk](PERSON =valk) left. [He](PERSON pronoun =valk) said the border was closed.",
        [("SAID", "Joren Valk", None)],
        "a pronoun",
    ),
    (
        "A statement issued by [Joren Valk](PERSON) said it was late. The statement added that it was cold.",
        [("SAID", "Joren Valk", None), ("SAID", "Joren Valk", None)],
        "the statement is still his",
    ),
    (
        "“It is late,” said [Belmark](ORG) youth chair [Joren Valk](PERSON).",
        [("SAID", "Joren Valk", None)],
        "of names in a row behind the verb the last",
    ),
    (
        "[Joren Valk](PERSON), QC, said the [High Court](ORG) was closed.",
        [("SAID", "Joren Valk", None)],
        "a title behind the name",
    ),
    (
        "[Joren Valk](PERSON), who was ill, wrote: “It is late.”",
        [("SAID", "Joren Valk", None)],
        "a relative clause parts the speaker from the verb",
    ),
    (
        "[Reuters](ORG) quoted [Joren Valk](PERSON) as saying the border was closed.",
        [("SAID", "Joren Valk", None)],
        "in the active too it is the one quoted who speaks",
    ),
    (
        "The [Reuters](ORG) news agency reported that the border was closed.",
        [("SAID", "Reuters", None)],
        "a name with its kind behind it",
    ),
    (
        "The border was closed, the [SNR](ORG) state railway said.",
        [("SAID", "SNR", None)],
        "and with more words between",
    ),
    (
        "[Joren Valk](PERSON) told the [Daily Post](ORG) the border was closed.",
        [("SAID", "Joren Valk", "Daily Post")],
        "a hearer right before the claim",
    ),
    (
        "[Joren Valk](PERSON) met the envoys and said the border was closed.",
        [("SAID", "Joren Valk", None)],
        "the subject of the verb before",
    ),
    (
        "[Joren Valk](PERSON) told [Reuters](ORG) that the border was closed.",
        [("SAID", "Joren Valk", "Reuters")],
        "an addressee",
    ),
    (
        "[Norland](STATE) accused [Belmark](STATE) of closing the border.",
        [("ACCUSED", "Norland", "Belmark")],
        "a target",
    ),
    (
        "[Belmark](STATE) was accused by [Norland](STATE) of closing the border.",
        [("ACCUSED", "Norland", "Belmark")],
        "a target in the passive",
    ),
    (
        "[Norland](STATE) called on [Belmark](STATE) to open the border.",
        [("URGED", "Norland", "Belmark")],
        "called on",
    ),
    (
        "[Joren Valk](PERSON) praised [Marta Olsen](PERSON).",
        [("PRAISED", "Joren Valk", "Marta Olsen")],
        "a person praised is a target, not a claim",
    ),
    (
        "“The border is closed,” [Joren Valk](PERSON) was quoted by [Reuters](ORG) as saying.",
        [("SAID", "Joren Valk", None)],
        "who quotes says nothing",
    ),
    ("Officials said the border with [Norland](STATE) was closed.", [], "officials are nobody"),
    (
        "[Ministry](ORG) [spokesman](OFFICE) [Joren Valk](PERSON) arrived. No talks on the bridge, [spokesman](OFFICE) says",
        [("SAID", "Joren Valk", None)],
        "a bare post in a headline is its one holder in the text",
    ),
    (
        "[Spokesman](OFFICE) [Joren Valk](PERSON) met [spokesman](OFFICE) [Karl Tamm](PERSON). It is late, [spokesman](OFFICE) says",
        [],
        "of two holders it is neither",
    ),
    (
        "No talks on the bridge, says [Oslo](STATE metonym)",
        [("SAID", "Oslo", None)],
        "a capital behind the verb at the end of a headline",
    ),
    (
        "The [Norland](STATE) side said the border was open.",
        [("SAID", "Norland", None)],
        "a side is its state",
    ),
    ("The far side of [Norland](STATE)'s border said nothing.", [], "a side that is a place"),
    (
        "The envoys [Joren Valk](PERSON) and [Karl Tamm](PERSON) said the border was closed.",
        [("SAID", "Joren Valk", None), ("SAID", "Karl Tamm", None)],
        "all in a list behind what they are",
    ),
    (
        "[Joren Valk](PERSON) and [Karl Tamm](PERSON) met. The border is open, they said in a joint statement. The statement also said it was late.",
        [("SAID", name, None) for name in ("Joren Valk", "Karl Tamm") for _ in range(2)],
        "'they' are the subject that names several, and so is the statement theirs",
    ),
    (
        "[Joren Valk](PERSON) and [Karl Tamm](PERSON) met. Officials were pleased. The border is open, they said.",
        [],
        "officials stand nearer",
    ),
    (
        "The border is closed, the [army](ORG)'s spokesman said. It will open soon, he said. The road is wet, the spokesman said.",
        [("SAID", "army", None)] * 3,
        "an unnamed spokesman goes on speaking for his body",
    ),
    (
        "The border is closed, the [army](ORG) said. It will open soon, he said.",
        [("SAID", "army", None)],
        "a body by itself is no 'he'",
    ),
    (
        "[Joren Valk](PERSON) is the first envoy of [Norland](STATE) to call for peace.",
        [("URGED", "Joren Valk", None)],
        "of an infinitive behind a predicate the one described",
    ),
    (
        "One of the heads of the guild, [Joren Valk](PERSON), said the border was open.",
        [("SAID", "Joren Valk", None)],
        "a name between commas before the verb, whose subject names nobody",
    ),
    (
        '"[Morning Courier](ORG)" said the bridge was closed.',
        [("SAID", "Morning Courier", None)],
        "a name in quotation marks is no quotation",
    ),
    (
        'The "[Morning Courier](ORG)" daily said the bridge was closed.',
        [("SAID", "Morning Courier", None)],
        "nor is one before what it is",
    ),
    (
        "An elderly resident named [Joren Valk](PERSON) said life was hard.",
        [("SAID", "Joren Valk", None)],
        "named behind what he is",
    ),
    (
        "According to a report cited by the [Morning Courier](ORG), the border was closed.",
        [],
        "who cites a report has not written it",
    ),
    (
        "According to a report by [Joren Valk](PERSON) cited by the [Morning Courier](ORG), the "
        "border was closed.",
        [("SAID", "Joren Valk", None)],
        "who wrote it has",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reason"), SPEAKERS, ids=[r[2] for r in SPEAKERS])
def test_who_speaks(
    nlp: Language, text: str, expected: list[tuple[str, str, str | None]], reason: str
) -> None:
    found = said_in(example_doc(nlp, parse_example(text)))
    assert sorted(map(str, (row[:3] for row in found))) == sorted(map(str, expected))


# -- zones ----------------------------------------------------------------------------------------


def test_only_text_is_read(nlp: Language) -> None:
    text = "Joren Valk said the border was closed."
    doc = example_doc(nlp, parse_example("[Joren Valk](PERSON) said the border was closed."))
    zones = annotations(doc)["zones"]
    zones[:] = [{"start_char": 0, "end_char": len(text), "kind": "teaser"}]
    assert find_speech(doc) == []
    zones[:] = [{"start_char": 0, "end_char": len(text), "kind": "caption"}]
    assert len(find_speech(doc)) == 1


def test_relations_stand_in_the_text(nlp: Language) -> None:
    """Evidence holds the trigger or the claim, and the component appends to what is there."""
    doc = example_doc(nlp, parse_example('"We left," [Joren Valk](PERSON) said. "It was late."'))
    annotations(doc)["relations"].clear()
    doc = nlp.get_pipe("geoents_speech")(doc)
    relations = annotations(doc)["relations"]
    assert [doc.text[slice(*r["claim_char"])] for r in relations] == ["We left", "It was late"]
    for relation in relations:
        assert relation["factuality"] is None
        assert doc[relation["trigger"]].text == "said"
        assert relation["start"] <= relation["trigger"] < relation["end"]
