"""``assist``: whether the screen makes suggestions: show, on, off, blind, sighted."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import (
    annotator_option,
    as_json,
    db_option,
    json_option,
    one_line,
    opened,
    say,
    show,
    table,
)
from annotator.errors import UsageError

__all__ = ["assist_command"]


@click.group("assist")
def assist_command() -> None:
    """Say whether the annotation screen makes suggestions, and where it must not.

    It does, until the project says off. A blind document has none for anybody: agreement on such documents is that of
    people. Every such decision is in the log, and every span says how it came about (manual, accepted, edited).
    """


@assist_command.command("show")
@json_option
@db_option
def show_assist(json_: bool, db: Path) -> None:
    """Show whether suggestions are made, which documents are blind, and what became of those that were made."""
    from annotator.store.assistance import blind_documents, is_on, outcomes

    with opened(db) as project:
        on, blind, found = is_on(project), blind_documents(project), outcomes(project)
    if json_:
        listed = [{"suggester": o.suggester, "annotator": o.annotator, "label": o.label, **o.counts} for o in found]
        as_json({"suggestions": "on" if on else "off", "blind": blind, "outcomes": listed})
        return
    click.echo(f"suggestions: {'on' if on else 'off'}")
    click.echo(f"blind documents: {len(blind)}" + "".join(f"\n  {one_line(key)}" for key in blind))
    if found:
        rows = [
            [o.suggester, o.annotator, o.label, *(o.counts[name] for name in ("accepted", "edited", "rejected"))]
            for o in found
        ]
        click.echo("")
        heads = ["suggester", "annotator", "label", "accepted", "edited", "rejected"]
        show(table([heads, *rows], right=[3, 4, 5]))


@assist_command.command("model")
@click.option("--rebuild", is_flag=True, help="Learn everything again, from the first event on.")
@json_option
@annotator_option
@db_option
def assist_model(rebuild: bool, json_: bool, annotator: str, db: Path) -> None:
    """Learn from what an annotator has done, and say how the model stands: label by label, shown or why not.

    The screen learns by itself; a large import is learned here.
    """
    from annotator.session.training import Trainer

    with opened(db) as project:
        trainer = Trainer(project, annotator)
        if rebuild:
            trainer.rebuild()
        trainer.save()
        standing = trainer.standing()
    if json_:
        listed = [
            {
                "label": s.label,
                "spans": s.n,
                "f1": s.model,
                "other": s.other_name,
                "other_f1": s.other,
                "shown": s.shown,
            }
            for s in standing
        ]
        as_json({"suggester": trainer.name, "annotator": annotator, "labels": listed})
        return
    click.echo(one_line(f"{trainer.name} of {annotator}"))
    for one in standing:
        click.echo(one_line(str(one)))


@assist_command.command("on")
@annotator_option
@db_option
def assist_on(annotator: str, db: Path) -> None:
    """Make suggestions in this project, but for blind documents."""
    _switch(db, True, annotator)


@assist_command.command("off")
@annotator_option
@db_option
def assist_off(annotator: str, db: Path) -> None:
    """Make no suggestions in this project: it is labelled blind."""
    _switch(db, False, annotator)


def _switch(db: Path, on: bool, annotator: str) -> None:
    from annotator.store.assistance import switch

    with opened(db) as project:
        switch(project, on, annotator)
    say(f"{db}: suggestions are {'on' if on else 'off'}")


@assist_command.command("blind")
@click.argument("keys", metavar="[KEY]...", nargs=-1)
@click.option("--share", type=click.FloatRange(0, 1), help="So many of all documents, drawn by chance.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the draw.")
@annotator_option
@db_option
def assist_blind(keys: tuple[str, ...], share: float | None, seed: int, annotator: str, db: Path) -> None:
    """Have these documents labelled without suggestions, or a share of all."""
    from annotator.session.blinding import drawn
    from annotator.store.assistance import set_blind

    if bool(keys) == (share is not None):
        raise UsageError("name documents, or give --share", "one of the two")
    with opened(db) as project:
        chosen = list(keys) if share is None else drawn(project, share, seed)
        count = set_blind(project, chosen, True, annotator)
    say(f"{db}: {count} more documents are blind")


@assist_command.command("sighted")
@click.argument("keys", metavar="KEY...", nargs=-1, required=True)
@annotator_option
@db_option
def assist_sighted(keys: tuple[str, ...], annotator: str, db: Path) -> None:
    """Have these documents labelled with suggestions again."""
    from annotator.store.assistance import set_blind

    with opened(db) as project:
        count = set_blind(project, keys, False, annotator)
    say(f"{db}: {count} documents are no longer blind")
