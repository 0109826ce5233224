"""Candidates for mentions of bodies, each with a score.

A candidate's score, 0 to 1, says how much speaks for it: what the model thinks, whether the
gazetteer or a grammar knows it, whether the words around it fit. Of candidates that overlap the
entities component keeps the best.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Doc, Token

from geoents.body_spans import without_parts
from geoents.frames import frame_words, is_kind, is_legal_form
from geoents.gazetteer import Match
from geoents.generic_names import is_generic, is_level
from geoents.organs import OrganSpan, find_organs
from geoents.proposals import NAME_PARTICLES, Candidate, Place, Proposals, either
from geoents.schema import EntityType, Form
from geoents.spans import HYPHENS, POSSESSIVES

__all__ = ["find_bodies"]

_NESTS: Final = 0.8
#: The score of another reading that takes an acronym from a body which the gazetteer knows.
_MATTER: Final = 0.9
_ARTICLES: Final = frozenset({"the", "a", "an"})
#: The score of a platform on which something stands, whatever else its name may be.
_POSTED: Final = 0.8


#: Posts whose first word is a body's, too.
_POSTS: Final = (("cabinet", "secretary"), ("cabinet", "secretaries"))


def find_bodies(proposals: Proposals, states: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates for bodies: known, learned, named, and read by the grammar of organs."""
    found: dict[Place, Candidate] = {}
    for candidate in (
        *_known_bodies(proposals),
        *_model_bodies(proposals),
        *_organs(proposals, states),
    ):
        place = (candidate.start, candidate.end)
        ending = proposals.doc[candidate.end - 1 : candidate.end + 1]
        if tuple(token.lower_ for token in ending) in _POSTS:
            continue  # "the Water Cabinet Secretary"
        if place not in found or found[place].score < candidate.score:
            key = candidate.key or (found[place].key if place in found else None)
            key = key or _key_of_company(proposals, candidate)
            nests = candidate.may_nest or (place in found and found[place].may_nest)
            found[place] = candidate._replace(key=key, may_nest=nests)
    found = without_parts(proposals, found)
    starting: dict[int, list[Candidate]] = defaultdict(list)
    for candidate in found.values():
        starting[candidate.start].append(candidate)
    return [_beneath_longer(proposals, c, starting[c.start]) for c in found.values()]


def _key_of_company(proposals: Proposals, body: Candidate) -> str | None:
    """Return what the gazetteer knows a company as whose legal form the name adds: "Velmar Ltd."."""
    for match in proposals.starting(body.start):
        if match.type is EntityType.ORG and body.start < match.end < body.end:
            rest = (proposals.doc[i].lower_ for i in range(match.end, body.end))
            is_company = proposals.gazetteer.entry(match.key).kind == "company"
            if is_company and is_legal_form(rest):
                return match.key
    return None


def _beneath_longer(
    proposals: Proposals, body: Candidate, starting: Sequence[Candidate]
) -> Candidate:
    """Return a known body below the longer name that it begins: "CIS" in "the CIS Assembly"."""
    longer = [
        other.score
        for other in starting
        if body.key and other.end > body.end and other.score >= _NESTS
        # "Modi's BJP party", "the EU enlargement commissioner"
        if not is_kind(proposals.doc[i].lower_ for i in range(body.end, other.end))
        if proposals.doc[body.end : other.end].text.lower()
        not in proposals.gazetteer.offices.portfolios
    ]
    return body._replace(score=min([body.score, *longer]) - 0.001) if longer else body


def _known_bodies(proposals: Proposals) -> Iterator[Candidate]:
    for match in proposals.matches:
        if match.type is not EntityType.ORG:
            continue
        model = proposals.either(match.start, match.end, "ORG")
        if match.form is Form.METONYM:
            score = max(model, 0.6 * (not match.ambiguous))
        elif _is_read_as_matter(proposals, match):
            score = model
        elif _is_posted_on(proposals, match):
            score = _POSTED
        else:
            score = model if match.ambiguous else 0.97
        yield Candidate(
            match.start,
            match.end,
            EntityType.ORG,
            match.form,
            match.key,
            f"gazetteer: {match.form}",
            score,
            may_nest=True,
        )


def _is_posted_on(proposals: Proposals, match: Match) -> bool:
    """Tell whether something stands on a platform whose name may be another thing's: "wrote on X"."""
    doc = proposals.doc
    if not match.ambiguous or proposals.gazetteer.entry(match.key).kind != "platform":
        return False
    before, after = doc[max(0, match.start - 3) : match.start], doc[match.end : match.end + 1]
    if before[-1:].text.lower() != "on" or before[:1].text.lower() == "follow":
        return False  # "Follow us on Telegram"
    return not any(t.pos_ in {"NOUN", "PROPN", "NUM"} for t in after)


def _is_read_as_matter(proposals: Proposals, match: Match) -> bool:
    """Tell whether an acronym is something else's here: "NPC" of a National Policy Conference."""
    if match.end - match.start > 1 or not proposals.doc[match.start].is_upper:
        return False
    if proposals.either(match.start, match.end, "ORG"):
        return False
    return proposals.named(match.start, match.end, "MISC") >= _MATTER


