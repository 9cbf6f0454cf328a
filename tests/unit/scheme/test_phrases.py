"""Words and phrases of a scheme in a text: whole words, endings, gaps, and clauses that do not count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.scheme.phrases import ends_in, has_number, has_word, main_clause, words_in


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("Er is Geen brand", "geen", True),
        ("het algemeen belang", "geen", False),
        ("liet gisteren weten", "liet weten", False),
        ("liet weten", "liet weten", True),
        ("liet gisteren weten", "liet … weten", True),
        ("weten ze niet dat hij liet", "liet … weten", False),
        ("de orde gaat herstellen", "gaat *en", True),
        ("de orde gaat en herstelt", "gaat *en", False),
        ("hij gaat de orde nu herstellen", "gaat … *en", True),
        ("zou worden geschoten", "zou *", True),
        ("hij zou", "zou *", False),
        ("auto's", "auto", False),
        ("De minister: nee", ":", True),
        ("", "geen", False),
    ],
)
def test_words_and_phrases(text: str, phrase: str, there: bool) -> None:
    assert has_word(text, ("nergens anders", phrase)) is there


@pytest.mark.parametrize(
    ("text", "phrase", "there"),
    [
        ("een vredesmacht gaat herstellen", "*en", True),
        ('een inzet "om te stabiliseren".', "te *en", True),
        ("te zien, omdat er mist was", "te *en", False),
        ("er geschoten zou worden", "zou worden", True),
        ("er zou worden geschoten", "zou worden", False),
        ("en", "*en", False),
        ("gaan … *en", "gaan … *en", False),
        ("Ze gaan morgen de orde herstellen", "gaan … *en", True),
        ("", "*", False),
    ],
)
def test_what_a_text_ends_in(text: str, phrase: str, there: bool) -> None:
    assert ends_in(text, (phrase,)) is there


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Er is veel te zien, omdat er geen mist was", "er is veel te zien"),
        ("Er is veel te zien omdat er geen mist was", "er is veel te zien"),
        ("Omdat er mist was, is er niets te zien", "is er niets te zien"),
        ("Omdat niemand iets zag", "omdat niemand iets zag"),
        ("Er was, omdat het mistte, niets te zien", "er was niets te zien"),
        ("Er was niets te zien", "er was niets te zien"),
    ],
)
def test_the_main_clause(text: str, kept: str) -> None:
    assert " ".join(main_clause(text, ("omdat", "doordat"))) == kept


def test_words_in_a_clause_that_does_not_count() -> None:
    text = "Er is veel te zien, omdat er geen mist was"
    assert has_word(text, ("geen",))
    assert not has_word(text, ("geen",), ("omdat",))


def test_numbers_in_digits_and_words() -> None:
    assert [has_number(text) for text in ("3 doden", "Drie doden", "doden", "de driehoek")] == [
        True,
        True,
        False,
        False,
    ]


WORDS = st.lists(st.sampled_from(["er", "zou", "geen", "omdat", "worden", "mensen", ","]), max_size=9).map(" ".join)


@given(WORDS, WORDS)
def test_a_phrase_of_a_text_is_found_in_it_and_a_text_ends_in_its_end(before: str, phrase: str) -> None:
    text = f"{before} {phrase}"
    if words_in(phrase):
        plain = " ".join(words_in(phrase))
        assert has_word(text, (plain,))
        assert ends_in(text, (plain,))
        assert has_word(text, (plain.replace(" ", " … "),)), "what stands together also stands with a gap"


@given(WORDS)
def test_the_main_clause_is_a_part_of_the_text_and_never_all_of_it_gone(text: str) -> None:
    kept, words = main_clause(text, ("omdat",)), iter(words_in(text))
    assert all(word in words for word in kept), "in the same order"
    assert bool(kept) or not words_in(text) or text.lstrip(" ,").startswith("omdat")
