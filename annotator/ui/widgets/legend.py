"""What the signs mean: a strip above the footer with each label as it looks, the signs of the gutter, the arrows."""

from __future__ import annotations

from rich.cells import cell_len
from rich.style import Style

from annotator.scheme.definition import Scheme
from annotator.ui.actions import Registry
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Painted, Words, cut
from annotator.ui.widgets.palette import COMMENT_SIGN, FOCUS_SIGN, STATUS_SIGNS, Look
from annotator.words import Say

__all__ = ["Legend", "legend_lines"]


def legend_lines(scheme: Scheme, registry: Registry, say: Say, looks: Looks, width: int) -> list[Words]:
    """A line for each label, then the signs; as wide as the screen."""
    palette = looks.palette
    quiet = palette.aside
    strong = looks.open + Style(bold=True)
    lines: list[Words] = [[("─" * width, quiet)], [(f" {say('legend')}", strong), (f"  {say('legend.away')}", quiet)]]
    sample = say("legend.words")
    longest = max((cell_len(span.title.say(say.language)) for span in scheme.span), default=0)
    for span in scheme.span:
        action = f"label.{span.name}"
        shape = palette.shapes[span.name].light
        title = cut(span.title.say(say.language), max(8, width - 44))
        name = f"{span.short}1"
        lines.append(
            [
                (f"   {registry.key(action):<3}", palette.accent(span.name, open_=True)),
                (title + " " * (min(longest, max(8, width - 44)) - cell_len(title) + 3), looks.open),
                (" ", looks.page),
                (sample, palette.text(Look(labels=(span.name,)))),
                (" ", looks.page),
                ("   ", looks.open),
                (shape[0], palette.lane(span.name, False, False)),
                (name, palette.lane(span.name, False, True)),
                (shape[1] * 7 + shape[2], palette.lane(span.name, False, False)),
            ]
        )
    signs = [(sign, say(f"status.{status}")) for status, sign in STATUS_SIGNS.items() if sign.strip()]
    signs += [(COMMENT_SIGN, say("sentence.comment")), (FOCUS_SIGN, say("legend.focus"))]
    links = [(sign, say(f"legend.{name}")) for sign, name in _LINKS]
    for group in (signs, links):
        lines.append([])
        used = 0
        for sign, words in group:
            size = 4 + cell_len(sign) + cell_len(words)
            if used and used + size > width:
                lines.append([])
                used = 0
            lines[-1] += [("   ", looks.open), (sign, strong), (f" {words}", quiet)]
            used += size
    return lines


_LINKS = (
    ("╎c?┈┈╎", "ghost"),
    ("→s1", "out"),
    ("←c1", "in"),
    ("↔c2", "both"),
    ("→33.s1", "far"),
    ("…", "more"),
    ("└─┘┄└─┘", "parts"),
)


class Legend(Painted):
    """Hidden until it is asked for; any key takes it away."""

    DEFAULT_CSS = "Legend { layer: above; dock: bottom; height: auto; margin-bottom: 2; display: none; }"

    def __init__(self) -> None:
        super().__init__(id="legend")
        self.open = False

    def ask(self, lines: list[Words], looks: Looks) -> int:
        """Show these lines; how many rows it lies over."""
        self.show(lines, looks.open)
        self.styles.height = len(lines)
        self.display = self.open = True
        return len(lines)

    def close(self) -> bool:
        """Take it away; whether it was there."""
        was, self.open = self.open, False
        self.display = False
        return was
