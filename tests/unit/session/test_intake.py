"""Taking records in: what is derived, what is refused, what is already there, and that nothing is half taken in."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import pytest

from annotator.errors import RecordError
from annotator.model import Layer, Part, SentenceState
from annotator.session.intake import Outcome
from annotator.store import Project
from annotator.store.documents import document_id, read_document
from annotator.store.events import events
from annotator.store.layers import layers_of, read_layer
from annotator.store.progress import totals
from tests.building import SHORT, exported, findings, incoming, nl_fact, opened, record, tables, take, taken

CLAIM = {"label": "claim", "fragments": [{"start": 0, "end": 11}]}
ANNA = {"annotator": "anna"}


def refused(project: Project, data: dict[str, Any], *, replacing: bool = False) -> str:
    """Why a record is refused; it leaves nothing behind, and the record before and after it go in."""
    before = dict(tables(project))
    first, found, last = take(project, record("Eerst.", "first"), data, record("Laatst.", "last"), replacing=replacing)
    assert isinstance(first, Outcome)
    assert isinstance(last, Outcome)
    assert isinstance(found, RecordError), found
    assert str(found).startswith("given.jsonl:2: ")
    assert found.remedy
    assert findings(project) == []
    assert {r["document"]["key"] for r in exported(project)} <= {"first", "last", *(r[1] for r in before["document"])}
    return found.reason


# -- what is derived ----------------------------------------------------------------------------------------------


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


# -- whose labels -------------------------------------------------------------------------------------------------


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
    sentences = [{"start": s.start, "end": s.end} for s in _sentences()]
    for item, status in zip(sentences, ("done", "flagged", "todo"), strict=True):
        item["status"] = status  # type: ignore[assignment]
    assert taken(project, record(SHORT, sentences=sentences, spans=[CLAIM], layer=ANNA)) == ["added"]
    assert project.ask("SELECT todo, done, skipped, flagged, spans, relations FROM layer") == [(1, 1, 0, 1, 1, 0)]
    assert totals(project) == {"documents": 1, "sentences": 3}
    session = opened(project)
    assert session.cursor.sentence == 2, "the first sentence to do"
    assert findings(project) == []


def _sentences() -> tuple[Any, ...]:
    from annotator.text import segmenter_for

    class At:
        def __init__(self, start: int, end: int) -> None:
            self.start, self.end = start, end

    return tuple(At(*found) for found in segmenter_for("nl").split(SHORT))


# -- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        (" \n\t\u2028", "empty"),
        ("a\0b", "NUL character at 1"),
        ("ab\ud800", "half a surrogate pair at 2"),
    ],
)
def test_a_text_that_cannot_be_kept(project: Project, text: str, words: str) -> None:
    assert words in refused(project, record(text))


@pytest.mark.parametrize(
    ("fragments", "words"),
    [
        ([(0, 999)], "0–999 is outside the text"),
        ([(60, 61)], "outside the text"),
        ([(3, 3)], "3–3 is outside the text"),
        ([(5, 3)], "5–3 is outside the text"),
        ([(0, 2), (2, 5)], "touch, overlap or are out of order"),
        ([(0, 2), (1, 5)], "touch, overlap or are out of order"),
        ([(6, 11), (0, 2)], "touch, overlap or are out of order"),
    ],
)
def test_a_span_that_does_not_fit_the_text(project: Project, fragments: list[tuple[int, int]], words: str) -> None:
    span = {"label": "claim", "fragments": [{"start": s, "end": e} for s, e in fragments]}
    reason = refused(project, record(SHORT, spans=[CLAIM, span]))
    assert reason.startswith("span 2 (claim)")
    assert words in reason


def test_a_span_that_quotes_something_else(project: Project) -> None:
    span = {"label": "claim", "fragments": [{"start": 0, "end": 2, "text": "er"}]}
    assert refused(project, record(SHORT, spans=[span])) == "span 1 (claim): the text at 0–2 is not the one quoted"


@pytest.mark.parametrize(
    "relation",
    [
        {"label": "same_as", "head": "s1", "tail": "zz"},
        {"label": "same_as", "head": "zz", "tail": "s1"},
        {"label": "same_as", "head": "s1", "tail": "s1"},
        {"label": "same_as", "head": "", "tail": "s1"},
    ],
)
def test_a_relation_without_ends(project: Project, relation: dict[str, str]) -> None:
    assert "its ends are not two spans" in refused(project, record(SHORT, spans=[CLAIM], relations=[relation]))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"spans": [{**CLAIM, "id": "x"}, {**CLAIM, "id": "x"}]}, "two spans have the same id"),
        ({"spans": [{**CLAIM, "id": "s2"}, CLAIM]}, "two spans have the same id"),
        ({"sources": [{"id": "e1", "name": "a"}, {"id": "e1", "name": "b"}]}, "two sources have the same id"),
        (
            {
                "spans": [{**CLAIM, "id": "x"}, {**CLAIM, "id": "y"}],
                "relations": [{"id": "r", "label": n, "head": "x", "tail": "y"} for n in ("same_as", "disputes")],
            },
            "two relations have the same id",
        ),
    ],
)
def test_ids_that_are_there_twice(project: Project, more: dict[str, Any], words: str) -> None:
    assert words in refused(project, record(SHORT, **more))


def test_ids_of_different_kinds_may_be_the_same(project: Project) -> None:
    data = record(
        SHORT,
        spans=[{**CLAIM, "id": "1"}, {**CLAIM, "id": "2"}],
        relations=[{"id": "1", "label": "same_as", "head": "1", "tail": "2"}],
        sources=[{"id": "1", "name": "x"}],
    )
    assert taken(project, data) == ["added"]
    session = opened(project)
    session.delete(session.labels.spans["2"])
    assert findings(project) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"spans": [{**CLAIM, "label": "rumour"}]}, "has no rumour"),
        (
            {
                "spans": [{**CLAIM, "id": "a"}, {**CLAIM, "id": "b"}],
                "relations": [{"label": "knows", "head": "a", "tail": "b"}],
            },
            "has no knows",
        ),
        (
            {
                "sentences": [{"start": 0, "end": 58, "labels": [{"name": "mood", "value": "x"}]}],
                "spans": [{**CLAIM, "label": "rumour"}],
            },
            "has no mood, rumour",
        ),
        (
            {"spans": [{**CLAIM, "label": "rumour"}], "scheme": {"name": "rumours", "version": "2"}},
            "scheme nl-fact has no rumour (a record of scheme rumours)",
        ),
    ],
)
def test_labels_that_the_scheme_does_not_have_are_named(project: Project, more: dict[str, Any], words: str) -> None:
    reason = refused(project, record(SHORT.strip(), layer=ANNA, **more))
    assert reason.endswith(words) or words in reason


def test_a_record_of_another_scheme_goes_in_when_all_its_labels_exist(project: Project) -> None:
    data = record(SHORT, spans=[CLAIM], scheme={"name": "other", "version": "7", "sha256": "0" * 64})
    assert taken(project, data) == ["added"]
    assert exported(project)[0]["scheme"]["name"] == nl_fact()[1].name


@pytest.mark.parametrize(
    ("sentences", "words"),
    [
        ([(0, 12), (5, 58)], "sentence 1 (5–58) overlaps or leaves the text"),
        ([(0, 99)], "sentence 0 (0–99) overlaps or leaves the text"),
        ([(0, 0), (0, 58)], "sentence 0 (0–0) overlaps"),
        ([(13, 58), (0, 12)], "sentence 1 (0–12) overlaps"),
        ([(0, 12)], "'De politie zegt niet' is in no sentence"),
        ([(3, 58)], "'Er' is in no sentence"),
        ([(0, 12), (14, 58)], "'D' is in no sentence"),
        ([(0, 57)], "'.' is in no sentence"),
    ],
)
def test_sentences_that_do_not_fit_the_text(project: Project, sentences: list[tuple[int, int]], words: str) -> None:
    text = SHORT.strip()
    assert len(text) == 58
    reason = refused(project, record(text, sentences=[{"start": s, "end": e} for s, e in sentences]))
    assert words in reason


def test_sentences_that_are_numbered_otherwise(project: Project) -> None:
    reason = refused(project, record(SHORT.strip(), sentences=[{"index": 1, "start": 0, "end": 58}]))
    assert reason == "sentence 0 has index 1"


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ([(0, 6)], "'brand.' is in no token"),
        ([(0, 2), (3, 5), (6, 12), (13, 99)], "token 3 (13–99) overlaps or leaves its sentence"),
        ([(0, 2), (1, 12)], "token 1 (1–12) overlaps"),
        ([(0, 15)], "token 0 (0–15) overlaps or leaves its sentence"),
        ([(0, 2), (12, 13)], "token 1 (12–13) overlaps or leaves its sentence"),
        ([(0, 0)], "token 0 (0–0)"),
    ],
)
def test_tokens_that_do_not_fit_the_sentences(project: Project, tokens: list[tuple[int, int]], words: str) -> None:
    sentences = [{"start": 0, "end": 12}, {"start": 13, "end": 58}]
    given = [{"start": s, "end": e} for s, e in tokens]
    assert words in refused(project, record(SHORT.strip(), sentences=sentences, tokens=given))


def test_a_token_that_names_another_sentence(project: Project) -> None:
    tokens = [{"start": 0, "end": 58, "sentence": 1}]
    reason = refused(project, record(SHORT.strip(), sentences=[{"start": 0, "end": 58}], tokens=tokens))
    assert reason == "token 0 lies in sentence 0, not 1"


def test_a_hash_that_is_of_another_text(project: Project) -> None:
    data = record(SHORT)
    data["document"]["sha256"] = "0" * 64
    assert refused(project, data) == "sha256 is not that of the text"


# -- line ends and composed characters ----------------------------------------------------------------------------


def moved(text: str, *quoted: str) -> dict[str, Any]:
    """A record with claims on some words of a text as it stands there."""
    spans = []
    for number, words in enumerate(quoted, 1):
        start = text.index(words)
        part = {"start": start, "end": start + len(words), "text": words}
        spans.append({"id": str(number), "label": "claim", "fragments": [part]})
    return record(text, spans=spans, layer=ANNA)


DECOMPOSED = "Cafe\u0301 brandt. Reu\u0308nie\r\nin \u1112\u1161\u11ab! Er is\rniets."


def test_a_text_is_kept_in_nfc_with_newlines_only(project: Project) -> None:
    take(project, record(DECOMPOSED))
    assert read_document(project, 1).document.text == "Café brandt. Reünie\nin 한! Er is\nniets."


def test_what_only_looks_alike_is_kept_as_it_is(project: Project) -> None:
    text = "ĳ ﬁ ² x\u00a0y soft\u00adhyphen zero\u200bwidth \u200eמ \u2028 👩‍👩‍👧 e\u0336"
    take(project, record(text))
    assert read_document(project, 1).document.text == text


def test_labels_are_moved_along_with_the_text_and_quote_it_still(project: Project) -> None:
    data = moved(DECOMPOSED, "Cafe\u0301", "brandt", "Reu\u0308nie", "in", "\u1112\u1161\u11ab", "Er is\rniets", ".")
    assert taken(project, data) == ["added"]
    labels = opened(project).labels
    quoted = [labels.spans[str(n)].fragments[0].text for n in range(1, 8)]
    assert quoted == ["Café", "brandt", "Reünie", "in", "한", "Er is\nniets", "."]
    assert findings(project) == []


def test_sentences_and_tokens_are_moved_along_too(project: Project) -> None:
    text = "Cafe\u0301 is dicht.\r\nReu\u0308nie ook."
    cut = text.index("\r")
    sentences = [{"start": 0, "end": cut + 1}, {"start": cut + 2, "end": len(text)}]
    tokens = [{"start": s, "end": e} for s, e in ((0, 5), (6, 8), (9, cut), (cut + 2, cut + 9), (cut + 10, len(text)))]
    assert taken(project, record(text, sentences=sentences, tokens=tokens)) == ["added"]
    stored = read_document(project, 1)
    assert [stored.text_of(s) for s in stored.sentences] == ["Café is dicht.", "Reünie ook."]
    kept = stored.document.text
    assert [kept[s:e] for s, e in (*stored.tokens[0], *stored.tokens[1])] == ["Café", "is", "dicht.", "Reünie", "ook."]


def test_a_label_that_cuts_a_character_in_two_is_refused(project: Project) -> None:
    assert "cuts a character in two" in refused(project, moved("Cafe\u0301 brandt.", "Cafe"))


def test_a_label_that_quotes_something_else_is_refused_before_it_is_moved(project: Project) -> None:
    data = moved("Cafe\u0301 brandt.", "brandt")
    data["spans"][0]["fragments"][0]["text"] = "brand!"
    assert "not the one quoted" in refused(project, data)


def test_a_label_beyond_a_text_that_is_changed_is_refused(project: Project) -> None:
    data = moved("Cafe\u0301 brandt.", "brandt")
    data["spans"][0]["fragments"] = [{"start": 5, "end": 99}]
    assert "outside the text" in refused(project, data)


@pytest.mark.parametrize("kept", [False, True])
def test_the_hash_may_be_that_of_the_text_as_it_came_or_as_it_is_kept(project: Project, kept: bool) -> None:
    data = record("Cafe\u0301.")
    text = unicodedata.normalize("NFC", "Cafe\u0301.") if kept else "Cafe\u0301."
    data["document"]["sha256"] = hashlib.sha256(text.encode()).hexdigest()
    assert taken(project, data) == ["added"]
    data["document"]["sha256"] = "0" * 64
    data["document"]["key"] = "b"
    assert taken(project, data) == ["sha256 is not that of the text"]


# -- what is there already ----------------------------------------------------------------------------------------


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
    sentences = [{"start": s.start, "end": s.end, "status": "done"} for s in _sentences()]
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
    from annotator.formats.incoming import Incoming
    from annotator.session.intake import take_in

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
