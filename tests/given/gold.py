"""Write a gold folder for README's commands: one of the demo's texts, of which nothing is annotated yet."""

from pathlib import Path

from geoents.records import Document
from geoents.texts import document_id

text = Path("demo", "communique.txt").read_text(encoding="utf-8")
Path("gold").mkdir()
record = Document(id=document_id(text), text=text).model_dump_json()
Path("gold", "a.json").write_text(record, encoding="utf-8")
