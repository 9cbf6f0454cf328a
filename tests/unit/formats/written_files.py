"""Documents with labels made up on the spot, and the files that a writer makes of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from annotator.formats import writer
from annotator.formats.writing import Folder, Labelled, Plan
from annotator.model import Attribute, Document, Fragment, Layer, Part, Sentence, Span
from annotator.text import segmenter_for, tokenise
from tests.building import nl_fact, place


def span(text: str, name: str, label: str, *pieces: str, **attributes: str) -> Span:
    """A span on words of a text, found one after the other."""
    extent: list[tuple[int, int]] = []
    for words in pieces:
        extent += place(text, words, extent[-1][1] if extent else 0)
    starts = [start for start, _ in segmenter_for("nl").split(text)]
    sentence = max(0, sum(start <= extent[0][0] for start in starts) - 1)
    said = tuple(Attribute(key, value) for key, value in attributes.items())
    return Span(name, label, sentence, tuple(Fragment(s, e, text[s:e]) for s, e in extent), said)


def labelled(text: str, *layers: tuple[Layer, Part], key: str = "a", split: str | None = None) -> Labelled:
    """A document, cut as the program cuts it, with these layers."""
    segmenter = segmenter_for("nl")
    places = segmenter.split(text)
    sentences = tuple(Sentence(number, start, end) for number, (start, end) in enumerate(places))
    tokens = tuple(tuple(tokenise(text, start, end)) for start, end in places)
    return Labelled(Document(key, text), sentences, tokens, segmenter.name, layers, split)


def write(
    format_: str, folder: Path, *documents: Labelled, splits: tuple[str, ...] = ()
) -> tuple[dict[str, str], Counter[str]]:
    """The files of an export by name, and the losses that it names; the files are those that the folder counts."""
    made = writer(format_)(Plan(nl_fact()[1], splits))
    losses = Counter(name for found in documents for name in made.losses(found))
    counted = Folder(folder)
    made.write(iter(documents), counted)
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert there.keys() == counted.files.keys()
    assert all(path.stat().st_size == counted.files[name].bytes for name, path in there.items())
    return {name: path.read_bytes().decode() for name, path in there.items()}, losses
