"""Tasks for Prodigy: tokens, inclusive ends, relations by last token, answers, and what is counted as lost."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotator.formats.prodigy_out import tokens_of, writer
from annotator.formats.writing import Folder, Labelled, Plan
from annotator.model import Document, Sentence
from annotator.session.exporting import Asked, export, losses
from annotator.store import Project
from annotator.text import segmenter_for
from tests.building import nl_fact, place, record, take

TEXT = "🔥 Brand!\nVolgens de politie zou het mogelijk opzet zijn. Er is niemand gewond.  Dat zegt Daniëlle.\n"
CUTS = segmenter_for("nl").split(TEXT)
ASKED = Asked("prodigy")


def span(name: str, label: str, words: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "label": label, "fragments": [{"start": s, "end": e} for s, e in place(TEXT, words)], **more}


def link(label: str, head: str, tail: str) -> dict[str, Any]:
    return {"id": f"{label}-{head}-{tail}", "label": label, "head": head, "tail": tail}


def labelled(
    spans: list[dict[str, Any]], *links: dict[str, Any], done: str = "dddd", who: str = "anna", **layer: Any
) -> dict[str, Any]:
    """A record of the text; ``done`` has a letter for the status of each sentence."""
    status = {"d": "done", "s": "skipped", "t": "todo", "f": "flagged"}
    sentences = [
        {"start": s, "end": e, "status": status[each], "role": "body"} for (s, e), each in zip(CUTS, done, strict=True)
    ]
    owner = {"annotator": who, **layer}
    return record(TEXT, "brand", layer=owner, sentences=sentences, spans=spans, relations=list(links))


def tasks(project: Project, tmp_path: Path, *given: dict[str, Any]) -> list[dict[str, Any]]:
    assert [outcome for outcome in take(project, *given) if isinstance(outcome, Exception)] == []
    export(project, ASKED, tmp_path / "out")
    return [json.loads(line) for line in (tmp_path / "out" / "prodigy.jsonl").read_bytes().splitlines()]


def rebuilt(task: dict[str, Any]) -> str:
    return "".join(token["text"] + " " * token["ws"] for token in task["tokens"])


def test_tokens_and_their_spaces_are_the_whole_text(project: Project, tmp_path: Path) -> None:
    (task,) = tasks(project, tmp_path, labelled([]))
    assert rebuilt(task) == task["text"] == TEXT
    assert [token["id"] for token in task["tokens"]] == list(range(len(task["tokens"])))
    assert all(TEXT[token["start"] : token["end"]] == token["text"] for token in task["tokens"])
    odd = [(token["text"], token["ws"]) for token in task["tokens"] if token["text"].isspace()]
    assert odd == [("\n", False), (" ", False), ("\n", False)]


def test_white_space_of_any_shape_is_in_a_token_or_is_the_space_after_one() -> None:
    text = "  a b  c \n d\n\n e \t"
    given = [(2, 3), (4, 5), (7, 8), (11, 12), (15, 16)]
    found = tokens_of(text, given)
    assert "".join(text[t.start : t.end] + " " * t.space for t in found) == text
    assert [text[t.start : t.end] for t in found] == [" ", "a", "b", " ", "c", "\n", "d", "\n\n", "e", "\t"]


def test_a_span_ends_at_its_last_token_and_a_relation_links_last_tokens(project: Project, tmp_path: Path) -> None:
    spans = [
        span("c", "claim", "zou het mogelijk opzet zijn", attributes=[{"name": "polarity", "value": "pos"}]),
        span("u", "uncertainty_cue", "mogelijk"),
        span("s", "source", "de politie"),
    ]
    given = labelled(spans, link("hedges", "u", "c"), link("attributed_to", "c", "s"))
    (task,) = tasks(project, tmp_path, given)
    words = [token["text"] for token in task["tokens"]]
    found = {each["label"]: each for each in task["spans"]}
    for each in task["spans"]:
        inside = task["tokens"][each["token_start"] : each["token_end"] + 1]
        assert (inside[0]["start"], inside[-1]["end"]) == (each["start"], each["end"])
    assert words[found["claim"]["token_end"]] == "zijn"
    assert found["claim"]["attributes"] == {"polarity": "pos"}
    bare = {name: {k: v for k, v in each.items() if k != "attributes"} for name, each in found.items()}
    assert [(r["label"], words[r["head"]], words[r["child"]]) for r in task["relations"]] == [
        ("attributed_to", "zijn", "politie"),
        ("hedges", "mogelijk", "zijn"),
    ]
    assert [(r["head_span"], r["child_span"]) for r in task["relations"]] == [
        (bare["claim"], bare["source"]),
        (bare["uncertainty_cue"], bare["claim"]),
    ]


def test_done_is_accepted_also_when_empty_and_what_is_not_done_is_ignored(project: Project, tmp_path: Path) -> None:
    given = [labelled([], done=done, who=who) for who, done in (("anna", "dddd"), ("bob", "ssss"), ("cas", "ttft"))]
    found = tasks(project, tmp_path, *given)
    assert [(t["_annotator_id"], t["answer"], t["spans"], t["text"] == TEXT) for t in found] == [
        ("anna", "accept", [], True),
        ("bob", "ignore", [], True),
        ("cas", "ignore", [], True),
    ]
    assert losses(project, ASKED)["status of sentences"] == 4


def test_a_document_that_is_done_in_part_is_cut_where_done_and_not_done_meet(project: Project, tmp_path: Path) -> None:
    spans = [
        span("h", "claim", "Brand"),
        span("u", "uncertainty_cue", "mogelijk"),
        span("s", "source", "Daniëlle"),
        span("n", "claim", "Er is niemand gewond"),
        span("q", "quote", "opzet zijn. Er is niemand"),
    ]
    links = [link("hedges", "u", "h"), link("attributed_to", "n", "s")]
    found = tasks(project, tmp_path, labelled(spans, *links, done="ddtd"))
    assert [(t["answer"], t["text"], t["offset"]) for t in found] == [
        ("accept", TEXT[: CUTS[2][0]], 0),
        ("ignore", TEXT[CUTS[2][0] : CUTS[3][0]], CUTS[2][0]),
        ("accept", TEXT[CUTS[3][0] :], CUTS[3][0]),
    ]
    assert [[t["text"][s["start"] : s["end"]] for s in t["spans"]] for t in found] == [
        ["Brand", "mogelijk"],
        ["Er is niemand gewond"],
        ["Daniëlle"],
    ]
    assert [[r["label"] for r in t["relations"]] for t in found] == [["hedges"], [], []]
    assert all(rebuilt(t) == t["text"] for t in found)
    counted = losses(project, ASKED)
    assert (counted["relations across sentences"], counted["spans across sentences"]) == (1, 1)


def test_discontinuous_spans_and_their_relations_are_left_out_and_counted(project: Project, tmp_path: Path) -> None:
    spans = [
        span("c", "claim", "Er is … gewond"),
        span("u", "uncertainty_cue", "mogelijk"),
        span("d", "claim", "zou het mogelijk opzet zijn"),
    ]
    (task,) = tasks(project, tmp_path, labelled(spans, link("hedges", "u", "c"), link("hedges", "u", "d")))
    assert [s["label"] for s in task["spans"]] == ["claim", "uncertainty_cue"]
    assert len(task["relations"]) == 1
    counted = losses(project, ASKED)
    assert (counted["discontinuous spans"], counted["relations"]) == (1, 1)


def test_a_span_inside_a_token_keeps_its_place_and_is_counted(project: Project, tmp_path: Path) -> None:
    (task,) = tasks(project, tmp_path, labelled([span("u", "uncertainty_cue", "gelijk"), span("w", "claim", "opzet")]))
    (cut,) = (s for s in task["spans"] if s["label"] == "uncertainty_cue")
    assert TEXT[cut["start"] : cut["end"]] == "gelijk"
    assert cut["token_start"] == cut["token_end"]
    assert task["tokens"][cut["token_end"]]["text"] == "mogelijk"
    assert losses(project, ASKED)["spans that begin or end inside a token"] == 1


def test_one_place_with_one_label_twice_cannot_be_linked_to_itself(project: Project, tmp_path: Path) -> None:
    spans = [span("a", "claim", "opzet"), span("b", "claim", "opzet")]
    (task,) = tasks(project, tmp_path, labelled(spans, link("same_as", "a", "b"), link("disputes", "a", "b")))
    assert (len(task["spans"]), task["relations"]) == (2, [])
    assert losses(project, ASKED)["relations"] == 2


def test_passes_follow_each_other_and_gold_is_a_review(project: Project, tmp_path: Path) -> None:
    given = [
        labelled([]),
        labelled([], **{"pass": 2}),
        labelled([], kind="gold"),
        labelled([], who="bot", kind="suggester"),
        labelled([], who="cas", **{"pass": 3}),
    ]
    found = tasks(project, tmp_path, *given)
    assert [(t["_annotator_id"], t["_session_id"], t["_view_id"]) for t in found] == [
        ("anna", "anna", "relations"),
        ("anna", "anna-2", "relations"),
        ("anna", "anna", "review"),
        ("bot", "bot", "relations"),
        ("cas", "cas", "relations"),
    ]
    assert losses(project, ASKED)["kind and pass of a layer"] == 2


def test_hashes_and_times_are_those_of_the_data(project: Project, tmp_path: Path) -> None:
    times = [
        {"created": "2022-01-07T10:15:00.000Z", "updated": "2022-01-07T10:15:07.900Z"},
        {"created": "2022-01-07T10:15:00.000Z", "updated": "2022-01-07T10:15:05.000Z"},
        {"created": "x", "updated": "x"},
    ]
    spans = [span(f"s{n}", "claim", "opzet", **each) for n, each in enumerate(times)]
    found = tasks(project, tmp_path, labelled(spans), labelled([], who="bob"))
    assert [t.get("_timestamp") for t in found] == [1641550507, None]
    for name in ("_input_hash", "_task_hash"):
        assert len({t[name] for t in found}) == 1, "the same question for both annotators"
        assert all(-(2**31) <= t[name] < 2**31 for t in found)
    assert found[0]["_input_hash"] != found[0]["_task_hash"]


def test_a_document_nobody_labelled_is_a_task_without_an_answer(project: Project, tmp_path: Path) -> None:
    (task,) = tasks(project, tmp_path, record(TEXT, "=1+1") | {"sentences": None})
    assert (task["spans"], task["relations"], task["meta"]["key"]) == ([], [], "=1+1")
    assert not task.keys() & {"answer", "_annotator_id", "_session_id", "_timestamp", "offset"}


def test_metadata_has_one_value_a_name(project: Project, tmp_path: Path) -> None:
    given = labelled([])
    given["document"] |= {"title": "Brand", "meta": [{"key": k, "value": v} for k, v in (("a", "1"), ("a", "2"), ("title", "x"), ("b", ""))]}  # fmt: skip
    (task,) = tasks(project, tmp_path, given)
    assert task["meta"] == {"key": "brand", "title": "Brand", "language": "nl", "a": "1"}
    assert losses(project, ASKED)["metadata of documents"] == 3


def test_a_scheme_without_relations_is_for_the_view_of_spans(tmp_path: Path) -> None:
    scheme = replace(nl_fact()[1], relation=())
    found = Labelled(Document("a", "Ja."), (Sentence(0, 0, 3),), (((0, 2), (2, 3)),), "given", ())
    folder = Folder(tmp_path)
    writer(Plan(scheme)).write([found], folder)
    (task,) = map(json.loads, (tmp_path / "prodigy.jsonl").read_bytes().splitlines())
    assert task["_view_id"] == "spans_manual"
    assert "relations" not in task


def test_a_split_has_a_file_for_each_part_and_the_same_bytes_each_time(project: Project, tmp_path: Path) -> None:
    take(project, labelled([span("c", "claim", "opzet")]), record("Nee.", "nee"))
    asked = Asked("prodigy", splits=("train", "test"), split_of=lambda key: "test" if key == "nee" else "train")
    for name in ("one", "two"):
        done = export(project, asked, tmp_path / name)
    assert Counter(done.files) == Counter(["test.jsonl", "train.jsonl"])
    for name in done.files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert b"Nee." in (tmp_path / "one" / "test.jsonl").read_bytes()
