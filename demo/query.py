"""Ask the demo's database five questions, each of one view (docs/databases.md)."""

from __future__ import annotations

import sqlite3
import sys

QUESTIONS = {
    "Who holds which office, of which state or body?": """
        SELECT person, post, coalesce(state, body) FROM office_holders ORDER BY 1, 2, 3""",
    "Who speaks for whom?": """
        SELECT person, speaks_for FROM spokespeople ORDER BY 1, 2""",
    "Who denied what?": """
        SELECT speaker, claim FROM statements WHERE verb = 'DENIED' ORDER BY 1, 2""",
    "Who is a member of what, and who is said not to be?": """
        SELECT member, body, polarity FROM memberships ORDER BY 2, 1, 3""",
    "What is said to have happened between whom, how surely, and by whom (else: by the text)?": """
        SELECT subject, type, object, polarity, modality, source
        FROM timeline WHERE object IS NOT NULL AND claim IS NULL ORDER BY 1, 2, 3, 4, 5, 6""",
}


def main() -> None:
    """Print each question with its answers."""
    connection = sqlite3.connect(sys.argv[1])
    for question, sql in QUESTIONS.items():
        print(f"\n{question}")
        rows = connection.execute(sql).fetchall()
        for row in rows:
            print("  " + " | ".join("-" if value is None else str(value) for value in row))
        if not rows:
            print("  nothing")


if __name__ == "__main__":
    main()
