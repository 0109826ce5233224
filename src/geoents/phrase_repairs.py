"""Noun phrases whose parts a parser hangs on one another in the wrong order."""

from __future__ import annotations

from typing import Final

from geoents.repair_trees import CLAUSES, NOUNS, Tree

__all__ = ["mend_phrase"]

_OF: Final = frozenset({"nmod", "nmod:poss", "compound"})
_PLURAL: Final = frozenset({"NNS", "NNPS", "CD"})
_OPEN: Final = frozenset({"mark", "obj", "obl:agent"})
_INSIDE: Final = frozenset({"compound", "amod", "nmod:desc", "flat"})
_HAVE: Final = frozenset({"have", "has", "had", "having", "'ve", "’ve"})
_ENDS: Final = (".", "”", '"')


def mend_phrase(tree: Tree, i: int) -> None:
    """Mend the phrase of a token, in place."""
    _give_case(tree, i)
    _lift_list(tree, i)
    _free_phrase(tree, i)
    _free_object(tree, i)
    _act(tree, i)


def _give_case(tree: Tree, i: int) -> None:
    """Give a name the preposition before its title: "a meeting with the president of Norland Mira Sand"."""
    if tree.doc[i].pos_ != "PROPN" or any(label == "case" for _, label in tree.children[i]):
        return
    for child, label in list(tree.children[i]):
        if label == "nmod:desc" and child < i:
            tree.children[i] += [
                (c, deeper) for c, deeper in tree.children[child] if deeper == "case" and c < child
            ]


def _lift_list(tree: Tree, i: int) -> None:
    """Give persons listed behind a body to those of the body: "two lawmakers of the party, Sand and Ree".

    A parser has the party be Sand.
    """
    head = tree.heads[i]
    is_person = tree.doc[i].ent_type_ == "PERSON" and tree.deps[i] == "appos" and head < i
    if not is_person or not any(label == "conj" for _, label in tree.children[i]):
        return
    over = head
    while tree.doc[over].ent_type_ != "PERSON" and tree.deps[over] in _OF:
        over = tree.heads[over]
        if over < head and tree.tags[over] in _PLURAL:
            break
    if over < head and tree.tags[over] in _PLURAL:
        tree.move(i, over, "appos")


def _free_phrase(tree: Tree, i: int) -> None:
    """Hang a phrase that is taken for a part of the next on the verb: "talks with Norland on visas".

    A parser has "visas" be of the kind "Norland".
    """
    head = tree.heads[i]
    cases = [c for c, label in tree.children[i] if label == "case" and c < i]
    if not cases or tree.deps[i] not in _INSIDE or tree.tags[i] not in NOUNS:
        return
    if head < i:
        # "crossed from the Harvest Party to the United Front", where the front is a part of the party
        if tree.deps[i] == "compound" and head < cases[0] and tree.heads[head] != head:
            tree.move(i, tree.heads[head], "obl")
        return
    is_parted = any(label == "case" and i < c < head for c, label in tree.children[head])
    if not is_parted or tree.heads[head] == head:
        return
    before = cases[0] - 1
    if before >= 0 and tree.tags[before] in NOUNS and tree.doc[cases[0]].tag_ == "IN":
        tree.move(i, before, "nmod")
    else:
        tree.move(i, tree.heads[head], "obl")


def _free_object(tree: Tree, i: int) -> None:
    """Make a relative pronoun before a subject the object: "the pact, which Norland hopes to join".

    A parser has both hope.
    """
    subjects = sorted(c for c, label in tree.children[i] if label == "nsubj" and c < i)
    if len(subjects) != 2 or tree.tags[subjects[0]] != "WDT" or tree.tags[i][:2] != "VB":
        return
    verb: int | None = i
    last = i
    while verb is not None:
        last = verb
        below = (c for c, label in tree.children[last] if label == "xcomp" and c > last)
        verb = next(below, None)
    if tree.deps[i] == "acl:relcl" and all(label != "obj" for _, label in tree.children[last]):
        tree.move(subjects[0], last, "obj")


def _act(tree: Tree, i: int) -> None:
    """Make a participle without "be", at the top of a sentence, a verb: "guards fired on a boat".

    So with "have": "soldiers had fired on a boat".
    """
    labels = {label for _, label in tree.children[i]}
    if tree.tags[i] != "VBN" or "aux:pass" in labels:
        return
    is_perfect = any(
        label == "aux" and tree.doc[c].lower_ in _HAVE for c, label in tree.children[i]
    )
    is_top = tree.deps[i] in CLAUSES and not labels & _OPEN
    if not is_perfect and not (is_top and tree.doc[i].sent.text.rstrip().endswith(_ENDS)):
        return
    for child, label in tree.children[i]:
        if label == "nsubj:pass" and child < i and tree.tags[child] in NOUNS | {"PRP"}:
            tree.relabel(child, "nsubj")
            return
