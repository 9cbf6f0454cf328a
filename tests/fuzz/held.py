"""What must hold whatever bytes are imported: no failure but the readers' own errors, and a project that is in order.

``python -m tests.fuzz.held FORMAT FILE`` does one input again, without the fuzzer.
"""

from __future__ import annotations

import io
import sqlite3
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from itertools import cycle
from pathlib import Path

from annotator.errors import RecordError
from annotator.formats import READERS, guess, jsonl, reader
from annotator.formats.incoming import Incoming
from annotator.formats.lines import write_line
from annotator.formats.mapping import LabelMap, Target, read_mapping, starter
from annotator.formats.record import record_adapter
from annotator.formats.source import Source
from annotator.session.intake import Outcome, take_in
from annotator.store import Project, open_project
from annotator.store.documents import document_id, document_ids, read_document
from annotator.store.layers import layers_of, read_layer, read_part
from tests.building import findings, incoming, new_project, nl_fact, record, records, ticking
from tests.fuzz.cases import Case, case_of
from tests.unit.formats.foreign_files import checked

__all__ = ["examine"]

NAME = "map/bestand.x"
SCHEME = nl_fact()[1]


def examine(name: str, data: bytes) -> int:
    """Import what the bytes mean with the reader of a format; everything that is then in the project must hold.

    Gives how many records were taken in.
    """
    case = case_of(data)
    for ending in (".x", ".json", ".jsonl"):
        assert guess(f"bestand{ending}", case.content) in (None, *READERS)
    found = list(_read(name, case))
    mapping = _mapping(case.mapping, [item for item in found if isinstance(item, Incoming)])
    with closing(_project()) as project:
        if case.taken:
            list(take_in(project, [incoming(record("Er staat al iets.", "bestand"))], "anna"))
        outcomes = _told(take_in(project, found, "anna", mapping=mapping))
        assert len(outcomes) == len(found)
        if all(isinstance(outcome, RecordError) for outcome in outcomes):
            assert list(document_ids(project)) == [1] * case.taken, "what is rejected leaves nothing behind"
            return 0
        _in_order(project)
        for item, outcome in zip(found, outcomes, strict=True):
            if isinstance(item, Incoming) and isinstance(outcome, Outcome) and outcome.what in ("added", "layer"):
                _same_words(project, item, outcome)
        if case.returned:
            _given_and_taken(project)
        if case.again:
            _same_again(project, name, case, outcomes, mapping)
            _told(take_in(project, list(_read(name, case)), "anna", mapping=mapping, replacing=True))
            _in_order(project)
    return sum(isinstance(outcome, Outcome) for outcome in outcomes)


# -- in -------------------------------------------------------------------------------------------------------------


def _read(name: str, case: Case) -> Iterator[Incoming | RecordError]:
    """What a reader gives, each record as every record must be; our own are compared with their text at the intake."""
    source = Source(NAME, io.BytesIO(case.content), lambda _ending: case.beside)
    for item in reader(name)(source, case.options):
        if isinstance(item, RecordError):
            assert "\n" not in str(item), "is one line"
        elif item.foreign:
            checked(item)
        else:
            record_adapter().validate_python(dict(item.record))
        yield item


def _told(outcomes: Iterator[Outcome | RecordError]) -> list[Outcome | RecordError]:
    """What became of the records; a rejection says where, why and what to do."""
    told = list(outcomes)
    for found in told:
        if isinstance(found, RecordError):
            assert found.file == NAME or found.file.endswith(".txt"), "names its file"
            assert found.remedy, "says what to do"
            assert found.reason.encode(), "can be written into the file of rejections"
        else:
            assert all(count > 0 for count in (*found.unknown.values(), *found.lost.values()))
    return told


def _mapping(kind: str, found: list[Incoming]) -> LabelMap | None:
    """The mapping of a case. The one that is suggested must be readable whatever the names are."""
    if kind == "none":
        return None
    if kind == "starter":
        return read_mapping(starter([item.record for item in found], SCHEME).encode(), "labels.toml", SCHEME)
    given = [item.record for item in found]
    spans = [span for data in given for span in data.get("spans") or ()]
    relations = [relation for data in given for relation in data.get("relations") or ()]
    said = [
        label for data in given for sentence in data.get("sentences") or () for label in sentence.get("labels") or ()
    ]
    named = [item for each in (*spans, *relations) for item in each.get("attributes") or ()]
    attributes = [a for span in SCHEME.span for a in span.attribute]
    of = {item["name"]: a for item, a in zip(named, cycle(attributes), strict=False)}
    return LabelMap(
        span=dict(zip((span["label"] for span in spans), cycle([*map(Target, SCHEME.spans), None]), strict=False)),
        relation={
            label: Target(own, reverse=number % 2 == 1)
            for number, (label, own) in enumerate(zip((r["label"] for r in relations), cycle(SCHEME.relations), strict=False))
        },
        attribute={name: a.name for name, a in of.items()},
        value={item["name"]: {item["value"]: (of[item["name"]].names or ("iemand",))[0]} for item in named},
        sentence_label={
            label["name"]: Target(own.name, value=own.names[0])
            for label, own in zip(said, cycle(SCHEME.sentence_label), strict=False)
        },
    )  # fmt: skip


