"""Who opens the tool for the first time finds on the screen what the next key may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.screens.labelling import FIRST
from tests.building import at_work, mark
from tests.ui.desk import sit_down

TEXT = """\
Militairen hebben het vuur geopend in Almaty, meldt het persbureau TASS. Er zou geschoten zijn.
Het is onrustig. Het internet is uitgeschakeld geweest. De site is weer bereikbaar.
"""
NARROW = (80, 24)


@pytest.fixture
def session(tmp_path: Path) -> Session:
    return at_work(tmp_path / "p.db", TEXT)


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_an_empty_layer_says_how_a_label_is_set_until_there_is_one(session: Session, language: str) -> None:
    async with sit_down(session, size=NARROW, settings=Settings(language=language)) as desk:
        first = "c labels the word" if language == "en" else "c labelt het woord"
        assert desk.info.startswith(first)
        assert not desk.info.endswith("…")
        await desk.press("right", "left")
        assert desk.info.startswith(first)
        await desk.press("q", "right")
        assert first not in desk.info


async def test_who_has_finished_a_sentence_is_told_no_more(session: Session) -> None:
    async with sit_down(session, size=NARROW) as desk:
        await desk.press("enter")
        assert "labels the word" not in desk.info


async def test_who_has_labelled_before_is_not_told(session: Session) -> None:
    mark(session, "claim", "Militairen")
    async with sit_down(session) as desk:
        await desk.press("down")
        assert desk.info == ""


async def test_the_first_labels_say_what_the_same_key_takes_next(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("c")
        assert desk.info == "c1 claim  Militairen   c again: Militairen hebben het vuur geopend in Almaty"
        await desk.press("c")
        assert desk.info.startswith("c1 claim is now  Militairen hebben het vuur geopend in Almaty")
        while len(desk.spans) < FIRST:
            await desk.press("down", "c", "right", "s", "right", "q")
        await desk.press("down", "c")
        assert desk.info.startswith("c1 claim")
        assert "again" not in desk.info


async def test_a_selection_is_taken_as_it_is_and_nothing_is_proposed(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("shift+right", "c")
        assert desk.info == "c1 claim  Militairen hebben"


async def test_how_to_finish_a_sentence_is_in_the_narrowest_footer(session: Session) -> None:
    for language, word in (("en", "⏎ done"), ("nl", "⏎ klaar")):
        async with sit_down(session, size=NARROW, settings=Settings(language=language)) as desk:
            assert word in desk.footer
            assert "s bron" in desk.footer or "s source" in desk.footer


async def test_a_link_is_offered_before_the_attributes(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("c")
        assert "l link" in desk.footer
        session.rhythm.touch(0)
        assert desk.footer.index("l link") < (desk.footer + "e attributes").index("e attributes")


async def test_a_sentence_that_is_skipped_or_flagged_says_so(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("k")
        assert desk.info == "skipped: sent. 1"
        await desk.press("g")
        assert desk.info == "flagged: sent. 2"


async def test_a_sentence_that_is_done_with_something_missing_says_what(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("down", "right", "u", "enter")
        assert desk.place[0] == 2
        assert desk.info.startswith("⚠ sent. 2: uncertainty without a claim")
        await desk.press("enter")
        assert desk.info == ""


async def test_the_keys_for_labels_come_first_in_help(session: Session) -> None:
    from annotator.ui.screens.help import help_lines
    from annotator.ui.widgets.bars import Looks
    from annotator.words import Say

    async with sit_down(session, size=NARROW) as desk:
        looks = Looks(desk.screen.looks.palette)
        lines = ["".join(text for text, _ in line) for line in help_lines(desk.screen.registry, Say("en"), looks, 79)]
        seen = "\n".join(lines[:21])
        for words in ("claim", "phrase, clause, sentence", "extend right", "done", "undo", "quit"):
            assert words in seen
        assert len(help_lines(desk.screen.registry, Say("en"), looks, 119)) <= 37
