"""Suggestions at a desk: which there are, what becomes of them, and that all of it is in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.errors import LabelError
from annotator.model import Fragment
from annotator.session import Session
from annotator.session.judging import ACCEPTED, EDITED, REJECTED
from annotator.store import Project
from annotator.store.assistance import blind_documents, is_on, set_blind, switch
from annotator.store.audit import audit
from annotator.store.events import events
from annotator.store.suggested import KeptSpan, keep
from tests.building import new_project, opened, record, take

TEXT = (
    "Volgens de politie is de dader mogelijk gevlucht. De burgemeester zei dat de brug dicht blijft.\n"
    "Er is niets gebeurd. Het zou gaan om een misverstand."
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "p.db") as made:
        take(made, record(TEXT, "a"))
        take(made, record(TEXT + " Einde.", "b"))
        yield made


@pytest.fixture
def session(project: Project) -> Session:
    made = opened(project)
    made.awake = True
    return made


def words(session: Session, sentence: int | None = None) -> list[tuple[str, str]]:
    text = session.stored.document.text
    return [(g.label, " … ".join(text[s:e] for s, e in g.extent)) for g in session.ghosts(sentence)]


def operations(project: Project) -> list[str]:
    return [event.operation for event in events(project) if event.operation not in ("document.add", "import")]


def test_the_suggestions_for_a_sentence(session: Session) -> None:
    assert words(session) == [
        ("attribution_cue", "Volgens"),
        ("source", "de politie"),
        ("claim", "is de dader mogelijk gevlucht"),
        ("uncertainty_cue", "mogelijk"),
    ]
    assert {g.suggester for g in session.ghosts()} == {"nl-lexicon/1", "nl-frames/1"}


def test_there_are_none_before_the_first_paint_nor_for_who_wants_none(session: Session) -> None:
    session.awake = False
    assert session.ghosts() == []
    session.awake, session.wanted = True, False
    assert session.ghosts() == []


def test_accepting_makes_a_span_with_its_origin_and_suggester(session: Session) -> None:
    (span,) = session.accept_suggested()
    assert (span.label, span.origin, span.suggester) == ("attribution_cue", ACCEPTED, "nl-lexicon/1")
    assert span.value("cue_class") == "preposition"
    assert words(session)[0] == ("source", "de politie"), "the next one is asked about"


def test_all_reliable_ones_come_with_their_links_as_one_action(session: Session, project: Project) -> None:
    spans = session.accept_reliable()
    assert len(spans) == 4
    links = {
        (r.label, session.labels.spans[r.head].label, session.labels.spans[r.tail].label)
        for r in session.labels.relations.values()
    }
    assert links == {
        ("cue_of", "attribution_cue", "source"),
        ("attributed_to", "claim", "source"),
        ("hedges", "uncertainty_cue", "claim"),
    }
    assert operations(project) == ["accept"]
    session.undo()
    assert (session.labels.spans, session.labels.relations) == ({}, {})
    assert len(words(session)) == 4


def test_a_rejected_one_stays_away_over_restarts_and_comes_back_with_undo(session: Session, project: Project) -> None:
    session.reject_suggested()
    assert ("attribution_cue", "Volgens") not in words(session)
    again = opened(project)
    again.awake = True
    assert ("attribution_cue", "Volgens") not in words(again)
    (no,) = again.labels.rejections.values()
    assert (no.origin, no.suggester, no.fragments[0].text) == (REJECTED, "nl-lexicon/1", "Volgens")
    again.undo()
    assert words(again)[0] == ("attribution_cue", "Volgens")


def test_an_accepted_span_that_is_changed_is_an_edited_one(session: Session, project: Project) -> None:
    (span,) = session.accept_suggested(session.ghosts()[1:2])
    session.move_edge("start", 1)
    edited = session.labels.spans[span.id]
    assert (edited.origin, edited.suggester, edited.fragments[0].text) == (EDITED, "nl-frames/1", "politie")
    session.undo()
    assert session.labels.spans[span.id].origin == ACCEPTED


def test_what_follows_from_the_context_is_no_edit(session: Session) -> None:
    (claim,) = session.accept_suggested([g for g in session.ghosts() if g.label == "claim"])
    before = session.labels.spans[claim.id].attributes
    session.accept_suggested([g for g in session.ghosts() if g.label == "uncertainty_cue"])
    session.frame()
    now = session.labels.spans[claim.id]
    assert now.attributes != before, "a hedged claim has other defaults"
    assert now.origin == ACCEPTED


def test_an_accepted_span_that_is_deleted_is_rejected(session: Session) -> None:
    session.accept_suggested()
    session.delete()
    assert ("attribution_cue", "Volgens") not in words(session)
    assert [no.origin for no in session.labels.rejections.values()] == [REJECTED]


def test_a_span_of_ones_own_settles_what_is_suggested_there(session: Session) -> None:
    session.cursor.place(0)
    session.label("attribution_cue")
    assert ("attribution_cue", "Volgens") not in words(session)
    assert session.labels.spans[session.active or ""].origin == "manual"


def test_a_sentence_that_is_done_has_none(session: Session) -> None:
    session.set_status("done")
    assert session.ghosts(0) == []
    session.set_status("todo")
    assert len(session.ghosts(0)) == 4


def test_the_innermost_at_the_cursor_is_the_one_that_is_meant(session: Session) -> None:
    text = session.stored.document.text
    session.cursor.seek(text.index("mogelijk"))
    assert session.ghost is not None
    assert session.ghost.label == "uncertainty_cue"
    session.cursor.seek(text.index("gevlucht"))
    assert session.ghost.label == "claim"


def test_a_blind_document_and_a_blind_project_have_none(project: Project) -> None:
    assert set_blind(project, ["a"], True, "chief") == 1
    assert set_blind(project, ["a"], True, "chief") == 0
    for key, count in (("a", 0), ("b", 4)):
        session = opened(project, key=key)
        session.awake = True
        assert len(session.ghosts(0)) == count
    assert blind_documents(project) == ["a"]
    switch(project, False, "chief")
    session = opened(project, key="b")
    session.awake = True
    assert session.ghosts(0) == []
    with pytest.raises(LabelError):
        session.accept_suggested()
    with pytest.raises(LabelError):
        session.reject_suggested()
    switch(project, True, "chief")
    set_blind(project, ["a"], False, "chief")
    assert is_on(project)
    assert operations(project) == ["suggestions.blind", "suggestions.off", "suggestions.on", "suggestions.sighted"]


def test_the_project_holds_together_and_the_log_tells_who_suggested(session: Session, project: Project) -> None:
    session.accept_reliable()
    session.cursor.place(1)
    session.reject_suggested()
    session.accept_suggested()
    session.move_edge("end", -1) if len(
        session.labels.spans[session.active or ""].fragments[0].text.split()
    ) > 1 else None
    assert list(audit(project)) == []
    told = {
        (event.operation, span.suggester)
        for event in events(project)
        if event.patch is not None
        for span in (*event.patch.after.spans, *event.patch.after.rejections)
    }
    assert ("accept", "nl-lexicon/1") in told
    assert ("accept", "nl-frames/1") in told
    assert {operation for operation, _ in told} >= {"accept", "reject"}


def test_another_layer_and_another_language_have_none(project: Project) -> None:
    take(
        project,
        record("Volgens de politie is het mogelijk.", "c")
        | {"document": {"key": "c", "text": "Perhaps it is.", "language": "en"}},
    )
    session = opened(project, key="c")
    session.awake = True
    assert session.ghosts() == []


def test_the_answers_of_others_are_shown_once_they_are_kept_and_still_fit(project: Project) -> None:
    session = opened(project, key="a")
    text = session.stored.document.text
    at = text.index("brug")
    good = KeptSpan("source", (Fragment(at, at + 4, "brug"),), (), "asked", 0.5)
    wrong = KeptSpan("source", (Fragment(at, at + 4, "trap"),), (), "asked", 0.5)
    foreign = KeptSpan("weather", (Fragment(0, 7, "Volgens"),), (), "asked", 0.5)
    assert keep(
        project, session.stored.id, "endpoint/1:small", session.stored.document.sha256, [good, wrong, foreign], {}
    )
    session.awake = True
    theirs = [g for index in range(4) for g in session.ghosts(index) if g.suggester == "endpoint/1:small"]
    assert [(g.label, g.extent) for g in theirs] == [("source", ((at, at + 4),))]
    (span,) = session.accept_suggested(theirs)
    assert (span.origin, span.suggester) == (ACCEPTED, "endpoint/1:small")


def test_the_model_learns_as_one_works_and_takes_over_where_it_is_better(tmp_path: Path) -> None:
    """Whoever labels the word behind *de* as a source, which no rule suggests, is soon suggested it."""
    text = "\n".join(
        f"De {noun} ziet een {thing}." for noun in ("bakker", "slager") for thing in "abcdefghijklmnopqrstuvwxyz"
    )
    with new_project(tmp_path / "own.db") as project:
        take(project, record(text, "a"))
        session = opened(project)
        session.awake = True
        for index in range(45):
            session.cursor.place(index, 1)
            session.label("source")
            session.set_status("done")
            assert session.study()
        shown = {one.label: one.shown for one in session.model_standing()}
        assert shown["source"]
        assert not shown["claim"]
        session.cursor.place(46)
        (ghost,) = [g for g in session.ghosts() if g.label == "source"]
        assert text[ghost.extent[0][0] : ghost.extent[0][1]] == "slager"
        assert ghost.suggester.startswith("online/1+")
        (span,) = session.accept_suggested([ghost])
        assert (span.origin, span.suggester) == (ACCEPTED, ghost.suggester)


def test_blind_work_is_not_shown_to_the_model_of_the_screen(project: Project) -> None:
    switch(project, False, "chief")
    session = opened(project)
    session.awake = True
    session.label("source")
    assert session.study()
    assert session.model_standing() == ()


def test_a_source_that_came_with_a_suggestion_goes_when_its_only_mention_is_somebody_else(session: Session) -> None:
    (span,) = session.accept_suggested(session.ghosts()[1:2])
    assert [source.name for source in session.labels.sources.values()] == ["politie"]
    session.new_source(session.labels.spans[span.id], "politie van Ede")
    assert [source.name for source in session.labels.sources.values()] == ["politie van Ede"]
    session.undo()
    assert [source.name for source in session.labels.sources.values()] == ["politie"]


def test_a_claim_with_other_edges_settles_the_one_that_was_suggested(session: Session) -> None:
    (claim,) = session.accept_suggested([g for g in session.ghosts() if g.label == "claim"])
    session.active = claim.id
    session.move_edge("start", 1)
    assert "claim" not in [label for label, _ in words(session)]
    session.active = claim.id
    session.move_edge("end", -3)
    assert "claim" in [label for label, _ in words(session)], "half of it is another one"


# -- where it was wrong once ------------------------------------------------------------------------------------------


def test_one_that_was_accepted_edited_and_deleted_does_not_come_back(session: Session) -> None:
    (claim,) = session.accept_suggested([g for g in session.ghosts() if g.label == "claim"])
    session.active = claim.id
    session.move_edge("start", 1)
    session.active = claim.id
    session.delete()
    assert "claim" not in [label for label, _ in words(session)]
    assert [no.origin for no in session.labels.rejections.values()] == [REJECTED]


def test_of_two_that_exclude_each_other_one_is_accepted(project: Project) -> None:
    session = opened(project, key="a")
    text = session.stored.document.text
    at = text.index("is de dader mogelijk")
    wide = KeptSpan("uncertainty_cue", (Fragment(at + 9, at + 20, text[at + 9 : at + 20]),), (), "asked", 0.95)
    keep(project, session.stored.id, "other/1", session.stored.document.sha256, [wide], {})
    session.awake = True
    assert len([g for g in session.ghosts() if g.label == "uncertainty_cue"]) == 2
    accepted = [span for span in session.accept_reliable() if span.label == "uncertainty_cue"]
    assert [span.suggester for span in accepted] == ["other/1"], "the surer one"
    assert session.ghosts() == []


def test_what_a_scheme_forbids_is_not_suggested(tmp_path: Path) -> None:
    text = 'De politie zegt: "Er is brand. Er zijn doden."'
    for allowed in (True, False):
        with new_project(tmp_path / f"{allowed}.db") as project:
            take(project, record(text, "a"))
            if not allowed:
                quote = project.scheme.spans["quote"]
                object.__setattr__(quote, "cross_sentence", False)
            session = opened(project)
            session.awake = True
            assert ("quote" in [g.label for g in session.ghosts(0)]) == allowed
            assert session.accept_reliable()


def test_blind_reaches_a_document_that_is_open(session: Session, project: Project) -> None:
    (ghost, *_) = session.ghosts()
    set_blind(project, ["a"], True, "chief")
    with pytest.raises(LabelError):
        session.accept_suggested()
    with pytest.raises(LabelError):
        session.accept_reliable()
    assert session.ghosts() == []
    assert session.labels.spans == {}
    assert ghost.label


def test_a_deleted_source_takes_the_entity_with_it_that_it_brought(session: Session) -> None:
    (span,) = session.accept_suggested([g for g in session.ghosts() if g.label == "source"])
    session.active = span.id
    session.delete()
    assert session.labels.sources == {}
    session.undo()
    assert [source.name for source in session.labels.sources.values()] == ["politie"]
    session.rename_source(session.labels.sources["e1"], "politie van Ede")
    session.active = span.id
    session.delete()
    assert [source.name for source in session.labels.sources.values()] == ["politie van Ede"], "somebody named it so"


@pytest.mark.parametrize(("tag", "count"), [("nl", 4), ("nl-BE", 4), ("nld", 4), ("dut", 4), ("en", 0), ("de", 0)])
def test_dutch_by_whatever_name(tmp_path: Path, tag: str, count: int) -> None:
    with new_project(tmp_path / "p.db") as project:
        data = record(TEXT, "a")
        data["document"]["language"] = tag
        take(project, data)
        session = opened(project)
        session.awake = True
        assert len(session.ghosts(0)) == count


def test_a_layer_of_another_has_none(session: Session, project: Project) -> None:
    bob = opened(project, "bob", "a")
    bob.label("claim")
    session.show_layer(bob.own)
    assert session.ghosts() == []
    session.show_layer(session.own)
    assert len(session.ghosts()) == 4


def test_what_was_learned_is_there_again_after_a_restart(tmp_path: Path) -> None:
    text = "\n".join(f"De bakker ziet {thing}{other} een kat." for thing in "abcdefgh" for other in "abcdefgh")
    with new_project(tmp_path / "p.db") as project:
        take(project, record(text, "a"))
        session = opened(project)
        session.awake = True
        for index in range(60):
            session.cursor.place(index, 1)
            session.label("source")
            session.set_status("done")
            session.study(20)
        standing = session.model_standing()
        assert {one.label for one in standing if one.shown} == {"source"}
        again = opened(project)
        again.awake = True
        assert again.model_standing() == ()
        while not again.study(20):
            pass
        assert again.model_standing() == standing
        row = project.one("SELECT event FROM learned")
        assert row is not None
        assert row[0] > 0, "most of it was kept, and not learned again"


def test_a_second_pass_does_not_know_the_first(project: Project) -> None:
    second = opened(project, number=2)
    second.awake = True
    assert second.study()
    assert second.model_standing() == ()
