"""Texts that are not English are told from those that are; each row says why it is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geoents.languages import find_foreign
from geoents.sources import find_inputs, read

FOREIGN = [
    ("de", "Der Außenminister Ilan Keto sagte am Montag, dass die Gespräche mit dem Nachbarland weitergehen und niemand sie absagen will."),
    ("fr", "Le ministre Ilan Keto a déclaré lundi que les pourparlers avec le pays voisin continueraient et que personne ne voulait les annuler."),
    ("es", "El ministro Ilan Keto dijo el lunes que las conversaciones con el país vecino seguirán y que nadie quiere suspenderlas."),
    ("pt", "O ministro Ilan Keto disse na segunda-feira que as conversas com o país vizinho continuam e que ninguém as quer suspender."),
    ("it", "Il ministro Ilan Keto ha detto lunedì che i colloqui con il paese vicino continueranno e che nessuno vuole annullarli."),
    ("nl", "De minister Ilan Keto zei maandag dat de gesprekken met het buurland doorgaan en dat niemand ze wil afzeggen, in was of on."),
    ("da", "Udenrigsminister Ilan Keto sagde mandag, at forhandlingerne med nabolandet fortsætter, og at ingen ønsker at aflyse dem."),
    ("pl", "Minister Ilan Keto powiedział w poniedziałek, że rozmowy z sąsiednim krajem będą kontynuowane i nikt nie chce ich odwołać."),
    ("tr", "Dışişleri Bakanı Ilan Keto pazartesi günü komşu ülkeyle görüşmelerin süreceğini ve kimsenin iptal etmek istemediğini söyledi."),
    ("ru", "Министр Илан Кето заявил в понедельник, что переговоры с соседней страной продолжатся и никто не хочет их отменять."),
    ("zh", "外交部长伊兰克托星期一表示，与邻国的会谈将继续进行，没有人愿意取消这些会谈。他还说，双方代表团下周将在边境城市再次会面，讨论未来的合作问题。"),
    ("ar", "قال وزير الخارجية إيلان كيتو يوم الاثنين إن المحادثات مع الدولة المجاورة ستستمر ولا أحد يريد إلغاءها."),
    ("de", "DER AUSSENMINISTER SAGTE AM MONTAG, DASS DIE GESPRÄCHE MIT DEM NACHBARLAND WEITERGEHEN UND NIEMAND SIE ABSAGEN WILL."),
]  # fmt: skip
ENGLISH = [
    ("", "an empty text is in no language"),
    ("Министр", "one word tells too little"),
    ("😀 👍🏽 🇰🇿 " * 50, "only emoji"),
    ("12:15 25.09.2023 | 1,000,000 | " * 20, "only numbers"),
    ("MINISTER SAYS TALKS WITH NORLAND WILL NOT BE CALLED OFF BEFORE THE VOTE ON MONDAY", "capitals"),
    ("Norland Sudria Orva Ilan Keto Marta Olsen Ana Lee Norwire Orva Post " * 3, "names alone"),
    ("Talks resume\nVote nears\nMinister quits\nBorder closed\nTrade grows\nRain falls\n" * 4, "a list"),
    ("Keto told „Der Orvaer Bote“: „Wir werden nicht verhandeln.“ That was the last of it, and he has not "
     "said more on the matter from that day.", "a quotation in another language"),
    ("\0\0 the minister of \0 Norland said that the talks with Sudria are over \0", "characters of control"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), FOREIGN)
def test_another_language_is_told(code: str, text: str) -> None:
    assert find_foreign(text) == code


@pytest.mark.parametrize(("text", "reason"), ENGLISH)
def test_english_and_what_cannot_be_told_is_not(text: str, reason: str) -> None:
    assert find_foreign(text) is None, reason


def test_a_foreign_text_is_said_and_skipped_unless_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    texts = [FOREIGN[0][1], "Norland and Sudria are to open talks, the minister said."]
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    errors: list[str] = []

    def found(*, any_language: bool) -> list[str]:
        inputs = find_inputs([path], on_error=errors.append)
        sources = read(
            inputs, on_error=errors.append, on_note=errors.append, any_language=any_language
        )
        return [source.text.text for source in sources]

    assert found(any_language=False) == texts[1:]
    assert errors == [f"{path}:1: its language is de, not English; --any-language reads it still"]
    assert found(any_language=True) == texts
