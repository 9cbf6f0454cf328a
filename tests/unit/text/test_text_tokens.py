from __future__ import annotations

import pytest

from annotator.text import TOKENISER, tokenise


def tokens(text: str) -> list[str]:
    return [text[start:end] for start, end in tokenise(text, 0, len(text))]


def test_the_name_is_stored_with_documents() -> None:
    assert TOKENISER == "nl-tokens/1"


@pytest.mark.parametrize(
    "word",
    ["auto's", "lpg-prijs",
     "17.45", "zo'n", "zo’n", "A27", "J.P.", "d.w.z.", "1.234,56", "20%", "dr.", "'s", "’t", "d'r",
     "Oost-Vlaanderen", "www.nos.nl", "https://nos.nl/l/1?x=1&y=2", "tips@nu.nl", "@NOS", "#formatie", "km/u", "en/of",
     "CD&V", "N-VA", "'60", "(tbs-)behandeling", "medewerker(s)", "-ie", "mond-", "...", "…", "--", "J.Ensor", "sp.a",
     "cafe\u0301s", "ge\u00addeeld", "👨‍👩‍👧", "🇳🇱", "1️⃣", "20:15", "2-1", "e.d.", "e-mail"],
)  # fmt: skip
def test_one_token(word: str) -> None:
    text = f"het {word} en"
    assert tokens(text) == ["het", word, "en"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dat is zo.", "Dat is zo ."),
        ('"Nee", zei hij.', '" Nee " , zei hij .'),
        ("‘Ja’ (nee).", "‘ Ja ’ ( nee ) ."),
        ("'Tientallen doden'", "' Tientallen doden '"),
        ("Het kost € 5 (of €6).", "Het kost € 5 ( of € 6 ) ."),
        ("mond- en klauwzeer", "mond- en klauwzeer"),
        ("appels, peren enz.", "appels , peren enz."),
        ("op nr. 5 en no. Dat", "op nr. 5 en no . Dat"),
        ("Kijk op www.nos.nl.", "Kijk op www.nos.nl ."),
        ("de VS.", "de VS ."),
        ("2004-...", "2004-..."),
        ("Wat?! Nee!", "Wat ? ! Nee !"),
        ("om 's avonds", "om 's avonds"),
        ("(-2,6%)", "( -2,6% )"),
        ("goed/slecht, 1,2 en 3", "goed/slecht , 1,2 en 3"),
    ],
)
def test_sentence(text: str, expected: str) -> None:
    assert tokens(text) == expected.split(" ")


def test_offsets_are_absolute_and_stay_inside() -> None:
    assert tokenise("Een zin. Nog een zin.", 9, 21) == [(9, 12), (13, 16), (17, 20), (20, 21)]
    assert tokenise("abc", 1, 2) == [(1, 2)]
    assert tokenise("abc", 2, 2) == []
