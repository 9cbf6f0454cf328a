"""Units proposed at a word: phrases, clauses, quotations, the sentence."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.tokens import tokenise
from annotator.text.units import Sentence, quotations


def sentence(text: str) -> Sentence:
    return Sentence(text, tokenise(text, 0, len(text)))


def at(found: Sentence, word: str) -> int:
    """The token that begins where a word first does."""
    start = found.text.index(word)
    return next(i for i, (s, _) in enumerate(found.tokens) if s == start)


def words(text: str, extent: tuple[tuple[int, int], ...]) -> str:
    return " … ".join(text[s:e] for s, e in extent)


PHRASES = [
    ("De burgemeester van Utrecht wil dat niet.", "burgemeester", "De burgemeester van Utrecht"),
    ("Dat zei minister Jetten van Klimaat en Energie gisteren.", "Jetten", "minister Jetten van Klimaat"),
    ("Volgens het Rode Kruis zijn er doden.", "Kruis", "het Rode Kruis"),
    ("Het Duitse dagblad Die Welt schrijft dat.", "dagblad", "Het Duitse dagblad Die Welt"),
    ("Een woordvoerder van het Openbaar Ministerie bevestigt dat.", "woordvoerder",
     "Een woordvoerder van het Openbaar Ministerie"),
    ("Hij hoorde het van de politie.", "politie", "de politie"),
    ("Volgens hem is het waar.", "hem", "hem"),
    ("De prijs steeg met 353 euro.", "euro", "353 euro"),
    ("Kamerlid Pieter Omtzigt vindt van niet.", "Omtzigt", "Kamerlid Pieter Omtzigt"),
    ("Dat melden twee bronnen aan persbureau Reuters.", "bronnen", "twee bronnen"),
    ("Volgens de politie reed de man te hard.", "politie", "de politie"),
    ("Ooggetuigen zagen een vuurbal.", "Ooggetuigen", "Ooggetuigen"),
    ("Een woordvoerder wees op de risico's.", "woordvoerder", "Een woordvoerder"),
    ("Volgens de gemeente vallen er bomen om.", "gemeente", "de gemeente"),
    ("Volgens minister Hermans vertrekt niemand.", "minister", "minister Hermans"),
    ("Een aantal gewonde agenten ligt er nog.", "agenten", "Een aantal gewonde agenten"),
    ("Hij reed in een gestolen auto weg.", "auto", "een gestolen auto"),
    ("Er ligt een regionaal plan klaar.", "plan", "een regionaal plan"),
    ("De drie verdachten zwegen lang.", "verdachten", "De drie verdachten"),
    ("Dat zegt directeur Mark de Boer van de school.", "Boer", "directeur Mark de Boer van de school"),
    ("Gisteren sprak Ursula von der Leyen in Gent.", "Leyen", "Ursula von der Leyen"),
    ("Minister Van Weel sprak in Gent.", "Minister", "Minister Van Weel"),
    ("Gisteren heeft Rusland de Oekraïense stad bestookt.", "Rusland", "Rusland"),
    ("Gisteren heeft Trump de NAVO bekritiseerd.", "Trump", "Trump"),
    ("Dat zegt prof. dr. Jerzy Sarnecki.", "Sarnecki", "prof. dr. Jerzy Sarnecki"),
    ("Een woordvoerder van het OM bevestigt dat.", "woordvoerder", "Een woordvoerder van het OM"),
    ("Zegt De Boer dat?", "Boer", "De Boer"),
    ("Het Russische persbureau TASS kwam ermee.", "Russische", "Het Russische persbureau TASS"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "phrase"), PHRASES)
def test_a_phrase_is_found_from_a_word_of_it(text: str, word: str, phrase: str) -> None:
    found = sentence(text)
    assert words(text, (found.extent(*next(found.phrases(at(found, word)))),)) == phrase


CLAUSES = [
    ("De minister zegt dat het tekort oploopt.", "tekort", "het tekort oploopt"),
    ("Volgens de politie is de dader gevlucht.", "dader", "is de dader gevlucht"),
    ("De dader is volgens de politie naar België gevlucht.", "dader", "De dader is … naar België gevlucht"),
    ("De brand is aangestoken, meldt de brandweer.", "brand", "De brand is aangestoken"),
    ("De brand is aangestoken, aldus de brandweer.", "brand", "De brand is aangestoken"),
    ("Het zwembad gaat dicht, maar de sporthal blijft open.", "sporthal", "de sporthal blijft open"),
    ("Het zwembad gaat dicht, maar de sporthal blijft open.", "zwembad", "Het zwembad gaat dicht"),
    ("Het is niet duidelijk of de man nog leeft.", "man", "de man nog leeft"),
    ('"Wij wisten van niets", zei de directeur.', "niets", "Wij wisten van niets"),
    ('"Wij wisten van niets", zei de directeur.', "directeur", "zei de directeur"),
    ("De trein was te laat, omdat er een storing was.", "trein", "De trein was te laat, omdat er een storing was"),
    ("Hij ontkent dat hij geld of goederen heeft aangenomen.", "geld", "hij geld of goederen heeft aangenomen"),
    ("Hij zegt dat zijn cliënt niets wist.", "cliënt", "zijn cliënt niets wist"),
    ("In 2023 waren het er 1,5 miljoen (-2,6%).", "waren", "In 2023 waren het er 1,5 miljoen (-2,6%)"),
    ("Er vielen twee doden en zijn veel gewonden.", "doden", "Er vielen twee doden"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "word", "clause"), CLAUSES)
def test_a_clause_is_found_from_a_word_of_it(text: str, word: str, clause: str) -> None:
    found = sentence(text)
    assert words(text, next(found.clauses(at(found, word)))) == clause


def test_a_source_that_is_labelled_says_where_the_attribution_ends() -> None:
    text = "Volgens de beste kenners ter wereld komt het goed."
    found = sentence(text)
    start = text.index("de beste")
    labelled = (start, text.index(" komt"))
    assert words(text, next(found.clauses(at(found, "goed"), [labelled]))) == "komt het goed"


def test_later_clauses_are_smaller_then_the_sentence() -> None:
    text = "Doden bij brand in Delft, politie zoekt getuigen."
    found = sentence(text)
    proposed = [words(text, clause) for clause in found.clauses(at(found, "getuigen"))]
    assert proposed[0] == text[:-1]
    assert proposed[1] == "politie zoekt getuigen"


def marks(text: str) -> list[tuple[int, int]]:
    found = sentence(text)
    return [found.tokens[i] for i in range(len(found.tokens)) if found.quote_mark(i)]


@pytest.mark.parametrize(
    ("text", "word", "quotes"),
    [
        ("Hij zei: \"De 'vredesmacht' komt.\" Daarna ging hij.", "vredesmacht",
         ["'vredesmacht'", "\"De 'vredesmacht' komt.\""]),
        ("“Eerste zin. Tweede zin.” Derde.", "Tweede", ["“Eerste zin. Tweede zin.”"]),
        ("„Zo is het”, zei ze.", "zei", []),
        ("„Zo is het”, zei ze.", "is", ["„Zo is het”"]),
        ("De foto's van auto's.", "auto's", []),
        ('Een "losse opening zonder eind.', "losse", []),
    ],
)  # fmt: skip
def test_quotations_the_innermost_first(text: str, word: str, quotes: list[str]) -> None:
    place = text.find(word)
    found = quotations(text, marks(text), place)
    assert [words(text, extent) for extent in found] == quotes


def test_the_sentence_goes_without_its_marks() -> None:
    found = sentence('"Dat kost 5%."')
    assert found.text[slice(*found.extent(*found.without_end()))] == "Dat kost 5%"


@given(st.text(alphabet="aBc dat of en , . ; : \" ' “ ” volgens van de 1 zei \u0301\U0001f600", max_size=80))
def test_every_unit_lies_on_tokens_and_holds_together(text: str) -> None:
    found = sentence(text)
    edges = {s for s, _ in found.tokens} | {e for _, e in found.tokens}
    for index in range(len(found.tokens)):
        extents = [(found.extent(*phrase),) for phrase in found.phrases(index)]
        extents += list(found.clauses(index)) + quotations(text, marks(text), found.tokens[index][0])
        extents.append((found.extent(*found.without_end()),))
        for extent in extents:
            assert extent
            flat = [place for part in extent for place in part]
            assert flat == sorted(flat)
            assert set(flat) <= edges
            assert all(s < e for s, e in extent)
            assert all(one[1] < other[0] for one, other in pairwise(extent))
    starts = found.starts()
    assert starts == sorted(set(starts))


def test_a_long_sentence_holds_nobody_up() -> None:
    found = sentence("de politie van Almaty, " * 3000 + "zegt dat het regent.")
    assert len(found.starts()) > 9000
    first = next(found.clauses(4000))
    assert words(found.text, first).endswith("Almaty")
