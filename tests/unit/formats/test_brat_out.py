"""Writing brat: its lines, its configuration, its folders, and what it cannot hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import StoreCorrupt
from annotator.formats.brat_config import Used, annotation_conf, storage_name, visual_conf
from annotator.formats.brat_out import NOT_HELD, PARTLY
from annotator.formats.losses import KINDS
from annotator.model import Attribute, Fragment, Layer, Part, Relation, Source, Span
from tests.building import nl_fact
from tests.unit.formats.foreign_files import attributes, read
from tests.unit.formats.written_files import labelled, span, write

SCHEME = nl_fact()[1]
TEXT = "🔥 Volgens Daniëlle zou er brand zijn.\nHet is niet\nduidelijk of dit waar is.\n"


def part() -> Part:
    spans = (
        span(TEXT, "s1", "source", "Daniëlle", entity="e1", source_type="person"),
        span(TEXT, "c1", "claim", "er brand zijn", "Het is", claim_type="event"),
        span(TEXT, "u1", "uncertainty_cue", "niet\nduidelijk"),
    )
    return Part(
        spans,
        (
            Relation("r1", "attributed_to", "c1", "s1", (Attribute("explicit", "true"),)),
            Relation("r2", "hedges", "u1", "c1"),
        ),
        (Source("e1", "Daniëlle van\nVliet", "person"),),
    )


def test_lines(tmp_path: Path) -> None:
    files, losses = write("brat", tmp_path, labelled(TEXT, (Layer("anna"), part())))
    assert files["a.txt"] == TEXT
    assert files["a.ann"] == (
        "T1\tsource 10 18\tDaniëlle\n"
        "A1\tentity T1 e1\n"
        "A2\tsource_type T1 person\n"
        "T2\tclaim 23 36;38 44\ter brand zijn Het is\n"
        "A3\tclaim_type T2 event\n"
        "T3\tuncertainty_cue 45 49;50 59\tniet duidelijk\n"
        "R1\tattributed_to Arg1:T2 Arg2:T1\n"
        "R2\thedges Arg1:T3 Arg2:T2\n"
        "#1\texplicit R1\ttrue\n"
    )
    assert losses["spans over line ends"] == 1
    assert losses["attributes of relations"] == 0
    assert losses["source entities"] == 1
    assert losses["discontinuous spans"] == 0
    assert losses["attributes of spans"] == 0


def test_the_reader_gives_back_attributes_of_spans_and_of_relations(tmp_path: Path) -> None:
    files, _ = write("brat", tmp_path, labelled(TEXT, (Layer("anna"), part())))
    (item,), faults = read("brat", files["a.ann"], txt=files["a.txt"].encode())
    assert faults == []
    assert attributes(item, "Daniëlle") == {"entity": "e1", "source_type": "person"}
    assert [r["attributes"] for r in item.record["relations"] or ()] == [[{"name": "explicit", "value": "true"}], []]


def test_what_cannot_be_written_is_counted_with_what_hangs_on_it(tmp_path: Path) -> None:
    text = "Een.\n\nTwee \u2028 drie."
    odd = Span("x", "claim", 0, (Fragment(4, 6, "\n\n"),), (Attribute("polarity", "neg"),))
    last = span(text, "z", "claim", "drie")
    wide = span(text, "y", "claim", "Twee \u2028 drie", claim_type="a\nb", polarity="", mood="goed gezind")
    found = Part(
        (odd, wide, last),
        (
            Relation("r", "same_as", "x", "y", (Attribute("explicit", "true"),)),
            Relation("s", "same as", "y", "z", (Attribute("a b", "c"), Attribute("explicit", ""))),
        ),
    )
    files, losses = write("brat", tmp_path, labelled(text, (Layer("anna"), found)))
    assert files["a.ann"] == (
        "T1\tclaim 6 11;12 17\tTwee   drie\nA1\tmood T1 goed gezind\nT2\tclaim 13 17\tdrie\n"
        "R1\tsame_as Arg1:T1 Arg2:T2\n#1\ta_b R1\tc\n"
    )
    assert losses["spans over line ends"] == 2
    assert losses["attributes of spans"] == 3
    assert losses["relations"] == 1
    assert losses["attributes of relations"] == 2
    assert losses["names with other signs than letters, digits, - and _"] == 2


def test_a_document_without_labels_and_a_layer_without_labels(tmp_path: Path) -> None:
    files, losses = write(
        "brat", tmp_path, labelled("Leeg.", (Layer("anna"), Part()), key="a"), labelled("Niets.", key="b")
    )
    assert sorted(files) == ["a.ann", "a.txt", "annotation.conf", "b.ann", "b.txt", "visual.conf"]
    assert files["a.ann"] == files["b.ann"] == ""
    assert set(losses) <= {"status of sentences"}


def test_several_layers_have_a_folder_each_and_splits_are_in_it(tmp_path: Path) -> None:
    layers = ((Layer("anna"), part()), (Layer("gold", "gold"), part()), (Layer("b/b", number=2), part()))
    documents = (labelled(TEXT, *layers, key="../x", split="train"), labelled("Niets.", key="CON", split="dev"))
    files, _ = write("brat", tmp_path, *documents, splits=("train", "dev", "test"))
    names = sorted({name.rpartition("/")[0] for name in files})
    assert names == ["", "anna", "anna/train", *names[3:5], "gold", "gold/train", "unlabelled", "unlabelled/dev"]
    assert names[3].startswith("b_b-pass2-")
    assert {name for name in files if name.startswith("gold/")} >= {"gold/annotation.conf", "gold/visual.conf"}
    assert all(".." not in name for name in files)
    assert len({files[name] for name in files if name.endswith("annotation.conf")}) == 1


def test_an_annotator_called_as_a_part_of_the_split(tmp_path: Path) -> None:
    files, _ = write("brat", tmp_path, labelled(TEXT, (Layer("train"), part()), split="train"), splits=("train", "dev"))
    assert set(files) == {"annotation.conf", "visual.conf", "train/a.ann", "train/a.txt"}
    assert sorted(p.name for p in tmp_path.rglob("*") if p.is_dir()) == ["train"]


def test_names_that_differ_in_case_or_in_kind_only(tmp_path: Path) -> None:
    layers = tuple(
        (layer, Part()) for layer in (Layer("A.b"), Layer("a_B"), Layer("a_b-gold"), Layer("a_b", "gold"), Layer("unlabelled"))
    )  # fmt: skip
    files, _ = write("brat", tmp_path, labelled("Leeg.", *layers), labelled("Niets.", key="b"))
    folders = {name.partition("/")[0] for name in files if name.endswith(".ann")}
    assert len({name.casefold() for name in folders}) == 6
    assert all("." not in name for name in folders)


def test_the_configuration_is_the_scheme_with_what_is_used_beside_it() -> None:
    used = Used(SCHEME)
    lines = annotation_conf(used).splitlines()
    assert [line for line in lines if line.startswith("[")] == ["[entities]", "[relations]", "[events]", "[attributes]"]
    assert "same_as\tArg1:claim, Arg2:claim, <REL-TYPE>:symmetric" in lines
    assert "polarity\tArg:claim, Value:pos|neg|unk" in lines
    assert not [line for line in lines if line.startswith("entity")]
    label = used.span("mijn label")
    for value in ("e1", "e2", "a,b", "c|d", "e f"):
        used.attribute(label, Attribute("entity", value))
    used.relation("hedges", label, "claim")
    more = set(annotation_conf(used).splitlines()) - set(lines)
    assert more == {
        "mijn_label",
        "hedges\tArg1:uncertainty_cue|mijn_label, Arg2:claim",
        "entity\tArg:mijn_label, Value:e1|e2",
    }
    shown = visual_conf(used).splitlines()
    assert "claim | claim | c" in shown
    assert "claim\tbgColor:#469bff, fgColor:black, borderColor:darken" in shown


@pytest.mark.parametrize(
    ("name", "stored"), [("claim", "claim"), ("é b", "__b"), ("--", "_--"), ("", "_"), ("#x", "_x")]
)
def test_storage_names(name: str, stored: str) -> None:
    assert storage_name(name) == stored


def test_a_span_that_does_not_quote_its_text_is_refused(tmp_path: Path) -> None:
    wrong = Part((Span("x", "claim", 0, (Fragment(0, 3, "Nee"),)),))
    with pytest.raises(StoreCorrupt, match="does not quote"):
        write("brat", tmp_path, labelled("Een.", (Layer("anna"), wrong)))


def test_losses_are_named_once() -> None:
    assert not set(NOT_HELD) & PARTLY.keys()
    assert set(NOT_HELD) <= KINDS.keys()
