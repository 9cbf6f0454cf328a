"""``demo``, ``init``, ``open`` and ``status``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from annotator.cli.options import annotator_option, as_json, db_option, json_option, opened, say, show, table
from annotator.errors import UsageError
from annotator.scheme.definition import DEFAULT_SCHEME

__all__ = ["demo_command", "init_command", "open_command", "status_command"]


def on_terminal() -> bool:
    """Whether somebody sits at the keyboard."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@click.command("demo")
@click.option("--no-open", is_flag=True, help="Only make the project and print its path.")
@db_option
@annotator_option
def demo_command(no_open: bool, db: Path, annotator: str) -> None:
    """Make a project with the seed article and open it.

    The layer of `example` shows how the article was labelled (key v); your own layer is empty. An existing demo
    project is opened again with everything in it.
    """
    from annotator.settings import device
    from annotator.store import is_project
    from annotator.store.documents import document_id

    if is_project(db):
        with opened(db) as project:
            if document_id(project, "nos-almaty") is None:
                raise UsageError(f"{db}: is a project of its own, not the demo", "name another file with --db")
        say(f"{db}: the demo project is there already")
    else:
        from annotator.session.making import make_demo

        make_demo(db, device=device).close()
        say(f"{db}: made a project with the article nos-almaty (47 sentences) and the layers of example and tweede")
    if no_open or not on_terminal():
        if not no_open:
            say(f"This is not a terminal, so the screen is not opened. Open it with: annotator open --db {db}")
        click.echo(str(db))
        return
    _run(db, annotator, None, 1)


@click.command("init")
@click.option(
    "--scheme", default=DEFAULT_SCHEME, show_default=True, metavar="NAME|FILE", help="The label scheme to use."
)
@db_option
def init_command(scheme: str, db: Path) -> None:
    """Make an empty project."""
    from annotator.session.making import make_project
    from annotator.settings import device

    with make_project(db, scheme, device=device) as project:
        say(f"{db}: made a project with the scheme {project.scheme.name} {project.scheme.version}")
    click.echo(str(db))


@click.command("open")
@click.option("--document", metavar="KEY", help="The document to open; default the first with a sentence to do.")
@click.option("--pass", "number", type=click.IntRange(1), default=1, show_default=True, help="A new pass starts empty.")
@db_option
@annotator_option
def open_command(document: str | None, number: int, db: Path, annotator: str) -> None:
    """Open the annotation screen."""
    if not on_terminal():
        with opened(db):
            raise UsageError(
                f"{db}: the screen needs a terminal, and this is none", "run it in one (over SSH: ssh -t HOST …)"
            )
    _run(db, annotator, document, number)


def _run(db: Path, annotator: str, document: str | None, number: int) -> None:
    import gc

    gc.disable()  # what is imported now stays, and looking through it for rubbish would cost the first paint 15 ms
    from annotator.settings import load_settings

    settings = load_settings()
    with opened(db) as project:
        from annotator.session import Session

        session = Session(project, annotator, number, settings.idle)
        session.resume(document)
        from annotator.ui.app import run

        run(session, settings)


@click.command("status")
@json_option
@db_option
def status_command(json_: bool, db: Path) -> None:
    """Show documents, sentences done per annotator, spans per label, time."""
    from annotator.session.summary import summary

    with opened(db) as project:
        found = summary(project)
    if json_:
        as_json(found)
        return
    show(f"{db}  scheme {found['scheme']['name']} {found['scheme']['version']}")
    show(f"{found['documents']} documents, {found['sentences']} sentences\n")
    rows: list[list[object]] = [
        ["annotator", "pass", "documents", "done", "skipped", "flagged", "todo", "spans", "links", "time"]
    ]
    for who in found["annotators"]:
        name = who["annotator"] if who["kind"] == "annotator" else f"{who['annotator']} ({who['kind']})"
        minutes = f"{who['seconds'] / 60:.0f} min" if who["seconds"] else "–"
        counts = [who[key] for key in ("pass", "documents", "done", "skipped", "flagged", "todo", "spans", "relations")]
        rows.append([name, *counts, minutes])
    if len(rows) == 1:
        show("Nobody has labelled anything yet.")
        return
    show(table(rows, right=range(1, 10)))
    labels = sorted({label for who in found["annotators"] for label in who["labels"]})
    if labels:
        rows = [["spans", *labels]]
        rows += [[w["annotator"], *[w["labels"].get(label, 0) for label in labels]] for w in found["annotators"]]
        show("\n" + table(rows, right=range(1, len(labels) + 1)))
