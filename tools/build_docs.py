"""Write the pages of docs/ that are made from the code: the command's, and the relations' with their rules.

python tools/build_docs.py          # after a change of commands, rules or the schema

docs/reference/cli.md says what the help says; docs/relations.md has each relation type with its
signature, its PLOVER event and its rules, as the rule files have them. A test holds the pages kept
against what this makes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import typer

from geoents.cli import app
from geoents.command_help import EXAMPLES
from geoents.examples import parse_example
from geoents.plover import PLOVER
from geoents.rules import RELATIONS, SPEECH_ACTS, Rule, load_rules
from geoents.schema import SIGNATURES, EntityType, Family, RelationType

DOCS: Final = Path(__file__).parent.parent / "docs"
_MADE: Final = "<!-- made by tools/build_docs.py; what is changed here is lost -->"

# -- the command ------------------------------------------------------------------------------


def command_page() -> str:
    """Return docs/reference/cli.md."""
    group: Any = typer.main.get_command(app)
    parts = [
        _MADE,
        "# The command",
        "Exit codes: 0 all is well; 1 some documents failed, the others are written; 2 the command was "
        "not understood; 130, 143, 141 ended by Ctrl-C, SIGTERM or a reader that had enough.",
        *_describe(group, ()),
    ]
    for path, command in _find_commands(group, ()):
        parts += [f"## geoents {' '.join(path)}", *_describe(command, path)]
    return "\n\n".join(parts) + "\n"


def _find_commands(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _find_commands(command, (*path, name))
        else:
            yield (*path, name), command


def _describe(command: Any, path: tuple[str, ...]) -> Iterator[str]:
    name = " ".join(("geoents", *path))
    context = command.context_class(command, info_name=name, help_option_names=["-h", "--help"])
    yield " ".join(_cell(command.help or "").split())
    yield f"```text\n{' '.join([name, *command.collect_usage_pieces(context)])}\n```"
    rows = [param.get_help_record(context) for param in command.get_params(context)]
    # What every command has is said once, above the first.
    shown = [row for row in rows if row and (not path or "--help" not in row[0])]
    if shown:
        lines = ["| argument or option | what |", "|---|---|"]
        lines += [f"| {_option(option)} | {_cell(what)} |" for option, what in shown]
        yield "\n".join(lines)
    if " ".join(path) in EXAMPLES:
        yield (
            "<!-- not run: the files named are not there; tests/test_command_help.py reads each line -->\n"
            "```sh\n" + "\n".join(EXAMPLES[" ".join(path)]) + "\n```"
        )


def _option(option: str) -> str:
    """Return an option as code; typer adds to arguments what types they are made into."""
    words = re.sub(r" <list\[.*\]>| <str>", "", option).replace("|", ", ")
    return f"`{words}`"


def _cell(text: str) -> str:
    text = " ".join(text.split())
    return re.sub(r"docs/([\w-]+)\.md", r"[\1](../\1.md)", html.escape(text, quote=False)).replace(
        "|", "\\|"
    )


# -- relations --------------------------------------------------------------------------------

_FAMILIES: Final = {
    Family.STANDING: "Standing relations",
    Family.SPEECH: "Speech",
    Family.INTERACTION: "Interactions",
}
_TAGS: Final = {
    "subject": ('<b class="subject">', "</b>"),
    "object": ('<i class="object">', "</i>"),
    "addressee": ('<i class="object">', "</i>"),
    "claim": ('<ins class="claim">', "</ins>"),
}
_SENTENCES: Final = 2  # How many of a rule's examples are shown.


def relations_page() -> str:
    """Return docs/relations.md."""
    rules = [*load_rules(), *load_rules(folder=SPEECH_ACTS)]
    sentences = sum(len(rule.examples) + len(rule.counterexamples) for rule in rules)
    parts = [
        _MADE,
        "# Relations and their rules",
        f"The {len(RelationType)} relation types of [the schema](schema.md), each as its rule file "
        f"describes it, with what it joins and the rules that find it: {len(rules)} rules with "
        f"{sentences:,} annotated sentences, all of which run as tests. `geoents rules show ID` prints "
        "a rule with its patterns; [how to add one](add-a-rule.md).",
        f"In the sentences {_tag('subject', 'the subject')}, {_tag('object', 'the object')} (of speech, "
        f"the one spoken to or of) and {_tag('claim', 'the claim')} are marked. What the text negates, "
        "or does not state as a fact, is said behind the sentence.",
    ]
    for family, title in _FAMILIES.items():
        parts.append(f"## {title}")
        for type_ in RelationType:
            if SIGNATURES[type_].family is family:
                found = [rule for rule in rules if rule.type is type_]
                parts += _describe_type(type_, found)
    return "\n\n".join(parts) + "\n"


def _describe_type(type_: RelationType, rules: list[Rule]) -> Iterator[str]:
    yield f"### {type_}"
    yield _definition(type_)
    yield "\n".join([f"- Joins: {_signature(type_)}", f"- PLOVER: {_event(type_)}"])
    examples = sum(len(rule.examples) for rule in rules)
    counterexamples = sum(len(rule.counterexamples) for rule in rules)
    yield (
        f"{_count(len(rules), 'rule')}, {_count(examples, 'example')}, "
        f"{_count(counterexamples, 'counterexample')}:"
    )
    yield "\n".join(_describe_rule(rule) for rule in rules)


def _describe_rule(rule: Rule) -> str:
    how = f"construction `{rule.construction}`" if rule.construction else "patterns of its own"
    counts = _count(len(rule.examples), "example")
    if rule.counterexamples:
        counts += f", {_count(len(rule.counterexamples), 'counterexample')}"
    shown = "".join(f"\n    - {draw(markup)}" for markup in rule.examples[:_SENTENCES])
    return f"- `{rule.id}`: {how}; {counts}{shown}"


def _definition(type_: RelationType) -> str:
    """Return the first paragraph of the comment that opens the type's rule file."""
    folder = SPEECH_ACTS if SIGNATURES[type_].family is Family.SPEECH else RELATIONS
    lines = (folder / f"{type_.lower()}.toml").read_text(encoding="utf-8").splitlines()
    opening = []
    for line in lines:
        words = line.removeprefix("#").strip()
        if not line.startswith("#") or not words:
            break
        opening.append(words)
    name, _, text = " ".join(opening).partition(": ")
    if name != type_:
        raise SystemExit(f"{folder}/{type_.lower()}.toml: it does not open with '# {type_}: ...'")
    return f"{text[0].upper()}{text[1:]}".rstrip(".") + "."


