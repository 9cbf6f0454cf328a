"""``suggest``: what a suggester proposes, for a project or for records without one."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import click

from annotator.cli.endpoint import ask_endpoint, endpoint_options, without_endpoint
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
@click.option(
    "--keep", is_flag=True, help="Keep them in the project, for the screen: for suggesters that are not our own."
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes, with --records.")
@endpoint_options
@json_option
@db_option
def suggest_command(
    suggester: str | None,
    records: str | None,
    document: str | None,
    keep: bool,
    jobs: int,
    json_: bool,
    db: Path,
    **asked: Any,
) -> None:
    """Print what a suggester proposes: cues of uncertainty and attribution, and with nl-frames what they lead to.

    One line a suggestion: with --json as {"key", "label", "fragments", "attributes", "suggester", "score"}, offsets in
    code points of the document; else as words, with the reason. Nothing is stored without --keep. Texts are taken to be
    Dutch where they do not say otherwise; those in a language that the suggester does not know, and documents that are
    labelled blind, are counted and passed over.

    With --endpoint a server is asked about the documents of the project, with the key in ANNOTATOR_API_KEY (or
    OPENAI_API_KEY). Its answers are kept in the project; a run that was broken off goes on where it was.

    A line of a file that cannot be read, or a document that failed, is named, the others go on, and the exit code is 1.
    """
    from annotator.errors import UsageError

    if asked["endpoint"] is not None:
        if suggester is not None or records is not None or keep or jobs != 1:
            wrong = "leave out --suggester, --records, --keep and --jobs"
            raise UsageError("--endpoint is asked about a project, and keeps what it answers", wrong)
        ask_endpoint(db, document, json_, asked)
        return
    without_endpoint(asked)
    if records is not None and document is not None:
        raise UsageError("--document is for a project, --records needs none", "leave one of them out")
    found = _chosen(suggester)
    if keep:
        _refuse_keeping(found, records)
    if records is None:
        _of_project(db, found, document, json_, keep)
        return
    without_circles()
    if not _of_records(records, found, jobs, json_):
        raise SystemExit(1)


def _chosen(name: str | None) -> Suggester:
    """A suggester by its name; where it is not our own, those of other packages that cannot be used are told.

    Raises:
        UsageError: there is none of that name.
    """
    from annotator.session.suggesting import chosen
    from annotator.suggest import listing, own

    if name is not None and name.partition("/")[0] not in {full.partition("/")[0] for full in own()}:
        for refused in listing().refused:
            say(f"the suggester {refused.name} of another package cannot be used: {refused.why}")
    return chosen(name)


def _refuse_keeping(suggester: Suggester, records: str | None) -> None:
    from annotator.errors import UsageError
    from annotator.suggest import own

    if records is not None:
        raise UsageError("--keep is for a project, --records needs none", "leave one of them out")
    if suggester.name in own():
        raise UsageError(f"{suggester.name} suggests on the screen by itself", "leave out --keep")


def _of_project(db: Path, suggester: Suggester, key: str | None, json_: bool, keep: bool) -> None:
    from annotator.session.suggesting import for_project, keep_made
    from annotator.store.connection import open_project, open_to_read

    shown = as_lines if json_ else as_words
    unknown: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    blind = 0
    with open_project(db) if keep else open_to_read(db) as project:
        for made in for_project(project, suggester, key):
            if made.blind:
                blind += 1
            elif made.known:
                if keep:
                    keep_made(project, made, suggester)
                click.echo(shown(made, suggester.name), nl=False)
                dropped.update(made.dropped)
            else:
                unknown[made.language] += 1
    _say_unknown(unknown, suggester, str(db))
    _say_dropped(dropped, suggester, str(db))
    if blind:
        say(f"{db}: {blind} labelled without suggestions passed over, see `annotator assist show`")


def _of_records(name: str, suggester: Suggester, jobs: int, json_: bool) -> bool:
    """Whether every line could be read."""
    from annotator.errors import RecordError
    from annotator.session.suggesting import for_records

    shown = as_lines if json_ else as_words
    unknown: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    well = True
    with _opened(name) as stream:
        called = "stdin" if name == "-" else name
        for found in for_records(stream, called, suggester, shown, jobs):
            if isinstance(found, RecordError):
                say(str(found))
                well = False
            elif found.unknown:
                unknown[found.unknown] += 1
            else:
                click.echo(found.printed, nl=False)
                dropped.update(found.dropped)
    _say_unknown(unknown, suggester, called)
    _say_dropped(dropped, suggester, called)
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


def _say_dropped(dropped: Counter[str], suggester: Suggester, place: str) -> None:
    for why, count in sorted(dropped.items()):
        say(f"{place}: {count} of {suggester.name} dropped: {why}")


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
