"""What stands on one line with text but is none: datelines before it, credits around it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from geoents.noise import AGENCIES, ends_sentence, is_date_word, names_day

__all__ = ["Credits", "Dateline", "find_credits", "find_dateline", "is_credit", "is_plausible"]

_REACH: Final = 110
_SEPARATOR: Final = re.compile(
    r"(?P<dash>\s+(?:--+|[-–—])\s*|\.?(?:--+|[-–—])\s+|[–—])|(?P<colon>:\s+)|(?P<stop>\.\s+)"
)
_BRACKETS: Final = re.compile(r"\(([^()]{2,40})\)|/([^/()]{2,30})/")
_DATE_AFTER: Final = re.compile(
    r"(?:\d{1,2}\s[A-Z][a-z]{2,8}\.?,?\s\d{4}|[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:,\s?\d{4})?)\s?[:–—-]\s+"
)
_CONNECTORS: Final = frozenset(
    "of the and de la las los del el al an as ad upon sur da do dos & near".split()
)
_NO_PLACE: Final = frozenset(
    "spokesperson spokesman spokeswoman minister president premier chairman chairwoman chair ambassador secretary "
    "moderator interviewer speaker director commissioner governor mayor senator prime foreign deputy general "
    "analysis answer background breaking comment editorial exclusive explainer fact interview live "
    "note opinion profile q a question summary timeline update updates video watch".split()
)
_SPEECH_OPENING: Final = re.compile(r"(?:I|We|You|My|Our|Yes|No|Well|Thank|Thanks)\b")


class Dateline(NamedTuple):
    """A dateline's end (the offset of the text after it) and whether it shows its kind.

    ``certain`` datelines have a date or an agency ("MOSCOW (Sputnik) -"); the others are a place
    and a separator ("Cape Town -"), for which the place on the page must speak too.
    ``shouted`` ones are in capitals.
    """

    end: int
    certain: bool
    shouted: bool
    head: str
    colon: bool


class Credits(NamedTuple):
    """Where the text between a line's credits starts and ends; ``photo``: they are of a photo."""

    start: int
    end: int
    photo: bool


def find_dateline(line: str) -> Dateline | None:
    """Return the dateline at the start of a line, if it has one.

    >>> find_dateline("ORVA, Norland, Nov. 3 (Xinhua) -- Talks began.").end
    34
    """
    for separator in _SEPARATOR.finditer(line, 0, _REACH):
        head, rest = line[: separator.start()], line[separator.end() :].lstrip("\"'“‘«( ")
        if not head or len(rest) < 20:
            continue
        place, has_agency, known_agency = _take_agency(head)
        words = [word for word in re.split(r"[\s,;.]+", place) if word]
        dated = any(char.isdigit() for char in place) and any(map(names_day, words))
        names = [word for word in words if not (dated and is_date_word(word))]
        if not _names_place(names, dated=dated) or not (names or known_agency):
            continue
        if words and words[0].casefold() in _NO_PLACE:
            continue
        shouted = bool(names) and names[0].isupper() and len(names[0]) > 1
        certain = known_agency or (dated and bool(names)) or (has_agency and shouted)
        if separator["stop"] and not (certain and (shouted or known_agency)):
            continue
        # "MOSCOW, September 25. /TASS/.": the agency is a part of it.
        if separator["stop"] and _BRACKETS.match(line, separator.end()):
            continue
        if not certain and (rest[0].islower() or len(names) > (3 if separator["colon"] else 5)):
            continue
        # "CAIRO - 26 July 2022: The minister": the date may have a separator of its own.
        date = _DATE_AFTER.match(line, separator.end())
        certain = certain or (date is not None and shouted)
        end = separator.end() if date is None else date.end()
        return Dateline(end, certain, shouted, head, bool(separator["colon"]))
    return None


def is_plausible(dateline: Dateline, line: str, *, count: Callable[[str], int]) -> bool:
    """Tell whether an uncertain dateline is one, by its line and its page.

    Args:
        dateline: What :func:`find_dateline` found on the line.
        line: The line.
        count: How often a string stands on the page.
    """
    rest = line[dateline.end :]
    if len(rest) < 40 or not (ends_sentence(rest) or len(rest) > 120):
        return False
    if dateline.shouted:
        # "NATO - The alliance said ...": a name that comes back in capitals is no place of filing.
        return count(dateline.head) < 2
    if dateline.colon:
        # "Anna Kebo: We will vote", "Kebo: 'No'" are a transcript's turns.
        return not _SPEECH_OPENING.match(rest) and rest[0] not in "\"'“‘«" and len(rest) >= 80
    # "Ali Keren - President since 2009 - has left": a pair of dashes encloses an aside.
    return re.search(r"\s(?:--|[-–—])\s", rest[:100]) is None


