"""The article in a web page, found by trafilatura: its text, headline, date and address."""

from __future__ import annotations

import re
from typing import Any, Final

from geoents.decoding import Decoded, NotTextError, decode
from geoents.texts import Text

__all__ = ["decode_page", "read_page"]

#: Both <meta charset="x"> and <meta http-equiv="Content-Type" content="text/html; charset=x">.
_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD: Final = 4_096
#: What trafilatura's second reader, justext, takes for the start of a paragraph.
_BLOCK: Final = re.compile(r"<(?:p|li|div|td|th|tr|br|h[1-6]|dd|dt|pre|option)\b", re.IGNORECASE)
#: Its time grows with their square: 20,000 open <li> took it 119 s, 3,000 take 3 s.
_MOST_BLOCKS: Final = 3_000
#: As parsers of HTML read them: ">" in quotes ends no element, "<" in one begins none.
_ATTRIBUTE: Final = re.compile(
    r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]*+))?+"""
)
_START: Final = re.compile(rf"<([a-z][^\s/>]*+)(?:[\s/]++|{_ATTRIBUTE.pattern})*+", re.IGNORECASE)
#: What these hold is no markup, and goes on to their end.
_ENDS: Final = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title")
}
#: libxml2's time grows with their square: 20,000 on one element took 9 s, and it cannot be stopped.
_MOST_ATTRIBUTES: Final = 1_000


def decode_page(data: bytes, *, declared: str | None = None) -> Decoded:
    """Return a page's HTML, in the encoding that is declared unless that does not fit.

    Args:
        data: The page.
        declared: What its server said of it; without that, it says so itself.

    Raises:
        NotTextError: It is no text.
    """
    if declared is None and (own := _CHARSET.search(data[:_HEAD])):
        declared = own[1].decode("ascii")
    return decode(data, declared=declared)


def read_page(html: str) -> Text:
    """Return the article of a page; offsets of what is extracted are into this text.

    Raises:
        NotTextError: The page has no article, like a list of links, or cannot be read.
    """
    if _has_swarm(html):
        raise NotTextError(
            f"a page with over {_MOST_ATTRIBUTES:,} attributes on one element; save its text as .txt"
        )
    try:
        found = _find_article(html, with_metadata=True)
    except Exception:  # htmldate on a page that is one <footer>, lxml on an address like "//["
        try:
            found = _find_article(html, with_metadata=False)
        except Exception as error:  # the edge to code of others: one page must not stop a run
            raise NotTextError(
                f"a page that trafilatura cannot read ({type(error).__name__}); save its text as .txt"
            ) from None
    # A dict comes only where one is asked for.
    if found is None or isinstance(found, dict) or not found.text or not found.text.strip():
        raise NotTextError("no article found in this page; save its text as .txt")
    return Text(
        text=found.text,
        title=found.title or None,
        published=found.date or None,
        url=found.url or None,
    )


def _has_swarm(html: str) -> bool:
    """Tell whether an element has more attributes than a page of news ever has."""
    position = 0
    while start := _START.search(html, position):
        position = start.end()
        if position - start.end(1) > 2 * _MOST_ATTRIBUTES:
            found = _ATTRIBUTE.finditer(html, start.end(1), position)
            if sum(1 for _ in found) > _MOST_ATTRIBUTES:
                return True
        if (name := start[1].lower()) in _ENDS:
            end = _ENDS[name].search(html, position)
            if end is None:
                return False
            position = end.end()
    return False


def _find_article(html: str, *, with_metadata: bool) -> Any:
    from trafilatura import bare_extraction  # half a second, for pages only

    return bare_extraction(
        html,
        fast=len(_BLOCK.findall(html)) > _MOST_BLOCKS,  # without the second reader
        include_comments=False,
        with_metadata=with_metadata,
        # A date must stand in the page as its date: "extensive search" takes any date it has.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
