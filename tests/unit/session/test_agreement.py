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


def test_weeks_are_told_apart(project: Project) -> None:
    for week, (key, missed) in enumerate({"a": 0, "b": 0, "c": 5, "d": 5}.items()):
        text = f"{TEN} Nummer {key}."
        claims = spans("claim", *sentences_of(TEN))
        for span in claims:
            span["created"] = f"2026-01-{5 + 7 * (week // 2):02d}T09:30:00.000Z"
        take(project, layer("anna", text, claims, key), layer("bob", text, claims[missed:], key))
    found = [d for d in report(project).drift if d.layer == "claim"]
    assert [(d.week, d.value, d.n_docs) for d in found] == [("2026-W02", 1.0, 2), ("2026-W03", pytest.approx(2 / 3), 2)]


def test_spans_with_help_are_told_apart(project: Project) -> None:
    claims = spans("claim", *sentences_of(TEN))
    helped = [{**span, "origin": "suggestion", "suggester": "nl-lexicon/1"} for span in claims[:4]]
    take(project, layer("anna", TEN, helped + claims[4:]), layer("bob", TEN, helped + claims[7:]))
    found = {m.params["origin"]: m.value for m in report(project).measures if "origin" in m.params}
    assert found == {"assisted": 1.0, "unassisted": pytest.approx(2 * 3 / 9)}


def test_one_document_has_no_interval(project: Project) -> None:
    claims = spans("claim", *sentences_of(TEN))
    take(project, layer("anna", TEN, claims), layer("bob", TEN, claims[:2]))
    assert value(report(project), "claim", "f1", "exact").ci is None


def test_differences_are_paired(project: Project) -> None:
    for key in "abcdef":
        text = f"{TEN} Nummer {key}."
        claims, cues = spans("claim", *sentences_of(TEN)), spans("uncertainty_cue", *sentences_of(TEN)[:4])
        take(project, layer("anna", text, claims + cues, key), layer("bob", text, claims + cues[:2], key))
        take(project, layer("eva", text, claims[:5], key), layer("anna", text, claims, key, number=2))
        take(project, layer("bob", text, claims, key, number=2), layer("eva", text, claims, key, number=2))
    wanted = (
        ("claim@anna+bob", "uncertainty_cue@anna+bob"),
        ("claim@anna+bob", "claim@anna+eva"),
        ("claim", "claim@2"),
    )
    found = report(project, differences=wanted).differences
    third = 2 * 5 / 15
    assert [round(d.difference or 0.0, 12) for d in found] == [
        round(x, 12) for x in (1 - 4 / 6, 1 - third, (1 + 2 * third) / 3 - 1)
    ]
    assert all(d.ci is not None and d.ci[0] == pytest.approx(d.ci[1]) for d in found), "all documents are alike"
    for wrong in (("PER", "claim"), ("claim@anna+zoe", "claim"), ("claim@7", "claim"), ("claim", "sentence:x")):
        with pytest.raises(UsageError):
            report(project, differences=(wrong,))


def test_a_name_is_one_figure(project: Project) -> None:
    """Layer, label, measure and variant name one figure, whoever looks it up."""
    text = "De burgemeester zou volgens buren weg zijn."
    both = spans("claim", (0, 42)) + spans("source", (28, 33))
    for number, span in enumerate(both):
        span |= {"id": f"s{number}", "attributes": [{"name": "polarity", "value": "neg"}] if number == 0 else []}
    links = [{"label": "attributed_to", "head": "s0", "tail": "s1"}]
    take(project, layer("anna", text, both, relations=links), layer("bob", text, both))
    names = [(m.layer, m.label, m.measure, m.variant, m.params.get("weights")) for m in report(project).measures]
    assert len(names) == len(set(names))
