"""component: words -> tags, sentences, trees, entities, from one small encoder.

``geoents_base`` writes ``tag_``, ``pos_``, ``dep_``, ``head``, sentence starts and ``doc.ents``, and,
as candidates for the entities component, ``doc.spans["named"]`` (the same spans as ``doc.ents``) and
``doc.spans["learned"]``: PERSON, OFFICE, ORG and STATE in the sense of SCHEMA.md. The spans'
probabilities, 0 to 1, are in ``.attrs["scores"]``.

Labels: Penn Treebank tags and Universal Dependencies v2 as in UD EWT and GUM; entities as in
stanfordnlp/en-worldwide-newswire. The model card in models/en_geoents tells how good it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
from spacy.attrs import DEP, HEAD, POS, TAG
from spacy.language import Language
from spacy.symbols import NAMES
from spacy.tokens import Doc, Span, SpanGroup

from geoents.base_scores import Floats, Scores, SentenceScores, join_readings, scores_within
from geoents.base_words import line_starts, paragraph_starts, plain_names, sink_capitals
from geoents.encoding import Encoded, encode_words
from geoents.frames import frame_words
from geoents.spans import Labelled, decode_spans
from geoents.tagset import mend_tags, universal_pos
from geoents.trees import best_tree
from geoents.windows import Window, next_window, plan_windows

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

__all__ = ["BaseModel", "make_base"]

NETWORK: Final = "network.onnx"
TOKENIZER: Final = "tokenizer.json"
LABELS: Final = "labels.json"
#: By how much a start must beat none behind a word that ends no sentence.
_SURE_START: Final = 3.5
#: The label of a person's name.
_PERSON: Final = "PERSON"
#: By how many names those of the third reading differ from those of the second.
_SHIFT: Final = 3
_POS_IDS: Final = {name: index for index, name in enumerate(NAMES) if name}


class Reading(NamedTuple):
    """A window as it was read: its sentences' first words, where reading went on, and the answers."""

    window: Window
    begins: list[int]
    end: int
    scores: Scores


class Analysis:
    """What has been decoded of a text's words so far; heads are -1 for roots."""

    def __init__(self, size: int) -> None:
        self.tags = [0] * size
        self.heads = [-1] * size
        self.deps = [0] * size
        self.spans: dict[str, list[Labelled]] = {"entities": [], "actors": [], "nested": []}


@Language.factory(
    "geoents_base",
    assigns=[
        "token.tag",
        "token.pos",
        "token.dep",
        "token.head",
        "token.is_sent_start",
        "doc.ents",
    ],
    default_config={"threads": 1},
)
def make_base(nlp: Language, name: str, threads: int) -> BaseModel:
    """Make the component; its weights come with ``from_disk``."""
    return BaseModel(name=name, threads=threads)


