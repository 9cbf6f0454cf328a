"""What the program's own suggesters propose together: cues by the lexicon, what they lead to by the frames. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from annotator.suggest import frames, lexicon
from annotator.suggest.suggestion import Bounds, Suggestion

__all__ = ["LANGUAGES", "Proposal", "proposal"]

LANGUAGES = lexicon.LANGUAGES & frames.LANGUAGES
CUES = frozenset({"uncertainty_cue", "attribution_cue"})


class Proposal(NamedTuple):
    """Spans in text order, each with the name and version of who proposes it; links by the places of their spans."""

    spans: tuple[tuple[str, Suggestion], ...]
    links: tuple[frames.Link, ...]


def proposal(
    text: str, sentences: Sequence[Bounds], tokens: Sequence[Sequence[Bounds]], roles: Sequence[str]
) -> Proposal:
    """What is proposed for sentences of a Dutch document: best whole paragraphs, nothing is carried across those."""
    found = frames.frame_of(text, sentences, tokens, lexicon.suggest(text, sentences, tokens), roles)
    named = ((lexicon.NAME if span.label in CUES else frames.NAME, span) for span in found.spans)
    return Proposal(tuple(named), found.links)
