"""Noun phrases whose parts a parser hangs on one another in the wrong order."""

from __future__ import annotations

from typing import Final

from geoents.repair_trees import CLAUSES, FINITE, NOUNS, SUBJECTS, Tree

__all__ = ["mend_phrase"]

#: Nouns for persons beside which a name stands.
_PERSONS: Final = frozenset(
    {
        "counterpart", "host", "hostess", "guest", "colleague", "rival", "opponent", "predecessor", "successor", "deputy",
        "aide", "adviser", "advisor", "ally", "partner", "wife", "husband", "boss", "chief", "leader", "head", "minister",
        "president", "premier", "chancellor", "ambassador", "envoy", "commissioner", "secretary", "chairman", "chairwoman",
        "chair", "speaker", "governor", "mayor", "director", "spokesman", "spokeswoman", "spokesperson", "negotiator",
        "member", "lawmaker", "senator", "commander", "representative", "treasurer", "candidate", "general",
    }
)  # fmt: skip
_ASTRAY: Final = frozenset({"obl", "conj", "nsubj", "appos", "nmod", "dep", "obj", "parataxis"})
_CLOSING: Final = frozenset({",", ".", ";", ":", ")", "–", "—", "”", '"'})
_WHO: Final = frozenset({"who", "whom"})
#: Verbs beside which a name is what somebody becomes.
_MAKING: Final = frozenset(
    {
        "become",
        "remain",
        "name",
        "call",
        "be",
        "seem",
        "stay",
        "elect",
        "appoint",
        "make",
        "dub",
        "say",
        "add",
        "nominate",
    }
)
#: Verbs that give somebody a post.
_NAMING: Final = frozenset(
    {"name", "elect", "appoint", "make", "nominate", "choose", "designate", "pick"}
)
_NAMES: Final = frozenset({"NNP", "NNPS"})
_PARTICIPLES: Final = frozenset({"VBG", "VBN"})
_ACTIVE: Final = frozenset({"VBZ", "VBP", "VBD", "VB", "VBG"})
_OF: Final = frozenset({"nmod", "nmod:poss", "compound"})
_PLURAL: Final = frozenset({"NNS", "NNPS", "CD"})
_OPEN: Final = frozenset({"mark", "obj", "obl:agent"})
_INSIDE: Final = frozenset({"compound", "amod", "nmod:desc", "flat"})
_HAVE: Final = frozenset({"have", "has", "had", "having", "'ve", "’ve"})
_ENDS: Final = (".", "”", '"')


def mend_phrase(tree: Tree, i: int) -> None:
    """Mend the phrase of a token, in place."""
    _join_name(tree, i)
    _lift_words(tree, i)
    _part_report(tree, i)
    _free_conjunct(tree, i)
    _make_object(tree, i)
    _give_receiver(tree, i)
    _make_post(tree, i)
    _give_case(tree, i)
    _lift_list(tree, i)
    _apposed(tree, i)
    _who(tree, i)
    _free_phrase(tree, i)
    _name_object(tree, i)
    _free_object(tree, i)
    _give_object(tree, i)
    _act(tree, i)


def _join_name(tree: Tree, i: int) -> None:
    """Give a name to the title before it, where it hangs on another name across a verb.

    "Tom Ree said that Smt. Anjali Raman had left": Anjali is no part of Ree's name.
    """
    head = tree.heads[i]
    if tree.deps[i] != "flat" or tree.tags[i] != "NNP" or i < 1:
        return
    if tree.tags[head] == "NN" and head < i and tree.doc[i].ent_type_ == "PERSON":
        # "the bank's governor, economist Mira Sand": a name is no part of an occupation.
        is_apposed = tree.deps[head] == "appos" and tree.heads[head] < head
        tree.move(i, tree.heads[head] if is_apposed else head, "appos")
        return
    if tree.tags[i - 1] != "NNP":
        return
    if any(tree.tags[between][:2] == "VB" for between in range(head + 1, i)):
        tree.move(i, i - 1, "flat")


def _lift_words(tree: Tree, i: int) -> None:
    """Give a noun the article and the preposition of its participle: "from the ruling party"."""
    head = tree.heads[i]
    if tree.deps[i] != "amod" or head < i or tree.tags[i] not in _PARTICIPLES:
        return
    for child, label in list(tree.children[i]):
        if label in {"det", "case"} and child < i:
            tree.move(child, head, label)


