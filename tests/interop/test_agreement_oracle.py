"""``annotator agreement`` against the oracle: random tables and random corpora, every figure to 1e-9, null with its reason."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from annotator.cli.main import cli
from tests.interop.agreement_oracle import Figure, Key, of_ratings
from tests.interop.random_corpora import SCHEME, Json, random_corpus, record
from tests.interop.records_oracle import of_records

LEVELS = ["nominal", "nominal", "ordinal", "interval", "ratio", "masi", "jaccard"]

Row = tuple[str, str, str]


# -- the command --------------------------------------------------------------------------------------------------


def report_of(*arguments: str) -> Json:
    ran = CliRunner().invoke(cli, ["agreement", *arguments, "--boot", "0", "--format", "json"], catch_exceptions=False)
    assert ran.exit_code == 0, ran.stderr
    return json.loads(ran.stdout)


def on_ratings(folder: Path, rows: list[Row], level: str) -> Json:
    path = folder / "ratings.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("item", "annotator", "value"), *rows])
    return report_of("--ratings", str(path), "--level", level)


def on_records(folder: Path, records: list[Json], *more: str) -> Json:
    path = folder / "records.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return report_of("--records", str(path), *more)


def figures_of(report: Json, raters: int) -> dict[Key, Json]:
    """What the command says, under the oracle's keys."""
    found: dict[Key, Json] = {}
    for figure in report["measures"] + report["pairwise"]:
        params = figure["params"]
        extra: tuple = ("given",) if params.get("given") == "both_ends" else ()
        if "raters" in params and not (raters == 2 and figure["measure"].endswith("kappa")):
            extra += (tuple(sorted(params["raters"])),)
        extra += tuple(params[name] for name in ("weights",) if name in params)
        extra += ("misses",) if params.get("misses") else ()
        variant = figure["variant"].partition("+")[0]
        found[figure["layer"], figure["label"], figure["measure"], variant, extra] = figure
        if "coverage" in params:
            found[figure["layer"], None, "coverage", "", extra] = {"value": params["coverage"], "reason": None}
    return found


def compared(said: dict[Key, Json], right: dict[Key, Figure]) -> int:
    """How many figures there were to compare; all must be the same."""
    for key, figure in right.items():
        value, reason = said[key]["value"], said[key]["reason"]
        if isinstance(figure, str):
            assert (value, reason) == (None, figure), key
        else:
            assert value == pytest.approx(float(figure), rel=1e-9, abs=1e-9), key
    return len(right)


# -- tables -------------------------------------------------------------------------------------------------------


def random_table(random: Random, level: str) -> list[Row]:
    """Down to one item, one value and no overlap; missing values as an empty cell or as no line."""
    values = {
        "nominal": ["x", "y", "∅", "1", "1.0"],
        "ordinal": ["1", "2", "3", "4", "5"],
        "interval": random.choice([["-3", "0", "1", "2.5", "100"], ["1", "2", "3", "4", "5"]]),
        "ratio": random.choice([["0", "1", "2.5", "10", "0.001"], ["3", "4", "5", "6", "7"]]),
        "masi": ["a", "a|b", "∅", "b|c|d", "a|c"],
        "jaccard": ["a", "a|b", "∅", "b|c|d", "a|c"],
    }[level][: random.choice([1, 2, 2, 3, 5])]
    raters = ["anna", "bob", "eva", "zoë", "=cmd", "x y"][: random.choice([1, 2, 2, 2, 3, 3, 4, 6])]
    missing = random.choice([0, 0, 0.2, 0.5, 0.8])
    rows = []
    for item in range(random.choice([1, 1, 2, 3, 5, 8, 15])):
        common = random.choice(values)
        for rater in raters:
            if random.random() >= missing:
                rows.append((f"i{item}", rater, common if random.random() < 0.6 else random.choice(values)))
            elif random.random() < 0.5:
                rows.append((f"i{item}", rater, ""))
    random.shuffle(rows)
    return rows


def compare_table(folder: Path, seed: int) -> int:
    random = Random(seed)
    level = random.choice(LEVELS)
    rows = random_table(random, level)
    if not rows:
        return 0
    said = figures_of(on_ratings(folder, rows, level), len({rater for _, rater, value in rows if value}))
    return compared(said, of_ratings(rows, level))


