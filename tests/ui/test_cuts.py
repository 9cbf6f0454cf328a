"""Sentences split and joined on the screen."""

from __future__ import annotations

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.app import AnnotatorApp


async def test_split_join_and_undo_are_drawn(session: Session) -> None:
    app = AnnotatorApp(session, Settings(suggestions=False))
    count = len(session.stored.sentences)
    async with app.run_test(size=(120, 40)) as pilot:
        session.cursor.seek(session.stored.document.text.index("persbureau"))
        app.annotate.draw()
        await pilot.press("b")
        assert len(session.stored.sentences) == count + 1
        assert f"/{count + 1}" in app.annotate.title_bar.plain
        assert len(app.annotate.view._sentences) == count + 1
        await pilot.press("ctrl+z")
        assert len(app.annotate.view._sentences) == count
        await pilot.press("j")
        assert len(app.annotate.view._sentences) == count - 1
        await pilot.press("home", "b")
        assert len(app.annotate.view._sentences) == count - 1
        assert app.annotate.info.plain.strip()
