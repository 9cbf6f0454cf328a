"""The spaCy export by spaCy itself: texts, tokens, spans, categories, files, and configurations that train."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from annotator.errors import StoreCorrupt
from annotator.formats import spacy_out
from annotator.formats.spacy_config import Library
from annotator.formats.writing import Labelled
from annotator.model import Layer, Part
from annotator.session.exporting import Asked, export, losses
from annotator.store import Project
from tests.building import new_project, nl_fact, record, take
from tests.interop.hard_documents import files, fill, labelled
from tests.properties.random_work import collections

spacy = pytest.importorskip("spacy")
pytestmark = pytest.mark.full

LABELS = list(nl_fact()[1].spans)


def docs(path: Path) -> list[Any]:
    """The docs of a file in a vocabulary that knows nothing of it."""
    return list(spacy.tokens.DocBin().from_disk(path).get_docs(spacy.vocab.Vocab()))


def owners(found: Sequence[Labelled]) -> Iterator[tuple[Labelled, Layer | None, Part]]:
    for each in found:
        for layer, part in each.layers or ((None, Part()),):
            yield each, layer, part


def whose(layer: Layer | None) -> tuple[Any, ...]:
    return (layer.annotator, layer.kind, layer.number) if layer else (None, None, None)


def expected(doc: Any, part: Part, label: str | None, start: int = 0, end: int | None = None) -> list[tuple[Any, ...]]:
    """The spans of a doc straight from the offsets, by spaCy's own way to widen them to tokens."""
    wanted = [s for s in part.spans if label in (None, s.label) and start <= s.start and (end is None or s.end <= end)]
    made = [(s, doc.char_span(s.start - start, s.end - start, alignment_mode="expand")) for s in wanted]
    return [(span.id, span.label, found.start, found.end) for span, found in made]


def held(doc: Any, group: str) -> list[tuple[Any, ...]]:
    return [(span.id_, span.label_, span.start, span.end) for span in doc.spans[group]]


def check_documents(found: Sequence[Labelled], out: Path) -> None:
    read = docs(out / "data.spacy")
    for doc, (document, layer, part) in zip(read, owners(found), strict=True):
        text, data = document.document.text, doc.user_data
        assert doc.text == text
        assert data["key"] == document.document.key
        assert (data["annotator"], data["kind"], data["pass"]) == whose(layer)
        states = {state.index: state.status for state in part.sentences}
        assert list(data["status"]) == [states.get(index, "todo") for index in range(len(document.sentences))]
        words = {(token.idx, token.idx + len(token)) for token in doc}
        assert words >= {place for tokens in document.tokens for place in tokens}
        begins = {0, *(sentence.start for sentence in document.sentences)}
        assert {token.idx for token in doc if token.is_sent_start} == begins
        assert len(doc.ents) == 0
        assert list(doc.spans) == ([] if layer is None else ["sc", *LABELS])
        for group in doc.spans:
            assert held(doc, group) == expected(doc, part, None if group == "sc" else group)
        pieces = {s.id: s.extent for s in part.spans if len(s.fragments) > 1}
        assert data.get("pieces", {}) == pieces


def check_sentences(found: Sequence[Labelled], out: Path) -> None:
    read = {
        tuple(doc.user_data[name] for name in ("key", "annotator", "kind", "pass", "sentence")): doc
        for doc in docs(out / "sentences.spacy")
    }
    for document, layer, part in owners(found):
        states = {state.index: state for state in part.sentences}
        for sentence in document.sentences:
            touching = [span for span in part.spans if span.covers(sentence.start, sentence.end)]
            state = states.get(sentence.index)
            status, labels = (state.status, state.labels) if state else ("todo", ())
            doc = read.pop((document.document.key, *whose(layer), sentence.index), None)
            assert (doc is not None) == (status == "done" or bool(labels) or (bool(touching) and status != "skipped"))
            if doc is None:
                continue
            assert doc.text == document.document.text[sentence.start : sentence.end]
            assert doc.user_data["start"] == sentence.start
            assert held(doc, "sc") == expected(doc, part, None, sentence.start, sentence.end)
            cue = any(span.label == "uncertainty_cue" for span in touching)
            assert doc.cats.get("uncertain") == (1.0 if cue else 0.0 if status == "done" else None)
            assert {name for name, value in doc.cats.items() if "=" in name and value} == {
                f"{each.name}={each.value}" for each in labels if each.name == "check_worthiness"
            }
    assert read == {}


