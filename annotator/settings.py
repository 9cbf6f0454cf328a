"""What a user sets: a TOML file, then ``ANNOTATOR_*`` in the environment, then the flags of a command.

The file is ``settings.toml`` in the user's configuration folder, or the one that ``ANNOTATOR_SETTINGS`` names::

    language = "nl"        # of the screen: en or nl
    theme = "dark"         # dark, light, high-contrast, ansi
    layout = "auto"        # auto: words and brackets, with a panel where there is room; reading: the text alone
    idle = 60              # seconds without a key after which a sentence's clock stands still
    pace = false           # true: today's pace in the footer
    spoken = false         # true: the sentence as words below the text, and the terminal's own cursor
    preset = "default"     # keys for a hand: default, vim, left-handed
    auto_links = true      # false: nothing is linked by itself
    suggestions = true     # false: what is suggested is not shown until it is asked for

    [keys]                 # any action of docs/keys.md, by its id
    "span.delete" = "x,delete"
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from annotator.errors import UsageError

__all__ = ["LANGUAGES", "LAYOUTS", "PRESETS", "THEMES", "Settings", "device", "load_settings"]

LANGUAGES = ("en", "nl")
LAYOUTS = ("auto", "reading")
THEMES = ("dark", "light", "high-contrast", "ansi")
PRESETS = ("default", "vim", "left-handed")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    language: str = "en"
    theme: str = "dark"
    idle: float = 60.0
    no_color: bool = False
    layout: str = "auto"
    keys: Mapping[str, str] = field(default_factory=dict)
    preset: str = "default"
    pace: bool = False
    spoken: bool = False
    auto_links: bool = True
    suggestions: bool = True
    place: str = field(default="settings.toml", compare=False)
    """The file that the keys are from, for what is told of them."""


def _folder(kind: str) -> Path:
    import platformdirs

    find = {"config": platformdirs.user_config_path, "data": platformdirs.user_data_path}[kind]
    return find("factcheck-annotator", appauthor=False)


def _checked(name: str, value: Any, place: str) -> Any:
    if name == "language" and value not in LANGUAGES:
        raise UsageError(f"{place}: language {value!r} is not known", f"one of: {', '.join(LANGUAGES)}")
    if name == "theme" and value not in THEMES:
        raise UsageError(f"{place}: theme {value!r} is not known", f"one of: {', '.join(THEMES)}")
    if name == "layout" and value not in LAYOUTS:
        raise UsageError(f"{place}: layout {value!r} is not known", f"one of: {', '.join(LAYOUTS)}")
    if name == "preset" and value not in PRESETS:
        raise UsageError(f"{place}: preset {value!r} is not known", f"one of: {', '.join(PRESETS)}")
    if name in ("no_color", "pace", "spoken", "auto_links", "suggestions") and not isinstance(value, bool):
        raise UsageError(f"{place}: {name} {value!r} is neither true nor false", "give one of them")
    if name == "idle":
        try:
            return max(1.0, float(value))
        except (TypeError, ValueError):
            raise UsageError(f"{place}: idle {value!r} is not a number", "give seconds, such as 60") from None
    if name == "keys" and not (isinstance(value, dict) and all(isinstance(v, str) for v in value.values())):
        raise UsageError(f'{place}: [keys] takes lines such as "span.delete" = "x"', "see docs/keys.md")
    return value


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this user.

    Raises:
        UsageError: a file or variable has something that is no setting.
    """
    environ = os.environ if environ is None else environ
    named = environ.get("ANNOTATOR_SETTINGS")
    path = Path(named) if named else _folder("config") / "settings.toml"
    found: dict[str, Any] = {}
    if environ.get("LC_ALL", environ.get("LC_MESSAGES", environ.get("LANG", ""))).lower().startswith("nl"):
        found["language"] = "nl"
    known = {f.name for f in fields(Settings)} - {"place"}
    if path.is_file():
        found["place"] = str(path)
        for name, value in _read(path).items():
            if name not in known:
                raise UsageError(
                    f"{path}: there is no setting {name!r}", f"the settings are: {', '.join(sorted(known))}"
                )
            found[name] = _checked(name, value, str(path))
    elif named:
        raise UsageError(f"{path}: is not there", "mend ANNOTATOR_SETTINGS")
    for name in ("language", "theme", "idle", "layout", "preset"):
        if value := environ.get(f"ANNOTATOR_{name.upper()}"):
            found[name] = _checked(name, value, f"ANNOTATOR_{name.upper()}")
    if environ.get("NO_COLOR"):
        found["no_color"] = True
    return Settings(**found)


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: {error}", "mend the file or take it away") from None


def device(folder: Path | None = None) -> str:
    """The id of this machine for this user, made once; the events of one device are numbered without a gap."""
    import secrets

    path = (folder or _folder("data")) / "device"
    try:
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            made = path.with_name(f"device.{secrets.token_hex(8)}")
            made.write_text(secrets.token_hex(8), encoding="ascii")
            with suppress(FileExistsError):  # another process was first
                os.link(made, path)
            made.unlink()
        return path.read_text(encoding="ascii").strip() or "local"
    except (OSError, UnicodeDecodeError):
        return "local"
