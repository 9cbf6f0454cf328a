"""The presets of keys: each names every action, clashes with nothing, and is what its name says."""

from __future__ import annotations

import re

import pytest

from annotator.resources import schema_file
from annotator.settings import PRESETS
from annotator.ui.actions import Registry, spelled
from annotator.ui.keys import named, preset_keys
from tests.building import nl_fact

FILES = [name for name in PRESETS if name != "default"]
SCREENS = ("annotate", "adjudicate")


def actions() -> set[str]:
    return {a.id for screen in SCREENS for a in Registry(nl_fact()[1], screen=screen).actions}  # type: ignore[arg-type]


def is_label(name: str) -> bool:
    return name.startswith(("label.", "sentence.label."))


@pytest.mark.parametrize("preset", FILES)
def test_it_names_every_action_and_nothing_else(preset: str) -> None:
    given = {name for name in preset_keys(preset) if not is_label(name)}
    assert given == {name for name in actions() if not is_label(name)}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_has_two_owners_and_no_action_is_without(preset: str, screen: str) -> None:
    registry = Registry(nl_fact()[1], screen=screen, preset=preset)  # type: ignore[arg-type]
    keys = [key for action in registry.actions for key in action.keys]
    assert len(keys) == len(set(keys))
    assert [action.id for action in registry.actions if not action.keys] == []


@pytest.mark.parametrize("preset", FILES)
def test_its_keys_are_written_as_the_program_writes_them(preset: str) -> None:
    for name, given in preset_keys(preset).items():
        for key in given.split(","):
            assert (spelled(named(key)) if key != "comma" else "comma") == key, name


def test_every_file_is_a_preset_that_can_be_chosen() -> None:
    names = {path.name.removesuffix(".toml") for path in schema_file("keys").iterdir()}
    assert names == set(FILES)


def test_vim_moves_as_vim() -> None:
    registry = Registry(nl_fact()[1], preset="vim")
    expected = {
        "h": "cursor.left",
        "j": "sentence.next",
        "k": "sentence.previous",
        "l": "cursor.right",
        "w": "phrase.next",
        "b": "phrase.previous",
        "0": "token.first",
        "dollar_sign": "token.last",
        "G": "document.last",
        "v": "select.propose",
        "x": "span.delete",
        "J": "sentence.join",
        "slash": "search",
        "ctrl+r": "redo",
        "colon": "palette",
    }
    assert {key: action and action.id for key in expected if (action := registry.bound(key))} == expected
    for key in "cusaq":
        action = registry.bound(key)
        assert action is not None
        assert is_label(action.id), "labels keep the keys of the scheme"


OFTEN = """
cursor.left cursor.right sentence.next sentence.previous token.first token.last page.down page.up phrase.next
phrase.previous span.next span.previous word.pick sentence.open
select.left select.right select.first select.last select.propose select.hold select.clear select.phrase
label.claim label.uncertainty_cue label.source label.attribution_cue label.quote sentence.label.check_worthiness
span.attributes attributes.repeat link.start source.entity source.same source.none source.pick span.delete span.fragment
edge.start.left edge.start.right edge.end.left edge.end.right
sentence.done sentence.skip sentence.flag sentence.todo sentence.comment undo redo document.list layer.next palette
""".split()


@pytest.mark.parametrize("name", OFTEN)
def test_what_is_often_used_lies_under_the_left_hand(name: str) -> None:
    registry = Registry(nl_fact()[1], preset="left-handed")
    reached = re.compile(r"((ctrl|alt|shift)\+)*([1-5qwertasdfgzxcvbQWERTASDFGZXCVB!@#$%]|tab|escape|space|f[1-4])")
    assert any(reached.fullmatch(spelled(key)) for key in registry[name].keys)
