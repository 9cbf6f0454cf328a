"""Words of suggestions."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, tuple[str, str]] = {
    "group.suggest": ("What is suggested", "Wat wordt voorgesteld"),
    # actions
    "suggestion.accept": ("accept", "neem over"),
    "suggestion.accept.all": ("accept what is sure", "neem over wat zeker is"),
    "brief.suggestion.accept": ("yes", "ja"),
    "brief.suggestion.accept.all": ("sure ones", "zekere"),
    "brief.suggestion.toggle": ("suggestions", "voorstellen"),
    "brief.suggestion.reject": ("no", "nee"),
    "suggestion.reject": ("reject", "wijs af"),
    "suggestion.adjust": ("accept and adjust", "neem over en pas aan"),
    "suggestion.explain": ("why is this suggested", "waarom dit voorstel"),
    "suggestion.next": ("next suggestion", "volgend voorstel"),
    "suggestion.toggle": ("hide suggestions", "verberg voorstellen"),
    "op.accept": ("accepting", "overnemen"),
    "op.reject": ("rejecting", "afwijzen"),
    # what happened
    "accepted": ("accepted {what}", "overgenomen {what}"),
    "accepted_all": ("accepted {n}: {names}", "{n} overgenomen: {names}"),
    "adjust": (
        "{name} accepted: {edges} move its edges, {values} its values",
        "{name} overgenomen: {edges} verzetten de randen, {values} de waarden",
    ),
    "rejected": ("rejected {label}  {text}", "afgewezen {label}  {text}"),
    "reliable": ("reliable, {score}", "betrouwbaar, {score}"),
    "unsure": ("not sure, {score}", "niet zeker, {score}"),
    "ghosts.on": ("suggestions are shown", "voorstellen worden getoond"),
    "ghosts.off": ("suggestions are hidden", "voorstellen zijn verborgen"),
    "ghosts.never": (
        "no suggestions here: blind, or another's layer",
        "hier geen voorstellen: blind, of andermans laag",
    ),
    "ghosts.left": ("{n} left", "nog {n}"),
    "left_unjudged": (
        "sent. {sentence} done, {n} suggestions not judged",
        "zin {sentence} klaar, {n} voorstellen niet beoordeeld",
    ),
    "left_unjudged.one": (
        "sent. {sentence} done, {n} suggestion not judged",
        "zin {sentence} klaar, {n} voorstel niet beoordeeld",
    ),
    "origin.accepted": ("accepted as {who} suggested it", "overgenomen zoals {who} het voorstelde"),
    "origin.edited": ("suggested by {who}, edited since", "voorgesteld door {who}, daarna gewijzigd"),
    "legend.ghost": ("suggested; ?? not sure", "voorstel; ?? niet zeker"),
    "none.ghost.near": (
        "nothing is suggested in the next {n} sentences",
        "in de volgende {n} zinnen wordt niets voorgesteld",
    ),
    "none.ghost": ("nothing more is suggested in this document", "in dit document wordt niets meer voorgesteld"),
    "spoken.ghost": ("suggested: {label}, {text}", "voorstel: {label}, {text}"),
    # errors of the session, by their code
    "error.no_ghost": ("Nothing is suggested here", "Hier wordt niets voorgesteld"),
    "error.not_reliable": (
        "None of it is reliable: accept it one by one",
        "Niets ervan is betrouwbaar: neem het een voor een over",
    ),
}