def _model_bodies(proposals: Proposals) -> Iterator[Candidate]:
    scores: dict[Place, list[float]] = {}
    nests: set[Place] = set()
    for span, score in proposals.learned_spans("ORG"):
        place = _bare_body(proposals, span)
        if place is not None and not proposals.reads_otherwise(span, score):
            scores.setdefault(place, []).append(score * 0.9)
            if score >= _NESTS:
                nests.add(place)
    for span, score in proposals.named_spans("ORG"):
        place = _bare_body(proposals, span)
        if place is not None:
            scores.setdefault(place, []).append(score * 0.75)
    for place, found in scores.items():
        if not is_generic(proposals, place):
            yield Candidate(
                *place,
                EntityType.ORG,
                Form.NAME,
                None,
                "model: organization",
                either(found),
                may_nest=place in nests,
            )


def _bare_body(proposals: Proposals, span: Place) -> Place | None:
    """Return a body's name without article and possessives on either side."""
    doc = proposals.doc
    start, end = proposals.within_line(span)
    while start < end and (doc[start].lower_ in _ARTICLES or not doc[start].text[0].isalnum()):
        start += 1
    if end - start > 1 and _only_describes(proposals, start):
        start += 1  # "the rebel Front for Renewal"
    start += _opens_with_creed(doc, start, end)
    if start > 1 and doc[start - 1].text in HYPHENS and doc[start - 2].is_lower:
        start += 1  # "the pro-European Liberal Party": the first word is half of another
    while end > start and (doc[end - 1].text in POSSESSIVES or doc[end - 1].text in ",;:.("):
        end -= 1
    while end - 1 > start and _describes(proposals, start, end - 1):
        end -= 1
        if doc[end].text in frame_words("body", "places"):
            return None  # "Ezeiza airport"
    end = _past_apostrophe(proposals, start, _past_hyphen(proposals, start, end))
    if start < end < len(doc) and doc[end].text == "party" and _is_title_case(doc[end - 1]):
        end += 1  # "Roots party", but "NFP party"
    if start < end:
        start, end = _known_inside(proposals, start, end)
    for match in proposals.starting(start):
        # "Norway's Foreign Ministry": the state's own mention, then the body.
        if (
            match.type is EntityType.STATE
            and match.end < end - 1
            and doc[match.end].text in POSSESSIVES
        ):
            start = match.end + 1
    if start < end:
        start = _with_adjective(proposals, start, end)
    return (start, end) if end > start else None


def _known_inside(proposals: Proposals, start: int, end: int) -> Place:
    """Return the known name that a state's adjective and a kind frame: "French [Green Front] party"."""
    adjectives = [
        m.end
        for m in proposals.starting(start)
        if m.type is EntityType.STATE and m.form is Form.ADJECTIVE and m.end < end
    ]
    whole = any(m.end == end and m.type is EntityType.ORG for m in proposals.starting(start))
    for begin in () if whole else adjectives:
        for match in proposals.starting(begin):
            rest = [proposals.doc[i].text for i in range(match.end, end)]
            is_name = match.type is EntityType.ORG and match.form is Form.NAME
            if is_name and rest and match.end < end and is_kind(rest):
                return begin, match.end
    return start, end


def _opens_with_creed(doc: Doc, start: int, end: int) -> bool:
    """Tell whether a name's first word is none of it: "the Islamist Justice Party"."""
    return end - start > 2 and doc[start].lower_ in frame_words("body", "creeds")


def _is_title_case(word: Token) -> bool:
    return word.text[0].isupper() and not (len(word) > 1 and word.is_upper)


def _only_describes(proposals: Proposals, index: int) -> bool:
    """Tell whether a lower-case word before a capital is no part of a name: "rebel Front"."""
    word, after = proposals.doc[index], proposals.doc[index + 1]
    is_word = word.is_lower and word.is_alpha and word.text not in NAME_PARTICLES
    is_organ = proposals.gazetteer.organs.organ(word.text) is not None
    return is_word and not is_organ and after.text[0].isupper() and word.tag_ in {"JJ", "NN", "NNS"}


def _with_adjective(proposals: Proposals, start: int, end: int) -> int:
    """Return where an organ's name begins with its state's adjective: "Iranian Foreign Ministry"."""
    organ = proposals.gazetteer.organs.organ(proposals.doc[end - 1].text)
    if organ is None or not organ.state_organ or not proposals.doc[end - 1].text[0].isupper():
        return start
    before = start - 1
    is_adjective = before >= 0 and any(
        m.end == start and m.type is EntityType.STATE and m.form is Form.ADJECTIVE
        for m in proposals.starting(before)
    )
    return before if is_adjective else start


