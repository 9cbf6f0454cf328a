"""What the screen says, in English and in Dutch; a test holds the two together."""

from __future__ import annotations

__all__ = ["WORDS", "Say"]

WORDS: dict[str, tuple[str, str]] = {
    # title bar
    "sentence": ("sent.", "zin"),
    "saved": ("saved", "opgeslagen"),
    "unsaved": ("{n} waiting", "{n} wacht"),
    "reading": ("reading {who}", "leest {who}"),
    "pass": ("pass {n}", "ronde {n}"),
    # groups of actions
    "group.move": ("Move", "Bewegen"),
    "group.select": ("Select", "Selecteren"),
    "group.label": ("Label", "Labelen"),
    "group.edit": ("Change a span", "Een span wijzigen"),
    "group.sentence": ("The sentence", "De zin"),
    "group.view": ("View", "Beeld"),
    "group.project": ("Project", "Project"),
    # actions: a short word for the footer, then a line for help
    "cursor.right": ("token on", "woord verder"),
    "cursor.left": ("token back", "woord terug"),
    "sentence.next": ("next sentence", "volgende zin"),
    "sentence.previous": ("previous sentence", "vorige zin"),
    "token.first": ("first token", "eerste woord"),
    "token.last": ("last token", "laatste woord"),
    "page.down": ("ten sentences on", "tien zinnen verder"),
    "page.up": ("ten sentences back", "tien zinnen terug"),
    "document.first": ("first sentence", "eerste zin"),
    "document.last": ("last sentence", "laatste zin"),
    "sentence.open": ("next not done", "volgende open zin"),
    "select.right": ("extend right", "selectie rechts"),
    "select.left": ("extend left", "selectie links"),
    "select.hold": ("hold part", "deel vasthouden"),
    "select.clear": ("let go", "loslaten"),
    "span.next": ("next span", "volgende span"),
    "span.previous": ("previous span", "vorige span"),
    "span.delete": ("delete", "weg"),
    "span.fragment": ("add part", "deel erbij"),
    "span.unfragment": ("drop part", "deel eraf"),
    "edge.start.left": ("start left", "begin naar links"),
    "edge.start.right": ("start right", "begin naar rechts"),
    "edge.end.left": ("end left", "eind naar links"),
    "edge.end.right": ("end right", "eind naar rechts"),
    "span.attributes": ("attributes", "kenmerken"),
    "link.start": ("link", "link"),
    "source.entity": ("which source", "welke bron"),
    "sentence.done": ("done", "klaar"),
    "sentence.skip": ("skip", "sla over"),
    "sentence.flag": ("flag", "vlag"),
    "sentence.todo": ("not done", "weer open"),
    "sentence.role": ("role", "rol"),
    "sentence.confidence": ("how sure", "hoe zeker"),
    "sentence.comment": ("comment", "opmerking"),
    "layer.next": ("other layer", "andere laag"),
    "panel.toggle": ("panel", "paneel"),
    "document.list": ("documents", "documenten"),
    "help": ("help", "hulp"),
    "palette": ("commands", "opdrachten"),
    "undo": ("undo", "terug"),
    "redo": ("redo", "opnieuw"),
    "quit": ("quit", "stop"),
    # what happened
    "labelled": ("{name} {label}", "{name} {label}"),
    "same": ("{name} {label} was there already", "{name} {label} stond er al"),
    "deleted": ("deleted {label}", "{label} weggehaald"),
    "undone": ("undone: {what}", "teruggedraaid: {what}"),
    "redone": ("done again: {what}", "opnieuw gedaan: {what}"),
    "nothing_undo": ("nothing to undo", "niets om terug te draaien"),
    "nothing_redo": ("nothing to redo", "niets om opnieuw te doen"),
    "all_done": ("Every sentence is done. Well done.", "Alle zinnen zijn klaar. Mooi werk."),
    "new_document": ("Now: {title}", "Nu: {title}"),
    "held": ("held: {text} – select the next part", "vastgehouden: {text} – selecteer het volgende deel"),
    "selected": ("selected: {text}", "geselecteerd: {text}"),
    "linked": ("{head} {label} → {tail}", "{head} {label} → {tail}"),
    "unlinked": ("link taken away: {label}", "link weggehaald: {label}"),
    "pick_tail": (
        "link {name} to … press a letter (↑↓ scroll, esc stop)",
        "link {name} met … druk een letter (↑↓ schuiven, esc stop)",
    ),
    "no_tail": ("no span in view that {label} can be linked to", "geen span in beeld waarmee {label} te linken is"),
    "own_layer": ("your own layer", "je eigen laag"),
    "layer_of": ("layer of {who}: read only ({key} goes back)", "laag van {who}: alleen lezen ({key} gaat terug)"),
    "no_other_layer": ("nobody else has labelled this document", "niemand anders heeft dit document gelabeld"),
    "not_a_key": ("{key} does nothing here ({help} shows the keys)", "{key} doet hier niets ({help} toont de toetsen)"),
    "cancelled": ("stopped", "gestopt"),
    "renamed": ("source: {name}", "bron: {name}"),
    # choosing
    "choose_attribute": ("{name} {label}", "{name} {label}"),
    "choose_value": ("{name} {attribute}", "{name} {attribute}"),
    "choose_relation": ("{head} → {tail}", "{head} → {tail}"),
    "choose_source": ("who is {name}?", "wie is {name}?"),
    "choose_role": ("role of the sentence", "rol van de zin"),
    "choose_confidence": ("how sure are you?", "hoe zeker ben je?"),
    "new_source": ("new: {text}", "nieuw: {text}"),
    "name_source": ("new: type its name", "nieuw: typ de naam"),
    "name_prompt": ("name of the source (enter keeps it)", "naam van de bron (enter bewaart)"),
    "no_value": ("none", "geen"),
    "as_derived": ("as derived", "zoals afgeleid"),
    "take_link_away": ("take the link away", "link weghalen"),
    "confidence.1": ("in doubt", "twijfel"),
    "confidence.2": ("fairly sure", "vrij zeker"),
    "confidence.3": ("sure", "zeker"),
    "comment_prompt": ("comment (enter keeps it, esc does not)", "opmerking (enter bewaart, esc niet)"),
    "unsaved_title": ("{n} actions are not saved: {why}", "{n} acties zijn niet opgeslagen: {why}"),
    "wait": ("wait and go on trying", "wachten en blijven proberen"),
    "leave": ("leave and lose them", "stoppen en ze kwijtraken"),
    # errors of the session, by their code
    "error.read_only": ("This is another's layer: {key} goes back to yours", "Dit is andermans laag: {key} gaat terug"),
    "error.crosses": ("{label} stays within one sentence", "{label} blijft binnen één zin"),
    "error.no_span": (
        "No span here: go to a labelled word first",
        "Hier is geen span: ga eerst naar een gelabeld woord",
    ),
    "error.no_room": ("The edge can go no further", "De rand kan niet verder"),
    "error.no_part": ("The span has no other part here", "De span heeft hier geen ander deel"),
    "error.no_relation": ("These two cannot be linked", "Deze twee zijn niet te linken"),
    "error.linked": ("That link is there already", "Die link is er al"),
    "error.no_entity": ("Choose a source first: only a source names one", "Kies eerst een bron"),
    "error.waiting": ("The last action is not saved yet: in a moment", "De laatste actie is nog niet opgeslagen"),
    "error.stale": (
        "Changed in another window: read again, repeat it",
        "In een ander venster gewijzigd: opnieuw gelezen, doe het nog eens",
    ),
    "error.damaged": ("The project file is damaged: {why}", "Het projectbestand is beschadigd: {why}"),
    # panel
    "no_spans": ("no spans in this sentence", "geen spans in deze zin"),
    "status.todo": ("to do", "nog doen"),
    "status.done": ("done", "klaar"),
    "status.skipped": ("skipped", "overgeslagen"),
    "status.flagged": ("flagged", "gevlagd"),
    "seconds": ("{n} s", "{n} s"),
    # document list
    "documents.title": ("Documents", "Documenten"),
    "documents.key": ("key", "sleutel"),
    "documents.name": ("title", "titel"),
    "documents.done": ("done", "klaar"),
    "documents.left": ("left", "over"),
    "documents.spans": ("spans", "spans"),
    "documents.layers": ("layers", "lagen"),
    "documents.keys": ("enter opens · esc goes back", "enter opent · esc gaat terug"),
    # help
    "help.title": ("Keys", "Toetsen"),
    "help.back": (
        "esc goes back · every key can be changed in settings.toml",
        "esc gaat terug · elke toets is te wijzigen in settings.toml",
    ),
    # operations in the log, as undo names them
    "op.label": ("label", "label"),
    "op.delete": ("delete", "weghalen"),
    "op.edge": ("edge", "rand"),
    "op.fragment": ("part", "deel"),
    "op.attribute": ("attribute", "kenmerk"),
    "op.link": ("link", "link"),
    "op.unlink": ("link taken away", "link weggehaald"),
    "op.source": ("source", "bron"),
    "op.sentence": ("sentence label", "zinslabel"),
    "op.comment": ("comment", "opmerking"),
    "op.confidence": ("how sure", "hoe zeker"),
    "op.role": ("role", "rol"),
    "op.done": ("done", "klaar"),
    "op.skipped": ("skipped", "overgeslagen"),
    "op.flagged": ("flagged", "gevlagd"),
    "op.todo": ("not done", "weer open"),
}


class Say:
    """The words of one language: ``say("labelled", name="c1", label="claim")``."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._column = 1 if language == "nl" else 0

    def __call__(self, name: str, /, **values: object) -> str:
        """The words of a name, with the values filled in."""
        text = WORDS[name][self._column]
        return text.format(**values) if values else text

    def known(self, name: str) -> bool:
        """Whether there are words of this name."""
        return name in WORDS
