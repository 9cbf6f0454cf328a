"""What must hold whatever a file contains: no reader fails but by a RecordError, and all that it gives fits its text."""

from __future__ import annotations

import io
import json
import re
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.errors import Fault, RecordError
from annotator.formats import READERS, guess, reader
from annotator.formats.incoming import Incoming
from annotator.formats.mapping import LabelMap, MappingError, apply, read_mapping, starter
from annotator.formats.source import Options, Source
from annotator.session.normal import normal
from tests.building import nl_fact
from tests.unit.formats.foreign_files import DATA, checked

SCHEME = nl_fact()[1]
FORMATS = [name for name in READERS if name not in ("jsonl", "txt", "html")]
SAMPLES = {
    name: [path.read_bytes() for path in sorted((DATA / name).iterdir()) if path.suffix != ".txt"] for name in FORMATS
}
TEXT = "Volgens 🔴 Daniëlle zou cafe\u0301 'x'\r\nzijn, aldus ANP.\n"
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
LIMIT = 4096


def examine(name: str, content: bytes, txt: bytes | None = None, **how: Any) -> None:
    """Read; everything that is given must hold, through the mapping and on to where the text is brought to its form."""
    source = Source("map/bestand.x", io.BytesIO(content), lambda _ending: txt)
    records = []
    for item in reader(name)(source, Options(**{"limit": LIMIT, **how})):
        if isinstance(item, RecordError):
            assert item.file
            assert item.reason
            assert item.remedy
            assert "\n" not in str(item)
            continue
        assert isinstance(item, Incoming)
        checked(item)
        became = apply(item.record, LabelMap(), SCHEME)
        checked(Incoming(item.file, item.line, became.record))
        assert all(count > 0 for count in became.unknown.values())
        records.append(item.record)
        # only the text itself may be unfit by now: an annotation was told of by the reader
        reason = refusal(item)
        assert reason is None or re.search("NUL|surrogate|empty", reason), reason
    text = starter(records, SCHEME)
    assert text.isprintable() or not set(text) & {chr(c) for c in range(32) if c != 10}
    read_mapping(text.encode(), "starter.toml", SCHEME)


def refusal(item: Incoming) -> str | None:
    """Why a record cannot be brought to the form that is kept; None: it can."""
    try:
        normal(item)
    except RecordError as error:
        return error.reason
    return None


def mutated(content: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    data = bytearray(content)
    for at, length, new in changes:
        start = at % (len(data) + 1)
        data[start : start + length] = new
    return bytes(data)


PIECES = [b'"', b"\\", b"{", b"}", b"[", b"]", b",", b"\n", b"\t", b"\r", b"\0", b"\xff", b"-1", b"999999", b"null"]
PIECES += ["😀".encode(), "e\u0301".encode(), b"0.5", b"1e999", b";", b"T1\t", b"R1\t", b"#", b"\xef\xbb\xbf", b" = "]
CHANGES = st.lists(
    st.tuples(st.integers(0, 20_000), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=6)), max_size=6
)


@pytest.mark.parametrize("name", FORMATS)
@QUIET
@given(content=st.binary(max_size=400), txt=st.none() | st.binary(max_size=80))
def test_any_bytes(name: str, content: bytes, txt: bytes | None) -> None:
    examine(name, content, txt)
    guess("x.json", content)
    guess("stdin", content)


@pytest.mark.parametrize("name", FORMATS)
@QUIET
@given(data=st.data(), changes=CHANGES, cut=st.integers(0, 20_000), limit=st.sampled_from([200, LIMIT, 1 << 20]))
def test_files_that_were_changed_or_cut_off(
    name: str, data: st.DataObject, changes: list[tuple[int, int, bytes]], cut: int, limit: int
) -> None:
    content = mutated(data.draw(st.sampled_from(SAMPLES[name])), changes)
    if cut < len(content):
        content = content[:cut]
    examine(name, content, mutated((DATA / "brat" / "zaandam.txt").read_bytes(), changes[:2]), limit=limit)
    guess("x.jsonl", content)


# -- JSON of the right names and the wrong shapes -------------------------------------------------------------------

NAMES = {
    "prodigy": "text spans relations tokens start end label head child head_span child_span token_start token_end answer"
    " accept meta key _annotator_id _session_id _view_id _task_hash options versions attributes",
    "doccano": "id text data label labels entities relations annotations start_offset end_offset from_id to_id type"
    " Comments cats username user meta key",
    "labelstudio": "id data text annotations result value start end labels choices rating taxonomy from_name to_name type"
    " from_id to_id direction completed_by email was_cancelled predictions drafts meta key ground_truth",
}
WORDS = [
    "",
    "a",
    "b",
    TEXT,
    "accept",
    "ignore",
    "reject",
    "labels",
    "choices",
    "relation",
    "left",
    "claim",
    "zou",
    "1",
    "\0",
]
LEAVES = st.none() | st.booleans() | st.integers(-2, 50) | st.sampled_from(WORDS) | st.floats() | st.just(2**63)


