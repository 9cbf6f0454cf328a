"""Suggestions in a real terminal: there without a key, accepted with one, and on the disk before anything else."""

from __future__ import annotations

from pathlib import Path

from tests.pty.conftest import exported
from tests.pty.terminal import Terminal


def opened(db: str) -> Terminal:
    settings = Path(db).with_name("settings.toml")
    settings.write_text('language = "en"\n', encoding="utf-8")
    return Terminal("open", "--db", db, "--annotator", "anna", ANNOTATOR_SETTINGS=str(settings))


def test_they_come_by_themselves_and_what_is_accepted_survives_a_kill(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.shows("u?", "= yes", "+ sure ones", "- no")
        screen.press("down")
        screen.shows("a?", "s?")
        screen.send("+")
        screen.shows("accepted 3: c1 a1 s1", "c1 → s1")
        screen.kill()
    record = exported(demo)[0]
    assert [(span["label"], span["origin"], span["suggester"]) for span in record["spans"]] == [
        ("claim", "accepted", "nl-frames/1"),
        ("attribution_cue", "accepted", "nl-lexicon/1"),
        ("source", "accepted", "nl-frames/1"),
    ]
    assert sorted(relation["label"] for relation in record["relations"]) == ["attributed_to", "cue_of"]
    assert [source["name"] for source in record["sources"]] == ["TASS"]


def test_what_was_rejected_stays_away_the_next_day(demo: str) -> None:
    with opened(demo) as screen:
        screen.at("Mogelijk", "1/47")
        screen.press("down")
        screen.shows("a?")
        screen.press("-")
        screen.shows("rejected claim")
        screen.send("ctrl+q")
        assert screen.ended() == 0
    with opened(demo) as screen:
        screen.press("down")
        screen.shows("a?", "s?")
        screen.quiet()
        assert "c?" not in screen.text
    assert [span["origin"] for span in exported(demo)[0]["rejections"]] == ["rejected"]