def _part_report(tree: Tree, i: int) -> None:
    """Part an inserted report from the noun before it: "Norland, Mira Sand added, had no plans".

    A parser takes it for a clause that says more of Norland.
    """
    noun = tree.heads[i]
    is_clause = tree.deps[i] in {"acl", "acl:relcl"} and tree.tags[i] in FINITE - {"MD"}
    is_subject = tree.deps[noun] in SUBJECTS and noun < i < tree.heads[noun]
    if not is_clause or not is_subject or tree.doc[i + 1].text != ",":
        return
    own = [child for child, label in tree.children[i] if label == "nsubj" and child < i]
    if len(own) != 1 or tree.tags[own[0]] not in {*NOUNS, "PRP"}:
        return
    start = min((child for child, _ in tree.children[own[0]]), default=own[0])
    if tree.doc[min(start, own[0]) - 1].text == ",":
        tree.move(i, tree.heads[noun], "parataxis")


def _free_conjunct(tree: Tree, i: int) -> None:
    """Give a verb its subject that is taken for another object before: "A left B, and C, Mira Sand, said"."""
    noun = tree.heads[i]
    first = tree.heads[noun]
    verb = tree.heads[first]
    is_object = tree.deps[i] == "conj" and tree.deps[noun] == "obj" and first < noun < i < verb
    if not is_object or tree.tags[verb] not in FINITE or tree.deps[first] not in CLAUSES:
        return
    has_subject = any(label in SUBJECTS for _, label in tree.children[verb])
    joins = [child for child, label in tree.children[i] if label == "cc"]
    if not has_subject and joins and tree.doc[joins[0] - 1].text == ",":
        tree.move(i, verb, "nsubj")


def _make_object(tree: Tree, i: int) -> None:
    """Make a bare noun right behind a verb its object: "leads the Labour Party"."""
    verb = tree.heads[i]
    is_bare = tree.deps[i] == "obl" and tree.tags[i] in _NAMES and tree.tags[verb] in _ACTIVE
    if not is_bare or not verb < i or tree.doc[i].ent_type_ == "DATE":
        return
    labels = {label for _, label in tree.children[verb]}
    first = min((c for c, _ in tree.children[i]), default=i)
    if "case" in {label for _, label in tree.children[i]} or labels & {"obj", "aux:pass"}:
        return
    if min(first, i) == verb + 1:
        tree.relabel(i, "obj")


def _give_receiver(tree: Tree, i: int) -> None:
    """Give a verb who gets something, whom a parser takes for its owner: "lends Norland six ships"."""
    head, verb = tree.heads[i], i - 1
    is_owner = tree.deps[i] in {"nmod:poss", "compound"} and tree.tags[i] in _NAMES and i < head
    if not is_owner or verb < 0 or tree.heads[head] != verb or tree.deps[head] != "obj":
        return
    is_counted = any(
        label in {"nummod", "det"} and i < c < head for c, label in tree.children[head]
    )
    has_mark = any(label == "case" for _, label in tree.children[i])
    if is_counted and not has_mark and tree.tags[verb][:2] == "VB":
        tree.move(i, verb, "iobj")


def _make_post(tree: Tree, i: int) -> None:
    """Part a name from the noun before it and the post behind: "named the lawyer Mira Sand minister".

    A parser has the lawyer made Mira Sand.
    """
    name = tree.heads[i]
    verb = tree.heads[name]
    is_behind = tree.deps[i] in {"nmod:desc", "flat", "appos"} and name < i and tree.tags[i] == "NN"
    if not is_behind or tree.tags[name] != "NNP" or tree.deps[name] != "xcomp" or verb > name:
        return
    noun = next((c for c, label in tree.children[verb] if label == "obj" and c == name - 1), None)
    has_words = {label for _, label in tree.children[i]} & {"det", "case", "punct"}
    is_post = tree.doc[i].lemma_.lower() in _PERSONS and tree.doc[verb].lemma_ in _NAMING
    if noun is not None and is_post and not has_words:
        tree.move(name, noun, "appos")
        tree.move(i, verb, "xcomp")


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
    if (
        not is_person
        or tree.tags[head] == "NNS"
        or not any(label == "conj" for _, label in tree.children[i])
    ):
        return
    over = head
    while tree.doc[over].ent_type_ != "PERSON" and tree.deps[over] in _OF:
        over = tree.heads[over]
        if over < head and tree.tags[over] in _PLURAL:
            break
    if over < head and tree.tags[over] in _PLURAL:
        tree.move(i, over, "appos")


