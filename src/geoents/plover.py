"""Our relations as event types of PLOVER, the ontology of political event data that followed CAMEO.

PLOVER's types and what they mean are those of its manual (Open Event Data Alliance, 2021) with the
names of the published data set, which calls DEMAND "REQUEST". Where the manual does not say, its
table from CAMEO to PLOVER does. docs/plover.md has the table with the reasons, made from here.

PLOVER codes what happened, and speech only where it is an act: a comment, a denial and a
confirmation are no events. So a relation has a code only where it is affirmed, and

- ``actual``: the code of its type;
- ``planned``: AGREE where it is cooperation ("will sign", "is to visit"), as the manual reads the
  future tense; else none, for an attack that is planned is no threat;
- ``possible``, ``desired``, ``alleged``, or negated: none. A refusal that is put in words is a
  REJECTED, which is coded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from geoents.records import Factuality, Relation
from geoents.schema import INTERACTIONS, SPEECH, EntityType, Modality, Polarity, RelationType

__all__ = ["PLOVER", "Coding", "PloverType", "code_relation", "table_lines"]


class PloverType(StrEnum):
    """The sixteen event types."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Coding(NamedTuple):
    """What a type of ours is in PLOVER.

    ``event`` is its event type, None where PLOVER has none. ``planned`` is what it is before it
    has happened. ``reason`` says why, in a line.
    """

    event: PloverType | None
    planned: PloverType | None
    reason: str


_P = PloverType
_R = RelationType

PLOVER: Final[dict[RelationType, Coding]] = {
    _R.SAID: Coding(None, None, "comments are not coded"),
    _R.DENIED: Coding(None, None, "a statement; CAMEO's 01 has no successor"),
    _R.CONFIRMED: Coding(None, None, "a statement; CAMEO's 01 has no successor"),
    _R.ALLEGED: Coding(None, None, "a claim about the world that charges nobody; else ACCUSED"),
    _R.WARNED: Coding(
        _P.THREATEN,
        None,
        "threats and forceful warnings: only with the one who is warned as object",
    ),
    _R.URGED: Coding(_P.REQUEST, None, "all requests, demands and orders"),
    _R.ACCUSED: Coding(_P.ACCUSE, None, "accuse, allege or charge"),
    _R.CRITICIZED: Coding(_P.ACCUSE, None, "disapprove, condemn, criticize, complain"),
    _R.PRAISED: Coding(_P.SUPPORT, None, "praise or endorse (CAMEO 051)"),
    _R.REJECTED: Coding(_P.REJECT, None, "all rejections and refusals"),
    _R.MET_WITH: Coding(_P.CONSULT, _P.AGREE, "all consultations and meetings"),
    _R.NEGOTIATED_WITH: Coding(_P.CONSULT, _P.AGREE, "negotiations, bargaining, discussions"),
    _R.AGREED_WITH: Coding(
        _P.AGREE,
        _P.AGREE,
        "agree, promise; the manual has signing and ratifying under SUPPORT, which our type does "
        "not tell apart: see the trigger",
    ),
    _R.VISITED: Coding(_P.CONSULT, _P.AGREE, "visiting and hosting visits, the visitor as source"),
    _R.JOINED: Coding(
        _P.SUPPORT, _P.AGREE, "initiate or expand diplomatic cooperation that is not material"
    ),
    _R.LEFT: Coding(
        _P.SANCTION, None, "withdraw from an organization; a person's resignation is RETREAT"
    ),
    _R.APPOINTED: Coding(None, None, "no event between actors"),
    _R.SUPPORTED: Coding(
        _P.SUPPORT,
        _P.AGREE,
        "the manual has money, arms and relief under AID, which our type does not tell apart: "
        "see the trigger",
    ),
    _R.SANCTIONED: Coding(_P.SANCTION, None, "all reductions of relations, formal sanctions too"),
    _R.ATTACKED: Coding(_P.ASSAULT, None, "deliberate acts that may do physical harm"),
}


def code_relation(relation: Relation, types: Mapping[str, EntityType]) -> PloverType | None:
    """Return the event type of a relation, None where it is no event.

    Where its evidence differs, something that happened counts before something that is planned.

    Args:
        relation: A relation of a document.
        types: The types of the document's entities, by id.
    """
    coding = PLOVER.get(relation.type)
    if coding is None:
        return None
    codes = [_code(coding, evidence.factuality) for evidence in relation.evidence]
    codes = [code for code in codes if code is not None]
    if not codes:
        return None
    if relation.type is _R.WARNED and relation.object is None:
        return None
    if relation.type is _R.LEFT and types[relation.subject] is EntityType.PERSON:
        return _P.RETREAT
    return coding.event if coding.event in codes else codes[0]


def _code(coding: Coding, read: Factuality) -> PloverType | None:
    if read.polarity is Polarity.NEGATED:
        return None
    if read.modality is Modality.ACTUAL:
        return coding.event
    return coding.planned if read.modality is Modality.PLANNED else None


def table_lines() -> Iterator[str]:
    """Yield the lines of the table in docs/plover.md."""
    yield "| relation | event | when planned | why |"
    yield "|---|---|---|---|"
    for type_ in RelationType:
        if type_ in SPEECH | INTERACTIONS:
            event, planned, reason = PLOVER[type_]
            yield f"| `{type_}` | {_show(event)} | {_show(planned)} | {reason} |"


def _show(event: PloverType | None) -> str:
    return "–" if event is None else f"`{event}`"
