"""Write the figures per type of docs/limits.md anew, from a score of data/gold/dev.

python tools/refresh_limits.py          # after a change of the model or the rules; half a minute
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PAGE = PROJECT / "docs" / "limits.md"
#: The rows between the head of the table and the empty line behind it.
ROWS = re.compile(
    r"(\| type \| gold \| P \| R \| F1 \| factual F1 \|\n\|[-|]+\|\n)(.*?)(?=\n\n)", re.DOTALL
)


def main() -> None:
    """Rewrite docs/limits.md, and print what its prose quotes."""
    command = [sys.executable, "-m", "geoents", "score", str(PROJECT / "data/gold/dev"), "--json"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    total = json.loads(printed)["total"]
    plain, factual = total["relations"]["types"], total["relations_with_factuality"]["types"]
    rows = "\n".join(
        f"| `{type_}` | {row['gold']} | "
        + " | ".join(f"{100 * row[figure]:.1f}" for figure in ("precision", "recall", "f1"))
        + f" | {100 * factual[type_]['f1']:.1f} |"
        for type_, row in plain.items()
    )
    text = PAGE.read_text(encoding="utf-8")
    if ROWS.search(text) is None:
        raise SystemExit(f"{PAGE}: the table's head is gone; put it back")
    PAGE.write_text(ROWS.sub(lambda m: m[1] + rows, text), encoding="utf-8")
    print("over all", total["relations"]["micro"])
    print("factuality", total["factuality"])
    print("mentions", {type_: row["f1"] for type_, row in total["mentions"]["types"].items()})


if __name__ == "__main__":
    main()
