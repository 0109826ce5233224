"""Broken, odd and hostile inputs, and what must hold for each of them.

Used by tests/test_fuzz.py (Hypothesis) and tools/fuzz.py (atheris). Inputs are short pieces of
news and of trouble in a row: grammar and shape come from the first, crashes from the second.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from spacy.language import Language

import geoents
from geoents.clean import find_zones
from geoents.decoding import NotTextError
from geoents.pages import decode_page, read_page
from geoents.records import Document, parse_document

#: Seconds of processor time that one document of a few hundred characters may take.
LIMIT: Final = 5.0

_NEWS: Final = (
    "Norland", "Sudria", "Norlandic", "the Sudrians", "Orva", "the Norland Foreign Ministry",
    "Prime Minister Marta Olsen", "Ilan Keto", "Olsen", "He", "their", "who", "the minister",
    "the United Nations", "NATO", "the EU", "UN chief", "President", "spokesman for", "MP",
    "Deputy Foreign Minister", "chair of the Green Party", "Russia", "Kazakh", "Washington",
    "Ana-María O'Brien-Łukaszewicz", "Dr. K. T. Al-Rahmān", "Norwire", "the army", "parliament",
    "said", "denied", "said that", "told reporters", "according to", "warned", "urged", "accused",
    "of", "rejected", "did not", "may", "will", "was reportedly", "has joined", "left", "met with",
    "signed", "attacked", "appointed", "is a member of", "visited", "holding talks on", "condemned",
    "is not negotiating", "and", "or", "but", "if", "that", "to", "in", "with", "by", "the", "a",
    "on Monday", "on 25 September 2023", "last week", "in 2021-22", "the 31st of February",
    "The accusations are baseless", "Do you deny it?", "Yes.", "Asked whether", "answered", "No",
    "ORVA (Norwire) -", "Read more", "ALSO READ: Talks", "© ILAN KETO", "By Ann Kebo",
    "Next Article", "Published 3 May 2023, 10:15 GMT", "U.S.-led", "Q:", "A:", "KETO:", "- ",
)  # fmt: skip
_MARKS: Final = (
    ".", ",", ";", ":", "?", "!", "...", "…", " - ", " — ", "–", "(", ")", "[", "]", "{", "}", "'",
    '"', "“", "”", "‘", "’", "«", "»", "„", "‚", "''", "``", "'s", "’s", "s'", "/", "\\", "|", "*",
    "#", "@", "&", "%", "$", "€", "<", ">", "=", "+", "_", "~", "^", "•", "¿", "¡", "``.", ".”", "?”",
)  # fmt: skip
_SPACES: Final = (
    " ", " ", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\v", "\f", "\xa0", "\u2009", "\u200b",
    "\u2028", "\u2029", "\x85", "\u3000", "\ufeff", "\xad", "",
)  # fmt: skip
_TROUBLE: Final = (
    "\0", "\x01", "\x1b[31m", "\x7f", "\x9f", "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ue000",
    "e\u0301", "\u0301", "\u0301" * 30, "a\u0310\u0331\u0347", "\u200d", "\u200e", "\u202e", "\u2066",
    "😀", "👨‍👩‍👧‍👦", "🇰🇿", "🇰", "👍🏽", "❤️", "1️⃣", "ǅ", "ß", "İ", "ı", "ﬁ", "ﬃ", "Ⅷ", "½", "²",
    "٣", "१२", "𝐏𝐫𝐢𝐦𝐞", "ＮＡＴＯ", "北京", "モスクワ", "서울", "Москва", "Αθήνα", "ירושלים", "القاهرة",
    "กรุงเทพ", "नई दिल्ली", "ཀ", "ꙮ", "Ꮳ", "ﷺ", "\u0e33", "\u1100\u1161", "http://norwire.example/a?b=c#d",
    "www.a.b", "x@norwire.example", "@keto", "#Orva", "<b>", "</p>", "<script>alert(1)</script>",
    "&amp;", "&#0;", "%s", "{0}", "${a}", "'; DROP TABLE documents; --", "__proto__", "NaN", "null",
    "1,000,000.00", "-0", "1e999", "9" * 40, "A" * 60, "a" * 300, "((((((((", "))))))))", '""""""""',
    "“““““", "”””””", "........", "--------", "_" * 40, "U.N.", "U.S", "e.g.", "St.", "J.", "No.",
    "MARTA OLSEN SAID", "mARTA", "cannot", "won't", "gonna", "d'etat", "s/o", "x" * 70 + "-" + "y" * 70,
)  # fmt: skip

#: What texts are made of.
FRAGMENTS: Final = (*_NEWS, *_MARKS, *_SPACES, *_TROUBLE)

_TAGS: Final = tuple(
    "html head body title article main section div p span a h1 h2 b i br hr ul li ol table tr td th "
    "blockquote pre code img figure figcaption script style svg math template noscript iframe form "
    "input select option textarea meta link base frameset object embed video time footer nav aside "
    "header font center x-y o:p a:b".split()
)
_MARKUP: Final = (
    "<!DOCTYPE html>", "<?xml version='1.0' encoding='utf-16'?>", "<!--", "-->", "<!", "<!>", "</",
    "<", ">", "<![CDATA[", "]]>", "&amp;", "&lt;", "&#x0;", "&#xD800;", "&#1114112;", "&#55296;",
    "&nbsp;", "&nosuch;", "&", "&#", "<meta charset='utf-7'>", "<meta charset=nosuch>",
    "<meta charset=utf-16>", "<meta http-equiv=Content-Type content='text/html; charset=latin-1'>",
    "<a href='javascript:alert(1)'>", "<img src=x onerror=alert(1)>", "<base href='//['>",
    "<link rel=canonical href='http://[::1'>", "<link rel=canonical href='https://norwire.example/a'>",
    "<meta property='og:title' content='Talks'>", "<meta name=date content='2023-02-31'>",
    "<meta property='article:published_time' content='99999-99-99'>", "<time datetime='now'>",
    '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":[{}],"headline":1}</script>',
    '<script type="application/ld+json">{"@graph":[[[', "<p class='", '<p style="', "=", "'", '"',
)  # fmt: skip
#: What pages are made of, and long runs of body so that there is an article to find.
PAGE_FRAGMENTS: Final = (
    *_MARKUP,
    *(f"<{tag}>" for tag in _TAGS),
    *(f"</{tag}>" for tag in _TAGS),
    *_NEWS,
    *_TROUBLE,
    *(
        f"<p>{' '.join(_NEWS[i : i + 12])}. {' '.join(_NEWS[i + 12 : i + 30])}.</p>"
        for i in range(8)
    ),
    *(f"<{tag}>" * 200 for tag in ("div", "b", "table", "ul", "font", "blockquote")),
)


def compose(choices: Sequence[int], fragments: Sequence[str] = FRAGMENTS) -> str:
    """Return the fragments of some numbers in a row; a number past the last is that character."""
    size = len(fragments)
    parts: list[str] = []
    for choice in choices:
        parts.append(fragments[choice] if choice < size else chr((choice - size) % 0xD800))
        if choice % 5:  # most words stand apart, some run together
            parts.append(" ")
    return "".join(parts)


def check_text(text: str, nlp: Language, *, limit: float = LIMIT) -> Document:
    """Extract from a text and assert what must hold for every one.

    The text is unchanged, each span is its text, ids and references are sound, the record is read
    back from its JSON as it was, zones tile the text, and it takes no longer than ``limit`` seconds.
    """
    began = time.process_time()
    document = geoents.extract(text, published="2023-09-25", nlp=nlp)
    elapsed = time.process_time() - began
    assert document.text == text
    # Making a document checks its spans and ids; this reads it again, by way of its JSON.
    assert parse_document(document.model_dump_json()) == document
    _check_zones(text)
    assert elapsed < limit, f"{elapsed:.1f} s for {len(text)} characters"
    return document


def check_page(page: bytes) -> None:
    """Read a page and assert that it is an article, or a refusal in one line, within LIMIT."""
    began = time.process_time()
    try:
        text = read_page(decode_page(page).text).text
    except NotTextError as error:
        assert "\n" not in str(error)
    else:
        assert text.strip()
        _check_zones(text)
    elapsed = time.process_time() - began
    assert elapsed < LIMIT, f"{elapsed:.1f} s for {len(page)} bytes"


def _check_zones(text: str) -> None:
    end = 0
    for zone in find_zones(text):
        assert zone.start == end < zone.end
        end = zone.end
    assert end == len(text)
