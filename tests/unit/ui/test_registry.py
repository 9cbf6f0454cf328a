"""The registry of actions: its keys, their names in print and in settings, its words in both languages."""

from __future__ import annotations

import ast
import string
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.errors import UsageError
from annotator.ui.actions import GROUPS, Registry, shown, spelled
from annotator.words import WORDS, Say
from tests.building import nl_fact

ROOT = Path(__file__).parents[3] / "annotator"
CONTRACT = {
    "left": "cursor.left",
    "right": "cursor.right",
    "shift+left": "select.left",
    "shift+right": "select.right",
    "up": "sentence.previous",
    "down": "sentence.next",
    "home": "token.first",
    "end": "token.last",
    "c": "label.claim",
    "u": "label.uncertainty_cue",
    "s": "label.source",
    "a": "label.attribution_cue",
    "q": "label.quote",
    "enter": "sentence.done",
    "ctrl+z": "undo",
    "ctrl+y": "redo",
    "ctrl+q": "quit",
}


@pytest.fixture
def registry() -> Registry:
    return Registry(nl_fact()[1])


@pytest.mark.parametrize(("key", "name"), sorted(CONTRACT.items()))
def test_the_keys_that_scripts_rely_on(registry: Registry, key: str, name: str) -> None:
    found = registry.bound(key)
    assert found is not None
    assert found.id == name


def test_every_action_has_a_key_a_group_and_words_in_both_languages(registry: Registry) -> None:
    for action in registry.actions:
        assert action.keys
        assert action.group in GROUPS
        for language in ("en", "nl"):
            words = registry.words(action, Say(language))
            assert words
            assert "." not in words


def test_no_key_has_two_owners(registry: Registry) -> None:
    keys = [key for action in registry.actions for key in action.keys]
    assert len(keys) == len(set(keys))


def test_the_footer_begins_with_the_labels_and_done(registry: Registry) -> None:
    assert [action.id for action in registry.footer()][:12] == [
        "suggestion.accept",
        "suggestion.accept.all",
        "suggestion.reject",
        "suggestion.toggle",
        "select.propose",
        "label.claim",
        "label.uncertainty_cue",
        "label.source",
        "label.attribution_cue",
        "label.quote",
        "sentence.done",
        "undo",
    ]


@pytest.mark.parametrize(
    ("given", "bound", "printed", "documented"),
    [
        ("x", "x", "x", "x"),
        ("F", "F", "F", "F"),
        ("?", "question_mark", "?", "?"),
        (";", "semicolon", ";", ";"),
        ("[", "left_square_bracket", "[", "["),
        ("*", "asterisk", "*", "*"),
        ("ctrl+d", "ctrl+d", "^d", "ctrl+d"),
        ("shift+up", "shift+up", "⇧↑", "shift+up"),
        ("ctrl+pageup", "ctrl+pageup", "^pgup", "ctrl+pageup"),
        (" f7 ", "f7", "f7", "f7"),
        ("space", "space", "space", "space"),
        ("é", "é", "é", "é"),
        ("enter", "enter", "⏎", "enter"),
        ("comma", "comma", ",", ","),
    ],
)
def test_keys_as_a_user_writes_them_and_as_they_are_printed(
    given: str, bound: str, printed: str, documented: str
) -> None:
    keys = {"redo": given} | ({"sentence.done": "f12", "help": "f1"} if given in ("enter", "?") else {})
    keys |= {"span.unfragment": "f11"} if given == "F" else {}
    keys |= {"span.delete": "f11"} if given == "x" else {}
    keys |= {"edge.end.left": "f11"} if given == "[" else {}
    taken = {"space": "select.propose", "comma": "select.hold", ";": "source.none"}
    keys |= {taken[given]: "f11"} if given in taken else {}
    registry = Registry(nl_fact()[1], keys)
    found = registry.bound(bound)
    assert found is not None
    assert found.id == "redo"
    assert registry.key("redo") == printed == shown(bound)
    assert spelled(bound) == documented


def test_several_keys_and_none() -> None:
    registry = Registry(nl_fact()[1], {"span.delete": "f7, f8", "redo": ""})
    assert [registry.bound(key) is registry["span.delete"] for key in ("f7", "f8", "x", "delete")] == [True] * 2 + [
        False
    ] * 2
    assert registry.bound("ctrl+y") is None
    assert registry.key("redo") == "–"


def test_a_scheme_that_takes_a_fixed_key_is_refused_with_both_names() -> None:
    """A file is refused when it is read; a project may hold a scheme from before a key was taken."""
    scheme = nl_fact()[1]
    spans = tuple(replace(span, key="x") if span.name == "quote" else span for span in scheme.span)
    taking = replace(scheme, span=spans)
    words = (
        r"the key x is that of label\.quote \(quote; from the scheme nl-fact\)"
        r" and of span\.delete \(delete; from the defaults\)"
    )
    with pytest.raises(UsageError, match=words):
        Registry(taking)
    assert Registry(taking, {"span.delete": "f7"}).key("label.quote") == "x"


# -- words ------------------------------------------------------------------------------------------------------------


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", sorted(WORDS))
def test_both_languages_say_the_same_things(name: str) -> None:
    english, dutch = WORDS[name]
    assert english.strip() == english != ""
    assert dutch.strip() == dutch != ""
    assert fields(english) == fields(dutch)


def asked_for() -> tuple[set[str], set[str]]:
    """The names that the program asks the words of: whole ones, and the beginnings of those it puts together."""
    whole, begun = set(), set()
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
    return whole, {prefix for prefix in begun if prefix.endswith(".")}


def test_there_are_no_words_that_nothing_says(registry: Registry) -> None:
    whole, begun = asked_for()
    used = whole | {action.id for action in registry.actions}
    used |= {f"{name}.one" for name in used}
    assert [name for name in WORDS if name not in used and not name.startswith(tuple(begun))] == []


def test_everything_that_is_said_has_words() -> None:
    for path in (ROOT / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if called == "say" and isinstance(first, ast.Constant) and isinstance(first.value, str):
                assert first.value in WORDS, path
                given = {keyword.arg for keyword in node.keywords}
                assert fields(WORDS[first.value][0]) == given, (path, first.value)


def test_every_operation_can_be_named_by_undo() -> None:
    """The operations are the first argument of ``do`` and ``_write_cut`` in the session."""
    tree = ast.parse((ROOT / "session" / "session.py").read_text(encoding="utf-8"))
    found = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("do", "_write_cut")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert {"label", "delete", "edge", "link"} <= found
    assert [name for name in (*found, "done", "skipped", "flagged", "todo") if f"op.{name}" not in WORDS] == []


def test_every_refusal_of_an_editor_has_words() -> None:
    """What a key alone cannot bring about may be said in the error's own words."""
    codes = set()
    for name in ("editing.py", "session.py"):
        for node in ast.walk(ast.parse((ROOT / "session" / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LabelError":
                codes.add(node.args[0].value)  # type: ignore[attr-defined]
    assert {code for code in codes if f"error.{code}" not in WORDS} <= {"no_label", "no_attribute", "no_value"}


@pytest.mark.parametrize(
    ("language", "one", "more"), [("en", "1 document", "2 documents"), ("nl", "1 document", "2 documenten")]
)
def test_one_is_not_several(language: str, one: str, more: str) -> None:
    said = [Say(language)("agreement.compared", documents=n, sentences=47) for n in (1, 2)]
    assert [text.partition(" · ")[0] for text in said] == [one, more]
