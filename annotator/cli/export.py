"""``annotator export``: labels for training, sharing or another tool."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import db_option, opened, progress, say, without_circles
from annotator.errors import UsageError
from annotator.formats import WRITERS

__all__ = ["export_command"]


@click.command("export")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(WRITERS)))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write.")
@click.option("--layers", default="all", show_default=True, metavar="all|gold|NAME,…", help="Whose labels.")
@click.option("--strict", is_flag=True, help="Exit with 1, and write nothing, where the format would lose something.")
@click.option("--force", is_flag=True, help="Write over an export that is there.")
@db_option
def export_command(format_: str, out: Path, layers: str, strict: bool, force: bool, db: Path) -> None:
    """Write labels for training, sharing or another tool.

    FORMAT is jsonl: document records, lossless, one line per document and layer, in OUT/documents.jsonl.
    """
    without_circles()
    from annotator.session.exporting import Asked, export, losses
    from annotator.session.outlet import without_layer
    from annotator.store.progress import totals

    names = [name.strip() for name in layers.split(",") if name.strip()]
    if not names or ("all" in names and len(names) > 1):
        raise UsageError(f"--layers {layers!r}", "give all, gold, or names with commas between them")
    asked = Asked(format_, tuple(names))
    with opened(db) as project:
        size = totals(project)["documents"]
        if strict:
            with progress(size, "check") as step:
                lost = losses(project, asked, lambda: step(1))
            if lost:
                _tell(lost, format_)
                say(f"{out}: nothing was written – leave --strict out to write what the format can hold")
                raise SystemExit(1)
        with progress(size, "export") as step:
            done = export(project, asked, out, force=force, step=lambda: step(1))
        absent = without_layer(project, names)
    for name in absent:
        say(f"{db}: {name} has no layer here – see `annotator status` for who has")
    _tell(done.losses, format_)
    data = [name for name in done.files if name not in ("README.md", "manifest.json")]
    path = out / data[0] if len(data) == 1 else out
    say(f"{path}: {done.counts['records']} records")
    click.echo(str(path))


def _tell(lost: dict[str, int], format_: str) -> None:
    for name, count in sorted(lost.items()):
        say(f"{format_} does not hold: {name}: {count}")
