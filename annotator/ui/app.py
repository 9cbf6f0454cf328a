"""The application: the screen to work on, an orderly end, and what a dropped connection leaves behind."""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding, BindingType
from textual.geometry import Offset

from annotator.errors import StoreError
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.annotate import AnnotateScreen
from annotator.ui.theme import theme_of

if TYPE_CHECKING:
    from annotator.session.adjudication import Adjudication
    from annotator.ui.screens.agreement import Bookmark

__all__ = ["AdjudicatorApp", "AnnotatorApp", "adjudicate", "run"]

PATIENCE = 250
"""How long an action waits for the lock before it is queued, in milliseconds."""


class AnnotatorApp(App[None], inherit_bindings=False):
    """Labels a document; every action is on the disk before the next key is read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "copied", show=False, priority=True),
        Binding("ctrl+q", "leave", show=False, priority=True, id="quit"),
    ]
    ENABLE_COMMAND_PALETTE = False  # the annotation screen has one of its own, in its turn among the keys
    TITLE = "annotator"

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.session, self.settings = session, settings
        self.registry = Registry.of(session.scheme, settings)
        self.annotate = self.first_screen()
        own = {name: ",".join(self.registry[name].keys) for name in ("quit", "agreement")}
        self.set_keymap({name: keys for name, keys in own.items() if keys})
        self._looked_at: Bookmark | None = None
        theme = theme_of(self.annotate.looks.palette)
        self.register_theme(theme)
        self.theme = theme.name

    def first_screen(self) -> AnnotateScreen:
        """The screen of the session: to annotate, or to adjudicate."""
        return AnnotateScreen(self.session, self.registry, self.settings)

    def get_default_screen(self) -> AnnotateScreen:
        """The first screen there is: no empty one is mounted and painted before it."""
        return self.annotate

    @property
    def cursor_position(self) -> Offset:
        """Where the terminal's own cursor goes after each paint: on the token, or where something is typed."""
        screen = self.screen_stack[-1] if self.screen_stack else None
        return screen.caret if isinstance(screen, AnnotateScreen) else self._typed_at

    @cursor_position.setter
    def cursor_position(self, offset: Offset) -> None:
        self._typed_at = offset

    def on_mount(self) -> None:
        """Listen for the end of the connection, and load for the first label what it needs."""
        self._listen()
        self.set_timer(0.3, self._settle)

    def _listen(self) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        for name, end in (("SIGHUP", self._hang_up), ("SIGTERM", self._stop)):
            if hasattr(signal, name):
                with suppress(NotImplementedError):  # Windows has no handlers in its loop
                    loop.add_signal_handler(getattr(signal, name), end)

    def _save(self) -> None:
        """Write what waits; there is nobody left to tell what could not be written."""
        with suppress(StoreError):
            self.session.project.patience(5_000)
            for screen in self.screen_stack:
                if isinstance(screen, AnnotateScreen):
                    screen.session.flush()
                    screen.session.keep_place()

    def _hang_up(self) -> None:
        """The connection is gone: write what waits and end; there is no screen left to restore."""
        try:
            self._save()
            self.session.project.close()
        finally:
            os._exit(129)

    def _stop(self) -> None:
        """Told to end: write what waits and give the terminal back."""
        self._save()
        self.exit(return_code=143)

    def _settle(self) -> None:
        """After the first paint: load the rest; ``open`` had turned the garbage collector off until now."""
        if not gc.isenabled():
            gc.freeze()  # what was made until now stays: a full collection in the middle of a key would cost 30 ms
            gc.enable()
        Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        """Load what the first undo, save and cue need, beside the keys, which do not wait for it."""
        from importlib import import_module

        from annotator.model import Patch, adapter

        import_module("orjson")
        adapter(Patch)
        import_module("annotator.session.framing")
        import_module("annotator.session.proposing")
        import_module("annotator.text.cues").cues_in("", 0, 0)
        import_module("annotator.session.ghosts")
        import_module("annotator.suggest.together").proposal("Zou dat zo zijn?", [(0, 16)], [[(0, 3)]], ["body"])
        self.call_later(self._wake)

    def _wake(self) -> None:
        gc.freeze()  # nor what was loaded since the first paint
        for screen in self.screen_stack:
            if isinstance(screen, AnnotateScreen):
                screen.awake()

    def action_copied(self) -> None:
        """ctrl+c must not end a day's work by a slip; over the text it is a key like any other that does nothing."""
        if isinstance(self.screen, AnnotateScreen):
            raise SkipAction

    def action_leave(self) -> None:
        """Quit from a list, help or the palette; over the text it is done in its turn among the keys."""
        if isinstance(self.screen, AnnotateScreen):
            raise SkipAction
        while not isinstance(self.screen, AnnotateScreen):
            self.pop_screen()
        self.screen.action_leave()

    def action_agreement(self) -> None:
        """How far the annotators agree; a sentence that is chosen there is opened."""
        from annotator.ui.screens.agreement import AgreementScreen

        def chosen(place: tuple[str, int] | None) -> None:
            self._looked_at = screen.bookmark
            if place is None:
                return
            while not isinstance(self.screen, AnnotateScreen):
                self.pop_screen()
            self.screen.go_to(*place)

        say, looks, session = self.annotate.say, self.annotate.looks, self.session
        screen = AgreementScreen(session.project.path, say, looks, number=session.own.number, bookmark=self._looked_at)
        self.push_screen(screen, chosen)

    def action_adjudicate(self) -> None:
        """From the annotation screen to adjudicating its document; from changing gold back to it."""
        from annotator.ui.screens.adjudicate import open_from

        if isinstance(self.screen, AnnotateScreen):
            open_from(self.screen, self.settings)


class AdjudicatorApp(AnnotatorApp):
    """The same, beginning with the adjudication screen."""

    def __init__(self, case: Adjudication, settings: Settings) -> None:
        self._case = case
        super().__init__(case, settings)

    def first_screen(self) -> AnnotateScreen:
        """The adjudication screen; there is none to go back to."""
        from annotator.ui.screens.adjudicate import AdjudicateScreen

        registry = Registry.of(self._case.scheme, self.settings, "adjudicate")
        return AdjudicateScreen(self._case, registry, self.settings, first=True)


def run(session: Session, settings: Settings) -> None:
    """Show the screen of a session until the annotator quits; the garbage collector is on after the first paint.

    Raises:
        SystemExit: it did not end by quitting.
    """
    _run(AnnotatorApp(session, settings))


def adjudicate(case: Adjudication, settings: Settings) -> None:
    """Show the adjudication screen until the adjudicator quits.

    Raises:
        SystemExit: it did not end by quitting.
    """
    _run(AdjudicatorApp(case, settings))


def _run(app: AnnotatorApp) -> None:
    app.session.project.patience(PATIENCE)
    app.run()
    app.session.keep_place(left=not app.return_code)
    if app.return_code:
        raise SystemExit(app.return_code)
