"""Links on the lanes: said where there is room, never in the way, and no bracket moves for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotator.ui.widgets.lanes import SHAPES, Part, draw, pack
from annotator.ui.widgets.links import with_links
from annotator.ui.widgets.view_model import End, Mark
from annotator.ui.widgets.wrap import wrap

MARGIN = 3
TEXT = "Ze zouden volgens de politie geprobeerd hebben een bureau te bestormen, zei TASS."


def mark(name: str, words: str, *links: End, label: str = "claim") -> Mark:
    at = TEXT.index(words)
    return Mark(name, label, name, ((at, at + len(words)),), links)


def to(name: str, arrow: str = "→", *, near: bool = True) -> End:
    return End(arrow, name, name, "source", arrow != "←", near)


def rows(marks: list[Mark], width: int = 90, **how: object) -> list[str]:
    lines = wrap(TEXT, width)
    drawn = []
    for line, lanes in zip(lines, with_links(pack(lines, marks, 0, width + MARGIN), width + MARGIN), strict=True):
        drawn.append(TEXT[line.start : line.shown])
        drawn += ["".join(run.text for run in draw(lane, **how)) for lane in lanes]  # type: ignore[arg-type]
    return drawn


CLAIM = mark("c1", "Ze zouden volgens de politie geprobeerd hebben", to("s1"), to("u1", "←"), to("33.s2", near=False))


def test_a_link_stands_on_the_bracket_or_beside_it() -> None:
    marks = [CLAIM, mark("u1", "zouden", to("c1")), mark("s1", "de politie", to("c1", "←"))]
    assert rows(marks) == [
        TEXT,
        "└c1→s1,33.s2───────────────────────────────c1┘",
        "   └u1──┘→c1      └s1──────┘",
    ]
    assert rows(marks, 30) == [
        "Ze zouden volgens de politie",
        "└c1→s1,33.s2───────────────╴",
        "   └u1──┘→c1      └s1──────┘",
        "geprobeerd hebben een bureau",
        "╶c1─────────────┘",
        "te bestormen, zei TASS.",
    ]


def test_a_link_without_room_stands_at_its_other_end() -> None:
    marks = [mark("s1", "Ze", to("c1")), mark("a1", "zouden", to("s1")), mark("c1", "TASS", to("s1", "←"))]
    assert rows(marks) == [TEXT, "└s1└a1──┘→s1" + " " * 64 + "└c1┘←s1"]


def test_what_finds_no_room_is_cut_short_or_left_out() -> None:
    many = [to(f"s{number}") for number in range(1, 9)]
    cut = rows([mark("a1", "geprobeerd", *many), mark("s9", "hebben")])[1].strip()
    assert cut == "└a1→s1…──┘ └s9──┘"
    left_out = rows([mark("a1", "volgens", *many), mark("s9", "de politie")])[1].strip()
    assert left_out == "└a1───┘ └s9──────┘"


def test_a_heavy_or_hinted_bracket_keeps_its_links() -> None:
    shapes = {"claim": SHAPES[2]}
    assert rows([CLAIM], active="c1", shapes=shapes)[1] == "╚c1→s1,33.s2═══════════════════════════════c1╝"
    assert rows([CLAIM], hints={"c1": "f"})[1] == "└f─→s1,33.s2────────────────────────────────f┘"


def test_the_other_end_has_the_hue_of_its_label_and_the_arrow_none() -> None:
    lines = wrap(TEXT, 90)
    ((lane,),) = with_links(pack(lines, [CLAIM], 0, 93), 93)
    assert [(run.text, run.label) for run in draw(lane) if run.part is Part.LINK] == [
        ("→", None),
        ("s1", "source"),
        (",", None),
        ("33.s2", "source"),
    ]


names = st.sampled_from(["c1", "s1", "u12", "33.s2", "日1", ""])
ends = st.builds(End, st.sampled_from("→←↔"), names, names, st.just("claim"), st.booleans(), st.booleans())


@st.composite
def linked(draw_: st.DrawFn) -> list[Mark]:
    found = []
    for number in range(draw_(st.integers(0, 7))):
        start = draw_(st.integers(0, len(TEXT) - 1))
        end = draw_(st.integers(start + 1, len(TEXT)))
        parts: tuple[tuple[int, int], ...] = ((start, end),)
        if end - start > 6 and draw_(st.booleans()):
            parts = ((start, start + 2), (end - 2, end))
        links = tuple(draw_(st.lists(ends, max_size=4)))
        found.append(Mark(f"id{number}", "claim", draw_(st.sampled_from(["c1", "u2", "s10"])), parts, links))
    return found


@given(linked(), st.integers(8, 100))
def test_links_move_nothing_and_cover_no_name_and_no_other_bracket(marks: list[Mark], width: int) -> None:
    limit = width + MARGIN
    lines = wrap(TEXT, width)
    plain = pack(lines, marks, 0, limit)
    noted = with_links(plain, limit)
    for before, after in zip(plain, noted, strict=True):
        assert [[replace(piece, note=None) for piece in lane] for lane in after] == [list(lane) for lane in before]
        for bare, lane in zip(before, after, strict=True):
            drawn = draw(lane)
            text = "".join(run.text for run in drawn)
            assert cell_len(text) <= limit
            names = [(run.column, run.text) for run in drawn if run.part is Part.NAME]
            assert names == [(run.column, run.text) for run in draw(bare) if run.part is Part.NAME]
            column = 0
            for run in drawn:
                assert run.column == column
                column += cell_len(run.text)
            for piece, following in zip(lane, [*lane[1:], None], strict=True):
                if piece.note and following:
                    assert piece.note.end < following.first or piece.note.end <= piece.right


@pytest.mark.parametrize("heavy", [False, True])
def test_every_label_has_corners_and_a_line_of_its_own(heavy: bool) -> None:
    shapes = [shape.heavy if heavy else shape.light for shape in SHAPES]
    assert len({shape[0] for shape in shapes}) == len(SHAPES)
    assert len({shape[2] for shape in shapes}) == len(SHAPES)
    assert all(cell_len(shape) == 3 for shape in shapes)
    assert all(one.light != one.heavy for one in SHAPES)
