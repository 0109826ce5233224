"""Floors: figures that a score may not fall below, bound to the gold they were measured on.

A floors file has, for each part of the gold (a folder or file of it), the gold's fingerprint and
the floors by the figure's name in the scorer's JSON; ``micro`` may be left out of a name::

    {"parts": {"dev": {"gold": "sha256:4f1c...", "floors": {"relations.micro.f1": 0.715,
                                                            "relations.families.speech.f1": 0.6}}}}
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geoents.records import Document

__all__ = ["MARGIN", "Floors", "FloorsError", "Part", "check_floors", "fingerprint", "raise_floors"]

#: How far below the measured figure a floor is set: half a point, so that a tie that another
#: machine breaks another way, or one item of a few hundred, is no alarm.
MARGIN: Final = 0.005

#: What a part without floors is given.
_FIGURES: Final = (
    "mentions.micro.f1",
    "entities.micro.f1",
    "entities.b_cubed.f1",
    "entities.ceaf_e.f1",
    "relations.micro.precision",
    "relations.micro.recall",
    "relations.micro.f1",
    "relations.families.standing.f1",
    "relations.families.speech.f1",
    "relations.families.interaction.f1",
    "relations_with_factuality.micro.f1",
    "claims.micro.f1",
)
_STEPS: Final = 10_000  # Floors have four decimals.
_TINY: Final = 1e-9


def fingerprint(gold: Iterable[Document]) -> str:
    """Return ``sha256:`` and the digest of gold; the order of documents and items is no matter."""
    digest = sha256()
    for document in sorted(gold, key=lambda one: one.id):
        # Fields that say nothing are left out, so that a new field of the record changes nothing.
        record = document.model_dump(mode="json", exclude_none=True, exclude={"provenance"})
        for items in ("mentions", "entities", "claims", "relations"):
            record[items].sort(key=lambda item: str(item["id"]))
        line = json.dumps(record, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        digest.update(line.encode("ascii") + b"\n")
    return f"sha256:{digest.hexdigest()}"


def check_floors(floors: Floors, name: str, gold: str, figures: Mapping[str, Any]) -> list[str]:
    """List what keeps a run from passing, a line each.

    Args:
        floors: The floors of all parts.
        name: The part that was scored.
        gold: The fingerprint of its gold.
        figures: The figures of the run, as :meth:`geoents.score.Tally.to_dict` returns them.
    """
    part = floors.parts.get(name)
    if part is None:
        there = ", ".join(floors.parts) or "none"
        return [f"part {name} has no floors (there are {there}); --raise-floors sets them"]
    if part.gold != gold:
        return [
            f"part {name}: the gold is not the one the floors were measured on "
            f"({gold[:19]}, not {part.gold[:19]}); --raise-floors --allow-lower measures anew"
        ]
    problems = []
    for figure, floor in part.floors.items():
        measured = find_figure(figures, figure)
        if measured is None:
            problems.append(f"part {name}: the scores have no figure {figure}")
        elif measured < floor - _TINY:
            problems.append(f"part {name}: {figure} is {measured:.4f}, below its floor {floor:.4f}")
    return problems


def raise_floors(
    floors: Floors,
    name: str,
    gold: str,
    figures: Mapping[str, Any],
    *,
    margin: float = MARGIN,
    allow_lower: bool = False,
) -> Floors:
    """Return floors that have risen to what was measured, less the margin.

    A floor that is higher than that stays, unless the figure itself is below it and lower floors
    are allowed. A part that is new, or whose gold has changed, is measured anew.

    Raises:
        FloorsError: A figure is below its floor, or the gold is another, and ``allow_lower`` is
            not given; or a figure does not exist. The message has a line for each.
    """
    problems = check_floors(floors, name, gold, figures) if name in floors.parts else []
    if problems and not allow_lower:
        raise FloorsError("\n".join(problems))
    old = floors.parts.get(name)
    names = list(_FIGURES) if old is None else list(old.floors)
    is_bound = old is not None and old.gold == gold
    risen: dict[str, float] = {}
    for figure in names:
        measured = find_figure(figures, figure)
        if measured is None and old is None:
            continue
        if measured is None:
            raise FloorsError(f"part {name}: the scores have no figure {figure}")
        risen[figure] = max(0.0, math.floor((measured - margin) * _STEPS + _TINY) / _STEPS)
        if old is not None and is_bound and measured >= old.floors[figure] - _TINY:
            risen[figure] = max(risen[figure], old.floors[figure])
    return Floors(parts=floors.parts | {name: Part(gold=gold, floors=risen)})


def find_figure(figures: Mapping[str, Any], name: str) -> float | None:
    """Return the figure of a name such as ``relations.families.speech.f1``, or None."""
    found: Any = figures
    for step in name.split("."):
        if not isinstance(found, Mapping):
            return None
        if step not in found:
            found = found.get("micro")
        found = found.get(step) if isinstance(found, Mapping) else None
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else None


class FloorsError(ValueError):
    """Floors that cannot be read or may not be written; a line for each reason."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Part(_Model):
    """The floors of one part of gold, by the figure's name, and that gold's fingerprint."""

    gold: str
    floors: dict[str, Annotated[float, Field(ge=0, le=1, strict=True)]]


class Floors(_Model):
    """The floors of all parts, by name."""

    parts: dict[str, Part] = {}

    @classmethod
    def read(cls, path: Path | str) -> Floors:
        """Read a floors file.

        Raises:
            FloorsError: It holds something else.
            OSError: It cannot be read.
        """
        try:
            return cls.model_validate_json(Path(path).read_bytes())
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            place = " ".join(map(str, first["loc"]))
            message = ": ".join(filter(None, (str(path), place, first["msg"])))
            raise FloorsError(" ".join(message.split())) from None

    def to_json(self) -> str:
        """Return the text of a floors file."""
        return json.dumps(self.model_dump(), indent=2, ensure_ascii=True) + "\n"
