"""Several layers as one: who votes, what is kept, and that no answer disappears without a count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from annotator.formats.merging import MODES, merge, tally
from tests.building import record
from tests.unit.formats.sentence_samples import SCHEME, hard, labelled, layer, rows_of

TEXT = "Er is brand in Ede.\nDe politie zegt niets.\n"
DONE = ("done", "done")


def by(annotator: str, *words: str, status: Any = "done", label: str = "claim", **more: Any) -> dict[str, Any]:
    spans = [(f"{annotator}{n}", label, found) for n, found in enumerate(words)]
    return layer(TEXT, annotator, spans, status=status, **more)


def told(*records: Mapping[str, Any], mode: str) -> list[tuple[str, int, int, bool]]:
    return [
        (span["text"], span["votes"], span["voters"], span["undecided"])
        for row in rows_of(*records, merge=mode)
        for span in row["spans"]
    ]


THREE = (by("anna", "Er is brand", "brand"), by("bob", "Er is brand"), by("chris", "Er is brand", "is brand in Ede"))


# -- spans --------------------------------------------------------------------------------------------------------


def test_majority_keeps_what_more_than_half_marked() -> None:
    assert told(*THREE, mode="majority") == [("Er is brand", 3, 3, False)]
    assert told(*THREE[:2], mode="majority") == [("Er is brand", 2, 2, False), ("brand", 1, 2, True)]


@pytest.mark.parametrize("mode", ["union", "soft"])
def test_union_and_soft_keep_every_variant_with_its_votes(mode: str) -> None:
    found = [("Er is brand", 3, 3, False), ("is brand in Ede", 1, 3, False), ("brand", 1, 3, False)]
    assert told(*THREE, mode=mode) == found


def test_the_weight_is_the_share_of_the_voters() -> None:
    rows = rows_of(*THREE, merge="soft")
    assert [span["weight"] for span in rows[0]["spans"]] == [1.0, 1 / 3, 1 / 3]
    assert {(row["annotator"], row["kind"], row["pass"]) for row in rows} == {("merged:soft", "merged", 1)}
    assert [row["voters"] for row in rows] == [3, 3]


def test_only_sentences_that_were_finished_vote() -> None:
    late = by("bob", "De politie", status=("todo", "done"))
    assert told(by("anna", "brand"), late, mode="majority") == [("brand", 1, 1, False), ("De politie", 1, 2, True)]
    assert told(by("anna", "brand", status="flagged"), mode="union") == []


def test_a_status_is_done_where_anybody_finished() -> None:
    rows = rows_of(by("anna", status=("done", "skipped")), by("bob", status=("todo", "skipped")), merge="majority")
    assert [row["status"] for row in rows] == ["done", "skipped"]
    rows = rows_of(by("anna", status=("todo", "skipped")), by("bob", status=("flagged", "todo")), merge="majority")
    assert [row["status"] for row in rows] == ["todo", "todo"]


def test_a_person_votes_once_with_the_last_pass_that_finished_the_sentence() -> None:
    first = by("anna", "brand", "De politie")
    second = by("anna", "Ede", status=("done", "todo"), number=2)
    assert told(first, second, mode="majority") == [("Ede", 1, 1, False), ("De politie", 1, 1, False)]


def test_suggesters_and_gold_do_not_vote() -> None:
    others = by("regels", "Ede", kind="suggester"), by("chef", "politie", kind="gold")
    assert told(by("anna", "brand"), *others, mode="union") == [("brand", 1, 1, False)]


def test_a_label_more_or_a_fragment_less_makes_another_span() -> None:
    pieces = by("bob", "Er … brand"), by("chris", "Er is brand", label="quote")
    found = told(by("anna", "Er is brand"), *pieces, mode="soft")
    assert found == [("Er is brand", 1, 3, False)] * 3


def test_marking_the_same_twice_is_one_vote() -> None:
    assert told(by("anna", "brand", "brand"), by("bob"), mode="soft") == [("brand", 1, 2, True)]


def test_documents_without_a_rater_have_rows_without_votes() -> None:
    rows = rows_of(*hard(), merge="majority")
    nobody = [row for row in rows if row["key"] == "a/b"]
    assert [(row["annotator"], row["status"], row["voters"], row["spans"]) for row in nobody] == [
        ("merged:majority", "todo", 0, [])
    ] * 2
    assert nobody[0]["label_votes"] == []


# -- answers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voters", "answers", "winner", "undecided"),
    [
        (3, ["FR", "FR", "NF"], "FR", False),
        (2, ["FR", "NF"], None, True),
        (3, ["FR"], None, False),
        (2, ["FR"], None, True),
        (4, ["FR", "FR", "NF"], "FR", False),
        (0, [], None, False),
        (2, [], None, False),
    ],
)
def test_the_most_votes_win_and_silence_is_an_answer(
    voters: int, answers: list[str], winner: str | None, undecided: bool
) -> None:
    found = tally("x", voters, tuple(answers))
    assert (found.winner, found.undecided) == (winner, undecided)
    assert sum(votes for _, votes in found.values) + found.silent == voters


def test_sentence_labels_keep_their_distribution() -> None:
    records = [by(name, labels={0: value}) for name, value in (("a", "FR"), ("b", "FR"), ("c", "NF"))]
    for mode in MODES:
        row = rows_of(*records, merge=mode)[0]
        assert row["label_votes"] == [
            {
                **{"name": "check_worthiness", "voters": 3, "undecided": False},
                "values": [{"value": "FR", "votes": 2}, {"value": "NF", "votes": 1}],
            }
        ]
        said = [label["value"] for label in row["labels"]]
        assert said == {"majority": ["FR"], "soft": ["FR"], "union": ["FR", "NF"], "gold": []}[mode]


def test_a_tie_takes_no_value_and_says_so() -> None:
    row = rows_of(by("a", labels={0: "FR"}), by("b", labels={0: "NF"}), merge="majority")[0]
    assert row["labels"] == []
    assert row["label_votes"][0]["undecided"] is True


def test_attributes_go_with_the_most_of_those_who_marked_the_span() -> None:
    def claim(name: str, **attributes: str) -> dict[str, Any]:
        return layer(TEXT, name, [("c", "claim", "brand", attributes)])

    records = [
        claim("a", polarity="pos", no_source="yes", claim_type="event"),
        claim("b", polarity="pos", claim_type="state"),
        claim("c", polarity="neg"),
        by("d"),
    ]
    (span,) = rows_of(*records, merge="majority")[0]["spans"]
    assert span["attributes"] == [{"name": "polarity", "value": "pos"}]
    found = {
        a["name"]: (a["undecided"], [(v["value"], v["votes"]) for v in a["values"]]) for a in span["attribute_votes"]
    }
    assert found == {
        "claim_type": (True, [("event", 1), ("state", 1)]),
        "polarity": (False, [("pos", 2), ("neg", 1)]),
        "no_source": (False, [("yes", 1)]),
    }
    assert {answer["voters"] for answer in span["attribute_votes"]} == {3}
    assert (span["votes"], span["voters"]) == (3, 4)


def test_sources_of_one_name_are_one() -> None:
    def source(name: str, entity: str, called: str, kind: str | None, *more: str) -> dict[str, Any]:
        listed = [{"id": e, "name": "ander", "source_type": None} for e in more]
        found = layer(TEXT, name, [("s", "source", "De politie", {"entity": entity})])
        return found | {"sources": [*listed, {"id": entity, "name": called, "source_type": kind}]}

    one, two = source("anna", "e1", "Politie", "official"), source("bob", "e2", "politie", "official", "e1")
    row = rows_of(one, two, merge="majority")[1]
    assert row["sources"] == [{"id": "e1", "name": "Politie", "source_type": "official"}]
    assert row["spans"][0]["attributes"] == [{"name": "entity", "value": "e1"}]
    assert row["spans"][0]["attribute_votes"][0]["values"] == [{"value": "e1", "votes": 2}]


def test_most_roles_win_and_at_a_tie_the_derived_one() -> None:
    def role(name: str, *said: str) -> dict[str, Any]:
        found = by(name)
        sentences = [dict(sentence, role=role) for sentence, role in zip(found["sentences"], said, strict=True)]
        return found | {"sentences": sentences}

    # the first record makes the document, and with it the roles that count where nobody corrects them
    records = [role("a", "headline", "body"), role("b", "caption", "lead"), role("c", "lead", "lead")]
    assert [row["role"] for row in rows_of(*records, merge="majority")] == ["headline", "lead"]


# -- relations ----------------------------------------------------------------------------------------------------


def linked(name: str, *links: tuple[Any, ...], status: Any = "done") -> dict[str, Any]:
    spans = [("c", "claim", "Er is brand"), ("d", "claim", "brand in Ede"), ("s", "source", "De politie")]
    return layer(TEXT, name, spans, links, status=status)


def relations(*records: Mapping[str, Any], mode: str) -> list[tuple[str, int, int, bool]]:
    return [
        (relation["label"], relation["votes"], relation["voters"], relation["undecided"])
        for row in rows_of(*records, merge=mode)
        for relation in row["relations"]
    ]


def test_relations_between_merged_spans_are_voted_on() -> None:
    link = ("attributed_to", "c", "s")
    assert relations(linked("a", link), linked("b", link), linked("c"), mode="majority") == [
        ("attributed_to", 2, 3, False)
    ]
    assert relations(linked("a", link), linked("b"), mode="majority") == [("attributed_to", 1, 2, True)]
    assert relations(linked("a", link), linked("b"), linked("c"), mode="majority") == []
    assert relations(linked("a", link), linked("b"), linked("c"), mode="soft") == [("attributed_to", 1, 3, False)]


def test_who_did_not_finish_both_sentences_does_not_vote_on_a_relation() -> None:
    link = ("attributed_to", "c", "s")
    half = linked("b", status=("done", "todo"))
    assert relations(linked("a", link), half, mode="majority") == [("attributed_to", 1, 1, False)]


def test_a_span_votes_in_the_sentence_of_its_words_not_of_its_edge() -> None:
    """Its first fragment begins with the end of the line before it, whose sentence is done; its own is not."""
    spans = [
        {"id": "a", "label": "claim", "fragments": [{"start": 0, "end": 1}]},
        {"id": "b", "label": "claim", "fragments": [{"start": 4, "end": 6}]},
    ]
    given = record("0000\n0", "a", layer={"annotator": "anna"}, spans=spans)
    given["relations"] = [{"id": "r", "label": "same_as", "head": "a", "tail": "b"}]
    given["sentences"] = [{"start": 0, "end": 4, "status": "done"}, {"start": 5, "end": 6}]
    (found,) = labelled(given)
    for mode in ("union", "soft", "majority"):
        merged = merge(found, mode, SCHEME)
        assert [votes.voters for votes in merged.spans.values()] == [1]
        assert (merged.part.relations, merged.outvoted) == ((), (0, 0))


def test_a_symmetric_relation_is_the_same_either_way_round() -> None:
    one, two = linked("a", ("same_as", "c", "d")), linked("b", ("same_as", "d", "c"))
    assert relations(one, two, mode="majority") == [("same_as", 2, 2, False)]
    one, two = linked("a", ("disputes", "c", "d")), linked("b", ("disputes", "d", "c"))
    assert relations(one, two, mode="majority") == [("disputes", 1, 2, True)] * 2


def test_attributes_of_relations_keep_their_distribution() -> None:
    def link(value: str) -> tuple[Any, ...]:
        return ("attributed_to", "c", "s", {"name": "explicit", "value": value})

    row = rows_of(linked("a", link("true")), linked("b", link("true")), linked("c", link("false")), merge="soft")[0]
    (relation,) = row["relations"]
    assert relation["attributes"] == [{"name": "explicit", "value": "true"}]
    assert relation["attribute_votes"][0]["values"] == [{"value": "true", "votes": 2}, {"value": "false", "votes": 1}]
    assert (relation["head_sentence"], relation["tail_sentence"]) == (0, 1)


def test_a_relation_whose_end_was_outvoted_is_left_out_and_counted() -> None:
    alone = layer(TEXT, "a", [("c", "claim", "Ede"), ("s", "source", "De politie")], [("attributed_to", "c", "s")])
    (found,) = labelled(alone, by("b"), by("c"))
    assert merge(found, "majority", SCHEME).outvoted == (2, 1)
    assert merge(found, "union", SCHEME).outvoted == (0, 0)


# -- gold ---------------------------------------------------------------------------------------------------------


def test_gold_is_the_adjudicated_layer_with_the_votes_of_the_annotators_beside_it() -> None:
    chef = by("chef", "Er is brand", "Ede", kind="gold", labels={0: "NF"})
    rows = rows_of(*THREE, chef, merge="gold")
    assert told(*THREE, chef, mode="gold") == [("Er is brand", 3, 3, False), ("Ede", 0, 3, False)]
    assert {(row["annotator"], row["kind"]) for row in rows} == {("merged:gold", "gold")}
    assert [span["id"] for span in rows[0]["spans"]] == ["chef0", "chef1"]
    assert rows[0]["labels"] == [{"name": "check_worthiness", "value": "NF"}]
    assert rows[0]["label_votes"] == []


def test_without_an_annotator_gold_has_no_weight() -> None:
    (span,) = rows_of(by("chef", "brand", kind="gold"), merge="gold")[0]["spans"]
    assert (span["votes"], span["voters"], span["weight"], span["undecided"]) == (0, 0, None, False)


def test_of_several_gold_layers_the_last_pass_of_the_first_adjudicator_counts() -> None:
    layers = [by("zoe", "Er", kind="gold"), by("chef", "is", kind="gold"), by("chef", "in", kind="gold", number=2)]
    assert [text for text, *_ in told(*layers, mode="gold")] == ["in"]
    assert {row["pass"] for row in rows_of(*layers, merge="gold")} == {2}


def test_without_gold_nothing_is_decided() -> None:
    rows = rows_of(*THREE, merge="gold")
    assert [(row["status"], row["spans"], row["voters"]) for row in rows] == [("todo", [], 3)] * 2


def test_gold_keeps_its_source_entities_and_votes_are_in_their_names() -> None:
    def source(name: str, entity: str, kind: str) -> dict[str, Any]:
        found = layer(TEXT, name, [("s", "source", "De politie", {"entity": entity})], kind=kind)
        return found | {"sources": [{"id": entity, "name": "politie", "source_type": None}]}

    row = rows_of(source("anna", "e1", "annotator"), source("chef", "e7", "gold"), merge="gold")[1]
    assert row["sources"] == [{"id": "e7", "name": "politie", "source_type": None}]
    assert row["spans"][0]["attribute_votes"][0]["values"] == [{"value": "e7", "votes": 1}]
