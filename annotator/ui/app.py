"""The application: one annotation screen, an orderly end, and what a dropped connection leaves behind."""

from __future__ import annotations

import os
import signal
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import Provider

from annotator.errors import StoreError
from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.actions import Registry
from annotator.ui.commands import ActionCommands
from annotator.ui.screens.annotate import AnnotateScreen, annotate_screen
from annotator.ui.theme import theme_of
from annotator.ui.widgets.choice import Choice, Option

__all__ = ["AnnotatorApp", "run"]

PATIENCE = 250
"""How long an action waits for the lock before it is queued, in milliseconds."""


class AnnotatorApp(App[None]):
    """Labels a document; every action is on the disk before the next key is read."""

    COMMANDS: ClassVar[set[type[Provider]]] = {ActionCommands}  # type: ignore[assignment]
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "copied", show=False, priority=True)]
    ENABLE_COMMAND_PALETTE = True
    TITLE = "annotator"

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__(ansi_color=settings.theme == "ansi")
        self.session, self.settings = session, settings
        self.registry = Registry(session.scheme, settings.keys)
        self.annotate: AnnotateScreen = annotate_screen(session, self.registry, settings)
        self._leaving = False

    def on_mount(self) -> None:
        """Put the screen on, listen for the end of the connection, and load for the first label what it needs."""
        theme = theme_of(self.annotate.looks.palette)
        self.register_theme(theme)
        if self.settings.theme != "ansi":
            self.theme = theme.name
        self.push_screen(self.annotate)
        self._listen()
        self.set_timer(0.3, self._warm)
        self.set_interval(0.5, self._leave_when_saved)

    def _listen(self) -> None:
        import asyncio

        loop = asyncio.get_running_loop()
        for name in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, name):
                loop.add_signal_handler(getattr(signal, name), self._hang_up)

    def _hang_up(self) -> None:
        """The connection is gone: write what waits and end; there is no screen left to restore."""
        try:
            self.session.project.patience(5_000)
            self.session.flush()
            self.session.project.close()
        except StoreError:
            pass
        finally:
            os._exit(129)

    @staticmethod
    def _warm() -> None:
        """Import what the first undo and the first save need, while nobody waits for it."""
        from importlib import import_module

        from annotator.model import Patch, adapter

        import_module("orjson")
        adapter(Patch)

    def action_copied(self) -> None:
        """ctrl+c does nothing here: it must not end a day's work by a slip."""

    def action_leave(self) -> None:
        """Quit; where something is not saved yet, wait for it, and ask before it is given up."""
        try:
            saved = self.session.flush()
        except StoreError:
            saved = True
        if saved:
            self.exit()
            return
        self._leaving = True
        say, why = self.annotate.say, self.session.trouble
        choice = Choice(
            say("unsaved_title", n=len(self.session.pending), why=why.message if why else ""),
            (Option("1", say("wait"), lambda: None), Option("9", say("leave"), self.exit)),
        )
        self.annotate.choice_bar.ask(choice, self.annotate.looks, self.size.width)

    def _leave_when_saved(self) -> None:
        if self._leaving and not self.session.pending:
            self.exit()


def run(session: Session, settings: Settings) -> None:
    """Show the screen until the annotator quits."""
    session.project.patience(PATIENCE)
    AnnotatorApp(session, settings).run()
