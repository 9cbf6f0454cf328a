"""The registry of actions: an id, keys, a method, words. It feeds keys, footer, palette, help and docs/keys.md."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from annotator.errors import Fault, SettingsError
from annotator.scheme.definition import Scheme
from annotator.settings import Settings
from annotator.ui.keys import NoKey, named, preset_keys, shown, spelled
from annotator.words import Say

__all__ = ["GROUPS", "STUCK_ESCAPE", "Action", "Registry", "Where", "shown", "spelled"]

GROUPS = ("adjudicate", "label", "move", "select", "suggest", "edit", "sentence", "view", "project")
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

    def times(self, count: int) -> str:
        """The call for so many at once, where the last thing that it takes is how many; else the call as it is."""
        return _NUMBER.sub(lambda found: f"{int(found.group()) * count}", self.call) if count > 1 else self.call


_NUMBER = re.compile(r"-?\d+(?=\)$)")
"""The last argument of a call, a number."""

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
    Action("phrase.next", ("ctrl+right",), "start(1)", "move"),
    Action("phrase.previous", ("ctrl+left",), "start(-1)", "move"),
    Action("word.pick", ("h",), "pick_word", "move"),
    Action("cue.next", ("right_parenthesis", "alt+u"), "landmark('cue', 1)", "move"),
    Action("cue.previous", ("left_parenthesis", "alt+shift+u"), "landmark('cue', -1)", "move"),
    Action("number.next", ("number_sign", "alt+n"), "landmark('number', 1)", "move"),
    Action("number.previous", ("alt+shift+n",), "landmark('number', -1)", "move"),
    Action("capital.next", ("@", "alt+s"), "landmark('capital', 1)", "move"),
    Action("capital.previous", ("alt+shift+s",), "landmark('capital', -1)", "move"),
    Action("quotation.next", ("quotation_mark", "alt+q"), "landmark('quote', 1)", "move"),
    Action("quotation.previous", ("alt+shift+q",), "landmark('quote', -1)", "move"),
    Action("sentence.open", ("n",), "next_open", "move"),
    Action("unlabelled.next", ("N",), "next_of('unlabelled')", "move"),
    Action("flagged.next", ("G",), "next_of('flagged')", "move"),
    Action("comment.next", ("M",), "next_of('comment')", "move"),
    Action("trail.back", ("alt+left",), "back", "move"),
    Action("trail.forward", ("alt+right",), "forward", "move"),
    Action("span.next", ("tab",), "next_span(1)", "move"),
    Action("span.previous", ("shift+tab",), "next_span(-1)", "move"),
    Action("select.right", ("shift+right",), "extend(1)", "select"),
    Action("select.left", ("shift+left",), "extend(-1)", "select"),
    Action("select.last", ("shift+end",), "extend_edge(True)", "select"),
    Action("select.first", ("shift+home",), "extend_edge(False)", "select"),
    Action("select.propose", ("space",), "propose", "select", 9),
    Action("select.phrase", ("ctrl+shift+right",), "extend_start(1)", "select"),
    Action("select.phrase.back", ("ctrl+shift+left",), "extend_start(-1)", "select"),
    Action("select.hold", ("comma",), "hold", "select", 70),
    Action("select.clear", ("escape",), "clear", "select"),
    Action("suggestion.accept", ("equals_sign",), "accept_ghost", "suggest", 5, True),
    Action("suggestion.accept.all", ("plus",), "accept_reliable", "suggest", 6, True),
    Action("suggestion.reject", ("minus",), "reject_ghost", "suggest", 7, True),
    Action("suggestion.adjust", ("underscore",), "adjust_ghost", "suggest", 0, True),
    Action("suggestion.explain", ("exclamation_mark",), "explain_ghost", "suggest"),
    Action("suggestion.next", ("greater_than_sign",), "next_ghost", "suggest"),
    Action("suggestion.toggle", ("backslash",), "toggle_ghosts", "suggest", 8),
    Action("span.attributes", ("e",), "attributes", "edit", 31, True),
    Action("attributes.repeat", ("E",), "repeat_choice", "edit", 0, True),
    Action("link.start", ("l",), "link", "edit", 30, True),
    Action("source.entity", ("o",), "entity", "edit", 32, True),
    Action("source.same", ("full_stop",), "same_source", "edit", 34, True),
    Action("source.none", ("semicolon",), "no_source", "edit", 0, True),
    Action("source.pick", ("colon",), "pick_source", "edit", 0, True),
    Action("frame.toggle", ("L",), "toggle_frame", "edit"),
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
    Action("guideline.gap", ("I",), "gap", "sentence", 0, True),
    Action("sentence.role", ("r",), "role", "sentence", 0, True),
    Action("sentence.confidence", ("y",), "confidence", "sentence", 0, True),
    Action("layer.next", ("v",), "next_layer", "view", 60),
    Action("panel.toggle", ("p",), "toggle_panel", "view"),
    Action("guideline", ("i",), "guideline", "view", 54),
    Action("spoken.toggle", ("S",), "speak", "view"),
    Action("layout.next", ("R",), "next_layout", "view"),
    Action("theme.next", ("T",), "next_theme", "view"),
    Action("legend", ("K",), "legend", "view"),
    Action("document.list", ("d",), "documents", "view", 61, screens=_BOTH),
    Action("search", ("/",), "search", "view", 61),
    Action("adjudication", ("f3",), "app.adjudicate", "view"),
    Action("agreement", ("f2",), "app.agreement", "view"),
    Action("pace", ("P",), "pace", "view"),
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


def _spelled_out(action: Action) -> Action:
    """An action of the registry with its keys as Textual names them: only signs are written otherwise there."""
    if all(len(key) > 1 or key.isalnum() for key in action.keys):
        return action
    return replace(action, keys=tuple(map(named, action.keys)))


def _labels(scheme: Scheme) -> list[Action]:
    """The actions that the labels of a scheme make, without keys yet."""
    spans = [
        Action(f"label.{d.name}", (), f"label({d.name!r})", "label", 10 + i, True, d.name)
        for i, d in enumerate(scheme.span)
    ]
    return spans + [
        Action(f"sentence.label.{d.name}", (), f"sentence_label({d.name!r})", "sentence", 40 + i, True)
        for i, d in enumerate(scheme.sentence_label)
    ]


class Registry:
    """All actions of a screen under a scheme, with the keys of a preset and then those of the user.

    Raises:
        SettingsError: two actions have the same key, a key is none, or an action that is named is not there.
    """

    def __init__(
        self,
        scheme: Scheme,
        keys: Mapping[str, str] | None = None,
        screen: Where = "annotate",
        *,
        preset: str = "default",
        place: str = "settings.toml",
    ) -> None:
        self._scheme = scheme
        self._faults: list[Fault] = []
        self._origin: dict[str, str] = {}
        fixed = (_spelled_out(a) for a in (*_FIXED, *_ADJUDICATING))
        self._by_id = found = {a.id: a for a in (*_labels(scheme), *fixed)}
        chosen = preset_keys(preset)
        of_scheme = [(f"label.{d.name}", d.key) for d in scheme.span]
        of_scheme += [(f"sentence.label.{d.name}", d.key) for d in scheme.sentence_label]
        for name, key in of_scheme:
            self._take(name, (key,), f"the scheme {scheme.name}")
        for name, given in chosen.items():
            if name in found:  # of labels it may name those that another scheme has not
                self._take(name, given.split(","), f"the preset {preset}")
        for name, given in (keys or {}).items():
            if name in found:
                self._take(name, given.split(","), place)
            else:
                self._faults.append(self._unknown(name, place))
        self._yield(set(keys or ()))
        self._find_clashes()
        if self._faults:
            raise SettingsError(self._faults)
        here = (action for action in found.values() if screen in action.screens)
        self.actions = sorted(here, key=lambda a: GROUPS.index(a.group))
        self._by_key = {key: action for action in self.actions for key in action.keys}

    @classmethod
    def of(cls, scheme: Scheme, settings: Settings, screen: Where = "annotate") -> Registry:
        """The actions of a screen with the keys of the settings in force."""
        return cls(scheme, settings.keys, screen, preset=settings.preset, place=settings.place)

    def _take(self, name: str, words: Sequence[str], place: str) -> None:
        """Give an action other keys, as they are written somewhere."""
        keys = []
        for word in words:
            try:
                keys += [named(word)] if word.strip() else []
            except NoKey as error:
                self._faults.append(Fault(0, f"{place}: {name}: {error}", error.remedy))
        self._by_id[name] = replace(self._by_id[name], keys=tuple(dict.fromkeys(keys)))
        self._origin[name] = place

    def _yield(self, chosen: Collection[str]) -> None:
        """The keys of suggestions came later than many a scheme and settings: where one is taken, they go without.

        Not those that were ``chosen`` in the settings themselves.
        """
        others = (a for a in self._by_id.values() if a.group != "suggest" and "annotate" in a.screens)
        taken = {key for action in others for key in action.keys}
        for name, action in self._by_id.items():
            if action.group == "suggest" and name not in chosen:
                self._by_id[name] = replace(action, keys=tuple(key for key in action.keys if key not in taken))

    def _unknown(self, name: str, place: str) -> Fault:
        from difflib import get_close_matches

        near = get_close_matches(name, self._by_id, 1)
        remedy = f"did you mean {near[0]!r}? " if near else ""
        return Fault(0, f"{place}: there is no action {name!r}", f"{remedy}docs/keys.md has the ids")

    def _find_clashes(self) -> None:
        """A key that several actions of one screen have, with all of those."""
        told: set[tuple[str, ...]] = set()
        for where in _BOTH:
            owners: dict[str, list[str]] = {}
            for action in self._by_id.values():
                for key in action.keys if where in action.screens else ():
                    owners.setdefault(key, []).append(action.id)
            for key, names in owners.items():
                if len(names) > 1 and (key, *names) not in told:
                    told.add((key, *names))
                    whose = " and of ".join(self._named(name) for name in names)
                    remedy = "give one of them another key: in settings.toml under [keys], or in the scheme"
                    self._faults.append(Fault(0, f"the key {shown(key)} is that of {whose}", remedy))

    def _named(self, name: str) -> str:
        words = self.words(self._by_id[name], Say("en"))
        return f"{name} ({words}; from {self._origin.get(name, 'the defaults')})"

    def __getitem__(self, name: str) -> Action:
        return self._by_id[name]

    def bound(self, key: str) -> Action | None:
        """What a key does, by Textual's name of it."""
        return self._by_key.get(key)

    def near(self, key: str) -> tuple[str, Action] | None:
        """What may have been meant by a key that does nothing: its letter in the other case, with or without ctrl.

        The key as it is printed, and what it does.
        """
        *modifiers, last = key.split("+")
        letter = last.swapcase() if len(last) == 1 and not modifiers else last
        for other in (letter, last.lower(), f"ctrl+{last.lower()}"):
            if other != key and (action := self._by_key.get(other)) is not None:
                return shown(other), action
        return None

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

    def brief(self, action: Action, say: Say) -> str:
        """What an action is called where there is little room."""
        name = f"brief.{action.id}"
        return say(name) if say.known(name) else self.words(action, say)

    def footer(self) -> list[Action]:
        """The actions of the footer, in the order in which a hand needs them."""
        return sorted((a for a in self.actions if a.footer), key=lambda a: a.footer)
