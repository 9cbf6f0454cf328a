"""The list of documents: filtered while one types, sorted by a key, and no longer to open when it is long."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.screens.documents import DocumentsScreen
from tests.building import ARTICLE, SHORT, at_work, new_project, opened, record, take
from tests.ui.desk import Desk, sit_down


@pytest.fixture
def session(tmp_path: Path) -> Session:
    found = at_work(tmp_path / "p.db", ARTICLE, SHORT, "Nog een bericht. Het is kort.\n")
    found.open("b")
    found.set_comment("let op")
    found.set_status("flagged")
    found.cursor.place(1)
    found.set_status("skipped")
    found.open("c")
    found.set_status("done")
    take(
        found.project,
        {**record("Tekst.", "x"), "document": {"key": "x", "title": "Eén \x1b[31mrood", "text": "Tekst."}},
    )
    found.open("a")
    return found


@pytest.fixture
async def desk(session: Session) -> AsyncIterator[Desk]:
    with session.project:
        async with sit_down(session) as found:
            await found.press("d")
            yield found


def listed(desk: Desk) -> DocumentsScreen:
    screen = desk.on_top
    assert isinstance(screen, DocumentsScreen)
    return screen


def keys(desk: Desk) -> list[str]:
    """The keys in view, the cursor's with its sign."""
    return [" ".join(line.split()[: 2 if "▸" in line else 1]) for line in listed(desk).list.plain.split("\n")]


async def test_what_is_flagged_skipped_and_commented_is_counted(desk: Desk) -> None:
    assert listed(desk).head.plain.strip() == "Documents  4 of 4"
    assert listed(desk).columns.plain.split() == ["key", "title", "done", "↷", "⚑", "✎", "spans", "layers"]
    rows = {line.split()[0].strip("▸"): line.split() for line in listed(desk).list.plain.split("\n")[1:]}
    assert rows["b"][1:] == ["0/3", "──────────", "1", "1", "1", "1"]
    assert rows["c"][1:] == ["1/2", "━━━━━─────", "1"]
    assert rows["x"][1:4] == ["Eén", "␛[31mrood", "0/1"]


async def test_typing_filters_at_once(desk: Desk) -> None:
    assert keys(desk) == ["▸ a", "b", "c", "x"]
    await desk.pilot.press("/", "e", "e", "n")
    assert keys(desk) == ["▸ x"]
    assert listed(desk).head.plain.strip() == "Documents  1 of 4"
    await desk.pilot.press("z")
    assert "no document has eenz" in listed(desk).list.plain
    await desk.pilot.press("enter")
    assert listed(desk)
    await desk.pilot.press("backspace", "enter")
    await desk.pilot.pause()
    assert desk.session.stored.document.key == "x"


async def test_a_filter_is_kept_or_let_go(desk: Desk) -> None:
    await desk.pilot.press("/", "b", "tab")
    assert keys(desk) == ["▸ b"]
    assert listed(desk).head.plain.strip() == "Documents  1 of 4 · Filter: b"
    await desk.pilot.press("escape")
    assert keys(desk) == ["a", "▸ b", "c", "x"]
    await desk.pilot.press("/", "c", "escape")
    assert keys(desk) == ["a", "▸ b", "c", "x"] or keys(desk) == ["a", "b", "▸ c", "x"]
    await desk.pilot.press("escape")
    await desk.pilot.pause()
    assert desk.on_top is desk.screen
    assert desk.session.stored.document.key == "a"


async def test_letters_are_typed_while_the_filter_is_open(desk: Desk) -> None:
    await desk.pilot.press("/", "s", "d", "x", "/")
    assert listed(desk).prompt.text == "sdx/"
    assert listed(desk).listing.order == "import"


@pytest.mark.parametrize(
    ("times", "order", "seen"),
    [
        (1, "progress", ["▸ c", "a", "b", "x"]),
        (2, "flags", ["▸ b", "a", "c", "x"]),
        (3, "comments", ["▸ b", "a", "c", "x"]),
        (4, "key", ["▸ a", "b", "c", "x"]),
    ],
)
async def test_sorted(desk: Desk, times: int, order: str, seen: list[str]) -> None:
    await desk.pilot.press(*["s"] * times)
    assert keys(desk) == seen
    assert listed(desk).head.plain.strip() == f"Documents  4 of 4 · sorted by {order}"


async def test_another_document_is_a_place_to_come_back_from(desk: Desk) -> None:
    await desk.pilot.press("down", "enter")
    await desk.pilot.pause()
    assert desk.session.stored.document.key == "b"
    await desk.press("alt+left")
    assert desk.session.stored.document.key == "a"


async def test_the_mouse_chooses_and_opens(desk: Desk) -> None:
    await desk.pilot.click("#rows", offset=(10, 2))
    assert keys(desk) == ["a", "b", "▸ c", "x"]
    await desk.pilot.click("#rows", offset=(10, 2))
    await desk.pilot.pause()
    assert desk.session.stored.document.key == "c"


async def test_of_a_long_list_only_the_rows_in_view_are_made(tmp_path: Path) -> None:
    project = new_project(tmp_path / "p.db")
    with project:
        take(project, *(record(SHORT, f"k{number:04}") for number in range(600)))
        async with sit_down(opened(project, key="k0300"), size=(80, 24), settings=Settings(language="nl")) as desk:
            await desk.press("d")
            height = listed(desk).list.size.height
            assert len(keys(desk)) == height == 21
            assert "▸ k0300" in keys(desk)
            await desk.pilot.press("ctrl+end")
            assert keys(desk)[-1] == "▸ k0599"
            await desk.pilot.press("pageup", "pageup", "home")
            assert keys(desk)[0] == "▸ k0000"
            await desk.pilot.press("pagedown")
            assert keys(desk)[-1] == "▸ k0020"
