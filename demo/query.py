"""Ask the demo's database three questions."""

from __future__ import annotations

import sqlite3
import sys

QUESTIONS = {
    "Who holds which office, of which state or body?": """
        SELECT person.name, office.name, body.name
        FROM relations AS holds
        JOIN entities AS person ON (person.document_id, person.id) = (holds.document_id, holds.subject)
        JOIN entities AS office ON (office.document_id, office.id) = (holds.document_id, holds.object)
        LEFT JOIN relations AS of ON of.type = 'OFFICE_OF'
            AND (of.document_id, of.subject) = (office.document_id, office.id)
        LEFT JOIN entities AS body ON (body.document_id, body.id) = (of.document_id, of.object)
        WHERE holds.type = 'HOLDS_OFFICE' ORDER BY 1, 2""",
    "Who denied what?": """
        SELECT speaker.name, claim.text
        FROM relations AS denied
        JOIN entities AS speaker ON (speaker.document_id, speaker.id) = (denied.document_id, denied.subject)
        JOIN claims AS claim ON (claim.document_id, claim.id) = (denied.document_id, denied.claim)
        WHERE denied.type = 'DENIED' ORDER BY 1, 2""",
    "Who is a member of what, and who is said not to be?": """
        SELECT DISTINCT member.name, body.name, evidence.polarity
        FROM relations AS membership
        JOIN entities AS member ON (member.document_id, member.id) = (membership.document_id, membership.subject)
        JOIN entities AS body ON (body.document_id, body.id) = (membership.document_id, membership.object)
        JOIN evidence ON (evidence.document_id, evidence.relation) = (membership.document_id, membership.id)
        WHERE membership.type = 'MEMBER_OF' ORDER BY 2, 1""",
}


def main() -> None:
    """Print each question with its answers."""
    connection = sqlite3.connect(sys.argv[1])
    for question, sql in QUESTIONS.items():
        print(f"\n{question}")
        for row in connection.execute(sql):
            print("  " + " | ".join("-" if value is None else str(value) for value in row))


if __name__ == "__main__":
    main()
