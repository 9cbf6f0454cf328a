"""The configurations that train on the files of ``spacy``, and what they need to know of the data."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from annotator.errors import UsageError

__all__ = ["ALL", "Library", "Sizes", "spancat", "textcat"]

ALL = "sc"
"""The group of ``doc.spans`` with every label: where spaCy's span categoriser looks if it is told nothing else."""

_INSTALL = "pip install 'factcheck-annotator[spacy]'"


class Library:
    """What is used of spaCy, loaded when a writer is made."""

    def __init__(self) -> None:
        try:
            self.spacy: Any = import_module("spacy")
        except ImportError:
            raise UsageError("the spacy format needs spaCy", _INSTALL) from None
        tokens = import_module("spacy.tokens")
        self.Doc, self.DocBin, self.Span = tokens.Doc, tokens.DocBin, tokens.Span
        self.Vocab: Any = import_module("spacy.vocab").Vocab

        self._blank: dict[str, Any] = {}

    def blank(self, language: str) -> Any:
        """An empty pipeline of a language, or of none in particular where spaCy has not got it; always the same one."""
        if language not in self._blank:
            self._blank[language] = self.renewed(language)
        return self._blank[language]

    def renewed(self, language: str) -> Any:
        """The same, a new one: a component leaves its weights in the scores behind when it is taken out."""
        try:
            return self.spacy.blank(language)
        except ImportError:
            return self.spacy.blank("xx")


@dataclass
class Sizes:
    """How long the spans to train on are, in the tokens that spaCy itself makes: candidates are made of those."""

    library: Library
    languages: Counter[str] = field(default_factory=Counter)
    shortest: int = 0
    longest: int = 0
    across: int = 0
    unfit: int = 0

    def look(self, language: str, text: str, spans: Sequence[tuple[int, int]]) -> None:
        """Measure the spans of a sentence, given as offsets in its text."""
        if not spans:
            return
        pipeline = self.library.blank(language)
        with pipeline.memory_zone():
            tokens = [(token.idx, token.idx + len(token)) for token in pipeline.make_doc(text)]
        begins, ends = [start for start, _ in tokens], [end for _, end in tokens]
        for start, end in spans:
            first, behind = bisect_right(begins, start) - 1, bisect_left(begins, end)
            self.unfit += begins[first] != start or ends[behind - 1] != end
            self.shortest = min(self.shortest or behind - first, behind - first)
            self.longest = max(self.longest, behind - first)

    @property
    def language(self) -> str:
        """The language of most documents; ``xx``, none in particular, where spaCy has no tokens for it."""
        found = min(self.languages, key=lambda name: (-self.languages[name], name), default="xx")
        return str(self.library.blank(found).lang)


def _config(
    sizes: Sizes, name: str, paths: Sequence[str], component: str, settings: dict[str, Any], *about: str
) -> str:
    """A whole configuration: nothing in it is left to the spaCy that reads it. ``paths``: train, dev, …"""
    pipeline = sizes.library.renewed(sizes.language)
    pipeline.add_pipe(component, config=settings)
    config = pipeline.config.copy()
    config["paths"]["train"], config["paths"]["dev"] = paths[0], paths[min(1, len(paths) - 1)]
    said = [f"In this folder: python -m spacy train {name} --output model (paths count from where it is called)."]
    if len(paths) == 1:
        said.append("Trained and evaluated on the same sentences, so the scores say nothing: give --paths.dev others.")
    return "".join(f"# {line}\n" for line in (*said, *about)) + "\n" + str(config.to_str()) + "\n"


def spancat(sizes: Sizes, paths: Sequence[str]) -> str:
    """A span categoriser whose candidates are as long as the spans in the data; spaCy's own are of 1 to 3 tokens."""
    shortest, longest = sizes.shortest or 1, sizes.longest or 1
    suggester = {"@misc": "spacy.ngram_range_suggester.v1", "min_size": shortest, "max_size": longest}
    about = [f"Candidates are of {shortest} to {longest} tokens, like the spans in the sentences to train on."]
    if sizes.across:
        about.append(f"Spans across sentences, which are not in these files: {sizes.across}.")
    if sizes.unfit:
        about.append(f"Spans that spaCy cannot learn, for its tokens have no border there: {sizes.unfit}.")
    return _config(sizes, "config.cfg", paths, "spancat", {"spans_key": ALL, "suggester": suggester}, *about)


def textcat(sizes: Sizes, paths: Sequence[str]) -> str:
    """A classifier of sentences: every category on its own, for a sentence may be uncertain and have a claim."""
    return _config(sizes, "textcat.cfg", paths, "textcat_multilabel", {})