def _signature(type_: RelationType) -> str:
    signature = SIGNATURES[type_]
    found = _types(signature.subject)
    if signature.object:
        often = "" if signature.object_required else ", where the text names one"
        found += f" and {_types(signature.object)}{often}"
    if signature.symmetric:
        found += ", in either order"
    if signature.claim:
        if signature.claim_or_object:
            found += "; a claim, or an object"
        else:
            found += "; a claim" if signature.claim_required else "; a claim, where there is one"
    return found


def _types(types: frozenset[EntityType]) -> str:
    return " / ".join(f"`{type_}`" for type_ in EntityType if type_ in types)


def _event(type_: RelationType) -> str:
    coding = PLOVER.get(type_)
    if coding is None:
        return "none; it is no event ([PLOVER](plover.md))"
    event = "none" if coding.event is None else f"`{coding.event}`"
    planned = "" if coding.planned is None else f", when planned `{coding.planned}`"
    return f"{event}{planned} ([why](plover.md))"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _tag(role: str, text: str) -> str:
    opening, closing = _TAGS[role]
    return f"{opening}{text}{closing}"


def draw(markup: str) -> str:
    """Return an annotated sentence with tags around what plays a role, and its marks behind it.

    >>> draw("[Norland](STATE subject) never left [NATO](ORG object). {negated}")
    '<b class="subject">Norland</b> never left <i class="object">NATO</i>. (negated)'
    """
    example = parse_example(markup)
    inserted = []
    for number, span in enumerate(example.spans):
        if span.role in _TAGS:
            opening, closing = _TAGS[span.role]
            # Of spans that begin at one place the longer is outside, of those that end at one the shorter.
            inserted.append((span.start, 1, -span.end, number, opening))
            inserted.append((span.end, 0, -span.start, -number, closing))
    parts, at = [], 0
    for place, *_, tag in sorted(inserted):
        parts += [_escape(example.text[at:place]), tag]
        at = place
    parts.append(_escape(example.text[at:]))
    marks = f" ({', '.join(example.marks)})" if example.marks else ""
    return " ".join("".join(parts).split()) + marks


def _escape(text: str) -> str:
    return re.sub(r"([\\`*_\[\]#])", r"\\\1", html.escape(text, quote=False))


PAGES: Final = {"reference/cli.md": command_page, "relations.md": relations_page}


def main() -> None:
    """Write the pages."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
