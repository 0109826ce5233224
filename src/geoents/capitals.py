"""Whether a capital stands for its government ("Yerevan denied it") or is the city ("in Yerevan").

The words around it decide, data/names/capitals.toml: a frame in which only a city makes sense goes
before one in which only a government does, whatever the model says; where neither is found the
model decides. A frame is a governor and how the capital depends on it: subject, object, possessive,
first part of a compound, or behind a preposition.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span, Token

from geoents.frames import frame_roles, frame_words
from geoents.spans import HYPHENS, POSSESSIVES

__all__ = ["is_government"]

_SURE: Final = 0.5
_OBJECTS: Final = frozenset({"obj", "iobj", "nsubj:pass"})
_PRECEDING: Final = frozenset({"compound", "nmod:desc", "amod", "nmod:poss"})
_ARTICLES: Final = frozenset({"the", "a", "an"})
_CLAUSES: Final = frozenset({"ccomp", "xcomp"})
_NOUN_PHRASE: Final = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "CD", "HYPH", "VBN"}
)


def is_government(doc: Doc, start: int, end: int, *, sure: float) -> bool:
    """Tell whether a capital, tokens ``start`` to ``end``, stands for its government.

    Args:
        doc: A doc with tags and trees.
        start: Its first token.
        end: The token after its last.
        sure: How sure the model is that it does, 0 to 1.
    """
    capital = _read(doc[start:end])
    if _is_place(capital):
        return False
    return sure >= _SURE or _is_actor(capital)


class _Capital(NamedTuple):
    """A capital in its sentence.

    Attributes:
        span: Its tokens.
        token: The first of the names that it is listed with: "Moscow" for "Baku" in "Moscow and Baku".
        cases: The prepositions before that one, lower case.
        possessed: What follows a possessive: "suburbs" in "Beirut's southern suburbs"; else None.
        compounded: What follows a hyphen, lower case: "backed" in "Beijing-backed lenders".
    """

    span: Span
    token: Token
    cases: frozenset[str]
    possessed: Token | None
    compounded: str

    @property
    def governor(self) -> Token:
        """The word that it depends on.

        In "pits Cairo against Addis Ababa" and "left Geneva for Berlin" the verb: which of the two
        words the tree hangs the second capital on is chance.
        """
        head = self.token.head
        is_beside = bool(self.cases) and head.pos_ == "PROPN" and head.dep_ in _OBJECTS
        return head.head if is_beside else head


def _read(span: Span) -> _Capital:
    doc, token = span.doc, span.root
    while token.dep_ == "conj" and token.head.pos_ == "PROPN":
        token = token.head
    after = doc[span.end : span.end + 2]
    is_joined = len(after) == 2 and after[0].text in HYPHENS
    return _Capital(
        span,
        token,
        frozenset(child.lower_ for child in token.children if child.dep_ == "case"),
        _possessed(span),
        after[1].lower_ if is_joined else "",
    )


def _possessed(span: Span) -> Token | None:
    """Return the last word of the noun phrase after a possessive.

    The words in a row, not the tree: it is the "residents" in "more than half of Cairo's residents"
    however far off the tree hangs them.
    """
    doc, found = span.doc, None
    if doc[span.end : span.end + 1].text not in POSSESSIVES:
        return None
    for token in doc[span.end + 1 : span.end + 6]:
        if token.tag_ not in _NOUN_PHRASE:
            break
        if token.pos_ in {"NOUN", "PROPN"}:
            found = token
    return found


def _lemma(token: Token) -> str:
    return token.lemma_.lower()


# -- the city --------------------------------------------------------------------------------------


def _is_place(capital: _Capital) -> bool:
    """Tell whether only a city makes sense there."""
    return (
        _locates(capital)
        or _names_site(capital)
        or _is_called_capital(capital)
        or _is_listed_with_place(capital.span)
        or _opens_report(capital.span)
        or _is_whole(capital)
        or _is_on_route(capital)
        or _suffers_as_city(capital)
    )


def _locates(capital: _Capital) -> bool:
    """Tell whether a place preposition stands before it: "in Doha", but not "anger at Ankara"."""
    places = capital.cases & frame_words("place", "prepositions")
    return bool(places) and not _is_governed(capital, places)


def _names_site(capital: _Capital) -> bool:
    """Tell whether something in the city is named by it: "Doha airport", "the Oslo-based group"."""
    if capital.compounded in frame_words("place", "compounds"):
        return True
    if capital.possessed is not None:
        word = capital.possessed
        is_paper = word.text[0].isupper() and word.lower_ in frame_words("place", "papers")
        return is_paper or word.lower_ in frame_words("place", "sites")
    token = capital.span.root
    if (
        token.dep_ not in _PRECEDING
        or token.head.i < capital.span.end
        or _is_prefixed(capital.span)
    ):
        return False
    head = token.head
    if head.pos_ == "PROPN" and not capital.compounded and head.dep_ != "flat":
        return True  # "Damascus International Airport", "Kyiv Mayor"
    return head.lower_ in frame_words("place", "sites") | frame_words("place", "seats")


def _is_called_capital(capital: _Capital) -> bool:
    """Tell whether the text says that it is one: "Lusaka, the capital of Zambia"."""
    span, token = capital.span, capital.span.root
    kinds = frame_words("place", "is")
    before = span.doc[max(0, span.start - 2) : span.start]
    if before and _lemma(before[-1] if before[-1].text != "," else before[0]) == "capital":
        return True
    is_apposed = any(t.dep_ == "appos" and _lemma(t) in kinds for t in token.children)
    is_said = token.dep_ == "nsubj" and _lemma(token.head) in kinds
    return is_apposed or is_said


def _is_listed_with_place(span: Span) -> bool:
    """Tell whether "Lima, Peru" or "LIMA (Reuters)" names the city."""
    after = span.doc[span.end : span.end + 2]
    if len(after) < 2:
        return False
    is_outer = after[1].ent_type_ == "LOC" and after[1].dep_ != "conj"
    return after[0].text == "(" or (after[0].text == "," and is_outer)


def _opens_report(span: Span) -> bool:
    """Tell whether it only says where a report is from: "MANILA: The minister has rejected ..."."""
    doc, after = span.doc, span.doc[span.end : span.end + 2]
    is_first = span.start == 0 or "\n" in doc[span.start - 1].text
    is_followed = len(after) == 2 and after[0].text == ":" and not after[1].text.isupper()
    return is_first and is_followed and span.text.isupper()


def _is_whole(capital: _Capital) -> bool:
    """Tell whether a city has it: "the mayor of Tirana", "the shelling of Kyiv"."""
    return "of" in capital.cases and _lemma(capital.governor) in frame_words("place", "wholes")


def _is_on_route(capital: _Capital) -> bool:
    """Tell whether somebody goes there, or something leads there: "the road to Kabul"."""
    cases = capital.cases & {"to", "from", "for", "between", "toward", "towards", "on"}
    return bool(cases) and _lemma(capital.governor) in frame_words("place", "routes")


def _suffers_as_city(capital: _Capital) -> bool:
    """Tell whether something is done to it or by it as a city: "seized Sanaa", "Jakarta sinks"."""
    if capital.token.dep_ in _OBJECTS and not capital.cases:
        return _lemma(capital.governor) in frame_words("place", "objects")
    return capital.token.dep_ == "nsubj" and _lemma(capital.governor) in frame_words(
        "place", "events"
    )


# -- the government --------------------------------------------------------------------------------


def _is_actor(capital: _Capital) -> bool:
    """Tell whether only a government makes sense there."""
    if _has(capital):
        return True
    if capital.span.doc[capital.span.start - 1 : capital.span.start].text.lower() in _ARTICLES:
        return False  # "the Stockholm daily", however the tree hangs it
    return (
        _is_governed(capital, capital.cases)
        or any(_acts(verb) for verb in _verbs(capital))
        or _is_addressed(capital)
        or _speaks_last(capital.span)
    )


def _speaks_last(span: Span) -> bool:
    """Tell whether it stands behind its words, whatever the tree hangs it on: "No talks, says Oslo"."""
    doc = span.doc
    before, after = doc[max(0, span.start - 2) : span.start], doc[span.end : span.end + 1]
    is_last = not len(after) or after[0].is_punct or after[0].is_space
    is_behind = len(before) == 2 and before[0].text == "," and before[1].tag_ in {"VBZ", "VBD"}
    return is_last and is_behind and _lemma(before[1]) in frame_words("government", "acts")


def _is_governed(capital: _Capital, cases: frozenset[str]) -> bool:
    """Tell whether its governor and preposition deal with a government: "pressure on Minsk"."""
    governor = capital.governor
    if "according" in cases or ("by" in cases and governor.tag_ == "VBN"):
        return True  # "accused by Ankara"
    if "to" in cases and _lemma(governor) in frame_words("government", "posts"):
        return True
    words = {_lemma(governor), governor.lower_}
    if governor.pos_ == "VERB":
        # "Pressure is growing on Jakarta", "imposed sanctions on Minsk"
        words |= {_lemma(t) for t in governor.children if t.dep_ in _OBJECTS | {"nsubj"}}
    known = cases & frame_roles("governed")
    return any(not words.isdisjoint(frame_words("governed", case)) for case in known)


def _has(capital: _Capital) -> bool:
    """Tell whether what it has is a government's: "Kampala's troops", "Beijing-backed lenders"."""
    span = capital.span
    if capital.compounded in frame_words("government", "compounds") or _is_prefixed(span):
        return True
    if capital.possessed is not None:
        heads = {_lemma(capital.possessed), _lemma(span.root.head)}
        return not heads.isdisjoint(frame_words("government", "possessions"))
    token = span.root
    is_compound = token.dep_ in _PRECEDING and token.head.i >= span.end
    return is_compound and _lemma(token.head) in frame_words("government", "bodies")