class BaseModel:
    """The base component. It holds the exported network and opens it once in each process.

    Args:
        name: The component's name in the pipeline.
        threads: Threads that onnxruntime may use for one text.
    """

    def __init__(self, *, name: str = "geoents_base", threads: int = 1) -> None:
        self.name = name
        self.threads = threads
        self.files: dict[str, bytes] = {}
        self._labels: dict[str, list[str]] = {}
        self._opened_in = 0
        self._session: InferenceSession | None = None
        self._tokenizer: Tokenizer | None = None

    # -- serialisation ------------------------------------------------------------------------

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the component's files as msgpack."""
        import srsly

        packed: bytes = srsly.msgpack_dumps(self.files)
        return packed

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> BaseModel:
        """Take the files that :meth:`to_bytes` gave."""
        import srsly

        self._take(srsly.msgpack_loads(data))
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the files into the folder ``path``."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> BaseModel:
        """Read the files from the folder ``path``.

        Raises:
            FileNotFoundError: A file of the model is not there.
        """
        folder = Path(path)
        missing = [name for name in (NETWORK, TOKENIZER, LABELS) if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(
                f"{folder}: no {missing[0]}; the model is not whole, install it again"
            )
        self._take({name: (folder / name).read_bytes() for name in (NETWORK, TOKENIZER, LABELS)})
        return self

    def _take(self, files: dict[str, bytes]) -> None:
        self.files = files
        self._labels = json.loads(files[LABELS])
        self._session = self._tokenizer = None

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_session": None, "_tokenizer": None}

    def _open(self) -> tuple[InferenceSession, Tokenizer]:
        # Threads of a session do not survive a fork, hence one session for each process.
        if self._session is None or self._tokenizer is None or self._opened_in != os.getpid():
            import onnxruntime
            from tokenizers import Tokenizer

            if not self.files:
                raise ValueError(
                    f"{self.name}: the component has no weights; load a model with "
                    'geoents.load() or spacy.load("en_geoents")'
                )
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = self.threads
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                self.files[NETWORK], options, providers=["CPUExecutionProvider"]
            )
            self._tokenizer = Tokenizer.from_str(self.files[TOKENIZER].decode())
            self._opened_in = os.getpid()
        return self._session, self._tokenizer

    # -- the work -----------------------------------------------------------------------------

    def __call__(self, doc: Doc) -> Doc:
        """Analyse ``doc`` and return it."""
        words = [token.i for token in doc if not token.is_space]
        if words:
            texts = sink_capitals([doc[i].text for i in words])
            analysis = self.analyse(texts, paragraph_starts(doc, words), line_starts(doc, words))
            self._write(doc, words, analysis)
        else:
            write_tree(doc, [], Analysis(0), self._labels)
        for name in ("named", "learned"):
            if name not in doc.spans:
                doc.spans[name] = SpanGroup(doc, name=name, attrs={"scores": []})
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Analyse a stream of docs, in order.

        Each text is read by itself: an int8 network's rounding depends on what shares its batch,
        and the same text must give the same records on every run.
        """
        for doc in stream:
            yield self(doc)

    def analyse(
        self, texts: Sequence[str], starts: Sequence[int], lines: Collection[int] = ()
    ) -> Analysis:
        """Analyse words.

        Args:
            texts: The words.
            starts: Those that begin a paragraph, 0 first.
            lines: Those that begin a line.
        """
        _, tokenizer = self._open()
        encoded = encode_words(tokenizer, texts)
        analysis = Analysis(len(texts))
        forced = set(starts)
        closed = {i for i, text in enumerate(texts) if i in lines or _closes(texts[i - 1])}
        read = list(self._read(encoded, starts, forced, closed))
        for reading in read:
            self._decode_spans(analysis, reading)
        persons = [span for span in analysis.spans["entities"] if span.label == _PERSON]
        near = alone = encoded
        plain = list(texts)
        if persons:
            plain = plain_names(texts, persons)
            near = encode_words(tokenizer, plain)
            alone = encode_words(tokenizer, plain_names(texts, persons, shift=_SHIFT))
        for window, begins, end, scores in read:
            inside = slice(window.start, window.end)
            readings = [scores]
            if plain[inside] != list(texts[inside]):
                readings.append(self.score(near, window))
            for begin, stop in zip(begins, [*begins[1:], end], strict=True):
                place = begin - window.start, stop - window.start
                found = [scores_within(reading, *place) for reading in readings]
                # A sentence that is all of its window, without a name, has been read alone.
                if len(readings) > 1 or (begin, stop) != (window.start, window.end):
                    by_itself = self.score(alone, Window(begin, stop, stop))
                    found.append(scores_within(by_itself, 0, stop - begin))
                self._decode_tree(analysis, begin, join_readings(found))
        return analysis

    def _read(
        self,
        encoded: Encoded,
        starts: Sequence[int],
        forced: set[int],
        closed: Collection[int],
    ) -> Iterator[Reading]:
        """Yield the windows of a text; an open one is taken up again at its unfinished sentence."""
        first = encoded.bounds
        queue = plan_windows(starts, first)
        while queue:
            window = queue.pop()
            scores = self.score(encoded, window)
            begins = sentence_starts(scores.starts, forced, window, closed)
            end = window.end
            if window.is_open:
                end = resume_at(begins, scores.starts, window)
                queue.append(next_window(window, end, first))
                begins = [begin for begin in begins if begin < end]
            yield Reading(window, begins, end, scores)

    def score(self, encoded: Encoded, window: Window) -> Scores:
        """Run the network over the words of one window."""
        session, tokenizer = self._open()
        first = encoded.bounds
        low, high = first[window.start], first[window.end]
        cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        ids = np.array([[cls, *encoded.ids[low:high], sep]], dtype=np.int64)
        cases = np.array([[0, *encoded.cases[low:high], 0]], dtype=np.int64)
        places = [0] + [place - low + 1 for place in first[window.start : window.end]]
        outputs = session.run(
            None,
            {
                "ids": ids,
                "cases": cases,
                "mask": np.ones_like(ids),
                "first": np.array([places], dtype=np.int64),
            },
        )
        return Scores(*(output[0] for output in outputs))

    def _decode_tree(self, analysis: Analysis, begin: int, scores: SentenceScores) -> None:
        stop = begin + len(scores.tags)
        analysis.tags[begin:stop] = scores.tags.tolist()
        for word, head in enumerate(best_tree(scores.arcs)):
            analysis.heads[begin + word] = -1 if head < 0 else begin + head
            analysis.deps[begin + word] = int(scores.labels[word, head + 1])

    def _decode_spans(self, analysis: Analysis, reading: Reading) -> None:
        offset, scores = reading.window.start, reading.scores
        for layer, values in (
            ("entities", scores.entities),
            ("actors", scores.actors),
            ("nested", scores.nested),
        ):
            spans = decode_spans(values[1 : reading.end - offset + 1], self._labels[layer])
            analysis.spans[layer] += [
                Labelled(span.start + offset, span.end + offset, span.label, span.score)
                for span in spans
            ]

    def _write(self, doc: Doc, words: Sequence[int], analysis: Analysis) -> None:
        lower = [doc[i].lower_ for i in words]
        mend_tags(analysis.tags, analysis.heads, analysis.deps, lower, self._labels)
        write_tree(doc, words, analysis, self._labels)
        named = analysis.spans["entities"]
        doc.set_ents(list(to_spans(doc, words, named)))
        learned = sorted(analysis.spans["actors"] + analysis.spans["nested"])
        for name, spans in (("named", named), ("learned", learned)):
            doc.spans[name] = SpanGroup(
                doc,
                name=name,
                spans=list(to_spans(doc, words, spans)),
                attrs={"scores": [round(span.score, 4) for span in spans]},
            )


def sentence_starts(
    scores: Floats, forced: set[int], window: Window, closed: Collection[int]
) -> list[int]:
    """Return the words of a window that begin a sentence, the first always.

    Behind a word that closes nothing ("Foreign Secretary Smt. | Rao") the network must be sure.
    """
    margins = scores[1:, 1] - scores[1:, 0]
    likely = (np.flatnonzero(margins > 0) + window.start).tolist()
    likely = [w for w in likely if w in closed or margins[w - window.start] > _SURE_START]
    inside = {word for word in forced if window.start <= word < window.end}
    return sorted({window.start, *likely, *inside})


def _closes(word: str) -> bool:
    """Tell whether a sentence may end with a word: with a stop, a mark or a number, as "17:10"."""
    if word.endswith(".") and word[:-1].lower() in frame_words("person", "abbreviated"):
        return False
    return not word[-1:].isalpha() and word not in {",", "-", "&"}


def resume_at(begins: Sequence[int], scores: Floats, window: Window) -> int:
    """Return where the reading goes on after an open window: at its unfinished sentence.

    A sentence that fills the window is cut at its likeliest start in the second half.
    """
    if begins[-1] > window.start:
        return begins[-1]
    half = (window.end - window.start) // 2
    margin = scores[1 + half :, 1] - scores[1 + half :, 0]
    return window.start + max(1, half + int(margin.argmax())) if len(margin) else window.end


def to_spans(doc: Doc, words: Sequence[int], spans: Iterable[Labelled]) -> Iterator[Span]:
    """Turn spans over words into spans over the doc's tokens."""
    for span in spans:
        yield Span(doc, words[span.start], words[span.end - 1] + 1, label=span.label)


