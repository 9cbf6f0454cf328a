"""``queue``: what is labelled next: show, draw, off, sample."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.options import (
    annotator_option,
    as_json,
    db_option,
    json_option,
    one_line,
    opened,
    progress,
    say,
    show,
    table,
)
from annotator.errors import UsageError

if TYPE_CHECKING:
    from annotator.store import Project
    from annotator.store.queueing import Queue

__all__ = ["queue_command"]

ORDERS = ("given", "random", "uncertain", "diverse", "rare")
_number = click.option("--queue", "number", type=click.IntRange(1), metavar="N", help="An earlier one, by its number.")


@click.group("queue")
def queue_command() -> None:
    """Decide in which order documents are labelled, and keep how it was drawn.

    Without a queue they come in the order of import. A queue is drawn once, for everybody; documents that are imported
    later come behind it. The list of documents stays as it is.
    """


@queue_command.command("show")
@_number
@json_option
@db_option
def show_queue(number: int | None, json_: bool, db: Path) -> None:
    """Show the queue in force.

    What it was drawn with, and whether chance or the order put each document in its place.
    """
    from annotator.store.queueing import places

    with opened(db) as project:
        queue = _queue(project, number)
        found = places(project, queue.id) if queue else []
    if json_:
        listed = [
            {"place": one.place, "document": one.document, "drawn": one.drawn, "score": one.score} for one in found
        ]
        named = {"queue": queue.id, "made": queue.made, "recipe": queue.recipe} if queue else {"queue": None}
        as_json({**named, "places": listed})
    elif queue is None:
        say(f"{db}: no queue: documents come in the order of import")
    else:
        show(_described(queue.id, queue.recipe) + f"\ndrawn {queue.made[:19].replace('T', ' ')} UTC\n")
        rows = [[one.place, one.drawn, "" if one.score is None else f"{one.score:g}", one.document] for one in found]
        show(table([["place", "put there by", "score", "document"], *rows], right=[0, 2]))


@queue_command.command("draw")
@click.option("--order", type=click.Choice(ORDERS), required=True, help="What comes first.")
@click.option(
    "--random",
    "share",
    type=click.FloatRange(0, 1),
    help="The share of the places that chance fills; default 0.2, with --order random all.",
)
@click.option("--seed", type=click.IntRange(0), help="Of chance; default a fresh one, which is kept.")
@click.option("--cap", type=click.IntRange(1), help="With diverse: documents of a group in a round; default 1.")
@click.option("--by", type=click.Choice(("publisher", "key")), help="With diverse: what a group is; default publisher.")
@db_option
@annotator_option
def draw_queue(
    order: str, share: float | None, seed: int | None, cap: int | None, by: str | None, db: Path, annotator: str
) -> None:
    """Draw a queue of all documents and put it in force.

    It holds for everybody, from the next document on.

    \b
    given      as they were imported
    random     by chance alone
    uncertain  least margin: where the scores of the suggested cues are nearest to 0.5
    diverse    every publisher in turn
    rare       cues that are rare in this project

    A fifth of the places is filled by chance: `annotator queue sample` names those documents, which may be taken for a
    test set. The same seed and the same documents give the same queue. Finished documents stay in, for the others.
    """
    from annotator.session.drawing import WITH_SUGGESTIONS, Drawing, draw
    from annotator.store.progress import totals

    if order == "random" and share is not None and share != 1:
        raise UsageError("--order random fills all places by chance", "leave --random out, or choose another order")
    if order != "diverse" and (cap is not None or by is not None):
        raise UsageError("--cap and --by are for --order diverse", "leave them out, or choose that order")
    asked = Drawing(order, 0.2 if share is None else share, seed, cap or 1, by or "publisher")
    with opened(db) as project:
        if order in WITH_SUGGESTIONS:
            with progress(totals(project)["documents"], "read") as step:
                done = draw(project, asked, annotator, step)
        else:
            done = draw(project, asked, annotator)
    for language, count in sorted(done.unknown.items()):
        say(f"{db}: {count} in {language or 'no language'} come last: {done.recipe['suggester']} does not know it")
    say(f"{db}: {_described(done.number, done.recipe)}")


@queue_command.command("off")
@db_option
@annotator_option
def queue_off(db: Path, annotator: str) -> None:
    """Go back to the order of import. The queue stays on record: `annotator queue show --queue N`."""
    from annotator.session.drawing import put_off

    with opened(db) as project:
        number = put_off(project, annotator)
    was = "there was no queue" if number is None else f"queue {number} is off"
    say(f"{db}: {was}; documents come in the order of import")


@queue_command.command("sample")
@_number
@json_option
@db_option
def sample_queue(number: int | None, json_: bool, db: Path) -> None:
    """Print the unbiased part of the queue.

    The keys of the documents that chance put in it, in order.
    """
    from annotator.store.documents import document_id
    from annotator.store.queueing import places

    with opened(db) as project:
        queue = _queue(project, number)
        if queue is None:
            raise UsageError(
                f"{db}: no queue is in force", "draw one with `annotator queue draw`, or name it: --queue N"
            )
        keys = [one.document for one in places(project, queue.id, "random")]
        gone = sum(document_id(project, key) is None for key in keys)
    if json_:
        as_json(keys)
    else:
        for key in keys:
            click.echo(one_line(key))
    total = queue.recipe.get("documents")
    say(f"{db}: queue {queue.id}, {len(keys)} of {total} by chance" + (f", {gone} since removed" if gone else ""))


def _queue(project: Project, number: int | None) -> Queue | None:
    """The queue of a number, or the one in force if there is any.

    Raises:
        UsageError: there is none of that number.
    """
    from annotator.store.queueing import read_queue

    found = read_queue(project, number)
    if found is None and number is not None:
        raise UsageError(f"{project.path}: there is no queue {number}", "see `annotator log`")
    return found


def _described(number: int, recipe: Mapping[str, Any]) -> str:
    """A queue in one line, from its recipe."""
    order, share = recipe.get("order"), recipe.get("random")
    parts = [f"queue {number}: {order}"]
    if recipe.get("cap") is not None:
        parts.append(f"{recipe['cap']} a round by {recipe.get('by')}")
    parts += [f"{recipe.get('sampled')} of {recipe.get('documents')} by chance ({share})", f"seed {recipe.get('seed')}"]
    if recipe.get("suggester"):
        parts.append(str(recipe["suggester"]))
    parts.append(f"by {recipe.get('made_by')}")
    return ", ".join(parts)
