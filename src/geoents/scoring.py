"""The commands that compare records: ``geoents score``, ``geoents diff`` and ``geoents agree``.

None of them imports spaCy, but for ``score`` where it has to read the texts itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from geoents.comparison import Comparison
    from geoents.console import Teller
    from geoents.intervals import Intervals
    from geoents.mistakes import Mistake
    from geoents.records import Document
    from geoents.schema import RelationType
    from geoents.tallies import Scores

__all__ = ["agree", "diff", "score"]

_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_Types = Annotated[
    list[str] | None,
    typer.Option(
        "--types", metavar="TYPE,...", help="Score these relation types only.", show_default=False
    ),
]


def score(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD", help="Annotated documents: a .json or .jsonl file, or a folder of them."
        ),
    ],
    predicted: Annotated[
        Path | None,
        typer.Argument(
            metavar="PRED",
            help="What was extracted from the same texts; without it, they are read now.",
            show_default=False,
        ),
    ] = None,
    types: _Types = None,
    as_json: _Json = False,
    errors: Annotated[
        bool, typer.Option("--errors", help="List every mistake with its text.")
    ] = False,
    rules: Annotated[
        bool, typer.Option("--rules", help="Show what each rule found, and what it alone found.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="PAGE",
            help="Write a page on which every mistake is seen in its sentence.",
            show_default=False,
        ),
    ] = None,
    gate: Annotated[
        Path | None,
        typer.Option(
            metavar="FLOORS",
            help="Fail where a figure is below its floor in this .json file.",
            show_default=False,
        ),
    ] = None,
    part: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Which floors hold; without it, those named as GOLD is (data/gold/dev.jsonl: dev).",
            show_default=False,
        ),
    ] = None,
    raises_floors: Annotated[
        bool,
        typer.Option(
            "--raise-floors",
            help="Raise the floors to half a point below what was measured; none is lowered.",
        ),
    ] = False,
    allows_lower: Annotated[
        bool,
        typer.Option(
            "--allow-lower", help="With --raise-floors: lower them, or measure them on other gold."
        ),
    ] = False,
) -> None:
    """Score extracted documents against annotated ones."""
    from geoents.console import Teller
    from geoents.gold import read_gold
    from geoents.intervals import estimate
    from geoents.mistakes import find_mistakes
    from geoents.score import compare_all

    if gate is None and (part is not None or raises_floors or allows_lower):
        raise typer.BadParameter("--part, --raise-floors and --allow-lower need --gate")
    if allows_lower and not raises_floors:
        raise typer.BadParameter("--allow-lower needs --raise-floors")
    if gate is not None and types:
        raise typer.BadParameter("floors are for all types together; leave --types out")
    teller = Teller()
    wanted = _parse_types(types)
    with _telling(teller):
        ours = read_gold(gold)
        theirs = _read_now(ours, teller) if predicted is None else read_gold(predicted)
        comparisons, scores = compare_all(ours, theirs, types=wanted)
    mistakes: list[Mistake] = []
    if errors or html is not None:
        mistakes = [one for each in comparisons for one in find_mistakes(each)]
    intervals = estimate(scores)
    for id_ in scores.absent:
        teller.note(f"document {id_} is in gold only; all of it counts as missed")
    for id_ in scores.extra:
        teller.note(f"document {id_} is not in gold; left out")
    _print_scores(
        scores, intervals, mistakes if errors else None, as_json=as_json, with_rules=rules
    )
    if html is not None:
        with _telling(teller, html):
            _write_page(html, gold, scores, intervals, comparisons, mistakes)
    if gate is not None:
        name = part or (gold.stem if gold.is_file() else gold.resolve().name)
        # Floors are not raised on half a run.
        raises = raises_floors and not teller.errors
        with _telling(teller, gate):
            _hold(gate, name, ours, scores, teller, raises=raises, lowers=allows_lower)
    raise typer.Exit(1 if teller.errors else 0)


def diff(
    old: Annotated[
        Path,
        typer.Argument(
            metavar="OLD", help="Records of a run: a .json or .jsonl file, or a folder of them."
        ),
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Records of another run.")],
    as_json: _Json = False,
) -> None:
    """Show what a run gained, lost and changed against another one over the same texts."""
    from geoents.console import Teller
    from geoents.differences import find_differences
    from geoents.gold import read_gold
    from geoents.scoreboard import print_differences, print_json

    teller = Teller()
    with _telling(teller):
        found = find_differences(read_gold(old), read_gold(new))
    for ids, what in (
        (found.only_old, "is in OLD only"),
        (found.only_new, "is in NEW only"),
        (found.other_text, "has another text in NEW; not compared"),
    ):
        for id_ in ids:
            teller.note(f"document {id_} {what}")
    with _printing():
        if as_json:
            print_json(found.to_dict())
        else:
            print_differences(found)


def agree(
    one: Annotated[
        Path,
        typer.Argument(
            metavar="A", help="Annotated documents: a .json or .jsonl file, or a folder of them."
        ),
    ],
    other: Annotated[
        Path, typer.Argument(metavar="B", help="The same texts, annotated by somebody else.")
    ],
    types: _Types = None,
    as_json: _Json = False,
) -> None:
    """Show how far two annotations of the same texts agree."""
    from geoents.agreement import agree as measure
    from geoents.console import Teller
    from geoents.gold import read_gold
    from geoents.report import tabulate_agreement
    from geoents.scoreboard import print_json, print_tables

    teller = Teller()
    wanted = _parse_types(types)
    with _telling(teller):
        found = measure(read_gold(one), read_gold(other), types=wanted)
    for ids, name in ((found.only_one, "A"), (found.only_other, "B")):
        for id_ in ids:
            teller.note(f"document {id_} is in {name} only; left out")
    with _printing():
        if as_json:
            print_json(found.to_dict())
        else:
            print_tables(tabulate_agreement(found))


def _print_scores(
    scores: Scores,
    intervals: Intervals,
    mistakes: list[Mistake] | None,
    *,
    as_json: bool,
    with_rules: bool,
) -> None:
    from geoents.report import tabulate, tabulate_rules
    from geoents.scoreboard import print_json, print_mistakes, print_tables

    with _printing():
        if as_json:
            found: dict[str, Any] = scores.to_dict() | {"intervals": intervals}
            if with_rules:
                found["rules"] = scores.total.rules_to_dict()
            if mistakes is not None:
                found["mistakes"] = [asdict(mistake) for mistake in mistakes]
            print_json(found)
            return
        print_tables(tabulate(scores, intervals))
        if with_rules:
            print_tables([tabulate_rules(scores.total.rules)])
        if mistakes is not None:
            print_mistakes(mistakes)


def _write_page(
    path: Path,
    gold: Path,
    scores: Scores,
    intervals: Intervals,
    comparisons: list[Comparison],
    mistakes: list[Mistake],
) -> None:
    from geoents.errorpage import render_page
    from geoents.report import tabulate, tabulate_rules
    from geoents.sinks.files import open_atomically

    tables = [*tabulate(scores, intervals), tabulate_rules(scores.total.rules)]
    page = render_page(
        f"Mistakes: {gold.name}",
        f"{len(mistakes)} mistakes in {len(comparisons)} documents. The intervals hold the middle "
        "95 % of 1,000 bootstrap samples of the documents.",
        tables,
        mistakes,
        {each.gold.id: each.gold.text for each in comparisons},
    )
    with open_atomically(path) as out:
        out.write(page.encode("utf-8", "replace"))


def _hold(
    path: Path,
    part: str,
    gold: list[Document],
    scores: Scores,
    teller: Teller,
    *,
    raises: bool,
    lowers: bool,
) -> None:
    """Tell of each figure below its floor; raise the floors where that is asked for."""
    from geoents.floors import Floors, FloorsError, check_floors, fingerprint, raise_floors
    from geoents.sinks.files import open_atomically

    floors = Floors() if raises and not path.exists() else Floors.read(path)
    seal, figures = fingerprint(gold), scores.total.to_dict()
    if not raises:
        for line in check_floors(floors, part, seal, figures):
            teller.error(line)
        return
    try:
        risen = raise_floors(floors, part, seal, figures, allow_lower=lowers)
    except FloorsError as error:
        for line in str(error).splitlines():
            teller.error(line)
        return
    if risen == floors:
        teller.note(f"{path}: the floors of {part} stay as they are")
        return
    with open_atomically(path) as out:
        out.write(risen.to_json().encode("ascii"))
    teller.note(f"{path}: the floors of {part} are written")


@contextmanager
def _telling(teller: Teller, path: Path | None = None) -> Iterator[None]:
    """Tell in one line what cannot be read, scored or written (to ``path``), and end."""
    from geoents.batch import ModelError

    try:
        yield
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        teller.error(f"{path or error.filename}: {reason}; check the path")
        raise typer.Exit(1) from None
    except (ValueError, ModelError) as error:
        teller.error(str(error))
        raise typer.Exit(1) from None


@contextmanager
def _printing() -> Iterator[None]:
    from geoents.console import end_quietly

    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        end_quietly()


def _parse_types(given: list[str] | None) -> list[RelationType] | None:
    from geoents.schema import RelationType

    if not given:
        return None
    names = [name.strip().upper() for item in given for name in item.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(RelationType)]
    if unknown:
        raise typer.BadParameter(
            f"no relation type {unknown[0]}; there are {', '.join(RelationType)}",
            param_hint="--types",
        )
    return [RelationType(name) for name in names]


def _read_now(gold: list[Document], teller: Teller) -> list[Document]:
    from geoents.batch import load_pipeline
    from geoents.texts import Text

    def fail(text: Text, error: Exception) -> None:
        reason = " ".join(str(error).split())
        teller.error(f"document {text.id}: not extracted, {type(error).__name__}: {reason}")

    texts = (Text(d.text, d.id, d.title, d.published, d.url) for d in gold)
    found = []
    with teller.progress(lambda: len(gold)) as advance:
        for document in load_pipeline()(texts, on_error=fail):
            found.append(document)
            advance()
    return found
