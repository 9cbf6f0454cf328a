"""The sentences behind a figure: those that differ, those that agree, and what is asked of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from annotator.errors import StoreMissing
from annotator.session.behind import Behind, Looked, looked_at
from tests.agreeing import differing, finished
from tests.building import at_work, mark, opened


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Looked:
    path = tmp_path_factory.mktemp("behind") / "p.db"
    differing(path).close()
    return list(looked_at(path, Event(), replicates=20))[-1]


def where(looked: Looked, behind: Behind, *, differ: bool) -> list[tuple[str, int]]:
    """Documents and sentences of the places that differ, or of those that do not."""
    places = [place for place in looked.places(behind) if bool(place.items) is differ]
    return [(looked.document(place).key, place.sentence) for place in places]


@pytest.mark.parametrize(
    ("behind", "differ", "alike"),
    [
        (Behind("claim"), [("a", 1)], [("a", 6), ("b", 0)]),
        (Behind("source"), [("a", 2)], []),
        (Behind("quote"), [("a", 2)], []),
        (Behind("uncertainty_cue"), [("a", 6)], []),
        (Behind("spans"), [("a", 1), ("a", 2), ("a", 6)], [("b", 0)]),
        (Behind("spans", "claim"), [("a", 1)], [("a", 6), ("b", 0)]),
        (Behind("claim.polarity"), [("a", 6)], [("a", 1), ("b", 0)]),
        (Behind("claim.polarity", "unk"), [("a", 6)], []),
        (Behind("relation:hedges"), [("a", 6)], []),
        (Behind("sentence:check_worthiness"), [("a", 1)], []),
        (Behind("sentence:check_worthiness", "FNR"), [], []),
        (Behind("claim", raters=("anna",)), [("a", 1)], [("a", 6), ("b", 0)]),
        (Behind("claim", raters=("bob", "anna")), [("a", 1)], [("a", 6), ("b", 0)]),
        (Behind("claim", raters=("anna", "carla")), [], []),
        (Behind("uncertainty_cue", kind="missed", cue="zouden"), [("a", 6)], []),
        (Behind("uncertainty_cue", kind="missed", cue="zou"), [], []),
    ],
    ids=str,
)
def test_the_places_of_a_figure(looked: Looked, behind: Behind, differ: list[object], alike: list[object]) -> None:
    assert where(looked, behind, differ=True) == differ
    assert where(looked, behind, differ=False) == alike


def test_every_disagreement_of_the_report_has_its_places(looked: Looked) -> None:
    assert looked.report is not None
    assert {each.kind for each in looked.report.disagreements} == {"missed", "boundary", "label", "attribute", "link"}
    for each in looked.report.disagreements:
        places = looked.places(Behind(each.layer, kind=each.kind, cue=each.cue))
        assert sum(len(place.items) for place in places) == each.count
        named = [(looked.document(place).key, place.sentence, *looked.names(place.pair)) for place in places]
        assert set(named) == set(each.places)


def test_both_sides_of_a_place(looked: Looked) -> None:
    (place,) = [place for place in looked.places(Behind("claim")) if place.items]
    (item,) = place.items
    words = [[part.text for span in looked.spans(place, item, side) for part in span.fragments] for side in (0, 1)]
    assert words == [["er tientallen doden gevallen"], ["tientallen doden gevallen"]]
    assert [list(looked.short_names(place, side).values()) for side in (0, 1)] == [["c1"], ["c1"]]
    (place,) = looked.places(Behind("relation:hedges"))
    (item,) = place.items
    assert [span.label for span in looked.spans(place, item, 0)] == ["uncertainty_cue", "claim"]
    assert looked.spans(place, item, 1) == []
    assert [link.label for link in looked.links(place, item, 0)] == ["hedges"]


def test_figures_come_without_intervals_first(tmp_path: Path) -> None:
    differing(tmp_path / "p.db").close()
    told: list[float] = []
    first, second = looked_at(tmp_path / "p.db", Event(), replicates=20, told=told.append)
    assert first.report is not None
    assert second.report is not None
    assert (first.whole, second.whole) == (False, True)
    assert [m.value for m in first.report.measures] == [m.value for m in second.report.measures]
    assert all(m.ci is None for m in first.report.measures)
    assert any(m.ci is not None for m in second.report.measures)
    half = len(told) // 2
    assert told[:half] == told[half:] == sorted(told[:half])
    assert told[-1] == 1.0


def test_it_stops_when_it_is_told_to(tmp_path: Path) -> None:
    differing(tmp_path / "p.db").close()
    stop = Event()
    found: Iterator[Looked] = looked_at(tmp_path / "p.db", stop, told=lambda _: stop.set())
    assert list(found) == []
    stop = Event()
    found = looked_at(tmp_path / "p.db", stop)
    assert next(found).report is not None
    stop.set()
    assert list(found) == []


def test_stopping_while_the_project_is_read_is_no_error(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db", *["Er is brand. " * 400] * 3)
    session.project.close()
    stop = Event()
    stop.set()
    assert list(looked_at(tmp_path / "p.db", stop)) == []


def test_a_project_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        list(looked_at(tmp_path / "none.db", Event()))


def test_one_annotator_or_nothing_in_common_gives_no_figures(tmp_path: Path) -> None:
    session = at_work(tmp_path / "p.db")
    mark(session, "claim", "tientallen doden")
    finished(session)
    (found,) = looked_at(tmp_path / "p.db", Event())
    assert (found.report, found.whole, found.raters) == (None, True, ("anna",))
    other = opened(session.project, "bob", "a")
    mark(other, "claim", "tientallen doden")
    (found,) = looked_at(tmp_path / "p.db", Event())
    assert (found.report, found.raters) == (None, ("anna", "bob"))
    assert [left.reason for left in found.left_out] == ["no sentence was finished by two"]
    session.project.close()
