"""The command ``annotator``: finds the subcommand, turns our errors into one line and an exit code."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from annotator import __version__
from annotator.errors import AnnotatorError, SchemeError, SettingsError

__all__ = ["COMMANDS", "main"]

COMMANDS = {
    "demo": ("project", "Make a project with the seed article and open it."),
    "init": ("project", "Make an empty project."),
    "import": ("data", "Take documents in, with their labels where they have them."),
    "open": ("project", "Open the annotation screen."),
    "status": ("project", "Show documents, sentences done per annotator, spans per label, time."),
    "search": ("search", "Find sentences by their words and labels."),
    "suggest": ("suggest", "Print suggested cues, sources and claims, for a project or for records without one."),
    "assist": ("assist", "Say whether the screen makes suggestions, and which documents are blind."),
    "queue": ("queue", "Decide what is labelled next, and keep how it was drawn."),
    "agreement": ("agreement", "Measure how far annotators agree, with intervals."),
    "adjudicate": ("adjudicate", "Decide where annotators differ, sentence by sentence: the gold layer."),
    "export": ("export", "Write labels for training, sharing or another tool."),
    "leakage": ("export", "Look for texts that are in two parts of a split."),
    "scheme": ("scheme", "Show, check or adopt a label scheme."),
    "check": ("upkeep", "Check the project: text, counters, log, and the rules of the scheme."),
    "remove": ("removal", "Take out a document, or one annotator's labels of it."),
    "restore": ("removal", "Bring back what was removed."),
    "compact": ("removal", "Let go for good of what was removed, and give its room back."),
    "backup": ("upkeep", "Copy the project while it is in use."),
    "log": ("upkeep", "Show who did what, and when."),
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called: help needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"annotator.cli.{COMMANDS[cmd_name][0]}")
        found: click.Command = getattr(module, f"{cmd_name}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """One line a command, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="annotator")
def cli() -> None:
    """Label claims, uncertainty cues and sources in news text.

    Begin with `annotator demo`, or `annotator import ARTICLE.txt` and `annotator open`.
    Every command takes --db PATH (or ANNOTATOR_DB; default annotations.db), and where someone acts
    --annotator NAME (or ANNOTATOR_NAME; default the login name).
    """


def main(arguments: list[str] | None = None) -> Any:
    """Run the command and leave with its exit code: 0 done, 1 a check did not hold, 2 wrong use."""
    try:
        code = cli.main(arguments, prog_name="annotator", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("annotator: stopped", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except AnnotatorError as error:
        from annotator.text.safe import safe

        several = isinstance(error, SchemeError | SettingsError)
        for line in str(error).split("\n") if several else [str(error)]:
            click.echo(f"annotator: {safe(line)}", err=True)
        code = error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        code = 1
    except OSError as error:  # files are explained where they are opened: this is what the output goes to
        click.echo(f"annotator: {error.strerror or error} – give the output room, or another place", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
