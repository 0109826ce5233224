"""The command ``geoents explain``: why one text was read as it was.

Exit codes: 0 it was read; 1 it could not be; 2 the command was not understood.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from geoents.command_options import GazetteerOption, RulesOption
from geoents.sources import Kind, find_inputs, read

if TYPE_CHECKING:
    from rich.text import Text

    from geoents.console import Teller
    from geoents.explanations import (
        Explanation,
        MentionReason,
        NearMiss,
        RelationReason,
        SentenceReasons,
    )

__all__ = ["add_to", "explain"]

#: Inputs that hold one text.
_SINGLE: Final = (Kind.TEXT, Kind.PAGE, Kind.OBJECT, Kind.STDIN)
_WIDTH: Final = 100


def add_to(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command()(explain)


def explain(
    path: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A file with one text, or - for standard input: .txt, .html or .json.",
            show_default=False,
        ),
    ],
    near: Annotated[
        bool, typer.Option("--near", help="Tell also which rules nearly fired, and what failed.")
    ] = False,
    sentence: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=1,
            help="Tell of this sentence alone, and of what nearly fired there.",
            show_default=False,
        ),
    ] = None,
    rules: RulesOption = None,
    gazetteer: GazetteerOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Tell what found each mention, what linked it, and which rule gave each relation."""
    from geoents.console import Teller

    teller = Teller()
    text = _read(path, teller)
    found = _explain(text, teller, near=near, sentence=sentence, rules=rules, gazetteer=gazetteer)
    if isinstance(sys.stdout, TextIOWrapper):
        # A terminal that cannot show a letter shows "?".
        sys.stdout.reconfigure(errors="replace")
    if as_json:
        record = json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=2)
        sys.stdout.write(record + "\n")
    else:
        _print(found)


def _read(path: str, teller: Teller) -> str:
    inputs = find_inputs([path], on_error=teller.error)
    if not inputs:
        raise typer.Exit(1)
    if [item.kind for item in inputs] not in ([kind] for kind in _SINGLE):
        raise typer.BadParameter("not one text; give a single .txt, .html or .json file")
    texts = [
        source.text.text for source in read(inputs, on_error=teller.error, on_note=teller.note)
    ]
    if len(texts) != 1:
        if not teller.errors:
            teller.error(f"{path}: {len(texts)} texts; explain reads one")
        raise typer.Exit(1)
    return texts[0]


def _explain(
    text: str,
    teller: Teller,
    *,
    near: bool,
    sentence: int | None,
    rules: Path | None,
    gazetteer: list[Path] | None,
) -> Explanation:
    from geoents import explaining
    from geoents.batch import ModelError, load_language

    try:
        nlp = load_language(rules=rules, gazetteer=gazetteer)
        return explaining.explain(text, near=near, sentence=sentence, nlp=nlp)
    except ModelError as error:
        teller.error(str(error))
        raise typer.Exit(1) from None
    except explaining.NoSentenceError as error:
        raise typer.BadParameter(str(error), param_hint="--sentence") from None


# -- for people --------------------------------------------------------------------------------------


def _print(found: Explanation) -> None:
    from rich.console import Console

    width = None if sys.stdout.isatty() else _WIDTH
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    for sentence in found.sentences:
        for line in _lines(sentence):
            console.print(line, soft_wrap=True)


def _lines(sentence: SentenceReasons) -> Iterator[Text]:
    from rich.text import Text

    heading = Text(f"{sentence.number}  {_clean(sentence.text)}", style="bold")
    if not sentence.is_text:
        heading.append("  (no running text: nothing is read here)", style="dim")
    yield heading
    for title, lines in (
        ("mentions", [line for m in sentence.mentions for line in _mention(m)]),
        ("relations", [line for r in sentence.relations for line in _relation(r)]),
        ("nearly", [line for miss in sentence.near for line in _near(miss)]),
    ):
        if lines:
            yield Text(f"  {title}", style="dim")
            yield from lines
    yield Text("")


def _mention(mention: MentionReason) -> Iterator[Text]:
    from rich.text import Text

    line = Text("    ")
    line.append(_clean(mention.text), style="cyan")
    line.append(f"  {mention.type} {mention.form}")
    if mention.entity is not None:
        line.append(f"  = {mention.entity} {_clean(mention.name or '')}")
    elif mention.group:
        line.append(f"  = {_clean(' and '.join(mention.group))}")
    if mention.holder is not None:
        line.append(f", stands for {_clean(mention.holder)}")
    yield line
    yield Text(f"      {_clean(mention.why)}", style="dim")
    if mention.sieve is not None:
        to = "" if mention.antecedent is None else f" to '{_clean(mention.antecedent.text)}'"
        place = "" if mention.antecedent is None else f" at {mention.antecedent.start}"
        yield Text(f"      joined by {mention.sieve}{to}{place}", style="dim")


def _relation(relation: RelationReason) -> Iterator[Text]:
    from rich.text import Text

    line = Text("    ")
    line.append(relation.type, style="green")
    arguments = [relation.subject, *([relation.object] if relation.object else [])]
    line.append(f"  {_clean(' -> '.join(arguments))}")
    if relation.claim is not None:
        line.append(f": {_clean(relation.claim.text)}")
    yield line
    yield Text(
        f"      rule {relation.rule} at '{_clean(relation.trigger.text)}', "
        f"confidence {relation.confidence:g}",
        style="dim",
    )
    how = f"{relation.polarity}, {relation.modality}"
    if relation.cues:
        how += f" by {', '.join(repr(_clean(cue.text)) for cue in relation.cues)}"
    source = "the author's word" if relation.source is None else f"the word of {relation.source}"
    yield Text(f"      {how}; {_clean(source)}", style="dim")


def _near(miss: NearMiss) -> Iterator[Text]:
    from rich.text import Text

    line = Text("    ")
    line.append(miss.rule, style="yellow")
    line.append(f" at '{_clean(miss.trigger.text)}': {_clean(miss.reason)}")
    yield line


def _clean(text: str) -> str:
    """Return a text on one line, without the codes that would steer the terminal."""
    line = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
