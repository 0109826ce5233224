"""Which words are the name of a person, whatever custom names it: on the shipped model.

Titles and honorifics are outside, all that is part of the name is inside. The persons are invented.
"""

from __future__ import annotations

import pytest
from spacy.language import Language

from geoents.annotations import annotations, mention_span
from geoents.examples import parse_example

# (sentence with all its persons, the custom)
ROWS = [
    (
        "U [Thant Zin Oo](PERSON) met Daw [Khin Mar Aye](PERSON) in the old capital.",
        "Burmese, honorifics U and Daw outside",
    ),
    ("Daw [Khin Mar Aye](PERSON) rejected the offer.", "Burmese, Daw at the start"),
    (
        "[Sigrún Helgadóttir](PERSON) and [Jón Þór Einarsson](PERSON) opened the bridge.",
        "Icelandic patronymics",
    ),
    (
        "[Sumarni](PERSON) spoke to reporters after [Wibowo](PERSON) left the room.",
        "Indonesian single names",
    ),
    (
        "The minister, [Sulistyo](PERSON), denied the report.",
        "an Indonesian single name in apposition",
    ),
    (
        "[Juan Ortega y Vidal](PERSON) criticised the plan on Friday.",
        "Spanish, two surnames with y",
    ),
    (
        "[María del Carmen Ruiz de la Torre](PERSON) said the law was unfair.",
        "Spanish, de la between surnames",
    ),
    ("[João dos Santos Moreira](PERSON) thanked the voters.", "Portuguese dos"),
    (
        "[Ana Paula de Souza e Silva](PERSON) will chair the meeting.",
        "Portuguese e between surnames",
    ),
    ("[Pieter van der Meulen](PERSON) called the vote a farce.", "Dutch van der"),
    ("[Sanne de Wit-Jansen](PERSON) joined the board in May.", "Dutch de and a hyphen"),
    ("[Salim bin Nasser al-Harthy](PERSON) opened the port.", "Arabic bin and al-"),
    (
        "Sheikh [Hamad bin Rashid Al Qasim](PERSON) received the guests.",
        "Arabic Al without a hyphen, Sheikh outside",
    ),
    ("[Abu Salman al-Misrati](PERSON) led the raid, the army said.", "Arabic kunya"),
    ("[Umm Salma bint Khalid](PERSON) praised the school.", "Arabic Umm and bint"),
    ("[Abdel Rahman el-Shafie](PERSON) refused to answer.", "Arabic Abdel and el-"),
    ("[Tewodros Alemayehu Bekele](PERSON) welcomed the truce.", "Ethiopian, three given names"),
    ("[Hiwot Tesfaye](PERSON) told the court she was innocent.", "Ethiopian, two given names"),
    ("[Nguyễn Thị Thu Hà](PERSON) arrived on Sunday.", "Vietnamese with marks"),
    ("[Tran Van Duc](PERSON) signed the contract for the port.", "Vietnamese without marks"),
    ("[Kim Min-gyeol](PERSON) apologised for the delay.", "Korean, hyphenated given name"),
    ("[Park Ji-hye](PERSON) and [Lee Dong-sub](PERSON) met the press.", "two Korean names"),
    (
        "[Wang Jianlei](PERSON) told [Li Nuo](PERSON) that the road was closed.",
        "Chinese, family name first",
    ),
    (
        "[Chen Shui-mei](PERSON) leads the delegation to the talks.",
        "Chinese, hyphenated given name",
    ),
    (
        "[Kovács Benedek](PERSON) and [Tóth Piroska](PERSON) voted against it.",
        "Hungarian, family name first",
    ),
    ("[Mehmet Yıldıray Çetin](PERSON) blamed the bank.", "Turkish letters"),
    ("[Ayşe Gülbahar](PERSON) denied the charge.", "Turkish, two names"),
    ("[Chukwuemeka Okonjo-Eze](PERSON) won the seat.", "Igbo, hyphenated surname"),
    ("[Ngozi Adaobi Nwankwo](PERSON) urged calm.", "Igbo, three names"),
    (
        "[Keoni Kahananui](PERSON) and [Leilani Kaʻahumanu](PERSON) opposed the dam.",
        "Hawaiian okina",
    ),
    ("[Seán O'Brannigan](PERSON) resigned on Tuesday.", "Irish O'"),
    ("[Niamh O’Donovan](PERSON) took over as chair.", "Irish O with a curly apostrophe"),
    (
        "[Fergus McAllister](PERSON) and [Ewan MacRae](PERSON) argued for hours.",
        "Scottish Mc and Mac",
    ),
    ("[Robert Kessler Jr.](PERSON) beat [William Tate III](PERSON) in the vote.", "Jr. and III"),
    ("[J. K. Holloway](PERSON) wrote to the court.", "initials apart"),
    ("[R.K. Venkataramanan](PERSON) heads the panel.", "initials together"),
    (
        "[M. A. Jinnar](PERSON) said the canal would open in May.",
        "initials of a father's and a given name",
    ),
    ("Datuk Seri [Azlan Mohd Yusri](PERSON) launched the ferry.", "Malay Datuk Seri outside"),
    (
        "Tan Sri [Lim Kok Beng](PERSON) and Dato' [Hasnah Ismail](PERSON) met the sultan.",
        "Malay Tan Sri and Dato' outside",
    ),
    ("Dr. [Mirela Popovici](PERSON) treated the miners.", "Dr. outside"),
    ("Rev. [Samuel Adjei-Boateng](PERSON) led the march.", "Rev. outside"),
    ("Imam [Yahya Traoré](PERSON) called for peace.", "Imam outside"),
    ("Mullah [Abdul Wasim](PERSON) ordered the attack.", "Mullah outside"),
    ("Ayatollah [Reza Mousavizad](PERSON) warned the students.", "Ayatollah outside"),
    ("Sir [Edmund Harcastle](PERSON) opposed the sale.", "Sir outside"),
    ("Dame [Lucinda Pryce](PERSON) chaired the inquiry.", "Dame outside"),
    ("Lord [Penhallow](PERSON) said the treaty was dead.", "Lord outside"),
    ("Smt. [Lakshmi Narasimhan](PERSON) opened the school.", "Smt. outside"),
    ("[Md. Rafiqul Haque](PERSON) was arrested on Monday.", "Md. inside"),
    ("Begum [Shahida Akhtar](PERSON) attended the wedding.", "Begum before a name outside"),
    ("[Arumugam s/o Velan](PERSON) pleaded guilty.", "Tamil s/o"),
    ("The secretary-general, [Velan d/o Muru](PERSON), resigned.", "Tamil d/o behind a comma"),
    ("King [Hakon I](PERSON) led the troops.", "a ruler's number behind a title"),
    ("[Olav III](PERSON) ruled for nine years.", "a ruler's number that is nothing else"),
    ("[Olsen](PERSON) and I signed the letter.", "I is nobody's number"),
    ("[Lalthanmawia](PERSON) asked the council to wait.", "Mizo single name"),
    ("[D. S. Jayasinghe](PERSON) accused the union of lying.", "Sinhalese initials"),
    ("[Otgonbayar Batsaikhan](PERSON) visited the mine.", "Mongolian"),
    ("[Nino Kapanadze](PERSON) and [Giorgi Mchedlidze](PERSON) left the party.", "Georgian"),
    ("[Nurlan Abdykadyrov uulu](PERSON) was freed.", "Kyrgyz uulu"),
    ("[Ilham Mammad oglu Rzayev](PERSON) signed the deal.", "Azerbaijani oglu"),
    (
        "[Anna-Karin Sjögren](PERSON) met [Jean-Baptiste Lefèvre](PERSON).",
        "Swedish and French hyphens",
    ),
    ("[Mbali kaDlamini](PERSON) sued the newspaper.", "Zulu with a capital inside"),
    ("[Tāne Whakatau-Rangi](PERSON) spoke for the tribe.", "Maori macron"),
    ("[Sione Taufa'ahau](PERSON) greeted the sailors.", "Tongan apostrophe"),
    ("[Vladlen Petrovich Soromin](PERSON) fled the country.", "Russian patronymic"),
    ("[Oleksandra Shevchuk-Bondar](PERSON) reported the losses.", "Ukrainian double surname"),
    ("[Wolfgang von Trautenau](PERSON) owns the castle.", "German von"),
    ("[Giulia Della Roccia](PERSON) sold the company.", "Italian Della"),
    ("[François d'Aubrac](PERSON) defended the strike.", "French d'"),
    ("[Marie-Claire N'Diaye](PERSON) praised the nurses.", "Senegalese N'"),
    ("[Ts. Ganbaatar](PERSON) and [Ch. Otgonsuren](PERSON) left the party.", "Mongolian initials"),
    ("The envoy met [Lim Kok Beng](PERSON) on Monday.", "Malaysian Chinese, the model reads half"),
]


@pytest.mark.parametrize(("markup", "custom"), ROWS, ids=[custom for _, custom in ROWS])
def test_names(nlp: Language, markup: str, custom: str) -> None:
    example = parse_example(markup)
    found = {
        mention_span(doc, mention).text
        for doc in [nlp(example.text)]
        for mention in annotations(doc)["mentions"]
        if (mention["type"], mention["form"]) == ("PERSON", "name")
    }
    assert found == {example.text[span.start : span.end] for span in example.spans}, custom
