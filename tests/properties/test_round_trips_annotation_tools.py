"""What was exported to Prodigy, doccano or Label Studio and read again is what went in, up to the losses that were told.

Everything that comes back was there, and what does not is as much as was counted, kind by kind.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import given

from annotator.errors import RecordError
from annotator.formats import reader, writer
from annotator.formats.foreign import annotator_name, name_of
from annotator.formats.incoming import Incoming
from annotator.formats.source import Source
from annotator.formats.writing import Folder, Plan
from annotator.formats.xml_text import unfit
from annotator.session.exporting import Asked, documents, losses
from annotator.store import Project
from tests.building import exported, new_project, take
from tests.properties.random_work import collections

Bag = Counter[Any]


def attributes_of(span: Any, *, xml: bool = False) -> tuple[Any, ...]:
    """The attributes that another tool's file can say."""
    found = [(a["name"], a["value"]) for a in span.get("attributes") or () if name_of(a["name"]) == a["name"]]
    return tuple(sorted(a for a in found if not xml or (a[1] and not unfit(*a) and a[0] not in ("label", "text"))))


def spans_of(record: Any, *, by: int = 0, xml: bool = False, attributes: bool = True) -> dict[str, Any]:
    """The spans by id: label, place, and what is said of them."""
    return {
        span["id"]: (
            span["label"],
            tuple((part["start"] + by, part["end"] + by) for part in span["fragments"]),
            attributes_of(span, xml=xml) if attributes else (),
        )
        for span in record.get("spans") or ()
    }


def links_of(record: Any, spans: dict[str, Any]) -> Bag:
    """The relations, their ends told by label and place: ids are not kept, nor which of two equal spans is meant."""
    ends = {name: span[:2] for name, span in spans.items()}
    return Counter((r["label"], ends[r["head"]], ends[r["tail"]]) for r in record.get("relations") or ())


def in_one_piece(spans: dict[str, Any]) -> Bag:
    return Counter(span for span in spans.values() if len(span[1]) == 1)


class Written:
    """One export of a project, and what reading its files gave."""

    def __init__(self, project: Project, name: str, folder: Path) -> None:
        asked = Asked(name)
        self.lost = losses(project, asked)
        one, two = Folder(folder / "one"), Folder(folder / "two")
        for out in (one, two):
            out.path.mkdir()
            writer(name)(Plan(project.scheme)).write(documents(project, asked), out)
        assert one.files == two.files, "the same bytes each time"
        assert set(one.files) == {path.name for path in one.path.iterdir()}, "and nothing left behind"
        self.files: dict[str, list[Incoming]] = {}
        for file in sorted(one.files):
            if file.endswith((".json", ".jsonl")):
                with (one.path / file).open("rb") as stream:
                    found = list(reader(name)(Source(file, stream)))
                assert [str(each) for each in found if isinstance(each, RecordError)] == []
                self.files[file] = [each for each in found if isinstance(each, Incoming)]

    @property
    def came(self) -> Iterator[Incoming]:
        return (each for found in self.files.values() for each in found)


def projects(folder: str, given: list[dict[str, Any]]) -> Project:
    project = new_project(Path(folder) / "one.db")
    assert [each for each in take(project, *given) if isinstance(each, RecordError)] == []
    return project


def statuses(record: Any) -> list[str]:
    return [sentence["status"] for sentence in record["sentences"]]


def readable(records: list[Any]) -> bool:
    """Whether the annotators' names are such that a reader takes them as they are."""
    names = [record["layer"]["annotator"] for record in records if record["layer"]]
    return all(annotator_name(name) == name for name in names)


