"""Lanes: every word stands over its bracket, no two brackets meet, every name can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.text.safe import safe
from annotator.ui.widgets.lanes import Lane, Part, draw, pack
from annotator.ui.widgets.view_model import Mark
from annotator.ui.widgets.wrap import Line, wrap

MARGIN = 3
SENTENCE = "Het aantal gewonde politiemensen bedraagt volgens de staatstelevisie 353."


def mark(text: str, name: str, *parts: str, offset: int = 0) -> Mark:
    fragments, at = [], 0
    for part in parts:
        at = text.index(part, at)
        fragments.append((offset + at, offset + at + len(part)))
        at += len(part)
    return Mark(f"id-{name}", "claim", name, tuple(fragments))


def rows(text: str, width: int, marks: list[Mark], **how: object) -> list[str]:
    """The sentence as it is drawn: words and lanes, line by line."""
    lines = wrap(text, width)
    drawn = []
    for line, lanes in zip(lines, pack(lines, marks, 0, width + MARGIN), strict=True):
        drawn.append(text[line.start : line.shown])
        drawn += ["".join(run.text for run in draw(lane, **how)) for lane in lanes]  # type: ignore[arg-type]
    return drawn


def test_the_sketch() -> None:
    marks = [
        mark(SENTENCE, "c1", "Het aantal gewonde politiemensen bedraagt", "353"),
        mark(SENTENCE, "a1", "volgens"),
        mark(SENTENCE, "s1", "de staatstelevisie"),
    ]
    assert rows(SENTENCE, 100, marks) == [
        "Het aantal gewonde politiemensen bedraagt volgens de staatstelevisie 353.",
        "└c1─────────────────────────────────────┘┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄c1┘",
        "                                          └a1───┘ └s1──────────────┘",
    ]


def test_a_span_goes_on_on_the_next_line_under_its_name() -> None:
    assert rows(SENTENCE, 45, [mark(SENTENCE, "c1", "politiemensen bedraagt volgens de")]) == [
        "Het aantal gewonde politiemensen bedraagt",
        "                   └c1──────────────────╴",
        "volgens de staatstelevisie 353.",
        "╶c1──────┘",
    ]


def test_narrow_spans_keep_their_name_and_its_room() -> None:
    text = "In de stad is zo te zien"
    assert rows(text, 40, [mark(text, "u1", "I"), mark(text, "u2", "n"), mark(text, "u12", "is")]) == [
        text,
        "└u1        └u12",
        " └u2",
    ]


def test_at_the_edge_of_the_text_the_name_stands_before_its_word() -> None:
    text = "stad is 1"
    lines = wrap(text, 9)
    ((lane,),) = pack(lines, [mark(text, "c1", "1")], 0, 9)
    assert "".join(run.text for run in draw(lane)) == "      c1┘"


def test_the_outer_span_is_on_the_upper_lane_and_adding_an_inner_one_moves_nothing() -> None:
    outer, inner = mark(SENTENCE, "c1", SENTENCE[:-1]), mark(SENTENCE, "s1", "de staatstelevisie")
    before = rows(SENTENCE, 100, [outer])
    assert rows(SENTENCE, 100, [inner, outer])[: len(before)] == before


def test_the_active_span_is_heavy_and_hints_stand_where_the_names_stood() -> None:
    marks = [mark(SENTENCE, "c1", "Het aantal", "bedraagt"), mark(SENTENCE, "s1", "de staatstelevisie")]
    assert rows(SENTENCE, 100, marks, active="id-c1")[1].startswith("┗c1━━━━━━┛┅┅┅┅┅┅┅┅┅┅┅")
    hinted = rows(SENTENCE, 100, marks, hints={"id-s1": "f"})[1]
    assert "└f────" in hinted
    assert len(hinted) == len(rows(SENTENCE, 100, marks)[1])


def test_a_span_from_another_sentence_is_open_at_the_edge() -> None:
    text = "En dat is waar."
    lines = wrap(text, 40)
    ((lane,),) = pack(lines, [Mark("q", "quote", "q1", ((90, 106),))], 100, 43)
    assert "".join(run.text for run in draw(lane)) == "╶q1──┘"
    ((lane,),) = pack(lines, [Mark("q", "quote", "q1", ((106, 140),))], 100, 43)
    assert "".join(run.text for run in draw(lane)) == "      └q1─────╴"


def test_a_hostile_name_keeps_the_columns() -> None:
    assert rows("een twee", 20, [Mark("x", "claim", "日", ((0, 3),))])[1] == "└·┘"


@pytest.mark.parametrize("fragments", [(), ((50, 60),), ((3, 3),)])
def test_a_span_without_words_here_has_no_lane(fragments: tuple[tuple[int, int], ...]) -> None:
    assert pack(wrap("abc", 20), [Mark("x", "claim", "c1", fragments)], 0, 23) == [[]]


# --- properties

texts = st.text(st.sampled_from("abcdef    ë日👩\u200d🔬e\u0301"), min_size=1, max_size=160).map(safe)


@st.composite
def sentences(draw_: st.DrawFn) -> tuple[str, int, list[Mark]]:
    text = draw_(texts)
    width = draw_(st.integers(10, 60))
    marks = []
    for number in range(draw_(st.integers(0, 9))):
        edges = sorted(draw_(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
        fragments = tuple(zip(edges[::2], edges[1::2], strict=False))
        marks.append(Mark(f"{number:02}", "claim", f"c{number}", fragments))
    return text, width, marks


def packed(case: tuple[str, int, list[Mark]]) -> tuple[list[Line], list[list[Lane]]]:
    text, width, marks = case
    lines = wrap(text, width)
    return lines, pack(lines, marks, 0, width + MARGIN)


@given(sentences())
def test_every_code_point_of_a_span_stands_over_a_cell_of_its_lane(case: tuple[str, int, list[Mark]]) -> None:
    lines, lanes = packed(case)
    for number, line in enumerate(lines):
        cells = {
            (run.mark.id, run.column + at)
            for lane in lanes[number]
            for run in draw(lane)
            if run.mark is not None
            for at in range(len(run.text))
        }
        for mark in case[2]:
            for start, end in mark.fragments:
                for index in range(max(start, line.start), min(end, line.shown)):
                    assert {(mark.id, cell) for cell in range(line.left(index), line.right(index))} <= cells


@given(sentences())
def test_runs_of_a_lane_follow_each_other_within_the_limit_and_every_piece_has_its_name(
    case: tuple[str, int, list[Mark]],
) -> None:
    _, lanes = packed(case)
    for lane in (lane for line in lanes for lane in line):
        column = 0
        for run in draw(lane):
            assert run.column == column
            column += len(run.text)
        assert column <= case[1] + MARGIN
        for piece in lane:
            assert any(
                run.mark is piece.mark and run.part is Part.NAME and run.text == piece.mark.name for run in draw(lane)
            )


@given(sentences())
def test_every_span_is_drawn_and_no_two_change_places(case: tuple[str, int, list[Mark]]) -> None:
    _, lanes = packed(case)
    above: set[tuple[str, str]] = set()
    seen = set()
    for line in lanes:
        places = [(number, piece) for number, lane in enumerate(line) for piece in lane]
        seen |= {piece.mark.id for _, piece in places}
        above |= {
            (one.mark.id, other.mark.id)
            for upper, one in places
            for lower, other in places
            if upper < lower and one.first < other.last and other.first < one.last
        }
    assert seen == {mark.id for mark in case[2]}
    assert not {(lower, upper) for upper, lower in above} & above


@given(sentences())
def test_a_line_has_no_more_lanes_than_spans_that_meet_in_the_sentence(case: tuple[str, int, list[Mark]]) -> None:
    lines, lanes = packed(case)
    limit = case[1] + MARGIN
    extents: dict[str, tuple[int, int]] = {}
    for number in range(len(lines)):
        for piece in (piece for lane in lanes[number] for piece in lane):
            first, last = extents.get(piece.mark.id, (10**9, 0))
            extents[piece.mark.id] = min(first, number * limit + piece.first), max(last, number * limit + piece.last)
    most = max((sum(a <= start < b for a, b in extents.values()) for start, _ in extents.values()), default=0)
    assert all(len(line) <= most for line in lanes)


@given(sentences(), st.randoms())
def test_the_order_in_which_spans_are_given_does_not_matter(case: tuple[str, int, list[Mark]], random: object) -> None:
    text, width, marks = case
    shuffled = list(marks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert packed((text, width, shuffled)) == packed(case)
