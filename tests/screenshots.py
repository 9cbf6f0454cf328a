"""The pictures of the documentation, taken from the real application without a terminal: ``make screenshots``.

The project is the demo's article as an annotator has it in hand: done up to sentence 33, with sentence 34 in focus.
Clock and ids stand still, so that the same program gives the same bytes.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotator.clock import Clock
from annotator.resources import seed_file
from annotator.session import Session
from annotator.settings import Settings
from annotator.store import Project
from annotator.ui.app import AnnotatorApp
from tests.building import new_project, taken

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
FOCUS = 33
"""The sentence in focus, counted from 0: the one that a source cuts in two."""
MOMENT = 1_641_550_500.0
FONTS = "'DejaVu Sans Mono', Menlo, Consolas, 'Fira Code', monospace"

_FONT_FACE = re.compile(r"\s*@font-face\s*\{[^}]*\}")
_FONT = re.compile(r"font-family: ?[^;}]*")


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the size of the terminal, and the keys pressed first."""

    name: str
    width: int
    height: int
    keys: Sequence[str] = ()


SHOTS = (
    Shot("annotate", 120, 40),
    Shot("small", 80, 24),
    Shot("link", 100, 24, ("tab", "l")),
    Shot("choose", 100, 24, ("e",)),
)


def clock() -> Clock:
    """A clock that stands still, and ids that come again."""
    return Clock(wall=lambda: MOMENT, steady=lambda: 0.0, random=random.Random(34).randbytes)


def in_hand(annotator: str) -> dict[str, Any]:
    """The record of the demo layer as if its annotator had come to the sentence in focus."""
    record: dict[str, Any] = json.loads(seed_file("nos-almaty", "example.jsonl").read_text(encoding="utf-8"))
    record["layer"]["annotator"] = annotator
    record["spans"] = [span for span in record["spans"] if span["sentence"] <= FOCUS]
    kept = {span["id"] for span in record["spans"]}
    record["relations"] = [r for r in record["relations"] if r["head"] in kept and r["tail"] in kept]
    for sentence in record["sentences"][FOCUS:]:
        sentence["status"] = "todo"
    for sentence in record["sentences"][FOCUS + 1 :]:
        sentence.update(labels=[], comment=None)
    return record


def project_in_hand(folder: Path, annotator: str = "anna") -> Project:
    """A project with that record."""
    project = new_project(folder / "demo.db", clock=clock())
    assert taken(project, in_hand(annotator)) == ["added"]
    return project


def without_network(svg: str) -> str:
    """The picture without fonts that a viewer would have to fetch."""
    svg = _FONT.sub(f"font-family: {FONTS}", _FONT_FACE.sub("", svg))
    return "\n".join(line.rstrip() for line in svg.strip().split("\n")) + "\n"


async def picture(shot: Shot, project: Project) -> str:
    """One picture, as SVG."""
    session = Session(project, "anna")
    session.open()
    app = AnnotatorApp(session, Settings(suggestions=False))
    async with app.run_test(size=(shot.width, shot.height)) as pilot:
        await pilot.pause()
        for key in shot.keys:
            await pilot.press(key)
        await pilot.pause()
        return without_network(app.export_screenshot(title="annotator", simplify=True))


def pictures() -> dict[str, str]:
    """All pictures by their file names."""
    with tempfile.TemporaryDirectory() as folder, project_in_hand(Path(folder)) as project:
        return {f"{shot.name}.svg": asyncio.run(picture(shot, project)) for shot in SHOTS}


def main() -> None:
    """Write them."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures().items():
        (IMAGES / name).write_bytes(svg.encode())
        print(f"{(IMAGES / name).relative_to(IMAGES.parent.parent)}: {len(svg) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
