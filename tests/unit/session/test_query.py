"""The language of a search: what each form means, and what is said of a slip."""

from __future__ import annotations

import pytest

from annotator.session.query import MOST, Query, QueryError, Term, checked, parsed
from annotator.text.folding import says
from tests.building import nl_fact


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("zou", [Term("words", "zou")]),
        ("Zou  moeten", [Term("words", "Zou"), Term("words", "moeten")]),
        ('"niet duidelijk" zou', [Term("words", "niet duidelijk"), Term("words", "zou")]),
        ("“niet duidelijk”", [Term("words", "niet duidelijk")]),
        ('"niet duid', [Term("words", "niet duid")]),
        ("zou*", [Term("words", "zou", prefix=True)]),
        ('"van de mi"*', [Term("words", "van de mi", prefix=True)]),
        ("-zou", [Term("words", "zou", negated=True)]),
        ("- zou", [Term("words", "zou")]),
        ("anti-terreur", [Term("words", "anti-terreur")]),
        ("zo'n 's", [Term("words", "zo'n"), Term("words", "'s")]),
        ("12:30", [Term("words", "12:30")]),
        ("http://nos.nl", [Term("words", "http://nos.nl")]),
        ("minister:", [Term("words", "minister:")]),
        ("label:claim", [Term("label", "claim")]),
        ("LABEL:claim", [Term("label", "claim")]),
        ("-label:claim", [Term("label", "claim", negated=True)]),
        ('text:"de politie"', [Term("text", "de politie")]),
        ("tekst:pol*", [Term("text", "pol", prefix=True)]),
        ("attr:cue_type=reportative", [Term("attr", "reportative", "cue_type")]),
        ("kenmerk:cue_type", [Term("attr", "*", "cue_type")]),
        ("attr:cue_type=", [Term("attr", "*", "cue_type")]),
        ("relatie:hedges", [Term("relation", "hedges")]),
        ("status:Klaar", [Term("status", "done")]),
        ("status:flagged", [Term("status", "flagged")]),
        ("comment:*", [Term("comment", "*")]),
        ("bron:tass", [Term("source", "tass")]),
        ("document:nos-*", [Term("document", "nos-", prefix=True)]),
        ("van:bert", [Term("by", "bert")]),
        ('*  ""  -', []),
    ],
)
def test_what_is_read(text: str, terms: list[Term]) -> None:
    assert parsed(text) == Query(tuple(terms))


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("labl:claim", "no_such.near", "there is no field 'labl' – did you mean label"),
        ("label:clam", "no_such.near", "there is no label 'clam' – did you mean claim"),
        ("label:xyz", "no_such", "there is no label 'xyz' – there are: claim, "),
        ("relation:hedge", "no_such.near", "did you mean hedges"),
        ("status:flaged", "no_such.near", "did you mean flagged"),
        ("attr:cuetype=x", "no_such.near", "there is no attribute 'cuetype' – did you mean cue_type"),
        ("attr:cue_type=reported", "no_such.near", "there is no value 'reported' – did you mean reportative"),
        ("attr:=x", "no_such", "there is no attribute ''"),
        ("label:", "empty", "nothing stands after label:"),
        ('text:""', "empty", "nothing stands after text:"),
        ("...", "wordless", "'...' has no letters or digits"),
        ("text:...", "wordless", "'...' has no letters or digits"),
        ("-by:anna", "by", "cannot be negated"),
        ("a " * (MOST + 1), "many", f"more than {MOST} words"),
    ],
)
def test_a_slip_is_told_with_what_there_is(text: str, code: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        checked(parsed(text), nl_fact()[1])
    assert caught.value.code == code
    assert said in str(caught.value)
    assert caught.value.remedy


def test_names_of_the_scheme_are_accepted() -> None:
    scheme = nl_fact()[1]
    for span in scheme.span:
        checked(parsed(f"label:{span.name}"), scheme)
        for attribute in span.attribute:
            for value in attribute.names:
                checked(parsed(f"attr:{attribute.name}={value}"), scheme)
    for label in scheme.sentence_label:
        checked(parsed(f"attr:{label.name}={label.names[0]}"), scheme)


@pytest.mark.parametrize(
    ("text", "words", "prefix", "there"),
    [
        ("De Coördinatie", "coordinatie", False, True),
        ("zouden", "zou", False, False),
        ("zouden", "zou", True, True),
        ("is niet duidelijk", "niet duidelijk", False, True),
        ("niet zo duidelijk", "niet duidelijk", False, False),
        ("is niet duidelijker", "niet duid", True, True),
        ("een-twee", "twee", False, True),
        ("", "een", False, False),
        ("een", "", False, False),
    ],
)
def test_whether_a_text_says_it(text: str, words: str, prefix: bool, there: bool) -> None:
    assert says(text, words, prefix) is there
