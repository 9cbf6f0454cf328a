"""Who is compared on what: layers of a project, records without one, and what is left out with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.agreement.assemble import Settings, report_of
from annotator.agreement.figures import Compared
from annotator.agreement.report import Measure, Report
from annotator.errors import RecordError, UsageError
from annotator.model import Layer, adapter
from annotator.session.agreement import default_scheme, from_project, from_records
from annotator.session.unpacking import Unpacker
from annotator.store import Project
from tests.building import incoming, new_project, record, take

TEN = " ".join(f"De burgemeester van plaats {number} is weg." for number in range(10))


def spans(label: str, *places: tuple[int, int]) -> list[dict[str, Any]]:
    return [{"label": label, "fragments": [{"start": start, "end": end}]} for start, end in places]


def layer(name: str, text: str, labelled: list[dict[str, Any]], key: str = "a", **more: Any) -> dict[str, Any]:
    """A record in which a rater has finished every sentence."""
    given = {"annotator": name, "kind": more.pop("kind", "annotator"), "pass": more.pop("number", 1)}
    ends = [at + 1 for at, sign in enumerate(text) if sign == "."]
    starts = [0, *(end + 1 for end in ends[:-1])]
    done = more.pop("done", range(len(ends)))
    sentences = [
        {"start": start, "end": end, "status": "done" if index in done else "todo", "labels": []}
        for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]
    return record(text, key, layer=given, spans=labelled, sentences=sentences, **more)


def sentences_of(text: str) -> list[tuple[int, int]]:
    ends = [at for at, sign in enumerate(text) if sign == "."]
    return list(zip([0, *(end + 2 for end in ends[:-1])], ends, strict=True))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "p.db")


def report(project: Project, *names: str, **settings: Any) -> Report:
    gathered = from_project(project, names)
    return report_of(Compared(gathered.corpus, project.scheme), Settings(replicates=100, **settings), gathered.left_out)


def value(found: Report, layer: str, measure: str, variant: str) -> Measure:
    (one,) = [
        m
        for m in found.measures
        if (m.layer, m.measure, m.variant, m.label) == (layer, measure, variant, None) and "given" not in m.params
    ]
    return one


def test_eight_empty_answers_cost(project: Project) -> None:
    """A tags ten claims, B two of them and says of the other eight sentences that there is nothing."""
    claims = spans("claim", *sentences_of(TEN))
    take(project, layer("anna", TEN, claims), layer("bob", TEN, claims[:2]))
    found = report(project)
    f1 = value(found, "claim", "f1", "exact")
    assert f1.value == pytest.approx(1 / 3, abs=1e-12)
    assert (f1.n_docs, f1.n_items, f1.n_raters) == (1, 12, 2)
    alpha = value(found, "claim", "u_alpha", "2016").value
    assert alpha is not None
    assert alpha < 0.0
    assert found.provenance.sentences == 10


def test_sentences_that_are_not_done_are_missing_and_not_empty(project: Project) -> None:
    claims = spans("claim", *sentences_of(TEN))
    take(project, layer("anna", TEN, claims), layer("bob", TEN, claims[:2], done=[0, 1]))
    found = report(project)
    assert value(found, "claim", "f1", "exact").value == 1.0
    assert found.provenance.sentences == 2


def test_a_nested_cue_that_one_misses_costs(project: Project) -> None:
    text = "De burgemeester zou volgens buren weg zijn."
    claim, cue = spans("claim", (0, 42)), spans("uncertainty_cue", (16, 19))
    take(project, layer("anna", text, claim + cue), layer("bob", text, claim))
    found = report(project)
    assert value(found, "claim", "f1", "exact").value == 1.0
    assert value(found, "uncertainty_cue", "f1", "exact").value == 0.0
    (group,) = found.disagreements
    assert (group.kind, group.layer, group.cue, group.count, group.share) == (
        "missed",
        "uncertainty_cue",
        "zou",
        1,
        1.0,
    )
    assert group.places == (("a", 0, "anna", "bob"),)


def test_what_is_left_out_is_named_with_the_reason(project: Project) -> None:
    take(
        project,
        layer("anna", TEN, [], "beide"),
        layer("bob", TEN, [], "beide"),
        layer("anna", TEN + " Een.", [], "alleen"),
        layer("anna", TEN + " Twee.", [], "los", done=[0]),
        layer("bob", TEN + " Twee.", [], "los", done=[1]),
        record(TEN + " Drie.", "niemand"),
    )
    gathered = from_project(project)
    assert [d.key for d in gathered.corpus.documents] == ["beide"]
    assert [(x.key, x.reason) for x in gathered.left_out] == [
        ("alleen", "only anna labelled it"),
        ("los", "no sentence was finished by two"),
        ("niemand", "nobody labelled it"),
    ]


def test_gold_is_no_rater_unless_it_is_asked(project: Project) -> None:
    take(project, layer("anna", TEN, []), layer("bob", TEN, []), layer("anna", TEN, [], kind="gold"))
    assert from_project(project).corpus.raters == (Layer("anna"), Layer("bob"))
    assert from_project(project, gold=True).corpus.raters == (Layer("anna"), Layer("anna", "gold"), Layer("bob"))


def test_passes_are_compared_with_oneself(project: Project) -> None:
    claims = spans("claim", *sentences_of(TEN))
    take(project, layer("anna", TEN, claims), layer("bob", TEN, claims), layer("anna", TEN, claims[:5], number=2))
    gathered = from_project(project)
    assert gathered.corpus.raters == (Layer("anna"), Layer("bob"))
    anna, bob = report(project).annotators
    assert anna.self_agreement["claim"] is not None
    assert anna.self_agreement["claim"] < 1.0
    assert bob.self_agreement == {}


def test_names_choose_and_order_the_raters(project: Project) -> None:
    take(project, *(layer(name, TEN, []) for name in ("anna", "bob", "eva")))
    assert from_project(project, ["eva", "anna"]).corpus.raters == (Layer("eva"), Layer("anna"))
    with pytest.raises(UsageError, match="zoe: no layer"):
        from_project(project, ["zoe"])


def test_leaving_one_out_and_competence_want_three(project: Project) -> None:
    claims = spans("claim", *sentences_of(TEN))
    take(project, layer("anna", TEN, claims), layer("bob", TEN, claims), layer("eva", TEN, claims[:3]))
    lines = report(project).annotators
    assert [line.without["claim"] is not None and line.without["claim"] > 0.0 for line in lines] == [False, False, True]
    assert [line.rate["claim"] for line in lines] == [100.0, 100.0, 30.0]
    assert [line.peers["claim"] for line in lines] == [65.0, 65.0, 100.0]


def test_records_without_a_project_give_the_same(project: Project) -> None:
    claims = spans("claim", *sentences_of(TEN))
    given = [layer("anna", TEN, claims), layer("bob", TEN, claims[:2])]
    take(project, *given)
    unpacker = Unpacker(default_scheme(), "x", "2026-01-01T00:00:00.000Z", any_label=True)
    gathered, rejected = from_records(unpacker.one(incoming(data)) for data in given)
    assert rejected == []
    there = report_of(Compared(gathered.corpus, default_scheme()), Settings(replicates=100), gathered.left_out)
    assert there == report(project)


def test_records_of_another_scheme_and_those_that_do_not_fit() -> None:
    unpacker = Unpacker(default_scheme(), "x", "2026-01-01T00:00:00.000Z", any_label=True)
    other = [layer("anna", TEN, spans("PER", (0, 5))), layer("bob", TEN, spans("PER", (0, 5)))]
    wrong = [layer("bob", TEN, []), layer("eva", TEN + " Meer.", []), layer("eva", TEN, spans("PER", (0, 999)))]
    gathered, rejected = from_records(unpacker.one(incoming(data)) for data in (*other, *wrong))
    assert len(gathered.corpus.documents[0].readings) == 2
    assert [error.reason.split(": ")[-1] for error in rejected if isinstance(error, RecordError)] == [
        "a second record of the layer of bob",
        "another record has this key and another text",
        "0–999 is outside the text",
    ]
    found = report_of(Compared(gathered.corpus, default_scheme()), Settings(replicates=0))
    assert value(found, "PER", "f1", "exact").value == 1.0
    assert value(found, "PER", "f1", "exact").ci is None


def test_the_same_seed_gives_the_same_report_and_json_takes_it_back(project: Project) -> None:
    claims = spans("claim", *sentences_of(TEN))
    take(project, layer("anna", TEN, claims), layer("bob", TEN, claims[:2]))
    take(project, layer("anna", TEN + " Nog.", claims, "b"), layer("bob", TEN + " Nog.", claims[1:7], "b"))
    one, two, other = report(project), report(project), report(project, seed=2)
    assert one == two
    assert one.measures != other.measures
    held = adapter(Report)
    assert held.validate_json(held.dump_json(one)) == one


def test_layers_can_be_chosen(project: Project) -> None:
    text = "De burgemeester zou volgens buren weg zijn."
    both = spans("claim", (0, 42)) + spans("uncertainty_cue", (16, 19))
    take(project, layer("anna", text, both), layer("bob", text, both))
    assert {m.layer for m in report(project, layers=("claim",)).measures} == {"claim"}
