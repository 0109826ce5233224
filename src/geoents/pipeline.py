"""The pipeline's verbs: load it, extract one text, extract many."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

import spacy
from spacy.language import Language
from spacy.symbols import ORTH
from spacy.util import compile_infix_regex

import geoents
from geoents import (  # noqa: F401  registers the components
    answers,
    base,
    entities,
    factuality,
    linking,
    relations,
    speech,
    zones,
)
from geoents.convert import to_document
from geoents.frames import frame_words
from geoents.gazetteer import load_gazetteer
from geoents.records import Document, Provenance
from geoents.texts import Limits, OverLimitError, Text, time_limit
from geoents.workers import read_in_workers

__all__ = ["DEFAULT_MODEL", "Text", "extract", "extract_many", "load"]

DEFAULT_MODEL = "en_geoents"

#: Longer texts than spaCy's default of 1,000,000 characters are fine: windows bound the memory.
_MAX_LENGTH = 50_000_000

#: What broken JSON makes of an emoji cut in two; spaCy cannot store it.
_SURROGATE = re.compile("[\ud800-\udfff]")

#: Where a word ends without a space: "U.S.-Egypt", "Committees (VDCs)and", "(BCCI)-funded".
_INFIXES = (r"(?<=[A-Z]\.)[-–](?=[A-Z])", r"(?<=\w)\)(?=[\w-])", r"(?<=\))-(?=\w)")

_AFTER_BASE = (
    "geoents_entities",
    "geoents_linking",
    "geoents_relations",
    "geoents_speech",
    "geoents_factuality",
    "geoents_answers",
)
_WITH_RULES = frozenset({"geoents_relations", "geoents_speech"})
_WITH_NAMES = frozenset({"geoents_entities", "geoents_linking"})


def load(
    model: str | Path = DEFAULT_MODEL,
    *,
    rules: str | Path | None = None,
    gazetteer: str | Path | Sequence[str | Path] = (),
) -> Language:
    """Return the whole pipeline as a spaCy ``Language``.

    Args:
        model: A spaCy model with the component ``geoents_base``: a package name or a folder.
        rules: A folder with rules of your own, in the format of ``data/relations``
            (docs/rules.md): they are added to ours, and replace those of the same id.
        gazetteer: Names of your own, CSV or TOML: a folder, a file or several of them
            (docs/gazetteers.md).

    Returns:
        A pipeline whose docs have ``doc._.geoents`` (see :mod:`geoents.annotations`).

    Raises:
        OSError: The model or a folder is not there.
        ValueError: The model has no ``geoents_base``.
        NamesError: A file of names is not as it should be; the message is one line.
        RuleError: A rule file is not as it should be; the message is one line.
    """
    places = [gazetteer] if isinstance(gazetteer, str | Path) else gazetteer
    names = [str(Path(place).resolve()) for place in places]
    # Before the model, for its errors should not wait; the components then find it read.
    known = load_gazetteer(names)
    nlp = spacy.load(model)
    if "geoents_base" not in nlp.pipe_names:
        raise ValueError(
            f"{model}: not a geoents model, it has no component geoents_base; use {DEFAULT_MODEL}"
        )
    tokenizer: Any = nlp.tokenizer
    for title in sorted(frame_words("person", "abbreviated")):
        # One token, or a sentence would end at its stop: "Foreign Secretary Smt. Anjali Rao".
        tokenizer.add_special_case(f"{title.capitalize()}.", [{ORTH: f"{title.capitalize()}."}])
    for filial in sorted(frame_words("person", "filials")):
        tokenizer.add_special_case(filial, [{ORTH: filial}])
    infixes = [*nlp.Defaults.infixes, *_INFIXES]  # type: ignore[misc]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    nlp.add_pipe("geoents_zones", first=True)
    folders = [] if rules is None else [str(rules)]
    for name in _AFTER_BASE:
        config = {"folders": folders} if name in _WITH_RULES else {}
        nlp.add_pipe(name, config={"names": names} if name in _WITH_NAMES else config)
    del known
    nlp.max_length = _MAX_LENGTH
    return nlp


@cache
def default_pipeline() -> Language:
    """Return the pipeline of :func:`load`, loaded once."""
    return load()


def extract(
    text: str,
    *,
    id: str | None = None,
    title: str | None = None,
    published: str | None = None,
    url: str | None = None,
    nlp: Language | None = None,
) -> Document:
    """Read one English text and return what it states.

    Args:
        text: The text, as it is: offsets in the result are into it, in code points.
        id: The document's id; made from the text when None.
        title: Its headline, kept as given.
        published: Its date, ISO 8601.
        url: Where it stands, kept as given.
        nlp: A pipeline of :func:`load`; the default one is loaded once and kept when None.

    Returns:
        The record of SCHEMA.md, the same on every run.

    Raises:
        TypeError: ``text`` is not a string.
        ValueError: It holds half of a surrogate pair.
    """
    return next(extract_many([Text(text, id, title, published, url)], nlp=nlp))


def extract_many(
    texts: Iterable[str | Text],
    *,
    nlp: Language | None = None,
    on_error: Callable[[Text, Exception], None] | None = None,
    workers: int = 0,
    limits: Limits | None = None,
    profile: dict[str, float] | None = None,
) -> Iterator[Document]:
    """Read texts one after the other, lazily, and yield their documents in order.

    Other engines build on this signature (geoents.ray).

    Args:
        texts: Strings, or :class:`~geoents.texts.Text` with an id, a date and so on.
        nlp: As for :func:`extract`.
        on_error: Called with a text that could not be read and the reason; the text is then left
            out and the next one read. Without it the error is raised.
        workers: Processes that read; 0 reads in this one. Texts are then read some way ahead. They
            are started anew, not forked: a script needs its ``if __name__ == "__main__":``.
        limits: What one text may cost; without, none has a limit. In this process the time is
            limited in the main thread alone, and not inside a call to C.
        profile: Where the seconds that each component took are added up, by its name.

    Raises:
        ValueError: ``workers`` is negative.
        WorkersError: No process can load the model.
    """
    if workers < 0:
        raise ValueError(f"workers must be 0 or more, not {workers}")
    given = (Text(item) if isinstance(item, str) else item for item in texts)
    fail = on_error or _raise
    if workers:
        load = partial(
            load_reader, default_pipeline if nlp is None else partial(_same, nlp), limits
        )
        yield from read_in_workers(
            given,
            load,
            workers=workers,
            on_error=fail,
            seconds=None if limits is None else limits.seconds,
            profile=profile,
        )
        return
    read = Reader(nlp or default_pipeline(), limits)
    seconds = {} if profile is None else profile
    for text in given:
        try:
            with time_limit(None if limits is None else limits.seconds):
                document = read(text, seconds)
        except Exception as error:  # the batch's edge: one bad text must not stop the others
            fail(text, error)
            continue
        yield document


def load_reader(load: Callable[[], Language], limits: Limits | None) -> Reader:
    """Return a reader for a process of its own; see :func:`geoents.workers.read_in_workers`."""
    nlp = load()
    model: Any = nlp.get_pipe("geoents_base")
    model.threads = 1  # The processes share the cores.
    return Reader(nlp, limits)


def _same(nlp: Language) -> Language:
    return nlp


def _raise(_: Text, error: Exception) -> NoReturn:
    raise error


class Reader:
    """Reads one text after the other.

    Args:
        nlp: The pipeline.
        limits: How long a text may be.
    """

    def __init__(self, nlp: Language, limits: Limits | None = None) -> None:
        self._nlp = nlp
        self._limits = limits
        self._provenance = _provenance(nlp)

    def __call__(self, text: Text, seconds: dict[str, float]) -> Document:
        """Return the document of a text; the seconds that each part took are added up by its name.

        Raises:
            TypeError: It is not a string.
            OverLimitError: It is too long.
            ValueError: It holds half of a surrogate pair.
        """
        self._check(text.text)
        # The zone frees the words that only this text has; else the vocabulary grows for ever.
        with self._nlp.memory_zone():
            began = time.perf_counter()
            doc = self._nlp.make_doc(text.text)
            began = _add(seconds, "tokenizer", began)
            for name, component in self._nlp.pipeline:
                doc = component(doc)
                began = _add(seconds, name, began)
            made = self._provenance
            if text.encoding is not None:
                made = made.model_copy(update={"encoding": text.encoding})
            document = to_document(
                doc,
                id=text.id,
                title=text.title,
                published=text.published,
                url=text.url,
                provenance=made,
            )
            _add(seconds, "record", began)
            return document

    def _check(self, text: str) -> None:
        if not isinstance(text, str):
            raise TypeError(f"a text must be a string, not {type(text).__name__}; decode it first")
        if self._limits is not None and len(text) > self._limits.characters:
            raise OverLimitError(
                f"longer than {self._limits.characters:,} characters; "
                "cut it up, or raise --max-chars"
            )
        if broken := _SURROGATE.search(text):
            raise ValueError(
                f"character {broken.start()} is half of a surrogate pair, which no UTF-8 text can "
                'hold; decode with errors="replace"'
            )


def _add(seconds: dict[str, float], name: str, began: float) -> float:
    now = time.perf_counter()
    seconds[name] = seconds.get(name, 0.0) + now - began
    return now


def _provenance(nlp: Language) -> Provenance:
    model = f"{nlp.lang}_{nlp.meta['name']}-{nlp.meta['version']}"
    matcher: Any = nlp.get_pipe("geoents_relations")
    finder: Any = nlp.get_pipe("geoents_entities")
    digest, names = matcher.digest, finder.gazetteer.digest
    if names:
        digest = f"sha256:{hashlib.sha256(f'{digest} {names}'.encode()).hexdigest()}"
    return Provenance(geoents=geoents.__version__, model=model, rules=digest)
