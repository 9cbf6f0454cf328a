"""``scheme``: show, check, adopt, json-schema."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.options import annotator_option, as_json, db_option, json_option, opened, say, show, table
from annotator.errors import SchemeError
from annotator.scheme.definition import DEFAULT_SCHEME

__all__ = ["scheme_command"]


@click.group("scheme")
def scheme_command() -> None:
    """Show, check or adopt a label scheme."""


@scheme_command.command("show")
@click.option("--source", is_flag=True, help="Print the scheme file itself.")
@db_option
def show_scheme(source: bool, db: Path) -> None:
    """Show the project's scheme: labels, keys, values, relations (without a project: the default one)."""
    from annotator.scheme.read import read_scheme
    from annotator.session.making import find_scheme
    from annotator.store import is_project

    if is_project(db):
        with opened(db) as project:
            scheme = project.scheme
            row = project.one("SELECT content FROM scheme ORDER BY id DESC LIMIT 1")
            content = row[0] if row else b""
    else:
        content, name = find_scheme(DEFAULT_SCHEME)
        scheme, _ = read_scheme(content, name)
        say(f"{db}: there is no project; this is the default scheme")
    if source:
        show(content.decode("utf-8").rstrip("\n"))
        return
    show(f"{scheme.name} {scheme.version}  sha256 {scheme.sha256[:16]}…\n{scheme.title.en}\n")
    rows = [["label", "key", "attribute", "values"]]
    for span in scheme.span:
        rows.append([span.name, span.key, "", ""])
        for attribute in span.attribute:
            values = "a source of the document" if attribute.entity else " ".join(attribute.names)
            rows.append(["", "", attribute.name, values])
    for label in scheme.sentence_label:
        rows.append([f"{label.name} (sentence)", label.key, "", " ".join(label.names)])
    show(table(rows))
    rows = [["relation", "key", "head", "", "tail"]]
    rows += [[r.name, r.key, r.head, "↔" if r.symmetric else "→", r.tail] for r in scheme.relation]
    show("\n" + table(rows))


@scheme_command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_scheme(file: Path) -> None:
    """Explain every fault of a scheme FILE with its line; exit code 1 when there is one."""
    from annotator.scheme.read import read_scheme
    from annotator.session.making import find_scheme

    content, name = find_scheme(str(file))
    try:
        scheme, _ = read_scheme(content, name)
    except SchemeError as error:
        for fault in error.faults:
            show(f"{name}:{fault.line}: {fault.message}" + (f" – {fault.remedy}" if fault.remedy else ""))
        say(f"{name}: {len(error.faults)} faults")
        raise SystemExit(1) from None
    counts = f"{len(scheme.span)} labels, {len(scheme.relation)} relations, {len(scheme.check)} checks"
    say(f"{name}: {scheme.name} {scheme.version} holds: {counts}")


@scheme_command.command("adopt")
@click.argument("file", metavar="NAME|FILE")
@click.option("--yes", is_flag=True, help="Adopt it though labels would be orphaned.")
@json_option
@db_option
@annotator_option
def adopt_scheme(file: str, yes: bool, json_: bool, db: Path, annotator: str) -> None:
    """Put another scheme in force in the project.

    Says first what it would orphan: labels and values the new scheme does not know. They stay in the project and in
    its exports. With orphans, --yes is needed; without it nothing changes and the exit code is 1.
    """
    from annotator.scheme.read import read_scheme
    from annotator.session.making import adopt, find_scheme, orphans

    content, name = find_scheme(file)
    scheme, _ = read_scheme(content, name)
    with opened(db) as project:
        found = orphans(project, scheme)
        if json_:
            as_json({"scheme": scheme.sha256, "orphans": [{"what": o.what, "count": o.count} for o in found]})
        elif found:
            show(table([["would be orphaned", "count"], *[[o.what, o.count] for o in found]], right=[1]))
        if found and not yes:
            say(f"{db}: nothing was changed – adopt it all the same with --yes")
            raise SystemExit(1)
        adopt(project, file, annotator)
    say(f"{db}: the scheme is now {scheme.name} {scheme.version}")


@scheme_command.command("json-schema")
def json_schema() -> None:
    """Print the JSON Schema of a scheme file."""
    from annotator.scheme.read import scheme_json_schema

    as_json(scheme_json_schema())
