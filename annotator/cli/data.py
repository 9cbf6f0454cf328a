"""``import`` and ``export``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from annotator.cli.options import annotator_option, as_json, db_option, json_option, opened, progress, say
from annotator.errors import RecordError, UsageError
from annotator.formats import READERS, WRITERS, guess, reader

if TYPE_CHECKING:
    from annotator.formats.incoming import Incoming
    from annotator.session.intake import Outcome, Report

__all__ = ["export_command", "import_command"]


def _files(paths: tuple[str, ...], named: str | None) -> Iterator[Path | None]:
    """The files to read, those of a folder in order; None stands for stdin."""
    endings = READERS[named].endings if named else tuple(e for f in READERS.values() for e in f.endings)
    for name in paths:
        path = Path(name)
        if name == "-":
            yield None
        elif path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(endings))
            if not found:
                raise UsageError(f"{name}: no file in this folder ends in {', '.join(endings)}", "name the files")
            yield from found
        elif not path.exists():
            raise UsageError(f"{name}: there is no such file", "check the path")
        else:
            yield path


def _read(stream: BufferedReader, name: str, named: str | None) -> Iterator[Incoming | RecordError]:
    format_ = named or guess(name, stream.peek(256)[:256])
    if format_ is None:
        known = ", ".join(READERS)
        return iter([RecordError("the format cannot be told from its name or content", f"--format {known}", file=name)])
    return reader(format_)(stream, name)


def _incomings(paths: list[Path | None], named: str | None) -> Iterator[tuple[int, Incoming | RecordError]]:
    """Each record with the bytes read so far of all files."""
    before = 0
    for path in paths:
        if path is None:
            for found in _read(cast("BufferedReader", sys.stdin.buffer), "stdin", named):
                yield before, found
            continue
        try:
            with path.open("rb") as file:
                for found in _read(file, str(path), named):
                    yield before + file.tell(), found
                before += file.tell()
        except OSError as error:
            yield before, RecordError(error.strerror or "cannot be read", "check its permissions", file=str(path))


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--format", "named", type=click.Choice(list(READERS)), help="The format; default told from each file.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--replace", is_flag=True, help="Put a differing layer in place of the one that is there.")
@json_option
@db_option
@annotator_option
def import_command(
    paths: tuple[str, ...], named: str | None, dry_run: bool, replace: bool, json_: bool, db: Path, annotator: str
) -> None:
    """Take documents in: files, folders, or - for stdin.

    Labels go to the layer that a record names, else to the annotator's. A record that cannot be taken in is named
    with its file and line; the others go in, and the exit code is 1. A project that does not exist is made first.
    """
    files = list(_files(paths, named))
    with ExitStack() as stack:
        project = stack.enter_context(_project(db, dry_run, stack))
        report = _run(project, files, named, annotator, replace, dry_run, stack)
    if json_:
        as_json(_summary(report))
    say(_sentence(report, db, dry_run))
    if report.rejected:
        raise SystemExit(1)


def _project(db: Path, dry_run: bool, stack: ExitStack) -> Any:
    from annotator.session.making import make_project
    from annotator.settings import device
    from annotator.store import is_project

    if is_project(db):
        return opened(db)
    if dry_run:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        return make_project(Path(folder) / "dry.db", device=device)
    project = make_project(db, device=device)
    say(f"{db}: made a project with the scheme {project.scheme.name} {project.scheme.version}")
    return project


def _run(
    project: Any,
    files: list[Path | None],
    named: str | None,
    annotator: str,
    replace: bool,
    dry_run: bool,
    stack: ExitStack,
) -> Report:
    from annotator.session.intake import take_in, tallied

    size = sum(path.stat().st_size for path in files if path is not None)
    step = stack.enter_context(progress(size, "import"))
    at = 0

    def stream() -> Iterator[Incoming | RecordError]:
        nonlocal at
        for done, found in _incomings(files, named):
            step(max(0, done - at))
            at = max(at, done)
            yield found

    def seen(outcome: Outcome | RecordError) -> None:
        if isinstance(outcome, RecordError):
            say(str(outcome))
        elif outcome.what == "same":
            what = f"the layer of {outcome.layer}" if outcome.layer else "the document"
            say(f"{outcome.key}: {what} is there already, the same")

    return tallied(take_in(project, stream(), annotator, replacing=replace, dry=dry_run), seen)


def _summary(report: Report) -> dict[str, Any]:
    return {
        "documents": report.documents,
        "layers": report.layers,
        "spans": report.spans,
        "same": report.same,
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


@click.command("export")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(WRITERS)))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write.")
@click.option("--layers", default="all", show_default=True, metavar="all|gold|NAME,…", help="Whose labels.")
@click.option("--strict", is_flag=True, help="Exit with 1 where the format would lose something (jsonl loses nothing).")
@click.option("--force", is_flag=True, help="Write over what is there.")
@db_option
def export_command(format_: str, out: Path, layers: str, strict: bool, force: bool, db: Path) -> None:  # noqa: ARG001
    """Write labels for training, sharing or another tool.

    FORMAT is jsonl: document records, lossless, one line per document and layer, in OUT/documents.jsonl.
    """
    from annotator.session.outlet import export_jsonl
    from annotator.store.progress import totals

    names = [name.strip() for name in layers.split(",") if name.strip()]
    if not names or ("all" in names and len(names) > 1):
        raise UsageError(f"--layers {layers!r}", "give all, gold, or names with commas between them")
    with opened(db) as project, progress(totals(project)["documents"], "export") as step:
        path, count = export_jsonl(project, out, names, force=force, step=lambda: step(1))
    say(f"{path}: {count} records")
    click.echo(str(path))
