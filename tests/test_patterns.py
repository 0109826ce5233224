"""The pattern languages and the loader of rules, on hand-made docs: no model is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from spacy.lang.en import English
from spacy.tokens import Doc

from geoents.annotations import EntityData, MentionData, annotations
from geoents.examples import parse_example
from geoents.graph import Graph
from geoents.patterns import (
    MentionSpan,
    bind_element,
    bind_node,
    find,
    parse_node,
    parse_sequence,
)
from geoents.relations import RelationsComponent
from geoents.rules import load_rules
from geoents.sequences import Sequences

VOCAB = English().vocab

Word = tuple[str, str, str, int, str]

# form, lemma, tag, head, label
NORLAND_LEFT: list[Word] = [
    ("Norland", "Norland", "NNP", 3, "nsubj"),
    ("and", "and", "CC", 2, "cc"),
    ("Belmark", "Belmark", "NNP", 0, "conj"),
    ("left", "leave", "VBD", 3, "ROOT"),
    ("the", "the", "DT", 5, "det"),
    ("pact", "pact", "NN", 3, "obj"),
    ("in", "in", "IN", 7, "case"),
    ("May", "May", "NNP", 3, "obl"),
]
RULED_OUT: list[Word] = [
    ("Norland", "Norland", "NNP", 1, "nsubj"),
    ("ruled", "rule", "VBD", 1, "ROOT"),
    ("out", "out", "RP", 1, "compound:prt"),
    ("talks", "talk", "NNS", 1, "obj"),
    ("with", "with", "IN", 5, "case"),
    ("Belmark", "Belmark", "NNP", 3, "nmod"),
]
CHAIR: list[Word] = [
    ("Mira", "Mira", "NNP", 9, "nsubj"),
    ("Sand", "Sand", "NNP", 0, "flat"),
    (",", ",", ",", 3, "punct"),
    ("chair", "chair", "NN", 0, "appos"),
    ("of", "of", "IN", 5, "case"),
    ("Velmar", "Velmar", "NNP", 3, "nmod"),
    (",", ",", ",", 0, "punct"),
    ("and", "and", "CC", 8, "cc"),
    ("Ree", "Ree", "NNP", 0, "conj"),
    ("spoke", "speak", "VBD", 9, "ROOT"),
]
MINISTRY: list[Word] = [
    ("Norland", "Norland", "NNP", 3, "nmod:poss"),
    ("'s", "'s", "POS", 0, "case"),
    ("former", "former", "JJ", 3, "amod"),
    ("spokesman", "spokesman", "NN", 3, "ROOT"),
    ("Ree", "Ree", "NNP", 3, "appos"),
]
_POS = {
    "NNP": "PROPN",
    "NN": "NOUN",
    "NNS": "NOUN",
    "VBD": "VERB",
    "DT": "DET",
    "IN": "ADP",
    "CC": "CCONJ",
    ",": "PUNCT",
    "JJ": "ADJ",
    "RP": "ADP",
    "POS": "PART",
}


def make_doc(words: Sequence[Word]) -> Doc:
    return Doc(
        VOCAB,
        words=[word[0] for word in words],
        lemmas=[word[1] for word in words],
        tags=[word[2] for word in words],
        pos=[_POS[word[2]] for word in words],
        heads=[word[3] for word in words],
        deps=[word[4] for word in words],
    )


def find_nodes(words: Sequence[Word], *nodes: str, trigger: int) -> list[dict[str, int]]:
    pattern = [bind_node(parse_node(node), {}) for node in nodes]
    return list(find(Graph(make_doc(words)), pattern, trigger))


# -- tree patterns ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "trigger", "nodes", "found"),
    [
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: lemma=leave", "trigger > subject: dep=nsubj"],
            [{"trigger": 3, "subject": 0}],
            id="a child by its label",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: lemma=left"],
            [{"trigger": 3}],
            id="a form is as good as a lemma",
        ),
        pytest.param(NORLAND_LEFT, 3, ["trigger: lemma=meet"], [], id="another word"),
        pytest.param(
            NORLAND_LEFT, 3, ["trigger: lemma=leave pos=NOUN"], [], id="another part of speech"
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger >-- a: dep=nsubj|obj"],
            [{"trigger": 3, "a": 0}],
            id="to the left",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger >++ a: dep=nsubj|obj"],
            [{"trigger": 3, "a": 5}],
            id="to the right",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger > time: case=in|on"],
            [{"trigger": 3, "time": 7}],
            id="by its preposition",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger > object: dep=obj|obl case=none"],
            [{"trigger": 3, "object": 5}],
            id="without a preposition",
        ),
        pytest.param(
            NORLAND_LEFT,
            5,
            ["trigger: lemma=pact", "trigger < verb: pos=VERB"],
            [{"trigger": 5, "verb": 3}],
            id="a head",
        ),
        pytest.param(
            NORLAND_LEFT,
            2,
            ["trigger: lemma=Belmark|belmark", "trigger << verb: pos=VERB"],
            [{"trigger": 2, "verb": 3}],
            id="an ancestor",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger >> month: lemma=may"],
            [{"trigger": 3, "month": 7}],
            id="a descendant",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger . next: tag=DT", "trigger ; before: tag=NNP"],
            [{"trigger": 3, "next": 4, "before": 2}],
            id="neighbours",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger >? agent: case=by", "agent > of: case=of"],
            [{"trigger": 3}],
            id="an optional node and what hangs on it",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger !> : dep=iobj", "trigger > object: dep=obj"],
            [{"trigger": 3, "object": 5}],
            id="a node that must not be there and is not",
        ),
        pytest.param(
            NORLAND_LEFT,
            3,
            ["trigger: tag=VBD", "trigger !> : dep=obj"],
            [],
            id="a node that must not be there and is",
        ),
        pytest.param(
            RULED_OUT, 1, ["trigger: lemma=rule"], [{"trigger": 1}], id="without its particle"
        ),
        pytest.param(
            CHAIR,
            3,
            ["trigger: lemma=chair", "trigger > holder: dep=subject:of"],
            [{"trigger": 3, "holder": 0}],
            id="of whom an apposition is said",
        ),
    ],
)
def test_tree_pattern(
    words: list[Word], trigger: int, nodes: list[str], found: list[dict[str, int]]
) -> None:
    assert find_nodes(words, *nodes, trigger=trigger) == found


def test_slot_takes_a_verb_with_its_particle() -> None:
    node = bind_node(parse_node("trigger: lemma=$lemmas"), {"lemmas": frozenset({"rule out"})})
    graph = Graph(make_doc(RULED_OUT))
    assert list(find(graph, [node], 1)) == [{"trigger": 1}]
    assert list(find(graph, [node], 3)) == []


# -- sequences --------------------------------------------------------------------------------

OFFICE = MentionSpan(3, 4, "OFFICE")
STATE = MentionSpan(0, 1, "STATE")
PERSON = MentionSpan(4, 5, "PERSON")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("<a: STATE> 's former <b: OFFICE> <c: PERSON>", [{"a": 0, "b": 1, "c": 2}]),
        ("<a: STATE|ORG> 's? ~1 <b: OFFICE>", [{"a": 0, "b": 1}]),
        ("<a: STATE> ~1 <b: OFFICE>", []),  # two words lie between
        ("<a: STATE> ~2 <b: OFFICE>", [{"a": 0, "b": 1}]),
        ("<a: STATE> ~3 <c: PERSON>", []),  # a gap does not pass over a mention
        ("<a: STATE> <b: OFFICE>", []),
        ("former <b: OFFICE>", [{"b": 1}]),
        ("new|former <b: OFFICE>", [{"b": 1}]),
        ("<b: OFFICE spokesman|spokeswoman> <c: PERSON>", [{"b": 1, "c": 2}]),
        ("<b: OFFICE minister> <c: PERSON>", []),
        ("<b: ORG> <c: PERSON>", []),
        ("<b: OFFICE !minister> <c: PERSON>", [{"b": 1, "c": 2}]),
        ("<b: OFFICE !spokesman> <c: PERSON>", []),
        ("<a: STATE> !of|for 's", [{"a": 0}]),
        ("<a: STATE> !'s", []),
        # An optional word that is there may belong to what comes next.
        ("<a: STATE> 's former? former <b: OFFICE>", [{"a": 0, "b": 1}]),
    ],
)
def test_sequence(pattern: str, found: list[dict[str, int]]) -> None:
    sequences = Sequences(Graph(make_doc(MINISTRY)), [STATE, OFFICE, PERSON])
    assert list(sequences.find(parse_sequence(pattern))) == found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("<a: STATE>+ left", [{"a": 0}, {"a": 1}, {"a": 1}]),  # the list, and its end alone
        ("<a: STATE>++ left", [{"a": 0}, {"a": 1}]),
        ("<a: STATE>++ the", []),
        ("<a: STATE>++ trigger:leave", [{"a": 0, "trigger": ~3}, {"a": 1, "trigger": ~3}]),
    ],
)
def test_sequence_of_a_list(pattern: str, found: list[dict[str, int]]) -> None:
    mentions = [MentionSpan(0, 1, "STATE"), MentionSpan(2, 3, "STATE")]
    sequences = Sequences(Graph(make_doc(NORLAND_LEFT)), mentions)
    assert list(sequences.find(parse_sequence(pattern))) == found


def test_list_with_asides() -> None:
    text = "Norland ( since May ) , Belmark and , since last year , the Kestians left"
    words: list[Word] = [(word, word, "NNP", 0, "dep") for word in text.split()]
    mentions = [MentionSpan(i, i + 1, "STATE") for i in (0, 6, 14)]
    sequences = Sequences(Graph(make_doc(words)), mentions)
    found = list(sequences.find(parse_sequence("<a: STATE>++ left")))
    assert found[:3] == [{"a": 0}, {"a": 1}, {"a": 2}]


def test_sequence_steps_into_a_mention() -> None:
    mentions = [MentionSpan(0, 4, "ORG"), STATE, PERSON]
    sequences = Sequences(Graph(make_doc(MINISTRY)), mentions)
    assert list(sequences.find(parse_sequence("<a: ORG> { <b: STATE> } <c: PERSON>"))) == [
        {"a": 0, "b": 1, "c": 2}
    ]
    # What is read inside must lie inside.
    assert list(sequences.find(parse_sequence("<a: ORG> { ~4 <b: PERSON>"))) == []


def test_sequence_ends_with_the_sentence() -> None:
    doc = make_doc([("Norland", "Norland", "NNP", 0, "ROOT"), ("Ree", "Ree", "NNP", 1, "ROOT")])
    sequences = Sequences(Graph(doc), [MentionSpan(0, 1, "STATE"), MentionSpan(1, 2, "PERSON")])
    assert list(sequences.find(parse_sequence("<a: STATE> <b: PERSON>"))) == []


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ((0, 4), {"spokesman", "former spokesman", "norland 's former spokesman"}),
        ((0, 1), {"norland"}),
        ((2, 4), {"spokesman", "former spokesman"}),
    ],
)
def test_head_words(span: tuple[int, int], words: set[str]) -> None:
    sequences = Sequences(Graph(make_doc(MINISTRY)), [])
    assert sequences.head_words(MentionSpan(*span, "ORG")) == words


def test_slot_of_a_sequence_fills_words_and_heads() -> None:
    pattern = [
        bind_element(element, {"before": frozenset({"former"}), "posts": frozenset({"spokesman"})})
        for element in parse_sequence("$before <a: OFFICE $posts>")
    ]
    assert list(Sequences(Graph(make_doc(MINISTRY)), [OFFICE]).find(pattern)) == [{"a": 0}]


# -- what is not well-formed ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("trigger lemma=a", "not a pattern node: 'trigger lemma=a'"),
        ("trigger >< a: dep=obj", "not a pattern node"),
        ("trigger: colour=red", "not a test: 'colour=red'"),
        # A test ends at a space: a verb with its particle can only come from a slot.
        ("trigger: lemma=rule out", "not a test: 'out'"),
        ("trigger: lemma=", "not a test: 'lemma='"),
    ],
)
def test_bad_node(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_node(text)


@pytest.mark.parametrize("text", ["<a STATE>", "<a: state>"])
def test_bad_sequence(text: str) -> None:
    with pytest.raises(ValueError, match="not a mention"):
        parse_sequence(text)


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        ("[Norland](STATE subject) left]().", "a closing bracket too many"),
        ("[Norland left the pact", "a bracket is not closed"),
        ("[Norland](STATE subjekt) left.", "unknown word 'subjekt'"),
        ("[Norland](STATE subject) left. {perhaps}", "unknown mark 'perhaps'"),
    ],
)
def test_bad_example(markup: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        parse_example(markup)
    assert "\n" not in str(caught.value)


RULE = """
[rule.active]
patterns = [["trigger: lemma=$lemmas", "trigger > subject: dep=nsubj", "trigger > object: dep=obj"]]
lemmas = ["leave"]
examples = ["[Norland](STATE subject) left the [pact](ORG object)."]
"""


def without(line: str) -> str:
    return "".join(kept for kept in RULE.splitlines(True) if not kept.startswith(line))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("left", "[rule.active", "left.toml: Expected"),
        ("gone", RULE, "gone.toml: the name is no relation type in lower case"),
        ("left", RULE + "\n[verbs]\na = 1", "left.toml: unknown table 'verbs'"),
        ("left", "rule = 3", "left.toml: rule must be a table"),
        ("left", "rule.active = 3", "rule active must be a table"),
        ("left", RULE + "about = 3", "rule active: about must be a string"),
        ("left", RULE + "confidence = 2", "confidence must be a number from 0 to 1"),
        ("left", RULE + 'confidence = "high"', "confidence must be a number from 0 to 1"),
        ("left", without("examples"), "rule active: it has no examples"),
        ("left", RULE.replace('["[', '"[').replace('."]', '."'), "examples must be a list"),
        ("left", RULE + "counterexamples = [3]", "counterexamples must be a list of strings"),
        ("left", RULE + 'construction = "inverse"', "unknown construction 'inverse'"),
        ("left", without("patterns"), "neither construction nor patterns nor sequences"),
        ("left", without("patterns") + 'patterns = "a"', "patterns must be a list of lists"),
        ("left", without("patterns") + "patterns = [[]]", "a pattern has no node"),
        ("left", without("patterns") + 'patterns = [["a: b=c"]]', "rule active: not a test: 'b=c'"),
        ("left", without("patterns") + 'patterns = [["a: ", "b > c:"]]', "hangs on no node"),
        ("left", without("patterns") + 'patterns = [["a: ", "b:"]]', "hangs on no node"),
        ("left", without("patterns") + 'sequences = ["<a>"]', "rule active: not a mention: '<a>'"),
        ("left", RULE + 'prepositions = ["of"]', "unknown field 'prepositions'"),
        ("left", without("lemmas"), r"nothing fills \$lemmas"),
        ("left", RULE.replace('"leave"', '"$VERBS"'), r"lemmas: unknown set \$VERBS"),
        ("left", RULE + 'object_types = ["OFFICE"]', "OFFICE can be no object of LEFT"),
        ("constructions", '[labels]\nA = "b"', "label set A must be a list of strings"),
        ("constructions", "[construction.a]\nb = 1", "construction a: unknown field 'b'"),
        ("constructions", "[rule.a]\nb = 1", "unknown table 'rule'"),
    ],
)
def test_bad_rule_file(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message) as caught:
        load_rules((tmp_path,))
    assert str(tmp_path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_missing_folder_of_rules(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="no folder with rules"):
        load_rules((tmp_path / "rules",))


# -- a user's rules ---------------------------------------------------------------------------


def test_users_rules_add_to_ours_and_replace_them(tmp_path: Path) -> None:
    (tmp_path / "constructions.toml").write_text(
        "[labels]\nDOER = ['nsubj']\n"
        "[construction.doing]\n"
        "patterns = [['trigger: lemma=$lemmas', 'trigger > subject: dep=$DOER',"
        " 'trigger > object: dep=obj']]\n",
        encoding="utf-8",
    )
    example = "examples = ['[Norland](STATE subject) left the [pact](ORG object).']\n"
    (tmp_path / "left.toml").write_text(
        f"[rule.mine]\nconstruction = 'doing'\nlemmas = ['leave']\n{example}", encoding="utf-8"
    )
    ours = {rule.id for rule in load_rules()}
    both = load_rules((tmp_path,))
    assert {rule.id for rule in both} == ours | {"left.mine"}
    mine = next(rule for rule in both if rule.id == "left.mine")
    doc = _linked_doc()
    RelationsComponent([mine])(doc)
    found = [(r["subject"], r["object"], r["rule"]) for r in annotations(doc)["relations"]]
    # Coordination is spread over what the pattern finds.
    assert found == [("e1", "e3", "left.mine"), ("e2", "e3", "left.mine")]

    replaced = min(rule.id for rule in load_rules() if rule.id.startswith("left."))
    (tmp_path / "left.toml").write_text(
        f"[rule.{replaced.removeprefix('left.')}]\nconstruction = 'doing'\nlemmas = ['leave']\n"
        f"confidence = 0.123\n{example}",
        encoding="utf-8",
    )
    by_id = {rule.id: rule for rule in load_rules((tmp_path,))}
    assert set(by_id) == ours
    assert by_id[replaced].confidence == 0.123


def _linked_doc() -> Doc:
    doc = make_doc(NORLAND_LEFT)
    data = annotations(doc)
    named = [(0, 1, "STATE"), (2, 3, "STATE"), (5, 6, "ORG")]
    for number, (start, end, type_) in enumerate(named, start=1):
        data["mentions"].append(
            MentionData(
                start=start,
                end=end,
                type=type_,
                form="name",
                key=None,
                why="",
                entity=f"e{number}",
                group=[],
                holder=None,
            )
        )
        data["entities"].append(
            EntityData(
                id=f"e{number}",
                type=type_,
                name=doc[start:end].text,
                aliases=[],
                ids={},
                mentions=[number - 1],
            )
        )
    return doc
