"""Fixtures for all tests: nobody's own settings, and a project to work in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from annotator.session import Session
from annotator.store import Project
from tests.building import at_work, new_project


@pytest.fixture(autouse=True)
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, the device id or the variables of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("ANNOTATOR_")]:
        monkeypatch.delenv(name)
    home = tmp_path_factory.getbasetemp() / "home"
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("HOME", str(home))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A project with the default scheme and nothing in it."""
    with new_project(tmp_path / "project.db") as found:
        yield found


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Anna at work on the article, in a project with only that."""
    found = at_work(tmp_path / "project.db")
    with found.project:
        yield found


def pytest_configure(config: pytest.Config) -> None:
    """Two depths of random search: the gate's, and ``--hypothesis-profile=full`` for the long runs."""
    common = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
    settings.register_profile("gate", max_examples=60, **common)
    settings.register_profile("full", max_examples=1500, **common)
    if not config.getoption("--hypothesis-profile"):
        settings.load_profile("gate")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is marked ``full`` runs only where the marks are chosen with -m."""
    if not config.getoption("-m"):
        long = [item for item in items if item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
