"""The command palette: every action of the registry with its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from typing import TYPE_CHECKING

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider, SearchIcon
from textual.content import Content
from textual.widgets import Input

from annotator.text.safe import safe
from annotator.ui.actions import Action, shown, spelled
from annotator.ui.widgets.bars import useful
from annotator.words import Say

if TYPE_CHECKING:
    from annotator.ui.screens.annotate import AnnotateScreen

__all__ = ["ActionCommands", "Palette"]

EXACT = 1_000.0
"""The score of an action whose key is typed: before any that has it among its letters."""
_OTHER = {"en": "nl", "nl": "en"}


class Palette(CommandPalette):
    """Textual's command palette with our actions only, a line each, and a cursor that stands still."""

    DEFAULT_CSS = """
    Palette SearchIcon { color: $foreground; }
    Palette > Vertical { background: $surface; &:dark { background: $surface; } }
    """

    def __init__(self, placeholder: str) -> None:
        super().__init__([ActionCommands], placeholder=placeholder)

    def on_mount(self) -> None:
        """Nothing moves that the annotator did not move."""
        self.query_one(Input).cursor_blink = False
        self.query_one(SearchIcon).icon = "›"


class ActionCommands(Provider):
    """Finds actions by their words in either language, their keys or their ids; what can do nothing here is dim."""

    @property
    def _annotate(self) -> AnnotateScreen:
        screen: AnnotateScreen = self.screen  # type: ignore[assignment]
        return screen

    def _listed(self) -> Iterator[tuple[Action, str, Content]]:
        """Every action with its words and its line."""
        screen = self._annotate
        for action in screen.registry.actions:
            keys = " ".join(shown(key) for key in action.keys)
            words = safe(screen.registry.words(action, screen.say))
            style = "" if useful(screen.session, action.id, action.edits) else "dim"
            yield action, words, Content.assemble((f"{keys:<10} {words}", style))

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for action, words, line in self._listed():
            yield DiscoveryHit(line, self._run(action), text=words)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        screen = self._annotate
        other = Say(_OTHER[screen.say.language])
        for action, words, line in self._listed():
            score = max(
                EXACT if query.strip() in {name for key in action.keys for name in (shown(key), spelled(key))} else 0.0,
                matcher.match(words),
                matcher.match(screen.registry.words(action, other)) * 0.8,
                matcher.match(action.id) / 2,
            )
            if score > 0:
                yield Hit(score, line, self._run(action), text=words)

    def _run(self, action: Action) -> Callable[[], Awaitable[None]]:
        screen = self._annotate

        async def run() -> None:
            if action.edits and screen.session.read_only:
                screen.guard(screen.session.ensure_own)
                screen.draw_bars()
            else:
                await screen.run_action(action.call)

        return run
