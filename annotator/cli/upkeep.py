"""``check``, ``backup`` and ``log``."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import (
    as_json,
    db_option,
    json_option,
    json_text,
    one_line,
    opened,
    progress,
    say,
    show,
    table,
)

__all__ = ["backup_command", "check_command", "log_command"]


@click.command("check")
@click.option("--strict", is_flag=True, help="Exit with 1 for the scheme's warnings too.")
@json_option
@db_option
def check_command(strict: bool, json_: bool, db: Path) -> None:
    """Check the project: text, counters, log, and the rules of the scheme.

    Exit code 1 when something does not hold. The scheme's rules only warn: they refuse nothing.
    """
    from annotator.session.checking import layer_warnings, older_sentences
    from annotator.store.audit import audit
    from annotator.store.progress import totals

    with opened(db) as project:
        with progress(totals(project)["documents"], "check") as step:
            findings = list(audit(project, step=lambda: step(1)))
        warnings = list(layer_warnings(project)) if not findings else []
        older = older_sentences(project)
    if json_:
        as_json(
            {
                "holds": not findings,
                "older_sentences": [{"document": k, "segmenter": v, "current": now} for k, v, now in older],
                "findings": [{"place": f.place, "message": f.message} for f in findings],
                "warnings": [
                    {
                        "document": w.document,
                        "annotator": w.layer.annotator,
                        "kind": w.layer.kind,
                        "pass": w.layer.number,
                        "sentence": w.warning.sentence,
                        "span": w.warning.span,
                        "check": w.warning.check,
                        "message": w.warning.message.en,
                    }
                    for w in warnings
                ],
            }
        )
    else:
        for finding in findings:
            show(one_line(f"{finding.place}: {finding.message}"))
        for found in warnings:
            words = f"{found.warning.check}: {found.warning.message.en}"
            show(one_line(f"{found.document}, sentence {found.warning.sentence + 1}, {found.layer}: {words}"))
    for key, version, now in older:
        say(f"{key}: its sentences were made by {version} (now {now}); they stay as they are")
    verdict = f"does not hold, {len(findings)} findings" if findings else "holds"
    say(f"{db}: {verdict}, {len(warnings)} warnings")
    if findings or (strict and warnings):
        raise SystemExit(1)


@click.command("backup")
@click.argument("destination", type=click.Path(path_type=Path), metavar="DEST")
@db_option
def backup_command(destination: Path, db: Path) -> None:
    """Copy the project to DEST (a file, or a folder) while it is in use.

    Copying the bare file of an open project can lose the last labels; this cannot.
    """
    from annotator.store.backup import backup

    with opened(db) as project:
        size = backup(project, destination)
    say(f"{destination}: {size / 1e6:.1f} MB")
    click.echo(str(destination / db.name if destination.is_dir() else destination))


@click.command("log")
@click.option("--document", metavar="KEY", help="Only this document.")
@click.option("--last", type=click.IntRange(1), default=50, show_default=True, help="Only the newest so many.")
@click.option("--all", "everything", is_flag=True, help="From the beginning.")
@json_option
@db_option
def log_command(document: str | None, last: int, everything: bool, json_: bool, db: Path) -> None:
    """Show who did what, and when; with --json one event a line, whole."""
    from dataclasses import asdict

    from annotator.session.checking import described
    from annotator.store.events import events

    with opened(db) as project:
        found = events(project, document, None if everything else last)
        if json_:
            for event in found:
                click.echo(json_text(asdict(event)))
            return
        rows = [
            [e.time[:19].replace("T", " "), e.annotator, e.operation, e.document or "", described(e)] for e in found
        ]
    if rows:
        show(table(rows))
    else:
        say(f"{db}: nothing has been done yet")
