"""The HTML page: self-contained, harmless, accessible; read with the standard library's parser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import product

import pytest

from annotator.agreement.outputs.html import html
from annotator.agreement.report import Report
from annotator.text.safe import safe
from tests.unit.agreement.sample_report import HOSTILE, empty_report, of_ratings, sample_report, two_raters

REPORTS = {
    "three": sample_report(),
    "two": two_raters(sample_report()),
    "ratings": of_ratings(),
    "nothing": empty_report(sample_report()),
}
VOID = {"meta", "wbr", "br"}


class Page(HTMLParser):
    """A page as a list of elements, each with its attributes, its parents and the text in it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.texts: dict[int, str] = {}
        self._open: list[tuple[str, int]] = []
        self.feed(text)
        self.close()
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(name for name, _ in self._open)))
        self.texts[len(self.elements) - 1] = ""
        if tag not in VOID and "/>" not in (self.get_starttag_text() or ""):
            self._open.append((tag, len(self.elements) - 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        name, _ = self._open.pop()
        assert name == tag, f"</{tag}> closes <{name}>"

    def handle_data(self, data: str) -> None:
        for _, number in self._open:
            self.texts[number] += data

    def all(self, tag: str) -> Iterator[tuple[dict[str, str | None], str]]:
        for number, (name, attributes, _) in enumerate(self.elements):
            if name == tag:
                yield attributes, self.texts[number]


@pytest.fixture(params=REPORTS.values(), ids=REPORTS, scope="module")
def page(request: pytest.FixtureRequest) -> Page:
    return Page(html(request.param))


def test_nothing_is_loaded_and_nothing_runs(page: Page) -> None:
    tags = {tag for tag, _, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image", "a:href"}
    for tag, attributes, _ in page.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "srcset", "style", "xlink:href"), (tag, name)
            if name == "href":
                assert (value or "").startswith("#")
    (_, style), *more = page.all("style")
    assert more == []
    assert not re.search(r"url\(|@import|expression|//", style)


def test_the_policy_allows_styles_and_nothing_else(page: Page) -> None:
    found = [a["content"] for a, _ in page.all("meta") if a.get("http-equiv") == "Content-Security-Policy"]
    assert found == ["default-src 'none'; style-src 'unsafe-inline'"]
    names = [tag for tag, _, _ in page.elements]
    assert names.index("meta") < names.index("style")


def test_links_lead_to_a_part_of_the_page_and_ids_are_unique(page: Page) -> None:
    ids = [attributes["id"] for _, attributes, _ in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {a["href"] for a, _ in page.all("a")} <= {f"#{name}" for name in ids}


def test_heads_of_tables_say_what_they_head_and_rows_have_all_cells(page: Page) -> None:
    assert all(attributes.get("scope") in ("col", "row", "rowgroup") for attributes, _ in page.all("th"))
    width, cells = 0, 0
    for tag, attributes, parents in page.elements:
        if tag == "table":
            assert cells == width
            width, cells = 0, 0
        elif tag == "tr":
            assert cells in (0, width)
            cells = 0
        elif tag in ("th", "td"):
            cells += int(attributes.get("colspan") or 1)
            if "thead" in parents:
                width = cells
    assert cells == width


def test_every_picture_has_a_title_and_matrices_a_description(page: Page) -> None:
    for number, (tag, attributes, parents) in enumerate(page.elements):
        if tag == "svg" and "svg" not in parents:
            assert attributes["role"] == "img"
            assert page.elements[number + 1][0] == "title"
            assert page.texts[number + 1].strip()
            if attributes["class"] == "matrix":
                assert page.elements[number + 2][0] == "desc"
                assert page.texts[number + 2].strip()


def test_a_hostile_name_is_text_and_shown_harmless() -> None:
    text = html(sample_report())
    shown = Page(text)
    assert "<script" not in text
    assert not set(text) & set("\x1b\x07\u202e")
    assert safe(HOSTILE) in "".join(value for _, value in shown.all("dd"))
    assert safe(HOSTILE) in [value for _, value in shown.all("th")], "a name may break within, but loses nothing"


def test_bars_differ_in_shape_and_have_the_bars_of_alpha_only_there() -> None:
    text = html(sample_report())
    bars = re.findall(r'<svg class="bar".*?</svg>(?:</td>)', text)
    dots = [bar for bar in bars if "<circle" in bar]
    squares = [bar for bar in bars if "<rect" in bar]
    assert dots
    assert squares
    assert not set(dots) & set(squares)
    assert all('class="mark"' not in bar for bar in squares)
    marked = [bar for bar in bars if 'class="mark"' in bar]
    assert len(marked) < len(dots)
    names = {re.search(r"<title>(.*?):", bar)[1] for bar in marked}  # type: ignore[index]
    assert {"token α", "α nominal", "α Jaccard"} <= names
    assert not names & {"uα 2016", "AC1", "PABAK", "Fleiss κ", "(k)uα 2016"}


def test_all_bars_of_a_table_share_its_axis() -> None:
    text = html(sample_report())
    for table in re.findall(r'<table class="wide">.*?</table>', text, re.DOTALL):
        grids = {
            tuple(re.findall(r'<line x1="([\d.]+%)"[^>]*class="grid"', bar)) for bar in re.findall(r"<svg.*", table)
        }
        assert len(grids - {()}) == 1


def test_undefined_has_no_sign_and_says_why() -> None:
    text = html(sample_report())
    bar = next(bar for bar in re.findall(r'<svg class="bar".*?</svg>', text) if "α MASI: undefined" in bar)
    assert "circle" not in bar
    assert "no variation" in text
    assert "nan" not in {word.lower() for word in re.findall(r"[A-Za-z]+", text)}


def test_figures_of_two_raters_need_no_matrix_of_pairs() -> None:
    two = html(two_raters(sample_report("chris")))
    assert "Above the diagonal" not in two
    assert "Above the diagonal" in html(sample_report("chris"))


def test_print_cuts_no_row_and_shows_everything() -> None:
    (_, style), *_ = Page(html(sample_report())).all("style")
    rules = style.split("@media print", 1)[1]
    assert re.search(r"\btr\b[^{}]*\{[^}]*break-inside: avoid", rules)
    assert "details-content" in rules
    assert "table-header-group" in rules


# -- contrast (WCAG 2.2, 1.4.3: at least 4.5 : 1 for text) ------------------------------------------------------------


def colours(style: str) -> dict[str, dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    found = dict(re.findall(r"--([\w]+): (#[0-9a-f]{6})", light))
    return {"light": found, "dark": found | dict(re.findall(r"--([\w]+): (#[0-9a-f]{6})", dark))}


def contrast(one: str, two: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_and_signs_stand_out_from_their_ground(theme: str) -> None:
    (_, style), *_ = Page(html(sample_report())).all("style")
    found: Mapping[str, str] = colours(style)[theme]
    pairs = [("text", "page"), ("muted", "page"), ("link", "page"), ("flagged", "flag")]
    pairs += [(f"on{level}", f"level{level}") for level in range(7)]
    for text, ground in pairs:
        assert contrast(found[text], found[ground]) >= 4.5, (theme, text, ground)
    for sign in ("corrected", "observed", "mark"):
        assert contrast(found[sign], found["page"]) >= 3.0, (theme, sign)
    grounds = [found[f"level{level}"] for level in range(7)]
    steps = [contrast(grounds[0], ground) for ground in grounds]
    assert steps == sorted(steps), "a deeper level is further from the page"


@pytest.mark.parametrize(("name", "report"), list(REPORTS.items()), ids=list(REPORTS))
def test_the_same_report_gives_the_same_bytes(name: str, report: Report) -> None:
    assert html(report) == html(report)


@pytest.mark.parametrize(("char", "place"), list(product("<>&\"'", ("annotator", "cue"))))
def test_no_character_of_markup_survives(char: str, place: str) -> None:
    text = html(sample_report(f"x{char}y{char}z"))
    Page(text)
    if char in "<>":
        assert f"x{char}y" not in text