@given(collections())
def test_prodigy(given: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder, projects(folder, given) as project:
        written = Written(project, "prodigy", Path(folder))
        records = exported(project)
        came = written.came
        spans, links, missing = Counter[str](), Counter[str](), Counter[str]()
        for record in records:
            text, read = "", []
            while text != record["document"]["text"]:
                item = next(came)
                read.append((len(text), item))
                text += item.record["document"]["text"]
                assert record["document"]["text"].startswith(text)
            expected = spans_of(record)
            pieces = [spans_of(item.record, by=by) for by, item in read]
            found = sum(map(in_one_piece, pieces), Counter())
            assert found <= in_one_piece(expected)
            spans["lost"] += len(expected) - found.total()
            linked = sum(
                (links_of(item.record, piece) for (_, item), piece in zip(read, pieces, strict=True)), Counter()
            )
            assert linked <= links_of(record, expected)
            links["lost"] += len(record["relations"]) - linked.total()
            if record["layer"] is None:
                assert [item.record.get("layer") for _, item in read] == [None]
                continue
            starts = [by for by, _ in read]
            for sentence in record["sentences"]:
                status = read[sum(by <= sentence["start"] for by in starts) - 1][1].status
                missing["status"] += status != sentence["status"]
                assert (status == "done") == (sentence["status"] == "done"), "done, and nothing else, is accepted"
            if readable(records):
                (owner,) = {tuple(item.record["layer"].items()) for _, item in read}  # type: ignore[union-attr]
                assert dict(owner)["annotator"] == record["layer"]["annotator"]
                missing["layers"] += dict(owner) != dict(record["layer"])
        assert next(came, None) is None
        lost = written.lost
        assert spans["lost"] == lost["discontinuous spans"] + lost["spans across sentences"]
        assert links["lost"] == lost["relations"] + lost["relations across sentences"]
        assert missing["status"] == lost["status of sentences"]
        assert missing["layers"] <= lost["kind and pass of a layer"]


@given(collections())
def test_doccano(given: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder, projects(folder, given) as project:
        written = Written(project, "doccano", Path(folder))
        expected: defaultdict[Any, list[Any]] = defaultdict(list)
        for record in exported(project):
            expected[tuple(record["layer"].items()) if record["layer"] else None].append(record)
        came = list(written.came)
        assert len(came) == sum(map(len, expected.values()))
        assert len(written.files) == (len(expected) if len(expected) - (None in expected) > 1 else 1)

        def told(record: Any, *, whole: bool) -> Any:
            spans = spans_of(record, attributes=False)
            kept = {name: span for name, span in spans.items() if len(span[1]) == 1}
            links = [r for r in record.get("relations") or () if {r["head"], r["tail"]} <= kept.keys()]
            both = sorted(Counter(kept.values()).items()), sorted(links_of({"relations": links}, kept).items())
            losses = len(spans) - len(kept), len(record.get("relations") or ()) - len(links)
            assert whole or losses == (0, 0)
            return record["document"]["text"], *both, losses

        want = [told(record, whole=True) for each in expected.values() for record in each]
        have = [told(item.record, whole=False) for item in came]
        assert sorted(row[:3] for row in want) == sorted(row[:3] for row in have)
        assert sum(row[3][0] for row in want) == written.lost["discontinuous spans"]
        assert sum(row[3][1] for row in want) == written.lost["relations"]


@given(collections())
def test_labelstudio(given: list[dict[str, Any]]) -> None:
    if any(re.match(r"https?://\S+\Z", record["document"]["text"]) for record in given):
        return
    with tempfile.TemporaryDirectory() as folder, projects(folder, given) as project:
        written = Written(project, "labelstudio", Path(folder))
        records = exported(project)
        came = list(written.came)
        missing = Counter[str]()
        for record, item in zip(records, came, strict=True):
            assert item.record["document"]["text"] == record["document"]["text"]
            expected, found = spans_of(record, xml=True), spans_of(item.record, xml=True)
            assert in_one_piece(found) == in_one_piece(expected)
            missing["spans"] += len(expected) - len(found)
            before = sum(len(s["attributes"]) for s in record["spans"] if len(s["fragments"]) == 1)
            missing["attributes"] += before - sum(len(s["attributes"] or ()) for s in item.record.get("spans") or ())
            missing["ids"] += len([name for name in found if name not in expected]) + len(record["relations"])
            linked = links_of(item.record, found)
            assert linked <= links_of(record, expected)
            missing["relations"] += len(record["relations"]) - linked.total()
            if record["layer"] is None:
                assert item.record.get("layer") is None
                continue
            missing["status"] += sum(status != item.status for status in statuses(record))
            if readable(records):
                assert item.record["layer"]["annotator"] == record["layer"]["annotator"]  # type: ignore[index]
                missing["layers"] += dict(item.record["layer"]) != dict(record["layer"])  # type: ignore[arg-type]
        lost = written.lost
        assert missing["spans"] == lost["discontinuous spans"]
        assert missing["attributes"] == lost["attributes of spans"]
        assert missing["relations"] == lost["relations"]
        assert missing["status"] == lost["status of sentences"]
        assert missing["layers"] <= lost["kind and pass of a layer"]
        assert missing["ids"] <= lost["ids"] + lost["discontinuous spans"]
