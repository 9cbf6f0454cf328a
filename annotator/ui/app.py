"""The application: one annotation screen, an orderly end, and what a dropped connection leaves behind."""

from __future__ import annotations

import gc
import os
import signal
from contextlib import suppress
from threading import Thread
from typing import ClassVar

from textual.actions import SkipAction
from textual.app import App
from textual.binding import Binding, BindingType

from annotator.errors import StoreError
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.screens.annotate import AnnotateScreen
from annotator.ui.theme import theme_of

__all__ = ["AnnotatorApp", "run"]

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
        self.registry = Registry(session.scheme, settings.keys)
        self.annotate = AnnotateScreen(session, self.registry, settings)
        if keys := self.registry["quit"].keys:
            self.set_keymap({"quit": ",".join(keys)})
        theme = theme_of(self.annotate.looks.palette)
        self.register_theme(theme)
        self.theme = theme.name

    def get_default_screen(self) -> AnnotateScreen:
        """The first screen there is: no empty one is mounted and painted before it."""
        return self.annotate

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
            self.session.flush()

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
        Thread(target=self._warm, name="warm").start()

    @staticmethod
    def _warm() -> None:
        """Import what the first undo and the first save need, beside the keys, which do not wait for it."""
        from importlib import import_module

        from annotator.model import Patch, adapter

        import_module("orjson")
        adapter(Patch)

    def action_copied(self) -> None:
        """ctrl+c must not end a day's work by a slip; over the text it is a key like any other that does nothing."""
        if self.screen is self.annotate:
            raise SkipAction

    def action_leave(self) -> None:
        """Quit from a list, help or the palette; over the text it is done in its turn among the keys."""
        if self.screen is self.annotate:
            raise SkipAction
        while self.screen is not self.annotate:
            self.pop_screen()
        self.annotate.action_leave()


def run(session: Session, settings: Settings) -> None:
    """Show the screen until the annotator quits. Where the garbage collector is off, it is on after the first paint.

    Raises:
        SystemExit: it did not end by quitting.
    """
    session.project.patience(PATIENCE)
    app = AnnotatorApp(session, settings)
    app.run()
    if app.return_code:
        raise SystemExit(app.return_code)
