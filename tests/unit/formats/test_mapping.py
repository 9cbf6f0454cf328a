"""The mapping of labels: what becomes what, what is counted, what a faulty file is told, and what is suggested."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, cast

import pytest

from annotator.errors import Fault
from annotator.formats.mapping import LabelMap, MappingError, apply, read_mapping, starter
from annotator.formats.record import Record, record_adapter
from annotator.scheme import Scheme
from annotator.session.intake import Outcome, take_in
from annotator.store import Project
from tests.building import exported, nl_fact
from tests.unit.formats.foreign_files import DATA, sample

SCHEME: Scheme = nl_fact()[1]
SAMPLE = (DATA / "mapping" / "labels.toml").read_bytes()


def record(*spans: tuple[str, dict[str, str]], relations: Any = (), **more: Any) -> Record:
    listed = [
        {
            "id": f"s{n}",
            "label": label,
            "fragments": [{"start": n, "end": n + 1, "text": "x"}],
            "attributes": [{"name": k, "value": v} for k, v in attributes.items()],
        }
        for n, (label, attributes) in enumerate(spans)
    ]
    linked = [
        {"id": f"r{n}", "label": label, "head": head, "tail": tail, "attributes": []}
        for n, (label, head, tail) in enumerate(relations)
    ]
    document = {"text": "x" * 40}
    found = {"format": "annotator-document", "document": document, "spans": listed, "relations": linked, **more}
    return cast("Record", found)


def mapped(given: Record, toml: str = "") -> tuple[list[tuple[str, dict[str, str]]], dict[str, int], dict[str, int]]:
    mapping = read_mapping(toml.encode(), "labels.toml", SCHEME)
    became, unknown, left_out = apply(given, mapping, SCHEME)
    record_adapter().validate_python(dict(became))
    spans = [
        (s["label"], {a["name"]: a["value"] for a in s.get("attributes") or ()}) for s in became.get("spans") or ()
    ]
    return spans, dict(unknown), dict(left_out)


def test_own_names_need_no_line_and_unknown_ones_are_counted() -> None:
    given = record(("claim", {}), ("PER", {}), ("PER", {}), relations=[("same_as", "s0", "s1"), ("Near", "s0", "s0")])
    assert mapped(given) == (
        [("claim", {})],
        {"span PER": 2, "relation same_as (an end of it is left out)": 1, "relation Near": 1},
        {},
    )


def test_a_label_with_attributes_of_its_own() -> None:
    toml = '[span]\nPER = {label = "source", attributes = {source_type = "person", identification = "named"}}'
    given = record(("PER", {}), ("PER", {"source_type": "politician"}))
    assert mapped(given, toml)[0] == [
        ("source", {"source_type": "person", "identification": "named"}),
        ("source", {"source_type": "politician", "identification": "named"}),
    ]


def test_what_is_left_out_on_purpose_is_no_loss() -> None:
    toml = "[span]\nDATE = false\n[relation]\nNear = false\n[attribute]\nsure = false\n[value.polarity]\nweak = false"
    given = record(
        ("DATE", {}),
        ("claim", {"sure": "1", "polarity": "weak"}),
        relations=[("Near", "s0", "s1"), ("same_as", "s0", "s1")],
    )
    assert mapped(given, toml) == (
        [("claim", {})],
        {},
        {
            "span DATE": 1,
            "attribute sure": 1,
            "value polarity = weak": 1,
            "relation Near": 1,
            "relation same_as (an end of it is left out)": 1,
        },
    )


def test_attributes_and_values() -> None:
    toml = '[attribute]\nCertainty = "cert_author"\n[value.Certainty]\nProbable = "PR"'
    given = record(
        ("claim", {"Certainty": "Probable"}),
        ("claim", {"Certainty": "CT"}),
        ("claim", {"Certainty": "Hm"}),
        ("claim", {"cue_type": "possible", "colour": "red"}),
        ("claim", {"polarity": "neg", "claim_type": "wat"}),
    )
    assert mapped(given, toml) == (
        [
            ("claim", {"cert_author": "PR"}),
            ("claim", {"cert_author": "CT"}),
            ("claim", {}),
            ("claim", {}),
            ("claim", {"polarity": "neg"}),
        ],
        {
            "value Certainty = Hm": 1,
            "attribute cue_type": 1,
            "attribute colour": 1,
            "value claim_type = wat": 1,
        },
        {},
    )


def test_two_values_for_one_attribute() -> None:
    given = record(("claim", {"polarity": "neg", "Negation": "true"}))
    toml = '[attribute]\nNegation = "polarity"\n[value.Negation]\ntrue = "pos"'
    assert mapped(given, toml)[:2] == ([("claim", {"polarity": "neg"})], {"value Negation = true (a second one)": 1})


def test_an_attribute_that_names_sources_makes_them() -> None:
    given = record(
        ("source", {"Reference": "Wikidata:Q1757"}), ("source", {"entity": "e1"}), sources=[{"id": "e1", "name": "A"}]
    )
    mapping = read_mapping(b'[attribute]\nReference = "entity"', "x", SCHEME)
    became, unknown, _ = apply(given, mapping, SCHEME)
    assert not unknown
    assert became.get("sources") == [{"id": "e1", "name": "A"}, {"id": "Wikidata:Q1757", "name": "Wikidata:Q1757"}]


def test_relations_may_be_turned_round() -> None:
    mapping = read_mapping(
        b'[relation]\nsays = {label = "attributed_to", reverse = true, attributes = {explicit = "true"}}', "x"
    )
    given = record(("source", {}), ("claim", {}), relations=[("says", "s0", "s1")])
    became, _, _ = apply(given, mapping, SCHEME)
    (relation,) = became["relations"] or ()
    assert (relation["label"], relation["head"], relation["tail"]) == ("attributed_to", "s1", "s0")
    assert relation.get("attributes") == [{"name": "explicit", "value": "true"}]


def test_labels_of_sentences() -> None:
    said = [("FR", "true"), ("check_worthiness", "NF"), ("checkworthy", "true"), ("topic", "sport"), ("CW", "yes")]
    sentences = [
        {"start": n, "end": n + 1, "labels": [{"name": name, "value": value}]} for n, (name, value) in enumerate(said)
    ]
    toml = """
        [sentence_label]
        checkworthy = {label = "check_worthiness", value = "FR"}
        CW = "check_worthiness"
        [value.CW]
        no = "NF"
    """
    became, unknown, _ = apply(record(sentences=sentences), read_mapping(toml.encode(), "x", SCHEME), SCHEME)
    assert [s.get("labels") for s in became["sentences"] or ()] == [
        [{"name": "check_worthiness", "value": "FR"}],
        [{"name": "check_worthiness", "value": "NF"}],
        [{"name": "check_worthiness", "value": "FR"}],
        [],
        [],
    ]
    assert unknown == Counter({"sentence label topic": 1, "value CW = yes": 1})


def test_long_names_are_cut_in_the_counts() -> None:
    assert mapped(record(("x" * 150, {})))[1] == {"span " + "x" * 59 + "…": 1}


def test_the_record_that_was_given_is_not_changed() -> None:
    given = record(("PER", {"a": "b"}))
    before = repr(given)
    apply(given, LabelMap(), SCHEME)
    assert repr(given) == before


# -- into a project -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_", "name"),
    [
        ("brat", "brat/zaandam.ann"),
        ("brat", "brat/fouten.ann"),
        ("prodigy", "prodigy/nos_claims.jsonl"),
        ("doccano", "doccano/relations.jsonl"),
        ("doccano", "doccano/anna.jsonl"),
        ("labelstudio", "labelstudio/project-3.json"),
        ("conll", "conll/genest.conll"),
        ("conll", "conll/ned.conll"),
    ],
)
def test_every_sample_is_taken_in_with_all_that_is_mapped(project: Project, format_: str, name: str) -> None:
    from dataclasses import replace

    mapping = read_mapping(SAMPLE, "labels.toml", SCHEME)
    came, _ = sample(format_, name)
    ready = [replace(item, record=apply(item.record, mapping, SCHEME).record) for item in came]
    outcomes = list(take_in(project, ready, "eva"))
    assert [o for o in outcomes if not isinstance(o, Outcome)] == []
    wanted = Counter(
        (s["label"], tuple(str(p.get("text")).replace("\r\n", "\n") for p in s["fragments"]))
        for item in ready
        for s in item.record.get("spans") or ()
    )
    found = Counter(
        (s["label"], tuple(p["text"] for p in s["fragments"])) for r in exported(project) for s in r["spans"]
    )
    assert found == wanted


# -- faults of the file ---------------------------------------------------------------------------------------------


def faults(toml: str | bytes) -> list[Fault]:
    with pytest.raises(MappingError) as caught:
        read_mapping(toml if isinstance(toml, bytes) else toml.encode(), "labels.toml", SCHEME)
    assert str(caught.value).startswith("labels.toml: ")
    assert caught.value.exit_code == 2
    assert all(fault.remedy for fault in caught.value.faults)
    return list(caught.value.faults)


def test_the_sample_holds() -> None:
    mapping = read_mapping(b"\xef\xbb\xbf" + SAMPLE.replace(b"\n", b"\r\n"), "labels.toml", SCHEME)
    assert mapping.span["Aantal"] is None
    assert mapping.attribute == {"Negation": "polarity", "Reference": "entity"}
    assert read_mapping(b"", "leeg.toml", SCHEME) == LabelMap()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[spam]", "there is no table 'spam'"),
        ("span = 3", "span is no table"),
        ('[span]\n"a b" = 3', "a b: what it becomes is no string"),
        ("[span]\nPER = true", "PER: what it becomes is no string"),
        ('[span]\nPER = ""', "PER: what it becomes is no string"),
        ("[span]\nPER = {}", "PER: no label"),
        ('[span]\nPER = {label = "source", colour = "red"}', "PER: 'colour' is not known"),
        ('[span]\nA.B = "source"', "A: 'B' is not known"),
        ('[span]\nPER = {label = "source", attributes = "x"}', "PER: attributes are no names with values"),
        ('[span]\nPER = {label = "source", attributes = {x = 1}}', "PER: attributes are no names with values"),
        ('[span]\nPER = {label = "source", reverse = true}', "PER: 'reverse' is not known"),
        ('[relation]\nR = {label = "same_as", reverse = 1}', "R: reverse is neither true nor false"),
        ('[attribute]\nA = {label = "polarity"}', "A: what it becomes is no string"),
        ("[value]\nA = 3", "A is no table"),
        ("[value.polarity]\nA = 3", "polarity = A: what it becomes is no string"),
        ('[sentence_label]\nA = {label = "check_worthiness", value = 3}', "A: value is no string"),
        ('[span]\nPER = "bron"', "the scheme has no span 'bron'"),
        ('[relation]\nR = "bij"', "the scheme has no relation 'bij'"),
        ('[sentence_label]\nA = "topic"', "the scheme has no sentence label 'topic'"),
        ('[sentence_label]\nA = {label = "check_worthiness", value = "X"}', "check_worthiness has no value 'X'"),
        ('[span]\nPER = {label = "source", attributes = {polarity = "pos"}}', "source has no attribute 'polarity'"),
        (
            '[span]\nPER = {label = "source", attributes = {source_type = "x"}}',
            "source: source_type has no value 'x'",
        ),
        ('[attribute]\nA = "colour"', "no label of the scheme has an attribute 'colour'"),
        ('[value.polarity]\nA = "x"', "polarity has no value 'x'"),
        ('[value.Certainty]\nA = "PR"', "Certainty becomes no attribute of the scheme"),
    ],
)
def test_a_fault_is_told_with_its_line(line: str, message: str) -> None:
    above = (
        "# een regel\n\n[relation]\n\n"
        if not line.startswith("[relation]") and line.startswith("[")
        else "# een regel\n\n"
    )
    found = faults(above + line + "\n")
    assert [fault.message for fault in found] == [message]
    at_the_header = "becomes no attribute" in message
    assert found[0].line == above.count("\n") + line.count("\n") + (0 if at_the_header else 1)


def test_all_faults_are_told_in_order() -> None:
    found = faults('[span]\n"B-PER (oud)" = "bron"\n\'x\' = "y"\n[value."A b"]\nc = "d"\n')
    assert [fault.line for fault in found] == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "line"),
    [(b'[span]\na = "\xe9"', 2), (b"[span]\na b = 1", 2), (b"[span", 1), (b"x = [", 1), (b"a" * (2 << 20), 0)],
)
def test_what_is_no_toml(content: bytes, line: int) -> None:
    assert [fault.line for fault in faults(content)] == [line]


@pytest.mark.parametrize("bomb", ["a = " + "[" * 50_000, "a = " + "{x=" * 5_000])
def test_nesting_is_a_fault_and_no_crash(bomb: str) -> None:
    assert faults(bomb)


# -- the suggestion -------------------------------------------------------------------------------------------------


def uncommented(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        if line.startswith("# ") and " = " in line and "×" in line:
            lines.append(line[2:])
        elif line.startswith("["):
            lines.append(line)
    return "\n".join(lines)


def test_a_suggestion_names_everything_with_its_count_and_holds_when_its_marks_are_taken_away() -> None:
    sentences = [
        {"start": 0, "end": 1, "labels": [{"name": n, "value": v}]}
        for n, v in [("FR", "true"), ("Check_worthy", "true"), ("CheckWorthiness", "nf")]
    ]
    given = record(
        ("PER", {"Negation": "true", "note": "vrij\x1b[31m"}),
        ("PER", {"polarity": "Neg"}),
        ("Bron/naam", {}),
        ("claim", {}),
        ("uncertainty", {"CueType": "Possible"}),
        ("DATE", {}),
        relations=[("attributedTo", "s0", "s1"), ("Equiv", "s0", "s1")],
        sentences=sentences,
    )
    text = starter([given, given], SCHEME)
    for line in (
        '# PER = "source"  # 4 ×',
        '# "Bron/naam" = "source"  # 2 ×',
        '# claim = "claim"  # 2 ×, and the scheme\'s own name: needs no line',
        '# uncertainty = "uncertainty_cue"  # 2 ×',
        "# DATE = false  # 2 ×",
        '# attributedTo = "attributed_to"  # 2 ×',
        '# Equiv = "same_as"  # 2 ×',
        '# Negation = "polarity"  # 2 ×',
        '# CueType = "cue_type"  # 2 ×',
        '# Possible = "possible"  # 2 ×',
        '# Neg = "neg"  # 2 ×',
        '# FR = {label = "check_worthiness", value = "FR"}  # 2 ×, and a value of check_worthiness: needs no line',
    ):
        assert line in text.split("\n"), line
    assert "\x1b" not in text
    mapping = read_mapping(uncommented(text).encode(), "suggested.toml", SCHEME)
    assert mapping.span["PER"] is not None
    assert mapping.value["CueType"] == {"Possible": "possible"}
    assert read_mapping(text.encode(), "as-it-is.toml", SCHEME) == LabelMap(value={name: {} for name in mapping.value})
    _, unknown, left_out = apply(given, mapping, SCHEME)
    assert not [name for name in unknown if name.startswith(("span", "relation "))]
    assert left_out["span DATE"] == 1


def test_a_suggestion_for_nothing_and_for_everything(tmp_path: Path) -> None:
    assert read_mapping(starter([], SCHEME).encode(), "x", SCHEME) == LabelMap()
    many = record(*[(f"L{n}", {"note": f"vrije tekst {n}"}) for n in range(39)])
    text = starter([many] * 3 + [record(*[(f"M{n}", {}) for n in range(39)])], SCHEME)
    assert "more names" in text
