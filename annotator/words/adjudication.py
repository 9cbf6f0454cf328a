"""The words of the adjudication screen."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "kind.missed": ("missed", "gemist"),
    "kind.boundary": ("boundary", "grens"),
    "kind.label": ("label", "label"),
    "kind.attribute": ("attribute", "kenmerk"),
    "kind.link": ("link", "link"),
    "kind.sentence": ("sentence", "zin"),
    "kind.agreed": ("agreed", "eens"),
    "says_nothing": ("nothing", "niets"),
    "state.waits": ("waits for its span", "wacht op de span"),
    "state.void": ("falls away", "vervalt"),
    "choice.both": ("both", "beide"),
    "choice.neither": ("neither", "geen"),
    "choice.edit": ("edited", "gewijzigd"),
    "choice.adopt": ("adopted", "overgenomen"),
    "choice.gold": ("as in gold", "als in goud"),
    "gold_row": ("gold", "goud"),
    "agreed_row": ("agreed", "eens"),
    "questions": ("{n} of {count}", "{n} van {count}"),
    "open_questions": ("{n} open", "{n} open"),
    "to_adopt": ("{n} agreed: {key} adopts", "{n} eens: {key} neemt over"),
    "nothing_asked": (
        "Nobody found anything here: {key} says so too",
        "Niemand vond hier iets: {key} zegt dat ook",
    ),
    "all_decided": ("Decided: {key} done", "Beslist: {key} klaar"),
    "is_done": ("This sentence is adjudicated", "Deze zin is gearbitreerd"),
    "adjudicated": ("adjudicated {done}/{count}", "gearbitreerd {done}/{count}"),
    "adopted": ("{n} adopted", "{n} overgenomen"),
    "names_shown": ("names are shown ({key} hides them)", "namen zichtbaar ({key} verbergt ze)"),
    "names_hidden": ("names are hidden", "namen verborgen"),
    "all_adjudicated": ("Everything that can be is adjudicated.", "Alles wat kan, is gearbitreerd."),
    "no_earlier": ("nothing open before this", "hiervoor staat niets open"),
    "gold_here": ("gold: {key} goes back to comparing", "goud: {key} gaat terug naar vergelijken"),
    "compared_there": ("the layers are compared where you came from", "de lagen staan op het vorige scherm"),
}
