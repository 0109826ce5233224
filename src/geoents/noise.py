"""Single lines of a page that are no text: buttons, labels, time stamps, bylines.

Every recogniser looks at one line alone, without its surroundings, and answers only when the whole
line is of its kind: a missed button costs less than a lost sentence. :mod:`geoents.clean` looks at
the order of lines.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = [
    "AGENCIES",
    "ends_sentence",
    "is_button",
    "is_byline",
    "is_date_word",
    "is_headline_like",
    "is_section_label",
    "is_shouted_name",
    "is_teaser_label",
    "is_teaser_line",
    "is_timestamp",
    "line_key",
    "names_day",
]

#: News agencies and their usual short forms, as they stand in datelines and credits.
AGENCIES: Final = frozenset(
    "AA|AAP|ADN|AFP|AGERPRES|AGI|AKIpress|AKI|ANA|ANI|ANSA|AP|APA|APP|APS|ARKA|ATA|AZERTAC|Agencies|"
    "Al Jazeera|Anadolu|Anadolu Agency|Andina|Antara|Armenpress|ARMENPRESS|Associated Press|BBC|"
    "BERNAMA|BNA|BSS|BTA|BelTA|Belga|Bernama|Bloomberg|CNA|CNN|CTK|DPA|EFE|EPA|Fars|GNA|Getty|"
    "Getty Images|HINA|IANS|INA|IPS|IRNA|ISNA|Interfax|JANA|Jiji|KABAR|KCNA|KNA|KUNA|Kazinform|"
    "Kyodo|LUSA|MENA|MNA|MTI|MehrNews|Mehr|NAN|NNA|NTB|ONA|PANA|PAP|PNA|PTI|Petra|Prensa Latina|"
    "QNA|REUTERS|RFE/RL|RIA|RIA Novosti|Reuters|SANA|SPA|SPUTNIK|SUNA|Sputnik|TASR|TASS|TAP|Tanjug|"
    "Tasnim|Trend|UNB|UNI|UPI|Ukrinform|UNIAN|UzA|VNA|VOA|WAFA|WAM|Xinhua|XINHUA|Yonhap|afp|ap|dpa|"
    "epa|reuters".split("|")
)

_BUTTONS: Final = frozenset(
    """
    accept|accept all|accept cookies|accept all cookies|add a comment|add to favorites|
    add to favourites|ad|ads|advert|advertisement|advertising|agree|all rights reserved|
    article continues below|back|back to top|bookmark|cancel|click here|close|comment|comments|
    contact us|continue|continue reading|copied|copy|copy link|cookie policy|cookie settings|
    decline|dismiss|download|download the app|email|e-mail|email this|expand|facebook|
    facebook twitter|follow|follow us|font size|full screen|fullscreen|get a summary|
    get the app|home|i accept|i agree|instagram|join us|join the conversation|
    leave a comment|leave a reply|like|like this|linkedin|listen|listen to article|
    listen to this article|load more|loading|log in|login|log out|main menu|manage cookies|menu|
    messenger|minimize|more|more stories|my account|next|no comments|no comments yet|
    no time to read|notifications|ok|open menu|pause|pinterest|play|play video|post a comment|
    previous|print|print this|privacy policy|promoted|promoted content|read|read full article|
    read full story|read in app|read later|read less|read more|read the full story|reddit|register|
    reject all|reply|report an error|save|save article|scroll to continue|search|see all|see less|
    see more|send|settings|share|share article|share link|share on facebook|share on twitter|
    share on whatsapp|share on x|share this|share this article|share this story|show all|show less|
    show more|sign in|sign out|sign up|sign up now|skip|skip advert|skip ad|skip to content|
    skip to main content|sponsored|sponsored content|story continues below advertisement|
    story continues below this ad|subscribe|subscribe now|subscribe to our newsletter|summary|
    telegram|terms of service|terms of use|text size|toggle navigation|transcript|tweet|twitter|
    view all|view comments|view gallery|view in app|viber|vkontakte|watch live|watch now|
    whatsapp|write a comment|x|youtube
    """.replace("\n", " ").split("|")
)
_BUTTON_NAMES: Final = frozenset(" ".join(name.split()) for name in _BUTTONS)

#: Lines that some button words open, with the rest free: "Sign up for our newsletter".
_BUTTON_LINE: Final = re.compile(
    r"""(?ix) ^ (?:
      sign\ up\ (?:for|to|here|now)\b .{0,80}
    | subscribe\ (?:to|now|for|here|today)\b .{0,80}
    | follow\ (?:us|\S{1,30}(?:\s\S{1,30})?)\ on\ (?:facebook|twitter|x|instagram|telegram|google
      |whatsapp|youtube|linkedin|threads)\b .{0,60}
    | (?:share|like|find)\ (?:this|us)\ on\b .{0,40}
    | (?:join|download)\ (?:our|us)\b .{0,30}\b (?:channel|app|newsletter|telegram|whatsapp)\b .{0,40}
    | click\ here\ (?:to|for)\b .{0,80}
    | (?:we|this\ (?:web)?site)\ (?:use|uses)\ (?:\w+\ ){0,3}cookies\b .{0,300}
    | by\ (?:continuing|clicking|using|subscribing|signing)\b .{0,200}
      \b(?:cookies|privacy|terms|e-?mails?|policy)\b .{0,100}
    | (?:tags?|topics?|keywords?|filed\ under|categor(?:y|ies))\s*: .{0,200}
    | \d+\s+(?:shares?|comments?|views?|likes?|retweets?)
    | all\ rights\ reserved .{0,80}
    | (?:https?://|www\.) \S+
    | \[/?(?:photo|video|image|caption|gallery)[^\]]*\] (?:\S+\[/\w+\])?
    | (?:story|article)\ continues\ (?:below|after)\b .{0,40}
    ) $"""
)

_SECTIONS: Final = frozenset(
    "analysis|opinion|opinions|editorial|world|world news|international|politics|economy|business|"
    "sport|sports|culture|science|tech|technology|science & tech|health|lifestyle|travel|video|"
    "videos|photo|photos|in pictures|gallery|multimedia|infographics|interview|interviews|explainer|"
    "explained|live|live updates|news|top news|top stories|breaking news|latest|latest news|"
    "breaking|exclusive|feature|features|long read|podcast|podcasts|society|military|security|"
    "viral|regions|local|national|africa|americas|asia|europe|middle east|latest updates|starpicks|"
    "press release|for immediate release".split("|")
)

_TEASER_LABEL: Final = re.compile(
    r"""(?ix) ^ (?:
      (?P<one> (?:previous|prev|next)\ (?:article|post|story|news|page))
    | also\ read | read\ also | read\ more | read\ next | see\ also | watch\ also | up\ next
    | (?:related|recommended|similar|popular|trending|latest|featured|more|other|top)
      (?:\ (?:articles?|stories|story|news|posts?|content|reads?|coverage|topics|headlines|from))+
    | related | recommended(?:\ for\ you)? | trending(?:\ now)? | most\ (?:read|popular|viewed)
    | more\ (?:on|from|in|about)\ (?:this|the)\ .{2,30} | more\ from\ .{2,30}
    | you\ (?:may|might)\ (?:also\ )?(?:like|be\ interested\ in)
    | don['’]?t\ miss | must[\ -]read | what\ to\ read\ next | editor['’]?s['’]?\ (?:picks?|choice)
    ) \s* (?P<colon>[:»>|.…]*) $"""
)

_TEASER_LINE: Final = re.compile(
    r"""(?x) ^ (?:
      (?i: also\ read | read\ also | read\ more | read\ next | see\ also | related(?:\ \w+)?
         | recommended | don['’]?t\ miss | must[\ -]read | watch | (?:previous|next)\ (?:article|post)
         | more\ on\ this )
      \s* (?: [:|»>]+ | \ [-–—]\  ) \s* \S .{3,200}
    | (?: ALSO\ READ | READ\ ALSO | READ\ MORE | SEE\ ALSO ) \s+ [^a-z] .{10,200}
    ) $"""
)

_TIME_WORDS: Final = frozenset(
    "published updated posted last modified first on at edited created date time ago read ist gmt utc "
    "est edt et bst cet cest msk pkt pst pdt sgt hkt jst aest eat cat wat am pm a.m p.m hrs hours hour "
    "minutes minute mins min days day weeks week local and of t z".split()
)
_CLOCK: Final = re.compile(r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?:[ap]m)?z?|\d{1,2}[ap]m", re.I)
_NUMERIC_DATE: Final = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?:t[\d:.]+)?"
)
_DAY_NUMBER: Final = re.compile(r"(?:\d{1,2}(?:st|nd|rd|th)?|\d{4})")
_MONTHS: Final = frozenset(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_WEEKDAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri "
    "sat sun".split()
)

_NAMES: Final = r"[^\W\d_a-z][\w.'’-]*(?:\s+(?:(?:de|al|el|bin|ibn|van|von|da|and|&)\s+)?[^\W\d_a-z][\w.'’-]*){0,5}"
_BYLINE: Final = re.compile(
    rf"""(?x) ^ (?:
      (?: By | BY | (?i:written|compiled|posted|published|reported|edited)\ by )
      (?P<colon>:)? \s+ {_NAMES} (?: \s* [|,·–—/-] .{{0,60}} )?
    | \(? (?i: (?:additional\ )?reporting\ (?:and\ writing\ )?by | writing\ by | editing\ by ) \b .{{3,200}}
    | \(? (?i: with\ (?:inputs?|reporting|files)\ from | with\ agenc(?:y|ies)) \b .{{0,80}}
    | (?i: source | sources ) \s*: \s* [^.!?]{{2,60}}
    | (?i: editor | author | correspondent | news\ desk ) \s*: \s* {_NAMES}
    ) $"""
)
_FINAL: Final = re.compile(r"[.!?…][\"”’'»)\]]*$")


def line_key(line: str) -> str:
    """Return what two prints of one line have in common: its letters and digits, case folded."""
    return "".join(char for char in line.casefold() if char.isalnum())


def ends_sentence(line: str) -> bool:
    """Tell whether a line ends as a sentence does.

    A full stop in an abbreviation at the end counts too: text is kept in doubt.
    """
    return _FINAL.search(line[-12:].rstrip()) is not None


def is_headline_like(line: str) -> bool:
    """Tell whether a line could be a headline: short, capital first, no full stop or colon."""
    words = line.split()
    return (
        2 <= len(words) <= 30
        and len(line) <= 180
        and not line[0].islower()
        and line[-1] not in ".,;:"
        and not line.endswith(('."', ".”", ",”", '."', "…”"))
    )


def is_button(line: str) -> bool:
    """Tell whether a line is a button, a rule, an address or a notice of the site.

    >>> is_button("No time to read?"), is_button("Share the land")
    (True, False)
    """
    if not any(char.isalnum() for char in line):
        return True
    if len(line) > 400:
        return False
    name = " ".join(line.casefold().replace("…", "...").strip(" \t\xa0.?!:>»›→←«|*•+[]").split())
    return name in _BUTTON_NAMES or _BUTTON_LINE.match(line) is not None


def is_section_label(line: str) -> bool:
    """Tell whether a line is the name of a section: "Analysis", "Top News"."""
    return " ".join(line.casefold().strip(" :|»>").split()) in _SECTIONS


def is_teaser_label(line: str) -> int:
    """Tell how many teasers may follow a line: "Next Article" 1, "Related stories" many, else 0.

    A bare "Read more" is the button under a teaser or a cut text, and announces nothing.
    """
    if len(line) > 60:
        return 0
    found = _TEASER_LABEL.match(line)
    if found is None:
        return 0
    if line_key(line) == "readmore" and not found["colon"].startswith(":"):
        return 0
    return 1 if found["one"] else 20


def is_teaser_line(line: str) -> bool:
    """Tell whether a line points to another article: "ALSO READ: Talks resume in Norland"."""
    return len(line) <= 240 and _TEASER_LINE.match(line) is not None


def is_date_word(word: str) -> bool:
    """Tell whether a word, without its punctuation, can stand in a date: Nov, 3, 2023, Monday."""
    low = word.casefold().strip(".,")
    return low in _MONTHS or low in _WEEKDAYS or _DAY_NUMBER.fullmatch(low) is not None


def names_day(word: str) -> bool:
    """Tell whether a word is a month's or weekday's name: a date needs one."""
    low = word.casefold().strip(".,")
    return low in _MONTHS or low in _WEEKDAYS


def is_timestamp(line: str) -> bool:
    """Tell whether a line is only a date or a time: "6 September, 19:55 GMT", "3 min read".

    A weekday or a year alone is none: both serve as headings inside an article.
    """
    if len(line) > 90 or not any(char.isdigit() for char in line):
        return False
    anchored = False
    for word in re.split(r"[\s,|·•()–—/]+|\s-\s|:\s|:$", line.casefold()):
        bare = word.strip(".-:")
        if not bare:
            continue
        if (
            _CLOCK.fullmatch(bare)
            or _NUMERIC_DATE.fullmatch(bare)
            or bare in _MONTHS
            or bare in {"ago", "read", "updated", "published", "posted"}
        ):
            anchored = True
        elif not (
            bare in _TIME_WORDS
            or bare in _WEEKDAYS
            or _DAY_NUMBER.fullmatch(bare)
            or re.fullmatch(r"\+?\d{1,2}", bare)
        ):
            return False
    return anchored or _NUMERIC_DATE.search(line) is not None


def is_byline(line: str) -> bool:
    """Tell whether a line names who wrote or edited the article."""
    return len(line) <= 220 and _BYLINE.match(line) is not None


def is_shouted_name(line: str) -> bool:
    """Tell whether a line is two or three words in capitals, as bylines are set: "ANN KEBO"."""
    words = line.split()
    return 2 <= len(words) <= 3 and all(
        len(word) > 1 and word.isupper() and all(c.isalpha() or c in "-'’." for c in word)
        for word in words
    )
