"""Verbs of saying and giving whose subject or recipient a parser hangs elsewhere."""

from __future__ import annotations

from typing import Final

from geoents.repair_trees import CLAUSES, FINITE, IN_NAME, NOUNS, SUBJECTS, Tree

__all__ = ["mend_report"]

#: Verbs of saying that stand in a row with others of one speaker.
_ACTS: Final = frozenset(
    {
        "thank", "welcome", "praise", "call", "urge", "warn", "accuse", "reject", "condemn", "deny", "criticize", "criticise",
        "dismiss", "demand", "blame", "congratulate", "commend", "denounce", "caution", "appeal", "hail", "slam", "insist",
    }
)  # fmt: skip
#: Prepositions that may open a clause too.
_SUBORDINATING: Final = frozenset({"after", "before", "since", "until"})
#: Verbs behind what is said.
_SAYING: Final = frozenset(
    {
        "say", "add", "note", "announce", "tell", "warn", "insist", "claim", "state", "report", "admit", "acknowledge", "confirm",
        "explain", "argue", "conclude", "recall", "stress", "write", "declare", "reveal", "complain", "caution", "observe",
    }
)  # fmt: skip
_ACCUSING: Final = frozenset({"accuse", "suspect", "convict", "blame"})
_DENYING: Final = frozenset({"deny", "reject", "dispute", "refute", "dismiss"})
_CHARGES: Final = frozenset(
    {"charge", "claim", "allegation", "accusation", "assertion", "suggestion"}
)
_DASHES: Final = frozenset({",", "-", "–", "—", "--"})
#: How many tokens before a denial the noun for what it denies stands at most.
_REACH: Final = 14
_OBJECTS: Final = frozenset({"obl", "obl:agent", "obj"})
_OPENING: Final = frozenset({"PRP$", "DT", "NNP", "JJ"})
_DESCRIBED: Final = frozenset({"NNP", "NNPS", "JJ", "NN"})
_PAST: Final = frozenset({"VBD", "VBN", "VBZ"})
_AGENTS: Final = frozenset({"PERSON", "ORG", "NORP", "GPE"})


def mend_report(tree: Tree, i: int) -> None:
    """Mend the clause of a token, in place."""
    _mark_clause(tree, i)
    _lift_act(tree, i)
    _part_from_report(tree, i)
    _return_second_subject(tree, i)
    _return_speaker(tree, i)
    _return_report(tree, i)
    _give_recipient(tree, i)
    _return_target(tree, i)
    _hang_on_charge(tree, i)
    _hang_on_deed(tree, i)
    _list_act(tree, i)
    _return_agent(tree, i)
    _return_host(tree, i)


def _return_speaker(tree: Tree, i: int) -> None:
    """Give a verb of saying the post and name before it, not the last noun of what is said.

    "Norland will leave the pact, its leader, Mira Sand, announced"; "Asked about the pact,
    Norland's envoy to Belmark, Mira Sand, denied it".
    """
    labels = {label for _, label in tree.children[i]}
    verb = i
    while tree.deps[i - 1] == "advmod" and tree.heads[i - 1] == verb:
        i -= 1
    if labels & SUBJECTS or tree.tags[verb] not in _PAST or tree.deps[verb] not in CLAUSES:
        return
    start = tree.before_comma(i, frozenset({"NNP", "NNPS"}))
    # "the bank's governor, Norlandic economist Mira Sand, announced"
    start = tree.before_comma(i, _DESCRIBED) if start is None else start
    noun = -1 if start is None else start - 2
    while noun > 0 and tree.deps[noun] in {"nmod", "flat"} and tree.heads[noun] < noun:
        noun = tree.heads[noun]
    if noun < 0 or tree.deps[noun] not in {"appos", "conj"} or tree.tags[noun] not in NOUNS:
        return
    opening = tree.before_comma(None if start is None else start, IN_NAME | {"IN", "TO"})
    is_own = opening is not None and tree.heads[noun] < opening <= noun
    if is_own and opening is not None and tree.tags[opening] in _OPENING:
        tree.move(noun, verb, "nsubj")


