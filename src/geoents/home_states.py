"""Which of the states that a text names a post or organ that stands alone belongs to.

Every state has points: for how often it is named, for standing in the dateline, the headline or
the first sentence, for its capital ("met in Nairobi"), and for being the last one named before in
the paragraph, or where the sentence is told ("In Nairobi, the minister"); it loses some where it is
told of from without: by adjectives ("a Kenyan firm") or through an envoy ("the Kenyan ambassador").
The first is the home if it is well ahead of the second. What each sign is worth is data, ``data/names/homes.toml``.

In "Norway's premier, Mira Sand, flew to Kenya. The finance minister stayed." he is Norway's.
"""

from __future__ import annotations

import math
import re
import tomllib
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc

from geoents.annotations import annotations as annotations_of
from geoents.arguments import Arguments
from geoents.clean import ZoneKind
from geoents.gazetteer import Match, load_gazetteer
from geoents.graph import SUBJECTS
from geoents.schema import EntityType
from geoents.spans import POSSESSIVES
from geoents.zones import is_text, kind_at

__all__ = ["HomeStates"]

_NAMED: Final = frozenset({"name", "adjective", "metonym"})
_ENVOYS: Final = frozenset(
    {"ambassador", "commissioner", "envoy", "consul", "embassy", "chargé", "attaché"}
)
_TO: Final = frozenset({"to", "in"})
#: Behind a capital that is abroad: "in Nairobi, Kenya", "in Nairobi (Kenya)".
_EXPLAINING: Final = frozenset({",", "("})
#: Between two states that are named in one breath, and how many words there are at most.
_JOINING: Final = frozenset({"and", "or", "&", ","})
_BREATH: Final = 3
#: The least share of all mentions of states that a state has of which the text says much.
_MUCH: Final = 0.25
#: How many items a round-up has at least.
_ITEMS: Final = 4
#: In what share of the items of a round-up one state is named at most.
_OF_ITEMS: Final = 0.5
#: The same where paragraphs alone tell the items.
_OF_PARAGRAPHS: Final = 0.25
#: What share of its items name a state.
_WITH_STATES: Final = 0.75
_OPENING: Final = (ZoneKind.HEADLINE, ZoneKind.DATELINE)
_PARAGRAPH: Final = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*(?<!\s)")
#: How many characters a heading has at most, and what it does not end with.
_HEADING: Final = 60
_CLOSING: Final = tuple(".!?:;,”\"'’)")
#: Before a clause that opens with where it is told: "; in Nairobi the minister".
_PARTING: Final = frozenset({";", ":", "–", "—"})
#: How many words behind a place its ", where" stands.
_WHERE: Final = 7
#: How many words behind a state's name its envoy stands: "Norway's new ambassador".
_BESIDE: Final = 3


