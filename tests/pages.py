"""The generated pages of the documentation: the command line, the keys, the guidelines, the reference of a scheme file.

Each function gives a whole page from the program itself; ``tests.generate`` writes them and a test finds them stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from annotator.cli.main import COMMANDS, cli
from annotator.scheme.definition import Scheme
from annotator.scheme.read import scheme_json_schema
from annotator.settings import PRESETS
from annotator.ui.actions import GROUPS, Action, Registry, Where, spelled
from annotator.words import Say
from tests.building import nl_fact

__all__ = ["cli_page", "keys_page", "made_from", "scheme_page", "table"]

DOCS = Path(__file__).parents[1] / "docs"
WIDTH = 100
BEGIN, END = "<!-- reference: made by `make docs` -->", "<!-- end of reference -->"


def made_from(what: str) -> str:
    """The first line of a page that nobody should edit."""
    return f"<!-- Made by `make docs` from {what}: change that, not this page. -->\n\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


# -- the command line ---------------------------------------------------------------------------------------------

CLI_HEAD = """\
# The command line

Every command takes `--db PATH`, the project file (or `ANNOTATOR_DB` in the environment; else `annotations.db` in the
current folder). Where somebody acts it takes `--annotator NAME` (or `ANNOTATOR_NAME`; else the login name).
`python -m annotator` is the same command.

What a command gives goes to stdout, what it tells goes to stderr; a progress bar appears on a terminal only. `--json`
is for machines.

| exit code | means |
| --- | --- |
| 0 | done |
| 1 | a check did not hold, or records were rejected |
| 2 | wrong use: nothing was done, and the message says what to do |

"""


def _help(command: click.Command, name: str, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    text = f"## `{context.command_path}`\n\n```text\n{command.get_help(context)}\n```\n\n"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            text += _help(found, inner, context)
    return text


def cli_page() -> str:
    """``docs/cli.md``: the help of every command."""
    settings = cli.context_settings | {"terminal_width": WIDTH, "max_content_width": WIDTH}
    top = click.Context(cli, info_name="annotator", **settings)
    text = made_from("the commands") + CLI_HEAD
    rows = [[f"[`{name}`](#annotator-{name})", words] for name, (_, words) in COMMANDS.items()]
    text += table(["command", "does"], rows) + "\n"
    for name in COMMANDS:
        command = cli.get_command(top, name)
        assert command is not None
        text += _help(command, name, top)
    return text.rstrip("\n") + "\n"


# -- the keys -----------------------------------------------------------------------------------------------------

KEYS_HEAD = """\
# Keys

The keys of the annotation screen under the default scheme. `?` shows them in the program, and `ctrl+p` finds a command
by its name. The keys of labels come from the scheme; every key can be changed in `settings.toml` by the id in the last
column (see [settings](settings.md)).

`preset = "vim"` or `preset = "left-handed"` there gives other keys at once: those of the columns of that name, where
one is not empty. `vim` has no modes and no sequences, one key an action. `left-handed` is for the left hand alone: what
is often used lies left on a QWERTY keyboard, the other hand is free for the mouse. Your own `[keys]` go before a preset.

"""
KEYS_FOOT = """\
## While something is open

- **A strip of choices** (attributes, values, sources, roles): the key beside the choice. `0` takes a value away,
  `escape` stops. In the strip of attributes the links have a number; behind it are their values, and `x` takes the
  link away.
- **Linking**: the letter on the span to link to. `down`, `up`, `pagedown` and `pageup` scroll, `escape` stops. The same
  link again takes it away.
- **A line to type in** (a comment, the name of a source): `enter` keeps it, `escape` does not.
- **The list of documents**: `up` and `down`; `enter` opens, `escape` goes back.
- **Agreement**: `tab`, or `1` to `5`, changes the view; the arrows go to a row or a cell, and `enter` shows the sentences
  behind it, both layers of each. There `enter` opens the sentence to annotate, `space` and `backspace` scroll layers that
  are too tall. `escape` goes a step back. Coming back, it stands where you left it.

## The mouse

A click on a word goes there; dragging, or `shift` and a click, selects. A click on a sentence's number goes to the
sentence, a click on a bracket below the words chooses that span. None of it is needed.
"""

ADJUDICATING_HEAD = """
## Adjudicating

The keys of the adjudication screen (see [adjudication](adjudication.md)). An action with an id that stands above, too,
has the same key on both screens, also when you change it.

