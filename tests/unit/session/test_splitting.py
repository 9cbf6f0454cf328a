"""Documents are split by content: near-duplicates together, and a corpus that grows keeps what it had."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.session.splitting import shares_of, split
from annotator.store import Project
from tests.building import new_project, record, take
from tests.unit.text.test_shingles import text


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path / "p.db")


def test_shares() -> None:
    assert shares_of("80/10/10") == (80, 10, 10)
    assert shares_of("3/1") == (3, 1)
    for wrong in ("80", "a/b", "", "0/0", "-1/2", "1/2/3/4"):
        with pytest.raises(UsageError, match="80/10/10"):
            shares_of(wrong)


def test_parts_are_as_large_as_asked_and_stay_when_the_corpus_grows(project: Project) -> None:
    take(project, *(record(text(n, 60), f"d{n}") for n in range(300)))
    before = split(project, (80, 10, 10), 1).parts
    counts = Counter(before.values())
    assert 0.7 < counts["train"] / 300 < 0.9
    assert min(counts["dev"], counts["test"]) > 10
    take(project, *(record(text(n, 60), f"d{n}") for n in range(300, 400)))
    after = split(project, (80, 10, 10), 1).parts
    assert {key: after[key] for key in before} == before
    assert split(project, (80, 10, 10), 2).parts != after
    assert set(split(project, (80, 20), 1).parts.values()) == {"train", "test"}


def test_the_same_texts_in_another_project_go_to_the_same_parts(project: Project, tmp_path: Path) -> None:
    take(project, *(record(text(n, 60), f"d{n}") for n in range(50)))
    with new_project(tmp_path / "other.db") as other:
        take(other, *(record(text(n, 60), f"x{n}") for n in reversed(range(50))))
        here, there = (split(p, (80, 10, 10), 1).parts for p in (project, other))
    assert {key[1:]: part for key, part in here.items()} == {key[1:]: part for key, part in there.items()}


def test_near_duplicates_are_on_one_side(project: Project) -> None:
    for n in range(60):
        take(project, record(text(n), f"d{n}"), record(f"Anders. {text(n)} En dit erbij.", f"e{n}"))
    found = split(project, (50, 25, 25), 1)
    assert all(found.parts[f"d{n}"] == found.parts[f"e{n}"] for n in range(60))
    assert found.together == [(f"e{n}", f"d{n}") for n in range(60)]
    assert len(set(found.parts.values())) == 3
    assert found.apart == []


def test_a_text_that_resembles_two_is_told(project: Project) -> None:
    parts, n = {}, 0
    while len(set(parts.values())) < 2:
        take(project, record(text(n, 100), f"d{n}"))
        parts = split(project, (50, 50), 1).parts
        n += 1
    one, other = "d0", f"d{n - 1}"
    take(project, record(f"{text(0, 100)} {text(n - 1, 100)}", "both"))
    found = split(project, (50, 50), 1)
    assert found.parts["both"] == parts[one]
    assert found.apart == [("both", other)]