class HomeStates:
    """The states that a doc names, and what speaks for each.

    Args:
        arguments: The doc's mentions.
        with_posts: The states with which their posts are named.
    """

    def __init__(self, arguments: Arguments, with_posts: Collection[str]) -> None:
        self.arguments = arguments
        self.with_posts = with_posts
        self.doc = arguments.graph.doc
        self._states: list[tuple[int, str]] = []
        #: The mentions of each state, as indices into ``arguments.mentions``.
        self.mentions_of: dict[str, list[int]] = {}
        for index, mention in enumerate(arguments.mentions):
            entity = mention["entity"]
            if mention["type"] == EntityType.STATE and mention["form"] in _NAMED and entity:
                self._states.append((mention["start"], entity))
                self.mentions_of.setdefault(entity, []).append(index)
        self.counts = Counter(entity for _, entity in self._states)
        self.of_datelines = self._find_datelines()
        self._breaks = [token.i for token in self.doc if "\n" in token.text_with_ws]
        self._openings = self._find_openings()
        #: The places of states that are named alone.
        self._alone = [
            place
            for at, place in enumerate(self._states)
            if not self._joins(at - 1) and not self._joins(at)
        ]
        self._points: dict[str, float] = {}

    def choose(self, token: int) -> str | None:
        """Return the state of a post or organ at ``token``; None where no state is well ahead."""
        if not self._points:
            self._points = self._count_points()
        if (item := self._item(token)) is not None:
            return self._of_item(item)
        before = self._last_before(token)
        points = {
            state: own + (_weight("before") if state == before else 0.0)
            for state, own in self._points.items()
        }
        if (here := self._told_in(token)) is not None:
            points[here] += _weight("here")
        ranked = sorted(points, key=lambda state: -points[state])
        if len(ranked) > 1 and points[ranked[0]] - points[ranked[1]] < _margin():
            return None
        return ranked[0] if ranked else None

    def _last_before(self, token: int) -> str | None:
        """Return the last state that the paragraph of a token names before it.

        Those that are named with others in one breath ("Norway and Kenya voted") are passed over.
        """
        break_ = bisect_left(self._breaks, token)
        start = self._breaks[break_ - 1] if break_ else -1
        last = bisect_left(self._alone, (token, "")) - 1
        return self._alone[last][1] if last >= 0 and self._alone[last][0] > start else None

    def _told_in(self, token: int) -> str | None:
        """Return the state in which a token's sentence says that it is: "In Nairobi, the minister".

        Also "to Kenya, where the minister received her".
        """
        start = self.doc[token].sent.start
        low, high = (bisect_left(self._places, (i, 0, "")) for i in (start, token))
        for first, end, state in reversed(self._places[low:high]):
            behind = [t.lower_ for t in self.doc[end : min(end + _WHERE, token)]]
            before = [t.lower_ for t in self.doc[max(start, first - 2) : first]]
            is_front = before[-1:] == ["in"] and (len(before) == 1 or before[0] in _PARTING)
            if is_front or (",", "where") in pairwise(behind):
                return state
        return None

    @cached_property
    def _places(self) -> list[tuple[int, int, str]]:
        """The names of states and of their capitals, in order, each with its state."""
        of_key = {
            key: state
            for state, indices in self.mentions_of.items()
            for index in indices
            if (key := self.arguments.mentions[index]["key"])
        }
        return sorted(
            (match.start, match.end, of_key[match.key])
            for match in self._named
            if match.key in of_key
        )

    @cached_property
    def _named(self) -> list[Match]:
        """The names of states and capitals that the gazetteer finds in the doc."""
        matches = load_gazetteer().match(self.doc)
        return [match for match in matches if match.type == EntityType.STATE]

    def _item(self, token: int) -> range | None:
        """Return the item of a round-up that a token stands in; None where the text is no round-up.

        Each item opens with a headline or a dateline of its own, or is a paragraph.
        """
        at = bisect_right(self._openings, token) - 1
        if at < 0:
            return None
        end = self._openings[at + 1] if at + 1 < len(self._openings) else len(self.doc)
        return range(self._openings[at], end)

    def _of_item(self, item: range) -> str | None:
        """Return the state that an item names most, the first of those named as often."""
        low = bisect_left(self._states, (item.start, ""))
        high = bisect_left(self._states, (item.stop, ""))
        counts = Counter(state for _, state in self._states[low:high])
        return max(counts, key=lambda state: counts[state], default=None)

    def _find_openings(self) -> list[int]:
        """Return the first tokens of the items of a round-up; none where the text is one story."""
        offsets = [token.idx for token in self.doc]
        zoned = max((self._zones(k, offsets) for k in _OPENING), key=len)
        shares = ((zoned, _OF_ITEMS), *((p, _OF_PARAGRAPHS) for p in self._paragraphs(offsets)))
        for openings, share in shares:
            if len(openings) >= _ITEMS and self._are_items(openings, share):
                return openings
        return []

    def _zones(self, kind: ZoneKind, offsets: list[int]) -> list[int]:
        zones = annotations_of(self.doc)["zones"]
        return [
            bisect_left(offsets, zone["start_char"])
            for before, zone in pairwise([None, *zones])
            if zone is not None and zone["kind"] == kind
            # a headline of several lines opens one item
            if before is None or before["kind"] != kind
        ]

    def _paragraphs(self, offsets: list[int]) -> tuple[list[int], list[int]]:
        """Return where paragraphs with a heading of their own begin, and where all do.

        A paragraph begins at its heading.
        """
        headed: list[int] = []
        openings: list[int] = []
        was_heading = False
        for found in _PARAGRAPH.finditer(self.doc.text):
            is_heading = found.end() - found.start() <= _HEADING and found[0][-1:] not in _CLOSING
            start = bisect_left(offsets, found.start())
            if was_heading:
                headed.append(openings[-1])
            if not was_heading:
                openings.append(start)
            elif is_heading:
                headed[-1:], openings[-1] = [], start  # under the page's title
            was_heading = is_heading
        return headed, openings

    def _are_items(self, openings: list[int], share: float) -> bool:
        """Tell whether most of a text's parts name states, and few of them the same one.

        Of one story under several headings the state comes back, or is unsaid.
        """
        items = [
            {state for at, state in self._states if start <= at < end}
            for start, end in pairwise([*openings, len(self.doc)])
        ]
        told = Counter(state for item in items for state in item)
        is_one = any(count > max(1, len(items) * share) for count in told.values())
        return not is_one and sum(map(bool, items)) >= len(items) * _WITH_STATES

    def _joins(self, at: int) -> bool:
        """Tell whether a state and the next one are named in one breath: "Norway, Kenya and Peru"."""
        if not 0 <= at < len(self._states) - 1:
            return False
        between = self.doc[self._states[at][0] + 1 : self._states[at + 1][0]]
        return 0 < len(between) <= _BREATH and any(token.lower_ in _JOINING for token in between)

    def _count_points(self) -> dict[str, float]:
        most = max(self.counts.values(), default=0)
        opening, capitals, bare = self._opening(), self._with_capital(), self._bare()
        points = {}
        for state, indices in self.mentions_of.items():
            heads = [index for index in indices if self._is_in_headline(index)]
            firsts = [i for i in indices if self.arguments.spans[i].start in opening]
            signs = {
                "often": math.log(len(indices) / most),
                "once": len(indices) == 1 < most,
                "adjective": sum(map(self._is_adjective, indices)) / len(indices),
                "envoy": any(map(self._has_envoy, indices)),
                "bare": state == bare,
                "dateline": state in self.of_datelines,
                "capital": state in capitals,
                "headline": bool(heads),
                "headline_actor": any(map(self._acts, heads)),
                "opening": bool(firsts),
                "opening_actor": any(map(self._acts, firsts)),
            }
            points[state] = sum(_weight(sign) * value for sign, value in signs.items())
        return points

    def _bare(self) -> str | None:
        """Return, of the states of which the text says much, the only one named without its posts.

        "The prime minister met the Kenyan president": it is not Kenya's.
        """
        least = _MUCH * self.counts.total()
        much = [state for state, count in self.counts.items() if count >= least]
        bare = [state for state in much if state not in self.with_posts]
        return bare[0] if len(bare) == 1 < len(much) else None

    def _with_capital(self) -> set[str]:
        """Return the states whose capitals are told of as cities."""
        mentions = self.arguments.mentions
        taken = {token for m in mentions for token in range(m["start"], m["end"])}
        starts = {mention["start"] for mention in mentions if mention["type"] == EntityType.STATE}
        found = set()
        for match in self._named:
            behind = self.doc[match.end : match.end + 1].text
            is_abroad = behind in _EXPLAINING and match.end + 1 in starts
            if match.start not in taken and not is_abroad:
                found.add(match.key)
        return self._of_keys(found)

    def _of_keys(self, keys: Collection[str]) -> set[str]:
        mentions = self.arguments.mentions
        return {
            state
            for state, indices in self.mentions_of.items()
            if any(mentions[index]["key"] in keys for index in indices)
        }

    def _opening(self) -> range:
        """Return the tokens of the first sentence below the headline."""
        for token in self.doc:
            kind = kind_at(self.doc, token.idx)
            is_body = kind != ZoneKind.HEADLINE and is_text(self.doc, token.idx)
            if is_body and token.is_alpha:
                return range(token.sent.start, token.sent.end)
        return range(0)

    def _is_adjective(self, index: int) -> bool:
        return self.arguments.mentions[index]["form"] == "adjective"

    def _has_envoy(self, index: int) -> bool:
        """Tell whether a state sends or receives an envoy: "the ambassador to Kenya"."""
        before = self._words_before(index)
        if next(before, "") in _TO and next(before, "") in _ENVOYS:
            return True
        end = self.arguments.spans[index].end
        return any(token.lower_ in _ENVOYS for token in self.doc[end : end + _BESIDE])

    def _words_before(self, index: int) -> Iterator[str]:
        start = self.arguments.spans[index].start
        words = (token.lower_ for token in reversed(self.doc[max(0, start - _BESIDE) : start]))
        return (word for word in words if word != "the")

    def _is_in_headline(self, index: int) -> bool:
        start = self.arguments.spans[index].start
        return kind_at(self.doc, self.doc[start].idx) == ZoneKind.HEADLINE

    def _acts(self, index: int) -> bool:
        """Tell whether a state alone does something or owns something: "Norway's parliament"."""
        start, end, _ = self.arguments.spans[index]
        at = bisect_left(self._states, (start, ""))
        if self._joins(at - 1) or self._joins(at):
            return False
        label = self.arguments.graph.deps[self.arguments.roots[index]]
        return label in SUBJECTS or self.doc[end : end + 1].text in POSSESSIVES

    def _find_datelines(self) -> set[str]:
        keys: set[str] = set()
        offsets = [token.idx for token in self.doc]
        for zone in annotations_of(self.doc)["zones"]:
            if zone["kind"] == ZoneKind.DATELINE:
                first = bisect_right(offsets, zone["start_char"]) - 1
                tokens = self.doc[max(first, 0) : bisect_right(offsets, zone["end_char"] - 1)]
                words = [token.text for token in tokens]
                found = load_gazetteer().match(Doc(self.doc.vocab, words=words))
                keys |= {match.key for match in found}
        return self._of_keys(keys)


def _weight(sign: str) -> float:
    return _read()[1][sign]


def _margin() -> float:
    return _read()[0]


@cache
def _read() -> tuple[float, dict[str, float]]:
    data = files("geoents") / "data" / "names" / "homes.toml"
    read = tomllib.loads(data.read_text(encoding="utf-8"))
    return read["margin"], read["weights"]
