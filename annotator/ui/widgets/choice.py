"""Choosing with one key: a strip above the footer, laid over the text's last lines; nothing moves under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Size

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
    ChoiceBar { layer: above; dock: bottom; height: auto; max-height: 90%; display: none; margin-bottom: 2; }
    """

    def __init__(self) -> None:
        super().__init__(id="choice")
        self.choice: Choice | None = None

    def ask(self, choice: Choice, looks: Looks, size: Size) -> None:
        """Open with a question, on a screen of a size."""
        self.choice = choice
        lines = _fitting(choice, looks, size.width, max(3, size.height * 6 // 10))
        self.show(lines, looks.open)
        self.display = True
        self.styles.height = len(lines)

    def close(self) -> None:
        """Take it away."""
        self.choice = None
        self.display = False

    def press(self, character: str | None) -> Option | None:
        """Do what a key stands for; None when it stands for nothing. It is closed before the choice is carried out."""
        options = self.choice.options if self.choice is not None else ()
        found = next((option for option in options if option.key == character), None)
        if found is not None:
            self.close()
            found.chosen()
        return found


def _fitting(choice: Choice, looks: Looks, width: int, height: int) -> list[Words]:
    """The lines, their words cut shorter until there are no more than so many."""
    for longest, aside in ((46, 40), (46, 0), (30, 14), (30, 0), (22, 0), (16, 0)):
        lines = _lines(choice, looks, width, longest, aside)
        if len(lines) <= height:
            break
    return lines


def _lines(choice: Choice, looks: Looks, width: int, longest: int, most_aside: int) -> list[Words]:
    """The title, then the options side by side in columns; words and what stands behind them of so many cells."""
    cells = [(option, cut(option.words, longest), cut(option.aside, most_aside)) for option in choice.options]
    sizes = [cell_len(words) + (2 + cell_len(aside) if aside else 0) for _, words, aside in cells]
    wide = max(sizes, default=0) + 8
    columns = max(1, min(8, (width - 2) // wide))
    rows = -(-len(cells) // columns)
    quiet = looks.open + Style(color=looks.quiet.color, dim=looks.quiet.dim)
    lines: list[Words] = [[("─" * width, quiet)], [(f" {cut(choice.title, width - 2)}", looks.open + Style(bold=True))]]
    strong = looks.open + Style(bold=True)
    for row in range(rows):
        line: Words = [(" ", looks.open)]
        for (option, words, aside), size in zip(cells[row::rows], sizes[row::rows], strict=True):
            mark = "●" if option.current else " "
            line += [(f" {mark} ", looks.open), (option.key, strong), (" ", looks.open)]
            line += [(words, looks.open), (f"  {aside}" if aside else "", quiet), (" " * (wide - size - 5), looks.open)]
        lines.append(line)
    return lines
