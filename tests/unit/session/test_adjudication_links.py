"""Adjudication: links and their ends, sources and their names."""

from __future__ import annotations

from pathlib import Path

from annotator.session import Session
from tests.building import findings, link, refuses
from tests.unit.session.adjudicating import (
    Work,
    accept,
    adjudicating,
    asked,
    focus,
    put,
    rated,
    wide,
    words,
)


def test_a_link_of_one_is_a_question_of_its_own(tmp_path: Path) -> None:
    def unlinked(session: Session) -> None:
        put(session, "claim", "er mogelijk doden zijn")
        put(session, "source", "De politie")
        put(session, "uncertainty_cue", "mogelijk")

    with rated(tmp_path / "p.db", wide, unlinked) as project:
        case = adjudicating(project)
        assert ("link", "attributed_to", "er mogelijk doden zijn → De politie") in asked(case)
        item = focus(case, "link")
        assert case.state_of(item) == "waits"
        case.adopt()
        assert case.labels.relations == {}
        focus(case, "link")
        accept(case, "bob")
        assert case.labels.relations == {}
        focus(case, "link")
        case.accept_both()  # there is only one that says something
        assert [r.label for r in case.labels.relations.values()] == ["attributed_to"]
        focus(case, "link")
        case.accept_neither()
        assert case.labels.relations == {}


def test_links_that_differ_in_an_attribute_give_two_answers(tmp_path: Path) -> None:
    def implicit(session: Session) -> None:
        wide(session)
        (relation,) = session.labels.relations.values()
        session.set_relation_attribute(relation, "explicit", "false")

    with rated(tmp_path / "p.db", wide, implicit) as project:
        case = adjudicating(project)
        case.adopt()
        focus(case, "link")
        with refuses("one_value"):
            case.accept_both()
        for name, value in (("bob", "false"), ("anna", "true")):
            focus(case, "link")
            accept(case, name)
            assert [r.value("explicit") for r in case.labels.relations.values()] == [value]


def test_a_link_over_sentences_is_asked_at_its_later_end(tmp_path: Path) -> None:
    def carried(session: Session) -> None:
        source = put(session, "source", "De politie")
        claim = put(session, "claim", "Er is brand")
        link(session, "attributed_to", claim, source)

    with rated(tmp_path / "p.db", carried, carried) as project:
        case = adjudicating(project)
        assert asked(case) == [("agreed", "", "De politie")]
        case.place(1)
        case.adopt()
        assert case.labels.relations == {}
        with refuses("waits_left"):  # its source is decided on in the sentence before
            case.finish()
        case.place(0)
        case.adopt()
        case.place(1)
        case.adopt()
        assert [r.label for r in case.labels.relations.values()] == ["attributed_to"]
        assert findings(project) == []


def test_sources_are_brought_along_by_name(tmp_path: Path) -> None:
    def naming(name: str, other: str) -> object:
        def work(session: Session) -> None:
            session.new_source(put(session, "source", "Niemand"), other)
            session.new_source(put(session, "source", "De politie"), name)

        return work

    with rated(tmp_path / "p.db", naming("politie", "x"), naming("Politie Almaty", "x")) as project:  # type: ignore[arg-type]
        case = adjudicating(project)
        item = focus(case, "attribute", "entity")
        assert {variant.value for variant in item.variants} == {"politie", "Politie Almaty"}
        case.adopt()
        focus(case, "attribute", "entity")
        accept(case, "bob")
        case.place(2)
        case.adopt()
        names = {
            span.fragments[0].text: case.labels.sources[span.value("entity") or ""].name
            for span in case.labels.spans.values()
        }
        assert names == {"De politie": "Politie Almaty", "Niemand": "x"}
        assert findings(project) == []


def test_a_source_that_several_spans_and_raters_name_is_one(tmp_path: Path) -> None:
    def naming(name: str) -> Work:
        def work(session: Session) -> None:
            session.new_source(put(session, "source", "De politie"), name)
            (source,) = session.labels.sources
            session.set_attribute(put(session, "source", "Niemand"), "entity", source)

        return work

    with rated(tmp_path / "p.db", naming("TASS"), naming("tass")) as project:
        case = adjudicating(project)
        for sentence, name in ((0, "anna"), (2, "bob")):
            case.place(sentence)
            case.adopt()
            focus(case, "attribute", "entity")
            accept(case, name)
        assert [source.name for source in case.labels.sources.values()] == ["TASS"]
        assert {span.value("entity") for span in case.labels.spans.values()} == {"e1"}


def test_links_in_both_directions_are_two_unless_they_have_none(tmp_path: Path) -> None:
    def disputing(turned: bool) -> Work:
        def work(session: Session) -> None:
            ends = [put(session, "claim", "er mogelijk doden zijn"), put(session, "claim", "Er is brand")]
            ends = ends[::-1] if turned else ends
            link(session, "disputes", *ends)
            link(session, "same_as", *ends)

        return work

    with rated(tmp_path / "p.db", disputing(False), disputing(True)) as project:
        case = adjudicating(project)
        case.adopt()
        case.place(1)
        links = [(kind, name) for kind, name, _ in asked(case) if name in ("disputes", "same_as")]
        assert links == [("link", "disputes"), ("link", "disputes"), ("agreed", "same_as")]
        case.adopt()
        for item in case.items[:2]:
            case.focus = case.items.index(item)
            case.accept_both()
        assert sorted(r.label for r in case.labels.relations.values()) == ["disputes", "disputes", "same_as"]
        assert len({(r.head, r.tail) for r in case.labels.relations.values() if r.label == "disputes"}) == 2
        case.focus = 0
        case.accept_neither()
        assert sorted(r.label for r in case.labels.relations.values()) == ["disputes", "same_as"]
        assert findings(project) == []


def test_a_link_without_direction_keeps_that_of_whoever_is_followed(tmp_path: Path) -> None:
    def turned(session: Session) -> None:
        first, second = put(session, "claim", "er mogelijk doden zijn"), put(session, "claim", "Er is brand")
        link(session, "same_as", second, first)

    with rated(tmp_path / "p.db", turned, turned) as project:
        case = adjudicating(project)
        case.adopt()
        case.place(1)
        case.adopt()
        (relation,) = case.labels.relations.values()
        assert words(case.labels.spans[relation.head]) == "Er is brand"
