"""The registry of actions: an id, keys, a method, words. It feeds keys, footer, palette, help and docs/keys.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from textual.binding import Binding
from textual.keys import key_to_character

from annotator.errors import UsageError
from annotator.scheme.definition import Scheme
from annotator.words import Say

__all__ = ["GROUPS", "STUCK_ESCAPE", "Action", "Registry", "Where", "shown", "spelled"]

GROUPS = ("adjudicate", "move", "select", "label", "edit", "sentence", "view", "project")
Where = Literal["annotate", "adjudicate"]
"""The screens that have actions of their own; one key may do something on each."""
_BOTH: tuple[Where, ...] = ("annotate", "adjudicate")
_GOLD: tuple[Where, ...] = ("adjudicate",)


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does. ``call`` is a Textual action of the screen; ``label`` names the label it sets.

    ``footer`` orders it in the footer (0: not there); ``edits`` says that another's layer does not take it; ``screens``
    are those that have it.
    """

    id: str
    keys: tuple[str, ...]
    call: str
    group: str
    footer: int = 0
    edits: bool = False
    label: str | None = None
    screens: tuple[Where, ...] = ("annotate",)


_FIXED = (
    Action("cursor.right", ("right",), "move(1)", "move"),
    Action("cursor.left", ("left",), "move(-1)", "move"),
    Action("sentence.next", ("down",), "sentences(1)", "move"),
    Action("sentence.previous", ("up",), "sentences(-1)", "move"),
    Action("token.first", ("home",), "edge(False)", "move"),
    Action("token.last", ("end",), "edge(True)", "move"),
    Action("page.down", ("pagedown",), "sentences(10)", "move"),
    Action("page.up", ("pageup",), "sentences(-10)", "move"),
    Action("document.first", ("ctrl+home",), "document_edge(False)", "move"),
    Action("document.last", ("ctrl+end",), "document_edge(True)", "move"),
    Action("sentence.open", ("n",), "next_open", "move"),
    Action("span.next", ("tab",), "next_span(1)", "move"),
    Action("span.previous", ("shift+tab",), "next_span(-1)", "move"),
    Action("select.right", ("shift+right",), "extend(1)", "select"),
    Action("select.left", ("shift+left",), "extend(-1)", "select"),
    Action("select.last", ("shift+end",), "extend_edge(True)", "select"),
    Action("select.first", ("shift+home",), "extend_edge(False)", "select"),
    Action("select.hold", ("space",), "hold", "select", 70),
    Action("select.clear", ("escape",), "clear", "select"),
    Action("span.attributes", ("e",), "attributes", "edit", 30, True),
    Action("link.start", ("l",), "link", "edit", 31, True),
    Action("source.entity", ("o",), "entity", "edit", 32, True),
    Action("span.delete", ("x", "delete", "backspace"), "delete", "edit", 33, True),
    Action("span.fragment", ("f",), "fragment", "edit", 71, True),
    Action("span.unfragment", ("F",), "unfragment", "edit", 0, True),
    Action("edge.end.left", ("left_square_bracket",), "move_edge('end', -1)", "edit", 0, True, screens=_BOTH),
    Action("edge.end.right", ("right_square_bracket",), "move_edge('end', 1)", "edit", 0, True, screens=_BOTH),
    Action("edge.start.left", ("left_curly_bracket",), "move_edge('start', -1)", "edit", 0, True, screens=_BOTH),
    Action("edge.start.right", ("right_curly_bracket",), "move_edge('start', 1)", "edit", 0, True, screens=_BOTH),
    Action("sentence.done", ("enter",), "finish('done')", "sentence", 20, True, screens=_BOTH),
    Action("sentence.skip", ("k",), "finish('skipped')", "sentence", 51, True),
    Action("sentence.flag", ("g",), "finish('flagged')", "sentence", 52, True),
    Action("sentence.todo", ("t",), "reopen", "sentence", 0, True),
    Action("sentence.split", ("b",), "split", "sentence", 0, True),
    Action("sentence.join", ("j",), "join", "sentence", 0, True),
    Action("sentence.comment", ("m",), "comment", "sentence", 53, True),
    Action("sentence.role", ("r",), "role", "sentence", 0, True),
    Action("sentence.confidence", ("y",), "confidence", "sentence", 0, True),
    Action("layer.next", ("v",), "next_layer", "view", 60),
    Action("panel.toggle", ("p",), "toggle_panel", "view"),
    Action("document.list", ("d",), "documents", "view", 61, screens=_BOTH),
    Action("adjudication", ("f3",), "app.adjudicate", "view"),
    Action("agreement", ("f2",), "app.agreement", "view"),
    Action("help", ("question_mark", "f1"), "help", "view", 62, screens=_BOTH),
    Action("palette", ("ctrl+p",), "palette", "view", screens=_BOTH),
    Action("undo", ("ctrl+z",), "undo", "project", 21, True, screens=_BOTH),
    Action("redo", ("ctrl+y",), "redo", "project", 0, True, screens=_BOTH),
    Action("quit", ("ctrl+q",), "leave", "project", 63, screens=_BOTH),
)

