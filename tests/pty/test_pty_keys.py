"""Keys that come all at once, as over a slow line: none overtakes what the one before it opened."""

from __future__ import annotations

import pytest

from tests.pty.conftest import exported, holds, labelled, statuses
from tests.pty.terminal import Terminal

TO_ALMATY = ["shift+right"] * 6


def after(demo: str, *keys: str, columns: int = 120) -> dict[str, object]:
    """The record of anna when these keys came in one packet, the last one leaving."""
    with Terminal("open", "--db", demo, "--annotator", "anna", columns=columns) as screen:
        screen.at("Mogelijk", "1/47")
        screen.send(*keys, "ctrl+q")
        assert screen.ended() == 0, screen.text
    holds(demo)
    (record,) = exported(demo)
    return record


def test_leaving_comes_after_the_labels_before_it(demo: str) -> None:
    assert labelled(after(demo, "u")) == [("uncertainty_cue", "Mogelijk")]


def test_the_keys_of_a_choice_are_no_label_keys(demo: str) -> None:
    record = after(demo, *TO_ALMATY, "c", "e", "r", "B")
    assert labelled(record) == [("claim", "Mogelijk tientallen doden in Kazachse stad Almaty")]
    values = {a["name"]: a["value"] for a in record["spans"][0]["attributes"]}  # type: ignore[index]
    assert (values["claim_type"], values["cert_source"]) == ("rule", "PR")


def test_the_letter_of_a_hint_is_no_label_key(demo: str) -> None:
    record = after(demo, *TO_ALMATY, "c", "u", "l", "a", "x")
    assert labelled(record) == [("claim", "Mogelijk tientallen doden in Kazachse stad Almaty")]


def test_a_link_made_blindly(demo: str) -> None:
    record = after(demo, *TO_ALMATY, "c", "u", "ctrl+z", "l", "a")
    names = {span["id"]: span["label"] for span in record["spans"]}  # type: ignore[attr-defined]
    links = [(r["label"], names[r["head"]], names[r["tail"]]) for r in record["relations"]]  # type: ignore[attr-defined]
    assert links == [("hedges", "uncertainty_cue", "claim")]


def test_a_comment_is_not_read_as_keys(demo: str) -> None:
    record = after(demo, "m", "c u s x – één ding", "enter", "enter", "m", "vergeet dit", "ctrl+u", "enter")
    assert labelled(record) == []
    assert record["sentences"][0]["comment"] == "c u s x – één ding"  # type: ignore[index]
    assert statuses(record)[:2] == ["done", "todo"]


def test_an_escape_held_back_by_tmux_is_one(demo: str) -> None:
    record = after(demo, "w", "escape", "u", "shift+right", "escape", "l", "escape", "enter")
    assert labelled(record) == [("uncertainty_cue", "Mogelijk")]
    assert statuses(record)[:2] == ["done", "todo"]


def test_pasted_text_is_not_read_as_keys_either(demo: str) -> None:
    pasted = "\x1b[200~cus\r\nenter\x1b[201~"
    record = after(demo, pasted, "m", pasted, " en meer", "enter", "enter")
    assert labelled(record) == []
    assert record["sentences"][0]["comment"] == "cus  enter en meer"  # type: ignore[index]


def test_keys_for_a_screen_that_is_only_coming_do_not_label(demo: str) -> None:
    with Terminal("open", "--db", demo, "--annotator", "anna") as screen:
        screen.at("Mogelijk", "1/47")
        screen.send("?", "c", "u", "x")
        screen.shows("every key can be changed")
        screen.send("escape")
        screen.at("Mogelijk", "1/47")
        screen.send("a", "ctrl+q")
        assert screen.ended() == 0
    assert labelled(exported(demo)[0]) == [("attribution_cue", "Mogelijk")]


@pytest.mark.parametrize("keys", ["\x1b[<0;13;2M\x1b[<0;13;2mc", "c\x1b[<0;30;4M\x1b[<0;30;4m"])
def test_keys_and_mouse_keep_their_order(demo: str, keys: str) -> None:
    with Terminal("open", "--db", demo, "--annotator", "anna") as screen:
        screen.at("Mogelijk", "1/47")
        screen.press("right", "right")
        screen.send(keys)
        screen.shows("c1 claim")
        screen.send("ctrl+q")
        assert screen.ended() == 0
    assert labelled(exported(demo)[0]) == [("claim", "Mogelijk" if keys.endswith("c") else "doden")]
