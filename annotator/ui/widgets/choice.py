"""Choosing with one key: a strip above the footer, laid over the text's last lines; nothing moves under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style

from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut

__all__ = ["Choice", "ChoiceBar", "Option", "numbered"]

NUMBERS = "123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its key, its words, what stands behind it in quiet, and what happens."""

    key: str
    words: str
    chosen: Callable[[], None]
    aside: str = ""
    current: bool = False
    accent: Style | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with its options."""

    title: str
    options: tuple[Option, ...]


def numbered(
    words: Sequence[tuple[str, str]], chosen: Callable[[int], Callable[[], None]], current: int | None
) -> tuple[Option, ...]:
    """Options with the keys 1, 2, 3 …; each of ``words`` has a word and an aside."""
    return tuple(
        Option(NUMBERS[i], word, chosen(i), aside, current=i == current)
        for i, (word, aside) in enumerate(words[: len(NUMBERS)])
    )


class ChoiceBar(Painted):
    """Shows a choice; the screen gives it the keys while it is open."""

    DEFAULT_CSS = """
    ChoiceBar { layer: above; dock: bottom; height: auto; max-height: 60%; display: none; margin-bottom: 2; }
    """

    def __init__(self) -> None:
        super().__init__(id="choice")
        self.choice: Choice | None = None

    def ask(self, choice: Choice, looks: Looks, width: int) -> None:
        """Open with a question."""
        self.choice = choice
        lines = _lines(choice, looks, width)
        self.show(lines, looks.open)
        self.display = True
        self.styles.height = len(lines)

    def close(self) -> None:
        """Take it away."""
        self.choice = None
        self.display = False

    def press(self, character: str | None) -> bool:
        """Do what a key stands for; False when it stands for nothing. It is closed before the choice is carried out."""
        if self.choice is None:
            return False
        for option in self.choice.options:
            if option.key == character:
                self.close()
                option.chosen()
                return True
        return False


def _lines(choice: Choice, looks: Looks, width: int) -> list[Words]:
    """The title, then the options side by side in columns."""
    cells = []
    for option in choice.options:
        mark = "●" if option.current else " "
        text = cut(option.words, 46) + (f"  {cut(option.aside, 40)}" if option.aside else "")
        cells.append((option, mark, text))
    wide = max((cell_len(text) for _, _, text in cells), default=0) + 8
    columns = max(1, min(4, (width - 2) // wide))
    rows = -(-len(cells) // columns)
    lines: list[Words] = [[(f" {cut(choice.title, width - 2)}", looks.open + Style(bold=True))]]
    quiet = looks.open + Style(color=looks.quiet.color, dim=looks.quiet.dim)
    for row in range(rows):
        line: Words = [(" ", looks.open)]
        for option, mark, text in cells[row::rows]:
            accent = looks.open + (option.accent or Style(bold=True))
            word, _, aside = text.partition("  ")
            pad = " " * (wide - cell_len(text) - 5)
            line += [(f" {mark} ", looks.open), (option.key, looks.open + Style(bold=True)), (" ", looks.open)]
            line += [
                (word, accent if option.accent else looks.open),
                (f"  {aside}" if aside else "", quiet),
                (pad, looks.open),
            ]
        lines.append(line)
    return lines