def _take_agency(head: str) -> tuple[str, bool, bool]:
    """Return the head without its agency, and whether it has one, and one that is known."""
    found = _BRACKETS.search(head)
    if found is None:
        last = re.split(r"[,.]\s*|\s{2,}", head.rstrip(" ."))[-1].strip()
        if last in AGENCIES and (last != head.strip() or last not in {"AA", "PAP", "Trend"}):
            return head[: head.rindex(last)], True, True
        if last.endswith(" News") and len(last.split()) <= 3 and last[0].isalpha():
            return "", True, True
        return head, False, False
    name = (found[1] or found[2]).strip()
    before = head[: found.start()]
    # "African Union Commission (AUC) - The body": an acronym explained is no agency.
    initials = "".join(word[0] for word in before.split() if word[0].isupper())
    capitals = "".join(char for char in name if char.isupper())
    if len(capitals) > 1 and capitals in initials:
        return head, False, False
    known = any(part.strip() in AGENCIES for part in re.split(r"[,/]| and ", name))
    known = known or all(map(is_date_word, re.split(r"[\s,]+", name)))
    return before + head[found.end() :], True, known


def _names_place(words: list[str], *, dated: bool) -> bool:
    # "norwire News, 27 January -": with a date even a lower-case name may open the line.
    if dated and len(words) in (2, 3) and words[-1] == "News":
        return True
    if len(words) > 8 or (words and not words[0][0].isupper()):
        return False
    return all(
        word[0].isupper() or word in _CONNECTORS or (dated and is_date_word(word)) for word in words
    ) and not any("(" in word or ")" in word or '"' in word for word in words)


# -- credits ----------------------------------------------------------------------------------

_AGENCY: Final = "(?:" + "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True)) + ")"
_PHOTO: Final = (
    r"(?i:photos?|photographs?|pictures?|pics?|images?|illustration|screengrab|screenshot|photo\ credit"
    r"|image\ credit|picture\ credit|video|courtesy|credit)"
)

#: A list's third point is none: "(c) Call upon Norland to reopen the road;".
_NO_POINT: Final = r"(?! .* (?:[;:,]|[;,]\ and|[;,]\ or) \s* $)"

_CREDIT_LINE: Final = re.compile(
    rf"""(?x) ^ [(\[|]? \s* (?:
      (?:© | \(c\)\s {_NO_POINT} | (?i:copyright)\b) .{{0,110}}
    | {_PHOTO} \s* (?: \s(?i:by|courtesy(?:\sof)?) \b | [:/|] ) \s* [^.!?:]{{2,70}} \.?
    | {_AGENCY} (?:\ (?i:photo|file|pic))? (?: \s*(?:/|,|\||\ via\ |\ and\ )\s* [^.!?:]{{2,40}} ){{0,3}}
    | (?i:file(?:\ (?:photo|image|pic|picture))?) (?: \s*[:/]\s*[^.!?:]{{2,60}} )?
    | (?i:getty\ images | handout | via\ getty\ images)
    ) \s* [)\]|]? $"""
)

_LEAD: Final = re.compile(
    r"""(?x) ^ (?:
      (?P<copyright> (?:©|\(c\)) \s* )
    | \[ (?i:photo|file\ photo|image|picture) : [^\[\]]{2,60} \] \s*
    | (?i: file\ (?:photo|image|picture|pic) ) \s* (?:[:|]|\s[-–—]\s) \s*
    | FILE \s* [-–—:] \s*
    )"""
)
# Capitals run into the next word ("© ANN KEBOSoldiers stand"), or camel case ("Ann KeboSoldiers").
_GLUED: Final = re.compile(r"[^\W\d_a-z]{2,}(?=[^\W\d_a-z][a-z])|[a-z]{2,}(?=[^\W\d_a-z][a-z])")
_NAME_PREFIXES: Final = ("Mc", "Mac", "De", "Di", "La", "Le", "Van", "O")

