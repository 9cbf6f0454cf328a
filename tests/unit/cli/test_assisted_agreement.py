"""Agreement with and without assisted spans, from suggestions that were really accepted, edited and rejected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.session import Session
from annotator.store import open_project
from annotator.store.assistance import switch
from tests.building import opened
from tests.unit.cli.calling import Run, lines

TEXT = "Volgens de politie is de dader mogelijk gevlucht. De brug bij Ede is vandaag weer open."


@pytest.fixture
def project(run: Run, tmp_path: Path) -> Path:
    """Four documents of two sentences."""
    run("import", lines(tmp_path / "in.jsonl", *({"key": f"d{n}", "text": f"{TEXT} Nummer {n}."} for n in range(4))))
    return tmp_path / "annotations.db"


def worked(session: Session, *, assisted: bool, end: int) -> None:
    """The first sentence by what is suggested, or by hand the same; of the second, a claim that ends somewhere."""
    session.awake = True
    session.cursor.place(0)
    if assisted:
        session.accept_reliable()
    else:
        for ghost in Session.ghosts(session, 0):
            session.label(ghost.label, ghost.extent)
    session.set_status("done")
    session.cursor.place(1)
    session.label("claim", ((session.stored.sentences[1].start, end),))
    session.set_status("done")
    session.cursor.place(2)
    session.set_status("done")


def figures(run: Run) -> dict[str, float | None]:
    """F1 of exact claims, by variant."""
    found: list[dict[str, Any]] = run("agreement", "--format", "json").data["measures"]
    return {
        f["variant"]: f["value"]
        for f in found
        if f["layer"] == "claim" and f["measure"] == "f1" and f["variant"].startswith("exact")
    }


def test_what_was_accepted_agrees_and_what_was_not_does_not(run: Run, project: Path) -> None:
    with open_project(project) as store:
        for number in range(4):
            for who, end in (("anna", -1), ("bob", -4)):
                session = opened(store, who, f"d{number}")
                worked(session, assisted=True, end=session.stored.sentences[1].end + end)
    assert figures(run) == {"exact": 0.5, "exact+assisted": 1.0, "exact+unassisted": 0.0}


def test_in_a_blind_project_nothing_is_assisted(run: Run, project: Path) -> None:
    with open_project(project) as store:
        switch(store, False, "chief")
        for number in range(4):
            for who, end in (("anna", -1), ("bob", -4)):
                session = opened(store, who, f"d{number}")
                worked(session, assisted=False, end=session.stored.sentences[1].end + end)
    assert figures(run) == {"exact": 0.0}
