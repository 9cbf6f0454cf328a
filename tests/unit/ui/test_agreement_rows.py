"""A report as the views of the agreement screen: which rows there are, what they say, what stands behind them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from rich.cells import cell_len
from textual.color import Color

from annotator.agreement.report import (
    AnnotatorLine,
    Caution,
    Disagreement,
    LeftOut,
    Measure,
    Provenance,
    Report,
)
from annotator.session.behind import Behind
from annotator.settings import Settings
from annotator.ui.theme import palette_of
from annotator.ui.widgets.agreement_paint import Cursor, Sheet
from annotator.ui.widgets.agreement_rows import VIEWS, Bar, Head, Heat, Name, Note, Row, Share, view_of
from annotator.ui.widgets.agreement_words import about, cautions, layer_words, left_out, reason
from annotator.ui.widgets.bars import Looks
from annotator.ui.widgets.painted import Words
from annotator.ui.widgets.palette import contrast
from annotator.words import Say
from tests.building import nl_fact
from tests.unit.test_layers_of_imports import loaded

EN, NL = Say("en"), Say("nl")


def measure(layer: str, name: str, variant: str, value: float | None, **more: Any) -> Measure:
    return Measure(layer, more.pop("label", None), name, variant, value=value, n_docs=3, **more)


def report(*measures: Measure, **more: Any) -> Report:
    layers = tuple(dict.fromkeys(m.layer for m in measures if m.layer))
    provenance = Provenance(
        "t", None, "", layers, ("anna", "bob"), 3, 47, more.pop("left_out", ()), "token", "exact", 1000, 1
    )
    return Report(provenance, measures, **more)


CLAIM = (
    measure("claim", "f1", "exact", 0.712, ci=(0.6, 0.8), n_items=254),
    measure("claim", "f1", "overlap", 0.9, ci=(0.8, 1.0), n_items=254),
    measure("claim", "u_alpha", "2016", 0.669, ci=(0.59, 0.82), n_items=137),
)
VALUES = (
    measure("claim.polarity", "observed_agreement", "nominal", 0.9, n_items=72),
    measure(
        "claim.polarity",
        "krippendorff_alpha",
        "nominal",
        0.8,
        ci=(0.7, 0.9),
        n_items=72,
        band="tentative (Krippendorff 2004)",
        below={"0.667": 0.01, "0.800": 0.5},
        params={"coverage": 0.74},
    ),
    measure("claim.polarity", "krippendorff_alpha", "nominal", 0.4, n_items=99, params={"misses": True}),
    measure("claim.polarity", "krippendorff_alpha", "nominal", 0.7, label="neg", n_items=72),
    measure("claim.polarity", "positive_agreement", "nominal", 0.6, label="neg", n_items=72),
    measure("claim.polarity", "negative_agreement", "nominal", 0.95, label="neg", n_items=72),
)
LINK = (
    measure("relation:hedges", "f1", "exact", 0.5, ci=(0.2, 0.7), n_items=52),
    measure("relation:hedges", "f1", "exact", 0.9, params={"given": "both_ends"}, n_items=52),
)
NONE = (
    measure("sentence:check_worthiness", "observed_agreement", "nominal", 1.0, n_items=47),
    measure("sentence:check_worthiness", "krippendorff_alpha", "nominal", None, reason="no_variation", n_items=47),
)


def rows(found: Report, view: str, say: Say = EN) -> list[Row]:
    return view_of(view, found, say).rows


def test_the_summary_has_a_row_a_layer_under_what_it_is_of() -> None:
    view = view_of("summary", report(*NONE, *LINK, *VALUES, *CLAIM), EN)
    named = [
        line.text if isinstance(line, Head) else line.cells[0] for line in view.lines if not isinstance(line, Note)
    ]
    assert named == [
        "Spans",
        Name("claim", "claim"),
        "Attributes, of spans that match",
        Name("claim.polarity"),
        "Links",
        Name("→ hedges"),
        "Sentences",
        Name("check_worthiness"),
    ]
    cells = {row.picks[0].behind.layer: row.cells for row in view.rows}
    assert cells["claim"][1:6] == ("137", "F1  .712", "uα  .669", "[.59, .82]", Bar(0.669, (0.59, 0.82)))
    assert cells["claim.polarity"][1:7] == (
        "72",
        "Po  .900",
        "α   .800",
        "[.70, .90]",
        Bar(0.8, (0.7, 0.9)),
        "tentative",
    )
    assert cells["relation:hedges"][2:6] == ("F1  .500", "", "[.20, .70]", Bar(0.5, (0.2, 0.7), chance=False))


def test_what_is_undefined_is_a_dash_with_its_reason() -> None:
    for say, words in ((EN, "no variation"), (NL, "geen variatie")):
        (row,) = rows(report(*NONE), "summary", say)
        assert row.cells[2:6] == ("Po 1.000", "α      –", words, Bar(None, None))
        assert row.picks[0].said[0].startswith(f"α nominal –: {words}")
    assert reason("too_hot", EN) == "too hot"


def test_every_figure_of_a_layer_is_in_the_view_of_labels_and_opens_its_category() -> None:
    found = rows(report(*CLAIM, *VALUES, *LINK), "labels")
    assert [(row.cells[0], row.cells[1]) for row in found] == [
        ("F1 exact", ".712"),
        ("F1 overlap", ".900"),
        ("uα 2016", ".669"),
        ("Po", ".900"),
        ("α nominal", ".800"),
        ("α nominal, a miss counts", ".400"),
        ("  neg", ".700"),
        ("F1 exact", ".500"),
        ("F1 exact, both ends match", ".900"),
    ]
    category = found[6]
    assert category.cells[5:] == (".600", ".950", "72")
    assert category.picks[0].behind == Behind("claim.polarity", "neg")
    assert found[0].picks[0].behind == Behind("claim")


def test_a_figure_in_words_says_all_that_is_known() -> None:
    assert about(VALUES[1], EN) == (
        "α nominal .800 [.70, .90] · n 72, documents 3 · P(< .667) .01 · P(< .800) .50"
        " · tentative by its lower bound (Krippendorff 2004) · of .74 that match"
    )


def pairwise(layer: str, name: str, raters: tuple[str, str], value: float | None) -> Measure:
    return measure(layer, name, "exact", value, params={"raters": list(raters)})


def test_pairs_are_a_map_in_which_every_cell_opens() -> None:
    one, two = ("anna", "bob"), ("anna", "carla")
    held = (
        pairwise("claim", "f1", one, 0.7),
        pairwise("relation:hedges", "f1", one, None),
        pairwise("sentence:check_worthiness", "krippendorff_alpha", one, 0.2),
        pairwise("claim", "f1", two, 1.0),
    )
    view = view_of("pairs", report(*CLAIM, pairwise=held), EN)
    assert [column.title for column in view.columns] == ["pair", "claim", "check_worthiness", "hedges"]
    first, second, third = view.rows
    assert first.cells == ("anna – bob", Heat(0.7, ".700"), "", Heat(None, "–"))
    assert second.cells == ("anna – carla", Heat(1.0, "1.000"), "", "")
    assert third.cells == ("anna – bob", "", Heat(0.2, ".200"), "")
    assert [(pick.column, pick.behind) for pick in first.picks] == [
        (1, Behind("claim", raters=one)),
        (3, Behind("relation:hedges", raters=one)),
    ]


def test_annotators_beside_the_others() -> None:
    line = AnnotatorLine(
        "anna", 3, 47, {"claim": 49}, {"claim": 104.26}, {"claim": 89.4}, {"claim": -0.137}, seconds=12.3
    )
    view = view_of("annotators", report(*CLAIM, annotators=(line,)), EN)
    head, row = view.lines[0], view.rows[0]
    assert head == Head("anna", "3 documents · 47 sentences done · 49 spans   12.3 s a sentence")
    assert row.cells[:5] == (Name("claim", "claim"), "49", "104.3", "89.4", "-.137")
    assert row.picks[0].behind == Behind("claim", raters=("anna",))
    assert row.picks[0].said == (
        "anna has 104.3 in 100 sentences, the others 89.4 on the same sentences",
        "without anna the figure over all falls by .137",
    )


def test_disagreements_are_ranked_with_their_share() -> None:
    groups = (
        Disagreement("missed", "uncertainty_cue", "zou", 14, 0.25),
        Disagreement("attribute", "claim.polarity", None, 2, 0.125),
    )
    one, two = rows(report(*CLAIM, disagreements=groups), "disagreements")
    assert one.cells == (
        "1",
        "25.0 %",
        Share(0.25, 0.25),
        "missed",
        Name("uncertainty_cue", "uncertainty_cue"),
        "zou",
        "× 14",
    )
    assert two.cells[1:] == ("12.5 %", Share(0.125, 0.25), "attribute", Name("claim.polarity"), "–", "× 2")
    assert one.picks[0].behind == Behind("uncertainty_cue", kind="missed", cue="zou")
    assert one.picks[0].said[0] == "missed, uncertainty_cue, ‘zou’: 14 times, 25.0 % of all disagreement"


@pytest.mark.parametrize("view", VIEWS)
def test_a_report_of_nothing_has_views_too(view: str) -> None:
    found = view_of(view, report(), EN)
    assert found.rows == []
    sheet = Sheet(found, looks(), 80)
    assert sheet.pick(Cursor()) is None
    sheet.draw(Cursor(), 0, 10)


def test_warnings_are_told_once_a_kind_the_documents_first() -> None:
    warnings = (
        *(Caution("unstable", f"l{number}", "x was undefined") for number in (0, 1, 1, 2, 3, 4, 5)),
        Caution("few_documents", None, "3 documents: …"),
        Caution("of_a_new_kind", "claim", "Something else."),
    )
    assert cautions(report(*CLAIM, warnings=warnings), NL) == [
        "3 documenten: onder de 20 zijn de intervallen te smal",
        "ongedefinieerd in meer dan 5 % van de trekkingen: l0, l1, l2, l3 … + 2",
        "Something else.",
    ]

    assert len(cautions(report(*CLAIM, warnings=warnings), NL, few=False)) == 2


def test_documents_left_out_are_listed_by_reason() -> None:
    documents = [LeftOut(f"d{number}", "nobody labelled it") for number in range(7)]
    documents += [LeftOut("e", "only anna labelled it"), LeftOut("f", "no sentence was finished by two")]
    assert left_out(documents, EN) == [
        "not compared, nobody labelled it: d0, d1, d2, d3, d4 … + 2",
        "not compared, only anna labelled it: e",
        "not compared, no sentence was finished by two: f",
    ]


@pytest.mark.parametrize(
    ("layer", "words"),
    [("claim", "claim"), ("claim.polarity", "claim.polarity"), ("relation:hedges", "→ hedges"), ("sentence:x", "x")],
)
def test_names_of_layers(layer: str, words: str) -> None:
    assert layer_words(layer) == words


# -- on the screen ------------------------------------------------------------------------------------------------


def looks(**settings: Any) -> Looks:
    return Looks(palette_of(nl_fact()[1], Settings(**settings)))


def plain(line: Words) -> str:
    return "".join(text for text, _ in line)


FULL = report(
    *CLAIM,
    *VALUES,
    *LINK,
    *NONE,
    pairwise=tuple(
        pairwise(layer, "f1", ("anna", "bob"), 0.1 * number)
        for number, layer in enumerate(["claim", "uncertainty_cue", *(f"relation:r{i}" for i in range(9))])
    ),
    disagreements=(Disagreement("missed", "uncertainty_cue", "zou", 14, 0.25),),
    annotators=(AnnotatorLine("anna", 3, 47, {"claim": 49}),),
)


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
@pytest.mark.parametrize("view", VIEWS)
def test_columns_stand_in_line_and_nothing_is_wider_than_the_screen(view: str, width: int) -> None:
    sheet = Sheet(view_of(view, FULL, EN), looks(), width)
    head, lines = sheet.draw(Cursor(), 0, 100)
    assert len(lines) == len(sheet)
    assert all(cell_len(plain(line)) <= width for line in (head, *lines))
    drawn = [plain(lines[at]) for at in sheet.at]
    assert drawn[0].startswith(" ▸ ")
    assert len({cell_len(line) for line in drawn[1:]}) <= 1


@pytest.mark.parametrize(("value", "drawn"), [(0.0, "●·········"), (1.0, "·········●"), (-0.3, "●·········")])
def test_a_bar_is_never_drawn_beside_its_axis(value: float, drawn: str) -> None:
    found = report(measure("claim", "u_alpha", "2016", value, n_items=1))
    _, lines = Sheet(view_of("summary", found, EN), looks(), 80).draw(Cursor(), 0, 9)
    assert drawn in plain(lines[1])


def test_an_interval_stands_around_its_figure() -> None:
    found = report(measure("claim", "u_alpha", "2016", 0.5, ci=(0.2, 0.8), n_items=1))
    _, lines = Sheet(view_of("summary", found, EN), looks(), 70).draw(Cursor(), 0, 9)
    assert "··├─" in plain(lines[1])
    assert "─┤··" in plain(lines[1])
    assert plain(lines[1]).count("●") == 1


def test_shades_scroll_so_that_the_chosen_one_is_in_view() -> None:
    sheet = Sheet(view_of("pairs", FULL, EN), looks(), 80)
    head, lines = sheet.draw(Cursor(0, 0), 0, 9)
    assert ("claim" in plain(head), plain(head).endswith("›")) == (True, True)
    assert "▸" in plain(lines[1])[4:]
    last = len(sheet.rows[0].picks) - 1
    head, lines = sheet.draw(Cursor(0, last), 0, 9)
    assert ("claim" in plain(head), plain(head).startswith(" ‹ ")) == (False, True)
    assert "▸ " in plain(lines[1])[4:]
    assert "1.000" in plain(lines[1])


@pytest.mark.parametrize("settings", [{"no_color": True}, {"theme": "ansi"}])
def test_without_colours_shades_have_glyphs_and_the_cursor_a_line(settings: dict[str, Any]) -> None:
    held = tuple(
        pairwise(layer, "f1", ("anna", "bob"), value)
        for layer, value in (("claim", 0.1), ("source", 0.5), ("quote", 0.7), ("spans", 0.85), ("x", 0.95))
    )
    sheet = Sheet(view_of("pairs", report(*CLAIM, pairwise=held), EN), looks(**settings), 100)
    _, lines = sheet.draw(Cursor(), 0, 9)
    assert [glyph in plain(lines[1]) for glyph in ("··", "░░", "▒▒", "▓▓", "██")] == [True] * 5
    assert [text for text, style in lines[1] if style.underline] == ["▸·· .100 "]
    plainly = [style.color.triplet for line in lines for _, style in line if style.color and style.color.triplet]
    assert all(len(set(colour)) <= 3 and max(colour) - min(colour) < 24 for colour in plainly)


def test_the_screen_is_there_before_the_numbers() -> None:
    assert "textual" in loaded("import annotator.ui.screens.agreement")
    assert not loaded("import annotator.ui.screens.agreement") & {"numpy", "pydantic", "sqlite_utils", "orjson"}


def test_text_from_outside_cannot_reach_the_terminal() -> None:
    hostile = Disagreement("missed", "claim", "\x1b]0;owned\x07", 1, 1.0)
    found = replace(FULL, disagreements=(hostile,), annotators=(AnnotatorLine("\x1b[31mbob", 1, 1, {"claim": 1}),))
    for view in VIEWS:
        sheet = Sheet(view_of(view, found, EN), looks(), 80)
        head, lines = sheet.draw(Cursor(), 0, 100)
        shown = [plain(line) for line in (head, *lines)]
        assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for line in shown for character in line)


@pytest.mark.parametrize("theme", ["dark", "light", "high-contrast"])
@pytest.mark.parametrize("view", VIEWS)
def test_everything_can_be_read_also_under_the_cursor(view: str, theme: str) -> None:
    look = looks(theme=theme)
    sheet = Sheet(view_of(view, FULL, EN), look, 200)
    seen = 0
    for row in range(len(sheet.rows)):
        for pick in range(len(sheet.rows[row].picks)):
            head, lines = sheet.draw(Cursor(row, pick), 0, 100)
            for text, style in (piece for line in (head, *lines) for piece in line):
                whole = look.page + style
                if not text.strip() or whole.color is None or whole.bgcolor is None:
                    continue
                colours = [Color(*(colour.triplet or (0, 0, 0))) for colour in (whole.color, whole.bgcolor)]
                assert contrast(*colours) >= look.palette.contrast - 0.01, (text, whole)
                seen += 1
    assert seen
