"""Keys as they are written: what is one, what is none, what not every terminal sends; clashes, all told at once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual._xterm_parser import XTermParser
from textual.events import Key

from annotator.errors import SettingsError
from annotator.settings import Settings
from annotator.ui.actions import Registry, Where
from annotator.ui.keys import NoKey, named, shown, spelled
from annotator.words import Say
from tests.building import nl_fact


def sent(typed: str) -> list[str]:
    """The keys that Textual makes of what a terminal sends."""
    parser = XTermParser()
    return [event.key for event in (*parser.feed(typed), *parser.feed("")) if isinstance(event, Key)]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("x", "x"),
        ("X", "X"),
        ("shift+x", "X"),
        ("?", "?"),
        ("/", "/"),
        ("slash", "/"),
        ("@", "@"),
        ("-", "-"),
        ("_", "_"),
        ("+", "+"),
        ("comma", ","),
        ("é", "é"),
        ("space", " "),
        ("Enter", "\r"),
        ("ctrl+d", "\x04"),
        ("ctrl+D", "\x04"),
        ("Control+d", "\x04"),
        ("ctrl + d", "\x04"),
        ("alt+u", "\x1bu"),
        ("alt+U", "\x1bU"),
        ("shift+alt+u", "\x1bU"),
        ("option+u", "\x1bu"),
        ("alt+left", "\x1b[1;3D"),
        ("shift+ctrl+left", "\x1b[1;6D"),
        ("ctrl+home", "\x1b[1;5H"),
        ("shift+tab", "\x1b[Z"),
        ("f7", "\x1b[18~"),
        ("F12", "\x1b[24~"),
        ("delete", "\x1b[3~"),
    ],
)
def test_a_key_is_what_the_terminal_sends_for_it(written: str, typed: str) -> None:
    assert sent(typed) == [named(written)]


@pytest.mark.parametrize(
    ("written", "told", "remedy"),
    [
        ("foo+", "'foo+' is no key", "after the last + stands a key"),
        ("foo", "'foo' is no key", "a key is a character or a name"),
        ("delte", "'delte' is no key", "did you mean delete?"),
        ("pgup", "'pgup' is no key", "write pageup"),
        ("esc", "'esc' is no key", "write escape"),
        ("a+b", "'a+b' is no key", "'a' is none of alt, ctrl, shift"),
        ("cmd+x", "'cmd+x' is no key", "'cmd' is none of"),
        ("\x1b", r"'\x1b' is no key", "write its name"),
        ("ctrl+shift+ü", "not every terminal sends ctrl+shift+ü", "take alt+ü"),
        ("ctrl+shift+a", "not every terminal sends ctrl+shift+a", "take ctrl+a"),
        ("ctrl+enter", "not every terminal sends ctrl+enter", "a function key"),
        ("shift+1", "not every terminal sends shift+1", "write the character that it types"),
        ("alt+.", "not every terminal sends alt+.", "take a character"),
        ("ctrl+i", "a terminal sends tab for ctrl+i", "write tab"),
        ("ctrl+m", "a terminal sends enter for ctrl+m", "write enter"),
        ("ctrl+h", "a terminal sends backspace for ctrl+h", "another key"),
    ],
)
def test_what_is_no_key_is_told_with_what_may_be_meant(written: str, told: str, remedy: str) -> None:
    with pytest.raises(NoKey) as caught:
        named(written)
    assert str(caught.value) == told
    assert remedy in caught.value.remedy


@example("😍")
@given(st.text(max_size=12) | st.from_regex(r"((ctrl|alt|shift|meta)\+){0,3}.{0,2}", fullmatch=True))
def test_anything_written_is_a_key_or_is_refused_and_a_key_stays_the_same(text: str) -> None:
    try:
        key = named(text)
    except NoKey:
        return
    assert named(key) == key
    assert shown(key).isprintable()
    if spelled(key) != ",":
        assert named(spelled(key)) == key


@pytest.mark.parametrize("screen", ["annotate", "adjudicate"])
def test_every_key_of_the_registry_is_one_that_a_terminal_sends(screen: Where) -> None:
    for action in Registry(nl_fact()[1], screen=screen).actions:
        assert [named(key) for key in action.keys] == list(action.keys), action.id


def test_everything_that_is_wrong_is_told_at_once_with_both_names_and_whence() -> None:
    keys = {
        "span.fly": "f9",
        "span.delet": "f9",
        "redo": "ctrl+shift+y, f8",
        "undo": "c",
        "help": "f7",
        "pace": "f7",
        "layer.next": "f7",
    }
    with pytest.raises(SettingsError) as caught:
        Registry(nl_fact()[1], keys, place="/home/anna/settings.toml")
    lines = str(caught.value).split("\n")
    assert len(lines) == len(caught.value.faults) == 5
    assert lines[0].startswith("/home/anna/settings.toml: there is no action 'span.fly' – ")
    assert lines[1].startswith(
        "/home/anna/settings.toml: there is no action 'span.delet' – did you mean 'span.delete'?"
    )
    assert lines[2] == "/home/anna/settings.toml: redo: not every terminal sends ctrl+shift+y – take ctrl+y"
    assert lines[3].startswith(
        "the key c is that of label.claim (claim; from the scheme nl-fact)"
        " and of undo (undo; from /home/anna/settings.toml) – "
    )
    assert [name in lines[4] for name in ("help (", "pace (", "layer.next (")] == [True] * 3
    assert "f7" in lines[4]


def test_a_preset_that_clashes_with_a_label_of_the_scheme_says_so_and_yields_to_the_user() -> None:
    scheme = nl_fact()[1]
    spans = tuple(replace(span, key="h") if span.name == "quote" else span for span in scheme.span)
    taking = replace(scheme, name="eigen", span=spans)
    with pytest.raises(SettingsError) as caught:
        Registry(taking, preset="vim")
    (line,) = str(caught.value).split("\n")
    assert line.startswith(
        "the key h is that of label.quote (quote; from the scheme eigen)"
        " and of cursor.left (previous word; from the preset vim) – "
    )
    registry = Registry(taking, {"cursor.left": "left"}, preset="vim")
    assert (registry.key("label.quote"), registry.key("cursor.left"), registry.key("cursor.right")) == ("h", "←", "l")


def test_the_user_goes_before_the_preset() -> None:
    settings = Settings(preset="vim", keys={"undo": "f5"})
    registry = Registry.of(nl_fact()[1], settings)
    assert (registry.key("undo"), registry.key("redo")) == ("f5", "^r")
    assert registry.bound("U") is None


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("Q", ("q", "label.quote")),
        ("A", ("a", "label.attribution_cue")),
        ("ctrl+u", ("u", "label.uncertainty_cue")),
        ("alt+c", ("c", "label.claim")),
        ("z", ("^z", "undo")),
        ("Z", ("^z", "undo")),
        ("ctrl+up", ("↑", "sentence.previous")),
        ("f11", None),
        ("ctrl+f11", None),
        ("é", None),
    ],
)
def test_what_may_have_been_meant_by_a_key_that_does_nothing(key: str, near: tuple[str, str] | None) -> None:
    registry = Registry(nl_fact()[1])
    assert registry.bound(key) is None
    found = registry.near(key)
    assert (found and (found[0], found[1].id)) == near
    if found:
        assert registry.words(found[1], Say("nl"))
