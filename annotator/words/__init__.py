"""What the screens say, in English and in Dutch; a test holds the two together."""

from __future__ import annotations

from annotator.words import (
    adjudication,
    agreement,
    annotation,
    choosing,
    finding,
    framing,
    guiding,
    reading,
    rhythm,
    selecting,
    suggesting,
)

__all__ = ["WORDS", "Say"]

_ROOMS = (
    annotation,
    selecting,
    framing,
    choosing,
    suggesting,
    guiding,
    reading,
    finding,
    rhythm,
    adjudication,
    agreement,
)
WORDS: dict[str, tuple[str, str]] = {name: words for room in _ROOMS for name, words in room.WORDS.items()}


class Say:
    """The words of one language: ``say("labelled", name="c1", label="claim")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = 1 if language == "nl" else 0

    def __call__(self, name: str, /, **values: object) -> str:
        """The words of a name, with the values filled in; or of ``name.one`` where that exists and one is counted."""
        if f"{name}.one" in WORDS and {str(values.get("n")), str(values.get("documents"))} & {"1"}:
            name = f"{name}.one"
        text = WORDS[name][self._column]
        return text.format(**values) if values else text

    def known(self, name: str) -> bool:
        """Whether there are words of this name."""
        return name in WORDS
