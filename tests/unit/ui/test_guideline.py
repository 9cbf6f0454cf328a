"""The guideline of a label as lines: nothing of the scheme's text is lost, nothing is wider than there is room."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from annotator.scheme.definition import SpanDef
from annotator.session.guiding import Casebook
from annotator.text.safe import safe
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.guideline import Guide, Leaf, page_lines, paragraph
from annotator.ui.widgets.painted import Words
from annotator.ui.widgets.palette import Palette
from annotator.words import Say
from tests.building import nl_fact

SCHEME = nl_fact()[1]
LOOKS = Looks(Palette({span.name: span.colour for span in SCHEME.span}))
BOOK = Casebook(SCHEME)
NAMES = [*SCHEME.spans, *SCHEME.sentence_labels]


def leaf(name: str, language: str = "nl", width: int = 35, sentence: str = "") -> Leaf:
    return Guide(SCHEME, Say(language), LOOKS, width).leaf(name, BOOK.ranked(sentence))


def plain(lines: list[Words]) -> str:
    """The words of lines, with one space between them."""
    return " ".join(" ".join("".join(text for text, _ in line) for line in lines).split())


ONE, OTHER = Style(bold=True), Style(italic=True)


@given(
    st.lists(st.tuples(st.text("ab é漢[].", max_size=12), st.sampled_from([ONE, OTHER])), max_size=6),
    st.integers(8, 40),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_a_paragraph_keeps_its_words_with_their_styles_in_its_width(
    line: Words, width: int, first: int, rest: int
) -> None:
    found = paragraph(line, width, first, rest)
    given_ = [(char, style) for text, style in line for char in safe(text) if char != " "]
    assert [(c, style) for drawn in found for text, style in drawn for c in text if c != " "] == given_
    for drawn in found:
        text = "".join(text for text, _ in drawn)
        assert cell_len(text) <= width or " " not in text.strip()


def test_pieces_without_a_space_between_them_are_not_parted() -> None:
    found = paragraph([("aaa [bbb", ONE), ("]", OTHER), (". cc", ONE)], 8)
    assert ["".join(text for text, _ in line) for line in found] == ["aaa", "[bbb].", "cc"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("width", [35, 79])
def test_the_whole_guideline_is_there_in_its_width(name: str, language: str, width: int) -> None:
    shown = leaf(name, language, width)
    words = plain(shown.lines)
    found = SCHEME.spans.get(name) or SCHEME.sentence_labels[name]
    wanted = [found.rule.say(language)]
    wanted += [piece for e in found.example for piece in (e.text, e.note.say(language))]
    if isinstance(found, SpanDef):
        wanted += [rule.say(language) for a in found.attribute if (rule := a.rule)]
        links = [r for r in SCHEME.relation if name in (r.head, r.tail)]
        wanted += [piece for r in links for piece in (r.rule.say(language), *(e.text for e in r.example))]
    wanted += [piece for e in SCHEME.guideline for piece in (e.text, e.note.say(language))]
    for text in wanted:
        assert " ".join(text.split()) in words
    assert all(sum(cell_len(text) for text, _ in line) <= width for line in shown.lines)


def test_marked_words_of_its_own_examples_have_the_labels_accent() -> None:
    accent = LOOKS.label("claim")
    marked = " ".join(text.strip() for line in leaf("claim").lines for text, style in line if style == accent)
    for example in SCHEME.spans["claim"].example:
        for words in re.findall(r"\[[^\]]*\]", example.text):
            assert words in marked


def test_what_fits_the_sentence_comes_before_the_examples() -> None:
    words = plain(leaf("claim", sentence="Hij zou dat hebben gezegd.").lines)
    assert words.index("Bij deze zin") < words.index("[zou]") < words.index("Voorbeelden")
    assert "Bij deze zin" not in plain(leaf("claim", sentence="Het is er.").lines)


def test_an_unknown_label_has_no_guideline() -> None:
    assert leaf("nothing").lines == []


@given(st.integers(2, 60), st.sampled_from(NAMES))
def test_turning_shows_every_line_and_comes_back(height: int, name: str) -> None:
    shown = leaf(name)
    at, seen = 0, set(range(height))
    while (then := shown.turned(at, height, 1)) != at:
        assert at < then <= at + height
        at = then
        seen |= set(range(at, at + height))
    assert seen >= set(range(len(shown.lines)))
    while at:
        before = shown.turned(at, height, -1)
        assert max(0, at - height) <= before < at
        at = before


@pytest.mark.parametrize("beside", [True, False])
def test_a_page_has_its_rows(beside: bool) -> None:
    shown = leaf("claim").lines[:6]
    rows = 10 if beside else 7
    page = page_lines("claim", ONE, shown, [("i", "sluit")], (False, True), LOOKS, 35, rows, beside)
    assert len(page) == rows
    words = plain(page)
    assert "↓" in words
    assert "↑" not in words
    assert "i sluit" in words