def _past_hyphen(proposals: Proposals, start: int, end: int) -> int:
    """Return the end of a name that was cut at a hyphen: "Ansar al-Sharia", but "Velmar -"."""
    doc = proposals.doc
    while end - 1 > start and doc[end - 1].text in HYPHENS:
        is_tight = not (doc[end - 1].whitespace_ or doc[end - 2].whitespace_)
        end += 1 if is_tight and end < len(doc) and doc[end].text[0].isalpha() else -1
    return end


def _past_apostrophe(proposals: Proposals, start: int, end: int) -> int:
    """Return the end of a name that was cut at a plural's apostrophe: "Workers' Trade Union"."""
    doc = proposals.doc
    if not (start < end < len(doc) and doc[end].text in "'’" and doc[end - 1].text.endswith("s")):
        return end
    last = end + 1
    while last < min(end + 4, len(doc)) and doc[last].text[0].isupper():
        last += 1
        if proposals.gazetteer.organs.organ(doc[last - 1].text) is not None:
            return last
    # "Pensioners' Voice": people at large have no name of their own, "the Liberals' Ana Kos" do.
    is_people = doc[end - 1].lower_ in frame_words("body", "people")
    is_name = end + 1 < last and not any(
        proposals.gazetteer.offices.head(doc[i].text) or doc[i].ent_type_ == "PERSON"
        for i in range(end + 1, last)
    )
    return last if is_people and is_name else end


def _describes(proposals: Proposals, start: int, index: int) -> bool:
    """Tell whether a name's last word only says what it is: "Velmar group", "Canal 1 radio"."""
    doc = proposals.doc
    word = doc[index].text
    if (
        not word.islower()
        or (word == "party" and _is_title_case(doc[index - 1]))
        or not any(doc[i].text[0].isupper() for i in range(start, index))
    ):
        return False
    organ = proposals.gazetteer.organs.organ(word)
    return word in frame_words("body", "kinds") or organ is None or not organ.state_organ


def _organs(proposals: Proposals, states: Sequence[Candidate]) -> Iterator[Candidate]:
    doc = proposals.doc
    places: dict[int, Place] = {}
    for (start, end), score in proposals.named_spans("LOC"):
        if score >= 0.5:
            places.update((i, (start, end)) for i in range(start, end))
    for match in proposals.matches:
        if match.type is EntityType.ORG and not match.ambiguous:  # "the CIS Assembly"
            places.update((i, (match.start, match.end)) for i in range(match.start, match.end))
    for state in states:
        places.update((i, (state.start, state.end)) for i in state.tokens())
    for span in find_organs(doc, proposals.gazetteer.organs, places=places):
        score = _organ_score(proposals, span)
        if score:
            yield Candidate(
                span.start + _opens_with_creed(doc, span.start, span.end),
                span.end,
                EntityType.ORG,
                Form.NAME,
                None,
                f"organ: {span.organ.noun}",
                score,
            )


def _organ_score(proposals: Proposals, span: OrganSpan) -> float:
    """Return how sure it is that an organ's noun names one body here."""
    organ = span.organ
    model = proposals.either(span.start, span.end, "ORG")
    if is_level(proposals.doc, span.end):
        return 0.0
    if span.is_indefinite:
        return model
    is_bare = not (span.is_cased or span.is_modified or span.has_state)
    if is_bare and organ.lower == "acting" and _acts(proposals, span):
        return max(model, 0.6)
    if is_bare and (organ.lower != "bare" or _modifies_occupation(proposals, span.end)):
        # "the ministry" refers back to one named before; "police custody" is of no one body.
        return 0.0
    if span.is_cased:
        if (span.is_modified or span.has_state) and (organ.modified or organ.of):
            return max(model, 0.7)
        return max(model, 0.55 if organ.alone else 0.0)
    is_specified = span.has_state or span.is_modified
    if organ.lower == "bare" or (organ.lower == "modified" and is_specified):
        return max(model, 0.6 if is_specified else 0.5)
    return model


def _acts(proposals: Proposals, span: OrganSpan) -> bool:
    """Tell whether a body acts or has a spokesman, and is no post: "the presidency denied it"."""
    doc, noun = proposals.doc, proposals.doc[span.end - 1]
    if noun.dep_ in {"nsubj", "nsubj:pass"} and noun.head.lemma_ in frame_words("body", "acts"):
        return True
    before = [token.lower_ for token in doc[max(0, span.start - 3) : span.start]]
    if len(before) < 3 or before[1] not in {"of", "for", "at"} or before[2] != "the":
        return False
    post = proposals.gazetteer.offices.head(before[0])
    return post is not None and post.spokes


def _modifies_occupation(proposals: Proposals, end: int) -> bool:
    """Tell whether a noun that is no post follows: "police officers", but "army commander"."""
    doc, offices = proposals.doc, proposals.gazetteer.offices
    if end >= len(doc) or doc[end].tag_ not in {"NN", "NNS"}:
        return False
    return not any(
        offices.head(doc[end:stop].text)
        for stop in range(end + 1, min(end + offices.max_words, len(doc)) + 1)
    )