def _apposed(tree: Tree, i: int) -> None:
    """Give a name between commas to the noun before it: "dined with his counterpart, Mira Sand, and left".

    A parser hangs it on the verb, or on a name before.
    """
    if tree.doc[i].ent_type_ != "PERSON" or tree.deps[i] not in _ASTRAY:
        return
    if any(label == "case" for _, label in tree.children[i]):
        return
    start = i
    while start > 0 and tree.heads[start - 1] in {i, start} and tree.deps[start - 1] in _INSIDE:
        start -= 1
    noun, end = start - 2, i + 1
    while end < len(tree.doc) and tree.heads[end] >= i and tree.deps[end] in {"flat", "punct"}:
        if tree.doc[end].text in _CLOSING:
            break
        end += 1
    is_closed = end >= len(tree.doc) or tree.doc[end].text in _CLOSING
    if noun < 0 or tree.doc[start - 1].text != "," or not is_closed:
        return
    is_person = tree.tags[noun] == "NN" and tree.doc[noun].lemma_.lower() in _PERSONS
    if not is_person or tree.heads[i] == noun or tree.heads[noun] == noun:
        return
    if tree.deps[i] == "nsubj" and not _has_other(tree, i):
        return
    if tree.heads[noun] == i:
        # "the papers with its president, Sand": the president is not a part of Sand
        cases = [c for c, label in tree.children[noun] if label == "case" and c < noun]
        left = cases[0] - 1 if cases else -1
        if left < 0 or tree.tags[left] not in NOUNS:
            return
        tree.move(noun, left, "nmod")
        if tree.doc[tree.heads[left]].pos_ == "VERB":
            tree.add(tree.heads[left], noun, "obl")
    tree.move(i, noun, "appos")


def _has_other(tree: Tree, subject: int) -> bool:
    """Tell whether a verb has another subject, too."""
    return any(
        label in SUBJECTS and child < subject for child, label in tree.children[tree.heads[subject]]
    )


def _who(tree: Tree, i: int) -> None:
    """Give a clause with "who" to the person before it: "the pact with Sand, with whom he haggled".

    "A member of the council who left": who left is no council.
    """
    pronoun = next((c for c, _ in tree.children[i] if tree.doc[c].lower_ in _WHO and c < i), None)
    head = tree.heads[i]
    is_person = tree.doc[head].ent_type_ == "PERSON"
    if pronoun is None or tree.deps[i] != "acl:relcl" or is_person or not head < pronoun:
        return
    before = pronoun - 1
    while before > head and (tree.doc[before].text == "," or tree.deps[before] in {"case", "mark"}):
        before -= 1
    while tree.deps[before] in {"flat", "punct"} and head < tree.heads[before] < before:
        before = tree.heads[before]
    if before > head and tree.doc[before].ent_type_ == "PERSON":
        tree.move(i, before, "acl:relcl")
        return
    over = tree.heads[head]
    is_part = tree.deps[head] == "nmod" and over < head and tree.tags[over] in {"NN", "NNS"}
    if is_part and tree.doc[over].lemma_.lower() in _PERSONS:
        tree.move(i, over, "acl:relcl")


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


def _name_object(tree: Tree, i: int) -> None:
    """Make a name that is taken for a clause the object: "the bloc admitted Norland in 1999"."""
    verb = tree.heads[i]
    is_name = tree.tags[i] in {"NNP", "NNPS"} and tree.deps[i] in {"xcomp", "ccomp"} and verb < i
    if not is_name or tree.doc[verb].pos_ != "VERB" or tree.doc[verb].lemma_ in _MAKING:
        return
    labels = {label for _, label in tree.children[verb]}
    own = {label for _, label in tree.children[i]}
    if not labels & {"obj", "iobj", "nsubj:pass"} and not own & {"cop", "mark", "case", *SUBJECTS}:
        tree.relabel(i, "obj")


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


def _give_object(tree: Tree, i: int) -> None:
    """Give "help" and "let" the name before the verb they have: "help Norland train inspectors"."""
    head = tree.heads[i]
    is_object = tree.deps[i] == "obj" and i < head and tree.tags[i] in {"NNP", "NNPS"}
    verb = tree.heads[head]
    is_bare = tree.tags[head] == "VB" and not tree.has_to(head) and tree.deps[head] == "xcomp"
    if is_object and is_bare and verb < i and tree.doc[verb].lemma_ in {"help", "let", "make"}:
        tree.move(i, verb, "obj")


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
