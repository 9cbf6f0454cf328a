from __future__ import annotations

import hashlib
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.agreement.alpha import LEVELS, Level, krippendorff_alpha
from annotator.agreement.bootstrap import interval, weights
from annotator.agreement.pairwise import weighted_kappa
from annotator.agreement.ratings import Ratings
from annotator.agreement.ratings_file import Measure, RatingsFile, measures_of, read_ratings
from annotator.errors import UsageError

HEAD = "item,annotator,value\n"
GOOD = "item,annotator,value,document\n1,ann,1,a\n1,bea,2,a\n2,ann,3,b\n2,bea,3,b\n3,ann,,b\n3,bea,1,b\n"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "ratings.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def taken(folder: Path, text: str | bytes, level: Level = "nominal") -> RatingsFile:
    return read_ratings(written(folder, text), level)


def cells(ratings: Ratings) -> list[list[object]]:
    """Raters × items."""
    return [[None if k < 0 else ratings.values[k] for k in ratings.column(rater)] for rater in ratings.raters]


def test_a_table(tmp_path: Path) -> None:
    found = taken(tmp_path, GOOD)
    assert found.by_document
    assert found.digest == hashlib.sha256(GOOD.encode()).hexdigest()
    assert found.ratings.raters == ("ann", "bea")
    assert cells(found.ratings) == [["1", "3", None], ["2", "3", "1"]]
    assert found.ratings.document.tolist() == [0, 1, 1]
    assert (found.ratings.n_items, found.ratings.left_out) == (2, 1)


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_numbers(tmp_path: Path, level: Level) -> None:
    found = taken(tmp_path, HEAD + "1,ann,1\n1,bea,1.0\n2,ann,+2.5e1\n2,bea,.5\n", level)
    assert cells(found.ratings) == [[1.0, 25.0], [1.0, 0.5]]
    assert not found.by_document
    assert found.ratings.document.tolist() == [0, 1]


@pytest.mark.parametrize("level", ["masi", "jaccard"])
def test_sets(tmp_path: Path, level: Level) -> None:
    found = taken(tmp_path, HEAD + "1,ann,a|b\n1,bea, b | a \n2,ann,|\n2,bea,∅\n3,ann,a\n3,bea,\n", level)
    ab, a, none = frozenset("ab"), frozenset("a"), frozenset[str]()
    assert cells(found.ratings) == [[ab, none, a], [ab, none, None]]


def test_at_nominal_level_a_bar_is_a_character(tmp_path: Path) -> None:
    assert cells(taken(tmp_path, HEAD + "1,ann,a|b\n1,bea,b|a\n").ratings) == [["a|b"], ["b|a"]]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\ufeff" + GOOD, id="byte order mark"),
        pytest.param(GOOD.replace(",", ";"), id="semicolons"),
        pytest.param(GOOD.replace(",", "\t"), id="tabs"),
        pytest.param(GOOD.replace("\n", "\r\n"), id="windows"),
        pytest.param(GOOD.rstrip("\n"), id="no last line end"),
        pytest.param("\n" + GOOD.replace("\n", "\n\n"), id="empty lines"),
        pytest.param(GOOD.replace(",", ", "), id="spaces"),
        pytest.param(GOOD.replace("item", '"Item"').replace("ann,", '"ann",').replace("ann\"otator", "annotator"), id="quoted"),
        pytest.param(GOOD.replace("document\n", "document,note\n").replace("a\n", "a,\"x, y\"\n").replace("b\n", "b,\n"), id="more"),
    ],
)  # fmt: skip
def test_ways_to_write_the_same(tmp_path: Path, text: str) -> None:
    found, plain = taken(tmp_path, text).ratings, taken(tmp_path, GOOD).ratings
    assert cells(found) == cells(plain)
    assert found.document.tolist() == plain.document.tolist()


def test_the_order_of_lines_and_columns_changes_nothing(tmp_path: Path) -> None:
    values = random.Random(1)
    lines = [f"{i},{r},{values.randint(1, 4)},{i % 7}" for i in range(60) for r in "abc"]
    head = "item,annotator,value,document\n"
    one = krippendorff_alpha(taken(tmp_path, head + "\n".join(lines)).ratings)
    values.shuffle(lines)
    turned = [",".join(reversed(line.split(","))) for line in (head.strip(), *lines)]
    other = krippendorff_alpha(taken(tmp_path, "\n".join(turned)).ratings)
    assert other.value == one.value
    drawn = weights(7, 200, 1)
    assert interval(one, drawn) == interval(other, drawn)


