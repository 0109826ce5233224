"""The article in a web page, found by trafilatura: its text, headline, date and address."""

from __future__ import annotations

import re
from typing import Final

from geoents.decoding import Decoded, NotTextError, decode
from geoents.texts import Text

__all__ = ["decode_page", "read_page"]

#: Both <meta charset="x"> and <meta http-equiv="Content-Type" content="text/html; charset=x">.
_CHARSET: Final = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEAD: Final = 4_096


def decode_page(data: bytes) -> Decoded:
    """Return a page's HTML, in the encoding that it declares unless that does not fit.

    Raises:
        NotTextError: It is no text.
    """
    declared = _CHARSET.search(data[:_HEAD])
    return decode(data, declared=None if declared is None else declared[1].decode("ascii"))


def read_page(html: str) -> Text:
    """Return the article of a page; offsets of what is extracted are into this text.

    Raises:
        NotTextError: The page has no article, like a list of links.
    """
    from trafilatura import bare_extraction  # half a second, for pages only

    found = bare_extraction(
        html,
        include_comments=False,
        with_metadata=True,
        # A date must stand in the page as its date: "extensive search" takes any date it has.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    # A dict comes only where one is asked for.
    if found is None or isinstance(found, dict) or not found.text or not found.text.strip():
        raise NotTextError("no article found in this page; save its text as .txt")
    return Text(
        text=found.text,
        title=found.title or None,
        published=found.date or None,
        url=found.url or None,
    )
