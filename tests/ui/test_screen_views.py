"""What is shown besides the text: messages and warnings, panel, other layers, documents, help, languages, keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator import errors
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.app import AnnotatorApp, run
from annotator.ui.screens.documents import DocumentsScreen
from annotator.ui.screens.help import HelpScreen
from annotator.words import Say
from tests.building import ARTICLE, SHORT, at_work, mark, opened
from tests.ui.desk import sit_down


async def test_labelling_says_what_it_did(session: Session) -> None:
    async with sit_down(session) as desk:
        await desk.press("u")
        assert desk.info == "u1 uncertainty  Mogelijk"
        await desk.press("u")
        assert desk.info == "u1 uncertainty was there already  Mogelijk"
        await desk.press("x")
        assert desk.info == "deleted uncertainty_cue  Mogelijk"
        await desk.press("ctrl+z", "]")
        assert desk.info == "u1 uncertainty is now  Mogelijk tientallen"
        await desk.press("end", "comma", "home", "f")
        assert desk.info == "u1 uncertainty is now  Mogelijk tientallen … Almaty"
        await desk.press("F")
        assert desk.info == "u1 uncertainty is now  Almaty"
        assert desk.session.current is not None
        await desk.press(*["ctrl+z"] * 4)
        assert desk.info == "undone: label"
        await desk.press("ctrl+z")
        assert desk.info == "nothing to undo"
        await desk.press("ctrl+y")
        assert desk.info == "done again: label"
        await desk.press(*["ctrl+y"] * 4)
        assert desk.info == "nothing to redo"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (["end", "shift+right", "shift+right", "c"], "claim stays within one sentence"),
        (["u", "["], "The edge can go no further"),
        (["u", "F"], "The span has no other part here"),
        (["x"], "No span here: go to a labelled word first"),
        (["tab"], "no spans in this sentence"),
        (["v"], "nobody else has labelled this document"),
        (["comma", "right"], "held: Mogelijk tientallen – select on"),
    ],
)
async def test_what_cannot_be_done_is_said_on_one_line(session: Session, keys: list[str], said: str) -> None:
    async with sit_down(session) as desk:
        await desk.press(*keys)
        assert desk.info == said


async def test_a_discontinuous_claim_is_made_of_held_parts(session: Session) -> None:
    async with sit_down(session) as desk:
        session.cursor.seek(ARTICLE.index("Het aantal"))
        await desk.press(*["shift+right"] * 3, "comma", "end", "left")
        assert "Het aantal gewonden bedraagt … 353" in desk.info
        await desk.press("c")
        assert desk.spans == [("claim", "Het aantal gewonden bedraagt … 353")]
        assert desk.place == (5, 7)


async def test_the_selection_goes_to_the_last_word_then_to_the_marks_behind_it(session: Session) -> None:
    async with sit_down(session) as desk:
        session.cursor.seek(ARTICLE.index("We weten"))
        await desk.press("shift+end")
        assert session.cursor.selection == (ARTICLE.index("We weten"), ARTICLE.index(". Het plein"))
        await desk.press("shift+end")
        assert session.cursor.selection == (ARTICLE.index("We weten"), ARTICLE.index(" Het plein"))
        await desk.press("shift+left", "c")
        assert desk.spans == [("claim", "We weten niet veel")]
        await desk.press("shift+home", "q")
        assert ("quote", '"We') in desk.spans


async def test_an_escape_that_sticks_to_the_next_key_is_still_an_escape(session: Session) -> None:
    """Textual reads it as ^ and that key."""
    async with sit_down(session) as desk:
        await desk.press("w", "^", "u")
        assert desk.choice is None
        assert desk.spans == [("uncertainty_cue", "Mogelijk")]
        await desk.press("space", "^")
        assert not session.cursor.held
        for key in ("?", "d"):
            await desk.press(key)
            await desk.pilot.press("^")
            await desk.pilot.pause()
            assert desk.on_top is desk.screen
        await desk.press("m", "^", "x", "enter")
        assert session.state.comment == "^x"


async def test_what_was_chosen_is_said(session: Session) -> None:
    async with sit_down(session, size=(80, 24)) as desk:
        await desk.press("w", "3")
        assert desk.info == "check-worthiness  FR"
        await desk.press("u", "e", "b")
        assert desk.chosen == ["b"]
        assert desk.values("uncertainty_cue") == {"cue_type": "probable"}


async def test_warnings_are_shown_in_the_panel_and_on_the_line(session: Session) -> None:
    mark(session, "attribution_cue", "Volgens")
    session.cursor.place(1)
    async with sit_down(session) as desk:
        (warning,) = session.warnings(1)
        assert f"⚠ {warning.message.en[:20]}" in desk.panel.replace("\n  ", "")
        await desk.pilot.resize_terminal(80, 24)
        await desk.pilot.pause()
        assert f"⚠ {warning.message.en}" in desk.info
        assert len(desk.info) < 80


async def test_the_panel_folds_below_a_hundred_columns_and_by_hand(session: Session) -> None:
    mark(session, "claim", "Mogelijk tientallen doden in Almaty")
    async with sit_down(session, size=(100, 30)) as desk:
        assert "c1 " in desk.panel
        assert desk.info == ""
        await desk.press("p")
        assert desk.panel == ""
        assert desk.info.startswith("c1 claim  quantity")
        await desk.press("p")
        assert desk.panel
        await desk.pilot.resize_terminal(99, 30)
        await desk.pilot.pause()
        assert desk.panel == ""
        assert desk.info.startswith("c1 claim")
        await desk.pilot.resize_terminal(140, 30)
        await desk.pilot.pause()
        assert "c1 " in desk.panel


async def test_anothers_layer_can_be_read_only(session: Session) -> None:
    theirs = opened(session.project, "bob", "a")
    mark(theirs, "claim", "Mogelijk tientallen doden in Almaty")
    mark(theirs, "source", "persbureau TASS")
    mark(session, "quote", "Mogelijk")
    async with sit_down(session) as desk:
        await desk.press("down", "down", "v")
        assert desk.place == (2, 0)
        assert desk.info == "layer of bob: read only (v shows the next layer, esc yours)"
        assert [key for key in ("c claim", "⏎ done", "^z undo", "e attributes") if key in desk.footer] == []
        assert ("claim", "Mogelijk tientallen doden in Almaty") in desk.spans
        for key in ("c", "enter", "x", "e", "l", "o", "w", "r", "y", "ctrl+z", "t", "m", "f", "[", "b", "j"):
            await desk.press("right" if key == "x" else "left", key)
            assert desk.info == "This is another's layer, read only: esc shows yours", key
            assert desk.choice is None
            assert not desk.screen.prompt.open
        assert len(desk.spans) == 2
        await desk.press("escape")
        assert desk.info == "your own layer"
        assert desk.spans == [("quote", "Mogelijk")]
        await desk.press("v", "v")
        assert desk.info == "your own layer"
    assert len(opened(session.project, "bob", "a").labels.spans) == 2


async def test_undo_goes_to_the_document_where_it_was(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "Een zin. Nog een.", SHORT)
    with session.project:
        async with sit_down(session) as desk:
            await desk.press("c", "enter", "enter")
            assert session.stored.document.key == "b"
            assert desk.info.startswith("Now: ")
            await desk.press("u", "ctrl+z", "ctrl+z")
            assert session.stored.document.key == "a"
            assert session.state.status == "todo"
            assert "Nog een." in desk.rows[0] + desk.rows[1] + desk.rows[2]
            await desk.press("ctrl+z", "ctrl+z")
            assert desk.spans == []
            await desk.press("ctrl+y")
            assert desk.spans == [("claim", "Een")]


async def test_split_and_join_redraw_the_sentences_and_undo_too(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", "Een zin en nog een zin. Twee.")
    with session.project:
        async with sit_down(session) as desk:
            await desk.press("right", "right", "b")
            assert [row.split()[0] for row in desk.rows[:3]] == ["1", "2", "3"]
            assert "▸ en nog" in desk.rows[1]
            await desk.press("c", "ctrl+z", "ctrl+z")
            assert "Een zin en nog een zin." in "\n".join(desk.rows)
            await desk.press("j")
            assert "Een zin en nog een zin. Twee." in "\n".join(desk.rows)


async def test_the_list_opens_another_document(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT, "Nog iets.")
    mark(session, "claim", "Mogelijk")
    session.finish()
    with session.project:
        async with sit_down(session, settings=Settings(language="nl")) as desk:
            await desk.press("d")
            screen = desk.on_top
            assert isinstance(screen, DocumentsScreen)
            assert screen.list.plain.split("\n")[0].split()[:2] == ["▸", "a"]
            assert "1/8" in screen.list.plain.split("\n")[0]
            await desk.pilot.press("down", "enter")
            await desk.pilot.pause()
            assert desk.on_top is desk.screen
            assert session.stored.document.key == "b"
            assert "Er is brand." in desk.rows[0]
            await desk.press("d")
            await desk.pilot.press("escape")
            assert session.stored.document.key == "b"


@pytest.mark.parametrize("width", [80, 120])
async def test_the_list_has_all_its_columns_in_view(tmp_path: Path, width: int) -> None:
    session = at_work(tmp_path / "p.db", ARTICLE, SHORT)
    with session.project:
        async with sit_down(session, size=(width, 24)) as desk:
            await desk.press("d")
            await desk.pilot.pause()
            screen = desk.on_top
            assert isinstance(screen, DocumentsScreen)
            for columns in (width, 200 - width):
                await desk.pilot.resize_terminal(columns, 24)
                await desk.pilot.pause()
                lines = [*screen.columns.plain.split("\n"), *screen.list.plain.split("\n")]
                assert len(lines) == 3
                assert all(len(line.rstrip()) < columns for line in lines)
                assert lines[0].split() == ["key", "title", "done", "↷", "⚑", "✎", "spans", "layers"]


@pytest.mark.parametrize(("size", "language"), [((120, 40), "en"), ((80, 24), "nl"), ((200, 60), "nl")])
async def test_help_lists_every_action(session: Session, size: tuple[int, int], language: str) -> None:
    async with sit_down(session, size=size, settings=Settings(language=language)) as desk:
        await desk.press("?")
        await desk.pilot.pause()
        assert isinstance(desk.on_top, HelpScreen)
        shown = desk.on_top.query_one("#lines").plain  # type: ignore[attr-defined]
        say = Say(language)
        for action in desk.screen.registry.actions:
            assert desk.screen.registry.words(action, say) in shown
        assert all(len(line) <= size[0] for line in shown.split("\n"))
        await desk.pilot.press("escape")
        assert desk.on_top is desk.screen


async def test_the_screen_speaks_dutch(session: Session) -> None:
    async with sit_down(session, settings=Settings(language="nl")) as desk:
        assert "zin 1/8" in desk.title
        assert "opgeslagen" in desk.title
        assert "onzekerheid" in desk.footer
        await desk.press("z")
        assert desk.info == "z doet hier niets (^z = terug, ? = hulp)"


async def test_keys_of_the_settings(session: Session) -> None:
    keys = {"label.claim": "z", "span.delete": "ctrl+d,f9", "quit": "f10", "sentence.done": "f8", "select.hold": "+"}
    async with sit_down(session, settings=Settings(keys=keys)) as desk:
        word = ("shift+right", "shift+left")
        await desk.press(*word, "z")
        assert desk.spans == [("claim", "Mogelijk")]
        assert "z claim" in desk.footer
        await desk.press("f9", *word, "z", "ctrl+d", "c", "x")
        assert desk.spans == []
        assert desk.info == "x does nothing here (? shows the keys)"
        await desk.press("+")
        assert session.cursor.held
        await desk.press("escape", "f8")
        assert session.labels.state(0).status == "done"
        await desk.press("ctrl+q")
        assert not desk.app._exit
        await desk.press("?")
        await desk.pilot.press("f10")
        assert desk.app._exit


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ({"help": "h", "undo": "h"}, ("help", "undo")),
        ({"help": "c"}, ("label.claim", "help")),
        ({"label.quote": "enter"}, ("label.quote", "sentence.done")),
    ],
)
def test_a_clash_names_both(session: Session, keys: dict[str, str], names: tuple[str, str]) -> None:
    with pytest.raises(errors.UsageError) as found:
        AnnotatorApp(session, Settings(keys=keys))
    assert all(name in str(found.value) for name in names)


def test_an_unknown_action_is_named(session: Session) -> None:
    with pytest.raises(errors.UsageError, match=r"no action 'span\.fly'"):
        Registry(session.scheme, {"span.fly": "h"})


async def test_a_project_with_nothing_left_to_do(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", SHORT)
    with session.project:
        async with sit_down(session) as desk:
            await desk.press("enter", "enter", "enter")
            assert desk.info == "Every sentence is done. Well done."
            assert "100%" in desk.title
            await desk.press("n")
            assert desk.info == "Every sentence is done. Well done."
            await desk.press("t")
            assert "67%" in desk.title


async def test_a_quote_over_sentences_leaves_no_trace_when_it_goes(session: Session) -> None:
    start, end = ARTICLE.index('"We'), ARTICLE.index(", zei")
    session.cursor.seek(start)
    session.label("quote", ((start, end),))
    async with sit_down(session) as desk:
        before = desk.screen.view.render_line(7).text
        quoted = [desk.screen.view.render_line(y) for y in range(12)]
        await desk.press("x")
        after = [desk.screen.view.render_line(y) for y in range(12)]
        assert desk.spans == []
        italic = [s.text for strip in after for s in strip if s.style and s.style.italic]
        assert italic == []
        assert any(s.style and s.style.italic for strip in quoted for s in strip), before


@pytest.mark.parametrize("code", [0, 1, 143])
def test_the_exit_code_is_that_of_the_screen(session: Session, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    monkeypatch.setattr(AnnotatorApp, "run", lambda app: setattr(app, "_return_code", code))
    if code:
        with pytest.raises(SystemExit) as found:
            run(session, Settings())
        assert found.value.code == code
    else:
        run(session, Settings())