"""


def _keys(action: Action) -> str:
    return ", ".join(f"`{spelled(key)}`" for key in action.keys) or "–"


def keys_page() -> str:
    """``docs/keys.md``: the actions of the screen with their keys and words."""
    scheme = nl_fact()[1]
    text = (
        made_from("the registry of actions (`annotator/ui/actions.py`), the presets and the default scheme") + KEYS_HEAD
    )
    text += _groups(scheme, "annotate", "##") + KEYS_FOOT
    return text + ADJUDICATING_HEAD + _groups(scheme, "adjudicate", "###").rstrip("\n") + "\n"


def _groups(scheme: Scheme, screen: Where, heading: str) -> str:
    """The actions of a screen, group by group, with the keys of every preset where they differ."""
    en, nl = Say("en"), Say("nl")
    registry = Registry(scheme, screen=screen)
    presets = {name: Registry(scheme, screen=screen, preset=name) for name in PRESETS[1:]}

    def others(action: Action) -> list[str]:
        found = (preset[action.id] for preset in presets.values())
        return ["" if other.keys == action.keys else _keys(other) for other in found]

    text = ""
    for group in GROUPS:
        listed = [action for action in registry.actions if action.group == group]
        rows = [[_keys(a), *others(a), registry.words(a, en), registry.words(a, nl), f"`{a.id}`"] for a in listed]
        head = ["key", *presets, "does", "in Dutch", "id"]
        if rows:
            text += f"{heading} {en(f'group.{group}')}\n\n" + table(head, rows) + "\n"
    return text


# -- the reference of a scheme file ---------------------------------------------------------------------------------

# The order in which one meets them, and the name of each part in the file.
PARTS = {
    "Scheme": "the file itself",
    "SpanDef": "`[[span]]`",
    "AttributeDef": "`[[span.attribute]]`, `[[relation.attribute]]`",
    "Value": "a value in `values`",
    "Default": "`[[span.attribute.default]]`",
    "Condition": "a condition: `when`, `unless`",
    "RelationDef": "`[[relation]]`",
    "Obvious": "`[relation.obvious]`",
    "SentenceLabelDef": "`[[sentence_label]]`",
    "Check": "`[[check]]`",
    "Example": "`[[span.example]]`, `[[relation.example]]`, `[[sentence_label.example]]`, `[[guideline]]`",
    "Colour": "`colour`",
    "Wording": "words for the screen: `title`, `rule`, `note`, `message`, `description`",
}


def _kind(schema: dict[str, Any]) -> str:
    """What a field takes, in a few words."""
    if "$ref" in schema:
        name = str(schema["$ref"]).rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "anyOf" in schema:
        return " or ".join(_kind(item) for item in schema["anyOf"] if item.get("type") != "null")
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if schema.get("type") == "object":
        return f"table of {_kind(schema['additionalProperties'])}"
    return {"string": "text", "boolean": "true or false", "integer": "number"}.get(schema["type"], schema["type"])


def _fields(schema: dict[str, Any]) -> str:
    needed = set(schema.get("required", ()))
    rows = []
    for name, field in schema["properties"].items():
        default = field.get("default")
        said = "" if default in (None, "", [], {}) or isinstance(default, dict) else f"`{str(default).lower()}`"
        rows.append([f"`{name}`", _kind(field), "yes" if name in needed else "", said])
    return table(["key", "takes", "needed", "else"], rows)


def scheme_reference() -> str:
    """The parts of a scheme file with their keys, from the JSON Schema."""
    schema = scheme_json_schema()
    parts = {"Scheme": schema, **schema["$defs"]}
    assert parts.keys() == PARTS.keys(), parts.keys() ^ PARTS.keys()
    text = ""
    for name, words in PARTS.items():
        said = " ".join(parts[name]["description"].replace("``", "`").split())
        said = said.split(" `sha256` ")[0]  # computed, never written in the file
        text += f"### {name}\n\n{words[:1].upper()}{words[1:]}. {said}\n\n{_fields(parts[name])}\n"
    return text


def scheme_page() -> str:
    """``docs/scheme.md``: the prose as it is written, the reference between its marks made anew."""
    head, rest = (DOCS / "scheme.md").read_text(encoding="utf-8").split(BEGIN)
    return f"{head}{BEGIN}\n\n{scheme_reference()}{END}{rest.split(END)[1]}"
