"""The mouse as a terminal reports it: a click puts the cursor, a drag selects, a lane or a hint is picked."""

from __future__ import annotations

from tests.pty.conftest import exported, labelled
from tests.pty.terminal import Terminal


def opened(db: str) -> Terminal:
    return Terminal("open", "--db", db, "--annotator", "anna")


def test_a_click_puts_the_cursor_and_a_label_key_labels(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.click(*screen.cell_of("doden"))
        screen.at("doden")
        screen.send("c")
        screen.shows("c1 claim", "┗c1")
        screen.quiet()
        screen.click(*screen.cell_of("ooggetuigen"))
        screen.at("ooggetuigen", "5/47")
        screen.send("s", "ctrl+q")
        assert screen.ended() == 0
    assert labelled(exported(demo)[0]) == [("claim", "doden"), ("source", "ooggetuigen")]


def test_a_drag_selects_and_the_label_key_may_be_in_the_same_packet(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.drag(screen.cell_of("tientallen"), screen.cell_of("Kazachse"))
        screen.send("c")
        screen.shows("c1 claim", "┗c1")
        screen.quiet()
        screen.drag(screen.cell_of("Kazachse"), screen.cell_of("doden in"))
        screen.send("q", "ctrl+q")
        assert screen.ended() == 0
    assert labelled(exported(demo)[0]) == [("claim", "tientallen doden in Kazachse"), ("quote", "doden in Kazachse")]


def test_a_lane_and_a_hint_are_picked_with_the_mouse(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("u", "shift+right", "shift+right", "c")
        screen.shows("┗c1━")
        screen.quiet()
        screen.click(*screen.cell_of("╰u1"))
        screen.shows("╰u1≈")
        screen.send("l")
        screen.shows("press a letter", "└a──")
        screen.quiet()
        screen.click(*screen.cell_of("└a──"))
        screen.shows("→ c1 hedges")
        screen.send("ctrl+q")
        assert screen.ended() == 0
    record = exported(demo)[0]
    assert [relation["label"] for relation in record["relations"]] == ["hedges"]


def test_a_click_in_the_gutter_goes_to_the_sentence_and_ends_a_question(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("w")
        screen.shows("esc stop")
        screen.click(3, screen.cell_of("Er zou op")[1])
        screen.at("Er", "3/47")
        screen.lacks("esc stop")
        screen.send("1", "ctrl+q")
        assert screen.ended() == 0
    assert "anna" not in {record["layer"]["annotator"] for record in exported(demo, "all") if record["layer"]}


def test_nothing_moves_while_a_comment_is_typed(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("m", "eerst ")
        screen.shows("comment: eerst")
        screen.click(*screen.cell_of("ooggetuigen"))
        screen.send("dit", "enter", "ctrl+q")
        assert screen.ended() == 0
    assert exported(demo)[0]["sentences"][0]["comment"] == "eerst dit"
