"""brat, CoNLL and CSV: what was exported and read again is the same, but for what the losses name."""

from __future__ import annotations

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import RecordError
from annotator.formats import reader, writer
from annotator.formats.csv_out import unescaped
from annotator.formats.foreign import annotator_name
from annotator.formats.source import DEFAULTS, Source
from annotator.formats.writing import Folder, Labelled, Plan
from annotator.labels import Labels
from annotator.model import Part, Span
from annotator.session.exporting import Asked, documents
from annotator.session.intake import Outcome, take_in
from annotator.store import Project
from tests.building import exported, new_project, take
from tests.properties.random_work import SCHEME, collections

Extent = tuple[tuple[int, int], ...]


@contextmanager
def written(given: list[dict[str, Any]], format_: str) -> Iterator[tuple[Path, list[Labelled], Counter[str]]]:
    """What a writer makes of a project with these records: its folder, what it was given, the losses it names."""
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "one.db") as project:
        assert not [o for o in take(project, *given) if isinstance(o, RecordError)]
        found = list(documents(project, Asked(format_)))
        made = writer(format_)(Plan(project.scheme))
        losses = Counter(name for each in found for name in made.losses(each))
        out = Path(folder) / "out"
        out.mkdir()
        made.write(iter(found), Folder(out))
        yield out, found, losses


def read(path: Path, project: Project, annotator: str = "lezer") -> list[Outcome]:
    """Read a file that was exported as an import would; nothing may be rejected."""
    with path.open("rb") as stream:
        beside = path.with_suffix(".txt")
        source = Source(path.name, stream, lambda _: beside.read_bytes() if beside.exists() else None)
        found = list(take_in(project, reader(path.suffix.replace(".ann", ".brat")[1:])(source, DEFAULTS), annotator))
    assert [str(o) for o in found if isinstance(o, RecordError)] == []
    return [o for o in found if isinstance(o, Outcome)]


def there(path: Path) -> list[dict[str, Any]]:
    """The records of a file that was read into a project of its own."""
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "two.db") as project:
        read(path, project)
        return [dict(record) for record in exported(project)]


def whole(found: Labelled) -> list[Part]:
    """The layers of a document, or one without labels."""
    return [part for _, part in found.layers] or [Part()]


def linked(part: Part, kept: dict[str, Any]) -> Counter[Any]:
    return Counter((r.label, kept[r.head], kept[r.tail]) for r in part.relations if {r.head, r.tail} <= kept.keys())


# -- brat -----------------------------------------------------------------------------------------------------------


def by_lines(text: str, span: Span) -> Extent:
    """A span's fragments, each cut where Python breaks lines."""
    found = []
    for start, end in span.extent:
        at = start
        for line in text[start:end].splitlines(keepends=True):
            if body := line.splitlines()[0]:
                found.append((at, at + len(body)))
            at += len(line)
    return tuple(found)


def whether_bom(given: list[dict[str, Any]]) -> bool:
    """A text file cannot tell a first U+FEFF from a byte order mark."""
    return any(record["document"]["text"].startswith("\ufeff") for record in given)


@given(collections().filter(lambda given: not whether_bom(given)))
def test_brat_gives_back_every_span_and_relation_line_by_line(given: list[dict[str, Any]]) -> None:
    with written(given, "brat") as (out, given_out, told):
        wanted: Counter[Any] = Counter()
        losses: Counter[str] = Counter()
        for found in given_out:
            text = found.document.text
            for part in whole(found):
                placed = {span.id: (span.label, by_lines(text, span)) for span in part.spans}
                kept = {name: place for name, place in placed.items() if place[1]}
                wanted[text, *map(frozenset, (Counter(kept.values()).items(), linked(part, kept).items()))] += 1
                losses["spans over line ends"] += sum(placed[s.id][1] != s.extent for s in part.spans)
                losses["relations"] += linked(part, placed).total() - linked(part, kept).total()
        came: Counter[Any] = Counter()
        for path in out.rglob("*.ann"):
            (record,) = there(path)
            spans = {
                span["id"]: (span["label"], tuple((f["start"], f["end"]) for f in span["fragments"]))
                for span in record["spans"]
            }
            links = Counter((r["label"], spans[r["head"]], spans[r["tail"]]) for r in record["relations"])
            text = record["document"]["text"]
            came[text, *map(frozenset, (Counter(spans.values()).items(), links.items()))] += 1
        assert came == wanted
        for name, number in losses.items():
            assert told[name] == number, name


# -- CoNLL ----------------------------------------------------------------------------------------------------------


def in_columns(found: Labelled, part: Part) -> tuple[Counter[Any], Counter[str]]:
    """The spans that columns can hold, by sentence and tokens, and why others are not in them."""
    rows = [row for row in found.tokens if row]
    starts = {start: (number, at) for number, row in enumerate(rows) for at, (start, _) in enumerate(row)}
    ends = {end: (number, at) for number, row in enumerate(rows) for at, (_, end) in enumerate(row)}
    kept: Counter[Any] = Counter()
    why: Counter[str] = Counter()
    taken: set[tuple[str, int]] = set()
    for span in part.spans:
        touched = {
            number
            for number, row in enumerate(rows)
            if any(span.start < end and start < span.end for start, end in row)
        }
        characters = {(span.label, at) for at in range(span.start, span.end)}
        if len(span.fragments) > 1:
            why["discontinuous spans"] += 1
        elif len(touched) > 1:
            why["spans across sentences"] += 1
        elif span.start not in starts or span.end not in ends:
            why["spans that begin or end inside a token"] += 1
        elif characters & taken:
            why["overlapping spans"] += 1
        else:
            taken |= characters
            (number, first), (_, last) = starts[span.start], ends[span.end]
            kept[span.label, number, first, last] += 1
    return kept, why


