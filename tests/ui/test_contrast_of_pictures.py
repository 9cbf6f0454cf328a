"""Every word in the pictures of the screens can be read: contrast as WCAG asks for, 7 in the high-contrast theme.

The terminal's own colours are left out, as nobody knows them here; so is the text behind the palette, which is dimmed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from textual.color import Color

from annotator.ui.widgets.palette import contrast

FOLDERS = sorted(path for path in (Path(__file__).parent / "__snapshots__").iterdir() if path.is_dir())
ROUNDED = 0.05
"""By so much the colours of a picture, which are whole numbers, may fall short."""

_FILL = re.compile(r"\.terminal-(r\d+) \{[^}]*?fill: (#[0-9a-f]{6})")
_GROUND = re.compile(r'<rect fill="(#[0-9a-f]{6})" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"')
_TEXT = re.compile(r'<text class="terminal-(r\d+)" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>')


def words(svg: str) -> Iterator[tuple[str, Color, Color]]:
    """The texts of a picture in which there is a letter or a digit, with their colours and grounds."""
    fills = dict(_FILL.findall(svg))
    drawn = svg.partition('clip-path="url(#terminal-clip-terminal)">')[2]
    grounds = [(colour, *map(float, at)) for colour, *at in _GROUND.findall(drawn)]
    for name, left, base, text in _TEXT.findall(drawn):
        x, y = float(left) + 1, float(base) - 10
        under = [c for c, a, b, width, height in grounds if a <= x < a + width and b - 4 <= y < b + height]
        if re.search(r"\w", unescape(text)) and under:
            yield unescape(text), Color.parse(fills[name]), Color.parse(under[-1])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_all_words_can_be_read(folder: Path) -> None:
    seen = 0
    for picture in folder.glob("*.svg"):
        if "ansi" in picture.stem or "palette" in picture.stem:
            continue
        least = 7.0 if "high-contrast" in picture.stem else 4.5
        for text, colour, ground in words(picture.read_text(encoding="utf-8")):
            seen += 1
            assert contrast(colour, ground) >= least - ROUNDED, (picture.name, text, colour.hex, ground.hex)
    assert seen
