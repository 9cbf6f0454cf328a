"""The command palette: every action of the registry with its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.widgets import Input

from annotator.text.safe import safe
from annotator.ui.actions import shown

if TYPE_CHECKING:
    from annotator.ui.screens.annotate import AnnotateScreen

__all__ = ["ActionCommands", "Palette"]


class Palette(CommandPalette):
    """Textual's command palette with our actions only, a line each, and a cursor that stands still."""

    def __init__(self, placeholder: str) -> None:
        super().__init__([ActionCommands], placeholder=placeholder)

    def on_mount(self) -> None:
        """Nothing moves that the annotator did not move."""
        self.query_one(Input).cursor_blink = False
        self.query_one(SearchIcon).icon = "›"


class ActionCommands(Provider):
    """Finds actions by their words, their keys or their ids."""

    def _listed(self) -> list[tuple[str, Content, str, str]]:
        """Words, the line, the id and the call of every action."""
        screen: AnnotateScreen = self.screen  # type: ignore[assignment]
        found = []
        for action in screen.registry.actions:
            keys = " ".join(shown(key) for key in action.keys)
            words = safe(screen.registry.words(action, screen.say))
            line = Content.assemble(f"{keys:<10} ", words)
            found.append((words, line, action.id, action.call))
        return found

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, line, _, call in self._listed():
            yield DiscoveryHit(line, self._run(call), text=words)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for words, line, name, call in self._listed():
            score = max(matcher.match(words), matcher.match(name) / 2)
            if score > 0:
                yield Hit(score, line, self._run(call), text=words)

    def _run(self, call: str) -> Callable[[], Awaitable[None]]:
        screen = self.screen

        async def run() -> None:
            await screen.run_action(call)

        return run