def tagged(record: dict[str, Any]) -> Counter[Any]:
    """The spans of a record by sentence and tokens."""
    first = [token["start"] for token in record["tokens"]]
    last = [token["end"] for token in record["tokens"]]
    sentence = [token["sentence"] for token in record["tokens"]]
    found: Counter[Any] = Counter()
    for span in record["spans"]:
        (part,) = span["fragments"]
        begin, end = first.index(part["start"]), last.index(part["end"])
        number = sentence[begin]
        found[span["label"], number, begin - sentence.index(number), end - sentence.index(number)] += 1
    return found


@given(collections())
def test_conll_gives_back_every_span_of_whole_tokens(given: list[dict[str, Any]]) -> None:
    with written(given, "conll") as (out, given_out, told):
        wanted: Counter[Any] = Counter()
        losses: Counter[str] = Counter()
        for found in given_out:
            text = tuple(found.document.text[start:end] for row in found.tokens for start, end in row)
            for layer, part in found.layers or ((None, Part()),):
                kept, why = in_columns(found, part)
                losses += why
                labels = Labels.of([sentence.start for sentence in found.sentences], part)
                done_with = tuple(labels.state(s.index).status for s in found.sentences if found.tokens[s.index])
                if layer is None or (not kept and set(done_with) == {"todo"} and not layer):
                    wanted[text, None, frozenset(), done_with] += 1
                    continue
                kind = "annotator" if layer.kind == "suggester" else layer.kind
                who = (
                    annotator_name(" ".join(layer.annotator.splitlines()).replace("\t", " ").strip()),
                    kind,
                    layer.number,
                )
                wanted[text, who, frozenset(kept.items()), done_with] += 1
        came: Counter[Any] = Counter()
        for path in out.rglob("*.conll"):
            for record in there(path) if path.read_bytes().count(b"\n") > 1 else ():
                text = record["document"]["text"]
                tokens = tuple(text[token["start"] : token["end"]] for token in record["tokens"])
                layer = record["layer"]
                who = layer and (layer["annotator"], layer["kind"], layer["pass"])
                done_with = tuple(sentence["status"] for sentence in record["sentences"])
                came[tokens, who, frozenset(tagged(record).items()), done_with] += 1
        assert came == wanted
        for name in ("spans across sentences", "spans that begin or end inside a token", "overlapping spans"):
            assert told[name] == losses[name], name


@given(collections())
def test_tags_of_conll_are_iob2(given: list[dict[str, Any]]) -> None:
    with written(given, "conll") as (out, _, _):
        for path in out.rglob("*.conll"):
            lines = path.read_text(encoding="utf-8").split("\n")
            assert lines[0] == f"# global.columns = FORM {' '.join(span.name for span in SCHEME.span)}"
            rows = [["O"] * 6 if not line or line.startswith("# ") else line.split("\t") for line in lines]
            for before, row in pairwise(rows):
                assert len(row) == 6
                for was, cell in zip(before[1:], row[1:], strict=True):
                    assert cell == "O" or cell.startswith("B-") or was[2:] == cell[2:]


# -- CSV ------------------------------------------------------------------------------------------------------------


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a table as Python's own module reads them."""
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode(), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(set(rows[0])) == len(rows[0])
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    return [dict(zip(rows[0], map(unescaped, row), strict=True)) for row in rows[1:]]


@given(collections())
def test_csv_gives_back_every_value(given: list[dict[str, Any]]) -> None:
    with written(given, "csv") as (out, given_out, told):
        assert set(told) <= {"metadata of documents"}
        texts = {row["key"]: row["text"] for row in table(out / "documents.csv")}
        assert texts == {each.document.key: each.document.text for each in given_out}
        wanted: Counter[Any] = Counter()
        links: Counter[Any] = Counter()
        states: Counter[Any] = Counter()
        for each in given_out:
            key = each.document.key
            for layer, part in each.layers or ((None, Part()),):
                who = (key, layer.annotator, layer.kind, str(layer.number)) if layer else (key, "", "", "")
                labels = Labels.of([sentence.start for sentence in each.sentences], part)
                wanted.update((*who, s.id, s.label, s.extent, s.origin, s.suggester or "") for s in part.spans)
                links.update((*who, r.id, r.label, r.head, r.tail) for r in part.relations)
                for s in each.sentences:
                    state = labels.state(s.index)
                    text = each.document.text[s.start : s.end]
                    states[*who, text, state.status if layer else "", state.comment or "", state.role or s.role] += 1

        def of(row: dict[str, str], *names: str) -> tuple[str, ...]:
            return tuple(row[name] for name in ("document", "annotator", "kind", "pass", *names))

        came: Counter[Any] = Counter()
        for row in table(out / "spans.csv"):
            pieces = [piece.split(":") for piece in row["fragments"].split(";")]
            extent = tuple((int(start), int(end)) for start, end in pieces)
            assert row["text"] == " … ".join(texts[row["document"]][start:end] for start, end in extent)
            came[*of(row, "id", "label"), extent, row["origin"], row["suggester"]] += 1
        assert came == wanted
        assert Counter(of(row, "id", "label", "head", "tail") for row in table(out / "relations.csv")) == links
        assert Counter(of(row, "text", "status", "comment", "role") for row in table(out / "sentences.csv")) == states


@given(st.text(st.sampled_from("'=+-@\t\ra1"), max_size=6))
def test_an_escaped_cell_is_no_formula_and_comes_back(cell: str) -> None:
    from annotator.formats.csv_out import escaped

    assert unescaped(escaped(cell)) == cell
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    if cell[:1].isalnum():
        assert escaped(cell) == cell
