"""Write the table that README.md shows anew: what the command makes of README's own page.

python tools/refresh_readme.py          # after a change of the model or the rules
"""

from __future__ import annotations

import io
import re
from pathlib import Path

import geoents
from geoents.sinks.table import RelationTable

README = Path(__file__).parent.parent / "README.md"
PAGE = re.compile(r"<!-- page -->\n```text\n(.*?)```\n", re.DOTALL)
TABLE = re.compile(
    r"(<!-- table: [^\n]*-->\n```text\n)(.*?)(```\n<!-- end of table -->)", re.DOTALL
)


def draw(page: str) -> str:
    """Return the table of a page, as the command prints it into a file."""
    out = io.StringIO()
    RelationTable(out).write(geoents.extract(page, published="2024-05-14"))
    return out.getvalue().rstrip() + "\n"


def main() -> None:
    """Rewrite README.md."""
    text = README.read_text(encoding="utf-8")
    page = PAGE.search(text)
    if page is None or TABLE.search(text) is None:
        raise SystemExit("README.md: the marks of the page or the table are gone; put them back")
    table = draw(page[1])
    README.write_text(TABLE.sub(lambda m: m[1] + table + m[3], text), encoding="utf-8")


if __name__ == "__main__":
    main()
