"""Taking records in: what is derived, whose labels they are, and what is already there."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from annotator.errors import RecordError
from annotator.formats.incoming import Incoming
from annotator.model import Layer, Part, SentenceState
from annotator.session.intake import Outcome, take_in
from annotator.store import Project
from annotator.store.documents import document_id, read_document
from annotator.store.events import events
from annotator.store.layers import layers_of, read_layer
from annotator.store.progress import totals
from annotator.text import segmenter_for
from tests.building import ARTICLE, SHORT, exported, findings, incoming, opened, record, refused, tables, take, taken

CLAIM = {"label": "claim", "fragments": [{"start": 0, "end": 11}]}
ANNA = {"annotator": "anna"}


# -- what is derived --------------------------------------------------------------------------------------------------


def test_of_a_bare_text_everything_else_is_derived(project: Project) -> None:
    assert taken(project, record(SHORT, None)) == ["added"]
    stored = read_document(project, 1)
    sha256 = hashlib.sha256(SHORT.encode()).hexdigest()
    assert (stored.document.key, stored.document.sha256) == (f"doc-{sha256[:12]}", sha256)
    assert (stored.document.title, stored.document.language, stored.segmenter) == (None, "nl", "nl-rules/1")
    assert [stored.text_of(s) for s in stored.sentences] == [
        "Er is brand.",
        "De politie zegt niets.",
        "Het is mogelijk opzet.",
    ]
    assert [SHORT[s:e] for s, e in stored.tokens[0]] == ["Er", "is", "brand", "."]
    assert layers_of(project, 1) == []


def test_of_labels_everything_that_can_be_is_derived(project: Project) -> None:
    spans = [{"label": "claim", "fragments": [{"start": 3, "end": 5}, {"start": 6, "end": 11}]}, CLAIM]
    assert taken(project, record(SHORT, spans=spans, relations=[{"label": "same_as", "head": "s1", "tail": "s2"}])) == [
        "added"
    ]
    labels = opened(project).labels
    first = labels.spans["s1"]
    assert [f.text for f in first.fragments] == ["is", "brand"]
    assert (first.sentence, first.origin, first.attributes, first.suggester) == (0, "import", (), None)
    assert first.created == first.updated != ""
    assert [(r.id, r.head, r.tail) for r in labels.relations.values()] == [("r1", "s1", "s2")]
    assert findings(project) == []


def test_what_is_given_is_kept(project: Project) -> None:
    text = "Er is brand. Niets bekend.\nEn nu?"
    sentences = [
        {"index": 0, "start": 0, "end": 26, "role": "caption", "status": "done", "seconds": 7, "confidence": 2},
        {"start": 27, "end": 33, "labels": [{"name": "check_worthiness", "value": "NF"}], "comment": "hm"},
    ]
    tokens = [{"start": s, "end": e} for s, e in ((0, 12), (13, 25), (25, 26), (27, 29), (30, 33))]
    span = {
        "id": "x",
        "label": "claim",
        "sentence": 1,
        "fragments": [{"start": 27, "end": 29, "text": "En"}],
        "attributes": [{"name": "polarity", "value": "pos"}],
        "origin": "suggestion",
        "suggester": "s/1",
        "created": "2022",
        "updated": "2023",
    }
    assert taken(project, record(text, segmenter="hand", sentences=sentences, tokens=tokens, spans=[span])) == ["added"]
    stored = read_document(project, 1)
    assert stored.segmenter == "hand"
    assert [(s.start, s.end, s.role) for s in stored.sentences][0] == (0, 26, "caption")
    assert stored.tokens == (((0, 12), (13, 25), (25, 26)), ((27, 29), (30, 33)))
    (given,) = opened(project).labels.part.spans
    assert (given.id, given.origin, given.suggester, given.created, given.updated) == (
        "x",
        "suggestion",
        "s/1",
        "2022",
        "2023",
    )
    assert opened(project).labels.state(0) == SentenceState(0, "done", seconds=7.0, confidence=2)
    assert opened(project).labels.state(1).comment == "hm"
    assert findings(project) == []


def test_given_sentences_without_a_segmenter_say_so(project: Project) -> None:
    take(project, record("Er is. Niets.", sentences=[{"start": 0, "end": 13}]))
    assert read_document(project, 1).segmenter == "given"
    assert len(read_document(project, 1).sentences) == 1


def test_other_languages_have_another_segmenter(project: Project) -> None:
    data = record("There is a fire. Nobody knows.")
    data["document"]["language"] = "en"
    take(project, data)
    assert read_document(project, 1).segmenter.startswith("sentencex/")
    assert len(read_document(project, 1).sentences) == 2


# -- whose labels -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "layer"),
    [
        ({}, None),
        ({"layer": None}, None),
        ({"layer": ANNA}, Layer("anna")),
        ({"layer": {"annotator": "bob", "kind": "gold", "pass": 3}}, Layer("bob", "gold", 3)),
        ({"spans": [CLAIM]}, Layer("me")),
        ({"spans": [CLAIM], "layer": None}, Layer("me")),
        ({"spans": [CLAIM], "layer": ANNA}, Layer("anna")),
        ({"sources": [{"id": "e1", "name": "TASS"}]}, Layer("me")),
        ({"sentences": [{"start": 0, "end": 58}]}, None),
        ({"sentences": [{"start": 0, "end": 58, "status": "todo", "role": "lead"}]}, None),
        ({"sentences": [{"start": 0, "end": 58, "status": "done"}]}, Layer("me")),
        ({"sentences": [{"start": 0, "end": 58, "comment": "x"}]}, Layer("me")),
    ],
)
def test_labels_go_to_their_own_layer_or_to_the_one_who_imports(
    project: Project, more: dict[str, Any], layer: Layer | None
) -> None:
    assert taken(project, record(SHORT.strip(), **more), annotator="me") == ["added"]
    assert [found.layer for found in layers_of(project, 1)] == ([layer] if layer else [])
    assert findings(project) == []


def test_an_empty_layer_is_a_layer(project: Project) -> None:
    assert taken(project, record(SHORT, layer=ANNA), record(SHORT, layer=ANNA)) == ["added", "same"]
    assert [r["layer"]["annotator"] for r in exported(project)] == ["anna"]


def test_the_counters_know_what_was_imported(project: Project) -> None:
    sentences = [{"start": s, "end": e} for s, e in segmenter_for("nl").split(SHORT)]
    for item, status in zip(sentences, ("done", "flagged", "todo"), strict=True):
        item["status"] = status  # type: ignore[assignment]
    assert taken(project, record(SHORT, sentences=sentences, spans=[CLAIM], layer=ANNA)) == ["added"]
    assert project.ask("SELECT todo, done, skipped, flagged, spans, relations FROM layer") == [(1, 1, 0, 1, 1, 0)]
    assert totals(project) == {"documents": 1, "sentences": 3}
    session = opened(project)
    assert session.cursor.sentence == 2, "the first sentence to do"
    assert findings(project) == []


# -- what is there already --------------------------------------------------------------------------------------------


def test_the_same_again_is_told_and_changes_nothing(project: Project) -> None:
    data = record(SHORT, layer=ANNA, spans=[CLAIM])
    assert taken(project, data) == ["added"]
    before, logged = dict(tables(project)), list(events(project))
    assert taken(project, data, record(SHORT), data) == ["same", "same", "same"]
    assert dict(tables(project)) == before
    assert list(events(project)) == logged


def test_a_new_layer_goes_on_a_document_that_is_there(project: Project) -> None:
    assert taken(project, record(SHORT), record(SHORT, layer=ANNA), record(SHORT, layer={"annotator": "bob"})) == [
        "added",
        "layer",
        "layer",
    ]
    more = {"layer": {"annotator": "anna", "pass": 2}}, {"layer": {"annotator": "anna", "kind": "gold"}}
    assert taken(project, *(record(SHORT, spans=[CLAIM], **each) for each in more)) == ["layer", "layer"]
    assert totals(project)["documents"] == 1
    assert [str(found.layer) for found in layers_of(project, 1)] == ["anna", "anna, pass 2", "anna (gold)", "bob"]


def test_a_differing_layer_is_refused(project: Project) -> None:
    take(project, record(SHORT, layer=ANNA, spans=[{**CLAIM, "id": "x"}]))
    for change in (
        {"spans": []},
        {"spans": [{**CLAIM, "id": "y"}]},
        {"spans": [{**CLAIM, "id": "x", "attributes": [{"name": "polarity", "value": "neg"}]}]},
        {"spans": [{**CLAIM, "id": "x"}], "sources": [{"id": "e1", "name": "TASS"}]},
    ):
        (found,) = take(project, record(SHORT, layer=ANNA, **change))
        assert isinstance(found, RecordError)
        assert found.reason == "a: the layer of anna is there and differs"
        assert "--replace" in found.remedy
    assert list(opened(project).labels.spans) == ["x"]


def test_a_differing_layer_is_put_in_place_when_that_is_asked(project: Project) -> None:
    sentences = [{"start": s, "end": e, "status": "done"} for s, e in segmenter_for("nl").split(SHORT)]
    old = record(SHORT, layer=ANNA, sentences=sentences, spans=[{**CLAIM, "id": "x"}, {**CLAIM, "id": "y"}],
                 relations=[{"label": "same_as", "head": "x", "tail": "y"}], sources=[{"id": "e1", "name": "TASS"}])  # fmt: skip
    take(project, old)
    sentences[0] = {**sentences[0], "status": "todo", "comment": "toch niet"}
    new = record(SHORT, layer=ANNA, sentences=sentences, spans=[{**CLAIM, "id": "y", "label": "quote"}])
    assert taken(project, new, replacing=True) == ["replaced"]
    labels = opened(project).labels
    assert [(s.id, s.label) for s in labels.part.spans] == [("y", "quote")]
    assert (labels.relations, labels.sources) == ({}, {})
    assert [labels.state(i).status for i in range(3)] == ["todo", "done", "done"]
    assert findings(project) == []
    assert taken(project, new, replacing=True) == ["same"]
    assert taken(project, record(SHORT, layer=ANNA), replacing=True) == ["replaced"]
    assert opened(project).labels.part == Part()
    assert findings(project) == []


def test_another_text_or_other_sentences_under_a_key_are_refused(project: Project) -> None:
    take(project, record(SHORT))
    other = record(SHORT + "Meer.")
    assert "is there with another text" in refused(project, other)
    cut = record(SHORT, sentences=[{"start": 0, "end": 58}], spans=[CLAIM], layer=ANNA)
    assert "is there with other sentences" in refused(project, cut)


def test_documents_without_a_key_are_told_apart_by_their_text(project: Project) -> None:
    data = record(SHORT, None), record(SHORT + "Meer.", None), record(SHORT, None)
    assert taken(project, *data) == ["added", "added", "same"]


def test_files_of_one_name_and_another_text_are_two_documents(project: Project) -> None:
    found = [
        Incoming("news.txt", 0, incoming(record(text, None)).record, stem="news")
        for text in (SHORT, SHORT, "Iets anders.")
    ]
    outcomes = list(take_in(project, found, "anna"))
    assert [o.what for o in outcomes if isinstance(o, Outcome)] == ["added", "same", "added"]
    keys = [o.key for o in outcomes if isinstance(o, Outcome)]
    assert keys[:2] == ["news", "news"]
    assert keys[2].startswith("news-")
    assert [o.what for o in take_in(project, found, "anna") if isinstance(o, Outcome)] == ["same", "same", "same"]


def test_an_import_is_logged_with_what_it_replaced(project: Project) -> None:
    take(project, record(SHORT, layer=ANNA, spans=[{**CLAIM, "id": "x"}]), annotator="carla")
    take(project, record(SHORT, layer=ANNA), annotator="carla", replacing=True)
    logged = list(events(project))
    assert [(e.operation, e.annotator) for e in logged] == [
        ("document.add", "carla"),
        ("import", "anna"),
        ("import", "anna"),
    ]
    assert logged[2].patch is not None
    assert [s.id for s in logged[2].patch.before.spans] == ["x"]


def test_documents_are_found_by_their_key(project: Project) -> None:
    take(project, record(SHORT, "a"), record(SHORT, "b"))
    assert (document_id(project, "b"), document_id(project, "c")) == (2, None)
    labels, revision = read_layer(project, read_document(project, 2), Layer("nobody"))
    assert (labels.part, revision) == (Part(), 0)


def test_a_span_that_says_everything_but_attributes_can_be_undone_from_the_log(project: Project) -> None:
    """Null attributes are none; the event says so too, so that the log can rebuild the tables."""
    times = {"created": "2026-01-01T00:00:00.000Z", "updated": "2026-01-01T00:00:00.000Z"}
    for attributes in (None, [], [{"name": "polarity", "value": "neg"}]):
        span = {
            "id": "s1",
            "label": "claim",
            "sentence": 0,
            "fragments": [{"start": 0, "end": 3, "text": ARTICLE[:3]}],
            "attributes": attributes,
            "origin": "manual",
            "suggester": None,
            **times,
        }
        assert taken(project, record(key=f"a{attributes}", layer={"annotator": "bob"}, spans=[span])) == ["added"]
    assert findings(project) == []
