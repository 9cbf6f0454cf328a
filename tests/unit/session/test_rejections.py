"""Rejected records are kept beside the file they came from, however many files that are, and wherever that can be."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

import pytest

from annotator.errors import RecordError
from annotator.session.rejections import Rejections


def error(file: object, line: int = 1, raw: bytes | None = b"nonsense") -> RecordError:
    return RecordError("not JSON", "mend the line", file=str(file), line=line, raw=raw)


def kept(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_file_has_its_rejections_beside_it(tmp_path: Path) -> None:
    found = Rejections()
    for name, line in (("a.jsonl", 1), ("b.jsonl", 2), ("a.jsonl", 3)):
        found.add(error(tmp_path / name, line))
    found.close()
    assert [path.name for path in found.written] == ["a.jsonl.rejected.jsonl", "b.jsonl.rejected.jsonl"]
    assert [record["line"] for record in kept(tmp_path / "a.jsonl.rejected.jsonl")] == [1, 3]
    assert kept(tmp_path / "b.jsonl.rejected.jsonl") == [
        {
            "file": str(tmp_path / "b.jsonl"),
            "line": 2,
            "reason": "not JSON",
            "remedy": "mend the line",
            "record": "nonsense",
        }
    ]


def test_the_next_import_begins_anew(tmp_path: Path) -> None:
    for line in (1, 2):
        found = Rejections()
        found.add(error(tmp_path / "a.jsonl", line))
        found.close()
    assert [record["line"] for record in kept(tmp_path / "a.jsonl.rejected.jsonl")] == [2]


def test_bytes_that_are_no_text_and_records_too_long_to_keep(tmp_path: Path) -> None:
    found = Rejections()
    for raw in (b"caf\xe9", b"x" * (2 << 20), None):
        found.add(error(tmp_path / "a.jsonl", raw=raw))
    found.close()
    assert [record["record"] for record in kept(tmp_path / "a.jsonl.rejected.jsonl")] == ["caf\\xe9", None, None]


@pytest.mark.skipif(sys.platform == "win32", reason="uses a POSIX limit")
def test_thousands_of_files_take_no_more_than_one_to_write_at_a_time(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    found = Rejections()
    with (tmp_path / "free").open("w") as file:
        free = file.fileno()  # other tests of this process may have files open
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (free + 40, hard))
        for turn in (1, 2):
            for number in range(200):
                found.add(error(tmp_path / f"{number}.jsonl", turn))
        found.close()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert len(found.written) == 200
    assert all([record["line"] for record in kept(path)] == [1, 2] for path in found.written)


def test_where_the_folder_cannot_be_written_the_current_one_is_taken_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = Rejections()
    found.add(error("/proc/nowhere/a.jsonl"))
    found.close()
    assert [str(path) for path in found.written] == ["a.jsonl.rejected.jsonl"]
    monkeypatch.chdir("/proc")
    found = Rejections()
    found.add(error("/proc/nowhere/a.jsonl"))
    found.close()
    assert found.written == [], "an import does not end because its rejections cannot be kept"
