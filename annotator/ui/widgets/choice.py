"""Choosing with one key: a strip above the footer, laid over the text's last lines; nothing moves under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Size

from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut

__all__ = ["NUMBERS", "Choice", "ChoiceBar", "Option", "numbered"]

NUMBERS = "123456789abcdefghijklmnopqrstuvwxyz"
PAGE = 30
"""Numbered options on a page: as many as still can be read at 80 by 24."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its key, its words, what stands behind it in quiet, and what happens.

    ``row`` is the title of the row it stands in; without one, options stand in columns. ``current`` says that it is so
    now, ``usual`` that it would be so if nobody had chosen. One with a ``page`` is there only on that page.
    """

    key: str
    words: str
    chosen: Callable[[], None]
    aside: str = ""
    current: bool = False
    usual: bool = False
    row: str = ""
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with its options; one that ``stays`` is open until it is closed, and may be asked anew meanwhile."""

    title: str
    options: tuple[Option, ...]
    stays: bool = False

    @property
    def pages(self) -> int:
        """How many pages its options have."""
        return 1 + max((option.page for option in self.options if option.page is not None), default=0)

    def on_page(self, number: int) -> Choice:
        """The options of one page; itself when there is but one."""
        if self.pages == 1:
            return self
        return replace(self, options=tuple(o for o in self.options if o.page in (None, number)))


