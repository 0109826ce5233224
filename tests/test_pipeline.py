"""The pipeline's verbs, on texts of every shape."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import DocBin

import geoents
from geoents.convert import to_document
from geoents.records import Document, find_problems
from geoents.texts import Text

STORY = (
    "Norland's Foreign Minister Ana Kos met Kenyan President Ivan Lie in Orva on Monday.\n\n"
    "“We agreed on fish,” Kos said. She denied that Norland would leave the Sea League.\n"
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" ", "white space alone"),
        ("\n\r\n\t", "line breaks alone"),
        ("Norland", "one word"),
        (STORY.replace("\n", "\r\n"), "CRLF"),
        (STORY.replace(" ", "\u00a0"), "no-break spaces"),
        ("👩‍👩‍👧 " + STORY, "emoji with joiners: offsets are code points"),
        (STORY.replace("Kos", "Ko\u0301s"), "combining marks"),
        (STORY.upper(), "capitals"),
        (STORY.replace(" ", "\n"), "a word each line"),
        (STORY * 12, "many windows"),
        ("<p>" + STORY + "</p>", "markup"),
    ],
)
def test_any_text_gives_a_sound_record(nlp: Language, text: str, reason: str) -> None:
    found = geoents.extract(text, nlp=nlp)
    assert found.text == text, reason
    assert list(find_problems(found)) == [], reason


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*STORY.split(" "), "\n\n", "“", "”", "and", ","]), max_size=40))
def test_any_order_of_words_gives_a_sound_record(nlp: Language, words: list[str]) -> None:
    found = geoents.extract(" ".join(words), nlp=nlp)
    assert list(find_problems(found)) == []


def test_the_same_text_gives_the_same_record(nlp: Language) -> None:
    first = geoents.extract(STORY, nlp=nlp)
    geoents.extract("Another text about Kenya and Ana Kos.", nlp=nlp)
    assert geoents.extract(STORY, nlp=nlp) == first
    assert first.relations


def test_what_is_known_of_a_text_is_kept(nlp: Language) -> None:
    text = Text(STORY, id="own", title="T", published="2023-09-25", url="https://example.org")
    (found,) = geoents.extract_many([text], nlp=nlp)
    assert (found.id, found.title, found.published, found.url) == text[1:5]
    assert found.provenance is not None
    assert found.provenance.geoents == geoents.__version__
    assert found.provenance.rules.startswith("sha256:")


def test_texts_are_read_one_at_a_time(nlp: Language) -> None:
    def endless() -> object:
        while True:
            yield "Norland agreed."

    documents = geoents.extract_many(endless(), nlp=nlp)  # type: ignore[arg-type]
    assert next(documents).text == next(documents).text == "Norland agreed."


def test_a_text_that_is_none_is_refused_or_told(nlp: Language) -> None:
    with pytest.raises(TypeError, match="must be a string, not bytes"):
        geoents.extract(b"Norland agreed.", nlp=nlp)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="character 8 is half of a surrogate pair"):
        geoents.extract("Norland \ud83d agreed.", nlp=nlp)
    told: list[tuple[Text, Exception]] = []
    texts = [Text(b"x"), "Norland agreed."]  # type: ignore[arg-type]
    found = list(
        geoents.extract_many(
            texts, nlp=nlp, on_error=lambda text, error: told.append((text, error))
        )
    )
    assert [document.text for document in found] == ["Norland agreed."]
    assert [type(error) for _, error in told] == [TypeError]


def test_processes_give_what_one_process_gives(nlp: Language) -> None:
    texts = [STORY, "", "Norland agreed."]
    one = [to_document(doc) for doc in nlp.pipe(texts)]
    two = [to_document(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=1)]
    assert one == two


def test_annotations_come_back_from_a_doc_bin(nlp: Language) -> None:
    doc = nlp(STORY)
    packed = DocBin(store_user_data=True)
    packed.add(doc)
    (again,) = DocBin().from_bytes(packed.to_bytes()).get_docs(nlp.vocab)
    assert to_document(again) == to_document(doc)


def test_the_pipeline_has_all_components_in_their_order(nlp: Language) -> None:
    own = [name for name in nlp.pipe_names if name.startswith("geoents_")]
    assert own == [
        "geoents_zones",
        "geoents_base",
        "geoents_entities",
        "geoents_linking",
        "geoents_relations",
        "geoents_speech",
        "geoents_factuality",
        "geoents_answers",
    ]


def test_a_model_without_the_base_is_refused(tmp_path: object) -> None:
    spacy.blank("en").to_disk(str(tmp_path))
    with pytest.raises(ValueError, match="no component geoents_base; use en_geoents"):
        geoents.load(str(tmp_path))


def test_names_of_the_package() -> None:
    assert set(geoents.__all__) <= set(dir(geoents))
    assert geoents.Document is Document
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = geoents.nothing
