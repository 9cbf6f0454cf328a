"""Keys: as a user writes them, as Textual names them, as they are printed; and the presets of `schema/keys/`."""

from __future__ import annotations

from string import ascii_lowercase

from textual.binding import Binding
from textual.keys import key_to_character

from annotator.resources import schema_file

__all__ = ["NoKey", "named", "preset_keys", "shown", "spelled"]

MODIFIERS = ("alt", "ctrl", "shift")
"""In the order in which Textual names them."""
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
_PLACES = frozenset(["left", "right", "up", "down", "home", "end", "pageup", "pagedown", "insert", "delete"])
_FUNCTION = frozenset(f"f{number}" for number in range(1, 25))
_OTHER = frozenset(["enter", "escape", "tab", "space", "backspace"])
_ALSO = {
    "esc": "escape",
    "return": "enter",
    "del": "delete",
    "ins": "insert",
    "pgup": "pageup",
    "pgdn": "pagedown",
    "pgdown": "pagedown",
    "control": "ctrl",
    "option": "alt",
    "meta": "alt",
}
"""What keys are called elsewhere."""
_SENT_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}
"""What a terminal sends for these is another key."""
_SHORTENED = {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+", "underscore": "_"}
_CONTROLLED = frozenset([*ascii_lowercase, "backslash", "right_square_bracket", "underscore", "circumflex_accent"])


class NoKey(ValueError):
    """A word that is no key, or one that a terminal does not send; ``remedy`` says what may be meant."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


def _character(key: str) -> str | None:
    """What a key types, by its name; Textual does not know the names that it has shortened."""
    return _SHORTENED.get(key) or key_to_character(key)


def _printed(key: str) -> str:
    """A key without modifiers: the character it types, or a short name."""
    typed = _character(key) or ""
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


def named(key: str) -> str:
    """A key as Textual names it; a user may write ``?``, ``[`` or ``;``, and ``shift+a`` for ``A``.

    Raises:
        NoKey: there is no such key, or not every terminal sends it.
    """
    key = "".join(key.split())
    before, last = ("", key) if len(key) == 1 else (key[:-2], "+") if key.endswith("++") else _split(key)
    modifiers = {_ALSO.get(m.lower(), m.lower()) for m in before.split("+")} if before else set()
    if unknown := sorted(modifiers - set(MODIFIERS)):
        raise NoKey(f"{key!r} is no key", f"{unknown[0] or '+'!r} is none of {', '.join(MODIFIERS)}")
    last = _last(key, last)
    typed = _character(last) or last
    if len(typed) == 1 and typed.isalpha():
        if "ctrl" not in modifiers and "shift" in modifiers:  # a terminal sends the capital
            typed = typed.upper()
        if "alt" in modifiers and typed.isupper():
            modifiers.add("shift")
        plain = modifiers <= {"shift"}
        modifiers -= {"shift"} if plain else set()
        last = typed if plain else typed.lower()
    full = "+".join([*sorted(modifiers), last])
    _refuse_unsent(key, full, modifiers, last)
    return full


def _split(key: str) -> tuple[str, str]:
    before, _, last = key.rpartition("+")
    if not last:
        raise NoKey(f"{key!r} is no key", "after the last + stands a key, as in ctrl+d; the plus itself is +")
    return before, last


def _last(key: str, last: str) -> str:
    """The key that the modifiers are of."""
    if len(last) == 1:
        if not last.isprintable() or last.isspace():
            raise NoKey(f"{key!r} is no key", "write its name, such as space or tab")
        name = "comma" if last == "," else next(iter(Binding.make_bindings([Binding(last, "press")]))).key
        if name != last and _character(name) != last:
            raise NoKey(f"{key!r} is no key", "take a letter, a digit or a mark that a keyboard has")
        return name
    small = last.lower()
    if small in _PLACES | _FUNCTION | _OTHER:
        return small
    if small in _ALSO:
        raise NoKey(f"{key!r} is no key", f"write {_ALSO[small]}")
    typed = _character(small)
    if typed is not None and len(typed) == 1 and typed.isprintable() and small.replace("_", "").isalnum():
        return small
    from difflib import get_close_matches

    near = get_close_matches(small, sorted(_PLACES | _FUNCTION | _OTHER), 1)
    remedy = f"did you mean {near[0]}?" if near else "a key is a character or a name, such as x, ?, enter, f7, ctrl+d"
    raise NoKey(f"{key!r} is no key", remedy)


def _sent(modifiers: set[str], last: str) -> bool:
    """Characters, alt and ctrl with a letter, anything with an arrow or a function key: what every terminal sends."""
    if not modifiers or last in _PLACES | _FUNCTION:
        return True
    if modifiers == {"shift"}:
        return last == "tab"
    if modifiers == {"ctrl"}:
        return last in _CONTROLLED
    return "ctrl" not in modifiers and len(last) == 1 and last.isalnum()


def _refuse_unsent(key: str, full: str, modifiers: set[str], last: str) -> None:
    if full in _SENT_AS:
        raise NoKey(f"a terminal sends {_SENT_AS[full]} for {key}", f"write {_SENT_AS[full]}, or take another key")
    if not _sent(modifiers, last):
        able = next((m for m in ("ctrl", "alt") if _sent({m}, last) and f"{m}+{last}" not in _SENT_AS), None)
        hint = f"take {able}+{last}" if able else "take a character, a function key, or ctrl or alt with a letter"
        if modifiers == {"shift"} and last not in _OTHER:
            hint = "write the character that it types"
        raise NoKey(f"not every terminal sends {key}", hint)


def preset_keys(preset: str) -> dict[str, str]:
    """The keys of a preset by the ids of the actions; the default one is the registry itself."""
    if preset == "default":
        return {}
    import tomllib

    text = schema_file("keys", f"{preset}.toml").read_text(encoding="utf-8")
    return {name: keys for group in tomllib.loads(text).values() for name, keys in group.items()}
