"""A large import is read by a second process: what comes of it is what comes of reading it in this one."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from annotator.errors import AnnotatorError, RecordError
from annotator.formats.mapping import LabelMap, Target
from annotator.formats.source import DEFAULTS, Options
from annotator.model import Layer
from annotator.session import ahead
from annotator.session.ahead import made_ready
from annotator.session.intake import take_ready
from annotator.session.reading import found_files
from tests.building import ARTICLE, exported, new_project, record, tables

NFD = "Cafe\u0301 dicht\r\nDe burgemeester zou volgens TASS weg zijn."


def lines(count: int) -> list[str]:
    given: list[Any] = []
    for number in range(count):
        text = f"Bericht {number}. {ARTICLE}"
        spans = [{"label": "claim", "fragments": [{"start": 0, "end": 7}], "created": "2026-01-01T00:00:00.000Z"}]
        given.append(record(text, f"d{number}", layer={"annotator": "bob"}, spans=spans))
        given.append(record(text, f"d{number}", layer={"annotator": "eva"}, sources=[{"id": "e1", "name": "TASS"}]))
    given += [
        record(
            NFD, "nfd", layer={"annotator": "bob"}, spans=[{"label": "claim", "fragments": [{"start": 6, "end": 11}]}]
        ),
        record(
            ARTICLE,
            "bad",
            layer={"annotator": "bob"},
            spans=[{"label": "claim", "fragments": [{"start": 0, "end": 9999}]}],
        ),
        record(ARTICLE + " Anders.", "d0"),
        {"text": "Zonder sleutel."},
    ]
    return [json.dumps(item) for item in given] + ["{", '{"text": "met\\u0000nul"}']


def outcome(
    tmp_path: Path, name: str, *files: Path, mapping: LabelMap | None = None, **options: Any
) -> tuple[Any, ...]:
    """What was told of an import, and what is in the project after it."""
    said: list[Any] = []
    with new_project(tmp_path / f"{name}.db") as project:
        made = made_ready(
            project,
            found_files([str(file) for file in files], None),
            Options(**options) if options else DEFAULTS,
            "anna",
            mapping,
            lambda file, form: said.append((Path(file).name, form)),
            said.append,
        )
        for found in take_ready(project, made, "anna"):
            if isinstance(found, RecordError):
                said.append((found.file, found.line, found.reason, found.remedy, found.raw))
            else:
                said.append((found.key, found.what, found.layer, found.spans, dict(found.unknown), dict(found.lost)))
        timed = {"created", "updated"}
        records = [
            {
                **r,
                "spans": [
                    {k: v for k, v in s.items() if k not in timed or "bob" in str(r["layer"])} for s in r["spans"]
                ],
            }
            for r in exported(project)
        ]
        originals = project.ask("SELECT key, original_sha256 FROM document ORDER BY id")
        counted = [rows for table, rows in tables(project) if table in ("total", "progress")]
    return (
        [x for x in said if not isinstance(x, int)],
        [x for x in said if isinstance(x, int)][-1],
        records,
        originals,
        counted,
    )


@pytest.mark.parametrize("count", [1, 40])
def test_the_same_as_in_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text("\n".join(lines(count)) + "\n", encoding="utf-8")
    article = tmp_path / "los.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    here = outcome(tmp_path, "here", given, article)
    monkeypatch.setattr(ahead, "LARGE", 1)
    there = outcome(tmp_path, "there", given, article)
    assert there == here
    assert ("nfd", "added", Layer("bob"), 1, {}, {}) in here[0]
    assert [found[2] for found in here[0] if len(found) == 5] == [
        "span 1 (claim): 0–9999 is outside the text",
        "d0: is there with another text",
        *(found[2] for found in here[0][-3:-1]),
    ]
    assert here[3][-1] == ("los", sha256(ARTICLE.encode()).hexdigest())


def test_a_mapping_goes_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "d.jsonl"
    item = {"text": "Rutte zegt dat het regent.", "label": [[0, 5, "PER"], [6, 10, "SAYS"], [11, 14, "X"]]}
    given.write_text(json.dumps(item) + "\n", encoding="utf-8")
    mapping = LabelMap(
        span={"PER": Target("source", (("source_type", "politician"),)), "SAYS": Target("attribution_cue"), "X": None}
    )
    here = outcome(tmp_path, "here", given, mapping=mapping)
    monkeypatch.setattr(ahead, "LARGE", 1)
    assert outcome(tmp_path, "there", given, mapping=mapping) == here
    assert here[0][-1][5] == {"span X": 1}


def test_options_go_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "oud.csv"
    given.write_bytes("kop;inhoud\nÉén;De burgemeester zou weg zijn.\n".encode("cp1252"))
    options = {"encoding": "cp1252", "text_field": "inhoud", "title_field": "kop"}
    here = outcome(tmp_path, "here", given, **options)
    monkeypatch.setattr(ahead, "LARGE", 1)
    assert outcome(tmp_path, "there", given, **options) == here
    assert here[2][0]["document"]["title"] == "Één"


def test_what_lies_in_the_current_folder_is_no_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text("\n".join(lines(1)) + "\n", encoding="utf-8")
    for name in ("json.py", "marshal.py", "orjson.py", "annotator.py"):
        (tmp_path / name).write_text("raise SystemExit('hostile')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ahead, "LARGE", 1)
    assert len(outcome(tmp_path, "there", given)[2]) == 4


def readers() -> list[int]:
    """The reading processes that are children of this one."""
    listed = " ".join(path.read_text() for path in Path("/proc/self/task").glob("*/children")).split()
    return [int(pid) for pid in listed if b"session.ahead" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_a_reader_that_is_killed_is_told_and_what_came_in_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text("\n".join(lines(4000)) + "\n", encoding="utf-8")
    monkeypatch.setattr(ahead, "LARGE", 1)
    with new_project(tmp_path / "p.db") as project:
        made = made_ready(
            project, found_files([str(given)], None), DEFAULTS, "anna", None, lambda *_: None, lambda _: None
        )
        written = take_ready(project, made, "anna")
        first = next(written)
        (reader,) = readers()
        os.kill(reader, 9)
        with pytest.raises(AnnotatorError, match="has ended"):
            list(written)
        assert not isinstance(first, RecordError)
        assert 0 < project.ask("SELECT count(*) FROM document")[0][0] < 4000
        assert readers() == []


@pytest.mark.skipif(sys.platform != "linux", reason="children are found in /proc")
def test_the_reader_ends_with_the_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text("\n".join(lines(4000)) + "\n", encoding="utf-8")
    monkeypatch.setattr(ahead, "LARGE", 1)
    with new_project(tmp_path / "p.db") as project:
        made = made_ready(
            project, found_files([str(given)], None), DEFAULTS, "anna", None, lambda *_: None, lambda _: None
        )
        next(made)
        assert len(readers()) == 1
        made.close()
        assert readers() == []
