"""All keys on one page, from the registry."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from annotator.ui.actions import GROUPS, STUCK_ESCAPE, Registry, shown
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut
from annotator.words import Say

__all__ = ["HelpScreen", "help_lines"]


def help_lines(registry: Registry, say: Say, looks: Looks, width: int) -> list[Words]:
    """The groups of actions in as many columns as there is room for, all keys of each action."""
    wide = 38
    columns = max(1, min(3, width // wide))
    blocks: list[list[Words]] = []
    for group in GROUPS:
        block: list[Words] = [[(f" {say(f'group.{group}')}", looks.strong)]]
        for action in registry.actions:
            if action.group == group and action.keys:
                keys = " ".join(shown(key) for key in action.keys)
                style = looks.label(action.label) if action.label else looks.key
                words = cut(registry.words(action, say), wide - 17)
                block.append(
                    [("   ", looks.page), (keys + " " * max(1, 12 - cell_len(keys)), style), (words, looks.text)]
                )
        if len(block) > 1:
            blocks.append([*block, []])
    tall = -(-sum(len(block) for block in blocks) // columns)
    piles: list[list[Words]] = [[]]
    for block in blocks:
        if len(piles) < columns and piles[-1] and len(piles[-1]) + len(block) // 2 > tall:
            piles.append([])
        piles[-1] += block
    lines: list[Words] = []
    for row in range(max(len(pile) for pile in piles)):
        line: Words = []
        for pile in piles:
            cells = pile[row] if row < len(pile) else []
            used = sum(cell_len(text) for text, _ in cells)
            line += [*cells, (" " * max(1, wide - used), looks.page)]
        lines.append(line)
    return lines


class HelpScreen(ModalScreen[None]):
    """Goes away with any of its keys."""

    DEFAULT_CSS = """
    HelpScreen { background: $background; }
    HelpScreen VerticalScroll { height: 1fr; background: $background; scrollbar-size-vertical: 1; }
    HelpScreen #lines { height: auto; }
    HelpScreen #head { height: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding(f"escape,{STUCK_ESCAPE},question_mark,f1,enter", "leave", "back")]

    def __init__(self, registry: Registry, say: Say, looks: Looks) -> None:
        super().__init__()
        self._registry, self._say, self._looks = registry, say, looks

    def compose(self) -> ComposeResult:
        """A title, the keys, how to go back."""
        yield Painted(id="head")
        with VerticalScroll():
            yield Painted(id="lines")
        yield Painted(id="keys")

    def on_resize(self) -> None:
        """Lay the groups out."""
        say, looks = self._say, self._looks
        self.query_one("#head", Painted).show([[(f" {say('help.title')}", looks.strong)]], looks.page)
        self.query_one("#keys", Painted).show([[(f" {say('help.back')}", looks.quiet)]], looks.page)
        lines = help_lines(self._registry, say, looks, self.size.width - 1)
        found = self.query_one("#lines", Painted)
        found.show(lines, looks.page)
        found.styles.height = len(lines)

    def action_leave(self) -> None:
        """Back to the text."""
        self.dismiss(None)