def test_tables(tmp_path: Path) -> None:
    assert sum(compare_table(tmp_path, seed) for seed in range(400)) > 2000


@pytest.mark.full
def test_many_tables(tmp_path: Path) -> None:
    assert sum(compare_table(tmp_path, seed) for seed in range(1000, 11_000)) > 50_000


# -- corpora ------------------------------------------------------------------------------------------------------


def repeats(records: list[Json]) -> bool:
    """Does a rater have the same span twice? Which of the two a link ends at, or an attribute is of, is then a choice."""
    return any(
        len({(span["label"], str(span["fragments"])) for span in each["spans"]}) < len(each["spans"])
        for each in records
    )


def compare_corpus(folder: Path, seed: int) -> int:
    random = Random(seed)
    records = random_corpus(random)
    if not any(rates(each) for each in records):
        return 0
    unit = "token" if seed % 2 else "char"
    match = random.choice(["exact", "exact", "overlap", "iou:0.5"])
    assumed = random.choice(["todo", "todo", "done"])
    names = sorted({each["layer"]["annotator"] for each in records if rates(each)})
    chosen = random.sample(names, 2) if len(names) > 2 and random.random() < 0.2 else names
    arguments = ["--unit", unit, "--match", match, "--annotators", ",".join(chosen)]
    report = on_records(folder, records, *arguments, *(["--assume-done"] if assumed == "done" else []))
    raters = len(chosen)
    said = figures_of(report, raters)
    right = of_records(records, SCHEME, unit, match, chosen, assumed)
    used = {layer for layer, *_ in said}  # what nobody used has no figures, and one label alone no layer of all
    for key, figure in list(right.items()):
        layer, measure = str(key[0]), key[2]
        if (
            (layer not in used and (layer == "spans" or layer.startswith("sentence:") or "." in layer))
            or (layer.startswith("relation:") and repeats(records))
            or (key not in said and isinstance(figure, str))  # pairs that share nothing, layers without a category
            or (key not in said and measure in ("positive_agreement", "prevalence_index"))  # one category only
        ):
            del right[key]
    return compared(said, right)


def rates(record: Json) -> bool:
    """Is this somebody's first pass?"""
    return (record["layer"]["kind"], record["layer"]["pass"]) == ("annotator", 1)


def test_corpora(tmp_path: Path) -> None:
    assert sum(compare_corpus(tmp_path, seed) for seed in range(80)) > 7000


@pytest.mark.full
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("hundred", range(1, 31))
def test_many_corpora(tmp_path: Path, hundred: int) -> None:
    assert sum(compare_corpus(tmp_path, 1000 * hundred + seed) for seed in range(100)) > 9000


# -- published figures --------------------------------------------------------------------------------------------


def continuum_of(units: dict[str, list[tuple[int, int, str]]], length: int) -> list[Json]:
    """Records whose tokens are the positions of a published continuum; a unit is its begin, length and value."""
    document = {"key": "d", "text": " ".join("x" * length), "language": "nl"}
    sentences = [{"index": 0, "start": 0, "end": 2 * length - 1, "status": "done"}]
    tokens = [{"start": 2 * place, "end": 2 * place + 1, "sentence": 0} for place in range(length)]
    return [
        record(
            rater,
            document,
            sentences,
            [
                {
                    "id": f"s{number}",
                    "label": value,
                    "fragments": [{"start": 2 * begin, "end": 2 * (begin + long) - 1}],
                    "attributes": [],
                }
                for number, (begin, long, value) in enumerate(of_rater)
            ],
            [],
            tokens,
        )
        for rater, of_rater in units.items()
    ]


BOOK = {  # Krippendorff, Content Analysis, 4th ed. 2019, figure 12.11
    "alex": [(0, 7, "v1"), (7, 6, "v2"), (30, 2, "v5"), (32, 5, "v6"), (37, 7, "v6"), (44, 16, "v7")],
    "paul": [(0, 7, "v1"), (7, 6, "v3"), (13, 8, "v5"), (32, 12, "v6")],
    "suzan": [(0, 7, "v1"), (7, 6, "v4"), (13, 8, "v5"), (32, 5, "v6"), (37, 4, "v6"), (41, 3, "v6")],
}
LABEL_C = {  # Krippendorff 2004, p. 254, label c
    "i": [(75, 70, "claim"), (220, 30, "claim")],
    "j": [(70, 80, "claim"), (205, 20, "claim"), (250, 20, "claim")],
}


