"""The tour in the README: an animated picture of the real program, made by pressing its keys: ``make screenshots``.

Rows of the terminal that come again are drawn once and used again, so that a minute of film stays small. The film has no
script: styles alone show one frame after the other, and a reader who wants no motion sees the last one.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from rich.color import Color, ColorSystem
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.strip import Strip

from annotator.session import Session
from annotator.settings import Settings
from annotator.ui.app import AnnotatorApp
from tests.screenshots import FONTS, IMAGES, project_in_hand

WIDTH, HEIGHT = 100, 26
CELL, LINE, SIZE = 8.4, 18, 14
THEME = TerminalTheme((21, 23, 28), (236, 238, 242), [(0, 0, 0)] * 8, [(255, 255, 255)] * 8)


@dataclass(frozen=True, slots=True)
class Step:
    """Keys, what is told of them, and for how many seconds one looks at what they did."""

    keys: Sequence[str]
    caption: str
    seconds: float = 2.4


STEPS = (
    Step((), "The next sentence to do opens up; its neighbours stay calm.", 3.0),
    Step(("c",), "c: a claim, on the word at the cursor …", 1.6),
    Step(("c",), "… and again: on its clause.", 2.4),
    Step(("right",), "", 0.5),
    Step(("u",), "u: the cue in it. It links itself: zou hedges the claim.", 3.0),
    Step(("full_stop",), "A full stop: the same source as before, carried over.", 3.4),
    Step(("w", "3"), "w 3: worth checking.", 2.0),
    Step(("enter",), "Enter: done. Every label was on the disk at once.", 2.6),
    Step(("q", "q"), "q q: the quotation, with its marks.", 2.4),
    Step(("enter",), "", 1.4),
    Step(("s", "s"), "s s: the source, the whole noun phrase.", 2.6),
    Step(("h",), "h: a letter on every word.", 2.0),
    Step(("a",), "", 0.7),
    Step(("a",), "a: the verb that attributes. It knows its source.", 2.8),
    Step(("h", "f"), "", 0.7),
    Step(("c", "c"), "c c: what was said, and by whom: linked already.", 3.8),
    Step(("ctrl+z",), "Ctrl+z undoes anything, over documents and days.", 2.2),
    Step(("ctrl+y",), "", 0.9),
    Step(("e",), "e: every value of a label, one key each. Most are right already.", 3.4),
    Step(("escape", "i"), "i: the rule and examples of the label in question.", 3.8),
    Step(("i", "enter", "enter"), "", 1.2),
    Step(("backslash",), "\\: what is suggested, dotted. It was hidden until now.", 3.6),
    Step(("+",), "+: all that is sure, with its links and whose words they are.", 3.8),
    Step(("exclamation_mark",), "!: who suggested it. That is kept with every label.", 3.4),
)


@dataclass
class Film:
    """Frames that share their rows."""

    rows: dict[str, int] = field(default_factory=dict)
    frames: list[tuple[list[int], str, float]] = field(default_factory=list)

    def add(self, strips: Iterable[Strip], caption: str, seconds: float) -> None:
        """A frame more."""
        numbers = [self.rows.setdefault(_row(strip), len(self.rows)) for strip in strips]
        self.frames.append((numbers, caption, seconds))

    def svg(self) -> str:
        """The whole film."""
        total = sum(seconds for *_, seconds in self.frames)
        width, height = WIDTH * CELL + 24, HEIGHT * LINE + 74
        out = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
            "<title>A tour of the annotation screen</title>",
            f"<style>text{{font:{SIZE}px {FONTS};white-space:pre}}.b{{font-weight:bold}}.i{{font-style:italic}}"
            ".u{text-decoration:underline}.f{visibility:hidden}.c{font:15px sans-serif;fill:#eceef2}",
        ]
        begun = 0.0
        for number, (_, _, seconds) in enumerate(self.frames):
            first, last = 100 * begun / total, 100 * (begun + seconds) / total
            begun += seconds
            shown = f"{first:.3f}%{{visibility:visible}}{last:.3f}%{{visibility:hidden}}"
            before = "0%{visibility:hidden}" if number else ""
            out.append(f"@keyframes k{number}{{{before}{shown}100%{{visibility:hidden}}}}")
            out.append(f"#f{number}{{animation:k{number} {total:.1f}s step-end infinite}}")
        final = len(self.frames) - 1
        out.append(
            f"@media(prefers-reduced-motion:reduce){{.f{{animation:none!important}}#f{final}{{visibility:visible}}}}"
        )
        out.append(f'</style><rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="#15171c"/><defs>')
        out += [f'<g id="r{number}">{row}</g>' for row, number in self.rows.items()]
        out.append("</defs>")
        for number, (rows, caption, _) in enumerate(self.frames):
            out.append(f'<g class="f" id="f{number}">')
            out += [f'<use href="#r{row}" x="12" y="{12 + LINE * at}"/>' for at, row in enumerate(rows)]
            out.append(f'<text class="c" x="20" y="{height - 22:.0f}">{escape(caption)}</text></g>')
        return "\n".join([*out, "</svg>"]) + "\n"


def _hex(colour: Color | None, foreground: bool) -> str:
    if colour is None or colour.is_default:
        return "#eceef2" if foreground else "#15171c"
    return colour.get_truecolor(THEME, foreground).hex if colour.type is not ColorSystem.STANDARD else "#eceef2"


def _row(strip: Strip) -> str:
    """One row of the terminal: grounds, then words, each where its cells are."""
    grounds, words, at = [], [], 0
    for segment in Strip(strip).simplify():
        style, cells = segment.style or Style(), Segment.cell_length.fget(segment)  # type: ignore[attr-defined]
        front, back = _hex(style.color, True), _hex(style.bgcolor, False)
        if style.reverse:
            front, back = back, front
        if back != "#15171c":
            grounds.append(f'<rect x="{at * CELL:.1f}" width="{cells * CELL:.1f}" height="{LINE}" fill="{back}"/>')
        if segment.text.strip():
            named = [name for name, on in (("b", style.bold), ("i", style.italic), ("u", style.underline)) if on]
            kind = f' class="{" ".join(named)}"' if named else ""
            words.append(
                f'<text x="{at * CELL:.1f}" y="{LINE - 4.5}" fill="{front}"{kind}'
                f' textLength="{cells * CELL:.1f}">{escape(segment.text)}</text>'
            )
        at += cells
    return "".join(grounds + words)


async def film(folder: Path) -> str:
    """Press the keys of the tour in the real screen."""
    with project_in_hand(folder) as project:
        session = Session(project, "anna")
        session.open()
        app = AnnotatorApp(session, Settings(suggestions=False))
        found = Film()
        async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:
            await pilot.pause()
            session.cursor.place(34)
            app.annotate.moved()
            app.annotate.awake()
            for step in STEPS:
                for key in step.keys:
                    await pilot.press(key)
                await pilot.pause()
                found.add(app.screen._compositor.render_strips(), step.caption, step.seconds)
        return found.svg()


def tour() -> str:
    """The film, as SVG; the same program gives the same bytes."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(film(Path(folder)))


def main() -> None:
    """Write it."""
    svg = tour()
    (IMAGES / "tour.svg").write_bytes(svg.encode())
    print(f"docs/images/tour.svg: {len(svg) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
