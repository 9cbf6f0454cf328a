"""The list of cues: its notation, and that every line of it says something."""

from __future__ import annotations

import pytest

from annotator.errors import AnnotatorError
from annotator.suggest import lexicon
from annotator.suggest.word_lists import any_of, words
from annotator.text.cue_list import Piece, entries, expanded, worded
from annotator.text.cues import RELIABILITY, cues_in, found_in, lowered


def test_groups_and_options_are_spelt_out() -> None:
    assert expanded("(a|b)( c)? d") == ["a d", "a c d", "b d", "b c d"]
    assert expanded("x|y z") == ["x", "y z"]
    assert expanded("(a|(b|c) d) <!e|f>") == ["a <!e|f>", "b d <!e|f>", "c d <!e|f>"]
    with pytest.raises(AnnotatorError, match="closes a group"):
        expanded("a) b")


def test_a_wording_has_pieces_gaps_and_neighbours() -> None:
    found = worded("<!geen|zo> niet ~ uit <(te)> … sluiten <!van>".replace("(te)", "te"))
    assert [piece.words for piece in found.pieces] == ["niet", "uit te", "sluiten"]
    assert found.gaps == (3, 14)
    assert found.not_before == ("geen", "zo")
    assert found.not_after == ("van",)


def test_what_stands_in_angles_is_no_part_of_the_cue() -> None:
    assert worded("<het> vermoeden <dat>").pieces == (Piece("het vermoeden dat", 4, 13),)
    assert worded("erop <dat>").pieces == (Piece("erop dat", 0, 4),)
    assert worded("kan … <oplopen>").pieces[1] == Piece("oplopen", 7, 7)


def test_every_line_has_its_columns_and_rules_that_there_are() -> None:
    known = {*lexicon.RULES, "colon"}
    names = [(entry.kind, entry.name) for entry in entries()]
    assert len(names) == len(set(names)) > 300
    for entry in entries():
        assert entry.kind in ("uncertainty", "attribution"), entry
        assert entry.reliable in RELIABILITY, entry
        assert set(entry.rules) <= known, entry
        assert all(any(p.first < p.last for p in worded(flat).pieces) for flat in expanded(entry.expression)), entry


def test_the_values_are_those_of_the_scheme() -> None:
    from annotator.scheme.definition import DEFAULT_SCHEME
    from annotator.scheme.read import read_scheme
    from annotator.session.making import find_scheme

    scheme = read_scheme(*find_scheme(DEFAULT_SCHEME))[0]
    allowed = {
        (span.name, attribute.name): set(attribute.names) for span in scheme.span for attribute in span.attribute
    }
    for label, attributes, _, _ in lexicon.lines().values():
        for attribute in attributes:
            assert attribute.value in allowed[label, attribute.name]


def test_the_example_of_every_line_that_is_on_is_found_by_it() -> None:
    from annotator.resources import schema_file

    lines = schema_file("cues", "nl-cues.tsv").read_text(encoding="utf-8").split("\n")
    for entry in entries():
        if entry.reliable != "low":
            example = lines[entry.number - 1].split("\t")[6]
            found = [one.rule.partition(":")[0] for one in lexicon.suggest(example, [(0, len(example))])]
            assert entry.name.partition(":")[0] in found, (entry.name, example, found)


def test_lowering_moves_no_offset() -> None:
    text = "İSTANBUL: zo’n\u00a0TIEN ẞ"
    assert len(lowered(text)) == len(text)
    assert "zo'n tien" in lowered(text)


def test_a_cue_ends_at_the_edge_of_its_sentence_and_of_its_word() -> None:
    text = "dat is niet. duidelijk zou-den mogelijkheden auto'mogelijk niet-mogelijk"
    assert not list(found_in(text, [(0, 12), (13, len(text))]))


def test_a_longer_wording_past_the_sentence_hides_no_shorter_one() -> None:
    text = "Dat kan niet uit te sluiten zijn"
    (one,) = found_in(text.lower(), [(0, 7)])
    assert one.extent == ((4, 7),)


def test_cues_of_a_sentence_come_with_their_gaps() -> None:
    text = "Kop. Het leger riep met luidsprekers op te gaan."
    (cue, *_) = cues_in(text, 5, len(text))
    assert [text[start:end] for start, end in cue.extent] == ["riep", "op"]


def test_word_lists() -> None:
    assert "sommige maatstaven" in words("rule_alone")
    assert any_of("speaker").startswith("(?:burgemeester|")
