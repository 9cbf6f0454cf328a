"""The command palette: every action of the registry with its key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from annotator.ui.actions import shown

if TYPE_CHECKING:
    from annotator.ui.screens.annotate import AnnotateScreen

__all__ = ["ActionCommands"]


class ActionCommands(Provider):
    """Finds actions by their words or ids."""

    def _listed(self) -> list[tuple[str, str, str]]:
        screen: AnnotateScreen = self.screen  # type: ignore[assignment]
        registry, say = screen.registry, screen.say
        found = []
        for action in registry.actions:
            keys = " ".join(shown(key) for key in action.keys)
            words = registry.words(action, say)
            found.append((words, f"{action.id}   {keys}", action.call))
        return found

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, aside, call in self._listed():
            yield DiscoveryHit(Content(words), self._run(call), text=words, help=aside)

    async def search(self, query: str) -> Hits:
        """Those that match."""
        matcher = self.matcher(query)
        for words, aside, call in self._listed():
            score = max(matcher.match(words), matcher.match(aside))
            if score > 0:
                yield Hit(score, Content(words), self._run(call), text=words, help=aside)

    def _run(self, call: str):  # type: ignore[no-untyped-def]
        screen = self.screen

        async def run() -> None:
            await screen.run_action(call)

        return run
