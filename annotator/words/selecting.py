"""Words of selecting and of the quick ways to a word."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "select.propose": ("phrase, clause, sentence", "woordgroep, deelzin, zin"),
    "brief.select.propose": ("pick", "kies"),
    "select.phrase": ("extend by a phrase", "selectie woordgroep verder"),
    "select.phrase.back": ("extend back by a phrase", "selectie woordgroep terug"),
    "phrase.next": ("next phrase", "volgende woordgroep"),
    "phrase.previous": ("previous phrase", "vorige woordgroep"),
    "word.pick": ("to a word by its letter", "naar woord met een letter"),
    "cue.next": ("next cue word", "volgend signaalwoord"),
    "cue.previous": ("previous cue word", "vorig signaalwoord"),
    "number.next": ("next number", "volgend getal"),
    "number.previous": ("previous number", "vorig getal"),
    "capital.next": ("next capital", "volgende hoofdletter"),
    "capital.previous": ("previous capital", "vorige hoofdletter"),
    "quotation.next": ("next quote mark", "volgend aanhalingsteken"),
    "quotation.previous": ("previous quote mark", "vorig aanhalingsteken"),
    "pick_word": (
        "a letter goes to its word, its capital selects up to there; esc stops",
        "letter: naar het woord, hoofdletter: selecteert tot daar; esc stopt",
    ),
    "count": ("{n} times …", "{n} keer …"),
    "no_further": ("the text goes no further", "verder gaat de tekst niet"),
    "no_more.cue": ("no more cue words that way", "die kant op geen signaalwoord meer"),
    "no_more.number": ("no more numbers that way", "die kant op geen getal meer"),
    "no_more.capital": ("no more capitals that way", "die kant op geen hoofdletter meer"),
    "no_more.quote": ("no more quote marks that way", "die kant op geen aanhalingsteken meer"),
    "error.part_there": (
        "That is in it already: go to the other part first",
        "Dat hoort er al bij: ga eerst naar het andere deel",
    ),
}
