"""CoNLL through seqeval (its chunks are our spans) and conllu (its sentences are ours), where they are installed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from annotator.formats import writer
from annotator.formats.writing import Plan
from tests.building import new_project
from tests.interop.hard_documents import files, fill, labelled


def sentences(path: Path) -> list[list[list[str]]]:
    """The rows of a file, sentence by sentence: as any reader of CoNLL-2003 does."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")
    rows = [[line.split("\t") for line in block.split("\n") if line and not line.startswith("# ")] for block in blocks]
    return [block for block in rows if block]


def test_chunks_of_seqeval_are_the_spans(tmp_path: Path) -> None:
    labeling = pytest.importorskip("seqeval.metrics.sequence_labeling")
    scheme = pytest.importorskip("seqeval.scheme")
    out = tmp_path / "out"
    with new_project(tmp_path / "x.db") as project:
        fill(project)
        files(project, "conll", out)
        made = writer("conll")(Plan(project.scheme))
        listed = labelled(project)
        given = sum(len(part.spans) for found in listed for _, part in found.layers)
        losses = Counter(name for found in listed for name in made.losses(found))
        labels = [span.name for span in project.scheme.span]
    lost = sum(count for name, count in losses.items() if "spans" in name and not name.startswith(("attributes", "times", "origin")))  # fmt: skip
    chunks = 0
    for path in out.rglob("*.conll"):
        rows = sentences(path)
        for column, label in enumerate(labels, 1):
            tags = [[row[column] for row in sentence] for sentence in rows]
            found = labeling.get_entities(tags)
            assert {kind for kind, _, _ in found} <= {label}
            strict = scheme.Entities(tags, scheme.IOB2, suffix=False).entities
            assert sum(map(len, strict)) == len(found)
            chunks += len(found)
    assert chunks == given - lost > 10


def test_conllu_reads_every_sentence_with_its_comments(tmp_path: Path) -> None:
    conllu = pytest.importorskip("conllu")
    out = tmp_path / "out"
    with new_project(tmp_path / "x.db") as project:
        fill(project)
        files(project, "conll", out)
        labels = [span.name for span in project.scheme.span]
    seen = 0
    for path in out.rglob("*.conll"):
        with path.open(encoding="utf-8", newline="\n") as stream:
            found = list(conllu.parse_incr(stream))
        assert all(list(token) == ["form", *labels] for sentence in found for token in sentence)
        rows = sentences(path)
        assert [[token["form"] for token in sentence] for sentence in found] == [[r[0] for r in s] for s in rows]
        assert all(sentence.metadata["text"] and sentence.metadata["sent_id"] for sentence in found)
        assert len({sentence.metadata["sent_id"] for sentence in found}) == len(found)
        seen += len(found)
    assert seen > 10
