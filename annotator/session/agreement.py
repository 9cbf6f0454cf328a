"""Who is compared on what: a corpus for agreement, from a project or from exported records without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.agreement.corpus import Corpus, RatedDocument, Reading
from annotator.agreement.report import LeftOut
from annotator.clock import Clock
from annotator.errors import RecordError, UsageError
from annotator.formats.source import DEFAULTS
from annotator.model import Layer, Sentence
from annotator.scheme.definition import DEFAULT_SCHEME, Scheme
from annotator.scheme.read import read_scheme
from annotator.session.making import find_scheme
from annotator.session.reading import found_files, incomings
from annotator.session.unpacking import Ready, Unpacker
from annotator.store.codec import load_tokens
from annotator.store.documents import document_ids, read_document
from annotator.store.layers import layers_of, read_labels

if TYPE_CHECKING:
    from annotator.store import Project

__all__ = ["Gathered", "default_scheme", "from_project", "from_records", "made_of", "main_figures"]


def default_scheme() -> Scheme:
    """The scheme that comes with the program: what is known of the labels of records without a project."""
    content, name = find_scheme(DEFAULT_SCHEME)
    return read_scheme(content, name)[0]


def made_of(paths: Sequence[Path], scheme: Scheme, status: str = "todo") -> Iterator[Ready | RecordError]:
    """The records of files, of any format that an import reads; labels stay as they are, and no project is made.

    Labels that name no annotator are of whoever the file or folder is named after. ``status`` is that of sentences for
    which none is given.

    Raises:
        UsageError: there is no such file.
    """
    now = Clock().now()
    for path in paths:
        owner = path.resolve().stem if str(path) != "-" else "stdin"
        unpacker = Unpacker(scheme, owner, now, status=status, any_label=True)
        for _, incoming in incomings(found_files([str(path)], None), DEFAULTS):
            yield unpacker.one(incoming)


@dataclass
class Gathered:
    """A corpus of the documents that can be compared, and those that cannot with the reason."""

    corpus: Corpus
    left_out: list[LeftOut] = field(default_factory=list)
    schemes: list[tuple[str, str, str]] = field(default_factory=list)
    """The schemes that records name, by name, version and hash; none of a project, which has one."""


@dataclass
class _Choice:
    """Which layers are compared: those of annotators, of one pass; or of the named ones."""

    annotators: Sequence[str] = ()
    number: int = 1
    gold: bool = False
    seen: set[Layer] = field(default_factory=set)
    met: set[Layer] = field(default_factory=set)

    def takes(self, layer: Layer) -> bool:
        self.met.add(layer)
        if layer.kind == "suggester" or (layer.kind == "gold" and not self.gold):
            return False
        if self.annotators and layer.annotator not in self.annotators:
            return False
        if layer.number == self.number:
            self.seen.add(layer)
        return True

    def raters(self) -> tuple[Layer, ...]:
        """The raters in the order they were named, else by name."""
        names = list(self.annotators) or sorted({layer.annotator for layer in self.seen})
        missing = [name for name in names if not any(layer.annotator == name for layer in self.seen)]
        if missing:
            known = ", ".join(sorted({layer.annotator for layer in self.met})) or "nobody"
            raise UsageError(f"{', '.join(missing)}: no layer of this name", f"there are those of {known}")
        return tuple(sorted(self.seen, key=lambda layer: (names.index(layer.annotator), layer.kind, layer.number)))


def from_project(project: Project, annotators: Sequence[str] = (), *, number: int = 1, gold: bool = False) -> Gathered:
    """The documents of a project with what annotators said of them in one pass.

    ``annotators``: whose, in this order; empty: everybody's. ``gold``: the adjudicated layers are compared too; an
    adjudicator who saw the labels is no rater, so that they are not unless it is asked.

    Raises:
        UsageError: somebody who is named has no layer.
    """
    choice = _Choice(annotators, number, gold)
    documents = []
    for each in document_ids(project):
        stored = read_document(project, each)
        readings = tuple(
            Reading.of(found.layer, read_labels(project, stored, found).part)
            for found in layers_of(project, each)
            if choice.takes(found.layer)
        )
        documents.append(
            RatedDocument(stored.document.key, stored.document.text, stored.sentences, stored.tokens, readings)
        )
    return _gathered(documents, choice)


def from_records(
    records: Iterable[Ready | RecordError], annotators: Sequence[str] = (), *, number: int = 1, gold: bool = False
) -> tuple[Gathered, list[RecordError]]:
    """The documents of records, and those records that cannot be used.

    Layers of a document are told by its key; they must have one text and the same sentences.

    Raises:
        UsageError: somebody who is named has no layer.
    """
    choice = _Choice(annotators, number, gold)
    documents: dict[str, RatedDocument] = {}
    schemes: dict[tuple[str, str, str], None] = {}
    rejected = []
    for ready in records:
        if isinstance(ready, RecordError):
            rejected.append(ready)
            continue
        if ready.scheme is not None:
            schemes[ready.scheme] = None
        try:
            documents[ready.document.key] = _joined(documents.get(ready.document.key), ready, choice)
        except RecordError as error:
            rejected.append(error)
    gathered = _gathered(documents.values(), choice)
    gathered.schemes = list(schemes)
    return gathered, rejected


def _joined(there: RatedDocument | None, ready: Ready, choice: _Choice) -> RatedDocument:
    """A document with one more reading."""
    sentences = tuple(Sentence(i, start, end, role) for i, (start, end, role, _) in enumerate(ready.sentences))
    key = ready.document.key
    readings = there.readings if there is not None else ()
    if there is not None and there.text != ready.document.text:
        raise ready.rejected(f"{key}: another record has this key and another text", "give it a key of its own")
    if there is not None and [(s.start, s.end) for s in there.sentences] != [(s.start, s.end) for s in sentences]:
        raise ready.rejected(
            f"{key}: another record has this key and other sentences", "compare what has the same ones"
        )
    if ready.layer is not None and ready.rows is not None and choice.takes(ready.layer):
        new = Reading.of(ready.layer, ready.rows.part)
        same = next((reading for reading in readings if reading.rater == ready.layer), None)
        if same is not None and same != new:
            raise ready.rejected(f"{key}: a second record of the layer of {ready.layer}", "leave one of them out")
        readings = readings if same is not None else (*readings, new)
    tokens = tuple(load_tokens(start, held) for start, _, _, held in ready.sentences)
    return RatedDocument(key, ready.document.text, sentences, tokens, readings)


def _gathered(documents: Iterable[RatedDocument], choice: _Choice) -> Gathered:
    raters = choice.raters()
    kept: list[RatedDocument] = []
    left_out: list[LeftOut] = []
    for document in documents:
        reason = _reason(document, raters)
        if reason is None:
            kept.append(document)
        else:
            left_out.append(LeftOut(document.key, reason))
    return Gathered(Corpus.of(kept, raters), left_out)


def _reason(document: RatedDocument, raters: Sequence[Layer]) -> str | None:
    """Why a document is not compared; None where it is."""
    found = [document.by_rater[rater] for rater in raters if rater in document.by_rater]
    if not found:
        return "nobody labelled it"
    if len(found) == 1:
        return f"only {found[0].rater} labelled it"
    done: set[int] = set()
    for reading in found:
        if done & reading.done:
            return None
        done |= reading.done
    return "no sentence was finished by two"


def main_figures(project: Project, annotators: Sequence[str]) -> list[dict[str, Any]]:
    """F1 and uα of span labels and α of sentence labels, with intervals; nothing where nothing is compared."""
    from annotator.agreement.assemble import measure_of
    from annotator.agreement.bootstrap import weights
    from annotator.agreement.figures import Compared

    gathered = from_project(project, [name for name in annotators if _has_pass(project, name)])
    if len(gathered.corpus.raters) < 2 or not gathered.corpus.documents:
        return []
    compared = Compared(gathered.corpus, project.scheme)
    drawn = weights(len(gathered.corpus.documents), 1000, 1)
    main = {("f1", "exact"), ("u_alpha", "2016"), ("krippendorff_alpha", "nominal"), ("krippendorff_alpha", "ordinal")}
    layers = (*compared.labels, *(f"sentence:{name}" for name in compared.sentence_labels))
    found = []
    for layer in layers:
        for figure in compared.figures(layer):
            if figure.label is None and (figure.measure, figure.variant) in main and figure.statistic.value is not None:
                measure = measure_of(figure, layer, drawn, 1)
                ci = list(measure.ci) if measure.ci is not None else None
                row = {"layer": layer, "measure": figure.measure, "variant": figure.variant, "value": measure.value}
                found.append({**row, "ci": ci, "n_docs": measure.n_docs, "n_raters": measure.n_raters})
    return found


def _has_pass(project: Project, name: str) -> bool:
    joined = "layer l JOIN annotator a ON a.id = l.annotator"
    row = project.one(f"SELECT 1 FROM {joined} WHERE name = ? AND kind = 'annotator' AND pass = 1", name)
    return row is not None
