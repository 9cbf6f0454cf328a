"""doccano's own import reads what is written for it, into its own database: all spans and relations, all metadata.

It needs an environment with ``doccano`` and ``marshmallow<4`` and ``numpy<2``. doccano finds its modules on the path and sets Django up
for the whole process, so it runs in one of its own.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotator.store import Project
from tests.building import take
from tests.interop.hard_documents import TEXT, files, fill
from tests.unit.formats.test_prodigy_out import labelled, link, span

IMPORT = """
import importlib.util, json, os, sys, tempfile, warnings
warnings.simplefilter("ignore")
overlapping, encoding, *paths = sys.argv[1:]
sys.path.insert(0, importlib.util.find_spec("backend").submodule_search_locations[0])
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
os.environ["DATABASE_URL"] = "sqlite:///" + tempfile.mkdtemp(dir=os.getcwd()) + "/doccano.db"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth import get_user_model
from data_import.datasets import load_dataset
from data_import.pipeline.catalog import RELATION_EXTRACTION, JSONL
from data_import.pipeline.readers import FileName
from examples.models import Example
from labels.models import Relation, Span
from projects.models import SequenceLabelingProject
user = get_user_model().objects.create(username="anna")
ends = lambda s: [s.label.text, s.start_offset, s.end_offset]
results = []
for path in paths:
    project = SequenceLabelingProject.objects.create(
        name="p", description="d", project_type="SequenceLabeling", created_by=user,
        allow_overlapping=overlapping == "overlapping", use_relation=True)
    file = FileName(path, os.path.basename(path), os.path.basename(path))
    dataset = load_dataset(RELATION_EXTRACTION, JSONL(), [file], project, encoding=encoding)
    dataset.save(user)
    results.append({"errors": [str(e) for e in dataset.errors], "rows": [{
        "text": e.text, "meta": e.meta,
        "spans": sorted(ends(s) for s in Span.objects.filter(example=e)),
        "relations": sorted([r.type.text, ends(r.from_id), ends(r.to_id)] for r in Relation.objects.filter(example=e)),
    } for e in Example.objects.filter(project=project).order_by("id")]})
print("RESULT" + json.dumps(results, allow_nan=False))
"""

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(importlib.util.find_spec("backend") is None, reason="doccano is not here (pip install doccano)"),
]


def imported(*paths: Path, overlapping: bool = True, encoding: str = "utf_8") -> list[Any]:
    """What doccano has in its database after importing each file into a project of its own."""
    choice = "overlapping" if overlapping else "apart"
    command = [sys.executable, "-c", IMPORT, choice, encoding, *map(str, paths)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=280, cwd=paths[0].parents[1])
    assert found.returncode == 0, found.stderr[-2000:]
    results: list[Any] = json.loads(found.stdout.partition("RESULT")[2])
    return results


def told(row: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """The spans and relations of a row as doccano tells them after its import."""
    spans = {e["id"]: [e["label"], e["start_offset"], e["end_offset"]] for e in row["entities"]}
    relations = [[r["type"], spans[r["from_id"]], spans[r["to_id"]]] for r in row["relations"]]
    return sorted(spans.values()), sorted(relations)


@pytest.mark.parametrize("encoding", ["utf_8", "Auto"])
def test_hard_documents_are_imported_whole(project: Project, tmp_path: Path, encoding: str) -> None:
    fill(project)
    names = files(project, "doccano", tmp_path / "out")
    seen = 0
    results = imported(*(tmp_path / "out" / name for name in names), encoding=encoding)
    for content, found in zip(names.values(), results, strict=True):
        rows = [json.loads(line) for line in content.splitlines()]
        assert found["errors"] == []
        assert [row["text"] for row in found["rows"]] == [row["text"] for row in rows]
        for row, there in zip(rows, found["rows"], strict=True):
            assert told(row) == (there["spans"], there["relations"])
            assert (there["meta"]["key"], there["meta"]["meta"]) == (row["key"], row["meta"])
            seen += len(row["entities"])
            for _, start, end in there["spans"]:
                assert there["text"][start:end] == row["text"][start:end] != ""
    assert seen > 20


def test_the_span_right_after_an_emoji_is_where_it_was(project: Project, tmp_path: Path) -> None:
    fill(project)
    files(project, "doccano", tmp_path / "out")
    (found,) = imported(tmp_path / "out" / "anna.jsonl")
    row = next(row for row in found["rows"] if row["text"] == TEXT)
    assert "Brand!" in [row["text"][start:end] for label, start, end in row["spans"] if label == "quote"]


def test_overlapping_spans_are_dropped_unless_the_project_allows_them(project: Project, tmp_path: Path) -> None:
    take(
        project, labelled([span("c", "claim", "zou het mogelijk opzet zijn"), span("u", "uncertainty_cue", "mogelijk")])
    )
    files(project, "doccano", tmp_path / "out")
    (found,) = imported(tmp_path / "out" / "doccano.jsonl", overlapping=False)
    assert [label for label, _, _ in found["rows"][0]["spans"]] == ["claim"]


def test_an_import_fails_where_a_relation_needs_a_span_that_was_dropped(project: Project, tmp_path: Path) -> None:
    spans = [span("c", "claim", "zou het mogelijk opzet zijn"), span("u", "uncertainty_cue", "mogelijk")]
    take(project, labelled(spans, link("hedges", "u", "c")))
    files(project, "doccano", tmp_path / "out")
    with pytest.raises(AssertionError, match="KeyError"):
        imported(tmp_path / "out" / "doccano.jsonl", overlapping=False)
    (found,) = imported(tmp_path / "out" / "doccano.jsonl")
    assert [label for label, _, _ in found["rows"][0]["relations"]] == ["hedges"]
