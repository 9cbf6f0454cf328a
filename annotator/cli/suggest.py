"""``suggest``: what a suggester proposes, for a project or for records without one."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

import click

from annotator.cli.options import db_option, json_option, json_text, one_line, say, without_circles

if TYPE_CHECKING:
    from annotator.model import Attribute
    from annotator.session.suggesting import Made
    from annotator.suggest import Suggester

__all__ = ["suggest_command"]

_AHEAD = 1 << 20


@click.command("suggest")
@click.option("--suggester", metavar="NAME", help="Who suggests, such as nl-frames; default nl-lexicon.")
@click.option(
    "--records", metavar="FILE", help='JSONL instead of a project: records, or plain {"text": …}; - is stdin.'
)
@click.option("--document", metavar="KEY", help="Only this document of the project.")
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes, with --records.")
@json_option
@db_option
def suggest_command(
    suggester: str | None, records: str | None, document: str | None, jobs: int, json_: bool, db: Path
) -> None:
    """Print what a suggester proposes: cues of uncertainty and attribution, and with nl-frames what they lead to.

    One line a suggestion: with --json as {"key", "label", "fragments", "attributes", "suggester", "score"}, offsets in
    code points of the document; else as words, with the reason. Nothing is stored. Texts are taken to be Dutch where
    they do not say otherwise; those in a language that the suggester does not know are counted and passed over.

    A line of a file that cannot be read is named, the others go on, and the exit code is 1.
    """
    from annotator.errors import UsageError
    from annotator.session.suggesting import chosen

    if records is not None and document is not None:
        raise UsageError("--document is for a project, --records needs none", "leave one of them out")
    asked = chosen(suggester)
    if records is None:
        _of_project(db, asked, document, json_)
        return
    without_circles()
    if not _of_records(records, asked, jobs, json_):
        raise SystemExit(1)


def _of_project(db: Path, suggester: Suggester, key: str | None, json_: bool) -> None:
    from annotator.session.suggesting import for_project
    from annotator.store.connection import open_to_read

    shown = as_lines if json_ else as_words
    unknown: Counter[str] = Counter()
    with open_to_read(db) as project:
        for made in for_project(project, suggester, key):
            if made.known:
                click.echo(shown(made, suggester.name), nl=False)
            else:
                unknown[made.language] += 1
    _say_unknown(unknown, suggester, str(db))


def _of_records(name: str, suggester: Suggester, jobs: int, json_: bool) -> bool:
    """Whether every line could be read."""
    from annotator.errors import RecordError
    from annotator.session.suggesting import for_records

    shown = as_lines if json_ else as_words
    unknown: Counter[str] = Counter()
    well = True
    with _opened(name) as stream:
        called = "stdin" if name == "-" else name
        for found in for_records(stream, called, suggester, shown, jobs):
            if isinstance(found, RecordError):
                say(str(found))
                well = False
            elif found.unknown:
                unknown[found.unknown] += 1
            elif found.printed:
                click.echo(found.printed, nl=False)
    _say_unknown(unknown, suggester, called)
    return well


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    """A file, or stdin.

    Raises:
        UsageError: it cannot be read.
    """
    from annotator.errors import UsageError

    if name == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            file = stack.enter_context(Path(name).open("rb", buffering=_AHEAD))
        except OSError as error:
            raise UsageError(f"{name}: {error.strerror or 'cannot be read'}", "check the path") from None
        yield cast("IO[bytes]", file)


def _say_unknown(unknown: Counter[str], suggester: Suggester, place: str) -> None:
    for language, count in sorted(unknown.items()):
        known = ", ".join(sorted(suggester.languages))
        say(f"{place}: {count} in {language} passed over: {suggester.name} knows {known}")


def as_lines(made: Made, suggester: str) -> str:
    """A line of JSON for each suggestion, as ``json_text`` has it; put together here, for a corpus has millions."""
    from json.encoder import encode_basestring_ascii as quoted

    head, name = f'{{"key": {quoted(made.key)}, "label": ', quoted(suggester)
    lines = []
    for one in made.suggestions:
        pieces = ", ".join([f'{{"start": {f.start}, "end": {f.end}, "text": {quoted(f.text)}}}' for f in one.fragments])
        lines.append(
            f'{head}{quoted(one.label)}, "fragments": [{pieces}], "attributes": {_values(one.attributes)}, '
            f'"suggester": {name}, "score": {one.score}}}\n'
        )
    return "".join(lines).replace("\x7f", "\\u007f")


@cache
def _values(attributes: tuple[Attribute, ...]) -> str:
    return json_text([{"name": one.name, "value": one.value} for one in attributes])


def as_words(made: Made, _suggester: str) -> str:
    """A line for a reader for each suggestion: document, place, label, words, values, the reason."""
    rows = []
    for one in made.suggestions:
        quoted = " … ".join(fragment.text for fragment in one.fragments)
        values = " ".join(attribute.value for attribute in one.attributes)
        cells = (
            f"{one_line(made.key):<20}",
            f"{one.fragments[0].start:>6}",
            f"{one.label:<15}",
            f"{one_line(quoted):<24}",
        )
        rows.append("  ".join((*cells, f"{values:<22}", one.rule)).rstrip() + "\n")
    return "".join(rows)
