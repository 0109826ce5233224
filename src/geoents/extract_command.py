"""The command ``geoents extract``: texts in, records out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geoents.command_options import GazetteerOption, RulesOption
from geoents.sources import Input, Kind, Source, count, find_inputs, read
from geoents.texts import Limits, is_iso_date

if TYPE_CHECKING:
    from geoents.console import Teller
    from geoents.manifest import Manifest
    from geoents.records import Document
    from geoents.sinks import Sink, SinkError
    from geoents.sinks.sql import Database

__all__ = ["add_to", "extract"]

#: Inputs that hold one text; standard input may.
_SINGLE: Final = (Kind.TEXT, Kind.PAGE, Kind.OBJECT, Kind.STDIN)
_LIMITS: Final = Limits()
#: Seconds after which a run says at its end how fast it was.
_LONG: Final = 10.0


class Format(StrEnum):
    """How documents are written."""

    TABLE = "table"
    JSONL = "jsonl"


class Engine(StrEnum):
    """What spreads the work."""

    LOCAL = "local"
    RAY = "ray"


class LogFormat(StrEnum):
    """How what is said on standard error is written."""

    TEXT = "text"
    JSON = "json"


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(extract)


def extract(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files, folders, or - for standard input: .txt, .html, .jsonl or .json "
            '({"text": ..., "id", "title", "published", "url"}), .gz or .zst of them, '
            ".warc and .parquet.",
            show_default=False,
        ),
    ],
    format_: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="A table to read, or one JSON record a line. Without it: what the suffix of "
            "--out says, nothing besides --db, else a table.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write there; standard output without it.", show_default=False
        ),
    ] = None,
    db: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="Write into a database too: sqlite:///news.db or "
            "postgresql+psycopg://user@host/database.",
            show_default=False,
        ),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="The day of a single text, such as 2023-09-25.",
            show_default=False,
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The headline of a single text.", show_default=False),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The address of a single text.", show_default=False),
    ] = None,
    rules: RulesOption = None,
    gazetteer: GazetteerOption = None,
    workers: Annotated[
        int,
        typer.Option(
            metavar="N",
            min=0,
            help="Read with so many processes, each with a model of its own; 0 reads in this one.",
        ),
    ] = 0,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on where an earlier run into --out was stopped, however that was; "
            "begin one that can be gone on with (docs/scale.md).",
        ),
    ] = False,
    retry_quarantined: Annotated[
        bool,
        typer.Option(
            "--retry-quarantined", help="As --resume, and read again the documents that failed."
        ),
    ] = False,
    max_chars: Annotated[
        int, typer.Option(metavar="N", min=1, help="Leave out longer texts.")
    ] = _LIMITS.characters,
    max_seconds: Annotated[
        float, typer.Option(metavar="S", min=0.001, help="Leave out texts that take longer.")
    ] = _LIMITS.seconds,
    max_expansion: Annotated[
        int,
        typer.Option(
            metavar="N", min=1, help="Leave off files that unfold to more than N times their size."
        ),
    ] = _LIMITS.expansion,
    engine: Annotated[
        Engine,
        typer.Option(
            help="This machine, or a cluster of Ray: Parquet in, a folder of it out (docs/ray.md)."
        ),
    ] = Engine.LOCAL,
    any_language: Annotated[
        bool,
        typer.Option(
            "--any-language", help="Read texts in other languages than English too, as they are."
        ),
    ] = False,
    log_format: Annotated[
        LogFormat,
        typer.Option("--log-format", help="Lines for people, or a JSON object a line."),
    ] = LogFormat.TEXT,
    with_profile: Annotated[
        bool, typer.Option("--profile", help="Tell at the end how long each part took.")
    ] = False,
) -> None:
    """Extract entities, relations and claims from texts."""
    from geoents.batch import Interrupts, ModelError, WorkersError, load_pipeline, run
    from geoents.console import Teller, end_quietly
    from geoents.manifest import ManifestError
    from geoents.sinks import LostSinkError
    from geoents.sinks.resumable import open_resumable

    teller = Teller(is_json=log_format is LogFormat.JSON)
    limits = Limits(max_chars, max_seconds, max_expansion)
    if engine is Engine.RAY:
        from geoents.ray_command import extract_on_cluster

        names = {"rules": rules, "gazetteer": gazetteer or ()}
        how = {"limits": limits, "any_language": any_language}
        raise typer.Exit(extract_on_cluster(paths, out, teller=teller, **names, **how))
    is_resumed = resume or retry_quarantined
    inputs = find_inputs(paths, on_error=teller.error)
    known = {"published": published, "title": title, "url": url}
    given = {name: value for name, value in known.items() if value is not None}
    _check_given(inputs, given)
    if is_resumed and (out is None or _resolve(format_, out) is not Format.JSONL):
        raise typer.BadParameter("it needs records: --out FILE.jsonl", param_hint="--resume")
    if not inputs:
        raise typer.Exit(1)
    profile: dict[str, float] = {}
    try:
        with Interrupts() as interrupts, ExitStack() as stack:
            manifest = stack.enter_context(_open_manifest(out, is_resumed, retry_quarantined))
            database = _open_database(db)
            sinks = _sinks_of(database, teller, is_resumed=is_resumed)
            output = None
            if is_resumed and out is not None:
                output = stack.enter_context(open_resumable(out, manifest))
                sinks.append(output)
            elif out is not None or format_ is not None or database is None:
                sinks.append(stack.enter_context(_open_output(out, format_)))
            sources = read(
                inputs,
                on_error=teller.error,
                on_note=teller.note,
                limits=limits,
                manifest=manifest,
                any_language=any_language,
            )
            extract_many = load_pipeline(
                workers=workers, limits=limits, profile=profile, rules=rules, gazetteer=gazetteer
            )
            with teller.progress(lambda: count(inputs)) as advance:
                outcome = run(
                    _fill_in(sources, given),
                    sinks,
                    extract_many,
                    interrupts,
                    manifest=manifest,
                    on_error=teller.error,
                    on_done=advance,
                )
            if output is not None:
                output.is_done = outcome.is_whole
    except BrokenPipeError:
        end_quietly()
    except OSError as error:
        kept = "what was written before is kept" if is_resumed else "nothing is written there"
        reason = (error.strerror or str(error)).lower()
        teller.error(f"{out or 'standard output'}: {reason}; {kept}")
        raise typer.Exit(1) from None
    except (LostSinkError, ManifestError, ModelError, WorkersError) as error:
        teller.error(str(error))
        raise typer.Exit(1) from None
    if database is not None and len(sinks) == 1:
        teller.note(f"{database.written} documents new or changed, {database.unchanged} unchanged")
    if workers or is_resumed or with_profile or teller.is_json or outcome.seconds >= _LONG:
        teller.sum_up(outcome.written, outcome.failed, outcome.words, outcome.seconds)
    if with_profile:
        teller.profile(profile)
    if outcome.signal is not None:
        later = "; --resume goes on from there" if is_resumed else ""
        teller.note(f"stopped; what was finished is written ({outcome.written} documents){later}")
        raise typer.Exit(128 + outcome.signal)
    raise typer.Exit(1 if teller.errors else 0)


def _check_given(inputs: list[Input], given: dict[str, str]) -> None:
    if given and inputs and [item.kind for item in inputs] not in ([kind] for kind in _SINGLE):
        options = ", ".join(f"--{name}" for name in given)
        raise typer.BadParameter(f"{options}: only for a single text; put them into a .jsonl file")
    for name, value in given.items():
        if any("\ud800" <= c <= "\udfff" for c in value):  # how Python shows bytes of no encoding
            raise typer.BadParameter("not UTF-8; write it in UTF-8", param_hint=f"--{name}")
    if "published" in given and not is_iso_date(given["published"]):
        raise typer.BadParameter(
            f"{given['published']} is no ISO date such as 2023-09-25", param_hint="--published"
        )


def _fill_in(sources: Iterable[Source], given: dict[str, str]) -> Iterator[Source]:
    for where, text in sources:
        yield Source(where, text._replace(**given) if given else text)


def _open_database(url: str | None) -> Database | None:
    if url is None:
        return None
    from geoents.sinks.sql import Database

    try:
        return Database(url)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--db") from None


def _sinks_of(database: Database | None, teller: Teller, *, is_resumed: bool) -> list[Sink]:
    """Return the sink of a database: a server is given batches, a file one document at a time.

    A run that can be resumed does not call done what a killed program would take along.
    """
    if database is None:
        return []
    if database.is_file or is_resumed:
        return [database]
    from geoents.sinks.batches import Batches

    def refuse(document: Document, error: SinkError) -> None:
        teller.error(f"document {document.id}: {error}")

    return [Batches(database, refuse)]


def _resolve(format_: Format | None, out: Path | None) -> Format:
    """Return the format that was asked for, or else what the suffix of the output says."""
    if format_ is not None:
        return format_
    is_lines = out is not None and out.suffix.lower() in {".jsonl", ".json"}
    return Format.JSONL if is_lines else Format.TABLE


@contextmanager
def _open_manifest(out: Path | None, is_resumed: bool, retry: bool) -> Iterator[Manifest]:
    from geoents.manifest import Manifest

    path = out.with_name(f"{out.name}.manifest") if out is not None and is_resumed else None
    manifest = Manifest(path, retry=retry)
    try:
        yield manifest
    finally:
        manifest.close()


@contextmanager
def _open_output(path: Path | None, format_: Format | None) -> Iterator[Sink]:
    """Open the file or standard output as a sink; a file takes its name when the block ends."""
    from geoents.sinks.files import open_atomically
    from geoents.sinks.jsonl import JsonLines
    from geoents.sinks.table import RelationTable

    format_ = _resolve(format_, path)
    if path is None:
        # A terminal that cannot show a letter shows "?"; records are UTF-8 whatever it says.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        yield JsonLines(sys.stdout.buffer) if format_ is Format.JSONL else RelationTable(sys.stdout)
        return
    with open_atomically(path) as out:
        if format_ is Format.JSONL:
            yield JsonLines(out)
        else:
            page = TextIOWrapper(out, encoding="utf-8", newline="\n", write_through=True)
            yield RelationTable(page)
            page.detach()
