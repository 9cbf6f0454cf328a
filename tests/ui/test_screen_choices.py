"""Choosing with one key more: attributes, source entities, what is said of the sentence."""

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


async def test_an_attribute_then_its_value(desk: Desk) -> None:
    await desk.press("end", "left", "e")
    assert desk.choice is not None
    assert desk.choice.title == "c1 claim  zijn er tientallen doden gevallen"
    assert {"t", "p", "s", "a", "r", "n", "1"} == set(desk.options)
    assert desk.footer.strip() == "esc stop"
    await desk.press("t")
    assert desk.choice.title == "c1 type"
    assert desk.chosen == ["4"]
    assert desk.options["1"] == "prediction"
    await desk.press("1")
    assert desk.choice is None
    assert desk.values("claim")["claim_type"] == "prediction"
    assert "prediction" in desk.panel
    assert "c claim" in desk.footer


async def test_what_an_annotator_chose_stands_out_and_stays(desk: Desk) -> None:
    await desk.press("end", "left", "e", "p", "2")
    styles = {text: style for line in desk.screen.panel._lines for text, style in line}
    assert styles["neg"].bold
    assert not styles["CT"].bold
    await desk.press("end", "left", "e", "1", "x")
    assert desk.links == []
    assert desk.values("claim")["polarity"] == "neg"


async def test_an_optional_attribute_can_be_taken_away(desk: Desk) -> None:
    await desk.press("end", "left", "e", "1", "x", "e", "n")
    assert desk.options["0"] == "none"
    assert desk.chosen == ["0"]
    await desk.press("1")
    assert "no_source" in desk.values("claim")
    assert "no_source" in desk.panel
    await desk.press("e", "n", "0")
    assert "no_source" not in desk.values("claim")


async def test_a_link_has_attributes_too(desk: Desk) -> None:
    await desk.press("e")
    assert desk.options["1"].startswith("attributed_to")
    await desk.press("1")
    assert desk.options["x"] == "take the link away"
    wanted = next(key for key, text in desk.options.items() if "false" in text)
    await desk.press(wanted)
    (relation,) = desk.session.labels.relations.values()
    assert relation.value("explicit") == "false"
    assert "explicit" in desk.panel
    await desk.press("e", "1", "x")
    assert desk.links == []


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


async def test_the_entity_is_also_an_attribute(desk: Desk) -> None:
    await desk.press("e", "e", "=")
    assert desk.values("source")["entity"] == "e1"


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


async def test_a_choice_keeps_within_the_screen(session: Session) -> None:
    span = mark(session, "source", "TASS")
    for number in range(30):
        session.new_source(session.labels.spans[span.id], f"Een bron met een lange naam nummer {number:02}")
    session.cursor.seek(span.start)
    async with sit_down(session, size=(80, 24)) as desk:
        await desk.press("o")
        await desk.pilot.pause()
        bar = desk.screen.choice_bar
        assert bar.size.height == len(bar.plain.split("\n")) <= 15
        assert len(desk.options) == 34
        assert all(f" {key} " in bar.plain for key in desk.options)
        await desk.pilot.resize_terminal(120, 40)
        await desk.pilot.pause()
        assert "nummer 29" in bar.plain