def _part_from_report(tree: Tree, i: int) -> None:
    """Give a verb of saying what stands behind it: "The road is shut, the ministry said on Monday"."""
    clauses = [c for c, label in tree.children[i] if label == "ccomp" and c < i]
    for clause in clauses:
        for child, _ in list(tree.children[clause]):
            if child > i:
                tree.move(child, i, tree.deps[child])


def _return_second_subject(tree: Tree, i: int) -> None:
    """Give a second subject to the verb of saying: "Norland may return, its envoy, Mira Sand, said"."""
    clause = tree.heads[i]
    verb = tree.heads[clause]
    is_between = tree.deps[clause] == "ccomp" and clause < i < verb
    if not is_between or tree.deps[i] not in SUBJECTS or tree.doc[verb].lemma_ not in _SAYING:
        return
    has_own = any(label in SUBJECTS and c < clause for c, label in tree.children[clause])
    has_subject = any(label in SUBJECTS for _, label in tree.children[verb])
    opening = tree.doc[i].left_edge.i
    is_parted = "," in {tree.doc[opening].text, tree.doc[opening - 1].text}
    if has_own and not has_subject and is_parted:
        tree.move(i, verb, "nsubj")


def _mark_clause(tree: Tree, i: int) -> None:
    """Give a clause the word before its subject: "said on Monday, after a report caused an uproar"."""
    verb = tree.heads[i]
    if tree.deps[i] not in SUBJECTS or verb < i or tree.tags[verb] not in FINITE:
        return
    openers = [c for c, label in tree.children[i] if label == "case" and c < i]
    if openers and tree.doc[openers[0]].lower_ in _SUBORDINATING:
        tree.move(openers[0], verb, "mark")
        if tree.deps[verb] == "ccomp":
            tree.relabel(verb, "advcl")


def _lift_act(tree: Tree, i: int) -> None:
    """Give a participle of saying to the verb before: "ruled out membership, calling it a club"."""
    noun = tree.heads[i]
    verb = tree.heads[noun]
    if tree.tags[i] != "VBG" or tree.deps[i] != "acl" or tree.doc[i - 1].text != ",":
        return
    is_object = tree.deps[noun] in _OBJECTS and verb < noun and tree.tags[verb][:2] == "VB"
    if is_object and tree.doc[i].lemma_ in _ACTS | _SAYING:
        tree.move(i, verb, "advcl")


def _return_report(tree: Tree, i: int) -> None:
    """Coordinate a verb of saying with that of its speaker, not with what is said.

    "The minister confirmed that the road was shut, but cautioned that the bridge was too".
    """
    clause = tree.heads[i]
    verb = tree.heads[clause]
    if tree.deps[i] != "conj" or tree.deps[clause] != "ccomp" or not verb < clause < i:
        return
    labels = {label for _, label in tree.children[i]}
    is_other = _goes_on_in_tense(tree, verb, clause, i)
    if is_other or _goes_on_bare(tree, verb, clause, i) or _goes_on_past(tree, verb, clause, i):
        tree.move(i, verb, "conj")
        return
    is_alike = tree.tags[i] == tree.tags[verb] and tree.tags[i] in FINITE
    subjects = [c for c, label in tree.children[clause] if label in SUBJECTS]
    is_named = any(tree.tags[c] in {"NNP", "NNPS", "PRP"} for c in subjects)
    if is_alike and subjects and not is_named and not labels & SUBJECTS:
        for child, label in tree.children[i]:
            if label == "ccomp" and child > i and _opens_with_that(tree, child):
                tree.move(i, verb, "conj")
                return


def _goes_on_bare(tree: Tree, verb: int, clause: int, i: int) -> bool:
    """Tell whether a verb can only go on from a bare one: "Note that it has left, and call on it"."""
    if not {tree.tags[verb], tree.tags[i]} <= {"VB", "VBP"}:
        return False
    is_third = tree.tags[clause] in {"VBZ", "VBD", "VBN"}
    labels = {label for child, label in tree.children[i] if child < i}
    return is_third and not labels & {"mark", "aux", "nsubj", "nsubj:pass"}


