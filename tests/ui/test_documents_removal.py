"""A document is taken out in the list: asked first, never the open one, and it can be brought back."""

from __future__ import annotations

from pathlib import Path

from annotator.settings import Settings
from annotator.store.removal import removed
from annotator.ui.app import AnnotatorApp
from annotator.ui.widgets.painted import Painted
from tests.building import SHORT, at_work, findings


def keys(session) -> list[str]:  # type: ignore[no-untyped-def]
    return [row[0] for row in session.project.ask("SELECT key FROM document ORDER BY id")]


async def test_asked_first_and_only_yes_is_a_yes(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT, "Nog een. Kort.\n")
    with session.project:
        app = AnnotatorApp(session, Settings(suggestions=False))
        async with app.run_test(size=(100, 30)) as pilot:
            await pilot.press("d", "x")
            line = app.screen.query_one("#keys", Painted)
            assert "is open" in line.plain
            await pilot.press("down", "x")
            assert "Take out b" in line.plain
            await pilot.press("n")
            assert keys(session) == ["a", "b"]
            await pilot.press("x", "enter")
            assert keys(session) == ["a", "b"]
            await pilot.press("x", "y")
            assert keys(session) == ["a"]
            assert "restore" in line.plain
            await pilot.press("escape")
            assert app.screen is app.annotate
        assert removed(session.project) == [("b", None)]
        assert findings(session.project) == []
