"""What stands on the agreement screen, and how it is brought up to what is known. No keys, no computing."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.screen import ModalScreen

from annotator.session.behind import Looked, Place
from annotator.ui.widgets.agreement_paint import Cursor, Sheet
from annotator.ui.widgets.agreement_places import SIDE_BY_SIDE, place_lines, sides_lines
from annotator.ui.widgets.agreement_rows import VIEWS, Pick, view_of
from annotator.ui.widgets.agreement_words import cautions, left_out
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut, folded
from annotator.words import Say

__all__ = ["AgreementSurface", "Listed", "Seen"]

SAID = 2
"""Lines that say the chosen figure in words."""
AROUND = 5
"""Lines above and below the body."""


@dataclass
class Seen:
    """Where one is in a view: the cursor, and the first line shown."""

    cursor: Cursor = field(default_factory=Cursor)
    top: int = 0


@dataclass
class Listed:
    """The places behind a figure, which of them is chosen, the first lines shown of the list and of the layers."""

    pick: Pick
    places: list[Place]
    at: int = 0
    top: int = 0
    scroll: int = 0


class AgreementSurface(ModalScreen["tuple[str, int] | None"]):
    """Title, views and columns; rows, or places with their layers; what the chosen row says; the keys."""

    DEFAULT_CSS = """
    AgreementSurface { background: $background; }
    AgreementSurface #head { height: 4; }
    AgreementSurface #body { height: 1fr; }
    """

    def __init__(self, say: Say, looks: Looks) -> None:
        super().__init__()
        self.say, self.looks = say, looks
        self.looked: Looked | None = None
        self.failed, self.done = "", 0.0
        self.view = VIEWS[0]
        self.seen = {name: Seen() for name in VIEWS}
        self.listed: Listed | None = None
        self.shown = 0  # places in view
        self._sheets: dict[tuple[str, int], Sheet] = {}
        self._head, self._body, self._foot = Painted(id="head"), Painted(id="body"), Painted(id="foot")

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._head
        yield self._body
        yield self._foot

    def on_resize(self) -> None:
        """More or less room."""
        self.draw()

    def show_figures(self, looked: Looked) -> None:
        """Show other figures; what is chosen stays chosen."""
        self.looked = looked
        self._sheets.clear()
        self.draw()

    @property
    def body_top(self) -> int:
        """The row of the terminal on which the rows or places begin."""
        return self._body.region.y

    @property
    def sheet(self) -> Sheet | None:
        """The view shown, laid out; None while there is none."""
        report = self.looked.report if self.looked is not None else None
        if report is None or not self.size.width:
            return None
        key = self.view, self.size.width
        if key not in self._sheets:
            self._sheets[key] = Sheet(view_of(self.view, report, self.say), self.looks, self.size.width)
        return self._sheets[key]

    def draw(self) -> None:
        """Bring everything up to date; only the lines that differ are painted."""
        width, height = self.size.width, max(4, self.size.height - AROUND)
        if not width:
            return
        sheet = self.sheet
        if sheet is None:
            head, body, keys = list[Words](), self._instead(width), self._keys()
        elif self.listed is not None and self.looked is not None:
            head, body, keys = self._places(self.listed, self.looked, width, height)
        else:
            head, body, keys = self._rows(sheet, width, height)
        self._head.show([self._title(width), *head], self.looks.page)
        self._body.show(body, self.looks.page)
        self._foot.show([keys], self.looks.page)

    # -- the views ------------------------------------------------------------------------------------------------

    def _rows(self, sheet: Sheet, width: int, height: int) -> tuple[list[Words], list[Words], Words]:
        looks, seen = self.looks, self.seen[self.view]
        height -= SAID + 1
        last = len(sheet.rows) - 1
        seen.cursor = Cursor(max(0, min(last, seen.cursor.row)), seen.cursor.pick)
        if sheet.at:
            line = sheet.at[seen.cursor.row]
            bottom = len(sheet) - 1 if seen.cursor.row == last else line
            seen.top = min(max(seen.top, bottom - height + 1), line - 1 if seen.cursor.row else 0)
        columns, lines = sheet.draw(seen.cursor, seen.top, height)
        pick = sheet.pick(seen.cursor)
        words: list[Words] = []
        for number, text in enumerate(pick.said if pick is not None else ()):
            style = looks.quiet if number else looks.text
            whole = folded([(" ", looks.page), (text, style)], width - 1, 1)
            fits = len(words) + len(whole) <= SAID
            words += whole if fits else [[(f" {cut(text, width - 2)}", style)]]
        blank: list[Words] = [[]] * (height - len(lines) + 1)
        across = [("←→", "agreement.key.cell")] if any(len(row.picks) > 1 for row in sheet.rows) else []
        keys = self._keys(
            ("⏎", "agreement.key.open"), ("↑↓", "agreement.key.row"), *across, ("tab", "agreement.key.view")
        )  # fmt: skip
        return [self._tabs(), self._warning(width), columns], [*lines, *blank, *words[:SAID]], keys

    def _title(self, width: int) -> Words:
        """What is compared, and on the right what is still being computed."""
        say, looks, looked = self.say, self.looks, self.looked
        about = state = ""
        if looked is not None and looked.report is not None:
            report = looked.report.provenance
            about = say("agreement.compared", documents=report.documents, sentences=report.sentences)
            about += f" · {', '.join(report.annotators)}"
        if not self.failed and (looked is None or not looked.whole):
            state = say("agreement.computing") if looked is None else say("agreement.computing_intervals")
            state += f" {self.done:.0%}".replace("%", " %") if 0 < self.done < 1 else ""
        name = f" {say('agreement.title')}"
        about = cut(about, max(0, width - cell_len(name) - cell_len(state) - 7))
        gap = max(1, width - cell_len(name) - cell_len(about) - cell_len(state) - 4)
        return [(name, looks.strong), (f"   {about}", looks.quiet), (" " * gap, looks.page), (state, looks.text)]

    def _tabs(self) -> Words:
        looks = self.looks
        line: Words = []
        for number, name in enumerate(VIEWS, 1):
            here = name == self.view
            words = f"{number} {self.say(f'agreement.view.{name}')}"
            line += [(" ▸" if here else "  ", looks.strong), (words, looks.strong if here else looks.quiet)]
            line.append(("  ", looks.page))
        return line

    def _warning(self, width: int) -> Words:
        """That there are few documents, in sight everywhere."""
        report = self.looked.report if self.looked is not None else None
        if report is None or not any(caution.code == "few_documents" for caution in report.warnings):
            return []
        return [(f" ⚠ {cut(cautions(report, self.say)[0], width - 4)}", self.looks.text)]

    def _instead(self, width: int) -> list[Words]:
        """What stands where there are no figures: nothing yet, an error, or what is needed."""
        say, looks, looked = self.say, self.looks, self.looked
        if self.failed:
            told = [say("agreement.failed"), self.failed]
        elif looked is None:
            return []
        elif len(looked.raters) < 2:
            one = say("agreement.one", who=looked.raters[0]) if looked.raters else say("agreement.nobody")
            told = [one, say("agreement.needed")]
        else:
            told = [say("agreement.nothing_shared"), say("agreement.needed"), *left_out(looked.left_out, say)]
        lines: list[Words] = []
        for number, text in enumerate(told):
            lines += folded([("   ", looks.page), (text, looks.quiet if number else looks.strong)], width - 3, 3)
        return lines

    def _keys(self, *keys: tuple[str, str]) -> Words:
        looks = self.looks
        line: Words = []
        for key, name in (*keys, ("esc", "agreement.key.back")):
            line += [("  " if line else " ", looks.page), (key, looks.key), (f" {self.say(name)}", looks.quiet)]
        return line

    # -- the sentences behind a figure ----------------------------------------------------------------------------

    def _places(
        self, listed: Listed, looked: Looked, width: int, height: int
    ) -> tuple[list[Words], list[Words], Words]:
        say, looks = self.say, self.looks
        differ = sum(bool(place.items) for place in listed.places)
        told = say("agreement.behind", differ=differ, alike=len(listed.places) - differ)
        if listed.pick.behind.kind is not None:
            told = say("agreement.differing", n=differ)
        title = f"{say(f'agreement.view.{self.view}')} › {listed.pick.title}"
        path: Words = [(f" {cut(title, max(10, width - cell_len(told) - 6))}", looks.strong)]
        head: list[Words] = [[*path, (f"   {told}", looks.quiet)], self._warning(width), [("─" * width, looks.quiet)]]
        if not listed.places:
            return head, [[(f"   {say('agreement.no_places')}", looks.quiet)]], self._keys()
        tall = min(len(listed.places), max(4, height // 2 if width >= SIDE_BY_SIDE else height // 4))
        listed.top = min(max(listed.top, listed.at - tall + 1), listed.at)
        shown = range(listed.top, min(len(listed.places), listed.top + tall))
        self.shown = len(shown)
        lines = place_lines(looked, listed.places, listed.at, shown, looks, say, width)
        below = sides_lines(looked, listed.places[listed.at], looks, say, width)
        room = height - len(lines) - 1
        listed.scroll = max(0, min(listed.scroll, len(below) - room))
        more = len(below) - listed.scroll - room
        mark = f"─── ↓ {say('agreement.more', n=more)} " if more > 0 else ""
        lines.append([(mark + "─" * (width - cell_len(mark)), looks.quiet)])
        further = [("␣", "agreement.key.further")] if len(below) > room else []
        keys = self._keys(("⏎", "agreement.key.annotate"), ("↑↓", "agreement.key.sentence"), *further)
        return head, [*lines, *below[listed.scroll : listed.scroll + room]], keys
