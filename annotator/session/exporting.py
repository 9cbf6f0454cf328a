"""Writes an export folder: streamed, counted, whole or not at all, with a manifest that names every byte of it."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from glob import escape as glob_escape
from pathlib import Path
from typing import Any

from annotator import __version__, errors
from annotator.formats import writer
from annotator.formats.writing import Folder, Labelled, Plan, Writer
from annotator.labels import ordered
from annotator.model import Layer
from annotator.store import Project
from annotator.store.connection import explained
from annotator.store.documents import document_ids, read_document
from annotator.store.layers import StoredLayer, layers_of, read_whole

__all__ = ["Asked", "Export", "documents", "export", "losses", "pseudonyms_of", "without_layer"]

MANIFEST, CARD = "manifest.json", "README.md"
AGREED = 500
"""Up to so many documents a card has agreement figures; of more, `annotator agreement` takes its time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be exported, and how. ``split_of``: the part a document goes to, by its key."""

    format: str
    layers: tuple[str, ...] = ("all",)
    splits: tuple[str, ...] = ()
    split_of: Callable[[str], str | None] = field(default=lambda _: None)
    pseudonyms: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Export:
    """What was written: files by name, and counts of what went in and of what the format could not hold."""

    folder: Path
    files: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    losses: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)
    segmenters: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    parts: dict[str, Counter[str]] = field(default_factory=dict)
    """Counts of documents and labels in each part of a split."""


def documents(project: Project, asked: Asked, step: Callable[[], object] = lambda: None) -> Iterator[Labelled]:
    """The documents of a project with the layers asked for; with ``all`` also those that nobody labelled."""
    names = list(asked.layers)
    for number in list(document_ids(project)):
        stored = read_document(project, number)
        there = layers_of(project, number)
        layers = tuple(
            (_named(found.layer, asked.pseudonyms), ordered(read_whole(project, stored, found)))
            for found in there
            if _chosen(found, names)
        )
        if layers or (not there and names == ["all"]):
            key = stored.document.key
            split = asked.split_of(key)
            yield Labelled(stored.document, stored.sentences, stored.tokens, stored.segmenter, layers, split)
        step()


def pseudonyms_of(project: Project) -> dict[str, str]:
    """A name that says nothing for every annotator, the same for as long as the project lives."""
    rows = project.ask("SELECT id, name FROM annotator ORDER BY id")
    return {name: f"annotator-{number}" for number, name in rows}


def _named(layer: Layer, pseudonyms: Mapping[str, str]) -> Layer:
    return replace(layer, annotator=pseudonyms[layer.annotator]) if layer.annotator in pseudonyms else layer


def _chosen(found: StoredLayer, layers: Sequence[str]) -> bool:
    """Whether a layer is among those asked for: ``all``, ``gold`` (the adjudicated ones), or annotators by name."""
    if layers == ["all"]:
        return True
    return any(found.layer.kind == "gold" if name == "gold" else found.layer.annotator == name for name in layers)


def without_layer(project: Project, layers: Sequence[str]) -> list[str]:
    """The names among the layers asked for that have no layer here: a slip of the pen, or nothing labelled yet."""
    known = {row[0] for row in project.ask("SELECT DISTINCT name FROM annotator a JOIN layer l ON l.annotator = a.id")}
    known |= {row[0] for row in project.ask("SELECT DISTINCT kind FROM layer WHERE kind = 'gold'")}
    return [name for name in layers if name != "all" and name not in known]


def losses(project: Project, asked: Asked, step: Callable[[], object] = lambda: None) -> Counter[str]:
    """What an export would lose, without writing anything."""
    made = _writer(project, asked)
    counted: Counter[str] = Counter()
    with explained(project.path):
        for found in documents(project, asked, step):
            counted.update(made.losses(found))
    return counted


def export(
    project: Project, asked: Asked, out: Path, *, force: bool = False, step: Callable[[], object] = lambda: None
) -> Export:
    """Write a folder; it appears whole or not at all.

    Raises:
        UsageError: there is an export in it already; StoreFull, StoreReadOnly: it cannot be written.
    """
    _refuse(out, force)
    made = _writer(project, asked)
    done = Export(out)
    half = out.with_name(f".{out.name}.{os.getpid()}.part")
    with unwritable(out):
        out.absolute().parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        try:
            half.mkdir()
            folder = Folder(half)
            with explained(project.path):
                project.conn.execute("BEGIN")  # one view of the project, whoever writes meanwhile
                try:
                    made.write(_counted(documents(project, asked, step), made, done), folder)
                finally:
                    project.conn.execute("ROLLBACK")
            done.files = sorted(folder.files)
            _describe(project, asked, folder, done)
            _into_place(half, out, folder, force)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return done


def _sweep(out: Path) -> None:
    """Take away what an export that was killed has left beside the folder."""
    for path in out.absolute().parent.glob(f".{glob_escape(out.name)}.*.part"):
        number = path.name.removesuffix(".part").rpartition(".")[2]
        if number.isdecimal() and path.is_dir() and not _alive(int(number)):
            shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    if os.name == "nt":  # there a signal of 0 would end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _writer(project: Project, asked: Asked) -> Writer:
    return writer(asked.format)(Plan(project.scheme, asked.splits, dict(asked.options)))


def _refuse(out: Path, force: bool) -> None:
    if out.exists() and not out.is_dir():
        raise errors.UsageError(f"{out}: is not a folder", "name another one")
    if not force and (out / MANIFEST).exists():
        raise errors.UsageError(f"{out}: is there already", "name a new folder, or use --force")


def _counted(found: Iterator[Labelled], made: Writer, done: Export) -> Iterator[Labelled]:
    for each in found:
        done.counts["documents"] += 1
        done.counts["records"] += max(1, len(each.layers))
        done.counts["sentences"] += len(each.sentences)
        done.counts["tokens"] += sum(map(len, each.tokens))
        done.segmenters[each.segmenter] += 1
        labels: Counter[str] = Counter()
        for layer, part in each.layers:
            done.layers[str(layer)] += 1
            done.counts["spans"] += len(part.spans)
            done.counts["relations"] += len(part.relations)
            done.counts["sentences done"] += sum(state.status == "done" for state in part.sentences)
            labels.update(span.label for span in part.spans)
            labels.update(f"relation:{relation.label}" for relation in part.relations)
            labels.update(f"{a.name}={a.value}" for state in part.sentences for a in state.labels)
        done.labels.update(labels)
        if each.split is not None:
            held = done.parts.setdefault(each.split, Counter())
            held.update(labels)
            held["documents"] += 1
            held["sentences"] += len(each.sentences)
        done.losses.update(made.losses(each))
        yield each


def _describe(project: Project, asked: Asked, folder: Folder, done: Export) -> None:
    """The card, then the manifest, which names the card too."""
    from annotator.formats.card import card

    scheme = project.scheme
    about: dict[str, Any] = {
        "tool": {"name": "factcheck-annotator", "version": __version__},
        "format": asked.format,
        "scheme": {"name": scheme.name, "version": scheme.version, "sha256": scheme.sha256},
        "segmenters": dict(sorted(done.segmenters.items())),
        "filters": {
            "layers": [asked.pseudonyms.get(name, name) for name in asked.layers],
            "splits": list(asked.splits),
            **dict(sorted(asked.options.items())),
        },
        "layers": dict(sorted(done.layers.items())),
        "counts": dict(sorted(done.counts.items())),
        "labels": dict(sorted(done.labels.items())),
        "parts": {name: dict(sorted(done.parts[name].items())) for name in asked.splits if name in done.parts},
        "losses": dict(sorted(done.losses.items())),
        "agreement": _agreement(project, asked, done),
    }
    if CARD not in folder.files:  # a format with a card of its own writes it itself
        with folder.open(CARD) as stream:
            stream.write(card(scheme, about, sorted(folder.files)).encode())
    files = [{"name": f.name, "bytes": f.bytes, "sha256": f.sha256} for _, f in sorted(folder.files.items())]
    with folder.open(MANIFEST) as stream:
        stream.write(json.dumps(about | {"files": files}, indent=2, ensure_ascii=False).encode() + b"\n")


def _agreement(project: Project, asked: Asked, done: Export) -> list[dict[str, Any]]:
    """The main figures of every label, where two annotators have layers and the corpus is small enough to wait for."""
    names = [] if asked.layers == ("all",) else [name for name in asked.layers if name != "gold"]
    rows = project.ask(
        "SELECT DISTINCT name FROM annotator a JOIN layer l ON l.annotator = a.id WHERE kind = 'annotator'"
    )
    raters = [name for (name,) in rows if not names or name in names]
    if len(raters) < 2 or "gold" in asked.layers or done.counts["documents"] > AGREED:
        return []
    from annotator.session.agreement import main_figures

    return main_figures(project, raters)


def _into_place(half: Path, out: Path, folder: Folder, force: bool) -> None:
    """A folder that is not there, or is empty, appears at once; into one with files they go one by one."""
    for name in folder.files:
        with (half / name).open("rb") as stream:
            os.fsync(stream.fileno())
    if not out.exists() or not any(out.iterdir()):
        if out.exists():
            out.rmdir()
        half.replace(out)
        return
    there = [name for name in folder.files if (out / name).exists()]
    if there and not force:
        raise errors.UsageError(f"{out / there[0]}: is there already", "name a new folder, or use --force")
    if force:
        _forget(out)
    for name in sorted(folder.files, key=lambda name: name == MANIFEST):
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (half / name).replace(out / name)


def _forget(out: Path) -> None:
    """Take away the files of the export that was there, by its manifest; what is not in it stays."""
    try:
        listed = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
        names = [str(item["name"]) for item in listed]
    except (OSError, ValueError, LookupError, TypeError):
        return
    for name in (MANIFEST, *names):
        path = out / name
        if path.resolve().is_relative_to(out.resolve()):
            path.unlink(missing_ok=True)


class unwritable:  # noqa: N801 - reads as a with statement
    """Turns the system's refusal to write a folder into an error of ours."""

    def __init__(self, out: Path) -> None:
        self._out = out

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if isinstance(error, OSError):
            raise errors.StoreReadOnly(
                f"{error.filename or self._out}: {error.strerror}", "name a folder you can write, with room in it"
            ) from error
