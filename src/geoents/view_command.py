"""The command ``geoents view``: a page to look at, of one text, of records or of a database.

Exit codes are those of ``geoents extract``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from geoents.command_options import GazetteerOption, RulesOption
from geoents.sources import Source, find_inputs, read

if TYPE_CHECKING:
    from geoents.console import Teller
    from geoents.records import Document
    from geoents.sinks.questions import Questions
    from geoents.texts import Text

__all__ = ["add_to", "view"]


class _Own(NamedTuple):
    """What a user adds to the pipeline."""

    rules: Path | None
    gazetteer: list[Path] | None


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(view)


def view(
    path: Annotated[
        str,
        typer.Argument(
            metavar="FILE|URL",
            help="A text (.txt, .html), records (.jsonl, .json), or a database: "
            "sqlite:///news.db or postgresql+psycopg://user@host/database.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="FILE", help="The page to write.", show_default=False),
    ],
    document: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Show this one of several documents, with its text.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The title of a page of many.", show_default=False),
    ] = None,
    rules: RulesOption = None,
    gazetteer: GazetteerOption = None,
) -> None:
    """Make a page to look at: of one document its text, of several what they say together."""
    from geoents.console import Teller
    from geoents.sinks import LostSinkError, SinkError

    teller = Teller()
    try:
        if "://" in path:
            page = _show_database(path, document, title)
        else:
            own = _Own(rules, gazetteer)
            page = _show_files(_read(path, teller, own), path, document, title, teller)
    except (LostSinkError, SinkError) as error:
        teller.error(str(error))
        raise typer.Exit(1) from None
    _write(out, page, teller)
    raise typer.Exit(1 if teller.errors else 0)


def _show_database(url: str, id_: str | None, title: str | None) -> str:
    from geoents.sinks.questions import Questions
    from geoents.viewer.corpus import render_corpus

    try:
        questions = Questions(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="FILE|URL") from None
    try:
        if id_ is not None:
            return _show_stored(questions, id_)
        return render_corpus(questions, title or "What the texts say")
    finally:
        questions.close()


def _show_stored(questions: Questions, id_: str) -> str:
    from geoents.viewer.document import render_document

    try:
        return render_document(questions.read_document(id_))
    except KeyError:
        raise typer.BadParameter(f"no document {id_}", param_hint="--document") from None


def _show_files(
    found: Iterable[Document], path: str, id_: str | None, title: str | None, teller: Teller
) -> str:
    from geoents.record_files import tell_apart
    from geoents.viewer.corpus import gather, render_corpus
    from geoents.viewer.document import render_document

    documents = tell_apart(found, teller.error)
    if id_ is not None:
        chosen = next((each for each in documents if each.id == id_), None)
        if chosen is None:
            raise typer.BadParameter(f"no document {id_} in {path}", param_hint="--document")
        return render_document(chosen)
    first, second = next(documents, None), next(documents, None)
    if first is None:
        if not teller.errors:
            teller.error(f"{path}: no document")
        raise typer.Exit(1)
    if second is None:
        return render_document(first)
    with gather(chain((first, second), documents)) as questions:
        return render_corpus(questions, title or Path(path).stem)


def _read(path: str, teller: Teller, own: _Own) -> Iterator[Document]:
    """Yield records as they are; texts are extracted from first."""
    from geoents.record_files import read_records

    if _holds_records(path):
        yield from read_records(Path(path), on_error=teller.error)
        return
    inputs = find_inputs([path], on_error=teller.error)
    if inputs:
        yield from _extract(read(inputs, on_error=teller.error, on_note=teller.note), teller, own)


def _holds_records(path: str) -> bool:
    """Tell whether a file of JSON begins with a record, rather than with a text to read."""
    if Path(path).suffix.lower() not in {".jsonl", ".json"} or not Path(path).is_file():
        return False
    with Path(path).open("rb") as lines:
        first = next(filter(None, map(bytes.strip, lines)), b"")
    try:
        return not first or "relations" in json.loads(first.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, TypeError):  # read_records or the sources say what is wrong with it
        return False


def _extract(sources: Iterable[Source], teller: Teller, own: _Own) -> Iterator[Document]:
    from geoents.batch import ModelError, load_pipeline

    def fail(text: Text, error: Exception) -> None:
        reason = " ".join(str(error).split())
        teller.error(f"document {text.id}: not extracted, {type(error).__name__}: {reason}")

    try:
        extract_many = load_pipeline(rules=own.rules, gazetteer=own.gazetteer)
    except ModelError as error:
        teller.error(str(error))
        raise typer.Exit(1) from None
    yield from extract_many((source.text for source in sources), on_error=fail)


def _write(path: Path, page: str, teller: Teller) -> None:
    from geoents.sinks.files import open_atomically

    try:
        with open_atomically(path) as out:
            out.write(page.encode("utf-8"))
    except OSError as error:
        teller.error(f"{path}: {(error.strerror or str(error)).lower()}; nothing is written there")
        raise typer.Exit(1) from None
    teller.note(f"{path}: {len(page.encode()) / 1_000_000:.2f} MB; open it in a browser")
