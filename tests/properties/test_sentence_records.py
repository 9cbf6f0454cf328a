"""Rows of the training view, of whatever is labelled: well typed, with offsets that hold, nothing lost but by name."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict

from annotator.formats.derived import DERIVED
from annotator.formats.lines import write_line
from annotator.formats.merging import MODES, merge
from annotator.formats.sentence_shape import row_types
from annotator.formats.sentences import Rows, SentenceWriter
from annotator.formats.writing import Labelled, Plan
from annotator.model import Layer, Part
from annotator.session.exporting import Asked, documents
from tests.building import new_project, take
from tests.properties.random_work import SCHEME, collections

EVERYTHING = ",".join(DERIVED)
OPTIONS: list[dict[str, str]] = [{}, {"derive": EVERYTHING}, *({"merge": m, "derive": EVERYTHING} for m in MODES)]


def found_in(records: Sequence[dict[str, Any]]) -> list[Labelled]:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        take(project, *records)
        return list(documents(project, Asked("sentences")))


@cache
def checker(options: tuple[tuple[str, str], ...]) -> TypeAdapter[Any]:
    """What the rows of an export with these options must be, and no more."""
    made = cast("Any", TypedDict)("Row", row_types(Plan(SCHEME, options=dict(options))))
    made.__pydantic_config__ = ConfigDict(strict=True, extra="forbid")
    return TypeAdapter(made)


class _Line:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.data = b""

    def write(self, data: bytes, /) -> int:
        self.data += data
        return len(data)


@given(collections(), st.sampled_from(OPTIONS))
def test_every_row_is_of_the_declared_types(records: list[dict[str, Any]], options: dict[str, str]) -> None:
    rows = Rows(Plan(SCHEME, options=options))
    check = checker(tuple(options.items()))
    for found in found_in(records):
        for row in rows.of(found):
            line = _Line()
            write_line(line, row)
            assert line.data.count(b"\n") == 1
            assert check.validate_json(line.data) == row


@given(collections(), st.sampled_from(OPTIONS))
def test_offsets_hold_in_every_row(records: list[dict[str, Any]], options: dict[str, str]) -> None:
    rows = Rows(Plan(SCHEME, options=options))
    for found in found_in(records):
        text = found.document.text
        for row in rows.of(found):
            assert row["text"] == text[row["start"] : row["end"]]
            for item in (*row["tokens"], *row["spans"], *(p for s in row["spans"] for p in s["fragments"])):
                assert 0 <= item["start"] <= item["end"] <= len(row["text"])
                assert item["text"] == row["text"][item["start"] : item["end"]]
            for span in row["spans"]:
                for piece in span["fragments"]:
                    assert max(piece["global_start"], row["start"]) == row["start"] + piece["start"]
                    assert min(piece["global_end"], row["end"]) == row["start"] + piece["end"]
                    assert piece["start"] < piece["end"]
            if row.get("iob_claim") is not None:
                for label in SCHEME.spans:
                    tags = row[f"iob_{label}"]
                    assert len(tags) == len(row["tokens"])
                    before = ["O", *tags]
                    assert all(before[n] != "O" for n, tag in enumerate(tags) if tag.startswith("I"))


@given(collections())
def test_the_labels_can_be_read_back_from_the_rows(records: list[dict[str, Any]]) -> None:
    """All spans but their times, all relations, and sentence labels; pieces that are lost are counted."""
    writer = SentenceWriter(Plan(SCHEME))
    for found in found_in(records):
        lost = Counter(writer.losses(found))
        told: defaultdict[Layer, list[dict[str, Any]]] = defaultdict(list)
        for row in writer.rows.of(found):
            if row["annotator"] is not None:
                told[Layer(row["annotator"], row["kind"], row["pass"])].append(row)
        assert set(told) == {layer for layer, _ in found.layers}
        torn = 0
        for layer, part in found.layers:
            rows = told[layer]
            torn += _same_spans(part, rows)
            links = sorted((r["id"], r["label"], r["head"], r["tail"]) for row in rows for r in row["relations"])
            assert links == sorted((r.id, r.label, r.head, r.tail) for r in part.relations)
            said = {row["index"]: (row["status"], row["confidence"], len(row["labels"])) for row in rows}
            for state in part.sentences:
                assert said[state.index] == (state.status, state.confidence, len(state.labels))
        assert torn == lost["discontinuous spans"]


def _same_spans(part: Part, rows: list[dict[str, Any]]) -> int:
    """Holds the spans of a layer against those in its rows; gives how many lack a piece."""
    spans: dict[str, Any] = {}
    extents: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
    begun: Counter[str] = Counter()
    for row in rows:
        for span in row["spans"]:
            spans[span["id"]] = span
            extents[span["id"]] |= {(p["global_start"], p["global_end"]) for p in span["fragments"]}
            begun[span["id"]] += not span["begins_before"]
    assert set(spans) == {span.id for span in part.spans}
    assert set(begun.values()) <= {1}
    torn = 0
    for span in part.spans:
        row = spans[span.id]
        assert (row["label"], row["global_start"], row["global_end"]) == (span.label, span.start, span.end)
        assert (row["origin"], row["suggester"]) == (span.origin, span.suggester)
        assert [(a["name"], a["value"]) for a in row["attributes"]] == [(a.name, a.value) for a in span.attributes]
        assert extents[span.id] <= set(span.extent)
        torn += extents[span.id] != set(span.extent)
    return torn


@given(collections(), st.sampled_from(MODES), st.randoms(use_true_random=False))
def test_merging_asks_not_in_which_order_layers_come(records: list[dict[str, Any]], mode: str, noise: Any) -> None:
    rows = Rows(Plan(SCHEME, options={"merge": mode, "derive": EVERYTHING}))
    for found in found_in(records):
        mixed = list(found.layers)
        noise.shuffle(mixed)
        assert list(rows.of(replace(found, layers=tuple(mixed)))) == list(rows.of(found))


@given(collections())
def test_votes_add_up_and_every_mode_keeps_what_it_says(records: list[dict[str, Any]]) -> None:
    for found in found_in(records):
        union, soft, majority = (merge(found, mode, SCHEME) for mode in ("union", "soft", "majority"))
        assert union.spans == soft.spans
        assert union.outvoted == soft.outvoted == (0, 0)
        for votes in (*soft.spans.values(), *soft.relations.values()):
            assert 1 <= votes.votes <= votes.voters
            assert votes.undecided == (2 * votes.votes == votes.voters)
            assert not (votes.accepted and votes.undecided)
            assert votes.weight == votes.votes / votes.voters
        kept = [votes for votes in soft.spans.values() if 2 * votes.votes >= votes.voters]
        assert list(majority.spans.values()) == kept
        assert majority.outvoted[0] == len(soft.spans) - len(kept)
        assert majority.outvoted[1] == len(soft.relations) - len(majority.relations)
        ends = {span.id for span in majority.part.spans}
        assert all(r.head in ends and r.tail in ends for r in majority.part.relations)
