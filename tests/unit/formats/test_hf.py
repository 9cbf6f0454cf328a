"""The folder for Hugging Face: what its card declares is what its rows hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator.formats.derived import DERIVED
from annotator.formats.hf import classes, features
from annotator.formats.hf_card import Counts, yaml
from annotator.formats.sentence_shape import row_types
from annotator.formats.writing import Plan
from tests.building import record
from tests.unit.formats.sentence_samples import EVERYTHING, SCHEME, hard, labelled, layer, read, written

MODES = ["", "majority", "union", "gold", "soft"]


def declared(**options: str) -> list[dict[str, Any]]:
    return features(row_types(Plan(SCHEME, options=options)), classes(SCHEME, Counts()))


def fits(value: Any, kind: Any) -> bool:
    """Whether a value is of a declared type: no key more and none less, all the way down."""
    if isinstance(kind, list):
        held = sorted(item["name"] for item in kind)
        return sorted(value) == held and all(fits_column(value[item["name"]], item) for item in kind)
    if value is None:
        return True
    if isinstance(kind, Mapping):
        return value in kind["class_label"]["names"].values()
    return type(value) is {"string": str, "int64": int, "float64": float, "bool": bool}[kind]


def fits_column(value: Any, item: Mapping[str, Any]) -> bool:
    if "list" in item:
        return value is None or all(fits(each, item["list"]) for each in value)
    return fits(value, item.get("struct") or item["dtype"])


def front_of(card: str) -> str:
    start, front, _ = card.split("---\n", 2)
    assert start == ""
    return front


# -- the features -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("merge", MODES)
@pytest.mark.parametrize("derive", ["", EVERYTHING])
def test_every_row_fits_the_features(tmp_path: Path, merge: str, derive: str) -> None:
    options = {"merge": merge, "derive": derive}
    written(tmp_path, "hf", labelled(*hard()), **options)
    counts = Counts()
    rows = read(tmp_path / "data" / "train.jsonl")
    for row in rows:
        counts.row(row)
    kinds = features(row_types(Plan(SCHEME, options=options)), classes(SCHEME, counts))
    assert len(rows) > 10
    assert [row["id"] for row in rows if not fits(row, kinds)] == []
    assert "\n".join(yaml({"features": kinds}, 2)) in front_of((tmp_path / "README.md").read_text(encoding="utf-8"))


def test_features_are_in_the_order_of_the_row() -> None:
    plan = Plan(SCHEME, options={"merge": "soft", "derive": EVERYTHING})
    names = [item["name"] for item in declared(merge="soft", derive=EVERYTHING)]
    assert names == list(row_types(plan))
    assert len(names) > len(declared()) + len(DERIVED)


def test_label_strings_are_class_labels_and_dates_are_strings() -> None:
    kinds = {item["name"]: item for item in declared(derive="certain,iob")}
    spans = {item["name"]: item for item in kinds["spans"]["list"]}
    assert list(spans["label"]["dtype"]["class_label"]["names"].values()) == list(SCHEME.spans)
    assert kinds["published"]["dtype"] == "string"
    assert kinds["certain"]["dtype"] == {"class_label": {"names": {"0": "certain", "1": "uncertain"}}}
    assert kinds["iob_claim"]["list"]["class_label"]["names"]["0"] == "O"
    assert kinds["context"]["struct"][0] == {"name": "previous", "dtype": "int64"}


def test_votes_are_declared_only_where_layers_are_merged() -> None:
    def names(**options: str) -> set[str]:
        kinds = {item["name"]: item for item in declared(**options)}
        return {item["name"] for item in kinds["spans"]["list"]}

    assert names(merge="soft") - names() == {"votes", "voters", "weight", "undecided", "attribute_votes"}


def test_a_value_that_the_scheme_does_not_have_is_a_class_of_its_own(tmp_path: Path) -> None:
    folder = written(tmp_path, "hf", labelled(layer("Er is brand.\n", "anna", labels={0: "yes"})))
    card = (folder.path / "README.md").read_text(encoding="utf-8")
    last = [value.name for value in SCHEME.sentence_label[0].values][-1]
    assert f'{last}\n            "3": "yes"\n' in card


# -- the front matter ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("claim", "claim"),
        *[("no", '"no"'), ("Null", '"Null"'), ("", '""'), ("3", '"3"'), ("-", '"-"'), ("a b", '"a b"'), ("#x", '"#x"')],
        *[('a"b\\', '"a\\"b\\\\"'), ("é: x", '"é: x"'), ("\x85\u2028", '"\\u0085\\u2028"'), ("🔥", '"\\U0001f525"')],
        *[("\x1b\x7f", '"\\u001b\\u007f"'), (3, "3"), (None, "null"), (False, "false"), ([], "[]")],
    ],
)
def test_scalars_mean_what_they_are(value: Any, line: str) -> None:
    assert list(yaml({"k": value})) == [f"k: {line}"]


def test_the_splits_that_have_rows_are_declared_with_rows_and_bytes(tmp_path: Path) -> None:
    found = [replace(each, split="train" if each.document.key == "a" else "test") for each in labelled(*hard())]
    folder = written(tmp_path, "hf", found, ("train", "dev", "test"))
    front = front_of((tmp_path / "README.md").read_text(encoding="utf-8"))
    assert sorted(folder.files) == ["README.md", "data/dev.jsonl", "data/test.jsonl", "data/train.jsonl"]
    for name in ("train", "test"):
        path = tmp_path / "data" / f"{name}.jsonl"
        assert f"  - split: {name}\n    path: data/{name}.jsonl\n" in front
        assert f"  - name: {name}\n    num_bytes: {path.stat().st_size}\n    num_examples: {len(read(path))}\n" in front
    assert "dev" not in front
    assert f"dataset_size: {sum((tmp_path / 'data' / f'{n}.jsonl').stat().st_size for n in ('train', 'test'))}" in front


def test_the_rows_are_those_of_the_training_view(tmp_path: Path) -> None:
    written(tmp_path / "hf", "hf", labelled(*hard()), derive=EVERYTHING)
    written(tmp_path / "plain", "sentences", labelled(*hard()), derive=EVERYTHING)
    plain = (tmp_path / "plain" / "sentences.jsonl").read_bytes()
    assert (tmp_path / "hf" / "data" / "train.jsonl").read_bytes() == plain


def test_language_and_licence(tmp_path: Path) -> None:
    records = [
        record("Er is brand.", "a"),
        {"format": "annotator-document", "document": {"key": "b", "text": "Fire.", "language": "en"}},
        {"format": "annotator-document", "document": {"key": "c", "text": "Feu.", "language": "\x1b]fr"}},
    ]
    written(tmp_path, "hf", labelled(*records))
    front = front_of((tmp_path / "README.md").read_text(encoding="utf-8"))
    assert "language:\n- en\n- nl\nlicense: unknown\nsize_categories:\n- n<1K\n" in front


# -- the text -----------------------------------------------------------------------------------------------------


def test_the_card_counts_spans_and_relations_once(tmp_path: Path) -> None:
    written(tmp_path, "hf", labelled(*hard()), derive="certain")
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "5 documents, 26 rows, 13 spans, 4 relations" in card
    assert "| `quote` | 1 |" in card
    assert "| `check_worthiness=NF` | 3 |" in card
    assert "| chef (gold) | 6 |" in card
    assert "| nobody | 3 |" in card
    assert "To be filled in before this is shared" in card
    assert "- times of spans: 13" in card
    assert "`certain`: uncertain where" in card


def test_no_name_of_an_annotator_breaks_the_card(tmp_path: Path) -> None:
    written(tmp_path, "hf", labelled(layer("Er is brand.\n", "a|b\x1b[31m\n<script>\u202e")))
    card = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "\x1b" not in card
    assert "\u202e" not in card
    assert "<script" not in card
    assert "| a\\|b [31m &lt;script> | 1 |" in card


def test_the_same_documents_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = (written(tmp_path / name, "hf", labelled(*hard()), merge="majority") for name in ("one", "two"))
    assert one.files == two.files