def shapes(name: str) -> st.SearchStrategy[Any]:
    keys = st.sampled_from(NAMES[name].split())
    return st.recursive(
        LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6), max_leaves=30
    )


def alike(example: Any, any_value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Values shaped like an example, now and then with something else in a place."""
    if isinstance(example, dict):
        kept = {key: alike(value, any_value) for key, value in example.items()}
        same = st.fixed_dictionaries({}, optional=kept) if len(kept) > 3 else st.fixed_dictionaries(kept)
    elif isinstance(example, list):
        same = (
            st.lists(st.one_of([alike(item, any_value) for item in example[:4]]), max_size=5)
            if example
            else st.just([])
        )
    elif isinstance(example, bool) or example is None:
        same = st.just(example)
    elif isinstance(example, int):
        same = st.just(example) | st.integers(-1, 60)
    else:
        same = st.just(example) | st.sampled_from(WORDS)
    return st.integers(0, 11).flatmap(lambda odds: any_value if odds == 0 else same)


EXAMPLES = {
    "prodigy": json.loads(SAMPLES["prodigy"][0].split(b"\n")[0]),
    "doccano": json.loads((DATA / "doccano" / "relations.jsonl").read_bytes().split(b"\n")[0]),
    "labelstudio": json.loads((DATA / "labelstudio" / "project-3.json").read_bytes())[0],
}


@pytest.mark.parametrize("name", list(NAMES))
@QUIET
@given(data=st.data())
def test_json_of_any_shape(name: str, data: st.DataObject) -> None:
    anything = shapes(name)
    items = data.draw(st.lists(st.dictionaries(st.sampled_from(NAMES[name].split()), anything, max_size=8), max_size=3))
    content = json.dumps(items).encode()
    examine(name, content, limit=1 << 20)
    guess("x.json", content)


@pytest.mark.parametrize("name", list(NAMES))
@QUIET
@given(data=st.data())
def test_json_that_is_nearly_right(name: str, data: st.DataObject) -> None:
    items = data.draw(st.lists(alike(EXAMPLES[name], shapes(name)), min_size=1, max_size=2))
    examine(name, json.dumps(items).encode(), limit=1 << 20)


# -- lines of the right words ---------------------------------------------------------------------------------------

NUMBERS = st.integers(-1, len(TEXT) + 2).map(str)
BRAT_LINE = st.one_of(
    st.tuples(
        st.sampled_from("T1 T2 T3".split()),
        st.sampled_from("claim x".split()),
        st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=3),
    ).map(lambda t: f"{t[0]}\t{t[1]} " + ";".join(" ".join(p) for p in t[2])),
    st.lists(
        st.sampled_from(
            ["R1\t", "E1\t", "A1\t", "*\t", "#1\t", "N1\t", "x ", "Arg1:T1 ", "Arg2:T2 ", "y:E1 ", "T1 ", "\t", "true"]
        ),
        max_size=6,
    ).map("".join),
    st.text(max_size=20),
)


@st.composite
def quoting(draw: st.DrawFn) -> str:
    """A T line that quotes what stands there, sometimes broken."""
    start = draw(st.integers(0, len(TEXT) - 1))
    end = draw(st.integers(start + 1, len(TEXT)))
    surface = TEXT[start:end]
    if draw(st.booleans()):
        surface = surface.replace("\r\n", draw(st.sampled_from([" ", "\n", "  "])))
    return f"T{draw(st.integers(1, 9))}\t{draw(st.sampled_from(['claim', 'PER']))} {start} {end}\t{surface}"


@QUIET
@given(
    lines=st.lists(quoting() | BRAT_LINE, max_size=8), marked=st.booleans(), text=st.sampled_from([TEXT, TEXT, "", "a"])
)
def test_brat_lines(lines: list[str], marked: bool, text: str) -> None:
    content = "\n".join(lines).encode("utf-8", "replace")
    examine("brat", content, (b"\xef\xbb\xbf" if marked else b"") + text.encode())


CELLS = ["O", "_", "B-claim", "I-claim", "B", "I-x", "E-x", "S-x", "X-1", "Hij", "e\u0301", "\u0301", "#", "1", "2", ""]
MARKS = [
    "# text = Hij",
    "# text = Hij e\u0301",
    "# key = a",
    "# newdoc",
    "-DOCSTART-",
    "# status = done",
    "# columns = token claim",
    "",
    "#",
]


@QUIET
@given(
    rows=st.lists(st.sampled_from(MARKS) | st.lists(st.sampled_from(CELLS), max_size=4), max_size=15),
    mark=st.sampled_from(["\t", " "]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_conll_lines(rows: list[str | list[str]], mark: str, end: str) -> None:
    examine("conll", end.join(row if isinstance(row, str) else mark.join(row) for row in rows).encode())


@QUIET
@given(
    cells=st.lists(
        st.sampled_from(['"', '""', ",", ";", "\t", "\n", "\r\n", "\r", "text", "key", "a", " ", "é", "\0"]),
        max_size=40,
    ),
    width=st.integers(1, 3),
)
def test_csv_lines(cells: list[str], width: int) -> None:
    examine("csv", (",".join(["text", "key", "b"][:width]) + "\n" + "".join(cells)).encode())


@QUIET
@given(content=st.binary(max_size=200) | st.text("[]{}=\"'.,# \n\\abspanvaluelabel", max_size=200).map(str.encode))
def test_a_mapping_of_anything(content: bytes) -> None:
    found = []
    try:
        read_mapping(content, "labels.toml", SCHEME)
    except MappingError as error:
        found = [*error.faults, Fault(0, "", "")] if not error.faults else list(error.faults)
    assert all(fault.remedy and fault.line >= 0 for fault in found)


TAGS = [
    "<p>",
    "</p>",
    "<div>",
    "<article>",
    "<h1>",
    "<html lang=nl>",
    "<script>",
    "<!--",
    "-->",
    "<table><tr><td>",
    "&amp;",
    "&#0;",
    "&#x1F534;",
]
TAGS += [
    "De minister zegt dat er doden zouden zijn gevallen bij de explosie. ",
    "\0",
    "\ud800",
    "<meta charset=utf-7>",
    "<![CDATA[",
    "<?php",
    "<a href=x>",
]


@QUIET
@given(tags=st.lists(st.sampled_from(TAGS) | st.text(max_size=5), max_size=30), page=CHANGES)
def test_pages(tags: list[str], page: list[tuple[int, int, bytes]]) -> None:
    pytest.importorskip("trafilatura")
    examine("html", "".join(tags).encode("utf-8", "surrogatepass"), limit=1 << 20)
    examine("html", mutated((DATA / "html" / "nieuws.html").read_bytes(), page), limit=1 << 20)


# -- time and memory ------------------------------------------------------------------------------------------------

SPANS = ",".join(['[0,900000,"x"]'] * 20_000)
BOMBS = {
    "a long text, quoted by every span": ("doccano", f'{{"text":"{"woord " * 150_000}","label":[{SPANS}]}}'),
    "nesting": ("labelstudio", "[" * 200_000),
    "nesting in a line": ("prodigy", '{"text":"a","spans":' + "[" * 200_000),
    "a string that never ends": ("labelstudio", '[{"a":"' + "\\" * 500_001),
    "tiny lines": ("prodigy", "1\n" * 100_000),
    "tiny elements": ("labelstudio", "[" + "1," * 100_000),
    "annotations of a long text": ("labelstudio", f'[{{"data":{{"text":"{"a " * 200_000}"}},"annotations":[{"{},{}," * 50_000}{{}}]}}]'),
    "relations to one of many spans at a place": (
        "prodigy",
        json.dumps({"text": "ab", "spans": [{"start": 0, "end": 1, "label": "x", "token_end": 0}] * 20_000,
                    "relations": [{"head": 0, "child": 0, "label": "y", "head_span": {"start": 0, "end": 1}}] * 20_000}),
    ),
    "choices of one region": (
        "labelstudio",
        json.dumps([{"data": {"text": "ab"}, "annotations": [{"result": [
            {"id": "a", "type": "labels", "value": {"start": 0, "end": 1, "labels": ["x"]}},
            {"id": "a", "type": "choices", "from_name": "f", "value": {"choices": [str(n) for n in range(50_000)]}}]}]}]),
    ),
    "pieces of one span": ("brat", "T1\tx " + ";".join(["0 9"] * 50_000) + "\tzo"),
    "lines that belong to none": ("brat", "T1\tx 0 9\tzo\n" + "y\n" * 100_000),
    "spaces": ("brat", "T1\tx 0 9" + " " * 200_000 + "y"),
    "tokens": ("conll", "a O\n" * 100_000),
    "sentences": ("conll", "a B-x\n\n" * 50_000),
    "a comment of spaces": ("conll", "#" + " " * 500_000 + "x\na O\n"),
    "columns": ("conll", "\t".join(["O"] * 100_000)),
    "quotation marks": ("csv", "key,text\n" + '1,"\nx\n' * 50_000 + '"'),
    "fields": ("csv", "key,text\n" + "1," * 500_000),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_is_made_to_take_long_does_not(bomb: str) -> None:
    name, content = BOMBS[bomb]
    begun = time.process_time()
    source = Source("bom.x", io.BytesIO(content.encode()), lambda _ending: b"Er is brand " * 10)
    count = sum(1 for _ in reader(name)(source, Options(limit=4 << 20)))
    assert count > 0
    assert time.process_time() - begun < 10
