"""All keys on one page, from the registry."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from annotator.ui.actions import GROUPS, STUCK_ESCAPE, Action, Registry, shown
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut
from annotator.words import Say

__all__ = ["HelpScreen", "help_lines"]

NARROW, WIDEST = 38, 48
"""A column has so many cells at least and at most."""
FIRST = ("adjudicate", "label", "select", "sentence", "suggest", "edit", "project", "move")
"""The groups that come first where not all of it is seen at once."""


def help_lines(registry: Registry, say: Say, looks: Looks, width: int) -> list[Words]:
    """The groups of actions in as many columns as there is room for, all keys of each action."""
    columns = max(1, min(3, width // NARROW))
    wide = min(WIDEST, width // columns)
    blocks = []
    for group in GROUPS if columns == 3 else dict.fromkeys((*FIRST, *GROUPS)):
        actions = [action for action in registry.actions if action.group == group and action.keys]
        if actions:
            heading: Words = [(f" {say(f'group.{group}')}", looks.strong)]
            blocks.append([heading, *_rows(actions, registry, say, looks, wide), []])
    piles = [[line for block in pile for line in block] for pile in _even(blocks, columns)]
    lines: list[Words] = []
    for row in range(max(len(pile) for pile in piles) - 1):
        line: Words = []
        for pile in piles:
            cells = pile[row] if row < len(pile) else []
            used = sum(cell_len(text) for text, _ in cells)
            line += [*cells, (" " * max(0, wide - used), looks.page)]
        lines.append(line)
    return lines


def _rows(actions: Sequence[Action], registry: Registry, say: Say, looks: Looks, wide: int) -> list[Words]:
    """A line an action: its keys, its words."""
    keys = [" ".join(shown(key) for key in action.keys) for action in actions]
    room = max(7, *(cell_len(text) for text in keys)) + 2
    rows: list[Words] = []
    for action, text in zip(actions, keys, strict=True):
        style = looks.label(action.label) if action.label else looks.key
        words = cut(registry.words(action, say), wide - room - 4)
        rows.append([("   ", looks.page), (text + " " * (room - cell_len(text)), style), (words, looks.text)])
    return rows


def _even(blocks: Sequence[list[Words]], columns: int) -> list[Sequence[list[Words]]]:
    """The blocks in their order, dealt out over columns so that the longest is as short as can be."""
    count = len(blocks)
    best = min(
        combinations(range(1, count), min(columns, count) - 1),
        key=lambda cuts: max(sum(map(len, blocks[a:b])) for a, b in pairwise((0, *cuts, count))),
    )
    return [blocks[a:b] for a, b in pairwise((0, *best, count))]


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
        lines = help_lines(self._registry, say, looks, self.size.width - 1)
        more = f" ↑↓ {say('key.scroll')} ·" if len(lines) > self.size.height - 3 else ""
        back = cut(f"{more} {say('help.back')}", self.size.width)
        self.query_one("#keys", Painted).show([[(back, looks.quiet)]], looks.page)
        found = self.query_one("#lines", Painted)
        found.show(lines, looks.page)
        found.styles.height = len(lines)

    def action_leave(self) -> None:
        """Back to the text."""
        self.dismiss(None)
