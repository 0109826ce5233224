"""What every page has in common: one file, its style sheet, scripts, data and fences.

The page runs only the scripts that are put in here: its policy names them by their hash, so that a
script which came in with a text would not run even where the escaping failed.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final

__all__ = ["GRAPH_SCRIPTS", "embed_json", "fill", "read_part", "render_shell"]

_MAP: Final = re.compile(r"^(?://|/\*)# sourceMappingURL=.*$", re.MULTILINE)
_SHARED_STYLES: Final = ("style.css",)
_SHARED_SCRIPTS: Final = ("common.js",)
#: Every library that draws a graph, in the order in which they need each other.
GRAPH_SCRIPTS: Final = (
    "vendor/d3-dispatch.min.js",
    "vendor/d3-quadtree.min.js",
    "vendor/d3-timer.min.js",
    "vendor/d3-force.min.js",
)


def render_shell(
    title: str,
    body: str,
    *,
    data: Any,
    scripts: Sequence[str],
    styles: Sequence[str] = (),
    vendored: Sequence[str] = (),
) -> str:
    """Return a page.

    Args:
        title: Its title, in plain text.
        body: What is shown, as HTML.
        data: What its scripts read, as JSON.
        scripts: Files of ours in ``data/pages``; they share one scope.
        styles: Style sheets there, besides the one that all pages have.
        vendored: Files of others there, which make globals.
    """
    ours = "\n".join(map(read_part, (*_SHARED_SCRIPTS, *scripts)))
    script = "\n".join([*map(read_part, vendored), f'(() => {{\n"use strict";\n{ours}}})();'])
    digest = b64encode(sha256(script.encode()).digest()).decode("ascii")
    return fill(
        "page.html",
        title=escape(title),
        policy=f"'sha256-{digest}'",
        styles="\n".join(map(read_part, (*styles, *_SHARED_STYLES))),
        body=body,
        data=embed_json(data),
        script=script,
    )


def fill(name: str, **values: str) -> str:
    """Return a part of ``data/pages`` with HTML in its places."""
    return Template(read_part(name)).substitute(values)


def embed_json(value: Any) -> str:
    """Return JSON that may stand in a script element: nothing in it ends one or begins a comment.

    >>> embed_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def read_part(name: str) -> str:
    """Return the text of a file in ``data/pages``."""
    text = (files("geoents") / "data" / "pages" / name).read_text(encoding="utf-8")
    # A map of the source would be looked for beside the page.
    return _MAP.sub("", text) if name.startswith("vendor/") else text
