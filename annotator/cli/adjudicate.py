"""``adjudicate``: decide where annotators differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.options import annotator_option, db_option, opened, say
from annotator.cli.project import on_terminal
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.store import Project

__all__ = ["adjudicate_command"]


def _names(_context: click.Context, _parameter: click.Parameter, value: str | None) -> list[str] | None:
    """Two names or more, with commas between them."""
    if value is None:
        return None
    names = list(dict.fromkeys(name.strip() for name in value.split(",") if name.strip()))
    if len(names) < 2:
        raise UsageError(f"--annotators {value!r} names fewer than two", "such as --annotators anna,bob")
    return names


@click.command("adjudicate")
@click.option(
    "--document", metavar="KEY", help="The document to open; default the first with a sentence to adjudicate."
)
@click.option(
    "--annotators", metavar="NAME,NAME", callback=_names, help="Whose layers to compare; default everybody's."
)
@db_option
@annotator_option
def adjudicate_command(document: str | None, annotators: list[str] | None, db: Path, annotator: str) -> None:
    """Decide where annotators differ, sentence by sentence: the gold layer.

    Only sentences that two annotators marked done can be adjudicated. --annotator is the adjudicator, who may be one of
    them. `annotator export jsonl --layers gold` gives the result.
    """
    from annotator.session.adjudication import Adjudication
    from annotator.settings import load_settings

    settings = load_settings()
    with opened(db) as project:
        _refuse_unknown(project, annotators)
        case = Adjudication(project, annotator, annotators, settings.idle)
        case.open(document)
        if not on_terminal():
            raise UsageError(
                f"{db}: the screen needs a terminal, and this is none", "run it in one (over SSH: ssh -t HOST …)"
            )
        from annotator.ui.app import adjudicate

        adjudicate(case, settings)
        done, count = case.total_progress()
    say(f"{db}: {done} of {count} sentences adjudicated")


def _refuse_unknown(project: Project, annotators: list[str] | None) -> None:
    """A slip of the pen in a name would leave an annotator out in silence."""
    known = {row[0] for row in project.ask("SELECT name FROM annotator")}
    unknown = [name for name in annotators or () if name not in known]
    if unknown:
        raise UsageError(f"nobody here is called {unknown[0]!r}", "see `annotator status`")