_ADJUDICATING = (
    Action("gold.left", ("left", "1"), "accept(0)", "adjudicate", 1, screens=_GOLD),
    Action("gold.right", ("right", "2"), "accept(1)", "adjudicate", 2, screens=_GOLD),
    Action("gold.third", ("3",), "accept(2)", "adjudicate", screens=_GOLD),
    Action("gold.fourth", ("4",), "accept(3)", "adjudicate", screens=_GOLD),
    Action("gold.fifth", ("5",), "accept(4)", "adjudicate", screens=_GOLD),
    Action("gold.sixth", ("6",), "accept(5)", "adjudicate", screens=_GOLD),
    Action("gold.both", ("b",), "accept_both", "adjudicate", 3, screens=_GOLD),
    Action("gold.neither", ("n", "0"), "accept_neither", "adjudicate", 4, screens=_GOLD),
    Action("gold.adopt", ("a",), "adopt", "adjudicate", 5, screens=_GOLD),
    Action("gold.edit", ("e",), "edit", "adjudicate", 30, screens=_GOLD),
    Action("item.next", ("down",), "step(1)", "move", screens=_GOLD),
    Action("item.previous", ("up",), "step(-1)", "move", screens=_GOLD),
    Action("item.open", ("tab",), "seek(1)", "move", 40, screens=_GOLD),
    Action("item.open.back", ("shift+tab",), "seek(-1)", "move", screens=_GOLD),
    Action("compared.next", ("pagedown",), "sentences(1)", "move", screens=_GOLD),
    Action("compared.previous", ("pageup",), "sentences(-1)", "move", screens=_GOLD),
    Action("gold.names", ("w",), "names", "view", 60, screens=_GOLD),
    Action("gold.back", ("escape", "f3"), "back", "view", screens=_GOLD),
)

STUCK_ESCAPE = "circumflex_accent"
"""What Textual makes of an escape that comes together with the next key: tmux holds it back for half a second."""

_SHOWN = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "enter": "⏎",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
    "backspace": "⌫",
    "delete": "del",
}


def _printed(key: str) -> str:
    """A key without modifiers: the character it types, or a short name."""
    typed = "+" if key == "plus" else key_to_character(key) or ""
    return _SHOWN.get(key) or (typed if typed.isprintable() and typed.strip() else key)


def shown(key: str) -> str:
    """A key as it is printed: ``ctrl+z`` is ^z, ``shift+right`` ⇧→."""
    *modifiers, last = key.split("+")
    marks = {"ctrl": "^", "shift": "⇧", "alt": "⌥"}
    return "".join(marks.get(m, f"{m}+") for m in modifiers) + _printed(last)


def spelled(key: str) -> str:
    """A key for the documentation: ``ctrl+z``, ``shift+right``, ``?``."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, last if last in _SHOWN else _printed(last)])


def _named(key: str) -> str:
    """A key as Textual names it; a user may write ``?``, ``[`` or ``;``."""
    key = key.strip()
    before, last = key[:-1], key[-1:]
    if not before or before.endswith("+"):  # one character, with modifiers or without
        last = next(iter(Binding.make_bindings([Binding(last, "press")]))).key
    return before + last


class Registry:
    """All actions of a screen under a scheme, with the keys of the user.

    Raises:
        UsageError: two actions have the same key, or the settings name an action that there is not.
    """

    def __init__(self, scheme: Scheme, keys: Mapping[str, str] | None = None, screen: Where = "annotate") -> None:
        self._scheme = scheme
        labels = [
            Action(f"label.{d.name}", (_named(d.key),), f"label({d.name!r})", "label", 10 + i, True, d.name)
            for i, d in enumerate(scheme.span)
        ]
        sentence_labels = [
            Action(
                f"sentence.label.{d.name}", (_named(d.key),), f"sentence_label({d.name!r})", "sentence", 40 + i, True
            )
            for i, d in enumerate(scheme.sentence_label)
        ]
        found = {a.id: a for a in (*labels, *sentence_labels, *_FIXED, *_ADJUDICATING)}
        for name, given in (keys or {}).items():
            if name not in found:
                raise UsageError(f"settings: there is no action {name!r}", "see docs/keys.md for the ids")
            found[name] = replace(found[name], keys=tuple(_named(k) for k in given.split(",") if k.strip()))
        for where in _BOTH:
            self._refuse_clashes(action for action in found.values() if where in action.screens)
        here = (action for action in found.values() if screen in action.screens)
        self.actions = sorted(here, key=lambda a: GROUPS.index(a.group))
        self._by_id = found
        self._by_key = {key: action for action in self.actions for key in action.keys}

    @staticmethod
    def _refuse_clashes(actions: Iterable[Action]) -> None:
        owners: dict[str, str] = {}
        for action in actions:
            for key in action.keys:
                if key in owners:
                    raise UsageError(
                        f"the key {shown(key)} is that of {owners[key]} and of {action.id}",
                        "give one of them another key: in settings.toml under [keys], or in the scheme",
                    )
                owners[key] = action.id

    def __getitem__(self, name: str) -> Action:
        return self._by_id[name]

    def bound(self, key: str) -> Action | None:
        """What a key does, by Textual's name of it."""
        return self._by_key.get(key)

    def key(self, name: str) -> str:
        """The first key of an action, as it is printed; – when it has none."""
        keys = self._by_id[name].keys
        return shown(keys[0]) if keys else "–"

    def words(self, action: Action, say: Say) -> str:
        """What an action is called."""
        if action.label is not None:
            return self._scheme.spans[action.label].title.say(say.language)
        if action.id.startswith("sentence.label."):
            name = action.id.removeprefix("sentence.label.")
            return self._scheme.sentence_labels[name].title.say(say.language)
        return say(action.id)

    def footer(self) -> list[Action]:
        """The actions of the footer, in the order in which a hand needs them."""
        return sorted((a for a in self.actions if a.footer), key=lambda a: a.footer)
