"""A scheme cannot take the screen's own characters: the reader's list is that of the registry."""

from __future__ import annotations

from annotator.scheme.read import RESERVED_KEYS
from annotator.ui.actions import Registry, spelled
from tests.building import nl_fact


def test_the_reserved_characters_are_those_of_the_screen() -> None:
    registry = Registry(nl_fact()[1])
    own = {
        spelled(key) for a in registry.actions if not a.id.startswith(("label.", "sentence.label.")) for key in a.keys
    }
    assert {key for key in own if len(key) == 1} == set(RESERVED_KEYS)