FAULTS: list[tuple[str | bytes, Level, int, str, str]] = [
    ("", "nominal", 1, "no column 'item' (the header has nothing)", "begin the file with"),
    ("item,annotator\n1,ann\n", "nominal", 1, "no column 'value'", "item,annotator,value"),
    (
        "\n\nitem,rater,value\n",
        "nominal",
        3,
        "no column 'annotator' (the header has 'item', 'rater', 'value')",
        "begin",
    ),
    ("item,annotator,value,Value\n", "nominal", 1, "two columns 'value'", "rename"),
    (HEAD, "nominal", 1, "no ratings under the header", "add a line"),
    (HEAD + "1,ann,x\n1,bea,y\n1,ann,x\n", "nominal", 4, "'ann' rates item '1' again, first on line 2", "keep one"),
    (HEAD + "1,ann,x\n1\n", "nominal", 3, "1 cells under 3 columns", "an empty value keeps its delimiter"),
    (HEAD + "1,ann,x,y\n", "nominal", 2, "4 cells under 3 columns", "quotation marks"),
    (HEAD + ",ann,x\n", "nominal", 2, "the item is empty", "only a value may be empty"),
    (HEAD + "1,,x\n", "nominal", 2, "the annotator is empty", "only a value may be empty"),
    (GOOD + "4,ann,1,\n", "nominal", 8, "the document is empty", "only a value may be empty"),
    (GOOD + "2,cas,1,a\n", "nominal", 8, "item '2' is of document 'a', on line 4 of 'b'", "different names"),
    (HEAD + '1,ann,"x\n2,ann,y\n', "nominal", 2, "a quotation mark is never closed", "close it"),
    (HEAD + '1,ann,"x"y\n', "nominal", 2, "expected after", "twice"),
    (HEAD + '1,ann,"x\ny"\n1,bea,x\n1,bea,z\n', "nominal", 5, "first on line 4", "keep one"),
    (HEAD + "1,ann," + "x" * 200_000, "nominal", 2, "a cell is too long", "quotation mark"),
    (HEAD.encode() + b"1,ann,x\n2,b\xe9a,y\n", "nominal", 3, "this is not UTF-8", "save the table as CSV in UTF-8"),
    (HEAD.encode("utf-16"), "nominal", 1, "this is not UTF-8", "save"),
    (HEAD + "1,ann,x\n1,b\0,y\n", "nominal", 3, "a NUL character", "save"),
    (HEAD + "1,ann,1\n1,bea,veel\n", "interval", 3, "'veel' is not a number", "leave a missing value empty"),
    (HEAD + "1,ann,nan\n", "ordinal", 2, "'nan' is not a number", "level nominal"),
    (HEAD + "1,ann,1e999\n", "ordinal", 2, "'1e999' is not a number", "level nominal"),
    (HEAD + "1,ann,1_000\n", "ordinal", 2, "'1_000' is not a number", "level nominal"),
    (HEAD.replace(",", ";") + "1;ann;3,5\n", "interval", 2, "'3,5' is not a number", "with a decimal point"),
    (HEAD + "1,ann,-3\n", "ratio", 2, "'-3' is negative", "level interval"),
    (HEAD + "1,ann,\x1b[2Jx\n", "interval", 2, "␛[2Jx", "level nominal"),
]