def numbered(
    words: Sequence[tuple[str, str]], chosen: Callable[[int], Callable[[], None]], current: int | None
) -> tuple[Option, ...]:
    """Options with the keys 1, 2, 3 …, then letters, then the same on another page; ``words``: a word and an aside."""
    return tuple(
        Option(NUMBERS[i % PAGE], word, chosen(i), aside, current=i == current, page=i // PAGE)
        for i, (word, aside) in enumerate(words)
    )


class ChoiceBar(Painted):
    """Shows a choice; the screen gives it the keys while it is open."""

    DEFAULT_CSS = """
    ChoiceBar { layer: above; dock: bottom; height: auto; max-height: 90%; display: none; margin-bottom: 2; }
    """

    def __init__(self) -> None:
        super().__init__(id="choice")
        self._asked: Choice | None = None
        self._page = 0
        self.rows = 0
        """The rows of the screen it covers."""

    @property
    def choice(self) -> Choice | None:
        """What is asked, with the options that can be seen; None when nothing is."""
        return self._asked.on_page(self._page) if self._asked is not None else None

    @property
    def pages(self) -> int:
        """How many pages there are to turn."""
        return self._asked.pages if self._asked is not None else 0

    def ask(self, choice: Choice, looks: Looks, size: Size) -> None:
        """Open with a question, on a screen of a size; at the page with what is so now."""
        self._asked = choice
        self._page = next((o.page for o in choice.options if o.current and o.page is not None), 0)
        self.again(looks, size)

    def again(self, looks: Looks, size: Size) -> None:
        """Show what is asked once more: the screen, or the page, is another."""
        choice = self.choice
        if choice is None:
            return
        if self.pages > 1:
            choice = replace(choice, title=f"{choice.title}  {self._page + 1}/{self.pages}")
        lines = _fitting(choice, looks, size.width, max(3, size.height * 6 // 10))
        self.show(lines, looks.open)
        self.display = True
        self.styles.height = self.rows = len(lines)

    def turn(self, looks: Looks, size: Size) -> None:
        """The next page, and after the last the first."""
        self._page = (self._page + 1) % max(1, self.pages)
        self.again(looks, size)

    def close(self) -> None:
        """Take it away."""
        self._asked = None
        self.rows = 0
        self.display = False

    def press(self, character: str | None) -> Option | None:
        """Do what a key stands for; None when it stands for nothing. What does not stay is closed before."""
        choice = self.choice
        options = choice.options if choice is not None else ()
        found = next((option for option in options if option.key and option.key == character), None)
        if found is not None and choice is not None:
            if not choice.stays:
                self.close()
            found.chosen()
        return found


def _fitting(choice: Choice, looks: Looks, width: int, height: int) -> list[Words]:
    """The lines, their words cut shorter until there are no more than so many."""
    if any(option.row for option in choice.options):
        for longest in (30, 14, 9, 6):
            lines = _rows(choice, looks, width, longest)
            if len(lines) <= height:
                break
        return lines
    for longest, aside in ((46, 40), (46, 0), (30, 14), (30, 0), (22, 0), (18, 0), (16, 0)):
        lines = _lines(choice, looks, width, longest, aside)
        if len(lines) <= height:
            break
    return lines


def _quiet(looks: Looks) -> Style:
    """What is not so now: the grey of the text around, which on this ground is as easy to read."""
    return looks.open + Style(color=(looks.quiet if looks.quiet.dim else looks.page).color, dim=looks.quiet.dim)


def _lines(choice: Choice, looks: Looks, width: int, longest: int, most_aside: int) -> list[Words]:
    """The title, then the options side by side in columns; words and what stands behind them of so many cells."""
    cells = [(option, cut(option.words, longest), cut(option.aside, most_aside)) for option in choice.options]
    sizes = [cell_len(words) + (2 + cell_len(aside) if aside else 0) for _, words, aside in cells]
    wide = max(sizes, default=0) + 8
    columns = max(1, min(8, (width - 2) // wide))
    rows = -(-len(cells) // columns)
    quiet = _quiet(looks)
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


def _rows(choice: Choice, looks: Looks, width: int, longest: int) -> list[Words]:
    """The title in a rule, then a row for each title; two short rows stand beside each other."""
    quiet, strong = _quiet(looks), looks.open + Style(bold=True)
    title = cut(choice.title, width - 6)
    lines: list[Words] = [
        [("─ ", quiet), (title, strong), (" " + "─" * max(0, width - cell_len(title) - 3), quiet)],
    ]
    titles = list(dict.fromkeys(option.row for option in choice.options))
    wide = min(max(cell_len(name) for name in titles), 18 if width >= 100 else 14)
    end: int | None = None  # of the last line, where another row may stand beside it
    for name in titles:
        head: Words = [(f" {cut(name, wide)}", quiet)]
        head.append((" " * (wide + 2 - _width(head)), looks.open))
        cells = [_cell(option, looks, longest) for option in choice.options if option.row == name]
        size = _width(head) + sum(map(_width, cells))
        beside = max(width // 2, end + 1) if end is not None else width
        if end is not None and beside + size <= width:
            lines[-1] += [(" " * (beside - end), looks.open), *head, *(piece for cell in cells for piece in cell)]
            end = None
        else:
            lines += _broken(head, cells, width, looks)
            end = size if size <= width else None
    return lines


def _broken(head: Words, cells: Sequence[Words], width: int, looks: Looks) -> list[Words]:
    """A row in as many lines as it needs, the later ones set in under the first option."""
    lines = [list(head)]
    for cell in cells:
        if len(lines[-1]) > len(head) and _width(lines[-1]) + _width(cell) > width:
            lines.append([(" " * _width(head), looks.open)])
        lines[-1] += cell
    return lines


def _cell(option: Option, looks: Looks, longest: int) -> Words:
    """An option of a row. What is so now has a dot, and is bold where it is not what would be so anyway."""
    quiet, strong = _quiet(looks), looks.open + Style(bold=True)
    mark = "●" if option.current else "·" if option.usual else " "
    chosen = option.current and not option.usual
    style = strong + Style(underline=True) if chosen else looks.open if option.current else quiet
    words: Words = [(mark, strong if chosen else quiet), (option.key or " ", strong), (" ", looks.open)]
    words.append((cut(option.words, longest), style))
    if option.aside:
        words.append((f" {cut(option.aside, longest)}", quiet))
    return [*words, (" ", looks.open)]


def _width(line: Words) -> int:
    return sum(cell_len(text) for text, _ in line)
