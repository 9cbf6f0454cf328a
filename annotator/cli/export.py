"""``annotator export`` and ``annotator leakage``: labels for training, sharing or another tool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotator.cli.options import db_option, one_line, opened, progress, say, table, without_circles
from annotator.errors import UsageError
from annotator.formats import WRITERS

if TYPE_CHECKING:
    from annotator.session.exporting import Asked, Export
    from annotator.session.splitting import Split

__all__ = ["export_command", "leakage_command"]

MERGES = ("majority", "union", "gold", "soft")
_MERGED = ("sentences", "hf", "croissant")
"""The formats of the training view, which layers can be merged for."""


@click.command("export")
@click.argument("format_", metavar="FORMAT", type=click.Choice(list(WRITERS)))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write.")
@click.option("--layers", default="all", show_default=True, metavar="all|gold|NAME,…", help="Whose labels.")
@click.option("--split", metavar="80/10/10", help="Train, dev and test by document; near-duplicates on one side.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="Of the split.")
@click.option("--merge", type=click.Choice(MERGES), help="sentences, hf, croissant: one row a sentence, votes kept.")
@click.option("--derive", metavar="NAME,…", help="sentences, hf, croissant: certain, has_claim, iob, factbank, …")
@click.option("--pseudonyms", is_flag=True, help="annotator-1, annotator-2, … for their names.")
@click.option("--strict", is_flag=True, help="Exit with 1, and write nothing, where the format would lose something.")
@click.option("--force", is_flag=True, help="Write over an export that is there.")
@db_option
def export_command(
    format_: str,
    out: Path,
    layers: str,
    split: str | None,
    seed: int,
    merge: str | None,
    derive: str | None,
    pseudonyms: bool,
    strict: bool,
    force: bool,
    db: Path,
) -> None:
    """Write labels for training, sharing or another tool: a folder with its data, a card and a manifest.

    FORMAT jsonl is lossless: document records, one line per document and layer, in OUT/documents.jsonl. What another
    format cannot hold is counted and said (docs/formats.md).
    """
    without_circles()
    from annotator.session.exporting import Asked, export, losses, pseudonyms_of, without_layer
    from annotator.session.splitting import shares_of
    from annotator.store.progress import totals

    names = [name.strip() for name in layers.split(",") if name.strip()]
    if not names or ("all" in names and len(names) > 1):
        raise UsageError(f"--layers {layers!r}", "give all, gold, or names with commas between them")
    options = {name: value for name, value in (("merge", merge), ("derive", derive)) if value}
    if options and format_ not in _MERGED:
        raise UsageError(f"--{next(iter(options))} with {format_}", f"only {', '.join(_MERGED)} have it")
    shares = shares_of(split) if split else None
    with opened(db) as project:
        parts = _split(project, shares, seed) if shares else None
        asked = Asked(
            format_,
            tuple(names),
            parts.names if parts else (),
            parts.parts.get if parts else lambda _: None,
            pseudonyms_of(project) if pseudonyms else {},
            options | ({"split": split, "seed": str(seed)} if split else {}),
        )
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
    _report(done, asked)
    data = [name for name in done.files if name not in ("README.md", "manifest.json")]
    path = out / data[0] if len(data) == 1 else out
    say(f"{path}: {done.counts['records']} records")
    click.echo(str(path))


def _split(project: Any, shares: tuple[int, ...], seed: int) -> Split:
    from annotator.session.splitting import split

    found = split(project, shares, seed)
    if found.together:
        say(f"{len(found.together)} documents resemble an earlier one and go where it goes")
    for one, other in found.apart[:5]:
        say(f"{one} also resembles {other}, which is in another part")
    if len(found.apart) > 5:
        say(f"… and {len(found.apart) - 5} more such pairs: see `annotator leakage`")
    return found


def _tell(lost: Mapping[str, int], format_: str) -> None:
    for name, count in sorted(lost.items()):
        say(f"{format_} does not hold: {name}: {count}")


def _report(done: Export, asked: Asked) -> None:
    """How many of each label are in each part."""
    if not done.parts:
        return
    names = ["documents", "sentences", *sorted(set().union(*done.parts.values()) - {"documents", "sentences"})]
    columns = [part for part in asked.splits if part in done.parts]
    rows: list[list[object]] = [
        ["", *columns],
        *([name, *(done.parts[part][name] for part in columns)] for name in names),
    ]
    for line in table(rows, right=range(1, len(columns) + 1)).split("\n"):
        say(line)


@click.command("leakage")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def leakage_command(folder: Path) -> None:
    """Look for texts that are in two parts of a split: train, dev and test files of JSON lines, from any tool.

    Exit code 1 where there are any: a model would be tested on what it was trained on.
    """
    from annotator.session.leaking import leaks, parts_in

    files = parts_in(folder)
    if len(files) < 2:
        raise UsageError(f"{folder}: there are no two of train, dev and test .jsonl", "name the folder of a split")
    size = sum(path.stat().st_size for paths in files.values() for path in paths)
    with progress(size, "leakage") as step:
        found = leaks(files, step)
    for leak in found:
        click.echo(one_line(f"{leak.key} ({leak.part}) resembles {leak.other} ({leak.other_part})"))
    say(f"{folder}: {len(found)} texts in one part resemble one in another ({', '.join(files)})")
    if found:
        raise SystemExit(1)