def _is_prefixed(span: Span) -> bool:
    """Tell whether it is the second half of "pro-Moscow"."""
    before = span.doc[max(0, span.start - 2) : span.start]
    is_joined = len(before) == 2 and before[1].text in HYPHENS
    return is_joined and before[0].lower_ in frame_words("government", "prefixes")


def _verbs(capital: _Capital) -> Iterator[Token]:
    """Yield what it is the subject of: its verb, those listed with it, those of a relative clause."""
    token = capital.token
    if token.dep_ in {"nsubj", "nsubj:outer"}:
        # "Hanoi has yet to comment": the tree may hang the subject on the auxiliary.
        verb = token.head.head if token.head.dep_ == "aux" else token.head
        yield verb
        yield from (t for t in verb.children if t.dep_ == "conj" and not _has_subject(t))
    for clause in token.children:
        if clause.dep_ == "acl:relcl":
            subjects = [t for t in clause.children if t.dep_ == "nsubj"]
            if any(t.lower_ in {"which", "that"} for t in subjects):
                yield clause


def _has_subject(verb: Token) -> bool:
    return any(t.dep_.startswith("nsubj") for t in verb.children)


def _acts(verb: Token) -> bool:
    """Tell whether only a government does or is that."""
    lemma = _lemma(verb)
    if verb.pos_ == "ADJ":
        return lemma in frame_words("government", "moods")
    if verb.pos_ != "VERB":
        return False
    if lemma in frame_words("government", "acts"):
        return True
    # "doubt that Oslo will free them", "Warsaw has closed two crossings"
    has_object = any(t.dep_ in _CLAUSES or t.dep_ == "obj" for t in verb.children)
    return has_object and lemma not in frame_words("government", "civic")


def _is_addressed(capital: _Capital) -> bool:
    """Tell whether somebody makes it do or be something: "urged Oslo", "wants Canberra to spend"."""
    token = capital.token
    if token.dep_ not in _OBJECTS or capital.cases:
        return False
    if _lemma(capital.governor) in frame_words("government", "targets"):
        return True
    return token.dep_ == "obj" and any(
        t.dep_ == "xcomp" and t.pos_ == "VERB" and t.i > token.i for t in token.head.children
    )