def test_docs_say_what_the_labels_say(project: Project, tmp_path: Path) -> None:
    fill(project)
    export(project, Asked("spacy"), tmp_path / "out")
    check_documents(labelled(project), tmp_path / "out")
    check_sentences(labelled(project), tmp_path / "out")


@settings(max_examples=40)  # a second each, whatever the profile
@given(collections())
def test_docs_say_what_random_labels_say(given: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder, new_project(Path(folder) / "p.db") as project:
        take(project, *given)
        export(project, Asked("spacy"), Path(folder) / "out")
        found = labelled(project)
        check_documents(found, Path(folder) / "out")
        check_sentences(found, Path(folder) / "out")
        widened = 0
        for doc, (_, _, part) in zip(docs(Path(folder) / "out" / "data.spacy"), owners(found), strict=True):
            widened += sum(doc.char_span(span.start, span.end) is None for span in part.spans)
        assert losses(project, Asked("spacy"))[spacy_out.INSIDE_TOKENS] == widened


def test_what_is_lost_is_counted(project: Project) -> None:
    fill(project)
    lost = losses(project, Asked("spacy"))
    names = {*spacy_out.NOT_HELD, *spacy_out.PARTLY}
    assert set(lost) <= names
    assert lost["relations"] == 22
    assert lost["discontinuous spans"] == 2


def test_the_same_project_gives_the_same_bytes_whatever_the_hashes(project: Project, tmp_path: Path) -> None:
    fill(project)
    code = (
        "import sys; from pathlib import Path; from annotator.store import open_project\n"
        "from annotator.session.exporting import Asked, export\n"
        "with open_project(Path(sys.argv[1])) as project: export(project, Asked('spacy'), Path(sys.argv[2]))"
    )
    for seed in ("1", "2"):
        argv = [sys.executable, "-c", code, str(project.path), str(tmp_path / seed)]
        subprocess.run(argv, env=os.environ | {"PYTHONHASHSEED": seed}, check=True, timeout=120)
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert "data.spacy" in names
    assert [(tmp_path / "1" / n).read_bytes() for n in names] == [(tmp_path / "2" / n).read_bytes() for n in names]


def test_many_docs_become_a_folder_that_spacy_reads(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(project)
    whole = files(project, "spacy", tmp_path / "whole")
    monkeypatch.setattr(spacy_out, "_TOKENS", 20)
    parts = files(project, "spacy", tmp_path / "parts")
    assert sorted(whole) == ["config.cfg", "data.spacy", "sentences.spacy", "textcat.cfg"]
    assert {"data/0001.spacy", "data/0002.spacy"} < parts.keys()
    assert "data.spacy" not in parts
    nlp = spacy.blank("nl")
    one, many = (
        [example.reference.text for example in spacy.training.Corpus(path)(nlp)]
        for path in (tmp_path / "whole" / "data.spacy", tmp_path / "parts" / "data")
    )
    assert many == one
    config = spacy.util.load_config(tmp_path / "parts" / "config.cfg")
    assert config["paths"]["train"] == "sentences"


def test_parts_of_a_split_are_files(project: Project, tmp_path: Path) -> None:
    fill(project)
    keys = [found.document.key for found in labelled(project)]
    split_of = dict(zip(keys, ["train", "dev", "test"] * 2, strict=True)).get
    found = export(project, Asked("spacy", splits=("train", "dev", "test"), split_of=split_of), tmp_path / "out").files
    each = [f"{front}{part}.spacy" for part in ("train", "dev", "test") for front in ("", "sentences-")]
    assert found == sorted(["config.cfg", "textcat.cfg", *each])
    assert {doc.user_data["key"] for doc in docs(tmp_path / "out" / "dev.spacy")} == {keys[1], keys[4]}
    paths = spacy.util.load_config(tmp_path / "out" / "config.cfg")["paths"]
    assert (paths["train"], paths["dev"]) == ("sentences-train.spacy", "sentences-dev.spacy")


def test_nothing_to_train_on_is_written_all_the_same(project: Project, tmp_path: Path) -> None:
    take(project, record("Er is niets.\n", "a"))
    export(project, Asked("spacy"), tmp_path / "out")
    assert [doc.text for doc in docs(tmp_path / "out" / "data.spacy")] == ["Er is niets.\n"]
    assert docs(tmp_path / "out" / "sentences.spacy") == []
    suggester = spacy.util.load_config(tmp_path / "out" / "config.cfg")["components"]["spancat"]["suggester"]
    assert (suggester["min_size"], suggester["max_size"]) == (1, 1)


@pytest.mark.parametrize("language", ["nl", "en", "de", "ja", "qq"])
def test_the_configuration_is_of_the_language_where_spacy_knows_it(
    project: Project, tmp_path: Path, language: str
) -> None:
    given = record("Er is brand.", "a", layer={"annotator": "anna"})
    given["document"]["language"] = language
    assert not isinstance(take(project, given)[0], Exception)
    export(project, Asked("spacy"), tmp_path / "out")
    found = spacy.util.load_config(tmp_path / "out" / "config.cfg")["nlp"]["lang"]
    assert found == (language if language in ("nl", "en", "de") else "xx")


@pytest.mark.parametrize("name", ["config", "textcat"])
def test_a_configuration_is_whole_and_trains_on_hard_documents(project: Project, tmp_path: Path, name: str) -> None:
    fill(project)
    export(project, Asked("spacy"), tmp_path / "out")
    argv = [sys.executable, "-m", "spacy", "train", f"{name}.cfg", "--output", "model", "--training.max_steps", "3"]
    done = subprocess.run(
        [*argv, "--training.eval_frequency", "1"], cwd=tmp_path / "out", capture_output=True, timeout=200
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    config = spacy.util.load_config(tmp_path / "out" / f"{name}.cfg")
    weights = config["training"]["score_weights"]
    assert {key.split("_")[0] for key in weights} == ({"spans"} if name == "config" else {"cats"})
    assert sum(value for value in weights.values() if value) == 1.0
    trained = spacy.util.load_config(tmp_path / "out" / "model" / "model-last" / "config.cfg")
    assert trained["components"].keys() == config["components"].keys()


def test_tokens_that_do_not_give_the_text_back_are_refused(project: Project) -> None:
    take(project, record("Er is brand.", "a"))
    (found,) = labelled(project)
    stretch = spacy_out._whole(found)
    assert stretch.doc(Library(), spacy.vocab.Vocab(), "Er is brand.").text == "Er is brand."
    with pytest.raises(StoreCorrupt):
        replace(stretch, spaces=[True] * len(stretch.words)).doc(Library(), spacy.vocab.Vocab(), "Er is brand.")


def test_spacy_drops_spans_where_it_cuts_a_document() -> None:
    """Why sentences are trained on: docs/training.md says so."""
    nlp = spacy.blank("nl")
    doc = spacy.tokens.Doc(nlp.vocab, words=["Er", "is", "brand", ".", "Ja", "."], sent_starts=[1, -1, -1, -1, 1, -1])
    doc.spans["sc"] = [spacy.tokens.Span(doc, 0, 3, label="claim")]
    assert len(next(doc.sents).as_doc().spans) == 0
    assert Counter(span.label_ for span in doc.spans["sc"]) == {"claim": 1}
