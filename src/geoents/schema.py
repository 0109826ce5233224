"""The vocabulary of geoents: entity types, relation types and what each relation joins.

Label sets are named once, here. SCHEMA.md defines what the labels mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

__all__ = [
    "INTERACTIONS",
    "SIGNATURES",
    "SPEECH",
    "STANDING",
    "SYMMETRIC",
    "EntityType",
    "Family",
    "Form",
    "Modality",
    "Polarity",
    "RelationType",
    "Signature",
    "Tenure",
    "family",
]


class EntityType(StrEnum):
    """The four kinds of entity."""

    PERSON = "PERSON"
    OFFICE = "OFFICE"
    STATE = "STATE"
    ORG = "ORG"


class Form(StrEnum):
    """How a mention names its entity."""

    NAME = "name"
    ADJECTIVE = "adjective"
    METONYM = "metonym"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


class Family(StrEnum):
    """The three families of relations, which are scored apart."""

    STANDING = "standing"
    SPEECH = "speech"
    INTERACTION = "interaction"


class Polarity(StrEnum):
    """Whether the text affirms or negates the relation."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"


class Modality(StrEnum):
    """How sure the text is of the relation."""

    ACTUAL = "actual"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DESIRED = "desired"
    ALLEGED = "alleged"


class Tenure(StrEnum):
    """When or how a post is held, where the text says so beside it; no word is no tenure.

    ``former``: held no longer ("former", "ex-", "late"); ``then``: held at the time told of;
    ``outgoing``: held, soon to be left; ``acting``: held in another's place or for a time
    ("acting", "interim", "caretaker"); ``elect``: chosen for it ("-elect", "-designate");
    ``incoming``: to take it up ("incoming", "future").
    """

    FORMER = "former"
    THEN = "then"
    OUTGOING = "outgoing"
    ACTING = "acting"
    ELECT = "elect"
    INCOMING = "incoming"


class RelationType(StrEnum):
    """All relation types of the schema."""

    MEMBER_OF = "MEMBER_OF"
    HOLDS_OFFICE = "HOLDS_OFFICE"
    OFFICE_OF = "OFFICE_OF"
    PART_OF = "PART_OF"
    SPOKE_FOR = "SPOKE_FOR"
    CITIZEN_OF = "CITIZEN_OF"
    BASED_IN = "BASED_IN"

    SAID = "SAID"
    DENIED = "DENIED"
    CONFIRMED = "CONFIRMED"
    ALLEGED = "ALLEGED"
    WARNED = "WARNED"
    URGED = "URGED"
    ACCUSED = "ACCUSED"
    CRITICIZED = "CRITICIZED"
    PRAISED = "PRAISED"
    REJECTED = "REJECTED"

    MET_WITH = "MET_WITH"
    NEGOTIATED_WITH = "NEGOTIATED_WITH"
    AGREED_WITH = "AGREED_WITH"
    VISITED = "VISITED"
    JOINED = "JOINED"
    LEFT = "LEFT"
    APPOINTED = "APPOINTED"
    SUPPORTED = "SUPPORTED"
    SANCTIONED = "SANCTIONED"
    ATTACKED = "ATTACKED"


@dataclass(frozen=True, slots=True)
class Signature:
    """Which entity types a relation joins, and what else it needs.

    Attributes:
        family: The relation's family.
        subject: Types its subject may have.
        object: Types its object may have; empty when it takes none.
        object_required: Whether a relation without object is refused.
        claim: Whether it may carry a claim.
        claim_required: Whether a relation without claim is refused.
        claim_or_object: Whether at least one of claim and object must be there.
        symmetric: Whether subject and object may be exchanged.
    """

    family: Family
    subject: frozenset[EntityType]
    object: frozenset[EntityType]
    object_required: bool = True
    claim: bool = False
    claim_required: bool = False
    claim_or_object: bool = False
    symmetric: bool = False


_P, _F, _S, _O = EntityType.PERSON, EntityType.OFFICE, EntityType.STATE, EntityType.ORG
_ACTOR: Final = frozenset({_P, _S, _O})
_NONE: Final[frozenset[EntityType]] = frozenset()
_R = RelationType


def _standing(subject: set[EntityType], object_: set[EntityType]) -> Signature:
    return Signature(Family.STANDING, frozenset(subject), frozenset(object_))


def _speech(addressee: bool = False) -> Signature:
    return Signature(
        Family.SPEECH,
        _ACTOR,
        _ACTOR if addressee else _NONE,
        object_required=False,
        claim=True,
        claim_required=True,
    )


def _event(symmetric: bool = False, object_: set[EntityType] | None = None) -> Signature:
    return Signature(
        Family.INTERACTION,
        _ACTOR,
        _ACTOR if object_ is None else frozenset(object_),
        symmetric=symmetric,
    )


SIGNATURES: Final[dict[RelationType, Signature]] = {
    _R.MEMBER_OF: _standing({_S, _O, _P}, {_O}),
    _R.HOLDS_OFFICE: _standing({_P}, {_F}),
    _R.OFFICE_OF: _standing({_F}, {_S, _O, _P}),
    _R.PART_OF: _standing({_O}, {_S, _O}),
    _R.SPOKE_FOR: _standing({_P}, {_O, _S, _P}),
    _R.CITIZEN_OF: _standing({_P}, {_S}),
    _R.BASED_IN: _standing({_O}, {_S}),
    _R.SAID: _speech(addressee=True),
    _R.DENIED: _speech(),
    _R.CONFIRMED: _speech(),
    _R.ALLEGED: _speech(),
    _R.WARNED: _speech(addressee=True),
    _R.URGED: _speech(addressee=True),
    _R.ACCUSED: Signature(Family.SPEECH, _ACTOR, _ACTOR, claim=True),
    _R.CRITICIZED: Signature(
        Family.SPEECH, _ACTOR, _ACTOR, object_required=False, claim=True, claim_or_object=True
    ),
    _R.PRAISED: Signature(
        Family.SPEECH, _ACTOR, _ACTOR, object_required=False, claim=True, claim_or_object=True
    ),
    _R.REJECTED: _speech(addressee=True),
    _R.MET_WITH: _event(symmetric=True),
    _R.NEGOTIATED_WITH: _event(symmetric=True),
    _R.AGREED_WITH: _event(symmetric=True),
    _R.VISITED: _event(object_={_S, _O}),
    _R.JOINED: _event(object_={_O}),
    _R.LEFT: _event(object_={_O}),
    _R.APPOINTED: _event(object_={_P}),
    _R.SUPPORTED: _event(),
    _R.SANCTIONED: _event(),
    _R.ATTACKED: _event(),
}


def family(relation: RelationType | str) -> Family:
    """Return the family of a relation type."""
    return SIGNATURES[RelationType(relation)].family


def _of(kind: Family) -> frozenset[RelationType]:
    return frozenset(r for r, s in SIGNATURES.items() if s.family is kind)


STANDING: Final = _of(Family.STANDING)
SPEECH: Final = _of(Family.SPEECH)
INTERACTIONS: Final = _of(Family.INTERACTION)
SYMMETRIC: Final = frozenset(r for r, s in SIGNATURES.items() if s.symmetric)