_PHOTO_TAILS: Final = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        r"(?:\s*\((?i:file|archive)\))? \s+ [-–—] \s+ [^.!?]{2,60}, \s* \d{3,4}, \s* \d\d\.\d\d\.\d{4} $",
        rf"""(?<=[.!?"”’)]) \s* [(\[|/]? \s* {_PHOTO} s? (?:\s* [:/|] \s* | \s+(?i:by|courtesy(?:\sof)?)\s*:?\s+)
             [^.!?]{{2,70}} [)\]]? \.? $""",
        rf"\s* [(\[|] \s* {_PHOTO} (?:\s*[:/|]\s*|\s+(?i:by|courtesy(?:\sof)?)\s*:?\s+) [^()\[\]]{{2,70}} [)\]]? \.? $",
        rf"""\s* [(\[] [^()\[\]]{{0,40}} (?: \b{_AGENCY}\s?(?:/|\ via\ |\ (?i:photo)) | (?:/|via\ ) {_AGENCY}
             | \b(?i:file|file\ photo|photo|photos|pic) \s*(?=[)\]]) | \b(?i:file):\s | Getty )
             [^()\[\]]{{0,60}} [)\]] \.? $""",
        r"(?<=[.!?\"”’)]) \s+ (?:REUTERS|AFP|EPA|AP|AAP|EFE|dpa) \s?/ \s?[^.!?()]{2,60} $",
        rf"(?<=[.!?\"”’)]) \s+ [^.!?()]{{0,40}} (?:/|\ via\ ) \s?{_AGENCY} (?:\ via\ Getty\ Images)? $",
    )
)
_INITIALS: Final = r"[a-z]{1,4}(?:,\ ?[a-z]{1,4})?\ ?/\ ?[a-z]{1,4}(?:,\ ?[a-z]{1,4})*"
_SIGN_OFFS: Final = tuple(
    re.compile(pattern, re.VERBOSE)
    for pattern in (
        rf"(?<=[.!?…\"”’')]) \s* (?:--|[-–—/]) \s* {_AGENCY} (?:\s?[/,&]\s?{_AGENCY})* \.? $",
        rf"""(?<=[.!?…"”’')]) \s+ (?:{_INITIALS} \s*)? \( (?:with\ )? {_AGENCY}
             (?: (?:,\ ?|\ and\ |/) [^\W\d_][\w.]{{1,12}} (?:\ [A-Z]\w+)? ){{0,5}} \) \.? $""",
        rf"(?<=[.!?…\"”’')]) \s+ {_INITIALS} $",
        r"""(?<=[.!?…"”’')]) \s+ (?:(?:Author|Report):\s [^.!?]{3,80} \s)?
            (?:/?\s?[a-z]{2,4}(?:\s?/\s?[a-z]{2,4})?\s+)? (?:Author|Editor|Edited\ by):?
            (?:\ [^\W\d_a-z][\w.'’-]+){2,3} $""",
        r"(?<=[.!?…\"”’')]) \s+ \(? (?:Reporting|Additional\ reporting|Writing|Editing) \ by \s .{3,160} $",
    )
)
_SHORTEST: Final = 15


def is_credit(line: str) -> bool:
    """Tell whether a whole line is a credit: "© ANN KEBO", "Photo: AFP", "Reuters/Ann Kebo"."""
    if len(line) > 130:
        return False
    lead = _LEAD.match(line)
    if lead is not None and lead["copyright"] and _find_glue(line) is not None:
        return False
    return _CREDIT_LINE.match(line) is not None


def find_credits(line: str) -> Credits:
    """Return where the text between a line's leading and trailing credits stands.

    "© ANN KEBOSoldiers stand guard. Photo: AFP" has the text "Soldiers stand guard.". A line
    without credits is all text; a line that :func:`is_credit` is to be asked for first.
    """
    start, end, photo = 0, len(line), False
    lead = _LEAD.match(line)
    if lead is not None:
        if not lead["copyright"]:
            start, photo = lead.end(), True
        elif (glue := _find_glue(line)) is not None:
            start, photo = glue, True
    for tails, of_photo in ((_SIGN_OFFS, False), (_PHOTO_TAILS, True)):
        found = _find_tail(line, start, end, tails)
        if found is not None:
            end, photo = found, photo or of_photo
    return Credits(start, end, photo)


def _find_glue(line: str) -> int | None:
    for found in _GLUED.finditer(line, 0, 90):
        word = line[line.rfind(" ", 0, found.end()) + 1 : found.end()]
        if word in _NAME_PREFIXES or len(line) - found.end() < 25:
            continue
        return found.end()
    return None


def _find_tail(line: str, start: int, end: int, tails: tuple[re.Pattern[str], ...]) -> int | None:
    # Looking at the end alone keeps a text of one long line cheap.
    low = max(start + _SHORTEST, end - 200)
    for tail in tails:
        found = tail.search(line, low, end)
        if found is not None and found.start() > start:
            return found.start()
    return None
