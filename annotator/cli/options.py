"""What the commands share: options, opening the project, plain tables, progress."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from annotator.errors import UsageError

__all__ = [
    "annotator_option",
    "as_json",
    "db_option",
    "json_option",
    "json_text",
    "one_line",
    "opened",
    "progress",
    "say",
    "show",
    "table",
    "without_circles",
]

F = TypeVar("F", bound=Callable[..., Any])

db_option = click.option(
    "--db",
    type=click.Path(path_type=Path, dir_okay=False),
    envvar="ANNOTATOR_DB",
    default=Path("annotations.db"),
    show_default="annotations.db",
    help="The project file (or ANNOTATOR_DB).",
)
json_option = click.option("--json", "json_", is_flag=True, help="Print JSON.")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "annotator"


def _name(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str:
    name = (value or _login()).strip()
    if not name or "," in name or name in ("all", "gold"):
        raise UsageError(f"an annotator cannot be called {name!r}", "use a name without commas; not all or gold")
    if not name.isprintable():
        raise UsageError("the annotator's name has characters that cannot be shown", "use letters and digits")
    return name


annotator_option = click.option(
    "--annotator",
    envvar="ANNOTATOR_NAME",
    callback=_name,
    metavar="NAME",
    help="Who acts (or ANNOTATOR_NAME; default the login name).",
)


def known_encoding(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """An encoding that Python knows."""
    import codecs

    if value is not None:
        try:
            codecs.lookup(value)
        except LookupError:
            raise UsageError(f"--encoding {value!r} is not known", "such as utf-8, cp1252, iso-8859-15") from None
    return value


def opened(db: Path) -> Any:
    """The project at a path, with this machine's id."""
    from annotator.settings import device
    from annotator.store import open_project

    return open_project(db, device=device)


def without_circles() -> None:
    """For bulk work: records are trees, and looking for circles among them costs a tenth of the time."""
    import gc

    gc.set_threshold(100_000, 50, 50)


def one_line(text: str) -> str:
    """A text that no terminal obeys, with a sign for each newline in it."""
    from annotator.text.safe import safe

    return safe(text)


def say(text: str) -> None:
    """A line of narration, on stderr."""
    click.echo(one_line(text), err=True)


def show(text: str) -> None:
    """Data for a reader, on stdout; lines that hold what came from outside go through ``one_line`` or a table."""
    for line in text.split("\n"):
        click.echo(one_line(line))


def as_json(value: object) -> None:
    """Data for a machine, on stdout."""
    click.echo(json_text(value, indent=2))


def json_text(value: object, indent: int | None = None) -> str:
    """A value as JSON in which no character can harm a terminal; JSON itself escapes all of them but DEL."""
    import json

    return json.dumps(value, indent=indent, ensure_ascii=True).replace("\x7f", "\\u007f")


@contextmanager
def progress(length: int, label: str) -> Iterator[Callable[[int], object]]:
    """A bar on stderr with rate and time left, on a terminal only; call what it gives with how much was done."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from time import monotonic

    began, calls = monotonic(), 0

    def rate(_item: object) -> str:
        return f"{calls / max(monotonic() - began, 0.001):,.0f}/s"

    with click.progressbar(length=max(length, 1), label=label, file=sys.stderr, item_show_func=rate) as bar:

        def step(done: int) -> None:
            nonlocal calls
            calls += 1
            bar.update(done, calls)

        yield step


def table(rows: Sequence[Sequence[object]], right: Sequence[int] = ()) -> str:
    """Rows under each other, each on one line; the columns in ``right`` stand to the right."""
    cells = [[one_line(str(value)) for value in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))] if cells else []
    lines = []
    for row in cells:
        parts = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines)
