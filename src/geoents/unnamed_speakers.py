"""Speakers without a name: after "a witness said", "he added" is the witness's.

Witnesses, residents and unnamed officials are no entity (:mod:`geoents.speakers`), so that linking
gives the pronoun behind their words to whoever was named before them. Nobody is to have it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from geoents.speakers import TEXTS, Mentions
from geoents.stretches import sentence_of
from geoents.subjects import subject_of

__all__ = ["goes_on_unnamed"]

#: How many tokens after the words of an unnamed speaker a pronoun may still mean him.
_NEAR: Final = 90
_SINGULAR: Final = frozenset({"he", "she"})
_SAYING: Final = frozenset({"VBD", "VBZ", "VBP"})
#: Words for one who speaks without a name.
_PERSONS: Final = frozenset(
    {
        "official", "source", "witness", "eyewitness", "resident", "villager", "farmer", "spokesman", "spokeswoman",
        "spokesperson", "diplomat", "officer", "soldier", "commander", "lawyer", "doctor", "nurse", "teacher", "student",
        "worker", "employee", "activist", "analyst", "expert", "observer", "researcher", "scientist", "scholar", "professor",
        "economist", "trader", "shopkeeper", "driver", "fisherman", "refugee", "migrant", "survivor", "victim", "patient",
        "neighbour", "neighbor", "relative", "father", "mother", "brother", "sister", "son", "daughter", "wife", "husband",
        "widow", "friend", "colleague", "man", "woman", "boy", "girl", "priest", "cleric", "imam", "policeman", "guard",
        "lawmaker", "politician", "insider", "consultant", "manager", "executive", "engineer", "pilot", "passenger",
        "user", "customer", "protester", "demonstrator", "voter", "member", "volunteer", "leader", "elder",
    }
)  # fmt: skip
_OPEN: Final = frozenset({"a", "an", "another", "one", "the", "this"})


def goes_on_unnamed(
    mentions: Mentions, acts: Set[int], quoted: Sequence[int | None], subject: int
) -> bool:
    """Tell whether a "he" or "she" that speaks is one who spoke before without a name.

    Args:
        mentions: The doc's mentions.
        acts: The triggers of all acts of saying.
        quoted: For each token the number of its quotation, or None.
        subject: The pronoun.
    """
    doc = mentions.doc
    if doc[subject].lower_ not in _SINGULAR:
        return False
    here = sentence_of(doc, subject).start
    for act in range(here - 1, max(-1, subject - _NEAR), -1):
        is_narrated = act in acts and quoted[act] is None and doc[act].tag_ in _SAYING
        if not is_narrated or doc[act].pos_ != "VERB":
            continue
        speaker = subject_of(mentions.graph, mentions, act)
        if speaker is None or doc[speaker].lower_ in _SINGULAR:
            continue  # "he added", "saying that": on to whose words those were
        between = mentions.narrated(sentence_of(doc, act).end, here, quoted)
        return _is_unnamed(mentions, speaker) and not any(
            mention["type"] == "PERSON" and mention["form"] == "name" for mention in between
        )
    return False


def _is_unnamed(mentions: Mentions, noun: int) -> bool:
    token = mentions.doc[noun]
    if token.tag_ != "NN" or token.lower_ not in _PERSONS or token.lower_ in TEXTS:
        return False
    is_open = any(
        child.lower_ in _OPEN for child in token.children if child.dep_ in {"det", "nummod"}
    )
    return is_open and not mentions.refer(noun)