def write_tree(
    doc: Doc, words: Sequence[int], analysis: Analysis, labels: dict[str, list[str]]
) -> None:
    """Write tags and trees; white space hangs on the word before it, or else on the next one."""
    strings = doc.vocab.strings
    tags = as_signed([strings.add(tag) for tag in labels["tags"]])
    deps = as_signed([strings.add(dep) for dep in labels["deps"]])
    rows = np.zeros((len(doc), 4), dtype=np.int64)
    anchor = words[0] if words else 0
    inside = set(words)
    for index in range(len(doc)):
        if index in inside:
            anchor = index
        else:
            rows[index, 0] = anchor - index
    rows[:, 1], rows[:, 2] = as_signed([strings.add("dep"), strings.add("_SP")])
    rows[:, 3] = _POS_IDS["SPACE"]
    for position, index in enumerate(words):
        head = analysis.heads[position]
        tag, dep = analysis.tags[position], analysis.deps[position]
        pos = universal_pos(labels["tags"][tag], labels["deps"][dep], doc[index].lower_)
        rows[index] = (
            0 if head < 0 else words[head] - index,
            deps[dep],
            tags[tag],
            _POS_IDS[pos],
        )
    values: Any = rows.astype(np.uint64)
    doc.from_array([HEAD, DEP, TAG, POS], values)


def as_signed(hashes: Sequence[int]) -> list[int]:
    """Return 64-bit hashes as signed numbers: heads, which may be negative, share their array."""
    signed: list[int] = np.array(hashes, dtype=np.uint64).astype(np.int64).tolist()
    return signed