def _goes_on_in_tense(tree: Tree, verb: int, clause: int, i: int) -> bool:
    """Tell whether a verb of saying has the tense of the reporting one alone.

    "Recalls that Norland withdrew in May, and welcomes its return".
    """
    tags = tree.tags[verb], tree.tags[i]
    has_own = any(label in SUBJECTS for _, label in tree.children[i])
    aided = {label for _, label in tree.children[clause]} & {"aux", "aux:pass"}
    is_past = tree.tags[clause] in {"VBD", "VBN"}
    return (
        tags == ("VBZ", "VBZ")
        and is_past
        and not aided
        and not has_own
        and (tree.doc[i].lemma_ in _ACTS)
    )


def _goes_on_past(tree: Tree, verb: int, clause: int, i: int) -> bool:
    """Tell whether a verb of saying cannot go on from one with an auxiliary.

    "Confirmed that they had met in Oslo, and thanked Norland": not "had thanked".
    """
    is_past = tree.tags[verb] == "VBD" and tree.tags[i] in {"VBD", "VBN"}
    if tree.doc[i].lemma_ not in _ACTS or not is_past:
        return False
    has_own = any(label in SUBJECTS for _, label in tree.children[i])
    is_aided = any(
        label == "aux" and (tree.tags[c] == "MD" or tree.doc[c].lower_ in {"had", "has", "have"})
        for c, label in tree.children[clause]
    )
    return is_aided and not has_own


def _list_act(tree: Tree, i: int) -> None:
    """Coordinate a verb of saying between two others: "thanked it for the boats, called on it to go, and warned"."""
    if i > 1 and tree.deps[i] == "ccomp" and tree.doc[i - 1].text == ",":
        labels = {label for _, label in tree.children[i]}
        if tree.tags[i] == tree.tags[tree.heads[i]] == "VBD" and not labels & {*SUBJECTS, "mark"}:
            tree.move(i, tree.heads[i], "conj")  # "condemned the raids, placed it under an embargo"
        return
    if tree.deps[i] not in {"acl", "advcl"} or tree.doc[i].lemma_ not in _ACTS or i < 2:
        return
    if tree.tags[i] not in {"VBN", "VBD"} or tree.doc[i - 1].text != ",":
        return
    labels = {label for _, label in tree.children[i]}
    top = tree.heads[i]
    while tree.tags[top] != "VBD" and tree.heads[top] != top:
        top = tree.heads[top]
    is_listed = any(label == "conj" and c > i for c, label in tree.children[top])
    if tree.tags[top] == "VBD" and top < i and is_listed and not labels & {"aux:pass", "mark"}:
        tree.move(i, top, "conj")


def _opens_with_that(tree: Tree, i: int) -> bool:
    return any(
        label == "mark" and tree.doc[child].lower_ == "that" for child, label in tree.children[i]
    )


def _give_recipient(tree: Tree, i: int) -> None:
    """Give a name before a number to the verb, not to the noun: "for giving Dili ten vans"."""
    noun = tree.heads[i]
    verb = tree.heads[noun]
    if tree.deps[i] != "compound" or tree.deps[noun] != "obj" or not verb < i < noun - 1:
        return
    if tree.tags[i] == "NNP" and tree.tags[i + 1] in {"CD", "DT"}:
        tree.move(i, verb, "iobj")


def _return_target(tree: Tree, i: int) -> None:
    """Give who is accused to the verb: "accused the Land and Justice Party of hiding names"."""
    if tree.doc[i].lemma_ not in _ACCUSING or any(label == "obj" for _, label in tree.children[i]):
        return
    for clause, label in tree.children[i]:
        marks = [c for c, under in tree.children[clause] if under == "mark" and c > i]
        if label not in {"advcl", "xcomp"} or not marks:
            continue
        for child, under in tree.children[clause]:
            if under == "obj" and i < child < marks[0]:
                tree.move(child, i, "obj")
                return


def _hang_on_charge(tree: Tree, i: int) -> None:
    """Hang a denial on what it denies: "accused it of theft, a charge the minister denied"."""
    if tree.doc[i].lemma_ not in _DENYING or tree.tags[i] not in _PAST:
        return
    noun = i - 1
    while noun > max(1, i - _REACH) and not (
        tree.doc[noun].lower_ in _CHARGES and tree.doc[noun - 1].lower_ in {"a", "an"}
    ):
        if tree.tags[noun] in FINITE or tree.tags[noun] in {"WDT", "WP"}:
            return
        noun -= 1
    if tree.doc[noun].lower_ not in _CHARGES or tree.doc[noun - 2].text not in _DASHES:
        return
    between = range(noun + 1, i)
    tops = [j for j in between if tree.tags[j] in NOUNS and tree.heads[j] not in between]
    if tops and tree.deps[noun] not in {"root", "appos"}:
        if tree.heads[noun] == i:
            if tree.heads[i] == i:
                return
            tree.move(noun, tree.heads[i], "appos")
        else:
            tree.relabel(noun, "appos")
        tree.move(i, noun, "acl:relcl")
        tree.move(tops[0], i, "nsubj")


