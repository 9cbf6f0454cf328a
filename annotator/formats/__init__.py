"""The registry of formats: one format, one module, reader and writer together.

A reader takes a ``Source`` and ``Options`` and gives records one by one; nothing here knows the store.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotator.formats.source import Reader
    from annotator.formats.writing import Making

__all__ = ["READERS", "WRITERS", "Format", "guess", "reader", "writer"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format by its name: its module under ``annotator.formats``, and the file endings that mean it."""

    name: str
    module: str
    title: str
    endings: tuple[str, ...] = ()


READERS = {
    f.name: f
    for f in (
        Format("jsonl", "jsonl", "document records, or plain lines with a text", (".jsonl", ".ndjson", ".jsonlines")),
        Format("txt", "plain", "plain text, one document a file", (".txt", ".text")),
        Format("csv", "csv", "a table with a header row, one document a row", (".csv", ".tsv", ".tab")),
        Format("html", "html", "saved news pages (needs the extra html)", (".html", ".htm", ".xhtml")),
        Format("brat", "brat", "brat: .ann files with their .txt", (".ann",)),
        Format("prodigy", "prodigy", "Prodigy: JSONL of db-out", (".jsonl", ".json")),
        Format("doccano", "doccano", "doccano: JSONL, with relations or without", (".jsonl", ".json")),
        Format("labelstudio", "labelstudio", "Label Studio: JSON (not JSON-MIN)", (".json",)),
        Format("conll", "conll", "CoNLL: one token a line, labels as IOB", (".conll", ".iob", ".iob2", ".bio")),
    )
}
WRITERS = {
    f.name: f
    for f in (
        Format("jsonl", "jsonl", "document records: everything, lossless"),
        Format("sentences", "sentences", "the training view: a line for each sentence"),
        Format("hf", "hf", "a folder for Hugging Face datasets, with its card"),
        Format("csv", "csv_out", "tables of sentences, spans and relations"),
        Format("prodigy", "prodigy_out", "Prodigy: JSONL for db-in"),
        Format("doccano", "doccano_out", "doccano: JSONL"),
        Format("labelstudio", "labelstudio_out", "Label Studio: tasks and the labelling configuration"),
        Format("brat", "brat_out", "brat: .txt and .ann, with annotation.conf"),
        Format("conll", "conll_out", "CoNLL: one token a line, a column of IOB2 for each label"),
        Format("spacy", "spacy_out", "spaCy: DocBin and a configuration that trains (extra spacy)"),
        Format("parquet", "parquet_out", "Parquet tables (extra parquet)"),
        Format("folia", "folia_out", "FoLiA XML 2.5"),
        Format("w3c", "w3c_out", "W3C Web Annotations, JSON-LD"),
        Format("cas", "cas_out", "UIMA CAS, XMI and JSON, for INCEpTION"),
        Format("croissant", "croissant_out", "the training view with Croissant metadata"),
        Format("claimreview", "claimreview_out", "schema.org ClaimReview drafts, JSON-LD"),
    )
}
"""A module in it has ``writer(plan)``, which makes a ``writing.Writer``."""


def writer(name: str) -> Making:
    """What makes a writer of a format, imported when it is asked for."""
    found: Making = import_module(f"annotator.formats.{WRITERS[name].module}").writer
    return found


def reader(name: str) -> Reader:
    """The reading function of a format, imported when it is asked for."""
    found: Reader = import_module(f"annotator.formats.{READERS[name].module}").read
    return found


def guess(name: str, first: bytes) -> str | None:
    """The format of a file by its ending, and where several share that by its first bytes; None: not known.

    The more of the file these are, the better: a long text may stand before the labels that tell.
    """
    from annotator.formats.recognise import recognised

    lowered = name.lower().removesuffix(".gz")
    fitting = [found.name for found in READERS.values() if lowered.endswith(found.endings)]
    return fitting[0] if len(fitting) == 1 and fitting[0] != "labelstudio" else recognised(first, fitting)