# -- the project ----------------------------------------------------------------------------------------------------


@cache
def _empty() -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        new_project(path).close()
        with closing(open_project(path)) as project:
            project.conn.execute("PRAGMA journal_mode = DELETE")  # a write-ahead log cannot be kept in memory
        return path.read_bytes()


def _project() -> Project:
    """A project in memory with the default scheme and nothing in it; its checks are those of a file."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.deserialize(_empty())
    conn.execute("PRAGMA foreign_keys = ON")
    project = Project(Path("memory.db"), conn, ticking(), lambda: "desk")
    project.scheme = SCHEME
    return project


def _in_order(project: Project) -> None:
    """The audit finds nothing, and every span quotes the text that is kept, in fragments that are apart."""
    assert findings(project) == []
    for number in list(document_ids(project)):
        text = read_document(project, number).document.text
        assert "\r" not in text, "lines end in \\n"
        assert "\0" not in text
        assert unicodedata.is_normalized("NFC", text)
        for layer in layers_of(project, number):
            part = read_part(project, layer.id)
            assert {label.name for state in part.sentences for label in state.labels} <= SCHEME.sentence_labels.keys()
            for span in part.spans:
                assert span.label in SCHEME.spans
                last = -1
                for fragment in span.fragments:
                    assert last < fragment.start < fragment.end <= len(text), "ordered, apart, inside the text"
                    assert fragment.text == text[fragment.start : fragment.end], "quotes the text"
                    last = fragment.end
            ids = {span.id for span in part.spans}
            for relation in part.relations:
                assert relation.label in SCHEME.relations
                assert relation.head != relation.tail
                assert {relation.head, relation.tail} <= ids


def _same_words(project: Project, item: Incoming, outcome: Outcome) -> None:
    """A record that is taken in quotes its text, and its spans are of the same words in the text that is kept."""
    text = item.record["document"]["text"]
    given = set()
    for span in item.record.get("spans") or ():
        for part in span["fragments"]:
            assert part.get("text") in (None, text[part["start"] : part["end"]]), "what is quoted stands there"
        given.add(tuple(_kept(text, part["start"], part["end"]) for part in span["fragments"]))
    number = document_id(project, outcome.key)
    assert number is not None, "there is a document of the key"
    if outcome.layer is None:
        assert item.foreign or not given, "no labels are lost"
        return
    labels, _ = read_layer(project, read_document(project, number), outcome.layer)
    assert item.foreign or len(labels.spans) == len(item.record.get("spans") or ()), "no span is lost"
    for kept in labels.spans.values():
        assert tuple(fragment.text for fragment in kept.fragments) in given, "the same words"


def _kept(text: str, start: int, end: int) -> str:
    """The words of a place as they are kept; an edge within a ``\\r\\n`` stands before the line end it becomes."""
    start -= text[start - 1 : start + 1] == "\r\n"
    end -= text[end - 1 : end + 1] == "\r\n"
    return unicodedata.normalize("NFC", text[start:end].replace("\r\n", "\n").replace("\r", "\n"))


def _same_again(
    project: Project, name: str, case: Case, before: list[Outcome | RecordError], mapping: LabelMap | None
) -> None:
    """What came in is the same when the file is imported again; a rejected record may now be so for another reason."""
    after = _told(take_in(project, list(_read(name, case)), "anna", mapping=mapping))
    for first, second in zip(before, after, strict=True):
        if isinstance(first, Outcome):
            assert isinstance(second, Outcome), f"taken in before, now rejected: {second}"
            assert second.what == "same", f"{first.what} before, now {second.what}"


def _given_and_taken(project: Project) -> None:
    """What is exported can be taken in and is then the same to the byte."""
    first = io.BytesIO()
    for line in records(project):
        write_line(first, line)
    with closing(_project()) as other:
        source = Source("documents.jsonl", io.BytesIO(first.getvalue()))
        for outcome in take_in(other, jsonl.read(source), "another"):
            assert isinstance(outcome, Outcome), str(outcome)
        second = io.BytesIO()
        for line in records(other):
            write_line(second, line)
    assert first.getvalue() == second.getvalue()


def main(name: str, path: str) -> None:
    """Do one input again, and say what it is."""
    data = Path(path).read_bytes()
    print(case_of(data))
    examine(name, data)
    print("holds")


if __name__ == "__main__":
    main(*sys.argv[1:])