def _hang_on_deed(tree: Tree, i: int) -> None:
    """Give a doer and target to the noun before them: "condemned the attack by Norland on a boat"."""
    cases = [c for c, label in tree.children[i] if label == "case" and c < i]
    if not cases or cases[0] < 2 or tree.doc[cases[0]].lower_ != "by":
        return
    noun = cases[0] - 1
    verb = tree.heads[noun]
    is_active = all(label != "aux:pass" for _, label in tree.children[verb])
    is_deed = tree.deps[noun] == "obj" and tree.tags[noun] == "NN" and verb < noun
    is_beside = (tree.heads[i] == verb and tree.deps[i] in _OBJECTS) or tree.heads[i] == noun
    if not (is_active and is_deed and is_beside) or tree.tags[i] not in {"NNP", "NNPS"}:
        return
    tree.move(i, noun, "nmod")
    after = tree.doc[i].right_edge.i + 1
    for child, label in [*tree.children[verb], *tree.children[i]]:
        opening = min((c for c, under in tree.children[child] if under == "case"), default=-1)
        is_next = tree.heads[child] == i or opening == after
        on_target = opening >= 0 and tree.doc[opening].lower_ in {"on", "against"}
        if label in {*_OBJECTS, "nmod"} and is_next and on_target:
            tree.move(child, noun, "nmod")


def _return_agent(tree: Tree, i: int) -> None:
    """Give whose deed it is to the noun for the deed, not to an active verb or a noun before it.

    "They met the press after a visit to Norland by Mira Sand": a parser lets the verb have both.
    """
    head = tree.heads[i]
    cases = [c for c, label in tree.children[i] if label == "case" and c < i]
    if tree.deps[i] not in _OBJECTS | {"nmod"} or not cases or head > i:
        return
    by = cases[0]
    if tree.doc[by].lower_ != "by":
        return
    is_named = any(token.ent_type_ in _AGENTS for token in tree.doc[by + 1 : i + 3])
    place = tree.heads[by - 1] if tree.deps[by - 1] == "flat" else by - 1
    noun = tree.heads[place]
    is_passive = any(label == "aux:pass" for _, label in tree.children[head])
    if tree.deps[place] != "nmod" or tree.tags[noun] != "NN" or not head < noun < place:
        return
    if is_named and not is_passive and tree.tags[head] != "VBN":
        tree.move(i, noun, "nmod")


def _return_host(tree: Tree, i: int) -> None:
    """Give who invites to the invitation, and the verb behind it the guest.

    "At the invitation of the President, Mira Sand, the envoy, Tom Ree, paid a visit": a parser lets
    the host pay it, too.
    """
    head = tree.heads[i]
    of = next((c for c, label in tree.children[i] if label == "case" and c < i), 0)
    if tree.deps[i] == "nmod" and head > i and tree.doc[of].lower_ == "of" and of:
        if tree.tags[of - 1] in NOUNS:
            tree.move(i, of - 1, "nmod")
        return
    guests = [c for c, label in tree.children[i] if label == "conj" and c > i]
    if tree.deps[i] != "nsubj" or len(guests) != 1:
        return
    if any(label == "cc" for _, label in tree.children[guests[0]]):
        return
    for invitation, _ in tree.children[head]:
        if invitation >= i or tree.doc[invitation].lemma_ != "invitation":
            continue
        hosts = [c for c, label in tree.children[invitation] if label == "nmod" and c < i]
        if hosts:
            behind = [c for c, label in tree.children[i] if label == "appos" and c > i]
            tree.move(i, hosts[-1], "appos")
            tree.move(guests[0], head, "nsubj")
            for child in behind:
                tree.move(child, guests[0], "appos")
        return
