"""component: zones of the page on the ``Doc``, before any other stage reads it.

``geoents_zones`` writes ``annotations(doc)["zones"]`` and begins a sentence at every zone and at
every line that is not the mere continuation of a hard-wrapped one. It never forbids a sentence
start: that is left to the base model.
"""

from __future__ import annotations

from bisect import bisect_right
from operator import itemgetter
from typing import Any, Final

import numpy as np
from spacy.attrs import SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from geoents.annotations import ZoneData
from geoents.annotations import annotations as annotations_of
from geoents.clean import TEXT_KINDS, find_lines, find_zones

__all__ = ["is_text", "kind_at", "mark_zones"]

_TEXT: Final = frozenset(str(kind) for kind in TEXT_KINDS)


@Language.component("geoents_zones")
def mark_zones(doc: Doc) -> Doc:
    """Write zones and forced sentence starts on ``doc``."""
    zones = find_zones(doc.text)
    annotations_of(doc)["zones"] = [
        ZoneData(start_char=zone.start, end_char=zone.end, kind=str(zone.kind)) for zone in zones
    ]
    starts = {zone.start for zone in zones} | {line.start for line in find_lines(doc.text)}
    tokens = [token for token in doc if not token.is_space]
    offsets = [token.idx for token in tokens]
    begins: Any = np.zeros((len(doc), 1), dtype=np.uint64)
    for start in sorted(starts):
        index = bisect_right(offsets, start) - 1
        # The token that holds the place ("KEBOSoldiers"), or else the first one after it.
        if index < 0 or start >= offsets[index] + len(tokens[index]):
            index += 1
        if index < len(tokens):
            begins[tokens[index].i, 0] = 1
    # All at once: spaCy looks through the whole doc whenever one token's start is set.
    return doc.from_array([SENT_START], begins)


def is_text(doc: Doc, offset: int) -> bool:
    """Tell whether the character at ``offset`` stands in a zone that is text."""
    kind = kind_at(doc, offset)
    return kind is None or kind in _TEXT


def kind_at(doc: Doc, offset: int) -> str | None:
    """Return the kind of the zone in which the character at ``offset`` stands, if any."""
    zones = annotations_of(doc)["zones"]
    index = bisect_right(zones, offset, key=itemgetter("start_char")) - 1
    return None if index < 0 else zones[index]["kind"]
