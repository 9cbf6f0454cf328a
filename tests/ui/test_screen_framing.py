"""Attribution at the screen: links that set themselves and are told, and the source of a claim by one key."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.screens.adjudicate import GoldScreen
from tests.building import at_work, mark, opened
from tests.ui.desk import Desk, sit_down

TEXT = "Volgens TASS is er brand. Twee huizen zouden weg zijn.\n"


@pytest.fixture
def fire(tmp_path: Path) -> Session:
    return at_work(tmp_path / "p.db", TEXT)


async def frame(desk: Desk) -> None:
    """Cue, source and claim of the first sentence, each on selected words, so that no unit is guessed."""
    for keys in (("shift+right", "shift+left", "a"), ("right", "shift+right", "shift+left", "s")):
        await desk.press(*keys)
    await desk.press("right", "shift+right", "shift+right", "c")


async def test_what_is_linked_by_itself_is_said(fire: Session) -> None:
    async with sit_down(fire) as desk:
        await desk.press("shift+right", "shift+left", "a")
        assert desk.links == []
        await desk.press("right", "shift+right", "shift+left", "s")
        assert desk.info == "s1 source   a1 → s1 cue_of"
        await desk.press("right", "shift+right", "shift+right", "c")
        assert desk.info == "c1 claim   c1 → s1 attributed_to"
        assert {label for label, *_ in desk.links} == {"cue_of", "attributed_to"}
        assert "← c1 attributed_to" in desk.panel
        await desk.press("ctrl+z")
        assert desk.info == "undone: automatic links"
        assert len(desk.spans) == 3
        await desk.press("ctrl+z")
        assert len(desk.spans) == 2


async def test_in_dutch_and_switched_off(fire: Session) -> None:
    async with sit_down(fire, settings=Settings(language="nl")) as desk:
        await desk.press("L")
        assert desk.info == "automatische links: uit"
        await frame(desk)
        assert desk.links == []
        await desk.press("L", "x", "c")
        assert desk.info == "c1 claim   c1 → s1 attributed_to"


async def test_the_setting_switches_it_off(fire: Session) -> None:
    async with sit_down(fire, settings=replace(Settings(), auto_links=False)) as desk:
        await frame(desk)
        assert desk.links == []
        await desk.press("L")
        assert desk.info == "automatic links: on"


async def test_the_source_of_the_claim_by_one_key(fire: Session) -> None:
    async with sit_down(fire) as desk:
        await frame(desk)
        await desk.press("down", "end", "left", "shift+home", "c", "home", "right", "right", "u")
        assert "claim without a source: . = same source, ; = no source" in " ".join(desk.panel.split())
        await desk.press(".")
        assert desk.info == "c1 → 1.s1 TASS, same source"
        assert ("attributed_to", "Twee huizen zouden weg zijn", "TASS") in desk.links
        assert "⚠" not in desk.panel
        await desk.press(".")
        assert desk.info == "No other source is mentioned before this"
        await desk.press(";")
        assert desk.info == "c1: no source"
        assert len(desk.links) == 3
        assert "⚠" not in desk.panel
        await desk.press(";")
        assert desk.info == "c1: a source is asked again"
        await desk.press(":")
        assert desk.choice is not None
        assert desk.choice.title == "source of c1  1 of 1  Twee huizen zouden weg zijn"
        await desk.press("1")
        assert desk.info == "c1 → 1.s1 TASS"
        assert len(desk.links) == 4


async def test_the_warning_names_the_keys_that_the_user_has(fire: Session) -> None:
    claim = mark(fire, "claim", "Twee huizen zouden weg zijn")
    fire.link("hedges", mark(fire, "uncertainty_cue", "zouden"), claim)
    async with sit_down(fire, size=(80, 24), settings=Settings(keys={"source.same": "ctrl+b"})) as desk:
        await desk.press("down", "up", "down")
        assert desk.info.endswith("⚠ claim without a source: ^b = same source, ; = no source")


async def test_nothing_to_attribute_and_nobody_before(fire: Session) -> None:
    async with sit_down(fire) as desk:
        await desk.press(".")
        assert desk.info == "No claim in this sentence: label one first"
        mark(fire, "claim", "is er brand")
        await desk.press("home", ".")
        assert desk.info == "No source is mentioned before this"
        await desk.press(":")
        assert desk.info == "No source is labelled in the document yet"


async def test_of_several_claims_one_is_named(fire: Session) -> None:
    for words in ("is", "brand"):
        mark(fire, "claim", words)
    fire.active = None
    fire.cursor.place(0)
    async with sit_down(fire) as desk:
        await desk.press(";")
        assert desk.options == {"1": "c1", "2": "c2"}
        await desk.press("2")
        assert desk.info == "c2: no source"
        assert desk.choice is None
        fire.active = None
        await desk.press("home", ";")
        assert desk.info == "c1: no source"


async def test_any_number_of_sources_can_be_reached(tmp_path: Path) -> None:
    names = [f"Bron{chr(97 + i // 10)}{i % 10}" for i in range(60)]
    session = at_work(tmp_path / "p.db", f"{' en '.join(names)} zijn er. Het is uit.\n")
    for name in names:
        mark(session, "source", name)
    mark(session, "claim", "Het is uit")
    async with sit_down(session, size=(80, 24)) as desk:
        await desk.press(":")
        assert desk.choice is not None
        assert desk.choice.title.startswith("source of c1  60 of 60")
        assert desk.options["1"] == "Bronf9"
        await desk.press("tab")
        later = desk.options["1"]
        assert later not in ("Bronf9", "Brona0")
        await desk.press("1")
        assert desk.info.startswith("c1 → 1.s")
        assert desk.info.endswith(later)
        await desk.press(":", "/")
        assert desk.screen.prompt.open
        await desk.type("BRONA")
        await desk.press("enter")
        assert desk.choice is not None
        assert desk.choice.title.startswith("source of c1  10 of 60")
        await desk.press("escape", ":", "/", "q", "enter")
        assert desk.info == "no source has q in its name"


async def test_the_key_of_a_label_pressed_again_moves_its_links_along(fire: Session) -> None:
    async with sit_down(fire) as desk:
        await desk.press("shift+right", "shift+left", "a", "right", "shift+right", "shift+left", "s", "right")
        for _ in range(5):
            await desk.press("c")
            claims = [words for label, words in desk.spans if label == "claim"]
            assert len(claims) == 1
            assert len([label for label, *_ in desk.links if label == "attributed_to"]) <= 1
        assert [span for span, _ in desk.spans].count("claim") == 1
        while desk.session.undo():
            pass
        assert (desk.spans, desk.links) == ([], [])


async def test_in_gold_nothing_is_linked_by_itself(fire: Session) -> None:
    for name in ("anna", "bob"):
        session = opened(fire.project, name)
        mark(session, "source", "TASS")
        session.set_status("done")
    async with sit_down(fire) as desk:
        await desk.press("f3", "e")
        screen = desk.on_top
        assert isinstance(screen, GoldScreen)
        await desk.press("L")
        assert "no automatic links here" in screen.info.plain
        assert not screen.session.framing


async def test_anothers_layer_is_left_alone(fire: Session) -> None:
    mark(opened(fire.project, "bob"), "claim", "is er brand")
    async with sit_down(fire) as desk:
        await desk.press("v", ".", ";", ":")
        assert desk.choice is None
        assert desk.links == []
