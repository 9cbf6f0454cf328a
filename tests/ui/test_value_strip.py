"""The strip of a span: its values with a key each, its links, and the same values for another span."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from annotator.session import Session
from annotator.settings import Settings
from annotator.store.events import events
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


async def on_claim(desk: Desk) -> None:
    await desk.press("end", "left", "e")


def usual(desk: Desk) -> list[str]:
    assert desk.choice is not None
    return [option.key for option in desk.choice.options if option.usual]


async def test_all_values_have_a_key_and_the_strip_stays(desk: Desk) -> None:
    await on_claim(desk)
    assert desk.choice is not None
    assert desk.choice.title == "c1 claim  zijn er tientallen doden gevallen"
    assert len(desk.options) == len(desk.choice.options) == 7 + 3 + 4 + 4 + 4 + 1 + 1
    assert desk.chosen == usual(desk) == ["q", "y", "T", "u", "i"]
    await desk.press("n", "e", "l")
    assert desk.values("claim") == {
        "claim_type": "event",
        "polarity": "neg",
        "cert_source": "CT",
        "cert_author": "PS",
        "reporting": "indirect",
    }
    assert desk.chosen == ["e", "n", "T", "l", "i"]
    assert usual(desk) == ["q", "y", "T", "u", "i"]
    await desk.press("enter")
    assert desk.choice is None
    assert desk.session.state.status == "todo"
    assert "c claim" in desk.footer
    assert len([e for e in events(desk.session.project) if e.operation == "attribute"]) == 3


async def test_what_an_annotator_chose_stands_out_in_strip_and_panel(desk: Desk) -> None:
    await on_claim(desk)
    await desk.press("n")
    strip = {text: style for line in desk.screen.choice_bar._lines for text, style in line}
    assert (strip["neg"].bold, strip["quantity"].bold, strip["pos"].bold) == (True, None, None)
    assert "·y pos ●n neg" in desk.screen.choice_bar.plain
    await desk.press("escape")
    panel = {text: style for line in desk.screen.panel._lines for text, style in line}
    assert panel["neg"].bold
    assert not panel["CT"].bold
    assert desk.info == "", "what was chosen is not taken back"
    assert desk.values("claim")["polarity"] == "neg"


async def test_what_follows_from_a_choice_does_not_stand_out(desk: Desk) -> None:
    await on_claim(desk)
    await desk.press("a", "b", "escape")
    assert desk.values("claim")["cert_source"] == desk.values("claim")["cert_author"] == "PR"
    line = next(line for line in desk.screen.panel._lines if any(text == "PR" for text, _ in line))
    first, second = [bool(style.bold) for text, style in line if text == "PR"]
    assert (first, second) == (False, True), "the source's certainty is the author's here"


async def test_an_optional_value_goes_with_its_own_key(desk: Desk) -> None:
    await on_claim(desk)
    await desk.press("z")
    assert desk.values("claim")["no_source"] == "yes"
    await desk.press("z")
    assert "no_source" not in desk.values("claim")
    await desk.press("q")
    assert desk.values("claim")["claim_type"] == "quantity", "what must be there stays"


async def test_a_link_has_a_number_and_its_values_behind_it(desk: Desk) -> None:
    await desk.press("e")
    assert desk.options["1"] == "attributed_to c1"
    await desk.press("1")
    assert desk.options == {"t": "true", "f": "false", "x": "take the link away"}
    assert desk.chosen == ["t"]
    await desk.press("f")
    (relation,) = desk.session.labels.relations.values()
    assert relation.value("explicit") == "false"
    assert desk.choice is not None
    assert desk.choice.title.startswith("s1 source")
    await desk.press("1", "x")
    assert desk.links == []
    assert "1" not in desk.options


async def test_a_move_closes_the_strip_and_is_made(desk: Desk) -> None:
    await on_claim(desk)
    before = desk.place
    await desk.press("left")
    assert desk.choice is None
    assert desk.place == (before[0], before[1] - 1)
    await desk.press("e", "n", "ctrl+z")
    assert desk.choice is None
    assert desk.values("claim")["polarity"] == "pos"
    await desk.press("e", "tab")
    assert desk.choice is None
    assert desk.session.active is not None
    await desk.press("e", "Q")
    assert desk.choice is not None
    assert desk.info == "Q is none of these (esc stops)"


async def test_the_same_values_again_for_another_span_of_that_label(desk: Desk) -> None:
    await on_claim(desk)
    await desk.press("n", "e", "enter")
    other = mark(desk.session, "claim", "Twee van hen zouden onthoofd zijn")
    logged = len(list(events(desk.session.project)))
    await desk.press("E")
    now = desk.session.labels.spans[other.id]
    assert (now.value("claim_type"), now.value("polarity")) == ("event", "neg")
    assert desk.info == "c1 as the last one: neg · event"
    assert len(list(events(desk.session.project))) == logged + 1
    await desk.press("ctrl+z")
    assert desk.session.labels.spans[other.id] == other


async def test_a_strip_opened_anew_begins_anew_and_every_label_has_its_own(desk: Desk) -> None:
    await on_claim(desk)
    await desk.press("n", "enter", "e", "e", "enter", "home", "right", "e", "f", "enter")
    assert desk.values("source")["source_type"] == "official"
    other = mark(desk.session, "claim", "Twee van hen zouden onthoofd zijn")
    await desk.press("E")
    now = desk.session.labels.spans[other.id]
    assert (now.value("claim_type"), now.value("polarity")) == ("event", "pos")


async def test_nothing_is_repeated_before_something_was_chosen(desk: Desk) -> None:
    await desk.press("o", "=", "E")
    assert desk.info == "source: no value chosen yet; choose one first"
    await desk.press("down", "E")
    assert desk.info == "No span here: go to a labelled word first"


async def test_another_annotators_labels_cannot_be_chosen(desk: Desk) -> None:
    other = Session(desk.session.project, "bob")
    other.open("a")
    mark(other, "claim", "zijn er tientallen doden gevallen")
    await desk.press("v", "e")
    assert desk.choice is None
    assert "read only" in desk.info
    await desk.press("E")
    assert "read only" in desk.info


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_strip_hides_nothing_of_the_sentence_in_focus(session: Session, size: tuple[int, int]) -> None:
    mark(session, "claim", "Twee van hen zouden onthoofd zijn")
    mark(session, "uncertainty_cue", "zouden")
    async with sit_down(session, size=size) as desk:
        last = len(session.stored.sentences) - 1
        await desk.press("ctrl+end", "up", "home", "down", "up")
        await desk.pilot.pause()
        before = desk.rows
        await desk.press("e")
        await desk.pilot.pause()
        bar = desk.screen.choice_bar
        free = desk.rows[: desk.screen.view.size.height - bar.rows]
        assert any("Twee van hen zouden" in row for row in free)
        assert any("c1" in row for row in free)
        assert any("u1" in row for row in free)
        assert bar.size.height == bar.rows == len(bar.plain.split("\n")) <= 11
        assert all(len(line) <= size[0] for line in bar.plain.split("\n"))
        await desk.press("escape")
        await desk.pilot.pause()
        assert desk.rows == before
        assert session.cursor.sentence == last - 1


async def test_without_colour_the_strip_says_the_same(desk: Desk) -> None:
    async with sit_down(desk.session, settings=Settings(no_color=True)) as bare:
        await on_claim(bare)
        await bare.press("n")
        assert "·y pos ●n neg" in bare.screen.choice_bar.plain
        styles = {text: style for line in bare.screen.choice_bar._lines for text, style in line}
        assert styles["neg"].bold
        assert styles["neg"].underline
        assert styles["pos"].dim
        assert not styles["indirect"].dim
