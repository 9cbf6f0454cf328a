"""``import``."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.options import (
    annotator_option,
    as_json,
    db_option,
    json_option,
    known_encoding,
    opened,
    progress,
    say,
    show,
    without_circles,
)
from annotator.errors import RecordError, UsageError
from annotator.formats import READERS
from annotator.formats.source import Options
from annotator.session.reading import Found, found_files, incomings
from annotator.session.rejections import Rejections

if TYPE_CHECKING:
    from annotator.formats.mapping import LabelMap
    from annotator.formats.record import Record
    from annotator.session.intake import Outcome, Report

__all__ = ["import_command"]


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--format", "named", type=click.Choice(list(READERS)), help="The format; default told from each file.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--replace", is_flag=True, help="Put a differing layer in place of the one that is there.")
@click.option("--map", "map_", type=click.Path(path_type=Path), help="Another tool's labels → the scheme's (TOML).")
@click.option("--suggest-map", is_flag=True, help="Print a mapping to begin with, and change nothing.")
@click.option("--encoding", callback=known_encoding, help="Of text files; default UTF-8 (or a byte order mark).")
@click.option("--text-field", default="text", show_default=True, help="JSONL, CSV: the field with the text.")
@click.option("--key-field", default="key", show_default=True, help="JSONL, CSV: the field with the document's key.")
@click.option("--title-field", default="title", show_default=True, help="JSONL, CSV: the field with the title.")
@click.option("--split-on", type=click.Choice(["blank-line"]), help="txt: one document for each block.")
@click.option("--assume-done", is_flag=True, help="Sentences whose status is not given were looked at: done.")
@json_option
@db_option
@annotator_option
def import_command(
    paths: tuple[str, ...],
    named: str | None,
    dry_run: bool,
    replace: bool,
    map_: Path | None,
    suggest_map: bool,
    encoding: str | None,
    text_field: str,
    key_field: str,
    title_field: str,
    split_on: str | None,
    assume_done: bool,
    json_: bool,
    db: Path,
    annotator: str,
) -> None:
    """Take documents in: files, folders, or - for stdin.

    Labels go to the layer that a record names, else to the annotator's. A record that cannot be taken in is named
    with its file and line; the others go in, and the exit code is 1. A project that does not exist is made first.
    """
    without_circles()
    files = found_files(paths, named)
    options = Options(encoding, text_field, key_field, title_field, split_on)
    with ExitStack() as stack:
        project = stack.enter_context(_project(db, dry_run or suggest_map, stack))
        if suggest_map:
            _suggest(project, files, options)
            return
        mapping = _mapping(project, map_)
        rejections = Rejections()
        if not dry_run:
            stack.callback(rejections.close)
        status = "done" if assume_done else "todo"
        made = (project, files, options, annotator, mapping)
        report = _run(made, replace, status, None if dry_run else rejections, stack)
        if dry_run:
            _preview(project, report)
    if json_:
        as_json(_summary(report))
    say(_sentence(report, db, dry_run))
    for path in rejections.written:
        say(f"{path}: the rejected records, with the reasons")
    for name, count in sorted(report.lost.items()):
        say(f"{name}: {count} left out")
    for name, count in sorted(report.unknown.items()):
        say(f"{name}: {count} rejected, the scheme does not know it – say what it is with --map (see --suggest-map)")
    if report.rejected or report.unknown:
        raise SystemExit(1)


def _project(db: Path, dry_run: bool, stack: ExitStack) -> Any:
    """The project to import into: made where it is not there; for a dry run a copy that goes away afterwards."""
    from annotator.errors import StoreUnsuitable
    from annotator.session.making import make_project
    from annotator.settings import device
    from annotator.store import is_project
    from annotator.store.backup import backup

    there = is_project(db)
    if dry_run:
        copy = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))) / "dry.db"
        if not there:
            return make_project(copy, device=device)
        with opened(db) as project:
            backup(project, copy)
        return opened(copy)
    if there:
        return opened(db)
    try:
        project = make_project(db, device=device)
    except StoreUnsuitable:
        if is_project(db):  # another import was first
            return opened(db)
        raise
    say(f"{db}: made a project with the scheme {project.scheme.name} {project.scheme.version}")
    return project


def _mapping(project: Any, path: Path | None) -> LabelMap | None:
    from annotator.formats.mapping import read_mapping

    if path is None:
        return None
    try:
        return read_mapping(path.read_bytes(), str(path), project.scheme)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "check the path") from None


def _suggest(project: Any, files: list[Found], options: Options) -> None:
    from annotator.formats.mapping import starter

    def records() -> Iterator[Record]:
        for _, found in incomings(files, options):
            if isinstance(found, RecordError):
                say(str(found))
            else:
                yield found.record

    show(starter(records(), project.scheme).rstrip("\n"))


def _run(
    given: tuple[Any, list[Found], Options, str, LabelMap | None],
    replace: bool,
    status: str,
    rejections: Rejections | None,
    stack: ExitStack,
) -> Report:
    project, files, _, annotator, _ = given
    from annotator.session.ahead import made_ready
    from annotator.session.intake import take_ready, tallied

    size = sum(found.size for found in files)
    step = stack.enter_context(progress(size, "import"))
    at = 0

    formats: Counter[str] = Counter()

    def told(file: str, name: str) -> None:
        formats[name] += 1
        if formats[name] == 1:  # once a format: a folder may have thousands of files
            say(f"{file}: read as {name}" + (" (and others)" if len(files) > 1 else ""))

    def reached(done: int) -> None:
        nonlocal at
        step(max(0, done - at))
        at = max(at, done)

    def seen(outcome: Outcome | RecordError) -> None:
        if isinstance(outcome, RecordError):
            say(str(outcome))
            if rejections is not None:
                rejections.add(outcome)
        elif outcome.what == "same":
            what = f"the layer of {outcome.layer}" if outcome.layer else "the document"
            say(f"{outcome.key}: {what} is there already, the same")

    batches = stack.enter_context(closing(made_ready(*given, told, reached, status)))
    return tallied(take_ready(project, batches, annotator, replacing=replace), seen)


def _preview(project: Any, report: Report) -> None:
    """The sentences of the first documents, as they would be."""
    from annotator.store.documents import document_id, read_document

    for key in report.first:
        number = document_id(project, key)
        if number is not None:
            stored = read_document(project, number)
            say(f"{key}: {len(stored.sentences)} sentences ({stored.segmenter})")
            for sentence in stored.sentences[:8]:
                say(f"  {sentence.index + 1:3} {sentence.role:8} {stored.text_of(sentence)[:90]}")


def _summary(report: Report) -> dict[str, Any]:
    return {
        "documents": report.documents,
        "layers": report.layers,
        "spans": report.spans,
        "same": report.same,
        "unknown": dict(sorted(report.unknown.items())),
        "left_out": dict(sorted(report.lost.items())),
        "rejected": [{"file": e.file, "line": e.line, "reason": e.reason, "remedy": e.remedy} for e in report.rejected],
    }


def _sentence(report: Report, db: Path, dry_run: bool) -> str:
    would = "would add" if dry_run else "added"
    text = f"{db}: {would} {report.documents} documents and {report.layers} layers with {report.spans} spans"
    if report.same:
        text += f"; {report.same} there already"
    if report.rejected:
        text += f"; {len(report.rejected)} rejected"
    return text
