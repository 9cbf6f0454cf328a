"""Choosing with one key more: source entities, what is said of the sentence."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from annotator.session import Session
from tests.building import link, mark
from tests.ui.desk import Desk, sit_down


@pytest.fixture
async def desk(session: Session) -> AsyncIterator[Desk]:
    """The second sentence, with a claim, its source and the words that attribute; the cursor on the source."""
    claim = mark(session, "claim", "zijn er tientallen doden gevallen")
    source = mark(session, "source", "de politie")
    mark(session, "attribution_cue", "Volgens")
    link(session, "attributed_to", claim, source)
    session.cursor.place(1, 1)
    session.active = None
    async with sit_down(session) as found:
        yield found


async def test_a_source_is_named_as_it_stands_then_by_hand_then_again(desk: Desk) -> None:
    await desk.press("o")
    assert desk.options == {"=": "new: de politie", "+": "new: type its name", "0": "none"}
    await desk.press("=")
    assert [s.name for s in desk.session.labels.sources.values()] == ["de politie"]
    assert "= de politie" in desk.panel
    await desk.press("o", "+")
    assert desk.screen.prompt.plain.startswith(" name of the source: de politie")
    await desk.press("home")
    await desk.type("Kazachse ")
    await desk.press("enter")
    assert [s.name for s in desk.session.labels.sources.values()] == ["de politie", "Kazachse de politie"]
    assert desk.values("source")["entity"] == "e2"
    await desk.press("o")
    assert desk.options["1"] == "de politie"
    assert desk.chosen == ["2"]
    await desk.press("-")
    assert desk.screen.prompt.plain.startswith(" name of the source: Kazachse de politie")
    await desk.press("ctrl+w", *"marechaussee", "enter")
    assert desk.info == "source: Kazachse de marechaussee"
    assert desk.session.labels.sources["e2"].name == "Kazachse de marechaussee"
    await desk.press("o", "1")
    assert desk.values("source")["entity"] == "e1"
    await desk.press("o", "0")
    assert "entity" not in desk.values("source")


async def test_only_a_source_names_one(desk: Desk) -> None:
    await desk.press("home", "o")
    assert desk.choice is None
    assert desk.info == "Choose a source first: only a source names one"


async def test_the_entity_stands_in_the_strip_too(desk: Desk) -> None:
    await desk.press("e", "e", "=")
    assert desk.values("source")["entity"] == "e1"
    assert desk.choice is None


async def test_the_type_of_an_entity_is_corrected_behind_its_name(desk: Desk) -> None:
    await desk.press("o", "=", "o")
    assert desk.options["/"] == "its type: organisation"
    await desk.press("/")
    assert desk.choice is not None
    assert desk.choice.title == "what is de politie?"
    assert desk.chosen == ["o"]
    await desk.press("f")
    assert desk.info == "de politie: official"
    assert desk.session.labels.sources["e1"].source_type == "official"
    assert desk.values("source")["source_type"] == "official"


async def test_a_mention_with_known_words_says_whose_it_is(desk: Desk) -> None:
    await desk.press("o", "=")
    mark(desk.session, "source", "persbureau TASS")
    desk.session.rename_source(desk.session.labels.sources["e1"], "Groot Koerkamp")
    text = desk.session.stored.document.text
    desk.session.cursor.seek(text.index("Groot Koerkamp"))
    desk.session.cursor.take(((text.index("Groot Koerkamp"), text.index("Groot Koerkamp") + 14),))
    await desk.press("s")
    assert desk.info == "s1 source  Groot Koerkamp  = Groot Koerkamp"


async def test_what_is_said_of_the_sentence(desk: Desk) -> None:
    await desk.press("w")
    assert desk.chosen == ["0"]
    await desk.press("3", "y", "2", "r", "3")
    state = desk.session.state
    assert state.value("check_worthiness") == "FR"
    assert (state.confidence, state.role) == (2, "lead")
    assert "check_worthiness  FR" in desk.panel
    assert "fairly sure" in desk.panel
    assert "lead" in desk.panel
    await desk.press("w", "0", "y", "0", "r")
    assert desk.chosen == ["3"]
    await desk.press("0")
    assert desk.session.state.untouched


async def test_a_key_that_is_no_option_says_so_and_escape_stops(desk: Desk) -> None:
    await desk.press("w", "c")
    assert desk.info == "c is none of these (esc stops)"
    assert desk.choice is not None
    await desk.press("ctrl+z")
    assert desk.info == "^z is none of these (esc stops)"
    await desk.press("escape")
    assert desk.choice is None
    assert desk.info == "stopped"
    assert len(desk.spans) == 3


async def test_enter_leaves_it_as_it_is(desk: Desk) -> None:
    await desk.press("w", "enter")
    assert desk.choice is None
    assert desk.session.state.status == "todo"


async def test_without_a_span_there_is_nothing_to_choose(desk: Desk) -> None:
    await desk.press("down", "e")
    assert desk.choice is None
    assert desk.info == "No span here: go to a labelled word first"


@pytest.fixture
async def crowded(session: Session) -> AsyncIterator[Desk]:
    """A document with more sources than there are keys, at 80 by 24."""
    span = mark(session, "source", "TASS")
    for number in range(40):
        session.new_source(session.labels.spans[span.id], f"Een bron met een lange naam nummer {number:02}")
    session.cursor.seek(span.start)
    async with sit_down(session, size=(80, 24)) as found:
        yield found


async def test_a_choice_keeps_within_the_screen(crowded: Desk) -> None:
    session, desk = crowded.session, crowded
    session.set_attribute(next(iter(session.labels.spans.values())), "entity", "e1")
    await desk.press("o")
    await desk.pilot.pause()
    bar = desk.screen.choice_bar
    assert bar.size.height == len(bar.plain.split("\n")) <= 15
    assert len(desk.options) == 35
    assert all(f" {key} " in bar.plain for key in desk.options)
    await desk.pilot.resize_terminal(120, 40)
    await desk.pilot.pause()
    assert "nummer 29" in bar.plain
    assert "nummer 30" not in bar.plain


async def test_what_has_no_key_on_the_first_page_is_on_the_next(crowded: Desk) -> None:
    session, desk = crowded.session, crowded
    await desk.press("o")
    assert desk.choice is not None
    assert "2/2" in desk.screen.choice_bar.plain, "it opens where what is so stands"
    assert desk.chosen == ["a"]
    assert desk.options["1"].endswith("nummer 30")
    assert desk.footer.strip() == "⇥ more  esc stop"
    assert {"=", "+", "0"} <= desk.options.keys()
    await desk.press("tab")
    assert "1/2" in desk.screen.choice_bar.plain
    assert desk.options["1"].endswith("nummer 00")
    await desk.pilot.resize_terminal(120, 40)
    await desk.pilot.pause()
    assert desk.options["1"].endswith("nummer 00")
    await desk.press("tab", "3")
    (span,) = session.labels.spans.values()
    assert span.value("entity") == "e33"