def figure(report: Json, layer: str, measure: str, variant: str) -> float:
    (found,) = [
        each["value"]
        for each in report["measures"]
        if (each["layer"], each["label"], each["measure"], each["variant"]) == (layer, None, measure, variant)
        and not each["params"].get("misses")
    ]
    return found


def test_label_c_of_2004(tmp_path: Path) -> None:
    report = on_records(tmp_path, continuum_of(LABEL_C, 300))
    assert round(figure(report, "claim", "u_alpha", "2016"), 3) == 0.516
    assert round(figure(report, "claim", "u_alpha", "1995"), 3) == 0.729


def test_figure_12_11_of_2019(tmp_path: Path) -> None:
    report = on_records(tmp_path, continuum_of(BOOK, 60))
    assert round(figure(report, "spans", "u_alpha", "2016"), 3) == 0.510
    assert round(figure(report, "spans", "bar_u_alpha", "2016"), 2) == 0.41


# -- known differences --------------------------------------------------------------------------------------------

SENTENCE = [{"index": 0, "start": 0, "end": 4, "status": "done"}]
TOKENS = [{"start": 0, "end": 3, "sentence": 0}, {"start": 3, "end": 4, "sentence": 0}]
EDE = {"key": "d", "text": "Ede.", "language": "nl"}


def source(value: str, start: int = 0, end: int = 4) -> Json:
    return {
        "id": "s",
        "label": "source",
        "fragments": [{"start": start, "end": end}],
        "attributes": [{"name": "source_type", "value": value}],
    }


def test_cu_alpha_of_figure_12_11(tmp_path: Path) -> None:
    report = on_records(tmp_path, continuum_of(BOOK, 60))
    assert round(figure(report, "spans", "cu_alpha", "2016"), 3) == 0.724


def test_cu_alpha_is_only_of_units_that_meet(tmp_path: Path) -> None:
    units = {
        "a": [(0, 5, "claim"), (10, 5, "source"), (20, 5, "claim")],
        "b": [(0, 5, "source"), (10, 5, "source"), (20, 5, "claim")],
    }
    without = figure(on_records(tmp_path, continuum_of(units, 40)), "spans", "cu_alpha", "2016")
    silent = figure(on_records(tmp_path, continuum_of(units | {"c": []}, 40)), "spans", "cu_alpha", "2016")
    assert silent == pytest.approx(without)


def test_an_attribute_is_an_item_like_any_other(tmp_path: Path) -> None:
    values = {"anna": "person", "bob": "media", "eva": "expert"}
    records = [record(who, EDE, SENTENCE, [source(value)], [], TOKENS) for who, value in values.items()]
    report = on_records(tmp_path, records)
    table = on_ratings(tmp_path, [("1", who, value) for who, value in values.items()], "nominal")
    right = next(each["value"] for each in table["measures"] if each["measure"] == "krippendorff_alpha")
    assert figure(report, "source.source_type", "krippendorff_alpha", "nominal") == pytest.approx(right) == 0


def test_token_alpha_is_of_tokens(tmp_path: Path) -> None:
    records = [
        record("anna", EDE, SENTENCE, [source("person", 0, 3)], [], TOKENS),
        record("bob", EDE, SENTENCE, [], [], TOKENS),
    ]
    report = on_records(tmp_path, records, "--unit", "char")
    right = of_records(records, SCHEME)["source", None, "token_alpha", "nominal", ()]
    assert figure(report, "source", "token_alpha", "nominal") == pytest.approx(float(right))


def test_a_span_is_of_the_first_sentence_it_touches(tmp_path: Path) -> None:
    document = {"key": "d", "text": "Ede. Ede.", "language": "nl"}
    sentences = [*SENTENCE, {"index": 1, "start": 5, "end": 9, "status": "done"}]
    later = [{"start": 5, "end": 8, "sentence": 1}, {"start": 8, "end": 9, "sentence": 1}]
    undone = [sentences[0] | {"status": "todo"}, sentences[1]]
    records = [
        record("anna", document, sentences, [source("person", 4, 8)], [], TOKENS + later),
        record("bob", document, undone, [source("person", 4, 8)], [], TOKENS + later),
    ]
    assert figure(on_records(tmp_path, records), "source", "f1", "exact") == 1
