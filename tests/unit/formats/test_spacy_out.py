"""What the spaCy export does before spaCy sees it: words, sentences that count, categories, and the extra missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.formats import losses, spacy_out
from annotator.formats.spacy_out import _by_sentence, _categories, _Stretch, _worked_on
from annotator.formats.writing import Labelled
from annotator.model import Attribute, Layer, Part, SentenceState
from annotator.session.exporting import Asked, export
from annotator.store import Project
from tests.building import nl_fact
from tests.unit.formats.written_files import labelled, span

SCHEME = nl_fact()[1]
TEXT = "  Er  is brand.\n\nDe politie zwijgt. 🔥 Ja\u00a0hoor.  \n"


def words(found: Labelled) -> _Stretch:
    return _Stretch.of(found, 0, len(found.document.text), (each for tokens in found.tokens for each in tokens))


def told(stretch: _Stretch) -> Iterator[str]:
    for word, spaced in zip(stretch.words, stretch.spaces, strict=True):
        yield word + " " * spaced


@pytest.mark.parametrize("text", [TEXT, "Ja.", " a", "a ", "a   b\t c\n\n", "\u3000a\r b", "zo'n 18-jarige (zei hij)…"])
def test_words_and_spaces_give_the_text_back(text: str) -> None:
    found = labelled(text)
    stretch = words(found)
    assert "".join(told(stretch)) == found.document.text
    assert "" not in stretch.words
    assert [text[at : at + len(word)] for at, word in zip(stretch.at, stretch.words, strict=True)] == stretch.words
    assert {(a, a + len(w)) for a, w in zip(stretch.at, stretch.words, strict=True)} >= {
        place for tokens in found.tokens for place in tokens
    }


def test_a_single_space_belongs_to_the_word_before_it() -> None:
    stretch = words(labelled("Er  is brand.\n\nJa."))
    assert list(told(stretch)) == ["Er ", " ", "is ", "brand", ".", "\n\n", "Ja", "."]
    assert [word for word, begins in zip(stretch.words, stretch.begins, strict=True) if begins] == ["Er", "Ja"]


def test_a_part_of_a_text_has_the_words_of_that_part() -> None:
    found = labelled("Er is brand. De politie zwijgt.")
    second = found.sentences[1]
    stretch = _Stretch.of(found, second.start, second.end, found.tokens[1])
    assert stretch.words == ["De", "politie", "zwijgt", "."]
    assert stretch.words_of(span(found.document.text, "s", "source", "litie")) == (1, 2)
    assert stretch.words_of(span(found.document.text, "s", "source", "De politie")) == (0, 2)


def test_sentences_that_count() -> None:
    one = [span("Er is brand.", "c", "claim", "Er is brand")]
    worth = (Attribute("check_worthiness", "FR"),)
    assert _worked_on(SentenceState(0, "done"), [])
    assert _worked_on(SentenceState(0), one)
    assert _worked_on(SentenceState(0, "skipped", worth), [])
    assert not _worked_on(SentenceState(0), [])
    assert not _worked_on(SentenceState(0, "flagged"), [])
    assert not _worked_on(SentenceState(0, "skipped"), one)


def test_categories_are_those_that_are_known() -> None:
    cue = [span("Mogelijk.", "u", "uncertainty_cue", "Mogelijk")]
    assert _categories(SCHEME, SentenceState(0), []) == {}
    assert _categories(SCHEME, SentenceState(0), cue) == {"uncertain": 1.0}
    assert _categories(SCHEME, SentenceState(0, "done"), cue) == {"uncertain": 1.0, "has_claim": 0.0}
    worth = SentenceState(0, "todo", (Attribute("check_worthiness", "FR"),))
    assert _categories(SCHEME, worth, []) == {
        f"check_worthiness={name}": float(name == "FR") for name in SCHEME.sentence_labels["check_worthiness"].names
    }
    strange = SentenceState(0, "todo", (Attribute("check_worthiness", "?"),))
    assert _categories(SCHEME, strange, [])["check_worthiness=?"] == 1.0


def test_a_span_is_in_every_sentence_it_touches_and_not_in_one_between_its_pieces() -> None:
    text = "Een. Twee. Drie."
    both = span(text, "q", "quote", "Een. Twee")
    pieces = span(text, "p", "quote", "Een", "Drie")
    assert [[s.id for s in each] for each in _by_sentence(labelled(text), Part(spans=(both, pieces)))] == [
        ["q", "p"], ["q"], ["p"]
    ]  # fmt: skip


@pytest.mark.parametrize("name", spacy_out.NOT_HELD)
def test_what_is_left_out_can_be_counted(name: str) -> None:
    assert name in losses.KINDS


def test_without_spacy_nothing_is_made_and_the_remedy_is_said(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(UsageError, match=r"pip install 'factcheck-annotator\[spacy\]'"):
        export(project, Asked("spacy"), tmp_path / "out")
    assert list(tmp_path.glob("out*")) == []


def test_a_layer_is_named_and_none_is_none() -> None:
    found = labelled("Ja.", (Layer("gold", "gold", 2), Part()))
    assert spacy_out._whose(found, found.layers[0][0]) == {"key": "a", "annotator": "gold", "kind": "gold", "pass": 2}
    assert spacy_out._whose(found, None) == {"key": "a", "annotator": None, "kind": None, "pass": None}
