"""Enhanced dependencies: the edges that are added, and those that are mended."""

from __future__ import annotations

import pytest
from handmade import parsed
from spacy.tokens import Doc

from geoents.graph import Graph
from geoents.tagset import universal_pos


def _tagged(rows: str) -> Doc:
    doc = parsed(rows)
    for token in doc:
        token.pos_ = universal_pos(token.tag_, token.dep_, token.lower_)
    return doc


def _edges(rows: str) -> set[tuple[str, str, str]]:
    """Return (head, label, child) of every edge, by the words."""
    doc = _tagged(rows)
    graph = Graph(doc)
    return {
        (doc[head].text, label, doc[child].text)
        for head, pairs in enumerate(graph.children)
        for child, label in pairs
    }


@pytest.mark.parametrize(
    ("rows", "edge"),
    [
        pytest.param(
            "Norland NNP nsubj 2\nagreed VBD root 0 agree\nto TO mark 4\nleave VB xcomp 2\nNATO NNP obj 4",
            ("leave", "nsubj", "Norland"),
            id="control",
        ),
        pytest.param(
            "Norland NNP root 0\nto TO mark 3\nLeave VB advcl 1 leave\nNATO NNP obj 3",
            ("Leave", "nsubj", "Norland"),
            id="headline",
        ),
        pytest.param(
            "Sand NNP nsubj 7\n, , punct 4\nwho WP nsubj 4\nquit VBD advcl 7\nNATO NNP obj 4\n"
            ", , punct 4\nspoke VBD root 0 speak",
            ("quit", "nsubj", "Sand"),
            id="relative clause hung on the verb",
        ),
        pytest.param(
            "head NN nsubj 2\ngreeted VBD root 0 greet\ndirector NN obl 2\n, , punct 5\nSand NNP appos 1",
            ("director", "appos", "Sand"),
            id="apposition hung on a noun before the verb",
        ),
        pytest.param(
            "Norland NNP nsubj 2\nurges VBZ root 0 urge\ntowns NNS obj 2\nto TO mark 5\nleave VB xcomp 2\n"
            "and CC cc 8\nto TO mark 8\ncall VB conj 2",
            ("leave", "conj", "call"),
            id="second infinitive hung on the finite verb",
        ),
        pytest.param(
            "Norland NNP nsubj 4\n's POS case 1\ntalks NNS nsubj 4 talk\nfailed VBD root 0 fail",
            ("talks", "nmod:poss", "Norland"),
            id="owner hung on the verb",
        ),
        pytest.param(
            "Norland NNP nsubj 2\nurged VBD root 0 urge\nSarvia NNP nsubj 2\nto TO mark 5\nleave VB xcomp 2",
            ("leave", "nsubj", "Sarvia"),
            id="second subject is the object",
        ),
        pytest.param(
            "Police NNS nsubj 2\naccused VBD root 0 accuse\nValk NNP obj 2\nof IN mark 5\nkilling VBG advcl 2 kill\n"
            "Sand NNP obj 5",
            ("killing", "nsubj", "Valk"),
            id="what the object is accused of",
        ),
        pytest.param(
            "Velmar NNP nsubj 8\n, , punct 4\na DT det 4\nstation NN appos 1\nfunded VBN acl 4 fund\n"
            "by IN case 7\nNorland NNP obl:agent 5\nclosed VBD root 0 close",
            ("funded", "nsubj:pass", "Velmar"),
            id="participle of an apposition",
        ),
        pytest.param(
            "talks NNS nsubj 7 talk\nduring IN case 3\nmeetings NNS nmod 1 meeting\nbetween IN case 5\n"
            "Norland NNP nsubj 7\nlately RB advmod 7\nfailed VBD root 0 fail",
            ("meetings", "nmod", "Norland"),
            id="between belongs to the noun before it",
        ),
    ],
)
def test_edge_is_there(rows: str, edge: tuple[str, str, str]) -> None:
    assert edge in _edges(rows)


@pytest.mark.parametrize(
    ("rows", "edge"),
    [
        pytest.param(
            "She PRP nsubj 2\nstressed VBD root 0 stress\nthe DT det 4\nneed NN obj 2\nto TO mark 6\n"
            "help VB acl 4\nNorland NNP obj 6",
            ("help", "nsubj", "She"),
            id="a need of others",
        ),
        pytest.param(
            "She PRP nsubj 2\nbacked VBD root 0 back\nthe DT det 4\nplan NN obj 2\nto TO mark 6\nleave VB acl 4",
            ("leave", "nsubj", "She"),
            id="a plan of others",
        ),
    ],
)
def test_edge_is_not_there(rows: str, edge: tuple[str, str, str]) -> None:
    assert edge not in _edges(rows)


def test_a_ring_of_edges_ends() -> None:
    # The owner is its noun's head: the mended edge closes a ring.
    edges = _edges("Norland NNP root 0\n's POS case 1\ntalks NNS dep 1 talk")
    assert {("talks", "nmod:poss", "Norland"), ("Norland", "dep", "talks")} <= edges