@pytest.mark.parametrize(("text", "level", "line", "message", "remedy"), FAULTS)
def test_faults_have_a_place_and_a_remedy(
    tmp_path: Path, text: str | bytes, level: Level, line: int, message: str, remedy: str
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as caught:
        read_ratings(path, level)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in caught.value.message
    assert remedy in caught.value.remedy
    assert "\x1b" not in str(caught.value)
    assert len(caught.value.message) < 200 + len(str(path))


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_ratings(tmp_path / "none.csv", "nominal")
    with pytest.raises(UsageError, match="directory"):
        read_ratings(tmp_path, "nominal")
    with pytest.raises(UsageError, match="no level 'cardinal'"):
        read_ratings(written(tmp_path, GOOD), "cardinal")  # type: ignore[arg-type]


CELLS = st.sampled_from(["", "1", "2", "0", "-1", "2.5", "1e308", "1e-320", "a|b", "b|a", "|", "∅", "x"])
LINES = st.dictionaries(st.tuples(st.sampled_from("12345"), st.sampled_from("abc")), CELLS)
TABLES = LINES.map(lambda lines: "".join(f"{item},{rater},{cell}\n" for (item, rater), cell in lines.items()))
NOISE = st.one_of(st.text(alphabet='item,annotator,value;\t"\r\n|∅1-.e\0'), TABLES).map(str.encode)


@settings(max_examples=300)
@given(st.one_of(st.binary(), NOISE), st.booleans(), st.sampled_from(LEVELS))
def test_any_file_gives_figures_or_says_what_is_wrong(raw: bytes, header: bool, level: Level) -> None:
    with TemporaryDirectory() as folder:
        try:
            found = taken(Path(folder), HEAD.encode() * header + raw, level)
        except UsageError:
            return
    for m in measures_of(found.ratings, level):
        value, reason = m.statistic.value, m.statistic.undefined
        assert (value is None) == (reason is not None)
        assert value is None or value <= 1 + 1e-9


# -- what is computed ------------------------------------------------------------------------------------------------


def listed(found: list[Measure]) -> list[tuple[str, str, dict[str, object]]]:
    return [(m.measure, m.variant, m.params) for m in found]


TWO = HEAD + "1,ann,1\n1,bea,2\n2,ann,2\n2,bea,2\n3,ann,3\n3,bea,3\n4,ann,1\n"
THREE = HEAD + "".join(f"{i},{r},{(i * k) % 3 + 1}\n" for i in range(6) for k, r in enumerate("abc", 1))


def test_nominal_of_two(tmp_path: Path) -> None:
    found = list(measures_of(taken(tmp_path, TWO).ratings, "nominal"))
    assert listed(found) == [
        ("observed_agreement", "nominal", {}),
        ("krippendorff_alpha", "nominal", {}),
        ("gwet_ac1", "nominal", {}),
        ("bennett_s", "nominal", {}),
        ("scott_pi", "nominal", {}),
        ("cohen_kappa", "nominal", {"raters": ["ann", "bea"]}),
    ]
    assert {(m.n_items, m.n_raters) for m in found} == {(3, 2)}


def test_nominal_of_three(tmp_path: Path) -> None:
    found = list(measures_of(taken(tmp_path, THREE).ratings, "nominal"))
    assert listed(found)[4:] == [
        ("fleiss_kappa", "nominal", {}),
        ("cohen_kappa", "nominal", {"raters": ["a", "b"]}),
        ("cohen_kappa", "nominal", {"raters": ["a", "c"]}),
        ("cohen_kappa", "nominal", {"raters": ["b", "c"]}),
    ]
    assert [(m.n_items, m.n_raters) for m in found] == [(6, 3)] * 5 + [(6, 2)] * 3
    assert all(m.statistic.value is not None for m in found)


def test_no_fleiss_where_items_differ_in_their_number_of_values(tmp_path: Path) -> None:
    found = list(measures_of(taken(tmp_path, THREE.replace("5,c,1", "5,c,")).ratings, "nominal"))
    assert "fleiss_kappa" not in {m.measure for m in found}
    assert found[-1].n_items == 5


def test_who_only_left_values_empty_is_no_rater(tmp_path: Path) -> None:
    found = list(measures_of(taken(tmp_path, TWO + "1,cas,\n").ratings, "nominal"))
    assert found[-1].params == {"raters": ["ann", "bea"]}
    assert {m.n_raters for m in found} == {2}


def test_a_pair_without_an_item(tmp_path: Path) -> None:
    found = list(measures_of(taken(tmp_path, TWO + "5,cas,1\n").ratings, "nominal"))
    pairs = {tuple(m.params["raters"]): m for m in found if m.measure == "cohen_kappa"}
    assert len(pairs) == 3
    lone = pairs["ann", "cas"]
    assert (lone.n_items, lone.statistic.value, lone.statistic.undefined) == (0, None, "no_overlap")


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_levels_of_numbers(tmp_path: Path, level: Level) -> None:
    ratings = taken(tmp_path, TWO, level).ratings
    found = list(measures_of(ratings, level))
    assert listed(found) == [
        ("observed_agreement", "nominal", {}),
        ("krippendorff_alpha", level, {}),
        ("weighted_kappa", level, {"raters": ["ann", "bea"], "weights": "linear"}),
        ("weighted_kappa", level, {"raters": ["ann", "bea"], "weights": "quadratic"}),
    ]
    assert found[1].statistic.value == krippendorff_alpha(ratings, level).value
    assert found[3].statistic.value == weighted_kappa(ratings, "quadratic").value
    assert len(list(measures_of(taken(tmp_path, THREE, level).ratings, level))) == 2 + 3 * 2


@pytest.mark.parametrize("level", ["masi", "jaccard"])
def test_levels_of_sets(tmp_path: Path, level: Level) -> None:
    found = list(measures_of(taken(tmp_path, TWO, level).ratings, level))
    assert listed(found) == [("observed_agreement", "exact", {}), ("krippendorff_alpha", level, {})]


@pytest.mark.parametrize("level", LEVELS)
def test_ratings_of_nobody(tmp_path: Path, level: Level) -> None:
    for m in measures_of(taken(tmp_path, HEAD + "1,ann,\n1,bea,\n", level).ratings, level):
        assert (m.statistic.value, m.statistic.undefined, m.n_items, m.n_raters) == (None, "no_overlap", 0, 0)
