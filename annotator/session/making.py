"""Makes projects: an empty one with a scheme, the demo, and a project under another scheme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annotator import errors
from annotator.clock import Clock
from annotator.formats import jsonl
from annotator.formats.source import Source
from annotator.resources import schema_file, seed_file
from annotator.scheme.definition import DEFAULT_SCHEME, Scheme
from annotator.scheme.read import read_scheme
from annotator.session.intake import take_in
from annotator.store import Project, create_project
from annotator.store.connection import add_scheme
from annotator.store.events import append
from annotator.store.layers import annotator_id

__all__ = ["DEMO_DOCUMENT", "Orphans", "adopt", "find_scheme", "make_demo", "make_project", "orphans"]

DEMO_DOCUMENT = "nos-almaty"
DEMO_LAYERS = ("example.jsonl", "second.jsonl")


def find_scheme(name: str) -> tuple[bytes, str]:
    """The content of a scheme and the name to speak of it: a file, or one that comes with the program.

    Raises:
        UsageError: neither is there.
    """
    path = Path(name)
    if path.is_file():
        try:
            return path.read_bytes(), name
        except OSError as error:
            raise errors.UsageError(f"{name}: {error.strerror}", "check its permissions") from None
    bundled = schema_file("labels", f"{name}.toml")
    if "/" not in name and bundled.is_file():
        return bundled.read_bytes(), f"{name}.toml"
    known = sorted(p.name.removesuffix(".toml") for p in schema_file("labels").iterdir() if p.name.endswith(".toml"))
    raise errors.UsageError(f"there is no scheme {name!r}", f"give a file, or one of: {', '.join(known)}")


def make_project(
    path: Path,
    scheme: str = DEFAULT_SCHEME,
    *,
    clock: Clock | None = None,
    device: Callable[[], str] = lambda: "local",
) -> Project:
    """A new, empty project.

    Raises:
        SchemeError: the scheme has faults; StoreError: the file cannot be made.
    """
    content, name = find_scheme(scheme)
    read, data = read_scheme(content, name)
    return create_project(path, read, content, data, clock=clock, device=device)


def make_demo(path: Path, *, clock: Clock | None = None, device: Callable[[], str] = lambda: "local") -> Project:
    """A project with the seed article and two layers of it, those of ``example`` and ``tweede``.

    Raises:
        StoreError: the file cannot be made.
    """
    project = make_project(path, clock=clock, device=device)
    try:
        for name in DEMO_LAYERS:
            with seed_file(DEMO_DOCUMENT, name).open("rb") as file:
                for outcome in take_in(project, jsonl.read(Source(name, file)), "example"):
                    if isinstance(outcome, errors.RecordError):
                        raise outcome
    except BaseException:
        project.close()
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        raise
    return project


@dataclass(frozen=True, slots=True)
class Orphans:
    """Labels in a project that another scheme would not know: what, and how many."""

    what: str
    count: int


def orphans(project: Project, scheme: Scheme) -> list[Orphans]:
    """What adopting a scheme would orphan; nothing would be deleted, but it could no longer be set or explained."""
    found = []
    for name, count in project.ask("SELECT label, count(*) FROM span GROUP BY label ORDER BY label"):
        if name not in scheme.spans:
            found.append(Orphans(f"label {name}", count))
    for label, name, value, count in project.ask(
        "SELECT label, json_extract(a.value, '$[0]'), json_extract(a.value, '$[1]'), count(*)"
        " FROM span, json_each(span.attributes) a GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    ):
        definition = scheme.spans.get(label)
        attribute = definition.find(name) if definition else None
        if definition and (attribute is None or (not attribute.entity and value not in attribute.names)):
            found.append(Orphans(f"{label} {name}={value}", count))
    for name, count in project.ask("SELECT label, count(*) FROM relation GROUP BY label ORDER BY label"):
        if name not in scheme.relations:
            found.append(Orphans(f"relation {name}", count))
    for name, value, count in project.ask(
        "SELECT json_extract(a.value, '$[0]'), json_extract(a.value, '$[1]'), count(*)"
        " FROM sentence_state s, json_each(s.labels) a GROUP BY 1, 2 ORDER BY 1, 2"
    ):
        known = scheme.sentence_labels.get(name)
        if known is None or value not in known.names:
            found.append(Orphans(f"sentence label {name}={value}", count))
    return found


def adopt(project: Project, scheme: str, annotator: str) -> Scheme:
    """Put another scheme in force; the old one stays in the project, and the log says who changed it.

    Raises:
        SchemeError: it has faults.
    """
    content, name = find_scheme(scheme)
    read, data = read_scheme(content, name)
    if read.sha256 != project.scheme.sha256:
        with project.writing():
            add_scheme(project, read, content, data)
            who = annotator_id(project, annotator, make=True)
            assert who is not None
            append(project, who, annotator, "scheme.adopt", target=read.sha256)
    return read
